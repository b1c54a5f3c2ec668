/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip protocols: each protocol says its part, in IOS's order. */
#include "router/bgp/bgp.h"
#include "router/eigrp/eigrp.h"
#include "router/ip_cli.h"
#include "router/ospf/proc.h"
#include "router/rip/rip.h"

VIEW(route_show_protocols)
{
	(void)a;
	return eigrp_show_protocols(c, s) && ospf_show_protocols(c, s) && rip_show_protocols(c, s) && bgp_show_protocols(c, s);
}
