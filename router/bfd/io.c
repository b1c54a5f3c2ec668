/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BFD over UDP. RFC 5881: port 3784, TTL 255 on a link, echo to port 3785 of our own address by way of the neighbour; RFC 5883: port 4784. */
#include <stdlib.h>

#include "net/udp.h"
#include "router/bfd/bfd.h"
#include "router/stack.h"

enum { TTL = 255, TOS = 0xc0 };

static struct bfd *all_of(const struct udp_socket *u) { return ((const struct bfd_socks *)u->arg)->all; }

struct bfd_peer *bfd_by_discr(const struct bfd *all, u32 my)
{
	struct bfd_peer *p = all->by_discr[my % BFD_HASH];

	while (p && p->b.my != my)
		p = p->hash_next;
	return p;
}

/* RFC 5881 3: on a link by the interface and the neighbour's address; RFC 5883 4.1: by both addresses, in the VRF that it came in. */
static struct bfd_peer *by_address(const struct bfd_socks *k, const struct ip_recv *r, bool hops)
{
	for (struct bfd_peer *p = k->all->peers; p; p = p->next)
		if (p->socks == k && ipaddr_eq(&p->peer, &r->src) && (hops ? !p->iface && ipaddr_eq(&p->local, &r->dst) : p->iface == r->in))
			return p;
	return NULL;
}

static enum drop receive(const struct bfd_socks *k, const struct ip_recv *r, struct frame *f, bool hops)
{
	struct bfd *all = k->all;
	struct bfd_packet pkt;
	enum drop why = bfd_parse(rd_of(f->data, f->len), &pkt);
	struct bfd_peer *p;

	if (why)
		return why;
	if (!hops && r->ttl != TTL)
		return DROP_BAD_FIELD; /* RFC 5881 5: it came from farther away than the link */
	p = pkt.your ? bfd_by_discr(all, pkt.your) : by_address(k, r, hops);
	if (!p || p->socks != k || !p->iface != hops || !ipaddr_eq(&p->peer, &r->src) || (!hops && p->iface != r->in))
		return DROP_NOT_FOR_US;
	if (debug_on(all->s->dev, DEBUG_BFD_PACKET))
		device_debug(all->s->dev, "BFD-DEBUG Packet: Rx IP:%s ld/rd:%u/%u diag:%u(%s)%s%s cnt:%llu", ipaddr_text(&r->src, (char[IP6_TEXT]){ 0 }), pkt.your, pkt.my, pkt.diag,
			     bfd_state_name[pkt.state], pkt.flags & BFD_POLL ? " P" : "", pkt.flags & BFD_FINAL ? " F" : "", (unsigned long long)p->b.rx + 1);
	return bfd_input(&p->b, f->data, &pkt);
}

static void count(struct bfd *all, enum drop why)
{
	if (why) {
		all->drops[why]++;
		all->s->drops[why]++;
	}
}

static void link_receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	(void)src_port;
	count(all_of(u), receive(u->arg, r, f, false));
	frame_put(f);
}

static void hops_receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	(void)src_port;
	count(all_of(u), receive(u->arg, r, f, true));
	frame_put(f);
}

/* Our own echoes, back. Neighbours' come to their own address, and are forwarded without anybody's help. */
static void echo_receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct bfd_peer *p = f->len >= BFD_ECHO_LEN ? bfd_by_discr(all_of(u), get_be32(f->data)) : NULL;

	(void)src_port;
	if (p && ipaddr_eq(&r->src, &p->local) && ipaddr_eq(&r->dst, &p->local) && p->iface == r->in)
		bfd_echo_input(&p->b, rd_of(f->data, f->len));
	else
		count(all_of(u), f->len >= BFD_ECHO_LEN ? DROP_NOT_FOR_US : DROP_SHORT);
	frame_put(f);
}

struct bfd_socks *bfd_io_open(struct bfd *all, struct ipstack *ip)
{
	struct bfd_socks *k = all->socks;

	while (k && k->ip != ip)
		k = k->next;
	if (k)
		return k;
	k = xcalloc(1, sizeof(*k));
	k->all = all;
	k->ip = ip;
	k->next = all->socks;
	all->socks = k;
	k->link = (struct udp_socket){ .port = BFD_PORT, .receive = link_receive, .arg = k };
	k->hops = (struct udp_socket){ .port = BFD_MULTIHOP_PORT, .receive = hops_receive, .arg = k };
	k->echo = (struct udp_socket){ .port = BFD_ECHO_PORT, .receive = echo_receive, .arg = k };
	k->out = (struct udp_socket){ .port = BFD_SOURCE_PORT, .arg = k };
	if (udp_open(ip, &k->link) && udp_open(ip, &k->hops) && udp_open(ip, &k->echo)) {
		if (udp_open(ip, &k->out))
			return k;
		k->out.port = 0;	/* somebody else was given it: RFC 5881 4 wants one of 49152 to 65535 */
		if (udp_open(ip, &k->out))
			return k;
	}
	bfd_io_close(k);
	return NULL;
}

void bfd_io_close(struct bfd_socks *k)
{
	struct bfd_socks **at = &k->all->socks;

	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
	udp_close(&k->link);
	udp_close(&k->hops);
	udp_close(&k->echo);
	udp_close(&k->out);
	free(k);
}

void bfd_io_send(struct bfd_peer *p, const u8 *packet, u32 len)
{
	struct bfd *all = p->all;
	struct ip_send to = { .src = p->local, .dst = p->peer, .out = p->iface, .ttl = TTL, .tos = TOS };

	if (debug_on(all->s->dev, DEBUG_BFD_PACKET))
		device_debug(all->s->dev, "BFD-DEBUG Packet: Tx IP:%s ld/rd:%u/%u diag:%u(%s)%s%s cnt:%llu", ipaddr_text(&p->peer, (char[IP6_TEXT]){ 0 }), p->b.my, p->b.your,
			     p->b.diag, bfd_state_name[p->b.state], packet[1] & BFD_POLL ? " P" : "", packet[1] & BFD_FINAL ? " F" : "", (unsigned long long)p->b.tx_n);
	udp_send(&p->socks->out, &to, p->iface ? BFD_PORT : BFD_MULTIHOP_PORT, packet, len);
}

/* RFC 5881 4: to ourselves, in a frame for the neighbour. While its MAC address is not known none goes. */
void bfd_io_echo(struct bfd_peer *p, const u8 *packet, u32 len)
{
	struct ipstack *s = p->socks->ip;
	struct ipif *at = p->iface->ip;
	struct ip_send to = { .src = p->local, .dst = p->local, .proto = IP_UDP, .ttl = TTL, .tos = TOS };
	struct neigh *n = at ? neigh_find(at, &p->peer) : NULL;
	struct frame *f;

	if (!n || n->state == NEIGH_INCOMPLETE || p->local.af != AF_IP4)
		return;
	f = ip_frame(s, UDP_HLEN + len);
	if (!f)
		return;
	udp_put(f->data, BFD_ECHO_PORT, BFD_ECHO_PORT, packet, len, ip4_pseudo(p->local.v4, p->local.v4, IP_UDP, f->len));
	if (!ip_push4(s, &to, f, p->local.v4)) {
		frame_put(f);
		return;
	}
	ipif_send_to(at, n->mac, ETH_TYPE_IP4, f);
}
