/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parser view, enable view, show parser view. What a view may is kept by cli/rights.h; its secret is here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/rights.h"
#include "device/check.h"
#include "device/own.h"

static const struct cli_mode mode_view = { "view", "(config-view)", &mode_config };

struct view_secret *view_secret(struct device *d, const char *name, bool make)
{
	struct access *acc = d->system->access;
	struct view_secret *v = acc->views;

	while (v && strcmp(v->name, name))
		v = v->next;
	if (v || !make)
		return v;
	v = xcalloc(1, sizeof(*v));
	snprintf(v->name, sizeof(v->name), "%s", name);
	v->next = acc->views;
	acc->views = v;
	return v;
}

void view_secret_remove(struct device *d, const char *name)
{
	for (struct view_secret **at = &d->system->access->views, *v; (v = *at); at = &v->next)
		if (!strcmp(v->name, name)) {
			*at = v->next;
			explicit_bzero(v, sizeof(*v));
			free(v);
			return;
		}
}

/* ---- configuration ---- */

static bool run_view(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "name");
	struct shell *sh = cli_shell(c);
	bool is_new = !rights_view(sh, name, false);
	struct view *v;

	if (args_no(a)) {
		rights_view_remove(sh, name);
		view_secret_remove(cli_device(c), name);
		device_log(cli_device(c), "PARSER", 6, "VIEW_DELETED", "view '%s' successfully deleted.", name);
		return true;
	}
	v = strcmp(name, "root") ? rights_view(sh, name, true) : NULL;
	if (!v) {
		cli_error(c, "%% Too many views, or not a name for one");
		return false;
	}
	view_secret(cli_device(c), name, true)->super = args_has(a, "superview");
	if (is_new)
		device_log(cli_device(c), "PARSER", 6, "VIEW_CREATED", "view '%s' successfully created.", name);
	cli_enter_object(c, v);
	return true;
}

static bool run_secret(struct cli *c, const struct args *a)
{
	struct view_secret *s = view_secret(cli_device(c), rights_view_name(cli_object(c, 0)), true);
	char kept[SECRET_TEXT_MAX + 16], text[SECRET_TEXT_MAX + 4];
	struct secret made = { 0 };

	if (!args_no(a)) {
		if (!access_read_secret(c, args_str(a, "text"), &made, text))
			return false;
		snprintf(kept, sizeof(kept), "secret %s", text);
		cli_store(c, kept);
	}
	s->secret = made;
	return true;
}

struct twin {
	const char *mode, *words;
};

/* "commands exec include all show ip" of that mode and those words? */
static bool is_twin(const char *line, const void *arg)
{
	const struct twin *t = arg;
	char head[64];

	snprintf(head, sizeof(head), "commands %s ", t->mode);
	if (strncmp(line, head, strlen(head)))
		return false;
	line += strlen(head);
	line += strcspn(line, " ") + 1; /* include, exclude ... */
	if (!strncmp(line, "all ", 4))
		line += 4;
	return !strcmp(line, t->words);
}

static bool is_line(const char *line, const void *arg) { return !strcmp(line, arg); }

static bool run_commands(struct cli *c, const struct args *a)
{
	const struct cli_mode *mode = rights_mode(c, args_str(a, "mode"));
	char *words = mode ? rights_words(c, mode, args_str(a, "command")) : NULL, *line;
	const char *verb = args_has(a, "include-exclusive") ? "include-exclusive" : args_has(a, "include") ? "include" : "exclude", *other;
	enum view_rule what = verb[0] == 'e' ? VIEW_EXCLUDE : verb[7] ? VIEW_ALONE : VIEW_INCLUDE;
	bool all = args_has(a, "all"), ok;

	if (!words) {
		cli_error(c, "%% Invalid command \"%s\" in mode \"%s\"", args_str(a, "command"), args_str(a, "mode"));
		return false;
	}
	other = what == VIEW_EXCLUDE || args_no(a) || cli_is_replay(c) ? NULL : rights_view_alone(cli_shell(c), cli_object(c, 0), mode, words);
	if (other) {
		cli_error(c, "%% Command \"%s\" is exclusive to view '%s'", words, other);
		free(words);
		return false;
	}
	if (!args_no(a))
		cli_remove_lines(c, false, is_twin, &(struct twin){ args_str(a, "mode"), words });
	ok = rights_view_rule(cli_object(c, 0), mode, words, what, all, !args_no(a));
	if (!ok)
		cli_error(c, "%% Too many commands in a view");
	line = xasprintf("commands %s %s%s %s", args_str(a, "mode"), verb, all ? " all" : "", words);
	if (ok && !args_no(a))
		cli_store(c, line);
	else if (ok && strcmp(line, args_line(a)))	/* typed shorter than it is kept */
		ok = cli_remove_lines(c, false, is_line, line);
	free(line);
	free(words);
	return ok;
}

static bool run_member(struct cli *c, const struct args *a)
{
	struct view_secret *s = view_secret(cli_device(c), rights_view_name(cli_object(c, 0)), true);

	if (!s->super) {
		cli_error(c, "%% Only a superview has views");
		return false;
	}
	if (!args_no(a) && !rights_view(cli_shell(c), args_str(a, "name"), false) && !cli_is_replay(c)) {
		cli_error(c, "%% View %s does not exist", args_str(a, "name"));
		return false;
	}
	if (rights_view_member(cli_object(c, 0), args_str(a, "name"), !args_no(a)))
		return true;
	cli_error(c, "%% Too many views in a superview");
	return false;
}

/* ---- enable view ---- */

struct entering {
	struct device *d;
	struct cli *cli;
	struct check *check;
	bool at_once, good;
	char name[VIEW_NAME_MAX + 1];	/* "root" */
};

static bool enter(struct cli *c, struct entering *e, bool good)
{
	struct view *v = strcmp(e->name, "root") ? rights_view(cli_shell(c), e->name, false) : NULL;
	bool ok = good && (v || !strcmp(e->name, "root"));

	if (ok) {
		rights_enter(c, v);
		device_log(e->d, "PARSER", 6, "VIEW_SWITCH", "successfully set to view '%s'.", e->name);
	} else {
		cli_error(c, "%% Access denied\n");
	}
	free(e);
	return ok;
}

static void checked(void *arg, bool good)
{
	struct entering *e = arg;
	struct cli *c = e->cli;

	if (!e->check) {
		e->at_once = true;
		e->good = good;
		return;
	}
	e->check = NULL;
	cli_done(c, enter(c, e, good));
}

static void stopped(struct cli *c, void *state, bool gone)
{
	struct entering *e = state;

	check_end(e->check);
	free(e);
	if (!gone)
		cli_done(c, false);
}

static void given(struct cli *c, void *state, const char *text)
{
	struct entering *e = state;
	struct view_secret *s = view_secret(e->d, e->name, false);
	const struct secret *secret = strcmp(e->name, "root") ? s ? &s->secret : NULL : access_enable_secret(e->d->system->access, 15);

	if (cli_gone(c) || !strcmp(text, "\003")) {
		free(e);
		return;
	}
	e->check = check_begin(e->d, secret, text, checked, e);
	if (e->at_once)
		enter(c, e, e->good);
	else
		cli_busy(c, stopped, e);
}

static bool run_enable_view(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "name");
	struct entering *e;

	if (!name && !access_enable_secret(cli_device(c)->system->access, 15)->set && line_of(cli_where(c)) == LINE_CON) {
		rights_enter(c, NULL);
		return true;
	}
	e = xcalloc(1, sizeof(*e));
	e->d = cli_device(c);
	e->cli = c;
	snprintf(e->name, sizeof(e->name), "%s", name ? name : "root");
	cli_ask_secret(c, "Password: ", given, e);
	return true;
}

static bool show_view(struct cli *c, const struct args *a, struct show *s)
{
	const struct view *v = rights_of(c);

	if (args_has(a, "all")) {
		show_text(s, "Views/SuperViews Present in System:\n");
		for (const struct view_secret *x = cli_device(c)->system->access->views; x; x = x->next) {
			show_str(s, "view", x->name);
			show_bool(s, "superview", x->super);
			show_end(s);
			show_text(s, " %s%s\n", x->name, x->super ? " *" : "");
		}
		show_text(s, "\n-------(*) represent superview-------\n");
		return true;
	}
	show_str(s, "view", v ? rights_view_name(v) : "");
	show_bool(s, "superview", v && view_secret(cli_device(c), rights_view_name(v), true)->super);
	show_end(s);
	if (v)
		show_text(s, "Current view is '%s'\n", rights_view_name(v));
	else
		show_text(s, "No view is active ! Currently in Privilege Level Context\n");
	return true;
}

static const struct cmd rows[] = {
	{ &mode_config, "parser view WORD:name [superview]", "Configure parser|View Commands|View Name|Enter super view mode", .run = run_view, .enter = &mode_view, .key = 3,
	  .order = 8950, .flags = CMD_SORT_NUMERIC },
	{ &mode_view, "secret LINE:text", "Set a secret for the current view|Type of what follows (0, 5, 8, 9) and the secret, or the secret alone", .run = run_secret, .key = 1, .order = 1 },
	{ &mode_view, "commands WORD:mode {include|include-exclusive|exclude} [all] LINE:command",
	  "Configure commands for a view|Mode: exec, configure, interface, line ...|Add command to the view|Include in this view but exclude from others|"
	  "Exclude the command from the view|wild card support|Keywords of the command",
	  .run = run_commands, .order = 2, .flags = CMD_SORT_NUMERIC | CMD_ON_EACH },
	{ &mode_view, "view WORD:name", "Configure view commands|View Name", .run = run_member, .order = 3, .flags = CMD_SORT_NUMERIC },
	{ &mode_exec, "enable view [WORD:name]", "Turn on privileged commands|Set into the existing view|View Name", .run = run_enable_view },
	{ &mode_exec, "show parser view [all]", "|Display parser information|View information|List all views", .show = show_view },
};
const struct cmd_table view_cmds[] = { CMD_TABLE(rows) };
const unsigned n_view_cmds = ARRAY_LEN(view_cmds);
