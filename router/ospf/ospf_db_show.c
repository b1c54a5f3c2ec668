/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip ospf database: the summary, and each type in words. What a peer sent is read through cursors here as everywhere. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ospf/cli.h"
#include "router/ospf/links.h"

#define RID(a) ip4_text(a, (char[IP4_TEXT]){ 0 })
#define AREA(a) ospf_area_text(a, (char[IP4_TEXT]){ 0 })

static const struct lsa_kind {
	u16 type;
	const char *word, *title, *name; /* of the command; of the section; of "LS Type" */
} kinds[] = {
	{ LSA_ROUTER, "router", "Router Link States", "Router Links" },
	{ LSA_NETWORK, "network", "Net Link States", "Network Links" },
	{ LSA_SUMMARY, "summary", "Summary Net Link States", "Summary Links(Network)" },
	{ LSA_ASBR, "asbr-summary", "Summary ASB Link States", "Summary Links(AS Boundary Router)" },
	{ LSA_NSSA, "nssa-external", "Type-7 AS External Link States", "AS External Link" },
	{ LSA_OPAQUE_LINK, "opaque-link", "Type-9 Opaque Link Local Link States", "Opaque Link Link" },
	{ LSA_OPAQUE_AREA, "opaque-area", "Type-10 Opaque Area Link States", "Opaque Area Link" },
	{ LSA_EXTERNAL, "external", "Type-5 AS External Link States", "AS External Link" },
	{ LSA_OPAQUE_AS, "opaque-as", "Type-11 Opaque AS Link States", "Opaque AS Link" },
};

struct view { struct show *s; const struct args *a; struct ospf_proc *p; bool detail; };

bool ospf_lsa_by_asked(const struct ospf *o, const struct args *a, const struct lsa *l)
{
	if (args_has(a, "self-originate"))
		return l->adv == o->rid;
	return !args_str(a, "adv") || l->adv == args_ip4(a, "adv", 0);
}

void ospf_lsa_cells(struct show *s, const struct ospf *o, const struct lsa *l)
{
	show_ip4(s, "advertising_router", l->adv);
	show_num(s, "age_s", lsa_age(o, l));
	show_fmt(s, "sequence", "0x%08X", l->seq);
	show_fmt(s, "checksum", "0x%04X", lsa_csum(l));
	show_num(s, "length", lsa_len(l));
}

static bool picked(const struct view *v, const struct lsa *l)
{
	return (!args_str(v->a, "lsid") || args_ip4(v->a, "lsid", 0) == l->id) && ospf_lsa_by_asked(v->p->o, v->a, l);
}

static int by_key(const void *x, const void *y)
{
	const struct lsa *a = *(const struct lsa *const *)x, *b = *(const struct lsa *const *)y;

	return a->id != b->id ? (a->id < b->id ? -1 : 1) : a->adv < b->adv ? -1 : a->adv > b->adv;
}

static void cells(const struct view *v, const struct lsa_kind *k, const struct lsa *l, const struct ospf_area *a)
{
	struct show *s = v->s;

	show_num(s, "process", v->p->id);
	if (a)
		show_ip4(s, "area", a->id);
	show_str(s, "type", k->word);
	show_ip4(s, "link_state_id", l->id);
	ospf_lsa_cells(s, v->p->o, l);
	show_end(s);
}

static void line(const struct view *v, const struct lsa_kind *k, const struct lsa *l)
{
	struct rd r = lsa_rd(l);

	show_text(v->s, "%-15s %-15s %-11u 0x%08X 0x%06X", RID(l->id), RID(l->adv), lsa_age(v->p->o, l), l->seq, lsa_csum(l));
	if (k->type == LSA_ROUTER) {
		rd_skip(&r, 2);
		show_text(v->s, " %u", rd_u16(&r));
	} else if (k->type == LSA_EXTERNAL || k->type == LSA_NSSA) {
		rd_skip(&r, 12);
		show_text(v->s, " %u", rd_u32(&r));
	}
	show_text(v->s, "\n");
}

static void router_words(struct show *s, const struct lsa *l, struct ospf *o)
{
	static const char *const to[] = { "", "another Router (point-to-point)", "a Transit Network", "a Stub Network", "a Virtual Link" };
	static const char *const id[] = { "", "Neighboring Router ID", "Designated Router address", "Network/subnet number", "Neighboring Router ID" };
	static const char *const data[] = { "", "Router Interface address", "Router Interface address", "Network Mask", "Router Interface address" };
	u8 bits = lsa_router_bits(o, l);
	struct link_it it;
	struct link k;
	struct rd r = lsa_rd(l);

	rd_skip(&r, 2);
	if (bits & RTR_B)
		show_text(s, "  Area Border Router\n");
	if (bits & RTR_E)
		show_text(s, "  AS Boundary Router\n");
	show_text(s, "  Number of Links: %u\n\n", rd_u16(&r));
	link_begin(&it, o, (struct lsa *)l);
	while (link_next(&it, &k)) {
		unsigned t = k.type < 5 ? k.type : 0;

		show_text(s, "    Link connected to: %s\n     (Link ID) %s: %s\n     (Link Data) %s: %s\n", to[t], id[t], RID(k.id), data[t], RID(k.data));
		show_text(s, "      Number of MTID metrics: 0\n       TOS 0 Metrics: %u\n\n", k.cost);
	}
}

/* Of routes IOS says whether a provider's edge told them towards the customer (RFC 4576). */
static const char *way_words(u16 type, u8 options)
{
	if (type != LSA_SUMMARY && type != LSA_ASBR && type != LSA_EXTERNAL && type != LSA_NSSA)
		return "";
	return options & OPT_DN ? ", Downward" : ", Upward";
}

static void words(const struct view *v, const struct lsa_kind *k, struct lsa *l)
{
	struct show *s = v->s;
	struct rd r = lsa_rd(l);
	u32 mask, metric, forward;
	u8 plen = 0;

	show_text(s, "  LS age: %s%u\n  Options: (No TOS-capability, %s%s%s)\n", l->max_age ? "MAXAGE: " : "", lsa_age(v->p->o, l),
		  k->type == LSA_NSSA && lsa_options(l) & OPT_NP ? "Type 7/5 translation, " : "", lsa_options(l) & OPT_DC ? "DC" : "No DC", way_words(k->type, lsa_options(l)));
	show_text(s, "  LS Type: %s\n  Link State ID: %s%s\n", k->name, RID(l->id),
		  k->type == LSA_NETWORK ? " (address of Designated Router)" : k->type == LSA_SUMMARY ? " (summary Network Number)" :
		  k->type == LSA_ASBR ? " (AS Boundary Router address)" : k->type == LSA_EXTERNAL || k->type == LSA_NSSA ? " (External Network Number )" : "");
	if (k->type == LSA_OPAQUE_LINK || k->type == LSA_OPAQUE_AREA || k->type == LSA_OPAQUE_AS)
		show_text(s, "  Opaque Type: %u\n  Opaque ID: %u\n", l->id >> 24, l->id & 0xffffff);
	show_text(s, "  Advertising Router: %s\n  LS Seq Number: %08X\n  Checksum: 0x%X\n  Length: %u\n", RID(l->adv), l->seq, lsa_csum(l), lsa_len(l));
	switch (k->type) {
	case LSA_ROUTER:
		router_words(s, l, v->p->o);
		break;
	case LSA_NETWORK:
		mask = rd_u32(&r);
		ip4_mask_len(mask, &plen);
		show_text(s, "  Network Mask: /%u\n", plen);
		while (rd_left(&r) >= 4)
			show_text(s, "\tAttached Router: %s\n", RID(rd_u32(&r)));
		break;
	case LSA_SUMMARY:
	case LSA_ASBR:
		mask = rd_u32(&r);
		ip4_mask_len(mask, &plen);
		show_text(s, "  Network Mask: /%u\n\tMTID: 0 \tMetric: %u \n", plen, rd_u32(&r) & 0xffffff);
		break;
	case LSA_EXTERNAL:
	case LSA_NSSA:
		mask = rd_u32(&r);
		metric = rd_u32(&r);
		forward = rd_u32(&r);
		ip4_mask_len(mask, &plen);
		show_text(s, "  Network Mask: /%u\n\tMetric Type: %s\n\tMTID: 0 \n\tMetric: %u \n\tForward Address: %s\n\tExternal Route Tag: %u\n", plen,
			  metric >> 31 ? "2 (Larger than any link state path)" : "1 (Comparable directly to link state metric)", metric & 0xffffff, RID(forward), rd_u32(&r));
		break;
	default:
		show_text(s, "  Fragment number : %u\n", l->id & 0xffff);
	}
	show_text(s, "\n");
}

static void section(const struct view *v, const struct lsa_kind *k, const struct lsdb *db, const struct ospf_area *a)
{
	struct lsa **all = xcalloc(db->n + 1, sizeof(struct lsa *));
	u32 n = 0;

	for (u32 i = 0; i < db->n; i++)
		if (lsdb_at(db, i)->type == k->type && picked(v, lsdb_at(db, i)))
			all[n++] = lsdb_at(db, i);
	if (n) {
		qsort(all, n, sizeof(struct lsa *), by_key);
		if (a)
			show_text(v->s, "\t\t%s (Area %s)\n\n", k->title, AREA(a->id));
		else
			show_text(v->s, "\t\t%s\n\n", k->title);
		if (!v->detail)
			show_text(v->s, "Link ID         ADV Router      Age         Seq#       Checksum%s\n", k->type == LSA_ROUTER ? " Link count" :
				  k->type == LSA_EXTERNAL || k->type == LSA_NSSA ? " Tag" : "");
		for (u32 i = 0; i < n; i++) {
			cells(v, k, all[i], a);
			if (v->detail)
				words(v, k, all[i]);
			else
				line(v, k, all[i]);
		}
		if (!v->detail)
			show_text(v->s, "\n");
	}
	free(all);
}

static void of_process(struct view *v)
{
	struct ospf *o = v->p->o;
	const struct lsa_kind *only = NULL;

	for (unsigned k = 0; k < ARRAY_LEN(kinds); k++)
		if (args_has(v->a, kinds[k].word))
			only = &kinds[k];
	v->detail = only;
	show_text(v->s, "\n            OSPF Router with ID (%s) (Process ID %u)\n\n", RID(o->rid), v->p->id);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		for (unsigned k = 0; k < ARRAY_LEN(kinds); k++) {
			if (only && only != &kinds[k])
				continue;
			section(v, &kinds[k], &a->db, a);
			for (struct ospf_if *oi = o->ifs; oi && kinds[k].type == LSA_OPAQUE_LINK; oi = oi->next)
				if (oi->area == a)
					section(v, &kinds[k], &oi->db, a);
		}
	for (unsigned k = 0; k < ARRAY_LEN(kinds); k++)
		if (!only || only == &kinds[k])
			section(v, &kinds[k], &o->db, NULL);
}

VIEW(ospf_show_database)
{
	struct view v = { .s = s, .a = a };

	for (v.p = ospf_proc_after(cli_stack(c), OSPF_FORM_2, NULL); v.p; v.p = ospf_proc_after(cli_stack(c), OSPF_FORM_2, v.p))
		if (!args_num(a, "id", 0) || args_num(a, "id", 0) == v.p->id)
			of_process(&v);
	return true;
}
