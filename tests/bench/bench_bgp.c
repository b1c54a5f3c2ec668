/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BGP among ourselves, on the virtual clock.
 *	bench_bgp fabric SPINES LEAVES
 *		A data centre (RFC 7938): each leaf an AS of its own with one prefix, told by itself alone; the spines share an AS. Processor time from
 *		power-on until every leaf and every spine has a route to every prefix, and memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/wire.h"
#include "router/bgp/bgp.h"
#include "tests/bench/nodes.h"
#include "tests/bench/rig.h"

enum { AS_SPINE = 65500, AS_LEAF = 64512, LEAVES_MAX = 980 };

struct fabric {
	struct world *w;
	struct node **n;	/* spines, then leaves */
	u32 spines, leaves;
};

static u32 link_of(const struct fabric *f, u32 spine, u32 leaf) { return 0x0a000000 + 4 * (spine * f->leaves + leaf); }

static void interface(FILE *o, unsigned port, u32 a)
{
	fprintf(o, "interface GigabitEthernet0/%u\n ip address %u.%u.%u.%u 255.255.255.252\n", port, a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

static void neighbour(FILE *o, u32 a, u32 as, bool filter)
{
	char addr[16];

	snprintf(addr, sizeof(addr), "%u.%u.%u.%u", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
	fprintf(o, " neighbor %s remote-as %u\n", addr, as);
	if (filter)
		fprintf(o, " neighbor %s prefix-list OWN out\n", addr);
}

static void spine(const struct fabric *f, u32 s, FILE *o)
{
	for (u32 l = 0; l < f->leaves; l++)
		interface(o, l, link_of(f, s, l) + 1);
	fprintf(o, "router bgp %u\n bgp router-id 1.1.0.%u\n", AS_SPINE, s + 1);
	for (u32 l = 0; l < f->leaves; l++)
		neighbour(o, link_of(f, s, l) + 2, AS_LEAF + l, false);
}

static void leaf(const struct fabric *f, u32 l, FILE *o)
{
	for (u32 s = 0; s < f->spines; s++)
		interface(o, s, link_of(f, s, l) + 2);
	fprintf(o, "interface Loopback0\n ip address 20.%u.%u.1 255.255.255.0\nip prefix-list OWN permit 20.%u.%u.0/24\n", l / 256, l % 256, l / 256, l % 256);
	fprintf(o, "router bgp %u\n bgp router-id 1.2.%u.%u\n network 20.%u.%u.0 mask 255.255.255.0\n", AS_LEAF + l, l / 250, l % 250 + 1, l / 256, l % 256);
	for (u32 s = 0; s < f->spines; s++)
		neighbour(o, link_of(f, s, l) + 1, AS_SPINE, true);
}

static struct port **ports_of(struct node *n, u32 count)
{
	struct port **all = calloc(count, sizeof(struct port *)), *p = n->ports;

	for (u32 k = 0; k < count; k++, p = p->next)
		all[k] = p;
	return all;
}

static void build(struct fabric *f)
{
	u32 nodes = f->spines + f->leaves;
	struct port ***port = calloc(nodes, sizeof(*port));
	char name[32];

	f->w = world_new(&(struct world_options){ .name = "bgp", .clock = CLOCK_VIRTUAL, .seed = 1 });
	f->n = calloc(nodes, sizeof(struct node *));
	for (u32 i = 0; i < nodes; i++) {
		u32 ports = i < f->spines ? f->leaves : f->spines;

		snprintf(name, sizeof(name), "%s%u", i < f->spines ? "spine" : "leaf", i < f->spines ? i : i - f->spines);
		f->n[i] = node_new(f->w, bench_kind("router"), name, ports, 0);
		port[i] = ports_of(f->n[i], ports);
	}
	for (u32 s = 0; s < f->spines; s++)
		for (u32 l = 0; l < f->leaves; l++)
			wire_new(port[s][l], port[f->spines + l][s]);
	for (u32 i = 0; i < nodes; i++) {
		char *config;
		size_t len;
		FILE *o = open_memstream(&config, &len);

		if (i < f->spines)
			spine(f, i, o);
		else
			leaf(f, i - f->spines, o);
		fclose(o);
		bench_boot(f->n[i], config);
		free(config);
		free(port[i]);
	}
	free(port);
}

/* All leaves' prefixes are in every RIB, a leaf's by all spines. */
static bool whole(const struct fabric *f)
{
	for (u32 i = 0; i < f->spines + f->leaves; i++) {
		const struct bgp_table *t = device_of(f->n[i])->ip->bgp->table[BGP_IP4];
		u32 want = i < f->spines ? f->leaves : (f->leaves - 1) * f->spines + 1;

		if (t->paths.n != want || device_of(f->n[i])->ip->rib4.by_len[24] < f->leaves)
			return false;
	}
	return true;
}

static int fabric(u32 spines, u32 leaves)
{
	struct fabric f = { .spines = spines, .leaves = leaves };
	double t0 = rig_now(), before = rig_resident_mb();

	build(&f);
	rig_print("bgp_fabric_configured", rig_now() - t0, "s");
	while (!whole(&f)) {
		if (world_now(f.w) > 300 * NSEC_PER_SEC) {
			fprintf(stderr, "fabric: no convergence\n");
			return 1;
		}
		world_run(f.w, world_now(f.w) + NSEC_PER_SEC, UINT64_MAX);
	}
	rig_print("bgp_fabric_cold", rig_now() - t0, "s");
	rig_print("bgp_fabric_virtual", (double)world_now(f.w) / 1e9, "s");
	rig_print("bgp_fabric_memory", rig_resident_mb() - before, "MiB");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "fabric") && atoi(argv[2]) > 0 && atoi(argv[3]) > 0 && atoi(argv[3]) <= LEAVES_MAX)
		return fabric((u32)atoi(argv[2]), (u32)atoi(argv[3]));
	fprintf(stderr, "usage: bench_bgp fabric SPINES LEAVES\n");
	return 2;
}
