/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy-map, its classes, and what stands in them but queues and policers (queue_cli.c, police_cli.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/qos/own.h"

const struct cli_mode mode_policy_map = { "policy-map", "(config-pmap)", &mode_config };
const struct cli_mode mode_policy_class = { "policy-map-class", "(config-pmap-c)", &mode_policy_map };

static bool policy_may_go(struct cli *c, const struct args *a)
{
	const struct policy_map *m = policy_map_find(cli_qos(c), args_str(a, "name"));

	if (m && m->holds)
		cli_error(c, "%% Policy-map %s is being used", args_str(a, "name"));
	return !m || !m->holds;
}

static RUN(run_policy_map)
{
	struct qos *q = cli_qos(c);
	const char *name = args_str(a, "name");
	struct policy_map *m;

	if (args_no(a)) {
		m = policy_map_find(q, name);
		if (m) {
			m->defined = false;
			policy_map_tidy(m);
		}
		return true;
	}
	if (strlen(name) >= QOS_NAME_MAX) {
		cli_error(c, "%% Policy-map name too long");
		return false;
	}
	m = policy_map_get(q, name);
	if (!m) {
		cli_error(c, "%% Too many policy-maps");
		return false;
	}
	m->defined = true;
	cli_enter_object(c, m);
	return true;
}

static RUN(run_description)
{
	struct policy_map *m = cli_object(c, 0);

	free(m->description);
	m->description = args_no(a) ? NULL : xstrdup(args_str(a, "LINE"));
	return true;
}

static void complete_class(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	qos_complete_class(c, arg, add);
	add(c, "class-default", "System default class matching otherwise unclassified packets");
}

static RUN(run_class)
{
	struct policy_map *m = cli_object(c, 0);
	const char *name = args_str(a, "name");
	bool dflt = !name || !strcmp(name, "class-default");
	struct class_map *class = dflt ? NULL : class_map_find(m->q, name);
	struct policy_class *p;

	if (args_no(a)) {
		p = dflt || class ? policy_class_find(m, class) : NULL;
		if (p)
			policy_class_remove(p);
		return true;
	}
	if (!dflt && (!class || !class->defined)) {
		cli_error(c, "%% class map %s not configured", name);
		return false;
	}
	p = policy_class_find(m, class);
	if (!p) {
		p = policy_class_get(m, class);
		if (!p) {
			cli_error(c, "%% At most %u classes in a policy-map", QOS_CLASSES_MAX);
			return false;
		}
		qos_policy_changed(m);
	}
	cli_enter_object(c, p);
	return true;
}

struct policy_class *cli_policy_class(struct cli *c) { return cli_object(c, 0); }

bool cli_conf_set(struct cli *c, struct policy_class *p, const struct class_conf *conf)
{
	struct class_conf was = p->c;
	char why[200];

	p->c = *conf;
	if (!qos_policy_check(p->of, why, sizeof(why))) {
		p->c = was;
		cli_error(c, "%s", why);
		return false;
	}
	qos_policy_changed(p->of);
	return true;
}

/* ---- set, drop ---- */

static bool begins(const char *line, const void *words) { return !strncmp(line, words, strlen(words)); }

static RUN(run_set)
{
	struct policy_class *p = cli_policy_class(c);
	struct class_conf conf = p->c;
	bool dscp = args_has(a, "dscp"), prec = args_has(a, "precedence"), ip = args_has(a, "ip");
	u8 flag = dscp ? ACT_DSCP : prec ? ACT_PREC : ACT_COS, v = (u8)args_num(a, "cos", 0);

	if (args_no(a)) {
		if ((dscp && conf.set.ip4_dscp != ip) || (prec && conf.set.ip4_prec != ip)) /* the other form stands there */
			return true;
		conf.set.flags &= (u8)~flag;
		return cli_conf_set(c, p, &conf);
	}
	if ((dscp && !acl_dscp_parse(args_str(a, "value"), &v)) || (prec && !acl_precedence_parse(args_str(a, "value"), &v))) {
		cli_error(c, "%% Invalid %s value %s", dscp ? "DSCP" : "precedence", args_str(a, "value"));
		return false;
	}
	if ((dscp || prec) && conf.set.flags & (dscp ? ACT_PREC : ACT_DSCP)) {
		cli_error(c, "%% Cannot set both dscp and precedence in the same class");
		return false;
	}
	if (dscp || prec) { /* with `ip` or without: one at a time */
		cli_remove_lines(c, false, begins, ip ? dscp ? "set dscp " : "set precedence " : dscp ? "set ip dscp " : "set ip precedence ");
		conf = p->c;
	}
	conf.set.flags |= flag;
	if (dscp) {
		conf.set.dscp = v;
		conf.set.ip4_dscp = ip;
	} else if (prec) {
		conf.set.prec = v;
		conf.set.ip4_prec = ip;
	} else {
		conf.set.cos = v;
	}
	return cli_conf_set(c, p, &conf);
}

static RUN(run_drop)
{
	struct policy_class *p = cli_policy_class(c);
	struct class_conf conf = p->c;

	conf.drop = !args_no(a);
	return cli_conf_set(c, p, &conf);
}

/* ---- a policy in the class ---- */

static RUN(run_child)
{
	struct policy_class *p = cli_policy_class(c);
	struct class_conf conf = p->c;
	struct policy_map *was = conf.child, *m = args_no(a) ? NULL : policy_map_find(p->of->q, args_str(a, "name"));

	if (!args_no(a) && (!m || !m->defined) && !cli_is_replay(c)) {
		cli_error(c, "%% policy map %s not configured", args_str(a, "name"));
		return false;
	}
	if (!args_no(a) && !m)
		m = policy_map_get(p->of->q, args_str(a, "name"));
	if (!args_no(a) && (!m || policy_map_contains(m, p->of))) {
		cli_error(c, m ? "%% Policy-map cannot contain itself" : "%% Too many policy-maps");
		return false;
	}
	conf.child = m;
	if (m)
		m->holds++;
	if (!cli_conf_set(c, p, &conf)) {
		if (m) {
			m->holds--;
			policy_map_tidy(m);
		}
		return false;
	}
	if (was) {
		was->holds--;
		policy_map_tidy(was);
	}
	return true;
}

void qos_complete_policy(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	(void)arg;
	for (const struct policy_map *m = cli_qos(c)->policies; m; m = m->next)
		if (m->defined)
			add(c, m->name, "policy-map name");
}

#define C(syntax, help, fn, ...) { &mode_policy_class, syntax, help, .run = fn, __VA_ARGS__ }
#define SET "Set QoS values|"
const struct cmd qos_policy_rows[QOS_POLICY_ROWS] = {
	{ &mode_config, "policy-map WORD:name", "Configure CPL Policy Map|policy-map name", .run = run_policy_map, .may_go = policy_may_go, .enter = &mode_policy_map, .order = ORDER_INTERFACE - 29 },
	{ &mode_policy_map, "description LINE", "Policy-Map description|", .run = run_description, .key = 1, .order = 10 },
	{ &mode_policy_map, "class WORD:name", "policy criteria|class-map name", .run = run_class, .enter = &mode_policy_class, .order = 20, .flags = CMD_TIGHT, .complete = complete_class },
	{ &mode_policy_map, "class class-default", "|System default class matching otherwise unclassified packets", .run = run_class, .enter = &mode_policy_class, .order = 30,
	  .flags = CMD_TIGHT | CMD_HIDDEN } /* in full alone: a class may have a name that it begins with */,
	C("priority [<1-2000000>:kbps [<32-2000000>:burst]]", "Strict Scheduling Priority for this Class|Kilo Bits per second|Burst size (Bytes)", qos_run_priority, .key = 1, .order = 10),
	C("priority percent <1-100>:percent [<32-2000000>:burst]", "|% of total bandwidth|Percentage|Burst size (Bytes)", qos_run_priority, .key = 1, .order = 10),
	C("bandwidth <1-2000000>:kbps", "Bandwidth|Kilo Bits per second", qos_run_bandwidth, .key = 1, .order = 11),
	C("bandwidth percent <1-100>:percent", "|% of total Bandwidth|Percentage", qos_run_bandwidth, .key = 1, .order = 11),
	C("bandwidth remaining {percent <1-100>:percent | ratio <1-1000>:ratio}", "|% of the remaining bandwidth|% of the remaining bandwidth|Percentage|ratio for sharing excess bandwidth|Ratio", qos_run_bandwidth, .key = 1, .order = 11),
	C("shape average <8000-10000000000>:cir [<1-154400000>:bc [<0-154400000>:be]]", "Traffic Shaping|configure token bucket: CIR (bps) [Bc (bits) [Be (bits)]]|Target Bit Rate|bits per interval, sustained|bits per interval, excess in the first interval", qos_run_shape, .key = 1, .order = 12),
	C("shape peak <8000-10000000000>:cir [<1-154400000>:bc [<0-154400000>:be]]", "|configure token bucket: CIR (bps), peak rate (CIR and excess)|Target Bit Rate|bits per interval, sustained|bits per interval, excess", qos_run_shape, .key = 1, .order = 12),
	C("shape average percent <1-100>:percent [<10-2000>:bc ms [<0-2000>:be ms]]", "||Percent of interface bandwidth for Committed information rate|Percentage|Sustained burst|milliseconds|Excess burst|milliseconds", qos_run_shape, .key = 1, .order = 12),
	C("fair-queue [<16-4096>:flows]", "Enable Flow-based Fair Queuing in this Class|Number of dynamic conversation queues", qos_run_fair, .key = 1, .order = 14),
	C("queue-limit <1-8192000>:n [bytes|packets]", "Queue Max Threshold for Tail Drop|Threshold|In bytes|In packets", qos_run_limit, .key = 1, .order = 15),
	C("random-detect [dscp-based|prec-based]", "Enable Random Early Detection as drop policy|Enable dscp based WRED as drop policy|Enable precedence based WRED as drop policy", qos_run_wred, .key = 1, .order = 16),
	C("random-detect dscp WORD:value <1-4096>:min <1-4096>:max [<1-65535>:denominator]", "|Parameters for each dscp value|Value or name|minimum threshold (number of packets)|maximum threshold (number of packets)|mark probability denominator", qos_run_wred_curve, .key = 3, .order = 17, .complete = qos_complete_dscp),
	C("random-detect precedence WORD:value <1-4096>:min <1-4096>:max [<1-65535>:denominator]", "|Parameters for each precedence value|Value or name|minimum threshold (number of packets)|maximum threshold (number of packets)|mark probability denominator", qos_run_wred_curve, .key = 3, .order = 17, .complete = qos_complete_prec),
	C("random-detect exponential-weighting-constant <1-16>:weight", "|Weight for mean queue depth calculation|Integer in 1..16 used in weighted average to mean 2^number", qos_run_wred_weight, .key = 2, .order = 18),
	C("random-detect ecn", "|Explicit congestion notification", qos_run_wred_ecn, .order = 19),
	C("set [ip] dscp WORD:value", SET "Set IP specific values|Set DSCP in IPv4 and IPv6 packets|Value or name", run_set, .key = 2, .order = 21, .complete = qos_complete_dscp),
	C("set [ip] precedence WORD:value", SET "|Set precedence in IPv4 and IPv6 packets|Value or name", run_set, .key = 2, .order = 22, .complete = qos_complete_prec),
	C("set cos <0-7>:cos", SET "Set IEEE 802.1Q/ISL class of service/user priority|Class of service", run_set, .key = 2, .order = 23),
	C("drop", "Drop all packets", run_drop, .order = 25),
	C("service-policy WORD:name", "Configure QoS Service Policy|policy-map name", run_child, .key = 1, .order = 30, .complete = qos_complete_policy),
	C("set {qos-group|discard-class|mpls|atm-clp|fr-de|table} LINE", SET "Set QoS Group|Discard behavior identifier|Set MPLS specific values|Set ATM CLP bit|Set FR DE bit|Table map|", NULL, .flags = CMD_UNSUPPORTED),
	C("{netflow-sampler|compression|estimate|account|log|dbl|admit|measure} [LINE]", "NetFlow action|Activate Compression|estimate resources required for this class|Account statistic|Log IPv4 and ARP packets|Enable dynamic buffer limiting|Admit the request for|Measure|", NULL, .flags = CMD_UNSUPPORTED),
};
