/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `vrf definition`, `ip vrf`, and the interfaces' lines that put them into one. The shows are in vrf_show.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/bgp/bgp.h"
#include "router/ospf/proc.h"
#include "router/rip/rip.h"
#include "router/ip_cli.h"
#include "router/vrf/vrf_cli.h"

static const struct cli_mode mode_vrf = { "vrf definition", "(config-vrf)", &mode_config };
static const struct cli_mode mode_vrf_af = { "vrf address-family", "(config-vrf-af)", &mode_vrf };
static const struct cli_mode mode_ip_vrf = { "ip vrf", "(config-vrf)", &mode_config };

struct ipstack *cli_vrf(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "vrf");
	struct vrf *v;

	if (!name)
		return cli_stack(c);
	v = vrf_find(cli_stack(c), name);
	if (!v)
		cli_error(c, "%% VRF %s does not exist", name);
	return v ? v->ip : NULL;
}

/* ---- the VRF ---- */

/* A line of which something is said, and whether there is one. */
struct leaning {
	const char *name;
	bool found;
	char text[160];
};

/* The lines that a VRF takes along: whatever names it but its own block, and what a person wrote about it. */
static bool leans(const char *block, const char *line, const void *name)
{
	if (!strncmp(line, "vrf definition ", 15) || (!block && !strncmp(line, "ip vrf ", 7)) || !strncmp(line, "description ", 12) || !strncmp(line, "remark ", 7))
		return false;
	return vrf_line_names(line, strlen(line), name);
}

static bool define(struct cli *c, const struct args *a, bool old)
{
	const char *name = args_str(a, "name");
	struct vrf *v = vrf_find(cli_stack(c), name);

	if (v && v->old != old) {
		cli_error(c, old ? "%% VRF %s is already defined by \"vrf definition\"" : "%% VRF %s is already defined by \"ip vrf\"", name);
		return false;
	}
	if (args_no(a)) {
		if (v && !cli_remove_all(c, true, leans, name))
			return false;
		if (v && v->ip->ifs) {
			cli_error(c, "%% VRF %s is used by interface %s", name, v->ip->ifs->i->name);
			return false;
		}
		if (v)
			vrf_remove(v);
		return true;
	}
	if (!v) {
		v = vrf_get(cli_stack(c), name);
		if (!v) {
			cli_error(c, strlen(name) > VRF_NAME_MAX ? "%% VRF name is too long: at most %d characters" : "%% No more than %d VRFs",
				  strlen(name) > VRF_NAME_MAX ? (int)VRF_NAME_MAX : (int)VRFS_MAX);
			return false;
		}
		v->old = old;
		v->on[0] = old;
	}
	cli_enter_object(c, v);
	return true;
}

static RUN(run_definition) { return define(c, a, false); }
static RUN(run_ip_vrf) { return define(c, a, true); }

static RUN(run_description)
{
	struct vrf *v = cli_object(c, 0);

	free(v->description);
	v->description = args_no(a) ? NULL : xstrdup(args_str(a, "LINE"));
	return true;
}

/* The families of BGP that lean on the VRF's distinguisher, and on its family, stand in the way of their going, unless all goes. */
static bool bgp_leans(struct cli *c, const struct args *a, const struct vrf *v, bool six)
{
	if (!args_no(a) || cli_in_whole(c) || cli_is_replay(c) || !v->ip->bgp || !v->ip->bgp->on || !v->ip->bgp->has_af[six])
		return false;
	cli_error(c, "%% VRF %s is used by \"address-family ipv%c vrf %s\" of BGP", v->name, six ? '6' : '4', v->name);
	return true;
}

static RUN(run_rd)
{
	struct vrf *v = cli_object(c, 0);
	u64 rd = 0;

	if (bgp_leans(c, a, v, false) || bgp_leans(c, a, v, true))
		return false;
	if (!args_no(a) && !vrf_rd_parse(args_str(a, "rd"), &rd)) {
		cli_error(c, "%% Invalid route distinguisher: ASN:nn or A.B.C.D:nn");
		return false;
	}
	for (const struct vrf *o = cli_stack(c)->vrfs; o && rd; o = o->next)
		if (o != v && o->rd == rd) {
			cli_error(c, "%% Cannot set RD, check if it's unique");
			return false;
		}
	v->rd = rd;
	return true;
}

/* An address family: cli_object() is the VRF's too; which family, the line says. */
static RUN(run_family)
{
	struct vrf *v = cli_object(c, 0);
	unsigned af = args_has(a, "ipv6");

	if (bgp_leans(c, a, v, af))
		return false;
	if (args_no(a)) {
		/* With the VRF as a whole the interfaces leave it, which takes their addresses. */
		for (const struct ipif *p = cli_in_whole(c) ? NULL : v->ip->ifs; p; p = p->next)
			if (af ? p->on6 : p->on4 && (p->a4 || !p->forward4)) {
				cli_error(c, "%% VRF %s: %s has IPv%u addresses, which must go first", v->name, p->i->name, af ? 6 : 4);
				return false;
			}
		v->on[af] = false;
		return true;
	}
	v->on[af] = true;
	cli_enter_object(c, &v->on[af]);
	return true;
}

static RUN(run_leave)
{
	(void)a;
	cli_leave(c);
	return true;
}

/* ---- interfaces ---- */

static bool is_address4(const char *line, const void *arg)
{
	(void)arg;
	return !strncmp(line, "ip address ", 11) || !strncmp(line, "ip unnumbered ", 14);
}

static bool is_address6(const char *line, const void *arg)
{
	(void)arg;
	return !strncmp(line, "ipv6 address ", 13) || !strncmp(line, "ipv6 unnumbered ", 16) || !strcmp(line, "ipv6 enable");
}

/* The interface leaves its addresses behind, and says so as IOS does. */
static bool move(struct cli *c, struct ipif *p, struct ipstack *to, const char *what, const char *name)
{
	bool has4 = p->on4 && (p->a4 || !p->forward4), has6 = p->on6;
	struct ipstack *from = p->ip;

	if (from == to)
		return true;
	if (!cli_remove_lines(c, false, is_address4, NULL) || !cli_remove_lines(c, false, is_address6, NULL))
		return false;
	ipif_move(p, to);
	for (unsigned k = 0; k < 2 && !cli_is_replay(c); k++)
		if (k ? has6 : has4)
			cli_print(c, "%% Interface %s IPv%c disabled and address(es) removed due to %s VRF %s\n", p->i->name, k ? '6' : '4', what, name);
	ospf_iface_moved(c, p, from);
	return true;
}

/* The interface's first line that does not run in VRFs. */
static void look_global(struct cli *c, const char *block, const char *line, void *arg)
{
	static const char *const words[] = { "ipv6 dhcp ", "nat64 ", "ipv6 rip " };
	struct leaning *l = arg;

	for (unsigned k = 0; k < ARRAY_LEN(words) - ripng_in_vrfs(cli_stack(c)) && block && !l->found; k++)
		if (!strncmp(block, "interface ", 10) && !strcmp(block + 10, l->name) && !strncmp(line, words[k], strlen(words[k]))) {
			l->found = true;
			snprintf(l->text, sizeof(l->text), "%s", line);
		}
}

/* The line of the other form: arg is how the wanted one begins. */
static bool is_other_form(const char *line, const void *arg)
{
	const char *other = strncmp(arg, "ip ", 3) ? "ip vrf forwarding " : "vrf forwarding ";

	return !strncmp(line, other, strlen(other));
}

static RUN(run_forwarding)
{
	bool old = !strncmp(args_line(a), "ip ", 3);
	const char *name = args_str(a, "name");
	struct ipif *p = cli_ipif(c);
	char line[VRF_NAME_MAX + 32];
	struct leaning global;
	struct vrf *v;

	if (!p)
		return false;
	if (args_no(a)) {
		const struct vrf *in = p->ip->vrf;

		if (!in || in->old != old)
			return true;
		if (!strcmp(in->name, name))
			return move(c, p, cli_stack(c), "disabling", name);
		snprintf(line, sizeof(line), "%svrf forwarding %s", old ? "ip " : "", in->name); /* it is in another: nothing */
		cli_store(c, line);
		return true;
	}
	v = vrf_find(cli_stack(c), name);
	if (!v) {
		cli_error(c, old ? "%% VRF %s does not exist or does not have a RD." : "%% VRF %s not configured.", name);
		return false;
	}
	if (v->old != old) {
		cli_error(c, "%% Use '%svrf forwarding' command for VRF '%s'", v->old ? "ip " : "", name);
		return false;
	}
	global = (struct leaning){ .name = p->i->name };
	cli_each_stored(c, look_global, &global);
	if (global.found) {
		cli_error(c, "%% Unsupported here: %s (the interface has \"%s\")", args_line(a), global.text);
		return false;
	}
	/* An interface has one line of the two. */
	return cli_remove_lines(c, false, is_other_form, args_line(a)) && move(c, p, v->ip, "enabling", name);
}

struct ipif *cli_ipif_global(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	if (!p || !p->ip->vrf || args_no(a))
		return p;
	cli_error(c, "%% Unsupported here: %s (on an interface in a VRF)", args_line(a));
	return NULL;
}

bool vrf_allows(struct cli *c, const struct ipif *p, unsigned af)
{
	if (!p->ip->vrf || p->ip->vrf->on[af])
		return true;
	cli_error(c, "%% %s is linked to a VRF. Enable IPv%u on that VRF first.", p->i->name, af ? 6 : 4);
	return false;
}

/* In each of the three modes. */
#define TARGETS(mode) \
	{ mode, "route-target export WORD:target", "Specify Target VPN Extended Communities|Export Target-VPN community|ASN:nn or IP-address:nn", .run = vrf_run_target, .order = 3 }, \
	{ mode, "route-target import WORD:target", "|Import Target-VPN community|ASN:nn or IP-address:nn", .run = vrf_run_target, .order = 4 }, \
	{ mode, "route-target both WORD:target", "|Both import and export Target-VPN community|ASN:nn or IP-address:nn", .run = vrf_run_target, .flags = CMD_ELSEWHERE }, \
	{ mode, "route-target WORD:target", "|ASN:nn or IP-address:nn", .run = vrf_run_target, .flags = CMD_ELSEWHERE }, \
	{ mode, "import map WORD:map", "VRF import|Route-map based VRF import|VRF import route-map name", .run = vrf_run_map, .key = 2, .order = 5 }, \
	{ mode, "export map WORD:map", "VRF export|Route-map based VRF export|VRF export route-map name", .run = vrf_run_map, .key = 2, .order = 6 }

#define VRF(syntax, help, ...) { &mode_vrf, syntax, help, __VA_ARGS__ }
#define AF(syntax, help, ...) { &mode_vrf_af, syntax, help, __VA_ARGS__ }
#define OLD(syntax, help, ...) { &mode_ip_vrf, syntax, help, __VA_ARGS__ }

static const struct cmd rows[] = {
	{ &mode_config, "vrf definition WORD:name", "VRF commands|VRF definition|VRF name", .run = run_definition, .enter = &mode_vrf,
	  .order = ORDER_HOSTNAME + 40, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip vrf WORD:name", "|Configure an IP VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name", .run = run_ip_vrf,
	  .enter = &mode_ip_vrf, .order = ORDER_IP + 5, .flags = CMD_SORT_NUMERIC },
	VRF("description LINE", "VRF specific description|Up to 244 characters describing this VRF", .run = run_description, .key = 1, .order = 1),
	VRF("rd WORD:rd", "Specify Route Distinguisher|ASN:nn or IP-address:nn", .run = run_rd, .key = 1, .order = 2),
	VRF("address-family ipv4", "Enter Address Family command mode|Address family", .run = run_family, .enter = &mode_vrf_af,
	    .trailer = "exit-address-family", .order = 10),
	VRF("address-family ipv4 unicast", "||Address Family modifier", .run = run_family, .enter = &mode_vrf_af, .flags = CMD_SPELLING),
	VRF("address-family ipv6", "|Address family", .run = run_family, .enter = &mode_vrf_af, .trailer = "exit-address-family", .order = 11),
	VRF("address-family ipv6 unicast", "||Address Family modifier", .run = run_family, .enter = &mode_vrf_af, .flags = CMD_SPELLING),
	TARGETS(&mode_vrf),
	VRF("vnet LINE", "Virtual NETworking configuration|", .flags = CMD_UNSUPPORTED),
	VRF("vpn LINE", "Configure VPN ID as specified in rfc2685|", .flags = CMD_UNSUPPORTED),
	AF("exit-address-family", "Exit from VRF address-family configuration mode", .run = run_leave, .flags = CMD_NO_STORE),
	TARGETS(&mode_vrf_af),
	AF("import LINE", "VRF import|", .flags = CMD_UNSUPPORTED),
	AF("export LINE", "VRF export|", .flags = CMD_UNSUPPORTED),
	AF("maximum routes <1-4294967295>:limit warning-only", "Set a limit|Maximum number of routes allowed|Number of routes|Only give a warning message if limit is exceeded",
	    .run = vrf_run_limit, .key = 2, .order = 7),
	AF("maximum routes <1-4294967295>:limit <1-100>:percent [reinstall <1-100>:reinstall-at]",
	   "|||Threshold value (%) at which to generate a warning msg|Install refused routes again|Threshold value (%) below which they are", .run = vrf_run_limit, .key = 2, .order = 7),
	AF("mdt LINE", "Backbone Multicast Distribution Tree|", .flags = CMD_UNSUPPORTED),
	OLD("description LINE", "VRF specific description|Up to 244 characters describing this VRF", .run = run_description, .key = 1, .order = 1),
	OLD("rd WORD:rd", "Specify Route Distinguisher|ASN:nn or IP-address:nn", .run = run_rd, .key = 1, .order = 2),
	TARGETS(&mode_ip_vrf),
	OLD("import LINE", "VRF import|", .flags = CMD_UNSUPPORTED),
	OLD("export LINE", "VRF export|", .flags = CMD_UNSUPPORTED),
	OLD("maximum routes <1-4294967295>:limit warning-only", "Set a limit|Maximum number of routes allowed|Number of routes|Only give a warning message if limit is exceeded",
	    .run = vrf_run_limit, .key = 2, .order = 7),
	OLD("maximum routes <1-4294967295>:limit <1-100>:percent [reinstall <1-100>:reinstall-at]",
	    "|||Threshold value (%) at which to generate a warning msg|Install refused routes again|Threshold value (%) below which they are", .run = vrf_run_limit, .key = 2, .order = 7),
	{ &mode_interface, "vrf forwarding WORD:name", "VPN Routing/Forwarding parameters on the interface|Configure forwarding table|Table name", .run = run_forwarding,
	  .key = 2, .order = ORDER_IF_ENCAPSULATION + 20 },
	{ &mode_interface, "ip vrf forwarding WORD:name", "|VPN Routing/Forwarding parameters on the interface|Configure forwarding table|Table name", .run = run_forwarding,
	  .key = 3, .order = ORDER_IF_ENCAPSULATION + 20 },
	{ &mode_exec, "show running-config vrf [WORD:name]", "|Current operating configuration|Show VRF configuration|VPN Routing/Forwarding instance name", .show = vrf_show_running,
	  .flags = CMD_PRIV },
	{ &mode_exec, "show vrf [brief] [ipv4 | ipv6] [WORD:name]", "|VPN Routing/Forwarding instance information|Brief VPN Routing/Forwarding instance information|Display IPv4 address-family information|Display IPv6 address-family information|VPN Routing/Forwarding instance name",
	  .show = vrf_show },
	{ &mode_exec, "show vrf detail [WORD:name]", "||Detailed VPN Routing/Forwarding instance information|", .show = vrf_show_detail },
	{ &mode_exec, "show ip vrf [brief] [WORD:name]", "||VPN Routing/Forwarding instance information|Brief VPN Routing/Forwarding instance information|VPN Routing/Forwarding instance name", .show = vrf_show },
	{ &mode_exec, "show ip vrf detail [WORD:name]", "|||Detailed VPN Routing/Forwarding instance information|", .show = vrf_show_detail },
	{ &mode_exec, "show ip vrf interfaces [WORD:name]", "|||Show VPN Routing/Forwarding interface information|", .show = vrf_show_interfaces },
};

const struct cmd_table vrf_cmds[] = { CMD_TABLE(rows) };
const unsigned n_vrf_cmds = ARRAY_LEN(vrf_cmds);
