/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes out. Neighbours to whom a route looks the same form a group, which walks the table's list of changes, works out what each prefix is to its members, and
 * where that is not what they were told, builds UPDATEs once for all (pack.c). A member that is new, that asked for all again, or whose TCP
 * is slow walks on its own, over what the group has worked out, until it has caught up. Where we are the next hop, it is filled in as a message leaves (session.c).
 */
#include <stdlib.h>

#include "router/bgp/bgp.h"

/* ---- the walks ---- */

static void room_for(struct bgp_group *g, u32 id)
{
	u32 n = g->n_out;

	if (id < n)
		return;
	n = n + n / 8 > id ? n + n / 8 : id + 16;
	g->out = xrealloc(g->out, n, sizeof(struct intern *));
	g->from = xrealloc(g->from, n, sizeof(*g->from));
	memset(g->out + g->n_out, 0, (n - g->n_out) * sizeof(struct intern *));
	memset(g->from + g->n_out, 0, (n - g->n_out) * sizeof(*g->from));
	g->n_out = n;
}

/* true: there is more. */
static bool group_walk(struct bgp_group *g, struct bgp_table *t)
{
	struct bgp_item *it = xcalloc(BGP_TURN + (g->key.add ? BGP_TX_MAX : 0), sizeof(*it));
	struct intern **old = g->key.add ? NULL : xcalloc(BGP_TURN, sizeof(struct intern *));	/* addpath.c puts back its own */
	u32 n = 0, n_old = 0, version = g->walk.done, turn = 0;
	struct bgp_net *net = NULL;
	bool any = false;

	for (const struct bgp_peer_af *m = g->members; m; m = m->next)
		any |= m->caught_up;
	while (turn++ < BGP_TURN && n < BGP_TURN && (net = bgp_cursor_next(t, &g->walk))) {
		const struct bgp_path *best;
		struct intern *now, *was;
		u16 from;

		if (g->key.add) {
			n += bgp_add_walk(g, t, net, it + n);
			continue;
		}
		best = bgp_best(t, net);
		now = bgp_view(g, t, net, best);
		from = now ? bgp_group_member(g, best) : 0;
		room_for(g, net->id);
		was = g->out[net->id];
		if (now == was && (!now || from == g->from[net->id])) {
			intern_put(g->b->w, now);
			continue;
		}
		it[n++] = (struct bgp_item){ .id = net->id, .attr = now, .from = now ? from : g->from[net->id], .was_from = g->from[net->id], .was = was };
		old[n_old++] = was;
		g->out[net->id] = now;
		g->from[net->id] = from;
		g->n_told += (now != NULL) - (was != NULL);
	}
	if (any && n) {
		bgp_give_items(g, t, NULL, it, n, version);
		if (g->key.interval_s)
			g->sent_now = true;
	}
	for (u32 k = 0; k < n_old; k++) {
		__builtin_prefetch(k + 16 < n_old ? old[k + 16] : NULL, 1);
		if (k + 8 < n_old && old[k + 8])
			intern_prefetch(g->b->w, old[k + 8]);
		intern_put(g->b->w, old[k]);
	}
	free(old);
	free(it);
	if (!net && g->sent_now) {	/* 9.2.1.1 */
		g->not_before = bgp_in(g->b, g->key.interval_s);
		g->sent_now = false;
	}
	return net != NULL;
}

static void caught_up(struct bgp_group *g, struct bgp_table *t, struct bgp_peer_af *m)
{
	u32 used;

	bgp_cursor_stop(t, &m->walk);
	m->caught_up = true;
	m->sent_any = true;
	if (m->eor_due && !g->walking) {
		m->eor_due = false;
		bgp_send(m->peer->up, bgp_update_withdraw(t, NULL, NULL, 0, &used));
	}
}

/* true: it could go on now. */
static bool member_walk(struct bgp_group *g, struct bgp_table *t, struct bgp_peer_af *m)
{
	struct bgp_item *it;
	u32 n = 0;
	u16 me = (u16)(m->peer->index + 1);
	bool end = false, waits = false;

	if (bgp_queued(m->peer->up) > BGP_QUEUE_MAX / 4)
		return false;
	it = xcalloc(BGP_WALK_TURN, sizeof(*it));
	for (u32 turn = 0; turn < BGP_WALK_TURN; turn++) {
		struct bgp_net *net = m->walk.at == BGP_NO_ID ? NULL : bgp_net_at(t, m->walk.at);
		struct intern *attr;
		bool withdraw;

		if (!net || net->version > g->walk.done) {
			end = !g->walking;
			waits = g->walking;
			break;
		}
		if (g->key.add && n + bgp_add_count(g, net->id) > BGP_WALK_TURN)	/* the next time */
			break;
		net = bgp_cursor_next(t, &m->walk);
		withdraw = m->sent_any || net->version > m->began;
		if (g->key.add) {
			n += bgp_add_member(g, net, me, withdraw, it + n);
			continue;
		}
		if (!net->plen && g->key.flags & OUT_ORIGINATE)	/* told apart */
			continue;
		attr = net->id < g->n_out ? g->out[net->id] : NULL;
		if (attr && g->from[net->id] == me)
			attr = NULL;
		if (attr || withdraw)
			it[n++] = (struct bgp_item){ .id = net->id, .attr = attr };
	}
	bgp_give_items(g, t, m, it, n, 0);
	free(it);
	if (end)
		caught_up(g, t, m);
	return !end && !waits;
}

static bool all_caught_up(const struct bgp_group *g)
{
	const struct bgp_peer_af *m = g->members;

	while (m && m->caught_up)
		m = m->next;
	return !m;
}

static void run(struct timer *timer)
{
	struct bgp_group *g = container_of(timer, struct bgp_group, run);
	struct bgp_table *t = g->b->table[g->key.af];
	nsec now = bgp_now(g->b), next = NSEC_NEVER;

	g->b->corked = true;
	if (g->walking || now >= g->not_before) {
		g->walking = group_walk(g, t);
		if (g->walking)
			next = now;
	} else if (g->walk.at != BGP_NO_ID) {
		next = g->not_before;
	}
	for (struct bgp_peer_af *m = g->members; m; m = m->next)
		if (!m->caught_up && m->peer->up && member_walk(g, t, m))
			next = now;
		else if (m->caught_up && m->eor_due && !g->walking)
			caught_up(g, t, m);
	g->b->corked = false;
	for (struct bgp_peer_af *m = g->members; m; m = m->next)
		if (m->peer->up)
			bgp_link_flush(m->peer->up);
	if (g->n_graves && all_caught_up(g))
		bgp_add_tidy(g);
	bgp_net_tidy(t);
	if (next != NSEC_NEVER)
		timer_set(g->b->w, &g->run, next);
}

static void run_soon(struct bgp_group *g)
{
	nsec now = bgp_now(g->b), at = g->walking || now >= g->not_before ? now : g->not_before;

	if (!g->b->stopping && (!g->run.slot || g->run.due > at))
		timer_set(g->b->w, &g->run, at);
}

void bgp_group_soon(struct bgp *b, u8 af)
{
	bgp_cond_soon(b);
	for (struct bgp_group *g = b->groups; g; g = g->next)
		if (g->key.af == af)
			run_soon(g);
}

void bgp_group_writable(struct bgp_peer *p)
{
	for (u8 af = 0; af < BGP_AFS; af++)
		if (p->af[af].on && p->af[af].group && !p->af[af].caught_up)
			timer_set(p->b->w, &p->af[af].group->run, bgp_now(p->b));
}

u32 bgp_groups_done(const struct bgp_table *t)
{
	u32 done = t->version;

	for (const struct bgp_cursor *c = t->b->cursors[t->af]; c; c = c->next)
		if (c != &t->tidy && c->at != BGP_NO_ID && c->done < done)
			done = c->done;
	return done;
}

/* ---- who belongs together ---- */

static struct bgp_group_key key_of(struct bgp_peer *p, u8 af)
{
	struct bgp_group_key k;
	const struct bgp_opt *o;
	const struct addr4 *a;

	memset(&k, 0, sizeof(k));
	k.af = af;
	k.kind = p->ibgp ? BGP_INTERNAL : p->confed ? BGP_CONFED : BGP_EXTERNAL;
	k.local_as = p->local_as;
#define FLAG(opt, flag) if (bgp_opt(p, opt, af)) k.flags |= flag
	FLAG(OPT_RR_CLIENT, OUT_CLIENT);
	FLAG(OPT_NEXT_HOP_SELF, OUT_SELF);
	FLAG(OPT_NEXT_HOP_UNCHANGED, OUT_UNCHANGED);
#undef FLAG
	if (p->af[af].originates)
		k.flags |= OUT_ORIGINATE;
	if (p->af[af].announce_rpki)
		k.flags |= OUT_RPKI;
	o = bgp_opt(p, OPT_NEXT_HOP_SELF, af);
	k.how = o && o->a ? HOW_SELF_ALL : 0;
	o = bgp_opt(p, OPT_NEXT_HOP_UNCHANGED, af);
	k.how |= o && o->a ? HOW_UNCHANGED_ALL : 0;
	o = p->leaving ? bgp_opt(p, OPT_SHUTDOWN, 0) : NULL;
	if (o) {
		k.how |= (u8)(HOW_LEAVING | (o->flags & LEAVE_COMM ? HOW_COMM : 0) | (o->flags & LEAVE_PREF ? HOW_PREF : 0));
		k.leave_comm = o->b;
		k.leave_pref = o->c;
	}
	k.override_as = k.kind == BGP_EXTERNAL && bgp_opt(p, OPT_AS_OVERRIDE, af) ? p->remote_as : 0;
	o = bgp_opt(p, OPT_SEND_COMMUNITY, af);
	if (o)	/* large ones go with the standard ones */
		k.flags |= (u16)((o->a & 1 ? OUT_COMM | OUT_LARGE : 0) | (o->a & 2 ? OUT_EXT : 0));
	o = bgp_opt(p, OPT_REMOVE_PRIVATE, af);
	if (o)
		k.flags |= (u16)(OUT_PRIVATE | (o->a & 1 ? OUT_PRIVATE_ALL : 0) | (o->a & 2 ? OUT_PRIVATE_REPLACE : 0));
	o = bgp_opt(p, OPT_LOCAL_AS, 0);
	if (o && o->flags & LOCAL_REPLACE)
		k.flags |= OUT_REPLACE_AS;
	if (p->up && p->up->caps.as4)
		k.flags |= OUT_AS4;
	k.add = p->up && p->up->caps.add_tx[af];
	if (k.add)
		k.select = bgp_add_select(p, af);
	if (af == BGP_IP4 && p->up && p->up->caps.ext_hop && !ip6_is_zero(&p->self6) && p->local.af == AF_IP6)
		k.flags |= OUT_HOP6;
	if ((af == BGP_IP6 || k.flags & OUT_HOP6) && p->iface && !ip6_is_zero(&p->local_link))
		k.flags |= OUT_LINK;
	a = k.kind == BGP_EXTERNAL && p->iface && p->iface->ip && p->addr.af == AF_IP4 ? ipif_on_link4(p->iface->ip, p->addr.v4) : NULL;
	if (a && a->plen < 30 && p->connected) {
		k.subnet = p->addr.v4 & ip4_mask(a->plen);
		k.subnet_len = a->plen;
	}
	k.interval_s = bgp_peer_interval_s(p, af);
	k.soo = p->af[af].soo;
#define LIST(opt, field) o = bgp_opt(p, opt, af); k.field = o ? o->list : NULL
	LIST(OPT_PREFIX_OUT, prefix);
	LIST(OPT_FILTER_OUT, filter);
	LIST(OPT_DIST_OUT, dist);
	LIST(OPT_MAP_OUT, map);
	LIST(OPT_UNSUPPRESS, unsuppress);
#undef LIST
	k.withheld = p->af[af].withheld;
	k.orf = p->af[af].orf;
	if (af == BGP_IP4 ? !p->self4 && !(k.flags & OUT_HOP6) : ip6_is_zero(&p->self6))
		k.flags |= OUT_NO_POLICY;
	if (p->b->safe_ebgp && k.kind == BGP_EXTERNAL && !k.prefix && !k.filter && !k.dist && !k.map)
		k.flags |= OUT_NO_POLICY;
	return k;
}

static void group_free(struct bgp_group *g)
{
	struct bgp *b = g->b;
	struct bgp_group **at = &b->groups;

	while (*at != g)
		at = &(*at)->next;
	*at = g->next;
	timer_stop(b->w, &g->run);
	if (b->table[g->key.af]) {
		bgp_cursor_stop(b->table[g->key.af], &g->walk);
		b->table[g->key.af]->n_add -= g->key.add;
	}
	for (u32 id = 0; id < g->n_out; id++)
		intern_put(b->w, g->out[id]);
	prefix_list_release(g->key.prefix);
	prefix_list_release(g->key.orf);
	path_list_release(g->key.filter);
	acl_release(g->key.dist);
	route_map_release(g->key.map);
	route_map_release(g->key.withheld);
	route_map_release(g->key.unsuppress);
	bgp_view_forget(g);
	bgp_add_free(g);
	free(g->out);
	free(g->from);
	free(g);
}

static struct bgp_group *group_get(struct bgp *b, const struct bgp_group_key *k)
{
	struct bgp_group **at = &b->groups, *g;

	for (; (g = *at); at = &g->next)
		if (!memcmp(&g->key, k, sizeof(*k)))
			return g;
	g = *at = xcalloc(1, sizeof(*g));
	g->b = b;
	g->key = *k;
	prefix_list_again(k->orf);
	prefix_list_again(k->prefix);	/* the lines that name them may go before the group does */
	path_list_again(k->filter);
	acl_again(k->dist);
	route_map_again(k->map);
	route_map_again(k->withheld);
	route_map_again(k->unsuppress);
	g->id = ++b->next_group;
	g->run.fire = run;
	bgp_cursor_start(bgp_table(b, k->af), &g->walk, 0);
	b->table[k->af]->n_add += k->add;
	return g;
}

/* `default-originate`: a route of its own, whatever the table has, with what its map sets. */
static void originate(struct bgp_peer *p, u8 af, bool on)
{
	struct bgp *b = p->b;
	struct bgp_table *t = bgp_table(b, af);
	struct bgp_draft d = { .h = { .origin = 0 } };
	struct bgp_group g = { .b = b };
	struct ipaddr any = { .af = af == BGP_IP4 ? AF_IP4 : AF_IP6 };
	struct bgp_net *n;
	struct policy_route r;
	struct bgp_room set;
	struct intern *attr;
	u8 room[BGP_PATH_LEN_MAX];
	u16 tx = BGP_TX_DEFAULT, *id;
	u32 used;
	struct bgp_msg *m;

	if (!p->up || p->af[af].originated == on || !(n = bgp_net_get(t, &any, 0)))
		return;
	p->af[af].originated = on;
	g.key = key_of(p, af);
	if (g.key.kind != BGP_EXTERNAL) {
		d.h.has = HAS_LOCAL_PREF;
		d.h.local_pref = b->default_pref;
	}
	if (on && bgp_cond_default(p, af, &r))
		bgp_policy_apply(&r, &d, &set);
	bgp_view_leaving(&g.key, &d, &set);
	d.h.has &= (u8)(g.key.kind == BGP_EXTERNAL ? ~HAS_LOCAL_PREF : 0xff);
	d.h.len[PART_COMM] = g.key.flags & OUT_COMM ? d.h.len[PART_COMM] : 0;
	d.h.len[PART_EXT] = g.key.flags & OUT_EXT ? d.h.len[PART_EXT] : 0;
	if (g.key.kind == BGP_EXTERNAL)
		bgp_ext_leave(&d, set.ext, sizeof(set.ext));
	d.h.len[PART_LARGE] = g.key.flags & OUT_LARGE ? d.h.len[PART_LARGE] : 0;
	if (!bgp_view_hop(&g.key, &d.h))
		bgp_set_next_hop(&d.h, &(struct ipaddr){ .af = AF_NONE });
	bgp_view_path(&g, &d, room);
	attr = bgp_draft_intern(b->w, &d);
	id = g.key.add ? &tx : NULL;
	m = on ? bgp_update_announce(&g.key, t, bgp_attrs(attr), &n->id, id, 1, &used) : bgp_update_withdraw(t, &n->id, id, 1, &used);
	if (m)
		bgp_send(p->up, m);
	intern_put(b->w, attr);
	if (!n->paths && !n->version && !(n->flags & NF_DIRTY))
		bgp_net_drop(t, n);
}

void bgp_group_leave(struct bgp_peer *p, u8 af)
{
	struct bgp_peer_af *x = &p->af[af], **at;
	struct bgp_group *g = x->group;

	if (!g)
		return;
	for (at = &g->members; *at != x; at = &(*at)->next)
		;
	*at = x->next;
	g->n_members--;
	x->group = NULL;
	x->next = NULL;
	if (p->b->table[af])
		bgp_cursor_stop(p->b->table[af], &x->walk);
	x->caught_up = x->sent_any = false;
	x->originated = 0;
	if (!g->members)
		group_free(g);
}

static void join(struct bgp_peer *p, u8 af, bool told)
{
	struct bgp_peer_af *x = &p->af[af], **at;
	struct bgp_group_key k = key_of(p, af);
	struct bgp_group *g = group_get(p->b, &k);

	for (at = &g->members; *at && (*at)->peer->index < p->index; at = &(*at)->next)
		;
	x->peer = p;
	x->next = *at;
	*at = x;
	g->n_members++;
	x->group = g;
	x->caught_up = false;
	x->sent_any = told;
	x->began = bgp_table(p->b, af)->version;
	x->policy_new = false;
	bgp_cursor_start(bgp_table(p->b, af), &x->walk, 0);
	originate(p, af, x->originates);
	run_soon(g);
	timer_set(p->b->w, &g->run, bgp_now(p->b));
}

void bgp_group_join(struct bgp_peer *p, u8 af)
{
	p->af[af].eor_due = p->up->caps.gr;
	bgp_cond_look(p, af);
	join(p, af, false);
}

/* Everything once more to this neighbour: route refresh, `clear ... soft out`. A group whose policy has new contents works it all out again first. */
void bgp_group_refresh(struct bgp_peer *p, u8 af)
{
	struct bgp_peer_af *x = &p->af[af];
	struct bgp_group_key k;

	if (!p->up || !x->on || !x->group)
		return;
	bgp_cond_look(p, af);
	k = key_of(p, af);
	if (memcmp(&k, &x->group->key, sizeof(k))) {
		bool was = x->originated;

		if (k.add)
			bgp_add_inherit(group_get(p->b, &k), x->group);
		bgp_group_leave(p, af);
		x->originated = was;
		if (was && !x->originates)
			originate(p, af, false);
		join(p, af, true);
		return;
	}
	bgp_view_forget(x->group);
	bgp_cursor_start(bgp_table(p->b, af), &x->group->walk, 0);
	x->group->not_before = 0;
	x->originated = 0;
	originate(p, af, x->originates);
	x->caught_up = false;
	x->sent_any = true;
	x->policy_new = false;
	bgp_cursor_start(bgp_table(p->b, af), &x->walk, 0);
	timer_set(p->b->w, &x->group->run, bgp_now(p->b));
}

static void regroup(struct timer *t)
{
	struct bgp_peer *p = container_of(t, struct bgp_peer, regroup);

	for (u8 af = 0; af < BGP_AFS; af++)
		if (p->af[af].policy_new && p->af[af].on)
			bgp_group_refresh(p, af);
}

/* A change of policy out takes effect by itself a minute later, as in IOS: time to think better of it, or to clear. */
void bgp_group_policy(struct bgp_peer *p, u8 af)
{
	if (!p->up || !p->af[af].on)
		return;
	p->af[af].policy_new = true;
	p->regroup.fire = regroup;
	if (!p->regroup.slot)
		timer_set(p->b->w, &p->regroup, bgp_now(p->b) + 60 * NSEC_PER_SEC);
}

static const struct intern *told(const struct bgp_group *g, const struct bgp_net *n, const struct bgp_path *x, u16 *from)
{
	if (g->key.add)
		return bgp_add_told(g, n->id, x->tx, from);
	*from = n->id < g->n_out ? g->from[n->id] : 0;
	return x->flags & PF_BEST && n->id < g->n_out ? g->out[n->id] : NULL;
}

bool bgp_group_tells(const struct bgp_group *g, const struct bgp_net *n, const struct bgp_path *x)
{
	u16 from;

	return told(g, n, x, &from);
}

bool bgp_group_told(const struct bgp_peer *p, u8 af, const struct bgp_net *n, const struct bgp_path *x)
{
	const struct bgp_group *g = p->af[af].group;
	u16 from;

	return g && told(g, n, x, &from) && from != p->index + 1;
}
