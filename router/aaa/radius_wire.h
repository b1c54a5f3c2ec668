/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RADIUS packets as a client makes and reads them: RFC 2865 (authentication), 2866 (accounting), 2869 5.14 (Message-Authenticator, which stands first in each
 * request and is asked for in no answer, but must be right where it is there). Pure.
 */
#ifndef ROUTER_AAA_RADIUS_WIRE_H
#define ROUTER_AAA_RADIUS_WIRE_H

#include "core/drop.h"
#include "net/rd.h"

enum { RADIUS_MAX = 4096, RADIUS_HEADER = 20, RADIUS_AUTH_LEN = 16, RADIUS_TEXT_MAX = 253, RADIUS_SECRET_MAX = 64 };
enum radius_code {
	RADIUS_ACCESS_REQUEST = 1, RADIUS_ACCESS_ACCEPT = 2, RADIUS_ACCESS_REJECT = 3, RADIUS_ACCOUNTING_REQUEST = 4, RADIUS_ACCOUNTING_RESPONSE = 5,
	RADIUS_ACCESS_CHALLENGE = 11,
};
enum radius_attr {
	RADIUS_USER_NAME = 1, RADIUS_USER_PASSWORD = 2, RADIUS_NAS_IP = 4, RADIUS_NAS_PORT = 5, RADIUS_SERVICE_TYPE = 6, RADIUS_REPLY_MESSAGE = 18, RADIUS_STATE = 24,
	RADIUS_VENDOR = 26, RADIUS_CALLING_STATION = 31, RADIUS_NAS_ID = 32, RADIUS_ACCT_STATUS = 40, RADIUS_ACCT_DELAY = 41, RADIUS_ACCT_SESSION = 44,
	RADIUS_ACCT_AUTHENTIC = 45, RADIUS_ACCT_TIME = 46, RADIUS_ACCT_CAUSE = 49, RADIUS_NAS_PORT_TYPE = 61, RADIUS_MESSAGE_AUTH = 80, RADIUS_NAS_PORT_ID = 87,
};

/* What an answer says. */
struct radius_answer {
	u8 code, id;
	u8 privilege;			/* 1 + shell:priv-lvl; 0: not said */
	char view[32];			/* shell:cli-view-name; "": not said */
	u8 service;			/* Service-Type; 0: not said */
	u8 state[RADIUS_TEXT_MAX];	/* of a challenge */
	u8 n_state;
	char message[RADIUS_TEXT_MAX + 1]; /* Reply-Message, all of it that has room; control characters are blanks */
};

/* A request grows in w from radius_begin() on; authenticator: random, 16 bytes (accounting: zeros, and radius_end() makes it). */
void radius_begin(struct wr *w, u8 code, u8 id, const u8 authenticator[RADIUS_AUTH_LEN]);
void radius_put(struct wr *w, u8 type, const void *data, size_t len);
void radius_put_u32(struct wr *w, u8 type, u32 v);
void radius_put_text(struct wr *w, u8 type, const char *text);
/* Hides the password, RFC 2865 5.2: at most 128 bytes of it. */
void radius_put_password(struct wr *w, const char *password, const char *secret);
/* Length, Message-Authenticator (of an Access-Request) or authenticator (accounting). false: it did not fit. */
bool radius_end(struct wr *w, const char *secret);

/* An answer to `request` (as it was sent). */
enum drop radius_read(struct radius_answer *a, const u8 *packet, size_t len, const u8 *request, const char *secret);

#endif
