/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For tests of TCP: a lower layer of two ends joined by a path with delay, rate, loss, duplication and reordering on the virtual clock; or one end
 * whose segments are caught for a script. Included by one file each: all is static.
 */
#ifndef TEST_TCP_NET_H
#define TEST_TCP_NET_H

#include <stdlib.h>
#include <string.h>

#include "net/rd.h"
#include "router/tcp_conn.h"

#ifndef TCP_NET_KIND
#define TCP_NET_KIND (&plain)	/* another kind of node for the ends, set before the include */
#endif

struct net;

struct ipstack {
	struct net *net;
	struct tcp *tcp;
	struct node *node;
	struct ipaddr addr[2];	/* IPv4, IPv6 */
};
struct caught {
	struct caught *next;
	struct ip_send to;
	u32 len;
	u8 bytes[2048];
	struct tcp_segment g;
};
struct net {
	struct world *world;
	struct ipstack end[2];
	struct rng rng;
	/* the path, the same in both directions */
	nsec delay;
	u64 loss, dup, reorder;	/* parts of 2^32 */
	u64 rate;		/* bits a second; 0: no limit */
	u32 queue;		/* segments before the rate */
	u32 mtu;
	bool no_sack;		/* options are taken out under way */
	nsec line_free[2];
	u32 queued[2];
	u64 n_sent, n_lost;
	struct flight *flights;
	bool catch;		/* do not deliver: keep for the script */
	struct caught *first, **last;
	enum drop why;		/* of the last delivery */
};
struct flight {
	struct flight *next, **prev;
	struct timer timer, leave;
	struct net *net;
	int from;
	struct ip_recv r;
	struct frame *f;
};

static void flight_left(struct timer *t)
{
	struct flight *fl = container_of(t, struct flight, leave);

	fl->net->queued[fl->from]--;
}

static void flight_arrives(struct timer *t)
{
	struct flight *fl = container_of(t, struct flight, timer);
	struct ipstack *to = &fl->net->end[!fl->from];

	*fl->prev = fl->next;
	if (fl->next)
		fl->next->prev = fl->prev;
	if (to->tcp)
		fl->net->why = tcp_input(to->tcp, &fl->r, fl->f);
	else
		frame_put(fl->f);
	free(fl);
}

/* SACK-permitted becomes two NOPs: a peer without it. */
static void strip_sack(const struct ip_send *to, struct frame *f)
{
	u32 end = (u32)(f->data[12] >> 4) * 4;

	for (u32 i = 20; i + 1 < end && f->data[i]; i += f->data[i] == 1 ? 1 : f->data[i + 1])
		if (f->data[i] == 4)
			memset(f->data + i, 1, 2);
	put_be16(f->data + 16, 0);
	put_be16(f->data + 16, tcp_checksum(&to->src, &to->dst, f->data, f->len));
}

static void net_fly(struct net *n, int from, const struct ip_send *to, struct frame *f)
{
	struct worker *w = n->end[0].node->worker;
	struct flight *fl = calloc(1, sizeof(*fl));
	nsec due = w->now, extra = 0;

	fl->net = n;
	fl->from = from;
	fl->f = f;
	fl->r = (struct ip_recv){ .src = to->src, .dst = to->dst, .proto = 6, .ttl = to->ttl, .tos = to->tos };
	fl->timer.fire = flight_arrives;
	fl->leave.fire = flight_left;
	fl->next = n->flights;
	fl->prev = &n->flights;
	if (fl->next)
		fl->next->prev = &fl->next;
	n->flights = fl;
	if (n->rate) {
		n->line_free[from] = max_u64(n->line_free[from], due) + (f->len + 40) * 8 * NSEC_PER_SEC / n->rate;
		due = n->line_free[from];
		n->queued[from]++;
		timer_set(w, &fl->leave, due);
	}
	if (rng_chance(&n->rng, n->reorder))
		extra = n->delay / 4 + rng_below(&n->rng, n->delay + NSEC_PER_MS);
	timer_set(w, &fl->timer, due + n->delay + extra);
}

static enum drop net_send(struct ipstack *s, const struct ip_send *to, struct frame *f)
{
	struct net *n = s->net;
	int from = s == &n->end[1];
	struct caught *c;

	n->n_sent++;
	assert_int_equal(tcp_checksum(&to->src, &to->dst, f->data, f->len), 0);
	if (n->catch) {
		c = calloc(1, sizeof(*c));
		c->to = *to;
		c->len = f->len;
		assert_true(f->len <= sizeof(c->bytes));
		memcpy(c->bytes, f->data, f->len);
		assert_int_equal(tcp_parse(&c->g, c->bytes, c->len), DROP_NONE);
		*n->last = c;
		n->last = &c->next;
		frame_put(f);
		return DROP_NONE;
	}
	if (n->no_sack && f->data[13] & TCP_SYN)
		strip_sack(to, f);
	if (f->len + 20 > n->mtu || rng_chance(&n->rng, n->loss) || (n->rate && n->queued[from] >= n->queue)) {
		n->n_lost++;
		frame_put(f);
		return DROP_NONE;
	}
	if (rng_chance(&n->rng, n->dup))
		net_fly(n, from, to, frame_copy(f->pool, f));
	net_fly(n, from, to, f);
	return DROP_NONE;
}

static bool net_route(struct ipstack *s, const struct ipaddr *dst, struct iface *out, struct ipaddr *src, u32 *mtu)
{
	(void)out;
	*src = s->addr[dst->af == AF_IP6];
	if (mtu)
		*mtu = 1500;
	return true;
}

static struct frame *net_frame(struct ipstack *s, u32 len) { return frame_get(node_pool(s->node), len); }

static const struct tcp_lower net_lower = { .send = net_send, .route_source = net_route, .frame = net_frame };

static void net_open(struct net *n, u64 seed)
{
	static const struct node_kind plain = { .name = "end", .size = sizeof(struct node) };
	struct world_options o = { .name = "t", .clock = CLOCK_VIRTUAL, .seed = seed, .small_frames = 8192, .large_frames = 16 };

	(void)plain;
	memset(n, 0, sizeof(*n));
	n->world = world_new(&o);
	n->delay = NSEC_PER_MS;
	n->mtu = 1500;
	n->last = &n->first;
	rng_seed(&n->rng, seed, "path");
	for (int i = 0; i < 2; i++) {
		struct ipstack *s = &n->end[i];

		s->net = n;
		s->node = node_new(n->world, TCP_NET_KIND, i ? "b" : "a", 0, 0);
		s->addr[0] = (struct ipaddr){ .af = AF_IP4, .v4 = 0x0a000001u + (u32)i };
		s->addr[1] = (struct ipaddr){ .af = AF_IP6 };
		s->addr[1].v6.b[0] = 0xfd;
		s->addr[1].v6.b[15] = (u8)(1 + i);
		s->tcp = tcp_new_over(s->node, s, &net_lower);
	}
}

static void net_run(struct net *n, nsec span) { world_run(n->world, world_now(n->world) + span, UINT64_MAX); }

static void net_close(struct net *n)
{
	struct caught *c;

	for (int i = 0; i < 2; i++)
		tcp_free(n->end[i].tcp);
	while ((c = n->first)) {
		n->first = c->next;
		free(c);
	}
	for (struct flight *fl; (fl = n->flights); free(fl)) {
		n->flights = fl->next;
		timer_stop(n->end[0].node->worker, &fl->timer);
		timer_stop(n->end[0].node->worker, &fl->leave);
		frame_put(fl->f);
	}
	assert_int_equal(pool_in_use(node_pool(n->end[0].node)), 0);
	world_free(n->world);
}

#endif
