/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UDP: RFC 768, 1122 4.1, 8200 8.1 (over IPv6 the checksum is not optional). */
#include "net/udp.h"
#include "router/stack.h"

enum { EPHEMERAL_FIRST = 49152, EPHEMERAL_N = 16384 }; /* RFC 6335 6 */

static struct udp_socket *socket_at(const struct ipstack *s, u16 port)
{
	for (struct udp_socket *u = s->udp; u; u = u->next)
		if (u->port == port)
			return u;
	return NULL;
}

bool udp_open(struct ipstack *s, struct udp_socket *u)
{
	if (!u->port) {
		unsigned n = 0;

		if (!s->udp_next)
			s->udp_next = (u16)rng_below(&s->node->rng, EPHEMERAL_N);
		do {
			s->udp_next = (u16)((s->udp_next + 1) % EPHEMERAL_N);
			u->port = (u16)(EPHEMERAL_FIRST + s->udp_next);
		} while (socket_at(s, u->port) && ++n < EPHEMERAL_N);
	}
	if (socket_at(s, u->port))
		return false;
	u->ip = s;
	u->next = s->udp;
	s->udp = u;
	return true;
}

void udp_close(struct udp_socket *u)
{
	struct udp_socket **at;

	if (!u->ip)
		return;
	at = &u->ip->udp;
	while (*at != u)
		at = &(*at)->next;
	*at = u->next;
	u->ip = NULL;
}

void udp_open_if(struct ipstack *s, struct udp_socket *u, bool wanted)
{
	if (wanted && !u->ip)
		udp_open(s, u);
	else if (!wanted)
		udp_close(u);
}

void udp_free(struct ipstack *s)
{
	while (s->udp)
		udp_close(s->udp);
}

enum drop udp_send(struct udp_socket *u, const struct ip_send *to, u16 dst_port, const void *data, u32 len)
{
	struct ipstack *s = u->ip;
	struct ip_send t = *to;
	struct frame *f;

	if (len > 65535 - UDP_HLEN)
		return DROP_TOO_LONG;
	if (t.src.af == AF_NONE && !ip_route_source(s, &t.dst, t.out, &t.src, NULL))
		return DROP_NO_ROUTE;
	f = ip_frame(s, UDP_HLEN + len);
	if (!f)
		return DROP_NO_FRAME;
	udp_put(f->data, u->port, dst_port, data, len,
		t.dst.af == AF_IP4 ? ip4_pseudo(t.src.v4, t.dst.v4, IP_UDP, f->len) : ip6_pseudo(&t.src.v6, &t.dst.v6, IP_UDP, f->len));
	t.proto = IP_UDP;
	s->udp_out++;
	return ip_send(s, &t, f);
}

static enum drop check(const struct ip_recv *r, struct frame *f)
{
	const u8 *p = f->data;
	u32 len;
	u64 sum;

	if (f->len < UDP_HLEN)
		return DROP_SHORT;
	len = get_be16(p + UDP_LEN);
	if (f->gso)
		len = f->len; /* a super-datagram's length field may stand for one segment */
	if (len < UDP_HLEN || len > f->len)
		return DROP_BAD_FIELD;
	f->len = len;
	if (f->flags & (FRAME_CSUM_VALID | FRAME_CSUM_PARTIAL) || f->gso)
		return DROP_NONE;
	if (!get_be16(p + UDP_CSUM))
		return r->src.af == AF_IP4 ? DROP_NONE : DROP_BAD_CHECKSUM;
	sum = r->src.af == AF_IP4 ? ip4_pseudo(r->src.v4, r->dst.v4, IP_UDP, len) : ip6_pseudo(&r->src.v6, &r->dst.v6, IP_UDP, len);
	return csum_finish(csum_add(sum, p, len)) ? DROP_BAD_CHECKSUM : DROP_NONE;
}

enum drop udp_input(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	enum drop why = check(r, f);
	struct udp_socket *u;
	u16 from;

	s->udp_in++;
	if (why) {
		s->udp_bad++;
		frame_put(f);
		return why;
	}
	from = get_be16(f->data + UDP_SRC);
	u = socket_at(s, get_be16(f->data + UDP_DST));
	if (!u || !u->receive) {
		s->udp_no_port++;
		frame_put(f);
		return DROP_NO_SOCKET;
	}
	frame_pull(f, UDP_HLEN);
	u->receive(u, r, from, f);
	return DROP_NONE;
}

void udp_error(struct ipstack *s, const struct ip_error *e)
{
	struct udp_socket *u = socket_at(s, get_be16(e->transport + UDP_SRC));

	if (u && u->error)
		u->error(u, e, get_be16(e->transport + UDP_DST));
}
