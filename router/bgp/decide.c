/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The best path of a prefix, step by step as IOS documents it ("BGP Best Path Selection Algorithm"; RFC 4271 9.1.2.2 is steps 4 to 6 and 7 to 13):
 * 0 the state of RFC 6811 (before all else, as in IOS; what is invalid is never the best, unless allowed), 1 weight, 2 local preference, 3 ours, 4 AS path, 5 origin, 6 MED of one neighbouring AS, 7 external before internal, 8 metric to the next hop,
 * costs of extended communities (before 1, and after 8: as each says, unless ignored), 9 multipath, 10 the older of two external ones, 11 router ID, 12 cluster list, 13 address. Paths are compared two by two, the newest first;
 * `bgp deterministic-med` compares those of one AS with each other first.
 */
#include "router/bgp/bgp.h"

const char *const bgp_reason_text[WHY_N] = {
	[WHY_NONE] = "", [WHY_ONLY] = "Only path", [WHY_INVALID] = "Path invalid", [WHY_RPKI_INVALID] = "RPKI state invalid", [WHY_RPKI] = "Worse RPKI state", [WHY_COST_PRE] = "Higher pre-bestpath cost community", [WHY_COST_IGP] = "Higher IGP cost community", [WHY_WEIGHT] = "Lower weight", [WHY_LOCAL_PREF] = "Lower local preference",
	[WHY_LOCAL] = "Local route preferred", [WHY_PATH_LEN] = "Longer AS path", [WHY_ORIGIN] = "Higher origin type", [WHY_MED] = "Higher MED",
	[WHY_EXTERNAL] = "External preferred over internal", [WHY_IGP] = "Higher IGP metric", [WHY_OLDER] = "Newer path", [WHY_ROUTER_ID] = "Higher router ID",
	[WHY_CLUSTERS] = "Longer cluster length", [WHY_ADDRESS] = "Higher neighbor IP address", [WHY_PATH_ID] = "Higher path identifier",
};

u32 bgp_path_local_pref(const struct bgp *b, const struct bgp_path *p)
{
	const struct bgp_attrs *a = bgp_attrs(p->attr);

	return a->has & HAS_LOCAL_PREF ? a->local_pref : b->default_pref;
}

u32 bgp_path_med(const struct bgp *b, const struct bgp_path *p)
{
	const struct bgp_attrs *a = bgp_attrs(p->attr);

	return a->has & HAS_MED ? a->med : b->med_worst ? UINT32_MAX : 0;
}

u32 bgp_path_router_id(const struct bgp_path *p)
{
	const struct bgp_attrs *a = bgp_attrs(p->attr);

	if (a->has & HAS_ORIGINATOR)
		return a->originator;
	return p->peer ? bgp_peer_id(p->peer) : 0;
}

bool bgp_path_reached(const struct bgp_path *p) { return !p->hop || (p->hop->valid && (!p->hop->link_only || p->peer->iface)); }

bool bgp_path_usable(const struct bgp_path *p) { return !(p->flags & (PF_DENIED | PF_DAMPED)) && bgp_path_reached(p); }

/* It may be the best. */
static bool eligible(const struct bgp_path *p) { return bgp_path_usable(p) && !(p->rpki & BGP_RPKI_BARRED); }

static int lower(u64 x, u64 y) { return x < y ? -1 : x > y; }

static bool external(const struct bgp_path *p) { return p->peer && bgp_external(p->peer); }

static bool med_comparable(const struct bgp *b, const struct bgp_attrs *x, const struct bgp_attrs *y)
{
	bool inside = !x->len[PART_PATH] && !y->len[PART_PATH];	/* both are of our own AS; other paths without a neighbouring one: of our confederation, or a set */

	return b->always_med || (x->first_as == y->first_as && (x->first_as || inside || (b->med_confed && !x->hops && !y->hops)));
}

static u32 metric_to(const struct bgp_path *p) { return p->hop ? p->hop->metric : 0; }

/* Up to the step that those of both sorts beside each other ask for. */
static int compare_to_med(const struct bgp *b, const struct bgp_path *x, const struct bgp_path *y, u8 *why)
{
	const struct bgp_attrs *a = bgp_attrs(x->attr), *c = bgp_attrs(y->attr);
	int d;

#define STEP(reason, cmp) if (*why = (reason), (d = (cmp))) return d
	STEP(WHY_INVALID, lower(!bgp_path_usable(x), !bgp_path_usable(y)));
	if (x->rpki != y->rpki)
		STEP((x->rpki | y->rpki) & BGP_RPKI_BARRED ? WHY_RPKI_INVALID : WHY_RPKI, lower(x->rpki, y->rpki));
	if (!b->ignore_cost)
		STEP(WHY_COST_PRE, bgp_cost_order(a, c, COST_PRE));
	STEP(WHY_WEIGHT, lower(y->weight, x->weight));
	STEP(WHY_LOCAL_PREF, lower(bgp_path_local_pref(b, y), bgp_path_local_pref(b, x)));
	STEP(WHY_LOCAL, lower(x->peer != NULL, y->peer != NULL));
	if (!x->peer)	/* `network` and `redistribute` before an aggregate */
		STEP(WHY_LOCAL, lower(x->kind, y->kind));
	if (!b->ignore_path)
		STEP(WHY_PATH_LEN, lower(a->hops, c->hops));
	STEP(WHY_ORIGIN, lower(a->origin, c->origin));
	if (med_comparable(b, a, c))
		STEP(WHY_MED, lower(bgp_path_med(b, x), bgp_path_med(b, y)));
	return 0;
}

/* Up to the step that multipath asks for. */
static int compare_to_metric(const struct bgp *b, const struct bgp_path *x, const struct bgp_path *y, u8 *why)
{
	int d = compare_to_med(b, x, y, why);

	if (d)
		return d;
	STEP(WHY_EXTERNAL, lower(!external(x), !external(y)));
	if (!b->ignore_igp)
		STEP(WHY_IGP, lower(metric_to(x), metric_to(y)));
	if (!b->ignore_cost)
		STEP(WHY_COST_IGP, bgp_cost_order(bgp_attrs(x->attr), bgp_attrs(y->attr), COST_IGP));
	return 0;
}

static unsigned cluster_len(const struct bgp_path *p) { return bgp_attrs(p->attr)->len[PART_CLUSTERS]; }

static int address_order(const struct bgp_path *x, const struct bgp_path *y)
{
	if (!x->peer || !y->peer)
		return lower(x->peer != NULL, y->peer != NULL);
	if (x->peer->addr.af != y->peer->addr.af)
		return lower(x->peer->addr.af, y->peer->addr.af);
	return x->peer->addr.af == AF_IP4 ? lower(x->peer->addr.v4, y->peer->addr.v4) : memcmp(x->peer->addr.v6.b, y->peer->addr.v6.b, 16);
}

/* < 0: x is better; *why: the step that says so. */
static int compare(const struct bgp_table *t, const struct bgp_path *x, const struct bgp_path *y, u8 *why)
{
	const struct bgp *b = t->b;
	int d = compare_to_metric(b, x, y, why);

	if (d)
		return d;
	/* The older of external ones: only the one that is best already counts as older, unless router IDs are to decide. */
	if (external(x) && external(y) && !b->compare_id && bgp_path_router_id(x) != bgp_path_router_id(y))
		STEP(WHY_OLDER, (s32)(x->seq - y->seq) < 0 ? -1 : x->seq != y->seq);
	STEP(WHY_ROUTER_ID, lower(bgp_path_router_id(x), bgp_path_router_id(y)));
	STEP(WHY_CLUSTERS, lower(cluster_len(x), cluster_len(y)));
	STEP(WHY_ADDRESS, address_order(x, y));
	STEP(WHY_PATH_ID, lower(bgp_path_id(t, x), bgp_path_id(t, y)));
#undef STEP
	return 0;
}

/* Paths that have been chosen already, while the next is looked for. */
struct chosen {
	struct bgp_path **at;
	unsigned n;
};

static bool is_chosen(const struct chosen *c, const struct bgp_path *p)
{
	for (unsigned k = 0; k < c->n; k++)
		if (c->at[k] == p)
			return true;
	return false;
}

/* The best of those of one neighbouring AS (NULL: of all), but for some. */
static struct bgp_path *best_of(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *like, const struct chosen *but)
{
	struct bgp_path *best = NULL;
	u8 why;

	for (struct bgp_path *p = bgp_paths(t, n); p; p = bgp_path_next(t, p))
		if (eligible(p) && (!like || bgp_attrs(p->attr)->first_as == bgp_attrs(like->attr)->first_as) && (!best || compare(t, p, best, &why) < 0) && !is_chosen(but, p))
			best = p;
	return best;
}

static struct bgp_path *choose(const struct bgp_table *t, const struct bgp_net *n, const struct chosen *but)
{
	struct bgp_path *best = NULL;
	u8 why;

	if (!t->b->deterministic_med)
		return best_of(t, n, NULL, but);
	for (struct bgp_path *p = bgp_paths(t, n); p; p = bgp_path_next(t, p)) {
		struct bgp_path *champion = eligible(p) ? best_of(t, n, p, but) : NULL;

		if (champion && champion != best && (!best || compare(t, champion, best, &why) < 0))
			best = champion;
	}
	return best;
}

static bool same_path(const struct bgp *b, const struct bgp_path *x, const struct bgp_path *y)
{
	const struct bgp_attrs *a = bgp_attrs(x->attr), *c = bgp_attrs(y->attr);
	u16 n, m;
	const u8 *p = bgp_part(a, PART_PATH, &n), *q = bgp_part(c, PART_PATH, &m);

	return b->relax || (n == m && !memcmp(p, q, n));
}

/* `maximum-paths eibgp`: an internal path beside the best, which is external: as good up to the MED, and no other such one is nearer. */
static bool beside_external(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, const struct bgp_path *best)
{
	u8 why;

	if (!external(best) || external(p) || !p->peer || compare_to_med(t->b, p, best, &why))
		return false;
	for (const struct bgp_path *q = bgp_paths(t, n); q; q = bgp_path_next(t, q))
		if (q->peer && !external(q) && eligible(q) && metric_to(q) < metric_to(p) && !compare_to_med(t->b, q, best, &why) && same_path(t->b, q, best))
			return false;
	return true;
}

/* Step 9: as good as the best up to the metric, by the same AS path, of the same sort (unless both may be), through another next hop. */
static bool multipath(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, const struct bgp_path *best, unsigned have)
{
	const struct bgp *b = t->b;
	unsigned both = b->fam[t->af].paths_both, max = both > 1 ? both : external(best) ? b->fam[t->af].paths : b->fam[t->af].paths_ibgp;
	bool inside = false;
	u8 why;

	if (p == best || !best->peer || have >= max || !eligible(p) || !same_path(b, p, best))
		return false;
	if (both > 1)
		inside = beside_external(t, n, p, best);
	if (!inside && (external(p) != external(best) || compare_to_metric(b, p, best, &why)))
		return false;
	for (const struct bgp_path *q = bgp_paths(t, n); q != p; q = bgp_path_next(t, q))
		if (q->flags & PF_MULTI && q->hop == p->hop)
			return false;
	return p->hop != best->hop && (inside || metric_to(p) == metric_to(best));	/* though the decision may pass over it */
}

/* true: the best path, or one beside it, is another or has other attributes. *best_new: the best. */
static bool mark(struct bgp_table *t, struct bgp_net *n, bool *best_new)
{
	struct bgp_path *was = bgp_best(t, n), *best = choose(t, n, &(struct chosen){ 0 });
	bool multi_changed = false;
	unsigned have = 1;

	*best_new = was != best || (best && best->flags & PF_CHANGED) || n->flags & NF_LOST;
	n->flags &= (u8)~(NF_LOST | NF_OTHER);
	n->best = best ? slab_id(&t->paths, best) : 0;
	for (struct bgp_path *p = bgp_paths(t, n); p; p = bgp_path_next(t, p)) {
		u8 flags = p->flags;

		p->flags &= (u8)~(PF_BEST | PF_CHANGED | PF_VALID | PF_MULTI);
		if (bgp_path_usable(p))
			p->flags |= PF_VALID;
		if (p == best) {
			p->flags |= PF_BEST;
		} else if (best && multipath(t, n, p, best, have)) {
			p->flags |= PF_MULTI;
			have++;
		}
		multi_changed |= (flags ^ p->flags) & PF_MULTI || (p->flags & PF_MULTI && flags & PF_CHANGED);
		p->why = WHY_NONE;
		if (p != best && best)
			compare(t, best, p, &p->why);
		else if (p != best)
			p->why = bgp_path_usable(p) ? WHY_RPKI_INVALID : WHY_INVALID;
		else if (!p->next && p == bgp_paths(t, n))
			p->why = WHY_ONLY;
	}
	return *best_new || multi_changed;
}

void bgp_decide_only(struct bgp_table *t, struct bgp_net *n) { mark(t, n, &(bool){ false }); }

/*
 * New paths that lose against the best one: nothing else is to be looked at again. Not so with MEDs, which only count between paths of one AS, so that
 * who wins can depend on all, and not where paths are used, or told, side by side. false: all must be.
 */
static bool only_losers(const struct bgp_table *t, struct bgp_net *n)
{
	const struct bgp *b = t->b;
	struct bgp_path *best = bgp_best(t, n);

	if (!best || t->n_add || n->flags & (NF_OTHER | NF_LOST | NF_MED) || best->flags & PF_CHANGED || b->med_worst || !eligible(best) || b->fam[t->af].paths > 1 ||
	    b->fam[t->af].paths_ibgp > 1 || b->fam[t->af].paths_both > 1)
		return false;
	for (struct bgp_path *p = bgp_paths(t, n); p->flags & PF_CHANGED; p = bgp_path_next(t, p)) {
		if (compare(t, best, p, &p->why) >= 0)
			return false;
		p->flags = (u8)((p->flags & ~(PF_CHANGED | PF_VALID)) | (bgp_path_usable(p) ? PF_VALID : 0));
	}
	best->why = WHY_NONE;
	return true;
}

void bgp_decide_new(struct bgp_table *t, struct bgp_net *n)
{
	if (!only_losers(t, n))
		bgp_decide(t, n);
}

void bgp_decide(struct bgp_table *t, struct bgp_net *n)
{
	bool best_new;

	if (mark(t, n, &best_new)) {
		bgp_install(t, n);
		bgp_aggregates_look(t, n);
	}
	if (best_new || (t->n_add && n->paths))	/* those beside it are told, too: the groups find out what is new of them */
		bgp_net_bump(t, n);
	if (t->b->s->vrf)
		bgp_vpn_export(t, n);
}

/* One by each next hop: the best that has it. What was there before stays. */
static void select_hops(const struct bgp_table *t, const struct bgp_net *n, struct chosen *c)
{
	unsigned fixed = c->n, k;
	u8 why;

	for (struct bgp_path *p = bgp_paths(t, n); p && c->n < BGP_PATHS_MAX; p = bgp_path_next(t, p)) {
		struct ipaddr hop = bgp_path_next_hop(p), other;

		if (!eligible(p) || is_chosen(c, p))
			continue;
		for (k = 0; k < c->n; k++) {
			other = bgp_path_next_hop(c->at[k]);
			if (ipaddr_eq(&hop, &other))
				break;
		}
		if (k == c->n)
			c->at[c->n++] = p;
		else if (k >= fixed && compare(t, p, c->at[k], &why) < 0)
			c->at[k] = p;
	}
}

unsigned bgp_select(const struct bgp_table *t, const struct bgp_net *n, struct bgp_select s, struct bgp_path **out)
{
	struct chosen c = { out, 0 };
	struct bgp_path *p = bgp_best(t, n);

	if (!p)
		return 0;
	out[c.n++] = p;
	while (c.n < s.best && (p = choose(t, n, &c)))
		out[c.n++] = p;
	for (struct bgp_path *x = s.how & SELECT_GROUP ? bgp_paths(t, n) : NULL; x && c.n < BGP_PATHS_MAX; x = bgp_path_next(t, x)) {
		p = eligible(x) ? best_of(t, n, x, &(struct chosen){ 0 }) : NULL;
		if (p == x && !is_chosen(&c, p))
			out[c.n++] = p;
	}
	if (s.how & SELECT_ALL)
		select_hops(t, n, &c);
	return c.n;
}
