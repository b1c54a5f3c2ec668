/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log's commands: where lines go, how they are stamped, show logging. */
#include <stdio.h>
#include <string.h>

#include "device/log_filter_own.h"
#include "device/own.h"

u8 log_level_of(const struct args *a)
{
	for (u8 i = 0; i < 8; i++)
		if (args_has(a, log_severity[i]))
			return i;
	return (u8)args_num(a, "level", 7);
}

/* A level is kept by its name; the highest, which is the default, not at all. */
static bool set_level(struct cli *c, const struct args *a, const char *what, u8 *level, enum log_at at)
{
	struct log_place *place = &cli_device(c)->log->at[at];
	char line[96], by[32];

	if (!log_place_set(c, a, place))
		return false;
	if (args_no(a)) {
		*level = LOG_OFF;
		snprintf(line, sizeof(line), "no logging %s", what);
		cli_store(c, line);
		return true;
	}
	*level = log_level_of(a);
	snprintf(line, sizeof(line), "logging %s%s%s%s", what, log_place_text(place, by), *level == 7 ? "" : " ", *level == 7 ? "" : log_severity[*level]);
	cli_store(c, *level == 7 && !*by ? "" : line);
	return true;
}

bool logging_console(struct cli *c, const struct args *a)
{
	return set_level(c, a, "console", &cli_device(c)->log->console, LOG_AT_CONSOLE);
}

bool logging_monitor(struct cli *c, const struct args *a)
{
	return set_level(c, a, "monitor", &cli_device(c)->log->monitor, LOG_AT_MONITOR);
}

bool logging_buffered(struct cli *c, const struct args *a)
{
	struct log *l = cli_device(c)->log;
	u32 size = (u32)args_num(a, "size", LOG_RING_DEFAULT);
	char line[96], by[32];

	if (!log_place_set(c, a, &l->at[LOG_AT_BUFFER]))
		return false;
	if (args_no(a)) {
		l->buffered = LOG_OFF;
		cli_store(c, "no logging buffered");
		return true;
	}
	l->buffered = log_level_of(a);
	log_set_ring(l, size);
	snprintf(line, sizeof(line), "logging buffered%s", log_place_text(&l->at[LOG_AT_BUFFER], by));
	if (size != LOG_RING_DEFAULT)
		snprintf(line + strlen(line), sizeof(line) - strlen(line), " %u", size);
	if (l->buffered != 7)
		snprintf(line + strlen(line), sizeof(line) - strlen(line), " %s", log_severity[l->buffered]);
	cli_store(c, strcmp(line, "logging buffered") ? line : "");
	return true;
}

bool logging_on(struct cli *c, const struct args *a)
{
	cli_device(c)->log->on = !args_no(a);
	return true;
}

/* Without words: date, time and milliseconds, which is the default and not kept. */
bool service_timestamps(struct cli *c, const struct args *a)
{
	struct log *l = cli_device(c)->log;
	bool bare = !args_has(a, "uptime") && !args_has(a, "datetime");
	struct stamp s = {
		.kind = args_no(a) ? STAMP_NONE : args_has(a, "uptime") ? STAMP_UPTIME : STAMP_DATETIME,
		.msec = bare || args_has(a, "msec"),
		.year = args_has(a, "year"),
		.zone = args_has(a, "show-timezone"),
	};

	*(args_has(a, "debug") ? &l->debug_stamp : &l->log_stamp) = s;
	if (s.kind == STAMP_NONE)
		cli_store(c, args_has(a, "debug") ? "no service timestamps debug" : "no service timestamps log");
	else if (s.kind == STAMP_DATETIME && s.msec && !s.year && !s.zone)
		cli_store(c, "");
	return true;
}

bool logging_userinfo(struct cli *c, const struct args *a)
{
	cli_device(c)->log->userinfo = !args_no(a);
	return true;
}

bool service_sequence(struct cli *c, const struct args *a)
{
	cli_device(c)->log->sequence = !args_no(a);
	return true;
}

static void clear_now(struct cli *c, void *state, const char *answer)
{
	(void)state;
	if (!*answer || *answer == 'y' || *answer == 'Y')
		log_clear(cli_device(c)->log);
}

bool clear_logging(struct cli *c, const struct args *a)
{
	(void)a;
	cli_ask(c, "Clear logging buffer [confirm]", "", clear_now, NULL);
	return true;
}

bool terminal_monitor(struct cli *c, const struct args *a)
{
	(void)a;
	if (line_of(cli_session(c)->where) == LINE_CON)
		cli_print(c, "%% Console already monitors\n");
	else
		cli_set_monitor(c, true);
	return true;
}

bool terminal_no_monitor(struct cli *c, const struct args *a)
{
	(void)a;
	cli_set_monitor(c, false);
	return true;
}

/* ---- show logging ---- */

static void show_sink(struct show *s, const char *title, const char *name, u8 level, u32 n, const struct log_place *place)
{
	show_push_object(s, name);
	show_str(s, "level", level == LOG_OFF ? "disabled" : log_severity[level]);
	show_num(s, "messages", n);
	if (level == LOG_OFF)
		show_text(s, "    %-17sdisabled\n", title);
	else
		show_text(s, "    %-17slevel %s, %u messages logged, xml disabled,\n                     filtering disabled", title, log_severity[level], n);
	if (level != LOG_OFF) {
		log_place_show(s, place, 21);
		show_text(s, "\n");
	}
	show_pop(s);
}

static void count_line(void *arg, const char *text, u32 len)
{
	(void)len;
	show_text(arg, "%s\n", text);
}

static void cell_line(void *arg, const char *text, u32 len)
{
	(void)len;
	show_str(arg, "line", text);
	show_end(arg);
}

bool show_logging(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	struct log *l = d->log;

	(void)a;
	show_str(s, "state", l->on ? "enabled" : "disabled");
	show_num(s, "rate_limited", l->n_limited);
	show_text(s, "Syslog logging: %s (0 messages dropped, %u messages rate-limited, 0 flushes, 0 overruns, "
		     "xml disabled, filtering disabled)\n\n", l->on ? "enabled" : "disabled", l->n_limited);
	log_filters_show(l, s);
	show_sink(s, "Console logging:", "console", l->console, l->n_console, &l->at[LOG_AT_CONSOLE]);
	show_sink(s, "Monitor logging:", "monitor", l->monitor, l->n_monitor, &l->at[LOG_AT_MONITOR]);
	show_sink(s, "Buffer logging:", "buffer", l->buffered, l->n_buffered, &l->at[LOG_AT_BUFFER]);
	show_num(s, "buffer_bytes", l->ring_max);
	show_text(s, "    Exception Logging: size (4096 bytes)\n    Count and timestamp logging messages: %s\n"
		     "    Persistent logging: disabled\n\nNo active filter modules.\n\n", l->counting ? "enabled" : "disabled");
	if (l->tap && l->tap->show)
		l->tap->show(l->tap, s);
	else
		show_text(s, "    Trap logging: disabled\n");
	show_push_list(s, "buffer_lines");
	log_each(l, cell_line, s);
	show_pop(s);
	show_end(s);
	if (l->buffered != LOG_OFF) {
		show_text(s, "\nLog Buffer (%u bytes):\n\n", l->ring_max);
		log_each(l, count_line, s);
	}
	return true;
}
