/* SPDX-License-Identifier: GPL-3.0-or-later */
// IPv4 LPM over ~900k synthetic prefixes. lpm dir24|poptrie|trie uniform|zipf BATCH SECS -> ns/lookup (+ MiB on stderr)
#define BENCH_CLOCK CLOCK_THREAD_CPUTIME_ID // in our copy: others on the machine disturb less
#include "bench.h"
// share of each length in a present-day global table, per mille
static const int dist[33] = { [8]=1,[11]=1,[12]=1,[13]=1,[14]=1,[15]=2,[16]=14,[17]=9,[18]=15,[19]=27,[20]=47,[21]=55,[22]=116,[23]=105,[24]=605 };
struct pfx { uint32_t a; uint8_t l; uint16_t nh; };
static struct pfx *px; static int npx;
static struct { uint32_t c[2]; uint16_t nh; } *tr; static uint32_t ntr = 1;
static void add(uint32_t a, int l, uint16_t nh)
{
	uint32_t n = 0;
	for (int i = 0; i < l; i++) { int b = a >> (31 - i) & 1; if (!tr[n].c[b]) tr[n].c[b] = ntr++; n = tr[n].c[b]; }
	tr[n].nh = nh;
}
static inline uint16_t l_trie(uint32_t a)
{
	uint32_t n = 0; uint16_t best = 0;
	for (;;) { if (tr[n].nh) best = tr[n].nh; n = tr[n].c[a >> 31]; if (!n) return best; a <<= 1; }
}
static uint16_t *t24, (*t8)[256]; static int n8;		// 2-byte entries: top bit = index into t8
static void dir_fill(uint32_t n, int depth, uint32_t a, uint16_t best)
{
	if (tr[n].nh) best = tr[n].nh;
	if (depth == 24) {
		if (tr[n].c[0] | tr[n].c[1]) { for (int i = 0; i < 256; i++) t8[n8][i] = l_trie(a | i); t24[a >> 8] = 0x8000 | n8++; }
		else t24[a >> 8] = best;
		return;
	}
	for (int b = 0; b < 2; b++) {
		uint32_t ca = a | (uint32_t)b << (31 - depth);
		if (tr[n].c[b]) dir_fill(tr[n].c[b], depth + 1, ca, best);
		else for (uint32_t i = 0, m = 1u << (23 - depth); i < m; i++) t24[(ca >> 8) + i] = best;
	}
}
static inline uint16_t l_dir(uint32_t a) { uint16_t e = t24[a >> 8]; return e & 0x8000 ? t8[e & 0x7fff][a & 255] : e; }
// poptrie: 18 direct bits, then 6-bit strides with popcount-compressed children and leaves
struct pn { uint64_t vec, leaf; uint32_t base1, base0; };
static struct pn *pns; static uint32_t npn; static uint16_t *lf; static uint32_t nlf; static uint32_t *direct;
static void pt_node(uint32_t idx, uint32_t n, uint16_t best)
{
	uint32_t ch[64]; uint16_t bh[64]; uint64_t vec = 0, leaf = 0;
	for (int i = 0; i < 64; i++) {
		uint32_t m = n; uint16_t b = best;
		for (int k = 5; k >= 0 && (m || k == 5); k--) { m = tr[m].c[i >> k & 1]; if (!m) break; if (tr[m].nh) b = tr[m].nh; }
		ch[i] = m; bh[i] = b;
		if (m && (tr[m].c[0] | tr[m].c[1])) vec |= 1ull << i;
	}
	uint32_t l0 = nlf; int prev = -1;
	for (int i = 0; i < 64; i++) if (!(vec >> i & 1)) { if (bh[i] != prev) { leaf |= 1ull << i; lf[nlf++] = bh[i]; prev = bh[i]; } }
	uint32_t b1 = npn; npn += __builtin_popcountll(vec);
	pns[idx] = (struct pn){ vec, leaf, b1, l0 };
	for (int i = 0, k = 0; i < 64; i++) if (vec >> i & 1) pt_node(b1 + k++, ch[i], bh[i]);
}
static inline uint16_t l_pop(uint32_t a)
{
	uint32_t d = direct[a >> 14];
	if (d & 0x80000000u) return d;
	uint64_t x = (uint64_t)a << 18 & 0xffffffffu; struct pn *p = pns + d;	// remaining 14 bits, left aligned in 32
	for (;;) {
		int i = x >> 26 & 63;
		if (!(p->vec >> i & 1)) return lf[p->base0 + __builtin_popcountll(p->leaf & ((2ull << i) - 1)) - 1];
		p = pns + p->base1 + __builtin_popcountll(p->vec & ((2ull << i) - 1)) - 1; x = x << 6 & 0xffffffffu;
	}
}
int main(int argc, char **argv)
{
	const char *alg = SARG(1, "dir24"), *tf = SARG(2, "uniform"); int batch = ARG(3, 32); double secs = ARG(4, 2); pin(1);
	px = big(sizeof *px * 1100000); tr = big(16ull * 8 << 20);
	for (int l = 8; l <= 24; l++) for (int k = dist[l] * 900; k > 0;) {
		uint32_t a = npx > 20000 && rnd() % 2 ? px[rnd() % npx].a : (uint32_t)(1 + rnd() % 222) << 24 | (rnd() & 0xffffff);
		a &= ~0u << (32 - l);
		for (int run = 1 + rnd() % 8; run-- && k; k--, a += 1u << (32 - l)) { px[npx++] = (struct pfx){ a, l, 1 + rnd() % 200 }; add(a, l, px[npx - 1].nh); }
	}
	double mib = ntr * 12 / 1048576., tb = now();
	uint16_t (*f)(uint32_t) = l_trie;
	if (alg[0] == 'd') { t24 = big(2u << 24); t8 = big(256 * 2 * 1024); dir_fill(0, 0, 0, 0); f = l_dir; mib = 32 + n8 * 512. / 1048576; }
	if (alg[0] == 'p') {
		pns = big(24ull << 21); lf = big(2ull << 24); direct = big(4 << 18); f = l_pop;
		for (uint32_t i = 0; i < 1 << 18; i++) {
			uint32_t n = 0; uint16_t b = 0; int k;
			for (k = 17; k >= 0; k--) { n = tr[n].c[i >> k & 1]; if (!n) break; if (tr[n].nh) b = tr[n].nh; }
			if (n && (tr[n].c[0] | tr[n].c[1])) { direct[i] = npn++; pt_node(direct[i], n, b); } else direct[i] = 0x80000000u | b;
		}
		mib = (npn * 24. + nlf * 2. + (4 << 18)) / 1048576;
	}
	tb = now() - tb;
	enum { Q = 1 << 20 }; uint32_t *q = big(Q * 4), *flows = big(4 << 16);
	for (int i = 0; i < 1 << 16; i++) { struct pfx *p = px + rnd() % npx; flows[i] = p->a | (rnd() & ((1ull << (32 - p->l)) - 1)); }
	for (int i = 0; i < Q; i++) {
		struct pfx *p = px + rnd() % npx; q[i] = p->a | (rnd() & ((1ull << (32 - p->l)) - 1));
		if (tf[0] == 'z') { double u = (rnd() >> 11) * 0x1p-53; q[i] = flows[(uint32_t)(__builtin_pow(65536., u)) - 1]; }	// zipf(1)
	}
	int bad = 0; for (int i = 0; i < 100000; i++) bad += f(q[i]) != l_trie(q[i]);
	fprintf(stderr, "# %s: %d prefixes, %.1f MiB, build %.2f s, %d wrong\n", alg, npx, mib, tb, bad);
	uint64_t n = 0, sum = 0; double t0 = now(), t1;
#define LOOP(F, PF) for (int i = 0; i < Q; i += batch) { if (batch > 1) for (int k = 0; k < batch; k++) { PF; } for (int k = 0; k < batch; k++) sum += F(q[i + k]); }
	do {
		if (alg[0] == 'd') LOOP(l_dir, __builtin_prefetch(t24 + (q[i + k] >> 8)))
		else if (alg[0] == 'p') LOOP(l_pop, __builtin_prefetch(direct + (q[i + k] >> 14)))
		else LOOP(l_trie, (void)0)
		n += Q;
	} while ((t1 = now()) - t0 < secs);
	keep(sum); char nm[64]; snprintf(nm, sizeof nm, "lpm_%s_%s_b%d", alg, tf, batch);
	report(nm, (t1 - t0) / n * 1e9, "ns/lookup");
}
