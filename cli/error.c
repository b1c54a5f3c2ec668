/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shell says about a line it cannot take, word for word as the devices people know say it. */
#include <stdio.h>
#include <string.h>

#include "cli/shell.h"

static void record(struct cli *c, u32 column, const char *text, const char *line)
{
	struct config_error *e = c->err;

	if (!e || e->text[0])
		return;
	e->column = column + 1;
	snprintf(e->text, sizeof(e->text), "%s", text);
	snprintf(e->input, sizeof(e->input), "%s", line);
}

/* Columns on the screen: a tab goes to the next multiple of 8. */
static unsigned screen_width(const char *s, size_t len, unsigned at)
{
	for (size_t i = 0; i < len && s[i]; i++)
		at = s[i] == '\t' ? (at / 8 + 1) * 8 : (s[i] & 0xc0) == 0x80 ? at : at + 1;
	return at;
}

void error_at(struct cli *c, u32 column, const char *line)
{
	char prompt[96];
	unsigned at = (unsigned)strlen(cli_prompt(c, prompt));

	at = screen_width(line, column, at);
	record(c, column, "% Invalid input detected at '^' marker.", line);
	c->error_said = true;
	cli_print(c, "%*s^\n%% Invalid input detected at '^' marker.\n\n", (int)at, "");
}

void error_match(struct cli *c, const struct match *m, const char *line)
{
	char said[256];

	switch (m->status) {
	case MATCH_INVALID:
		error_at(c, m->column, line);
		if (c->suggest && !c->replay)
			suggest(c, line, m->column);
		break;
	case MATCH_AMBIGUOUS:
		snprintf(said, sizeof(said), "%% Ambiguous command:  \"%.200s\"", line);
		record(c, m->column, said, line);
		cli_print(c, "%% Ambiguous command:  \"%s\"\n", line);
		break;
	default:
		record(c, m->column, "% Incomplete command.", line);
		cli_print(c, "%% Incomplete command.\n\n");
		break;
	}
	c->error_said = true;
}

bool error_control(struct cli *c, const char *line)
{
	for (const char *p = line; *p; p++) {
		if ((u8)*p >= 0x20 && *p != 0x7f)
			continue;
		if (*p == '\t' || *p == '\n' || *p == '\r')
			continue;
		error_at(c, (u32)(p - line), line);
		return true;
	}
	return false;
}
