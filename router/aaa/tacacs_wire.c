/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/aaa/tacacs_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/digest.h"

enum { MAJOR = 0xc0, MINOR_DEFAULT = 0, AUTHEN_LOGIN = 1, AUTHEN_ASCII = 1, CONTINUE_ABORT = 1 };

/* 4.5: a pad of MD5s over session, key, version, sequence and the MD5 before. */
void tacacs_hide(u8 *packet, size_t len, const char *key)
{
	u8 pad[MD5_LEN];

	for (size_t at = TACACS_HEADER; at < len; at += MD5_LEN) {
		struct digest d;

		digest_begin(&d, DIGEST_MD5);
		digest_add(&d, packet + 4, 4);
		digest_add(&d, key, strlen(key));
		digest_add(&d, packet, 1);
		digest_add(&d, packet + 2, 1);
		if (at > TACACS_HEADER)
			digest_add(&d, pad, sizeof(pad));
		digest_end(&d, pad);
		for (size_t i = 0; i < MD5_LEN && at + i < len; i++)
			packet[at + i] ^= pad[i];
	}
}

static void begin(struct wr *w, u8 type, u8 seq, u32 session, const char *key)
{
	u8 *p = wr_bytes(w, TACACS_HEADER);

	if (!p)
		return;
	p[0] = MAJOR | MINOR_DEFAULT;
	p[1] = type;
	p[2] = seq;
	p[3] = *key ? 0 : TACACS_UNENCRYPTED;
	put_be32(p + 4, session);
}

static bool end(struct wr *w, const char *key)
{
	if (w->bad)
		return false;
	put_be32(w->start + 8, (u32)(wr_len(w) - TACACS_HEADER));
	if (*key)
		tacacs_hide(w->start, wr_len(w), key);
	return true;
}

static void put_u8(struct wr *w, size_t v)
{
	u8 *p = wr_bytes(w, 1);

	if (p)
		*p = (u8)v;
}

static void put_text(struct wr *w, const char *text, size_t n)
{
	u8 *p = wr_bytes(w, n);

	if (p)
		memcpy(p, text, n);
}

static size_t text_len(const char *text) { return strnlen(text, TACACS_TEXT_MAX); }

bool tacacs_start(struct wr *w, u32 session, const char *key, const struct tacacs_who *who, u8 service)
{
	begin(w, TACACS_AUTHEN, 1, session, key);
	put_u8(w, AUTHEN_LOGIN);
	put_u8(w, who->privilege);
	put_u8(w, AUTHEN_ASCII);
	put_u8(w, service);
	put_u8(w, text_len(who->user));
	put_u8(w, text_len(who->port));
	put_u8(w, text_len(who->address));
	put_u8(w, 0);
	put_text(w, who->user, text_len(who->user));
	put_text(w, who->port, text_len(who->port));
	put_text(w, who->address, text_len(who->address));
	return end(w, key);
}

bool tacacs_continue(struct wr *w, u32 session, u8 seq, const char *key, const char *text, bool abort)
{
	begin(w, TACACS_AUTHEN, seq, session, key);
	put_u8(w, 0);
	put_u8(w, text_len(text));
	put_u8(w, 0);
	put_u8(w, 0);
	put_u8(w, abort ? CONTINUE_ABORT : 0);
	put_text(w, text, text_len(text));
	return end(w, key);
}

/* What authorization and accounting have in common (6.1, 7.1). */
static void put_question(struct wr *w, const struct tacacs_who *who, const char *const *args, u8 n)
{
	put_u8(w, who->method);
	put_u8(w, who->privilege);
	put_u8(w, who->method ? AUTHEN_ASCII : 0);
	put_u8(w, TACACS_SERVICE_LOGIN);
	put_u8(w, text_len(who->user));
	put_u8(w, text_len(who->port));
	put_u8(w, text_len(who->address));
	put_u8(w, n);
	for (u8 i = 0; i < n; i++)
		put_u8(w, text_len(args[i]));
	put_text(w, who->user, text_len(who->user));
	put_text(w, who->port, text_len(who->port));
	put_text(w, who->address, text_len(who->address));
	for (u8 i = 0; i < n; i++)
		put_text(w, args[i], text_len(args[i]));
}

bool tacacs_authorize(struct wr *w, u32 session, const char *key, const struct tacacs_who *who, const char *const *args, u8 n)
{
	begin(w, TACACS_AUTHOR, 1, session, key);
	put_question(w, who, args, n);
	return end(w, key);
}

bool tacacs_account(struct wr *w, u32 session, const char *key, const struct tacacs_who *who, u8 flags, const char *const *args, u8 n)
{
	begin(w, TACACS_ACCT, 1, session, key);
	put_u8(w, flags);
	put_question(w, who, args, n);
	return end(w, key);
}

/* ---- replies ---- */

size_t tacacs_length(const u8 *header, u32 session)
{
	u32 len = get_be32(header + 8);

	return (header[0] & 0xf0) == MAJOR && get_be32(header + 4) == session && len <= TACACS_BODY_MAX ? TACACS_HEADER + len : 0;
}

static void read_message(struct tacacs_reply *t, struct rd *r, size_t len)
{
	size_t at = 0;

	for (size_t i = 0; i < len && !r->bad; i++) {
		u8 b = rd_u8(r);

		if (at < TACACS_TEXT_MAX)
			t->message[at++] = (char)(b < 0x20 || b == 0x7f ? ' ' : b);
	}
	t->message[at] = 0;
}

/* 5.2 */
static void read_authen(struct tacacs_reply *t, struct rd *r)
{
	u16 len, data;

	t->status = rd_u8(r);
	t->flags = rd_u8(r);
	len = rd_u16(r);
	data = rd_u16(r);
	read_message(t, r, len);
	rd_skip(r, data);
}

static void read_argument(struct tacacs_reply *t, struct rd *r, u8 len)
{
	static const char key[] = "priv-lvl", view[] = "cli-view-name";
	const u8 *p = rd_bytes(r, len);
	char text[256];
	unsigned long level;

	if (!p || len <= sizeof(key))
		return;
	memcpy(text, p, len);
	text[len] = 0;
	if (!strncmp(text, view, sizeof(view) - 1) && strchr("=*", text[sizeof(view) - 1]))
		snprintf(t->view, sizeof(t->view), "%.31s", text[sizeof(view) - 1] ? text + sizeof(view) : "");
	if (memcmp(text, key, sizeof(key) - 1) || !strchr("=*", text[sizeof(key) - 1]))
		return;
	level = strtoul(text + sizeof(key), NULL, 10);
	if (level <= 15)
		t->privilege = (u8)(1 + level);
}

/* 6.2 */
static void read_author(struct tacacs_reply *t, struct rd *r)
{
	u8 n, len[256] = { 0 };
	u16 message, data;

	t->status = rd_u8(r);
	n = rd_u8(r);
	message = rd_u16(r);
	data = rd_u16(r);
	for (unsigned i = 0; i < n; i++)
		len[i] = rd_u8(r);
	read_message(t, r, message);
	rd_skip(r, data);
	for (unsigned i = 0; i < n && !r->bad; i++)
		read_argument(t, r, len[i]);
}

/* 7.2 */
static void read_acct(struct tacacs_reply *t, struct rd *r)
{
	u16 message = rd_u16(r), data = rd_u16(r);

	t->status = rd_u8(r);
	read_message(t, r, message);
	rd_skip(r, data);
}

enum drop tacacs_read(struct tacacs_reply *t, u8 *packet, size_t len, u32 session, const char *key)
{
	struct rd r;

	*t = (struct tacacs_reply){ 0 };
	if (len < TACACS_HEADER || tacacs_length(packet, session) != len)
		return DROP_SHORT;
	t->type = packet[1];
	t->seq = packet[2];
	if (!(packet[3] & TACACS_UNENCRYPTED) != !!*key)
		return DROP_AAA_AUTH; /* 4.5: in the clear, or not, as was agreed on */
	if (*key)
		tacacs_hide(packet, len, key);
	r = rd_of(packet + TACACS_HEADER, len - TACACS_HEADER);
	switch (t->type) {
	case TACACS_AUTHEN: read_authen(t, &r); break;
	case TACACS_AUTHOR: read_author(t, &r); break;
	case TACACS_ACCT: read_acct(t, &r); break;
	default: return DROP_BAD_FIELD;
	}
	/* With another key the lengths do not add up. */
	return r.bad || rd_left(&r) ? DROP_AAA_AUTH : DROP_NONE;
}
