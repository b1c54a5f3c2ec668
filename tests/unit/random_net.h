/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random networks of routers, joined by wires with a cost at either end, for routing protocols; and how far it is in them, by Bellman and Ford. */
#ifndef TESTS_RANDOM_NET_H
#define TESTS_RANDOM_NET_H

#include "ip_net.h"

enum { NODES_MAX = 12, PORTS = 4, LINKS_MAX = 24, FAR = 1 << 28 };

struct rnd {
	struct net n;
	struct rng r;
	struct device *d[NODES_MAX];
	struct wire *wire[LINKS_MAX];
	u32 end[LINKS_MAX][2], port[LINKS_MAX][2], cost[LINKS_MAX][2];
	bool up[LINKS_MAX], on[NODES_MAX], lan[LINKS_MAX];
	u32 nodes, links, used[NODES_MAX];
	void (*config)(const struct rnd *x, u32 i, char *text, size_t room);
};

static u32 link_net(u32 k) { return A4(10, 1, k, 0); }
static u32 loop_of(u32 i) { return A4(10, 255, 0, i + 1); }

static void boot(struct rnd *x, u32 i)
{
	char text[4096];
	struct config_error err;

	x->config(x, i, text, sizeof(text));
	if (!device_boot(x->d[i], text, false, &err, NULL, NULL))
		fail_msg("line %u: %s", err.line, err.text);
}

static void make(struct rnd *x, u64 seed, void (*config)(const struct rnd *x, u32 i, char *text, size_t room))
{
	char name[16];

	memset(x, 0, sizeof(*x));
	x->config = config;
	net_open(&x->n);
	rng_seed(&x->r, seed, "networks");
	x->nodes = 3 + (u32)rng_below(&x->r, NODES_MAX - 2);
	for (u32 i = 0; i < x->nodes; i++) {
		snprintf(name, sizeof(name), "r%u", i);
		x->d[i] = device_of(node_new(x->n.w, appliance_router.kind, name, PORTS, 0));
		x->on[i] = true;
	}
	for (u32 tries = 0; x->links < LINKS_MAX && tries < 3 * x->nodes; tries++) {
		u32 k = x->links, a = tries < x->nodes - 1 ? tries + 1 : (u32)rng_below(&x->r, x->nodes), b = (u32)rng_below(&x->r, tries < x->nodes - 1 ? tries + 1 : x->nodes);

		if (a == b || x->used[a] == PORTS || x->used[b] == PORTS)
			continue;
		for (unsigned s = 0; s < 2; s++) {
			x->end[k][s] = s ? b : a;
			x->port[k][s] = x->used[s ? b : a]++;
			x->cost[k][s] = 1 + (u32)rng_below(&x->r, 5);
		}
		x->lan[k] = rng_below(&x->r, 3) == 0;
		x->up[k] = true;
		x->wire[k] = net_wire(x->d[a], x->port[k][0], x->d[b], x->port[k][1]);
		x->links++;
	}
	for (u32 i = 0; i < x->nodes; i++)
		boot(x, i);
}

static bool alive(const struct rnd *x, u32 k) { return x->up[k] && x->on[x->end[k][0]] && x->on[x->end[k][1]]; }

/* Bellman and Ford, over what is alive: the distance of every router from `root`. */
static void distances(const struct rnd *x, u32 root, u32 dist[NODES_MAX])
{
	for (u32 i = 0; i < x->nodes; i++)
		dist[i] = i == root ? 0 : FAR;
	for (u32 round = 0; round < x->nodes; round++)
		for (u32 k = 0; k < x->links; k++)
			for (unsigned s = 0; s < 2; s++)
				if (alive(x, k) && dist[x->end[k][s]] + x->cost[k][s] < dist[x->end[k][!s]])
					dist[x->end[k][!s]] = dist[x->end[k][s]] + x->cost[k][s];
}

/* A wire is cut or mended, a cost is another, a router goes off or comes back. line: the interface's, with the cost to come. */
static void change(struct rnd *x, const char *line)
{
	u32 k = (u32)rng_below(&x->r, x->links), i = (u32)rng_below(&x->r, x->nodes);
	char port[40], cost[40];

	switch (rng_below(&x->r, 4)) {
	case 0:
	case 1:
		x->up[k] = !x->up[k];
		wire_set_up(x->wire[k], x->up[k]);
		break;
	case 2:
		if (!x->on[x->end[k][0]])
			break;
		x->cost[k][0] = 1 + (u32)rng_below(&x->r, 9);
		snprintf(port, sizeof(port), "interface g0/%u", x->port[k][0]);
		snprintf(cost, sizeof(cost), "%s %u", line, x->cost[k][0]);
		TYPE(&x->n, x->d[x->end[k][0]], "configure terminal", port, cost, "end");
		break;
	default:
		x->on[i] = !x->on[i];
		node_power(&x->d[i]->node, x->on[i]);
		if (x->on[i])
			boot(x, i);
	}
}

#endif
