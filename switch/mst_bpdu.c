/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MST BPDUs as bytes, and the digest of a region: 802.1Q-2018, clause 14 and 13.8. */
#include <string.h>

#include "net/digest.h"
#include "net/rd.h"
#include "switch/mstp.h"

enum { RST_LEN = 36, REGION_LEN = 51, VERSION3_FIXED = 64, MSTI_LEN = 16, VERSION_MST = 3 };

void mst_digest(const u16 instance[MST_VLANS], u8 digest[MST_DIGEST_LEN])
{
	/* 13.8: the signature key of table 13-1 */
	static const u8 key[16] = { 0x13, 0xac, 0x06, 0xa6, 0x2e, 0x47, 0xfd, 0x51, 0xf9, 0x5d, 0x2b, 0xa2, 0x43, 0xcd, 0x03, 0x46 };
	u8 table[2 * MST_VLANS];
	struct digest d;

	for (unsigned v = 0; v < MST_VLANS; v++)
		put_be16(table + 2 * v, v && v < MST_VLANS - 1 ? instance[v] : 0);
	hmac_begin(&d, DIGEST_MD5, key, sizeof(key));
	digest_add(&d, table, sizeof(table));
	hmac_end(&d, digest);
}

static void parse_region(struct mst_bpdu *b, struct rd *r)
{
	u8 selector = rd_u8(r);

	rd_copy(r, b->region.name, MST_NAME_LEN);
	b->region.revision = rd_u16(r);
	rd_copy(r, b->region.digest, MST_DIGEST_LEN);
	b->has_region = !r->bad && !selector;
}

bool mst_parse(struct mst_bpdu *b, const u8 *p, size_t len)
{
	struct rd r = rd_of(p, len), v3;
	u16 v3_len;

	memset(b, 0, sizeof(*b));
	if (!bpdu_parse(&b->cist, p, len))
		return false;
	b->version = len > 2 ? p[2] : 0;
	if (b->cist.type == BPDU_TCN)
		return true;
	b->cist.regional_root = b->cist.bridge_id; /* who speaks an older form is a region of its own */
	if (b->cist.type != BPDU_RST || b->version < VERSION_MST)
		return true;
	rd_skip(&r, RST_LEN - 1);
	if (rd_u8(&r)) /* 14.5: version 1 has no length */
		return true;
	v3_len = rd_u16(&r);
	v3 = rd_sub(&r, v3_len);
	if (v3.bad || v3_len < VERSION3_FIXED || (v3_len - VERSION3_FIXED) % MSTI_LEN || (v3_len - VERSION3_FIXED) / MSTI_LEN > MSTI_MAX)
		return true; /* 14.5 e): then it is taken for an RST BPDU */
	parse_region(b, &v3);
	b->cist.internal_cost = rd_u32(&v3);
	b->cist.bridge_id = rd_u64(&v3);
	b->cist.times.hops = rd_u8(&v3);
	while (b->has_region && rd_left(&v3) >= MSTI_LEN) {
		struct mst_msti *i = &b->msti[b->n++];

		i->flags = rd_u8(&v3);
		i->regional_root = rd_u64(&v3);
		i->internal_cost = rd_u32(&v3);
		i->bridge_priority = rd_u8(&v3) & 0xf0;
		i->port_priority = rd_u8(&v3) & 0xf0;
		i->hops = rd_u8(&v3);
	}
	return true;
}

size_t mst_write(const struct mst_bpdu *b, u8 *p, size_t room)
{
	struct rstp_bpdu cist = b->cist;
	struct wr w;
	size_t len;

	if (b->cist.type != BPDU_RST)
		return bpdu_write(&b->cist, p, room);
	cist.bridge_id = b->cist.regional_root; /* 14.4: to who stands outside, the region is one bridge */
	len = bpdu_write(&cist, p, room);
	if (len != RST_LEN)
		return 0;
	p[2] = VERSION_MST;
	w = wr_of(p + len, room - len);
	wr_u16(&w, (u16)(VERSION3_FIXED + MSTI_LEN * b->n));
	wr_u8(&w, 0);
	wr_copy(&w, b->region.name, MST_NAME_LEN);
	wr_u16(&w, b->region.revision);
	wr_copy(&w, b->region.digest, MST_DIGEST_LEN);
	wr_u32(&w, b->cist.internal_cost);
	wr_u64(&w, b->cist.bridge_id);
	wr_u8(&w, b->cist.times.hops);
	for (unsigned i = 0; i < b->n; i++) {
		const struct mst_msti *t = &b->msti[i];

		wr_u8(&w, t->flags);
		wr_u64(&w, t->regional_root);
		wr_u32(&w, t->internal_cost);
		wr_u8(&w, t->bridge_priority);
		wr_u8(&w, t->port_priority);
		wr_u8(&w, t->hops);
	}
	return w.bad ? 0 : len + wr_len(&w);
}
