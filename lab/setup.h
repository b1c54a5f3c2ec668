/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `lanyard up` puts together and hands down, by fork, to the keeper and from it to each engine: the topology, the state
 * folder's descriptors, the doors that are open, and what has changed since the lab was started.
 */
#ifndef LAB_SETUP_H
#define LAB_SETUP_H

#include <jansson.h>

#include "attach/attach.h"
#include "lab/state.h"
#include "lab/topology.h"

/* What the command line is told with: an exit status of its own. */
enum exit_status { EXIT_DONE = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_GONE = 3, EXIT_HOST = 4 };

enum { WORKERS_MAX = 64, DOORS_MAX = 4096 };

/* A door that the keeper has opened. */
struct opened {
	struct opened *next;
	u32 id;
	struct attach_uri uri;
	struct attach_handle h;
	const struct topo_end *end;	/* of the topology; NULL: `lanyard attach` */
	char *port;			/* of `lanyard attach`: NODE:PORT, long; NULL: the engine has not plugged it in (yet) */
};

struct setup {
	struct topology *topo;
	struct state_lab state;
	enum clock_kind clock;
	u64 seed;
	unsigned workers;
	bool fresh;		/* saved configurations are ignored and removed */
	bool lenient;
	bool again;		/* this engine takes over from one that died */
	int listen;		/* the control socket; -1: none */
	int report;		/* to whoever typed `up`; -1: nobody listens any more */
	int keeper;		/* the engine's end of the line to the keeper; -1: alone (--foreground) */
	int *manage;		/* listening sockets for `management:`, MANAGE_N by node of the topology; -1: none. NULL: none at all */
	int gate, gate_end;	/* the engine's end of the line to the gate, and the gate's (lab/gate.h); -1: no gate */
	struct opened *doors;
	u32 next_door;
	json_t *live;		/* {"running": {NODE: text}, "power": {NODE: "off"}, "wires": {NODE:PORT: {...}}} */
};

/* Lines to whoever typed `up`: 'O' for standard output, 'E' for standard error; without one, to the log. Text may have several lines. */
void setup_say(const struct setup *s, char kind, const char *text);
/* The end of it: the exit status of `up`. */
void setup_done(struct setup *s, int status);
/* Reads such lines until the end, printing them. Returns the status; EXIT_GONE when the other side died before it gave one. */
int setup_listen(int fd);

/* Opens a door; EXIT_DONE, or the status and why. */
int setup_open(struct setup *s, const char *uri, struct opened **o, char why[256]);
/* In the engine, before it is confined: attach_scheme.claim. */
void setup_claim(struct opened *o);
void setup_close(struct setup *s, struct opened *o);
struct opened *setup_door(const struct setup *s, u32 id);

/* The keeper's whole life, and the engine's: each returns an exit status. */
int keeper_run(struct setup *s);
int engine_run(struct setup *s);

#endif
