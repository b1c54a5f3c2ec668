/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers: their connections and timers. What RFC 8210 6 says of intervals holds; a connection that cannot be made is tried again sooner than a query that was refused. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/rpki/rpki.h"

const char *const rtr_state_name[RTR_STATES] = { "Down", "Connecting", "Asked", "Loading", "Applying", "Established" };

nsec rtr_now(const struct rtr *s) { return stack_now(s->of->s); }
static struct worker *worker(const struct rtr *s) { return s->of->s->node->worker; }

static const char *name(const struct rtr *s, char buf[IP6_TEXT + 8])
{
	char x[IP6_TEXT];

	snprintf(buf, IP6_TEXT + 8, "%s/%u", ipaddr_text(&s->addr, x), s->port);
	return buf;
}

void rtr_debug(const struct rtr *s, const char *fmt, ...)
{
	char text[200], x[IP6_TEXT + 8];
	va_list ap;

	if (!debug_on(s->of->s->dev, DEBUG_IP_BGP_RPKI))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	device_debug(s->of->s->dev, "BGP: RPKI server %s %s", name(s, x), text);
}

void rtr_log(const struct rtr *s, unsigned severity, const char *fmt, ...)
{
	char text[200], x[IP6_TEXT + 8];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	device_log(s->of->s->dev, "BGP", severity, "RPKI_SERVER", "RPKI server %s %s", name(s, x), text);
}

void rtr_be(struct rtr *s, enum rtr_state state)
{
	if (state != s->state)
		rtr_debug(s, "went from %s to %s", rtr_state_name[s->state], rtr_state_name[state]);
	if ((state == RTR_SYNCED) != (s->state == RTR_SYNCED))
		s->changed = rtr_now(s);
	s->state = (u8)state;
}

void rtr_due(struct rtr *s, u32 seconds) { timer_set(worker(s), &s->due, rtr_now(s) + seconds * NSEC_PER_SEC); }

static void disconnect(struct rtr *s)
{
	u8 unread[4096];
	bool end = false;

	timer_stop(worker(s), &s->due);
	if (s->c) {
		/* With octets that nobody has read, a RST would overtake our last word. */
		while (tcp_read(s->c, unread, sizeof(unread), &end))
			;
		tcp_set_user(s->c, &(struct tcp_user){ 0 });
		tcp_release(s->c);
	}
	s->c = NULL;
	free(s->rx);
	s->rx = NULL;
	s->rx_len = 0;
	if (s->was_up)
		rtr_log(s, 5, "Down");
	s->was_up = false;
	if (s->state == RTR_APPLYING)	/* what is whole is worked in all the same */
		return;
	rtr_ops_drop(s);
	rtr_be(s, RTR_DOWN);
}

void rtr_hang_up(struct rtr *s, u32 seconds)
{
	disconnect(s);
	rtr_due(s, seconds);
}

void rtr_fail(struct rtr *s)
{
	u64 again = (u64)RTR_AGAIN_S << s->failures;

	/* 7: one that knows only its own version may just hang up. */
	s->try_old = s->state == RTR_ASKED && !s->heard && s->version && !s->known;
	if (s->failures < 16)
		s->failures++;
	rtr_hang_up(s, (u32)min_u64(again, s->retry_s));
}

static void event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct rtr *s = arg;

	(void)c;
	switch (e) {
	case TCP_CONNECTED:
		rtr_ask(s);
		break;
	case TCP_READABLE:
		if (!timer_is_set(&s->more))
			rtr_hear(s);
		break;
	case TCP_WRITABLE:
		break;
	default:
		s->connect_failures += s->state == RTR_CONNECTING;
		rtr_debug(s, "lost its connection");
		rtr_fail(s);
	}
}

static void call(struct rtr *s)
{
	struct tcp_options o = { .user = { event, s }, .receive_buffer = 256 * 1024, .nodelay = true, .user_timeout = RTR_CONNECT_S * NSEC_PER_SEC };
	struct ipaddr src = { .af = AF_NONE };
	struct tcp *t = *ipstack_tcp(s->of->s);

	s->attempts++;
	s->agreed = s->heard = false;
	if (!s->known)
		s->version = !s->try_old;
	s->try_old = false;
	s->rx = xcalloc(2, RTR_PDU_MAX);
	rtr_be(s, RTR_CONNECTING);
	s->c = t ? tcp_connect(t, &src, 0, &s->addr, s->port, &o) : NULL;
	if (s->c)
		return;
	s->connect_failures++;
	rtr_fail(s);
}

static void due(struct timer *t)
{
	struct rtr *s = container_of(t, struct rtr, due);

	switch (s->state) {
	case RTR_DOWN:
		call(s);
		break;
	case RTR_ASKED:
	case RTR_LOADING:
		rtr_log(s, 4, "does not answer");
		rtr_hang_up(s, s->retry_s);
		break;
	case RTR_SYNCED:
		rtr_ask(s);
		break;
	case RTR_APPLYING:
		rtr_due(s, 1);
	}
}

/* 6: what could not be refreshed for so long is not believed any more. */
static void expired(struct timer *t)
{
	struct rtr *s = container_of(t, struct rtr, expire);

	if (s->state == RTR_APPLYING) {	/* by how that ends */
		timer_set(worker(s), t, rtr_now(s) + NSEC_PER_SEC);
		return;
	}
	rtr_log(s, 4, "has been silent for %u seconds: its prefixes are forgotten", s->expire_s);
	s->known = false;
	rtr_purge(s);
	if ((s->state == RTR_ASKED || s->state == RTR_LOADING) && !s->anew)	/* what has changed is of no use without what was there */
		rtr_hang_up(s, RTR_FIRST_S);
}

void rtr_synced(struct rtr *s)
{
	s->synced = rtr_now(s);
	timer_set(worker(s), &s->expire, s->synced + s->expire_s * NSEC_PER_SEC);
	if (!s->c) {
		rtr_be(s, RTR_DOWN);
		rtr_due(s, RTR_AGAIN_S);
		return;
	}
	s->failures = 0;
	rtr_be(s, RTR_SYNCED);
	if (!s->was_up)
		rtr_log(s, 5, "Up");
	s->was_up = true;
	rtr_due(s, s->notified ? 1 : s->refresh_s);
}

/* ---- their life ---- */

static int order(const struct rtr *s, const struct ipaddr *a, u16 port)
{
	int d = s->addr.af != a->af ? s->addr.af - a->af : ipaddr_order(&s->addr, a);

	return d ? d : s->port - port;
}

struct rtr *rtr_find(const struct rpki *k, const struct ipaddr *a, u16 port)
{
	struct rtr *s = k->servers;

	while (s && (s->deleted || order(s, a, port)))
		s = s->next;
	return s;
}

struct rtr *rtr_set(struct rpki *k, const struct ipaddr *a, u16 port, u32 refresh_s)
{
	struct rtr *s = rtr_find(k, a, port), **at = &k->servers;

	if (s) {
		if (s->refresh_set_s != refresh_s && s->state == RTR_SYNCED)	/* by its answer it is known when to ask next */
			rtr_due(s, 0);
		s->refresh_set_s = refresh_s;
		return s;
	}
	if (k->numbers == UINT16_MAX)
		return NULL;
	s = xcalloc(1, sizeof(*s));
	s->of = k;
	s->addr = *a;
	s->port = port;
	s->number = (u8)__builtin_ctz(~(u32)k->numbers);
	k->numbers |= (u16)(1u << s->number);
	s->refresh_s = s->refresh_set_s = refresh_s;
	s->retry_s = (u32)min_u64(refresh_s, RTR_RETRY_S);
	s->version = 1;
	s->changed = s->synced = NSEC_NEVER;
	s->due.fire = due;
	s->expire.fire = expired;
	s->more.fire = rtr_work;
	while (*at && order(*at, a, port) < 0)
		at = &(*at)->next;
	s->next = *at;
	*at = s;
	rtr_due(s, RTR_FIRST_S);
	return s;
}

void rtr_free(struct rtr *s)
{
	struct rtr **at = &s->of->servers;

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	s->of->numbers &= (u16)~(1u << s->number);
	s->was_up = false;
	if (s->state == RTR_APPLYING)
		rtr_be(s, RTR_DOWN);
	disconnect(s);
	timer_stop(worker(s), &s->expire);
	timer_stop(worker(s), &s->more);
	free(s);
}

/* What it has said, and is about to say, is of no use any more. */
static void forget(struct rtr *s)
{
	s->known = s->try_old = false;
	if (s->state == RTR_APPLYING)
		rtr_be(s, RTR_DOWN);
	disconnect(s);
	timer_stop(worker(s), &s->expire);
	rtr_purge(s);
}

void rtr_remove(struct rtr *s)
{
	s->deleted = true;
	forget(s);
}

void rtr_clear(struct rtr *s)
{
	forget(s);
	s->failures = 0;
	rtr_due(s, RTR_FIRST_S);
}

void rpki_open(struct rpki *k, struct ipstack *s, void (*tell)(struct rpki *k))
{
	*k = (struct rpki){ .s = s, .tell = tell };
	vrp_open(&k->table);
	vrp_set_open(&k->changed);
}

void rpki_close(struct rpki *k)
{
	while (k->servers)
		rtr_free(k->servers);
	vrp_close(&k->table);
	vrp_set_close(&k->changed);
}

void rpki_tcp_gone(struct rpki *k)
{
	for (struct rtr *s = k->servers; s; s = s->next) {
		s->c = NULL;
		s->was_up = false;
	}
}
