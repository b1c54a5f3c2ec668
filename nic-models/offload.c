/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nic-models/offload.h"

#include <string.h>

#include "core/csum.h"
#include "net/eth.h"
#include "net/ip4.h"
#include "net/rd.h"
#include "nic-models/le.h"

enum { IP6_HLEN_ = 40, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_SCTP = 132, EXTENSIONS_MAX = 8 };

/* Cyclic redundancy checks, reflected, four bits at a time. */

static const u32 fcs_table[16] = {
	0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
	0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};
static const u32 crc32c_table[16] = {
	0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
	0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

static u32 crc_add(const u32 table[16], u32 c, const u8 *p, u32 len)
{
	for (u32 i = 0; i < len; i++) {
		c ^= p[i];
		c = table[c & 15] ^ c >> 4;
		c = table[c & 15] ^ c >> 4;
	}
	return c;
}

void offload_fcs_table(u32 table[8][256])
{
	for (u32 i = 0; i < 256; i++) {
		u8 byte = (u8)i;

		table[0][i] = crc_add(fcs_table, 0, &byte, 1);
	}
	for (u32 i = 0; i < 256; i++)
		for (u32 k = 1; k < 8; k++)
			table[k][i] = table[0][table[k - 1][i] & 255] ^ table[k - 1][i] >> 8;
}

/* Eight bytes at a time ("slicing by 8", Kounavis and Berry). */
u32 offload_fcs(u32 t[8][256], const u8 *p, u32 len)
{
	u32 c = ~0u;

	for (; len >= 8; p += 8, len -= 8) {
		u32 a = get_le32(p) ^ c, b = get_le32(p + 4);

		c = t[7][a & 255] ^ t[6][a >> 8 & 255] ^ t[5][a >> 16 & 255] ^ t[4][a >> 24] ^
		    t[3][b & 255] ^ t[2][b >> 8 & 255] ^ t[1][b >> 16 & 255] ^ t[0][b >> 24];
	}
	for (; len; p++, len--)
		c = t[0][(c ^ *p) & 255] ^ c >> 8;
	return ~c;
}

u32 offload_crc32c(const u8 *p, u32 len)
{
	return ~crc_add(crc32c_table, ~0u, p, len);
}

u32 offload_mac_hash(const u8 mac[6], bool transmitted)
{
	u32 crc = crc_add(fcs_table, ~0u, mac, 6), hash = 0;

	if (!transmitted)
		return crc >> 26;
	for (unsigned i = 0; i < 6; i++)
		hash = hash << 1 | (crc >> i & 1);
	return hash;
}

/* Sending. */

static u32 end_of(const struct frame *f, u16 end)
{
	return end ? end : f->len;
}

static bool sum_into(struct frame *f, u32 from, u32 end, u32 at)
{
	u16 sum;

	if (from >= end || end > f->len || at + 2 > f->len)
		return false;
	put_be16(f->data + at, 0);
	sum = csum_finish(csum_add(0, f->data + from, end - from));
	put_be16(f->data + at, sum);
	return true;
}

static void leave_l4(struct frame *f, u32 start, u32 at)
{
	f->flags = FRAME_CSUM_PARTIAL;
	f->csum_start = (u16)(frame_headroom(f) + start);
	f->csum_offset = (u16)(at - start);
}

static bool sctp_sum(struct frame *f, const struct tx_offload *o)
{
	u32 end = end_of(f, o->l4_end), crc;

	if (o->l4 >= end || end > f->len || (u32)o->l4_csum_at + 4 > f->len)
		return false;
	put_le32(f->data + o->l4_csum_at, 0);
	crc = offload_crc32c(f->data + o->l4, end - o->l4);
	put_le32(f->data + o->l4_csum_at, crc);
	return true;
}

static bool l4_sum(struct frame *f, const struct tx_offload *o)
{
	u32 end = end_of(f, o->l4_end), sum;

	if (o->sctp)
		return sctp_sum(f, o);
	if (o->l4 >= end || end > f->len || (u32)o->l4_csum_at + 2 > f->len)
		return false;
	if (end == f->len && o->l4_csum_at >= o->l4 && o->l4 >= ETH_HLEN) {
		leave_l4(f, o->l4, o->l4_csum_at);
		return true;
	}
	/* The field holds the seed and is part of the sum where it lies within. */
	sum = csum_finish(csum_add(o->l4_csum_at >= o->l4 && o->l4_csum_at + 2u <= end ? 0 : get_be16(f->data + o->l4_csum_at), f->data + o->l4,
				   end - o->l4));
	put_be16(f->data + o->l4_csum_at, (u16)sum);
	return true;
}

static bool headers_fit(const struct frame *f, const struct tx_offload *o, bool *ip6)
{
	u32 l4_len = o->udp ? 8 : 20;
	u16 type;

	if (o->ip < ETH_HLEN || o->ip >= f->len || !o->mss || o->header >= f->len)
		return false;
	type = get_be16(f->data + o->ip - 2);
	*ip6 = f->data[o->ip] >> 4 == 6;
	if (type != (*ip6 ? ETH_TYPE_IP6 : ETH_TYPE_IP4) || (!*ip6 && f->data[o->ip] >> 4 != 4))
		return false;
	return o->l4 >= o->ip + (*ip6 ? IP6_HLEN_ : IP4_HLEN) && o->l4 + l4_len <= o->header &&
	       o->l4_csum_at == o->l4 + (o->udp ? 6 : 16);
}

/* The headers come as those of no particular segment; the lab wants them as those of the whole. */
static bool segment(struct frame *f, const struct tx_offload *o)
{
	u32 l4_len = f->len - o->l4;
	bool ip6;
	u64 sum;

	if (!headers_fit(f, o, &ip6))
		return false;
	if (ip6) {
		u32 payload = f->len - o->ip - IP6_HLEN_;

		put_be16(f->data + o->ip + 4, payload > 0xffff ? 0 : (u16)payload);
	} else {
		u32 total = f->len - o->ip, hlen = (u32)(f->data[o->ip] & 15) * 4;

		if (total > 0xffff || hlen < IP4_HLEN || o->ip + hlen > o->l4)
			return false;
		put_be16(f->data + o->ip + IP4_LEN, (u16)total);
		sum_into(f, o->ip, o->ip + hlen, o->ip + IP4_CSUM);
	}
	sum = (u64)get_be16(f->data + o->l4_csum_at) + l4_len;
	put_be16(f->data + o->l4_csum_at, csum_fold(sum));
	if (o->udp)
		put_be16(f->data + o->l4 + 4, (u16)l4_len);
	leave_l4(f, o->l4, o->l4_csum_at);
	if (f->len - o->header > o->mss) {
		f->gso = o->udp ? (ip6 ? GSO_UDP6 : GSO_UDP4) : ip6 ? GSO_TCP6 : GSO_TCP4;
		f->gso_size = o->mss;
	}
	return true;
}

bool offload_tx(struct frame *f, const struct tx_offload *o)
{
	if (o->segment)
		return segment(f, o);
	if (o->ip_csum) {
		u32 end = end_of(f, o->ip_end);

		if (!sum_into(f, o->ip, end, o->ip_csum_at))
			return false;
	}
	return !o->l4_csum || l4_sum(f, o);
}

/* Receiving. */

static u64 pseudo(const struct frame *f, const struct rx_info *i, u32 l4_len, u8 proto)
{
	const u8 *ip = f->data + i->l3_at;

	if (i->l3 == L3_IP4)
		return csum_add(proto + l4_len, ip + IP4_SRC, 8);
	return csum_add(proto + l4_len, ip + 8, 32);
}

static void look_l4(const struct frame *f, bool sums, struct rx_info *i, u8 proto, u32 at, u32 end)
{
	u32 len = end - at, need = proto == PROTO_TCP ? 20 : proto == PROTO_UDP ? 8 : 12;

	if (proto != PROTO_TCP && proto != PROTO_UDP && proto != PROTO_SCTP)
		return;
	if (at > end || len < need)
		return;
	i->l4 = proto == PROTO_TCP ? L4_TCP : proto == PROTO_UDP ? L4_UDP : L4_SCTP;
	i->l4_at = (u16)at;
	if (!sums)
		return;
	if (f->flags & FRAME_CSUM_VALID) {
		i->l4_sum = SUM_GOOD;
	} else if (proto == PROTO_SCTP) {
		static const u8 none[4] = { 0 };
		u32 c = crc_add(crc32c_table, ~0u, f->data + at, 8);

		c = crc_add(crc32c_table, crc_add(crc32c_table, c, none, 4), f->data + at + 12, len - 12);
		i->l4_sum = ~c == get_le32(f->data + at + 8) ? SUM_GOOD : SUM_BAD;
	} else if (proto != PROTO_UDP || get_be16(f->data + at + 6)) {
		i->l4_sum = csum_fold(csum_add(pseudo(f, i, len, proto), f->data + at, len)) == 0xffff ? SUM_GOOD : SUM_BAD;
	}
}

static void look_ip4(const struct frame *f, bool sums, struct rx_info *i)
{
	u32 at = i->l3_at, hlen, total;
	const u8 *ip = f->data + at;

	if (f->len < at + IP4_HLEN || ip[0] >> 4 != 4)
		return;
	hlen = (u32)(ip[0] & 15) * 4;
	total = get_be16(ip + IP4_LEN);
	if (hlen < IP4_HLEN || total < hlen || at + total > f->len)
		return;
	i->l3 = L3_IP4;
	i->options = hlen > IP4_HLEN;
	i->ip_id = get_be16(ip + IP4_ID);
	i->fragment = get_be16(ip + IP4_FRAG) & (IP4_MF | IP4_OFFSET);
	if (sums)
		i->ip_sum = csum_fold(csum_add(0, ip, hlen)) == 0xffff ? SUM_GOOD : SUM_BAD;
	if (!i->fragment)
		look_l4(f, sums, i, ip[IP4_PROTO], at + hlen, at + total);
}

static void look_ip6(const struct frame *f, bool sums, struct rx_info *i)
{
	u32 at = i->l3_at, next_at = at + IP6_HLEN_, end;
	u8 next;

	if (f->len < next_at || f->data[at] >> 4 != 6)
		return;
	end = next_at + get_be16(f->data + at + 4);
	if (end > f->len)
		return;
	i->l3 = L3_IP6;
	next = f->data[at + 6];
	for (int k = 0; k < EXTENSIONS_MAX && (next == 0 || next == 43 || next == 60 || next == 44); k++) {
		if (next_at + 8 > end)
			return;
		i->options = true;
		if (next == 44) {
			i->fragment = true;
			return;
		}
		next = f->data[next_at];
		next_at += 8 + 8u * f->data[next_at + 1];
	}
	look_l4(f, sums, i, next, next_at, end);
}

void offload_rx(const struct frame *f, bool sums, struct rx_info *i)
{
	u32 at = ETH_TYPE;
	u16 type = f->len >= ETH_HLEN ? get_be16(f->data + at) : 0;

	memset(i, 0, sizeof(*i));
	for (int k = 0; k < 2 && (type == ETH_TYPE_VLAN || type == ETH_TYPE_QINQ) && f->len >= at + 6; k++) {
		at += VLAN_HLEN;
		type = get_be16(f->data + at);
	}
	i->l3_at = (u16)(at + 2);
	if (type == ETH_TYPE_IP4)
		look_ip4(f, sums, i);
	else if (type == ETH_TYPE_IP6)
		look_ip6(f, sums, i);
}

u32 offload_hash(const struct frame *f, const struct rx_info *i, bool ports, const u8 key[40])
{
	u8 in[36];
	u32 n = 0, hash = 0, window = get_be32(key);

	if (i->l3 == L3_IP4) {
		memcpy(in, f->data + i->l3_at + IP4_SRC, n = 8);
	} else if (i->l3 == L3_IP6) {
		memcpy(in, f->data + i->l3_at + 8, n = 32);
	}
	if (ports && i->l4) {
		memcpy(in + n, f->data + i->l4_at, 4);
		n += 4;
	}
	for (u32 k = 0; k < n; k++)
		for (int bit = 7; bit >= 0; bit--) {
			if (in[k] >> bit & 1)
				hash ^= window;
			window = window << 1 | (key[k + 4] >> bit & 1);
		}
	return hash;
}

/* Tags. */

void offload_tag_push(struct frame *f, u16 type, u16 tci)
{
	u8 *p = frame_push(f, VLAN_HLEN);

	memmove(p, p + VLAN_HLEN, ETH_TYPE);
	put_be16(p + ETH_TYPE, type);
	put_be16(p + ETH_TYPE + 2, tci);
}

void offload_tag_pull(struct frame *f)
{
	memmove(f->data + VLAN_HLEN, f->data, ETH_TYPE);
	frame_pull(f, VLAN_HLEN);
}

void offload_pad(struct frame *f)
{
	if (f->len >= OFFLOAD_FRAME_MIN)
		return;
	memset(f->data + f->len, 0, OFFLOAD_FRAME_MIN - f->len);
	f->len = OFFLOAD_FRAME_MIN;
}

int offload_tag(const struct frame *f, u16 type)
{
	if (f->len < ETH_HLEN + VLAN_HLEN || get_be16(f->data + ETH_TYPE) != type)
		return -1;
	return get_be16(f->data + ETH_TYPE + 2);
}
