/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vms and containers share: their states, their end, what they say on standard error. */
#include "lab/guest.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/loop.h"

const char *const guest_state_name[] = {
	[GUEST_OFF] = "off", [GUEST_STARTING] = "starting", [GUEST_RUNNING] = "up", [GUEST_SUSPENDED] = "suspended", [GUEST_CRASHED] = "crashed",
};

void guest_set_state(struct guest *g, enum guest_state state, const char *why)
{
	if (g->state == state)
		return;
	g->state = state;
	snprintf(g->why, sizeof(g->why), "%s", why ? why : "");
	if (g->why[0])
		fprintf(stderr, "keeper: %s is %s: %s\n", g->node->name, guest_state_name[state], g->why);
	g->all->changed(g->all->arg, g);
}

void guest_remark(struct guest *g, const char *why)
{
	snprintf(g->why, sizeof(g->why), "%s", why);
	fprintf(stderr, "keeper: %s: %s\n", g->node->name, why);
	g->all->changed(g->all->arg, g);
}

void guests_init(struct guests *all, struct setup *s)
{
	all->s = s;
	all->kvm = -1;
	for (u32 i = 0; i < s->topo->n_nodes; i++)
		all->n += topology_is_guest(&s->topo->nodes[i]);
	all->list = xcalloc(all->n + 1, sizeof(*all->list));
	for (u32 i = 0, k = 0; i < s->topo->n_nodes; i++) {
		const struct topo_node *n = &s->topo->nodes[i];
		struct guest *g = &all->list[k];

		if (!topology_is_guest(n))
			continue;
		*g = (struct guest){ .all = all, .node = n, .console = -1, .errors = -1, .qmp = -1, .init = -1 };
		g->carrier = xcalloc(n->n_inside + 1, sizeof(*g->carrier));
		g->nic = xcalloc(n->n_inside + 1, sizeof(*g->nic));
		k++;
	}
}

struct guest *guests_find(const struct guests *all, const char *name)
{
	for (u32 i = 0; i < all->n; i++)
		if (!strcmp(all->list[i].node->name, name))
			return &all->list[i];
	return NULL;
}

bool guest_start(struct guest *g, char why[256])
{
	g->asked_off = g->ended_itself = g->start_again = false;
	g->last_error[0] = 0;
	memset(g->nic, 0, (g->node->n_inside + 1) * sizeof(*g->nic));
	g->end_by = 0;
	g->start_by = loop_host_now() + GUEST_START_MS * NSEC_PER_MS;
	return g->node->kind == TOPO_VM ? vm_start(g, why) : container_start(g, why);
}

struct guest_run *guest_run_find(struct guest *g, u64 id)
{
	for (unsigned i = 0; i < GUEST_RUNS_MAX; i++)
		if (g->run[i].id == id)
			return &g->run[i];
	return NULL;
}

struct guest_run *guest_run_new(struct guest *g, json_int_t number)
{
	struct guest_run *r = guest_run_find(g, 0);

	if (r)
		*r = (struct guest_run){ ++g->next_run, number };
	return r;
}

void guest_run_over(struct guest *g, struct guest_run *r, int status, const char *how)
{
	if (r->number)
		g->all->ran(g->all->arg, r->number, status, how);
	*r = (struct guest_run){ 0 };
}

int guest_power(struct guest *g, const char *verb, json_int_t number, char why[256])
{
	bool on = g->pid != 0;

	if (!strcmp(verb, "on") || (!strcmp(verb, "restart") && !on)) {
		if (on && !g->asked_off)
			return EXIT_DONE;
		if (on) {
			g->start_again = true; /* it is about to end */
			return EXIT_DONE;
		}
		return guest_start(g, why) ? EXIT_DONE : EXIT_HOST;
	}
	if (!on) {
		snprintf(why, 256, "%s is powered off: lanyard power %s on", g->node->name, g->node->name);
		return strcmp(verb, "off") ? EXIT_GONE : EXIT_DONE;
	}
	return g->node->kind == TOPO_VM ? vm_power(g, verb, number, why) : container_power(g, verb, why);
}

void guests_engine_anew(struct guests *all)
{
	for (u32 i = 0; i < all->n; i++) {
		struct guest *g = &all->list[i];

		if (g->node->kind == TOPO_VM)
			vm_engine_anew(g);
		else
			container_engine_anew(g);
		for (unsigned k = 0; k < GUEST_RUNS_MAX; k++) /* who asked is no more */
			g->run[k].number = 0;
	}
}

void guest_carrier(struct guest *g, u32 nic, bool up)
{
	bool was;

	if (nic >= g->node->n_inside)
		return;
	was = g->carrier[nic];
	g->carrier[nic] = up;
	if (g->node->kind == TOPO_CONTAINER)
		container_carrier(g, nic);
	else if (was != up)
		vm_carrier(g, nic);
}

/* ---- standard error ---- */

/* A whole line: the program's own last one ("qemu-system-x86_64: ...") says why it ended, else the first. */
static void keep_reason(struct guest *g)
{
	bool own = !strncmp(g->line, "qemu", 4);
	const char *blank = own ? strchr(g->line, ' ') : NULL;

	if (g->line[0] && (own || !g->last_error[0]))
		snprintf(g->last_error, sizeof(g->last_error), "%s", blank ? blank + 1 : g->line);
	g->line[0] = 0;
}

/* It comes in pieces of any length. */
static void keep_text(struct guest *g, const char *text)
{
	for (; *text; text++) {
		size_t n = strlen(g->line);

		if (*text == '\n') {
			keep_reason(g);
		} else if (n + 1 < sizeof(g->line)) {
			g->line[n] = *text;
			g->line[n + 1] = 0;
		}
	}
}

/* At most one piece: a guest that writes without end gets no more attention than others. */
static void read_errors(struct guest *g)
{
	char text[2048];
	ssize_t n = g->errors < 0 ? -1 : read(g->errors, text, sizeof(text) - 1);

	if (n > 0) {
		text[n] = 0;
		fprintf(stderr, "%s: %s", g->node->name, text);
		keep_text(g, text);
	} else if (g->errors >= 0 && (!n || (errno != EAGAIN && errno != EINTR))) {
		close(g->errors);
		g->errors = -1;
	}
}

/* ---- the end ---- */

static void close_all(struct guest *g)
{
	int *fds[] = { &g->console, &g->errors, &g->qmp, &g->init };

	for (unsigned i = 0; i < ARRAY_LEN(fds); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
	free(g->in);
	g->in = NULL;
	g->in_len = 0;
}

static void ended(struct guest *g, int how)
{
	bool good = WIFEXITED(how) && !WEXITSTATUS(how);
	char why[256], again[256], gone[100];

	while (g->init >= 0 && container_ready(g)) /* its last words */
		;
	g->pid = 0;
	if (g->qmp >= 0)
		vm_ready(g);
	read_errors(g);
	keep_reason(g);
	close_all(g);
	if (WIFSIGNALED(how))
		snprintf(why, sizeof(why), "it died of signal %d", WTERMSIG(how));
	else
		snprintf(why, sizeof(why), "it ended with status %d%s%s", WEXITSTATUS(how), g->last_error[0] ? ": " : "", g->last_error);
	if (g->node->kind == TOPO_CONTAINER) {
		/* reboot(2) in a PID namespace. */
		bool reboots = WIFSIGNALED(how) && WTERMSIG(how) == SIGHUP;

		if (reboots && loop_host_now() + (GUEST_START_MS - REBOOT_MIN_MS) * NSEC_PER_MS < g->start_by) {
			snprintf(why, sizeof(why), "it rebooted within a second of its start"); /* as it would for ever */
			reboots = false;
		}
		g->start_again = g->start_again || reboots;
		g->ended_itself = WIFSIGNALED(how) && WTERMSIG(how) == SIGINT;
		good = good || g->ended_itself || g->start_again;
		container_ended(g, why);
	}
	for (unsigned i = 0; i < GUEST_RUNS_MAX; i++)
		if (g->run[i].id) {
			snprintf(gone, sizeof(gone), "%s went down meanwhile", g->node->name);
			guest_run_over(g, &g->run[i], EXIT_GONE, gone);
		}
	if (g->asked_off)
		guest_set_state(g, GUEST_OFF, NULL);
	else if (good && g->state != GUEST_STARTING)
		guest_set_state(g, GUEST_OFF, g->ended_itself ? "it powered itself down" : why);
	else
		guest_set_state(g, GUEST_CRASHED, why);
	if (g->start_again && !guest_start(g, again))
		guest_set_state(g, GUEST_CRASHED, again);
}

bool guests_reap(struct guests *all, pid_t pid, int how)
{
	for (u32 i = 0; i < all->n; i++)
		if (all->list[i].pid == pid) {
			ended(&all->list[i], how);
			return true;
		}
	return false;
}

bool guests_due(struct guests *all)
{
	nsec now = loop_host_now();
	bool any = false;

	for (u32 i = 0; i < all->n; i++) {
		struct guest *g = &all->list[i];

		bool starts = g->state == GUEST_STARTING, ends = g->pid && g->asked_off && g->end_by;

		any |= starts || ends;
		if ((starts && now > g->start_by) || (ends && now > g->end_by))
			kill(g->pid, SIGKILL);
	}
	return any;
}

void guests_end(struct guests *all)
{
	char why[256] = "";
	nsec by = loop_host_now() + GUEST_STOP_MS * NSEC_PER_MS;
	bool any = true;

	for (u32 i = 0; i < all->n; i++) {
		struct guest *g = &all->list[i];

		if (g->state == GUEST_SUSPENDED && g->cgroup)
			cgroup_freeze(g->cgroup, false, why);
		if (g->pid)
			kill(g->pid, SIGTERM);
	}
	while (any) {
		nsec now = loop_host_now();

		any = false;
		for (u32 i = 0; i < all->n; i++) {
			struct guest *g = &all->list[i];

			if (g->pid && now > by)
				kill(g->pid, SIGKILL);
			if (g->pid && waitpid(g->pid, NULL, WNOHANG) != 0) {
				g->pid = 0;
			} else if (g->pid && now > by + GUEST_STOP_MS * NSEC_PER_MS) { /* it is in a freezer of its own making */
				fprintf(stderr, "keeper: %s: process %d does not end, and is left behind\n", g->node->name, (int)g->pid);
				g->pid = 0;
			}
			any = any || g->pid;
		}
		if (any)
			poll(NULL, 0, 5);
	}
	for (u32 i = 0; i < all->n; i++) {
		close_all(&all->list[i]);
		free(all->list[i].carrier);
		free(all->list[i].nic);
		if (all->list[i].node->kind == TOPO_CONTAINER)
			container_ended(&all->list[i], why);
	}
	free(all->list);
	free(all->qemu);
	all->list = NULL;
	all->n = 0;
}

/* ---- waiting ---- */

unsigned guests_poll(const struct guests *all, struct pollfd *p, unsigned max)
{
	unsigned n = 0;

	for (u32 i = 0; i < all->n; i++) {
		const struct guest *g = &all->list[i];
		const int fds[] = { g->qmp, g->errors, g->init };

		for (unsigned k = 0; k < ARRAY_LEN(fds); k++)
			if (fds[k] >= 0 && n < max)
				p[n++] = (struct pollfd){ .fd = fds[k], .events = POLLIN };
		for (u32 k = 0; g->init >= 0 && k < g->node->n_inside; k++)
			if (n < max)
				p[n++] = (struct pollfd){ .fd = container_events(g, k), .events = POLLIN };
	}
	return n;
}

void guests_ready(struct guests *all, const struct pollfd *p, unsigned n)
{
	for (unsigned k = 0; k < n; k++)
		for (u32 i = 0; p[k].revents && i < all->n; i++) {
			struct guest *g = &all->list[i];

			if (g->qmp == p[k].fd)
				vm_ready(g);
			else if (g->errors == p[k].fd)
				read_errors(g);
			else if (g->init == p[k].fd)
				container_ready(g);
			else
				for (u32 j = 0; g->init >= 0 && j < g->node->n_inside; j++)
					if (container_events(g, j) == p[k].fd)
						container_heard(g, j);
		}
}
