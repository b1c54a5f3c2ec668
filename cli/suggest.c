/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nearest keyword after an error, for those who asked for it (`terminal suggest`). */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

enum { WORD_LEN_MAX = 32, FAR = 3 };

/* Insertions, deletions, replacements and swaps of neighbours that make one the other; FAR or more: too many to matter. */
static unsigned distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	unsigned row[3][WORD_LEN_MAX + 1];

	if (n > WORD_LEN_MAX || m > WORD_LEN_MAX || (n > m ? n - m : m - n) >= FAR)
		return FAR;
	for (unsigned j = 0; j <= m; j++)
		row[0][j] = j;
	for (unsigned i = 1; i <= n; i++) {
		unsigned *now = row[i % 3], *before = row[(i + 2) % 3], *two = row[(i + 1) % 3];

		now[0] = i;
		for (unsigned j = 1; j <= m; j++) {
			unsigned best = before[j - 1] + (a[i - 1] != b[j - 1]);

			best = before[j] + 1 < best ? before[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && two[j - 2] + 1 < best)
				best = two[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[n % 3][m];
}

void suggest(struct cli *c, const char *line, u32 column)
{
	u32 start = column, len;
	struct candidates s;
	const char *prefix, *nearest = NULL;
	char *head, *word;
	unsigned best = FAR;

	while (start && line[start - 1] != ' ' && line[start - 1] != '\t')
		start--;
	len = (u32)strcspn(line + start, " \t");
	if (len < 2)
		return;
	head = xasprintf("%.*s", (int)start, line);
	word = xasprintf("%.*s", (int)len, line + start);
	candidates_gather(c, head, &s, &prefix);
	for (u32 i = 0; i < s.n; i++) {
		unsigned d = s.c[i].arg || s.c[i].value ? FAR : distance(word, s.c[i].word);

		if (d < best && d < len) {
			best = d;
			nearest = s.c[i].word;
		}
	}
	if (nearest)
		cli_print(c, "(perhaps \"%s\")\n", nearest);
	candidates_free(&s);
	free(word);
	free(head);
}
