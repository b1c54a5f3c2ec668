/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The framework's own commands: modes, the configuration itself, the terminal, aliases, history. */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"
#include "cli/show.h"

static const struct cli_mode mode_if_range = { "interface range", "(config-if-range)", &mode_config };

/* ---- privilege ---- */

static bool run_disable(struct cli *c, const struct args *a)
{
	c->o.privilege = (u8)args_num(a, "level", 1);
	return true;
}

static bool show_privilege(struct cli *c, const struct args *a, struct show *s)
{
	(void)a;
	show_num(s, "level", c->o.privilege);
	show_text(s, "Current privilege level is %u\n", c->o.privilege);
	show_end(s);
	return true;
}

/* ---- modes ---- */

void cli_configure(struct cli *c)
{
	if (c->n_levels)
		return; /* `do configure terminal` */
	cli_print(c, "Enter configuration commands, one per line.  End with CNTL/Z.\n");
	session_push(c, NULL, NULL, 0, NULL);
	c->configuring = true;
}

static bool run_configure(struct cli *c, const struct args *a)
{
	(void)a;
	cli_configure(c);
	return true;
}

static bool run_logout(struct cli *c, const struct args *a)
{
	(void)a;
	session_end(c);
	return true;
}

static bool run_end(struct cli *c, const struct args *a)
{
	(void)a;
	if (!c->replay)
		session_to_exec(c);
	return true;
}

static bool run_exit_mode(struct cli *c, const struct args *a)
{
	(void)a;
	if (!c->replay || c->n_levels > 1)
		session_pop(c);
	return true;
}

static bool run_nothing(struct cli *c, const struct args *a)
{
	(void)a;
	cli_print(c, "%% Incomplete command.\n\n");
	c->error_said = true;
	return false;
}

static bool run_help(struct cli *c, const struct args *a)
{
	(void)a;
	cli_print(c, "Type '?' at any point of a line to see what may stand there.\n"
		     "  show ?    the words that may follow 'show', each with a line of text\n"
		     "  show pr?  the words that begin with 'pr'\n"
		     "Tab completes a word. Words may be cut short as long as only one fits.\n\n");
	return true;
}

/* ---- the configuration ---- */

static bool print_running(struct cli *c, struct show *s, bool all, const char *block, const char *part)
{
	struct text t = { 0 };
	char heading[192];

	show_text(s, "Building configuration...\n\n");
	if (block) {
		text_puts(&t, "!\n");
		if (!running_print_block(c->sh, &t, block, all)) {
			text_free(&t);
			return true;
		}
		text_puts(&t, "end\n");
	} else {
		if (!part && c->sh->ops && c->sh->ops->heading && c->sh->ops->heading(c->sh->node, heading))
			text_printf(&t, "!\n%s\n", heading);
		running_print(c->sh, &t, all, part);
	}
	show_num(s, "bytes", t.len);
	show_str(s, "configuration", t.s);
	show_end(s);
	show_text(s, "Current configuration : %zu bytes\n", t.len);
	output_write(c, t.s, t.len);
	show_text(s, "\n");
	text_free(&t);
	return true;
}

static bool show_running(struct cli *c, const struct args *a, struct show *s)
{
	const char *iface = args_str(a, "INTERFACE");
	char *block = iface ? xasprintf("interface %s", iface) : NULL;
	bool ok = print_running(c, s, args_has(a, "all"), block, NULL);

	free(block);
	return ok;
}

static bool show_partition(struct cli *c, const struct args *a, struct show *s)
{
	return print_running(c, s, false, NULL, partition_of(a));
}

/* ---- the terminal ---- */

static bool run_length(struct cli *c, const struct args *a)
{
	c->o.length = (unsigned)args_num(a, "length", 24);
	return true;
}

static bool run_width(struct cli *c, const struct args *a)
{
	c->o.width = (unsigned)args_num(a, "width", 80);
	return true;
}

static bool run_history_size(struct cli *c, const struct args *a)
{
	u32 size = (u32)args_num(a, "size-value", HISTORY_DEFAULT);

	history_resize(&c->exec_history, size);
	history_resize(&c->config_history, size);
	return true;
}

static bool show_history(struct cli *c, const struct args *a, struct show *s)
{
	const struct history *h = session_history(c);

	(void)a;
	for (u32 i = 0; i < h->n; i++) {
		show_str(s, "line", h->line[i]);
		show_text(s, "  %s\n", h->line[i]);
		show_end(s);
	}
	return true;
}

static bool run_suggest(struct cli *c, const struct args *a)
{
	c->suggest = !args_has(a, "no");
	return true;
}

static bool run_no_length(struct cli *c, const struct args *a)
{
	if (args_has(a, "length"))
		c->o.length = 24;
	else
		c->o.width = 80;
	return true;
}

/* ---- what is recognised and not emulated ---- */

static bool show_unsupported(struct cli *c, const struct args *a, struct show *s)
{
	const struct grammar *g = c->sh->g;

	(void)a;
	show_text(s, "Recognised, and not emulated here:\n");
	for (u32 m = 0; m < g->n_modes; m++) {
		bool first = true;

		for (u32 i = 0; i < g->modes[m].n_rows; i++) {
			const struct cmd *cmd = g->modes[m].rows[i]->cmd;

			if (!(cmd->flags & CMD_UNSUPPORTED) || cmd->mode != g->modes[m].mode)
				continue;
			if (first)
				show_text(s, "\n%s\n", *g->modes[m].mode->prompt ? g->modes[m].mode->prompt : "EXEC");
			first = false;
			show_str(s, "mode", g->modes[m].mode->name);
			show_str(s, "syntax", cmd->syntax);
			show_end(s);
			show_text(s, "  %s\n", cmd->syntax);
		}
	}
	return true;
}

/* The rows of a mode, as IOS lists its parse chains: "15 show clock". */
static void dump_mode(struct show *s, const struct gmode *m)
{
	show_text(s, "\nMode Name :%s\n", m->mode->name);
	for (u32 i = 0; i < m->n_rows; i++) {
		const struct cmd *cmd = m->rows[i]->cmd;
		unsigned level = cmd->mode == &mode_exec && !(cmd->flags & CMD_PRIV) ? 1 : 15;

		if (cmd->mode != m->mode || cmd->flags & (CMD_HIDDEN | CMD_UNSUPPORTED))
			continue;
		show_str(s, "mode", m->mode->name);
		show_num(s, "privilege", level);
		show_str(s, "syntax", cmd->syntax);
		show_bool(s, "show", cmd->show != NULL);
		show_end(s);
		show_text(s, "%u %s\n", level, cmd->syntax);
	}
}

static bool show_parser(struct cli *c, const struct args *a, struct show *s)
{
	const struct grammar *g = c->sh->g;
	const char *which = args_has(a, "all") ? NULL : args_str(a, "mode");
	bool any = false;

	for (u32 m = 0; m < g->n_modes; m++) {
		if (which && strcmp(which, g->modes[m].mode->name))
			continue;
		any = true;
		dump_mode(s, &g->modes[m]);
	}
	if (!any)
		cli_error(c, "%% Mode %s does not exist", which);
	return any;
}

/* ---- names for ranges of interfaces ---- */

static bool run_define(struct cli *c, const struct args *a)
{
	if (args_no(a) || range_valid(c, args_str(a, "range")))
		return true;
	cli_error(c, "%% Invalid interface range");
	return false;
}

/* ---- aliases ---- */

static void show_alias(struct show *s, const char *name, const char *line)
{
	show_str(s, "mode", "exec");
	show_str(s, "name", name);
	show_str(s, "line", line);
	show_text(s, "  %-21s %s\n", name, line);
	show_end(s);
}

static bool show_aliases(struct cli *c, const struct args *a, struct show *s)
{
	(void)a;
	show_text(s, "Exec mode aliases:\n");
	for (unsigned i = 0; i < n_alias_defaults; i++) {
		const char *name = alias_defaults[i][0], *line = alias_find(c->sh, name, strlen(name));

		if (line == alias_defaults[i][1])
			show_alias(s, name, line);
	}
	for (const struct alias *al = c->sh->aliases; al; al = al->next)
		show_alias(s, al->name, al->line);
	return true;
}

static bool run_alias(struct cli *c, const struct args *a)
{
	if (!args_str(a, "name"))
		return true;
	alias_set(c->sh, args_str(a, "name"), args_no(a) ? NULL : args_str(a, "line"));
	return true;
}

static const struct cmd rows[] = {
	{ .mode = &mode_exec, .syntax = "enable [<1-15>:level]", .help = "Turn on privileged commands|Enable level", .run = enable_run },
	{ .mode = &mode_exec, .syntax = "disable [<1-15>:level]", .help = "Turn off privileged commands|Privilege level to go to", .run = run_disable },
	{ .mode = &mode_exec, .syntax = "exit", .help = "Exit from the EXEC", .run = run_logout },
	{ .mode = &mode_exec, .syntax = "logout", .help = "Exit from the EXEC", .run = run_logout },
	{ .mode = &mode_exec, .syntax = "quit", .help = "Exit from the EXEC", .run = run_logout },
	{ .mode = &mode_exec, .syntax = "end", .run = run_end, .flags = CMD_HIDDEN },
	{ .mode = &mode_exec, .syntax = "help", .help = "Description of the interactive help system", .run = run_help },
	{ .mode = &mode_exec, .syntax = "configure [terminal]", .help = "Enter configuration mode|Configure from the terminal", .run = run_configure, .flags = CMD_PRIV },
	{ .mode = &mode_exec, .syntax = "show running-config [all|interface INTERFACE [all]]",
	  .help = "Show running system information|Current operating configuration|Configuration with defaults|Show interface configuration||Configuration with defaults",
	  .show = show_running, .flags = CMD_PRIV },
	{ .mode = &mode_exec,
	  .syntax = "show running-config partition {access-list | class-map | common | global-cdp | interface | ip-as-path | ip-community | ip-prefix-list | "
		    "ip-static-routes | line | policy-map | route-map | router | snmp | tacacs}",
	  .help = "||Configuration of one partition|All access lists|All class maps|What is in no other partition|Global CDP configuration|All interfaces|All AS path lists|"
		  "All community lists|All prefix lists|All static routes|All lines|All policy maps|All route maps|All routing processes|All of SNMP|All of TACACS+",
	  .show = show_partition, .flags = CMD_PRIV },
	{ .mode = &mode_exec, .syntax = "show history", .help = "|Display the session command history", .show = show_history },
	{ .mode = &mode_exec, .syntax = "show aliases", .help = "|Display alias commands", .show = show_aliases },
	{ .mode = &mode_exec, .syntax = "show privilege", .help = "|Show current privilege level", .show = show_privilege },
	{ .mode = &mode_exec, .syntax = "terminal length <0-512>:length",
	  .help = "Set terminal line parameters|Set number of lines on a screen|Number of lines on screen (0 for no pausing)", .run = run_length },
	{ .mode = &mode_exec, .syntax = "terminal width <0-512>:width",
	  .help = "|Set width of the display terminal|Number of characters on a screen line", .run = run_width },
	{ .mode = &mode_exec, .syntax = "terminal history [size <0-256>:size-value]",
	  .help = "|Enable and control the command history function|Set history buffer size|Size of history buffer", .run = run_history_size },

	{ .mode = &mode_exec, .syntax = "terminal no {length | width}", .help = "|Negate a command or set its defaults|Number of lines on a screen|Width of the display terminal",
	  .run = run_no_length },
	{ .mode = &mode_exec, .syntax = "terminal suggest", .help = "|After an error, name the nearest word that fits", .run = run_suggest },
	{ .mode = &mode_exec, .syntax = "terminal no suggest", .help = "||After an error, name the nearest word that fits", .run = run_suggest },
	{ .mode = &mode_exec, .syntax = "show parser dump {all|WORD:mode}",
	  .help = "|Parser commands|Commands of a mode|Of all modes|Name of a mode", .show = show_parser },
	{ .mode = &mode_exec, .syntax = "show unsupported", .help = "|Commands that are recognised and not emulated", .show = show_unsupported },
	{ .mode = &mode_any_config, .syntax = "no [LINE]", .help = "Negate a command or set its defaults", .run = run_nothing, .flags = CMD_NO_STORE },
	{ .mode = &mode_any_config, .syntax = "default [LINE]", .help = "Set a command to its defaults", .run = run_nothing, .flags = CMD_NO_STORE },
	{ .mode = &mode_any_config, .syntax = "do [LINE]", .help = "To run exec commands in config mode", .run = run_nothing, .flags = CMD_NO_STORE },
	{ .mode = &mode_any_config, .syntax = "end", .help = "Exit from configure mode", .run = run_end, .flags = CMD_NO_STORE },
	{ .mode = &mode_any_config, .syntax = "exit", .help = "Exit from the present mode", .run = run_exit_mode, .flags = CMD_NO_STORE },

	{ .mode = &mode_config, .syntax = "alias exec WORD:name LINE:line", .help = "Create command alias|Exec mode command alias|Alias name|Command line it stands for",
	  .run = run_alias, .key = 3, .order = 60000, .flags = CMD_SORT_NUMERIC },
	{ .mode = &mode_config, .syntax = "define interface-range WORD:name IFRANGE:range", .help = "Create a name for interfaces|Interface range|Name|List of interfaces",
	  .run = run_define, .key = 3, .order = 4900, .flags = CMD_SORT_NUMERIC },
	{ .mode = &mode_config, .syntax = "interface range IFRANGE:range", .help = "Select an interface to configure|Interfaces of a range|List of interfaces",
	  .enter = &mode_if_range, .flags = CMD_NO_STORE },
};

const struct cmd_table cli_cmds[] = { CMD_TABLE(rows) };
const unsigned n_cli_cmds = ARRAY_LEN(cli_cmds);
