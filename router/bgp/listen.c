/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours that nobody configured (`bgp listen range`), and those of which several ASs are allowed (`alternate-as`). */
#include <stdlib.h>

#include "router/bgp/bgp.h"

/* The group of who calls from there: that of the first range around him. NULL: he is of none. */
static struct bgp_peer *group_of(const struct bgp *b, const struct ipaddr *from)
{
	for (const struct bgp_range *r = b->ranges; r; r = r->next) {
		struct bgp_peer *g = ipaddr_in(from, &r->prefix, r->plen) ? bgp_peer_named(b, r->group) : NULL;

		if (g && bgp_opt_own(g->opts, OPT_REMOTE_AS, 0))
			return g;
	}
	return NULL;
}

struct bgp_peer *bgp_peer_dynamic(struct bgp *b, const struct ipaddr *from)
{
	struct bgp_peer *g = b->n_dynamic < b->dynamic_max ? group_of(b, from) : NULL;
	struct bgp_peer *p = g ? bgp_peer_new(b, from, NULL) : NULL;

	if (!p)
		return NULL;
	p->dynamic = true;
	b->n_dynamic++;
	p->group = g;
	bgp_peer_apply(p);
	bgp_peer_retry(p);
	return p;
}

void bgp_ranges_changed(struct bgp *b)
{
	for (struct bgp_peer *p = b->peers, *next; p; p = next) {
		next = p->next;
		if (p->dynamic && !p->deleted && group_of(b, &p->addr) != p->group)
			bgp_peer_remove(p);
	}
}

bool bgp_as_alternate(const struct bgp_opt *o, u32 as)
{
	const char *at = o->str ? o->str : "";
	char *end;

	for (; *at; at = end)
		if (strtoul(at, &end, 10) == as)
			return true;
	return false;
}

void bgp_peer_says(struct bgp_peer *p, u32 as)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_REMOTE_AS, 0);
	u32 was = p->other_as, local = p->local_as;

	if (!o || as == p->remote_as || (as != o->a && !bgp_as_alternate(o, as)))
		return;
	p->other_as = as == o->a ? 0 : as;
	bgp_peer_apply(p);
	if (p->local_as == local)
		return;
	p->other_as = was;	/* to that one we would be another AS than our OPEN, which has gone, says */
	bgp_peer_apply(p);
}
