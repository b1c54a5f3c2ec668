/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node's shell: its name, its aliases, its configuration, and the sessions on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/rights.h"
#include "cli/shell.h"

const char *const alias_defaults[][2] = {
	{ "h", "help" }, { "lo", "logout" }, { "p", "ping" }, { "r", "resume" },
	{ "s", "show" }, { "u", "undebug" }, { "un", "undebug" }, { "w", "where" },
};
const unsigned n_alias_defaults = ARRAY_LEN(alias_defaults);

struct shell *shell_new(struct node *n, const struct grammar *g, const struct shell_ops *ops)
{
	struct shell *sh = xcalloc(1, sizeof(*sh));

	sh->node = n;
	sh->g = g;
	sh->ops = ops;
	snprintf(sh->hostname, sizeof(sh->hostname), "%s", n && n->name ? n->name : "Router");
	return sh;
}

void shell_free(struct shell *sh)
{
	if (!sh)
		return;
	while (sh->aliases)
		alias_set(sh, sh->aliases->name, NULL);
	while (sh->sessions) {
		struct cli *c = sh->sessions;

		sh->sessions = c->next;
		session_orphan(c);
	}
	rights_free(sh);
	tree_clear(&sh->root);
	free(sh);
}

const char *shell_hostname(const struct shell *sh)
{
	return sh->hostname;
}

void shell_set_hostname(struct shell *sh, const char *name)
{
	snprintf(sh->hostname, sizeof(sh->hostname), "%s", name);
}

void shell_set_domain_lookup(struct shell *sh, bool on)
{
	sh->no_domain_lookup = !on;
}

bool shell_domain_lookup(const struct shell *sh)
{
	return !sh->no_domain_lookup;
}

void shell_set_empty_line(struct shell *sh, bool (*fn)(struct cli *c))
{
	sh->empty_line = fn;
}

void shell_set_host_word(struct shell *sh, bool (*fn)(struct cli *c, const char *word))
{
	sh->host_word = fn;
}

struct cli *shell_sessions(struct shell *sh, struct cli *after)
{
	struct cli *c = after ? after->next : sh->sessions;

	while (c && c->replay)
		c = c->next;
	return c;
}

void alias_set(struct shell *sh, const char *name, const char *line)
{
	struct alias **at = &sh->aliases, *a;
	unsigned n = 0;

	for (; *at && strcmp((*at)->name, name); at = &(*at)->next)
		n++;
	a = *at;
	if (!a && (!line || n >= ALIASES_MAX))
		return;
	if (!a) {
		a = *at = xcalloc(1, sizeof(*a));
		a->name = xstrdup(name);
	}
	free(a->line);
	a->line = line ? xstrdup(line) : NULL;
	if (line)
		return;
	*at = a->next;
	free(a->name);
	free(a);
}

const char *alias_find(const struct shell *sh, const char *name, size_t len)
{
	for (const struct alias *a = sh->aliases; a; a = a->next)
		if (strlen(a->name) == len && !strncasecmp(a->name, name, len))
			return a->line;
	for (unsigned i = 0; i < n_alias_defaults; i++)
		if (strlen(alias_defaults[i][0]) == len && !strncasecmp(alias_defaults[i][0], name, len))
			return alias_defaults[i][1];
	return NULL;
}
