/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipv6 router rip, ipv6 rip: configuration of RIPng. */
#include <stdio.h>
#include <stdlib.h>

#include "router/rip/cli.h"

static const struct cli_mode mode_ripng = { "ipv6 router rip", "(config-rtr-rip)", &mode_config };

static struct rip *rip(struct cli *c) { return cli_object(c, 0); }

static RUN(run_router)
{
	struct rip *r = ripng_find(cli_stack(c), args_str(a, "process"), !args_no(a));

	if (!r && !args_no(a))
		cli_error(c, "%% Too many RIPng processes");
	if (!r)
		return args_no(a);
	r->line = !args_no(a);
	if (r->line)
		cli_enter_object(c, r);
	ripng_settle(r);
	return true;
}

static RUN(run_horizon)
{
	rip(c)->no_horizon = args_no(a);
	return true;
}

static RUN(run_poison)
{
	rip(c)->poison = !args_no(a);
	return true;
}

static RUN(run_port)
{
	struct ipaddr group = { .af = AF_IP6 };
	u16 port = args_no(a) ? RIPNG_PORT : (u16)args_num(a, "port", RIPNG_PORT);

	args_ip6(a, "group", &group.v6);
	if (!args_no(a) && !ip6_is_multicast(&group.v6)) {
		cli_error(c, "%% Invalid multicast group");
		return false;
	}
	if (!ripng_port(rip(c), port, args_no(a) ? NULL : &group)) {
		cli_error(c, "%% UDP port %u is in use", port);
		return false;
	}
	return true;
}

static RUN(run_timers)
{
	struct rip *r = rip(c);

	r->update_s = args_no(a) ? 30 : (u32)args_num(a, "update", 30);
	r->invalid_s = args_no(a) ? 180 : (u32)args_num(a, "timeout", 180);
	r->hold_s = args_no(a) ? 0 : (u32)args_num(a, "hold", 0);
	r->flush_s = args_no(a) ? 120 : (u32)args_num(a, "garbage", 120);
	if (r->on)
		timer_set(r->s->node->worker, &r->update, stack_now(r->s) + NSEC_PER_SEC);
	return true;
}

/* ---- interfaces ---- */

/* The process's view of the block's interface. NULL, and said why: it has none, and the line is not `no`. */
static struct rip_if *on_iface(struct cli *c, const struct args *a, struct rip **r)
{
	struct ipif *p = args_no(a) ? cli_ipif(c) : cli_ipif_global(c, a);

	*r = p ? ripng_find(cli_stack(c), args_str(a, "process"), !args_no(a)) : NULL;
	if (p && !*r && !args_no(a))
		cli_error(c, "%% Too many RIPng processes");
	return *r ? rip_if(*r, p->i, true) : NULL;
}

static RUN(run_enable)
{
	struct rip *r;
	struct rip_if *x = on_iface(c, a, &r);

	if (!x)
		return args_no(a);
	x->enabled = !args_no(a);
	ripng_settle(r);
	return true;
}

static RUN(run_default)
{
	struct rip *r;
	struct rip_if *x = on_iface(c, a, &r);

	if (!x)
		return args_no(a);
	x->originate = args_no(a) ? 0 : args_has(a, "only") ? 2 : 1;
	x->originate_metric = (u8)args_num(a, "metric", 1);
	ripng_settle(r);
	return true;
}

static RUN(run_metric)
{
	struct rip *r;
	struct rip_if *x = on_iface(c, a, &r);

	if (!x)
		return args_no(a);
	x->offset = args_no(a) ? 0 : (u8)args_num(a, "offset", 1);
	ripng_settle(r);
	return true;
}

static RUN(run_summary)
{
	struct ipaddr prefix = { .af = AF_IP6 };
	struct rip *r;
	struct rip_if *x = on_iface(c, a, &r);
	char line[160], t[IP6_TEXT];
	u8 plen;

	if (!x)
		return args_no(a);
	args_ip6_prefix(a, "prefix", &prefix.v6, &plen);
	prefix.v6 = ip6_masked(&prefix.v6, plen);
	if (!rip_set_summary(x, &prefix, plen, !args_no(a))) {
		cli_error(c, "%% Too many summary prefixes");
		return false;
	}
	snprintf(line, sizeof(line), "ipv6 rip %s summary-address %s/%u", r->name, ip6_text(&prefix.v6, t), plen);
	if (!args_no(a))
		cli_store(c, line);
	ripng_settle(r);
	return true;
}

#define ROUTER(syntax, help, ...) { &mode_ripng, syntax, help, __VA_ARGS__ }
#define IFR(syntax, help, ...) { &mode_interface, syntax, help, __VA_ARGS__ }
#define METRIC "[metric <1-16>:metric|route-map WORD:map]*"
#define METRIC_HELP "Metric for redistributed routes|Default metric|Route map reference|Pointer to route-map entries"

const struct cmd ripng_rows[] = {
	{ &mode_config, "ipv6 router rip WORD:process", "Global IPv6 configuration commands|Enable an IPV6 routing process|IPv6 Routing Information Protocol (RIPv6)|User selected string identifying this RIP process",
	  .run = run_router, .enter = &mode_ripng, .order = ORDER_ROUTER + 70, .flags = CMD_SORT_NUMERIC },
	ROUTER("distance <1-254>:distance", "Administrative distance|Administrative distance", .run = rip_run_distance, .key = 1, .order = 10),
	DIST6_IN_ROW(&mode_ripng, rip_run_distribute, 20),
	DIST6_OUT_ROW(&mode_ripng, rip_run_distribute, 20),
	DIST6_OUT_IF_ROW(&mode_ripng, rip_run_distribute, 20),
	DIST6_OUT_SOURCE_ROW(&mode_ripng, rip_run_distribute, 20),
	DIST6_OUT_PROCESS_ROW(&mode_ripng, rip_run_distribute, 20),
	ROUTER("maximum-paths <1-32>:paths", "Forward packets over multiple paths|Number of paths", .run = rip_run_paths, .key = 1, .order = 30, .dflt = "maximum-paths 16"),
	ROUTER("poison-reverse", "Poison reverse updates", .run = run_poison, .order = 31),
	ROUTER("split-horizon", "Split horizon reverse updates", .run = run_horizon, .order = 32, .dflt = "split-horizon"),
	ROUTER("port <1-65535>:port multicast-group X:X:X:X::X:group", "Port and multicast address|UDP port number|Multicast group|Multicast group", .run = run_port, .key = 1, .order = 33),
	ROUTER("redistribute {connected|static} " METRIC, "Redistribute IPv6 prefixes from another routing protocol|Connected|Static routes|" METRIC_HELP, .run = rip_run_redistribute, .key = 2,
	       .order = 40, .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute bgp <1-4294967295>:as " METRIC, "|Border Gateway Protocol (BGP)|Autonomous system number|" METRIC_HELP, .run = rip_run_redistribute, .key = 2, .order = 40,
	       .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute {eigrp|ospf} <1-65535>:process " METRIC, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Open Shortest Path First (OSPFv3)|Process ID|" METRIC_HELP,
	       .run = rip_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute rip WORD:name " METRIC, "|IPv6 Routing Information Protocol (RIPv6)|User selected string identifying this RIP process|" METRIC_HELP,
	       .run = rip_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute LINE", "||", .flags = CMD_UNSUPPORTED),
	ROUTER("address-family LINE", "Enter Address Family command mode|", .flags = CMD_UNSUPPORTED),
	{ &mode_config, "ipv6 rip vrf-mode enable", "|Configure RIP routing protocol|VRF mode|Enable", .flags = CMD_UNSUPPORTED },
	ROUTER("timers <5-65535>:update <1-65535>:timeout <0-65535>:hold <1-65535>:garbage", "Adjust routing timers|Basic routing protocol update timers|Routing entry timeout|Holddown|Garbage collection timeout",
	       .run = run_timers, .key = 1, .order = 50),
	IFR("ipv6 rip WORD:process enable", "|Configure RIP routing protocol|User selected string identifying this RIP process|Enable/disable RIP routing", .run = run_enable,
	    .order = ORDER_IF_IPV6 + 155, .flags = CMD_SORT_NUMERIC),
	IFR("ipv6 rip WORD:process default-information {originate|only} [metric <1-15>:metric]",
	    "|||Configure handling of default route|Originate default route|Advertise only the default route|Metric of the default route|Metric", .run = run_default, .key = 4,
	    .order = ORDER_IF_IPV6 + 156, .flags = CMD_SORT_NUMERIC),
	IFR("ipv6 rip WORD:process metric-offset <1-16>:offset", "|||Adjust default metric increment|Metric increment", .run = run_metric, .key = 4, .order = ORDER_IF_IPV6 + 157,
	    .flags = CMD_SORT_NUMERIC),
	IFR("ipv6 rip WORD:process summary-address X:X:X:X::X/<0-128>:prefix", "|||Configure address summarization|IPv6 prefix", .run = run_summary, .order = ORDER_IF_IPV6 + 158,
	    .flags = CMD_SORT_NUMERIC),
	{ &mode_exec, "show ipv6 rip [WORD:process]", "||RIP routing protocol status|User selected string identifying this RIP process", .show = ripng_show },
	{ &mode_exec, "show ipv6 rip [WORD:process] database", "||||RIP local RIB", .show = ripng_show_database },
	{ &mode_exec, "show ipv6 rip [WORD:process] next-hops", "||||RIP next hops", .show = ripng_show_next_hops },
	{ &mode_exec, "show ipv6 protocols", "||IPv6 Routing Protocols", .show = ripng_show_protocols },
	DEBUG_CMDS("ipv6 rip", "IPv6 information|RIP Routing Protocol debugging"),
};
_Static_assert(ARRAY_LEN(ripng_rows) == RIPNG_ROWS, "the table's length in cli.h");
