/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show adjacency: the leaves that hold a header to write, or wait for one, of all VRFs, in IOS's layout. Nobody counts what leaves by each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/tunnel/tunnel.h"

static bool is_v6(const struct leaf *l)
{
	const struct neigh *x = l->neigh;

	if (!x)
		return get_be16(l->hdr + l->hlen - 2) == ETH_TYPE_IP6;
	/* an IPv6 neighbour has a second one, for IPv4 that goes by way of it */
	return x->addr.af == AF_IP6 && x->ifp->ip->leaf + x->leaf == l;
}

/* A tunnel has leaves of both families, whichever runs there. */
static bool is_adjacency(const struct leaf *l)
{
	return l->kind == LEAF_NEIGH || (l->kind == LEAF_ADJ && (l->neigh || (l->out->up && (is_v6(l) ? l->out->on6 : l->out->on4))));
}

/* By interface, family, address. */
static int in_order(const void *x, const void *y)
{
	const struct leaf *a = *(const struct leaf *const *)x, *b = *(const struct leaf *const *)y;

	if (a->out != b->out)
		return a->out->i->ifindex < b->out->i->ifindex ? -1 : 1;
	if (is_v6(a) != is_v6(b))
		return is_v6(a) - is_v6(b);
	return a->neigh && b->neigh ? ipaddr_order(&a->neigh->addr, &b->neigh->addr) : 0;
}

/* All of the device; the caller frees. */
static const struct leaf **all_of(const struct ipstack *root, u32 *n)
{
	const struct leaf **all = xcalloc(root->n_leaf + 1, sizeof(const struct leaf *));

	*n = 0;
	for (u32 k = 1; k < root->n_leaf; k++)
		if (is_adjacency(&root->leaf[k]))
			all[(*n)++] = &root->leaf[k];
	qsort(all, *n, sizeof(const struct leaf *), in_order);
	return all;
}

enum { HEX_MAX = 2 * TUNNEL_HDR_MAX + 1 };

static const char pad[] = "                                   ";

/* What is written before a packet; how many octets of it. */
static unsigned header_of(const struct leaf *l, u8 to[TUNNEL_HDR_MAX])
{
	const struct tunnel *t = l->neigh ? NULL : l->out->tunnel;

	memcpy(to, t ? t->hdr : l->hdr, t ? t->hlen : l->hlen);
	if (t && tunnel_gre(t->mode))
		put_be16(to + (tunnel_outer6(t->mode) ? IP6_HLEN : IP4_HLEN) + 2, is_v6(l) ? ETH_TYPE_IP6 : ETH_TYPE_IP4);
	return t ? t->hlen : l->hlen;
}

/* 16 octets a line. */
static void header_text(struct show *s, const struct leaf *l)
{
	u8 p[TUNNEL_HDR_MAX];
	unsigned len = header_of(l, p);
	char text[HEX_MAX];

	hex_text(p, len, text);
	show_text(s, "%sEncap length %u\n", pad, len);
	for (unsigned k = 0; k < 2 * len; k += 32)
		show_text(s, "%s%.32s\n", pad, text + k);
}

/* Where the packets of a tunnel go with their new header. */
static void tunnel_text(struct show *s, const struct tunnel *t)
{
	bool v4 = t->local.af == AF_IP4;
	u32 next = v4 ? ip4_leaf(t->under, t->local.v4, t->destination.v4, 0) : ip6_leaf(t->under, &t->local.v6, &t->destination.v6, 0);
	const struct leaf *l = &t->under->leaf[next];
	char a[IP6_TEXT];

	show_text(s, "%sTun endpt\n%sNext chain element:\n", pad, pad);
	if ((l->kind == LEAF_ADJ || l->kind == LEAF_NEIGH) && l->neigh)
		show_text(s, "%s  %s adj out of %s, addr %s\n", pad, v4 ? "IP" : "IPV6", l->out->i->name, ipaddr_text(&l->neigh->addr, a));
	else if (l->out)
		show_text(s, "%s  glean for %s\n", pad, l->out->i->name);
}

static void detail_text(struct show *s, const struct leaf *l)
{
	show_text(s, "%sepoch 0\n%ssourced in sev-epoch 0\n", pad, pad);
	if (!l->neigh) {
		header_text(s, l);
		if (l->out->tunnel)
			tunnel_text(s, l->out->tunnel);
		return;
	}
	if (l->kind == LEAF_NEIGH) {
		show_text(s, "%spunt (rate-limited) packets\n%sno src set\n", pad, pad);
		return;
	}
	header_text(s, l);
	show_text(s, "%sL2 destination address byte offset 0\n%sL2 destination address byte length 6\n", pad, pad);
	show_text(s, "%sLink-type after encap: %s\n%s%s\n", pad, l->hlen > ETH_HLEN ? "dot1Q" : is_v6(l) ? "ipv6" : "ip", pad, l->neigh->addr.af == AF_IP4 ? "ARP" : "IPv6 ND");
}

static void row(struct show *s, const struct leaf *l, bool detail)
{
	char t[IP6_TEXT], header[HEX_MAX];
	const char *address = l->neigh ? ipaddr_text(&l->neigh->addr, t) : "point2point";

	show_str(s, "protocol", is_v6(l) ? "IPV6" : "IP");
	show_str(s, "interface", l->out->i->name);
	show_str(s, "address", address);
	show_num(s, "references", l->refs);
	show_bool(s, "complete", l->kind == LEAF_ADJ);
	if (detail && l->kind == LEAF_ADJ && (l->neigh || l->out->tunnel)) {
		u8 octets[TUNNEL_HDR_MAX];
		unsigned len = header_of(l, octets);

		show_str(s, "encapsulation", hex_text(octets, len, header));
		show_num(s, "encapsulation_length", len);
	}
	show_end(s);
	show_text(s, "%-8s %-25s %s(%u)%s\n", is_v6(l) ? "IPV6" : "IP", l->out->i->name, address, l->refs, l->kind == LEAF_NEIGH ? " (incomplete)" : "");
	if (detail)
		detail_text(s, l);
}

VIEW(adjacency_show)
{
	const char *out = args_str(a, "INTERFACE");
	const struct leaf **all;
	struct ipaddr one = { .af = AF_IP6 };
	bool only;
	u32 n;

	only = args_ip6(a, "X:X:X:X::X", &one.v6);
	if (args_str(a, "A.B.C.D")) {
		one = ipaddr4(args_ip4(a, "A.B.C.D", 0));
		only = true;
	}
	all = all_of(cli_stack(c), &n);
	show_text(s, "Protocol Interface                 Address\n");
	for (u32 k = 0; k < n; k++) {
		const struct leaf *l = all[k];

		if ((out && strcmp(l->out->i->name, out)) || (only && !(l->neigh && ipaddr_eq(&l->neigh->addr, &one))) || (args_has(a, "link") && is_v6(l) != args_has(a, "ipv6")))
			continue;
		row(s, l, args_has(a, "detail"));
	}
	free(all);
	return true;
}

static void family(struct show *s, const char *name, u32 complete, u32 incomplete)
{
	if (complete + incomplete)
		show_text(s, "  %u %s of linktype %s\n    %u complete adjacencies of linktype %s\n    %u incomplete adjacencies of linktype %s\n", complete + incomplete,
			  complete + incomplete == 1 ? "adjacency" : "adjacencies", name, complete, name, incomplete, name);
}

VIEW(adjacency_show_summary)
{
	const struct leaf **all;
	u32 n, number[2][2] = { { 0 } }; /* of IPv6, complete */

	(void)a;
	all = all_of(cli_stack(c), &n);
	for (u32 k = 0; k < n; k++)
		number[is_v6(all[k])][all[k]->kind == LEAF_ADJ]++;
	free(all);
	show_text(s, "Adjacency table has %u %s:\n  each adjacency consumes %zu bytes (0 bytes platform extension)\n", n, n == 1 ? "adjacency" : "adjacencies", sizeof(struct leaf));
	show_text(s, "  %u complete adjacencies\n  %u incomplete adjacencies\n", number[0][1] + number[1][1], number[0][0] + number[1][0]);
	family(s, "IP", number[0][1], number[0][0]);
	family(s, "IPV6", number[1][1], number[1][0]);
	show_text(s, "\nAdjacency database high availability:\n  Database epoch:        0 (%u entries at this epoch)\n", n);
	show_num(s, "adjacencies", n);
	show_num(s, "complete", number[0][1] + number[1][1]);
	show_num(s, "incomplete", number[0][0] + number[1][0]);
	show_num(s, "ip", number[0][1] + number[0][0]);
	show_num(s, "ipv6", number[1][1] + number[1][0]);
	show_end(s);
	return true;
}
