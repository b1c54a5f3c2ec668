/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show cdp, in the layout of IOS 15. */
#include <ctype.h>
#include <stdio.h>

#include "device/discovery/discovery.h"
#include "device/discovery/discovery_show.h"

static struct discovery *disc_of(struct show *s)
{
	return device_of(cli_node(show_cli(s)))->discovery;
}

static bool is_on(struct show *s)
{
	if (disc_of(s)->run[DISC_CDP])
		return true;
	show_text(s, "%% CDP is not enabled\n");
	return false;
}

/* "GigabitEthernet0/1" -> "Gig 0/1", as these tables have it. */
static const char *port_short(const char *name, char buf[40])
{
	size_t letters = 0;

	while (isalpha((unsigned char)name[letters]) || name[letters] == '-')
		letters++;
	if (letters < 4 || !isdigit((unsigned char)name[letters]))
		snprintf(buf, 40, "%.39s", name);
	else
		snprintf(buf, 40, "%.3s %.34s", name, name + letters);
	return buf;
}

static const char *letters(u16 c, char buf[24])
{
	snprintf(buf, 24, "%s%s%s%s%s", c & DISC_ROUTER ? "R " : "", c & DISC_BRIDGE ? "S " : "", c & DISC_STATION ? "H " : "", c & DISC_REPEATER ? "r " : "",
		 c & DISC_TELEPHONE ? "P " : "");
	return buf;
}

static unsigned hold_left(const struct discovery *d, const struct disc_neighbour *n)
{
	nsec now = node_now(&d->dev->node);

	return n->expires > now ? (unsigned)((n->expires - now + NSEC_PER_SEC - 1) / NSEC_PER_SEC) : 0;
}

static void cells(struct show *s, const struct discovery *d, const struct disc_neighbour *n)
{
	char caps[24];

	show_str(s, "device_id", n->i.chassis);
	show_str(s, "local_interface", n->iface->name);
	show_num(s, "hold_time_s", hold_left(d, n));
	show_str(s, "capabilities", letters(n->i.enabled, caps));
	show_str(s, "platform", n->i.platform);
	show_str(s, "port_id", n->i.port);
	if (n->i.address.af != AF_NONE) {
		char text[IP6_TEXT];

		show_str(s, "address", ipaddr_text(&n->i.address, text));
	}
	show_str(s, "version", n->i.description);
	show_num(s, "advertisement_version", n->i.version);
	if (n->i.has_native_vlan)
		show_num(s, "native_vlan", n->i.native_vlan);
	if (n->i.has_duplex)
		show_str(s, "duplex", n->i.full_duplex ? "full" : "half");
	if (n->i.has_domain)
		show_str(s, "vtp_domain", n->i.domain);
	show_end(s);
}

static void line(struct show *s, const struct discovery *d, const struct disc_neighbour *n)
{
	char local[40], port[40], caps[24], platform[10];

	snprintf(platform, sizeof(platform), "%.9s", n->i.platform);
	for (char *p = platform; *p; p++) /* a column is one word */
		if (*p == ' ')
			*p = '-';
	if (strlen(n->i.chassis) > 16)
		show_text(s, "%s\n%-17s", n->i.chassis, "");
	else
		show_text(s, "%-17s", n->i.chassis);
	show_text(s, "%-18s%-11u%11s %-9s %s\n", port_short(n->iface->name, local), hold_left(d, n), letters(n->i.enabled, caps), platform, port_short(n->i.port, port));
	cells(s, d, n);
}

static void address_text(struct show *s, const struct ipaddr *a)
{
	char text[IP6_TEXT];

	if (a->af != AF_NONE)
		show_text(s, "  %s address: %s\n", a->af == AF_IP4 ? "IP" : "IPv6", ipaddr_text(a, text));
}

static void detail(struct show *s, const struct discovery *d, const struct disc_neighbour *n)
{
	const struct disc_info *i = &n->i;

	show_text(s, "-------------------------\nDevice ID: %s\nEntry address(es): \n", i->chassis);
	address_text(s, &i->address);
	show_text(s, "Platform: %s,  Capabilities: %s%s%s%s%s\n", i->platform, i->enabled & DISC_ROUTER ? "Router " : "", i->enabled & DISC_BRIDGE ? "Switch " : "",
		  i->enabled & DISC_STATION ? "Host " : "", i->enabled & DISC_REPEATER ? "Repeater " : "", i->enabled & DISC_TELEPHONE ? "Phone " : "");
	show_text(s, "Interface: %s,  Port ID (outgoing port): %s\nHoldtime : %u sec\n\nVersion :\n%s\n\nadvertisement version: %u\n", n->iface->name, i->port, hold_left(d, n),
		  i->description, i->version);
	if (i->has_domain)
		show_text(s, "VTP Management Domain: '%s'\n", i->domain);
	if (i->has_native_vlan)
		show_text(s, "Native VLAN: %u\n", i->native_vlan);
	if (i->has_duplex)
		show_text(s, "Duplex: %s\n", i->full_duplex ? "full" : "half");
	if (i->address.af != AF_NONE) {
		show_text(s, "Management address(es): \n");
		address_text(s, &i->address);
	}
	show_text(s, "\n");
	cells(s, d, n);
}

bool show_cdp_neighbors(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);
	const char *only = args_str(a, "port");
	bool full = args_has(a, "detail");
	unsigned shown = 0;

	(void)c;
	if (!is_on(s))
		return true;
	if (!full)
		show_text(s, "Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge\n                  S - Switch, H - Host, I - IGMP, r - Repeater, P - Phone, \n"
			     "                  D - Remote, C - CVTA, M - Two-port Mac Relay \n\nDevice ID        Local Intrfce     Holdtme    Capability  Platform  Port ID\n");
	for (const struct disc_neighbour *n = d->first; n; n = n->next) {
		if (n->protocol != DISC_CDP || (only && strcmp(only, n->iface->name)))
			continue;
		if (full)
			detail(s, d, n);
		else
			line(s, d, n);
		shown++;
	}
	show_text(s, "%sTotal cdp entries displayed : %u\n", full ? "" : "\n", shown);
	return true;
}

bool show_cdp_entry(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);
	const char *name = args_str(a, "name");

	(void)c;
	if (!is_on(s))
		return true;
	for (const struct disc_neighbour *n = d->first; n; n = n->next)
		if (n->protocol == DISC_CDP && (!name || !strcmp(name, n->i.chassis)))
			detail(s, d, n);
	return true;
}

bool show_cdp(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);

	(void)c;
	(void)a;
	if (!is_on(s))
		return true;
	show_num(s, "timer_s", d->timer_s[DISC_CDP]);
	show_num(s, "holdtime_s", d->hold_s[DISC_CDP]);
	show_bool(s, "version_2", d->cdp_v2);
	show_end(s);
	show_text(s, "Global CDP information:\n        Sending CDP packets every %u seconds\n        Sending a holdtime value of %u seconds\n        Sending CDPv2 advertisements is  %s\n",
		  d->timer_s[DISC_CDP], d->hold_s[DISC_CDP], d->cdp_v2 ? "enabled" : "disabled");
	return true;
}

bool show_cdp_interface(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);
	const char *only = args_str(a, "port");

	(void)c;
	if (!is_on(s))
		return true;
	for (u32 x = 0; x < d->n_ports; x++) {
		const struct disc_port *p = &d->port[x];

		if (!p->transmit[DISC_CDP] || (only && strcmp(only, p->iface->name)))
			continue;
		show_str(s, "interface", p->iface->name);
		show_bool(s, "up", p->iface->up);
		show_end(s);
		show_text(s, "%s is %s, line protocol is %s\n  Encapsulation ARPA\n  Sending CDP packets every %u seconds\n  Holdtime is %u seconds\n", p->iface->name,
			  p->iface->shutdown ? "administratively down" : p->iface->link ? "up" : "down", p->iface->up ? "up" : "down", d->timer_s[DISC_CDP], d->hold_s[DISC_CDP]);
	}
	return true;
}

bool show_cdp_traffic(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);
	struct disc_counters n = { 0 };

	(void)c;
	(void)a;
	for (u32 x = 0; x < d->n_ports; x++) {
		const struct disc_counters *p = &d->port[x].count[DISC_CDP];

		n.out += p->out;
		n.in += p->in;
		n.in_short += p->in_short;
		n.in_error += p->in_error;
		n.in_checksum += p->in_checksum;
		n.no_memory += p->no_memory + p->in_discarded;
		n.out_v1 += p->out_v1;
		n.in_v1 += p->in_v1;
	}
	show_num(s, "output", n.out);
	show_num(s, "input", n.in);
	show_num(s, "header_errors", n.in_short);
	show_num(s, "checksum_errors", n.in_checksum);
	show_num(s, "invalid", n.in_error);
	show_num(s, "no_memory", n.no_memory);
	show_num(s, "v1_output", n.out_v1);
	show_num(s, "v1_input", n.in_v1);
	show_end(s);
	show_text(s, "CDP counters :\n        Total packets output: %llu, Input: %llu\n        Hdr syntax: %llu, Chksum error: %llu, Encaps failed: 0\n        No memory: %llu, Invalid packet: %llu, \n",
		  (unsigned long long)n.out, (unsigned long long)n.in, (unsigned long long)n.in_short, (unsigned long long)n.in_checksum, (unsigned long long)n.no_memory,
		  (unsigned long long)n.in_error);
	show_text(s, "        CDP version 1 advertisements output: %llu, Input: %llu\n        CDP version 2 advertisements output: %llu, Input: %llu\n", (unsigned long long)n.out_v1,
		  (unsigned long long)n.in_v1, (unsigned long long)(n.out - n.out_v1), (unsigned long long)(n.in - n.in_v1 - n.in_error - n.in_checksum - n.in_short));
	return true;
}
