/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/rig.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "net/rd.h"

u64 rig_rnd(void)
{
	static u64 seed = 88172645463325252ull;

	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * 0x2545f4914f6cdd1dull;
}

double rig_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double rig_resident_mb(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long all = 0, here = 0;

	if (!f || fscanf(f, "%ld %ld", &all, &here) != 2)
		exit(1);
	fclose(f);
	return (double)here * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

void rig_print(const char *name, double value, const char *unit) { printf("%s %.4g %s\n", name, value, unit); fflush(stdout); }

/* Rank 0 .. 65535 with probability ~ 1/(rank + 1): 65536^u - 1 for u uniform in 0 .. 1. */
u32 rig_zipf(void) { return (u32)__builtin_pow(65536., (double)(rig_rnd() >> 11) * 0x1p-53) - 1; }

/* Lengths of a present-day table, per mille; half of the prefixes stand near another one, in runs of neighbours. */
u32 rig_table4(struct prefix4 *p)
{
	static const u16 share[33] = { [8] = 1, [11] = 1, [12] = 1, [13] = 1, [14] = 1, [15] = 2, [16] = 14, [17] = 9, [18] = 15,
				       [19] = 27, [20] = 47, [21] = 55, [22] = 116, [23] = 105, [24] = 605 };
	u32 n = 0;

	for (u8 l = 8; l <= 24; l++)
		for (u32 k = share[l] * (RIG_N4 / 1000); k;) {
			u32 a = n > 20000 && rig_rnd() % 2 ? p[rig_rnd() % n].addr : (u32)(1 + rig_rnd() % 222) << 24 | (rig_rnd() & 0xffffff);

			a &= ~0u << (32 - l);
			for (u32 run = 1 + rig_rnd() % 8; run-- && k; k--, a += 1u << (32 - l))
				p[n++] = (struct prefix4){ a, l };
		}
	return n;
}

/* The same for IPv6: blocks of 2000::/3 as registries give them, most announcements /48, /32, /40, /44 and /36 below them. */
u32 rig_table6(struct prefix6 *p)
{
	static const u16 top[] = { 0x2001, 0x2400, 0x2401, 0x2402, 0x2403, 0x2404, 0x2405, 0x2406, 0x2407, 0x2408, 0x2409, 0x240a, 0x240e,
				   0x2600, 0x2601, 0x2602, 0x2603, 0x2604, 0x2605, 0x2606, 0x2607, 0x2620, 0x2800, 0x2801, 0x2803, 0x2804,
				   0x2a00, 0x2a01, 0x2a02, 0x2a03, 0x2a04, 0x2a05, 0x2a06, 0x2a07, 0x2a09, 0x2a0a, 0x2a0b, 0x2a0c, 0x2a0d,
				   0x2a0e, 0x2a0f, 0x2a10, 0x2a12, 0x2c0f };
	static const struct { u8 plen; u16 share; } lens[] = {
		{ 20, 1 }, { 24, 4 }, { 28, 6 }, { 29, 30 }, { 30, 4 }, { 32, 135 }, { 33, 25 }, { 34, 20 }, { 35, 12 }, { 36, 50 },
		{ 38, 12 }, { 40, 90 }, { 42, 20 }, { 44, 85 }, { 45, 12 }, { 46, 25 }, { 47, 22 }, { 48, 440 }, { 56, 4 }, { 64, 3 },
	};
	u32 n = 0, hold = 0;

	for (u32 l = 0; l < ARRAY_LEN(lens); l++)
		for (u32 k = lens[l].share * (RIG_N6 / 1000); k;) {
			u8 plen = lens[l].plen;
			u64 a = (u64)top[rig_rnd() % ARRAY_LEN(top)] << 48 | (rig_rnd() & 0x7fff) << 35;

			/* Long ones stand inside an allocation (/32 and shorter), half of them next to another. */
			if (plen > 32)
				a = get_be64(p[rig_rnd() % (rig_rnd() % 2 ? n : hold)].addr.b) | (rig_rnd() >> 32 & (rig_rnd() % 4 ? 0xffff : ~0u));
			for (u32 run = 1 + rig_rnd() % 4; run-- && k; k--, a += 1ull << (64 - plen)) {
				p[n].plen = plen;
				put_be64(p[n].addr.b, a & ~0ull << (64 - plen));
				put_be64(p[n].addr.b + 8, 0);
				n++;
			}
			if (plen <= 32)
				hold = n;
		}
	return n;
}

u32 rig_inside4(const struct prefix4 *p)
{
	return p->addr | (u32)(rig_rnd() & ((1ull << (32 - p->plen)) - 1));
}

struct ip6 rig_inside6(const struct prefix6 *p)
{
	struct ip6 a;

	put_be64(a.b, get_be64(p->addr.b) | (rig_rnd() & ((1ull << (64 - p->plen)) - 1)));
	put_be64(a.b + 8, rig_rnd());
	return a;
}

void rig_pin(unsigned cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}
