/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of communities: `ip community-list` (RFC 1997), `ip extcommunity-list` (4360), `ip large-community-list` (8092). A value of theirs is one, two or three numbers of 32
 * bits. And lists of tags, `route-tag list`, by a wildcard. A standard entry fits a route that has all of its values; an expanded one is an expression over the text of all that the route has, as shows have it.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/rd.h"
#include "router/policy/own.h"
#include "router/vrf/vrf.h"

enum {
	VALUES_MAX = 16,	/* of an entry */
	VALUE_TEXT = 40,
	ROUTE_VALUES_MAX = 512,	/* of a route: all that an UPDATE can have of those of eight octets */
};

static const u8 width_of[LIST_KINDS] = { [LIST_COMMUNITY] = 1, [LIST_EXTENDED] = 2, [LIST_LARGE] = 3, [LIST_TAG] = 2 };
const char *const comm_list_title[LIST_KINDS] = { [LIST_COMMUNITY] = "community", [LIST_EXTENDED] = "extended community", [LIST_LARGE] = "large community", [LIST_TAG] = "tag" };

const char *community_text(u32 c, char buf[16])
{
	const char *known = c == 0xffffff01 ? "no-export" : c == 0xffffff02 ? "no-advertise" : c == 0xffffff03 ? "local-AS" : c == 0xffff0000 ? "gshut" : NULL;

	if (known)
		snprintf(buf, 16, "%s", known);
	else
		snprintf(buf, 16, "%u:%u", c >> 16, c & 0xffff);
	return buf;
}

const char *ext_community_text(u64 c, char buf[EXT_TEXT])
{
	u8 type = (u8)(c >> 56), sub = (u8)(c >> 48), point = (u8)(c >> 40);
	const char *sort = sub == 2 ? "RT:" : sub == 3 ? "SoO:" : NULL;
	char x[IP4_TEXT];

	if (sort && type == 0)
		snprintf(buf, EXT_TEXT, "%s%u:%u", sort, (u32)(c >> 32) & 0xffff, (u32)c);
	else if (sort && type == 1)
		snprintf(buf, EXT_TEXT, "%s%s:%u", sort, ip4_text((u32)(c >> 16), x), (u32)c & 0xffff);
	else if (sort && type == 2)
		snprintf(buf, EXT_TEXT, "%s%u:%u", sort, (u32)(c >> 16), (u32)c & 0xffff);
	else if (c >> 48 == EXT_COST_TYPE && (point == COST_PRE || point == COST_IGP))
		snprintf(buf, EXT_TEXT, "Cost:%s:%u:%u", point == COST_PRE ? "pre-bestpath" : "igp", (u32)(c >> 32) & 0xff, (u32)c);
	else
		snprintf(buf, EXT_TEXT, "0x%04X:%u:%u", (u32)(c >> 48), (u32)(c >> 32) & 0xffff, (u32)c);
	return buf;
}

bool community_parse(const char *w, u32 *c)
{
	unsigned long hi, lo;
	char *end;

	if (!strcmp(w, "no-export") || !strcmp(w, "no-advertise") || !strcmp(w, "local-AS") || !strcmp(w, "local-as") || !strcmp(w, "gshut")) {
		*c = w[0] == 'l' ? 0xffffff03 : w[0] == 'g' ? 0xffff0000 : w[3] == 'e' ? 0xffffff01 : 0xffffff02;
		return true;
	}
	if (*w < '0' || *w > '9')
		return false;
	hi = strtoul(w, &end, 10);
	if (!*end && hi <= UINT32_MAX) {
		*c = (u32)hi;
		return true;
	}
	if (*end != ':' || hi > 65535 || end[1] < '0' || end[1] > '9')
		return false;
	lo = strtoul(end + 1, &end, 10);
	*c = (u32)(hi << 16 | lo);
	return !*end && lo <= 65535;
}

bool large_parse(const char *w, struct policy_large *l)
{
	for (unsigned k = 0; k < 3; k++) {
		unsigned long long v;
		char *end;

		if (*w < '0' || *w > '9')
			return false;
		v = strtoull(w, &end, 10);
		if (v > UINT32_MAX || *end != (k < 2 ? ':' : 0))
			return false;
		l->v[k] = (u32)v;
		w = end + 1;
	}
	return true;
}

/* `rt` and `soo` say what the values behind them are. */
static bool ext_parse(const char *w, const char *sort, u32 v[2])
{
	u64 value;

	if (!sort || !vrf_target_parse(w, &value))
		return false;
	if (*sort == 's')
		value = EXT_SITE(value);
	v[0] = (u32)(value >> 32);
	v[1] = (u32)value;
	return true;
}

/* A tag and a wildcard, both as addresses are written. */
static bool tag_parse(struct path_entry *e, const char *text)
{
	char tag[IP4_TEXT];
	size_t n = strcspn(text, " ");
	u32 value[2];

	if (n >= sizeof(tag) || !text[n])
		return false;
	memcpy(tag, text, n);
	tag[n] = 0;
	if (!ip4_parse(tag, &value[0]) || !ip4_parse(text + n + 1, &value[1]))
		return false;
	e->n = 1;
	e->value = xcalloc(1, sizeof(value));
	memcpy(e->value, value, sizeof(value));
	return true;
}

bool tag_list_permits(const struct path_list *l, u32 tag)
{
	for (u32 k = 0; k < l->n; k++)
		if (!((tag ^ l->e[k].value[0]) & ~l->e[k].value[1]))
			return l->e[k].permit;
	return !l->n;
}

bool comm_entry_parse(struct path_entry *e, enum list_kind kind, const char *text)
{
	char copy[512], *save, *w, *sort = NULL;
	u32 value[3 * VALUES_MAX], *v = value;
	struct policy_large large;
	bool any = false;

	if (kind == LIST_TAG)
		return tag_parse(e, text);
	if (strlen(text) >= sizeof(copy))
		return false;
	memcpy(copy, text, strlen(text) + 1);
	for (w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		if (kind == LIST_EXTENDED && (!strcmp(w, "rt") || !strcmp(w, "soo"))) {
			sort = w;
			continue;
		}
		any = true;
		if (kind == LIST_COMMUNITY && !strcmp(w, "internet"))
			continue;
		if (e->n == VALUES_MAX)
			return false;
		if (kind == LIST_LARGE ? !large_parse(w, &large) : kind == LIST_EXTENDED ? !ext_parse(w, sort, v) : !community_parse(w, v))
			return false;
		if (kind == LIST_LARGE)
			memcpy(v, large.v, sizeof(large.v));
		v += width_of[kind];
		e->n++;
	}
	if (!any)
		return false;
	e->value = xcalloc(e->n + 1, width_of[kind] * sizeof(u32));
	memcpy(e->value, value, e->n * width_of[kind] * sizeof(u32));
	return true;
}

static bool has_all(const struct path_entry *e, u8 width, const u32 *value, u32 n)
{
	for (u32 k = 0; k < e->n; k++) {
		u32 m = 0;

		while (m < n && memcmp(value + m * width, e->value + k * width, width * sizeof(u32)))
			m++;
		if (m == n)
			return false;
	}
	return true;
}

static void text_of(enum list_kind kind, const u32 *value, u32 n, char *text, size_t size)
{
	size_t len = 0;

	text[0] = 0;
	for (u32 k = 0; k < n && len + VALUE_TEXT < size; k++, value += width_of[kind]) {
		char one[VALUE_TEXT];

		if (kind == LIST_COMMUNITY)
			community_text(value[0], one);
		else if (kind == LIST_EXTENDED)
			ext_community_text((u64)value[0] << 32 | value[1], one);
		else
			snprintf(one, sizeof(one), "%u:%u:%u", value[0], value[1], value[2]);
		len += (size_t)snprintf(text + len, size - len, "%s%s", k ? " " : "", one);
	}
}

bool comm_list_permits(struct path_list *l, const u32 *value, u32 n, bool exact)
{
	char text[ROUTE_VALUES_MAX * VALUE_TEXT];

	if (l->expanded)
		text_of(l->kind, value, n, text, sizeof(text));
	for (u32 k = 0; k < l->n; k++) {
		const struct path_entry *e = &l->e[k];

		if (e->re ? !regexec(e->re, text, 0, NULL, 0) : has_all(e, width_of[l->kind], value, n) && (!exact || e->n == n))
			return e->permit;
	}
	return !l->n;
}

struct path_list *comm_list_hold(struct ipstack *s, const char *name) { return list_hold(policy_of(s), LIST_COMMUNITY, name); }

bool comm_list_permits_octets(struct path_list *l, const u8 *communities, u32 len, bool exact)
{
	u32 value[ROUTE_VALUES_MAX], n = 0;

	while (n < ROUTE_VALUES_MAX && 4 * n + 4 <= len) {
		value[n] = get_be32(communities + 4 * n);
		n++;
	}
	return comm_list_permits(l, value, n, exact);
}

/* ---- of a route ---- */

static bool ext_gone(const struct policy_route *r, u32 k) { return r->set & SET_EXT_DELETE && r->ext_gone[k / 64] >> (k & 63) & 1; }

static u32 ext_values(const struct policy_route *r, u32 *value)
{
	u32 n = 0;

	for (u32 k = 0; 8 * k + 8 <= r->ext_len && k < ROUTE_VALUES_MAX; k++)
		if (!ext_gone(r, k)) {
			value[2 * n] = get_be32(r->ext + 8 * k);
			value[2 * n++ + 1] = get_be32(r->ext + 8 * k + 4);
		}
	return n;
}

bool comm_list_permits_route(struct path_list *l, const struct policy_route *r, bool exact)
{
	u32 value[2 * ROUTE_VALUES_MAX];

	if (l->kind == LIST_COMMUNITY)
		return comm_list_permits(l, r->comm, r->n_comm, exact);
	if (l->kind == LIST_LARGE)
		return comm_list_permits(l, r->large[0].v, r->n_large, exact);
	return comm_list_permits(l, value, ext_values(r, value), exact);
}

void comm_list_delete(struct path_list *l, struct policy_route *r)
{
	u32 n = 0;

	_Static_assert(sizeof(r->ext_gone) * 8 == ROUTE_VALUES_MAX, "a bit each");
	switch (l->kind) {
	case LIST_COMMUNITY:
		for (u32 k = 0; k < r->n_comm; k++)
			if (!comm_list_permits(l, &r->comm[k], 1, false))
				r->comm[n++] = r->comm[k];
		r->n_comm = n;
		return;
	case LIST_LARGE:
		for (u32 k = 0; k < r->n_large; k++)
			if (!comm_list_permits(l, r->large[k].v, 1, false))
				r->large[n++] = r->large[k];
		r->n_large = n;
		return;
	default:
		if (!(r->set & SET_EXT_DELETE))
			memset(r->ext_gone, 0, sizeof(r->ext_gone));
		for (u32 k = 0; 8 * k + 8 <= r->ext_len && k < ROUTE_VALUES_MAX; k++) {
			const u32 value[2] = { get_be32(r->ext + 8 * k), get_be32(r->ext + 8 * k + 4) };

			if (comm_list_permits(l, value, 1, false))
				r->ext_gone[k / 64] |= 1ull << (k & 63);
		}
	}
}
