/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The authentication TLV (RFC 7868 6.6.2): keyed MD5 as IOS computes it, and HMAC-SHA-256. The RFC does not say what the latter's key and cover are: here the
 * key is the password with the sender's address behind it, so that what one router signed is nobody else's, and it covers the whole packet with the
 * checksum and the digest as 0.
 */
#include <stdio.h>

#include "net/digest.h"
#include "router/eigrp/eigrp.h"

enum { TLV_AUTH = 0x0002, TYPE_MD5 = 2, TYPE_SHA256 = 3, SHA256_LEN = 32, FIXED = 24, DIGEST_AT = EIGRP_HLEN + FIXED };

static u32 size_of(enum eigrp_auth mode) { return mode == EIGRP_AUTH_SHA256 ? SHA256_LEN : MD5_LEN; }

/* What the key covers: header and TLV up to the digest, the key padded to 16, and but in hellos what follows the TLV. The checksum counts as 0. */
static void md5_of(const u8 *packet, u32 len, const char *key, u8 *out)
{
	static const u8 none[2];
	u8 padded[16] = { 0 };
	struct digest d;

	memcpy(padded, key, strnlen(key, sizeof(padded)));
	digest_begin(&d, DIGEST_MD5);
	digest_add(&d, packet, 2);
	digest_add(&d, none, 2);
	digest_add(&d, packet + 4, DIGEST_AT - 4);
	digest_add(&d, padded, sizeof(padded));
	if (packet[1] != EIGRP_HELLO)
		digest_add(&d, packet + DIGEST_AT + MD5_LEN, len - DIGEST_AT - MD5_LEN);
	digest_end(&d, out);
}

static void sha256_of(const u8 *packet, u32 len, const char *key, const struct ipaddr *src, u8 *out)
{
	static const u8 none[SHA256_LEN];
	char salted[POLICY_NAME_MAX + IP6_TEXT + 1], t[IP6_TEXT];
	struct digest d;
	int n = snprintf(salted, sizeof(salted), "%.*s%s", POLICY_NAME_MAX, key, ipaddr_text(src, t));

	hmac_begin(&d, DIGEST_SHA256, (const u8 *)salted, (u32)n);
	digest_add(&d, packet, 2);
	digest_add(&d, none, 2);
	digest_add(&d, packet + 4, DIGEST_AT - 4);
	digest_add(&d, none, SHA256_LEN);
	digest_add(&d, packet + DIGEST_AT + SHA256_LEN, len - DIGEST_AT - SHA256_LEN);
	hmac_end(&d, out);
}

static void digest_of(const struct eigrp_signing *with, const struct ipaddr *src, const u8 *packet, u32 len, u8 *out)
{
	if (with->mode == EIGRP_AUTH_SHA256)
		sha256_of(packet, len, with->text, src, out);
	else
		md5_of(packet, len, with->text, out);
}

void eigrp_auth_begin(struct eigrp_if *ei, struct eigrp_signing *with, struct wr *w)
{
	const char *chain = NULL, *password = NULL;
	enum eigrp_auth mode = eigrp_auth_of(ei, &chain, &password);
	const struct key *key = mode && chain ? keychain_send(ei->e->all->s, chain) : NULL;

	*with = (struct eigrp_signing){ .mode = mode, .id = key ? key->id : 0, .text = chain ? key ? key->text : NULL : password };
	if (!mode || !with->text) {
		with->mode = EIGRP_AUTH_NONE;
		return;
	}
	wr_u16(w, TLV_AUTH);
	wr_u16(w, (u16)(FIXED + size_of(mode)));
	wr_u16(w, mode == EIGRP_AUTH_SHA256 ? TYPE_SHA256 : TYPE_MD5);
	wr_u16(w, (u16)size_of(mode));
	wr_u32(w, with->id);
	wr_u32(w, ++ei->auth_seq);
	wr_zero(w, 8 + size_of(mode));
}

void eigrp_auth_end(const struct eigrp_signing *with, const struct ipaddr *src, u8 *packet, u32 len)
{
	if (with->mode)
		digest_of(with, src, packet, len, packet + DIGEST_AT);
}

enum drop eigrp_auth_check(struct eigrp_if *ei, struct eigrp_nbr *n, const struct ipaddr *src, const u8 *d, u32 len, struct rd *r)
{
	const char *chain = NULL, *password = NULL;
	struct eigrp_signing with = { .mode = eigrp_auth_of(ei, &chain, &password) };
	u32 has = len >= DIGEST_AT && get_be16(d + EIGRP_HLEN) == TLV_AUTH ? get_be16(d + EIGRP_HLEN + 2) : 0, size = size_of(with.mode);
	const struct key *k;
	u8 digest[SHA256_LEN];
	u32 seq;

	if (!with.mode) {
		if (has >= FIXED)
			rd_skip(r, has);
		return DROP_NONE;	/* as IOS: who does not authenticate takes what is signed */
	}
	if (has != FIXED + size || len < DIGEST_AT + size || get_be16(d + EIGRP_HLEN + 4) != (with.mode == EIGRP_AUTH_SHA256 ? TYPE_SHA256 : TYPE_MD5) ||
	    get_be16(d + EIGRP_HLEN + 6) != size)
		return DROP_EIGRP_AUTH;
	k = chain ? keychain_accept(ei->e->all->s, chain, get_be32(d + EIGRP_HLEN + 8)) : NULL;
	with.text = chain ? k ? k->text : NULL : password;
	if (!with.text)
		return DROP_EIGRP_AUTH;
	digest_of(&with, src, d, len, digest);
	seq = get_be32(d + EIGRP_HLEN + 12);
	if (!digest_same(digest, d + DIGEST_AT, size) || (n && n->up && seq < n->auth_seq))
		return DROP_EIGRP_AUTH;
	if (n)
		n->auth_seq = seq;
	rd_skip(r, has);
	return DROP_NONE;
}
