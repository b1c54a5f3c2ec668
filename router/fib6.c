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

bool fib6_del(struct fib6 *f, const struct ip6 *prefix, u8 plen)
{
	return fib_trie_del(&f->trie, prefix->b, plen);
}

size_t fib6_bytes(const struct fib6 *f) { return sizeof(*f) - sizeof(f->trie) + fib_trie_bytes(&f->trie); }
u32 fib6_count(const struct fib6 *f) { return f->trie.count; }

/* Where a look-up that met no value ends. */
FIB_INLINE u32 last_resort(const struct fib_trie *t, const struct ip6 *addr, u32 best)
{
	if (best)
		return best;
	return t->root ? t->under[addr->b[0]] : t->default_value;
}

FIB_INLINE u32 lookup(const struct fib_trie *t, const struct ip6 *addr)
{
	u32 e = t->root ? t->root[get_be16(addr->b)] : t->top_entry, best = 0;

	for (unsigned i = t->root ? 2 : 0; e & FIB_CHILD; i++) {
		const struct fib_block *b = fib_block_at(t, e);
		u32 outer = fib_block_outer(b);

		best = outer ? outer : best;
		e = fib_block_entry(b, addr->b[i]);
	}
	return e ? e : last_resort(t, addr, best);
}

/* Level by level for all addresses that go on, so that their cache misses overlap. */
FIB_INLINE void burst(const struct fib_trie *t, const struct ip6 *addr, u32 *value, unsigned n)
{
	u32 best[FIB_BURST];
	u8 open[FIB_BURST];
	unsigned m = 0, left;

	if (!t->top) {
		for (unsigned i = 0; i < n; i++)
			value[i] = t->default_value;
		return;
	}
	for (unsigned i = 0; t->root && i < n; i++)
		__builtin_prefetch(t->root + get_be16(addr[i].b));
	for (unsigned i = 0; i < n; i++) {
		u32 e = t->root ? t->root[get_be16(addr[i].b)] : t->top_entry;

		__builtin_prefetch(fib_block_at(t, e & FIB_CHILD ? e : 0));
		value[i] = e;
		best[i] = 0;
		open[m] = (u8)i;
		m += e >> 31;
	}
	for (unsigned level = t->root ? 2 : 0; m; level++, m = left) {
		left = 0;
		for (unsigned k = 0; k < m; k++) {
			unsigned i = open[k];
			const struct fib_block *b = fib_block_at(t, value[i]);
			u32 e = fib_block_entry(b, addr[i].b[level]), outer = fib_block_outer(b);

			__builtin_prefetch(fib_block_at(t, e & FIB_CHILD ? e : 0));
			best[i] = outer ? outer : best[i];
			value[i] = e;
			open[left] = (u8)i;
			left += e >> 31;
		}
	}
	for (unsigned i = 0; i < n; i++)
		if (unlikely(!value[i]))
			value[i] = last_resort(t, &addr[i], best[i]);
}

FIB_POPCNT static u32 lookup_fast(const struct fib_trie *t, const struct ip6 *addr) { return lookup(t, addr); }
FIB_POPCNT static void burst_fast(const struct fib_trie *t, const struct ip6 *addr, u32 *value, unsigned n) { burst(t, addr, value, n); }

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
