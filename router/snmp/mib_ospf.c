/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OSPF-MIB (RFC 4750) of the first process of version 2: general group, areas, stub areas, databases, ranges, interfaces, neighbours, virtual links.
 * Hosts (ospfHostTable) and the obsolete ospfAreaRangeTable have no rows here. An LSA that is longer than a message carries has no value of
 * ospfLsdbAdvertisement.
 */
#include <string.h>

#include "router/snmp/mib_ospf.h"

static const struct ospf *first(const struct ipstack *s)
{
	const struct ospf_all *all = s->ospf[OSPF_FORM_2];

	for (const struct ospf_proc *p = all ? all->procs : NULL; p; p = p->next)
		if (p->o && p->o->running)
			return p->o;
	return NULL;
}

static void work(const struct ospf *o, u32 n)
{
	const struct ospf_proc *p = o->arg;

	if (p->all->s->snmp)
		p->all->s->snmp->work += n;
}

/* ---- databases ---- */

/* The sum of checksums of the LSAs of a type (0: all but AS-external ones). */
static u32 checksums(const struct lsdb *db, u16 type)
{
	u32 sum = 0;

	work(db->o, db->n);

	for (u32 k = 0; k < db->n; k++)
		if (type ? lsdb_at(db, k)->type == type : lsdb_at(db, k)->type != LSA_EXTERNAL)
			sum += lsa_csum(lsdb_at(db, k));
	return sum;
}

static bool advertisement(const struct ospf *o, const struct lsa *l, struct mib_value *v)
{
	if (lsa_len(l) > MIB_VALUE_MAX)
		return false;
	mib_bytes(v, l->body->bytes, lsa_len(l));
	put_be16(v->data, lsa_age(o, l));
	return true;
}

/* Sequence, age, checksum, contents: columns in this order in every table of LSAs. */
static bool lsa_value(const struct ospf *o, const struct lsa *l, u32 nth, struct mib_value *v)
{
	switch (nth) {
	case 0: return mib_int(v, (s32)l->seq);
	case 1: return mib_int(v, lsa_age(o, l));
	case 2: return mib_int(v, lsa_csum(l));
	default: return advertisement(o, l, v);
	}
}

/* id: what stands before type, ID and router in the name, n identifiers of it. only: of this type; 0: all. */
static void lsa_rows(const struct lsdb *db, u32 *id, unsigned n, u16 only, struct mib_pick *p)
{
	for (u32 k = 0; k < db->n; k++) {
		const struct lsa *l = lsdb_at(db, k);

		if (only && l->type != only)
			continue;
		id[n] = l->type;
		mib_quad(id + n + 1, l->id);
		mib_quad(id + n + 5, l->adv);
		mib_offer(p, id, n + 9);
	}
}

static const struct lsa *lsa_at(const struct lsdb *db, const u32 *id)
{
	u32 ls_id, adv;

	return id[0] <= 255 && mib_quad_of(id + 1, &ls_id) && mib_quad_of(id + 5, &adv) ? lsdb_find(db, (u16)id[0], ls_id, adv) : NULL;
}

static void area_lsa_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct ospf *o = first(s);
	u32 id[13];

	for (const struct ospf_area *a = o ? o->areas : NULL; a; a = a->next) {
		mib_quad(id, a->id);
		lsa_rows(&a->db, id, 4, 0, p);
	}
}

static const struct ospf_area *area_at(const struct ospf *o, const u32 *id)
{
	u32 area;

	return o && mib_quad_of(id, &area) ? ospf_area_find(o, area) : NULL;
}

static bool area_lsa_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf *o = first(s);
	const struct ospf_area *a = row->n == 13 ? area_at(o, row->id) : NULL;
	const struct lsa *l = a ? lsa_at(&a->db, row->id + 4) : NULL;

	if (!l)
		return false;
	switch (column) {
	case 1: return mib_ip(v, a->id);
	case 2: return mib_int(v, l->type);
	case 3: return mib_ip(v, l->id);
	case 4: return mib_ip(v, l->adv);
	default: return lsa_value(o, l, column - 5, v);
	}
}

static void as_rows(struct ipstack *s, u16 only, struct mib_pick *p)
{
	const struct ospf *o = first(s);
	u32 id[9];

	if (o)
		lsa_rows(&o->db, id, 0, only, p);
}
static void ext_rows(struct ipstack *s, struct mib_pick *p) { as_rows(s, LSA_EXTERNAL, p); }
static void as_lsa_rows(struct ipstack *s, struct mib_pick *p) { as_rows(s, 0, p); }

static bool ext_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf *o = first(s);
	const struct lsa *l = o && row->n == 9 && row->id[0] == LSA_EXTERNAL ? lsa_at(&o->db, row->id) : NULL;

	if (!l)
		return false;
	switch (column) {
	case 1: return mib_int(v, l->type);
	case 2: return mib_ip(v, l->id);
	case 3: return mib_ip(v, l->adv);
	default: return lsa_value(o, l, column - 4, v);
	}
}

static bool as_lsa_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf *o = first(s);
	const struct lsa *l = o && row->n == 9 ? lsa_at(&o->db, row->id) : NULL;

	return l && lsa_value(o, l, column - 4, v);
}

static void lsa_count_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct ospf *o = first(s);
	u32 id[5];

	for (const struct ospf_area *a = o ? o->areas : NULL; a; a = a->next)
		for (u32 type = 1; type < ARRAY_LEN(a->db.n_type); type++)
			if (a->db.n_type[type]) {
				mib_quad(id, a->id);
				id[4] = type;
				mib_offer(p, id, 5);
			}
}

static bool lsa_count_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf_area *a = row->n == 5 ? area_at(first(s), row->id) : NULL;

	(void)column;
	return a && row->id[4] && row->id[4] < ARRAY_LEN(a->db.n_type) && a->db.n_type[row->id[4]] && mib_number(v, BER_GAUGE32, a->db.n_type[row->id[4]]);
}

/* ---- general group ---- */

static bool general_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf *o = first(s);

	(void)row;
	if (!o)
		return false;
	switch (column) {
	case 1: return mib_ip(v, o->rid);
	case 2: return mib_int(v, 1);
	case 3: return mib_int(v, 2);
	case 4: return mib_truth(v, o->abr);
	case 5: return mib_truth(v, o->asbr);
	case 6: return mib_number(v, BER_GAUGE32, o->db.n_type[LSA_EXTERNAL]);
	case 7: return mib_int(v, (s32)checksums(&o->db, LSA_EXTERNAL));
	case 8: return mib_truth(v, false);
	case 9: return mib_number(v, BER_COUNTER32, o->n_originated);
	case 10: return mib_number(v, BER_COUNTER32, o->n_learned);
	case 11: return mib_int(v, -1);
	case 12: return mib_int(v, 0);
	case 13: return mib_int(v, 0);
	case 14: return mib_truth(v, false);
	case 15: return mib_truth(v, o->rfc1583);
	case 16: return mib_truth(v, o->opaque);
	case 17: return mib_number(v, BER_GAUGE32, min_u64((u64)o->ref_mbit * 1000, UINT32_MAX));
	case 18: return mib_int(v, 1);
	case 19: return mib_int(v, 0);
	case 20: return mib_truth(v, true);
	case 21: return mib_int(v, 1);
	case 22: return mib_number(v, BER_GAUGE32, 0);
	case 23: return mib_int(v, 1);
	case 24: return mib_number(v, BER_GAUGE32, o->db.n);
	case 25: return mib_number(v, BER_GAUGE32, checksums(&o->db, LSA_EXTERNAL) + checksums(&o->db, 0));
	case 26: return mib_truth(v, true);
	case 27: return mib_int(v, o->max_metric ? 2 : 1);
	default: return mib_number(v, BER_TICKS, o->started > s->dev->booted ? (o->started - s->dev->booted) / (10 * NSEC_PER_MS) : 0);
	}
}

/* ---- areas ---- */

static void area_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct ospf *o = first(s);
	u32 id[4];

	for (const struct ospf_area *a = o ? o->areas : NULL; a; a = a->next) {
		mib_quad(id, a->id);
		mib_offer(p, id, 4);
	}
}

static u32 routers_with(const struct ospf_area *a, u8 bit)
{
	u32 n = 0;

	for (u32 k = 0; k < a->o->n_routers; k++)
		n += a->o->routers[k].area == a && a->o->routers[k].type == PATH_INTRA && a->o->routers[k].bits & bit;
	return n;
}

static bool area_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	static const u8 import[] = { [AREA_NORMAL] = 1, [AREA_STUB] = 2, [AREA_NSSA] = 3 };
	const struct ospf_area *a = row->n == 4 ? area_at(first(s), row->id) : NULL;

	if (!a)
		return false;
	switch (column) {
	case 1: return mib_ip(v, a->id);
	case 2: return mib_int(v, a->auth == AUTH_UNSET ? AUTH_NONE : a->auth);
	case 3: return mib_int(v, import[a->kind]);
	case 4: return mib_number(v, BER_COUNTER32, a->spf_runs);
	case 5: return mib_number(v, BER_GAUGE32, routers_with(a, RTR_B) + a->o->abr);
	case 6: return mib_number(v, BER_GAUGE32, routers_with(a, RTR_E) + a->o->asbr);
	case 7: return mib_number(v, BER_GAUGE32, a->db.n);
	case 8: return mib_int(v, (s32)checksums(&a->db, 0));
	case 9: return mib_int(v, a->no_summary ? 1 : 2);
	case 10: return mib_int(v, 1);
	case 11: return mib_int(v, a->translate_always ? 1 : 2);
	default: return mib_int(v, a->kind != AREA_NSSA || !a->translator ? 3 : a->translate_always ? 1 : 2);
	}
}

/* Stub areas and NSSAs: what their default route costs. */
static void stub_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct ospf *o = first(s);
	u32 id[5] = { 0 };

	for (const struct ospf_area *a = o ? o->areas : NULL; a; a = a->next)
		if (a->kind != AREA_NORMAL) {
			mib_quad(id, a->id);
			mib_offer(p, id, 5);
		}
}

static bool stub_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf_area *a = row->n == 5 && !row->id[4] ? area_at(first(s), row->id) : NULL;

	if (!a || a->kind == AREA_NORMAL)
		return false;
	switch (column) {
	case 1: return mib_ip(v, a->id);
	case 2: return mib_int(v, 0);
	case 3: return mib_int(v, a->default_cost);
	default: return mib_int(v, 1);
	}
}

static void range_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct ospf *o = first(s);
	u32 id[13];

	for (const struct ospf_area *a = o ? o->areas : NULL; a; a = a->next)
		for (const struct ospf_range *r = a->ranges; r; r = r->next) {
			mib_quad(id, a->id);
			id[4] = LSA_SUMMARY;
			mib_quad(id + 5, r->prefix.v4);
			mib_quad(id + 9, ip4_mask(r->plen));
			mib_offer(p, id, 13);
		}
}

static bool range_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf_area *a = row->n == 13 && row->id[4] == LSA_SUMMARY ? area_at(first(s), row->id) : NULL;
	u32 prefix, mask;
	const struct ospf_range *r = a && mib_quad_of(row->id + 5, &prefix) && mib_quad_of(row->id + 9, &mask) ? a->ranges : NULL;

	while (r && (r->prefix.v4 != prefix || ip4_mask(r->plen) != mask))
		r = r->next;
	if (!r)
		return false;
	switch (column) {
	case 1: return mib_ip(v, a->id);
	case 2: return mib_int(v, LSA_SUMMARY);
	case 3: return mib_ip(v, r->prefix.v4);
	case 4: return mib_ip(v, ip4_mask(r->plen));
	case 5: return mib_int(v, 1);
	case 6: return mib_int(v, r->hide ? 2 : 1);
	default: return mib_number(v, BER_GAUGE32, 0);
	}
}

/* ---- interfaces ---- */

/* Address and "address-less" index: 4750 calls an unnumbered interface by its ifIndex. */
void mib_ospf_if_id(const struct ospf_if *oi, u32 id[5])
{
	mib_quad(id, oi->unnumbered ? 0 : oi->addr);
	id[4] = oi->unnumbered ? oi->if_id : 0;
}

static void if_offer(struct ipstack *s, struct mib_pick *p, unsigned more)
{
	const struct ospf *o = first(s);
	u32 id[6] = { 0 };

	for (const struct ospf_if *oi = o ? o->ifs : NULL; oi; oi = oi->next)
		if (oi->net != NET_VIRTUAL) {
			mib_ospf_if_id(oi, id);
			mib_offer(p, id, 5 + more);
		}
}
static void if_rows(struct ipstack *s, struct mib_pick *p) { if_offer(s, p, 0); }
static void metric_rows(struct ipstack *s, struct mib_pick *p) { if_offer(s, p, 1); } /* type of service 0 */

static const struct ospf_if *if_at(const struct ospf *o, const u32 *want)
{
	u32 id[5];

	for (const struct ospf_if *oi = o ? o->ifs : NULL; oi; oi = oi->next) {
		mib_ospf_if_id(oi, id);
		if (oi->net != NET_VIRTUAL && !memcmp(id, want, sizeof(id)))
			return oi;
	}
	return NULL;
}

static u32 seconds(u32 ms) { return ms < 1000 ? 1 : ms / 1000; }
u8 mib_ospf_if_state(const struct ospf_if *oi) { return (const u8[IFS_N]){ 1, 2, 3, 4, 7, 6, 5 }[oi->state]; }

static bool if_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	static const u8 kind[NET_N] = { [NET_BROADCAST] = 1, [NET_NBMA] = 2, [NET_P2P] = 3, [NET_P2MP] = 5, [NET_P2MP_NB] = 5, [NET_LOOPBACK] = 3 };
	const struct ospf_if *oi = row->n == 5 ? if_at(first(s), row->id) : NULL;

	if (!oi)
		return false;
	switch (column) {
	case 1: return mib_ip(v, oi->unnumbered ? 0 : oi->addr);
	case 2: return mib_int(v, row->id[4]);
	case 3: return mib_ip(v, oi->area->id);
	case 4: return mib_int(v, kind[oi->net]);
	case 5: return mib_int(v, oi->conf->shut ? 2 : 1);
	case 6: return mib_int(v, oi->priority);
	case 7: return mib_int(v, oi->delay_s);
	case 8: return mib_int(v, oi->rxmt_s);
	case 9: return mib_int(v, seconds(oi->hello_ms));
	case 10: return mib_int(v, seconds(oi->dead_ms));
	case 11: return mib_int(v, 120);
	case 12: return mib_int(v, mib_ospf_if_state(oi));
	case 13: return mib_ip(v, oi->dr);
	case 14: return mib_ip(v, oi->bdr);
	case 15: return mib_number(v, BER_COUNTER32, oi->n_events);
	case 16: return mib_bytes(v, "", 0);	/* is never told: 4750 */
	case 17: return mib_int(v, 1);
	case 18: return mib_int(v, 1);
	case 19: return mib_truth(v, false);
	case 20: return mib_int(v, auth_type(oi));
	case 21: return mib_number(v, BER_GAUGE32, oi->db.n);
	case 22: return mib_number(v, BER_GAUGE32, checksums(&oi->db, 0));
	case 23: return mib_ip(v, oi->dr_rid);
	default: return mib_ip(v, oi->bdr_rid);
	}
}

static bool metric_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf_if *oi = row->n == 6 && !row->id[5] ? if_at(first(s), row->id) : NULL;

	if (!oi)
		return false;
	switch (column) {
	case 1: return mib_ip(v, oi->unnumbered ? 0 : oi->addr);
	case 2: return mib_int(v, row->id[4]);
	case 3: return mib_int(v, 0);
	case 4: return mib_int(v, oi->cost);
	default: return mib_int(v, 1);
	}
}

static void local_lsa_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct ospf *o = first(s);
	u32 id[14];

	for (const struct ospf_if *oi = o ? o->ifs : NULL; oi; oi = oi->next)
		if (oi->net != NET_VIRTUAL) {
			mib_ospf_if_id(oi, id);
			lsa_rows(&oi->db, id, 5, 0, p);
		}
}

static bool local_lsa_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf_if *oi = row->n == 14 ? if_at(first(s), row->id) : NULL;
	const struct lsa *l = oi ? lsa_at(&oi->db, row->id + 5) : NULL;

	return l && lsa_value(oi->o, l, column - 6, v);
}

/* ---- virtual interfaces: transit area, router ID ---- */

void mib_ospf_virt_id(const struct ospf_if *oi, u32 id[8])
{
	mib_quad(id, oi->transit->id);
	mib_quad(id + 4, oi->peer);
}

static void virt_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct ospf *o = first(s);
	u32 id[8];

	for (const struct ospf_if *oi = o ? o->ifs : NULL; oi; oi = oi->next)
		if (oi->net == NET_VIRTUAL) {
			mib_ospf_virt_id(oi, id);
			mib_offer(p, id, 8);
		}
}

static const struct ospf_if *virt_at(const struct ospf *o, const struct oid *row)
{
	u32 id[8];

	for (const struct ospf_if *oi = o && row->n == 8 ? o->ifs : NULL; oi; oi = oi->next)
		if (oi->net == NET_VIRTUAL) {
			mib_ospf_virt_id(oi, id);
			if (!memcmp(id, row->id, sizeof(id)))
				return oi;
		}
	return NULL;
}

static bool virt_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf_if *oi = virt_at(first(s), row);

	if (!oi)
		return false;
	switch (column) {
	case 1: return mib_ip(v, oi->transit->id);
	case 2: return mib_ip(v, oi->peer);
	case 3: return mib_int(v, oi->delay_s);
	case 4: return mib_int(v, oi->rxmt_s);
	case 5: return mib_int(v, seconds(oi->hello_ms));
	case 6: return mib_int(v, seconds(oi->dead_ms));
	case 7: return mib_int(v, mib_ospf_if_state(oi));
	case 8: return mib_number(v, BER_COUNTER32, oi->n_events);
	case 9: return mib_bytes(v, "", 0);
	case 10: return mib_int(v, 1);
	case 11: return mib_int(v, auth_type(oi));
	case 12: return mib_number(v, BER_GAUGE32, oi->db.n);
	default: return mib_number(v, BER_GAUGE32, checksums(&oi->db, 0));
	}
}

/* ---- neighbours ---- */

void mib_ospf_nbr_id(const struct ospf_nbr *n, u32 id[5])
{
	mib_quad(id, n->addr.v4);
	id[4] = n->oi->unnumbered ? n->oi->if_id : 0;
}

static void nbr_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct ospf *o = first(s);
	u32 id[5];

	for (const struct ospf_if *oi = o ? o->ifs : NULL; oi; oi = oi->next)
		for (const struct ospf_nbr *n = oi->net == NET_VIRTUAL ? NULL : oi->nbrs; n; n = n->next) {
			mib_ospf_nbr_id(n, id);
			mib_offer(p, id, 5);
		}
}

static u32 helped_for(const struct ospf_nbr *n)
{
	nsec now = ospf_now(n->oi->o);

	return n->helped && n->grace_until > now ? (u32)((n->grace_until - now) / NSEC_PER_SEC) : 0;
}

static const struct ospf_nbr *nbr_at(const struct ospf *o, const struct oid *row)
{
	u32 id[5];

	for (const struct ospf_if *oi = o && row->n == 5 ? o->ifs : NULL; oi; oi = oi->next)
		for (const struct ospf_nbr *n = oi->net == NET_VIRTUAL ? NULL : oi->nbrs; n; n = n->next) {
			mib_ospf_nbr_id(n, id);
			if (!memcmp(id, row->id, sizeof(id)))
				return n;
		}
	return NULL;
}

static bool nbr_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf_nbr *n = nbr_at(first(s), row);

	if (!n)
		return false;
	switch (column) {
	case 1: return mib_ip(v, n->addr.v4);
	case 2: return mib_int(v, row->id[4]);
	case 3: return mib_ip(v, n->rid);
	case 4: return mib_int(v, n->options & 255);
	case 5: return mib_int(v, n->priority);
	case 6: return mib_int(v, n->state + 1);
	case 7: return mib_number(v, BER_COUNTER32, n->changes);
	case 8: return mib_number(v, BER_GAUGE32, n->n_rxmt);
	case 9: return mib_int(v, 1);
	case 10: return mib_int(v, n->manual ? 2 : 1);
	case 11: return mib_truth(v, false);
	case 12: return mib_int(v, n->helped ? 2 : 1);
	case 13: return mib_number(v, BER_GAUGE32, helped_for(n));
	default: return mib_int(v, n->helped ? 2 : 1);
	}
}

static bool virt_nbr_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct ospf_if *oi = virt_at(first(s), row);
	const struct ospf_nbr *n = oi ? oi->nbrs : NULL;

	if (!n)
		return false;
	switch (column) {
	case 1: return mib_ip(v, oi->transit->id);
	case 2: return mib_ip(v, n->rid);
	case 3: return mib_ip(v, n->addr.v4);
	case 4: return mib_int(v, n->options & 255);
	case 5: return mib_int(v, n->state + 1);
	case 6: return mib_number(v, BER_COUNTER32, n->changes);
	case 7: return mib_number(v, BER_GAUGE32, n->n_rxmt);
	case 8: return mib_truth(v, false);
	case 9: return mib_int(v, n->helped ? 2 : 1);
	case 10: return mib_number(v, BER_GAUGE32, helped_for(n));
	default: return mib_int(v, n->helped ? 2 : 1);
	}
}

const struct mib_table mib_ospf[] = {
	{ OSPF_MIB ".1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 0 }, NULL, general_get, NULL, NULL },
	{ OSPF_MIB ".2.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0 }, area_rows, area_get, NULL, NULL },
	{ OSPF_MIB ".3.1", (const u8[]){ 1, 2, 3, 4, 5, 0 }, stub_rows, stub_get, NULL, NULL },
	{ OSPF_MIB ".4.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 0 }, area_lsa_rows, area_lsa_get, NULL, NULL },
	{ OSPF_MIB ".7.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 0 }, if_rows, if_get, NULL, NULL },
	{ OSPF_MIB ".8.1", (const u8[]){ 1, 2, 3, 4, 5, 0 }, metric_rows, metric_get, NULL, NULL },
	{ OSPF_MIB ".9.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0 }, virt_rows, virt_get, NULL, NULL },
	{ OSPF_MIB ".10.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0 }, nbr_rows, nbr_get, NULL, NULL },
	{ OSPF_MIB ".11.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0 }, virt_rows, virt_nbr_get, NULL, NULL },
	{ OSPF_MIB ".12.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 0 }, ext_rows, ext_get, NULL, NULL },
	{ OSPF_MIB ".14.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 0 }, range_rows, range_get, NULL, NULL },
	{ OSPF_MIB ".17.1", (const u8[]){ 6, 7, 8, 9, 0 }, local_lsa_rows, local_lsa_get, NULL, NULL },
	{ OSPF_MIB ".19.1", (const u8[]){ 4, 5, 6, 7, 0 }, as_lsa_rows, as_lsa_get, NULL, NULL },
	{ OSPF_MIB ".20.1", (const u8[]){ 3, 0 }, lsa_count_rows, lsa_count_get, NULL, NULL },
	{ 0 },
};
