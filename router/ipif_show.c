/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip interface [brief], show ipv6 interface [brief]. */
#include <string.h>

#include "router/acl/acl.h"
#include "router/dhcp/dhcp.h"
#include "router/feature.h"
#include "router/ip_cli.h"
#include "router/nat/nat.h"
#include "router/policy/policy.h"
#include "router/unnumbered.h"
#include "router/virtual.h"
#include "router/vrf/vrf_cli.h"

static const char *status(const struct iface *i)
{
	return i->shutdown ? "administratively down" : i->link ? "up" : "down";
}

static bool wanted(const struct iface *i, const struct args *a)
{
	const char *name = args_str(a, "INTERFACE");

	return name ? !strcmp(name, i->name) : i->type != IF_NULL;
}

VIEW(ipif_show_brief)
{
	static const struct show_col cols[] = {
		{ "interface", "Interface", 27 }, { "address", "IP-Address", 16 }, { "ok", "OK?", 4 }, { "method", "Method", 7 }, { "status", "Status", 22 },
		{ "protocol", "Protocol", 0 },
	};

	show_table(s, cols, ARRAY_LEN(cols));
	for (struct iface *i = device_of(cli_node(c))->ifaces; i; i = i->next) {
		const struct addr4 *x = i->ip ? i->ip->a4 : NULL;

		if (!wanted(i, a))
			continue;
		show_str(s, "interface", i->name);
		if (x)
			show_ip4(s, "address", x->addr);
		else
			show_str(s, "address", "unassigned");
		show_str(s, "ok", "YES");
		show_str(s, "method", i->ip && dhcp_client_on(i->ip) ? "DHCP" : x && !x->borrowed ? "manual" : "unset");
		show_str(s, "status", status(i));
		show_str(s, "protocol", i->up ? "up" : "down");
		show_end(s);
	}
	return true;
}

VIEW(ipif_show_brief6)
{
	for (struct iface *i = device_of(cli_node(c))->ifaces; i; i = i->next) {
		char t[IP6_TEXT];

		if (!wanted(i, a))
			continue;
		show_str(s, "interface", i->name);
		show_str(s, "status", status(i));
		show_str(s, "protocol", i->up ? "up" : "down");
		show_text(s, "%-22s [%s/%s]\n", i->name, status(i), i->up ? "up" : "down");
		show_push_list(s, "addresses");
		for (const struct addr6 *x = i->ip ? i->ip->a6 : NULL; x; x = x->next) {
			show_ip6(s, "address", &x->addr);
			show_end(s);
			show_text(s, "    %s\n", ip6_text(&x->addr, t));
		}
		show_pop(s);
		if (!i->ip || !i->ip->a6)
			show_text(s, "    unassigned\n");
		show_end(s);
	}
	return true;
}

static void list_line(struct show *s, const char *cell, const char *title, const struct acl *a)
{
	if (a)
		show_str(s, cell, acl_name(a));
	show_text(s, "  %s %s\n", title, a ? acl_name(a) : "not set");
}

static void addresses4(struct show *s, const struct ipif *p)
{
	char t[IP4_TEXT];

	if (p && p->forward4)
		show_bool(s, "forward", true);
	if (!p || !p->a4) {
		show_text(s, p && p->forward4 ? "  Internet address is not set, IP packets are forwarded\n" : "  Internet protocol processing disabled\n");
		return;
	}
	show_ip4(s, "address", p->a4->addr);
	if (p->a4->borrowed)
		show_str(s, "unnumbered", p->lender[0]);
	else
		show_num(s, "prefix_length", p->a4->plen);
	show_num(s, "mtu", p->mtu4);
	show_bool(s, "proxy_arp", p->proxy_arp);
	show_bool(s, "redirects", p->redirects);
	show_bool(s, "unreachables", p->unreachables);
	if (p->a4->borrowed)
		show_text(s, "  Interface is unnumbered. Using address of %s (%s)\n  Broadcast address is 255.255.255.255\n", p->lender[0], ip4_text(p->a4->addr, t));
	else
		show_text(s, "  Internet address is %s/%u\n  Broadcast address is 255.255.255.255\n  Address determined by %s\n", ip4_text(p->a4->addr, t),
			  p->a4->plen, dhcp_client_on(p) ? "DHCP" : "setup command");
	show_text(s, "  MTU is %u bytes\n", p->mtu4);
	if (!dhcp_helper(p, 0))
		show_text(s, "  Helper address is not set\n");
	else if (!dhcp_helper(p, 1))
		show_text(s, "  Helper address is %s\n", ip4_text(dhcp_helper(p, 0), t));
	else
		show_text(s, "  Helper addresses are %s\n", ip4_text(dhcp_helper(p, 0), t));
	for (unsigned k = 1; dhcp_helper(p, k); k++)
		show_text(s, "                       %s\n", ip4_text(dhcp_helper(p, k), t));
	show_text(s, "  Directed broadcast forwarding is disabled\n");
	show_push_list(s, "secondary");
	for (const struct addr4 *x = p->a4->next; x; x = x->next) {
		show_ip4(s, "address", x->addr);
		show_num(s, "prefix_length", x->plen);
		show_end(s);
		show_text(s, "  Secondary address %s/%u\n", ip4_text(x->addr, t), x->plen);
	}
	show_pop(s);
	list_line(s, "outgoing_access_list", "Outgoing access list is", feature_acl(p, AF_IP4, true));
	list_line(s, "inbound_access_list", "Inbound  access list is", feature_acl(p, AF_IP4, false));
	show_text(s, "  Proxy ARP is %s\n  Local Proxy ARP is disabled\n"
		  "  Security level is default\n  Split horizon is enabled\n  ICMP redirects are %s sent\n  ICMP unreachables are %s sent\n"
		  "  ICMP mask replies are never sent\n  IP fast switching is enabled\n  IP CEF switching is enabled\n",
		  p->proxy_arp ? "enabled" : "disabled", p->redirects ? "always" : "never", p->unreachables ? "always" : "never");
	if (p->policy[0])
		show_str(s, "policy_route_map", route_map_name(p->policy[0]));
	show_text(s, "  Policy routing is %s%s\n", p->policy[0] ? "enabled, using route map " : "disabled", p->policy[0] ? route_map_name(p->policy[0]) : "");
	if (p->nat)
		show_str(s, "nat", p->nat == NAT_INSIDE ? "inside" : "outside");
	show_text(s, "  Network address translation is %s%s\n", p->nat ? "enabled, interface in domain " : "disabled", !p->nat ? "" : p->nat == NAT_INSIDE ? "inside" : "outside");
	if (p->ip->vrf) {
		show_str(s, "vrf", p->ip->vrf->name);
		show_text(s, "  VPN Routing/Forwarding \"%s\"\n", p->ip->vrf->name);
	}
}

VIEW(ipif_show_ip)
{
	for (struct iface *i = device_of(cli_node(c))->ifaces; i; i = i->next) {
		if (!wanted(i, a))
			continue;
		show_str(s, "interface", i->name);
		show_str(s, "status", status(i));
		show_str(s, "protocol", i->up ? "up" : "down");
		show_text(s, "%s is %s, line protocol is %s\n", i->name, status(i), i->up ? "up" : "down");
		addresses4(s, i->ip);
		show_end(s);
	}
	return true;
}

static void nd_text(struct show *s, const struct ipif *p)
{
	const struct nd_if *nd = p->nd;
	const struct acl *in = feature_acl(p, AF_IP6, false), *out = feature_acl(p, AF_IP6, true);

	if (in)
		show_text(s, "  Inbound access list %s\n", acl_name(in));
	if (out)
		show_text(s, "  Outgoing access list %s\n", acl_name(out));

	show_text(s, "  MTU is %u bytes\n  ICMP error messages limited to one every %llu milliseconds\n  ICMP redirects are %s\n  ICMP unreachables are %s\n",
		  p->mtu6, (unsigned long long)(p->ip->errors6.interval / NSEC_PER_MS), p->redirects6 ? "enabled" : "disabled",
		  p->unreachables6 ? "sent" : "disabled");
	if (!nd)
		return;
	show_text(s, "  ND DAD is %s, number of DAD attempts: %u\n  ND reachable time is %u milliseconds (using %u)\n", nd->dad_attempts ? "enabled" : "disabled",
		  nd->dad_attempts, nd->reachable_ms ? nd->reachable_ms : 30000, nd->reachable_ms ? nd->reachable_ms : 30000);
	if (!p->ip->forwarding6 || nd->ra_suppress)
		return;
	show_text(s, "  ND advertised reachable time is %u (unspecified)\n  ND advertised retransmit interval is %u (unspecified)\n"
		  "  ND router advertisements are sent every %u seconds\n  ND router advertisements live for %u seconds\n"
		  "  ND advertised default router preference is %s\n  %s\n", nd->reachable_ms, nd->ns_interval_ms, nd->ra_interval_ms / 1000, nd->ra_lifetime_s,
		  nd->preference == 1 ? "High" : nd->preference == 3 ? "Low" : "Medium",
		  nd->managed ? "Hosts use DHCP to obtain routable addresses." : "Hosts use stateless autoconfig for addresses.");
}

/* Link-local ones of redundancy groups that are active here; their other addresses stand with the group. */
static void virtual6(struct show *s, const struct ipif *p)
{
	char t[IP6_TEXT];
	bool any = false;

	show_push_list(s, "virtual_addresses");
	for (const struct ip_virtual *v = p->virtuals; v; v = v->next)
		for (u8 k = 0; k < v->n; k++) {
			if (v->addr[k].af != AF_IP6)
				continue;
			show_ip6(s, "address", &v->addr[k].v6);
			show_end(s);
			if (!ip6_is_linklocal(&v->addr[k].v6))
				continue;
			show_text(s, "%s    %s\n", any ? "" : "  Virtual link-local address(es):\n", ip6_text(&v->addr[k].v6, t));
			any = true;
		}
	show_pop(s);
	if (!any)
		show_text(s, "  No Virtual link-local address(es):\n");
}

static void addresses6(struct show *s, const struct ipif *p)
{
	static const char *const mark[] = { " [TEN]", "", " [DEP]", " [DUP]" };
	const struct ip6 *ll = ipif_linklocal(p);
	char t[IP6_TEXT], u[IP6_TEXT];
	bool any = false;

	show_text(s, "  IPv6 is enabled, link-local address is %s%s\n", ll ? ip6_text(ll, t) : "unassigned", ll ? mark[p->a6->state] : "");
	virtual6(s, p);
	if (p->ip->vrf) {
		show_str(s, "vrf", p->ip->vrf->name);
		show_text(s, "  VPN Routing/Forwarding \"%s\"\n", p->ip->vrf->name);
	}
	show_push_list(s, "addresses");
	for (const struct addr6 *x = p->a6; x; x = x->next) {
		struct ip6 net = ip6_masked(&x->addr, x->plen);

		show_ip6(s, "address", &x->addr);
		show_num(s, "prefix_length", x->plen);
		show_str(s, "state", x->state == ADDR6_TENTATIVE ? "tentative" : x->state == ADDR6_DUPLICATE ? "duplicate" :
			 x->state == ADDR6_DEPRECATED ? "deprecated" : "preferred");
		show_end(s);
		if (x->linklocal)
			continue;
		if (!any)
			show_text(s, "%s", p->autoconf ? "  Stateless address autoconfig enabled\n  Global unicast address(es):\n" : "  Global unicast address(es):\n");
		any = true;
		show_text(s, "    %s, subnet is %s/%u%s%s\n", ip6_text(&x->addr, t), ip6_text(&net, u), x->plen, x->eui64 ? " [EUI]" : "", mark[x->state]);
	}
	show_pop(s);
	if (p->lender[1]) {
		show_str(s, "unnumbered", p->lender[1]);
		show_text(s, "  Interface is unnumbered. Using address of %s\n", p->lender[1]);
	}
	if (!any)
		show_text(s, "  No global unicast address is configured\n");
	show_text(s, "  Joined group address(es):\n    FF02::1\n");
	if (p->ip->forwarding6)
		show_text(s, "    FF02::2\n");
	for (const struct addr6 *x = p->a6; x; x = x->next) {
		struct ip6 g = ip6_solicited_node(&x->addr);

		show_text(s, "    %s\n", ip6_text(&g, t));
	}
	for (const struct ip_virtual *v = p->virtuals; v; v = v->next)
		for (u8 k = 0; k < v->n; k++)
			if (v->addr[k].af == AF_IP6) {
				struct ip6 g = ip6_solicited_node(&v->addr[k].v6);

				show_text(s, "    %s\n", ip6_text(&g, t));
			}
}

VIEW(ipif_show_ip6)
{
	for (struct iface *i = device_of(cli_node(c))->ifaces; i; i = i->next) {
		if (!wanted(i, a) || !i->ip || !i->ip->on6)
			continue;
		show_str(s, "interface", i->name);
		show_str(s, "status", status(i));
		show_str(s, "protocol", i->up ? "up" : "down");
		show_num(s, "mtu", i->ip->mtu6);
		show_text(s, "%s is %s, line protocol is %s\n", i->name, status(i), i->up ? "up" : "down");
		addresses6(s, i->ip);
		nd_text(s, i->ip);
		show_end(s);
	}
	return true;
}
