/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `bgp additional-paths ...` of a family (RFC 7911), and what the shows say of it. */
#include "router/bgp/cli.h"

static void session_again(struct bgp_peer *p)
{
	if (!p->shutdown)
		bgp_peer_restart(p, DOWN_CONFIG, CEASE_CONFIG);
}

/* Whose own line, or group's, says something else stays as it is. */
RUN(bgp_run_add)
{
	struct bgp *b = cli_bgp(c);
	u8 af = bgp_cli_af(c), now = (u8)(args_no(a) ? 0 : (args_has(a, "send") ? ADD_SEND : 0) | (args_has(a, "receive") ? ADD_RECEIVE : 0));

	if (!args_no(a) && !now) {
		cli_error(c, "%% Incomplete command.");
		return false;
	}
	if (now == b->fam[af].add)
		return true;
	b->fam[af].add = now;
	for (struct bgp_peer *p = b->peers; p; p = p->next)
		if (!p->name && bgp_peer_active(p, af) && !bgp_opt(p, OPT_ADD_PATHS, af))
			session_again(p);
	return true;
}

bool bgp_cli_select(struct cli *c, const struct args *a, struct bgp_select *s)
{
	*s = (struct bgp_select){ .best = (u8)args_num(a, "best", 0), .how = (u8)((args_has(a, "group-best") ? SELECT_GROUP : 0) | (args_has(a, "all") ? SELECT_ALL : 0)) };
	if (s->best || s->how)
		return true;
	cli_error(c, "%% Incomplete command.");
	return false;
}

RUN(bgp_run_select)
{
	struct bgp *b = cli_bgp(c);
	u8 af = bgp_cli_af(c);
	struct bgp_select s = { 0 };

	if (!args_no(a) && !bgp_cli_select(c, a, &s))
		return false;
	b->fam[af].select = s;
	for (struct bgp_peer *p = b->peers; p; p = p->next)
		if (p->up && p->up->caps.add_tx[af])
			bgp_group_refresh(p, af);
	return true;
}

/* ---- shows ---- */

static const char *said(bool ours, bool theirs) { return ours && theirs ? "advertised and received" : ours ? "advertised" : theirs ? "received" : NULL; }

void bgp_show_add(struct show *s, const struct bgp_peer *p, u8 af)
{
	u8 ours = bgp_add_mode(p, af), theirs = p->up ? p->up->caps.add[af] : 0;
	const char *send = said(ours & ADD_SEND, theirs & ADD_SEND), *receive = said(ours & ADD_RECEIVE, theirs & ADD_RECEIVE);
	struct bgp_select sel = bgp_add_select(p, af);

	if (send)
		show_text(s, "  Additional Paths send capability: %s\n", send);
	if (receive)
		show_text(s, "  Additional Paths receive capability: %s\n", receive);
	if (!p->up || !p->up->caps.add_tx[af] || (!sel.how && sel.best < 2))
		return;
	show_text(s, "  Advertise additional paths:");
	if (sel.best > 1)
		show_text(s, " best %u", sel.best);
	show_text(s, "%s%s\n", sel.how & SELECT_GROUP ? " group-best" : "", sel.how & SELECT_ALL ? " all" : "");
}

void bgp_add_cells(struct show *s, const struct bgp_peer *p)
{
	static const char *const names[BGP_AFS][3] = { { "add_path_send_ipv4", "add_path_receive_ipv4", "sent_ipv4" }, { "add_path_send_ipv6", "add_path_receive_ipv6", "sent_ipv6" } };

	for (u8 af = 0; af < BGP_AFS; af++) {
		show_bool(s, names[af][0], p->up && p->up->caps.add_tx[af]);
		show_bool(s, names[af][1], p->up && p->up->caps.add_rx[af]);
		show_num(s, names[af][2], p->af[af].group ? p->af[af].group->n_told : 0);
	}
}

/* ", best2, group-best, all": how a path that is not the best is marked. */
void bgp_show_marks(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p)
{
	u8 rank, marks;

	bgp_add_marks(t, n, p, &rank, &marks);
	if (rank > 1)
		show_text(s, ", best%u", rank);
	show_text(s, "%s%s", marks & MARK_GROUP ? ", group-best" : "", marks & MARK_ALL ? ", all" : "");
}

/* "Advertised to update-groups", of a prefix (p NULL) or of one of its paths. */
void bgp_show_told(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p)
{
	const char *what = p ? "Path advertised" : "Advertised", *not = p ? "Path not advertised" : "Not advertised";
	bool any = false;

	for (const struct bgp_group *g = t->b->groups; g; g = g->next) {
		bool tells = p && g->key.af == t->af && bgp_group_tells(g, n, p);

		for (const struct bgp_path *x = p || g->key.af != t->af ? NULL : bgp_paths(t, n); x && !tells; x = bgp_path_next(t, x))
			tells = bgp_group_tells(g, n, x);
		if (!tells)
			continue;
		if (!any)
			show_text(s, "  %s to update-groups:\n    ", what);
		show_text(s, " %-10u", g->id);
		any = true;
	}
	if (any)
		show_text(s, "\n");
	else
		show_text(s, "  %s to any peer\n", not);
}
