/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trie under VRPs and sets of prefixes, and what RFC 6811 2 asks of it. */
#include "router/rpki/vrp.h"

enum { SET_MAX = 65536 };	/* prefixes: beyond, one look at every route is less work than keeping them apart */

const char *const rpki_state_word[4] = { "", "valid", "not-found", "invalid" };

/* ---- the trie ---- */

static struct vrp_node *node(const struct vrp_trie *t, u32 id) { return slab_at(&t->nodes, id); }

static void trie_open(struct vrp_trie *t, u8 words)
{
	*t = (struct vrp_trie){ .words = words };
	slab_init(&t->nodes, sizeof(struct vrp_node) + 4u * words);
}

static void key_of(const struct ipaddr *a, u32 key[4])
{
	if (a->af == AF_IP4)
		key[0] = a->v4;
	else
		for (unsigned k = 0; k < 4; k++)
			key[k] = get_be32(a->v6.b + 4 * k);
}

static struct ipaddr addr_of(const struct vrp_trie *t, const struct vrp_node *n)
{
	struct ip6 a;

	if (t->words == 1)
		return (struct ipaddr){ .af = AF_IP4, .v4 = n->key[0] };
	for (unsigned k = 0; k < 4; k++)
		put_be32(a.b + 4 * k, n->key[k]);
	return (struct ipaddr){ .af = AF_IP6, .v6 = a };
}

static unsigned bit(const u32 *key, unsigned k) { return key[k / 32] >> (31 - k % 32) & 1; }

/* How many of the first `most` bits they share. */
static unsigned common(const u32 *a, const u32 *b, unsigned most)
{
	for (unsigned k = 0; 32 * k < most; k++)
		if (a[k] != b[k]) {
			unsigned n = 32 * k + (unsigned)__builtin_clz(a[k] ^ b[k]);

			return n < most ? n : most;
		}
	return most;
}

static struct vrp_node *node_new(struct vrp_trie *t, const u32 *key, u8 plen)
{
	u32 id = slab_alloc(&t->nodes);
	struct vrp_node *n = node(t, id);

	n->id = id;
	n->plen = plen;
	for (unsigned k = 0; k < t->words; k++)
		n->key[k] = 32 * k >= plen ? 0 : key[k] & (plen - 32 * k >= 32 ? ~0u : ip4_mask(plen - 32 * k));
	return n;
}

/* Made where there is none. */
static struct vrp_node *trie_get(struct vrp_trie *t, const u32 *key, u8 plen)
{
	u32 *link = &t->root;
	struct vrp_node *n, *x, *fork;

	while (*link) {
		unsigned same;

		n = node(t, *link);
		same = common(n->key, key, n->plen < plen ? n->plen : plen);
		if (same == n->plen && n->plen == plen)
			return n;
		if (same == n->plen) {
			link = &n->child[bit(key, same)];
			continue;
		}
		x = node_new(t, key, plen);
		if (same == plen) {
			x->child[bit(n->key, same)] = n->id;
			*link = x->id;
			return x;
		}
		fork = node_new(t, key, (u8)same);
		fork->child[bit(n->key, same)] = n->id;
		fork->child[bit(key, same)] = x->id;
		*link = fork->id;
		return x;
	}
	x = node_new(t, key, plen);
	*link = x->id;
	return x;
}

static struct vrp_node *trie_find(const struct vrp_trie *t, const u32 *key, u8 plen)
{
	struct vrp_node *n = t->root ? node(t, t->root) : NULL;

	while (n && n->plen < plen && common(n->key, key, n->plen) == n->plen)
		n = n->child[bit(key, n->plen)] ? node(t, n->child[bit(key, n->plen)]) : NULL;
	return n && n->plen == plen && common(n->key, key, plen) == plen ? n : NULL;
}

/* A node that holds nothing and decides nothing goes, and the fork above it if that decides nothing any more. */
static void trie_tidy(struct vrp_trie *t, const struct vrp_node *gone)
{
	u32 *link = &t->root, *above = NULL;
	struct vrp_node *n, *fork;

	if (gone->recs)
		return;
	while (*link != gone->id) {
		above = link;
		n = node(t, *link);
		link = &n->child[bit(gone->key, n->plen)];
	}
	n = node(t, *link);
	if (n->child[0] && n->child[1])
		return;
	*link = n->child[0] ? n->child[0] : n->child[1];
	slab_free(&t->nodes, n->id);
	fork = above && !*link ? node(t, *above) : NULL;
	if (fork && !fork->recs) {
		*above = fork->child[0] ? fork->child[0] : fork->child[1];
		slab_free(&t->nodes, fork->id);
	}
}

/* ---- VRPs ---- */

void vrp_open(struct vrp_table *t)
{
	trie_open(&t->trie[0], 1);
	trie_open(&t->trie[1], 4);
	slab_init(&t->recs, sizeof(struct vrp_rec));
}

void vrp_close(struct vrp_table *t)
{
	slab_fini(&t->trie[0].nodes);
	slab_fini(&t->trie[1].nodes);
	slab_fini(&t->recs);
}

static struct vrp_rec *rec(const struct vrp_table *t, u32 id) { return id ? slab_at(&t->recs, id) : NULL; }

/* In order of AS and length: the place of v in the chain. */
static u32 *place(const struct vrp_table *t, struct vrp_node *n, const struct vrp *v)
{
	u32 *at = &n->recs;

	for (struct vrp_rec *r; (r = rec(t, *at)); at = &r->next)
		if (r->as > v->as || (r->as == v->as && r->maxlen >= v->maxlen))
			break;
	return at;
}

static bool is(const struct vrp_rec *r, const struct vrp *v) { return r && r->as == v->as && r->maxlen == v->maxlen; }

enum vrp_said vrp_add(struct vrp_table *t, const struct vrp *v, u8 server, bool anew)
{
	struct vrp_trie *trie = &t->trie[v->prefix.af == AF_IP6];
	struct vrp_node *n;
	struct vrp_rec *r;
	u32 key[4], *at, id;
	u16 us = (u16)(1u << server), had;

	key_of(&v->prefix, key);
	n = trie_get(trie, key, v->plen);
	at = place(t, n, v);
	r = rec(t, *at);
	if (!is(r, v)) {
		trie->n += !n->recs;
		id = slab_alloc(&t->recs);
		r = rec(t, id);
		r->as = v->as;
		r->maxlen = v->maxlen;
		r->next = *at;
		*at = id;
	}
	if ((anew ? r->fresh : r->has) & us)
		return VRP_WRONG;
	had = r->has;
	r->has |= us;
	if (anew)
		r->fresh |= us;
	return had ? VRP_SAME : VRP_CHANGED;
}

static void rec_drop(struct vrp_table *t, struct vrp_trie *trie, struct vrp_node *n, u32 *at)
{
	u32 id = *at;

	*at = rec(t, id)->next;
	slab_free(&t->recs, id);
	if (!n->recs) {
		trie->n--;
		trie_tidy(trie, n);
	}
}

enum vrp_said vrp_del(struct vrp_table *t, const struct vrp *v, u8 server, bool anew)
{
	struct vrp_trie *trie = &t->trie[v->prefix.af == AF_IP6];
	struct vrp_node *n;
	struct vrp_rec *r;
	u32 key[4], *at;
	u16 us = (u16)(1u << server);

	key_of(&v->prefix, key);
	n = trie_find(trie, key, v->plen);
	at = n ? place(t, n, v) : NULL;
	r = at ? rec(t, *at) : NULL;
	if (!is(r, v) || !((anew ? r->fresh : r->has) & us))
		return VRP_WRONG;
	r->has &= (u16)~us;
	r->fresh &= (u16)~us;
	if (r->has)
		return VRP_SAME;
	rec_drop(t, trie, n, at);
	return VRP_CHANGED;
}

/* What a server loses of one prefix. true: the prefix changes. */
static bool sweep_node(struct vrp_table *t, struct vrp_trie *trie, struct vrp_node *n, u16 us, enum vrp_sweep how)
{
	bool changed = false;

	for (u32 *at = &n->recs; *at;) {
		struct vrp_rec *r = rec(t, *at);
		bool loses = how != VRP_FORGET_ANEW && (how == VRP_SWEEP_ALL || !(r->fresh & us));

		r->fresh &= (u16)~us;
		if (loses && r->has == us) {
			bool last = at == &n->recs && !r->next;

			changed = true;
			rec_drop(t, trie, n, at);
			if (last)	/* its node may be gone */
				return true;
			continue;
		}
		if (loses)
			r->has &= (u16)~us;
		at = &r->next;
	}
	return changed;
}

bool vrp_sweep(struct vrp_table *t, u8 server, enum vrp_sweep how, u64 *at, u32 budget, void (*gone)(void *arg, const struct ipaddr *prefix, u8 plen), void *arg)
{
	for (unsigned f = (unsigned)(*at >> 32); f < 2; f++, *at = (u64)f << 32) {
		struct vrp_trie *trie = &t->trie[f];

		for (u32 id = (u32)*at ? (u32)*at : 1; id < trie->nodes.used; id++) {
			struct vrp_node *n = node(trie, id);
			struct ipaddr prefix;
			u8 plen;

			*at = (u64)f << 32 | id;
			if (!budget)
				return false;
			if (n->id != id || !n->recs)
				continue;
			budget--;
			prefix = addr_of(trie, n);
			plen = n->plen;
			if (sweep_node(t, trie, n, (u16)(1u << server), how))
				gone(arg, &prefix, plen);
		}
	}
	return true;
}

enum rpki_state vrp_state(const struct vrp_table *t, const struct ipaddr *prefix, u8 plen, u32 as)
{
	const struct vrp_trie *trie = &t->trie[prefix->af == AF_IP6];
	enum rpki_state state = RPKI_NOT_FOUND;
	u32 key[4];

	key_of(prefix, key);
	for (u32 id = trie->root; id;) {
		const struct vrp_node *n = node(trie, id);

		if (n->plen > plen || common(n->key, key, n->plen) != n->plen)
			break;
		for (const struct vrp_rec *r = rec(t, n->recs); r; r = rec(t, r->next)) {
			if (r->as == as && as && plen <= r->maxlen)
				return RPKI_VALID;
			state = RPKI_INVALID;
		}
		if (n->plen == plen)
			break;
		id = n->child[bit(key, n->plen)];
	}
	return state;
}

void vrp_walk(const struct vrp_table *t, u8 af, void (*fn)(void *arg, const struct vrp *v, u16 has), void *arg)
{
	const struct vrp_trie *trie = &t->trie[af == AF_IP6];
	u32 stack[130], n_stack = 0;	/* a branch a bit at most */

	if (trie->root)
		stack[n_stack++] = trie->root;
	while (n_stack) {
		const struct vrp_node *n = node(trie, stack[--n_stack]);
		struct vrp v = { .prefix = addr_of(trie, n), .plen = n->plen };

		for (const struct vrp_rec *r = rec(t, n->recs); r; r = rec(t, r->next)) {
			v.as = r->as;
			v.maxlen = r->maxlen;
			fn(arg, &v, r->has);
		}
		for (int k = 1; k >= 0; k--)
			if (n->child[k])
				stack[n_stack++] = n->child[k];
	}
}

/* ---- sets of prefixes ---- */

void vrp_set_open(struct vrp_set *s)
{
	trie_open(&s->trie[0], 1);
	trie_open(&s->trie[1], 4);
	s->all = false;
}

void vrp_set_close(struct vrp_set *s)
{
	slab_fini(&s->trie[0].nodes);
	slab_fini(&s->trie[1].nodes);
}

void vrp_set_add(struct vrp_set *s, const struct ipaddr *prefix, u8 plen)
{
	struct vrp_trie *t = &s->trie[prefix->af == AF_IP6];
	struct vrp_node *n;
	u32 key[4];

	if (s->all || s->trie[0].n + s->trie[1].n >= SET_MAX) {
		s->all = true;
		return;
	}
	key_of(prefix, key);
	n = trie_get(t, key, plen);
	t->n += !n->recs;
	n->recs = 1;
}

bool vrp_set_covers(const struct vrp_set *s, const struct ipaddr *prefix, u8 plen)
{
	const struct vrp_trie *t = &s->trie[prefix->af == AF_IP6];
	u32 key[4];

	if (s->all)
		return true;
	key_of(prefix, key);
	for (u32 id = t->root; id;) {
		const struct vrp_node *n = node(t, id);

		if (n->plen > plen || common(n->key, key, n->plen) != n->plen)
			return false;
		if (n->recs)
			return true;
		if (n->plen == plen)
			return false;
		id = n->child[bit(key, n->plen)];
	}
	return false;
}
