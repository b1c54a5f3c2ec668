/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an operation's results sum up to, hour by hour since it became active, and `show ip sla statistics aggregated`. As many hours are kept as
 * `history hours-of-statistics-kept` says; one in which nothing ran has no group.
 */
#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "device/civil.h"
#include "router/ip_cli.h"
#include "router/sla/sla.h"

#define HOUR (3600 * NSEC_PER_SEC)

void sla_range_add(struct sla_range *r, u32 v)
{
	r->min = r->n ? (u32)min_u64(r->min, v) : v;
	r->max = (u32)max_u64(r->max, v);
	r->sum += v;
	r->n++;
}

static void merge(struct sla_range *to, const struct sla_range *r)
{
	if (!r->n)
		return;
	to->min = to->n ? (u32)min_u64(to->min, r->min) : r->min;
	to->max = (u32)max_u64(to->max, r->max);
	to->sum += r->sum;
	to->n += r->n;
}

void sla_hours_keep(struct sla *a, u32 n)
{
	a->conf.hours = n;
	a->n_hours = (u32)min_u64(a->n_hours, n);
}

void sla_hour_count(struct sla *a)
{
	const struct sla_result *r = &a->last;
	nsec began = a->began + (r->at - a->began) / HOUR * HOUR;
	struct sla_hour *h = a->hour;

	if (!a->conf.hours)
		return;
	if (!a->n_hours || h->began != began) {
		memmove(h + 1, h, (SLA_HOURS_MAX - 1) * sizeof(*h));
		*h = (struct sla_hour){ .began = began };
		a->n_hours = (u32)min_u64(a->n_hours + 1, a->conf.hours);
	}
	h->timeouts += r->code == SLA_TIMEOUT;
	h->no_connections += r->code == SLA_NO_CONNECTION;
	h->over_threshold += r->code == SLA_OVER_THRESHOLD;
	if (r->code != SLA_OK && r->code != SLA_OVER_THRESHOLD) {
		h->failures++;
	} else {
		h->successes++;
		if (a->conf.kind != SLA_JITTER)
			sla_range_add(&h->sum.rtt, r->rtt_ms);
	}
	merge(&h->sum.rtt, &r->rtt);
	merge(&h->sum.sd, &r->sd);
	merge(&h->sum.ds, &r->ds);
	h->sum.over += r->over;
	h->sum.lost_sd += r->lost_sd;
	h->sum.lost_ds += r->lost_ds;
	h->sum.mia += r->mia;
	h->sum.out_of_sequence += r->out_of_sequence;
	h->sum.late += r->late;
}

static void show_hour(struct show *s, const struct sla *a, const struct sla_hour *h)
{
	char at[64];

	civil_text(device_wall_clock(a->ip->dev) - (s64)(stack_now(a->ip) - h->began), true, at);
	show_str(s, "start", at);
	show_num(s, "began_s_ago", (stack_now(a->ip) - h->began) / NSEC_PER_SEC);
	show_num(s, "successes", h->successes);
	show_num(s, "failures", h->failures);
	show_num(s, "timeouts", h->timeouts);
	show_num(s, "no_connections", h->no_connections);
	show_num(s, "over_threshold", h->over_threshold);
	show_text(s, "Start Time Index: %s\nType of operation: %s\n", at, sla_kind_name[a->conf.kind]);
	sla_show_rtt(s, &h->sum.rtt);
	if (a->conf.kind == SLA_JITTER)
		sla_show_packets(s, &h->sum, "packets_over_threshold");
	show_text(s, "Number of successes: %u\nNumber of failures: %u\n\n", h->successes, h->failures);
	show_end(s);
}

/* The oldest hour first. */
VIEW(sla_show_aggregated)
{
	u32 only = (u32)args_num(a, "number", 0);

	show_text(s, "IPSLAs aggregated statistics\n\n");
	for (const struct sla *x = slas_of(cli_stack(c))->first; x; x = x->next) {
		if (only && x->number != only)
			continue;
		show_num(s, "operation", x->number);
		show_str(s, "type", sla_kind_name[x->conf.kind]);
		show_num(s, "hours_kept", x->conf.hours);
		show_text(s, "IPSLA operation id: %u\n", x->number);
		show_push_list(s, "hours");
		for (u32 k = x->n_hours; k--;)
			show_hour(s, x, &x->hour[k]);
		show_pop(s);
		show_end(s);
		show_text(s, "\n");
	}
	return true;
}
