/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The relay agent (RFC 1542 4, 2131, 3046): requests that stations broadcast go to the interface's helpers with the interface's address in giaddr, and
 * what servers answer comes back to the link it is for. An option that an agent below us has put in without a giaddr becomes ours unless the policy says
 * otherwise; one with a giaddr is that agent's, whom the server will answer (3046 2.1.1), and only `drop` has a say in it. And other broadcasts of UDP, which helpers get as they are (`ip forward-protocol udp`).
 */
#include "net/udp.h"
#include "router/dhcp/own.h"

enum { SUB_CIRCUIT = 1, SUB_REMOTE = 2, OFF_HOPS = 3, OFF_GIADDR = 24 };

/* The message without the agent's option, and without an end. false: its options cannot be read. */
static bool without_agent(const u8 *raw, u32 len, struct wr *w)
{
	struct rd r = rd_of(raw, len);

	wr_copy(w, raw, DHCP_FIXED + 4); /* it was parsed: they are there */
	rd_skip(&r, DHCP_FIXED + 4);
	while (rd_left(&r)) {
		const u8 *at = r.p;
		u8 code = rd_u8(&r);

		if (code == OPT_PAD)
			continue;
		if (code == OPT_END)
			break;
		rd_skip(&r, rd_u8(&r));
		if (r.bad)
			return false;
		if (code != OPT_AGENT)
			wr_copy(w, at, (size_t)(r.p - at));
	}
	return !w->bad;
}

/* Circuit: VLAN and port; remote: our MAC address. As IOS encodes them. */
static void put_agent(struct wr *w, const struct ipif *in)
{
	u8 b[18] = { SUB_CIRCUIT, 6, 0, 4, 0, 0, 0, 0, SUB_REMOTE, 8, 0, 6 };

	put_be16(b + 4, in->vlan);
	b[7] = (u8)in->i->ifindex;
	memcpy(b + 12, in->mac, 6);
	dhcp_put(w, OPT_AGENT, b, sizeof(b));
}

void dhcp_relay_request(struct dhcp *d, struct ipif *in, const struct dhcp_msg *m, const u8 *raw, u32 len)
{
	u8 buf[1500 + 64];
	struct wr w = wr_of(buf, sizeof(buf));
	size_t n = len;
	struct ip_send to = { .ttl = 255 };
	const struct dhcp *conf = dhcp_of(d->ip->root);

	if (m->hops >= DHCP_HOPS_MAX || !in->a4 || (m->agent_len && !m->giaddr && !conf->relay_trust_all && !in->dhcp->trusted) ||
	    (m->agent_len && conf->relay_policy == RELAY_DROP)) {
		d->relay_dropped++;
		return;
	}
	if (conf->relay_option && !m->giaddr && m->type && !(m->agent_len && conf->relay_policy == RELAY_KEEP) && without_agent(raw, len, &w)) {
		put_agent(&w, in);
		n = dhcp_end(&w);
	} else {
		memcpy(buf, raw, len);
	}
	buf[OFF_HOPS]++;
	if (!m->giaddr)
		put_be32(buf + OFF_GIADDR, in->a4->addr);
	to.src = ipaddr4(in->a4->addr);
	for (unsigned k = 0; k < in->dhcp->n_helpers; k++) {
		to.dst = ipaddr4(in->dhcp->helper[k]);
		udp_send(&d->server_udp, &to, DHCP_SERVER_PORT, buf, (u32)n);
		d->relayed_up++;
	}
}

void dhcp_relay_reply(struct dhcp *d, const struct dhcp_msg *m, const u8 *raw, u32 len)
{
	static const u8 everybody[6] = { 255, 255, 255, 255, 255, 255 };
	struct ipif *out = m->giaddr ? ipif_find(d->ip, m->giaddr) : NULL;
	u8 buf[1500 + 64];
	struct wr w = wr_of(buf, sizeof(buf));
	size_t n = len;

	if (!out) {
		d->relay_dropped++;
		return;
	}
	if (m->agent_len && without_agent(raw, len, &w)) /* RFC 3046 2.1: not for the client */
		n = dhcp_end(&w);
	else
		memcpy(buf, raw, len);
	d->relayed_down++;
	if (m->flags & DHCP_BROADCAST || m->hlen != 6 || !m->yiaddr)
		dhcp_send_link(out, m->giaddr, ~0u, everybody, DHCP_SERVER_PORT, DHCP_CLIENT_PORT, buf, n);
	else
		dhcp_send_link(out, m->giaddr, m->yiaddr, m->chaddr, DHCP_SERVER_PORT, DHCP_CLIENT_PORT, buf, n);
}

void dhcp_help(struct ipif *in, const struct frame *f)
{
	const struct dhcp *d = in->dhcp ? dhcp_of(in->ip->root) : NULL; /* `ip forward-protocol` is the device's */
	u32 hlen = 4 * (f->data[0] & 15u), leaf;
	u16 port;

	if (!d || !in->dhcp || !in->dhcp->n_helpers || f->data[IP4_PROTO] != IP_UDP || f->len < hlen + UDP_HLEN || f->data[IP4_TTL] <= 1 ||
	    get_be16(f->data + IP4_FRAG) & (IP4_MF | IP4_OFFSET))
		return;
	port = get_be16(f->data + hlen + UDP_DST);
	if (port == DHCP_SERVER_PORT || port == DHCP_CLIENT_PORT || !(d->forwarded[port / 8] >> port % 8 & 1))
		return;
	for (unsigned k = 0; k < in->dhcp->n_helpers; k++) {
		struct frame *g = frame_copy(node_pool(in->ip->node), f);
		struct ipaddr dst = ipaddr4(in->dhcp->helper[k]);
		u8 *ip, *udp;

		if (!g)
			return;
		ip = g->data;
		udp = ip + hlen;
		put_be32(ip + IP4_DST, dst.v4);
		ip[IP4_TTL]--;
		put_be16(ip + IP4_CSUM, 0);
		put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, hlen)));
		put_be16(udp + UDP_CSUM, 0); /* another destination: made anew by whoever cares (RFC 768 lets it be 0) */
		g->flags &= (u8)~FRAME_CSUM_PARTIAL;
		leaf = ip4_leaf(in->ip, get_be32(ip + IP4_SRC), dst.v4, 0);
		ip_emit(in->ip, leaf, &dst, g, in);
	}
}
