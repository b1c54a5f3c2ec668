/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interface Tunnel: configuration, and its part of `show interfaces`. */
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "router/dns/dns.h"
#include "router/ip_cli.h"
#include "router/tunnel/tunnel.h"

static struct tunnel *tunnel(struct cli *c, const struct args *a)
{
	struct iface *i = cli_object(c, 0);

	if (i->type != IF_TUNNEL || !i->ip) {
		cli_error(c, "%% %s: only a tunnel interface takes this", args_line(a));
		return NULL;
	}
	return i->ip->tunnel;
}

static bool changed(struct tunnel *t)
{
	tunnel_header(t);
	tunnel_soon(t->under);
	ipif_update(t->p); /* the header's length is the MTU's */
	return true;
}

/* Of the two families; false: neither was given. */
static bool address(const struct args *a, struct ipaddr *addr)
{
	struct ip6 v6;

	*addr = (struct ipaddr){ 0 };
	if (args_str(a, "addr"))
		*addr = ipaddr4(args_ip4(a, "addr", 0));
	else if (args_ip6(a, "addr6", &v6))
		*addr = ipaddr6(&v6);
	return addr->af != AF_NONE;
}

static RUN(run_source)
{
	struct tunnel *t = tunnel(c, a);
	const char *name = args_str(a, "INTERFACE");
	struct ipaddr addr;

	if (!t)
		return false;
	if (!args_no(a) && name && !device_iface(t->under->dev, name) && !cli_is_replay(c)) {
		cli_error(c, "%%Invalid interface %s", name);
		return false;
	}
	if (!args_no(a) && name && !strcmp(name, t->p->i->name)) {
		cli_error(c, "%% A tunnel cannot be its own source");
		return false;
	}
	address(a, &addr);
	free(t->source_if);
	t->source_if = args_no(a) || !name ? NULL : xstrdup(name);
	t->source = args_no(a) ? (struct ipaddr){ 0 } : addr;
	return changed(t);
}

static RUN(run_destination)
{
	struct tunnel *t = tunnel(c, a);
	const char *host = args_str(a, "host");
	struct ipaddr addr = { 0 };

	if (!t)
		return false;
	if (!args_no(a) && !address(a, &addr)) {
		char line[24 + IP6_TEXT] = "tunnel destination ", text[IP6_TEXT];
		struct ipaddr known[DNS_ADDRS_MAX];

		if (!dns_known(cli_stack(c), host, AF_NONE, known)) {
			cli_error(c, "%% Unrecognized host or address, or protocol not running.");
			return false;
		}
		addr = known[0];
		strcat(line, ipaddr_text(&addr, text));
		cli_store(c, line);
	}
	if (addr.af == AF_IP4 ? ip4_is_multicast(addr.v4) || !addr.v4 || addr.v4 == ~0u : addr.af && (ip6_is_multicast(&addr.v6) || ip6_is_zero(&addr.v6))) {
		cli_error(c, "%% Invalid tunnel destination");
		return false;
	}
	t->destination = addr;
	return changed(t);
}

static RUN(run_mode)
{
	struct tunnel *t = tunnel(c, a);

	if (!t)
		return false;
	if (args_no(a))
		t->mode = TUNNEL_GRE4;
	else if (args_has(a, "gre"))
		t->mode = args_has(a, "ipv6") ? TUNNEL_GRE6 : TUNNEL_GRE4;
	else
		t->mode = args_has(a, "ipip") ? TUNNEL_IPIP : args_has(a, "ipv6ip") ? TUNNEL_6IN4 : TUNNEL_IN6;
	return changed(t);
}

static RUN(run_key)
{
	struct tunnel *t = tunnel(c, a);

	if (!t)
		return false;
	t->has_key = !args_no(a);
	t->key = args_no(a) ? 0 : (u32)args_num(a, "key", 0);
	return changed(t);
}

static RUN(run_checksum)
{
	struct tunnel *t = tunnel(c, a);

	if (!t)
		return false;
	t->checksum = !args_no(a);
	return changed(t);
}

static RUN(run_ttl)
{
	struct tunnel *t = tunnel(c, a);

	if (!t)
		return false;
	t->ttl = args_no(a) ? 255 : (u8)args_num(a, "ttl", 255);
	return changed(t);
}

static RUN(run_tos)
{
	struct tunnel *t = tunnel(c, a);

	if (!t)
		return false;
	t->has_tos = !args_no(a);
	t->tos = args_no(a) ? 0 : (u8)args_num(a, "tos", 0);
	return true;
}

static RUN(run_pmtud)
{
	struct tunnel *t = tunnel(c, a);

	if (!t)
		return false;
	t->pmtud = !args_no(a);
	t->pmtud_age_min = args_no(a) || !args_has(a, "age-timer") ? 10 : (u8)args_num(a, "minutes", 0);
	t->pmtud_min = args_no(a) ? 92 : (u16)args_num(a, "bytes", 92);
	if (!t->pmtud)
		t->path_mtu = 0;
	return changed(t);
}

static RUN(run_keepalive)
{
	struct tunnel *t = tunnel(c, a);

	if (!t)
		return false;
	t->keepalive_s = args_no(a) ? 0 : (u16)args_num(a, "seconds", 10);
	t->retries = args_no(a) ? 3 : (u8)args_num(a, "retries", 3);
	t->unanswered = 0;
	timer_stop(t->under->node->worker, &t->keepalive);
	return changed(t);
}

/* ---- show interfaces ---- */

static const char *const protocol[TUNNEL_MODE_N] = { "GRE/IP", "IP/IP", "IPv6/IP", "GRE/IPv6", "IP/IPv6" };

static void show_ends(struct show *s, const struct tunnel *t)
{
	char a[IP6_TEXT], b[IP6_TEXT];
	const char *local = t->local.af ? ipaddr_text(&t->local, a) : t->source.af ? ipaddr_text(&t->source, a) : "UNKNOWN";
	const char *remote = t->destination.af ? ipaddr_text(&t->destination, b) : "UNKNOWN";

	show_str(s, "tunnel_linestate", tunnel_state_text[t->state]);
	show_str(s, "tunnel_source", local);
	if (t->source_if)
		show_str(s, "tunnel_source_interface", t->source_if);
	show_str(s, "tunnel_destination", remote);
	show_text(s, "  Tunnel linestate evaluation %s\n", tunnel_state_text[t->state]);
	if (t->source_if)
		show_text(s, "  Tunnel source %s (%s), destination %s\n", local, t->source_if, remote);
	else if (t->source.af && t->destination.af)
		show_text(s, "  Tunnel source %s, destination %s\n", local, remote);
	else
		show_text(s, "  Tunnel source %s%s%s\n", local, t->destination.af ? ", destination " : "", t->destination.af ? remote : "");
}

void ip_iface_transport(const struct iface *i, struct show *s)
{
	const struct tunnel *t = i->ip ? i->ip->tunnel : NULL;

	if (!t)
		return;
	show_num(s, "keepalive_s", t->keepalive_s);
	if (tunnel_keeps_alive(t))
		show_text(s, "  Keepalive set (%u sec), retries %u\n", t->keepalive_s, t->retries);
	else
		show_text(s, "  Keepalive not set\n");
	show_ends(s, t);
	show_str(s, "tunnel_protocol", protocol[t->mode]);
	show_num(s, "tunnel_transport_mtu", tunnel_mtu(t));
	show_text(s, "  Tunnel protocol/transport %s\n", protocol[t->mode]);
	if (tunnel_gre(t->mode)) {
		if (t->has_key) {
			show_num(s, "tunnel_key", t->key);
			show_text(s, "    Key 0x%X, sequencing disabled\n", t->key);
		} else {
			show_text(s, "    Key disabled, sequencing disabled\n");
		}
		show_bool(s, "tunnel_checksum", t->checksum);
		show_text(s, "    Checksumming of packets %s\n", t->checksum ? "enabled" : "disabled");
	}
	if (t->has_tos)
		show_text(s, "  Tunnel TOS/Traffic Class 0x%X, ", t->tos);
	show_num(s, "tunnel_ttl", t->ttl);
	show_text(s, "%sTunnel TTL %u, Fast tunneling enabled\n", t->has_tos ? "" : "  ", t->ttl);
	if (t->pmtud) {
		show_text(s, "  Path MTU Discovery, ager ");
		if (t->pmtud_age_min)
			show_text(s, "%u mins", t->pmtud_age_min);
		else
			show_text(s, "infinite");
		show_text(s, ", min MTU %u, MTU %u, expires %s\n", t->pmtud_min, t->path_mtu ? tunnel_mtu(t) : 0, t->path_mtu && t->pmtud_age_min ? "by the ager" : "never");
	}
	show_text(s, "  Tunnel transport MTU %u bytes\n  Tunnel transmit bandwidth 8000 (kbps)\n  Tunnel receive bandwidth 8000 (kbps)\n", tunnel_mtu(t));
}

#define TUN(syntax, help, ...) { &mode_interface, "tunnel " syntax, "Protocol-over-protocol tunneling|" help, __VA_ARGS__ }
#define AT(k) .order = ORDER_IF_IPV6 + 70 + k
static const struct cmd rows[] = {
	{ &mode_interface, "keepalive [<1-32767>:seconds] [<1-255>:retries]", "Enable keepalive|Keepalive period (default 10 seconds)|Keepalive retries", .run = run_keepalive, .key = 1,
	  .order = ORDER_IF_IPV6 + 69 },
	TUN("source {A.B.C.D:addr|X:X:X:X::X:addr6|INTERFACE}", "source of tunnel packets|ip address|ipv6 address|", .run = run_source, .key = 2, AT(0), .flags = CMD_IFACE_LATER),
	TUN("mode gre ip", "tunnel encapsulation method|generic route encapsulation protocol|over IP", .run = run_mode, .key = 2, AT(1), .dflt = "tunnel mode gre ip"),
	TUN("mode gre ipv6", "|generic route encapsulation protocol|over IPv6", .run = run_mode, .key = 2, AT(1)),
	TUN("mode ipip", "|IP over IP encapsulation", .run = run_mode, .key = 2, AT(1)),
	TUN("mode ipv6ip", "|IPv6 over IP encapsulation", .run = run_mode, .key = 2, AT(1)),
	TUN("mode ipv6", "|Generic packet tunneling in IPv6", .run = run_mode, .key = 2, AT(1)),
	TUN("mode gre multipoint [ipv6]", "||over IP (multipoint)|over IPv6 (multipoint)", .flags = CMD_UNSUPPORTED),
	TUN("mode ipv6ip {6to4|isatap|6rd|auto-tunnel}", "||6to4|ISATAP|6rd|automatic", .flags = CMD_UNSUPPORTED),
	TUN("mode ipsec LINE", "|IPSec tunnel encapsulation|", .flags = CMD_UNSUPPORTED),
	TUN("destination {A.B.C.D:addr|X:X:X:X::X:addr6|WORD:host}", "destination of tunnel|ip address|ipv6 address|host name", .run = run_destination, .key = 2, AT(2)),
	TUN("key <0-4294967295>:key", "security or selector key|key", .run = run_key, .key = 2, AT(3)),
	TUN("checksum", "enable end to end checksumming of packets", .run = run_checksum, AT(4)),
	TUN("ttl <1-255>:ttl", "set time to live|ttl", .run = run_ttl, .key = 2, AT(5), .dflt = "tunnel ttl 255"),
	TUN("tos <0-255>:tos", "set type of sevice|tos", .run = run_tos, .key = 2, AT(6)),
	TUN("path-mtu-discovery [age-timer {<10-30>:minutes|infinite}|min-mtu <92-65535>:bytes]*",
	    "Enable Path MTU Discovery on tunnel|Set PMTUD aging timer|Minutes|Disable aging|Minimum PMTU allowed|Bytes", .run = run_pmtud, .key = 2, AT(7)),
	TUN("sequence-datagrams", "drop datagrams arriving out of order", .flags = CMD_UNSUPPORTED),
	TUN("protection LINE", "Enable tunnel protection|", .flags = CMD_UNSUPPORTED),
	TUN("bandwidth LINE", "Set tunnel bandwidth|", .flags = CMD_UNSUPPORTED),
	TUN("route-via LINE", "Select subset of routing table for tunnel transport|", .flags = CMD_UNSUPPORTED),
	TUN("vrf LINE", "tunnel vrf membership|", .flags = CMD_UNSUPPORTED),
	DEBUG_CMDS("tunnel", "Generic Tunnel Interface"),
	DEBUG_CMDS("tunnel keepalive", "|Tunnel keepalives"),
};
const struct cmd_table tunnel_cmds[] = { CMD_TABLE(rows) };
const unsigned n_tunnel_cmds = ARRAY_LEN(tunnel_cmds);
