/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interfaces: section 9. The table is 9.3's; set_state() alone changes a state. The election of the designated router is 9.4's, its two rounds
 * over a list of candidates. Virtual links (15) are interfaces without a port.
 */
#include <stdlib.h>

#include "router/ospf/links.h"
#include "router/ospf/log.h"

const char *const ospf_if_state_name[IFS_N] = { "DOWN", "LOOPBACK", "WAITING", "POINT_TO_POINT", "DROTHER", "BDR", "DR" };
const char *const ospf_net_name[NET_N] = {
	"BROADCAST", "POINT_TO_POINT", "NON_BROADCAST", "POINT_TO_MULTIPOINT", "POINT_TO_MULTIPOINT", "LOOPBACK", "VIRTUAL_LINK",
};

bool ospf_if_multi(const struct ospf_if *oi) { return oi->net == NET_BROADCAST || oi->net == NET_NBMA; }

/* ---- 9.4 ---- */

struct candidate { u32 rid, name, dr, bdr; u8 priority; };

static bool beats(const struct candidate *a, const struct candidate *b)
{
	return !b || a->priority > b->priority || (a->priority == b->priority && a->rid > b->rid);
}

/* Steps 2 and 3 over n candidates. */
static void round_of(const struct candidate *c, unsigned n, u32 *dr, u32 *bdr)
{
	const struct candidate *best_dr = NULL, *declared = NULL, *any = NULL;

	for (unsigned k = 0; k < n; k++) {
		if (!c[k].priority)
			continue;
		if (c[k].dr == c[k].name) {
			if (beats(&c[k], best_dr))
				best_dr = &c[k];
			continue;
		}
		if (c[k].bdr == c[k].name && beats(&c[k], declared))
			declared = &c[k];
		if (beats(&c[k], any))
			any = &c[k];
	}
	if (!declared)
		declared = any;
	*bdr = declared ? declared->name : 0;
	*dr = best_dr ? best_dr->name : *bdr;
}

static enum ospf_if_state role(const struct ospf_if *oi, u32 dr, u32 bdr)
{
	return dr == oi->self ? IFS_DR : bdr == oi->self ? IFS_BACKUP : IFS_DROTHER;
}

static u32 rid_of(const struct ospf_if *oi, u32 name)
{
	const struct ospf_nbr *n = ospf_nbr_named(oi, name);

	return name == oi->self ? oi->o->rid : n ? n->rid : 0;
}

static enum ospf_if_state elect(struct ospf_if *oi)
{
	struct candidate *c = xcalloc(oi->n_nbrs + 1, sizeof(*c));
	unsigned n = 1;
	u32 dr, bdr, was_dr = oi->dr, was_bdr = oi->bdr;
	enum ospf_if_state was = role(oi, was_dr, was_bdr), is;

	c[0] = (struct candidate){ oi->o->rid, oi->self, oi->dr, oi->bdr, oi->priority };
	for (const struct ospf_nbr *x = oi->nbrs; x; x = x->next)
		if (x->state >= NS_2WAY)
			c[n++] = (struct candidate){ x->rid, x->name, x->dr, x->bdr, x->priority };
	round_of(c, n, &dr, &bdr);
	is = role(oi, dr, bdr);
	if (is != was) { /* (4) */
		c[0].dr = dr;
		c[0].bdr = bdr;
		round_of(c, n, &dr, &bdr);
		is = role(oi, dr, bdr);
	}
	free(c);
	oi->dr = dr;
	oi->bdr = bdr;
	oi->dr_rid = rid_of(oi, dr);
	oi->bdr_rid = rid_of(oi, bdr);
	OSPF_DEBUG(oi->o, OD_ADJ, "OSPF-%u ADJ   %s: DR/BDR election: DR %u.%u.%u.%u, BDR %u.%u.%u.%u", oi->o->id, oi->name, oi->dr_rid >> 24,
		   oi->dr_rid >> 16 & 255, oi->dr_rid >> 8 & 255, oi->dr_rid & 255, oi->bdr_rid >> 24, oi->bdr_rid >> 16 & 255, oi->bdr_rid >> 8 & 255,
		   oi->bdr_rid & 255);
	return is;
}

/* ---- 9.1: what a state brings ---- */

static void set_state(struct ospf_if *oi, enum ospf_if_state to)
{
	struct ospf *o = oi->o;
	u8 was = oi->state;
	bool was_d = was == IFS_DR || was == IFS_BACKUP, is_d = to == IFS_DR || to == IFS_BACKUP;

	if (to == was)
		return;
	OSPF_DEBUG(o, OD_EVENTS, "OSPF-%u EVENT %s: interface state %s -> %s", o->id, oi->name, ospf_if_state_name[was], ospf_if_state_name[to]);
	oi->state = to;
	oi->n_events++;
	ospf_log_interface(oi, was);
	if (o->hooks->interface)
		o->hooks->interface(o, oi, was);
	if (was_d != is_d && !oi->passive)
		o->hooks->join(oi, OSPF_DRS, is_d);
	world_changed(o->node);
	orig_all_soon(o);
}

/* (7): who is adjacent to whom is new. */
static void adjacencies(struct ospf_if *oi)
{
	for (struct ospf_nbr *n = oi->nbrs, *next; n; n = next) {
		next = n->next;
		if (n->state >= NS_2WAY)
			ospf_nbr_event(n, NE_ADJ_OK);
	}
}

static void start_nbrs(struct ospf_if *oi)
{
	for (struct ospf_nbr *n = oi->nbrs; n; n = n->next)
		if (n->manual && n->state == NS_DOWN)
			ospf_nbr_event(n, NE_START);
}

/* ---- actions: each returns the state to be in ---- */

typedef enum ospf_if_state act(struct ospf_if *oi);

static enum ospf_if_state a_up(struct ospf_if *oi)
{
	struct ospf *o = oi->o;

	if (!oi->passive) {
		o->hooks->join(oi, OSPF_ALL, true);
		timer_set(ospf_worker(o), &oi->hello, ospf_now(o));
	}
	if (oi->net == NET_P2MP_NB)
		start_nbrs(oi);
	if (!ospf_if_multi(oi))
		return IFS_P2P;
	if (oi->net == NET_NBMA)
		start_nbrs(oi);
	if (!oi->priority)
		return IFS_DROTHER;
	timer_set(ospf_worker(o), &oi->wait, ospf_now(o) + oi->dead_ms * NSEC_PER_MS);
	return IFS_WAITING;
}

static enum ospf_if_state a_elect(struct ospf_if *oi)
{
	timer_stop(ospf_worker(oi->o), &oi->wait);
	return elect(oi);
}

static enum ospf_if_state a_loop(struct ospf_if *oi) { (void)oi; return IFS_LOOPBACK; }
static enum ospf_if_state a_down(struct ospf_if *oi) { (void)oi; return IFS_DOWN; }

#define S(s) (1u << IFS_##s)
#define ANY 0xffu
static const struct {
	u32 states;
	enum ospf_if_event event;
	act *act;
} rows[] = {	/* 9.3 */
	{ S(DOWN),				IFE_UP,		 a_up },
	{ S(WAITING),				IFE_BACKUP_SEEN, a_elect },
	{ S(WAITING),				IFE_WAIT_TIMER,	 a_elect },
	{ S(DROTHER) | S(BACKUP) | S(DR),	IFE_NBR_CHANGE,	 a_elect },
	{ ANY,					IFE_DOWN,	 a_down },
	{ ANY,					IFE_LOOP,	 a_loop },
	{ S(LOOPBACK),				IFE_UNLOOP,	 a_down },
};

static void reset(struct ospf_if *oi)
{
	struct ospf *o = oi->o;
	struct worker *w = ospf_worker(o);

	timer_stop(w, &oi->hello);
	timer_stop(w, &oi->wait);
	timer_stop(w, &oi->ack_timer);
	timer_stop(w, &oi->flood_timer);
	oi->up = false; /* what is queued goes nowhere */
	flood_ack_timer(&oi->ack_timer);
	flood_pace_timer(&oi->flood_timer);
	for (struct ospf_nbr *n = oi->nbrs, *next; n; n = next) {
		next = n->next;
		ospf_nbr_event(n, NE_KILL);
	}
	oi->dr = oi->bdr = oi->dr_rid = oi->bdr_rid = 0;
}

void ospf_if_event(struct ospf_if *oi, enum ospf_if_event e)
{
	u8 was = oi->state;
	unsigned k = 0;
	u32 dr = oi->dr, bdr = oi->bdr;

	while (k < ARRAY_LEN(rows) && (rows[k].event != e || !(rows[k].states >> was & 1)))
		k++;
	if (k == ARRAY_LEN(rows))
		return;
	if (e == IFE_DOWN && was != IFS_DOWN) {
		if ((was == IFS_DR || was == IFS_BACKUP) && !oi->passive)
			oi->o->hooks->join(oi, OSPF_DRS, false);
		if (was != IFS_LOOPBACK && !oi->passive)
			oi->o->hooks->join(oi, OSPF_ALL, false);
		oi->state = IFS_DOWN; /* no election while neighbours go */
		reset(oi);
		oi->state = was == IFS_DR || was == IFS_BACKUP ? IFS_DROTHER : was;
	}
	set_state(oi, rows[k].act(oi));
	if (dr == oi->dr && bdr == oi->bdr)
		return;
	adjacencies(oi);
	orig_all_soon(oi->o);
}

void ospf_if_set_up(struct ospf_if *oi, bool up)
{
	if (up == oi->up && (oi->state != IFS_DOWN) == up)
		return;
	if (up) {
		oi->up = true;
		ospf_if_event(oi, oi->stub_only ? IFE_LOOP : IFE_UP);
	} else {
		ospf_if_event(oi, IFE_DOWN);
		oi->up = false;
	}
}

/* ---- timers ---- */

/* 9.5.1: who is told on a network without broadcast. */
static bool told(const struct ospf_if *oi, const struct ospf_nbr *n)
{
	if (n->state == NS_DOWN)
		return false; /* polled by its own timer */
	if (oi->net == NET_P2MP_NB || oi->state == IFS_DR || oi->state == IFS_BACKUP)
		return true;
	return oi->priority ? n->priority || n->name == oi->dr || n->name == oi->bdr || !n->rid : n->name == oi->dr || n->name == oi->bdr || !n->rid;
}

void ospf_hello_due(struct ospf_if *oi)
{
	if (oi->net != NET_NBMA && oi->net != NET_P2MP_NB) {
		pkt_hello(oi, NULL);
		return;
	}
	for (struct ospf_nbr *n = oi->nbrs; n; n = n->next)
		if (told(oi, n))
			pkt_hello(oi, n);
}

static void hello_timer(struct timer *t)
{
	struct ospf_if *oi = container_of(t, struct ospf_if, hello);

	timer_set(ospf_worker(oi->o), t, ospf_now(oi->o) + oi->hello_ms * NSEC_PER_MS);
	ospf_hello_due(oi);
}

static void wait_timer(struct timer *t)
{
	ospf_if_event(container_of(t, struct ospf_if, wait), IFE_WAIT_TIMER);
}

void ospf_if_timers(struct ospf_if *oi)
{
	if (timer_is_set(&oi->hello))
		timer_set(ospf_worker(oi->o), &oi->hello, ospf_now(oi->o));
}

/* ---- life ---- */

struct ospf_if *ospf_if_new(struct ospf *o, struct ospf_area *a, struct ospf_if_conf *conf, void *port, const char *name, u32 if_id)
{
	struct ospf_if *oi = xcalloc(1, sizeof(*oi)), **at = &o->ifs;

	oi->o = o;
	oi->area = a;
	oi->conf = conf;
	oi->port = port;
	oi->name = name;
	oi->if_id = if_id;
	oi->mtu = 1500;
	oi->rxmt_s = 5;
	oi->delay_s = 1;
	oi->hello.fire = hello_timer;
	oi->wait.fire = wait_timer;
	oi->ack_timer.fire = flood_ack_timer;
	oi->flood_timer.fire = flood_pace_timer;
	lsdb_init(&oi->db, o, a, oi);
	while (*at)
		at = &(*at)->next;
	*at = oi;
	a->n_ifs++;
	return oi;
}

void ospf_if_free(struct ospf_if *oi)
{
	struct ospf *o = oi->o;
	struct ospf_if **at = &o->ifs;

	if (oi->state != IFS_DOWN)
		ospf_if_event(oi, IFE_DOWN);
	while (oi->nbrs)
		ospf_nbr_free(oi->nbrs);
	if (ospf_v3(o)) {
		own_clear(&oi->area->db, LSA3_NETWORK, oi->if_id);
		own_clear(&oi->area->db, LSA3_INTRA_PREFIX, oi->if_id);
	} else {
		own_clear(&oi->area->db, LSA_NETWORK, oi->addr);
	}
	lsdb_free(&oi->db);
	while (*at != oi)
		at = &(*at)->next;
	*at = oi->next;
	oi->area->n_ifs--;
	for (u32 k = 0; k < o->n_hops; k++)	/* routes over it are taken back by the next run; none may look here meanwhile */
		if (o->hops[k].oi == oi)
			o->hops[k].oi = NULL;
	free(oi->subnets);
	if (oi->net == NET_VIRTUAL)
		free((char *)oi->name);
	free(oi);
	if (!o->freeing) {
		orig_all_soon(o);
		spf_schedule(o, true);
	}
}

/* ---- virtual links: 15, 16.1 ---- */

struct ospf_if *ospf_vlink_get(struct ospf *o, struct ospf_area *transit, u32 peer, struct ospf_if_conf *conf)
{
	struct ospf_if *oi;

	for (oi = o->ifs; oi; oi = oi->next)
		if (oi->net == NET_VIRTUAL && oi->transit == transit && oi->peer == peer)
			return oi;
	if (!conf)
		return NULL;
	oi = ospf_if_new(o, ospf_area_get(o, 0), conf, NULL, xasprintf("OSPF_VL%u", o->next_vl_id), 0x80000000u + o->next_vl_id);
	o->next_vl_id++;
	oi->net = NET_VIRTUAL;
	oi->transit = transit;
	oi->peer = peer;
	return oi;
}

/* The peer's address on its side of the path: what its router LSA says of the link to the vertex before it. */
static bool peer_address(struct ospf_area *a, const struct vertex *v, u32 *addr)
{
	const struct vertex *p = &a->v[v->parent];
	struct link_it it;
	struct link k;

	link_begin(&it, a->o, v->lsa);
	while (link_next(&it, &k))
		if ((k.type == LINK_ROUTER && !p->network && k.id == p->lsa->id) || (k.type == LINK_NETWORK && p->network && k.id == p->lsa->id)) {
			*addr = k.data;
			return k.data > 0xffffff; /* an index of an unnumbered link is no address */
		}
	return false;
}

/* Version 3: a global address of a router in the area, from its prefixes with LA (RFC 5340 4.4.3.9). */
static bool address6(struct ospf_area *a, u32 peer, struct ip6 *out)
{
	for (u32 k = 0; k < a->db.n; k++) {
		struct lsa *l = lsdb_at(&a->db, k);
		struct rd r;
		u32 n;

		if (l->type != LSA3_INTRA_PREFIX || l->adv != peer || l->max_age)
			continue;
		r = lsa_rd(l);
		n = rd_u16(&r);
		rd_skip(&r, 10);
		while (n-- && !r.bad) {
			u8 plen = rd_u8(&r), opt = rd_u8(&r);
			struct ip6 p = { 0 };

			rd_skip(&r, 2);
			if (plen > 128)
				break;
			rd_copy(&r, p.b, (plen + 31) / 32 * 4);
			if (plen == 128 && opt & 2 && !r.bad) {
				*out = p;
				return true;
			}
		}
	}
	return false;
}

void ospf_vlinks_update(struct ospf *o)
{
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
		struct router_route *r;
		const struct vertex *v = NULL;
		struct ospf_hop *hop;
		bool up = false;

		if (oi->net != NET_VIRTUAL)
			continue;
		r = router_route(o, oi->peer, oi->transit, RTR_B);
		for (u32 k = 0; r && k < oi->transit->n_v; k++)
			if (!oi->transit->v[k].network && oi->transit->v[k].lsa->adv == oi->peer)
				v = &oi->transit->v[k];
		if (r && v && r->type == PATH_INTRA && r->cost < OSPF_METRIC_MAX && o->sets[r->set].n && oi->transit->kind == AREA_NORMAL) {
			hop = &o->hops[o->sets[r->set].hop[0]];
			oi->cost = r->cost;
			if (ospf_v3(o)) {
				oi->peer_addr.af = AF_IP6;
				up = address6(oi->transit, oi->peer, &oi->peer_addr.v6) && address6(oi->transit, o->rid, &oi->local);
			} else if (hop->oi) {
				oi->peer_addr.af = AF_IP4;
				oi->addr = hop->oi->addr;
				oi->mtu = hop->oi->mtu;
				up = peer_address(oi->transit, v, &oi->peer_addr.v4);
			}
		}
		oi->self = ospf_v3(o) ? o->rid : oi->addr;
		if (up != oi->up)
			ospf_if_set_up(oi, up);
		else if (up)
			orig_all_soon(o); /* its cost may be new */
	}
}
