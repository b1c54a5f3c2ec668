/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip sla: configuration. An entry that is scheduled is not changed, only removed (IOS). */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "device/civil.h"
#include "router/ip_cli.h"
#include "router/sla/sla.h"

static const struct cli_mode mode_sla = { "ip sla", "(config-ip-sla)", &mode_config };

/* With the lines that schedule it and say its reactions. */
static void forget(struct cli *c, u32 number)
{
	struct sla *x = sla_find(cli_stack(c), number);
	char line[96];

	snprintf(line, sizeof(line), "ip sla schedule %u", number);
	cli_remove_in(c, NULL, line);
	while (x && x->reactions) {
		u8 element = x->reactions->element;

		snprintf(line, sizeof(line), "ip sla reaction-configuration %u react %s", number, sla_elements[element].name);
		cli_remove_in(c, NULL, line);
		sla_reaction_remove(x, element); /* it had no line */
	}
	if (x)
		sla_remove(x);
}

static RUN(run_entry)
{
	struct sla *x;

	if (args_no(a)) {
		forget(c, (u32)args_num(a, "number", 0));
		return true;
	}
	x = sla_get(cli_stack(c), (u32)args_num(a, "number", 0));
	if (!x) {
		cli_error(c, "%%Error: there are %u operations already", SLA_MAX);
		return false;
	}
	cli_enter_object(c, x);
	return true;
}

/* The entry of the block, not to be changed while it runs; a replay (boot, replace) may: it begins anew. */
static struct sla *entry(struct cli *c, const struct args *a)
{
	struct sla *x = cli_object(c, 0);

	if (x->active && !args_no(a) && !cli_is_replay(c)) {
		cli_error(c, "Entry already running and cannot be modified\n\t(only can delete (no) and start over)\n\t(check to see if the probe has finished exiting)");
		return NULL;
	}
	sla_stop(x);
	return x;
}

static bool changed(struct sla *x)
{
	if (x->scheduled)
		sla_schedule(x);
	return true;
}

static struct sla *measured(struct cli *c, const struct args *a)
{
	struct sla *x = entry(c, a);

	if (x && x->conf.kind == SLA_NONE && !args_no(a) && !cli_is_replay(c)) {
		cli_error(c, "%% Choose the type of the operation first");
		return NULL;
	}
	return x;
}

static RUN(run_operation)
{
	struct sla *x = entry(c, a);
	struct sla_conf was, *k;
	u8 kind = args_no(a) ? SLA_NONE : args_has(a, "icmp-echo") ? SLA_ECHO : args_has(a, "udp-jitter") ? SLA_JITTER : SLA_CONNECT;

	if (!x)
		return false;
	if (!args_no(a) && x->conf.kind != SLA_NONE && x->conf.kind != kind && !cli_is_replay(c)) {
		cli_error(c, "%%Error: the entry has another type of operation");
		return false;
	}
	k = &x->conf;
	was = *k;
	sla_defaults(k, kind);
	k->frequency_s = was.frequency_s;
	k->timeout_ms = was.timeout_ms;
	k->threshold_ms = was.threshold_ms;
	k->tos = was.tos;
	k->hours = was.hours;
	if (was.kind == kind)
		k->size = was.size;
	memcpy(k->tag, was.tag, sizeof(k->tag));
	memcpy(k->owner, was.owner, sizeof(k->owner));
	if (args_no(a))
		return changed(x);
	k->dst = args_ip4(a, "target", 0);
	k->src = args_ip4(a, "source", 0);
	snprintf(k->source_if, sizeof(k->source_if), "%s", args_str(a, "INTERFACE") ? args_str(a, "INTERFACE") : "");
	k->port = (u16)args_num(a, "port", 0);
	k->src_port = (u16)args_num(a, "source-number", 0);
	k->control = !args_has(a, "disable");
	k->packets = (u32)args_num(a, "packets", 10);
	k->interval_ms = (u32)args_num(a, "ms", 20);
	return changed(x);
}

/* `no`: as a new entry of this kind has it. */
static RUN(run_number)
{
	struct sla *x = measured(c, a);
	struct sla_conf dflt, *k;

	if (!x)
		return false;
	k = &x->conf;
	if (k->kind == SLA_JITTER && !args_no(a) && args_has(a, "request-data-size") && args_num(a, "bytes", 0) < SLA_JITTER_MIN) {
		cli_error(c, "%% A packet of udp-jitter has at least %u bytes", SLA_JITTER_MIN);
		return false;
	}
	sla_defaults(&dflt, k->kind);
	if (args_has(a, "frequency"))
		k->frequency_s = args_no(a) ? dflt.frequency_s : (u32)args_num(a, "seconds", 0);
	else if (args_has(a, "timeout"))
		k->timeout_ms = args_no(a) ? dflt.timeout_ms : (u32)args_num(a, "ms", 0);
	else if (args_has(a, "threshold"))
		k->threshold_ms = args_no(a) ? dflt.threshold_ms : (u32)args_num(a, "ms", 0);
	else if (args_has(a, "history"))
		sla_hours_keep(x, args_no(a) ? dflt.hours : (u32)args_num(a, "hours", 0));
	else if (args_has(a, "request-data-size"))
		k->size = args_no(a) ? dflt.size : (u32)args_num(a, "bytes", 0);
	else
		k->tos = args_no(a) ? dflt.tos : (u8)args_num(a, "tos", 0);
	return changed(x);
}

static RUN(run_word)
{
	struct sla *x = measured(c, a);
	const char *word = args_no(a) ? "" : args_str(a, "LINE");

	if (!x)
		return false;
	if (strlen(word) >= sizeof(x->conf.tag)) {
		cli_error(c, "%% At most %zu characters", sizeof(x->conf.tag) - 1);
		return false;
	}
	snprintf(args_has(a, "tag") ? x->conf.tag : x->conf.owner, sizeof(x->conf.tag), "%s", word);
	return true;
}

/* "Jan 5", "5 Jan", or neither. What is kept has the month first. */
static bool day_of(struct cli *c, const struct args *a, struct sla *x)
{
	const char *word = args_str(a, "month");
	unsigned month = 0;
	char line[160];
	size_t n = 0;

	x->month = x->day = 0;
	if (!word)
		return true;
	while (month < 12 && (strlen(word) < 3 || strncasecmp(civil_month[month], word, 3)))
		month++;
	if (month == 12 || !civil_valid(2028, month + 1, (unsigned)args_num(a, "day", 0))) {
		cli_error(c, "%% Invalid date");
		return false;
	}
	x->month = (u8)(month + 1);
	x->day = (u8)args_num(a, "day", 0);
	n = (size_t)snprintf(line, sizeof(line), "ip sla schedule %u", x->number);
	if (args_has(a, "life"))
		n += x->life_s ? (size_t)snprintf(line + n, sizeof(line) - n, " life %u", x->life_s) : (size_t)snprintf(line + n, sizeof(line) - n, " life forever");
	n += (size_t)snprintf(line + n, sizeof(line) - n, " start-time %s %s %u", args_str(a, "at"), civil_month[month], x->day);
	snprintf(line + n, sizeof(line) - n, "%s", x->recurring ? " recurring" : "");
	cli_store(c, line);
	return true;
}

static RUN(run_schedule)
{
	struct sla *x = sla_find(cli_stack(c), (u32)args_num(a, "number", 0));
	struct sla y; /* what is refused changes nothing */

	if (args_no(a)) {
		if (x)
			sla_unschedule(x);
		return true;
	}
	if (!x && cli_is_replay(c)) /* its block comes */
		x = sla_get(cli_stack(c), (u32)args_num(a, "number", 0));
	if (!x || (x->conf.kind == SLA_NONE && !cli_is_replay(c))) {
		cli_error(c, "%%Entry not configured");
		return false;
	}
	y = *x;
	y.life_s = args_has(a, "forever") ? 0 : (u32)args_num(a, "seconds", 3600);
	y.start = args_has(a, "now") ? SLA_START_NOW : args_has(a, "after") ? SLA_START_AFTER : args_has(a, "at") ? SLA_START_AT : SLA_START_PENDING;
	if (args_has(a, "recurring") && (y.start != SLA_START_AT || !y.life_s || y.life_s >= 86400)) {
		cli_error(c, "%% What recurs each day starts at a time of day and lives less than a day");
		return false;
	}
	y.recurring = args_has(a, "recurring");
	y.after_s = 0;
	if (y.start == SLA_START_AFTER || y.start == SLA_START_AT) {
		unsigned h, m, s;

		if (sscanf(args_str(a, y.start == SLA_START_AT ? "at" : "span"), "%u:%u:%u", &h, &m, &s) == 3)
			y.after_s = h * 3600 + m * 60 + s;
	}
	if (!day_of(c, a, &y))
		return false;
	x->life_s = y.life_s;
	x->start = y.start;
	x->after_s = y.after_s;
	x->month = y.month;
	x->day = y.day;
	x->recurring = y.recurring;
	x->resumed = cli_is_replay(c);
	sla_schedule(x);
	return true;
}

static RUN(run_responder)
{
	if (sla_responder(cli_stack(c), !args_no(a)))
		return true;
	cli_error(c, "%% UDP port %u is in use", SLA_CONTROL_PORT);
	return false;
}

static RUN(run_restart)
{
	struct sla *x = sla_find(cli_stack(c), (u32)args_num(a, "number", 0));

	if (!x || !x->scheduled) {
		cli_error(c, "%%Entry not configured");
		return false;
	}
	sla_schedule(x);
	return true;
}

/* Back to where nothing was configured: operations, their schedules, the responder. What tracks an operation waits for another of its number. */
static RUN(run_reset)
{
	struct slas *all = slas_of(cli_stack(c));
	char line[40];

	while (all->first && !args_no(a)) {
		u32 number = all->first->number;

		snprintf(line, sizeof(line), "ip sla %u", number);
		cli_remove_in(c, line, NULL);
		if (all->first && all->first->number == number) /* it has no block of its own: a schedule alone made it */
			forget(c, number);
	}
	return args_no(a) || cli_remove_in(c, NULL, "ip sla responder");
}

static bool clear_statistics(struct cli *c, const struct args *a)
{
	u32 only = (u32)args_num(a, "number", 0);

	for (struct sla *x = slas_of(cli_stack(c))->first; x; x = x->next)
		if (!only || x->number == only)
			x->successes = x->failures = x->n_hours = 0;
	return true;
}

#define SLA(syntax, help, ...) { &mode_sla, syntax, help, __VA_ARGS__ }
#define SOURCE "source-ip A.B.C.D:source"
#define ORDER ORDER_IP + 50
static const struct cmd rows[] = {
	{ &mode_config, "ip sla <1-2147483647>:number", "|IP Service Level Agreement|Entry Number", .run = run_entry, .enter = &mode_sla, .order = ORDER, .flags = CMD_SORT_NUMERIC },
	SLA("icmp-echo A.B.C.D:target [" SOURCE "|source-interface INTERFACE]", "ICMP Echo Operation|Destination IP address|Source address|IP address|Source interface|",
	    .run = run_operation, .key = 1, .order = 1, .flags = CMD_IFACE_LATER),
	SLA("udp-jitter A.B.C.D:target <1-65535>:port [" SOURCE "|source-port <1-65535>:source-number|num-packets <1-1000>:packets|interval <4-60000>:ms|control {enable|disable}]*",
	    "UDP Jitter Operation|Destination IP address|Port Number|Source address|IP address|Source port|Port number|Number of Packets to be transmitted|Number of packets|"
	    "Inter Packet Interval|Milliseconds|Enable or disable control packets|Enable control packets exchange (default)|Disable control packets exchange", .run = run_operation, .key = 1, .order = 1),
	SLA("tcp-connect A.B.C.D:target <1-65535>:port [" SOURCE "|source-port <1-65535>:source-number|control {enable|disable}]*",
	    "TCP Connect Operation|Destination IP address|Port Number|Source address|IP address|Source port|Port number|Enable or disable control packets|Enable control packets exchange (default)|Disable control packets exchange", .run = run_operation, .key = 1, .order = 1),
	SLA("request-data-size <0-1400>:bytes", "Request data size|Number of bytes in payload", .run = run_number, .key = 1, .order = 10),
	SLA("tos <0-255>:tos", "Type Of Service|Type of Service Value", .run = run_number, .key = 1, .order = 11),
	SLA("owner LINE", "Owner of Entry|", .run = run_word, .key = 1, .order = 12),
	SLA("tag LINE", "User defined tag|", .run = run_word, .key = 1, .order = 13),
	SLA("threshold <1-60000>:ms", "Operation threshold in milliseconds|Millisecond threshold value", .run = run_number, .key = 1, .order = 14, .dflt = "threshold 5000"),
	SLA("timeout <1-604800000>:ms", "Timeout of an operation|Timeout", .run = run_number, .key = 1, .order = 15, .dflt = "timeout 5000"),
	SLA("frequency <1-604800>:seconds", "Frequency of an operation|Frequency in seconds", .run = run_number, .key = 1, .order = 16, .dflt = "frequency 60"),
	SLA("udp-echo LINE", "UDP Echo Operation|", .flags = CMD_UNSUPPORTED),
	SLA("icmp-jitter LINE", "ICMP Jitter Operation|", .flags = CMD_UNSUPPORTED),
	SLA("path-echo LINE", "Path Discovered ICMP Echo Operation|", .flags = CMD_UNSUPPORTED),
	SLA("path-jitter LINE", "Path Discovered ICMP Jitter Operation|", .flags = CMD_UNSUPPORTED),
	SLA("dns LINE", "DNS Query Operation|", .flags = CMD_UNSUPPORTED),
	SLA("dhcp LINE", "DHCP Operation|", .flags = CMD_UNSUPPORTED),
	SLA("ftp LINE", "FTP Operation|", .flags = CMD_UNSUPPORTED),
	SLA("http LINE", "HTTP Operation|", .flags = CMD_UNSUPPORTED),
	SLA("history hours-of-statistics-kept <0-25>:hours", "History and Distribution Data|Maximum number of statistics hour groups to capture|Number of hour groups",
	    .run = run_number, .key = 2, .order = 17, .dflt = "history hours-of-statistics-kept 2"),
	SLA("history {buckets-kept|distributions-of-statistics-kept|enhanced|filter|lives-kept|statistics-distribution-interval} LINE",
	    "|Maximum number of history buckets to collect|Maximum number of statistics distribution buckets to capture|Enable enhanced history collection|"
	    "Add operation to History when|Maximum number of history lives to collect|Statistics distribution interval size|", .flags = CMD_UNSUPPORTED),
	SLA("verify-data", "Verify data", .flags = CMD_UNSUPPORTED),
	SLA("vrf LINE", "Configure IP SLAs for a VPN Routing/Forwarding instance|", .flags = CMD_UNSUPPORTED),
	{ &mode_config, "ip sla schedule <1-2147483647>:number [life {forever|<0-2147483647>:seconds}|start-time {pending|now|after hh:mm:ss:span|{hh:mm:ss:at|hh:mm:at} [WORD:month <1-31>:day|<1-31>:day WORD:month]}|recurring]*",
	  "||IP SLAs Entry Scheduling|Entry number|Length of time to execute in seconds|continue running forever|Life seconds (default 3600)|When to start this entry|Start pending|Start now|"
	  "Start after a certain amount of time from now|Time|Start time (hh:mm:ss)|Start time (hh:mm)|Month of the year|Day of the month|Day of the month|Month of the year|Each day at that time", .run = run_schedule, .key = 4, .order = ORDER + 2, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip sla schedule <1-2147483647>:number ageout LINE", "||||How long to keep this Entry when inactive|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip sla responder", "||Enable IP SLAs Responder", .run = run_responder, .order = ORDER + 3 },
	{ &mode_config, "ip sla responder LINE", "|||", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip sla restart <1-2147483647>:number", "||Restart An Active Entry|Entry number", .run = run_restart, .flags = CMD_NO_STORE },
	{ &mode_config, "ip sla reset", "||IP SLAs Reset", .run = run_reset, .flags = CMD_NO_STORE },
	{ &mode_config, "ip sla group LINE", "||Group Configuration or Group Scheduling|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip sla key-chain LINE", "||Use MD5 Authentication for IP SLAs Control Messages|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show ip sla summary", "||IP Service Level Agreement (IP SLA)|IP SLA operation summary information", .show = sla_show_summary },
	{ &mode_exec, "show ip sla statistics [<1-2147483647>:number]", "|||IP SLA statistics|Entry number", .show = sla_show_statistics },
	{ &mode_exec, "show ip sla statistics aggregated [<1-2147483647>:number]", "||||Aggregated statistics by hours|Entry number", .show = sla_show_aggregated },
	{ &mode_exec, "show ip sla statistics [aggregated] [<1-2147483647>:number] details", "||||Aggregated statistics by hours|Entry number|Detailed Output", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show ip sla {application|authentication|auto|enhanced-history|ethernet-monitor|event-publisher|group|history|mpls-lsp-monitor|reaction-trigger|twamp} [LINE]",
	  "|||IP SLA Application|IP SLA Authentication|IP SLA auto config|IP SLA enhanced history|IP SLA Auto Ethernet|IP SLA Event Publisher|IP SLA Group Scheduling|IP SLA history|"
	  "IP SLA MPLS LSP Monitor|IP SLA Reaction Trigger|IP SLA TWAMP|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show ip sla configuration [<1-2147483647>:number]", "|||IP SLA configuration|Entry number", .show = sla_show_configuration },
	{ &mode_exec, "show ip sla responder", "|||IP SLA responder information", .show = sla_show_responder },
	{ &mode_exec, "clear ip sla statistics [<1-2147483647>:number]", "||IP Service Level Agreement (IP SLA)|IP SLA statistics|Entry number", .run = clear_statistics, .flags = CMD_PRIV },
};
const struct cmd_table sla_cmds[] = { CMD_TABLE(rows) };
const unsigned n_sla_cmds = ARRAY_LEN(sla_cmds);
