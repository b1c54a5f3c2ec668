/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of spanning tree. Lists of VLANs are kept in one spelling, so that a rule (stp.h) is the line's. */
#include <stdio.h>
#include <string.h>

#include "device/debug.h"
#include "switch/stp.h"
#include "switch/switch_cli.h"

enum { LINE_TEXT = VLAN_SET_TEXT + 80, ORDER_IF_SPANNING_TREE = ORDER_IF_SPEED + 5 };

static struct stp *stp_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->stp;
}

/* The port that the line is about; NULL after an error. */
static struct stp_port *port_of(struct cli *c)
{
	struct swport *p = switch_port_of(c);

	return p ? &p->bridge->stp->port[p->index] : NULL;
}

/* ---- of the bridge ---- */

static bool set_mode(struct cli *c, const struct args *a)
{
	stp_set_mode(stp_of(c), !args_no(a) && args_has(a, "mst"), !args_no(a) && args_has(a, "rapid-pvst"));
	return true;
}

static bool set_system_id(struct cli *c, const struct args *a)
{
	if (args_no(a))
		cli_error(c, "%% Unsupported here: the extended system ID is always in use");
	return !args_no(a);
}

static bool set_default(struct cli *c, const struct args *a)
{
	struct stp *s = stp_of(c);

	if (args_has(a, "loopguard"))
		s->loopguard_default = !args_no(a);
	else if (args_has(a, "bpduguard"))
		s->bpduguard_default = !args_no(a);
	else if (args_has(a, "bpdufilter"))
		s->bpdufilter_default = !args_no(a);
	else if (args_has(a, "assurance"))
		s->assurance = !args_no(a);
	else if (args_has(a, "network"))
		s->network_default = !args_no(a);
	else
		s->portfast_default = !args_no(a);
	stp_apply(s);
	return true;
}

static bool set_pathcost(struct cli *c, const struct args *a)
{
	stp_of(c)->long_costs = !args_no(a) && args_has(a, "long");
	stp_apply(stp_of(c));
	return true;
}

static bool vlan_list(struct cli *c, const struct args *a, struct vlan_set *v)
{
	if (vlan_set_parse(args_str(a, "list"), v))
		return true;
	cli_error(c, "Command rejected: Bad instance list: \"%s\"", args_str(a, "list"));
	return false;
}

/* Keeps the line with its list in the one spelling. */
static void store_rule(struct cli *c, const struct vlan_set *v, const char *before, const char *rest)
{
	char line[LINE_TEXT];
	int at = snprintf(line, sizeof(line), "%sspanning-tree vlan ", before);

	at += vlan_set_format(v, line + at, sizeof(line) - (size_t)at);
	if ((size_t)at < sizeof(line))
		snprintf(line + at, sizeof(line) - (size_t)at, "%s", rest);
	cli_store(c, line);
}

static bool set_vlan(struct cli *c, const struct args *a)
{
	struct vlan_set v;

	if (!vlan_list(c, a, &v))
		return false;
	stp_rule_set(stp_of(c), STP_OFF, STP_NO_PORT, &v, args_no(a), 1);
	if (args_no(a))
		store_rule(c, &v, "no ", "");
	else
		cli_store(c, "");
	return true;
}

/* 17.14: what the timers of a bridge must keep to. */
static bool timers_fit(const struct stp *s, enum stp_setting what, u32 value, const struct vlan_set *v)
{
	for (u16 id = 1; id <= VLAN_MAX; id++) {
		u32 t[3];

		if (!vlan_in(v, id))
			continue;
		t[0] = what == STP_HELLO ? value : stp_rule(s, STP_HELLO, STP_NO_PORT, id, 2);
		t[1] = what == STP_FORWARD_DELAY ? value : stp_rule(s, STP_FORWARD_DELAY, STP_NO_PORT, id, 15);
		t[2] = what == STP_MAX_AGE ? value : stp_rule(s, STP_MAX_AGE, STP_NO_PORT, id, 20);
		if (2 * (t[1] - 1) < t[2] || t[2] < 2 * (t[0] + 1))
			return false;
	}
	return true;
}

static bool set_vlan_value(struct cli *c, const struct args *a, enum stp_setting what, const char *word)
{
	struct vlan_set v;
	u32 value = (u32)args_num(a, "value", 0);
	char rest[48];

	if (!vlan_list(c, a, &v))
		return false;
	if (what == STP_PRIORITY && value & 0xfff) {
		cli_error(c, "%% Bridge Priority must be in increments of 4096.\n%% Allowed values are:\n"
			     "  0     4096  8192  12288 16384 20480 24576 28672\n  32768 36864 40960 45056 49152 53248 57344 61440");
		return false;
	}
	if (what != STP_PRIORITY && !args_no(a) && !cli_is_replay(c) && !timers_fit(stp_of(c), what, value, &v))
		cli_print(c, "%% Warning: the timers should keep to 2 * (forward-time - 1) >= max-age >= 2 * (hello-time + 1)\n");
	stp_rule_set(stp_of(c), what, STP_NO_PORT, &v, !args_no(a), value);
	snprintf(rest, sizeof(rest), " %s %u", word, value);
	if (!args_no(a))
		store_rule(c, &v, "", rest);
	return true;
}

static bool set_priority(struct cli *c, const struct args *a)
{
	return set_vlan_value(c, a, STP_PRIORITY, "priority");
}
static bool set_hello(struct cli *c, const struct args *a)
{
	return set_vlan_value(c, a, STP_HELLO, "hello-time");
}
static bool set_forward(struct cli *c, const struct args *a)
{
	return set_vlan_value(c, a, STP_FORWARD_DELAY, "forward-time");
}
static bool set_max_age(struct cli *c, const struct args *a)
{
	return set_vlan_value(c, a, STP_MAX_AGE, "max-age");
}

/* The priority that makes this bridge the root of all these VLANs: 24576, or 4096 below who is it now. */
static bool root_priority(struct cli *c, const struct vlan_set *v, u32 *priority)
{
	const struct stp *s = stp_of(c);

	*priority = 24576;
	for (u16 id = 1; id <= VLAN_MAX; id++) {
		struct rstp_status st;
		u32 root;

		if (!vlan_in(v, id) || !s->tree[id])
			continue;
		rstp_status(s->tree[id]->r, &st);
		root = st.root.root_id >> 48 & 0xf000;
		if (st.root_port < 0 || root > 24576)
			continue;
		if (!root) {
			cli_error(c, "%% Failed to make the bridge root for vlan %u\n%% It may be possible to make the bridge root by setting the priority\n"
				     "%% for some (or all) of these instances to zero.", id);
			return false;
		}
		if (root - 4096 < *priority)
			*priority = root - 4096;
	}
	return true;
}

static bool set_root(struct cli *c, const struct args *a)
{
	struct vlan_set v;
	u32 priority = 28672;
	char rest[32];

	if (!vlan_list(c, a, &v) || (args_has(a, "primary") && !args_no(a) && !root_priority(c, &v, &priority)))
		return false;
	stp_rule_set(stp_of(c), STP_PRIORITY, STP_NO_PORT, &v, !args_no(a), priority);
	snprintf(rest, sizeof(rest), " priority %u", priority);
	if (!args_no(a))
		store_rule(c, &v, "", rest);
	return true;
}

/* ---- of a port ---- */

static bool port_portfast(struct cli *c, const struct args *a)
{
	struct stp_port *p = port_of(c);

	if (!p)
		return false;
	p->portfast = args_no(a) ? PORTFAST_DEFAULT : args_has(a, "disable") ? PORTFAST_DISABLE : args_has(a, "network") ? PORTFAST_NETWORK :
		      args_has(a, "trunk") ? PORTFAST_TRUNK : PORTFAST_EDGE;
	bridge_port_changed(p->sw);
	if (!args_no(a) && p->portfast != PORTFAST_DISABLE && p->portfast != PORTFAST_NETWORK && !cli_is_replay(c))
		cli_print(c, "%%Warning: portfast should only be enabled on ports connected to a single\n host. Connecting hubs, concentrators, switches, "
			     "bridges, etc... to this\n interface  when portfast is enabled, can cause temporary bridging loops.\n Use with CAUTION\n\n");
	if (p->portfast == PORTFAST_EDGE && !cli_is_replay(c))
		cli_print(c, "%%Portfast has been configured on %s but will only\n have effect when the interface is in a non-trunking mode.\n",
			  p->sw->iface->name);
	return true;
}

static bool port_cost(struct cli *c, const struct args *a)
{
	struct stp_port *p = port_of(c);

	if (!p)
		return false;
	p->cost = args_no(a) ? 0 : (u32)args_num(a, "value", 0);
	bridge_port_changed(p->sw);
	return true;
}

static bool good_port_priority(struct cli *c, u32 value)
{
	if (value & 15)
		cli_error(c, "%% Port Priority in increments of 16 is required");
	return !(value & 15);
}

static bool port_priority(struct cli *c, const struct args *a)
{
	struct stp_port *p = port_of(c);
	u32 value = args_no(a) ? 128 : (u32)args_num(a, "value", 128);

	if (!p || !good_port_priority(c, value))
		return false;
	p->priority = (u8)value;
	bridge_port_changed(p->sw);
	return true;
}

static bool port_vlan(struct cli *c, const struct args *a, enum stp_setting what, const char *word)
{
	struct stp_port *p = port_of(c);
	u32 value = (u32)args_num(a, "value", 0);
	struct vlan_set v;
	char rest[48];

	if (!p || !vlan_list(c, a, &v) || (what == STP_PORT_PRIORITY && !good_port_priority(c, value)))
		return false;
	stp_rule_set(p->stp, what, p->sw->index, &v, !args_no(a), value);
	snprintf(rest, sizeof(rest), " %s %u", word, value);
	if (!args_no(a))
		store_rule(c, &v, "", rest);
	return true;
}

static bool port_vlan_cost(struct cli *c, const struct args *a)
{
	return port_vlan(c, a, STP_PORT_COST, "cost");
}
static bool port_vlan_priority(struct cli *c, const struct args *a)
{
	return port_vlan(c, a, STP_PORT_PRIORITY, "port-priority");
}

static bool port_link_type(struct cli *c, const struct args *a)
{
	struct stp_port *p = port_of(c);

	if (!p)
		return false;
	p->link = args_no(a) ? STP_LINK_AUTO : args_has(a, "shared") ? STP_LINK_SHARED : STP_LINK_P2P;
	bridge_port_changed(p->sw);
	return true;
}

static bool port_guard(struct cli *c, const struct args *a)
{
	struct stp_port *p = port_of(c);

	if (!p)
		return false;
	p->guard = args_no(a) ? GUARD_DEFAULT : args_has(a, "root") ? GUARD_ROOT : args_has(a, "loop") ? GUARD_LOOP : GUARD_NONE;
	bridge_port_changed(p->sw);
	return true;
}

static enum stp_choice choice_of(const struct args *a)
{
	return args_no(a) ? STP_CHOICE_DEFAULT : args_has(a, "enable") ? STP_CHOICE_ENABLE : STP_CHOICE_DISABLE;
}

static bool port_bpduguard(struct cli *c, const struct args *a)
{
	struct stp_port *p = port_of(c);

	if (p)
		p->bpduguard = choice_of(a);
	return p;
}

static bool port_bpdufilter(struct cli *c, const struct args *a)
{
	struct stp_port *p = port_of(c);

	if (p)
		p->bpdufilter = choice_of(a);
	return p;
}

/* ---- acts ---- */

static bool clear_protocols(struct cli *c, const struct args *a)
{
	struct stp *s = stp_of(c);
	const char *only = args_str(a, "port");

	for (u16 v = 0; v <= VLAN_MAX; v++)
		for (u16 i = 0; s->tree[v] && i < s->b->n_ports; i++)
			if (!only || !strcmp(only, s->b->port[i].iface->name))
				rstp_mcheck(s->tree[v]->r, i);
	return true;
}

#define VLAN_HELP "|VLAN Switch Spanning Tree|vlan range, example: 1,3-5,7,9-11"

const struct cmd stp_rows[] = {
	{ &mode_config, "spanning-tree mode {mst|pvst|rapid-pvst}",
	  "Spanning Tree Subsystem|Spanning tree operating mode|Multiple spanning tree mode|Per-Vlan spanning tree mode|Per-Vlan rapid spanning tree mode", .run = set_mode, .key = 2,
	  .order = ORDER_SPANNING_TREE, .dflt = "spanning-tree mode pvst" },
	{ &mode_config, "spanning-tree loopguard default", "|Spanning tree loopguard options|Enable loopguard by default on all ports", .run = set_default,
	  .order = ORDER_SPANNING_TREE + 1 },
	{ &mode_config, "spanning-tree portfast [edge] default",
	  "|Spanning tree portfast options|Spanning tree portfast edge options|Enable portfast by default on all access ports", .run = set_default,
	  .order = ORDER_SPANNING_TREE + 2 },
	{ &mode_config, "spanning-tree portfast [edge] bpduguard default",
	  "|||Enable portfast bpdu guard on this switch|Enable bpduguard by default on all portfast ports", .run = set_default,
	  .order = ORDER_SPANNING_TREE + 3 },
	{ &mode_config, "spanning-tree portfast [edge] bpdufilter default", "|||Enable portfast bpdu filter on this switch|Enable bpdu filter by default on all portfast ports",
	  .run = set_default, .order = ORDER_SPANNING_TREE + 3 },
	{ &mode_config, "spanning-tree portfast network default", "||Spanning tree portfast network options|Enable portfast network by default on all ports", .run = set_default,
	  .order = ORDER_SPANNING_TREE + 2 },
	{ &mode_config, "spanning-tree bridge assurance", "|Spanning tree bridge options|Configure bridge assurance", .run = set_default, .order = ORDER_SPANNING_TREE + 1,
	  .dflt = "spanning-tree bridge assurance" },
	{ &mode_config, "spanning-tree extend system-id", "|Spanning Tree 802.1t extensions|Extend system-id into priority portion of the bridge id",
	  .run = set_system_id, .key = 3, .order = ORDER_SPANNING_TREE + 4, .dflt = "spanning-tree extend system-id" },
	{ &mode_config, "spanning-tree pathcost method {long|short}",
	  "|Spanning tree pathcost options|Method to calculate default port path cost|Use 32 bit based values for default port path costs|Use 16 bit based values for default port path costs",
	  .run = set_pathcost, .key = 3, .order = ORDER_SPANNING_TREE + 5, .dflt = "spanning-tree pathcost method short" },
	{ &mode_config, "spanning-tree vlan WORD:list", VLAN_HELP, .run = set_vlan, .key = 3, .order = ORDER_SPANNING_TREE + 6,
	  .dflt = "spanning-tree vlan 1-4094" },
	{ &mode_config, "spanning-tree vlan WORD:list priority <0-61440>:value",
	  VLAN_HELP "|Set the bridge priority for the spanning tree|bridge priority in increments of 4096", .run = set_priority, .key = 4,
	  .order = ORDER_SPANNING_TREE + 7 },
	{ &mode_config, "spanning-tree vlan WORD:list hello-time <1-10>:value",
	  VLAN_HELP "|Set the hello interval for the spanning tree|number of seconds between generation of config BPDUs", .run = set_hello, .key = 4,
	  .order = ORDER_SPANNING_TREE + 8 },
	{ &mode_config, "spanning-tree vlan WORD:list forward-time <4-30>:value",
	  VLAN_HELP "|Set the forward delay for the spanning tree|number of seconds for the forward delay timer", .run = set_forward, .key = 4,
	  .order = ORDER_SPANNING_TREE + 9 },
	{ &mode_config, "spanning-tree vlan WORD:list max-age <6-40>:value",
	  VLAN_HELP "|Set the max age interval for the spanning tree|maximum number of seconds the information in a BPDU is valid", .run = set_max_age,
	  .key = 4, .order = ORDER_SPANNING_TREE + 10 },
	{ &mode_config, "spanning-tree vlan WORD:list root {primary|secondary}",
	  VLAN_HELP "|Configure switch as root|Configure this switch as primary root for this spanning tree|Configure switch as secondary root",
	  .run = set_root, .key = 4, .order = ORDER_SPANNING_TREE + 7 },
	{ &mode_interface, "spanning-tree portfast [disable|network|trunk|edge [trunk]]",
	  "Spanning Tree Subsystem|Enable an interface to move directly to forwarding on link up|Disable portfast for this interface|Enable portfast network on the interface|Enable portfast on the interface even in trunk mode|Enable portfast edge on the interface|Enable portfast edge on the interface even in trunk mode",
	  .run = port_portfast, .key = 2, .order = ORDER_IF_SPANNING_TREE + 1 },
	{ &mode_interface, "spanning-tree bpdufilter {enable|disable}",
	  "|Don't send or receive BPDUs on this interface|Enable BPDU filtering for this interface|Disable BPDU filtering for this interface",
	  .run = port_bpdufilter, .key = 2, .order = ORDER_IF_SPANNING_TREE + 2 },
	{ &mode_interface, "spanning-tree bpduguard {enable|disable}",
	  "|Don't accept BPDUs on this interface|Enable BPDU guard for this interface|Disable BPDU guard for this interface", .run = port_bpduguard,
	  .key = 2, .order = ORDER_IF_SPANNING_TREE + 3 },
	{ &mode_interface, "spanning-tree cost <1-200000000>:value", "|Change an interface's spanning tree port path cost|port path cost",
	  .run = port_cost, .key = 2, .order = ORDER_IF_SPANNING_TREE + 4 },
	{ &mode_interface, "spanning-tree port-priority <0-240>:value",
	  "|Change an interface's spanning tree port priority|port priority in increments of 16", .run = port_priority, .key = 2,
	  .order = ORDER_IF_SPANNING_TREE + 5, .dflt = "spanning-tree port-priority 128" },
	{ &mode_interface, "spanning-tree vlan WORD:list cost <1-200000000>:value", VLAN_HELP "|Change an interface's per VLAN spanning tree path cost|",
	  .run = port_vlan_cost, .key = 4, .order = ORDER_IF_SPANNING_TREE + 6 },
	{ &mode_interface, "spanning-tree vlan WORD:list port-priority <0-240>:value",
	  VLAN_HELP "|Change an interface's spanning tree port priority|", .run = port_vlan_priority, .key = 4, .order = ORDER_IF_SPANNING_TREE + 7 },
	{ &mode_interface, "spanning-tree link-type {point-to-point|shared}",
	  "|Specify a link type for spanning tree protocol use|Consider the interface as point-to-point|Consider the interface as shared",
	  .run = port_link_type, .key = 2, .order = ORDER_IF_SPANNING_TREE + 8 },
	{ &mode_interface, "spanning-tree guard {root|loop|none}",
	  "|Change an interface's spanning tree guard mode|Set guard mode to root guard on interface|Set guard mode to loop guard on interface|Set guard mode to none",
	  .run = port_guard, .key = 2, .order = ORDER_IF_SPANNING_TREE + 9 },
	{ &mode_exec, "clear spanning-tree detected-protocols [interface INTERFACE:port]",
	  "|Clear spanning-tree info|Restart the protocol migration process|Interface|", .run = clear_protocols, .flags = CMD_PRIV },
	DEBUG_CMDS("spanning-tree events", "Spanning-tree information|Spanning-tree topology events"),
};
_Static_assert(ARRAY_LEN(stp_rows) == STP_ROWS, "stp.h");
