/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mac access-list, mac access-group; ip access-group and ipv6 traffic-filter of switch ports; vlan access-map, vlan filter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/acl/acl_port.h"
#include "switch/filter/filter.h"
#include "switch/filter/filter_show.h"
#include "switch/switch_cli.h"

static const struct cli_mode mode_macl = { "MAC access list", "(config-ext-macl)", &mode_config };
static const struct cli_mode mode_access_map = { "VLAN access map", "(config-access-map)", &mode_config };

struct filter *cli_filter(const struct cli *c) { return device_of(cli_node(c))->bridge->filter; }

static bool say(struct cli *c, const char *why)
{
	cli_error(c, "%s", why);
	return false;
}

/* ---- lists of MAC addresses ---- */

static bool run_list(struct cli *c, const struct args *a)
{
	struct filter *x = cli_filter(c);
	const char *name = args_str(a, "name");
	struct mac_acl *l = mac_acl_find(x, name);

	if (args_no(a)) {
		if (l)
			mac_acl_undefine(x, l);
		return true;
	}
	l = mac_acl_define(x, name);
	if (!l)
		return say(c, strlen(name) < FILTER_NAME_MAX ? "% Too many access lists" : "% Invalid access list name.");
	cli_enter_object(c, l);
	return true;
}

static struct mac_side side_of(const struct args *a, const char *host, const char *addr, const char *mask)
{
	struct mac_side s = { .wild = { 255, 255, 255, 255, 255, 255 } };

	if (args_mac(a, host, s.mac)) {
		memset(s.wild, 0, 6);
	} else if (args_mac(a, addr, s.mac)) {
		args_mac(a, mask, s.wild);
		for (unsigned k = 0; k < 6; k++)
			s.mac[k] &= (u8)~s.wild[k];
	}
	return s;
}

static bool run_entry(struct cli *c, const struct args *a)
{
	struct mac_acl *l = cli_object(c, 0);
	struct mac_ace e = { .permit = args_has(a, "permit"), .type = -1, .cos = args_has(a, "cos-value") ? (s8)args_num(a, "cos-value", 0) : -1,
			     .src = side_of(a, "shost", "saddr", "smask"), .dst = side_of(a, "dhost", "daddr", "dmask") }, *old;
	const char *type = args_str(a, "type"), *mask = args_str(a, "type-mask");
	char line[160];
	u16 v;

	if (type) {
		if (!mac_type_parse(type, &v) || (mask && (*mask < '0' || *mask > '9' || !mac_type_parse(mask, &e.type_wild))))
			return say(c, "% Invalid ethertype");
		e.type = v & ~e.type_wild;
	}
	old = mac_acl_entry(l, &e);
	if (args_no(a)) {
		if (old)
			mac_acl_delete(l, old);
		return true;
	}
	if (!old && !mac_acl_add(l, &e))
		return say(c, "% Too many entries in access list");
	mac_ace_text(&e, line, sizeof(line));
	cli_store(c, line);
	return true;
}

/* ---- ports ---- */

static bool port_set(struct cli *c, struct swport *p, enum filter_sort sort, const char *words, const char *now, const struct args *a)
{
	const char *name = args_str(a, "name");
	char line[FILTER_NAME_MAX + 40];

	if (args_no(a))
		return !now || strcmp(now, name) != 0 || filter_port_set(p, sort, NULL);
	if (sort == FILTER_IP4 && !acl_may_name(c, AF_IP4, false, name))
		return false;
	if (now && strcmp(now, name) != 0) {
		snprintf(line, sizeof(line), "%s %s in", words, now);
		if (!cli_remove_in(c, NULL, line))
			return false;
	}
	return filter_port_set(p, sort, name) || say(c, "% Invalid access list name.");
}

static bool run_mac_group(struct cli *c, const struct args *a)
{
	struct swport *p = switch_port_of(c);
	const struct mac_acl *now;

	if (!p)
		return false;
	now = p->bridge->filter->port[p->index].mac;
	return port_set(c, p, FILTER_MAC, "mac access-group", now ? now->name : NULL, a);
}

/* What router/acl/ hands on: a list for a port that switches. */
static bool run_ip_group(struct cli *c, struct iface *i, bool v6, const struct args *a)
{
	struct swport *p = bridge_place_of(i);
	enum filter_sort sort = v6 ? FILTER_IP6 : FILTER_IP4;
	const struct acl *now;

	if (!p || args_has(a, "out")) {
		cli_error(c, "%% Unsupported here: %s", args_line(a));
		return false;
	}
	now = p->bridge->filter->port[p->index].acl[sort];
	return port_set(c, p, sort, v6 ? "ipv6 traffic-filter" : "ip access-group", now ? acl_name(now) : NULL, a);
}

static const struct acl_port_ops port_ops = { .group = run_ip_group, .show = filter_show_lists, .clear = filter_clear_lists };

void filter_hook(struct bridge *b) { acl_port_hook(b->dev->ip, &port_ops); }

/* ---- VLAN maps ---- */

static bool run_map(struct cli *c, const struct args *a)
{
	struct filter *x = cli_filter(c);
	const char *name = args_str(a, "name");
	u32 seq = (u32)args_num(a, "seq", 10);
	struct vlan_map *m = vlan_map_find(x, name);
	struct map_entry *e = m ? map_entry_find(m, seq) : NULL;
	char line[FILTER_NAME_MAX + 40];

	if (args_no(a)) {
		if (e)
			map_entry_remove(x, m, e);
		if (m)
			vlan_map_tidy(x, m);
		filter_changed(x);
		return true;
	}
	m = vlan_map_get(x, name);
	if (!m)
		return say(c, strlen(name) < FILTER_NAME_MAX ? "% Too many VLAN access maps" : "% Name of the VLAN access map too long");
	e = map_entry_get(m, seq);
	if (!e)
		return say(c, "% Too many entries in VLAN access map");
	snprintf(line, sizeof(line), "vlan access-map %s %u", name, seq);
	cli_store(c, line);
	cli_enter_object(c, e);
	filter_changed(x);
	return true;
}

/* Without a number: 10. `no`: all of it. */
static bool run_map_short(struct cli *c, const struct args *a)
{
	struct vlan_map *m = vlan_map_find(cli_filter(c), args_str(a, "name"));
	char line[FILTER_NAME_MAX + 40];

	if (!args_no(a))
		return run_map(c, a);
	for (struct map_entry *e = m ? m->entries : NULL, *next; e; e = next) {
		next = e->next;
		snprintf(line, sizeof(line), "vlan access-map %s %u", args_str(a, "name"), e->seq);
		cli_remove_in(c, line, NULL);
	}
	return true;
}

static bool run_match(struct cli *c, const struct args *a)
{
	struct filter *x = cli_filter(c);
	struct map_entry *e = cli_object(c, 0);
	enum filter_sort sort = args_has(a, "mac") ? FILTER_MAC : args_has(a, "ipv6") ? FILTER_IP6 : FILTER_IP4;
	const char *name[VLAN_MAP_LISTS_MAX];
	unsigned n = 0;
	char arg[8];
	bool ok;

	for (unsigned k = 0; k < VLAN_MAP_LISTS_MAX && !args_no(a); k++) {
		snprintf(arg, sizeof(arg), "n%u", k);
		if (args_has(a, arg))
			name[n++] = args_str(a, arg);
		if (n && sort == FILTER_IP4 && !acl_may_name(c, AF_IP4, false, name[n - 1]))
			return false;
	}
	ok = map_entry_match(x, e, sort, name, n);
	filter_changed(x);
	return ok || say(c, "% Invalid access list name.");
}

static bool run_action(struct cli *c, const struct args *a)
{
	struct map_entry *e = cli_object(c, 0);

	e->drop = !args_no(a) && args_has(a, "drop");
	return true;
}

/* A VLAN has one map. */
static bool run_filter(struct cli *c, const struct args *a)
{
	struct filter *x = cli_filter(c);
	const char *name = args_str(a, "name");
	struct vlan_map *m = args_no(a) ? vlan_map_find(x, name) : vlan_map_get(x, name);
	char words[FILTER_NAME_MAX + 40];
	struct vlan_set v;
	bool ok;

	if (!m)
		return args_no(a) || say(c, "% Too many VLAN access maps");
	if (!args_no(a) && vlan_set_parse(args_str(a, "list"), &v))
		for (const struct vlan_map *o = x->maps; o; o = o->next)
			for (u16 id = 1; id <= VLAN_MAX && o != m; id++)
				if (vlan_in(&v, id) && vlan_in(&o->vlans, id)) {
					cli_error(c, "%% VLAN %u is filtered by map %s already", id, o->name);
					vlan_map_tidy(x, m);
					return false;
				}
	snprintf(words, sizeof(words), "vlan filter %s vlan-list", name);
	ok = vlan_list_line(c, a, &m->vlans, words, "");
	vlan_map_tidy(x, m);
	filter_changed(x);
	return ok;
}

/* ---- rows ---- */

static void type_words(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	for (unsigned k = 0; !strcmp(arg, "type") && mac_type_word(k); k++)
		add(c, mac_type_word(k), "Ethertype");
}

#define MAC_SIDE(s) "{any | host H.H.H:" s "host | H.H.H:" s "addr H.H.H:" s "mask}"
#define MAC_HELP(what) "any " what " MAC address|A single " what " host|48-bit " what " MAC address|48-bit " what " MAC address|48-bit " what " MAC mask"
#define NAMES(what) what " WORD:n0 [WORD:n1 [WORD:n2 [WORD:n3 [WORD:n4 [WORD:n5 [WORD:n6 [WORD:n7 [WORD:n8 [WORD:n9 [WORD:n10 [WORD:n11 [WORD:n12 [WORD:n13 [WORD:n14 " \
	"[WORD:n15]]]]]]]]]]]]]]]"
#define N "|Access-list name or number"
#define NAMES_HELP N N N N N N N N N N N N N N N N

enum { ORDER_FILTER = ORDER_VLAN + 50, ORDER_MACL = ORDER_ACL + 3 };

static const struct cmd rows[] = {
	{ &mode_config, "mac access-list extended WORD:name", "Global MAC configuration subcommands|Named access-list|Extended Access List|Access-list name", .run = run_list,
	  .enter = &mode_macl, .order = ORDER_MACL, .flags = CMD_SORT_NUMERIC },
	{ &mode_macl, "{permit | deny} " MAC_SIDE("s") " " MAC_SIDE("d") " [WORD:type [WORD:type-mask]] [cos <0-7>:cos-value]",
	  "Specify packets to forward|Specify packets to reject|" MAC_HELP("source") "|" MAC_HELP("destination") "|An arbitrary EtherType in decimal, hex, or octal, or a name"
	  "|Mask of the EtherType|CoS value|CoS value", .run = run_entry, .order = 10, .flags = CMD_SORT_ENTRY, .complete = type_words },
	{ &mode_macl, "{permit | deny} " MAC_SIDE("s") " " MAC_SIDE("d") " lsap LINE", "||" MAC_HELP("source") "|" MAC_HELP("destination") "|LSAP value|LSAP value and mask",
	  .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "mac access-group WORD:name in", "MAC interface commands|MAC access-list|Name of MAC access list|Inbound", .run = run_mac_group,
	  .order = ORDER_IF_IPV6 + 60, .flags = CMD_MULTI },
	{ &mode_config, "vlan access-map WORD:name <0-65535>:seq", "|Create vlan access-map or enter vlan access-map command mode|Vlan access map tag|Sequence to insert to/delete from existing vlan access-map entry",
	  .run = run_map, .enter = &mode_access_map, .order = ORDER_FILTER, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "vlan access-map WORD:name", "||Vlan access map tag", .run = run_map_short, .enter = &mode_access_map, .order = ORDER_FILTER,
	  .flags = CMD_ELSEWHERE | CMD_SORT_NUMERIC },
	{ &mode_access_map, NAMES("match ip address"), "Match values.|IP based match|Match IP address to access control." NAMES_HELP, .run = run_match, .key = 3, .order = 10 },
	{ &mode_access_map, NAMES("match ipv6 address"), "|IPv6 based match|Match IPv6 address to access control." NAMES_HELP, .run = run_match, .key = 3, .order = 11 },
	{ &mode_access_map, NAMES("match mac address"), "|MAC based match|Match MAC address to access control." NAMES_HELP, .run = run_match, .key = 3, .order = 12 },
	{ &mode_access_map, "action {drop | forward}", "Take the action|Drop packets|Forward packets", .run = run_action, .key = 1, .order = 20 },
	{ &mode_config, "vlan filter WORD:name vlan-list WORD:list", "|Apply a VLAN Map|VLAN map name|VLANs to apply filter to|VLAN id list", .run = run_filter, .key = 4,
	  .order = ORDER_FILTER + 1, .flags = CMD_SORT_NUMERIC },
};
static const struct cmd exec_rows[] = {
	{ &mode_exec, "show vlan access-map [WORD:name]", "|VTP VLAN status|VLAN access-map|VLAN access-map name", .show = filter_show_maps },
	{ &mode_exec, "show vlan filter [access-map WORD:name | vlan <1-4094>:id]", "||VLAN filter information|VLAN access-map|VLAN access-map name|VLAN|VLAN ID",
	  .show = filter_show_vlans },
	{ &mode_exec, "show mac access-group [interface INTERFACE:port]", "|MAC configuration|MAC access-group|Interface|", .show = filter_show_groups },
};
const struct cmd_table filter_cmds[] = { CMD_TABLE(rows), CMD_TABLE(exec_rows) };
const unsigned n_filter_cmds = ARRAY_LEN(filter_cmds);
