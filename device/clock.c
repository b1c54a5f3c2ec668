/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Civil time (UTC, proleptic Gregorian) from seconds and back, and IOS's ways to write a span. No libc time: nothing here reads a clock. */
#include <stdio.h>
#include <string.h>

#include "device/own.h"

const char *const civil_month[12] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
const char *const civil_weekday[7] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned month_days(int year, unsigned month)
{
	static const u8 days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && leap(year));
}

bool civil_valid(int year, unsigned month, unsigned day)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= month_days(year, month);
}

/* Days before 1 January of year, from the year 1. */
static s64 days_before(int year)
{
	s64 y = year - 1;

	return y * 365 + y / 4 - y / 100 + y / 400;
}

s64 civil_seconds(int year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second)
{
	s64 days = days_before(year) - days_before(1970) + (s64)day - 1;

	for (unsigned m = 1; m < month; m++)
		days += month_days(year, m);
	return ((days * 24 + (s64)hour) * 60 + (s64)minute) * 60 + (s64)second;
}

struct civil civil_of(s64 wall_ns)
{
	s64 ms = (wall_ns > 0 ? wall_ns : 0) / (s64)NSEC_PER_MS, s = ms / 1000, days = s / 86400;
	unsigned in_day = (unsigned)(s % 86400);
	struct civil c = {
		.year = 1970 + (int)(days / 366), /* at or before the right one */
		.month = 1,
		.hour = in_day / 3600, .minute = in_day / 60 % 60, .second = in_day % 60, .msec = (unsigned)(ms % 1000),
		.weekday = (unsigned)((days + 4) % 7), /* 1970 began on a Thursday */
	};

	while (days >= days_before(c.year + 1) - days_before(1970))
		c.year++;
	unsigned left = (unsigned)(days - (days_before(c.year) - days_before(1970)));

	for (; left >= month_days(c.year, c.month); c.month++)
		left -= month_days(c.year, c.month);
	c.day = left + 1;
	return c;
}

const char *uptime_words(nsec span, char buf[96])
{
	static const struct { const char *unit; u64 minutes; } units[] = {
		{ "year", 365 * 24 * 60 }, { "week", 7 * 24 * 60 }, { "day", 24 * 60 }, { "hour", 60 }, { "minute", 1 },
	};
	u64 minutes = span / (60 * NSEC_PER_SEC);
	size_t len = 0;

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		u64 n = minutes / units[i].minutes;

		minutes %= units[i].minutes;
		if (!n && units[i].minutes > 1)
			continue;
		len += (size_t)snprintf(buf + len, 96 - len, "%s%llu %s%s", len ? ", " : "", (unsigned long long)n,
					units[i].unit, n == 1 ? "" : "s");
	}
	return buf;
}

const char *uptime_short(nsec span, char buf[16])
{
	u64 s = span / NSEC_PER_SEC, days = s / 86400;

	if (!days)
		snprintf(buf, 16, "%02u:%02u:%02u", (unsigned)(s / 3600), (unsigned)(s / 60 % 60), (unsigned)(s % 60));
	else if (days < 7)
		snprintf(buf, 16, "%ud%02uh", (unsigned)days, (unsigned)(s / 3600 % 24));
	else if (days < 365)
		snprintf(buf, 16, "%uw%ud", (unsigned)(days / 7), (unsigned)(days % 7));
	else
		snprintf(buf, 16, "%uy%uw", (unsigned)(days / 365) % 1000, (unsigned)(days % 365 / 7));
	return buf;
}

const char *civil_text(s64 wall_ns, bool msec, char buf[64])
{
	struct civil t = civil_of(wall_ns);
	char ms[8] = "";

	if (msec)
		snprintf(ms, sizeof(ms), ".%03u", t.msec);
	snprintf(buf, 64, "%02u:%02u:%02u%s UTC %s %s %u %d", t.hour, t.minute, t.second, ms, civil_weekday[t.weekday], civil_month[t.month - 1], t.day, t.year);
	return buf;
}
