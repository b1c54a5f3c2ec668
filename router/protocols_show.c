/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip protocols, show ipv6 protocols: each protocol says its part, in IOS's order. */
#include <stdarg.h>
#include <stdio.h>

#include "router/bgp/bgp.h"
#include "router/eigrp/eigrp.h"
#include "router/ip_cli.h"
#include "router/ospf/cli.h"
#include "router/ospf/proc.h"
#include "router/rip/rip.h"
#include "router/route.h"
#include "router/vrf/vrf.h"

void sources_begin(struct show *s)
{
	show_push_list(s, "sources");
	show_text(s, "  Routing Information Sources:\n    Gateway         Distance      Last Update\n");
}

void sources_add(struct show *s, u32 gateway, u8 distance, nsec age)
{
	char a[IP4_TEXT], t[16];

	show_ip4(s, "gateway", gateway);
	show_num(s, "distance", distance);
	show_num(s, "last_update_s", age / NSEC_PER_SEC);
	show_end(s);
	show_text(s, "    %-15s %8u      %s\n", ip4_text(gateway, a), distance, age_text(age, t));
}

void sources_end(struct show *s) { show_pop(s); }

VIEW(route_show_protocols)
{
	(void)a;
	return eigrp_show_protocols(c, s) && ospf_show_protocols(c, s) && rip_show_protocols(c, s) && bgp_show_protocols(c, s);
}

const char *protocols_still6(const struct ipstack *in) { return in->forwarding6 ? "" : "  IPv6 routing is not enabled: it does not run\n"; }

static void of_ospf(struct cli *c, struct show *s, const struct ipstack *in)
{
	for (const struct ospf_proc *p = ospf_proc_after(cli_stack(c), OSPF_FORM_3, NULL); p; p = ospf_proc_after(cli_stack(c), OSPF_FORM_3, p)) {
		unsigned n[3] = { 0 };
		char t[IP4_TEXT];

		if (p->all->s != in)
			continue;
		for (const struct ospf_area *x = p->o->areas; x; x = x->next)
			n[x->kind]++;
		show_fmt(s, "protocol", "ospf %u", p->id);
		show_ip4(s, "router_id", p->o->rid);
		show_bool(s, "ipv6_routing", in->forwarding6);
		show_text(s, "IPv6 Routing Protocol is \"ospf %u\"\n%s  Router ID %s\n  Number of areas: %u normal, %u stub, %u nssa\n", p->id, protocols_still6(in), ip4_text(p->o->rid, t), n[0], n[1], n[2]);
		for (const struct ospf_area *x = p->o->areas; x; x = x->next) {
			if (x->n_ifs)
				show_text(s, "  Interfaces (Area %s):\n", ospf_area_text(x->id, t));
			for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
				if (oi->area == x)
					show_text(s, "    %s\n", oi->name);
		}
		redist_show(s, p->redist);
		show_end(s);
	}
}

VIEW(route_show_protocols6)
{
	const struct ipstack *in = cli_vrf(c, a);

	if (!in)
		return false;
	show_str(s, "protocol", "connected");
	show_end(s);
	show_text(s, "IPv6 Routing Protocol is \"connected\"\n");
	show_str(s, "protocol", "nd");
	show_end(s);
	show_text(s, "IPv6 Routing Protocol is \"ND\"\n");
	rip_show_protocols6(s, in);
	of_ospf(c, s, in);
	eigrp_show_protocols6(s, in);
	bgp_show_protocols6(s, in);
	return true;
}

/* ---- summary ---- */

struct listing { struct show *s; u32 n; };

static PRINTF(2, 3) void listed(struct listing *l, const char *fmt, ...)
{
	char name[64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	show_num(l->s, "index", l->n);
	show_str(l->s, "protocol", name);
	show_end(l->s);
	show_text(l->s, "%-5u %s\n", l->n++, name);
}

static void head(struct listing *l)
{
	show_text(l->s, "Index Process Name\n");
	listed(l, "connected");
	listed(l, "static");
}

static void eigrps(struct listing *l, const struct ipstack *in, u8 af)
{
	for (const struct eigrp *e = in->eigrp ? in->eigrp->procs : NULL; e; e = e->next)
		if (e->af == af)
			listed(l, "eigrp %u", e->as);
}

static void ospfs(struct listing *l, struct ipstack *root, u8 form)
{
	for (const struct ospf_proc *p = NULL; (p = ospf_proc_after(root, form, p));)
		listed(l, form == OSPF_FORM_3_IP4 ? "ospfv3 %u" : "ospf %u", p->id);
}

VIEW(route_show_protocols_summary)
{
	struct ipstack *root = cli_stack(c);
	struct listing l = { .s = s };

	(void)a;
	head(&l);
	eigrps(&l, root, AF_IP4);
	ospfs(&l, root, OSPF_FORM_2);
	ospfs(&l, root, OSPF_FORM_3_IP4);
	if (root->rip && root->rip->on)
		listed(&l, "rip");
	if (root->bgp && root->bgp->on)
		listed(&l, "bgp %u", root->bgp->as);
	return true;
}

VIEW(route_show_protocols_summary6)
{
	struct ipstack *root = cli_stack(c);
	struct listing l = { .s = s };

	(void)a;
	head(&l);
	for (const struct rip *r = root->rip ? root->rip->ng : NULL; r; r = r->next)
		if (r->on)
			listed(&l, "rip %s", r->name);
	ospfs(&l, root, OSPF_FORM_3);
	eigrps(&l, root, AF_IP6);
	if (root->bgp && root->bgp->on && root->bgp->table[BGP_IP6])
		listed(&l, "bgp %u", root->bgp->as);
	return true;
}
