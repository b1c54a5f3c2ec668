/* SPDX-License-Identifier: GPL-3.0-or-later */
// Shared helpers: time, pinning, deadline, reporting. Every bench prints "name value unit".
#ifndef BENCH_H
#define BENCH_H
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <errno.h>
#include <sys/mman.h>

#ifndef BENCH_CLOCK
#define BENCH_CLOCK CLOCK_MONOTONIC
#endif
static inline double now(void)
{
	struct timespec t;
	clock_gettime(BENCH_CLOCK, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}
static inline void pin(int cpu)
{
	cpu_set_t s;
	CPU_ZERO(&s);
	CPU_SET(cpu, &s);
	sched_setaffinity(0, sizeof s, &s);
}
static inline uint64_t rnd(void)
{
	static uint64_t x = 88172645463325252ull;
	x ^= x << 13, x ^= x >> 7, x ^= x << 17;
	return x * 0x2545f4914f6cdd1dull;
}
static inline void die(const char *m) { perror(m); exit(1); }
static inline void *big(size_t n)	// anonymous memory, huge pages asked for, touched
{
	void *p = mmap(0, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) die("mmap");
	madvise(p, n, MADV_HUGEPAGE);
	memset(p, 0, n);
	return p;
}
#define report(name, v, unit) printf("%s %.4g %s\n", name, (double)(v), unit)
#define ARG(i, dflt) (argc > (i) ? atof(argv[i]) : (dflt))
#define SARG(i, dflt) (argc > (i) ? argv[i] : (dflt))
#define keep(x) __asm__ volatile("" : : "g"(x) : "memory")
#endif
