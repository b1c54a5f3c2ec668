/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `router bgp` and its lines but the neighbours'. Lines of IPv4 may stand under `router bgp` itself or in `address-family ipv4`: they mean the same. */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/cli.h"
#include "router/policy/dist_list.h"
#include "router/vrf/vrf.h"

struct bgp *cli_bgp(const struct cli *c)
{
	const char *o = cli_object(c, 0);

	for (const struct vrf *v = cli_stack(c)->vrfs; o && v; v = v->next)
		if (v->ip->bgp && o >= v->ip->bgp->af_tag && o < v->ip->bgp->af_tag + BGP_AFS)
			return v->ip->bgp;
	return bgp_get(cli_stack(c));
}

struct bgp *bgp_cli_next(const struct cli *c, const struct args *a, const struct bgp *after)
{
	struct bgp *root = bgp_get(cli_stack(c));
	const char *name = args_str(a, "vrf");
	const struct vrf *v = name ? vrf_find(cli_stack(c), name) : NULL;

	if (args_has(a, "all"))
		return bgp_vrf_next(root, after);
	if (after)
		return NULL;
	return !name ? root : v && v->ip->bgp && v->ip->bgp->on ? v->ip->bgp : NULL;
}

bool bgp_cli_vrf_known(struct cli *c, const struct args *a, struct show *s)
{
	const char *name = args_str(a, "vrf");

	if (!cli_bgp(c)->on) {
		show_text(s, "%% BGP not active\n");
		return false;
	}
	if (!name || bgp_cli_next(c, a, NULL))
		return true;
	show_text(s, "%% No such VRF instance\n");
	return false;
}

RUN(bgp_run_router)
{
	struct bgp *b = cli_bgp(c);
	u32 as = (u32)args_num(a, "as", 0);

	if (args_no(a)) {
		if (b->on && b->as == as)
			bgp_stop(b);
		return true;
	}
	if (b->on && b->as != as) {
		cli_error(c, "BGP is already running; AS is %u", b->as);
		return false;
	}
	bgp_start(b, as);
	cli_enter_object(c, b);
	return true;
}

RUN(bgp_run_af4)
{
	if (!args_no(a))
		cli_enter_object(c, &cli_bgp(c)->af_tag[BGP_IP4]);
	return true;
}

RUN(bgp_run_af6)
{
	bgp_table(cli_bgp(c), BGP_IP6);
	if (!args_no(a))
		cli_enter_object(c, &cli_bgp(c)->af_tag[BGP_IP6]);
	return true;
}

RUN(bgp_run_vrf)
{
	bool six = strstr(args_line(a), "ipv6") != NULL;
	struct vrf *v = vrf_find(cli_stack(c), args_str(a, "vrf"));
	char line[VRF_NAME_MAX + 40];
	struct bgp *b;
	bool there;	/* whatever becomes of its VRF meanwhile */

	if (args_no(a)) {
		if (v && v->ip->bgp && v->ip->bgp->on)
			bgp_vrf_end(v->ip->bgp, six);
		return true;
	}
	there = v && v->ip->bgp && v->ip->bgp->on && v->ip->bgp->has_af[six];
	if (!v || (!v->rd && !there)) {
		cli_error(c, "%% VRF %s does not exist or does not have a RD.", args_str(a, "vrf"));
		return false;
	}
	if (!v->on[six] && !there) {
		cli_error(c, "%% VRF %s does not have IPv%c enabled", v->name, six ? '6' : '4');
		return false;
	}
	b = bgp_vrf_start(v, six);
	snprintf(line, sizeof(line), "address-family ipv%c vrf %s", six ? '6' : '4', v->name);
	cli_store(c, line);
	cli_enter_object(c, &b->af_tag[six]);
	return true;
}

RUN(bgp_run_leave)
{
	(void)a;
	cli_leave(c);
	return true;
}

/* ---- knobs ---- */

static void again(struct bgp *b)
{
	for (u8 af = 0; af < BGP_AFS; af++)
		if (b->table[af])
			bgp_rescan(b->table[af]);
}

static void restart_all(struct bgp *b, bool external_only)
{
	for (struct bgp_peer *p = b->peers; p; p = p->next) {
		if (p->name)
			continue;
		bgp_peer_apply(p);
		if (!p->shutdown && (!external_only || !p->ibgp))
			bgp_peer_restart(p, DOWN_CONFIG, CEASE_CONFIG);
	}
}

/* A knob of the device's speaker is those of VRFs as well. */
static void settled(struct bgp *b, void (*then)(struct bgp *b))
{
	if (!b->s->vrf)
		bgp_vrf_settle_all(b);
	if (!then)
		return;
	then(b);
	for (struct bgp *v = NULL; !b->s->vrf && (v = bgp_vrf_next(b, v));)
		then(v);
}

static void restart_every(struct bgp *b) { restart_all(b, false); }

RUN(bgp_run_id)
{
	struct bgp *b = cli_bgp(c);
	bool cluster = args_has(a, "cluster-id");
	u32 id = args_no(a) ? 0 : args_str(a, "number") ? (u32)args_num(a, "number", 0) : args_ip4(a, "A.B.C.D", 0);

	if (cluster) {
		b->cluster_id = id;
		settled(b, restart_every);
	} else {
		free(b->id_iface);
		b->id_iface = args_no(a) || !args_str(a, "name") ? NULL : xstrdup(args_str(a, "name"));
		b->id_set = id;
		bgp_router_id(b);
	}
	return true;
}

static void restart_external(struct bgp *b) { restart_all(b, true); }

static void tell_again(struct bgp *b)
{
	for (struct bgp_peer *p = b->peers; p; p = p->next)
		for (u8 af = 0; af < BGP_AFS; af++)
			bgp_group_refresh(p, af);
}

/* What is taken is another than it was. */
static void hear_again(struct bgp *b)
{
	for (struct bgp_peer *p = b->peers; p; p = p->next)
		for (u8 af = 0; af < BGP_AFS; af++)
			bgp_refresh_ask(p, af);
}

RUN(bgp_run_flag)
{
	static const struct { const char *line; size_t at; bool off; void (*then)(struct bgp *b); } flags[] = {
		{ "bgp log-neighbor-changes", offsetof(struct bgp, no_log), true, NULL },
		{ "bgp always-compare-med", offsetof(struct bgp, always_med), false, again },
		{ "bgp deterministic-med", offsetof(struct bgp, deterministic_med), false, again },
		{ "bgp bestpath med missing-as-worst", offsetof(struct bgp, med_worst), false, again },
		{ "bgp bestpath med confed", offsetof(struct bgp, med_confed), false, again },
		{ "bgp bestpath compare-routerid", offsetof(struct bgp, compare_id), false, again },
		{ "bgp bestpath as-path ignore", offsetof(struct bgp, ignore_path), false, again },
		{ "bgp bestpath igp-metric ignore", offsetof(struct bgp, ignore_igp), false, again },
		{ "bgp bestpath cost-community ignore", offsetof(struct bgp, ignore_cost), false, again },
		{ "bgp bestpath as-path multipath-relax", offsetof(struct bgp, relax), false, again },
		{ "bgp enforce-first-as", offsetof(struct bgp, no_enforce), true, NULL },
		{ "bgp fast-external-fallover", offsetof(struct bgp, no_fallover), true, NULL },
		{ "bgp client-to-client reflection", offsetof(struct bgp, no_reflect), true, tell_again },
		{ "bgp graceful-restart", offsetof(struct bgp, graceful), false, NULL },
		{ "bgp graceful-restart notification", offsetof(struct bgp, graceful_notice), false, NULL },
		{ "bgp transport path-mtu-discovery", offsetof(struct bgp, no_pmtud), true, restart_every },
		{ "bgp nexthop trigger enable", offsetof(struct bgp, no_trigger), true, bgp_hops_now },
		{ "bgp safe-ebgp-policy", offsetof(struct bgp, safe_ebgp), false, restart_external },
	};
	struct bgp *b = cli_bgp(c);
	unsigned k = 0;

	while (strcmp(flags[k].line, args_line(a)))
		k++;
	*(bool *)((char *)b + flags[k].at) = flags[k].off ? args_no(a) : !args_no(a);
	settled(b, flags[k].then);
	return true;
}

RUN(bgp_run_number)
{
	struct bgp *b = cli_bgp(c);
	u32 n = args_no(a) ? 0 : (u32)args_num(a, "number", 0);

	if (args_has(a, "restart-time") || args_has(a, "stalepath-time")) {
		if (args_has(a, "restart-time"))
			b->gr_restart_s = args_no(a) ? 120 : (u16)n;
		else
			b->gr_stale_s = args_no(a) ? 360 : (u16)n;
		settled(b, NULL);
	} else if (args_has(a, "local-preference")) {
		b->default_pref = args_no(a) ? 100 : n;
		settled(b, again);
	} else if (args_has(a, "nexthop")) {
		b->trigger_s = (u16)n;
		settled(b, bgp_hops_now);
	} else if (args_has(a, "maxas-limit")) {
		b->maxas = (u16)n;
		settled(b, hear_again);
	} else {	/* confederation identifier */
		b->confed_id = n;
		settled(b, restart_every);
	}
	return true;
}

RUN(bgp_run_confed_peers)
{
	struct bgp *b = cli_bgp(c);
	const char *at = args_no(a) ? "" : args_str(a, "LINE");
	u32 *all = NULL, n = 0;

	for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		char *end;
		unsigned long as = strtoul(at, &end, 10);

		if (end != at + len || !as || as > UINT32_MAX) {
			cli_error(c, "%% Invalid AS number \"%.*s\"", (int)len, at);
			free(all);
			return false;
		}
		all = xrealloc(all, n + 1, sizeof(u32));
		all[n++] = (u32)as;
		at = end;
	}
	free(b->confed_as);
	b->confed_as = all;
	b->n_confed = n;
	settled(b, restart_every);
	return true;
}

bool bgp_cli_hold_good(struct cli *c, u32 hold, u32 min)
{
	if (hold && hold < 3)
		cli_error(c, "%% Invalid holdtime value: 0 or at least 3 seconds");
	else if (min > hold)
		cli_error(c, "%% Minimum acceptable hold time should be less than or equal to the configured hold time");
	else
		return true;
	return false;
}

void bgp_cli_hold_warn(struct cli *c, u32 hold)
{
	if (hold && hold < 20 && !cli_is_replay(c))
		cli_print(c, "%% Warning: A hold time of less than 20 seconds increases the chances of peer flapping\n");
}

RUN(bgp_run_timers)
{
	struct bgp *b = cli_bgp(c);
	u32 hold = (u32)args_num(a, "hold", 180), min = (u32)args_num(a, "min", 0);

	if (!args_no(a) && !bgp_cli_hold_good(c, hold, min))
		return false;
	b->keepalive_s = args_no(a) ? 60 : (u16)args_num(a, "keepalive", 60);
	b->hold_s = args_no(a) ? 180 : (u16)hold;
	b->hold_min_s = args_no(a) ? 0 : (u16)min;
	bgp_cli_hold_warn(c, b->hold_s);
	settled(b, NULL);
	return true;
}

static void install_all(struct bgp *b)
{
	for (u8 af = 0; af < BGP_AFS; af++) {
		struct bgp_table *t = b->table[af];

		for (struct bgp_net *n = NULL; t && (n = bgp_net_from(t, n ? n->id + 1 : 1));)
			bgp_install(t, n);
	}
}

RUN(bgp_run_distance)
{
	struct bgp *b = cli_bgp(c);
	static const u8 dflt[] = { DISTANCE_EBGP, DISTANCE_IBGP, DISTANCE_LOCAL_BGP };
	static const char *const name[] = { "external", "internal", "local" };

	for (unsigned k = 0; k < 3; k++)
		b->distance[k] = args_no(a) ? dflt[k] : (u8)args_num(a, name[k], dflt[k]);
	settled(b, install_all);
	return true;
}

RUN(bgp_run_distance_from)
{
	struct bgp *b = cli_bgp(c);

	if (!distance_line(c, a, b->s, &b->distances))
		return false;
	bgp_reinstall(bgp_table(b, BGP_IP4));
	return true;
}

struct place { const char *key; bool family; };

/* A key is the words before a value, which is a number where it stands right behind them. */
static bool is_the_other(const char *block, const char *line, const void *arg)
{
	const struct place *p = arg;
	size_t n = strlen(p->key);

	if (!strncmp(line, "no ", 3))
		line += 3;
	if (p->family ? !block || strncmp(block, "router bgp ", 11) : !block || strcmp(block, "address-family ipv4"))
		return false;
	return !strncmp(line, p->key, n) && (!line[n] || (line[n] == ' ' && strncmp(line + n, " ibgp", 5) && strncmp(line + n, " eibgp", 6)));
}

void bgp_cli_once(struct cli *c, const char *key)
{
	struct bgp *b = cli_bgp(c);
	bool family = cli_object(c, 0) == &b->af_tag[BGP_IP4];

	if (!b->s->vrf && bgp_cli_af(c) == BGP_IP4)
		cli_remove_all(c, family, is_the_other, &(struct place){ key, family });
}

RUN(bgp_run_paths)
{
	struct bgp *b = cli_bgp(c);
	u8 af = bgp_cli_af(c), n = args_no(a) ? 1 : (u8)args_num(a, "paths", 1);

	if (!args_no(a))
		bgp_cli_once(c, args_has(a, "eibgp") ? "maximum-paths eibgp" : args_has(a, "ibgp") ? "maximum-paths ibgp" : "maximum-paths");
	*(args_has(a, "eibgp") ? &b->fam[af].paths_both : args_has(a, "ibgp") ? &b->fam[af].paths_ibgp : &b->fam[af].paths) = n;
	again(b);
	return true;
}

RUN(bgp_run_table_map)
{
	struct bgp *b = cli_bgp(c);
	u8 af = bgp_cli_af(c);

	route_map_release(b->fam[af].table_map);
	b->fam[af].table_map = args_no(a) ? NULL : route_map_hold(b->s, args_str(a, "map"));
	b->fam[af].table_filter = !args_no(a) && args_has(a, "filter");
	bgp_reinstall(bgp_table(b, af));
	return true;
}

RUN(bgp_run_dmz)
{
	struct bgp *b = cli_bgp(c);

	b->fam[bgp_cli_af(c)].dmz = !args_no(a);
	install_all(b);
	return true;
}

RUN(bgp_run_internal)
{
	struct bgp *b = cli_bgp(c);
	u8 af = bgp_cli_af(c);

	if (!args_no(a))
		bgp_cli_once(c, "bgp redistribute-internal");
	b->fam[af].internal = !args_no(a);
	bgp_retell(bgp_table(b, af));
	return true;
}

RUN(bgp_run_listen)
{
	struct bgp *b = cli_bgp(c);
	struct bgp_range **at = &b->ranges, *r;
	struct ipaddr prefix = { .af = AF_IP4 };
	u8 plen = 0;

	if (args_has(a, "limit")) {
		b->dynamic_max = args_no(a) ? 100 : (u32)args_num(a, "number", 100);
		return true;
	}
	if (!args_ip4_prefix(a, "prefix", &prefix.v4, &plen)) {
		prefix.af = AF_IP6;
		args_ip6_prefix(a, "prefix6", &prefix.v6, &plen);
	}
	while (*at && ((*at)->plen != plen || !ipaddr_eq(&(*at)->prefix, &prefix)))
		at = &(*at)->next;
	r = *at;
	if (r) {
		*at = r->next;
		free(r->group);
		free(r);
	}
	if (!args_no(a)) {
		r = xcalloc(1, sizeof(*r));
		r->prefix = prefix;
		r->plen = plen;
		r->group = xstrdup(args_str(a, "group"));
		r->next = *at;
		*at = r;
	}
	bgp_ranges_changed(b);
	return true;
}

/* ---- clear ---- */

/* families: a bit for each that is refreshed. */
static void clear_one(struct bgp_peer *p, const struct args *a, unsigned families)
{
	bool in = args_has(a, "in"), out = args_has(a, "out"), soft = args_has(a, "soft") || in || out;

	if (!soft) {
		bgp_peer_max_clear(p);
		if (!p->shutdown)
			bgp_peer_restart(p, DOWN_RESET, CEASE_RESET);
		return;
	}
	for (u8 af = 0; af < BGP_AFS; af++) {
		if (!(families >> af & 1))
			continue;
		if (out || !in)
			bgp_group_refresh(p, af);
		if (args_has(a, "prefix-filter") && bgp_orf_agreed(p, af) & ORF_SEND)
			bgp_orf_send(p, af);
		else if (in || !out)
			bgp_refresh_ask(p, af);
	}
}

/* The neighbours of one speaker that the line names; true: there are some. */
static bool clear_those(struct bgp *b, const struct args *a)
{
	struct ipaddr ip;
	bool ipv6 = strstr(args_line(a), "ipv6") || strstr(args_line(a), "vpnv6"), one = bgp_cli_address(a, &ip), any = false;
	unsigned families = args_has(a, "all") ? 1u << BGP_IP4 | 1u << BGP_IP6 : 1u << (ipv6 ? BGP_IP6 : BGP_IP4);

	for (struct bgp_peer *p = b->peers; p; p = p->next) {
		bool fits = args_has(a, "*") || (args_str(a, "as") && p->remote_as == args_num(a, "as", 0)) || (args_has(a, "external") && bgp_external(p)) ||
			    (args_has(a, "peer-group") && p->group && !strcmp(p->group->name, args_str(a, "group"))) || (one && ipaddr_eq(&p->addr, &ip));

		if (p->name || p->deleted || !fits || (strstr(args_line(a), " unicast ") && !bgp_peer_active(p, ipv6 ? BGP_IP6 : BGP_IP4)))
			continue;
		any = true;
		clear_one(p, a, families);
	}
	return any;
}

/* Without a VRF, all neighbours are those of VRFs, too, as in IOS. */
RUN(bgp_run_clear)
{
	struct bgp *b = cli_bgp(c);
	bool any = false, every = args_has(a, "*") || args_has(a, "external");

	if (!b->on) {
		cli_error(c, "%% BGP not active");
		return false;
	}
	if (args_str(a, "vrf") && !bgp_cli_next(c, a, NULL)) {
		cli_error(c, "%% No such VRF instance");
		return false;
	}
	for (b = NULL; (b = !args_has(a, "all") ? bgp_cli_next(c, a, b) : b ? NULL : cli_bgp(c));)
		any |= clear_those(b, a);
	for (b = NULL; every && !args_str(a, "vrf") && (b = bgp_vrf_next(cli_bgp(c), b));)
		clear_those(b, a);
	if (!any && !every) {
		cli_error(c, "%%BGP: Unknown neighbor");
		return false;
	}
	return true;
}
