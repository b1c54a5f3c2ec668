/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Civil time (UTC, proleptic Gregorian) from seconds and back: device/clock.c. */
#ifndef DEVICE_CIVIL_H
#define DEVICE_CIVIL_H

#include "core/types.h"

struct civil {
	int year;		/* 2026 */
	unsigned month, day;	/* from 1 */
	unsigned hour, minute, second, msec;
	unsigned weekday;	/* 0: Sunday */
};
#define CLOCK_EPOCH_S 1767225600ll /* 2026-01-01 00:00:00 UTC: where the virtual clock stands at 0 */
struct civil civil_of(s64 wall_ns);
/* "13:48:41 UTC Wed Sep 18 2013", msec: "13:48:41.596 ..."; into buf, returns buf. */
const char *civil_text(s64 wall_ns, bool msec, char buf[64]);
s64 civil_seconds(int year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second);
bool civil_valid(int year, unsigned month, unsigned day);
extern const char *const civil_month[12], *const civil_weekday[7];

#endif
