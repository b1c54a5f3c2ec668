/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show class-map, show policy-map as they are configured; and all the rows of shows. */
#include <string.h>

#include "router/ip_cli.h"
#include "router/qos/own.h"

typedef unsigned long long ull;

static VIEW(show_class_map)
{
	const char *only = args_str(a, "name");

	if (!only || !strcmp(only, "class-default")) {
		show_str(s, "class_map", "class-default");
		show_str(s, "match_type", "match-any");
		show_num(s, "id", 0);
		show_text(s, " Class Map match-any class-default (id 0)\n   Match any \n\n");
		show_end(s);
	}
	for (const struct class_map *m = cli_qos(show_cli(s))->classes; m; m = m->next) {
		if (!m->defined || (only && strcmp(only, m->name)))
			continue;
		show_str(s, "class_map", m->name);
		show_str(s, "match_type", m->any ? "match-any" : "match-all");
		show_num(s, "id", m->id);
		show_text(s, " Class Map match-%s %s (id %u)\n", m->any ? "any" : "all", m->name, m->id);
		if (m->description) {
			show_str(s, "description", m->description);
			show_text(s, "  Description: %s\n", m->description);
		}
		show_push_list(s, "match");
		for (const struct qos_match *x = m->match; x; x = x->next) {
			show_str(s, "match", x->text);
			show_text(s, "   Match %s\n", x->text);
			show_end(s);
		}
		show_pop(s);
		show_text(s, m->match ? "\n" : "   Match none \n\n");
		show_end(s);
	}
	(void)c;
	return true;
}

/* ---- show policy-map ---- */

static void show_set(struct show *s, const struct qos_act *set)
{
	char number[8];

	if (set->flags & ACT_DSCP) {
		show_str(s, "set_dscp", acl_dscp_name(set->dscp, number));
		show_text(s, "      set %sdscp %s\n", set->ip4_dscp ? "ip " : "", acl_dscp_name(set->dscp, number));
	}
	if (set->flags & ACT_PREC) {
		show_num(s, "set_precedence", set->prec);
		show_text(s, "      set %sprecedence %u\n", set->ip4_prec ? "ip " : "", set->prec);
	}
	if (set->flags & ACT_COS) {
		show_num(s, "set_cos", set->cos);
		show_text(s, "      set cos %u\n", set->cos);
	}
}

static void show_police(struct show *s, const struct police_conf *p)
{
	static const char *const names[COLOUR_N] = { "conform", "exceed", "violate" };
	char text[40];

	if (p->percent) {
		show_num(s, "police_cir_percent", p->percent);
		show_text(s, "     police cir percent %u", p->percent);
	} else {
		show_num(s, p->pps ? "police_pps" : "police_cir", p->cir);
		show_text(s, p->pps ? "     police rate %llu pps" : "     police cir %llu", (ull)p->cir);
	}
	show_text(s, p->pps ? ", burst %u packets" : p->percent && p->bc ? " bc %u ms" : " bc %u", p->bc && p->percent ? p->bc : police_burst(p, 0, false));
	if (p->pir)
		show_text(s, " pir %llu be %u", (ull)p->pir, police_burst(p, 0, true));
	else if (p->pir_percent)
		show_text(s, " pir percent %u", p->pir_percent);
	else if (p->has_violate && !p->percent && !p->pps)
		show_text(s, " be %u", police_burst(p, 0, true));
	show_text(s, "\n");
	for (unsigned k = 0; k < (p->has_violate || p->pir || p->pir_percent ? 3 : 2); k++)
		for (unsigned i = 0; i < act_count(&p->act[k]); i++) {
			act_text(&p->act[k], i, text, sizeof(text));
			show_str(s, names[k], text);
			show_text(s, "       %s-action %s \n", names[k], text);
		}
}

static void show_wred(struct show *s, const struct wred_conf *w)
{
	char number[8];

	show_str(s, "random_detect", w->by_dscp ? "dscp-based" : "prec-based");
	show_bool(s, "ecn", w->ecn);
	show_text(s, "       packet-based wred, exponential weight %u\n", w->weight);
	if (w->ecn)
		show_text(s, "      random-detect ecn\n");
	show_text(s, "      \n      %s    min-threshold    max-threshold    mark-probablity\n      ----------------------------------------------------------\n",
		  w->by_dscp ? "dscp " : "class");
	show_push_list(s, "thresholds");
	for (unsigned v = 0; v < (w->by_dscp ? 64 : 8); v++) {
		const struct wred_curve *k = &w->curve[v];

		if (!(w->changed >> v & 1))
			continue;
		show_num(s, w->by_dscp ? "dscp" : "precedence", v);
		show_num(s, "min", k->min);
		show_num(s, "max", k->max);
		show_num(s, "denominator", k->denominator);
		if (w->by_dscp)
			show_text(s, "      %s (%u)    %-16u %-16u 1/%u\n", acl_dscp_name((u8)v, number), v, k->min, k->max, k->denominator);
		else
			show_text(s, "      %u        %-16u %-16u 1/%u\n", v, k->min, k->max, k->denominator);
		show_end(s);
	}
	show_pop(s);
	if (!w->changed)
		show_text(s, w->by_dscp ? "      default (0)   -                -                1/10\n" : "      0        -                -                1/10\n");
	show_text(s, "      \n");
}

static void show_shape(struct show *s, const struct class_conf *c)
{
	show_text(s, "      %s Rate Traffic Shaping\n", c->shape_peak ? "Peak" : "Average");
	if (c->shape_percent) {
		show_num(s, "shape_percent", c->shape_percent);
		show_text(s, "      cir %u%%", c->shape_percent);
		if (c->shape_bc)
			show_text(s, " bc %u (msec)", c->shape_bc);
		if (c->shape_be)
			show_text(s, " be %u (msec)", c->shape_be);
		show_text(s, "\n");
		return;
	}
	show_num(s, "shape", c->shape_bps);
	show_text(s, "      cir %llu (bps)", (ull)c->shape_bps);
	if (c->shape_bc)
		show_text(s, " bc %u (bits)", c->shape_bc);
	if (c->shape_be)
		show_text(s, " be %u (bits)", c->shape_be);
	show_text(s, "\n");
}

static void show_queue(struct show *s, const struct class_conf *c)
{
	static const char *const before[] = { "", "", "", "remaining ", "remaining ratio " }, *const after[] = { "", " (kbps)", " (%)", " (%)", "" };
	static const char *const cell[] = { "", "bandwidth_kbps", "bandwidth_percent", "bandwidth_remaining_percent", "bandwidth_remaining_ratio" };

	if (c->prio_kind) {
		show_num(s, c->prio_kind == PRIO_PERCENT ? "priority_percent" : "priority_kbps", c->prio);
		show_text(s, c->prio_kind == PRIO_STRICT ? "      priority" : c->prio_kind == PRIO_KBPS ? "      priority %u (kbps)" : "      priority %u (%%)", c->prio);
		if (c->prio_burst)
			show_text(s, " %u", c->prio_burst);
		show_text(s, "\n");
	}
	if (c->bw_kind) {
		show_num(s, cell[c->bw_kind], c->bw);
		show_text(s, "      bandwidth %s%u%s\n", before[c->bw_kind], c->bw, after[c->bw_kind]);
	}
	if (c->shape)
		show_shape(s, c);
	if (c->fair) {
		show_num(s, "fair_queue", c->flows);
		show_text(s, c->flows == QUEUE_FLOWS ? "      fair-queue\n" : "      fair-queue %u\n", c->flows);
	}
	if (c->limit || c->limit_bytes) {
		show_num(s, c->limit ? "queue_limit_packets" : "queue_limit_bytes", c->limit ? c->limit : c->limit_bytes);
		show_text(s, "      queue-limit %u %s\n", c->limit ? c->limit : c->limit_bytes, c->limit ? "packets" : "bytes");
	}
	if (c->wred.on)
		show_wred(s, &c->wred);
}

static void show_class(struct show *s, const struct policy_class *p)
{
	show_str(s, "class", class_name(p));
	show_text(s, "    Class %s\n", class_name(p));
	show_queue(s, &p->c);
	if (p->c.police.on)
		show_police(s, &p->c.police);
	show_set(s, &p->c.set);
	if (p->c.drop) {
		show_bool(s, "drop", true);
		show_text(s, "      drop\n");
	}
	if (p->c.child) {
		show_str(s, "service_policy", p->c.child->name);
		show_text(s, "      service-policy %s\n", p->c.child->name);
	}
	show_end(s);
}

static VIEW(show_policy_map)
{
	const char *only = args_str(a, "name"), *class = args_str(a, "class");
	bool any = false, found = !class;

	for (const struct policy_map *m = cli_qos(c)->policies; m; m = m->next) {
		if (!m->defined || (only && strcmp(only, m->name)))
			continue;
		any = true;
		show_str(s, "policy_map", m->name);
		if (!class)
			show_text(s, "  Policy Map %s\n", m->name);
		if (m->description && !class) {
			show_str(s, "description", m->description);
			show_text(s, "    Description: %s\n", m->description);
		}
		show_push_list(s, "classes");
		for (const struct policy_class *p = m->classes; p; p = p->next)
			if (!class || !strcmp(class, class_name(p))) {
				show_class(s, p);
				found = true;
			}
		show_pop(s);
		show_text(s, "\n");
		show_end(s);
	}
	if (only && !any) {
		cli_error(c, "%% policy map %s not configured", only);
		return false;
	}
	if (!found) {
		cli_error(c, "%% class %s is not in policy map %s", class, only);
		return false;
	}
	return true;
}

#define SHOW_IF "show policy-map interface"
const struct cmd qos_show_rows[QOS_SHOW_ROWS] = {
	{ &mode_exec, "show class-map [WORD:name]", "|Show QoS Class Map|class map name", .show = show_class_map },
	{ &mode_exec, "show policy-map [WORD:name [class WORD:class]]", "|Show QoS Policy Map|policy-map name|Show a class|class-map name", .show = show_policy_map },
	{ &mode_exec, SHOW_IF, "||Show Qos Policy Interface", .show = qos_show_iface },
	{ &mode_exec, SHOW_IF " {input|output}", "|||input policy|output policy", .show = qos_show_iface },
	{ &mode_exec, SHOW_IF " INTERFACE [input|output] [class WORD:class]", "||||input policy|output policy|Show a class|class-map name", .show = qos_show_iface },
	{ &mode_exec, SHOW_IF " brief", "|||Brief: policies and where they are", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show policy-map control-plane [all|input]", "||Show Control Plane policy|all policies|input policy", .show = qos_show_control },
	{ &mode_exec, "show policy-map control-plane {input|all} class WORD:class", "||||all policies|Show a class|class-map name", .show = qos_show_control },
	{ &mode_exec, "show policy-map {session|type|multipoint|target} [LINE]", "||Show session Qos Policy|Policy Map type|Show multipoint Policy|Show target|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show class-map type LINE", "||type of the class-map|", .flags = CMD_UNSUPPORTED },
};

const struct cmd_table qos_cmds[] = {
	{ qos_class_rows, QOS_CLASS_ROWS }, { qos_policy_rows, QOS_POLICY_ROWS }, { qos_police_rows, QOS_POLICE_ROWS }, { qos_attach_rows, QOS_ATTACH_ROWS }, { qos_show_rows, QOS_SHOW_ROWS },
};
const unsigned n_qos_cmds = ARRAY_LEN(qos_cmds);
