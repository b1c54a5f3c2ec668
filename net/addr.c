/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and prefixes, parsing and printing. RFC 4291 2.2 and 5952 for IPv6. */
#include "net/addr.h"

struct ip6 ip6_masked(const struct ip6 *a, unsigned plen)
{
	struct ip6 r = *a;

	for (unsigned k = 0; k < 16; k++) {
		unsigned bits = plen > 8 * k ? plen - 8 * k : 0;

		if (bits < 8)
			r.b[k] &= (u8)(0xff00 >> bits);
	}
	return r;
}

bool ip6_in(const struct ip6 *a, const struct ip6 *prefix, unsigned plen)
{
	unsigned whole = plen / 8, rest = plen % 8;

	if (memcmp(a->b, prefix->b, whole))
		return false;
	return !rest || !((a->b[whole] ^ prefix->b[whole]) >> (8 - rest));
}

struct ip6 ip6_solicited_node(const struct ip6 *a)
{
	struct ip6 r = { .b = { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, a->b[13], a->b[14], a->b[15] } };

	return r;
}

struct ip6 ip6_eui64(const struct ip6 *prefix, const u8 mac[6])
{
	struct ip6 r = *prefix;

	memcpy(r.b + 8, mac, 3);
	r.b[8] ^= 2;
	r.b[11] = 0xff;
	r.b[12] = 0xfe;
	memcpy(r.b + 13, mac + 3, 3);
	return r;
}

struct ip6 ip6_linklocal_of(const u8 mac[6])
{
	struct ip6 p = { .b = { 0xfe, 0x80 } };

	return ip6_eui64(&p, mac);
}

static int hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A decimal number up to max at *s, without needless zeros; -1: none. */
static int number(const char **s, unsigned max)
{
	const char *p = *s;
	unsigned v = 0;

	if (*p < '0' || *p > '9')
		return -1;
	if (*p == '0' && p[1] >= '0' && p[1] <= '9')
		return -1;
	for (; *p >= '0' && *p <= '9'; p++)
		if ((v = 10 * v + (unsigned)(*p - '0')) > max)
			return -1;
	*s = p;
	return (int)v;
}

static bool ip4_at(const char **s, u32 *a)
{
	u32 r = 0;

	for (unsigned k = 0; k < 4; k++) {
		int v;

		if (k && *(*s)++ != '.')
			return false;
		if ((v = number(s, 255)) < 0)
			return false;
		r = r << 8 | (u32)v;
	}
	*a = r;
	return true;
}

bool ip4_parse(const char *s, u32 *a)
{
	u32 r;

	if (!ip4_at(&s, &r) || *s)
		return false;
	*a = r;
	return true;
}

static bool plen_at(const char *s, unsigned max, u8 *plen)
{
	int v;

	if (*s++ != '/' || (v = number(&s, max)) < 0 || *s)
		return false;
	*plen = (u8)v;
	return true;
}

bool ip4_prefix_parse(const char *s, u32 *a, u8 *plen)
{
	u32 r;
	u8 l;

	if (!ip4_at(&s, &r) || !plen_at(s, 32, &l))
		return false;
	*a = r;
	*plen = l;
	return true;
}

enum { NO_GAP = 9 };

/* The address at *s, which moves behind it. */
static bool ip6_at_text(const char **s, struct ip6 *a)
{
	u16 group[8];
	unsigned n = 0, gap = NO_GAP; /* groups; how many stand before "::" */
	const char *p = *s;

	if (p[0] == ':') {
		if (p[1] != ':')
			return false;
		p += 2;
		gap = 0;
	}
	while (n < 8 && hex_of(*p) >= 0) {
		const char *start = p;
		unsigned v = 0, digits = 0;
		u32 v4;

		for (; hex_of(*p) >= 0 && digits < 5; p++, digits++)
			v = v << 4 | (unsigned)hex_of(*p);
		if (*p == '.') { /* the last 32 bits in decimal */
			if (n > 6 || !ip4_at(&start, &v4))
				return false;
			group[n++] = (u16)(v4 >> 16);
			group[n++] = (u16)v4;
			p = start;
			break;
		}
		if (digits > 4)
			return false;
		group[n++] = (u16)v;
		if (*p != ':')
			break;
		if (p[1] == ':') {
			if (gap != NO_GAP)
				return false;
			gap = n;
			p += 2;
		} else if (n == 8 || hex_of(p[1]) < 0) {
			return false;
		} else {
			p++;
		}
	}
	if (gap == NO_GAP ? n != 8 : n > 7)
		return false;
	memset(a, 0, sizeof(*a));
	for (unsigned k = 0; k < n; k++) {
		unsigned at = k < gap ? k : 8 - n + k;

		a->b[2 * at] = (u8)(group[k] >> 8);
		a->b[2 * at + 1] = (u8)group[k];
	}
	*s = p;
	return true;
}

bool ip6_parse(const char *s, struct ip6 *a)
{
	struct ip6 r;

	if (!ip6_at_text(&s, &r) || *s)
		return false;
	*a = r;
	return true;
}

bool ip6_prefix_parse(const char *s, struct ip6 *a, u8 *plen)
{
	struct ip6 r;
	u8 l;

	if (!ip6_at_text(&s, &r) || !plen_at(s, 128, &l))
		return false;
	*a = r;
	*plen = l;
	return true;
}

bool ip4_mask_len(u32 mask, u8 *plen)
{
	u32 host = ~mask;

	if (host & (host + 1))
		return false;
	*plen = host ? (u8)__builtin_clz(host) : 32;
	return true;
}

bool mac_parse(const char *s, u8 mac[6])
{
	u8 r[6];
	unsigned digits = 0;
	unsigned every = 0;
	char sep = 0;

	for (; *s && digits <= 12; s++) {
		int h = hex_of(*s);

		if (h >= 0) {
			if (digits == 12 || (every && digits % every == 0 && digits && s[-1] != sep))
				return false;
			r[digits / 2] = (u8)(digits % 2 ? r[digits / 2] | h : h << 4);
			digits++;
			continue;
		}
		if (!sep) {
			sep = *s;
			every = sep == '.' ? 4 : 2;
			if (sep != '.' && sep != ':' && sep != '-')
				return false;
		}
		if (*s != sep || !digits || digits % every || digits == 12 || hex_of(s[1]) < 0)
			return false;
	}
	if (digits != 12 || !sep || *s)
		return false;
	memcpy(mac, r, 6);
	return true;
}

static char *decimal(char *p, unsigned v)
{
	if (v >= 100)
		*p++ = (char)('0' + v / 100);
	if (v >= 10)
		*p++ = (char)('0' + v / 10 % 10);
	*p++ = (char)('0' + v % 10);
	return p;
}

const char *ip4_text(u32 a, char buf[IP4_TEXT])
{
	char *p = buf;

	for (int shift = 24; shift >= 0; shift -= 8) {
		p = decimal(p, a >> shift & 255);
		*p++ = shift ? '.' : 0;
	}
	return buf;
}

static const char upper[] = "0123456789ABCDEF", lower[] = "0123456789abcdef";

const char *ip6_text(const struct ip6 *a, char buf[IP6_TEXT])
{
	unsigned gap = 8, gap_n = 1;
	char *p = buf;

	for (unsigned k = 0, run = 0; k < 8; k++) {
		run = a->b[2 * k] | a->b[2 * k + 1] ? 0 : run + 1;
		if (run > gap_n) {
			gap_n = run;
			gap = k + 1 - run;
		}
	}
	for (unsigned k = 0; k < 8; k++) {
		unsigned v = (unsigned)a->b[2 * k] << 8 | a->b[2 * k + 1];
		bool on = false;

		if (k == gap) {
			*p++ = ':';
			*p++ = ':';
			k += gap_n - 1;
			continue;
		}
		if (k && p[-1] != ':')
			*p++ = ':';
		for (int shift = 12; shift >= 0; shift -= 4)
			if (on || v >> shift || !shift) {
				on = true;
				*p++ = upper[v >> shift & 15];
			}
	}
	*p = 0;
	return buf;
}

const char *ipaddr_text(const struct ipaddr *a, char buf[IP6_TEXT])
{
	if (a->af == AF_IP4)
		return ip4_text(a->v4, buf);
	if (a->af == AF_IP6)
		return ip6_text(&a->v6, buf);
	return strcpy(buf, "unassigned");
}

static const char *mac_text(const u8 mac[6], char *buf, char sep, unsigned every)
{
	char *p = buf;

	for (unsigned k = 0; k < 6; k++) {
		if (k && k % every == 0)
			*p++ = sep;
		*p++ = lower[mac[k] >> 4];
		*p++ = lower[mac[k] & 15];
	}
	*p = 0;
	return buf;
}

const char *hex_text(const u8 *p, size_t len, char *buf)
{
	for (size_t k = 0; k < len; k++) {
		buf[2 * k] = upper[p[k] >> 4];
		buf[2 * k + 1] = upper[p[k] & 15];
	}
	buf[2 * len] = 0;
	return buf;
}

const char *mac_dotted(const u8 mac[6], char buf[MAC_TEXT]) { return mac_text(mac, buf, '.', 2); }
const char *mac_colons(const u8 mac[6], char buf[MAC_TEXT]) { return mac_text(mac, buf, ':', 1); }
