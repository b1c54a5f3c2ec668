/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show lacp, show pagp, in the layout of IOS 15. */
#include <stdio.h>

#include "switch/lag/lag.h"
#include "switch/lag/lag_show.h"

static const struct lag_switch *lags_of(struct show *s)
{
	return device_of(cli_node(show_cli(s)))->bridge->lags;
}

/* Calls one() for each port of each group that speaks the protocol, under the group's heading. */
static bool each(const struct args *a, struct show *s, enum lag_protocol protocol, const char *before, const char *after, void (*title)(struct show *s, const struct lag_switch *l),
		 void (*one)(struct show *s, const struct lag_switch *l, const struct lag_port *p))
{
	const struct lag_switch *l = lags_of(s);
	u32 only = (u32)args_num(a, "group", 0);

	for (u8 n = 1; n <= PORT_CHANNELS; n++) {
		enum lag_protocol theirs;

		if ((only && n != only) || !lag_group_protocol(l, n, &theirs) || theirs != protocol)
			continue;
		show_text(s, "Channel group%s%u%s", before, n, after);
		if (title)
			title(s, l);
		for (u16 i = 0; i < l->n_ports; i++)
			if (l->port[i].group == n)
				one(s, l, &l->port[i]);
	}
	return true;
}

static u64 heard_s(const struct lag_switch *l, nsec at)
{
	return at ? (node_now(&l->b->dev->node) - at) / NSEC_PER_SEC : 0;
}

#define LACP_LEGEND "Flags:  S - Device is requesting Slow LACPDUs \n        F - Device is requesting Fast LACPDUs\n        A - Device is in Active mode       P - Device is in Passive mode     \n\n"

/* ---- lacp ---- */

static void neighbor_title(struct show *s, const struct lag_switch *l)
{
	(void)l;
	show_text(s, "Partner's information:\n\n                  LACP port                        Admin  Oper   Port    Port\n"
		     "Port      Flags   Priority  Dev ID          Age    key    Key    Number  State\n");
}

static void neighbor_cells(struct show *s, const struct lag_switch *l, const struct lag_port *p)
{
	const struct lacp_info *i = &p->lacp.partner;

	show_str(s, "port", p->sw->iface->short_name);
	show_str(s, "flags", lacp_flags(i->state));
	show_num(s, "port_priority", i->port_priority);
	show_num(s, "system_priority", i->system_priority);
	show_mac(s, "device_id", i->system);
	show_num(s, "age_s", heard_s(l, p->lacp.heard_at));
	show_num(s, "key", i->key);
	show_num(s, "port_number", i->port);
	show_num(s, "port_state", i->state);
	show_end(s);
}

static void neighbor(struct show *s, const struct lag_switch *l, const struct lag_port *p)
{
	const struct lacp_info *i = &p->lacp.partner;
	char mac[MAC_TEXT];

	neighbor_cells(s, l, p);
	show_text(s, "%-9s %-7s %-9u %s  %2llus    0x0    0x%-4X 0x%-5X 0x%X  \n", p->sw->iface->short_name, lacp_flags(i->state), i->port_priority, mac_dotted(i->system, mac),
		  (unsigned long long)heard_s(l, p->lacp.heard_at), i->key, i->port, i->state);
}

static const char *yes(u8 state, u8 bit)
{
	return state & bit ? "Yes" : "No";
}

static void neighbor_detail(struct show *s, const struct lag_switch *l, const struct lag_port *p)
{
	const struct lacp_info *i = &p->lacp.partner;
	char mac[MAC_TEXT], id[40];

	neighbor_cells(s, l, p);
	snprintf(id, sizeof(id), "%u,%s", i->system_priority, mac_dotted(i->system, mac));
	show_text(s, "Partner's information:\n\n          Partner               Partner                     Partner\n"
		     "Port      System ID             Port Number     Age         Flags\n%-9s %-21s 0x%-13X %2llus        %s\n\n", p->sw->iface->short_name, id, i->port,
		  (unsigned long long)heard_s(l, p->lacp.heard_at), lacp_flags(i->state));
	show_text(s, "          LACP Partner         Partner         Partner\n          Port Priority        Oper Key        Port State\n          %-20u 0x%-13X 0x%X\n\n", i->port_priority, i->key,
		  i->state);
	show_text(s, "          Port State Flags Decode:\n          Activity:   Timeout:   Aggregation:   Synchronization:\n          %-11s %-10s %-14s %s\n\n", i->state & LACP_ACTIVITY ? "Active" : "Passive",
		  i->state & LACP_SHORT_TIMEOUT ? "Short" : "Long", yes(i->state, LACP_AGGREGATION), yes(i->state, LACP_SYNC));
	show_text(s, "          Collecting:   Distributing:   Defaulted:   Expired:\n          %-13s %-15s %-12s %s \n\n", yes(i->state, LACP_COLLECTING), yes(i->state, LACP_DISTRIBUTING),
		  yes(i->state, LACP_DEFAULTED), yes(i->state, LACP_EXPIRED));
}

bool show_lacp_neighbor(struct cli *c, const struct args *a, struct show *s)
{
	(void)c;
	show_text(s, LACP_LEGEND);
	if (args_has(a, "detail"))
		return each(a, s, LAG_LACP, " ", " neighbors\n\n", NULL, neighbor_detail);
	return each(a, s, LAG_LACP, " ", " neighbors\n\n", neighbor_title, neighbor);
}

static void internal_title(struct show *s, const struct lag_switch *l)
{
	(void)l;
	show_text(s, "                            LACP port     Admin     Oper    Port        Port\nPort      Flags   State     Priority      Key       Key     Number      State\n");
}

static void internal(struct show *s, const struct lag_switch *l, const struct lag_port *p)
{
	static const char *const word[] = { "down", "indep", "wait", "susp", "hot-sby", "bndl" };
	const struct lacp_info *i = &p->lacp.actor;

	(void)l;
	show_str(s, "port", p->sw->iface->short_name);
	show_str(s, "flags", lacp_flags(i->state));
	show_str(s, "state", word[p->state]);
	show_num(s, "port_priority", i->port_priority);
	show_num(s, "key", i->key);
	show_num(s, "port_number", i->port);
	show_num(s, "port_state", i->state);
	show_end(s);
	show_text(s, "%-9s %-7s %-9s %-13u 0x%-7X 0x%-5X 0x%-9X 0x%X\n", p->sw->iface->short_name, lacp_flags(i->state), word[p->state], i->port_priority, i->key, i->key, i->port, i->state);
}

bool show_lacp_internal(struct cli *c, const struct args *a, struct show *s)
{
	(void)c;
	show_text(s, LACP_LEGEND);
	return each(a, s, LAG_LACP, " ", "\n", internal_title, internal);
}

static void counters(struct show *s, const struct lag_switch *l, const struct lag_port *p)
{
	const struct lacp_port *n = &p->lacp;

	(void)l;
	show_str(s, "port", p->sw->iface->short_name);
	show_num(s, "lacpdus_sent", n->tx_pdus);
	show_num(s, "lacpdus_received", n->rx_pdus);
	show_num(s, "markers_received", n->rx_markers);
	show_num(s, "marker_responses_sent", n->tx_markers);
	show_num(s, "errors", n->rx_errors + n->rx_marker_errors);
	show_end(s);
	show_text(s, "%-11s %-7llu %-8llu 0      %-8llu %-6llu 0         %llu\n", p->sw->iface->short_name, (unsigned long long)n->tx_pdus, (unsigned long long)n->rx_pdus,
		  (unsigned long long)n->rx_markers, (unsigned long long)n->tx_markers, (unsigned long long)(n->rx_errors + n->rx_marker_errors));
}

bool show_lacp_counters(struct cli *c, const struct args *a, struct show *s)
{
	(void)c;
	show_text(s, "             LACPDUs         Marker      Marker Response    LACPDUs\nPort       Sent   Recv     Sent   Recv     Sent   Recv      Pkts Err\n"
		     "---------------------------------------------------------------------\n");
	return each(a, s, LAG_LACP, ": ", "\n", NULL, counters);
}

bool show_lacp_sysid(struct cli *c, const struct args *a, struct show *s)
{
	const struct lag_switch *l = lags_of(s);
	char mac[MAC_TEXT];

	(void)c;
	(void)a;
	show_num(s, "system_priority", l->system_priority);
	show_mac(s, "system", l->system);
	show_end(s);
	show_text(s, "%u, %s\n", l->system_priority, mac_dotted(l->system, mac));
	return true;
}

/* ---- pagp ---- */

#define PAGP_LEGEND "Flags:  S - Device is sending Slow hello.  C - Device is in Consistent state.\n        A - Device is in Auto mode.        P - Device learns on physical port.\n"

static void pagp_neighbor_title(struct show *s, const struct lag_switch *l)
{
	(void)l;
	show_text(s, "          Partner              Partner          Partner         Partner Group\nPort      Name                 Device ID        Port       Age  Flags   Cap.\n");
}

static void pagp_neighbor(struct show *s, const struct lag_switch *l, const struct lag_port *p)
{
	const struct pagp_msg *m = &p->pagp.peer;
	char mac[MAC_TEXT], flags[5];

	if (!p->pagp.heard)
		return;
	snprintf(flags, sizeof(flags), "%s%s%s%s", m->flags & PAGP_SLOW_HELLO ? "S" : "", m->flags & PAGP_AUTO ? "A" : "", m->flags & PAGP_CONSISTENT ? "C" : "",
		 m->local.learn == PAGP_LEARN_PORT ? "P" : "");
	show_str(s, "port", p->sw->iface->short_name);
	show_str(s, "partner_name", m->device_name);
	show_mac(s, "device_id", m->local.device);
	show_str(s, "partner_port", m->port_name);
	show_str(s, "flags", flags);
	show_num(s, "age_s", heard_s(l, p->pagp.heard_at));
	show_end(s);
	show_text(s, "%-9s %-20.20s %s\t %-8.8s %5llus %-7s %X \n", p->sw->iface->short_name, m->device_name, mac_dotted(m->local.device, mac), m->port_name,
		  (unsigned long long)heard_s(l, p->pagp.heard_at), flags, m->local.capability);
}

bool show_pagp_neighbor(struct cli *c, const struct args *a, struct show *s)
{
	(void)c;
	show_text(s, PAGP_LEGEND "\n");
	return each(a, s, LAG_PAGP, " ", " neighbors\n", pagp_neighbor_title, pagp_neighbor);
}

static void pagp_internal_title(struct show *s, const struct lag_switch *l)
{
	(void)l;
	show_text(s, "                                Hello    Partner  PAgP     Learning  Group\nPort      Flags State   Timers  Interval Count   Priority   Method  Ifindex\n");
}

static void pagp_internal(struct show *s, const struct lag_switch *l, const struct lag_port *p)
{
	const struct pagp_port *n = &p->pagp;
	const char *learns = n->own.learn == PAGP_LEARN_PORT ? "Port" : "Any";
	char flags[5];

	(void)l;
	snprintf(flags, sizeof(flags), "%s%s%s%s", n->heard ? "S" : "", n->desirable ? "" : "A", n->bundled ? "C" : "", n->own.learn == PAGP_LEARN_PORT ? "P" : "");
	show_str(s, "port", p->sw->iface->short_name);
	show_str(s, "flags", flags);
	show_str(s, "state", p->state == LAG_BUNDLED ? "U6/S7" : n->heard ? "U5/S5" : "U4/S4");
	show_num(s, "hello_s", n->heard ? PAGP_SLOW_S : PAGP_FAST_S);
	show_num(s, "partners", n->heard);
	show_num(s, "priority", p->pagp_priority);
	show_str(s, "learning_method", learns);
	show_num(s, "group_ifindex", n->own.group);
	show_end(s);
	show_text(s, "%-9s %-5s %-7s %-7s %2us        %u      %-7u   %-7s  %u\n", p->sw->iface->short_name, flags, p->state == LAG_BUNDLED ? "U6/S7" : n->heard ? "U5/S5" : "U4/S4", n->up ? "H" : "",
		  n->heard ? PAGP_SLOW_S : PAGP_FAST_S, n->heard, p->pagp_priority, learns, n->own.group);
}

bool show_pagp_internal(struct cli *c, const struct args *a, struct show *s)
{
	(void)c;
	show_text(s, PAGP_LEGEND "Timers: H - Hello timer is running.        Q - Quit timer is running.\n        S - Switching timer is running.    I - Interface timer is running.\n\n");
	return each(a, s, LAG_PAGP, " ", "\n", pagp_internal_title, pagp_internal);
}

static void pagp_counters(struct show *s, const struct lag_switch *l, const struct lag_port *p)
{
	const struct pagp_port *n = &p->pagp;

	(void)l;
	show_str(s, "port", p->sw->iface->short_name);
	show_num(s, "sent", n->tx);
	show_num(s, "received", n->rx);
	show_num(s, "bad", n->rx_bad);
	show_end(s);
	show_text(s, "%-11s %-8llu %-8llu 0      %llu\n", p->sw->iface->short_name, (unsigned long long)n->tx, (unsigned long long)n->rx, (unsigned long long)n->rx_flush);
}

bool show_pagp_counters(struct cli *c, const struct args *a, struct show *s)
{
	(void)c;
	show_text(s, "             Information          Flush\nPort      Sent     Recv     Sent   Recv\n----------------------------------------\n");
	return each(a, s, LAG_PAGP, ": ", "\n", NULL, pagp_counters);
}
