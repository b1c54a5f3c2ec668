/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a look-up costs in a chain of 8 routers: 8 tables of their own, each with the same number of realistic prefixes and
 * next hops of its own, asked in turn with bursts of 256 Zipf-distributed destinations. Also one table alone, changes, memory.
 * Usage: bench_lpm [SECONDS a figure]. Prints NAME VALUE UNIT lines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "net/rd.h"
#include "router/fib.h"

enum { TABLES = 8, BURST = 256, FLOWS = 1 << 16, QUERIES = 1 << 20, N4 = 900000, N6 = 200000 };

struct prefix4 {
	u32 addr;
	u8 plen;
};
struct prefix6 {
	struct ip6 addr;
	u8 plen;
};

static u64 seed = 88172645463325252ull;

static u64 rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * 0x2545f4914f6cdd1dull;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void print(const char *name, double value, const char *unit) { printf("%s %.4g %s\n", name, value, unit); fflush(stdout); }

/* Rank 0 .. 65535 with probability ~ 1/(rank + 1): 65536^u - 1 for u uniform in 0 .. 1. */
static u32 zipf(void) { return (u32)__builtin_pow(65536., (double)(rnd() >> 11) * 0x1p-53) - 1; }

/* Lengths of a present-day table, per mille; half of the prefixes stand near another one, in runs of neighbours. */
static u32 make4(struct prefix4 *p)
{
	static const u16 share[33] = { [8] = 1, [11] = 1, [12] = 1, [13] = 1, [14] = 1, [15] = 2, [16] = 14, [17] = 9, [18] = 15,
				       [19] = 27, [20] = 47, [21] = 55, [22] = 116, [23] = 105, [24] = 605 };
	u32 n = 0;

	for (u8 l = 8; l <= 24; l++)
		for (u32 k = share[l] * (N4 / 1000); k;) {
			u32 a = n > 20000 && rnd() % 2 ? p[rnd() % n].addr : (u32)(1 + rnd() % 222) << 24 | (rnd() & 0xffffff);

			a &= ~0u << (32 - l);
			for (u32 run = 1 + rnd() % 8; run-- && k; k--, a += 1u << (32 - l))
				p[n++] = (struct prefix4){ a, l };
		}
	return n;
}

/* The same for IPv6: blocks of 2000::/3 as registries give them, most announcements /48, /32, /40, /44 and /36 below them. */
static u32 make6(struct prefix6 *p)
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
		for (u32 k = lens[l].share * (N6 / 1000); k;) {
			u8 plen = lens[l].plen;
			u64 a = (u64)top[rnd() % ARRAY_LEN(top)] << 48 | (rnd() & 0x7fff) << 35;

			/* Long ones stand inside an allocation (/32 and shorter), half of them next to another. */
			if (plen > 32)
				a = get_be64(p[rnd() % (rnd() % 2 ? n : hold)].addr.b) | (rnd() >> 32 & (rnd() % 4 ? 0xffff : ~0u));
			for (u32 run = 1 + rnd() % 4; run-- && k; k--, a += 1ull << (64 - plen)) {
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

static void bench4(double secs)
{
	struct prefix4 *p = malloc(N4 * sizeof(*p));
	u32 n = make4(p), *q = malloc(QUERIES * sizeof(*q)), *flow = malloc(FLOWS * sizeof(*flow)), value[BURST], sum = 0;
	struct fib4 *f[TABLES];
	u64 looks = 0;
	double t = now(), worst = 0;

	for (u32 k = 0; k < TABLES; k++) {
		f[k] = fib4_new();
		for (u32 i = 0; i < n; i++)
			fib4_set(f[k], p[i].addr, p[i].plen, 1 + (u32)(rnd() % 200));
	}
	print("lpm_ipv4_set", (now() - t) / TABLES / n * 1e9, "ns");
	print("lpm_ipv4_memory", (double)fib4_bytes(f[0]) / 1048576, "MiB");
	for (u32 i = 0; i < FLOWS; i++) {
		const struct prefix4 *x = &p[rnd() % n];

		flow[i] = x->addr | (u32)(rnd() & ((1ull << (32 - x->plen)) - 1));
	}
	for (u32 i = 0; i < QUERIES; i++)
		q[i] = flow[zipf()];
	for (u32 tables = 1; tables <= TABLES; tables += TABLES - 1, looks = 0) {
		t = now();
		do
			for (u32 i = 0; i < QUERIES / 8; i += BURST)
				for (u32 k = 0; k < tables; k++, looks += BURST) {
					fib4_lookup_burst(f[k], q + (looks / tables & (QUERIES - 1)), value, BURST);
					sum += value[i & (BURST - 1)];
				}
		while (now() - t < secs);
		print(tables == 1 ? "lpm_ipv4" : "lpm_ipv4_x8", (now() - t) / (double)looks * 1e9, "ns");
	}
	for (u8 l = 0; l <= 16; l++) {
		double before = now();

		fib4_set(f[0], 0x0a000000, l, 7);
		fib4_del(f[0], 0x0a000000, l);
		before = (now() - before) / 2;
		worst = before > worst ? before : worst;
	}
	print("lpm_ipv4_short_change", worst * 1e6, "us");
	t = now();
	for (u32 i = 0; i < n; i++)
		fib4_del(f[0], p[i].addr, p[i].plen);
	print("lpm_ipv4_del", (now() - t) / n * 1e9, "ns");
	print("lpm_ipv4_memory_empty", (double)fib4_bytes(f[0]), "B");
	for (u32 k = 0; k < TABLES; k++)
		fib4_free(f[k]);
	free(p);
	free(q);
	free(flow);
	__asm__ volatile("" : : "g"(sum));
}

static void bench6(double secs)
{
	struct prefix6 *p = malloc(N6 * sizeof(*p));
	struct ip6 *q = malloc(QUERIES * sizeof(*q)), *flow = malloc(FLOWS * sizeof(*flow));
	u32 n = make6(p), value[BURST], sum = 0;
	struct fib6 *f[TABLES];
	u64 looks = 0;
	double t = now();

	for (u32 k = 0; k < TABLES; k++) {
		f[k] = fib6_new();
		for (u32 i = 0; i < n; i++)
			fib6_set(f[k], &p[i].addr, p[i].plen, 1 + (u32)(rnd() % 200));
	}
	print("lpm_ipv6_set", (now() - t) / TABLES / n * 1e9, "ns");
	print("lpm_ipv6_prefixes", fib6_count(f[0]), "prefixes");
	print("lpm_ipv6_memory", (double)fib6_bytes(f[0]) / 1048576, "MiB");
	for (u32 i = 0; i < FLOWS; i++) {
		const struct prefix6 *x = &p[rnd() % n];

		put_be64(flow[i].b, get_be64(x->addr.b) | (rnd() & ((1ull << (64 - x->plen)) - 1)));
		put_be64(flow[i].b + 8, rnd());
	}
	for (u32 i = 0; i < QUERIES; i++)
		q[i] = flow[zipf()];
	for (u32 tables = 1; tables <= TABLES; tables += TABLES - 1, looks = 0) {
		t = now();
		do
			for (u32 i = 0; i < QUERIES / 8; i += BURST)
				for (u32 k = 0; k < tables; k++, looks += BURST) {
					fib6_lookup_burst(f[k], q + (looks / tables & (QUERIES - 1)), value, BURST);
					sum += value[i & (BURST - 1)];
				}
		while (now() - t < secs);
		print(tables == 1 ? "lpm_ipv6" : "lpm_ipv6_x8", (now() - t) / (double)looks * 1e9, "ns");
	}
	for (u32 k = 0; k < TABLES; k++)
		fib6_free(f[k]);
	free(p);
	free(q);
	free(flow);
	__asm__ volatile("" : : "g"(sum));
}

int main(int argc, char **argv)
{
	double secs = argc > 1 ? atof(argv[1]) : 1;

	bench4(secs);
	bench6(secs);
	return 0;
}
