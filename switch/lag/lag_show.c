/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show etherchannel, in the layout of IOS 15. */
#include "switch/lag/lag_show.h"

#include <stdio.h>

#include "switch/lag/lag.h"
#include "switch/secure.h"

static const struct lag_switch *lags_of(struct show *s)
{
	return device_of(cli_node(show_cli(s)))->bridge->lags;
}

/* The groups that have ports or an interface, in order. */
static bool has_group(const struct lag_switch *l, u32 group)
{
	enum lag_protocol protocol;

	return lag_find(l, group) || lag_group_protocol(l, (u8)group, &protocol);
}

static unsigned count_groups(const struct lag_switch *l, bool aggregators)
{
	unsigned n = 0;

	for (u32 g = 1; g <= PORT_CHANNELS; g++)
		n += aggregators ? lag_find(l, g) != NULL : has_group(l, g);
	return n;
}

static const char *protocol_word(const struct lag_switch *l, u8 group)
{
	static const char *const word[] = { "-", "LACP", "PAgP" };
	enum lag_protocol protocol;

	return lag_group_protocol(l, group, &protocol) ? word[protocol] : "-";
}

/* "SU": layer, in use or down. */
static const char *channel_flags(const struct lag *g, char buf[4])
{
	snprintf(buf, 4, "%c%s", g->layer3 ? 'R' : 'S', g->short_of_links ? "M" : g->port.link && g->iface->up ? "U" : "D");
	return buf;
}

static void summary_ports(struct show *s, const struct lag_switch *l, u8 group)
{
	unsigned n = 0;
	char text[48];

	show_push_list(s, "ports");
	for (u16 i = 0; i < l->n_ports; i++) {
		const struct lag_port *p = &l->port[i];
		char flag[2] = { lag_letter(p->state), 0 };

		if (p->group != group)
			continue;
		if (n && n % 3 == 0)
			show_text(s, "\n%34s", "");
		snprintf(text, sizeof(text), "%s(%s)", p->sw->iface->short_name, flag);
		show_text(s, "%-12s", text);
		show_str(s, "port", p->sw->iface->short_name);
		show_str(s, "flags", flag);
		show_end(s);
		n++;
	}
	show_pop(s);
	show_text(s, "\n");
}

bool show_lag_summary(struct cli *c, const struct args *a, struct show *s)
{
	const struct lag_switch *l = lags_of(s);
	u32 only = (u32)args_num(a, "group", 0);

	(void)c;
	show_text(s, "Flags:  D - down        P - bundled in port-channel\n        I - stand-alone s - suspended\n        H - Hot-standby (LACP only)\n"
		     "        R - Layer3      S - Layer2\n        U - in use      f - failed to allocate aggregator\n\n"
		     "        M - not in use, minimum links not met\n        u - unsuitable for bundling\n        w - waiting to be aggregated\n        d - default port\n\n\n");
	show_text(s, "Number of channel-groups in use: %u\nNumber of aggregators:           %u\n\n", count_groups(l, false), count_groups(l, true));
	show_text(s, "Group  Port-channel  Protocol    Ports\n------+-------------+-----------+-----------------------------------------------\n");
	for (u32 n = 1; n <= PORT_CHANNELS; n++) {
		const struct lag *g = lag_find(l, n);
		char flags[4] = "", name[24] = "";

		if (!has_group(l, n) || (only && n != only))
			continue;
		if (g)
			snprintf(name, sizeof(name), "%s(%s)", g->iface->short_name, channel_flags(g, flags));
		show_num(s, "group", n);
		show_str(s, "port_channel", g ? g->iface->short_name : "");
		show_str(s, "flags", flags);
		show_str(s, "protocol", protocol_word(l, (u8)n));
		show_text(s, "%-6u %-13s %8s      ", n, name, protocol_word(l, (u8)n));
		summary_ports(s, l, (u8)n);
		show_end(s);
	}
	show_text(s, "\n");
	return true;
}

/* ---- port-channel, detail ---- */

static const char *age(nsec span, char buf[32])
{
	u64 t = span / NSEC_PER_SEC;

	snprintf(buf, 32, "%ud:%02uh:%02um:%02us", (unsigned)(t / 86400), (unsigned)(t / 3600 % 24), (unsigned)(t / 60 % 60), (unsigned)(t % 60));
	return buf;
}

/* The buckets that lead to the a-th port: "55". */
static unsigned load_bits(const struct lag *g, unsigned a)
{
	unsigned bits = 0;

	for (unsigned h = 0; h < LAG_BUCKETS; h++)
		if (h % g->n_active == a)
			bits |= 1u << h;
	return bits;
}

static int active_index(const struct lag *g, const struct lag_port *p)
{
	for (unsigned a = 0; a < g->n_active; a++)
		if (g->active[a] == p)
			return (int)a;
	return -1;
}

static const char *ec_state(const struct lag_port *p)
{
	static const char *const word[] = { "Passive", "On", "Active", "Passive", "Automatic-Sl", "Desirable-Sl" };

	if (p->non_silent && lag_protocol_of(p->mode) == LAG_PAGP)
		return p->mode == LAG_PAGP_AUTO ? "Automatic" : "Desirable";
	return word[p->mode];
}

static const char *standby_of(const struct lag_switch *l, const struct lag *g)
{
	for (u16 i = 0; i < l->n_ports; i++)
		if (l->port[i].group == g->number && l->port[i].state == LAG_STANDBY)
			return l->port[i].sw->iface->short_name;
	return "null";
}

/* PAgP's capability of the group; another protocol has none. */
static const char *capability(const struct lag_port *p, char buf[16])
{
	if (lag_protocol_of(p->mode) == LAG_PAGP)
		snprintf(buf, 16, "0x%08X", p->pagp.own.capability);
	else
		snprintf(buf, 16, "  -");
	return buf;
}

static void channel_text(struct show *s, const struct lag_switch *l, const struct lag *g)
{
	nsec now = node_now(&l->b->dev->node);
	char buf[32];

	show_text(s, "Port-channel: %s%s\n\n------------\n\n", g->iface->short_name, lag_protocol_of(g->n_active ? g->active[0]->mode : 0) == LAG_LACP ? "    (Primary Aggregator)" : "");
	show_text(s, "Age of the Port-channel   = %s\nLogical slot/port   = 2/%u          Number of ports = %u\n", age(now - g->since, buf), g->number, g->n_active);
	show_text(s, "HotStandBy port = %s \nPort state          = Port-channel %s\nProtocol            =   %s\nPort security       = %s\n",
		  standby_of(l, g), g->n_active ? "Ag-Inuse " : "Ag-Not-Inuse ", protocol_word(l, g->number), secure_port_of(g->sw)->active ? "Enabled" : "Disabled");
	if (g->standalone_disable)
		show_text(s, "Standalone          = Disabled\n");
	show_text(s, "\nPorts in the Port-channel: \n\nIndex   Load   Port     EC state        No of bits\n------+------+------+------------------+-----------\n");
}

static void channel_ports(struct show *s, const struct lag *g)
{
	show_push_list(s, "ports");
	for (unsigned x = 0; x < g->n_active; x++) {
		unsigned bits = load_bits(g, x);

		show_text(s, "  %u     %02X     %-8s %-15s  %d\n", x, bits, g->active[x]->sw->iface->short_name, ec_state(g->active[x]), __builtin_popcount(bits));
		show_num(s, "index", x);
		show_num(s, "load", bits);
		show_str(s, "port", g->active[x]->sw->iface->short_name);
		show_end(s);
	}
	show_pop(s);
}

static void one_channel(struct show *s, const struct lag_switch *l, const struct lag *g)
{
	nsec now = node_now(&l->b->dev->node);
	char buf[32];

	show_str(s, "port_channel", g->iface->name);
	show_num(s, "group", g->number);
	show_str(s, "protocol", protocol_word(l, g->number));
	show_num(s, "bundled", g->n_active);
	show_num(s, "age_s", (now - g->since) / NSEC_PER_SEC);
	channel_text(s, l, g);
	channel_ports(s, g);
	if (g->n_active)
		show_text(s, "\nTime since last port bundled:    %s    %s\n", age(now - g->since, buf), g->active[g->n_active - 1]->sw->iface->short_name);
	show_text(s, "\n");
	show_end(s);
}

bool show_lag_channel(struct cli *c, const struct args *a, struct show *s)
{
	const struct lag_switch *l = lags_of(s);
	u32 only = (u32)args_num(a, "group", 0);

	(void)c;
	show_text(s, "                Channel-group listing: \n                ----------------------\n\n");
	for (u32 n = 1; n <= PORT_CHANNELS; n++) {
		const struct lag *g = lag_find(l, n);

		if (!g || (only && n != only))
			continue;
		show_text(s, "Group: %u \n----------\n                Port-channels in the group: \n                ---------------------------\n\n", n);
		one_channel(s, l, g);
	}
	return true;
}

static void detail_port(struct show *s, const struct lag_switch *l, const struct lag_port *p)
{
	static const char *const word[] = { "Down Not-in-Bndl", "Up Sngl-port-Bndl Mstr Not-in-Bndl", "Up Mstr Assoc Not-in-Bndl", "Up Cnt-bndl Suspend Not-in-Bndl",
					    "Up Cnt-bndl Hot-stdby Not-in-Bndl", "Up Mstr Assoc In-Bndl" };
	const struct lag *g = lag_find(l, p->group);
	int x = g ? active_index(g, p) : -1;
	char buf[32], gc[16], letter[2] = { lag_letter(p->state), 0 };

	show_text(s, "Port: %s\n------------\n\nPort state    = %s \n", p->sw->iface->short_name, word[p->state]);
	show_text(s, "Channel group = %-11u Mode = %-15s Gcchange = %s\nPort-channel  = %-11s GC   = %-15s Pseudo port-channel = %s\n", p->group, ec_state(p),
		  lag_protocol_of(p->mode) == LAG_PAGP ? "0" : "-",
		  x >= 0 ? g->iface->short_name : "null", capability(p, gc), g ? g->iface->short_name : "null");
	show_text(s, "Port index    = %-11d Load = 0x%02X            Protocol =   %s\n\n", x < 0 ? 0 : x, x < 0 ? 0 : load_bits(g, (unsigned)x), protocol_word(l, p->group));
	show_text(s, "Age of the port in the current state: %s\n\n", age(node_now(&l->b->dev->node) - p->since, buf));
	show_str(s, "port", p->sw->iface->short_name);
	show_str(s, "flags", letter);
	show_str(s, "mode", lag_mode_name(p->mode));
	if (p->why)
		show_str(s, "why", p->why);
	show_num(s, "age_s", (node_now(&l->b->dev->node) - p->since) / NSEC_PER_SEC);
	show_end(s);
}

bool show_lag_detail(struct cli *c, const struct args *a, struct show *s)
{
	const struct lag_switch *l = lags_of(s);
	u32 only = (u32)args_num(a, "group", 0);

	(void)c;
	show_text(s, "                Channel-group listing: \n                ----------------------\n\n");
	for (u32 n = 1; n <= PORT_CHANNELS; n++) {
		const struct lag *g = lag_find(l, n);
		unsigned ports = 0;

		if (!has_group(l, n) || (only && n != only))
			continue;
		for (u16 i = 0; i < l->n_ports; i++)
			ports += l->port[i].group == n;
		show_text(s, "Group: %u \n----------\nGroup state = L%u \nPorts: %u   Maxports = %u\nPort-channels: %u Max Port-channels = %u\nProtocol:   %s\nMinimum Links: %u\n\n", n,
			  g && g->layer3 ? 3u : 2u, ports, lag_group_protocol(l, (u8)n, &(enum lag_protocol){ 0 }) && !strcmp(protocol_word(l, (u8)n), "LACP") ? 16u : 8u,
			  g ? 1u : 0u, !strcmp(protocol_word(l, (u8)n), "LACP") ? 16u : 1u,
			  protocol_word(l, (u8)n), g ? g->min_links : 0u);
		show_num(s, "group", n);
		show_str(s, "protocol", protocol_word(l, (u8)n));
		show_num(s, "min_links", g ? g->min_links : 0);
		show_text(s, "                Ports in the group:\n                -------------------\n");
		show_push_list(s, "ports");
		for (u16 i = 0; i < l->n_ports; i++)
			if (l->port[i].group == n)
				detail_port(s, l, &l->port[i]);
		show_pop(s);
		show_end(s);
		if (!g)
			continue;
		show_text(s, "                Port-channels in the group: \n                ---------------------------\n\n");
		one_channel(s, l, g);
	}
	return true;
}

/* ---- load-balance ---- */

static const char *balance_words(enum lag_balance b)
{
	static const char *const word[] = {
		"Source MAC address", "Destination MAC address", "Source XOR Destination MAC address", "Source IP address", "Destination IP address",
		"Source XOR Destination IP address", "Source TCP/UDP port", "Destination TCP/UDP port", "Source XOR Destination TCP/UDP port",
	};

	return word[b];
}

bool show_lag_balance(struct cli *c, const struct args *a, struct show *s)
{
	enum lag_balance b = lags_of(s)->balance, mac = b % 3, ip = b < BALANCE_SRC_IP ? b : (enum lag_balance)(b % 3 + BALANCE_SRC_IP);

	(void)c;
	(void)a;
	show_str(s, "load_balance", lag_balance_name(b));
	show_end(s);
	show_text(s, "EtherChannel Load-Balancing Configuration:\n        %s\n\nEtherChannel Load-Balancing Addresses Used Per-Protocol:\n", lag_balance_name(b));
	show_text(s, "Non-IP: %s\n  IPv4: %s\n  IPv6: %s\n", balance_words(mac), balance_words(b >= BALANCE_SRC_PORT ? b : ip), balance_words(b >= BALANCE_SRC_PORT ? b : ip));
	return true;
}
