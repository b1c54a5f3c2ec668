/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever may arrive at a switch's spanning tree, on an access port and on a trunk, with all debugging on. The input is a row of frames: a
 * byte of flags, one of length, the bytes. Flags: 1: to the trunk, 2: behind the header of an IEEE BPDU, 4: behind that of an SSTP one, 8: with a
 * tag, 16: a second passes afterwards. Behind the switch stands another, by two wires: there must never be a loop between them.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "device/debug.h"
#include "net/rd.h"
#include "switch/stp.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { ACCESS = 0, TRUNK = 1, UP1 = 2, UP2 = 3 };

static const char config[] =
	"spanning-tree mode rapid-pvst\nvlan 10\ninterface GigabitEthernet0/1\n spanning-tree guard root\n"
	"interface GigabitEthernet0/2\n switchport mode trunk\ninterface GigabitEthernet0/3\n switchport mode trunk\n"
	"interface GigabitEthernet0/4\n switchport mode trunk\n switchport trunk native vlan 10\n spanning-tree guard loop\n";

static struct device *make(struct world *w, const char *name)
{
	struct device *d = device_of(node_new(w, appliance_find("switch")->kind, name, 4, 0));
	struct config_error e;

	if (!device_boot(d, config, false, &e, NULL, NULL))
		abort();
	debug_set_all(d, true);
	return d;
}

static struct port *port_at(struct node *n, unsigned i)
{
	struct port *p = n->ports;

	while (i--)
		p = p->next;
	return p;
}

static struct frame *frame_of(struct node *peer, struct rd *r)
{
	static const u8 ieee[] = { 0x01, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 9 }, sstp[] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcd, 2, 0, 0, 0, 0, 9 };
	static const u8 llc[] = { 0x42, 0x42, 3 }, snap[] = { 0xaa, 0xaa, 3, 0, 0, 0x0c, 1, 0x0b };
	u8 flags = (u8)(rd_u8(r) & 14), n = rd_u8(r);
	struct frame *f = frame_get(node_pool(peer), 400);
	struct wr w;

	if (!f)
		return NULL;
	n = n > rd_left(r) ? (u8)rd_left(r) : n;
	w = wr_of(f->data, f->len);
	if (flags & 6) {
		wr_copy(&w, flags & 4 ? sstp : ieee, 12);
		if (flags & 8)
			wr_u32(&w, 0x8100e001u + 9 * (n & 1)); /* VLAN 1 or 10 */
		wr_u16(&w, (u16)(n + (flags & 4 ? sizeof(snap) : sizeof(llc))));
		wr_copy(&w, flags & 4 ? snap : llc, flags & 4 ? sizeof(snap) : sizeof(llc));
	}
	if (n)
		wr_copy(&w, rd_bytes(r, n), n);
	f->len = (u32)wr_len(&w);
	return f;
}

static void check(struct device *x, struct device *y)
{
	static const u16 vlan[] = { 1, 10 };

	for (unsigned i = 0; i < 2; i++) {
		unsigned ways = 0;

		for (unsigned p = UP1; p <= UP2; p++)
			ways += vlan_in(&x->bridge->port[p].passes, vlan[i]) && vlan_in(&y->bridge->port[p].passes, vlan[i]);
		if (ways > 1)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *x = make(w, "x"), *y = make(w, "y");
	struct node *peer = node_new(w, &kind_peer, "p", 2, 0);
	struct rd r = rd_of(data, len);

	wire_new(peer->ports, port_at(&x->node, ACCESS));
	wire_new(peer->ports->next, port_at(&x->node, TRUNK));
	wire_new(port_at(&x->node, UP1), port_at(&y->node, UP1));
	wire_new(port_at(&x->node, UP2), port_at(&y->node, UP2));
	world_run(w, 5 * NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 1) {
		u8 flags = *r.p;
		struct frame *f = frame_of(peer, &r);

		if (!f)
			break;
		if (f->len)
			port_send(port_at(peer, flags & 1), &f, 1);
		else
			frame_put(f);
		world_run(w, world_now(w) + (flags & 16 ? NSEC_PER_SEC : NSEC_PER_MS), 100000);
		check(x, y);
	}
	for (unsigned i = 0; i < 60; i++) {
		world_run(w, world_now(w) + NSEC_PER_SEC, 100000);
		check(x, y);
	}
	world_free(w);
	return 0;
}
