/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip ospf: what is counted, what is waited for, and what is summarized. */
#include "router/ospf/cli.h"

#define RID(a) ip4_text(a, (char[IP4_TEXT]){ 0 })

static struct ospf_proc *next(struct cli *c, const struct args *a, struct ospf_proc *p)
{
	do
		p = ospf_proc_after(cli_stack(c), OSPF_FORM_2, p);
	while (p && args_num(a, "id", 0) && args_num(a, "id", 0) != p->id);
	return p;
}

static void head(struct show *s, const struct ospf_proc *p) { show_text(s, "\n            OSPF Router with ID (%s) (Process ID %u)\n\n", RID(p->o->rid), p->id); }

/* ---- traffic ---- */

static const struct { enum ospf_packet type; const char *cell; } packets[] = {
	{ PKT_HELLO, "hello" }, { PKT_DD, "database_desc" }, { PKT_LSR, "link_state_req" }, { PKT_LSU, "link_state_updates" }, { PKT_ACK, "link_state_acks" },
};

static void packets_of(struct show *s, const char *name, const u64 n[PKT_ACK + 1])
{
	u64 total = 0;

	for (unsigned k = 0; k < ARRAY_LEN(packets); k++)
		total += n[packets[k].type];
	show_push_object(s, name);
	show_num(s, "total", total);
	for (unsigned k = 0; k < ARRAY_LEN(packets); k++)
		show_num(s, packets[k].cell, n[packets[k].type]);
	show_pop(s);
	show_text(s, "%llu total", (unsigned long long)total);
}

static void packets_text(struct show *s, const u64 n[PKT_ACK + 1])
{
	show_text(s, "        %llu hello, %llu database desc, %llu link state req\n        %llu link state updates, %llu link state acks\n", (unsigned long long)n[PKT_HELLO],
		  (unsigned long long)n[PKT_DD], (unsigned long long)n[PKT_LSR], (unsigned long long)n[PKT_LSU], (unsigned long long)n[PKT_ACK]);
}

static VIEW(show_traffic)
{
	for (struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		const struct ospf *o = p->o;

		head(s, p);
		show_num(s, "process", p->id);
		show_text(s, "OSPF statistics:\n  Rcvd: ");
		packets_of(s, "received", o->rx);
		show_text(s, ", %llu errors\n", (unsigned long long)o->bad);
		show_num(s, "errors", o->bad);
		packets_text(s, o->rx);
		show_text(s, "  Sent: ");
		packets_of(s, "sent", o->tx);
		show_text(s, "\n");
		packets_text(s, o->tx);
		show_text(s, "\nInterface statistics:\n\n");
		show_push_list(s, "interfaces");
		for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
			show_str(s, "interface", oi->name);
			show_num(s, "received", oi->n_in);
			show_num(s, "sent", oi->n_out);
			show_num(s, "errors", oi->n_bad);
			show_end(s);
			show_text(s, "    Interface %s\n      Rcvd: %u total, %u errors\n      Sent: %u total\n", oi->name, oi->n_in, oi->n_bad, oi->n_out);
		}
		show_pop(s);
		show_end(s);
	}
	return true;
}

/* ---- summary-address, max-metric ---- */

static VIEW(show_summaries)
{
	for (struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		show_text(s, "\nOSPF Process %u, Summary-address\n\n", p->id);
		for (const struct ospf_range *g = p->o->summaries; g; g = g->next) {
			u32 metric = g->used ? g->best : OSPF_LS_INFINITY;
			unsigned type = !g->used ? 0 : g->n ? 1 : 2;

			show_num(s, "process", p->id);
			show_fmt(s, "prefix", "%s/%u", RID(g->prefix.v4), g->plen);
			show_bool(s, "active", g->used);
			show_bool(s, "advertised", g->used && !g->hide);
			if (g->used) {
				show_num(s, "metric", metric);
				show_num(s, "metric_type", type);
			}
			show_num(s, "tag", g->cost);
			show_end(s);
			show_text(s, "%s/%s Metric %u, Type %u, Tag %u%s\n", RID(g->prefix.v4), RID(ip4_mask(g->plen)), metric, type, g->cost, g->hide ? ", Not Advertise" : "");
		}
	}
	return true;
}

static VIEW(show_max_metric)
{
	for (struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		const struct ospf *o = p->o;

		head(s, p);
		show_num(s, "process", p->id);
		show_bool(s, "active", o->max_metric);
		show_text(s, "            Base Topology (MTID 0)\n\n");
		if (!o->max_metric) {
			show_text(s, " Router is not originating router-LSAs with maximum metric\n");
			show_end(s);
			continue;
		}
		show_text(s, " Originating router-LSAs with maximum metric\n    Condition: ");
		if (o->max_metric_boot_s) {
			show_num(s, "startup_s", o->max_metric_boot_s);
			show_text(s, "on startup for %u seconds, State: active\n", o->max_metric_boot_s);
		} else {
			show_text(s, "always, State: active\n");
		}
		show_bool(s, "stub_links", o->max_metric_stub);
		if (o->max_metric_stub)
			show_text(s, "    Advertise stub links with maximum metric in router-LSAs\n");
		if (o->max_metric_summary) {
			show_num(s, "summary_metric", o->max_metric_sum_cost);
			show_text(s, "    Advertise summary-LSAs with metric %u\n", o->max_metric_sum_cost);
		}
		if (o->max_metric_external) {
			show_num(s, "external_metric", o->max_metric_ext_cost);
			show_text(s, "    Advertise external-LSAs with metric %u\n", o->max_metric_ext_cost);
		}
		show_end(s);
	}
	return true;
}

/* ---- neighbours ---- */

static VIEW(show_neighbor_summary)
{
	static const char *const cells[NS_N] = { "down", "attempt", "init", "two_way", "exstart", "exchange", "loading", "full" };

	for (struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		u32 n[NS_N] = { 0 }, all = 0, helped = 0;

		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			for (const struct ospf_nbr *x = oi->nbrs; x; x = x->next) {
				n[x->state]++;
				all++;
				helped += x->helped;
			}
		head(s, p);
		show_num(s, "process", p->id);
		show_push_object(s, "states");
		for (unsigned k = 0; k < NS_N; k++) {
			show_num(s, cells[k], n[k]);
			show_text(s, "%-14s %u\n", ospf_nbr_state_name[k], n[k]);
		}
		show_pop(s);
		show_num(s, "total", all);
		show_num(s, "undergoing_nsf", helped);
		show_end(s);
		show_text(s, "%-14s %u    (Undergoing NSF %u)\n", "Total count", all, helped);
	}
	return true;
}

static bool asked_for(const struct args *a, const struct ospf_nbr *n)
{
	const char *name = args_str(a, "INTERFACE");

	return (!name || !strcmp(name, n->oi->name)) && (!args_str(a, "neighbor") || args_ip4(a, "neighbor", 0) == n->rid);
}

void ospf_lsa_line(struct show *s, u16 type, u32 id, u32 adv, u32 seq, unsigned age, unsigned csum)
{
	show_num(s, "type", type);
	show_ip4(s, "link_state_id", id);
	show_ip4(s, "advertising_router", adv);
	show_fmt(s, "sequence", "0x%08X", seq);
	show_num(s, "age_s", age);
	show_fmt(s, "checksum", "0x%04X", csum);
	show_end(s);
	show_text(s, "%5u   %-15s %-15s 0x%08X %-6u 0x%04X\n", type, RID(id), RID(adv), seq, age, csum);
}

static void neighbor_head(struct show *s, const struct ospf_proc *p, const struct ospf_nbr *n)
{
	char t[IP6_TEXT];

	show_num(s, "process", p->id);
	show_ip4(s, "neighbor_id", n->rid);
	show_str(s, "interface", n->oi->name);
	show_str(s, "address", ipaddr_text(&n->addr, t));
	show_text(s, " Neighbor %s, interface %s address %s\n", RID(n->rid), n->oi->name, t);
}

static void requests(struct show *s, const struct ospf_proc *p, const struct ospf_nbr *n)
{
	neighbor_head(s, p, n);
	show_text(s, "\n Type   LS ID           ADV RTR         Seq NO     Age    Checksum\n");
	show_push_list(s, "lsas");
	for (u32 k = n->reqs.head; k < n->reqs.n; k++) {
		const struct lsa_hdr *h = &n->reqs.r[k].h;

		if (!n->reqs.r[k].done)
			ospf_lsa_line(s, h->type, h->id, h->adv, h->seq, h->age, h->csum);
	}
	show_pop(s);
	show_end(s);
	show_text(s, "\n");
}

static void unacknowledged(struct show *s, const struct ospf_proc *p, const struct ospf_nbr *n)
{
	const struct ospf *o = p->o;
	nsec due = timer_is_set(&n->rxmt_timer) && n->rxmt_timer.due > ospf_now(o) ? n->rxmt_timer.due - ospf_now(o) : 0;
	const struct rxmt *x;

	neighbor_head(s, p, n);
	show_num(s, "due_ms", due / NSEC_PER_MS);
	show_text(s, " Link state retransmission due in %llu msec, Queue length %u\n\n Type   LS ID           ADV RTR         Seq NO     Age    Checksum\n",
		  (unsigned long long)(due / NSEC_PER_MS), n->n_rxmt);
	show_push_list(s, "lsas");
	for (u32 id = n->rxmts; id; id = x->next) {
		const struct lsa *l;

		x = slab_at(&o->rxmts, id);
		l = lsa_numbered(o, x->lsa);
		ospf_lsa_line(s, l->type, l->id, l->adv, l->seq, lsa_age(o, l), lsa_csum(l));
	}
	show_pop(s);
	show_end(s);
	show_text(s, "\n");
}

static void of_neighbors(struct cli *c, const struct args *a, struct show *s, void (*of)(struct show *, const struct ospf_proc *, const struct ospf_nbr *), bool asks)
{
	for (struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		head(s, p);
		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next)
				if (asked_for(a, n) && (asks ? n->reqs.left : n->n_rxmt))
					of(s, p, n);
	}
}

static VIEW(show_requests)
{
	of_neighbors(c, a, s, requests, true);
	return true;
}

static VIEW(show_retransmissions)
{
	of_neighbors(c, a, s, unacknowledged, false);
	return true;
}

/* ---- the database's numbers ---- */

static const struct { u16 type; const char *name, *cell; bool process; } types[] = {
	{ LSA_ROUTER, "Router", "router", false }, { LSA_NETWORK, "Network", "network", false }, { LSA_SUMMARY, "Summary Net", "summary_net", false },
	{ LSA_ASBR, "Summary ASB", "summary_asb", false }, { LSA_NSSA, "Type-7 Ext", "type7_external", false }, { LSA_OPAQUE_LINK, "Opaque Link", "opaque_link", false },
	{ LSA_OPAQUE_AREA, "Opaque Area", "opaque_area", false }, { LSA_EXTERNAL, "Type-5 Ext", "type5_external", true }, { LSA_OPAQUE_AS, "Opaque AS", "opaque_as", true },
};
struct tally { u32 n[16], old[16]; };

static void add(struct tally *t, const struct lsdb *db)
{
	for (u32 k = 0; k < db->n; k++) {
		const struct lsa *l = lsdb_at(db, k);

		t->n[l->type & 15]++;
		t->old[l->type & 15] += l->max_age;
	}
}

/* An LSA that is taken out is gone at once: none is ever marked as deleted. */
static void tally_lines(struct show *s, const struct tally *t, bool process, const char *sum)
{
	u32 n = 0, old = 0;

	show_text(s, "  LSA Type      Count    Delete   Maxage\n");
	for (unsigned k = 0; k < ARRAY_LEN(types); k++) {
		u32 mine = t->n[types[k].type], aged = t->old[types[k].type];

		if (types[k].process && !process)
			continue;
		n += mine;
		old += aged;
		show_num(s, types[k].cell, mine);
		show_text(s, "  %-13s %-8u 0        %u\n", types[k].name, mine, aged);
	}
	show_num(s, "total", n);
	show_num(s, "max_age", old);
	show_end(s);
	show_text(s, "  %-13s %-8u 0        %u\n\n", sum, n, old);
}

static VIEW(show_database_summary)
{
	for (struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		const struct ospf *o = p->o;
		struct tally all = { 0 };

		head(s, p);
		for (const struct ospf_area *x = o->areas; x; x = x->next) {
			struct tally t = { 0 };

			add(&t, &x->db);
			add(&all, &x->db);
			for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
				if (oi->area == x) {
					add(&t, &oi->db);
					add(&all, &oi->db);
				}
			show_num(s, "process", p->id);
			show_ip4(s, "area", x->id);
			show_text(s, "Area %s database summary\n", ospf_area_text(x->id, (char[IP4_TEXT]){ 0 }));
			tally_lines(s, &t, false, "Subtotal");
		}
		add(&all, &o->db);
		show_num(s, "process", p->id);
		show_text(s, "Process %u database summary\n", p->id);
		tally_lines(s, &all, true, "Total");
	}
	return true;
}

#define OSPF "show ip ospf [<1-65535>:id] "
#define WHOM " [INTERFACE | A.B.C.D:neighbor]"

const struct cmd ospf_lists_rows[] = {
	{ &mode_exec, OSPF "traffic", "||||Traffic related statistics", .show = show_traffic },
	{ &mode_exec, OSPF "summary-address", "||||Summary-address redistribution Information", .show = show_summaries },
	{ &mode_exec, OSPF "max-metric", "||||Max-metric origination information", .show = show_max_metric },
	{ &mode_exec, OSPF "neighbor summary", "|||||Neighbor count summary", .show = show_neighbor_summary },
	{ &mode_exec, OSPF "request-list" WHOM, "||||Link state request list||Neighbor ID", .show = show_requests },
	{ &mode_exec, OSPF "retransmission-list" WHOM, "||||Link state retransmission list||Neighbor ID", .show = show_retransmissions },
	{ &mode_exec, OSPF "database database-summary", "|||||Summary of database", .show = show_database_summary },
};
_Static_assert(ARRAY_LEN(ospf_lists_rows) == OSPF_LISTS_ROWS, "the table's length in cli.h");
