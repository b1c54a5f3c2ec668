/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session is a carrier, most often a TCP connection, and a line editor. What the editor writes gathers in a buffer that the connection empties; a peer that reads too slowly for
 * VTY_OUT_MAX is cut off. A session is taken apart by a timer, never in the middle of a call that it made itself.
 */
#include "router/telnet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/editor.h"
#include "device/access.h"
#include "router/acl/acl.h"
#include "router/stack.h"

enum { IAC = 255, DONT = 254, DO = 253, WONT = 252, WILL = 251, SB = 250, AYT = 246, INTERRUPT = 244, BREAK = 243, SE = 240 };
enum { OPT_ECHO = 1, OPT_SGA = 3, OPT_NAWS = 31, SUB_MAX = 16 };
enum telnet_state { DATA, GOT_IAC, GOT_OPTION, IN_SB, SB_IAC };

struct vty {
	struct vty *next;
	struct vtys *all;
	struct vty_carrier carrier;
	bool carried;		/* false: the carrier is gone */
	struct tcp_conn *c;	/* where that is TCP */
	struct editor *e;	/* NULL: not begun */
	u8 number;
	u8 state, option;	/* enum telnet_state; the command whose option follows */
	u8 sub[SUB_MAX];
	u8 n_sub;
	bool over;		/* the session has ended: what is left is written, then the connection closed */
	char *out;
	size_t out_at, out_len, out_cap;
	struct timer end;
	char where[64];
};

struct vtys {
	struct ipstack *ip;
	struct tcp_listener *listener;	/* NULL: closed */
	struct vty *first;
	struct acl *acl;		/* access-class; NULL: none */
};

/* ---- out ---- */

static void end_soon(struct vty *v)
{
	if (!timer_is_set(&v->end))
		timer_set(v->all->ip->node->worker, &v->end, stack_now(v->all->ip));
}

static void flush(struct vty *v)
{
	while (v->carried && v->out_len) {
		size_t n = v->carrier.write(v->carrier.arg, v->out + v->out_at, v->out_len);

		v->out_at += n;
		v->out_len -= n;
		if (!n)
			break; /* vty_writable() says when */
	}
	if (!v->out_len)
		v->out_at = 0;
	if (v->over && !v->out_len)
		end_soon(v);
}

static void send(struct vty *v, const void *data, size_t len)
{
	if (!v->carried || v->out_len + len > VTY_OUT_MAX) {
		v->over = true;
		end_soon(v);
		return;
	}
	if (v->out_at + v->out_len + len > v->out_cap) {
		if (v->out_len)
			memmove(v->out, v->out + v->out_at, v->out_len);
		v->out_at = 0;
		while (v->out_len + len > v->out_cap)
			v->out_cap = v->out_cap ? 2 * v->out_cap : 1024;
		v->out = xrealloc(v->out, v->out_cap, 1);
	}
	memcpy(v->out + v->out_at + v->out_len, data, len);
	v->out_len += len;
}

/* RFC 854: a data byte of 255 is doubled. */
static void editor_write(void *arg, const char *text, size_t len)
{
	struct vty *v = arg;

	for (size_t i = 0; i < len;) {
		const char *at = memchr(text + i, IAC, len - i);
		size_t n = at ? (size_t)(at - text) - i + 1 : len - i;

		send(v, text + i, n);
		if (at)
			send(v, "\377", 1);
		i += n;
	}
	flush(v);
}

static void editor_ended(void *arg)
{
	struct vty *v = arg;

	v->over = true;
	flush(v);
	end_soon(v);
}

static void receive(struct vty *v);

static void editor_room_again(void *arg)
{
	struct vty *v = arg;

	if (v->e)
		receive(v);
}

/* ---- in ---- */

static void say(struct vty *v, u8 verb, u8 option)
{
	const u8 text[3] = { IAC, verb, option };

	send(v, text, sizeof(text));
}

/* What we do we said at the beginning; everything else is declined (RFC 855). */
static void negotiate(struct vty *v, u8 verb, u8 option)
{
	if (verb == WILL && option != OPT_NAWS && option != OPT_SGA)
		say(v, DONT, option);
	else if (verb == DO && option != OPT_ECHO && option != OPT_SGA)
		say(v, WONT, option);
}

static void suboption(struct vty *v)
{
	unsigned width, height;

	if (v->n_sub != 5 || v->sub[0] != OPT_NAWS || !v->e)
		return;
	width = get_be16(v->sub + 1);
	height = get_be16(v->sub + 3);
	if (width && height) /* 0: not known; the line's own stands */
		editor_size(v->e, height < 1000 ? height : 0, width < 1000 ? width : 0);
}

static void command(struct vty *v, u8 k)
{
	static const char interrupt = 3;

	v->state = DATA;
	switch (k) {
	case WILL:
	case WONT:
	case DO:
	case DONT:
		v->option = k;
		v->state = GOT_OPTION;
		break;
	case SB:
		v->n_sub = 0;
		v->state = IN_SB;
		break;
	case AYT:
		send(v, "\r\n[yes]\r\n", 9);
		break;
	case INTERRUPT:
	case BREAK:
		editor_input(v->e, &interrupt, 1);
		break;
	case IAC:
		editor_input(v->e, "\377", 1);
		break;
	}
}

static void take(struct vty *v, u8 k)
{
	switch (v->state) {
	case DATA:
		if (k == IAC)
			v->state = GOT_IAC;
		else
			editor_input(v->e, (const char *)&k, 1);
		break;
	case GOT_IAC:
		command(v, k);
		break;
	case GOT_OPTION:
		v->state = DATA;
		negotiate(v, v->option, k);
		break;
	case IN_SB:
		if (k == IAC)
			v->state = SB_IAC;
		else if (v->n_sub < SUB_MAX)
			v->sub[v->n_sub++] = k;
		break;
	case SB_IAC:
		v->state = k == IAC ? IN_SB : DATA;
		if (k == SE)
			suboption(v);
		else if (k == IAC && v->n_sub < SUB_MAX)
			v->sub[v->n_sub++] = k;
		break;
	}
}

static void receive(struct vty *v)
{
	u8 buf[VTY_IN_TURN];
	bool end = false;
	size_t n;

	/* While a command runs, what cannot wait here waits with the peer: the window tells it. */
	while (!v->over && v->carried && editor_room(v->e) >= sizeof(buf) && (n = v->carrier.read(v->carrier.arg, buf, sizeof(buf), &end)))
		for (size_t i = 0; i < n && !v->over; i++)
			take(v, buf[i]);
	if (end) {
		v->over = true;
		end_soon(v);
	}
	flush(v);
}

/* ---- sessions ---- */

static void vty_free(struct vty *v)
{
	struct vty **at = &v->all->first;

	while (*at != v)
		at = &(*at)->next;
	*at = v->next;
	timer_stop(v->all->ip->node->worker, &v->end);
	v->over = true;
	editor_free(v->e);
	if (v->carried)
		v->carrier.close(v->carrier.arg);
	free(v->out);
	free(v);
}

static void end_fired(struct timer *t)
{
	struct vty *v = container_of(t, struct vty, end);

	if (v->carried && v->out_len && v->out_len <= VTY_OUT_MAX && !v->e)
		return;
	if (v->carried && v->out_len) { /* the last words: they leave first, or the connection ends */
		editor_free(v->e);
		v->e = NULL;
		flush(v);
		if (v->out_len)
			return;
	}
	vty_free(v);
}

void vty_readable(struct vty *v)
{
	if (v->e)
		receive(v);
}

void vty_writable(struct vty *v) { flush(v); }

void vty_gone(struct vty *v)
{
	v->carried = false;
	v->over = true;
	end_soon(v);
}

static bool number_taken(const struct vtys *all, u8 number)
{
	for (const struct vty *v = all->first; v; v = v->next)
		if (v->number == number)
			return true;
	return false;
}

/* The first line that is free; VTY_MAX: none. */
static u8 free_number(const struct vtys *all)
{
	u8 number = 0;

	while (number < VTY_MAX && number_taken(all, number))
		number++;
	return number;
}

static struct vty *vty_new(struct vtys *all, u8 number, const char *peer)
{
	struct vty *v = xcalloc(1, sizeof(*v)), **at = &all->first;

	v->all = all;
	v->number = number;
	v->carried = true;
	v->end.fire = end_fired;
	snprintf(v->where, sizeof(v->where), "vty%u (%s)", number, peer);
	while (*at)
		at = &(*at)->next;
	*at = v;
	return v;
}

static void converse(struct vty *v)
{
	struct editor_io io = { .write = editor_write, .ended = editor_ended, .room = editor_room_again, .arg = v };
	struct cli_options o = { .where = v->where, .privilege = 1, .interactive = true, .length = 24, .width = 80 };

	say(v, WILL, OPT_ECHO);
	say(v, WILL, OPT_SGA);
	say(v, DO, OPT_SGA);
	say(v, DO, OPT_NAWS);
	v->e = editor_new(v->all->ip->dev->shell, &o, &io);
	flush(v);
}

struct vty *vty_begin(struct device *d, const struct vty_carrier *carrier, const char *peer)
{
	struct vtys *all = d->ip ? d->ip->vtys : NULL;
	struct vty *v;

	if (!all || !(access_transports(d) & TRANSPORT_TELNET) || free_number(all) == VTY_MAX)
		return NULL;
	v = vty_new(all, free_number(all), peer);
	v->carrier = *carrier;
	converse(v);
	return v;
}

/* ---- our TCP as the carrier ---- */

static size_t conn_write(void *arg, const void *data, size_t len) { return tcp_write(((struct vty *)arg)->c, data, len); }
static size_t conn_read(void *arg, void *data, size_t len, bool *end) { return tcp_read(((struct vty *)arg)->c, data, len, end); }

static void conn_close(void *arg)
{
	struct vty *v = arg;

	tcp_shutdown(v->c);
	tcp_release(v->c);
}

static void event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct vty *v = arg;

	switch (e) {
	case TCP_READABLE:
		vty_readable(v);
		break;
	case TCP_WRITABLE:
		vty_writable(v);
		break;
	case TCP_CONNECTED:
		break;
	default: /* whatever the reason, it is over, and the connection with it */
		if (e != TCP_CLOSED)
			tcp_abort(c);
		tcp_release(c);
		vty_gone(v);
	}
}

static bool accept_peer(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	struct vtys *all = tcp_listener_arg(l);

	(void)port;
	if (free_number(all) == VTY_MAX || (all->acl && !acl_permits_source(all->acl, peer)))
		return false;
	o->nodelay = true;
	o->keepalive_idle = 60 * NSEC_PER_SEC;
	o->tos = 0xc0;
	return true;
}

static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct vtys *all = tcp_listener_arg(l);
	char text[IP6_TEXT];
	struct ipaddr peer;
	struct vty *v;
	u8 number = free_number(all);
	u16 port;

	if (number == VTY_MAX) { /* taken since the SYN */
		tcp_abort(c);
		tcp_release(c);
		return;
	}
	tcp_peer(c, &peer, &port);
	v = vty_new(all, number, ipaddr_text(&peer, text));
	v->c = c;
	v->carrier = (struct vty_carrier){ .write = conn_write, .read = conn_read, .close = conn_close, .arg = v };
	tcp_set_user(c, &(struct tcp_user){ event, v });
	converse(v);
}

/* ---- the device's lines ---- */

static void lines_changed(struct device *d)
{
	struct vtys *all = d->ip ? d->ip->vtys : NULL;
	bool want = all && access_transports(d) & TRANSPORT_TELNET;

	if (!all || want == (all->listener != NULL))
		return;
	if (want) {
		all->listener = tcp_listen(d->ip->tcp, &(struct ipaddr){ .af = AF_NONE }, TELNET_PORT, VTY_MAX, accept_peer, accepted, all);
	} else {
		tcp_unlisten(all->listener);
		all->listener = NULL;
	}
}

struct vtys *vtys_new(struct ipstack *s)
{
	struct vtys *v = xcalloc(1, sizeof(*v));

	v->ip = s;
	s->vtys = v;
	access_on_lines(s->dev, lines_changed);
	return v;
}

void vtys_free(struct ipstack *s)
{
	struct vtys *v = s->vtys;

	if (!v)
		return;
	access_on_lines(v->ip->dev, NULL);
	while (v->first)
		vty_free(v->first);
	if (v->listener)
		tcp_unlisten(v->listener);
	acl_release(v->acl);
	s->vtys = NULL;
	free(v);
}

void vtys_set_class(struct ipstack *s, const char *name)
{
	if (!s->vtys)
		return;
	acl_release(s->vtys->acl);
	s->vtys->acl = name ? acl_hold(s, AF_IP4, name) : NULL;
}
