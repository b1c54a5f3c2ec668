/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `template peer-session`, `template peer-policy`: their blocks, and their shows. An option's line is what it is behind `neighbor X`. */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/cli.h"
#include "router/bgp/template.h"

RUN(bgp_run_template)
{
	struct bgp *b = cli_bgp(c);
	bool session = args_has(a, "peer-session");
	const char *name = args_str(a, "name");
	struct bgp_template *t;

	if (!args_no(a)) {
		t = bgp_template_get(b, session, name);
		t->defined = true;
		cli_enter_object(c, t);
		return true;
	}
	t = bgp_template_find(b, session, name);
	if (t)
		bgp_template_undefine(t);
	return true;
}

static bool is_list(u8 kind) { return kind >= OPT_DIST_IN && kind <= OPT_MAP_OUT; }

RUN(bgp_run_template_option)
{
	struct bgp_template *t = cli_object(c, 0);
	const char *text = args_line(a), *name = args_str(a, "name");
	u8 kind = (u8)(bgp_cli_kind(text) + args_has(a, "out"));
	const struct bgp_opt *was = bgp_opt_own(t->opts, kind, BGP_IP4);

	if (args_no(a) && is_list(kind) && (!was || strcmp(was->str, name)))
		return true;
	if (!args_no(a) && !bgp_cli_good(c, a, kind, BGP_IP4, t->b, t->opts))
		return false;
	/* Another of this direction stands no more. */
	if (!args_no(a) && is_list(kind) && was && strcmp(was->str, name)) {
		char *line = xstrdup(was->text);

		cli_remove_in(c, NULL, line);
		free(line);
	}
	for (u8 af = 0; af < (t->session ? 1 : BGP_AFS); af++) {
		if (args_no(a)) {
			bgp_opt_unset(&t->opts, kind, af);
		} else {
			struct bgp_opt *o = bgp_opt_set(&t->opts, kind, af);

			bgp_cli_fill(c, t->b, o, a);
			o->text = xstrdup(text);
		}
		bgp_template_changed(t, kind, af);
	}
	return true;
}

RUN(bgp_run_template_inherit)
{
	struct bgp_template *t = cli_object(c, 0);
	u32 number = (u32)args_num(a, "number", 0);
	const char *name = args_str(a, "name");
	const struct bgp_inherit *i = t->from;

	while (i && i->number != number)
		i = i->next;
	if (args_no(a)) {
		if (i && (t->session || !strcmp(i->of->name, name)))
			bgp_template_inherit(t, number, NULL);
		return true;
	}
	if (!t->session && i && strcmp(i->of->name, name)) {	/* another of this number stands no more */
		char *line = xasprintf("inherit peer-policy %s %u", i->of->name, number);

		cli_remove_in(c, NULL, line);
		free(line);
	}
	if (bgp_template_inherit(t, number, name))
		return true;
	cli_error(c, "%% Template %s cannot inherit template %s: it would inherit itself, or more than %u templates", t->name, name, BGP_INHERIT_MAX);
	return false;
}

/* ---- shows ---- */

/* The lines of one family's options, in the order of their kinds: its own, or those that hold because it inherits them. */
static void option_lines(struct show *s, const struct bgp_template *t, bool own)
{
	for (u8 kind = 0; kind < OPT_N; kind++) {
		const struct bgp_opt *o = bgp_opt_own(t->opts, kind, 0);

		if (!o == own)
			continue;
		o = bgp_template_opt(t, kind, 0);
		if (o) /* whoever may look need not know the password */
			show_text(s, "  %s\n", kind == OPT_PASSWORD ? "password is configured" : o->text);
	}
}

static bool uses(const struct bgp_peer *p, const struct bgp_template *t)
{
	return !p->deleted && (t->session ? p->session == t : p->af[BGP_IP4].policy == t || p->af[BGP_IP6].policy == t);
}

static void inherited_by(struct show *s, const struct bgp_template *t)
{
	char x[IP6_TEXT];

	for (const struct bgp_peer *p = t->b->peers; p; p = p->next)
		if (uses(p, t))
			show_text(s, "  %s\n", bgp_peer_name(p, x));
}

static void show_one(struct show *s, const struct bgp_template *t)
{
	const char *what = t->session ? "session commands" : "policies";
	unsigned n = 0, used = 0;

	for (const struct bgp_opt *o = t->opts; o; o = o->next)
		n += !o->af;
	for (const struct bgp_peer *p = t->b->peers; p; p = p->next)
		used += uses(p, t);
	show_str(s, "template", t->name);
	show_str(s, "type", t->session ? "peer-session" : "peer-policy");
	show_num(s, "index", t->index);
	show_num(s, "options", n);
	show_num(s, "neighbors", used);
	show_end(s);
	show_text(s, "Template:%s, index:%u\n", t->name, t->index);
	if (t->from)
		show_text(s, "This template inherits:\n");
	for (const struct bgp_inherit *i = t->from; i; i = i->next) {
		if (t->session)
			show_text(s, "  %s index:%u\n", i->of->name, i->of->index);
		else
			show_text(s, "  %s index:%u seq_no:%u\n", i->of->name, i->of->index, i->number);
	}
	if (used)
		show_text(s, "This template is inherited by neighbors:\n");
	inherited_by(s, t);
	show_text(s, "Locally configured %s:\n", what);
	option_lines(s, t, true);
	show_text(s, "Inherited %s:\n", what);
	option_lines(s, t, false);
	show_text(s, "\n");
}

VIEW(bgp_show_template)
{
	const struct bgp *b = bgp_get(cli_stack(c));
	bool session = strstr(args_line(a), "peer-session"), any = false;
	const char *name = args_str(a, "name");

	if (!b->on) {
		show_text(s, "%% BGP not active\n");
		return true;
	}
	for (const struct bgp_template *t = b->templates; t; t = t->next) {
		if (t->session != session || !t->defined || (name && strcmp(name, t->name)))
			continue;
		any = true;
		show_one(s, t);
	}
	if (name && !any)
		show_text(s, "%% No such template\n");
	return true;
}
