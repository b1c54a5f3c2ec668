/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RIP on the wire: RFC 2453 section 4 and 3.9, RFC 4822 section 2 (keyed MD5: the trailer's digest over the packet and the padded key). */
#include <stdlib.h>

#include "device/debug.h"
#include "net/digest.h"
#include "router/rip/rip.h"
#include "router/unnumbered.h"

enum { HLEN = 4, ELEN = 20, MD5_TRAILER = 20, AF_AUTH = 0xffff, AUTH_TEXT = 2, AUTH_MD5 = 3, PACKET_MAX = HLEN + RIP_ENTRIES_MAX * ELEN + MD5_TRAILER };

/* RFC 4822 2, RFC 2082: the packet, then the key padded to 16 bytes. */
static void keyed_md5(const u8 *packet, size_t len, const char *key, u8 out[MD5_LEN])
{
	u8 padded[MD5_LEN] = { 0 };
	struct digest d;

	memcpy(padded, key, strnlen(key, sizeof(padded)));
	digest_begin(&d, DIGEST_MD5);
	digest_add(&d, packet, len);
	digest_add(&d, padded, sizeof(padded));
	digest_end(&d, out);
}

/* ---- out ---- */

struct out {
	struct rip *r;
	struct ipif *p;
	const struct addr4 *from;
	u32 to;
	u16 port;
	u8 version;
	const struct key *key;
	struct wr w;
	unsigned n;
	u8 buf[PACKET_MAX];
};

/* Never less than before, over a reload too: the seconds of the clock, or one more than the last. */
static u32 next_seq(const struct rip *r, struct rip_if *x)
{
	u32 now = (u32)(device_wall_clock(r->s->dev) / (s64)NSEC_PER_SEC);

	x->seq = now > x->seq ? now : x->seq + 1;
	return x->seq;
}

static void begin(struct out *o, u8 command)
{
	struct rip_if *x = rip_if(o->r, o->p->i, false);

	o->key = o->version == 2 && x && x->chain ? keychain_send(o->r->s, x->chain) : NULL;
	o->w = wr_of(o->buf, sizeof(o->buf));
	o->n = 0;
	wr_u8(&o->w, command);
	wr_u8(&o->w, o->version);
	wr_u16(&o->w, 0);
	if (!o->key)
		return;
	o->n = 1;
	wr_u16(&o->w, AF_AUTH);
	if (!x->md5) {
		wr_u16(&o->w, AUTH_TEXT);
		wr_zero(&o->w, 16);
		memcpy(o->w.p - 16, o->key->text, strnlen(o->key->text, 16));
		return;
	}
	wr_u16(&o->w, AUTH_MD5);
	wr_u16(&o->w, 0);		/* the length, when it is known */
	wr_u8(&o->w, (u8)o->key->id);
	wr_u8(&o->w, MD5_TRAILER);
	wr_u32(&o->w, next_seq(o->r, x));
	wr_zero(&o->w, 8);
}

static void flush(struct out *o)
{
	struct rip_if *x = rip_if(o->r, o->p->i, false);
	bool group = o->version == 2 && !(x && x->v2_broadcast);
	struct ip_send to = { .src = ipaddr4(o->from->addr), .dst = ipaddr4(o->to ? o->to : group ? 0xe0000009 : 0xffffffff), .out = o->p->i, .ttl = o->to ? 64 : 1, .tos = 0xc0 };

	if (o->key && x->md5) {
		put_be16(o->buf + HLEN + 4, (u16)wr_len(&o->w));
		wr_u16(&o->w, AF_AUTH);
		wr_u16(&o->w, 1);
		keyed_md5(o->buf, wr_len(&o->w), o->key->text, o->w.p);
		wr_bytes(&o->w, 16);
	}
	if (debug_on(o->r->s->dev, DEBUG_IP_RIP) || debug_on(o->r->s->dev, DEBUG_IP_RIP_EVENTS)) {
		char t[IP4_TEXT];

		device_debug(o->r->s->dev, "RIP: sending v%u %s to %s via %s (%s)", o->version, o->buf[0] == 1 ? "request" : "update", ip4_text(to.dst.v4, t), o->p->i->name,
			     ip4_text(o->from->addr, (char[IP4_TEXT]){ 0 }));
	}
	rip_emit(o->r, &to, o->port, o->buf, (u32)wr_len(&o->w));
}

static void entry(struct out *o, u32 prefix, u8 plen, u8 metric, u32 tag)
{
	if (o->n == RIP_ENTRIES_MAX) {
		flush(o);
		begin(o, 2);
	}
	o->n++;
	wr_u16(&o->w, 2);
	wr_u16(&o->w, o->version == 2 ? (u16)tag : 0);
	wr_u32(&o->w, prefix);
	wr_u32(&o->w, o->version == 2 ? ip4_mask(plen) : 0);
	wr_u32(&o->w, 0);
	wr_u32(&o->w, metric);
}

static void told(void *arg, const struct rip_told *t)
{
	struct out *o = arg;

	entry(o, t->prefix.v4, t->plen, t->metric, t->tag);
}

static void table(struct out *o, bool changed)
{
	unsigned none;

	begin(o, 2);
	none = o->n;
	rip_tell(o->r, o->p, o->from, o->version, changed, told, o);
	if (o->n > none)
		flush(o);
}

/* What that neighbour takes for one of its own link. */
static const struct addr4 *address_for(const struct ipif *p, u32 to)
{
	const struct addr4 *a = ipif_on_link4(p, to);

	return a ? a : p->a4;
}

/*
 * The next address that an update to everybody leaves from; NULL begins, and ends. A neighbour of a secondary address's subnet believes that address alone.
 * As IOS has it: one a network number, and without split horizon each.
 */
static const struct addr4 *next_from(struct rip *r, const struct ipif *p, const struct addr4 *a)
{
	const struct rip_if *x = rip_if(r, p->i, false);
	bool each = x && x->no_horizon;

	if (!a || a->borrowed)
		return a ? NULL : p->a4;
	for (a = a->next; a; a = a->next) {
		bool another = rip_has_net(r, a->addr);

		for (const struct addr4 *b = p->a4; b != a && another && !each; b = b->next)
			another = (b->addr ^ a->addr) & ip4_mask(ip4_class_len(a->addr));
		if (another)
			break;
	}
	return a;
}

/* Who asks is answered from where its updates come from. */
static const struct addr4 *answer_from(struct rip *r, const struct ipif *p, u32 to)
{
	const struct addr4 *a = NULL;

	while ((a = next_from(r, p, a)) && (a->addr ^ to) & ip4_mask(a->plen))
		;
	return a ? a : p->a4;
}

static void send_from(struct out o, bool changed)
{
	u8 versions = rip_send_versions(o.r, rip_if(o.r, o.p->i, false));

	for (o.version = 1; o.version <= 2; o.version++)
		if (versions & o.version)
			table(&o, changed);
}

void rip_send_table(struct rip *r, struct ipif *p, u32 to, u16 port, bool changed)
{
	struct out o = { .r = r, .p = p, .to = to, .port = port };

	if (to) {
		o.from = address_for(p, to);
		send_from(o, changed);
		return;
	}
	while ((o.from = next_from(r, p, o.from)))
		send_from(o, changed);
}

/* 3.9.1: the whole table, please. */
void rip_ask(struct rip *r, struct ipif *p)
{
	struct out o = { .r = r, .p = p, .port = RIP_PORT, .version = rip_send_versions(r, rip_if(r, p->i, false)) & 2 ? 2 : 1 };

	while ((o.from = next_from(r, p, o.from))) {
		begin(&o, 1);
		wr_u16(&o.w, 0);
		wr_zero(&o.w, 14);
		wr_u32(&o.w, RIP_INFINITY);
		flush(&o);
	}
}

/* ---- in ---- */

/* RFC 4822 2.2, RFC 2082 3.2.2: less than the last of that neighbour's is a replay, until it has been silent for so long that its routes are gone. */
static bool is_replay(const struct rip *rip, struct rip_if *x, u32 from, u32 seq)
{
	nsec now = stack_now(rip->s), gone = rip->invalid_s * NSEC_PER_SEC;
	struct rip_seq *q = NULL;

	for (u8 k = 0; k < x->n_seqs; k++)
		if (x->seqs[k].from == from)
			q = &x->seqs[k];
	if (q && seq < q->seq && q->heard + gone > now)
		return true;
	if (!q && x->n_seqs < RIP_SEQS_MAX) {
		x->seqs = xrealloc(x->seqs, x->n_seqs + 1u, sizeof(*x->seqs));
		q = &x->seqs[x->n_seqs++];
	} else if (!q) {
		q = x->seqs;
		for (u8 k = 1; k < x->n_seqs; k++)
			q = x->seqs[k].heard < q->heard ? &x->seqs[k] : q;
	}
	*q = (struct rip_seq){ .from = from, .seq = seq, .heard = now };
	return false;
}

/* Takes the authentication off: r is left at the first entry, and without the trailer. */
static enum drop authentic(struct rip *rip, struct rip_if *x, u32 src, const u8 *d, u32 len, struct rd *r)
{
	bool has = len >= HLEN + ELEN && get_be16(d + HLEN) == AF_AUTH;
	u16 type = has ? get_be16(d + HLEN + 2) : 0, at;
	const struct key *k;
	u32 seq;
	u8 digest[16];

	if (!x || !x->chain)
		return has && type == AUTH_MD5 ? DROP_RIP_AUTH : has ? (rd_skip(r, ELEN), DROP_NONE) : DROP_NONE;
	if (!has || type != (x->md5 ? AUTH_MD5 : AUTH_TEXT))
		return DROP_RIP_AUTH;
	if (!x->md5) {
		rd_skip(r, ELEN);
		for (unsigned n = 0; (k = keychain_nth(rip->s, x->chain, n)); n++) {
			u8 pad[16] = { 0 };

			memcpy(pad, k->text, strnlen(k->text, 16));
			if (digest_same(pad, d + HLEN + 4, 16))
				return DROP_NONE;
		}
		return DROP_RIP_AUTH;
	}
	at = get_be16(d + HLEN + 4);
	seq = get_be32(d + HLEN + 8);
	if (at < HLEN + ELEN || at > len || len - at < MD5_TRAILER || d[HLEN + 7] < 16)
		return DROP_RIP_AUTH;
	k = keychain_accept(rip->s, x->chain, d[HLEN + 6]);
	if (!k)
		return DROP_RIP_AUTH;
	keyed_md5(d, at + 4u, k->text, digest);
	if (!digest_same(digest, d + at + 4, MD5_LEN))
		return DROP_RIP_AUTH;
	if (is_replay(rip, x, src, seq))
		return DROP_RIP_AUTH;
	*r = rd_of(d + HLEN + ELEN, at - (HLEN + ELEN));
	return DROP_NONE;
}

static bool mask_len(u32 mask, u8 *plen)
{
	*plen = (u8)__builtin_popcount(mask);
	return mask == ip4_mask(*plen);
}

static void response(struct rip *rip, struct ipif *in, u32 src, u8 version, struct rd r)
{
	const struct addr4 *own = address_for(in, src);

	for (unsigned n = 0; n < RIP_ENTRIES_MAX && rd_left(&r) >= ELEN; n++) {
		u16 af = rd_u16(&r), tag = rd_u16(&r);
		u32 prefix = rd_u32(&r), mask = rd_u32(&r), via = rd_u32(&r), metric = rd_u32(&r);
		struct rip_heard h = { .tag = version == 2 ? tag : 0, .via = ipaddr4(src), .from = ipaddr4(src) };

		if (af != 2 || !metric || metric > RIP_INFINITY || prefix >> 28 >= 14 || prefix >> 24 == 127 || (!(prefix >> 24) && prefix))
			continue;	/* 3.9.2: the entry is ignored, the others are not */
		if (version == 1 || (!mask && prefix)) {
			/* 3.7: our mask where the network is ours, else the class's; a host where bits are left. */
			h.plen = !prefix ? 0 : !((prefix ^ own->addr) & ip4_mask(ip4_class_len(prefix))) ? own->plen : ip4_class_len(prefix);
			if (prefix & ~ip4_mask(h.plen))
				h.plen = 32;
		} else if (!mask_len(mask, &h.plen)) {
			continue;
		}
		h.prefix = ipaddr4(prefix & ip4_mask(h.plen));
		h.metric = (u8)metric;
		if (version == 2 && via && via != src && ipif_on_link4(in, via) && !ipif_addr4(in, via))
			h.via.v4 = via;	/* 4.4 */
		rip_hear(rip, in, &h);
	}
}

static void request(struct rip *rip, struct ipif *in, u32 src, u16 port, u8 version, struct rd r)
{
	struct out o = { .r = rip, .p = in, .from = answer_from(rip, in, src), .to = src, .port = port, .version = version };
	struct rd whole = r;

	if (rd_left(&r) == ELEN && rd_u16(&whole) == 0 && (rd_skip(&whole, 14), rd_u32(&whole)) == RIP_INFINITY) {
		if (!rip_is_passive(rip, in->i) || port != RIP_PORT)
			table(&o, false);
		return;
	}
	begin(&o, 2);
	for (unsigned n = 0; n < RIP_ENTRIES_MAX - 1 && rd_left(&r) >= ELEN; n++) {
		u16 af = rd_u16(&r);
		const struct rip_route *x;
		u32 prefix, mask;
		u8 plen;

		rd_skip(&r, 2);
		prefix = rd_u32(&r);
		mask = rd_u32(&r);
		rd_skip(&r, 8);
		x = af == 2 && mask_len(mask, &plen) ? rip_find(rip, &(struct ipaddr){ .af = AF_IP4, .v4 = prefix }, plen) : NULL;
		entry(&o, prefix, (u8)__builtin_popcount(mask), x && !x->beaten ? x->metric : RIP_INFINITY, x ? x->tag : 0);
	}
	flush(&o);
}

static enum drop input(struct rip *rip, const struct ip_recv *v, u16 port, struct frame *f)
{
	struct ipif *in = v->in->ip;
	struct rip_if *x;
	struct rd r = rd_of(f->data, f->len);
	u8 command = rd_u8(&r), version = rd_u8(&r);
	enum drop why;

	rd_skip(&r, 2);
	if (r.bad)
		return DROP_SHORT;
	if (v->src.af != AF_IP4 || !in || !rip_runs_on(rip, in))
		return DROP_NOT_FOR_US;
	if (ipif_addr4(in, v->src.v4) || (!rip->no_validate && !ipif_hears4(in, v->src.v4)) || (command == 2 && port != RIP_PORT))
		return DROP_BAD_FIELD;
	x = rip_if(rip, in->i, true);
	x->rx_packets++;
	if (!version || (command != 1 && command != 2))
		return DROP_BAD_FIELD;
	version = version > 2 ? 2 : version;
	if (!(rip_receive_versions(rip, x) & version)) {
		if (debug_on(rip->s->dev, DEBUG_IP_RIP))
			device_debug(rip->s->dev, "RIP: ignored v%u packet from %s (illegal version)", version, ip4_text(v->src.v4, (char[IP4_TEXT]){ 0 }));
		return DROP_BAD_FIELD;
	}
	why = authentic(rip, x, v->src.v4, f->data, f->len, &r);
	if (why) {
		x->bad_auth++;
		if (debug_on(rip->s->dev, DEBUG_IP_RIP))
			device_debug(rip->s->dev, "RIP: ignored v%u packet from %s (invalid authentication)", version, ip4_text(v->src.v4, (char[IP4_TEXT]){ 0 }));
		return why;
	}
	if (debug_on(rip->s->dev, DEBUG_IP_RIP) || debug_on(rip->s->dev, DEBUG_IP_RIP_EVENTS))
		device_debug(rip->s->dev, "RIP: received v%u %s from %s on %s", version, command == 1 ? "request" : "update", ip4_text(v->src.v4, (char[IP4_TEXT]){ 0 }), in->i->name);
	if (command == 1)
		request(rip, in, v->src.v4, port, version, r);
	else
		response(rip, in, v->src.v4, version, r);
	return DROP_NONE;
}

void rip_input(struct udp_socket *u, const struct ip_recv *v, u16 port, struct frame *f)
{
	struct rip *r = u->arg;
	enum drop why = input(r, v, port, f);

	if (why) {
		struct rip_if *x = rip_if(r, v->in, false);

		if (x)
			x->rx_bad++;
		r->s->drops[why]++;
	}
	frame_put(f);
}
