/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RIPng's processes by name: which there are, and when one begins and ends. A process that runs in VRFs is one in each of them, of the same name: what stands on an
 * interface is its VRF's process's, and moves along with it.
 */
#include "router/rip/rip.h"

#include <stdlib.h>
#include <string.h>

const char *ripng_name(const struct ipstack *s, u16 process)
{
	const struct rip *r = s->rip ? s->rip->ng : NULL;

	while (r && r->process != process)
		r = r->next;
	return r ? r->name : "";
}

static struct rip *of_name(const struct ipstack *s, const char *name)
{
	struct rip *r = s->rip ? s->rip->ng : NULL;

	while (r && strcmp(r->name, name))
		r = r->next;
	return r;
}

/* How many other names there are, a process of several VRFs counted once. */
static u32 names(const struct ipstack *root, const char *but)
{
	u32 n = 0;

	for (const struct ipstack *s = root; s; s = s->next)
		for (const struct rip *r = s->rip ? s->rip->ng : NULL; r; r = r->next) {
			const struct ipstack *t = root;

			while (t != s && !of_name(t, r->name))
				t = t->next;
			n += t == s && strcmp(r->name, but);
		}
	return n;
}

struct rip *ripng_find(struct ipstack *s, const char *name, bool make_it)
{
	struct rip *r = of_name(s, name), **at;
	u32 taken = 0;

	if (r || !make_it || names(s->root, name) >= RIPNG_MAX)
		return r;
	at = &rip_get(s)->ng;
	for (r = *at; r; r = r->next)
		taken |= 1u << r->process;
	r = rip_make(s, AF_IP6);
	r->name = xstrdup(name);
	r->process = (u16)__builtin_ctz(~taken & ~1u);
	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	r->next = *at;
	*at = r;
	return r;
}

static bool is_enabled(const struct rip *r)
{
	for (const struct rip_if *x = r->ifs; x; x = x->next)
		if (x->enabled)
			return true;
	return false;
}

static bool is_said(const struct rip *r)
{
	for (const struct rip_if *x = r->ifs; x; x = x->next)
		if (x->enabled || x->offset || x->originate || x->summaries)
			return true;
	return r->line;
}

void ripng_settle(struct rip *r)
{
	struct rip **at;

	if (r->line || is_enabled(r))
		rip_start(r);
	else
		rip_stop(r);
	rip_soon(r);
	if (is_said(r) || r->s->cleaning)
		return;
	for (at = &r->s->rip->ng; *at != r; at = &(*at)->next)
		;
	*at = r->next;
	rip_free(r);
}

void ripng_iface_moved(struct ipif *p, struct ipstack *from)
{
	for (struct rip *r = from->rip ? from->rip->ng : NULL, *next; r; r = next) {
		struct rip_if **at = &r->ifs, *x;
		struct rip *to;

		next = r->next;
		while ((x = *at) && x->i != p->i)
			at = &x->next;
		if (!x)
			continue;
		to = ripng_find(p->ip, r->name, true);	/* the name is there: it is not one too many */
		*at = x->next;
		x->next = to->ifs;
		to->ifs = x;
		ripng_settle(r);
		ripng_settle(to);
	}
}

bool ripng_in_vrfs(const struct ipstack *s) { return s->root->rip && s->root->rip->vrf_mode; }
