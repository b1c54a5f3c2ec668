/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/passive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct passive_name { struct passive_name *next; char *name; };

static struct passive_name **find(const struct passive *p, const char *name)
{
	struct passive_name **at = (struct passive_name **)&p->but;

	while (*at && strcmp((*at)->name, name))
		at = &(*at)->next;
	return at;
}

bool passive_is(const struct passive *p, const struct iface *i) { return p->by_default != (*find(p, i->name) != NULL); }

static void differs(struct passive *p, const char *name, bool yes)
{
	struct passive_name **at = find(p, name), *x = *at;

	if (yes && !x) {
		x = *at = xcalloc(1, sizeof(*x));
		x->name = xstrdup(name);
	} else if (!yes && x) {
		*at = x->next;
		free(x->name);
		free(x);
	}
}

static bool is_exception(const char *line, const void *arg)
{
	(void)arg;
	return !strncmp(line, "no passive-interface ", 21) || (!strncmp(line, "passive-interface ", 18) && strcmp(line + 18, "default"));
}

void passive_line(struct cli *c, const struct args *a, struct passive *p)
{
	const char *name = args_str(a, "INTERFACE");
	bool on = !args_no(a);
	char line[96];

	if (!name) {
		if (on != p->by_default)
			cli_remove_lines(c, false, is_exception, NULL);
		p->by_default = on;
		return;
	}
	differs(p, name, on != p->by_default);
	if (!p->by_default)
		return;
	snprintf(line, sizeof(line), "no passive-interface %s", name);
	cli_store(c, on ? "" : line);
}

void passive_free(struct passive *p)
{
	while (p->but)
		differs(p, p->but->name, false);
}
