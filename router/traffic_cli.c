/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `traffic udp`, our own invention (a real device has none), and the services that answer. */
#include "router/traffic.h"

#include <stdlib.h>

#include "router/ip_cli.h"

struct session {
	struct traffic_gen gen;
	struct cli *cli;
};

typedef unsigned long long ull;

static void say(struct session *s, const struct traffic_report *r)
{
	const struct traffic_gen *g = &s->gen;
	u64 lost = r->packets < g->sent ? g->sent - r->packets : 0, span_us = (r->last - r->first) / NSEC_PER_US;
	u64 kbit = span_us && r->packets > 1 ? r->bytes / r->packets * (r->packets - 1) * 8000 / span_us : 0, n = r->packets ? r->packets : 1;
	u64 parts = g->sent ? lost * 10000 / g->sent : 0, avg = r->latency_sum / n;

	cli_print(s->cli, "Sent %llu packets, received %llu, lost %llu (%llu.%02llu percent), out of order %llu\n", (ull)g->sent, (ull)r->packets, (ull)lost,
		  (ull)(parts / 100), (ull)(parts % 100), (ull)r->out_of_order);
	cli_print(s->cli, "Throughput %llu kbit/s of payload, latency min/avg/max = %llu/%llu/%llu us, jitter %llu us\n", (ull)kbit,
		  (ull)(r->latency_min / NSEC_PER_US), (ull)(avg / NSEC_PER_US), (ull)(r->latency_max / NSEC_PER_US), (ull)(r->jitter / NSEC_PER_US));
}

static void done(struct traffic_gen *g, const struct traffic_report *r)
{
	struct session *s = container_of(g, struct session, gen);
	struct cli *c = s->cli;
	bool ok = r && r->packets;

	if (r)
		say(s, r);
	else
		cli_print(c, "Sent %llu packets; no report came: is \"service traffic-sink\" on there?\n", (ull)g->sent);
	traffic_stop(g);
	free(s);
	cli_done(c, ok);
}

static void stop(struct cli *c, void *state, bool gone)
{
	struct session *s = state;

	traffic_stop(&s->gen);
	if (!gone)
		cli_print(c, "Sent %llu packets\n", (ull)s->gen.sent);
	free(s);
	if (!gone)
		cli_done(c, false);
}

RUN(traffic_run)
{
	struct session *s;
	struct ip_send to = { 0 };
	u32 size = (u32)args_num(a, "size", 100), least;
	u64 pps = args_num(a, "pps", 1000), kbit = args_num(a, "kbit", 0);
	nsec interval = kbit ? (u64)size * 8 * NSEC_PER_MS / kbit : NSEC_PER_SEC / pps;
	char t[IP6_TEXT];

	if (!cli_target(c, args_str(a, "host"), AF_NONE, &to.dst) || !ping_link(c, a, &to))
		return false;
	least = (to.dst.af == AF_IP4 ? 20 : 40) + 8 + TRAFFIC_HLEN;
	if (size < least) {
		cli_error(c, "%% Size must be at least %u", least);
		return false;
	}
	interval = interval ? interval : 1;
	to.tos = (u8)args_num(a, "tos", 0);
	s = xcalloc(1, sizeof(*s));
	s->cli = c;
	s->gen = (struct traffic_gen){ .to = to, .port = (u16)args_num(a, "port", TRAFFIC_PORT), .size = size, .interval = interval, .done = done };
	s->gen.count = args_has(a, "count") ? args_num(a, "n", 1) : max_u64(args_num(a, "seconds", 10) * NSEC_PER_SEC / interval, 1);
	if (!traffic_start(cli_stack(c), &s->gen)) {
		free(s);
		cli_error(c, "%% No port is free");
		return false;
	}
	cli_print(c, "Type escape sequence to abort.\nSending %llu UDP packets of %u bytes to %s port %u, one every %llu ns\n", (ull)s->gen.count, size,
		  ipaddr_text(&to.dst, t), s->gen.port, (ull)interval);
	cli_busy(c, stop, s);
	return true;
}

RUN(traffic_run_sink)
{
	if (traffic_sink(cli_stack(c), !args_no(a)))
		return true;
	cli_error(c, "%% Port %d is in use", TRAFFIC_PORT);
	return false;
}

RUN(traffic_run_servers)
{
	if (udp_services(cli_stack(c), !args_no(a)))
		return true;
	cli_error(c, "%% A port of the small servers is in use");
	return false;
}
