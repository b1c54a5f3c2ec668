/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two sockets of DHCP, who gets what comes there, and messages to stations that have no address yet. */
#include <stdlib.h>

#include "net/udp.h"
#include "router/dhcp/own.h"

/* What `ip helper-address` forwards without further words: IOS's list. */
static const u16 helper_ports[] = { 37, 49, 53, 67, 68, 69, 137, 138 };

static void from_client(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f);
static void from_server(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f);

struct dhcp *dhcp_of(struct ipstack *s)
{
	struct dhcp *d = s->dhcp;

	if (d)
		return d;
	d = s->dhcp = xcalloc(1, sizeof(*d));
	d->ip = s;
	d->ping_packets = 2;
	d->ping_timeout_ms = 500;
	d->server_udp = (struct udp_socket){ .port = DHCP_SERVER_PORT, .receive = from_client, .arg = d };
	d->client_udp = (struct udp_socket){ .port = DHCP_CLIENT_PORT, .receive = from_server, .arg = d };
	for (unsigned k = 0; k < ARRAY_LEN(helper_ports); k++)
		d->forwarded[helper_ports[k] / 8] |= (u8)(1u << helper_ports[k] % 8);
	return d;
}

struct dhcp_if *dhcp_if(struct ipif *p)
{
	if (!p->dhcp)
		p->dhcp = xcalloc(1, sizeof(*p->dhcp));
	return p->dhcp;
}

/* Port 67 is open while there is a pool or a helper, port 68 while there is a client. */
void dhcp_listen(struct dhcp *d)
{
	bool off = dhcp_of(d->ip->root)->off, server = !off && d->pools, client = false;

	for (const struct ipif *p = d->ip->ifs; p; p = p->next) {
		server |= !off && p->dhcp && p->dhcp->n_helpers;
		client |= p->dhcp && p->dhcp->client;
	}
	udp_open_if(d->ip, &d->server_udp, server);
	udp_open_if(d->ip, &d->client_udp, client);
}

static void from_client(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct dhcp *d = u->arg;
	struct dhcp_msg m;

	(void)src_port;
	if (dhcp_parse(&m, rd_of(f->data, f->len)) || f->len > 1500) {
		d->malformed++;
	} else if (m.op == 2) {
		dhcp_relay_reply(d, &m, f->data, f->len);
	} else if (r->in->ip) {
		/* A client's message to us is none of a relay's; a broadcast may be for both, and so may what an agent below us sends (RFC 1542 4.1.1: agents may stand in a row). */
		if (r->in->ip->dhcp && r->in->ip->dhcp->n_helpers && (r->dst.v4 == ~0u || (m.giaddr && !ipif_find(d->ip, m.giaddr))))
			dhcp_relay_request(d, r->in->ip, &m, f->data, f->len);
		if (d->pools)
			dhcp_server_input(d, r->in, &m);
	}
	frame_put(f);
}

static void from_server(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct dhcp_msg m;

	(void)u;
	(void)src_port;
	if (!dhcp_parse(&m, rd_of(f->data, f->len)) && m.op == 2 && r->in->ip)
		dhcp_client_input(r->in->ip, &m);
	frame_put(f);
}

void dhcp_send_link(struct ipif *out, u32 src, u32 dst, const u8 mac[6], u16 sport, u16 dport, const void *data, size_t len)
{
	u32 total = (u32)(IP4_HLEN + UDP_HLEN + len);
	struct frame *f = out->up ? ip_frame(out->ip, total) : NULL;
	u8 *ip;

	if (!f)
		return;
	ip = f->data;
	memset(ip, 0, IP4_HLEN);
	ip[IP4_VERLEN] = 0x45;
	put_be16(ip + IP4_LEN, (u16)total);
	put_be16(ip + IP4_ID, out->ip->ip_id++);
	ip[IP4_TTL] = 255;
	ip[IP4_PROTO] = IP_UDP;
	put_be32(ip + IP4_SRC, src);
	put_be32(ip + IP4_DST, dst);
	put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, IP4_HLEN)));
	udp_put(ip + IP4_HLEN, sport, dport, data, len, ip4_pseudo(src, dst, IP_UDP, total - IP4_HLEN));
	out->ip->c4[C_SENT]++;
	out->ip->udp_out++;
	ipif_send_to(out, mac, ETH_TYPE_IP4, f);
}

void dhcp_iface_changed(struct ipif *p)
{
	if (p->dhcp && p->dhcp->client)
		dhcp_client_link(p);
}

void dhcp_iface_moved(struct ipif *p, struct ipstack *from)
{
	if (!p->dhcp)
		return;
	for (struct dhcp_pending *x = from->dhcp ? from->dhcp->pending : NULL; x; x = x->next)
		if (x->in == p->i)
			x->in = NULL;
	if (from->dhcp)
		dhcp_listen(from->dhcp);
	dhcp_listen(dhcp_of(p->ip));
}

u32 dhcp_helper(const struct ipif *p, unsigned k) { return p->dhcp && k < p->dhcp->n_helpers ? p->dhcp->helper[k] : 0; }
bool dhcp_client_on(const struct ipif *p) { return p->dhcp && p->dhcp->client; }

void dhcp_iface_gone(struct ipif *p)
{
	struct dhcp *d = p->ip->dhcp;

	if (d)
		for (struct dhcp_pending *x = d->pending; x; x = x->next)
			if (x->in == p->i)
				x->in = NULL;
	if (!p->dhcp)
		return;
	dhcp_client_stop(p, false);
	free(p->dhcp);
	p->dhcp = NULL;
}

void dhcp_stack_free(struct ipstack *s)
{
	struct dhcp *d = s->dhcp;

	if (!d)
		return;
	udp_close(&d->server_udp);
	udp_close(&d->client_udp);
	if (d->db.dev)
		lease_db_off(&d->db);
	dhcp_server_flush(d);
	dhcp_conflict_clear(d, 0);
	while (d->pools)
		dhcp_pool_free(d, d->pools);
	while (d->excluded) {
		struct dhcp_range *r = d->excluded;

		d->excluded = r->next;
		free(r);
	}
	while (d->classes)
		dhcp_class_free(d, d->classes);
	free(d);
	s->dhcp = NULL;
}
