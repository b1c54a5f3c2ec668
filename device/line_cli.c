/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `line con 0`, `line vty 0 4` and what stands in them. All vty lines share one set of settings. They hold for sessions that begin later;
 * exec-timeout for those that are there too. A session is never closed for idleness unless exec-timeout says so: a lab's console
 * is left open over lunch.
 */
#include <stdio.h>
#include <string.h>

#include "device/own.h"

bool cmd_line(struct cli *c, const struct args *a)
{
	struct system *s = cli_device(c)->system;

	if (args_no(a))
		return true;
	if (args_has(a, "vty") && args_num(a, "last", args_num(a, "first", 0)) < args_num(a, "first", 0)) {
		cli_error(c, "%% Bad line range");
		return false;
	}
	if (args_has(a, "console"))
		cli_store(c, "line con 0");
	cli_enter_object(c, args_has(a, "vty") ? &s->line[LINE_VTY] : args_has(a, "con") || args_has(a, "console") ? &s->line[LINE_CON] : NULL);
	return true;
}

/* NULL for `line aux 0`, which no session is ever on. */
static struct line *line(struct cli *c)
{
	return cli_object(c, 0);
}

bool line_timeout(struct cli *c, const struct args *a)
{
	char kept[48];

	if (!args_no(a)) {
		snprintf(kept, sizeof(kept), "exec-timeout %u %u", (unsigned)args_num(a, "minutes", 0), (unsigned)args_num(a, "seconds", 0));
		cli_store(c, kept);
	}
	if (!line(c))
		return true;
	line(c)->timeout_s = args_no(a) ? 0 : (u32)(args_num(a, "minutes", 0) * 60 + args_num(a, "seconds", 0));
	system_idle_check(cli_device(c));
	return true;
}

bool line_synchronous(struct cli *c, const struct args *a)
{
	if (line(c))
		line(c)->synchronous = !args_no(a);
	return true;
}

bool line_length(struct cli *c, const struct args *a)
{
	if (!line(c))
		return true;
	line(c)->length_set = !args_no(a);
	line(c)->length = (u16)args_num(a, "lines", 24);
	return true;
}

bool line_width(struct cli *c, const struct args *a)
{
	if (!line(c))
		return true;
	line(c)->width_set = !args_no(a);
	line(c)->width = (u16)args_num(a, "columns", 80);
	return true;
}
