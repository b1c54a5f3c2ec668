/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a host does with router advertisements: RFC 4861 6.3 (default routers, on-link prefixes, parameters), RFC 4862 5.5 (addresses and their
 * lifetimes). Interface identifiers are modified EUI-64, as IOS's are.
 */
#include <stdlib.h>

#include "net/icmp.h"
#include "router/dhcp6/dhcp6.h"
#include "router/ra_dns.h"
#include "router/stack.h"

enum { RS_MAX = 3, RA_ITEMS_MAX = 16, RA_DISTANCE = 2, TWO_HOURS = 7200 };
#define RS_INTERVAL (4 * NSEC_PER_SEC)

/* A default router, or a prefix that is on the link without an address of ours. */
struct ra_router {
	struct ra_router *next;
	struct ipif *ifp;
	struct ip6 addr;	/* router, or prefix */
	u8 plen;		/* of the prefix */
	bool prefix;
	struct timer timer;	/* its end */
};

static struct route item_route(const struct ra_router *x)
{
	static const struct ip6 any;
	struct route r = { .source = ROUTE_RA, .distance = RA_DISTANCE, .nh = { .out = x->ifp->i } };

	if (x->prefix) {
		r.prefix = ipaddr6(&x->addr);
		r.plen = x->plen;
	} else {
		r.prefix = ipaddr6(&any);
		r.nh.via = ipaddr6(&x->addr);
	}
	return r;
}

static void item_remove(struct ra_router *x)
{
	struct ra_router **at = &x->ifp->ra_routers;
	struct route r = item_route(x);

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	timer_stop(x->ifp->ip->node->worker, &x->timer);
	rib_del(x->ifp->ip, &r);
	free(x);
}

static void item_expired(struct timer *t) { item_remove(container_of(t, struct ra_router, timer)); }

static void item_set(struct ipif *p, const struct ip6 *addr, u8 plen, bool prefix, u32 life_s)
{
	struct ra_router *x;
	unsigned n = 0;
	struct route r;

	for (x = p->ra_routers; x; x = x->next, n++)
		if (x->prefix == prefix && x->plen == plen && ip6_eq(&x->addr, addr))
			break;
	if (!life_s) {
		if (x)
			item_remove(x);
		return;
	}
	if (!x) {
		if (n >= RA_ITEMS_MAX)
			return;
		x = xcalloc(1, sizeof(*x));
		x->ifp = p;
		x->addr = *addr;
		x->plen = plen;
		x->prefix = prefix;
		x->timer.fire = item_expired;
		x->next = p->ra_routers;
		p->ra_routers = x;
		r = item_route(x);
		rib_add(p->ip, &r);
	}
	if (life_s == UINT32_MAX)
		timer_stop(p->ip->node->worker, &x->timer);
	else
		timer_set(p->ip->node->worker, &x->timer, stack_now(p->ip) + life_s * NSEC_PER_SEC);
}

void slaac_router_lost(struct ipif *p, const struct ip6 *addr)
{
	item_set(p, addr, 0, false, 0);
}

void slaac_flush(struct ipif *p)
{
	while (p->ra_routers)
		item_remove(p->ra_routers);
	if (p->nd)
		ra_dns_forget(p->nd);
}

/* Who hears routers: by `ipv6 address autoconfig`; a host that gets its address by DHCP has its routers from nobody else. */
static bool hears(const struct ipif *p) { return p->autoconf || (!p->ip->is_router && dhcp6_client_on(p)); }

/* ---- solicitations ---- */

static void rs_send(struct ipif *p)
{
	static const struct ip6 all_routers = { .b = { 0xff, 2, [15] = 2 } };
	struct frame *f = ip_frame(p->ip, 16);

	if (!f)
		return;
	memset(f->data, 0, 8);
	f->data[ICMP_TYPE] = ICMP6_RS;
	f->data[8] = ND_OPT_SLLA;
	f->data[9] = 1;
	memcpy(f->data + 10, p->mac, 6);
	icmp6_send(p, ipif_linklocal(p), &all_routers, f, 255);
}

static void rs_fire(struct timer *t)
{
	struct nd_if *nd = container_of(t, struct nd_if, rs_timer);
	struct ipif *p = nd->ra_of;

	if (!p->up || !hears(p) || !ipif_linklocal(p) || p->a6->state != ADDR6_PREFERRED || nd->rs_sent >= RS_MAX)
		return;
	nd->rs_sent++;
	rs_send(p);
	timer_set(p->ip->node->worker, t, stack_now(p->ip) + RS_INTERVAL);
}

void slaac_update(struct ipif *p)
{
	if (!p->autoconf)
		dhcp6_ra_flags(p, false, false);
	if (!p->up || !hears(p)) {
		if (p->nd) {
			p->nd->rs_sent = 0;
			timer_stop(p->ip->node->worker, &p->nd->rs_timer);
		}
		if (!hears(p) && p->ra_routers)
			slaac_flush(p);
		return;
	}
	nd_if(p)->ra_of = p;
	p->nd->rs_timer.fire = rs_fire;
	if (!p->nd->rs_sent && !timer_is_set(&p->nd->rs_timer) && ipif_linklocal(p) && p->a6->state == ADDR6_PREFERRED)
		timer_set(p->ip->node->worker, &p->nd->rs_timer, stack_now(p->ip) + rng_below(&p->ip->node->rng, NSEC_PER_SEC));
}

/* ---- addresses ---- */

/* Deprecates or removes an address whose time has come, and sets the timer for the next such moment. May free a. */
void addr6_lifetime(struct addr6 *a)
{
	struct ipstack *s = a->ifp->ip;
	nsec now = stack_now(s), next;

	if (a->valid_until <= now) {
		ipif_del6(a->ifp, a);
		return;
	}
	a->state = a->preferred_until <= now ? ADDR6_DEPRECATED : ADDR6_PREFERRED;
	next = a->state == ADDR6_PREFERRED ? min_u64(a->preferred_until, a->valid_until) : a->valid_until;
	if (next == NSEC_NEVER)
		timer_stop(s->node->worker, &a->timer);
	else
		timer_set(s->node->worker, &a->timer, next);
}

void addr6_is_written(struct addr6 *a)
{
	if (!a->autoconf && !a->dhcp && !a->general)
		return;
	a->autoconf = a->dhcp = a->general = false;
	a->preferred_until = a->valid_until = NSEC_NEVER;
	if (a->state == ADDR6_PREFERRED || a->state == ADDR6_DEPRECATED)
		addr6_lifetime(a);
}

static nsec until(nsec now, u32 seconds) { return seconds == UINT32_MAX ? NSEC_NEVER : now + seconds * NSEC_PER_SEC; }

static void prefix_address(struct ipif *p, const struct ip6 *prefix, bool onlink, u32 valid, u32 preferred)
{
	nsec now = stack_now(p->ip);
	struct ip6 addr = ip6_eui64(prefix, p->mac);
	struct addr6 *a = ipif_addr6(p, &addr);
	char why[256];

	if (!a) {
		if (!valid)
			return;
		a = ipif_add6(p, &addr, onlink ? 64 : 128, why, sizeof(why));
		if (!a)
			return;
		a->autoconf = true;
		a->valid_until = until(now, valid);
	} else if (!a->autoconf) {
		return; /* a user wrote it */
	} else if (valid > TWO_HOURS || until(now, valid) > a->valid_until) {
		a->valid_until = until(now, valid); /* RFC 4862 5.5.3 e */
	} else if (a->valid_until > now + TWO_HOURS * NSEC_PER_SEC) {
		a->valid_until = now + TWO_HOURS * NSEC_PER_SEC;
	}
	a->preferred_until = until(now, preferred);
	if (a->state == ADDR6_PREFERRED || a->state == ADDR6_DEPRECATED)
		addr6_lifetime(a);
}

static void prefix_input(struct ipif *p, const u8 *o)
{
	struct ip6 prefix = ip6_at(o + 14);
	u8 plen = o[0], flags = o[1];
	u32 valid = get_be32(o + 2), preferred = get_be32(o + 6);

	if (plen > 128 || ip6_is_linklocal(&prefix) || ip6_is_multicast(&prefix))
		return;
	prefix = ip6_masked(&prefix, plen);
	if (p->autoconf && flags & ND_PREFIX_AUTO && plen == 64 && preferred <= valid)
		prefix_address(p, &prefix, flags & ND_PREFIX_ONLINK, valid, preferred);
	else if (flags & ND_PREFIX_ONLINK)
		item_set(p, &prefix, plen, true, valid);
}

/* Nothing is believed before all options are sound (6.1.2). */
static bool options_sound(struct rd rd)
{
	while (rd_left(&rd)) {
		u8 len;

		rd_skip(&rd, 1);
		len = rd_u8(&rd);
		if (!len || !rd_bytes(&rd, 8u * len - 2))
			return false;
	}
	return true;
}

void slaac_ra_input(struct ipif *p, const struct ip_recv *r, struct rd rd)
{
	struct nd_if *nd = nd_if(p);
	u8 hops, flags;
	u16 life;
	u32 reach, retrans;

	nd->ra_of = p;
	rd_skip(&rd, 4);
	hops = rd_u8(&rd);
	flags = rd_u8(&rd);
	life = rd_u16(&rd);
	reach = rd_u32(&rd);
	retrans = rd_u32(&rd);
	if (rd.bad || !ip6_is_linklocal(&r->src.v6) || !options_sound(rd)) {
		p->ip->drops[DROP_BAD_FIELD]++;
		return;
	}
	nd->ra_rx++;
	if (!hears(p))
		return;
	timer_stop(p->ip->node->worker, &nd->rs_timer);
	if (hops)
		p->hop_limit = hops;
	if (reach && reach <= 3600000)
		nd->reachable_ms = reach;
	if (retrans && retrans <= 3600000)
		nd->ns_interval_ms = retrans;
	while (rd_left(&rd)) {
		u8 type = rd_u8(&rd), len = rd_u8(&rd);
		const u8 *o = rd_bytes(&rd, 8u * len - 2);

		if (type == ND_OPT_SLLA && len == 1)
			nd_learn(p, &r->src.v6, o, true);
		else if (type == ND_OPT_MTU && len == 1 && get_be32(o + 2) >= IP6_MTU_MIN && get_be32(o + 2) <= p->i->mtu)
			p->mtu6 = get_be32(o + 2);
		else if (type == ND_OPT_PREFIX && len == 4)
			prefix_input(p, o);
		else if (type == ND_OPT_RDNSS || type == ND_OPT_DNSSL)
			ra_dns_hear(p, type, rd_of(o, 8u * len - 2));
	}
	if (!p->ip->is_router || p->autoconf_default)
		item_set(p, &r->src.v6, 0, false, life);
	if (p->autoconf)
		dhcp6_ra_flags(p, flags & ND_RA_MANAGED, flags & ND_RA_OTHER);
}
