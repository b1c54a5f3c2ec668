/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Static routes and the stack's global settings. */
#include <string.h>

#include "router/eigrp/eigrp.h"
#include "router/ip_cli.h"
#include "router/ospf/proc.h"
#include "router/rip/rip.h"
#include "router/track.h"

/* What the two families have in common: where to, and the options. false: said why. */
static bool next_hop(struct cli *c, const struct args *a, const struct ipstack *s, struct route *r)
{
	struct device *d = s->dev;
	const char *out = args_str(a, "out");

	if (s->vrf && (args_has(a, "global") || args_has(a, "nexthop-vrf")))
		r->nh.table = s->root;

	if (out) {
		struct iface *i = device_iface(d, out);

		if (!i) {
			cli_error(c, "%%Invalid interface %s", out);
			return false;
		}
		if (i->type == IF_NULL)
			r->nh.null = true;
		else if (i->sw) {
			cli_error(c, "%%Invalid interface %s: it switches", out);
			return false;
		} else
			r->nh.out = ipif_get(i)->i;
		if (r->nh.null && r->nh.via.af) {
			cli_error(c, "%%Invalid next hop address: Null0 has none");
			return false;
		}
	}
	r->distance = (u8)args_num(a, "distance", 1);
	r->tag = (u32)args_num(a, "tag", 0);
	r->name = args_str(a, "name");
	r->source = ROUTE_STATIC;
	return true;
}

static void apply(struct ipstack *s, const struct args *a, const struct route *r)
{
	u16 object = args_no(a) ? 0 : (u16)args_num(a, "track", 0);

	route_track(s, r, object, args_has(a, "permanent"));
	if (object || args_no(a)) {
		if (!object)
			rib_del(s, r);
		return;
	}
	rib_add(s, r);
	rib_set_permanent(s, r, args_has(a, "permanent"));
}

RUN(route_run4)
{
	struct ipstack *s = cli_vrf(c, a);
	struct route r = { 0 };
	u32 prefix = args_ip4(a, "prefix", 0), mask = args_ip4(a, "mask", 0), via = args_ip4(a, "via", 0);

	if (!s)
		return args_no(a);
	if (!ip4_mask_len(mask, &r.plen) || (prefix & ~mask)) {
		cli_error(c, "%%Inconsistent address and mask");
		return false;
	}
	r.prefix = ipaddr4(prefix);
	if (args_str(a, "via")) {
		r.nh.via = ipaddr4(via);
		if (!args_no(a) && (ip4_is_multicast(via) || via >> 28 == 15 || via >> 24 == 127 || !via)) {
			cli_error(c, "%%Invalid next hop address");
			return false;
		}
		if (!args_no(a) && ipif_find(args_has(a, "global") ? s->root : s, via)) {
			cli_error(c, "%%Invalid next hop address (it's this router)");
			return false;
		}
	}
	if (!next_hop(c, a, s, &r))
		return false;
	apply(s, a, &r);
	return true;
}

RUN(route_run6)
{
	struct ipstack *s = cli_vrf(c, a);
	struct route r = { .prefix.af = AF_IP6 };
	struct ip6 via;

	if (!s)
		return args_no(a);
	if (!args_ip6_prefix(a, "prefix", &r.prefix.v6, &r.plen))
		return false;
	r.prefix.v6 = ip6_masked(&r.prefix.v6, r.plen);
	if (args_ip6(a, "via", &via)) {
		r.nh.via = ipaddr6(&via);
		if (!args_no(a) && (ip6_is_multicast(&via) || ip6_is_zero(&via))) {
			cli_error(c, "%%Invalid next hop address");
			return false;
		}
		if (!args_no(a) && ip6_is_linklocal(&via) && !args_str(a, "out")) {
			cli_error(c, "%% Interface has to be specified for a link-local nexthop");
			return false;
		}
		for (struct ipif *p = args_has(a, "nexthop-vrf") ? s->root->ifs : s->ifs; p && !args_no(a); p = p->next)
			if (ipif_addr6(p, &via)) {
				cli_error(c, "%%Invalid next hop address (it's this router)");
				return false;
			}
	}
	if (!next_hop(c, a, s, &r))
		return false;
	apply(s, a, &r);
	return true;
}

/* Without IP routing, `ip default-gateway` is where all goes that is not on a link. */
static void gateway(struct ipstack *s)
{
	struct route r = { .prefix = ipaddr4(0), .source = ROUTE_STATIC, .distance = 254, .name = "default-gateway" };

	if (s->gateway_in) {
		r.nh.via = ipaddr4(s->gateway_in);
		rib_del(s, &r);
		s->gateway_in = 0;
	}
	if (s->default_gateway && !s->forwarding) {
		s->gateway_in = s->default_gateway;
		r.nh.via = ipaddr4(s->gateway_in);
		rib_add(s, &r);
	}
}

RUN(route_run_gateway)
{
	struct ipstack *s = cli_stack(c);

	s->default_gateway = args_no(a) ? 0 : args_ip4(a, "A.B.C.D", 0);
	gateway(s);
	return true;
}

RUN(route_run_routing)
{
	struct ipstack *s = cli_stack(c);

	for (struct ipstack *t = s; t; t = t->next)
		t->forwarding = !args_no(a);
	gateway(s);
	track_routing_changed(s);
	return true;
}

RUN(route_run_routing6)
{
	struct ipstack *s = cli_stack(c);

	for (struct ipstack *t = s; t; t = t->next) {
		t->forwarding6 = !args_no(a);
		for (struct ipif *p = t->ifs; p; p = p->next)
			ipif_update(p);
		ospf_stack_changed(t);
		rip_stack_changed(t);
		eigrp_stack_changed(t);
	}
	track_routing_changed(s);
	return true;
}

RUN(route_run_clear)
{
	if (!cli_vrf(c, a))
		return false;
	/* Routes of protocols would be asked for again; connected and static ones come back at once, as they are. */
	world_changed(cli_node(c));
	return true;
}

RUN(icmp_run_rate)
{
	struct ipstack *s = cli_stack(c);
	bool df = args_has(a, "df");
	nsec ms = args_no(a) ? 500 : args_num(a, "ms", 500);
	struct bucket b = { .interval = ms * NSEC_PER_MS, .burst = 1 };

	for (; s; s = s->next) {
		s->unreach4_df = b;
		if (!df)
			s->unreach4 = b;
	}
	return true;
}

RUN(icmp_run_rate6)
{
	struct ipstack *s = cli_stack(c);

	for (; s; s = s->next)
		s->errors6 = (struct bucket){ .interval = (args_no(a) ? 100 : args_num(a, "ms", 100)) * NSEC_PER_MS,
				      .burst = args_no(a) ? 10 : (u32)args_num(a, "size", 10) };
	return true;
}

RUN(route_run_cef)
{
	if (args_no(a)) { /* there is no other way to forward */
		cli_error(c, "%% Unsupported here: no %s", args_line(a));
		return false;
	}
	return true;
}
