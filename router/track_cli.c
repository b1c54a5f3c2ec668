/* SPDX-License-Identifier: GPL-3.0-or-later */
/* track: configuration and shows of tracked objects. */
#include <stdio.h>
#include <string.h>

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/sla/sla.h"
#include "router/track.h"

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
	t->iface = like.iface;
	t->prefix = like.prefix;
	t->plen = like.plen;
	t->all = like.all;
	t->sla = like.sla;
	t->reachability = like.reachability;
	track_begin(t);
	cli_enter_object(c, t);
	return true;
}

static bool run_iface(struct cli *c, const struct args *a)
{
	struct iface *i = args_no(a) ? NULL : device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));

	return about(c, a, (struct track){ .kind = args_has(a, "routing") ? TRACK_IP_ROUTING : TRACK_LINE, .iface = i });
}

static bool run_route(struct cli *c, const struct args *a)
{
	u32 addr = args_ip4(a, "A.B.C.D", 0), mask = args_ip4(a, "mask", 0);
	u8 plen;

	if (!ip4_mask_len(mask, &plen)) {
		cli_error(c, "%% Invalid address/mask combination");
		return false;
	}
	return about(c, a, (struct track){ .kind = TRACK_ROUTE, .prefix = addr & mask, .plen = plen });
}

static bool run_list(struct cli *c, const struct args *a)
{
	return about(c, a, (struct track){ .kind = TRACK_LIST, .all = args_has(a, "and") });
}

static bool run_sla(struct cli *c, const struct args *a)
{
	return about(c, a, (struct track){ .kind = TRACK_SLA, .sla = (u32)args_num(a, "operation", 0), .reachability = args_has(a, "reachability") });
}

static bool run_object(struct cli *c, const struct args *a)
{
	struct track *t = cli_object(c, 0);

	if (args_no(a))
		track_list_remove(t, (u16)args_num(a, "member", 0));
	else if (t->kind != TRACK_LIST || !track_list_add(t, (u16)args_num(a, "member", 0), args_has(a, "not"))) {
		cli_error(c, t->kind == TRACK_LIST ? "%% The list is full, or would contain itself" : "%% Only a list has objects");
		return false;
	}
	return true;
}

static bool run_delay(struct cli *c, const struct args *a)
{
	struct track *t = cli_object(c, 0);

	t->delay_up_s = args_no(a) ? 0 : (u32)args_num(a, "up-s", 0);
	t->delay_down_s = args_no(a) ? 0 : (u32)args_num(a, "down-s", 0);
	return true;
}

static bool run_timer(struct cli *c, const struct args *a)
{
	nsec every = args_has(a, "msec") ? args_num(a, "ms", 0) * NSEC_PER_MS : args_num(a, "seconds", 0) * NSEC_PER_SEC;

	track_poll(cli_stack(c), args_no(a) ? 0 : every);
	return true;
}

/* ---- shows ---- */

static const char *what(const struct track *t, char buf[80])
{
	char a[IP4_TEXT];

	switch (t->kind) {
	case TRACK_ROUTE:
		snprintf(buf, 80, "%s/%u", ip4_text(t->prefix, a), t->plen);
		break;
	case TRACK_SLA:
		snprintf(buf, 80, "%u", t->sla);
		break;
	case TRACK_LIST:
		snprintf(buf, 80, "%s", t->all ? "and" : "or");
		break;
	default:
		snprintf(buf, 80, "%s", t->iface ? t->iface->name : "not there");
	}
	return buf;
}

static const char *const kind_name[] = { "", "interface", "interface", "ip route", "list", "ip sla" };
static const char *const parameter[] = { "", "line-protocol", "ip routing", "reachability", "boolean", "state" };

static void cells(struct show *s, const struct track *t)
{
	char buf[80];

	show_num(s, "track", t->number);
	show_str(s, "type", kind_name[t->kind]);
	show_str(s, "instance", what(t, buf));
	show_str(s, "parameter", t->reachability ? "reachability" : parameter[t->kind]);
	show_str(s, "state", t->up ? "up" : "down");
	show_num(s, "changes", t->changes);
	show_num(s, "last_change_s", (stack_now(t->ip) - t->changed) / NSEC_PER_SEC);
}

static void text_of(struct show *s, const struct track *t)
{
	const char *state = t->up ? "Up" : "Down";
	char buf[80], age[16];

	show_text(s, "Track %u\n", t->number);
	switch (t->kind) {
	case TRACK_LINE:
		show_text(s, "  Interface %s line-protocol\n  Line protocol is %s\n", what(t, buf), state);
		break;
	case TRACK_IP_ROUTING:
		show_text(s, "  Interface %s ip routing\n  IP routing is %s\n", what(t, buf), state);
		break;
	case TRACK_ROUTE:
		show_text(s, "  IP route %s reachability\n  Reachability is %s\n", what(t, buf), state);
		break;
	case TRACK_SLA:
		show_text(s, "  IP SLA %u %s\n  %s is %s\n", t->sla, t->reachability ? "reachability" : "state", t->reachability ? "Reachability" : "State", state);
		break;
	case TRACK_LIST:
		show_text(s, "  List boolean %s\n  Boolean %s is %s\n", what(t, buf), t->all ? "AND" : "OR", state);
		break;
	}
	show_text(s, "    %u change%s, last change %s\n", t->changes, t->changes == 1 ? "" : "s", age_text(stack_now(t->ip) - t->changed, age));
	for (const struct track_member *m = t->members; m; m = m->next)
		show_text(s, "    object %u%s %s\n", m->object, m->inverted ? " not" : "", m->user.up ? "Up" : "Down");
	if (t->delay_up_s || t->delay_down_s)
		show_text(s, "  Delay up %u sec%s, down %u sec%s\n", t->delay_up_s, t->delay_up_s == 1 ? "" : "s", t->delay_down_s, t->delay_down_s == 1 ? "" : "s");
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

static bool show_track(struct cli *c, const struct args *a, struct show *s)
{
	u64 only = args_num(a, "object", 0);

	for (const struct track *t = track_next(cli_stack(c), NULL); t; t = t->next) {
		if (only && t->number != only)
			continue;
		cells(s, t);
		text_of(s, t);
		sla_of(s, t);
		users_of(s, t);
		show_end(s);
	}
	return true;
}

static bool show_brief(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "track", "Track", 8 }, { "object", "Object", 31 }, { "parameter", "Parameter", 17 },
						{ "value", "Value", 6 }, { "last_change", "Last Change", 0 } };
	char buf[80], age[16];

	(void)a;
	show_table(s, cols, ARRAY_LEN(cols));
	for (const struct track *t = track_next(cli_stack(c), NULL); t; t = t->next) {
		cells(s, t);
		show_fmt(s, "object", "%s %s", kind_name[t->kind], t->iface ? t->iface->name : what(t, buf));
		show_str(s, "value", t->up ? "Up" : "Down");
		show_str(s, "last_change", age_text(stack_now(t->ip) - t->changed, age));
		show_end(s);
	}
	return true;
}

/* What is heard of at once has no timer: "-". */
static bool show_timers(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "type", "Object type", 13 }, { "interval", "Poll Interval", 15 }, { "next", "Time to next poll", 0 } };
	static const char *const at_once[] = { "interface", "ip sla", "list" };
	nsec every = track_poll_every(cli_stack(c)), now = stack_now(cli_stack(c)), due = 0;

	(void)a;
	for (const struct track *t = track_next(cli_stack(c), NULL); t; t = t->next)
		if (timer_is_set(&t->poll) && (!due || t->poll.due < due))
			due = t->poll.due;
	show_table(s, cols, ARRAY_LEN(cols));
	show_str(s, "type", kind_name[TRACK_ROUTE]);
	show_num(s, "interval_ms", every / NSEC_PER_MS);
	show_fmt(s, "interval", every % NSEC_PER_SEC ? "%llu.%03llu" : "%llu", (unsigned long long)(every / NSEC_PER_SEC), (unsigned long long)(every % NSEC_PER_SEC / NSEC_PER_MS));
	if (due > now)
		show_fmt(s, "next", "%llu.%03llu", (unsigned long long)((due - now) / NSEC_PER_SEC), (unsigned long long)((due - now) % NSEC_PER_SEC / NSEC_PER_MS));
	else
		show_str(s, "next", due ? "now" : "-");
	show_end(s);
	for (unsigned k = 0; k < ARRAY_LEN(at_once); k++) {
		show_str(s, "type", at_once[k]);
		show_str(s, "interval", "-");
		show_str(s, "next", "-");
		show_end(s);
	}
	show_table_end(s);
	return true;
}

#define TRACK "track <1-1000>:object "
#define HELP "Object tracking configuration commands|Tracked object|"
static const struct cmd rows[] = {
	{ &mode_config, TRACK "interface INTERFACE line-protocol", HELP "Select an interface to track|Interface|Track interface line-protocol", .run = run_iface,
	  .enter = &mode_track, .key = 2, .order = ORDER_IP + 60, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, TRACK "interface INTERFACE ip routing", HELP "||IP parameters|Track interface IP routing capability", .run = run_iface,
	  .enter = &mode_track, .key = 2, .order = ORDER_IP + 60, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, TRACK "ip route A.B.C.D A.B.C.D:mask reachability", HELP "IP protocol|IP route|Route prefix|Mask|Reachability", .run = run_route,
	  .enter = &mode_track, .key = 2, .order = ORDER_IP + 60, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, TRACK "list boolean {and|or}", HELP "Group objects in a list|Boolean list of tracked objects|Specify that all must be up|Specify that one must be up",
	  .run = run_list, .enter = &mode_track, .key = 2, .order = ORDER_IP + 60, .flags = CMD_SORT_NUMERIC },
	{ &mode_track, "object <1-1000>:member [not]", "Specify a tracked object|Object number|Specify a negation", .run = run_object, .key = 2, .order = 10,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_track, "delay up <0-180>:up-s down <0-180>:down-s", "Tracking delay|Delay up change notification|Seconds|Delay down change notification|Seconds",
	  .run = run_delay, .key = 1, .order = 20 },
	{ &mode_track, "delay up <0-180>:up-s", "|||", .run = run_delay, .key = 1, .order = 20 },
	{ &mode_track, "delay down <0-180>:down-s", "|Delay down change notification|Seconds", .run = run_delay, .key = 1, .order = 20 },
	{ &mode_exec, "show track [<1-1000>:object]", "|Tracking information|Track object number", .show = show_track },
	{ &mode_config, "track timer ip route {<1-3000>:seconds|msec <500-300000>:ms}", "|Polling interval timers|IP protocol|IP route|Seconds|Milliseconds|Milliseconds",
	  .run = run_timer, .key = 4, .order = ORDER_IP + 60, .dflt = "track timer ip route 15" },
	{ &mode_config, "track timer ip sla LINE", "|||IP Service Level Agreement|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "track timer {application|interface|ipv6|list|stub-object} LINE",
	  "||Application objects|Interface objects|IPv6 protocol|List objects|Stub objects|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, TRACK "ipv6 route LINE", HELP "IPv6 protocol|IPv6 route|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, TRACK "ip route A.B.C.D A.B.C.D:mask metric LINE", HELP "||||Metric|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, TRACK "list threshold LINE", HELP "|Threshold list|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, TRACK "{application|stub-object} [LINE]", HELP "Application|Stub tracking object|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, TRACK "interface INTERFACE ipv6 LINE", HELP "||IPv6 parameters|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "track resolution LINE", "|Map a routing metric|", .flags = CMD_UNSUPPORTED },
	DEBUG_CMDS("track", "Object Tracking debugging"),
	{ &mode_exec, "show track timers", "||Polling interval timers", .show = show_timers },
	{ &mode_exec, "show track brief", "||Brief output", .show = show_brief },
};
/* Where there is IP SLA. */
static const struct cmd sla_rows[] = {
	{ &mode_config, TRACK "ip sla <1-2147483647>:operation [reachability|state]", HELP "|IP Service Level Agreement|Entry number|Reachability|Return code state", .run = run_sla,
	  .enter = &mode_track, .key = 2, .order = ORDER_IP + 60, .flags = CMD_SORT_NUMERIC },
};
const struct cmd_table track_sla_cmds[] = { CMD_TABLE(sla_rows) };
const unsigned n_track_sla_cmds = ARRAY_LEN(track_sla_cmds);
const struct cmd_table track_cmds[] = { CMD_TABLE(rows) };
const unsigned n_track_cmds = ARRAY_LEN(track_cmds);
