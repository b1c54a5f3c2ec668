/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What has changed for a group, as messages: prefixes of the same attributes together, built once for all its members. A route does not go back to whom it came from: such
 * prefixes are in messages that this member does not get.
 */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/bgp/bgp.h"

static int item_order(const void *x, const void *y)
{
	const struct bgp_item *a = x, *b = y;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->seq < b->seq ? -1 : 1;
}

/* Attributes get numbers as they appear: their order is the order of the changes. Within one, by whom it is not for. */
static void sort_items(struct bgp_item *it, u32 n)
{
	struct bgp_item *in = xcalloc(n + 1, sizeof(*in));
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

/* Prefixes with the same attributes. */
struct run {
	u32 *ids, n;
	u16 *tx;		/* their path identifiers; NULL: without */
};

static void run_add(struct run *r, const struct bgp_item *it)
{
	if (r->tx)
		r->tx[r->n] = it->tx;
	r->ids[r->n++] = it->id;
}

/* to: "update-group 1" or a neighbour. */
static void debug_items(const struct bgp_group *g, const struct bgp_table *t, const struct run *r, const struct intern *attr, const char *to)
{
	char x[IP6_TEXT], path[256];

	for (u32 k = 0; k < r->n; k++) {
		const struct bgp_net *net = bgp_net_at(t, r->ids[k]);
		struct ipaddr a = bgp_net_addr(t, net);
		u16 len;
		const u8 *p = attr ? bgp_part(bgp_attrs(attr), PART_PATH, &len) : NULL;

		bgp_debug(g->b, "BGP(%u): %s send %s %s/%u%s%s", t->af, to, attr ? "UPDATE" : "unreachable", ipaddr_text(&a, x), net->plen, p ? ", path " : "",
			  p ? as_path_text(p, len, path, sizeof(path)) : "");
	}
}

/* Once for the group, or for each of the neighbours that are asked about. */
static void debug_out(const struct bgp_group *g, const struct bgp_table *t, const struct bgp_peer_af *only, u16 except, const struct run *r, const struct intern *attr)
{
	const struct device *d = g->b->s->dev;
	char to[IP6_TEXT + 16];

	if (debug_on(d, DEBUG_IP_BGP_UPDATES) || debug_on(d, DEBUG_IP_BGP_UPDATES_OUT)) {
		snprintf(to, sizeof(to), "update-group %u", g->id);
		debug_items(g, t, r, attr, to);
	} else if (debug_on(d, DEBUG_IP_BGP_NEIGHBOR)) {
		for (const struct bgp_peer_af *x = only ? only : g->members; x; x = only ? NULL : x->next)
			if (bgp_debugs(x->peer, true) && x->peer->up && (only || x->caught_up) && (!except || x->peer->index + 1 != except))
				debug_items(g, t, r, attr, bgp_peer_name(x->peer, to));
	}
}

/* As many messages as it takes. */
static void give_run(struct bgp_group *g, struct bgp_table *t, struct bgp_peer_af *only, u16 except, struct intern *attr, const struct run *r, u32 version)
{
	debug_out(g, t, only, except, r, attr);
	for (u32 at = 0, used; at < r->n; at += used) {
		const u16 *tx = r->tx ? r->tx + at : NULL;
		struct bgp_msg *m = attr ? bgp_update_announce(&g->key, t, bgp_attrs(attr), r->ids + at, tx, r->n - at, &used) : bgp_update_withdraw(t, r->ids + at, tx, r->n - at, &used);

		if (!m) {	/* these attributes fill a message: what was told before is not true any more */
			attr = NULL;
			used = 0;
			continue;
		}
		give(g, only, except, m, version);
	}
}

void bgp_give_items(struct bgp_group *g, struct bgp_table *t, struct bgp_peer_af *only, struct bgp_item *it, u32 n, u32 version)
{
	struct run r = { .ids = xcalloc(n + 1, sizeof(*r.ids)), .tx = g->key.add ? xcalloc(n + 1, sizeof(*r.tx)) : NULL };
	u32 to;

	sort_items(it, n);
	for (u32 k = 0; k < n; k = to) {
		r.n = 0;
		for (to = k; to < n && it[to].bucket == it[k].bucket && it[to].from == it[k].from; to++)
			run_add(&r, &it[to]);
		give_run(g, t, only, it[k].from, it[k].attr, &r, version);
		if (only || !it[k].from || !it[k].attr)
			continue;
		/* Whom it comes from now had it from us before. */
		r.n = 0;
		for (u32 q = k; q < to; q++)
			if (it[q].was && it[q].was_from != it[q].from)
				run_add(&r, &it[q]);
		for (struct bgp_peer_af *x = r.n ? g->members : NULL; x; x = x->next)
			if (x->peer->index + 1 != it[k].from || !x->caught_up)
				continue;
			else if (bgp_queued(x->peer->up) >= BGP_QUEUE_MAX)
				fall_behind(x, version);
			else
				give_run(g, t, x, 0, NULL, &r, version);
	}
	free(r.tx);
	free(r.ids);
}
