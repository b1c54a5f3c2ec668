/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EIGRP on the wire: RFC 7868 6 (header, TLVs of hellos, classic IPv4 routes), keyed MD5 as IOS computes it. */
#include <stdlib.h>

#include "core/csum.h"
#include "device/debug.h"
#include "net/digest.h"
#include "router/eigrp/eigrp.h"

enum {
	TLV_PARAMETER = 0x0001, TLV_AUTH = 0x0002, TLV_SEQUENCE = 0x0003, TLV_VERSION = 0x0004, TLV_MULTICAST_SEQUENCE = 0x0005, TLV_STUB = 0x0006,
	TLV_TERMINATION = 0x0007, TLV_INTERNAL = 0x0102, TLV_EXTERNAL = 0x0103,
	AUTH_LEN = 40, AUTH_MD5 = 2, AUTH_DIGEST_AT = EIGRP_HLEN + 24, METRIC_ACTIVE = 4, K_GOODBYE = 255,
};

static const char *const op_names[EIGRP_OP_N] = { [EIGRP_UPDATE] = "UPDATE", [EIGRP_REQUEST] = "REQUEST", [EIGRP_QUERY] = "QUERY", [EIGRP_REPLY] = "REPLY",
						  [EIGRP_HELLO] = "HELLO", [EIGRP_SIA_QUERY] = "SIAQUERY", [EIGRP_SIA_REPLY] = "SIAREPLY" };

static bool signs(const struct eigrp_if *ei) { return ei->c && ei->c->md5 && ei->c->chain; }

u32 packet_room(const struct eigrp_if *ei)
{
	u32 mtu = ei->mtu < 576 ? 576 : ei->mtu;

	return mtu - IP4_HLEN - EIGRP_HLEN - AUTH_LEN;
}

/* What the key covers: header and TLV up to the digest, the key padded to 16, and but in hellos what follows the TLV. The checksum counts as 0. */
static void digest_of(const u8 *packet, u32 len, const char *key, u8 out[MD5_LEN])
{
	static const u8 none[2];
	u8 padded[16] = { 0 };
	struct digest d;

	memcpy(padded, key, strnlen(key, sizeof(padded)));
	digest_begin(&d, DIGEST_MD5);
	digest_add(&d, packet, 2);
	digest_add(&d, none, 2);
	digest_add(&d, packet + 4, AUTH_DIGEST_AT - 4);
	digest_add(&d, padded, sizeof(padded));
	if (packet[1] != EIGRP_HELLO)
		digest_add(&d, packet + EIGRP_HLEN + AUTH_LEN, len - EIGRP_HLEN - AUTH_LEN);
	digest_end(&d, out);
}

static void debug_packet(const struct eigrp_if *ei, const char *what, enum eigrp_op op, u32 seq, u32 ack, u32 flags, u32 addr, u32 len)
{
	char t[IP4_TEXT];

	if (!debug_on(ei->e->all->s->dev, DEBUG_EIGRP_PACKETS))
		return;
	device_debug(ei->e->all->s->dev, "EIGRP: %s %s on %s - paklen %u nbr %s", what, op == EIGRP_HELLO && ack ? "ACK" : op_names[op], ei->i->short_name, len, ip4_text(addr, t));
	device_debug(ei->e->all->s->dev, "  AS %u, Flags 0x%x, Seq %u/%u", ei->e->as, flags, seq, ack);
}

/* ---- out ---- */

void packet_send(struct eigrp_if *ei, const struct eigrp_nbr *to, enum eigrp_op op, u32 flags, u32 seq, u32 ack, const u8 *tlv, u32 len)
{
	struct eigrp *e = ei->e;
	struct ipstack *s = e->all->s;
	struct ip_send how = { .src = ipaddr4(ei->addr), .dst = ipaddr4(to ? to->addr : EIGRP_GROUP), .out = ei->i, .proto = IP_EIGRP, .ttl = 2, .tos = 0xc0 };
	const struct key *key = signs(ei) && !(op == EIGRP_HELLO && ack) ? keychain_send(s, ei->c->chain) : NULL;
	struct frame *f = ip_frame(s, EIGRP_HLEN + AUTH_LEN + len);
	struct wr w;

	if (!f)
		return;
	w = wr_of(f->data, EIGRP_HLEN + AUTH_LEN + len);
	wr_u8(&w, 2);
	wr_u8(&w, (u8)op);
	wr_u16(&w, 0);
	wr_u32(&w, flags);
	wr_u32(&w, seq);
	wr_u32(&w, ack);
	wr_u16(&w, 0);
	wr_u16(&w, e->as);
	if (key && key->text) {
		wr_u16(&w, TLV_AUTH);
		wr_u16(&w, AUTH_LEN);
		wr_u16(&w, AUTH_MD5);
		wr_u16(&w, MD5_LEN);
		wr_u32(&w, key->id);
		wr_u32(&w, ++ei->auth_seq);
		wr_zero(&w, 8 + MD5_LEN);
	}
	if (len)
		wr_copy(&w, tlv, len);
	f->len = (u32)wr_len(&w);
	if (key && key->text)
		digest_of(f->data, f->len, key->text, f->data + AUTH_DIGEST_AT);
	put_be16(f->data + 2, csum_finish(csum_add(0, f->data, f->len)));
	if (op == EIGRP_HELLO && ack)
		e->tx_acks++;
	else
		e->tx[op]++;
	debug_packet(ei, "Sending", op, seq, ack, flags, to ? to->addr : EIGRP_GROUP, f->len);
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
	wr_u8(&w, 0);
	wr_u16(&w, eigrp_hold(ei));
	wr_u16(&w, TLV_VERSION);
	wr_u16(&w, 8);
	wr_u8(&w, 15);
	wr_u8(&w, 9);
	wr_u8(&w, 1);	/* classic TLVs are all we speak */
	wr_u8(&w, 2);
	if (e->stub) {
		wr_u16(&w, TLV_STUB);
		wr_u16(&w, 6);
		wr_u16(&w, e->stub);
	}
	packet_send(ei, NULL, EIGRP_HELLO, 0, 0, 0, buf, (u32)wr_len(&w));
}

void packet_route(struct wr *w, u32 prefix, u8 plen, const struct eigrp_metric *m, const struct eigrp_ext *ext, bool active)
{
	u32 bytes = (plen + 7u) / 8;
	u8 net[4];

	wr_u16(w, ext->proto ? TLV_EXTERNAL : TLV_INTERNAL);
	wr_u16(w, (u16)((ext->proto ? 44 : 24) + 1 + bytes));
	wr_u32(w, 0);		/* next hop: the sender */
	if (ext->proto) {
		wr_u32(w, ext->router);
		wr_u32(w, ext->as);
		wr_u32(w, ext->tag);
		wr_u32(w, ext->metric);
		wr_u16(w, 0);
		wr_u8(w, ext->proto);
		wr_u8(w, !plen ? 2 : 0);	/* a candidate for the default */
	}
	wr_u32(w, m->delay);
	wr_u32(w, m->bandwidth);
	wr_u8(w, (u8)(m->mtu >> 16));
	wr_u16(w, (u16)m->mtu);
	wr_u8(w, m->hops);
	wr_u8(w, m->reliability);
	wr_u8(w, m->load);
	wr_u8(w, 0);
	wr_u8(w, active ? METRIC_ACTIVE : 0);
	wr_u8(w, plen);
	put_be32(net, prefix);
	wr_copy(w, net, bytes);
}

/* ---- in ---- */

struct head { u8 op; u32 flags, seq, ack; u16 as; };

static void complain(struct eigrp_if *ei, u32 src, const char *what)
{
	struct eigrp *e = ei->e;
	nsec now = eigrp_now(e);
	char t[IP4_TEXT];

	if (ei->warned && now < ei->warned + 60 * NSEC_PER_SEC)
		return;
	ei->warned = now + 1;
	device_log(e->all->s->dev, "DUAL", 6, "NBRINFO", "EIGRP-IPv4 %u: Neighbor %s (%s) is blocked: %s", e->as, ip4_text(src, t), ei->i->name, what);
}

/* Takes the authentication TLV off. n NULL: not a neighbour yet. */
static enum drop authentic(struct eigrp_if *ei, struct eigrp_nbr *n, const u8 *d, u32 len, struct rd *r)
{
	bool has = len >= EIGRP_HLEN + AUTH_LEN && get_be16(d + EIGRP_HLEN) == TLV_AUTH && get_be16(d + EIGRP_HLEN + 2) == AUTH_LEN;
	const struct key *k;
	u8 digest[MD5_LEN];
	u32 seq;

	if (!signs(ei)) {
		if (has)
			rd_skip(r, AUTH_LEN);
		return DROP_NONE;	/* as IOS: who does not authenticate takes what is signed */
	}
	if (!has || get_be16(d + EIGRP_HLEN + 4) != AUTH_MD5 || get_be16(d + EIGRP_HLEN + 6) != MD5_LEN)
		return DROP_EIGRP_AUTH;
	k = keychain_accept(ei->e->all->s, ei->c->chain, get_be32(d + EIGRP_HLEN + 8));
	if (!k || !k->text)
		return DROP_EIGRP_AUTH;
	digest_of(d, len, k->text, digest);
	seq = get_be32(d + EIGRP_HLEN + 12);
	if (!digest_same(digest, d + AUTH_DIGEST_AT, MD5_LEN) || (n && n->up && seq < n->auth_seq))
		return DROP_EIGRP_AUTH;
	if (n)
		n->auth_seq = seq;
	rd_skip(r, AUTH_LEN);
	return DROP_NONE;
}

struct hello { bool k_seen, goodbye, differs; u16 hold_s, stub; u8 version[4]; bool skips; u32 cr_seq; };

/* A list of addresses, each with its length before it: is ours there? */
static bool lists_us(struct rd *t, u32 own)
{
	while (rd_left(t)) {
		u8 n = rd_u8(t);

		if (n != 4)
			rd_skip(t, n);
		else if (rd_u32(t) == own)
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
			rd_u8(&t);
			h->hold_s = rd_u16(&t);
			break;
		case TLV_VERSION:
			rd_copy(&t, h->version, 4);
			break;
		case TLV_STUB:
			h->stub = rd_u16(&t);
			break;
		case TLV_SEQUENCE:
			h->skips = lists_us(&t, ei->addr);
			break;
		case TLV_MULTICAST_SEQUENCE:
			h->cr_seq = rd_u32(&t);
			break;
		case TLV_TERMINATION:
			h->goodbye |= lists_us(&t, ei->addr);
			break;
		default:
			break;
		}
		if (t.bad)
			return false;
	}
	return !r->bad;
}

static enum drop hello_input(struct eigrp_if *ei, struct eigrp_nbr *n, u32 src, struct rd *r)
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
	timer_set(eigrp_worker(ei->e), &n->hold, eigrp_now(ei->e) + n->hold_s * NSEC_PER_SEC);
	return DROP_NONE;
}

static bool route_read(struct rd *t, bool external, struct eigrp_heard *h)
{
	*h = (struct eigrp_heard){ .via = rd_u32(t) };
	if (external) {
		h->ext.router = rd_u32(t);
		h->ext.as = rd_u32(t);
		h->ext.tag = rd_u32(t);
		h->ext.metric = rd_u32(t);
		rd_u16(t);
		h->ext.proto = rd_u8(t);
		rd_u8(t);
	}
	h->m.delay = rd_u32(t);
	h->m.bandwidth = rd_u32(t);
	h->m.mtu = rd_u24(t);
	h->m.hops = rd_u8(t);
	h->m.reliability = rd_u8(t);
	h->m.load = rd_u8(t);
	rd_u8(t);
	rd_u8(t);
	return !t->bad && (!external || h->ext.proto);
}

/* The routes of an update, query or reply; a TLV may name several destinations. */
static enum drop routes_input(struct eigrp_nbr *n, enum eigrp_op op, struct rd *r)
{
	while (rd_left(r) >= 4) {
		u16 type = rd_u16(r), len = rd_u16(r);
		struct rd t = rd_sub(r, len < 4 ? 0xffff : len - 4u);
		struct eigrp_heard h;

		if (t.bad)
			return DROP_EIGRP_TLV;
		if (type != TLV_INTERNAL && type != TLV_EXTERNAL)
			continue;
		if (!route_read(&t, type == TLV_EXTERNAL, &h))
			return DROP_EIGRP_TLV;
		if (h.via && !ipif_on_link4(n->ei->i->ip, h.via))
			h.via = 0;
		while (rd_left(&t)) {
			u8 net[4] = { 0 };
			const u8 *p;

			h.plen = rd_u8(&t);
			p = h.plen <= 32 ? rd_bytes(&t, (h.plen + 7u) / 8) : NULL;
			if (!p)
				return DROP_EIGRP_TLV;
			memcpy(net, p, (h.plen + 7u) / 8);
			h.prefix = get_be32(net) & ip4_mask(h.plen);
			if (h.prefix >> 28 >= 14 || h.prefix >> 24 == 127)
				continue;	/* no network of hosts */
			dual_heard(n, op, &h);
		}
	}
	return r->bad || r->p != r->end ? DROP_EIGRP_TLV : DROP_NONE;
}

static void acknowledge(struct eigrp_nbr *n)
{
	u32 ack = n->ack_due;

	if (!ack)
		return;
	n->ack_due = 0;
	n->ei->tx_acks++;
	packet_send(n->ei, n, EIGRP_HELLO, 0, 0, ack, NULL, 0);
}

/* A packet that is acknowledged: 5.3.1. */
static enum drop reliable_input(struct eigrp_if *ei, struct eigrp_nbr *n, const struct head *h, u32 src, struct rd *r)
{
	enum drop why;

	if (h->flags & EIGRP_CR && (n->skips || n->cr_seq != h->seq))
		return DROP_NONE;	/* it comes again, for us alone */
	if (h->op == EIGRP_UPDATE && h->flags & EIGRP_INIT) {
		if (n->heard_init && n->seen != h->seq) {	/* it has forgotten us */
			u16 hold = n->hold_s;

			nbr_down(n, "peer restarted");
			n = nbr_new(ei, src);
			if (!n)
				return DROP_EIGRP_NEIGHBOR;
			n->hold_s = hold;
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
	why = routes_input(n, h->op, r);
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

static struct eigrp_if *if_of(struct ipstack *s, u16 as, const struct iface *i)
{
	struct eigrp *e = eigrp_find_as(s, as);
	struct eigrp_if *ei = e ? e->ifs : NULL;

	while (ei && ei->i != i)
		ei = ei->next;
	return ei && !ei->passive ? ei : NULL;
}

static enum drop packet_input(struct ipstack *s, const struct ip_recv *v, const u8 *d, u32 len)
{
	struct rd r = rd_of(d, len);
	struct head h;
	struct eigrp_if *ei;
	struct eigrp_nbr *n;
	u32 src = v->src.v4;
	enum drop why;

	if (len < EIGRP_HLEN)
		return DROP_SHORT;
	if (!head_read(&r, &h))
		return DROP_EIGRP_TLV;
	if (csum_fold(csum_add(0, d, len)) != 0xffff)
		return DROP_BAD_CHECKSUM;
	ei = if_of(s, h.as, v->in);
	if (!ei || (v->dst.v4 != EIGRP_GROUP && !ipif_addr4(v->in->ip, v->dst.v4)))
		return DROP_NOT_FOR_US;
	if (!ipif_on_link4(v->in->ip, src)) {
		complain(ei, src, "not on common subnet");
		return DROP_EIGRP_NEIGHBOR;
	}
	n = nbr_find(ei, src);
	debug_packet(ei, "Received", h.op, h.seq, h.ack, h.flags, src, len);
	if (h.op == EIGRP_HELLO && h.ack) {
		ei->e->rx_acks++;
		if (n)
			rtp_acked(n, h.ack);
		return n ? DROP_NONE : DROP_EIGRP_NEIGHBOR;
	}
	ei->e->rx[h.op]++;
	why = authentic(ei, n, d, len, &r);
	if (why)
		return why;
	if (h.op == EIGRP_HELLO)
		return hello_input(ei, n, src, &r);
	if (!n || h.op == EIGRP_REQUEST)
		return DROP_EIGRP_NEIGHBOR;
	if (h.ack)
		rtp_acked(n, h.ack);
	if (!h.seq)
		return DROP_EIGRP_TLV;
	if (timer_is_set(&n->hold))
		timer_set(eigrp_worker(ei->e), &n->hold, eigrp_now(ei->e) + n->hold_s * NSEC_PER_SEC);
	return reliable_input(ei, n, &h, src, &r);
}

enum drop eigrp_input(struct ipstack *s, const struct ip_recv *v, struct frame *f)
{
	enum drop why = v->src.af == AF_IP4 ? packet_input(s, v, f->data, f->len) : DROP_NOT_FOR_US;

	frame_put(f);
	return why;
}
