/* SPDX-License-Identifier: GPL-3.0-or-later */
/* debug ip sla: what operations do, and what went wrong with them. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/sla/sla.h"

static void __attribute__((format(printf, 4, 0))) say(const struct sla *a, const char *part, const char *sort, const char *fmt, va_list ap)
{
	char text[160];

	vsnprintf(text, sizeof(text), fmt, ap);
	device_debug(a->ip->dev, "IPSLA-%s_%s:OPER:%u %s", part, sort, a->number, text);
}

void sla_trace(const struct sla *a, const char *part, const char *fmt, ...)
{
	u32 only = a->ip->slas->trace_only;
	va_list ap;

	if (!debug_on(a->ip->dev, DEBUG_IP_SLA_TRACE) || (only && only != a->number))
		return;
	va_start(ap, fmt);
	say(a, part, "TRACE", fmt, ap);
	va_end(ap);
}

void sla_error(const struct sla *a, const char *part, const char *fmt, ...)
{
	u32 only = a->ip->slas->error_only;
	va_list ap;

	if (!debug_on(a->ip->dev, DEBUG_IP_SLA_ERROR) || (only && only != a->number))
		return;
	va_start(ap, fmt);
	say(a, part, "ERROR", fmt, ap);
	va_end(ap);
}

static RUN(run_debug)
{
	struct slas *all = slas_of(cli_stack(c));
	const char *line = args_line(a);
	bool off = strncmp(line, "debug ", 6) != 0, error = strstr(line, " error") != NULL;
	u32 only = off ? 0 : (u32)args_num(a, "number", 0);
	char note[40] = "";

	*(error ? &all->error_only : &all->trace_only) = only;
	if (only)
		snprintf(note, sizeof(note), " for entry %u", only);
	debug_turn(c, error ? DEBUG_IP_SLA_ERROR : DEBUG_IP_SLA_TRACE, !off, note);
	return true;
}

#define DEBUG(word, what)                                                                                                                                       \
	{ &mode_exec, "debug ip sla " word " [<1-2147483647>:number]", "||IP Service Level Agreement|" what "|Entry number", .run = run_debug, .flags = CMD_PRIV },    \
	{ &mode_exec, "undebug ip sla " word " [<1-2147483647>:number]", "||IP Service Level Agreement|" what "|Entry number", .run = run_debug, .flags = CMD_PRIV },  \
	{ &mode_exec, "no debug ip sla " word " [<1-2147483647>:number]", "|||IP Service Level Agreement|" what "|Entry number", .run = run_debug, .flags = CMD_PRIV }
static const struct cmd rows[] = {
	DEBUG("trace", "IP SLAs TRACE debugging"),
	DEBUG("error", "IP SLAs ERROR debugging"),
};
const struct cmd_table sla_debug_cmds[] = { CMD_TABLE(rows) };
const unsigned n_sla_debug_cmds = ARRAY_LEN(sla_debug_cmds);
