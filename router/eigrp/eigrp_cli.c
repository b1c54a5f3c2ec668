/* SPDX-License-Identifier: GPL-3.0-or-later */
/* router eigrp, and EIGRP's lines of interfaces. The shows are in eigrp_show.c. */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/eigrp/eigrp_cli.h"

static const struct cli_mode mode_router_eigrp = { "router eigrp", "(config-router)", &mode_config };

static struct eigrp *proc(const struct cli *c) { return cli_object(c, 0); }
static bool soon(const struct eigrp *e)
{
	eigrp_soon(e->all);
	return true;
}

static RUN(run_router)
{
	u16 as = (u16)args_num(a, "as", 0);

	if (args_no(a)) {
		struct eigrp *e = eigrp_find_as(cli_stack(c), as);

		if (e)
			eigrp_remove(e);
		return true;
	}
	cli_enter_object(c, eigrp_get(cli_stack(c), as));
	return true;
}

static RUN(run_network)
{
	struct eigrp *e = proc(c);
	u32 net = args_ip4(a, "net", 0), wild = args_ip4(a, "wild", 0);
	struct eigrp_net **at = &e->nets, *x;
	char line[64], t[IP4_TEXT];

	if (!args_str(a, "wild")) {
		wild = net ? ~ip4_mask(net >> 31 == 0 ? 8 : net >> 30 == 2 ? 16 : 24) : ~0u;
		snprintf(line, sizeof(line), "network %s", ip4_text(net & ~wild, t));
	}
	net &= ~wild;
	while (*at && ((*at)->net != net || (*at)->wild != wild))
		at = &(*at)->next;
	x = *at;
	if (args_no(a) && x) {
		*at = x->next;
		free(x);
	} else if (!args_no(a)) {
		if (!x) {
			x = *at = xcalloc(1, sizeof(*x));
			x->net = net;
			x->wild = wild;
		}
		if (!args_str(a, "wild"))
			cli_store(c, line);
	}
	return soon(e);
}

static RUN(run_passive)
{
	passive_line(c, a, &proc(c)->passive);
	return soon(proc(c));
}

/* All neighbours are met anew: what both sides must agree on, or what a hello says, is other than before. */
static void meet_again(struct eigrp *e, const char *why)
{
	for (struct eigrp_if *ei = e->ifs; ei; ei = ei->next) {
		if (!ei->passive && ei->nbrs)
			packet_hello(ei, true);
		while (ei->nbrs)
			nbr_down(ei->nbrs, why);
		hello_now(ei);
	}
}

static RUN(run_bfd)
{
	struct eigrp *e = proc(c);
	struct eigrp_bfd **at = &e->bfd, *x;
	const char *name = args_str(a, "INTERFACE");

	if (!name)
		e->bfd_all = !args_no(a);
	while (*at && name && strcmp((*at)->name, name))
		at = &(*at)->next;
	x = *at;
	if (name && args_no(a) && x) {
		*at = x->next;
		free(x->name);
		free(x);
	} else if (name && !args_no(a) && !x) {
		x = *at = xcalloc(1, sizeof(*x));
		x->name = xstrdup(name);
	}
	for (struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		for (struct eigrp_nbr *n = ei->nbrs; n; n = n->next)
			nbr_bfd(n);
	return true;
}

static RUN(run_router_id)
{
	struct eigrp *e = proc(c);
	u32 rid = args_no(a) ? 0 : args_ip4(a, "A.B.C.D", 0);

	if (!args_no(a) && (!rid || rid == 0xffffffff)) {
		cli_error(c, "%% Invalid router-id");
		return false;
	}
	e->rid_set = rid;
	e->rid = 0;
	meet_again(e, "route configuration changed");
	return soon(e);
}

static RUN(run_stub)
{
	static const struct { const char *word; u16 flag; } words[] = { { "connected", STUB_CONNECTED }, { "static", STUB_STATIC }, { "summary", STUB_SUMMARY },
									{ "redistributed", STUB_REDISTRIBUTED }, { "receive-only", STUB_RECEIVE_ONLY } };
	struct eigrp *e = proc(c);

	e->stub = 0;
	for (unsigned k = 0; k < ARRAY_LEN(words) && !args_no(a); k++)
		e->stub |= args_has(a, words[k].word) ? words[k].flag : 0;
	if (!args_no(a) && !e->stub) {
		e->stub = STUB_CONNECTED | STUB_SUMMARY;
		cli_store(c, "eigrp stub connected summary");
	}
	meet_again(e, "peer info changed");
	return true;
}

static RUN(run_log)
{
	proc(c)->log_changes = !args_no(a);
	return true;
}

static RUN(run_auto)
{
	proc(c)->auto_summary = !args_no(a);
	for (struct eigrp_if *ei = proc(c)->ifs; ei; ei = ei->next)
		tell_again(ei);
	return soon(proc(c));
}

static RUN(run_variance)
{
	proc(c)->variance = args_no(a) ? 1 : (u8)args_num(a, "multiplier", 1);
	dual_recompute(proc(c));
	return true;
}

static RUN(run_paths)
{
	proc(c)->max_paths = args_no(a) ? 4 : (u8)args_num(a, "paths", 4);
	dual_recompute(proc(c));
	return true;
}

static RUN(run_hops)
{
	proc(c)->hops_max = args_no(a) ? EIGRP_HOPS_MAX : (u8)args_num(a, "hops", EIGRP_HOPS_MAX);
	dual_recompute(proc(c));
	return true;
}

static RUN(run_weights)
{
	static const char *const name[5] = { "k1", "k2", "k3", "k4", "k5" };
	struct eigrp *e = proc(c);

	for (unsigned k = 0; k < 5; k++)
		e->k[k] = args_no(a) ? k == 0 || k == 2 : (u8)args_num(a, name[k], 0);
	meet_again(e, "metric changed");
	dual_recompute(e);
	return soon(e);
}

static RUN(run_distance)
{
	struct eigrp *e = proc(c);

	e->distance_in = args_no(a) ? DISTANCE_EIGRP : (u8)args_num(a, "internal", DISTANCE_EIGRP);
	e->distance_ext = args_no(a) ? DISTANCE_EIGRP_EXTERNAL : (u8)args_num(a, "external", DISTANCE_EIGRP_EXTERNAL);
	dual_recompute(e);
	return true;
}

static RUN(run_active)
{
	proc(c)->active_s = args_no(a) ? 180 : args_has(a, "disabled") ? 0 : (u32)args_num(a, "minutes", 3) * 60;
	return true;
}

static RUN(run_shutdown)
{
	proc(c)->shutdown = !args_no(a);
	return soon(proc(c));
}

static bool metric_args(const struct args *a, u32 m[5])
{
	static const char *const name[5] = { "kbit", "delay", "reliability", "load", "mtu" };

	for (unsigned k = 0; k < 5; k++)
		m[k] = (u32)args_num(a, name[k], 0);
	return args_str(a, "kbit");
}

static RUN(run_default_metric)
{
	struct eigrp *e = proc(c);

	e->m_set = !args_no(a);
	metric_args(a, e->m);
	return soon(e);
}

static RUN(run_redistribute)
{
	struct eigrp *e = proc(c);
	struct eigrp_redist *d;
	u8 source;
	u16 process;

	redist_source(a, &source, &process);
	if (source == ROUTE_EIGRP && process == e->as) {
		cli_error(c, "%% Cannot redistribute EIGRP AS %u into itself", e->as);
		return false;
	}
	d = redist_line(e->all->s, a, &e->redist, sizeof(*d));
	if (d)
		d->m_set = metric_args(a, d->m);
	return soon(e);
}

/* ---- interfaces ---- */

static struct eigrp_ifc *conf(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);

	return p ? eigrp_ifc(eigrp_all(p->ip), p->i, (u16)args_num(a, "as", 0), true) : NULL;
}

static struct eigrp_if *running(struct cli *c, const struct args *a)
{
	struct ipif *p = cli_ipif(c);
	struct eigrp *e = p ? eigrp_find_as(p->ip, (u16)args_num(a, "as", 0)) : NULL;
	struct eigrp_if *ei = e ? e->ifs : NULL;

	while (ei && ei->i != p->i)
		ei = ei->next;
	return ei;
}

static RUN(run_hello)
{
	struct eigrp_ifc *x = conf(c, a);
	struct eigrp_if *ei = x ? running(c, a) : NULL;

	if (!x)
		return false;
	x->hello_s = args_no(a) ? 0 : (u16)args_num(a, "seconds", 5);
	if (ei && !ei->passive)
		hello_start(ei);
	return true;
}

static RUN(run_hold)
{
	struct eigrp_ifc *x = conf(c, a);

	if (x)
		x->hold_s = args_no(a) ? 0 : (u16)args_num(a, "seconds", 15);
	return x;
}

static RUN(run_horizon)
{
	struct eigrp_ifc *x = conf(c, a);
	struct eigrp_if *ei = x ? running(c, a) : NULL;
	char line[64];

	if (!x)
		return false;
	x->no_horizon = args_no(a);
	snprintf(line, sizeof(line), "no ip split-horizon eigrp %u", x->as);
	cli_store(c, args_no(a) ? line : "");
	if (ei)
		tell_again(ei);
	return true;
}

static RUN(run_auth_mode)
{
	struct eigrp_ifc *x = conf(c, a);

	if (x)
		x->md5 = !args_no(a);
	return x;
}

static RUN(run_auth_chain)
{
	struct eigrp_ifc *x = conf(c, a);

	if (!x)
		return false;
	free(x->chain);
	x->chain = args_no(a) ? NULL : xstrdup(args_str(a, "WORD"));
	return true;
}

static RUN(run_summary)
{
	struct eigrp_ifc *x = conf(c, a);
	struct eigrp_if *ei = x ? running(c, a) : NULL;
	u32 net = args_ip4(a, "net", 0);
	u8 plen;
	struct eigrp_summary **at, *s;

	if (!x)
		return false;
	if (!ip4_mask_len(args_ip4(a, "mask", 0), &plen)) {
		cli_error(c, "%% Inconsistent address and mask");
		return false;
	}
	net &= ip4_mask(plen);
	for (at = &x->summaries; *at && ((*at)->prefix != net || (*at)->plen != plen);)
		at = &(*at)->next;
	s = *at;
	if (args_no(a)) {
		if (s)
			*at = s->next;
		free(s);
	} else {
		if (!s) {
			s = *at = xcalloc(1, sizeof(*s));
			s->prefix = net;
			s->plen = plen;
		}
		s->distance = (u8)args_num(a, "distance", DISTANCE_EIGRP_SUMMARY);
	}
	if (ei)
		tell_again(ei);
	eigrp_soon(eigrp_all(cli_stack(c)));
	return true;
}

static RUN(run_clear)
{
	u16 as = (u16)args_num(a, "as", 0);
	const struct eigrp_all *all = cli_stack(c)->eigrp;

	for (struct eigrp *e = all ? all->procs : NULL; e; e = e->next)
		if (!as || e->as == as)
			meet_again(e, "manually cleared");
	return true;
}

#define ROUTER(syntax, help, ...) { &mode_router_eigrp, syntax, help, __VA_ARGS__ }
#define IFR(syntax, help, ...) { &mode_interface, syntax, help, __VA_ARGS__ }
#define AS "eigrp <1-65535>:as"
#define AS_HELP "Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number"
#define VECTOR "<1-4294967295>:kbit <0-4294967295>:delay <0-255>:reliability <1-255>:load <1-65535>:mtu"
#define VECTOR_HELP "Bandwidth metric in Kbits per second|EIGRP delay metric, in 10 microsecond units|EIGRP reliability metric where 255 is 100% reliable|EIGRP Effective bandwidth metric (Loading) where 255 is 100% loaded|EIGRP MTU of the path"
#define TAIL "[metric " VECTOR "|route-map WORD:map]*"
#define TAIL_HELP "Metric for redistributed routes|" VECTOR_HELP "|Route map reference|Pointer to route-map entries"

static const struct cmd rows[] = {
	{ &mode_config, "router " AS, "Enable a routing process|" AS_HELP, .run = run_router, .enter = &mode_router_eigrp, .order = ORDER_ROUTER + 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "router eigrp WORD", "||EIGRP Virtual-Instance Name", .flags = CMD_UNSUPPORTED },
	ROUTER("shutdown", "Shutdown this instance of EIGRP", .run = run_shutdown, .order = 5),
	ROUTER("default-metric " VECTOR, "Set metric of redistributed routes|" VECTOR_HELP, .run = run_default_metric, .key = 1, .order = 10),
	ROUTER("distance eigrp <1-255>:internal <1-255>:external", "Define an administrative distance|IP-EIGRP distance|Distance for internal routes|Distance for external routes",
	       .run = run_distance, .key = 2, .order = 11),
	ROUTER("maximum-paths <1-16>:paths", "Forward packets over multiple paths|Number of paths", .run = run_paths, .key = 1, .order = 12, .dflt = "maximum-paths 4"),
	ROUTER("metric maximum-hops <1-255>:hops", "Modify metrics and parameters for advertisement|Advertise EIGRP routes greater than <hops> as unreachable|Hop count",
	       .run = run_hops, .key = 2, .order = 13, .dflt = "metric maximum-hops 100"),
	ROUTER("metric weights <0-0>:tos <0-255>:k1 <0-255>:k2 <0-255>:k3 <0-255>:k4 <0-255>:k5", "|Modify metric coefficients|Type Of Service (Only TOS 0 supported)|K1|K2|K3|K4|K5",
	       .run = run_weights, .key = 2, .order = 14, .dflt = "metric weights 0 1 0 1 0 0"),
	ROUTER("timers active-time {<1-65535>:minutes|disabled}", "Adjust routing timers|EIGRP time limit for active state|Active state time limit in minutes|Disable EIGRP time limit for active state",
	       .run = run_active, .key = 2, .order = 15, .dflt = "timers active-time 3"),
	ROUTER("variance <1-128>:multiplier", "Control load balancing variance|Metric variance multiplier", .run = run_variance, .key = 1, .order = 16, .dflt = "variance 1"),
	ROUTER("network A.B.C.D:net [A.B.C.D:wild]", "Enable routing on an IP network|Network number|EIGRP wild card bits", .run = run_network, .order = 20, .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute {connected|static|rip} " TAIL,
	       "Redistribute information from another routing protocol|Connected|Static routes|Routing Information Protocol (RIP)|" TAIL_HELP, .run = run_redistribute,
	       .key = 2, .order = 30, .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute bgp <1-4294967295>:number " TAIL, "|Border Gateway Protocol (BGP)|Autonomous system number|" TAIL_HELP, .run = run_redistribute, .key = 2, .order = 30,
	       .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute {ospf|eigrp} <1-65535>:process " TAIL, "|Open Shortest Path First (OSPF)|Enhanced Interior Gateway Routing Protocol (EIGRP)|Process ID|" TAIL_HELP,
	       .run = run_redistribute, .key = 3, .order = 31, .flags = CMD_SORT_NUMERIC),
	PASSIVE_ROWS(&mode_router_eigrp, run_passive, 40),
	ROUTER("auto-summary", "Enable automatic network number summarization", .run = run_auto, .order = 50),
	ROUTER("eigrp router-id A.B.C.D", "EIGRP specific commands|router id for this EIGRP process|EIGRP Router-ID in IP address format", .run = run_router_id, .key = 2, .order = 60),
	ROUTER("eigrp log-neighbor-changes", "|Enable/Disable EIGRP neighbor logging", .run = run_log, .order = 61, .dflt = "eigrp log-neighbor-changes"),
	ROUTER("eigrp stub [receive-only]", "|Set EIGRP as stubbed router|Set receive only neighbor", .run = run_stub, .key = 2, .order = 62),
	ROUTER("eigrp stub [connected|redistributed|static|summary]*",
	       "||Do advertise connected routes|Do advertise redistributed routes|Do advertise static routes|Do advertise summary routes", .run = run_stub, .key = 2, .order = 62),
	ROUTER("eigrp LINE", "||", .flags = CMD_UNSUPPORTED),
	ROUTER("neighbor LINE", "Specify a neighbor router|", .flags = CMD_UNSUPPORTED),
	ROUTER("distribute-list LINE", "Filter networks in routing updates|", .flags = CMD_UNSUPPORTED),
	ROUTER("offset-list LINE", "Add or subtract offset from EIGRP metrics|", .flags = CMD_UNSUPPORTED),
	ROUTER("traffic-share LINE", "How to compute traffic share over alternate paths|", .flags = CMD_UNSUPPORTED),
	ROUTER("summary-metric LINE", "Specify summary to apply metric/filtering|", .flags = CMD_UNSUPPORTED),
	ROUTER("address-family LINE", "Enter Address Family command mode|", .flags = CMD_UNSUPPORTED),
	ROUTER("bfd all-interfaces", "BFD configuration commands|Enable BFD on all interfaces", .run = run_bfd, .order = 6),
	ROUTER("bfd interface INTERFACE", "|Enable BFD on specific interface|", .run = run_bfd, .order = 7, .flags = CMD_SORT_NUMERIC),
	ROUTER("bfd LINE", "|", .flags = CMD_UNSUPPORTED),
	ROUTER("default-information LINE", "Control distribution of default information|", .flags = CMD_UNSUPPORTED),
	IFR("ip hello-interval " AS " <1-65535>:seconds", "|Configures EIGRP-IPv4 hello interval|" AS_HELP "|Seconds between hello transmissions", .run = run_hello, .key = 4,
	    .order = ORDER_IF_IP + 30, .flags = CMD_SORT_NUMERIC),
	IFR("ip hold-time " AS " <1-65535>:seconds", "|Configures EIGRP-IPv4 hold time|" AS_HELP "|Seconds before neighbor is considered down", .run = run_hold, .key = 4,
	    .order = ORDER_IF_IP + 31, .flags = CMD_SORT_NUMERIC),
	IFR("ip split-horizon " AS, "|Perform split horizon|" AS_HELP, .run = run_horizon, .key = 4, .order = ORDER_IF_IP + 32, .flags = CMD_SORT_NUMERIC | CMD_ON_EACH),
	IFR("ip authentication mode " AS " md5", "|authentication subcommands|mode|" AS_HELP "|Keyed message digest", .run = run_auth_mode, .key = 5, .order = ORDER_IF_IP + 33,
	    .flags = CMD_SORT_NUMERIC),
	IFR("ip authentication key-chain " AS " WORD", "||key-chain|" AS_HELP "|name of key-chain", .run = run_auth_chain, .key = 5, .order = ORDER_IF_IP + 34, .flags = CMD_SORT_NUMERIC),
	IFR("ip summary-address " AS " A.B.C.D:net A.B.C.D:mask [<1-255>:distance]", "|Perform address summarization|" AS_HELP "|IP address|IP network mask|Administrative distance",
	    .run = run_summary, .key = 6, .order = ORDER_IF_IP + 35, .flags = CMD_SORT_NUMERIC),
	IFR("ip bandwidth-percent LINE", "|Set EIGRP bandwidth limit|", .flags = CMD_UNSUPPORTED),
	{ &mode_exec, "clear ip eigrp [<1-65535>:as] neighbors", "|IP|Clear IP-EIGRP|Autonomous System|Clear IP-EIGRP neighbors", .run = run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "show ip eigrp [<1-65535>:as] neighbors [INTERFACE]", "||IP-EIGRP show commands|Autonomous System|IP-EIGRP neighbors|", .show = eigrp_show_neighbors },
	{ &mode_exec, "show ip eigrp [<1-65535>:as] neighbors detail", "|||||Show detailed peer information", .show = eigrp_show_neighbors },
	{ &mode_exec, "show ip eigrp [<1-65535>:as] topology [all-links|active|summary]", "||||IP-EIGRP Topology Table|Show all links in topology table|Show only active entries|Show a summary of the topology table",
	  .show = eigrp_show_topology },
	{ &mode_exec, "show ip eigrp [<1-65535>:as] topology A.B.C.D/nn", "|||||IP prefix <network>/<length>, e.g., 192.168.0.0/16", .show = eigrp_show_entry },
	{ &mode_exec, "show ip eigrp [<1-65535>:as] interfaces [INTERFACE]", "||||IP-EIGRP interfaces|", .show = eigrp_show_interfaces },
	{ &mode_exec, "show ip eigrp [<1-65535>:as] interfaces detail", "|||||Show detailed peer information", .show = eigrp_show_interfaces },
	{ &mode_exec, "show ip eigrp [<1-65535>:as] traffic", "||||IP-EIGRP Traffic Statistics", .show = eigrp_show_traffic },
	DEBUG_CMDS("eigrp packets", "EIGRP Protocol information|EIGRP packets"),
	DEBUG_CMDS("eigrp fsm", "|EIGRP Dual Finite State Machine events/actions"),
};

const struct cmd_table eigrp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_eigrp_cmds = ARRAY_LEN(eigrp_cmds);
