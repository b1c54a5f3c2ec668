/* SPDX-License-Identifier: GPL-3.0-or-later */
// MAC table lookup: mac ENTRIES BATCH(1=no prefetch) SECS -> ns/lookup, random keys, all hits
#include "bench.h"
struct ent { uint64_t key; uint32_t port, age; };
static struct ent *tab; static uint64_t mask;
static inline uint64_t hash(uint64_t k) { return __builtin_ia32_crc32di(0, k) & mask; }
int main(int argc, char **argv)
{
	uint64_t n = ARG(1, 1000); int batch = ARG(2, 32); double secs = ARG(3, 2);
	uint64_t cap = 1; while (cap < 2 * n) cap <<= 1;
	mask = cap - 1; tab = big(cap * sizeof *tab); pin(1);
	uint64_t *keys = big(n * 8);
	for (uint64_t i = 0; i < n; i++) {
		uint64_t k = (rnd() & 0xfeffffffffffull) | 1ull << 49, h = hash(k);
		while (tab[h].key) h = (h + 1) & mask;
		tab[h] = (struct ent){ k, i & 63, 1 }; keys[i] = k;
	}
	enum { Q = 1 << 16 };
	uint64_t *q = big(Q * 8), done = 0, sum = 0;
	for (int i = 0; i < Q; i++) q[i] = keys[rnd() % n];
	double t0 = now(), t1;
	do {
		for (int i = 0; i < Q; i += batch) {
			uint64_t hs[256];
			for (int k = 0; k < batch; k++) { hs[k] = hash(q[i + k]); if (batch > 1) __builtin_prefetch(tab + hs[k]); }
			for (int k = 0; k < batch; k++) {
				uint64_t h = hs[k];
				while (tab[h].key != q[i + k]) h = (h + 1) & mask;
				sum += tab[h].port;
			}
		}
		done += Q;
	} while ((t1 = now()) - t0 < secs);
	keep(sum); char nm[64]; snprintf(nm, sizeof nm, "mac_lookup_%lu_b%d", n, batch);
	report(nm, (t1 - t0) / done * 1e9, "ns/lookup");
}
