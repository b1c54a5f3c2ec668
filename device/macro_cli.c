/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Macros: `macro name X` keeps lines up to "@", `macro apply X` of an interface, `macro global apply X` run them as if they were typed there, with words of theirs
 * replaced; `trace` shows each. What was applied where is kept as `macro description`. All of it stands in the configuration and nowhere else. The
 * macros that some switches have from the factory are not here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/follow.h"
#include "cli/text.h"
#include "device/own.h"

enum {
	MACRO_BODY_MAX = 3000,
	MACRO_LINES_MAX = 65536, /* of a macro with its words replaced */
	DESCRIPTION_MAX = 400,
	PAIRS = 3,
};

static const char define[] = "macro name ";

static bool run_name(struct cli *c, const struct args *a)
{
	if (args_no(a) || strlen(args_str(a, "BODY")) <= MACRO_BODY_MAX)
		return true;
	cli_error(c, "%% A macro has at most %d characters", MACRO_BODY_MAX);
	return false;
}

/* ---- applying ---- */

struct pair {
	const char *word, *value;
};

static unsigned pairs_of(const struct args *a, struct pair p[PAIRS])
{
	static const char *const names[PAIRS][2] = { { "p1", "v1" }, { "p2", "v2" }, { "p3", "v3" } };
	unsigned n = 0;

	while (n < PAIRS && args_str(a, names[n][0])) {
		p[n].word = args_str(a, names[n][0]);
		p[n].value = args_str(a, names[n][1]);
		n++;
	}
	return n;
}

/* The macro's lines with the words replaced wherever they stand, the first of the pairs that fits; comments are left out. NULL: too long. */
static char *expand(const char *body, const struct pair *p, unsigned n)
{
	struct text out = { 0 };

	text_puts(&out, "");
	while (*body && out.len <= MACRO_LINES_MAX) {
		const char *end = body + strcspn(body, "\n"), *word = body + strspn(body, " \t");
		unsigned k;

		if (*word == '@' && word + 1 == end)
			break;
		if (*word == '#' || word >= end) {
			body = end + (*end == '\n');
			continue;
		}
		while (body < end && out.len <= MACRO_LINES_MAX) {
			for (k = 0; k < n && strncmp(body, p[k].word, strlen(p[k].word)); k++)
				;
			if (k < n) {
				text_puts(&out, p[k].value);
				body += strlen(p[k].word);
			} else {
				text_putc(&out, *body++);
			}
		}
		text_putc(&out, '\n');
		body = end + (*end == '\n');
	}
	if (out.len <= MACRO_LINES_MAX)
		return text_take(&out);
	text_free(&out);
	return NULL;
}

/* "A | B", and the name, unless it stands there already. */
static void describe(struct cli *c, const char *block, const char *key, const char *name)
{
	const char *kept = cli_kept(c, !block, key), *at = kept ? kept + strlen(key) + 1 : NULL;
	size_t len = strlen(name);
	char *line;

	for (const char *s = at; s && *s;) {
		if (!strncmp(s, name, len) && (!s[len] || !strncmp(s + len, " | ", 3)))
			return;
		s = strstr(s, " | ");
		s = s ? s + 3 : NULL;
	}
	line = at ? xasprintf("%s %s | %s", key, at, name) : xasprintf("%s %s", key, name);
	if (strlen(line) <= DESCRIPTION_MAX)
		cli_store_in(c, block, line);
	free(line);
}

static bool run_apply(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "name"), *kept;
	bool global = args_has(a, "global");
	struct pair p[PAIRS];
	unsigned n = pairs_of(a, p);
	char *key, *lines, *block;

	if (args_no(a)) {
		cli_error(c, "%% What a macro has configured is taken away line by line");
		return false;
	}
	key = xasprintf("%s%s", define, name);
	kept = cli_kept(c, true, key);
	if (!kept) {
		free(key);
		cli_error(c, "%% There is no macro \"%s\"", name);
		return false;
	}
	lines = expand(kept + strlen(key) + 1, p, n);
	free(key);
	if (!lines) {
		cli_error(c, "%% The macro with these values is longer than %d characters", MACRO_LINES_MAX);
		return false;
	}
	block = global ? NULL : xasprintf("interface %s", ((const struct iface *)cli_object(c, 0))->name);
	describe(c, block, global ? "macro global description" : "macro description", name);
	cli_follow(c, lines, args_has(a, "trace"));
	free(block);
	free(lines);
	return true;
}

static bool run_description(struct cli *c, const struct args *a)
{
	if (args_no(a) || strlen(args_str(a, "text")) <= DESCRIPTION_MAX)
		return true;
	cli_error(c, "%% A macro description has at most %d characters", DESCRIPTION_MAX);
	return false;
}

/* ---- shows ---- */

struct macro_show {
	struct show *s;
	const char *only;	/* that macro; NULL: all */
	const char *iface;	/* of that interface; NULL: all */
	bool brief;
	u32 n;
};

static void count_macro(struct cli *c, const char *block, const char *line, void *arg)
{
	(void)c;
	((struct macro_show *)arg)->n += !block && !strncmp(line, define, sizeof(define) - 1);
}

static const char rule[] = "--------------------------------------------------------------\n";

static void show_body(struct macro_show *m, const char *name, size_t len, const char *body)
{
	show_text(m->s, "Macro name : %.*s\nMacro type : customizable\n", (int)len, name);
	show_push_list(m->s, "commands");
	for (size_t n; *body && strcmp(body, "@"); body += n + (body[n] == '\n')) {
		n = strcspn(body, "\n");
		show_fmt(m->s, "command", "%.*s", (int)n, body);
		show_end(m->s);
		show_text(m->s, "%.*s\n", (int)n, body);
	}
	show_pop(m->s);
}

static void one_macro(struct cli *c, const char *block, const char *line, void *arg)
{
	struct macro_show *m = arg;
	const char *name = line + sizeof(define) - 1;
	size_t len;

	(void)c;
	if (block || strncmp(line, define, sizeof(define) - 1))
		return;
	len = strcspn(name, "\n");
	if (m->only && (strlen(m->only) != len || strncmp(m->only, name, len)))
		return;
	m->n++;
	show_fmt(m->s, "name", "%.*s", (int)len, name);
	show_str(m->s, "type", "customizable");
	if (m->brief)
		show_text(m->s, "    customizable     : %.*s\n", (int)len, name);
	else
		show_body(m, name, len, name + len + (name[len] == '\n'));
	if (!m->brief && !m->only)
		show_text(m->s, "%s", rule);
	show_end(m->s);
}

static bool show_macro(struct cli *c, const struct args *a, struct show *s)
{
	struct macro_show m = { .s = s, .brief = args_has(a, "brief") };

	if (!m.brief) {
		cli_each_stored(c, count_macro, &m);
		show_text(s, "Total number of macros = %u\n%s", m.n, rule);
	}
	cli_each_stored(c, one_macro, &m);
	return true;
}

static bool show_macro_name(struct cli *c, const struct args *a, struct show *s)
{
	struct macro_show m = { .s = s, .only = args_str(a, "name") };

	cli_each_stored(c, one_macro, &m);
	if (m.n)
		return true;
	cli_error(c, "%% There is no macro \"%s\"", m.only);
	return false;
}

static void one_description(struct cli *c, const char *block, const char *line, void *arg)
{
	static const char here[] = "macro description ", global[] = "macro global description ";
	struct macro_show *m = arg;
	const struct iface *i;

	if (!block && !strncmp(line, global, sizeof(global) - 1) && !m->iface) {
		show_str(m->s, "scope", "global");
		show_str(m->s, "interface", "");
		show_str(m->s, "description", line + sizeof(global) - 1);
		show_end(m->s);
		show_text(m->s, "Global Macro(s): %s\n", line + sizeof(global) - 1);
	}
	if (!block || strncmp(block, "interface ", 10) || strncmp(line, here, sizeof(here) - 1) || (m->iface && strcmp(block + 10, m->iface)))
		return;
	i = device_iface(cli_device(c), block + 10);
	if (!m->n++)
		show_text(m->s, "Interface    Macro Description(s)\n%s", rule);
	show_str(m->s, "scope", "interface");
	show_str(m->s, "interface", block + 10);
	show_str(m->s, "description", line + sizeof(here) - 1);
	show_end(m->s);
	show_text(m->s, "%-12s %s\n", i ? i->short_name : block + 10, line + sizeof(here) - 1);
}

static bool show_description(struct cli *c, const struct args *a, struct show *s)
{
	struct macro_show m = { .s = s, .iface = args_str(a, "INTERFACE") };

	cli_each_stored(c, one_description, &m);
	if (m.n)
		show_text(s, "%s", rule);
	return true;
}

#define PAIRS_OF "[WORD:p1 WORD:v1 [WORD:p2 WORD:v2 [WORD:p3 WORD:v3]]]"
#define PAIRS_HELP "Keyword to replace with a value|Value|Keyword to replace with a value|Value|Keyword to replace with a value|Value"
static const struct cmd rows[] = {
	{ &mode_config, "macro name WORD:name BODY", "Macro configuration|Macro name configuration|Macro name|", .run = run_name, .key = 3, .order = ORDER_SPANNING_TREE - 70, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "macro global {apply|trace} WORD:name " PAIRS_OF, "|Apply global macro commands|Apply a global macro|Apply and trace a global macro|Macro name|" PAIRS_HELP,
	  .run = run_apply, .flags = CMD_NO_STORE },
	{ &mode_config, "macro global description LINE:text", "||Provide a description of the macro(s)|Up to 400 characters", .run = run_description, .key = 3, .order = ORDER_SPANNING_TREE - 69 },
	{ &mode_config, "macro auto LINE", "|Configure auto smartports|", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "macro {apply|trace} WORD:name " PAIRS_OF, "Command macro|Apply a macro|Apply and trace a macro|Macro name|" PAIRS_HELP, .run = run_apply,
	  .flags = CMD_NO_STORE },
	{ &mode_interface, "macro description LINE:text", "|Macro description|Up to 400 characters", .run = run_description, .key = 2, .order = ORDER_IF_LOAD - 10 },
	{ &mode_interface, "macro auto LINE", "|Configure auto smartports|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show parser macro [brief]", "|Display parser information|Macro commands|Brief list of macros", .show = show_macro },
	{ &mode_exec, "show parser macro name WORD:name", "|||Macro name|Macro name", .show = show_macro_name },
	{ &mode_exec, "show parser macro description [interface INTERFACE]", "|||Macro descriptions|Of an interface|", .show = show_description },
};
const struct cmd_table macro_cmds[] = { CMD_TABLE(rows) };
const unsigned n_macro_cmds = ARRAY_LEN(macro_cmds);
