/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv6's forwarding table: keys and look-ups over fib_trie.h. */
#include <stdlib.h>

#include "net/rd.h"
#include "router/fib_trie.h"

struct fib6 {
	struct fib_trie trie;
};

struct fib6 *fib6_new(void)
{
	struct fib6 *f = xcalloc(1, sizeof(*f));

	fib_trie_init(&f->trie, 128);
	return f;
}

void fib6_free(struct fib6 *f)
{
	if (!f)
		return;
	fib_trie_fini(&f->trie);
	free(f);
}

bool fib6_set(struct fib6 *f, const struct ip6 *prefix, u8 plen, u32 value)
{
	return fib_trie_set(&f->trie, prefix->b, plen, value);
}

void fib6_prefetch(const struct fib6 *f, const struct ip6 *prefix, u8 plen, bool far) { fib_trie_prefetch(&f->trie, prefix->b, plen, far); }

bool fib6_del(struct fib6 *f, const struct ip6 *prefix, u8 plen)
{
	return fib_trie_del(&f->trie, prefix->b, plen);
}

void fib6_hold(struct fib6 *f) { fib_trie_hold(&f->trie); }
void fib6_release(struct fib6 *f) { fib_trie_release(&f->trie); }

size_t fib6_bytes(const struct fib6 *f) { return sizeof(*f) - sizeof(f->trie) + fib_trie_bytes(&f->trie); }
u32 fib6_count(const struct fib6 *f) { return f->trie.count; }

/* For a look-up that met an empty slot: the last outer on its way. */
static __attribute__((noinline)) u32 outermost(const struct fib_trie *t, const struct ip6 *addr)
{
	u32 e = t->root ? t->root[get_be16(addr->b)] : t->top_entry, best = t->root ? t->under[addr->b[0]] : t->default_value;

	for (unsigned i = t->root ? 2 : 0; e & FIB_CHILD; i++) {
		const struct fib_block *b = fib_block_at(t, e);

		best = fib_block_outer(b) ? fib_block_outer(b) : best;
		e = fib_block_entry(b, addr->b[i]);
	}
	return e & FIB_LONE && fib_lone_at(t, e)->outer ? fib_lone_at(t, e)->outer : best;
}

FIB_INLINE u32 lone(const struct fib_trie *t, u32 e, const struct ip6 *addr) { return fib_lone_says(fib_lone_at(t, e), get_be64(addr->b), get_be64(addr->b + 8)); }

FIB_INLINE u32 lookup(const struct fib_trie *t, const struct ip6 *addr)
{
	u32 e = t->root ? t->root[get_be16(addr->b)] : t->top_entry;

	for (unsigned i = t->root ? 2 : 0; e & FIB_CHILD; i++)
		e = fib_block_entry(fib_block_at(t, e), addr->b[i]);
	if (e & FIB_LONE)
		e = lone(t, e, addr);
	return likely(e) ? e : outermost(t, addr);
}

/* A burst on its way: value is first an entry. */
struct walk {
	const struct ip6 *addr;
	u32 *value;
};

/* A block or a lone prefix is the next to be looked at; what a value leads to is not, and small numbers are near the beginning. */
FIB_INLINE void prefetch_next(const struct fib_trie *t, u32 entry) { __builtin_prefetch(fib_block_at(t, entry)); }

/* Level by level for the m addresses whose indices are in open, so that their cache misses overlap. */
FIB_INLINE void walk_down(const struct fib_trie *t, const struct walk *w, u8 *open, unsigned m, unsigned level)
{
	for (unsigned left; m; level++, m = left) {
		left = 0;
		for (unsigned k = 0; k < m; k++) {
			unsigned i = open[k];
			const struct fib_block *b = fib_block_at(t, w->value[i]);
			u32 e = fib_block_entry(b, w->addr[i].b[level]);

			prefetch_next(t, e);
			w->value[i] = e;
			open[left] = (u8)i;
			left += e >> 31;
		}
	}
}

/* Most addresses jump over the first four levels. */
FIB_INLINE void burst_large(const struct fib_trie *t, const struct walk *w, unsigned n)
{
	u8 jumped[FIB_BURST], open[FIB_BURST];
	unsigned n_jumped = 0, m = 0;

	for (unsigned i = 0; i < n; i++)
		__builtin_prefetch(&t->jump.bucket[fib_jump_home(&t->jump, get_be32(w->addr[i].b))]);
	for (unsigned i = 0; i < n; i++) {
		u32 e = fib_jump_find(&t->jump, get_be32(w->addr[i].b));

		prefetch_next(t, e);
		w->value[i] = e;
		jumped[n_jumped] = open[m] = (u8)i;
		n_jumped += !!e;
		m += !e;
	}
	for (unsigned k = m, i = m = 0; i < k; i++) {
		u32 e = t->root[get_be16(w->addr[open[i]].b)];

		prefetch_next(t, e);
		w->value[open[i]] = e;
		open[m] = open[i];
		m += e >> 31;
	}
	walk_down(t, w, open, m, 2);
	walk_down(t, w, jumped, n_jumped, FIB_JUMP_LEVEL);
}

FIB_INLINE void burst_small(const struct fib_trie *t, const struct walk *w, unsigned n)
{
	u8 open[FIB_BURST];
	unsigned m = 0;

	for (unsigned i = 0; i < n; i++) {
		w->value[i] = t->top_entry;
		open[i] = (u8)i;
		m += t->top_entry >> 31;
	}
	walk_down(t, w, open, m, 0);
}

FIB_INLINE void burst(const struct fib_trie *t, const struct ip6 *addr, u32 *value, unsigned n)
{
	const struct walk w = { addr, value };
	u8 alone[FIB_BURST];
	unsigned n_alone = 0;

	if (t->root)
		burst_large(t, &w, n);
	else
		burst_small(t, &w, n);
	for (unsigned i = 0; i < n; i++) {
		alone[n_alone] = (u8)i;
		n_alone += value[i] >> 30;	/* FIB_CHILD is in none any more */
	}
	for (unsigned k = 0; k < n_alone; k++)
		value[alone[k]] = lone(t, value[alone[k]], &addr[alone[k]]);
	for (unsigned i = 0; i < n; i++)
		if (unlikely(!value[i]))
			value[i] = outermost(t, &addr[i]);
}

FIB_FAST static u32 lookup_fast(const struct fib_trie *t, const struct ip6 *addr) { return lookup(t, addr); }
FIB_FAST static void burst_fast(const struct fib_trie *t, const struct ip6 *addr, u32 *value, unsigned n) { burst(t, addr, value, n); }

u32 fib6_lookup(const struct fib6 *f, const struct ip6 *addr)
{
	return f->trie.fast ? lookup_fast(&f->trie, addr) : lookup(&f->trie, addr);
}

void fib6_lookup_burst(const struct fib6 *f, const struct ip6 *addr, u32 *value, unsigned n)
{
	for (unsigned i = 0; i < n; i += FIB_BURST) {
		unsigned m = n - i < FIB_BURST ? n - i : FIB_BURST;

		if (f->trie.fast)
			burst_fast(&f->trie, addr + i, value + i, m);
		else
			burst(&f->trie, addr + i, value + i, m);
	}
}
