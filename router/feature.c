/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/feature.h"

#include "router/acl/own.h"
#include "router/flow/flow.h"
#include "router/nat/nat.h"
#include "router/nat64/nat64.h"
#include "router/policy/pbr.h"

void feature_update(struct ipif *p)
{
	bool in = p->acl[0][0] || p->acl[0][1] || p->nat || p->policy[0] || p->policy[1] || p->qos[0] || p->flow[0] || p->nat64;
	bool out = p->acl[1][0] || p->acl[1][1] || p->nat == NAT_OUTSIDE || p->flow[1];

	p->features = (u8)((in ? FEATURE_IN : 0) | (out ? FEATURE_OUT : 0) | (p->qos[1] ? FEATURE_QOS : 0));
}

struct acl *feature_acl(const struct ipif *p, u8 af, bool out) { return p->acl[out][af == AF_IP6]; }

bool feature_set_acl(struct ipif *p, u8 af, bool out, const char *name)
{
	struct acl **at = &p->acl[out][af == AF_IP6], *a = name ? acl_hold(p->ip, af, name) : NULL;

	if (name && !a)
		return false;
	acl_release(*at);
	*at = a;
	feature_update(p);
	return true;
}

void feature_free(struct ipif *p)
{
	for (unsigned k = 0; k < 4; k++) {
		acl_release(p->acl[k & 1][k >> 1]);
		p->acl[k & 1][k >> 1] = NULL;
	}
	for (unsigned six = 0; six < 2; six++)
		if (p->policy[six])
			pbr_set(p->ip, p, six, NULL);
	p->features = 0;
}

/* The length of the IP packet at ip in a frame of len bytes; 0: whoever comes next will refuse it (or it is no IP at all). */
static u32 sound(u16 type, const u8 *ip, u32 len)
{
	if (type == ETH_TYPE_IP4) {
		u32 hlen = len >= IP4_HLEN ? 4 * (ip[0] & 15u) : 0, total = hlen ? get_be16(ip + IP4_LEN) : 0;

		if (hlen < IP4_HLEN || ip[0] >> 4 != 4 || hlen > total || total > len || csum_finish(csum_add(0, ip, hlen)))
			return 0;
		return total;
	}
	if (type == ETH_TYPE_IP6 && len >= IP6_HLEN && ip[0] >> 4 == 6) {
		u32 total = IP6_HLEN + get_be16(ip + IP6_PLEN);

		return total <= len ? total : 0;
	}
	return 0;
}

static bool refused_in(struct ipif *in, struct frame *f, u16 type, u32 len, enum drop why)
{
	(type == ETH_TYPE_IP4 ? in->ip->c4 : in->ip->c6)[C_RCVD]++;
	f = frame_writable(f);
	if (!f)
		return false;
	frame_pull(f, ETH_HLEN);
	f->len = len;
	ip_refuse(in->ip, in, f, why, 0);
	return false;
}

/* Translation asks for ports: fragments are put together first (IOS: ip virtual-reassembly). */
static bool translated_in(struct ipif *in, struct frame **at, u32 len)
{
	struct frame *f = *at = frame_writable(*at);
	struct ipstack *to;
	u8 eth[ETH_HLEN];

	if (!f)
		return false;
	if (get_be16(f->data + ETH_HLEN + IP4_FRAG) & (IP4_MF | IP4_OFFSET)) {
		memcpy(eth, f->data, ETH_HLEN);
		frame_pull(f, ETH_HLEN);
		f->len = len;
		f = *at = reasm4(in, f);
		if (!f)
			return false;
		len = f->len;
		memcpy(frame_push(f, ETH_HLEN), eth, ETH_HLEN);
	}
	if (nat_in(in, f, f->data + ETH_HLEN, len, &to) == NAT_REFUSED)
		return refused_in(in, f, ETH_TYPE_IP4, len, DROP_NAT);
	if (likely(to == in->ip))
		return true;
	/* For a host in another VRF: its table decides. */
	in->ip->c4[C_RCVD]++;
	len = get_be16(f->data + ETH_HLEN + IP4_LEN);
	frame_pull(f, ETH_HLEN);
	f->len = len;
	ip4_forward(to, in, f);
	return false;
}

/* Consumed, or left as it is. */
static bool policy_routed(struct ipif *in, struct frame **at, bool v4)
{
	struct frame *f = *at;
	u32 len;

	if (mac_is_group(f->data))
		return false;
	f = *at = frame_writable(f);
	if (!f)
		return true;
	len = f->len;
	frame_pull(f, ETH_HLEN);
	f->len = v4 ? get_be16(f->data + IP4_LEN) : IP6_HLEN + get_be16(f->data + IP6_PLEN);
	if (pbr_forward(in, f, !v4))
		return true;
	frame_push(f, ETH_HLEN);
	f->len = len;
	return false;
}

/* true: it goes on. */
static bool in_one(struct ipif *in, struct frame **at, const struct flow_ahead *ahead)
{
	struct frame *f = *at;
	u16 type = f->len >= ETH_HLEN ? get_be16(f->data + ETH_TYPE) : 0;
	bool v4 = type == ETH_TYPE_IP4;
	struct acl_key k;
	struct acl *a;
	u32 len;

	if (f->len >= ETH_HLEN && !mac_is_group(f->data) && !mac_eq(f->data, in->mac))
		return true;
	if (!v4 && type != ETH_TYPE_IP6)
		return !in->qos[0] || qos_input(in, at);
	a = in->acl[0][!v4];
	if ((!a && !in->qos[0] && !in->flow[0] && !in->nat64 && !(in->nat && v4) && !in->policy[!v4]) || !(v4 ? in->on4 : in->on6))
		return true;
	len = sound(type, f->data + ETH_HLEN, f->len - ETH_HLEN);
	if (!len)
		return true;
	if (a && acl_key_of(&k, f->data + ETH_HLEN, len) && !acl_packet(a, &k, in, f->data + ETH_SRC)) {
		if (unlikely(in->flow[0] != NULL))
			flow_see_refused(in->flow[0], in, f, f->data, f->data + ETH_HLEN, len);
		return refused_in(in, f, type, len, DROP_ACL);
	}
	if (unlikely(in->flow[0] != NULL))
		flow_see(in->flow[0], in, NULL, f, f->data, f->data + ETH_HLEN, len, ahead);
	if (unlikely(in->qos[0] != NULL) && !qos_input(in, at))
		return false;
	if (unlikely(in->nat64 != NULL) && nat64_input(in, *at, type))
		return false;
	if (in->nat && v4 && !translated_in(in, at, len))
		return false;
	return !in->policy[!v4] || !policy_routed(in, at, v4);
}

/* The same where flows are counted. */
static unsigned counted_in(struct ipif *in, struct frame **f, unsigned n)
{
	struct flow_ahead a[FLOW_AHEAD];
	unsigned left = 0;

	for (unsigned at = 0; at < n; at += FLOW_AHEAD) {
		unsigned some = n - at < FLOW_AHEAD ? n - at : FLOW_AHEAD;
		const struct flow_tap *t = in->flow[0];	/* none of what follows takes it away, but it costs nothing to ask */

		if (t)
			flow_look_ahead(t, in, f + at, some, a);
		for (unsigned k = 0; k < some; k++)
			if (in_one(in, &f[at + k], t ? &a[k] : NULL))
				f[left++] = f[at + k];
	}
	return left;
}

unsigned feature_in(struct ipif *in, struct frame **f, unsigned n)
{
	unsigned left = 0;

	if (!in->up || in->native_sub)
		return n;
	if (in->flow[0])
		return counted_in(in, f, n);
	for (unsigned k = 0; k < n; k++) {
		if (k + 4 < n)
			__builtin_prefetch(f[k + 4]->data);
		if (in_one(in, &f[k], NULL))
			f[left++] = f[k];
	}
	return left;
}

/* Translation, then the access list of the way out; IP header at ip. DROP_NONE: it goes on. */
static enum drop leaving(struct ipif *in, struct ipif *out, struct frame *f, u8 *ip, u32 len, bool *silently)
{
	bool v4 = ip[0] >> 4 == 4;
	struct acl *a = in ? out->acl[1][!v4] : NULL; /* what we send ourselves is not filtered (IOS) */
	enum nat_verdict nat = out->nat == NAT_OUTSIDE && v4 ? nat_out(in, out, f, ip, len) : NAT_PASS;
	struct acl_key k;

	*silently = nat == NAT_DONE; /* an error would go to the name of the sender outside: to us */
	if (nat == NAT_REFUSED)
		return DROP_NAT;
	if (a && acl_key_of(&k, ip, len) && !acl_packet(a, &k, in, NULL))
		return DROP_ACL;
	if (unlikely(out->flow[1] != NULL) && in)
		flow_see(out->flow[1], in, out, f, NULL, ip, len, NULL);
	return DROP_NONE;
}

static void refused_out(struct ipif *in, struct ipif *out, struct frame *f, enum drop why, bool silently)
{
	if (silently || !in)
		ip_drop(out->ip, out, f, why);
	else
		ip_refuse(in->ip, in, f, why, 0);
}

bool feature_out_one(struct ipif *in, struct ipif *out, struct frame **f)
{
	bool silently;
	enum drop why = leaving(in, out, *f, (*f)->data, (*f)->len, &silently);

	if (!why)
		return true;
	refused_out(in, out, *f, why, silently);
	return false;
}

unsigned feature_out(struct ipif *in, struct ipif *out, struct frame **f, unsigned n)
{
	u32 hlen = out->tagged ? ETH_HLEN + VLAN_HLEN : ETH_HLEN;
	unsigned left = 0;
	bool silently;

	for (unsigned k = 0; k < n; k++) {
		enum drop why = leaving(in, out, f[k], f[k]->data + hlen, f[k]->len - hlen, &silently);

		if (!why) {
			f[left++] = f[k];
			continue;
		}
		(f[k]->data[hlen] >> 4 == 4 ? in->ip->c4 : in->ip->c6)[C_FORWARDED]--;
		frame_pull(f[k], hlen);
		refused_out(in, out, f[k], why, silently);
	}
	return left;
}
