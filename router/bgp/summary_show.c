/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip bgp summary, of one address family or of all. */
#include <stdio.h>
#include <string.h>

#include "router/bgp/cli.h"
#include "router/vrf/vrf.h"

static void state_text(const struct bgp_peer *p, u8 af, char buf[24])
{
	if (p->up && p->af[af].on)
		snprintf(buf, 24, "%8u", p->af[af].accepted);
	else if (p->up)
		snprintf(buf, 24, "(NoNeg)");
	else if (bgp_opt(p, OPT_SHUTDOWN, 0))
		snprintf(buf, 24, "Idle (Admin)");
	else if (p->over_max)
		snprintf(buf, 24, "Idle (PfxCt)");
	else
		snprintf(buf, 24, "%s", bgp_state_name[bgp_peer_state(p)]);
}

static void summary_line(struct show *s, const struct bgp_peer *p, u8 af, const char *family)
{
	const struct bgp *b = p->b;
	u64 in = bgp_messages(p->in), out = bgp_messages(p->out);
	u32 version = p->up && p->af[af].on ? p->af[af].caught_up ? p->af[af].group->walk.done : p->af[af].walk.done : 1;
	char name[IP6_TEXT], star[IP6_TEXT + 2], state[24], age[16];

	state_text(p, af, state);
	snprintf(star, sizeof(star), "%s%s", p->dynamic ? "*" : "", bgp_peer_name(p, name));
	age_text(p->changed == NSEC_NEVER ? 0 : bgp_now(b) - p->changed, age);
	if (family)
		show_str(s, "address_family", family);
	if (b->s->vrf)
		show_str(s, "vrf", vrf_name(b->s));
	show_str(s, "neighbor", name);
	show_num(s, "version", 4);
	show_num(s, "as", p->remote_as);
	show_num(s, "messages_received", in);
	show_num(s, "messages_sent", out);
	show_num(s, "table_version", version);
	show_str(s, "state", bgp_state_name[bgp_peer_state(p)]);
	show_num(s, "prefixes_received", p->up ? p->af[af].accepted : 0);
	show_num(s, "uptime_s", p->changed == NSEC_NEVER ? 0 : (bgp_now(b) - p->changed) / NSEC_PER_SEC);
	show_end(s);
	if (strlen(star) > 15)
		show_text(s, "%s\n%-15s", star, "");
	else
		show_text(s, "%-15s", star);
	show_text(s, " %d %12u %7llu %7llu %8u %4u %4u %-8s %s\n", 4, p->remote_as, (unsigned long long)in, (unsigned long long)out, version,
		  0, p->up ? bgp_queued(p->up) : 0, p->changed == NSEC_NEVER ? "never" : age, state);
}

static void summary_head(struct show *s, const struct bgp *b, const struct bgp_table *t)
{
	char x[IP4_TEXT];

	show_text(s, "BGP router identifier %s, local AS number %u\n", ip4_text(b->router_id, x), b->as);
	show_text(s, "BGP table version is %u, main routing table version %u\n", t ? t->version : 1, t ? t->main_version : 1);
	if (t && t->paths.n)
		show_text(s, "%u network entries using %zu bytes of memory\n%u path entries using %zu bytes of memory\n", t->nets.n, t->nets.n * (size_t)t->nets.size, t->paths.n,
			  t->paths.n * sizeof(struct bgp_path));
}

/* What the lines of several speakers have in common. */
struct summary {
	u8 af;
	const char *family;	/* NULL: not said */
	bool headed, any, dynamic;
	u32 n_dynamic, n_ranges;
};

static void summary_add(struct show *s, struct summary *y, const struct bgp *b)
{
	if (!y->headed)
		summary_head(s, b, b->table[y->af]);
	y->headed = true;
	for (const struct bgp_peer *p = b->peers; p; p = p->next) {
		if (p->name || p->deleted || !bgp_peer_active(p, y->af))
			continue;
		if (!y->any)
			show_text(s, "\nNeighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n");
		y->any = true;
		summary_line(s, p, y->af, y->family);
		y->dynamic |= p->dynamic;
	}
	y->n_dynamic += b->n_dynamic;
	for (const struct bgp_range *r = b->ranges; r; r = r->next)
		y->n_ranges++;
}

static void summary_end(struct show *s, const struct summary *y)
{
	if (y->dynamic)
		show_text(s, "* Dynamically created based on a listen range command\n");
	if (y->n_ranges)
		show_text(s, "Dynamically created neighbors: %u, Subnet ranges: %u\n", y->n_dynamic, y->n_ranges);
}

VIEW(bgp_show_summary)
{
	struct summary y = { .af = strstr(args_line(a), "ipv6") || strstr(args_line(a), "vpnv6") ? BGP_IP6 : BGP_IP4 };

	if (!bgp_cli_vrf_known(c, a, s))
		return true;
	for (const struct bgp *b = NULL; (b = bgp_cli_next(c, a, b));)
		summary_add(s, &y, b);
	summary_end(s, &y);
	return true;
}

static bool has_neighbours(const struct bgp *b, u8 af)
{
	for (const struct bgp_peer *p = b->peers; p; p = p->next)
		if (!p->name && !p->deleted && bgp_peer_active(p, af))
			return true;
	return false;
}

/* Of each family that has neighbours, and of IPv4; those of VRFs stand in the families of VPNs. */
VIEW(bgp_show_all_summary)
{
	static const char *const family[2][2] = { { "IPv4 Unicast", "IPv6 Unicast" }, { "VPNv4 Unicast", "VPNv6 Unicast" } };
	struct bgp *root = cli_bgp(c);

	(void)a;
	if (!root->on) {
		show_text(s, "%% BGP not active\n");
		return true;
	}
	for (unsigned vpn = 0; vpn < 2; vpn++)
		for (u8 af = BGP_IP4; af <= BGP_IP6; af++) {
			struct summary y = { .af = af, .family = family[vpn][af] };

			for (const struct bgp *b = NULL; (b = vpn ? bgp_vrf_next(root, b) : b ? NULL : root);) {
				if (!has_neighbours(b, af) && (vpn || af != BGP_IP4))
					continue;
				if (!y.headed)
					show_text(s, "%sFor address family: %s\n", vpn || af ? "\n" : "", y.family);
				summary_add(s, &y, b);
			}
			summary_end(s, &y);
		}
	return true;
}
