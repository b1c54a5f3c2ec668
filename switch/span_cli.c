/* SPDX-License-Identifier: GPL-3.0-or-later */
/* monitor session, remote-span, and their shows, in the layout of IOS 15. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "switch/lag/lag.h"
#include "switch/span.h"
#include "switch/switch_cli.h"

enum { ORDER_MONITOR = ORDER_LINE + 200, LIST_TEXT = 6 * VLAN_MAX };

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

static struct swport *port_of(struct cli *c, const struct args *a)
{
	struct iface *i = device_iface(device_of(cli_node(c)), args_str(a, "port"));
	struct swport *p = i ? bridge_place_of(i) : NULL;

	if (!p)
		cli_error(c, "%% Invalid interface %s: it is no port.", args_str(a, "port"));
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

static bool source_port(struct cli *c, const struct args *a)
{
	struct span *s = span_of(c);
	struct swport *p = port_of(c, a);
	struct span_session *x;

	if (!p)
		return false;
	if (!args_no(a) && p->monitor) {
		cli_error(c, "%% Interface(s) %s already configured as monitor destinations", p->iface->short_name);
		return false;
	}
	if (!args_no(a) && !may_be_source(c, s->session[number_of(a)], number_of(a), true))
		return false;
	x = span_session(s, number_of(a));
	if (!x->way)
		x->way = xcalloc(s->b->max_ports, 1);
	x->way[p->index] = args_no(a) ? 0 : way_of(a);
	if (!span_has_ports(x, s)) {
		free(x->way);
		x->way = NULL;
	}
	span_apply(s);
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
	if (!vlan_list_line(c, a, &x->filter, words)) {
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

static bool destination_port(struct cli *c, const struct args *a)
{
	struct span *s = span_of(c);
	struct swport *p = port_of(c, a);
	struct span_session *x;
	unsigned k = 0;

	if (!p || (!args_no(a) && !may_be_destination(c, p, number_of(a))))
		return false;
	x = span_session(s, number_of(a));
	while (k < x->n_to && x->to[k].port != p->index)
		k++;
	if (args_no(a)) {
		if (k < x->n_to)
			x->to[k] = x->to[--x->n_to];
	} else if (k == SPAN_DESTINATIONS) {
		cli_error(c, "%% Session %u has as many destinations as it can have", number_of(a));
		return false;
	} else {
		x->to[k] = (struct span_destination){ .port = p->index, .replicate = args_has(a, "replicate"), .in_vlan = (u16)args_num(a, "vlan", 0),
						      .in = !args_has(a, "ingress") ? SPAN_IN_NONE : args_has(a, "dot1q") ? SPAN_IN_TAGGED : SPAN_IN_UNTAGGED };
		x->n_to += k == x->n_to;
	}
	span_apply(s);
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

/* ---- shows ---- */

static const char *list_of(const struct vlan_set *v, char *buf)
{
	static const struct vlan_set none;

	if (!memcmp(v, &none, sizeof(none)))
		snprintf(buf, LIST_TEXT, "None");
	else
		vlan_set_format(v, buf, LIST_TEXT);
	return buf;
}

/* "Gi0/1,Gi0/3"; "None". which: of that direction exactly. */
static const char *ports_of(const struct span *s, const struct span_session *x, u8 which, char *buf)
{
	size_t at = 0;

	buf[0] = 0;
	for (u16 i = 0; x->way && i < s->b->n_ports; i++)
		if (x->way[i] == which && at < LIST_TEXT - 64)
			at += (size_t)snprintf(buf + at, LIST_TEXT - at, "%s%s", at ? "," : "", s->b->port[i].iface->short_name);
	if (!at)
		snprintf(buf, LIST_TEXT, "None");
	return buf;
}

static const char *vlans_of(const struct span_session *x, u8 which, char *buf)
{
	struct vlan_set v = { 0 };

	for (const struct span_vlans *l = x->vlans; l; l = l->next)
		for (size_t i = 0; l->way == which && i < sizeof(v.bit); i++)
			v.bit[i] |= l->vlans.bit[i];
	return list_of(&v, buf);
}

static const char *type_of(const struct span_session *x)
{
	return x->source_remote ? "Remote Destination Session" : x->destination_remote ? "Remote Source Session" : "Local Session";
}

/* "Source Ports", "Source VLANs": the three directions, those that are none only in detail. */
static void sources(struct show *s, const char *title, const char *cell, const char *const list[3], bool detail)
{
	static const char *const word[] = { "RX Only", "TX Only", "Both" }, *const end[] = { "rx", "tx", "both" };
	bool any = false;
	char name[32];

	for (unsigned i = 0; i < 3; i++)
		any |= strcmp(list[i], "None") != 0;
	if (!any && !detail)
		return;
	show_text(s, "%-*s : \n", detail ? 22 : 24, title);
	for (unsigned i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s_%s", cell, end[i]);
		show_str(s, name, list[i]);
		if (detail || strcmp(list[i], "None"))
			show_text(s, "    %-*s : %s\n", detail ? 18 : 20, word[i], list[i]);
	}
}

static const char *ingress_of(const struct span_destination *d, char buf[48])
{
	if (d->in == SPAN_IN_NONE)
		snprintf(buf, 48, "Disabled");
	else
		snprintf(buf, 48, "Enabled, default VLAN = %u", d->in_vlan);
	return buf;
}

static void destinations(struct show *s, const struct span *sp, const struct span_session *x, bool detail)
{
	int width = detail ? 22 : 24;
	char in[48];

	show_push_list(s, "destinations");
	for (unsigned k = 0; k < x->n_to; k++) {
		const struct span_destination *d = &x->to[k];
		const char *form = d->replicate ? "Replicate" : "Native";

		show_text(s, "%-*s : %s\n    %-*s : %s\n          %-*s : %s\n", width, "Destination Ports", sp->b->port[d->port].iface->short_name, width - 4,
			  "Encapsulation", form, width - 10, "Ingress", ingress_of(d, in));
		if (d->in != SPAN_IN_NONE)
			show_text(s, "    %-*s : %s\n", width - 4, "Ingress encap", d->in == SPAN_IN_TAGGED ? "DOT1Q" : "Untagged");
		show_str(s, "port", sp->b->port[d->port].iface->short_name);
		show_str(s, "encapsulation", form);
		show_str(s, "ingress", ingress_of(d, in));
		show_end(s);
	}
	show_pop(s);
	if (!x->n_to && detail)
		show_text(s, "%-*s : None\n", width, "Destination Ports");
}

static void vlan_line(struct show *s, const char *title, const char *cell, u16 vlan, bool detail)
{
	if (vlan)
		show_num(s, cell, vlan);
	if (vlan)
		show_text(s, "%-*s : %u\n", detail ? 22 : 24, title, vlan);
	else if (detail)
		show_text(s, "%-*s : None\n", 22, title);
}

static void show_session(struct show *s, const struct span *sp, unsigned n, bool detail)
{
	static const u8 ways[] = { SPAN_RX, SPAN_TX, SPAN_BOTH };
	const struct span_session *x = sp->session[n];
	char *buf[3];

	for (unsigned i = 0; i < 3; i++)
		buf[i] = xcalloc(1, LIST_TEXT);
	show_num(s, "session", n);
	show_str(s, "type", type_of(x));
	show_text(s, "Session %u\n---------\n%-*s : %s\n", n, detail ? 22 : 24, "Type", type_of(x));
	for (unsigned i = 0; i < 3; i++)
		ports_of(sp, x, ways[i], buf[i]);
	sources(s, "Source Ports", "ports", (const char *const[]){ buf[0], buf[1], buf[2] }, detail);
	for (unsigned i = 0; i < 3; i++)
		vlans_of(x, ways[i], buf[i]);
	sources(s, "Source VLANs", "vlans", (const char *const[]){ buf[0], buf[1], buf[2] }, detail);
	vlan_line(s, "Source RSPAN VLAN", "source_rspan_vlan", x->source_remote, detail);
	destinations(s, sp, x, detail);
	if (x->filtered || detail) {
		show_str(s, "filter_vlans", list_of(&x->filter, buf[0]));
		show_text(s, "%-*s : %s\n", detail ? 22 : 24, "Filter VLANs", buf[0]);
	}
	vlan_line(s, "Dest RSPAN VLAN", "destination_rspan_vlan", x->destination_remote, detail);
	show_num(s, "copies", x->copies);
	show_text(s, "\n\n");
	show_end(s);
	for (unsigned i = 0; i < 3; i++)
		free(buf[i]);
}

static bool show_monitor(struct cli *c, const struct args *a, struct show *s)
{
	const struct span *sp = span_of(c);
	u8 only = number_of(a);
	unsigned shown = 0;

	for (unsigned n = 1; n <= SPAN_SESSIONS; n++) {
		if (!sp->session[n] || (only && n != only))
			continue;
		show_session(s, sp, n, args_has(a, "detail"));
		shown++;
	}
	if (!shown && only)
		show_text(s, "No SPAN configuration is present in the system for session [%u].\n", only);
	else if (!shown)
		show_text(s, "No SPAN configuration is present in the system.\n");
	return true;
}

static bool show_remote_vlans(struct cli *c, const struct args *a, struct show *s)
{
	const struct bridge *b = device_of(cli_node(c))->bridge;
	struct vlan_set v = { 0 };
	char *buf = xcalloc(1, LIST_TEXT);

	(void)a;
	for (u16 id = 1; id <= VLAN_MAX; id++)
		if (b->vlan[id] && b->vlan[id]->remote_span) {
			vlan_add(&v, id);
			show_num(s, "vlan_id", id);
			show_end(s);
		}
	vlan_set_format(&v, buf, LIST_TEXT);
	show_text(s, "\nRemote SPAN VLANs\n------------------------------------------------------------------------------\n%s\n\n", strcmp(buf, "none") ? buf : "");
	free(buf);
	return true;
}

#define SESSION "monitor session <1-66>:n "
#define MONITOR .order = ORDER_MONITOR, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP

static const struct cmd rows[] = {
	{ &mode_config, SESSION "source interface INTERFACE:port [both|rx|tx]",
	  "Configure SPAN monitoring|Configure a SPAN session|SPAN session number|SPAN source interface, VLAN|SPAN source interface||Monitor received and transmitted traffic|"
	  "Monitor received traffic only|Monitor transmitted traffic only", .run = source_port, .key = 6, MONITOR },
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
