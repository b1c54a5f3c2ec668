/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a policy's class that concern its queue. */
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/qos/own.h"

/* A copy to be changed. */
#define CONF struct policy_class *p = cli_policy_class(c); struct class_conf conf = p->c

RUN(qos_run_bandwidth)
{
	CONF;

	conf.bw_kind = args_no(a) ? BW_NONE : args_has(a, "ratio") ? BW_RATIO : args_has(a, "remaining") ? BW_REMAINING : args_has(a, "percent") ? BW_PERCENT : BW_KBPS;
	conf.bw = conf.bw_kind == BW_RATIO ? (u32)args_num(a, "ratio", 1) : (u32)args_num(a, conf.bw_kind == BW_KBPS ? "kbps" : "percent", 0);
	return cli_conf_set(c, p, &conf);
}

RUN(qos_run_priority)
{
	CONF;

	conf.prio_kind = args_no(a) ? PRIO_NONE : args_has(a, "percent") ? PRIO_PERCENT : args_has(a, "kbps") ? PRIO_KBPS : PRIO_STRICT;
	conf.prio = (u32)args_num(a, conf.prio_kind == PRIO_PERCENT ? "percent" : "kbps", 0);
	conf.prio_burst = (u32)args_num(a, "burst", 0);
	if (conf.prio_kind && !p->class) {
		cli_error(c, "%% Priority is not supported in class-default");
		return false;
	}
	return cli_conf_set(c, p, &conf);
}

RUN(qos_run_shape)
{
	CONF;

	conf.shape = !args_no(a);
	conf.shape_percent = conf.shape && args_has(a, "percent") ? (u8)args_num(a, "percent", 0) : 0;
	conf.shape_bps = args_num(a, "cir", 0);
	conf.shape_bc = (u32)args_num(a, "bc", 0);
	conf.shape_be = (u32)args_num(a, "be", 0);
	conf.shape_peak = conf.shape && args_has(a, "peak");
	conf.shape_no_be = conf.shape && args_has(a, "be") && !conf.shape_be;
	return cli_conf_set(c, p, &conf);
}

RUN(qos_run_fair)
{
	CONF;

	conf.fair = !args_no(a);
	conf.flows = (u16)args_num(a, "flows", QUEUE_FLOWS);
	if (conf.fair && conf.flows & (conf.flows - 1)) {
		cli_error(c, "%% Number of dynamic queues must be a power of 2 (16 - 4096)");
		return false;
	}
	return cli_conf_set(c, p, &conf);
}

/* What says how a queue drops needs something that makes one. class-default has one by nature. */
static bool has_queue(struct cli *c, const struct policy_class *p, const char *what)
{
	if (!p->class || p->c.bw_kind || p->c.shape || p->c.fair || p->c.prio_kind || cli_is_replay(c))
		return true;
	cli_error(c, "%% %s requires a bandwidth, shape or fair-queue command in this class", what);
	return false;
}

RUN(qos_run_limit)
{
	CONF;
	u32 n = args_no(a) ? 0 : (u32)args_num(a, "n", 0);

	if (n && !has_queue(c, p, "Queue-limit"))
		return false;

	conf.limit = args_has(a, "bytes") ? 0 : n;
	conf.limit_bytes = args_has(a, "bytes") ? n : 0;
	return cli_conf_set(c, p, &conf);
}

/* ---- random-detect ---- */

static bool of_wred(const char *line, const void *arg)
{
	(void)arg;
	return !strncmp(line, "random-detect ", 14) && strcmp(line, "random-detect dscp-based") && strcmp(line, "random-detect prec-based");
}

RUN(qos_run_wred)
{
	CONF;
	bool by_dscp = args_has(a, "dscp-based");

	if (args_no(a)) {
		cli_remove_lines(c, false, of_wred, NULL);
		conf = p->c;
		memset(&conf.wred, 0, sizeof(conf.wred));
		return cli_conf_set(c, p, &conf);
	}
	if (!has_queue(c, p, "Random-detect"))
		return false;
	if (conf.wred.on && conf.wred.by_dscp == by_dscp)
		return true;
	if (conf.wred.on && conf.wred.changed) {
		cli_error(c, "%% Remove the %s thresholds first", by_dscp ? "precedence" : "dscp");
		return false;
	}
	wred_defaults(&conf.wred, by_dscp);
	if (p->c.wred.on) {
		conf.wred.weight = p->c.wred.weight;
		conf.wred.ecn = p->c.wred.ecn;
	}
	return cli_conf_set(c, p, &conf);
}

/* The lines that shape it need it: without `random-detect` they would do nothing. */
static bool wred_on(struct cli *c, const struct args *a, const struct class_conf *conf)
{
	if (conf->wred.on || args_no(a))
		return true;
	cli_error(c, "%% Must configure random-detect first");
	return false;
}

RUN(qos_run_wred_curve)
{
	CONF;
	bool by_dscp = args_has(a, "dscp");
	const char *word = args_str(a, "value");
	struct wred_curve k = { (u16)args_num(a, "min", 0), (u16)args_num(a, "max", 0), (u32)args_num(a, "denominator", WRED_DENOMINATOR) };
	u8 v;

	if (!(by_dscp ? acl_dscp_parse(word, &v) : acl_precedence_parse(word, &v))) {
		cli_error(c, "%% Invalid %s value %s", by_dscp ? "DSCP" : "precedence", word);
		return false;
	}
	if (args_no(a)) {
		conf.wred.curve[v] = wred_default(by_dscp, v);
		conf.wred.changed &= ~(1ull << v);
		return cli_conf_set(c, p, &conf);
	}
	if (!wred_on(c, a, &conf))
		return false;
	if (conf.wred.by_dscp != by_dscp) {
		cli_error(c, "%% Random-detect is %s-based in this class", by_dscp ? "precedence" : "dscp");
		return false;
	}
	if (k.min > k.max) {
		cli_error(c, "%% Minimum threshold must not be above the maximum");
		return false;
	}
	conf.wred.curve[v] = k;
	conf.wred.changed |= 1ull << v;
	return cli_conf_set(c, p, &conf);
}

RUN(qos_run_wred_weight)
{
	CONF;

	if (!wred_on(c, a, &conf))
		return false;
	conf.wred.weight = args_no(a) ? WRED_WEIGHT : (u8)args_num(a, "weight", WRED_WEIGHT);
	return cli_conf_set(c, p, &conf);
}

RUN(qos_run_wred_ecn)
{
	CONF;

	if (!wred_on(c, a, &conf))
		return false;
	conf.wred.ecn = !args_no(a);
	return cli_conf_set(c, p, &conf);
}
