/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vty lines have beyond what every line has: who may come, and where one may go from there. */
#include <stdio.h>
#include <string.h>

#include "device/guard.h"
#include "router/acl/acl.h"
#include "router/ip_cli.h"
#include "router/vty.h"

static bool may_name(struct cli *c, const struct args *a) { return args_no(a) || acl_may_name(c, AF_IP4, false, args_str(a, "list")); }

static bool run_class(struct cli *c, const struct args *a)
{
	unsigned first, last;

	if (!may_name(c, a))
		return false;
	device_line_class(c, args_has(a, "out"), args_no(a) ? NULL : args_str(a, "list"));
	if (device_vty_range(c, &first, &last))
		vtys_set_class(cli_stack(c), first, last, args_has(a, "out"), false, args_no(a) ? NULL : args_str(a, "list"), args_has(a, "vrf-also"));
	return true;
}

static bool run_class6(struct cli *c, const struct args *a)
{
	unsigned first, last;

	if (!args_no(a) && !acl_may_name(c, AF_IP6, false, args_str(a, "list")))
		return false;
	if (device_vty_range(c, &first, &last))
		vtys_set_class(cli_stack(c), first, last, args_has(a, "out"), true, args_no(a) ? NULL : args_str(a, "list"), false);
	return true;
}

static bool is_out6(const char *line, const void *arg)
{
	size_t n = strlen(line);

	return !strncmp(line, "ipv6 access-class ", 18) && n > 4 && !strcmp(line + n - 4, " out") && strcmp(line, arg);
}

static bool run_class6_out(struct cli *c, const struct args *a)
{
	if (!args_no(a) && !acl_may_name(c, AF_IP6, false, args_str(a, "list")))
		return false;
	if (!args_no(a))
		cli_remove_lines(c, false, is_out6, args_line(a)); /* one at a time */
	return run_class6(c, a);
}

static bool is_out(const char *line, const void *arg)
{
	size_t n = strlen(line);

	return !strncmp(line, "access-class ", 13) && n > 4 && !strcmp(line + n - 4, " out") && strcmp(line, arg);
}

static bool run_class_out(struct cli *c, const struct args *a)
{
	if (!may_name(c, a))
		return false;
	if (!args_no(a))
		cli_remove_lines(c, false, is_out, args_line(a)); /* one at a time */
	return run_class(c, a);
}

static bool run_quiet(struct cli *c, const struct args *a)
{
	struct guard *g = guard_of(device_of(cli_node(c)));

	if (!may_name(c, a))
		return false;
	snprintf(g->quiet_class, sizeof(g->quiet_class), "%s", args_no(a) ? "" : args_str(a, "list"));
	vtys_set_quiet_class(cli_stack(c), args_no(a) ? NULL : args_str(a, "list"));
	return true;
}

static const struct cmd rows[] = {
	{ &mode_tty, "access-class WORD:list in [vrf-also]", "Filter connections based on an IP access list|IP access list|Filter incoming connections|Same access list is applied for all VRFs",
	  .run = run_class,
	  .key = 1, .order = 5 },
	{ &mode_tty, "access-class WORD:list out", "||Filter outgoing connections", .run = run_class_out, .key = 0, .order = 6 },
	{ &mode_tty, "ipv6 access-class WORD:list in", "IPv6 options|Filter connections based on an IPv6 access list|IPv6 access list|Filter incoming connections", .run = run_class6, .key = 2,
	  .order = 7 },
	{ &mode_tty, "ipv6 access-class WORD:list out", "|||Filter outgoing connections", .run = run_class6_out, .key = 0, .order = 8 },
	{ &mode_config, "login quiet-mode access-class WORD:list", "Enable secure login checking|Set quiet-mode options|Set access list|Access list", .run = run_quiet, .key = 3,
	  .order = ORDER_LOGGING + 62 },
};
const struct cmd_table vty_cmds[] = { CMD_TABLE(rows) };
const unsigned n_vty_cmds = ARRAY_LEN(vty_cmds);
