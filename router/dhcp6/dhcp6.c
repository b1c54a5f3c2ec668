/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two sockets of DHCPv6, the groups that are joined for them, and who gets what comes there. */
#include <stdlib.h>

#include "router/dhcp6/own.h"

const struct ip6 d6_agents = { .b = { 0xff, 2, [13] = 1, [15] = 2 } }, d6_servers = { .b = { 0xff, 5, [13] = 1, [15] = 3 } };

static void at_server(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f);
static void at_client(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f);

struct dhcp6 *dhcp6_of(struct ipstack *s)
{
	struct dhcp6 *d = s->dhcp6;

	if (d)
		return d;
	d = s->dhcp6 = xcalloc(1, sizeof(*d));
	d->ip = s;
	d->server_udp = (struct udp_socket){ .port = D6_SERVER_PORT, .receive = at_server, .arg = d };
	d->client_udp = (struct udp_socket){ .port = D6_CLIENT_PORT, .receive = at_client, .arg = d };
	return d;
}

struct dhcp6_if *dhcp6_if(struct ipif *p)
{
	if (!p->dhcp6)
		p->dhcp6 = xcalloc(1, sizeof(*p->dhcp6));
	return p->dhcp6;
}

/* RFC 8415 11.4, as IOS does: by the MAC address of the device's first port. */
void dhcp6_own_duid(const struct ipstack *s, struct duid *d)
{
	static const u8 head[4] = { 0, 3, 0, 1 };

	memset(d, 0, sizeof(*d));
	d->len = 10;
	memcpy(d->b, head, 4);
	if (s->node->ports)
		memcpy(d->b + 4, s->node->ports->mac, 6);
}

/* 7.1: relay agents and servers are in the link's group, servers in the site's too. */
static void join(struct ipif *p, bool on)
{
	struct ipaddr agents = ipaddr6(&d6_agents), servers = ipaddr6(&d6_servers);

	if (p->dhcp6->joined == on)
		return;
	p->dhcp6->joined = on;
	(on ? ipif_join : ipif_leave)(p, &agents);
	(on ? ipif_join : ipif_leave)(p, &servers);
}

void dhcp6_listen(struct dhcp6 *d)
{
	bool server = false, client = false;

	for (struct ipif *p = d->ip->ifs; p; p = p->next) {
		if (!p->dhcp6)
			continue;
		join(p, p->dhcp6->serves || p->dhcp6->n_dests);
		server |= p->dhcp6->joined;
		client |= p->dhcp6->client != NULL;
	}
	udp_open_if(d->ip, &d->server_udp, server);
	udp_open_if(d->ip, &d->client_udp, client);
}

/* The relays' heads, from outside in, and what the client said. */
static enum drop unwrap(const u8 *raw, u32 len, struct d6_path *path, struct dhcp6_msg *m)
{
	struct rd r = rd_of(raw, len);
	enum drop why;

	for (path->n = 0; *r.p == D6_RELAY_FORW; path->n++) {
		struct dhcp6_relay *h = &path->hop[path->n];

		if (path->n > D6_HOPS_MAX)
			return DROP_BAD_FIELD;
		why = dhcp6_relay_parse(h, r);
		if (why)
			return why;
		r = h->inner;
	}
	return dhcp6_parse(m, r);
}

static void heard(struct dhcp6 *d, const struct ip_recv *r, const u8 *raw, u32 len)
{
	const struct ipif *in = r->in->ip;
	const struct dhcp6_if *c = in ? in->dhcp6 : NULL;
	struct dhcp6_relay relay;
	struct dhcp6_msg m;
	struct d6_path path;
	bool by_relay = *raw == D6_RELAY_FORW;
	enum drop why = DROP_NONE;

	if (*raw < D6_TYPE_N)
		d->received[*raw]++;
	dhcp6_debug(d, "Received", raw, len, "from", &r->src.v6, in);
	if (*raw == D6_RELAY_REPL) {
		why = dhcp6_relay_parse(&relay, rd_of(raw, len));
		if (!why)
			dhcp6_relay_down(d, &relay);
	} else if (c && c->n_dests) {
		why = by_relay ? dhcp6_relay_parse(&relay, rd_of(raw, len)) : dhcp6_parse(&m, rd_of(raw, len));
		if (!why)
			dhcp6_relay_up(d, r, raw, len, by_relay ? &relay : NULL);
	} else if (c && c->serves) {
		why = unwrap(raw, len, &path, &m);
		if (!why)
			dhcp6_server_input(d, r, &path, &m);
	}
	if (why) {
		d->malformed++;
		d->ip->drops[why]++;
	}
}

static void at_server(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct dhcp6 *d = u->arg;

	(void)src_port;
	if (r->src.af == AF_IP6 && f->len >= 4 && f->len <= D6_MESSAGE_MAX)
		heard(d, r, f->data, f->len);
	else
		d->malformed++;
	frame_put(f);
}

static void at_client(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct dhcp6 *d = u->arg;
	struct dhcp6_msg m;

	(void)src_port;
	if (r->src.af != AF_IP6 || dhcp6_parse(&m, rd_of(f->data, f->len))) {
		d->malformed++;
	} else {
		d->received[m.type]++;
		dhcp6_debug(d, "Received", f->data, f->len, "from", &r->src.v6, r->in->ip);
		if (r->in->ip && r->in->ip->dhcp6 && r->in->ip->dhcp6->client)
			dhcp6_client_input(r->in->ip, r, &m);
	}
	frame_put(f);
}

/* ---- what others ask and tell ---- */

bool dhcp6_client_on(const struct ipif *p) { return p->dhcp6 && p->dhcp6->client && p->dhcp6->client->want_na; }

/* A line with a general prefix, there yet or not; on hosts the client. IOS wants `ipv6 enable` beside `ipv6 address dhcp`, and so do we. */
bool dhcp6_turns_on(const struct ipif *p) { return p->dhcp6 && (p->dhcp6->users || (!p->ip->is_router && dhcp6_client_on(p))); }

void dhcp6_iface_changed(struct ipif *p)
{
	if (p->dhcp6 && p->dhcp6->client)
		dhcp6_client_link(p->dhcp6->client);
}

unsigned dhcp6_dns(const struct ipif *p, struct ipaddr *out, unsigned max)
{
	const struct dhcp6_client *c = p->dhcp6 ? p->dhcp6->client : NULL;
	unsigned n = 0;

	while (c && n < c->n_dns && n < max) {
		out[n] = ipaddr6(&c->dns[n]);
		n++;
	}
	return n;
}

const char *dhcp6_domain(const struct ipif *p)
{
	const struct dhcp6_client *c = p->dhcp6 ? p->dhcp6->client : NULL;

	return c && c->n_domains ? c->domain[0] : NULL;
}

void dhcp6_iface_gone(struct ipif *p)
{
	struct dhcp6 *d = p->ip->dhcp6;

	for (u32 k = 0; d && k < D6_BUCKETS; k++)
		for (struct d6_binding *b = d->by_addr[k]; b; b = b->next_addr)
			if (b->in == p->i) {
				d6_binding_route(b, false);
				b->in = NULL;
			}
	for (struct d6_relay_route *x = d ? d->relay_routes : NULL, *next; x; x = next) {
		next = x->next;
		if (x->out == p->i)
			d6_relay_route_free(x);
	}
	if (!p->dhcp6)
		return;
	gp_iface_free(p);	/* first: no address of this interface is to change any more */
	dhcp6_client_free(p);
	free(p->dhcp6);
	p->dhcp6 = NULL;
	if (d && !p->ip->cleaning)
		dhcp6_listen(d);
}

void dhcp6_stack_free(struct ipstack *s)
{
	struct dhcp6 *d = s->dhcp6;

	if (!d)
		return;
	udp_close(&d->server_udp);
	udp_close(&d->client_udp);
	if (d->db.dev)
		lease_db_off(&d->db);
	while (d->relay_routes)
		d6_relay_route_free(d->relay_routes);
	while (d->pools)
		d6_pool_free(d, d->pools);
	while (d->locals) {
		struct d6_local *x = d->locals;

		d->locals = x->next;
		free(x);
	}
	gp_free(d);
	free(d);
	s->dhcp6 = NULL;
}
