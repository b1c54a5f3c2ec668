/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A packet through NAT64: taken apart, its session found or begun, put together in the other family, and sent by that family's routes. What cannot go on is told to its
 * sender in his own family, with the length that would have fitted (RFC 7915 1.4, RFC 6146 3.5). Super-frames are cut first, fragments put together.
 */
#include "net/icmp.h"
#include "router/nat64/own.h"

enum { MTU_DIFF = 20 };

static enum drop emit(struct nat64 *n, struct ipif *in, struct frame *out, u32 leaf, bool to4)
{
	struct ipaddr dst = to4 ? ipaddr4(get_be32(out->data + IP4_DST)) : (struct ipaddr){ .af = AF_IP6, .v6 = ip6_at(out->data + IP6_DST) };

	*(to4 ? &n->to4 : &n->to6) += 1;
	*(to4 ? &in->nat64->to4 : &in->nat64->to6) += 1;
	return ip_emit(n->ip, leaf, &dst, out, in);
}

static void refuse(struct ipif *in, struct frame *f, enum drop why, u32 mtu)
{
	in->nat64->dropped++;
	ip_refuse(in->ip, in, f, why, mtu);
}

static void trace(const struct nat64 *n, const struct xlat_ends *e, bool to4)
{
	char a[IP6_TEXT], b[IP6_TEXT], c[IP4_TEXT], d[IP4_TEXT];

	if (!debug_on(n->ip->dev, DEBUG_NAT64))
		return;
	ip6_text(&e->src6, a);
	ip6_text(&e->dst6, b);
	ip4_text(e->src4, c);
	ip4_text(e->dst4, d);
	if (to4)
		device_debug(n->ip->dev, "NAT64: v6v4 s=%s->%s, d=%s->%s", a, c, b, d);
	else
		device_debug(n->ip->dev, "NAT64: v4v6 s=%s->%s, d=%s->%s", c, a, d, b);
}

static enum nat64_class class_of(struct nat64_session *x, const struct xlat *p, bool by6)
{
	enum { FIN = 1, SYN = 2, RST = 4 };

	if (x->proto != IP_TCP)
		return x->proto == IP_UDP ? NAT64_UDP : NAT64_ICMP;
	if (p->flags & SYN)
		x->seen &= 3;
	else
		x->seen |= by6 ? 1 : 2;
	if (p->flags & FIN)
		x->seen |= by6 ? 4 : 8;
	/* RFC 6146 3.5.2: established when both have spoken; a reset or two FINs leave it for the transitory time */
	return p->flags & RST || (x->seen & 12) == 12 || (x->seen & 3) != 3 ? NAT64_TRANS : NAT64_TCP;
}

/* ---- from IPv6 ---- */

/* The ends of an error about a packet that went to IPv6. false: of no session. */
static bool error_ends6(struct nat64 *n, const struct xlat *x, struct xlat_ends *e, struct xlat *q, struct xlat_ends *qe)
{
	const struct nat64_session *s;
	u32 r4;

	if (x->l4_len < ICMP_HLEN + IP6_HLEN || xlat_read6(q, x->l4 + ICMP_HLEN, x->l4_len - ICMP_HLEN, true) || q->error)
		return false;
	qe->src6 = ip6_at(q->ip + IP6_SRC);
	qe->dst6 = ip6_at(q->ip + IP6_DST);
	if (!xlat_extract(&n->prefix, n->plen, &qe->src6, &r4))
		return false;
	s = nat64_find6(n, q->proto, &qe->dst6, q->dport, r4, q->proto == IP_ICMP ? 0 : q->sport);
	if (!s)
		return false;
	qe->src4 = e->dst4 = r4;
	qe->dst4 = s->bib->v4;
	qe->sport = q->proto == IP_ICMP ? s->lp4 : q->sport;
	qe->dport = s->lp4;
	if (!xlat_extract(&n->prefix, n->plen, &e->src6, &e->src4))
		e->src4 = s->bib->v4; /* whoever on the way complains has no name in IPv4 */
	return true;
}

static void one6(struct nat64 *n, struct ipif *in, struct frame *f, bool cut)
{
	struct xlat_ends e = { 0 }, qe = { 0 };
	struct nat64_session *s = NULL;
	struct xlat x, q = { 0 };
	struct frame *out;
	struct acl_key k;
	enum drop why = xlat_read6(&x, f->data, f->len, false);
	u32 leaf, mtu;

	if (!why && x.hops <= 1)
		why = DROP_TTL;
	if (why) {
		refuse(in, f, why, 0);
		return;
	}
	x.cut = cut;
	e.src6 = ip6_at(f->data + IP6_SRC);
	e.dst6 = ip6_at(f->data + IP6_DST);
	if (!xlat_extract(&n->prefix, n->plen, &e.dst6, &e.dst4) || e.dst4 >> 28 >= 14 || e.dst4 >> 24 == 127 || !(e.dst4 >> 24)) {
		refuse(in, f, DROP_MARTIAN, 0);
		return;
	}
	if (x.error ? !error_ends6(n, &x, &e, &q, &qe) : false) {
		refuse(in, f, DROP_NAT, 0);
		return;
	}
	if (!x.error) {
		s = nat64_find6(n, x.proto, &e.src6, x.sport, e.dst4, x.proto == IP_ICMP ? 0 : x.dport);
		n->found += s != NULL;
		if (!s && acl_key_of(&k, f->data, f->len))
			s = nat64_begin6(n, x.proto, &e.src6, x.sport, e.dst4, x.dport, &k);
		if (!s) {
			refuse(in, f, DROP_NAT, 0);
			return;
		}
		e.src4 = s->bib->v4;
		e.sport = s->lp4;
		e.dport = x.proto == IP_ICMP ? s->lp4 : x.dport;
		nat64_touch(n, s, class_of(s, &x, true));
	}
	trace(n, &e, true);
	leaf = ip4_leaf(n->ip, e.src4, e.dst4, 0);
	if (n->ip->leaf[leaf].kind == LEAF_NONE || n->ip->leaf[leaf].kind == LEAF_DEAD) {
		refuse(in, f, DROP_NO_ROUTE, 0);
		return;
	}
	mtu = n->ip->leaf[leaf].out ? n->ip->leaf[leaf].out->mtu4 : 65535;
	if (!x.error && !cut && IP4_HLEN + x.l4_len > mtu && IP4_HLEN + x.l4_len > IP6_MTU_MIN - MTU_DIFF) {
		refuse(in, f, DROP_NEEDS_FRAGMENT, mtu + MTU_DIFF);
		return;
	}
	x.hops--;
	out = frame_get(node_pool(n->ip->node), x.len + 28);
	if (out)
		out->len = xlat_to4(&x, &e, x.error ? &q : NULL, &qe, ++n->ident, out->data);
	if (out && out->len) {
		frame_put(f);
		emit(n, in, out, leaf, true);
		return;
	}
	if (out)
		frame_put(out);
	refuse(in, f, DROP_NAT, 0);
}

/* ---- from IPv4 ---- */

static bool error_ends4(struct nat64 *n, const struct xlat *x, struct xlat_ends *e, struct xlat *q, struct xlat_ends *qe)
{
	const struct nat64_session *s;

	if (x->l4_len < ICMP_HLEN + IP4_HLEN || xlat_read4(q, x->l4 + ICMP_HLEN, x->l4_len - ICMP_HLEN, true) || q->error)
		return false;
	qe->src4 = get_be32(q->ip + IP4_SRC);
	qe->dst4 = get_be32(q->ip + IP4_DST);
	s = nat64_find4(n, q->proto, qe->src4, q->sport, qe->dst4, q->proto == IP_ICMP ? 0 : q->dport);
	if (!s)
		return false;
	qe->src6 = e->dst6 = s->bib->v6;
	qe->dst6 = xlat_embed(&n->prefix, n->plen, qe->dst4);
	qe->sport = s->lp6;
	qe->dport = q->proto == IP_ICMP ? s->lp6 : q->dport;
	return true;
}

struct pieces { struct nat64 *n; struct ipif *in; u32 leaf; };

static void piece(void *arg, struct frame *f)
{
	const struct pieces *p = arg;

	emit(p->n, p->in, f, p->leaf, false);
}

static void one4(struct nat64 *n, struct ipif *in, struct frame *f)
{
	struct xlat_ends e = { 0 }, qe = { 0 };
	struct nat64_session *s = NULL;
	struct xlat x, q = { 0 };
	struct frame *out;
	enum drop why = xlat_read4(&x, f->data, f->len, false);
	u32 leaf, mtu;
	bool df = x.df;

	if (!why && x.hops <= 1)
		why = DROP_TTL;
	if (why) {
		refuse(in, f, why, 0);
		return;
	}
	e.src4 = get_be32(f->data + IP4_SRC);
	e.dst4 = get_be32(f->data + IP4_DST);
	e.src6 = xlat_embed(&n->prefix, n->plen, e.src4);
	if (x.error ? !error_ends4(n, &x, &e, &q, &qe) : false) {
		refuse(in, f, DROP_NAT, 0);
		return;
	}
	if (!x.error) {
		s = nat64_find4(n, x.proto, e.dst4, x.dport, e.src4, x.proto == IP_ICMP ? 0 : x.sport);
		n->found += s != NULL;
		if (!s)
			s = nat64_begin4(n, x.proto, e.dst4, x.dport, e.src4, x.sport);
		if (!s) {
			refuse(in, f, DROP_NAT, 0);
			return;
		}
		e.dst6 = s->bib->v6;
		e.dport = s->lp6;
		e.sport = x.proto == IP_ICMP ? s->lp6 : x.sport;
		nat64_touch(n, s, class_of(s, &x, false));
	}
	trace(n, &e, false);
	leaf = ip6_leaf(n->ip, &e.src6, &e.dst6, 0);
	if (n->ip->leaf[leaf].kind == LEAF_NONE || n->ip->leaf[leaf].kind == LEAF_DEAD) {
		refuse(in, f, DROP_NO_ROUTE, 0);
		return;
	}
	mtu = n->ip->leaf[leaf].out ? n->ip->leaf[leaf].out->mtu6 : 65535;
	if (!x.error && df && IP6_HLEN + x.l4_len > mtu) {
		refuse(in, f, DROP_NEEDS_FRAGMENT, mtu - MTU_DIFF);
		return;
	}
	x.hops--;
	out = frame_get(node_pool(n->ip->node), x.len + 28 + IP6_HLEN);
	if (out)
		out->len = xlat_to6(&x, &e, x.error ? &q : NULL, &qe, out->data);
	if (!out || !out->len) {
		if (out)
			frame_put(out);
		refuse(in, f, DROP_NAT, 0);
		return;
	}
	frame_put(f);
	if (out->len > mtu)
		ip6_fragment(n->ip, out, mtu, piece, &(struct pieces){ n, in, leaf });
	else
		emit(n, in, out, leaf, false);
}

/* ---- the door ---- */

static bool wanted(const struct nat64 *n, const u8 *ip, bool v6)
{
	struct ip6 dst;
	u32 v4;

	if (v6) {
		dst = ip6_at(ip + IP6_DST);
		return xlat_extract(&n->prefix, n->plen, &dst, &v4);
	}
	v4 = get_be32(ip + IP4_DST);
	return nat64_answers(n->ip, v4) && !ipif_find(n->ip, v4);
}

/* One packet, IP header at data, whole frames alone. */
static void one(struct nat64 *n, struct ipif *in, struct frame *f, bool v6)
{
	u8 next = v6 ? f->data[IP6_NEXT] : 0;
	u32 at = IP6_HLEN, next_at = IP6_NEXT;
	bool cut;

	(v6 ? n->ip->c6 : n->ip->c4)[C_RCVD]++;
	if (!v6) {
		if (get_be16(f->data + IP4_FRAG) & (IP4_MF | IP4_OFFSET))
			f = reasm4(in, f);
		if (f)
			one4(n, in, f);
		return;
	}
	while ((next == IP6_HOPOPTS || next == IP6_DSTOPTS || next == IP6_ROUTING) && at + 8 <= f->len) {
		next_at = at;
		next = f->data[at];
		at += 8 * (f->data[at + 1] + 1u);
	}
	cut = next == IP6_FRAGMENT && at + IP6_FRAG_HLEN <= f->len;
	if (cut)
		f = reasm6(in, f, at, next_at);
	if (f)
		one6(n, in, f, cut);
}

bool nat64_input(struct ipif *in, struct frame *f, u16 type)
{
	struct nat64 *n = in->ip->nat64;
	bool v6 = type == ETH_TYPE_IP6;
	struct frame *part[BURST_MAX];
	unsigned count;

	if (!n || !n->plen || mac_is_group(f->data) || !wanted(n, f->data + ETH_HLEN, v6))
		return false;
	f = frame_writable(f);
	if (!f)
		return true;
	count = frame_segment(f, part, BURST_MAX);
	for (unsigned k = 0; k < count; k++) {
		frame_pull(part[k], ETH_HLEN);
		part[k]->len = v6 ? IP6_HLEN + (u32)get_be16(part[k]->data + IP6_PLEN) : get_be16(part[k]->data + IP4_LEN);
		one(n, in, part[k], v6);
	}
	return true;
}
