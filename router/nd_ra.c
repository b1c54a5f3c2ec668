/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Router advertisements: RFC 4861 6.2; name servers by router/ra_dns.h. The first three come 16 s apart, then at random between 3/4 and all of the interval. */
#include <stdlib.h>

#include "net/icmp.h"
#include "router/ra_dns.h"
#include "router/stack.h"
#include "router/virtual.h"

enum { RA_INITIAL = 3, RA_HLEN = 16, RA_PREFIX_LEN = 32, RA_PREFIXES = 32, RA_DNS_ROOM = 600 };
#define RA_INITIAL_INTERVAL (16 * NSEC_PER_SEC)
#define RA_MIN_DELAY (3 * NSEC_PER_SEC)

static const struct ip6 all_nodes = { .b = { 0xff, 2, [15] = 1 } };

static void ra_fire(struct timer *t);

struct nd_if *nd_if(struct ipif *p)
{
	struct nd_if *nd = p->nd;

	if (nd)
		return nd;
	nd = p->nd = xcalloc(1, sizeof(*nd));
	nd->ra_interval_ms = 200000;
	nd->ra_lifetime_s = 1800;
	nd->dad_attempts = 1;
	nd->dflt = (struct ra_prefix){ .valid_s = 2592000, .preferred_s = 604800 };
	nd->ra_timer.fire = ra_fire;
	return nd;
}

void nd_if_free(struct ipif *p)
{
	struct worker *w = p->ip->node->worker;

	slaac_flush(p);
	if (!p->nd)
		return;
	timer_stop(w, &p->nd->ra_timer);
	timer_stop(w, &p->nd->rs_timer);
	while (p->nd->prefixes) {
		struct ra_prefix *x = p->nd->prefixes;

		p->nd->prefixes = x->next;
		free(x);
	}
	free(p->nd->dns);
	free(p->nd);
	p->nd = NULL;
}

/* valid_s, preferred_s: not said to live longer than this. */
static u8 *put_prefix(u8 *o, const struct ip6 *prefix, u8 plen, const struct ra_prefix *how, u32 valid_s, u32 preferred_s)
{
	struct ip6 net = ip6_masked(prefix, plen);

	memset(o, 0, RA_PREFIX_LEN);
	o[0] = ND_OPT_PREFIX;
	o[1] = 4;
	o[2] = plen;
	o[3] = (u8)((how->no_onlink ? 0 : ND_PREFIX_ONLINK) | (how->no_autoconf ? 0 : ND_PREFIX_AUTO));
	put_be32(o + 4, how->valid_s < valid_s ? how->valid_s : valid_s);
	put_be32(o + 8, how->preferred_s < preferred_s ? how->preferred_s : preferred_s);
	memcpy(o + 16, net.b, 16);
	return o + RA_PREFIX_LEN;
}

static const struct ra_prefix *configured(const struct nd_if *nd, const struct ip6 *a, u8 plen)
{
	for (const struct ra_prefix *x = nd->prefixes; x; x = x->next)
		if (x->plen == plen && ip6_in(a, &x->prefix, plen))
			return x;
	return NULL;
}

static u32 seconds_left(const struct ipif *p, nsec when)
{
	nsec now = stack_now(p->ip);

	return when == NSEC_NEVER ? UINT32_MAX : when > now ? (u32)((when - now) / NSEC_PER_SEC) : 0;
}

/* Connected prefixes with what was said of them, then those that are only announced. */
static u8 *put_prefixes(struct ipif *p, u8 *o)
{
	unsigned n = 0;

	for (const struct addr6 *a = p->a6; a && n < RA_PREFIXES; a = a->next) {
		const struct ra_prefix *x = configured(p->nd, &a->addr, a->plen);

		if (a->linklocal || a->plen == 128 || x || p->nd->dflt.no_advertise || a->autoconf)
			continue;
		o = put_prefix(o, &a->addr, a->plen, &p->nd->dflt, seconds_left(p, a->valid_until), seconds_left(p, a->preferred_until));
		n++;
	}
	for (const struct ra_prefix *x = p->nd->prefixes; x && n < RA_PREFIXES; x = x->next)
		if (!x->no_advertise) {
			o = put_prefix(o, &x->prefix, x->plen, x, UINT32_MAX, UINT32_MAX);
			n++;
		}
	return o;
}

/* From the interface's own link-local address, or a virtual router's behind its MAC address. */
static void ra_send(struct ipif *p, const struct ip6 *src, const u8 mac[6], bool last)
{
	struct nd_if *nd = p->nd;
	struct frame *f = ip_frame(p->ip, RA_HLEN + 8 + 8 + RA_PREFIXES * RA_PREFIX_LEN + RA_DNS_ROOM);
	struct wr w;
	u8 *d, *o;

	if (!f)
		return;
	d = f->data;
	memset(d, 0, RA_HLEN);
	d[ICMP_TYPE] = ICMP6_RA;
	d[4] = 64;
	d[5] = (u8)((nd->managed ? ND_RA_MANAGED : 0) | (nd->other ? ND_RA_OTHER : 0) | (nd->preference & 3) << 3); /* RFC 4191 2.2 */
	put_be16(d + 6, last ? 0 : (u16)nd->ra_lifetime_s);
	put_be32(d + 8, nd->reachable_ms);
	put_be32(d + 12, nd->ns_interval_ms);
	o = d + RA_HLEN;
	o[0] = ND_OPT_SLLA;
	o[1] = 1;
	memcpy(o + 2, mac, 6);
	o += 8;
	memset(o, 0, 8);
	o[0] = ND_OPT_MTU;
	o[1] = 1;
	put_be32(o + 4, p->mtu6);
	o = put_prefixes(p, o + 8);
	/* RFC 6980 5: never in fragments */
	w = wr_of(o, (size_t)max_u64((u64)(o - d), min_u64(p->mtu6 - IP6_HLEN, f->len)) - (size_t)(o - d));
	ra_dns_put(&w, nd, last);
	f->len = (u32)(w.p - d);
	nd->ra_tx++;
	if (debug_on(p->ip->dev, DEBUG_IPV6_ND))
		device_debug(p->ip->dev, "ICMPv6-ND: Sending RA to %s on %s", ip6_text(&all_nodes, (char[IP6_TEXT]){ 0 }), p->i->name);
	icmp6_send_as(p, mac, src, &all_nodes, f);
}

static bool ra_wanted(const struct ipif *p)
{
	return p->nd && p->ip->forwarding6 && p->ip->is_router && p->up && p->on6 && !p->nd->ra_suppress && p->a6 && p->a6->linklocal &&
	       p->a6->state == ADDR6_PREFERRED && p->i->type != IF_LOOPBACK && !p->tunnel;
}

/* Whose address an active virtual router tells hosts; NULL: not of IPv6, or it has none for them. */
static const struct ip6 *ra_virtual(const struct ip_virtual *v)
{
	return v->n && v->addr[0].af == AF_IP6 && ip6_is_linklocal(&v->addr[0].v6) ? &v->addr[0].v6 : NULL;
}

/* Where groups of IPv6 are, a router speaks for those that are active here and is silent itself: hosts that knew it would stay with it when it is gone. */
static bool ra_speaks(const struct ipif *p)
{
	const struct ip_virtual *v = p->groups6 ? p->virtuals : NULL;

	while (v && !ra_virtual(v))
		v = v->next;
	return ra_wanted(p) && (v || !p->groups6);
}

static void ra_say(struct ipif *p)
{
	p->nd->ra_own = !p->groups6;
	if (!p->groups6)
		ra_send(p, ipif_linklocal(p), p->mac, false);
	for (const struct ip_virtual *v = p->groups6 ? p->virtuals : NULL; v; v = v->next)
		if (ra_virtual(v))
			ra_send(p, ra_virtual(v), v->mac, false);
}

static void ra_schedule(struct ipif *p)
{
	struct nd_if *nd = p->nd;
	nsec max = nd->ra_interval_ms * NSEC_PER_MS, min = nd->ra_min_ms ? nd->ra_min_ms * NSEC_PER_MS : max * 3 / 4;
	nsec wait = min + rng_below(&p->ip->node->rng, max - min + 1);

	if (nd->ra_sent < RA_INITIAL)
		wait = min_u64(wait, RA_INITIAL_INTERVAL);
	timer_set(p->ip->node->worker, &nd->ra_timer, stack_now(p->ip) + wait);
}

static void ra_fire(struct timer *t)
{
	struct ipif *p = container_of(t, struct nd_if, ra_timer)->ra_of;

	if (!ra_speaks(p))
		return;
	ra_say(p);
	p->nd->last_ra = stack_now(p->ip);
	p->nd->ra_answer = false;
	if (p->nd->ra_sent < RA_INITIAL)
		p->nd->ra_sent++;
	ra_schedule(p);
}

void nd_ra_update(struct ipif *p)
{
	if (p->on6 && p->up)
		nd_if(p)->ra_of = p;
	if (!p->nd)
		return;
	/* 6.2.5: no longer a router here, and says so while it can. A virtual router does not: it may be somewhere else now. */
	if (p->nd->ra_own && (p->groups6 || !ra_wanted(p)) && p->up && ipif_linklocal(p))
		ra_send(p, ipif_linklocal(p), p->mac, true);
	p->nd->ra_own &= !p->groups6 && ra_wanted(p);
	if (!ra_speaks(p)) {
		timer_stop(p->ip->node->worker, &p->nd->ra_timer);
		p->nd->ra_sent = 0;
		return;
	}
	if (!timer_is_set(&p->nd->ra_timer))
		timer_set(p->ip->node->worker, &p->nd->ra_timer, stack_now(p->ip) + rng_below(&p->ip->node->rng, 500 * NSEC_PER_MS));
}

void nd_ra_farewell(struct ipif *p, const struct ip_virtual *v)
{
	if (v->active && ra_virtual(v) && ra_wanted(p))
		ra_send(p, ra_virtual(v), v->mac, true);
}

void nd_ra_soon(struct ipif *p)
{
	if (!p->nd || !ra_speaks(p))
		return;
	p->nd->ra_sent = 0;
	timer_set(p->ip->node->worker, &p->nd->ra_timer, stack_now(p->ip));
}

void nd_rs_input(struct ipif *in, const struct ip_recv *r, struct rd rd)
{
	struct nd_if *nd = in->nd;
	nsec at = stack_now(in->ip) + rng_below(&in->ip->node->rng, 500 * NSEC_PER_MS);
	const u8 *mac = NULL;

	rd_skip(&rd, 8);
	while (rd_left(&rd)) {
		u8 type = rd_u8(&rd), len = rd_u8(&rd);
		const u8 *body = len ? rd_bytes(&rd, 8u * len - 2) : NULL;

		if (!body)
			return;
		if (type == ND_OPT_SLLA && len == 1)
			mac = body;
	}
	if (!ra_speaks(in) || (ip6_is_zero(&r->src.v6) && mac))
		return;
	if (mac)
		nd_learn(in, &r->src.v6, mac, false);
	/* 6.2.6: an answer to all, some time within half a second, but 3 s from the one before. */
	if (nd->ra_answer || (nd->ra_suppress_all))
		return;
	if (nd->last_ra && at < nd->last_ra + RA_MIN_DELAY)
		at = nd->last_ra + RA_MIN_DELAY;
	if (timer_is_set(&nd->ra_timer) && nd->ra_timer.due <= at)
		return;
	nd->ra_answer = true;
	timer_set(in->ip->node->worker, &nd->ra_timer, at);
}
