/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small TCP servers: echo (RFC 862), discard (863), daytime (867), character generator (864). They serve whoever tests a path. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "router/tcp_conn.h"

enum { SERVICE_ECHO, SERVICE_DISCARD, SERVICE_DAYTIME, SERVICE_CHARGEN, SERVICE_N };
enum { CHUNK = 4096, CHARGEN_LINE = 72, CHARGEN_FIRST = ' ', CHARGEN_N = 95 };

static const u16 ports[SERVICE_N] = { 7, 9, 13, 19 };

struct served {
	struct served *next, **prev;
	struct tcp_services *s;
	struct tcp_conn *c;
	u8 kind;
	u32 at;		/* chargen: bytes written */
};
struct service {
	struct tcp_services *s;
	u8 kind;
	struct tcp_listener *l;
};
struct tcp_services {
	struct tcp *t;
	struct service of[SERVICE_N];
	struct served *served;
	unsigned n, max;
};

static void served_end(struct served *v)
{
	*v->prev = v->next;
	if (v->next)
		v->next->prev = v->prev;
	v->s->n--;
	free(v);
}

static void echo(struct served *v)
{
	u8 buf[CHUNK];
	bool end;
	size_t n;

	do {	/* what cannot be written yet stays in the receive buffer: the window tells the peer */
		n = min_u64(sizeof(buf), tcp_writable(v->c));
		if (!n) {
			tcp_write(v->c, "", 1);	/* full: asks for TCP_WRITABLE */
			return;
		}
		n = tcp_read(v->c, buf, n, &end);
		tcp_write(v->c, buf, n);
	} while (n);
	if (end)
		tcp_shutdown(v->c);
}

static void discard(struct served *v)
{
	u8 buf[CHUNK];
	bool end;

	while (tcp_read(v->c, buf, sizeof(buf), &end))
		;
	if (end)
		tcp_shutdown(v->c);
}

/* The popular pattern of RFC 864 2: lines of 72 of the 95 printing characters, each line one further on. */
static u8 chargen_byte(u32 at)
{
	u32 line = at / (CHARGEN_LINE + 2), column = at % (CHARGEN_LINE + 2);

	if (column >= CHARGEN_LINE)
		return column == CHARGEN_LINE ? '\r' : '\n';
	return (u8)(CHARGEN_FIRST + (line + column) % CHARGEN_N);
}

static void chargen(struct served *v)
{
	const u32 period = CHARGEN_N * (CHARGEN_LINE + 2);
	u8 buf[CHUNK];
	size_t took;

	do {
		for (u32 i = 0; i < sizeof(buf); i++)
			buf[i] = chargen_byte((v->at + i) % period);
		took = tcp_write(v->c, buf, sizeof(buf));
		v->at = (u32)((v->at + took) % period);
	} while (took == sizeof(buf));
}

static void daytime(struct served *v)
{
	static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
	static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September",
					      "October", "November", "December" };
	struct device *d = device_of(v->s->t->node);
	time_t now = (time_t)((d->wall_clock ? d->wall_clock(d) : (s64)node_now(v->s->t->node)) / (s64)NSEC_PER_SEC);
	struct tm tm;
	char text[80];

	if (!gmtime_r(&now, &tm))
		return;
	snprintf(text, sizeof(text), "%s, %s %d, %d %02d:%02d:%02d-UTC\r\n", days[tm.tm_wday], months[tm.tm_mon], tm.tm_mday, tm.tm_year + 1900,
		 tm.tm_hour, tm.tm_min, tm.tm_sec);
	tcp_write(v->c, text, strlen(text));
	tcp_shutdown(v->c);
}

static void serve(struct served *v)
{
	switch (v->kind) {
	case SERVICE_ECHO: echo(v); break;
	case SERVICE_DISCARD: discard(v); break;
	case SERVICE_CHARGEN:
		discard(v);	/* what comes is thrown away; its end ends it */
		chargen(v);
		break;
	default: discard(v); break;
	}
}

static void served_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct served *v = arg;

	switch (e) {
	case TCP_CONNECTED:
		if (v->kind == SERVICE_DAYTIME)
			daytime(v);
		else
			serve(v);
		break;
	case TCP_READABLE:
	case TCP_WRITABLE: serve(v); break;
	default:
		served_end(v);
		tcp_release(c);
		break;
	}
}

static bool accept_some(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	struct service *of = tcp_listener_arg(l);

	(void)peer;
	(void)port;
	o->keepalive_idle = 60 * NSEC_PER_SEC;
	return of->s->n < of->s->max;
}

static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct service *of = tcp_listener_arg(l);
	struct served *v;

	if (of->s->n >= of->s->max) {
		tcp_abort(c);
		return;
	}
	v = xcalloc(1, sizeof(*v));
	v->s = of->s;
	v->c = c;
	v->kind = of->kind;
	v->next = of->s->served;
	v->prev = &of->s->served;
	if (v->next)
		v->next->prev = &v->next;
	of->s->served = v;
	of->s->n++;
	tcp_set_user(c, &(struct tcp_user){ served_event, v });
}

bool tcp_services_start(struct tcp *t, unsigned max)
{
	struct tcp_services *s = t->services;
	bool ok = true;

	if (!s) {
		s = t->services = xcalloc(1, sizeof(*s));
		s->t = t;
	}
	s->max = max;
	for (u8 i = 0; i < SERVICE_N && ok; i++) {
		if (s->of[i].l)
			continue;
		s->of[i] = (struct service){ .s = s, .kind = i };
		s->of[i].l = tcp_listen(t, NULL, ports[i], 16, accept_some, accepted, &s->of[i]);
		ok = s->of[i].l;
	}
	if (!ok)
		tcp_services_stop(t);
	return ok;
}

void tcp_services_stop(struct tcp *t)
{
	struct tcp_services *s = t->services;

	if (!s)
		return;
	for (unsigned i = 0; i < SERVICE_N; i++)
		if (s->of[i].l)
			tcp_unlisten(s->of[i].l);
	while (s->served) {
		struct tcp_conn *c = s->served->c;

		served_end(s->served);
		tcp_abort(c);
	}
	t->services = NULL;
	free(s);
}
