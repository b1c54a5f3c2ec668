/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/arp_acl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arp_acl *arp_acl_find(const struct arp_acls *s, const char *name)
{
	struct arp_acl *l = s->first;

	while (l && strcmp(l->name, name))
		l = l->next;
	return l;
}

struct arp_acl *arp_acl_make(struct arp_acls *s, const char *name)
{
	struct arp_acl **at = &s->first, *l = arp_acl_find(s, name);

	if (l)
		return l;
	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	l = xcalloc(1, sizeof(*l));
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->next = *at;
	*at = l;
	return l;
}

void arp_acl_remove(struct arp_acls *s, struct arp_acl *l)
{
	struct arp_acl **at = &s->first;

	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	free(l->ace);
	free(l->hits);
	free(l);
}

static bool same_side(const struct arp_side *a, const struct arp_side *b)
{
	return a->ip == b->ip && a->ip_wild == b->ip_wild && mac_eq(a->mac, b->mac) && mac_eq(a->mac_wild, b->mac_wild);
}

/* n: it is not there. */
static unsigned index_of(const struct arp_acl *l, const struct arp_ace *e)
{
	unsigned i = 0;

	while (i < l->n && !(l->ace[i].permit == e->permit && l->ace[i].op == e->op && same_side(&l->ace[i].sender, &e->sender) && same_side(&l->ace[i].target, &e->target)))
		i++;
	return i;
}

bool arp_acl_add(struct arp_acl *l, const struct arp_ace *e)
{
	if (l->n == ARP_ACL_ENTRIES_MAX || index_of(l, e) < l->n)
		return false;
	l->ace = xrealloc(l->ace, l->n + 1, sizeof(*l->ace));
	l->hits = xrealloc(l->hits, l->n + 1, sizeof(*l->hits));
	l->ace[l->n] = *e;
	l->hits[l->n++] = 0;
	return true;
}

bool arp_acl_delete(struct arp_acl *l, const struct arp_ace *e)
{
	unsigned i = index_of(l, e);

	if (i == l->n)
		return false;
	l->n--;
	memmove(&l->ace[i], &l->ace[i + 1], (l->n - i) * sizeof(*l->ace));
	memmove(&l->hits[i], &l->hits[i + 1], (l->n - i) * sizeof(*l->hits));
	return true;
}

const struct arp_filter *arp_filter_of(const struct arp_acls *s, u16 vlan)
{
	const struct arp_filter *f = s->filter;

	while (f && !vlan_in(&f->vlans, vlan))
		f = f->next;
	return f;
}

struct arp_filter *arp_filter_named(struct arp_acls *s, const char *name, bool make)
{
	struct arp_filter **at = &s->filter, *f;

	while (*at && strcmp((*at)->name, name))
		at = &(*at)->next;
	if (*at || !make)
		return *at;
	f = xcalloc(1, sizeof(*f));
	snprintf(f->name, sizeof(f->name), "%s", name);
	*at = f;
	return f;
}

void arp_filter_remove(struct arp_acls *s, struct arp_filter *f)
{
	struct arp_filter **at = &s->filter;

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	free(f);
}

static bool fits(const struct arp_side *want, const struct arp_side *is)
{
	if ((want->ip ^ is->ip) & ~want->ip_wild)
		return false;
	for (unsigned i = 0; i < 6; i++)
		if ((want->mac[i] ^ is->mac[i]) & ~want->mac_wild[i])
			return false;
	return true;
}

enum arp_verdict arp_acl_match(struct arp_acl *l, u16 op, const struct arp_side *sender, const struct arp_side *target)
{
	for (unsigned i = 0; i < l->n; i++) {
		const struct arp_ace *e = &l->ace[i];

		if ((e->op && e->op != op) || !fits(&e->sender, sender) || !fits(&e->target, target))
			continue;
		l->hits[i]++;
		return e->permit ? ARP_ACL_PERMIT : ARP_ACL_DENY;
	}
	return ARP_ACL_SILENT;
}

void arp_acls_free(struct arp_acls *s)
{
	while (s->first)
		arp_acl_remove(s, s->first);
	while (s->filter)
		arp_filter_remove(s, s->filter);
}
