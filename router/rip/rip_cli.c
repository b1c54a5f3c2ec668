/* SPDX-License-Identifier: GPL-3.0-or-later */
/* router rip, ip rip: configuration. */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/acl/acl.h"
#include "router/rip/cli.h"
#include "router/vrf/vrf.h"

static const struct cli_mode mode_router_rip = { "router rip", "(config-router)", &mode_config };
static const struct cli_mode mode_rip_af = { "router rip address-family", "(config-router-af)", &mode_router_rip };

/* The block's: the device's, or a VRF's. */
static struct rip *rip(struct cli *c) { return cli_object(c, 0); }

static RUN(run_router)
{
	struct rip *r = rip_get(cli_stack(c));

	if (args_no(a)) {
		rip_stop(r);
		return true;
	}
	rip_start(r);
	cli_enter_object(c, r);
	return true;
}

static RUN(run_family)
{
	struct vrf *v = vrf_find(cli_stack(c), args_str(a, "vrf"));

	if (args_no(a)) {
		if (v && v->ip->rip)
			rip_stop(v->ip->rip);
		return true;
	}
	if (!v) {
		cli_error(c, "%% VRF %s does not exist", args_str(a, "vrf"));
		return false;
	}
	if (!v->on[false] && !(v->ip->rip && v->ip->rip->on)) {
		cli_error(c, "%% VRF %s does not have IPv4 enabled", v->name);
		return false;
	}
	rip_start(rip_get(v->ip));
	cli_enter_object(c, v->ip->rip);
	return true;
}

static RUN(run_leave)
{
	(void)a;
	cli_leave(c);
	return true;
}

static RUN(run_version)
{
	rip(c)->version = args_no(a) ? 0 : (u8)args_num(a, "version", 0);
	rip_soon(rip(c));
	return true;
}

static u32 network_of(const struct args *a)
{
	u32 net = args_ip4(a, "A.B.C.D", 0);

	return net ? net & ip4_mask(ip4_class_len(net)) : 0;
}

static void network_spelled(const struct args *a, char key[CMD_SPELLED])
{
	char t[IP4_TEXT];

	snprintf(key, CMD_SPELLED, "network %s", ip4_text(network_of(a), t));
}

static RUN(run_network)
{
	u32 net = network_of(a);
	struct rip_net **at = &rip(c)->nets, *x;
	char line[CMD_SPELLED];

	while (*at && (*at)->net != net)
		at = &(*at)->next;
	x = *at;
	if (args_no(a) && x) {
		*at = x->next;
		free(x);
	} else if (!args_no(a)) {
		if (!x) {
			x = *at = xcalloc(1, sizeof(*x));
			x->net = net;
		}
		network_spelled(a, line);
		cli_store(c, line);
	}
	rip_soon(rip(c));
	return true;
}

static RUN(run_neighbor)
{
	u32 addr = args_ip4(a, "A.B.C.D", 0);
	struct rip_nbr **at = &rip(c)->nbrs, *x;

	while (*at && (*at)->addr != addr)
		at = &(*at)->next;
	x = *at;
	if (args_no(a) && x) {
		*at = x->next;
		free(x);
	} else if (!args_no(a) && !x) {
		x = *at = xcalloc(1, sizeof(*x));
		x->addr = addr;
	}
	return true;
}

static RUN(run_passive)
{
	passive_line(c, a, &rip(c)->passive);
	return true;
}

static RUN(run_auto)
{
	rip(c)->auto_summary = !args_no(a);
	return true;
}

static RUN(run_timers)
{
	struct rip *r = rip(c);

	r->update_s = args_no(a) ? 30 : (u32)args_num(a, "update", 30);
	r->invalid_s = args_no(a) ? 180 : (u32)args_num(a, "invalid", 180);
	r->hold_s = args_no(a) ? 180 : (u32)args_num(a, "hold", 180);
	r->flush_s = args_no(a) ? 240 : (u32)args_num(a, "flush", 240);
	if (r->on)
		timer_set(r->s->node->worker, &r->update, stack_now(r->s) + NSEC_PER_SEC);
	return true;
}

RUN(rip_run_distance)
{
	rip(c)->distance = args_no(a) ? DISTANCE_RIP : (u8)args_num(a, "distance", DISTANCE_RIP);
	rip_retell(rip(c));
	return true;
}

static RUN(run_distance_from)
{
	if (!distance_line(c, a, rip(c)->s, &rip(c)->distances))
		return false;
	rip_retell(rip(c));
	return true;
}

RUN(rip_run_distribute)
{
	if (!dist_line(c, a, rip(c)->s, rip(c)->af, &rip(c)->filters))
		return false;
	rip_soon(rip(c));
	return true;
}

static RUN(run_default_metric)
{
	rip(c)->default_metric = args_no(a) ? 0 : (u32)args_num(a, "metric", 0);
	rip_soon(rip(c));
	return true;
}

static RUN(run_originate)
{
	struct rip *r = rip(c);
	const char *map = args_no(a) ? NULL : args_str(a, "map");

	route_map_release(r->originate_map);
	r->originate_map = map ? route_map_hold(r->s, map) : NULL;
	r->originate = !args_no(a);
	rip_soon(r);
	return true;
}

RUN(rip_run_paths)
{
	rip(c)->max_paths = args_no(a) ? rip_paths_default(rip(c)->af) : (u32)args_num(a, "paths", 1);
	rip_retell(rip(c));
	return true;
}

static RUN(run_validate)
{
	rip(c)->no_validate = args_no(a);
	return true;
}

static RUN(run_delay)
{
	rip(c)->output_delay_ms = args_no(a) ? 0 : (u32)args_num(a, "ms", 0);
	return true;
}

static RUN(run_flash)
{
	rip(c)->flash_s = args_no(a) ? 0 : (u32)args_num(a, "seconds", 0);
	return true;
}

static RUN(run_offset) { return offset_line(c, a, rip(c)->s, AF_IP4, &rip(c)->offsets); }

RUN(rip_run_redistribute)
{
	struct rip *r = rip(c);
	const char *name = args_str(a, "name");
	struct redist *d;

	if (!redist_good(c, a))
		return false;
	if (name && !strcmp(name, r->name)) {
		cli_error(c, "%% Cannot redistribute RIP process \"%s\" into itself", name);
		return false;
	}
	d = redist_line(r->s, a, &r->redist, sizeof(*d));
	if (d && args_has(a, "transparent")) {
		d->transparent = true;
		d->metric_set = false;
	}
	rip_soon(r);
	return true;
}

/* ---- interfaces ---- */

static struct rip_if *on_iface(struct cli *c)
{
	struct ipif *p = cli_ipif(c);

	return p ? rip_if(rip_get(cli_stack(c)), p->i, true) : NULL;
}

static RUN(run_mode)
{
	struct rip_if *x = on_iface(c);

	if (x)
		x->md5 = !args_no(a) && args_has(a, "md5");
	return x;
}

static RUN(run_chain)
{
	struct rip_if *x = on_iface(c);

	if (!x)
		return false;
	free(x->chain);
	x->chain = args_no(a) ? NULL : xstrdup(args_str(a, "WORD"));
	return true;
}

static RUN(run_versions)
{
	struct rip_if *x = on_iface(c);
	u8 v = args_no(a) ? 0 : (u8)((args_has(a, "1") ? 1 : 0) | (args_has(a, "2") ? 2 : 0));

	if (!x)
		return false;
	*(strncmp(args_line(a), "ip rip send", 11) ? &x->receive : &x->send) = v;
	return true;
}

static RUN(run_horizon)
{
	struct rip_if *x = on_iface(c);

	if (x)
		x->no_horizon = args_no(a);
	return x;
}

static RUN(run_v2_broadcast)
{
	struct rip_if *x = on_iface(c);

	if (x)
		x->v2_broadcast = !args_no(a);
	return x;
}

bool rip_set_summary(struct rip_if *x, const struct ipaddr *prefix, u8 plen, bool add)
{
	struct rip_summary **at = &x->summaries, *s;
	unsigned n = 0;

	for (; (s = *at) && (s->plen != plen || !ipaddr_eq(&s->prefix, prefix)); n++)
		at = &s->next;
	if (s && !add) {
		*at = s->next;
		free(s);
	}
	if (s || !add)
		return true;
	if (n >= RIP_SUMMARIES_MAX)
		return false;
	s = *at = xcalloc(1, sizeof(*s));
	s->prefix = *prefix;
	s->plen = plen;
	return true;
}

static RUN(run_summary)
{
	struct rip_if *x = on_iface(c);
	u32 net = args_ip4(a, "net", 0), mask = args_ip4(a, "mask", 0);
	struct ipaddr prefix = ipaddr4(net & mask);
	char line[96], t[IP4_TEXT], m[IP4_TEXT];
	u8 plen;

	if (!x)
		return false;
	if (!ip4_mask_len(mask, &plen)) {
		cli_error(c, " Bad mask 0x%X for address %s", mask, ip4_text(net, t));
		return false;
	}
	if (plen < ip4_class_len(net)) {
		cli_error(c, " Summary mask must be greater or equal to major net");
		return false;
	}
	if (!rip_set_summary(x, &prefix, plen, !args_no(a))) {
		cli_error(c, "%% Too many summary addresses");
		return false;
	}
	snprintf(line, sizeof(line), "ip summary-address rip %s %s", ip4_text(prefix.v4, t), ip4_text(mask, m));
	if (!args_no(a))
		cli_store(c, line);
	return true;
}

#define IFR(syntax, help, ...) { &mode_interface, syntax, help, __VA_ARGS__ }
#define METRIC_WORDS "metric {<0-16>:metric|transparent}"
#define METRIC "[" METRIC_WORDS "|route-map WORD:map]*"
#define METRIC_HELP "Metric for redistributed routes|Default metric|Transparently redistribute metric|Route map reference|Pointer to route-map entries"

/* What the device's RIP has and a VRF's has as well. */
#define FAMILY(mode) \
	{ mode, "version <1-2>:version", "Set routing protocol version|version", .run = run_version, .key = 1, .order = 10 }, \
	{ mode, "timers basic <1-4294967>:update <1-4294967>:invalid <0-4294967>:hold <1-4294967>:flush", \
	  "Adjust routing timers|Basic routing protocol update timers|Interval between updates for RIP|Invalid|Holddown|Flush", .run = run_timers, .key = 2, .order = 20 }, \
	{ mode, "redistribute {connected|static} " METRIC, "Redistribute information from another routing protocol|Connected|Static routes|" METRIC_HELP, \
	  .run = rip_run_redistribute, .key = 2, .order = 30, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	{ mode, "redistribute bgp <1-4294967295>:as " METRIC, "|Border Gateway Protocol (BGP)|Autonomous system number|" METRIC_HELP, .run = rip_run_redistribute, .key = 2, .order = 30, \
	  .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	{ mode, "redistribute ospf <1-65535>:process [" METRIC_WORDS "|route-map WORD:map|" REDIST_MATCH "]*", \
	  "|Open Shortest Path First (OSPF)|Process ID|" METRIC_HELP "|" REDIST_MATCH_HELP, .run = rip_run_redistribute, .key = 3, .order = 31, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	{ mode, "redistribute eigrp <1-65535>:process " METRIC, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|" METRIC_HELP, .run = rip_run_redistribute, \
	  .key = 3, .order = 31, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	PASSIVE_ROWS(mode, run_passive, 40), \
	{ mode, "network A.B.C.D", "Enable routing on an IP network|Network number", .run = run_network, .spelled = network_spelled, .key = 2, .order = 50, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "neighbor A.B.C.D", "Specify a neighbor router|Neighbor address", .run = run_neighbor, .key = 2, .order = 60, .flags = CMD_SORT_NUMERIC }, \
	OFFSET_ROW(mode, "RIP", "<0-16>", run_offset, 65), \
	{ mode, "default-information originate [route-map WORD:map]", \
	  "Control distribution of default information|Distribute a default route|Route-map reference|Pointer to route-map entries", .run = run_originate, .key = 2, .order = 70 }, \
	{ mode, "default-metric <1-15>:metric", "Set metric of redistributed routes|Default metric", .run = run_default_metric, .key = 1, .order = 71 }, \
	{ mode, "distance <1-255>:distance", "Define an administrative distance|Administrative distance", .run = rip_run_distance, .key = 1, .order = 72 }, \
	DISTANCE_ROW(mode, run_distance_from, 73), \
	{ mode, "maximum-paths <1-32>:paths", "Forward packets over multiple paths|Number of paths", .run = rip_run_paths, .key = 1, .order = 75, .dflt = "maximum-paths 4" }, \
	{ mode, "auto-summary", "Enable automatic network number summarization", .run = run_auto, .order = 80, .dflt = "auto-summary" }, \
	DIST_IN_ROW(mode, rip_run_distribute, 90), DIST_OUT_ROW(mode, rip_run_distribute, 90), DIST_OUT_IF_ROW(mode, rip_run_distribute, 90), \
	DIST_OUT_SOURCE_ROW(mode, rip_run_distribute, 90), DIST_MAPS_ROW(mode, rip_run_distribute, 90)
#define ROUTER(syntax, help, ...) { &mode_router_rip, syntax, help, __VA_ARGS__ }

static const struct cmd rows[] = {
	{ &mode_config, "router rip", "Enable a routing process|Routing Information Protocol (RIP)", .run = run_router, .enter = &mode_router_rip, .order = ORDER_ROUTER + 50 },
	FAMILY(&mode_router_rip),
	ROUTER("validate-update-source", "Perform sanity checks against source address of routing updates", .run = run_validate, .order = 81, .dflt = "validate-update-source"),
	ROUTER("output-delay <8-50>:ms", "Interpacket delay for RIP updates|Interpacket delay in milliseconds", .run = run_delay, .key = 1, .order = 82),
	ROUTER("flash-update-threshold <0-30>:seconds", "Specify flash update threshold in second|Threshold interval in seconds", .run = run_flash, .key = 1, .order = 83),
	ROUTER("input-queue LINE", "Specify input queue depth|", .flags = CMD_UNSUPPORTED),
	ROUTER("traffic-share LINE", "How to compute traffic share over alternate paths|", .flags = CMD_UNSUPPORTED),
	ROUTER("bfd LINE", "BFD configuration commands|", .flags = CMD_UNSUPPORTED),
	ROUTER("address-family ipv4 vrf WORD:vrf", "Enter Address Family command mode|Address family|Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name",
	       .run = run_family, .enter = &mode_rip_af, .order = 200, .flags = CMD_SORT_NUMERIC, .trailer = "exit-address-family"),
	FAMILY(&mode_rip_af),
	{ &mode_rip_af, "exit-address-family", "Exit from Address Family configuration mode", .run = run_leave, .flags = CMD_NO_STORE },
	IFR("ip rip authentication mode {md5|text}", "|Router Information Protocol|Authentication control|Authentication mode|Keyed message digest|Clear text authentication",
	    .run = run_mode, .key = 4, .order = ORDER_IF_IP + 40),
	IFR("ip rip authentication key-chain WORD", "|||Authentication key-chain|name of key-chain", .run = run_chain, .key = 4, .order = ORDER_IF_IP + 41),
	IFR("ip rip send version [1] [2]", "||advertisement transmission|version control|RIP version 1|RIP version 2", .run = run_versions, .key = 4, .order = ORDER_IF_IP + 42),
	IFR("ip rip receive version [1] [2]", "||advertisement reception|version control|RIP version 1|RIP version 2", .run = run_versions, .key = 4, .order = ORDER_IF_IP + 43),
	IFR("ip rip v2-broadcast", "||send ip broadcast v2 update", .run = run_v2_broadcast, .order = ORDER_IF_IP + 43),
	IFR("ip rip triggered", "||enable RFC2091 triggered RIP", .flags = CMD_UNSUPPORTED),
	IFR("ip rip {advertise|bfd|initial-delay} LINE", "||Specify update interval|Bidirectional Forwarding Detection|Time in seconds to delay initial RIPv2 update|", .flags = CMD_UNSUPPORTED),
	IFR("ip summary-address rip A.B.C.D:net A.B.C.D:mask", "|Perform address summarization|Routing Information Protocol (RIP)|IP address|IP network mask", .run = run_summary,
	    .order = ORDER_IF_IP + 45, .flags = CMD_SORT_NUMERIC),
	IFR("ip split-horizon", "|Perform split horizon", .run = run_horizon, .order = ORDER_IF_IP + 44, .dflt = "ip split-horizon"),
	{ &mode_exec, "show ip rip database", "||IP RIP show commands|IPv4 RIP database", .show = rip_show_database },
	{ &mode_exec, "show ip rip database vrf WORD:vrf", "||||Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name", .show = rip_show_database },
	{ &mode_exec, "show ip rip database A.B.C.D:net A.B.C.D:mask", "||||IP address (Network)|IP network mask", .show = rip_show_database },
	{ &mode_exec, "show ip rip database vrf WORD:vrf A.B.C.D:net A.B.C.D:mask", "||||||IP address (Network)|IP network mask", .show = rip_show_database },
	DEBUG_CMDS("ip rip", "IP information|RIP protocol transactions"),
	DEBUG_CMDS("ip rip events", "||RIP protocol events"),
};

const struct cmd_table rip_cmds[] = { CMD_TABLE(rows), { ripng_rows, RIPNG_ROWS } };
const unsigned n_rip_cmds = ARRAY_LEN(rip_cmds);
