/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A world: appliances joined by wires, and the clock they all live by. Its workers move it: one thread each in real time,
 * one worker and no thread on the virtual clock. An appliance belongs to one worker, which alone calls it; workers share
 * nothing but the wires between them. Nothing here reads the host's clock: core/loop.c tells a worker what time it is.
 */
#ifndef CORE_WORLD_H
#define CORE_WORLD_H

#include "core/frame.h"
#include "core/rng.h"
#include "core/timer.h"
#include "core/types.h"

struct node;
struct node_kind;
struct port;
struct wire;
struct wire_dir;
struct crossing;
struct loop;

enum clock_kind { CLOCK_REAL, CLOCK_VIRTUAL };

/* On the virtual clock even an unimpaired wire takes this long, so that time passes in a loop of wires. */
#define VIRTUAL_WIRE_DELAY NSEC_PER_US

/* A burst (or what has gathered since) that stands in an unimpaired wire, waiting to be delivered. */
struct lane_entry {
	struct wire_dir *dir;
	nsec due;
	u64 seq;
	u32 n;	   /* frames; on the real clock: all that stand there */
};

struct worker {
	struct world *world;
	unsigned id;
	nsec now;		/* this worker's view of the world's clock; never goes back */
	u64 seq;		/* orders events of the same time */
	struct pool *pool;
	struct timer_heap timers;
	struct lane_entry *lane; /* ring, in order of due time */
	u64 lane_head, lane_tail; /* ever taken, ever pushed */
	u32 lane_cap;
	u64 events;		/* bursts delivered and timers fired, ever */
	u64 frame_hops;		/* frames delivered to a node, ever */
	struct loop *loop;	/* what drives it in real time; NULL under test */
	struct intern_table *interned; /* core/intern.h */
	_Atomic(struct crossing *) crossings; /* wires from other workers that have frames for this one (core/cross.h) */
};

struct world {
	char *name;
	enum clock_kind clock;
	u64 seed;
	nsec host_base;	/* the host's clock when this world's stood at 0; core/loop.c alone uses it */
	struct worker *workers;
	unsigned n_workers;
	struct node *nodes, **nodes_tail; /* in the order of creation */
	u32 n_nodes;
	void *by_name;		  /* tree of nodes (search.h) */
	struct wire *wires;	  /* unordered, doubly linked */
	u32 n_wires;
	u64 next_trace;
	u64 changes; /* counted up by control planes at each FIB, neighbour, spanning-tree or adjacency change */
	nsec last_change;
	bool stop;	/* world_stop() */
	void (*born)(struct node *n); /* a node has got power: its state is made, no port of it has carrier yet. May be NULL */
	void (*carrier)(struct port *p); /* a port's link has changed. May be NULL */
	void *lab;		     /* of whoever set born, carrier */
	void *shared;		     /* what nodes of a kind share (appliances/): freed after the last node */
	void (*shared_free)(void *shared);
};

struct world_options {
	const char *name;
	enum clock_kind clock;
	u64 seed;
	unsigned n_workers;    /* 0: 1 */
	u32 small_frames, large_frames; /* per worker; 0: defaults (262,144 and 4,096) */
};

struct world *world_new(const struct world_options *o);
/* Destroys nodes and wires first. No worker may be running. */
void world_free(struct world *w);

/* Moves one worker by at most `budget` events that are due at w->now. Returns the number it did. */
unsigned worker_step(struct worker *w, unsigned budget);
/* When the next event is due: <= now if some are waiting, NSEC_NEVER if none will come by themselves. */
nsec worker_next(const struct worker *w);
/* For wires: n frames (real clock: some) stand in d; returns the entry's number. */
u64 worker_lane_push(struct worker *w, struct wire_dir *d, u32 n, nsec due);

/* Virtual clock: runs until `until` is reached, or at most max_events. The clock stands at `until` exactly when it returns true. */
bool world_run(struct world *w, nsec until, u64 max_events);
/* From within an event: world_run() returns false after it, and the clock stands where it is. */
static inline void world_stop(struct world *w) { w->stop = true; }
static inline nsec world_now(const struct world *w) { return w->workers[0].now; }

/* Told by a control plane: something converging changed (see `lanyard run --until-idle`). */
void world_changed(struct node *n);

struct node *world_find(struct world *w, const char *name);

#endif
