/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/feature.h"

#include "router/acl/own.h"

void feature_update(struct ipif *p)
{
	p->features = (u8)((p->acl[0][0] || p->acl[0][1] ? FEATURE_IN : 0) | (p->acl[1][0] || p->acl[1][1] ? FEATURE_OUT : 0));
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

/* true: it goes on. */
static bool in_one(struct ipif *in, struct frame *f)
{
	u16 type = f->len >= ETH_HLEN ? get_be16(f->data + ETH_TYPE) : 0;
	struct acl_key k;
	struct acl *a;
	u32 len;

	if (type != ETH_TYPE_IP4 && type != ETH_TYPE_IP6)
		return true;
	a = in->acl[0][type == ETH_TYPE_IP6];
	if (!a || !(type == ETH_TYPE_IP4 ? in->on4 : in->on6) || (!mac_is_group(f->data) && !mac_eq(f->data, in->mac)))
		return true;
	len = sound(type, f->data + ETH_HLEN, f->len - ETH_HLEN);
	if (!len || !acl_key_of(&k, f->data + ETH_HLEN, len) || acl_packet(a, &k, in, f->data + ETH_SRC))
		return true;
	(type == ETH_TYPE_IP4 ? in->ip->c4 : in->ip->c6)[C_RCVD]++;
	if (f->refs > 1) {
		f = frame_writable(f);
		if (!f)
			return false;
	}
	frame_pull(f, ETH_HLEN);
	f->len = len;
	ip_refuse(in->ip, in, f, DROP_ACL, 0);
	return false;
}

unsigned feature_in(struct ipif *in, struct frame **f, unsigned n)
{
	unsigned left = 0;

	if (!in->up || in->native_sub)
		return n;
	for (unsigned k = 0; k < n; k++) {
		if (k + 4 < n)
			__builtin_prefetch(f[k + 4]->data);
		if (in_one(in, f[k]))
			f[left++] = f[k];
	}
	return left;
}

/* Access list of the way out; IP header at ip. */
static bool permitted_out(struct ipif *in, struct ipif *out, const u8 *ip, u32 len)
{
	struct acl *a = out->acl[1][ip[0] >> 4 == 6];
	struct acl_key k;

	return !a || !acl_key_of(&k, ip, len) || acl_packet(a, &k, in, NULL);
}

bool feature_out_one(struct ipif *in, struct ipif *out, struct frame **f)
{
	if (!in || permitted_out(in, out, (*f)->data, (*f)->len))
		return true;
	ip_refuse(in->ip, in, *f, DROP_ACL, 0);
	return false;
}

unsigned feature_out(struct ipif *in, struct ipif *out, struct frame **f, unsigned n)
{
	u32 hlen = out->tagged ? ETH_HLEN + VLAN_HLEN : ETH_HLEN;
	unsigned left = 0;

	for (unsigned k = 0; k < n; k++) {
		if (permitted_out(in, out, f[k]->data + hlen, f[k]->len - hlen)) {
			f[left++] = f[k];
			continue;
		}
		(f[k]->data[hlen] >> 4 == 4 ? in->ip->c4 : in->ip->c6)[C_FORWARDED]--;
		frame_pull(f[k], hlen);
		ip_refuse(in->ip, in, f[k], DROP_ACL, 0);
	}
	return left;
}
