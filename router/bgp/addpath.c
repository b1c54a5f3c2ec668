/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several paths of a prefix told to a neighbour (RFC 7911). Which: the best, and those that `bgp additional-paths select` marks as far as `neighbor advertise
 * additional-paths` asks for them (decide.c). What its group was told stands here by prefix and path identifier, instead of the one answer of other groups.
 *
 * An identifier is a path's, in all groups, from when it is first told until it goes. It is drawn from BGP_TX_MAX numbers in turn, so that a new path hardly ever
 * has that of one just gone; where it does, it takes its place at the neighbour, too. A withdrawn path leaves its identifier behind (a grave) until every member of
 * the group walks with it again, for those that walk on their own find what they must withdraw by it.
 */
#include <stdlib.h>

#include "router/bgp/bgp.h"

struct sent_path {
	u16 id, from;		/* 1 + index of the member that it came from */
	struct intern *attr;	/* NULL: withdrawn */
};

struct bgp_sent {
	u16 n, room;
	bool grave;		/* among g->graves */
	struct sent_path at[];
};

/* ---- what is agreed upon ---- */

u8 bgp_add_mode(const struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_ADD_PATHS, af);

	return o ? (u8)o->a : p->b->fam[af].add;
}

struct bgp_select bgp_add_select(const struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_ADD_ADVERTISE, af);
	struct bgp_select s = p->b->fam[af].select;

	if (!o)
		return (struct bgp_select){ 0 };
	if (s.best > o->a)
		s.best = (u8)o->a;
	s.how &= o->flags;
	return s;
}

void bgp_add_marks(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, u8 *rank, u8 *marks)
{
	struct bgp_select sel = t->b->fam[t->af].select;
	static const struct { u8 how, mark; } sorts[] = { { SELECT_GROUP, MARK_GROUP }, { SELECT_ALL, MARK_ALL } };
	struct bgp_path *all[BGP_PATHS_MAX];
	unsigned count = bgp_select(t, n, (struct bgp_select){ .best = sel.best }, all), at = 0;

	while (at < count && all[at] != p)
		at++;
	*rank = at < count ? (u8)(at + 1) : 0;
	*marks = 0;
	for (unsigned k = 0; k < ARRAY_LEN(sorts); k++) {
		count = sel.how & sorts[k].how ? bgp_select(t, n, (struct bgp_select){ .how = sorts[k].how }, all) : 0;
		for (at = 0; at < count; at++)
			*marks |= all[at] == p ? sorts[k].mark : 0;
	}
}

/* ---- what a group was told ---- */

static struct bgp_sent *sent_of(const struct bgp_group *g, u32 net) { return net < g->n_sent ? g->sent[net] : NULL; }

static struct sent_path *find(const struct bgp_sent *s, u16 id)
{
	for (u16 k = 0; s && k < s->n; k++)
		if (s->at[k].id == id)
			return (struct sent_path *)&s->at[k];
	return NULL;
}

static struct sent_path *get(struct bgp_group *g, u32 net, u16 id)
{
	struct bgp_sent *s = sent_of(g, net);
	struct sent_path *x = find(s, id);
	u32 n = g->n_sent;

	if (x)
		return x;
	if (net >= n) {
		n = n + n / 8 > net ? n + n / 8 : net + 16;
		g->sent = xrealloc(g->sent, n, sizeof(struct bgp_sent *));
		memset(g->sent + g->n_sent, 0, (n - g->n_sent) * sizeof(struct bgp_sent *));
		g->n_sent = n;
	}
	if (!s || s->n == s->room) {
		u16 room = s ? (u16)(2 * s->room) : 2;

		s = g->sent[net] = xrealloc(s, 1, sizeof(*s) + room * sizeof(*x));
		if (room == 2)
			memset(s, 0, sizeof(*s));
		s->room = room;
	}
	x = &s->at[s->n++];
	*x = (struct sent_path){ .id = id };
	return x;
}

static void grave(struct bgp_group *g, u32 net)
{
	struct bgp_sent *s = g->sent[net];

	if (s->grave)
		return;
	s->grave = true;
	if (g->n_graves == g->graves_cap) {
		g->graves_cap = g->graves_cap ? 2 * g->graves_cap : 16;
		g->graves = xrealloc(g->graves, g->graves_cap, sizeof(*g->graves));
	}
	g->graves[g->n_graves++] = net;
}

void bgp_add_tidy(struct bgp_group *g)
{
	for (u32 k = 0; k < g->n_graves; k++) {
		struct bgp_sent *s = sent_of(g, g->graves[k]);
		u16 n = 0;

		if (!s || !s->grave)	/* its prefix has gone, and another may have the number */
			continue;
		for (u16 m = 0; m < s->n; m++)
			if (s->at[m].attr)
				s->at[n++] = s->at[m];
		s->n = n;
		s->grave = false;
		if (!n) {
			free(s);
			g->sent[g->graves[k]] = NULL;
		}
	}
	g->n_graves = 0;
}

static void drop(struct bgp_group *g, u32 net)
{
	struct bgp_sent *s = sent_of(g, net);

	for (u16 k = 0; s && k < s->n; k++) {
		g->n_told -= s->at[k].attr != NULL;
		intern_put(g->b->w, s->at[k].attr);
	}
	free(s);
	if (s)
		g->sent[net] = NULL;
}

void bgp_add_forget(struct bgp_table *t, u32 net)
{
	for (struct bgp_group *g = t->b->groups; g; g = g->next)
		if (g->key.af == t->af)
			drop(g, net);
}

void bgp_add_free(struct bgp_group *g)
{
	for (u32 net = 0; net < g->n_sent; net++)
		drop(g, net);
	free(g->sent);
	free(g->graves);
}

void bgp_add_inherit(struct bgp_group *g, const struct bgp_group *was)
{
	for (u32 net = 0; net < was->n_sent; net++)
		for (u16 k = 0; was->sent[net] && k < was->sent[net]->n; k++) {
			get(g, net, was->sent[net]->at[k].id);
			grave(g, net);
		}
}

/* ---- the walks ---- */

static bool in_use(const struct bgp_table *t, const struct bgp_net *n, u16 id)
{
	const struct bgp_path *x = bgp_paths(t, n);

	while (x && x->tx != id)
		x = bgp_path_next(t, x);
	return x;
}

/* 0: all are in use, by paths that are not told. */
static u16 number(struct bgp_table *t, const struct bgp_net *n, struct bgp_path *x)
{
	for (unsigned k = 0; !x->tx && k < BGP_TX_MAX; k++) {
		t->last_tx = (u16)(t->last_tx % BGP_TX_MAX + 1);
		if (!in_use(t, n, t->last_tx))
			x->tx = t->last_tx;
	}
	return x->tx;
}

unsigned bgp_add_walk(struct bgp_group *g, struct bgp_table *t, struct bgp_net *net, struct bgp_item *it)
{
	struct bgp_path *all[BGP_PATHS_MAX];
	unsigned n = 0, count = bgp_select(t, net, g->key.select, all);
	u64 told[BGP_TX_MAX / 64 + 1] = { 0 };
	struct bgp_sent *s;

	for (unsigned k = 0; k < count; k++) {
		struct intern *now = bgp_view(g, t, net, all[k]);
		u16 id = now ? number(t, net, all[k]) : 0, from = bgp_group_member(g, all[k]);
		struct sent_path *x;

		if (!id) {
			intern_put(g->b->w, now);
			continue;
		}
		told[id / 64] |= 1ull << (id & 63);
		x = get(g, net->id, id);
		if (x->attr == now && x->from == from) {
			intern_put(g->b->w, now);
			continue;
		}
		it[n++] = (struct bgp_item){ .id = net->id, .tx = id, .attr = now, .from = from, .was_from = x->from, .was = x->attr };
		g->n_told += !x->attr;
		intern_put(g->b->w, x->attr);
		*x = (struct sent_path){ id, from, now };
	}
	s = sent_of(g, net->id);
	for (u16 k = 0; s && k < s->n; k++) {
		struct sent_path *x = &s->at[k];

		if (!x->attr || told[x->id / 64] >> (x->id & 63) & 1)
			continue;
		it[n++] = (struct bgp_item){ .id = net->id, .tx = x->id, .from = x->from, .was_from = x->from, .was = true };
		g->n_told--;
		intern_put(g->b->w, x->attr);
		x->attr = NULL;
		grave(g, net->id);
	}
	return n;
}

unsigned bgp_add_count(const struct bgp_group *g, u32 net)
{
	const struct bgp_sent *s = sent_of(g, net);

	return s ? s->n : 0;
}

unsigned bgp_add_member(const struct bgp_group *g, const struct bgp_net *net, u16 me, bool withdraw, struct bgp_item *it)
{
	const struct bgp_sent *s = sent_of(g, net->id);
	unsigned n = 0;

	for (u16 k = 0; s && k < s->n; k++) {
		const struct sent_path *x = &s->at[k];
		struct intern *attr = x->from == me ? NULL : x->attr;

		if (attr || withdraw)
			it[n++] = (struct bgp_item){ .id = net->id, .tx = x->id, .attr = attr };
	}
	return n;
}

const struct intern *bgp_add_told(const struct bgp_group *g, u32 net, u16 tx, u16 *from)
{
	const struct sent_path *x = tx ? find(sent_of(g, net), tx) : NULL;

	*from = x ? x->from : 0;
	return x ? x->attr : NULL;
}
