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
			sla_range_add(&h->rtt, r->rtt_ms);
	}
	merge(&h->rtt, &r->rtt);
	merge(&h->sd, &r->sd);
	merge(&h->ds, &r->ds);
	h->over += r->over;
	h->lost_sd += r->lost_sd;
	h->lost_ds += r->lost_ds;
	h->mia += r->mia;
	h->out_of_sequence += r->out_of_sequence;
	h->late += r->late;
}

static u32 mean(const struct sla_range *r) { return r->n ? (u32)(r->sum / r->n) : 0; }

static void show_range(struct show *s, const char *name, const struct sla_range *r)
{
	show_push_object(s, name);
	show_num(s, "n", r->n);
	show_num(s, "min_ms", r->min);
	show_num(s, "avg_ms", mean(r));
	show_num(s, "max_ms", r->max);
	show_pop(s);
}

static void show_packets(struct show *s, const struct sla_hour *h)
{
	show_range(s, "jitter_source_to_destination", &h->sd);
	show_range(s, "jitter_destination_to_source", &h->ds);
	show_num(s, "lost_source_to_destination", h->lost_sd);
	show_num(s, "lost_destination_to_source", h->lost_ds);
	show_num(s, "lost_unknown", h->mia);
	show_num(s, "out_of_sequence", h->out_of_sequence);
	show_num(s, "packets_over_threshold", h->over);
	show_text(s, "Jitter Time:\n        Number of SD Jitter Samples: %u\n        Number of DS Jitter Samples: %u\n", h->sd.n, h->ds.n);
	show_text(s, "        Source to Destination Jitter Min/Avg/Max: %u/%u/%u milliseconds\n        Destination to Source Jitter Min/Avg/Max: %u/%u/%u milliseconds\n",
		  h->sd.min, mean(&h->sd), h->sd.max, h->ds.min, mean(&h->ds), h->ds.max);
	show_text(s, "Over Threshold:\n        Number Of RTT Over Threshold: %u (%u%%)\n", h->over, h->rtt.n ? (unsigned)(100ull * h->over / h->rtt.n) : 0);
	show_text(s, "Packet Loss Values:\n        Loss Source to Destination: %u\n        Loss Destination to Source: %u\n", h->lost_sd, h->lost_ds);
	show_text(s, "        Out Of Sequence: %-8uTail Drop: %-8uPacket Late Arrival: %u\n", h->out_of_sequence, h->mia, h->late);
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
	show_range(s, "rtt", &h->rtt);
	show_text(s, "Start Time Index: %s\nType of operation: %s\n", at, sla_kind_name[a->conf.kind]);
	show_text(s, "RTT Values:\n        Number Of RTT: %-16u RTT Min/Avg/Max: %u/%u/%u milliseconds\n", h->rtt.n, h->rtt.min, mean(&h->rtt), h->rtt.max);
	if (a->conf.kind == SLA_JITTER)
		show_packets(s, h);
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
