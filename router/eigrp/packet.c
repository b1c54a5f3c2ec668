/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EIGRP on the wire: header and hellos (RFC 7868 6.3 to 6.7), what is acknowledged (5.3.1). tlv.c has the routes. */
#include <stdlib.h>

#include "core/csum.h"
#include "device/debug.h"
#include "router/eigrp/eigrp.h"
#include "router/unnumbered.h"

enum {
	TLV_PARAMETER = 0x0001, TLV_SEQUENCE = 0x0003, TLV_VERSION = 0x0004, TLV_MULTICAST_SEQUENCE = 0x0005, TLV_STUB = 0x0006, TLV_TERMINATION = 0x0007,
	K_GOODBYE = 255,
};

static const char *const op_names[EIGRP_OP_N] = { [EIGRP_UPDATE] = "UPDATE", [EIGRP_REQUEST] = "REQUEST", [EIGRP_QUERY] = "QUERY", [EIGRP_REPLY] = "REPLY",
						  [EIGRP_HELLO] = "HELLO", [EIGRP_SIA_QUERY] = "SIAQUERY", [EIGRP_SIA_REPLY] = "SIAREPLY" };

static const struct ipaddr *group_of(const struct eigrp *e)
{
	static const struct ipaddr groups[2] = { { .af = AF_IP4, .v4 = EIGRP_GROUP }, { .af = AF_IP6, .v6 = { .b = { 0xff, 0x02, [15] = 0x0a } } } };

	return &groups[e->af == AF_IP6];
}

u32 packet_room(const struct eigrp_if *ei)
{
	u32 mtu = ei->mtu < 576 ? 576 : ei->mtu;

	return mtu - (ei->e->af == AF_IP4 ? IP4_HLEN : IP6_HLEN) - EIGRP_HLEN - EIGRP_AUTH_MAX;
}

static void debug_packet(const struct eigrp_if *ei, const char *what, enum eigrp_op op, u32 seq, u32 ack, u32 flags, const struct ipaddr *addr, u32 len)
{
	static const enum debug_flag narrow[EIGRP_OP_N] = { [0] = DEBUG_EIGRP_ACK, [EIGRP_UPDATE] = DEBUG_EIGRP_UPDATE, [EIGRP_REQUEST] = DEBUG_N, [EIGRP_QUERY] = DEBUG_EIGRP_QUERY,
							    [EIGRP_REPLY] = DEBUG_EIGRP_REPLY, [EIGRP_HELLO] = DEBUG_EIGRP_HELLO, [EIGRP_SIA_QUERY] = DEBUG_N, [EIGRP_SIA_REPLY] = DEBUG_N };
	unsigned kind = op == EIGRP_HELLO && ack ? 0 : op;	/* an acknowledgement is a hello that has a number */
	char t[IP6_TEXT];

	if (!debug_on(ei->e->all->s->dev, DEBUG_EIGRP_PACKETS) && !(narrow[kind] < DEBUG_N && debug_on(ei->e->all->s->dev, narrow[kind])))
		return;
	device_debug(ei->e->all->s->dev, "EIGRP: %s %s on %s - paklen %u nbr %s", what, op == EIGRP_HELLO && ack ? "ACK" : op_names[op], ei->i->short_name, len, ipaddr_text(addr, t));
	device_debug(ei->e->all->s->dev, "  AS %u, Flags 0x%x, Seq %u/%u", ei->e->as, flags, seq, ack);
}

/* ---- out ---- */

void packet_send(struct eigrp_if *ei, const struct ipaddr *to, enum eigrp_op op, u32 flags, u32 seq, u32 ack, const u8 *tlv, u32 len)
{
	struct eigrp *e = ei->e;
	struct ipstack *s = e->all->s;
	struct ip_send how = { .src = ei->addr, .dst = to ? *to : *group_of(e), .out = ei->i, .proto = IP_EIGRP, .ttl = e->af == AF_IP4 ? 2 : 255, .tos = 0xc0 };
	struct eigrp_signing with = { 0 };
	struct frame *f = ip_frame(s, EIGRP_HLEN + EIGRP_AUTH_MAX + len);
	struct wr w;

	if (!f)
		return;
	w = wr_of(f->data, EIGRP_HLEN + EIGRP_AUTH_MAX + len);
	wr_u8(&w, 2);
	wr_u8(&w, (u8)op);
	wr_u16(&w, 0);
	wr_u32(&w, flags);
	wr_u32(&w, seq);
	wr_u32(&w, ack);
	wr_u16(&w, 0);
	wr_u16(&w, e->as);
	if (op != EIGRP_HELLO || !ack)
		eigrp_auth_begin(ei, &with, &w);
	if (len)
		wr_copy(&w, tlv, len);
	f->len = (u32)wr_len(&w);
	eigrp_auth_end(&with, &ei->addr, f->data, f->len);
	put_be16(f->data + 2, csum_finish(csum_add(0, f->data, f->len)));
	if (op == EIGRP_HELLO && ack)
		e->tx_acks++;
	else
		e->tx[op]++;
	debug_packet(ei, "Sending", op, seq, ack, flags, &how.dst, f->len);
	ip_send(s, &how, f);
}

void packet_hello(struct eigrp_if *ei, bool goodbye)
{
	const struct eigrp *e = ei->e;
	u8 buf[40];
	struct wr w = wr_of(buf, sizeof(buf));

	wr_u16(&w, TLV_PARAMETER);
	wr_u16(&w, 12);
	for (unsigned k = 0; k < 5; k++)
		wr_u8(&w, goodbye ? K_GOODBYE : e->k[k]);
	wr_u8(&w, e->k[5]);
	wr_u16(&w, eigrp_hold(ei));
	wr_u16(&w, TLV_VERSION);
	wr_u16(&w, 8);
	wr_u8(&w, 15);
	wr_u8(&w, 9);
	wr_u8(&w, e->wide ? 2 : 1);	/* the TLVs' version: a process with classic metrics speaks the classic ones alone */
	wr_u8(&w, e->wide ? 0 : 2);
	if (e->stub) {
		wr_u16(&w, TLV_STUB);
		wr_u16(&w, 6);
		wr_u16(&w, e->stub);
	}
	if (!ei->unicast)
		packet_send(ei, NULL, EIGRP_HELLO, 0, 0, 0, buf, (u32)wr_len(&w));
	for (const struct eigrp_static *x = ei->unicast ? e->statics : NULL; x; x = x->next)
		if (!strcmp(x->iface, ei->i->name))
			packet_send(ei, &x->addr, EIGRP_HELLO, 0, 0, 0, buf, (u32)wr_len(&w));
}

/* ---- in ---- */

struct head { u8 op; u32 flags, seq, ack; u16 as; };

static void complain(struct eigrp_if *ei, const struct ipaddr *src, const char *what)
{
	struct eigrp *e = ei->e;
	nsec now = eigrp_now(e);
	char t[IP6_TEXT];

	if (!e->warn_s || (ei->warned && now < ei->warned + e->warn_s * NSEC_PER_SEC))
		return;
	ei->warned = now + 1;
	device_log(e->all->s->dev, "DUAL", 6, "NBRINFO", "EIGRP-%s %u: Neighbor %s (%s) is blocked: %s", eigrp_family(e), e->as, ipaddr_text(src, t), ei->i->name, what);
}

struct hello { bool k_seen, goodbye, differs; u16 hold_s, stub; u8 version[4]; bool skips; u32 cr_seq; };

/* A list of addresses, each with its length before it: is ours there? */
static bool lists_us(struct rd *t, const struct ipaddr *own)
{
	while (rd_left(t)) {
		u8 n = rd_u8(t);
		const u8 *p = rd_bytes(t, n);

		if (p && (own->af == AF_IP4 ? n == 4 && get_be32(p) == own->v4 : n == 16 && !memcmp(p, own->v6.b, 16)))
			return true;
	}
	return false;
}

static bool hello_read(const struct eigrp_if *ei, struct rd *r, struct hello *h)
{
	*h = (struct hello){ 0 };
	while (rd_left(r) >= 4) {
		u16 type = rd_u16(r), len = rd_u16(r);
		struct rd t = rd_sub(r, len < 4 ? 0xffff : len - 4u);

		if (t.bad)
			return false;
		switch (type) {
		case TLV_PARAMETER:
			h->k_seen = h->goodbye = true;
			for (unsigned k = 0; k < 5; k++) {
				u8 v = rd_u8(&t);

				h->goodbye = h->goodbye && v == K_GOODBYE;
				h->differs |= v != ei->e->k[k];
			}
			h->differs |= rd_u8(&t) != ei->e->k[5];
			h->hold_s = rd_u16(&t);
			break;
		case TLV_VERSION:
			rd_copy(&t, h->version, 4);
			break;
		case TLV_STUB:
			h->stub = rd_u16(&t);
			break;
		case TLV_SEQUENCE:
			h->skips = lists_us(&t, &ei->addr);
			break;
		case TLV_MULTICAST_SEQUENCE:
			h->cr_seq = rd_u32(&t);
			break;
		case TLV_TERMINATION:
			h->goodbye |= lists_us(&t, &ei->addr);
			break;
		default:
			break;
		}
		if (t.bad)
			return false;
	}
	return !r->bad;
}

static enum drop hello_input(struct eigrp_if *ei, struct eigrp_nbr *n, const struct ipaddr *src, struct rd *r)
{
	struct hello h;

	if (!hello_read(ei, r, &h))
		return DROP_EIGRP_TLV;
	if (h.cr_seq && n) {
		n->skips = h.skips;
		n->cr_seq = h.cr_seq;
	}
	if (!h.k_seen && !h.goodbye)
		return DROP_NONE;
	if (h.goodbye) {
		if (n)
			nbr_down(n, "Interface Goodbye received");
		return DROP_NONE;
	}
	if (h.differs) {
		if (n)
			nbr_down(n, "K-value mismatch");
		else
			complain(ei, src, "K-value mismatch");
		return DROP_EIGRP_NEIGHBOR;
	}
	if (!n)
		n = nbr_new(ei, src);
	if (!n)
		return DROP_EIGRP_NEIGHBOR;
	n->hold_s = h.hold_s;
	n->stub = h.stub;
	memcpy(n->version, h.version, 4);
	if (!n->up)
		n->wide = ei->e->wide && n->version[2] >= 2;
	timer_set(eigrp_worker(ei->e), &n->hold, eigrp_now(ei->e) + n->hold_s * NSEC_PER_SEC);
	return DROP_NONE;
}

static void acknowledge(struct eigrp_nbr *n)
{
	u32 ack = n->ack_due;

	if (!ack)
		return;
	n->ack_due = 0;
	n->ei->tx_acks++;
	packet_send(n->ei, &n->addr, EIGRP_HELLO, 0, 0, ack, NULL, 0);
}

/* A packet that is acknowledged: 5.3.1. */
static enum drop reliable_input(struct eigrp_if *ei, struct eigrp_nbr *n, const struct head *h, const struct ipaddr *src, struct rd *r)
{
	enum drop why;

	if (h->flags & EIGRP_CR && (n->skips || n->cr_seq != h->seq))
		return DROP_NONE;	/* it comes again, for us alone */
	if (h->op == EIGRP_UPDATE && h->flags & EIGRP_INIT && h->flags & EIGRP_RS && n->up && (s32)(h->seq - n->seen) > 0) {	/* 6.4.1: it has not, and asks for all */
		nbr_resync(n, false, "peer graceful-restart");
	} else if (h->op == EIGRP_UPDATE && h->flags & EIGRP_INIT) {
		if (n->heard_init && n->seen != h->seq) {	/* it has forgotten us */
			u16 hold = n->hold_s;
			bool wide = n->wide;

			nbr_down(n, "peer restarted");
			n = nbr_new(ei, src);
			if (!n)
				return DROP_EIGRP_NEIGHBOR;
			n->hold_s = hold;
			n->wide = wide;
			timer_set(eigrp_worker(ei->e), &n->hold, eigrp_now(ei->e) + hold * NSEC_PER_SEC);
		}
		n->heard_init = true;
	} else if (!n->heard_init) {
		return DROP_EIGRP_NEIGHBOR;
	} else if ((s32)(h->seq - n->seen) < 0 || (h->seq == n->seen && h->op == n->seen_op)) {	/* seen: the acknowledgement was lost */
		ei->out_of_sequence++;
		n->ack_due = h->seq;
		acknowledge(n);
		return DROP_NONE;
	}
	n->seen = h->seq;
	n->seen_op = h->op;
	n->ack_due = h->seq;
	nbr_check_up(n);
	why = tlv_routes_read(n, h->op, r);
	acknowledge(n);
	return why;
}

static bool head_read(struct rd *r, struct head *h)
{
	u8 version = rd_u8(r);

	h->op = rd_u8(r);
	rd_u16(r);
	h->flags = rd_u32(r);
	h->seq = rd_u32(r);
	h->ack = rd_u32(r);
	rd_u16(r);
	h->as = rd_u16(r);
	return !r->bad && version == 2 && h->op < EIGRP_OP_N && op_names[h->op];
}

static struct eigrp_if *if_of(struct ipstack *s, u8 af, u16 as, const struct iface *i)
{
	struct eigrp *e = eigrp_find_as(s, af, as);
	struct eigrp_if *ei = e ? e->ifs : NULL;

	while (ei && ei->i != i)
		ei = ei->next;
	return ei && !ei->passive ? ei : NULL;
}

/* Is it for us there, from one who may be a neighbour? With neighbours by `neighbor` the group is nobody's. */
static enum drop addressed(struct eigrp_if *ei, const struct ip_recv *v)
{
	bool group = ipaddr_eq(&v->dst, group_of(ei->e));

	if (group ? ei->unicast : v->dst.af == AF_IP4 ? !ipif_addr4(v->in->ip, v->dst.v4) : !ipif_addr6(v->in->ip, &v->dst.v6))
		return DROP_NOT_FOR_US;
	if (ei->unicast && !eigrp_is_static(ei->e, ei->i, &v->src))
		return DROP_EIGRP_NEIGHBOR;
	if (v->src.af == AF_IP4 ? !ipif_hears4(v->in->ip, v->src.v4) : !ip6_is_linklocal(&v->src.v6)) {
		complain(ei, &v->src, "not on common subnet");
		return DROP_EIGRP_NEIGHBOR;
	}
	return DROP_NONE;
}

static enum drop packet_input(struct ipstack *s, const struct ip_recv *v, const u8 *d, u32 len)
{
	struct rd r = rd_of(d, len);
	struct head h;
	struct eigrp_if *ei;
	struct eigrp_nbr *n;
	enum drop why;

	if (len < EIGRP_HLEN)
		return DROP_SHORT;
	if (!head_read(&r, &h))
		return DROP_EIGRP_TLV;
	if (csum_fold(csum_add(0, d, len)) != 0xffff)
		return DROP_BAD_CHECKSUM;
	ei = if_of(s, v->src.af, h.as, v->in);
	if (!ei)
		return DROP_NOT_FOR_US;
	why = addressed(ei, v);
	if (why)
		return why;
	n = nbr_find(ei, &v->src);
	debug_packet(ei, "Received", h.op, h.seq, h.ack, h.flags, &v->src, len);
	if (h.op == EIGRP_HELLO && h.ack) {
		ei->e->rx_acks++;
		if (n)
			rtp_acked(n, h.ack);
		return n ? DROP_NONE : DROP_EIGRP_NEIGHBOR;
	}
	ei->e->rx[h.op]++;
	why = eigrp_auth_check(ei, n, &v->src, d, len, &r);
	if (why)
		return why;
	if (h.op == EIGRP_HELLO)
		return hello_input(ei, n, &v->src, &r);
	if (!n || h.op == EIGRP_REQUEST)
		return DROP_EIGRP_NEIGHBOR;
	if (h.ack)
		rtp_acked(n, h.ack);
	if (!h.seq)
		return DROP_EIGRP_TLV;
	if (timer_is_set(&n->hold))
		timer_set(eigrp_worker(ei->e), &n->hold, eigrp_now(ei->e) + n->hold_s * NSEC_PER_SEC);
	return reliable_input(ei, n, &h, &v->src, &r);
}

enum drop eigrp_input(struct ipstack *s, const struct ip_recv *v, struct frame *f)
{
	enum drop why = packet_input(s, v, f->data, f->len);

	frame_put(f);
	return why;
}
