/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Debug flags: the rows that turn them on and off, and what is on. */
#include "device/debug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

static const struct {
	const char *words, *group, *title;
} flags[DEBUG_N] = {
#define X(name, words, group, title) [DEBUG_##name] = { words, group, title },
	DEBUG_LIST(X)
#undef X
};

static void flip(struct device *d, unsigned flag, bool on)
{
	u64 *word = &d->node.debug[flag / 64];

	*word = (*word & ~(1ull << flag % 64)) | (u64)on << flag % 64;
}

static void changed(struct device *d)
{
	if (d->debug_changed)
		d->debug_changed(d);
}

void debug_set(struct device *d, enum debug_flag flag, bool on)
{
	flip(d, flag, on);
	changed(d);
}

void debug_set_all(struct device *d, bool on)
{
	for (unsigned i = 0; i < DEBUG_N; i++)
		flip(d, i, on);
	changed(d);
}

/* "ntp all": each flag that begins with "ntp ", and "ntp" itself. */
static bool is_meant(const char *line, const char *words)
{
	size_t n = strlen(line);

	if (n > 4 && !strcmp(line + n - 4, " all"))
		return !strncmp(line, words, n - 3) || (strlen(words) == n - 4 && !strncmp(line, words, n - 4));
	return !strcmp(line, words);
}

struct debug_note {
	struct debug_note *next;
	unsigned flag;
	char text[];
};

static const char *note_of(const struct device *d, unsigned flag)
{
	for (const struct debug_note *n = d->debug_notes; n; n = n->next)
		if (n->flag == flag)
			return n->text;
	return "";
}

void debug_notes_free(struct device *d)
{
	while (d->debug_notes) {
		struct debug_note *n = d->debug_notes;

		d->debug_notes = n->next;
		free(n);
	}
}

static void set_note(struct device *d, unsigned flag, const char *text)
{
	struct debug_note **at = &d->debug_notes, *n;

	while (*at && (*at)->flag != flag)
		at = &(*at)->next;
	if ((n = *at)) {
		*at = n->next;
		free(n);
	}
	if (!*text)
		return;
	n = xcalloc(1, sizeof(*n) + strlen(text) + 1);
	n->flag = flag;
	strcpy(n->text, text);
	n->next = d->debug_notes;
	d->debug_notes = n;
}

void debug_turn(struct cli *c, enum debug_flag flag, bool on, const char *note)
{
	struct device *d = cli_device(c);

	set_note(d, flag, note);
	debug_set(d, flag, on);
	cli_print(c, "%s is %s%s\n", flags[flag].title, on ? "on" : "off", note);
}

bool debug_run(struct cli *c, const struct args *a)
{
	const char *line = args_line(a);
	bool off = args_no(a), any = false;
	char other[64];

	/* "debug X", "undebug X", "no debug X" */
	if (!strncmp(line, "no ", 3)) {
		off = true;
		line += 3;
	}
	if (!strncmp(line, "un", 2)) {
		off = true;
		line += 2;
	}
	line += strlen("debug ");
	if (!strncmp(line, "ospfv3 ", 7)) { /* another word for the same */
		snprintf(other, sizeof(other), "ipv6 ospf %s", line + 7);
		line = other;
	}
	for (unsigned i = 0; i < DEBUG_N; i++) {
		if (!is_meant(line, flags[i].words))
			continue;
		debug_turn(c, i, !off, "");
		any = true;
	}
	if (!any)
		bug("no debug flag for \"%s\"", args_line(a));
	return true;
}

bool debug_none(struct cli *c, const struct args *a)
{
	(void)a;
	debug_set_all(cli_device(c), false);
	cli_print(c, "All possible debugging has been turned off\n");
	return true;
}

static void all_answer(struct cli *c, void *state, const char *text)
{
	(void)state;
	if (*text != 'y' && *text != 'Y')
		return;
	debug_set_all(cli_device(c), true);
	cli_print(c, "All possible debugging has been turned on\n");
}

bool debug_every(struct cli *c, const struct args *a)
{
	(void)a;
	/* Whoever cannot be asked has meant it: a script. */
	cli_ask(c, "This may severely impact network performance. Continue? (yes/[no]): ", cli_interactive(c) ? "no" : "yes", all_answer, NULL);
	return true;
}

bool show_debugging(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	const char *group = "";

	(void)a;
	for (unsigned i = 0; i < DEBUG_N; i++) {
		if (!debug_on(d, i))
			continue;
		if (strcmp(group, flags[i].group))
			show_text(s, "%s%s:\n", *group ? "\n" : "", flags[i].group);
		group = flags[i].group;
		show_text(s, "  %s is on%s\n", flags[i].title, note_of(d, i));
		show_str(s, "flag", flags[i].words);
		show_str(s, "group", group);
		show_str(s, "title", flags[i].title);
		show_end(s);
	}
	return true;
}
