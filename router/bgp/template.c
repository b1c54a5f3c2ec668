/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates of neighbours' options: who inherits from whom, and who hears of a change. */
#include <stdlib.h>

#include "router/bgp/template.h"

struct bgp_template *bgp_template_find(const struct bgp *b, bool session, const char *name)
{
	struct bgp_template *t = b->templates;

	while (t && (t->session != session || strcmp(t->name, name)))
		t = t->next;
	return t;
}

struct bgp_template *bgp_template_get(struct bgp *b, bool session, const char *name)
{
	struct bgp_template *t = bgp_template_find(b, session, name), **at = &b->templates;

	if (t)
		return t;
	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	t = xcalloc(1, sizeof(*t));
	t->b = b;
	t->name = xstrdup(name);
	t->session = session;
	t->index = ++b->next_template;
	t->next = *at;
	return *at = t;
}

static void release(struct bgp_template *t)
{
	struct bgp_template **at;

	if (t->refs || t->defined)
		return;
	for (at = &t->b->templates; *at != t; at = &(*at)->next)
		;
	*at = t->next;
	free(t->name);
	free(t);
}

static void let_go(struct bgp_template *t)
{
	t->refs--;
	release(t);
}

static struct bgp_template *hold(struct bgp_template *t)
{
	t->refs++;
	return t;
}

const struct bgp_opt *bgp_template_opt(const struct bgp_template *t, u8 kind, u8 af)
{
	const struct bgp_opt *o = bgp_opt_own(t->opts, kind, af);

	for (const struct bgp_inherit *i = t->from; i && !o; i = i->next)
		o = bgp_template_opt(i->of, kind, af);
	return o;
}

/* ---- who inherits it ---- */

static bool within(const struct bgp_template *t, const struct bgp_template *what)
{
	const struct bgp_inherit *i = t->from;

	if (t == what)
		return true;
	while (i && !within(i->of, what))
		i = i->next;
	return i;
}

static unsigned inherited(const struct bgp_template *t)
{
	unsigned n = 0;

	for (const struct bgp_inherit *i = t->from; i && n <= BGP_INHERIT_MAX; i = i->next)
		n += 1 + inherited(i->of);
	return n;
}

static bool has(const struct bgp_peer *p, u8 af, const struct bgp_template *t)
{
	const struct bgp_template *own = t->session ? p->session : p->af[af].policy;

	return own && within(own, t);
}

/* What `what` says of this option comes to t, past none that says it for itself. */
static bool reaches(const struct bgp_template *t, const struct bgp_template *what, u8 kind, u8 af)
{
	const struct bgp_inherit *i = t->from;

	if (t == what)
		return true;
	if (bgp_opt_own(t->opts, kind, af))
		return false;
	while (i && !reaches(i->of, what, kind, af))
		i = i->next;
	return i;
}

void bgp_template_changed(struct bgp_template *t, u8 kind, u8 af)
{
	for (struct bgp_peer *p = t->b->peers, *next; p; p = next) {
		const struct bgp_template *own = t->session ? p->session : p->af[af].policy;

		next = p->next;
		if (!p->name && !p->deleted && own && reaches(own, t, kind, af) && !bgp_opt_own(p->opts, kind, af))
			bgp_opt_changed(p, kind, af);
	}
}

/* That template is inherited by p, or is not any more: sessions begin anew, and so they do where a policy decides what is said in OPEN, or whom routes are reflected to. */
static void moved(struct bgp_peer *p, u8 af, const struct bgp_template *t)
{
	if (t->session)
		bgp_opt_changed(p, OPT_INHERIT_SESSION, 0);
	else
		bgp_opt_changed(p, bgp_template_opt(t, OPT_ADD_PATHS, af) ? OPT_ADD_PATHS : bgp_template_opt(t, OPT_ORF, af) ? OPT_ORF : bgp_template_opt(t, OPT_RR_CLIENT, af) ? OPT_RR_CLIENT : OPT_INHERIT_POLICY, af);
}

static void all_moved(struct bgp_template *in, const struct bgp_template *t)
{
	for (struct bgp_peer *p = in->b->peers, *next; p; p = next) {
		next = p->next;
		for (u8 af = 0; af < (in->session ? 1 : BGP_AFS); af++)
			if (!p->name && !p->deleted && has(p, af, in))
				moved(p, af, t);
	}
}

static struct bgp_inherit **place(struct bgp_template *t, u32 number)
{
	struct bgp_inherit **at = &t->from;

	while (*at && (*at)->number > number)
		at = &(*at)->next;
	return at;
}

static void inherit_no_more(struct bgp_template *t, struct bgp_inherit **at)
{
	struct bgp_inherit *i = *at;

	*at = i->next;
	all_moved(t, i->of);
	let_go(i->of);
	free(i);
}

bool bgp_template_inherit(struct bgp_template *t, u32 number, const char *name)
{
	struct bgp_inherit **at = place(t, number), *was = *at && (*at)->number == number ? *at : NULL, *i;
	struct bgp_template *of;
	bool good;

	if (!name) {
		if (was)
			inherit_no_more(t, at);
		return true;
	}
	of = hold(bgp_template_get(t->b, t->session, name));
	if (was && was->of == of) {
		let_go(of);
		return true;
	}
	good = !within(of, t);
	if (good) {
		i = xcalloc(1, sizeof(*i));
		*i = (struct bgp_inherit){ .next = was ? was->next : *at, .of = of, .number = number };
		*at = i;
		for (const struct bgp_template *x = t->b->templates; x; x = x->next)
			good &= inherited(x) <= BGP_INHERIT_MAX;
		if (!good) {
			*at = was ? was : i->next;
			free(i);
		}
	}
	if (!good) {
		let_go(of);
		return false;
	}
	all_moved(t, of);
	if (was) {
		if (!t->session) /* of sessions once is enough: they begin anew */
			all_moved(t, was->of);
		let_go(was->of);
		free(was);
	}
	return true;
}

void bgp_peer_inherit(struct bgp_peer *p, bool session, u8 af, const char *name)
{
	struct bgp_template **at = session ? &p->session : &p->af[af].policy, *was = *at;

	*at = name ? hold(bgp_template_get(p->b, session, name)) : NULL;
	if (*at != was && !p->deleted) {
		if (was)
			moved(p, af, was);
		if (*at && !(session && was))
			moved(p, af, *at);
	}
	if (was)
		let_go(was);
}

/* ---- its life ---- */

void bgp_template_undefine(struct bgp_template *t)
{
	t->defined = false;
	release(t);
}

void bgp_templates_close(struct bgp *b)
{
	for (struct bgp_template *t; (t = b->templates); free(t)) {
		b->templates = t->next;
		while (t->opts)
			bgp_opt_unset(&t->opts, t->opts->kind, t->opts->af);
		for (struct bgp_inherit *i; (i = t->from); free(i))
			t->from = i->next;
		free(t->name);
	}
}
