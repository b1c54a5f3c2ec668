/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Object groups: sets of IPv4 networks, or of services, that one word of an entry stands for. Groups contain groups, never themselves. */
#include <stdlib.h>

#include "router/acl/object_group.h"

enum { GROUPS_MAX = 512 };

struct object_group *group_get(struct ipstack *s, const char *name, bool make)
{
	struct object_group **at = &acls_of(s)->groups, *g;
	unsigned n = 0;

	for (; *at; at = &(*at)->next, n++)
		if (!strcmp((*at)->name, name))
			return *at;
	if (!make || n >= GROUPS_MAX)
		return NULL;
	g = *at = xcalloc(1, sizeof(*g));
	g->name = xstrdup(name);
	return g;
}

const char *group_name(const struct object_group *g) { return g->name; }
struct object_group *group_next(struct ipstack *s, struct object_group *after)
{
	return after ? after->next : s->acls ? s->acls->groups : NULL;
}

static bool contains(const struct object_group *g, const struct object_group *what, unsigned depth)
{
	if (g == what)
		return true;
	if (depth >= GROUP_DEPTH_MAX)
		return true;
	for (const struct group_item *i = g->items; i; i = i->next)
		if (i->group && contains(i->group, what, depth + 1))
			return true;
	return false;
}

static bool item_same(const struct group_item *x, const struct group_item *y)
{
	const struct group_service *s = &x->service, *t = &y->service;

	return x->lo == y->lo && x->hi == y->hi && x->group == y->group && s->proto == t->proto && s->slo == t->slo && s->shi == t->shi && s->dlo == t->dlo &&
	       s->dhi == t->dhi && s->sneq == t->sneq && s->dneq == t->dneq && s->icmp_type == t->icmp_type;
}

bool group_add(struct object_group *g, const struct group_item *item)
{
	struct group_item **at = &g->items;

	if (g->n >= GROUP_ITEMS_MAX || (item->group && contains(item->group, g, 0)))
		return false;
	for (; *at; at = &(*at)->next)
		if (item_same(*at, item))
			return true;
	*at = xcalloc(1, sizeof(**at));
	**at = *item;
	(*at)->next = NULL;
	g->n++;
	return true;
}

void group_del(struct object_group *g, const struct group_item *item)
{
	for (struct group_item **at = &g->items; *at; at = &(*at)->next)
		if (item_same(*at, item)) {
			struct group_item *gone = *at;

			*at = gone->next;
			free(gone);
			g->n--;
			return;
		}
}

/* A range of addresses as the fewest blocks with a mask. */
static unsigned blocks(u32 lo, u32 hi, struct ace_addr *out, unsigned max)
{
	unsigned n = 0;

	while (n < max) {
		u32 wild = lo ? (lo & -lo) - 1 : ~0u;

		while (wild > hi - lo)
			wild >>= 1;
		out[n++] = (struct ace_addr){ .addr = ipaddr4(lo), .wild = wild };
		if (hi - lo <= wild)
			break;
		lo += wild + 1;
	}
	return n;
}

static unsigned nets(const struct object_group *g, struct ace_addr *out, unsigned max, unsigned depth)
{
	unsigned n = 0;

	if (g->service || depth > GROUP_DEPTH_MAX)
		return 0;
	for (const struct group_item *i = g->items; i && n < max; i = i->next)
		n += i->group ? nets(i->group, out + n, max - n, depth + 1) : blocks(i->lo, i->hi, out + n, max - n);
	return n;
}
unsigned group_nets(const struct object_group *g, struct ace_addr *out, unsigned max) { return nets(g, out, max, 0); }

static unsigned services(const struct object_group *g, struct group_service *out, unsigned max, unsigned depth)
{
	unsigned n = 0;

	if (!g->service || depth > GROUP_DEPTH_MAX)
		return 0;
	for (const struct group_item *i = g->items; i && n < max; i = i->next) {
		if (i->group) {
			n += services(i->group, out + n, max - n, depth + 1);
			continue;
		}
		out[n] = i->service;
		if (i->service.proto == PROTO_GROUP && n + 1 < max) { /* tcp-udp */
			out[n++].proto = IP_TCP;
			out[n] = i->service;
			out[n].proto = IP_UDP;
		}
		n++;
	}
	return n;
}
unsigned group_services(const struct object_group *g, struct group_service *out, unsigned max) { return services(g, out, max, 0); }

void groups_free(struct acls *l)
{
	while (l->groups) {
		struct object_group *g = l->groups;

		l->groups = g->next;
		while (g->items) {
			struct group_item *i = g->items;

			g->items = i->next;
			free(i);
		}
		free(g->name);
		free(g);
	}
}
