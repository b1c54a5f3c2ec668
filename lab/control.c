/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's end of the control socket. */
#include "lab/control.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/text.h"

struct control {
	struct engine *engine;
	struct loop *loop;
	struct watch watch;
	struct client *clients;
	unsigned n;
	void (*request)(struct engine *e, struct client *c, json_t *m);
};

static void forget(struct client *c)
{
	void (*gone)(struct client *c) = c->gone;

	c->gone = NULL;
	c->message = NULL;
	c->drained = NULL;
	if (gone)
		gone(c);
	c->serving = NULL;
	c->busy = false;
}

static void reap(void *arg)
{
	struct client *c = arg, **at;

	for (at = &c->control->clients; *at != c; at = &(*at)->next)
		;
	*at = c->next;
	c->control->n--;
	message_reader_free(&c->in);
	free(c->out);
	free(c);
}

/* Ends the connection now; the memory goes when nobody on the stack can hold it. */
static void kill_client(struct client *c)
{
	if (c->dead)
		return;
	c->dead = true;
	loop_unwatch(&c->watch);
	close(c->watch.fd);
	forget(c);
	loop_post(c->control->loop, reap, c);
}

/* Writes what the socket takes. */
static void flush_out(struct client *c)
{
	while (!c->dead && c->out_done < c->out_len) {
		ssize_t n = send(c->watch.fd, c->out + c->out_done, c->out_len - c->out_done, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0) {
			kill_client(c);
			return;
		}
		c->out_done += (size_t)n;
	}
	if (c->dead)
		return;
	if (c->out_done == c->out_len) {
		c->out_done = c->out_len = 0;
		if (c->closing) {
			kill_client(c);
			return;
		}
	}
	loop_watch(c->control->loop, &c->watch, (c->closing ? 0 : EPOLLIN) | (c->out_len ? EPOLLOUT : 0));
}

/* Takes the text. */
static void send_text(struct client *c, char *text, size_t len)
{
	if (c->dead || c->closing) {
		free(text);
		return;
	}
	if (c->out_done && c->out_done == c->out_len)
		c->out_done = c->out_len = 0;
	if (c->out_len - c->out_done + len > CLIENT_OUT_MAX) {
		free(text);
		kill_client(c);
		return;
	}
	if (c->out_len + len > c->out_cap) {
		if (c->out_len > c->out_done)
			memmove(c->out, c->out + c->out_done, c->out_len - c->out_done);
		c->out_len -= c->out_done;
		c->out_done = 0;
		while (c->out_len + len > c->out_cap)
			c->out_cap = c->out_cap ? 2 * c->out_cap : 4096;
		c->out = xrealloc(c->out, c->out_cap, 1);
	}
	memcpy(c->out + c->out_len, text, len);
	c->out_len += len;
	free(text);
	flush_out(c);
}

void client_send(struct client *c, json_t *m)
{
	size_t len;
	char *text = message_dump(m, &len);

	json_decref(m);
	send_text(c, text, len);
}

size_t client_unsent(const struct client *c) { return c->out_len - c->out_done; }

void client_output(struct client *c, const char *text, size_t len)
{
	struct text t = { 0 };
	size_t n;

	if (!len)
		return;
	text_puts(&t, "{\"output\":"); /* by hand: it is most of what is ever sent */
	json_quoted_len(&t, text, len);
	text_puts(&t, "}\n");
	n = t.len;
	send_text(c, text_take(&t), n);
}

static void take(struct client *c);

static void take_later(void *arg)
{
	take(arg);
}

void client_result(struct client *c, int status, json_t *m)
{
	c->message = NULL;
	c->gone = NULL;
	c->drained = NULL;
	c->serving = NULL;
	c->busy = false;
	json_object_set_new(m, "status", json_integer(status));
	client_send(c, m);
	if (!c->dead && c->in.len) /* the next request has come already */
		loop_post(c->control->loop, take_later, c);
}

void client_done(struct client *c, int status, const char *error, ...)
{
	json_t *m = json_object();
	va_list ap;

	if (error) {
		char text[512];

		va_start(ap, error);
		vsnprintf(text, sizeof(text), error, ap);
		va_end(ap);
		json_object_set_new(m, "error", message_text(text, strlen(text)));
	}
	client_result(c, status, m);
}

static void refuse(struct client *c, const char *why)
{
	client_send(c, json_pack("{s:i,s:s}", "status", EXIT_USAGE, "error", why));
	if (c->dead)
		return;
	c->closing = true;
	flush_out(c);
}

/* Serves what has been received: one request, or messages for the one under way. */
static void take(struct client *c)
{
	json_t *m;

	while (!c->dead && !c->closing && (!c->busy || c->message)) {
		enum message_got got = message_take(&c->in, &m);

		if (got == MESSAGE_NONE)
			return;
		if (got == MESSAGE_BAD) {
			refuse(c, "the control socket takes one JSON object a line");
			return;
		}
		if (c->busy) {
			c->message(c, m);
		} else {
			c->busy = true;
			c->control->request(c->control->engine, c, m);
		}
		json_decref(m);
	}
}

static void client_ready(struct watch *wa, u32 events)
{
	struct client *c = container_of(wa, struct client, watch);

	if (events & EPOLLOUT) {
		flush_out(c);
		if (!c->dead && !c->out_len && c->drained)
			c->drained(c);
	}
	if (c->dead || c->closing)
		return;
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
		int got = message_fill(&c->in, MSG_DONTWAIT);

		if (!got || (got < 0 && errno != EAGAIN && errno != EMSGSIZE)) {
			kill_client(c);
			return;
		}
		if (got < 0 && errno == EMSGSIZE) {
			refuse(c, "a message is too long");
			return;
		}
	}
	take(c);
}

enum { CLIENT_SOCKET_ROOM = 4 << 20 };

static void accept_client(struct watch *wa, u32 events)
{
	struct control *k = container_of(wa, struct control, watch);
	int fd = accept4(wa->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK), room = CLIENT_SOCKET_ROOM;
	struct ucred who;
	socklen_t len = sizeof(who);
	struct client *c;

	(void)events;
	if (fd < 0)
		return;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) || (who.uid && who.uid != geteuid())) {
		close(fd);
		return;
	}
	/* A long show fits in few turns of writing and reading; the kernel gives as much as it allows. */
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	c = xcalloc(1, sizeof(*c));
	c->control = k;
	c->watch = (struct watch){ .fd = fd, .ready = client_ready };
	c->in.fd = fd;
	if (!loop_watch(k->loop, &c->watch, EPOLLIN)) {
		close(fd);
		free(c);
		return;
	}
	c->next = k->clients;
	k->clients = c;
	if (++k->n > CLIENTS_MAX)
		refuse(c, "too many clients");
}

struct control *control_new(struct engine *e, struct loop *l, int listen_fd, void (*request)(struct engine *e, struct client *c, json_t *m))
{
	struct control *k = xcalloc(1, sizeof(*k));

	k->engine = e;
	k->loop = l;
	k->request = request;
	k->watch = (struct watch){ .fd = listen_fd, .ready = accept_client };
	loop_watch(l, &k->watch, EPOLLIN);
	return k;
}

void control_free(struct control *k)
{
	struct client *next;

	loop_unwatch(&k->watch);
	for (struct client *c = k->clients; c; c = next) {
		next = c->next;
		if (!c->dead) {
			flush_out(c);
			if (!c->dead) {
				c->dead = true;
				loop_unwatch(&c->watch);
				close(c->watch.fd);
				forget(c);
			}
		}
		message_reader_free(&c->in);
		free(c->out);
		free(c);
	}
	free(k);
}
