/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between attributes and routing policy: a route as a map sees it, what the map has set, and the filters of a neighbour in IOS's order. */
#include "router/bgp/bgp.h"

enum { EXT_TARGET = 2 };	/* RFC 4360 4: the sub-type of route targets */

void bgp_policy_route(struct policy_route *r, const struct bgp_peer *peer, const struct ipaddr *prefix, u8 plen, const struct bgp_attrs *a, u16 weight)
{
	u16 len;
	const u8 *p;

	r->prefix = *prefix;
	r->plen = plen;
	r->source = ROUTE_BGP;
	r->next_hop = bgp_next_hop(a);
	r->peer = peer ? peer->addr : (struct ipaddr){ .af = AF_NONE };
	r->external = peer && bgp_external(peer);
	r->local = !peer;
	r->rank = r->marks = 0;
	r->out = NULL;
	r->process = 0;
	r->kind = 0;
	r->set = 0;
	r->rpki = RPKI_NONE;
	r->tag = 0;
	r->metric = a->has & HAS_MED ? a->med : 0;
	r->origin = a->origin;
	r->local_pref = a->has & HAS_LOCAL_PREF ? a->local_pref : 100;
	r->weight = weight;
	r->path = bgp_part(a, PART_PATH, &len);
	r->path_len = len;
	r->n_prepend = 0;
	r->n_target = r->n_cost = 0;
	r->ext = bgp_part(a, PART_EXT, &len);
	r->ext_len = len;
	p = bgp_part(a, PART_COMM, &len);
	for (r->n_comm = 0; r->n_comm < POLICY_COMMUNITIES_MAX && 4 * r->n_comm + 4 <= len; r->n_comm++)
		r->comm[r->n_comm] = get_be32(p + 4 * r->n_comm);
	p = bgp_part(a, PART_LARGE, &len);
	for (r->n_large = 0; r->n_large < POLICY_LARGE_MAX && 12 * r->n_large + 12 <= len; r->n_large++)
		for (unsigned k = 0; k < 3; k++)
			r->large[r->n_large].v[k] = get_be32(p + 12 * r->n_large + 4 * k);
}

void bgp_policy_path(struct policy_route *r, const struct bgp_path *p, const struct ipaddr *prefix, u8 plen)
{
	bgp_policy_route(r, p->peer, prefix, plen, bgp_attrs(p->attr), p->weight);
	r->next_hop = bgp_path_next_hop(p);
	r->rpki = (u8)bgp_rpki_state(p);
}

static void delete_ext(const struct policy_route *r, struct bgp_draft *d, struct bgp_room *room)
{
	const u8 *was = d->part[PART_EXT];
	u16 n = 0;

	for (u16 k = 0; 8 * k + 8 <= d->h.len[PART_EXT] && n + 8 <= BGP_EXT_MAX; k++)
		if (!(r->ext_gone[k / 64] >> (k & 63) & 1)) {
			memmove(room->ext + n, was + 8 * k, 8);
			n = (u16)(n + 8);
		}
	d->part[PART_EXT] = room->ext;
	d->h.len[PART_EXT] = n;
}

static void set_targets(const struct policy_route *r, struct bgp_draft *d, struct bgp_room *room)
{
	const u8 *was = d->part[PART_EXT];
	u16 n = 0;

	for (u16 k = 0; k + 8 <= d->h.len[PART_EXT] && n + 8 <= BGP_EXT_MAX; k = (u16)(k + 8))
		if (r->target_more || was[k + 1] != EXT_TARGET) {
			memmove(room->ext + n, was + k, 8);
			n = (u16)(n + 8);
		}
	for (u32 k = 0; k < r->n_target; k++, n = (u16)(n + 8))
		put_be64(room->ext + n, r->target[k]);
	d->part[PART_EXT] = room->ext;
	d->h.len[PART_EXT] = n;
}

bool bgp_policy_apply(const struct policy_route *r, struct bgp_draft *d, struct bgp_room *room)
{
	if (r->set & SET_METRIC) {
		d->h.med = r->metric;
		d->h.has |= HAS_MED;
	}
	if (r->set & SET_LOCAL_PREF) {
		d->h.local_pref = r->local_pref;
		d->h.has |= HAS_LOCAL_PREF;
	}
	if (r->set & SET_ORIGIN)
		d->h.origin = r->origin;
	if (r->set & SET_NEXT_HOP)
		bgp_set_next_hop(&d->h, &r->next_hop);
	if (r->set & SET_NEXT_HOP_PEER && r->peer.af)
		bgp_set_next_hop(&d->h, &r->peer);
	if (r->set & SET_COMMUNITY) {
		for (u32 k = 0; k < r->n_comm; k++)
			put_be32(room->comm + 4 * k, r->comm[k]);
		d->part[PART_COMM] = room->comm;
		d->h.len[PART_COMM] = (u16)(4 * r->n_comm);
	}
	if (r->set & SET_LARGE) {
		for (u32 k = 0; k < r->n_large; k++)
			for (unsigned v = 0; v < 3; v++)
				put_be32(room->large + 12 * k + 4 * v, r->large[k].v[v]);
		d->part[PART_LARGE] = room->large;
		d->h.len[PART_LARGE] = (u16)(12 * r->n_large);
	}
	if (r->set & SET_EXT_DELETE)
		delete_ext(r, d, room);
	if (r->set & SET_TARGET)
		set_targets(r, d, room);
	if (r->set & SET_SOO)
		bgp_ext_put(d, room, r->soo);
	for (u32 k = 0; r->set & SET_COST && k < r->n_cost; k++)
		bgp_ext_put(d, room, r->cost[k]);
	if (r->n_prepend)
		return bgp_path_prepend(d, r->prepend, r->n_prepend, SEG_SEQUENCE, room->path);
	return true;
}

/* IOS in: distribute-list or prefix-list, filter-list, then the route map; weight after it unless the map set one. */
static struct intern *policy_in(struct bgp_peer *p, u8 af, const struct ipaddr *prefix, u8 plen, struct bgp_told *told, struct bgp_hop **hop, u16 *weight)
{
	const struct bgp_peer_af *x = &p->af[af];
	struct policy_route r;
	struct bgp_draft d;
	struct bgp_room room;
	struct bgp_told out;
	struct intern *full;
	u16 len;
	const u8 *path = bgp_part(bgp_attrs(told->attr), PART_PATH, &len);

	*weight = x->weight;
	*hop = NULL;
	if ((x->prefix_in && !prefix_list_permits(x->prefix_in, prefix, plen)) || (x->dist_in && !acl_permits_route(x->dist_in, prefix, plen)) ||
	    (x->filter_in && !path_list_permits(x->filter_in, path, len)) || (p->b->safe_ebgp && bgp_external(p) && !x->map_in && !x->prefix_in && !x->dist_in && !x->filter_in))
		return NULL;
	if (x->map_in || x->soo) {
		full = bgp_told_full(p->b, told);
		bgp_policy_route(&r, p, prefix, plen, bgp_attrs(full), x->weight);
		if (route_map_asks_rpki(x->map_in))
			r.rpki = bgp_rpki_judge(p->b->table[af], prefix, plen, p, bgp_attrs(full)) & BGP_RPKI_STATE;
		bgp_draft_of(&d, full);
		if (!route_map_permits(x->map_in, &r) || !bgp_policy_apply(&r, &d, &room))
			return NULL;
		if (x->soo)	/* whatever the map has set, as in IOS */
			bgp_ext_put(&d, &room, x->soo);
		if (r.set & SET_WEIGHT)
			*weight = (u16)r.weight;
		if (r.set & ~(u32)SET_WEIGHT || x->soo) {
			bgp_told_open(p->b, &out, &d);
			*hop = out.hop;
			return out.attr;
		}
	}
	*hop = bgp_hop_ref(told->hop);
	return intern_ref(told->attr);
}

struct intern *bgp_policy_in(struct bgp_peer *p, u8 af, const struct ipaddr *prefix, u8 plen, struct bgp_told *told, struct bgp_hop **hop, u16 *weight)
{
	struct bgp_draft d;
	struct bgp_told mine;
	struct intern *taken;
	u8 path[BGP_PATH_LEN_MAX];

	if (!p->enters_as)
		return policy_in(p, af, prefix, plen, told, hop, weight);
	bgp_draft_of(&d, bgp_told_full(p->b, told));
	*hop = NULL;
	if (!bgp_path_prepend(&d, &p->enters_as, 1, SEG_SEQUENCE, path))
		return NULL;
	bgp_told_open(p->b, &mine, &d);
	taken = policy_in(p, af, prefix, plen, &mine, hop, weight);
	bgp_told_close(p->b, &mine);
	return taken;
}
