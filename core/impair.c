/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's language of impairments: key=value with units, and back. Integers only, and what is printed reads back the same. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/wire.h"

struct unit {
	const char *name;
	u64 factor;
};

static const struct unit time_units[] = { { "s", NSEC_PER_SEC }, { "ms", NSEC_PER_MS }, { "us", NSEC_PER_US }, { "ns", 1 } };
static const struct unit rate_units[] = {
	{ "gbit", 1000000000 }, { "mbit", 1000000 }, { "kbit", 1000 }, { "bit", 1 }, { "bps", 1 }, { "kbps", 1000 },
	{ "mbps", 1000000 },	{ "gbps", 1000000000 }, { "g", 1000000000 }, { "m", 1000000 }, { "k", 1000 },
};
static const struct unit byte_units[] = { { "mb", 1000000 }, { "kb", 1000 }, { "b", 1 } };

/* "12.5ms" with the units given. Nine decimals at the most; more digits or an overflow: false. */
static bool parse_units(const char *s, const struct unit *u, size_t n, u64 *value)
{
	unsigned __int128 v = 0;
	u64 scale = 1;
	bool point = false, digits = false;

	for (; isdigit((unsigned char)*s) || (*s == '.' && !point); s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		if (v > UINT64_MAX / 10 || (point && scale >= 1000000000))
			return false;
		v = v * 10 + (unsigned)(*s - '0');
		scale *= point ? 10 : 1;
		digits = true;
	}
	for (size_t i = 0; digits && i < n; i++) {
		if (strcasecmp(s, u[i].name))
			continue;
		v *= u[i].factor;
		if (v % scale || v / scale >= NSEC_NEVER / 4)
			return false;
		*value = (u64)(v / scale);
		return true;
	}
	return false;
}

static bool parse_count(const char *s, u64 max, u64 *value)
{
	static const struct unit one[] = { { "", 1 } };

	return parse_units(s, one, 1, value) && *value <= max;
}

/* Per cent to parts of 2^32, rounded to nearest. */
static bool parse_percent(const char *s, u64 *p32)
{
	static const struct unit percent[] = { { "%", 1000000000 } };
	u64 billionths; /* of a per cent */

	if (!parse_units(s, percent, 1, &billionths) || billionths > 100000000000)
		return false;
	*p32 = (u64)((((unsigned __int128)billionths << 32) + 50000000000) / 100000000000);
	return true;
}

enum kind { TIME, RATE, PERCENT, COUNT, QUEUE, DIST };

static const struct key {
	const char *name;
	enum kind kind;
	size_t offset;
	const char *why;
} keys[] = {
	{ "delay", TIME, offsetof(struct impair, delay), "a delay is a number with a unit, as in 10ms, 250us or 1.5s" },
	{ "jitter", TIME, offsetof(struct impair, jitter), "jitter is a number with a unit, as in 2ms" },
	{ "rate", RATE, offsetof(struct impair, rate), "a rate is a number with a unit, as in 10mbit or 512kbit" },
	{ "loss", PERCENT, offsetof(struct impair, loss), "loss is a percentage, as in 0.1%" },
	{ "dup", PERCENT, offsetof(struct impair, dup), "dup is a percentage, as in 0.1%" },
	{ "corrupt", PERCENT, offsetof(struct impair, corrupt), "corrupt is a percentage, as in 0.1%" },
	{ "reorder", PERCENT, offsetof(struct impair, reorder), "reorder is a percentage, as in 5%" },
	{ "burst", COUNT, offsetof(struct impair, burst), "burst is a number of frames, 1 to 1000000" },
	{ "mtu", COUNT, offsetof(struct impair, mtu), "mtu is a number of bytes, 64 to 65535, or 0 for no limit" },
	{ "queue", QUEUE, 0, "queue is a number of frames, as in 100, or of bytes, as in 64kb" },
	{ "dist", DIST, 0, "dist is uniform or normal" },
};

static bool parse_queue(struct impair *im, const char *value)
{
	u64 v;

	if (parse_count(value, 1000000, &v)) {
		im->queue_frames = (u32)v;
		im->queue_bytes = 0;
		return true;
	}
	if (!parse_units(value, byte_units, ARRAY_LEN(byte_units), &v) || !v || v > 1000000000)
		return false;
	im->queue_bytes = (u32)v;
	im->queue_frames = 0;
	return true;
}

static bool parse_key(struct impair *im, const struct key *k, const char *value)
{
	char *field = (char *)im + k->offset;
	u64 v;

	switch (k->kind) {
	case TIME:
		return parse_units(value, time_units, ARRAY_LEN(time_units), (u64 *)(void *)field) ||
		       (parse_count(value, 0, &v) && (*(u64 *)(void *)field = 0, true));
	case RATE:
		return parse_units(value, rate_units, ARRAY_LEN(rate_units), (u64 *)(void *)field) ||
		       (parse_count(value, 0, &v) && (*(u64 *)(void *)field = 0, true));
	case PERCENT:
		return parse_percent(value, (u64 *)(void *)field) ||
		       (parse_count(value, 0, &v) && (*(u64 *)(void *)field = 0, true));
	case COUNT:
		if (!parse_count(value, 1000000, &v) || (!strcmp(k->name, "mtu") && v && (v < 64 || v > 65535)))
			return false;
		*(u32 *)(void *)field = (u32)v;
		return true;
	case QUEUE:
		return parse_queue(im, value);
	case DIST:
		im->dist = !strcmp(value, "normal") ? JITTER_NORMAL : JITTER_UNIFORM;
		return !strcmp(value, "normal") || !strcmp(value, "uniform");
	}
	return false;
}

bool impair_parse(struct impair *im, const char *key, const char *value, const char **why)
{
	struct impair new = *im;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (strcmp(keys[i].name, key))
			continue;
		*why = keys[i].why;
		if (!parse_key(&new, &keys[i], value))
			return false;
		*im = new;
		return true;
	}
	*why = "known are delay, jitter, dist, loss, burst, rate, queue, mtu, dup, corrupt, reorder";
	return false;
}

static void put(char *buf, size_t len, const char *key, const char *value)
{
	size_t at = strlen(buf);

	snprintf(buf + at, len - at, "%s%s=%s", at ? " " : "", key, value);
}

/* The largest unit that leaves a whole number. */
static void put_units(char *buf, size_t len, const char *key, u64 v, const struct unit *u, size_t n)
{
	char text[40];
	size_t i = 0;

	while (i + 1 < n && v % u[i].factor)
		i++;
	snprintf(text, sizeof(text), "%llu%s", (unsigned long long)(v / u[i].factor), u[i].name);
	put(buf, len, key, text);
}

static void put_percent(char *buf, size_t len, const char *key, u64 p32)
{
	char text[40];
	u64 scale = 1;

	/* The fewest decimals that read back as the same number. */
	for (int digits = 0; digits <= 9; digits++, scale *= 10) {
		u64 v = (u64)(((unsigned __int128)p32 * 100 * scale + (1ull << 31)) >> 32), back;

		snprintf(text, sizeof(text), digits ? "%llu.%0*llu%%" : "%llu%%", (unsigned long long)(v / scale), digits,
			 (unsigned long long)(v % scale));
		if (!digits)
			snprintf(text, sizeof(text), "%llu%%", (unsigned long long)v);
		if (parse_percent(text, &back) && back == p32)
			break;
	}
	put(buf, len, key, text);
}

void impair_format(const struct impair *im, char *buf, size_t len)
{
	char text[16];

	buf[0] = 0;
	if (im->delay)
		put_units(buf, len, "delay", im->delay, time_units, ARRAY_LEN(time_units));
	if (im->jitter)
		put_units(buf, len, "jitter", im->jitter, time_units, ARRAY_LEN(time_units));
	if (im->dist == JITTER_NORMAL)
		put(buf, len, "dist", "normal");
	if (im->loss)
		put_percent(buf, len, "loss", im->loss);
	if (im->burst) {
		snprintf(text, sizeof(text), "%u", im->burst);
		put(buf, len, "burst", text);
	}
	if (im->rate)
		put_units(buf, len, "rate", im->rate, rate_units, 4);
	if (im->queue_frames) {
		snprintf(text, sizeof(text), "%u", im->queue_frames);
		put(buf, len, "queue", text);
	}
	if (im->queue_bytes)
		put_units(buf, len, "queue", im->queue_bytes, byte_units, ARRAY_LEN(byte_units));
	if (im->mtu) {
		snprintf(text, sizeof(text), "%u", im->mtu);
		put(buf, len, "mtu", text);
	}
	if (im->dup)
		put_percent(buf, len, "dup", im->dup);
	if (im->corrupt)
		put_percent(buf, len, "corrupt", im->corrupt);
	if (im->reorder)
		put_percent(buf, len, "reorder", im->reorder);
}
