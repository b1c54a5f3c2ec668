/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way in, and the fast path of IPv4. A burst is gone through twice: first each header is checked (RFC 1812 5.2.2) and its
 * destination noted; then all destinations are looked up together, which hides their cache misses; then each packet whose leaf
 * is complete gets its new Ethernet header, TTL and checksum (RFC 1624). Whatever is not plain goes, one by one, to ip4_slow.c:
 * options, fragments that need cutting, groups, our own addresses, neighbours to be asked for, everything invalid.
 */
#include "device/discovery/discovery.h"
#include "router/feature.h"
#include "router/stack.h"
#include "router/virtual.h"

/* The fields a fast packet must have: to our MAC address, IPv4, 20 bytes of header, TTL above 1, checksum right. */
static inline __attribute__((always_inline)) bool plain4(u64 match, u64 mask, const struct frame *f, u32 *dst)
{
	const u8 *p = f->data;
	u64 head, a, b, sum;
	u32 c, total;

	if (unlikely(f->len < ETH_HLEN + IP4_HLEN))
		return false;
	memcpy(&head, p, 8);
	memcpy(&a, p + ETH_HLEN, 8);
	memcpy(&b, p + ETH_HLEN + 8, 8);
	memcpy(&c, p + ETH_HLEN + 16, 4);
	sum = (a >> 32) + (u32)a + (b >> 32) + (u32)b + c;
	sum = (sum >> 32) + (u32)sum;
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	total = get_be16(p + ETH_HLEN + IP4_LEN);
	*dst = get_be32(p + 30);
	/* First octets 0, 127 and 224 on belong to no host: RFC 1812 5.3.7. */
	return (head & mask) == match && p[ETH_TYPE] == 8 && p[ETH_TYPE + 1] == 0 && p[ETH_HLEN] == 0x45 && p[ETH_HLEN + IP4_TTL] > 1 &&
	       sum == 0xffff && total >= IP4_HLEN && total <= f->len - ETH_HLEN && (u8)(p[26] - 1) < 223 && p[26] != 127 &&
	       (u8)(p[30] - 1) < 223 && p[30] != 127;
}

static inline u32 ports_of(const u8 *ip, u32 len)
{
	if ((ip[IP4_PROTO] != IP_TCP && ip[IP4_PROTO] != IP_UDP) || get_be16(ip + IP4_FRAG) & (IP4_MF | IP4_OFFSET) || len < IP4_HLEN + 4)
		return 0;
	return get_be32(ip + IP4_HLEN);
}

u32 ip4_leaf(const struct ipstack *s, u32 src, u32 dst, u32 ports)
{
	u32 k = fib4_lookup(s->fib4, dst);
	const struct leaf *l = &s->leaf[k];

	return l->kind == LEAF_GROUP ? l->member[flow_pick(s->seed, src, dst, ports, l->n)] : k;
}

/* Of a group: the flow's way, or the next in turn where that leads out of an interface that shares by packet. */
static inline u32 member_now(struct ipstack *s, u32 group, u32 src, u32 dst, u32 ports, bool burst)
{
	struct leaf *l = &s->leaf[group];
	u32 k = l->member[flow_pick(s->seed, src, dst, ports, l->n)];
	const struct ipif *out = s->leaf[k].out;

	return out && unlikely(out->per_packet) ? l->member[l->turn[burst]++ % l->n] : k;
}

u32 ip4_leaf_out(struct ipstack *s, u32 src, u32 dst)
{
	u32 k = fib4_lookup(s->fib4, dst);

	return s->leaf[k].kind == LEAF_GROUP ? member_now(s, k, src, dst, 0, false) : k;
}

/* New Ethernet header, one hop less. The frame is ours alone. */
static inline void rewrite4(struct frame *f, const struct leaf *l)
{
	u8 *ip = f->data + ETH_HLEN;
	u32 sum = get_be16(ip + IP4_CSUM) + 0x100u;

	put_be16(ip + IP4_CSUM, (u16)(sum + (sum >= 0xffff)));
	ip[IP4_TTL]--;
	if (unlikely(l->hlen != ETH_HLEN)) {
		memcpy(frame_push(f, VLAN_HLEN), l->hdr, ETH_HLEN + VLAN_HLEN);
		return;
	}
	memcpy(f->data, l->hdr, ETH_HLEN);
}

static void others(struct ipif *in, struct frame **f, unsigned n);

/* Looks n noted packets up and sends them; the others are put at slow, whose count is returned. */
static unsigned forward4(struct ipif *in, struct frame **f, const u32 *dst, unsigned n, struct frame **slow)
{
	struct ipstack *s = in->ip;
	const struct ipif *redirect = in->redirects ? in : NULL;
	struct ipif *out[BURST_MAX];
	u32 value[BURST_MAX];
	unsigned n_slow = 0, n_out = 0;
	bool mixed = false;

	if (n < 4)
		for (unsigned k = 0; k < n; k++)
			value[k] = fib4_lookup(s->fib4, dst[k]);
	else
		fib4_lookup_burst(s->fib4, dst, value, n);
	for (unsigned k = 0; k < n; k++) {
		const struct leaf *l = &s->leaf[value[k]];
		const u8 *ip = f[k]->data + ETH_HLEN;
		u32 total = get_be16(ip + IP4_LEN);

		if (unlikely(l->kind == LEAF_GROUP))
			l = &s->leaf[member_now(s, value[k], get_be32(ip + IP4_SRC), dst[k], ports_of(ip, total), true)];
		if (unlikely(l->kind != LEAF_ADJ || total > l->mtu || l->out == redirect || f[k]->refs > 1)) {
			slow[n_slow++] = f[k];
			continue;
		}
		f[k]->len = ETH_HLEN + total; /* padding goes */
		rewrite4(f[k], l);
		mixed |= n_out && l->out != out[0];
		out[n_out] = l->out;
		f[n_out++] = f[k];
	}
	s->c4[C_FORWARDED] += n_out;
	in->last_leaf = value[0];
	if (likely(!mixed && n_out))
		feature_send(in, out[0], f, n_out);
	else
		ipif_output_grouped(in, f, out, n_out);
	return n_slow;
}

/* One plain packet whose neighbour is known, as labs have them most: without the lists that bursts need. false: not such a one. */
static bool forward_one(struct ipif *in, struct frame *f, u64 mask)
{
	struct ipstack *s = in->ip;
	const struct leaf *l;
	u32 dst, total;

	if (unlikely(!plain4(in->match, mask, f, &dst)))
		return false;
	in->last_leaf = fib4_lookup(s->fib4, dst);
	l = &s->leaf[in->last_leaf];
	total = get_be16(f->data + ETH_HLEN + IP4_LEN);
	if (unlikely(l->kind != LEAF_ADJ || total > l->mtu || l->out == in || l->out->features & (FEATURE_OUT | FEATURE_QOS) || f->refs > 1))
		return false;
	f->len = ETH_HLEN + total;
	rewrite4(f, l);
	s->c4[C_RCVD]++;
	s->c4[C_FORWARDED]++;
	if (unlikely(in->counts))
		in->i->last_input = stack_now(s);
	ipif_transmit(in, l->out, &f, 1);
	return true;
}

static void burst(struct ipif *in, struct frame **f, unsigned n, u64 mask);

void ip_burst(struct ipif *in, struct frame **f, unsigned n)
{
	static const u8 six[8] = { 255, 255, 255, 255, 255, 255, 0, 0 };
	struct ipstack *s = in->ip;
	u64 mask;

	memcpy(&mask, six, 8);
	if (unlikely(in->features & FEATURE_IN)) {
		if (in->qos[0] && qos_cut(in, f, n))
			return;
		n = feature_in(in, f, n);
		if (!n)
			return;
	}
	if (unlikely(!s->forwarding || !in->on4 || !in->up || in->native_sub || node_debug(s->node, DEBUG_IP_PACKET))) {
		others(in, f, n);
		return;
	}
	if (n > 1 || !forward_one(in, f[0], mask))
		burst(in, f, n, mask);
}

static void burst(struct ipif *in, struct frame **f, unsigned n, u64 mask)
{
	struct frame *fast[BURST_MAX], *slow[BURST_MAX];
	u32 dst[BURST_MAX];
	struct ipstack *s = in->ip;
	unsigned n_fast = 0, n_slow = 0;

	for (unsigned k = 0; k < n && k < 4; k++)
		__builtin_prefetch(f[k]->data);
	for (unsigned k = 0; k < n; k++) {
		if (k + 8 < n)
			__builtin_prefetch(f[k + 8]);
		if (k + 4 < n)
			__builtin_prefetch(f[k + 4]->data);
		if (likely(plain4(in->match, mask, f[k], &dst[n_fast])))
			fast[n_fast++] = f[k];
		else
			slow[n_slow++] = f[k];
	}
	if (n_fast) {
		s->c4[C_RCVD] += n_fast;
		if (unlikely(in->counts))
			in->i->last_input = stack_now(s);
		/* what falls out has been counted as received */
		struct frame *fallen[BURST_MAX];
		unsigned n_fallen = forward4(in, fast, dst, n_fast, fallen);

		s->c4[C_RCVD] -= n_fallen;
		for (unsigned k = 0; k < n_fallen; k++)
			ip4_slow(in, fallen[k]);
	}
	if (n_slow)
		others(in, slow, n_slow);
}

/* The sub-interface that a tagged frame is for; takes the tag off. NULL: none; the frame is dropped. */
static struct ipif *untag(struct ipif *in, struct frame **f)
{
	u16 vid;
	struct ipif *sub = NULL;
	struct frame *g;

	if ((*f)->len < ETH_HLEN + VLAN_HLEN) {
		ip_drop_frame(in->ip, in, *f, DROP_SHORT);
		return NULL;
	}
	vid = get_be16((*f)->data + ETH_TYPE + 2) & 0xfff;
	if (!vid) /* only a priority */
		sub = in->native_sub ? in->native_sub : in;
	else if (in->vid && in->vid[vid >> 6])
		sub = in->vid[vid >> 6][vid & 63];
	if (!sub || !sub->up) {
		ip_drop_frame(in->ip, in, *f, DROP_VLAN_UNKNOWN);
		return NULL;
	}
	g = frame_writable(*f);
	if (!g)
		return NULL;
	g->scratch[0] = get_be16(g->data + ETH_TYPE + 2); /* for qos_input() */
	memmove(g->data + VLAN_HLEN, g->data, ETH_TYPE);
	frame_pull(g, VLAN_HLEN);
	*f = g;
	return sub;
}

static void count_sub(struct ipif *in, struct frame *const *f, unsigned n)
{
	struct iface *i = in->i;

	if (i->port || i->type == IF_VLAN)
		return;
	i->count.rx_frames += n;
	for (unsigned k = 0; k < n; k++) {
		i->count.rx_bytes += f[k]->len;
		if (mac_is_group(f[k]->data))
			i->count.rx_multicast++;
	}
}

static void one(struct ipif *in, struct frame *f)
{
	u16 type = get_be16(f->data + ETH_TYPE);

	switch (type) {
	case ETH_TYPE_IP4:
		ip4_slow(in, f);
		break;
	case ETH_TYPE_ARP:
		if (unlikely(in->ip->dev->ip->control != NULL) && !qos_control_frame(in, &f, type))
			break;
		arp_input(in, f);
		break;
	case ETH_TYPE_IP6:
		ip6_slow(in, f);
		break;
	default: /* LLDP and CDP come here; nobody listens to loopback frames */
		if (mac_is_group(f->data) && discovery_input(in->i->parent ? in->i->parent : in->i, f))
			break;
		ip_drop_frame(in->ip, in, f, type < ETH_TYPE_MIN ? DROP_NO_PROTOCOL : DROP_UNKNOWN_ETHERTYPE);
	}
}

/* Everything that is not plain IPv4: tagged frames to their sub-interface, IPv6, ARP, the unusual. Order among equals is kept. */
static void others(struct ipif *in, struct frame **f, unsigned n)
{
	struct frame *sub_burst[BURST_MAX];
	struct ipif *sub = NULL;
	unsigned n_sub = 0;

	if (in->counts)
		in->i->last_input = stack_now(in->ip);
	if (unlikely(in->virtuals != NULL)) {
		unsigned taken = ip_virtual_take(in, f, &n);

		if (taken)
			ip_burst(in, f, taken);
		in->taken_by = NULL;
		in->taken_by_several = false;
		f += taken;
		n -= taken;
		if (!n)
			return;
	}
	n = ip6_burst(in, f, n);
	for (unsigned k = 0; k < n; k++) {
		struct ipif *to;

		if (f[k]->len < ETH_HLEN) {
			ip_drop_frame(in->ip, in, f[k], DROP_SHORT);
			continue;
		}
		if (mac_is_group(f[k]->data + ETH_SRC)) {
			ip_drop_frame(in->ip, in, f[k], DROP_BAD_SOURCE_MAC);
			continue;
		}
		if (get_be16(f[k]->data + ETH_TYPE) == ETH_TYPE_VLAN)
			to = in->i->parent || in->i->type == IF_VLAN ? NULL : untag(in, &f[k]);
		else
			to = in->native_sub ? in->native_sub : in;
		if (!to) {
			if (in->i->parent || in->i->type == IF_VLAN)
				ip_drop_frame(in->ip, in, f[k], DROP_VLAN_UNKNOWN);
			continue;
		}
		if (to == in) {
			one(in, f[k]);
			continue;
		}
		if (to != sub && n_sub) {
			count_sub(sub, sub_burst, n_sub);
			ip_burst(sub, sub_burst, n_sub);
			n_sub = 0;
		}
		sub = to;
		sub_burst[n_sub++] = f[k];
	}
	if (n_sub) {
		count_sub(sub, sub_burst, n_sub);
		ip_burst(sub, sub_burst, n_sub);
	}
}

void ip_input(struct iface *i, struct frame **f, unsigned n)
{
	if (i->ip && i->dev->ip) {
		ip_burst(i->ip, f, n);
		return;
	}
	if (i->port)
		port_drop_n(i->port, f, n, DROP_NO_PROTOCOL);
	else
		frames_put(f, n);
}

void ip_port_input(struct port *in, struct frame **f, unsigned n)
{
	if (likely(in->priv != NULL)) {
		ip_burst(in->priv, f, n);
		return;
	}
	for (unsigned k = 0; k < n; k++)
		if (!discovery_input(device_iface_of_port(device_of(in->node), in), f[k]))
			port_drop(in, f[k], DROP_NO_PROTOCOL);
}

void ip_port_fetch(const struct port *in, unsigned ahead)
{
	const struct ipif *p = in->priv;
	const struct leaf *l;

	if (!p)
		return;
	switch (ahead) {
	case 5:
		__builtin_prefetch(p->ip);
		__builtin_prefetch((const char *)p->ip + 64);
		return;
	case 4:
		for (unsigned k = 0; k < 3; k++)
			__builtin_prefetch((const char *)p->ip->fib4 + 64 * k);
		__builtin_prefetch(&p->ip->leaf[p->last_leaf]);
		return;
	}
	l = &p->ip->leaf[p->last_leaf];
	if (l->kind != LEAF_ADJ)
		return;
	if (ahead == 3) {
		__builtin_prefetch(l->out);
	} else if (l->out->port && ahead == 2) {
		__builtin_prefetch(l->out->port);
	} else if (l->out->port && l->out->port->tx) {
		__builtin_prefetch(l->out->port->tx);
		__builtin_prefetch((const char *)l->out->port->tx + 64);
	}
}
