/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `time-range NAME`: one absolute span and any number of periodic ones, by the device's wall clock (UTC). Active: within the absolute span
 * (or there is none) and within a periodic one (or there is none); without any line always. The answer is kept for a second.
 */
#include <stdlib.h>

#include "router/acl/time_range.h"

static s64 wall_s(struct ipstack *s)
{
	return device_wall_clock(s->dev) / (s64)NSEC_PER_SEC;
}

struct time_range *time_range_get(struct ipstack *s, const char *name, bool make)
{
	struct acls *l = acls_of(s);
	struct time_range **at = &l->ranges, *t;
	unsigned n = 0;

	for (; *at; at = &(*at)->next, n++)
		if (!strcmp((*at)->name, name))
			return *at;
	if (!make || n >= TIME_RANGES_MAX)
		return NULL;
	t = *at = xcalloc(1, sizeof(*t));
	t->name = xstrdup(name);
	t->ip = s;
	t->start = t->end = -1;
	t->asked = -1;
	return t;
}

const char *time_range_name(const struct time_range *t) { return t->name; }
struct time_range *time_range_next(struct ipstack *s, struct time_range *after)
{
	return after ? after->next : s->acls ? s->acls->ranges : NULL;
}

static bool periodic(const struct period *p, unsigned weekday, u32 minute)
{
	u32 now = weekday * 1440 + minute;

	if (!p->spans) /* each of the days, from minute to minute; the last minute belongs to it */
		return p->days >> weekday & 1 && minute >= p->from && minute <= p->to;
	return p->from <= p->to ? now >= p->from && now <= p->to : now >= p->from || now <= p->to;
}

bool time_range_active(struct time_range *t)
{
	s64 now = wall_s(t->ip);
	unsigned weekday = (unsigned)(((now / 86400) + 4) % 7); /* 1970 began on a Thursday */
	bool in = !t->n_periods;

	if (t->asked == now)
		return t->active;
	for (unsigned k = 0; k < t->n_periods && !in; k++)
		in = periodic(&t->period[k], weekday, (u32)(now % 86400 / 60));
	t->asked = now;
	t->active = in && (t->start < 0 || now >= t->start) && (t->end < 0 || now < t->end + 60);
	return t->active;
}

void time_ranges_free(struct acls *l)
{
	while (l->ranges) {
		struct time_range *t = l->ranges;

		l->ranges = t->next;
		free(t->name);
		free(t);
	}
}
