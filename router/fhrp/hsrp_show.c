/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show standby, of both families. */
#include <string.h>

#include "device/debug.h"
#include "router/fhrp/auth.h"
#include "router/fhrp/hsrp.h"
#include "router/ip_cli.h"

static void cells(struct show *s, const struct hsrp *h)
{
	const struct ipif *p = h->on->ifp;
	u8 mac[6];

	hsrp_mac(h, mac);
	show_str(s, "interface", p->i->name);
	show_num(s, "group", h->group);
	show_num(s, "version", h->on->hsrp_version);
	show_str(s, "state", hsrp_state_name[h->state]);
	show_num(s, "state_changes", h->changes);
	show_str(s, "family", h->af == AF_IP4 ? "IPv4" : "IPv6");
	if (h->addr[0].af == AF_IP4)
		show_ip4(s, "virtual_address", h->addr[0].v4);
	else if (h->addr[0].af)
		show_ip6(s, "virtual_address", &h->addr[0].v6);
	show_push_list(s, "secondary_addresses");
	for (unsigned k = 1; k < h->n_addr; k++) {
		if (h->af == AF_IP4) {
			show_ip4(s, "address", h->addr[k].v4);
		} else {
			show_ip6(s, "address", &h->addr[k].v6);
			show_num(s, "prefix_length", h->plen[k]);
		}
		show_end(s);
	}
	show_pop(s);
	show_mac(s, "virtual_mac", mac);
	show_num(s, "hello_ms", h->hello_now_ms);
	show_num(s, "hold_ms", h->hold_now_ms);
	show_bool(s, "preempt", h->preempt);
	show_num(s, "priority", hsrp_priority(h));
	show_num(s, "configured_priority", h->priority);
	show_push_list(s, "tracks");
	for (const struct fhrp_track *t = h->tracks; t; t = t->next) {
		if (t->iface)
			show_str(s, "interface", t->iface);
		else
			show_num(s, "object", t->user.object);
		show_bool(s, "up", t->user.up);
		show_num(s, "decrement", t->shut ? 0 : t->decrement);
		show_bool(s, "shutdown", t->shut);
		show_end(s);
	}
	show_pop(s);
	show_bool(s, "bfd", h->bfd_active.of || h->bfd_standby.of);
	if (h->follow)
		show_str(s, "follows", h->follow);
}

static const char *peer_text(const struct hsrp *h, const struct hsrp_peer *peer, u8 role, char buf[IP6_TEXT])
{
	return h->state == role ? "local" : peer->addr.af ? ipaddr_text(&peer->addr, buf) : "unknown";
}

static void in_secs(struct show *s, const struct hsrp *h, const struct timer *t)
{
	nsec now = stack_now(h->on->ifp->ip), left = timer_is_set(t) && t->due > now ? t->due - now : 0;

	show_text(s, "%llu.%03llu", (unsigned long long)(left / NSEC_PER_SEC), (unsigned long long)(left % NSEC_PER_SEC / NSEC_PER_MS));
}

static void period(struct show *s, const char *what, u32 ms)
{
	show_text(s, ms % 1000 ? "%s %u msec" : "%s %u sec", what, ms % 1000 ? ms : ms / 1000);
}

static void peer_of(struct show *s, const struct hsrp *h, const char *what, const struct hsrp_peer *peer, const struct timer *t, u8 role)
{
	char a[IP6_TEXT];

	show_text(s, "  %s router is %s", what, peer_text(h, peer, role, a));
	if (h->state != role && peer->addr.af) {
		show_text(s, ", priority %u (expires in ", peer->priority);
		in_secs(s, h, t);
		show_text(s, " sec)");
	}
	show_text(s, "\n");
}

static void addresses_text(struct show *s, const struct hsrp *h)
{
	char a[IP6_TEXT];

	if (h->af == AF_IP6)
		show_text(s, "  Link-Local Virtual IPv6 address is %s%s\n", ipaddr_text(&h->addr[0], a), h->has_addr ? "" : h->autoconf ? " (conf auto EUI64)" : " (impl auto EUI64)");
	else
		show_text(s, "  Virtual IP address is %s%s\n", h->addr[0].af ? ipaddr_text(&h->addr[0], a) : "unknown", h->addr[0].af && !h->has_addr ? " (learnt)" : "");
	for (unsigned k = 1; k < h->n_addr; k++) {
		ipaddr_text(&h->addr[k], a);
		if (h->af == AF_IP6)
			show_text(s, "    Virtual IPv6 address %s/%u\n", a, h->plen[k]);
		else
			show_text(s, "    Secondary virtual IP address %s\n", a);
	}
}

static void followers_text(struct show *s, const struct hsrp *h)
{
	char buf[HSRP_NAME_MAX], a[IP6_TEXT], m[MAC_TEXT];
	const char *name = hsrp_name(h, buf);
	bool any = false;
	u8 mac[6];

	for (struct hsrp *g = hsrp_after(h->on->ifp->ip, NULL); g; g = hsrp_after(h->on->ifp->ip, g)) {
		if (!g->follow || strcmp(g->follow, name))
			continue;
		if (!any)
			show_text(s, "  Followed by groups:\n");
		any = true;
		hsrp_mac(g, mac);
		show_text(s, "    %s Grp %u %s %s %s refresh %u secs", g->on->ifp->i->short_name, g->group, hsrp_state_name[g->state],
			  g->addr[0].af ? ipaddr_text(&g->addr[0], a) : "unknown", mac_dotted(mac, m), g->on->hsrp_refresh_s);
		if (timer_is_set(&g->hello)) {
			show_text(s, " (next ");
			in_secs(s, g, &g->hello);
			show_text(s, ")");
		}
		show_text(s, "\n");
	}
}

static void text_of(struct show *s, const struct hsrp *h)
{
	const struct ipif *p = h->on->ifp;
	char m[MAC_TEXT], age[16], name[HSRP_NAME_MAX];
	u8 mac[6];

	hsrp_mac(h, mac);
	show_text(s, "%s - Group %u%s\n", p->i->name, h->group, h->on->hsrp_version == 2 ? " (version 2)" : "");
	show_text(s, "  State is %s%s\n", hsrp_state_name[h->state], hsrp_fits(h) ? "" : " (needs version 2)");
	show_text(s, "    %u state change%s, last state change %s\n", h->changes, h->changes == 1 ? "" : "s", age_text(stack_now(p->ip) - h->changed, age));
	addresses_text(s, h);
	show_text(s, "  Active virtual MAC address is %s", h->state == HSRP_ACTIVE || h->active.addr.af ? mac_dotted(mac, m) : "unknown");
	show_text(s, " (MAC %sIn Use)\n", h->state == HSRP_ACTIVE ? "" : "Not ");
	show_text(s, "    Local virtual MAC address is %s (%s)\n", mac_dotted(mac, m), h->has_mac ? "configured" : hsrp_bia(h) ? "bia" : h->af == AF_IP6 ? "v2 IPv6 default" : h->on->hsrp_version == 2 ? "v2 default" : "v1 default");
	if (!h->follow) {
		period(s, "  Hello time", h->hello_now_ms);
		period(s, ", hold time", h->hold_now_ms);
		show_text(s, "\n");
	}
	if (!h->follow && timer_is_set(&h->hello)) {
		show_text(s, "    Next hello sent in ");
		in_secs(s, h, &h->hello);
		show_text(s, " secs\n");
	}
	if (h->key && h->auth_kind == FHRP_AUTH_KEY && h->key_timeout_s)
		show_text(s, "  Authentication MD5, key-string, timeout %u secs\n", h->key_timeout_s);
	else if (h->key)
		show_text(s, h->auth_kind == FHRP_AUTH_KEY ? "  Authentication MD5, key-string\n" : "  Authentication MD5, key-chain \"%s\"\n", h->key);
	else if (memcmp(h->auth, "cisco\0\0\0", 8))
		show_text(s, "  Authentication text, string \"%.8s\"\n", (const char *)h->auth);
	show_text(s, "  Preemption %s", h->preempt ? "enabled" : "disabled");
	if (h->preempt_delay_s)
		show_text(s, ", delay min %u secs", h->preempt_delay_s);
	if (h->reload_delay_s)
		show_text(s, ",%s reload %u secs", h->preempt_delay_s ? "" : " delay", h->reload_delay_s);
	if (h->sync_delay_s)
		show_text(s, ",%s sync %u secs", h->preempt_delay_s || h->reload_delay_s ? "" : " delay", h->sync_delay_s);
	show_text(s, "\n");
	peer_of(s, h, "Active", &h->active, &h->active_timer, HSRP_ACTIVE);
	peer_of(s, h, "Standby", &h->standby, &h->standby_timer, HSRP_STANDBY);
	show_text(s, "  Priority %u (%s %u)\n", hsrp_priority(h), h->priority == 100 ? "default" : "configured", h->priority);
	fhrp_tracks_text(s, h->tracks, "Up", "Down", NULL);
	show_text(s, "  Group name is \"%s\" (%s)\n", hsrp_name(h, name), h->name ? "cfgd" : "default");
	if (h->follow)
		show_text(s, "  Following \"%s\"\n", h->follow);
	else
		followers_text(s, h);
}

/* Does the line ask for that group: by number, by state, or for all? */
static bool asked_for(const struct args *a, const struct hsrp *h)
{
	if (args_str(a, "group") && args_num(a, "group", 0) != h->group)
		return false;
	if (args_has(a, "active"))
		return h->state == HSRP_ACTIVE;
	if (!strncmp(args_line(a), "show standby standby", 20))
		return h->state == HSRP_STANDBY;
	return !args_has(a, "init") || h->state == HSRP_INIT;
}

static bool show_standby(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "short_interface", "Interface", 12 }, { "group", "Grp", 5 }, { "priority", "Pri", 4 }, { "p", "P", 2 },
						{ "state", "State", 8 }, { "active", "Active", 16 }, { "standby", "Standby", 16 },
						{ "virtual_ip", "Virtual IP", 0 } };
	const char *only = args_str(a, "INTERFACE");
	bool brief = args_has(a, "brief");
	char t[IP6_TEXT];

	if (brief) {
		show_text(s, "                     P indicates configured to preempt.\n                     |\n");
		show_table(s, cols, ARRAY_LEN(cols));
		show_wrap(s);
	}
	for (const struct ipif *p = ipif_after(cli_stack(c), NULL); p; p = ipif_after(cli_stack(c), p))
		for (const struct hsrp *h = p->fhrp && (!only || !strcmp(only, p->i->name)) ? p->fhrp->hsrp : NULL; h; h = h->next) {
			if (!h->enabled || !asked_for(a, h))
				continue;
			cells(s, h);
			show_str(s, "active", peer_text(h, &h->active, HSRP_ACTIVE, t));
			show_str(s, "standby", peer_text(h, &h->standby, HSRP_STANDBY, t));
			if (brief) {
				show_str(s, "short_interface", p->i->short_name);
				show_str(s, "p", h->preempt ? "P" : "");
				show_str(s, "virtual_ip", h->addr[0].af ? ipaddr_text(&h->addr[0], t) : "unknown");
			} else {
				text_of(s, h);
			}
			show_end(s);
		}
	return true;
}

static void delay_row(struct show *s, const char *name, u32 minimum_s, u32 reload_s)
{
	show_str(s, "interface", name);
	show_num(s, "minimum_s", minimum_s);
	show_num(s, "reload_s", reload_s);
	show_end(s);
}

static bool show_delay(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "interface", "Interface", 19 }, { "minimum_s", "Minimum", 8 }, { "reload_s", "Reload", 0 } };
	const char *only = args_str(a, "INTERFACE");

	show_table(s, cols, ARRAY_LEN(cols));
	for (const struct ipif *p = ipif_after(cli_stack(c), NULL); p; p = ipif_after(cli_stack(c), p))
		if (p->fhrp && (p->fhrp->hsrp_delay_s || p->fhrp->hsrp_reload_s) && (!only || !strcmp(only, p->i->name)))
			delay_row(s, p->i->name, p->fhrp->hsrp_delay_s, p->fhrp->hsrp_reload_s);
	show_table_end(s);
	return true;
}

/* Is the group's other router of that role the one of this address on this interface? */
static bool is_peer(const struct hsrp *h, const struct hsrp_peer *peer, const struct ipaddr *addr) { return h->enabled && peer->addr.af && ipaddr_eq(&peer->addr, addr); }

static void roles(struct show *s, const struct fhrp_if *on, const struct ipaddr *addr, bool active)
{
	const char *head = active ? "    Active groups: " : "    Standby groups: ";
	bool any = false;

	show_push_list(s, active ? "active_groups" : "standby_groups");
	for (const struct hsrp *h = on->hsrp; h; h = h->next)
		if (is_peer(h, active ? &h->active : &h->standby, addr)) {
			show_num(s, "group", h->group);
			show_end(s);
			show_text(s, "%s%u", any ? ", " : head, h->group);
			any = true;
		}
	show_pop(s);
	show_text(s, any ? "\n" : active ? "    No active groups\n" : "    No standby groups\n");
}

/* Was the address one of a group before this one? Each router is shown once an interface. */
static bool seen_before(const struct hsrp *until, bool standby, const struct ipaddr *addr)
{
	for (const struct hsrp *h = until->on->hsrp; h != until; h = h->next)
		if (is_peer(h, &h->active, addr) || is_peer(h, &h->standby, addr))
			return true;
	return standby && is_peer(until, &until->active, addr);
}

static void neighbor(struct show *s, const struct hsrp *h, bool standby)
{
	const struct hsrp_peer *peer = standby ? &h->standby : &h->active;
	const struct bfd_client *bfd = standby ? &h->bfd_standby : &h->bfd_active;
	char t[IP6_TEXT];

	if (!h->enabled || !peer->addr.af || seen_before(h, standby, &peer->addr))
		return;
	show_str(s, "interface", h->on->ifp->i->name);
	show_str(s, "address", ipaddr_text(&peer->addr, t));
	show_text(s, "  %s\n", t);
	roles(s, h->on, &peer->addr, true);
	roles(s, h->on, &peer->addr, false);
	show_bool(s, "bfd", bfd->of);
	show_text(s, "    BFD %s\n", bfd->of ? "enabled" : "disabled");
	show_end(s);
}

static bool show_neighbors(struct cli *c, const struct args *a, struct show *s)
{
	const char *only = args_str(a, "INTERFACE");

	for (const struct ipif *p = ipif_after(cli_stack(c), NULL); p; p = ipif_after(cli_stack(c), p)) {
		bool any = false;

		if (!p->fhrp || (only && strcmp(only, p->i->name)))
			continue;
		for (const struct hsrp *h = p->fhrp->hsrp; h; h = h->next) {
			if (!any && h->enabled && (h->active.addr.af || h->standby.addr.af)) {
				show_text(s, "HSRP neighbors on %s\n", p->i->name);
				any = true;
			}
			neighbor(s, h, false);
			neighbor(s, h, true);
		}
	}
	return true;
}

static bool show_arps(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "interface", "Interface", 30 }, { "interval_s", "Interval", -8 }, { "count", "Count", -6 } };
	const char *only = args_str(a, "INTERFACE");

	show_text(s, "HSRP Gratuitous ARP\n");
	show_table(s, cols, ARRAY_LEN(cols));
	for (const struct ipif *p = ipif_after(cli_stack(c), NULL); p; p = ipif_after(cli_stack(c), p)) {
		if (!p->fhrp || !p->fhrp->hsrp || (only && strcmp(only, p->i->name)))
			continue;
		show_str(s, "interface", p->i->name);
		show_num(s, "interval_s", p->fhrp->hsrp_arp_s);
		show_num(s, "count", p->fhrp->hsrp_arps);
		show_end(s);
	}
	show_table_end(s);
	return true;
}

/* Types as IOS numbers the kinds that we know the number of; groups are kept one by one, so as many as there are numbers. */
static bool show_capability(struct cli *c, const struct args *a, struct show *s)
{
	const struct device *dev = cli_stack(c)->dev;
	const char *only = args_str(a, "INTERFACE");

	show_text(s, "%-46s* indicates hardware may support HSRP\n%46s|\n%-19s%-27sH  Potential Max Groups\n", dev->model ? dev->model : dev->node.kind->name, "", "Interface", "Type");
	for (const struct ipif *p = ipif_after(cli_stack(c), NULL); p; p = ipif_after(cli_stack(c), p)) {
		bool svi = p->i->type == IF_VLAN, can = svi || (p->i->port && !p->i->parent) || p->i->type == IF_PORT_CHANNEL;
		const char *type = svi ? "Ethernet SVI" : p->tunnel ? "Tunnel" : p->i->type == IF_LOOPBACK ? "Loopback" : can ? "Ethernet" : NULL;
		unsigned max = p->fhrp && p->fhrp->hsrp_version == 1 ? 256 : 4096;

		if (!type || (only && strcmp(only, p->i->name)))
			continue;
		show_str(s, "interface", p->i->name);
		show_str(s, "type", type);
		show_bool(s, "supported", can);
		if (can)
			show_num(s, "max_groups", max);
		show_end(s);
		show_text(s, "%-19s%-4u%-23s", p->i->short_name, svi ? 156u : can ? 27u : 0u, type);
		if (can)
			show_text(s, "*  %u\n", max);
		else
			show_text(s, "   -\n");
	}
	return true;
}

static const struct cmd rows[] = {
	{ &mode_exec, "show standby [brief|all]", "|HSRP information|Brief output|Include groups in disabled state", .show = show_standby },
	{ &mode_exec, "show standby arp gratuitous [INTERFACE]", "||HSRP ARP parameters|Gratuitous ARPs|", .show = show_arps },
	{ &mode_exec, "show standby INTERFACE [<0-4095>:group] [brief]", "|||Group number|Brief output", .show = show_standby },
	{ &mode_exec, "show standby {active|standby|init} [brief]", "||Groups in active state|Groups in standby state|Groups in init state|Brief output", .show = show_standby },
	{ &mode_exec, "show standby delay [INTERFACE]", "||Group initialisation delay|", .show = show_delay },
	{ &mode_exec, "show standby capability [INTERFACE]", "||HSRP capability|", .show = show_capability },
	{ &mode_exec, "show standby internal [LINE]", "||Internal HSRP information|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show standby {redirect | redundancy} [LINE]", "||HSRP ICMP redirect information|HSRP redundancy|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show standby neighbors [INTERFACE]", "||HSRP neighbors|", .show = show_neighbors },
};
const struct cmd_table hsrp_show_cmds[] = { CMD_TABLE(rows) };
const unsigned n_hsrp_show_cmds = ARRAY_LEN(hsrp_show_cmds);
