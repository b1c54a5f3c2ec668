/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ipv6 ospf, and show ospfv3 with both address families: the process, interfaces, the database. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ospf/cli.h"
#include "router/vrf/vrf.h"

#define RID(a) ip4_text(a, (char[IP4_TEXT]){ 0 })
#define AREA(a) ospf_area_text(a, (char[IP4_TEXT]){ 0 })

bool ospf3_families(const struct args *a) { return !strncmp(args_line(a), "show ospfv3", 11); }

static bool wants(const struct args *a, const struct ospf_proc *p)
{
	const char *vrf = args_str(a, "vrf");

	if (ospf3_families(a) && ((args_has(a, "ipv4") && p->all->form != OSPF_FORM_3_IP4) || (args_has(a, "ipv6") && p->all->form != OSPF_FORM_3)))
		return false;
	if (vrf && (!p->all->s->vrf || strcmp(p->all->s->vrf->name, vrf)))
		return false;
	return !args_num(a, "id", 0) || args_num(a, "id", 0) == p->id;
}

/* The processes asked for by family, number and VRF; after NULL the first. */
struct ospf_proc *ospf3_next(struct cli *c, const struct args *a, const struct ospf_proc *p)
{
	u8 form = p ? p->all->form : ospf3_families(a) ? OSPF_FORM_3_IP4 : OSPF_FORM_3;
	struct ospf_proc *q;

	for (;;) {
		q = ospf_proc_after(cli_stack(c), form, p);
		if (q && wants(a, q))
			return q;
		if (!q && form == OSPF_FORM_3)
			return NULL;
		form = q ? form : OSPF_FORM_3;
		p = q;
	}
}

static const char *family(const struct ospf_proc *p) { return p->all->form == OSPF_FORM_3_IP4 ? "ipv4" : "ipv6"; }

void ospf3_of_family(struct show *s, const struct args *a, const struct ospf_proc *p)
{
	if (!ospf3_families(a))
		return;
	show_str(s, "address_family", family(p));
	if (p->all->s->vrf)
		show_str(s, "vrf", p->all->s->vrf->name);
}

/* "1 address-family ipv4 vrf RED" */
static void named(struct show *s, const struct ospf_proc *p)
{
	show_text(s, "OSPFv3 %u address-family %s%s%s", p->id, family(p), p->all->s->vrf ? " vrf " : "", p->all->s->vrf ? p->all->s->vrf->name : "");
}

void ospf3_heading(struct show *s, const struct args *a, const struct ospf_proc *p)
{
	if (!ospf3_families(a)) {
		show_text(s, "\n            OSPFv3 Router with ID (%s) (Process ID %u)\n\n", RID(p->o->rid), p->id);
		return;
	}
	show_text(s, "\n          ");
	named(s, p);
	show_text(s, " (router-id %s)\n\n", RID(p->o->rid));
}

/* These have options: those of the router that told them. */
static bool is_dcless(const struct lsa *l)
{
	return (l->type == LSA3_ROUTER || l->type == LSA3_NETWORK) && lsa_len(l) >= OSPF_LSA_HLEN + 4 && !(l->body->bytes[OSPF_LSA_HLEN + 3] & OPT3_DC);
}

static void area_text(struct show *s, const struct ospf_area *x)
{
	u64 sums = 0;
	u32 dcless = 0;

	for (u32 k = 0; k < x->db.n; k++) {
		sums += lsa_csum(lsdb_at(&x->db, k));
		dcless += is_dcless(lsdb_at(&x->db, k));
	}
	show_text(s, "    Area %s%s%s\n        Number of interfaces in this area is %u\n", x->id ? "" : "BACKBONE(", AREA(x->id), x->id ? "" : ")", x->n_ifs);
	if (x->kind == AREA_STUB)
		show_text(s, "        It is a stub area%s\n", x->no_summary ? ", no summary LSA in this area" : "");
	else if (x->kind == AREA_NSSA)
		show_text(s, "        It is a NSSA area%s\n%s", x->no_summary ? ", no summary LSA in this area" : "", x->translator ? "        Perform type-7/type-5 LSA translation\n" : "");
	if (x->kind && x->o->abr)
		show_text(s, "        Generates stub default route with cost %u\n", x->default_cost);
	show_text(s, "        SPF algorithm executed %u times\n        Number of LSA %u. Checksum Sum 0x%06llX\n        Number of DCbitless LSA %u\n        Number of indication LSA 0\n"
		  "        Number of DoNotAge LSA 0\n        Flood list length 0\n", x->spf_runs, x->db.n, (unsigned long long)sums, dcless);
}

/* n: areas by kind */
static void process_text(struct show *s, const struct ospf_proc *p, unsigned areas, const unsigned n[3])
{
	const struct ospf *o = p->o;
	u64 sums = 0;

	show_text(s, " Supports NSSA (compatible with RFC 3101)\n");
	ospf_max_lsa_text(s, o);
	if (o->abr || ospf_is_asbr(o))
		show_text(s, " It is an %s%s%s router\n", o->abr ? "area border" : "", o->abr && ospf_is_asbr(o) ? " and " : "", ospf_is_asbr(o) ? "autonomous system boundary" : "");
	ospf_show_redistributed(s, p);
	show_text(s, o->max_metric ? " Originating router-LSAs with maximum metric\n" : " Router is not originating router-LSAs with maximum metric\n");
	show_text(s, " Initial SPF schedule delay %u msecs\n Minimum hold time between two consecutive SPFs %u msecs\n"
		  " Maximum wait time between two consecutive SPFs %u msecs\n", o->spf.start_ms, o->spf.hold_ms, o->spf.max_ms);
	show_text(s, " Initial LSA throttle delay %u msecs\n Minimum hold time for LSA throttle %u msecs\n Maximum wait time for LSA throttle %u msecs\n", o->lsa.start_ms, o->lsa.hold_ms,
		  o->lsa.max_ms);
	for (u32 k = 0; k < o->db.n; k++)
		sums += lsa_csum(lsdb_at(&o->db, k));
	show_text(s, " Minimum LSA arrival %u msecs\n Interface flood pacing timer %u msecs\n Number of external LSA %u. Checksum Sum 0x%06llX\n", o->lsa_arrival_ms, o->flood_pace_ms, o->db.n,
		  (unsigned long long)sums);
	show_text(s, " Number of areas in this router is %u. %u normal %u stub %u nssa\n Graceful restart helper support %s\n Reference bandwidth unit is %u mbps\n", areas, n[0], n[1], n[2],
		  o->nsf_helper ? "enabled" : "disabled", o->ref_mbit);
	for (const struct ospf_area *x = o->areas; x; x = x->next)
		area_text(s, x);
}

static VIEW(show_process)
{
	for (struct ospf_proc *p = ospf3_next(c, a, NULL); p; p = ospf3_next(c, a, p)) {
		const struct ospf *o = p->o;
		unsigned n[3] = { 0 }, areas = 0;

		for (const struct ospf_area *x = o->areas; x; x = x->next, areas++)
			n[x->kind]++;
		show_num(s, "process", p->id);
		ospf3_of_family(s, a, p);
		show_ip4(s, "router_id", o->rid);
		show_bool(s, "area_border_router", o->abr);
		show_bool(s, "as_boundary_router", ospf_is_asbr(o));
		show_num(s, "spf_runs", o->spf_runs);
		show_num(s, "lsas", o->n_lsas);
		ospf_max_lsa_cells(s, o);
		show_bool(s, "ipv6_routing", !ospf_stands_still(p));
		show_end(s);
		if (ospf3_families(a)) {
			show_text(s, " ");
			named(s, p);
			show_text(s, "\n Router ID %s\n", RID(o->rid));
		} else {
			show_text(s, " Routing Process \"ospfv3 %u\" with ID %s\n", p->id, RID(o->rid));
		}
		if (ospf_stands_still(p))
			show_text(s, " IPv6 routing is not enabled: the process does not run\n");
		process_text(s, p, areas, n);
	}
	return true;
}

static const char *state_short(const struct ospf_if *oi)
{
	static const char *const names[IFS_N] = { "DOWN", "LOOP", "WAIT", "P2P", "DROTH", "BDR", "DR" };

	return names[oi->state];
}

static VIEW(show_brief)
{
	char at[16];

	show_text(s, ospf3_families(a) ? "Interface    PID   Area            AF         Cost  State Nbrs F/C\n" : "Interface    PID   Area            Intf ID    Cost  State Nbrs F/C\n");
	for (struct ospf_proc *p = ospf3_next(c, a, NULL); p; p = ospf3_next(c, a, p))
		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next) {
			show_str(s, "interface", oi->name);
			show_num(s, "process", p->id);
			ospf3_of_family(s, a, p);
			show_ip4(s, "area", oi->area->id);
			show_num(s, "interface_id", oi->if_id);
			show_num(s, "cost", oi->cost);
			show_str(s, "state", state_short(oi));
			show_num(s, "neighbors_full", oi->n_full);
			show_num(s, "neighbors", oi->n_nbrs);
			show_end(s);
			snprintf(at, sizeof(at), ospf3_families(a) ? "%s" : "%.0s%u", ospf3_families(a) ? family(p) : "", oi->if_id);
			show_text(s, "%-12s %-5u %-15s %-10s %-5u %-5s %u/%u\n", oi->port ? ((const struct iface *)oi->port)->short_name : oi->name, p->id, AREA(oi->area->id), at, oi->cost,
				  state_short(oi), oi->n_full, oi->n_nbrs);
		}
	return true;
}

/* The router of that ID on the link: ", local address FE80::1". */
static void local_of(struct show *s, const struct ospf_if *oi, u32 rid)
{
	char t[IP6_TEXT];

	if (rid == oi->o->rid) {
		show_text(s, ", local address %s", ip6_text(&oi->local, t));
		return;
	}
	for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next)
		if (n->rid == rid) {
			show_text(s, ", local address %s", ipaddr_text(&n->addr, t));
			return;
		}
}

static void designated(struct show *s, const struct ospf_if *oi)
{
	show_text(s, ", Priority %u\n", oi->priority);
	if (oi->state == IFS_DOWN)
		return;
	show_text(s, oi->dr_rid ? "  Designated Router (ID) %s" : "  No designated router on this network", RID(oi->dr_rid));
	if (oi->dr_rid)
		local_of(s, oi, oi->dr_rid);
	show_text(s, oi->bdr_rid ? "\n  Backup Designated router (ID) %s" : "\n  No backup designated router on this network", RID(oi->bdr_rid));
	if (oi->bdr_rid)
		local_of(s, oi, oi->bdr_rid);
	show_text(s, "\n");
}

#define DUE(o, t) ospf_hms(ospf_timer_left(o, t), (char[16]){ 0 })

static void interface_text(struct show *s, const struct ospf_proc *p, const struct ospf_if *oi)
{
	const struct iface *i = oi->port;
	char t[IP6_TEXT];

	show_text(s, "%s is %s, line protocol is %s \n  Link Local Address %s, Interface ID %u\n", oi->name, !i || i->link ? "up" : i->shutdown ? "administratively down" : "down",
		  !i || i->up ? "up" : "down", ip6_text(&oi->local, t), oi->if_id);
	if (p->all->form == OSPF_FORM_3_IP4)
		show_text(s, "  Internet Address %s/%u\n", ip4_text(oi->addr, t), (unsigned)__builtin_popcount(oi->mask));
	show_text(s, "  Area %s, Process ID %u, Instance ID %u, Router ID %s\n  Network Type %s, Cost: %u\n", AREA(oi->area->id), p->id, oi->conf->instance, RID(p->o->rid),
		  ospf_net_name[oi->net], oi->cost);
	if (oi->state == IFS_LOOPBACK) {
		show_text(s, "  Loopback interface is treated as a stub Host\n");
		return;
	}
	show_text(s, "  Transmit Delay is %u sec, State %s", oi->delay_s, ospf_if_state_name[oi->state]);
	if (ospf_if_multi(oi))
		designated(s, oi);
	else
		show_text(s, "\n");
	show_text(s, "  Timer intervals configured, Hello %u, Dead %u, Wait %u, Retransmit %u\n", oi->hello_ms / 1000, oi->dead_ms / 1000, oi->dead_ms / 1000, oi->rxmt_s);
	if (oi->passive)
		show_text(s, "    No Hellos (Passive interface) \n");
	else if (timer_is_set(&oi->hello))
		show_text(s, "    Hello due in %s\n", DUE(p->o, &oi->hello));
	if (oi->state == IFS_DOWN)	/* IOS ends here */
		return;
	if (oi->state == IFS_WAITING)
		show_text(s, "    Wait time before Designated router selection %s\n", DUE(p->o, &oi->wait));
	if (auth_type(oi) == AUTH_CRYPT)
		ospf_show_chain(s, oi);
	show_text(s, "  Graceful restart helper support %s\n", p->o->nsf_helper ? "enabled" : "disabled");
	ospf_show_adjacent(s, oi);
}

static VIEW(show_interface)
{
	const char *name = args_str(a, "INTERFACE");

	for (struct ospf_proc *p = ospf3_next(c, a, NULL); p; p = ospf3_next(c, a, p))
		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next) {
			if (name && strcmp(name, oi->name))
				continue;
			show_str(s, "interface", oi->name);
			show_num(s, "process", p->id);
			ospf3_of_family(s, a, p);
			show_ip4(s, "area", oi->area->id);
			show_num(s, "cost", oi->cost);
			show_str(s, "network_type", ospf_net_name[oi->net]);
			show_str(s, "state", ospf_if_state_name[oi->state]);
			show_ip4(s, "dr", oi->dr_rid);
			show_ip4(s, "bdr", oi->bdr_rid);
			show_num(s, "neighbors", oi->n_nbrs);
			show_num(s, "neighbors_full", oi->n_full);
			show_end(s);
			interface_text(s, p, oi);
		}
	return true;
}

/* ---- database ---- */

static const struct kind { u16 type; const char *word, *title, *columns; } kinds[] = {
	{ LSA3_ROUTER, "router", "Router Link States", "Fragment ID  Link count  Bits" },
	{ LSA3_NETWORK, "network", "Net Link States", "Link ID    Rtr count" },
	{ LSA3_INTER_PREFIX, "inter-area-prefix", "Inter Area Prefix Link States", "Prefix" },
	{ LSA3_INTER_ROUTER, "inter-area-router", "Inter Area Router Link States", "Link ID    Dest RtrID" },
	{ LSA3_NSSA, "nssa", "Type-7 AS External Link States", "Prefix" },
	{ LSA3_LINK, "link", "Link (Type-8) Link States", "Link ID    Interface" },
	{ LSA3_INTRA_PREFIX, "intra-area-prefix", "Intra Area Prefix Link States", "Link ID    Ref-lstype  Ref-LSID" },
	{ LSA3_EXTERNAL, "external", "Type-5 AS External Link States", "Prefix" },
};

static void detail(struct show *s, struct ospf *o, const struct kind *k, struct lsa *l, const struct ospf_if *oi)
{
	struct ipaddr p = { 0 };
	struct ext_lsa e;
	struct rd r = lsa_rd(l);
	char t[IP6_TEXT];
	u8 plen = 0, bits;
	u32 cost, rid = 0;
	bool router;

	switch (k->type) {
	case LSA3_ROUTER:
		bits = lsa_router_bits(o, l);
		show_text(s, "%-12u %-11u %s%s%s", l->id, (lsa_len(l) - OSPF_LSA_HLEN) / 16, bits & RTR_B ? "B " : "", bits & RTR_E ? "E" : "", bits & (RTR_B | RTR_E) ? "" : "None");
		break;
	case LSA3_NETWORK:
		show_text(s, "%-10u %u", l->id, (lsa_len(l) - OSPF_LSA_HLEN) / 4 - 1);
		break;
	case LSA3_INTER_PREFIX:
	case LSA3_INTER_ROUTER:
		if (!summary_read3(o, l, &p, &plen, &cost, &router, &rid))
			break;
		if (router) {
			show_text(s, "%-10u %s", l->id, RID(rid));
		} else {
			show_fmt(s, "prefix", "%s/%u", ipaddr_text(&p, t), plen);
			show_text(s, "%s/%u", ipaddr_text(&p, t), plen);
		}
		break;
	case LSA3_NSSA:
	case LSA3_EXTERNAL:
		if (ext_read3(o, l, &e)) {
			show_fmt(s, "prefix", "%s/%u", ipaddr_text(&e.prefix, t), e.plen);
			show_text(s, "%s/%u", ipaddr_text(&e.prefix, t), e.plen);
		}
		break;
	case LSA3_LINK:
		show_text(s, "%-10u %s", l->id, !oi ? "" : oi->port ? ((const struct iface *)oi->port)->short_name : oi->name);
		break;
	default:
		rd_skip(&r, 2);
		plen = (u8)rd_u16(&r);
		show_text(s, "%-10u 0x%-9X %u", l->id, 0x2000 | plen, rd_u32(&r));
	}
}

static void section(struct show *s, struct ospf *o, const struct kind *k, const struct lsdb *db, const struct ospf_area *a, const struct ospf_if *oi, bool *head, const char *family)
{
	for (u32 i = 0; i < db->n; i++) {
		struct lsa *l = lsdb_at(db, i);

		if (l->type != k->type)
			continue;
		if (!*head) {
			if (a)
				show_text(s, "\t\t%s (Area %s)\n\n", k->title, AREA(a->id));
			else
				show_text(s, "\t\t%s\n\n", k->title);
			show_text(s, "ADV Router       Age         Seq#        %s\n", k->columns);
		}
		*head = true;
		show_str(s, "type", k->word);
		if (family)
			show_str(s, "address_family", family);
		if (a)
			show_ip4(s, "area", a->id);
		show_num(s, "link_state_id", l->id);
		show_ip4(s, "advertising_router", l->adv);
		show_num(s, "age_s", lsa_age(o, l));
		show_fmt(s, "sequence", "0x%08X", l->seq);
		show_fmt(s, "checksum", "0x%04X", lsa_csum(l));
		show_num(s, "length", lsa_len(l));
		show_text(s, " %-15s %-11u 0x%08X  ", RID(l->adv), lsa_age(o, l), l->seq);
		detail(s, o, k, l, oi);
		show_text(s, "\n");
		show_end(s);
	}
}

static VIEW(show_database)
{
	for (struct ospf_proc *p = ospf3_next(c, a, NULL); p; p = ospf3_next(c, a, p)) {
		const char *fam = ospf3_families(a) ? family(p) : NULL;
		struct ospf *o = p->o;

		ospf3_heading(s, a, p);
		for (const struct ospf_area *x = o->areas; x; x = x->next)
			for (unsigned k = 0; k < ARRAY_LEN(kinds); k++) {
				bool head = false;

				section(s, o, &kinds[k], &x->db, x, NULL, &head, fam);
				for (const struct ospf_if *oi = o->ifs; oi && kinds[k].type == LSA3_LINK; oi = oi->next)
					if (oi->area == x)
						section(s, o, &kinds[k], &oi->db, x, oi, &head, fam);
				if (head)
					show_text(s, "\n");
			}
		section(s, o, &kinds[ARRAY_LEN(kinds) - 1], &o->db, NULL, NULL, &(bool){ false }, fam);
	}
	return true;
}

static VIEW(show_border)
{
	for (struct ospf_proc *p = ospf3_next(c, a, NULL); p; p = ospf3_next(c, a, p)) {
		const struct ospf *o = p->o;
		char t[IP6_TEXT];

		ospf3_heading(s, a, p);
		show_text(s, "Codes: i - Intra-area route, I - Inter-area route\n\n");
		for (u32 k = 0; k < o->n_routers; k++) {
			const struct router_route *r = &o->routers[k];
			const struct ospf_hop *x = o->sets[r->set].n ? &o->hops[o->sets[r->set].hop[0]] : NULL;

			ospf3_of_family(s, a, p);
			show_ip4(s, "router_id", r->rid);
			show_num(s, "cost", r->cost);
			show_ip4(s, "area", r->area->id);
			show_end(s);
			show_text(s, "%s %s [%u] via %s, %s, %s%s%s, Area %s, SPF %u\n", r->type == PATH_INTRA ? "i" : "I", RID(r->rid), r->cost, x ? ipaddr_text(&x->via, t) : "-",
				  x && x->oi ? x->oi->name : "-", r->bits & RTR_B ? "ABR" : "", r->bits & RTR_B && r->bits & RTR_E ? "/" : "", r->bits & RTR_E ? "ASBR" : "",
				  AREA(r->area->id), o->spf_runs);
		}
	}
	return true;
}

static VIEW(show_restart)
{
	for (struct ospf_proc *p = ospf3_next(c, a, NULL); p; p = ospf3_next(c, a, p)) {
		show_num(s, "process", p->id);
		ospf3_of_family(s, a, p);
		show_text(s, " ");
		named(s, p);
		show_text(s, "\n");
		ospf_show_restart(s, p->o);
	}
	return true;
}

#define V3 "show ospfv3 [<1-65535>:id] [vrf WORD:vrf] [ipv4 | ipv6]"
#define V3_HELP "|OSPFv3 information|Process ID number|VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|IPv4 address family|IPv6 address family"

const struct cmd ospf3_show_rows[] = {
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id]", "|IPv6 information|OSPF information|Process ID number", .show = show_process },
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] graceful-restart", "||||Graceful restart state", .show = ospf_show_nsf },
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] interface [INTERFACE]", "||||Interface information|", .show = show_interface },
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] interface brief", "|||||Display brief output", .show = show_brief },
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] neighbor [INTERFACE | A.B.C.D:neighbor]", "||||Neighbor list||Neighbor ID", .show = ospf3_show_neighbor },
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] neighbor [INTERFACE | A.B.C.D:neighbor] detail", "|||||||detail of all neighbors", .show = ospf3_show_neighbor_detail },
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] virtual-links", "||||Virtual link information", .show = ospf3_show_vlinks },
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] database", "||||Database summary", .show = show_database },
	{ &mode_exec, "show ipv6 ospf [<1-65535>:id] border-routers", "||||Border and Boundary Router Information", .show = show_border },
	{ &mode_exec, V3, V3_HELP, .show = show_process },
	{ &mode_exec, V3 " graceful-restart", V3_HELP "|Graceful restart state", .show = show_restart },
	{ &mode_exec, V3 " interface [INTERFACE]", V3_HELP "|Interface information|", .show = show_interface },
	{ &mode_exec, V3 " interface brief", V3_HELP "||Display brief output", .show = show_brief },
	{ &mode_exec, V3 " neighbor [INTERFACE | A.B.C.D:neighbor]", V3_HELP "|Neighbor list||Neighbor ID", .show = ospf3_show_neighbor },
	{ &mode_exec, V3 " neighbor [INTERFACE | A.B.C.D:neighbor] detail", V3_HELP "||||detail of all neighbors", .show = ospf3_show_neighbor_detail },
	{ &mode_exec, V3 " virtual-links", V3_HELP "|Virtual link information", .show = ospf3_show_vlinks },
	{ &mode_exec, V3 " database", V3_HELP "|Database summary", .show = show_database },
	{ &mode_exec, V3 " border-routers", V3_HELP "|Border and Boundary Router Information", .show = show_border },
};
_Static_assert(ARRAY_LEN(ospf3_show_rows) == OSPF3_SHOW_ROWS, "the table's length in cli.h");
