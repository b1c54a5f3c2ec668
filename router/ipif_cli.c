/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of an interface's layer 3. */
#include <stdio.h>
#include <string.h>

#include "device/civil.h"
#include "router/dns/dns.h"
#include "router/dns/dns_cmds.h"
#include "router/ip_cli.h"
#include "router/unnumbered.h"
#include "router/vrf/vrf_cli.h"

bool cli_linkless(struct cli *c, const struct ipaddr *a)
{
	if (a->af != AF_IP6 || !ip6_is_linklocal(&a->v6))
		return false;
	cli_error(c, "%% Invalid address: a link-local one names no interface");
	return true;
}

struct ipif *cli_ipif(struct cli *c)
{
	struct iface *i = cli_object(c, 0);

	if (i->sw) {
		cli_error(c, "%% IP addresses may not be configured on L2 links.");
		return NULL;
	}
	return ipif_get(i);
}

const char *age_text(nsec age, char buf[16])
{
	u64 s = age / NSEC_PER_SEC;

	if (s < 86400)
		snprintf(buf, 16, "%02u:%02u:%02u", (unsigned)(s / 3600), (unsigned)(s / 60 % 60), (unsigned)(s % 60));
	else if (s < 7 * 86400)
		snprintf(buf, 16, "%ud%02uh", (unsigned)(s / 86400), (unsigned)(s / 3600 % 24));
	else
		snprintf(buf, 16, "%uw%ud", (unsigned)(s / 604800), (unsigned)(s / 86400 % 7));
	return buf;
}

const char *lease_date_text(s64 wall_ns, char buf[32])
{
	struct civil c = civil_of(wall_ns);
	unsigned h = c.hour % 12;

	snprintf(buf, 32, "%s %02u %d %02u:%02u %s", civil_month[c.month - 1], c.day, c.year, h ? h : 12, c.minute, c.hour < 12 ? "AM" : "PM");
	return buf;
}

bool cli_target(struct cli *c, const char *text, u8 prefer, struct ipaddr *a)
{
	struct ipaddr found[DNS_ADDRS_MAX];
	u32 v4;
	struct ip6 v6;

	if (prefer != AF_IP6 && ip4_parse(text, &v4)) {
		*a = ipaddr4(v4);
		return true;
	}
	if (prefer != AF_IP4 && ip6_parse(text, &v6)) {
		*a = ipaddr6(&v6);
		return true;
	}
	if (dns_known(cli_stack(c), text, prefer, found)) {
		*a = found[0];
		return true;
	}
	if (dns_ask(c, text, prefer, NULL))
		return false;
	cli_error(c, "%% Unrecognized host or address, or protocol not running.");
	return false;
}

static bool address(struct cli *c, const struct args *a, bool secondary)
{
	struct ipif *p = cli_ipif(c);
	u32 addr = args_ip4(a, "A.B.C.D", 0), mask = args_ip4(a, "mask", 0);
	char why[160], t[IP4_TEXT];
	u8 plen;

	if (!p)
		return false;
	if (args_no(a)) {
		const struct addr4 *first = p->a4;

		if (secondary) {
			ipif_del4(p, addr, false);
		} else if (first && !first->secondary && first->next && !cli_is_replay(c)) {
			cli_error(c, "Must delete secondary before deleting primary");
			return false;
		} else if (first && !first->secondary) {
			ipif_del4(p, first->addr, false);
		}
		return true;
	}
	if (!vrf_allows(c, p, 0) || !cli_number4(c, p))
		return false;
	if (!ip4_mask_len(mask, &plen)) {
		cli_error(c, "Bad mask 0x%X for address %s", mask, ip4_text(addr, t));
		return false;
	}
	if (p->i->parent && !p->vlan) {
		cli_error(c, "%% Configuring IP routing on a LAN subinterface is only allowed if that\nsubinterface is already configured as part of an IEEE 802.10, IEEE 802.1Q, or\nISL vLAN.");
		return false;
	}
	if (secondary && (!p->a4 || p->a4->secondary) && !cli_is_replay(c)) {
		cli_error(c, "%% Primary address must be configured first");
		return false;
	}
	if (!ipif_add4(p, addr, plen, secondary, why, sizeof(why))) {
		cli_error(c, "%s", why);
		return false;
	}
	return true;
}

RUN(ipif_run_address) { return address(c, a, false); }
RUN(ipif_run_secondary) { return address(c, a, true); }

RUN(ipif_run_mtu)
{
	struct ipif *p = cli_ipif(c);
	bool v6 = !strncmp(args_line(a), "ipv6", 4);
	u32 mtu = args_no(a) ? 0 : (u32)args_num(a, "bytes", 0);

	if (!p)
		return false;
	if (mtu > p->i->mtu) {
		cli_error(c, "%% Invalid MTU: the interface's is %u", p->i->mtu);
		return false;
	}
	*(v6 ? &p->mtu6_set : &p->mtu4_set) = mtu == p->i->mtu ? 0 : mtu;
	ipif_update(p);
	return true;
}

RUN(ipif_run_flag)
{
	struct ipif *p = cli_ipif(c);
	const char *l = args_line(a);
	bool on = !args_no(a);

	if (!p)
		return false;
	if (!strcmp(l, "ip redirects"))
		p->redirects = on;
	else if (!strcmp(l, "ip unreachables"))
		p->unreachables = on;
	else if (!strcmp(l, "ip proxy-arp"))
		p->proxy_arp = on;
	else if (!strcmp(l, "ipv6 redirects"))
		p->redirects6 = on;
	else
		p->unreachables6 = on;
	return true;
}

RUN(ipif_run_load_sharing)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	p->per_packet = !args_no(a) && args_has(a, "per-packet");
	return true;
}

/* IPv4 passes here without an address: between routers that are each other's IPv6 next hops. */
RUN(ipif_run_forward)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	p->forward4 = !args_no(a);
	ipif_update(p);
	return true;
}

RUN(ipif_run_arp_timeout)
{
	struct ipif *p = cli_ipif(c);

	if (p)
		p->arp_timeout_s = args_no(a) ? 14400 : (u32)args_num(a, "seconds", 14400);
	return p;
}

RUN(ipif_run_encapsulation)
{
	struct iface *i = cli_object(c, 0);
	struct ipif *p = cli_ipif(c);
	char why[256];

	if (!p)
		return false;
	if (!i->parent) {
		cli_error(c, "%% Invalid input detected: 802.1Q encapsulation is for sub-interfaces");
		return false;
	}
	if (args_no(a) && (p->a4 || p->a6 || p->lender[0]) && !cli_is_replay(c)) { /* they cannot be set without it: what is saved now would not boot */
		cli_error(c, "%% IP addresses of the subinterface must be removed first");
		return false;
	}
	if (!ipif_encapsulate(p, args_no(a) ? 0 : (u16)args_num(a, "vlan", 0), args_has(a, "native"), why, sizeof(why))) {
		cli_error(c, "%s", why);
		return false;
	}
	return true;
}

/* `ipv6 address` in its forms: PREFIX [eui-64], ADDRESS link-local. */
RUN(ipif_run_address6)
{
	struct ipif *p = cli_ipif(c);
	struct ip6 addr;
	u8 plen = 0;
	char why[256];
	struct addr6 *x;
	bool ll = args_has(a, "link-local"), eui = args_has(a, "eui-64");

	if (!p)
		return false;
	if (!args_ip6_prefix(a, "prefix", &addr, &plen) && !args_ip6(a, "addr", &addr)) {
		while (p->a6 && args_no(a)) /* plain `no ipv6 address` */
			ipif_del6(p, p->a6);
		return true;
	}
	if (eui)
		addr = ip6_eui64(&addr, p->mac);
	if (args_no(a)) {
		x = ipif_addr6(p, &addr);
		if (x)
			ipif_del6(p, x);
		return true;
	}
	if (!vrf_allows(c, p, 1) || (!ll && !cli_number6(c, p)))
		return false;
	if (ll != ip6_is_linklocal(&addr) || ip6_is_multicast(&addr) || ip6_is_zero(&addr)) {
		cli_error(c, ll ? "%% Invalid link-local address" : "%% Invalid IPv6 address: give link-local addresses with the keyword, and no group");
		return false;
	}
	if (p->i->parent && !p->vlan) {
		cli_error(c, "%% Configuring IPv6 on a LAN subinterface is only allowed if that\nsubinterface is already configured as part of an IEEE 802.1Q vLAN.");
		return false;
	}
	x = ipif_add6(p, &addr, plen, why, sizeof(why));
	if (!x) {
		cli_error(c, "%s", why);
		return false;
	}
	x->eui64 = eui;
	addr6_is_written(x);
	return true;
}

RUN(ipif_run_autoconf)
{
	struct ipif *p = cli_ipif(c);

	if (!p || (!args_no(a) && !vrf_allows(c, p, 1)))
		return false;
	p->autoconf = !args_no(a);
	p->autoconf_default = p->autoconf && args_has(a, "default");
	if (!p->autoconf)
		for (struct addr6 *x = p->a6, *next; x; x = next) {
			next = x->next;
			if (x->autoconf)
				ipif_del6(p, x);
		}
	ipif_update(p);
	return true;
}

RUN(ipif_run_enable6)
{
	struct ipif *p = cli_ipif(c);

	if (!p || (!args_no(a) && !vrf_allows(c, p, 1)))
		return false;
	p->enable6 = !args_no(a);
	ipif_update(p);
	return true;
}
