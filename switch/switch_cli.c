/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of VLANs, switch ports and the forwarding table. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "switch/stp.h"
#include "switch/switch_cli.h"
#include "switch/vtp/vtp_switch.h"

const struct cli_mode mode_vlan = { "vlan", "(config-vlan)", &mode_config };

static struct bridge *bridge_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge;
}

struct swport *switch_port_of(struct cli *c)
{
	struct iface *i = cli_object(c, 0);

	if (i && i->sw)
		return i->sw;
	cli_error(c, "Command rejected: %s is not a switching port.", i ? i->name : "this");
	return NULL;
}

/* ---- VLANs ---- */

static bool is_reserved_vlan(u64 id)
{
	return id >= 1002 && id <= 1005;
}

static bool vlan_enter(struct cli *c, const struct args *a)
{
	struct bridge *b = bridge_of(c);
	u16 id = (u16)args_num(a, "id", 0);

	if (is_reserved_vlan(id)) {
		cli_error(c, "%% Default VLAN %u may not be %s.", id, args_no(a) ? "deleted" : "changed");
		return false;
	}
	if (vtp_vlan_refused(b->vtp, c, id))
		return false;
	if (args_no(a)) {
		if (id == 1) {
			cli_error(c, "%%Default VLAN 1 may not be deleted.");
			return false;
		}
		bridge_vlan_remove(b, id);
		return true;
	}
	cli_enter_object(c, bridge_vlan_add(b, id));
	return true;
}

static u16 vlan_id_of(const struct bridge *b, const struct vlan *v)
{
	u16 id = 1;

	while (id < VLAN_MAX && b->vlan[id] != v)
		id++;
	return id;
}

static bool vlan_name(struct cli *c, const struct args *a)
{
	struct bridge *b = bridge_of(c);
	struct vlan *v = cli_object(c, 0);
	const char *name = args_str(a, "name");
	u16 id = vlan_id_of(b, v);

	if (vtp_vlan_refused(b->vtp, c, id))
		return false;
	vtp_vlans_changed(b->vtp);
	if (args_no(a)) {
		snprintf(v->name, sizeof(v->name), id == 1 ? "default" : "VLAN%04u", id);
		return true;
	}
	if (strlen(name) > VLAN_NAME_MAX) {
		cli_error(c, "%% Invalid VLAN name: longer than %d characters.", VLAN_NAME_MAX);
		return false;
	}
	if (id == 1) {
		cli_error(c, "%%Default VLAN 1 may not have its name changed.");
		return false;
	}
	for (u16 other = 1; other <= VLAN_MAX; other++)
		if (b->vlan[other] && b->vlan[other] != v && !strcmp(b->vlan[other]->name, name)) {
			cli_error(c, "%%VLAN #%u and #%u have an identical name: %s", other, id, name);
			return false;
		}
	snprintf(v->name, sizeof(v->name), "%s", name);
	return true;
}

static bool vlan_state(struct cli *c, const struct args *a)
{
	struct bridge *b = bridge_of(c);
	struct vlan *v = cli_object(c, 0);

	if (vtp_vlan_refused(b->vtp, c, vlan_id_of(b, v)))
		return false;
	if (vlan_id_of(b, v) == 1 && !args_no(a) && args_has(a, "suspend")) {
		cli_error(c, "%%Default VLAN 1 may not be suspended.");
		return false;
	}
	v->suspended = !args_no(a) && args_has(a, "suspend");
	bridge_vlan_changed(b, vlan_id_of(b, v));
	return true;
}

/* A VLAN's MTU is 1500 and stays so. */
static bool vlan_mtu(struct cli *c, const struct args *a)
{
	(void)c, (void)a;
	return true;
}

static bool vlan_shutdown(struct cli *c, const struct args *a)
{
	struct bridge *b = bridge_of(c);
	struct vlan *v = cli_object(c, 0);

	if (vlan_id_of(b, v) == 1 && !args_no(a)) {
		cli_error(c, "%%Default VLAN 1 may not be shutdown.");
		return false;
	}
	v->shut = !args_no(a);
	bridge_vlan_changed(b, vlan_id_of(b, v));
	return true;
}

/* ---- ports ---- */

static bool port_mode(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);

	if (!p)
		return false;
	p->mode = args_no(a) || args_has(a, "auto") ? SWPORT_DYNAMIC_AUTO : args_has(a, "desirable") ? SWPORT_DYNAMIC_DESIRABLE :
		  args_has(a, "trunk") ? SWPORT_TRUNK : SWPORT_ACCESS;
	bridge_port_changed(p);
	return true;
}

/* A port is put into a VLAN that is not there: it is made, where VTP lets this switch make VLANs. */
static void make_vlan(struct cli *c, struct bridge *b, u16 id, const char *what)
{
	const char *no = vtp_refuses(&b->vtp->v, id);

	if (!cli_is_replay(c))
		cli_print(c, "%% %s VLAN does not exist. Creating vlan %u\n", what, id);
	if (!no)
		bridge_vlan_add(b, id);
	else if (!cli_is_replay(c))
		cli_print(c, "%% Failed to create VLANs %u\n%s\n", id, no);
}

static bool port_access_vlan(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);
	u16 id = args_no(a) ? 1 : (u16)args_num(a, "id", 1);

	if (!p)
		return false;
	if (is_reserved_vlan(id)) {
		cli_error(c, "Command rejected: VLAN %u is reserved.", id);
		return false;
	}
	p->access_vlan = id;
	if (!p->bridge->vlan[id])
		make_vlan(c, p->bridge, id, "Access");
	bridge_port_changed(p);
	return true;
}

static bool port_native_vlan(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);

	if (!p)
		return false;
	p->native_vlan = args_no(a) ? 1 : (u16)args_num(a, "id", 1);
	bridge_port_changed(p);
	return true;
}

static bool port_native_tag(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);

	if (!p)
		return false;
	p->native_untagged = args_no(a);
	bridge_port_changed(p);
	return true;
}

static bool tag_native(struct cli *c, const struct args *a)
{
	struct bridge *b = bridge_of(c);

	b->tag_native = !args_no(a);
	for (u16 i = 0; i < b->n_ports; i++)
		bridge_port_changed(&b->port[i]);
	return true;
}

static bool allowed_parse(const char *text, struct vlan_set *s)
{
	if (vlan_set_parse(text, s))
		return true;
	memset(s, 0, sizeof(*s));
	if (!strcasecmp(text, "all"))
		vlan_set_parse("1-4094", s);
	return !strcasecmp(text, "all") || !strcasecmp(text, "none");
}

static bool port_allowed_vlan(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);
	const char *text = args_str(a, "list");
	struct vlan_set s, all;
	char line[VLAN_SET_TEXT];
	int at;

	vlan_set_parse("1-4094", &all);
	if (!p)
		return false;
	if (args_no(a)) {
		p->allowed = all;
		bridge_port_changed(p);
		return true;
	}
	if (!allowed_parse(text, &s)) {
		cli_error(c, "Command rejected: Bad VLAN list - character or range not understood in \"%s\".", text);
		return false;
	}
	for (size_t i = 0; i < sizeof(s.bit); i++) {
		if (args_has(a, "add"))
			s.bit[i] |= p->allowed.bit[i];
		else if (args_has(a, "remove"))
			s.bit[i] = p->allowed.bit[i] & (u8)~s.bit[i];
		else if (args_has(a, "except"))
			s.bit[i] = all.bit[i] & (u8)~s.bit[i];
	}
	p->allowed = s;
	bridge_port_changed(p);
	if (!memcmp(&s, &all, sizeof(s))) {
		cli_store(c, "");
		return true;
	}
	at = snprintf(line, sizeof(line), "switchport trunk allowed vlan ");
	vlan_set_format(&s, line + at, sizeof(line) - (size_t)at);
	cli_store(c, line);
	return true;
}

/* Of 2-1001, which is what it is without a line. */
static bool port_pruning_vlan(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);
	const char *text = args_str(a, "list");
	struct vlan_set s, all;
	char line[VLAN_SET_TEXT];
	int at;

	vlan_set_parse("2-1001", &all);
	if (!p)
		return false;
	if (args_no(a)) {
		s = all;
	} else if (!allowed_parse(text, &s) || !strcasecmp(text, "all")) {
		cli_error(c, "Command rejected: Bad VLAN pruning list.");
		return false;
	}
	for (size_t i = 0; i < sizeof(s.bit); i++) {
		if (s.bit[i] & (u8)~all.bit[i]) {
			cli_error(c, "Command rejected: Bad VLAN pruning list.");
			return false;
		}
		if (args_has(a, "add"))
			s.bit[i] |= p->prunable.bit[i];
		else if (args_has(a, "remove"))
			s.bit[i] = p->prunable.bit[i] & (u8)~s.bit[i];
		else if (args_has(a, "except"))
			s.bit[i] = all.bit[i] & (u8)~s.bit[i];
	}
	p->prunable = s;
	vtp_prune_soon(p->bridge->vtp);
	if (args_no(a))
		return true;
	if (!memcmp(&s, &all, sizeof(s))) {
		cli_store(c, "");
		return true;
	}
	at = snprintf(line, sizeof(line), "switchport trunk pruning vlan ");
	vlan_set_format(&s, line + at, sizeof(line) - (size_t)at);
	cli_store(c, line);
	return true;
}

bool vlan_list_line(struct cli *c, const struct args *a, struct vlan_set *set, const char *words, const char *behind)
{
	struct vlan_set v;
	char line[VLAN_SET_TEXT + 160];
	bool any = false;
	int at;

	if (!vlan_set_parse(args_str(a, "list"), &v)) {
		cli_error(c, "Command rejected: Bad VLAN list - character or range not understood in \"%s\".", args_str(a, "list"));
		return false;
	}
	for (size_t i = 0; i < sizeof(v.bit); i++) {
		if (args_no(a))
			set->bit[i] &= (u8)~v.bit[i];
		else
			set->bit[i] = (u8)(v.bit[i] | (cli_is_replay(c) ? 0 : set->bit[i]));
		any |= set->bit[i];
	}
	at = snprintf(line, sizeof(line), "%s ", words);
	at += vlan_set_format(set, line + at, sizeof(line) - (size_t)at);
	snprintf(line + at, sizeof(line) - (size_t)at, "%s", behind);
	cli_store(c, any ? line : "");
	return true;
}

static bool port_voice(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);
	u16 id = args_no(a) ? 0 : (u16)args_num(a, "id", 0);

	if (!p)
		return false;
	if (is_reserved_vlan(id)) {
		cli_error(c, "Command rejected: VLAN %u is reserved.", id);
		return false;
	}
	if (id && !p->bridge->vlan[id])
		make_vlan(c, p->bridge, id, "Voice");
	p->voice_vlan = id;
	p->voice = id ? VOICE_VLAN : args_no(a) ? VOICE_NONE : args_has(a, "dot1p") ? VOICE_DOT1P : args_has(a, "untagged") ? VOICE_UNTAGGED : VOICE_NONE;
	bridge_port_changed(p);
	return true;
}

static bool port_encapsulation(struct cli *c, const struct args *a)
{
	(void)a; /* our trunks speak 802.1Q alone */
	return switch_port_of(c) != NULL;
}

static bool port_nonegotiate(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);

	if (!p)
		return false;
	if (!args_no(a) && !cli_is_replay(c) && p->mode != SWPORT_ACCESS && p->mode != SWPORT_TRUNK) {
		cli_error(c, "Command rejected: Conflict between 'nonegotiate' and 'dynamic' status on this interface: %s", p->iface->short_name);
		return false;
	}
	p->nonegotiate = !args_no(a);
	bridge_port_changed(p);
	return true;
}

static bool port_block(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);

	if (p && args_has(a, "unicast"))
		p->block_unicast = !args_no(a);
	else if (p)
		p->block_multicast = !args_no(a);
	return p;
}

static bool port_protected(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);

	if (!p)
		return false;
	p->protect = !args_no(a);
	return true;
}

/* ---- the forwarding table ---- */

static bool ageing_time(struct cli *c, const struct args *a)
{
	struct bridge *b = bridge_of(c);

	b->ageing_s = args_no(a) ? 300 : (u32)args_num(a, "seconds", 300);
	if (b->ageing_s && b->ageing_s < 10) {
		cli_error(c, "%% Aging time must be 0 or from 10 to 1000000 seconds.");
		b->ageing_s = 300;
		return false;
	}
	timer_set(b->dev->node.worker, &b->age, node_now(&b->dev->node));
	return true;
}

static bool static_address(struct cli *c, const struct args *a)
{
	struct bridge *b = bridge_of(c);
	struct iface *i = args_str(a, "interface") ? device_iface(b->dev, args_str(a, "interface")) : NULL;
	u16 vlan = (u16)args_num(a, "vlan", 1);
	u8 mac[6];

	args_mac(a, "mac", mac);
	if (args_no(a)) {
		fdb_remove(&b->fdb, fdb_key(mac, vlan));
		return true;
	}
	if (mac_is_group(mac) || (!args_has(a, "drop") && (!i || !i->sw))) {
		cli_error(c, "%% Invalid %s for a static address.", mac_is_group(mac) ? "group address" : "interface");
		return false;
	}
	if (!fdb_set(&b->fdb, fdb_key(mac, vlan), args_has(a, "drop") ? FDB_DISCARD : i->sw->index, FDB_STATIC)) {
		cli_error(c, "%% The address table is full.");
		return false;
	}
	return true;
}

struct chosen {
	u64 key_bits;
	u64 key_mask;
	u32 port;
};

static bool is_chosen(const struct fdb_entry *e, const void *arg)
{
	const struct chosen *k = arg;

	return (e->key & k->key_mask) == k->key_bits && (k->port == FDB_NONE || e->port == k->port);
}

static bool clear_addresses(struct cli *c, const struct args *a)
{
	struct bridge *b = bridge_of(c);
	struct chosen k = { .port = FDB_NONE };
	u8 mac[6];

	if (args_has(a, "address")) {
		args_mac(a, "mac", mac);
		k.key_bits = fdb_key(mac, 0);
		k.key_mask = ~0xffffull;
	}
	if (args_has(a, "vlan")) {
		k.key_bits |= args_num(a, "id", 1);
		k.key_mask |= 0xffff;
	}
	if (args_has(a, "interface")) {
		struct iface *i = device_iface(b->dev, args_str(a, "port"));

		if (!i || !i->sw) {
			cli_error(c, "%% That is not a switching port.");
			return false;
		}
		k.port = i->sw->index;
	}
	fdb_flush(&b->fdb, is_chosen, &k);
	return true;
}

static const struct cmd config_rows[] = {
	{ &mode_config, "vlan <1-4094>:id", "Vlan commands|ISL VLAN IDs", .run = vlan_enter, .enter = &mode_vlan, .order = ORDER_VLAN,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "vlan NUMBERS:list", "|VLAN IDs, as 10,20-25", .run = vlan_enter, .enter = &mode_vlan, .order = ORDER_VLAN, .flags = CMD_SORT_NUMERIC },
	{ &mode_vlan, "name WORD:name", "Ascii name of the VLAN|The ascii name for the VLAN", .run = vlan_name, .key = 1, .order = 10 },
	{ &mode_vlan, "state {active|suspend}", "Operational state of the VLAN|VLAN Active State|VLAN Suspended State", .run = vlan_state, .key = 1,
	  .order = 20, .dflt = "state active" },
	{ &mode_vlan, "mtu 1500", "VLAN Maximum Transmission Unit|Octets", .run = vlan_mtu, .key = 1, .order = 25, .dflt = "mtu 1500" },
	{ &mode_vlan, "mtu <576-18190>:octets", "|Value of VLAN Maximum Tranmission Unit", .flags = CMD_UNSUPPORTED },
	{ &mode_vlan, "shutdown", "Shutdown VLAN switching", .run = vlan_shutdown, .order = 30 },
	{ &mode_interface, "switchport mode {access|trunk}",
	  "Set switching mode characteristics|Set trunking mode of the interface|Set trunking mode to ACCESS unconditionally|Set trunking mode to TRUNK unconditionally",
	  .run = port_mode, .key = 2, .order = ORDER_IF_SWITCHPORT + 5 },
	{ &mode_interface, "switchport mode dynamic {auto|desirable}",
	  "||Set trunking mode to dynamically negotiate access or trunk mode|Set trunking mode dynamic negotiation parameter to AUTO|Set trunking mode dynamic negotiation parameter to DESIRABLE",
	  .run = port_mode, .key = 2, .order = ORDER_IF_SWITCHPORT + 5, .dflt = "switchport mode dynamic auto" },
	{ &mode_interface, "switchport access vlan <1-4094>:id",
	  "|Set access mode characteristics of the interface|Set VLAN when interface is in access mode|VLAN ID of the VLAN when this port is in access mode",
	  .run = port_access_vlan, .key = 3, .order = ORDER_IF_SWITCHPORT, .dflt = "switchport access vlan 1" },
	{ &mode_interface, "switchport trunk encapsulation dot1q",
	  "|Set trunking characteristics of the interface|Set trunking encapsulation when interface is in trunking mode|Interface uses only 802.1q trunking encapsulation when trunking",
	  .run = port_encapsulation, .key = 3, .order = ORDER_IF_SWITCHPORT + 1 },
	{ &mode_interface, "switchport trunk native vlan <1-4094>:id",
	  "||Set trunking native characteristics when interface is in trunking mode|Set native VLAN when interface is in trunking mode|VLAN ID of the native VLAN when this port is in trunking mode",
	  .run = port_native_vlan, .key = 4, .order = ORDER_IF_SWITCHPORT + 2, .dflt = "switchport trunk native vlan 1" },
	{ &mode_interface, "switchport trunk native vlan tag", "||||Tag the native VLAN where the switch does", .run = port_native_tag, .key = 5,
	  .order = ORDER_IF_SWITCHPORT + 2, .dflt = "switchport trunk native vlan tag" },
	{ &mode_config, "vlan dot1q tag native", "|dot1q parameters|tag parameters|tag native vlan", .run = tag_native, .order = ORDER_VLAN - 20 },
	{ &mode_interface, "switchport trunk allowed vlan {add|remove|except} WORD:list",
	  "||Set allowed VLAN characteristics when interface is in trunking mode|Set allowed VLANs when interface is in trunking mode|add VLANs to the current list|remove VLANs from the current list|all VLANs except the following|VLAN IDs of the allowed VLANs when this port is in trunking mode",
	  .run = port_allowed_vlan, .key = 4, .order = ORDER_IF_SWITCHPORT + 3 },
	{ &mode_interface, "switchport trunk allowed vlan WORD:list", "|||||VLAN IDs of the allowed VLANs when this port is in trunking mode, all or none",
	  .run = port_allowed_vlan, .key = 4, .order = ORDER_IF_SWITCHPORT + 3 },
	{ &mode_interface, "switchport trunk pruning vlan {add|remove|except} WORD:list",
	  "||Set pruning VLAN characteristics when interface is in trunking mode|Set VLANs enabled for pruning when interface is in trunking mode|add VLANs to the current list|"
	  "remove VLANs from the current list|all VLANs except the following|VLAN IDs",
	  .run = port_pruning_vlan, .key = 4, .order = ORDER_IF_SWITCHPORT + 4 },
	{ &mode_interface, "switchport trunk pruning vlan WORD:list", "|||||VLAN IDs of the allowed VLANs when this port is in trunking mode, or none", .run = port_pruning_vlan, .key = 4,
	  .order = ORDER_IF_SWITCHPORT + 4 },
	{ &mode_interface, "switchport nonegotiate", "|Device will not engage in negotiation protocol on this interface", .run = port_nonegotiate, .key = 2,
	  .order = ORDER_IF_SWITCHPORT + 6 },
	{ &mode_interface, "switchport protected", "|Configure an interface to be a protected port", .run = port_protected, .key = 2,
	  .order = ORDER_IF_SWITCHPORT + 7 },
	{ &mode_interface, "switchport voice vlan {dot1p|none|untagged}",
	  "|Voice appliance attributes|Vlan for voice traffic|Priority tagged on PVID|Don't tell telephone about voice vlan|Untagged on PVID", .run = port_voice,
	  .key = 3, .order = ORDER_IF_SWITCHPORT + 8 },
	{ &mode_interface, "switchport voice vlan <1-4094>:id", "|||Vlan for voice traffic", .run = port_voice, .key = 3, .order = ORDER_IF_SWITCHPORT + 8 },
	{ &mode_interface, "switchport block multicast", "|Disable forwarding of unknown uni/multi cast addresses|Block unknown multicast addresses",
	  .run = port_block, .key = 3, .order = ORDER_IF_SWITCHPORT + 9 },
	{ &mode_interface, "switchport block unicast", "||Block unknown unicast addresses", .run = port_block, .key = 3, .order = ORDER_IF_SWITCHPORT + 10 },
	{ &mode_config, "mac address-table aging-time <0-1000000>:seconds",
	  "Global MAC configuration subcommands|Configure the MAC address table|Set MAC address table entry maximum age|Aging time in seconds, 0 to disable",
	  .run = ageing_time, .key = 3, .order = ORDER_VLAN - 10, .dflt = "mac address-table aging-time 300" },
	{ &mode_config, "mac address-table static H.H.H:mac vlan <1-4094>:vlan interface INTERFACE:interface",
	  "||static keyword|48 bit mac address|VLAN keyword|VLAN id of mac address table|interface|", .run = static_address, .key = 6,
	  .order = ORDER_VLAN - 5, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "mac address-table static H.H.H:mac vlan <1-4094>:vlan drop", "||||||drop frames", .run = static_address, .key = 6,
	  .order = ORDER_VLAN - 5, .flags = CMD_SORT_NUMERIC },
	{ &mode_exec, "clear mac address-table dynamic [address H.H.H:mac|vlan <1-4094>:id|interface INTERFACE:port]",
	  "Reset functions|MAC forwarding table|Clear the MAC address table|dynamic entry type|Clear by MAC address|48 bit mac address|Clear by VLAN|VLAN id|Clear by interface",
	  .run = clear_addresses, .flags = CMD_PRIV },
};

const struct cmd_table switch_cmds[] = { CMD_TABLE(config_rows), { switch_show_rows, SWITCH_SHOW_ROWS }, { stp_rows, STP_ROWS }, { stp_show_rows, STP_SHOW_ROWS } };
const unsigned n_switch_cmds = ARRAY_LEN(switch_cmds);
const struct help_row switch_help[] = {
	{ &mode_exec, "show mac", "MAC configuration" },
	{ &mode_exec, "show interfaces", "Interface status and configuration" },
};
const unsigned n_switch_help = ARRAY_LEN(switch_help);
