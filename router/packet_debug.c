/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `debug ip packet [LIST] [detail]` and `debug ipv6 packet [access-list LIST] [detail]`: what a packet meets, and with detail what it carries. */
#include "router/packet_debug.h"

#include <stdio.h>
#include <string.h>

#include "net/ip4.h"
#include "net/ip6.h"
#include "net/tcp.h"
#include "router/acl/acl.h"
#include "router/ip_cli.h"

/* The line below, as IOS has it: of TCP with what stands in its header. */
static void detail(struct device *d, const struct acl_key *k, const u8 *l4, u32 len)
{
	static const struct { u8 flag; const char *name; } names[] = {
		{ TCP_ACK, " ACK" }, { TCP_PSH, " PSH" }, { TCP_RST, " RST" }, { TCP_SYN, " SYN" }, { TCP_FIN, " FIN" }, { TCP_URG, " URG" },
	};
	char flags[32] = "";

	if (k->fragment)
		device_debug(d, "    fragment, proto=%u", k->proto);
	else if (k->proto == IP_UDP)
		device_debug(d, "    UDP src=%u, dst=%u", k->sport, k->dport);
	else if (k->proto == IP_ICMP || k->proto == IP_ICMP6)
		device_debug(d, "    %s type=%u, code=%u", k->proto == IP_ICMP ? "ICMP" : "ICMPv6", k->dport >> 8, k->dport & 255);
	else if (k->proto == IP_TCP && len >= 20) {
		for (unsigned i = 0; i < ARRAY_LEN(names); i++)
			if (k->tcp_flags & names[i].flag)
				strcat(flags, names[i].name);
		device_debug(d, "    TCP src=%u, dst=%u, seq=%u, ack=%u, win=%u%s", k->sport, k->dport, get_be32(l4 + 4), get_be32(l4 + 8), get_be16(l4 + 14), flags);
	} else {
		device_debug(d, "    proto=%u", k->proto);
	}
}

void packet_debug_tell(struct ipstack *s, const u8 *ip, u32 len, const char *from, const struct ipif *out, const char *what)
{
	bool six = ip[0] >> 4 == 6;
	struct packet_debug *p = &s->root->packet_debug[six];
	struct ipaddr src = six ? (struct ipaddr){ .af = AF_IP6, .v6 = ip6_at(ip + IP6_SRC) } : ipaddr4(get_be32(ip + IP4_SRC));
	struct ipaddr dst = six ? (struct ipaddr){ .af = AF_IP6, .v6 = ip6_at(ip + IP6_DST) } : ipaddr4(get_be32(ip + IP4_DST));
	char a[IP6_TEXT], b[IP6_TEXT], to[80] = "";
	struct acl_key k;

	if ((p->list || p->detail) && !acl_key_of(&k, ip, len))
		return;
	if (p->list && !acl_permits(p->list, &k))
		return;
	if (out)
		snprintf(to, sizeof(to), " (%s)", out->i->name);
	if (six)
		device_debug(s->dev, "IPV6: source %s (%s), dest %s%s, plen %u, %s", ipaddr_text(&src, a), from, ipaddr_text(&dst, b), to, len - IP6_HLEN, what);
	else
		device_debug(s->dev, "IP: s=%s (%s), d=%s%s, len %u, %s", ipaddr_text(&src, a), from, ipaddr_text(&dst, b), to, len, what);
	if (p->detail) {
		u32 head = six ? IP6_HLEN : 4 * (ip[0] & 15u);

		/* Behind extension headers TCP's own are not looked for. */
		detail(s->dev, &k, ip + head, !six || ip[IP6_NEXT] == k.proto ? len - head : 0);
	}
}

void packet_debug_free(struct ipstack *s)
{
	acl_release(s->packet_debug[0].list);
	acl_release(s->packet_debug[1].list);
}

bool packet_debug_run(struct cli *c, const struct args *a)
{
	struct ipstack *s = cli_stack(c);
	const char *line = args_line(a), *list = args_str(a, "name");
	bool off = strncmp(line, "debug ", 6) != 0, six = strstr(line, " ipv6 ") != NULL;
	struct packet_debug *p = &s->packet_debug[six];
	char number[12], note[96];

	if (args_has(a, "number")) {
		snprintf(number, sizeof(number), "%u", (unsigned)args_num(a, "number", 0));
		list = number;
	}
	acl_release(p->list);
	*p = (struct packet_debug){ .detail = !off && args_has(a, "detail") };
	if (!off && list && !(p->list = acl_hold(s, six ? AF_IP6 : AF_IP4, list))) {
		cli_error(c, "%% Too many access lists");
		return false;
	}
	snprintf(note, sizeof(note), "%s%s%s", p->detail ? " (detailed)" : "", p->list ? " for access list " : "", p->list ? list : "");
	debug_turn(c, six ? DEBUG_IPV6_PACKET : DEBUG_IP_PACKET, !off, note);
	return true;
}
