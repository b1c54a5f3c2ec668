/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's side of guests: what the keeper tells of them, what is asked of it, and their consoles.
 *
 * A console is a stream of bytes that the guest writes whether or not somebody looks: the last CONSOLE_KEEP bytes are shown to who comes. Its bytes go in
 * JSON as the code points 1 to 255 ("bytes"), each way; 0 is left out. All of it runs in worker 0's thread.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "lab/engine.h"

enum { CONSOLE_KEEP = 64 << 10, CONSOLE_TURN = 4096, LOOKERS_MAX = 16 };

struct guest_line {
	struct lab_node *ln;
	char state[16], why[256];
	struct watch console;	/* fd -1: none */
	char *kept;		/* a ring */
	size_t kept_at, kept_n;
	struct client *looker[LOOKERS_MAX];
	u32 n_lookers;
};

struct guest_line *guest_line_new(struct lab_node *ln)
{
	struct guest_line *g = xcalloc(1, sizeof(*g));

	g->ln = ln;
	g->console.fd = -1;
	snprintf(g->state, sizeof(g->state), "starting");
	g->kept = xcalloc(1, CONSOLE_KEEP);
	return g;
}

static void hang_up(struct guest_line *g)
{
	if (g->console.fd < 0)
		return;
	loop_unwatch(&g->console);
	close(g->console.fd);
	g->console.fd = -1;
}

void guest_line_free(struct guest_line *g)
{
	if (!g)
		return;
	hang_up(g);
	free(g->kept);
	free(g);
}

const char *guest_line_state(const struct guest_line *g, const char **why)
{
	*why = g->why;
	return g->state;
}

/* ---- the console ---- */

static json_t *bytes_json(const char *b, size_t n)
{
	char *text = xcalloc(2 * n + 1, 1), *p = text;
	json_t *s;

	for (size_t i = 0; i < n; i++) {
		u8 c = (u8)b[i];

		if (c >= 0x80)
			*p++ = (char)(0xc0 | c >> 6);
		if (c)
			*p++ = (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
	}
	s = json_stringn(text, (size_t)(p - text));
	free(text);
	return s;
}

static void keep(struct guest_line *g, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g->kept[g->kept_at] = b[i];
		g->kept_at = (g->kept_at + 1) % CONSOLE_KEEP;
	}
	g->kept_n = min_u64(g->kept_n + n, CONSOLE_KEEP);
}

static void console_ready(struct watch *wa, u32 events)
{
	struct guest_line *g = container_of(wa, struct guest_line, console);
	char b[CONSOLE_TURN];
	ssize_t n = read(wa->fd, b, sizeof(b)); /* a socket, or a terminal; neither waits */

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		hang_up(g);
		return;
	}
	keep(g, b, (size_t)n);
	for (u32 i = 0; i < g->n_lookers; i++)
		client_send(g->looker[i], json_pack("{s:o}", "bytes", bytes_json(b, (size_t)n)));
}

/* The looker's terminal has that size: so has a container's. A serial line has none. */
static void resized(const struct guest_line *g, const json_t *m)
{
	struct winsize size = { .ws_row = (u16)json_integer_value(json_object_get(m, "length")), .ws_col = (u16)json_integer_value(json_object_get(m, "width")) };

	if (g->console.fd >= 0 && size.ws_row && size.ws_col && g->ln->topo->kind == TOPO_CONTAINER)
		ioctl(g->console.fd, TIOCSWINSZ, &size);
}

/* What somebody types. The guest's line takes what it has room for; the rest is lost, as on a serial line without flow control. */
static void typed(struct client *c, json_t *m)
{
	struct guest_line *g = c->serving;
	const char *s = message_string(m, "bytes");
	char b[CONSOLE_TURN];
	size_t n = 0;

	if (json_object_get(m, "length"))
		resized(g, m);
	for (; *s && n < sizeof(b); n++) {
		u8 a = (u8)*s++;

		b[n] = (char)(a >= 0xc0 && *s ? (a & 3) << 6 | ((u8)*s++ & 0x3f) : a);
	}
	if (g->console.fd >= 0 && n && write(g->console.fd, b, n) < 0 && errno != EAGAIN)
		hang_up(g);
}

static void looks_away(struct client *c)
{
	struct guest_line *g = c->serving;

	for (u32 i = 0; i < g->n_lookers; i++)
		if (g->looker[i] == c) {
			g->looker[i] = g->looker[--g->n_lookers];
			return;
		}
}

static void refuse(struct client *c, int status, char *why)
{
	client_result(c, status, json_pack("{s:b,s:o}", "guest", 1, "error", message_text(why, strlen(why))));
	free(why);
}

void guest_console(struct engine *e, struct client *c, json_t *m)
{
	const char *name = message_string(m, "node");
	struct lab_node *ln = engine_node(e, name);
	struct guest_line *g = ln ? ln->guest : NULL;
	size_t first;

	if (!g) {
		client_result(c, EXIT_DONE, json_pack("{s:b}", "guest", 0));
		return;
	}
	if (g->n_lookers == LOOKERS_MAX) {
		refuse(c, EXIT_NO, xasprintf("%d are looking at %s's console already", LOOKERS_MAX, name));
		return;
	}
	if (g->console.fd < 0 && !g->kept_n) {
		refuse(c, EXIT_GONE, xasprintf("%s is %s%s%s: lanyard power %s on", name, g->state, g->why[0] ? ": " : "", g->why, name));
		return;
	}
	client_send(c, json_pack("{s:b}", "guest", 1));
	g->looker[g->n_lookers++] = c;
	c->serving = g;
	c->message = typed;
	c->gone = looks_away;
	first = (g->kept_at + CONSOLE_KEEP - g->kept_n) % CONSOLE_KEEP;
	for (size_t done = 0; done < g->kept_n;) {
		size_t n = min_u64(min_u64(g->kept_n - done, CONSOLE_KEEP - first), CONSOLE_TURN);

		client_send(c, json_pack("{s:o}", "bytes", bytes_json(g->kept + first, n)));
		first = (first + n) % CONSOLE_KEEP;
		done += n;
	}
}

/* ---- what the keeper tells ---- */

/* Of all its ports: what happened while it had no power was not told. */
static void tell_carriers(const struct guest_line *g)
{
	for (const struct port *p = g->ln->node->ports; p; p = p->next)
		if (p->index < g->ln->topo->n_inside)
			keeper_tell_carrier(g->ln->engine, p);
}

/* A container has set its interface up or down: so is its port. The answer is the lab's carrier. */
static void told_far(const struct guest_line *g, u32 nic, bool up)
{
	struct engine *e = g->ln->engine;

	for (struct port *p = g->ln->node->ports; p; p = p->next)
		if (p->index == nic && nic < g->ln->topo->n_inside) {
			engine_hold(e);
			port_enable(p, up);
			keeper_tell_carrier(e, p);
			engine_release(e);
			return;
		}
}

/* The lab's side follows: without power there is no carrier. */
static void follow(struct guest_line *g)
{
	bool on = strcmp(g->state, "off") && strcmp(g->state, "crashed");
	struct engine *e = g->ln->engine;

	if (g->ln->node->on == on)
		return;
	engine_hold(e);
	node_power(g->ln->node, on);
	if (on)
		tell_carriers(g);
	engine_release(e);
}

static void say_state(struct guest_line *g)
{
	char line[400];
	int n = snprintf(line, sizeof(line), "\r\n[%s is %s%s%s]\r\n", g->ln->node->name, g->state, g->why[0] ? ": " : "", g->why);

	for (u32 i = 0; i < g->n_lookers; i++)
		client_send(g->looker[i], json_pack("{s:o}", "bytes", bytes_json(line, min_u64((u64)n, sizeof(line) - 1))));
}

static void told_state(struct guest_line *g, const json_t *m, int fd)
{
	snprintf(g->state, sizeof(g->state), "%s", message_string(m, "state"));
	snprintf(g->why, sizeof(g->why), "%s", message_string(m, "why"));
	if (fd >= 0) {
		hang_up(g);
		g->console = (struct watch){ .fd = fd, .ready = console_ready };
		loop_watch(g->ln->engine->loop, &g->console, EPOLLIN);
	}
	say_state(g);
	follow(g);
}

void guest_told(struct engine *e, const json_t *m, int fd)
{
	struct lab_node *ln = engine_node(e, message_string(m, "guest"));

	if (ln && ln->guest && json_object_get(m, "far"))
		told_far(ln->guest, (u32)json_integer_value(json_object_get(m, "nic")), json_is_true(json_object_get(m, "far")));
	else if (ln && ln->guest)
		told_state(ln->guest, m, fd);
	else if (fd >= 0)
		close(fd);
}

/* ---- power ---- */

static void asker_left(struct client *c)
{
	struct client **at = c->serving;

	*at = NULL;
}

static void answered(void *arg, int status, const char *why)
{
	struct client **at = arg;

	if (*at && status)
		client_done(*at, status, "%s", why);
	else if (*at)
		client_done(*at, EXIT_DONE, NULL);
	free(at);
}

void guest_power_asked(struct engine *e, struct client *c, struct lab_node *ln, const char *verb)
{
	struct client **at = xcalloc(1, sizeof(*at));

	*at = c;
	c->serving = at;
	c->gone = asker_left;
	keeper_ask_guest(e, ln->node->name, verb, answered, at);
}
