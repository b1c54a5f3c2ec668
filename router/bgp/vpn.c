/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BGP in VRFs: each VRF with an `address-family ipv4|ipv6 vrf` has a speaker of its own, on the VRF's stack, which lives under the device's (its AS number, its
 * router ID, its knobs). What a VRF's best path is goes, with the VRF's route targets, to those VRFs that import one of them (RFC 4364 4.3.1, on one device): there it
 * stands as a path of kind BGP_IMPORTED, numbered by the VRF it is from, with the neighbour it is from, and its next hop is looked up in the table it is from.
 * What was imported is not exported again.
 */
#include <stdlib.h>

#include "router/bgp/bgp.h"
#include "router/vrf/vrf.h"

/* The speakers of VRFs, in order of name. */
static struct bgp *next_speaker(const struct bgp *root, const struct ipstack *after)
{
	const struct ipstack *s = after ? after->next : root->s->root->next;

	while (s && (!s->bgp || !s->bgp->on || s->bgp->stopping))
		s = s->next;
	return s ? s->bgp : NULL;
}

struct bgp *bgp_vrf_next(const struct bgp *any, const struct bgp *after) { return next_speaker(any, after ? after->s : NULL); }

const char *bgp_family_name(const struct bgp *b, u8 af) { return b->s->vrf ? af ? "VPNv6" : "VPNv4" : af ? "IPv6" : "IPv4"; }

/* ---- a speaker of a VRF ---- */

/* What is configured once for all of them. */
void bgp_vrf_settle(struct bgp *b)
{
	const struct bgp *r = b->s->root->bgp;

	b->as = r->as;
	b->confed_id = r->confed_id;
	b->confed_as = b->confed_as ? (free(b->confed_as), NULL) : NULL;
	b->n_confed = r->n_confed;
	if (r->n_confed) {
		b->confed_as = xcalloc(r->n_confed, sizeof(u32));
		memcpy(b->confed_as, r->confed_as, r->n_confed * sizeof(u32));
	}
	b->cluster_id = r->cluster_id;
	b->no_log = r->no_log;
	b->always_med = r->always_med;
	b->deterministic_med = r->deterministic_med;
	b->med_worst = r->med_worst;
	b->med_confed = r->med_confed;
	b->compare_id = r->compare_id;
	b->no_enforce = r->no_enforce;
	b->no_fallover = r->no_fallover;
	b->no_reflect = r->no_reflect;
	b->ignore_path = r->ignore_path;
	b->relax = r->relax;
	b->ignore_igp = r->ignore_igp;
	b->ignore_cost = r->ignore_cost;
	b->maxas = r->maxas;
	b->no_pmtud = r->no_pmtud;
	b->no_trigger = r->no_trigger;
	b->trigger_s = r->trigger_s;
	b->safe_ebgp = r->safe_ebgp;
	b->graceful = r->graceful;
	b->graceful_notice = r->graceful_notice;
	b->gr_restart_s = r->gr_restart_s;
	b->gr_stale_s = r->gr_stale_s;
	b->default_pref = r->default_pref;
	b->keepalive_s = r->keepalive_s;
	b->hold_s = r->hold_s;
	b->hold_min_s = r->hold_min_s;
	memcpy(b->distance, r->distance, sizeof(b->distance));
	bgp_router_id(b);
}

void bgp_vrf_settle_all(struct bgp *root)
{
	for (struct bgp *b = NULL; (b = bgp_vrf_next(root, b));)
		bgp_vrf_settle(b);
}

struct bgp *bgp_vrf_start(struct vrf *v, u8 af)
{
	struct bgp *b = bgp_get(v->ip), *root = v->ip->root->bgp;

	if (!b->on) {
		bgp_start(b, root->as);
		bgp_vrf_settle(b);
	}
	b->has_af[af] = true;
	bgp_table(b, af);
	bgp_vpn_again(v->ip->root);
	return b;
}

void bgp_vrf_end(struct bgp *b, u8 af)
{
	b->has_af[af] = false;
	if (b->has_af[!af])
		bgp_vpn_again(b->s);	/* what came in from other VRFs goes */
	else
		bgp_stop(b);
}

/* ---- targets ---- */

static struct vrf *vrf_of(const struct bgp *b) { return b->s->vrf; }

static struct vrf *vrf_numbered(const struct ipstack *root, u32 id)
{
	struct vrf *v = root->vrfs;

	while (v && v->id != id)
		v = v->next;
	return v;
}

struct vrf *bgp_import_from(const struct bgp_table *t, const struct bgp_path *p) { return vrf_numbered(t->b->s->root, bgp_path_id(t, p)); }

static bool imports(const struct vrf *v, unsigned af, const u8 *ext, u16 len)
{
	unsigned n;
	const u64 *want = vrf_imports(v, af, &n);

	for (u16 k = 0; k + 8 <= len; k += 8)
		for (unsigned i = 0; i < n; i++)
			if (get_be64(ext + k) == want[i])
				return true;
	return false;
}

/* The path with the VRF's targets, as others see it; NULL: it goes nowhere. A map that sets targets sets them in place of the VRF's, unless `additive`. */
struct intern *bgp_vpn_view(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p)
{
	const struct vrf *v = vrf_of(t->b);
	struct route_map *map = vrf_export_map(v, t->af);
	struct ipaddr prefix = bgp_net_addr(t, n);
	struct bgp_draft d;
	struct policy_route r = { .set = 0 };
	struct bgp_room room;
	u8 ext[sizeof(room.ext) + 8 * VRF_TARGETS_MAX];
	unsigned count;
	const u64 *own = vrf_exports(v, t->af, &count);
	u16 len;

	bgp_path_draft(&d, p);
	if (map) {
		bgp_policy_path(&r, p, &prefix, n->plen);
		if (!route_map_permits(map, &r) || !bgp_policy_apply(&r, &d, &room)) {
			bgp_path_draft(&d, p);	/* as if it were not there: the VRF's own targets remain */
			r.set = 0;
		}
	}
	len = (u16)min_u64(d.h.len[PART_EXT], sizeof(room.ext));
	if (len)
		memcpy(ext, d.part[PART_EXT], len);
	for (unsigned k = 0; k < count && (!(r.set & SET_TARGET) || r.target_more); k++, len = (u16)(len + 8))
		put_be64(ext + len, own[k]);
	if (!len)
		return NULL;
	d.part[PART_EXT] = ext;
	d.h.len[PART_EXT] = len;
	return bgp_draft_intern(t->b->w, &d);
}

/* ---- from one table into another ---- */

static struct bgp_path *import_find(const struct bgp_table *t, const struct bgp_net *n, u32 from)
{
	struct bgp_path *x = n ? bgp_paths(t, n) : NULL;

	while (x && (x->kind != BGP_IMPORTED || bgp_path_id(t, x) != from))
		x = bgp_path_next(t, x);
	return x;
}

static void import_drop(struct bgp_table *to, struct bgp_net *n, u32 from)
{
	struct bgp_path *x = import_find(to, n, from);

	if (x)
		bgp_path_del(to, n, x);
}

/* attr: a reference that passes on; NULL: nothing comes from there (any more). */
static void import(struct bgp_table *to, const struct vrf *from, const struct ipaddr *prefix, u8 plen, const struct bgp_path *p, struct intern *attr)
{
	struct bgp_net *n = attr ? bgp_net_get(to, prefix, plen) : bgp_net_find(to, prefix, plen);
	struct bgp_path *x = import_find(to, n, from->id);

	if (x && attr && x->attr == attr && x->peer == p->peer && x->weight == p->weight) {
		intern_put(to->b->w, attr);
		if (!p->peer)	/* its interface may be another */
			bgp_install(to, n);
		return;
	}
	if (x && (!attr || x->peer != p->peer))
		bgp_path_del(to, n, x);
	if (!attr || !n) {
		intern_put(to->b->w, attr);
		return;
	}
	x = bgp_path_set(to, n, p->peer, BGP_IMPORTED, from->id, attr, NULL, NULL);
	if (!x)
		return;
	x->weight = p->weight;
}

/* The map in of the VRF that imports: a reference, or NULL: denied. */
static struct intern *admitted(const struct vrf *v, u8 af, const struct bgp_path *p, const struct ipaddr *prefix, u8 plen, struct intern *attr, struct worker *w)
{
	struct route_map *map = vrf_import_map(v, af);
	struct policy_route r;
	struct bgp_draft d;
	struct bgp_room room;

	if (!map)
		return intern_ref(attr);
	bgp_policy_route(&r, p->peer, prefix, plen, bgp_attrs(attr), p->weight);
	bgp_draft_of(&d, attr);
	if (!route_map_permits(map, &r) || !bgp_policy_apply(&r, &d, &room))
		return NULL;
	return bgp_draft_intern(w, &d);
}

void bgp_vpn_export(struct bgp_table *t, const struct bgp_net *n)
{
	const struct vrf *from = vrf_of(t->b);
	const struct bgp_path *best = bgp_best(t, n);
	struct ipaddr prefix = bgp_net_addr(t, n);
	struct intern *attr;
	u16 len = 0;
	const u8 *ext = NULL;

	if (!from)
		return;
	if (best && (best->kind == BGP_IMPORTED || t->b->stopping || !t->b->has_af[t->af]))
		best = NULL;
	attr = best ? bgp_vpn_view(t, n, best) : NULL;
	if (attr)
		ext = bgp_part(bgp_attrs(attr), PART_EXT, &len);
	for (struct bgp *b = NULL; (b = bgp_vrf_next(t->b, b));) {
		struct bgp_table *to = b->table[t->af];
		struct intern *in = NULL;

		if (b == t->b || !to || b->s->cleaning)
			continue;
		if (attr && b->has_af[t->af] && imports(vrf_of(b), t->af, ext, len))
			in = admitted(vrf_of(b), t->af, best, &prefix, n->plen, attr, b->w);
		import(to, from, &prefix, n->plen, best, in);
	}
	intern_put(t->b->w, attr);
}

void bgp_vpn_leave(struct bgp *from)
{
	u32 id = vrf_of(from) ? vrf_of(from)->id : 0;

	for (struct bgp *b = NULL; id && (b = bgp_vrf_next(from, b));)
		for (u8 af = 0; b != from && af < BGP_AFS; af++) {
			struct bgp_table *t = b->table[af];
			u32 was = t ? t->version : 0;

			for (struct bgp_net *n = NULL; t && (n = bgp_net_from(t, n ? n->id + 1 : 1));)
				if (import_find(t, n, id)) {
					import_drop(t, n, id);
					bgp_decide(t, n);	/* now: no next hop may stay in a table that goes */
				}
			if (t && t->version != was)	/* before a turn of decisions, which would say so */
				bgp_group_soon(b, af);
		}
}

void bgp_vpn_again(struct ipstack *s)
{
	const struct bgp *root = s->root->bgp;

	for (struct bgp *b = NULL; root && root->on && (b = bgp_vrf_next(root, b));)
		for (u8 af = 0; af < BGP_AFS; af++)
			if (b->table[af])
				bgp_rescan(b->table[af]);
}

/* ---- where an imported path leads ---- */

unsigned bgp_import_hops(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, struct nexthop *nh, unsigned max)
{
	const struct vrf *v = bgp_import_from(t, p);
	struct ipaddr prefix = bgp_net_addr(t, n);
	const struct rib_entry *e = v ? rib_exact(v->ip, &prefix, n->plen) : NULL;
	unsigned count = 0;

	for (struct rib_path x = { 0 }; count < max && v && rib_path_next(v->ip, e, &x);) {
		nh[count] = x.nh->hop;
		if (!nh[count].out && !nh[count].null && !nh[count].table)
			nh[count].table = v->ip;
		count++;
	}
	return count;
}
