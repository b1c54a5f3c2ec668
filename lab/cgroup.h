/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a container may use of the machine: a control group of its own, "lanyard/PID-NODE" below the root that this machine shows, PID the keeper's. Of
 * cgroup v2, where its root has the controller; else of the v1 hierarchy that has it. Linux: Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/.
 */
#ifndef LAB_CGROUP_H
#define LAB_CGROUP_H

#include <sys/types.h>

#include "core/types.h"

enum cgroup_controller { CGROUP_MEMORY, CGROUP_CPU, CGROUP_PIDS, CGROUP_FREEZER, CGROUP_N };

struct cgroup {
	char *name;		/* "lanyard/PID-NODE" */
	char *folder[CGROUP_N];	/* by controller; NULL: the group is in none, its limits do not hold */
	bool v2[CGROUP_N];
};

struct cgroup_limits {
	u64 memory;		/* bytes; 0: none */
	u32 cpus_milli;		/* thousandths of a processor; 0: none */
	u32 processes;		/* 0: none */
	bool processes_asked;	/* else: as far as it can be had */
};

/* What a node's group is called; caller frees. */
char *cgroup_name(const char *node);
/* Makes the group with its limits. NULL: which of them cannot be had here, and why. */
struct cgroup *cgroup_new(const char *node, const struct cgroup_limits *want, char why[256]);
/* The process, and what it begets, is in it. false: why. */
bool cgroup_enter(const struct cgroup *g, pid_t pid, char why[256]);
/* Stops all that is in it, or lets it go on. false: why. */
bool cgroup_freeze(const struct cgroup *g, bool stop, char why[256]);
/* How often the kernel has killed for want of memory in it. */
u64 cgroup_oom_kills(const struct cgroup *g);
/* Removes the group, which is empty, and frees. */
void cgroup_free(struct cgroup *g);
/* Removes the group of that name wherever it is: of a keeper that died. */
void cgroup_sweep(const char *name);
/* For `doctor`: which limits can be had here. */
void cgroup_describe(char *text, size_t len);

#endif
