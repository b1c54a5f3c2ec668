/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of NAT. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/feature.h"
#include "router/ip_cli.h"
#include "router/nat/nat_cli.h"
#include "router/vrf/vrf.h"

const struct cli_mode mode_nat_pool = { "NAT pool", "(config-ipnat-pool)", &mode_config };

static bool no(struct cli *c, const char *why)
{
	cli_error(c, "%s", why);
	return false;
}

RUN(nat_run_side)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	nat_of(p->ip);
	p->nat = args_no(a) ? NAT_NONE : args_has(a, "inside") ? NAT_INSIDE : NAT_OUTSIDE;
	feature_update(p);
	return true;
}

/* ---- pools ---- */

static bool of_pool(const struct nat_flow *f, const void *arg)
{
	const struct nat_pool *p = arg;

	return (f->bind && (f->bind->pool == p || !strcmp(f->bind->rule->pool_name, p->name))) || (f->obind && f->obind->pool == p) ||
	       (f->rule && !strcmp(f->rule->pool_name, p->name));
}

/* No flow leans on it any more, nor does an address taken from it. */
static void pool_empty(struct nat *n, struct nat_pool *p)
{
	nat_clear(n, of_pool, p);
	for (u32 k = 0; k < n->n_buckets; k++)
		for (struct nat_bind *b = n->local[k], *next; b; b = next) {
			next = b->next_local;
			if (b->pool == p)
				nat_bind_free(n, b);
		}
}

/* IOS keeps a pool that a mapping names: without it what the mapping selects would get no name, and be dropped. */
bool nat_pool_may_go(struct cli *c, const struct args *a)
{
	const struct nat *n = nat_of(cli_stack(c));
	const char *name = args_str(a, "name");

	for (const struct nat_rule *r = cli_is_replay(c) ? NULL : n->rules; r; r = r->next)
		if (!r->iface && !strcmp(r->pool_name, name)) {
			cli_error(c, "%%Pool %s in use, cannot destroy", name);
			return false;
		}
	return true;
}

static void pool_remove(struct nat *n, struct nat_pool *p)
{
	struct nat_pool **at = &n->pools;

	pool_empty(n, p);
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	free(p->taken);
	free(p);
}

/* Of whichever form; *p is emptied when it was there. */
static bool pool_make(struct cli *c, const struct args *a, u32 mask, struct nat_pool **p)
{
	struct nat *n = nat_of(cli_stack(c));
	const char *name = args_str(a, "name");
	struct nat_pool **at = &n->pools;
	u8 plen;

	if (strlen(name) >= NAT_NAME_MAX)
		return no(c, "% Pool name too long");
	if (!ip4_mask_len(mask, &plen))
		return no(c, "%Start and end addresses on different subnets");
	while (*at && strcmp((*at)->name, name))
		at = &(*at)->next;
	if (*at)
		pool_empty(n, *at);
	else
		*at = xcalloc(1, sizeof(**at));
	*p = *at;
	snprintf((*p)->name, sizeof((*p)->name), "%s", name);
	(*p)->mask = mask;
	(*p)->type = args_has(a, "rotary") ? NAT_POOL_ROTARY : args_has(a, "match-host") ? NAT_POOL_MATCH_HOST : NAT_POOL_GENERIC;
	return true;
}

static u32 line_mask(const struct args *a) { return args_ip4(a, "mask", ip4_mask((u8)args_num(a, "length", 32))); }

RUN(nat_run_pool)
{
	struct nat *n = nat_of(cli_stack(c));
	u32 first = args_ip4(a, "first", 0), last = args_ip4(a, "last", 0), mask = line_mask(a);
	struct nat_pool *p = nat_pool_find(n, args_str(a, "name"));

	if (args_no(a)) {
		if (p && !p->block)
			pool_remove(n, p);
		return true;
	}
	if (p && p->block)
		return no(c, "%Pool is defined by ranges of addresses: remove it first");
	if (first > last || (first & mask) != (last & mask))
		return no(c, "%Start and end addresses on different subnets");
	if (last - first >= NAT_POOL_MAX)
		return no(c, "% Pool too large");
	if (!pool_make(c, a, mask, &p))
		return false;
	p->range[0].first = first;
	p->range[0].last = last;
	p->n_ranges = 1;
	nat_pool_begin(p);
	return true;
}

/* A pool whose ranges stand in lines below. */
RUN(nat_run_pool_block)
{
	struct nat *n = nat_of(cli_stack(c));
	struct nat_pool *p = nat_pool_find(n, args_str(a, "name"));
	u32 mask = line_mask(a);

	if (args_no(a)) {
		if (p && p->block)
			pool_remove(n, p);
		return true;
	}
	if (p && (!p->block || p->mask != mask || p->type != (args_has(a, "rotary") ? NAT_POOL_ROTARY : args_has(a, "match-host") ? NAT_POOL_MATCH_HOST : NAT_POOL_GENERIC)))
		return no(c, "%Pool is defined otherwise: remove it first");
	if (!p) {
		if (!pool_make(c, a, mask, &p))
			return false;
		p->block = true;
		nat_pool_begin(p);
	}
	cli_enter_object(c, p);
	return true;
}

RUN(nat_run_pool_range)
{
	struct nat *n = nat_of(cli_stack(c));
	struct nat_pool *p = cli_object(c, 0);
	u32 first = args_ip4(a, "first", 0), last = args_ip4(a, "last", 0), k = 0;

	if (!args_no(a) && (first > last || (first & p->mask) != (last & p->mask)))
		return no(c, "%Start and end addresses on different subnets");
	while (k < p->n_ranges && !(p->range[k].first == first && p->range[k].last == last))
		k++;
	if (args_no(a) ? k == p->n_ranges : k < p->n_ranges)
		return true;
	for (u32 r = 0; r < p->n_ranges && !args_no(a); r++)
		if (first <= p->range[r].last && last >= p->range[r].first)
			return no(c, "%Range overlaps with another of the pool");
	if (!args_no(a) && (k == NAT_RANGES_MAX || last - first >= NAT_POOL_MAX - nat_pool_size(p)))
		return no(c, "% Pool too large");
	pool_empty(n, p);
	if (args_no(a)) {
		p->n_ranges--;
		memmove(p->range + k, p->range + k + 1, (p->n_ranges - k) * sizeof(*p->range));
	} else {
		for (; k && p->range[k - 1].first > first; k--) /* in order of addresses, as the lines stand */
			p->range[k] = p->range[k - 1];
		p->range[k].first = first;
		p->range[k].last = last;
		p->n_ranges++;
	}
	nat_pool_begin(p);
	return true;
}

/* ---- dynamic rules ---- */

static struct nat_rule *rule_find(const struct nat *n, enum nat_rule_kind kind, bool map, const char *name, const struct ipstack *ip)
{
	struct nat_rule *r = n->rules;

	while (r && !(r->kind == kind && !r->acl == map && r->ip == ip && !strcmp(r->name, name)))
		r = r->next;
	return r;
}

/* The VRF that a line names. false: there is none of that name, and it was said; *ip NULL: nor need there be, since the line goes. */
static bool line_vrf(struct cli *c, const struct args *a, struct ipstack **ip)
{
	if (args_no(a) && args_has(a, "vrf") && !vrf_find(cli_stack(c), args_str(a, "vrf"))) {
		*ip = NULL;
		return true;
	}
	*ip = cli_vrf(c, a);
	return *ip != NULL;
}

RUN(nat_run_rule)
{
	struct nat *n = nat_of(cli_stack(c));
	const char *name = args_str(a, "list"), *pool = args_str(a, "pool-name"), *iface = args_str(a, "out");
	enum nat_rule_kind kind = args_has(a, "destination") ? NAT_INSIDE_DEST : args_has(a, "outside") ? NAT_OUTSIDE_SOURCE : NAT_INSIDE_SOURCE;
	bool map = args_has(a, "route-map");
	struct ipstack *ip;
	struct nat_rule *r, **at;
	unsigned count = 0;

	if (!line_vrf(c, a, &ip))
		return false;
	r = ip ? rule_find(n, kind, map, name, ip) : NULL;
	if (r && args_has(a, "vrf") && !args_no(a)) { /* such lines stand side by side: none takes another's place */
		cli_error(c, "%% Dynamic mapping of %s in VRF %s is there already", name, args_str(a, "vrf"));
		return false;
	}
	if (r)
		nat_rule_free(n, r);
	if (args_no(a))
		return true;
	if (!map && !acl_may_name(c, AF_IP4, false, name))
		return false;
	for (at = &n->rules; *at; at = &(*at)->next)
		count++;
	if (count >= NAT_RULES_MAX || strlen(name) >= NAT_NAME_MAX || (pool && strlen(pool) >= NAT_NAME_MAX))
		return no(c, "% Too many dynamic mappings, or a name too long");
	r = xcalloc(1, sizeof(*r));
	*r = (struct nat_rule){ .nat = n, .kind = kind, .ip = ip, .own_space = args_has(a, "match-in-vrf"), .reversible = args_has(a, "reversible"), .add_route = args_has(a, "add-route") };
	r->acl = map ? NULL : acl_hold(n->ip, AF_IP4, name);
	if (!map && !r->acl) {
		free(r);
		return no(c, "% Too many access lists");
	}
	r->map = map ? route_map_hold(n->ip, name) : NULL;
	snprintf(r->name, sizeof(r->name), "%s", name);
	snprintf(r->pool_name, sizeof(r->pool_name), "%s", pool ? pool : "");
	r->iface = iface ? device_iface(n->ip->dev, iface) : NULL;
	r->overload = args_has(a, "overload") || r->iface; /* an interface has but one address */
	r->id = ++n->next_rule;
	*at = r;
	if (r->iface && !args_has(a, "overload")) {
		char line[NAT_NAME_MAX + 192];

		snprintf(line, sizeof(line), "%s overload", args_line(a)); /* as IOS keeps it */
		cli_store(c, line);
	}
	return true;
}

RUN(nat_run_service)
{
	struct nat *n = nat_of(cli_stack(c));
	struct acl *l;
	u16 port = (u16)args_num(a, "port", 0);
	struct nat_service **at = &n->services;
	unsigned count = 0;

	if (!acl_may_name(c, AF_IP4, false, args_str(a, "list")))
		return false;
	l = acl_hold(n->ip, AF_IP4, args_str(a, "list"));
	if (!l)
		return no(c, "% Too many access lists");
	for (; *at && !((*at)->acl == l && (*at)->port == port); at = &(*at)->next)
		count++;
	if (*at || args_no(a)) {
		acl_release(l);
		if (*at && args_no(a))
			nat_service_free(n, *at);
		return true;
	}
	if (count >= NAT_SERVICES_MAX) {
		acl_release(l);
		return no(c, "% Too many services");
	}
	*at = xcalloc(1, sizeof(**at));
	**at = (struct nat_service){ .acl = l, .port = port };
	return true;
}

/* ---- static mappings ---- */

static bool same_static(const struct nat_static *x, const struct nat_static *y)
{
	return x->outside == y->outside && x->proto == y->proto && x->local == y->local && x->global == y->global && x->mask == y->mask && x->lport == y->lport &&
	       x->gport == y->gport && x->iface == y->iface && x->ip == y->ip && !strcmp(x->map_name, y->map_name) && x->extendable == y->extendable &&
	       x->own_space == y->own_space && x->no_alias == y->no_alias && x->add_route == y->add_route;
}

/* Two mappings must not claim one global name, nor one local name of the same extent, unless they are extendable or a route map tells them apart. */
static bool in_conflict(const struct nat_static *x, const struct nat_static *y)
{
	bool apart = (x->extendable && y->extendable) || (*x->map_name && *y->map_name && strcmp(x->map_name, y->map_name));

	if (x->outside != y->outside || x->proto != y->proto || x->mask != y->mask || (x->ip != y->ip && (x->own_space || y->own_space || x->outside)))
		return false;
	return (x->global == y->global && x->gport == y->gport && x->iface == y->iface) || (!x->proto && x->local == y->local && x->ip == y->ip && !apart);
}

static bool read_static(struct cli *c, const struct args *a, struct nat_static *st)
{
	const char *iface = args_str(a, "out"), *slash = args_str(a, "slash"), *map = args_str(a, "map");
	u8 plen = 32;

	*st = (struct nat_static){ .outside = !strncmp(args_line(a), "ip nat outside", 14), .mask = ~0u };
	st->proto = args_has(a, "tcp") ? IP_TCP : args_has(a, "udp") ? IP_UDP : 0;
	st->local = args_ip4(a, "local", 0);
	st->global = args_ip4(a, "global", 0);
	st->lport = (u16)args_num(a, "local-port", 0);
	st->gport = (u16)args_num(a, "global-port", 0);
	st->iface = iface ? device_iface(cli_stack(c)->dev, iface) : NULL;
	if (args_has(a, "mask") && !ip4_mask_len(args_ip4(a, "mask", 0), &plen))
		return no(c, "% Invalid mask");
	if (slash && (slash[0] != '/' || sscanf(slash, "/%2hhu", &plen) != 1 || !plen || plen > 32))
		return no(c, "% Invalid prefix length");
	st->mask = ip4_mask(plen);
	st->local &= st->mask;
	st->global &= st->mask;
	st->extendable = args_has(a, "extendable");
	st->no_alias = args_has(a, "no-alias");
	st->own_space = args_has(a, "match-in-vrf");
	st->add_route = args_has(a, "add-route");
	if (map && strlen(map) >= NAT_NAME_MAX)
		return no(c, "% Name of the route map too long");
	snprintf(st->map_name, sizeof(st->map_name), "%s", map ? map : "");
	if (st->own_space && !args_has(a, "vrf"))
		return no(c, "% match-in-vrf goes with vrf");
	return line_vrf(c, a, &st->ip);
}

RUN(nat_run_static)
{
	struct nat *n = nat_of(cli_stack(c));
	struct nat_static want, *st, **at;

	if (!read_static(c, a, &want))
		return false;
	for (at = &n->statics; (st = *at) && !same_static(st, &want); at = &st->next)
		if (!args_no(a) && in_conflict(st, &want)) {
			char t[IP4_TEXT], u[IP4_TEXT];

			cli_error(c, "%% similar static entry (%s -> %s) already exists", ip4_text(st->local, t), ip4_text(st->global, u));
			return false;
		}
	if (args_no(a)) {
		if (!st)
			return true;
		nat_static_free(n, st);
		return true;
	}
	if (st)
		return true;
	if (n->n_statics >= NAT_STATICS_MAX)
		return no(c, "% Too many static mappings");
	st = *at = xcalloc(1, sizeof(*st));
	*st = want;
	st->map = *st->map_name ? route_map_hold(n->ip, st->map_name) : NULL;
	n->n_statics++;
	if (st->mask == ~0u && !st->iface) {
		st->addr = nat_addr_hold(n, st->outside || st->own_space ? st->ip : n->ip, st->outside ? st->local : st->global);
		if (st->proto && !st->outside)
			nat_port_reserve(st->addr, st->proto, st->gport);
	}
	if (st->add_route)
		nat_route(st->ip, st->global, st->local, true);
	return true;
}

/* ---- limits and times ---- */

RUN(nat_run_timeout)
{
	static const struct { const char *word; enum nat_class cls; u32 dflt; } times[] = {
		{ "timeout", NAT_OTHER, 86400 }, { "tcp-timeout", NAT_TCP, 86400 }, { "udp-timeout", NAT_UDP, 300 }, { "icmp-timeout", NAT_ICMP, 60 },
		{ "finrst-timeout", NAT_FINRST, 60 }, { "syn-timeout", NAT_SYN, 60 }, { "dns-timeout", NAT_DNS, 60 },
	};
	struct nat *n = nat_of(cli_stack(c));

	for (unsigned k = 0; k < ARRAY_LEN(times); k++)
		if (args_has(a, times[k].word))
			n->timeout_s[times[k].cls] = args_no(a) ? times[k].dflt : args_has(a, "never") ? 0 : (u32)args_num(a, "seconds", times[k].dflt);
	nat_rearm(n);
	return true;
}

RUN(nat_run_alg)
{
	struct nat *n = nat_of(cli_stack(c));

	*(args_has(a, "ftp") ? &n->no_ftp : args_has(a, "udp") ? &n->no_dns : &n->no_dns_tcp) = args_no(a);
	return true;
}

RUN(nat_run_max)
{
	struct nat *n = nat_of(cli_stack(c));
	u32 max = args_no(a) ? 0 : (u32)args_num(a, "entries", 0);

	struct ipstack *ip;

	if (args_has(a, "all-host")) {
		n->max_host = max;
	} else if (args_has(a, "all-vrf")) {
		n->max_vrf = max;
	} else if (args_has(a, "list")) {
		if (!args_no(a) && !acl_may_name(c, AF_IP4, false, args_str(a, "list")))
			return false;
		if (!nat_limit_list(n, args_str(a, "list"), max))
			return no(c, "% Too many lists with a limit, or a name too long");
	} else if (args_has(a, "vrf")) {
		if (!line_vrf(c, a, &ip))
			return false;
		if (ip == n->ip)
			return no(c, "% That VRF is not there");
		if (ip)
			nat_limit_vrf(n, ip, max);
	} else if (args_has(a, "address")) {
		struct nat_host *h = nat_host_get(n, args_ip4(a, "address", 0));

		h->max = max;
		nat_host_release(n, h);
	} else {
		n->max_entries = max;
	}
	return true;
}

/* ---- clear ---- */

struct pick { u8 proto; u32 ig, il, ol, og; u16 igp, ilp, olp, ogp; bool out; };

static bool picked(const struct nat_flow *f, const void *arg)
{
	const struct pick *p = arg;

	if (p->proto && (f->proto != p->proto || f->igp != p->igp || f->ilp != p->ilp))
		return false;
	if (p->proto && p->og && (f->olp != p->olp || f->ogp != p->ogp))
		return false;
	return (!p->il || (f->il == p->il && f->ig == p->ig)) && (!p->og || (f->og == p->og && f->ol == p->ol));
}

static bool in_vrf(const struct nat_flow *f, const void *arg) { return f->in_ip == arg; }

RUN(nat_run_clear)
{
	struct nat *n = nat_of(cli_stack(c));
	struct ipstack *ip = cli_vrf(c, a);
	struct pick p = {
		.proto = args_has(a, "tcp") ? IP_TCP : args_has(a, "udp") ? IP_UDP : 0, .ig = args_ip4(a, "ig", 0), .il = args_ip4(a, "il", 0),
		.ol = args_ip4(a, "ol", 0), .og = args_ip4(a, "og", 0), .igp = (u16)args_num(a, "igp", 0), .ilp = (u16)args_num(a, "ilp", 0),
		.olp = (u16)args_num(a, "olp", 0), .ogp = (u16)args_num(a, "ogp", 0),
	};
	struct nat_bind *b;

	if (!ip)
		return false;
	if (args_has(a, "vrf")) {
		nat_clear(n, in_vrf, ip);
		nat_binds_clear(n, ip);
		return true;
	}
	if (!args_has(a, "inside") && !args_has(a, "outside")) {
		nat_clear(n, NULL, NULL);
		return true;
	}
	nat_clear(n, picked, &p);
	b = p.proto ? NULL : nat_bind_local(n, n->ip, 0, p.il, 0);
	if (b && b->ig == p.ig)
		nat_bind_free(n, b);
	return true;
}

RUN(nat_run_clear_statistics)
{
	struct nat *n = nat_of(cli_stack(c));

	(void)a;
	n->hits = n->misses = n->expired = n->limited = 0;
	for (unsigned k = 0; k < NAT_HOST_BUCKETS; k++)
		for (struct nat_host *h = n->hosts[k]; h; h = h->next)
			h->missed = 0;
	for (struct nat_limit *l = n->limits; l; l = l->next)
		l->missed = 0;
	n->peak = n->n_statics + n->n_whole + n->n_flows;
	n->peak_at = stack_now(n->ip);
	return true;
}
