/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip bgp neighbors, and the routes of one, in IOS's layout. */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/cli.h"
#include "router/bgp/template.h"
#include "router/policy/dist_list.h"
#include "router/vrf/vrf.h"

static const char *const msg_words[] = { "", "Opens:", "Updates:", "Notifications:", "Keepalives:", "Route Refresh:" };
static const char *const msg_cells[][2] = { { "", "" }, { "opens_sent", "opens_received" }, { "updates_sent", "updates_received" }, { "notifications_sent", "notifications_received" },
					    { "keepalives_sent", "keepalives_received" }, { "route_refresh_sent", "route_refresh_received" } };
static const u8 msg_order[] = { BGP_OPEN, BGP_NOTIFICATION, BGP_UPDATE, BGP_KEEPALIVE, BGP_REFRESH };

static void capability(struct show *s, const char *name, bool sent, bool received, const char *how)
{
	if (sent || received)
		show_text(s, "    %s: %s%s%s%s\n", name, sent ? "advertised" : "", sent && received ? " and " : "", received ? "received" : "", received ? how : "");
}

static void graceful_text(struct show *s, const struct bgp_peer *p, const struct bgp_caps *c)
{
	const char *comma = "";

	show_text(s, "      Remote Restart timer is %u seconds\n      Address families preserved by peer:\n        ", c->gr_s);
	for (u8 af = 0; af < BGP_AFS; af++)
		if (c->gr_kept[af]) {
			show_text(s, "%s%s Unicast", comma, bgp_family_name(p->b, af));
			comma = ", ";
		}
	show_text(s, "%s\n", *comma ? "" : "none");
}

/* Time that is left, rounded down; a timer that does not run says so. */
static void timer_text(struct show *s, const struct bgp_peer *p, const char *name, const struct timer *t)
{
	if (t->slot)
		show_text(s, "  %s is running, %llu seconds left\n", name, (unsigned long long)((t->due - bgp_now(p->b)) / NSEC_PER_SEC));
}

static void session_text(struct show *s, const struct bgp_peer *p)
{
	const struct bgp_link *l = p->up;
	u16 hold = l ? l->hold_s : bgp_peer_hold_s(p);
	char read[16], written[16];
	nsec now = bgp_now(p->b);

	if (l)
		show_text(s, "  Last read %s, last write %s, hold time is %u, keepalive interval is %u seconds\n", age_text(p->last_read == NSEC_NEVER ? 0 : now - p->last_read, read),
			  age_text(p->last_write == NSEC_NEVER ? 0 : now - p->last_write, written), hold, bgp_peer_keepalive_s(p, hold));
	timer_text(s, p, "Graceful Shutdown Timer", &p->leave);
	if (bgp_peer_hold_min_s(p))
		show_text(s, "  Configured hold time is %u, keepalive interval is %u seconds\n  Minimum holdtime from neighbor is %u seconds\n", bgp_peer_hold_s(p),
			  bgp_peer_keepalive_s(p, bgp_peer_hold_s(p)), bgp_peer_hold_min_s(p));
	show_text(s, "  Neighbor sessions:\n    %u active, is not multisession capable (disabled)\n", l != NULL);
	if (l) {
		show_text(s, "  Neighbor capabilities:\n");
		capability(s, "Route refresh", true, l->caps.refresh || l->caps.refresh_old, l->caps.refresh ? "(new)" : "(old)");
		capability(s, "Four-octets ASN Capability", !bgp_opt(p, OPT_NO_AS4, 0), l->caps.as4, "");
		capability(s, "Address family IPv4 Unicast", bgp_peer_active(p, BGP_IP4), l->caps.af[BGP_IP4], "");
		capability(s, "Address family IPv6 Unicast", bgp_peer_active(p, BGP_IP6), l->caps.af[BGP_IP6], "");
		capability(s, "Extended Next Hop Encoding Capability IPv4 Unicast", bgp_opt(p, OPT_EXT_HOP, 0) && bgp_peer_active(p, BGP_IP4), l->caps.ext_hop_said, "");
		capability(s, "Graceful Restart Capability", bgp_peer_graceful(p), l->caps.gr, "");
		if (l->caps.gr)
			graceful_text(s, p, &l->caps);
		capability(s, "  Graceful Notification", l->notice_said, l->caps.gr_notice, "");
	}
	show_text(s, "  Message statistics:\n    InQ depth is 0\n    OutQ depth is %u\n\n                         Sent       Rcvd\n", l ? bgp_queued(l) : 0);
	for (unsigned k = 0; k < ARRAY_LEN(msg_order); k++)
		show_text(s, "    %-14s %10llu %10llu\n", msg_words[msg_order[k]], (unsigned long long)p->out[msg_order[k]], (unsigned long long)p->in[msg_order[k]]);
	show_text(s, "    %-14s %10llu %10llu\n", "Total:", (unsigned long long)bgp_messages(p->out), (unsigned long long)bgp_messages(p->in));
}

static void list_text(struct show *s, const struct bgp_peer *p, u8 af, u8 in, const char *what)
{
	const struct bgp_opt *i = bgp_opt(p, in, af), *o = bgp_opt(p, in + 1, af);

	if (i)
		show_text(s, "  %s for incoming advertisements is %s\n", what, i->str);
	if (o)
		show_text(s, "  %s for outgoing advertisements is %s\n", what, o->str);
}

static const char *condition_status(const struct bgp_peer *p, u8 af)
{
	return !bgp_opt(p, OPT_ADVERTISE, af) ? "" : !p->af[af].on ? "Uninitialized" : p->af[af].withheld ? "Withdraw" : "Advertise";
}

static void condition_text(struct show *s, const struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_ORIGINATE, af);

	if (o)
		show_text(s, "  Default information originate%s%s, default %ssent\n", o->str ? ", route-map " : "", o->str ? o->str : "", p->af[af].originated ? "" : "not ");
	o = bgp_opt(p, OPT_UNSUPPRESS, af);
	if (o)
		show_text(s, "  Route map for unsuppressing is %s\n", o->str);
	o = bgp_opt(p, OPT_ADVERTISE, af);
	if (o)
		show_text(s, "  Condition-map %s, Advertise-map %s, status: %s\n", o->cond_str, o->str, condition_status(p, af));
}

static void family_text(struct show *s, const struct bgp_peer *p, u8 af)
{
	static const struct { u8 kind; const char *text; } flags[] = {
		{ OPT_RR_CLIENT, "Route-Reflector Client" }, { OPT_SOFT_IN, "Inbound soft reconfiguration allowed" },
		{ OPT_REMOVE_PRIVATE, "Private AS number removed from updates to this neighbor" }, { OPT_AS_OVERRIDE, "Overrides the neighbor AS with my AS before sending updates" },
	};
	const struct bgp_peer_af *x = &p->af[af];
	const struct bgp_opt *o;
	char name[IP6_TEXT];
	u32 best = 0, multi = 0;
	const struct bgp_table *t = p->b->table[af];

	for (const struct bgp_net *n = NULL; t && (n = bgp_net_from(t, n ? n->id + 1 : 1));)
		for (const struct bgp_path *y = bgp_paths(t, n); y; y = bgp_path_next(t, y))
			if (y->peer == p) {
				best += y->flags & PF_BEST ? 1 : 0;
				multi += y->flags & PF_MULTI ? 1 : 0;
			}
	show_text(s, "\n For address family: %s Unicast\n  Session: %s\n  BGP table version %u, neighbor version %u/0\n  Output queue size : 0\n", bgp_family_name(p->b, af), bgp_peer_name(p, name),
		  t ? t->version : 1, x->group ? x->group->walk.done : 0);
	if (x->group)
		show_text(s, "  Index %u, Advertise bit 0\n  %u update-group member\n", x->group->id, x->group->id);
	if (p->group)
		show_text(s, "  %s peer-group member\n", p->group->name);
	if (p->af[af].policy)
		show_text(s, "  Inherits from template %s\n", p->af[af].policy->name);
	o = bgp_opt(p, OPT_NEXT_HOP_SELF, af);
	if (o)
		show_text(s, "  NEXT_HOP is always this router for %s paths\n", o->a ? "eBGP and iBGP received" : "eBGP");
	for (unsigned k = 0; k < ARRAY_LEN(flags); k++)
		if (bgp_opt(p, flags[k].kind, af))
			show_text(s, "  %s\n", flags[k].text);
	bgp_show_add(s, p, af);
	bgp_show_orf_family(s, p, af);
	condition_text(s, p, af);
	o = bgp_opt(p, OPT_SEND_COMMUNITY, af);
	if (o && o->a & 1)
		show_text(s, "  Community attribute sent to this neighbor\n");
	if (o && o->a & 2)
		show_text(s, "  Extended-community attribute sent to this neighbor\n");
	if (x->weight)
		show_text(s, "  Default weight %u\n", x->weight);
	list_text(s, p, af, OPT_DIST_IN, "Network list");
	list_text(s, p, af, OPT_PREFIX_IN, "Prefix list");
	list_text(s, p, af, OPT_FILTER_IN, "AS-Path filter");
	list_text(s, p, af, OPT_MAP_IN, "Route map");
	o = bgp_opt(p, OPT_MAX_PREFIX, af);
	if (o)
		show_text(s, "  Maximum prefixes allowed %u%s\n  Threshold for warning message %u%%\n", o->a, o->flags ? " (warning-only)" : "", o->b & 0xff);
	show_text(s, "                                 Sent       Rcvd\n  Prefix activity:               ----       ----\n");
	show_text(s, "    Prefixes Current:      %10u %10u", x->group ? x->group->n_told : 0, x->accepted);
	if (x->accepted)
		show_text(s, " (Consumes %zu bytes)", x->accepted * sizeof(struct bgp_path));
	show_text(s, "\n    Used as bestpath:      %10s %10u\n    Used as multipath:     %10s %10u\n", "n/a", best, "n/a", multi);
	show_text(s, "\n                                   Outbound    Inbound\n  Local Policy Denied Prefixes:    --------    -------\n    Total:                         %8u %10u\n", 0, x->denied);
	show_text(s, "  Number of NLRIs in the update sent: max 0, min 0\n");
}

static void reset_text(struct show *s, const struct bgp_peer *p)
{
	const struct bgp_notice *n = &p->last_notice;
	char age[16];

	if (p->reset_at == NSEC_NEVER) {
		show_text(s, "  Last reset never\n");
		return;
	}
	show_text(s, "  Last reset %s, due to %s", age_text(bgp_now(p->b) - p->reset_at, age), bgp_down_text[p->last_down]);
	if ((p->last_down == DOWN_SENT || p->last_down == DOWN_RECEIVED) && n->code)
		show_text(s, ", %s", bgp_error_text(n->code, n->sub));
	show_text(s, "\n");
}

static void connection_text(struct show *s, const struct bgp_peer *p)
{
	const struct bgp_opt *ttl = bgp_opt(p, OPT_TTL_SECURITY, 0);
	struct ipaddr a;
	u16 port;
	char x[IP6_TEXT];

	if (!p->up || !p->up->c) {
		show_text(s, "  No active TCP connection\n");
		return;
	}
	show_text(s, "Connection state is %s, I/O status: 1, unread input bytes: %zu\n", tcp_state_name(p->up->c), tcp_readable(p->up->c));
	show_text(s, "Connection is ECN Disabled, Mininum incoming TTL %u, Outgoing TTL %u\n", ttl ? 255 - ttl->a : 0, bgp_peer_ttl(p));
	tcp_local(p->up->c, &a, &port);
	show_text(s, "Local host: %s, Local port: %u\n", ipaddr_text(&a, x), port);
	tcp_peer(p->up->c, &a, &port);
	show_text(s, "Foreign host: %s, Foreign port: %u\n", ipaddr_text(&a, x), port);
}

static const char *const mode_name[] = { "either", "active", "passive" };

static void neighbor_cells(struct show *s, const struct bgp_peer *p, const char *family)
{
	char name[IP6_TEXT], id[IP4_TEXT];

	if (family)
		show_str(s, "address_family", family);
	if (p->b->s->vrf)
		show_str(s, "vrf", vrf_name(p->b->s));
	show_str(s, "neighbor", bgp_peer_name(p, name));
	show_num(s, "remote_as", p->remote_as);
	show_num(s, "local_as", p->local_as);
	show_str(s, "link", p->ibgp ? "internal" : p->confed ? "confed-external" : "external");
	show_str(s, "state", bgp_state_name[bgp_peer_state(p)]);
	show_str(s, "remote_router_id", ip4_text(p->up ? p->up->remote_id : 0, id));
	show_num(s, "hold_time", p->up ? p->up->hold_s : bgp_peer_hold_s(p));
	show_bool(s, "leaving", p->leaving);
	show_num(s, "minimum_hold_time", bgp_peer_hold_min_s(p));
	show_num(s, "established", p->established);
	show_num(s, "dropped", p->dropped);
	show_str(s, "connection_mode", mode_name[bgp_peer_mode(p)]);
	show_bool(s, "path_mtu_discovery", bgp_peer_pmtud(p));
	show_bool(s, "graceful_restart", bgp_peer_graceful(p) && p->up && p->up->caps.gr);
	show_bool(s, "graceful_notification", p->up && bgp_notice_graceful(p->up));
	show_bool(s, "extended_next_hop", p->up && p->up->caps.ext_hop);
	show_bool(s, "stale", bgp_peer_stale(p));
	show_num(s, "accepted", p->af[BGP_IP4].accepted + p->af[BGP_IP6].accepted);
	for (u8 af = 0; af < BGP_AFS; af++) {
		show_bool(s, af == BGP_IP4 ? "default_sent_ipv4" : "default_sent_ipv6", p->af[af].originated);
		show_str(s, af == BGP_IP4 ? "advertise_map_status_ipv4" : "advertise_map_status_ipv6", condition_status(p, af));
	}
	bgp_add_cells(s, p);
	bgp_orf_cells(s, p);
	show_num(s, "treated_as_withdraw", p->treat_withdraw);
	for (unsigned k = 0; k < ARRAY_LEN(msg_order); k++) {
		show_num(s, msg_cells[msg_order[k]][0], p->out[msg_order[k]]);
		show_num(s, msg_cells[msg_order[k]][1], p->in[msg_order[k]]);
	}
	show_end(s);
}

/* family NULL: with all its families; else with that one alone. */
static void neighbor(struct show *s, const struct bgp_peer *p, u8 one, const char *family)
{
	const struct bgp_opt *text = bgp_opt(p, OPT_DESCRIPTION, 0), *local = bgp_opt(p, OPT_LOCAL_AS, 0);
	char name[IP6_TEXT], id[IP4_TEXT], age[16];
	enum bgp_state st = bgp_peer_state(p);
	enum bgp_mode mode = bgp_peer_mode(p);

	neighbor_cells(s, p, family);
	show_text(s, "BGP neighbor is %s%s,", p->dynamic ? "*" : "", bgp_peer_name(p, name));
	if (p->b->s->vrf)
		show_text(s, "  vrf %s,", vrf_name(p->b->s));
	show_text(s, "  remote AS %u,", p->remote_as);
	if (local)
		show_text(s, "  local AS %u%s%s%s,", local->a, local->flags & LOCAL_NO_PREPEND ? " no-prepend" : "", local->flags & LOCAL_REPLACE ? " replace-as" : "", local->flags & LOCAL_DUAL ? " dual-as" : "");
	show_text(s, " %s link\n", p->ibgp ? "internal" : "external");
	if (text)
		show_text(s, " Description: %s\n", text->str);
	if (p->group)
		show_text(s, " Member of peer-group %s for session parameters\n", p->group->name);
	for (const struct bgp_range *r = p->dynamic && p->group ? p->b->ranges : NULL; r; r = r->next)
		if (ipaddr_in(&p->addr, &r->prefix, r->plen) && !strcmp(r->group, p->group->name))
			show_text(s, " Belongs to the subnet range group: %s/%u\n", ipaddr_text(&r->prefix, (char[IP6_TEXT]){ 0 }), r->plen);
	if (p->session)
		show_text(s, " Inherits from template %s for session parameters\n", p->session->name);
	if (bgp_opt(p, OPT_SHUTDOWN, 0))
		show_text(s, " Administratively shut down\n");
	show_text(s, "  BGP version 4, remote router ID %s\n", ip4_text(p->up ? p->up->remote_id : 0, id));
	if (p->up)
		show_text(s, "  BGP state = Established, up for %s\n", age_text(bgp_now(p->b) - p->changed, age));
	else if (p->changed != NSEC_NEVER)
		show_text(s, "  BGP state = %s, down for %s\n", bgp_state_name[st], age_text(bgp_now(p->b) - p->changed, age));
	else
		show_text(s, "  BGP state = %s\n", bgp_state_name[st]);
	session_text(s, p);
	show_text(s, "  Default minimum time between advertisement runs is %u seconds\n", bgp_peer_interval_s(p, BGP_IP4));
	for (u8 af = 0; af < BGP_AFS; af++)
		if (bgp_peer_active(p, af) && (!family || af == one))
			family_text(s, p, af);
	show_text(s, "\n  Address tracking is enabled, the RIB does %shave a route to %s\n", rib_lookup(p->b->s, &p->addr) ? "" : "not ", name);
	show_text(s, "  Connections established %u; dropped %u\n", p->established, p->dropped);
	reset_text(s, p);
	if (bgp_external(p) && !p->iface && !p->up && !bgp_opt(p, OPT_MULTIHOP, 0))
		show_text(s, "  External BGP neighbor not directly connected.\n");
	show_text(s, "  Transport(tcp) path-mtu-discovery is %s\n", bgp_peer_pmtud(p) ? "enabled" : "disabled");
	if (mode != MODE_EITHER)
		show_text(s, "  TCP session must be opened %sly\n", mode_name[mode]);
	if (bgp_peer_graceful(p))
		show_text(s, "  Graceful-Restart is enabled, restart-time %u seconds, stalepath-time %u seconds\n", p->b->gr_restart_s, p->b->gr_stale_s);
	else
		show_text(s, "  Graceful-Restart is disabled\n");
	timer_text(s, p, "Graceful-Restart restart timer", &p->gr_back);
	timer_text(s, p, "Graceful-Restart stalepath timer", &p->gr_stale);
	connection_text(s, p);
	show_text(s, "\n");
}

VIEW(bgp_show_neighbors)
{
	struct ipaddr addr;
	bool one = bgp_cli_address(a, &addr), any = false;

	if (!bgp_cli_vrf_known(c, a, s))
		return true;
	for (const struct bgp *b = NULL; (b = bgp_cli_next(c, a, b));)
		for (const struct bgp_peer *p = b->peers; p; p = p->next)
			if (!p->name && !p->deleted && (!one || ipaddr_eq(&p->addr, &addr))) {
				neighbor(s, p, 0, NULL);
				any = true;
			}
	if (one && !any)
		show_text(s, "%% No such neighbor or address family\n");
	return true;
}

/* Under each family, those who are active in it. */
VIEW(bgp_show_all_neighbors)
{
	struct ipaddr addr;
	bool one = bgp_cli_address(a, &addr), any = false;

	if (!bgp_cli_vrf_known(c, a, s))
		return true;
	for (struct bgp_all f = { 0 }; bgp_all_next(cli_bgp(c), &f);) {
		bgp_all_head(s, &f);
		for (const struct bgp *b = NULL; (b = bgp_all_speaker(cli_bgp(c), &f, b));)
			for (const struct bgp_peer *p = b->peers; p; p = p->next)
				if (!p->name && !p->deleted && bgp_peer_active(p, f.af) && (!one || ipaddr_eq(&p->addr, &addr))) {
					neighbor(s, p, f.af, f.name);
					any = true;
				}
	}
	if (one && !any)
		show_text(s, "%% No such neighbor or address family\n");
	return true;
}

VIEW(bgp_show_routes)
{
	struct bgp *b = bgp_cli_next(c, a, NULL);
	u8 af = strstr(args_line(a), "ipv6") || strstr(args_line(a), "vpnv6") ? BGP_IP6 : BGP_IP4;
	struct bgp_table *t = b ? b->table[af] : NULL;
	struct ipaddr addr;
	struct bgp_peer *p;
	struct bgp_net **all;
	u32 n, total = 0;
	bool out = args_has(a, "advertised-routes"), received = args_has(a, "received-routes");

	bgp_cli_address(a, &addr);
	p = b && b->on ? bgp_peer_find(b, &addr) : NULL;
	if (!p) {
		show_text(s, "%% No such neighbor or address family\n");
		return true;
	}
	if (received && !p->af[af].soft_in) {
		show_text(s, "%% Inbound soft reconfiguration not enabled on %s\n", bgp_peer_name(p, (char[IP6_TEXT]){ 0 }));
		return true;
	}
	all = bgp_nets_sorted(t, &n);
	for (u32 k = 0; k < n; k++) {
		for (const struct bgp_path *x = bgp_paths(t, all[k]); x; x = bgp_path_next(t, x)) {
			if (out ? !bgp_group_told(p, af, all[k], x) : x->peer != p || (x->flags & PF_DENIED && !received))
				continue;
			if (!total++)
				bgp_show_header(s, t);
			bgp_show_line(s, t, all[k], x, received && bgp_path_raw(t, x) ? bgp_path_raw(t, x) : x->attr, true);
		}
	}
	free(all);
	show_text(s, "\nTotal number of prefixes %u \n", total);
	return true;
}

static const char *opt_name(const struct bgp_peer *p, u8 kind, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, kind, af);

	return o && o->str ? o->str : "";
}

/* No weight is none that is said. */
static const char *weight_text(const struct bgp_peer *p, u8 af, char buf[12])
{
	snprintf(buf, 12, "%u", p->af[af].weight);
	return p->af[af].weight ? buf : "";
}

static void protocol_cells(struct show *s, const struct bgp *b, u8 af)
{
	show_fmt(s, "protocol", "bgp %u", b->as);
	show_ip4(s, "router_id", b->router_id);
	show_num(s, "distance", b->distance[0]);
	show_num(s, "maximum_paths", b->fam[af].paths);
	if (b->fam[af].metric_set)
		show_num(s, "default_metric", b->fam[af].metric);
}

bool bgp_show_protocols(struct cli *c, struct show *s)
{
	const struct bgp *b = cli_stack(c)->bgp;
	char t[IP6_TEXT], age[16], weight[12];

	if (!b || !b->on)
		return true;
	protocol_cells(s, b, BGP_IP4);
	show_text(s, "Routing Protocol is \"bgp %u\"\n  Outgoing update filter list for all interfaces is not set\n  Incoming update filter list for all interfaces is not set\n"
		     "  IGP synchronization is disabled\n  Automatic route summarization is disabled\n", b->as);
	if (b->fam[BGP_IP4].metric_set)
		show_text(s, "  Default redistribution metric is %u\n", b->fam[BGP_IP4].metric);
	redist_protocols(s, NULL, b->fam[BGP_IP4].redist);
	show_text(s, "  Neighbor(s):\n    Address          FiltIn FiltOut DistIn DistOut Weight RouteMap\n");
	for (const struct bgp_peer *p = b->peers; p; p = p->next)
		if (p->addr.af == AF_IP4)
			show_text(s, "    %-16s %-6s %-7s %-6s %-7s %-6s %s%s%s\n", ipaddr_text(&p->addr, t), opt_name(p, OPT_FILTER_IN, BGP_IP4), opt_name(p, OPT_FILTER_OUT, BGP_IP4), opt_name(p, OPT_DIST_IN, BGP_IP4),
				  opt_name(p, OPT_DIST_OUT, BGP_IP4), weight_text(p, BGP_IP4, weight), opt_name(p, OPT_MAP_IN, BGP_IP4), *opt_name(p, OPT_MAP_IN, BGP_IP4) && *opt_name(p, OPT_MAP_OUT, BGP_IP4) ? " " : "",
				  opt_name(p, OPT_MAP_OUT, BGP_IP4));
	show_text(s, "  Maximum path: %u\n  Routing Information Sources:\n    Gateway         Distance      Last Update\n", b->fam[BGP_IP4].paths);
	for (const struct bgp_peer *p = b->peers; p; p = p->next)
		if (p->up && p->addr.af == AF_IP4)
			show_text(s, "    %-15s %8u      %s\n", ipaddr_text(&p->addr, t), b->distance[p->ibgp], age_text(bgp_now(b) - p->changed, age));
	show_text(s, "  Distance: external %u internal %u local %u\n", b->distance[0], b->distance[1], b->distance[2]);
	distance_show(s, b->distances);
	show_end(s);
	show_text(s, "\n");
	return true;
}

void bgp_show_protocols6(struct show *s, const struct ipstack *in)
{
	const struct bgp *b = in->bgp;
	char t[IP6_TEXT], weight[12];

	if (!b || !b->on || !b->table[BGP_IP6])
		return;
	protocol_cells(s, b, BGP_IP6);
	show_end(s);
	show_text(s, "IPv6 Routing Protocol is \"bgp %u\"\n  IGP synchronization is disabled\n", b->as);
	redist_show(s, b->fam[BGP_IP6].redist);
	show_text(s, "  Neighbor(s):\n    Address                    FiltIn FiltOut Weight RoutemapIn RoutemapOut\n");
	for (const struct bgp_peer *p = b->peers; p; p = p->next) {
		if (p->name || p->deleted || !bgp_peer_active(p, BGP_IP6))
			continue;
		show_text(s, "    %-26s %-6s %-7s %-6s %-10s %s\n", ipaddr_text(&p->addr, t), opt_name(p, OPT_FILTER_IN, BGP_IP6), opt_name(p, OPT_FILTER_OUT, BGP_IP6),
			  weight_text(p, BGP_IP6, weight), opt_name(p, OPT_MAP_IN, BGP_IP6), opt_name(p, OPT_MAP_OUT, BGP_IP6));
	}
}
