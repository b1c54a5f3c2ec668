/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ipv6 ospf database TYPE, show ospfv3 database TYPE: each LSA of the type in words. Read through cursors: a peer sent it. */
#include <stdlib.h>

#include "router/ospf/cli.h"
#include "router/ospf/prefix3.h"

#define RID(a) ip4_text(a, (char[IP4_TEXT]){ 0 })
#define AREA(a) ospf_area_text(a, (char[IP4_TEXT]){ 0 })

static const struct kind {
	u16 type;
	bool options;
	const char *word, *cell, *title, *name, *id;	/* of the command; the row's; of the section; of "LS Type"; what its number is */
} kinds[] = {
	{ LSA3_ROUTER, true, "router", "router", "Router Link States", "Router Links", "" },
	{ LSA3_NETWORK, true, "network", "network", "Net Link States", "Network Links", " (Interface ID of Designated Router)" },
	{ LSA3_INTER_PREFIX, false, "prefix", "inter-area-prefix", "Inter Area Prefix Link States", "Inter Area Prefix Links", "" },
	{ LSA3_INTER_ROUTER, true, "router", "inter-area-router", "Inter Area Router Link States", "Inter Area Router Links", "" },
	{ LSA3_NSSA, false, "nssa-external", "nssa", "Type-7 AS External Link States", "AS External Link", "" },
	{ LSA3_LINK, true, "link", "link", "Link (Type-8) Link States", "Link-LSA", " (Interface ID)" },
	{ LSA3_INTRA_PREFIX, false, "prefix", "intra-area-prefix", "Intra Area Prefix Link States", "Intra-Area-Prefix-LSA", "" },
	{ LSA3_EXTERNAL, false, "external", "external", "Type-5 AS External Link States", "AS External Link", "" },
};

struct view { struct show *s; const struct args *a; struct ospf_proc *p; const struct kind *k; bool headed; };

static const struct kind *asked(const struct args *a)
{
	bool inter = args_has(a, "inter-area");
	unsigned k = 0;

	while (!args_has(a, kinds[k].word) || inter != (kinds[k].type == LSA3_INTER_PREFIX || kinds[k].type == LSA3_INTER_ROUTER))
		k++;
	return &kinds[k];
}

static bool picked(const struct view *v, const struct lsa *l)
{
	return l->type == v->k->type && ospf_lsa_by_asked(v->p->o, v->a, l);
}

static void options_line(struct show *s, u32 options)
{
	show_text(s, "  Options:");
	ospf3_option_words(s, options, true);
	show_text(s, "\n");
}

/* Where the three octets of options stand, of those types that have them. */
static u32 options_of(const struct lsa *l)
{
	struct rd r = lsa_rd(l);

	return rd_u32(&r) & 0xffffff;
}

/* A prefix that cannot be read ends the list. with: the word of the 16 bits behind the options. */
static bool prefix_words(const struct view *v, struct rd *r, bool metric)
{
	static const struct { u8 bit; const char *name; } bits[] = { { PFX_NU, "NU" }, { PFX_LA, "LA" }, { PFX_P, "P" }, { PFX_DN, "DN" } };
	struct ipaddr p;
	char t[IP6_TEXT];
	u8 plen, options;
	u16 last;
	bool any = false;

	if (!prefix3_read(v->p->o, r, &p, &plen, &options, &last))
		return false;
	show_text(v->s, "  Prefix Address: %s\n  Prefix Length: %u, Options: ", ipaddr_text(&p, t), plen);
	for (unsigned k = 0; k < ARRAY_LEN(bits); k++)
		if (options & bits[k].bit) {
			show_text(v->s, "%s ", bits[k].name); /* IOS: "LA , Metric" */
			any = true;
		}
	show_text(v->s, any ? "" : "None");
	if (metric)
		show_text(v->s, ", Metric: %u", last);
	show_text(v->s, "\n");
	return true;
}

static void router_words(const struct view *v, const struct lsa *l)
{
	static const char *const to[] = { "", "another Router (point-to-point)", "a Transit Network", "", "a Virtual Link" };
	u8 bits = lsa_router_bits(v->p->o, l);
	struct rd r = lsa_rd(l);

	rd_u32(&r);
	show_text(v->s, "%s%s  Number of Links: %u\n\n", bits & RTR_B ? "  Area Border Router\n" : "", bits & RTR_E ? "  AS Boundary Router\n" : "", (unsigned)(rd_left(&r) / 16));
	while (rd_left(&r) >= 16) {
		u8 type = rd_u8(&r);
		const char *dr = type == 2 ? "(DR) " : "";
		u32 metric, own, nbr;

		rd_u8(&r);
		metric = rd_u16(&r);
		own = rd_u32(&r);
		nbr = rd_u32(&r);
		show_text(v->s, "    Link connected to: %s\n      Link Metric: %u\n      Local Interface ID: %u\n      Neighbor %sInterface ID: %u\n      Neighbor %sRouter ID: %s\n\n",
			  to[type < ARRAY_LEN(to) ? type : 0], metric, own, dr, nbr, dr, RID(rd_u32(&r)));
	}
}

static void link_words(const struct view *v, const struct lsa *l)
{
	struct rd r = lsa_rd(l);
	struct ip6 local = { 0 };
	char t[IP6_TEXT];
	u32 n;

	show_text(v->s, "  Router Priority: %u\n", rd_u32(&r) >> 24);
	rd_copy(&r, local.b, 16);
	n = rd_u32(&r);
	show_text(v->s, "  Link Local Address: %s\n  Number of Prefixes: %u\n", ip6_text(&local, t), n);
	while (n-- && prefix_words(v, &r, false))
		;
}

static void external_words(const struct view *v, const struct lsa *l)
{
	struct rd r = lsa_rd(l);
	struct ext_lsa e;
	char t[IP6_TEXT];

	rd_u32(&r);
	prefix_words(v, &r, false);
	if (!ext_read3(v->p->o, l, &e))
		return;
	show_text(v->s, "  Metric Type: %s\n  Metric: %u\n", e.e2 ? "2 (Larger than any link state path)" : "1 (Comparable directly to link state metric)", e.metric);
	if (e.forward.af)
		show_text(v->s, "  Forward Address: %s\n", ipaddr_text(&e.forward, t));
	if (e.tag)
		show_text(v->s, "  External Route Tag: %u\n", e.tag);
}

static void body_words(const struct view *v, const struct lsa *l)
{
	struct show *s = v->s;
	struct rd r = lsa_rd(l);
	u32 n, type, id;

	switch (l->type) {
	case LSA3_ROUTER:
		router_words(v, l);
		return;
	case LSA3_NETWORK:
		rd_u32(&r);
		while (rd_left(&r) >= 4)
			show_text(s, "\tAttached Router: %s\n", RID(rd_u32(&r)));
		break;
	case LSA3_INTER_PREFIX:
		show_text(s, "  Metric: %u \n", rd_u32(&r) & 0xffffff);
		prefix_words(v, &r, false);
		break;
	case LSA3_INTER_ROUTER:
		rd_u32(&r);
		n = rd_u32(&r) & 0xffffff;
		show_text(s, "  Metric: %u\n  Destination Router ID: %s\n", n, RID(rd_u32(&r)));
		break;
	case LSA3_LINK:
		link_words(v, l);
		break;
	case LSA3_INTRA_PREFIX:
		n = rd_u16(&r);
		type = rd_u16(&r);
		id = rd_u32(&r);
		show_text(s, "  Referenced LSA Type: %X\n  Referenced Link State ID: %u\n  Referenced Advertising Router: %s\n  Number of Prefixes: %u\n", type, id, RID(rd_u32(&r)), n);
		while (n-- && prefix_words(v, &r, true))
			;
		break;
	default:
		external_words(v, l);
	}
	show_text(s, "\n");
}

static void cells(const struct view *v, const struct lsa *l, const struct ospf_area *a)
{
	struct show *s = v->s;

	show_num(s, "process", v->p->id);
	ospf3_of_family(s, v->a, v->p);
	show_str(s, "type", v->k->cell);
	if (a)
		show_ip4(s, "area", a->id);
	show_num(s, "link_state_id", l->id);
	ospf_lsa_cells(s, v->p->o, l);
	show_end(s);
}

static int by_router(const void *x, const void *y)
{
	const struct lsa *a = *(const struct lsa *const *)x, *b = *(const struct lsa *const *)y;

	return a->adv != b->adv ? (a->adv < b->adv ? -1 : 1) : a->id < b->id ? -1 : a->id > b->id;
}

static void section(struct view *v, const struct lsdb *db, const struct ospf_area *a, const struct ospf_if *oi)
{
	const struct lsa **all = xcalloc(db->n + 1, sizeof(*all));
	struct show *s = v->s;
	u32 n = 0;

	for (u32 i = 0; i < db->n; i++)
		if (picked(v, lsdb_at(db, i)))
			all[n++] = lsdb_at(db, i);
	qsort(all, n, sizeof(*all), by_router);
	for (u32 i = 0; i < n; i++) {
		const struct lsa *l = all[i];

		if (!v->headed && a)
			show_text(s, "\t\t%s (Area %s)\n\n", v->k->title, AREA(a->id));
		else if (!v->headed)
			show_text(s, "\t\t%s\n\n", v->k->title);
		v->headed = true;
		cells(v, l, a);
		show_text(s, "  LS age: %s%u\n", l->max_age ? "MAXAGE: " : "", lsa_age(v->p->o, l));
		if (v->k->options)
			options_line(s, options_of(l));
		show_text(s, "  LS Type: %s", v->k->name);
		if (oi)
			show_text(s, " (Interface: %s)", oi->name);
		show_text(s, "\n  Link State ID: %u%s\n  Advertising Router: %s\n  LS Seq Number: %08X\n  Checksum: 0x%X\n  Length: %u\n", l->id, v->k->id, RID(l->adv), l->seq, lsa_csum(l), lsa_len(l));
		body_words(v, l);
	}
	free(all);
}

static VIEW(show_type)
{
	struct view v = { .s = s, .a = a, .k = asked(a) };

	for (v.p = ospf3_next(c, a, NULL); v.p; v.p = ospf3_next(c, a, v.p)) {
		struct ospf *o = v.p->o;

		ospf3_heading(s, a, v.p);
		for (const struct ospf_area *x = o->areas; x; x = x->next) {
			v.headed = false;
			section(&v, &x->db, x, NULL);
			for (const struct ospf_if *oi = o->ifs; oi && v.k->type == LSA3_LINK; oi = oi->next)
				if (oi->area == x)
					section(&v, &oi->db, x, oi);
		}
		v.headed = false;
		section(&v, &o->db, NULL, NULL);
	}
	return true;
}

#define WHICH "[adv-router A.B.C.D:adv|self-originate]"
#define WHICH_HELP "Advertising Router link states|Advertising Router (as an IP address)|Self-originated link states"
#define TYPES "{router|network|external|link|prefix|nssa-external}"
#define TYPES_HELP "Router link states|Network link states|External link states|Link link states|Prefix link states|NSSA External link states"
#define V3 "show ospfv3 [<1-65535>:id] [vrf WORD:vrf] [ipv4 | ipv6]"
#define V3_HELP "|OSPFv3 information|Process ID number|VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|IPv4 address family|IPv6 address family"

const struct cmd ospf3_db_rows[] = {
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] database " TYPES " " WHICH, "|||Process ID number|Database summary|" TYPES_HELP "|" WHICH_HELP, .show = show_type },
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] database inter-area {prefix|router} " WHICH,
	  "|||Process ID number|Database summary|Inter area link states|Inter area prefix link states|Inter area router link states|" WHICH_HELP, .show = show_type },
	{ &mode_exec, V3 " database " TYPES " " WHICH, V3_HELP "|Database summary|" TYPES_HELP "|" WHICH_HELP, .show = show_type },
	{ &mode_exec, V3 " database inter-area {prefix|router} " WHICH, V3_HELP "|Database summary|Inter area link states|Inter area prefix link states|Inter area router link states|" WHICH_HELP, .show = show_type },
};
_Static_assert(ARRAY_LEN(ospf3_db_rows) == OSPF3_DB_ROWS, "the table's length in cli.h");
