/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ARP (RFC 826), proxy ARP (RFC 1027), duplicate addresses (RFC 5227 2.4). An entry lives `arp timeout` seconds (4 hours); it is then asked for
 * again by unicast (RFC 1122 2.3.2.1, method 2) and given up after three unanswered requests, one a second.
 */
#include "net/arp.h"
#include "router/nat/nat.h"
#include "router/unnumbered.h"
#include "router/virtual.h"

enum { ARP_PROBES = 3 };
#define ARP_RETRANS NSEC_PER_SEC
#define ARP_DEFEND (10 * NSEC_PER_SEC)

static const u8 broadcast[6] = { 255, 255, 255, 255, 255, 255 }, nobody[6];

/* from: the Ethernet source; sha but where the answer is about another device (GLBP). */
static void arp_send_as(struct ipif *p, const u8 *from, u16 op, const u8 *sha, u32 spa, const u8 *tha, u32 tpa, const u8 *dst)
{
	struct ipstack *s = p->ip;
	struct frame *f = frame_get(node_pool(s->node), ARP_LEN);
	char a[IP4_TEXT], b[IP4_TEXT], m[MAC_TEXT], o[MAC_TEXT];
	u8 *d;

	if (!f)
		return;
	d = f->data;
	put_be16(d + ARP_HTYPE, 1);
	put_be16(d + ARP_PTYPE, ETH_TYPE_IP4);
	d[ARP_HSIZE] = 6;
	d[ARP_PSIZE] = 4;
	put_be16(d + ARP_OP, op);
	memcpy(d + ARP_SHA, sha, 6);
	put_be32(d + ARP_SPA, spa);
	memcpy(d + ARP_THA, tha, 6);
	put_be32(d + ARP_TPA, tpa);
	if (op == ARP_REQUEST)
		s->arp_out_req++;
	else
		s->arp_out_reply++;
	if (debug_on(s->dev, DEBUG_ARP))
		device_debug(s->dev, "IP ARP: sent %s src %s %s, dst %s %s %s", op == ARP_REQUEST ? "req" : "rep", ip4_text(spa, a), mac_dotted(sha, m),
			     ip4_text(tpa, b), mac_dotted(tha, o), p->i->name);
	ipif_send_from(p, from, dst, ETH_TYPE_ARP, f);
}

static void arp_send(struct ipif *p, u16 op, u32 spa, const u8 *tha, u32 tpa, const u8 *dst)
{
	arp_send_as(p, p->mac, op, p->mac, spa, tha, tpa, dst);
}

/* The address that asks for `target`. */
static bool arp_source(const struct ipif *p, u32 target, u32 *spa)
{
	const struct addr4 *a = ipif_on_link4(p, target);

	if (!a)
		a = p->a4;
	*spa = a ? a->addr : 0;
	return a;
}

static void request(struct neigh *n, bool unicast)
{
	u32 spa;

	n->probes++;
	if (arp_source(n->ifp, n->addr.v4, &spa))
		arp_send(n->ifp, ARP_REQUEST, spa, unicast ? n->mac : nobody, n->addr.v4, unicast ? n->mac : broadcast);
}

void arp_ask(struct neigh *n)
{
	neigh_set_state(n, NEIGH_INCOMPLETE, ARP_RETRANS);
	request(n, false);
}

void arp_timer(struct neigh *n)
{
	if (n->state == NEIGH_REACHABLE)
		neigh_set_state(n, NEIGH_PROBE, ARP_RETRANS);
	else if (n->probes >= ARP_PROBES) {
		neigh_fail(n);
		return;
	} else
		neigh_set_state(n, n->state, ARP_RETRANS);
	request(n, n->state == NEIGH_PROBE);
}

void arp_announce_as(struct ipif *p, u32 addr, const u8 mac[6])
{
	if (p->up && p->i->type != IF_LOOPBACK && !p->tunnel)
		arp_send_as(p, mac, ARP_REQUEST, mac, addr, nobody, addr, broadcast);
}

void arp_announce(struct ipif *p, u32 addr) { arp_announce_as(p, addr, p->mac); }

static bool proxied(const struct ipif *in, u32 spa, u32 tpa)
{
	struct ipstack *s = in->ip;
	const struct leaf *l;

	if (nat_answers(in, tpa))
		return true;
	if (!in->proxy_arp || !s->forwarding || !spa || !ipif_hears4(in, spa) || ip4_is_multicast(tpa))
		return false;
	l = &s->leaf[ip4_leaf(s, spa, tpa, 0)];
	if (l->kind == LEAF_LOCAL)
		return true;
	return (l->kind == LEAF_ADJ || l->kind == LEAF_NEIGH || l->kind == LEAF_GLEAN) && l->out != in && l->out->i->type != IF_LOOPBACK;
}

static void duplicate(struct ipif *in, u32 addr, const u8 *sha)
{
	struct ipstack *s = in->ip;
	char a[IP4_TEXT], m[MAC_TEXT];

	if (in->dup_logged && stack_now(s) < in->dup_logged + ARP_DEFEND)
		return;
	in->dup_logged = stack_now(s) + 1;
	device_log(s->dev, "IP", 4, "DUPADDR", "Duplicate address %s on %s, sourced by %s", ip4_text(addr, a), in->i->name, mac_dotted(sha, m));
	arp_announce(in, addr);
}

static void learn(struct ipif *in, u32 spa, const u8 *sha, bool create)
{
	struct ipaddr a = ipaddr4(spa);
	struct neigh *n;

	if (!spa || !ipif_hears4(in, spa))
		return;
	n = create ? neigh_get(in, &a) : neigh_find(in, &a);
	if (!n || n->state == NEIGH_STATIC)
		return;
	neigh_set_state(n, NEIGH_REACHABLE, in->arp_timeout_s * NSEC_PER_SEC);
	neigh_learn(n, sha, NEIGH_REACHABLE);
}

static enum drop arp_take(struct ipif *in, const u8 *eth, struct rd r)
{
	struct ipstack *s = in->ip;
	const u8 *d = rd_bytes(&r, ARP_LEN);
	struct ip_virtual *v;
	struct ipaddr target;
	const u8 *mine;
	const u8 *sha;
	u32 spa, tpa;
	u16 op;
	char a[IP4_TEXT], b[IP4_TEXT], m[MAC_TEXT];

	if (!d)
		return DROP_SHORT;
	op = get_be16(d + ARP_OP);
	if (get_be16(d + ARP_HTYPE) != 1 || get_be16(d + ARP_PTYPE) != ETH_TYPE_IP4 || d[ARP_HSIZE] != 6 || d[ARP_PSIZE] != 4 ||
	    (op != ARP_REQUEST && op != ARP_REPLY)) {
		s->arp_in_other++;
		return DROP_BAD_FIELD;
	}
	if (op == ARP_REQUEST)
		s->arp_in_req++;
	else
		s->arp_in_reply++;
	sha = d + ARP_SHA;
	spa = get_be32(d + ARP_SPA);
	tpa = get_be32(d + ARP_TPA);
	if (mac_is_group(sha) || mac_eq(sha, nobody))
		return DROP_BAD_SOURCE_MAC;
	if (ip4_is_multicast(spa) || spa >> 24 == 127 || spa == ~0u)
		return DROP_MARTIAN;
	if (debug_on(s->dev, DEBUG_ARP))
		device_debug(s->dev, "IP ARP: rcvd %s src %s %s, dst %s %s", op == ARP_REQUEST ? "req" : "rep", ip4_text(spa, a), mac_dotted(sha, m),
			     ip4_text(tpa, b), in->i->name);
	if (mac_eq(sha, in->mac))
		return DROP_NONE; /* our own, come back */
	target = ipaddr4(tpa);
	v = ip_virtual_of(in, &target);
	if (spa && ipif_addr4(in, spa)) {
		duplicate(in, spa, sha);
		return DROP_NONE;
	}
	/* RFC 826's "merge": who is known is refreshed by anything; who asks for us is made known. */
	learn(in, spa, sha, tpa && (v || ipif_addr4(in, tpa)));
	if (op != ARP_REQUEST)
		return DROP_NONE;
	if (!v && !ipif_addr4(in, tpa)) {
		if (spa == tpa || !proxied(in, spa, tpa))
			return DROP_NONE;
		s->arp_out_proxy++;
	}
	if (!bucket_take(&s->arp_replies, stack_now(s)))
		return DROP_RATE_LIMIT;
	mine = !v ? in->mac : v->answer ? v->answer(v, sha) : v->mac;
	if (mine)
		arp_send_as(in, v && !v->answer ? mine : in->mac, ARP_REPLY, mine, tpa, sha, spa, eth + ETH_SRC);
	return DROP_NONE;
}

void arp_input(struct ipif *in, struct frame *f)
{
	enum drop why;

	if (!in->a4) {
		ip_drop_frame(in->ip, in, f, DROP_NOT_FOR_US);
		return;
	}
	why = arp_take(in, f->data, rd_of(f->data + ETH_HLEN, f->len - ETH_HLEN));
	if (why)
		ip_drop_frame(in->ip, in, f, why);
	else
		frame_put(f);
}
