/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The relay agent: RFC 8415 19. What clients and relays below say is wrapped and goes to each destination; what comes back is unwrapped and goes to
 * the interface that our Interface-ID names. A Reply that delegates a prefix leaves a route to it, as IOS's relay does.
 */
#include <stdlib.h>

#include "router/dhcp6/own.h"

static const struct addr6 *global_address(const struct ipif *p)
{
	const struct addr6 *a = p->a6;

	while (a && (a->linklocal || a->state == ADDR6_TENTATIVE || a->state == ADDR6_DUPLICATE))
		a = a->next;
	return a;
}

/* What the client gives back needs no route any more. */
static void released(struct dhcp6 *d, const struct dhcp6_msg *m)
{
	for (struct d6_relay_route *x = d->relay_routes, *next; x; x = next) {
		next = x->next;
		for (unsigned k = 0; k < m->n_ia; k++)
			if (m->ia[k].pd && m->ia[k].iaid == x->iaid && duid_eq(&m->client, &x->duid)) {
				d6_relay_route_free(x);
				break;
			}
	}
}

void dhcp6_relay_up(struct dhcp6 *d, const struct ip_recv *r, const u8 *raw, u32 len, const struct dhcp6_relay *m)
{
	const struct ipif *in = r->in->ip;
	const struct addr6 *link = global_address(in);
	struct dhcp6_relay up = { .type = D6_RELAY_FORW, .hops = m ? (u8)(m->hops + 1) : 0, .peer = r->src.v6, .ifid_len = 4 };
	u8 buf[D6_MESSAGE_MAX + D6_RELAY_HLEN + 16];
	struct wr w = wr_of(buf, sizeof(buf));
	struct dhcp6_msg msg;

	/* 19.1.2; a client's messages come by the group alone (16: else they are for a server) */
	if ((m && m->hops >= D6_HOPS_MAX) || (!m && (*raw == D6_ADVERTISE || *raw == D6_REPLY || *raw == D6_RECONFIGURE))) {
		d->relay_dropped++;
		return;
	}
	if (link && (!m || ip6_is_linklocal(&r->src.v6)))
		up.link = link->addr;
	put_be32(up.ifid, in->i->ifindex);
	dhcp6_put_relay(&w, &up);
	dhcp6_put(&w, O6_RELAY_MSG, raw, len);
	if (w.bad)
		return;
	if (*raw == D6_RELEASE && !dhcp6_parse(&msg, rd_of(raw, len)))
		released(d, &msg);
	for (unsigned k = 0; k < in->dhcp6->n_dests; k++) {
		struct ip_send to = { .dst = ipaddr6(&in->dhcp6->dest[k].addr), .ttl = 32 };

		if (*in->dhcp6->dest[k].out) {
			to.out = device_iface(d->ip->dev, in->dhcp6->dest[k].out);
			if (!to.out)
				continue;
		}
		if (!udp_send(&d->server_udp, &to, D6_SERVER_PORT, buf, (u32)wr_len(&w)))
			d->sent[D6_RELAY_FORW]++;
		dhcp6_debug(d, "Relaying", raw, len, "to", &to.dst.v6, in);
		dhcp6_debug_relay(d, "Relaying", *raw, &r->src.v6, in, &to.dst.v6);
	}
}

/* ---- routes to delegated prefixes ---- */

static struct route route_of(const struct d6_relay_route *x)
{
	return (struct route){ .prefix = ipaddr6(&x->prefix), .plen = x->plen, .source = ROUTE_STATIC, .distance = 1, .name = "DHCPv6",
			       .nh = { .via = ipaddr6(&x->via), .out = x->out } };
}

void d6_relay_route_free(struct d6_relay_route *x)
{
	struct d6_relay_route **at = &x->d->relay_routes;
	struct route r = route_of(x);

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	timer_stop(x->d->ip->node->worker, &x->timer);
	dhcp6_debug_route(x, "Deleting");
	rib_del(x->d->ip, &r);
	x->d->n_relay_routes--;
	free(x);
}

static void route_expired(struct timer *t) { d6_relay_route_free(container_of(t, struct d6_relay_route, timer)); }

static void learn(struct dhcp6 *d, const struct dhcp6_msg *m, const struct dhcp6_ia *ia, const struct dhcp6_lease *l, const struct ip6 *client, struct iface *out)
{
	struct d6_relay_route *x = d->relay_routes;
	struct route r;

	while (x && !(x->plen == l->plen && ip6_eq(&x->prefix, &l->addr)))
		x = x->next;
	if (x && (!l->valid_s || !ip6_eq(&x->via, client) || x->out != out)) {
		d6_relay_route_free(x);
		x = NULL;
	}
	if (!l->valid_s || !l->plen || l->plen > 64 || ip6_is_zero(&l->addr) || ip6_is_linklocal(&l->addr) || (!x && d->n_relay_routes >= D6_RELAY_ROUTES_MAX))
		return;
	if (!x) {
		x = xcalloc(1, sizeof(*x));
		*x = (struct d6_relay_route){ .next = d->relay_routes, .d = d, .prefix = l->addr, .plen = l->plen, .via = *client, .duid = m->client, .iaid = ia->iaid,
					      .out = out, .timer.fire = route_expired };
		d->relay_routes = x;
		d->n_relay_routes++;
		r = route_of(x);
		rib_add(d->ip, &r);
		dhcp6_debug_route(x, "Adding");
	}
	x->valid_s = l->valid_s;
	x->expires = l->valid_s == D6_FOREVER ? NSEC_NEVER : stack_now(d->ip) + l->valid_s * NSEC_PER_SEC;
	if (x->expires == NSEC_NEVER)
		timer_stop(d->ip->node->worker, &x->timer);
	else
		timer_set(d->ip->node->worker, &x->timer, x->expires);
}

/* ---- the way back ---- */

static struct ipif *interface_of(const struct dhcp6 *d, const struct dhcp6_relay *m)
{
	u32 ifindex = m->ifid_len == 4 ? get_be32(m->ifid) : 0;

	for (struct ipif *p = d->ip->ifs; p; p = p->next)
		if (p->dhcp6 && p->dhcp6->n_dests && (ifindex ? p->i->ifindex == ifindex : ipif_addr6(p, &m->link) != NULL))
			return p;
	return NULL;
}

void dhcp6_relay_down(struct dhcp6 *d, const struct dhcp6_relay *m)
{
	struct ipif *out = interface_of(d, m);
	u8 type = *m->inner.p;
	struct ip_send to = { .dst = ipaddr6(&m->peer), .out = out ? out->i : NULL };
	struct dhcp6_msg reply;

	if (!out || !out->up) {
		d->relay_dropped++;
		return;
	}
	if (type == D6_REPLY && !dhcp6_parse(&reply, m->inner))
		for (unsigned k = 0; k < reply.n_ia; k++)
			for (unsigned j = 0; j < reply.ia[k].n && reply.ia[k].pd; j++)
				learn(d, &reply, &reply.ia[k], &reply.ia[k].lease[j], &m->peer, out->i);
	if (!ip6_is_linklocal(&m->peer))
		to.out = NULL;
	d->sent[type < D6_TYPE_N ? type : 0]++;
	dhcp6_debug(d, "Sending", m->inner.p, rd_left(&m->inner), "to", &m->peer, out);
	dhcp6_debug_relay(d, "Returning", type, &m->peer, out, NULL);
	udp_send(&d->server_udp, &to, type == D6_RELAY_REPL ? D6_SERVER_PORT : D6_CLIENT_PORT, m->inner.p, (u32)rd_left(&m->inner));
}
