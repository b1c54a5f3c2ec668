/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets as text and back, by the tables of field.c. Composing goes in two passes: the layers' fields from the outside in, then what
 * was not given (which layer follows, lengths, checksums) from the inside out. A field that was given stays as given, right or wrong: that is how
 * bad packets are written.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/csum.h"
#include "net/addr.h"
#include "net/field.h"
#include "net/rd.h"

enum { LAYERS_MAX = 12, TEXT_MAX = 2048, GIVEN_MAX = 64 };

struct part {
	const struct layer *layer; /* NULL: data */
	u32 at, len;		   /* in the packet */
	u64 given;		   /* bits: fields that were given */
};

struct packet {
	u8 *buf;
	u32 room, len;
	struct part part[LAYERS_MAX];
	unsigned n;
	char *why;
};

static bool fail(char why[128], const char *what, const char *which)
{
	snprintf(why, 128, "%s%.80s", what, which);
	return false;
}

static u64 get_bits(const u8 *p, u32 bit, u32 bits)
{
	u64 v = 0;

	for (u32 i = 0; i < bits; i++, bit++)
		v = v << 1 | (p[bit / 8] >> (7 - bit % 8) & 1);
	return v;
}

static void set_bits(u8 *p, u32 bit, u32 bits, u64 v)
{
	for (u32 i = bits; i--; bit++) {
		u8 mask = (u8)(0x80 >> bit % 8);

		p[bit / 8] = (u8)((p[bit / 8] & ~mask) | (v >> i & 1 ? mask : 0));
	}
}

static bool value_set(const struct field *f, u8 *layer, const char *text)
{
	u8 *at = layer + f->bit / 8;
	struct ip6 a6;
	u32 a4;
	char *end;
	u64 v;

	switch (f->kind) {
	case FIELD_MAC:
		return mac_parse(text, at);
	case FIELD_IP4:
		if (!ip4_parse(text, &a4))
			return false;
		put_be32(at, a4);
		return true;
	case FIELD_IP6:
		if (!ip6_parse(text, &a6))
			return false;
		memcpy(at, a6.b, 16);
		return true;
	default:
		v = strtoull(text, &end, 0);
		if (!*text || *end || (f->bits < 64 && v >> f->bits))
			return false;
		set_bits(layer, f->bit, f->bits, v);
		return true;
	}
}

static void value_text(const struct field *f, const u8 *layer, char buf[IP6_TEXT])
{
	const u8 *at = layer + f->bit / 8;
	struct ip6 a6;

	switch (f->kind) {
	case FIELD_MAC:
		mac_dotted(at, buf);
		break;
	case FIELD_IP4:
		ip4_text(get_be32(at), buf);
		break;
	case FIELD_IP6:
		memcpy(a6.b, at, 16);
		ip6_text(&a6, buf);
		break;
	default:
		snprintf(buf, IP6_TEXT, f->kind == FIELD_HEX ? "0x%llx" : "%llu", (unsigned long long)get_bits(layer, f->bit, f->bits));
	}
}

/* ---- composing ---- */

static bool add_data(struct packet *p, const char *key, const char *value)
{
	u32 n = 0;

	if (!strcmp(key, "len")) {
		u32 want = (u32)strtoul(value, NULL, 10);

		if (want > p->room - p->len)
			return fail(p->why, "no room for data of ", value);
		for (; n < want; n++)
			p->buf[p->len + n] = (u8)n;
	} else if (!strcmp(key, "hex")) {
		for (; isxdigit((unsigned char)value[2 * n]) && isxdigit((unsigned char)value[2 * n + 1]); n++) {
			char two[3] = { value[2 * n], value[2 * n + 1], 0 };

			if (n >= p->room - p->len)
				return fail(p->why, "no room for data", "");
			p->buf[p->len + n] = (u8)strtoul(two, NULL, 16);
		}
		if (value[2 * n])
			return fail(p->why, "not hex: ", value + 2 * n);
	} else {
		return fail(p->why, "data takes len= or hex=, not ", key);
	}
	p->len += n;
	p->part[p->n - 1].len += n;
	return true;
}

static bool add_field(struct packet *p, char *word)
{
	struct part *part = &p->part[p->n - 1];
	char *value = strchr(word, '=');
	const struct field *f;

	if (!value)
		return fail(p->why, "a field is name=value: ", word);
	*value++ = 0;
	if (!part->layer)
		return add_data(p, word, value);
	f = field_find(part->layer, word);
	if (!f)
		return fail(p->why, "no such field: ", word);
	if (!value_set(f, p->buf + part->at, value))
		return fail(p->why, "not a value of that field: ", value);
	part->given |= 1ull << (f - part->layer->fields);
	return true;
}

static bool add_layer(struct packet *p, const char *name)
{
	const struct layer *l = layer_find(name);
	u32 len = l ? l->len : 0;

	if (!l && strcmp(name, "data"))
		return fail(p->why, "no such layer: ", name);
	if (p->n == LAYERS_MAX || len > p->room - p->len)
		return fail(p->why, "no room for ", name);
	p->part[p->n++] = (struct part){ .layer = l, .at = p->len, .len = len };
	memset(p->buf + p->len, 0, len);
	p->len += len;
	return true;
}

static bool was_given(const struct part *q, const char *name)
{
	const struct field *f = field_find(q->layer, name);

	return f && q->given >> (f - q->layer->fields) & 1;
}

static void make(struct packet *p, const struct part *q, const char *name, u64 v)
{
	const struct field *f = field_find(q->layer, name);

	if (!was_given(q, name))
		set_bits(p->buf + q->at, f->bit, f->bits, v);
}

/* What the field that names the next layer says for `inner`; 0: nothing we know. */
static u64 next_value(const struct layer *outer, const struct layer *inner)
{
	static const struct { const char *name; u16 type; u8 proto; } of[] = {
		{ "vlan", 0x8100, 0 }, { "arp", 0x0806, 0 }, { "ip4", 0x0800, 4 }, { "ip6", 0x86dd, 41 }, { "icmp", 0, 1 }, { "icmp6", 0, 58 },
		{ "nd", 0, 58 }, { "udp", 0, 17 }, { "tcp", 0, 6 }, { "frag6", 0, 44 },
	};

	for (size_t i = 0; i < ARRAY_LEN(of); i++)
		if (!strcmp(of[i].name, inner->name))
			return !strcmp(outer->next, "type") ? of[i].type : of[i].proto;
	return 0;
}

/* The IP layer that carries part i, for its pseudo-header. */
static const struct part *carrier(const struct packet *p, unsigned i)
{
	while (i--)
		if (p->part[i].layer && !strncmp(p->part[i].layer->name, "ip", 2))
			return &p->part[i];
	return NULL;
}

static u16 transport_checksum(const struct packet *p, unsigned i, u8 proto)
{
	const struct part *q = &p->part[i], *ip = carrier(p, i);
	u32 len = p->len - q->at;
	u64 sum = csum_add(0, p->buf + q->at, len);

	if (ip && !strcmp(ip->layer->name, "ip4") && proto != 1)
		sum = csum_add(sum + len + proto, p->buf + ip->at + 12, 8);
	else if (ip && !strcmp(ip->layer->name, "ip6"))
		sum = csum_add(sum + len + proto, p->buf + ip->at + 8, 32);
	return csum_finish(sum);
}

static void complete(struct packet *p, unsigned i)
{
	const struct part *q = &p->part[i];
	const struct layer *l = q->layer, *inner = i + 1 < p->n ? p->part[i + 1].layer : NULL;
	u32 rest = p->len - q->at;

	if (!l)
		return;
	if (l->next && inner)
		make(p, q, l->next, next_value(l, inner));
	if (!strcmp(l->name, "arp")) {
		make(p, q, "htype", 1);
		make(p, q, "ptype", 0x0800);
		make(p, q, "hlen", 6);
		make(p, q, "plen", 4);
	} else if (!strcmp(l->name, "ip4")) {
		make(p, q, "ver", 4);
		make(p, q, "ihl", 5);
		make(p, q, "ttl", 64);
		make(p, q, "len", rest);
		make(p, q, "csum", csum_finish(csum_add(0, p->buf + q->at, 20)));
	} else if (!strcmp(l->name, "ip6")) {
		make(p, q, "ver", 6);
		make(p, q, "hops", 64);
		make(p, q, "len", rest - 40);
	} else if (!strcmp(l->name, "nd")) {
		make(p, q, "optlen", 1);
		make(p, q, "opt", get_bits(p->buf + q->at, 0, 8) == 135 ? 1 : 2);
		make(p, q, "csum", transport_checksum(p, i, 58));
	} else if (!strcmp(l->name, "udp")) {
		make(p, q, "len", rest);
		make(p, q, "csum", transport_checksum(p, i, 17));
	} else if (!strcmp(l->name, "tcp")) {
		make(p, q, "doff", 5);
		make(p, q, "csum", transport_checksum(p, i, 6));
	} else if (!strncmp(l->name, "icmp", 4)) {
		make(p, q, "csum", transport_checksum(p, i, l->name[4] ? 58 : 1));
	}
}

u32 packet_compose(const char *text, u8 *buf, u32 room, char why[128])
{
	struct packet p = { .buf = buf, .room = room, .why = why };
	char copy[TEXT_MAX], *save = NULL;
	bool head = true;

	if (strlen(text) >= sizeof(copy)) {
		fail(why, "too long a line", "");
		return 0;
	}
	strcpy(copy, text);
	for (char *w = strtok_r(copy, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
		if (!strcmp(w, "/"))
			head = true;
		else if (head ? !add_layer(&p, w) : !add_field(&p, w))
			return 0;
		else
			head = false;
	}
	for (unsigned i = p.n; i--;)
		complete(&p, i);
	if (!p.len)
		fail(why, "an empty packet", "");
	return p.len;
}

/* ---- reading ---- */

/* How long the layer really is. */
static u32 real_len(const struct layer *l, const u8 *p)
{
	if (!strcmp(l->name, "ip4"))
		return 4 * (p[0] & 15u);
	if (!strcmp(l->name, "tcp"))
		return 4 * (u32)(p[12] >> 4);
	return l->len;
}

static bool data_matches(const char *key, const char *value, const u8 *p, u32 len, char why[128])
{
	if (!strcmp(key, "len")) {
		char is[16];

		snprintf(is, sizeof(is), "%u", len);
		return !strcmp(is, value) || fail(why, "data is of length ", is);
	}
	for (u32 n = 0; value[2 * n]; n++) {
		char two[3] = { value[2 * n], value[2 * n + 1], 0 };

		if (n >= len || strtoul(two, NULL, 16) != p[n])
			return fail(why, "data differs", "");
	}
	return true;
}

static bool field_matches(const struct layer *l, const u8 *p, u32 len, char *word, char why[128])
{
	char *value = strchr(word, '='), is[IP6_TEXT], text[80];
	u8 want[64] = { 0 };
	const struct field *f;

	if (!value)
		return fail(why, "a field is name=value: ", word);
	*value++ = 0;
	if (!l)
		return data_matches(word, value, p, len, why);
	f = field_find(l, word);
	if (!f || !value_set(f, want, value))
		return fail(why, "no such field or value: ", word);
	value_text(f, p, is);
	value_text(f, want, text);
	if (!strcmp(is, text))
		return true;
	snprintf(text, sizeof(text), "%s.%s is %s", l->name, f->name, is);
	return fail(why, "", text);
}

/* Is what the layer at p says of its inside true of `inner`? */
static bool is_inside(const struct layer *outer, const u8 *p, const struct layer *inner, char why[128])
{
	const struct field *f = outer->next ? field_find(outer, outer->next) : NULL;
	u64 want = f ? next_value(outer, inner) : 0;
	char text[80];

	if (!want || get_bits(p, f->bit, f->bits) == want)
		return true;
	snprintf(text, sizeof(text), "%s.%s is 0x%llx: no %s", outer->name, f->name, (unsigned long long)get_bits(p, f->bit, f->bits), inner->name);
	return fail(why, "", text);
}

bool packet_matches(const char *text, const u8 *p, u32 len, char why[128])
{
	char copy[TEXT_MAX], *save = NULL;
	const struct layer *l = NULL, *outer;
	bool head = true;
	u32 skip = 0;

	if (strlen(text) >= sizeof(copy))
		return fail(why, "too long a line", "");
	strcpy(copy, text);
	for (char *w = strtok_r(copy, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
		if (!strcmp(w, "/")) {
			head = true;
			continue;
		}
		if (!head) {
			if (!field_matches(l, p, len, w, why))
				return false;
			continue;
		}
		head = false;
		if (skip > len)
			return fail(why, "the packet ends before ", w);
		outer = l;
		l = layer_find(w);
		if (!l && strcmp(w, "data"))
			return fail(why, "no such layer: ", w);
		if (outer && l && !is_inside(outer, p, l, why))
			return false;
		p += skip;
		len -= skip;
		if (l && len < l->len)
			return fail(why, "the packet ends within ", w);
		skip = l ? real_len(l, p) : 0;
	}
	return true;
}

static const struct layer *inner_layer(const struct layer *l, const u8 *p)
{
	const struct field *f = l->next ? field_find(l, l->next) : NULL;
	u64 v = f ? get_bits(p, f->bit, f->bits) : 0;

	if (!v || (!strcmp(l->name, "ip4") && get_bits(p, 51, 13)))
		return NULL;
	for (const char *const *name = (const char *const[]){ "vlan", "arp", "ip4", "ip6", "icmp", "icmp6", "udp", "tcp", "frag6", NULL }; *name; name++)
		if (next_value(l, layer_find(*name)) == v)
			return layer_find(*name);
	return NULL;
}

void packet_describe(const u8 *p, u32 len, char *buf, size_t room)
{
	const struct layer *l = layer_find("eth");
	size_t at = 0;

	buf[0] = 0;
	while (l && len >= l->len && at < room) {
		u32 n = real_len(l, p);
		const struct layer *inner = inner_layer(l, p);

		if (!strcmp(l->name, "icmp6") && (p[0] == 135 || p[0] == 136) && len >= 32)
			l = layer_find("nd");
		at += (size_t)snprintf(buf + at, room - at, "%s%s", at ? " / " : "", l->name);
		for (u16 i = 0; i < l->n_fields && at < room; i++) {
			char v[IP6_TEXT];

			value_text(&l->fields[i], p, v);
			at += (size_t)snprintf(buf + at, room - at, " %s=%s", l->fields[i].name, v);
		}
		if (n > len)
			return;
		p += n;
		len -= n;
		l = inner;
	}
	if (len && at < room)
		snprintf(buf + at, room - at, " / data len=%u", len);
}
