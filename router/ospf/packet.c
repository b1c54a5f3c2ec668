/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets: headers (A.3.1; RFC 5340 A.3.1), their checks on the way in (8.2), hellos (9.5, 10.5). What follows the checks goes by type to
 * exchange.c and flood.c.
 */
#include <stdio.h>

#include "core/csum.h"
#include "net/ip6.h"
#include "router/ospf/ospf.h"

enum { IP_OSPF = 89, WARN_EVERY_S = 60 };

static u32 head_len(const struct ospf *o) { return ospf_v3(o) ? OSPF_V3_HLEN : OSPF_V2_HLEN; }

u32 pkt_room(const struct ospf_if *oi)
{
	u32 below = ospf_v3(oi->o) ? IP6_HLEN : 20, mtu = oi->path_mtu ? oi->path_mtu : oi->mtu;

	if (mtu < 576)
		mtu = 576;
	return mtu - below - head_len(oi->o) - auth_trailer(oi);
}

u32 ospf_options(const struct ospf_area *a)
{
	if (ospf_v3(a->o))
		return OPT3_R | (a->o->af == AF_IP6 ? OPT3_V6 : 0) | (a->kind == AREA_NORMAL ? OPT3_E : a->kind == AREA_NSSA ? OPT3_N : 0) |
		       (a->o->af != AF_IP6 ? OPT3_AF : 0);
	return a->kind == AREA_NORMAL ? OPT_E : a->kind == AREA_NSSA ? OPT_NP : 0;
}

/* ---- out ---- */

struct frame *pkt_begin(struct ospf_if *oi, u8 type, u32 more, struct wr *w)
{
	u32 room = pkt_room(oi), head = head_len(oi->o);
	struct frame *f;

	(void)type;
	if (more > room)
		room = more;
	f = frame_get(node_pool(oi->o->node), head + room + auth_trailer(oi));
	if (f)
		*w = wr_of(f->data + head, room);
	return f;
}

static const struct ipaddr *group_of(const struct ospf *o, bool drs)
{
	static const struct ipaddr v4[2] = { { .af = AF_IP4, .v4 = 0xe0000005 }, { .af = AF_IP4, .v4 = 0xe0000006 } };
	static const struct ipaddr v6[2] = { { .af = AF_IP6, .v6 = { .b = { 0xff, 2, [15] = 5 } } }, { .af = AF_IP6, .v6 = { .b = { 0xff, 2, [15] = 6 } } } };

	return ospf_v3(o) ? &v6[drs] : &v4[drs];
}

void pkt_send(struct ospf_if *oi, u8 type, struct frame *f, struct wr *w, const struct ipaddr *to, bool drs)
{
	struct ospf *o = oi->o;
	u32 len = head_len(o) + (u32)wr_len(w);
	struct wr h = wr_of(f->data, head_len(o));
	struct ipaddr src = { .af = AF_IP4, .v4 = oi->addr };

	if (w->bad || oi->passive || (!oi->up && oi->state == IFS_DOWN)) {
		frame_put(f);
		return;
	}
	if (ospf_v3(o)) {
		src = (struct ipaddr){ .af = AF_IP6, .v6 = oi->local };
	}
	if (oi->net == NET_VIRTUAL)
		to = &oi->peer_addr;
	else if (!to || oi->net == NET_P2P) /* 8.1 */
		to = group_of(o, drs && oi->net != NET_P2P);
	wr_u8(&h, o->version);
	wr_u8(&h, type);
	wr_u16(&h, (u16)len);
	wr_u32(&h, o->rid);
	wr_u32(&h, oi->area->id);
	wr_u16(&h, 0);
	if (ospf_v3(o)) {
		wr_u8(&h, (u8)oi->conf->instance);
		wr_u8(&h, 0);
	} else {
		wr_zero(&h, 10);
	}
	f->len = len + auth_sign(oi, f->data, len);
	if (ospf_v3(o) && auth_type(oi) != AUTH_CRYPT) /* RFC 7166 4.1: the trailer does its work */
		put_be16(f->data + 12, csum_finish(csum_add(ip6_pseudo(&src.v6, &to->v6, IP_OSPF, len), f->data, len)));
	o->tx[type]++;
	oi->n_out++;
	o->hooks->send(o, oi->net == NET_VIRTUAL ? NULL : oi, &src, to, f);
}

void pkt_hello(struct ospf_if *oi, const struct ospf_nbr *to)
{
	struct ospf *o = oi->o;
	struct wr w;
	struct frame *f;
	u32 dead = oi->dead_ms / 1000;

	/* RFC 3623 2.1: a hello without a designated router would make helpers elect another; first we hear what we were. */
	if (o->gr.stage == GR_RESTARTING && oi->state == IFS_WAITING)
		return;
	f = pkt_begin(oi, PKT_HELLO, 0, &w);
	if (!f)
		return;
	if (ospf_v3(o)) {
		wr_u32(&w, oi->if_id);
		wr_u32(&w, (u32)oi->priority << 24 | ((ospf_options(oi->area) | (auth_type(oi) == AUTH_CRYPT ? OPT3_AT : 0)) & 0xffffff));
		wr_u16(&w, oi->hello_ms < 1000 ? 0 : (u16)(oi->hello_ms / 1000));
		wr_u16(&w, dead > 0xffff ? 0xffff : (u16)dead);
	} else {
		wr_u32(&w, oi->net == NET_P2P || oi->net == NET_VIRTUAL ? oi->unnumbered || oi->net == NET_VIRTUAL ? 0 : oi->mask : oi->mask);
		wr_u16(&w, oi->hello_ms < 1000 ? 0 : (u16)(oi->hello_ms / 1000));
		wr_u8(&w, (u8)ospf_options(oi->area));
		wr_u8(&w, oi->priority);
		wr_u32(&w, dead);
	}
	wr_u32(&w, ospf_if_multi(oi) ? oi->dr : 0);
	wr_u32(&w, ospf_if_multi(oi) ? oi->bdr : 0);
	for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next)
		if (n->state >= NS_INIT)
			wr_u32(&w, n->rid);
	OSPF_DEBUG(o, OD_HELLO, "OSPF-%u HELLO %s: Send hello area %u.%u.%u.%u", o->id, oi->name, oi->area->id >> 24, oi->area->id >> 16 & 255,
		   oi->area->id >> 8 & 255, oi->area->id & 255);
	pkt_send(oi, PKT_HELLO, f, &w, to ? &to->addr : NULL, false);
}

/* ---- in ---- */

struct hello { u32 mask, hello_s, dead_s, options, dr, bdr, if_id; u8 priority; };

/* The same complaint once a minute, another one after a second. */
bool ospf_may_warn(struct ospf_if *oi, const char *what)
{
	nsec now = ospf_now(oi->o);
	u32 hash = 5381;

	for (const char *p = what; *p; p++)
		hash = hash * 33 + (u8)*p;
	if (oi->warned && now < oi->warned + (hash == oi->warned_of ? WARN_EVERY_S : 1) * NSEC_PER_SEC)
		return false;
	oi->warned = now + 1;
	oi->warned_of = hash;
	return true;
}

static void warn(struct ospf_if *oi, const struct ospf_from *from, const char *what)
{
	char t[IP6_TEXT];

	if (ospf_may_warn(oi, what))
		oi->o->hooks->log(oi->o, 4, "ERRRCV", "Received invalid packet: %s from %s, %s", what, ipaddr_text(&from->src, t), oi->name);
}

static bool hello_read(const struct ospf *o, struct rd *r, struct hello *h)
{
	*h = (struct hello){ 0 };
	if (ospf_v3(o)) {
		u32 x;

		h->if_id = rd_u32(r);
		x = rd_u32(r);
		h->priority = (u8)(x >> 24);
		h->options = x & 0xffffff;
		h->hello_s = rd_u16(r);
		h->dead_s = rd_u16(r);
	} else {
		h->mask = rd_u32(r);
		h->hello_s = rd_u16(r);
		h->options = rd_u8(r);
		h->priority = rd_u8(r);
		h->dead_s = rd_u32(r);
	}
	h->dr = rd_u32(r);
	h->bdr = rd_u32(r);
	return !r->bad;
}

/* 10.5: what must be the same on both sides. */
static bool hello_fits(struct ospf_if *oi, const struct ospf_from *from, const struct hello *h)
{
	struct ospf *o = oi->o;
	u32 mine_hello = oi->hello_ms < 1000 ? 0 : oi->hello_ms / 1000, mine_dead = oi->dead_ms / 1000, opt = ospf_options(oi->area);
	u32 flags = ospf_v3(o) ? OPT3_E | OPT3_N : OPT_E | OPT_NP;
	char text[96], t[IP6_TEXT];

	if (mine_hello != h->hello_s || mine_dead != h->dead_s ||
	    (!ospf_v3(o) && oi->net != NET_P2P && oi->net != NET_VIRTUAL && oi->net != NET_P2MP && oi->net != NET_P2MP_NB && oi->mask != h->mask)) {
		OSPF_DEBUG(o, OD_HELLO, "OSPF-%u HELLO %s: Mismatched hello parameters from %s", o->id, oi->name, ipaddr_text(&from->src, t));
		OSPF_DEBUG(o, OD_HELLO, "OSPF-%u HELLO %s: Dead R %u C %u, Hello R %u C %u Mask R %u.%u.%u.%u C %u.%u.%u.%u", o->id, oi->name, h->dead_s, mine_dead,
			   h->hello_s, mine_hello, h->mask >> 24, h->mask >> 16 & 255, h->mask >> 8 & 255, h->mask & 255, oi->mask >> 24, oi->mask >> 16 & 255,
			   oi->mask >> 8 & 255, oi->mask & 255);
		if (mine_hello != h->hello_s)
			snprintf(text, sizeof(text), "mismatched hello interval (received %u, configured %u)", h->hello_s, mine_hello);
		else if (mine_dead != h->dead_s)
			snprintf(text, sizeof(text), "mismatched dead interval (received %u, configured %u)", h->dead_s, mine_dead);
		else
			snprintf(text, sizeof(text), "mismatched network mask");
		warn(oi, from, text);
		return false;
	}
	if (ospf_v3(o) && o->af != AF_IP6 && !(h->options & OPT3_AF)) { /* RFC 5838 2.4 */
		warn(oi, from, "no AF-bit in the options of an instance of IPv4");
		return false;
	}
	if ((h->options ^ opt) & flags && (oi->net != NET_VIRTUAL)) {
		OSPF_DEBUG(o, OD_HELLO, "OSPF-%u HELLO %s: Hello from %s with mismatched %s option bit", o->id, oi->name, ipaddr_text(&from->src, t),
			   (h->options ^ opt) & flags & ~(u32)OPT_E ? "NSSA" : "Stub/Transit area");
		warn(oi, from, "mismatched area type (stub, NSSA)");
		return false;
	}
	return true;
}

static struct ospf_nbr *hello_nbr(struct ospf_if *oi, const struct ospf_from *from, u32 rid)
{
	struct ospf_nbr *n = ospf_nbr_find(oi, rid, &from->src);
	u32 name = ospf_v3(oi->o) || oi->net == NET_P2P || oi->net == NET_VIRTUAL ? rid : from->src.v4;

	if (!n)
		return ospf_nbr_new(oi, rid, name, &from->src);
	if (n->rid && n->rid != rid) { /* another router has the address now */
		n->why = "Neighbor Down: Router ID changed";
		n->rid = rid;
		if (n->state > NS_INIT)
			ospf_nbr_event(n, NE_1WAY);
	}
	n->rid = rid;
	n->name = name;
	n->addr = from->src;
	return n;
}

static enum drop hello_input(struct ospf_if *oi, const struct ospf_from *from, u32 rid, struct rd *r, u64 auth_seq)
{
	struct ospf *o = oi->o;
	struct hello h;
	struct ospf_nbr *n;
	bool two_way = false, fresh, was_dr, was_bdr, changed = false;
	u8 was;

	if (!hello_read(o, r, &h))
		return DROP_SHORT;
	if (!hello_fits(oi, from, &h))
		return DROP_OSPF_HELLO;
	n = hello_nbr(oi, from, rid);
	if (!n)
		return DROP_OSPF_NEIGHBOR;
	n->auth_seq[ospf_v3(o) ? PKT_HELLO : 0] = auth_seq;
	n->options = h.options;
	n->if_id = h.if_id;
	was = n->state;
	fresh = was == NS_DOWN || was == NS_ATTEMPT;
	ospf_nbr_event(n, NE_HELLO);
	while (rd_left(r) >= 4)
		two_way |= rd_u32(r) == o->rid;
	was_dr = n->dr == n->name && n->name;
	was_bdr = n->bdr == n->name && n->name;
	if (!two_way && !n->helped) {
		ospf_nbr_event(n, NE_1WAY);
		n->priority = h.priority;
		n->dr = h.dr;
		n->bdr = h.bdr;
		if (fresh && oi->net != NET_NBMA) /* who is new is told at once, and needs not wait for the next hello */
			pkt_hello(oi, n);
		else if (fresh && oi->net == NET_NBMA && h.priority)
			pkt_hello(oi, n);
		return DROP_NONE;
	}
	if (n->helped && !h.dr) { /* RFC 3623 3: it stays what it was on the network */
		h.dr = n->dr;
		h.bdr = n->bdr;
	}
	changed = n->priority != h.priority || was_dr != (h.dr == n->name) || was_bdr != (h.bdr == n->name);
	n->priority = h.priority;
	n->dr = h.dr;
	n->bdr = h.bdr;
	if (fresh)
		pkt_hello(oi, n);
	if (o->gr.stage == GR_RESTARTING && oi->state == IFS_WAITING && (h.dr == oi->self || h.bdr == oi->self)) { /* RFC 3623 2.1 (3): so we were */
		oi->dr = h.dr;
		oi->bdr = h.bdr;
		if (n->state < NS_2WAY)
			ospf_nbr_event(n, NE_2WAY);
		ospf_if_event(oi, IFE_BACKUP_SEEN);
		pkt_hello(oi, NULL);
		return DROP_NONE;
	}
	/* 10.5: while waiting, the existing designated routers end the wait. */
	if (oi->state == IFS_WAITING && ((h.dr == n->name && !h.bdr) || h.bdr == n->name)) {
		if (n->state < NS_2WAY)
			ospf_nbr_event(n, NE_2WAY);
		ospf_if_event(oi, IFE_BACKUP_SEEN);
		return DROP_NONE;
	}
	if (n->state < NS_2WAY)
		ospf_nbr_event(n, NE_2WAY);
	else if (changed)
		ospf_if_event(oi, IFE_NBR_CHANGE);
	return DROP_NONE;
}

/* 8.2: the area; a virtual link's packets say 0 and come through its transit area. NULL: of no concern here. */
static struct ospf_if *area_match(struct ospf_if *oi, const struct ospf_from *from, u32 rid, u32 area)
{
	struct ospf *o = oi->o;

	if (area == oi->area->id)
		return oi;
	if (!area)
		for (struct ospf_if *v = o->ifs; v; v = v->next)
			if (v->net == NET_VIRTUAL && v->peer == rid && v->transit == oi->area && v->up)
				return v;
	(void)from;
	return NULL;
}

static enum drop header(struct ospf *o, struct ospf_if **at, const struct ospf_from *from, const u8 *p, u32 len, u8 *type, u32 *plen, u32 *rid)
{
	struct ospf_if *oi = *at;
	struct rd r = rd_of(p, len);
	u8 version = rd_u8(&r);
	u32 area;
	char text[64];

	*type = rd_u8(&r);
	*plen = rd_u16(&r);
	*rid = rd_u32(&r);
	area = rd_u32(&r);
	if (r.bad || len < head_len(o))
		return DROP_SHORT;
	if (version != o->version)
		return DROP_OSPF_VERSION;
	if (*plen < head_len(o) || *plen > len || *type < PKT_HELLO || *type > PKT_ACK)
		return DROP_BAD_FIELD;
	if (ospf_v3(o) && auth_type(oi) != AUTH_CRYPT && csum_finish(csum_add(ip6_pseudo(&from->src.v6, &from->dst.v6, IP_OSPF, *plen), p, *plen)))
		return DROP_BAD_CHECKSUM;
	if (ospf_v3(o) && p[14] != (u8)oi->conf->instance)	/* another instance's on the same link: not an error */
		return DROP_NOT_FOR_US;
	oi = area_match(oi, from, *rid, area);
	if (!oi) {
		oi = *at;
		if (area)
			snprintf(text, sizeof(text), "mismatched area ID %u.%u.%u.%u", area >> 24, area >> 16 & 255, area >> 8 & 255, area & 255);
		else
			snprintf(text, sizeof(text), "mismatched area ID from backbone area");
		warn(oi, from, text);
		return DROP_OSPF_AREA;
	}
	*at = oi;
	if (*rid == o->rid) {
		char t[IP6_TEXT];

		if (ospf_may_warn(oi, "dup"))
			o->hooks->log(o, 4, "DUP_RTRID_NBR", "OSPF detected duplicate router-id %u.%u.%u.%u from %s on interface %s", *rid >> 24, *rid >> 16 & 255,
				      *rid >> 8 & 255, *rid & 255, ipaddr_text(&from->src, t), oi->name);
		return DROP_OSPF_OWN_ID;
	}
	if (!*rid)
		return DROP_BAD_FIELD;
	if (!ospf_v3(o) && oi->net != NET_P2P && oi->net != NET_VIRTUAL && (from->src.v4 ^ oi->addr) & oi->mask)
		return DROP_NOT_FOR_US;
	if (!ospf_v3(o) && from->dst.v4 == 0xe0000006 && oi->state != IFS_DR && oi->state != IFS_BACKUP)
		return DROP_NOT_FOR_US;
	if (ospf_v3(o) && from->dst.v6.b[0] == 0xff && from->dst.v6.b[15] == 6 && oi->state != IFS_DR && oi->state != IFS_BACKUP)
		return DROP_NOT_FOR_US;
	return DROP_NONE;
}

enum drop ospf_input(struct ospf *o, struct ospf_if *oi, const struct ospf_from *from, const u8 *p, u32 len)
{
	struct ospf_nbr *n;
	enum drop why;
	u32 plen, rid;
	u64 seq = 0;
	u8 type;
	struct rd r;

	if (!o->running || !oi->up || oi->passive || oi->state <= IFS_LOOPBACK)
		return DROP_NOT_FOR_US;
	why = header(o, &oi, from, p, len, &type, &plen, &rid);
	if (!why) {
		n = ospf_nbr_find(oi, rid, &from->src);
		why = auth_check(oi, n, p, len, plen, &from->src, &seq);
	}
	if (why) {
		o->bad++;
		oi->n_bad++;
		return why;
	}
	o->rx[type]++;
	oi->n_in++;
	if (unlikely(o->hooks->debugging(o, OD_PACKET))) {
		char t[IP6_TEXT];

		o->hooks->debug(o, "OSPF-%u PAK  : rcv. v:%u t:%u l:%u rid:%u.%u.%u.%u aid:%u.%u.%u.%u src:%s from %s", o->id, o->version, type, plen, rid >> 24,
				rid >> 16 & 255, rid >> 8 & 255, rid & 255, oi->area->id >> 24, oi->area->id >> 16 & 255, oi->area->id >> 8 & 255,
				oi->area->id & 255, ipaddr_text(&from->src, t), oi->name);
	}
	r = rd_of(p + head_len(o), plen - head_len(o));
	if (type == PKT_HELLO)
		return hello_input(oi, from, rid, &r, seq);
	if (!n || n->rid != rid || n->state < NS_INIT)
		return DROP_OSPF_NEIGHBOR;
	n->auth_seq[ospf_v3(o) ? type : 0] = seq;
	switch (type) {
	case PKT_DD:
		return exch_dd(n, &r);
	case PKT_LSR:
		return exch_lsr(n, &r);
	case PKT_LSU:
		return flood_lsu(n, &r);
	default:
		return flood_acks(n, &r);
	}
}
