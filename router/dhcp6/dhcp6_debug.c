/* SPDX-License-Identifier: GPL-3.0-or-later */
/* debug ipv6 dhcp: which messages come and go, by `detail` what stands in them, and what the relay agent makes of them. */
#include <stdio.h>

#include "device/debug.h"
#include "router/dhcp6/own.h"
#include "router/dns/wire.h"

enum { DEPTH_MAX = 4, HEX_MAX = 32 };

static const char *option_name(u16 code)
{
	static const char *const name[] = {
		[1] = "CLIENTID", [2] = "SERVERID", [3] = "IA-NA", [4] = "IA-TA", [5] = "IAADDR", [6] = "ORO", [7] = "PREFERENCE", [8] = "ELAPSED-TIME", [9] = "RELAY-MSG",
		[11] = "AUTH", [12] = "UNICAST", [13] = "STATUS-CODE", [14] = "RAPID-COMMIT", [15] = "USER-CLASS", [16] = "VENDOR-CLASS", [17] = "VENDOR-OPTS",
		[18] = "INTERFACE-ID", [19] = "RECONF-MSG", [20] = "RECONF-ACCEPT", [21] = "SIP-DOMAIN", [22] = "SIP-ADDRESS", [23] = "DNS-SERVERS", [24] = "DOMAIN-LIST",
		[25] = "IA-PD", [26] = "IAPREFIX", [27] = "NIS-ADDRESS", [28] = "NISP-ADDRESS", [29] = "NIS-DOMAIN", [30] = "NISP-DOMAIN", [31] = "SNTP-ADDRESS",
		[32] = "INFO-REFRESH", [37] = "REMOTE-ID", [52] = "CAPWAP-AC", [59] = "BOOTFILE-URL", [82] = "SOL-MAX-RT", [83] = "INF-MAX-RT",
	};

	return code < ARRAY_LEN(name) && name[code] ? name[code] : "UNKNOWN";
}

static void say_hex(struct device *d, const char *pad, const struct rd *r)
{
	size_t n = rd_left(r), shown = min_u64(n, HEX_MAX);
	char hex[2 * HEX_MAX + 1];

	if (n)
		device_debug(d, "%s  %s%s", pad, hex_text(r->p, shown, hex), n > shown ? "..." : "");
}

static void say_codes(struct device *d, const char *pad, struct rd r)
{
	char text[160] = "";
	int at = 0;

	while (rd_left(&r) >= 2 && at < 130) {
		u16 code = rd_u16(&r);

		at += snprintf(text + at, sizeof(text) - (size_t)at, "%s%s(%u)", at ? "," : "", option_name(code), code);
	}
	device_debug(d, "%s  %s", pad, text);
}

static void say_names(struct device *d, const char *pad, struct rd r)
{
	const u8 *start = r.p;
	char name[DNS_NAME_MAX + 1];

	while (rd_left(&r) && dns_read_name(&r, start, name))
		device_debug(d, "%s  %s", pad, name);
}

static void say_addresses(struct device *d, const char *pad, struct rd r)
{
	char t[IP6_TEXT];
	struct ip6 x;

	while (rd_left(&r) >= sizeof(x.b)) {
		rd_copy(&r, x.b, sizeof(x.b));
		device_debug(d, "%s  %s", pad, ip6_text(&x, t));
	}
}

/* The fixed part of an option that has options of its own; those are left in r. */
static void say_head(struct device *d, const char *pad, u16 code, struct rd *r)
{
	char t[IP6_TEXT];
	struct ip6 x = { 0 };
	u32 a, b, c;
	u8 plen;

	if (code == O6_IA_NA || code == O6_IA_PD) {
		a = rd_u32(r);
		b = rd_u32(r);
		c = rd_u32(r);
		device_debug(d, "%s  IAID 0x%08X, T1 %u, T2 %u", pad, a, b, c);
		return;
	}
	if (code == O6_IAADDR)
		rd_copy(r, x.b, sizeof(x.b));
	a = rd_u32(r);
	b = rd_u32(r);
	if (code == O6_IAADDR) {
		device_debug(d, "%s  IPv6 address %s, preferred %u, valid %u", pad, ip6_text(&x, t), a, b);
		return;
	}
	plen = rd_u8(r);
	rd_copy(r, x.b, sizeof(x.b));
	device_debug(d, "%s  preferred %u, valid %u, prefix %s/%u", pad, a, b, ip6_text(&x, t), plen);
}

static void say_message(struct device *d, struct rd r, unsigned depth);

static void say_options(struct device *d, struct rd *r, unsigned depth)
{
	char pad[2 * DEPTH_MAX + 3];

	snprintf(pad, sizeof(pad), "%*s", (int)(2 * depth + 2), "");
	while (rd_left(r) && !r->bad) {
		u16 code = rd_u16(r), len = rd_u16(r);
		struct rd body = rd_sub(r, len);

		if (r->bad) {
			device_debug(d, "%soption cut short", pad);
			return;
		}
		device_debug(d, "%soption %s(%u), len %u", pad, option_name(code), code, len);
		switch (code) {
		case O6_ORO:
			say_codes(d, pad, body);
			break;
		case O6_ELAPSED:
			device_debug(d, "%s  elapsed-time %u", pad, rd_u16(&body));
			break;
		case O6_PREFERENCE:
			device_debug(d, "%s  preference %u", pad, rd_u8(&body));
			break;
		case O6_STATUS:
			device_debug(d, "%s  status code %s", pad, dhcp6_status_name(rd_u16(&body)));
			break;
		case O6_REFRESH: case O6_SOL_MAX_RT: case O6_INF_MAX_RT:
			device_debug(d, "%s  %u seconds", pad, rd_u32(&body));
			break;
		case 22: case O6_DNS: case 27: case 28: case 31: case 52:
			say_addresses(d, pad, body);
			break;
		case 21: case O6_DOMAINS: case 29: case 30:
			say_names(d, pad, body);
			break;
		case O6_IA_NA: case O6_IA_PD: case O6_IAADDR: case O6_IAPREFIX:
			say_head(d, pad, code, &body);
			if (depth < DEPTH_MAX && !body.bad)
				say_options(d, &body, depth + 1);
			break;
		case O6_RELAY_MSG:
			if (depth < DEPTH_MAX)
				say_message(d, body, depth + 1);
			break;
		default:
			say_hex(d, pad, &body);
		}
	}
}

static void say_message(struct device *d, struct rd r, unsigned depth)
{
	int pad = (int)(2 * depth + 2);
	u8 type = rd_u8(&r);
	char t[IP6_TEXT], u[IP6_TEXT];

	if (type == D6_RELAY_FORW || type == D6_RELAY_REPL) {
		struct ip6 link = { 0 }, peer = { 0 };
		u8 hops = rd_u8(&r);

		rd_copy(&r, link.b, sizeof(link.b));
		rd_copy(&r, peer.b, sizeof(peer.b));
		device_debug(d, "%*stype %s(%u), hop %u", pad, "", dhcp6_type_name(type), type, hops);
		device_debug(d, "%*slink %s, peer %s", pad, "", ip6_text(&link, t), ip6_text(&peer, u));
	} else {
		u32 xid = (u32)rd_u8(&r) << 16;

		xid |= rd_u16(&r);
		device_debug(d, "%*stype %s(%u), xid %u", pad, "", dhcp6_type_name(type), type, xid);
	}
	if (!r.bad)
		say_options(d, &r, depth);
}

void dhcp6_debug(struct dhcp6 *d, const char *verb, const u8 *raw, size_t len, const char *preposition, const struct ip6 *peer, const struct ipif *p)
{
	struct device *dev = d->ip->dev;
	bool detail = debug_on(dev, DEBUG_IPV6_DHCP_DETAIL);
	char t[IP6_TEXT];

	if (!len || (!detail && !debug_on(dev, DEBUG_IPV6_DHCP)))
		return;
	device_debug(dev, "IPv6 DHCP: %s %s %s %s%s%s", verb, dhcp6_type_name(*raw), preposition, ip6_text(peer, t), p ? " on " : "", p ? p->i->name : "");
	if (!detail)
		return;
	device_debug(dev, "IPv6 DHCP: detailed packet contents");
	say_message(dev, rd_of(raw, len), 0);
}

void dhcp6_debug_relay(struct dhcp6 *d, const char *verb, u8 type, const struct ip6 *client, const struct ipif *p, const struct ip6 *to)
{
	struct device *dev = d->ip->dev;
	char t[IP6_TEXT];

	if (!debug_on(dev, DEBUG_IPV6_DHCP_RELAY))
		return;
	device_debug(dev, "IPv6 DHCP_RELAY: %s %s %s %s on %s", verb, dhcp6_type_name(type), to ? "from" : "to", ip6_text(client, t), p->i->name);
	if (to)
		device_debug(dev, "IPv6 DHCP_RELAY: to %s", ip6_text(to, t));
}

void dhcp6_debug_route(const struct d6_relay_route *x, const char *verb)
{
	struct device *dev = x->d->ip->dev;
	char t[IP6_TEXT], u[IP6_TEXT];

	if (debug_on(dev, DEBUG_IPV6_DHCP_RELAY))
		device_debug(dev, "IPv6 DHCP_RELAY: %s route to %s/%u via %s on %s", verb, ip6_text(&x->prefix, t), x->plen, ip6_text(&x->via, u), x->out->name);
}
