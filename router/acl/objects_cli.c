/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration and shows of time ranges and object groups. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "device/civil.h"
#include "router/acl/acl_cli.h"
#include "router/acl/object_group.h"
#include "router/acl/time_range.h"

const struct cli_mode mode_time_range = { "time range", "(config-time-range)", &mode_config };
const struct cli_mode mode_net_group = { "network object group", "(config-network-group)", &mode_config };
const struct cli_mode mode_service_group = { "service object group", "(config-service-group)", &mode_config };

/* ---- time ranges ---- */

static bool parse_time(const char *text, u32 *minute)
{
	unsigned h, m;
	char end;

	if (!text || sscanf(text, "%2u:%2u%c", &h, &m, &end) != 2 || h > 23 || m > 59)
		return false;
	*minute = h * 60 + m;
	return true;
}

static int parse_day(const char *text)
{
	static const char *const days[] = { "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday" };

	for (int k = 0; k < 7; k++)
		if (strlen(text) >= 2 && !strncasecmp(days[k], text, strlen(text)))
			return k;
	return -1;
}

static bool parse_date(const struct args *a, const char *side, s64 *s)
{
	char name[20];
	const char *text;
	unsigned month = 0, day;
	u32 minute;
	int year;

	*s = -1;
	if (!args_str(a, side))
		return true;
	if (!parse_time(args_str(a, side), &minute))
		return false;
	snprintf(name, sizeof(name), "%s-month", side);
	text = args_str(a, name);
	for (unsigned k = 0; k < 12 && text; k++)
		if (strlen(text) >= 3 && !strncasecmp(civil_month[k], text, 3))
			month = k + 1;
	snprintf(name, sizeof(name), "%s-day", side);
	day = (unsigned)args_num(a, name, 1);
	snprintf(name, sizeof(name), "%s-year", side);
	year = (int)args_num(a, name, 1993);
	if (!month || !civil_valid(year, month, day))
		return false;
	*s = civil_seconds(year, month, day, minute / 60, minute % 60, 0);
	return true;
}

RUN(time_range_run)
{
	struct time_range *t = time_range_get(cli_stack(c), args_str(a, "name"), !args_no(a));

	if (!t && !args_no(a)) {
		cli_error(c, "%% Too many time ranges");
		return false;
	}
	if (t)
		t->defined = !args_no(a);
	cli_enter_object(c, t);
	return true;
}

RUN(time_range_run_absolute)
{
	struct time_range *t = cli_object(c, 0);
	s64 start, end;

	if (args_no(a)) {
		t->start = t->end = t->asked = -1;
		return true;
	}
	if (!parse_date(a, "start", &start) || !parse_date(a, "end", &end) || (start < 0 && end < 0) || (start >= 0 && end >= 0 && end < start)) {
		cli_error(c, "%% Invalid time or date");
		return false;
	}
	t->start = start;
	t->end = end;
	t->asked = -1;
	return true;
}

static bool parse_period(const struct args *a, struct period *p)
{
	static const char *const days[] = { "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday" };
	const char *last = args_str(a, "last");

	p->days = args_has(a, "daily") ? 0x7f : args_has(a, "weekdays") ? 0x3e : args_has(a, "weekend") ? 0x41 : 0;
	for (unsigned k = 0; k < 7; k++)
		if (args_has(a, days[k]))
			p->days |= (u8)(1u << k);
	if (!parse_time(args_str(a, "from"), &p->from) || !parse_time(args_str(a, "until"), &p->to) || !p->days)
		return false;
	if (last) {
		int d = parse_day(last);

		if (d < 0 || p->days & (p->days - 1))
			return false;
		p->spans = true;
		p->from += 1440 * (u32)__builtin_ctz(p->days);
		p->to += 1440 * (u32)d;
		p->days = 0;
		return true;
	}
	return p->from <= p->to;
}

RUN(time_range_run_days)
{
	struct time_range *t = cli_object(c, 0);
	struct period p = { 0 };

	if (!parse_period(a, &p)) {
		cli_error(c, "%% Invalid time or day");
		return false;
	}
	t->asked = -1;
	for (unsigned k = 0; k < t->n_periods && args_no(a); k++)
		if (t->period[k].days == p.days && t->period[k].spans == p.spans && t->period[k].from == p.from && t->period[k].to == p.to) {
			memmove(&t->period[k], &t->period[k + 1], (t->n_periods - k - 1) * sizeof(p));
			t->n_periods--;
			return true;
		}
	if (args_no(a))
		return true;
	if (t->n_periods == PERIODS_MAX) {
		cli_error(c, "%% Too many periodic entries");
		return false;
	}
	t->period[t->n_periods++] = p;
	return true;
}

static void date_text(const char *what, s64 s, char buf[48])
{
	struct civil c = civil_of(s * (s64)NSEC_PER_SEC);

	snprintf(buf, 48, " %s %02u:%02u %02u %s %d", what, c.hour, c.minute, c.day, civil_month[c.month - 1], c.year);
}

static void period_text(const struct period *p, char buf[128])
{
	static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
	size_t len = 0;

	*buf = 0;
	if (p->spans) {
		snprintf(buf, 128, "%s %u:%02u to %s %u:%02u", days[p->from / 1440], p->from % 1440 / 60, p->from % 60, days[p->to / 1440 % 7], p->to % 1440 / 60,
			 p->to % 60);
		return;
	}
	if (p->days == 0x7f || p->days == 0x3e || p->days == 0x41)
		len = (size_t)snprintf(buf, 128, "%s ", p->days == 0x7f ? "daily" : p->days == 0x3e ? "weekdays" : "weekend");
	for (unsigned k = 0; k < 7 && !len; k++)
		if (p->days >> k & 1) {
			for (unsigned d = k; d < 7; d++)
				if (p->days >> d & 1)
					len += (size_t)snprintf(buf + len, 128 - len, "%s ", days[d]);
		}
	snprintf(buf + len, 128 - len, "%u:%02u to %u:%02u", p->from / 60, p->from % 60, p->to / 60, p->to % 60);
}

VIEW(time_range_show)
{
	struct ipstack *st = cli_stack(c);
	const char *name = args_str(a, "name");

	for (struct time_range *t = time_range_next(st, NULL); t; t = time_range_next(st, t)) {
		char start[48] = "", end[48] = "", text[128];

		if (!t->defined || (name && strcmp(name, t->name)))
			continue;
		show_str(s, "name", t->name);
		show_bool(s, "active", time_range_active(t));
		show_text(s, "time-range entry: %s (%s)\n", t->name, t->active ? "active" : "inactive");
		if (t->start >= 0)
			date_text("start", t->start, start);
		if (t->end >= 0)
			date_text("end", t->end, end);
		if (*start || *end)
			show_text(s, "   absolute%s%s\n", start, end);
		show_push_list(s, "periodic");
		for (unsigned k = 0; k < t->n_periods; k++) {
			period_text(&t->period[k], text);
			show_str(s, "period", text);
			show_end(s);
			show_text(s, "   periodic %s\n", text);
		}
		show_pop(s);
		for (struct acl *l = st->acls->lists; l; l = l->next)
			for (u32 k = 0; k < l->n_aces; k++)
				if (l->aces[k]->range == t) {
					show_text(s, "   used in: %s ACL entry\n", l->af == AF_IP4 ? "IP" : "IPv6");
					k = l->n_aces;
				}
		show_end(s);
	}
	return true;
}

/* ---- object groups ---- */

static bool run_group(struct cli *c, const struct args *a, bool service)
{
	struct object_group *g = group_get(cli_stack(c), args_str(a, "name"), !args_no(a));

	if (args_no(a)) {
		if (g)
			g->defined = false;
		return true;
	}
	if (!g || (g->defined && g->service != service)) {
		cli_error(c, g ? "%% Object group type conflicts with prior definition" : "%% Too many object groups");
		return false;
	}
	if (!g->defined) {
		g->defined = true;
		g->service = service;
		acls_changed(cli_stack(c));
	}
	cli_enter_object(c, g);
	return true;
}
static bool group_used(struct ipstack *s, const struct object_group *g)
{
	for (const struct acl *l = s->acls->lists; l; l = l->next)
		for (u32 k = 0; k < l->n_aces; k++)
			if (l->aces[k]->service == g || l->aces[k]->src.group == g || l->aces[k]->dst.group == g)
				return true;
	for (const struct object_group *o = s->acls->groups; o; o = o->next)
		for (const struct group_item *i = o->items; i; i = i->next)
			if (i->group == g)
				return true;
	return false;
}

/* IOS keeps a group that an entry names: without it the entry would ask for nothing. */
bool group_may_go(struct cli *c, const struct args *a)
{
	const struct object_group *g = group_get(cli_stack(c), args_str(a, "name"), false);

	if (!g || !g->defined || !group_used(cli_stack(c), g))
		return true;
	cli_error(c, "%% Object-group %s is being used", g->name);
	return false;
}

RUN(group_run_network) { return run_group(c, a, false); }
RUN(group_run_service) { return run_group(c, a, true); }
RUN(group_run_description)
{
	(void)c;
	(void)a;
	return true;
}

static bool add_item(struct cli *c, const struct args *a, struct group_item *i)
{
	struct object_group *g = cli_object(c, 0);
	const char *nested = args_str(a, "group");

	if (nested) {
		i->group = group_get(cli_stack(c), nested, true); /* may be configured later */
		if (!args_no(a) && (!i->group || (i->group->defined && i->group->service != g->service))) {
			cli_error(c, "%% Invalid object group: %s", nested);
			return false;
		}
	}
	if (args_no(a)) {
		group_del(g, i);
	} else if (!group_add(g, i)) {
		cli_error(c, "%% Object group would contain itself, or is full");
		return false;
	}
	acls_changed(cli_stack(c));
	return true;
}

RUN(group_run_net_item)
{
	struct group_item i = { .lo = 0, .hi = ~0u };
	u8 plen;

	if (args_has(a, "host")) {
		i.lo = i.hi = args_ip4(a, "host", 0);
	} else if (args_has(a, "first")) {
		i.lo = args_ip4(a, "first", 0);
		i.hi = args_ip4(a, "last", 0);
	} else if (args_has(a, "network")) {
		if (!ip4_mask_len(args_ip4(a, "mask", 0), &plen)) {
			cli_error(c, "%% Invalid mask");
			return false;
		}
		i.lo = args_ip4(a, "network", 0) & ip4_mask(plen);
		i.hi = i.lo | ~ip4_mask(plen);
	}
	if (i.lo > i.hi) {
		cli_error(c, "%% Invalid range of addresses");
		return false;
	}
	return add_item(c, a, &i);
}

static bool group_port(struct cli *c, const struct args *a, char side, u16 *lo, u16 *hi, bool *neq)
{
	static const char *const names[] = { "pe0", "pn0", "pg0", "pl0", "pr0" };
	u16 v = 0, w = 0;

	*lo = 0;
	*hi = 0xffff;
	for (unsigned k = 0; k < ARRAY_LEN(names); k++) {
		char name[8];
		const char *text;

		snprintf(name, sizeof(name), "%c%s", side, names[k]);
		text = args_str(a, name);
		if (!text)
			continue;
		if (!acl_port_parse(args_has(a, "udp") ? IP_UDP : IP_TCP, text, &v) && !acl_port_parse(IP_UDP, text, &v))
			goto bad;
		*lo = k == 2 ? (u16)min_u64(v + 1u, 0xffff) : k == 3 ? 0 : v;
		*hi = k == 2 ? 0xffff : k == 3 ? (u16)(v ? v - 1 : 0) : v;
		*neq = k == 1;
		if (k == 4) {
			name[3] = '1';
			text = args_str(a, name);
			if (!acl_port_parse(args_has(a, "udp") ? IP_UDP : IP_TCP, text, &w) || w < v)
				goto bad;
			*hi = w;
		}
		continue;
bad:
		cli_error(c, "%% Invalid port: %s", text);
		return false;
	}
	return true;
}

RUN(group_run_service_item)
{
	struct group_item i = { .service = { .proto = PROTO_IP, .shi = 0xffff, .dhi = 0xffff, .icmp_type = -1 } };
	struct group_service *v = &i.service;
	const char *text = args_str(a, "icmp-type");
	s16 code;

	v->proto = args_has(a, "tcp") ? IP_TCP : args_has(a, "udp") ? IP_UDP : args_has(a, "tcp-udp") ? PROTO_GROUP : args_has(a, "icmp") ? IP_ICMP : PROTO_IP;
	if (args_str(a, "proto") && !acl_proto_parse(AF_IP4, args_str(a, "proto"), &v->proto)) {
		cli_error(c, "%% Invalid protocol: %s", args_str(a, "proto"));
		return false;
	}
	if (text) {
		if (!acl_icmp_parse(AF_IP4, text, &v->icmp_type, &code)) {
			cli_error(c, "%% Invalid ICMP message: %s", text);
			return false;
		}
		v->dlo = (u16)(v->icmp_type << 8 | (code < 0 ? 0 : code));
		v->dhi = (u16)(v->icmp_type << 8 | (code < 0 ? 255 : code));
	} else if (!group_port(c, a, 's', &v->slo, &v->shi, &v->sneq) || !group_port(c, a, 'd', &v->dlo, &v->dhi, &v->dneq)) {
		return false;
	}
	return add_item(c, a, &i);
}

/* `udp 53`: `eq` is left out, and kept. */
RUN(group_run_service_port)
{
	const char *text = args_str(a, "port"), *proto = args_has(a, "tcp") ? "tcp" : args_has(a, "udp") ? "udp" : "tcp-udp";
	struct group_item i = { .service = { .shi = 0xffff, .icmp_type = -1 } };
	char line[40];
	u16 v;

	if (!acl_port_parse(args_has(a, "udp") ? IP_UDP : IP_TCP, text, &v) && !acl_port_parse(IP_UDP, text, &v)) {
		cli_error(c, "%% Invalid port: %s", text);
		return false;
	}
	snprintf(line, sizeof(line), "%s eq %u", proto, v);
	if (args_no(a))
		return cli_remove_in(c, NULL, line);
	i.service.proto = args_has(a, "tcp") ? IP_TCP : args_has(a, "udp") ? IP_UDP : PROTO_GROUP;
	i.service.dlo = i.service.dhi = v;
	if (!add_item(c, a, &i))
		return false;
	cli_store(c, line);
	return true;
}

static void service_text(const struct group_service *v, char buf[96])
{
	char name[8];

	snprintf(buf, 96, "%s", v->proto == PROTO_GROUP ? "tcp-udp" : acl_proto_name(AF_IP4, v->proto, name));
	if (v->proto == IP_ICMP && v->icmp_type >= 0)
		snprintf(buf + strlen(buf), 96 - strlen(buf), " %d", v->icmp_type);
	else if (v->slo || v->shi != 0xffff)
		snprintf(buf + strlen(buf), 96 - strlen(buf), v->slo == v->shi ? " source %s %u" : " source %s %u %u", v->sneq ? "neq" : v->slo == v->shi ? "eq" : "range",
			 v->slo, v->shi);
	if (v->proto != IP_ICMP && (v->dlo || v->dhi != 0xffff))
		snprintf(buf + strlen(buf), 96 - strlen(buf), v->dlo == v->dhi ? " %s %u" : " %s %u %u", v->dneq ? "neq" : v->dlo == v->dhi ? "eq" : "range", v->dlo,
			 v->dhi);
}

static void item_text(const struct object_group *g, const struct group_item *i, char buf[96])
{
	char x[IP4_TEXT], y[IP4_TEXT];
	u32 wild = i->lo ^ i->hi;

	if (i->group)
		snprintf(buf, 96, "group-object %s", i->group->name);
	else if (g->service)
		service_text(&i->service, buf);
	else if (i->lo == i->hi)
		snprintf(buf, 96, "host %s", ip4_text(i->lo, x));
	else if (!i->lo && i->hi == ~0u)
		snprintf(buf, 96, "any");
	else if (!(wild & (wild + 1)) && !(i->lo & wild))
		snprintf(buf, 96, "%s %s", ip4_text(i->lo, x), ip4_text(~wild, y));
	else
		snprintf(buf, 96, "range %s %s", ip4_text(i->lo, x), ip4_text(i->hi, y));
}

VIEW(group_show)
{
	const char *name = args_str(a, "name");

	for (struct object_group *g = group_next(cli_stack(c), NULL); g; g = group_next(cli_stack(c), g)) {
		char text[96];

		if (!g->defined || (name && strcmp(name, g->name)))
			continue;
		show_str(s, "name", g->name);
		show_str(s, "type", g->service ? "service" : "network");
		show_text(s, "%s object group %s\n", g->service ? "Service" : "Network", g->name);
		show_push_list(s, "members");
		for (const struct group_item *i = g->items; i; i = i->next) {
			item_text(g, i, text);
			show_str(s, "member", text);
			show_end(s);
			show_text(s, " %s\n", text);
		}
		show_pop(s);
		show_text(s, "\n");
		show_end(s);
	}
	return true;
}
