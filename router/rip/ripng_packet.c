/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RIPng on the wire: RFC 2080 2.1 to 2.5. A next hop stands in an entry of its own, before those that it holds for (2.1.1). */
#include <stdlib.h>

#include "device/debug.h"
#include "router/rip/rip.h"
#include "router/vrf/vrf.h"

enum { HLEN = 4, ELEN = 20, REQUEST = 1, RESPONSE = 2, METRIC_NEXT_HOP = 0xff, HOP_LIMIT = 255, UDP_IP6_HLEN = 48 };

/* ---- out ---- */

struct out {
	struct rip *r;
	struct ipif *p;
	struct ipaddr to;	/* AF_NONE: the group */
	u16 port;
	struct wr w;
	unsigned n, most;	/* entries, and of a packet */
	u8 buf[RIP_LONGEST];
};

static void begin(struct out *o, u8 command)
{
	u32 room = o->p->mtu6 < RIP_LONGEST ? o->p->mtu6 : RIP_LONGEST;	/* 2.1: as many as the link's MTU lets pass */

	/* Never none: what a link of less than 1280 bytes (RFC 8200 5) cannot carry whole goes in fragments. */
	o->most = room < UDP_IP6_HLEN + HLEN + ELEN ? 1 : (room - UDP_IP6_HLEN - HLEN) / ELEN;
	o->n = 0;
	o->w = wr_of(o->buf, sizeof(o->buf));
	wr_u8(&o->w, command);
	wr_u8(&o->w, 1);
	wr_u16(&o->w, 0);
}

static void flush(struct out *o)
{
	struct ip_send to = { .src = ipaddr6(ipif_linklocal(o->p)), .dst = o->to.af ? o->to : o->r->group, .out = o->p->i, .ttl = HOP_LIMIT, .tos = 0xc0 };

	if (debug_on(o->r->s->dev, DEBUG_IPV6_RIP))
		device_debug(o->r->s->dev, "RIPng: Sending %s on %s for %s%s%s to %s", o->buf[0] == REQUEST ? "request" : o->to.af ? "unicast update" : "multicast update", o->p->i->name,
			     o->r->name, o->r->s->vrf ? " vrf " : "", o->r->s->vrf ? vrf_name(o->r->s) : "", ipaddr_text(&to.dst, (char[IP6_TEXT]){ 0 }));
	rip_emit(o->r, &to, o->port, o->buf, (u32)wr_len(&o->w));
}

static void entry(struct out *o, const struct ip6 *prefix, u8 plen, u8 metric, u32 tag)
{
	if (o->n == o->most) {
		flush(o);
		begin(o, RESPONSE);
	}
	o->n++;
	wr_copy(&o->w, prefix->b, 16);
	wr_u16(&o->w, (u16)tag);
	wr_u8(&o->w, plen);
	wr_u8(&o->w, metric);
}

static void told(void *arg, const struct rip_told *t) { entry(arg, &t->prefix.v6, t->plen, t->metric, t->tag); }

static void table(struct out *o, bool changed)
{
	begin(o, RESPONSE);
	rip_tell(o->r, o->p, NULL, 6, changed, told, o);
	if (o->n)
		flush(o);
}

void ripng_send_table(struct rip *r, struct ipif *p, bool changed)
{
	struct out o = { .r = r, .p = p, .port = r->port };

	table(&o, changed);
}

/* 2.4.1: the whole table, please. */
void ripng_ask(struct rip *r, struct ipif *p)
{
	struct out o = { .r = r, .p = p, .port = r->port };

	begin(&o, REQUEST);
	entry(&o, &(struct ip6){ 0 }, 0, RIP_INFINITY, 0);
	flush(&o);
}

/* ---- in ---- */

static void response(struct rip *rip, struct ipif *in, const struct ip6 *src, struct rd r)
{
	struct rip_if *x = rip_if(rip, in->i, false);
	struct rip_heard h = { .via = ipaddr6(src), .from = ipaddr6(src) };
	u8 cost = x && x->offset ? x->offset : 1;

	while (rd_left(&r) >= ELEN) {
		struct ip6 prefix;
		u8 metric;

		rd_copy(&r, prefix.b, 16);
		h.tag = rd_u16(&r);
		h.plen = rd_u8(&r);
		metric = rd_u8(&r);
		if (metric == METRIC_NEXT_HOP) {
			/* 2.1.1: what is not link-local means the sender. */
			h.via = ipaddr6(ip6_is_linklocal(&prefix) && !ipif_addr6(in, &prefix) ? &prefix : src);
			continue;
		}
		if (!metric || metric > RIP_INFINITY || h.plen > 128 || ip6_is_multicast(&prefix) || ip6_is_linklocal(&prefix))
			continue;	/* 2.4.2: the entry is ignored, the others are not */
		h.prefix = (struct ipaddr){ .af = AF_IP6, .v6 = ip6_masked(&prefix, h.plen) };
		h.metric = (u8)(metric + cost);
		rip_hear(rip, in, &h);
	}
}

static bool is_whole(struct rd r)
{
	struct ip6 prefix;

	if (rd_left(&r) != ELEN)
		return false;
	rd_copy(&r, prefix.b, 16);
	rd_skip(&r, 2);
	return ip6_is_zero(&prefix) && !rd_u8(&r) && rd_u8(&r) == RIP_INFINITY;
}

static void request(struct rip *rip, struct ipif *in, const struct ip6 *src, u16 port, struct rd r)
{
	struct out o = { .r = rip, .p = in, .to = ipaddr6(src), .port = port };

	if (rd_left(&r) < ELEN)
		return;	/* 2.4.1: without entries there is no answer */
	if (is_whole(r)) {
		if (!rip_is_passive(rip, in->i) || port != rip->port)
			table(&o, false);
		return;
	}
	begin(&o, RESPONSE);
	for (unsigned n = 0; n < o.most && rd_left(&r) >= ELEN; n++) {
		struct ipaddr prefix = { .af = AF_IP6 };
		const struct rip_route *x;
		u8 plen;

		rd_copy(&r, prefix.v6.b, 16);
		rd_skip(&r, 2);
		plen = rd_u8(&r);
		rd_skip(&r, 1);
		x = plen <= 128 ? rip_find(rip, &prefix, plen) : NULL;
		entry(&o, &prefix.v6, plen, x ? x->metric : RIP_INFINITY, x ? x->tag : 0);
	}
	flush(&o);
}

static enum drop input(struct rip *rip, const struct ip_recv *v, u16 port, const struct frame *f)
{
	struct ipif *in = v->in->ip;
	struct rd r = rd_of(f->data, f->len);
	u8 command = rd_u8(&r), version = rd_u8(&r);
	struct rip_if *x;

	rd_skip(&r, 2);
	if (r.bad)
		return DROP_SHORT;
	x = rip_if(rip, in->i, false);
	x->rx_packets++;
	if (version != 1 || (command != REQUEST && command != RESPONSE))
		return DROP_BAD_FIELD;
	if (ipif_addr6(in, &v->src.v6))
		return DROP_BAD_FIELD;
	/* 2.4.2: from the port of RIPng, from a neighbour on the link, and not from afar. */
	if (command == RESPONSE && (port != rip->port || !ip6_is_linklocal(&v->src.v6) || (ip6_is_multicast(&v->dst.v6) && v->ttl != HOP_LIMIT)))
		return DROP_BAD_FIELD;
	if (debug_on(rip->s->dev, DEBUG_IPV6_RIP))
		device_debug(rip->s->dev, "RIPng: %s received from %s on %s for %s%s%s", command == REQUEST ? "request" : "response", ip6_text(&v->src.v6, (char[IP6_TEXT]){ 0 }),
			     in->i->name, rip->name, rip->s->vrf ? " vrf " : "", rip->s->vrf ? vrf_name(rip->s) : "");
	if (command == REQUEST)
		request(rip, in, &v->src.v6, port, r);
	else
		response(rip, in, &v->src.v6, r);
	return DROP_NONE;
}

/* The socket is that of the first process with its port: whoever of them runs there hears it. */
void ripng_input(struct udp_socket *u, const struct ip_recv *v, u16 port, struct frame *f)
{
	const struct rip *owner = u->arg;
	enum drop why = DROP_NOT_FOR_US;

	for (struct rip *r = owner->s->rip->ng; r; r = r->next) {
		struct rip_if *x;

		if (r->port != owner->port || v->src.af != AF_IP6 || !v->in->ip || !rip_runs_on(r, v->in->ip) ||
		    (ip6_is_multicast(&v->dst.v6) && !ipaddr_eq(&v->dst, &r->group)))
			continue;
		why = input(r, v, port, f);
		x = rip_if(r, v->in, false);
		if (why && x)
			x->rx_bad++;
	}
	if (why)
		owner->s->drops[why]++;
	frame_put(f);
}
