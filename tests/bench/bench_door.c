/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lab of one node between two attachments, on the real clock, for so many seconds; says "ready" when both are open.
 * Usage: bench_door wire|switch|router URI URI SECONDS
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attach/attach.h"
#include "core/wire.h"
#include "tests/bench/nodes.h"

struct end {
	struct attach_uri uri;
	struct attach_handle mine, theirs;	/* the opener's, the door's */
	struct node *node;
};

static bool end_open(struct end *e, struct world *w, const char *text)
{
	char why[256] = "";
	unsigned column;

	if (!attach_parse(text, &e->uri, why, &column) || e->uri.scheme->open(&e->uri, &e->mine, why) != ATTACH_OK) {
		fprintf(stderr, "bench_door: %s: %s\n", text, why);
		return false;
	}
	e->theirs = e->mine;
	e->node = e->uri.scheme->door(w, 0, text, &e->uri, &e->theirs, why);
	if (!e->node)
		fprintf(stderr, "bench_door: %s: %s\n", text, why);
	e->mine.n_fds = 0;	/* the door has them */
	return e->node;
}

static const char routed[] = "interface GigabitEthernet0/0\n ip address 10.97.1.254 255.255.255.0\n"
			     "interface GigabitEthernet0/1\n ip address 10.97.2.254 255.255.255.0\n";

static void stop(void *loop) { loop_stop(loop); }

int main(int argc, char **argv)
{
	struct world *w;
	struct loop *l;
	struct node *n;
	struct end end[2] = { 0 };

	if (argc < 5)
		return 2;
	w = world_new(&(struct world_options){ .name = "bench", .clock = CLOCK_REAL, .seed = 1 });
	l = loop_new(&w->workers[0]);
	if (!l || !end_open(&end[0], w, argv[2]) || !end_open(&end[1], w, argv[3]))
		return 1;
	if (!strcmp(argv[1], "wire")) {
		wire_new(end[0].node->ports, end[1].node->ports);
	} else {
		n = node_new(w, bench_kind(argv[1]), "n", 2, 0);
		bench_boot(n, !strcmp(argv[1], "router") ? routed : "no spanning-tree vlan 1-4094\n");
		wire_new(end[0].node->ports, n->ports);
		wire_new(end[1].node->ports, n->ports->next);
	}
	puts("ready");
	fflush(stdout);
	loop_after(l, (nsec)(atof(argv[4]) * 1e9), stop, l);
	loop_run(l);
	world_free(w);
	for (unsigned i = 0; i < 2; i++)
		end[i].uri.scheme->close(&end[i].mine);
	loop_free(l);
	return 0;
}
