/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bgp dampening, show ip bgp dampening, clear ip bgp dampening. */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/cli.h"
#include "router/bgp/damp.h"

const struct policy_damp bgp_damp_normal = { .half_min = 15, .reuse = 750, .suppress = 2000, .max_min = 60 };

bool bgp_damp_good(struct cli *c, const struct policy_damp *l)
{
	if (l->suppress < l->reuse) {
		cli_error(c, "%% Suppress limit must not be less than the reuse limit");
		return false;
	}
	if (bgp_damp_ceiling(l) <= l->suppress) {	/* nothing would ever be suppressed */
		cli_error(c, "%% Maximum penalty (%u) must be more than the suppress limit (%u)", bgp_damp_ceiling(l), l->suppress);
		return false;
	}
	return true;
}

RUN(bgp_run_damp)
{
	struct policy_damp l = bgp_damp_normal;
	const char *map = args_str(a, "map");

	if (args_no(a)) {
		bgp_damp_set(cli_bgp(c), bgp_cli_af(c), NULL, NULL);
		return true;
	}
	l.half_min = (u32)args_num(a, "half", l.half_min);
	l.reuse = (u32)args_num(a, "reuse", l.reuse);
	l.suppress = (u32)args_num(a, "suppress", l.suppress);
	l.max_min = (u32)args_num(a, "max", 4 * l.half_min);
	if (!bgp_damp_good(c, &l))
		return false;
	bgp_cli_once(c, "bgp dampening");
	bgp_damp_set(cli_bgp(c), bgp_cli_af(c), &l, map ? route_map_hold(cli_bgp(c)->s, map) : NULL);
	return true;
}

static u8 named_af(const struct args *a) { return strstr(args_line(a), "ipv6") ? BGP_IP6 : BGP_IP4; }

RUN(bgp_run_damp_clear)
{
	struct ipaddr net = ipaddr4(args_ip4(a, "net", 0));
	u8 plen = 32;

	if (args_str(a, "mask") && !ip4_mask_len(args_ip4(a, "mask", 0), &plen)) {
		cli_error(c, "%%Invalid network mask");
		return false;
	}
	if (!args_str(a, "mask") && net.v4)
		plen = ip4_class_len(net.v4);
	if (args_str(a, "net"))
		net.v4 &= ip4_mask(plen);
	bgp_flaps_clear(cli_bgp(c), named_af(a), NULL, args_str(a, "net") ? &net : NULL, plen);
	return true;
}

static void show_limits(struct show *s, const struct policy_damp *l)
{
	u32 top = bgp_damp_ceiling(l);
	nsec decay = bgp_damp_time(top, l->suppress, l->half_min * 60 * NSEC_PER_SEC);

	show_num(s, "half_life_min", l->half_min);
	show_num(s, "reuse", l->reuse);
	show_num(s, "suppress", l->suppress);
	show_num(s, "max_suppress_min", l->max_min);
	show_num(s, "max_penalty", top);
	show_end(s);
	show_text(s, " dampening %u %u %u %u%s\n", l->half_min, l->reuse, l->suppress, l->max_min, memcmp(l, &bgp_damp_normal, sizeof(*l)) ? "" : " (DEFAULT)");
	show_text(s, "  Half-life time      : %u mins       Decay Time       : %llu secs\n", l->half_min, (unsigned long long)(decay / NSEC_PER_SEC / 10 * 10));
	show_text(s, "  Max suppress penalty: %5u         Max suppress time: %u mins\n", top, l->max_min);
	show_text(s, "  Suppress penalty    : %5u         Reuse penalty    : %u\n\n", l->suppress, l->reuse);
}

/* By a map: what its clauses set, then what holds where one sets nothing. */
static void show_parameters(struct show *s, const struct bgp_damp *d)
{
	const struct route_map *map = bgp_damp_map(d);
	struct policy_damp l;

	if (map)
		show_text(s, " dampening route-map %s\n", route_map_name(map));
	for (unsigned k = 0; route_map_dampening(map, k, &l); k++)
		show_limits(s, &l);
	show_limits(s, bgp_damp_limits(d));
}

static void show_flap(struct show *s, const struct bgp *b, const struct bgp_flap *f, bool statistics)
{
	char x[IP6_TEXT], net[PREFIX_TEXT], from[IP6_TEXT], age[16], reuse[16] = "", path[1024];
	nsec left = bgp_flap_reuse(b, f);
	bool gone = bgp_flap_gone(f);
	u16 len;
	const u8 *p = bgp_part(bgp_attrs(f->attr), PART_PATH, &len);

	snprintf(net, sizeof(net), "%s/%u", ipaddr_text(&f->prefix, x), f->plen);
	if (f->suppressed)
		age_text(left, reuse);
	as_path_text(p, len, path, sizeof(path));
	show_str(s, "prefix", net);
	show_str(s, "from", bgp_peer_name(f->peer, from));
	show_num(s, "flaps", f->flaps);
	show_num(s, "penalty", bgp_flap_penalty(b, f));
	show_bool(s, "suppressed", f->suppressed);
	show_bool(s, "history", gone);
	show_num(s, "duration_s", (bgp_now(b) - f->first) / NSEC_PER_SEC);
	show_num(s, "reuse_s", left / NSEC_PER_SEC);
	show_str(s, "path", path);
	show_end(s);
	show_text(s, "%c%c%s %s", gone ? ' ' : '*', gone ? 'h' : f->suppressed ? 'd' : ' ', statistics ? " " : "", net);
	if (strlen(net) > 16)	/* what follows stands on a line of its own */
		show_text(s, "\n%*s", statistics ? 20 : 19, "");
	else
		show_text(s, "%*s", 16 - (int)strlen(net), "");
	if (statistics)
		show_text(s, " %-15s %-5u %-8s %-8s %s\n", from, f->flaps, age_text(bgp_now(b) - f->first, age), reuse, path);
	else
		show_text(s, " %-16s %-8s %s%s%c\n", from, reuse, path, *path ? " " : "", "ie?"[bgp_attrs(f->attr)->origin]);
}

VIEW(bgp_show_damp)
{
	const struct bgp *b = cli_bgp(c);
	u8 af = named_af(a);
	bool statistics = args_has(a, "flap-statistics"), any = false;
	const struct bgp_peer *of = NULL;
	struct bgp_flap **all;
	struct ipaddr addr;
	u32 n;

	if (!b->on) {
		show_text(s, "%% BGP not active\n");
		return true;
	}
	if (args_has(a, "neighbors") && (!bgp_cli_address(a, &addr) || !(of = bgp_peer_find(b, &addr)))) {
		show_text(s, "%% No such neighbor or address family\n");
		return true;
	}
	if (!b->fam[af].damp) {
		show_text(s, "%% dampening not enabled for base\n");
		return true;
	}
	if (args_has(a, "parameters")) {
		show_parameters(s, b->fam[af].damp);
		return true;
	}
	all = bgp_flaps_sorted(b, af, &n);
	for (u32 k = 0; k < n; k++) {
		if ((of && all[k]->peer != of) || (!statistics && (!all[k]->suppressed || bgp_flap_gone(all[k]))))
			continue;
		if (!any) {
			bgp_show_codes(s, b->table[af]);
			show_text(s, statistics ? "    Network          From            Flaps Duration Reuse    Path\n" : "   Network          From             Reuse    Path\n");
		}
		any = true;
		show_flap(s, b, all[k], statistics);
	}
	free(all);
	return true;
}
