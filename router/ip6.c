/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fast path of IPv6, as ip4.c has it for IPv4 (RFC 8200). Extension headers other than hop-by-hop options concern the destination only. */
#include "net/icmp.h"
#include "router/feature.h"

static inline bool plain6(u64 match, u64 mask, const struct frame *f)
{
	const u8 *p = f->data, *ip = p + ETH_HLEN;
	u64 head;
	u32 len;

	if (f->len < ETH_HLEN + IP6_HLEN)
		return false;
	memcpy(&head, p, 8);
	len = get_be16(ip + IP6_PLEN);
	/* Not from or to groups, link-local addresses, or anything of ::/8 (unspecified, loopback, mapped). */
	return (head & mask) == match && get_be16(p + ETH_TYPE) == ETH_TYPE_IP6 && ip[0] >> 4 == 6 && ip[IP6_HOPS] > 1 && ip[IP6_NEXT] != IP6_HOPOPTS &&
	       len <= f->len - ETH_HLEN - IP6_HLEN && (u8)(ip[IP6_SRC] - 1) < 0xfd && (u8)(ip[IP6_DST] - 1) < 0xfd;
}

static inline u32 ports_of(const u8 *ip, u32 len)
{
	if ((ip[IP6_NEXT] != IP_TCP && ip[IP6_NEXT] != IP_UDP) || len < 4)
		return 0;
	return get_be32(ip + IP6_HLEN);
}

u32 ip6_leaf(const struct ipstack *s, const struct ip6 *src, const struct ip6 *dst, u32 ports)
{
	u32 k = fib6_lookup(s->fib6, dst);
	const struct leaf *l = &s->leaf[k];

	if (l->kind != LEAF_GROUP)
		return k;
	return l->member[flow_pick(s->seed, src->w[0] ^ src->w[1] * 3, dst->w[0] ^ dst->w[1] * 3, ports, l->n)];
}

static inline void rewrite6(struct frame *f, const struct leaf *l)
{
	f->data[ETH_HLEN + IP6_HOPS]--;
	if (unlikely(l->hlen != ETH_HLEN)) {
		memcpy(frame_push(f, VLAN_HLEN), l->hdr, ETH_HLEN + VLAN_HLEN);
		return;
	}
	memcpy(f->data, l->hdr, ETH_HLEN);
}

/* Sends what it can of n noted packets; the others come back in slow. */
static unsigned forward6(struct ipif *in, struct frame **f, const struct ip6 *dst, unsigned n, struct frame **slow)
{
	struct ipstack *s = in->ip;
	const struct ipif *redirect = in->redirects6 ? in : NULL;
	struct ipif *out[BURST_MAX];
	u32 value[BURST_MAX];
	unsigned n_slow = 0, n_out = 0;
	bool mixed = false;

	if (n < 4)
		for (unsigned k = 0; k < n; k++)
			value[k] = fib6_lookup(s->fib6, &dst[k]);
	else
		fib6_lookup_burst(s->fib6, dst, value, n);
	for (unsigned k = 0; k < n; k++) {
		const struct leaf *l = &s->leaf[value[k]];
		const u8 *ip = f[k]->data + ETH_HLEN;
		u32 total = IP6_HLEN + get_be16(ip + IP6_PLEN);

		if (unlikely(l->kind == LEAF_GROUP)) {
			struct ip6 src = ip6_at(ip + IP6_SRC);

			l = &s->leaf[l->member[flow_pick(s->seed, src.w[0] ^ src.w[1] * 3, dst[k].w[0] ^ dst[k].w[1] * 3,
							 ports_of(ip, total - IP6_HLEN), l->n)]];
		}
		if (unlikely(l->kind != LEAF_ADJ || total > l->mtu || l->out == redirect || f[k]->refs > 1)) {
			slow[n_slow++] = f[k];
			continue;
		}
		f[k]->len = ETH_HLEN + total;
		rewrite6(f[k], l);
		mixed |= n_out && l->out != out[0];
		out[n_out] = l->out;
		f[n_out++] = f[k];
	}
	s->c6[C_FORWARDED] += n_out;
	s->c6[C_RCVD] += n_out;
	if (likely(!mixed && n_out))
		feature_send(in, out[0], f, n_out);
	else
		ipif_output_grouped(in, f, out, n_out);
	return n_slow;
}

unsigned ip6_burst(struct ipif *in, struct frame **f, unsigned n)
{
	static const u8 six[8] = { 255, 255, 255, 255, 255, 255, 0, 0 };
	struct ipstack *s = in->ip;
	struct frame *fast[BURST_MAX], *slow[BURST_MAX];
	struct ip6 dst[BURST_MAX];
	unsigned n_fast = 0, n_other = 0, n_slow;
	u64 mask;

	if (!s->forwarding6 || !in->on6 || !in->up || in->native_sub || debug_on(s->dev, DEBUG_IPV6_PACKET))
		return n;
	memcpy(&mask, six, 8);
	for (unsigned k = 0; k < n; k++) {
		if (k + 4 < n)
			__builtin_prefetch(f[k + 4]->data);
		if (likely(plain6(in->match, mask, f[k]))) {
			dst[n_fast] = ip6_at(f[k]->data + ETH_HLEN + IP6_DST);
			fast[n_fast++] = f[k];
		} else {
			f[n_other++] = f[k];
		}
	}
	if (!n_fast)
		return n_other;
	n_slow = forward6(in, fast, dst, n_fast, slow);
	for (unsigned k = 0; k < n_slow; k++)
		ip6_slow(in, slow[k]);
	return n_other;
}
