/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A packet through NAT: taken apart, its flow found or made, its addresses and ports exchanged, its checksums brought up to date (RFC 1624). ICMP
 * errors are about a packet of a flow that went the other way: what they quote is turned back too (RFC 5508 4.2).
 */
#include <stdio.h>

#include "net/icmp.h"
#include "net/udp.h"
#include "router/nat/alg.h"

static bool is_query(u8 type)
{
	return type == ICMP_ECHO || type == ICMP_ECHO_REPLY || (type >= ICMP_TIMESTAMP && type <= ICMP_MASK_REPLY);
}

/* false: too short for its protocol. */
static bool take_apart(struct nat_packet *p, struct frame *f, u8 *ip, u32 len)
{
	*p = (struct nat_packet){ .f = f, .ip = ip, .len = len, .hlen = 4 * (ip[0] & 15u), .proto = ip[IP4_PROTO] };
	p->src = get_be32(ip + IP4_SRC);
	p->dst = get_be32(ip + IP4_DST);
	p->l4 = ip + p->hlen;
	p->l4_len = len - p->hlen;
	if (p->proto == IP_TCP || p->proto == IP_UDP) {
		if (p->l4_len < (p->proto == IP_TCP ? 20u : (u32)UDP_HLEN))
			return false;
		p->sport = get_be16(p->l4);
		p->dport = get_be16(p->l4 + 2);
		p->flags = p->proto == IP_TCP ? p->l4[NAT_TCP_FLAGS] : 0;
	} else if (p->proto == IP_ICMP) {
		if (p->l4_len < ICMP_HLEN)
			return false;
		p->error = !is_query(p->l4[ICMP_TYPE]);
		if (!p->error)
			p->sport = p->dport = get_be16(p->l4 + ICMP_ID);
	}
	return true;
}

static void fix(u8 *csum, u16 was, u16 is) { put_be16(csum, csum_update(get_be16(csum), was, is)); }
static void fix32(u8 *csum, u32 was, u32 is)
{
	fix(csum, (u16)(was >> 16), (u16)(is >> 16));
	fix(csum, (u16)was, (u16)is);
}

/* The transport's checksum after a change of address or port; a partial one is the sum of the pseudo header alone, not complemented. */
static void fix_transport(struct nat_packet *p, u32 was, u32 is, u16 port_was, u16 port_is)
{
	u8 *csum = p->l4 + (p->proto == IP_TCP ? (u32)NAT_TCP_CSUM : (u32)UDP_CSUM);

	if (p->f->flags & FRAME_CSUM_PARTIAL) {
		put_be16(csum, (u16)~get_be16(csum));
		fix32(csum, was, is);
		put_be16(csum, (u16)~get_be16(csum));
		return;
	}
	if (p->proto == IP_UDP && !get_be16(csum))
		return;
	fix32(csum, was, is);
	fix(csum, port_was, port_is);
	if (p->proto == IP_UDP && !get_be16(csum))
		put_be16(csum, 0xffff);
}

static void set_end(struct nat_packet *p, bool dst, u32 addr, u16 port)
{
	u32 was = dst ? p->dst : p->src;
	u16 port_was = dst ? p->dport : p->sport;

	put_be32(p->ip + (dst ? IP4_DST : IP4_SRC), addr);
	fix32(p->ip + IP4_CSUM, was, addr);
	if (p->proto == IP_TCP || p->proto == IP_UDP) {
		fix_transport(p, was, addr, port_was, port);
		put_be16(p->l4 + (dst ? 2 : 0), port);
	}
	*(dst ? &p->dst : &p->src) = addr;
	*(dst ? &p->dport : &p->sport) = port;
}

static void set_ident(struct nat_packet *p, u16 id)
{
	fix(p->l4 + ICMP_CSUM, get_be16(p->l4 + ICMP_ID), id);
	put_be16(p->l4 + ICMP_ID, id);
}

static enum nat_class class_of(struct nat_flow *f, const struct nat_packet *p, bool outward)
{
	switch (p->proto) {
	case IP_TCP:
		if (!(p->flags & TCP_SYN))
			f->seen |= outward ? 1 : 2;
		if (p->flags & TCP_FIN)
			f->seen |= outward ? 4 : 8;
		if (p->flags & TCP_RST || (f->seen & 12) || f->cls == NAT_FINRST)
			return p->flags & TCP_SYN && !(p->flags & (TCP_FIN | TCP_RST | TCP_ACK)) ? (f->seen = 0, NAT_SYN) : NAT_FINRST;
		return (f->seen & 3) ? NAT_TCP : NAT_SYN;
	case IP_UDP:
		return (f->ogp == NAT_DNS_PORT || f->ilp == NAT_DNS_PORT) ? NAT_DNS : NAT_UDP;
	case IP_ICMP:
		return NAT_ICMP;
	default:
		return NAT_OTHER;
	}
}

static void trace(struct nat *n, const char *star, u32 s, u32 s2, u32 d, u32 d2, const u8 *ip)
{
	char a[IP4_TEXT], b[IP4_TEXT], c[IP4_TEXT], e[IP4_TEXT];

	if (!debug_on(n->ip->dev, DEBUG_IP_NAT) && !debug_on(n->ip->dev, DEBUG_IP_NAT_DETAILED))
		return;
	device_debug(n->ip->dev, "NAT%s: s=%s%s%s, d=%s%s%s [%u]", star, ip4_text(s, a), s != s2 ? "->" : "", s != s2 ? ip4_text(s2, b) : "", ip4_text(d, c),
		     d != d2 ? "->" : "", d != d2 ? ip4_text(d2, e) : "", get_be16(ip + IP4_ID));
}

/* Before it is translated: from inside (i) or outside (o), with its ports. */
static void trace_detail(struct nat *n, const char *star, const struct nat_packet *p, bool outward)
{
	char a[IP4_TEXT], b[IP4_TEXT], other[8];
	const char *name = p->proto == IP_TCP ? "tcp" : p->proto == IP_UDP ? "udp" : p->proto == IP_ICMP ? "icmp" : other;

	if (!debug_on(n->ip->dev, DEBUG_IP_NAT_DETAILED))
		return;
	snprintf(other, sizeof(other), "%u", p->proto);
	device_debug(n->ip->dev, "NAT%s: %c: %s (%s, %u) -> (%s, %u) [%u]", star, outward ? 'i' : 'o', name, ip4_text(p->src, a), p->sport, ip4_text(p->dst, b), p->dport,
		     get_be16(p->ip + IP4_ID));
}

/* Addresses may stand in what it carries. */
static bool has_names(const struct nat *n, const struct nat_flow *f)
{
	if (f->alg == NAT_ALG_DNS)
		return f->proto == IP_UDP ? !n->no_dns : !n->no_dns_tcp || f->dns;
	return f->alg == NAT_ALG_FTP && (!n->no_ftp || f->shift);
}

static bool payload(struct nat *n, struct nat_flow *f, struct nat_packet *p, bool outward)
{
	if (f->alg == NAT_ALG_FTP)
		return nat_alg_ftp(n, f, p, outward);
	if (f->proto == IP_TCP)
		return nat_alg_dns_tcp(n, f, p, outward);
	nat_alg_dns(n, f, p, outward);
	return true;
}

static enum nat_verdict apply(struct nat *n, struct nat_flow *f, struct nat_packet *p, bool outward, bool fresh)
{
	u32 s = p->src, d = p->dst;

	trace_detail(n, fresh ? "" : "*", p, outward);
	if (unlikely(has_names(n, f)) && !payload(n, f, p, outward))
		return NAT_REFUSED;
	if (p->proto == IP_ICMP)
		set_ident(p, outward ? f->igp : f->ilp);
	if (outward) {
		set_end(p, false, f->ig, f->igp);
		if (f->og != f->ol || f->ogp != f->olp)
			set_end(p, true, f->og, f->ogp);
	} else {
		set_end(p, true, f->il, f->ilp);
		if (f->og != f->ol || f->ogp != f->olp)
			set_end(p, false, f->ol, f->olp);
	}
	n->hits++;
	nat_touch(n, f, class_of(f, p, outward));
	trace(n, fresh ? "" : "*", s, p->src, d, p->dst, p->ip);
	return NAT_DONE;
}

/* ---- ICMP errors ---- */

/* The packet quoted in an ICMP error; its transport may be cut short. */
static bool quoted(const struct nat_packet *p, struct nat_packet *q)
{
	u8 *ip = p->l4 + ICMP_HLEN;
	u32 len = p->l4_len - ICMP_HLEN, hlen;

	if (len < IP4_HLEN || ip[0] >> 4 != 4)
		return false;
	hlen = 4 * (ip[0] & 15u);
	if (hlen < IP4_HLEN || len < hlen + 8)
		return false;
	*q = (struct nat_packet){ .f = p->f, .ip = ip, .len = len, .hlen = hlen, .proto = ip[IP4_PROTO], .l4 = ip + hlen, .l4_len = len - hlen };
	q->src = get_be32(ip + IP4_SRC);
	q->dst = get_be32(ip + IP4_DST);
	if (q->proto == IP_TCP || q->proto == IP_UDP) {
		q->sport = get_be16(q->l4);
		q->dport = get_be16(q->l4 + 2);
	} else if (q->proto == IP_ICMP) {
		if (!is_query(q->l4[ICMP_TYPE]))
			return false;
		q->sport = q->dport = get_be16(q->l4 + ICMP_ID);
	}
	return true;
}

static void requote(struct nat_packet *q, bool dst, u32 addr, u16 port)
{
	u32 was = dst ? q->dst : q->src;
	u16 port_was = dst ? q->dport : q->sport;
	u32 csum = q->proto == IP_TCP ? NAT_TCP_CSUM : UDP_CSUM;

	put_be32(q->ip + (dst ? IP4_DST : IP4_SRC), addr);
	fix32(q->ip + IP4_CSUM, was, addr);
	if (q->proto == IP_TCP || q->proto == IP_UDP) {
		if (q->l4_len >= csum + 2 && (q->proto == IP_TCP || get_be16(q->l4 + csum))) {
			fix32(q->l4 + csum, was, addr);
			fix(q->l4 + csum, port_was, port);
		}
		put_be16(q->l4 + (dst ? 2 : 0), port);
	} else if (q->proto == IP_ICMP && !dst) {
		set_ident(q, port);
	}
}

/* ip: the VRF of the side that it comes from. *to: of the one that it goes to. */
static enum nat_verdict error_packet(struct nat *n, struct ipstack *ip, struct nat_packet *p, bool outward, struct ipstack **to)
{
	struct nat_packet q;
	struct nat_flow *f;
	u32 s = p->src, d = p->dst;

	if (!quoted(p, &q))
		return NAT_PASS;
	/* Coming in it quotes what left: from our global address. Going out it quotes what was sent in. */
	f = outward ? nat_find_in(n, ip, q.proto, q.dst, q.dport, q.src, q.sport) : nat_find_out(n, ip, q.proto, q.dst, q.dport, q.src, q.sport);
	if (!f)
		return NAT_PASS;
	*to = outward ? f->out_ip : f->in_ip;
	if (outward) {
		requote(&q, true, f->ig, f->igp);
		requote(&q, false, f->og, f->ogp);
		if (q.proto == IP_ICMP)
			set_ident(&q, f->igp);
		/* Whoever inside complains, is seen as the host that was asked for; ourselves as we are. */
		if (!ipif_find(n->ip, p->src))
			set_end(p, false, f->ig, 0);
		set_end(p, true, f->og, 0);
	} else {
		requote(&q, false, f->il, f->ilp);
		requote(&q, true, f->ol, f->olp);
		if (q.proto == IP_ICMP)
			set_ident(&q, f->ilp);
		set_end(p, true, f->il, 0);
		if (p->src == f->og)
			set_end(p, false, f->ol, 0);
	}
	put_be16(p->l4 + ICMP_CSUM, 0);
	put_be16(p->l4 + ICMP_CSUM, csum_finish(csum_add(0, p->l4, p->l4_len)));
	n->hits++;
	f->packets++;
	trace(n, "*", s, p->src, d, p->dst, p->ip);
	return NAT_DONE;
}

/* ---- new flows ---- */

static enum nat_class first_class(const struct nat_flow *f)
{
	return f->proto == IP_TCP ? NAT_SYN : f->proto == IP_UDP ? NAT_UDP : f->proto == IP_ICMP ? NAT_ICMP : NAT_OTHER;
}

/* The names of the outside end. known_local: by an inside host, who knows its local one; k: of the packet from outside. false: there is none to give. */
static bool outside_names(struct nat *n, struct nat_flow *f, bool known_local, const struct acl_key *k)
{
	struct nat_static *st = n->statics ? nat_static_find(n, f->in_ip, true, known_local, f->proto, known_local ? f->ol : f->og,
							     known_local ? f->olp : f->ogp, NULL) : NULL;
	bool tried = false;

	f->ost = st;
	if (!st && n->rules)
		f->obind = known_local ? nat_bind_ol(n, f->in_ip, f->ol) : k ? nat_bind_outside(n, f->in_ip, f->og, k, &tried) : NULL;
	if (known_local) {
		f->og = st ? nat_static_global(st, f->ol) : f->obind ? f->obind->il : f->ol;
		f->ogp = st && st->proto ? st->gport : f->olp;
	} else {
		f->ol = st ? nat_static_local(st, f->og) : f->obind ? f->obind->ig : f->og;
		f->olp = st && st->proto ? st->lport : f->ogp;
	}
	return !tried || f->obind;
}

/* The global name of the inside end il:ilp. *tried: a rule wanted it, and there was none to give. */
static bool inside_global(struct nat *n, struct ipif *out, struct nat_flow *f, const struct nat_packet *p, bool *tried)
{
	struct nat_way w = { .out = out, .ip = f->in_ip, .len = p->len, .src = p->src, .dst = p->dst };
	struct acl_key k;

	*tried = false;
	if (!acl_key_of(&k, p->ip, p->len))
		return false;
	w.key = &k;
	f->st = nat_static_find(n, f->in_ip, false, true, f->proto, f->il, f->ilp, &w);
	if (f->st) {
		f->ig = nat_static_global(f->st, f->il);
		f->igp = f->st->proto ? f->st->gport : f->ilp;
		return f->ig;
	}
	if (!n->rules)
		return false;
	f->bind = nat_bind_get(n, &w, f->proto, f->il, f->ilp, tried);
	if (!f->bind)
		return false;
	f->ig = f->bind->ig;
	f->igp = f->bind->proto ? f->bind->igp : f->ilp;
	return true;
}

/* Does the inside host speak FTP on that port? Those of `ip nat service list` do so there alone. */
static bool ftp_server(struct nat *n, const struct nat_flow *f)
{
	struct ipaddr a = ipaddr4(f->il);

	for (const struct nat_service *v = n->services; v; v = v->next)
		if (!acl_is_empty(v->acl) && acl_permits_source(v->acl, &a))
			return f->ilp == v->port;
	return f->ilp == NAT_FTP_PORT;
}

static enum nat_alg alg_of(struct nat *n, const struct nat_flow *f)
{
	if (f->proto == IP_TCP && !f->hairpin && (f->ogp == NAT_FTP_PORT || ftp_server(n, f)))
		return NAT_ALG_FTP;
	return (f->proto == IP_UDP || f->proto == IP_TCP) && (f->ogp == NAT_DNS_PORT || f->ilp == NAT_DNS_PORT) ? NAT_ALG_DNS : NAT_ALG_NONE;
}

static struct nat_flow *make(struct nat *n, struct nat_flow *like)
{
	struct nat_flow *f;

	like->alg = (u8)alg_of(n, like);
	f = nat_flow_new(n, like, first_class(like));
	n->misses++;
	if (!f && like->bind && !like->bind->refs && like->bind->proto)
		nat_bind_free(n, like->bind);
	return f;
}

enum nat_verdict nat_out(struct ipif *in, struct ipif *out, struct frame *f, u8 *ip, u32 len)
{
	struct nat *n = out->ip->root->nat;
	struct ipstack *in_ip = in ? in->ip : out->ip, *to;
	struct nat_flow like = { 0 }, *flow;
	struct nat_packet p;
	bool own = !in && ipif_addr4(out, get_be32(ip + IP4_SRC)), tried;

	if (!n || (in && in->nat != NAT_INSIDE) || !take_apart(&p, f, ip, len) || p.dst >> 28 >= 14)
		return NAT_PASS;
	if (p.error)
		return error_packet(n, in_ip, &p, true, &to);
	flow = nat_find_in(n, in_ip, p.proto, p.src, p.sport, p.dst, p.dport);
	if (likely(flow != NULL))
		return flow->hairpin ? NAT_PASS : apply(n, flow, &p, true, false);
	like = (struct nat_flow){ .proto = p.proto, .il = p.src, .ilp = p.sport, .ol = p.dst, .olp = p.dport, .own = own, .in_ip = in_ip, .out_ip = out->ip, .out = out };
	outside_names(n, &like, true, NULL);
	if (own) {
		like.bind = nat_bind_own(n, out, p.proto, p.src, p.sport);
		if (!like.bind)
			return NAT_PASS;
		like.ig = like.bind->ig;
		like.igp = like.bind->igp;
	} else if (!inside_global(n, out, &like, &p, &tried)) {
		if (tried)
			return NAT_REFUSED;
		if (like.og == like.ol)
			return NAT_PASS;
		like.ig = like.il; /* only the other end has another name */
		like.igp = like.ilp;
	}
	if (p.proto == IP_ICMP)
		like.ogp = like.igp;
	flow = make(n, &like);
	return flow ? apply(n, flow, &p, true, true) : own ? NAT_PASS : NAT_REFUSED;
}

/* From one host inside to the global name of another: both ends are translated (RFC 4787 REQ-9). */
static enum nat_verdict hairpin(struct nat *n, struct ipif *in, struct nat_packet *p)
{
	struct nat_flow like = { .proto = p->proto, .il = p->src, .ilp = p->sport, .ol = p->dst, .olp = p->dport, .hairpin = true, .in_ip = in->ip, .out_ip = in->ip,
				 .out = in }, *flow;
	const struct nat_static *st;
	bool tried;

	flow = nat_find_in(n, in->ip, p->proto, p->src, p->sport, p->dst, p->dport);
	if (flow)
		return flow->hairpin ? apply(n, flow, p, true, false) : NAT_PASS;
	flow = nat_find_out(n, in->ip, p->proto, p->src, p->sport, p->dst, p->dport);
	if (flow)
		return flow->hairpin ? apply(n, flow, p, false, false) : NAT_PASS;
	st = nat_static_find(n, in->ip, false, false, p->proto, p->dst, p->dport, NULL);
	if (!st || st->ip != in->ip)
		return NAT_PASS;
	like.og = nat_static_local(st, p->dst);
	like.ogp = st->proto ? st->lport : p->dport;
	if (!inside_global(n, in, &like, p, &tried))
		return tried ? NAT_REFUSED : NAT_PASS;
	if (p->proto == IP_ICMP)
		like.ogp = like.igp;
	flow = make(n, &like);
	return flow ? apply(n, flow, p, true, true) : NAT_REFUSED;
}

/* Who inside is meant by a packet that comes in from outside. false: nobody has that name. */
static bool inside_local(struct nat *n, struct nat_flow *f, const struct nat_packet *p, const struct acl_key *k)
{
	struct nat_bind *b;
	u32 real;

	f->st = nat_static_find(n, f->out_ip, false, false, p->proto, p->dst, p->dport, NULL);
	if (f->st) {
		f->in_ip = f->st->ip;
		f->il = nat_static_local(f->st, p->dst);
		f->ilp = f->st->proto ? f->st->lport : p->dport;
		return true;
	}
	b = nat_bind_global(n, f->out_ip, 0, p->dst, 0);
	if (b && b->rule->map && !b->rule->reversible)
		b = NULL; /* it is for what the map selected: who begins outside is not */
	if (!b && n->expected)
		b = nat_expected(n, f->out_ip, p->proto, p->dst, p->dport, p->src);
	if (b) {
		f->bind = b;
		f->in_ip = b->ip;
		f->il = b->il;
		f->ilp = b->proto ? b->ilp : p->dport;
		return true;
	}
	/* Only new connections are shared out (IOS: TCP alone). */
	if (n->rules && k && p->proto == IP_TCP && (p->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN)
		f->rule = nat_dest(n, f->out_ip, k, p->dst, &real);
	if (!f->rule)
		return false;
	f->in_ip = f->rule->ip;
	f->il = real;
	f->ilp = p->dport;
	return true;
}

static enum nat_verdict from_outside(struct nat *n, struct ipif *in, struct nat_packet *p, struct ipstack **to)
{
	struct nat_flow like = { .proto = p->proto, .og = p->src, .ogp = p->sport, .ig = p->dst, .igp = p->dport, .in_ip = in->ip, .out_ip = in->ip, .out = in }, *flow;
	struct acl_key key, *k;
	bool inside;

	flow = nat_find_out(n, in->ip, p->proto, p->src, p->sport, p->dst, p->dport);
	if (likely(flow != NULL)) {
		*to = flow->in_ip;
		return apply(n, flow, p, false, false);
	}
	k = n->rules && acl_key_of(&key, p->ip, p->len) ? &key : NULL;
	inside = inside_local(n, &like, p, k);
	if (!outside_names(n, &like, false, k))
		return NAT_REFUSED;
	if (!inside && like.og == like.ol)
		return NAT_PASS;
	if (!inside) {
		like.il = like.ig;
		like.ilp = like.igp;
	}
	if (p->proto == IP_ICMP)
		like.olp = like.ilp;
	flow = make(n, &like);
	if (!flow)
		return NAT_REFUSED;
	if (n->expected)
		nat_expect_came(n, flow);
	*to = flow->in_ip;
	return apply(n, flow, p, false, true);
}

enum nat_verdict nat_in(struct ipif *in, struct frame *f, u8 *ip, u32 len, struct ipstack **to)
{
	struct nat *n = in->ip->root->nat;
	struct nat_packet p;

	*to = in->ip;
	if (!n || !take_apart(&p, f, ip, len))
		return NAT_PASS;
	if (in->nat == NAT_INSIDE && (p.error || !(nat_addr_find(n, n->ip, p.dst) || n->statics)))
		return NAT_PASS;
	if (in->nat == NAT_INSIDE)
		return hairpin(n, in, &p);
	return p.error ? error_packet(n, in->ip, &p, false, to) : from_outside(n, in, &p, to);
}
