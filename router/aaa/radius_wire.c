/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/aaa/radius_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/digest.h"

enum { AT_AUTHENTICATOR = 4, AT_MESSAGE_AUTH = RADIUS_HEADER + 2, CISCO = 9, CISCO_AVPAIR = 1, PASSWORD_MAX = 128 };

void radius_put(struct wr *w, u8 type, const void *data, size_t len)
{
	u8 *p = len <= RADIUS_TEXT_MAX ? wr_bytes(w, 2 + len) : NULL;

	if (!p) {
		w->bad = true;
		return;
	}
	p[0] = type;
	p[1] = (u8)(2 + len);
	memcpy(p + 2, data, len);
}

void radius_put_u32(struct wr *w, u8 type, u32 v)
{
	u8 b[4];

	put_be32(b, v);
	radius_put(w, type, b, sizeof(b));
}

void radius_put_text(struct wr *w, u8 type, const char *text) { radius_put(w, type, text, strnlen(text, RADIUS_TEXT_MAX)); }

void radius_begin(struct wr *w, u8 code, u8 id, const u8 authenticator[RADIUS_AUTH_LEN])
{
	static const u8 zero[RADIUS_AUTH_LEN];
	u8 *p = wr_bytes(w, RADIUS_HEADER);

	if (!p)
		return;
	p[0] = code;
	p[1] = id;
	memcpy(p + AT_AUTHENTICATOR, authenticator, RADIUS_AUTH_LEN);
	if (code == RADIUS_ACCESS_REQUEST)
		radius_put(w, RADIUS_MESSAGE_AUTH, zero, sizeof(zero));
}

static void md5_of(const char *secret, const u8 *more, u8 out[MD5_LEN])
{
	struct digest d;

	digest_begin(&d, DIGEST_MD5);
	digest_add(&d, secret, strlen(secret));
	digest_add(&d, more, MD5_LEN);
	digest_end(&d, out);
}

void radius_put_password(struct wr *w, const char *password, const char *secret)
{
	u8 text[PASSWORD_MAX] = { 0 }, pad[MD5_LEN];
	size_t len = strnlen(password, PASSWORD_MAX), n = len ? (len + MD5_LEN - 1) / MD5_LEN * MD5_LEN : MD5_LEN;
	const u8 *last = w->start + AT_AUTHENTICATOR;

	if (wr_len(w) < RADIUS_HEADER || w->bad)
		return;
	memcpy(text, password, len);
	for (size_t at = 0; at < n; at += MD5_LEN) {
		md5_of(secret, last, pad);
		for (unsigned i = 0; i < MD5_LEN; i++)
			text[at + i] ^= pad[i];
		last = text + at;
	}
	radius_put(w, RADIUS_USER_PASSWORD, text, n);
	explicit_bzero(text, sizeof(text));
}

static void sign(const u8 *packet, size_t len, const char *secret, u8 out[MD5_LEN])
{
	struct digest d;

	hmac_begin(&d, DIGEST_MD5, (const u8 *)secret, (u32)strlen(secret));
	digest_add(&d, packet, len);
	hmac_end(&d, out);
}

static void checksum(const u8 *packet, size_t len, const char *secret, u8 out[MD5_LEN])
{
	struct digest d;

	digest_begin(&d, DIGEST_MD5);
	digest_add(&d, packet, len);
	digest_add(&d, secret, strlen(secret));
	digest_end(&d, out);
}

bool radius_end(struct wr *w, const char *secret)
{
	u8 sum[MD5_LEN];

	if (w->bad || wr_len(w) > RADIUS_MAX)
		return false;
	put_be16(w->start + 2, (u16)wr_len(w));
	if (w->start[0] == RADIUS_ACCESS_REQUEST) {
		sign(w->start, wr_len(w), secret, sum);
		memcpy(w->start + AT_MESSAGE_AUTH, sum, sizeof(sum));
	} else {
		checksum(w->start, wr_len(w), secret, sum);
		memcpy(w->start + AT_AUTHENTICATOR, sum, sizeof(sum));
	}
	return true;
}

/* ---- answers ---- */

static void add_message(struct radius_answer *a, const u8 *p, size_t len)
{
	size_t at = strlen(a->message);

	for (size_t i = 0; i < len && at < RADIUS_TEXT_MAX; i++)
		a->message[at++] = (char)(p[i] < 0x20 || p[i] == 0x7f ? ' ' : p[i]);
	a->message[at] = 0;
}

/* "shell:priv-lvl=15", RFC 2865 5.26 with Cisco's own: in the first pair that says so. */
static void read_vendor(struct radius_answer *a, struct rd r)
{
	static const char key[] = "shell:priv-lvl", view[] = "shell:cli-view-name";
	u32 vendor = rd_u32(&r);

	while (vendor == CISCO && rd_left(&r) >= 2) {
		u8 type = rd_u8(&r), len = rd_u8(&r);
		struct rd v = len >= 2 ? rd_sub(&r, len - 2u) : (struct rd){ .bad = true };
		size_t n = rd_left(&v);
		char text[256];

		if (v.bad)
			return;
		if (type != CISCO_AVPAIR || n < sizeof(key) || n >= sizeof(text))
			continue;
		rd_copy(&v, text, n);
		text[n] = 0;
		if (n > sizeof(view) && !strncasecmp(text, view, sizeof(view) - 1) && strchr("=*", text[sizeof(view) - 1]))
			snprintf(a->view, sizeof(a->view), "%.31s", text + sizeof(view));
		if (!a->privilege && !strncasecmp(text, key, sizeof(key) - 1) && (text[sizeof(key) - 1] == '=' || text[sizeof(key) - 1] == '*')) {
			unsigned long level = strtoul(text + sizeof(key), NULL, 10);

			if (level <= 15)
				a->privilege = (u8)(1 + level);
		}
	}
}

/* false: the attributes are malformed. auth: where the Message-Authenticator's value stands; 0: there is none. */
static bool read_attributes(struct radius_answer *a, struct rd r, const u8 *packet, size_t *auth)
{
	while (rd_left(&r)) {
		u8 type = rd_u8(&r), len = rd_u8(&r);
		struct rd v = len >= 2 ? rd_sub(&r, len - 2u) : (struct rd){ .bad = true };
		const u8 *p = v.p;
		size_t n = rd_left(&v);

		if (r.bad || v.bad)
			return false;
		if (type == RADIUS_REPLY_MESSAGE) {
			add_message(a, p, n);
		} else if (type == RADIUS_STATE) {
			a->n_state = (u8)n;
			memcpy(a->state, p, n);
		} else if (type == RADIUS_SERVICE_TYPE && n == 4) {
			a->service = (u8)min_u64(get_be32(p), 255);
		} else if (type == RADIUS_VENDOR) {
			read_vendor(a, v);
		} else if (type == RADIUS_MESSAGE_AUTH) {
			if (n != MD5_LEN)
				return false;
			*auth = (size_t)(p - packet);
		}
	}
	return true;
}

enum drop radius_read(struct radius_answer *a, const u8 *packet, size_t len, const u8 *request, const char *secret)
{
	u8 copy[RADIUS_MAX], sum[MD5_LEN];
	struct rd r = rd_of(packet, len);
	size_t auth = 0, whole;

	*a = (struct radius_answer){ 0 };
	a->code = rd_u8(&r);
	a->id = rd_u8(&r);
	whole = rd_u16(&r);
	rd_skip(&r, RADIUS_AUTH_LEN);
	if (r.bad || whole > len)
		return DROP_SHORT;
	if (whole < RADIUS_HEADER || whole > RADIUS_MAX || a->id != request[1])
		return DROP_BAD_FIELD;
	r = rd_of(packet + RADIUS_HEADER, whole - RADIUS_HEADER); /* what follows is padding */
	if (!read_attributes(a, r, packet, &auth))
		return DROP_BAD_FIELD;
	/* The response authenticator: over the answer with the request's in its place (RFC 2865 3). */
	memcpy(copy, packet, whole);
	memcpy(copy + AT_AUTHENTICATOR, request + AT_AUTHENTICATOR, RADIUS_AUTH_LEN);
	checksum(copy, whole, secret, sum);
	if (!digest_same(sum, packet + AT_AUTHENTICATOR, sizeof(sum)))
		return DROP_AAA_AUTH;
	if (!auth)
		return DROP_NONE;
	memset(copy + auth, 0, MD5_LEN);
	sign(copy, whole, secret, sum);
	return digest_same(sum, packet + auth, sizeof(sum)) ? DROP_NONE : DROP_AAA_AUTH;
}
