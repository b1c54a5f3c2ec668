/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The traceroute command, with IOS's lines: three probes a hop, until the destination says that the port is closed. */
#include <stdlib.h>

#include "router/ip_cli.h"
#include "router/ping.h"

struct session {
	struct ping ping;
	struct cli *cli;
	u32 probes, max_ttl, done_here; /* answers of this hop */
	struct ipaddr last;		/* whose name stands on the line */
	bool reached;
};

static void newline(struct session *s)
{
	cli_print(s->cli, "\n");
	s->last.af = AF_NONE;
	s->done_here = 0;
}

static void result(struct ping *p, const struct ping_result *r)
{
	struct session *s = container_of(p, struct session, ping);
	char t[IP6_TEXT];

	if (!s->done_here)
		cli_print(s->cli, "%3u ", p->to.ttl);
	if (r->mark != '.' && !ipaddr_eq(&r->from, &s->last)) {
		cli_print(s->cli, "%s%s", s->last.af ? "\n    " : "", ipaddr_text(&r->from, t));
		s->last = r->from;
	}
	switch (r->mark) {
	case '.':
		cli_print(s->cli, " * ");
		break;
	case '!':
	case 'T':
		cli_print(s->cli, " %llu msec", (unsigned long long)((r->rtt + NSEC_PER_MS / 2) / NSEC_PER_MS));
		break;
	default:
		cli_print(s->cli, " !%c ", r->mark);
	}
	if (r->mark != 'T' && r->mark != '.')
		s->reached = true;
	if (++s->done_here < s->probes)
		return;
	newline(s);
	if (s->reached || p->to.ttl >= s->max_ttl)
		p->count = p->sent;
	else
		p->to.ttl++;
}

static void over(struct session *s)
{
	bool ok = s->reached;
	struct cli *c = s->cli;

	if (s->done_here)
		cli_print(c, "\n");
	ping_stop(&s->ping);
	free(s);
	cli_done(c, ok);
}

static void done(struct ping *p) { over(container_of(p, struct session, ping)); }

static void stop(struct cli *c, void *state, bool gone)
{
	struct session *s = state;

	(void)c;
	if (gone) {
		ping_stop(&s->ping);
		free(s);
		return;
	}
	over(s);
}

RUN(trace_run)
{
	struct session *s;
	struct ip_send to = { 0 };
	u8 prefer = args_has(a, "ipv6") ? AF_IP6 : args_has(a, "ip") ? AF_IP4 : AF_NONE;
	char t[IP6_TEXT];

	if (!cli_vrf(c, a) || !cli_target(c, args_str(a, "host"), prefer, &to.dst) || !ping_source(c, a, &to) || !ping_link(c, a, &to))
		return false;
	to.ttl = (u8)args_num(a, "min", 1);
	if (args_num(a, "min", 1) > args_num(a, "max", 30)) {
		cli_error(c, "%% Bad TTL range");
		return false;
	}
	s = xcalloc(1, sizeof(*s));
	s->cli = c;
	s->probes = (u32)args_num(a, "probe", 3);
	s->max_ttl = (u32)args_num(a, "max", 30);
	s->ping = (struct ping){ .to = to, .kind = PING_TRACE, .count = UINT32_MAX, .size = to.dst.af == AF_IP4 ? 28 : 60,
				 .timeout = max_u64(args_num(a, "timeout", 3) * NSEC_PER_SEC, NSEC_PER_MS), .port = (u16)args_num(a, "port", 33434),
				 .result = result, .done = done };
	cli_print(c, "Type escape sequence to abort.\nTracing the route to %s\n", ipaddr_text(&to.dst, t));
	if (to.dst.af == AF_IP4)
		cli_print(c, "VRF info: (vrf in name/id, vrf out name/id)\n");
	else
		cli_print(c, "\n");
	if (!ping_start(cli_vrf(c, a), &s->ping)) {
		free(s);
		cli_error(c, "%% No port is free");
		return false;
	}
	cli_busy(c, stop, s);
	return true;
}
