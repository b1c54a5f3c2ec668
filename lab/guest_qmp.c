/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A vm by QMP: it tells when it runs, stands still, or powers down, and takes the power button's orders; what happens is known from the events,
 * never from the orders' answers.
 *
 *	greeting      -> qmp_capabilities
 *	first return  -> it runs; carriers that are down are told
 *	STOP, RESUME  -> suspended, up        SHUTDOWN -> it will end by itself
 *
 * The lab's carrier reaches a guest by set_link. An old QEMU (7.2 does) then takes over the rings of a vhost-user NIC with a stale index and gives the
 * driver buffers back that it never had, which wedges the guest: there such a NIC keeps its link.
 *
 * NICs come and go as on real hardware: device_del asks the guest, whose consent is DEVICE_DELETED; device_add plugs in. A vfio-user client does not connect again:
 * when the engine has died, what it served is pulled and plugged in anew, and finds the engine that followed. QEMU (11.1, and every one with that client before it)
 * aborts when it frees such a NIC that had MSI-X: then that is neither pulled nor plugged.
 */
#include <errno.h>
#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/guest.h"
#include "lab/message.h"

enum { QEMU_CUTS_VHOST = 1000, QEMU_STREAM_CALLS = 800 };

static void say(struct guest *g, json_t *m)
{
	char *text = json_dumps(m, JSON_COMPACT);

	if (g->qmp >= 0 && send(g->qmp, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		fprintf(stderr, "keeper: %s's QEMU does not listen: %s\n", g->node->name, strerror(errno));
	free(text);
	json_decref(m);
}

/* r: who is told the answer; NULL: nobody. The id of a message is a word, a NIC's number, and the order's. */
static void order(struct guest *g, const char *command, const struct guest_run *r)
{
	char id[32];

	snprintf(id, sizeof(id), "do 0 %llu", (unsigned long long)(r ? r->id : 0));
	say(g, json_pack("{s:s,s:s}", "execute", command, "id", id));
}

void vm_carrier(struct guest *g, u32 nic)
{
	enum topo_nic_over over = g->node->guest->nics[nic].over;
	char name[16];

	if (over == NIC_OVER_VFIO) /* the model has a carrier of its own */
		return;
	if (g->state != GUEST_RUNNING && g->state != GUEST_SUSPENDED)
		return; /* told when it runs */
	if (over == NIC_OVER_VHOST && g->all->qemu_version < QEMU_CUTS_VHOST) {
		fprintf(stderr, "keeper: %s: NIC %u keeps its link: this QEMU cannot change it over vhost-user (10.0 can, and so can \"over: stream\")\n",
			g->node->name, nic);
		return;
	}
	snprintf(name, sizeof(name), "d%u", nic);
	say(g, json_pack("{s:s,s:{s:s,s:b}}", "execute", "set_link", "arguments", "name", name, "up", (int)g->carrier[nic]));
}

/* ---- NICs that come and go ---- */

static void plug(struct guest *g, u32 nic, const struct guest_run *r)
{
	json_t *m = vm_nic_device(g, nic);
	char id[48];

	snprintf(id, sizeof(id), "add %u %llu", nic, (unsigned long long)(r ? r->id : 0));
	g->nic[nic].out = false;
	say(g, json_pack("{s:s,s:s,s:o}", "execute", "device_add", "id", id, "arguments", m));
}

static void unplug(struct guest *g, u32 nic, const struct guest_run *r)
{
	char name[16], id[48];

	snprintf(name, sizeof(name), "d%u", nic);
	snprintf(id, sizeof(id), "del %u %llu", nic, (unsigned long long)(r ? r->id : 0));
	say(g, json_pack("{s:s,s:s,s:{s:s}}", "execute", "device_del", "id", id, "arguments", "id", name));
}

/* A reset would find it, and QEMU would not outlive that: another QEMU is what starts again. */
static bool has_dead(const struct guest *g)
{
	for (u32 i = 0; i < g->node->n_inside; i++)
		if (g->nic[i].dead)
			return true;
	return false;
}

static void reset_or_end(struct guest *g)
{
	say(g, json_pack("{s:s,s:s,s:{s:s}}", "execute", "set-action", "id", "set 0 0", "arguments", "reboot", has_dead(g) ? "shutdown" : "reset"));
}

/* It is out. */
static void unplugged(struct guest *g, u32 nic)
{
	g->nic[nic].out = true;
	if (g->nic[nic].dead) {
		g->nic[nic].dead = false;
		reset_or_end(g);
	}
	if (!g->nic[nic].pulled)
		plug(g, nic, NULL);
}

/* An order of ours was refused: what was to come is not there; what was to go is not there either (it had not come: the engine died meanwhile), or stays. */
static void refused(struct guest *g, const char *id, const char *class)
{
	unsigned nic;

	if (sscanf(id, "add %u", &nic) == 1 && nic < g->node->n_inside)
		g->nic[nic].out = true;
	else if (sscanf(id, "del %u", &nic) == 1 && nic < g->node->n_inside && !strcmp(class, "DeviceNotFound"))
		unplugged(g, nic);
}

static void deleted(struct guest *g, const char *name)
{
	unsigned nic;

	if (sscanf(name, "d%u", &nic) == 1 && nic < g->node->n_inside)
		unplugged(g, nic);
}

static bool has_vfio(const struct guest *g)
{
	for (u32 i = 0; i < g->node->n_inside; i++)
		if (g->node->guest->nics[i].over == NIC_OVER_VFIO)
			return true;
	return false;
}

void vm_engine_anew(struct guest *g)
{
	if (g->state == GUEST_STARTING && has_vfio(g)) {
		/* Its NICs have found the one that died, or will find the one that follows: nobody can tell. It has booted nothing yet: once more. */
		g->asked_off = g->start_again = true;
		kill(g->pid, SIGKILL);
		return;
	}
	if (g->state != GUEST_RUNNING && g->state != GUEST_SUSPENDED)
		return;
	for (u32 i = 0; i < g->node->n_inside; i++)
		g->nic[i].dead = g->node->guest->nics[i].over == NIC_OVER_VFIO && !g->nic[i].out;
	if (has_dead(g))
		reset_or_end(g);
	for (u32 i = 0; i < g->node->n_inside; i++) {
		struct guest_nic_state *n = &g->nic[i];
		bool plugs = vm_nic_plugs(g, i);
		char why[256];

		if (g->node->guest->nics[i].over == NIC_OVER_STREAM && g->all->qemu_version < QEMU_STREAM_CALLS) {
			snprintf(why, sizeof(why), "NIC %u died with the engine: this QEMU does not connect it again (8.0 does): lanyard power %s restart", i, g->node->name);
			guest_remark(g, why);
		}
		if (g->node->guest->nics[i].over != NIC_OVER_VFIO)
			continue;
		if (n->dead && (!plugs || g->node->guest->nics[i].msix)) {
			snprintf(why, sizeof(why), "NIC %u died with the engine, and cannot be unplugged%s: lanyard power %s restart", i, plugs ? ", since it has MSI-X" : "", g->node->name);
			guest_remark(g, why);
		} else if (n->dead && !n->pulled) {
			unplug(g, i, NULL);
		} else if (n->out && !n->pulled && plugs) {
			plug(g, i, NULL);
		}
	}
}

/* "pull 1", "plug 1" */
static int nic_verb(struct guest *g, const char *verb, json_int_t number, char why[256])
{
	unsigned nic;
	bool pull = !strncmp(verb, "pull ", 5);
	const struct guest_run *r;

	if (sscanf(verb + 5, "%u", &nic) != 1 || nic >= g->node->n_inside || !vm_nic_plugs(g, nic)) {
		snprintf(why, 256, "%s: that NIC cannot be plugged: the machine is pc or q35, and it is one of the first %u", g->node->name, ROOT_PORTS);
		return EXIT_USAGE;
	}
	if (g->state == GUEST_STARTING) {
		snprintf(why, 256, "%s is starting: its NICs can be pulled and plugged in once it runs", g->node->name);
		return EXIT_GONE;
	}
	if (pull && g->node->guest->nics[nic].msix && !g->nic[nic].out) {
		snprintf(why, 256, "%s: QEMU aborts when a NIC with MSI-X is unplugged over vfio: leave \"msix\" out", g->node->name);
		return EXIT_USAGE;
	}
	if (!pull && g->nic[nic].dead && g->node->guest->nics[nic].msix) {
		snprintf(why, 256, "%s: NIC %u died with the engine: lanyard power %s restart", g->node->name, nic, g->node->name);
		return EXIT_GONE;
	}
	g->nic[nic].pulled = pull;
	if (pull == g->nic[nic].out)
		return EXIT_DONE;
	r = guest_run_new(g, number);
	if (pull) /* perhaps again: a guest that was not up yet has not heard it */
		unplug(g, nic, r);
	else
		plug(g, nic, r);
	return r ? GUEST_LATER : EXIT_DONE;
}

/* ---- what QEMU says ---- */

static void event(struct guest *g, const json_t *m)
{
	const char *name = message_string(m, "event");

	if (!strcmp(name, "SHUTDOWN") && !strcmp(message_string(json_object_get(m, "data"), "reason"), "guest-reset"))
		g->start_again = true;
	else if (!strcmp(name, "SHUTDOWN"))
		g->ended_itself = true;
	else if (!strcmp(name, "STOP"))
		guest_set_state(g, GUEST_SUSPENDED, NULL);
	else if (!strcmp(name, "RESUME"))
		guest_set_state(g, GUEST_RUNNING, NULL);
	else if (!strcmp(name, "DEVICE_DELETED"))
		deleted(g, message_string(json_object_get(m, "data"), "device"));
}

/* The answer to an order that somebody waits for. */
static void answered(struct guest *g, const json_t *m, const json_t *error)
{
	unsigned long long id = 0;
	struct guest_run *r;
	char why[300];

	if (sscanf(message_string(m, "id"), "%*s %*u %llu", &id) != 1 || !id)
		return;
	r = guest_run_find(g, id);
	snprintf(why, sizeof(why), "%s's QEMU refuses: %s", g->node->name, message_string(error, "desc"));
	if (r)
		guest_run_over(g, r, error ? EXIT_NO : EXIT_DONE, error ? why : "");
}

static void message(struct guest *g, const json_t *m)
{
	unsigned nic;
	const json_t *error = json_object_get(m, "error");

	if (error || json_object_get(m, "return"))
		answered(g, m, error);

	if (json_object_get(m, "QMP")) {
		order(g, "qmp_capabilities", NULL);
	} else if (json_object_get(m, "event")) {
		event(g, m);
	} else if (error) {
		fprintf(stderr, "keeper: %s: QMP: %s\n", g->node->name, message_string(error, "desc"));
		refused(g, message_string(m, "id"), message_string(error, "class"));
	} else if (json_object_get(m, "return") && g->state == GUEST_STARTING) {
		guest_set_state(g, GUEST_RUNNING, NULL);
		for (u32 i = 0; i < g->node->n_inside; i++)
			if (!g->carrier[i])
				vm_carrier(g, i);
	} else if (sscanf(message_string(m, "id"), "add %u", &nic) == 1 && nic < g->node->n_inside && !g->carrier[nic]) {
		vm_carrier(g, nic); /* what is plugged in has its link up */
	}
}

void vm_ready(struct guest *g)
{
	char *end;
	ssize_t n;

	if (!g->in)
		g->in = xcalloc(1, GUEST_QMP_MAX);
	n = recv(g->qmp, g->in + g->in_len, GUEST_QMP_MAX - g->in_len, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) { /* it ends, or its line is longer than any that we ask for */
		close(g->qmp);
		g->qmp = -1;
		if (g->in_len == GUEST_QMP_MAX && g->pid)
			kill(g->pid, SIGKILL);
		return;
	}
	g->in_len += (size_t)n;
	while ((end = memchr(g->in, '\n', g->in_len))) {
		size_t len = (size_t)(end + 1 - g->in);
		json_t *m = json_loadb(g->in, len, 0, NULL);

		memmove(g->in, end + 1, g->in_len - len);
		g->in_len -= len;
		if (json_is_object(m))
			message(g, m);
		json_decref(m);
	}
}

static int ordered(struct guest *g, const char *verb, const char *what, json_int_t number, char why[256])
{
	bool off = !strcmp(verb, "off"), restart = !strcmp(verb, "restart"), anew = restart && (has_dead(g) || g->asked_off);
	const struct guest_run *r;

	if (!off && !restart && g->asked_off) {
		snprintf(why, 256, "%s is about to end", g->node->name);
		return EXIT_GONE;
	}
	g->asked_off |= off || anew;
	g->start_again |= anew;
	if (g->asked_off && !g->end_by) /* one that does not listen is not waited for */
		g->end_by = loop_host_now() + GUEST_QUIT_MS * NSEC_PER_MS;
	if (g->state == GUEST_STARTING && g->asked_off) { /* QMP does not listen yet */
		kill(g->pid, SIGKILL);
		return EXIT_DONE;
	}
	r = g->asked_off ? NULL : guest_run_new(g, number); /* one that quits may be gone before it has answered */
	order(g, g->asked_off ? "quit" : what, r);
	if (restart && !anew)
		order(g, "cont", NULL);
	return r ? GUEST_LATER : EXIT_DONE;
}

int vm_power(struct guest *g, const char *verb, json_int_t number, char why[256])
{
	static const struct { const char *verb, *order; } orders[] = {
		{ "off", "quit" }, { "restart", "system_reset" }, { "suspend", "stop" }, { "resume", "cont" },
	};

	if (!strncmp(verb, "pull ", 5) || !strncmp(verb, "plug ", 5))
		return nic_verb(g, verb, number, why);
	if (!strcmp(verb, "off"))
		g->start_again = false;
	for (unsigned i = 0; i < ARRAY_LEN(orders); i++)
		if (!strcmp(orders[i].verb, verb))
			return ordered(g, verb, orders[i].order, number, why);
	snprintf(why, 256, "power %s: write on, off, restart, suspend or resume", verb);
	return EXIT_USAGE;
}
