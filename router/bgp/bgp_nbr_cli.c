/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `neighbor ...`: each line is an option of a neighbour or a peer group (struct bgp_opt); what an option is called, and which of its words go where, is the table
 * below. A neighbour is there while a line names it; it speaks once it has a remote AS.
 */
#include <stdio.h>
#include <stdlib.h>

#include "device/access.h"
#include "router/bgp/cli.h"
#include "router/bgp/template.h"
#include "router/vrf/vrf.h"

u8 bgp_cli_af(const struct cli *c) { return cli_object(c, 0) == &cli_bgp(c)->af_tag[BGP_IP6] ? BGP_IP6 : BGP_IP4; }

bool bgp_cli_address(const struct args *a, struct ipaddr *addr)
{
	*addr = ipaddr4(args_ip4(a, "ip", 0));
	if (addr->v4)
		return true;
	*addr = (struct ipaddr){ .af = AF_IP6 };
	return args_ip6(a, "ip6", &addr->v6);
}

static struct bgp_peer *target(struct cli *c, const struct args *a, bool make)
{
	struct bgp *b = cli_bgp(c);
	const char *name = args_str(a, "group");
	struct ipaddr addr;
	struct bgp_peer *p;

	bgp_cli_address(a, &addr);
	p = name ? bgp_peer_named(b, name) : bgp_peer_find(b, &addr);
	if (!p && make) {
		p = bgp_peer_new(b, &addr, name);
		if (!p)
			cli_error(c, "%% Too many neighbors");
	}
	return p;
}

static bool has_as(const struct bgp_peer *p) { return p->name || p->group || p->session || bgp_opt(p, OPT_REMOTE_AS, 0); }

/* The words behind `neighbor X`. */
static const char *words_of(const struct args *a)
{
	const char *line = args_line(a), *at = strchr(line, ' ');

	at = at ? strchr(at + 1, ' ') : NULL;
	return at ? at + 1 : "";
}

static const struct word { const char *word; u8 kind; } words[] = {
	{ "remote-as", OPT_REMOTE_AS }, { "local-as", OPT_LOCAL_AS }, { "peer-group", OPT_PEER_GROUP }, { "description", OPT_DESCRIPTION }, { "shutdown", OPT_SHUTDOWN },
	{ "password", OPT_PASSWORD }, { "ebgp-multihop", OPT_MULTIHOP }, { "ttl-security", OPT_TTL_SECURITY }, { "disable-connected-check", OPT_NO_CONNECTED_CHECK },
	{ "update-source", OPT_UPDATE_SOURCE }, { "timers", OPT_TIMERS }, { "transport path-mtu-discovery", OPT_PMTUD }, { "transport connection-mode", OPT_MODE }, { "fall-over", OPT_FALL_OVER }, { "ha-mode", OPT_HA_MODE }, { "capability orf", OPT_ORF }, { "capability", OPT_EXT_HOP }, { "inherit", OPT_INHERIT_SESSION }, { "activate", OPT_ACTIVATE },
	{ "send-community", OPT_SEND_COMMUNITY }, { "route-reflector-client", OPT_RR_CLIENT }, { "next-hop-self", OPT_NEXT_HOP_SELF },
	{ "next-hop-unchanged", OPT_NEXT_HOP_UNCHANGED }, { "remove-private-as", OPT_REMOVE_PRIVATE }, { "as-override", OPT_AS_OVERRIDE }, { "soft-reconfiguration", OPT_SOFT_IN }, { "weight", OPT_WEIGHT },
	{ "allowas-in", OPT_ALLOWAS }, { "default-originate", OPT_ORIGINATE }, { "maximum-prefix", OPT_MAX_PREFIX }, { "advertisement-interval", OPT_INTERVAL },
	{ "additional-paths", OPT_ADD_PATHS }, { "advertise", OPT_ADD_ADVERTISE }, { "announce", OPT_ANNOUNCE_RPKI }, { "dmzlink-bw", OPT_DMZ }, { "soo", OPT_SOO }, { "unsuppress-map", OPT_UNSUPPRESS }, { "advertise-map", OPT_ADVERTISE },
	{ "distribute-list", OPT_DIST_IN }, { "prefix-list", OPT_PREFIX_IN }, { "filter-list", OPT_FILTER_IN }, { "route-map", OPT_MAP_IN },
};

u8 bgp_cli_kind(const char *text)
{
	for (unsigned k = 0; k < ARRAY_LEN(words); k++) {
		size_t n = strlen(words[k].word);

		if (!strncmp(words[k].word, text, n) && (!text[n] || text[n] == ' '))
			return words[k].kind;
	}
	bug("bgp: no option \"%s\"", text);
}

static u8 kind_of(const struct args *a) { return args_has(a, "peer-policy") ? OPT_INHERIT_POLICY : bgp_cli_kind(words_of(a)); }

static void *hold(struct bgp *b, u8 kind, u8 af, const char *name)
{
	u8 f = af == BGP_IP4 ? AF_IP4 : AF_IP6;

	switch (kind) {
	case OPT_DIST_IN:
	case OPT_DIST_OUT:
		return acl_hold(b->s, f, name);
	case OPT_PREFIX_IN:
	case OPT_PREFIX_OUT:
		return prefix_list_hold(b->s, f, name);
	case OPT_FILTER_IN:
	case OPT_FILTER_OUT:
		return path_list_hold(b->s, name);
	default:
		return route_map_hold(b->s, name);
	}
}

void bgp_cli_fill(struct cli *c, struct bgp *b, struct bgp_opt *o, const struct args *a)
{
	const char *name = args_str(a, "name"), *cond = args_str(a, "cond"), *others;
	char clear[SECRET_CLEAR_MAX + 1], kept[SECRET_TEXT_MAX + 4];
	u64 site = 0;

	o->a = (u32)args_num(a, "a", 0);
	o->b = (u32)args_num(a, "b", 0);
	o->str = name ? xstrdup(name) : NULL;
	switch (o->kind) {
	case OPT_DIST_IN:
	case OPT_DIST_OUT:
	case OPT_PREFIX_IN:
	case OPT_PREFIX_OUT:
	case OPT_FILTER_IN:
	case OPT_FILTER_OUT:
	case OPT_MAP_IN:
	case OPT_MAP_OUT:
		o->list = hold(b, o->kind, o->af, name);
		break;
	case OPT_PASSWORD:
		if (access_read_key(c, name, clear, kept)) { /* bgp_cli_good() has seen that it is one */
			free(o->str);
			o->str = xstrdup(clear);
		}
		break;
	case OPT_LOCAL_AS:
		o->flags = (u8)((args_has(a, "no-prepend") ? LOCAL_NO_PREPEND : 0) | (args_has(a, "replace-as") ? LOCAL_REPLACE : 0) | (args_has(a, "dual-as") ? LOCAL_DUAL : 0));
		break;
	case OPT_ORIGINATE:
	case OPT_UNSUPPRESS:
	case OPT_ADVERTISE:
		o->list = name ? route_map_hold(b->s, name) : NULL;
		o->cond_str = cond ? xstrdup(cond) : NULL;
		o->cond = cond ? route_map_hold(b->s, cond) : NULL;
		o->flags = args_has(a, "non-exist-map");
		break;
	case OPT_SOO:
		vrf_target_parse(name, &site);	/* bgp_cli_good() has seen that it is one */
		o->a = (u32)(EXT_SITE(site) >> 32);
		o->b = (u32)site;
		break;
	case OPT_FALL_OVER:
		o->flags = args_has(a, "bfd") ? 0 : FALL_OVER_ROUTE;
		o->list = name ? route_map_hold(b->s, name) : NULL;
		o->a = args_has(a, "single-hop") ? 1 : args_has(a, "multi-hop") ? 2 : 0;
		break;
	case OPT_MODE:
		o->a = args_has(a, "active") ? MODE_ACTIVE : MODE_PASSIVE;
		break;
	case OPT_PMTUD:
		o->a = !args_has(a, "disable");
		break;
	case OPT_SHUTDOWN:
		o->flags = (u8)((args_str(a, "comm") && community_parse(args_str(a, "comm"), &o->b) ? LEAVE_COMM : 0) | (args_str(a, "pref") ? LEAVE_PREF : 0));
		o->c = (u32)args_num(a, "pref", 0);
		break;
	case OPT_REMOTE_AS:
		others = strstr(args_line(a), " alternate-as ");
		o->str = others ? xstrdup(others + 14) : NULL;
		break;
	case OPT_NEXT_HOP_UNCHANGED:
		o->a = args_has(a, "allpaths");
		break;
	case OPT_NEXT_HOP_SELF:
		o->a = args_has(a, "all");
		break;
	case OPT_HA_MODE:
		o->a = !args_has(a, "disable");
		break;
	case OPT_ADD_PATHS:
		o->a = (args_has(a, "send") ? ADD_SEND : 0) | (args_has(a, "receive") ? ADD_RECEIVE : 0);
		break;
	case OPT_ORF:
		o->a = args_has(a, "both") ? ORF_SEND | ORF_RECEIVE : args_has(a, "send") ? ORF_SEND : ORF_RECEIVE;
		break;
	case OPT_ADD_ADVERTISE:
		o->a = (u32)args_num(a, "best", 0);
		o->flags = (u8)((args_has(a, "group-best") ? SELECT_GROUP : 0) | (args_has(a, "all") ? SELECT_ALL : 0));
		break;
	case OPT_TIMERS:
		bgp_cli_hold_warn(c, o->b);
		o->b |= (u32)args_num(a, "min", 0) << 16;
		break;
	case OPT_MULTIHOP:
		o->a = (u32)args_num(a, "a", 255);
		break;
	case OPT_ALLOWAS:
		o->a = (u32)args_num(a, "a", 3);
		break;
	case OPT_SEND_COMMUNITY:
		o->a = args_has(a, "both") ? 3 : args_has(a, "extended") ? 2 : 1;
		break;
	case OPT_REMOVE_PRIVATE:
		o->a = (args_has(a, "all") ? 1 : 0) | (args_has(a, "replace-as") ? 2 : 0);
		break;
	case OPT_MAX_PREFIX:
		o->b = (u32)args_num(a, "percent", 75) | (u32)args_num(a, "restart", 0) << 8;
		o->flags = args_has(a, "warning-only");
		break;
	}
}

/* A neighbour or group that no line names any more. */
static void tidy(struct bgp_peer *p)
{
	if (!p->opts && !p->defined)
		bgp_peer_remove(p);
}

static bool names_peer(const char *line, const void *arg)
{
	size_t n = strlen(arg);

	if (!strncmp(line, "no ", 3))
		line += 3;
	return !strncmp(line, "neighbor ", 9) && !strncmp(line + 9, arg, n) && (line[9 + n] == ' ' || !line[9 + n]);
}

/* What a line says of whom it names: "remote-as 65001". */
static const char *said(const char *line)
{
	const char *at = strncmp(line, "neighbor ", 9) ? NULL : strchr(line + 9, ' ');

	return at ? at + 1 : "";
}

/* In the block the line stands in, and in its families: those of VRFs have neighbours of their own. */
static bool names_peer_in(const char *block, const char *line, const void *arg)
{
	return (!block || !strstr(block, " vrf ")) && names_peer(line, arg);
}

/* All but the line that is going already. */
static bool beside_as(const char *block, const char *line, const void *arg)
{
	return names_peer_in(block, line, arg) && strncmp(said(line), "remote-as ", 10);
}

static bool beside_group(const char *block, const char *line, const void *arg) { return names_peer_in(block, line, arg) && strcmp(said(line), "peer-group"); }

/* `neighbor X peer-group NAME` */
static bool joins(const char *block, const char *line, const void *arg)
{
	return (!block || !strstr(block, " vrf ")) && !strncmp(said(line), "peer-group ", 11) && !strcmp(said(line) + 11, arg);
}

/* `bgp listen range A.B.C.D/nn peer-group NAME` */
static bool listens(const char *line, const void *arg)
{
	const char *at = strncmp(line, "bgp listen range ", 17) ? NULL : strstr(line, " peer-group ");

	return at && !strcmp(at + 12, arg);
}

/* The lines of a neighbour that goes, or of a group, with those of its members that name it. */
static void drop_lines(struct cli *c, struct bgp_peer *p, bool (*which)(const char *block, const char *line, const void *arg))
{
	char text[IP6_TEXT], *name = xstrdup(p->name ? p->name : bgp_peer_name(p, text)); /* p goes with the last of them */
	struct ipaddr addr = p->addr;
	struct bgp *b = p->b;
	bool group = p->name, was = b->silent;

	if (group) {
		cli_remove_lines(c, false, listens, name);
		cli_remove_all(c, false, joins, name);
	}
	b->silent = true;	/* `no neighbor X activate` would be another line of it */
	cli_remove_all(c, false, which, name);	/* those of families, too */
	b->silent = was;
	p = group ? bgp_peer_named(b, name) : bgp_peer_find(b, &addr);
	for (u8 af = 0; p && af < BGP_AFS; af++)
		bgp_opt_unset(&p->opts, OPT_ACTIVATE, af);
	free(name);
}

static bool join_group(struct cli *c, struct bgp_peer *p, const char *name)
{
	struct bgp_peer *g = bgp_peer_named(p->b, name);

	if (!g && cli_interactive(c)) {
		cli_error(c, "%% Configure the peer-group %s first", name);
		return false;
	}
	if (!g)
		g = bgp_peer_new(p->b, &p->addr, name);
	if (!g)
		return false;
	p->group = g;
	return true;
}

static bool set_group(struct cli *c, const struct args *a, struct bgp_peer *p)
{
	struct bgp_opt *o;

	if (p->name) {	/* `neighbor NAME peer-group`: it is one */
		if (args_no(a)) {
			drop_lines(c, p, beside_group);
			p = target(c, a, false);	/* with its last line it may be gone */
		}
		if (p)
			p->defined = !args_no(a);
		return true;
	}
	if (args_no(a)) {
		p->group = NULL;
		bgp_opt_unset(&p->opts, OPT_PEER_GROUP, 0);
	} else {
		if (!join_group(c, p, args_str(a, "name")))
			return false;
		o = bgp_opt_set(&p->opts, OPT_PEER_GROUP, 0);
		o->str = xstrdup(args_str(a, "name"));
	}
	bgp_opt_changed(p, OPT_PEER_GROUP, 0);
	return true;
}

/* On by default in IPv4, or by its group where no line of its own says so: then `no` is what is kept. */
static void activate(struct cli *c, const struct args *a, struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *own = bgp_opt_own(p->opts, OPT_ACTIVATE, af), *group = p->group && !own ? bgp_opt_own(p->group->opts, OPT_ACTIVATE, af) : NULL;
	bool on = !args_no(a), line_goes = own && own->a != on && (cli_in_whole(c) || cli_is_sync(c)); /* nobody says the contrary of it */
	char line[128], name[IP6_TEXT];

	if (line_goes || (!on && !bgp_peer_default_on(p, af) && !(group && group->a))) {
		bgp_opt_unset(&p->opts, OPT_ACTIVATE, af);
		return;
	}
	bgp_opt_set(&p->opts, OPT_ACTIVATE, af)->a = on;
	if (on)
		return;
	snprintf(line, sizeof(line), "no neighbor %s activate", bgp_peer_name(p, name));
	cli_store(c, line);
}

bool bgp_cli_good(struct cli *c, const struct args *a, u8 kind, u8 af, const struct bgp *b, struct bgp_opt *own)
{
	if (kind == OPT_SOO && !vrf_target_parse(args_str(a, "name"), &(u64){ 0 })) {
		cli_error(c, "%% Invalid site of origin: ASN:nn or A.B.C.D:nn");
		return false;
	}
	if ((kind == OPT_DIST_IN || kind == OPT_DIST_OUT) && !acl_may_name(c, af == BGP_IP4 ? AF_IP4 : AF_IP6, false, args_str(a, "name")))
		return false;
	if (kind == OPT_SHUTDOWN && args_str(a, "comm") && !community_parse(args_str(a, "comm"), &(u32){ 0 })) {
		cli_error(c, "%% Invalid community \"%s\"", args_str(a, "comm"));
		return false;
	}
	if (kind == OPT_LOCAL_AS && args_num(a, "a", 0) == b->as) {
		cli_error(c, "%% Cannot have local-as same as BGP AS number");
		return false;
	}
	if (kind == OPT_ADD_PATHS && args_has(a, "disable") == (args_has(a, "send") || args_has(a, "receive"))) {	/* nothing, or both */
		cli_error(c, args_has(a, "disable") ? "%% disable stands alone" : "%% Incomplete command.");
		return false;
	}
	if (kind == OPT_PASSWORD && !access_line_key(c, a, "name", (char[SECRET_CLEAR_MAX + 1]){ 0 }))
		return false;
	if (kind == OPT_ADD_ADVERTISE && !bgp_cli_select(c, a, &(struct bgp_select){ 0 }))
		return false;
	if (kind == OPT_TIMERS && !bgp_cli_hold_good(c, (u32)args_num(a, "b", 0), (u32)args_num(a, "min", 0)))
		return false;
	if ((kind == OPT_TTL_SECURITY && bgp_opt_own(own, OPT_MULTIHOP, 0)) || (kind == OPT_MULTIHOP && bgp_opt_own(own, OPT_TTL_SECURITY, 0))) {
		cli_error(c, "%% ebgp-multihop and ttl-security cannot be configured together");
		return false;
	}
	return true;
}

/*
 * What is wrong with the option for a neighbour that is internal, or is not; NULL: nothing, or that is not known of it yet. A saved configuration may have such
 * lines: its neighbour was of the other kind when they were typed.
 */
static const char *other_kind(const struct bgp_peer *p, u8 kind)
{
	if (p->name || !p->remote_as)
		return NULL;
	if (kind == OPT_RR_CLIENT && !p->ibgp)
		return "Invalid command. Not an internal neighbor";
	if (kind == OPT_LOCAL_AS && !bgp_external(p))
		return "Local-AS allowed only for EBGP peers";
	return kind == OPT_REMOVE_PRIVATE && !bgp_external(p) ? "Private AS cannot be removed for IBGP peers" : NULL;
}

static bool good(struct cli *c, const struct args *a, u8 kind, const struct bgp_peer *p)
{
	bool inherits = p->session;
	const char *why;

	for (u8 af = 0; af < BGP_AFS; af++)
		inherits |= p->af[af].policy != NULL;
	why = cli_is_replay(c) ? NULL : other_kind(p, kind);
	if (why) {
		cli_error(c, "%% %s", why);
		return false;
	}
	if ((kind == OPT_PEER_GROUP && inherits) || ((kind == OPT_INHERIT_SESSION || kind == OPT_INHERIT_POLICY) && p->group)) {
		cli_error(c, "%% A neighbor is either a member of a peer-group or inherits templates");
		return false;
	}
	return bgp_cli_good(c, a, kind, 0, p->b, p->opts);
}

/* A neighbour by its link-local address, with its interface behind it or not: the words are those of a group's name, then. */
static bool linklocal(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "group");
	struct ipaddr addr;

	if (name ? !strchr(name, ':') : !bgp_cli_address(a, &addr) || addr.af != AF_IP6 || !ip6_is_linklocal(&addr.v6))
		return false;
	cli_error(c, "%% Unsupported here: sessions between link-local addresses");
	return true;
}

static bool no_host(struct cli *c, const struct args *a)
{
	struct ipaddr addr;

	if (args_str(a, "group") ||
	    (bgp_cli_address(a, &addr) && (addr.af == AF_IP4 ? addr.v4 >> 28 < 0xe : !ip6_is_multicast(&addr.v6) && !ip6_is_zero(&addr.v6))))
		return false;
	cli_error(c, "%% Invalid peer address");
	return true;
}

/* An address of ours, as of now: what is stored may name one, and is taken. */
static bool ourselves(struct cli *c, const struct args *a)
{
	struct ipaddr addr;
	bool own = false;

	if (args_str(a, "group") || cli_is_replay(c) || !bgp_cli_address(a, &addr))
		return false;
	for (const struct ipif *p = cli_bgp(c)->s->ifs; p; p = p->next)
		own |= addr.af == AF_IP4 ? ipif_addr4(p, addr.v4) != NULL : ipif_addr6(p, &addr.v6) != NULL;
	if (own)
		cli_error(c, "%% Cannot configure the local system as neighbor");
	return own;
}

RUN(bgp_run_neighbor)
{
	u8 kind = kind_of(a), af = kind >= OPT_SESSION_N ? bgp_cli_af(c) : 0;
	struct bgp_peer *p = args_no(a) || (!no_host(c, a) && !linklocal(c, a) && !ourselves(c, a)) ? target(c, a, !args_no(a)) : NULL;
	struct bgp_opt *o;
	bool ok = true;

	if (!p || (kind == OPT_ACTIVATE && p->b->silent))
		return args_no(a) || p;
	if (!args_no(a) && ((kind != OPT_REMOTE_AS && kind != OPT_PEER_GROUP && kind != OPT_INHERIT_SESSION && !has_as(p) && cli_interactive(c)) || !good(c, a, kind, p))) {
		if (!has_as(p))
			cli_error(c, "%% Specify remote-as or peer-group commands first");
		tidy(p);
		return false;
	}
	if (kind == OPT_PEER_GROUP) {
		ok = set_group(c, a, p);
	} else if (kind == OPT_ACTIVATE) {
		activate(c, a, p, af);
	} else if (args_no(a)) {
		bgp_opt_unset(&p->opts, kind, af);
	} else {
		o = bgp_opt_set(&p->opts, kind, af);
		bgp_cli_fill(c, p->b, o, a);
	}
	if (kind == OPT_INHERIT_SESSION || kind == OPT_INHERIT_POLICY)
		bgp_peer_inherit(p, kind == OPT_INHERIT_SESSION, af, args_no(a) ? NULL : args_str(a, "name"));
	else if (kind == OPT_ACTIVATE && cli_is_sync(c))	/* the lines that make up for it may be yet to come */
		bgp_families_soon(p->b);
	else if (kind != OPT_PEER_GROUP)
		bgp_opt_changed(p, kind, af);
	if (args_no(a) && kind == OPT_REMOTE_AS && !p->group && !p->session && !p->name)
		drop_lines(c, p, beside_as);
	p = target(c, a, false);
	if (p)
		tidy(p);
	return ok;
}

/* ---- filters: by name, in and out ---- */

RUN(bgp_run_policy)
{
	u8 af = bgp_cli_af(c), kind = (u8)(kind_of(a) + args_has(a, "out"));
	struct bgp_peer *p = target(c, a, !args_no(a));
	const struct bgp_opt *was = NULL;
	const char *text = words_of(a);
	char name[IP6_TEXT], line[256];
	struct bgp_opt *o;

	if (!p)
		return args_no(a);
	for (const struct bgp_opt *x = p->opts; x; x = x->next)
		if (x->kind == kind && x->af == af)
			was = x;
	if (args_no(a)) {
		if (!was || strcmp(was->str, args_str(a, "name")))
			return true;
		bgp_opt_unset(&p->opts, kind, af);
	} else {
		if (!has_as(p) && cli_interactive(c)) {
			cli_error(c, "%% Specify remote-as or peer-group commands first");
			tidy(p);
			return false;
		}
		if (!bgp_cli_good(c, a, kind, af, p->b, p->opts)) {
			tidy(p);
			return false;
		}
		/* Another of this direction stands no more. */
		if (was && strcmp(was->str, args_str(a, "name"))) {
			snprintf(line, sizeof(line), "neighbor %s %.*s %s %s", bgp_peer_name(p, name), (int)strcspn(text, " "), text, was->str, args_has(a, "out") ? "out" : "in");
			cli_remove_in(c, NULL, line);
		}
		o = bgp_opt_set(&p->opts, kind, af);
		bgp_cli_fill(c, p->b, o, a);
	}
	bgp_opt_changed(p, kind, af);
	if (args_no(a))
		tidy(p);
	return true;
}

/* `no neighbor X`: with all its lines. */
RUN(bgp_run_remove)
{
	struct bgp_peer *p = target(c, a, false);

	if (!args_no(a)) {
		cli_error(c, "%% Incomplete command.");
		return false;
	}
	if (!p)
		return true;
	drop_lines(c, p, names_peer_in);
	p = target(c, a, false);
	if (p)
		tidy(p);
	return true;
}
