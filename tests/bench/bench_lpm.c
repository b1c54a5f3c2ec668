/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a look-up costs in a chain of 8 routers: 8 tables of their own, each with the same number of realistic prefixes and
 * next hops of its own, asked in turn with bursts of 256 Zipf-distributed destinations. Also one table alone, changes, memory.
 * Usage: bench_lpm [SECONDS a figure [4|6]]. Prints NAME VALUE UNIT lines.
 */
#include <stdlib.h>

#include "router/fib.h"
#include "tests/bench/rig.h"

enum { TABLES = 8, BURST = 256, FLOWS = 1 << 16, QUERIES = 1 << 20 };

static void bench4(double secs)
{
	struct prefix4 *p = malloc(RIG_N4 * sizeof(*p));
	u32 n = rig_table4(p), *q = malloc(QUERIES * sizeof(*q)), *flow = malloc(FLOWS * sizeof(*flow)), value[BURST], sum = 0;
	struct fib4 *f[TABLES];
	u64 looks = 0;
	double t = rig_now(), worst = 0;

	for (u32 k = 0; k < TABLES; k++) {
		f[k] = fib4_new();
		for (u32 i = 0; i < n; i++)
			fib4_set(f[k], p[i].addr, p[i].plen, 1 + (u32)(rig_rnd() % 200));
	}
	rig_print("lpm_ipv4_set", (rig_now() - t) / TABLES / n * 1e9, "ns");
	rig_print("lpm_ipv4_memory", (double)fib4_bytes(f[0]) / 1048576, "MiB");
	for (u32 i = 0; i < FLOWS; i++)
		flow[i] = rig_inside4(&p[rig_rnd() % n]);
	for (u32 i = 0; i < QUERIES; i++)
		q[i] = flow[rig_zipf()];
	for (u32 tables = 1; tables <= TABLES; tables += TABLES - 1, looks = 0) {
		t = rig_now();
		do
			for (u32 i = 0; i < QUERIES / 8; i += BURST)
				for (u32 k = 0; k < tables; k++, looks += BURST) {
					fib4_lookup_burst(f[k], q + (looks / tables & (QUERIES - 1)), value, BURST);
					sum += value[i & (BURST - 1)];
				}
		while (rig_now() - t < secs);
		rig_print(tables == 1 ? "lpm_ipv4" : "lpm_ipv4_x8", (rig_now() - t) / (double)looks * 1e9, "ns");
	}
	for (u8 l = 0; l <= 16; l++) {
		double before = rig_now();

		fib4_set(f[0], 0x0a000000, l, 7);
		fib4_del(f[0], 0x0a000000, l);
		before = (rig_now() - before) / 2;
		worst = before > worst ? before : worst;
	}
	rig_print("lpm_ipv4_short_change", worst * 1e6, "us");
	t = rig_now();
	for (u32 i = 0; i < n; i++)
		fib4_del(f[0], p[i].addr, p[i].plen);
	rig_print("lpm_ipv4_del", (rig_now() - t) / n * 1e9, "ns");
	rig_print("lpm_ipv4_memory_empty", (double)fib4_bytes(f[0]), "B");
	for (u32 k = 0; k < TABLES; k++)
		fib4_free(f[k]);
	free(p);
	free(q);
	free(flow);
	__asm__ volatile("" : : "g"(sum));
}

static void bench6(double secs)
{
	struct prefix6 *p = malloc(RIG_N6 * sizeof(*p));
	struct ip6 *q = malloc(QUERIES * sizeof(*q)), *flow = malloc(FLOWS * sizeof(*flow));
	u32 n = rig_table6(p), value[BURST], sum = 0;
	struct fib6 *f[TABLES];
	u64 looks = 0;
	double t = rig_now();

	for (u32 k = 0; k < TABLES; k++) {
		f[k] = fib6_new();
		for (u32 i = 0; i < n; i++)
			fib6_set(f[k], &p[i].addr, p[i].plen, 1 + (u32)(rig_rnd() % 200));
	}
	rig_print("lpm_ipv6_set", (rig_now() - t) / TABLES / n * 1e9, "ns");
	rig_print("lpm_ipv6_prefixes", fib6_count(f[0]), "prefixes");
	rig_print("lpm_ipv6_memory", (double)fib6_bytes(f[0]) / 1048576, "MiB");
	for (u32 i = 0; i < FLOWS; i++)
		flow[i] = rig_inside6(&p[rig_rnd() % n]);
	for (u32 i = 0; i < QUERIES; i++)
		q[i] = flow[rig_zipf()];
	for (u32 tables = 1; tables <= TABLES; tables += TABLES - 1, looks = 0) {
		t = rig_now();
		do
			for (u32 i = 0; i < QUERIES / 8; i += BURST)
				for (u32 k = 0; k < tables; k++, looks += BURST) {
					fib6_lookup_burst(f[k], q + (looks / tables & (QUERIES - 1)), value, BURST);
					sum += value[i & (BURST - 1)];
				}
		while (rig_now() - t < secs);
		rig_print(tables == 1 ? "lpm_ipv6" : "lpm_ipv6_x8", (rig_now() - t) / (double)looks * 1e9, "ns");
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
	int family = argc > 2 ? atoi(argv[2]) : 0;

	if (family != 6)
		bench4(secs);
	if (family != 4)
		bench6(secs);
	return 0;
}
