/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route-map: `set` lines of routes. Another line of the same sort takes the place of the one before it. */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/damp.h"
#include "router/ip_cli.h"
#include "router/policy/pbr.h"
#include "router/vrf/vrf.h"

/* `set metric` of EIGRP: bandwidth, delay, reliability, load, MTU. */
static bool set_vector(char *text, struct set *v)
{
	static const u32 least[5] = { 1, 0, 0, 1, 1 }, most[5] = { UINT32_MAX, UINT32_MAX, 255, 255, 65535 };
	char *save, *end;

	for (char *w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		unsigned long n = strtoul(w, &end, 10);

		if (v->n == 5 || *w < '0' || *w > '9' || *end || n < least[v->n] || n > most[v->n])
			return false;
		v->list[v->n++] = (u32)n;
	}
	return v->n == 5;
}

static bool set_value(struct cli *c, const struct args *a, struct set *v)
{
	char text[256], *save, *w, *end;

	snprintf(text, sizeof(text), "%s", args_str(a, "LINE") ? args_str(a, "LINE") : "");
	if (args_str(a, "list")) {
		v->del = list_hold(policy_of(cli_stack(c)), v->what == SET_COMMUNITY ? LIST_COMMUNITY : v->what == SET_LARGE ? LIST_LARGE : LIST_EXTENDED, args_str(a, "list"));
		return true;
	}
	switch (v->what) {
	case SET_COMMUNITY:
		for (w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
			if (!strcmp(w, "additive"))
				v->additive = true;
			else if (!strcmp(w, "none"))
				v->none = true;
			else if (v->n == ARRAY_LEN(v->list) || !community_parse(w, &v->list[v->n++]))
				return false;
		}
		return v->n || v->none;
	case SET_LARGE:
		for (w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
			if (!strcmp(w, "additive"))
				v->additive = true;
			else if (v->n == ARRAY_LEN(v->large) || !large_parse(w, &v->large[v->n++]))
				return false;
		}
		return v->n;
	case SET_TARGET:
		for (w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save))
			if (!strcmp(w, "additive"))
				v->additive = true;
			else if (v->n == ARRAY_LEN(v->target) || !vrf_target_parse(w, &v->target[v->n++]))
				return false;
		return v->n;
	case SET_DAMPENING:
		v->list[0] = (u32)args_num(a, "half", 0);
		v->list[1] = (u32)args_num(a, "reuse", 0);
		v->list[2] = (u32)args_num(a, "suppress", 0);
		v->list[3] = (u32)args_num(a, "max", 0);
		return bgp_damp_good(c, &(struct policy_damp){ v->list[0], v->list[1], v->list[2], v->list[3] });
	case SET_SOO:
		if (!vrf_target_parse(args_str(a, "site"), &v->target[0]))
			return false;
		v->target[0] = EXT_SITE(v->target[0]);
		return true;
	case SET_PREPEND:
		if (args_has(a, "last-as")) {
			v->num = (u32)args_num(a, "value", 0);
			return true;
		}
		for (w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
			unsigned long as = strtoul(w, &end, 10);

			if (*end || !as || as > UINT32_MAX || v->n == POLICY_PREPEND_MAX)
				return false;
			v->list[v->n++] = (u32)as;
		}
		return v->n;
	case SET_METRIC:
		if (strchr(text, ' '))
			return set_vector(text, v);
		v->num = (u32)strtoul(text + strspn(text, "+-"), &end, 10);
		v->add = text[0] == '+';
		v->sub = text[0] == '-';
		return end != text + strspn(text, "+-") && !*end;
	case SET_NEXT_HOP:
		v->addr = ipaddr4(args_ip4(a, "A.B.C.D", 0));
		if (!v->addr.v4) {
			v->addr.af = AF_IP6;
			args_ip6(a, "X:X:X:X::X", &v->addr.v6);
		}
		return true;
	case SET_ORIGIN:
		v->num = args_has(a, "incomplete") ? 2 : 0;
		return true;
	case SET_METRIC_TYPE:
		v->num = args_has(a, "type-1") ? 1 : 2;
		return true;
	}
	v->num = (u32)args_num(a, "value", 0);
	return true;
}

static u64 cost_of(const struct args *a)
{
	return EXT_COST(args_has(a, "pre-bestpath") ? COST_PRE : COST_IGP, args_num(a, "id", 0), args_num(a, "cost", 0));
}

static const char *cost_text(const struct args *a, char buf[64])
{
	snprintf(buf, 64, "extcommunity cost %s %u %u", args_has(a, "pre-bestpath") ? "pre-bestpath" : "igp", (u32)args_num(a, "id", 0), (u32)args_num(a, "cost", 0));
	return buf;
}

/* An address, the peer's and our own are one line of the configuration, so one of them holds. */
static u32 sort_of(u32 what)
{
	return what & (SET_NEXT_HOP_PEER | SET_NEXT_HOP_SELF) ? SET_NEXT_HOP : what;
}

RUN(policy_run_set)
{
	static const struct { const char *word; u32 what; } words[] = {
		{ "set metric-type", SET_METRIC_TYPE }, { "set metric", SET_METRIC }, { "set tag", SET_TAG }, { "set local-preference", SET_LOCAL_PREF }, { "set weight", SET_WEIGHT },
		{ "set origin", SET_ORIGIN }, { "set as-path prepend", SET_PREPEND }, { "set community", SET_COMMUNITY }, { "set comm-list", SET_COMMUNITY },
		{ "set large-community", SET_LARGE }, { "set large-comm-list", SET_LARGE }, { "set extcomm-list", SET_EXT_DELETE }, { "set extcommunity rt", SET_TARGET }, { "set extcommunity cost", SET_COST }, { "set extcommunity soo", SET_SOO }, { "set dampening", SET_DAMPENING }, { "set ip next-hop peer-address", SET_NEXT_HOP_PEER }, { "set ip next-hop self", SET_NEXT_HOP_SELF },
		{ "set ip next-hop", SET_NEXT_HOP }, { "set ipv6 next-hop", SET_NEXT_HOP },
	};
	struct clause *x = cli_object(c, 0);
	struct set *v = xcalloc(1, sizeof(*v)), **at = &x->set;
	unsigned k = 0;
	bool list = args_str(a, "list"), six;
	char text[64];
	struct ipaddr more[PBR_HOPS_MAX];
	const char *further;	/* next hops after the first */
	unsigned n_more;
	char line[PBR_LINE];
	u64 like;	/* a clause has one of a sort; of costs, one of a point and an ID */

	while (strncmp(args_line(a), words[k].word, strlen(words[k].word)))
		k++;
	v->what = words[k].what;
	six = !strncmp(args_line(a), "set ipv6 ", 9);
	further = v->what == SET_NEXT_HOP && !args_no(a) ? args_str(a, "LINE") : NULL;
	n_more = pbr_addresses(further, six ? AF_IP6 : AF_IP4, more);
	v->text = xstrdup(v->what == SET_COST ? cost_text(a, text) : (n_more ? pbr_line(a, more, n_more, line) : args_line(a)) + 4);
	if (!args_no(a) && ((further && !n_more) || !set_value(c, a, v))) {
		if (v->what != SET_DAMPENING)	/* which has said why */
			cli_error(c, "%% Invalid value");
		set_free(v);
		return false;
	}
	like = v->what == SET_COST ? cost_of(a) : 0;
	if (v->what == SET_COST)
		v->target[0] = like;
	while (*at && (sort_of((*at)->what) != sort_of(v->what) || ((*at)->del != NULL) != list || (sort_of(v->what) == SET_NEXT_HOP && ((*at)->addr.af == AF_IP6) != six) || (like && (*at)->target[0] >> 32 != like >> 32)))
		at = &(*at)->next;
	if (list && !*at) {
		at = &x->set;	/* what it deletes goes before what others set (IOS) */
	} else if (*at) {
		struct set *old = *at;

		*at = old->next;
		set_free(old);
	}
	if (sort_of(v->what) == SET_NEXT_HOP)
		pbr_next_hops(x, six ? AF_IP6 : AF_IP4, more, n_more);
	if (n_more)
		cli_store(c, line);
	if (args_no(a)) {
		set_free(v);
	} else {
		v->next = *at;
		*at = v;
	}
	policy_changed(x->of->of);
	return true;
}

/* Without the point: that after the IGP's metric. */
RUN(policy_run_cost_short)
{
	char text[64], line[72];

	snprintf(line, sizeof(line), "set %s", cost_text(a, text));
	if (args_no(a)) {
		cli_remove_in(c, NULL, line);
		return true;
	}
	cli_store(c, line);
	return policy_run_set(c, a);
}
