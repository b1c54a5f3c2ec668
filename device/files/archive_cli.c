/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive and its blocks, show archive, archive config, configure replace, confirm, revert, configure terminal revert. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/configured.h"
#include "device/files/archive.h"
#include "device/files/own.h"

static const struct cli_mode mode_archive = { "archive", "(config-archive)", &mode_config };
static const struct cli_mode mode_archive_log = { "archive log", "(config-archive-log-cfg)", &mode_archive };

static struct archive *cli_archive(const struct cli *c) { return archive_of(cli_device(c)); }

/* ---- configuration ---- */

static bool run_archive(struct cli *c, const struct args *a)
{
	(void)a;
	cli_enter_object(c, cli_archive(c));
	return true;
}

static bool run_log_config(struct cli *c, const struct args *a)
{
	(void)a;
	cli_enter_object(c, cli_archive(c));
	return true;
}

static bool run_path(struct cli *c, const struct args *a)
{
	struct archive *x = cli_archive(c);
	const char *path = args_str(a, "path"), *why;
	struct file_url u;

	if (!args_no(a)) {
		if (!file_url_parse(cli_device(c), path, &u, &why) || (u.place != FILE_FLASH && u.place != FILE_ELSEWHERE) || !*u.path ||
		    (u.place == FILE_ELSEWHERE && !*u.host)) {
			cli_error(c, "Invalid path: %s", path);
			return false;
		}
	}
	free(x->path);
	x->path = args_no(a) ? NULL : xstrdup(path);
	x->stale = true;
	return true;
}

static bool run_maximum(struct cli *c, const struct args *a)
{
	struct archive *x = cli_archive(c);

	x->maximum = args_no(a) ? ARCHIVE_MAX_DEFAULT : (u32)args_num(a, "number", ARCHIVE_MAX_DEFAULT);
	x->stale = true;
	return true;
}

static bool run_write_memory(struct cli *c, const struct args *a)
{
	cli_archive(c)->write_memory = !args_no(a);
	return true;
}

static bool run_period(struct cli *c, const struct args *a)
{
	struct archive *x = cli_archive(c);
	struct node *n = cli_node(c);

	x->period_min = args_no(a) ? 0 : (u32)args_num(a, "minutes", 0);
	timer_stop(n->worker, &x->period);
	if (x->period_min)
		timer_set(n->worker, &x->period, node_now(n) + x->period_min * 60 * NSEC_PER_SEC);
	return true;
}

static bool run_log_enable(struct cli *c, const struct args *a)
{
	cli_archive(c)->log_on = !args_no(a);
	return true;
}

static bool run_log_size(struct cli *c, const struct args *a)
{
	struct archive *x = cli_archive(c);

	x->log_max = args_no(a) ? CFGLOG_DEFAULT : (u32)args_num(a, "entries", CFGLOG_DEFAULT);
	archive_log_cut(x, x->log_max);
	return true;
}

static bool run_hide_keys(struct cli *c, const struct args *a)
{
	cli_archive(c)->hide_keys = !args_no(a);
	return true;
}

static bool run_notify(struct cli *c, const struct args *a)
{
	cli_archive(c)->notify = !args_no(a);
	return true;
}

/* ---- shows ---- */

static bool show_archive(struct cli *c, const struct args *args, struct show *s)
{
	struct archive *a = cli_archive(c);
	char *next;

	(void)args;
	if (!a->path) {
		show_text(s, "Archive feature not enabled\n");
		return true;
	}
	archive_look(a);
	next = archive_next_name(a);
	show_text(s, "The maximum archive configurations allowed is %u.\nThere are currently %u archive configurations saved.\n"
		     "The next archive file will be named %s\n Archive #  Name\n", a->maximum, a->n, next);
	for (u32 i = 0; i < a->maximum; i++) {
		bool last = i + 1 == a->n;

		show_text(s, "   %-2u       %s%s\n", i + 1, i < a->n ? a->names[i] : "", last ? " <- Most Recent" : "");
		if (i >= a->n)
			continue;
		show_num(s, "number", i + 1);
		show_str(s, "name", a->names[i]);
		show_bool(s, "most_recent", last);
		show_str(s, "next", next);
		show_end(s);
	}
	free(next);
	return true;
}

/* The file as text; NULL: said why. */
static char *read_config(struct cli *c, const char *name)
{
	struct file_url u;
	const char *why;
	struct body *b;
	char *text;

	if (!file_arg(c, name, &u))
		return NULL;
	b = u.place == FILE_ELSEWHERE ? NULL : file_read(cli_device(c), &u, &why);
	if (!b) {
		file_error(c, "opening", &u, u.place == FILE_ELSEWHERE ? "copy it to flash: first" : why);
		return NULL;
	}
	text = xstrdup((const char *)b->data);
	body_put(b);
	return text;
}

static void refuse_file(struct cli *c, const struct config_error *e)
{
	cli_error(c, "%% Line %u of the file is refused: %s\n%s", e->line, e->input, e->text);
}

static bool show_differences(struct cli *c, const struct args *a, struct show *s)
{
	const char *one = args_str(a, "first"), *two = args_str(a, "second");
	char *from = read_config(c, one ? one : "nvram:startup-config"), *to = from ? read_config(c, two ? two : "system:running-config") : NULL, *diff;
	struct config_error e;

	if (!to) {
		free(from);
		return false;
	}
	diff = shell_diff(cli_shell(c), from, to, &e);
	free(from);
	free(to);
	if (!diff) {
		refuse_file(c, &e);
		return false;
	}
	show_str(s, "differences", diff);
	show_end(s);
	show_text(s, "\n!Contextual Config Diffs:\n%s", *diff ? diff : "!No changes were found\n");
	free(diff);
	return true;
}

static bool show_incremental(struct cli *c, const struct args *a, struct show *s)
{
	char *to = read_config(c, args_str(a, "file")), *plan;
	struct config_error e;

	if (!to)
		return false;
	plan = shell_plan(cli_shell(c), NULL, to, true, &e);
	free(to);
	if (!plan) {
		refuse_file(c, &e);
		return false;
	}
	show_str(s, "commands", plan);
	show_end(s);
	show_text(s, "!List of Commands:\n%send\n", plan);
	free(plan);
	return true;
}

static bool show_rollback_timer(struct cli *c, const struct args *args, struct show *s)
{
	struct archive *a = cli_archive(c);

	(void)args;
	if (!a->revert_text) {
		show_text(s, "%%No Rollback Confirmed Change pending\n");
		return true;
	}
	u64 left = (a->revert.due - node_now(cli_node(c))) / NSEC_PER_SEC;

	show_num(s, "timer_min", a->revert_min);
	show_num(s, "left_s", left);
	show_str(s, "user", a->who);
	show_str(s, "config", a->revert_name);
	show_end(s);
	show_text(s, "Time configured(or reconfigured): %u minutes\nTimer type: absolute timer\nTimer value: %u min\nUser: %s\nRollback config: %s\nTime left: %llu:%02llu\n",
		  a->revert_min, a->revert_min, a->who, a->revert_name, (unsigned long long)left / 60, (unsigned long long)left % 60);
	return true;
}

static bool show_log(struct cli *c, const struct args *args, struct show *s)
{
	struct archive *a = cli_archive(c);
	u32 from = (u32)args_num(args, "from", 0), to = (u32)args_num(args, "to", UINT32_MAX);

	show_text(s, "%4s   %4s   %21s   %s\n", "idx", "sess", "user@line", "   Logged command");
	for (u32 i = 0; i < a->log_n; i++) {
		const struct cfglog_line *l = &a->log[(a->log_first + i) % CFGLOG_MAX];

		if (l->index < from || l->index > to)
			continue;
		show_num(s, "index", l->index);
		show_num(s, "session", l->session);
		show_str(s, "user", l->who);
		show_str(s, "command", l->line);
		show_end(s);
		show_text(s, "%4u   %4u   %21s  | %s\n", l->index, l->session, l->who, l->line);
	}
	return true;
}

/* ---- commands ---- */

static bool run_clear_log(struct cli *c, const struct args *a)
{
	(void)a;
	archive_log_cut(cli_archive(c), 0);
	return true;
}

static bool run_archive_config(struct cli *c, const struct args *a)
{
	const char *name, *why;

	(void)a;
	if (archive_now(cli_archive(c), &name, &why))
		return true;
	if (!cli_archive(c)->path)
		cli_error(c, "Archive feature not enabled");
	else
		cli_error(c, "%% The configuration was not archived (%s)", why);
	return false;
}

struct replace {
	char *text;
	char name[300];
	bool list;
	u32 minutes;
};

static void replace_free(struct replace *k)
{
	free(k->text);
	free(k);
}

/* Arms the way back before anything is changed: to what runs now. */
static bool arm(struct cli *c, u32 minutes)
{
	struct archive *a = cli_archive(c);
	const char *name, *why;
	char *running;

	if (!a->path) {
		cli_error(c, "%%The Archive feature must be enabled before using the Rollback Confirmed Change feature");
		return false;
	}
	if (!archive_now(a, &name, &why)) {
		cli_error(c, "%%Error: the running config was not archived (%s)", why);
		return false;
	}
	cli_print(c, "Rollback Confirmed Change: Backing up current running config to %s\n\n", name);
	device_log(cli_device(c), "ARCHIVE_DIFF", 5, "ROLLBK_CNFMD_CHG_BACKUP", "Backing up current running config to %s", name);
	running = shell_running(cli_shell(c), false);
	archive_arm(a, c, minutes, running, name);
	free(running);
	return true;
}

static void replace_now(struct cli *c, struct replace *k)
{
	struct device *d = cli_device(c);
	const char *user = cli_session(c)->user;
	struct config_error e;
	unsigned passes;
	char *plan = k->list ? shell_plan(d->shell, NULL, k->text, false, &e) : NULL;

	if (k->minutes && !arm(c, k->minutes)) {
		free(plan);
		return;
	}
	if (plan && *plan)
		cli_print(c, "!Pass 1\n\n!List of Commands:\n%send\n\n", plan);
	free(plan);
	if (!archive_replace(d, k->text, &e, &passes)) {
		if (k->minutes)
			archive_disarm(cli_archive(c));
		refuse_file(c, &e);
		cli_error(c, "%%Rollback aborted: the running configuration is as it was");
		return;
	}
	cli_print(c, "Total number of passes: %u\nRollback Done\n\n", passes);
	if (!passes)
		return;
	device_configured(d, user, k->name, user ? user : "console");
}

static void replace_answer(struct cli *c, void *state, const char *answer)
{
	struct replace *k = state;

	if (*answer == 'y' || *answer == 'Y')
		replace_now(c, k);
	else
		cli_error(c, "Aborted.");
	replace_free(k);
}

static bool run_replace(struct cli *c, const struct args *a)
{
	struct replace *k = xcalloc(1, sizeof(*k));

	k->text = read_config(c, args_str(a, "file"));
	if (!k->text) {
		replace_free(k);
		return false;
	}
	snprintf(k->name, sizeof(k->name), "%s", args_str(a, "file"));
	k->list = args_has(a, "list");
	k->minutes = (u32)args_num(a, "minutes", 0);
	if (args_has(a, "force")) {
		replace_now(c, k);
		replace_free(k);
		return true;
	}
	cli_ask(c, "This will apply all necessary additions and deletions\nto replace the current running configuration with the\n"
		   "contents of the specified configuration file, which is\nassumed to be a complete configuration, not a partial\n"
		   "configuration. Enter Y if you are sure you want to proceed. ? [no]: ", "no", replace_answer, k);
	return true;
}

static bool run_confirm(struct cli *c, const struct args *a)
{
	const char *user = cli_session(c)->user;

	(void)a;
	if (!archive_disarm(cli_archive(c))) {
		cli_error(c, "%%No Rollback Confirmed Change pending");
		return false;
	}
	device_log(cli_device(c), "ARCHIVE_DIFF", 5, "ROLLBK_CNFMD_CHG_CONFIRM", "User: %s: Confirm the configuration change", user ? user : "console");
	return true;
}

static bool run_revert(struct cli *c, const struct args *a)
{
	struct archive *x = cli_archive(c);

	if (!x->revert_text) {
		cli_error(c, "%%No Rollback Confirmed Change pending");
		return false;
	}
	if (args_has(a, "now"))
		archive_revert_now(x);
	else
		archive_arm(x, c, (u32)args_num(a, "minutes", 1), NULL, NULL);
	return true;
}

static bool run_terminal_revert(struct cli *c, const struct args *a)
{
	if (!arm(c, (u32)args_num(a, "minutes", 1)))
		return false;
	cli_configure(c);
	return true;
}

#define REPLACE_HELP "|Configuration file|Apply without asking|List the commands that are run|Come back unless confirmed in time|Minutes"

static const struct cmd rows[] = {
	{ &mode_config, "archive", "Archive the configuration", .run = run_archive, .enter = &mode_archive, .order = ORDER_SERVICE + 90 },
	{ &mode_archive, "log config", "Logging commands|Config logger commands", .run = run_log_config, .enter = &mode_archive_log, .order = 10 },
	{ &mode_archive_log, "logging enable", "Modify config logging parameters|Enable the config logger", .run = run_log_enable, .order = 10 },
	{ &mode_archive_log, "logging size <1-1000>:entries", "|Number of commands that are kept|Entries", .run = run_log_size, .key = 2, .order = 20,
	  .dflt = "logging size 100" },
	{ &mode_archive_log, "notify syslog", "Send logged commands to target(s)|Send logged commands via syslog", .run = run_notify, .order = 30 },
	{ &mode_archive_log, "hidekeys", "Suppress output (e.g. passwords) when displaying logged commands", .run = run_hide_keys, .order = 40 },
	{ &mode_archive, "path WORD:path", "Path for backups|URL to archive files to; $h: hostname, $t: time", .run = run_path, .key = 1, .order = 20 },
	{ &mode_archive, "maximum <1-14>:number", "Maximum number of backup copies|Maximum versions of configuration to backup", .run = run_maximum, .key = 1,
	  .order = 30, .dflt = "maximum 10" },
	{ &mode_archive, "write-memory", "Enable automatic backup generation during write memory", .run = run_write_memory, .order = 40 },
	{ &mode_archive, "time-period <1-525600>:minutes", "Period of time in minutes to automatically archive the running-config|Number of minutes to wait between archive creation",
	  .run = run_period, .key = 1, .order = 50 },
	{ &mode_archive, "rollback LINE", "Rollback parameters|", .flags = CMD_UNSUPPORTED },

	{ &mode_exec, "archive config", "Manage archive files|Archive the running configuration", .run = run_archive_config, .flags = CMD_PRIV },
	{ &mode_exec, "configure replace WORD:file [force | list | time <1-120>:minutes]*", "Enter configuration mode|Replace the running-config with a new config file" REPLACE_HELP,
	  .run = run_replace, .flags = CMD_PRIV, .complete = file_complete },
	{ &mode_exec, "configure confirm", "|Confirm replacement of running-config with a new config file", .run = run_confirm, .flags = CMD_PRIV },
	{ &mode_exec, "configure revert {now | timer <1-120>:minutes}", "|Parameters for reverting the configuration|Cancel the timer and revert immediately|"
	  "Change the time of reverting|Minutes", .run = run_revert, .flags = CMD_PRIV },
	{ &mode_exec, "configure terminal revert timer <1-120>:minutes", "||Parameters for reverting the configuration|Time out period|Minutes", .run = run_terminal_revert,
	  .flags = CMD_PRIV },

	{ &mode_exec, "show archive", "|Archive functions", .show = show_archive, .flags = CMD_PRIV },
	{ &mode_exec, "show archive config differences [WORD:first [WORD:second]]", "||Configuration|Differences of two files|First file|Second file", .show = show_differences,
	  .flags = CMD_PRIV, .complete = file_complete },
	{ &mode_exec, "show archive config incremental-diffs WORD:file", "|||Lines of the file that do not run|File", .show = show_incremental, .flags = CMD_PRIV,
	  .complete = file_complete },
	{ &mode_exec, "show archive config rollback timer", "|||Rollback|Time until the configuration comes back", .show = show_rollback_timer, .flags = CMD_PRIV },
	{ &mode_exec, "show archive log config {all | <1-4294967295>:from [<1-4294967295>:to]}", "||Log of commands|Config logger|All that are kept|First index|Last index",
	  .show = show_log, .flags = CMD_PRIV },
	{ &mode_exec, "clear archive log config force", "Reset functions|Archive functions|Log of commands|Config logger|Without asking", .run = run_clear_log, .flags = CMD_PRIV },
};
const struct cmd_table archive_cmds[] = { CMD_TABLE(rows) };
const unsigned n_archive_cmds = ARRAY_LEN(archive_cmds);
