/* SPDX-License-Identifier: GPL-3.0-or-later */
/* router rip, ip rip: configuration and shows. */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/rip/rip.h"

static const struct cli_mode mode_router_rip = { "router rip", "(config-router)", &mode_config };

static struct rip *rip(struct cli *c) { return rip_get(cli_stack(c)); }

static RUN(run_router)
{
	if (args_no(a)) {
		rip_stop(rip(c));
		return true;
	}
	rip_start(rip(c));
	cli_enter_object(c, rip(c));
	return true;
}

static RUN(run_version)
{
	rip(c)->version = args_no(a) ? 0 : (u8)args_num(a, "version", 0);
	rip_soon(rip(c));
	return true;
}

static RUN(run_network)
{
	u32 net = args_ip4(a, "A.B.C.D", 0);
	struct rip_net **at = &rip(c)->nets, *x;
	char line[40], t[IP4_TEXT];

	net &= net ? ip4_mask(rip_class(net)) : 0;
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
		snprintf(line, sizeof(line), "network %s", ip4_text(net, t));
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

static RUN(run_distance)
{
	rip(c)->distance = args_no(a) ? DISTANCE_RIP : (u8)args_num(a, "distance", DISTANCE_RIP);
	rip_retell(rip(c));
	return true;
}

static RUN(run_distance_from)
{
	distance_line(c, a, rip(c)->s, &rip(c)->distances);
	rip_retell(rip(c));
	return true;
}

static RUN(run_distribute)
{
	dist_line(c, a, rip(c)->s, AF_IP4, &rip(c)->filters);
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
	rip(c)->originate = !args_no(a);
	rip_soon(rip(c));
	return true;
}

static RUN(run_redistribute)
{
	struct rip *r = rip(c);

	redist_line(r->s, a, &r->redist, sizeof(struct redist));
	rip_soon(r);
	return true;
}

/* ---- interfaces ---- */

static struct rip_if *on_iface(struct cli *c)
{
	struct ipif *p = cli_ipif(c);

	return p ? rip_if(rip(c), p->i, true) : NULL;
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

/* ---- shows ---- */

static VIEW(show_database)
{
	struct rip *r = cli_stack(c)->rip;
	nsec now = stack_now(cli_stack(c));
	u32 major = 0;
	u8 major_len = 255;
	char t[IP4_TEXT], v[IP4_TEXT], age[16];

	(void)a;
	for (u32 k = 0; r && k < r->n; k++) {
		const struct rip_route *x = r->r[k];
		u8 class = x->plen ? rip_class(x->prefix) : 0;

		show_fmt(s, "prefix", "%s/%u", ip4_text(x->prefix, t), x->plen);
		show_num(s, "metric", x->metric);
		show_str(s, "kind", x->kind == RIP_CONNECTED ? "connected" : x->kind == RIP_LEARNED ? "learned" : "redistributed");
		if (x->via)
			show_ip4(s, "via", x->via);
		if (x->in)
			show_str(s, "interface", x->in->name);
		show_end(s);
		if (x->plen >= class && (major_len != class || major != (x->prefix & ip4_mask(class)))) {
			major = x->prefix & ip4_mask(class);
			major_len = class;
			show_text(s, "%s/%u    auto-summary\n", ip4_text(major, t), class);
		}
		show_text(s, "%s/%u", ip4_text(x->prefix, t), x->plen);
		if (x->metric >= RIP_INFINITY)
			show_text(s, " is possibly down\n");
		else if (x->kind == RIP_CONNECTED)
			show_text(s, "    directly connected, %s\n", x->in->name);
		else if (x->kind != RIP_LEARNED)
			show_text(s, "    redistributed\n    [%u] via 0.0.0.0\n", x->metric);
		else
			show_text(s, "\n    [%u] via %s, %s, %s\n", x->metric, ip4_text(x->via, v), age_text(now - (x->expire - r->invalid_s * NSEC_PER_SEC), age), x->in->name);
	}
	return true;
}

bool rip_show_protocols(struct cli *c, struct show *s)
{
	const struct rip *r = cli_stack(c)->rip;
	char t[IP4_TEXT];

	if (!r || !r->on)
		return true;
	show_str(s, "protocol", "rip");
	show_num(s, "distance", r->distance);
	show_text(s, "Routing Protocol is \"rip\"\n");
	dist_show(s, r->filters);
	show_text(s, "  Sending updates every %u seconds, next due in %llu seconds\n  Invalid after %u seconds, hold down %u, flushed after %u\n", r->update_s,
		  (unsigned long long)(r->update.due > stack_now(r->s) ? (r->update.due - stack_now(r->s)) / NSEC_PER_SEC : 0), r->invalid_s, r->hold_s, r->flush_s);
	if (r->version)
		show_text(s, "  Default version control: send version %u, receive version %u\n", r->version, r->version);
	else
		show_text(s, "  Default version control: send version 1, receive any version\n");
	show_text(s, "    Interface                           Send  Recv  Triggered RIP  Key-chain\n");
	for (const struct ipif *p = r->s->ifs; p; p = p->next) {
		const struct rip_if *x = rip_if((struct rip *)r, p->i, false);
		u8 send = rip_send_versions(r, x), receive = rip_receive_versions(r, x);

		if (rip_runs_on(r, p) && !rip_is_passive(r, p->i))
			show_text(s, "    %-35s %-5s %-20s %s\n", p->i->name, send == 3 ? "1 2" : send == 2 ? "2" : "1", receive == 3 ? "1 2" : receive == 2 ? "2" : "1",
				  x && x->chain ? x->chain : "none");
	}
	show_text(s, "  Automatic network summarization is %s\n  Routing for Networks:\n", r->auto_summary ? "in effect" : "not in effect");
	for (const struct rip_net *n = r->nets; n; n = n->next)
		show_text(s, "    %s\n", ip4_text(n->net, t));
	show_text(s, "  Passive Interface(s):\n");
	for (const struct ipif *p = r->s->ifs; p; p = p->next)
		if (rip_runs_on(r, p) && rip_is_passive(r, p->i))
			show_text(s, "    %s\n", p->i->name);
	show_text(s, "  Distance: (default is %u)\n", r->distance);
	distance_show(s, r->distances);
	show_text(s, "\n");
	show_end(s);
	return true;
}

#define ROUTER(syntax, help, ...) { &mode_router_rip, syntax, help, __VA_ARGS__ }
#define IFR(syntax, help, ...) { &mode_interface, syntax, help, __VA_ARGS__ }
#define METRIC "[metric <0-16>:metric|route-map WORD:map]*"
#define METRIC_HELP "Metric for redistributed routes|Default metric|Route map reference|Pointer to route-map entries"

static const struct cmd rows[] = {
	{ &mode_config, "router rip", "Enable a routing process|Routing Information Protocol (RIP)", .run = run_router, .enter = &mode_router_rip, .order = ORDER_ROUTER + 50 },
	ROUTER("version <1-2>:version", "Set routing protocol version|version", .run = run_version, .key = 1, .order = 10),
	ROUTER("timers basic <1-4294967>:update <1-4294967>:invalid <0-4294967>:hold <1-4294967>:flush",
	       "Adjust routing timers|Basic routing protocol update timers|Interval between updates for RIP|Invalid|Holddown|Flush", .run = run_timers, .key = 2, .order = 20),
	ROUTER("redistribute {connected|static} " METRIC, "Redistribute information from another routing protocol|Connected|Static routes|" METRIC_HELP,
	       .run = run_redistribute, .key = 2, .order = 30, .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute bgp <1-4294967295>:as " METRIC, "|Border Gateway Protocol (BGP)|Autonomous system number|" METRIC_HELP, .run = run_redistribute, .key = 2, .order = 30,
	       .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute {ospf|eigrp} <1-65535>:process " METRIC, "|Open Shortest Path First (OSPF)|Enhanced Interior Gateway Routing Protocol (EIGRP)|Process ID|" METRIC_HELP, .run = run_redistribute, .key = 3, .order = 31,
	       .flags = CMD_SORT_NUMERIC),
	PASSIVE_ROWS(&mode_router_rip, run_passive, 40),
	ROUTER("network A.B.C.D", "Enable routing on an IP network|Network number", .run = run_network, .key = 2, .order = 50, .flags = CMD_SORT_NUMERIC),
	ROUTER("neighbor A.B.C.D", "Specify a neighbor router|Neighbor address", .run = run_neighbor, .key = 2, .order = 60, .flags = CMD_SORT_NUMERIC),
	ROUTER("default-information originate", "Control distribution of default information|Distribute a default route", .run = run_originate, .order = 70),
	ROUTER("default-metric <1-15>:metric", "Set metric of redistributed routes|Default metric", .run = run_default_metric, .key = 1, .order = 71),
	ROUTER("distance <1-255>:distance", "Define an administrative distance|Administrative distance", .run = run_distance, .key = 1, .order = 72),
	ROUTER("auto-summary", "Enable automatic network number summarization", .run = run_auto, .order = 80, .dflt = "auto-summary"),
	DIST_IN_ROW(&mode_router_rip, run_distribute, 90),
	DIST_OUT_ROW(&mode_router_rip, run_distribute, 90),
	DIST_OUT_IF_ROW(&mode_router_rip, run_distribute, 90),
	DIST_OUT_SOURCE_ROW(&mode_router_rip, run_distribute, 90),
	DISTANCE_ROW(&mode_router_rip, run_distance_from, 73),
	ROUTER("offset-list LINE", "Add or subtract offset from RIP metrics|", .flags = CMD_UNSUPPORTED),
	ROUTER("maximum-paths LINE", "Forward packets over multiple paths|", .flags = CMD_UNSUPPORTED),
	ROUTER("address-family LINE", "Enter Address Family command mode|", .flags = CMD_UNSUPPORTED),
	IFR("ip rip authentication mode {md5|text}", "|Router Information Protocol|Authentication control|Authentication mode|Keyed message digest|Clear text authentication",
	    .run = run_mode, .key = 4, .order = ORDER_IF_IP + 40),
	IFR("ip rip authentication key-chain WORD", "|||Authentication key-chain|name of key-chain", .run = run_chain, .key = 4, .order = ORDER_IF_IP + 41),
	IFR("ip rip send version [1] [2]", "||advertisement transmission|version control|RIP version 1|RIP version 2", .run = run_versions, .key = 4, .order = ORDER_IF_IP + 42),
	IFR("ip rip receive version [1] [2]", "||advertisement reception|version control|RIP version 1|RIP version 2", .run = run_versions, .key = 4, .order = ORDER_IF_IP + 43),
	IFR("ip split-horizon", "|Perform split horizon", .run = run_horizon, .order = ORDER_IF_IP + 44, .dflt = "ip split-horizon"),
	{ &mode_exec, "show ip rip database", "||IP RIP show commands|IPv4 RIP database", .show = show_database },
	DEBUG_CMDS("ip rip", "IP information|RIP protocol transactions"),
};

const struct cmd_table rip_cmds[] = { CMD_TABLE(rows) };
const unsigned n_rip_cmds = ARRAY_LEN(rip_cmds);
