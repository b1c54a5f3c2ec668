/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `router ospf N` and its lines; clear, debug. Lines of interfaces are in ospf_if_cli.c, shows in ospf_show.c and ospf_db_show.c. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ospf/cli.h"

static const struct cli_mode mode_router_ospf = { "router ospf", "(config-router)", &mode_config };

static struct ospf_proc *proc(struct cli *c) { return cli_object(c, 0); }
static void soon(struct cli *c) { ospf_sync_soon(proc(c)->all); }

u32 ospf_area_arg(const struct args *a)
{
	return args_str(a, "aid") ? (u32)args_num(a, "aid", 0) : args_ip4(a, "aip", 0);
}

static struct ospf_area *area(struct cli *c, const struct args *a)
{
	struct ospf_area *x = ospf_area_get(proc(c)->o, ospf_area_arg(a));

	return x;
}

static RUN(run_process)
{
	struct ospf_all *all = ospf_all(cli_stack(c), 2);
	u32 id = (u32)args_num(a, "id", 1);

	if (args_no(a)) {
		struct ospf_proc *p = ospf_proc_find(all, id);

		if (p)
			ospf_proc_remove(p);
		return true;
	}
	cli_enter_object(c, ospf_proc_get(all, id));
	return true;
}

static RUN(run_router_id)
{
	struct ospf_proc *p = proc(c);
	u32 rid = args_no(a) ? 0 : args_ip4(a, "A.B.C.D", 0);

	for (const struct ospf_proc *q = p->all->procs; q && rid; q = q->next)
		if (q != p && q->rid_set == rid) {
			cli_error(c, "%% OSPF: router-id %s is in use by ospf process %u", args_str(a, "A.B.C.D"), q->id);
			return false;
		}
	p->rid_set = rid;
	if (p->o->rid && p->o->rid != ospf_choose_rid(p)) {
		bool busy = false;

		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			busy |= oi->nbrs != NULL;
		if (busy) {
			if (!cli_is_replay(c))
				cli_print(c, "%% OSPF: Reload or use \"clear ip ospf process\" command, for this to take effect\n");
			return true;
		}
		ospf_restart(p->o, ospf_choose_rid(p));
	}
	soon(c);
	return true;
}

static RUN(run_network)
{
	struct ospf_proc *p = proc(c);
	struct ospf_network **at = &p->networks, *n;
	u32 wild = args_ip4(a, "wild", 0), addr = args_ip4(a, "net", 0);

	if (wild & (wild + 1)) {
		u8 plen;

		/* A mask is taken for what it means, as IOS does; a hole is none. */
		if (!ip4_mask_len(wild, &plen)) {
			cli_error(c, "%% OSPF: Invalid address/mask combination (discontiguous mask)");
			return false;
		}
		wild = ~wild;
	}
	addr &= ~wild;
	while (*at && ((*at)->addr != addr || (*at)->wild != wild))
		at = &(*at)->next;
	n = *at;
	if (args_no(a)) {
		if (n) {
			*at = n->next;
			free(n);
		}
	} else {
		char x[IP4_TEXT], y[IP4_TEXT], line[96];

		if (!n)
			n = *at = xcalloc(1, sizeof(*n));
		n->addr = addr;
		n->wild = wild;
		n->area = ospf_area_arg(a);
		snprintf(line, sizeof(line), "network %s %s area %s", ip4_text(addr, x), ip4_text(wild, y), args_str(a, "aid") ? args_str(a, "aid") : args_str(a, "aip"));
		cli_store(c, line);
	}
	soon(c);
	return true;
}

/* ---- areas ---- */

static void area_said(struct ospf_area *x)
{
	x->configured = x->kind != AREA_NORMAL || x->auth || x->default_cost != 1 || x->ranges || x->filter_in || x->filter_out;
	if (!x->configured)
		ospf_area_release(x);
}

static RUN(run_area_kind)
{
	struct ospf_area *x = area(c, a);
	enum ospf_area_kind kind = args_no(a) ? AREA_NORMAL : args_has(a, "stub") ? AREA_STUB : AREA_NSSA;

	if (!x->id && !args_no(a)) {
		cli_error(c, "%% OSPF: Backbone can not be configured as %s area", kind == AREA_STUB ? "stub" : "NSSA");
		area_said(x);
		return false;
	}
	for (const struct ospf_vlink *v = proc(c)->vlinks; v && kind; v = v->next)
		if (v->area == x->id) {
			cli_error(c, "%% OSPF: Area cannot be a stub as it contains a virtual link");
			return false;
		}
	x->no_summary = !args_no(a) && args_has(a, "no-summary");
	x->nssa_default = !args_no(a) && args_has(a, "default-information-originate");
	x->nssa_no_redist = !args_no(a) && args_has(a, "no-redistribution");
	x->suppress_fa = !args_no(a) && args_has(a, "suppress-fa");
	x->translate_always = !args_no(a) && args_has(a, "always");
	x->nssa_metric = args_no(a) ? 1 : (u32)args_num(a, "metric", 1);
	x->nssa_e1 = !args_no(a) && args_num(a, "type", 2) == 1;
	x->configured = true;
	ospf_area_kind(x, kind);
	spf_schedule(x->o, true);
	proc(c)->redist_dirty = true;
	area_said(x);
	soon(c);
	return true;
}

static RUN(run_area_cost)
{
	struct ospf_area *x = area(c, a);

	x->default_cost = args_no(a) ? 1 : (u32)args_num(a, "cost", 1);
	spf_schedule(x->o, false);
	area_said(x);
	return true;
}

static RUN(run_area_auth)
{
	struct ospf_area *x = area(c, a);

	x->auth = args_no(a) ? AUTH_NONE : args_has(a, "message-digest") ? AUTH_CRYPT : AUTH_SIMPLE;
	area_said(x);
	return true;
}

static struct ospf_range **range_at(struct ospf_range **at, u32 prefix, u8 plen)
{
	while (*at && ((*at)->prefix.v4 != prefix || (*at)->plen != plen))
		at = &(*at)->next;
	return at;
}

static bool prefix_args(struct cli *c, const struct args *a, u32 *prefix, u8 *plen)
{
	*prefix = args_ip4(a, "prefix", 0);
	if (ip4_mask_len(args_ip4(a, "mask", 0), plen) && !(*prefix & ~ip4_mask(*plen)))
		return true;
	cli_error(c, "%% OSPF: Invalid address/mask combination");
	return false;
}

static RUN(run_area_range)
{
	struct ospf_area *x;
	struct ospf_range **at, *g;
	u32 prefix;
	u8 plen;

	if (!prefix_args(c, a, &prefix, &plen))
		return false;
	x = area(c, a);
	at = range_at(&x->ranges, prefix, plen);
	g = *at;
	if (args_no(a)) {
		if (g) {
			*at = g->next;
			free(g);
		}
	} else {
		if (!g)
			g = *at = xcalloc(1, sizeof(*g));
		g->prefix = ipaddr4(prefix);
		g->plen = plen;
		g->hide = args_has(a, "not-advertise");
		g->cost_set = args_str(a, "cost");
		g->cost = (u32)args_num(a, "cost", 0);
	}
	spf_schedule(x->o, true);
	area_said(x);
	return true;
}

static RUN(run_vlink)
{
	struct ospf_proc *p = proc(c);
	u32 id = ospf_area_arg(a), peer = args_ip4(a, "peer", 0);
	struct ospf_vlink **at = &p->vlinks, *v;

	if (!args_no(a)) {
		struct ospf_area *x = ospf_area_find(p->o, id);

		if (!id) {
			cli_error(c, "%% OSPF: Virtual link cannot be configured through the backbone");
			return false;
		}
		if (x && x->kind) {
			cli_error(c, "%% OSPF: Virtual link cannot be configured through a stub area");
			return false;
		}
	}
	while (*at && ((*at)->area != id || (*at)->peer != peer))
		at = &(*at)->next;
	v = *at;
	if (args_no(a)) {
		if (v) {
			*at = v->next;
			v->next = NULL;
			/* The link goes before what configures it. */
			ospf_sync_now(p->all);
			ospf_conf_free(&v->conf);
			free(v);
		}
		return true;
	}
	if (!v) {
		v = *at = xcalloc(1, sizeof(*v));
		ospf_conf_init(&v->conf);
		v->area = id;
		v->peer = peer;
	}
	v->conf.hello_s = (u32)args_num(a, "hello", 0);
	v->conf.dead_s = (u32)args_num(a, "dead", 0);
	v->conf.rxmt_s = (u32)args_num(a, "rxmt", 0);
	v->conf.delay_s = (u32)args_num(a, "delay", 0);
	spf_schedule(p->o, true);
	soon(c);
	return true;
}

/* ---- the process's own ---- */

static RUN(run_passive)
{
	struct ospf_proc *p = proc(c);
	struct ospf_passive **at = &p->passive, *x;
	const char *name = args_str(a, "INTERFACE");
	bool on = !args_no(a);

	if (args_has(a, "default")) {
		p->o->passive_default = on;
		soon(c);
		return true;
	}
	while (*at && strcmp((*at)->name, name))
		at = &(*at)->next;
	x = *at;
	/* With `default`, what is kept is what differs from it. */
	if (x) {
		*at = x->next;
		free(x->name);
		free(x);
	}
	if (on != p->o->passive_default) {
		x = xcalloc(1, sizeof(*x));
		x->name = xstrdup(name);
		x->passive = on;
		x->next = p->passive;
		p->passive = x;
	}
	if (p->o->passive_default) {
		char line[96];

		snprintf(line, sizeof(line), "no passive-interface %s", name);
		cli_store(c, on ? "" : line);
	}
	soon(c);
	return true;
}

static RUN(run_default)
{
	struct ospf *o = proc(c)->o;

	o->default_mode = args_no(a) ? 0 : args_has(a, "always") ? 2 : 1;
	o->default_metric_orig = args_no(a) ? 1 : (u32)args_num(a, "metric", 1);
	o->default_e1 = !args_no(a) && args_num(a, "type", 2) == 1;
	proc(c)->redist_dirty = true;
	soon(c);
	return true;
}

static RUN(run_redistribute)
{
	struct ospf_proc *p = proc(c);
	enum route_source s = args_has(a, "connected") ? ROUTE_CONNECTED : args_has(a, "static") ? ROUTE_STATIC : ROUTE_OSPF;
	struct ospf_redist *d = &p->redist[s];

	d->on = !args_no(a);
	d->metric_set = args_str(a, "metric");
	d->metric = (u32)args_num(a, "metric", 0);
	d->e1 = args_num(a, "type", 2) == 1;
	d->subnets = args_has(a, "subnets");
	d->tag = (u32)args_num(a, "tag", 0);
	p->redist_dirty = true;
	soon(c);
	return true;
}

static RUN(run_default_metric)
{
	proc(c)->default_metric = args_no(a) ? 0 : (u32)args_num(a, "metric", 0);
	proc(c)->redist_dirty = true;
	soon(c);
	return true;
}

static RUN(run_summary_address)
{
	struct ospf *o = proc(c)->o;
	struct ospf_range **at, *g;
	u32 prefix;
	u8 plen;

	if (!prefix_args(c, a, &prefix, &plen))
		return false;
	at = range_at(&o->summaries, prefix, plen);
	g = *at;
	if (args_no(a)) {
		if (g) {
			*at = g->next;
			free(g);
		}
	} else {
		if (!g)
			g = *at = xcalloc(1, sizeof(*g));
		g->prefix = ipaddr4(prefix);
		g->plen = plen;
		g->hide = args_has(a, "not-advertise");
		g->cost = (u32)args_num(a, "tag", 0);
	}
	ospf_exts_sync(o);
	return true;
}

/* Distances are in each route: all are told again. */
static void retell(struct ospf_proc *p)
{
	struct ospf *o = p->o;

	for (u32 k = 0; k < o->n_rt; k++)
		if (o->rt[k].was.type) {
			struct ospf_path_info now = o->rt[k].now;

			o->rt[k].now = (struct ospf_path_info){ 0 };
			o->hooks->route(o, &o->rt[k]);
			o->rt[k].now = now;
			o->rt[k].was = (struct ospf_path_info){ 0 };
		}
	spf_schedule(o, true);
}

static RUN(run_distance)
{
	struct ospf_proc *p = proc(c);

	if (args_has(a, "ospf")) {
		p->distance_intra = args_no(a) ? 0 : (u8)args_num(a, "intra", 0);
		p->distance_inter = args_no(a) ? 0 : (u8)args_num(a, "inter", 0);
		p->distance_ext = args_no(a) ? 0 : (u8)args_num(a, "external", 0);
	} else {
		p->distance = args_no(a) ? 0 : (u8)args_num(a, "distance", 0);
	}
	retell(p);
	return true;
}

static RUN(run_paths)
{
	proc(c)->o->max_paths = args_no(a) ? 4 : (u32)args_num(a, "paths", 4);
	retell(proc(c));
	return true;
}

static RUN(run_reference)
{
	proc(c)->o->ref_mbit = args_no(a) ? 100 : (u32)args_num(a, "mbit", 100);
	if (!args_no(a) && !cli_is_replay(c) && proc(c)->o->ref_mbit != 100)
		cli_print(c, "%% OSPF: Reference bandwidth is changed.\n        Please ensure reference bandwidth is consistent across all routers.\n");
	soon(c);
	return true;
}

static RUN(run_throttle)
{
	struct ospf *o = proc(c)->o;
	struct throttle *t = args_has(a, "spf") ? &o->spf : &o->lsa, dflt = { 50, 200, 5000 };

	*t = args_no(a) ? dflt : (struct throttle){ (u32)args_num(a, "start", 50), (u32)args_num(a, "hold", 200), (u32)args_num(a, "max", 5000) };
	return true;
}

static RUN(run_arrival)
{
	proc(c)->o->lsa_arrival_ms = args_no(a) ? 100 : (u32)args_num(a, "ms", 100);
	return true;
}

static RUN(run_pacing)
{
	proc(c)->o->flood_pace_ms = args_no(a) ? 33 : (u32)args_num(a, "ms", 33);
	return true;
}

static RUN(run_max_metric)
{
	struct ospf *o = proc(c)->o;

	timer_stop(ospf_worker(o), &o->max_metric_timer);
	o->max_metric = !args_no(a);
	o->max_metric_stub = args_has(a, "include-stub");
	o->max_metric_external = args_has(a, "external-lsa");
	o->max_metric_summary = args_has(a, "summary-lsa");
	o->max_metric_ext_cost = (u32)args_num(a, "external", 0xff0000);
	o->max_metric_sum_cost = (u32)args_num(a, "summary", 0xff0000);
	o->max_metric_boot_s = (u32)args_num(a, "startup", 0);
	if (o->max_metric && o->max_metric_boot_s) {
		nsec due = proc(c)->all->s->dev->booted + o->max_metric_boot_s * NSEC_PER_SEC;

		if (due > ospf_now(o))
			timer_set(ospf_worker(o), &o->max_metric_timer, due);
		else
			o->max_metric = false;
	}
	ospf_exts_sync(o);
	spf_schedule(o, true);
	return true;
}

static RUN(run_log)
{
	proc(c)->o->log_adj = !args_no(a);
	proc(c)->o->log_detail = !args_no(a) && args_has(a, "detail");
	if (args_no(a))
		cli_store(c, "no log-adjacency-changes");
	return true;
}

static RUN(run_neighbor)
{
	struct ospf_proc *p = proc(c);
	u32 addr = args_ip4(a, "A.B.C.D", 0);
	struct ospf_static_nbr **at = &p->nbrs, *n;

	while (*at && (*at)->addr != addr)
		at = &(*at)->next;
	n = *at;
	if (args_no(a)) {
		if (n) {
			*at = n->next;
			free(n);
		}
	} else {
		if (!n)
			n = *at = xcalloc(1, sizeof(*n));
		n->addr = addr;
		n->priority = (u8)args_num(a, "priority", 0);
		n->poll_s = (u32)args_num(a, "poll", 120);
		n->cost = (u32)args_num(a, "cost", 0);
	}
	soon(c);
	return true;
}

static RUN(run_suppress)
{
	proc(c)->o->filter_suppress = !args_no(a);
	soon(c);
	return true;
}

static RUN(run_helper)
{
	/* "nsf ietf helper disable" */
	proc(c)->o->nsf_helper = args_no(a);
	return true;
}

static RUN(run_shutdown)
{
	struct ospf_proc *p = proc(c);

	p->shut = !args_no(a);
	ospf_clear_process(p);
	return true;
}

/* ---- clear ---- */

static void clear_all_answer(struct cli *c, void *state, const char *text)
{
	struct ospf_all *all = ospf_all_find(cli_stack(c), 2);
	u32 id = (u32)(uintptr_t)state;

	for (struct ospf_proc *p = all && (*text == 'y' || *text == 'Y') ? all->procs : NULL; p; p = p->next)
		if (!id || p->id == id)
			ospf_clear_process(p);
}

static RUN(run_clear_ask)
{
	u32 id = (u32)args_num(a, "id", 0);
	char text[64] = "Reset ALL OSPF processes? [no]: ";

	if (id)
		snprintf(text, sizeof(text), "Reset OSPF process %u? [no]: ", id);
	/* Whoever cannot be asked has meant it: a script. */
	cli_ask(c, text, cli_interactive(c) ? "no" : "yes", clear_all_answer, (void *)(uintptr_t)id);
	return true;
}

#define AREA "{<0-4294967295>:aid | A.B.C.D:aip}"
#define AREA_HELP "OSPF area ID as a decimal value|OSPF area ID in IP address format"
#define ROUTER(...) { &mode_router_ospf, __VA_ARGS__ }
#define METRIC "metric <0-16777214>:metric|metric-type <1-2>:type"

static const struct cmd config_rows[] = {
	{ &mode_config, "router ospf <1-65535>:id", "Enable a routing process|Open Shortest Path First (OSPF)|Process ID", .run = run_process,
	  .enter = &mode_router_ospf, .order = ORDER_ROUTER + 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "router ospf <1-65535>:id vrf WORD", "|||VPN Routing/Forwarding Instance|VRF Name", .flags = CMD_UNSUPPORTED },
	ROUTER("router-id A.B.C.D", "router-id for this OSPF process|OSPF router-id in IP address format", .run = run_router_id, .key = 1, .order = 10),
	ROUTER("log-adjacency-changes [detail]", "Log changes in adjacency state|Log all state changes", .run = run_log, .key = 1, .order = 11,
	       .dflt = "log-adjacency-changes"),
	ROUTER("auto-cost reference-bandwidth <1-4294967>:mbit",
	       "Calculate OSPF interface cost according to bandwidth|Use reference bandwidth method to assign OSPF cost|The reference bandwidth in terms of Mbits per second",
	       .run = run_reference, .key = 2, .order = 12, .dflt = "auto-cost reference-bandwidth 100"),
	ROUTER("max-metric router-lsa [external-lsa [<1-16777215>:external]|include-stub|on-startup <5-86400>:startup|summary-lsa [<1-16777215>:summary]]*",
	       "Set maximum metric|Maximum metric in self-originated router-LSAs|Override external-lsa metric with max-metric value|Overriding metric in external-LSAs|Set maximum metric for stub links in router-LSAs|Set maximum metric temporarily after reboot|Time, in seconds, router-LSAs are originated with max-metric|Override summary-lsa metric with max-metric value|Overriding metric in summary-LSAs",
	       .run = run_max_metric, .key = 2, .order = 13),
	ROUTER("nsf ietf helper disable", "Non-stop forwarding|IETF graceful restart|helper support|disable helper support", .run = run_helper, .order = 14),
	ROUTER("nsf cisco LINE", "|Cisco Non-stop forwarding|", .flags = CMD_UNSUPPORTED),
	ROUTER("nsf ietf", "||", .flags = CMD_UNSUPPORTED),
	ROUTER("prefix-suppression", "Enable prefix suppression", .run = run_suppress, .order = 15),
	ROUTER("area " AREA " authentication", "OSPF area parameters|" AREA_HELP "|Enable authentication", .run = run_area_auth, .key = 3, .order = 20,
	       .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " authentication message-digest", "||||Use message-digest authentication", .run = run_area_auth, .key = 3, .order = 20,
	       .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " stub [no-summary]", "|||Specify a stub area|Do not inject inter-area routes into area", .run = run_area_kind, .key = 3,
	       .order = 21, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " nssa [no-redistribution|no-summary|default-information-originate [" METRIC "]*|translate type7 {always|suppress-fa}]*",
	       "|||Specify a NSSA area|No redistribution into this NSSA area|Do not send summary LSA into NSSA|Originate Type 7 default into NSSA area|OSPF default metric|OSPF metric|OSPF metric type for default routes|OSPF Link State type|Translate LSA|Translate from Type 7 to Type 5|Always translate LSAs|Suppress forwarding address in translated LSAs",
	       .run = run_area_kind, .key = 3, .order = 22, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " default-cost <0-16777215>:cost", "|||Set the summary default-cost of a NSSA/stub area|Stub's advertised external route metric",
	       .run = run_area_cost, .key = 3, .order = 23, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " range A.B.C.D:prefix A.B.C.D:mask [advertise|not-advertise] [cost <0-16777214>:cost]",
	       "|||Summarize routes matching address/mask (border routers only)|IP address to match|IP mask for address|Advertise this range (default)|DoNotAdvertise this range|User specified metric for this range|Advertised metric for this range",
	       .run = run_area_range, .key = 5, .order = 24, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " virtual-link A.B.C.D:peer [hello-interval <1-65535>:hello|retransmit-interval <1-65535>:rxmt|transmit-delay <1-65535>:delay|dead-interval <1-65535>:dead]*",
	       "|||Define a virtual link and its parameters|ID (IP addr) associated with virtual link neighbor|Time between HELLO packets|Seconds|Time between retransmitting lost link state advertisements|Seconds|Link state transmit delay|Seconds|Interval after which a neighbor is declared dead|Seconds",
	       .run = run_vlink, .key = 4, .order = 25, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " filter-list LINE", "|||Filter networks between OSPF areas|", .flags = CMD_UNSUPPORTED),
	ROUTER("area " AREA " sham-link LINE", "|||Define a sham link and its parameters|", .flags = CMD_UNSUPPORTED),
	ROUTER("summary-address A.B.C.D:prefix A.B.C.D:mask [not-advertise] [tag <0-4294967295>:tag]",
	       "Configure IP address summaries|IP summary address|Summary mask|Do not advertise or translate|Set tag|32-bit tag value", .run = run_summary_address,
	       .key = 3, .order = 30, .flags = CMD_SORT_NUMERIC),
	ROUTER("timers throttle {spf|lsa} <0-600000>:start <1-600000>:hold <1-600000>:max",
	       "Adjust routing timers|OSPF throttle timers|OSPF SPF throttle timers|OSPF LSA throttle timers|Delay between receiving a change to SPF calculation in milliseconds|Delay between first and second SPF calculation in milliseconds|Maximum wait time in milliseconds for SPF calculations",
	       .run = run_throttle, .key = 3, .order = 31),
	ROUTER("timers lsa arrival <0-600000>:ms", "|OSPF LSA timers|OSPF LSA timers|The minimum interval in milliseconds between accepting the same LSA", .run = run_arrival,
	       .key = 3, .order = 32, .dflt = "timers lsa arrival 100"),
	ROUTER("timers pacing flood <5-100>:ms", "|OSPF pacing timers|OSPF flood pacing timer|The minimum interval in milliseconds to pace limit flooding on interface",
	       .run = run_pacing, .key = 3, .order = 33, .dflt = "timers pacing flood 33"),
	ROUTER("redistribute {connected|static} [" METRIC "|tag <0-4294967295>:tag|subnets]*",
	       "Redistribute information from another routing protocol|Connected|Static routes|Metric for redistributed routes|OSPF default metric|OSPF/IS-IS exterior metric type for redistributed routes|Set OSPF External Type metrics|Set tag for routes redistributed into OSPF|32-bit tag value|Consider subnets for redistribution into OSPF",
	       .run = run_redistribute, .key = 2, .order = 40, .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute LINE", "||", .flags = CMD_UNSUPPORTED),
	ROUTER("passive-interface default", "Suppress routing updates on an interface|Suppress routing updates on all interfaces", .run = run_passive, .order = 50),
	/* `no` of a line that does not stand must be heard too (after `default`): the shell asks for a default then. Null0 is passive by nature. */
	ROUTER("passive-interface INTERFACE", "||", .run = run_passive, .order = 51, .flags = CMD_SORT_NUMERIC, .dflt = "passive-interface Null0"),
	ROUTER("network A.B.C.D:net A.B.C.D:wild area " AREA,
	       "Enable routing on an IP network|Network number|OSPF wild card bits|Set the OSPF area ID|" AREA_HELP, .run = run_network, .key = 3, .order = 60, .flags = CMD_SORT_NUMERIC),
	ROUTER("neighbor A.B.C.D [priority <0-255>:priority|poll-interval <0-65535>:poll|cost <1-65535>:cost]*",
	       "Specify a neighbor router|Neighbor address|OSPF priority of non-broadcast neighbor|Priority|OSPF dead-router polling interval|Seconds|OSPF cost for point-to-multipoint neighbor|metric",
	       .run = run_neighbor, .key = 2, .order = 61, .flags = CMD_SORT_NUMERIC),
	ROUTER("default-information originate [always|" METRIC "]*",
	       "Control distribution of default information|Distribute a default route|Always advertise default route|OSPF default metric|OSPF metric|OSPF metric type for default routes|OSPF Link State type",
	       .run = run_default, .key = 2, .order = 70),
	ROUTER("default-metric <1-16777214>:metric", "Set metric of redistributed routes|Default metric", .run = run_default_metric, .key = 1, .order = 71),
	ROUTER("maximum-paths <1-16>:paths", "Forward packets over multiple paths|Number of paths", .run = run_paths, .key = 1, .order = 72, .dflt = "maximum-paths 4"),
	ROUTER("distance <1-255>:distance", "Define an administrative distance|OSPF Administrative distance", .run = run_distance, .key = 1, .order = 73),
	ROUTER("distance ospf [intra-area <1-255>:intra|inter-area <1-255>:inter|external <1-255>:external]*",
	       "|OSPF distance|Intra-area routes|Distance|Inter-area routes|Distance|External type 5 and type 7 routes|Distance", .run = run_distance, .key = 2, .order = 74),
	ROUTER("distribute-list LINE", "Filter networks in routing updates|", .flags = CMD_UNSUPPORTED),
	ROUTER("bfd LINE", "BFD configuration commands|", .flags = CMD_UNSUPPORTED),
	ROUTER("mpls LINE", "Configure MPLS routing protocol parameters|", .flags = CMD_UNSUPPORTED),
	ROUTER("shutdown", "Shutdown the OSPF protocol under the current instance", .run = run_shutdown, .order = 5),
};

static const struct cmd exec_rows[] = {
	{ &mode_exec, "clear ip ospf process", "|IP|OSPF clear commands|Reset OSPF process", .run = run_clear_ask, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip ospf <1-65535>:id process", "|||OSPF process ID number|Reset OSPF process", .run = run_clear_ask, .flags = CMD_PRIV },
	DEBUG_CMDS("ip ospf adj", "IP information|OSPF information|OSPF adjacency events"),
	DEBUG_CMDS("ip ospf hello", "||OSPF hello events"),
	DEBUG_CMDS("ip ospf events", "||OSPF events"),
	DEBUG_CMDS("ip ospf packet", "||OSPF packets"),
	DEBUG_CMDS("ip ospf spf", "||OSPF spf"),
	DEBUG_CMDS("ip ospf lsa-generation", "||OSPF lsa generation"),
	DEBUG_CMDS("ip ospf flood", "||OSPF flooding"),
};

const struct cmd_table ospf_cmds[] = { CMD_TABLE(config_rows), CMD_TABLE(exec_rows), { ospf_if_rows, OSPF_IF_ROWS }, { ospf_show_rows, OSPF_SHOW_ROWS } };
const unsigned n_ospf_cmds = ARRAY_LEN(ospf_cmds);
