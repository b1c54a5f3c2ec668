/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip bgp neighbors A policy: which lines about routes hold for a neighbour, and whose they are; show ip bgp peer-group. */
#include <stdio.h>
#include <string.h>

#include "router/bgp/cli.h"

enum form { PLAIN, NAMED, BY_NUMBER, COMMUNITY, PRIVATE, SELF, UNCHANGED };
static const struct { u8 kind, form; const char *word, *way; } policies[] = {
	{ OPT_MAP_IN, NAMED, "route-map", " in" }, { OPT_MAP_OUT, NAMED, "route-map", " out" }, { OPT_PREFIX_IN, NAMED, "prefix-list", " in" }, { OPT_PREFIX_OUT, NAMED, "prefix-list", " out" },
	{ OPT_FILTER_IN, NAMED, "filter-list", " in" }, { OPT_FILTER_OUT, NAMED, "filter-list", " out" }, { OPT_DIST_IN, NAMED, "distribute-list", " in" }, { OPT_DIST_OUT, NAMED, "distribute-list", " out" },
	{ OPT_UNSUPPRESS, NAMED, "unsuppress-map", "" }, { OPT_ADVERTISE, NAMED, "advertise-map", "" }, { OPT_WEIGHT, BY_NUMBER, "weight", "" }, { OPT_MAX_PREFIX, BY_NUMBER, "maximum-prefix", "" },
	{ OPT_ALLOWAS, BY_NUMBER, "allowas-in", "" }, { OPT_INTERVAL, BY_NUMBER, "advertisement-interval", "" }, { OPT_SEND_COMMUNITY, COMMUNITY, "send-community", "" },
	{ OPT_RR_CLIENT, PLAIN, "route-reflector-client", "" }, { OPT_NEXT_HOP_SELF, SELF, "next-hop-self", "" }, { OPT_NEXT_HOP_UNCHANGED, UNCHANGED, "next-hop-unchanged", "" },
	{ OPT_REMOVE_PRIVATE, PRIVATE, "remove-private-as", "" }, { OPT_AS_OVERRIDE, PLAIN, "as-override", "" }, { OPT_SOFT_IN, PLAIN, "soft-reconfiguration inbound", "" },
	{ OPT_ORIGINATE, PLAIN, "default-originate", "" }, { OPT_DMZ, PLAIN, "dmzlink-bw", "" },
};

static void policy_text(unsigned k, const struct bgp_opt *o, char *buf, size_t len)
{
	static const char *const communities[] = { "", "", " extended", " both" };
	const char *word = policies[k].word;

	switch (policies[k].form) {
	case NAMED:
		snprintf(buf, len, "%s %s%s", word, o->str ? o->str : "", policies[k].way);
		break;
	case BY_NUMBER:
		snprintf(buf, len, "%s %u", word, o->a);
		break;
	case COMMUNITY:
		snprintf(buf, len, "%s%s", word, communities[o->a & 3]);
		break;
	case PRIVATE:
		snprintf(buf, len, "%s%s%s", word, o->a & 1 ? " all" : "", o->a & 2 ? " replace-as" : "");
		break;
	case SELF:
		snprintf(buf, len, "%s%s", word, o->a ? " all" : "");
		break;
	case UNCHANGED:
		snprintf(buf, len, "%s%s", word, o->a ? " allpaths" : "");
		break;
	default:
		snprintf(buf, len, "%s%s%s", word, o->str ? " route-map " : "", o->str ? o->str : "");
	}
}

/* IOS spells the second title so. */
static void policy_lines(struct show *s, const struct bgp_peer *p, u8 af, bool own)
{
	char text[160], x[IP6_TEXT];
	bool any = false;

	for (unsigned k = 0; k < ARRAY_LEN(policies); k++) {
		const struct bgp_opt *o = bgp_opt(p, policies[k].kind, af);

		if (!o || (o == bgp_opt_own(p->opts, policies[k].kind, af)) != own)
			continue;
		policy_text(k, o, text, sizeof(text));
		if (!any)
			show_text(s, own ? " Locally configured policies:\n" : " Inherited polices:\n");
		any = true;
		show_text(s, "  %s\n", text);
		show_str(s, "neighbor", bgp_peer_name(p, x));
		show_str(s, "address_family", af ? "IPv6 Unicast" : "IPv4 Unicast");
		show_bool(s, "inherited", !own);
		show_str(s, "policy", text);
		show_end(s);
	}
}

VIEW(bgp_show_policy)
{
	const struct bgp *b = cli_bgp(c);
	u8 af = strstr(args_line(a), " ipv6 ") ? BGP_IP6 : BGP_IP4;
	struct ipaddr addr;
	struct bgp_peer *p;
	char x[IP6_TEXT];

	bgp_cli_address(a, &addr);
	p = b->on ? bgp_peer_find(b, &addr) : NULL;
	if (!p || p->deleted || !bgp_peer_active(p, af)) {
		show_text(s, "%% No such neighbor or address family\n");
		return true;
	}
	show_text(s, " Neighbor: %s, Address-Family: %s Unicast\n", bgp_peer_name(p, x), af ? "IPv6" : "IPv4");
	policy_lines(s, p, af, true);
	policy_lines(s, p, af, false);
	return true;
}

/* ---- peer groups ---- */

static void group_row(struct show *s, const struct bgp_peer *g, u32 as, const struct bgp_peer *member)
{
	char x[IP6_TEXT];

	show_str(s, "peer_group", g->name);
	if (as)
		show_num(s, "remote_as", as);
	if (member)
		show_str(s, "neighbor", bgp_peer_name(member, x));
	show_end(s);
}

static void group_family(struct show *s, const struct bgp_peer *g, u32 as, u8 af)
{
	char x[IP6_TEXT];
	bool any = false;

	show_text(s, "\n For address family: %s Unicast\n  BGP neighbor is %s, peer-group %s, members:\n  ", af ? "IPv6" : "IPv4", g->name, as == g->b->as ? "internal" : "external");
	for (const struct bgp_peer *p = g->b->peers; p; p = p->next)
		if (p->group == g && !p->deleted && bgp_peer_active(p, af)) {
			show_text(s, "%s%s%s", any ? " " : "", p->dynamic ? "*" : "", bgp_peer_name(p, x));
			any = true;
		}
	show_text(s, "\n");
}

static void group_show(struct show *s, const struct bgp_peer *g)
{
	const struct bgp_opt *o = bgp_opt(g, OPT_REMOTE_AS, 0), *interval = bgp_opt(g, OPT_INTERVAL, BGP_IP4);
	unsigned active = 0, members[BGP_AFS] = { 0 }, n = 0;
	u32 as = o ? o->a : 0;

	for (const struct bgp_peer *p = g->b->peers; p; p = p->next) {
		if (p->group != g || p->deleted)
			continue;
		group_row(s, g, as, p);
		n++;
		active += p->up != NULL;
		for (u8 af = 0; af < BGP_AFS; af++)
			members[af] += bgp_peer_active(p, af);
	}
	if (!n)
		group_row(s, g, as, NULL);
	show_text(s, "BGP peer-group is %s", g->name);
	if (as)
		show_text(s, ",  remote AS %u", as);
	show_text(s, "\n  BGP version 4\n  Neighbor sessions:\n    %u active, is not multisession capable (disabled)\n  Default minimum time between advertisement runs is %u seconds\n", active,
		  interval ? interval->a : as == g->b->as ? 0 : 30);
	for (u8 af = 0; af < BGP_AFS; af++)
		if (members[af] || (!n && af == BGP_IP4))
			group_family(s, g, as, af);
	show_text(s, "\n");
}

VIEW(bgp_show_peer_group)
{
	const struct bgp *b = cli_bgp(c);
	const char *name = args_str(a, "group");
	bool any = false;

	if (!b->on) {
		show_text(s, "%% BGP not active\n");
		return true;
	}
	for (const struct bgp_peer *g = b->peers; g; g = g->next) {
		if (!g->name || g->deleted || (name && strcmp(name, g->name)))
			continue;
		group_show(s, g);
		any = true;
	}
	if (name && !any)
		show_text(s, "%% No such peer-group\n");
	return true;
}
