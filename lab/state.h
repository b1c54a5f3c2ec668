/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state folder: where labs that run have their socket, lock and log, and where saved configurations stay.
 *
 *   STATE/run/LAB/lock     flock()ed by the keeper as long as it lives
 *   STATE/run/LAB/control  the socket of the command line
 *   STATE/run/LAB/keeper   the keeper's process id
 *   STATE/run/LAB/doors    URIs opened on the host, one a line: what a sweep undoes
 *   STATE/run/LAB/log      what keeper and engine have to say
 *   STATE/saved/LAB/NODE   a startup-config
 *   STATE/saved/LAB/NODE~flash   the node's flash:, all of it; ~rsa, ~rsa.pub: its host key
 *
 * run and saved are this user's alone (0700), their files too (0600).
 */
#ifndef LAB_STATE_H
#define LAB_STATE_H

#include <sys/types.h>

#include "core/types.h"

enum { LAB_NAME_MAX = 63 };

/* One lab's place. Descriptors are -1 when closed. */
struct state_lab {
	char name[LAB_NAME_MAX + 1];
	char *run_path;		/* STATE/run/LAB */
	char *saved_path;	/* STATE/saved/LAB */
	int run;		/* folders */
	int saved;
	int lock;
};

/* A name that is safe as a file's name. */
bool state_name_ok(const char *name);
/* The folder itself, made if need be; caller frees. NULL: why (its owner or its mode is wrong, it cannot be made). */
char *state_folder(char why[256]);

enum state_take { STATE_TAKEN, STATE_RUNS, STATE_ERROR };
/* Takes the lab's lock and makes its folders; what a dead keeper left is swept away first. STATE_RUNS: somebody has it. */
enum state_take state_take(struct state_lab *l, const char *name, char why[256]);
/* Removes run/LAB (and saved/LAB when it is empty), and gives the lock back. */
void state_release(struct state_lab *l);
/* Closes descriptors and frees; removes nothing. */
void state_close(struct state_lab *l);

/* Names of the labs whose keeper lives, sorted; what dead ones left is removed. Caller frees each and the list. */
char **state_labs(unsigned *n, char why[256]);
/* The keeper's process id; 0: the lab does not run. */
pid_t state_keeper(const char *name);
/* Waits at most that long until the lab runs no more. */
bool state_wait_gone(const char *name, unsigned ms);

/* A listening socket run/LAB/control; -1: errno. */
int state_listen(const struct state_lab *l);
/* Connects to it; -1: errno. */
int state_connect(const char *name);

/* For the keeper: who it is, and a door it opened. */
void state_note_keeper(const struct state_lab *l);
void state_note_door(const struct state_lab *l, const char *uri);

#endif
