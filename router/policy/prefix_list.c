/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prefix lists: `ip prefix-list`, `ipv6 prefix-list`. The first entry that fits decides; nothing fits: denied; no entries: permitted. */
#include <stdlib.h>

#include "router/policy/own.h"

struct prefix_list *prefix_list_find(const struct policy *p, u8 af, const char *name)
{
	for (struct prefix_list *l = p->prefixes; l; l = l->next)
		if (l->af == af && !strcmp(l->name, name))
			return l;
	return NULL;
}

struct prefix_list *prefix_list_get(struct policy *p, u8 af, const char *name)
{
	struct prefix_list *l = prefix_list_find(p, af, name), **at = &p->prefixes;

	if (l)
		return l;
	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	l = xcalloc(1, sizeof(*l));
	l->of = p;
	l->af = af;
	l->name = xstrdup(name);
	l->next = *at;
	*at = l;
	return l;
}

struct prefix_list *prefix_list_alone(u8 af)
{
	struct prefix_list *l = xcalloc(1, sizeof(*l));

	l->af = af;
	l->holds = 1;
	return l;
}

const struct prefix_entry *prefix_list_entries(const struct prefix_list *l, u32 *n)
{
	*n = l->n;
	return l->e;
}

void prefix_list_free(struct prefix_list *l)
{
	struct prefix_list **at = l->of ? &l->of->prefixes : NULL;

	while (at && *at != l)
		at = &(*at)->next;
	if (at)
		*at = l->next;
	free(l->name);
	free(l->description);
	free(l->e);
	free(l);
}

void prefix_list_tidy(struct prefix_list *l)
{
	if (!l->holds && (!l->of || (!l->n && !l->description)))
		prefix_list_free(l);
}

struct prefix_list *prefix_list_hold(struct ipstack *s, u8 af, const char *name)
{
	struct prefix_list *l = prefix_list_get(policy_of(s), af, name);

	l->holds++;
	return l;
}

struct prefix_list *prefix_list_again(struct prefix_list *l)
{
	if (l)
		l->holds++;
	return l;
}

void prefix_list_release(struct prefix_list *l)
{
	if (!l)
		return;
	l->holds--;
	prefix_list_tidy(l);
}

const char *prefix_list_name(const struct prefix_list *l) { return l->name; }

void prefix_list_set(struct prefix_list *l, const struct prefix_entry *e)
{
	u32 k = 0;

	while (k < l->n && l->e[k].seq < e->seq)
		k++;
	if (k == l->n || l->e[k].seq != e->seq) {
		if (l->n == l->cap) {
			l->cap = l->cap ? 2 * l->cap : 4;
			l->e = xrealloc(l->e, l->cap, sizeof(*l->e));
		}
		memmove(l->e + k + 1, l->e + k, (l->n - k) * sizeof(*l->e));
		l->n++;
	}
	l->e[k] = *e;
	if (l->of)
		policy_changed(l->of);
}

void prefix_list_del(struct prefix_list *l, u32 seq)
{
	for (u32 k = 0; k < l->n; k++)
		if (l->e[k].seq == seq) {
			memmove(l->e + k, l->e + k + 1, (--l->n - k) * sizeof(*l->e));
			break;
		}
	if (l->of)
		policy_changed(l->of);
}

static bool fits(const struct prefix_entry *e, const struct ipaddr *p, u8 plen)
{
	u8 whole = p->af == AF_IP4 ? 32 : 128, lo = e->ge ? e->ge : e->plen, hi = e->le ? e->le : e->ge ? whole : e->plen;

	if (plen < lo || plen > hi)
		return false;
	return ipaddr_in(p, &e->prefix, e->plen);
}

bool prefix_list_permits(struct prefix_list *l, const struct ipaddr *prefix, u8 plen)
{
	if (l->af != prefix->af)
		return false;
	for (u32 k = 0; k < l->n; k++) {
		l->e[k].refs++;
		if (fits(&l->e[k], prefix, plen)) {
			l->e[k].hits++;
			return l->e[k].permit;
		}
	}
	return !l->n;
}
