/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/routes.h"

#include <stdlib.h>

#include "net/rd.h"
#include "router/stack.h"

enum { NEIGHBOURS = 60, FLOWS = 1 << 16, QUERIES = 1 << 20 };

static struct ipaddr neighbour(bool v6, unsigned link, unsigned k)
{
	struct ip6 a = { .b = { 0xfd, 0, (u8)link, [15] = (u8)k } };

	return v6 ? ipaddr6(&a) : ipaddr4(10u << 24 | 255 << 16 | link << 8 | k);
}

struct ipaddr routes_neighbour(u32 k) { return neighbour(false, 1, 2 + k % NEIGHBOURS); }

/* Addresses on both links of router i, and the values in its FIB that lead to its neighbours. */
static void links(struct chain *c, unsigned i, bool v6, u32 leaf[NEIGHBOURS])
{
	struct device *d = device_of(c->node[i]);
	struct port *far = port_peer(c->node[i]->ports->next);
	const char *why;

	for (unsigned k = 0; k < 2; k++) {
		struct iface *f = device_iface_of_port(d, k ? c->node[i]->ports->next : c->node[i]->ports);
		struct ipaddr own = neighbour(v6, i + k, k ? 1 : 2);

		if (!(v6 ? ip_address_add6(f, &own.v6, 64, &why) : ip_address_add4(f, own.v4, 24, &why)))
			bug("bench: %s", why);
		if (v6) {
			f->ip->nd->ra_suppress_all = true;
			f->ip->nd->dad_attempts = 0;
		}
	}
	for (unsigned k = 0; k < NEIGHBOURS; k++) {
		struct ipaddr a = neighbour(v6, i + 1, 2 + k);

		neigh_static(d->ip, device_iface_of_port(d, c->node[i]->ports->next)->ip, &a, far->mac);
		leaf[k] = v6 ? ip6_leaf(d->ip, &a.v6, &a.v6, 0) : ip4_leaf(d->ip, 0, a.v4, 0);
		if (d->ip->leaf[leaf[k]].kind != LEAF_ADJ)
			bug("bench: neighbour %u of router %u is no adjacency", k, i);
	}
}

static void fill4(struct chain *c, struct flows *fl)
{
	struct prefix4 *p = xcalloc(RIG_N4, sizeof(*p));
	u32 n = rig_table4(p), leaf[NEIGHBOURS], *flow = xcalloc(FLOWS, sizeof(*flow));

	for (unsigned i = 0; i < c->n; i++) {
		links(c, i, false, leaf);
		for (u32 k = 0; k < n; k++)
			if (p[k].addr >> 24 != 10 && p[k].addr >> 24 != 127)
				fib4_set(device_of(c->node[i])->ip->fib4, p[k].addr, p[k].plen, leaf[rig_rnd() % NEIGHBOURS]);
	}
	for (u32 i = 0; i < FLOWS;) {
		u32 a = rig_inside4(&p[rig_rnd() % n]);

		if (a >> 24 != 10 && a >> 24 != 127)
			flow[i++] = a;
	}
	fl->dst4 = xcalloc(QUERIES, sizeof(*fl->dst4));
	for (u32 i = 0; i < QUERIES; i++)
		fl->dst4[i] = flow[rig_zipf()];
	free(flow);
	free(p);
}

static void fill6(struct chain *c, struct flows *fl)
{
	struct prefix6 *p = xcalloc(RIG_N6, sizeof(*p));
	struct ip6 *flow = xcalloc(FLOWS, sizeof(*flow));
	u32 n = rig_table6(p), leaf[NEIGHBOURS];

	for (unsigned i = 0; i < c->n; i++) {
		links(c, i, true, leaf);
		for (u32 k = 0; k < n; k++)
			fib6_set(device_of(c->node[i])->ip->fib6, &p[k].addr, p[k].plen, leaf[rig_rnd() % NEIGHBOURS]);
	}
	for (u32 i = 0; i < FLOWS; i++)
		flow[i] = rig_inside6(&p[rig_rnd() % n]);
	fl->dst6 = xcalloc(QUERIES, sizeof(*fl->dst6));
	for (u32 i = 0; i < QUERIES; i++)
		fl->dst6[i] = flow[rig_zipf()];
	free(flow);
	free(p);
}

void routes_fill(struct chain *c, bool v6, struct flows *fl)
{
	*fl = (struct flows){ 0 };
	memcpy(fl->to, c->node[0]->ports->mac, 6);
	if (v6)
		fill6(c, fl);
	else
		fill4(c, fl);
}

static void ethernet(struct frame *f, const struct flows *fl, u16 type)
{
	memcpy(f->data, fl->to, 6);
	memcpy(f->data + 6, "\002\0\0\0\0\1", 6);
	put_be16(f->data + 12, type);
}

/* 46 bytes of UDP over IPv4: the checksum of all that is the same, then the destination. */
void routes_packet4(struct frame *f, void *flows)
{
	static const u8 head[20] = { 0x45, 0, 0, 46, 0, 0, 0x40, 0, 64, 17, 0, 0, 198, 51, 100, 1 };
	struct flows *fl = flows;
	u32 dst = fl->dst4[fl->next++ & (QUERIES - 1)];
	u32 sum = 0x4500 + 46 + 0x4000 + 0x4011 + 0xc633 + 0x6401 + (dst >> 16) + (dst & 0xffff);

	ethernet(f, fl, 0x0800);
	memcpy(f->data + 14, head, sizeof(head));
	put_be32(f->data + 30, dst);
	sum = (sum & 0xffff) + (sum >> 16);
	put_be16(f->data + 24, (u16)~((sum & 0xffff) + (sum >> 16)));
}

void routes_packet6(struct frame *f, void *flows)
{
	static const u8 head[24] = { 0x60, 0, 0, 0, 0, 6, 17, 64, 0x20, 1, 0xd, 0xb8, [23] = 1 };
	struct flows *fl = flows;

	ethernet(f, fl, 0x86dd);
	memcpy(f->data + 14, head, sizeof(head));
	memcpy(f->data + 38, fl->dst6[fl->next++ & (QUERIES - 1)].b, 16);
}
