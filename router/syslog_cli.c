/* SPDX-License-Identifier: GPL-3.0-or-later */
/* logging host, logging trap and what else says how lines go to servers. */
#include <stdio.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/syslog.h"
#include "router/syslog_cmds.h"
#include "router/vrf/vrf.h"

static const char *const severity[8] = {
	"emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging",
};
static const struct { const char *name; u8 n; } facility[] = {
	{ "auth", 4 }, { "cron", 9 }, { "daemon", 3 }, { "kern", 0 }, { "local0", 16 }, { "local1", 17 }, { "local2", 18 }, { "local3", 19 }, { "local4", 20 },
	{ "local5", 21 }, { "local6", 22 }, { "local7", 23 }, { "lpr", 6 }, { "mail", 2 }, { "news", 7 }, { "syslog", 5 }, { "user", 1 }, { "uucp", 8 },
};

/* The servers' part of show logging. */
static void show_hosts(struct log_tap *t, struct show *s)
{
	const struct syslog *l = container_of(t, struct syslog, tap);
	char a[IP6_TEXT];

	if (l->trap == 255)
		show_text(s, "    Trap logging: disabled\n");
	else
		show_text(s, "    Trap logging: level %s, %llu message lines logged\n", severity[l->trap], (unsigned long long)l->lines);
	show_push_list(s, "hosts");
	for (const struct syslog_host *h = l->hosts; h; h = h->next) {
		show_str(s, "address", ipaddr_text(&h->addr, a));
		if (h->ip->vrf)
			show_str(s, "vrf", vrf_name(h->ip));
		show_num(s, "port", h->port);
		show_num(s, "sent", h->sent);
		show_num(s, "discriminated", h->place.dropped);
		show_num(s, "rate_limited", h->place.limited);
		if (h->place.filter[0])
			show_str(s, "discriminator", h->place.filter);
		show_end(s);
		show_text(s, "        Logging to %s%s%s%s (udp port %u, audit disabled,\n              link up),\n              %llu message lines logged, \n"
			  "              %u message lines rate-limited, \n              %u message lines dropped-by-MD, \n              xml disabled, sequence number disabled\n"
			  "              filtering disabled%s%s%s\n", ipaddr_text(&h->addr, a), h->ip->vrf ? "(" : " ", h->ip->vrf ? vrf_name(h->ip) : "", h->ip->vrf ? ")" : "", h->port, (unsigned long long)h->sent, h->place.limited, h->place.dropped,
			  h->place.filter[0] ? ", discriminator(" : "", h->place.filter, h->place.filter[0] ? ")" : "");
	}
	show_pop(s);
}

static struct syslog *tapped(struct cli *c)
{
	struct syslog *l = syslog_of(cli_stack(c));

	l->tap.show = show_hosts;
	device_log_tap(device_of(cli_node(c)), &l->tap);
	return l;
}

static bool run_host(struct cli *c, const struct args *a)
{
	struct ipaddr addr = ipaddr4(args_ip4(a, "host", 0));
	u16 port = (u16)args_num(a, "port", SYSLOG_PORT);
	char line[160], t[IP6_TEXT], by[32];
	struct ipstack *vrf = cli_vrf(c, a);
	struct syslog_host *h;
	u16 was;
	int len;

	if (args_ip6(a, "host6", &addr.v6))
		addr.af = AF_IP6;
	if (!vrf || (!args_no(a) && cli_linkless(c, &addr)))
		return false;
	was = syslog_host_port(tapped(c), vrf, &addr);
	if (args_no(a)) {
		syslog_host_remove(tapped(c), vrf, &addr);
		return true;
	}
	h = syslog_host_set(tapped(c), vrf, &addr, port);
	if (!h) {
		cli_error(c, "%% Too many logging hosts");
		return false;
	}
	if (!log_place_set(c, a, &h->place)) {
		if (!was)
			syslog_host_remove(tapped(c), vrf, &addr);
		else
			h->port = was;
		return false;
	}
	len = snprintf(line, sizeof(line), "logging host %s%s%s%s%s", addr.af == AF_IP6 ? "ipv6 " : "", ipaddr_text(&addr, t), vrf->vrf ? " vrf " : "",
		       vrf->vrf ? vrf_name(vrf) : "", log_place_text(&h->place, by));
	if (port != SYSLOG_PORT)
		snprintf(line + len, sizeof(line) - (size_t)len, " transport udp port %u", port);
	cli_store(c, line);
	return true;
}

/* `logging A.B.C.D`, as it was before there were other words. */
static bool run_host_short(struct cli *c, const struct args *a)
{
	char line[80], key[80], t[IP4_TEXT];

	snprintf(line, sizeof(line), "logging host %s", ip4_text(args_ip4(a, "host", 0), t));
	snprintf(key, sizeof(key), "%s", line);
	if (args_no(a))
		return cli_remove_in(c, NULL, key);
	if (!run_host(c, a))
		return false;
	cli_store(c, line);
	return true;
}

static bool run_trap(struct cli *c, const struct args *a)
{
	struct syslog *l = tapped(c);
	u8 level = (u8)args_num(a, "level", SYSLOG_TRAP_DEFAULT);
	char line[64];

	for (u8 k = 0; k < 8; k++)
		if (args_has(a, severity[k]))
			level = k;
	l->trap = args_no(a) ? 255 : level;
	if (args_no(a)) {
		cli_store(c, "no logging trap");
	} else {
		snprintf(line, sizeof(line), "logging trap %s", severity[level]);
		cli_store(c, level == SYSLOG_TRAP_DEFAULT ? "" : line);
	}
	return true;
}

static bool run_facility(struct cli *c, const struct args *a)
{
	struct syslog *l = tapped(c);

	l->facility = SYSLOG_LOCAL7;
	for (unsigned k = 0; k < ARRAY_LEN(facility) && !args_no(a); k++)
		if (args_has(a, facility[k].name))
			l->facility = facility[k].n;
	return true;
}

static bool run_source(struct cli *c, const struct args *a)
{
	tapped(c)->source = args_no(a) ? NULL : device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));
	return true;
}

static bool run_origin(struct cli *c, const struct args *a)
{
	struct syslog *l = tapped(c);
	const char *text = args_no(a) ? NULL : args_str(a, "text");

	l->origin_hostname = !args_no(a) && args_has(a, "hostname");
	snprintf(l->origin, sizeof(l->origin), "%.63s", text ? text : "");
	return true;
}

#define LEVEL "[<0-7>:level | emergencies | alerts | critical | errors | warnings | notifications | informational | debugging]"
#define LEVEL_HELP \
	"Logging severity level|System is unusable (severity=0)|Immediate action needed (severity=1)|Critical conditions (severity=2)|Error conditions (severity=3)|" \
	"Warning conditions (severity=4)|Normal but significant conditions (severity=5)|Informational messages (severity=6)|Debugging messages (severity=7)"
#define FACILITIES "auth | cron | daemon | kern | local0 | local1 | local2 | local3 | local4 | local5 | local6 | local7 | lpr | mail | news | syslog | user | uucp"

static const struct cmd rows[] = {
	{ &mode_config, "logging trap " LEVEL, "|Set syslog server logging level|" LEVEL_HELP, .run = run_trap, .key = 2, .order = ORDER_IPV6_ROUTE + 30,
	  .dflt = "logging trap" },
	{ &mode_config, "logging origin-id {hostname | string LINE:text}",
	  "|Add origin ID to syslog messages|Use origin hostname as ID|Define a unique text string as ID|Text", .run = run_origin, .key = 2,
	  .order = ORDER_IPV6_ROUTE + 31 },
	{ &mode_config, "logging facility {" FACILITIES "}",
	  "|Facility parameter for syslog messages|Authorization system|Cron/at facility|System daemons|Kernel|Local use|Local use|Local use|Local use|Local use|Local use|Local use|"
	  "Local use|Line printer system|Mail system|USENET news|Syslog itself|User process|Unix-to-Unix copy system", .run = run_facility, .key = 2,
	  .order = ORDER_IPV6_ROUTE + 32, .dflt = "logging facility local7" },
	{ &mode_config, "logging source-interface INTERFACE", "|Specify interface for source address in logging transactions|", .run = run_source, .key = 2,
	  .order = ORDER_IPV6_ROUTE + 33 },
	{ &mode_config, "logging host A.B.C.D:host [discriminator WORD:discriminator|transport udp port <1-65535>:port]*",
	  "|Set syslog server IP address and parameters|IP address of the syslog server|Establish MD-Message Discriminator association|MD-Message Discriminator name|Specify the transport protocol|User Datagram Protocol|Set the port|Port number",
	  .run = run_host, .key = 3, .order = ORDER_IPV6_ROUTE + 34, .flags = CMD_SORT_NUMERIC, .complete = log_filter_names },
	{ &mode_config, "logging host ipv6 X:X:X:X::X:host6 [discriminator WORD:discriminator|transport udp port <1-65535>:port]*",
	  "||Set IPv6 syslog server|IPv6 address of the syslog server|Establish MD-Message Discriminator association|MD-Message Discriminator name|Specify the transport protocol|User Datagram Protocol|Set the port|Port number", .run = run_host, .key = 4, .order = ORDER_IPV6_ROUTE + 35, .flags = CMD_SORT_NUMERIC, .complete = log_filter_names },
	{ &mode_config, "logging host {A.B.C.D:host | ipv6 X:X:X:X::X:host6} transport tcp [LINE]", "||||||Transport Control Protocol|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "logging host {A.B.C.D:host | ipv6 X:X:X:X::X:host6} {xml | filtered | session-id | sequence-num-session | alarm} [LINE]",
	  "|||||Enable logging in XML|Enable filtered logging|Specify syslog message session ID|Include session sequence number|Enable alarms|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "logging A.B.C.D:host", "|IP address of the syslog server", .run = run_host_short, .order = ORDER_IPV6_ROUTE + 34, .flags = CMD_ELSEWHERE },
};

/* Where there are VRFs. */
static const struct cmd vrf_rows[] = {
	{ &mode_config, "logging host A.B.C.D:host vrf WORD:vrf [discriminator WORD:discriminator|transport udp port <1-65535>:port]*",
	  "|||Set VRF option|VPN Routing/Forwarding instance name|Establish MD-Message Discriminator association|MD-Message Discriminator name|Specify the transport protocol|User Datagram Protocol|Set the port|Port number", .run = run_host, .key = 5, .order = ORDER_IPV6_ROUTE + 34, .flags = CMD_SORT_NUMERIC, .complete = log_filter_names },
	{ &mode_config, "logging host ipv6 X:X:X:X::X:host6 vrf WORD:vrf [discriminator WORD:discriminator|transport udp port <1-65535>:port]*",
	  "||||Set VRF option|VPN Routing/Forwarding instance name|Establish MD-Message Discriminator association|MD-Message Discriminator name|Specify the transport protocol|User Datagram Protocol|Set the port|Port number", .run = run_host, .key = 6, .order = ORDER_IPV6_ROUTE + 35, .flags = CMD_SORT_NUMERIC, .complete = log_filter_names },
	{ &mode_config, "logging source-interface INTERFACE vrf WORD", "|||Specify vrf name|VPN Routing/Forwarding instance name", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "logging host {A.B.C.D:host | ipv6 X:X:X:X::X:host6} vrf WORD:vrf transport tcp [LINE]", "||||||||Transport Control Protocol|", .flags = CMD_UNSUPPORTED },
};

const struct cmd_table syslog_cmds[] = { CMD_TABLE(rows) };
const unsigned n_syslog_cmds = ARRAY_LEN(syslog_cmds);
const struct cmd_table syslog_vrf_cmds[] = { CMD_TABLE(vrf_rows) };
const unsigned n_syslog_vrf_cmds = ARRAY_LEN(syslog_vrf_cmds);
