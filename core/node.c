/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/node.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/capture.h"
#include "core/wire_dir.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct node *)a)->name, ((const struct node *)b)->name);
}

struct node *world_find(struct world *w, const char *name)
{
	struct node key = { .name = (char *)name };
	void *found = tfind(&key, &w->by_name, by_name);

	return found ? *(struct node **)found : NULL;
}

/* FNV-1a of world, node and port: locally administered, unicast, the same at every start. */
static void default_mac(const struct node *n, u32 index, u8 mac[6])
{
	char key[300];
	u64 h = 0xcbf29ce484222325ull;

	snprintf(key, sizeof(key), "%.100s/%.100s/%u", n->world->name, n->name, index);
	for (const char *c = key; *c; c++)
		h = (h ^ (u8)*c) * 0x100000001b3ull;
	h ^= h >> 29;
	for (unsigned i = 0; i < 6; i++)
		mac[i] = (u8)(h >> (8 * i));
	mac[0] = (u8)((mac[0] & 0xfc) | 2);
}

struct port *node_port_add(struct node *n, const char *name)
{
	struct port *p = xcalloc_line(sizeof(*p)), **tail = &n->ports;
	char buf[32];

	while (*tail)
		tail = &(*tail)->next;
	*tail = p;
	p->node = n;
	p->index = n->n_ports++;
	p->enabled = true;
	if (!name) {
		if (n->kind->port_name)
			n->kind->port_name(p->index, buf);
		else
			snprintf(buf, sizeof(buf), "eth%u", p->index);
		name = buf;
	}
	p->name = xstrdup(name);
	default_mac(n, p->index, p->mac);
	return p;
}

struct node *node_new_off(struct world *w, const struct node_kind *kind, const char *name, unsigned worker)
{
	struct node *n;

	if (world_find(w, name) || worker >= w->n_workers)
		return NULL;
	n = xcalloc_line(kind->size);
	n->kind = kind;
	n->world = w;
	n->worker = &w->workers[worker];
	n->name = xstrdup(name);
	n->id = w->n_nodes++;
	rng_seed(&n->rng, w->seed, name);
	if (!tsearch(n, &w->by_name, by_name))
		bug("out of memory");
	*w->nodes_tail = n;
	w->nodes_tail = &n->next;
	return n;
}

struct node *node_new(struct world *w, const struct node_kind *kind, const char *name, u32 n_ports, unsigned worker)
{
	struct node *n = node_new_off(w, kind, name, worker);

	if (!n)
		return NULL;
	n->on = true;
	for (u32 i = 0; i < (n_ports ? n_ports : kind->default_ports); i++)
		node_port_add(n, NULL);
	if (kind->init)
		kind->init(n);
	return n;
}

void node_free(struct node *n)
{
	struct world *w = n->world;
	struct node **at = &w->nodes;

	for (struct port *p = n->ports; p; p = p->next)
		if (p->tx)
			wire_free(p->tx->wire);
	if (n->on && n->kind->fini)
		n->kind->fini(n);
	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
	if (w->nodes_tail == &n->next)
		w->nodes_tail = at;
	tdelete(n, &w->by_name, by_name);
	for (struct port *p = n->ports, *next; p; p = next) {
		next = p->next;
		capture_port_gone(p);
		free(p->name);
		free(p);
	}
	free(n->name);
	free(n);
}

struct port *node_port(struct node *n, const char *name)
{
	for (struct port *p = n->ports; p; p = p->next)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

void port_enable(struct port *p, bool enabled)
{
	if (p->enabled == enabled)
		return;
	p->enabled = enabled;
	if (p->tx)
		wire_carrier(p->tx->wire);
}

void node_power(struct node *n, bool on)
{
	if (n->on == on)
		return;
	if (!on && n->kind->fini)
		n->kind->fini(n);
	n->on = on;
	for (struct port *p = n->ports; p; p = p->next) {
		memset(&p->stats, 0, sizeof(p->stats));
		memset(p->drops, 0, sizeof(p->drops));
		p->enabled = true;
	}
	if (on) {
		/* The state begins as it did the first time, but for what the engine keeps. */
		memset((char *)n + sizeof(*n), 0, n->kind->size - sizeof(*n));
		n->shell = NULL;
		memset(n->debug, 0, sizeof(n->debug));
		if (n->kind->init)
			n->kind->init(n);
		if (n->world->born)
			n->world->born(n);
	}
	for (struct port *p = n->ports; p; p = p->next)
		if (p->tx)
			wire_carrier(p->tx->wire);
}

static bool no_link(struct port *p, struct frame **f, unsigned n)
{
	if (likely(p->link))
		return false;
	port_drop_n(p, f, n, p->enabled ? DROP_NO_CARRIER : DROP_PORT_DOWN);
	return true;
}

void port_send(struct port *p, struct frame **f, unsigned n)
{
	struct frame_sums sum;

	if (unlikely(!n || no_link(p, f, n)))
		return;
	sum = frames_sum(f, n);
	p->stats.tx_frames += n;
	p->stats.tx_bytes += sum.bytes;
	p->stats.tx_broadcast += sum.broadcast;
	p->stats.tx_multicast += sum.multicast;
	p->stats.tx_last = p->node->worker->now;
	if (unlikely(p->captures != NULL))
		capture_frames(p, f, n, CAPTURE_OUT);
	if (unlikely(p->tx->special && p->tx->shape))
		shape_send(p->tx, f, n);
	else
		wire_append(p->tx, f, n, &sum);
}

void port_send_shared(struct port *p, struct frame **f, unsigned n)
{
	struct frame *shared[BURST_MAX];
	unsigned k = 0;

	if (!p->link)
		return; /* nothing was given, nothing is lost: a flood passes by ports without link */
	for (unsigned i = 0; i < n; i++) {
		shared[k] = frame_share(f[i]);
		k += shared[k] != NULL;
	}
	p->drops[DROP_NO_FRAME] += n - k;
	port_send(p, shared, k);
}

u32 port_send_room(const struct port *p)
{
	const struct wire_dir *d = p->tx;

	if (!d)
		return 0;
	if (d->shape)
		return shape_room(d->shape);
	if (d->crossing)
		return crossing_room(d->crossing);
	return WIRE_BACKLOG_MAX - d->n;
}

u64 port_rate(const struct port *p)
{
	return p->tx && p->tx->shape ? shape_impair(p->tx->shape)->rate : 0;
}

nsec port_busy_until(const struct port *p) { return p->tx && p->tx->shape ? shape_busy_until(p->tx->shape) : 0; }

void port_drop(struct port *p, struct frame *f, enum drop reason)
{
	p->drops[reason]++;
	if (unlikely(p->captures != NULL))
		capture_dropped(p, f, reason);
	frame_put(f);
}

void port_drop_n(struct port *p, struct frame **f, unsigned n, enum drop reason)
{
	for (unsigned i = 0; i < n; i++)
		port_drop(p, f[i], reason);
}
