/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show ip cef, show ipv6 cef: what forwarding looks up, in IOS's layout: entries of the RIB, hosts of the links whose MAC addresses are known, and what no router forwards. Which way a
 * flow takes is asked of the function that forwarding's slow path asks, with the same hash.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/route.h"
#include "router/route_show.h"
#include "router/vrf/vrf.h"

/* What forwarding treats so without a route. */
struct special { const char *prefix; u8 plen; u8 af; const char *what, *out, *flags; };
static const struct special specials[] = {
	{ "0.0.0.0", 0, AF_IP4, "no route", "", "default route handler, default route" },
	{ "0.0.0.0", 8, AF_IP4, "drop", "", "" },
	{ "0.0.0.0", 32, AF_IP4, "receive", "", "receive" },
	{ "127.0.0.0", 8, AF_IP4, "drop", "", "" },
	{ "224.0.0.0", 4, AF_IP4, "drop", "", "" },
	{ "224.0.0.0", 24, AF_IP4, "receive", "", "receive" },
	{ "240.0.0.0", 4, AF_IP4, "drop", "", "" },
	{ "255.255.255.255", 32, AF_IP4, "receive", "", "receive" },
	{ "::", 0, AF_IP6, "no route", "", "default route handler, default route" },
	{ "::", 127, AF_IP6, "discard", "", "discard" },
	{ "FE80::", 10, AF_IP6, "receive", "Null0", "receive" },
	{ "FF00::", 8, AF_IP6, "multicast", "", "multicast" },
};

struct fib_row {		/* one of e, host, special */
	struct ipaddr prefix;
	u8 plen;
	const struct rib_entry *e;
	const struct neigh *host;
	const struct special *special;
};

static struct fib_row row_of_entry(const struct rib_entry *e) { return (struct fib_row){ .prefix = rib_prefix(e), .plen = e->plen, .e = e }; }
static struct fib_row row_of_host(const struct neigh *x) { return (struct fib_row){ .prefix = x->addr, .plen = x->addr.af == AF_IP4 ? 32 : 128, .host = x }; }

static struct fib_row row_of_special(const struct special *x)
{
	struct fib_row r = { .prefix.af = x->af, .plen = x->plen, .special = x };

	if (x->af == AF_IP4)
		ip4_parse(x->prefix, &r.prefix.v4);
	else
		ip6_parse(x->prefix, &r.prefix.v6);
	return r;
}

/* A route of the same prefix goes before it. */
static bool special_holds(const struct ipstack *st, const struct special *x, u8 af)
{
	struct fib_row r = row_of_special(x);
	const struct rib_entry *e = x->af == af ? rib_exact(st, &r.prefix, r.plen) : NULL;

	return x->af == af && !(e && e->leaf);
}

static bool host_holds(const struct ipstack *st, const struct neigh *x, u8 af) { return x->ifp->ip == st && x->in_fib && x->addr.af == af; }

static int in_order(const void *x, const void *y)
{
	const struct fib_row *a = x, *b = y;
	int d = ipaddr_order(&a->prefix, &b->prefix);

	return d ? d : a->plen - b->plen;
}

static u32 count(const struct ipstack *st, u8 af)
{
	u32 n = 0;

	for (const struct rib_entry *e = NULL; (e = rib_each(st, af, e));)
		n += e->leaf != 0;
	for (const struct neigh *x = neigh_next(st, NULL); x; x = neigh_next(st, x))
		n += host_holds(st, x, af);
	for (unsigned k = 0; k < ARRAY_LEN(specials); k++)
		n += special_holds(st, &specials[k], af);
	return n;
}

/* All of a family in order; the caller frees. */
static struct fib_row *all_rows(const struct ipstack *st, u8 af, u32 *n)
{
	struct fib_row *all = xcalloc(count(st, af) + 1, sizeof(*all));

	*n = 0;
	for (const struct rib_entry *e = NULL; (e = rib_each(st, af, e));)
		if (e->leaf)
			all[(*n)++] = row_of_entry(e);
	for (const struct neigh *x = neigh_next(st, NULL); x; x = neigh_next(st, x))
		if (host_holds(st, x, af))
			all[(*n)++] = row_of_host(x);
	for (unsigned k = 0; k < ARRAY_LEN(specials); k++)
		if (special_holds(st, &specials[k], af))
			all[(*n)++] = row_of_special(&specials[k]);
	qsort(all, *n, sizeof(*all), in_order);
	return all;
}

/* The longest that covers it; with `exact` of that length alone. false: there is none. */
static bool row_find(const struct ipstack *st, const struct ipaddr *a, int exact, struct fib_row *found)
{
	const struct rib_entry *e = exact < 0 ? rib_lookup(st, a) : rib_exact(st, a, (unsigned)exact);
	int best = -1;

	for (const struct neigh *x = neigh_next(st, NULL); x; x = neigh_next(st, x))
		if (host_holds(st, x, a->af) && ipaddr_eq(&x->addr, a)) {
			struct fib_row r = row_of_host(x);

			if (exact >= 0 && exact != r.plen)
				continue;
			*found = r;
			return true;
		}
	if (e && e->leaf) {
		*found = row_of_entry(e);
		best = e->plen;
	}
	for (unsigned k = 0; k < ARRAY_LEN(specials); k++) {
		struct fib_row r = row_of_special(&specials[k]);

		if (special_holds(st, &specials[k], a->af) && ipaddr_in(a, &r.prefix, r.plen) && r.plen > best && (exact < 0 || r.plen == exact)) {
			*found = r;
			best = r.plen;
		}
	}
	return best >= 0;
}

/* ---- one entry ---- */

/* Whose address that is, of what is received. */
static const char *receiver(const struct ipstack *st, const struct fib_row *r)
{
	const struct rib_route *x = r->e ? rib_first(st, r->e) : NULL;

	return x ? route_out_name(&rib_ways(st, x)->way[0].nh->hop) : "";
}

struct way { const char *hop, *out; bool complete; char text[IP6_TEXT]; };

static struct way way_of(const struct ipstack *st, const struct fib_row *r, u32 leaf)
{
	const struct leaf *l = &st->leaf[leaf];
	struct way w = { .hop = "attached", .out = l->out ? l->out->i->name : "", .complete = l->kind != LEAF_NEIGH };

	switch (l->kind) {
	case LEAF_ADJ:
	case LEAF_NEIGH:
		if (l->neigh && !r->host)
			ipaddr_text(&l->neigh->addr, w.text);
		break;
	case LEAF_GLEAN:
		break;
	case LEAF_LOCAL:
	case LEAF_BROADCAST:
		w.hop = "receive";
		w.out = receiver(st, r);
		break;
	case LEAF_NULL:
		w.out = "Null0";
		break;
	default:
		w.hop = "no route";
	}
	return w;
}

enum style { LIST, BLOCK, NESTED };	/* a line of the table; a block's, and beneath "recursive via" */

static void way_text(struct show *s, const struct way *w, const char *prefix, enum style style)
{
	const char *hop = *w->text ? w->text : w->hop, *indent = style == NESTED ? "    " : "  ";

	if (style == LIST)
		show_text(s, "%-20s %-20s %s\n", prefix, hop, w->out);
	else if (*w->text)
		show_text(s, "%snexthop %s %s\n", indent, hop, w->out);
	else if (!strcmp(hop, "attached"))
		show_text(s, "%sattached to %s\n", indent, w->out);
	else if (*w->out)
		show_text(s, "%s%s for %s\n", indent, hop, w->out);
	else
		show_text(s, "%s%s\n", indent, hop);
}

static void way_cells(struct show *s, const struct fib_row *r, const struct way *w, const char *flags)
{
	char t[IP6_TEXT];

	show_fmt(s, "prefix", "%s/%u", ipaddr_text(&r->prefix, t), r->plen);
	show_str(s, "next_hop", *w->text ? w->text : w->hop);
	show_str(s, "interface", w->out);
	show_bool(s, "complete", w->complete);
	if (*flags)
		show_str(s, "flags", flags);
	show_end(s);
}

/* Each of a group once: those of a greater share stand several times, side by side. */
static void ways(struct show *s, const struct ipstack *st, const struct fib_row *r, u32 leaf, const char *prefix, enum style style, const char *flags)
{
	const struct leaf *l = &st->leaf[leaf];
	u32 n = l->kind == LEAF_GROUP ? l->n : 1;

	for (u32 k = 0; k < n; k++) {
		u32 one = l->kind == LEAF_GROUP ? l->member[k] : leaf;
		struct way w;

		if (k && one == l->member[k - 1])
			continue;
		w = way_of(st, r, one);
		way_text(s, &w, k ? "" : prefix, style);
		way_cells(s, r, &w, flags);
	}
}

static u32 leaf_of(const struct fib_row *r) { return r->host ? r->host->leaf : r->e->leaf; }

static void special_row(struct show *s, const struct fib_row *r, const char *prefix, enum style style)
{
	struct way w = { .hop = r->special->what, .out = r->special->out, .complete = true };

	way_text(s, &w, prefix, style);
	way_cells(s, r, &w, style == LIST ? "" : r->special->flags);
}

static const char *prefix_of(const struct fib_row *r, char buf[PREFIX_TEXT])
{
	char t[IP6_TEXT];

	snprintf(buf, PREFIX_TEXT, "%s/%u", ipaddr_text(&r->prefix, t), r->plen);
	return buf;
}

static void list_row(struct show *s, const struct ipstack *st, const struct fib_row *r)
{
	char prefix[PREFIX_TEXT];

	if (r->special)
		special_row(s, r, prefix_of(r, prefix), LIST);
	else
		ways(s, st, r, leaf_of(r), prefix_of(r, prefix), LIST, "");
}

static const char *flags_of(const struct ipstack *st, const struct fib_row *r)
{
	const struct rib_route *best;

	if (r->special)
		return r->special->flags;
	if (r->host)
		return "attached";
	best = rib_first(st, r->e);
	if (best && best->source == ROUTE_BROADCAST)
		return "receive";
	if (st->leaf[r->e->leaf].kind == LEAF_LOCAL)
		return "receive, local, source eligible";
	if (best && best->source == ROUTE_CONNECTED)
		return "attached, connected";
	if (!r->plen)
		return "default route";
	return st->leaf[r->e->leaf].kind == LEAF_GLEAN || st->leaf[r->e->leaf].kind == LEAF_NULL ? "attached" : "";
}

/* The subnet that a host's or an own address lies in. */
static const struct rib_entry *cover_of(const struct ipstack *st, const struct fib_row *r)
{
	for (int plen = r->plen - 1; plen >= 0; plen--) {
		struct ipaddr net = r->prefix;
		const struct rib_entry *e;

		if (net.af == AF_IP4)
			net.v4 &= ip4_mask((unsigned)plen);
		else
			net.v6 = ip6_masked(&net.v6, (unsigned)plen);
		e = rib_exact(st, &net, (unsigned)plen);
		if (e && e->leaf)
			return st->leaf[e->leaf].kind == LEAF_GLEAN ? e : NULL;
	}
	return NULL;
}

/* What made it. */
static void sources(struct show *s, const struct ipstack *st, const struct fib_row *r)
{
	const struct rib_entry *cover = cover_of(st, r);
	u8 kind = r->special ? LEAF_NONE : st->leaf[leaf_of(r)].kind;
	char t[IP6_TEXT], prefix[PREFIX_TEXT] = "";

	if (cover)
		snprintf(prefix, sizeof(prefix), "%s/%u", rib_prefix_text(cover, t), cover->plen);
	if (r->special && strcmp(r->special->what, "no route")) {
		show_text(s, "  Special source: %s\n", r->special->what);
	} else if (r->host) {
		show_text(s, "  Adj source: %s adj out of %s, addr %s\n", r->host->addr.af == AF_IP4 ? "IP" : "IPV6", r->host->ifp->i->name, ipaddr_text(&r->host->addr, t));
		show_text(s, "    Dependent covered prefix type adjfib, cover %s\n", prefix);
	} else if (kind == LEAF_LOCAL || kind == LEAF_BROADCAST) {
		if (cover)
			show_text(s, "  Dependent covered prefix type cover need deagg, cover %s\n", prefix);
		show_text(s, "  Interface source: %s flags: none\n", receiver(st, r));
	}
}

/* Each next hop by itself: one that is looked up in its turn is a level of its own. */
static void routes_text(struct show *s, const struct ipstack *st, const struct fib_row *r, const char *flags)
{
	bool any = false;
	char t[IP6_TEXT];

	for (struct rib_path p = { 0 }; rib_path_next(st, r->e, &p);) {
		const struct nexthop *h = &p.nh->hop;
		bool recursive = h->via.af && !h->out;
		const struct leaf *l = &st->leaf[p.nh->leaf];
		/* to a host of a link of ours it is attached */
		struct fib_row inner = { .prefix = r->prefix, .plen = r->plen, .e = r->e, .host = recursive && l->kind == LEAF_ADJ && l->neigh && ipaddr_eq(&l->neigh->addr, &h->via) ? l->neigh : NULL };

		if (!p.share)
			continue;
		if (recursive)
			show_text(s, "  recursive via %s\n", ipaddr_text(&h->via, t));
		ways(s, st, &inner, p.nh->leaf ? p.nh->leaf : r->e->leaf, "", recursive ? NESTED : BLOCK, flags);
		any = true;
	}
	if (!any)
		ways(s, st, r, r->e->leaf, "", BLOCK, flags);
}

static bool by_packet(const struct ipstack *st, const struct leaf *group)
{
	const struct ipif *out = st->leaf[group->member[0]].out;

	return out && out->per_packet;
}

static void block(struct show *s, const struct ipstack *st, const struct fib_row *r, bool detail)
{
	const char *flags = detail ? flags_of(st, r) : "";
	char prefix[PREFIX_TEXT];

	show_text(s, "%s", prefix_of(r, prefix));
	if (detail) {
		show_text(s, ", epoch 0");
		if (*flags)
			show_text(s, ", flags [%s]", flags);
		if (!r->special && st->leaf[leaf_of(r)].kind == LEAF_GROUP)
			show_text(s, ", per-%s sharing", by_packet(st, &st->leaf[leaf_of(r)]) ? "packet" : "destination");
	}
	show_text(s, "\n");
	if (detail)
		sources(s, st, r);
	if (r->special)
		special_row(s, r, "", BLOCK);
	else if (detail && r->e)
		routes_text(s, st, r, flags);
	else
		ways(s, st, r, leaf_of(r), "", BLOCK, flags);
}

/* ---- the shows ---- */

static bool is_v6(const struct args *a) { return !strncmp(args_line(a), "show ipv6", 9); }

static void head(struct show *s, const struct ipstack *st, u8 af, u32 n)
{
	show_text(s, af == AF_IP4 ? "IPv4 CEF is enabled and running\n" : "IPv6 CEF is enabled and running centrally.\n");
	show_text(s, "VRF %s\n %u prefixes (%u/0 fwd/non-fwd)\n Table id 0x%X\n Database epoch:        0 (%u entries at this epoch)\n", st->vrf ? st->vrf->name : "Default", n, n,
		  (af == AF_IP6 ? 0x1e000000u : 0) | (st->vrf ? st->vrf->id : 0), n);
}

VIEW(cef_show_summary)
{
	struct ipstack *st = cli_vrf(c, a);
	u8 af = is_v6(a) ? AF_IP6 : AF_IP4;
	u32 n;

	if (!st)
		return false;
	n = count(st, af);
	head(s, st, af, n);
	show_str(s, "vrf", vrf_name(st));
	show_num(s, "prefixes", n);
	show_end(s);
	return true;
}

/* Does some way of it lead out there? */
static bool leads_out(const struct ipstack *st, const struct fib_row *r, const char *name)
{
	const struct leaf *l = r->special ? NULL : &st->leaf[leaf_of(r)];

	if (r->special)
		return false;
	if (l->kind != LEAF_GROUP)
		return !strcmp(way_of(st, r, leaf_of(r)).out, name);
	for (u32 k = 0; k < l->n; k++)
		if (!strcmp(way_of(st, r, l->member[k]).out, name))
			return true;
	return false;
}

/* What the line names: exact < 0 an address. false: all. */
static bool named(const struct args *a, struct ipaddr *one, int *exact)
{
	u8 plen = 0;

	*exact = -1;
	*one = ipaddr4(args_ip4(a, "A.B.C.D", 0));
	if (args_str(a, "A.B.C.D")) {
		if (args_str(a, "mask")) {
			ip4_mask_len(args_ip4(a, "mask", ~0u), &plen);
			one->v4 &= ip4_mask(plen);
			*exact = plen;
		}
		return true;
	}
	one->af = AF_IP6;
	if (args_ip6_prefix(a, "prefix", &one->v6, &plen)) {
		*exact = plen;
		return true;
	}
	return args_ip6(a, "address", &one->v6);
}

VIEW(cef_show)
{
	struct ipstack *st = cli_vrf(c, a);
	u8 af = is_v6(a) ? AF_IP6 : AF_IP4;
	const char *out = args_str(a, "INTERFACE");
	bool detail = args_has(a, "detail"), longer = args_has(a, "longer-prefixes"), list = !detail && af == AF_IP4;
	struct fib_row one, *all;
	struct ipaddr addr;
	int exact;
	u32 n;

	if (!st)
		return false;
	if (named(a, &addr, &exact) && !longer) {
		if (row_find(st, &addr, exact, &one))
			block(s, st, &one, detail);
		else
			show_text(s, "%%Prefix not found\n");
		return true;
	}
	all = all_rows(st, af, &n);
	if (detail && !out && !longer) {
		head(s, st, af, n);
		show_text(s, "\n");
	} else if (list) {
		show_text(s, "Prefix               Next Hop             Interface\n");
	}
	for (u32 k = 0; k < n; k++) {
		if ((out && !leads_out(st, &all[k], out)) || (longer && (all[k].plen < exact || !ipaddr_in(&all[k].prefix, &addr, (unsigned)exact))))
			continue;
		if (list)
			list_row(s, st, &all[k]);
		else
			block(s, st, &all[k], detail);
	}
	free(all);
	return true;
}

/* The very look-up of a packet with these addresses and ports (0: of a protocol without). */
VIEW(cef_show_exact)
{
	struct ipstack *st = cli_vrf(c, a);
	u32 ports = (u32)args_num(a, "sport", 0) << 16 | (u32)args_num(a, "dport", 0), leaf;
	struct ipaddr src = { .af = AF_IP6 }, dst = { .af = AF_IP6 };
	struct fib_row none = { 0 };
	const struct leaf *l;
	struct way w;
	char x[IP6_TEXT], y[IP6_TEXT], how[64] = "no route";

	if (!st)
		return false;
	if (is_v6(a)) {
		args_ip6(a, "source", &src.v6);
		args_ip6(a, "destination", &dst.v6);
		leaf = ip6_leaf(st, &src.v6, &dst.v6, ports);
	} else {
		src = ipaddr4(args_ip4(a, "source", 0));
		dst = ipaddr4(args_ip4(a, "destination", 0));
		leaf = ip4_leaf(st, src.v4, dst.v4, ports);
	}
	l = &st->leaf[leaf];
	w = way_of(st, &none, leaf);
	if (l->kind == LEAF_ADJ || l->kind == LEAF_NEIGH)
		snprintf(how, sizeof(how), "IP adj out of %.32s", w.out);
	else if (l->kind == LEAF_GLEAN)
		snprintf(how, sizeof(how), "glean for %.32s", w.out);
	else if (l->kind == LEAF_NULL)
		snprintf(how, sizeof(how), "discard");
	else if (l->kind == LEAF_LOCAL || l->kind == LEAF_BROADCAST)
		snprintf(how, sizeof(how), "receive");
	show_text(s, "%s -> %s => %s", ipaddr_text(&src, x), ipaddr_text(&dst, y), how);
	if (l->kind == LEAF_ADJ || l->kind == LEAF_NEIGH)
		show_text(s, "%s%s%s", *w.text ? ", addr " : "", w.text, w.complete ? "" : " (incomplete)");
	show_text(s, "\n");
	show_str(s, "source", x);
	show_str(s, "destination", y);
	show_num(s, "source_port", ports >> 16);
	show_num(s, "destination_port", ports & 0xffff);
	show_str(s, "next_hop", *w.text ? w.text : w.hop);
	show_str(s, "interface", w.out);
	show_bool(s, "complete", w.complete);
	show_end(s);
	return true;
}
