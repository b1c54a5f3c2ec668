/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows of flexible NetFlow. */
#include <ctype.h>
#include <stdio.h>

#include "router/flow/own.h"

static const char *said(const char *description) { return description ? description : "User defined"; }

VIEW(flow_show_record)
{
	const char *name = args_str(a, "name");

	for (const struct flow_record *r = flows(c)->records; r; r = r->next) {
		if (!r->defined || (name ? strcmp(name, r->name) : r->built_in))
			continue;
		show_str(s, "record", r->name);
		show_str(s, "description", said(r->description));
		show_num(s, "users", r->users);
		show_num(s, "bytes", r->bytes);
		show_text(s, "flow record %s:\n  Description:        %s\n  No. of users:       %u\n  Total field space:  %u bytes\n  Fields:\n", r->name, said(r->description), r->users, r->bytes);
		show_push_list(s, "fields");
		for (unsigned k = 0; k < r->n_match + r->n_collect; k++) {
			show_str(s, "kind", k < r->n_match ? "match" : "collect");
			show_str(s, "field", r->field[k]->words);
			show_num(s, "element", r->field[k]->element);
			show_end(s);
			show_text(s, "    %s %s\n", k < r->n_match ? "match" : "collect", r->field[k]->words);
		}
		show_pop(s);
		show_end(s);
		show_text(s, "\n");
	}
	return true;
}

static void show_transport(const struct flow_exporter *x, struct show *s)
{
	char to[IP6_TEXT], from[IP6_TEXT];
	struct ipaddr src = x->to.af ? flow_exporter_source(x) : x->to;

	if (!src.af && x->to.af)
		ip_route_source(x->fl->ip, &x->to, NULL, &src, NULL);
	show_str(s, "protocol", x->ipfix ? "ipfix" : "netflow-v9");
	if (x->to.af)
		show_str(s, "destination", ipaddr_text(&x->to, to));
	if (src.af)
		show_str(s, "source", ipaddr_text(&src, from));
	show_num(s, "port", x->port);
	show_num(s, "source_port", x->udp.port);
	show_num(s, "dscp", x->dscp);
	show_num(s, "ttl", x->ttl);
	show_text(s, "  Export protocol:          %s\n  Transport Configuration:\n", x->ipfix ? "IPFIX (Version 10)" : "NetFlow Version 9");
	show_text(s, "    Destination IP address: %s\n", x->to.af ? ipaddr_text(&x->to, to) : "0.0.0.0");
	if (src.af)
		show_text(s, "    Source IP address:      %s\n", ipaddr_text(&src, from));
	if (*x->source) {
		show_str(s, "source_interface", x->source);
		show_text(s, "    Source Interface:       %s\n", x->source);
	}
	show_text(s, "    Transport Protocol:     UDP\n    Destination Port:       %u\n    Source Port:            %u\n    DSCP:                   0x%x\n    TTL:                    %u\n"
		  "    Output Features:        Not Used\n", x->port, x->udp.port, x->dscp, x->ttl);
}

VIEW(flow_show_exporter)
{
	static const char *const option[OPTION_N] = { "interface-table", "exporter-stats", "sampler-table" };
	const char *name = args_str(a, "name");

	for (const struct flow_exporter *x = flows(c)->exporters; x; x = x->next) {
		bool any = false;

		if (!x->defined || x->classic || (name && strcmp(name, x->name)))
			continue;
		show_str(s, "exporter", x->name);
		show_str(s, "description", said(x->description));
		show_text(s, "Flow Exporter %s:\n  Description:              %s\n", x->name, said(x->description));
		show_transport(x, s);
		show_push_list(s, "options");
		for (unsigned k = 0; k < OPTION_N; k++) {
			if (!x->option_s[k])
				continue;
			show_str(s, "option", option[k]);
			show_num(s, "timeout_s", x->option_s[k]);
			show_end(s);
			show_text(s, "%s    %s (timeout %u seconds)\n", any ? "" : "  Options Configuration:\n", option[k], x->option_s[k]);
			any = true;
		}
		show_pop(s);
		show_end(s);
		show_text(s, "\n");
	}
	return true;
}

VIEW(flow_show_exporter_stats)
{
	struct flows *fl = flows(c);
	const char *name = args_str(a, "name");
	char age[16];

	for (const struct flow_exporter *x = fl->exporters; x; x = x->next) {
		if (!x->defined || x->classic || (name && strcmp(name, x->name)))
			continue;
		show_str(s, "exporter", x->name);
		show_num(s, "messages", x->count.messages);
		show_num(s, "bytes", x->count.bytes);
		show_num(s, "no_route", x->count.no_route);
		show_num(s, "no_adjacency", x->count.no_neighbour);
		show_num(s, "failed", x->count.failed);
		show_text(s, "Flow Exporter %s:\n  Packet send statistics (last cleared %s ago):\n    Successfully sent:         %-22llu(%llu bytes)\n", x->name, age_text(flow_now(fl) - x->count.cleared, age),
			  (unsigned long long)x->count.messages, (unsigned long long)x->count.bytes);
		if (x->count.no_route)
			show_text(s, "    No FIB:                    %llu\n", (unsigned long long)x->count.no_route);
		if (x->count.no_neighbour)
			show_text(s, "    Adjacency issues:          %llu\n", (unsigned long long)x->count.no_neighbour);
		if (x->count.failed)
			show_text(s, "    Other failures:            %llu\n", (unsigned long long)x->count.failed);
		show_text(s, "\n  Client send statistics:\n");
		show_push_list(s, "clients");
		for (const struct flow_monitor *m = fl->monitors; m; m = m->next)
			for (unsigned k = 0; k < m->n_to; k++) {
				if (m->to[k].x != x)
					continue;
				show_str(s, "monitor", m->name);
				show_num(s, "records", m->to[k].records);
				show_num(s, "bytes", m->to[k].bytes);
				show_end(s);
				show_text(s, "    Client: Flow Monitor %s\n      Records added:           %llu\n        - sent:                %llu\n      Bytes added:             %llu\n        - sent:                %llu\n",
					  m->name, (unsigned long long)m->to[k].records, (unsigned long long)m->to[k].records, (unsigned long long)m->to[k].bytes, (unsigned long long)m->to[k].bytes);
			}
		show_pop(s);
		show_end(s);
		show_text(s, "\n");
	}
	return true;
}

VIEW(flow_show_monitor)
{
	const char *name = args_str(a, "name");

	for (const struct flow_monitor *m = flows(c)->monitors; m; m = m->next) {
		const char *record = m->record && m->record->defined ? m->record->name : "not configured";

		if (!m->defined || m->main || (name && strcmp(name, m->name)))
			continue;
		show_str(s, "monitor", m->name);
		show_str(s, "description", said(m->description));
		show_str(s, "record", record);
		show_num(s, "entries", m->entries);
		show_num(s, "inactive_s", m->inactive_s);
		show_num(s, "active_s", m->active_s);
		show_bool(s, "allocated", m->c.flow != NULL);
		show_text(s, "Flow Monitor %s:\n  Description:       %s\n  Flow Record:       %s\n", m->name, said(m->description), record);
		show_push_list(s, "exporters");
		for (unsigned k = 0; k < m->n_to; k++) {
			show_str(s, "exporter", m->to[k].x->name);
			show_end(s);
			show_text(s, "%s%s\n", k ? "                     " : "  Flow Exporter:     ", m->to[k].x->name);
		}
		show_pop(s);
		show_text(s, "  Cache:\n    Type:              normal\n    Status:            %s\n    Size:              %u entries / %llu bytes\n    Inactive Timeout:  %u secs\n    Active Timeout:    %u secs\n\n",
			  m->c.flow ? "allocated" : "not allocated", m->entries, m->c.flow ? (unsigned long long)(m->c.room + 1u) * sizeof(struct flow) : 0ull, m->inactive_s, m->active_s);
		show_end(s);
	}
	return true;
}

static void show_cache_stats(const struct flow_monitor *m, struct show *s)
{
	static const char *const title[AGED_N] = { "Active timeout", "Inactive timeout", "Event aged", "Watermark aged", "Emergency aged", "Forced" };
	static const char *const cell[AGED_N] = { "active", "inactive", "event", "watermark", "emergency", "forced" };
	u64 all = 0;
	char text[48];

	for (unsigned k = 0; k < AGED_N; k++)
		all += m->c.aged[k];
	show_num(s, "size", m->entries);
	show_num(s, "entries", m->c.n);
	show_num(s, "high_watermark", m->c.high);
	show_num(s, "added", m->c.added);
	show_num(s, "not_added", m->c.not_added);
	show_num(s, "aged", all);
	show_text(s, "  Cache type:                               Normal\n  Cache size:                           %10u\n  Current entries:                      %10u\n  High Watermark:                       %10u\n\n", m->entries, m->c.n, m->c.high);
	show_text(s, "  Flows added:                          %10llu\n", (unsigned long long)m->c.added);
	if (m->c.not_added)
		show_text(s, "  Flows not added:                      %10llu\n", (unsigned long long)m->c.not_added);
	show_text(s, "  Flows aged:                           %10llu\n", (unsigned long long)all);
	show_push_object(s, "aged_by");
	for (unsigned k = 0; k < AGED_N; k++) {
		show_num(s, cell[k], m->c.aged[k]);
		if (k <= AGED_INACTIVE)
			snprintf(text, sizeof(text), "%s (%6u secs)", title[k], k == AGED_ACTIVE ? m->active_s : m->inactive_s);
		else
			snprintf(text, sizeof(text), "%s", title[k]);
		if (k != AGED_FORCED || m->c.aged[k])
			show_text(s, "    - %-33s %10llu\n", text, (unsigned long long)m->c.aged[k]);
	}
	show_pop(s);
	show_text(s, "\n");
}

static struct flow_monitor *monitor_named(struct cli *c, const struct args *a)
{
	struct flow_monitor *m = flow_monitor_at(flows(c), args_str(a, "name"), false);

	if (m && !m->main && m->defined)
		return m;
	cli_error(c, "%% Flow Monitor: Flow Monitor '%s' does not exist", args_str(a, "name"));
	return NULL;
}

VIEW(flow_show_monitor_stats)
{
	struct flow_monitor *m = monitor_named(c, a);

	if (!m)
		return false;
	show_cache_stats(m, s);
	show_end(s);
	return true;
}

static const char *upper(const char *text, char *buf, size_t len)
{
	size_t k = 0;

	for (; text[k] && k + 1 < len; k++)
		buf[k] = (char)toupper((unsigned char)text[k]);
	buf[k] = 0;
	return buf;
}

enum form { FORM_RECORD, FORM_TABLE, FORM_CSV };
struct out { struct show *s; const struct flow_monitor *m; enum form form; };

/* Key fields have their titles in capitals (IOS). */
static const char *title_of(const struct flow_record *r, unsigned k, char *buf, size_t len)
{
	if (k < r->n_match)
		return upper(r->field[k]->title, buf, len);
	snprintf(buf, len, "%s", r->field[k]->title);
	return buf;
}

static void show_head(const struct out *o)
{
	const struct flow_record *r = o->m->record;
	unsigned n = r->n_match + r->n_collect;
	char t[64];

	for (unsigned k = 0; k < n && o->form != FORM_RECORD; k++) {
		title_of(r, k, t, sizeof(t));
		if (o->form == FORM_CSV)
			show_text(o->s, "%s%s", k ? "," : "", t);
		else
			show_text(o->s, "%s%-15s", k ? "  " : "", t);
	}
	if (o->form != FORM_RECORD)
		show_text(o->s, "\n");
	for (unsigned k = 0; k < n && o->form == FORM_TABLE; k++) {
		size_t len = strlen(title_of(r, k, t, sizeof(t)));

		show_text(o->s, "%s%.*s", k ? "  " : "", (int)(len < 15 ? 15 : len), "================================================================");
	}
	if (o->form == FORM_TABLE)
		show_text(o->s, "\n");
}

static void show_flow(const struct out *o, const struct flow *f)
{
	const struct flow_record *r = o->m->record;
	char t[64], v[64];

	for (unsigned k = 0; k < r->n_match + r->n_collect; k++) {
		const struct flow_field *field = r->field[k];
		size_t len;

		flow_field_text(o->m->fl, f, field, v, sizeof(v));
		len = strlen(title_of(r, k, t, sizeof(t)));
		show_str(o->s, field->cell, v);
		if (o->form == FORM_RECORD) {
			snprintf(t + len, sizeof(t) - len, ":");
			show_text(o->s, "%-26s %s\n", t, v);
		} else if (o->form == FORM_TABLE) {
			show_text(o->s, "%s%-*s", k ? "  " : "", (int)(len < 15 ? 15 : len), v);
		} else {
			show_text(o->s, "%s%s", k ? "," : "", v);
		}
	}
	show_text(o->s, "\n");
	show_end(o->s);
}

VIEW(flow_show_cache)
{
	struct flow_monitor *m = monitor_named(c, a);
	struct out o = { s, m, args_has(a, "table") ? FORM_TABLE : args_has(a, "csv") ? FORM_CSV : FORM_RECORD };

	struct flow_pick *p = m ? flow_pick_new(c, a, m) : NULL;
	struct flow *f;

	if (!p)
		return false;
	show_cache_stats(m, s);
	flow_pick_head(p, s);
	show_push_list(s, "flows");
	if (flow_pick_at(p, 0))
		show_head(&o);
	for (u32 k = 0; (f = flow_pick_at(p, k)); k++)
		show_flow(&o, f);
	flow_pick_free(p);
	show_pop(s);
	show_end(s);
	return true;
}

VIEW(flow_show_interface)
{
	const char *name = args_str(a, "INTERFACE");
	struct flows *fl = flows(c);

	for (struct ipif *p = ipif_after(fl->ip, NULL); p; p = ipif_after(fl->ip, p)) {
		bool any = false;

		if (name && strcmp(name, p->i->name))
			continue;
		for (unsigned out = 0; out < 2; out++)
			for (const struct flow_tap *t = p->flow[out]; t; t = t->next) {
				if (t->m->main)
					continue;
				if (!any)
					show_text(s, "Interface %s\n", p->i->name);
				any = true;
				show_str(s, "interface", p->i->name);
				show_str(s, "monitor", t->m->name);
				show_str(s, "direction", out ? "Output" : "Input");
				show_str(s, "traffic", t->af == AF_IP6 ? "ipv6" : "ip");
				if (t->sampler)
					show_str(s, "sampler", t->sampler->name);
				show_end(s);
				show_text(s, "  FNF:  monitor:          %s\n        direction:        %s\n        traffic(%s):      %s%s\n", t->m->name, out ? "Output" : "Input", t->af == AF_IP6 ? "ipv6" : "ip",
					  t->sampler ? "sampler " : "on", t->sampler ? t->sampler->name : "");
			}
	}
	return true;
}

VIEW(flow_show_sampler)
{
	static const char *const mode[] = { "none", "deterministic", "random" };
	const char *name = args_str(a, "name");
	struct flows *fl = flows(c);

	for (const struct flow_sampler *p = fl->samplers; p; p = p->next) {
		if (!p->defined || (name && strcmp(name, p->name)))
			continue;
		show_str(s, "sampler", p->name);
		show_num(s, "id", p->id);
		show_str(s, "type", mode[p->mode]);
		show_num(s, "rate", p->rate);
		show_num(s, "samples", p->samples);
		show_num(s, "requests", p->requests);
		show_text(s, "Sampler %s:\n  ID:             %u\n  export ID:      %u\n  Description:    %s\n  Type:           %s\n  Rate:           1 out of %u\n  Samples:        %llu\n  Requests:       %llu\n  Users (%u):\n",
			  p->name, p->id, p->id, said(p->description), mode[p->mode], p->rate, (unsigned long long)p->samples, (unsigned long long)p->requests, p->users);
		for (struct ipif *i = ipif_after(fl->ip, NULL); i; i = ipif_after(fl->ip, i))
			for (unsigned out = 0; out < 2; out++)
				for (const struct flow_tap *t = i->flow[out]; t; t = t->next)
					if (t->sampler == p)
						show_text(s, "    flow monitor %s (%s,%s,%s) %llu out of %llu\n", t->m->name, t->af == AF_IP6 ? "ipv6" : "ip", i->i->short_name, out ? "Output" : "Input",
							  (unsigned long long)t->samples, (unsigned long long)t->requests);
		show_end(s);
		show_text(s, "\n");
	}
	return true;
}
