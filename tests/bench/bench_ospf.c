/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OSPF at scale, on the virtual clock: processor time from power-on until every router has a route to every link, memory, and what a cut wire costs.
 *	bench_ospf ring N | grid W | spf NODES LINKS
 * Links are point-to-point with default timers, as in peer_grid.sh but for its hellos of 1 s.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/wire.h"
#include "router/ospf/proc.h"
#include "tests/bench/nodes.h"
#include "tests/bench/rig.h"

struct net {
	struct world *w;
	struct node **n;
	struct wire **wire;
	u32 n_nodes, n_links, at;
};

static struct port *nth_port(struct node *n, unsigned k)
{
	struct port *p = n->ports;

	while (k--)
		p = p->next;
	return p;
}

/* The interface of a link is the next free one of each of its routers; configurations are gathered, then booted. */
static void build(struct net *x, u32 nodes, u32 links, const u32 (*link)[2])
{
	char **config = calloc(nodes, sizeof(*config)), name[32];
	u32 *used = calloc(nodes, sizeof(*used));

	x->w = world_new(&(struct world_options){ .name = "ospf", .clock = CLOCK_VIRTUAL, .seed = 1 });
	x->n = calloc(nodes, sizeof(struct node *));
	x->wire = calloc(links, sizeof(struct wire *));
	x->n_nodes = nodes;
	x->n_links = links;
	for (u32 i = 0; i < nodes; i++) {
		snprintf(name, sizeof(name), "r%u", i);
		x->n[i] = node_new(x->w, bench_kind("router"), name, 4, 0);
		config[i] = calloc(1, 2048);
		snprintf(config[i], 2048, "router ospf 1\n router-id 1.1.%u.%u\n network 10.0.0.0 0.255.255.255 area 0\n", i / 250, i % 250 + 1);
	}
	for (u32 k = 0; k < links; k++)
		for (unsigned side = 0; side < 2; side++) {
			u32 i = link[k][side];
			char line[160];

			snprintf(line, sizeof(line), "interface GigabitEthernet0/%u\n ip address 10.%u.%u.%u 255.255.255.252\n ip ospf network point-to-point\n",
				 used[i]++, k / 64 / 256, k / 64 % 256, k % 64 * 4 + 1 + side);
			strcat(config[i], line);
		}
	memset(used, 0, nodes * sizeof(*used));
	for (u32 k = 0; k < links; k++) {
		u32 a = link[k][0], b = link[k][1];

		x->wire[k] = wire_new(nth_port(x->n[a], used[a]), nth_port(x->n[b], used[b]));
		used[a]++;
		used[b]++;
	}
	for (u32 i = 0; i < nodes; i++) {
		bench_boot(x->n[i], config[i]);
		free(config[i]);
	}
	free(config);
	free(used);
}

/* Every router has a route for every link but `missing`. */
static bool everywhere(struct net *x, u32 links)
{
	for (; x->at < x->n_nodes; x->at++) {
		struct ipstack *s = device_of(x->n[x->at])->ip;
		u32 n = s->rib4.by_len[30];

		if (n != links)
			return false;
	}
	return true;
}

static bool until(struct net *x, u32 links, nsec limit, nsec step)
{
	nsec end = world_now(x->w) + limit;

	x->at = 0;
	while (!everywhere(x, links)) {
		if (world_now(x->w) >= end)
			return false;
		world_run(x->w, world_now(x->w) + step, UINT64_MAX);
	}
	return true;
}

static int measure(const char *what, u32 nodes, u32 links, const u32 (*link)[2], u32 cut)
{
	struct net x = { 0 };
	double t0 = rig_now(), before = rig_resident_mb(), t1;
	char name[64];

	build(&x, nodes, links, link);
	if (!until(&x, links, 120 * NSEC_PER_SEC, 50 * NSEC_PER_MS)) {
		fprintf(stderr, "%s: no convergence\n", what);
		return 1;
	}
	t1 = rig_now();
	snprintf(name, sizeof(name), "ospf_%s_cold", what);
	rig_print(name, t1 - t0, "s");
	snprintf(name, sizeof(name), "ospf_%s_virtual", what);
	rig_print(name, (double)world_now(x.w) / 1e9, "s");
	snprintf(name, sizeof(name), "ospf_%s_memory", what);
	rig_print(name, rig_resident_mb() - before, "MiB");
	world_run(x.w, world_now(x.w) + 60 * NSEC_PER_SEC, UINT64_MAX);
	t0 = rig_now();
	wire_set_up(x.wire[cut], false);
	if (!until(&x, links - 1, 60 * NSEC_PER_SEC, 50 * NSEC_PER_MS)) {
		fprintf(stderr, "%s: no reconvergence\n", what);
		return 1;
	}
	snprintf(name, sizeof(name), "ospf_%s_cut", what);
	rig_print(name, rig_now() - t0, "s");
	world_free(x.w);
	return 0;
}

static int ring(u32 n)
{
	u32 (*link)[2] = calloc(n, sizeof(*link));
	char name[32];

	for (u32 i = 0; i < n; i++) {
		link[i][0] = i;
		link[i][1] = (i + 1) % n;
	}
	snprintf(name, sizeof(name), "ring_%u", n);
	return measure(name, n, n, link, n / 2);
}

static int grid(u32 w)
{
	u32 (*link)[2] = calloc(2 * w * w, sizeof(*link)), n = 0, cut = 0;
	char name[32];

	for (u32 y = 0; y < w; y++)
		for (u32 x = 0; x < w; x++) {
			u32 i = y * w + x;

			if (i == w / 2 * w + w / 2)
				cut = n;
			if (x + 1 < w) {
				link[n][0] = i;
				link[n++][1] = i + 1;
			}
			if (y + 1 < w) {
				link[n][0] = i;
				link[n++][1] = i + w;
			}
		}
	snprintf(name, sizeof(name), "grid_%u", w);
	return measure(name, w * w, n, link, cut);
}

/* ---- the tree alone ---- */

static void no_send(struct ospf *o, struct ospf_if *oi, const struct ipaddr *src, const struct ipaddr *dst, struct frame *f)
{
	(void)o, (void)oi, (void)src, (void)dst;
	frame_put(f);
}
static void no_join(struct ospf_if *oi, unsigned group, bool join) { (void)oi, (void)group, (void)join; }
static void no_route(struct ospf *o, struct ospf_route *r) { (void)o, (void)r; }
static PRINTF(4, 5) void no_log(struct ospf *o, unsigned severity, const char *m, const char *fmt, ...) { (void)o, (void)severity, (void)m, (void)fmt; }
static bool no_debug(const struct ospf *o, enum ospf_debug what) { (void)o, (void)what; return false; }

static const struct ospf_hooks hooks = { .send = no_send, .join = no_join, .route = no_route, .log = no_log, .debugging = no_debug };

/* A random graph: each node has links enough that there are `links` in all; one LSA a router, unnumbered links. */
static int spf(u32 nodes, u32 links)
{
	struct world *w = world_new(&(struct world_options){ .name = "spf", .clock = CLOCK_VIRTUAL, .seed = 1 });
	struct node *n = node_new(w, &bench_pass, "n", 1, 0);
	struct ospf *o = ospf_new(n, 2, 1, &hooks, NULL);
	struct ospf_area *a = ospf_area_get(o, 0);
	struct rng r;
	u32 (*end)[2] = calloc(links, sizeof(*end)), (*cost) = calloc(links, sizeof(u32));
	double best = 1e9;

	rng_seed(&r, 1, "spf");
	o->running = true;
	o->rid = 1;
	for (u32 k = 0; k < links; k++) {
		end[k][0] = k < nodes - 1 ? k + 1 : (u32)rng_below(&r, nodes);
		end[k][1] = k < nodes - 1 ? (u32)rng_below(&r, k + 1) : (u32)rng_below(&r, nodes);
		cost[k] = 1 + (u32)rng_below(&r, 100);
	}
	for (u32 i = 0; i < nodes; i++) {
		u8 b[65536];
		struct lsa_hdr h = { .type = LSA_ROUTER, .id = i + 1, .adv = i + 1, .seq = OSPF_INITIAL_SEQ };
		struct wr x = wr_of(b + OSPF_LSA_HLEN, sizeof(b) - OSPF_LSA_HLEN);
		u16 m = 0;
		bool changed;

		wr_u32(&x, 0);
		for (u32 k = 0; k < links; k++)
			for (unsigned s = 0; s < 2; s++)
				if (end[k][s] == i && end[k][0] != end[k][1]) {
					wr_u32(&x, end[k][!s] + 1);
					wr_u32(&x, k + 1);
					wr_u32(&x, 1u << 24 | cost[k]);
					m++;
				}
		h.len = (u16)(OSPF_LSA_HLEN + wr_len(&x));
		put_be16(b + OSPF_LSA_HLEN + 2, m);
		x = wr_of(b, OSPF_LSA_HLEN);
		lsa_hdr_write(o, &x, &h);
		lsdb_install(&a->db, &h, b, &changed);
	}
	/* The root's links lead out of interfaces with neighbours. */
	for (u32 k = 0; k < links; k++)
		for (unsigned s = 0; s < 2; s++)
			if (!end[k][s] && end[k][!s]) {
				static struct ospf_if_conf conf;
				struct ospf_if *oi = ospf_if_new(o, a, &conf, NULL, "x", k + 1);
				struct ipaddr addr = { .af = AF_IP4, .v4 = 0x0a000001 + k };
				struct ospf_nbr *nb = ospf_nbr_new(oi, end[k][!s] + 1, end[k][!s] + 1, &addr);

				oi->net = NET_P2P;
				oi->unnumbered = true;
				oi->state = IFS_P2P;
				nb->state = NS_FULL;
			}
	for (unsigned k = 0; k < 7; k++) {
		double t = rig_now();

		spf_area(a);
		t = rig_now() - t;
		best = t < best ? t : best;
	}
	if (a->n_v != nodes) {
		fprintf(stderr, "spf: %u of %u nodes reached\n", a->n_v, nodes);
		return 1;
	}
	rig_print("ospf_spf", best * 1000, "ms");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "ring"))
		return ring((u32)atoi(argv[2]));
	if (argc > 2 && !strcmp(argv[1], "grid"))
		return grid((u32)atoi(argv[2]));
	if (argc > 3 && !strcmp(argv[1], "spf"))
		return spf((u32)atoi(argv[2]), (u32)atoi(argv[3]));
	return 2;
}
