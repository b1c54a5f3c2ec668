/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appliances/appliances.h"

#include <stdlib.h>
#include <string.h>

#define APPLIANCE(name) extern const struct appliance appliance_##name;
#include "appliances/list.h"
#undef APPLIANCE

static const struct appliance *const all[] = {
#define APPLIANCE(name) &appliance_##name,
#include "appliances/list.h"
#undef APPLIANCE
};

const struct appliance *appliance_find(const char *kind)
{
	for (unsigned i = 0; i < ARRAY_LEN(all); i++)
		if (!strcmp(all[i]->kind->name, kind))
			return all[i];
	return NULL;
}

/* One grammar a kind, kept with the world. */
struct grammars {
	struct grammar *of[ARRAY_LEN(all)];
	struct help_row *help[ARRAY_LEN(all)]; /* a grammar looks at them for as long as it lives */
};

static void grammars_free(void *arg)
{
	struct grammars *g = arg;

	for (unsigned i = 0; i < ARRAY_LEN(all); i++) {
		grammar_free(g->of[i]);
		free(g->help[i]);
	}
	free(g);
}

static struct grammar *compile(const struct command_set *set, struct help_row **kept)
{
	struct cmd_table *tables = NULL;
	struct help_row *help = NULL;
	unsigned n = 0, n_help = 0;
	struct grammar *g;

	for (; set->tables; set++) {
		tables = xrealloc(tables, n + *set->n_tables, sizeof(*tables));
		memcpy(tables + n, set->tables, *set->n_tables * sizeof(*tables));
		n += *set->n_tables;
		if (!set->help)
			continue;
		help = xrealloc(help, n_help + *set->n_help, sizeof(*help));
		memcpy(help + n_help, set->help, *set->n_help * sizeof(*help));
		n_help += *set->n_help;
	}
	g = grammar_new(tables, n, help, n_help);
	free(tables);
	*kept = help;
	return g;
}

const struct grammar *appliance_grammar(struct node *n)
{
	struct grammars *g = n->world->shared;

	if (!g) {
		g = n->world->shared = xcalloc(1, sizeof(*g));
		n->world->shared_free = grammars_free;
	}
	for (unsigned i = 0; i < ARRAY_LEN(all); i++) {
		if (all[i]->kind != n->kind)
			continue;
		if (!g->of[i])
			g->of[i] = compile(all[i]->commands, &g->help[i]);
		return g->of[i];
	}
	bug("kind %s is not in appliances/list.h", n->kind->name);
}
