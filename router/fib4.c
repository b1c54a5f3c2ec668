/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IPv4's forwarding table: keys and look-ups over fib_trie.h. A table of a few prefixes, as a lab has them by the thousand, is also kept
 * as a list, the longest first: three cache lines in a row are there sooner than three levels of a trie, one after another.
 */
#include <stdlib.h>

#include "net/rd.h"
#include "router/fib_trie.h"

enum { FEW_MAX = 16 };

struct fib4 {
	u32 few;		/* entries in list; FEW_MAX + 1: there are more, the trie alone knows */
	struct few4 {
		u32 mask, addr, value;
		u32 plen;
	} list[FEW_MAX];
	struct fib_trie trie;
};

struct fib4 *fib4_new(void)
{
	struct fib4 *f = xcalloc_line(sizeof(*f));

	fib_trie_init(&f->trie, 32);
	return f;
}

void fib4_free(struct fib4 *f)
{
	if (!f)
		return;
	fib_trie_fini(&f->trie);
	free(f);
}

static void few_add(void *arg, const u8 *key, u8 plen, u32 value)
{
	struct fib4 *f = arg;
	u32 i = f->few++;

	for (; i && f->list[i - 1].plen < plen; i--)
		f->list[i] = f->list[i - 1];
	f->list[i] = (struct few4){ ip4_mask(plen), get_be32(key) & ip4_mask(plen), value, plen };
}

/* Control work, and short: made anew at each change. */
static void few_update(struct fib4 *f)
{
	f->few = FEW_MAX + 1;
	if (f->trie.count > FEW_MAX)
		return;
	f->few = 0;
	fib_trie_walk(&f->trie, few_add, f);
}

bool fib4_set(struct fib4 *f, u32 prefix, u8 plen, u32 value)
{
	u8 key[4];

	put_be32(key, prefix);
	if (!fib_trie_set(&f->trie, key, plen, value))
		return false;
	few_update(f);
	return true;
}

void fib4_prefetch(const struct fib4 *f, u32 prefix, u8 plen, bool far)
{
	u8 key[4];

	put_be32(key, prefix);
	fib_trie_prefetch(&f->trie, key, plen, far);
}

bool fib4_del(struct fib4 *f, u32 prefix, u8 plen)
{
	u8 key[4];

	put_be32(key, prefix);
	if (!fib_trie_del(&f->trie, key, plen))
		return false;
	few_update(f);
	return true;
}

static u32 few_lookup(const struct fib4 *f, u32 addr)
{
	for (u32 i = 0; i < f->few; i++)
		if ((addr & f->list[i].mask) == f->list[i].addr)
			return f->list[i].value;
	return 0;
}

void fib4_hold(struct fib4 *f) { fib_trie_hold(&f->trie); }
void fib4_release(struct fib4 *f) { fib_trie_release(&f->trie); }

size_t fib4_bytes(const struct fib4 *f) { return sizeof(*f) - sizeof(f->trie) + fib_trie_bytes(&f->trie); }
u32 fib4_count(const struct fib4 *f) { return f->trie.count; }

/* For a look-up that met an empty slot: the last outer on its way. */
static __attribute__((noinline)) u32 outermost(const struct fib_trie *t, u32 addr)
{
	u32 e = t->root ? t->root[addr >> 16] : t->top_entry, best = t->root ? t->under[addr >> 24] : t->default_value;

	for (int shift = t->root ? 8 : 24; e & FIB_CHILD; shift -= 8) {
		const struct fib_block *b = fib_block_at(t, e);

		best = fib_block_outer(b) ? fib_block_outer(b) : best;
		e = fib_block_entry(b, addr >> shift & 255);
	}
	return best;
}

FIB_INLINE u32 lookup(const struct fib_trie *t, u32 addr)
{
	u32 e = t->root ? t->root[addr >> 16] : t->top_entry;

	for (int shift = t->root ? 8 : 24; e & FIB_CHILD; shift -= 8)
		e = fib_block_entry(fib_block_at(t, e), addr >> shift & 255);
	return likely(e) ? e : outermost(t, addr);
}

/* Four passes, so that the cache lines of one pass are on their way while another packet's are asked for: root, block, entry, and
 * the end, where few need a second block. */
FIB_INLINE void burst_large(const struct fib_trie *t, const u32 *addr, u32 *value, unsigned n)
{
	const struct fib_block *b[FIB_BURST];
	const u8 *at[FIB_BURST];

	for (unsigned i = 0; i < n; i++)
		__builtin_prefetch(t->root + (addr[i] >> 16));
	for (unsigned i = 0; i < n; i++) {
		u32 e = t->root[addr[i] >> 16];

		value[i] = e;
		b[i] = fib_block_at(t, e & FIB_CHILD ? e : t->top_entry);	/* any block, where there is none to go on with */
		__builtin_prefetch(b[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		at[i] = fib_block_entry_at(b[i], addr[i] >> 8 & 255);
		__builtin_prefetch(at[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		u32 e = value[i];

		if (likely(e & FIB_CHILD))
			e = fib_block_load(b[i], at[i]);
		if (unlikely(e & FIB_CHILD))
			e = fib_block_entry(fib_block_at(t, e), addr[i] & 255);
		value[i] = likely(e) ? e : outermost(t, addr[i]);
	}
}

FIB_INLINE void burst(const struct fib_trie *t, const u32 *addr, u32 *value, unsigned n)
{
	if (t->root)
		burst_large(t, addr, value, n);
	else
		for (unsigned i = 0; i < n; i++)
			value[i] = lookup(t, addr[i]);
}

FIB_FAST static u32 lookup_fast(const struct fib_trie *t, u32 addr) { return lookup(t, addr); }
FIB_FAST static void burst_fast(const struct fib_trie *t, const u32 *addr, u32 *value, unsigned n) { burst(t, addr, value, n); }

u32 fib4_lookup(const struct fib4 *f, u32 addr)
{
	if (f->few <= FEW_MAX)
		return few_lookup(f, addr);
	return f->trie.fast ? lookup_fast(&f->trie, addr) : lookup(&f->trie, addr);
}

void fib4_lookup_burst(const struct fib4 *f, const u32 *addr, u32 *value, unsigned n)
{
	if (f->few <= FEW_MAX) {
		for (unsigned i = 0; i < n; i++)
			value[i] = few_lookup(f, addr[i]);
		return;
	}
	for (unsigned i = 0; i < n; i += FIB_BURST) {
		unsigned m = n - i < FIB_BURST ? n - i : FIB_BURST;

		if (f->trie.fast)
			burst_fast(&f->trie, addr + i, value + i, m);
		else
			burst(&f->trie, addr + i, value + i, m);
	}
}
