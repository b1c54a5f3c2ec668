/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of MST, and its shows in the layout of IOS 15. */
#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "switch/stp.h"
#include "switch/switch_cli.h"

enum { ORDER_MST = ORDER_SPANNING_TREE + 20, ORDER_IF_MST = ORDER_IF_SPEED + 16 };

static const struct cli_mode mode_mst = { "mst", "(config-mst)", &mode_config };

static struct stp *stp_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->stp;
}

/* ---- the region ---- */

static bool enter_region(struct cli *c, const struct args *a)
{
	if (!args_no(a))
		cli_enter_object(c, stp_of(c));
	return true;
}

static bool region_name(struct cli *c, const struct args *a)
{
	struct stp *s = stp_of(c);

	if (!args_no(a) && strlen(args_str(a, "name")) > MST_NAME_LEN) {
		cli_error(c, "%% Name is longer than %d characters", MST_NAME_LEN);
		return false;
	}
	memset(s->region.name, 0, sizeof(s->region.name));
	if (!args_no(a))
		snprintf(s->region.name, sizeof(s->region.name), "%s", args_str(a, "name"));
	stp_apply(s);
	return true;
}

static bool region_revision(struct cli *c, const struct args *a)
{
	stp_of(c)->region.revision = args_no(a) ? 0 : (u16)args_num(a, "revision", 0);
	stp_apply(stp_of(c));
	return true;
}

static unsigned instances(const struct stp *s)
{
	struct vlan_set seen = { { 0 } };
	unsigned n = 0;

	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (!vlan_in(&seen, s->instance[v])) {
			vlan_add(&seen, s->instance[v]);
			n += s->instance[v] != 0;
		}
	return n;
}

static bool region_instance(struct cli *c, const struct args *a)
{
	struct stp *s = stp_of(c);
	u16 id = (u16)args_num(a, "id", 0);
	struct vlan_set v, now;
	char line[VLAN_SET_TEXT + 40];
	int at;

	if (!vlan_set_parse(args_str(a, "list"), &v)) {
		cli_error(c, "%% Bad VLAN list: \"%s\"", args_str(a, "list"));
		return false;
	}
	stp_mst_vlans(s, id, &now);
	if (!args_no(a) && !memcmp(&now, &(struct vlan_set){ { 0 } }, sizeof(now)) && instances(s) == MSTI_MAX) {
		cli_error(c, "%% No more than %d instances", MSTI_MAX);
		return false;
	}
	for (u16 i = 1; i <= VLAN_MAX; i++) {
		if (cli_is_replay(c) && !args_no(a) && vlan_in(&now, i) && !vlan_in(&v, i))
			s->instance[i] = 0;
		if (vlan_in(&v, i))
			s->instance[i] = args_no(a) ? 0 : id;
	}
	stp_apply(s);
	stp_mst_vlans(s, id, &now);
	at = snprintf(line, sizeof(line), "instance %u vlan ", id);
	vlan_set_format(&now, line + at, sizeof(line) - (size_t)at);
	cli_store(c, strcmp(line + at, "none") ? line : "");
	return true;
}

/* ---- trees ---- */

static bool list_of(struct cli *c, const struct args *a, struct vlan_set *v)
{
	if (stp_instances_parse(args_str(a, "list"), v))
		return true;
	cli_error(c, "Command rejected: Bad instance list: \"%s\"", args_str(a, "list"));
	return false;
}

static void store_rule(struct cli *c, const struct vlan_set *v, const char *word, u32 value)
{
	char line[VLAN_SET_TEXT + 80], list[VLAN_SET_TEXT];

	stp_instances_format(v, list, sizeof(list));
	snprintf(line, sizeof(line), "spanning-tree mst %s %s %u", list, word, value);
	cli_store(c, line);
}

static bool mst_priority(struct cli *c, const struct args *a)
{
	struct vlan_set v;
	u32 value = (u32)args_num(a, "value", 0);

	if (!list_of(c, a, &v))
		return false;
	if (value & 0xfff) {
		cli_error(c, "%% Bridge Priority must be in increments of 4096.\n%% Allowed values are:\n"
			     "  0     4096  8192  12288 16384 20480 24576 28672\n  32768 36864 40960 45056 49152 53248 57344 61440");
		return false;
	}
	stp_rule_set(stp_of(c), STP_MST_PRIORITY, STP_NO_PORT, &v, !args_no(a), value);
	if (!args_no(a))
		store_rule(c, &v, "priority", value);
	return true;
}

/* 24576, or 4096 below who is the root of one of the instances now. */
static u32 root_priority(const struct stp *s, const struct vlan_set *v)
{
	u32 priority = 24576;

	for (u16 i = 0; i <= VLAN_MAX; i++) {
		struct rstp_status st;
		u32 root;

		if (!s->mstp || !vlan_in(v, i) || !s->tree[i])
			continue;
		rstp_status(s->tree[i]->r, &st);
		root = (u32)((i ? st.root.regional_root : st.root.root_id) >> 48 & 0xf000);
		if (st.root_port >= 0 && root <= 24576 && root && root - 4096 < priority)
			priority = root - 4096;
	}
	return priority;
}

static bool mst_root(struct cli *c, const struct args *a)
{
	struct vlan_set v;
	u32 value = 28672;

	if (!list_of(c, a, &v))
		return false;
	if (args_has(a, "primary") && !args_no(a))
		value = root_priority(stp_of(c), &v);
	stp_rule_set(stp_of(c), STP_MST_PRIORITY, STP_NO_PORT, &v, !args_no(a), value);
	if (!args_no(a))
		store_rule(c, &v, "priority", value);
	return true;
}

static bool mst_timer(struct cli *c, const struct args *a)
{
	struct stp *s = stp_of(c);
	u8 value = (u8)args_num(a, "value", 0);

	if (args_has(a, "hello-time"))
		s->mst_hello = args_no(a) ? 2 : value;
	else if (args_has(a, "forward-time"))
		s->mst_forward_delay = args_no(a) ? 15 : value;
	else if (args_has(a, "max-age"))
		s->mst_max_age = args_no(a) ? 20 : value;
	else
		s->mst_hops = args_no(a) ? MST_HOPS_DEFAULT : value;
	stp_apply(s);
	return true;
}

static bool port_rule(struct cli *c, const struct args *a, enum stp_setting what, const char *word)
{
	struct swport *p = switch_port_of(c);
	u32 value = (u32)args_num(a, "value", 0);
	struct vlan_set v;

	if (!p || !list_of(c, a, &v))
		return false;
	if (what == STP_MST_PORT_PRIORITY && value & 15) {
		cli_error(c, "%% Port Priority in increments of 16 is required");
		return false;
	}
	stp_rule_set(stp_of(c), what, p->index, &v, !args_no(a), value);
	if (!args_no(a))
		store_rule(c, &v, word, value);
	return true;
}

static bool port_cost(struct cli *c, const struct args *a)
{
	return port_rule(c, a, STP_MST_COST, "cost");
}
static bool port_priority(struct cli *c, const struct args *a)
{
	return port_rule(c, a, STP_MST_PORT_PRIORITY, "port-priority");
}

/* ---- PVST simulation ---- */

static bool simulate_global(struct cli *c, const struct args *a)
{
	stp_of(c)->simulate = !args_no(a);
	stp_pvst_apply(stp_of(c));
	return true;
}

static bool simulate_port(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);

	if (!p)
		return false;
	stp_of(c)->port[p->index].simulate = args_no(a) ? STP_CHOICE_DEFAULT : args_has(a, "disable") ? STP_CHOICE_DISABLE : STP_CHOICE_ENABLE;
	stp_pvst_apply(stp_of(c));
	return true;
}

/* ---- shows ---- */

static const char *dotted(u64 id, char text[MAC_TEXT])
{
	u8 mac[6];

	for (unsigned i = 0; i < 6; i++)
		mac[i] = (u8)(id >> (40 - 8 * i));
	return mac_dotted(mac, text);
}

static void id_words(struct show *s, const char *what, u64 id)
{
	char mac[MAC_TEXT];

	show_text(s, "%-13s address %s  priority      %u (%u sysid %u)\n", what, dotted(id, mac), (unsigned)(id >> 48), (unsigned)(id >> 48 & 0xf000),
		  (unsigned)(id >> 48 & 0xfff));
}

static void root_words(struct show *s, const struct stp_tree *t, const struct rstp_status *st)
{
	const char *port = st->root_port < 0 ? "" : t->stp->b->port[st->root_port].iface->short_name;
	bool inner = st->root.regional_root != st->bridge_id;

	if (t->vlan) {
		if (!inner) {
			show_text(s, "Root          this switch for MST%u\n", t->vlan);
			return;
		}
		id_words(s, "Root", st->root.regional_root);
		show_text(s, "              port    %-15s cost          %-9u rem hops %u\n", port, st->root.internal_cost, st->times.hops);
		return;
	}
	if (st->root.root_id == st->bridge_id) {
		show_text(s, "Root          this switch for the CIST\n");
	} else {
		id_words(s, "Root", st->root.root_id);
		show_text(s, "              port    %-15s path cost     %-9u\n", port, st->root.root_cost);
		if (inner) {
			id_words(s, "Regional Root", st->root.regional_root);
			show_text(s, "                                      internal cost %-9u rem hops %u\n", st->root.internal_cost, st->times.hops);
		} else {
			show_text(s, "Regional Root this switch\n");
		}
	}
	show_text(s, "Operational   hello time %u , forward delay %u, max age %u, txholdcount 6 \nConfigured    hello time %u , forward delay %u, max age %u, max hops    %u\n",
		  st->times.hello, st->times.forward_delay, st->times.max_age, st->own.hello, st->own.forward_delay, st->own.max_age, t->stp->mst_hops);
}

static void port_line(struct show *s, const struct stp_tree *t, u16 port)
{
	const struct iface *i = t->stp->b->port[port].iface;
	struct rstp_port_status st;
	const char *state;
	char prio[16];

	rstp_port_status(t->r, port, &st);
	state = t->port[port].fault ? "BKN*" : st.forwarding ? "FWD" : st.learning ? "LRN" : "BLK";
	snprintf(prio, sizeof(prio), "%u.%u", st.port_id >> 8 & 0xf0u, st.port_id & 0xfffu);
	show_num(s, "instance", t->vlan);
	show_str(s, "interface", i->name);
	show_str(s, "role", rstp_role_name(st.role));
	show_str(s, "status", state);
	show_num(s, "cost", st.cost);
	show_bool(s, "boundary", mstp_boundary(t->stp->mstp, port));
	show_end(s);
	show_text(s, "%-16s %-4s %-3s%*s%-9u %-8s %s %s%s\n", i->short_name, rstp_role_name(st.role), state, t->port[port].fault ? 0 : 1, "", st.cost, prio,
		  st.point_to_point ? "P2p" : "Shr", stp_boundary_words(t->stp, port, &st), st.edge ? "Edge " : stp_fault_mark(t->port[port].fault));
}

static void tree_words(struct show *s, const struct stp_tree *t)
{
	struct rstp_status st;
	char list[VLAN_SET_TEXT];
	struct vlan_set v;

	rstp_status(t->r, &st);
	stp_mst_vlans(t->stp, t->vlan, &v);
	vlan_set_format(&v, list, sizeof(list));
	show_text(s, "\n##### %s    vlans mapped:   %s\n", t->name, list);
	id_words(s, "Bridge", st.bridge_id);
	root_words(s, t, &st);
	show_text(s, "\nInterface        Role Sts Cost      Prio.Nbr Type\n---------------- ---- --- --------- -------- --------------------------------\n");
	for (u16 i = 0; i < t->stp->b->n_ports; i++)
		if (t->port[i].member)
			port_line(s, t, i);
}

static bool is_on(struct show *s, const struct stp *stp)
{
	if (!stp->mstp)
		show_text(s, "%% Switch is not in mst mode\n");
	return stp->mstp;
}

static bool show_mst(struct cli *c, const struct args *a, struct show *s)
{
	const struct stp *stp = stp_of(c);
	u16 only = (u16)args_num(a, "id", 0);

	if (!is_on(s, stp))
		return true;
	if (args_has(a, "id") && !stp->tree[only]) {
		cli_error(c, "No mst information available for instance(s) %u", only);
		return false;
	}
	for (u16 i = 0; i <= VLAN_MAX; i++)
		if (stp->tree[i] && (!args_has(a, "id") || i == only))
			tree_words(s, stp->tree[i]);
	show_text(s, "\n");
	return true;
}

static void vlans_row(struct show *s, const struct stp *stp, u16 instance)
{
	char list[VLAN_SET_TEXT];
	struct vlan_set v;

	stp_mst_vlans(stp, instance, &v);
	vlan_set_format(&v, list, sizeof(list));
	if (instance && !strcmp(list, "none"))
		return;
	show_num(s, "instance", instance);
	show_str(s, "vlans", list);
	show_end(s);
	show_text(s, "%-9u %s\n", instance, list);
}

static void digest_words(struct show *s, const struct stp *stp)
{
	char hex[2 * MST_DIGEST_LEN + 1];
	u8 digest[MST_DIGEST_LEN];

	mst_digest(stp->instance, digest);
	for (unsigned i = 0; i < sizeof(digest); i++)
		snprintf(hex + 2 * i, 3, "%02X", digest[i]);
	show_str(s, "digest", hex);
	show_text(s, "Digest          0x%s\n", hex);
}

static void instance_words(struct show *s, const struct stp *stp)
{
	show_text(s, "\nInstance  Vlans mapped\n--------  ---------------------------------------------------------------------\n");
	show_push_list(s, "instances");
	for (u16 i = 0; i <= VLAN_MAX; i++)
		vlans_row(s, stp, i);
	show_pop(s);
	show_text(s, "-------------------------------------------------------------------------------\n");
}

static bool show_configuration(struct cli *c, const struct args *a, struct show *s)
{
	const struct stp *stp = stp_of(c);
	unsigned n = instances(stp) + 1;

	show_str(s, "name", stp->region.name);
	show_num(s, "revision", stp->region.revision);
	show_num(s, "instances_configured", n);
	show_text(s, "Name      [%s]\nRevision  %-5u Instances configured %u\n", stp->region.name, stp->region.revision, n);
	if (args_has(a, "digest"))
		digest_words(s, stp);
	else
		instance_words(s, stp);
	show_end(s);
	return true;
}

#define MST_HELP "Spanning Tree Subsystem|Multiple spanning tree configuration"
#define LIST_HELP MST_HELP "|MST instance list, example 0,2-4,6,8-12"

static const struct cmd rows[] = {
	{ &mode_config, "spanning-tree mst configuration", MST_HELP "|Enter MST configuration submode", .run = enter_region, .enter = &mode_mst, .order = ORDER_MST },
	{ &mode_mst, "name WORD:name", "Set configuration name|Configuration name", .run = region_name, .key = 1, .order = 10 },
	{ &mode_mst, "revision <0-65535>:revision", "Set configuration revision number|Configuration revision number", .run = region_revision, .key = 1, .order = 20,
	  .dflt = "revision 0" },
	{ &mode_mst, "instance <1-4094>:id vlan WORD:list", "Map vlans to an MST instance|MST instance id|Range of vlans to add to the instance mapping|vlan range ex: 1-65, 72, 300 -200",
	  .run = region_instance, .key = 2, .order = 30, .flags = CMD_SORT_NUMERIC },
	{ &mode_mst, "private-vlan synchronize", "Set private-vlan synchronization|Synchronize", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "spanning-tree mst WORD:list priority <0-61440>:value", LIST_HELP "|Set the bridge priority for the spanning tree|bridge priority in increments of 4096",
	  .run = mst_priority, .key = 4, .order = ORDER_MST + 1 },
	{ &mode_config, "spanning-tree mst WORD:list root {primary|secondary}",
	  LIST_HELP "|Configure switch as root|Configure this switch as primary root for this spanning tree|Configure switch as secondary root", .run = mst_root, .key = 4,
	  .order = ORDER_MST + 1 },
	{ &mode_config, "spanning-tree mst hello-time <1-10>:value", MST_HELP "|Set the hello interval for the spanning tree|number of seconds", .run = mst_timer, .key = 3,
	  .order = ORDER_MST + 2, .dflt = "spanning-tree mst hello-time 2" },
	{ &mode_config, "spanning-tree mst forward-time <4-30>:value", MST_HELP "|Set the forward delay for the spanning tree|number of seconds", .run = mst_timer, .key = 3,
	  .order = ORDER_MST + 3, .dflt = "spanning-tree mst forward-time 15" },
	{ &mode_config, "spanning-tree mst max-age <6-40>:value", MST_HELP "|Set the max age interval for the spanning tree|number of seconds", .run = mst_timer, .key = 3,
	  .order = ORDER_MST + 4, .dflt = "spanning-tree mst max-age 20" },
	{ &mode_config, "spanning-tree mst max-hops <1-255>:value", MST_HELP "|Set the max hops value for the spanning tree|number of hops", .run = mst_timer, .key = 3,
	  .order = ORDER_MST + 5, .dflt = "spanning-tree mst max-hops 20" },
	{ &mode_config, "spanning-tree mst simulate pvst global", MST_HELP "|Enable/disable PVST simulation|Enable/disable PVST simulation|Enable PVST simulation on all ports",
	  .run = simulate_global, .order = ORDER_MST + 6, .dflt = "spanning-tree mst simulate pvst global" },
	{ &mode_interface, "spanning-tree mst simulate pvst [disable]", MST_HELP "|Enable/disable PVST simulation|PVST simulation on this port|Disable PVST simulation on this port", .run = simulate_port, .key = 4,
	  .order = ORDER_IF_MST + 2 },
	{ &mode_interface, "spanning-tree mst WORD:list cost <1-200000000>:value", LIST_HELP "|Change the interface spanning tree path cost for an instance|path cost",
	  .run = port_cost, .key = 4, .order = ORDER_IF_MST },
	{ &mode_interface, "spanning-tree mst WORD:list port-priority <0-240>:value",
	  LIST_HELP "|Change the spanning tree port priority for an instance|port priority in increments of 16", .run = port_priority, .key = 4, .order = ORDER_IF_MST + 1 },
	{ &mode_exec, "show spanning-tree mst [<0-4094>:id]", "|Spanning tree topology|Multiple spanning trees|MST instance", .show = show_mst },
	{ &mode_exec, "show spanning-tree mst configuration [digest]", "|||MST current region configuration|MST config digest", .show = show_configuration },
};
const struct cmd_table mst_cmds[] = { CMD_TABLE(rows) };
const unsigned n_mst_cmds = ARRAY_LEN(mst_cmds);
