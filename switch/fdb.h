/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The forwarding table (IEEE 802.1Q-2018, 8.8: filtering database): which port leads to a MAC address in a VLAN. A hash table with
 * linear probing that begins small and doubles; entries age in units of FDB_TICK. Pure: told the time.
 */
#ifndef SWITCH_FDB_H
#define SWITCH_FDB_H

#include <string.h>

#include "core/types.h"

enum {
	FDB_MAX = 100000,    /* dynamic entries */
	FDB_NONE = 0xffff,   /* no such address */
	FDB_CPU = 0xfffe,    /* the switch itself: an SVI's address */
	FDB_DISCARD = 0xfffd, /* nowhere: frames from and to it are dropped */
	FDB_TICK_SHIFT = 27, /* a tick is 2^27 ns, about 0.13 s */
};

enum fdb_kind { FDB_FREE, FDB_DYNAMIC, FDB_STATIC, FDB_SELF };

struct fdb_entry {
	u64 key;	/* MAC address in the upper 48 bits, VLAN in the lower 16; never 0: VLANs begin at 1 */
	u32 seen;	/* tick of the last frame from it */
	u16 port;	/* index, FDB_CPU or FDB_DISCARD */
	u8 kind;	/* enum fdb_kind */
	u8 moves;	/* port changes seen, saturating */
};

struct fdb {
	struct fdb_entry *slot;
	u32 mask;	/* slots - 1 */
	u32 n, n_dynamic;
	u64 learned, moved, full; /* counters */
};

void fdb_init(struct fdb *t);
void fdb_fini(struct fdb *t);

/* mac may be any 8 readable bytes that begin with the address: a frame's header is. */
static inline u64 fdb_key8(const u8 *mac, u16 vlan)
{
	u64 v;

	memcpy(&v, mac, 8);
	return (__builtin_bswap64(v) & ~0xffffull) | vlan;
}
static inline u64 fdb_key(const u8 *mac, u16 vlan)
{
	u8 padded[8] = { 0 };

	memcpy(padded, mac, 6);
	return fdb_key8(padded, vlan);
}
static inline u32 fdb_hash(u64 key)
{
	return (u32)(key * 0x9e3779b97f4a7c15ull >> 33);
}
static inline u32 fdb_tick(nsec now)
{
	return (u32)(now >> FDB_TICK_SHIFT);
}

/* The entry, or NULL. Stays good until the next call that changes the table. */
static inline struct fdb_entry *fdb_find(const struct fdb *t, u64 key)
{
	for (u32 i = fdb_hash(key) & t->mask;; i = (i + 1) & t->mask) {
		struct fdb_entry *e = &t->slot[i];

		if (e->key == key)
			return e;
		if (!e->key)
			return NULL;
	}
}
/* A frame from key came in on port; for addresses whose entry is not up to date. Returns the entry, NULL when the table is full
 * or the address is bound elsewhere (static, self). */
struct fdb_entry *fdb_learn(struct fdb *t, u64 key, u16 port, u32 tick);
/* Static or self; replaces what was there. false: the table is full. */
bool fdb_set(struct fdb *t, u64 key, u16 port, enum fdb_kind kind);
bool fdb_remove(struct fdb *t, u64 key);
/* Removes dynamic entries for which gone() says so; returns how many. */
u32 fdb_flush(struct fdb *t, bool (*gone)(const struct fdb_entry *e, const void *arg), const void *arg);

#endif
