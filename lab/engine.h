/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine: one world, its workers, and the requests of the command line. Worker 0 runs in the main thread and serves the socket;
 * a session on a node runs in the thread of the node's worker (engine_on()). What changes the structure of the world (power, wires,
 * attachments, captures), or reads all of it, first brings the other workers to a stop (engine_hold()).
 */
#ifndef LAB_ENGINE_H
#define LAB_ENGINE_H

#include <pthread.h>

#include "appliances/appliances.h"
#include "core/capture.h"
#include "lab/control.h"
#include "lab/setup.h"

struct session;
struct capturing;
struct subscriptions;
struct keeper_line;
struct guest_line;

/* A node of the topology. */
struct lab_node {
	struct engine *engine;
	struct node *node;
	const struct topo_node *topo;
	const struct appliance *appliance;
	char *startup;		/* the startup-config; NULL: none */
	bool saved;		/* it is a saved one, not the file's */
	bool power_cycle;	/* `reload` has been asked */
	u64 told;		/* hash of the running-config that the keeper has */
	struct guest_line *guest; /* of a vm or a container; NULL: it is neither */
	char why[256];		/* of device->store */
};

/* A door, and where it is plugged in. */
struct lab_door {
	struct lab_door *next;
	u32 id;			/* the keeper's */
	char *uri;
	struct node *node;
};

/* A wire of the topology changes at a time. */
struct lab_schedule {
	struct engine *engine;
	struct wire *wire;
	const struct topo_wire *topo;
	u32 next;
	struct timer timer;
};

struct engine {
	struct setup *s;
	struct world *world;
	struct loop *loop;		/* of worker 0 */
	struct loop **loops;		/* of each worker */
	pthread_t *threads;		/* of workers 1 .. */
	bool running;			/* the threads are */
	struct lab_node *nodes;		/* in the topology's order */
	u32 n_nodes;
	struct lab_node **by_id;	/* by node->id; doors are beyond */
	struct lab_door *doors;
	struct lab_schedule *schedules;
	u32 n_schedules;
	struct control *control;
	s64 wall_base;			/* ns since 1970 when the world's clock stood at 0 */
	/* holding the workers */
	pthread_mutex_t hold_lock;
	pthread_cond_t hold_cond;
	unsigned holds, held;
	bool release;
	/* requests under way */
	struct session *sessions;
	u64 next_session;
	struct capturing *captures;
	struct subscriptions *subscriptions; /* NULL: nobody has subscribed yet */
	struct manage *manage;
	struct keeper_line *keeper;	/* NULL: alone */
	/* the virtual clock's driver (lab/clock.c) */
	struct client *runner;		/* of `run`; NULL: none */
	nsec run_from, run_until;
	bool until_idle;
	bool advancing;
	unsigned n_busy;		/* sessions whose command takes time */
};

/* ---- engine.c ---- */

/* Between these no other worker moves. Nests. Worker 0's thread only. */
void engine_hold(struct engine *e);
void engine_release(struct engine *e);
/* Runs fn in the thread of the node's worker: at once if that is this one. */
void engine_on(const struct node *n, void (*fn)(void *arg), void *arg);
/* Runs fn in worker 0's thread at its next turn. */
void engine_post(struct engine *e, void (*fn)(void *arg), void *arg);

/* ---- build.c ---- */

/* Makes the world of the topology and boots it. Errors are said; returns an exit status. */
int engine_build(struct engine *e);
struct lab_node *engine_node(const struct engine *e, const char *name);
/* The lab's node behind a node; NULL: it is a door. */
struct lab_node *engine_node_of(const struct engine *e, const struct node *n);
struct lab_door *engine_door_of(const struct engine *e, const struct node *n);
/* "r1:g0/1", "pc1" for a node's only port. NULL: why, and the exit status. */
struct port *engine_port(const struct engine *e, const char *text, int *status, char why[256]);
/* "r1:GigabitEthernet0/1", or the URI of a door; into buf, returns buf. */
const char *engine_end_name(const struct engine *e, const struct port *p, char buf[256]);
/* Plugs an opened door into a free port. false: why. The descriptors are the door's, or closed. */
bool engine_plug(struct engine *e, struct opened *o, struct port *p, char why[256]);
void engine_unplug(struct engine *e, struct lab_door *d);
/* The power button; held workers. Sessions on the node end or begin anew. */
void engine_power(struct engine *e, struct lab_node *ln, bool on);
/* Frees what build made, all nodes too; the world is empty then. */
void engine_unbuild(struct engine *e);

/* ---- kept.c ---- */

/* Where a device's startup-config and flash are kept. */
void kept_born(struct device *d);

/* ---- keeper_line.c: what the keeper must know ---- */

struct keeper_line *keeper_line_new(struct engine *e, int fd);
void keeper_line_free(struct keeper_line *k);
/* The running-config of a node may have changed. From the thread of its worker. */
void keeper_tell_running(struct lab_node *ln);
void keeper_tell_power(struct lab_node *ln);
void keeper_tell_wire(struct engine *e, const struct wire *w);
void keeper_tell_plugged(struct engine *e, u32 id, const char *port);
void keeper_tell_closed(struct engine *e, u32 id);
void keeper_tell_ready(struct engine *e);
/* Asks for a door; done() gets it (status 0), or why not. o is freed by the receiver with opened_free(). */
void keeper_open(struct engine *e, const char *uri, void (*done)(void *arg, int status, struct opened *o, const char *why), void *arg);
void opened_free(struct opened *o);

/* power of a guest: done() gets the exit status, and why. */
void keeper_ask_guest(struct engine *e, const char *node, const char *verb, void (*done)(void *arg, int status, const char *why), void *arg);
/* Runs a command in a container, its output to a descriptor (which stays the caller's); done() gets the exit status, and how it ended. 0: too much is being
 * asked; else its number, by which it can be ended early (done() is called then, too). */
json_int_t keeper_ask_command(struct engine *e, const char *node, const char *command, int out, void (*done)(void *arg, int status, const char *how), void *arg);
void keeper_kill_command(struct engine *e, const char *node, json_int_t number);
/* The carrier of a guest's port; any thread. */
void keeper_tell_carrier(struct engine *e, const struct port *p);

/* ---- guest_line.c ---- */

struct guest_line *guest_line_new(struct lab_node *ln);
void guest_line_free(struct guest_line *g);
/* Its state as the keeper told it last ("starting", "up", "suspended", "off", "crashed"), and why. */
const char *guest_line_state(const struct guest_line *g, const char **why);
/* A message of the keeper's; fd: of the console, or -1; taken over. */
void guest_told(struct engine *e, const json_t *m, int fd);
void guest_console(struct engine *e, struct client *c, json_t *m);
/* guest_exec.c: `exec` on a container. */
void guest_exec(struct engine *e, struct client *c, json_t *m);
void guest_power_asked(struct engine *e, struct client *c, struct lab_node *ln, const char *verb);

/* ---- controllers.c: the NICs of guests ---- */

void controllers_asked(struct engine *e, struct client *c, json_t *m);
/* A device is new, and so is a door at the other end of its wire. */
void controllers_born(struct device *d);
void controllers_plugged(const struct engine *e, struct port *door);
/* p is captured: what goes to a guest there is shown where it lands. */
void controllers_landing(const struct engine *e, struct capture_file *c, struct port *p);
/* Where a frame of a guest's came from: NIC, ring, descriptors. NULL: from no guest. Returns buf. */
const char *controllers_origin(const struct engine *e, struct port *p, const struct frame *f, enum capture_way way, char buf[64]);

/* ---- request.c, session.c, subscribe.c, capturing.c, clock.c ---- */

void engine_request(struct engine *e, struct client *c, json_t *m);

void session_exec(struct engine *e, struct client *c, json_t *m);
void session_console(struct engine *e, struct client *c, json_t *m);
void session_configure(struct engine *e, struct client *c, json_t *m);
void session_save(struct engine *e, struct client *c, json_t *m);
/* Around a node's loss of power, workers held: ends its sessions; begins those anew that go on. */
void sessions_stop(struct engine *e, struct lab_node *ln);
void sessions_resume(struct engine *e, struct lab_node *ln);
/* It will not get it back: they end. */
void sessions_drop(struct engine *e, struct lab_node *ln);
/* As ^C, to each whose command takes time. */
void sessions_interrupt(struct engine *e);
void sessions_free(struct engine *e);

/* A port and its counters, as `show` has them. */
json_t *engine_port_json(const struct port *p);

void subscribe_start(struct engine *e, struct client *c, json_t *m);
/* The node has got power: its device is a new one. */
void subscribe_born(struct lab_node *ln);
/* The virtual clock is about to move. */
void subscribe_clock_goes(struct engine *e);
void subscriptions_free(struct engine *e);

void capturing_start(struct engine *e, struct client *c, json_t *m);
void capturings_free(struct engine *e);

void clock_run(struct engine *e, struct client *c, json_t *m);
/* A session's command takes time (+1), or is over (-1): the virtual clock goes while there is one. */
void clock_busy(struct engine *e, int change);

#endif
