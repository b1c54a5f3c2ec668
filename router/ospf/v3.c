/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What LSAs of version 3 say, written and read: RFC 5340 4.4.3 and A.4. Routers and networks name no addresses; prefixes stand in LSAs of their
 * own, which refer to a router or a network. With address family IPv4 (RFC 5838) prefixes are IPv4's in the same form.
 */
#include <stdlib.h>

#include "router/ospf/prefix3.h"

enum { EXT_T = 1, EXT_F = 2, EXT_E = 4 };

static u32 prefix_len(u8 plen) { return (plen + 31u) / 32 * 4; }

static void prefix_write(struct wr *w, const struct ipaddr *p, u8 plen, u8 options, u16 last)
{
	u8 *at;

	wr_u8(w, plen);
	wr_u8(w, options);
	wr_u16(w, last);
	at = wr_bytes(w, prefix_len(plen));
	if (!at)
		return;
	if (p->af == AF_IP4 && plen)
		put_be32(at, p->v4);
	else if (p->af == AF_IP6)
		memcpy(at, p->v6.b, prefix_len(plen));
}

bool prefix3_read(const struct ospf *o, struct rd *r, struct ipaddr *p, u8 *plen, u8 *options, u16 *last)
{
	struct ip6 a = { 0 };

	*plen = rd_u8(r);
	*options = rd_u8(r);
	*last = rd_u16(r);
	if (*plen > (o->af == AF_IP4 ? 32 : 128))
		return false;
	rd_copy(r, a.b, prefix_len(*plen));
	*p = (struct ipaddr){ .af = o->af };
	if (o->af == AF_IP4)
		p->v4 = get_be32(a.b) & ip4_mask(*plen);
	else
		p->v6 = ip6_masked(&a, *plen);
	return !r->bad;
}

/* ---- routers, networks, links ---- */

static bool transit(const struct ospf_if *oi)
{
	const struct ospf_nbr *dr = ospf_nbr_named(oi, oi->dr);

	return ospf_if_multi(oi) && oi->state != IFS_WAITING && (oi->state == IFS_DR ? ospf_net_has_full_nbr(oi) : dr && ospf_nbr_counts(dr));
}

static void link_write(struct wr *w, const struct ospf_if *oi, u8 type, u32 cost, u32 nbr_if, u32 rid)
{
	wr_u8(w, type);
	wr_u8(w, 0);
	wr_u16(w, oi->o->max_metric ? OSPF_METRIC_MAX : (u16)(cost > OSPF_METRIC_MAX ? OSPF_METRIC_MAX : cost));
	wr_u32(w, oi->if_id);
	wr_u32(w, nbr_if);
	wr_u32(w, rid);
}

void orig3_router(struct ospf_area *a)
{
	struct ospf *o = a->o;
	u8 flags = (o->abr ? RTR_B : 0) | (ospf_is_asbr(o) && a->kind != AREA_STUB ? RTR_E : 0), *body;
	u32 room = 4;
	bool active = false;
	struct wr w;

	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->area == a) {
			room += 16 * (oi->n_nbrs + 1);
			active |= oi->state != IFS_DOWN;
		}
	if (!active) {
		own_clear(&a->db, LSA3_ROUTER, 0);
		return;
	}
	body = xcalloc(1, room);
	w = wr_of(body, room);
	wr_u32(&w, ospf_options(a) & 0xffffff);
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
		const struct ospf_nbr *dr = ospf_nbr_named(oi, oi->dr);

		if (oi->net == NET_VIRTUAL && oi->transit == a && oi->n_full)
			flags |= RTR_V;
		if (oi->area != a || oi->state == IFS_DOWN || oi->state == IFS_LOOPBACK)
			continue;
		if (transit(oi))
			link_write(&w, oi, 2, oi->cost, oi->state == IFS_DR ? oi->if_id : dr->if_id, oi->dr);
		for (const struct ospf_nbr *n = oi->nbrs; n && !ospf_if_multi(oi); n = n->next)
			if (ospf_nbr_counts(n))
				link_write(&w, oi, oi->net == NET_VIRTUAL ? 4 : 1, n->cost ? n->cost : oi->cost, n->if_id, n->rid);
	}
	if (a->kind == AREA_NSSA && o->abr && a->translate_always)
		flags |= RTR_NT;
	body[0] = flags;
	own_set(&a->db, LSA3_ROUTER, 0, 0, body, (u32)wr_len(&w));
	free(body);
}

void orig3_network(struct ospf_if *oi)
{
	struct ospf_area *a = oi->area;
	struct wr w;
	u8 *body;

	if (oi->state != IFS_DR || oi->passive || !ospf_net_has_full_nbr(oi)) {
		own_clear(&a->db, LSA3_NETWORK, oi->if_id);
		return;
	}
	body = xcalloc(oi->n_nbrs + 2, 4);
	w = wr_of(body, 4 * (oi->n_nbrs + 2));
	wr_u32(&w, ospf_options(a) & 0xffffff);
	wr_u32(&w, oi->o->rid);
	for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next)
		if (ospf_nbr_counts(n))
			wr_u32(&w, n->rid);
	own_set(&a->db, LSA3_NETWORK, oi->if_id, 0, body, (u32)wr_len(&w));
	free(body);
}

void orig3_link(struct ospf_if *oi)
{
	u8 *body;
	u32 room = 24 + 20 * oi->n_subnets, n = 0;
	struct wr w;

	if (oi->net == NET_VIRTUAL)
		return;
	if (oi->state == IFS_DOWN || oi->state == IFS_LOOPBACK) {
		own_clear(&oi->db, LSA3_LINK, oi->if_id);
		return;
	}
	body = xcalloc(1, room);
	w = wr_of(body, room);
	wr_u32(&w, (u32)oi->priority << 24 | (ospf_options(oi->area) & 0xffffff));
	if (oi->o->af == AF_IP6) {
		wr_copy(&w, oi->local.b, 16);
	} else { /* RFC 5838 2.5: the IPv4 address, in the first bytes */
		wr_u32(&w, oi->addr);
		wr_zero(&w, 12);
	}
	for (u32 k = 0; k < oi->n_subnets; k++)
		n += !oi->subnets[k].host;
	wr_u32(&w, n);
	for (u32 k = 0; k < oi->n_subnets; k++)
		if (!oi->subnets[k].host)
			prefix_write(&w, &oi->subnets[k].prefix, oi->subnets[k].plen, 0, 0);
	own_set(&oi->db, LSA3_LINK, oi->if_id, 0, body, (u32)wr_len(&w));
	free(body);
}

/* ---- prefixes of the area: RFC 5340 4.4.3.9 ---- */

static void intra_begin(struct wr *w, u16 ref, u32 id, u32 adv)
{
	wr_u16(w, 0);
	wr_u16(w, ref);
	wr_u32(w, id);
	wr_u32(w, adv);
}

static bool virtual_end(const struct ospf_area *a)
{
	for (const struct ospf_if *oi = a->o->ifs; oi; oi = oi->next)
		if (oi->net == NET_VIRTUAL && oi->transit == a)
			return true;
	return false;
}

/* An address of ours in the area; NULL: none, or one is told with LA anyway (that of a loopback). */
static const struct ip6 *address_in(const struct ospf_area *a)
{
	const struct ip6 *found = NULL;

	for (const struct ospf_if *oi = a->o->ifs; oi; oi = oi->next) {
		if (oi->area != a || oi->state == IFS_DOWN)
			continue;
		for (u32 k = 0; k < oi->n_subnets; k++)
			if (oi->subnets[k].host)
				return NULL;
		if (!found && !ip6_is_zero(&oi->global))
			found = &oi->global;
	}
	return found;
}

static void own_prefixes(struct ospf_area *a)
{
	struct ospf *o = a->o;
	const struct ip6 *own = NULL;
	u32 room = 12;
	u16 n = 0;
	u8 *body;
	struct wr w;

	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		room += oi->area == a ? 20 * oi->n_subnets : 0;
	if (virtual_end(a)) {
		own = address_in(a);
		room += own ? 20 : 0;
	}
	body = xcalloc(1, room);
	w = wr_of(body, room);
	intra_begin(&w, LSA3_ROUTER, 0, o->rid);
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
		if (oi->area != a || oi->state == IFS_DOWN || transit(oi))
			continue;
		for (u32 k = 0; k < oi->n_subnets; k++) {
			const struct ospf_subnet *s = &oi->subnets[k];

			prefix_write(&w, &s->prefix, s->plen, s->host ? PFX_LA : 0, (u16)(s->host ? 0 : oi->cost));
			n++;
		}
	}
	if (own) { /* the other end of a virtual link has to know where packets go */
		struct ipaddr p = { .af = AF_IP6, .v6 = *own };

		prefix_write(&w, &p, 128, PFX_LA, 0);
		n++;
	}
	put_be16(body, n);
	if (n)
		own_set(&a->db, LSA3_INTRA_PREFIX, 0, 0, body, (u32)wr_len(&w));
	else
		own_clear(&a->db, LSA3_INTRA_PREFIX, 0);
	free(body);
}

/* The designated router speaks for the link: what all adjacent routers' link LSAs name, each once. */
static void network_prefixes(struct ospf_if *oi)
{
	struct ospf *o = oi->o;
	struct lsdb *db = &oi->area->db;
	struct ospf_subnet *all = NULL;
	u32 n = 0;
	u8 *body;
	struct wr w;

	if (oi->state != IFS_DR || oi->passive || !ospf_net_has_full_nbr(oi)) {
		own_clear(db, LSA3_INTRA_PREFIX, oi->if_id);
		return;
	}
	for (u32 k = 0; k < oi->db.n; k++) {
		const struct lsa *l = lsdb_at(&oi->db, k);
		const struct ospf_nbr *nb = ospf_nbr_named(oi, l->adv);
		struct rd r = lsa_rd(l);
		u32 left;

		if (l->type != LSA3_LINK || l->max_age || (l->adv != o->rid && (!nb || !ospf_nbr_counts(nb))))
			continue;
		rd_skip(&r, 20);
		left = rd_u32(&r);
		while (left-- && !r.bad && n < 4096) {
			struct ipaddr p;
			u8 plen, opt;
			u16 last;
			u32 j = 0;

			if (!prefix3_read(o, &r, &p, &plen, &opt, &last))
				break;
			if (opt & (PFX_NU | PFX_LA))
				continue;
			while (j < n && (all[j].plen != plen || memcmp(&all[j].prefix, &p, sizeof(p))))
				j++;
			if (j < n)
				continue;
			if (!(n & (n - 1)))
				all = xrealloc(all, n ? 2 * n : 1, sizeof(*all));
			all[n++] = (struct ospf_subnet){ p, plen, false };
		}
	}
	body = xcalloc(1, 12 + 20 * n);
	w = wr_of(body, 12 + 20 * n);
	intra_begin(&w, LSA3_NETWORK, oi->if_id, o->rid);
	for (u32 k = 0; k < n; k++)
		prefix_write(&w, &all[k].prefix, all[k].plen, 0, 0);
	put_be16(body, (u16)n);
	if (n)
		own_set(db, LSA3_INTRA_PREFIX, oi->if_id, 0, body, (u32)wr_len(&w));
	else
		own_clear(db, LSA3_INTRA_PREFIX, oi->if_id);
	free(body);
	free(all);
}

void orig3_prefixes(struct ospf_area *a)
{
	own_prefixes(a);
	for (struct ospf_if *oi = a->o->ifs; oi; oi = oi->next)
		if (oi->area == a && ospf_if_multi(oi))
			network_prefixes(oi);
}

/* RFC 5340 4.8.1: the prefixes of each vertex of the tree. */
void prefixes3(struct ospf_area *a, u8 nth)
{
	struct ospf *o = a->o;

	for (u32 k = 0; k < a->db.n; k++) {
		const struct lsa *l = lsdb_at(&a->db, k);
		struct rd r = lsa_rd(l);
		struct ospf_path_info i = { .type = PATH_INTRA, .area = nth, .adv = l->adv };
		const struct lsa *ref;
		const struct vertex *v;
		u16 n, type;
		u32 id, adv;

		if (l->type != LSA3_INTRA_PREFIX || l->max_age)
			continue;
		n = rd_u16(&r);
		type = rd_u16(&r);
		id = rd_u32(&r);
		adv = rd_u32(&r);
		if (r.bad || adv != l->adv)
			continue;
		ref = type == LSA3_ROUTER ? lsdb_find_router(&a->db, adv) : type == LSA3_NETWORK ? lsdb_find(&a->db, LSA3_NETWORK, id, adv) : NULL;
		if (!ref || !ref->vertex)
			continue;
		v = &a->v[ref->vertex - 1];
		while (n-- && !r.bad) {
			struct ipaddr p;
			u8 plen, opt;
			u16 metric;

			if (!prefix3_read(o, &r, &p, &plen, &opt, &metric))
				break;
			i.cost = v->dist + metric;
			i.set = v->set;
			if (!(opt & PFX_NU))
				route_offer(o, &p, plen, &i, ref->vertex == 1 || v->root_side);
		}
	}
}

/* ---- between areas ---- */

static bool same_prefix(const u8 *x, u32 x_len, const u8 *body, u32 at, u32 len)
{
	return x_len >= at + len && x[at] == body[at] && !memcmp(x + at + 4, body + at + 4, len - 4);
}

/*
 * The ID under which we speak of this prefix already, or a new one. Prefixes have no place in the ID (RFC 5340 4.4.3.4). At the end of a restart what was
 * said before it counts: under another ID, the neighbours would lose the old one's route before they have the new one's (RFC 5187 3.1).
 */
static u32 id_for(struct lsdb *db, u16 type, const u8 *body, u32 at, u32 len)
{
	struct ospf *o = db->o;

	for (u32 k = 0; k < db->n_own; k++) {
		const struct lsa_own *x = db->own[k];

		if (x->type == type && same_prefix(x->body, x->len, body, at, len))
			return x->id;
	}
	for (u32 k = 0; o->gr.finishing && k < db->n; k++) {
		const struct lsa *l = lsdb_at(db, k);

		if (l->type == type && l->adv == o->rid && !l->max_age && !own_find(db, type, l->id) &&
		    same_prefix(l->body->bytes + OSPF_LSA_HLEN, lsa_len(l) - OSPF_LSA_HLEN, body, at, len))
			return l->id;
	}
	return ++o->next_ext_id;
}

void say_summary3(struct ospf_area *to, const struct ipaddr *p, u8 plen, u32 cost)
{
	u8 body[24];
	struct wr w = wr_of(body, sizeof(body));

	wr_u32(&w, cost);
	prefix_write(&w, p, plen, 0, 0);
	own_set(&to->db, LSA3_INTER_PREFIX, id_for(&to->db, LSA3_INTER_PREFIX, body, 4, (u32)wr_len(&w) - 4), 0, body, (u32)wr_len(&w));
}

void say_router3(struct ospf_area *to, const struct router_route *r)
{
	u8 body[12];

	put_be32(body, ospf_options(to) & 0xffffff);
	put_be32(body + 4, r->cost);
	put_be32(body + 8, r->rid);
	own_set(&to->db, LSA3_INTER_ROUTER, r->rid, 0, body, sizeof(body));
}

bool summary_read3(const struct ospf *o, const struct lsa *l, struct ipaddr *p, u8 *plen, u32 *cost, bool *router, u32 *rid)
{
	struct rd r = lsa_rd(l);
	u8 opt;
	u16 last;

	*router = l->type == LSA3_INTER_ROUTER;
	if (*router) {
		rd_skip(&r, 4);
		*cost = rd_u32(&r) & 0xffffff;
		*rid = rd_u32(&r);
		return !r.bad;
	}
	if (l->type != LSA3_INTER_PREFIX)
		return false;
	*cost = rd_u32(&r) & 0xffffff;
	return prefix3_read(o, &r, p, plen, &opt, &last) && !(opt & PFX_NU);
}

/* ---- externals ---- */

void say_external3(struct lsdb *db, u16 type, const struct ospf_ext *e, u8 options)
{
	u8 body[48];
	struct wr w = wr_of(body, sizeof(body));
	u32 head;

	wr_u32(&w, (u32)((e->e2 ? EXT_E : 0) | (e->forward.af ? EXT_F : 0) | (e->tag ? EXT_T : 0)) << 24 | (e->metric & 0xffffff));
	prefix_write(&w, &e->prefix, e->plen, options & OPT_NP ? PFX_P : 0, 0);
	head = (u32)wr_len(&w);
	if (e->forward.af == AF_IP6) {
		wr_copy(&w, e->forward.v6.b, 16);
	} else if (e->forward.af) {
		wr_u32(&w, e->forward.v4);
		wr_zero(&w, 12);
	}
	if (e->tag)
		wr_u32(&w, e->tag);
	own_set(db, type, id_for(db, type, body, 4, head - 4), 0, body, (u32)wr_len(&w));
}

bool ext_read3(const struct ospf *o, const struct lsa *l, struct ext_lsa *e)
{
	struct rd r = lsa_rd(l);
	u32 x;
	u8 opt;
	u16 ref;

	if (l->type != LSA3_EXTERNAL && l->type != LSA3_NSSA)
		return false;
	*e = (struct ext_lsa){ 0 };
	x = rd_u32(&r);
	e->e2 = x >> 24 & EXT_E;
	e->metric = x & 0xffffff;
	if (!prefix3_read(o, &r, &e->prefix, &e->plen, &opt, &ref) || opt & PFX_NU)
		return false;
	e->p_bit = opt & PFX_P;
	if (x >> 24 & EXT_F) {
		struct ip6 f;

		rd_copy(&r, f.b, 16);
		e->forward.af = o->af;
		if (o->af == AF_IP4)
			e->forward.v4 = get_be32(f.b);
		else
			e->forward.v6 = f;
	}
	if (x >> 24 & EXT_T)
		e->tag = rd_u32(&r);
	return !r.bad;
}
