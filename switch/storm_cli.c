/* SPDX-License-Identifier: GPL-3.0-or-later */
/* storm-control and show storm-control. */
#include "switch/storm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "router/snmp/snmp.h"
#include "switch/switch_cli.h"

enum { ORDER_IF_STORM = ORDER_IF_SPEED + 2 };

static const char *const kind_word[] = { "broadcast", "multicast", "unicast" };

/* "12.5", "80", in hundredths; bps and pps: "1.5m", "100", "20k" in ones. false: not such a number. */
static bool number_of(const char *s, bool percent, u64 *v)
{
	u64 whole = 0, part = 0, unit = 100, scale = 1;
	unsigned digits = 0;

	for (; *s >= '0' && *s <= '9' && digits < 11; s++, digits++)
		whole = whole * 10 + (u64)(*s - '0');
	if (!digits)
		return false;
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++) {
			unit /= 10;
			part += (u64)(*s - '0') * unit;
		}
	if (percent) {
		*v = whole * 100 + part;
		return !*s && *v <= 10000;
	}
	if (*s == 'k' || *s == 'm' || *s == 'g')
		scale = *s == 'k' ? 1000 : *s == 'm' ? 1000000 : 1000000000;
	s += scale > 1;
	*v = whole * scale + part * scale / 100;
	return !*s && *v <= 10000000000ull;
}

static bool set_level(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);
	struct storm_level l = { .unit = args_has(a, "bps") ? STORM_BPS : args_has(a, "pps") ? STORM_PPS : STORM_PERCENT };
	unsigned kind = args_has(a, "multicast") ? STORM_MULTICAST : args_has(a, "unicast") ? STORM_UNICAST : STORM_BROADCAST;
	const char *low = args_str(a, "falling");

	if (!p)
		return false;
	if (args_no(a)) {
		storm_port_of(p)->level[kind] = (struct storm_level){ 0 };
		storm_changed(p);
		return true;
	}
	if (!number_of(args_str(a, "rising"), l.unit == STORM_PERCENT, &l.rising) || (low && !number_of(low, l.unit == STORM_PERCENT, &l.falling))) {
		cli_error(c, "Command rejected: Invalid threshold.");
		return false;
	}
	if (low && l.falling > l.rising) {
		cli_error(c, "Command rejected: Lower threshold must be less than or equal to the upper threshold.");
		return false;
	}
	if (!low)
		l.falling = l.rising;
	storm_port_of(p)->level[kind] = l;
	storm_changed(p);
	return true;
}

static bool set_action(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);

	if (p)
		*(args_has(a, "trap") ? &storm_port_of(p)->trap : &storm_port_of(p)->shutdown) = !args_no(a);
	return p;
}

static bool set_traps(struct cli *c, const struct args *a)
{
	snmp_storm_traps(device_of(cli_node(c))->ip, !args_no(a));
	return true;
}

static void level_row(struct show *s, struct swport *p, enum storm_kind kind)
{
	const struct storm_level *l = &storm_port_of(p)->level[kind];
	const char *state = !p->iface->link ? "Link Down" : l->filtering ? "Blocking" : "Forwarding";
	char up[40], low[40], now[40];
	u64 full = (u64)p->iface->bandwidth_kbit * 1000;
	u64 current = l->unit == STORM_PERCENT && full ? l->last * 10000 / full : l->last;

	show_str(s, "interface", p->iface->name);
	show_str(s, "type", kind_word[kind]);
	show_str(s, "state", state);
	show_str(s, "upper", storm_words(l, l->rising, up));
	show_str(s, "lower", storm_words(l, l->falling, low));
	show_str(s, "current", storm_words(l, current, now));
	show_end(s);
	show_text(s, "%-9s  %-13s  %11s  %11s  %10s\n", p->iface->short_name, state, up, low, now);
}

static bool show_storm(struct cli *c, const struct args *a, struct show *s)
{
	struct bridge *b = device_of(cli_node(c))->bridge;
	const char *only = args_str(a, "port");
	unsigned kind = args_has(a, "multicast") ? STORM_MULTICAST : args_has(a, "unicast") ? STORM_UNICAST : STORM_BROADCAST;

	show_text(s, "Interface  Filter State   Upper        Lower        Current\n---------  -------------  -----------  -----------  ----------\n");
	for (u16 i = 0; i < b->n_ports; i++) {
		struct swport *p = &b->port[i];

		if ((only && strcmp(only, p->iface->name)) || !storm_port_of(p)->level[kind].unit)
			continue;
		storm_roll(p);
		level_row(s, p, kind);
	}
	return true;
}

#define LEVEL_ROWS(kind, title, at)                                                                                                                      \
	{ &mode_interface, "storm-control " kind " level WORD:rising [WORD:falling]",                                                                    \
	  "storm configuration|" title "|Set storm suppression level on this interface|Enter rising threshold in percent|Enter falling threshold",        \
	  .run = set_level, .key = 3, .order = ORDER_IF_STORM + (at) },                                                                                  \
	{ &mode_interface, "storm-control " kind " level bps WORD:rising [WORD:falling]",                                                                \
	  "|||Enter suppression level in bits per second|Enter rising threshold|Enter falling threshold", .run = set_level, .key = 3,                     \
	  .order = ORDER_IF_STORM + (at) },                                                                                                              \
	{ &mode_interface, "storm-control " kind " level pps WORD:rising [WORD:falling]",                                                                \
	  "|||Enter suppression level in packets per second|Enter rising threshold|Enter falling threshold", .run = set_level, .key = 3,                  \
	  .order = ORDER_IF_STORM + (at) }

static const struct cmd rows[] = {
	LEVEL_ROWS("broadcast", "Broadcast address storm control", 0),
	LEVEL_ROWS("multicast", "Multicast address storm control", 1),
	LEVEL_ROWS("unicast", "Unicast address storm control", 1),
	{ &mode_interface, "storm-control action shutdown", "|Action to take for storm-control|Shutdown this interface if a storm occurs", .run = set_action,
	  .order = ORDER_IF_STORM + 2 },
	{ &mode_interface, "storm-control action trap", "||Send SNMP trap if a storm occurs", .run = set_action,
	  .order = ORDER_IF_STORM + 2 },
	{ &mode_config, "snmp-server enable traps storm-control", "Modify SNMP engine parameters|Enable SNMP Traps|Enable SNMP Traps|Enable SNMP storm-control traps", .run = set_traps,
	  .order = ORDER_SNMP + 9 },
	{ &mode_exec, "show storm-control [INTERFACE:port] [broadcast|multicast|unicast]",
	  "|Show storm control configuration||Show broadcast storm control|Show multicast storm control|Show unicast storm control", .show = show_storm },
};
const struct cmd_table storm_cmds[] = { CMD_TABLE(rows) };
const unsigned n_storm_cmds = ARRAY_LEN(storm_cmds);
