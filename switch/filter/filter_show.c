/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/filter/filter_show.h"

#include <stdio.h>
#include <string.h>

void filter_show_lists(struct cli *c, struct show *s, const char *name)
{
	for (const struct mac_acl *l = cli_filter(c)->mac_acls; l; l = l->next) {
		if (!l->defined || (name && strcmp(name, l->name) != 0))
			continue;
		show_str(s, "name", l->name);
		show_str(s, "type", "mac");
		show_text(s, "Extended MAC access list %s\n", l->name);
		show_push_list(s, "entries");
		for (u32 k = 0; k < l->n; k++) {
			char text[160], matches[48] = "";

			mac_ace_text(&l->ace[k], text, sizeof(text));
			show_str(s, "action", l->ace[k].permit ? "permit" : "deny");
			show_str(s, "entry", text);
			show_num(s, "matches", l->ace[k].matches);
			show_end(s);
			if (l->ace[k].matches)
				snprintf(matches, sizeof(matches), " (%llu match%s)", (unsigned long long)l->ace[k].matches, l->ace[k].matches == 1 ? "" : "es");
			show_text(s, "    %s%s\n", text, matches);
		}
		show_pop(s);
		show_end(s);
	}
}

void filter_clear_lists(struct cli *c, const char *name)
{
	for (struct mac_acl *l = cli_filter(c)->mac_acls; l; l = l->next)
		for (u32 k = 0; k < l->n && (!name || !strcmp(name, l->name)); k++)
			l->ace[k].matches = 0;
}

static const char *const sorts[FILTER_SORTS] = { "ip  address", "ipv6 address", "mac address" };

static void show_clauses(struct show *s, const struct map_entry *e)
{
	show_push_list(s, "match");
	for (unsigned sort = 0; sort < FILTER_SORTS; sort++) {
		if (!e->n[sort])
			continue;
		show_text(s, "    %s:", sorts[sort]);
		for (unsigned k = 0; k < e->n[sort]; k++) {
			const char *name = sort == FILTER_MAC ? e->list[sort][k].mac->name : acl_name(e->list[sort][k].acl);

			show_str(s, "type", sort == FILTER_MAC ? "mac" : sort == FILTER_IP6 ? "ipv6" : "ip");
			show_str(s, "list", name);
			show_end(s);
			show_text(s, " %s", name);
		}
		show_text(s, "\n");
	}
	show_pop(s);
}

bool filter_show_maps(struct cli *c, const struct args *a, struct show *s)
{
	const char *name = args_str(a, "name");

	for (const struct vlan_map *m = cli_filter(c)->maps; m; m = m->next)
		for (const struct map_entry *e = m->entries; e && (!name || !strcmp(name, m->name)); e = e->next) {
			show_str(s, "map", m->name);
			show_num(s, "sequence", e->seq);
			show_text(s, "Vlan access-map \"%s\"  %u\n  Match clauses:\n", m->name, e->seq);
			show_clauses(s, e);
			show_str(s, "action", e->drop ? "drop" : "forward");
			show_num(s, "matches", e->matches);
			show_end(s);
			show_text(s, "  Action:\n    %s\n", e->drop ? "drop" : "forward");
		}
	return true;
}

bool filter_show_vlans(struct cli *c, const struct args *a, struct show *s)
{
	static const struct vlan_set none;
	const char *name = args_str(a, "name");
	u16 only = (u16)args_num(a, "id", 0);

	for (const struct vlan_map *m = cli_filter(c)->maps; m; m = m->next) {
		char text[VLAN_SET_TEXT];

		if ((name && strcmp(name, m->name) != 0) || (only && !vlan_in(&m->vlans, only)) || !memcmp(&m->vlans, &none, sizeof(none)))
			continue;
		vlan_set_format(&m->vlans, text, sizeof(text));
		show_str(s, "map", m->name);
		show_str(s, "vlans", text);
		show_end(s);
		if (only)
			show_text(s, "Vlan %u has filter %s.\n", only, m->name);
		else
			show_text(s, "VLAN Map %s is filtering VLANs:\n  %s\n", m->name, text);
	}
	return true;
}

bool filter_show_groups(struct cli *c, const struct args *a, struct show *s)
{
	const struct bridge *b = cli_filter(c)->b;
	const char *only = args_str(a, "port");

	for (u16 i = 0; i < b->n_ports; i++) {
		const struct mac_acl *l = b->filter->port[i].mac;

		if (b->port[i].gone || (only && strcmp(only, b->port[i].iface->name) != 0))
			continue;
		show_str(s, "interface", b->port[i].iface->name);
		if (l)
			show_str(s, "inbound", l->name);
		show_end(s);
		show_text(s, "Interface %s:\n   Inbound access-list is %s\n", b->port[i].iface->name, l ? l->name : "not set");
	}
	return true;
}
