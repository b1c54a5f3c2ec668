/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IPv6 neighbour discovery: resolution and unreachability detection (RFC 4861 7), redirects (8), duplicate addresses (RFC 4862 5.4).
 * Routers' and hosts' halves of router discovery are in nd_ra.c and slaac.c.
 *
 * States are 7.3.2's. STALE is noticed without a look at each packet: the leaf of a stale neighbour is not complete, so its first packet takes the
 * slow path, where nd_used() starts DELAY and completes the leaf again. Not done: proxy and anycast NAs, SEND, multicast listener reports.
 */
#include "net/icmp.h"
#include "router/dhcp6/dhcp6.h"
#include "router/eigrp/eigrp.h"
#include "router/ospf/proc.h"
#include "router/rip/rip.h"
#include "router/tunnel/tunnel.h"
#include "router/fhrp/fhrp.h"
#include "router/stack.h"
#include "router/virtual.h"

enum { MAX_MULTICAST_SOLICIT = 3, MAX_UNICAST_SOLICIT = 3, NS_LEN = 24 };
#define DELAY_FIRST_PROBE (5 * NSEC_PER_SEC)
#define REACHABLE_TIME (30 * NSEC_PER_SEC)

static const struct ip6 all_nodes = { .b = { 0xff, 2, [15] = 1 } };

static nsec retrans(const struct ipif *p)
{
	return (p->nd && p->nd->ns_interval_ms ? p->nd->ns_interval_ms : 1000) * NSEC_PER_MS;
}

/* 6.3.2: between half and one and a half of the base, so that neighbours do not probe in step. */
static nsec reachable(const struct ipif *p)
{
	nsec base = p->nd && p->nd->reachable_ms ? p->nd->reachable_ms * NSEC_PER_MS : REACHABLE_TIME;

	return base / 2 + rng_below(&p->ip->node->rng, base);
}

static void note(struct ipstack *s, const char *what, const struct ip6 *target, const struct ipif *p)
{
	char a[IP6_TEXT];

	if (debug_on(s->dev, DEBUG_IPV6_ND))
		device_debug(s->dev, "ICMPv6-ND: %s %s on %s", what, ip6_text(target, a), p->i->name);
}

static void option_mac(u8 *at, u8 type, const u8 mac[6])
{
	at[0] = type;
	at[1] = 1;
	memcpy(at + 2, mac, 6);
}

static void send_ns(struct ipif *p, const struct ip6 *src, const struct ip6 *dst, const struct ip6 *target)
{
	bool dad = ip6_is_zero(src);
	struct frame *f = ip_frame(p->ip, NS_LEN + (dad ? 0 : 8));

	if (!f)
		return;
	memset(f->data, 0, NS_LEN);
	f->data[ICMP_TYPE] = ICMP6_NS;
	memcpy(f->data + 8, target->b, 16);
	if (!dad)
		option_mac(f->data + NS_LEN, ND_OPT_SLLA, p->mac);
	note(p->ip, "Sending NS for", target, p);
	icmp6_send(p, src, dst, f, 255);
}

/* Of an address of our own, or of a virtual router that is here: that one's MAC address is told, and to all it speaks from there (RFC 5798 8.2.2). */
static void send_na(struct ipif *p, const struct ip6 *dst, const struct ip6 *target, u8 flags, const u8 mac[6])
{
	struct frame *f = ip_frame(p->ip, NS_LEN + 8);

	if (!f)
		return;
	memset(f->data, 0, NS_LEN);
	f->data[ICMP_TYPE] = ICMP6_NA;
	f->data[4] = (u8)(flags | (p->ip->forwarding6 ? ND_NA_ROUTER : 0));
	memcpy(f->data + 8, target->b, 16);
	option_mac(f->data + NS_LEN, ND_OPT_TLLA, mac);
	note(p->ip, "Sending NA for", target, p);
	if (ip6_is_multicast(dst))
		icmp6_send_as(p, mac, target, dst, f);
	else
		icmp6_send(p, target, dst, f, 255);
}

void nd_announce_as(struct ipif *p, const struct ip6 *addr, const u8 mac[6]) { send_na(p, &all_nodes, addr, ND_NA_OVERRIDE, mac); }

/* ---- resolution ---- */

static void solicit(struct neigh *n, bool unicast)
{
	struct ipif *p = n->ifp;
	struct ip6 dst = unicast ? n->addr.v6 : ip6_solicited_node(&n->addr.v6);
	struct ipaddr src;

	n->probes++;
	if (ip_route_source(p->ip, &n->addr, p->i, &src, NULL))
		send_ns(p, &src.v6, &dst, &n->addr.v6);
}

void nd_ask(struct neigh *n)
{
	neigh_set_state(n, NEIGH_INCOMPLETE, retrans(n->ifp));
	solicit(n, false);
}

static void go_stale(struct neigh *n)
{
	neigh_set_state(n, NEIGH_STALE, 0);
	neigh_leaves(n, false);
}

void nd_used(struct neigh *n)
{
	neigh_set_state(n, NEIGH_DELAY, DELAY_FIRST_PROBE);
	neigh_leaves(n, true);
}

void nd_timer(struct neigh *n)
{
	switch ((enum neigh_state)n->state) {
	case NEIGH_INCOMPLETE:
		if (n->probes >= MAX_MULTICAST_SOLICIT) {
			neigh_fail(n);
			break;
		}
		neigh_set_state(n, NEIGH_INCOMPLETE, retrans(n->ifp));
		solicit(n, false);
		break;
	case NEIGH_REACHABLE:
		go_stale(n);
		break;
	case NEIGH_DELAY:
		neigh_set_state(n, NEIGH_PROBE, retrans(n->ifp));
		solicit(n, true);
		break;
	case NEIGH_PROBE:
		if (n->probes >= MAX_UNICAST_SOLICIT) {
			slaac_router_lost(n->ifp, &n->addr.v6);
			neigh_fail(n);
			break;
		}
		neigh_set_state(n, NEIGH_PROBE, retrans(n->ifp));
		solicit(n, true);
		break;
	default:
		break;
	}
}

/* A source link-layer option: 7.2.3, 6.1.1, 6.3.4. */
void nd_learn(struct ipif *in, const struct ip6 *addr, const u8 *mac, bool router)
{
	struct ipaddr a = ipaddr6(addr);
	struct neigh *n;

	if (!mac || mac_is_group(mac) || ipif_addr6(in, addr))
		return;
	n = neigh_get(in, &a);
	if (!n || n->state == NEIGH_STATIC)
		return;
	n->router |= router;
	if (n->state != NEIGH_NONE && n->state != NEIGH_INCOMPLETE && mac_eq(n->mac, mac))
		return;
	neigh_set_state(n, NEIGH_STALE, 0);
	neigh_learn(n, mac, NEIGH_STALE);
}

/* The link-layer address of an option of `type`; false: malformed options (6.1, 7.1: a length of 0). */
static bool find_option(struct rd r, u8 type, const u8 **mac)
{
	*mac = NULL;
	while (rd_left(&r)) {
		u8 t = rd_u8(&r), len = rd_u8(&r);
		const u8 *body = len ? rd_bytes(&r, 8u * len - 2) : NULL;

		if (!body)
			return false;
		if (t == type && len == 1)
			*mac = body;
	}
	return true;
}

static void duplicate(struct addr6 *a)
{
	struct ipif *p = a->ifp;
	char t[IP6_TEXT];

	timer_stop(p->ip->node->worker, &a->timer);
	ipif_routes6(a, false);
	a->state = ADDR6_DUPLICATE;
	device_log(p->ip->dev, "IPV6_ND", 4, "DUPLICATE", "Duplicate address %s on %s", ip6_text(&a->addr, t), p->i->name);
	if (a->dhcp)
		dhcp6_duplicate(p, &(struct ip6){ .w = { a->addr.w[0], a->addr.w[1] } }); /* which takes it away */
}

static enum drop ns_input(struct ipif *in, const struct ip_recv *r, struct rd rd)
{
	struct ip6 target;
	struct ipaddr t;
	struct ip_virtual *v;
	const u8 *mac;
	struct addr6 *a;
	bool dad = ip6_is_zero(&r->src.v6);

	rd_skip(&rd, 8);
	rd_copy(&rd, target.b, 16);
	if (rd.bad || ip6_is_multicast(&target) || !find_option(rd, ND_OPT_SLLA, &mac))
		return DROP_BAD_FIELD;
	if (dad && (mac || r->dst.v6.b[11] != 1 || r->dst.v6.b[12] != 0xff)) /* 7.1.1 */
		return DROP_BAD_FIELD;
	note(in->ip, "Received NS for", &target, in);
	a = ipif_addr6(in, &target);
	t = ipaddr6(&target);
	v = ip_virtual_of(in, &t);
	if (!a && !v)
		return DROP_NONE;
	if (a && a->state == ADDR6_TENTATIVE) { /* RFC 4862 5.4.3 */
		if (dad)
			duplicate(a);
		return DROP_NONE;
	}
	if (a && a->state == ADDR6_DUPLICATE && !v)
		return DROP_NONE;
	if (!dad)
		nd_learn(in, &r->src.v6, mac, false);
	send_na(in, dad ? &all_nodes : &r->src.v6, &target, dad ? ND_NA_OVERRIDE : ND_NA_SOLICITED | ND_NA_OVERRIDE, v ? v->mac : in->mac);
	return DROP_NONE;
}

/* 7.2.5, and the table of appendix C. */
static void na_apply(struct neigh *n, const u8 *mac, u8 flags)
{
	bool solicited = flags & ND_NA_SOLICITED, override = flags & ND_NA_OVERRIDE;
	bool differs = mac && !mac_eq(mac, n->mac), was_router = n->router;

	if (n->state == NEIGH_INCOMPLETE) {
		if (!mac)
			return;
		n->router = flags & ND_NA_ROUTER;
		neigh_set_state(n, solicited ? NEIGH_REACHABLE : NEIGH_STALE, solicited ? reachable(n->ifp) : 0);
		neigh_learn(n, mac, solicited ? NEIGH_REACHABLE : NEIGH_STALE);
		return;
	}
	if (!override && differs) {
		if (n->state == NEIGH_REACHABLE)
			go_stale(n);
		return;
	}
	n->router = flags & ND_NA_ROUTER;
	if (was_router && !n->router)
		slaac_router_lost(n->ifp, &n->addr.v6);
	if (solicited) {
		neigh_set_state(n, NEIGH_REACHABLE, reachable(n->ifp));
		neigh_learn(n, mac ? mac : n->mac, NEIGH_REACHABLE);
	} else if (differs) {
		neigh_set_state(n, NEIGH_STALE, 0);
		neigh_learn(n, mac, NEIGH_STALE);
	}
}

static enum drop na_input(struct ipif *in, const struct ip_recv *r, struct rd rd)
{
	struct ip6 target;
	struct ipaddr t;
	const u8 *mac;
	struct addr6 *a;
	struct neigh *n;
	u8 flags;

	rd_skip(&rd, 4);
	flags = rd_u8(&rd);
	rd_skip(&rd, 3);
	rd_copy(&rd, target.b, 16);
	if (rd.bad || ip6_is_multicast(&target) || (ip6_is_multicast(&r->dst.v6) && flags & ND_NA_SOLICITED) || !find_option(rd, ND_OPT_TLLA, &mac) ||
	    (mac && mac_is_group(mac)))
		return DROP_BAD_FIELD;
	note(in->ip, "Received NA for", &target, in);
	a = ipif_addr6(in, &target);
	if (a) { /* RFC 4862 5.4.4 */
		if (a->state == ADDR6_TENTATIVE)
			duplicate(a);
		return DROP_NONE;
	}
	t = ipaddr6(&target);
	n = neigh_find(in, &t);
	if (n && n->state != NEIGH_STATIC && n->state != NEIGH_NONE)
		na_apply(n, mac, flags);
	return DROP_NONE;
}

/* ---- redirects ---- */

void nd_redirect(struct ipif *in, const u8 *ip6, u32 len, const struct ip6 *target, const struct ip6 *dst)
{
	struct ip6 src = ip6_at(ip6 + IP6_SRC), via = *target;
	const struct ip6 *own = ipif_linklocal(in);
	struct ipaddr s6 = ipaddr6(&src), t6 = ipaddr6(target);
	struct neigh *n = neigh_find(in, &t6);
	const struct rib_entry *e = rib_lookup(in->ip, &s6);
	bool mac = n && n->state >= NEIGH_REACHABLE;
	u32 quote = (u32)min_u64(len, IP6_MTU_MIN - IP6_HLEN - 40 - 8 - 8) & ~7u;
	struct frame *f;
	u8 *p;

	/* 8.2: only to a neighbour; the target a router's link-local address, or the destination itself. */
	if (!own || (!ip6_is_linklocal(&via) && !ip6_eq(&via, dst)) ||
	    (!ip6_is_linklocal(&src) && !(e && in->ip->leaf[e->leaf].kind == LEAF_GLEAN && in->ip->leaf[e->leaf].out == in)) ||
	    !bucket_take(&in->ip->errors6, stack_now(in->ip)))
		return;
	f = ip_frame(in->ip, 40 + (mac ? 8 : 0) + 8 + quote);
	if (!f)
		return;
	p = f->data;
	memset(p, 0, 40);
	p[ICMP_TYPE] = ICMP6_REDIRECT;
	memcpy(p + 8, via.b, 16);
	memcpy(p + 24, dst->b, 16);
	p += 40;
	if (mac) {
		option_mac(p, ND_OPT_TLLA, n->mac);
		p += 8;
	}
	memset(p, 0, 8);
	p[0] = ND_OPT_REDIRECTED;
	p[1] = (u8)(1 + quote / 8);
	memcpy(p + 8, ip6, quote);
	icmp6_send(in, own, &src, f, 255);
}

static enum drop redirect_input(struct ipif *in, const struct ip_recv *r, struct rd rd)
{
	struct ipstack *s = in->ip;
	struct ip6 target, dst;
	struct route rt = { .plen = 128, .source = ROUTE_STATIC, .distance = 1, .name = "redirect" };
	const struct leaf *l;
	const u8 *mac;

	rd_skip(&rd, 8);
	rd_copy(&rd, target.b, 16);
	rd_copy(&rd, dst.b, 16);
	if (rd.bad || r->ip_header[IP6_HOPS] != 255 || !ip6_is_linklocal(&r->src.v6) || ip6_is_multicast(&dst) || !find_option(rd, ND_OPT_TLLA, &mac) ||
	    (!ip6_is_linklocal(&target) && !ip6_eq(&target, &dst)))
		return DROP_BAD_FIELD;
	if (s->forwarding6 || s->is_router)
		return DROP_NONE;
	/* 8.1: from the router that we use for it now. */
	l = &s->leaf[ip6_leaf(s, &dst, &dst, 0)];
	if ((l->kind != LEAF_ADJ && l->kind != LEAF_NEIGH) || !ip6_eq(&l->neigh->addr.v6, &r->src.v6) || s->n_redirects >= REDIRECTS_MAX)
		return DROP_NONE;
	nd_learn(in, &target, mac, !ip6_eq(&target, &dst));
	s->n_redirects++;
	rt.prefix = ipaddr6(&dst);
	rt.nh = (struct nexthop){ .via = ipaddr6(&target), .out = in->i };
	rib_add(s, &rt);
	return DROP_NONE;
}

void nd_input(struct ipif *in, const struct ip_recv *r, struct frame *f)
{
	struct rd rd = rd_of(f->data, f->len);
	enum drop why = DROP_NONE;

	/* 6.1, 7.1: hop limit 255 says that no router passed it on; code 0. */
	if (!in || r->ttl != 255 || f->data[ICMP_CODE])
		return;
	switch (f->data[ICMP_TYPE]) {
	case ICMP6_NS:
		why = ns_input(in, r, rd);
		break;
	case ICMP6_NA:
		why = na_input(in, r, rd);
		break;
	case ICMP6_RS:
		nd_rs_input(in, r, rd);
		break;
	case ICMP6_RA:
		slaac_ra_input(in, r, rd);
		break;
	case ICMP6_REDIRECT:
		why = redirect_input(in, r, rd);
		break;
	}
	if (why)
		in->ip->drops[why]++;
}

/* ---- duplicate address detection, then the address's life ---- */

static void usable(struct addr6 *a)
{
	struct ipif *p = a->ifp;

	a->state = ADDR6_PREFERRED;
	ospf_stack_changed(a->ifp->ip);
	eigrp_stack_changed(a->ifp->ip);
	rip_stack_changed(a->ifp->ip);
	tunnel_soon(p->ip);
	ipif_routes6(a, true);
	world_changed(p->ip->node);
	addr6_lifetime(a);
	if (a->linklocal) {
		nd_ra_update(p);
		slaac_update(p);
		dhcp6_iface_changed(p);
		if (p->fhrp)
			fhrp_changed(p);
		track_iface_changed(p->i);
	}
}

static void dad_step(struct timer *t)
{
	struct addr6 *a = container_of(t, struct addr6, timer);
	struct ipif *p = a->ifp;
	static const struct ip6 none;
	struct ip6 group = ip6_solicited_node(&a->addr);

	if (a->state == ADDR6_PREFERRED || a->state == ADDR6_DEPRECATED) {
		addr6_lifetime(a);
		return;
	}
	if (a->dad_sent >= (p->nd ? p->nd->dad_attempts : 1)) {
		usable(a);
		return;
	}
	a->dad_sent++;
	send_ns(p, &none, &group, &a->addr);
	timer_set(p->ip->node->worker, t, stack_now(p->ip) + retrans(p));
}

void nd_dad_start(struct addr6 *a)
{
	struct ipif *p = a->ifp;

	a->dad_sent = 0;
	a->state = ADDR6_TENTATIVE;
	a->timer.fire = dad_step;
	if (p->i->type == IF_LOOPBACK || (p->nd && !p->nd->dad_attempts)) {
		usable(a);
		return;
	}
	/* RFC 4862 5.4.2 asks for a random delay so that machines switched on together do not collide. */
	timer_set(p->ip->node->worker, &a->timer, stack_now(p->ip) + rng_below(&p->ip->node->rng, 100 * NSEC_PER_MS));
}
