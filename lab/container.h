/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first process of a container: this program once more, as process 1 of new PID, mount, UTS, IPC and network namespaces, "helper-container FD". FD is a
 * sequenced-packet socket to the keeper; messages are JSON:
 *
 *   keeper → init                                             init → keeper
 *   {"name", "root", "persistent", "bundle", "exec": [...],   {"up": true} + the console: what it needs is there, the commands run
 *    "cgroup", "resolver", "work"}   the first, once its NICs are there   {"error": WHY}: and it ends
 *   {"run": N, "command": C} + a pipe for its output          {"ended": N, "how": "status 0"|"signal 9"}
 *   {"kill": N}                                               {"failed": K, "how": H}: of the commands at start
 *
 * It begets the commands and the console's shell, buries what dies, and ends when the keeper does. With it ends all that is in the container: process 1 is
 * what the kernel holds a PID namespace by.
 */
#ifndef LAB_CONTAINER_H
#define LAB_CONTAINER_H

#include <jansson.h>

#include "core/types.h"

/* JSON may write a byte as six. A message is to fit into a socket's buffer, and one command into the keeper's (lab/keeper.c). */
enum { CONTAINER_PACKET_MAX = 160 << 10, CONTAINER_RUNS_MAX = 64, CONTAINER_COMMAND_MAX = 8192 };

struct container_spec {
	const char *name;	/* of the node, and of the host it is */
	const char *root;	/* a folder; "": the machine's own files */
	const char *bundle;	/* a folder; "": none */
	const char *resolver;	/* for its /etc/resolv.conf; "": no name servers */
	const char *work;	/* a folder of the lab's, to mount things on */
	const char *cgroup;	/* for what an OCI runtime makes: the group's name */
	u32 memory_mb;		/* its limit; 0: none */
	bool persistent;	/* what it writes stays in root */
};

/* container_init.c: its whole life; never returns but with an exit status. */
int container_init(int fd);

/* container_root.c: in the new namespaces: what it sees as its files. false: why. */
bool container_root(const struct container_spec *s, char why[256]);
/* Gives up the rights that reach beyond its namespaces. */
void container_drop_rights(void);

/* container_bundle.c */
/* Which of runc and crun there is; caller frees. NULL: why. */
char *bundle_runtime(char why[256]);
/* Is there a configuration in the folder that a runtime could take? false: why. */
bool bundle_check(const char *folder, char why[256]);
/* Makes a bundle of ours out of it; the command line that runs it. NULL: why. Caller frees list and words. */
char **bundle_command(const struct container_spec *s, char why[256]);
/* What the runtime had to say at the end. false: nothing. */
bool bundle_complaint(char *text, size_t len);
/* The command line that runs a command in it. */
char **bundle_exec(const struct container_spec *s, const char *command);

#endif
