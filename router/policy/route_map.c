/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Route maps: clauses in order of number. A clause fits when each of its match lines does (a line: any of its names); the first that fits permits, after
 * its sets, or denies; `continue` goes on from a clause that permits. None fits: denied. A map without clauses permits all.
 */
#include <stdlib.h>

#include "net/rd.h"
#include "router/bgp/bgp.h"
#include "router/ospf/ospf.h"
#include "router/policy/pbr.h"
#include "router/rpki/vrp.h"

struct policy *policy_of(struct ipstack *s)
{
	s = s->root;	/* configured once a device */
	if (!s->policy) {
		s->policy = xcalloc(1, sizeof(*s->policy));
		s->policy->s = s;
	}
	return s->policy;
}

void policy_watch(struct ipstack *s, struct policy_watch *w)
{
	struct policy *p = policy_of(s);

	w->next = p->watches;
	p->watches = w;
}

void policy_unwatch(struct ipstack *s, struct policy_watch *w)
{
	struct policy_watch **at = s->root->policy ? &s->root->policy->watches : NULL;

	while (at && *at && *at != w)
		at = &(*at)->next;
	if (at && *at)
		*at = w->next;
}

void policy_changed(struct policy *p)
{
	for (struct policy_watch *w = p->watches, *next; w; w = next) {
		next = w->next;
		w->changed(w);
	}
}

void policy_lists_changed(struct ipstack *s)
{
	if (s->root->policy && !s->root->cleaning)
		policy_changed(s->root->policy);
}

void policy_stack_free(struct ipstack *s)
{
	struct policy *p = s->policy;

	if (!p)
		return;
	pbr_free(s);
	p->watches = NULL;
	while (p->maps)
		route_map_free(p->maps);
	while (p->prefixes)
		prefix_list_free(p->prefixes);
	while (p->paths)
		path_list_free(p->paths);
	while (p->chains)
		keychain_remove(p, p->chains);
	free(p);
	s->policy = NULL;
}

/* ---- maps and clauses ---- */

struct route_map *route_map_find(const struct policy *p, const char *name)
{
	for (struct route_map *m = p->maps; m; m = m->next)
		if (!strcmp(m->name, name))
			return m;
	return NULL;
}

struct route_map *route_map_get(struct policy *p, const char *name)
{
	struct route_map *m = route_map_find(p, name), **at = &p->maps;

	if (m)
		return m;
	while (*at)
		at = &(*at)->next;
	m = xcalloc(1, sizeof(*m));
	m->of = p;
	m->name = xstrdup(name);
	*at = m;
	return m;
}

struct clause *clause_find(const struct route_map *m, u32 seq)
{
	struct clause *c = m->clauses;

	while (c && c->seq != seq)
		c = c->next;
	return c;
}

struct clause *clause_get(struct route_map *m, u32 seq)
{
	struct clause *c = clause_find(m, seq), **at = &m->clauses;

	if (c)
		return c;
	while (*at && (*at)->seq < seq)
		at = &(*at)->next;
	c = xcalloc(1, sizeof(*c));
	c->of = m;
	c->seq = seq;
	c->permit = true;
	c->next = *at;
	*at = c;
	return c;
}

void match_free(struct match *m)
{
	for (u32 k = 0; k < m->n; k++) {
		free(m->arg[k].word);
		if (!m->arg[k].list)
			continue;
		switch (m->kind) {
		case MATCH_ADDRESS:
		case MATCH_ADDRESS6:
		case MATCH_NEXT_HOP:
		case MATCH_SOURCE:
		case MATCH_NEXT_HOP6:
		case MATCH_SOURCE6:
			acl_release(m->arg[k].list);
			break;
		case MATCH_AS_PATH:
		case MATCH_COMMUNITY:
		case MATCH_EXTENDED:
		case MATCH_LARGE:
		case MATCH_TAG_LIST:
			path_list_release(m->arg[k].list);
			break;
		default:
			prefix_list_release(m->arg[k].list);
		}
	}
	free(m->arg);
	free(m);
}

void set_free(struct set *s)
{
	path_list_release(s->del);
	free(s->text);
	free(s);
}

void clause_remove(struct clause *c)
{
	struct clause **at = &c->of->clauses;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	for (struct match *m = c->match, *next; m; m = next) {
		next = m->next;
		match_free(m);
	}
	for (struct set *s = c->set, *next; s; s = next) {
		next = s->next;
		set_free(s);
	}
	pbr_hops_free(c);
	free(c->description);
	free(c);
}

void route_map_free(struct route_map *m)
{
	struct route_map **at = &m->of->maps;

	while (*at != m)
		at = &(*at)->next;
	*at = m->next;
	while (m->clauses)
		clause_remove(m->clauses);
	free(m->name);
	free(m);
}

void route_map_tidy(struct route_map *m)
{
	if (!m->holds && !m->clauses)
		route_map_free(m);
}

struct route_map *route_map_hold(struct ipstack *s, const char *name)
{
	struct route_map *m = route_map_get(policy_of(s), name);

	m->holds++;
	return m;
}

struct route_map *route_map_again(struct route_map *m)
{
	if (m)
		m->holds++;
	return m;
}

void route_map_release(struct route_map *m)
{
	if (!m)
		return;
	m->holds--;
	route_map_tidy(m);
}


/* ---- does it fit ---- */

/* By where it is from: OSPF's kinds, EIGRP's two, and of all others what BGP knows of its own. */
static bool type_fits(const struct match_arg *x, const struct policy_route *r)
{
	if (!x->num)
		return r->source == ROUTE_BGP && r->local;
	switch (r->source) {
	case ROUTE_OSPF:
	case ROUTE_OSPF3:
		return x->num >> r->kind & 1;
	case ROUTE_EIGRP:
		return !r->kind ? x->num & 1u << PATH_INTRA : !strcmp(x->word, "external");
	default:
		return r->external ? !strcmp(x->word, "external") : x->num & 1u << PATH_INTRA;
	}
}

static u32 bgp_as(const struct ipstack *s) { return s->bgp ? s->bgp->as : 0; }

/* One address, of that family. */
static bool acl_takes(struct acl *l, const struct ipaddr *at, u8 af) { return at->af == af && acl_permits_route(l, at, af == AF_IP4 ? 32 : 128); }
static bool prefix_takes(struct prefix_list *l, const struct ipaddr *at, u8 af) { return at->af == af && prefix_list_permits(l, at, af == AF_IP4 ? 32 : 128); }

static bool arg_fits(const struct ipstack *s, const struct match *m, const struct match_arg *x, const struct policy_route *r)
{
	switch (m->kind) {
	case MATCH_ADDRESS:
		return r->prefix.af == AF_IP4 && acl_permits_route(x->list, &r->prefix, r->plen);
	case MATCH_ADDRESS6:
		return r->prefix.af == AF_IP6 && acl_permits_route(x->list, &r->prefix, r->plen);
	case MATCH_PREFIX:
	case MATCH_PREFIX6:
		return prefix_list_permits(x->list, &r->prefix, r->plen);
	case MATCH_NEXT_HOP:
		return acl_takes(x->list, &r->next_hop, AF_IP4);
	case MATCH_NEXT_HOP6:
		return acl_takes(x->list, &r->next_hop, AF_IP6);
	case MATCH_SOURCE:
		return acl_takes(x->list, &r->peer, AF_IP4);
	case MATCH_SOURCE6:
		return acl_takes(x->list, &r->peer, AF_IP6);
	case MATCH_NEXT_HOP_PREFIX:
	case MATCH_NEXT_HOP_PREFIX6:
		return prefix_takes(x->list, &r->next_hop, m->kind == MATCH_NEXT_HOP_PREFIX ? AF_IP4 : AF_IP6);
	case MATCH_SOURCE_PREFIX:
	case MATCH_SOURCE_PREFIX6:
		return prefix_takes(x->list, &r->peer, m->kind == MATCH_SOURCE_PREFIX ? AF_IP4 : AF_IP6);
	case MATCH_INTERFACE:
		return r->out && !strcmp(r->out->name, x->word);
	case MATCH_TAG:
		return r->tag == x->num;
	case MATCH_TAG_LIST:
		return tag_list_permits(x->list, r->tag);
	case MATCH_METRIC:
		return r->metric >= (x->num > x->more ? x->num - x->more : 0) && r->metric - (s64)x->num <= x->more;
	case MATCH_AS_PATH:
		return path_list_permits(x->list, r->path, r->path_len);
	case MATCH_COMMUNITY:
	case MATCH_EXTENDED:
	case MATCH_LARGE:
		return comm_list_permits_route(x->list, r, m->exact);
	case MATCH_LOCAL_PREF:
		return r->local_pref == x->num;
	case MATCH_PROTOCOL:
		return r->source == x->num && (!x->more || x->more == (r->source == ROUTE_BGP ? bgp_as(s) : r->process));
	case MATCH_RPKI:
		return r->rpki && !strcmp(x->word, rpki_state_word[r->rpki]);
	case MATCH_ROUTE_TYPE:
		return type_fits(x, r);
	case MATCH_MARKS:
		return (r->rank && r->rank >= (x->num & 255) && r->rank <= (x->num >> 8 & 255)) || r->marks & x->num >> 16;
	}
	return false;
}

static bool clause_fits(const struct clause *c, const struct policy_route *r)
{
	for (const struct match *m = c->match; m; m = m->next) {
		u32 k = 0;

		while (k < m->n && !arg_fits(c->of->of->s, m, &m->arg[k], r))
			k++;
		if (k == m->n)
			return false;
	}
	return true;
}

/* ---- what it sets ---- */

static void set_communities(const struct set *s, struct policy_route *r)
{
	if (!s->additive)
		r->n_comm = 0;
	for (u32 k = 0; k < s->n && r->n_comm < POLICY_COMMUNITIES_MAX; k++) {
		u32 m = 0;

		while (m < r->n_comm && r->comm[m] != s->list[k])
			m++;
		if (m == r->n_comm)
			r->comm[r->n_comm++] = s->list[k];
	}
}

/* One of that point and ID stands already, of a clause before. */
static void set_cost(u64 cost, struct policy_route *r)
{
	u32 k = 0;

	while (k < r->n_cost && r->cost[k] >> 32 != cost >> 32)
		k++;
	if (k < POLICY_COSTS_MAX)
		r->cost[k] = cost;
	if (k == r->n_cost && k < POLICY_COSTS_MAX)
		r->n_cost++;
}

/* The neighbouring AS of the path; 0: it has none. */
static u32 last_as(const struct policy_route *r)
{
	struct rd path = rd_of(r->path, r->path_len);
	u8 n;

	rd_u8(&path);
	n = rd_u8(&path);
	return n ? rd_u32(&path) : 0;
}

static struct policy_damp damp_of(const struct set *s) { return (struct policy_damp){ s->list[0], s->list[1], s->list[2], s->list[3] }; }

static void apply(const struct set *s, struct policy_route *r)
{
	if (s->del) {
		comm_list_delete(s->del, r);
		r->set |= s->what;
		return;
	}
	switch (s->what) {
	case SET_METRIC:
		if (s->n) {
			memcpy(r->vector, s->list, sizeof(r->vector));
			r->set |= SET_VECTOR;
			return;
		}
		r->set &= ~(u32)SET_VECTOR;
		r->metric = !s->add && !s->sub ? s->num : s->sub ? (r->metric > s->num ? r->metric - s->num : 0) :
			    r->metric > UINT32_MAX - s->num ? UINT32_MAX : r->metric + s->num;
		break;
	case SET_TAG:
		r->tag = s->num;
		break;
	case SET_METRIC_TYPE:
		r->metric_type = (u8)s->num;
		break;
	case SET_LOCAL_PREF:
		r->local_pref = s->num;
		break;
	case SET_WEIGHT:
		r->weight = s->num;
		break;
	case SET_ORIGIN:
		r->origin = (u8)s->num;
		break;
	case SET_NEXT_HOP:
		/* Of a clause with one of each family the route's own holds. */
		if (s->addr.af == r->prefix.af || !(r->set & SET_NEXT_HOP) || r->next_hop.af != r->prefix.af)
			r->next_hop = s->addr;
		break;
	case SET_COMMUNITY:
		set_communities(s, r);
		break;
	case SET_LARGE:
		if (!s->additive)
			r->n_large = 0;
		for (u32 k = 0; k < s->n && r->n_large < POLICY_LARGE_MAX; k++)
			r->large[r->n_large++] = s->large[k];
		break;
	case SET_TARGET:
		r->n_target = 0;
		r->target_more = s->additive;
		for (u32 k = 0; k < s->n; k++)
			r->target[r->n_target++] = s->target[k];
		break;
	case SET_COST:
		set_cost(s->target[0], r);
		break;
	case SET_DAMPENING:
		r->damp = damp_of(s);
		break;
	case SET_SOO:
		r->soo = s->target[0];
		break;
	case SET_PREPEND:
		for (u32 k = 0, as = s->num ? last_as(r) : 0; as && k < s->num && r->n_prepend < POLICY_PREPEND_MAX; k++)
			r->prepend[r->n_prepend++] = as;
		for (u32 k = 0; k < s->n && r->n_prepend < POLICY_PREPEND_MAX; k++)
			r->prepend[r->n_prepend++] = s->list[k];
		break;
	}
	r->set |= s->what;
}

bool route_map_dampening(const struct route_map *m, unsigned k, struct policy_damp *damp)
{
	for (const struct clause *c = m ? m->clauses : NULL; c; c = c->next)
		for (const struct set *s = c->set; s; s = s->next)
			if (s->what == SET_DAMPENING && !k--) {
				*damp = damp_of(s);
				return true;
			}
	return false;
}

static bool asks(const struct route_map *m, enum match_kind what)
{
	for (const struct clause *c = m ? m->clauses : NULL; c; c = c->next)
		for (const struct match *x = c->match; x; x = x->next)
			if (x->kind == what)
				return true;
	return false;
}

bool route_map_asks_rpki(const struct route_map *m) { return asks(m, MATCH_RPKI); }
bool route_map_asks_marks(const struct route_map *m) { return asks(m, MATCH_MARKS); }

const char *route_map_name(const struct route_map *m) { return m->name; }
bool route_map_exists(const struct route_map *m) { return m && m->clauses; }

bool route_map_permits(struct route_map *m, struct policy_route *r)
{
	struct clause *c = m ? m->clauses : NULL;
	bool permitted = !c;

	for (unsigned n = 0; c && n < POLICY_STEPS_MAX; n++) {
		u32 to = c->go_on;

		if (!clause_fits(c, r)) {
			c = c->next;
			continue;
		}
		c->hits++;
		if (!c->permit)
			return false;
		for (const struct set *s = c->set; s; s = s->next)
			apply(s, r);
		permitted = true;
		if (!to)
			return true;
		do
			c = c->next;
		while (c && to != UINT32_MAX && c->seq < to);
	}
	return permitted;
}
