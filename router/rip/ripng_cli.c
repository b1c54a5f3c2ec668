/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipv6 router rip, ipv6 rip: configuration of RIPng. */
#include <stdio.h>
#include <stdlib.h>

#include "router/rib.h"
#include "router/rip/cli.h"
#include "router/vrf/vrf.h"

static const struct cli_mode mode_ripng = { "ipv6 router rip", "(config-rtr-rip)", &mode_config };
static const struct cli_mode mode_ripng_af = { "ipv6 router rip address-family", "(config-rtr-rip-af)", &mode_ripng };

/* The block's: the device's process, or the one of that name in a VRF. */
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

static RUN(run_family)
{
	struct vrf *v = vrf_find(cli_stack(c), args_str(a, "vrf"));
	struct rip *r = v ? ripng_find(v->ip, rip(c)->name, false) : NULL;

	if (args_no(a)) {
		if (r) {
			r->line = false;
			ripng_settle(r);
		}
		return true;
	}
	if (!ripng_in_vrfs(cli_stack(c))) {
		cli_error(c, "%% VRF mode is not enabled: \"ipv6 rip vrf-mode enable\"");
		return false;
	}
	if (!v) {
		cli_error(c, "%% VRF %s does not exist", args_str(a, "vrf"));
		return false;
	}
	if (!v->on[true] && !r) {
		cli_error(c, "%% VRF %s does not have IPv6 enabled", v->name);
		return false;
	}
	r = ripng_find(v->ip, rip(c)->name, true); /* its name is there: it is not one too many */
	r->line = true;
	cli_enter_object(c, r);
	ripng_settle(r);
	return true;
}

static RUN(run_leave)
{
	(void)a;
	cli_leave(c);
	return true;
}

/* What runs by the mode alone: processes' families of VRFs, and lines of interfaces that are in one. */
static bool leans(const char *block, const char *line, const void *arg)
{
	struct device *d = (struct device *)arg;
	const struct iface *i;

	if (block && !strncmp(block, "ipv6 router rip ", 16))
		return !strncmp(line, "address-family ipv6 vrf ", 24);
	if (!block || strncmp(block, "interface ", 10) || strncmp(line, "ipv6 rip ", 9))
		return false;
	i = device_iface(d, block + 10);
	return i && i->ip && i->ip->ip->vrf;
}

static RUN(run_vrf_mode)
{
	if (args_no(a) && !cli_remove_all(c, true, leans, device_of(cli_node(c))))
		return false;
	rip_get(cli_stack(c))->vrf_mode = !args_no(a);
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
	struct ipif *p = args_no(a) || ripng_in_vrfs(cli_stack(c)) ? cli_ipif(c) : cli_ipif_global(c, a);

	*r = p ? ripng_find(p->ip, args_str(a, "process"), !args_no(a)) : NULL;
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

/* Whom a line of EXEC means: the process that it names, or all; in the VRF that it names, or in all. `after` NULL: the first. */
struct rip *ripng_next(struct cli *c, const struct args *a, struct rip *after)
{
	struct ipstack *s = after ? after->s : cli_stack(c), *only = args_str(a, "vrf") ? cli_vrf(c, a) : NULL;
	struct rip *r = after ? after->next : s->rip ? s->rip->ng : NULL;
	const char *name = args_str(a, "process");

	for (;;) {
		for (; r; r = r->next)
			if (r->on && (!name || !strcmp(r->name, name)) && (!args_str(a, "vrf") || s == only))
				return r;
		s = s->next;
		if (!s)
			return NULL;
		r = s->rip ? s->rip->ng : NULL;
	}
}

/* What was learned is forgotten, and asked for again. */
static void anew(struct cli *c, const struct args *a)
{
	for (struct rip *r = NULL; (r = ripng_next(c, a, r));) {
		rip_forget(r, true);
		for (struct ipif *p = r->s->ifs; p; p = p->next)
			if (rip_runs_on(r, p) && !rip_is_passive(r, p->i))
				ripng_ask(r, p);
	}
}

static RUN(run_clear)
{
	if (!cli_vrf(c, a))
		return false;
	anew(c, a);
	return true;
}

/* Every other protocol puts its routes back at once, and they begin their age anew; what RIPng has learned is asked for. */
static RUN(run_clear_routes)
{
	struct ipstack *s = cli_vrf(c, a);
	struct ipaddr net = { .af = AF_IP6 };
	const struct rib_entry *e;
	struct rib_entry **all;
	u8 plen = 0;
	u32 n = 0;

	if (!s)
		return false;
	if (args_ip6_prefix(a, "prefix", &net.v6, &plen)) {
		net.v6 = ip6_masked(&net.v6, plen);
		e = rib_exact(s, &net, plen);
		if (!e || !rib_best(s, e)) {
			cli_error(c, "%% Route not found");
			return false;
		}
		rib_renew(s, e);
		return true;
	}
	all = rib_sorted(s, AF_IP6, &n);
	for (u32 k = 0; k < n; k++)
		rib_renew(s, all[k]);
	free(all);
	anew(c, a);
	return true;
}

#define ROUTER(syntax, help, ...) { &mode_ripng, syntax, help, __VA_ARGS__ }
#define IFR(syntax, help, ...) { &mode_interface, syntax, help, __VA_ARGS__ }
#define METRIC "[metric {<1-16>:metric|transparent}|route-map WORD:map]*"
#define METRIC_HELP "Metric for redistributed routes|Default metric|Transparently redistribute metric|Route map reference|Pointer to route-map entries"
#define METRIC_LINKS "[metric {<0-16>:metric|transparent}|route-map WORD:map|" REDIST_LINKS "]*"
#define METRIC_LINKS_HELP METRIC_HELP "|" REDIST_LINKS_HELP

/* What a process has, the device's and a VRF's alike. */
#define FAMILY(mode) \
	{ mode, "distance <1-254>:distance", "Administrative distance|Administrative distance", .run = rip_run_distance, .key = 1, .order = 10 }, \
	DIST6_IN_ROW(mode, rip_run_distribute, 20), \
	DIST6_OUT_ROW(mode, rip_run_distribute, 20), \
	DIST6_OUT_IF_ROW(mode, rip_run_distribute, 20), \
	DIST6_OUT_SOURCE_ROW(mode, rip_run_distribute, 20), \
	DIST6_OUT_PROCESS_ROW(mode, rip_run_distribute, 20), \
	{ mode, "maximum-paths <1-32>:paths", "Forward packets over multiple paths|Number of paths", .run = rip_run_paths, .key = 1, .order = 30, .dflt = "maximum-paths 16" }, \
	{ mode, "poison-reverse", "Poison reverse updates", .run = run_poison, .order = 31 }, \
	{ mode, "split-horizon", "Split horizon reverse updates", .run = run_horizon, .order = 32, .dflt = "split-horizon" }, \
	{ mode, "port <1-65535>:port multicast-group X:X:X:X::X:group", "Port and multicast address|UDP port number|Multicast group|Multicast group", .run = run_port, .key = 1, .order = 33 }, \
	{ mode, "redistribute {connected|static} " METRIC, "Redistribute IPv6 prefixes from another routing protocol|Connected|Static routes|" METRIC_HELP, .run = rip_run_redistribute, .key = 2, \
	       .order = 40, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	{ mode, "redistribute bgp <1-4294967295>:as " METRIC, "|Border Gateway Protocol (BGP)|Autonomous system number|" METRIC_HELP, .run = rip_run_redistribute, .key = 2, .order = 40, \
	       .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	{ mode, "redistribute eigrp <1-65535>:process " METRIC_LINKS, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|" METRIC_LINKS_HELP, \
	       .run = rip_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	{ mode, "redistribute ospf <1-65535>:process [metric {<0-16>:metric|transparent}|route-map WORD:map|" REDIST_LINKS "|" REDIST_MATCH "]*", \
	  "|Open Shortest Path First (OSPFv3)|Process ID|" METRIC_LINKS_HELP "|" REDIST_MATCH_HELP, .run = rip_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	{ mode, "redistribute rip WORD:name " METRIC_LINKS, "|IPv6 Routing Information Protocol (RIPv6)|User selected string identifying this RIP process|" METRIC_LINKS_HELP, \
	       .run = rip_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	{ mode, "redistribute LINE", "||", .flags = CMD_UNSUPPORTED }, \
	{ mode, "timers <5-65535>:update <1-65535>:timeout <0-65535>:hold <1-65535>:garbage", "Adjust routing timers|Basic routing protocol update timers|Routing entry timeout|Holddown|Garbage collection timeout", \
	       .run = run_timers, .key = 1, .order = 50 }

const struct cmd ripng_rows[] = {
	{ &mode_config, "ipv6 router rip WORD:process", "Global IPv6 configuration commands|Enable an IPV6 routing process|IPv6 Routing Information Protocol (RIPv6)|User selected string identifying this RIP process",
	  .run = run_router, .enter = &mode_ripng, .order = ORDER_ROUTER + 70, .flags = CMD_SORT_NUMERIC },
	FAMILY(&mode_ripng),
	ROUTER("address-family ipv6 vrf WORD:vrf", "Enter Address Family command mode|Address family|Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name",
	       .run = run_family, .enter = &mode_ripng_af, .order = 200, .flags = CMD_SORT_NUMERIC, .trailer = "exit-address-family"),
	FAMILY(&mode_ripng_af),
	{ &mode_ripng_af, "exit-address-family", "Exit from Address Family configuration mode", .run = run_leave, .flags = CMD_NO_STORE },
	{ &mode_config, "ipv6 rip vrf-mode enable", "|Configure RIP routing protocol|VRF mode|Enable", .run = run_vrf_mode, .order = ORDER_IPV6 + 1 },
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
	{ &mode_exec, "show ipv6 rip [WORD:process] vrf WORD:vrf", "||||Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name", .show = ripng_show },
	{ &mode_exec, "show ipv6 rip [WORD:process] vrf WORD:vrf database", "||||||RIP local RIB", .show = ripng_show_database },
	{ &mode_exec, "show ipv6 rip [WORD:process] vrf WORD:vrf next-hops", "||||||RIP next hops", .show = ripng_show_next_hops },
	{ &mode_exec, "clear ipv6 rip [WORD:process] [vrf WORD:vrf]",
	  "|IPv6 information|RIP routing protocol|User selected string identifying this RIP process|Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name",
	  .run = run_clear },
	{ &mode_exec, "clear ipv6 route [vrf WORD:vrf] {*|X:X:X:X::X/<0-128>:prefix}",
	  "|IPv6 information|Delete route table entries|VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|Delete all routes|IPv6 prefix", .run = run_clear_routes, .flags = CMD_PRIV },
	DEBUG_CMDS("ipv6 rip", "IPv6 information|RIP Routing Protocol debugging"),
};
_Static_assert(ARRAY_LEN(ripng_rows) == RIPNG_ROWS, "the table's length in cli.h");
