/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show mac address-table, vlan, interfaces trunk and switchport, in the layout of IOS 15. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "switch/bridge.h"
#include "switch/span_show.h"
#include "switch/switch_cli.h"

static struct bridge *bridge_of(struct show *s)
{
	return device_of(cli_node(show_cli(s)))->bridge;
}

/* ---- mac address-table ---- */

struct filter {
	bool by_mac, dynamic, fixed;
	u8 mac[6];
	u16 vlan;
	u32 port;
};

static bool shown(const struct filter *f, const struct fdb_entry *e)
{
	u16 vlan = e->key & 0xffff;

	return (!f->by_mac || fdb_key(f->mac, vlan) == e->key) && (!f->vlan || f->vlan == vlan) &&
	       (f->port == FDB_NONE || f->port == e->port) && (!f->dynamic || e->kind == FDB_DYNAMIC) && (!f->fixed || e->kind != FDB_DYNAMIC);
}

static int by_vlan_and_address(const void *a, const void *b)
{
	const struct fdb_entry *x = *(const struct fdb_entry *const *)a, *y = *(const struct fdb_entry *const *)b;
	u64 kx = (x->key & 0xffff) << 48 | x->key >> 16, ky = (y->key & 0xffff) << 48 | y->key >> 16;

	return kx < ky ? -1 : kx > ky;
}

static void row(struct show *s, const struct bridge *b, const struct fdb_entry *e)
{
	const char *type = e->kind == FDB_DYNAMIC ? "DYNAMIC" : "STATIC";
	const char *port = e->port == FDB_CPU ? "CPU" : e->port == FDB_DISCARD ? "Drop" : b->port[e->port].iface->short_name;
	char text[MAC_TEXT];
	u8 mac[6];

	for (unsigned i = 0; i < 6; i++)
		mac[i] = (u8)(e->key >> (56 - 8 * i));
	show_num(s, "vlan", e->key & 0xffff);
	show_mac(s, "mac_address", mac);
	show_str(s, "type", type);
	show_str(s, "ports", port);
	show_end(s);
	show_text(s, "%4u    %-18s%-12s%s\n", (unsigned)(e->key & 0xffff), mac_dotted(mac, text), type, port);
}

static bool show_mac_table(struct cli *c, const struct args *a, struct show *s)
{
	struct bridge *b = bridge_of(s);
	struct filter f = { .port = FDB_NONE, .vlan = (u16)args_num(a, "id", 0), .dynamic = args_has(a, "dynamic"), .fixed = args_has(a, "static") };
	const struct fdb_entry **list = xcalloc(b->fdb.n, sizeof(struct fdb_entry *));
	u32 n = 0;

	f.by_mac = args_mac(a, "mac", f.mac);
	if (args_str(a, "port")) {
		struct iface *i = device_iface(b->dev, args_str(a, "port"));

		if (!i || !i->sw) {
			free(list);
			cli_error(c, "%% That is not a switching port.");
			return false;
		}
		f.port = i->sw->index;
	}
	for (u32 i = 0; i <= b->fdb.mask; i++)
		if (b->fdb.slot[i].kind && shown(&f, &b->fdb.slot[i]))
			list[n++] = &b->fdb.slot[i];
	qsort(list, n, sizeof(struct fdb_entry *), by_vlan_and_address);
	show_text(s, "          Mac Address Table\n-------------------------------------------\n\n");
	show_text(s, "Vlan    Mac Address       Type        Ports\n----    -----------       --------    -----\n");
	for (u32 i = 0; i < n; i++)
		row(s, b, list[i]);
	show_text(s, "Total Mac Addresses for this criterion: %u\n", n);
	free(list);
	return true;
}

static bool show_mac_count(struct cli *c, const struct args *a, struct show *s)
{
	struct bridge *b = bridge_of(s);

	(void)c;
	(void)a;
	show_num(s, "dynamic", b->fdb.n_dynamic);
	show_num(s, "static", b->fdb.n - b->fdb.n_dynamic);
	show_num(s, "available", FDB_MAX - b->fdb.n_dynamic);
	show_num(s, "moves", b->fdb.moved);
	show_end(s);
	show_text(s, "Dynamic Address Count  : %u\nStatic  Address Count  : %u\nTotal Mac Addresses    : %u\n\nTotal Mac Address Space Available: %u\n",
		  b->fdb.n_dynamic, b->fdb.n - b->fdb.n_dynamic, b->fdb.n, FDB_MAX - b->fdb.n_dynamic);
	return true;
}

static bool show_mac_ageing(struct cli *c, const struct args *a, struct show *s)
{
	(void)c;
	(void)a;
	show_num(s, "aging_time", bridge_of(s)->ageing_s);
	show_end(s);
	show_text(s, "Global Aging Time: %4u\n", bridge_of(s)->ageing_s);
	return true;
}

/* ---- vlan ---- */

/* Access ports of the VLAN, "Gi0/1, Gi0/2", broken into lines of the Ports column. */
static void vlan_ports(struct show *s, const struct bridge *b, u16 id)
{
	unsigned width = 0;

	show_push_list(s, "ports");
	for (u16 i = 0; i < b->n_ports; i++) {
		const struct swport *p = &b->port[i];
		const char *name = p->iface->short_name;

		if (p->gone || p->routed || p->member != PORT_ALONE || (p->access_vlan != id && p->voice_vlan != id) || (p->trunk && p->iface->link))
			continue;
		if (width && width + strlen(name) + 2 > 31) {
			show_text(s, "\n%*s", 48, "");
			width = 0;
		}
		show_text(s, "%s%s", width ? ", " : "", name);
		width += (unsigned)strlen(name) + 2;
		show_str(s, "port", name);
		show_end(s);
	}
	show_pop(s);
	show_text(s, "\n");
}

static void vlan_row(struct show *s, const struct bridge *b, u16 id)
{
	const struct vlan *v = b->vlan[id];

	show_num(s, "vlan_id", id);
	show_str(s, "name", v->name);
	show_str(s, "status", v->suspended ? "suspended" : "active");
	show_bool(s, "shutdown", v->shut);
	show_text(s, "%-4u %-32s %-9s ", id, v->name, v->shut ? (v->suspended ? "sus/lshut" : "act/lshut") : v->suspended ? "suspended" : "active");
	vlan_ports(s, b, id);
	show_end(s);
}

/* What VTP has of a VLAN beside its name: of the four that are there for other media, too. */
static void vlan_type(struct show *s, u16 id)
{
	static const char *const legacy[] = { "1002 fddi  101002     1500  -      -      -        -    -        0      0   ",
					      "1003 tr    101003     1500  -      -      -        -    srb      0      0   ",
					      "1004 fdnet 101004     1500  -      -      -        ieee -        0      0   ",
					      "1005 trnet 101005     1500  -      -      -        ibm  -        0      0   " };

	if (id >= 1002 && id <= 1005)
		show_text(s, "%s\n", legacy[id - 1002]);
	else
		show_text(s, "%-4u enet  %-10u 1500  -      -      -        -    -        0      0   \n", id, 100000 + id);
}

/* Is the VLAN there, and one that is asked for? only 0, name NULL: all are. */
static bool is_asked(const struct bridge *b, u16 id, u16 only, const char *name)
{
	return b->vlan[id] && (!only || id == only) && (!name || !strcmp(name, b->vlan[id]->name));
}

/* The rest of `show vlan`: without `brief` that is but the first table. */
static void vlan_more(struct show *s, const struct bridge *b, u16 only, const char *name)
{
	struct vlan_set remote = { 0 };
	bool any = false;

	show_text(s, "\nVLAN Type  SAID       MTU   Parent RingNo BridgeNo Stp  BrdgMode Trans1 Trans2\n"
		     "---- ----- ---------- ----- ------ ------ -------- ---- -------- ------ ------\n");
	for (u16 id = 1; id <= VLAN_MAX; id++) {
		bool legacy = id >= 1002 && id <= 1005, asked = is_asked(b, id, only, name);

		if (legacy ? !only && !name : asked)
			vlan_type(s, id);
		if (asked && b->vlan[id]->remote_span) {
			vlan_add(&remote, id);
			any = true;
		}
	}
	if (only || name)
		show_text(s, "\nRemote SPAN VLAN\n----------------\n%s\n\n", any ? "Enabled" : "Disabled");
	else
		show_remote_list(s, &remote);
	show_text(s, "Primary Secondary Type              Ports\n------- --------- ----------------- ------------------------------------------\n\n");
}

static bool show_vlan(struct cli *c, const struct args *a, struct show *s)
{
	static const char *const legacy[] = { "fddi-default", "token-ring-default", "fddinet-default", "trnet-default" };
	struct bridge *b = bridge_of(s);
	u16 only = (u16)args_num(a, "id", 0);
	const char *name = args_str(a, "name");
	bool found = false;

	for (u16 id = 1; id <= VLAN_MAX; id++)
		found |= is_asked(b, id, only, name);
	if (!found) {
		if (only)
			cli_error(c, "VLAN id %u does not exist in current VLAN database", only);
		else
			cli_error(c, "VLAN name %s does not exist in current VLAN database", name);
		return false;
	}
	show_text(s, "\nVLAN Name                             Status    Ports\n"
		     "---- -------------------------------- --------- -------------------------------\n");
	for (u16 id = 1; id <= VLAN_MAX; id++) {
		if (id >= 1002 && id <= 1005 && !only && !name)
			show_text(s, "%-4u %-32s act/unsup \n", id, legacy[id - 1002]);
		if (is_asked(b, id, only, name))
			vlan_row(s, b, id);
	}
	if (!args_has(a, "brief"))
		vlan_more(s, b, only, name);
	return true;
}

/* ---- interfaces trunk, switchport ---- */

static bool is_trunk(const struct swport *p)
{
	return p->trunk && swport_link(p);
}

/* Which sets the three lists of `show interfaces trunk` are. */
enum { TRUNK_ALLOWED, TRUNK_ACTIVE, TRUNK_FORWARDING };

static void trunk_set(const struct swport *p, unsigned which, char *buf)
{
	struct vlan_set v = p->allowed;

	for (u16 id = 1; id <= VLAN_MAX; id++) {
		if (which >= TRUNK_ACTIVE && (!p->bridge->vlan[id] || !vlan_passes(p->bridge->vlan[id])))
			vlan_del(&v, id);
		if (which == TRUNK_FORWARDING && (!vlan_in(&p->passes, id) || vlan_in(&p->pruned, id)))
			vlan_del(&v, id);
	}
	vlan_set_format(&v, buf, VLAN_SET_TEXT);
}

static void trunk_list(struct show *s, const struct bridge *b, unsigned which, const char *title)
{
	char buf[VLAN_SET_TEXT];

	show_text(s, "\nPort        %s\n", title);
	for (u16 i = 0; i < b->n_ports; i++) {
		if (!is_trunk(&b->port[i]))
			continue;
		trunk_set(&b->port[i], which, buf);
		show_text(s, "%-11s %s\n", b->port[i].iface->short_name, buf);
	}
}

static const char *trunk_mode(const struct swport *p)
{
	static const char *const word[] = { "auto", "off", "on", "desirable" };

	return word[p->mode];
}

static bool show_trunk(struct cli *c, const struct args *a, struct show *s)
{
	struct bridge *b = bridge_of(s);
	char buf[VLAN_SET_TEXT];
	unsigned n = 0;

	(void)c;
	(void)a;
	for (u16 i = 0; i < b->n_ports; i++) {
		const struct swport *p = &b->port[i];

		if (!is_trunk(p))
			continue;
		if (!n++)
			show_text(s, "\nPort        Mode             Encapsulation  Status        Native vlan\n");
		show_text(s, "%-11s %-16s %-14s %-13s %u\n", p->iface->short_name, trunk_mode(p), p->mode == SWPORT_TRUNK ? "802.1q" : "n-802.1q", "trunking",
			  p->native_vlan);
		show_str(s, "port", p->iface->name);
		show_str(s, "mode", trunk_mode(p));
		show_str(s, "encapsulation", p->mode == SWPORT_TRUNK ? "802.1q" : "n-802.1q");
		show_str(s, "status", "trunking");
		show_num(s, "native_vlan", p->native_vlan);
		trunk_set(p, TRUNK_ALLOWED, buf);
		show_str(s, "vlans_allowed", buf);
		trunk_set(p, TRUNK_ACTIVE, buf);
		show_str(s, "vlans_active", buf);
		trunk_set(p, TRUNK_FORWARDING, buf);
		show_str(s, "vlans_forwarding", buf);
		show_end(s);
	}
	if (!n)
		return true;
	trunk_list(s, b, TRUNK_ALLOWED, "Vlans allowed on trunk");
	trunk_list(s, b, TRUNK_ACTIVE, "Vlans allowed and active in management domain");
	trunk_list(s, b, TRUNK_FORWARDING, "Vlans in spanning tree forwarding state and not pruned");
	return true;
}

static const char *vlan_label(const struct bridge *b, u16 id, char buf[VLAN_NAME_MAX + 16])
{
	if (b->vlan[id])
		snprintf(buf, VLAN_NAME_MAX + 16, "%u (%s)", id, b->vlan[id]->name);
	else
		snprintf(buf, VLAN_NAME_MAX + 16, "%u (Inactive)", id);
	return buf;
}

static const char *voice_words(const struct swport *p, char buf[VLAN_NAME_MAX + 16])
{
	static const char *const word[] = { "none", "", "dot1p", "untagged" };

	if (p->voice == VOICE_VLAN)
		return vlan_label(p->bridge, p->voice_vlan, buf);
	return word[p->voice];
}

/* The set as these shows have it: ALL where it is all. */
static void list_words(const struct vlan_set *set, char buf[VLAN_SET_TEXT])
{
	struct vlan_set all;

	vlan_set_parse("1-4094", &all);
	if (memcmp(&all, set, sizeof(all)))
		vlan_set_format(set, buf, VLAN_SET_TEXT);
	else
		snprintf(buf, VLAN_SET_TEXT, "ALL");
}

static void switchport_text(struct show *s, const struct swport *p, const char *mode, const char *oper, const char *list)
{
	char a[VLAN_NAME_MAX + 16], n[VLAN_NAME_MAX + 16], v[VLAN_NAME_MAX + 16], prunable[VLAN_SET_TEXT];

	vlan_set_format(&p->prunable, prunable, sizeof(prunable));
	show_text(s, "Name: %s\nSwitchport: Enabled\nAdministrative Mode: %s\nOperational Mode: %s\n", p->iface->short_name, mode, oper);
	show_text(s, "Administrative Trunking Encapsulation: dot1q\n");
	if (p->iface->link)
		show_text(s, "Operational Trunking Encapsulation: %s\n", p->trunk ? "dot1q" : "native");
	show_text(s, "Negotiation of Trunking: %s\nAccess Mode VLAN: %s\nTrunking Native Mode VLAN: %s\n",
		  p->mode == SWPORT_ACCESS || (p->mode == SWPORT_TRUNK && p->nonegotiate) ? "Off" : "On", vlan_label(p->bridge, p->access_vlan, a),
		  vlan_label(p->bridge, p->native_vlan, n));
	show_text(s, "Administrative Native VLAN tagging: %s\nVoice VLAN: %s\nTrunking VLANs Enabled: %s\nPruning VLANs Enabled: %s\n"
		     "Capture Mode Disabled\nCapture VLANs Allowed: ALL\n\nProtected: %s\nUnknown unicast blocked: %s\n"
		     "Unknown multicast blocked: %s\nAppliance trust: none\n\n",
		  p->native_untagged ? "disabled" : "enabled", voice_words(p, v), list, prunable, p->protect ? "true" : "false", p->block_unicast ? "enabled" : "disabled", p->block_multicast ? "enabled" : "disabled");
}

static void switchport_row(struct show *s, const struct swport *p)
{
	static const char *const mode[] = { "dynamic auto", "static access", "trunk", "dynamic desirable" };
	const char *oper = !p->iface->link ? "down" : p->trunk ? "trunk" : "static access";
	char list[VLAN_SET_TEXT], v[VLAN_NAME_MAX + 16];

	show_str(s, "interface", p->iface->name);
	if (p->routed) {
		show_str(s, "switchport", "Disabled");
		show_end(s);
		show_text(s, "Name: %s\nSwitchport: Disabled\n\n", p->iface->short_name);
		return;
	}
	list_words(&p->allowed, list);
	show_str(s, "switchport", "Enabled");
	show_str(s, "admin_mode", mode[p->mode]);
	show_str(s, "mode", oper);
	show_num(s, "access_vlan", p->access_vlan);
	show_num(s, "native_vlan", p->native_vlan);
	show_bool(s, "native_tagging", !p->native_untagged);
	show_str(s, "voice_vlan", voice_words(p, v));
	show_str(s, "trunking_vlans", list);
	show_bool(s, "protected", p->protect);
	show_bool(s, "block_unicast", p->block_unicast);
	show_bool(s, "block_multicast", p->block_multicast);
	show_end(s);
	switchport_text(s, p, mode[p->mode], oper, list);
}

static bool show_switchport(struct cli *c, const struct args *a, struct show *s)
{
	struct bridge *b = bridge_of(s);
	const char *only = args_str(a, "port");

	for (u16 i = 0; i < b->n_ports; i++)
		if (!b->port[i].gone && (!only || !strcmp(only, b->port[i].iface->name))) {
			switchport_row(s, &b->port[i]);
			if (only)
				return true;
		}
	if (only) {
		cli_error(c, "%% %s is not a switching port.", only);
		return false;
	}
	return true;
}

static const char *speeds(const struct iface *i)
{
	return i->type == IF_ETHERNET ? "10" : i->type == IF_FASTETHERNET ? "10,100,auto" : i->type == IF_TENGIGABIT ? "10000" : "10,100,1000,auto";
}

static const char *media(const struct iface *i)
{
	return i->type == IF_ETHERNET ? "10BaseT" : i->type == IF_FASTETHERNET ? "10/100BaseTX" : i->type == IF_TENGIGABIT ? "Ten Gigabit Ethernet" : "10/100/1000BaseTX";
}

/* What a port can do here: no flow control, no queues, no power, no 802.1X. */
static bool show_capabilities(struct cli *c, const struct args *a, struct show *s)
{
	const struct bridge *b = bridge_of(s);
	const char *only = args_str(a, "port");

	(void)c;
	for (u16 k = 0; k < b->n_ports; k++) {
		const struct iface *i = b->port[k].iface;

		if (!iface_is_physical(i) || (only && strcmp(only, i->name)))
			continue;
		show_str(s, "interface", i->name);
		show_str(s, "model", b->dev->model ? b->dev->model : b->dev->image);
		show_str(s, "speed", speeds(i));
		show_str(s, "duplex", "half,full,auto");
		show_end(s);
		show_text(s, "%s\n  Model:                 %s\n  Type:                  %s\n  Speed:                 %s\n  Duplex:                half,full,auto\n"
			     "  Trunk encap. type:     802.1Q\n  Trunk mode:            on,off,desirable,nonegotiate\n  Channel:               yes\n"
			     "  Broadcast suppression: percentage(0-100)\n  Flowcontrol:           rx-(none),tx-(none)\n  Fast Start:            yes\n"
			     "  QoS scheduling:        rx-(none),tx-(none)\n  CoS rewrite:           no\n  ToS rewrite:           no\n  UDLD:                  yes\n"
			     "  Inline power:          no\n  SPAN:                  source/destination\n  PortSecure:            yes\n  Dot1x:                 no\n\n",
			  i->name, b->dev->model ? b->dev->model : b->dev->image, media(i), speeds(i));
	}
	return true;
}

static bool show_tag_native(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "port", "Port", 9 }, { "mode", "Operational", 19 }, { "tagging", "Native VLAN", 0 } };
	const struct bridge *b = bridge_of(s);

	(void)c;
	(void)a;
	show_text(s, "dot1q native vlan tagging is %s globally\n\nPer Port Native Vlan Tagging State\n----------------------------------\n\n", b->tag_native ? "enabled" : "disabled");
	show_table(s, cols, ARRAY_LEN(cols));
	show_text(s, "           Mode               Tagging State\n-------------------------------------------\n\n");
	for (u16 i = 0; i < b->n_ports; i++) {
		if (!is_trunk(&b->port[i]))
			continue;
		show_str(s, "port", b->port[i].iface->short_name);
		show_str(s, "mode", "trunk");
		show_str(s, "tagging", b->port[i].untagged_vlan ? "disabled" : "enabled");
		show_end(s);
	}
	show_table_end(s);
	return true;
}

const struct cmd switch_show_rows[SWITCH_SHOW_ROWS] = {
	{ &mode_exec,
	  "show mac address-table [dynamic|static] [address H.H.H:mac|vlan <1-4094>:id|interface INTERFACE:port]",
	  "Show running system information|MAC configuration|MAC forwarding table|dynamic entry type|static entry type|address keyword|48 bit mac address|VLAN keyword|Vlan interface|Interface|",
	  .show = show_mac_table },
	{ &mode_exec, "show mac address-table count", "|||Number of MAC addresses in the table", .show = show_mac_count },
	{ &mode_exec, "show mac address-table aging-time", "|||Aging time", .show = show_mac_ageing },
	{ &mode_exec, "show vlan [brief|id <1-4094>:id|name WORD:name]",
	  "|VTP VLAN status|VTP all VLAN status in brief|VTP VLAN status by VLAN id|A VTP VLAN number|VTP VLAN status by VLAN name|The ascii name for the VTP VLAN",
	  .show = show_vlan },
	{ &mode_exec, "show vlan dot1q tag native", "||dot1q parameters|tag parameters|Native VLAN tagging", .show = show_tag_native },
	{ &mode_exec, "show interfaces trunk", "||Show interface trunk information", .show = show_trunk },
	{ &mode_exec, "show interfaces [INTERFACE:port] capabilities", "|||Show interface capabilities information", .show = show_capabilities },
	{ &mode_exec, "show interfaces [INTERFACE:port] switchport", "|||Show interface switchport information", .show = show_switchport },
};
