/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show spanning-tree in its forms, in the layout of IOS 15. */
#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "switch/lag/lag.h"
#include "switch/stp.h"
#include "switch/switch_cli.h"

static struct stp *stp_of(struct show *s)
{
	return device_of(cli_node(show_cli(s)))->bridge->stp;
}

static void mac_of(u64 id, u8 mac[6])
{
	for (unsigned i = 0; i < 6; i++)
		mac[i] = (u8)(id >> (40 - 8 * i));
}

static const char *dotted(u64 id, char text[MAC_TEXT])
{
	u8 mac[6];

	mac_of(id, mac);
	return mac_dotted(mac, text);
}

static const char *status_word(const struct stp_tree *t, u16 port, const struct rstp_port_status *st)
{
	if (t->port[port].fault)
		return "BKN*";
	if (st->forwarding)
		return "FWD";
	if (st->learning)
		return "LRN";
	return !t->stp->rapid && !t->stp->mstp && (st->role == ROLE_ROOT || st->role == ROLE_DESIGNATED) ? "LIS" : "BLK";
}

const char *stp_fault_mark(enum stp_fault f)
{
	static const char *const mark[STP_FAULT_N] = { "", "*ROOT_Inc ", "*LOOP_Inc ", "*PVID_Inc ", "*TYPE_Inc ", "*BA_Inc ", "*PVST_Inc ", "*PVST_Peer_Inc " };

	return mark[f];
}

const char *stp_boundary_words(const struct stp *s, u16 port, const struct rstp_port_status *st)
{
	if (!s->mstp || !(s->port[port].pvst || mstp_boundary(s->mstp, port)))
		return "";
	return s->port[port].pvst ? "Bound(PVST) " : st->speaks_rstp ? "Bound(RSTP) " : "Bound(STP) ";
}

static const char *type_words(const struct stp_tree *t, u16 port, const struct rstp_port_status *st, char buf[48])
{
	snprintf(buf, 48, "%s%s %s%s%s", stp_port_network(&t->stp->port[port]) ? "Network " : "", st->point_to_point ? "P2p" : "Shr",
		 t->stp->rapid && !st->speaks_rstp ? "Peer(STP) " : stp_boundary_words(t->stp, port, st), st->edge ? "Edge " : "", stp_fault_mark(t->port[port].fault));
	return buf;
}

static void port_row(struct show *s, const struct stp_tree *t, u16 port, bool by_vlan)
{
	const struct iface *i = t->stp->b->port[port].iface;
	struct rstp_port_status st;
	char type[48], vlan[16], prio[16];

	rstp_port_status(t->r, port, &st);
	snprintf(vlan, sizeof(vlan), "%s", t->name);
	snprintf(prio, sizeof(prio), "%u.%u", st.port_id >> 8 & 0xf0u, st.port_id & 0xfffu);
	type_words(t, port, &st, type);
	show_num(s, "vlan_id", t->vlan);
	show_str(s, "interface", i->short_name);
	show_str(s, "role", rstp_role_name(st.role));
	show_str(s, "status", status_word(t, port, &st));
	show_num(s, "cost", st.cost);
	show_num(s, "port_priority", st.port_id >> 8 & 0xf0u);
	show_num(s, "port_id", st.port_id & 0xfffu);
	show_fmt(s, "type", "%.*s", (int)strlen(type) - 1, type); /* without the blank that ends it */
	show_end(s);
	show_text(s, "%-19s %-4s %-3s%*s%-9u %-8s %s\n", by_vlan ? vlan : i->short_name, rstp_role_name(st.role), status_word(t, port, &st),
		  t->port[port].fault ? 0 : 1, "", st.cost, prio, type);
}

static const char rule[] = "------------------- ---- --- --------- -------- --------------------------------\n";

static void times_line(struct show *s, const struct rstp_times *t)
{
	show_text(s, "             Hello Time  %2u sec  Max Age %2u sec  Forward Delay %2u sec\n", t->hello, t->max_age, t->forward_delay);
}

static void tree_block(struct show *s, const struct stp_tree *t)
{
	struct rstp_status st;
	char mac[MAC_TEXT];

	rstp_status(t->r, &st);
	show_text(s, "\n%s\n  Spanning tree enabled protocol %s\n", t->name, stp_protocol(t->stp));
	show_text(s, "  Root ID    Priority    %u\n             Address     %s\n", (unsigned)(st.root.root_id >> 48), dotted(st.root.root_id, mac));
	if (st.root_port < 0)
		show_text(s, "             This bridge is the root\n");
	else
		show_text(s, "             Cost        %u\n             Port        %d (%s)\n", st.root.root_cost, st.root_port + 1,
			  t->stp->b->port[st.root_port].iface->name);
	times_line(s, &st.times);
	show_text(s, "\n  Bridge ID  Priority    %u  (priority %u sys-id-ext %u)\n             Address     %s\n", (unsigned)(st.bridge_id >> 48),
		  (unsigned)(st.bridge_id >> 48 & 0xf000), t->vlan, dotted(st.bridge_id, mac));
	times_line(s, &st.own);
	show_text(s, "             Aging Time  %u sec\n\nInterface           Role Sts Cost      Prio.Nbr Type\n%s", t->stp->b->ageing_s, rule);
	for (u16 i = 0; i < t->stp->b->n_ports; i++)
		if (t->port[i].member)
			port_row(s, t, i, false);
	show_text(s, "\n");
}

static bool show_trees(struct cli *c, const struct args *a, struct show *s)
{
	const struct stp *stp = stp_of(s);
	struct vlan_set asked;
	bool some = args_str(a, "list") != NULL, found = false;

	if (some && !vlan_set_parse(args_str(a, "list"), &asked)) {
		cli_error(c, "Command rejected: Bad instance list: \"%s\"", args_str(a, "list"));
		return false;
	}
	for (u16 v = 0; v <= VLAN_MAX; v++) {
		if (!stp->tree[v] || (some && !vlan_in(&asked, v)))
			continue;
		tree_block(s, stp->tree[v]);
		found = true;
	}
	if (!found && some)
		show_text(s, "\nSpanning tree instance(s) for vlan %s does not exist.\n\n", args_str(a, "list"));
	else if (!found)
		show_text(s, "\nNo spanning tree instances exist.\n\n");
	return true;
}

static bool show_port(struct cli *c, const struct args *a, struct show *s)
{
	const struct stp *stp = stp_of(s);
	struct iface *i = device_iface(stp->b->dev, args_str(a, "port"));
	bool found = false;

	(void)c;
	for (u16 v = 0; i && i->sw && v <= VLAN_MAX; v++) {
		if (!stp->tree[v] || !stp->tree[v]->port[i->sw->index].member)
			continue;
		if (!found)
			show_text(s, "\nVlan                Role Sts Cost      Prio.Nbr Type\n%s", rule);
		found = true;
		port_row(s, stp->tree[v], i->sw->index, true);
	}
	if (!found)
		show_text(s, "no spanning tree info available for %s\n", args_str(a, "port"));
	return true;
}

/* ---- detail ---- */

static void port_detail(struct show *s, const struct stp_tree *t, u16 port)
{
	static const char *const role[] = { "disabled", "root", "designated", "alternate", "backup", "master" };
	const struct iface *i = t->stp->b->port[port].iface;
	const struct stp_port *p = &t->stp->port[port];
	struct rstp_port_status st;
	const char *state;
	char mac[MAC_TEXT];

	rstp_port_status(t->r, port, &st);
	state = t->port[port].fault ? "broken" : st.forwarding ? "forwarding" : st.learning ? "learning" :
		*status_word(t, port, &st) == 'L' ? "listening" : "blocking";
	show_num(s, "vlan_id", t->vlan);
	show_str(s, "interface", i->name);
	show_str(s, "role", role[st.role]);
	show_str(s, "status", state);
	show_num(s, "cost", st.cost);
	show_num(s, "port_priority", st.port_id >> 8 & 0xf0u);
	show_num(s, "port_id", st.port_id & 0xfffu);
	show_num(s, "transitions", st.transitions);
	show_num(s, "bpdus_sent", st.tx);
	show_num(s, "bpdus_received", st.rx);
	show_end(s);
	show_text(s, " Port %u (%s) of %s is %s %s%s\n   Port path cost %u, Port priority %u, Port Identifier %u.%u.\n", st.port_id & 0xfffu, i->name,
		  t->name, role[st.role], state, t->port[port].fault ? "  (inconsistent)" : " ", st.cost, st.port_id >> 8 & 0xf0u,
		  st.port_id >> 8 & 0xf0u, st.port_id & 0xfffu);
	show_text(s, "   Designated root has priority %u, address %s\n", (unsigned)(st.designated.root_id >> 48), dotted(st.designated.root_id, mac));
	show_text(s, "   Designated bridge has priority %u, address %s\n", (unsigned)(st.designated.bridge_id >> 48), dotted(st.designated.bridge_id, mac));
	show_text(s, "   Designated port id is %u.%u, designated path cost %u\n   Timers: message age %u, forward delay 0, hold 0\n",
		  st.designated.port_id >> 8 & 0xf0u, st.designated.port_id & 0xfffu, st.designated.root_cost, st.message_age_left);
	show_text(s, "   Number of transitions to forwarding state: %llu\n", (unsigned long long)st.transitions);
	if (st.edge)
		show_text(s, "   The port is in the portfast mode%s\n", p->portfast == PORTFAST_DEFAULT ? " by default" : "");
	show_text(s, "   Link type is %s%s\n", st.point_to_point ? "point-to-point" : "shared", p->link == STP_LINK_AUTO ? " by default" : "");
	if (stp_port_bpduguard(p))
		show_text(s, "   Bpdu guard is enabled%s\n", p->bpduguard == STP_CHOICE_DEFAULT ? " by default" : "");
	if (stp_port_filter(p))
		show_text(s, "   Bpdu filter is enabled\n");
	if (p->guard == GUARD_ROOT || stp_port_loopguard(p))
		show_text(s, "   %s guard is enabled%s on the port\n", p->guard == GUARD_ROOT ? "Root" : "Loop", p->guard == GUARD_DEFAULT ? " by default" : "");
	show_text(s, "   BPDU: sent %llu, received %llu\n\n", (unsigned long long)st.tx, (unsigned long long)st.rx);
}

static void tree_detail(struct show *s, const struct stp_tree *t)
{
	struct rstp_status st;
	char mac[MAC_TEXT];
	u32 ago;

	rstp_status(t->r, &st);
	ago = st.since_change_s;
	show_text(s, "\n %s is executing the %s compatible Spanning Tree protocol\n", t->name, stp_protocol(t->stp));
	show_text(s, "  Bridge Identifier has priority %u, sysid %u, address %s\n", (unsigned)(st.bridge_id >> 48 & 0xf000), t->vlan, dotted(st.bridge_id, mac));
	show_text(s, "  Configured hello time %u, max age %u, forward delay %u%s\n", st.own.hello, st.own.max_age, st.own.forward_delay,
		  t->stp->rapid ? ", transmit hold-count 6" : "");
	if (st.root_port < 0)
		show_text(s, "  We are the root of the spanning tree\n");
	else
		show_text(s, "  Current root has priority %u, address %s\n  Root port is %d (%s), cost of root path is %u\n", (unsigned)(st.root.root_id >> 48),
			  dotted(st.root.root_id, mac), st.root_port + 1, t->stp->b->port[st.root_port].iface->name, st.root.root_cost);
	show_text(s, "  Number of topology changes %llu last change occurred %02u:%02u:%02u ago\n", (unsigned long long)st.topology_changes, ago / 3600,
		  ago / 60 % 60, ago % 60);
	if (st.topology_changes)
		show_text(s, "          from %s\n", t->stp->b->port[st.change_port].iface->name);
	show_text(s, "  Times:  hold 1, topology change %u, notification %u\n          hello %u, max age %u, forward delay %u \n\n",
		  st.times.max_age + st.times.forward_delay, st.times.hello, st.times.hello, st.times.max_age, st.times.forward_delay);
	for (u16 i = 0; i < t->stp->b->n_ports; i++)
		if (t->port[i].member)
			port_detail(s, t, i);
}

static bool show_detail(struct cli *c, const struct args *a, struct show *s)
{
	const struct stp *stp = stp_of(s);
	struct vlan_set asked;

	vlan_set_parse("1-4094", &asked);
	vlan_add(&asked, 0);
	if (args_str(a, "list") && !vlan_set_parse(args_str(a, "list"), &asked)) {
		cli_error(c, "Command rejected: Bad instance list: \"%s\"", args_str(a, "list"));
		return false;
	}
	for (u16 v = 0; v <= VLAN_MAX; v++)
		if (stp->tree[v] && vlan_in(&asked, v))
			tree_detail(s, stp->tree[v]);
	return true;
}

/* ---- summary ---- */

enum { BLOCKING, LISTENING, LEARNING, FORWARDING, ACTIVE, COUNTS };

static void count_states(const struct stp_tree *t, u64 n[COUNTS])
{
	for (u16 i = 0; i < t->stp->b->n_ports; i++) {
		struct rstp_port_status st;
		const char *w;

		if (!t->port[i].member)
			continue;
		rstp_port_status(t->r, i, &st);
		w = status_word(t, i, &st);
		n[*w == 'B' ? BLOCKING : w[1] == 'I' ? LISTENING : *w == 'L' ? LEARNING : FORWARDING]++;
		n[ACTIVE]++;
	}
}

static void counts_line(struct show *s, const char *name, const u64 n[COUNTS])
{
	show_text(s, "%-22s %8llu %9llu %8llu %10llu %10llu\n", name, (unsigned long long)n[BLOCKING], (unsigned long long)n[LISTENING],
		  (unsigned long long)n[LEARNING], (unsigned long long)n[FORWARDING], (unsigned long long)n[ACTIVE]);
}

static void summary_head(struct show *s, const struct stp *stp)
{
	bool any = false;

	show_text(s, "Switch is in %s mode\nRoot bridge for: ", stp->mstp ? "mst" : stp->rapid ? "rapid-pvst" : "pvst");
	for (u16 v = 0; v <= VLAN_MAX; v++) {
		struct rstp_status st;

		if (!stp->tree[v])
			continue;
		rstp_status(stp->tree[v]->r, &st);
		if (st.root_port >= 0)
			continue;
		show_text(s, "%s%s", any ? ", " : "", stp->tree[v]->name);
		any = true;
	}
	show_text(s, "%s\nExtended system ID           is enabled\nPortfast Default             is %s\nPortFast BPDU Guard Default  is %s\n"
		     "Portfast BPDU Filter Default is %s\nLoopguard Default            is %s\nEtherChannel misconfig guard is %s\nUplinkFast                   is disabled\n"
		     "BackboneFast                 is disabled\nBridge Assurance             is %s\nConfigured Pathcost method used is %s\n\n",
		  any ? "" : "none", stp->portfast_default ? "enabled" : "disabled", stp->bpduguard_default ? "enabled" : "disabled",
		  stp->bpdufilter_default ? "enabled" : "disabled", stp->loopguard_default ? "enabled" : "disabled", stp->b->lags->no_guard ? "disabled" : "enabled", !stp->assurance ? "disabled" : stp->rapid || stp->mstp ? "enabled" : "enabled but inactive in pvst mode",
		  stp->long_costs ? "long" : "short");
}

static bool show_summary(struct cli *c, const struct args *a, struct show *s)
{
	static const char line[] = "---------------------- -------- --------- -------- ---------- ----------\n";
	const struct stp *stp = stp_of(s);
	u64 all[COUNTS] = { 0 };
	unsigned n_trees = 0;
	char name[24];

	(void)c;
	(void)a;
	summary_head(s, stp);
	show_text(s, "Name                   Blocking Listening Learning Forwarding STP Active\n%s", line);
	for (u16 v = 0; v <= VLAN_MAX; v++) {
		u64 n[COUNTS] = { 0 };

		if (!stp->tree[v])
			continue;
		n_trees++;
		count_states(stp->tree[v], n);
		for (unsigned k = 0; k < COUNTS; k++)
			all[k] += n[k];
		snprintf(name, sizeof(name), "%s", stp->tree[v] ? stp->tree[v]->name : "");
		show_str(s, "name", name);
		show_num(s, "blocking", n[BLOCKING]);
		show_num(s, "listening", n[LISTENING]);
		show_num(s, "learning", n[LEARNING]);
		show_num(s, "forwarding", n[FORWARDING]);
		show_num(s, "active", n[ACTIVE]);
		show_end(s);
		counts_line(s, name, n);
	}
	snprintf(name, sizeof(name), "%u %s%s", n_trees, stp->mstp ? "mst" : "vlan", n_trees == 1 ? "" : "s");
	show_text(s, "%s", line);
	counts_line(s, name, all);
	return true;
}

/* ---- root, blocked and inconsistent ports ---- */

static bool show_root(struct cli *c, const struct args *a, struct show *s)
{
	const struct stp *stp = stp_of(s);
	char mac[MAC_TEXT], name[16];

	(void)c;
	(void)a;
	show_text(s, "\n                                        Root    Hello Max Fwd\nVlan                   Root ID          Cost    Time  Age Dly  Root Port\n"
		     "---------------- -------------------- --------- ----- --- ---  ------------\n");
	for (u16 v = 0; v <= VLAN_MAX; v++) {
		struct rstp_status st;
		u8 addr[6];
		const char *port;

		if (!stp->tree[v])
			continue;
		rstp_status(stp->tree[v]->r, &st);
		port = st.root_port < 0 ? "" : stp->b->port[st.root_port].iface->short_name;
		mac_of(st.root.root_id, addr);
		snprintf(name, sizeof(name), "%s", stp->tree[v] ? stp->tree[v]->name : "");
		show_num(s, "vlan_id", v);
		show_num(s, "root_priority", st.root.root_id >> 48);
		show_mac(s, "root_address", addr);
		show_num(s, "root_cost", st.root.root_cost);
		show_num(s, "hello_time", st.times.hello);
		show_num(s, "max_age", st.times.max_age);
		show_num(s, "forward_delay", st.times.forward_delay);
		show_str(s, "root_port", port);
		show_end(s);
		show_text(s, "%-16s %5u %s %9u %4u  %3u %3u  %s\n", name, (unsigned)(st.root.root_id >> 48), dotted(st.root.root_id, mac), st.root.root_cost,
			  st.times.hello, st.times.max_age, st.times.forward_delay, port);
	}
	return true;
}

static bool show_blocked(struct cli *c, const struct args *a, struct show *s)
{
	const struct stp *stp = stp_of(s);
	unsigned total = 0;
	char name[16];

	(void)c;
	(void)a;
	show_text(s, "\nName                 Blocked Interfaces List\n-------------------- ------------------------------------\n");
	for (u16 v = 0; v <= VLAN_MAX; v++) {
		unsigned n = 0;

		snprintf(name, sizeof(name), "%s", stp->tree[v] ? stp->tree[v]->name : "");
		for (u16 i = 0; stp->tree[v] && i < stp->b->n_ports; i++) {
			struct rstp_port_status st;

			rstp_port_status(stp->tree[v]->r, i, &st);
			if (!stp->tree[v]->port[i].member || *status_word(stp->tree[v], i, &st) != 'B')
				continue;
			if (n++)
				show_text(s, ", %s", stp->b->port[i].iface->short_name);
			else
				show_text(s, "%-20s %s", name, stp->b->port[i].iface->short_name);
			show_str(s, "name", name);
			show_str(s, "interface", stp->b->port[i].iface->name);
			show_end(s);
		}
		if (n)
			show_text(s, "\n");
		total += n;
	}
	show_text(s, "\nNumber of blocked ports (segments) in the system : %u\n", total);
	return true;
}

static bool show_inconsistent(struct cli *c, const struct args *a, struct show *s)
{
	const struct stp *stp = stp_of(s);
	unsigned total = 0;
	char name[16];

	(void)c;
	(void)a;
	show_text(s, "\nName                 Interface                Inconsistency\n-------------------- ------------------------ ------------------\n");
	for (u16 v = 0; v <= VLAN_MAX; v++) {
		snprintf(name, sizeof(name), "%s", stp->tree[v] ? stp->tree[v]->name : "");
		for (u16 i = 0; stp->tree[v] && i < stp->b->n_ports; i++) {
			enum stp_fault f = stp->tree[v]->port[i].fault;

			if (!f)
				continue;
			total++;
			show_str(s, "name", name);
			show_str(s, "interface", stp->b->port[i].iface->name);
			show_str(s, "inconsistency", stp_fault_name(f));
			show_end(s);
			show_text(s, "%-20s %-24s %s\n", name, stp->b->port[i].iface->name, stp_fault_name(f));
		}
	}
	show_text(s, "\nNumber of inconsistent ports (segments) in the system : %u\n\n", total);
	return true;
}

const struct cmd stp_show_rows[] = {
	{ &mode_exec, "show spanning-tree [vlan WORD:list]",
	  "|Spanning tree topology|VLAN Switch Spanning Trees|vlan range, example: 1,3-5,7,9-11", .show = show_trees },
	{ &mode_exec, "show spanning-tree [vlan WORD:list] detail", "||||Detailed information", .show = show_detail },
	{ &mode_exec, "show spanning-tree interface INTERFACE:port", "||Spanning Tree interface status and configuration|", .show = show_port },
	{ &mode_exec, "show spanning-tree summary", "||Summary of port states", .show = show_summary },
	{ &mode_exec, "show spanning-tree root", "||Show root bridge information", .show = show_root },
	{ &mode_exec, "show spanning-tree blockedports", "||Show blocked ports", .show = show_blocked },
	{ &mode_exec, "show spanning-tree inconsistentports", "||Show inconsistent ports", .show = show_inconsistent },
};
_Static_assert(ARRAY_LEN(stp_show_rows) == STP_SHOW_ROWS, "stp.h");
