/* SPDX-License-Identifier: GPL-3.0-or-later */
/* privilege MODE level N COMMAND, privilege MODE reset COMMAND. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/rights.h"
#include "cli/show.h"

/* The mode and the canonical words of the line; NULL: it was said what is wrong. */
static char *command_of(struct cli *c, const struct args *a, const struct cli_mode **mode)
{
	char *words;

	*mode = rights_mode(c, args_str(a, "mode"));
	if (!*mode) {
		cli_error(c, "%% There is no mode \"%s\"", args_str(a, "mode"));
		return NULL;
	}
	words = rights_words(c, *mode, args_str(a, "command"));
	if (!words)
		cli_error(c, "%% Invalid command \"%s\" in that mode", args_str(a, "command"));
	return words;
}

struct twin {
	const char *mode, *words;
};

/* "privilege exec all level 7 show ip" of that mode and those words? */
static bool is_twin(const char *line, const void *arg)
{
	const struct twin *t = arg;
	char head[64];
	size_t n = strlen(line), words = strlen(t->words);

	snprintf(head, sizeof(head), "privilege %s ", t->mode);
	if (strncmp(line, head, strlen(head)) || n <= words || strcmp(line + n - words, t->words) || line[n - words - 1] != ' ')
		return false;
	line += strlen(head);
	if (!strncmp(line, "all ", 4))
		line += 4;
	if (strncmp(line, "level ", 6))
		return false;
	line += 6 + strspn(line + 6, "0123456789");
	return !strcmp(line + 1, t->words);
}

static bool run_level(struct cli *c, const struct args *a)
{
	unsigned level = (unsigned)args_num(a, "level", 15);
	const struct cli_mode *mode;
	char *words = command_of(c, a, &mode), *line;
	bool ok = words, all = args_has(a, "all");

	if (ok && !args_no(a)) {
		cli_remove_lines(c, true, is_twin, &(struct twin){ args_str(a, "mode"), words });
		line = xasprintf("privilege %s%s level %u %s", args_str(a, "mode"), all ? " all" : "", level, words);
		cli_store(c, line);
		free(line);
	}
	if (ok && !rights_set_level(cli_shell(c), mode, words, level, all, !args_no(a))) {
		cli_error(c, "%% Too many rules");
		ok = false;
	}
	free(words);
	return ok;
}

static bool run_reset(struct cli *c, const struct args *a)
{
	const struct cli_mode *mode;
	char *words = command_of(c, a, &mode);
	bool ok = words;

	if (ok)
		cli_remove_lines(c, true, is_twin, &(struct twin){ args_str(a, "mode"), words });
	free(words);
	return ok;
}

static const struct cmd rows[] = {
	{ .mode = &mode_config, .syntax = "privilege WORD:mode [all] level <0-15>:level LINE:command",
	  .help = "Command privilege parameters|Mode: exec, configure, interface, line ...|All suboption will be set to the samelevel|Set privilege level of command|Privilege level|Initial keywords of the command to modify",
	  .run = run_level, .order = 8900, .flags = CMD_SORT_NUMERIC },
	{ .mode = &mode_config, .syntax = "privilege WORD:mode reset LINE:command", .help = "|Mode|Reset privilege level of command|Initial keywords of the command to modify", .run = run_reset,
	  .flags = CMD_NO_STORE },
};
const struct cmd_table rights_cmds[] = { CMD_TABLE(rows) };
const unsigned n_rights_cmds = ARRAY_LEN(rights_cmds);
