/* SPDX-License-Identifier: GPL-3.0-or-later */
/* standby: configuration and shows of HSRP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "router/fhrp/auth.h"
#include "router/fhrp/hsrp.h"
#include "router/ip_cli.h"

/* As group() of vrrp_cli.c: the group of the line, made unless it is being removed; NULL with *ok: nothing to remove. */
static struct hsrp *group(struct cli *c, const struct args *a, bool *ok)
{
	struct ipif *p = cli_ipif(c);
	u16 number = (u16)args_num(a, "group", 0);
	struct hsrp *h;

	*ok = p && args_no(a);
	if (!p || (args_no(a) && !p->fhrp))
		return NULL;
	if (number > 255 && fhrp_get(p)->hsrp_version == 1) {
		*ok = false;
		cli_error(c, "%% Group number must be in the range 0-255 with HSRP version 1");
		return NULL;
	}
	h = hsrp_get(fhrp_get(p), number, !args_no(a));
	if (!h && !args_no(a))
		cli_error(c, "%% Too many HSRP groups on this interface");
	return h;
}

static void remove_address(struct hsrp *h, u8 k)
{
	memmove(h->addr + k, h->addr + k + 1, (size_t)(--h->n_addr - k) * sizeof(*h->addr));
}

static bool run_ip(struct cli *c, const struct args *a)
{
	u32 addr = args_ip4(a, "A.B.C.D", 0);
	bool ok;
	struct hsrp *h = group(c, a, &ok);
	struct ipif *p = cli_ipif(c);

	if (!h)
		return ok;
	if (!args_no(a) && addr && ipif_addr4(p, addr)) {
		cli_error(c, "%% Address cannot equal interface IP address");
		return false;
	}
	h->enabled = !args_no(a);
	h->has_addr = h->enabled && addr;
	if (h->has_addr || !h->enabled)
		h->addr[0] = h->has_addr ? addr : 0;
	hsrp_update(h);
	return true;
}

static bool run_secondary(struct cli *c, const struct args *a)
{
	u32 addr = args_ip4(a, "A.B.C.D", 0);
	bool ok;
	struct hsrp *h = group(c, a, &ok);
	u8 k;

	if (!h)
		return ok;
	for (k = 1; k < h->n_addr && h->addr[k] != addr; k++)
		;
	if (args_no(a)) {
		if (k < h->n_addr)
			remove_address(h, k);
	} else if (k == h->n_addr) {
		if (h->n_addr == VIRTUAL_ADDRS_MAX) {
			cli_error(c, "%% Too many addresses");
			return false;
		}
		h->addr[h->n_addr++] = addr;
	}
	hsrp_update(h);
	return true;
}

static bool run_priority(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	h->priority = args_no(a) ? 100 : (u8)args_num(a, "priority", 100);
	hsrp_update(h);
	return true;
}

static bool run_preempt(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	h->preempt = !args_no(a);
	h->preempt_delay_s = args_no(a) ? 0 : (u32)args_num(a, "minimum-s", 0);
	h->reload_delay_s = args_no(a) ? 0 : (u32)args_num(a, "reload-s", 0);
	hsrp_update(h);
	return true;
}

static bool run_timers(struct cli *c, const struct args *a)
{
	u32 hello = args_has(a, "hello-ms") ? (u32)args_num(a, "hello-ms", 0) : 1000 * (u32)args_num(a, "hello-s", 3);
	u32 hold = args_has(a, "hold-ms") ? (u32)args_num(a, "hold-ms", 0) : 1000 * (u32)args_num(a, "hold-s", 10);
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	if (!args_no(a) && hold <= hello) {
		cli_error(c, "%% Hold time must be greater than hello time");
		return false;
	}
	h->timers_set = !args_no(a);
	h->hello_ms = h->hello_now_ms = args_no(a) ? 3000 : hello;
	h->hold_ms = h->hold_now_ms = args_no(a) ? 10000 : hold;
	hsrp_update(h);
	return true;
}

/* MD5 and text stand for each other: the last line holds. */
static bool run_md5(struct cli *c, const struct args *a)
{
	const char *chain = args_str(a, "chain"), *key = chain ? chain : args_str(a, "key");
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	if (!args_no(a) && strlen(key) > FHRP_KEY_MAX) {
		cli_error(c, "%% Authentication string is of at most %u characters", (unsigned)FHRP_KEY_MAX);
		return false;
	}
	free(h->key);
	h->key = args_no(a) ? NULL : xstrdup(key);
	h->auth_kind = args_no(a) ? FHRP_AUTH_PLAIN : chain ? FHRP_AUTH_CHAIN : FHRP_AUTH_KEY;
	return true;
}

static bool run_auth(struct cli *c, const struct args *a)
{
	const char *text = args_no(a) ? "cisco" : args_str(a, "text");
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	if (strlen(text) > sizeof(h->auth)) {
		cli_error(c, "%% Authentication string is of at most 8 characters");
		return false;
	}
	memset(h->auth, 0, sizeof(h->auth));
	memcpy(h->auth, text, strlen(text));
	free(h->key);
	h->key = NULL;
	h->auth_kind = FHRP_AUTH_PLAIN;
	return true;
}

static bool run_name(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	free(h->name);
	h->name = args_no(a) ? NULL : xstrdup(args_str(a, "name"));
	return true;
}

static bool run_mac(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);

	if (!h)
		return ok;
	h->has_mac = !args_no(a) && args_mac(a, "H.H.H", h->mac);
	if (h->has_mac && mac_is_group(h->mac)) {
		h->has_mac = false;
		cli_error(c, "%% A group address is no virtual MAC address");
		return false;
	}
	hsrp_update(h);
	return true;
}

static void object_changed(struct track_user *u) { hsrp_update(container_of(u, struct fhrp_track, user)->group); }

static void object_describe(const struct track_user *u, char buf[64])
{
	const struct hsrp *h = container_of(u, struct fhrp_track, user)->group;

	snprintf(buf, 64, "HSRP %s %u", h->on->ifp->i->name, h->group);
}

static bool run_track(struct cli *c, const struct args *a)
{
	bool ok;
	struct hsrp *h = group(c, a, &ok);
	struct fhrp_track t = { .user = { .changed = object_changed, .describe = object_describe, .object = (u16)args_num(a, "object", 0) },
				.decrement = (u8)args_num(a, "decrement-by", 10), .shut = args_has(a, "shutdown"), .group = h };

	if (!h)
		return ok;
	if (args_no(a)) {
		fhrp_track_del(cli_stack(c), &h->tracks, t.user.object);
	} else if (!fhrp_track_set(cli_stack(c), &h->tracks, &t)) {
		cli_error(c, "%% Too many tracked objects");
		return false;
	}
	hsrp_update(h);
	return true;
}

/* What is there already runs on: it holds for whoever starts. */
static bool run_delay(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);
	struct fhrp_if *f = p ? fhrp_get(p) : NULL;

	if (!f)
		return false;
	f->hsrp_delay_s = args_no(a) ? 0 : (u32)args_num(a, "minimum-s", 0);
	f->hsrp_reload_s = args_no(a) ? 0 : (u32)args_num(a, "reload-s", 0);
	for (struct hsrp *h = f->hsrp; h; h = h->next)
		hsrp_update(h);
	return true;
}

static bool run_version(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	if (!hsrp_set_version(fhrp_get(p), args_no(a) ? 1 : (u8)args_num(a, "version", 1))) {
		cli_error(c, "%% Version 1 has groups 0-255 only");
		return false;
	}
	return true;
}

/* ---- shows ---- */

static void cells(struct show *s, const struct hsrp *h)
{
	const struct ipif *p = h->on->ifp;
	u8 mac[6];

	hsrp_mac(h, mac);
	show_str(s, "interface", p->i->name);
	show_num(s, "group", h->group);
	show_num(s, "version", h->on->hsrp_version);
	show_str(s, "state", hsrp_state_name[h->state]);
	show_num(s, "state_changes", h->changes);
	if (h->addr[0])
		show_ip4(s, "virtual_address", h->addr[0]);
	show_mac(s, "virtual_mac", mac);
	show_num(s, "hello_ms", h->hello_now_ms);
	show_num(s, "hold_ms", h->hold_now_ms);
	show_bool(s, "preempt", h->preempt);
	show_num(s, "priority", hsrp_priority(h));
	show_num(s, "configured_priority", h->priority);
}

static const char *peer_text(const struct hsrp *h, const struct hsrp_peer *peer, u8 role, char buf[IP4_TEXT])
{
	return h->state == role ? "local" : peer->addr ? ip4_text(peer->addr, buf) : "unknown";
}

static void in_secs(struct show *s, const struct hsrp *h, const struct timer *t)
{
	nsec now = stack_now(h->on->ifp->ip), left = timer_is_set(t) && t->due > now ? t->due - now : 0;

	show_text(s, "%llu.%03llu sec", (unsigned long long)(left / NSEC_PER_SEC), (unsigned long long)(left % NSEC_PER_SEC / NSEC_PER_MS));
}

static void period(struct show *s, const char *what, u32 ms)
{
	show_text(s, ms % 1000 ? "%s %u msec" : "%s %u sec", what, ms % 1000 ? ms : ms / 1000);
}

static void peer_of(struct show *s, const struct hsrp *h, const char *what, const struct hsrp_peer *peer, const struct timer *t, u8 role)
{
	char a[IP4_TEXT];

	show_text(s, "  %s router is %s", what, peer_text(h, peer, role, a));
	if (h->state != role && peer->addr) {
		show_text(s, ", priority %u (expires in ", peer->priority);
		in_secs(s, h, t);
		show_text(s, ")");
	}
	show_text(s, "\n");
}

static void text_of(struct show *s, const struct hsrp *h)
{
	const struct ipif *p = h->on->ifp;
	char a[IP4_TEXT], m[MAC_TEXT], age[16];
	u8 mac[6];

	hsrp_mac(h, mac);
	show_text(s, "%s - Group %u%s\n", p->i->name, h->group, h->on->hsrp_version == 2 ? " (version 2)" : "");
	show_text(s, "  State is %s\n", hsrp_state_name[h->state]);
	show_text(s, "    %u state change%s, last state change %s\n", h->changes, h->changes == 1 ? "" : "s", age_text(stack_now(p->ip) - h->changed, age));
	show_text(s, "  Virtual IP address is %s%s\n", h->addr[0] ? ip4_text(h->addr[0], a) : "unknown", h->addr[0] && !h->has_addr ? " (learnt)" : "");
	for (unsigned k = 1; k < h->n_addr; k++)
		show_text(s, "    Secondary virtual IP address %s\n", ip4_text(h->addr[k], a));
	show_text(s, "  Active virtual MAC address is %s", h->state == HSRP_ACTIVE || h->active.addr ? mac_dotted(mac, m) : "unknown");
	show_text(s, "%s\n", h->state == HSRP_ACTIVE ? " (MAC In Use)" : "");
	show_text(s, "    Local virtual MAC address is %s (%s)\n", mac_dotted(mac, m), h->has_mac ? "configured" : h->on->hsrp_version == 2 ? "v2 default" : "v1 default");
	period(s, "  Hello time", h->hello_now_ms);
	period(s, ", hold time", h->hold_now_ms);
	show_text(s, "\n");
	if (timer_is_set(&h->hello)) {
		show_text(s, "    Next hello sent in ");
		in_secs(s, h, &h->hello);
		show_text(s, "s\n");
	}
	if (h->key)
		show_text(s, h->auth_kind == FHRP_AUTH_KEY ? "  Authentication MD5, key-string\n" : "  Authentication MD5, key-chain \"%s\"\n", h->key);
	else if (memcmp(h->auth, "cisco\0\0\0", 8))
		show_text(s, "  Authentication text, string \"%.8s\"\n", (const char *)h->auth);
	show_text(s, "  Preemption %s", h->preempt ? "enabled" : "disabled");
	if (h->preempt_delay_s)
		show_text(s, ", delay min %u secs", h->preempt_delay_s);
	if (h->reload_delay_s)
		show_text(s, ", delay reload %u secs", h->reload_delay_s);
	show_text(s, "\n");
	peer_of(s, h, "Active", &h->active, &h->active_timer, HSRP_ACTIVE);
	peer_of(s, h, "Standby", &h->standby, &h->standby_timer, HSRP_STANDBY);
	show_text(s, "  Priority %u (%s %u)\n", hsrp_priority(h), h->priority == 100 ? "default" : "configured", h->priority);
	fhrp_tracks_text(s, h->tracks, "Up", "Down");
	if (h->name)
		show_text(s, "  Group name is \"%s\" (cfgd)\n", h->name);
	else
		show_text(s, "  Group name is \"hsrp-%s-%u\" (default)\n", p->i->short_name, h->group);
}

static bool show_standby(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "short_interface", "Interface", 12 }, { "group", "Grp", 5 }, { "priority", "Pri", 4 }, { "p", "P", 2 },
						{ "state", "State", 8 }, { "active", "Active", 16 }, { "standby", "Standby", 16 },
						{ "virtual_ip", "Virtual IP", 0 } };
	const char *only = args_str(a, "INTERFACE");
	bool brief = args_has(a, "brief");
	char t[IP4_TEXT];

	if (brief) {
		show_text(s, "                     P indicates configured to preempt.\n                     |\n");
		show_table(s, cols, ARRAY_LEN(cols));
	}
	for (const struct ipif *p = ipif_after(cli_stack(c), NULL); p; p = ipif_after(cli_stack(c), p))
		for (const struct hsrp *h = p->fhrp && (!only || !strcmp(only, p->i->name)) ? p->fhrp->hsrp : NULL; h; h = h->next) {
			if (!h->enabled)
				continue;
			cells(s, h);
			show_str(s, "active", peer_text(h, &h->active, HSRP_ACTIVE, t));
			show_str(s, "standby", peer_text(h, &h->standby, HSRP_STANDBY, t));
			if (brief) {
				show_str(s, "short_interface", p->i->short_name);
				show_str(s, "p", h->preempt ? "P" : "");
				show_str(s, "virtual_ip", h->addr[0] ? ip4_text(h->addr[0], t) : "unknown");
			} else {
				text_of(s, h);
			}
			show_end(s);
		}
	return true;
}

#define HSRP "standby <0-4095>:group "
#define HELP "HSRP interface configuration commands|group number|"
#define AMONG .order = ORDER_IF_IP + 51, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP /* a group's lines stand together */
#define PLACE .key = 3, AMONG
#define LATER(syntax, help) { &mode_interface, syntax, help, .flags = CMD_UNSUPPORTED }
static const struct cmd rows[] = {
	{ &mode_interface, "standby delay {minimum <0-10000>:minimum-s [reload <0-10000>:reload-s]|reload <0-10000>:reload-s}",
	  "|HSRP initialisation delay|Set minimum delay on interface up|Number of seconds|Set delay after reload|Number of seconds|Set delay after reload|Number of seconds", .run = run_delay, .key = 2,
	  .order = ORDER_IF_IP + 50 },
	{ &mode_interface, "standby version <1-2>:version", "|HSRP version|Version", .run = run_version, .key = 2, .order = ORDER_IF_IP + 50,
	  .dflt = "standby version 1" },
	{ &mode_interface, HSRP "ip [A.B.C.D]", HELP "Enable HSRP IPv4 and set the virtual IP address|Virtual IP address", .run = run_ip, PLACE },
	{ &mode_interface, HSRP "ip A.B.C.D secondary", HELP "||Make this IP address a secondary virtual IP address", .run = run_secondary, .key = 5,
	  .order = ORDER_IF_IP + 51, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP | CMD_MULTI },
	{ &mode_interface, HSRP "timers <1-254>:hello-s <2-255>:hold-s", HELP "Hello and hold timers|Hello interval in seconds|Hold time in seconds", .run = run_timers,
	  PLACE },
	{ &mode_interface, HSRP "timers msec <15-999>:hello-ms <2-255>:hold-s", HELP "|Specify hello interval in milliseconds|Hello interval in milliseconds|",
	  .run = run_timers, PLACE },
	{ &mode_interface, HSRP "timers msec <15-999>:hello-ms msec <60-3000>:hold-ms", HELP "|||Specify hold time in milliseconds|Hold time in milliseconds",
	  .run = run_timers, .key = 3, AMONG },
	{ &mode_interface, HSRP "priority <0-255>:priority", HELP "Priority level|Priority value", .run = run_priority, PLACE },
	{ &mode_interface, HSRP "preempt [delay [minimum <0-3600>:minimum-s|reload <0-3600>:reload-s]*]",
	  HELP "Overthrow lower priority Active routers|Wait before preempting|Delay at least this long|Number of seconds for minimum delay|Delay after reload|Number of seconds for reload delay",
	  .run = run_preempt, PLACE },
	{ &mode_interface, HSRP "authentication WORD:text", HELP "Authentication|Plain text authentication string", .run = run_auth, PLACE },
	{ &mode_interface, HSRP "authentication md5 key-string WORD:key", HELP "|Use MD5 authentication|Set key string|Key string", .run = run_md5, PLACE },
	{ &mode_interface, HSRP "authentication md5 key-chain WORD:chain", HELP "||Set key chain|Name of key-chain", .run = run_md5, PLACE },
	{ &mode_interface, HSRP "name WORD:name", HELP "Redundancy name string|Name string", .run = run_name, PLACE },
	{ &mode_interface, HSRP "mac-address H.H.H", HELP "Virtual MAC address|MAC address", .run = run_mac, PLACE },
	{ &mode_interface, HSRP "track <1-1000>:object [decrement <1-255>:decrement-by]", HELP "Priority tracking|Track object number|Priority decrement|Decrement value",
	  .run = run_track, .key = 4, AMONG },
	{ &mode_interface, HSRP "track <1-1000>:object shutdown", HELP "||Shutdown group", .run = run_track, .key = 4, AMONG },
	LATER(HSRP "ipv6 LINE", HELP "Enable HSRP IPv6|"),
	LATER(HSRP "follow WORD", HELP "Name of the group to follow|Name"),
	LATER("standby use-bia [LINE]", "|HSRP uses interface's burned in address|"),
	LATER("standby redirect LINE", "|Configure sending of ICMP Redirect messages with an HSRP virtual IP address as the gateway|"),
	LATER("standby bfd", "|Enable HSRP BFD|"),
	{ &mode_exec, "show standby [brief|all]", "|HSRP information|Brief output|Include groups in disabled state", .show = show_standby },
	{ &mode_exec, "show standby INTERFACE", "||", .show = show_standby },
	DEBUG_CMDS("standby", "HSRP debugging"),
};
const struct cmd_table hsrp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_hsrp_cmds = ARRAY_LEN(hsrp_cmds);
