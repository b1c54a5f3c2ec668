/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of processes, in whatever block they stand: `router eigrp AS` and its VRF families, `ipv6 router eigrp AS`, the families of `router eigrp NAME` and
 * their `topology base`. Each of these blocks is about a process. Interfaces' lines are in eigrp_if_cli.c, the rows in eigrp_rows.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/acl/acl.h"
#include "router/eigrp/eigrp_cli.h"
#include "router/vrf/vrf.h"

static struct eigrp *proc(const struct cli *c) { return cli_object(c, 0); }
static bool soon(const struct eigrp *e)
{
	eigrp_soon(e->all);
	return true;
}

/* ---- blocks ---- */

/* The AS is another mode's. */
static bool taken(struct cli *c, u8 af, u16 as)
{
	cli_error(c, "%% EIGRP-%s: autonomous system %u is in use by another EIGRP process", af == AF_IP4 ? "IPv4" : "IPv6", as);
	return false;
}

static bool classic(struct cli *c, const struct args *a, struct ipstack *s, u8 af, u16 parent)
{
	u16 as = (u16)args_num(a, "as", 0);
	struct eigrp *e = eigrp_find_as(s, af, as);

	if (e && (e->inst || e->parent != parent))
		return args_no(a) || taken(c, af, as);
	if (args_no(a)) {
		if (e)
			eigrp_remove(e);
		return true;
	}
	e = eigrp_get(s, NULL, af, as);
	e->parent = parent;
	cli_enter_object(c, e);
	return true;
}

RUN(eigrp_run_router) { return classic(c, a, cli_stack(c), AF_IP4, 0); }
RUN(eigrp_run_router6) { return classic(c, a, cli_stack(c), AF_IP6, 0); }

RUN(eigrp_run_vrf)
{
	struct ipstack *s = cli_vrf(c, a);
	char line[VRF_NAME_MAX + 64];

	if (!s)
		return args_no(a);
	if (!args_no(a)) {
		snprintf(line, sizeof(line), "address-family ipv4 vrf %s autonomous-system %u", args_str(a, "vrf"), (unsigned)args_num(a, "as", 0));
		cli_store(c, line);
	}
	return classic(c, a, s, AF_IP4, proc(c)->as);
}

RUN(eigrp_run_inst)
{
	struct eigrp_inst *x = eigrp_inst(cli_stack(c), args_str(a, "name"), !args_no(a));

	if (!args_no(a))
		cli_enter_object(c, x);
	else if (x)
		eigrp_inst_remove(cli_stack(c), x);
	return true;
}

RUN(eigrp_run_inst_shutdown)
{
	struct eigrp_inst *x = cli_object(c, 0);

	x->shutdown = !args_no(a);
	for (struct ipstack *t = cli_stack(c); t; t = t->next)
		if (t->eigrp)
			eigrp_soon(t->eigrp);
	return true;
}

RUN(eigrp_run_family)
{
	u8 af = strncmp(args_line(a), "address-family ipv6", 19) ? AF_IP4 : AF_IP6;
	struct eigrp_inst *x = cli_object(c, 0);
	u16 as = (u16)args_num(a, "as", 0);
	const char *vrf = args_str(a, "vrf");
	struct ipstack *s = cli_vrf(c, a);
	struct eigrp *e = s ? eigrp_find_as(s, af, as) : NULL;
	char line[VRF_NAME_MAX + 80];

	if (!s)
		return args_no(a);
	if (args_no(a)) {
		if (e && e->inst == x)
			eigrp_remove(e);
		return true;
	}
	e = eigrp_get(s, x, af, as);
	if (!e)
		return taken(c, af, as);
	snprintf(line, sizeof(line), "address-family %s unicast%s%s autonomous-system %u", af == AF_IP4 ? "ipv4" : "ipv6", vrf ? " vrf " : "", vrf ? vrf : "", as);
	cli_store(c, line);
	cli_enter_object(c, e);
	return true;
}

RUN(eigrp_run_topology)
{
	if (!args_no(a))
		cli_enter_object(c, proc(c));
	return true;
}

RUN(eigrp_run_leave)
{
	(void)a;
	cli_leave(c);
	return true;
}

/* ---- lines ---- */

/* A mask is taken for what it means, as IOS does; without one the network is that of its class. */
static u32 network_of(const struct args *a, u32 *wild)
{
	u32 net = args_ip4(a, "net", 0);
	u8 plen;

	*wild = args_ip4(a, "wild", 0);
	if (!args_str(a, "wild"))
		*wild = net ? ~ip4_mask(ip4_class_len(net)) : ~0u;
	else if (*wild & (*wild + 1) && ip4_mask_len(*wild, &plen))
		*wild = ~*wild;
	return net & ~*wild;
}

void eigrp_network_spelled(const struct args *a, char key[CMD_SPELLED])
{
	char x[IP4_TEXT], y[IP4_TEXT];
	u32 wild, net = network_of(a, &wild);

	snprintf(key, CMD_SPELLED, "network %s%s%s", ip4_text(net, x), args_str(a, "wild") ? " " : "", args_str(a, "wild") ? ip4_text(wild, y) : "");
}

RUN(eigrp_run_network)
{
	struct eigrp *e = proc(c);
	u32 wild, net = network_of(a, &wild);
	struct eigrp_net **at = &e->nets, *x;
	char line[CMD_SPELLED];

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
		eigrp_network_spelled(a, line);
		cli_store(c, line);
	}
	return soon(e);
}

RUN(eigrp_run_passive)
{
	passive_line(c, a, &proc(c)->passive);
	return soon(proc(c));
}

static void meet_on(struct eigrp_if *ei, const char *why)
{
	if (!ei->passive && ei->nbrs)
		packet_hello(ei, true);
	while (ei->nbrs)
		nbr_down(ei->nbrs, why);
	hello_now(ei);
}

/* All neighbours are met anew: what both sides must agree on, or what a hello says, is other than before. */
static void meet_again(struct eigrp *e, const char *why)
{
	for (struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		meet_on(ei, why);
}

RUN(eigrp_run_bfd)
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

RUN(eigrp_run_router_id)
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

RUN(eigrp_run_stub)
{
	static const struct { const char *word; u16 flag; } words[] = { { "connected", STUB_CONNECTED }, { "static", STUB_STATIC }, { "summary", STUB_SUMMARY },
									{ "redistributed", STUB_REDISTRIBUTED }, { "receive-only", STUB_RECEIVE_ONLY } };
	struct eigrp *e = proc(c);
	char kept[320];

	e->stub = 0;
	route_map_release(e->stub_leak);
	e->stub_leak = !args_no(a) && args_str(a, "map") ? route_map_hold(e->all->s, args_str(a, "map")) : NULL;
	for (unsigned k = 0; k < ARRAY_LEN(words) && !args_no(a); k++)
		e->stub |= args_has(a, words[k].word) ? words[k].flag : 0;
	if (!args_no(a) && !e->stub) {
		e->stub = STUB_CONNECTED | STUB_SUMMARY;
		if (e->stub_leak)
			snprintf(kept, sizeof(kept), "eigrp stub connected summary leak-map %s", args_str(a, "map"));
		cli_store(c, e->stub_leak ? kept : "eigrp stub connected summary");
	}
	meet_again(e, "peer info changed");
	return true;
}

RUN(eigrp_run_log)
{
	proc(c)->log_changes = !args_no(a);
	return true;
}

RUN(eigrp_run_warnings)
{
	proc(c)->warn_s = args_str(a, "seconds") ? args_no(a) ? 10 : (u32)args_num(a, "seconds", 10) : args_no(a) ? 0 : 10;
	return true;
}

RUN(eigrp_run_neighbor)
{
	struct eigrp *e = proc(c);
	struct eigrp_static **at = &e->statics, *x;
	struct ipaddr a6 = { .af = e->af };
	const char *name = args_str(a, "INTERFACE");
	struct eigrp_if *ei = e->ifs;

	if (e->af == AF_IP4)
		a6.v4 = args_ip4(a, "address", 0);
	else
		args_ip6(a, "address", &a6.v6);
	while (ei && strcmp(ei->i->name, name))
		ei = ei->next;
	while (*at && (!ipaddr_eq(&(*at)->addr, &a6) || strcmp((*at)->iface, name)))
		at = &(*at)->next;
	x = *at;
	if (args_no(a) && x) {
		*at = x->next;
		e->n_statics--;
		free(x->iface);
		free(x);
	} else if (!args_no(a) && !x) {
		if (e->af == AF_IP6 ? !ip6_is_linklocal(&a6.v6) : !a6.v4 || ip4_is_multicast(a6.v4)) {
			cli_error(c, "%% Invalid neighbor address");
			return false;
		}
		if (e->n_statics >= EIGRP_STATICS_MAX) {
			cli_error(c, "%% No more than %d static neighbors", EIGRP_STATICS_MAX);
			return false;
		}
		x = *at = xcalloc(1, sizeof(*x));
		x->addr = a6;
		x->iface = xstrdup(name);
		e->n_statics++;
	}
	/* On an interface with others by `neighbor` this one alone comes or goes; the first and the last are eigrp_sync_ifs()'s. */
	if (ei && args_no(a)) {
		struct eigrp_nbr *n = nbr_find(ei, &a6);

		if (n)
			nbr_down(n, "Static peer deconfigured");
	} else if (ei && ei->unicast) {
		hello_now(ei);
	}
	return soon(e);
}

RUN(eigrp_run_auto)
{
	proc(c)->auto_summary = !args_no(a);
	for (struct eigrp_if *ei = proc(c)->ifs; ei; ei = ei->next)
		tell_again(ei);
	return soon(proc(c));
}

RUN(eigrp_run_variance)
{
	proc(c)->variance = args_no(a) ? 1 : (u8)args_num(a, "multiplier", 1);
	dual_recompute(proc(c));
	return true;
}

RUN(eigrp_run_traffic)
{
	proc(c)->traffic = args_no(a) || args_has(a, "balanced") ? TRAFFIC_BALANCED : args_has(a, "across-interfaces") ? TRAFFIC_MIN_ACROSS : TRAFFIC_MIN;
	dual_recompute(proc(c));
	return true;
}

RUN(eigrp_run_paths)
{
	proc(c)->max_paths = args_no(a) ? 4 : (u8)args_num(a, "paths", 4);
	dual_recompute(proc(c));
	return true;
}

RUN(eigrp_run_hops)
{
	proc(c)->hops_max = args_no(a) ? EIGRP_HOPS_MAX : (u8)args_num(a, "hops", EIGRP_HOPS_MAX);
	dual_recompute(proc(c));
	return true;
}

RUN(eigrp_run_weights)
{
	static const char *const name[6] = { "k1", "k2", "k3", "k4", "k5", "k6" };
	struct eigrp *e = proc(c);

	for (unsigned k = 0; k < 6; k++)
		e->k[k] = args_no(a) ? k == 0 || k == 2 : (u8)args_num(a, name[k], 0);
	meet_again(e, "metric changed");
	dual_recompute(e);
	return soon(e);
}

RUN(eigrp_run_rib_scale)
{
	proc(c)->rib_scale = args_no(a) ? 128 : (u32)args_num(a, "scale", 128);
	dual_recompute(proc(c));
	return true;
}

RUN(eigrp_run_distance)
{
	struct eigrp *e = proc(c);

	e->distance_in = args_no(a) ? DISTANCE_EIGRP : (u8)args_num(a, "internal", DISTANCE_EIGRP);
	e->distance_ext = args_no(a) ? DISTANCE_EIGRP_EXTERNAL : (u8)args_num(a, "external", DISTANCE_EIGRP_EXTERNAL);
	dual_recompute(e);
	return true;
}

RUN(eigrp_run_active)
{
	proc(c)->active_s = args_no(a) ? 180 : args_has(a, "disabled") ? 0 : (u32)args_num(a, "minutes", 3) * 60;
	return true;
}

RUN(eigrp_run_shutdown)
{
	proc(c)->shutdown = !args_no(a);
	return soon(proc(c));
}

bool eigrp_metric_args(const struct args *a, u32 m[5])
{
	static const char *const name[5] = { "kbit", "delay", "reliability", "load", "mtu" };

	for (unsigned k = 0; k < 5; k++)
		m[k] = (u32)args_num(a, name[k], 0);
	return args_str(a, "kbit");
}

RUN(eigrp_run_default_metric)
{
	struct eigrp *e = proc(c);

	e->m_set = !args_no(a);
	eigrp_metric_args(a, e->m);
	return soon(e);
}

RUN(eigrp_run_redistribute)
{
	struct eigrp *e = proc(c);
	struct eigrp_redist *d;
	u8 source;
	u16 process;

	if (!redist_good(c, a))
		return false;
	redist_source(a, &source, &process);
	if (source == ROUTE_EIGRP && process == e->as) {
		cli_error(c, "%% Cannot redistribute EIGRP AS %u into itself", e->as);
		return false;
	}
	d = redist_line(e->all->s, a, &e->redist, sizeof(*d));
	if (d) {
		d->m_set = eigrp_metric_args(a, d->m);
		d->r.metric_set = false;	/* five are no metric that a map could match */
	}
	return soon(e);
}

RUN(eigrp_run_filter)
{
	struct eigrp *e = proc(c);

	if (!dist_line(c, a, e->all->s, e->af, &e->filters))
		return false;
	eigrp_filtered(e);
	return true;
}

RUN(eigrp_run_offset)
{
	if (!offset_line(c, a, proc(c)->all->s, proc(c)->af, &proc(c)->offsets))
		return false;
	eigrp_filtered(proc(c));
	return true;
}

/* `no` of a line with a list takes the list away; without one it is the default route that goes no more. */
RUN(eigrp_run_default_info)
{
	struct eigrp *e = proc(c);
	const char *list = args_str(a, "list");
	struct eigrp_dflt *d = &e->dflt_info[args_has(a, "out")];

	if (list && !args_no(a) && !acl_may_name(c, e->af, true, list))
		return false;
	acl_release(d->acl);
	d->acl = list && !args_no(a) ? acl_hold(e->all->s, e->af, list) : NULL;
	d->off = !list && args_no(a);
	eigrp_filtered(e);
	return true;
}

RUN(eigrp_run_gateway)
{
	if (!distance_line(c, a, proc(c)->all->s, &proc(c)->distances))
		return false;
	dual_recompute(proc(c));
	return true;
}

/* One neighbour (others of the link stay: to it we have forgotten it), or all of an interface; soft: they stay up. */
static void clear_on(struct eigrp_if *ei, const struct ipaddr *only, bool soft)
{
	if (!only->af && !soft) {
		meet_on(ei, "manually cleared");
		return;
	}
	for (struct eigrp_nbr *n = ei->nbrs, *next; n; n = next) {
		next = n->next;
		if (only->af && !ipaddr_eq(&n->addr, only))
			continue;
		if (!soft)
			nbr_down(n, "manually cleared");
		else if (n->up)
			nbr_resync(n, true, "manually cleared");
	}
}

RUN(eigrp_run_clear)
{
	const char *name = args_str(a, "INTERFACE");
	struct ipaddr only = { .af = AF_NONE };

	if (!cli_vrf(c, a))
		return false;
	if (args_str(a, "address"))
		only = ipaddr4(args_ip4(a, "address", 0));
	else if (args_ip6(a, "address6", &only.v6))
		only.af = AF_IP6;
	for (struct eigrp *e = NULL; (e = eigrp_named_by(c, a, e));)
		for (struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
			if (!name || !strcmp(ei->i->name, name))
				clear_on(ei, &only, args_has(a, "soft"));
	return true;
}
