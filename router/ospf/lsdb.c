/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The link-state database: LSAs by (type, ID, advertising router), the comparison of instances (13.1), checksums (12.1.7), ages.
 *
 * An LSA's age is the clock against `born`, so nothing is counted up. One timer a process wakes at the earliest end of life of any LSA
 * it may hold; refreshed ones only make it look again. Bodies are interned: a thousand routers of one worker hold one copy.
 */
#include <stdlib.h>

#include "router/ospf/log.h"

static u32 bucket_of(const struct lsdb *db, u16 type, u32 id, u32 adv)
{
	u64 h;

	/* Those that are looked for by half of their key stand in one chain. */
	if (type == LSA_NETWORK)
		adv = 0;
	else if (type == LSA3_ROUTER)
		id = 0;
	h = ((u64)id << 32 | adv) * 0x9e3779b97f4a7c15ull + type;
	h = (h ^ h >> 31) * 0xbf58476d1ce4e5b9ull;
	return (u32)(h >> 32) & (db->size - 1);
}

void lsdb_init(struct lsdb *db, struct ospf *o, struct ospf_area *a, struct ospf_if *oi)
{
	*db = (struct lsdb){ .o = o, .area = a, .oi = oi };
}

struct lsa *lsdb_find(const struct lsdb *db, u16 type, u32 id, u32 adv)
{
	if (!db->size)
		return NULL;
	for (struct lsa *l = lsa_numbered(db->o, db->slot[bucket_of(db, type, id, adv)]); l; l = lsa_numbered(db->o, l->next))
		if (l->id == id && l->adv == adv && l->type == type)
			return l;
	return NULL;
}

struct lsa *lsdb_find_router(const struct lsdb *db, u32 rid)
{
	u16 type = ospf_v3(db->o) ? LSA3_ROUTER : LSA_ROUTER;
	struct lsa *l;

	if (!db->size)
		return NULL;
	for (l = lsa_numbered(db->o, db->slot[bucket_of(db, type, rid, rid)]); l; l = lsa_numbered(db->o, l->next))
		if (l->adv == rid && l->type == type && (type != LSA_ROUTER || l->id == rid))
			return l;
	return NULL;
}

struct lsa *lsdb_find_network(const struct lsdb *db, u32 id)
{
	struct lsa *best = NULL;

	if (!db->size)
		return NULL;
	/* Two of one ID: the old designated router's is being flushed, or addresses clash; the live one, then the higher router. */
	for (struct lsa *l = lsa_numbered(db->o, db->slot[bucket_of(db, LSA_NETWORK, id, 0)]); l; l = lsa_numbered(db->o, l->next))
		if (l->id == id && l->type == LSA_NETWORK && (!best || best->max_age > l->max_age || (best->max_age == l->max_age && l->adv > best->adv)))
			best = l;
	return best;
}

static void grow(struct lsdb *db)
{
	db->size = db->size ? 2 * db->size : 8;
	free(db->slot);
	db->slot = xcalloc(db->size, sizeof(*db->slot));
	for (u32 k = 0; k < db->n; k++) {
		struct lsa *l = lsdb_at(db, k);
		u32 *at = &db->slot[bucket_of(db, l->type, l->id, l->adv)];

		l->next = *at;
		*at = db->all[k];
	}
}

static struct lsa *insert(struct lsdb *db, const struct lsa_hdr *h)
{
	struct lsa *l;
	u32 *at;

	if (db->n >= OSPF_LSAS_MAX)
		return NULL;
	if (db->n == db->cap) {
		db->cap = db->cap ? db->cap + db->cap / 2 : 8;
		db->all = xrealloc(db->all, db->cap, sizeof(*db->all));
	}
	db->all[db->n] = slab_alloc(&db->o->lsas);
	l = lsdb_at(db, db->n);
	l->id = h->id;
	l->adv = h->adv;
	l->type = h->type;
	l->index = db->n++;
	db->n_type[h->type & 15]++;
	db->o->n_lsas++;
	db->o->n_foreign += h->adv != db->o->rid;
	if (db->n > db->size) {
		grow(db);
		return l;
	}
	at = &db->slot[bucket_of(db, l->type, l->id, l->adv)];
	l->next = *at;
	*at = db->all[l->index];
	return l;
}

/* When its age is MaxAge, which it is not yet, or as of now. */
static nsec due_at(const struct ospf *o, const struct lsa *l)
{
	u32 lived = lsa_ticks(o) - l->born, whole = OSPF_MAX_AGE * LSA_TICKS_S;
	nsec tick = NSEC_PER_SEC / LSA_TICKS_S;

	return (ospf_now(o) / tick + (lived < whole ? whole - lived : 0)) * tick;
}

static void age_watch(struct ospf *o, const struct lsa *l)
{
	nsec due = due_at(o, l);

	if (timer_is_set(&o->age_timer) && o->age_due <= due)
		return;
	o->age_due = due;
	timer_set(ospf_worker(o), &o->age_timer, due);
}

static bool says_the_same(const struct intern *a, const struct intern *b)
{
	return a->len == b->len && a->bytes[2] == b->bytes[2] && !memcmp(a->bytes + OSPF_LSA_HLEN, b->bytes + OSPF_LSA_HLEN, a->len - OSPF_LSA_HLEN);
}

struct lsa *lsdb_install(struct lsdb *db, const struct lsa_hdr *h, const u8 *bytes, bool *changed)
{
	struct ospf *o = db->o;
	struct lsa *l = lsdb_find(db, h->type, h->id, h->adv);
	u8 small[2048], *copy = h->len <= sizeof(small) ? small : xcalloc(1, h->len);
	struct intern *was = l ? l->body : NULL;
	bool was_max = l && l->max_age;

	if (o->bytes + h->len > OSPF_BYTES_MAX || (!l && !(l = insert(db, h)))) {
		if (copy != small)
			free(copy);
		return NULL;
	}
	memcpy(copy, bytes, h->len);
	put_be16(copy, 0);
	l->body = intern_get(ospf_worker(o), copy, h->len);
	if (copy != small)
		free(copy);
	l->seq = h->seq;
	l->max_age = h->age >= OSPF_MAX_AGE;
	l->installed = lsa_ticks(o);
	l->born = l->installed - h->age * LSA_TICKS_S;
	*changed = !was || was_max != l->max_age || !says_the_same(was, l->body);
	o->bytes += h->len;
	o->bytes -= was ? was->len : 0;
	intern_put(ospf_worker(o), was);
	if (!l->max_age)
		age_watch(o, l);
	return l;
}

static void unlink_lsa(struct lsdb *db, const struct lsa *l)
{
	u32 *at = &db->slot[bucket_of(db, l->type, l->id, l->adv)], id = db->all[l->index];

	if (l->vertex && db->area && l->vertex <= db->area->n_v)
		db->area->v[l->vertex - 1].lsa = NULL;
	while (*at != id)
		at = &lsa_numbered(db->o, *at)->next;
	*at = l->next;
	db->all[l->index] = db->all[--db->n];
	lsdb_at(db, l->index)->index = l->index;
	db->n_type[l->type & 15]--;
}

static void release(struct ospf *o, u32 id)
{
	const struct lsa *l = slab_at(&o->lsas, id);

	while (l->rxmt)
		rxmt_drop(o, l->rxmt);
	o->bytes -= l->body->len;
	o->n_lsas--;
	o->n_foreign -= l->adv != o->rid;
	intern_put(ospf_worker(o), l->body);
	slab_free(&o->lsas, id);
}

/* The database of an LSA is not kept in it: found by type, and by where else it can be. */
struct lsdb *lsa_db(struct ospf *o, const struct lsa *l, struct ospf_if *hint)
{
	enum ospf_scope s = lsa_scope(o, l->type);

	if (s == SCOPE_AS)
		return &o->db;
	if (hint) {
		struct lsdb *db = s == SCOPE_LINK ? &hint->db : &hint->area->db;

		if (l->index < db->n && lsdb_at(db, l->index) == l)
			return db;
	}
	for (struct ospf_area *a = o->areas; a; a = a->next)
		if (l->index < a->db.n && lsdb_at(&a->db, l->index) == l)
			return &a->db;
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (l->index < oi->db.n && lsdb_at(&oi->db, l->index) == l)
			return &oi->db;
	return &o->db;
}

void lsdb_take(struct lsdb *db, struct lsa *l)
{
	u32 id = db->all[l->index];

	unlink_lsa(db, l);
	release(db->o, id);
}

void lsdb_free(struct lsdb *db)
{
	own_free(db);
	while (db->n)
		lsdb_take(db, lsdb_at(db, db->n - 1));
	free(db->slot);
	free(db->all);
	free(db->own);
	lsdb_init(db, db->o, db->area, db->oi);
}

void lsdb_touch(struct lsdb *db, const struct lsa *l)
{
	struct ospf *o = db->o;

	world_changed(o->node);
	switch (l->type) {
	case LSA_ROUTER: case LSA_NETWORK: case LSA3_ROUTER: case LSA3_NETWORK: case LSA3_INTRA_PREFIX: case LSA3_LINK:
		ospf_log_changed(db, l);
		spf_schedule(o, true);
		break;
	case LSA_SUMMARY: case LSA_ASBR: case LSA_EXTERNAL: case LSA_NSSA: case LSA3_INTER_PREFIX: case LSA3_INTER_ROUTER: case LSA3_EXTERNAL:
	case LSA3_NSSA:
		ospf_log_changed(db, l);
		spf_schedule(o, false);
		break;
	default:
		break;
	}
}

/* ---- scope ---- */

enum ospf_scope lsa_scope(const struct ospf *o, u16 type)
{
	if (ospf_v3(o))	/* RFC 5340 A.4.2.1: S2 S1; what is unknown and has U clear stays on the link */
		return type >> 13 & 3;
	switch (type) {
	case LSA_ROUTER: case LSA_NETWORK: case LSA_SUMMARY: case LSA_ASBR: case LSA_NSSA: case LSA_OPAQUE_AREA:
		return SCOPE_AREA;
	case LSA_EXTERNAL: case LSA_OPAQUE_AS:
		return SCOPE_AS;
	case LSA_OPAQUE_LINK:
		return SCOPE_LINK;
	default:
		return SCOPE_NONE;
	}
}

static bool known3(u16 type)
{
	switch (type) {
	case LSA3_ROUTER: case LSA3_NETWORK: case LSA3_INTER_PREFIX: case LSA3_INTER_ROUTER: case LSA3_EXTERNAL: case LSA3_NSSA: case LSA3_LINK:
	case LSA3_INTRA_PREFIX: case LSA3_GRACE:
		return true;
	default:
		return false;
	}
}

struct lsdb *lsdb_of(struct ospf_if *oi, u16 type)
{
	struct ospf *o = oi->o;
	struct ospf_area *a = oi->area;
	enum ospf_scope s = lsa_scope(o, type);
	bool virtual = oi->net == NET_VIRTUAL;

	if (ospf_v3(o) && !known3(type) && !(type & 0x8000))	/* RFC 5340 4.5.1 (2) */
		s = SCOPE_LINK;
	switch (s) {
	case SCOPE_AS: /* 3.6, 3101 2.1, 5250 3.1 */
		return a->kind != AREA_NORMAL || virtual ? NULL : &o->db;
	case SCOPE_AREA:
		if ((type == LSA_NSSA || type == LSA3_NSSA) && a->kind != AREA_NSSA)
			return NULL;
		return &a->db;
	case SCOPE_LINK:
		return virtual ? NULL : &oi->db;
	default:
		return NULL;
	}
}

/* ---- headers ---- */

u16 lsa_age(const struct ospf *o, const struct lsa *l)
{
	u32 age = (lsa_ticks(o) - l->born) / LSA_TICKS_S;

	return l->max_age || age > OSPF_MAX_AGE ? OSPF_MAX_AGE : (u16)age;
}

void lsa_header(const struct ospf *o, const struct lsa *l, struct lsa_hdr *h)
{
	*h = (struct lsa_hdr){ .age = lsa_age(o, l), .options = lsa_options(l), .type = l->type, .id = l->id, .adv = l->adv, .seq = l->seq,
			       .csum = lsa_csum(l), .len = (u16)lsa_len(l) };
}

bool lsa_hdr_read(const struct ospf *o, struct rd *r, struct lsa_hdr *h)
{
	h->age = rd_u16(r);
	h->options = 0;
	h->type = rd_u16(r);
	if (!ospf_v3(o)) {
		h->options = (u8)(h->type >> 8);
		h->type &= 255;
	}
	h->id = rd_u32(r);
	h->adv = rd_u32(r);
	h->seq = rd_u32(r);
	h->csum = rd_u16(r);
	h->len = rd_u16(r);
	h->age &= 0x7fff;	/* DoNotAge is not asked for here: nobody may set it (RFC 1793 2.3) */
	if (h->age > OSPF_MAX_AGE)
		h->age = OSPF_MAX_AGE;
	return !r->bad;
}

void lsa_hdr_write(const struct ospf *o, struct wr *w, const struct lsa_hdr *h)
{
	wr_u16(w, h->age);
	wr_u16(w, ospf_v3(o) ? h->type : (u16)(h->options << 8 | h->type));
	wr_u32(w, h->id);
	wr_u32(w, h->adv);
	wr_u32(w, h->seq);
	wr_u16(w, h->csum);
	wr_u16(w, h->len);
}

int lsa_newer(const struct lsa_hdr *a, const struct lsa_hdr *b)
{
	if (a->seq != b->seq)
		return (s32)a->seq > (s32)b->seq ? 1 : -1;
	if (a->csum != b->csum)
		return a->csum > b->csum ? 1 : -1;
	if ((a->age == OSPF_MAX_AGE) != (b->age == OSPF_MAX_AGE))
		return a->age == OSPF_MAX_AGE ? 1 : -1;
	if (a->age + OSPF_MAX_AGE_DIFF < b->age)
		return 1;
	return a->age > b->age + OSPF_MAX_AGE_DIFF ? -1 : 0;
}

/* ---- Fletcher's checksum, ISO 8473 annex C: over all but the age ---- */

static void fletcher(const u8 *p, u32 len, u32 *c0, u32 *c1)
{
	u32 a = 0, b = 0;

	while (len) {
		u32 n = len < 4096 ? len : 4096; /* before b could overflow */

		for (len -= n; n; n--) {
			a += *p++;
			b += a;
		}
		a %= 255;
		b %= 255;
	}
	*c0 = a;
	*c1 = b;
}

bool lsa_checksum_ok(const u8 *lsa, u32 len)
{
	u32 c0, c1;

	if (len < OSPF_LSA_HLEN || !get_be16(lsa + 16))
		return false;
	fletcher(lsa + 2, len - 2, &c0, &c1);
	return !c0 && !c1;
}

void lsa_checksum_make(u8 *lsa, u32 len)
{
	u32 c0, c1, after = len - 16 - 1; /* bytes after the field's first */
	s32 x, y;

	put_be16(lsa + 16, 0);
	fletcher(lsa + 2, len - 2, &c0, &c1);
	x = (s32)((after * c0 + 255 * 255 - c1) % 255);
	y = (s32)((510 - c0 - (u32)x) % 255);
	lsa[16] = (u8)(x ? x : 255);
	lsa[17] = (u8)(y ? y : 255);
}

/* ---- end of life ---- */

static void age_db(struct lsdb *db, nsec *next)
{
	struct ospf *o = db->o;
	nsec now = ospf_now(o);

	for (u32 k = 0; k < db->n;) {
		struct lsa *l = lsdb_at(db, k);
		nsec due = due_at(o, l);
		u32 n = db->n;

		if (!l->max_age && due <= now) { /* 14: its originator does not refresh it */
			OSPF_DEBUG(o, OD_LSA, "OSPF-%u: type %u LSA of %u.%u.%u.%u reached MaxAge", o->id, l->type & 15, l->adv >> 24, l->adv >> 16 & 255,
				   l->adv >> 8 & 255, l->adv & 255);
			own_flush(db, l);
		} else if (!l->max_age && due < *next) {
			*next = due;
		}
		k += db->n == n;
	}
}

void lsdb_age_timer(struct timer *t)
{
	struct ospf *o = container_of(t, struct ospf, age_timer);
	nsec next = NSEC_NEVER;

	age_db(&o->db, &next);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		age_db(&a->db, &next);
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		age_db(&oi->db, &next);
	if (next == NSEC_NEVER)
		return;
	o->age_due = next;
	timer_set(ospf_worker(o), t, next);
}
