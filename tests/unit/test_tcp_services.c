/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small servers, the traffic generator and TCP's shows, on two devices with shells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "device_box.h"

static const struct node_kind kind_end;
#define TCP_NET_KIND (&kind_end)
#include "tests/unit/tcp_net.h"

struct tcp **ipstack_tcp(struct ipstack *s) { return &s->tcp; }

static void end_init(struct node *n)
{
	struct cmd_table tables[16];
	unsigned k = 0;

	if (!n->world->shared) {
		for (unsigned i = 0; i < n_cli_cmds; i++)
			tables[k++] = cli_cmds[i];
		for (unsigned i = 0; i < n_device_cmds; i++)
			tables[k++] = device_cmds[i];
		for (unsigned i = 0; i < n_tcp_cmds; i++)
			tables[k++] = tcp_cmds[i];
		n->world->shared = grammar_new(tables, k, device_help, n_device_help);
		n->world->shared_free = box_grammar_free;
	}
	device_init(device_of(n), n->world->shared, &box_ops);
}
static const struct node_kind kind_end = { .name = "end", .size = sizeof(struct box), .init = end_init, .fini = box_fini };

struct pair {
	struct net net;
	struct session a, b;
};

static int pair_setup(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));

	net_open(&p->net, 3);
	for (int i = 0; i < 2; i++)
		device_of(p->net.end[i].node)->ip = &p->net.end[i];
	session_open(&p->a, device_of(p->net.end[0].node), "console", false);
	session_open(&p->b, device_of(p->net.end[1].node), "console", false);
	*state = p;
	return 0;
}

static int pair_teardown(void **state)
{
	struct pair *p = *state;

	cli_free(p->a.c);
	cli_free(p->b.c);
	net_close(&p->net);
	free(p);
	return 0;
}

static void expect(struct session *s, const char *line, const char *want)
{
	const char *got = type(s, line);

	if (!strstr(got, want))
		fail_msg("\"%s\" gave\n%s\nwithout\n%s", line, got, want);
}

static void serve(struct pair *p)
{
	type(&p->b, "configure terminal");
	expect(&p->b, "service tcp-small-servers", "");
	assert_int_equal(cli_status(p->b.c), 0);
	type(&p->b, "end");
}

/* ---- a client ---- */

struct client {
	struct tcp_conn *c;
	char got[20000];
	size_t n;
	bool end, over;
	enum tcp_event last;
};

static void client_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct client *k = arg;

	k->last = e;
	if (e == TCP_READABLE)
		k->n += tcp_read(c, k->got + k->n, sizeof(k->got) - 1 - k->n, &k->end);
	k->over |= e >= TCP_CLOSED;
}

static struct client *ask(struct pair *p, u16 port)
{
	struct client *k = calloc(1, sizeof(*k));
	struct tcp_options o = { .user = { client_event, k } };

	k->c = tcp_connect(p->net.end[0].tcp, NULL, 0, &p->net.end[1].addr[0], port, &o);
	assert_non_null(k->c);
	return k;
}

static void leave(struct client *k)
{
	tcp_release(k->c);
	free(k);
}

static void echo_gives_all_back(void **state)
{
	struct pair *p = *state;
	struct client *k;
	char text[10000];

	serve(p);
	k = ask(p, 7);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	assert_int_equal(tcp_write(k->c, text, sizeof(text)), sizeof(text));
	tcp_shutdown(k->c);
	net_run(&p->net, NSEC_PER_SEC);
	assert_true(k->end && k->over);
	assert_int_equal(k->last, TCP_CLOSED);
	assert_int_equal(k->n, sizeof(text));
	assert_memory_equal(k->got, text, sizeof(text));
	leave(k);
}

/* A client that writes and never reads: the windows fill, and nothing grows. */
static void echo_is_bounded(void **state)
{
	struct pair *p = *state;
	struct client *k;
	static char text[1 << 20];
	struct tcp_conn *server;
	size_t wrote = 0;

	serve(p);
	k = ask(p, 7);
	k->n = sizeof(k->got) - 1;	/* its buffer is full: reads nothing */
	for (int i = 0; i < 100; i++) {
		wrote += tcp_write(k->c, text, sizeof(text));
		net_run(&p->net, NSEC_PER_SEC);
	}
	server = tcp_first(p->net.end[1].tcp);
	assert_true(wrote < 5 * TCP_BUFFER_DEFAULT);
	assert_true(server->rcv.len <= TCP_BUFFER_DEFAULT && server->snd.len <= TCP_BUFFER_DEFAULT);
	tcp_abort(k->c);
	net_run(&p->net, NSEC_PER_SEC);
	assert_null(tcp_first(p->net.end[1].tcp));
	free(k);
}

static void daytime_tells_and_closes(void **state)
{
	struct pair *p = *state;
	struct client *k;

	serve(p);
	k = ask(p, 13);
	net_run(&p->net, NSEC_PER_SEC);
	assert_true(k->end);
	assert_non_null(strstr(k->got, "-UTC\r\n"));
	leave(k);
}

static void chargen_makes_its_pattern(void **state)
{
	struct pair *p = *state;
	struct client *k;

	serve(p);
	k = ask(p, 19);
	net_run(&p->net, NSEC_PER_SEC);
	assert_int_equal(k->n, sizeof(k->got) - 1);
	assert_memory_equal(k->got, " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n!\"#", 77);
	tcp_abort(k->c);
	free(k);
	net_run(&p->net, NSEC_PER_SEC);
	assert_null(tcp_first(p->net.end[1].tcp));
}

static void servers_are_limited_and_stop(void **state)
{
	struct pair *p = *state;
	struct client *k[4];

	type(&p->b, "configure terminal");
	type(&p->b, "service tcp-small-servers max-servers 3");
	for (int i = 0; i < 4; i++) {
		k[i] = ask(p, 9);
		net_run(&p->net, NSEC_PER_SEC);
	}
	assert_int_equal(k[2]->last, TCP_CONNECTED);
	assert_int_equal(k[3]->last, TCP_REFUSED);
	expect(&p->b, "do show running-config", "service tcp-small-servers max-servers 3");
	type(&p->b, "no service tcp-small-servers");
	assert_int_equal(cli_status(p->b.c), 0);
	net_run(&p->net, NSEC_PER_SEC);
	assert_int_equal(k[0]->last, TCP_RESET);
	for (int i = 0; i < 4; i++)
		leave(k[i]);
	assert_null(p->net.end[1].tcp->listeners);
}

static void traffic_for_a_time(void **state)
{
	struct pair *p = *state;

	serve(p);
	type(&p->a, "traffic tcp 10.0.0.2 seconds 2");
	net_run(&p->net, 10 * NSEC_PER_SEC);
	assert_int_equal(p->a.n_ready, 1);
	assert_int_equal(cli_status(p->a.c), 0);
	assert_non_null(strstr(p->a.out, "Connected after 2 ms"));
	assert_non_null(strstr(p->a.out, "kbit/s"));
	assert_non_null(strstr(p->a.out, "round-trip min/avg/max = "));
}

static void traffic_of_an_amount_over_ipv6(void **state)
{
	struct pair *p = *state;

	serve(p);
	type(&p->a, "traffic tcp fd00::2 kilobytes 1000");
	net_run(&p->net, 10 * NSEC_PER_SEC);
	assert_int_equal(cli_status(p->a.c), 0);
	assert_non_null(strstr(p->a.out, "1000000 bytes acknowledged in "));
}

static void traffic_refused_and_stopped(void **state)
{
	struct pair *p = *state;

	type(&p->a, "traffic tcp 10.0.0.2");
	net_run(&p->net, NSEC_PER_SEC);
	assert_int_equal(cli_status(p->a.c), 1);
	assert_non_null(strstr(p->a.out, "% Connection refused by remote host"));
	serve(p);
	type(&p->a, "traffic tcp 10.0.0.2 seconds 1000");
	net_run(&p->net, NSEC_PER_SEC);
	cli_interrupt(p->a.c);
	assert_int_equal(cli_status(p->a.c), 1);
	assert_non_null(strstr(p->a.out, "kbit/s"));
	net_run(&p->net, NSEC_PER_SEC);
	assert_null(tcp_first(p->net.end[0].tcp));
	/* a session that goes takes its stream with it */
	type(&p->a, "traffic tcp 10.0.0.2 seconds 1000");
	net_run(&p->net, NSEC_PER_SEC);
	cli_free(p->a.c);
	assert_null(tcp_first(p->net.end[0].tcp));
	session_open(&p->a, device_of(p->net.end[0].node), "console", false);
	/* TCP goes first when a node is switched off */
	type(&p->a, "traffic tcp 10.0.0.2 seconds 1000");
	net_run(&p->net, NSEC_PER_SEC);
	tcp_free(p->net.end[0].tcp);
	cli_interrupt(p->a.c);
	assert_int_equal(cli_status(p->a.c), 1);
	p->net.end[0].tcp = NULL;
	net_run(&p->net, 0);
}

static void shows(void **state)
{
	struct pair *p = *state;
	struct client *k;

	serve(p);
	assert_string_equal(type(&p->b, "show tcp brief"), "");
	k = ask(p, 7);
	tcp_write(k->c, "hello", 5);
	net_run(&p->net, NSEC_PER_SEC);
	expect(&p->b, "show tcp brief", "TCB       Local Address               Foreign Address             (state)\n00000001  10.0.0.2.7                  10.0.0.1.");
	expect(&p->b, "show tcp brief", "  ESTAB\n");
	expect(&p->b, "show tcp brief all", "*.19                        *.*                         LISTEN\n");
	expect(&p->b, "show tcp brief | json", "\"local_port\": 7");
	expect(&p->b, "show tcp", "Connection state is ESTAB, I/O status: 1, unread input bytes: 0\n");
	expect(&p->b, "show tcp", "Local host: 10.0.0.2, Local port: 7\n");
	expect(&p->b, "show tcp", "Datagrams (max data segment is 1448 bytes):\nRcvd: 3 (out of order: 0), with data: 1, total data bytes: 5\n");
	expect(&p->b, "show tcp 10.0.0.1", "Foreign host: 10.0.0.1");
	assert_string_equal(type(&p->b, "show tcp 10.0.0.9"), "");
	expect(&p->b, "show tcp | json", "\"bytes_received\": 5");
	expect(&p->b, "show tcp statistics", "0 Connections initiated, 1 connections accepted");
	if (getenv("TCP_VERBOSE")) {
		puts(type(&p->b, "show tcp brief all"));
		puts(type(&p->b, "show tcp"));
		puts(type(&p->b, "show tcp statistics"));
	}
	leave(k);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, pair_setup, pair_teardown)
	const struct CMUnitTest tests[] = {
		T(echo_gives_all_back), T(echo_is_bounded), T(daytime_tells_and_closes), T(chargen_makes_its_pattern),
		T(servers_are_limited_and_stop), T(traffic_for_a_time), T(traffic_of_an_amount_over_ipv6), T(traffic_refused_and_stopped), T(shows),
	};

	(void)kind_box;
	(void)lab_setup;
	(void)lab_teardown;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
