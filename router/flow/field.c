/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of records: words, elements (RFC 3954 8; RFC 7012, IANA's registry), where their values come from, how they look. */
#include "router/flow/own.h"

#include "device/civil.h"

#include <stdio.h>

#define FACT(member) .off = offsetof(union flow_facts, member), .width = sizeof(((union flow_facts *)0)->member)
#define BITS(m, s) .mask = (m), .shift = (s)

const struct flow_field flow_field[] = {
	/* words				title				cell				element len  place				from, look, family */
	{ "ipv4 version",			"ip version",			"ip_version",			60,  1, FACT(version), .af = AF_IP4 },
	{ "ipv4 tos",				"ip tos",			"ip_tos",			5,   1, FACT(tos), .look = AS_HEX, .af = AF_IP4 },
	{ "ipv4 dscp",				"ip dscp",			"ip_dscp",			195, 1, FACT(tos), BITS(0xfc, 2), .look = AS_HEX, .af = AF_IP4 },
	{ "ipv4 precedence",			"ip precedence",		"ip_precedence",		196, 1, FACT(tos), BITS(0xe0, 5), .af = AF_IP4 },
	{ "ipv4 ttl",				"ip ttl",			"ip_ttl",			192, 1, FACT(ttl), .af = AF_IP4 },
	{ "ipv4 protocol",			"ip protocol",			"ip_protocol",			4,   1, FACT(proto), .af = AF_IP4 },
	{ "ipv4 source address",		"ipv4 source address",		"ipv4_source_address",		8,   4, .off = offsetof(union flow_facts, src), .width = 4, .look = AS_IP4, .af = AF_IP4 },
	{ "ipv4 destination address",		"ipv4 destination address",	"ipv4_destination_address",	12,  4, .off = offsetof(union flow_facts, dst), .width = 4, .look = AS_IP4, .af = AF_IP4 },
	{ "ipv4 id",				"ip id",			"ip_id",			54,  4, FACT(id), .af = AF_IP4 },
	{ "ipv4 total-length",			"ip length total",		"ip_length_total",		190, 2, FACT(len), .af = AF_IP4 },
	{ "ipv4 fragmentation flags",		"ip fragmentation flags",	"ip_fragmentation_flags",	197, 1, FACT(fragment), .look = AS_HEX, .af = AF_IP4 },
	{ "ipv4 fragmentation offset",		"ip fragmentation offset",	"ip_fragmentation_offset",	88,  2, FACT(offset), .af = AF_IP4 },
	{ "ipv6 version",			"ip version",			"ip_version",			60,  1, FACT(version), .af = AF_IP6 },
	{ "ipv6 traffic-class",			"ip tos",			"ip_tos",			5,   1, FACT(tos), .look = AS_HEX, .af = AF_IP6 },
	{ "ipv6 dscp",				"ip dscp",			"ip_dscp",			195, 1, FACT(tos), BITS(0xfc, 2), .look = AS_HEX, .af = AF_IP6 },
	{ "ipv6 precedence",			"ip precedence",		"ip_precedence",		196, 1, FACT(tos), BITS(0xe0, 5), .af = AF_IP6 },
	{ "ipv6 hop-limit",			"ip ttl",			"ip_ttl",			192, 1, FACT(ttl), .af = AF_IP6 },
	{ "ipv6 protocol",			"ip protocol",			"ip_protocol",			4,   1, FACT(proto), .af = AF_IP6 },
	{ "ipv6 flow-label",			"ipv6 flow label",		"ipv6_flow_label",		31,  4, FACT(label), .af = AF_IP6 },
	{ "ipv6 source address",		"ipv6 source address",		"ipv6_source_address",		27,  16, FACT(src), .look = AS_IP6, .af = AF_IP6 },
	{ "ipv6 destination address",		"ipv6 destination address",	"ipv6_destination_address",	28,  16, FACT(dst), .look = AS_IP6, .af = AF_IP6 },
	{ "transport source-port",		"trns source port",		"trns_source_port",		7,   2, FACT(sport) },
	{ "transport destination-port",		"trns destination port",	"trns_destination_port",	11,  2, FACT(dport) },
	{ "transport icmp ipv4 type",		"icmp ipv4 type",		"icmp_ipv4_type",		176, 1, FACT(icmp_type), .af = AF_IP4 },
	{ "transport icmp ipv4 code",		"icmp ipv4 code",		"icmp_ipv4_code",		177, 1, FACT(icmp_code), .af = AF_IP4 },
	{ "transport icmp ipv6 type",		"icmp ipv6 type",		"icmp_ipv6_type",		178, 1, FACT(icmp_type), .af = AF_IP6 },
	{ "transport icmp ipv6 code",		"icmp ipv6 code",		"icmp_ipv6_code",		179, 1, FACT(icmp_code), .af = AF_IP6 },
	{ "interface input",			"interface input",		"interface_input",		10,  4, FACT(in), .look = AS_IFACE },
	{ "interface output",			"interface output",		"interface_output",		14,  4, FACT(out), .look = AS_IFACE },
	{ "flow direction",			"flow direction",		"flow_direction",		61,  1, FACT(direction), .look = AS_DIRECTION },
	{ "flow sampler",			"flow sampler",			"flow_sampler",			48,  1, FACT(sampler) },
	{ "datalink mac source address input",	"datalink mac source address input", "datalink_mac_source_address_input", 56, 6, FACT(smac), .look = AS_MAC },
	{ "datalink mac destination address input", "datalink mac destination address input", "datalink_mac_destination_address_input", 80, 6, FACT(dmac), .look = AS_MAC },
	{ "datalink vlan input",		"datalink vlan input",		"datalink_vlan_input",		58,  2, FACT(vlan) },
	/* What only collects. */
	{ "transport tcp flags",		"tcp flags",			"tcp_flags",			6,   1, .from = FROM_TCP_FLAGS, .look = AS_HEX },
	{ "routing source as",			"ip source as",			"ip_source_as",			16,  2, .from = FROM_SRC_AS },
	{ "routing source as 4-octet",		"ip source as (4-octet)",	"ip_source_as_4_octet",		16,  4, .from = FROM_SRC_AS },
	{ "routing source as peer",		"ip source as peer",		"ip_source_as_peer",		129, 2, .from = FROM_SRC_PEER },
	{ "routing source as peer 4-octet",	"ip source as peer (4-octet)",	"ip_source_as_peer_4_octet",	129, 4, .from = FROM_SRC_PEER },
	{ "routing destination as",		"ip destination as",		"ip_destination_as",		17,  2, .from = FROM_DST_AS },
	{ "routing destination as 4-octet",	"ip destination as (4-octet)",	"ip_destination_as_4_octet",	17,  4, .from = FROM_DST_AS },
	{ "routing destination as peer",	"ip destination as peer",	"ip_destination_as_peer",	128, 2, .from = FROM_DST_PEER },
	{ "routing destination as peer 4-octet", "ip destination as peer (4-octet)", "ip_destination_as_peer_4_octet", 128, 4, .from = FROM_DST_PEER },
	{ "routing next-hop address ipv4",	"ipv4 next hop address",	"ipv4_next_hop_address",	15,  4, .from = FROM_NEXT_HOP, .look = AS_IP4, .af = AF_IP4 },
	{ "routing next-hop address ipv6",	"ipv6 next hop address",	"ipv6_next_hop_address",	62,  16, .from = FROM_NEXT_HOP, .look = AS_IP6, .af = AF_IP6 },
	{ "ipv4 source mask",			"ipv4 source mask",		"ipv4_source_mask",		9,   1, .from = FROM_SRC_MASK, .af = AF_IP4 },
	{ "ipv4 destination mask",		"ipv4 destination mask",	"ipv4_destination_mask",	13,  1, .from = FROM_DST_MASK, .af = AF_IP4 },
	{ "ipv6 source mask",			"ipv6 source mask",		"ipv6_source_mask",		29,  1, .from = FROM_SRC_MASK, .af = AF_IP6 },
	{ "ipv6 destination mask",		"ipv6 destination mask",	"ipv6_destination_mask",	30,  1, .from = FROM_DST_MASK, .af = AF_IP6 },
	{ "ipv4 ttl minimum",			"ip ttl minimum",		"ip_ttl_minimum",		52,  1, .from = FROM_TTL_MIN, .af = AF_IP4 },
	{ "ipv4 ttl maximum",			"ip ttl maximum",		"ip_ttl_maximum",		53,  1, .from = FROM_TTL_MAX, .af = AF_IP4 },
	{ "ipv6 hop-limit minimum",		"ip ttl minimum",		"ip_ttl_minimum",		52,  1, .from = FROM_TTL_MIN, .af = AF_IP6 },
	{ "ipv6 hop-limit maximum",		"ip ttl maximum",		"ip_ttl_maximum",		53,  1, .from = FROM_TTL_MAX, .af = AF_IP6 },
	{ "ipv4 total-length minimum",		"ip length total minimum",	"ip_length_total_minimum",	25,  2, .from = FROM_LEN_MIN, .af = AF_IP4 },
	{ "ipv4 total-length maximum",		"ip length total maximum",	"ip_length_total_maximum",	26,  2, .from = FROM_LEN_MAX, .af = AF_IP4 },
	{ "counter bytes",			"counter bytes",		"counter_bytes",		1,   4, .from = FROM_BYTES },
	{ "counter bytes long",			"counter bytes long",		"counter_bytes_long",		1,   8, .from = FROM_BYTES },
	{ "counter packets",			"counter packets",		"counter_packets",		2,   4, .from = FROM_PACKETS },
	{ "counter packets long",		"counter packets long",		"counter_packets_long",		2,   8, .from = FROM_PACKETS },
	{ "timestamp sys-uptime first",		"timestamp first",		"timestamp_first",		22,  4, .from = FROM_FIRST_UP, .look = AS_TIME },
	{ "timestamp sys-uptime last",		"timestamp last",		"timestamp_last",		21,  4, .from = FROM_LAST_UP, .look = AS_TIME },
	{ "timestamp absolute first",		"timestamp abs first",		"timestamp_abs_first",		152, 8, .from = FROM_FIRST, .look = AS_TIME },
	{ "timestamp absolute last",		"timestamp abs last",		"timestamp_abs_last",		153, 8, .from = FROM_LAST, .look = AS_TIME },
};
const unsigned n_flow_field = ARRAY_LEN(flow_field);

const struct flow_field *flow_field_of(const char *words)
{
	for (unsigned k = 0; k < n_flow_field; k++)
		if (!strcmp(flow_field[k].words, words))
			return &flow_field[k];
	return NULL;
}

void flow_record_compile(struct flow_record *r)
{
	u8 *mask = (u8 *)r->mask.w;

	memset(&r->mask, 0, sizeof(r->mask));
	r->bytes = 0;
	r->af = AF_NONE;
	r->routed = r->keyed_out = r->short_counts = false;
	for (unsigned k = 0; k < r->n_match + r->n_collect; k++) {
		const struct flow_field *f = r->field[k];
		bool match = k < r->n_match, out = f->from == FROM_FACTS && f->off == offsetof(union flow_facts, out);

		r->bytes = (u16)(r->bytes + f->len);
		if (f->af != AF_NONE)
			r->af = f->af;
		for (unsigned b = 0; match && b < f->width; b++)
			mask[f->off + b] |= f->mask ? f->mask : 0xff;
		r->keyed_out |= match && out;
		r->routed |= out || (f->from >= FROM_NEXT_HOP && f->from <= FROM_DST_PEER);
		r->short_counts |= (f->from == FROM_BYTES || f->from == FROM_PACKETS) && f->len == 4;
	}
	r->n_words = 0;
	for (u8 k = 0; k < ARRAY_LEN(r->mask.w); k++)
		if (r->mask.w[k])
			r->word[r->n_words++] = k;
}

static u64 uptime_ms(const struct flows *fl, nsec at) { return (at - fl->ip->dev->booted) / NSEC_PER_MS; }

static u64 wall_ms(const struct flows *fl, nsec at)
{
	return (u64)(device_wall_clock(fl->ip->dev) - (s64)(flow_now(fl) - at)) / NSEC_PER_MS;
}

/* A number that isn't a row of octets in the flow. */
static u64 number(const struct flows *fl, const struct flow *f, const struct flow_field *field)
{
	u64 as;

	switch ((enum flow_source)field->from) {
	case FROM_BYTES:
		return f->bytes;
	case FROM_PACKETS:
		return f->packets;
	case FROM_FIRST_UP:
		return uptime_ms(fl, f->first);
	case FROM_LAST_UP:
		return uptime_ms(fl, f->last);
	case FROM_FIRST:
		return wall_ms(fl, f->first);
	case FROM_LAST:
		return wall_ms(fl, f->last);
	case FROM_TCP_FLAGS:
		return f->tcp_flags;
	case FROM_SRC_MASK:
		return f->src_mask;
	case FROM_DST_MASK:
		return f->dst_mask;
	case FROM_TTL_MIN:
		return f->ttl_min;
	case FROM_TTL_MAX:
		return f->ttl_max;
	case FROM_LEN_MIN:
		return f->len_min;
	case FROM_LEN_MAX:
		return f->len_max;
	default:
		as = field->from == FROM_SRC_AS ? f->src_as : field->from == FROM_DST_AS ? f->dst_as : field->from == FROM_SRC_PEER ? f->src_peer : f->dst_peer;
		return field->len == 2 && as > 0xffff ? 23456 /* RFC 6793 */ : as;
	}
}

void flow_field_put(const struct flows *fl, const struct flow *f, const struct flow_field *field, u8 *out)
{
	u64 v;

	if (field->from == FROM_FACTS) {
		memcpy(out, (const u8 *)f->seen.w + field->off, field->len);
		if (field->mask)
			*out = (u8)((*out & field->mask) >> field->shift);
		return;
	}
	if (field->from == FROM_NEXT_HOP) {
		memcpy(out, f->next_hop, field->len);
		return;
	}
	v = number(fl, f, field);
	for (unsigned k = field->len; k--; v >>= 8)
		out[k] = (u8)v;
}

const char *flow_field_text(const struct flows *fl, const struct flow *f, const struct flow_field *field, char *buf, size_t len)
{
	struct civil t;
	struct ip6 a6;
	const char *name;
	u8 b[16];
	u64 v = 0;

	flow_field_put(fl, f, field, b);
	for (unsigned k = 0; k < field->len && k < 8; k++)
		v = v << 8 | b[k];
	switch ((enum flow_look)field->look) {
	case AS_HEX:
		snprintf(buf, len, "0x%02X", (unsigned)v);
		break;
	case AS_IP4:
		snprintf(buf, len, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
		break;
	case AS_IP6: {
		char text[IP6_TEXT];

		a6 = ip6_at(b);
		snprintf(buf, len, "%s", ip6_text(&a6, text));
		break;
	}
	case AS_MAC:
		snprintf(buf, len, "%02X%02X.%02X%02X.%02X%02X", b[0], b[1], b[2], b[3], b[4], b[5]);
		break;
	case AS_IFACE:
		name = v ? flow_iface_name(fl, (u32)v) : NULL;
		snprintf(buf, len, "%s", name ? name : f->local && field->off == offsetof(union flow_facts, out) ? "Local" : "Null");
		break;
	case AS_TIME:
		t = civil_of((s64)wall_ms(fl, field->from == FROM_FIRST || field->from == FROM_FIRST_UP ? f->first : f->last) * (s64)NSEC_PER_MS);
		snprintf(buf, len, "%02u:%02u:%02u.%03u", t.hour, t.minute, t.second, t.msec);
		break;
	case AS_DIRECTION:
		snprintf(buf, len, "%s", v ? "Output" : "Input");
		break;
	default:
		snprintf(buf, len, "%llu", (unsigned long long)v);
	}
	return buf;
}
