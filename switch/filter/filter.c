/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/filter/filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A frame as lists see it. */
struct seen {
	const struct frame *f;
	enum filter_sort sort;
	u16 type;
	bool whole;		/* an IP header that can be read: k is set */
	struct acl_key k;
};

static void look_into(struct seen *s, const struct frame *f)
{
	struct rd r = rd_of(f->data, f->len);
	u32 left;

	s->f = f;
	s->type = eth_type_read(&r);
	s->sort = s->type == ETH_TYPE_IP4 ? FILTER_IP4 : s->type == ETH_TYPE_IP6 ? FILTER_IP6 : FILTER_MAC;
	s->whole = false;
	left = r.bad ? 0 : (u32)rd_left(&r);
	if (s->sort != FILTER_MAC && left)
		s->whole = acl_key_of(&s->k, r.p, left);
}

/* An IP packet that cannot be read is nobody's. */
static enum acl_answer ask(const struct seen *s, struct acl *acl, struct mac_acl *mac)
{
	if (s->sort == FILTER_MAC)
		return mac_acl_match(mac, s->f, s->type);
	return s->whole ? acl_match(acl, &s->k) : ACL_DENY;
}

/* ---- ports ---- */

static bool port_passes(const struct port_filter *p, const struct seen *s)
{
	if (s->sort == FILTER_MAC)
		return !p->mac || ask(s, NULL, p->mac) != ACL_DENY;
	return !p->acl[s->sort] || ask(s, p->acl[s->sort], NULL) != ACL_DENY;
}

/* ---- VLAN maps ---- */

/* Does the entry mean the frame? One that asks for nothing means all. */
static bool means(const struct map_entry *e, const struct seen *s)
{
	for (unsigned k = 0; k < e->n[s->sort]; k++)
		if (ask(s, e->list[s->sort][k].acl, e->list[s->sort][k].mac) == ACL_PERMIT)
			return true;
	return !e->n[FILTER_IP4] && !e->n[FILTER_IP6] && !e->n[FILTER_MAC];
}

static bool map_passes(struct vlan_map *m, const struct seen *s)
{
	for (struct map_entry *e = m->entries; e; e = e->next)
		if (means(e, s)) {
			e->matches++;
			return !e->drop;
		}
	return !m->asks[s->sort];
}

/* ---- frames ---- */

static enum drop look(struct swport *in, struct frame *f, u16 vlan)
{
	struct filter *x = in->bridge->filter;
	struct seen s;

	look_into(&s, f);
	if (!port_passes(&x->port[in->index], &s) || (x->of[vlan] && !map_passes(x->of[vlan], &s)))
		return DROP_ACL;
	return DROP_NONE;
}

static bool wants(const struct swport *p)
{
	const struct filter *x = p->bridge->filter;
	const struct port_filter *f = &x->port[p->index];

	return x->filters || f->acl[0] || f->acl[1] || f->mac;
}

/* The switch's own ARP, neighbour discovery apart, is not asked: without it nothing could be routed into the VLAN. */
bool filter_from_cpu(struct bridge *b, struct frame *f, u16 vlan)
{
	struct filter *x = b->filter;
	struct seen s;

	if (!x->of[vlan])
		return false;
	look_into(&s, f);
	if (s.sort == FILTER_MAC || map_passes(x->of[vlan], &s))
		return false;
	x->dropped++;
	frame_put(f);
	return true;
}

/* ---- configuration ---- */

void filter_new(struct bridge *b)
{
	struct filter *x = b->filter = xcalloc(1, sizeof(*x));

	x->b = b;
	x->port = xcalloc(b->max_ports, sizeof(*x->port));
	bridge_check_add(b, wants, look, CHECK_ALL);
}

bool filter_port_set(struct swport *p, enum filter_sort sort, const char *name)
{
	struct filter *x = p->bridge->filter;
	struct port_filter *f = &x->port[p->index];

	if (sort == FILTER_MAC) {
		struct mac_acl *l = name ? mac_acl_hold(x, name) : NULL;

		if (name && !l)
			return false;
		mac_acl_release(x, f->mac);
		f->mac = l;
	} else {
		struct acl *a = name && strlen(name) < ACL_NAME_MAX ? acl_hold(p->bridge->dev->ip, sort == FILTER_IP6 ? AF_IP6 : AF_IP4, name) : NULL;

		if (name && !a)
			return false;
		acl_release(f->acl[sort]);
		f->acl[sort] = a;
	}
	bridge_checks_changed(p->bridge);
	return true;
}

struct vlan_map *vlan_map_find(const struct filter *x, const char *name)
{
	struct vlan_map *m = x->maps;

	while (m && strcmp(m->name, name) != 0)
		m = m->next;
	return m;
}

struct vlan_map *vlan_map_get(struct filter *x, const char *name)
{
	struct vlan_map *m = vlan_map_find(x, name), **at = &x->maps;

	if (m || x->n_maps >= VLAN_MAPS_MAX || strlen(name) >= FILTER_NAME_MAX)
		return m;
	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	m = xcalloc(1, sizeof(*m));
	snprintf(m->name, sizeof(m->name), "%s", name);
	m->next = *at;
	*at = m;
	x->n_maps++;
	return m;
}

void vlan_map_tidy(struct filter *x, struct vlan_map *m)
{
	static const struct vlan_set none;
	struct vlan_map **at = &x->maps;

	if (m->entries || memcmp(&m->vlans, &none, sizeof(none)) != 0)
		return;
	while (*at != m)
		at = &(*at)->next;
	*at = m->next;
	x->n_maps--;
	free(m);
}

struct map_entry *map_entry_find(const struct vlan_map *m, u32 seq)
{
	struct map_entry *e = m->entries;

	while (e && e->seq != seq)
		e = e->next;
	return e;
}

struct map_entry *map_entry_get(struct vlan_map *m, u32 seq)
{
	struct map_entry *e = map_entry_find(m, seq), **at = &m->entries;

	if (e || m->n >= VLAN_MAP_ENTRIES_MAX)
		return e;
	while (*at && (*at)->seq < seq)
		at = &(*at)->next;
	e = xcalloc(1, sizeof(*e));
	e->seq = seq;
	e->next = *at;
	*at = e;
	m->n++;
	return e;
}

static void forget(struct filter *x, struct map_entry *e, enum filter_sort sort)
{
	for (unsigned k = 0; k < e->n[sort]; k++) {
		acl_release(e->list[sort][k].acl);
		mac_acl_release(x, e->list[sort][k].mac);
		e->list[sort][k].acl = NULL;
		e->list[sort][k].mac = NULL;
	}
	e->n[sort] = 0;
}

void map_entry_remove(struct filter *x, struct vlan_map *m, struct map_entry *e)
{
	struct map_entry **at = &m->entries;

	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	m->n--;
	for (unsigned k = 0; k < FILTER_SORTS; k++)
		forget(x, e, k);
	free(e);
}

bool map_entry_match(struct filter *x, struct map_entry *e, enum filter_sort sort, const char *const *name, unsigned n)
{
	struct map_entry made = { 0 };

	for (unsigned k = 0; k < n; k++) {
		struct acl *a = NULL;
		struct mac_acl *l = NULL;

		if (sort == FILTER_MAC)
			l = mac_acl_hold(x, name[k]);
		else if (strlen(name[k]) < ACL_NAME_MAX)
			a = acl_hold(x->b->dev->ip, sort == FILTER_IP6 ? AF_IP6 : AF_IP4, name[k]);
		if (!a && !l) {
			forget(x, &made, sort);
			return false;
		}
		made.list[sort][k].acl = a;
		made.list[sort][k].mac = l;
		made.n[sort]++;
	}
	forget(x, e, sort);
	memcpy(e->list[sort], made.list[sort], sizeof(e->list[sort]));
	e->n[sort] = made.n[sort];
	return true;
}

void filter_changed(struct filter *x)
{
	x->filters = false;
	memset(x->of, 0, sizeof(x->of));
	for (struct vlan_map *m = x->maps; m; m = m->next) {
		for (unsigned k = 0; k < FILTER_SORTS; k++) {
			m->asks[k] = false;
			for (const struct map_entry *e = m->entries; e; e = e->next)
				m->asks[k] |= e->n[k] > 0;
		}
		for (u16 v = 1; v <= VLAN_MAX; v++)
			if (vlan_in(&m->vlans, v)) {
				x->of[v] = m;
				x->filters = true;
			}
	}
	bridge_checks_changed(x->b);
}

void filter_free(struct bridge *b)
{
	struct filter *x = b->filter;

	if (!x)
		return;
	for (u16 i = 0; i < b->max_ports; i++) {
		acl_release(x->port[i].acl[0]);
		acl_release(x->port[i].acl[1]);
		mac_acl_release(x, x->port[i].mac);
	}
	while (x->maps) {
		struct vlan_map *m = x->maps;

		while (m->entries)
			map_entry_remove(x, m, m->entries);
		x->maps = m->next;
		free(m);
	}
	while (x->mac_acls) {
		x->mac_acls->holds = 0;
		mac_acl_undefine(x, x->mac_acls);
	}
	free(x->port);
	free(x);
	b->filter = NULL;
}
