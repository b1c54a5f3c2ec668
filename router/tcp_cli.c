/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show tcp in the layout of IOS 15; service tcp-small-servers. */
#include <stdio.h>

#include "cli/show.h"
#include "router/tcp_cli.h"

enum { SERVERS_DEFAULT = 100 };

struct tcp *tcp_of(struct cli *c)
{
	struct device *d = device_of(cli_node(c));

	return d->ip ? *ipstack_tcp(d->ip) : NULL;
}

/* "10.0.0.1.179" */
static const char *endpoint(const struct ipaddr *a, u16 port, char buf[64])
{
	char text[IP6_TEXT];

	if (a->af == AF_NONE)
		snprintf(buf, 64, "*.%u", port);
	else
		snprintf(buf, 64, "%s.%u", ipaddr_text(a, text), port);
	return buf;
}

static void show_addr(struct show *s, const char *name, const struct ipaddr *a)
{
	if (a->af == AF_IP4)
		show_ip4(s, name, a->v4);
	else if (a->af == AF_IP6)
		show_ip6(s, name, &a->v6);
	else
		show_str(s, name, "*");
}

static void brief_row(struct show *s, u32 id, const struct ipaddr *local, u16 local_port, const struct ipaddr *peer, u16 peer_port,
		      const char *state)
{
	char l[64], p[64] = "*.*";

	show_fmt(s, "tcb", "%08X", id);
	show_addr(s, "local_address", local);
	show_num(s, "local_port", local_port);
	show_addr(s, "foreign_address", peer);
	show_num(s, "foreign_port", peer_port);
	show_str(s, "state", state);
	show_end(s);
	if (peer->af != AF_NONE)
		endpoint(peer, peer_port, p);
	show_text(s, "%08X  %-26s  %-26s  %s\n", id, endpoint(local, local_port, l), p, state);
}

static bool show_brief(struct cli *c, const struct args *a, struct show *s)
{
	static const struct ipaddr any = { .af = AF_NONE };
	struct tcp *t = tcp_of(c);
	u32 n = 0;

	if (!t)
		return true;
	if (t->n_hashed || (args_has(a, "all") && t->listeners))
		show_text(s, "TCB       Local Address               Foreign Address             (state)\n");
	for (struct tcp_conn *x = tcp_first(t); x; x = tcp_next(x))
		if (x->state != TCPS_CLOSED)
			brief_row(s, x->id, &x->local, x->local_port, &x->peer, x->peer_port, tcp_state_name(x));
	for (struct tcp_listener *l = t->listeners; l && args_has(a, "all"); l = l->next)
		brief_row(s, 0x80000000u + n++, &l->addr, l->port, &any, 0, "LISTEN");
	return true;
}

static u32 ms(nsec t) { return (u32)(t / NSEC_PER_MS); }

static void show_timers(struct show *s, const struct tcp_conn *c)
{
	static const char *const name[TCP_T_N] = { "Retrans", "TimeWait", "AckHold", "SendWnd", "KeepAlive" };
	const struct timer *timer[TCP_T_N] = { c->persist ? NULL : &c->rexmit, &c->life, &c->delack, c->persist ? &c->rexmit : NULL, &c->keep };

	show_text(s, "Event Timers (current time is 0x%X):\nTimer          Starts    Wakeups            Next\n", ms(tcp_now(c->t)));
	for (unsigned i = 0; i < TCP_T_N; i++) {
		char next[16];

		snprintf(next, sizeof(next), "0x%X", timer[i] && timer_is_set(timer[i]) ? ms(timer[i]->due) : 0);
		show_text(s, "%-9s  %10u %10u %15s\n", name[i], c->count.starts[i], c->count.wakeups[i], next);
	}
}

static void show_cells(struct show *s, const struct tcp_conn *c)
{
	show_fmt(s, "tcb", "%08X", c->id);
	show_str(s, "state", tcp_state_name(c));
	show_addr(s, "local_address", &c->local);
	show_num(s, "local_port", c->local_port);
	show_addr(s, "foreign_address", &c->peer);
	show_num(s, "foreign_port", c->peer_port);
	show_num(s, "unread_bytes", c->rcv.len);
	show_num(s, "unacknowledged_bytes", c->snd_nxt - c->snd_una);
	show_num(s, "iss", c->iss);
	show_num(s, "snduna", c->snd_una);
	show_num(s, "sndnxt", c->snd_nxt);
	show_num(s, "sndwnd", c->snd_wnd);
	show_num(s, "irs", c->irs);
	show_num(s, "rcvnxt", c->rcv_nxt);
	show_num(s, "rcvwnd", tcp_window(c));
	show_num(s, "cwnd", c->cwnd);
	show_num(s, "ssthresh", c->ssthresh);
	show_num(s, "mss", c->mss);
	show_num(s, "srtt_us", c->srtt / NSEC_PER_US);
	show_num(s, "rto_us", c->rto / NSEC_PER_US);
	show_bool(s, "sack", c->use_sack);
	show_bool(s, "timestamps", c->use_ts);
	show_bool(s, "window_scale", c->use_scale);
	show_bool(s, "md5", c->key != NULL);
	show_num(s, "segments_received", c->count.in);
	show_num(s, "bytes_received", c->count.in_bytes);
	show_num(s, "out_of_order", c->count.in_disorder);
	show_num(s, "segments_sent", c->count.out);
	show_num(s, "bytes_sent", c->count.out_bytes);
	show_num(s, "retransmits", c->count.out_rexmit);
	show_num(s, "fast_retransmits", c->count.out_fast_rexmit);
	show_num(s, "timeouts", c->count.timeouts);
	show_end(s);
}

static void show_one(struct show *s, const struct tcp_conn *c)
{
	u32 ooo = 0;
	char a[IP6_TEXT];
	nsec now = tcp_now(c->t);

	for (unsigned i = 0; i < c->ooo.n; i++)
		ooo += c->ooo.r[i].end - c->ooo.r[i].start;
	show_cells(s, c);
	show_text(s, "Connection state is %s, I/O status: %u, unread input bytes: %u\n", tcp_state_name(c), c->owned ? 1 : 0, c->rcv.len);
	show_text(s, "Connection is ECN Disabled, Minimum incoming TTL %u, Outgoing TTL %u\n", c->min_ttl, c->ttl);
	show_text(s, "Local host: %s, Local port: %u\n", ipaddr_text(&c->local, a), c->local_port);
	show_text(s, "Foreign host: %s, Foreign port: %u\nConnection tableid (VRF): 0\n\n", ipaddr_text(&c->peer, a), c->peer_port);
	show_text(s, "Enqueued bytes for retransmit: %u, input: %u  mis-ordered: %u (%u bytes)\n\n", c->snd_nxt - c->snd_una, c->rcv.len, c->ooo.n, ooo);
	show_timers(s, c);
	show_text(s, "\niss: %10u  snduna: %10u  sndnxt: %10u\n", c->iss, c->snd_una, c->snd_nxt);
	show_text(s, "irs: %10u  rcvnxt: %10u\n\n", c->irs, c->rcv_nxt);
	show_text(s, "sndwnd: %6u  scale: %6u  maxrcvwnd: %6u\n", c->snd_wnd, c->use_scale ? c->snd_scale : 0, c->rcv.limit);
	show_text(s, "rcvwnd: %6u  scale: %6u  delrcvwnd: %6u\n", tcp_window(c), c->use_scale ? c->rcv_scale : 0, c->rcv_nxt - c->last_ack_sent);
	show_text(s, "cwnd: %8u  ssthresh: %u\n\n", c->cwnd, c->ssthresh);
	show_text(s, "SRTT: %u ms, RTTO: %u ms, RTV: %u ms, KRTT: %u ms\n", ms(c->srtt), ms(c->rto), ms(c->rttvar), 0);
	show_text(s, "minRTT: %u ms, maxRTT: %u ms, ACK hold: %u ms\n", ms(c->rtt_min), ms(c->rtt_max), ms(TCP_DELACK));
	show_text(s, "uptime: %u ms, Sent idletime: %u ms, Receive idletime: %u ms\n", ms(now - c->opened), ms(now - c->last_sent), ms(now - c->last_heard));
	show_text(s, "Status Flags: %s open\n", c->passive ? "passive" : "active");
	show_text(s, "Option Flags: %s%s%s%s%s\n", c->nodelay ? "nodelay" : "nagle", c->df ? ", path mtu capable" : "", c->use_sack ? ", SACK option permitted" : "",
		  c->use_ts ? ", timestamps" : "", c->key ? ", md5" : "");
	show_text(s, "IP Precedence value : %u\n\nDatagrams (max data segment is %u bytes):\n", c->tos >> 5, c->mss);
	show_text(s, "Rcvd: %u (out of order: %u), with data: %u, total data bytes: %llu\n", c->count.in, c->count.in_disorder, c->count.in_data,
		  (unsigned long long)c->count.in_bytes);
	show_text(s, "Sent: %u (retransmit: %u, fastretransmit: %u, partialack: %u, Second Congestion: %u), with data: %u, total data bytes: %llu\n\n",
		  c->count.out, c->count.out_rexmit, c->count.out_fast_rexmit, c->count.out_partial_ack, c->count.timeouts, c->count.out_data,
		  (unsigned long long)c->count.out_bytes);
}

static bool show_all(struct cli *c, const struct args *a, struct show *s)
{
	struct tcp *t = tcp_of(c);
	struct ipaddr peer = { .af = AF_NONE };

	if (args_has(a, "peer4"))
		peer = (struct ipaddr){ .af = AF_IP4, .v4 = args_ip4(a, "peer4", 0) };
	else if (args_ip6(a, "peer6", &peer.v6))
		peer.af = AF_IP6;
	for (struct tcp_conn *x = t ? tcp_first(t) : NULL; x; x = tcp_next(x))
		if (x->state != TCPS_CLOSED && (peer.af == AF_NONE || ipaddr_eq(&peer, &x->peer)))
			show_one(s, x);
	return true;
}

static bool show_statistics(struct cli *c, const struct args *a, struct show *s)
{
	struct tcp *t = tcp_of(c);
	unsigned long long discarded = 0;

	(void)a;
	if (!t)
		return true;
	show_num(s, "received", t->n_in);
	show_num(s, "sent", t->n_out);
	show_num(s, "initiated", t->n_connected);
	show_num(s, "accepted", t->n_accepted);
	show_num(s, "resets_received", t->n_reset_in);
	show_num(s, "resets_sent", t->n_reset_out);
	show_num(s, "retransmits", t->n_rexmit);
	show_num(s, "half_open_dropped", t->n_backlog_drops);
	show_push_object(s, "drops");
	for (unsigned i = 0; i < DROP_N; i++) {
		discarded += t->drops[i];
		if (t->drops[i])
			show_num(s, drop_name((enum drop)i), t->drops[i]);
	}
	show_pop(s);
	show_end(s);
	show_text(s, "Rcvd: %llu Total, %u no port\n      %u checksum error, %u bad offset, %u too short, %u bad option\n      %llu discarded, %llu resets\n",
		  (unsigned long long)t->n_in, t->drops[DROP_TCP_CLOSED], t->drops[DROP_BAD_CHECKSUM], t->drops[DROP_BAD_FIELD], t->drops[DROP_SHORT],
		  t->drops[DROP_BAD_OPTIONS], discarded, (unsigned long long)t->n_reset_in);
	show_text(s, "Sent: %llu Total, %llu retransmitted, %llu resets\n", (unsigned long long)t->n_out, (unsigned long long)t->n_rexmit,
		  (unsigned long long)t->n_reset_out);
	show_text(s, "%llu Connections initiated, %llu connections accepted, %llu half-open dropped\n", (unsigned long long)t->n_connected,
		  (unsigned long long)t->n_accepted, (unsigned long long)t->n_backlog_drops);
	return true;
}

static bool small_servers(struct cli *c, const struct args *a)
{
	struct tcp *t = tcp_of(c);
	unsigned max = args_has(a, "no-limit") ? ~0u : (unsigned)args_num(a, "max", SERVERS_DEFAULT);

	if (!t)
		return true;
	if (args_no(a)) {
		tcp_services_stop(t);
		return true;
	}
	if (!tcp_services_start(t, max)) {
		cli_error(c, "%% A port of the small servers is in use");
		return false;
	}
	return true;
}

static const struct cmd rows[] = {
	{ &mode_exec, "show tcp brief [all]", "|TCP information|Brief display|Include passive connections (listeners)", .show = show_brief },
	{ &mode_exec, "show tcp statistics", "||TCP protocol statistics", .show = show_statistics },
	{ &mode_exec, "show tcp [A.B.C.D:peer4|X:X:X:X::X:peer6]", "||IP address of the foreign host|IPv6 address of the foreign host", .show = show_all },
	{ &mode_config, "service tcp-small-servers [max-servers { <1-10000>:max | no-limit }]",
	  "Modify use of network based services|Enable small TCP servers (e.g., ECHO)|Maximum number of simultaneous connections|Number|No limit",
	  .run = small_servers, .key = 2, .order = ORDER_SERVICE + 22 },
	{ &mode_exec, "traffic tcp {A.B.C.D:dst|X:X:X:X::X:dst6} [port <1-65535>:port|seconds <1-3600>:seconds|kilobytes <1-100000000>:kilobytes|window <2-4096>:window]*",
	  "Generate traffic and measure|A TCP stream, as fast as it goes|Address of the receiver|Address of the receiver|Port of the receiver (9: discard)|"
	  "Port|For how long|Seconds|How much|Kilobytes|Size of the send buffer|Kilobytes",
	  .run = tcp_traffic, .flags = CMD_PRIV },
};

const struct cmd_table tcp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_tcp_cmds = ARRAY_LEN(tcp_cmds);
