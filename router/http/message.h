/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTTP/1.1's messages (RFC 9110, 9112): the head of a request or an answer, read when all of it is there, and a body as it comes. Pure. What two readers
 * could understand in two ways (a length twice, a folded line, a blank before a colon) is refused, as RFC 9112 asks.
 */
#ifndef ROUTER_HTTP_MESSAGE_H
#define ROUTER_HTTP_MESSAGE_H

#include "net/rd.h"

enum {
	HTTP_HEAD_MAX = 8192,	/* bytes of a head */
	HTTP_FIELDS_MAX = 64,	/* lines in it */
	HTTP_TARGET_MAX = 1023,
	HTTP_VALUE_MAX = 255,	/* of a field that is kept */
	HTTP_CHUNK_LINE_MAX = 256, /* a chunk's size with its extensions; a line of the trailer */
};

struct http_head {
	char method[16];	/* of a request */
	char target[HTTP_TARGET_MAX + 1];
	u16 status;		/* of an answer */
	char reason[64];
	u8 minor;		/* HTTP/1.x */
	bool chunked, has_length, has_host;
	bool close, keep_alive;	/* what Connection says */
	u64 length;
	char host[HTTP_VALUE_MAX + 1];
	char authorization[HTTP_VALUE_MAX + 1];
	char type[64];
};

/* The bytes of the head that data begins with, its blank line included; 0: its end has not come. */
size_t http_head_len(const u8 *data, size_t len);
/* data: the head, whole. 0: good; else the status to refuse the request with. */
unsigned http_request_read(struct http_head *h, const u8 *data, size_t len);
bool http_answer_read(struct http_head *h, const u8 *data, size_t len);
/* Does the connection stay open behind this message? 9112 9.3 */
static inline bool http_stays_open(const struct http_head *h) { return h->minor >= 1 ? !h->close : h->keep_alive; }

enum http_body_state { HTTP_BODY_PLAIN, HTTP_BODY_TO_END, HTTP_CHUNK_SIZE, HTTP_CHUNK_DATA, HTTP_CHUNK_END, HTTP_TRAILER, HTTP_BODY_DONE, HTTP_BODY_BAD };
struct http_body {
	enum http_body_state state;
	u64 left;		/* bytes of the body, or of the chunk */
	u32 n_line, n_trailer;
	char line[HTTP_CHUNK_LINE_MAX];
};
/* none: the answer to HEAD, 1xx, 204, 304. RFC 9112 6.3 */
void http_body_begin(struct http_body *b, const struct http_head *h, bool none, bool request);
/* Takes what came until the body ends: gives its bytes; returns how many were taken. */
size_t http_body_take(struct http_body *b, const u8 *data, size_t len, void (*give)(void *arg, const u8 *data, size_t len), void *arg);
/* The connection has ended. true: that was the body's end. */
bool http_body_ended(struct http_body *b);

/* "%2F" and the like are undone in place. false: not of that form, or what no line of text has. */
bool http_unescape(char *text);
/* The words of a status. */
const char *http_reason(unsigned status);
/* "user:password" of a field's "Basic ...". false: none. */
bool http_basic(const char *authorization, char user[HTTP_VALUE_MAX + 1], char password[HTTP_VALUE_MAX + 1]);
/* The other way round. */
void http_basic_make(const char *user, const char *password, char *out, size_t len);

#endif
