/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reload: now, after a time, at a time; what is asked before, who is warned, and calling it off. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

enum { DELAY_MAX_MIN = 999 * 60 + 59 };

static const char *const months[12] = {
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
};

static void tell_all(struct device *d, const char *what)
{
	char text[96];

	snprintf(text, sizeof(text), "\n\n***\n*** --- %s ---\n***\n", what);
	for (struct cli *c = shell_sessions(d->shell, NULL); c; c = shell_sessions(d->shell, c))
		if (cli_session(c)->interactive)
			cli_notify(c, text);
}

/* ---- the timer: to the next warning, then to the end ---- */

struct reload {
	struct device *dev;
	struct timer at;	/* the next warning, or the end */
	nsec due;
	char by[64], reason[128];
};

void reload_forget(struct device *d)
{
	struct reload *l = d->system->reload;

	if (!l)
		return;
	timer_stop(d->node.worker, &l->at);
	free(l);
	d->system->reload = NULL;
}

static void arm(struct reload *l)
{
	static const u32 warnings_s[] = { 60, 300, 1800, 3600 };
	struct device *d = l->dev;
	nsec now = node_now(&d->node), next = l->due;

	for (unsigned i = 0; i < ARRAY_LEN(warnings_s); i++) {
		nsec at = l->due > warnings_s[i] * NSEC_PER_SEC ? l->due - warnings_s[i] * NSEC_PER_SEC : 0;

		if (at > now) {
			next = at;
			continue;
		}
		break;
	}
	timer_set(d->node.worker, &l->at, next > now ? next : now);
}

static void say_left(const struct reload *l)
{
	u64 left = (l->due - node_now(&l->dev->node) + NSEC_PER_SEC - 1) / NSEC_PER_SEC;
	char text[64];

	snprintf(text, sizeof(text), "SHUTDOWN in %llu:%02llu:%02llu", (unsigned long long)left / 3600, (unsigned long long)left / 60 % 60,
		 (unsigned long long)left % 60);
	tell_all(l->dev, text);
}

static void say_reload(struct device *d, const char *by, const char *reason)
{
	device_log(d, "SYS", 5, "RELOAD", "Reload requested by %s. Reload Reason: %s.", by, *reason ? reason : "Reload Command");
}

static void reload_fire(struct timer *t)
{
	struct reload *l = container_of(t, struct reload, at);
	struct device *d = l->dev;

	if (node_now(&d->node) < l->due) {
		say_left(l);
		arm(l);
		return;
	}
	tell_all(d, "SHUTDOWN NOW");
	say_reload(d, l->by, l->reason);
	reload_forget(d);
	if (d->reload)
		d->reload(d);
}

/* ---- asking ---- */

/* What is to come of the answers. due 0: now. */
struct plan {
	nsec due;
	char reason[128];
};

static void when_words(struct device *d, nsec due, char buf[160])
{
	u64 min = (due - node_now(&d->node) + 30 * NSEC_PER_SEC) / (60 * NSEC_PER_SEC);
	char span[48], at[64];

	if (min < 60)
		snprintf(span, sizeof(span), "%llu minute%s", (unsigned long long)min, min == 1 ? "" : "s");
	else
		snprintf(span, sizeof(span), "%llu hour%s and %llu minute%s", (unsigned long long)min / 60, min / 60 == 1 ? "" : "s", (unsigned long long)min % 60,
			 min % 60 == 1 ? "" : "s");
	snprintf(buf, 160, "%s (in %s)", civil_text(device_wall_clock(d) + (s64)(due - node_now(&d->node)), false, at), span);
}

static void confirmed(struct cli *c, void *state, const char *answer)
{
	struct plan *p = state;
	struct device *d = cli_device(c);
	const struct cli_options *o = cli_session(c);
	const char *by = o->user ? o->user : "console";
	char when[160];

	if (*answer && *answer != 'y' && *answer != 'Y') {
		free(p);
		return;
	}
	if (p->due) {
		struct reload *l = xcalloc(1, sizeof(*l));

		reload_forget(d);
		d->system->reload = l;
		l->dev = d;
		l->due = p->due;
		l->at.fire = reload_fire;
		snprintf(l->by, sizeof(l->by), "%s", by);
		memcpy(l->reason, p->reason, sizeof(l->reason));
		when_words(d, p->due, when);
		say_left(l);
		arm(l);
		device_log(d, "SYS", 5, "SCHEDULED_RELOAD", "Reload requested for %s by %s on %s.%s%s", when, by, o->where, *p->reason ? " Reload Reason: " : "", p->reason);
	} else {
		say_reload(d, by, p->reason);
		d->reload(d);
	}
	free(p);
}

static void ask_confirm(struct cli *c, struct plan *p)
{
	char when[160];

	if (p->due) {
		when_words(cli_device(c), p->due, when);
		cli_print(c, "Reload scheduled for %s by %s on %s\n", when, cli_session(c)->user ? cli_session(c)->user : "console", cli_where(c));
		if (*p->reason)
			cli_print(c, "Reload reason: %s\n", p->reason);
	}
	cli_ask(c, "Proceed with reload? [confirm]", "", confirmed, p);
}

static void saved(struct cli *c, void *state, const char *answer)
{
	struct plan *p = state;

	if (*answer == '\003') {
		free(p);
		return;
	}
	if (*answer == 'y' || *answer == 'Y') {
		if (!keep_now(c)) {
			free(p);
			return;
		}
	} else if (*answer != 'n' && *answer != 'N') {
		cli_print(c, "%% Please answer 'yes' or 'no'.\n");
		cli_ask(c, "System configuration has been modified. Save? [yes/no]: ", "yes", saved, p);
		return;
	}
	ask_confirm(c, p);
}

static bool is_modified(struct device *d)
{
	char *text = shell_running(d->shell, false);
	bool modified = !d->startup || strcmp(text, d->startup);

	free(text);
	return modified;
}

static bool begin(struct cli *c, nsec due, const char *reason)
{
	struct device *d = cli_device(c);
	struct plan *p;

	if (!d->reload) {
		cli_error(c, "%% Unsupported here: reload (no lab holds this node)");
		return false;
	}
	p = xcalloc(1, sizeof(*p));
	p->due = due;
	snprintf(p->reason, sizeof(p->reason), "%s", reason ? reason : "");
	if (is_modified(d))
		cli_ask(c, "System configuration has been modified. Save? [yes/no]: ", "yes", saved, p);
	else
		ask_confirm(c, p);
	return true;
}

bool keep_reload(struct cli *c, const struct args *a) { return begin(c, 0, args_str(a, "reason")); }

/* "90", "1:30": minutes; 0: neither. */
static u32 delay_of(const char *text)
{
	char *end;
	unsigned long h = strtoul(text, &end, 10), m;

	if (*text < '0' || *text > '9' || h > 100000)
		return 0;
	if (!*end)
		return h <= DELAY_MAX_MIN ? (u32)h : 0;
	if (*end != ':' || end[1] < '0' || end[1] > '9')
		return 0;
	m = strtoul(end + 1, &end, 10);
	return *end || m > 59 || h > 999 ? 0 : (u32)(h * 60 + m);
}

bool keep_reload_in(struct cli *c, const struct args *a)
{
	u32 minutes = delay_of(args_str(a, "delay"));

	if (!minutes) {
		cli_error(c, "%% Invalid delay: mmm or hhh:mm, up to 999:59");
		return false;
	}
	return begin(c, node_now(cli_node(c)) + minutes * 60 * NSEC_PER_SEC, args_str(a, "reason"));
}

bool keep_reload_at(struct cli *c, const struct args *a)
{
	struct device *d = cli_device(c);
	s64 now = device_wall_clock(d), at;
	struct civil t = civil_of(now);
	unsigned h, m, day = (unsigned)args_num(a, "day", 0), month = 0;
	char extra;

	for (unsigned i = 0; i < 12; i++)
		if (args_has(a, months[i]))
			month = i + 1;
	if (sscanf(args_str(a, "time"), "%2u:%2u%c", &h, &m, &extra) != 2 || h > 23 || m > 59 || (day && !civil_valid(t.year, month, day) && !civil_valid(t.year + 1, month, day))) {
		cli_error(c, "%% Invalid time: hh:mm");
		return false;
	}
	if (day) {
		int year = t.year;

		at = civil_seconds(year, month, day, h, m, 0) * (s64)NSEC_PER_SEC;
		if (at <= now)
			at = civil_seconds(++year, month, day, h, m, 0) * (s64)NSEC_PER_SEC;
		if (!civil_valid(year, month, day) || at - now > (s64)DELAY_MAX_MIN * 60 * (s64)NSEC_PER_SEC) {
			cli_error(c, "%% The time is more than 999:59 away");
			return false;
		}
	} else {
		at = civil_seconds(t.year, t.month, t.day, h, m, 0) * (s64)NSEC_PER_SEC;
		at += at <= now ? 86400 * (s64)NSEC_PER_SEC : 0;
	}
	return begin(c, node_now(&d->node) + (nsec)(at - now), args_str(a, "reason"));
}

bool keep_reload_cancel(struct cli *c, const struct args *a)
{
	struct device *d = cli_device(c);
	const struct cli_options *o = cli_session(c);

	(void)a;
	if (!d->system->reload) {
		cli_print(c, "%%No reload is scheduled.\n");
		return true;
	}
	reload_forget(d);
	tell_all(d, "SHUTDOWN ABORTED");
	if (!o->interactive)
		cli_print(c, "***\n*** --- SHUTDOWN ABORTED ---\n***\n");
	device_log(d, "SYS", 5, "SCHEDULED_RELOAD_CANCELLED", "Scheduled reload cancelled by %s on %s.", o->user ? o->user : "console", o->where);
	return true;
}

bool show_reload(struct cli *c, const struct args *a, struct show *s)
{
	struct device *d = cli_device(c);
	const struct reload *l = d->system->reload;
	char when[160];

	(void)a;
	if (!l) {
		show_text(s, "No reload is scheduled.\n");
		return true;
	}
	when_words(d, l->due, when);
	show_num(s, "reload_in_s", (l->due - node_now(&d->node)) / NSEC_PER_SEC);
	show_str(s, "reload_at", when);
	show_str(s, "by", l->by);
	show_str(s, "reason", l->reason);
	show_end(s);
	show_text(s, "Reload scheduled for %s by %s\n", when, l->by);
	if (*l->reason)
		show_text(s, "Reload reason: %s\n", l->reason);
	return true;
}
