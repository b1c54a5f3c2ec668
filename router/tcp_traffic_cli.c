/* SPDX-License-Identifier: GPL-3.0-or-later */
/* traffic tcp: one stream to a discard server, for a time or an amount; tells rate, retransmissions, round trip. */
#include <stdlib.h>

#include "router/tcp_cli.h"

enum { PORT_DISCARD = 9, SECONDS_DEFAULT = 10, CHUNK = 8192 };

struct traffic {
	struct tcp_watcher watcher;	/* the node may be switched off before its sessions end */
	struct cli *cli;
	struct tcp_conn *c;
	struct tcp *t;		/* NULL: gone, and c with it */
	struct timer end;	/* of the time to send */
	nsec span, started, connected_at;
	u64 todo, sent;		/* bytes; todo 0: no limit */
	bool closing;
};

static void report(struct traffic *x)
{
	const struct tcp_conn *c = x->c;
	nsec took = node_now(x->t->node) - x->connected_at;
	u64 acked = x->sent - c->snd.len;
	unsigned long long kbit = took ? (unsigned long long)(acked * 8 * (NSEC_PER_SEC / 1000) / took) : 0;

	cli_print(x->cli, "%llu bytes acknowledged in %llu.%03llu seconds: %llu kbit/s\n", (unsigned long long)acked,
		  (unsigned long long)(took / NSEC_PER_SEC), (unsigned long long)(took / NSEC_PER_MS % 1000), kbit);
	cli_print(x->cli, "%u of %u segments were sent again, %u timeouts, round-trip min/avg/max = %llu/%llu/%llu ms\n", c->count.out_rexmit,
		  c->count.out, c->count.timeouts, (unsigned long long)(c->rtt_min / NSEC_PER_MS), (unsigned long long)(c->srtt / NSEC_PER_MS),
		  (unsigned long long)(c->rtt_max / NSEC_PER_MS));
}

static void traffic_free(struct traffic *x)
{
	if (x->t) {
		timer_stop(x->t->node->worker, &x->end);
		tcp_unwatch(x->t, &x->watcher);
	}
	free(x);
}

static void tcp_gone(struct tcp_watcher *w)
{
	struct traffic *x = container_of(w, struct traffic, watcher);

	timer_stop(x->t->node->worker, &x->end);
	x->t = NULL;
	x->c = NULL;
}

static void finish(struct traffic *x, const char *trouble)
{
	struct cli *cli = x->cli;

	if (x->connected_at)
		report(x);
	if (trouble)
		cli_error(cli, "%% %s", trouble);
	tcp_release(x->c);
	traffic_free(x);
	cli_done(cli, !trouble);
}

static void enough(struct traffic *x)
{
	if (x->closing)
		return;
	x->closing = true;
	timer_stop(x->t->node->worker, &x->end);
	tcp_shutdown(x->c);
}

static void time_is_up(struct timer *t) { enough(container_of(t, struct traffic, end)); }

static void send_more(struct traffic *x)
{
	static const u8 zeros[CHUNK];
	size_t n, took;

	if (x->closing)
		return;
	do {
		n = x->todo ? min_u64(sizeof(zeros), x->todo - x->sent) : sizeof(zeros);
		took = tcp_write(x->c, zeros, n);
		x->sent += took;
	} while (took && took == n);
	if (x->todo && x->sent == x->todo)
		enough(x);
}

static void traffic_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct traffic *x = arg;
	u8 buf[1024];

	switch (e) {
	case TCP_CONNECTED:
		x->connected_at = node_now(x->t->node);
		cli_print(x->cli, "Connected after %llu ms\n", (unsigned long long)((x->connected_at - x->started) / NSEC_PER_MS));
		if (x->span)
			timer_set(x->t->node->worker, &x->end, x->connected_at + x->span);
		send_more(x);
		break;
	case TCP_WRITABLE: send_more(x); break;
	case TCP_READABLE:	/* an echo server answers: not looked at */
		while (tcp_read(c, buf, sizeof(buf), NULL))
			;
		break;
	case TCP_CLOSED: finish(x, NULL); break;
	case TCP_REFUSED: finish(x, "Connection refused by remote host"); break;
	case TCP_RESET: finish(x, "Connection reset by remote host"); break;
	case TCP_TIMEOUT: finish(x, "Connection timed out; remote host not responding"); break;
	case TCP_UNREACHABLE: finish(x, "Destination unreachable; gateway or host down"); break;
	}
}

static void stop(struct cli *c, void *state, bool gone)
{
	struct traffic *x = state;

	if (!gone && x->c && x->connected_at)
		report(x);
	if (x->c)
		tcp_abort(x->c);
	traffic_free(x);
	if (!gone)
		cli_done(c, false);
}

bool tcp_traffic(struct cli *c, const struct args *a)
{
	struct traffic *x = xcalloc(1, sizeof(*x));
	u32 buffer = (u32)args_num(a, "window", 1024) * 1024;
	struct tcp_options o = { .user = { traffic_event, x }, .send_buffer = buffer };
	u16 port = (u16)args_num(a, "port", PORT_DISCARD);
	struct ipaddr dst = { .af = AF_IP4 };
	char text[IP6_TEXT];

	if (args_ip6(a, "dst6", &dst.v6))
		dst.af = AF_IP6;
	else
		dst.v4 = args_ip4(a, "dst", 0);
	x->cli = c;
	x->t = tcp_of(c);
	x->end.fire = time_is_up;
	x->todo = args_num(a, "kilobytes", 0) * 1000;
	x->span = args_num(a, "seconds", x->todo ? 0 : SECONDS_DEFAULT) * NSEC_PER_SEC;
	x->started = node_now(cli_node(c));
	x->c = x->t ? tcp_connect(x->t, NULL, 0, &dst, port, &o) : NULL;
	if (!x->c) {
		free(x);
		cli_error(c, "%% Destination unreachable; gateway or host down");
		return false;
	}
	x->watcher.freed = tcp_gone;
	tcp_watch(x->t, &x->watcher);
	cli_print(c, "Type escape sequence to abort.\nSending TCP to %s port %u:\n", ipaddr_text(&dst, text), port);
	cli_busy(c, stop, x);
	return true;
}
