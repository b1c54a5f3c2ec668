/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mirroring sessions and remote VLANs, in the layout of IOS 15. */
#include "switch/span_show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "switch/span.h"

static const char *list_of(const struct vlan_set *v, char *buf)
{
	static const struct vlan_set none;

	if (!memcmp(v, &none, sizeof(none)))
		snprintf(buf, VLAN_SET_TEXT, "None");
	else
		vlan_set_format(v, buf, VLAN_SET_TEXT);
	return buf;
}

/* "Gi0/1,Gi0/3"; "None". which: of that direction exactly. */
static const char *ports_of(const struct span *s, const struct span_session *x, u8 which, char *buf)
{
	size_t at = 0;

	buf[0] = 0;
	for (u16 i = 0; x->way && i < s->b->n_ports; i++)
		if (x->way[i] == which && at < VLAN_SET_TEXT - 64)
			at += (size_t)snprintf(buf + at, VLAN_SET_TEXT - at, "%s%s", at ? "," : "", s->b->port[i].iface->short_name);
	if (!at)
		snprintf(buf, VLAN_SET_TEXT, "None");
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
		buf[i] = xcalloc(1, VLAN_SET_TEXT);
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

bool show_monitor(struct cli *c, const struct args *a, struct show *s)
{
	const struct span *sp = device_of(cli_node(c))->bridge->span;
	u8 only = (u8)args_num(a, "n", 0);
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

void show_remote_list(struct show *s, const struct vlan_set *v)
{
	char *buf = xcalloc(1, VLAN_SET_TEXT);

	vlan_set_format(v, buf, VLAN_SET_TEXT);
	show_text(s, "\nRemote SPAN VLANs\n------------------------------------------------------------------------------\n%s\n\n", strcmp(buf, "none") ? buf : "");
	free(buf);
}

bool show_remote_vlans(struct cli *c, const struct args *a, struct show *s)
{
	const struct bridge *b = device_of(cli_node(c))->bridge;
	struct vlan_set v = { 0 };

	(void)a;
	for (u16 id = 1; id <= VLAN_MAX; id++)
		if (b->vlan[id] && b->vlan[id]->remote_span) {
			vlan_add(&v, id);
			show_num(s, "vlan_id", id);
			show_end(s);
		}
	show_remote_list(s, &v);
	return true;
}
