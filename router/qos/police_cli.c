/* SPDX-License-Identifier: GPL-3.0-or-later */
/* police: on one line with its actions, or a block of them; and the rest of random-detect's rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/qos/own.h"

const struct cli_mode mode_police = { "policy-map-class-police", "(config-pmap-c-police)", &mode_policy_class };

static const char *const colours[COLOUR_N] = { "conform-action", "exceed-action", "violate-action" };

/* ---- actions ---- */

unsigned act_count(const struct qos_act *act) { return act->flags ? (unsigned)__builtin_popcount(act->flags) : 1; }

/* The k-th of them. */
void act_text(const struct qos_act *act, unsigned k, char *buf, size_t len)
{
	char number[8];
	u8 left = act->flags, bit;

	while (k--)
		left &= (u8)(left - 1);
	bit = left & (u8)-left;
	switch (bit) {
	case ACT_DROP:
		snprintf(buf, len, "drop");
		break;
	case ACT_DSCP:
		snprintf(buf, len, "set-dscp-transmit %s", acl_dscp_name(act->dscp, number));
		break;
	case ACT_PREC:
		snprintf(buf, len, "set-prec-transmit %u", act->prec);
		break;
	case ACT_COS:
		snprintf(buf, len, "set-cos-transmit %u", act->cos);
		break;
	default:
		snprintf(buf, len, "transmit");
	}
}

/* Adds an action to those of a colour: marks stand side by side, drop and transmit alone. */
static bool act_add(struct cli *c, struct qos_act *act, const char *word, const char *value)
{
	u8 v = 0;

	if (!strcmp(word, "drop")) {
		*act = (struct qos_act){ .flags = ACT_DROP };
		return true;
	}
	if (!strcmp(word, "transmit")) {
		*act = (struct qos_act){ 0 };
		return true;
	}
	if ((!strcmp(word, "set-dscp-transmit") && !acl_dscp_parse(value, &v)) || (!strcmp(word, "set-prec-transmit") && !acl_precedence_parse(value, &v))) {
		cli_error(c, "%% Invalid %s value %s", !strcmp(word, "set-dscp-transmit") ? "DSCP" : "precedence", value);
		return false;
	}
	act->flags &= (u8)~ACT_DROP;
	if (!strcmp(word, "set-dscp-transmit")) {
		act->flags |= ACT_DSCP;
		act->dscp = v;
	} else if (!strcmp(word, "set-prec-transmit")) {
		act->flags |= ACT_PREC;
		act->prec = v;
	} else {
		act->flags |= ACT_COS;
		act->cos = (u8)atoi(value);
	}
	return true;
}

static void act_defaults(struct police_conf *p)
{
	memset(p->act, 0, sizeof(p->act));
	p->act[EXCEED].flags = p->act[VIOLATE].flags = ACT_DROP;
	p->has_violate = false;
}

/* The actions on a canonical line. */
static bool read_actions(struct cli *c, const char *line, struct police_conf *p)
{
	char copy[256], *at = copy, *word;
	int colour = -1;

	snprintf(copy, sizeof(copy), "%s", line);
	while ((word = strsep(&at, " "))) {
		int k = 0;

		while (k < COLOUR_N && strcmp(word, colours[k]))
			k++;
		if (k < COLOUR_N) {
			colour = k;
			p->has_violate |= k == VIOLATE;
			p->act[k] = (struct qos_act){ 0 };
		} else if (colour >= 0 && !act_add(c, &p->act[colour], word, strncmp(word, "set-", 4) ? NULL : strsep(&at, " "))) {
			return false;
		}
	}
	return true;
}

/* ---- police ---- */

static void read_rates(const struct args *a, struct police_conf *p)
{
	p->pps = args_has(a, "pps");
	p->percent = (u8)args_num(a, "cir-percent", 0);
	p->cir = p->pps ? args_num(a, "rate", 0) : args_num(a, "cir-bps", 0);
	p->bc = (u32)args_num(a, "bc-n", 0);
	p->be = (u32)args_num(a, "be-n", 0);
	p->pir = args_num(a, "pir-bps", 0);
	p->pir_percent = (u8)args_num(a, "pir-percent", 0);
}

static bool set_police(struct cli *c, const struct args *a, bool block)
{
	struct policy_class *p = cli_policy_class(c);
	struct class_conf conf = p->c;

	if (args_no(a)) {
		memset(&conf.police, 0, sizeof(conf.police));
		return cli_conf_set(c, p, &conf);
	}
	memset(&conf.police, 0, sizeof(conf.police)); /* padding too: it is compared */
	conf.police.on = true;
	conf.police.sub_mode = block;
	act_defaults(&conf.police);
	if (block && p->c.police.on && p->c.police.sub_mode) { /* entered again, perhaps with other rates */
		memcpy(conf.police.act, p->c.police.act, sizeof(conf.police.act));
		conf.police.has_violate = p->c.police.has_violate;
	}
	read_rates(a, &conf.police);
	if ((conf.police.pir && conf.police.pir < conf.police.cir) || (conf.police.pir_percent && conf.police.pir_percent < conf.police.percent)) {
		cli_error(c, "%% PIR must be at least the CIR");
		return false;
	}
	if (!block && !read_actions(c, args_line(a), &conf.police))
		return false;
	if (!memcmp(&conf.police, &p->c.police, sizeof(conf.police)))
		return true;
	return cli_conf_set(c, p, &conf);
}

static RUN(run_police) { return set_police(c, a, false); }

static RUN(run_police_block)
{
	if (!set_police(c, a, true))
		return false;
	if (!args_no(a))
		cli_enter_object(c, cli_policy_class(c));
	return true;
}

/* A line of the block: another action of the colour. */
static RUN(run_action)
{
	struct policy_class *p = cli_policy_class(c);
	struct class_conf conf = p->c;
	struct qos_act *act;
	unsigned k = 0;
	char copy[128], *at = copy, *word;

	while (!args_has(a, colours[k]))
		k++;
	act = &conf.police.act[k];
	snprintf(copy, sizeof(copy), "%s", args_line(a));
	strsep(&at, " ");
	word = strsep(&at, " ");
	if (args_no(a)) {
		*act = (struct qos_act){ .flags = k == CONFORM ? 0 : ACT_DROP };
		conf.police.has_violate &= k != VIOLATE;
		return cli_conf_set(c, p, &conf);
	}
	*act = (struct qos_act){ 0 };
	conf.police.has_violate |= k == VIOLATE;
	return act_add(c, act, word, at) && cli_conf_set(c, p, &conf);
}

#define ACT(n) "{drop | transmit | set-dscp-transmit WORD:d" n " | set-prec-transmit WORD:p" n " | set-cos-transmit <0-7>:c" n "}"
#define ACT_HELP "drop packet|transmit packet|set dscp and send it|dscp value|rewrite packet precedence and send it|precedence value|set dot1q cos and send it|cos value"
#define ACTIONS " conform-action " ACT("1") " [exceed-action " ACT("2") " [violate-action " ACT("3") "]]"
#define ACTIONS_HELP "action when rate is less than conform burst|" ACT_HELP "|action when rate is within conform and conform + exceed burst|" ACT_HELP "|action when rate is greater than conform + exceed burst|" ACT_HELP
#define PLAIN "police <8000-10000000000>:cir-bps [<1000-512000000>:bc-n [<1000-512000000>:be-n]]"
#define PLAIN_HELP "Police|Bits per second|Burst bytes|Maximum burst bytes"
#define CIR "police cir <8000-10000000000>:cir-bps [bc <1000-512000000>:bc-n] [pir <8000-10000000000>:pir-bps] [be <1000-512000000>:be-n]"
#define CIR_HELP "|Committed information rate|Bits per second|Conform burst|Burst bytes|Peak Information Rate|Bits per second|Excess burst|Burst bytes"
#define PERCENT "police cir percent <1-100>:cir-percent [bc <1-2000>:bc-n ms] [pir percent <1-100>:pir-percent] [be <1-2000>:be-n ms]"
#define PERCENT_HELP "||% of interface bandwidth for Committed information rate|Percentage|Conform burst|Time|milliseconds|Peak Information Rate|% of interface bandwidth for Peak information rate|Percentage|Excess burst|Time|milliseconds"
#define PPS "police rate <1-2000000>:rate pps [burst <1-512000>:bc-n packets]"
#define PPS_HELP "|Specify police rate|Rate|packets per second|Conform burst|Packets|packets"
#define BPS "police rate <8000-10000000000>:cir-bps bps [burst <1000-512000000>:bc-n bytes] [peak-rate <8000-10000000000>:pir-bps bps [peak-burst <1000-512000000>:be-n bytes]]"
#define BPS_HELP "||Bits per second|bits per second|Conform burst|Burst bytes|bytes|Peak rate|Bits per second|bits per second|Peak burst|Burst bytes|bytes"
#define POLICE .key = 1, .order = 13
#define BLOCK(syntax, help) { &mode_policy_class, syntax, help, .run = run_police_block, .enter = &mode_police, POLICE, .flags = CMD_TIGHT }
#define ONE(syntax, help) { &mode_policy_class, syntax ACTIONS, help "|" ACTIONS_HELP, .run = run_police, POLICE }
#define ACTION(word, help, o) { &mode_police, word " " ACT("1"), help "|" ACT_HELP, .run = run_action, .key = 1, .order = o }
const struct cmd qos_police_rows[QOS_POLICE_ROWS] = {
	BLOCK(PLAIN, PLAIN_HELP), ONE(PLAIN, PLAIN_HELP), BLOCK(CIR, CIR_HELP), ONE(CIR, CIR_HELP), BLOCK(PERCENT, PERCENT_HELP), ONE(PERCENT, PERCENT_HELP),
	BLOCK(PPS, PPS_HELP), ONE(PPS, PPS_HELP), BLOCK(BPS, BPS_HELP), ONE(BPS, BPS_HELP),
	ACTION("conform-action", "action when rate is less than conform burst", 10),
	ACTION("exceed-action", "action when rate is within conform and conform + exceed burst", 11),
	ACTION("violate-action", "action when rate is greater than conform + exceed burst", 12),
	{ &mode_police, "conform-color LINE", "conform color|", .flags = CMD_UNSUPPORTED },
};
