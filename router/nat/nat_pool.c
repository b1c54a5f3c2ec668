/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pools of addresses: one range or several, one after the other; which of them are taken. */
#include <stdlib.h>

#include "router/nat/own.h"

struct nat_pool *nat_pool_find(const struct nat *n, const char *name)
{
	struct nat_pool *p = n->pools;

	while (p && strcmp(p->name, name))
		p = p->next;
	return p;
}

u32 nat_pool_size(const struct nat_pool *p)
{
	u32 n = 0;

	for (u32 r = 0; r < p->n_ranges; r++)
		n += p->range[r].last - p->range[r].first + 1;
	return n;
}

u32 nat_pool_addr(const struct nat_pool *p, u32 k)
{
	u32 r = 0;

	for (; k > p->range[r].last - p->range[r].first; r++)
		k -= p->range[r].last - p->range[r].first + 1;
	return p->range[r].first + k;
}

bool nat_pool_has(const struct nat_pool *p, u32 addr, u32 *k)
{
	u32 before = 0;

	for (u32 r = 0; r < p->n_ranges; r++) {
		if (addr >= p->range[r].first && addr <= p->range[r].last) {
			*k = before + (addr - p->range[r].first);
			return true;
		}
		before += p->range[r].last - p->range[r].first + 1;
	}
	return false;
}

bool nat_pool_usable(const struct nat_pool *p, u32 addr)
{
	u32 host = addr & ~p->mask;

	return p->mask >= ~1u || (host && host != ~p->mask);
}

static bool take(struct nat_pool *p, u32 k)
{
	if (p->taken[k / 64] >> k % 64 & 1)
		return false;
	p->taken[k / 64] |= 1ull << k % 64;
	p->n_taken++;
	return true;
}

bool nat_pool_take(struct nat_pool *p, u32 il, u32 *addr)
{
	u32 k = 0;

	for (u32 r = 0; r < p->n_ranges; r++)
		for (u32 x = p->range[r].first; x - p->range[r].first <= p->range[r].last - p->range[r].first; x++, k++)
			if ((p->type != NAT_POOL_MATCH_HOST || !((x ^ il) & ~p->mask)) && nat_pool_usable(p, x) && take(p, k)) {
				*addr = x;
				return true;
			}
	p->misses++;
	return false;
}

void nat_pool_give(struct nat_pool *p, u32 addr)
{
	u32 k;

	if (!nat_pool_has(p, addr, &k))
		return;
	p->taken[k / 64] &= ~(1ull << k % 64);
	p->n_taken--;
}

void nat_pool_begin(struct nat_pool *p)
{
	free(p->taken);
	p->taken = xcalloc(nat_pool_size(p) / 64 + 1, sizeof(u64));
	p->n_taken = p->misses = p->turn = 0;
}
