/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IP SLA: schedules and timeouts to the millisecond, what counts as which result, jitter by a responder of the test's own, every cut of a message. */
#include "ip_net.h"
#include "router/sla/sla.h"
#include "router/track.h"

static struct net n;
static struct device *r;
static struct raw *a;
static u8 pkt[2048];

enum { US = A4(10, 0, 0, 1), FAR = A4(10, 0, 0, 9) };

static void setup(const char *more)
{
	char *all = xasprintf("interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\narp 10.0.0.9 02aa.0000.0001 arpa\n%s", more);

	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", all);
	free(all);
	a = net_raw(&n, "a", r, 0);
	net_run(&n, NSEC_PER_MS);
}

static const struct sla *op(u32 number) { return sla_find(r->ip, number); }

/* The next packet of that protocol that came; NULL: none. */
static const u8 *next(u8 proto, u32 *len)
{
	const u8 *p;

	while ((p = raw_next(a, ETH_TYPE_IP4, len)))
		if (p[14 + IP4_PROTO] == proto)
			return p;
	return NULL;
}

static void udp(u16 from, u16 to, const u8 *data, u32 len)
{
	u32 all = ip4_put(pkt, net_port(r, 0)->mac, FAR, US, IP_UDP, 64, 0, 8 + len);
	u8 *u = pkt + 34;

	put_be16(u, from);
	put_be16(u + 2, to);
	put_be16(u + 4, (u16)(8 + len));
	put_be16(u + 6, 0);
	if (len)
		memcpy(u + 8, data, len);
	raw_send(&n, a, pkt, all);
}

/* A day and a month: this year's, or next year's where that is over. The virtual clock begins on the 1st of January 2026. */
static void t_start_day(void **state)
{
	static const struct { const char *when; u64 s; } rows[] = {
		{ "00:01 Jan 2", 86400 + 60 }, { "10:00:05 1 January", 36005 }, { "00:00:00 Jan 1", 365 * 86400ull }, { "00:00 29 feb", (365 + 365 + 31 + 28) * 86400ull },
	};

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(rows); k++) {
		char *more = xasprintf("ip sla 1\n icmp-echo 10.0.0.9\nip sla schedule 1 life forever start-time %s\n", rows[k].when);

		setup(more);
		free(more);
		assert_int_equal((op(1)->due.due + NSEC_PER_SEC / 2) / NSEC_PER_SEC, rows[k].s);
		net_close(&n);
	}
}

static void t_echo(void **state)
{
	const u8 *p;
	u32 len;

	(void)state;
	setup("ip sla 1\n icmp-echo 10.0.0.9\n timeout 700\n threshold 300\n frequency 2\nip sla schedule 1 life 7 start-time after 00:00:01\n");
	assert_false(op(1)->active);
	net_run(&n, 998 * NSEC_PER_MS);
	assert_null(next(IP_ICMP, &len));
	net_run(&n, 2 * NSEC_PER_MS);
	p = next(IP_ICMP, &len);
	assert_non_null(p);
	assert_int_equal(len, 14 + 20 + 8 + 28);
	memcpy(pkt, p, len);
	memcpy(pkt, net_port(r, 0)->mac, 6);
	put_be32(pkt + 14 + IP4_SRC, FAR);
	put_be32(pkt + 14 + IP4_DST, US);
	pkt[34] = ICMP_ECHO_REPLY;
	put_be16(pkt + 36, 0);
	put_be16(pkt + 36, csum_finish(csum_add(0, pkt + 34, len - 34)));
	net_run(&n, 49 * NSEC_PER_MS);
	raw_send(&n, a, pkt, len);
	assert_int_equal(op(1)->last.code, SLA_OK);
	assert_in_range(op(1)->last.rtt_ms, 49, 51);
	net_run(&n, 2000 * NSEC_PER_MS);		/* the second: nobody answers */
	assert_int_equal(op(1)->failures, 0);
	net_run(&n, 700 * NSEC_PER_MS);
	assert_int_equal(op(1)->last.code, SLA_TIMEOUT);
	assert_int_equal(op(1)->failures, 1);
	net_run(&n, 20 * NSEC_PER_SEC);			/* seven seconds of life: at 1, 3, 5 and 7 */
	assert_int_equal(op(1)->failures + op(1)->successes, 4);
	assert_false(op(1)->active);
	net_close(&n);
}

static void t_connect_refused_and_silent(void **state)
{
	const u8 *p;
	u32 len;

	(void)state;
	setup("ip sla 3\n tcp-connect 10.0.0.9 80 control disable\n timeout 1500\n frequency 10\nip sla schedule 3 life forever start-time now\n");
	p = next(IP_TCP, &len);
	assert_non_null(p);
	assert_int_equal(get_be16(p + 36), 80);
	net_run(&n, 1490 * NSEC_PER_MS);
	assert_int_equal(op(3)->failures, 0);
	net_run(&n, 20 * NSEC_PER_MS);
	assert_int_equal(op(3)->last.code, SLA_TIMEOUT);
	TYPE(&n, r, "configure terminal", "no ip sla 3");
	assert_null(op(3));
	net_close(&n);
}

/* Waits for one. */
static const u8 *awaited(u8 proto, u32 *len)
{
	const u8 *p = next(proto, len);

	for (unsigned k = 0; !p && k < 200; k++) {
		net_run(&n, NSEC_PER_MS);
		p = next(proto, len);
	}
	return p;
}

/* The control message, then the packets; lost ones are told apart by the responder's count. */
static void t_jitter(void **state)
{
	const u8 *p;
	u8 reply[64] = { 1 };
	u32 len, got = 0, answered = 0;
	u16 local;

	(void)state;
	setup("ip sla 2\n udp-jitter 10.0.0.9 5000 num-packets 5 interval 100\n timeout 1000\n frequency 30\nip sla schedule 2 life forever start-time now\n");
	p = next(IP_UDP, &len);
	assert_non_null(p);
	assert_int_equal(get_be16(p + 36), SLA_CONTROL_PORT);
	assert_int_equal(len, 14 + 20 + 8 + 52);
	assert_int_equal(p[42], 1);
	assert_int_equal(get_be32(p + 42 + 16), FAR);
	assert_int_equal(get_be16(p + 42 + 20), 5000);
	local = get_be16(p + 34);
	udp(SLA_CONTROL_PORT, local, reply, 24);
	for (unsigned k = 0; k < 5; k++) {
		p = awaited(IP_UDP, &len);
		assert_non_null(p);
		assert_int_equal(get_be16(p + 36), 5000);
		assert_int_equal(get_be16(p + 42), 2);
		assert_int_equal(get_be16(p + 42 + 12), k);
		memcpy(reply, p + 42, 32);
		if (k != 1) { /* the second was lost on its way there */
			got++;
			put_be32(reply + 8, get_be32(reply + 4) + 10 * (k == 3));
			put_be16(reply + 14, (u16)got);
			if (k != 2) { /* and this one's answer on its way back */
				answered++;
				udp(5000, local, reply, 32);
				udp(5000, local, reply, 32); /* twice: counted once */
			}
		}
	}
	net_run(&n, 1000 * NSEC_PER_MS);
	assert_int_equal(op(2)->last.code, SLA_OK);
	assert_int_equal(op(2)->last.rtt.n, answered);
	assert_int_equal(op(2)->last.lost_sd, 1);
	assert_int_equal(op(2)->last.lost_ds, 1);
	assert_int_equal(op(2)->last.mia, 0);
	assert_int_equal(op(2)->last.sd.n, 1);	/* 3 to 4 are the only neighbours */
	assert_int_equal(op(2)->last.sd.max, 10);
	net_close(&n);
}

/* The route goes another way between the control message and the packets, or between two of these: all have the address that the responder was asked by. */
static void t_route_moves(void **state)
{
	u8 reply[64] = { 1 };
	const u8 *p;
	struct raw *b;
	u32 len;
	u16 local;

	(void)state;
	setup("interface GigabitEthernet0/1\n ip address 10.1.0.1 255.255.255.0\narp 10.1.0.9 02aa.0000.0001 arpa\nip route 10.9.0.9 255.255.255.255 10.0.0.9\n"
	      "ip sla 2\n udp-jitter 10.9.0.9 5000 num-packets 3 interval 100\n timeout 1000\n frequency 30\nip sla schedule 2 life forever start-time after 00:00:01\n");
	b = net_raw(&n, "b", r, 1);
	p = NULL;
	for (unsigned k = 0; !p && k < 20; k++)
		p = awaited(IP_UDP, &len);
	assert_non_null(p);
	assert_int_equal(get_be16(p + 36), SLA_CONTROL_PORT);
	assert_int_equal(get_be32(p + 14 + IP4_SRC), US);
	local = get_be16(p + 34);
	TYPE(&n, r, "configure terminal", "no ip route 10.9.0.9 255.255.255.255 10.0.0.9", "ip route 10.9.0.9 255.255.255.255 10.1.0.9", "end");
	ip4_put(pkt, net_port(r, 0)->mac, A4(10, 9, 0, 9), US, IP_UDP, 64, 0, 8 + 24);
	put_be16(pkt + 34, SLA_CONTROL_PORT);
	put_be16(pkt + 36, local);
	put_be16(pkt + 38, 8 + 24);
	put_be16(pkt + 40, 0);
	memcpy(pkt + 42, reply, 24);
	raw_send(&n, a, pkt, 42 + 24);
	net_run(&n, 500 * NSEC_PER_MS);
	for (unsigned k = 0; k < 3; k++) {
		do
			p = raw_next(b, ETH_TYPE_IP4, &len);
		while (p && p[14 + IP4_PROTO] != IP_UDP);
		assert_non_null(p);
		assert_int_equal(get_be16(p + 36), 5000);
		assert_int_equal(get_be32(p + 14 + IP4_SRC), US);
	}
	net_close(&n);
}

/* `ip sla reset` leaves nothing of it, amid an operation too; what tracks one stays, and finds it again when it is back. */
static void t_reset(void **state)
{
	static const char ops[] = "ip sla 1\n icmp-echo 10.0.0.9\nip sla 2\n udp-jitter 10.0.0.9 5000\nip sla schedule 1 life forever start-time now\n"
				  "ip sla schedule 2 life forever start-time now\nip sla responder\n";
	char *more = xasprintf("track 1 ip sla 1 reachability\n%s", ops);

	(void)state;
	setup(more);
	free(more);
	assert_int_not_equal(op(2)->phase, SLA_IDLE);
	TYPE(&n, r, "configure terminal", "no ip sla reset", "end");
	assert_non_null(op(2));
	TYPE(&n, r, "configure terminal", "ip sla reset", "end");
	assert_null(op(1));
	assert_null(op(2));
	assert_false(slas_of(r->ip)->responder);
	assert_null(strstr(TYPE(&n, r, "show running-config"), "\nip sla"));
	EXPECT(&n, r, "\ntrack 1 ip sla 1 reachability\n", "show running-config");
	TYPE(&n, r, "configure terminal", "ip sla reset", "end"); /* of nothing, too */
	net_run(&n, NSEC_PER_SEC);
	assert_true(shell_apply(r->shell, ops, false, NULL, NULL, NULL));
	net_run(&n, NSEC_PER_MS);
	assert_true(op(1)->active);
	net_close(&n);
}

/* Without a responder nothing is measured. */
static void t_no_responder(void **state)
{
	(void)state;
	setup("ip sla 2\n udp-jitter 10.0.0.9 5000\n timeout 1000\nip sla schedule 2 life forever start-time now\n");
	net_run(&n, 1010 * NSEC_PER_MS);
	assert_int_equal(op(2)->last.code, SLA_NO_CONNECTION);
	net_close(&n);
}

/* The responder: opens, answers its peer alone, closes in time; bounded; every cut of a control message and of a packet. */
static void t_responder(void **state)
{
	u8 msg[52] = { 1, 52 }, packet[32] = { 0, 2 };
	u32 len;

	(void)state;
	setup("ip sla responder\n");
	debug_set_all(r, true);
	put_be16(msg + 12, 4);
	put_be16(msg + 14, 16);
	put_be32(msg + 16, US);
	put_be16(msg + 20, 7000);
	put_be16(msg + 22, 2000);
	udp(1000, SLA_CONTROL_PORT, msg, 52);
	assert_non_null(next(IP_UDP, &len));
	assert_int_equal(len, 14 + 28 + 24);
	udp(1000, 7000, packet, 32);
	assert_non_null(next(IP_UDP, &len));
	net_run(&n, 2100 * NSEC_PER_MS);
	assert_int_equal(r->ip->slas->n_sessions, 0);
	udp(1000, 7000, packet, 32);
	assert_null(next(IP_UDP, &len));
	for (u32 k = 0; k < SLA_SESSIONS_MAX + 20; k++) {
		put_be16(msg + 20, (u16)(8000 + k));
		put_be16(msg + 12, k % 2 ? 4 : 5);
		put_be16(msg + 22, 60000);
		udp(1000, SLA_CONTROL_PORT, msg, 52);
	}
	assert_int_equal(r->ip->slas->n_sessions, SLA_SESSIONS_MAX);
	for (u32 cut = 0; cut <= 52; cut++)
		udp(1000, SLA_CONTROL_PORT, msg, cut);
	for (u32 cut = 0; cut <= 32; cut++)
		udp(1000, 8001, packet, cut);
	TYPE(&n, r, "configure terminal", "no ip sla responder");
	assert_int_equal(r->ip->slas->n_sessions, 0);
	net_close(&n);
}

/* Deleting, rescheduling, turning off amid an operation of each kind. */
static void t_amid(void **state)
{
	static const char *const ops[] = { "icmp-echo 10.0.0.9", "udp-jitter 10.0.0.9 5000 control disable", "udp-jitter 10.0.0.9 5000", "tcp-connect 10.0.0.9 80 control disable" };

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(ops); k++)
		for (unsigned how = 0; how < 4; how++) {
			char *config = xasprintf("ip sla 1\n %s\nip sla schedule 1 life forever start-time now\n", ops[k]);

			setup(config);
			free(config);
			net_run(&n, 30 * NSEC_PER_MS);
			if (how == 0)
				TYPE(&n, r, "configure terminal", "no ip sla 1");
			else if (how == 1)
				TYPE(&n, r, "configure terminal", "no ip sla schedule 1");
			else if (how == 2)
				TYPE(&n, r, "configure terminal", "ip sla restart 1");
			net_run(&n, 100 * NSEC_PER_MS);
			net_close(&n);
		}
}

/* A tracked static route is there while its object is up; without the object it is an ordinary one. */
static void t_tracked_route(void **state)
{
	struct ipaddr p = ipaddr4(A4(10, 9, 0, 0));

	(void)state;
	setup("track 1 interface GigabitEthernet0/0 line-protocol\ntrack 2 list boolean and\nip route 10.9.0.0 255.255.0.0 10.0.0.9 track 1\n");
	assert_non_null(rib_exact(r->ip, &p, 16));
	TYPE(&n, r, "configure terminal", "ip route 10.9.0.0 255.255.0.0 10.0.0.9 track 2");
	assert_null(rib_exact(r->ip, &p, 16));
	TYPE(&n, r, "configure terminal", "ip route 10.9.0.0 255.255.0.0 10.0.0.9");
	assert_non_null(rib_exact(r->ip, &p, 16));
	TYPE(&n, r, "configure terminal", "ip route 10.9.0.0 255.255.0.0 10.0.0.9 track 1", "no ip route 10.9.0.0 255.255.0.0 10.0.0.9");
	assert_null(rib_exact(r->ip, &p, 16));
	assert_null(r->ip->tracked_routes);
	net_close(&n);
}

/* Answers what was asked last, `back` later. */
static void answer_echo(nsec back)
{
	const u8 *p;
	u32 len;

	p = next(IP_ICMP, &len);
	assert_non_null(p);
	memcpy(pkt, p, len);
	memcpy(pkt, net_port(r, 0)->mac, 6);
	put_be32(pkt + 14 + IP4_SRC, FAR);
	put_be32(pkt + 14 + IP4_DST, US);
	pkt[34] = ICMP_ECHO_REPLY;
	put_be16(pkt + 36, 0);
	put_be16(pkt + 36, csum_finish(csum_add(0, pkt + 34, len - 34)));
	net_run(&n, back);
	raw_send(&n, a, pkt, len);
}

/* Sums by hours from the operation's start on, as many as are kept; cleared with the counters, kept over a look at them. */
static void t_hours(void **state)
{
	(void)state;
	setup("ip sla 1\n icmp-echo 10.0.0.9\n timeout 700\n threshold 300\n frequency 1200\nip sla schedule 1 life forever start-time now\n");
	answer_echo(39 * NSEC_PER_MS);			/* 0:00 */
	net_run(&n, 1200 * NSEC_PER_SEC);
	answer_echo(319 * NSEC_PER_MS);			/* 0:20, over the threshold */
	net_run(&n, 1200 * NSEC_PER_SEC);		/* 0:40: nobody answers */
	net_run(&n, 2 * NSEC_PER_SEC);
	assert_int_equal(op(1)->n_hours, 1);
	assert_int_equal(op(1)->hour[0].successes, 2);
	assert_int_equal(op(1)->hour[0].failures, 1);
	assert_int_equal(op(1)->hour[0].timeouts, 1);
	assert_int_equal(op(1)->hour[0].over_threshold, 1);
	assert_in_range(op(1)->hour[0].sum.rtt.min, 39, 41);
	assert_in_range(op(1)->hour[0].sum.rtt.max, 359, 362); /* the one before had taken 40 of it */
	EXPECT(&n, r, "Number of successes: 2\nNumber of failures: 1\n", "show ip sla statistics aggregated 1");
	net_run(&n, 3600 * NSEC_PER_SEC);		/* 1:00, 1:20, 1:40 */
	assert_int_equal(op(1)->n_hours, 2);
	assert_int_equal(op(1)->hour[0].failures, 3);
	assert_int_equal(op(1)->hour[1].successes, 2);
	assert_true(op(1)->hour[0].began == op(1)->began + 3600 * NSEC_PER_SEC);
	net_run(&n, 3600 * NSEC_PER_SEC);
	assert_int_equal(op(1)->n_hours, 2);		/* the first has gone */
	assert_int_equal(op(1)->hour[1].failures, 3);
	TYPE(&n, r, "clear ip sla statistics 1");
	assert_int_equal(op(1)->n_hours, 0);
	EXPECT(&n, r, "% Unsupported here: show ip sla statistics aggregated details", "show ip sla statistics aggregated details");
	net_close(&n);
}

/* As many as may be kept, and none. */
static void t_hours_kept(void **state)
{
	static const char *const kept[] = { "0", "25" };

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(kept); k++) {
		char *more = xasprintf("ip sla 1\n icmp-echo 10.0.0.9\n timeout 700\n frequency 3600\n history hours-of-statistics-kept %s\nip sla schedule 1 life forever start-time now\n", kept[k]);

		setup(more);
		free(more);
		for (unsigned h = 0; h < 28; h++)
			net_run(&n, 3600 * NSEC_PER_SEC);
		assert_int_equal(op(1)->n_hours, atoi(kept[k]));
		TYPE(&n, r, "configure terminal", "no ip sla schedule 1", "ip sla 1", "no history hours-of-statistics-kept 25", "end");
		assert_int_equal(op(1)->n_hours, k ? 2 : 0);
		net_close(&n);
	}
}

/* Of one operation, and of all; what went wrong by a flag of its own. */
static void t_debug(void **state)
{
	(void)state;
	setup("ip sla 1\n icmp-echo 10.0.0.9\n timeout 700\n frequency 10\nip sla 2\n tcp-connect 10.0.0.9 80 control disable\n timeout 500\n frequency 10\n"
	      "ip sla schedule 1 life forever start-time after 00:00:10\nip sla schedule 2 life forever start-time after 00:00:10\n");
	EXPECT(&n, r, "IP SLAs TRACE debugging is on for entry 1", "debug ip sla trace 1");
	net_run(&n, 11 * NSEC_PER_SEC);
	EXPECT(&n, r, "IPSLA-OPER_TRACE:OPER:1 Starting icmpecho operation - destAddr=10.0.0.9", "show logging");
	EXPECT(&n, r, "IPSLA-OPER_TRACE:OPER:1 Timeout - destAddr=10.0.0.9", "show logging");
	assert_null(strstr(TYPE(&n, r, "show logging"), "OPER:2"));
	assert_null(strstr(TYPE(&n, r, "show logging"), "ERROR:"));
	EXPECT(&n, r, "IP SLAs TRACE debugging is off", "no debug ip sla trace");
	TYPE(&n, r, "clear logging", "debug ip sla error");
	net_run(&n, 10 * NSEC_PER_SEC);
	EXPECT(&n, r, "IPSLA-OPER_ERROR:OPER:2 Timeout - destAddr=10.0.0.9", "show logging");
	EXPECT(&n, r, "IPSLA-OPER_ERROR:OPER:1 Timeout - destAddr=10.0.0.9", "show logging");
	assert_null(strstr(TYPE(&n, r, "show logging"), "TRACE:"));
	net_close(&n);
}

/* Routes are looked at as often as the line says, from the moment it is typed; changes and delays are told by debug. */
static void t_track_timer(void **state)
{
	(void)state;
	setup("track 1 ip route 10.9.0.0 255.255.0.0 reachability\ntrack 2 interface GigabitEthernet0/0 line-protocol\n delay down 3\n");
	TYPE(&n, r, "debug track", "configure terminal", "track timer ip route msec 700", "ip route 10.9.0.0 255.255.0.0 10.0.0.9", "end");
	EXPECT(&n, r, "ip route     0.700", "show track timers");
	assert_false(track_get(r->ip, 1, false)->up);
	net_run(&n, 701 * NSEC_PER_MS);
	assert_true(track_get(r->ip, 1, false)->up);
	EXPECT(&n, r, "Track: 1 Change #1 ip route 10.9.0.0/16, reachability Down->Up", "show logging");
	TYPE(&n, r, "configure terminal", "no track timer ip route", "no ip route 10.9.0.0 255.255.0.0 10.0.0.9", "end");
	EXPECT(&n, r, "ip route     15 ", "show track timers");
	net_run(&n, 14 * NSEC_PER_SEC);
	assert_true(track_get(r->ip, 1, false)->up);
	net_run(&n, 2 * NSEC_PER_SEC);
	assert_false(track_get(r->ip, 1, false)->up);
	TYPE(&n, r, "configure terminal", "interface GigabitEthernet0/0", "shutdown", "end");
	EXPECT(&n, r, "Track: 2 Down change delayed for 3 secs", "show logging");
	TYPE(&n, r, "configure terminal", "interface GigabitEthernet0/0", "no shutdown", "end");
	net_run(&n, 1 * NSEC_PER_SEC);
	EXPECT(&n, r, "Track: 2 Down change delay cancelled", "show logging");
	TYPE(&n, r, "configure terminal", "interface GigabitEthernet0/0", "shutdown", "end");
	net_run(&n, 4 * NSEC_PER_SEC);
	EXPECT(&n, r, "Track: 2 Down change delay expired", "show logging");
	EXPECT(&n, r, "% Unsupported here: track timer ip sla 9", "configure terminal", "track timer ip sla 9");
	net_close(&n);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_start_day), cmocka_unit_test(t_echo), cmocka_unit_test(t_connect_refused_and_silent), cmocka_unit_test(t_jitter), cmocka_unit_test(t_route_moves), cmocka_unit_test(t_reset), cmocka_unit_test(t_no_responder),
		cmocka_unit_test(t_responder), cmocka_unit_test(t_amid), cmocka_unit_test(t_tracked_route), cmocka_unit_test(t_hours),
		cmocka_unit_test(t_hours_kept), cmocka_unit_test(t_debug), cmocka_unit_test(t_track_timer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
