/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A container, the keeper's side: it makes the first process (lab/container_init.c) in namespaces of its own, plugs its NICs into them, puts it under its
 * limits, tells it what to be, and hears from it. What it left is taken away when it ends: interfaces, and its control group.
 *
 * Carrier both ways. The lab's goes to the container by setting our end of the pair up or down. The container's goes to the lab as {"far": B}; while its end
 * is down ours stays up whatever the lab says, or its return could not be seen; the engine answers each {"far": true} with the carrier of the lab.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach/container.h"
#include "attach/passfd.h"
#include "lab/container.h"
#include "lab/guest.h"
#include "lab/message.h"

enum { LINE_FD = 3, END_MS = 1000, APART = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET };

static struct attach_handle *nic_of(const struct guest *g, u32 nic)
{
	const struct topo_wire *w = g->node->ports[g->node->n_inside + nic].wire;
	struct opened *o;

	for (o = g->all->s->doors; o && o->end != &w->end[1]; o = o->next)
		;
	return o ? &o->h : NULL;
}

/* false: it is not heard. */
static bool say(const struct guest *g, json_t *m, int fd)
{
	char *text = json_dumps(m, JSON_COMPACT);
	bool good = text && g->init >= 0 && passfd_send(g->init, text, strlen(text), &fd, fd >= 0, MSG_DONTWAIT) >= 0;

	if (text && g->init >= 0 && !good)
		fprintf(stderr, "keeper: %s's first process does not listen: %s\n", g->node->name, strerror(errno));
	free(text);
	json_decref(m);
	return good;
}

/* ---- birth ---- */

static bool make_group(struct guest *g, char why[256])
{
	const struct topo_guest *tg = g->node->guest;
	struct cgroup_limits want = {
		.memory = (u64)tg->memory_mb << 20, .cpus_milli = tg->cpus_milli, .processes = tg->processes ? tg->processes : TOPO_PROCESSES, .processes_asked = tg->processes,
	};
	char *name, *note;

	if (!g->group_noted) { /* before it is made, in case we die; once, since it may reboot for ever */
		name = cgroup_name(g->node->name);
		note = xasprintf("cgroup:%s", name);
		state_note_door(&g->all->s->state, note);
		free(note);
		free(name);
		g->group_noted = true;
	}
	g->cgroup = cgroup_new(g->node->name, &want, why);
	g->oom_kills = 0;
	return g->cgroup;
}

/* The addresses are the first port's, as a host's are; HOSTIF_ADDRESSES go in one order. */
static bool plug_nic(struct guest *g, u32 nic, int netns, char why[256])
{
	const struct topo_node *n = g->node;
	struct attach_handle *h = nic_of(g, nic);
	struct hostif far = { .name = n->ports[nic].name, .has_mac = true };

	topology_port_mac(g->all->s->topo, n, nic, far.mac);
	for (u32 i = 0; !nic && i < n->n_addresses; i++)
		if (n->addresses[i].how == TOPO_STATIC && far.n_addresses < HOSTIF_ADDRESSES) {
			far.address[far.n_addresses].ip = n->addresses[i].addr;
			far.address[far.n_addresses++].plen = n->addresses[i].plen;
		}
	if (!nic && n->gateway4.af)
		far.gateway[far.n_gateways++] = n->gateway4;
	if (!nic && n->gateway6.af)
		far.gateway[far.n_gateways++] = n->gateway6;
	if (h)
		return container_nic_plug(h, netns, &far, why);
	snprintf(why, 256, "its port %s has no door", far.name);
	return false;
}

static bool plug_all(struct guest *g, char why[256])
{
	char *path = xasprintf("/proc/%d/ns/net", (int)g->pid);
	int netns = open(path, O_RDONLY | O_CLOEXEC);
	bool good = netns >= 0;

	if (!good)
		snprintf(why, 256, "its network namespace: %s", strerror(errno));
	for (u32 i = 0; good && i < g->node->n_inside; i++)
		good = plug_nic(g, i, netns, why);
	if (netns >= 0)
		close(netns);
	free(path);
	return good;
}

static char *resolver_of(const struct topo_node *n)
{
	char *text = xstrdup(""), ip[IP6_TEXT];

	for (u32 i = 0; i < n->n_dns; i++) {
		char *more;

		ipaddr_text(&n->dns[i], ip);
		for (char *c = ip; *c; c++)
			*c = (char)tolower((u8)*c);
		more = xasprintf("%snameserver %s\n", text, ip);
		free(text);
		text = more;
	}
	return text;
}

static bool tell_spec(struct guest *g, char why[256])
{
	const struct topo_guest *tg = g->node->guest;
	json_t *exec = json_array(), *m;
	char *resolver = resolver_of(g->node);
	bool good;

	for (u32 i = 0; i < tg->n_exec; i++)
		json_array_append_new(exec, message_text(tg->exec[i], strlen(tg->exec[i])));
	/* The folders are called what links lead to: JSON has no word for what is not UTF-8. */
	m = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:i,s:o}", "name", g->node->name, "root", tg->root ? tg->root : "", "bundle", tg->bundle ? tg->bundle : "", "work",
		      g->all->s->state.run_path, "cgroup", g->cgroup->name, "resolver", resolver, "persistent", tg->persistent, "memory", (int)tg->memory_mb, "exec", exec);
	free(resolver);
	if (!m) {
		snprintf(why, 256, "the whole name of its root, its bundle or the lab's own folder is not UTF-8");
		return false;
	}
	good = say(g, m, -1);
	if (!good)
		snprintf(why, 256, "its first process does not listen");
	return good;
}

/* It is not to be: nothing of it stays. */
static bool give_up(struct guest *g)
{
	char why[256] = "";
	int *fds[] = { &g->init, &g->errors };

	if (g->pid > 0) {
		kill(g->pid, SIGKILL);
		waitpid(g->pid, NULL, 0);
	}
	g->pid = 0;
	for (unsigned i = 0; i < ARRAY_LEN(fds); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
	container_ended(g, why);
	return false;
}

bool container_start(struct guest *g, char why[256])
{
	struct guest_child c = { .n_fds = 1, .apart = APART };
	char *runtime;
	int pair[2];

	if (g->node->guest->bundle) {
		runtime = bundle_runtime(why);
		free(runtime);
		if (!runtime)
			return false;
	}
	if (!make_group(g, why))
		return false;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
		snprintf(why, 256, "no pair of sockets: %s", strerror(errno));
		return give_up(g);
	}
	words_add(&c.argv, "/proc/self/exe");
	words_add(&c.argv, "helper-container");
	words_add(&c.argv, "%d", LINE_FD);
	c.fd[0] = pair[1];
	g->init = pair[0];
	g->pid = guest_spawn(&c, &g->errors);
	if (g->pid < 0)
		snprintf(why, 256, "no namespaces of its own: %s%s", strerror(errno), errno == EPERM ? "; run as root" : "");
	close(pair[1]);
	words_free(c.argv);
	if (g->pid < 0 || !cgroup_enter(g->cgroup, g->pid, why) || !plug_all(g, why) || !tell_spec(g, why))
		return give_up(g);
	guest_set_state(g, GUEST_STARTING, NULL);
	return true;
}

/* ---- power ---- */

/* Its end takes milliseconds: who asks next finds it as it is then. One that takes longer is heard of when it is over. */
static void wait_end(struct guest *g)
{
	pid_t pid = g->pid;
	int how;

	for (unsigned waited = 0; waited < END_MS; waited += 2) {
		if (waitpid(pid, &how, WNOHANG) == pid) {
			guests_reap(g->all, pid, how);
			return;
		}
		poll(NULL, 0, 2);
	}
}

int container_power(struct guest *g, const char *verb, char why[256])
{
	bool suspend = !strcmp(verb, "suspend"), restart = !strcmp(verb, "restart");

	if (suspend || !strcmp(verb, "resume")) {
		if (g->state == GUEST_STARTING) {
			snprintf(why, 256, "%s is starting", g->node->name);
			return EXIT_GONE;
		}
		if (!cgroup_freeze(g->cgroup, suspend, why))
			return EXIT_HOST;
		guest_set_state(g, suspend ? GUEST_SUSPENDED : GUEST_RUNNING, NULL);
		return EXIT_DONE;
	}
	if (!restart && strcmp(verb, "off")) {
		snprintf(why, 256, "power %s: write on, off, restart, suspend or resume", verb);
		return EXIT_USAGE;
	}
	g->asked_off = true;
	g->start_again = restart;
	if (g->state == GUEST_SUSPENDED) /* the frozen do not die */
		cgroup_freeze(g->cgroup, false, why);
	kill(g->pid, SIGKILL);
	wait_end(g);
	return EXIT_DONE;
}

/* ---- carrier ---- */

void container_carrier(struct guest *g, u32 nic)
{
	struct attach_handle *h = nic_of(g, nic);

	if (h && g->init >= 0)
		container_nic_carrier(h, g->carrier[nic] || g->nic[nic].far_down);
}

int container_events(const struct guest *g, u32 nic)
{
	const struct attach_handle *h = nic_of(g, nic);

	return h ? container_nic_events(h) : -1;
}

void container_heard(struct guest *g, u32 nic)
{
	struct attach_handle *h = nic_of(g, nic);
	int up = h ? container_nic_heard(h) : -1;

	if (up < 0)
		return;
	g->nic[nic].far_down = !up;
	g->all->far(g->all->arg, g, nic, up);
}

void container_engine_anew(struct guest *g)
{
	for (unsigned i = 0; i < GUEST_RUNS_MAX; i++)
		if (g->run[i].id && g->run[i].number) /* nobody reads what it writes any more */
			say(g, json_pack("{s:I}", "kill", (json_int_t)g->run[i].id), -1);
	for (u32 i = 0; i < g->node->n_inside; i++)
		if (g->init >= 0 && g->nic[i].far_down)
			g->all->far(g->all->arg, g, i, false);
}

/* ---- commands ---- */

bool container_run(struct guest *g, json_int_t number, const char *command, int fd, char why[256])
{
	struct guest_run *r;

	if (g->state != GUEST_RUNNING && g->state != GUEST_STARTING)
		snprintf(why, 256, "%s is %s", g->node->name, guest_state_name[g->state]);
	else if (strlen(command) > CONTAINER_COMMAND_MAX)
		snprintf(why, 256, "the command is too long");
	if (*why)
		return false;
	r = guest_run_new(g, number);
	if (!r) {
		snprintf(why, 256, "%d commands run in %s already", GUEST_RUNS_MAX, g->node->name);
		return false;
	}
	if (say(g, json_pack("{s:I,s:s}", "run", (json_int_t)r->id, "command", command), fd))
		return true;
	snprintf(why, 256, "%s's first process does not listen: too much is being asked of it", g->node->name);
	*r = (struct guest_run){ 0 };
	return false;
}

void container_kill(struct guest *g, json_int_t number)
{
	for (unsigned i = 0; i < GUEST_RUNS_MAX; i++)
		if (g->run[i].id && g->run[i].number == number)
			say(g, json_pack("{s:I}", "kill", (json_int_t)g->run[i].id), -1);
}

static void run_ended(struct guest *g, struct guest_run *r, int status, const char *how)
{
	u64 kills = cgroup_oom_kills(g->cgroup);
	char text[300];

	snprintf(text, sizeof(text), "%s%s", how, kills > g->oom_kills ? ": out of memory" : "");
	g->oom_kills = kills;
	guest_run_over(g, r, status, text);
}

/* ---- what it says ---- */

static void failed(struct guest *g, u32 k, const char *how)
{
	char why[256];

	snprintf(why, sizeof(why), "exec \"%.120s\" ended with %.40s", k < g->node->guest->n_exec ? g->node->guest->exec[k] : "", how);
	guest_remark(g, why);
}

static void heard(struct guest *g, const json_t *m, int *fd)
{
	const char *error = message_string(m, "error"), *how = message_string(m, "how");
	char why[sizeof(g->why)];
	json_t *n;

	if (*error) {
		snprintf(g->last_error, sizeof(g->last_error), "%s", error);
	} else if (json_is_true(json_object_get(m, "up"))) {
		g->console = *fd;
		*fd = -1;
		snprintf(why, sizeof(why), "%s", g->why); /* of commands that have failed by now */
		guest_set_state(g, GUEST_RUNNING, why);
	} else if ((n = json_object_get(m, "failed"))) {
		failed(g, (u32)json_integer_value(n), how);
	} else if ((n = json_object_get(m, "ended"))) {
		struct guest_run *r = guest_run_find(g, (u64)json_integer_value(n));

		if (r && r->id)
			run_ended(g, r, strcmp(how, "status 0") ? EXIT_NO : EXIT_DONE, how);
	}
}

bool container_ready(struct guest *g)
{
	char text[CONTAINER_PACKET_MAX];
	int fd = -1;
	unsigned n_fds = 0;
	ssize_t n = passfd_receive(g->init, text, sizeof(text), &fd, &n_fds, 1, NULL, MSG_DONTWAIT);
	json_t *m;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) { /* its end follows as SIGCHLD */
		close(g->init);
		g->init = -1;
		return false;
	}
	m = json_loadb(text, (size_t)n, 0, NULL);
	if (json_is_object(m))
		heard(g, m, &fd);
	json_decref(m);
	if (fd >= 0)
		close(fd);
	return true;
}

/* ---- the end ---- */

void container_ended(struct guest *g, char why[256])
{
	size_t len = strlen(why);

	if (g->cgroup && cgroup_oom_kills(g->cgroup) > g->oom_kills)
		snprintf(why + len, 256 - len, ": out of memory");
	for (u32 i = 0; i < g->node->n_inside; i++) {
		struct attach_handle *h = nic_of(g, i);

		if (h)
			container_nic_unplug(h);
	}
	cgroup_free(g->cgroup);
	g->cgroup = NULL;
}
