/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip protocols, show ipv6 protocols: each protocol says its part, in IOS's order. */
#include "router/bgp/bgp.h"
#include "router/eigrp/eigrp.h"
#include "router/ip_cli.h"
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
	show_text(s, "    %-15s %12u      %s\n", ip4_text(gateway, a), distance, age_text(age, t));
}

void sources_end(struct show *s) { show_pop(s); }

VIEW(route_show_protocols)
{
	(void)a;
	return eigrp_show_protocols(c, s) && ospf_show_protocols(c, s) && rip_show_protocols(c, s) && bgp_show_protocols(c, s);
}

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
		show_text(s, "IPv6 Routing Protocol is \"ospf %u\"\n  Router ID %s\n  Number of areas: %u normal, %u stub, %u nssa\n", p->id, ip4_text(p->o->rid, t), n[0], n[1], n[2]);
		for (const struct ospf_area *x = p->o->areas; x; x = x->next) {
			show_text(s, "  Interfaces (Area %s):\n", ip4_text(x->id, t));
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
