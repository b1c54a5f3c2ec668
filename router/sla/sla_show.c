/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip sla, as IOS 15 lays it out. */
#include "cli/show.h"

#include <stdio.h>
#include <string.h>

#include "device/civil.h"
#include "router/ip_cli.h"
#include "router/sla/sla.h"

/* "09:00:01 UTC Sat Nov 28 2026": when that was, by the device's clock. */
static const char *when(const struct ipstack *s, nsec at, bool msec, char buf[64])
{
	return civil_text(device_wall_clock(s->dev) - (s64)(stack_now(s) - at), msec, buf);
}

static bool measured(const struct sla *a) { return a->last.code == SLA_OK || a->last.code == SLA_OVER_THRESHOLD; }
static bool ran(const struct sla *a) { return a->successes + a->failures || a->last.code != SLA_UNKNOWN; }

static void common_cells(struct show *s, const struct sla *a)
{
	show_num(s, "operation", a->number);
	show_str(s, "type", sla_kind_name[a->conf.kind]);
	show_ip4(s, "destination", a->conf.dst);
	show_str(s, "return_code", sla_code_name[a->last.code]);
	if (measured(a))
		show_num(s, "rtt_ms", a->last.rtt_ms);
	show_num(s, "successes", a->successes);
	show_num(s, "failures", a->failures);
	show_bool(s, "active", a->active);
}

static const char *ago(const struct sla *a, char buf[48])
{
	u64 s = ran(a) ? (stack_now(a->ip) - a->last.at) / NSEC_PER_SEC : 0;

	if (!ran(a))
		return "-";
	if (s < 60)
		snprintf(buf, 48, "%u second%s ago", (unsigned)s, s == 1 ? "" : "s");
	else
		snprintf(buf, 48, "%u minute%s, %u seconds ago", (unsigned)(s / 60), s / 60 == 1 ? "" : "s", (unsigned)(s % 60));
	return buf;
}

VIEW(sla_show_summary)
{
	char id[16], dst[IP4_TEXT], stats[24], buf[48];

	(void)a;
	show_text(s, "IPSLAs Latest Operation Summary\nCodes: * active, ^ inactive, ~ pending\nAll Stats are in milliseconds. Stats with u are in microseconds\n\n");
	show_text(s, "ID           Type        Destination       Stats       Return      Last\n                                                       Code        Run \n");
	show_text(s, "-----------------------------------------------------------------------\n");
	for (const struct sla *x = slas_of(cli_stack(c))->first; x; x = x->next) {
		common_cells(s, x);
		show_end(s);
		snprintf(id, sizeof(id), "%c%u", x->active ? '*' : x->scheduled && !ran(x) ? '~' : '^', x->number);
		snprintf(stats, sizeof(stats), "RTT=%u", x->last.rtt_ms);
		show_text(s, "%-12s %-11s %-17s %-11s %-11s %s\n", id, sla_kind_name[x->conf.kind], ip4_text(x->conf.dst, dst), measured(x) ? stats : "-",
			  sla_code_name[x->last.code], ago(x, buf));
	}
	return true;
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

void sla_show_rtt(struct show *s, const struct sla_range *r)
{
	show_range(s, "rtt", r);
	show_text(s, "RTT Values:\n        Number Of RTT: %-16u RTT Min/Avg/Max: %u/%u/%u milliseconds\n", r->n, r->min, mean(r), r->max);
}

void sla_show_packets(struct show *s, const struct sla_result *r, const char *over)
{
	show_range(s, "jitter_source_to_destination", &r->sd);
	show_range(s, "jitter_destination_to_source", &r->ds);
	show_num(s, "lost_source_to_destination", r->lost_sd);
	show_num(s, "lost_destination_to_source", r->lost_ds);
	show_num(s, "lost_unknown", r->mia);
	show_num(s, "out_of_sequence", r->out_of_sequence);
	show_num(s, over, r->over);
	show_text(s, "Jitter Time:\n        Number of SD Jitter Samples: %u\n        Number of DS Jitter Samples: %u\n", r->sd.n, r->ds.n);
	show_text(s, "        Source to Destination Jitter Min/Avg/Max: %u/%u/%u milliseconds\n        Destination to Source Jitter Min/Avg/Max: %u/%u/%u milliseconds\n",
		  r->sd.min, mean(&r->sd), r->sd.max, r->ds.min, mean(&r->ds), r->ds.max);
	show_text(s, "Over Threshold:\n        Number Of RTT Over Threshold: %u (%u%%)\n", r->over, r->rtt.n ? (unsigned)(100ull * r->over / r->rtt.n) : 0);
	show_text(s, "Packet Loss Values:\n        Loss Source to Destination: %u\n        Loss Destination to Source: %u\n", r->lost_sd, r->lost_ds);
	show_text(s, "        Out Of Sequence: %-8uTail Drop: %-8uPacket Late Arrival: %u\n", r->out_of_sequence, r->mia, r->late);
}

static void show_jitter(struct show *s, const struct sla_result *r)
{
	sla_show_rtt(s, &r->rtt);
	show_text(s, "Latency one-way time:\n        Number of Latency one-way Samples: 0\n        Source to Destination Latency one way Min/Avg/Max: 0/0/0 milliseconds\n"
		  "        Destination to Source Latency one way Min/Avg/Max: 0/0/0 milliseconds\n");
	sla_show_packets(s, r, "over_threshold");
}

VIEW(sla_show_statistics)
{
	u32 only = (u32)args_num(a, "number", 0);
	char buf[64];

	show_text(s, "IPSLAs Latest Operation Statistics\n\n");
	for (const struct sla *x = slas_of(cli_stack(c))->first; x; x = x->next) {
		nsec over = x->began + x->life_s * NSEC_PER_SEC, now = stack_now(x->ip);

		if (only && x->number != only)
			continue;
		common_cells(s, x);
		show_text(s, "IPSLA operation id: %u\n", x->number);
		if (x->conf.kind == SLA_JITTER)
			show_text(s, "Type of operation: udp-jitter\n");
		if (measured(x))
			show_text(s, "        Latest RTT: %u milliseconds\n", x->last.rtt_ms);
		else
			show_text(s, "        Latest RTT: NoConnection/Busy/Timeout\n");
		show_text(s, "Latest operation start time: %s\nLatest operation return code: %s\n", ran(x) ? when(x->ip, x->last.at, false, buf) : "0", sla_code_name[x->last.code]);
		if (x->conf.kind == SLA_JITTER)
			show_jitter(s, &x->last);
		show_text(s, "Number of successes: %u\nNumber of failures: %u\n", x->successes, x->failures);
		if (x->active && !x->life_s)
			show_text(s, "Operation time to live: Forever\n\n\n");
		else
			show_text(s, "Operation time to live: %u sec\n\n\n", x->active && over > now ? (unsigned)((over - now) / NSEC_PER_SEC) : 0);
		show_end(s);
	}
	return true;
}

static void show_schedule(struct show *s, const struct sla *x)
{
	show_num(s, "frequency_s", x->conf.frequency_s);
	show_num(s, "life_s", x->life_s);
	show_text(s, "Schedule:\n   Operation frequency (seconds): %u  (not considered if randomly scheduled)\n", x->conf.frequency_s);
	show_text(s, "   Next Scheduled Start Time: %s\n", !x->scheduled || x->start == SLA_START_PENDING ? "Pending trigger" : x->active ? "Start Time already passed" : "Start Time not reached");
	show_text(s, "   Group Scheduled : FALSE\n   Randomly Scheduled : FALSE\n");
	if (x->scheduled && !x->life_s)
		show_text(s, "   Life (seconds): Forever\n");
	else
		show_text(s, "   Life (seconds): %u\n", x->scheduled ? x->life_s : 3600);
	show_text(s, "   Entry Ageout (seconds): never\n   Recurring (Starting Everyday): %s\n   Status of entry (SNMP RowStatus): %s\n", x->recurring ? "TRUE" : "FALSE", x->scheduled ? "Active" : "notInService");
}

VIEW(sla_show_configuration)
{
	u32 only = (u32)args_num(a, "number", 0);
	char dst[IP4_TEXT], src[IP4_TEXT];

	show_text(s, "IP SLAs Infrastructure Engine-III\n");
	for (const struct sla *x = slas_of(cli_stack(c))->first; x; x = x->next) {
		const struct sla_conf *k = &x->conf;

		if (only && x->number != only)
			continue;
		common_cells(s, x);
		show_num(s, "timeout_ms", k->timeout_ms);
		show_num(s, "threshold_ms", k->threshold_ms);
		show_text(s, "Entry number: %u\nOwner: %s\nTag: %s\nOperation timeout (milliseconds): %u\nType of operation to perform: %s\n", x->number, k->owner, k->tag,
			  k->timeout_ms, sla_kind_name[k->kind]);
		if (*k->source_if)
			show_text(s, "Target address/Source interface: %s/%s\n", ip4_text(k->dst, dst), k->source_if);
		else
			show_text(s, "Target address/Source address: %s/%s\n", ip4_text(k->dst, dst), ip4_text(k->src, src));
		if (k->kind != SLA_ECHO)
			show_text(s, "Target port/Source port: %u/%u\n", k->port, k->src_port);
		show_text(s, "Type Of Service parameter: 0x%X\n", k->tos);
		if (k->kind != SLA_CONNECT)
			show_text(s, "Request size (ARR data portion): %u\n", k->size);
		if (k->kind == SLA_JITTER)
			show_text(s, "Packet Interval (milliseconds)/Number of packets: %u/%u\n", k->interval_ms, k->packets);
		show_text(s, k->kind != SLA_CONNECT ? "Verify data: No\nVrf Name: \n" : "Vrf Name: \n");
		if (k->kind != SLA_ECHO)
			show_text(s, "Control Packets: %s\n", k->control ? "enabled" : "disabled");
		show_schedule(s, x);
		show_num(s, "hours_kept", k->hours);
		show_text(s, "Threshold (milliseconds): %u\nDistribution Statistics:\n   Number of statistic hours kept: %u\n\n", k->threshold_ms, k->hours);
		show_end(s);
	}
	return true;
}

VIEW(sla_show_responder)
{
	const struct slas *all = slas_of(cli_stack(c));
	char addr[IP4_TEXT], buf[64];

	(void)a;
	show_bool(s, "enabled", all->responder);
	show_num(s, "control_messages", all->controls);
	show_num(s, "errors", all->errors);
	show_num(s, "open_ports", all->n_sessions);
	show_text(s, "        General IP SLA Responder on Control port %u\nGeneral IP SLA Responder is: %s\n", SLA_CONTROL_PORT, all->responder ? "Enabled" : "Disabled");
	show_text(s, "Number of control message received: %llu Number of errors: %llu \nRecent sources:\n", (unsigned long long)all->controls, (unsigned long long)all->errors);
	show_push_list(s, "sources");
	for (u32 k = 0; k < all->n_sources; k++) {
		show_ip4(s, "address", all->source[k].addr);
		show_end(s);
		show_text(s, "        %s [%s]\n", ip4_text(all->source[k].addr, addr), when(all->ip, all->source[k].at, true, buf));
	}
	show_pop(s);
	show_text(s, "Recent error sources:\n\n");
	show_end(s);
	return true;
}
