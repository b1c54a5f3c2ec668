/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines typed, the last few: EXEC's and configuration's apart. */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

struct history *session_history(struct cli *c)
{
	return c->n_levels ? &c->config_history : &c->exec_history;
}

static void drop_oldest(struct history *h, u32 keep)
{
	u32 n = h->n > keep ? h->n - keep : 0;

	for (u32 i = 0; i < n; i++)
		free(h->line[i]);
	if (n)
		memmove(h->line, h->line + n, (h->n - n) * sizeof(*h->line));
	h->n -= n;
}

void history_add(struct history *h, const char *line)
{
	if (!h->size || (h->n && !strcmp(h->line[h->n - 1], line)))
		return;
	drop_oldest(h, h->size - 1);
	h->line = xrealloc(h->line, h->n + 1, sizeof(*h->line));
	h->line[h->n++] = xstrdup(line);
}

void history_resize(struct history *h, u32 size)
{
	h->size = size < HISTORY_MAX ? size : HISTORY_MAX;
	drop_oldest(h, h->size);
}

void history_free(struct history *h)
{
	drop_oldest(h, 0);
	free(h->line);
	h->line = NULL;
}

const char *cli_history(struct cli *c, unsigned i)
{
	const struct history *h = session_history(c);

	return i < h->n ? h->line[i] : NULL;
}
