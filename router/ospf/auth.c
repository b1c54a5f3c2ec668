/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Authentication: RFC 2328 appendix D (null, simple, MD5), RFC 5709 (HMAC-SHA behind the same header), RFC 7166 (version 3's trailer).
 * The youngest key signs; every key that is there is accepted. Sequence numbers are the clock's seconds, never less than the last.
 */
#include <stdarg.h>
#include <stdio.h>

#include "core/csum.h"
#include "net/ip6.h"
#include "net/digest.h"
#include "router/ospf/ospf.h"

enum { V3_TRAILER_HEAD = 16 };

/* The key chain: the interface's, else (version 3) the area's. NULL: none, or `null`. */
const char *auth_chain(const struct ospf_if *oi)
{
	return oi->conf->chain || !ospf_v3(oi->o) || oi->conf->auth == AUTH_NONE ? oi->conf->chain : oi->area->chain;
}

u8 auth_type(const struct ospf_if *oi)
{
	if (auth_chain(oi))
		return AUTH_CRYPT;
	if (ospf_v3(oi->o))
		return AUTH_NONE;
	return oi->conf->auth != AUTH_UNSET ? oi->conf->auth : oi->area->auth;
}

bool auth_key(const struct ospf_if *oi, struct ospf_key *k)
{
	const struct ospf_if_conf *c = oi->conf;

	if (auth_chain(oi))
		return oi->o->hooks->key_send(oi->o, auth_chain(oi), k);
	if (!c->n_keys) {
		*k = (struct ospf_key){ .alg = DIGEST_MD5 }; /* as IOS: key 0, empty */
		return true;
	}
	*k = c->keys[c->n_keys - 1];
	return true;
}

static bool key_to_accept(const struct ospf_if *oi, u8 id, struct ospf_key *k)
{
	const struct ospf_if_conf *c = oi->conf;

	if (auth_chain(oi))
		return oi->o->hooks->key_accept(oi->o, auth_chain(oi), id, k);
	if (!c->n_keys && !id) {
		*k = (struct ospf_key){ .alg = DIGEST_MD5 };
		return true;
	}
	for (u8 i = 0; i < c->n_keys; i++)
		if (c->keys[i].id == id) {
			*k = c->keys[i];
			return true;
		}
	return false;
}

u32 auth_trailer(const struct ospf_if *oi)
{
	struct ospf_key k;

	if (auth_type(oi) != AUTH_CRYPT || !auth_key(oi, &k))
		return 0;
	return digest_len(k.alg) + (ospf_v3(oi->o) ? V3_TRAILER_HEAD : 0);
}

/* D.4.3; RFC 5709 3.3: the digest of len bytes at p. */
static void digest_of(const struct ospf_key *k, const u8 *p, u32 len, const u8 *apad_head, u8 out[DIGEST_MAX])
{
	u8 key[16] = { 0 }, secret[sizeof(k->text) + 2];
	u32 n = digest_len(k->alg), secret_len = k->len;
	struct digest d;

	if (k->alg == DIGEST_MD5 && !apad_head) {
		memcpy(key, k->text, k->len < 16 ? k->len : 16);
		digest_begin(&d, DIGEST_MD5);
		digest_add(&d, p, len);
		digest_add(&d, key, 16);
		digest_end(&d, out);
		return;
	}
	memcpy(secret, k->text, k->len);
	if (apad_head) { /* RFC 7166 4.5 (1): the protocol's number belongs to the key */
		secret[secret_len++] = 0;
		secret[secret_len++] = 1;
	}
	if (secret_len > n) { /* RFC 5709 3.3 (1): longer than the digest, not than the block */
		digest_begin(&d, k->alg);
		digest_add(&d, secret, secret_len);
		digest_end(&d, out);
		hmac_begin(&d, k->alg, out, n);
	} else {
		hmac_begin(&d, k->alg, secret, secret_len);
	}
	digest_add(&d, p, len);
	/* Apad: 0x878FE1F3 over and over; in version 3 the source address stands first (RFC 7166 4.5). */
	for (u32 at = 0; at < n; at += 4) {
		static const u8 pad[4] = { 0x87, 0x8f, 0xe1, 0xf3 };

		digest_add(&d, apad_head && at < 16 ? apad_head + at : pad, 4);
	}
	hmac_end(&d, out);
}

/* RFC 2328 D.3: it does not go back; two packets may have the same. */
static u32 next_seq(struct ospf_if *oi)
{
	oi->crypt_seq = max_u64(oi->crypt_seq, ospf_now(oi->o) / NSEC_PER_SEC + 1);
	return (u32)oi->crypt_seq;
}

/* RFC 7166 4.1: no two packets have the same. */
static u64 next_seq3(struct ospf_if *oi)
{
	oi->crypt_seq = max_u64(oi->crypt_seq + 1, ospf_now(oi->o) / NSEC_PER_US);
	return oi->crypt_seq;
}

static u32 sign3(struct ospf_if *oi, u8 *p, u32 len, const struct ospf_key *k)
{
	u8 out[DIGEST_MAX], *t = p + len;
	u32 n = digest_len(k->alg);

	put_be16(t, 1);	/* HMAC */
	put_be16(t + 2, (u16)(V3_TRAILER_HEAD + n));
	put_be16(t + 4, 0);
	put_be16(t + 6, k->id);
	put_be64(t + 8, next_seq3(oi));
	digest_of(k, p, len + V3_TRAILER_HEAD, oi->local.b, out);
	memcpy(p + len + V3_TRAILER_HEAD, out, n);
	return V3_TRAILER_HEAD + n;
}

u32 auth_sign(struct ospf_if *oi, u8 *p, u32 len)
{
	struct ospf_key k;
	u8 type = auth_type(oi), out[DIGEST_MAX];

	if (ospf_v3(oi->o))
		return type == AUTH_CRYPT && auth_key(oi, &k) ? sign3(oi, p, len, &k) : 0;
	if (type == AUTH_CRYPT && !auth_key(oi, &k))
		k = (struct ospf_key){ .alg = DIGEST_MD5 };
	put_be16(p + 14, type);
	if (type != AUTH_CRYPT) {
		put_be16(p + 12, csum_finish(csum_add(0, p, len)));
		if (type == AUTH_SIMPLE)
			memcpy(p + 16, oi->conf->simple, strnlen(oi->conf->simple, 8));
		return 0;
	}
	p[18] = k.id;
	p[19] = (u8)digest_len(k.alg);
	put_be32(p + 20, next_seq(oi));
	digest_of(&k, p, len, NULL, out);
	memcpy(p + len, out, digest_len(k.alg));
	return digest_len(k.alg);
}

static PRINTF(2, 3) enum drop refuse(struct ospf_if *oi, const char *fmt, ...)
{
	char text[96];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	OSPF_DEBUG(oi->o, OD_ADJ, "OSPF-%u ADJ   %s: Rcv pkt from neighbor: %s", oi->o->id, oi->name, text);
	if (ospf_may_warn(oi, text))
		oi->o->hooks->log(oi->o, 4, "ERRRCV", "Received invalid packet: %s, %s", text, oi->name);
	return DROP_OSPF_AUTH;
}

static enum drop check3(struct ospf_if *oi, const struct ospf_nbr *n, const u8 *p, u32 len, u32 plen, const struct ipaddr *src, u64 *seq)
{
	struct rd r = rd_of(p + plen, len - plen);
	struct ospf_key k;
	u8 out[DIGEST_MAX];
	u16 type = rd_u16(&r), tlen = rd_u16(&r), id;

	rd_skip(&r, 2);
	id = rd_u16(&r);
	*seq = rd_u64(&r);
	if (r.bad || type != 1 || tlen < V3_TRAILER_HEAD || plen + tlen > len)
		return refuse(oi, "Mismatched Authentication: no trailer");
	if (id > 255 || !key_to_accept(oi, (u8)id, &k) || digest_len(k.alg) + V3_TRAILER_HEAD != tlen)
		return refuse(oi, "Mismatched Authentication Key - Invalid cryptographic authentication Key ID %u", id);
	if (n && *seq <= n->auth_seq[p[1]]) /* of that type: hellos may overtake others */
		return refuse(oi, "Mismatched Authentication: sequence number %llu is old", (unsigned long long)*seq);
	digest_of(&k, p, plen + V3_TRAILER_HEAD, src->v6.b, out);
	if (!digest_same(out, p + plen + V3_TRAILER_HEAD, digest_len(k.alg)))
		return refuse(oi, "Mismatched Authentication Key - Message Digest Key %u", id);
	return DROP_NONE;
}

enum drop auth_check(struct ospf_if *oi, const struct ospf_nbr *n, const u8 *p, u32 len, u32 plen, const struct ipaddr *src, u64 *seq)
{
	struct ospf_key k;
	u8 type = auth_type(oi), out[DIGEST_MAX];
	u16 theirs;

	if (ospf_v3(oi->o))
		return type == AUTH_CRYPT ? check3(oi, n, p, len, plen, src, seq) : DROP_NONE;
	theirs = get_be16(p + 14);
	if (theirs != type)
		return refuse(oi, "Mismatched Authentication type. Input packet specified type %u, we use type %u", theirs, type);
	if (type != AUTH_CRYPT) {
		u64 sum = csum_add(csum_add(0, p, 16), p + OSPF_V2_HLEN, plen - OSPF_V2_HLEN);

		if (csum_finish(sum))
			return DROP_BAD_CHECKSUM;
		if (type == AUTH_SIMPLE) {
			u8 mine[8] = { 0 };

			memcpy(mine, oi->conf->simple, strnlen(oi->conf->simple, 8));
			if (!digest_same(mine, p + 16, 8))
				return refuse(oi, "Mismatched Authentication Key - Clear Text");
		}
		return DROP_NONE;
	}
	*seq = get_be32(p + 20);
	if (!key_to_accept(oi, p[18], &k))
		return refuse(oi, "Mismatched Authentication Key - Invalid cryptographic authentication Key ID %u on interface", p[18]);
	if (p[19] != digest_len(k.alg) || plen + p[19] > len)
		return refuse(oi, "Mismatched Authentication Key - digest of %u bytes, ours has %u", p[19], digest_len(k.alg));
	if (n && *seq < n->auth_seq[0])
		return refuse(oi, "Mismatched Authentication: sequence number %u is old", (u32)*seq);
	digest_of(&k, p, plen, NULL, out);
	if (!digest_same(out, p + plen, digest_len(k.alg)))
		return refuse(oi, "Mismatched Authentication Key - Message Digest Key %u", p[18]);
	return DROP_NONE;
}
