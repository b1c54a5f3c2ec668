/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show vrf, show ip vrf, in IOS's layout. */
#include <stdio.h>
#include <string.h>

#include "router/policy/own.h"
#include "router/vrf/vrf_cli.h"

static const char *rd(const struct vrf *v, char buf[24])
{
	if (!v->rd)
		return "<not set>";
	return vrf_rd_text(v->rd, buf);
}

/* The VRF named, or all in turn. */
static const struct vrf *next(struct cli *c, const struct args *a, const struct vrf *after)
{
	const char *name = args_str(a, "name");

	if (name)
		return after ? NULL : vrf_find(cli_stack(c), name);
	return after ? after->next : cli_stack(c)->vrfs;
}

static bool known(struct cli *c, const struct args *a)
{
	if (!args_str(a, "name") || vrf_find(cli_stack(c), args_str(a, "name")))
		return true;
	cli_error(c, "%% No VRF named %s", args_str(a, "name"));
	return false;
}

static void interface_cells(struct show *s, const struct vrf *v)
{
	show_push_list(s, "interfaces");
	for (const struct ipif *p = v->ip->ifs; p; p = p->next) {
		show_str(s, "interface", p->i->name);
		show_end(s);
	}
	show_pop(s);
}

VIEW(vrf_show)
{
	bool old = !strncmp(args_line(a), "show ip", 7);
	char t[24];

	if (!known(c, a))
		return false;
	if (next(c, a, NULL))
		show_text(s, "  %-33s%-22s%s%s\n", "Name", "Default RD", old ? "" : "Protocols   ", "Interfaces");
	for (const struct vrf *v = next(c, a, NULL); v; v = next(c, a, v)) {
		const char *protocols = v->on[0] && v->on[1] ? "ipv4,ipv6" : v->on[0] ? "ipv4" : v->on[1] ? "ipv6" : "";
		const struct ipif *p = v->ip->ifs;

		if ((args_has(a, "ipv4") && !v->on[0]) || (args_has(a, "ipv6") && !v->on[1]))
			continue;
		show_str(s, "name", v->name);
		show_str(s, "rd", rd(v, t));
		show_str(s, "protocols", protocols);
		interface_cells(s, v);
		show_end(s);
		show_text(s, "  %-33s%-22s", v->name, rd(v, t));
		if (!old)
			show_text(s, "%-12s", protocols);
		show_text(s, "%s\n", p ? p->i->short_name : "");
		for (p = p ? p->next : NULL; p; p = p->next)
			show_text(s, "  %*s%s\n", old ? 55 : 67, "", p->i->short_name);
	}
	return true;
}

static void targets(struct show *s, const u64 *target, unsigned n, const char *cell, const char *word)
{
	char t[24], rt[28];

	show_push_list(s, cell);
	show_text(s, n ? "  %s VPN route-target communities\n" : "  No %s VPN route-target communities\n", word);
	for (unsigned k = 0; k < n; k++) {
		snprintf(rt, sizeof(rt), "RT:%s", vrf_target_text(target[k], t));
		show_str(s, "target", rt + 3);
		show_text(s, "%s%-24s%s", k % 3 ? " " : "    ", rt, k % 3 == 2 || k + 1 == n ? "\n" : "");
		show_end(s);
	}
	show_pop(s);
}

static void map(struct show *s, const struct route_map *m, const char *small, const char *word)
{
	if (m)
		show_text(s, "  %s route-map: %s\n", word, m->name);
	else
		show_text(s, "  No %s route-map\n", small);
}

static void family(struct show *s, const struct vrf *v, unsigned af)
{
	const u64 *target;
	unsigned n;

	if (!v->on[af]) {
		show_text(s, "Address family ipv%u unicast not active\n", af ? 6 : 4);
		return;
	}
	show_str(s, "family", af ? "ipv6" : "ipv4");
	show_text(s, "Address family ipv%u unicast (Table ID = 0x%X):\n  Flags: 0x0\n", af ? 6 : 4, af ? 0x1e000000 + v->id : v->id);
	if (v->limits[af].warn) {
		show_num(s, "route_warning_limit", v->limits[af].warn);
		show_num(s, "routes", vrf_routes(v, af));
		if (v->limits[af].limit) {
			show_num(s, "route_limit", v->limits[af].limit);
			show_text(s, "  Route limit %u, warning limit %u%% (%u), current count %u\n", v->limits[af].limit, v->limits[af].percent, v->limits[af].warn, vrf_routes(v, af));
		} else {
			show_text(s, "  Route warning limit %u, current count %u\n", v->limits[af].warn, vrf_routes(v, af));
		}
	}
	target = vrf_exports(v, af, &n);
	targets(s, target, n, "export_targets", "Export");
	target = vrf_imports(v, af, &n);
	targets(s, target, n, "import_targets", "Import");
	show_end(s);
	map(s, vrf_import_map(v, af), "import", "Import");
	show_text(s, "  No global export route-map\n");
	map(s, vrf_export_map(v, af), "export", "Export");
	show_text(s, "  VRF label distribution protocol: not configured\n  VRF label allocation mode: per-prefix\n");
}

VIEW(vrf_show_detail)
{
	char t[24];

	if (!known(c, a))
		return false;
	for (const struct vrf *v = next(c, a, NULL); v; v = next(c, a, v)) {
		unsigned n = 0;

		show_str(s, "name", v->name);
		show_num(s, "id", v->id);
		show_str(s, "rd", rd(v, t));
		if (v->description)
			show_str(s, "description", v->description);
		interface_cells(s, v);
		show_text(s, "VRF %s (VRF Id = %u); default RD %s; default VPNID <not set>\n", v->name, v->id, rd(v, t));
		if (v->description)
			show_text(s, "  Description: %s\n", v->description);
		show_text(s, v->old ? "  Old CLI format, supports IPv4 only\n  Flags: 0xC\n" : "  New CLI format, supports multiple address-families\n  Flags: 0x180C\n");
		show_text(s, v->ip->ifs ? "  Interfaces:\n" : "  No interfaces\n");
		for (const struct ipif *p = v->ip->ifs; p; p = p->next, n++)
			show_text(s, "%s%-24s%s", n % 3 ? " " : "    ", p->i->short_name, n % 3 == 2 || !p->next ? "\n" : "");
		show_push_list(s, "families");
		family(s, v, 0);
		family(s, v, 1);
		show_pop(s);
		show_end(s);
		show_text(s, "\n");
	}
	return true;
}

VIEW(vrf_show_interfaces)
{
	static const struct show_col cols[] = { { "interface", "Interface", 22 }, { "address", "IP-Address", 15 }, { "vrf", "VRF", 32 }, { "protocol", "Protocol", 0 } };
	char t[IP4_TEXT];

	if (!known(c, a))
		return false;
	show_table(s, cols, ARRAY_LEN(cols));
	for (const struct vrf *v = next(c, a, NULL); v; v = next(c, a, v))
		for (const struct ipif *p = v->ip->ifs; p; p = p->next) {
			show_str(s, "interface", p->i->short_name);
			show_str(s, "address", p->a4 ? ip4_text(p->a4->addr, t) : "unassigned");
			show_str(s, "vrf", v->name);
			show_str(s, "protocol", p->i->up ? "up" : "down");
			show_end(s);
		}
	show_table_end(s);
	return true;
}
