/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Into tunnels and out of them. The outer header is copied from the tunnel's, and has its length, identification and checksums filled in; type of service
 * and, with path MTU discovery, DF are the inner packet's. A super-frame is cut first: nothing on the way could cut it behind another header.
 *
 * What comes out must be of a tunnel that has just these two ends and this key; versions and flags that RFC 2784 2.3 says are to be refused are. GRE's protocol 0 is a
 * keepalive that the far end has sent back (Cisco): inside our own packet it is addressed to us. Of a tunnel that is up, the far end's is forwarded like any other packet;
 * of one that is down because its own stay out, it goes back all the same: else two ends that have lost each other would never hear again.
 */
#include "router/feature.h"
#include "router/tunnel/tunnel.h"

enum { GRE_CSUM = 0x8000, GRE_KEY = 0x2000, GRE_SEQ = 0x1000, GRE_REFUSED = 0x4c00, GRE_VERSION = 7, GRE_KEEPALIVE = 0 };

static void discard(struct tunnel *t, struct frame *f, enum drop why, bool out)
{
	struct iface *i = t->p->i;

	t->under->drops[why]++;
	i->drops[why]++;
	*(out ? &i->count.tx_drops : &i->count.rx_drops) += 1;
	frame_put(f);
}

static void trace(const struct tunnel *t, const char *what, u32 len)
{
	char a[IP6_TEXT], b[IP6_TEXT];

	if (debug_on(t->under->dev, DEBUG_TUNNEL))
		device_debug(t->under->dev, "%s: %s %s->%s (len=%u ttl=%u)", t->p->i->name, what, ipaddr_text(&t->local, a), ipaddr_text(&t->destination, b), len, t->ttl);
}

/* ---- in ---- */

static u8 *gre_header(const struct tunnel *t, u8 *p, u16 type)
{
	put_be16(p, (u16)((t->checksum ? GRE_CSUM : 0) | (t->has_key ? GRE_KEY : 0)));
	put_be16(p + 2, type);
	p += 4;
	if (t->checksum) {
		put_be32(p, 0);
		p += 4;
	}
	if (t->has_key) {
		put_be32(p, t->key);
		p += 4;
	}
	return p;
}

void tunnel_header(struct tunnel *t)
{
	bool v6 = tunnel_outer6(t->mode);
	u8 *p = t->hdr;

	memset(t->hdr, 0, sizeof(t->hdr));
	if (v6) {
		p[0] = 0x60;
		p[IP6_HOPS] = t->ttl;
		memcpy(p + IP6_SRC, t->local.v6.b, 16);
		memcpy(p + IP6_DST, t->destination.v6.b, 16);
		p += IP6_HLEN;
	} else {
		p[0] = 0x45;
		p[IP4_TTL] = t->ttl;
		p[IP4_PROTO] = tunnel_proto(t->mode, t->mode == TUNNEL_6IN4);
		put_be32(p + IP4_SRC, t->local.af == AF_IP4 ? t->local.v4 : 0);
		put_be32(p + IP4_DST, t->destination.af == AF_IP4 ? t->destination.v4 : 0);
		p += IP4_HLEN;
	}
	if (tunnel_gre(t->mode))
		p = gre_header(t, p, ETH_TYPE_IP4);
	t->hlen = (u8)(p - t->hdr);
	t->hdr_sum = v6 ? 0 : csum_add(0, t->hdr, IP4_HLEN);
}

static void gre_fill(const struct tunnel *t, u8 *gre, u32 len, u16 type)
{
	put_be16(gre + 2, type);
	if (t->checksum)
		put_be16(gre + 4, csum_finish(csum_add(0, gre, len)));
}

/* The outer header before what stands at data. */
static void push_header(struct tunnel *t, struct frame *f, u16 type, u8 tos, bool df)
{
	u8 *p = frame_push(f, t->hlen);
	bool v6 = tunnel_outer6(t->mode);

	memcpy(p, t->hdr, t->hlen);
	if (tunnel_gre(t->mode))
		gre_fill(t, p + (v6 ? IP6_HLEN : IP4_HLEN), f->len - (v6 ? IP6_HLEN : IP4_HLEN), type);
	if (v6) {
		put_be32(p, 0x60000000u | (u32)tos << 20);
		put_be16(p + IP6_PLEN, (u16)(f->len - IP6_HLEN));
		p[IP6_NEXT] = tunnel_proto(t->mode, type == ETH_TYPE_IP6);
		return;
	}
	p[IP4_TOS] = tos;
	put_be16(p + IP4_LEN, (u16)f->len);
	put_be16(p + IP4_ID, t->under->ip_id++);
	put_be16(p + IP4_FRAG, df ? IP4_DF : 0);
	put_be16(p + IP4_CSUM, csum_finish(t->hdr_sum + tos + f->len + get_be16(p + IP4_ID) + (df ? IP4_DF : 0)));
}

/* The way out of a burst: what can go at once is gathered. */
struct way {
	struct tunnel *t;
	u32 leaf;
	struct ipif *out;
	struct frame *same[BURST_MAX];
	unsigned n;
};

static void way_flush(struct way *w)
{
	if (w->n)
		ipif_output(w->out, w->same, w->n);
	w->n = 0;
}

static void way_send(struct way *w, struct frame *f)
{
	struct ipstack *s = w->t->under;
	const struct leaf *l = &s->leaf[w->leaf];
	enum drop why;

	if (likely(l->kind == LEAF_ADJ && f->len <= l->mtu && !(l->out->features & FEATURE_OUT))) {
		if (w->n == BURST_MAX || (w->n && w->out != l->out))
			way_flush(w);
		memcpy(frame_push(f, l->hlen), l->hdr, l->hlen);
		w->out = l->out;
		w->same[w->n++] = f;
		return;
	}
	way_flush(w);
	why = ip_emit(s, w->leaf, &w->t->destination, f, NULL);
	if (why) {
		w->t->p->i->drops[why]++;
		w->t->p->i->count.tx_drops++;
	}
}

/* One packet, whole, IP header at data. */
static void encapsulate(struct way *w, struct frame *f)
{
	struct tunnel *t = w->t;
	struct iface *i = t->p->i;
	bool v6 = f->len && f->data[0] >> 4 == 6;
	u32 head = v6 ? IP6_HLEN : IP4_HLEN;
	u8 tos;
	bool df;

	if (f->len < head) {
		discard(t, f, DROP_SHORT, true);
		return;
	}
	if (v6 ? t->mode == TUNNEL_IPIP : t->mode == TUNNEL_6IN4) {
		discard(t, f, DROP_NO_PROTOCOL, true); /* this mode carries the other family only */
		return;
	}
	if (f->len + t->hlen > 65535 || frame_headroom(f) < (u32)t->hlen + ETH_HLEN + VLAN_HLEN) {
		discard(t, f, DROP_TUNNEL_NESTED, true);
		return;
	}
	tos = t->has_tos ? t->tos : v6 ? (u8)(get_be16(f->data) >> 4) : f->data[IP4_TOS];
	df = t->pmtud && (v6 || get_be16(f->data + IP4_FRAG) & IP4_DF);
	push_header(t, f, v6 ? ETH_TYPE_IP6 : ETH_TYPE_IP4, tos, df);
	i->count.tx_frames++;
	i->count.tx_bytes += f->len;
	t->under->c4[C_SENT] += !tunnel_outer6(t->mode);
	t->under->c6[C_SENT] += tunnel_outer6(t->mode);
	trace(t, "encapsulated", f->len);
	way_send(w, f);
}

static void output_one(struct way *w, struct frame *f)
{
	struct frame *part[BURST_MAX];
	unsigned n;

	if (unlikely(f->gso)) {
		n = frame_segment(f, part, BURST_MAX);
		if (!n) {
			w->t->under->drops[DROP_BAD_FIELD]++;
			w->t->p->i->drops[DROP_BAD_FIELD]++;
			w->t->p->i->count.tx_drops++;
		}
		for (unsigned k = 0; k < n; k++) {
			frame_pull(part[k], ETH_HLEN);
			encapsulate(w, part[k]);
		}
		return;
	}
	if (unlikely(f->flags & FRAME_CSUM_PARTIAL) && !frame_finish_checksum(f)) {
		discard(w->t, f, DROP_BAD_FIELD, true);
		return;
	}
	frame_pull(f, ETH_HLEN);
	encapsulate(w, f);
}

void tunnel_output(struct ipif *out, struct frame **f, unsigned n)
{
	struct tunnel *t = out->tunnel;
	struct way w = { .t = t };
	const struct ipaddr *d = &t->destination;

	if (unlikely(t->state != TUNNEL_UP || t->busy)) {
		for (unsigned k = 0; k < n; k++)
			discard(t, f[k], t->busy ? DROP_TUNNEL_LOOP : DROP_PORT_DOWN, true);
		return;
	}
	t->busy = true;
	t->p->i->last_output = stack_now(t->under);
	w.leaf = d->af == AF_IP4 ? ip4_leaf(t->under, t->local.v4, d->v4, 0) : ip6_leaf(t->under, &t->local.v6, &d->v6, 0);
	for (unsigned k = 0; k < n; k++)
		output_one(&w, f[k]);
	way_flush(&w);
	t->busy = false;
}

/* ---- keepalives: our packet holds one that is for us, from the far end ---- */

void tunnel_send_keepalive(struct tunnel *t)
{
	struct ipstack *s = t->under;
	u32 gre = 4 + 4u * t->has_key, leaf;
	struct frame *f = ip_frame(s, IP4_HLEN + gre);
	u8 *ip;

	if (!f)
		return;
	ip = f->data;
	memset(ip, 0, f->len);
	ip[0] = 0x45;
	put_be16(ip + IP4_LEN, (u16)f->len);
	ip[IP4_TTL] = 255;
	ip[IP4_PROTO] = IP_GRE;
	put_be32(ip + IP4_SRC, t->destination.v4);
	put_be32(ip + IP4_DST, t->local.v4);
	put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, IP4_HLEN)));
	put_be16(ip + IP4_HLEN, t->has_key ? GRE_KEY : 0);
	put_be16(ip + IP4_HLEN + 2, GRE_KEEPALIVE);
	if (t->has_key)
		put_be32(ip + IP4_HLEN + 4, t->key);
	push_header(t, f, ETH_TYPE_IP4, t->has_tos ? t->tos : 0xc0, false);
	if (debug_on(s->dev, DEBUG_TUNNEL_KEEPALIVE)) {
		char a[IP4_TEXT], b[IP4_TEXT];

		device_debug(s->dev, "%s: sending keepalive, %s->%s (len=%u ttl=255), counter=%u", t->p->i->name, ip4_text(t->destination.v4, a), ip4_text(t->local.v4, b),
			     IP4_HLEN + gre, t->unanswered + 1);
	}
	leaf = ip4_leaf(s, t->local.v4, t->destination.v4, 0);
	t->p->i->count.tx_frames++;
	t->p->i->count.tx_bytes += f->len;
	ip_emit(s, leaf, &t->destination, f, NULL);
}

static void keepalive_back(struct tunnel *t, struct frame *f, u8 ttl)
{
	char a[IP4_TEXT], b[IP4_TEXT];

	t->p->i->count.rx_frames++;
	t->p->i->count.rx_bytes += f->len + t->hlen;
	if (t->local.af == AF_IP4 && debug_on(t->under->dev, DEBUG_TUNNEL_KEEPALIVE))
		device_debug(t->under->dev, "%s: keepalive received, %s->%s (len=%u ttl=%u), resetting counter", t->p->i->name, ip4_text(t->destination.v4, a),
			     ip4_text(t->local.v4, b), IP4_HLEN + 4 + 4 * t->has_key, ttl);
	frame_put(f);
	tunnel_alive(t);
}

/* ---- out ---- */

/* What stands at data, without the GRE header: a keepalive of the far end's. */
static bool is_far_keepalive(const struct tunnel *t, const struct frame *f)
{
	const u8 *ip = f->data;

	return f->len >= IP4_HLEN + 4 && ip[0] == 0x45 && get_be16(ip + IP4_LEN) == f->len && ip[IP4_PROTO] == IP_GRE && get_be32(ip + IP4_SRC) == t->local.v4 &&
	       get_be32(ip + IP4_DST) == t->destination.v4 && get_be16(ip + IP4_HLEN + 2) == GRE_KEEPALIVE && ip[IP4_TTL] > 1 && !csum_finish(csum_add(0, ip, IP4_HLEN));
}

static void send_back(struct tunnel *t, struct frame *f, u32 outer_len)
{
	struct ipstack *s = t->under;
	u8 *ip = f->data;

	t->p->i->count.rx_frames++;
	t->p->i->count.rx_bytes += outer_len;
	trace(t, "keepalive sent back", outer_len);
	f->flags &= (u8)~FRAME_CSUM_VALID;
	ip[IP4_TTL]--;
	put_be16(ip + IP4_CSUM, 0);
	put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, IP4_HLEN)));
	ip_emit(s, ip4_leaf(s, t->local.v4, t->destination.v4, 0), &t->destination, f, NULL);
}

/* The inner packet stands at data: it enters the interface. */
static void enter(struct tunnel *t, struct frame *f, u16 type, u32 outer_len)
{
	struct tunnels *all = t->under->tunnels;
	struct iface *i = t->p->i;
	static const u8 nobody[6];
	u8 *eth;

	if (t->state != TUNNEL_UP) {
		if (t->state == TUNNEL_SILENT && !i->shutdown && type == ETH_TYPE_IP4 && !f->gso && is_far_keepalive(t, f))
			send_back(t, f, outer_len);
		else
			discard(t, f, DROP_PORT_DOWN, false);
		return;
	}
	if (all->depth == TUNNEL_NESTED_MAX) {
		discard(t, f, DROP_TUNNEL_NESTED, false);
		return;
	}
	if (f->gso) { /* nobody cuts behind our header: it is none */
		discard(t, f, DROP_BAD_FIELD, false);
		return;
	}
	f->flags &= (u8)~FRAME_CSUM_VALID; /* was said of the outer packet */
	i->count.rx_frames++;
	i->count.rx_bytes += outer_len;
	trace(t, "to decaps", outer_len);
	eth = frame_push(f, ETH_HLEN);
	memcpy(eth + ETH_DST, t->p->mac, 6);
	memcpy(eth + ETH_SRC, nobody, 6);
	put_be16(eth + ETH_TYPE, type);
	all->depth++;
	ip_burst(t->p, &f, 1);
	all->depth--;
}

static enum drop refused(struct frame *f, enum drop why)
{
	frame_put(f);
	return why;
}

static enum drop gre_input(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	struct rd rd;
	u16 flags, type;
	u32 key = 0, outer = f->len + r->ip_header_len, hlen;
	u8 mode = r->src.af == AF_IP4 ? TUNNEL_GRE4 : TUNNEL_GRE6;
	struct tunnel *t;

	if (!frame_finish_checksum(f)) /* it may lie anywhere, and ours is to be computed over it */
		return refused(f, DROP_BAD_FIELD);
	rd = rd_of(f->data, f->len);
	flags = rd_u16(&rd);
	type = rd_u16(&rd);
	if (flags & GRE_CSUM)
		rd_skip(&rd, 4);
	if (flags & GRE_KEY)
		key = rd_u32(&rd);
	if (flags & GRE_SEQ)
		rd_skip(&rd, 4);
	if (rd.bad)
		return refused(f, DROP_SHORT);
	if (flags & (GRE_REFUSED | GRE_VERSION))
		return refused(f, DROP_BAD_FIELD);
	if (flags & GRE_CSUM && csum_finish(csum_add(0, f->data, f->len)))
		return refused(f, DROP_BAD_CHECKSUM);
	t = tunnel_find(s, mode, &r->dst, &r->src, flags & GRE_KEY, key);
	if (!t)
		return refused(f, DROP_NO_TUNNEL);
	hlen = f->len - (u32)rd_left(&rd);
	frame_pull(f, hlen);
	if (type == GRE_KEEPALIVE && tunnel_keeps_alive(t))
		keepalive_back(t, f, r->ttl);
	else if (type == ETH_TYPE_IP4 || type == ETH_TYPE_IP6)
		enter(t, f, type, outer);
	else
		discard(t, f, DROP_UNKNOWN_ETHERTYPE, false);
	return DROP_NONE;
}

/* An IP packet right behind an IP header. */
static enum drop ip_in_ip(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	u8 version = f->len ? f->data[0] >> 4 : 0;
	u8 mode = r->src.af == AF_IP6 ? TUNNEL_IN6 : r->proto == IP_IPV6 ? TUNNEL_6IN4 : TUNNEL_IPIP;
	struct tunnel *t = tunnel_find(s, mode, &r->dst, &r->src, false, 0);
	u32 outer = f->len + r->ip_header_len;

	if (!t)
		return refused(f, DROP_NO_TUNNEL);
	if (version != (r->proto == IP_IPV6 ? 6 : 4)) {
		discard(t, f, DROP_BAD_FIELD, false);
		return DROP_NONE;
	}
	enter(t, f, version == 6 ? ETH_TYPE_IP6 : ETH_TYPE_IP4, outer);
	return DROP_NONE;
}

/* ---- errors on the way ---- */

static void error_in(struct ipstack *s, const struct ip_error *e)
{
	struct tunnels *all = s->tunnels;

	if (!e->mtu)
		return;
	for (struct tunnel *t = all->first; t; t = t->next)
		if (t->under == s && ipaddr_eq(&t->destination, &e->dst) && (t->pmtud || tunnel_outer6(t->mode))) /* IPv6 cannot but believe it: RFC 2473 7.1 */
			tunnel_path_mtu(t, e->mtu);
}

void tunnel_handlers(struct ipstack *s, bool on)
{
	static const u8 both[] = { IP_IPIP, IP_IPV6 };

	ip_proto_set(s, IP_GRE, on ? gre_input : NULL);
	ip_error_set(s, IP_GRE, on ? error_in : NULL);
	for (unsigned k = 0; k < ARRAY_LEN(both); k++) {
		ip_proto_set(s, both[k], on ? ip_in_ip : NULL);
		ip_error_set(s, both[k], on ? error_in : NULL);
	}
}
