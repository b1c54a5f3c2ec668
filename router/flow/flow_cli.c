/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flexible NetFlow: flow record, flow exporter, flow monitor, sampler, and `ip flow monitor` on interfaces. */
#include <stdio.h>
#include <stdlib.h>

#include "router/flow/own.h"

static const struct cli_mode mode_record = { "flow record", "(config-flow-record)", &mode_config }, mode_exporter = { "flow exporter", "(config-flow-exporter)", &mode_config },
			     mode_monitor = { "flow monitor", "(config-flow-monitor)", &mode_config }, mode_sampler = { "sampler", "(config-sampler)", &mode_config };

static bool named(struct cli *c, const char *name)
{
	if (strlen(name) <= FLOW_NAME_MAX)
		return true;
	cli_error(c, "%% Name is longer than %u characters", FLOW_NAME_MAX);
	return false;
}

static bool too_many(struct cli *c, const char *what)
{
	cli_error(c, "%% %s: too many of them", what);
	return false;
}

/* What others use stays, as on IOS; replacing a configuration takes its lines away in any order. */
static bool unused(struct cli *c, const char *kind, const char *name, u32 users)
{
	if (!users || cli_is_replay(c))
		return true;
	cli_error(c, "%% %s: %s '%s' is in use. Remove from all clients before deleting.", kind, kind, name);
	return false;
}

/* ---- records ---- */

static bool record_may_go(struct cli *c, const struct args *a)
{
	const struct flow_record *r = flow_record_at(flows(c), args_str(a, "name"), false);

	return !r || unused(c, "Flow Record", args_str(a, "name"), r->users);
}

static RUN(run_record)
{
	const char *name = args_str(a, "name");
	struct flow_record *r;

	if (!named(c, name))
		return false;
	if (flow_record_is_built_in(name)) {
		cli_error(c, "%% Flow Record: '%s' is built in", name);
		return false;
	}
	r = flow_record_at(flows(c), name, !args_no(a));
	if (args_no(a)) {
		if (r) {
			r->defined = false;
			flow_record_tidy(flows(c), r);
		}
		return true;
	}
	if (!r)
		return too_many(c, "Flow Record");
	r->defined = true;
	cli_enter_object(c, r);
	return true;
}

/* A field takes its place in the table's order, matched ones before collected ones. */
static bool add_field(struct flow_record *r, const struct flow_field *f, bool match)
{
	u8 *n = match ? &r->n_match : &r->n_collect;
	unsigned at = match ? 0 : r->n_match, end = at + *n, total = r->n_match + r->n_collect;

	while (at < end && r->field[at] < f)
		at++;
	if (at < end && r->field[at] == f)
		return true;
	if (total == FLOW_FIELDS_MAX)
		return false;
	memmove(&r->field[at + 1], &r->field[at], (total - at) * sizeof(r->field[0]));
	r->field[at] = f;
	++*n;
	return true;
}

static void drop_field(struct flow_record *r, const struct flow_field *f, bool match)
{
	unsigned at = match ? 0 : r->n_match, end = at + (match ? r->n_match : r->n_collect), total = r->n_match + r->n_collect;

	while (at < end && r->field[at] != f)
		at++;
	if (at == end)
		return;
	memmove(&r->field[at], &r->field[at + 1], (total - at - 1) * sizeof(r->field[0]));
	--*(match ? &r->n_match : &r->n_collect);
}

static bool fits(const struct flow_record *r, u8 af) { return !r || r->af == AF_NONE || af == AF_NONE || r->af == af; }

/* Whether all that m sees could be of this family. */
static bool sees_only(const struct flow_monitor *m, u8 af)
{
	for (const struct ipif *p = ipif_after(m->fl->ip, NULL); p && af != AF_NONE; p = ipif_after(m->fl->ip, p))
		for (unsigned out = 0; out < 2; out++)
			for (const struct flow_tap *t = p->flow[out]; t; t = t->next)
				if (t->m == m && t->af != af)
					return false;
	return true;
}

/* Whether a field of this family may go into the record, and those who use it. */
static bool may_have(struct cli *c, const struct flow_record *r, u8 af)
{
	if (!fits(r, af)) {
		cli_error(c, "%% Flow Record: Fields of IPv4 and IPv6 do not go into one record");
		return false;
	}
	for (const struct flow_monitor *m = flows(c)->monitors; m; m = m->next)
		if (m->record == r && !sees_only(m, af)) {
			cli_error(c, "%% Flow Record: Flow Monitor '%s' is on interfaces for the other IP version", m->name);
			return false;
		}
	return true;
}

static RUN(run_field)
{
	struct flow_record *r = cli_object(c, 0);
	const char *line = args_line(a);
	bool match = *line == 'm';
	const struct flow_field *f = flow_field_of(line + (match ? strlen("match ") : strlen("collect ")));

	if (!args_no(a) && !may_have(c, r, f->af))
		return false;
	flow_record_changing(flows(c), r);
	if (args_no(a))
		drop_field(r, f, match);
	else if (!add_field(r, f, match))
		return too_many(c, "Flow Record fields");
	flow_record_changed(flows(c), r);
	return true;
}

static bool describe(char **at, const struct args *a)
{
	free(*at);
	*at = args_no(a) ? NULL : xstrdup(args_str(a, "LINE"));
	return true;
}
#define DESCRIBE(kind) static RUN(describe_##kind) { return describe(&((struct flow_##kind *)cli_object(c, 0))->description, a); }
DESCRIBE(record)
DESCRIBE(exporter)
DESCRIBE(monitor)
DESCRIBE(sampler)

/* ---- exporters ---- */

static bool exporter_may_go(struct cli *c, const struct args *a)
{
	const struct flow_exporter *x = flow_exporter_at(flows(c), args_str(a, "name"), false);

	return !x || unused(c, "Flow Exporter", args_str(a, "name"), x->users);
}

static RUN(run_exporter)
{
	const char *name = args_str(a, "name");
	struct flow_exporter *x;

	if (!named(c, name))
		return false;
	x = flow_exporter_at(flows(c), name, !args_no(a));
	if (args_no(a)) {
		if (x) {
			x->defined = false;
			flow_exporter_tidy(x);
		}
		return true;
	}
	if (!x)
		return too_many(c, "Flow Exporter");
	x->defined = true;
	cli_enter_object(c, x);
	return true;
}

static RUN(run_destination)
{
	struct flow_exporter *x = cli_object(c, 0);
	struct ipaddr to = { .af = AF_NONE };

	if (!args_no(a) && args_has(a, "address"))
		to = ipaddr4(args_ip4(a, "address", 0));
	else if (!args_no(a) && args_ip6(a, "address6", &to.v6))
		to.af = AF_IP6;
	if (cli_linkless(c, &to))
		return false;
	x->to = to;
	flow_exporter_update(x);
	return true;
}

static RUN(run_exporter_source)
{
	struct flow_exporter *x = cli_object(c, 0);

	snprintf(x->source, sizeof(x->source), "%s", args_no(a) ? "" : args_str(a, "INTERFACE"));
	return true;
}

static RUN(run_protocol)
{
	struct flow_exporter *x = cli_object(c, 0);

	x->ipfix = !args_no(a) && args_has(a, "ipfix");
	x->sequence = 0;
	flow_exporter_update(x);
	return true;
}

static RUN(run_exporter_number)
{
	struct flow_exporter *x = cli_object(c, 0);
	const char *line = args_line(a);
	u32 v = (u32)args_num(a, "n", 0);
	bool no = args_no(a);

	if (!strncmp(line, "transport", 9)) {
		x->port = no ? FLOW_PORT : (u16)v;
	} else if (!strncmp(line, "dscp", 4)) {
		x->dscp = no ? 0 : (u8)v;
	} else if (!strncmp(line, "ttl", 3)) {
		x->ttl = no ? 255 : (u8)v;
	} else {
		x->template_s = no ? FLOW_TEMPLATE_S : v;
		flow_exporter_update(x);
	}
	return true;
}

static RUN(run_option)
{
	struct flow_exporter *x = cli_object(c, 0);
	enum flow_option k = args_has(a, "interface-table") ? OPTION_INTERFACES : args_has(a, "exporter-stats") ? OPTION_EXPORTER : OPTION_SAMPLERS;
	char line[80];

	x->option_s[k] = args_no(a) ? 0 : (u32)args_num(a, "n", FLOW_OPTION_S);
	if (!args_no(a) && x->option_s[k] == FLOW_OPTION_S) {
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(args_line(a) + strlen("option "), " ") + (int)strlen("option "), args_line(a));
		cli_store(c, line);
	}
	flow_exporter_update(x);
	return true;
}

/* ---- monitors ---- */

static bool monitor_may_go(struct cli *c, const struct args *a)
{
	const struct flow_monitor *m = flow_monitor_at(flows(c), args_str(a, "name"), false);

	return !m || unused(c, "Flow Monitor", args_str(a, "name"), m->users);
}

static RUN(run_monitor)
{
	const char *name = args_str(a, "name");
	struct flow_monitor *m;

	if (!named(c, name))
		return false;
	m = flow_monitor_at(flows(c), name, !args_no(a));
	if (args_no(a)) {
		if (m) {
			m->defined = false;
			flow_monitor_tidy(m);
		}
		return true;
	}
	if (!m)
		return too_many(c, "Flow Monitor");
	m->defined = true;
	cli_enter_object(c, m);
	return true;
}

static RUN(run_use_record)
{
	struct flow_monitor *m = cli_object(c, 0);
	const char *name = args_str(a, "name"), *line = args_line(a) + strlen("record ");
	struct flow_record *r = NULL;

	if (!args_no(a)) {
		r = name ? flow_record_at(flows(c), name, cli_is_replay(c)) : flow_record_built_in(flows(c), line);
		if (!r || (!r->defined && !cli_is_replay(c))) {
			cli_error(c, "%% Flow Monitor: Flow Record '%s' does not exist", name ? name : line);
			return false;
		}
	}
	if (r && !sees_only(m, r->af)) {
		cli_error(c, "%% Flow Monitor: Flow Monitor '%s' is on interfaces for the other IP version", m->name);
		return false;
	}
	flow_monitor_set_record(m, r);
	return true;
}

static RUN(run_use_exporter)
{
	struct flow_monitor *m = cli_object(c, 0);
	const char *name = args_str(a, "name");
	struct flow_exporter *x = flow_exporter_at(flows(c), name, !args_no(a) && cli_is_replay(c));

	if (args_no(a)) {
		if (x)
			flow_monitor_set_exporter(m, x, false);
		return true;
	}
	if (!x || x->classic || (!x->defined && !cli_is_replay(c))) {
		cli_error(c, "%% Flow Monitor: Flow Exporter '%s' does not exist", name);
		return false;
	}
	if (!flow_monitor_set_exporter(m, x, true)) {
		cli_error(c, "%% Flow Monitor: At most %u exporters", FLOW_EXPORTERS_MAX);
		return false;
	}
	return true;
}

static RUN(run_cache)
{
	struct flow_monitor *m = cli_object(c, 0);
	const char *line = args_line(a) + strlen("cache ");
	u32 v = (u32)args_num(a, "n", 0);

	if (!strncmp(line, "entries", 7)) {
		m->entries = args_no(a) ? FLOW_ENTRIES : v;
		flow_cache_update(m);
		return true;
	}
	if (!strncmp(line, "timeout active", 14))
		m->active_s = args_no(a) ? FLOW_ACTIVE_S : v;
	else
		m->inactive_s = args_no(a) ? FLOW_INACTIVE_S : v;
	flow_cache_retime(m);
	return true;
}

/* ---- samplers ---- */

static bool sampler_may_go(struct cli *c, const struct args *a)
{
	const struct flow_sampler *s = flow_sampler_at(flows(c), args_str(a, "name"), false);

	return !s || unused(c, "Sampler", args_str(a, "name"), s->users);
}

static RUN(run_sampler)
{
	const char *name = args_str(a, "name");
	struct flow_sampler *s;

	if (!named(c, name))
		return false;
	s = flow_sampler_at(flows(c), name, !args_no(a));
	if (args_no(a)) {
		if (s) {
			s->defined = false;
			s->mode = SAMPLER_NONE;
			flow_sampler_tidy(flows(c), s);
		}
		return true;
	}
	if (!s)
		return too_many(c, "Sampler");
	s->defined = true;
	cli_enter_object(c, s);
	return true;
}

static RUN(run_mode)
{
	struct flow_sampler *s = cli_object(c, 0);

	s->mode = args_no(a) ? SAMPLER_NONE : args_has(a, "random") ? SAMPLER_RANDOM : SAMPLER_DETERMINISTIC;
	s->rate = (u32)args_num(a, "rate", 2);
	s->seen = 0;
	return true;
}

/* ---- interfaces ---- */

struct same_tap { char head[128]; const char *tail, *line; };

static bool is_same_tap(const char *line, const void *arg)
{
	const struct same_tap *t = arg;
	size_t n = strlen(line), tail = strlen(t->tail);

	return strcmp(line, t->line) && !strncmp(line, t->head, strlen(t->head)) && n > tail && !strcmp(line + n - tail, t->tail);
}

static RUN(run_attach)
{
	struct ipif *p = cli_ipif(c);
	const char *name = args_str(a, "monitor"), *sname = args_str(a, "sampler-name"), *line = args_line(a);
	bool out = args_has(a, "output"), replay = cli_is_replay(c);
	u8 af = !strncmp(line, "ipv6", 4) ? AF_IP6 : AF_IP4;
	struct same_tap other = { .tail = out ? " output" : " input", .line = line };
	struct flow_sampler *s = NULL;
	struct flow_monitor *m;

	if (!p)
		return false;
	m = flow_monitor_at(flows(c), name, !args_no(a) && replay);
	if (args_no(a)) {
		if (m)
			flow_detach(p, out, af, m);
		return true;
	}
	if (!m || m->main || (!m->defined && !replay)) {
		cli_error(c, "%% Flow Monitor: Flow Monitor '%s' does not exist", name);
		return false;
	}
	if (sname)
		s = flow_sampler_at(flows(c), sname, replay);
	if (sname && (!s || (!s->defined && !replay))) {
		cli_error(c, "%% Sampler: '%s' does not exist", sname);
		return false;
	}
	if (!fits(m->record, af)) {
		cli_error(c, "%% Flow Monitor: Flow Monitor '%s' has a record of the other IP version", name);
		return false;
	}
	snprintf(other.head, sizeof(other.head), "%s flow monitor %s ", af == AF_IP6 ? "ipv6" : "ip", name);
	if (!cli_remove_lines(c, false, is_same_tap, &other))
		return false;
	if (!flow_attach(p, out, af, m, s)) {
		cli_error(c, "%% Flow Monitor: At most %u monitors", FLOW_TAPS_MAX);
		return false;
	}
	return true;
}

static void complete_record(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	(void)arg;
	for (const struct flow_record *r = flows(c)->records; r; r = r->next)
		if (r->defined && !r->built_in)
			add(c, r->name, r->description ? r->description : "User defined");
}

static void complete_exporter(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	(void)arg;
	for (const struct flow_exporter *x = flows(c)->exporters; x; x = x->next)
		if (x->defined && !x->classic)
			add(c, x->name, x->description ? x->description : "User defined");
}

static void complete_monitor(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	bool sampler = !strcmp(arg, "sampler-name");

	for (const struct flow_monitor *m = flows(c)->monitors; m && !sampler; m = m->next)
		if (m->defined && !m->main)
			add(c, m->name, m->description ? m->description : "User defined");
	for (const struct flow_sampler *s = flows(c)->samplers; s && sampler; s = s->next)
		if (s->defined)
			add(c, s->name, s->description ? s->description : "User defined");
}

#define ORDER_FLOW (ORDER_INTERFACE - 60)
#define DESCRIPTION(kind) { &mode_##kind, "description LINE", "Provide a description|", .run = describe_##kind, .key = 1, .order = 5 }
#define BOTH(words, help) \
	{ &mode_record, "match " words, "Specify a match key field|" help, .run = run_field, .order = 10 }, \
	{ &mode_record, "collect " words, "Specify a non-key field|" help, .run = run_field, .order = 20 }
#define COLLECT(words, help) { &mode_record, "collect " words, "|" help, .run = run_field, .order = 20 }
#define AS(which, text) \
	COLLECT("routing " which " as", "Routing attributes|" text "|AS number"), COLLECT("routing " which " as 4-octet", "|||Configure 4-octet autonomous system number"), \
	COLLECT("routing " which " as peer", "|||Peer AS number"), COLLECT("routing " which " as peer 4-octet", "||||Configure 4-octet autonomous system number")
#define ADDRESSES(v) BOTH(v " source address", "|Source attributes|Address"), BOTH(v " destination address", "|Destination attributes|Address")

static const struct cmd field_rows[] = {
	BOTH("ipv4 version", "IPv4 fields|IP version from the header"), BOTH("ipv4 tos", "|IPv4 type of service"), BOTH("ipv4 dscp", "|IPv4 DSCP (part of TOS)"),
	BOTH("ipv4 precedence", "|IPv4 precedence (part of TOS)"), BOTH("ipv4 ttl", "|IPv4 TTL"), BOTH("ipv4 protocol", "|IPv4 protocol"), ADDRESSES("ipv4"),
	BOTH("ipv4 id", "|IPv4 ID"), BOTH("ipv4 total-length", "|IPv4 total length of the packet"), BOTH("ipv4 fragmentation flags", "|IPv4 fragmentation fields|IPv4 fragmentation flags"),
	BOTH("ipv4 fragmentation offset", "||IPv4 fragmentation offset"),
	BOTH("ipv6 version", "IPv6 fields|IP version from the header"), BOTH("ipv6 traffic-class", "|IPv6 traffic class"), BOTH("ipv6 dscp", "|IPv6 DSCP (part of the traffic class)"),
	BOTH("ipv6 precedence", "|IPv6 precedence (part of the traffic class)"), BOTH("ipv6 hop-limit", "|IPv6 hop limit"), BOTH("ipv6 protocol", "|IPv6 payload protocol"),
	BOTH("ipv6 flow-label", "|IPv6 flow label"), ADDRESSES("ipv6"),
	BOTH("transport source-port", "Transport layer fields|Transport source port"), BOTH("transport destination-port", "|Transport destination port"),
	BOTH("transport icmp ipv4 type", "|ICMP fields|ICMP over IPv4|ICMP type"), BOTH("transport icmp ipv4 code", "|||ICMP code"),
	BOTH("transport icmp ipv6 type", "||ICMP over IPv6|ICMP type"), BOTH("transport icmp ipv6 code", "|||ICMP code"),
	BOTH("interface input", "Interface fields|The input interface"), BOTH("interface output", "|The output interface"),
	BOTH("flow direction", "Flow identifying fields|Direction the flow was monitored in"), BOTH("flow sampler", "|Sampler used for the flow"),
	BOTH("datalink mac source address input", "Datalink (layer 2) fields|MAC fields|Source MAC address|Address|Address in the packet as it came in"),
	BOTH("datalink mac destination address input", "||Destination MAC address|Address|Address in the packet as it came in"),
	BOTH("datalink vlan input", "|VLAN fields|VLAN of the packet as it came in"),
	COLLECT("transport tcp flags", "|TCP fields|TCP flags"), AS("source", "Source attributes"), AS("destination", "Destination attributes"),
	COLLECT("routing next-hop address ipv4", "|Next hop|Address|IPv4 address"), COLLECT("routing next-hop address ipv6", "||Address|IPv6 address"),
	COLLECT("ipv4 source mask", "||Mask"), COLLECT("ipv4 destination mask", "||Mask"), COLLECT("ipv6 source mask", "||Mask"), COLLECT("ipv6 destination mask", "||Mask"),
	COLLECT("ipv4 ttl minimum", "||Minimum"), COLLECT("ipv4 ttl maximum", "||Maximum"), COLLECT("ipv6 hop-limit minimum", "||Minimum"), COLLECT("ipv6 hop-limit maximum", "||Maximum"),
	COLLECT("ipv4 total-length minimum", "||Minimum"), COLLECT("ipv4 total-length maximum", "||Maximum"),
	COLLECT("counter bytes", "Counter fields|Total number of bytes"), COLLECT("counter bytes long", "||Counter of 64 bits"), COLLECT("counter packets", "|Total number of packets"),
	COLLECT("counter packets long", "||Counter of 64 bits"),
	COLLECT("timestamp sys-uptime first", "Timestamp fields|System uptime|Of the first packet"), COLLECT("timestamp sys-uptime last", "||Of the last packet"),
	COLLECT("timestamp absolute first", "|Absolute time|Of the first packet"), COLLECT("timestamp absolute last", "||Of the last packet"),
	{ &mode_record, "{match | collect} {application | policy | mpls | routing vrf | ipv4 option | ipv4 header-length | ipv4 section | ipv6 section} [LINE]",
	  "||Application fields|Policy fields|MPLS fields|Routing attributes|VRF|IPv4 fields|IPv4 option||IPv4 header length||Section of the packet|IPv6 fields|Section of the packet|", .flags = CMD_UNSUPPORTED },
};

static const struct cmd object_rows[] = {
	{ &mode_config, "flow record WORD:name", "Global Flow configuration subcommands|Define a Flow Record|User defined name", .run = run_record, .may_go = record_may_go, .enter = &mode_record, .order = ORDER_FLOW, .flags = CMD_SORT_NUMERIC,
	  .complete = complete_record },
	DESCRIPTION(record),
	{ &mode_config, "flow exporter WORD:name", "|Define a Flow Exporter|User defined name", .run = run_exporter, .may_go = exporter_may_go, .enter = &mode_exporter, .order = ORDER_FLOW + 1, .flags = CMD_SORT_NUMERIC, .complete = complete_exporter },
	DESCRIPTION(exporter),
	{ &mode_exporter, "destination {A.B.C.D:address | X:X:X:X::X:address6}", "Export destination configuration|Destination address|", .run = run_destination, .key = 1, .order = 10 },
	{ &mode_exporter, "source INTERFACE", "Originating interface|", .run = run_exporter_source, .key = 1, .order = 11, .flags = CMD_IFACE_LATER },
	{ &mode_exporter, "output-features", "Send export packets via the Cisco IOS output feature path", .flags = CMD_UNSUPPORTED },
	{ &mode_exporter, "dscp <0-63>:n", "Optional DSCP|Differentiated Services Code Point", .run = run_exporter_number, .key = 1, .order = 12, .dflt = "dscp 0" },
	{ &mode_exporter, "ttl <1-255>:n", "Optional TTL or hop limit|TTL value", .run = run_exporter_number, .key = 1, .order = 13, .dflt = "ttl 255" },
	{ &mode_exporter, "transport udp <1-65535>:n", "Transport protocol|UDP transport protocol|Port value", .run = run_exporter_number, .key = 2, .order = 14, .dflt = "transport udp 9995" },
	{ &mode_exporter, "export-protocol {netflow-v9 | ipfix}", "Export protocol version|Netflow Version 9|IPFIX (Version 10)", .run = run_protocol, .key = 1, .order = 15,
	  .dflt = "export-protocol netflow-v9" },
	{ &mode_exporter, "export-protocol netflow-v5", "|Netflow Version 5", .flags = CMD_UNSUPPORTED },
	{ &mode_exporter, "template data timeout <1-86400>:n", "Flow Exporter template configuration|Configure data template|Resend template based on a timeout|Seconds", .run = run_exporter_number,
	  .key = 3, .order = 16, .dflt = "template data timeout 600" },
	{ &mode_exporter, "option {interface-table | exporter-stats | sampler-table} [timeout <1-86400>:n]",
	  "Select option for exporting|Interface SNMP-index-to-name Table Option|Exporter Statistics Option|Export Sampler Option|Resend option based on a timeout|Seconds", .run = run_option, .key = 2,
	  .order = 17, .flags = CMD_SORT_NUMERIC },
	{ &mode_exporter, "option {application-table | application-attributes | vrf-table | c3pl-class-table | c3pl-policy-table | metadata-version-table} [LINE]",
	  "|Application Table Option|Application Attributes Table Option|VRF ID-to-name Table Option|C3PL class cce-id table|C3PL policy cce-id table|Metadata Version Table|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "flow monitor WORD:name", "|Define a Flow Monitor|User defined name", .run = run_monitor, .may_go = monitor_may_go, .enter = &mode_monitor, .order = ORDER_FLOW + 2, .flags = CMD_SORT_NUMERIC, .complete = complete_monitor },
	DESCRIPTION(monitor),
	{ &mode_monitor, "exporter WORD:name", "Add an Exporter to use to export records|User defined name", .run = run_use_exporter, .order = 10, .complete = complete_exporter },
	{ &mode_monitor, "cache timeout active <1-604800>:n", "Configure Flow Cache parameters|Specify the Flow Cache timeouts|Configure the active flow timeout|Timeout value in seconds", .run = run_cache,
	  .key = 3, .order = 11, .dflt = "cache timeout active 1800" },
	{ &mode_monitor, "cache timeout inactive <1-604800>:n", "||Configure the inactive flow timeout|Timeout value in seconds", .run = run_cache, .key = 3, .order = 12,
	  .dflt = "cache timeout inactive 15" },
	{ &mode_monitor, "cache entries <16-524288>:n", "|Configure the maximum number of flow entries in the Flow Cache|Number of entries", .run = run_cache, .key = 2, .order = 13,
	  .dflt = "cache entries 4096" },
	{ &mode_monitor, "cache {type | timeout update | timeout event} LINE", "|Set the type of the Flow Cache||Configure the update timeout||Configure the event timeout|", .flags = CMD_UNSUPPORTED },
	{ &mode_monitor, "statistics packet {protocol | size}", "Collect statistics|Collect packet statistics|Collect protocol distribution statistics|Collect size distribution statistics",
	  .flags = CMD_UNSUPPORTED },
	{ &mode_monitor, "record netflow {ipv4 | ipv6} {original-input | original-output}",
	  "Specify Flow Record to use|Traditional NetFlow collection schemes|Traditional IPv4 NetFlow collection schemes|Traditional IPv6 NetFlow collection schemes|"
	  "Traditional input NetFlow with ASs|Traditional output NetFlow with ASs", .run = run_use_record, .key = 1, .order = 14 },
	{ &mode_monitor, "record netflow-original", "|Traditional IPv4 input NetFlow with origin ASs", .run = run_use_record, .key = 1, .order = 14 },
	{ &mode_monitor, "record WORD:name", "|User defined record", .run = run_use_record, .key = 1, .order = 14, .complete = complete_record },
	{ &mode_config, "sampler WORD:name", "Define a Sampler|User defined name", .run = run_sampler, .may_go = sampler_may_go, .enter = &mode_sampler, .order = ORDER_FLOW + 3, .flags = CMD_SORT_NUMERIC },
	DESCRIPTION(sampler),
	{ &mode_sampler, "mode {deterministic | random} 1 out-of <2-32768>:rate", "Configure a Sampling mode|Deterministic Sampling mode|Random Sampling mode|Specify the number of packets|"
	  "Specify the window size|Window size", .run = run_mode, .key = 1, .order = 10 },
#define SHOWN_BY "{counter {bytes | packets} | interface {input | output} | ipv4 {dscp | protocol | tos | ttl | source address | destination address} | " \
	"ipv6 {dscp | protocol | traffic-class | hop-limit | source address | destination address} | transport {source-port | destination-port} | timestamp sys-uptime {first | last}}"
#define SHOWN_BY_HELP "Counters|Octets|Packets|Interfaces|Input|Output|IPv4|DSCP|Protocol|Type of service|Time to live|Source|Address|Destination|Address|" \
	"IPv6|DSCP|Protocol|Traffic class|Hop limit|Source|Address|Destination|Address|Transport layer|Source port|Destination port|Timestamps|Since the system started|First packet|Last packet"
#define ATTACH(ip, order_) \
	{ &mode_interface, ip " flow monitor WORD:monitor [sampler WORD:sampler-name] {input | output}", \
	  "|NetFlow related commands|Apply a Flow Monitor|Name of the Flow Monitor|Apply a Sampler to this Flow Monitor|Name of the Sampler|Apply Flow Monitor on input traffic|" \
	  "Apply Flow Monitor on output traffic", .run = run_attach, .order = (order_), .flags = CMD_MULTI, .complete = complete_monitor }
	ATTACH("ip", ORDER_IF_IP + 70), ATTACH("ipv6", ORDER_IF_IPV6 + 70),
	{ &mode_exec, "clear flow monitor [name] WORD:name [cache | statistics | force-export]",
	  "|Flow commands|Clear Flow Monitor information|Select by name|Name of the Flow Monitor|Clear Flow Monitor cache|Clear Flow Monitor statistics|Force export of Flow Monitor cache", .run = flow_run_clear_monitor,
	  .flags = CMD_PRIV, .complete = complete_monitor },
	{ &mode_exec, "clear flow exporter [[name] WORD:name] statistics", "||Clear Flow Exporter information|Select by name|Name of the Flow Exporter|Clear statistics", .run = flow_run_clear_exporter, .flags = CMD_PRIV,
	  .complete = complete_exporter },
	{ &mode_exec, "clear sampler [[name] WORD:name]", "|Clear Sampler statistics|Select by name|Name of the Sampler", .run = flow_run_clear_sampler, .flags = CMD_PRIV },
	{ &mode_exec, "show flow record [[name] WORD:name]", "|Flow information|Flow Record information|Select by name|Name of the Flow Record", .show = flow_show_record, .complete = complete_record },
	{ &mode_exec, "show flow exporter [[name] WORD:name]", "||Flow Exporter information|Select by name|Name of the Flow Exporter", .show = flow_show_exporter, .complete = complete_exporter },
	{ &mode_exec, "show flow exporter [[name] WORD:name] statistics", "|||||Flow Exporter statistics", .show = flow_show_exporter_stats, .complete = complete_exporter },
	{ &mode_exec, "show flow monitor [[name] WORD:name]", "||Flow Monitor information|Select by name|Name of the Flow Monitor", .show = flow_show_monitor, .complete = complete_monitor },
	{ &mode_exec, "show flow monitor [name] WORD:name statistics", "|||||Flow Monitor statistics", .show = flow_show_monitor_stats, .complete = complete_monitor },
	{ &mode_exec, "show flow monitor [name] WORD:name cache [filter " SHOWN_BY " WORD:value] [sort [highest | lowest] " SHOWN_BY " [top <1-4294967295>:n]] [format {record | table | csv}]",
	  "|||||Flow Monitor cache contents|Only flows with a value|" SHOWN_BY_HELP "|As the show writes it|Sort the flows|Highest first (default)|Lowest first|" SHOWN_BY_HELP "|How many (default 20)|Number|Choose the display format|Record format|Table format|Comma separated values", .show = flow_show_cache, .complete = complete_monitor },
	{ &mode_exec, "show flow interface [INTERFACE]", "||Flow Interface information|", .show = flow_show_interface },
	{ &mode_exec, "show sampler [[name] WORD:name]", "|Sampler information|Select by name|Name of the Sampler", .show = flow_show_sampler },
	{ &mode_exec, "show ip flow {export {sctp | template | verbose} | top-talkers} [LINE]", "||NetFlow switching|Display export statistics|SCTP|Templates|Verbose|Top talkers|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show flow monitor [name] WORD:name cache aggregate LINE", "||||||Aggregate the flows|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "debug flow {monitor | record} [LINE]", "|Flow Exporter debugging|Flow Monitor|Flow Record|", .flags = CMD_UNSUPPORTED },
	DEBUG_CMDS("flow exporter", "Flow Exporter debugging|Flow Exporter messages"),
};

const struct cmd_table flow_cmds[] = { CMD_TABLE(field_rows), CMD_TABLE(object_rows), { classic_rows, CLASSIC_ROWS } };
const unsigned n_flow_cmds = ARRAY_LEN(flow_cmds);
