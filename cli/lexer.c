/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/lexer.h"

#include <string.h>

#include "cli/text.h"

/* Words end at newlines, too, in a line that goes on over several. */
static bool is_space(char c) { return is_blank(c) || c == '\n'; }

void words_split(struct words *w, const char *line)
{
	u32 i = 0, len = (u32)strlen(line);

	w->line = line;
	w->n = 0;
	w->blank_end = !len || is_blank(line[len - 1]);
	while (len && is_space(line[len - 1]))
		len--;
	w->len = len;
	while (w->n < WORDS_MAX) {
		u32 start;

		while (i < len && is_space(line[i]))
			i++;
		if (i == len)
			return;
		start = i;
		while (i < len && !is_space(line[i]))
			i++;
		w->off[w->n] = start;
		w->size[w->n++] = i - start;
	}
}

char *line_clean(const char *line)
{
	struct text t = { 0 };
	size_t len = strlen(line);

	while (len && (line[len - 1] == '\r' || line[len - 1] == '\n'))
		len--;
	for (size_t i = 0; i < len; i++) {
		if (line[i] == 3)
			text_puts(&t, "^C");
		else
			text_putc(&t, line[i]);
	}
	return text_take(&t);
}
