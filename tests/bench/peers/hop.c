/* SPDX-License-Identifier: GPL-3.0-or-later */
// What one in-process hop costs: vectors of packet pointers walk a chain of switches (l2) or routers (l3) in one thread.
// hop l2|l3 HOPS VECTOR SECS [POOL] [STRIDE] -> ns/packet/hop
// l2: learn source, look up destination, enqueue. l3: MAC check, header + checksum check, DIR-24-8, TTL/checksum, new MACs, enqueue.
#define BENCH_CLOCK CLOCK_THREAD_CPUTIME_ID // in our copy: others on the machine disturb less
#include "bench.h"
#include <arpa/inet.h>
struct ent { uint64_t key; uint32_t port, age; };
struct vec { int n; uint32_t id[256]; };
struct node { struct ent *mac; uint16_t *t24; struct { uint8_t eth[12]; uint16_t port; } adj[64]; uint64_t me, rx, drop; struct vec out[4]; };
static uint8_t *pool; static size_t st; static struct node *nd; static uint32_t tick = 1;
enum { M = 4095 };
static inline uint64_t mac48(const uint8_t *p) { return *(const uint64_t *)p & 0xffffffffffffull; }
static inline uint32_t hash(uint64_t k) { return __builtin_ia32_crc32di(0, k) & M; }
static void l2(struct node *s, const struct vec *in, int port)
{
	for (int i = 0; i < in->n; i++) {
		uint8_t *p = pool + in->id[i] * st; uint64_t d = mac48(p), src = mac48(p + 6); uint32_t h = hash(src), g = hash(d);
		while (s->mac[h].key && s->mac[h].key != src) h = (h + 1) & M;
		s->mac[h] = (struct ent){ src, port, tick };
		while (s->mac[g].key && s->mac[g].key != d) g = (g + 1) & M;
		if (!s->mac[g].key || d & 1) { s->drop++; continue; }
		struct vec *o = s->out + (s->mac[g].port & 3); o->id[o->n++] = in->id[i];
	}
	s->rx += in->n;
}
static void l3(struct node *r, const struct vec *in)
{
	for (int i = 0; i < in->n; i++) {
		uint8_t *p = pool + in->id[i] * st; const uint32_t *w = (void *)(p + 14);
		uint64_t s = (uint64_t)w[0] + w[1] + w[2] + w[3] + w[4]; s = (s & 0xffffffff) + (s >> 32); s = (s & 0xffff) + (s >> 16); s = (s & 0xffff) + (s >> 16); s = (s & 0xffff) + (s >> 16);
		if (mac48(p) != r->me || *(uint16_t *)(p + 12) != 8 || p[14] != 0x45 || p[22] < 2 || s != 0xffff) { r->drop++; continue; }
		uint16_t a = r->t24[ntohl(w[4]) >> 8]; if (!a) { r->drop++; continue; }
		uint16_t *c = (uint16_t *)(p + 24); uint32_t k = *c + 1u; *c = k + (k >> 16); p[22]--;
		memcpy(p, r->adj[a].eth, 12);
		struct vec *o = r->out + (r->adj[a].port & 3); o->id[o->n++] = in->id[i];
	}
	r->rx += in->n;
}
int main(int argc, char **argv)
{
	int L3 = !strcmp(SARG(1, "l3"), "l3"), hops = ARG(2, 8), vl = ARG(3, 256), np = ARG(5, 1024); double secs = ARG(4, 2); st = ARG(6, 2112); pin(ARG(7, 1));
	pool = big(np * st); nd = big(hops * sizeof *nd); uint16_t *t24 = L3 ? big(2u << 24) : 0;
	for (int h = 0; h < hops; h++) {
		nd[h].mac = big((M + 1) * sizeof(struct ent)); nd[h].t24 = t24; nd[h].me = 0x0200ull + ((uint64_t)(h & 0xff) << 40);
		for (int a = 0; a < 64; a++) { uint64_t d = 0x0200ull + ((uint64_t)((h + 1) & 0xff) << 40); memcpy(nd[h].adj[a].eth, &d, 6); memcpy(nd[h].adj[a].eth + 6, &nd[h].me, 6); }
		for (int f = 0; !L3 && f < 512; f++) { uint64_t k = 0x02ull | (uint64_t)f << 24 | 7ull << 16; uint32_t x = hash(k); while (nd[h].mac[x].key) x = (x + 1) & M; nd[h].mac[x] = (struct ent){ k, 1, 1 }; }
	}
	for (int n = 0; L3 && n < 256; n++) t24[0x0a0000 + n] = 1 + n % 63;
	uint64_t done = 0, bad = 0; uint32_t nx = 0; double t0 = now(), t1; struct vec v;
	do for (int r = 0; r < 16; r++) {
		v.n = vl;
		for (int i = 0; i < vl; i++, nx = (nx + 1) % np) {	// source: fresh header for each packet
			uint8_t *p = pool + nx * st; v.id[i] = nx;
			if (L3) { static const uint8_t t[20] = { 0x45, 0, 0, 50, 0, 0, 0, 0, 64, 17, 0x66, 0x37, 10, 0, 0, 1, 10, 0, 0, 1 }; memset(p, 0, 16); p[0] = 0; p[1] = 2; p[12] = 8; memcpy(p, &nd[0].me, 6); memcpy(p + 14, t, 20); p[32] = nx & 255;
				uint32_t s = 0; *(uint16_t *)(p + 24) = 0; for (int k = 0; k < 10; k++) s += ((uint16_t *)(p + 14))[k]; s = (s & 0xffff) + (s >> 16); s = (s & 0xffff) + (s >> 16); *(uint16_t *)(p + 24) = ~s; }
			else { uint64_t d = 0x02ull | (uint64_t)(nx & 511) << 24 | 7ull << 16, s = 0x02ull | (uint64_t)(nx & 127) << 24 | 9ull << 16; memcpy(p, &d, 6); memcpy(p + 6, &s, 6); p[12] = 8; }
		}
		struct vec *in = &v;
		for (int h = 0; h < hops; h++) { nd[h].out[0].n = nd[h].out[1].n = nd[h].out[2].n = nd[h].out[3].n = 0; if (L3) l3(nd + h, in); else l2(nd + h, in, 0); in = nd[h].out + (L3 ? 0 : 1); }
		done += in->n; bad += vl - in->n; tick++;
	} while ((t1 = now()) - t0 < secs);
	char nm[64]; snprintf(nm, sizeof nm, "hop_%s_x%d_v%d_pool%d", L3 ? "l3" : "l2", hops, vl, np); if (bad) fprintf(stderr, "# lost %lu of %lu\n", bad, done + bad);
	report(nm, (t1 - t0) / (done ? done : 1) / hops * 1e9, "ns/pkt/hop");
}
