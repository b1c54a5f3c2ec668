/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/policy/offset_list.h"

#include <stdio.h>
#include <stdlib.h>

#include "router/acl/acl.h"

struct offset_list {
	struct offset_list *next;
	bool out;
	u32 add;
	struct acl *acl;	/* held; NULL: all routes */
	char *iface;		/* NULL: all */
};

u32 offset_of(const struct offset_list *l, bool out, const struct iface *i, const struct ipaddr *prefix, u8 plen)
{
	const struct offset_list *all = NULL;

	for (const struct offset_list *o = l; o; o = o->next) {
		if (o->out != out || (o->acl && !acl_permits_route(o->acl, prefix, plen)))
			continue;
		if (o->iface && !strcmp(o->iface, i->name))
			return o->add;
		if (!o->iface)
			all = o;
	}
	return all ? all->add : 0;
}

/* The words that say where it holds: "in", and the interface, of "offset-list LIST in 5 [INTERFACE]". */
static bool offset_place(const char *line, char place[96])
{
	char way[8], rest[80] = "";

	if (sscanf(line, "offset-list %*s %7s %*u %79[^\n]", way, rest) < 1)
		return false;
	snprintf(place, 96, "%s %s", way, rest);
	return true;
}

static bool same_place(const char *line, const void *arg)
{
	char one[96], other[96];

	return !strncmp(line, "offset-list ", 12) && strcmp(line, arg) && offset_place(line, one) && offset_place(arg, other) && !strcmp(one, other);
}

static void drop(struct offset_list *o)
{
	acl_release(o->acl);
	free(o->iface);
	free(o);
}

bool offset_line(struct cli *c, const struct args *a, struct ipstack *s, u8 af, struct offset_list **list)
{
	const char *acl = args_str(a, "list"), *iface = args_str(a, "INTERFACE");
	bool out = args_has(a, "out");
	struct offset_list **at = list, *o;

	if (!args_no(a) && strcmp(acl, "0") && !acl_may_name(c, af, false, acl))
		return false;
	if (!args_no(a))
		cli_remove_lines(c, false, same_place, args_line(a));
	while ((o = *at) && (o->out != out || !o->iface != !iface || (iface && strcmp(iface, o->iface))))
		at = &o->next;
	if (o) {
		*at = o->next;
		drop(o);
	}
	if (args_no(a))
		return true;
	o = xcalloc(1, sizeof(*o));
	o->out = out;
	o->add = (u32)args_num(a, "offset", 0);
	o->acl = strcmp(acl, "0") ? acl_hold(s, af, acl) : NULL;
	o->iface = iface ? xstrdup(iface) : NULL;
	o->next = *at;
	*at = o;
	return true;
}

void offset_free(struct offset_list **list)
{
	for (struct offset_list *o; (o = *list);) {
		*list = o->next;
		drop(o);
	}
}

void offset_show(struct show *s, const struct offset_list *l)
{
	if (!l)
		return;
	show_push_list(s, "offsets");
	for (const struct offset_list *o = l; o; o = o->next) {
		show_str(s, "direction", o->out ? "out" : "in");
		show_str(s, "list", o->acl ? acl_name(o->acl) : "0");
		show_num(s, "offset", o->add);
		if (o->iface)
			show_str(s, "interface", o->iface);
		show_end(s);
	}
	show_pop(s);
	for (const struct offset_list *o = l; o; o = o->next)
		show_text(s, "  %s routes%s%s will have %u added to metric if on list %s\n", o->out ? "Outgoing" : "Incoming", o->iface ? " in " : "", o->iface ? o->iface : "", o->add,
			  o->acl ? acl_name(o->acl) : "0");
}
