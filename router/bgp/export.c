/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes out. Neighbours to whom a route looks the same form a group, which walks the table's list of changes, works out what each prefix is to its members, and
 * where that is not what they were told, builds UPDATEs once for all: prefixes of the same attributes together. A member that is new, that asked for all again, or whose TCP
 * is slow walks on its own, over what the group has worked out, until it has caught up. Where we are the next hop, it is filled in as a message leaves (session.c).
 *
 * A route does not go back to whom it came from: such prefixes are in messages that this member does not get.
 */
#include <stdlib.h>

#include "device/debug.h"
#include "router/bgp/bgp.h"

/* ---- building and sending ---- */

struct item {
	u32 id, bucket, seq;	/* bucket: number of its attributes in this turn; 0: withdrawn */
	u16 from, was_from;	/* 1 + index of whom it is not for */
	bool was;		/* something was told before */
	struct intern *attr;	/* NULL: withdrawn */
};

static int item_order(const void *x, const void *y)
{
	const struct item *a = x, *b = y;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->seq < b->seq ? -1 : 1;
}

/* Attributes get numbers as they appear: their order is the order of the changes. Within one, by whom it is not for. */
static void sort_items(struct item *it, u32 n)
{
	struct item *in = xcalloc(n + 1, sizeof(*in));
	u32 *at = xcalloc(n + 2, sizeof(*at)), buckets = 0;

	memcpy(in, it, n * sizeof(*it));
	for (u32 k = 0; k < n; k++) {
		if (in[k].attr && !in[k].attr->user)
			in[k].attr->user = (u16)++buckets;
		in[k].seq = k;
		in[k].bucket = in[k].attr ? in[k].attr->user : 0;
		at[in[k].bucket + 1]++;
	}
	for (u32 k = 0; k < buckets; k++)
		at[k + 1] += at[k];
	for (u32 k = 0; k < n; k++) {
		if (in[k].attr)
			in[k].attr->user = 0;
		it[at[in[k].bucket]++] = in[k];
	}
	for (u32 k = 0, to; k < n; k = to) {
		bool mixed = false;

		for (to = k; to < n && it[to].bucket == it[k].bucket; to++)
			mixed |= it[to].from != it[k].from;
		if (mixed)
			qsort(it + k, to - k, sizeof(*it), item_order);
	}
	free(at);
	free(in);
}

static void fall_behind(struct bgp_peer_af *m, u32 version)
{
	struct bgp_table *t = m->peer->b->table[m->group->key.af];

	m->caught_up = false;
	m->sent_any = true;
	bgp_cursor_start(t, &m->walk, version ? version : 1);
}

/* To one member, or (NULL) to all that walk with the group but the one that `except` numbers. */
static void give(struct bgp_group *g, struct bgp_peer_af *only, u16 except, struct bgp_msg *m, u32 version)
{
	for (struct bgp_peer_af *x = only ? only : g->members; x; x = only ? NULL : x->next) {
		if ((!only && !x->caught_up) || (except && x->peer->index + 1 == except) || !x->peer->up)
			continue;
		if (!only && bgp_queued(x->peer->up) >= BGP_QUEUE_MAX) {
			fall_behind(x, version);
			continue;
		}
		m->refs++;
		bgp_send(x->peer->up, m);
	}
	bgp_msg_put(m);
}

static void debug_out(const struct bgp_group *g, const struct bgp_table *t, const u32 *ids, u32 n, const struct intern *attr)
{
	char x[IP6_TEXT], path[256];

	if (!debug_on(g->b->s->dev, DEBUG_IP_BGP_UPDATES))
		return;
	for (u32 k = 0; k < n; k++) {
		const struct bgp_net *net = bgp_net_at(t, ids[k]);
		struct ipaddr a = bgp_net_addr(t, net);
		u16 len;
		const u8 *p = attr ? bgp_part(bgp_attrs(attr), PART_PATH, &len) : NULL;

		bgp_debug(g->b, "BGP(%u): update-group %u send %s %s/%u%s%s", t->af, g->id, attr ? "UPDATE" : "unreachable", ipaddr_text(&a, x), net->plen, p ? ", path " : "",
			  p ? as_path_text(p, len, path, sizeof(path)) : "");
	}
}

/* One run of prefixes with the same attributes, as many messages as it takes. */
static void give_run(struct bgp_group *g, struct bgp_table *t, struct bgp_peer_af *only, u16 except, struct intern *attr, const u32 *ids, u32 n, u32 version)
{
	debug_out(g, t, ids, n, attr);
	for (u32 at = 0, used; at < n; at += used) {
		struct bgp_msg *m = attr ? bgp_update_announce(&g->key, t, bgp_attrs(attr), ids + at, n - at, &used) : bgp_update_withdraw(t, ids + at, n - at, &used);

		if (!m) {	/* these attributes fill a message: what was told before is not true any more */
			attr = NULL;
			used = 0;
			continue;
		}
		give(g, only, except, m, version);
	}
}

static void give_items(struct bgp_group *g, struct bgp_table *t, struct bgp_peer_af *only, struct item *it, u32 n, u32 version)
{
	u32 *ids = xcalloc(n + 1, sizeof(*ids)), to;

	sort_items(it, n);
	for (u32 k = 0; k < n; k = to) {
		u32 m = 0;

		for (to = k; to < n && it[to].bucket == it[k].bucket && it[to].from == it[k].from; to++)
			ids[m++] = it[to].id;
		give_run(g, t, only, it[k].from, it[k].attr, ids, m, version);
		if (only || !it[k].from || !it[k].attr)
			continue;
		/* Whom it comes from now had it from us before. */
		m = 0;
		for (u32 q = k; q < to; q++)
			if (it[q].was && it[q].was_from != it[q].from)
				ids[m++] = it[q].id;
		for (struct bgp_peer_af *x = m ? g->members : NULL; x; x = x->next)
			if (x->peer->index + 1 != it[k].from || !x->caught_up)
				continue;
			else if (bgp_queued(x->peer->up) >= BGP_QUEUE_MAX)
				fall_behind(x, version);
			else
				give_run(g, t, x, 0, NULL, ids, m, version);
	}
	free(ids);
}

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

static u16 member_of(const struct bgp_group *g, const struct bgp_path *best)
{
	return best && best->peer && best->peer->af[g->key.af].group == g ? (u16)(best->peer->index + 1) : 0;
}

/* true: there is more. */
static bool group_walk(struct bgp_group *g, struct bgp_table *t)
{
	struct item *it = xcalloc(BGP_TURN, sizeof(*it));
	struct intern **old = xcalloc(BGP_TURN, sizeof(struct intern *));
	u32 n = 0, version = g->walk.done, turn = 0;
	struct bgp_net *net = NULL;
	bool any = false;

	for (const struct bgp_peer_af *m = g->members; m; m = m->next)
		any |= m->caught_up;
	while (turn++ < BGP_TURN && (net = bgp_cursor_next(t, &g->walk))) {
		const struct bgp_path *best = bgp_best(t, net);
		struct intern *now = bgp_view(g, t, net, best), *was;
		u16 from = now ? member_of(g, best) : 0;

		room_for(g, net->id);
		was = g->out[net->id];
		if (now == was && (!now || from == g->from[net->id])) {
			intern_put(g->b->w, now);
			continue;
		}
		it[n] = (struct item){ .id = net->id, .attr = now, .from = now ? from : g->from[net->id], .was_from = g->from[net->id], .was = was };
		old[n++] = was;
		g->out[net->id] = now;
		g->from[net->id] = from;
		g->n_told += (now != NULL) - (was != NULL);
	}
	if (any && n) {
		give_items(g, t, NULL, it, n, version);
		if (g->key.interval_s)
			g->sent_now = true;
	}
	for (u32 k = 0; k < n; k++) {
		__builtin_prefetch(k + 8 < n ? old[k + 8] : NULL, 1);
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
		bgp_send(m->peer->up, bgp_update_withdraw(t, NULL, 0, &used));
	}
}

/* true: it could go on now. */
static bool member_walk(struct bgp_group *g, struct bgp_table *t, struct bgp_peer_af *m)
{
	struct item *it;
	u32 n = 0;
	u16 me = (u16)(m->peer->index + 1);
	bool end = false, waits = false;

	if (bgp_queued(m->peer->up) > BGP_QUEUE_MAX / 4)
		return false;
	it = xcalloc(BGP_WALK_TURN, sizeof(*it));
	for (u32 turn = 0; turn < BGP_WALK_TURN; turn++) {
		struct bgp_net *net = m->walk.at == BGP_NO_ID ? NULL : bgp_net_at(t, m->walk.at);
		struct intern *attr;

		if (!net || net->version > g->walk.done) {
			end = !g->walking;
			waits = g->walking;
			break;
		}
		net = bgp_cursor_next(t, &m->walk);
		if (!net->plen && g->key.flags & OUT_ORIGINATE)	/* told apart */
			continue;
		attr = net->id < g->n_out ? g->out[net->id] : NULL;
		if (attr && g->from[net->id] == me)
			attr = NULL;
		if (attr || m->sent_any)
			it[n++] = (struct item){ .id = net->id, .attr = attr };
	}
	give_items(g, t, m, it, n, 0);
	free(it);
	if (end)
		caught_up(g, t, m);
	return !end && !waits;
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
		if (p->af[af].on && !p->af[af].caught_up)
			timer_set(p->b->w, &p->af[af].group->run, bgp_now(p->b));
}

u32 bgp_groups_done(const struct bgp_table *t)
{
	u32 done = t->version;

	for (const struct bgp_cursor *c = t->b->cursors[t->af]; c; c = c->next)
		if (c->at != BGP_NO_ID && c->done < done)
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
	o = bgp_opt(p, OPT_SEND_COMMUNITY, af);
	if (o)	/* large ones go with the standard ones */
		k.flags |= (u16)((o->a & 1 ? OUT_COMM | OUT_LARGE : 0) | (o->a & 2 ? OUT_EXT : 0));
	o = bgp_opt(p, OPT_REMOVE_PRIVATE, af);
	if (o)
		k.flags |= (u16)(OUT_PRIVATE | (o->a & 1 ? OUT_PRIVATE_ALL : 0) | (o->a & 2 ? OUT_PRIVATE_REPLACE : 0));
	o = bgp_opt(p, OPT_LOCAL_AS, 0);
	if (o && o->flags & 2)
		k.flags |= OUT_REPLACE_AS;
	if (p->up && p->up->caps.as4)
		k.flags |= OUT_AS4;
	if (af == BGP_IP6 && p->iface && !ip6_is_zero(&p->local_link))
		k.flags |= OUT_LINK;
	a = k.kind == BGP_EXTERNAL && p->iface && p->iface->ip && p->addr.af == AF_IP4 ? ipif_on_link4(p->iface->ip, p->addr.v4) : NULL;
	if (a && a->plen < 30 && p->connected) {
		k.subnet = p->addr.v4 & ip4_mask(a->plen);
		k.subnet_len = a->plen;
	}
	k.interval_s = bgp_peer_interval_s(p, af);
#define LIST(opt, field) o = bgp_opt(p, opt, af); k.field = o ? o->list : NULL
	LIST(OPT_PREFIX_OUT, prefix);
	LIST(OPT_FILTER_OUT, filter);
	LIST(OPT_DIST_OUT, dist);
	LIST(OPT_MAP_OUT, map);
	LIST(OPT_UNSUPPRESS, unsuppress);
#undef LIST
	k.withheld = p->af[af].withheld;
	if (af == BGP_IP4 ? !p->self4 : ip6_is_zero(&p->self6))
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
	if (b->table[g->key.af])
		bgp_cursor_stop(b->table[g->key.af], &g->walk);
	for (u32 id = 0; id < g->n_out; id++)
		intern_put(b->w, g->out[id]);
	prefix_list_release(g->key.prefix);
	path_list_release(g->key.filter);
	acl_release(g->key.dist);
	route_map_release(g->key.map);
	route_map_release(g->key.withheld);
	route_map_release(g->key.unsuppress);
	bgp_view_forget(g);
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
	prefix_list_again(k->prefix);	/* the lines that name them may go before the group does */
	path_list_again(k->filter);
	acl_again(k->dist);
	route_map_again(k->map);
	route_map_again(k->withheld);
	route_map_again(k->unsuppress);
	g->id = ++b->next_group;
	g->run.fire = run;
	bgp_cursor_start(bgp_table(b, k->af), &g->walk, 0);
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
	d.h.has &= (u8)(g.key.kind == BGP_EXTERNAL ? ~HAS_LOCAL_PREF : 0xff);
	d.h.len[PART_COMM] = g.key.flags & OUT_COMM ? d.h.len[PART_COMM] : 0;
	d.h.len[PART_EXT] = g.key.flags & OUT_EXT ? d.h.len[PART_EXT] : 0;
	d.h.len[PART_LARGE] = g.key.flags & OUT_LARGE ? d.h.len[PART_LARGE] : 0;
	bgp_view_path(&g, &d, room);
	attr = bgp_draft_intern(b->w, &d);
	m = on ? bgp_update_announce(&g.key, t, bgp_attrs(attr), &n->id, 1, &used) : bgp_update_withdraw(t, &n->id, 1, &used);
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

const struct intern *bgp_group_told(const struct bgp_peer *p, u8 af, const struct bgp_net *n)
{
	const struct bgp_group *g = p->af[af].group;

	return g && n->id < g->n_out && g->from[n->id] != p->index + 1 ? g->out[n->id] : NULL;
}
