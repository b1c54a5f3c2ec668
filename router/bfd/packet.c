/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/bfd/packet.h"

#include "net/digest.h"

enum { VERSION = 1, AUTH_SEQ_LEN = 8 }; /* AUTH_SEQ_LEN: type, length, key, reserved, sequence number */

static enum digest_alg alg_of(u8 auth) { return auth >= BFD_AUTH_SHA1 ? DIGEST_SHA1 : DIGEST_MD5; }

/* 6.7.2 to 6.7.4: the length of each section is fixed but for the password's. */
static enum drop parse_auth(struct rd *r, struct bfd_packet *p)
{
	u8 len, left = (u8)rd_left(r);

	p->auth = rd_u8(r);
	len = rd_u8(r);
	p->key_id = rd_u8(r);
	if (r->bad || len > left)
		return DROP_SHORT;
	switch (p->auth) {
	case BFD_AUTH_SIMPLE:
		return len < 4 || len > 3 + BFD_PASSWORD_MAX ? DROP_BAD_FIELD : DROP_NONE;
	case BFD_AUTH_MD5:
	case BFD_AUTH_MD5_METICULOUS:
	case BFD_AUTH_SHA1:
	case BFD_AUTH_SHA1_METICULOUS:
		rd_u8(r);
		p->seq = rd_u32(r);
		return r->bad || len != AUTH_SEQ_LEN + digest_len(alg_of(p->auth)) ? DROP_BAD_FIELD : DROP_NONE;
	}
	return DROP_BAD_FIELD;
}

enum drop bfd_parse(struct rd r, struct bfd_packet *p)
{
	size_t all = rd_left(&r);
	struct rd body;
	u8 first = rd_u8(&r), second = rd_u8(&r);

	*p = (struct bfd_packet){ .diag = first & 31, .state = second >> 6, .flags = second & 63 };
	p->mult = rd_u8(&r);
	p->len = rd_u8(&r);
	p->my = rd_u32(&r);
	p->your = rd_u32(&r);
	p->tx_us = rd_u32(&r);
	p->rx_us = rd_u32(&r);
	p->echo_us = rd_u32(&r);
	if (r.bad || p->len > all)
		return DROP_SHORT;
	if (first >> 5 != VERSION || p->len < (p->flags & BFD_AUTH ? BFD_HLEN + 2 : BFD_HLEN))
		return DROP_BAD_FIELD;
	if (!p->mult || p->flags & BFD_MULTIPOINT || !p->my || (p->flags & BFD_POLL && p->flags & BFD_FINAL))
		return DROP_BAD_FIELD;
	if (!p->your && p->state > BFD_DOWN)
		return DROP_BAD_FIELD;
	if (!(p->flags & BFD_AUTH))
		return DROP_NONE;
	body = rd_of(r.p, p->len - BFD_HLEN);
	return parse_auth(&body, p);
}

/* The key stands where the digest will, filled up with zeros, while the digest is made (6.7.3, 6.7.4). */
static void digest_of(u8 *packet, u32 len, u8 auth, const struct bfd_secret *k, u8 *out)
{
	u32 n = digest_len(alg_of(auth));
	u8 *at = packet + len - n;
	struct digest d;

	memset(at, 0, n);
	memcpy(at, k->text, min_u64(k->len, n));
	digest_begin(&d, alg_of(auth));
	digest_add(&d, packet, len);
	digest_end(&d, out);
}

u32 bfd_build(const struct bfd_packet *p, const struct bfd_secret *k, u8 out[BFD_LEN_MAX])
{
	struct wr w = wr_of(out, BFD_LEN_MAX);
	u8 auth = k ? p->auth : BFD_AUTH_NONE, digest[DIGEST_MAX];
	u32 n = auth == BFD_AUTH_SIMPLE ? 3 + (u32)min_u64(k->len, BFD_PASSWORD_MAX) : auth ? AUTH_SEQ_LEN + digest_len(alg_of(auth)) : 0;

	wr_u8(&w, VERSION << 5 | p->diag);
	wr_u8(&w, (u8)(p->state << 6 | (p->flags & ~BFD_AUTH) | (auth ? BFD_AUTH : 0)));
	wr_u8(&w, p->mult);
	wr_u8(&w, (u8)(BFD_HLEN + n));
	wr_u32(&w, p->my);
	wr_u32(&w, p->your);
	wr_u32(&w, p->tx_us);
	wr_u32(&w, p->rx_us);
	wr_u32(&w, p->echo_us);
	if (!auth)
		return BFD_HLEN;
	wr_u8(&w, auth);
	wr_u8(&w, (u8)n);
	wr_u8(&w, k->id);
	if (auth == BFD_AUTH_SIMPLE) {
		wr_copy(&w, k->text, n - 3);
		return BFD_HLEN + n;
	}
	wr_u8(&w, 0);
	wr_u32(&w, p->seq);
	wr_zero(&w, n - AUTH_SEQ_LEN);
	digest_of(out, BFD_HLEN + n, auth, k, digest);
	memcpy(out + BFD_HLEN + AUTH_SEQ_LEN, digest, n - AUTH_SEQ_LEN);
	return BFD_HLEN + n;
}

bool bfd_authentic(const u8 *bytes, const struct bfd_packet *p, const struct bfd_secret *k)
{
	const u8 *section = bytes + BFD_HLEN;
	u8 copy[BFD_LEN_MAX], digest[DIGEST_MAX], len = section[1];
	u32 whole = BFD_HLEN + len;

	if (p->auth == BFD_AUTH_SIMPLE)
		return len - 3u == min_u64(k->len, BFD_PASSWORD_MAX) && digest_same(section + 3, (const u8 *)k->text, len - 3u);
	/* The digest is over the packet, which ends with the section. */
	if (whole != p->len || whole > sizeof(copy))
		return false;
	memcpy(copy, bytes, whole);
	digest_of(copy, whole, p->auth, k, digest);
	return digest_same(digest, section + AUTH_SEQ_LEN, len - AUTH_SEQ_LEN);
}
