/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's end of the line to its keeper (lab/keeper.c has the messages). A running-config goes as a memory file, so that the
 * keeper has the whole of it or nothing, whenever the engine dies.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "lab/engine.h"

enum { PACKET_MAX = 65536, ASKED_MAX = 64 };

struct asked {
	struct asked *next;
	json_int_t number;
	char *uri;		/* a door; NULL: a guest's power */
	void (*done)(void *arg, int status, struct opened *o, const char *why);
	void (*powered)(void *arg, int status, const char *why);
	void *arg;
};

struct keeper_line {
	struct engine *engine;
	struct watch watch;
	struct asked *asked;
	json_int_t next;
};

/* Sends one message; any thread. m is consumed. */
static void tell(const struct keeper_line *k, json_t *m, int fd)
{
	char *text = json_dumps(m, JSON_COMPACT);

	if (passfd_send(k->watch.fd, text, strlen(text), &fd, fd >= 0, 0) < 0)
		fprintf(stderr, "engine: the keeper does not listen: %s\n", strerror(errno));
	free(text);
	json_decref(m);
}

void opened_free(struct opened *o)
{
	attach_uri_free(&o->uri);
	free(o->port);
	free(o);
}

/* What was asked under that number, taken out; NULL: nothing. */
static struct asked *take_asked(struct keeper_line *k, const json_t *m, const char *key, bool door)
{
	json_int_t number = json_integer_value(json_object_get(m, key));
	struct asked **at, *a;

	for (at = &k->asked; *at && ((*at)->number != number || !(*at)->uri == door); at = &(*at)->next)
		;
	a = *at;
	if (a)
		*at = a->next;
	return a;
}

static void powered(struct keeper_line *k, const json_t *m)
{
	struct asked *a = take_asked(k, m, "powered", false);

	if (a)
		a->powered(a->arg, (int)json_integer_value(json_object_get(m, "status")), message_string(m, "error"));
	free(a);
}

static void answered(struct keeper_line *k, const json_t *m, const int *fds, unsigned n_fds)
{
	struct asked *a = take_asked(k, m, "opened", true);
	json_t *id = json_object_get(m, "id");
	struct opened *o;
	char why[256];
	unsigned column;

	if (!a) {
		for (unsigned i = 0; i < n_fds; i++)
			close(fds[i]);
		return;
	}
	o = xcalloc(1, sizeof(*o));
	if (json_is_integer(id) && attach_parse(a->uri, &o->uri, why, &column)) {
		o->id = (u32)json_integer_value(id);
		o->h.n_fds = n_fds;
		memcpy(o->h.fd, fds, n_fds * sizeof(*fds));
		snprintf(o->h.facts, sizeof(o->h.facts), "%s", message_string(m, "facts"));
		a->done(a->arg, EXIT_DONE, o, NULL);
	} else {
		free(o);
		a->done(a->arg, (int)json_integer_value(json_object_get(m, "status")), NULL, message_string(m, "error"));
	}
	free(a->uri);
	free(a);
}

static void line_ready(struct watch *wa, u32 events)
{
	struct keeper_line *k = container_of(wa, struct keeper_line, watch);
	char text[PACKET_MAX];
	int fds[ATTACH_FDS_MAX];
	unsigned n_fds = 0;
	ssize_t n = passfd_receive(wa->fd, text, sizeof(text), fds, &n_fds, ARRAY_LEN(fds), NULL, MSG_DONTWAIT);
	json_t *m;

	(void)events;
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) { /* the keeper is gone: so are we */
		loop_stop(k->engine->loop);
		return;
	}
	m = json_loadb(text, (size_t)n, 0, NULL);
	if (json_object_get(m, "guest"))
		guest_told(k->engine, m, n_fds ? fds[0] : -1);
	else if (json_object_get(m, "powered"))
		powered(k, m);
	else
		answered(k, m, fds, n_fds);
	json_decref(m);
}

struct keeper_line *keeper_line_new(struct engine *e, int fd)
{
	struct keeper_line *k = xcalloc(1, sizeof(*k));

	k->engine = e;
	k->watch = (struct watch){ .fd = fd, .ready = line_ready };
	loop_watch(e->loop, &k->watch, EPOLLIN);
	return k;
}

void keeper_line_free(struct keeper_line *k)
{
	for (struct asked *a = k->asked, *next; a; a = next) {
		next = a->next;
		if (!a->uri)
			a->powered(a->arg, EXIT_GONE, "the lab goes down");
		free(a->uri);
		free(a);
	}
	loop_unwatch(&k->watch);
	close(k->watch.fd);
	free(k);
}

static u64 hash_text(const char *text)
{
	u64 h = 0xcbf29ce484222325ull;

	for (; *text; text++)
		h = (h ^ (u8)*text) * 0x100000001b3ull;
	return h | 1; /* never 0: nothing was told yet */
}

void keeper_tell_running(struct lab_node *ln)
{
	const struct keeper_line *k = ln->engine->keeper;
	size_t len, done = 0;
	u64 hash;
	char *text;
	int fd;

	if (!k || !ln->node->on || !ln->node->shell)
		return;
	text = shell_running(ln->node->shell, false);
	hash = hash_text(text);
	len = strlen(text);
	fd = hash == ln->told ? -1 : memfd_create("running-config", MFD_CLOEXEC);
	while (fd >= 0 && done < len) {
		ssize_t n = write(fd, text + done, len - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	if (fd >= 0 && done == len) {
		tell(k, json_pack("{s:s}", "running", ln->node->name), fd);
		ln->told = hash;
	}
	if (fd >= 0)
		close(fd);
	free(text);
}

void keeper_tell_power(struct lab_node *ln)
{
	if (ln->engine->keeper)
		tell(ln->engine->keeper, json_pack("{s:s,s:s}", "power", ln->node->name, "state", ln->node->on ? "on" : "off"), -1);
}

static json_t *direction(const struct wire *w, unsigned dir)
{
	const struct impair *im = wire_impair(w, dir);
	char text[256];

	impair_format(im, text, sizeof(text));
	return json_pack("{s:s,s:b}", "impair", text, "cut", im->cut);
}

void keeper_tell_wire(struct engine *e, const struct wire *w)
{
	unsigned end = engine_node_of(e, w->end[0]->node) ? 0 : 1;
	char name[256];

	if (!e->keeper || !engine_node_of(e, w->end[end]->node))
		return;
	tell(e->keeper,
	     json_pack("{s:s,s:b,s:o,s:o}", "wire", engine_end_name(e, w->end[end], name), "up", w->up, "forward", direction(w, 0), "back",
		       direction(w, 1)),
	     -1);
}

void keeper_tell_plugged(struct engine *e, u32 id, const char *port)
{
	if (e->keeper)
		tell(e->keeper, json_pack("{s:I,s:s}", "plugged", (json_int_t)id, "port", port), -1);
}

void keeper_tell_closed(struct engine *e, u32 id)
{
	struct opened *o;

	if (e->keeper)
		tell(e->keeper, json_pack("{s:I}", "close", (json_int_t)id), -1);
	else if ((o = setup_door(e->s, id)))
		setup_close(e->s, o);
}

void keeper_tell_ready(struct engine *e)
{
	tell(e->keeper, json_pack("{s:b}", "ready", 1), -1);
}

/* Room for one question more. false: there is none. */
static bool may_ask(const struct keeper_line *k)
{
	unsigned n = 0;

	for (const struct asked *a = k->asked; a; a = a->next)
		n++;
	return n < ASKED_MAX;
}

void keeper_ask_guest(struct engine *e, const char *node, const char *verb, void (*done)(void *arg, int status, const char *why), void *arg)
{
	struct keeper_line *k = e->keeper;
	struct asked *a;

	if (!k || !may_ask(k)) {
		done(arg, EXIT_NO, "too much is being asked of the keeper");
		return;
	}
	a = xcalloc(1, sizeof(*a));
	*a = (struct asked){ .next = k->asked, .number = ++k->next, .powered = done, .arg = arg };
	k->asked = a;
	tell(k, json_pack("{s:s,s:s,s:I}", "guest", node, "do", verb, "number", a->number), -1);
}

json_int_t keeper_ask_command(struct engine *e, const char *node, const char *command, int out, void (*done)(void *arg, int status, const char *how), void *arg)
{
	struct keeper_line *k = e->keeper;
	struct asked *a;

	if (!k || !may_ask(k))
		return 0;
	a = xcalloc(1, sizeof(*a));
	*a = (struct asked){ .next = k->asked, .number = ++k->next, .powered = done, .arg = arg };
	k->asked = a;
	tell(k, json_pack("{s:s,s:o,s:I}", "guest", node, "command", message_text(command, strlen(command)), "number", a->number), out);
	return a->number;
}

void keeper_kill_command(struct engine *e, const char *node, json_int_t number)
{
	if (e->keeper)
		tell(e->keeper, json_pack("{s:s,s:b,s:I}", "guest", node, "kill", 1, "number", number), -1);
}

void keeper_tell_carrier(struct engine *e, const struct port *p)
{
	if (e->keeper)
		tell(e->keeper, json_pack("{s:s,s:i,s:b}", "guest", p->node->name, "nic", (int)p->index, "carrier", (int)p->link), -1);
}

void keeper_open(struct engine *e, const char *uri, void (*done)(void *arg, int status, struct opened *o, const char *why), void *arg)
{
	struct keeper_line *k = e->keeper;
	struct asked *a;

	if (!may_ask(k)) {
		done(arg, EXIT_NO, NULL, "too many attachments are being opened");
		return;
	}
	a = xcalloc(1, sizeof(*a));
	*a = (struct asked){ .next = k->asked, .number = ++k->next, .uri = xstrdup(uri), .done = done, .arg = arg };
	k->asked = a;
	tell(k, json_pack("{s:I,s:s}", "open", a->number, "uri", uri), -1);
}
