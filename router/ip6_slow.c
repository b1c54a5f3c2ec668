/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv6, one packet at a time: RFC 8200 (extension headers 4, options 4.2), 4291 (scopes), 4443 3. */
#include "net/icmp.h"
#include "router/packet_debug.h"
#include "router/qos/qos.h"
#include "router/stack.h"
#include "router/virtual.h"

static enum drop check(struct ipstack *s, const u8 *ip, u32 len)
{
	struct ip6 src, dst;

	if (len < IP6_HLEN)
		return DROP_SHORT;
	if (ip[0] >> 4 != 6) {
		s->c6[C_BAD_HDR]++;
		return DROP_BAD_FIELD;
	}
	if (get_be16(ip + IP6_PLEN) > len - IP6_HLEN) {
		s->c6[C_TOO_SHORT]++;
		return DROP_SHORT;
	}
	src = ip6_at(ip + IP6_SRC);
	dst = ip6_at(ip + IP6_DST);
	/* RFC 4291 2.5.2, 2.5.3, 2.7 */
	if (ip6_is_multicast(&src) || ip6_is_zero(&dst) || (!dst.w[0] && !memcmp(dst.b + 8, "\0\0\0\0\0\0\0\1", 8)) ||
	    (!src.w[0] && !memcmp(src.b + 8, "\0\0\0\0\0\0\0\1", 8)) || (ip6_is_multicast(&dst) && !(dst.b[1] & 15))) {
		s->c6[C_MARTIAN]++;
		return DROP_MARTIAN;
	}
	return DROP_NONE;
}

/* Options of a hop-by-hop or destination header at `at`. false: dropped (and told, where the type asks for it). */
static bool options(struct ipif *in, struct frame *f, u32 at, bool to_group)
{
	u32 end = at + 8 + 8u * f->data[at + 1];

	for (u32 o = at + 2; o < end;) {
		u32 len;
		u8 type = f->data[o];

		if (!type) {
			o++;
			continue;
		}
		len = o + 1 < end ? f->data[o + 1] : 255;
		if (o + 2 + len > end) {
			icmp6_error(in, f->data, f->len, ICMP6_PARAM, ICMP6_PARAM_FIELD, o + 1);
			ip_drop(in->ip, in, f, DROP_BAD_OPTIONS);
			return false;
		}
		if (type != 1 && type != 5 && type >> 6) { /* not PadN, not router alert, not to be skipped */
			if (type >> 6 == 2 || (type >> 6 == 3 && !to_group))
				icmp6_error(in, f->data, f->len, ICMP6_PARAM, ICMP6_PARAM_OPTION, o);
			ip_drop(in->ip, in, f, DROP_BAD_OPTIONS);
			return false;
		}
		o += 2 + len;
	}
	return true;
}

static bool ext_fits(struct ipif *in, struct frame *f, u32 at)
{
	if (at + 8 <= f->len && at + 8 + 8u * f->data[at + 1] <= f->len)
		return true;
	ip_drop(in->ip, in, f, DROP_SHORT);
	return false;
}

static void to_transport(struct ipif *in, struct frame *f, u32 at, u8 next, u32 next_at)
{
	struct ipstack *s = in->ip;
	struct ip_recv r = { .in = in->i };
	struct ip6 src = ip6_at(f->data + IP6_SRC), dst = ip6_at(f->data + IP6_DST);
	u8 quote[IP6_MTU_MIN - IP6_HLEN - 8]; /* RFC 4443 3: as much as fits 1280 bytes */
	u32 quoted = 0;
	ip_proto_fn fn = ip_proto(s, next);
	enum drop why;

	s->c6[C_LOCAL]++;
	if (!fn) {
		s->c6[C_UNKNOWN_PROTO]++;
		if (next != IP6_NONE)
			icmp6_error(in, f->data, f->len, ICMP6_PARAM, ICMP6_PARAM_NEXT, next_at);
		ip_drop(s, in, f, DROP_NO_PROTOCOL);
		return;
	}
	r.src = ipaddr6(&src);
	r.dst = ipaddr6(&dst);
	r.proto = next;
	r.ttl = f->data[IP6_HOPS];
	r.tos = (u8)(get_be16(f->data) >> 4);
	r.ip_header = f->data;
	r.ip_header_len = (u16)at;
	if (next == IP_UDP) {
		quoted = (u32)min_u64(f->len, sizeof(quote));
		memcpy(quote, f->data, quoted);
	}
	frame_pull(f, at);
	why = fn(s, &r, f);
	if (why)
		s->drops[why]++;
	if (why == DROP_NO_SOCKET && quoted)
		icmp6_error(in, quote, quoted, ICMP6_UNREACH, ICMP6_UNREACH_PORT, 0);
}

void ip6_deliver(struct ipif *in, struct frame *f, bool l2_group)
{
	bool to_group = f->data[IP6_DST] == 0xff;
	u32 at = IP6_HLEN, next_at = IP6_NEXT;
	u8 next = f->data[IP6_NEXT];

	(void)l2_group;
	for (unsigned n = 0; n < IP6_EXT_MAX; n++) {
		switch (next) {
		case IP6_HOPOPTS:
			if (at != IP6_HLEN) { /* RFC 8200 4.1: only right after the IPv6 header */
				icmp6_error(in, f->data, f->len, ICMP6_PARAM, ICMP6_PARAM_NEXT, next_at);
				ip_drop(in->ip, in, f, DROP_BAD_FIELD);
				return;
			}
			__attribute__((fallthrough));
		case IP6_DSTOPTS:
			if (!ext_fits(in, f, at) || !options(in, f, at, to_group))
				return;
			break;
		case IP6_ROUTING:
			if (!ext_fits(in, f, at))
				return;
			if (f->data[at + 3]) { /* RFC 8200 4.4, 5095: a type we don't know, with hops to go */
				icmp6_error(in, f->data, f->len, ICMP6_PARAM, ICMP6_PARAM_FIELD, at + 2);
				ip_drop(in->ip, in, f, DROP_BAD_OPTIONS);
				return;
			}
			break;
		case IP6_FRAGMENT:
			if (at + IP6_FRAG_HLEN > f->len) {
				ip_drop(in->ip, in, f, DROP_SHORT);
				return;
			}
			f = reasm6(in, f, at, next_at);
			if (!f)
				return;
			next = f->data[next_at];
			continue;
		default:
			to_transport(in, f, at, next, next_at);
			return;
		}
		next = f->data[at];
		next_at = at;
		at += 8 + 8u * f->data[at + 1];
	}
	ip_drop(in->ip, in, f, DROP_BAD_OPTIONS);
}

static void trace6(struct ipif *in, const u8 *ip, const struct ipif *out, const char *what)
{
	packet_debug(in->ip, ip, IP6_HLEN + get_be16(ip + IP6_PLEN), in->i->name, out, what);
}

/* What the router itself must deal with, the control plane's policy sees first. false: consumed. */
static bool punted(struct ipif *in, struct frame **f)
{
	return likely(!in->ip->dev->ip->control) || qos_control(in, f, ETH_TYPE_IP6);
}

static void forward6(struct ipstack *s, struct ipif *in, struct frame *f, u32 k)
{
	const struct leaf copy = s->leaf[k], *l = &copy; /* an error sent on the way may move the leaves */
	u8 *ip = f->data;
	struct ip6 src = ip6_at(ip + IP6_SRC), dst = ip6_at(ip + IP6_DST);
	struct ipaddr a = ipaddr6(&dst);

	if (!s->forwarding6) {
		s->c6[C_NOT_FWD]++;
		ip_drop(s, in, f, DROP_NOT_FORWARDING);
		return;
	}
	if (ip6_is_zero(&src) || ip6_is_linklocal(&dst)) {
		ip_drop(s, in, f, DROP_MARTIAN);
		return;
	}
	if (ip[IP6_NEXT] == IP6_HOPOPTS && (!ext_fits(in, f, IP6_HLEN) || !options(in, f, IP6_HLEN, false)))
		return;
	if (ip[IP6_HOPS] <= 1) {
		if (!punted(in, &f))
			return;
		s->c6[C_BAD_HOP]++;
		ip_refuse(s, in, f, DROP_TTL, 0);
		return;
	}
	if (ip6_is_linklocal(&src) && l->out != in) { /* RFC 4443 3.1, code 2 */
		icmp6_error(in, ip, f->len, ICMP6_UNREACH, ICMP6_UNREACH_SCOPE, 0);
		ip_drop(s, in, f, DROP_MARTIAN);
		return;
	}
	if (l->out == in && in->redirects6 && !in->tunnel) {
		if (l->kind == LEAF_GLEAN)
			nd_redirect(in, ip, f->len, &dst, &dst);
		else if (l->kind == LEAF_ADJ || l->kind == LEAF_NEIGH)
			nd_redirect(in, ip, f->len, &l->neigh->addr.v6, &dst);
	}
	trace6(in, ip, l->out, k ? "forwarding" : "unroutable");
	ip[IP6_HOPS]--;
	ip_emit(s, k, &a, f, in);
}

static void route6(struct ipif *in, struct frame *f, bool group)
{
	struct ipstack *s = in->ip;
	struct ip6 dst = ip6_at(f->data + IP6_DST), src = ip6_at(f->data + IP6_SRC);
	struct ipaddr a = ipaddr6(&dst);
	u32 k;

	if (ip6_is_multicast(&dst)) {
		s->c6[C_MCAST_RCVD]++;
		if (!ipif_joined(in, &a))
			ip_drop(s, in, f, DROP_NOT_FOR_US);
		else if (punted(in, &f))
			ip6_deliver(in, f, group);
		return;
	}
	if (ip6_is_linklocal(&dst)) {
		const struct addr6 *own = ipif_addr6(in, &dst);

		if ((!own || own->state == ADDR6_TENTATIVE || own->state == ADDR6_DUPLICATE) && !ip_virtual_of(in, &a))
			ip_drop(s, in, f, DROP_NOT_FOR_US);
		else if (punted(in, &f))
			ip6_deliver(in, f, group);
		return;
	}
	k = ip6_leaf(s, &src, &dst, 0);
	if (s->leaf[k].kind == LEAF_LOCAL) {
		trace6(in, f->data, NULL, "forward to ulp");
		if (punted(in, &f))
			ip6_deliver(in, f, group);
	} else if (group) {
		ip_drop(s, in, f, DROP_NOT_FOR_US);
	} else {
		forward6(s, in, f, k);
	}
}

void ip6_forward(struct ipstack *s, struct ipif *in, struct frame *f)
{
	struct ip6 dst = ip6_at(f->data + IP6_DST), src = ip6_at(f->data + IP6_SRC);
	struct ipaddr a = ipaddr6(&dst);
	u32 k = ip6_leaf(s, &src, &dst, 0);

	if (s->leaf[k].kind == LEAF_LOCAL)
		ip_emit(s, k, &a, f, in);
	else
		forward6(s, in, f, k);
}

void ip6_slow(struct ipif *in, struct frame *f)
{
	struct ipstack *s = in->ip;
	bool group = mac_is_group(f->data);
	enum drop why;

	if (!group && !mac_eq(f->data, in->mac)) {
		ip_drop_frame(s, in, f, DROP_NOT_FOR_US);
		return;
	}
	s->c6[C_RCVD]++;
	if (!in->up || !in->on6) {
		ip_drop_frame(s, in, f, DROP_NO_PROTOCOL);
		return;
	}
	why = f->len < ETH_HLEN ? DROP_SHORT : check(s, f->data + ETH_HLEN, f->len - ETH_HLEN);
	if (why) {
		ip_drop_frame(s, in, f, why);
		return;
	}
	f = frame_writable(f);
	if (!f)
		return;
	frame_pull(f, ETH_HLEN);
	f->len = IP6_HLEN + get_be16(f->data + IP6_PLEN);
	route6(in, f, group);
}
