/* SPDX-License-Identifier: GPL-3.0-or-later */
/* class-map and its lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/qos/own.h"

const struct cli_mode mode_class_map = { "class-map", "(config-cmap)", &mode_config };

struct qos *cli_qos(const struct cli *c) { return qos_of(device_of(cli_node(c))); }

static bool class_may_go(struct cli *c, const struct args *a)
{
	const struct class_map *m = class_map_find(cli_qos(c), args_str(a, "name"));

	if (m && m->holds)
		cli_error(c, "%% Class-map %s is being used", args_str(a, "name"));
	return !m || !m->holds;
}

static RUN(run_class_map)
{
	struct qos *q = cli_qos(c);
	const char *name = args_str(a, "name");
	struct class_map *m = class_map_find(q, name);
	bool any = args_has(a, "match-any");
	char line[QOS_NAME_MAX + 24];

	if (args_no(a)) {
		if (m) {
			m->defined = false;
			class_map_tidy(m);
		}
		return true;
	}
	if (strlen(name) >= QOS_NAME_MAX || !strcmp(name, "class-default")) {
		cli_error(c, strlen(name) >= QOS_NAME_MAX ? "%% Class-map name too long" : "%% class-default is a well-known class and is not configurable under class-map");
		return false;
	}
	if (m && m->defined && !args_has(a, "match-all") && !any)
		any = m->any; /* `class-map NAME` enters it, whatever it is */
	if (m && m->defined && m->any != any) {
		cli_error(c, "%% Class-map %s is match-%s: remove it first", name, m->any ? "any" : "all");
		return false;
	}
	m = class_map_get(q, name);
	if (!m) {
		cli_error(c, "%% Too many class-maps");
		return false;
	}
	m->defined = true;
	m->any = any;
	snprintf(line, sizeof(line), "class-map %s %s", any ? "match-any" : "match-all", name);
	cli_store(c, line);
	cli_enter_object(c, m);
	return true;
}

/* `class-map NAME`: match-all, or as it is. */
static RUN(run_class_map_short)
{
	const struct class_map *m = class_map_find(cli_qos(c), args_str(a, "name"));
	char line[QOS_NAME_MAX + 24];

	if (!args_no(a))
		return run_class_map(c, a);
	if (!m)
		return true;
	snprintf(line, sizeof(line), "class-map %s %s", m->any ? "match-any" : "match-all", m->name);
	return cli_remove_in(c, line, NULL);
}

static RUN(run_description)
{
	struct class_map *m = cli_object(c, 0);

	free(m->description);
	m->description = args_no(a) ? NULL : xstrdup(args_str(a, "LINE"));
	return true;
}

/* ---- match ---- */

static bool values(struct cli *c, const struct args *a, struct qos_match *x, bool (*parse)(const char *, u8 *), const char *what, char *text, size_t len)
{
	char name[4] = "v1", number[8];
	size_t at = 0;

	for (; name[1] <= '8' && args_has(a, name); name[1]++) {
		const char *word = args_str(a, name);
		u8 v;

		if (!parse(word, &v)) {
			cli_error(c, "%% Invalid %s value %s", what, word);
			return false;
		}
		x->bits |= 1ull << v;
		if (x->kind == MATCH_DSCP)
			at += (size_t)snprintf(text + at, len - at, " %s (%u)", acl_dscp_name(v, number), v);
		else
			at += (size_t)snprintf(text + at, len - at, " %u", v);
	}
	if (x->kind != MATCH_DSCP)
		snprintf(text + at, len - at, " ");
	return true;
}

static bool small_parse(const char *text, u8 *v)
{
	*v = (u8)atoi(text);
	return true;
}

static bool vlans(struct cli *c, const struct args *a, struct qos_match *x, char *text, size_t len)
{
	char name[4] = "v1";
	size_t at = 0;

	for (; name[1] <= '8' && args_has(a, name); name[1]++) {
		const char *word = args_str(a, name);
		unsigned first, last;
		int used = 0, n = sscanf(word, "%4u%n-%4u%n", &first, &used, &last, &used);

		last = n == 1 ? first : last;
		if (n < 1 || word[used] || !first || first > last || last > 4095) {
			cli_error(c, "%% Invalid VLAN or range of VLANs %s", word);
			return false;
		}
		x->vlan[x->n_vlan] = (u16)first;
		x->vlan_last[x->n_vlan++] = (u16)last;
		at += (size_t)snprintf(text + at, len - at, " %s", word);
	}
	return true;
}

static bool by_list(struct cli *c, const struct args *a, struct qos_match *x, char *text, size_t len)
{
	struct ipstack *s = cli_stack(c);
	const char *name = args_has(a, "number") ? args_str(a, "number") : args_str(a, "name");

	if (!acl_may_name(c, AF_IP4, false, name))
		return false;
	x->acl[0] = acl_hold(s, AF_IP4, name);
	if (args_has(a, "name"))
		x->acl[1] = acl_hold(s, AF_IP6, name);
	snprintf(text, len, "access-group %s%s", args_has(a, "name") ? "name " : "", name);
	if (x->acl[0] && (x->acl[1] || !args_has(a, "name")))
		return true;
	cli_error(c, "%% Too many access lists");
	return false;
}

static bool by_class(struct cli *c, const struct args *a, struct qos_match *x, char *text, size_t len)
{
	struct class_map *own = cli_object(c, 0), *m = class_map_find(own->q, args_str(a, "class"));

	if ((!m || !m->defined) && !cli_is_replay(c)) {
		cli_error(c, "%% class map %s not configured", args_str(a, "class"));
		return false;
	}
	m = m ? m : class_map_get(own->q, args_str(a, "class"));
	if (!m || class_map_contains(m, own)) {
		cli_error(c, "%% Class-map %s cannot be nested here: it would contain itself", args_str(a, "class"));
		return false;
	}
	x->class = m;
	m->holds++;
	snprintf(text, len, "class-map %s", m->name);
	return true;
}

static bool by_length(struct cli *c, const struct args *a, struct qos_match *x, char *text, size_t len)
{
	x->min = (u32)args_num(a, "min-length", 0);
	x->max = (u32)args_num(a, "max-length", UINT32_MAX);
	if (x->min > x->max) {
		cli_error(c, "%% Invalid range of lengths");
		return false;
	}
	snprintf(text, len, "%s", args_line(a) + strlen(x->not ? "match not " : "match "));
	return true;
}

/* What the line asks, into x and its text. false: it was said why. */
static bool read_match(struct cli *c, const struct args *a, struct qos_match *x, char *t, size_t len)
{
	size_t at;

	if (args_has(a, "class-map"))
		return by_class(c, a, x, t, len);
	if (args_has(a, "access-group"))
		return by_list(c, a, x, t, len);
	if (args_has(a, "length"))
		return by_length(c, a, x, t, len);
	if (args_has(a, "input-interface")) {
		x->iface = xstrdup(args_str(a, "INTERFACE"));
		snprintf(t, len, "input-interface %s", x->iface);
		return true;
	}
	if (args_has(a, "protocol")) {
		x->proto = args_has(a, "arp") ? ETH_TYPE_ARP : args_has(a, "ipv6") ? ETH_TYPE_IP6 : ETH_TYPE_IP4;
		snprintf(t, len, "protocol %s", x->proto == ETH_TYPE_ARP ? "arp" : x->proto == ETH_TYPE_IP6 ? "ipv6" : "ip");
		return true;
	}
	if (args_has(a, "rtp")) {
		x->min = (u32)args_num(a, "start", 0);
		x->max = x->min + (u32)args_num(a, "range", 0);
		snprintf(t, len, "ip rtp %u %u", x->min, x->max - x->min);
		return true;
	}
	if (args_has(a, "any")) {
		snprintf(t, len, "any ");
		return true;
	}
	at = (size_t)snprintf(t, len, "%s %s", x->ip4_only ? "ip" : "", x->kind == MATCH_DSCP ? "dscp" : x->kind == MATCH_PREC ? "precedence" : x->kind == MATCH_COS ? "cos" : "vlan");
	if (x->kind == MATCH_VLAN)
		return vlans(c, a, x, t + at, len - at);
	return values(c, a, x, x->kind == MATCH_DSCP ? acl_dscp_parse : x->kind == MATCH_PREC ? acl_precedence_parse : small_parse,
		      x->kind == MATCH_DSCP ? "DSCP" : "precedence", t + at, len - at);
}

static u8 kind_of(const struct args *a)
{
	static const struct { const char *word; u8 kind; } words[] = {
		{ "class-map", MATCH_CLASS }, { "access-group", MATCH_ACL }, { "length", MATCH_LEN }, { "input-interface", MATCH_INPUT }, { "protocol", MATCH_PROTO },
		{ "any", MATCH_ALL }, { "rtp", MATCH_RTP }, { "dscp", MATCH_DSCP }, { "precedence", MATCH_PREC }, { "cos", MATCH_COS }, { "vlan", MATCH_VLAN },
	};
	unsigned k = 0;

	while (!args_has(a, words[k].word))
		k++;
	return words[k].kind;
}

static RUN(run_match)
{
	struct class_map *m = cli_object(c, 0);
	struct qos_match **at = &m->match, *x;
	char text[160];

	while (*at && strcmp((*at)->line, args_line(a)))
		at = &(*at)->next;
	if (args_no(a)) {
		if (*at)
			class_match_remove(m, at);
		return true;
	}
	if (*at)
		return true;
	if (m->n >= QOS_MATCHES_MAX) {
		cli_error(c, "%% At most %u match lines in a class-map", QOS_MATCHES_MAX);
		return false;
	}
	x = xcalloc(1, sizeof(*x));
	x->kind = kind_of(a);
	x->not = args_has(a, "not");
	x->ip4_only = args_has(a, "ip") && x->kind != MATCH_PROTO;
	x->line = xstrdup(args_line(a));
	*at = x;
	m->n++;
	if (!read_match(c, a, x, text, sizeof(text))) {
		class_match_remove(m, at);
		return false;
	}
	x->text = xasprintf("%s%s", x->not ? "not " : "", text);
	qos_class_changed(m);
	return true;
}

void qos_complete_dscp(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	(void)arg;
	acl_names("dscp", AF_NONE, add, c);
}

void qos_complete_prec(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	(void)arg;
	acl_names("precedence", AF_NONE, add, c);
}

void qos_complete_class(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	(void)arg;
	for (const struct class_map *m = cli_qos(c)->classes; m; m = m->next)
		if (m->defined)
			add(c, m->name, "class-map name");
}

#define M(syntax, help, ...) { &mode_class_map, "match " syntax, "classification criteria|" help, .run = run_match, .order = 20, __VA_ARGS__ }
#define NOT "[not] "
#define NOT_HELP "Negate this match result|"
const struct cmd qos_class_rows[QOS_CLASS_ROWS] = {
	{ &mode_config, "class-map {match-all|match-any} WORD:name", "Configure CPL Class Map|Logical-AND all matching statements under this classmap|Logical-OR all matching statements under this classmap|class-map name",
	  .run = run_class_map, .may_go = class_may_go, .enter = &mode_class_map, .order = ORDER_INTERFACE - 30, .flags = CMD_SORT_ENTRY },
	{ &mode_config, "class-map WORD:name", "|class-map name", .run = run_class_map_short, .enter = &mode_class_map, .order = ORDER_INTERFACE - 30, .flags = CMD_ELSEWHERE | CMD_SORT_ENTRY },
	{ &mode_class_map, "description LINE", "Class-Map description|", .run = run_description, .key = 1, .order = 10 },
	M("any", "Any packets"),
	M(NOT "dscp WORD:v1 [WORD:v2 [WORD:v3 [WORD:v4 [WORD:v5 [WORD:v6 [WORD:v7 [WORD:v8]]]]]]]", NOT_HELP "Match DSCP in IPv4 and IPv6 packets|Value or name|||||||", .complete = qos_complete_dscp),
	M(NOT "ip dscp WORD:v1 [WORD:v2 [WORD:v3 [WORD:v4 [WORD:v5 [WORD:v6 [WORD:v7 [WORD:v8]]]]]]]", NOT_HELP "IP specific values|Match IP DSCP (DiffServ CodePoints)|Value or name|||||||", .complete = qos_complete_dscp),
	M(NOT "precedence WORD:v1 [WORD:v2 [WORD:v3 [WORD:v4]]]", NOT_HELP "Match Precedence in IPv4 and IPv6 packets|Value or name|||", .complete = qos_complete_prec),
	M(NOT "ip precedence WORD:v1 [WORD:v2 [WORD:v3 [WORD:v4]]]", NOT_HELP "IP specific values|Match IP precedence|Value or name|||", .complete = qos_complete_prec),
	M(NOT "cos <0-7>:v1 [<0-7>:v2 [<0-7>:v3 [<0-7>:v4]]]", NOT_HELP "IEEE 802.1Q/ISL class of service/user priority values|Enter up to 4 class-of-service values separated by white-spaces|||"),
	M(NOT "ip rtp <2000-65535>:start <0-16383>:range", NOT_HELP "IP specific values|Match RTP port nos|Lower bound of UDP destination port|Range of UDP ports"),
	M(NOT "vlan WORD:v1 [WORD:v2 [WORD:v3 [WORD:v4]]]", NOT_HELP "VLANs to match|VLAN ID, or a range of them: 10-12|||"),
	M(NOT "access-group {<1-2699>:number | name WORD:name}", NOT_HELP "Access group|Access list index|Named Access List|Access List name"),
	M(NOT "input-interface INTERFACE", NOT_HELP "Select an input interface to match|", .flags = CMD_IFACE_LATER),
	M(NOT "protocol {ip|ipv6|arp}", NOT_HELP "Protocol|IP|IPV6|IP ARP"),
	M(NOT "packet length [min <0-65535>:min-length] [max <0-65535>:max-length]", NOT_HELP "Layer 3 Packet related|Layer 3 Packet length|Minimum of the range|Bytes|Maximum of the range|Bytes"),
	M(NOT "class-map WORD:class", NOT_HELP "Class map|class-map name", .complete = qos_complete_class),
	{ &mode_class_map, "match [not] {qos-group|discard-class|mpls|destination-address|source-address|flow|application|metadata|group-object|fr-dlci|fr-de|atm|security-group|start|redundancy} [LINE]",
	  "||Qos-group|Discard behavior identifier|Multi Protocol Label Switching specific values|Destination address|Source address|Flow based QoS parameters|Application to match|Metadata|Match object-group|Match on fr-dlci|Match on Frame-relay DE bit|Match on ATM|Security group|Start of header|Redundancy|", .flags = CMD_UNSUPPORTED },
	{ &mode_class_map, "match [not] protocol WORD:proto [LINE]", "|||Protocol to be known by its payload|", .flags = CMD_UNSUPPORTED },
};
