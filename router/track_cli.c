/* SPDX-License-Identifier: GPL-3.0-or-later */
/* track: configuration and shows of tracked objects. */
#include <stdio.h>
#include <string.h>

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/route.h"
#include "router/sla/sla.h"
#include "router/track.h"

enum { METRIC_UP = 254, METRIC_DOWN = 255 }; /* IOS's defaults */

static const struct cli_mode mode_track = { "track", "(config-track)", &mode_config };

static struct track *get(struct cli *c, const struct args *a)
{
	struct track *t = track_get(cli_stack(c), (u16)args_num(a, "object", 0), true);

	if (!t)
		cli_error(c, "%% Too many tracked objects");
	return t;
}

/* Enters the object, which is made, or from now on is about something else. */
static bool about(struct cli *c, const struct args *a, struct track like)
{
	struct track *t = args_no(a) ? track_get(cli_stack(c), (u16)args_num(a, "object", 0), false) : get(c, a);

	if (args_no(a)) {
		if (t)
			track_remove(t);
		return true;
	}
	if (!t)
		return false;
	if (t->kind != like.kind)
		track_list_clear(t);
	t->kind = like.kind;
	track_set_iface(t, like.iface_name);
	t->prefix = like.prefix;
	t->plen = like.plen;
	t->af = like.af;
	if (like.kind == TRACK_METRIC && !t->down_at) {
		t->up_at = METRIC_UP;
		t->down_at = METRIC_DOWN;
	}
	t->all = like.all;
	t->sla = like.sla;
	t->reachability = like.reachability;
	track_begin(t);
	cli_enter_object(c, t);
	return true;
}

static bool run_iface(struct cli *c, const struct args *a)
{
	char *name = (char *)args_str(a, "INTERFACE"); /* about() copies it */

	return about(c, a, (struct track){ .kind = args_has(a, "routing") ? TRACK_IP_ROUTING : TRACK_LINE, .iface_name = name, .af = args_has(a, "ipv6") ? AF_IP6 : AF_IP4 });
}

/* The prefix of the line, its host bits cleared. */
static bool prefix_of(struct cli *c, const struct args *a, struct track *t)
{
	struct ip6 addr;
	u32 v4;

	if (args_ip6_prefix(a, "X:X:X:X::X/<0-128>", &addr, &t->plen)) {
		addr = ip6_masked(&addr, t->plen);
		t->prefix = ipaddr6(&addr);
		return true;
	}
	if (!args_ip4_prefix(a, "A.B.C.D/nn", &v4, &t->plen)) {
		v4 = args_ip4(a, "A.B.C.D", 0);
		if (!ip4_mask_len(args_ip4(a, "mask", 0), &t->plen)) {
			cli_error(c, "%% Invalid address/mask combination");
			return false;
		}
	}
	t->prefix = ipaddr4(v4 & ip4_mask(t->plen));
	return true;
}

static bool run_route(struct cli *c, const struct args *a)
{
	struct track t = { .kind = TRACK_ROUTE };

	return prefix_of(c, a, &t) && about(c, a, t);
}

/* Each kind with lines of its own has a run() of its own: what was below another kind goes with it. */
static bool run_metric(struct cli *c, const struct args *a)
{
	struct track t = { .kind = TRACK_METRIC };

	return prefix_of(c, a, &t) && about(c, a, t);
}

static bool run_list(struct cli *c, const struct args *a)
{
	return about(c, a, (struct track){ .kind = TRACK_LIST, .all = args_has(a, "and") });
}

static bool run_percentage(struct cli *c, const struct args *a) { return about(c, a, (struct track){ .kind = TRACK_PERCENT }); }
static bool run_weight(struct cli *c, const struct args *a) { return about(c, a, (struct track){ .kind = TRACK_WEIGHT }); }
static bool run_stub(struct cli *c, const struct args *a) { return about(c, a, (struct track){ .kind = TRACK_STUB }); }

static bool run_sla(struct cli *c, const struct args *a)
{
	return about(c, a, (struct track){ .kind = TRACK_SLA, .sla = (u32)args_num(a, "operation", 0), .reachability = args_has(a, "reachability") });
}

static bool run_object(struct cli *c, const struct args *a)
{
	struct track *t = cli_object(c, 0);
	bool list = t->kind == TRACK_LIST || t->kind == TRACK_PERCENT || t->kind == TRACK_WEIGHT;

	if (args_no(a)) {
		track_list_remove(t, (u16)args_num(a, "member", 0));
		return true;
	}
	if (!list)
		cli_error(c, "%% Only a list has objects");
	else if (args_has(a, "not") && t->kind != TRACK_LIST)
		cli_error(c, "%% Only a boolean list negates objects");
	else if (args_has(a, "weight") && t->kind != TRACK_WEIGHT)
		cli_error(c, "%% Only objects of a list by weight have one");
	else if (!track_list_add(t, (u16)args_num(a, "member", 0), args_has(a, "not"), (u8)args_num(a, "object-weight", 1)))
		cli_error(c, "%% The list is full, or would contain itself");
	else
		return true;
	return false;
}

/* The other of two thresholds is, unless said, right beside. */
static bool run_threshold(struct cli *c, const struct args *a)
{
	struct track *t = cli_object(c, 0);
	u8 kind = args_has(a, "metric") ? TRACK_METRIC : args_has(a, "weight") ? TRACK_WEIGHT : TRACK_PERCENT;
	bool metric = kind == TRACK_METRIC, up = args_has(a, "up"), down = args_has(a, "down");
	u32 up_at = (u32)args_num(a, "up-at", 0), down_at = (u32)args_num(a, "down-at", 0);

	if (args_no(a)) {
		t->up_at = metric ? METRIC_UP : 0;
		t->down_at = metric ? METRIC_DOWN : 0;
		track_look(t);
		return true;
	}
	if (t->kind != kind) {
		cli_error(c, "%% The object has no such threshold");
		return false;
	}
	if (!up)
		up_at = metric ? down_at ? down_at - 1 : 0 : down_at + 1;
	if (!down)
		down_at = metric ? METRIC_DOWN : up_at ? up_at - 1 : 0;
	if (metric ? up_at >= down_at : up_at <= down_at) {
		cli_error(c, metric ? "%% The threshold up must be less than the threshold down" : "%% The threshold up must be greater than the threshold down");
		return false;
	}
	t->up_at = up_at;
	t->down_at = down_at;
	track_look(t);
	return true;
}

static bool run_default_state(struct cli *c, const struct args *a)
{
	struct track *t = cli_object(c, 0);

	if (!args_no(a) && t->kind != TRACK_STUB) {
		cli_error(c, "%% Only a stub object has a default state");
		return false;
	}
	t->stub_up = !args_no(a) && args_has(a, "up");
	track_look(t);
	return true;
}

static bool run_resolution(struct cli *c, const struct args *a)
{
	u8 source = args_has(a, "bgp") ? ROUTE_BGP : args_has(a, "eigrp") ? ROUTE_EIGRP : args_has(a, "ospf") ? ROUTE_OSPF : ROUTE_STATIC;

	track_set_resolution(cli_stack(c), args_has(a, "ipv6") ? AF_IP6 : AF_IP4, source, args_no(a) ? 0 : (u32)args_num(a, "resolution", 0));
	return true;
}

static bool run_delay(struct cli *c, const struct args *a)
{
	struct track *t = cli_object(c, 0);

	char line[48];

	t->delay_up_s = args_no(a) ? 0 : (u32)args_num(a, "up-s", 0);
	t->delay_down_s = args_no(a) ? 0 : (u32)args_num(a, "down-s", 0);
	if (args_no(a) || !args_has(a, "up-s") || !args_has(a, "down-s"))
		return true;
	snprintf(line, sizeof(line), "delay down %u up %u", t->delay_down_s, t->delay_up_s); /* in whatever order they came */
	cli_store(c, line);
	return true;
}

static bool run_timer(struct cli *c, const struct args *a)
{
	nsec every = args_has(a, "msec") ? args_num(a, "ms", 0) * NSEC_PER_MS : args_num(a, "seconds", 0) * NSEC_PER_SEC;

	track_poll(cli_stack(c), args_has(a, "ipv6") ? AF_IP6 : AF_IP4, args_no(a) ? 0 : every);
	return true;
}

/* ---- shows ---- */

static bool measures(const struct track *t) { return t->kind == TRACK_METRIC || t->kind == TRACK_PERCENT || t->kind == TRACK_WEIGHT; }

static void cells(struct show *s, const struct track *t)
{
	char buf[80];

	show_num(s, "track", t->number);
	show_str(s, "type", track_type(t));
	show_str(s, "instance", track_about(t, buf));
	show_str(s, "parameter", track_parameter(t));
	show_str(s, "state", t->up ? "up" : "down");
	show_num(s, "changes", t->changes);
	show_num(s, "last_change_s", (stack_now(t->ip) - t->changed) / NSEC_PER_SEC);
	if (!measures(t))
		return;
	show_num(s, "value", track_measure(t));
	show_num(s, "threshold_up", t->up_at);
	show_num(s, "threshold_down", t->down_at);
}

/* "RIP", "connected": as IOS says it there. */
static const char *protocol(const struct rib_route *r)
{
	static const char *const name[ROUTE_SOURCE_N] = { "connected", "connected", "static", "ND", "OSPF", "OSPF", "RIP", "EIGRP", "BGP", "connected" };

	return name[r->source];
}

static void route_text(struct show *s, const struct track *t, const char *state)
{
	const struct rib_route *r = track_route(t);
	char buf[80];

	show_text(s, "  %s route %s %s\n", t->prefix.af == AF_IP6 ? "IPv6" : "IP", track_about(t, buf), track_parameter(t));
	show_text(s, "  %s is %s", t->kind == TRACK_METRIC ? "Metric threshold" : "Reachability", state);
	if (r && t->kind == TRACK_METRIC)
		show_text(s, " (%s/%u/%u)", protocol(r), r->metric, track_measure(t));
	else if (r)
		show_text(s, " (%s)", protocol(r));
	else
		show_text(s, " (no %s route)", t->prefix.af == AF_IP6 ? "ipv6" : "ip");
	show_text(s, "\n");
}

static void member_text(struct show *s, const struct track *t, const struct track_member *m)
{
	show_text(s, "    object %u%s %s", m->object, m->inverted ? " not" : "", m->user.up ? "Up" : "Down");
	if (t->kind == TRACK_WEIGHT)
		show_text(s, " (%u/%u)", m->user.up ? m->weight : 0, m->weight);
	show_text(s, "\n");
}

static void thresholds_text(struct show *s, const struct track *t)
{
	const char *unit = t->kind == TRACK_PERCENT ? "%" : "";

	if (!measures(t))
		return;
	show_text(s, "  %s threshold", t->kind == TRACK_METRIC ? "Metric" : t->kind == TRACK_PERCENT ? "Percentage" : "Weight");
	if (t->kind != TRACK_METRIC && !t->up_at)
		show_text(s, " not configured\n");
	else
		show_text(s, " down %u%s up %u%s\n", t->down_at, unit, t->up_at, unit);
}

static void text_of(struct show *s, const struct track *t)
{
	const char *state = t->up ? "Up" : "Down";
	char buf[80], age[16];

	show_text(s, "Track %u\n", t->number);
	switch (t->kind) {
	case TRACK_LINE:
		show_text(s, "  Interface %s line-protocol\n  Line protocol is %s\n", track_about(t, buf), state);
		break;
	case TRACK_IP_ROUTING:
		show_text(s, "  Interface %s %s\n  %s routing is %s\n", track_about(t, buf), track_parameter(t), t->af == AF_IP6 ? "IPv6" : "IP", state);
		break;
	case TRACK_ROUTE:
	case TRACK_METRIC:
		route_text(s, t, state);
		break;
	case TRACK_PERCENT:
		show_text(s, "  List threshold percentage\n  Threshold percentage is %s (%u%%)\n", state, track_measure(t));
		break;
	case TRACK_WEIGHT:
		show_text(s, "  List threshold weight\n  Threshold weight is %s (%u)\n", state, track_measure(t));
		break;
	case TRACK_STUB:
		show_text(s, "  Stub-object\n  State is %s\n", state);
		break;
	case TRACK_SLA:
		show_text(s, "  IP SLA %u %s\n  %s is %s\n", t->sla, t->reachability ? "reachability" : "state", t->reachability ? "Reachability" : "State", state);
		break;
	case TRACK_LIST:
		show_text(s, "  List boolean %s\n  Boolean %s is %s\n", track_about(t, buf), t->all ? "AND" : "OR", state);
		break;
	}
	show_text(s, "    %u change%s, last change %s\n", t->changes, t->changes == 1 ? "" : "s", age_text(stack_now(t->ip) - t->changed, age));
	for (const struct track_member *m = t->members; m; m = m->next)
		member_text(s, t, m);
	thresholds_text(s, t);
	if (t->delay_up_s || t->delay_down_s)
		show_text(s, "  Delay up %u sec%s, down %u sec%s\n", t->delay_up_s, t->delay_up_s == 1 ? "" : "s", t->delay_down_s, t->delay_down_s == 1 ? "" : "s");
}

/* Where its route leads now: the first of several ways. */
static void hop_of(struct show *s, const struct track *t)
{
	const struct rib_entry *e = t->kind == TRACK_ROUTE || t->kind == TRACK_METRIC ? rib_exact(t->ip, &t->prefix, t->plen) : NULL;
	const struct leaf *l = e && track_route(t) ? &t->ip->leaf[e->leaf] : NULL;

	if (t->kind != TRACK_ROUTE && t->kind != TRACK_METRIC)
		return;
	if (l && l->kind == LEAF_GROUP)
		l = &t->ip->leaf[l->member[0]];
	show_text(s, "  First-hop interface is %s\n", !l ? "unknown" : l->kind == LEAF_NULL ? "Null0" : l->out ? l->out->i->name : "unknown");
}

/* IOS says it after the changes and delays. */
static void sla_of(struct show *s, const struct track *t)
{
	const struct sla *a = t->kind == TRACK_SLA ? sla_find(t->ip, t->sla) : NULL;

	if (t->kind != TRACK_SLA)
		return;
	show_str(s, "return_code", a ? sla_code_name[a->last.code] : "Unknown");
	show_text(s, "  Latest operation return code: %s\n", a ? sla_code_name[a->last.code] : "Unknown");
	if (!a || (a->last.code != SLA_OK && a->last.code != SLA_OVER_THRESHOLD))
		return;
	show_num(s, "rtt_ms", a->last.rtt_ms);
	show_text(s, "  Latest RTT (millisecs) %u\n", a->last.rtt_ms);
}

static void users_of(struct show *s, const struct track *t)
{
	bool any = false;
	char buf[64];

	show_push_list(s, "tracked_by");
	for (const struct track_user *u = track_user_next(t->ip, NULL); u; u = u->next) {
		if (u->iface || u->object != t->number)
			continue;
		u->describe(u, buf);
		show_str(s, "by", buf);
		show_end(s);
		if (!any)
			show_text(s, "  Tracked by:\n");
		show_text(s, "    %s\n", buf);
		any = true;
	}
	show_pop(s);
}

/* Is it one of those that the line asks for: by number, by kind, or all? */
static bool asked_for(const struct args *a, const struct track *t)
{
	bool route = t->kind == TRACK_ROUTE || t->kind == TRACK_METRIC;

	if (args_num(a, "object", 0))
		return args_num(a, "object", 0) == t->number;
	if (args_has(a, "interface"))
		return t->kind == TRACK_LINE || t->kind == TRACK_IP_ROUTING;
	if (args_has(a, "sla"))
		return t->kind == TRACK_SLA;
	if (args_has(a, "route"))
		return route && t->prefix.af == (args_has(a, "ipv6") ? AF_IP6 : AF_IP4);
	if (args_has(a, "list"))
		return t->kind == TRACK_LIST || t->kind == TRACK_PERCENT || t->kind == TRACK_WEIGHT;
	return !args_has(a, "stub-object") || t->kind == TRACK_STUB;
}

static bool show_track(struct cli *c, const struct args *a, struct show *s)
{
	for (const struct track *t = track_next(cli_stack(c), NULL); t; t = t->next) {
		if (!asked_for(a, t))
			continue;
		cells(s, t);
		text_of(s, t);
		hop_of(s, t);
		sla_of(s, t);
		users_of(s, t);
		show_end(s);
	}
	return true;
}

static bool show_brief(struct cli *c, const struct args *a, struct show *s)
{
	char buf[80], age[16];

	show_text(s, "Track Type        Instance                   Parameter        State Last Change\n");
	for (const struct track *t = track_next(cli_stack(c), NULL); t; t = t->next) {
		const char *state = t->up ? "Up" : "Down";

		if (!asked_for(a, t))
			continue;
		cells(s, t);
		show_fmt(s, "object", "%s %s", track_type(t), track_about(t, buf));
		show_str(s, "value", state);
		show_str(s, "last_change", age_text(stack_now(t->ip) - t->changed, age));
		show_end(s);
		show_text(s, "%-5u %-11s %-26s %-16s %-5s %s\n", t->number, track_type(t), strcmp(track_type(t), "list") ? buf : "", track_parameter(t), state, age);
	}
	return true;
}

static void timer_row(const struct ipstack *stack, struct show *s, u8 af)
{
	nsec every = track_poll_every(stack, af), now = stack_now(stack), due = 0;

	for (const struct track *t = track_next(stack, NULL); t; t = t->next)
		if (t->prefix.af == af && timer_is_set(&t->poll) && (!due || t->poll.due < due))
			due = t->poll.due;
	show_str(s, "type", af == AF_IP6 ? "ipv6 route" : "ip route");
	show_num(s, "interval_ms", every / NSEC_PER_MS);
	show_fmt(s, "interval", every % NSEC_PER_SEC ? "%llu.%03llu" : "%llu", (unsigned long long)(every / NSEC_PER_SEC), (unsigned long long)(every % NSEC_PER_SEC / NSEC_PER_MS));
	if (due > now)
		show_fmt(s, "next", "%llu.%03llu", (unsigned long long)((due - now) / NSEC_PER_SEC), (unsigned long long)((due - now) % NSEC_PER_SEC / NSEC_PER_MS));
	else
		show_str(s, "next", due ? "now" : "-");
	show_end(s);
}

/* What is heard of at once has no timer: "-". */
static bool show_timers(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "type", "Object type", 13 }, { "interval", "Poll Interval", 15 }, { "next", "Time to next poll", 0 } };
	static const char *const at_once[] = { "interface", "ip sla", "list", "stub-object" };

	(void)a;
	show_table(s, cols, ARRAY_LEN(cols));
	timer_row(cli_stack(c), s, AF_IP4);
	timer_row(cli_stack(c), s, AF_IP6);
	for (unsigned k = 0; k < ARRAY_LEN(at_once); k++) {
		show_str(s, "type", at_once[k]);
		show_str(s, "interval", "-");
		show_str(s, "next", "-");
		show_end(s);
	}
	show_table_end(s);
	return true;
}

/* What each protocol's metric is divided by, so that it is from 0 to 255. */
static bool show_resolution(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "type", "Route type", 15 }, { "resolution", "Metric Resolution", 0 } };
	static const struct { u8 source; const char *name; } of[] = { { ROUTE_STATIC, "static" }, { ROUTE_EIGRP, "EIGRP" }, { ROUTE_OSPF, "OSPF" }, { ROUTE_BGP, "BGP" } };

	for (u8 af = AF_IP4; af <= AF_IP6; af++) {
		if (args_has(a, af == AF_IP4 ? "ipv6" : "ip"))
			continue;
		show_text(s, "%s\n", af == AF_IP6 ? "IPv6 Routing" : "IP Routing");
		show_table(s, cols, ARRAY_LEN(cols));
		for (unsigned k = 0; k < ARRAY_LEN(of); k++) {
			show_str(s, "family", af == AF_IP6 ? "IPv6" : "IPv4");
			show_str(s, "type", of[k].name);
			show_num(s, "resolution", track_resolution(cli_stack(c), af, of[k].source));
			show_end(s);
		}
		show_table_end(s);
	}
	return true;
}

#define TRACK "track <1-1000>:object "
#define KINDS "interface|ip route|ipv6 route|list|stub-object"
#define KINDS_HELP "Interface objects|IP protocol|IP route objects|IPv6 protocol|IPv6 route objects|List objects|Stub objects"
#define HELP "Object tracking configuration commands|Tracked object|"
#define OBJECT .enter = &mode_track, .key = 2, .order = ORDER_IP + 60, .flags = CMD_SORT_NUMERIC
/* Of each protocol: the range and the default are IOS's. */
#define RESOLVE(family, of, name, range, dflt_)                                                                                            \
	{ &mode_config, "track resolution " family " route " name " " range ":resolution", "|Map a routing metric|" of "|" name " routes|Resolution", .run = run_resolution, \
	  .key = 5, .order = ORDER_IP + 60, .dflt = "track resolution " family " route " name " " dflt_ }
#define RESOLUTION(family, of)                                                                                       \
	RESOLVE(family, of, "bgp", "<256-40000000>", "2560"), RESOLVE(family, of, "eigrp", "<256-40000000>", "2560"), \
	RESOLVE(family, of, "ospf", "<1-1562>", "1"), RESOLVE(family, of, "static", "<1-100000>", "10")
static const struct cmd rows[] = {
	{ &mode_config, TRACK "interface INTERFACE line-protocol", HELP "Select an interface to track|Interface|Track interface line-protocol", .run = run_iface,
	  OBJECT },
	{ &mode_config, TRACK "interface INTERFACE {ip|ipv6} routing", HELP "||IP parameters|IPv6 parameters|Track interface routing capability", .run = run_iface, OBJECT },
	{ &mode_config, TRACK "ip route A.B.C.D A.B.C.D:mask reachability", HELP "IP protocol|IP route|Route prefix|Mask|Reachability", .run = run_route, OBJECT },
	{ &mode_config, TRACK "ip route A.B.C.D/nn reachability", HELP "||Route prefix|Reachability", .run = run_route, OBJECT },
	{ &mode_config, TRACK "ip route A.B.C.D A.B.C.D:mask metric threshold", HELP "||||Metric|Metric threshold", .run = run_metric, OBJECT },
	{ &mode_config, TRACK "ip route A.B.C.D/nn metric threshold", HELP "|||Metric|Metric threshold", .run = run_metric, OBJECT },
	{ &mode_config, TRACK "ipv6 route X:X:X:X::X/<0-128> reachability", HELP "IPv6 protocol|IPv6 route|IPv6 prefix|Reachability", .run = run_route, OBJECT },
	{ &mode_config, TRACK "ipv6 route X:X:X:X::X/<0-128> metric threshold", HELP "|||Metric|Metric threshold", .run = run_metric, OBJECT },
	{ &mode_config, TRACK "list boolean {and|or}", HELP "Group objects in a list|Boolean list of tracked objects|Specify that all must be up|Specify that one must be up",
	  .run = run_list, OBJECT },
	{ &mode_config, TRACK "list threshold percentage", HELP "|Threshold list|By how many of them are up", .run = run_percentage, OBJECT },
	{ &mode_config, TRACK "list threshold weight", HELP "||By what those that are up weigh", .run = run_weight, OBJECT },
	{ &mode_config, TRACK "stub-object", HELP "Stub tracking object", .run = run_stub, OBJECT },
	{ &mode_track, "object <1-1000>:member [not|weight <1-255>:object-weight]", "Specify a tracked object|Object number|Specify a negation|Its weight|Weight", .run = run_object, .key = 2, .order = 10,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_track, "threshold metric {up <0-255>:up-at [down <0-255>:down-at]|down <0-255>:down-at [up <0-255>:up-at]}",
	  "Thresholds of the object|Of a route's metric|Up threshold|Number|Down threshold|Number|Down threshold|Number|Up threshold|Number", .run = run_threshold, .key = 2, .order = 15 },
	{ &mode_track, "threshold percentage {up <1-100>:up-at [down <0-100>:down-at]|down <0-99>:down-at [up <1-100>:up-at]}",
	  "|Of how many are up|Up threshold|Number|Down threshold|Number|Down threshold|Number|Up threshold|Number", .run = run_threshold, .key = 2, .order = 15 },
	{ &mode_track, "threshold weight {up <1-255>:up-at [down <0-255>:down-at]|down <0-254>:down-at [up <1-255>:up-at]}",
	  "|Of what they weigh|Up threshold|Number|Down threshold|Number|Down threshold|Number|Up threshold|Number", .run = run_threshold, .key = 2, .order = 15 },
	{ &mode_track, "default-state {up|down}", "Default state of a stub object|Up|Down", .run = run_default_state, .key = 1, .order = 15 },
	{ &mode_track, "delay up <0-180>:up-s down <0-180>:down-s", "Tracking delay|Delay up change notification|Seconds|Delay down change notification|Seconds",
	  .run = run_delay, .key = 1, .order = 20 },
	{ &mode_track, "delay down <0-180>:down-s up <0-180>:up-s", "|Delay down change notification|Seconds|Delay up change notification|Seconds", .run = run_delay, .key = 1, .order = 20 },
	{ &mode_track, "delay up <0-180>:up-s", "|||", .run = run_delay, .key = 1, .order = 20 },
	{ &mode_track, "delay down <0-180>:down-s", "|Delay down change notification|Seconds", .run = run_delay, .key = 1, .order = 20 },
	{ &mode_exec, "show track [<1-1000>:object]", "|Tracking information|Track object number", .show = show_track },
	{ &mode_config, "track timer ip route {<1-3000>:seconds|msec <500-300000>:ms}", "|Polling interval timers|IP protocol|IP route|Seconds|Milliseconds|Milliseconds",
	  .run = run_timer, .key = 4, .order = ORDER_IP + 60, .dflt = "track timer ip route 15" },
	{ &mode_config, "track timer ip sla LINE", "|||IP Service Level Agreement|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "track timer ipv6 route {<1-3000>:seconds|msec <500-300000>:ms}", "||IPv6 protocol|IPv6 route|Seconds|Milliseconds|Milliseconds", .run = run_timer, .key = 4,
	  .order = ORDER_IP + 60, .dflt = "track timer ipv6 route 15" },
	{ &mode_config, "track timer {application|interface|list|stub-object} LINE",
	  "||Application objects|Interface objects|List objects|Stub objects|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, TRACK "application LINE", HELP "Application|", .flags = CMD_UNSUPPORTED },
	RESOLUTION("ip", "IP protocol|IP route"),
	RESOLUTION("ipv6", "IPv6 protocol|IPv6 route"),
	{ &mode_config, "track resolution {ip|ipv6} route isis LINE", "|||||IS-IS|", .flags = CMD_UNSUPPORTED },
	DEBUG_CMDS("track", "Object Tracking debugging"),
	{ &mode_exec, "show track <1-1000>:object brief", "|||Brief output", .show = show_brief },
	{ &mode_exec, "show track {" KINDS "}", "||" KINDS_HELP, .show = show_track },
	{ &mode_exec, "show track {" KINDS "} brief", "||" KINDS_HELP "|Brief output", .show = show_brief },
	{ &mode_exec, "show track resolution [ip route|ipv6 route]", "||Metric resolution of routes|IP protocol|IP route|IPv6 protocol|IPv6 route", .show = show_resolution },
	{ &mode_exec, "show track timers", "||Polling interval timers", .show = show_timers },
	{ &mode_exec, "show track brief", "||Brief output", .show = show_brief },
};
/* Where there is IP SLA. */
static const struct cmd sla_rows[] = {
	{ &mode_config, TRACK "ip sla <1-2147483647>:operation [reachability|state]", HELP "|IP Service Level Agreement|Entry number|Reachability|Return code state", .run = run_sla,
	  OBJECT },
	{ &mode_exec, "show track ip sla", "|||IP Service Level Agreement objects", .show = show_track },
	{ &mode_exec, "show track ip sla brief", "||||Brief output", .show = show_brief },
};
const struct cmd_table track_sla_cmds[] = { CMD_TABLE(sla_rows) };
const unsigned n_track_sla_cmds = ARRAY_LEN(track_sla_cmds);
const struct cmd_table track_cmds[] = { CMD_TABLE(rows) };
const unsigned n_track_cmds = ARRAY_LEN(track_cmds);
