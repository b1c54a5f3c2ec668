/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What DUAL and the transport did of late, for `show ip eigrp events`: a ring of a size that is configured, made with its first entry. The newest is number 1,
 * as IOS has it; where IOS's words for an event are not known to us they are ours.
 */
#include <stdio.h>
#include <stdlib.h>

#include "device/civil.h"
#include "router/eigrp/eigrp_cli.h"
#include "router/vrf/vrf.h"

struct entry {
	nsec at;
	struct ipaddr prefix, who;	/* AF_NONE: the event has none */
	u64 a, b;
	u8 kind, plen;
};

struct eigrp_log {
	u32 n, next;		/* how many there are; where the next goes */
	struct entry e[];
};

static const struct form {
	const char *text;	/* IOS's */
	const char *word;	/* in the machine form */
	u8 metrics;		/* of a and b */
	bool number;		/* a is one, and no metric */
} forms[EIGRP_EVENT_N] = {
	[EV_RCV_UPDATE] = { "Rcv update dest/nh", "update_received", 0, false },
	[EV_RCV_QUERY] = { "Rcv query dest/nh", "query_received", 0, false },
	[EV_RCV_REPLY] = { "Rcv reply dest/nh", "reply_received", 0, false },
	[EV_RCV_METRIC] = { "Rcv met/succmet", "metrics_received", 2, false },
	[EV_FIND] = { "Find FS", "search", 1, false },
	[EV_FEASIBLE] = { "FC sat rdbmet/succmet", "feasible", 2, false },
	[EV_NOT_FEASIBLE] = { "FC not sat Dmin/met", "not_feasible", 2, false },
	[EV_METRIC] = { "Metric set", "metric_set", 1, false },
	[EV_INSTALLED] = { "Route installed", "route_installed", 0, false },
	[EV_DELETED] = { "Route deleted", "route_deleted", 0, false },
	[EV_ACTIVE] = { "Active net/peers", "active", 0, true },
	[EV_PASSIVE] = { "Going passive", "passive", 0, false },
	[EV_REPLIED] = { "Free reply status", "reply_no_longer_awaited", 0, false },
	[EV_SENT] = { "Update sent, RD", "update_sent", 1, false },
	[EV_QUERIED] = { "Query sent, RD", "query_sent", 1, false },
	[EV_REPLY_SENT] = { "Send reply", "reply_sent", 0, false },
	[EV_PEER_UP] = { "Peer up", "peer_up", 0, false },
	[EV_PEER_DOWN] = { "Peer down", "peer_down", 0, false },
};

void eigrp_event(struct eigrp *e, enum eigrp_event kind, const struct ipaddr *prefix, u8 plen, const struct ipaddr *who, u64 a, u64 b)
{
	struct eigrp_log *l = e->log;

	if (e->no_events || !e->events_max || e->all->s->cleaning)
		return;
	if (!l)
		l = e->log = xcalloc(1, sizeof(*l) + e->events_max * sizeof(l->e[0]));
	l->e[l->next] = (struct entry){ .at = eigrp_now(e), .kind = (u8)kind, .plen = plen, .a = a, .b = b };
	if (prefix)
		l->e[l->next].prefix = *prefix;
	if (who)
		l->e[l->next].who = *who;
	l->next = (l->next + 1) % e->events_max;
	l->n += l->n < e->events_max;
}

void eigrp_events_clear(struct eigrp *e)
{
	free(e->log);
	e->log = NULL;
}

/* ---- the shell ---- */

RUN(eigrp_run_event_size)
{
	struct eigrp *e = cli_object(c, 0);

	eigrp_events_clear(e);
	e->events_max = args_no(a) ? EIGRP_EVENTS_USUAL : (u32)args_num(a, "size", EIGRP_EVENTS_USUAL);
	return true;
}

RUN(eigrp_run_events)
{
	struct eigrp *e = cli_object(c, 0);

	e->no_events = args_no(a);
	return true;
}

RUN(eigrp_run_clear_events)
{
	if (!cli_vrf(c, a))
		return false;
	for (struct eigrp *e = NULL; (e = eigrp_named_by(c, a, e));)
		eigrp_events_clear(e);
	return true;
}

static const char *metric_text(u64 m, char buf[32])
{
	if (m == EIGRP_INFINITY)
		snprintf(buf, 32, "metric(Infinity)");
	else
		snprintf(buf, 32, "metric(%llu)", (unsigned long long)m);
	return buf;
}

static void event_line(struct show *s, const struct eigrp *e, const struct entry *x, u32 number)
{
	const struct form *f = &forms[x->kind];
	struct device *dev = e->all->s->dev;
	struct civil t = civil_of(device_wall_clock(dev) - (s64)(eigrp_now(e) - x->at));
	char m[32], p[IP6_TEXT], time[16];

	snprintf(time, sizeof(time), "%02u:%02u:%02u.%03u", t.hour % 100, t.minute % 100, t.second % 100, t.msec % 1000);
	show_num(s, "as", e->as);
	show_num(s, "number", number);
	show_str(s, "time", time);
	show_str(s, "event", f->word);
	show_text(s, "%-4u %s %s:", number, time, f->text);
	if (x->prefix.af) {
		show_fmt(s, "prefix", "%s/%u", ipaddr_text(&x->prefix, p), x->plen);
		show_text(s, " %s/%u", p, x->plen);
	}
	if (x->who.af) {
		show_str(s, "address", ipaddr_text(&x->who, p));
		show_text(s, " %s", p);
	}
	if (f->number) {
		show_num(s, "peers", x->a);
		show_text(s, " %llu", (unsigned long long)x->a);
	}
	if (f->metrics) {
		eigrp_show_distance(s, "metric", x->a);
		show_text(s, " %s", metric_text(x->a, m));
	}
	if (f->metrics > 1) {
		eigrp_show_distance(s, "metric_compared", x->b);
		show_text(s, " %s", metric_text(x->b, m));
	}
	show_text(s, "\n");
	show_end(s);
}

VIEW(eigrp_show_events)
{
	u32 from = (u32)args_num(a, "from", 1), to = (u32)args_num(a, "to", UINT32_MAX);

	for (const struct eigrp *e = NULL; (e = eigrp_named_by(c, a, (struct eigrp *)e));) {
		const struct eigrp_log *l = e->log;

		show_text(s, "Event information for AS %u:\n", e->as);
		for (u32 k = from; l && k <= l->n && k <= to; k++)
			event_line(s, e, &l->e[(l->next + e->events_max - k) % e->events_max], k);
	}
	return true;
}
