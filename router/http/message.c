/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/http/message.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <strings.h>

/* ---- lines ---- */

/* A line without its end; CR LF, or LF alone (9112 2.2). */
struct line {
	const char *s;
	size_t n;
};

static bool next_line(struct rd *r, struct line *l)
{
	size_t left = rd_left(r);
	const u8 *end = left ? memchr(r->p, '\n', left) : NULL;

	if (!end)
		return false;
	l->n = (size_t)(end - r->p);
	l->s = (const char *)rd_bytes(r, l->n + 1);
	if (l->n && l->s[l->n - 1] == '\r')
		l->n--;
	return true;
}

size_t http_head_len(const u8 *data, size_t len)
{
	struct rd r = rd_of(data, len);
	struct line l;
	bool any = false;

	while (next_line(&r, &l)) {
		if (any && !l.n)
			return len - rd_left(&r);
		any |= l.n > 0; /* empty lines before a request are passed over: 9112 2.2 */
	}
	return 0;
}

/* 9110 5.6.2 */
static bool is_token(char c) { return c > ' ' && c < 0x7f && !strchr("\"(),/:;<=>?@[\\]{}", c); }

static bool take_token(struct line *l, char *out, size_t size)
{
	size_t n = 0;

	while (n < l->n && is_token(l->s[n]))
		n++;
	if (!n || n >= size)
		return false;
	memcpy(out, l->s, n);
	out[n] = 0;
	l->s += n;
	l->n -= n;
	return true;
}

static bool take_text(struct line *l, const char *text)
{
	size_t n = strlen(text);

	if (l->n < n || memcmp(l->s, text, n))
		return false;
	l->s += n;
	l->n -= n;
	return true;
}

static bool digit(char c) { return c >= '0' && c <= '9'; }

/* "HTTP/1.1" */
static unsigned take_version(struct line *l, struct http_head *h)
{
	if (!take_text(l, "HTTP/") || l->n < 3 || !digit(l->s[0]) || l->s[1] != '.' || !digit(l->s[2]))
		return 400;
	if (l->s[0] != '1')
		return 505;
	h->minor = (u8)(l->s[2] - '0');
	l->s += 3;
	l->n -= 3;
	return 0;
}

/* ---- fields ---- */

static bool keep(char *out, size_t size, const struct line *v)
{
	if (v->n >= size)
		return false;
	memcpy(out, v->s, v->n);
	out[v->n] = 0;
	return true;
}

static bool read_length(struct http_head *h, const struct line *v)
{
	u64 n = 0;

	if (!v->n || v->n > 18 || h->has_length)
		return false;
	for (size_t i = 0; i < v->n; i++) {
		if (!digit(v->s[i]))
			return false;
		n = n * 10 + (u64)(v->s[i] - '0');
	}
	h->has_length = true;
	h->length = n;
	return true;
}

/* Connection: a list. */
static void read_connection(struct http_head *h, const struct line *v)
{
	struct line l = *v;

	while (l.n) {
		char word[32];

		if (!is_token(*l.s)) {
			l.s++;
			l.n--;
		} else if (!take_token(&l, word, sizeof(word))) {
			return;
		} else {
			h->close |= !strcasecmp(word, "close");
			h->keep_alive |= !strcasecmp(word, "keep-alive");
		}
	}
}

static bool is_word(const struct line *v, const char *word) { return v->n == strlen(word) && !strncasecmp(v->s, word, v->n); }

static unsigned read_field(struct http_head *h, const char *name, const struct line *v)
{
	if (!strcasecmp(name, "content-length"))
		return read_length(h, v) ? 0 : 400;
	if (!strcasecmp(name, "transfer-encoding")) {
		if (h->chunked || !is_word(v, "chunked"))
			return 501;
		h->chunked = true;
	} else if (!strcasecmp(name, "connection")) {
		read_connection(h, v);
	} else if (!strcasecmp(name, "host")) {
		if (h->has_host || !keep(h->host, sizeof(h->host), v))
			return 400;
		h->has_host = true;
	} else if (!strcasecmp(name, "authorization")) {
		return keep(h->authorization, sizeof(h->authorization), v) ? 0 : 431;
	} else if (!strcasecmp(name, "content-type")) {
		keep(h->type, sizeof(h->type), v);
	}
	return 0;
}

/* 9112 5: name, colon, value without the blanks around it. Nothing is folded, and nothing that controls stands in it. */
static unsigned read_fields(struct http_head *h, struct rd *r)
{
	struct line l;

	for (unsigned k = 0; next_line(r, &l) && l.n; k++) {
		char name[64];
		unsigned why;

		if (k == HTTP_FIELDS_MAX || l.n > HTTP_HEAD_MAX)
			return 431;
		for (size_t i = 0; i < l.n; i++)
			if ((u8)l.s[i] < ' ' && l.s[i] != '\t')
				return 400;
		if (!take_token(&l, name, sizeof(name)) || !take_text(&l, ":"))
			return 400;
		for (; l.n && (*l.s == ' ' || *l.s == '\t'); l.n--)
			l.s++;
		while (l.n && (l.s[l.n - 1] == ' ' || l.s[l.n - 1] == '\t'))
			l.n--;
		why = read_field(h, name, &l);
		if (why)
			return why;
	}
	return h->chunked && h->has_length ? 400 : 0; /* 9112 6.3: two lengths are an attack */
}

static bool first_line(struct rd *r, struct line *l)
{
	while (next_line(r, l))
		if (l->n)
			return true;
	return false;
}

unsigned http_request_read(struct http_head *h, const u8 *data, size_t len)
{
	struct rd r = rd_of(data, len);
	struct line l;
	size_t n = 0;
	unsigned why;

	memset(h, 0, sizeof(*h));
	if (!first_line(&r, &l) || !take_token(&l, h->method, sizeof(h->method)) || !take_text(&l, " "))
		return 400;
	while (n < l.n && (u8)l.s[n] > ' ' && (u8)l.s[n] < 0x7f)
		n++;
	if (n > HTTP_TARGET_MAX)
		return 414;
	if (!n)
		return 400;
	keep(h->target, sizeof(h->target), &(struct line){ l.s, n });
	l.s += n;
	l.n -= n;
	if (!take_text(&l, " "))
		return 400;
	why = take_version(&l, h);
	if (!why)
		why = l.n ? 400 : read_fields(h, &r);
	return why ? why : h->minor && !h->has_host ? 400 : 0; /* 9112 3.2 */
}

bool http_answer_read(struct http_head *h, const u8 *data, size_t len)
{
	struct rd r = rd_of(data, len);
	struct line l;

	memset(h, 0, sizeof(*h));
	if (!first_line(&r, &l) || take_version(&l, h) || !take_text(&l, " ") || l.n < 3 || !digit(l.s[0]) || !digit(l.s[1]) || !digit(l.s[2]))
		return false;
	h->status = (u16)((l.s[0] - '0') * 100 + (l.s[1] - '0') * 10 + l.s[2] - '0');
	for (size_t i = 4, at = 0; i < l.n && at + 1 < sizeof(h->reason); i++)
		h->reason[at++] = l.s[i] >= ' ' && l.s[i] < 0x7f ? l.s[i] : '.';
	return h->status >= 100 && (l.n == 3 || l.s[3] == ' ') && !read_fields(h, &r);
}

/* ---- bodies ---- */

void http_body_begin(struct http_body *b, const struct http_head *h, bool none, bool request)
{
	memset(b, 0, sizeof(*b));
	b->left = h->length;
	b->state = none ? HTTP_BODY_DONE : h->chunked ? HTTP_CHUNK_SIZE : h->has_length ? HTTP_BODY_PLAIN : request ? HTTP_BODY_DONE : HTTP_BODY_TO_END;
	if (b->state == HTTP_BODY_PLAIN && !b->left)
		b->state = HTTP_BODY_DONE;
}

/* 9112 7.1: hexadecimal digits, perhaps extensions, which are passed over. */
static bool chunk_size(struct http_body *b)
{
	unsigned n = 0;

	b->left = 0;
	for (; n < b->n_line; n++) {
		char c = b->line[n];
		unsigned v = digit(c) ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10 : 16;

		if (v == 16)
			break;
		if (n == 8)
			return false;
		b->left = b->left << 4 | v;
	}
	return n && (n == b->n_line || b->line[n] == ';' || b->line[n] == ' ' || b->line[n] == '\t');
}

static void line_done(struct http_body *b)
{
	if (b->n_line && b->line[b->n_line - 1] == '\r')
		b->n_line--;
	if (b->state == HTTP_CHUNK_SIZE)
		b->state = !chunk_size(b) ? HTTP_BODY_BAD : b->left ? HTTP_CHUNK_DATA : HTTP_TRAILER;
	else if (b->state == HTTP_CHUNK_END)
		b->state = b->n_line ? HTTP_BODY_BAD : HTTP_CHUNK_SIZE;
	else if (!b->n_line)
		b->state = HTTP_BODY_DONE;
	else if (++b->n_trailer > HTTP_FIELDS_MAX)
		b->state = HTTP_BODY_BAD;
	b->n_line = 0;
}

size_t http_body_take(struct http_body *b, const u8 *data, size_t len, void (*give)(void *arg, const u8 *data, size_t len), void *arg)
{
	size_t at = 0;

	while (at < len && b->state < HTTP_BODY_DONE) {
		bool counted = b->state == HTTP_BODY_PLAIN || b->state == HTTP_CHUNK_DATA;
		size_t n = len - at;

		if (counted || b->state == HTTP_BODY_TO_END) {
			n = counted && b->left < n ? (size_t)b->left : n;
			give(arg, data + at, n);
			at += n;
			b->left -= counted ? n : 0;
			if (counted && !b->left)
				b->state = b->state == HTTP_BODY_PLAIN ? HTTP_BODY_DONE : HTTP_CHUNK_END;
		} else if (data[at] == '\n') {
			at++;
			line_done(b);
		} else if (b->n_line == sizeof(b->line)) {
			b->state = HTTP_BODY_BAD;
		} else {
			b->line[b->n_line++] = (char)data[at++];
		}
	}
	return at;
}

bool http_body_ended(struct http_body *b)
{
	if (b->state == HTTP_BODY_TO_END)
		b->state = HTTP_BODY_DONE;
	return b->state == HTTP_BODY_DONE;
}

/* ---- texts ---- */

static int hex(char c) { return digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

bool http_unescape(char *text)
{
	char *out = text;

	for (const char *p = text; *p; p++) {
		char c = *p;

		if (c == '%') {
			int a = hex(p[1]), b = a < 0 ? -1 : hex(p[2]);

			if (b < 0)
				return false;
			c = (char)(a << 4 | b);
			p += 2;
		}
		if ((u8)c < ' ' || c == 0x7f)
			return false;
		*out++ = c;
	}
	*out = 0;
	return true;
}

const char *http_reason(unsigned status)
{
	static const struct { u16 status; const char *words; } table[] = {
		{ 200, "OK" }, { 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" },
		{ 408, "Request Timeout" }, { 413, "Content Too Large" }, { 414, "URI Too Long" }, { 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" }, { 501, "Not Implemented" }, { 503, "Service Unavailable" }, { 505, "HTTP Version Not Supported" },
	};

	for (unsigned i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].status == status)
			return table[i].words;
	return "Unknown";
}

bool http_basic(const char *authorization, char user[HTTP_VALUE_MAX + 1], char password[HTTP_VALUE_MAX + 1])
{
	u8 text[HTTP_VALUE_MAX + 4];
	const char *p = authorization, *colon;
	size_t n;
	int len;

	if (strncasecmp(p, "basic ", 6))
		return false;
	p += 6 + strspn(p + 6, " ");
	n = strlen(p);
	if (!n || n % 4 || n > HTTP_VALUE_MAX)
		return false;
	len = EVP_DecodeBlock(text, (const u8 *)p, (int)n);
	if (len < 0)
		return false;
	for (size_t k = n; k && p[k - 1] == '='; k--)
		len--;
	if (len < 0)
		return false;
	text[len] = 0;
	colon = strchr((char *)text, ':');
	if (!colon || strlen((char *)text) != (size_t)len)
		return false;
	snprintf(user, HTTP_VALUE_MAX + 1, "%.*s", (int)(colon - (char *)text), (char *)text);
	snprintf(password, HTTP_VALUE_MAX + 1, "%s", colon + 1);
	return true;
}

void http_basic_make(const char *user, const char *password, char *out, size_t len)
{
	char plain[200];
	u8 text[280];
	int n = snprintf(plain, sizeof(plain), "%s:%s", user, password);

	EVP_EncodeBlock(text, (const u8 *)plain, n < (int)sizeof(plain) ? n : (int)sizeof(plain) - 1);
	snprintf(out, len, "Basic %s", (char *)text);
}
