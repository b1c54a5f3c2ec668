/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip sla reaction-configuration, ip sla logging traps, show ip sla reaction-configuration. */
#include <stdio.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/sla/sla.h"

/* SLA_ELEMENTS: none of that name. */
static u8 element_of(const struct args *a)
{
	u8 k = 0;

	while (k < SLA_ELEMENTS && strcmp(args_str(a, "element"), sla_elements[k].name))
		k++;
	return k;
}

static u8 type_of(const struct args *a)
{
	return args_has(a, "average") ? SLA_AVERAGE : args_has(a, "consecutive") ? SLA_CONSECUTIVE : args_has(a, "immediate") ? SLA_IMMEDIATE : args_has(a, "xOfy") ? SLA_X_OF_Y : SLA_NEVER;
}

static RUN(run_reaction)
{
	u32 number = (u32)args_num(a, "number", 0);
	struct sla *x = sla_find(cli_stack(c), number);
	u8 element = element_of(a);
	struct sla_reaction *r, *next;

	if (args_no(a)) {
		if (x)
			sla_reaction_remove(x, element);
		return true;
	}
	if (element == SLA_ELEMENTS) {
		cli_error(c, "%% No element that can be monitored: %s", args_str(a, "element"));
		return false;
	}
	if (!x && cli_is_replay(c)) /* its block comes */
		x = sla_get(cli_stack(c), number);
	if (!x || (x->conf.kind == SLA_NONE && !cli_is_replay(c))) {
		cli_error(c, "%%Entry not configured");
		return false;
	}
	if (args_num(a, "x", 0) > args_num(a, "y", 16)) {
		cli_error(c, "%% There are no more of them than there are values");
		return false;
	}
	if (args_num(a, "lower", 0) > args_num(a, "upper", UINT32_MAX)) {
		cli_error(c, "%% The lower threshold is above the upper one");
		return false;
	}
	r = sla_reaction(x, element, true);
	next = r->next;
	/* it begins anew */
	*r = (struct sla_reaction){ .next = next, .element = element, .type = type_of(a), .action = args_has(a, "trapOnly") ? SLA_TRAP : SLA_NO_ACTION, .x = 5, .y = 5,
				    .upper = (u32)args_num(a, "upper", sla_elements[element].upper), .lower = (u32)args_num(a, "lower", sla_elements[element].lower) };
	if (r->type == SLA_X_OF_Y) {
		r->x = (u8)args_num(a, "x", 5);
		r->y = (u8)args_num(a, "y", 5);
	} else {
		r->x = (u8)args_num(a, r->type == SLA_AVERAGE ? "measurements" : "times", 5);
	}
	return true;
}

static RUN(run_logging)
{
	slas_of(cli_stack(c))->log_traps = !args_no(a);
	return true;
}

static void reaction(struct show *s, const struct sla_reaction *r)
{
	static const char *const types[] = { "Never", "Immediate", "Consecutive", "X of Y", "Average" };
	bool numbers = r->element != SLA_TIMED_OUT && r->element != SLA_CONNECTION_LOST;

	show_str(s, "reaction", sla_elements[r->element].name);
	show_str(s, "threshold_type", types[r->type]);
	show_str(s, "action", r->action == SLA_TRAP ? "trapOnly" : "none");
	show_bool(s, "occurred", r->occurred);
	show_text(s, "Reaction: %s\nThreshold Type: %s\n", sla_elements[r->element].name, types[r->type]);
	if (numbers) {
		show_num(s, "rising", r->upper);
		show_num(s, "falling", r->lower);
		show_text(s, "Rising (milliseconds): %u\nFalling (milliseconds): %u\n", r->upper, r->lower);
	}
	if (r->n)
		show_num(s, "latest", r->value[0]);
	show_num(s, "count_x", r->x);
	show_num(s, "count_y", r->y);
	show_text(s, "Threshold CountX: %u\nThreshold CountY: %u\nAction Type: %s\n\n", r->x, r->y, r->action == SLA_TRAP ? "Trap only" : "None");
	show_end(s);
}

static VIEW(show_reactions)
{
	u32 only = (u32)args_num(a, "number", 0);

	for (const struct sla *x = slas_of(cli_stack(c))->first; x; x = x->next) {
		if (only && x->number != only)
			continue;
		show_text(s, "Entry number: %u\n", x->number);
		for (const struct sla_reaction *r = x->reactions; r; r = r->next) {
			show_num(s, "operation", x->number);
			reaction(s, r);
		}
		if (!x->reactions)
			show_text(s, "Reaction Configuration not configured\n\n");
	}
	return true;
}

#define ORDER ORDER_IP + 50
static const struct cmd rows[] = {
	/* The element is a word, by which lines are sorted. */
	{ &mode_config, "ip sla reaction-configuration <1-2147483647>:number react WORD:element"
	  " [action-type {none | trapOnly}|threshold-type {average [<1-16>:measurements] | consecutive [<1-16>:times] | immediate | never | xOfy [<1-16>:x <1-16>:y]}|threshold-value <0-60000>:upper <0-60000>:lower]*",
	  "||IP SLAs Reaction-Configuration|Entry number|Monitored element|connectionLoss, jitterAvg, jitterDSAvg, jitterSDAvg, packetLateArrival, packetLossDS, packetLossSD, packetMIA, "
	  "packetOutOfSequence, rtt, timeout|What to do|Nothing|Send a notification|When|The mean of so many|Measurements (5)|So many in a row|How many (5)|"
	  "At once|Never|X of the last Y|X (5)|Y (5)|Thresholds|Upper threshold|Lower threshold", .run = run_reaction, .key = 6, .order = ORDER + 1, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip sla reaction-configuration <1-2147483647>:number react {icpif | iaJitterDS | iaJitterSD | maxOfLatencyDS | maxOfLatencySD | maxOfNegativeDS | maxOfNegativeSD | "
	  "maxOfPositiveDS | maxOfPositiveSD | latencyDSAvg | latencySDAvg | mos | successivePacketLoss | verifyError} [LINE]", "|||||Impairment factor|Inter-arrival jitter from the destination|Inter-arrival jitter to the destination|Greatest latency from the destination|Greatest latency to the destination|"
	  "Greatest negative jitter from the destination|Greatest negative jitter to the destination|Greatest positive jitter from the destination|Greatest positive jitter to the destination|"
	  "Average latency from the destination|Average latency to the destination|Mean opinion score|Packets lost in a row|Data that was changed|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip sla reaction-trigger LINE", "||IP SLAs Trigger Assignment|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip sla logging traps", "||Enable Syslog|Of what is sent as a notification", .run = run_logging, .order = ORDER + 4 },
	{ &mode_exec, "show ip sla reaction-configuration [<1-2147483647>:number]", "|||IP SLA Reaction Configuration|Entry number", .show = show_reactions },
};
const struct cmd_table sla_react_cmds[] = { CMD_TABLE(rows) };
const unsigned n_sla_react_cmds = ARRAY_LEN(sla_react_cmds);
