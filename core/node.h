/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nodes (appliances) and their ports.
 *
 * A node is an actor: its kind's input() gets bursts of frames from its ports, its timers fire, commands are run on it, and
 * it answers by port_send(). It never waits, reads no clock (node_now()), draws randomness from its own generator only, and
 * calls no neighbour.
 */
#ifndef CORE_NODE_H
#define CORE_NODE_H

#include "core/drop.h"
#include "core/world.h"

struct capture;
struct log;

struct port_stats { /* what sending touches first: it shares a cache line with the port's head */
	u64 tx_frames, tx_bytes;
	nsec tx_last, rx_last;		/* when the last frames went and came; worthless while none did */
	u64 rx_frames, rx_bytes;
	u64 rx_broadcast, rx_multicast; /* group frames received, by address */
	u64 tx_broadcast, tx_multicast; /* and sent */
};

/* In the order of heat: a frame that passes touches the first two cache lines. */
struct port {
	struct node *node;
	struct wire_dir *tx;	/* NULL: nothing is plugged in */
	void *priv;		/* the kind's own per-port state */
	struct capture *captures; /* whoever wants a copy; NULL nearly always (core/capture.h) */
	bool link;		/* carrier: wire up, both ends enabled, both nodes on; written by wires alone */
	bool enabled;		/* not shut down by configuration; port_enable() */
	u8 mac[6];
	struct port_stats stats;
	struct wire_dir *rx;
	struct port *next;	/* in the node's list, in order of index */
	char *name;		/* long form, "GigabitEthernet0/1" */
	u32 index;		/* position in the node, from 0 */
	nsec link_changed;	/* when link last changed */
	u64 drops[DROP_N];
};

struct node {
	const struct node_kind *kind;
	struct worker *worker;
	u64 debug[2];		/* device/: flags of `debug` that are on; here because every burst asks */
	struct world *world;
	struct node *next;
	char *name;
	u32 id;			/* order of creation, from 0 */
	bool on;		/* powered */
	struct port *ports;
	u32 n_ports;
	struct rng rng;
	void *shell;		/* the command line's state (cli/), NULL for a node without one */
};

/* Is flag `flag` of `debug` on? */
static inline bool node_debug(const struct node *n, unsigned flag) { return n->debug[flag / 64] >> flag % 64 & 1; }

enum { FETCH_AHEAD = 5 };

struct node_kind {
	const char *name;
	size_t size;		/* of the kind's state, which begins with struct node */
	/* Makes the state good (zeroed but for struct node; ports are there). May be NULL, as each of these. */
	void (*init)(struct node *n);
	void (*fini)(struct node *n);
	/* Consumes n (1 to BURST_MAX) frames that came into `in`, which has link and is enabled. */
	void (*input)(struct port *in, struct frame **f, unsigned n);
	/* A burst for this port comes up after `ahead` others (FETCH_AHEAD .. 1; called for each in turn): what it will need may be asked into
	 * the cache, at each step what hangs on the pointers of the one before. May be NULL. */
	void (*fetch)(const struct port *in, unsigned ahead);
	/* The port's link changed (port->link is the new value). Never called from within port_send(). */
	void (*link)(struct port *p);
	/* Names ports: long name of port `index`. NULL: eth0, eth1 ... Returns into buf. */
	void (*port_name)(u32 index, char buf[32]);
	u32 default_ports;
	bool half_duplex;	/* its ports share one medium: whoever is wired to one negotiates half duplex */
};

/* A powered-on node with n_ports ports (0: the kind's default). worker may be 0. NULL when the name is taken. */
struct node *node_new(struct world *w, const struct node_kind *kind, const char *name, u32 n_ports, unsigned worker);
/* The same without power and without ports: for who names ports and gives addresses before node_power() brings it to life. */
struct node *node_new_off(struct world *w, const struct node_kind *kind, const char *name, unsigned worker);
/* Unplugs every port and frees everything. */
void node_free(struct node *n);
/* One more port at the end. name NULL: as the kind names it. */
struct port *node_port_add(struct node *n, const char *name);
/* By long name, exactly. NULL if there is none. */
struct port *node_port(struct node *n, const char *name);
/* Shut down or not: both ends of the wire see carrier change at once. */
void port_enable(struct port *p, bool enabled);
/* The power button: off destroys the kind's state (fini) and takes carrier from all its wires; on makes it anew (init). */
void node_power(struct node *n, bool on);

static inline nsec node_now(const struct node *n) { return n->worker->now; }
static inline struct pool *node_pool(const struct node *n) { return n->worker->pool; }

/* Sends n (1 to BURST_MAX) frames out of p; consumes them, whatever becomes of them. */
void port_send(struct port *p, struct frame **f, unsigned n);
/* The same, but takes a reference to each instead of consuming: for flooding. */
void port_send_shared(struct port *p, struct frame **f, unsigned n);
/* Frames that may be sent now before a queue overflows: what a door asks before it reads the host. */
u32 port_send_room(const struct port *p);
/* Bits a second that the wire plugged in takes away from p; 0: it has no rate, or there is no wire. */
u64 port_rate(const struct port *p);
/* When the last bit of all that was sent out of p will have left, where the wire has a rate; else 0. */
nsec port_busy_until(const struct port *p);

/* Discards, counts and traces. p is where the frame came in, or where it should have gone out. */
void port_drop(struct port *p, struct frame *f, enum drop reason);
void port_drop_n(struct port *p, struct frame **f, unsigned n, enum drop reason);

#endif
