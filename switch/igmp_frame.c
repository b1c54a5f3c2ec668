/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/igmp_frame.h"

#include "core/csum.h"
#include "net/addr.h"
#include "net/eth.h"
#include "net/rd.h"

enum {
	ROBUSTNESS = 2, PROTO_IGMP = 2, PROTO_PIM = 103, FRAME_MIN = 60,
	T_QUERY = 0x11, T_V1_REPORT = 0x12, T_V2_REPORT = 0x16, T_LEAVE = 0x17, T_V3_REPORT = 0x22,
	R_IS_INCLUDE = 1, R_TO_INCLUDE = 3, R_ALLOW = 5, R_BLOCK = 6,
};
#define ALL_SYSTEMS 0xe0000001u

/* RFC 3376, 4.1.1: above 127 a floating-point code. */
static u16 code_ds(u8 code)
{
	return code < 128 ? code : (u16)(((code & 15) | 16) << ((code >> 4 & 7) + 3));
}

static bool records(struct rd *r, struct igmp_seen *s)
{
	u16 n;

	rd_skip(r, 2);
	n = rd_u16(r);
	for (u16 i = 0; i < n; i++) {
		u8 type = rd_u8(r), aux = rd_u8(r);
		u16 sources = rd_u16(r);
		u32 group = rd_u32(r);

		rd_skip(r, 4u * sources + 4u * aux);
		if (r->bad || type < R_IS_INCLUDE || type > R_BLOCK)
			return false;
		if (s->n == IGMP_RECORDS || !ip4_is_multicast(group) || (type == R_BLOCK && !sources) || (type == R_ALLOW && !sources))
			continue;
		s->record[s->n++] = (struct igmp_record){ group, (type == R_IS_INCLUDE || type == R_TO_INCLUDE) && !sources, type == R_BLOCK };
	}
	return !r->bad;
}

static enum igmp_kind igmp(struct rd r, struct igmp_seen *s)
{
	u8 type, code;
	size_t len = rd_left(&r);

	if (len < 8 || csum_finish(csum_add(0, r.p, len)))
		return IGMP_BAD;
	type = rd_u8(&r);
	code = rd_u8(&r);
	rd_skip(&r, 2);
	if (type == T_V3_REPORT) {
		s->version = 3;
		return records(&r, s) ? IGMP_REPORT : IGMP_BAD;
	}
	s->group = rd_u32(&r);
	switch (type) {
	case T_QUERY:
		s->version = len >= 12 ? 3 : code ? 2 : 1;
		s->max_resp_ds = s->version == 1 ? 100 : s->version == 3 ? code_ds(code) : code;
		return !s->group || ip4_is_multicast(s->group) ? IGMP_QUERY : IGMP_BAD;
	case T_V1_REPORT:
	case T_V2_REPORT:
	case T_LEAVE:
		if (!ip4_is_multicast(s->group))
			return IGMP_BAD;
		s->version = type == T_V1_REPORT ? 1 : 2;
		s->record[s->n++] = (struct igmp_record){ s->group, type == T_LEAVE, false };
		return type == T_LEAVE ? IGMP_LEAVE : IGMP_REPORT;
	default:
		return IGMP_NONE;
	}
}

enum igmp_kind igmp_look(const struct frame *f, struct igmp_seen *s)
{
	struct rd r = rd_of(f->data, f->len), ip;
	u16 type, total;
	u8 version, protocol;

	type = eth_type_read(&r);
	ip = r;
	version = rd_u8(&ip);
	rd_skip(&ip, 1);
	total = rd_u16(&ip);
	rd_skip(&ip, 5);
	protocol = rd_u8(&ip);
	if (r.bad || ip.bad || type != ETH_TYPE_IP4 || version >> 4 != 4 || (version & 15) < 5 || (protocol != PROTO_IGMP && protocol != PROTO_PIM))
		return IGMP_NONE;
	s->n = 0;
	s->group = 0;
	s->version = 0;
	s->max_resp_ds = 0;
	rd_skip(&ip, 2);
	s->source = rd_u32(&ip);
	r = rd_sub(&r, total);
	rd_skip(&r, (version & 15) * 4u);
	if (r.bad || ip.bad)
		return IGMP_BAD;
	if (protocol == PROTO_PIM)
		return rd_u8(&r) == 0x20 && !r.bad ? IGMP_PIM_HELLO : IGMP_NONE;
	return igmp(r, s);
}

/* RFC 3376, 4.1.7: the inverse of code_ds(), rounded down. */
static u8 float_code(u32 v)
{
	unsigned exp = 0;

	if (v < 128)
		return (u8)v;
	while (v >> (exp + 3) > 31 && exp < 7)
		exp++;
	return v >> (exp + 3) > 31 ? 0xff : (u8)(0x80 | exp << 4 | (v >> (exp + 3) & 15));
}

size_t igmp_write_query(u8 *p, size_t room, const u8 mac[6], const struct igmp_query *q)
{
	u32 to = q->group ? q->group : ALL_SYSTEMS;
	u16 len = q->version == 3 ? 12 : 8;
	struct wr w = wr_of(p, room);
	u8 *ip, *body, to_mac[6];

	ip_group_mac(&(struct ipaddr){ .af = AF_IP4, .v4 = to }, to_mac);
	wr_copy(&w, to_mac, 6);
	wr_copy(&w, mac, 6);
	wr_u16(&w, 0x0800);
	ip = w.p;
	wr_u32(&w, 0x46c00000 | (24u + len)); /* router alert: RFC 2113 */
	wr_u32(&w, 0);
	wr_u32(&w, 0x01020000);
	wr_u32(&w, q->source);
	wr_u32(&w, to);
	wr_u32(&w, 0x94040000);
	body = w.p;
	wr_u8(&w, T_QUERY);
	wr_u8(&w, q->version == 1 ? 0 : float_code(q->max_resp_ds));
	wr_u16(&w, 0);
	wr_u32(&w, q->group);
	if (q->version == 3) {
		wr_u8(&w, ROBUSTNESS); /* and S is 0: routers are to do as it says */
		wr_u8(&w, float_code(q->query_s));
		wr_u16(&w, 0); /* of any source */
	}
	wr_zero(&w, FRAME_MIN - wr_len(&w));
	if (w.bad)
		return 0;
	put_be16(ip + 10, csum_finish(csum_add(0, ip, 24)));
	put_be16(body + 2, csum_finish(csum_add(0, body, len)));
	return wr_len(&w);
}
