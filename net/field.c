/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/field.h"

#include <string.h>

#define F(name, bit, bits) { name, bit, bits, FIELD_NUM }
#define LAYER(name, len, fields, next) { name, len, fields, ARRAY_LEN(fields), next }

/* IEEE 802.3, 802.1Q 9.6 */
static const struct field eth[] = { { "dst", 0, 48, FIELD_MAC }, { "src", 48, 48, FIELD_MAC }, { "type", 96, 16, FIELD_HEX } };
static const struct field vlan[] = { F("pcp", 0, 3), F("dei", 3, 1), F("id", 4, 12), { "type", 16, 16, FIELD_HEX } };
/* RFC 826 for Ethernet and IPv4 */
static const struct field arp[] = {
	F("htype", 0, 16), { "ptype", 16, 16, FIELD_HEX }, F("hlen", 32, 8), F("plen", 40, 8), F("op", 48, 16),
	{ "sha", 64, 48, FIELD_MAC }, { "spa", 112, 32, FIELD_IP4 }, { "tha", 144, 48, FIELD_MAC }, { "tpa", 192, 32, FIELD_IP4 },
};
/* RFC 791 3.1 */
static const struct field ip4[] = {
	F("ver", 0, 4), F("ihl", 4, 4), F("tos", 8, 8), F("len", 16, 16), F("id", 32, 16), F("rf", 48, 1), F("df", 49, 1), F("mf", 50, 1),
	F("off", 51, 13), F("ttl", 64, 8), F("proto", 72, 8), { "csum", 80, 16, FIELD_HEX }, { "src", 96, 32, FIELD_IP4 },
	{ "dst", 128, 32, FIELD_IP4 },
};
/* RFC 8200 3, 4.5 */
static const struct field ip6[] = {
	F("ver", 0, 4), F("tc", 4, 8), F("flow", 12, 20), F("len", 32, 16), F("next", 48, 8), F("hops", 56, 8),
	{ "src", 64, 128, FIELD_IP6 }, { "dst", 192, 128, FIELD_IP6 },
};
static const struct field frag6[] = { F("next", 0, 8), F("off", 16, 13), F("mf", 31, 1), F("id", 32, 32) };
/* RFC 792; word: the second four bytes, whatever the type makes of them */
static const struct field icmp[] = {
	F("type", 0, 8), F("code", 8, 8), { "csum", 16, 16, FIELD_HEX }, { "gw", 32, 32, FIELD_IP4 }, F("id", 32, 16), F("seq", 48, 16),
	F("ptr", 32, 8), F("mtu", 48, 16),
};
/* RFC 4443; RFC 4861 4.3, 4.4, 4.5: target and destination of neighbour messages and redirects */
static const struct field icmp6[] = {
	F("type", 0, 8), F("code", 8, 8), { "csum", 16, 16, FIELD_HEX }, F("mtu", 32, 32), F("id", 32, 16), F("seq", 48, 16),
};
static const struct field nd[] = { /* neighbour solicitation and advertisement with one link-layer address option */
	F("type", 0, 8), F("code", 8, 8), { "csum", 16, 16, FIELD_HEX }, F("r", 32, 1), F("s", 33, 1), F("o", 34, 1),
	{ "target", 64, 128, FIELD_IP6 }, F("opt", 192, 8), F("optlen", 200, 8), { "lladdr", 208, 48, FIELD_MAC },
};
/* RFC 768 */
static const struct field udp[] = { F("sport", 0, 16), F("dport", 16, 16), F("len", 32, 16), { "csum", 48, 16, FIELD_HEX } };
/* RFC 9293 3.1 */
static const struct field tcp[] = {
	F("sport", 0, 16), F("dport", 16, 16), F("seq", 32, 32), F("ack", 64, 32), F("doff", 96, 4), { "flags", 104, 8, FIELD_HEX },
	F("win", 112, 16), { "csum", 128, 16, FIELD_HEX }, F("urg", 144, 16),
};

static const struct layer layers[] = {
	LAYER("eth", 14, eth, "type"), LAYER("vlan", 4, vlan, "type"), LAYER("arp", 28, arp, NULL), LAYER("ip4", 20, ip4, "proto"),
	LAYER("ip6", 40, ip6, "next"), LAYER("frag6", 8, frag6, "next"), LAYER("icmp", 8, icmp, NULL), LAYER("icmp6", 8, icmp6, NULL),
	LAYER("nd", 32, nd, NULL), LAYER("udp", 8, udp, NULL), LAYER("tcp", 20, tcp, NULL),
};

const struct layer *layer_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(layers); i++)
		if (!strcmp(layers[i].name, name))
			return &layers[i];
	return NULL;
}

const struct field *field_find(const struct layer *l, const char *name)
{
	for (u16 i = 0; i < l->n_fields; i++)
		if (!strcmp(l->fields[i].name, name))
			return &l->fields[i];
	return NULL;
}
