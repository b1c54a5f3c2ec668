/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log: IOS's line, "[seq: ][*]Mon DD hh:mm:ss.mmm: %FACILITY-SEVERITY-MNEMONIC: text", to the console's sessions, to those that said
 * `terminal monitor`, and into a ring of lines (`logging buffered`). The ring's memory grows by need, so that a thousand quiet
 * devices cost nothing. The star says that no one has set the clock. Debug lines are severity 7 and pass a token bucket first: a flood of
 * packets must not become a flood of lines.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "device/log_filter_own.h"
#include "device/own.h"

enum { RING_FIRST = 512 };

const char *const log_severity[8] = {
	"emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging",
};

struct log *log_new(void)
{
	struct log *l = xcalloc(1, sizeof(*l));

	l->on = true;
	l->console = l->monitor = l->buffered = 7;
	l->log_stamp = l->debug_stamp = (struct stamp){ .kind = STAMP_DATETIME, .msec = true };
	l->ring_max = LOG_RING_DEFAULT;
	l->debug_tokens = DEBUG_BURST;
	return l;
}

void log_free(struct log *l)
{
	if (!l)
		return;
	log_count_free(l);
	log_history_free(l);
	log_filter_free(l);
	free(l->ring);
	free(l);
}

void log_clear(struct log *l)
{
	free(l->ring);
	l->ring = NULL;
	l->ring_size = l->ring_start = l->ring_len = 0;
}

/* ---- the ring: lines ended by newlines, oldest at ring_start ---- */

static void ring_drop_oldest(struct log *l)
{
	char c;

	do {
		c = l->ring[l->ring_start];
		l->ring_start = (l->ring_start + 1) % l->ring_size;
		l->ring_len--;
	} while (c != '\n' && l->ring_len);
}

/* Moves the ring into memory of another size; the oldest lines go when it is less. */
static void ring_resize(struct log *l, u32 size)
{
	while (l->ring_len > size)
		ring_drop_oldest(l);
	char *ring = xcalloc(size, 1);

	for (u32 i = 0; i < l->ring_len; i++)
		ring[i] = l->ring[(l->ring_start + i) % l->ring_size];
	free(l->ring);
	l->ring = ring;
	l->ring_size = size;
	l->ring_start = 0;
}

void log_set_ring(struct log *l, u32 max)
{
	l->ring_max = max;
	if (l->ring_size > max)
		ring_resize(l, max);
}

static void ring_put(struct log *l, const char *line)
{
	u32 len = (u32)strlen(line) + 1;
	u32 size = l->ring_size ? l->ring_size : RING_FIRST;

	while (size < l->ring_len + len && size < l->ring_max)
		size *= 2;
	size = (u32)min_u64(size, l->ring_max);
	if (size != l->ring_size)
		ring_resize(l, size);
	while (l->ring_size - l->ring_len < len)
		ring_drop_oldest(l);
	for (u32 i = 0; i < len; i++)
		l->ring[(l->ring_start + l->ring_len + i) % l->ring_size] = i + 1 < len ? line[i] : '\n';
	l->ring_len += len;
	l->n_buffered++;
}

void log_each(const struct log *l, void (*line)(void *arg, const char *text, u32 len), void *arg)
{
	char text[LOG_LINE_MAX];
	u32 len = 0;

	for (u32 i = 0; i < l->ring_len; i++) {
		char c = l->ring[(l->ring_start + i) % l->ring_size];

		if (c != '\n') {
			text[len++] = c;
			continue;
		}
		text[len] = 0;
		line(arg, text, len);
		len = 0;
	}
}

/* ---- a line and where it goes ---- */

static size_t put_stamp(struct device *d, const struct stamp *s, char *buf, size_t size)
{
	struct civil c;
	char span[16];
	size_t len;

	if (s->kind == STAMP_NONE)
		return 0;
	if (s->kind == STAMP_UPTIME)
		return (size_t)snprintf(buf, size, "%s: ", uptime_short(node_now(&d->node) - d->booted, span));
	c = civil_of(device_wall_clock(d));
	len = (size_t)snprintf(buf, size, "%s%s %2u ", device_clock_mark(d), civil_month[c.month - 1], c.day);
	if (s->year)
		len += (size_t)snprintf(buf + len, size - len, "%d ", c.year);
	len += (size_t)snprintf(buf + len, size - len, "%02u:%02u:%02u", c.hour, c.minute, c.second);
	if (s->msec)
		len += (size_t)snprintf(buf + len, size - len, ".%03u", c.msec);
	len += (size_t)snprintf(buf + len, size - len, "%s: ", s->zone ? " UTC" : "");
	return len;
}

/* On a line with `logging synchronous` what is severe enough breaks in all the same. */
static void notify(struct device *d, struct cli *c, unsigned severity, const char *text)
{
	const struct line *l = line_at(d, line_of(cli_session(c)->where));

	if (l->synchronous)
		cli_set_redraw(c, l->sync_level != SYNC_ALL && severity > l->sync_level);
	cli_notify(c, text);
}

/* To the sessions of people: each place is asked once, however many sit there. */
static void spread_sessions(struct device *d, unsigned severity, const char *line)
{
	struct log *l = d->log;
	bool told[2] = { false }, takes[2] = { false };
	nsec now = node_now(&d->node);

	for (struct cli *c = shell_sessions(d->shell, NULL), *next; c; c = next) {
		const struct cli_options *o = cli_session(c);
		bool console = line_of(o->where) == LINE_CON;
		enum log_at at = console ? LOG_AT_CONSOLE : LOG_AT_MONITOR;
		u8 level = console ? l->console : l->monitor;

		next = shell_sessions(d->shell, c);
		if (!o->interactive || level == LOG_OFF || severity > level || !(console || (l->on && cli_monitor(c))))
			continue;
		if (console && log_limited(l, now, severity, true)) {
			l->n_limited++;
			continue;
		}
		if (!told[at])
			takes[at] = log_place_takes(d, &l->at[at]);
		told[at] = true;
		if (takes[at])
			notify(d, c, severity, line);
	}
	l->n_console += takes[LOG_AT_CONSOLE];
	l->n_monitor += takes[LOG_AT_MONITOR];
}

static void spread(struct device *d, const struct log_message *m, const char *line)
{
	struct log *l = d->log;
	unsigned severity = m->severity;
	const struct log_message *before = l->now;

	if (log_limited(l, node_now(&d->node), severity, false)) {
		l->n_limited++;
		return;
	}
	l->now = m;
	if (l->on && l->buffered != LOG_OFF && severity <= l->buffered && log_place_takes(d, &l->at[LOG_AT_BUFFER]))
		ring_put(l, line);
	if (l->on && l->tap)
		l->tap->line(l->tap, severity, line);
	if (d->shell) {
		spread_sessions(d, severity, line);
		l->rate.told++;
	}
	l->now = before;
}

void device_log_tap(struct device *d, struct log_tap *t)
{
	if (d->log)
		d->log->tap = t;
}

static size_t put_head(struct device *d, const struct stamp *s, char *buf, size_t size)
{
	size_t len = 0;

	d->log->seq++;
	if (d->log->sequence)
		len = (size_t)snprintf(buf, size, "%06u: ", d->log->seq % 1000000);
	return len + put_stamp(d, s, buf + len, size - len);
}

/* A line is one line, and shows nothing that moves a terminal's cursor. */
static void make_printable(char *s)
{
	for (; *s; s++)
		if ((u8)*s < ' ' || *s == 0x7f)
			*s = ' ';
}

static void tell_line(struct device *d, const char *facility, unsigned severity, const char *mnemonic, const char *text)
{
	struct device_event ev = { .kind = EVENT_LOG, .facility = facility, .severity = severity, .mnemonic = mnemonic, .text = text };

	if (d->happened)
		d->happened(d, &ev);
}

void device_log(struct device *d, const char *facility, unsigned severity, const char *mnemonic, const char *fmt, ...)
{
	char line[LOG_LINE_MAX];
	struct log_message m;
	va_list ap;
	size_t len, head;

	if (!d->log)
		return;
	len = put_head(d, &d->log->log_stamp, line, sizeof(line));
	len += (size_t)snprintf(line + len, sizeof(line) - len, "%%%.20s-%u-%.40s: ", facility, severity, mnemonic);
	head = len = min_u64(len, sizeof(line) - 1);
	va_start(ap, fmt);
	vsnprintf(line + len, sizeof(line) - len, fmt, ap);
	va_end(ap);
	make_printable(line);
	m = (struct log_message){ .facility = facility, .mnemonic = mnemonic, .text = line + head, .severity = severity };
	log_count_message(d->log, node_now(&d->node), facility, severity, mnemonic);
	log_history_message(d->log, node_now(&d->node) - d->booted, &m);
	spread(d, &m, line);
	tell_line(d, facility, severity, mnemonic, line + head);
}

static bool debug_token(struct device *d)
{
	struct log *l = d->log;
	nsec each = NSEC_PER_SEC / DEBUG_LINES_A_SECOND, span = node_now(&d->node) - l->debug_filled;
	u64 fresh = span / each;

	l->debug_filled += fresh * each;
	l->debug_tokens = (u32)min_u64(l->debug_tokens + fresh, DEBUG_BURST);
	if (!l->debug_tokens) {
		l->n_limited++;
		return false;
	}
	l->debug_tokens--;
	return true;
}

void device_adjacency(struct device *d, const char *protocol, u32 process, const char *neighbor, const char *port, const char *from, const char *to)
{
	struct device_event ev = { .kind = EVENT_ADJACENCY, .protocol = protocol, .process = process, .neighbor = neighbor, .port = port, .from = from, .to = to };

	if (d->happened)
		d->happened(d, &ev);
}

void device_debug(struct device *d, const char *fmt, ...)
{
	char line[LOG_LINE_MAX];
	va_list ap;
	size_t head;

	if (!d->log || !debug_token(d))
		return;
	head = put_head(d, &d->log->debug_stamp, line, sizeof(line));
	va_start(ap, fmt);
	vsnprintf(line + head, sizeof(line) - head, fmt, ap);
	va_end(ap);
	make_printable(line);
	spread(d, &(struct log_message){ .facility = "", .mnemonic = "", .text = line + head, .severity = 7 }, line);
	tell_line(d, "", 7, "", line + head);
}
