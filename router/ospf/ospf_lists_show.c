/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip ospf: what is counted, what is waited for, and what is summarized; its part of show ip protocols. */
#include <stdio.h>

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

/* ---- what several shows say ---- */

static const char *clock_text(nsec t, char buf[24])
{
	u64 ms = t / NSEC_PER_MS;

	snprintf(buf, 24, "%02u:%02u:%02u.%03u", (unsigned)(ms / 3600000 % 1000), (unsigned)(ms / 60000 % 60), (unsigned)(ms / 1000 % 60), (unsigned)(ms % 1000));
	return buf;
}

void ospf_show_started(struct show *s, const struct ospf *o)
{
	nsec up = ospf_now(o) - o->started;
	char at[24], since[24];

	show_text(s, " Start time: %s, Time elapsed: %s\n", clock_text(o->started, at), up < 24 * 3600 * NSEC_PER_SEC ? clock_text(up, since) : age_text(up, since));
}

void ospf_show_adjacent(struct show *s, const struct ospf_if *oi)
{
	show_text(s, "  Neighbor Count is %u, Adjacent neighbor count is %u \n", oi->n_nbrs, oi->n_full);
	for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next)
		if (n->state == NS_FULL)
			show_text(s, "    Adjacent with neighbor %s%s\n", RID(n->rid), !ospf_if_multi(oi) ? "" : n->name == oi->dr ? "  (Designated Router)" :
				  n->name == oi->bdr ? "  (Backup Designated Router)" : "");
	show_text(s, "  Suppress hello for 0 neighbor(s)\n");
}

const char *ospf_index_text(const struct ospf *o, const struct ospf_if *oi, const struct ospf_nbr *n, char buf[40])
{
	u32 in_area = 0, in_all = 0;
	bool found = false;

	for (const struct ospf_if *x = o->ifs; x && !found; x = x->next) {
		const struct ospf_nbr *y = x->nbrs;

		for (found = !n && x == oi; n && y && !found; y = y->next) {
			in_all++;
			in_area += x->area == oi->area;
			found = y == n;
		}
		in_all += !n;
		in_area += !n && x->area == oi->area;
	}
	snprintf(buf, 40, "%u/%u/%u", in_area, in_all, in_all);
	return buf;
}

void ospf_show_redistributed(struct show *s, const struct ospf_proc *p)
{
	if (p->redist)
		show_text(s, " Redistributing External Routes from,\n");
	for (const struct redist *r = p->redist; r; r = r->next) {
		const struct ospf_redist *d = (const struct ospf_redist *)r;

		show_text(s, "    %s", route_source_name[r->source]);
		if (r->process)
			show_text(s, " %u", r->process);
		if (r->name)
			show_text(s, " %s", r->name);
		if (r->metric_set)
			show_text(s, " with metric mapped to %u", r->metric);
		show_text(s, "%s\n", d->subnets && p->all->form == OSPF_FORM_2 ? ", includes subnets in redistribution" : "");
	}
}

void ospf_show_chain(struct show *s, const struct ospf_if *oi)
{
	static const char *const alg[] = { "MD5", "HMAC-SHA-1", "HMAC-SHA-256", "HMAC-SHA-384", "HMAC-SHA-512" };
	struct ospf_key k;

	if (auth_key(oi, &k))
		show_text(s, "  Cryptographic authentication enabled\n    Sending SA: Key %u, Algorithm %s - key chain %s\n", k.id, alg[k.alg], auth_chain(oi));
	else
		show_text(s, "  Cryptographic authentication enabled\n    No valid key in key chain %s\n", auth_chain(oi));
}

/* ---- show ip protocols ---- */

/* Interfaces of the area on which a line of their own starts the process. */
static void explicit(struct show *s, const struct ospf_proc *p, const struct ospf_area *x)
{
	bool any = false;

	for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next) {
		const struct ospf_ifc *c = oi->area == x && oi->port ? ospf_ifc_find(p->all, oi->port) : NULL;

		if (oi->area != x || !oi->port || (p->all->form == OSPF_FORM_2 && (!c || !c->process)))
			continue;
		if (!any)
			show_text(s, "  Routing on Interfaces Configured Explicitly (Area %s):\n", ospf_area_text(x->id, (char[IP4_TEXT]){ 0 }));
		any = true;
		show_text(s, "    %s\n", oi->name);
	}
}

/* No interface before has a full neighbour of its ID. */
static bool first_full(const struct ospf *o, const struct ospf_nbr *to)
{
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		for (const struct ospf_nbr *x = oi->nbrs; x; x = x->next)
			if (x->state == NS_FULL && x->rid == to->rid)
				return x == to;
	return true;
}

static void show_protocol(struct show *s, const struct ospf_proc *p)
{
	const struct ospf *o = p->o;
	const char *name = p->all->form == OSPF_FORM_2 ? "ospf" : "ospfv3";
	const char *head = "  Passive Interface(s):\n";
	unsigned n[3] = { 0 }, areas = 0;
	char t[IP4_TEXT];

	for (const struct ospf_area *x = o->areas; x; x = x->next, areas++)
		n[x->kind]++;
	show_fmt(s, "protocol", "%s %u", name, p->id);
	show_ip4(s, "router_id", o->rid);
	show_num(s, "distance", ospf_distance(p, PATH_INTRA));
	show_num(s, "maximum_paths", o->max_paths);
	show_text(s, "Routing Protocol is \"%s %u\"\n", name, p->id);
	dist_show(s, p->filters);
	show_text(s, "  Router ID %s\n", RID(o->rid));
	if (o->abr || ospf_is_asbr(o))
		show_text(s, "  It is an %s%s%s router\n", o->abr ? "area border" : "", o->abr && ospf_is_asbr(o) ? " and " : "",
			  ospf_is_asbr(o) ? "autonomous system boundary" : "");
	redist_cells(s, p->redist);
	ospf_show_redistributed(s, p);
	show_text(s, "  Number of areas in this router is %u. %u normal %u stub %u nssa\n  Maximum path: %u\n  Routing for Networks:\n", areas, n[0], n[1], n[2],
		  o->max_paths);
	for (const struct ospf_network *x = p->networks; x; x = x->next)
		show_text(s, "    %s %s area %s\n", RID(x->addr), RID(x->wild), ospf_area_text(x->area, t));
	for (const struct ospf_area *x = o->areas; x; x = x->next)
		explicit(s, p, x);
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->passive) {
			show_text(s, "%s    %s\n", head, oi->name);
			head = "";
		}
	sources_begin(s);
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		for (const struct ospf_nbr *x = oi->nbrs; x; x = x->next)
			if (x->state == NS_FULL && first_full(o, x))
				sources_add(s, x->rid, ospf_distance(p, PATH_INTRA), ospf_now(o) - o->spf_last);
	sources_end(s);
	show_text(s, "  Distance: (default is %u)\n", ospf_distance(p, PATH_INTRA));
	distance_show(s, p->distances);
	show_text(s, "\n");
	show_end(s);
}

bool ospf_show_protocols(struct cli *c, struct show *s)
{
	for (struct ospf_proc *p = NULL; (p = ospf_proc_after(cli_stack(c), OSPF_FORM_2, p));)
		show_protocol(s, p);
	for (struct ospf_proc *p = NULL; (p = ospf_proc_after(cli_stack(c), OSPF_FORM_3_IP4, p));)
		show_protocol(s, p);
	return true;
}

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
}

static void packets_text(struct show *s, const char *way, const u64 n[PKT_ACK + 1], const char *more)
{
	typedef unsigned long long ull;

	show_text(s, "  %s: %llu total%s\n", way, (ull)(n[PKT_HELLO] + n[PKT_DD] + n[PKT_LSR] + n[PKT_LSU] + n[PKT_ACK]), more);
	show_text(s, "    %llu hello, %llu database desc, %llu link state req\n    %llu link state updates, %llu link state acks\n", (ull)n[PKT_HELLO], (ull)n[PKT_DD], (ull)n[PKT_LSR],
		  (ull)n[PKT_LSU], (ull)n[PKT_ACK]);
}

/* IOS begins with all processes together. */
static void traffic_of_all(struct cli *c, const struct args *a, struct show *s)
{
	u64 rx[PKT_ACK + 1] = { 0 }, tx[PKT_ACK + 1] = { 0 }, bad = 0;
	char errors[40];

	for (struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		bad += p->o->bad;
		for (unsigned k = 0; k <= PKT_ACK; k++) {
			rx[k] += p->o->rx[k];
			tx[k] += p->o->tx[k];
		}
	}
	snprintf(errors, sizeof(errors), ", %llu errors", (unsigned long long)bad);
	show_text(s, "\nOSPF statistics:\n");
	packets_text(s, "Rcvd", rx, errors);
	packets_text(s, "Sent", tx, "");
	show_text(s, "\n");
}

static VIEW(show_traffic)
{
	if (!next(c, a, NULL))
		return true;
	traffic_of_all(c, a, s);
	for (struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		const struct ospf *o = p->o;

		head(s, p);
		show_num(s, "process", p->id);
		packets_of(s, "received", o->rx);
		show_num(s, "errors", o->bad);
		packets_of(s, "sent", o->tx);
		show_text(s, "\nInterface statistics:\n\n");
		show_push_list(s, "interfaces");
		for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
			show_str(s, "interface", oi->name);
			show_num(s, "received", oi->n_in);
			show_num(s, "sent", oi->n_out);
			show_num(s, "errors", oi->n_bad);
			show_end(s);
			show_text(s, "\n    Interface %s\n\nOSPF packets received/sent\n  Type          Packets\n  RX Invalid    %u\n  RX Total      %u\n\n  TX Total      %u\n\n", oi->name, oi->n_bad,
				  oi->n_in, oi->n_out);
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
	char when[OSPF_WHEN];

	for (struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		const struct ospf *o = p->o;

		head(s, p);
		show_num(s, "process", p->id);
		show_bool(s, "active", o->max_metric);
		show_text(s, "\n            Base Topology (MTID 0)\n\n");
		ospf_show_started(s, o);
		if (!o->max_metric) {
			show_text(s, " Router is not originating router-LSAs with maximum metric\n");
			show_end(s);
			continue;
		}
		show_text(s, " Originating router-LSAs with maximum metric\n    Condition: %s, State: active\n", ospf_max_metric_when(o, when));
		if (o->max_metric_boot_s)
			show_num(s, "startup_s", o->max_metric_boot_s);
		if (o->max_metric_bgp)
			show_bool(s, "wait_for_bgp", true);
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
			show_text(s, "%-12s %u\n", ospf_nbr_state_name[k], n[k]);
		}
		show_pop(s);
		show_num(s, "total", all);
		show_num(s, "undergoing_nsf", helped);
		show_end(s);
		show_text(s, "%-12s %u    (Undergoing NSF %u)\n", "Total count", all, helped);
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
	{ LSA_ASBR, "Summary ASBR", "summary_asb", false }, { LSA_NSSA, "Type-7 Ext", "type7_external", false }, { LSA_OPAQUE_LINK, "Opaque Link", "opaque_link", false },
	{ LSA_OPAQUE_AREA, "Opaque Area", "opaque_area", false }, { LSA_EXTERNAL, "Type-5 Ext", "type5_external", true }, { LSA_OPAQUE_AS, "Opaque AS", "opaque_as", true },
};
struct tally { u32 n[16], old[16], others; };	/* others: that other routers told */

static void add(struct tally *t, const struct ospf *o, const struct lsdb *db)
{
	for (u32 k = 0; k < db->n; k++) {
		const struct lsa *l = lsdb_at(db, k);

		t->n[l->type & 15]++;
		t->old[l->type & 15] += l->max_age;
		t->others += l->adv != o->rid;
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
	if (process)
		show_text(s, "  Non-self      %u\n", t->others);
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

			add(&t, o, &x->db);
			add(&all, o, &x->db);
			for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
				if (oi->area == x) {
					add(&t, o, &oi->db);
					add(&all, o, &oi->db);
				}
			show_num(s, "process", p->id);
			show_ip4(s, "area", x->id);
			show_text(s, "Area %s database summary\n", ospf_area_text(x->id, (char[IP4_TEXT]){ 0 }));
			tally_lines(s, &t, false, "Subtotal");
		}
		add(&all, o, &o->db);
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
