/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip ospf: the process, its interfaces, neighbours, border routers, virtual links. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ospf/cli.h"
#include "router/vrf/vrf.h"

static const char *rid(u32 a, char buf[IP4_TEXT]) { return ip4_text(a, buf); }
#define RID(a) rid(a, (char[IP4_TEXT]){ 0 })

const char *ospf_area_text(u32 area, char buf[IP4_TEXT])
{
	snprintf(buf, IP4_TEXT, "%u", area);
	return buf;
}
#define AREA(a) ospf_area_text(a, (char[IP4_TEXT]){ 0 })

const char *ospf_hms(nsec span, char buf[16])
{
	u64 s = span / NSEC_PER_SEC;

	snprintf(buf, 16, "%02u:%02u:%02u", (unsigned)(s / 3600 % 1000), (unsigned)(s / 60 % 60), (unsigned)(s % 60));
	return buf;
}
#define HMS(n) ospf_hms(n, (char[16]){ 0 })

nsec ospf_timer_left(const struct ospf *o, const struct timer *t) { return timer_is_set(t) && t->due > ospf_now(o) ? t->due - ospf_now(o) : 0; }

static bool wants(const struct args *a, const struct ospf_proc *p) { return !args_num(a, "id", 0) || args_num(a, "id", 0) == p->id; }

/* The processes of all VRFs by number. */
static struct ospf_proc *first(struct cli *c) { return ospf_proc_after(cli_stack(c), OSPF_FORM_2, NULL); }
static struct ospf_proc *next(struct cli *c, const struct ospf_proc *p) { return ospf_proc_after(cli_stack(c), OSPF_FORM_2, p); }

/* ---- the process ---- */

static void show_area(struct show *s, const struct ospf_area *a)
{
	const struct ospf *o = a->o;
	unsigned n = 0, loops = 0, dcless = 0, opaque = 0;
	u64 sums = 0, opaque_sums = 0;

	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->area == a && oi->state != IFS_DOWN) {
			n++;
			loops += oi->state == IFS_LOOPBACK;
		}
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		for (u32 k = 0; oi->area == a && k < oi->db.n; k++) {
			opaque++;
			opaque_sums += lsa_csum(lsdb_at(&oi->db, k));
		}
	for (u32 k = 0; k < a->db.n; k++) {
		sums += lsa_csum(lsdb_at(&a->db, k));
		dcless += !(lsa_options(lsdb_at(&a->db, k)) & OPT_DC);
	}
	show_text(s, "    Area %s%s%s\n", a->id ? "" : "BACKBONE(", AREA(a->id), a->id ? "" : ")");
	show_text(s, "        Number of interfaces in this area is %u", n);
	if (loops)
		show_text(s, " (%u loopback)", loops);
	show_text(s, "\n");
	if (a->kind == AREA_STUB)
		show_text(s, "        It is a stub area%s\n", a->no_summary ? ", no summary LSA in this area" : "");
	else if (a->kind == AREA_NSSA)
		show_text(s, "        It is a NSSA area%s\n%s", a->no_summary ? ", no summary LSA in this area" : "",
			  a->translator ? "        Perform type-7/type-5 LSA translation\n" : "");
	if (a->kind && o->abr)
		show_text(s, "        Generates stub default route with cost %u\n", a->default_cost);
	if (a->transit)
		show_text(s, "        This area has transit capability: Virtual Link Endpoint\n");
	show_text(s, "        Area has %s authentication\n", a->auth == AUTH_CRYPT ? "message digest" : a->auth == AUTH_SIMPLE ? "simple password" : "no");
	show_text(s, "        SPF algorithm last executed %s.%03u ago\n", HMS(ospf_now(o) - a->spf_last), (unsigned)((ospf_now(o) - a->spf_last) / NSEC_PER_MS % 1000));
	show_text(s, "        SPF algorithm executed %u times\n        Area ranges are\n", a->spf_runs);
	for (const struct ospf_range *g = a->ranges; g; g = g->next) {
		show_text(s, "           %s/%u %s", RID(g->prefix.v4), g->plen, g->used ? "Active" : "Passive");
		if (g->used)
			show_text(s, "(%u%s)", g->cost_set ? g->cost : g->best, g->cost_set ? " - configured" : "");
		show_text(s, " %s\n", g->hide ? "DoNotAdvertise" : "Advertise");
	}
	show_text(s, "        Number of LSA %u. Checksum Sum 0x%06llX\n", a->db.n, (unsigned long long)sums);
	show_text(s, "        Number of opaque link LSA %u. Checksum Sum 0x%06llX\n        Number of DCbitless LSA %u\n        Number of indication LSA 0\n"
		  "        Number of DoNotAge LSA 0\n        Flood list length 0\n", opaque, (unsigned long long)opaque_sums, dcless);
}

static void process_cells(struct show *s, const struct ospf_proc *p)
{
	const struct ospf *o = p->o;

	show_num(s, "process", p->id);
	show_ip4(s, "router_id", o->rid);
	show_bool(s, "area_border_router", o->abr);
	show_bool(s, "as_boundary_router", ospf_is_asbr(o));
	show_num(s, "spf_runs", o->spf_runs);
	show_num(s, "lsas", o->n_lsas);
	show_num(s, "lsa_bytes", o->bytes);
	ospf_max_lsa_cells(s, o);
	show_push_list(s, "areas");
	for (const struct ospf_area *a = o->areas; a; a = a->next) {
		show_ip4(s, "area", a->id);
		show_num(s, "lsas", a->db.n);
		show_num(s, "interfaces", a->n_ifs);
		show_num(s, "spf_runs", a->spf_runs);
		show_end(s);
	}
	show_pop(s);
	if (p->all->s->vrf)
		show_str(s, "vrf", p->all->s->vrf->name);
}

static void sum_line(struct show *s, const struct ospf *o, const char *what, u16 type)
{
	u64 sums = 0;

	for (u32 k = 0; k < o->db.n; k++)
		if (lsdb_at(&o->db, k)->type == type)
			sums += lsa_csum(lsdb_at(&o->db, k));
	show_text(s, " Number of %s LSA %u. Checksum Sum 0x%06llX\n", what, o->db.n_type[type], (unsigned long long)sums);
}

static void show_process(struct show *s, const struct ospf_proc *p)
{
	struct ospf *o = p->o;
	unsigned n[3] = { 0 }, areas = 0, transit = 0;
	char when[OSPF_WHEN];

	for (const struct ospf_area *a = o->areas; a; a = a->next, areas++) {
		n[a->kind]++;
		transit += a->transit;
	}
	process_cells(s, p);
	show_text(s, " Routing Process \"ospf %u\" with ID %s\n", p->id, RID(o->rid));
	ospf_show_started(s, o);
	if (p->shut)
		show_text(s, " Routing Process is shutdown\n");
	show_text(s, " Supports only single TOS(TOS0) routes\n Supports opaque LSA\n Supports area transit capability\n Supports NSSA (compatible with RFC 3101)\n");
	if (p->all->s->vrf)
		show_text(s, o->heed_dn ? " Connected to MPLS VPN Superbackbone, VRF %s\n" : " VRF %s, capability vrf-lite\n", p->all->s->vrf->name);
	ospf_max_lsa_text(s, o);
	if (o->abr || ospf_is_asbr(o))
		show_text(s, " It is an %s%s%s router\n", o->abr ? "area border" : "", o->abr && ospf_is_asbr(o) ? " and " : "", ospf_is_asbr(o) ? "autonomous system boundary" : "");
	ospf_show_redistributed(s, p);
	if (o->max_metric)
		show_text(s, " Originating router-LSAs with maximum metric\n    Condition: %s, State: active\n", ospf_max_metric_when(o, when));
	ospf_show_restarts(s, o);
	if (!o->max_metric)
		show_text(s, " Router is not originating router-LSAs with maximum metric\n");
	show_text(s, " Initial SPF schedule delay %u msecs\n Minimum hold time between two consecutive SPFs %u msecs\n"
		  " Maximum wait time between two consecutive SPFs %u msecs\n Incremental-SPF disabled\n", o->spf.start_ms, o->spf.hold_ms, o->spf.max_ms);
	show_text(s, " Initial LSA throttle delay %u msecs\n Minimum hold time for LSA throttle %u msecs\n Maximum wait time for LSA throttle %u msecs\n",
		  o->lsa.start_ms, o->lsa.hold_ms, o->lsa.max_ms);
	show_text(s, " Minimum LSA arrival %u msecs\n Interface flood pacing timer %u msecs\n", o->lsa_arrival_ms, o->flood_pace_ms);
	sum_line(s, o, "external", LSA_EXTERNAL);
	sum_line(s, o, "opaque AS", LSA_OPAQUE_AS);
	show_text(s, " Number of areas in this router is %u. %u normal %u stub %u nssa\n", areas, n[AREA_NORMAL], n[AREA_STUB], n[AREA_NSSA]);
	show_text(s, " Number of areas transit capable is %u\n External flood list length 0\n IETF NSF helper support %s\n Reference bandwidth unit is %u mbps\n", transit,
		  o->nsf_helper ? "enabled" : "disabled", o->ref_mbit);
	for (const struct ospf_area *a = o->areas; a; a = a->next)
		show_area(s, a);
	show_end(s);
}

VIEW(ospf_show)
{
	bool any = false;

	for (struct ospf_proc *p = first(c); p; p = next(c, p))
		if (wants(a, p)) {
			if (any)
				show_text(s, "\n");
			show_process(s, p);
			any = true;
		}
	return true;
}

/* ---- interfaces ---- */

static const char *state_short(const struct ospf_if *oi)
{
	static const char *const names[IFS_N] = { "DOWN", "LOOP", "WAIT", "P2P", "DROTH", "BDR", "DR" };

	return oi->state == IFS_P2P && (oi->net == NET_P2MP || oi->net == NET_P2MP_NB) ? "P2MP" : names[oi->state];
}

static const char *short_name(const struct ospf_if *oi) { return oi->port ? ((const struct iface *)oi->port)->short_name : oi->name; }

static unsigned plen_of(u32 mask)
{
	u8 n = 0;

	ip4_mask_len(mask, &n);
	return n;
}

VIEW(ospf_show_interface_brief)
{
	char addr[32];

	show_text(s, "Interface    PID   Area            IP Address/Mask    Cost  State Nbrs F/C\n");
	for (struct ospf_proc *p = first(c); p; p = next(c, p))
		for (struct ospf_if *oi = p->o->ifs; oi && wants(a, p); oi = oi->next) {
			const char *lender = oi->unnumbered && oi->port ? ip_iface_lender(oi->port) : NULL;
			const struct iface *from = lender ? device_iface(p->all->s->dev, lender) : NULL;

			if (from)
				snprintf(addr, sizeof(addr), "Unnumbered %s", from->short_name);
			else
				snprintf(addr, sizeof(addr), "%s/%u", RID(oi->addr), plen_of(oi->mask));
			show_str(s, "interface", oi->name);
			show_num(s, "process", p->id);
			show_ip4(s, "area", oi->area->id);
			show_str(s, "address", addr);
			show_num(s, "cost", oi->cost);
			show_str(s, "state", state_short(oi));
			show_num(s, "neighbors_full", oi->n_full);
			show_num(s, "neighbors", oi->n_nbrs);
			show_end(s);
			show_text(s, "%-12s %-5u %-15s %-18s %-5u %-5s %u/%u\n", short_name(oi), p->id, AREA(oi->area->id), addr, oi->cost, state_short(oi),
				  oi->n_full, oi->n_nbrs);
		}
	return true;
}

static void designated(struct show *s, const struct ospf_if *oi)
{
	if (oi->dr)
		show_text(s, "  Designated Router (ID) %s, Interface address %s\n", RID(oi->dr_rid), RID(oi->dr));
	else
		show_text(s, "  No designated router on this network\n");
	if (oi->bdr)
		show_text(s, "  Backup Designated router (ID) %s, Interface address %s\n", RID(oi->bdr_rid), RID(oi->bdr));
	else
		show_text(s, "  No backup designated router on this network\n");
}

static void authenticated(struct show *s, const struct ospf_if *oi)
{
	u8 type = auth_type(oi);

	if (type == AUTH_SIMPLE)
		show_text(s, "  Simple password authentication enabled\n");
	else if (type == AUTH_CRYPT && auth_chain(oi))
		ospf_show_chain(s, oi);
	else if (type == AUTH_CRYPT && oi->conf->n_keys)
		show_text(s, "  Cryptographic authentication enabled\n    Youngest key id is %u\n", oi->conf->keys[oi->conf->n_keys - 1].id);
	else if (type == AUTH_CRYPT)
		show_text(s, "  Cryptographic authentication enabled\n      No key configured, using default key id 0\n");
}

static void cells_interface(struct show *s, const struct ospf_proc *p, const struct ospf_if *oi)
{
	show_str(s, "interface", oi->name);
	show_num(s, "process", p->id);
	show_ip4(s, "area", oi->area->id);
	show_ip4(s, "router_id", p->o->rid);
	show_ip4(s, "address", oi->addr);
	show_str(s, "network_type", ospf_net_name[oi->net]);
	show_num(s, "cost", oi->cost);
	show_str(s, "state", ospf_if_state_name[oi->state]);
	show_num(s, "priority", oi->priority);
	show_num(s, "hello_ms", oi->hello_ms);
	show_num(s, "dead_ms", oi->dead_ms);
	show_ip4(s, "dr", oi->dr_rid);
	show_ip4(s, "bdr", oi->bdr_rid);
	show_bool(s, "passive", oi->passive);
	show_num(s, "neighbors", oi->n_nbrs);
	show_num(s, "neighbors_full", oi->n_full);
	show_num(s, "rx_packets", oi->n_in);
	show_num(s, "tx_packets", oi->n_out);
	show_num(s, "rx_bad", oi->n_bad);
	show_end(s);
}

static void hello_due(struct show *s, const struct ospf_if *oi)
{
	nsec due = ospf_timer_left(oi->o, &oi->hello);

	if (oi->hello_ms < 1000)
		show_text(s, "    Hello due in %llu msec\n", (unsigned long long)(due / NSEC_PER_MS));
	else
		show_text(s, "    Hello due in %s\n", HMS(due));
}

static void show_if(struct show *s, const struct ospf_proc *p, const struct ospf_if *oi)
{
	const struct iface *i = oi->port;
	struct ospf_ifc *x = i ? ospf_ifc(p->all, (struct iface *)oi->port) : NULL;
	const char *lender = i ? ip_iface_lender(i) : NULL;

	cells_interface(s, p, oi);
	show_text(s, "%s is %s, line protocol is %s \n", oi->name, i ? i->shutdown ? "administratively down" : i->link ? "up" : "down" : oi->up ? "up" : "down",
		  i ? i->up ? "up" : "down" : oi->up ? "up" : "down");
	if (oi->unnumbered)
		show_text(s, "  Interface is unnumbered. Using address of %s (%s)", lender ? lender : "", RID(oi->addr));
	else
		show_text(s, "  Internet Address %s/%u", RID(oi->addr), plen_of(oi->mask));
	show_text(s, ", Area %s%s\n", AREA(oi->area->id), !x ? "" : x->process ? ", Attached via Interface Enable" : ", Attached via Network Statement");
	show_text(s, "  Process ID %u, Router ID %s, Network Type %s, Cost: %u\n", p->id, RID(p->o->rid), ospf_net_name[oi->net], oi->cost);
	show_text(s, "  Topology-MTID    Cost    Disabled    Shutdown      Topology Name\n        0           %-9u no          no            Base\n", oi->cost);
	if (x && x->process)
		show_text(s, "  Enabled by interface config, %s secondary ip addresses\n", x->secondaries_none ? "excluding" : "including");
	if (oi->state == IFS_LOOPBACK) {
		show_text(s, "  Loopback interface is treated as a stub Host\n");
		return;
	}
	show_text(s, "  Transmit Delay is %u sec, State %s", oi->delay_s, ospf_if_state_name[oi->state]);
	if (ospf_if_multi(oi)) {
		show_text(s, ", Priority %u\n", oi->priority);
		if (oi->state != IFS_DOWN)
			designated(s, oi);
	} else {
		show_text(s, "\n");
	}
	show_text(s, "  Timer intervals configured, Hello %u%s, Dead %u, Wait %u, Retransmit %u\n", oi->hello_ms < 1000 ? oi->hello_ms : oi->hello_ms / 1000,
		  oi->hello_ms < 1000 ? " msec" : "", oi->dead_ms / 1000, oi->dead_ms / 1000, oi->rxmt_s);
	if (oi->passive)
		show_text(s, "    No Hellos (Passive interface) \n");
	else if (timer_is_set(&oi->hello))
		hello_due(s, oi);
	if (oi->state == IFS_DOWN)	/* IOS ends here */
		return;
	if (oi->state == IFS_WAITING)
		show_text(s, "    Wait time before Designated router selection %s\n", HMS(ospf_timer_left(p->o, &oi->wait)));
	show_text(s, "  IETF NSF helper support %s\n  Index %s, flood queue length %u\n", p->o->nsf_helper ? "enabled" : "disabled", ospf_index_text(p->o, oi, NULL, (char[40]){ 0 }), oi->n_flood);
	ospf_show_adjacent(s, oi);
	authenticated(s, oi);
}

VIEW(ospf_show_interface)
{
	const char *name = args_str(a, "INTERFACE");
	bool any = false;

	for (struct ospf_proc *p = first(c); p; p = next(c, p))
		for (struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			if (wants(a, p) && (!name || !strcmp(name, oi->name))) {
				show_if(s, p, oi);
				any = true;
			}
	if (name && !any)
		show_text(s, "%%OSPF: OSPF not enabled on %s\n", name);
	return true;
}

/* ---- neighbours ---- */

const char *ospf_nbr_role(const struct ospf_nbr *n)
{
	if (!ospf_if_multi(n->oi))
		return "  -";
	return n->name == n->oi->dr ? "DR" : n->name == n->oi->bdr ? "BDR" : "DROTHER";
}

nsec ospf_dead_in(const struct ospf_nbr *n)
{
	nsec now = ospf_now(n->oi->o);

	return n->state != NS_DOWN && n->dead_at > now ? n->dead_at - now : 0;
}

static void cells_neighbor(struct show *s, const struct ospf_proc *p, const struct ospf_nbr *n)
{
	char t[IP6_TEXT];

	show_ip4(s, "neighbor_id", n->rid);
	show_num(s, "priority", n->priority);
	show_str(s, "state", ospf_nbr_state_name[n->state]);
	show_str(s, "role", ospf_if_multi(n->oi) ? ospf_nbr_role(n) : "-");
	show_num(s, "dead_s", ospf_dead_in(n) / NSEC_PER_SEC);
	show_str(s, "address", ipaddr_text(&n->addr, t));
	show_str(s, "interface", n->oi->name);
	show_num(s, "process", p->id);
	show_ip4(s, "area", n->oi->area->id);
	show_num(s, "state_changes", n->changes);
	show_num(s, "up_s", (ospf_now(p->o) - n->state_since) / NSEC_PER_SEC);
	show_num(s, "retransmissions", n->rxmt_sent);
	show_num(s, "retransmission_queue", n->n_rxmt);
	show_end(s);
}

bool ospf_nbr_picked(const struct args *a, const struct ospf_nbr *n)
{
	const char *name = args_str(a, "INTERFACE");
	u32 id = args_ip4(a, "neighbor", 0);

	return (!name || !strcmp(name, n->oi->name)) && (!id || id == n->rid);
}

VIEW(ospf_show_neighbor)
{
	bool head = false;

	for (struct ospf_proc *p = first(c); p; p = next(c, p))
		for (struct ospf_if *oi = p->o->ifs; oi && wants(a, p); oi = oi->next)
			for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next) {
				char state[32];

				if (!ospf_nbr_picked(a, n))
					continue;
				if (!head)
					show_text(s, "\nNeighbor ID     Pri   State           Dead Time   Address         Interface\n");
				head = true;
				snprintf(state, sizeof(state), "%s/%s", ospf_nbr_state_name[n->state], ospf_nbr_role(n));
				cells_neighbor(s, p, n);
				show_text(s, "%-15s %3u   %-15s %-11s %-15s %s\n", n->rid ? RID(n->rid) : "N/A", ospf_if_multi(oi) ? n->priority : 0, state,
					  HMS(ospf_dead_in(n)), RID(n->addr.v4), oi->name);
			}
	return true;
}

static void options_words(struct show *s, u32 opt)
{
	static const struct { u8 bit; const char *name; } bits[] = { { OPT_E, "E-bit" }, { OPT_NP, "NP-bit" }, { OPT_EA, "L-bit" }, { OPT_DC, "DC-bit" }, { OPT_O, "O-bit" } };
	bool first_one = true;

	show_text(s, " (");
	for (unsigned k = 0; k < ARRAY_LEN(bits); k++)
		if (opt & bits[k].bit) {
			show_text(s, "%s%s", first_one ? "" : ", ", bits[k].name);
			first_one = false;
		}
	show_text(s, ")\n");
}

static void queue_text(struct show *s, const struct ospf_nbr *n)
{
	show_text(s, "    Index %s, retransmission queue length %u, number of retransmission %u\n", ospf_index_text(n->oi->o, n->oi, n, (char[40]){ 0 }), n->n_rxmt, n->rxmt_sent);
}

void ospf_nbr_end_text(struct show *s, const struct ospf_nbr *n)
{
	nsec now = ospf_now(n->oi->o);

	show_text(s, "    Dead timer due in %s\n    Neighbor is up for %-8s\n", HMS(ospf_dead_in(n)), age_text(now - n->first_seen, (char[16]){ 0 }));
	queue_text(s, n);
	if (n->helped)
		show_text(s, "    Neighbor is restarting, helped for another %s\n", HMS(n->grace_until > now ? n->grace_until - now : 0));
}

VIEW(ospf_show_neighbor_detail)
{
	for (struct ospf_proc *p = first(c); p; p = next(c, p))
		for (struct ospf_if *oi = p->o->ifs; oi && wants(a, p); oi = oi->next)
			for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next) {
				if (!ospf_nbr_picked(a, n))
					continue;
				cells_neighbor(s, p, n);
				show_text(s, " Neighbor %s, interface address %s\n    In the area %s via interface %s\n", RID(n->rid), RID(n->addr.v4), AREA(oi->area->id), oi->name);
				show_text(s, "    Neighbor priority is %u, State is %s, %u state changes\n    DR is %s BDR is %s\n", ospf_if_multi(oi) ? n->priority : 0,
					  ospf_nbr_state_name[n->state], n->changes, RID(ospf_if_multi(oi) ? oi->dr : 0), RID(ospf_if_multi(oi) ? oi->bdr : 0));
				show_text(s, "    Options is 0x%x in Hello", n->options);
				options_words(s, n->options);
				show_text(s, "    Options is 0x%x in DBD", n->dd_options);
				options_words(s, n->dd_options);
				ospf_nbr_end_text(s, n);
			}
	return true;
}

/* ---- border routers, virtual links ---- */

VIEW(ospf_show_border)
{
	for (struct ospf_proc *p = first(c); p; p = next(c, p)) {
		const struct ospf *o = p->o;

		if (!wants(a, p))
			continue;
		show_text(s, "\n            OSPF Router with ID (%s) (Process ID %u)\n\n\n\t\tBase Topology (MTID 0)\n\nInternal Router Routing Table\n"
			  "Codes: i - Intra-area route, I - Inter-area route\n\n", RID(o->rid), p->id);
		for (u32 k = 0; k < o->n_routers; k++) {
			const struct router_route *r = &o->routers[k];

			show_ip4(s, "router_id", r->rid);
			show_num(s, "cost", r->cost);
			show_bool(s, "area_border_router", r->bits & RTR_B);
			show_bool(s, "as_boundary_router", r->bits & RTR_E);
			show_ip4(s, "area", r->area->id);
			show_end(s);
			for (unsigned h = 0; h < o->sets[r->set].n; h++) {
				const struct ospf_hop *x = &o->hops[o->sets[r->set].hop[h]];

				show_text(s, "%s %s [%u] via %s, %s, %s%s%s, Area %s, SPF %u\n", r->type == PATH_INTRA ? "i" : "I", RID(r->rid), r->cost, RID(x->via.v4),
					  x->oi ? x->oi->name : "-", r->bits & RTR_B ? "ABR" : "", r->bits & RTR_B && r->bits & RTR_E ? "/" : "",
					  r->bits & RTR_E ? "ASBR" : "", AREA(r->area->id), o->spf_runs);
			}
		}
	}
	return true;
}

const struct ospf_if *ospf_virtual_way(const struct ospf *o, const struct ospf_if *v)
{
	for (u32 k = 0; v->up && k < o->n_routers; k++) {
		const struct router_route *r = &o->routers[k];
		const struct ospf_hop *x = r->rid == v->peer && r->area == v->transit && o->sets[r->set].n ? &o->hops[o->sets[r->set].hop[0]] : NULL;

		if (x && x->oi)
			return x->oi;
	}
	return NULL;
}

/* Its way, and what that costs. */
static void virtual_cost(struct show *s, const struct ospf *o, const struct ospf_if *v)
{
	const struct ospf_if *way = ospf_virtual_way(o, v);

	if (way)
		show_text(s, ", via interface %s", way->name);
	show_text(s, "\n Topology-MTID    Cost    Disabled     Shutdown      Topology Name\n        0           %-9u no          no            Base\n", v->cost);
}

void ospf_vlink_cells(struct show *s, const struct ospf_if *oi)
{
	show_str(s, "interface", oi->name);
	show_ip4(s, "router_id", oi->peer);
	show_bool(s, "up", oi->up);
	show_ip4(s, "transit_area", oi->transit->id);
	show_num(s, "cost", oi->cost);
	show_end(s);
}

void ospf_vlink_head_text(struct show *s, const struct ospf_if *oi)
{
	show_text(s, "Virtual Link %s to router %s is %s\n", oi->name, RID(oi->peer), oi->up ? "up" : "down");
}

void ospf_vlink_state_text(struct show *s, const struct ospf_if *oi)
{
	show_text(s, "  Transmit Delay is %u sec, State %s,\n", oi->delay_s, ospf_if_state_name[oi->state]);
	show_text(s, "  Timer intervals configured, Hello %u, Dead %u, Wait %u, Retransmit %u\n", oi->hello_ms / 1000, oi->dead_ms / 1000, oi->dead_ms / 1000, oi->rxmt_s);
	if (timer_is_set(&oi->hello))
		show_text(s, "    Hello due in %s\n", HMS(ospf_timer_left(oi->o, &oi->hello)));
	if (!oi->nbrs)
		return;
	show_text(s, "    Adjacency State %s\n", ospf_nbr_state_name[oi->nbrs->state]);
	queue_text(s, oi->nbrs);
}

VIEW(ospf_show_vlinks)
{
	for (struct ospf_proc *p = first(c); p; p = next(c, p))
		for (struct ospf_if *oi = p->o->ifs; oi && wants(a, p); oi = oi->next) {
			if (oi->net != NET_VIRTUAL)
				continue;
			ospf_vlink_cells(s, oi);
			ospf_vlink_head_text(s, oi);
			show_text(s, "  Transit area %s", AREA(oi->transit->id));
			virtual_cost(s, p->o, oi);
			ospf_vlink_state_text(s, oi);
		}
	return true;
}

#define DB_TYPES "router|network|summary|asbr-summary|external|nssa-external|opaque-link|opaque-area|opaque-as"
#define DB_HELP "Router link states|Network link states|Network summary link states|ASBR summary link states|External link states|NSSA External link states|Opaque Link-Local link states|Opaque Area link states|Opaque AS link states"

const struct cmd ospf_show_rows[] = {
	{ &mode_exec, "show ip ospf [<1-65535>:id]", "|IP information|OSPF information|Process ID number", .show = ospf_show },
	{ &mode_exec, "show ip ospf [<1-65535>:id] nsf", "||||Non-stop forwarding", .show = ospf_show_nsf },
	{ &mode_exec, "show ip ospf [<1-65535>:id] interface [INTERFACE]", "||||Interface information|", .show = ospf_show_interface },
	{ &mode_exec, "show ip ospf [<1-65535>:id] interface brief", "|||||Display brief output", .show = ospf_show_interface_brief },
	{ &mode_exec, "show ip ospf [<1-65535>:id] neighbor [INTERFACE | A.B.C.D:neighbor]", "||||Neighbor list||Neighbor ID", .show = ospf_show_neighbor },
	{ &mode_exec, "show ip ospf [<1-65535>:id] neighbor [INTERFACE | A.B.C.D:neighbor] detail", "|||||||detail of all neighbors", .show = ospf_show_neighbor_detail },
	{ &mode_exec, "show ip ospf [<1-65535>:id] database", "||||Database summary", .show = ospf_show_database },
	{ &mode_exec, "show ip ospf [<1-65535>:id] database {" DB_TYPES "} [A.B.C.D:lsid] [self-originate | adv-router A.B.C.D:adv]",
	  "|||||" DB_HELP "|Link state ID (as an IP address)|Self-originated link states|Advertising Router link states|Advertising Router (as an IP address)",
	  .show = ospf_show_database },
	{ &mode_exec, "show ip ospf [<1-65535>:id] database {self-originate | adv-router A.B.C.D:adv}", "|||||Self-originated link states|Advertising Router link states|",
	  .show = ospf_show_database },
	{ &mode_exec, "show ip ospf [<1-65535>:id] border-routers", "||||Border and Boundary Router Information", .show = ospf_show_border },
	{ &mode_exec, "show ip ospf [<1-65535>:id] virtual-links", "||||Virtual link information", .show = ospf_show_vlinks },
	{ &mode_exec, "show ip ospf [<1-65535>:id] rib", "||||Routing Information Base (RIB)", .flags = CMD_UNSUPPORTED },
};
_Static_assert(ARRAY_LEN(ospf_show_rows) == OSPF_SHOW_ROWS, "the table's length in cli.h");
