/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many nodes in one process. Usage:
 *   bench_nodes ring [ROUTERS [PINGS]]  virtual clock: a ring of routers, each pings the one 50 hops on, PINGS times; million
 *                                       frames delivered a second of processor time
 *   bench_nodes memory KIND             what a node of 1,000 costs, with shell, a configured port and a wire
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/wire.h"
#include "device/device.h"
#include "router/ping.h"
#include "tests/bench/nodes.h"
#include "tests/bench/rig.h"

enum { RING = 1000, AHEAD = 50, MANY = 1000 };

static u32 link_addr(u32 link, unsigned end) { return 10u << 24 | 1 << 16 | (4 * link + 1 + end); }
static u32 loopback(u32 i) { return 10u << 24 | 2 << 16 | (i + 1); }

static const char *dotted(u32 a)
{
	static _Thread_local char buf[4][IP4_TEXT];
	static _Thread_local unsigned at;

	return ip4_text(a, buf[at++ & 3]);
}

static void ring_config(char *text, size_t len, u32 i, u32 n)
{
	u32 before = (i + n - 1) % n;

	snprintf(text, len,
		 "interface Loopback0\n ip address %s 255.255.255.255\n"
		 "interface GigabitEthernet0/0\n ip address %s 255.255.255.252\n",
		 dotted(loopback(i)), dotted(link_addr(before, 1)));
	snprintf(text + strlen(text), len - strlen(text),
		 "interface GigabitEthernet0/1\n ip address %s 255.255.255.252\n"
		 "ip route 10.2.0.0 255.255.0.0 %s\nip route 10.1.0.0 255.255.0.0 %s\n",
		 dotted(link_addr(i, 0)), dotted(link_addr(i, 1)), dotted(link_addr(before, 0)));
}

static void pinged(struct ping *p, const struct ping_result *r)
{
	(void)p;
	(void)r;
}

static void ping_ended(struct ping *p) { ++*(u32 *)p->arg; }

static int ring(u32 n, u32 pings)
{
	struct world *w = world_new(&(struct world_options){ .name = "ring", .clock = CLOCK_VIRTUAL, .seed = 1 });
	const struct node_kind *router = bench_kind("router");
	struct node **r = xcalloc(n, sizeof(struct node *));
	struct ping *p = xcalloc(n, sizeof(*p));
	char text[600];
	double t = rig_now();
	u32 ended = 0, answered = 0;

	for (u32 i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "r%u", i);
		r[i] = node_new(w, router, text, 2, 0);
	}
	for (u32 i = 0; i < n; i++)
		wire_new(r[i]->ports->next, r[(i + 1) % n]->ports);
	for (u32 i = 0; i < n; i++) {
		ring_config(text, sizeof(text), i, n);
		bench_boot(r[i], text);
	}
	fprintf(stderr, "# %u routers made and booted in %.3f s\n", n, rig_now() - t);
	world_run(w, 5 * NSEC_PER_SEC, UINT64_MAX);
	t = rig_now();
	w->workers[0].frame_hops = 0;
	for (u32 i = 0; i < n; i++) {
		p[i] = (struct ping){ .to.dst = { .af = AF_IP4, .v4 = loopback((i + AHEAD) % n) }, .count = pings, .size = 100,
				      .timeout = 2 * NSEC_PER_SEC, .result = pinged, .done = ping_ended, .arg = &ended };
		if (!ping_start(device_of(r[i])->ip, &p[i]))
			fprintf(stderr, "# router %u has no route\n", i);
	}
	while (ended < n && world_now(w) < 3600 * NSEC_PER_SEC)
		world_run(w, world_now(w) + NSEC_PER_MS, UINT64_MAX);
	t = rig_now() - t;
	for (u32 i = 0; i < n; i++)
		answered += p[i].received;
	rig_print("virtual_ring", (double)w->workers[0].frame_hops / t / 1e6, "Mhop/s");
	fprintf(stderr, "# %u of %u pings answered\n", answered, n * pings);
	world_free(w);
	free(r);
	free(p);
	return 0;
}

/* KiB of this process in memory. */
static double resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long all = 0, here = 0;

	if (!f || fscanf(f, "%ld %ld", &all, &here) != 2)
		exit(1);
	fclose(f);
	return (double)here * (double)sysconf(_SC_PAGESIZE) / 1024;
}

static int memory(const char *kind)
{
	struct world *w = world_new(&(struct world_options){ .name = "many", .clock = CLOCK_VIRTUAL, .seed = 1 });
	bool router = !strcmp(kind, "router");
	double before = 0;
	char text[200];

	for (u32 i = 0; i < 2 * (MANY + 1); i += 2) {
		struct node *n[2];

		if (i == 2)	/* the first pair pays for what all share */
			before = resident();
		for (unsigned k = 0; k < 2; k++) {
			snprintf(text, sizeof(text), "n%u", i + k);
			n[k] = node_new(w, bench_kind(kind), text, 0, 0);
		}
		wire_new(n[0]->ports, n[1]->ports);
		for (unsigned k = 0; k < 2; k++) {
			snprintf(text, sizeof(text), "interface %s\n ip address %s 255.255.255.252\n", router ? "GigabitEthernet0/0" : "eth0",
				 dotted(link_addr(i, k)));
			bench_boot(n[k], text);
		}
	}
	world_run(w, NSEC_PER_SEC, UINT64_MAX);
	snprintf(text, sizeof(text), "memory_%s", kind);
	rig_print(text, (resident() - before) / (2 * MANY), "KiB");
	world_free(w);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "memory"))
		return memory(argv[2]);
	if (argc > 1 && !strcmp(argv[1], "ring"))
		return ring(argc > 2 ? (u32)atoi(argv[2]) : RING, argc > 3 ? (u32)atoi(argv[3]) : 20);
	return 2;
}
