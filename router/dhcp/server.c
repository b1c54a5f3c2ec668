/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The DHCP server: RFC 2131 4.3. A pool is chosen by the relay agent's address, or by the addresses of the interface where the message came in.
 * A new address is pinged before it is offered (4.3.1: "SHOULD probe"); whoever answers makes it a conflict, and the next one is tried.
 */
#include <stdlib.h>

#include "router/dhcp/own.h"

static void identify(const struct dhcp_msg *m, u8 id[DHCP_ID_MAX], u8 *len)
{
	if (m->client_id_len) {
		*len = m->client_id_len;
		memcpy(id, m->client_id, *len);
		return;
	}
	id[0] = m->htype;
	*len = (u8)(1 + m->hlen);
	memcpy(id + 1, m->chaddr, m->hlen);
}

/* ---- which pool, which address ---- */

static bool reserved_for(const struct dhcp_pool *p, const struct dhcp_msg *m)
{
	if (!p->host)
		return false;
	if (p->id_len && m->client_id_len == p->id_len && !memcmp(p->id, m->client_id, p->id_len))
		return true;
	return p->has_hw && m->hlen == 6 && mac_eq(p->hw, m->chaddr);
}

static bool on_link(const struct ipif *p, u32 giaddr, u32 net, u32 mask)
{
	if (giaddr)
		return !((giaddr ^ net) & mask);
	for (const struct addr4 *a = p->a4; a; a = a->next)
		if (!((a->addr ^ net) & mask))
			return true;
	return false;
}

static struct dhcp_pool *choose_pool(struct dhcp *d, const struct ipif *in, const struct dhcp_msg *m)
{
	for (struct dhcp_pool *p = d->pools; p; p = p->next)
		if (reserved_for(p, m) && on_link(in, m->giaddr, p->host, p->host_mask))
			return p;
	for (struct dhcp_pool *p = d->pools; p; p = p->next)
		if (p->mask && on_link(in, m->giaddr, p->network, p->mask))
			return p;
	return NULL;
}

static bool reserved(const struct dhcp *d, u32 ip)
{
	for (const struct dhcp_pool *p = d->pools; p; p = p->next)
		if (p->host == ip)
			return true;
	return false;
}

static bool free_in(const struct dhcp *d, const struct dhcp_pool *p, u32 ip)
{
	u32 host = ip & ~p->mask;

	return !((ip ^ p->network) & p->mask) && host && host != ~p->mask && !dhcp_is_excluded(d, ip) && !dhcp_conflict_find(d, ip) && !dhcp_lease_of_ip(d, ip) &&
	       !ipif_find(d->ip, ip) && !reserved(d, ip);
}

/* The first free address of a share; 0: none. */
static u32 free_of_share(const struct dhcp *d, const struct dhcp_pool *p, const struct dhcp_share *s)
{
	u32 first = s->last ? s->first : p->network + 1, last = s->last ? s->last : (p->network | ~p->mask) - 1;

	for (u32 ip = first; ip <= last && ip - first < DHCP_BINDINGS_MAX; ip++)
		if (free_in(d, p, ip))
			return ip;
	return 0;
}

/* What was asked for, if it is free; else the next one in turn. 0: none. */
static u32 choose_address(struct dhcp *d, struct dhcp_pool *p, const struct dhcp_msg *m)
{
	u32 size = ~p->mask;

	if (p->host)
		return p->host;
	if (m->requested && free_in(d, p, m->requested) && dhcp_share_allows(d, p, m, m->requested))
		return m->requested;
	if (dhcp_shared(d, p)) {
		u32 ip = 0;

		for (const struct dhcp_share *s = NULL; !ip && (s = dhcp_share_for(d, p, m, s));)
			ip = free_of_share(d, p, s);
		return ip;
	}
	for (u32 k = 0; k < size && k < DHCP_BINDINGS_MAX; k++) {
		u32 at = (p->next_index + k) % (size ? size : 1), ip = p->network + 1 + at;

		if (free_in(d, p, ip)) {
			p->next_index = at;
			return ip;
		}
	}
	return 0;
}

/* ---- answers ---- */

static u32 own_address(const struct ipif *in, const struct dhcp_pool *p)
{
	const struct addr4 *best = in->a4;

	for (const struct addr4 *a = in->a4; a && p; a = a->next)
		if (p->mask && !((a->addr ^ p->network) & p->mask))
			best = a;
	return best ? best->addr : 0;
}

const struct dhcp_client *dhcp_pool_import(const struct dhcp *d, const struct dhcp_pool *p)
{
	for (const struct ipif *i = p->import ? d->ip->ifs : NULL; i; i = i->next) {
		const struct dhcp_client *c = i->dhcp ? i->dhcp->client : NULL;

		if (c && c->state >= CLIENT_BOUND && (c->n_dns || *c->domain))
			return c;
	}
	return NULL;
}

static bool has_option(const struct dhcp_pool *p, u8 code)
{
	const struct dhcp_opt *o = p->options;

	while (o && o->code != code)
		o = o->next;
	return o;
}

/* What `option` says of a code goes before what the pool's other lines say of it: a code stands once in a message (RFC 3396 would have them put together). */
static void put_list(struct wr *w, const struct dhcp_pool *p, u8 code, const u32 *addr, unsigned n)
{
	if (!has_option(p, code))
		dhcp_put_list(w, code, addr, n);
}

static void put_bytes(struct wr *w, const struct dhcp_pool *p, u8 code, const void *data, size_t len)
{
	if (len && !has_option(p, code))
		dhcp_put(w, code, data, len);
}

static void put_pool(struct wr *w, const struct dhcp *d, const struct dhcp_pool *p)
{
	const struct dhcp_client *from = dhcp_pool_import(d, p);
	const char *domain = *p->domain || !from ? p->domain : from->domain;
	bool own = p->n_dns || !from;

	if (!has_option(p, OPT_MASK))
		dhcp_put32(w, OPT_MASK, p->host ? p->host_mask : p->mask);
	put_list(w, p, OPT_ROUTER, p->router, p->n_router);
	put_list(w, p, OPT_DNS, own ? p->dns : from->dns, own ? p->n_dns : from->n_dns);
	put_bytes(w, p, OPT_DOMAIN, domain, strlen(domain));
	put_list(w, p, OPT_NETBIOS, p->netbios, p->n_netbios);
	put_bytes(w, p, OPT_NODE_TYPE, &p->node_type, p->node_type != 0);
	put_bytes(w, p, OPT_HOSTNAME, p->client_name, strlen(p->client_name));
	for (const struct dhcp_opt *o = p->options; o; o = o->next)
		dhcp_put(w, o->code, o->data, o->len);
}

static void answer(struct dhcp *d, struct iface *in, const struct dhcp_msg *m, u8 type, const struct dhcp_pool *p, u32 yiaddr, u32 lease_s)
{
	static const u8 everybody[6] = { 255, 255, 255, 255, 255, 255 };
	u8 buf[DHCP_MESSAGE_MAX];
	struct wr w = wr_of(buf, sizeof(buf));
	struct dhcp_msg a = { .op = 2, .type = type, .htype = m->htype, .hlen = m->hlen, .xid = m->xid, .flags = m->flags, .giaddr = m->giaddr, .yiaddr = yiaddr };
	struct ipif *out = in->ip;
	u32 own = own_address(out, m->giaddr ? NULL : p);
	bool to_client = type != DHCP_NAK;
	size_t len;

	memcpy(a.chaddr, m->chaddr, 16);
	if (to_client && p) {
		a.siaddr = p->next_server;
		a.ciaddr = type == DHCP_ACK ? m->ciaddr : 0;
	}
	dhcp_begin(&w, &a, to_client && p ? p->bootfile : NULL);
	dhcp_put32(&w, OPT_SERVER, own);
	if (m->client_id_len) /* RFC 6842 */
		dhcp_put(&w, OPT_CLIENT_ID, m->client_id, m->client_id_len);
	if (lease_s) {
		dhcp_put32(&w, OPT_LEASE, lease_s);
		if (lease_s != ~0u) {
			dhcp_put32(&w, OPT_T1, lease_s / 2);
			dhcp_put32(&w, OPT_T2, (u32)((u64)lease_s * 7 / 8));
		}
	}
	if (to_client && p)
		put_pool(&w, d, p);
	if (m->agent_len) /* RFC 3046 2.2: echoed, and last */
		dhcp_put(&w, OPT_AGENT, m->agent, m->agent_len);
	len = dhcp_end(&w);
	d->sent[type]++;
	if (debug_on(d->ip->dev, DEBUG_DHCP_SERVER_PACKET)) {
		char t[IP4_TEXT];

		device_debug(d->ip->dev, "DHCPD: Sending %s to client (%s).", dhcp_message_name(type), ip4_text(yiaddr ? yiaddr : m->ciaddr, t));
	}
	if (m->giaddr) {
		struct ip_send to = { .src = ipaddr4(own), .dst = ipaddr4(m->giaddr) };

		udp_send(&d->server_udp, &to, DHCP_SERVER_PORT, buf, (u32)len);
	} else if (m->ciaddr && type != DHCP_NAK) {
		struct ip_send to = { .src = ipaddr4(own), .dst = ipaddr4(m->ciaddr) };

		udp_send(&d->server_udp, &to, DHCP_CLIENT_PORT, buf, (u32)len);
	} else if (m->flags & DHCP_BROADCAST || type == DHCP_NAK || m->hlen != 6) {
		dhcp_send_link(out, own, ~0u, everybody, DHCP_SERVER_PORT, DHCP_CLIENT_PORT, buf, len);
	} else {
		dhcp_send_link(out, own, yiaddr, m->chaddr, DHCP_SERVER_PORT, DHCP_CLIENT_PORT, buf, len);
	}
}

/* ---- DISCOVER: 4.3.1 ---- */

static void pending_free(struct dhcp_pending *x)
{
	struct dhcp_pending **at = &x->dhcp->pending;

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	x->dhcp->n_pending--;
	free(x);
}

static void discover(struct dhcp *d, struct iface *in, const struct dhcp_msg *m);

static void pinged(struct ping *ping)
{
	struct dhcp_pending *x = container_of(ping, struct dhcp_pending, ping), copy = *x;
	struct dhcp *d = x->dhcp;
	u32 ip = ping->to.dst.v4;
	char t[IP4_TEXT];

	ping_stop(ping);
	pending_free(x);
	if (copy.ping.received) {
		device_log(d->ip->dev, "DHCPD", 4, "PING_CONFLICT", "DHCP address conflict:  server pinged %s.", ip4_text(ip, t));
		dhcp_conflict_add(d, ip, true);
		if (copy.binding)
			dhcp_lease_free(copy.binding);
		if (copy.in && copy.in->ip && !d->conflict_log_off)
			discover(d, copy.in, &copy.request);
		return;
	}
	if (!copy.binding || !copy.in || !copy.in->ip)
		return;
	dhcp_lease_set(copy.binding, BIND_OFFERED, DHCP_OFFER_S);
	answer(d, copy.in, &copy.request, DHCP_OFFER, copy.binding->pool, ip, copy.binding->pool->lease_s);
}

static void ping_result(struct ping *p, const struct ping_result *r)
{
	(void)p;
	(void)r;
}

/* false: it cannot be pinged: offered at once. */
static bool ping_first(struct dhcp *d, struct iface *in, struct dhcp_binding *b, const struct dhcp_msg *m)
{
	struct dhcp_pending *x;

	if (!d->ping_packets || d->n_pending >= DHCP_PENDING_MAX)
		return false;
	x = xcalloc(1, sizeof(*x));
	x->dhcp = d;
	x->binding = b;
	x->request = *m;
	x->in = in;
	x->ping = (struct ping){ .to = { .dst = ipaddr4(b->ip) }, .kind = PING_ECHO, .count = d->ping_packets, .size = 56,
				 .timeout = d->ping_timeout_ms * NSEC_PER_MS, .result = ping_result, .done = pinged };
	x->next = d->pending;
	d->pending = x;
	d->n_pending++;
	dhcp_lease_set(b, BIND_PINGING, DHCP_OFFER_S);
	if (ping_start(d->ip, &x->ping))
		return true;
	pending_free(x);
	return false;
}

static void no_pool(const struct dhcp *d, const struct iface *in, const struct dhcp_msg *m)
{
	char t[IP4_TEXT];

	if (debug_on(d->ip->dev, DEBUG_DHCP_SERVER_EVENTS))
		device_debug(d->ip->dev, "DHCPD: there is no address pool for %s.", ip4_text(m->giaddr ? m->giaddr : in->ip->a4 ? in->ip->a4->addr : 0, t));
}

static void discover(struct dhcp *d, struct iface *in, const struct dhcp_msg *m)
{
	struct dhcp_pool *p = choose_pool(d, in->ip, m);
	struct dhcp_binding *b;
	u8 id[DHCP_ID_MAX], len;
	u32 ip;

	if (!p) {
		no_pool(d, in, m);
		return;
	}
	identify(m, id, &len);
	b = dhcp_lease_of_id(d, p, id, len);
	if (b && b->state == BIND_PINGING)
		return; /* he asked again meanwhile */
	if (b && !dhcp_share_allows(d, p, m, b->ip)) { /* he moved to where another class is */
		dhcp_lease_free(b);
		b = NULL;
	}
	if (!b) {
		ip = choose_address(d, p, m);
		if (ip && p->host && (b = dhcp_lease_of_ip(d, ip)))
			dhcp_lease_free(b); /* his, whoever had it */
		b = ip ? dhcp_lease_new(d, p, ip, id, len, m->chaddr) : NULL;
		if (!b) {
			if (debug_on(d->ip->dev, DEBUG_DHCP_SERVER_EVENTS))
				device_debug(d->ip->dev, "DHCPD: subnet of pool %s has no free address.", p->name);
			return;
		}
		if (!p->host && ping_first(d, in, b, m))
			return;
		dhcp_lease_set(b, BIND_OFFERED, DHCP_OFFER_S);
	} else if (b->state == BIND_OFFERED) {
		dhcp_lease_set(b, BIND_OFFERED, DHCP_OFFER_S);
	}
	answer(d, in, m, DHCP_OFFER, p, b->ip, p->lease_s);
}

/* ---- REQUEST: 4.3.2 ---- */

static void request(struct dhcp *d, struct iface *in, const struct dhcp_msg *m)
{
	struct dhcp_pool *p = choose_pool(d, in->ip, m);
	u32 wanted = m->requested ? m->requested : m->ciaddr;
	bool selecting = m->server_id, renewing = m->ciaddr && !m->requested && !m->server_id;
	struct dhcp_binding *b;
	u8 id[DHCP_ID_MAX], len;

	identify(m, id, &len);
	if (!m->giaddr && renewing && !p) /* unicast from another of our networks, through a router */
		for (struct dhcp_pool *q = d->pools; q && !p; q = q->next)
			if (q->mask && !((m->ciaddr ^ q->network) & q->mask))
				p = q;
	if (!p)
		return;
	b = dhcp_lease_of_id(d, p, id, len);
	if (selecting && !ipif_find(d->ip, m->server_id)) { /* he took another server's offer */
		if (b && b->state != BIND_ACTIVE)
			dhcp_lease_free(b);
		return;
	}
	if (b && b->ip == wanted && b->state != BIND_PINGING) {
		dhcp_lease_set(b, BIND_ACTIVE, p->lease_s);
		answer(d, in, m, DHCP_ACK, p, b->ip, p->lease_s);
		return;
	}
	/* Of another network, or somebody else's: no. What we know nothing about and could be right (we were started anew): it is his. */
	if (!selecting && !b && !p->host && free_in(d, p, wanted) && dhcp_share_allows(d, p, m, wanted)) {
		b = dhcp_lease_new(d, p, wanted, id, len, m->chaddr);
		if (b) {
			dhcp_lease_set(b, BIND_ACTIVE, p->lease_s);
			answer(d, in, m, DHCP_ACK, p, wanted, p->lease_s);
			return;
		}
	}
	answer(d, in, m, DHCP_NAK, p, 0, 0);
}

static void decline(struct dhcp *d, const struct dhcp_msg *m)
{
	struct dhcp_binding *b = dhcp_lease_of_ip(d, m->requested);
	char a[IP4_TEXT], t[MAC_TEXT];
	u8 id[DHCP_ID_MAX], len;

	identify(m, id, &len);
	if (!b || b->id_len != len || memcmp(b->id, id, len))
		return;
	device_log(d->ip->dev, "DHCPD", 4, "DECLINE_CONFLICT", "DHCP address conflict:  client %s declined %s.", mac_dotted(m->chaddr, t), ip4_text(m->requested, a));
	dhcp_conflict_add(d, m->requested, false);
	dhcp_lease_free(b);
}

static void release(struct dhcp *d, const struct dhcp_msg *m)
{
	struct dhcp_binding *b = dhcp_lease_of_ip(d, m->ciaddr);
	u8 id[DHCP_ID_MAX], len;

	identify(m, id, &len);
	if (b && b->id_len == len && !memcmp(b->id, id, len))
		dhcp_lease_free(b);
}

void dhcp_server_input(struct dhcp *d, struct iface *in, const struct dhcp_msg *m)
{
	char t[MAC_TEXT];

	if (m->hlen > 16 || (m->hlen != 6 && !m->client_id_len)) {
		d->malformed++;
		return;
	}
	d->received[m->type]++;
	if (debug_on(d->ip->dev, DEBUG_DHCP_SERVER_PACKET))
		device_debug(d->ip->dev, "DHCPD: %s received from client %s on interface %s.", dhcp_message_name(m->type), mac_dotted(m->chaddr, t), in->name);
	switch (m->type) {
	case DHCP_DISCOVER:
		discover(d, in, m);
		break;
	case DHCP_REQUEST:
		request(d, in, m);
		break;
	case DHCP_DECLINE:
		decline(d, m);
		break;
	case DHCP_RELEASE:
		release(d, m);
		break;
	case DHCP_INFORM:
		if (choose_pool(d, in->ip, m))
			answer(d, in, m, DHCP_ACK, choose_pool(d, in->ip, m), 0, 0);
		break;
	}
}

void dhcp_server_flush(struct dhcp *d)
{
	while (d->pending) {
		struct dhcp_pending *x = d->pending;

		ping_stop(&x->ping);
		pending_free(x);
	}
	for (u32 k = 0; k < DHCP_BUCKETS; k++)
		while (d->by_ip[k])
			dhcp_lease_free(d->by_ip[k]);
}
