/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prefix-list, as-path access-list, community-list; and the shows of all policy. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ip_cli.h"
#include "router/policy/pbr.h"
#include "router/vrf/vrf.h"

static u8 family(const struct args *a)
{
	const char *words = args_line(a);

	words += !strncmp(words, "show ", 5) ? 5 : !strncmp(words, "clear ", 6) ? 6 : 0;
	return !strncmp(words, "ipv6", 4) ? AF_IP6 : AF_IP4;
}

static const char *word_of(u8 af) { return af == AF_IP6 ? "ipv6" : "ip"; }

static bool name_good(struct cli *c, const char *name)
{
	if (strlen(name) < POLICY_NAME_MAX)
		return true;
	cli_error(c, "%% Name too long");
	return false;
}

/* ---- prefix lists ---- */

void prefix_entry_text(const struct prefix_entry *e, char *buf, size_t len)
{
	char t[IP6_TEXT];
	size_t n = (size_t)snprintf(buf, len, "seq %u %s %s/%u", e->seq, e->permit ? "permit" : "deny", ipaddr_text(&e->prefix, t), e->plen);

	if (e->ge)
		n += (size_t)snprintf(buf + n, len - n, " ge %u", e->ge);
	if (e->le)
		snprintf(buf + n, len - n, " le %u", e->le);
}

static bool entry_of(struct cli *c, const struct args *a, struct prefix_entry *e)
{
	u8 af = family(a);

	*e = (struct prefix_entry){ .seq = (u32)args_num(a, "seq", 0), .permit = args_has(a, "permit"), .ge = (u8)args_num(a, "ge", 0), .le = (u8)args_num(a, "le", 0),
				    .prefix = { .af = af } };
	if (af == AF_IP4) {
		args_ip4_prefix(a, "prefix", &e->prefix.v4, &e->plen);
		e->prefix.v4 &= ip4_mask(e->plen);
	} else {
		args_ip6_prefix(a, "prefix", &e->prefix.v6, &e->plen);
		e->prefix.v6 = ip6_masked(&e->prefix.v6, e->plen);
	}
	if ((e->ge && (e->ge <= e->plen || (e->le && e->le < e->ge))) || (e->le && e->le <= e->plen)) {
		char t[IP6_TEXT];

		cli_error(c, "%% Invalid prefix range for %s/%u, make sure: len < ge-value <= le-value", ipaddr_text(&e->prefix, t), e->plen);
		return false;
	}
	return true;
}

static void keep(struct cli *c, const struct prefix_list *l, const struct prefix_entry *e)
{
	char line[POLICY_NAME_MAX + 128], text[100];

	prefix_entry_text(e, text, sizeof(text));
	snprintf(line, sizeof(line), "%s prefix-list %s %s", word_of(l->af), l->name, text);
	cli_store(c, line);
}

static RUN(run_prefix)
{
	struct policy *p = policy_of(cli_stack(c));
	const char *name = args_str(a, "name");
	struct prefix_list *l = prefix_list_find(p, family(a), name);
	struct prefix_entry e;

	if (args_no(a)) {
		if (l) {
			prefix_list_del(l, (u32)args_num(a, "seq", 0));
			prefix_list_tidy(l);
		}
		return true;
	}
	if (!name_good(c, name) || !entry_of(c, a, &e))
		return false;
	l = prefix_list_get(p, family(a), name);
	if (l->n >= POLICY_ENTRIES_MAX) {
		cli_error(c, "%% Too many entries");
		return false;
	}
	prefix_list_set(l, &e);
	keep(c, l, &e);
	return true;
}

static bool same(const struct prefix_entry *x, const struct prefix_entry *y)
{
	return x->permit == y->permit && x->plen == y->plen && x->ge == y->ge && x->le == y->le && ipaddr_eq(&x->prefix, &y->prefix);
}

/* Without a number: after the last, in fives. `no`: the entry that says so. */
static RUN(run_prefix_next)
{
	struct policy *p = policy_of(cli_stack(c));
	const char *name = args_str(a, "name");
	struct prefix_list *l;
	struct prefix_entry e;
	char line[POLICY_NAME_MAX + 48];
	u32 k = 0;

	if (!name_good(c, name) || !entry_of(c, a, &e))
		return false;
	l = prefix_list_find(p, family(a), name);
	while (l && k < l->n && !same(&l->e[k], &e))
		k++;
	if (args_no(a)) {
		if (!l || k == l->n) {
			cli_error(c, "%% Can't find specified prefix-list entry");
			return false;
		}
		snprintf(line, sizeof(line), "%s prefix-list %s seq %u", word_of(l->af), name, l->e[k].seq);
		return cli_remove_in(c, NULL, line);
	}
	l = prefix_list_get(p, family(a), name);
	if (k < l->n)
		return true;
	if (l->n >= POLICY_ENTRIES_MAX) {
		cli_error(c, "%% Too many entries");
		return false;
	}
	e.seq = l->n ? l->e[l->n - 1].seq / 5 * 5 + 5 : 5;
	prefix_list_set(l, &e);
	keep(c, l, &e);
	return true;
}

static RUN(run_prefix_all)
{
	struct prefix_list *l = prefix_list_find(policy_of(cli_stack(c)), family(a), args_str(a, "name"));
	char line[POLICY_NAME_MAX + 48];

	if (!args_no(a)) {
		cli_error(c, "%% Incomplete command.\n");
		return false;
	}
	if (!l)
		return true;
	l->holds++;
	while (l->n) {
		snprintf(line, sizeof(line), "%s prefix-list %s seq %u", word_of(l->af), l->name, l->e[l->n - 1].seq);
		if (!cli_remove_in(c, NULL, line))
			break;
	}
	if (l->description) {
		snprintf(line, sizeof(line), "%s prefix-list %s description", word_of(l->af), l->name);
		cli_remove_in(c, NULL, line);
	}
	prefix_list_release(l);
	return true;
}

static RUN(run_prefix_description)
{
	struct prefix_list *l;

	if (!name_good(c, args_str(a, "name")))
		return false;
	l = prefix_list_get(policy_of(cli_stack(c)), family(a), args_str(a, "name"));
	free(l->description);
	l->description = args_no(a) ? NULL : xstrdup(args_str(a, "LINE"));
	prefix_list_tidy(l);
	return true;
}

static void prefix_row(struct show *s, const struct prefix_list *l, const struct prefix_entry *e, bool said, bool counted)
{
	char text[100], t[IP6_TEXT];

	show_str(s, "list", l->name);
	show_num(s, "sequence", e->seq);
	show_str(s, "action", e->permit ? "permit" : "deny");
	show_fmt(s, "prefix", "%s/%u", ipaddr_text(&e->prefix, t), e->plen);
	if (e->ge)
		show_num(s, "ge", e->ge);
	if (e->le)
		show_num(s, "le", e->le);
	show_num(s, "hits", e->hits);
	show_end(s);
	prefix_entry_text(e, text, sizeof(text));
	if (said)
		show_text(s, counted ? "   %s (hit count: %llu, refcount: %llu)\n" : "   %s\n", text, (unsigned long long)e->hits, (unsigned long long)e->refs);
}

static bool asked_prefix(const struct args *a, struct ipaddr *prefix, u8 *plen)
{
	prefix->af = family(a);
	return prefix->af == AF_IP4 ? args_ip4_prefix(a, "prefix", &prefix->v4, plen) : args_ip6_prefix(a, "prefix", &prefix->v6, plen);
}

/* Entries of one list: of a number; of just that prefix, of it and those within it (longer), or the first that holds it (first-match), whatever lengths they ask for. */
static VIEW(show_prefix_entries)
{
	const struct prefix_list *l = prefix_list_find(policy_of(cli_stack(c)), family(a), args_str(a, "name"));
	struct ipaddr asked = { 0 };
	u8 plen = 0;
	bool by_prefix = asked_prefix(a, &asked, &plen), longer = args_has(a, "longer"), first = args_has(a, "first-match");

	if (!l) {
		show_text(s, "%% Can't find specified prefix-list\n");
		return true;
	}
	for (u32 k = 0; k < l->n; k++) {
		const struct prefix_entry *e = &l->e[k];

		if (!by_prefix ? e->seq != args_num(a, "seq", 0) :
		    first      ? e->plen > plen || !ipaddr_in(&asked, &e->prefix, e->plen) :
				 !ipaddr_in(&e->prefix, &asked, plen) || e->plen < plen || (e->plen > plen && !longer))
			continue;
		prefix_row(s, l, e, true, true);
		if (first)
			break;
	}
	return true;
}

static RUN(run_prefix_clear)
{
	u8 af = family(a), plen = 0;
	struct ipaddr asked = { 0 };
	bool by_prefix = asked_prefix(a, &asked, &plen);

	for (struct prefix_list *l = policy_of(cli_stack(c))->prefixes; l; l = l->next) {
		if (l->af != af || (args_str(a, "name") && strcmp(args_str(a, "name"), l->name)))
			continue;
		for (u32 k = 0; k < l->n; k++)
			if (!by_prefix || (l->e[k].plen == plen && ipaddr_in(&l->e[k].prefix, &asked, plen)))
				l->e[k].hits = 0;
	}
	return true;
}

static VIEW(show_prefix)
{
	struct policy *p = policy_of(cli_stack(c));
	u8 af = family(a);
	bool detail = args_has(a, "detail"), summary = args_has(a, "summary");

	for (const struct prefix_list *l = p->prefixes; l; l = l->next) {
		u32 ranges = 0;

		if (l->af != af || (!l->n && !l->description) || (args_str(a, "name") && strcmp(args_str(a, "name"), l->name)))
			continue;
		for (u32 k = 0; k < l->n; k++)
			ranges += l->e[k].ge || l->e[k].le;
		show_text(s, "%s prefix-list %s:%s", word_of(af), l->name, detail || summary ? "\n" : "");
		if (detail || summary) {
			if (l->description)
				show_text(s, "   Description: %s\n", l->description);
			show_text(s, "   count: %u, range entries: %u, sequences: %u - %u, refcount: %u\n", l->n, ranges, l->n ? l->e[0].seq : 0, l->n ? l->e[l->n - 1].seq : 0, l->holds);
		} else {
			show_text(s, " %u entries\n", l->n);
		}
		for (u32 k = 0; k < l->n; k++)
			prefix_row(s, l, &l->e[k], !summary, detail);
	}
	return true;
}

/* ---- AS paths and communities ---- */

/* By a line's first words: `ip community-list`; a show is without its `show`. */
static enum list_kind kind_of(const char *words)
{
	if (*words == 'r')
		return LIST_TAG;
	words += strlen("ip ");
	return *words == 'a' ? LIST_PATH : *words == 'c' ? LIST_COMMUNITY : *words == 'e' ? LIST_EXTENDED : LIST_LARGE;
}

static RUN(run_path)
{
	struct policy *p = policy_of(cli_stack(c));
	enum list_kind kind = kind_of(args_line(a));
	bool expanded = args_has(a, "expanded") || (!args_has(a, "standard") && args_num(a, "name", 0) > 99);
	struct path_list *l = path_list_find(p, kind, args_str(a, "name"));
	char why[64];

	if (args_no(a)) {
		if (l) {
			path_list_del(l, args_has(a, "permit"), args_str(a, "LINE"));
			path_list_tidy(l);
		}
		return true;
	}
	if (!name_good(c, args_str(a, "name")))
		return false;
	l = path_list_get(p, kind, args_str(a, "name"));
	if (l->n && kind != LIST_PATH && l->expanded != expanded) {
		cli_error(c, "%% Community-list %s is of the other kind", l->name);
		return false;
	}
	l->expanded = expanded;
	if (path_list_add(l, args_has(a, "permit"), args_str(a, "LINE"), why, sizeof(why)))
		return true;
	cli_error(c, "%s", why);
	path_list_tidy(l);
	return false;
}

static bool of_list(const char *line, const void *arg)
{
	size_t n = strlen(arg);

	return !strncmp(line, arg, n) && (!strncmp(line + n, " permit ", 8) || !strncmp(line + n, " deny ", 6));
}

/* `no`, and a list's name: all its lines. */
static RUN(run_path_all)
{
	if (args_no(a))
		return cli_remove_lines(c, true, of_list, args_line(a));
	cli_error(c, "%% Incomplete command.\n");
	return false;
}

static void list_title(struct show *s, const struct path_list *l)
{
	const char *how = l->expanded ? "expanded" : "standard", *name = l->name[0] >= '0' && l->name[0] <= '9' ? "Numbered" : "Named";

	switch (l->kind) {
	case LIST_COMMUNITY:
		show_text(s, "%s Community %s list %s\n", name, how, l->name);
		break;
	case LIST_EXTENDED:
		show_text(s, "%s extended community-list %s\n", l->expanded ? "Expanded" : "Standard", l->name);
		break;
	case LIST_TAG:
		show_text(s, "route-tag list %s\n", l->name);
		break;
	case LIST_LARGE:
		show_text(s, "%s Large Community %s list %s\n", name, how, l->name);
		break;
	default:
		show_text(s, "AS path access list %s\n", l->name);
	}
}

/* Those of extended communities have numbers in IOS's show, and the values as routes have them; their order is by lines, so that a number is a place. */
static void path_entry_text(struct show *s, const struct path_list *l, u32 k)
{
	const struct path_entry *e = &l->e[k];
	char one[EXT_TEXT];

	show_text(s, "    ");
	if (l->kind == LIST_EXTENDED)
		show_text(s, "%u ", 10 * (k + 1));
	show_text(s, "%s", e->permit ? "permit" : "deny");
	if (l->kind == LIST_EXTENDED && !l->expanded)
		for (u32 v = 0; v < e->n; v++)
			show_text(s, " %s", ext_community_text((u64)e->value[2 * v] << 32 | e->value[2 * v + 1], one));
	else
		show_text(s, " %s", e->text);
	show_text(s, "\n");
}

static VIEW(show_paths)
{
	enum list_kind kind = kind_of(args_line(a) + strlen("show "));

	for (const struct path_list *l = policy_of(cli_stack(c))->paths; l; l = l->next) {
		if (l->kind != kind || !l->n || (args_str(a, "name") && strcmp(args_str(a, "name"), l->name)))
			continue;
		list_title(s, l);
		for (u32 k = 0; k < l->n; k++) {
			show_str(s, "list", l->name);
			if (kind == LIST_EXTENDED)
				show_num(s, "sequence", 10 * (k + 1));
			show_str(s, "action", l->e[k].permit ? "permit" : "deny");
			show_str(s, "entry", l->e[k].text);
			show_end(s);
			path_entry_text(s, l, k);
		}
	}
	return true;
}

/* ---- route maps ---- */

static const char *const match_title[MATCH_N] = {
	[MATCH_ADDRESS] = "ip address (access-lists):", [MATCH_PREFIX] = "ip address prefix-lists:", [MATCH_ADDRESS6] = "ipv6 address",
	[MATCH_PREFIX6] = "ipv6 address prefix-lists:", [MATCH_NEXT_HOP] = "ip next-hop (access-lists):", [MATCH_NEXT_HOP_PREFIX] = "ip next-hop prefix-lists:",
	[MATCH_SOURCE_PREFIX] = "ip route-source prefix-lists:", [MATCH_SOURCE] = "ip route-source (access-lists):", [MATCH_NEXT_HOP6] = "ipv6 next-hop",
	[MATCH_NEXT_HOP_PREFIX6] = "ipv6 next-hop prefix-lists:", [MATCH_SOURCE6] = "ipv6 route-source", [MATCH_SOURCE_PREFIX6] = "ipv6 route-source prefix-lists:", [MATCH_INTERFACE] = "interface", [MATCH_TAG] = "tag", [MATCH_METRIC] = "metric",
	[MATCH_AS_PATH] = "as-path (as-path filter):", [MATCH_COMMUNITY] = "community (community-list filter):", [MATCH_EXTENDED] = "extcommunity (extcommunity-list filter):", [MATCH_LARGE] = "large-community (large-community-list filter):", [MATCH_LOCAL_PREF] = "local-preference",
	[MATCH_PROTOCOL] = "source-protocol", [MATCH_ROUTE_TYPE] = "route-type", [MATCH_RPKI] = "rpki", [MATCH_LENGTH] = "length", [MATCH_TAG_LIST] = "tag list", [MATCH_MARKS] = "additional-paths advertise-set",
};

/* One line of addresses, as they were typed. The last of them. */
static const struct pbr_hop *show_line(struct show *s, const char *words, const struct pbr_hop *h)
{
	char t[IP6_TEXT];

	show_text(s, "    %s %s %s", h->addr.af == AF_IP6 ? "ipv6" : "ip", words, ipaddr_text(&h->addr, t));
	for (; h->next && h->next->kind == h->kind && h->next->addr.af == h->addr.af; h = h->next)
		show_text(s, " %s", ipaddr_text(&h->next->addr, t));
	show_text(s, "\n");
	return h;
}

static void show_hops(struct show *s, const struct clause *x)
{
	char t[IP6_TEXT], words[80];

	if (x->table)
		show_text(s, "    %s%s\n", x->table->vrf ? "vrf " : "global", x->table->vrf ? vrf_name(x->table) : "");
	for (const struct pbr_hop *h = x->hops; h; h = h->next)
		switch (h->kind) {
		case PBR_NEXT:	/* in the text of the line that has the first */
			break;
		case PBR_ELSEWHERE:
			snprintf(words, sizeof(words), "%s%s next-hop", h->table->vrf ? "vrf " : "global", h->table->vrf ? vrf_name(h->table) : "");
			h = show_line(s, words, h);
			break;
		case PBR_VERIFY:
			show_text(s, "    %s next-hop verify-availability %s %u track %u  [%s]\n", h->addr.af == AF_IP6 ? "ipv6" : "ip", ipaddr_text(&h->addr, t), h->seq, h->user.object, h->user.up ? "up" : "down");
			break;
		case PBR_INTERFACE:
		case PBR_DEFAULT_INTERFACE:
			show_text(s, "    %sinterface %s\n", h->kind == PBR_INTERFACE ? "" : "default ", h->iface);
			break;
		default:
			h = show_line(s, h->kind == PBR_RECURSIVE ? "next-hop recursive" : "default next-hop", h);
		}
}

static void show_clause(struct show *s, const struct route_map *m, const struct clause *x)
{
	show_str(s, "route_map", m->name);
	show_num(s, "sequence", x->seq);
	show_str(s, "action", x->permit ? "permit" : "deny");
	show_num(s, "hits", x->hits);
	if (x->table)
		show_str(s, "policy_table", vrf_name(x->table));
	show_num(s, "policy_packets", x->packets);
	show_num(s, "policy_bytes", x->bytes);
	show_end(s);
	show_text(s, "route-map %s, %s, sequence %u\n", m->name, x->permit ? "permit" : "deny", x->seq);
	if (x->description)
		show_text(s, "  Description:\n    %s\n", x->description);
	if (x->go_on == UINT32_MAX)
		show_text(s, "  Continue: to next entry\n");
	else if (x->go_on)
		show_text(s, "  Continue: sequence %u\n", x->go_on);
	show_text(s, "  Match clauses:\n");
	for (const struct match *k = x->match; k; k = k->next) {
		show_text(s, "    %s", match_title[k->kind]);
		for (u32 n = 0; n < k->n; n++)
			show_text(s, k->kind == MATCH_EXTENDED && !n ? "%s" : " %s", k->arg[n].word);	/* IOS has no blank there */
		show_text(s, "%s\n", k->exact ? " exact-match" : " ");
	}
	show_text(s, "  Set clauses:\n");
	for (const struct set *k = x->set; k; k = k->next)
		show_text(s, "    %s\n", k->text);
	show_hops(s, x);
	pbr_show_marks(s, x);
	show_text(s, "  Policy routing matches: %llu packets, %llu bytes\n", (unsigned long long)x->packets, (unsigned long long)x->bytes);
}

void policy_show_map(struct show *s, const struct route_map *m)
{
	for (const struct clause *x = m->clauses; x; x = x->next)
		show_clause(s, m, x);
}

/* What went its way, and how often its clauses fitted. */
static RUN(run_map_clear)
{
	const char *name = args_str(a, "name");
	bool any = false;

	for (struct route_map *m = policy_of(cli_stack(c))->maps; m; m = m->next) {
		if (name && strcmp(name, m->name))
			continue;
		any = true;
		for (struct clause *x = m->clauses; x; x = x->next)
			x->hits = x->packets = x->bytes = 0;
	}
	if (name && !any)
		cli_error(c, "%% route-map %s not found", name);
	return any || !name;
}

static VIEW(show_map)
{
	for (const struct route_map *m = policy_of(cli_stack(c))->maps; m; m = m->next)
		if (!args_str(a, "name") || !strcmp(args_str(a, "name"), m->name))
			policy_show_map(s, m);
	return true;
}

#define PL_HELP(f) f "|Build a prefix list|Name of a prefix list"
#define PL_ENTRY_HELP "Specify packets to reject|Specify packets to forward|Prefix|Minimum prefix length to be matched||Maximum prefix length to be matched|"
#define PL(f, fh, px, max, o) \
	{ &mode_config, f " prefix-list WORD:name description LINE", PL_HELP(fh) "|Prefix-list specific description|Up to 80 characters describing this prefix-list", \
	  .run = run_prefix_description, .key = 4, .order = o, .flags = CMD_SORT_NUMERIC }, \
	{ &mode_config, f " prefix-list WORD:name seq <1-4294967294>:seq {deny|permit} " px ":prefix [ge <1-" max ">:ge] [le <1-" max ">:le]", \
	  PL_HELP(fh) "|sequence number of an entry|Sequence number|" PL_ENTRY_HELP, .run = run_prefix, .key = 5, .order = o + 1, .flags = CMD_SORT_NUMERIC }, \
	{ &mode_config, f " prefix-list WORD:name {deny|permit} " px ":prefix [ge <1-" max ">:ge] [le <1-" max ">:le]", PL_HELP(fh) "|" PL_ENTRY_HELP, \
	  .run = run_prefix_next, .order = o + 1, .flags = CMD_ELSEWHERE }, \
	{ &mode_config, f " prefix-list WORD:name", PL_HELP(fh), .run = run_prefix_all, .order = o + 1, .flags = CMD_ELSEWHERE }

#define PL_SHOW(f, fh, px) \
	{ &mode_exec, "show " f " prefix-list WORD:name seq <1-4294967294>:seq", "|||Name of a prefix list|sequence number of an entry|Sequence number", .show = show_prefix_entries }, \
	{ &mode_exec, "show " f " prefix-list WORD:name " px ":prefix [longer|first-match]", "|||Name of a prefix list|Prefix|Lookup longer prefix|First matched prefix", .show = show_prefix_entries }, \
	{ &mode_exec, "clear " f " prefix-list [WORD:name [" px ":prefix]]", "Reset functions|" fh "|Build a prefix list|Name of a prefix list|Prefix", .run = run_prefix_clear, .flags = CMD_PRIV }

#define LIST_ALL(syntax, help) { &mode_config, syntax, help, .run = run_path_all, .flags = CMD_ELSEWHERE }
#define COMM(word, title, values, o) \
	LIST_ALL("ip " word "-list <1-500>:name", "|Add " title " list entry|Community list number"), LIST_ALL("ip " word "-list standard WORD:name", "||Add a standard list entry|Name"), \
	LIST_ALL("ip " word "-list expanded WORD:name", "||Add an expanded list entry|Name"), \
	{ &mode_config, "ip " word "-list <1-500>:name {deny|permit} LINE", "|Add " title " list entry|Community list number|Specify community to reject|Specify community to accept|" values ", or an expression (100-500)", \
	  .run = run_path, .order = o, .flags = CMD_SORT_ENTRY }, \
	{ &mode_config, "ip " word "-list standard WORD:name {deny|permit} LINE", "||Add a standard list entry|Name|Specify community to reject|Specify community to accept|" values, \
	  .run = run_path, .order = o + 1, .flags = CMD_SORT_ENTRY }, \
	{ &mode_config, "ip " word "-list expanded WORD:name {deny|permit} LINE", "||Add an expanded list entry|Name|Specify community to reject|Specify community to accept|An ordered list as a regular-expression", \
	  .run = run_path, .order = o + 2, .flags = CMD_SORT_ENTRY }

static const struct cmd list_rows[] = {
	PL("ip", "", "A.B.C.D/nn", "32", ORDER_ACL + 20),
	PL("ipv6", "", "X:X:X:X::X/<0-128>", "128", ORDER_ACL + 50),
	{ &mode_config, "ip as-path access-list <1-500>:name {deny|permit} LINE", "|BGP autonomous system path filter|Specify an access list number|AS path access list|Specify packets to reject|Specify packets to forward|A regular-expression to match the BGP AS paths",
	  .run = run_path, .order = ORDER_ACL + 5, .flags = CMD_SORT_ENTRY },
	{ &mode_config, "ip {default-network | load-sharing} LINE", "|Flags networks as candidates for default routes|Style of load sharing|",
	  .flags = CMD_UNSUPPORTED },
	COMM("community", "a community", "Communities", ORDER_ACL + 6),
	COMM("extcommunity", "an extended community", "rt and soo, with values ASN:nn or IP-address:nn", ORDER_ACL + 9),
	COMM("large-community", "a large community", "Large communities, as nn:nn:nn", ORDER_ACL + 12),
	LIST_ALL("ip as-path access-list <1-500>:name", "|BGP autonomous system path filter|Specify an access list number|AS path access list"),
	LIST_ALL("route-tag list WORD:name", "Route tag|Route tag list|Name"),
	{ &mode_config, "route-tag list WORD:name {deny|permit} LINE", "Route tag|Route tag list|Name|Specify tags to reject|Specify tags to accept|A tag and a wildcard: A.B.C.D A.B.C.D", .run = run_path,
	  .order = ORDER_ACL + 15, .flags = CMD_SORT_ENTRY },
	{ &mode_config, "route-tag list WORD:name sequence LINE", "|||Sequence number|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "route-tag LINE", "|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show route-tag list [WORD:name]", "|Route tag|Route tag list|Name", .show = show_paths },
	{ &mode_exec, "show ip prefix-list [detail|summary] [WORD:name]", "|IP information|List IP prefix lists|Detail of prefix lists|Summary of prefix lists|Name of a prefix list",
	  .show = show_prefix },
	{ &mode_exec, "show ipv6 prefix-list [detail|summary] [WORD:name]", "|IPv6 information|List IPv6 prefix lists|Detail of prefix lists|Summary of prefix lists|Name of a prefix list",
	  .show = show_prefix },
	PL_SHOW("ip", "", "A.B.C.D/nn"),
	PL_SHOW("ipv6", "", "X:X:X:X::X/<0-128>"),
	{ &mode_exec, "clear route-map counters [WORD:name]", "Reset functions|route-map information|Clear counters|Route-map name", .run = run_map_clear, .flags = CMD_PRIV },
	{ &mode_exec, "show route-map [WORD:name]", "|route-map information|Route-map name", .show = show_map },
	{ &mode_exec, "show ip as-path-access-list [<1-500>:name]", "||List AS path access lists|AS path access list number", .show = show_paths },
	{ &mode_exec, "show ip community-list [WORD:name]", "||List community-list|Community list number or name", .show = show_paths },
	{ &mode_exec, "show ip extcommunity-list [WORD:name]", "||List extended-community list|Extended community list number or name", .show = show_paths },
	{ &mode_exec, "show ip large-community-list [WORD:name]", "||List large-community list|Large community list number or name", .show = show_paths },
};

const struct cmd_table policy_cmds[] = { CMD_TABLE(list_rows), { policy_map_rows, POLICY_MAP_ROWS }, { policy_key_rows, POLICY_KEY_ROWS } };
const unsigned n_policy_cmds = ARRAY_LEN(policy_cmds);
