/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ICMP errors about TCP segments of ours: RFC 9293 3.9.2.2, RFC 5927. One counts only when the sequence number that it quotes is
 * outstanding. Port and protocol unreachable end a connection that is being opened; in all others, and all else, they are kept as the
 * reason to tell should it time out. Packet too big lowers the MSS and sends again (RFC 1191, 8201).
 */
#include "net/rd.h"
#include "router/tcp_conn.h"

enum { ICMP4_UNREACHABLE = 3, ICMP4_TOO_BIG_CODE = 4, ICMP6_UNREACHABLE = 1, ICMP6_TOO_BIG = 2 };

/* RFC 1191 7: what an old router that tells no MTU may have meant: the next common one below. */
static u32 plateau_below(u32 mtu)
{
	static const u16 plateaus[] = { 65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, TCP_PATH_MTU_FLOOR };

	for (unsigned i = 0; i < ARRAY_LEN(plateaus); i++)
		if (plateaus[i] < mtu)
			return plateaus[i];
	return TCP_PATH_MTU_FLOOR;
}

static void too_big(struct tcp_conn *c, u32 mtu)
{
	if (c->peer.af == AF_IP4)
		mtu = (u32)max_u64(mtu ? mtu : plateau_below(c->path_mtu), TCP_PATH_MTU_FLOOR);
	else
		mtu = (u32)max_u64(mtu, 1280);
	if (mtu >= c->path_mtu)
		return;
	c->path_mtu = mtu;
	tcp_set_mss(c);
	if (tcp_in(c->state, TCPS(SYN_SENT) | TCPS(SYN_RCVD)))
		return;
	tcp_recovery_rewind(c);
	tcp_output(c);
}

static bool is_hard(const struct ip_error *e)
{
	if (e->dst.af == AF_IP4)
		return e->type == ICMP4_UNREACHABLE && (e->code == 2 || e->code == 3);
	return (e->type == ICMP6_UNREACHABLE && e->code == 4) || (e->type == 4 && e->code == 1);
}

static bool is_unreachable(const struct ip_error *e)
{
	return e->type == (e->dst.af == AF_IP4 ? ICMP4_UNREACHABLE : ICMP6_UNREACHABLE);
}

/* The error names the destination; of the source only the port is sure, so all connections are asked. */
static struct tcp_conn *find(struct tcp *t, const struct ipaddr *dst, u16 src_port, u16 dst_port, u32 seq)
{
	for (struct tcp_conn *c = t->conns; c; c = c->next)
		if (c->local_port == src_port && c->peer_port == dst_port && c->hashed && ipaddr_eq(&c->peer, dst) &&
		    seq_le(c->snd_una, seq) && seq_lt(seq, c->snd_nxt))
			return c;
	return NULL;
}

void tcp_error(struct tcp *t, const struct ip_error *e)
{
	struct rd r = rd_of(e->transport, e->transport_len);
	u16 src_port = rd_u16(&r), dst_port = rd_u16(&r);
	u32 seq = rd_u32(&r);
	struct tcp_conn *c;

	if (r.bad || t->sending)	/* one that comes from within a call of ours says what the next timeout will say */
		return;
	c = find(t, &e->dst, src_port, dst_port, seq);
	if (!c)
		return;
	tcp_hold(c);
	if (e->dst.af == AF_IP4 ? e->type == ICMP4_UNREACHABLE && e->code == ICMP4_TOO_BIG_CODE : e->type == ICMP6_TOO_BIG)
		too_big(c, e->mtu);
	else if (is_hard(e) && tcp_in(c->state, TCPS(SYN_SENT) | TCPS(SYN_RCVD)))
		tcp_die(c, TCP_UNREACHABLE);
	else if (is_unreachable(e) || is_hard(e))
		c->soft_error = true;
	tcp_unhold(c);
}
