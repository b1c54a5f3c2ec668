/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP's users: many connections, ports and tuples, link-local peers, what the IP layer says and takes away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/tcp_script.h"

static void count_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	(void)c;
	((unsigned *)arg)[e]++;
}

static bool accept_counted(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	(void)peer;
	(void)port;
	o->user = (struct tcp_user){ count_event, tcp_listener_arg(l) };
	return true;
}

static void accepted_kept(struct tcp_listener *l, struct tcp_conn *c)
{
	(void)l;
	(void)c;
}

/* 3,000 connections at once; each found again; all closed by one side, whose TIME-WAIT is bounded. */
static void thousands(void **state)
{
	enum { N = 3000 };
	unsigned server[8] = { 0 }, client[8] = { 0 };
	struct tcp_options o = { .user = { count_event, client } };
	static struct tcp_conn *c[N];
	struct net n;

	(void)state;
	net_open(&n, 1);
	assert_non_null(tcp_listen(n.end[1].tcp, NULL, 179, 1000, accept_counted, accepted_kept, server));
	for (int i = 0; i < N; i++) {
		c[i] = tcp_connect(n.end[0].tcp, NULL, 0, &n.end[1].addr[i & 1], 179, &o);
		assert_non_null(c[i]);
		if (i % 500 == 499)
			net_run(&n, NSEC_PER_SEC);
	}
	assert_int_equal(server[TCP_CONNECTED], N);
	assert_int_equal(client[TCP_CONNECTED], N);
	assert_true(n.end[0].tcp->n_hash >= N);
	for (int i = 0; i < N; i++)
		assert_ptr_equal(tcp_lookup(n.end[0].tcp, &c[i]->local, c[i]->local_port, &c[i]->peer, c[i]->peer_port), c[i]);
	for (int i = 0; i < N; i++) {
		tcp_release(c[i]);
		if (i % 500 == 499)
			net_run(&n, NSEC_PER_SEC);
	}
	for (struct tcp_conn *s = tcp_first(n.end[1].tcp), *next; s; s = next) {
		next = tcp_next(s);
		assert_string_equal(tcp_state_name(s), "CLOSEWAIT");
		tcp_release(s);
	}
	net_run(&n, NSEC_PER_SEC);
	assert_int_equal(n.end[0].tcp->n_time_wait, TCP_TIME_WAIT_MAX);
	assert_int_equal(n.end[0].tcp->n_conns, TCP_TIME_WAIT_MAX);
	assert_null(tcp_first(n.end[1].tcp));
	net_run(&n, 60 * NSEC_PER_SEC);
	assert_null(tcp_first(n.end[0].tcp));
	net_close(&n);
}

static void tuples(void **state)
{
	struct tcp_conn *c, *again;
	struct ipaddr src, peer, group4 = { .af = AF_IP4, .v4 = 0xe0000005 }, group6 = { .af = AF_IP6 };
	struct script s;
	u16 port;
	u32 end;

	(void)state;
	script_open(&s, "tuples");
	group6.v6.b[0] = 0xff;
	assert_null(tcp_connect(script_tcp(&s), NULL, 0, &group4, 80, NULL));
	assert_null(tcp_connect(script_tcp(&s), NULL, 0, &group6, 80, NULL));
	assert_null(tcp_connect(script_tcp(&s), NULL, 0, &s.net.end[1].addr[0], 0, NULL));
	script_run(&s, "connect\n> S 0:0\n");
	c = s.c;
	tcp_local(c, &src, &port);
	assert_int_equal(port, 4000);
	assert_int_equal(src.v4, 0x0a000001);
	tcp_peer(c, &peer, &port);
	assert_int_equal(port, 80);
	assert_true(ipaddr_eq(&peer, &s.net.end[1].addr[0]));
	assert_null(tcp_connect(script_tcp(&s), &src, 4000, &peer, 80, NULL));	/* taken */
	/* to TIME-WAIT; then the same tuple may open again, above all numbers that were used: RFC 9293 3.4.2 */
	script_run(&s, "< SA 0:0 ack 1 win 8000\n> A 1:1 ack 1\nshutdown\n> FA 1:1\n< FA 1:1 ack 2\n> A 2:2\nstate TIMEWAIT\n");
	end = c->snd_nxt;
	again = tcp_connect(script_tcp(&s), &src, 4000, &peer, 80, NULL);
	assert_non_null(again);
	assert_true(seq_lt(end, again->iss));
	assert_string_equal(tcp_state_name(c), "CLOSED");	/* the user still has it */
	tcp_release(c);
	tcp_abort(again);
	free(script_pop(&s));
	/* listeners: one a place, the more special one first */
	assert_non_null(tcp_listen(script_tcp(&s), NULL, 80, 0, script_accept, script_accepted, &s));
	assert_null(tcp_listen(script_tcp(&s), NULL, 80, 0, script_accept, script_accepted, &s));
	s.l = tcp_listen(script_tcp(&s), &s.net.end[0].addr[0], 80, 0, script_accept, script_accepted, &s);
	assert_ptr_equal(tcp_listener_find(script_tcp(&s), &s.net.end[0].addr[0], 80), s.l);
	assert_true(tcp_listener_find(script_tcp(&s), &s.net.end[0].addr[1], 80) != s.l);
	script_close(&s);
}

static bool no_route(struct ipstack *s, const struct ipaddr *dst, struct iface *out, struct ipaddr *src, u32 *mtu)
{
	(void)s;
	(void)dst;
	(void)out;
	(void)src;
	(void)mtu;
	return false;
}

static enum drop refuse_route(struct ipstack *s, const struct ip_send *to, struct frame *f)
{
	(void)s;
	(void)to;
	frame_put(f);
	return DROP_NO_ROUTE;
}

static void without_a_route(void **state)
{
	struct tcp_lower broken = net_lower;
	struct script s;

	(void)state;
	script_open(&s, "no route");
	broken.route_source = no_route;
	script_tcp(&s)->lower = &broken;
	assert_null(tcp_connect(script_tcp(&s), NULL, 0, &s.net.end[1].addr[0], 80, NULL));
	script_run(&s, "listen\n< S 0:0\ngone\n");
	assert_int_equal(s.net.why, DROP_NO_ROUTE);
	/* a route that goes: told when the connection times out */
	broken = net_lower;
	broken.send = refuse_route;
	script_run(&s, "option timeout 3\nconnect\n+ 3\nevent UNREACHABLE\n");
	script_close(&s);
}

static u32 shrunk_mtu;
static bool shrunk_route(struct ipstack *s, const struct ipaddr *dst, struct iface *out, struct ipaddr *src, u32 *mtu)
{
	net_route(s, dst, out, src, mtu);
	if (mtu)
		*mtu = shrunk_mtu;
	return true;
}

/* Our own interface takes less than it did: seen at the next timeout. */
static void own_mtu_shrinks(void **state)
{
	struct tcp_lower lower = net_lower;
	struct script s;

	(void)state;
	shrunk_mtu = 1500;
	lower.route_source = shrunk_route;
	script_open(&s, "own MTU");
	script_tcp(&s)->lower = &lower;
	script_run(&s, "connect\n> S 0:0 mss 1460\n< SA 0:0 ack 1 mss 1460\n> A 1:1\nwrite 3000\n> A 1:1461\n> A 1461:2921\n");
	shrunk_mtu = 1000;
	script_run(&s, "+ 0.3\n> A 1:961\n< A 1:1 ack 961\n> A 961:1921\n> A 1921:2881\n");
	script_close(&s);
}

static void icmp_too_big(struct script *s, u32 mtu)
{
	u8 quoted[8];
	struct ip_error e = { .dst = s->net.end[1].addr[0], .proto = 6, .type = 3, .code = 4, .mtu = mtu, .transport = quoted, .transport_len = 8 };

	put_be16(quoted, s->our_port);
	put_be16(quoted + 2, s->peer_port);
	put_be32(quoted + 4, s->c->snd_una);
	tcp_error(script_tcp(s), &e);
}

/* RFC 1191: a router that tells no MTU, an MTU that grows, one that is absurd. */
static void path_mtu_oddities(void **state)
{
	struct script s;

	(void)state;
	script_open(&s, "path MTU");
	script_run(&s, "connect\n> S 0:0\n< SA 0:0 ack 1 mss 1460\n> A 1:1\nwrite 1460\n> A 1:1461\n");
	icmp_too_big(&s, 9000);
	script_run(&s, "none\n");
	icmp_too_big(&s, 0);	/* the plateau below 1500 is 1492 */
	script_run(&s, "> A 1:1453\n> A 1453:1461\n");
	assert_true(s.c->df);
	icmp_too_big(&s, 68);	/* never below 552; there the path may fragment */
	assert_int_equal(s.c->path_mtu, TCP_PATH_MTU_FLOOR);
	assert_false(s.c->df);
	script_run(&s, "> A 1:513\n> A 513:1025\n> A 1025:1461\n");
	icmp_too_big(&s, 0);
	script_run(&s, "none\n");
	script_close(&s);
}

/* A link-local peer is tied to the interface it was heard on; when that goes, so does the connection. */
static void link_local(void **state)
{
	struct iface nic = { .name = (char *)"eth0" };
	struct ip_recv r = { .proto = 6, .ttl = 64, .in = &nic };
	u8 syn[20] = { 0x0f, 0xa0, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, TCP_SYN, 0xff, 0xff };
	struct frame *f;
	struct script s;

	(void)state;
	script_open(&s, "link-local");
	script_run(&s, "listen\n");
	r.src = r.dst = (struct ipaddr){ .af = AF_IP6 };
	r.src.v6.b[0] = r.dst.v6.b[0] = 0xfe;
	r.src.v6.b[1] = r.dst.v6.b[1] = 0x80;
	r.src.v6.b[15] = 9;
	r.dst.v6.b[15] = 1;
	for (int i = 0; i < 2; i++) {	/* a listener's, then a closed port's answer */
		struct caught *c;

		put_be16(syn + 2, i ? 81 : 80);
		f = frame_get(node_pool(s.net.end[0].node), 20);
		memcpy(f->data, syn, 20);
		f->flags = FRAME_CSUM_VALID;
		tcp_input(script_tcp(&s), &r, f);
		c = script_pop(&s);
		assert_ptr_equal(c->to.out, &nic);
		assert_true(c->g.flags == (i ? TCP_RST | TCP_ACK : TCP_SYN | TCP_ACK));
		free(c);
	}
	assert_non_null(tcp_first(script_tcp(&s)));
	tcp_iface_removed(script_tcp(&s), &nic);
	assert_null(tcp_first(script_tcp(&s)));
	script_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thousands),
		cmocka_unit_test(tuples),
		cmocka_unit_test(without_a_route),
		cmocka_unit_test(own_mtu_shrinks),
		cmocka_unit_test(path_mtu_oddities),
		cmocka_unit_test(link_local),
	};

	(void)script_cases_run;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
