/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `line con 0`, `line vty 0 4` and what stands in them. A block's lines hold for each of its lines; where blocks overlap, what was said last holds. They hold for
 * sessions that begin later; exec-timeout and absolute-timeout for those that are there too. A session is never closed for idleness unless exec-timeout says so:
 * a lab's console is left open over lunch.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

bool cmd_line(struct cli *c, const struct args *a)
{
	unsigned first = (unsigned)args_num(a, "first", 0), last = (unsigned)args_num(a, "last", first);

	if (args_no(a))
		return true;
	if (last < first) {
		cli_error(c, "%% Bad line range");
		return false;
	}
	if (args_has(a, "console"))
		cli_store(c, "line con 0");
	cli_enter_object(c, line_block(!args_has(a, "aux"), args_has(a, "vty"), first, last));
	return true;
}

bool line_timeout(struct cli *c, const struct args *a)
{
	char kept[48];

	if (!args_no(a)) {
		snprintf(kept, sizeof(kept), "exec-timeout %u %u", (unsigned)args_num(a, "minutes", 0), (unsigned)args_num(a, "seconds", 0));
		cli_store(c, kept);
	}
	EACH_LINE(l, c)
		l->timeout_s = args_no(a) ? 0 : (u32)(args_num(a, "minutes", 0) * 60 + args_num(a, "seconds", 0));
	system_idle_check(cli_device(c));
	return true;
}

bool line_absolute_timeout(struct cli *c, const struct args *a)
{
	EACH_LINE(l, c)
		l->absolute_s = args_no(a) ? 0 : 60 * (u32)args_num(a, "minutes", 0);
	system_idle_check(cli_device(c));
	return true;
}

bool line_session_timeout(struct cli *c, const struct args *a)
{
	EACH_LINE(l, c)
		l->session_timeout_s = args_no(a) ? 0 : 60 * (u32)args_num(a, "minutes", 0);
	return true;
}

bool line_session_limit(struct cli *c, const struct args *a)
{
	EACH_LINE(l, c)
		l->session_limit = args_no(a) ? 0 : (u16)min_u64(args_num(a, "n", 0), 0xffff);
	return true;
}

/* A number, a character, "^X", or one of the words. */
bool line_escape(struct cli *c, const struct args *a)
{
	const char *key = args_str(a, "key");
	u8 code = (u8)args_num(a, "code", 0x1e);
	char kept[32];

	if (args_no(a) || args_has(a, "default")) {
		code = 0x1e;
		if (!args_no(a))
			cli_store(c, "");
	} else if (args_has(a, "none")) {
		code = 0;
	} else if (key) {
		if (key[0] == '^' && key[1] && !key[2]) {
			code = key[1] & 0x1f;
		} else if (!key[1]) {
			code = (u8)key[0];
		} else {
			cli_error(c, "%% Bad escape character");
			return false;
		}
	}
	if (!args_no(a) && !args_has(a, "default") && code) {
		snprintf(kept, sizeof(kept), "escape-character %u", code);
		cli_store(c, code == 0x1e ? "" : kept);
	}
	EACH_LINE(l, c)
		l->escape = code;
	return true;
}

bool line_length(struct cli *c, const struct args *a)
{
	EACH_LINE(l, c) {
		l->length_set = !args_no(a);
		l->length = (u16)args_num(a, "lines", 24);
	}
	return true;
}

bool line_synchronous(struct cli *c, const struct args *a)
{
	u64 level = args_num(a, "severity", SYNC_LEVEL_DEFAULT), limit = args_num(a, "lines", SYNC_LIMIT_DEFAULT);
	bool all = args_has(a, "all");
	char kept[64];
	int n;

	EACH_LINE(l, c) {
		l->synchronous = !args_no(a);
		l->sync_level = all ? SYNC_ALL : (u8)level;
		l->sync_limit = (u16)limit;
	}
	line_give_all(c);
	if (args_no(a))
		return true;
	n = snprintf(kept, sizeof(kept), "logging synchronous");
	if (all)
		n += snprintf(kept + n, sizeof(kept) - (size_t)n, " level all");
	else if (level != SYNC_LEVEL_DEFAULT)
		n += snprintf(kept + n, sizeof(kept) - (size_t)n, " level %u", (unsigned)level);
	if (limit != SYNC_LIMIT_DEFAULT)
		snprintf(kept + n, sizeof(kept) - (size_t)n, " limit %u", (unsigned)limit);
	cli_store(c, kept);
	return true;
}

bool line_lockable(struct cli *c, const struct args *a)
{
	EACH_LINE(l, c)
		l->lockable = !args_no(a);
	return true;
}

bool line_width(struct cli *c, const struct args *a)
{
	EACH_LINE(l, c) {
		l->width_set = !args_no(a);
		l->width = (u16)args_num(a, "columns", 80);
	}
	return true;
}
