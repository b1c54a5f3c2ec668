/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `router ospf N` and its lines; clear, debug. Lines of interfaces are in ospf_if_cli.c, shows in ospf_show.c and ospf_db_show.c. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ospf/cli.h"
#include "router/vrf/vrf.h"

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

u8 ospf_line_form(const struct args *a)
{
	const char *line = args_line(a);

	return !strncmp(line, "ipv6 ", 5) || !strncmp(line, "clear ipv6 ", 11) ? OSPF_FORM_3 : OSPF_FORM_2;
}

RUN(ospf_run_process)
{
	u8 form = ospf_line_form(a);
	u32 id = (u32)args_num(a, "id", 1);
	struct ospf_proc *p = ospf_proc_any(cli_stack(c), form, id);
	struct ipstack *s = args_no(a) ? NULL : cli_vrf(c, a);

	if (args_no(a)) {
		const char *vrf = args_str(a, "vrf");

		if (!p || (form == OSPF_FORM_3 && !p->by_ipv6_router) || (vrf && strcmp(vrf, vrf_name(p->all->s))))
			return true;
		if (!vrf && p->all->s->vrf) { /* the number says which it is */
			char line[96];

			snprintf(line, sizeof(line), "router ospf %u vrf %s", id, vrf_name(p->all->s));
			return cli_remove_in(c, line, NULL);
		}
		if (!ospf_lines_go(c, form, id))
			return false;
		p = ospf_proc_any(cli_stack(c), form, id); /* the last line of an interface may have taken it along */
		if (form == OSPF_FORM_3)
			ospf_families_end(cli_stack(c), id);
		else if (p)
			ospf_proc_remove(p);
		return true;
	}
	if (form == OSPF_FORM_3 && ospf_common(cli_stack(c), id, false)) {
		if (!ospf_as_ipv6(c, id)) {
			cli_error(c, "%% OSPFv3: Process %u is configured by \"router ospfv3\"", id);
			return false;
		}
		cli_store(c, args_line(a));
	}
	if (s && p && p->all->s != s)
		cli_error(c, "%% VRF specified does not match existing router");
	if (!s || (p && p->all->s != s))
		return false;
	p = ospf_proc_get(ospf_all(s, form), id);
	p->by_ipv6_router = form == OSPF_FORM_3;
	p->by_iface = false;
	cli_enter_object(c, p);
	return true;
}

RUN(ospf_run_router_id)
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

void ospf_network_spelled(const struct args *a, char key[CMD_SPELLED])
{
	u32 wild = args_ip4(a, "wild", 0);
	char x[IP4_TEXT], y[IP4_TEXT];

	wild = wild & (wild + 1) ? ~wild : wild;
	snprintf(key, CMD_SPELLED, "network %s %s", ip4_text(args_ip4(a, "net", 0) & ~wild, x), ip4_text(wild, y));
}

RUN(ospf_run_network)
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

void ospf_area_said(struct ospf_area *x)
{
	x->configured = x->kind != AREA_NORMAL || x->inherited || x->kind_said || x->chain || x->auth || x->default_cost != 1 || x->ranges || x->filter_in || x->filter_out;
	if (!x->configured)
		ospf_area_release(x);
}

RUN(ospf_run_area_cost)
{
	struct ospf_area *x = area(c, a);

	x->default_cost = args_no(a) ? 1 : (u32)args_num(a, "cost", 1);
	spf_schedule(x->o, false);
	ospf_area_said(x);
	return true;
}

RUN(ospf_run_area_auth)
{
	struct ospf_area *x = area(c, a);

	x->auth = args_no(a) ? AUTH_NONE : args_has(a, "message-digest") ? AUTH_CRYPT : AUTH_SIMPLE;
	ospf_area_said(x);
	return true;
}

static bool prefix_args(struct cli *c, const struct args *a, struct ipaddr *prefix, u8 *plen)
{
	struct ip6 v6;

	if (args_ip6_prefix(a, "prefix6", &v6, plen)) {
		v6 = ip6_masked(&v6, *plen);
		*prefix = ipaddr6(&v6);
		return true;
	}
	*prefix = ipaddr4(args_ip4(a, "prefix", 0));
	if (ip4_mask_len(args_ip4(a, "mask", 0), plen) && !(prefix->v4 & ~ip4_mask(*plen)))
		return true;
	cli_error(c, "%% OSPF: Invalid address/mask combination");
	return false;
}

/* One entry of a list, as the line and its `no` say: `cost`, or the tag under the word `number`. false: refused. */
static bool range_set(struct cli *c, const struct args *a, struct ospf_range **list, const char *number)
{
	struct ospf_range **at, *g;
	struct ipaddr prefix;
	u8 plen;

	if (!prefix_args(c, a, &prefix, &plen))
		return false;
	for (at = list; *at && (!ipaddr_eq(&(*at)->prefix, &prefix) || (*at)->plen != plen);)
		at = &(*at)->next;
	g = *at;
	if (args_no(a)) {
		if (g) {
			*at = g->next;
			free(g);
		}
		return true;
	}
	if (!g)
		g = *at = xcalloc(1, sizeof(*g));
	g->prefix = prefix;
	g->plen = plen;
	g->hide = args_has(a, "not-advertise");
	g->cost_set = args_str(a, number);
	g->cost = (u32)args_num(a, number, 0);
	return true;
}

RUN(ospf_run_area_range)
{
	struct ospf_area *x = area(c, a);
	bool ok = range_set(c, a, &x->ranges, "cost");

	if (ok)
		spf_schedule(x->o, true);
	ospf_area_said(x);
	return ok;
}

/* "area 1 filter-list prefix NAME in": another name for the same area and way. */
static bool same_filter(const char *line, const void *arg)
{
	const char *name = strstr(line, " filter-list prefix "), *other = strstr(arg, " filter-list prefix ");

	if (!name || !strcmp(line, arg) || name - line != other - (const char *)arg || memcmp(line, arg, (size_t)(name - line)))
		return false;
	return !strcmp(strrchr(line, ' '), strrchr(arg, ' '));
}

RUN(ospf_run_area_filter)
{
	struct ospf_area *x;
	char **at;

	if (!args_no(a))
		cli_remove_lines(c, false, same_filter, args_line(a)); /* may take the area along */
	x = area(c, a);
	at = args_has(a, "out") ? &x->filter_out : &x->filter_in;
	free(*at);
	*at = args_no(a) ? NULL : xstrdup(args_str(a, "list"));
	spf_schedule(x->o, true);
	ospf_area_said(x);
	return true;
}

struct ospf_vlink *ospf_vlink_conf(struct ospf_proc *p, u32 area, u32 peer)
{
	struct ospf_vlink *v = p->vlinks;

	while (v && (v->area != area || v->peer != peer))
		v = v->next;
	return v;
}

/* The other lines of a virtual link go with it. */
static void vlink_lines_go(struct cli *c, const struct args *a)
{
	const char *line = args_line(a), *end = strstr(line, " virtual-link ");
	size_t n = end ? (size_t)(end - line) + strlen(" virtual-link ") : 0;
	char text[128];

	n += strcspn(line + n, " ");
	for (unsigned k = 0; k < 258; k++) {
		if (k < 2)
			snprintf(text, sizeof(text), "%.*s %s", (int)n, line, k ? "authentication-key" : "authentication");
		else if (k > 2)
			snprintf(text, sizeof(text), "%.*s message-digest-key %u", (int)n, line, k - 2);
		if (k != 2)
			cli_remove_in(c, NULL, text);
	}
}

RUN(ospf_run_vlink)
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
			vlink_lines_go(c, a);
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
		ospf_conf_init(&v->conf, p->all->form);
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

RUN(ospf_run_passive)
{
	passive_line(c, a, &proc(c)->passive);
	soon(c);
	return true;
}

RUN(ospf_run_default)
{
	struct ospf_proc *p = proc(c);
	struct ospf *o = p->o;

	route_map_release(p->default_map);
	p->default_map = !args_no(a) && args_str(a, "map") ? route_map_hold(p->all->s, args_str(a, "map")) : NULL;
	o->default_mode = args_no(a) ? 0 : args_has(a, "always") ? 2 : 1;
	if (p->default_map)
		o->default_mode = 3;	/* with `always`, too: it is the map that says when */
	o->default_metric_orig = p->default_cost = args_no(a) ? 1 : (u32)args_num(a, "metric", 1);
	o->default_e1 = p->default_e1 = !args_no(a) && args_num(a, "type", 2) == 1;
	p->redist_dirty = true;
	soon(c);
	return true;
}

RUN(ospf_run_redistribute)
{
	struct ospf_proc *p = proc(c);
	struct ospf_redist *d;
	u16 from = 0;
	u8 source;

	if (!redist_good(c, a))
		return false;
	if (!args_no(a) && redist_source(a, &source, &from) && from == p->id && (source == ospf_source(p->all) || (source == ROUTE_OSPF3 && p->o->af == AF_IP6))) {
		cli_error(c, "%% Cannot redistribute OSPF process %u into itself", p->id);
		return false;
	}
	d = redist_line(p->all->s, a, &p->redist, sizeof(*d));
	if (d) {
		d->e1 = args_num(a, "type", 2) == 1;
		d->subnets = args_has(a, "subnets");
		d->tag = (u32)args_num(a, "tag", 0);
		if (!d->subnets && !ospf_v3(p->o) && !cli_is_replay(c))
			cli_print(c, "%% Only classful networks will be redistributed\n");
	}
	p->redist_dirty = true;
	soon(c);
	return true;
}

RUN(ospf_run_default_metric)
{
	proc(c)->default_metric = args_no(a) ? 0 : (u32)args_num(a, "metric", 0);
	proc(c)->redist_dirty = true;
	soon(c);
	return true;
}

RUN(ospf_run_summary_address)
{
	struct ospf *o = proc(c)->o;

	if (!range_set(c, a, &o->summaries, "tag"))
		return false;
	ospf_exts_sync(o);
	spf_schedule(o, false);	/* its discard route */
	return true;
}

RUN(ospf_run_distance)
{
	struct ospf_proc *p = proc(c);

	if (args_has(a, "ospf")) {
		p->distance_intra = args_no(a) ? 0 : (u8)args_num(a, "intra", 0);
		p->distance_inter = args_no(a) ? 0 : (u8)args_num(a, "inter", 0);
		p->distance_ext = args_no(a) ? 0 : (u8)args_num(a, "external", 0);
	} else {
		p->distance = args_no(a) ? 0 : (u8)args_num(a, "distance", 0);
	}
	ospf_retell(p);
	return true;
}

RUN(ospf_run_distance_from)
{
	if (!distance_line(c, a, proc(c)->all->s, &proc(c)->distances))
		return false;
	ospf_retell(proc(c));
	return true;
}

RUN(ospf_run_distribute)
{
	struct ospf_proc *p = proc(c);

	if (!dist_line(c, a, p->all->s, p->o->af, &p->filters))
		return false;
	p->retell = p->redist_dirty = true;
	ospf_sync_soon(p->all);
	return true;
}

RUN(ospf_run_paths)
{
	proc(c)->o->max_paths = args_no(a) ? 4 : (u32)args_num(a, "paths", 4);
	ospf_retell(proc(c));
	return true;
}

RUN(ospf_run_reference)
{
	proc(c)->o->ref_mbit = args_no(a) ? 100 : (u32)args_num(a, "mbit", 100);
	if (!args_no(a) && !cli_is_replay(c) && proc(c)->o->ref_mbit != 100)
		cli_print(c, "%% OSPF: Reference bandwidth is changed.\n        Please ensure reference bandwidth is consistent across all routers.\n");
	soon(c);
	return true;
}

RUN(ospf_run_throttle)
{
	struct ospf *o = proc(c)->o;
	struct throttle *t = args_has(a, "spf") ? &o->spf : &o->lsa, dflt = { 50, 200, 5000 };

	soon(c);
	*t = args_no(a) ? dflt : (struct throttle){ (u32)args_num(a, "start", 50), (u32)args_num(a, "hold", 200), (u32)args_num(a, "max", 5000) };
	return true;
}

RUN(ospf_run_arrival)
{
	proc(c)->o->lsa_arrival_ms = args_no(a) ? 100 : (u32)args_num(a, "ms", 100);
	soon(c);
	return true;
}

RUN(ospf_run_pacing)
{
	proc(c)->o->flood_pace_ms = args_no(a) ? 33 : (u32)args_num(a, "ms", 33);
	soon(c);
	return true;
}

RUN(ospf_run_log)
{
	proc(c)->o->log_adj = !args_no(a);
	proc(c)->o->log_detail = !args_no(a) && args_has(a, "detail");
	if (args_no(a))
		cli_store(c, "no log-adjacency-changes");
	soon(c);
	return true;
}

RUN(ospf_run_neighbor)
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
		n->mute = args_has(a, "database-filter");
	}
	soon(c);
	return true;
}

RUN(ospf_run_suppress)
{
	proc(c)->o->filter_suppress = !args_no(a);
	soon(c);
	return true;
}

RUN(ospf_run_rfc1583)
{
	struct ospf *o = proc(c)->o;

	o->rfc1583 = !args_no(a);
	spf_schedule(o, true);
	return true;
}

RUN(ospf_run_vrf_lite)
{
	struct ospf_proc *p = proc(c);

	p->o->heed_dn = args_no(a) && p->all->s->vrf;
	orig_all_soon(p->o);
	spf_schedule(p->o, true);
	return true;
}

RUN(ospf_run_bfd)
{
	struct ospf_proc *p = proc(c);

	p->bfd = !args_no(a);
	ospf_sync_soon(p->all);
	return true;
}

RUN(ospf_run_shutdown)
{
	struct ospf_proc *p = proc(c);

	p->shut = !args_no(a);
	if (!p->common)
		ospf_clear_process(p);
	soon(c);
	return true;
}

/* ---- clear ---- */

static void clear_all_answer(struct cli *c, void *state, const char *text)
{
	bool yes = *text == 'y' || *text == 'Y';
	u8 forms = (uintptr_t)state >> 16 & 7;
	u32 id = (uintptr_t)state & 0xffff;

	for (u8 form = 0; form < OSPF_FORMS; form++)
		for (struct ospf_proc *p = yes && forms >> form & 1 ? ospf_proc_after(cli_stack(c), form, NULL) : NULL; p; p = ospf_proc_after(cli_stack(c), form, p))
			if (!id || p->id == id)
				ospf_clear_process(p);
}

RUN(ospf_run_clear_ask)
{
	u32 id = (u32)args_num(a, "id", 0);
	uintptr_t forms = !strncmp(args_line(a), "clear ospfv3", 12) ? 1 << OSPF_FORM_3 | 1 << OSPF_FORM_3_IP4 : 1 << ospf_line_form(a);
	char text[64] = "Reset ALL OSPF processes? [no]: ";

	if (id)
		snprintf(text, sizeof(text), "Reset OSPF process %u? [no]: ", id);
	/* Whoever cannot be asked has meant it: a script. */
	cli_ask(c, text, cli_interactive(c) ? "no" : "yes", clear_all_answer, (void *)((uintptr_t)id | forms << 16));
	return true;
}

