/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/snmp/ber.h"

#include <stdio.h>
#include <stdlib.h>

u8 ber_read(struct rd *r, struct rd *body)
{
	u8 tag = rd_u8(r), first = rd_u8(r);
	size_t len = first;

	if (first & 0x80) {
		unsigned n = first & 0x7f;

		if (!n || n > 4)
			r->bad = true;
		for (len = 0; n && !r->bad; n--)
			len = len << 8 | rd_u8(r);
	}
	*body = rd_sub(r, len);
	return r->bad ? 0 : tag;
}

struct rd ber_expect(struct rd *r, u8 tag)
{
	struct rd body;

	if (ber_read(r, &body) != tag)
		r->bad = body.bad = true;
	return body;
}

s64 ber_read_int(struct rd *r)
{
	struct rd body = ber_expect(r, BER_INTEGER);
	size_t n = rd_left(&body);
	s64 v;

	if (!n || n > 5) {
		r->bad = true;
		return 0;
	}
	v = (s8)rd_u8(&body);
	while (rd_left(&body))
		v = (s64)((u64)v << 8 | rd_u8(&body));
	if (v > UINT32_MAX || v < INT32_MIN)
		r->bad = true;
	return v;
}

bool ber_read_oid(struct rd body, struct oid *o)
{
	bool first = true;

	o->n = 0;
	while (rd_left(&body)) {
		u64 v = 0;
		unsigned k = 0;
		u8 b;

		do {
			b = rd_u8(&body);
			v = v << 7 | (b & 0x7f);
			if (body.bad || ++k > 5)
				return false;
		} while (b & 0x80);
		if (v > UINT32_MAX)
			return false;
		if (first) {
			u32 top = v < 40 ? 0 : v < 80 ? 1 : 2;

			o->id[o->n++] = top;
			v -= 40 * top;
			first = false;
		}
		if (o->n < OID_MAX)
			o->id[o->n++] = (u32)v;
	}
	return !body.bad && o->n;
}

u8 *ber_begin(struct wr *w, u8 tag)
{
	wr_u8(w, tag);
	wr_u8(w, 0x82);
	wr_u16(w, 0);
	return w->p;
}

void ber_end(struct wr *w, u8 *at)
{
	if (!w->bad)
		put_be16(at - 2, (u16)(w->p - at));
}

void ber_int(struct wr *w, s64 v)
{
	unsigned n = 1;

	while (n < 8 && (v >> (8 * n - 1)) != 0 && (v >> (8 * n - 1)) != -1)
		n++;
	wr_u8(w, BER_INTEGER);
	wr_u8(w, (u8)n);
	while (n--)
		wr_u8(w, (u8)(v >> (8 * n)));
}

void ber_unsigned(struct wr *w, u8 tag, u64 v)
{
	unsigned n = 1;

	while (n < 9 && (n == 8 ? v >> 63 : v >> (8 * n - 1)))
		n++;
	wr_u8(w, tag);
	wr_u8(w, (u8)n);
	while (n--)
		wr_u8(w, n == 8 ? 0 : (u8)(v >> (8 * n)));
}

void ber_octets(struct wr *w, u8 tag, const void *data, size_t len)
{
	wr_u8(w, tag);
	if (len < 128) {
		wr_u8(w, (u8)len);
	} else {
		wr_u8(w, 0x82);
		wr_u16(w, (u16)len);
	}
	if (len)
		wr_copy(w, data, len);
}

static void put_id(struct wr *w, u32 v)
{
	for (unsigned shift = 28; shift; shift -= 7)
		if (v >> shift)
			wr_u8(w, (u8)(0x80 | (v >> shift & 0x7f)));
	wr_u8(w, v & 0x7f);
}

void ber_oid(struct wr *w, const struct oid *o)
{
	u8 body[5 * OID_MAX];
	struct wr b = wr_of(body, sizeof(body));

	put_id(&b, o->n > 1 ? 40 * o->id[0] + o->id[1] : 0);
	for (unsigned k = 2; k < o->n; k++)
		put_id(&b, o->id[k]);
	ber_octets(w, BER_OID, body, wr_len(&b));
}

int oid_cmp(const struct oid *a, const struct oid *b)
{
	for (unsigned k = 0; k < a->n && k < b->n; k++)
		if (a->id[k] != b->id[k])
			return a->id[k] < b->id[k] ? -1 : 1;
	return a->n == b->n ? 0 : a->n < b->n ? -1 : 1;
}

bool oid_within(const struct oid *o, const struct oid *tree)
{
	if (o->n < tree->n)
		return false;
	for (unsigned k = 0; k < tree->n; k++)
		if (o->id[k] != tree->id[k])
			return false;
	return true;
}

bool oid_parse(const char *text, struct oid *o)
{
	o->n = 0;
	while (*text) {
		char *end;
		unsigned long v = *text >= '0' && *text <= '9' ? strtoul(text, &end, 10) : ~0ul;

		if (v > UINT32_MAX || o->n == OID_MAX || (o->n == 0 && v > 2) || (o->n == 1 && o->id[0] < 2 && v > 39))
			return false;
		o->id[o->n++] = (u32)v;
		text = end;
		if (*text == '.' && text[1])
			text++;
		else if (*text)
			return false;
	}
	return o->n > 0;
}

const char *oid_text(const struct oid *o, char *buf, size_t len)
{
	size_t n = 0;

	buf[0] = 0;
	for (unsigned k = 0; k < o->n && n < len; k++)
		n += (size_t)snprintf(buf + n, len - n, "%s%u", k ? "." : "", o->id[k]);
	return buf;
}
