/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `ipv6 nd ...` of an interface. */
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/ra_dns.h"

static bool says(const struct args *a, const char *words) { return !strncmp(args_line(a), words, strlen(words)); }

RUN(nd_run_number)
{
	struct ipif *p = cli_ipif(c);
	struct nd_if *nd = p ? nd_if(p) : NULL;
	bool no = args_no(a);
	u32 v = (u32)args_num(a, "value", 0);

	if (!nd)
		return false;
	if (says(a, "ipv6 nd ra lifetime"))
		nd->ra_lifetime_s = no ? 1800 : v;
	else if (says(a, "ipv6 nd reachable-time"))
		nd->reachable_ms = no ? 0 : v;
	else if (says(a, "ipv6 nd ns-interval"))
		nd->ns_interval_ms = no ? 0 : v;
	else
		nd->dad_attempts = no ? 1 : (u8)v;
	nd_ra_update(p);
	return true;
}

RUN(nd_run_ra_interval)
{
	struct ipif *p = cli_ipif(c);
	struct nd_if *nd = p ? nd_if(p) : NULL;
	u32 unit = args_has(a, "msec") ? 1 : 1000;
	u32 max = args_no(a) ? 200000 : (u32)args_num(a, "max", 200) * unit, min = args_no(a) ? 0 : (u32)args_num(a, "min", 0) * unit;

	if (!nd)
		return false;
	if (min > max * 3 / 4) { /* RFC 4861 6.2.1 */
		cli_error(c, "%% Minimum RA interval must be no more than 75 percent of the maximum");
		return false;
	}
	nd->ra_interval_ms = max;
	nd->ra_min_ms = min;
	timer_stop(p->ip->node->worker, &nd->ra_timer);
	nd_ra_update(p);
	return true;
}

RUN(nd_run_ra_dns)
{
	struct ipif *p = cli_ipif(c);
	struct nd_if *nd = p ? nd_if(p) : NULL;
	const char *domain = args_str(a, "domain");
	struct ip6 server;
	u32 life = args_has(a, "infinite") ? UINT32_MAX : (u32)args_num(a, "seconds", RA_DNS_DEFAULT_LIFE);

	if (!nd)
		return false;
	if (domain ? !dns_name_ok(domain) : args_ip6(a, "server", &server) && (ip6_is_multicast(&server) || ip6_is_zero(&server))) {
		cli_error(c, "%% Invalid name server or domain");
		return false;
	}
	if (!ra_dns_say(nd, domain ? NULL : &server, domain, life, args_no(a))) {
		cli_error(c, "%% Too many name servers and domains");
		return false;
	}
	return true;
}

RUN(nd_run_flag)
{
	struct ipif *p = cli_ipif(c);
	struct nd_if *nd = p ? nd_if(p) : NULL;

	if (!nd)
		return false;
	if (says(a, "ipv6 nd managed"))
		nd->managed = !args_no(a);
	else
		nd->other = !args_no(a);
	return true;
}

RUN(nd_run_suppress)
{
	struct ipif *p = cli_ipif(c);
	struct nd_if *nd = p ? nd_if(p) : NULL;

	if (!nd)
		return false;
	nd->ra_suppress = !args_no(a);
	nd->ra_suppress_all = nd->ra_suppress && args_has(a, "all");
	nd_ra_update(p);
	return true;
}

RUN(nd_run_preference)
{
	struct ipif *p = cli_ipif(c);
	struct nd_if *nd = p ? nd_if(p) : NULL;

	if (!nd)
		return false;
	nd->preference = args_no(a) ? 0 : args_has(a, "high") ? 1 : args_has(a, "low") ? 3 : 0;
	return true;
}

RUN(nd_run_prefix)
{
	struct ipif *p = cli_ipif(c);
	struct nd_if *nd = p ? nd_if(p) : NULL;
	struct ra_prefix how = { .valid_s = 2592000, .preferred_s = 604800 }, **at, *x;

	if (!nd)
		return false;
	how.no_advertise = args_has(a, "no-advertise");
	how.no_onlink = args_has(a, "no-onlink") || args_has(a, "off-link");
	how.no_autoconf = args_has(a, "no-autoconfig");
	how.valid_s = args_has(a, "infinite") ? UINT32_MAX : (u32)args_num(a, "valid", how.valid_s);
	how.preferred_s = args_has(a, "infinite") ? UINT32_MAX : (u32)args_num(a, "preferred", how.preferred_s);
	if (how.preferred_s > how.valid_s) {
		cli_error(c, "%% Preferred lifetime must not exceed the valid lifetime");
		return false;
	}
	if (!args_ip6_prefix(a, "prefix", &how.prefix, &how.plen)) {
		nd->dflt = how;
		if (args_no(a))
			nd->dflt = (struct ra_prefix){ .valid_s = 2592000, .preferred_s = 604800 };
		return true;
	}
	how.prefix = ip6_masked(&how.prefix, how.plen);
	for (at = &nd->prefixes; (x = *at); at = &x->next)
		if (x->plen == how.plen && ip6_eq(&x->prefix, &how.prefix)) {
			*at = x->next;
			free(x);
			break;
		}
	if (!args_no(a)) {
		x = xcalloc(1, sizeof(*x));
		*x = how;
		x->next = nd->prefixes;
		nd->prefixes = x;
	}
	return true;
}
