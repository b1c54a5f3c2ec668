/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CDP packets. There is no standard; the layout is what published dissectors agree on: version, time to live, checksum, TLVs of type and length with
 * their heads counted. The checksum is the Internet's but for one thing: an odd last octet stands in the lower half of its word, and counts as
 * signed. What we send is of even length, where all agree; what comes in with an odd length is tried each way.
 */
#include <stdio.h>

#include "core/csum.h"
#include "device/discovery/discovery.h"

enum tlv {
	TLV_DEVICE = 1, TLV_ADDRESSES = 2, TLV_PORT = 3, TLV_CAPABILITIES = 4, TLV_VERSION = 5, TLV_PLATFORM = 6, TLV_DOMAIN = 9, TLV_NATIVE_VLAN = 10,
	TLV_DUPLEX = 11, TLV_VOICE_VLAN = 14, TLV_MANAGEMENT = 22,
};
enum { HEAD_LEN = 4, TLV_HEAD = 4, TLVS_MAX = 64, NLPID = 1, NLPID_IP = 0xcc, LLC_802_2 = 2 };
enum { CAN_ROUTE = 1, CAN_BRIDGE = 2, CAN_SWITCH = 8, IS_HOST = 16, IS_REPEATER = 64, IS_PHONE = 128 };

/* ---- in ---- */

static void take_text(char *out, size_t max, struct rd r)
{
	size_t n = rd_left(&r) < max ? rd_left(&r) : max;

	memset(out, 0, max + 1);
	rd_copy(&r, out, n);
	for (size_t i = 0; i < n; i++)
		if (out[i] && (out[i] < ' ' || out[i] > '~') && out[i] != '\n')
			out[i] = out[i] == '\r' ? ' ' : '?';
}

/* The first IPv4 address, else the first IPv6 one. */
static void take_addresses(struct ipaddr *a, struct rd r)
{
	static const u8 ip6[8] = { 0xaa, 0xaa, 0x03, 0, 0, 0, 0x86, 0xdd };
	u32 n = rd_u32(&r);

	for (u32 i = 0; i < n && i < 16 && rd_left(&r); i++) {
		u8 type = rd_u8(&r), len = rd_u8(&r);
		struct rd protocol = rd_sub(&r, len);
		u16 alen = rd_u16(&r);
		struct rd addr = rd_sub(&r, alen);

		if (addr.bad)
			return;
		if (type == NLPID && len == 1 && protocol.p[0] == NLPID_IP && alen == 4 && a->af != AF_IP4) {
			a->af = AF_IP4;
			a->v4 = rd_u32(&addr);
		} else if (type == LLC_802_2 && len == 8 && !memcmp(protocol.p, ip6, 8) && alen == 16 && a->af == AF_NONE) {
			a->af = AF_IP6;
			rd_copy(&addr, a->v6.b, 16);
		}
	}
}

static u16 capabilities_in(u32 bits)
{
	return (u16)((bits & CAN_ROUTE ? DISC_ROUTER : 0) | (bits & (CAN_BRIDGE | CAN_SWITCH) ? DISC_BRIDGE : 0) | (bits & IS_HOST ? DISC_STATION : 0) |
		     (bits & IS_REPEATER ? DISC_REPEATER : 0) | (bits & IS_PHONE ? DISC_TELEPHONE : 0));
}

static void take(struct disc_info *i, u16 type, struct rd r)
{
	switch (type) {
	case TLV_DEVICE:
		take_text(i->chassis, DISC_ID_MAX, r);
		break;
	case TLV_PORT:
		take_text(i->port, DISC_ID_MAX, r);
		break;
	case TLV_ADDRESSES:
		take_addresses(&i->address, r);
		break;
	case TLV_MANAGEMENT:
		if (i->address.af == AF_NONE)
			take_addresses(&i->address, r);
		break;
	case TLV_CAPABILITIES:
		i->capabilities = i->enabled = capabilities_in(rd_u32(&r));
		break;
	case TLV_VERSION:
		take_text(i->description, DISC_TEXT_MAX, r);
		break;
	case TLV_PLATFORM:
		take_text(i->platform, DISC_PLATFORM_MAX, r);
		break;
	case TLV_DOMAIN:
		take_text(i->domain, DISC_DOMAIN_MAX, r);
		i->has_domain = true;
		break;
	case TLV_NATIVE_VLAN:
		i->native_vlan = rd_u16(&r);
		i->has_native_vlan = !r.bad;
		break;
	case TLV_DUPLEX:
		i->full_duplex = rd_u8(&r);
		i->has_duplex = !r.bad;
		break;
	case TLV_VOICE_VLAN:
		rd_u8(&r);
		i->voice_vlan = rd_u16(&r);
		break;
	default:
		break; /* many are known to Cisco alone */
	}
}

static bool sum_is_right(const u8 *p, size_t len)
{
	u8 last[2] = { 0, p[len - 1] }, sign[2] = { 0xff, p[len - 1] };

	if (csum_fold(csum_add(0, p, len)) == 0xffff)
		return true;
	if (!(len & 1))
		return false;
	/* As Cisco adds an odd octet; a negative one borrows from the word above, which some senders make up for. */
	return csum_fold(csum_add(csum_add(0, p, len - 1), last, 2)) == 0xffff || csum_fold(csum_add(csum_add(0, p, len - 1), sign, 2)) == 0xffff ||
	       (u16)(csum_fold(csum_add(csum_add(0, p, len - 1), last, 2)) - 1 + 0x10000) == 0xffff;
}

enum drop cdp_parse(struct disc_info *i, struct rd r)
{
	size_t len = rd_left(&r);
	const u8 *whole = r.p;

	*i = (struct disc_info){ 0 };
	if (len < HEAD_LEN)
		return DROP_SHORT;
	if (!sum_is_right(whole, len))
		return DROP_BAD_CHECKSUM;
	i->version = rd_u8(&r);
	i->hold_s = rd_u8(&r);
	rd_u16(&r);
	if (i->version != 1 && i->version != 2)
		return DROP_BAD_FIELD;
	for (unsigned n = 0; rd_left(&r) >= TLV_HEAD; n++) {
		u16 type = rd_u16(&r), tlv_len = rd_u16(&r);
		struct rd value;

		if (tlv_len < TLV_HEAD || n == TLVS_MAX)
			return DROP_BAD_FIELD;
		value = rd_sub(&r, tlv_len - TLV_HEAD);
		if (value.bad)
			return DROP_SHORT;
		take(i, type, value);
	}
	return *i->chassis ? DROP_NONE : DROP_BAD_FIELD;
}

/* ---- out ---- */

static void head(struct wr *w, u16 type, size_t len)
{
	wr_u16(w, type);
	wr_u16(w, (u16)(TLV_HEAD + len));
}

static void text(struct wr *w, u16 type, const char *s)
{
	head(w, type, strlen(s));
	wr_copy(w, s, strlen(s));
}

static void put_addresses(struct wr *w, u16 type, const struct ipaddr *a)
{
	if (a->af == AF_IP4) {
		head(w, type, 13);
		wr_u32(w, 1);
		wr_u8(w, NLPID);
		wr_u8(w, 1);
		wr_u8(w, NLPID_IP);
		wr_u16(w, 4);
		wr_u32(w, a->v4);
	} else if (a->af == AF_IP6) {
		head(w, type, 32);
		wr_u32(w, 1);
		wr_u8(w, LLC_802_2);
		wr_u8(w, 8);
		wr_copy(w, (const u8[8]){ 0xaa, 0xaa, 0x03, 0, 0, 0, 0x86, 0xdd }, 8);
		wr_u16(w, 16);
		wr_copy(w, a->v6.b, 16);
	}
}

static u32 capabilities_out(u16 c)
{
	return (c & DISC_ROUTER ? CAN_ROUTE : 0u) | (c & DISC_BRIDGE ? CAN_SWITCH : 0u) | (c & DISC_STATION ? IS_HOST : 0u) | (c & DISC_REPEATER ? IS_REPEATER : 0u) |
	       (c & DISC_TELEPHONE ? IS_PHONE : 0u);
}

size_t cdp_fill(const struct disc_info *i, bool v2, u8 *bytes, size_t room)
{
	struct wr w = wr_of(bytes, room);
	char version[DISC_TEXT_MAX + 2];
	size_t len;

	wr_u8(&w, v2 ? 2 : 1);
	wr_u8(&w, (u8)i->hold_s);
	wr_u16(&w, 0);
	text(&w, TLV_DEVICE, i->chassis);
	put_addresses(&w, TLV_ADDRESSES, &i->address);
	text(&w, TLV_PORT, i->port);
	head(&w, TLV_CAPABILITIES, 4);
	wr_u32(&w, capabilities_out(i->enabled));
	text(&w, TLV_PLATFORM, i->platform);
	if (v2) {
		if (i->has_domain)
			text(&w, TLV_DOMAIN, i->domain);
		if (i->has_native_vlan) {
			head(&w, TLV_NATIVE_VLAN, 2);
			wr_u16(&w, i->native_vlan);
		}
		if (i->has_duplex) {
			head(&w, TLV_DUPLEX, 1);
			wr_u8(&w, i->full_duplex);
		}
		if (i->voice_vlan) {
			head(&w, TLV_VOICE_VLAN, 3);
			wr_u8(&w, 1);
			wr_u16(&w, i->voice_vlan);
		}
		put_addresses(&w, TLV_MANAGEMENT, &i->address);
	}
	snprintf(version, sizeof(version), "%s%s", i->description, (wr_len(&w) + strlen(i->description)) & 1 ? "\n" : "");
	text(&w, TLV_VERSION, version);
	if (w.bad)
		return 0;
	len = wr_len(&w);
	put_be16(bytes + 2, csum_finish(csum_add(0, bytes, len)));
	return len;
}
