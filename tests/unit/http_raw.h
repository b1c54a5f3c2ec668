/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TCP user on a device that says bytes and keeps what comes: what a test of a server, or its fuzzer, speaks with. */
#ifndef TESTS_HTTP_RAW_H
#define TESTS_HTTP_RAW_H

#include "router/stack.h"
#include "router/tcp.h"

struct http_raw {
	struct tcp_conn *c;	/* NULL: it is over */
	char got[65536];
	size_t n;
	bool ended;		/* the other side has finished */
};

static void http_raw_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct http_raw *r = arg;
	bool end = false;
	char dust[4096];
	size_t n, room;

	if (e == TCP_READABLE) {
		do {
			room = sizeof(r->got) - 1 - r->n;
			n = room ? tcp_read(c, r->got + r->n, room, &end) : tcp_read(c, dust, sizeof(dust), &end);
			r->n += room ? n : 0;
		} while (n);
		r->got[r->n] = 0;
		r->ended |= end;
	} else if (e >= TCP_CLOSED) {
		tcp_release(c);
		r->c = NULL;
		r->ended = true;
	}
}

static inline void http_raw_open(struct http_raw *r, struct device *d, u32 to, u16 port)
{
	struct ipaddr dst = ipaddr4(to);

	r->n = 0;
	r->got[0] = 0;
	r->ended = false;
	r->c = tcp_connect(d->ip->tcp, NULL, 0, &dst, port, &(struct tcp_options){ .user = { http_raw_event, r } });
}

static inline void http_raw_close(struct http_raw *r)
{
	if (r->c)
		tcp_abort(r->c);
	r->c = NULL;
}

#endif
