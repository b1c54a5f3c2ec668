/* SPDX-License-Identifier: GPL-3.0-or-later */
/* monitor session, remote-span: their lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "switch/lag/lag.h"
#include "switch/span.h"
#include "switch/span_show.h"
#include "switch/switch_cli.h"

enum { ORDER_MONITOR = ORDER_LINE + 200 };

static struct span *span_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->span;
}

static u8 number_of(const struct args *a)
{
	return (u8)args_num(a, "n", 0);
}

static u8 way_of(const struct args *a)
{
	return args_has(a, "rx") ? SPAN_RX : args_has(a, "tx") ? SPAN_TX : SPAN_BOTH;
}

/* What is kept does not say `both`. */
static void store_without_both(struct cli *c, const struct args *a)
{
	const char *line = args_line(a);
	size_t len = strlen(line);
	char *text;

	if (!args_has(a, "both"))
		return;
	text = xasprintf("%.*s", (int)(len - strlen(" both")), line);
	cli_store(c, text);
	free(text);
}

static struct swport *port_of(struct cli *c, const char *name)
{
	struct iface *i = device_iface(device_of(cli_node(c)), name);
	struct swport *p = i ? bridge_place_of(i) : NULL;

	if (!p)
		cli_error(c, "%% Invalid interface %s: it is no port.", name);
	return p;
}

/* ---- sources ---- */

static bool may_be_source(struct cli *c, const struct span_session *x, u8 n, bool ports)
{
	if (x && x->source_remote) {
		cli_error(c, "%% Session %u has an RSPAN VLAN as its source", n);
		return false;
	}
	if (x && (ports ? x->vlans != NULL : span_has_ports(x, span_of(c)) || x->filtered)) {
		cli_error(c, "%% Cannot mix source ports and source VLANs in session %u", n);
		return false;
	}
	return true;
}

static bool may_be_source_port(struct cli *c, const struct swport *p, u8 n)
{
	if (p->monitor) {
		cli_error(c, "%% Interface(s) %s already configured as monitor destinations", p->iface->short_name);
		return false;
	}
	return may_be_source(c, span_of(c)->session[n], n, true);
}

/* way 0: it is none. */
static void set_source(struct span *s, u8 n, const struct swport *p, u8 way)
{
	struct span_session *x = span_session(s, n);

	if (!x->way)
		x->way = xcalloc(s->b->max_ports, 1);
	x->way[p->index] = way;
	if (!span_has_ports(x, s)) {
		free(x->way);
		x->way = NULL;
	}
	span_apply(s);
}

static bool source_port(struct cli *c, const struct args *a)
{
	struct swport *p = port_of(c, args_str(a, "port"));

	if (!p || (!args_no(a) && !may_be_source_port(c, p, number_of(a))))
		return false;
	set_source(span_of(c), number_of(a), p, args_no(a) ? 0 : way_of(a));
	if (!args_no(a))
		store_without_both(c, a);
	return true;
}

static bool source_vlan(struct cli *c, const struct args *a)
{
	struct span *s = span_of(c);
	struct span_session *x;
	struct span_vlans **at, *l;
	struct vlan_set v;

	if (!vlan_set_parse(args_str(a, "list"), &v)) {
		cli_error(c, "Command rejected: Bad VLAN list - character or range not understood in \"%s\".", args_str(a, "list"));
		return false;
	}
	if (!args_no(a) && !may_be_source(c, s->session[number_of(a)], number_of(a), false))
		return false;
	x = span_session(s, number_of(a));
	at = &x->vlans;
	while (*at && ((*at)->way != way_of(a) || memcmp(&(*at)->vlans, &v, sizeof(v))))
		at = &(*at)->next;
	l = *at;
	if (args_no(a) && l) {
		*at = l->next;
		free(l);
	} else if (!args_no(a) && !l) {
		l = *at = xcalloc(1, sizeof(*l));
		l->vlans = v;
		l->way = way_of(a);
	}
	span_apply(s);
	if (!args_no(a))
		store_without_both(c, a);
	return true;
}

static bool is_remote(struct cli *c, u16 vlan)
{
	const struct vlan *v = device_of(cli_node(c))->bridge->vlan[vlan];

	if ((v && v->remote_span) || cli_is_replay(c)) /* until it is one nothing is copied */
		return true;
	cli_error(c, "%% VLAN %u is not a RSPAN VLAN", vlan);
	return false;
}

static bool source_remote(struct cli *c, const struct args *a)
{
	struct span *s = span_of(c);
	u16 vlan = (u16)args_num(a, "vlan", 0);
	struct span_session *x = s->session[number_of(a)];

	if (!args_no(a) && (!is_remote(c, vlan)))
		return false;
	if (!args_no(a) && x && (span_has_ports(x, s) || x->vlans || x->filtered || x->destination_remote)) {
		cli_error(c, "%% Session %u is a source session already", number_of(a));
		return false;
	}
	span_session(s, number_of(a))->source_remote = args_no(a) ? 0 : vlan;
	span_apply(s);
	return true;
}

static bool filter(struct cli *c, const struct args *a)
{
	static const struct vlan_set none;
	struct span *s = span_of(c);
	struct span_session *x = s->session[number_of(a)];
	char words[48];

	if (!args_no(a) && x && (x->vlans || x->source_remote)) {
		cli_error(c, "%% Session %u has no source ports to filter", number_of(a));
		return false;
	}
	x = span_session(s, number_of(a));
	snprintf(words, sizeof(words), "monitor session %u filter vlan", number_of(a));
	if (!vlan_list_line(c, a, &x->filter, words, "")) {
		span_apply(s);
		return false;
	}
	x->filtered = memcmp(&x->filter, &none, sizeof(none));
	span_apply(s);
	return true;
}

/* ---- destinations ---- */

static bool may_be_destination(struct cli *c, const struct swport *p, u8 n)
{
	const struct span *s = span_of(c);
	const struct span_session *x = s->session[n];
	const struct lag_port *l = lag_port_of(s->b->lags, p);

	if (!l || l->group) {
		cli_error(c, "%% Interface(s) %s %s an EtherChannel and cannot be monitor destinations", p->iface->short_name, l ? "in" : "is");
		return false;
	}
	for (unsigned i = 1; i <= SPAN_SESSIONS; i++) {
		const struct span_session *o = s->session[i];

		if (o && o->way && o->way[p->index]) {
			cli_error(c, "%% Interface(s) %s already configured as monitor sources", p->iface->short_name);
			return false;
		}
		for (unsigned k = 0; o && o != x && k < o->n_to; k++)
			if (o->to[k].port == p->index) {
				cli_error(c, "%% Interface(s) %s already configured as monitor destinations in other monitor sessions", p->iface->short_name);
				return false;
			}
	}
	if (x && x->destination_remote) {
		cli_error(c, "%% Session %u has an RSPAN VLAN as its destination", n);
		return false;
	}
	return true;
}

static unsigned place_of(const struct span_session *x, const struct swport *p)
{
	unsigned k = 0;

	while (k < x->n_to && x->to[k].port != p->index)
		k++;
	return k;
}

/* With room for `more` destinations at least. */
static bool has_room(struct cli *c, u8 n, unsigned more)
{
	const struct span_session *x = span_of(c)->session[n];

	if (!x || x->n_to + more <= SPAN_DESTINATIONS)
		return true;
	cli_error(c, "%% Session %u has as many destinations as it can have", n);
	return false;
}

static void set_destination(struct span *s, u8 n, struct span_destination to)
{
	struct span_session *x = span_session(s, n);
	unsigned k = place_of(x, &s->b->port[to.port]);

	x->to[k] = to;
	x->n_to += k == x->n_to;
	span_apply(s);
}

static bool destination_port(struct cli *c, const struct args *a)
{
	struct span *s = span_of(c);
	struct swport *p = port_of(c, args_str(a, "port"));
	struct span_session *x;
	unsigned k;

	if (!p || (!args_no(a) && !may_be_destination(c, p, number_of(a))))
		return false;
	x = span_session(s, number_of(a));
	k = place_of(x, p);
	if (args_no(a)) {
		if (k < x->n_to)
			x->to[k] = x->to[--x->n_to];
		span_apply(s);
		return true;
	}
	if (k == x->n_to && !has_room(c, number_of(a), 1))
		return false;
	set_destination(s, number_of(a), (struct span_destination){ .port = p->index, .replicate = args_has(a, "replicate"), .in_vlan = (u16)args_num(a, "vlan", 0),
								    .in = !args_has(a, "ingress") ? SPAN_IN_NONE : args_has(a, "dot1q") ? SPAN_IN_TAGGED : SPAN_IN_UNTAGGED });
	return true;
}

static bool destination_remote(struct cli *c, const struct args *a)
{
	struct span *s = span_of(c);
	u16 vlan = (u16)args_num(a, "vlan", 0);
	struct span_session *x = s->session[number_of(a)];

	if (!args_no(a) && !is_remote(c, vlan))
		return false;
	if (!args_no(a) && x && (x->n_to || x->source_remote)) {
		cli_error(c, "%% Session %u has another %s already", number_of(a), x->n_to ? "destination" : "source");
		return false;
	}
	span_session(s, number_of(a))->destination_remote = args_no(a) ? 0 : vlan;
	span_apply(s);
	return true;
}

/* ---- several ports in a line: "Gi0/1 , Gi0/3 - 5 rx"; what is kept is a line a port ---- */

struct port_list {
	u8 n;			/* the session */
	bool source, no, checks;
	u8 way;
	bool replicate;
	unsigned ports;
};

static bool one_port(struct cli *c, const char *name, void *arg)
{
	struct port_list *l = arg;
	struct swport *p = port_of(c, name);
	char *line;
	bool ok = true;

	if (!p)
		return false;
	if (l->checks) {
		const struct span_session *x = span_of(c)->session[l->n];

		l->ports += !x || place_of(x, p) == x->n_to;
		return l->no || (l->source ? may_be_source_port(c, p, l->n) : may_be_destination(c, p, l->n));
	}
	line = xasprintf("monitor session %u %s interface %s%s", l->n, l->source ? "source" : "destination", name,
			 l->no ? "" : l->way == SPAN_RX ? " rx" : l->way == SPAN_TX ? " tx" : l->replicate ? " encapsulation replicate" : "");
	if (l->no)
		ok = cli_remove_in(c, NULL, line);
	else if (l->source)
		set_source(span_of(c), l->n, p, l->way);
	else
		set_destination(span_of(c), l->n, (struct span_destination){ .port = p->index, .replicate = l->replicate });
	if (!l->no)
		cli_store_in(c, NULL, line);
	free(line);
	return ok;
}

/* What stands behind the list: a word that follows neither its beginning nor a comma nor a dash, and is no number. NULL: nothing. */
static char *tail_of(char *list)
{
	bool due = true; /* of an interface */

	for (char *p = list, *end; *p; p = end + strspn(end, " ")) {
		end = p + strcspn(p, " ");
		if (*p != ',' && *p != '-' && !due && (*p < '0' || *p > '9'))
			return p;
		due = *p == ',' || *p == '-' || end[-1] == ',' || end[-1] == '-';
	}
	return NULL;
}

static bool is_short_for(const char *text, const char *word)
{
	return *text && !strncasecmp(text, word, strlen(text));
}

/* The direction, or the encapsulation. false: it is neither. */
static bool take_tail(struct port_list *l, char *tail)
{
	char *second = strchr(tail, ' ');

	for (char *end = tail + strlen(tail); end > tail && end[-1] == ' ';)
		*--end = 0;
	if (l->source) {
		l->way = is_short_for(tail, "rx") ? SPAN_RX : is_short_for(tail, "tx") ? SPAN_TX : SPAN_BOTH;
		return l->way != SPAN_BOTH || is_short_for(tail, "both");
	}
	if (!second || !*second)
		return false;
	*second++ = 0;
	l->replicate = is_short_for(tail, "encapsulation") && is_short_for(second + strspn(second, " "), "replicate");
	return l->replicate;
}

static bool port_list(struct cli *c, const struct args *a)
{
	struct port_list l = { .n = number_of(a), .source = args_has(a, "source"), .no = args_no(a), .checks = true, .way = SPAN_BOTH };
	char *list = xasprintf("%s %s %s", args_str(a, "port"), args_has(a, ",") ? "," : "-", args_str(a, "more"));
	char *tail = tail_of(list);
	bool ok = !tail || take_tail(&l, tail);

	if (tail)
		*tail = 0;
	if (!ok)
		cli_error(c, "%% Invalid interface range");
	ok = ok && cli_range(c, list, one_port, &l) && (l.no || l.source || has_room(c, l.n, l.ports));
	l.checks = false;
	ok = ok && cli_range(c, list, one_port, &l);
	free(list);
	return ok;
}

/* ---- the whole session, remote VLANs ---- */

static bool is_of(const char *line, const void *arg)
{
	return !strncmp(line, arg, strlen(arg));
}

static bool whole(struct cli *c, const struct args *a)
{
	char words[32] = "monitor session ";

	if (!args_no(a)) {
		cli_error(c, "%% Incomplete command.");
		return false;
	}
	if (args_has(a, "n"))
		snprintf(words, sizeof(words), "monitor session %u ", number_of(a));
	return cli_remove_lines(c, true, is_of, words);
}

static bool remote_vlan(struct cli *c, const struct args *a)
{
	struct bridge *b = device_of(cli_node(c))->bridge;
	struct vlan *v = cli_object(c, 0);
	u16 id = 1;

	while (id < VLAN_MAX && b->vlan[id] != v)
		id++;
	if (id == 1) {
		cli_error(c, "%% VLAN 1 may not be a RSPAN VLAN");
		return false;
	}
	v->remote_span = !args_no(a);
	bridge_flush(b, NULL, id);
	return true;
}

#define SESSION "monitor session <1-66>:n "
#define MONITOR .order = ORDER_MONITOR, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP

static const struct cmd rows[] = {
	{ &mode_config, SESSION "source interface INTERFACE:port [both|rx|tx]",
	  "Configure SPAN monitoring|Configure a SPAN session|SPAN session number|SPAN source interface, VLAN|SPAN source interface||Monitor received and transmitted traffic|"
	  "Monitor received traffic only|Monitor transmitted traffic only", .run = source_port, .key = 6, MONITOR },
	{ &mode_config, SESSION "{source|destination} interface INTERFACE:port {,|-} LINE:more",
	  "||||||Specify another range of interfaces|Specify a range of interfaces|The rest of the list, and what holds for all of it", .run = port_list, .flags = CMD_ELSEWHERE },
	{ &mode_config, SESSION "source vlan WORD:list [both|rx|tx]",
	  "||||SPAN source VLAN|SPAN source VLAN|Monitor received and transmitted traffic|Monitor received traffic only|Monitor transmitted traffic only", .run = source_vlan, MONITOR },
	{ &mode_config, SESSION "source remote vlan <2-4094>:vlan", "||||SPAN source Remote|Remote SPAN source RSPAN VLAN|Remote SPAN VLAN number", .run = source_remote, .key = 6, MONITOR },
	{ &mode_config, SESSION "filter vlan WORD:list", "|||SPAN filter|SPAN filter VLAN|SPAN filter VLAN IDs", .run = filter, .key = 5, MONITOR },
	{ &mode_config, SESSION "destination interface INTERFACE:port [encapsulation replicate]",
	  "|||SPAN destination interface, VLAN|SPAN destination interface||Set encapsulation for destination interface|interface replicates source encapsulation", .run = destination_port,
	  .key = 6, MONITOR },
	{ &mode_config, SESSION "destination interface INTERFACE:port [encapsulation replicate] ingress {dot1q|untagged} vlan <1-4094>:vlan",
	  "||||||||Enable ingress traffic forwarding|ingress forwarding using dot1q encapsulation|ingress forwarding using untagged encapsulation|Set default VLAN for untagged ingress traffic|"
	  "Default VLAN ID", .run = destination_port, .key = 6, MONITOR },
	{ &mode_config, SESSION "destination interface INTERFACE:port [encapsulation replicate] ingress vlan <1-4094>:vlan", "|||||||||Set default VLAN for untagged ingress traffic|Default VLAN ID",
	  .run = destination_port, .key = 6, MONITOR },
	{ &mode_config, SESSION "destination remote vlan <2-4094>:vlan", "||||SPAN destination Remote|Remote SPAN destination RSPAN VLAN|Remote SPAN VLAN number", .run = destination_remote,
	  .key = 6, MONITOR },
	{ &mode_config, "monitor session {<1-66>:n|all}", "|||Remove all SPAN sessions", .run = whole, .flags = CMD_ELSEWHERE },
	{ &mode_vlan, "remote-span", "Configure as Remote SPAN VLAN", .run = remote_vlan, .order = 15 },
	{ &mode_exec, "show monitor [detail]", "|SPAN information and configuration|Detail SPAN information", .show = show_monitor },
	{ &mode_exec, "show monitor session {<1-66>:n|all} [detail]", "||SPAN session|Session number|All sessions|Detail SPAN information", .show = show_monitor },
	{ &mode_exec, "show vlan remote-span", "||Remote SPAN VLANs", .show = show_remote_vlans },
};
const struct cmd_table span_cmds[] = { CMD_TABLE(rows) };
const unsigned n_span_cmds = ARRAY_LEN(span_cmds);
