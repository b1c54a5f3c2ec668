/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For fuzz targets of doors: a door on descriptors of the target's own, wired to a node that swallows everything. */
#ifndef TESTS_ATTACH_LAB_H
#define TESTS_ATTACH_LAB_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/door.h"
#include "core/wire.h"

struct lab {
	struct world *w;
	struct node *sink;
	struct attach_uri uri;
	struct node *door; /* NULL: refused */
};

static inline void lab_swallow(struct port *in, struct frame **f, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (f[i]->len < 14 || f[i]->len > frame_room(f[i]))
			abort();
	(void)in;
	frames_put(f, n);
}

static const struct node_kind lab_kind_sink = { .name = "sink", .size = sizeof(struct node), .input = lab_swallow, .default_ports = 1 };

static inline void lab_open(struct lab *l, enum clock_kind clock, const char *uri, struct attach_handle *h)
{
	struct world_options o = { .name = "f", .clock = clock, .seed = 1, .small_frames = 1024, .large_frames = 16 };
	char why[256];
	unsigned column;

	l->w = world_new(&o);
	l->sink = node_new(l->w, &lab_kind_sink, "sink", 1, 0);
	if (!attach_parse(uri, &l->uri, why, &column))
		abort();
	l->door = l->uri.scheme->door(l->w, 0, "door", &l->uri, h, why);
	if (l->door)
		wire_new(l->door->ports, l->sink->ports);
}

/* One turn of the loop that isn't there. */
static inline void lab_turn(struct lab *l)
{
	struct door *d = (struct door *)l->door;

	l->w->workers[0].now += NSEC_PER_MS;
	if (d->fd >= 0)
		d->watch.ready(&d->watch, EPOLLIN);
	while (worker_step(&l->w->workers[0], 64))
		;
}

static inline void lab_close(struct lab *l)
{
	if (l->door)
		node_free(l->door);
	node_free(l->sink);
	if (pool_in_use(l->w->workers[0].pool))
		abort();
	attach_uri_free(&l->uri);
	world_free(l->w);
}

#endif
