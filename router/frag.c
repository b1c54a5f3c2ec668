/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cutting packets: RFC 791 3.2 (and 1812 4.2.2.7: all fragments but the last as long as they can be), RFC 8200 4.5. */
#include "router/stack.h"

/* A piece of f, bytes [at, at + len) of it, after room for hlen bytes of header; header not written. */
static struct frame *piece(const struct frame *f, u32 hlen, u32 at, u32 len)
{
	struct frame *g = frame_get(f->pool, hlen + len);

	if (!g)
		return NULL;
	memcpy(g->data + hlen, f->data + at, len);
	g->arrival = f->arrival;
	g->trace = f->trace;
	return g;
}

/* Options of the first fragment that the others carry too: those with the copied flag. Returns the new header's length. */
static u32 copied_options(const u8 *ip, u32 hlen, u8 *to)
{
	u32 n = IP4_HLEN;

	memcpy(to, ip, IP4_HLEN);
	for (u32 at = IP4_HLEN; at < hlen && ip[at] != IP4_OPT_END;) {
		u32 len = ip[at] == IP4_OPT_NOP ? 1 : at + 1 < hlen ? ip[at + 1] : 0;

		if (len < 1 || (ip[at] != IP4_OPT_NOP && len < 2) || at + len > hlen)
			break;
		if (ip[at] & 0x80) {
			memcpy(to + n, ip + at, len);
			n += len;
		}
		at += len;
	}
	while (n % 4)
		to[n++] = IP4_OPT_END;
	to[0] = (u8)(0x40 | n / 4);
	return n;
}

bool ip4_fragment(struct ipstack *s, struct frame *f, u32 mtu, void (*emit)(void *arg, struct frame *f), void *arg)
{
	u8 first[IP4_HLEN_MAX], rest[IP4_HLEN_MAX + 4];
	u32 hlen = 4 * (f->data[0] & 15u), total = f->len, rest_len;
	u16 frag = get_be16(f->data + IP4_FRAG);
	u32 offset = 8u * (frag & IP4_OFFSET);

	if (f->len <= mtu) {
		emit(arg, f);
		return true;
	}
	if ((f->flags & FRAME_CSUM_PARTIAL) && !((f = frame_writable(f)) && frame_finish_checksum(f))) {
		if (f)
			ip_drop(s, NULL, f, DROP_BAD_FIELD);
		return false;
	}
	memcpy(first, f->data, hlen);
	rest_len = copied_options(first, hlen, rest);
	s->c4[C_FRAGMENTED]++;
	for (u32 at = hlen; at < total;) {
		bool head = at == hlen;
		u32 h = head ? hlen : rest_len, room = (mtu - h) & ~7u, len = total - at;
		bool more = (frag & IP4_MF) || len > mtu - h;
		struct frame *g;
		u8 *ip;

		if (len > mtu - h)
			len = room;
		g = piece(f, h, at, len);
		if (!g) {
			ip_drop(s, NULL, f, DROP_NO_FRAME);
			return false;
		}
		ip = g->data;
		memcpy(ip, head ? first : rest, h);
		put_be16(ip + IP4_LEN, (u16)(h + len));
		put_be16(ip + IP4_FRAG, (u16)((offset + at - hlen) / 8 | (more ? IP4_MF : 0) | (frag & IP4_DF)));
		put_be16(ip + IP4_CSUM, 0);
		put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, h)));
		s->c4[C_FRAGS_SENT]++;
		emit(arg, g);
		at += len;
	}
	frame_put(f);
	return true;
}

/* Only what we send ourselves: no extension header precedes the payload but hop-by-hop options, which stay in front. */
bool ip6_fragment(struct ipstack *s, struct frame *f, u32 mtu, void (*emit)(void *arg, struct frame *f), void *arg)
{
	u32 hlen = IP6_HLEN, total = f->len, id = s->frag_id6++;
	u8 next = f->data[IP6_NEXT];
	u8 head[IP6_HLEN + 64];

	if (f->len <= mtu) {
		emit(arg, f);
		return true;
	}
	if (next == IP6_HOPOPTS && f->data[IP6_HLEN + 1] < 7) {
		next = f->data[IP6_HLEN];
		hlen += 8 + 8u * f->data[IP6_HLEN + 1];
	}
	if (!frame_finish_checksum(f) || hlen + IP6_FRAG_HLEN + 8 > mtu) {
		ip_drop(s, NULL, f, DROP_BAD_FIELD);
		return false;
	}
	memcpy(head, f->data, hlen);
	head[hlen == IP6_HLEN ? (u32)IP6_NEXT : (u32)IP6_HLEN] = IP6_FRAGMENT;
	s->c6[C_FRAGMENTED]++;
	for (u32 at = hlen; at < total;) {
		u32 h = hlen + IP6_FRAG_HLEN, len = total - at;
		bool more = len > mtu - h;
		struct frame *g;
		u8 *p;

		if (more)
			len = (mtu - h) & ~7u;
		g = piece(f, h, at, len);
		if (!g) {
			ip_drop(s, NULL, f, DROP_NO_FRAME);
			return false;
		}
		memcpy(g->data, head, hlen);
		put_be16(g->data + IP6_PLEN, (u16)(g->len - IP6_HLEN));
		p = g->data + hlen;
		p[0] = next;
		p[1] = 0;
		put_be16(p + 2, (u16)((at - hlen) | more));
		put_be32(p + 4, id);
		s->c6[C_FRAGS_SENT]++;
		emit(arg, g);
		at += len;
	}
	frame_put(f);
	return true;
}
