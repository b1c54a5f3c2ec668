/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two TCPs of ours, megabytes across a bad path: every byte arrives, in order, in bounded virtual time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "tests/unit/tcp_net.h"

/* One end of a transfer: sends `todo` bytes of a known pattern, and checks what it receives against the other's. */
struct peer {
	struct tcp_conn *c;
	u64 sent, todo, got, want;
	u64 salt;
	bool end_seen, closed, connected, failed, echo;
	enum tcp_event last;
	nsec done_at;
	struct net *net;
	u32 chunk;	/* of reads; 0: all there is */
	bool paused;	/* does not read */
	bool keep_open;
};

static u8 pattern(u64 salt, u64 i) { return (u8)((i * 0x9e3779b97f4a7c15ull + salt) >> 56 ^ i >> 13); }

static void peer_send(struct peer *p)
{
	u8 buf[8192];

	while (p->sent < p->todo) {
		size_t n = min_u64(sizeof(buf), p->todo - p->sent), took;

		for (size_t i = 0; i < n; i++)
			buf[i] = pattern(p->salt, p->sent + i);
		took = tcp_write(p->c, buf, n);
		p->sent += took;
		if (took < n)
			return;
	}
	if (!p->keep_open)
		tcp_shutdown(p->c);
}

static void peer_receive(struct peer *p, u64 salt)
{
	u8 buf[8192];
	bool end = false;
	size_t n;

	while (!p->paused && (n = tcp_read(p->c, buf, sizeof(buf), &end))) {
		for (size_t i = 0; i < n; i++)
			if (buf[i] != pattern(salt, p->got + i))
				fail_msg("byte %llu is wrong", (unsigned long long)(p->got + i));
		p->got += n;
	}
	if (end && !p->end_seen) {
		p->end_seen = true;
		p->done_at = world_now(p->net->world);
	}
}

static void peer_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct peer *p = arg;

	assert_ptr_equal(p->c, c);
	p->last = e;
	switch (e) {
	case TCP_CONNECTED: p->connected = true; peer_send(p); break;
	case TCP_READABLE: peer_receive(p, !p->salt); break;
	case TCP_WRITABLE: peer_send(p); break;
	case TCP_CLOSED: p->closed = true; break;
	default: p->failed = true; break;
	}
}

struct options_of {
	struct tcp_options o;
	struct peer *p;
};

static bool accept_any(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	struct options_of *of = tcp_listener_arg(l);
	struct iface *out = o->out;

	(void)peer;
	(void)port;
	*o = of->o;
	o->out = out;
	return true;
}

static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct options_of *of = tcp_listener_arg(l);

	of->p->c = c;
	tcp_set_user(c, &(struct tcp_user){ peer_event, of->p });
}

struct pair {
	struct net net;
	struct peer a, b;
	struct options_of server;
	struct tcp_listener *l;
};

static void pair_open(struct pair *p, u64 seed, u64 forth, u64 back)
{
	memset(p, 0, sizeof(*p));
	net_open(&p->net, seed);
	p->a = (struct peer){ .todo = forth, .want = back, .salt = 1, .net = &p->net };
	p->b = (struct peer){ .todo = back, .want = forth, .salt = 0, .net = &p->net };
	p->server.p = &p->b;
}

static void pair_start(struct pair *p, const struct tcp_options *client, bool v6)
{
	struct tcp_options o = client ? *client : (struct tcp_options){ 0 };

	o.user = (struct tcp_user){ peer_event, &p->a };
	p->l = tcp_listen(p->net.end[1].tcp, NULL, 7, 8, accept_any, accepted, &p->server);
	assert_non_null(p->l);
	p->a.c = tcp_connect(p->net.end[0].tcp, NULL, 0, &p->net.end[1].addr[v6], 7, &o);
	assert_non_null(p->a.c);
}

static void pair_done(struct pair *p)
{
	assert_false(p->a.failed);
	assert_false(p->b.failed);
	assert_true(p->a.end_seen && p->b.end_seen);
	assert_true(p->a.closed && p->b.closed);
	assert_int_equal(p->a.got, p->a.want);
	assert_int_equal(p->b.got, p->b.want);
	tcp_release(p->a.c);
	tcp_release(p->b.c);
	net_run(&p->net, 2 * TCP_2MSL);
	assert_null(tcp_first(p->net.end[0].tcp));
	assert_null(tcp_first(p->net.end[1].tcp));
	net_close(&p->net);
}

static nsec finish(const struct pair *p) { return max_u64(p->a.done_at, p->b.done_at); }

static const struct {
	const char *name;
	unsigned loss, dup, reorder;	/* per cent */
	bool no_sack, v6;
	u64 forth, back;
	unsigned seconds;		/* of virtual time, at most */
} paths[] = {
	/*                            loss dup reorder no_sack v6     forth    back  seconds */
	{ "clean",                     0,  0,  0,  false, false,  8000000, 8000000,    5 },
	{ "clean, IPv6",               0,  0,  0,  false, true,   4000000, 4000000,    3 },
	{ "nothing to send",           0,  0,  0,  false, false,        0,       0,    1 },
	{ "one way",                   0,  0,  0,  false, false,  4000000,       0,    3 },
	{ "loss 1 %",                  1,  0,  0,  false, false,  4000000,       0,   30 },
	{ "loss 1 %, no SACK",         1,  0,  0,  true,  false,  4000000,       0,   60 },
	{ "loss 5 %",                  5,  0,  0,  false, true,   2000000, 2000000,  200 },
	{ "loss 5 %, no SACK",         5,  0,  0,  true,  false,  1000000, 1000000,  300 },
	{ "loss 20 %",                20,  0,  0,  false, false,   300000,  300000,  120 },
	{ "loss 20 %, no SACK",       20,  0,  0,  true,  false,   200000,  200000,  120 },
	{ "reordering",                0,  0, 30,  false, false,  2000000,       0,   30 },
	{ "reordering, no SACK",       0,  0, 30,  true,  false,  2000000,       0,   60 },
	{ "duplication",               0, 30,  0,  false, false,  2000000, 2000000,   30 },
	{ "all of it",                10, 10, 20,  false, true,    500000,  500000, 1200 },
	{ "all of it, no SACK",       10, 10, 20,  true,  false,   500000,  500000, 1800 },
};

static void bulk_over_bad_paths(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(paths); i++) {
		for (u64 seed = 1; seed <= 3; seed++) {
			struct pair p;

			pair_open(&p, seed, paths[i].forth, paths[i].back);
			p.net.loss = ((u64)paths[i].loss << 32) / 100;
			p.net.dup = ((u64)paths[i].dup << 32) / 100;
			p.net.reorder = ((u64)paths[i].reorder << 32) / 100;
			p.net.no_sack = paths[i].no_sack;
			p.net.delay = 5 * NSEC_PER_MS;
			p.a.todo = paths[i].forth;
			pair_start(&p, NULL, paths[i].v6);
			net_run(&p.net, 4000 * NSEC_PER_SEC);
			if (getenv("TCP_VERBOSE"))
				printf("%-22s seed %llu: %8.3f s, %u timeouts, %u again of %u\n", paths[i].name,
				       (unsigned long long)seed, (double)finish(&p) / 1e9, p.a.c->count.timeouts,
				       p.a.c->count.out_rexmit, p.a.c->count.out);
			if (finish(&p) > paths[i].seconds * NSEC_PER_SEC)
				fail_msg("%s: took %f s", paths[i].name, (double)finish(&p) / 1e9);
			pair_done(&p);
		}
	}
}

/* Window scale: 4 MiB in flight over 200 ms of round trip need windows beyond 64 KiB. RFC 7323 2. */
static void window_scaling_fills_a_long_path(void **state)
{
	struct tcp_options big = { .send_buffer = 4 << 20, .receive_buffer = 4 << 20 };
	struct pair p;

	(void)state;
	pair_open(&p, 1, 20000000, 0);
	p.net.delay = 100 * NSEC_PER_MS;
	p.server.o = big;
	pair_start(&p, &big, false);
	net_run(&p.net, 100 * NSEC_PER_SEC);
	if (getenv("TCP_VERBOSE"))
		printf("long path: %f s\n", (double)finish(&p) / 1e9);
	/* without scaling: 20,000,000 / 65,535 round trips of 0.2 s are 61 s */
	assert_true(finish(&p) < 5 * NSEC_PER_SEC);
	pair_done(&p);
}

/* A line of 10 Mbit/s with a short queue: loss comes from congestion; at least 80 % of the line is used. */
static void congestion_control_uses_the_line(void **state)
{
	(void)state;
	for (int no_sack = 0; no_sack < 2; no_sack++) {
		struct tcp_options big = { .send_buffer = 1 << 20, .receive_buffer = 1 << 20 };
		struct pair p;

		pair_open(&p, 1, 5000000, 0);
		p.net.delay = 10 * NSEC_PER_MS;
		p.net.rate = 10000000;
		p.net.queue = 30;
		p.net.no_sack = no_sack;
		p.server.o = big;
		pair_start(&p, &big, false);
		net_run(&p.net, 100 * NSEC_PER_SEC);
		if (getenv("TCP_VERBOSE"))
			printf("10 Mbit/s: %f s, %u timeouts, %llu lost, %u fast\n", (double)finish(&p) / 1e9, p.a.c->count.timeouts,
			       (unsigned long long)p.net.n_lost, p.a.c->count.out_fast_rexmit);
		assert_true(finish(&p) < 5 * NSEC_PER_SEC);
		assert_true(p.net.n_lost > 0 && p.net.n_lost < 1000);
		pair_done(&p);
	}
}

/* A reader that stops: the window closes, probes keep the connection, and it goes on. RFC 9293 3.8.6.1. */
static void zero_window_and_back(void **state)
{
	struct pair p;

	(void)state;
	pair_open(&p, 1, 500000, 0);
	p.b.paused = true;
	pair_start(&p, NULL, false);
	net_run(&p.net, 3600 * NSEC_PER_SEC);	/* far beyond the user timeout */
	assert_false(p.a.failed);
	assert_true(tcp_readable(p.b.c) >= 65535 - 1448);
	assert_true(p.a.c->count.probes > 50 && p.a.c->count.probes < 100);
	p.b.paused = false;
	peer_receive(&p.b, 1);
	net_run(&p.net, 10 * NSEC_PER_SEC);
	pair_done(&p);
}

/* The window update is lost: the next probe finds out. */
static void lost_window_update(void **state)
{
	struct pair p;

	(void)state;
	pair_open(&p, 1, 500000, 0);
	p.b.paused = true;
	pair_start(&p, NULL, false);
	net_run(&p.net, 5 * NSEC_PER_SEC);
	p.b.paused = false;
	p.net.loss = 1ull << 32;
	peer_receive(&p.b, 1);
	p.net.loss = 0;
	net_run(&p.net, 70 * NSEC_PER_SEC);
	pair_done(&p);
}

/* Half close: one side is done, the other goes on. RFC 9293 3.6. */
static void half_close(void **state)
{
	struct pair p;

	(void)state;
	pair_open(&p, 1, 10, 1000000);
	p.b.keep_open = true;
	p.b.todo = 0;
	pair_start(&p, NULL, false);
	net_run(&p.net, NSEC_PER_SEC);
	assert_string_equal(tcp_state_name(p.a.c), "FINWAIT2");
	assert_string_equal(tcp_state_name(p.b.c), "CLOSEWAIT");
	assert_true(p.b.end_seen);
	net_run(&p.net, 300 * NSEC_PER_SEC);	/* an owner may keep FIN-WAIT-2 as long as it likes */
	p.b.keep_open = false;
	p.b.todo = 1000000;
	peer_send(&p.b);
	net_run(&p.net, 5 * NSEC_PER_SEC);
	assert_string_equal(tcp_state_name(p.a.c), "TIMEWAIT");
	pair_done(&p);
}

/* The path's MTU shrinks under way, and ICMP tells: smaller segments, no timeout (RFC 1191). */
static void path_mtu_shrinks(void **state)
{
	(void)state;
	for (int v6 = 0; v6 < 2; v6++) {
		u8 quoted[8] = { 0 };
		struct ip_error e = { .proto = 6, .type = v6 ? 2 : 3, .code = v6 ? 0 : 4, .mtu = 1300, .transport = quoted,
				      .transport_len = 8 };
		struct pair p;

		pair_open(&p, 1, 1000000, 0);
		pair_start(&p, NULL, v6);
		net_run(&p.net, 5 * NSEC_PER_MS);
		p.net.mtu = 1300 - (v6 ? 20 : 0);	/* net_send() counts 20 bytes of IP header */
		net_run(&p.net, 10 * NSEC_PER_MS);
		e.dst = p.a.c->peer;
		e.from = p.a.c->peer;
		put_be16(quoted, p.a.c->local_port);
		put_be16(quoted + 2, p.a.c->peer_port);
		put_be32(quoted + 4, p.a.c->snd_una - 1);	/* not outstanding: forged */
		tcp_error(p.net.end[0].tcp, &e);
		assert_int_equal(p.a.c->path_mtu, 1500);
		put_be32(quoted + 4, p.a.c->snd_una);
		tcp_error(p.net.end[0].tcp, &e);
		assert_int_equal(p.a.c->path_mtu, 1300);
		net_run(&p.net, 20 * NSEC_PER_SEC);
		assert_int_equal(p.a.c->count.timeouts, 0);
		pair_done(&p);
	}
}

static void both_ends_sign(void **state)
{
	struct tcp_options key = { .md5_key = "cisco" };
	struct pair p;

	(void)state;
	pair_open(&p, 1, 300000, 300000);
	p.net.loss = (2ull << 32) / 100;
	p.server.o = key;
	pair_start(&p, &key, false);
	net_run(&p.net, 60 * NSEC_PER_SEC);
	pair_done(&p);
}

static void wrong_key_never_connects(void **state)
{
	struct tcp_options key = { .md5_key = "cisco" };
	struct pair p;

	(void)state;
	pair_open(&p, 1, 10, 10);
	p.server.o = (struct tcp_options){ .md5_key = "juniper" };
	pair_start(&p, &key, false);
	net_run(&p.net, 99 * NSEC_PER_SEC);
	assert_int_equal(p.net.why, DROP_TCP_SIGNATURE);
	assert_false(p.a.failed || p.a.connected);
	net_run(&p.net, 2 * NSEC_PER_SEC);
	assert_true(p.a.failed);
	assert_int_equal(p.a.last, TCP_TIMEOUT);
	tcp_release(p.a.c);
	net_close(&p.net);
}

/* The same seed gives the same run. */
static void runs_repeat(void **state)
{
	u64 sent[2];
	nsec at[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct pair p;

		pair_open(&p, 42, 300000, 300000);
		p.net.loss = (5ull << 32) / 100;
		p.net.reorder = (5ull << 32) / 100;
		pair_start(&p, NULL, false);
		net_run(&p.net, 600 * NSEC_PER_SEC);
		sent[i] = p.net.n_sent;
		at[i] = finish(&p);
		pair_done(&p);
	}
	assert_int_equal(sent[0], sent[1]);
	assert_int_equal(at[0], at[1]);
}

static void idle_connection_is_small(void **state)
{
	struct pair p;

	(void)state;
	pair_open(&p, 1, 1000, 1000);
	p.a.keep_open = p.b.keep_open = true;
	pair_start(&p, NULL, false);
	net_run(&p.net, NSEC_PER_SEC);
	assert_int_equal(p.b.got, 1000);
	assert_null(p.a.c->snd.mem);
	assert_null(p.a.c->rcv.mem);
	assert_true(sizeof(struct tcp_conn) < 1024);
	net_close(&p.net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bulk_over_bad_paths),
		cmocka_unit_test(window_scaling_fills_a_long_path),
		cmocka_unit_test(congestion_control_uses_the_line),
		cmocka_unit_test(zero_window_and_back),
		cmocka_unit_test(lost_window_update),
		cmocka_unit_test(half_close),
		cmocka_unit_test(path_mtu_shrinks),
		cmocka_unit_test(both_ends_sign),
		cmocka_unit_test(wrong_key_never_connects),
		cmocka_unit_test(runs_repeat),
		cmocka_unit_test(idle_connection_is_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
