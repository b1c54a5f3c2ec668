/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show version, clock, users, processes memory, startup-config. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/frame.h"
#include "device/own.h"

enum { NVRAM_SIZE = 262144 };

static const char version[] = "15.9(1)L";

static u64 pool_bytes(u32 frames)
{
	return (u64)frames * (sizeof(struct frame) + FRAME_HEADROOM + FRAME_SMALL_MAX);
}

/* "LANYARD-ROUTER". */
static void image_name(const struct device *d, char buf[48])
{
	snprintf(buf, 48, "LANYARD-%s", d->node.kind->name);
	for (char *p = buf; *p; p++)
		*p = (char)toupper((unsigned char)*p);
}

static void show_port_counts(struct show *s, struct device *d)
{
	static const char *const words[IF_TYPE_N] = {
		[IF_ETHERNET] = "Ethernet", [IF_FASTETHERNET] = "FastEthernet", [IF_GIGABIT] = "Gigabit Ethernet",
		[IF_TENGIGABIT] = "Ten Gigabit Ethernet", [IF_ETH] = "Ethernet",
	};
	u32 n[IF_TYPE_N] = { 0 };

	for (struct iface *i = d->ifaces; i; i = i->next)
		n[i->type] += i->port != NULL;
	for (unsigned t = 0; t < IF_TYPE_N; t++)
		if (n[t])
			show_text(s, "%u %s interface%s\n", n[t], words[t], n[t] == 1 ? "" : "s");
}

bool show_version(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	nsec up = node_now(&d->node) - d->booted;
	char image[48], uptime[96], restarted[64];
	const char *host = shell_hostname(d->shell), *kind = d->node.kind->name, *reason = d->boot_reason ? d->boot_reason : "power-on";
	const char *what = d->image ? d->image : kind;
	const struct pool *pool = node_pool(&d->node);
	u64 memory = pool_bytes(pool_in_use(pool) + pool_available(pool));

	(void)a;
	if (!strncmp(what, "Lanyard ", 8))
		what += 8;
	image_name(d, image);
	uptime_words(up, uptime);
	civil_text(device_wall_clock(d) - (s64)up, false, restarted);
	show_str(s, "hostname", host);
	show_str(s, "version", version);
	show_str(s, "software_image", image);
	show_str(s, "uptime", uptime);
	show_num(s, "uptime_s", up / NSEC_PER_SEC);
	show_str(s, "restarted", restarted);
	show_str(s, "reload_reason", reason);
	show_fmt(s, "running_image", "lanyard/%s", kind);
	show_str(s, "hardware", d->model ? d->model : kind);
	show_str(s, "serial", d->system->serial);
	show_mac(s, "base_mac", d->system->base_mac);
	show_str(s, "config_register", "0x2102");
	show_end(s);
	show_text(s, "Lanyard Software, %s Software (%s), Version %s, RELEASE SOFTWARE (fc1)\n"
		     "A software device of a lab; free software under the GNU General Public License\n\n"
		     "ROM: Lanyard engine\n\n%s uptime is %s\nSystem returned to ROM by %s\nSystem restarted at %s\n"
		     "System image file is \"system:lanyard/%s\"\nLast reload reason: %s\n\n",
		  what, image, version, host, uptime, reason, restarted, kind, reason);
	show_text(s, "Lanyard %s (revision 1.0) with %lluK bytes of packet memory.\nProcessor board ID %s\n", d->model ? d->model : kind,
		  (unsigned long long)memory / 1024, d->system->serial);
	show_port_counts(s, d);
	show_text(s, "%uK bytes of non-volatile configuration memory.\n\nConfiguration register is 0x2102\n\n", NVRAM_SIZE / 1024);
	return true;
}

bool show_clock(struct cli *c, const struct args *a, struct show *s)
{
	static const char *const sources[] = { "No time source", "Time source is user configuration", "Time source is NTP", "Time source is NTP" };
	struct device *d = cli_device(c);
	s64 now = device_wall_clock(d);
	char text[64];

	civil_text(now, true, text);
	show_str(s, "clock", text);
	show_num(s, "unix_ns", (u64)now);
	show_num(s, "now_ns", node_now(&d->node));
	show_bool(s, "set", d->system->clock_source != CLOCK_UNSET);
	show_str(s, "source", sources[d->system->clock_source]);
	show_end(s);
	show_text(s, "%s%s\n", device_clock_mark(d), text);
	if (args_has(a, "detail"))
		show_text(s, "%s\n", sources[d->system->clock_source]);
	return true;
}

static void show_user(struct cli *c, struct cli *x, struct show *s, unsigned vty)
{
	const struct cli_options *o = cli_session(x);
	struct device *d = cli_device(c);
	bool con = line_of(o->where) == LINE_CON;
	char idle[16], line[16];
	char location[64];

	line_peer(o->where, "", location, sizeof(location));
	snprintf(line, sizeof(line), "%s %u", con ? "con" : "vty", con ? 0 : vty);
	uptime_short(node_now(&d->node) - cli_last_input(x), idle);
	show_str(s, "line", line);
	show_str(s, "user", o->user ? o->user : "");
	show_str(s, "idle", idle);
	show_str(s, "location", location);
	show_bool(s, "this", c == x);
	show_end(s);
	show_text(s, "%c%3u %-7s   %-10s idle                 %-10s %s\n", c == x ? '*' : ' ', con ? 0 : vty + 2, line, o->user ? o->user : "",
		  idle, location);
}

bool show_users(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	unsigned vty = 0, line;

	(void)a;
	show_text(s, "    Line       User       Host(s)              Idle       Location\n");
	for (struct cli *x = shell_sessions(d->shell, NULL); x; x = shell_sessions(d->shell, x)) {
		if (!cli_session(x)->interactive && x != c)
			continue; /* boot, or another `exec` */
		line = line_of(cli_session(x)->where);
		vty = line_is_vty(line) ? line - LINE_VTY : vty;
		show_user(c, x, s, vty);
		vty += line != LINE_CON;
	}
	show_text(s, "\n  Interface    User               Mode         Idle     Peer Address\n\n");
	return true;
}

static void show_holder(struct show *s, unsigned pid, const char *name, u64 holding)
{
	show_num(s, "pid", pid);
	show_str(s, "process", name);
	show_num(s, "holding", holding);
	show_end(s);
	show_text(s, "%4u   0 %10llu %10u %10llu %10u %10u %s\n", pid, (unsigned long long)holding, 0, (unsigned long long)holding, 0, 0, name);
}

bool show_memory(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	const struct pool *pool = node_pool(&d->node);
	u64 frames = pool_bytes(pool_in_use(pool)), all = frames + pool_bytes(pool_available(pool)), ifaces = 0;
	u64 startup = d->startup ? strlen(d->startup) + 1 : 0, log = sizeof(*d->log) + d->log->ring_size;

	(void)a;
	for (struct iface *i = d->ifaces; i; i = i->next)
		ifaces += sizeof(*i) + strlen(i->name) + strlen(i->short_name) + (i->rate ? sizeof(*i->rate) : 0);
	u64 used = d->node.kind->size + ifaces + log + startup;

	show_text(s, "Processor Pool Total: %10llu Used: %10llu Free: %10u\n lsmpi_io Pool Total: %10llu Used: %10llu Free: %10llu\n\n",
		  (unsigned long long)used, (unsigned long long)used, 0, (unsigned long long)all, (unsigned long long)frames,
		  (unsigned long long)(all - frames));
	show_text(s, " PID TTY  Allocated      Freed    Holding    Getbufs    Retbufs Process\n");
	show_holder(s, 1, "Device", d->node.kind->size);
	show_holder(s, 2, "Interfaces", ifaces);
	show_holder(s, 3, "Logger", log);
	show_holder(s, 4, "Startup configuration", startup);
	show_holder(s, 5, "Frames in flight", frames);
	return true;
}

bool show_startup(struct cli *c, const struct args *a, struct show *s)
{
	const char *text = cli_device(c)->startup;

	(void)a;
	if (!text) {
		show_text(s, "startup-config is not present\n");
		return true;
	}
	show_str(s, "config", text);
	show_num(s, "bytes", strlen(text));
	show_end(s);
	show_text(s, "Using %zu out of %u bytes\n%s", strlen(text), NVRAM_SIZE, text);
	return true;
}
