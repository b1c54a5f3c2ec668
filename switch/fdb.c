/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/fdb.h"

#include <stdlib.h>

enum { SLOTS_MIN = 32 };

void fdb_init(struct fdb *t)
{
	*t = (struct fdb){ .slot = xcalloc(SLOTS_MIN, sizeof(*t->slot)), .mask = SLOTS_MIN - 1 };
}

void fdb_fini(struct fdb *t)
{
	free(t->slot);
	t->slot = NULL;
}

/* The slot of key, or the free one where it belongs. */
static struct fdb_entry *probe(const struct fdb *t, u64 key)
{
	u32 i = fdb_hash(key) & t->mask;

	while (t->slot[i].kind && t->slot[i].key != key)
		i = (i + 1) & t->mask;
	return &t->slot[i];
}

static void resize(struct fdb *t, u32 slots)
{
	struct fdb_entry *old = t->slot;
	u32 n = t->mask + 1;

	t->slot = xcalloc(slots, sizeof(*t->slot));
	t->mask = slots - 1;
	for (u32 i = 0; i < n; i++)
		if (old[i].kind)
			*probe(t, old[i].key) = old[i];
	free(old);
}

/* Half full at the most: probes stay short. */
static struct fdb_entry *insert(struct fdb *t, u64 key)
{
	struct fdb_entry *e;

	if (2 * (t->n + 1) > t->mask + 1)
		resize(t, 2 * (t->mask + 1));
	e = probe(t, key);
	e->key = key;
	t->n++;
	return e;
}

struct fdb_entry *fdb_learn(struct fdb *t, u64 key, u16 port, u32 tick)
{
	struct fdb_entry *e = fdb_find(t, key);

	if (!e) {
		if (t->n_dynamic >= FDB_MAX) {
			t->full++;
			return NULL;
		}
		e = insert(t, key);
		e->kind = FDB_DYNAMIC;
		e->port = port;
		e->moves = 0;
		t->n_dynamic++;
		t->learned++;
	}
	if (e->kind != FDB_DYNAMIC)
		return NULL;
	if (e->port != port) {
		e->port = port;
		e->moves += e->moves < UINT8_MAX;
		t->moved++;
	}
	e->seen = tick;
	return e;
}

bool fdb_set(struct fdb *t, u64 key, u16 port, enum fdb_kind kind)
{
	struct fdb_entry *e = fdb_find(t, key);

	if (!e) {
		if (t->n >= 2 * FDB_MAX)
			return false;
		e = insert(t, key);
	} else if (e->kind == FDB_DYNAMIC) {
		t->n_dynamic--;
	}
	e->kind = (u8)kind;
	e->port = port;
	e->moves = 0;
	return true;
}

/* Closes the gap, so that probes need no tombstones. */
static void remove_at(struct fdb *t, u32 i)
{
	u32 gap = i;

	t->n--;
	t->n_dynamic -= t->slot[i].kind == FDB_DYNAMIC;
	for (;;) {
		u32 home;

		i = (i + 1) & t->mask;
		if (!t->slot[i].kind)
			break;
		home = fdb_hash(t->slot[i].key) & t->mask;
		if (((i - home) & t->mask) >= ((i - gap) & t->mask)) {
			t->slot[gap] = t->slot[i];
			gap = i;
		}
	}
	t->slot[gap] = (struct fdb_entry){ 0 };
}

bool fdb_remove(struct fdb *t, u64 key)
{
	struct fdb_entry *e = fdb_find(t, key);

	if (!e)
		return false;
	remove_at(t, (u32)(e - t->slot));
	return true;
}

u32 fdb_flush(struct fdb *t, bool (*gone)(const struct fdb_entry *e, const void *arg), const void *arg)
{
	u32 n = 0, slots = t->mask + 1;

	for (u32 i = 0; i < slots;) {
		if (t->slot[i].kind == FDB_DYNAMIC && gone(&t->slot[i], arg)) {
			remove_at(t, i); /* what moved into the gap is looked at again */
			n++;
		} else {
			i++;
		}
	}
	while (slots > SLOTS_MIN && 8 * t->n < slots)
		slots /= 2;
	if (slots < t->mask + 1)
		resize(t, slots);
	return n;
}
