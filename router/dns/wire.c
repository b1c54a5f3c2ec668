/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/dns/wire.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool name_char(u8 c) { return c > ' ' && c < 127 && c != '.' && c != '\\' && c != '"'; }

/* RFC 1035 4.1.4. */
bool dns_read_name(struct rd *r, const u8 *msg, char name[DNS_NAME_MAX + 1])
{
	struct rd at = *r;
	const u8 *limit = r->p; /* a pointer leads before what has been read: no loop */
	unsigned jumps = 0;
	size_t n = 0;
	bool jumped = false;
	u8 len;

	name[0] = 0;
	while ((len = rd_u8(&at)) && !at.bad) {
		const u8 *label;

		if (len >= 0xc0) {
			const u8 *to = msg + ((len & 0x3f) << 8 | rd_u8(&at));

			if (!jumped)
				*r = at;
			if (at.bad || to >= limit || ++jumps > DNS_POINTERS_MAX)
				break;
			jumped = true;
			limit = to;
			at.p = to;
			continue;
		}
		label = len <= DNS_LABEL_MAX ? rd_bytes(&at, len) : NULL;
		if (!label || n + len + 1 > DNS_NAME_MAX + 1)
			break;
		if (n)
			name[n++] = '.';
		for (unsigned k = 0; k < len; k++) {
			if (!name_char(label[k])) {
				r->bad = true;
				return false;
			}
			name[n++] = (char)label[k];
		}
		name[n] = 0;
	}
	if (at.bad || len) {
		r->bad = true;
		return false;
	}
	if (!jumped)
		*r = at;
	return true;
}

void dns_write_name(struct wr *w, const char *name)
{
	while (*name) {
		size_t len = strcspn(name, ".");

		if (!len || len > DNS_LABEL_MAX) {
			w->bad = true;
			return;
		}
		wr_u8(w, (u8)len);
		wr_copy(w, name, len);
		name += len;
		if (*name == '.')
			name++;
	}
	wr_u8(w, 0);
}

bool dns_name_ok(const char *name)
{
	u8 buf[DNS_NAME_MAX + 2];
	struct wr w = wr_of(buf, sizeof(buf));

	for (const char *c = name; *c; c++)
		if (*c != '.' && !name_char((u8)*c))
			return false;
	if (!*name || strlen(name) > DNS_NAME_MAX)
		return false;
	dns_write_name(&w, name);
	return !w.bad;
}

bool dns_read(struct rd *r, const u8 *msg, struct dns_msg *m)
{
	u16 questions;

	*m = (struct dns_msg){ .id = rd_u16(r) };
	m->flags = rd_u16(r);
	questions = rd_u16(r);
	m->n_answer = rd_u16(r);
	m->n_authority = rd_u16(r);
	m->n_additional = rd_u16(r);
	if (r->bad || questions != 1)
		return false;
	m->question = r->p;
	dns_read_name(r, msg, m->name);
	m->type = rd_u16(r);
	m->class = rd_u16(r);
	if (r->bad)
		return false;
	m->question_len = (u16)(r->p - m->question);
	return true;
}

bool dns_read_record(struct rd *r, const u8 *msg, struct dns_record *rec)
{
	struct rd body;
	u16 len;

	*rec = (struct dns_record){ 0 };
	dns_read_name(r, msg, rec->name);
	rec->type = rd_u16(r);
	rec->class = rd_u16(r);
	rec->ttl = rd_u32(r);
	len = rd_u16(r);
	body = rd_sub(r, len);
	if (r->bad)
		return false;
	if (rec->class != DNS_CLASS_IN)
		return true;
	if (rec->type == DNS_A && len == 4) {
		rec->addr = (struct ipaddr){ .af = AF_IP4, .v4 = rd_u32(&body) };
	} else if (rec->type == DNS_AAAA && len == 16) {
		rec->addr.af = AF_IP6;
		rd_copy(&body, rec->addr.v6.b, 16);
	} else if (rec->type == DNS_CNAME || rec->type == DNS_PTR || rec->type == DNS_NS) {
		return dns_read_name(&body, msg, rec->target);
	}
	return true;
}

void dns_read_edns(struct rd r, const u8 *msg, struct dns_msg *m)
{
	unsigned n = (unsigned)m->n_answer + m->n_authority + m->n_additional;
	struct dns_record rec;

	for (unsigned k = 0; k < n && k < DNS_RECORDS_MAX && dns_read_record(&r, msg, &rec); k++)
		if (rec.type == DNS_OPT)
			m->edns_size = rec.class > DNS_UDP_MAX ? rec.class : DNS_UDP_MAX;
}

void dns_write_query(struct wr *w, u16 id, const char *name, u16 type)
{
	wr_u16(w, id);
	wr_u16(w, DNS_RD);
	wr_u16(w, 1);
	wr_zero(w, 6);
	dns_write_name(w, name);
	wr_u16(w, type);
	wr_u16(w, DNS_CLASS_IN);
}

u8 *dns_record_begin(struct wr *w, const char *name, u16 type, u32 ttl)
{
	if (name)
		dns_write_name(w, name);
	else
		wr_u16(w, 0xc000 | DNS_HLEN); /* the question's */
	wr_u16(w, type);
	wr_u16(w, DNS_CLASS_IN);
	wr_u32(w, ttl);
	wr_u16(w, 0);
	return w->p - 2;
}

void dns_record_end(struct wr *w, u8 *len_at)
{
	if (!w->bad)
		put_be16(len_at, (u16)(w->p - len_at - 2));
}

void dns_reverse_name(const struct ipaddr *a, char name[DNS_NAME_MAX + 1])
{
	static const char hex[] = "0123456789abcdef";

	if (a->af == AF_IP4) {
		snprintf(name, DNS_NAME_MAX + 1, "%u.%u.%u.%u.in-addr.arpa", a->v4 & 255, a->v4 >> 8 & 255, a->v4 >> 16 & 255, a->v4 >> 24);
		return;
	}
	for (unsigned k = 0; k < 32; k++) {
		u8 b = a->v6.b[15 - k / 2];

		name[2 * k] = hex[k & 1 ? b >> 4 : b & 15];
		name[2 * k + 1] = '.';
	}
	strcpy(name + 64, "ip6.arpa");
}

bool dns_reverse_parse(const char *name, struct ipaddr *a)
{
	char again[DNS_NAME_MAX + 1];
	unsigned b[4];

	if (strlen(name) == 72 && !strcasecmp(name + 64, "ip6.arpa")) {
		*a = (struct ipaddr){ .af = AF_IP6 };
		for (unsigned k = 0; k < 32; k++) {
			unsigned v = (unsigned)(isdigit((u8)name[2 * k]) ? name[2 * k] - '0' : tolower((u8)name[2 * k]) - 'a' + 10) & 15;

			a->v6.b[15 - k / 2] |= (u8)(k & 1 ? v << 4 : v);
		}
	} else if (sscanf(name, "%3u.%3u.%3u.%3u.", &b[0], &b[1], &b[2], &b[3]) == 4) {
		*a = (struct ipaddr){ .af = AF_IP4, .v4 = (b[3] & 255) << 24 | (b[2] & 255) << 16 | (b[1] & 255) << 8 | (b[0] & 255) };
	} else {
		return false;
	}
	dns_reverse_name(a, again);
	return !strcasecmp(again, name);
}
