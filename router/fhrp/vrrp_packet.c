/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VRRP's advertisements: RFC 5798 5 for both families, RFC 3768 5 for version 2, which differs in the unit of the interval, the checksum (no pseudo-header)
 * and its authentication field.
 */
#include <string.h>

#include "core/csum.h"
#include "router/fhrp/vrrp.h"
#include "router/stack.h"

enum { IP_VRRP = 112, HEAD = 8, AUTH = 8, ADVERTISEMENT = 1, TTL = 255, TOS = 0xc0, OWNER = 255 };

static struct ipaddr group_of(u8 af)
{
	static const struct ip6 group6 = { .b = { 0xff, 2, [15] = 0x12 } };

	return af == AF_IP4 ? ipaddr4(0xe0000012u) : ipaddr6(&group6);
}

static u32 addr_len(u8 af) { return af == AF_IP4 ? 4 : 16; }

static u64 pseudo(const struct ipaddr *src, const struct ipaddr *dst, u32 len)
{
	return src->af == AF_IP6 ? ip6_pseudo(&src->v6, &dst->v6, IP_VRRP, len) : ip4_pseudo(src->v4, dst->v4, IP_VRRP, len);
}

void vrrp_join(const struct vrrp *v, bool in)
{
	struct ipaddr group = group_of(v->af);

	(in ? ipif_join : ipif_leave)(v->on->ifp, &group);
}

/* false: there is no way out now. */
static bool send(struct vrrp *v, u8 priority, u8 version)
{
	struct ipif *p = v->on->ifp;
	struct ip_send to = { .src = fhrp_source(v->on, v->af), .dst = group_of(v->af), .proto = IP_VRRP, .ttl = TTL, .tos = TOS };
	u32 each = addr_len(v->af), len = HEAD + each * v->n_addr + (version == 3 ? 0 : AUTH);
	struct frame *f = to.src.af ? ip_frame(p->ip, len) : NULL;
	u8 *d;

	if (!f)
		return false;
	d = f->data;
	memset(d, 0, len);
	d[0] = (u8)(version << 4 | ADVERTISEMENT);
	d[1] = v->vrid;
	d[2] = priority;
	d[3] = v->n_addr;
	if (version == 3) {
		put_be16(d + 4, (u16)(v->advertise_ms / 10));
	} else {
		d[4] = v->auth_type;
		d[5] = (u8)((v->advertise_ms + (v->v2 ? 999 : 0)) / 1000);
		memcpy(d + len - AUTH, v->auth, AUTH);
	}
	for (unsigned k = 0; k < v->n_addr; k++) {
		if (v->af == AF_IP4)
			put_be32(d + HEAD + each * k, v->addr[k].v4);
		else
			memcpy(d + HEAD + each * k, v->addr[k].v6.b, each);
	}
	put_be16(d + 6, csum_finish(csum_add(version == 3 ? pseudo(&to.src, &to.dst, len) : 0, d, len)));
	if (debug_on(p->ip->dev, DEBUG_VRRP))
		device_debug(p->ip->dev, "VRRP: Grp %u sending Advertisement checksum %X", v->vrid, get_be16(d + 6));
	ip_virtual_send(p, v->virt.mac, &to, f);
	return true;
}

void vrrp_advertise(struct vrrp *v, u8 priority)
{
	v->sent += send(v, priority, vrrp_version(v));
	if (v->v2)
		v->sent2 += send(v, priority, 2);
}

static enum drop refuse(u32 *count, enum drop why)
{
	++*count;
	return why;
}

/* Are the n addresses at d ours, in whatever order? */
static bool same_list(const struct vrrp *v, const u8 *d, u32 n)
{
	u32 each = addr_len(v->af), k, m;

	for (k = 0; k < n && n == v->n_addr; k++) {
		for (m = 0; m < n; m++)
			if (v->af == AF_IP4 ? get_be32(d + each * k) == v->addr[m].v4 : !memcmp(d + each * k, v->addr[m].v6.b, each))
				break;
		if (m == n)
			return false;
	}
	return n == v->n_addr;
}

/* 7.1: what makes a packet one to believe. */
static enum drop check(struct vrrp *v, const struct ip_recv *r, const u8 *d, u32 len)
{
	u8 version = d[0] >> 4;
	u32 n = d[3], list = addr_len(v->af) * n;
	bool v3 = version == 3, ours;

	if ((version != vrrp_version(v) && !(v->v2 && version == 2)) || (d[0] & 15) != ADVERTISEMENT)
		return refuse(&v->bad_version, DROP_BAD_FIELD);
	if (len < HEAD + list + (v3 ? 0 : AUTH))
		return refuse(&v->short_rx, DROP_SHORT);
	if (csum_finish(csum_add(v3 ? pseudo(&r->src, &r->dst, len) : 0, d, len)))
		return refuse(&v->bad_checksum, DROP_BAD_CHECKSUM);
	if (v3 && !n) /* 5.2.5 */
		return refuse(&v->bad_count, DROP_BAD_FIELD);
	if (!v3 && (d[4] != v->auth_type || (v->auth_type && memcmp(d + HEAD + list, v->auth, AUTH))))
		return refuse(&v->bad_auth, DROP_BAD_FIELD);
	if (v3 ? v->block && !(get_be16(d + 4) & 0xfff) : !v->learn && !v->v2 && d[5] != v->advertise_ms / 1000)
		return refuse(&v->bad_interval, DROP_BAD_FIELD);
	if (v->block && d[2] == OWNER && vrrp_is_owner(v)) {
		v->bad_owner++; /* two say that the address is theirs: counted, and the machine decides */
		return DROP_NONE;
	}
	ours = d[2] == OWNER || same_list(v, d + HEAD, n);
	v->bad_list += !ours;
	return ours || !v->block || v->any_list ? DROP_NONE : DROP_BAD_FIELD; /* lines: counted, and believed */
}

static enum vrrp_event classify(const struct vrrp *v, const struct ipaddr *src, u8 priority)
{
	u8 own = v->state == VRRP_MASTER ? v->master_priority : vrrp_priority(v);
	struct ipaddr here = fhrp_source(v->on, v->af);

	if (!priority)
		return VRRP_ZERO;
	if (priority > own || (priority == own && (v->state != VRRP_MASTER || ipaddr_order(src, &here) > 0)))
		return VRRP_BETTER;
	return VRRP_WORSE;
}

static void heard(struct vrrp *v, const struct ip_recv *r, const u8 *d)
{
	u8 version = d[0] >> 4;
	enum vrrp_event e = classify(v, &r->src, d[2]);

	/* 8.4: of a master that says both, version 3 counts, which has the interval. */
	if (version == 2 && v->v2) {
		v->received2++;
		if (v->state != VRRP_MASTER && v->master_version == 3 && ipaddr_eq(&v->master, &r->src))
			return;
	} else {
		v->received++;
	}
	if (v->state == VRRP_BACKUP || e == VRRP_BETTER) {
		v->master = r->src;
		v->master_priority = d[2];
		v->master_version = version;
		v->master_adver_ms = version == 3 ? (get_be16(d + 4) & 0xfffu) * 10 : d[5] * 1000u;
	}
	vrrp_step(v, e);
}

static enum drop vrrp_input(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	struct fhrp_if *on = r->in->ip ? r->in->ip->fhrp : NULL;
	struct vrrp *v = on && f->len >= HEAD ? vrrp_get(on, f->data[1], r->src.af, false) : NULL;
	struct ipaddr group = group_of(r->src.af);
	const u8 *d = f->data;
	enum drop why = DROP_NOT_FOR_US;

	if (f->len < HEAD)
		why = DROP_SHORT;
	else if (v && r->ttl != TTL)
		why = refuse(&v->bad_vrid_ttl, DROP_BAD_FIELD);
	else if (v && v->state == VRRP_INIT)
		v->in_init++;
	else if (v && ipaddr_eq(&r->dst, &group) && (r->src.af == AF_IP4 || ip6_is_linklocal(&r->src.v6)))
		why = check(v, r, d, f->len);
	if (!why) {
		if (debug_on(s->dev, DEBUG_VRRP))
			device_debug(s->dev, "VRRP: Grp %u Advertisement priority %u, ipaddr %s", v->vrid, d[2], ipaddr_text(&r->src, (char[IP6_TEXT]){ 0 }));
		heard(v, r, d);
	}
	frame_put(f);
	return why;
}

void vrrp_listen(struct ipstack *s) { ip_proto_set(s, IP_VRRP, vrrp_input); }
