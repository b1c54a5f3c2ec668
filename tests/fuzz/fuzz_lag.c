/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever may arrive on the ports of channel groups, of LACP, PAgP and without a protocol, with all debugging on. The input is a row of frames: a byte of
 * flags, one of length, the bytes. Flags: 3: which port, 4: behind the header of an LACPDU, 8: behind that of a PAgP message, 16: a second passes
 * afterwards, 32: the last LACPDU of the switch comes back with these bytes over it.
 */
#include <stdlib.h>
#include <string.h>

#include "appliances/appliances.h"
#include "core/wire.h"
#include "device/debug.h"
#include "net/rd.h"
#include "switch/lag/lag.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

struct peer {
	struct node node;
	u8 last[124];
};

static void keep(struct port *in, struct frame **f, unsigned n)
{
	struct peer *p = (struct peer *)in->node;

	for (unsigned i = 0; i < n; i++)
		if (f[i]->len == sizeof(p->last) && f[i]->data[12] == 0x88)
			memcpy(p->last, f[i]->data, sizeof(p->last));
	frames_put(f, n);
}
static const struct node_kind kind_peer = { .name = "peer", .size = sizeof(struct peer), .input = keep, .default_ports = 4 };

static const char config[] =
	"spanning-tree mode rapid-pvst\ninterface GigabitEthernet0/1\n channel-group 1 mode active\n lacp rate fast\ninterface GigabitEthernet0/2\n channel-group 1 mode active\n"
	"interface GigabitEthernet0/3\n channel-group 2 mode desirable\ninterface GigabitEthernet0/4\n channel-group 3 mode on\n";

/* The swapped roles of what the switch said: the best liar. */
static void mirror(const struct peer *p, struct wr *w, const u8 *over, u8 n)
{
	u8 b[124];

	memcpy(b, p->last, sizeof(b));
	memcpy(b + 18, p->last + 38, 15);
	memcpy(b + 38, p->last + 18, 15);
	for (u8 i = 0; i + 1 < n; i += 2)
		b[14 + over[i] % 110] = over[i + 1];
	wr_copy(w, b, sizeof(b));
}

static struct frame *frame_of(struct peer *peer, struct rd *r)
{
	static const u8 slow[] = { 0x01, 0x80, 0xc2, 0, 0, 2, 2, 0, 0, 0, 0, 9, 0x88, 0x09 }, cisco[] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc, 2, 0, 0, 0, 0, 9 };
	static const u8 snap[] = { 0xaa, 0xaa, 3, 0, 0, 0x0c, 1, 4 };
	u8 flags = rd_u8(r), n = rd_u8(r);
	struct frame *f = frame_get(node_pool(&peer->node), 400);
	const u8 *bytes;
	struct wr w;

	if (!f)
		return NULL;
	n = n > rd_left(r) ? (u8)rd_left(r) : n;
	bytes = rd_bytes(r, n);
	w = wr_of(f->data, f->len);
	if (flags & 32) {
		mirror(peer, &w, bytes, n);
	} else {
		if (flags & 4)
			wr_copy(&w, slow, sizeof(slow));
		else if (flags & 8)
			wr_copy(&w, cisco, sizeof(cisco));
		if (!(flags & 4) && flags & 8) {
			wr_u16(&w, (u16)(n + sizeof(snap)));
			wr_copy(&w, snap, sizeof(snap));
		}
		if (n)
			wr_copy(&w, bytes, n);
	}
	f->len = (u32)wr_len(&w);
	return f;
}

/* The bundle is what its ports say. */
static void check(const struct lag_switch *s)
{
	for (unsigned i = 0; i < s->n_lags; i++) {
		const struct lag *g = s->lag[i];

		if (g->n_active > g->max_bundle || g->port.link != (g->n_active > 0))
			abort();
		for (unsigned a = 0; a < g->n_active; a++)
			if (g->active[a]->state != LAG_BUNDLED || g->active[a]->sw->path != g->sw || !g->active[a]->sw->iface->link)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *x = device_of(node_new(w, appliance_find("switch")->kind, "x", 5, 0));
	struct peer *peer = (struct peer *)node_new(w, &kind_peer, "p", 4, 0);
	struct rd r = rd_of(data, len);
	struct config_error e;

	if (!device_boot(x, config, false, &e, NULL, NULL))
		abort();
	debug_set_all(x, true);
	for (struct port *a = peer->node.ports, *b = x->node.ports; a; a = a->next, b = b->next)
		wire_new(a, b);
	world_run(w, 2 * NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 1) {
		u8 flags = *r.p;
		struct port *out = peer->node.ports;
		struct frame *f = frame_of(peer, &r);

		for (u8 i = flags & 3; i; i--)
			out = out->next;
		if (!f)
			break;
		if (f->len)
			port_send(out, &f, 1);
		else
			frame_put(f);
		world_run(w, world_now(w) + (flags & 16 ? NSEC_PER_SEC : NSEC_PER_MS), 100000);
		check(x->bridge->lags);
	}
	world_run(w, world_now(w) + 100 * NSEC_PER_SEC, 1000000);
	check(x->bridge->lags);
	world_free(w);
	return 0;
}
