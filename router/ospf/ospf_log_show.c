/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show ip ospf, show ipv6 ospf, show ospfv3: runs of the computation and what caused them, events, LSAs that wait to be flooded or to be said again. A
 * computation takes no time here: the clock is the world's, which stands still while a node works. So each duration in milliseconds is 0.
 */
#include <stdio.h>

#include "device/civil.h"
#include "router/ospf/cli.h"
#include "router/ospf/log.h"

#define RID(a) ip4_text(a, (char[IP4_TEXT]){ 0 })
#define AREA(a) ospf_area_text(a, (char[IP4_TEXT]){ 0 })
#define AGE(span) age_text(span, (char[16]){ 0 })

static bool version3(const struct args *a) { return strncmp(args_line(a), "show ip ospf", 12) != 0; }

static struct ospf_proc *next(struct cli *c, const struct args *a, const struct ospf_proc *p)
{
	u32 id = (u32)args_num(a, "id", 0);
	struct ospf_proc *q;

	if (version3(a))
		return ospf3_next(c, a, p);
	for (q = ospf_proc_after(cli_stack(c), OSPF_FORM_2, p); q && id && q->id != id;)
		q = ospf_proc_after(cli_stack(c), OSPF_FORM_2, q);
	return q;
}

static void heading(struct show *s, const struct args *a, const struct ospf_proc *p)
{
	if (version3(a))
		ospf3_heading(s, a, p);
	else
		show_text(s, "\n            OSPF Router with ID (%s) (Process ID %u)\n\n", RID(p->o->rid), p->id);
}

static void of_process(struct show *s, const struct args *a, const struct ospf_proc *p)
{
	show_num(s, "process", p->id);
	if (version3(a))
		ospf3_of_family(s, a, p);
}

/* ---- runs ---- */

/* "R, SN," */
static const char *reasons(u8 why, char buf[48])
{
	size_t n = 0;

	buf[0] = '\0';
	for (unsigned k = 0; k < WHY_N_ALL; k++)
		if (why >> k & 1)
			n += (size_t)snprintf(buf + n, 48 - n, "%s%s,", n ? " " : "", ospf_reason_name[k]);
	return buf;
}

static void reason_cells(struct show *s, u8 why)
{
	show_push_list(s, "reasons");
	for (unsigned k = 0; k < WHY_N_ALL; k++)
		if (why >> k & 1) {
			show_str(s, "lsa", ospf_reason_name[k]);
			show_end(s);
		}
	show_pop(s);
}

static void area_runs(struct show *s, const struct ospf_area *x) { show_text(s, "  Area %s: SPF algorithm executed %u times\n\n", AREA(x->id), x->spf_runs); }

static VIEW(show_statistics)
{
	char t[48];

	for (const struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		const struct ospf *o = p->o;
		nsec at = 0;
		u8 why;

		heading(s, a, p);
		of_process(s, a, p);
		show_push_list(s, "areas");
		for (const struct ospf_area *x = o->areas; x; x = x->next) {
			show_ip4(s, "area", x->id);
			show_num(s, "spf_runs", x->spf_runs);
			show_end(s);
			area_runs(s, x);
		}
		show_pop(s);
		show_text(s, "  Summary OSPF SPF statistic\n\n  SPF calculation time\nDelta T   Intra\tD-Intra\tSumm\tD-Summ\tExt\tD-Ext\tTotal\tReason\n");
		show_push_list(s, "runs");
		for (u32 k = OSPF_RUNS_MAX; k; k--) {
			if (!ospf_log_last(o, k, &at, &why))
				continue;
			show_num(s, "age_s", (ospf_now(o) - at) / NSEC_PER_SEC);
			reason_cells(s, why);
			show_end(s);
			show_text(s, "%-8s   0\t0\t0\t0\t0\t0\t0\t%s\n", AGE(ospf_now(o) - at), reasons(why, t));
		}
		show_pop(s);
		show_end(s);
	}
	return true;
}

static void changed(struct show *s, const struct ospf_area_log *l, const struct ospf_run *r, bool v3)
{
	const struct ospf_changed *x;

	show_text(s, v3 ? "  LSAs changed %u\n" : "  LSIDs changed %u\n", r->n_changed);
	if (r->n && ospf_log_named(l, r, (u8)(r->n - 1)))
		show_text(s, v3 ? "  Changed LSAs. Recorded is Advertising Router, LSID and LS type:\n " : "  Changed LSAs. Recorded is LS ID and LS type:\n ");
	show_push_list(s, "changed");
	for (u8 k = 0; k < r->n; k++) {
		x = ospf_log_named(l, r, k);
		if (!x)
			continue;
		show_str(s, "lsa", ospf_reason_name[x->type]);
		show_ip4(s, "link_state_id", x->id);
		show_ip4(s, "advertising_router", x->adv);
		show_end(s);
		if (v3)
			show_text(s, " %s/%u(%s)", RID(x->adv), x->id, ospf_reason_name[x->type]);
		else
			show_text(s, " %s(%s)", RID(x->id), ospf_reason_name[x->type]);
	}
	show_pop(s);
	show_text(s, r->n && ospf_log_named(l, r, (u8)(r->n - 1)) ? "\n\n" : "\n");
}

static void run_detail(struct show *s, const struct ospf *o, const struct ospf_area_log *l, const struct ospf_run *r)
{
	bool v3 = ospf_v3(o);
	char t[48];

	show_num(s, "run", r->number);
	show_num(s, "age_s", (ospf_now(o) - r->at) / NSEC_PER_SEC);
	show_str(s, "type", "full");
	show_num(s, "routers", r->routers);
	show_num(s, "networks", r->networks);
	show_num(s, v3 ? "prefixes" : "stubs", v3 ? r->prefixes : r->stubs);
	show_num(s, "summary_net", r->sn);
	show_num(s, "summary_asb", r->sa);
	show_num(s, "type7_external", r->x7);
	show_num(s, "lsas_changed", r->n_changed);
	reason_cells(s, r->why);
	show_text(s, "  SPF %u executed %s ago, SPF type Full\n  SPF calculation time (in msec):\n  SPT    %s\n  0      0      0      0      0      0      0      0\n", r->number,
		  AGE(ospf_now(o) - r->at), v3 ? "Prefix D-Int  Sum    D-Sum  Ext    D-Ext  Total" : "Intra  D-Intr Summ   D-Summ Ext7   D-Ext7 Total");
	show_text(s, "  LSIDs processed R:%u N:%u %s:%u SN:%u SA:%u X7:%u\n", r->routers, r->networks, v3 ? "Prefix" : "Stub", v3 ? r->prefixes : r->stubs, r->sn, r->sa, r->x7);
	show_text(s, "  Change record %s\n", r->why ? reasons(r->why, t) : "0x0");
	changed(s, l, r, v3);
	show_end(s);
}

static VIEW(show_statistics_detail)
{
	for (const struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		heading(s, a, p);
		for (const struct ospf_area *x = p->o->areas; x; x = x->next) {
			const struct ospf_area_log *l = x->log;

			area_runs(s, x);
			for (u32 k = l ? l->n : 0; k; k--) {
				of_process(s, a, p);
				show_ip4(s, "area", x->id);
				run_detail(s, p->o, l, &l->run[(l->next + OSPF_RUNS_MAX - k) % OSPF_RUNS_MAX]);
			}
		}
	}
	return true;
}

/* ---- events ---- */

static const struct { const char *word, *asked; } kinds[OEV_N] = {
	[OEV_NEIGHBOR] = { "neighbor", "neighbor" }, [OEV_INTERFACE] = { "interface", "interface" }, [OEV_GENERATED] = { "lsa_generated", "lsa" },
	[OEV_RECEIVED] = { "lsa_received", "lsa" }, [OEV_MAXAGE] = { "lsa_flushed", "lsa" }, [OEV_SCHEDULED] = { "spf_scheduled", "spf" }, [OEV_SPF] = { "spf_started", "spf" },
	[OEV_SPF_END] = { "spf_ended", "spf" },
};

static const char *place(const struct ospf *o, u32 if_id)
{
	const struct ospf_if *oi = o->ifs;

	while (oi && oi->if_id != if_id)
		oi = oi->next;
	return oi ? oi->name : "that is gone";
}

static void state_event(struct show *s, const struct ospf *o, const struct ospf_event *e)
{
	const char *const *names = e->kind == OEV_NEIGHBOR ? ospf_nbr_state_name : ospf_if_state_name;

	if (e->kind == OEV_NEIGHBOR) {
		show_ip4(s, "neighbor_id", e->id);
		show_text(s, "Neighbor %s, ", RID(e->id));
	}
	show_str(s, "interface", place(o, e->where));
	show_str(s, "from", names[e->a]);
	show_str(s, "to", names[e->b]);
	show_text(s, "Interface %s state changes from %s to %s\n", place(o, e->where), names[e->a], names[e->b]);
}

static void lsa_event(struct show *s, const struct ospf *o, const struct ospf_event *e)
{
	static const char *const news[] = { [NEWS_NEW] = "New", [NEWS_CHANGED] = "Changed", [NEWS_SAME] = "Unchanged" }, *const cells[] = { "new", "changed", "unchanged" };
	enum ospf_scope scope = lsa_scope(o, e->type);

	show_num(s, "type", e->type);
	show_ip4(s, "link_state_id", e->id);
	show_ip4(s, "advertising_router", e->adv);
	show_fmt(s, "sequence", "0x%08X", e->seq);
	show_num(s, "age_s", e->age);
	if (e->kind == OEV_MAXAGE)
		show_text(s, "Insert MAXAGE lsa: ");
	else
		show_text(s, "%s %s ", e->kind == OEV_GENERATED ? "Generate" : "Rcv", news[e->a]);
	if (e->kind != OEV_MAXAGE)
		show_str(s, "news", cells[e->a]);
	show_text(s, ospf_v3(o) ? "Type-0x%X LSA, LSID %s" : "Type-%u LSA, LSID %s", e->type, RID(e->id));
	if (e->kind != OEV_GENERATED)
		show_text(s, ", Adv-Rtr %s", RID(e->adv));
	show_text(s, ", Seq# %08X, Age %u", e->seq, e->age);
	if (scope != SCOPE_AS) {
		show_ip4(s, "area", e->where);
		show_text(s, ", Area %s", AREA(e->where));
	}
	show_text(s, "\n");
}

static void spf_event(struct show *s, const struct ospf *o, const struct ospf_event *e)
{
	if (e->kind == OEV_SCHEDULED) {
		show_text(s, "Schedule SPF, ");
		if (!ospf_v3(o))
			show_text(s, "Topo Base, ");
		if (!e->type) {
			show_text(s, "spf-type Full\n");
			return;
		}
		show_ip4(s, "area", e->where);
		show_str(s, "lsa", ospf_reason_name[e->type - 1]);
		show_ip4(s, "link_state_id", e->id);
		show_ip4(s, "advertising_router", e->adv);
		show_text(s, "Area %s, spf-type Full, Change in LSID %s, LSA type %s\n", AREA(e->where), RID(e->id), ospf_reason_name[e->type - 1]);
		return;
	}
	show_num(s, "wait_ms", e->seq);
	if (e->kind == OEV_SPF)
		show_text(s, "Starting SPF, wait-interval %ums\n", e->seq);
	else
		show_text(s, "End of SPF, SPF time 0ms, next wait-interval %ums\n", e->seq);
}

static void event_line(struct show *s, const struct ospf_proc *p, const struct ospf_event *e, u32 number)
{
	struct civil t = civil_of(device_wall_clock(p->all->s->dev) - (s64)(ospf_now(p->o) - e->at));

	show_num(s, "number", number);
	show_fmt(s, "time", "%02u:%02u:%02u.%03u", t.hour % 100, t.minute % 100, t.second % 100, t.msec % 1000);
	show_str(s, "event", kinds[e->kind].word);
	show_text(s, "%-4u %s %2u %02u:%02u:%02u.%03u: ", number, civil_month[t.month - 1], t.day, t.hour, t.minute, t.second, t.msec);
	switch (e->kind) {
	case OEV_NEIGHBOR: case OEV_INTERFACE:
		state_event(s, p->o, e);
		break;
	case OEV_GENERATED: case OEV_RECEIVED: case OEV_MAXAGE:
		lsa_event(s, p->o, e);
		break;
	default:
		spf_event(s, p->o, e);
		break;
	}
	show_end(s);
}

static VIEW(show_events)
{
	bool all = !args_has(a, "neighbor") && !args_has(a, "interface") && !args_has(a, "lsa") && !args_has(a, "spf");

	for (const struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		const struct ospf_log *l = p->o->log;

		heading(s, a, p);
		for (u32 k = 0; l && k < l->n; k++) {
			u32 at = args_has(a, "reverse") ? l->n - k : k + 1;
			const struct ospf_event *e = &l->e[(l->next + OSPF_EVENTS_MAX - at) % OSPF_EVENTS_MAX];

			if (!all && !args_has(a, kinds[e->kind].asked))
				continue;
			of_process(s, a, p);
			event_line(s, p, e, at);
		}
	}
	return true;
}

/* ---- what waits ---- */

static void waiting(struct show *s, const struct args *a, const struct ospf_proc *p, const struct ospf_if *oi)
{
	const struct ospf *o = p->o;
	nsec due = timer_is_set(&oi->flood_timer) && oi->flood_timer.due > ospf_now(o) ? oi->flood_timer.due - ospf_now(o) : 0;

	of_process(s, a, p);
	show_str(s, "interface", oi->name);
	show_num(s, "queue", oi->n_flood);
	show_num(s, "due_ms", due / NSEC_PER_MS);
	show_text(s, " Interface %s, Queue length %u\n", oi->name, oi->n_flood);
	if (oi->n_flood)
		show_text(s, " Link state flooding due in %llu msec\n\n Type   LS ID           ADV RTR         Seq NO     Age    Checksum\n", (unsigned long long)(due / NSEC_PER_MS));
	show_push_list(s, "lsas");
	for (u32 k = 0; k < oi->n_flood; k++) {
		const struct flood_item *it = &oi->flood[k];
		struct rd r = rd_of(it->body->bytes, it->body->len);
		struct lsa_hdr h;

		if (!lsa_hdr_read(o, &r, &h))
			continue;
		h.age = it->max_age ? OSPF_MAX_AGE : (u16)((lsa_ticks(o) - it->born) / LSA_TICKS_S);
		ospf_lsa_line(s, h.type, h.id, h.adv, h.seq, h.age, h.csum);
	}
	show_pop(s);
	show_end(s);
	show_text(s, "\n");
}

static VIEW(show_flood_list)
{
	const char *name = args_str(a, "INTERFACE");

	for (const struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		heading(s, a, p);
		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			if (name ? !strcmp(name, oi->name) : oi->state > IFS_LOOPBACK)
				waiting(s, a, p, oi);
	}
	return true;
}

static void held_back(struct show *s, const struct args *a, const struct ospf_proc *p, const struct lsdb *db)
{
	const struct ospf *o = p->o;

	for (u32 k = 0; k < db->n_own; k++) {
		const struct lsa_own *x = db->own[k];
		u64 ms;

		if (!x->pending || !timer_is_set(&x->timer))
			continue;
		ms = x->timer.due > ospf_now(o) ? (x->timer.due - ospf_now(o)) / NSEC_PER_MS : 0;
		of_process(s, a, p);
		show_num(s, "type", x->type);
		show_ip4(s, "link_state_id", x->id);
		show_ip4(s, "advertising_router", o->rid);
		show_num(s, "due_ms", ms);
		show_end(s);
		show_text(s, ospf_v3(o) ? "LSAID: %-15s Type: 0x%X    Adv Rtr: %s Due in: %02u:%02u:%02u.%03u\n" : "LSAID: %-15s Type: %u    Adv Rtr: %s Due in: %02u:%02u:%02u.%03u\n",
			  RID(x->id), x->type, RID(o->rid), (unsigned)(ms / 3600000 % 100), (unsigned)(ms / 60000 % 60), (unsigned)(ms / 1000 % 60), (unsigned)(ms % 1000));
	}
}

static VIEW(show_rate_limit)
{
	for (const struct ospf_proc *p = NULL; (p = next(c, a, p));) {
		heading(s, a, p);
		held_back(s, a, p, &p->o->db);
		for (const struct ospf_area *x = p->o->areas; x; x = x->next)
			held_back(s, a, p, &x->db);
		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			held_back(s, a, p, &oi->db);
	}
	return true;
}

#define PID " [<1-65535>:id] "
#define V3 "show ospfv3 [<1-65535>:id] [vrf WORD:vrf] [ipv4 | ipv6] "
#define V3_HELP "|OSPFv3 information|Process ID number|VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|IPv4 address family|IPv6 address family|"
#define EVENTS "events [interface|lsa|neighbor|spf] [reverse]"
#define EVENTS_HELP "OSPF event information|Interface events|LSA events|Neighbor events|SPF events|Show events in reverse order"
#define VIEWS(start, help) \
	{ &mode_exec, start "statistics", help "Various OSPF Statistics", .show = show_statistics }, \
	{ &mode_exec, start "statistics detail", help "|SPF computation detail", .show = show_statistics_detail }, \
	{ &mode_exec, start EVENTS, help EVENTS_HELP, .show = show_events }, \
	{ &mode_exec, start "flood-list [INTERFACE]", help "Link state flood list|", .show = show_flood_list }, \
	{ &mode_exec, start "timers rate-limit", help "OSPF timers information|OSPF LSA throttling list", .show = show_rate_limit }

const struct cmd ospf_log_rows[] = {
	VIEWS("show ip ospf" PID, "|IP information|OSPF information|Process ID number|"),
	VIEWS("show ipv6 ospf" PID, "|IPv6 information|OSPF information|Process ID number|"),
	VIEWS(V3, V3_HELP),
};
_Static_assert(ARRAY_LEN(ospf_log_rows) == OSPF_LOG_ROWS, "the table's length in cli.h");
