/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip bgp, one prefix, in IOS's layout. */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/cli.h"
#include "router/bgp/damp.h"
#include "router/vrf/vrf.h"

static const char origin_mark[] = "ie?";
static const char *const origin_word[] = { "IGP", "EGP", "incomplete" };

static u8 shown_af(const struct args *a) { return strstr(args_line(a), "ipv6") || strstr(args_line(a), "vpnv6") ? BGP_IP6 : BGP_IP4; }

static const char *path_text(const struct intern *attr, char *buf, size_t len)
{
	u16 n;
	const u8 *p = bgp_part(bgp_attrs(attr), PART_PATH, &n);

	return as_path_text(p, n, buf, len);
}

/* A network of its class is shown without a length. */
const char *bgp_net_text(const struct bgp_table *t, const struct bgp_net *n, char buf[PREFIX_TEXT])
{
	struct ipaddr a = bgp_net_addr(t, n);
	char x[IP6_TEXT];

	if (t->af == BGP_IP4 && n->plen && n->plen == (a.v4 >> 31 == 0 ? 8 : a.v4 >> 30 == 2 ? 16 : a.v4 >> 29 == 6 ? 24 : 33))
		snprintf(buf, PREFIX_TEXT, "%s", ipaddr_text(&a, x));
	else if (t->af == BGP_IP4 && !n->plen)
		snprintf(buf, PREFIX_TEXT, "0.0.0.0");
	else
		snprintf(buf, PREFIX_TEXT, "%s/%u", ipaddr_text(&a, x), n->plen);
	return buf;
}

/* The best path is not the route in use: another source is nearer. */
static bool rib_failure(const struct bgp_table *t, const struct bgp_net *n)
{
	struct ipaddr a = bgp_net_addr(t, n);
	const struct rib_entry *e = n->flags & NF_IN_RIB ? rib_exact(t->b->s, &a, n->plen) : NULL;
	const struct rib_route *r = e ? rib_best(t->b->s, e) : NULL;

	return n->flags & NF_IN_RIB && (!r || r->source != ROUTE_BGP);
}

const struct bgp_path *bgp_failed_path(const struct bgp_table *t, const struct bgp_net *n)
{
	const struct bgp_path *p = rib_failure(t, n) ? bgp_paths(t, n) : NULL;

	while (p && !(p->flags & PF_BEST))
		p = bgp_path_next(t, p);
	return p;
}

void bgp_show_codes(struct show *s, const struct bgp_table *t)
{
	char x[IP4_TEXT];

	show_text(s, "BGP table version is %u, local router ID is %s\n", t->version, ip4_text(t->b->router_id, x));
	show_text(s, "Status codes: s suppressed, d damped, h history, * valid, > best, i - internal, \n"
		     "              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter, \n"
		     "              x best-external, a additional-path, c RIB-compressed, \n"
		     "              t secondary path, L long-lived-stale,\n"
		     "Origin codes: i - IGP, e - EGP, ? - incomplete\n"
		     "RPKI validation codes: V valid, I invalid, N Not found\n\n");
}

void bgp_show_header(struct show *s, const struct bgp_table *t)
{
	bgp_show_codes(s, t);
	show_text(s, "     Network          Next Hop            Metric LocPrf Weight Path\n");
}

/* Of the path as it stands, or as it came or goes: those have it among their attributes. */
static struct ipaddr hop_shown(const struct bgp_path *p, const struct intern *attr) { return attr == p->attr ? bgp_path_next_hop(p) : bgp_next_hop(bgp_attrs(attr)); }

static void line_cells(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, const struct intern *attr)
{
	u64 bw = bgp_path_bandwidth(t, p);
	const struct bgp_attrs *a = bgp_attrs(attr);
	struct ipaddr net = bgp_net_addr(t, n), nh = hop_shown(p, attr);
	char x[IP6_TEXT], path[1024];

	if (t->b->s->vrf)
		show_str(s, "vrf", vrf_name(t->b->s));
	show_fmt(s, "prefix", "%s/%u", ipaddr_text(&net, x), n->plen);
	show_str(s, "next_hop", nh.af ? ipaddr_text(&nh, x) : t->af == BGP_IP4 ? "0.0.0.0" : "::");
	show_bool(s, "valid", p->flags & PF_VALID);
	show_bool(s, "best", p->flags & PF_BEST);
	show_bool(s, "multipath", p->flags & PF_MULTI);
	show_bool(s, "internal", p->peer && p->peer->ibgp);
	show_bool(s, "stale", p->flags & PF_STALE);
	show_bool(s, "damped", p->flags & PF_DAMPED);
	show_bool(s, "suppressed", n->flags & NF_SUPPRESSED);
	if (a->has & HAS_MED)
		show_num(s, "metric", a->med);
	if (a->has & HAS_LOCAL_PREF)
		show_num(s, "local_pref", a->local_pref);
	show_num(s, "weight", p->weight);
	show_str(s, "path", path_text(attr, path, sizeof(path)));
	show_str(s, "origin", origin_word[a->origin]);
	if (p->peer)
		show_str(s, "neighbor", bgp_peer_name(p->peer, x));
	if (p->kind == BGP_IMPORTED)
		show_str(s, "imported_from", bgp_import_from(t, p)->name);
	if (bw)
		show_num(s, "dmz_link_bytes", bw);
	if (p->rpki)
		show_str(s, "rpki_state", bgp_rpki_name[bgp_rpki_state(p)]);
	show_str(s, "reason", p->flags & PF_BEST ? "Best" : bgp_reason_text[p->why]);
	show_end(s);
}

void bgp_show_line(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, const struct intern *attr, bool first)
{
	const struct bgp_attrs *a = bgp_attrs(attr);
	struct ipaddr nh = hop_shown(p, attr);
	char net[PREFIX_TEXT], hop[IP6_TEXT], med[12] = "", pref[12] = "", path[1024];
	bool best = p->flags & PF_BEST, internal = p->peer && p->peer->ibgp;
	char code = n->flags & NF_SUPPRESSED ? 's' : p->flags & PF_STALE ? 'S' : p->flags & PF_DAMPED ? '*' : best && rib_failure(t, n) ? 'r' : p->flags & PF_VALID ? '*' : ' ';

	line_cells(s, t, n, p, attr);
	if (!nh.af)
		snprintf(hop, sizeof(hop), "%s", t->af == BGP_IP4 ? "0.0.0.0" : "::");
	else
		ipaddr_text(&nh, hop);
	if (a->has & HAS_MED)
		snprintf(med, sizeof(med), "%u", a->med);
	if (a->has & HAS_LOCAL_PREF)
		snprintf(pref, sizeof(pref), "%u", a->local_pref);
	path_text(attr, path, sizeof(path));
	show_text(s, "%c%c%c%c ", " VNI"[bgp_rpki_state(p)], code, best ? '>' : p->flags & PF_DAMPED ? 'd' : p->flags & PF_MULTI ? 'm' : ' ', internal ? 'i' : ' ');
	bgp_net_text(t, n, net);
	if (first && strlen(net) > 16)
		show_text(s, "%s\n%22s", net, "");
	else
		show_text(s, "%-17s", first ? net : "");
	if (strlen(hop) > 15)
		show_text(s, "%s\n%38s", hop, "");
	else
		show_text(s, "%-16s", hop);
	show_text(s, "%10s %6s %6u %s%s%c\n", med, pref, p->weight, path, *path ? " " : "", origin_mark[a->origin]);
}

void bgp_show_net(struct show *s, const struct bgp_table *t, const struct bgp_net *n, bool (*which)(const struct bgp_path *p, const void *arg), const void *arg)
{
	bool first = true;

	for (const struct bgp_path *p = bgp_paths(t, n); p; p = bgp_path_next(t, p)) {
		if (p->flags & PF_DENIED || (which && !which(p, arg)))
			continue;
		bgp_show_line(s, t, n, p, p->attr, first);
		first = false;
	}
}

static bool path_fits(const struct bgp_path *p, const void *list)
{
	u16 n;
	const u8 *path = bgp_part(bgp_attrs(p->attr), PART_PATH, &n);

	return path_list_permits((struct path_list *)list, path, n);
}

/* It has this community, and no other. */
static bool community_is(const struct bgp_path *p, const void *community)
{
	const u32 *c = community;

	return bgp_has_community(bgp_attrs(p->attr), *c) && bgp_attrs(p->attr)->len[PART_COMM] == 4;
}

static bool community_fits(const struct bgp_path *p, const void *community)
{
	const u32 *c = community;

	return c ? bgp_has_community(bgp_attrs(p->attr), *c) : bgp_attrs(p->attr)->len[PART_COMM] != 0;
}

static bool natural(const struct bgp_table *t, const struct bgp_net *n)
{
	char text[PREFIX_TEXT];

	return !strchr(bgp_net_text(t, n, text), '/');
}

/* Which lines of a table are shown. */
struct wanted {
	bool (*which)(const struct bgp_path *p, const void *arg);
	const void *arg;
	bool cidr;
};

static void show_lines(struct show *s, const struct bgp_table *t, const struct wanted *w, bool *headed)
{
	const struct vrf *v = t->b->s->vrf;
	struct bgp_net **all;
	char rd[24];
	u32 n;

	all = bgp_nets_sorted(t, &n);
	if (n && !*headed)
		bgp_show_header(s, t);
	*headed |= n != 0;
	if (n && v)
		show_text(s, "Route Distinguisher: %s (default for vrf %s)\n", vrf_rd_text(v->rd, rd), v->name);
	for (u32 k = 0; k < n; k++)
		if (!w->cidr || !natural(t, all[k]))
			bgp_show_net(s, t, all[k], w->which, w->arg);
	free(all);
}

void bgp_show_table(struct show *s, const struct bgp_table *t, bool *headed) { show_lines(s, t, &(struct wanted){ 0 }, headed); }

VIEW(bgp_show)
{
	struct wanted w = { .cidr = args_has(a, "cidr-only") };
	struct path_list *list = NULL;
	u32 community;
	bool headed = false;

	if (!bgp_cli_vrf_known(c, a, s))
		return true;
	if (args_str(a, "LINE")) {
		const char *text = args_str(a, "LINE");
		size_t quoted = args_has(a, "quote-regexp") && text[0] == '"' && text[1] && text[strlen(text) - 1] == '"' ? strlen(text) - 2 : 0;
		char *bare = quoted ? xstrdup(text + 1) : NULL;

		if (bare)
			bare[quoted] = 0;
		list = path_list_once(bare ? bare : text);
		free(bare);
		if (!list) {
			cli_error(c, "%% Invalid regular expression");
			return false;
		}
		w.which = path_fits;
		w.arg = list;
	} else if (args_has(a, "community")) {
		if (args_str(a, "number") && !community_parse(args_str(a, "number"), &community)) {
			cli_error(c, "%% Invalid community");
			return false;
		}
		w.which = args_has(a, "exact-match") ? community_is : community_fits;
		w.arg = args_str(a, "number") ? &community : NULL;
	}
	for (struct bgp *b = NULL; (b = bgp_cli_next(c, a, b));)
		if (b->table[shown_af(a)])
			show_lines(s, b->table[shown_af(a)], &w, &headed);
	if (list)
		path_list_once_free(list);
	return true;
}

/* ---- one prefix ---- */

/* "65000:1:10.1.0.0/24" in a VRF. */
static const char *nlri_text(const struct vrf *v, const struct bgp_table *t, const struct bgp_net *n, char buf[PREFIX_TEXT + 24])
{
	struct ipaddr net = bgp_net_addr(t, n);
	char x[IP6_TEXT], rd[24];

	snprintf(buf, PREFIX_TEXT + 24, "%s%s%s%s%s/%u", v ? vrf_rd_text(v->rd, rd) : "", v ? ":" : "", v && net.af == AF_IP6 ? "[" : "", ipaddr_text(&net, x),
		 v && net.af == AF_IP6 ? "]" : "", n->plen);
	return buf;
}

static void path_head(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p)
{
	const struct bgp_attrs *a = bgp_attrs(p->attr);
	char path[2048], x[IP4_TEXT];

	path_text(p->attr, path, sizeof(path));
	show_text(s, "  %s", *path ? path : "Local");
	if (a->has & HAS_AGGREGATOR)
		show_text(s, ", (aggregated by %u %s)", a->agg_as, ip4_text(a->agg_id, x));
	if (p->kind == BGP_IMPORTED) {
		const struct vrf *v = bgp_import_from(t, p);
		char nlri[PREFIX_TEXT + 24];

		show_text(s, ", imported path from %s (%s)", nlri_text(v, t, n, nlri), v->name);
	}
	if (p->peer && bgp_opt(p->peer, OPT_RR_CLIENT, BGP_IP4))
		show_text(s, ", (Received from a RR-client)");
	if (p->flags & PF_DAMPED)
		show_text(s, ", (suppressed due to dampening)");
	if (p->flags & PF_DENIED)
		show_text(s, ", (received-only)");
	else if (bgp_path_raw(t, p))
		show_text(s, ", (received & used)");
	show_text(s, "\n");
}

static void damp_text(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p)
{
	const struct bgp_flap *f = bgp_flap_of(t, n, p);
	char age[16], reuse[16];

	if (!f)
		return;
	show_text(s, "      Dampinfo: penalty %u, flapped %u times in %s", bgp_flap_penalty(t->b, f), f->flaps, age_text(bgp_now(t->b) - f->first, age));
	show_text(s, "%s%s\n", f->suppressed ? ", reuse in " : "", f->suppressed ? age_text(bgp_flap_reuse(t->b, f), reuse) : "");
}

static void path_detail(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, bool reason)
{
	struct intern *with;	/* as it goes to other VRFs */
	const struct bgp_attrs *a = bgp_attrs(p->attr);
	struct ipaddr nh = bgp_path_next_hop(p);
	struct ip6 link = bgp_path_link(p);
	char x[IP6_TEXT], y[IP6_TEXT], id[IP4_TEXT];
	const u8 *clusters;
	u64 bw;
	u16 len;

	if (t->n_add)
		bgp_show_told(s, t, n, p);
	show_text(s, "  Refresh Epoch 1\n");
	path_head(s, t, n, p);
	show_text(s, "    %s", nh.af ? ipaddr_text(&nh, x) : t->af == BGP_IP4 ? "0.0.0.0" : "::");
	if (!ip6_is_zero(&link))
		show_text(s, " (%s)", ip6_text(&link, x));
	if (t->b->s->vrf)
		show_text(s, " (via vrf %s)", p->kind == BGP_IMPORTED ? bgp_import_from(t, p)->name : t->b->s->vrf->name);
	if (!bgp_path_reached(p))
		show_text(s, " (inaccessible)");
	else if (p->hop && p->hop->metric)
		show_text(s, " (metric %u)", p->hop->metric);
	show_text(s, " from %s (%s)\n", p->peer ? bgp_peer_name(p->peer, y) : t->af == BGP_IP4 ? "0.0.0.0" : "::",
		  ip4_text(p->peer ? bgp_peer_id(p->peer) : t->b->router_id, id));
	show_text(s, "      Origin %s", origin_word[a->origin]);
	if (a->has & HAS_MED)
		show_text(s, ", metric %u", a->med);
	show_text(s, ", localpref %u", bgp_path_local_pref(t->b, p));
	if (p->weight)
		show_text(s, ", weight %u", p->weight);
	if (p->flags & PF_VALID)
		show_text(s, ", valid");
	show_text(s, "%s", !p->peer ? (p->kind == BGP_AGGREGATE ? ", aggregated, local" : ", sourced, local") : p->peer->ibgp ? ", internal" : p->peer->confed ? ", confed-external" : ", external");
	if (a->has & HAS_ATOMIC)
		show_text(s, ", atomic-aggregate");
	if (p->flags & PF_STALE)
		show_text(s, ", stale");
	if (p->flags & (PF_MULTI | PF_BEST) && bgp_paths(t, n)->next) {
		for (const struct bgp_path *q = bgp_paths(t, n); q; q = bgp_path_next(t, q))
			if (q->flags & PF_MULTI) {
				show_text(s, ", multipath");
				break;
			}
	}
	show_text(s, "%s", p->flags & PF_BEST ? ", best" : "");
	bgp_show_marks(s, t, n, p);
	show_text(s, "\n");
	if (p->rpki)
		show_text(s, "      path %08X RPKI State %s\n", slab_id(&t->paths, p), bgp_rpki_name[bgp_rpki_state(p)]);
	damp_text(s, t, n, p);
	with = t->b->s->vrf && p->flags & PF_BEST && p->kind != BGP_IMPORTED ? bgp_vpn_view(t, n, p) : NULL;
	bgp_show_communities(s, with ? bgp_attrs(with) : a);
	bw = bgp_path_bandwidth(t, p);
	if (bw)
		show_text(s, "      DMZ-Link Bw %llu kbytes\n", (unsigned long long)(bw / 1000));
	intern_put(t->b->w, with);
	clusters = bgp_part(a, PART_CLUSTERS, &len);
	if (a->has & HAS_ORIGINATOR) {
		show_text(s, "      Originator: %s, Cluster list:", ip4_text(a->originator, id));
		for (u16 k = 0; k + 4 <= len; k += 4)
			show_text(s, "%s %s", k ? "," : "", ip4_text(get_be32(clusters + k), id));
		show_text(s, "\n");
	}
	if (reason)
		show_text(s, "      Best Path Evaluation: %s\n", p->flags & PF_BEST ? (p->why == WHY_ONLY ? "Only path" : "Overall best path") : bgp_reason_text[p->why]);
	show_text(s, "      rx pathid: %s%X, tx pathid: %s%X\n", t->n_add || bgp_path_id(t, p) ? "0x" : "", bgp_path_id(t, p), t->n_add || p->flags & PF_BEST ? "0x" : "", p->tx);
}

static void show_one(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct args *a)
{
	unsigned count = 0, best = 0;
	const char *multi = NULL;
	const struct bgp_path *first = bgp_best(t, n);
	char nlri[PREFIX_TEXT + 24];

	for (const struct bgp_path *p = bgp_paths(t, n); p; p = bgp_path_next(t, p)) {
		count++;
		if (p->flags & PF_BEST)
			best = count;
		if (p->flags & PF_MULTI && first && first->peer)
			multi = !bgp_external(first->peer) ? "iBGP" : !bgp_external(p->peer) || (multi && !strcmp(multi, "eiBGP")) ? "eiBGP" : "eBGP";
		line_cells(s, t, n, p, p->attr);
	}
	show_text(s, "BGP routing table entry for %s, version %u\n", nlri_text(t->b->s->vrf, t, n, nlri), n->version);
	show_text(s, "Paths: (%u available, ", count);
	if (best)
		show_text(s, "best #%u, table %s", best, vrf_name(t->b->s));
	else
		show_text(s, "no best path");
	show_text(s, "%s%s)\n", n->flags & NF_SUPPRESSED ? ", Advertisements suppressed by an aggregate." : "", best && rib_failure(t, n) ? ", RIB-failure(17)" : "");
	if (multi)
		show_text(s, "Multipath: %s\n", multi);
	if (!t->n_add)
		bgp_show_told(s, t, n, NULL);
	for (const struct bgp_path *p = bgp_paths(t, n); p; p = bgp_path_next(t, p))
		if ((!args_has(a, "bestpath") || p->flags & PF_BEST) && (!args_has(a, "multipaths") || p->flags & (PF_BEST | PF_MULTI)))
			path_detail(s, t, n, p, true);
}

void bgp_show_entries(struct show *s, const struct bgp_table *t, const struct args *a)
{
	const struct vrf *v = t->b->s->vrf;
	char rd[24];
	u32 n;
	struct bgp_net **all = bgp_nets_sorted(t, &n);

	if (n && v)
		show_text(s, "Route Distinguisher: %s (default for vrf %s)\n", vrf_rd_text(v->rd, rd), v->name);
	for (u32 k = 0; k < n; k++)
		show_one(s, t, all[k], a);
	free(all);
}

static bool within(const struct bgp_table *t, const struct bgp_net *n, const struct ipaddr *net, u8 plen)
{
	struct ipaddr x = bgp_net_addr(t, n);

	return n->plen >= plen && ipaddr_in(&x, net, plen);
}

/* What the line asks of: the network, and whether it is the very one. */
struct asked {
	struct ipaddr net;
	u8 plen;
	bool exact;
};

static void show_longer(struct show *s, const struct bgp_table *t, const struct asked *q)
{
	u32 count;
	struct bgp_net **all = bgp_nets_sorted(t, &count);

	bgp_show_header(s, t);
	for (u32 k = 0; k < count; k++)
		if (within(t, all[k], &q->net, q->plen))
			bgp_show_net(s, t, all[k], NULL, NULL);
	free(all);
}

/* false: the table has none. */
static bool show_asked(struct show *s, const struct bgp_table *t, const struct asked *q, const struct args *a)
{
	const struct bgp_net *n = NULL;

	if (args_has(a, "longer-prefixes")) {
		show_longer(s, t, q);
		return true;
	}
	for (int len = q->plen; len >= (q->exact ? q->plen : 0) && !n; len--) {
		n = bgp_net_find(t, &q->net, (u8)len);
		if (n && !n->paths)
			n = NULL;
	}
	if (n)
		show_one(s, t, n, a);
	return n;
}

VIEW(bgp_show_prefix)
{
	struct asked q = { .net = ipaddr4(args_ip4(a, "net", 0)), .plen = 32 };
	bool any = false;

	q.exact = args_str(a, "mask") || args_ip4_prefix(a, "prefix", &q.net.v4, &q.plen);
	if (!bgp_cli_vrf_known(c, a, s))
		return true;
	if (args_str(a, "mask") && !ip4_mask_len(args_ip4(a, "mask", 0), &q.plen)) {
		cli_error(c, "%%Invalid network mask");
		return false;
	}
	if (args_str(a, "prefix6")) {
		q.net.af = AF_IP6;
		q.exact = args_ip6_prefix(a, "prefix6", &q.net.v6, &q.plen);
	}
	for (struct bgp *b = NULL; (b = bgp_cli_next(c, a, b));)
		any |= b->table[shown_af(a)] && show_asked(s, b->table[shown_af(a)], &q, a);
	if (!any)
		show_text(s, "%% Network not in table\n");
	return true;
}

/* ---- groups, paths ---- */

VIEW(bgp_show_groups)
{
	static const char *const kinds[] = { "internal", "confed-external", "external" };
	const struct bgp *b = cli_bgp(c);
	char x[IP6_TEXT];

	(void)a;
	for (const struct bgp_group *g = b->groups; g; g = g->next) {
		unsigned k = 0;

		show_num(s, "group", g->id);
		show_num(s, "members", g->n_members);
		show_num(s, "prefixes", g->n_told);
		show_end(s);
		show_text(s, "BGP version 4 update-group %u, %s, Address Family: %s Unicast\n", g->id, kinds[g->key.kind], g->key.af ? "IPv6" : "IPv4");
		show_text(s, "  BGP Update version : %u/0, messages 0\n  Topology: global, highest version: %u, tail marker: %u\n", g->walk.done, b->table[g->key.af]->version, g->walk.done);
		show_text(s, "  Minimum time between advertisement runs is %u seconds\n  Has %u member%s:\n", g->key.interval_s, g->n_members, g->n_members == 1 ? "" : "s");
		for (const struct bgp_peer_af *m = g->members; m; m = m->next)
			show_text(s, "%s %-16s", k++ % 4 ? "" : k > 1 ? "\n  " : "  ", bgp_peer_name(m->peer, x));
		show_text(s, "\n\n");
	}
	return true;
}

VIEW(bgp_show_paths)
{
	const struct bgp *b = cli_bgp(c);
	u32 n;
	size_t bytes;

	(void)a;
	intern_count(b->w, &n, &bytes);
	show_num(s, "sets", n);
	show_num(s, "bytes", bytes);
	show_end(s);
	show_text(s, "%u sets of attributes, %zu bytes (of all routers of this worker)\n", n, bytes);
	return true;
}
