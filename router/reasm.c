/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Putting datagrams together: RFC 791 3.2, 1122 3.3.2, 8200 4.5, 5722 (a datagram with overlapping fragments is dropped whole;
 * an exact repetition is dropped alone). Bounds: REASM_MAX datagrams of REASM_FRAGS_MAX fragments; the oldest gives way.
 * Time: 30 s for IPv4 (IOS and Linux; RFC 1122 would have 60 to 120), 60 s for IPv6.
 */
#include <stdlib.h>

#include "net/icmp.h"
#include "router/stack.h"

struct reasm {
	struct reasm *next;	/* the oldest first */
	struct ipif *in;
	struct ipaddr src, dst;
	u32 id;
	u8 proto;		/* IPv4: part of the identity; IPv6: next header of the first fragment */
	bool bad;		/* overlap seen: the rest is discarded until its time is over */
	u16 n;
	u32 end;		/* payload bytes in all; 0: the last fragment isn't here */
	nsec due;
	struct frame *frags;	/* in order of offset, through scratch[0]; in scratch[1] offset << 32 | length; data at the IP header */
};

enum { REASM4_S = 30, REASM6_S = 60 };

static u32 frag_off(const struct frame *f) { return (u32)(f->scratch[1] >> 32); }
static u32 frag_len(const struct frame *f) { return (u32)f->scratch[1]; }
static struct frame *frag_next(const struct frame *f) { return (struct frame *)(uintptr_t)f->scratch[0]; }

static void reasm_drop(struct ipstack *s, struct reasm *q, enum drop why)
{
	struct reasm **at = &s->reasm;

	while (*at != q)
		at = &(*at)->next;
	*at = q->next;
	s->n_reasm--;
	for (struct frame *f = q->frags, *next; f; f = next) {
		next = frag_next(f);
		if (why)
			ip_drop(s, q->in, f, why);
		else
			frame_put(f);
	}
	free(q);
}

static void rearm(struct ipstack *s)
{
	nsec due = NSEC_NEVER;

	for (const struct reasm *q = s->reasm; q; q = q->next)
		due = min_u64(due, q->due);
	if (due == NSEC_NEVER)
		timer_stop(s->node->worker, &s->reasm_timer);
	else
		timer_set(s->node->worker, &s->reasm_timer, due);
}

static void expire(struct timer *t)
{
	struct ipstack *s = container_of(t, struct ipstack, reasm_timer);

	for (struct reasm *q = s->reasm, *next; q; q = next) {
		struct frame *first = q->frags;

		next = q->next;
		if (q->due > stack_now(s))
			continue;
		(q->src.af == AF_IP4 ? s->c4 : s->c6)[C_REASM_TIMEOUT]++;
		/* Only the first fragment may be complained about: RFC 1122 3.3.2, RFC 8200 4.5. */
		if (first && !frag_off(first) && !q->bad) {
			if (q->src.af == AF_IP4)
				icmp_error(q->in, first->data, first->len, ICMP_TIME_EXCEEDED, ICMP_TIME_REASSEMBLY, 0);
			else
				icmp6_error(q->in, first->data, first->len, ICMP6_TIME_EXCEEDED, ICMP_TIME_REASSEMBLY, 0);
		}
		reasm_drop(s, q, DROP_REASSEMBLY_TIMEOUT);
	}
	rearm(s);
}

static struct reasm *reasm_get(struct ipif *in, const struct ipaddr *src, const struct ipaddr *dst, u32 id, u8 proto)
{
	struct ipstack *s = in->ip;
	struct reasm *q, **at;

	for (q = s->reasm; q; q = q->next)
		if (q->id == id && (q->proto == proto || src->af == AF_IP6) && ipaddr_eq(&q->src, src) && ipaddr_eq(&q->dst, dst))
			return q;
	if (s->n_reasm >= REASM_MAX) {
		(src->af == AF_IP4 ? s->c4 : s->c6)[C_REASM_FAILED]++;
		reasm_drop(s, s->reasm, DROP_REASSEMBLY_LIMIT);
	}
	q = xcalloc(1, sizeof(*q));
	*q = (struct reasm){ .in = in, .src = *src, .dst = *dst, .id = id, .proto = proto };
	q->due = stack_now(s) + (src->af == AF_IP4 ? REASM4_S : REASM6_S) * NSEC_PER_SEC;
	for (at = &s->reasm; *at;)
		at = &(*at)->next;
	*at = q;
	s->n_reasm++;
	s->reasm_timer.fire = expire;
	rearm(s);
	return q;
}

static void overlap(struct ipstack *s, struct reasm *q, struct frame *f)
{
	ip_drop(s, q->in, f, DROP_FRAGMENT_OVERLAP);
	while (q->frags) {
		struct frame *next = frag_next(q->frags);

		ip_drop(s, q->in, q->frags, DROP_FRAGMENT_OVERLAP);
		q->frags = next;
	}
	q->n = 0;
	q->bad = true; /* what still comes of it is dropped too: RFC 5722 4 */
	(q->src.af == AF_IP4 ? s->c4 : s->c6)[C_REASM_FAILED]++;
}

/* Puts a fragment of payload [off, off + len) into its place. false: f is gone. */
static bool insert(struct ipstack *s, struct reasm *q, struct frame *f, u32 off, u32 len, bool more)
{
	struct frame *before = NULL, *after = q->frags;

	if (q->bad) {
		ip_drop(s, q->in, f, DROP_FRAGMENT_OVERLAP);
		return false;
	}
	while (after && frag_off(after) < off) {
		before = after;
		after = frag_next(after);
	}
	if (after && frag_off(after) == off && frag_len(after) == len) {
		frame_put(f); /* the network may repeat packets */
		return false;
	}
	if ((before && frag_off(before) + frag_len(before) > off) || (after && frag_off(after) < off + len) ||
	    (q->end && (off + len > q->end || !more)) || (!more && after)) {
		overlap(s, q, f);
		return false;
	}
	if (q->n >= REASM_FRAGS_MAX) {
		ip_drop(s, q->in, f, DROP_REASSEMBLY_LIMIT);
		return false;
	}
	f->scratch[0] = (uintptr_t)after;
	f->scratch[1] = (u64)off << 32 | len;
	if (before)
		before->scratch[0] = (uintptr_t)f;
	else
		q->frags = f;
	q->n++;
	if (!more)
		q->end = off + len;
	return true;
}

/* All of it, when nothing is missing: the first fragment's hlen bytes of header, then the payload. */
static struct frame *collect(struct ipstack *s, struct reasm *q, u32 hlen)
{
	u32 have = 0;
	struct frame *g;

	for (const struct frame *f = q->frags; f; f = frag_next(f)) {
		if (frag_off(f) != have)
			return NULL;
		have += frag_len(f);
	}
	if (!q->end || have != q->end)
		return NULL;
	g = frame_get(node_pool(s->node), hlen + have);
	if (!g)
		return NULL;
	memcpy(g->data, q->frags->data, hlen);
	for (const struct frame *f = q->frags; f; f = frag_next(f))
		memcpy(g->data + hlen + frag_off(f), f->data + f->len - frag_len(f), frag_len(f));
	g->arrival = q->frags->arrival;
	g->trace = q->frags->trace;
	return g;
}

struct frame *reasm4(struct ipif *in, struct frame *f)
{
	struct ipstack *s = in->ip;
	const u8 *ip = f->data;
	struct ipaddr src = ipaddr4(get_be32(ip + IP4_SRC)), dst = ipaddr4(get_be32(ip + IP4_DST));
	u16 frag = get_be16(ip + IP4_FRAG);
	u32 off = 8u * (frag & IP4_OFFSET), hlen = 4 * (ip[0] & 15u), len = f->len - hlen;
	struct reasm *q;
	struct frame *g;

	s->c4[C_FRAGS_RCVD]++;
	if (!len || ((frag & IP4_MF) && len % 8) || off + len + hlen > 65535) {
		ip_drop(s, in, f, DROP_BAD_FIELD);
		return NULL;
	}
	q = reasm_get(in, &src, &dst, get_be16(ip + IP4_ID), ip[IP4_PROTO]);
	if (!insert(s, q, f, off, len, frag & IP4_MF))
		return NULL;
	hlen = 4 * (q->frags->data[0] & 15u);
	g = collect(s, q, hlen);
	if (!g)
		return NULL;
	put_be16(g->data + IP4_LEN, (u16)g->len);
	put_be16(g->data + IP4_FRAG, 0);
	put_be16(g->data + IP4_CSUM, 0);
	put_be16(g->data + IP4_CSUM, csum_finish(csum_add(0, g->data, hlen)));
	reasm_drop(s, q, DROP_NONE);
	rearm(s);
	s->c4[C_REASSEMBLED]++;
	return g;
}

struct frame *reasm6(struct ipif *in, struct frame *f, u32 frag_at, u32 next_at)
{
	struct ipstack *s = in->ip;
	const u8 *h = f->data + frag_at;
	struct ip6 a = ip6_at(f->data + IP6_SRC), b = ip6_at(f->data + IP6_DST);
	struct ipaddr src = ipaddr6(&a), dst = ipaddr6(&b);
	u16 field = get_be16(h + 2);
	u32 off = field & 0xfff8u, len = f->len - frag_at - IP6_FRAG_HLEN, id = get_be32(h + 4);
	struct reasm *q;
	struct frame *g;

	s->c6[C_FRAGS_RCVD]++;
	if ((field & 1) && len % 8) {
		icmp6_error(in, f->data, f->len, ICMP6_PARAM, ICMP6_PARAM_FIELD, IP6_PLEN);
		ip_drop(s, in, f, DROP_BAD_FIELD);
		return NULL;
	}
	if (off + len + frag_at - IP6_HLEN > 65535) {
		icmp6_error(in, f->data, f->len, ICMP6_PARAM, ICMP6_PARAM_FIELD, frag_at + 2);
		ip_drop(s, in, f, DROP_TOO_LONG);
		return NULL;
	}
	f->data[next_at] = h[0]; /* as if there were no fragment header */
	if (!off && !(field & 1)) { /* an atomic fragment: RFC 6946, nothing to wait for */
		memmove(f->data + IP6_FRAG_HLEN, f->data, frag_at);
		frame_pull(f, IP6_FRAG_HLEN);
		put_be16(f->data + IP6_PLEN, (u16)(f->len - IP6_HLEN));
		return f;
	}
	if (!len) {
		ip_drop(s, in, f, DROP_BAD_FIELD);
		return NULL;
	}
	q = reasm_get(in, &src, &dst, id, 0);
	if (!insert(s, q, f, off, len, field & 1))
		return NULL;
	if (frag_off(q->frags))
		return NULL;
	g = collect(s, q, q->frags->len - frag_len(q->frags) - IP6_FRAG_HLEN);
	if (!g)
		return NULL;
	put_be16(g->data + IP6_PLEN, (u16)(g->len - IP6_HLEN));
	reasm_drop(s, q, DROP_NONE);
	rearm(s);
	s->c6[C_REASSEMBLED]++;
	return g;
}

void reasm_flush(struct ipstack *s, struct ipif *in)
{
	for (struct reasm *q = s->reasm, *next; q; q = next) {
		next = q->next;
		if (!in || q->in == in)
			reasm_drop(s, q, DROP_NONE);
	}
	rearm(s);
}
