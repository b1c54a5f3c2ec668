/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip eigrp accounting, timers (and show ipv6 eigrp, show eigrp address-family): prefixes by whom they come from; what each part of a process waits for. */
#include "router/eigrp/eigrp_cli.h"

#define ADDR(addr) ipaddr_text(addr, (char[IP6_TEXT]){ 0 })

/* ---- accounting ---- */

static void account(struct show *s, const struct eigrp *e, char state, const char *source, const char *on, u32 prefixes)
{
	show_num(s, "as", e->as);
	show_str(s, "state", state == 'A' ? "adjacency" : "pending");
	show_str(s, "source", source);
	if (*on != '-')
		show_str(s, "interface", on);
	show_num(s, "prefixes", prefixes);
	show_num(s, "restarts", 0);
	show_end(s);
	show_text(s, " %c     %-18s %-16s %-8u 0        0\n", state, source, on, prefixes);
}

VIEW(eigrp_show_accounting)
{
	for (const struct eigrp *e = NULL; (e = eigrp_named_by(c, a, (struct eigrp *)e));) {
		u32 from_rib = 0;

		eigrp_show_title(s, e, "Accounting");
		show_text(s, "\nTotal Prefix Count: %u  States: A-Adjacency, P-Pending, D-Down\nState Address/Source     Interface        Prefix   Restart  Restart/\n"
			     "                                          Count    Count    Reset(s)\n", e->n);
		for (u32 k = 0; k < e->n; k++)
			for (const struct eigrp_path *p = e->r[k]->paths; p; p = p->next)
				from_rib += p->kind == PATH_REDIST;
		if (e->redist)
			account(s, e, 'A', "Redistributed", "----", from_rib);
		for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
			for (const struct eigrp_nbr *n = ei->nbrs; n; n = n->next) {
				u32 prefixes = 0;

				for (u32 k = 0; k < e->n; k++) {
					const struct eigrp_path *p = eigrp_path_of(e->r[k], n);

					prefixes += p && p->distance < EIGRP_INFINITY;
				}
				account(s, e, n->up ? 'A' : 'P', ADDR(&n->addr), ei->i->short_name, prefixes);
			}
		show_text(s, "\n");
	}
	return true;
}

/* ---- timers ---- */

struct waits {
	struct show *s;
	const struct eigrp *e;
	const char *process;
	nsec first;	/* of those that were met */
	bool say;	/* the lines; else `first` alone */
};

static void wait_line(struct waits *w, const struct timer *t, const char *what, const char *of)
{
	nsec now = eigrp_now(w->e), left = t->due > now ? t->due - now : 0;
	unsigned ms = (unsigned)(left / NSEC_PER_MS % 1000);

	if (!timer_is_set(t))
		return;
	w->first = left < w->first ? left : w->first;
	if (!w->say)
		return;
	show_num(w->s, "as", w->e->as);
	show_str(w->s, "process", w->process);
	show_str(w->s, "timer", what);
	show_str(w->s, "of", of);
	show_num(w->s, "expires_ms", left / NSEC_PER_MS);
	show_end(w->s);
	show_text(w->s, "  |    %8llu.%03u  %s (%s)\n", (unsigned long long)(left / NSEC_PER_SEC), ms, what, of);
}

static void hellos(struct waits *w)
{
	for (const struct eigrp_if *ei = w->e->ifs; ei; ei = ei->next)
		wait_line(w, &ei->hello, "Hello", ei->i->short_name);
}

static void updates(struct waits *w)
{
	wait_line(w, &w->e->flush, "Flush", "topology");
	for (const struct eigrp_if *ei = w->e->ifs; ei; ei = ei->next)
		for (const struct eigrp_nbr *n = ei->nbrs; n; n = n->next) {
			wait_line(w, &n->hold, "Peer holding", ADDR(&n->addr));
			wait_line(w, &n->retransmit, "Packet retransmission", ADDR(&n->addr));
		}
}

static void actives(struct waits *w)
{
	for (u32 k = 0; k < w->e->n; k++)
		wait_line(w, &w->e->r[k]->sia, "Active", ADDR(&w->e->r[k]->prefix));
}

static void process(struct show *s, const struct eigrp *e, const char *name, void (*each)(struct waits *))
{
	struct waits w = { .s = s, .e = e, .process = name, .first = NSEC_NEVER };

	each(&w);
	show_text(s, "  %s Process\n    Expiration    Type\n", name);
	if (w.first != NSEC_NEVER)
		show_text(s, "|      %8llu.%03u  (parent)\n", (unsigned long long)(w.first / NSEC_PER_SEC), (unsigned)(w.first / NSEC_PER_MS % 1000));
	w.say = true;
	each(&w);
	show_text(s, "\n");
}

VIEW(eigrp_show_timers)
{
	for (const struct eigrp *e = NULL; (e = eigrp_named_by(c, a, (struct eigrp *)e));) {
		eigrp_show_title(s, e, "Timers");
		show_text(s, "\n");
		process(s, e, "Hello", hellos);
		process(s, e, "Update", updates);
		process(s, e, "SIA", actives);
	}
	return true;
}
