/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many translations there may be: of all, of an inside host, of those that a list permits, of a VRF. */
#include <stdio.h>
#include <stdlib.h>

#include "router/nat/own.h"

/* ---- hosts ---- */

struct nat_host *nat_host_get(struct nat *n, u32 addr)
{
	struct nat_host **at = &n->hosts[nat_hash(n->ip, 0, addr, 0, 0, 0) & (NAT_HOST_BUCKETS - 1)];

	while (*at && (*at)->addr != addr)
		at = &(*at)->next;
	if (!*at) {
		*at = xcalloc(1, sizeof(**at));
		(*at)->addr = addr;
	}
	return *at;
}

void nat_host_release(struct nat *n, struct nat_host *h)
{
	struct nat_host **at;

	if (h->n || h->max)
		return;
	for (at = &n->hosts[nat_hash(n->ip, 0, h->addr, 0, 0, 0) & (NAT_HOST_BUCKETS - 1)]; *at != h; at = &(*at)->next)
		;
	*at = h->next;
	free(h);
}

/* ---- lists and VRFs ---- */

static struct nat_limit *of_vrf(const struct nat *n, const struct ipstack *ip)
{
	struct nat_limit *l = n->limits;

	while (l && l->ip != ip)
		l = l->next;
	return l;
}

static struct nat_limit *of_list(const struct nat *n, const char *name)
{
	struct nat_limit *l = n->limits;

	while (l && !(l->acl && !strcmp(l->name, name)))
		l = l->next;
	return l;
}

/* The first list that permits the flow: as its packets look inside. */
static struct nat_limit *list_for(const struct nat *n, const struct nat_flow *f)
{
	struct ipaddr src = ipaddr4(f->il), dst = ipaddr4(f->ol);
	struct nat_limit *l = n->limits;
	struct acl_key k;

	if (!n->n_lists || f->own)
		return NULL;
	acl_key_make(&k, &src, &dst, f->proto, f->ilp, f->olp);
	while (l && !(l->acl && acl_match(l->acl, &k) == ACL_PERMIT))
		l = l->next;
	return l;
}

/* at the end: lists are asked in the order in which they were configured */
static struct nat_limit *limit_new(struct nat *n, const struct nat_limit *like)
{
	struct nat_limit **at = &n->limits;

	while (*at)
		at = &(*at)->next;
	*at = xcalloc(1, sizeof(**at));
	**at = *like;
	n->n_lists += like->acl != NULL;
	return *at;
}

static void limit_free(struct nat *n, struct nat_limit *l)
{
	struct nat_limit **at = &n->limits;

	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	n->n_lists -= l->acl != NULL;
	acl_release(l->acl);
	free(l);
}

/* The flows that there are count for a list from its first moment on, and no more when it goes. */
static void count_again(struct nat *n)
{
	for (struct nat_limit *l = n->limits; l; l = l->next)
		l->n = l->acl ? 0 : l->n;
	for (unsigned c = 0; c < NAT_CLASS_N; c++)
		for (struct nat_flow *f = n->first[c]; f; f = f->next) {
			f->list = list_for(n, f);
			if (f->list)
				f->list->n++;
		}
}

bool nat_limit_list(struct nat *n, const char *name, u32 max)
{
	struct nat_limit *l = of_list(n, name);
	struct acl *a;

	if (!max) {
		if (l) {
			limit_free(n, l);
			count_again(n);
		}
		return true;
	}
	if (!l) {
		a = n->n_lists < NAT_LIMITS_MAX && strlen(name) < NAT_NAME_MAX ? acl_hold(n->ip, AF_IP4, name) : NULL;
		if (!a)
			return false;
		l = limit_new(n, &(struct nat_limit){ .acl = a });
		snprintf(l->name, sizeof(l->name), "%s", name);
		count_again(n);
	}
	l->max = max;
	return true;
}

void nat_limit_vrf(struct nat *n, struct ipstack *ip, u32 max)
{
	struct nat_limit *l = of_vrf(n, ip);

	if (!l && max)
		l = limit_new(n, &(struct nat_limit){ .ip = ip });
	if (!l)
		return;
	l->max = max;
	if (!l->max && !l->n)
		limit_free(n, l);
}

void nat_limit_gone(struct nat *n, const struct ipstack *ip)
{
	for (struct nat_limit *l = n->limits, *next; l; l = next) {
		next = l->next;
		if (!ip || l->ip == ip)
			limit_free(n, l);
	}
}

/* ---- flows ---- */

u32 nat_limit_max(const struct nat *n, const struct nat_limit *l) { return l->max || l->acl ? l->max : n->max_vrf; }

static bool reached(const struct nat *n, struct nat_limit *l)
{
	u32 max = l ? nat_limit_max(n, l) : 0;

	if (!max || l->n < max)
		return false;
	l->missed++;
	return true;
}

bool nat_limit_take(struct nat *n, struct nat_flow *f)
{
	struct nat_host *h = nat_host_get(n, f->il);
	struct nat_limit *list = list_for(n, f), *vrf = f->in_ip != n->ip ? of_vrf(n, f->in_ip) : NULL;
	u32 host_max = h->max ? h->max : n->max_host;
	bool full = n->n_flows >= NAT_FLOWS_MAX;

	if (!f->own) {
		bool host_full = host_max && h->n >= host_max;

		h->missed += host_full;
		full |= host_full || (n->max_entries && n->n_flows >= n->max_entries);
		full |= reached(n, list);
		full |= reached(n, vrf);
		n->limited += full;
	}
	if (full) {
		nat_host_release(n, h);
		return false;
	}
	if (!vrf && f->in_ip != n->ip)
		vrf = limit_new(n, &(struct nat_limit){ .ip = f->in_ip });
	f->host = h;
	f->list = list;
	f->vrf = vrf;
	h->n++;
	if (list)
		list->n++;
	if (vrf)
		vrf->n++;
	return true;
}

void nat_limit_give(struct nat *n, struct nat_flow *f)
{
	f->host->n--;
	nat_host_release(n, f->host);
	if (f->list)
		f->list->n--;
	if (f->vrf && !--f->vrf->n && !f->vrf->max)
		limit_free(n, f->vrf);
}
