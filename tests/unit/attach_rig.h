/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of doors: a world on the real clock with its loop, one door made from a URI, and a probe wired to it that keeps what it gets. */
#ifndef TESTS_ATTACH_RIG_H
#define TESTS_ATTACH_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "attach/attach.h"
#include "core/wire.h"

enum { RIG_KEEP = 4096 };

struct probe {
	struct node node;
	u32 got;
	u32 len[RIG_KEEP];
	u8 first[RIG_KEEP]; /* the byte after the addresses and type */
	u64 bad_bytes;	    /* frames whose payload is not what rig_fill() makes */
};

struct rig {
	struct world *world;
	struct loop *loop;
	struct probe *probe;
	struct wire *wire;
	struct attach_uri uri;
	struct attach_handle handle;
	struct node *door;
	char why[256];
};

/* A frame of that length whose bytes follow from its first one. */
static inline void rig_fill(u8 *p, u32 len, u8 seed)
{
	for (u32 i = 0; i < len; i++)
		p[i] = i == 12 ? 0x88 : i == 13 ? 0xb5 : (u8)(seed + i * 7);
	p[0] = 2;
	if (len > 14)
		p[14] = seed;
}

static inline bool rig_is(const u8 *p, u32 len)
{
	u8 seed = len > 14 ? p[14] : 0;

	for (u32 i = 15; i < len; i++)
		if (p[i] != (u8)(seed + i * 7))
			return false;
	return true;
}

static inline void rig_probe_input(struct port *in, struct frame **f, unsigned n)
{
	struct probe *p = (struct probe *)in->node;

	for (unsigned i = 0; i < n; i++) {
		p->bad_bytes += !rig_is(f[i]->data, f[i]->len);
		p->len[p->got % RIG_KEEP] = f[i]->len;
		p->first[p->got++ % RIG_KEEP] = f[i]->len > 14 ? f[i]->data[14] : 0;
	}
	frames_put(f, n);
}

static const struct node_kind rig_kind_probe = {
	.name = "probe", .size = sizeof(struct probe), .input = rig_probe_input, .default_ports = 1,
};

static inline void rig_stop(void *arg)
{
	loop_stop(arg);
}

/* Lets that much time pass. */
static inline void rig_run(struct rig *r, unsigned ms)
{
	loop_after(r->loop, ms * NSEC_PER_MS, rig_stop, r->loop);
	loop_run(r->loop);
}

/* What is ready by now, and what follows from it at once. */
static inline void rig_settle(struct rig *r)
{
	for (int i = 0; i < 8; i++)
		rig_run(r, 0);
}

/* Until the door's link is so, or a second is over. */
static inline void rig_run_until_link(struct rig *r, bool up)
{
	for (int i = 0; i < 1000 && r->door->ports->link != up; i++)
		rig_run(r, i >= 20);
}

/* Until the probe has n frames, or two seconds are over. */
static inline void rig_run_until(struct rig *r, u32 n)
{
	for (int i = 0; i < 2000 && r->probe->got < n; i++)
		rig_run(r, 1);
}

static inline void rig_world(struct rig *r)
{
	struct world_options o = { .name = "t", .clock = CLOCK_REAL, .seed = 1, .small_frames = 8192, .large_frames = 256 };

	r->world = world_new(&o);
	r->loop = loop_new(&r->world->workers[0]);
	assert_non_null(r->loop);
	r->probe = (struct probe *)node_new(r->world, &rig_kind_probe, "probe", 1, 0);
}

/* The door from r->handle, wired to the probe. */
static inline void rig_door(struct rig *r)
{
	r->door = r->uri.scheme->door(r->world, 0, r->uri.text, &r->uri, &r->handle, r->why);
	if (!r->door)
		fail_msg("%s: %s", r->uri.text, r->why);
	r->wire = wire_new(r->probe->node.ports, r->door->ports);
}

static inline void rig_open(struct rig *r, const char *text)
{
	unsigned column;

	memset(r, 0, sizeof(*r));
	rig_world(r);
	if (!attach_parse(text, &r->uri, r->why, &column))
		fail_msg("%s: %s", text, r->why);
	if (r->uri.scheme->open(&r->uri, &r->handle, r->why) != ATTACH_OK)
		fail_msg("%s: %s", text, r->why);
	rig_door(r);
}

static inline void rig_send(struct rig *r, u32 len, u8 seed)
{
	struct frame *f = frame_get(r->world->workers[0].pool, len);

	assert_non_null(f);
	rig_fill(f->data, len, seed);
	port_send(r->probe->node.ports, &f, 1);
}

static inline void rig_close(struct rig *r)
{
	struct pool *pool = r->world->workers[0].pool;

	node_free(&r->probe->node);
	if (r->door)
		node_free(r->door);
	r->uri.scheme->close(&r->handle);
	attach_uri_free(&r->uri);
	loop_free(r->loop);
	assert_int_equal(pool_in_use(pool), 0);
	world_free(r->world);
}

static inline u64 rig_drops(struct rig *r, enum drop reason)
{
	return r->door->ports->drops[reason];
}

#endif
