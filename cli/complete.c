/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tab: the one word that fits, spelled out with a blank behind it. */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

static void forget(struct cli *c)
{
	for (unsigned i = 0; i < c->n_candidates; i++)
		free(c->candidates[i]);
	free(c->candidates);
	c->candidates = NULL;
	c->n_candidates = 0;
	free(c->completed);
	c->completed = NULL;
}

const char *cli_complete(struct cli *c, const char *text, const char *const **candidates, unsigned *n)
{
	struct candidates s;
	const char *prefix;

	forget(c);
	if (candidates)
		*candidates = NULL;
	if (n)
		*n = 0;
	if (!c->sh || c->ended || c->answer || c->collecting || strlen(text) > LINE_MAX_LEN)
		return NULL;
	candidates_gather(c, text, &s, &prefix);
	c->candidates = xcalloc(s.n + 1, sizeof(*c->candidates));
	for (u32 i = 0; i < s.n; i++)
		if (!s.c[i].arg)
			c->candidates[c->n_candidates++] = xstrdup(s.c[i].word);
	if (c->n_candidates == 1 && *prefix)
		c->completed = xasprintf("%.*s%s ", (int)(strlen(text) - strlen(prefix)), text, c->candidates[0]);
	candidates_free(&s);
	if (candidates)
		*candidates = (const char *const *)c->candidates;
	if (n)
		*n = c->n_candidates;
	return c->completed;
}
