/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Origin validation of BGP's paths (RFC 6811), and its states within an AS (RFC 8097). A path's state is worked out as it comes; when VRPs have changed, the table
 * is walked some prefixes a turn, and those that one of them covers are looked at again. Paths of other AS are looked up; of our own AS's neighbours the state is
 * what they say where `announce rpki state` stands (nothing said: not found), else valid, as in IOS; ours are valid. Tables of VRFs have no states.
 */
#include <stdlib.h>

#include "router/bgp/bgp.h"

enum { OPAQUE_LOCAL = 0x43, ORIGIN_STATE = 0 };	/* RFC 8097 2 */

struct bgp_rpki {
	struct rpki servers;
	struct bgp *b;
	struct vrp_set walked;	/* what the walk is about */
	struct timer walk;	/* set: it goes on */
	u32 at[BGP_AFS];
	bool walking;
};

const char *const bgp_rpki_name[4] = { "", "valid", "not found", "invalid" };
static const enum rpki_state of_wire[3] = { RPKI_VALID, RPKI_NOT_FOUND, RPKI_INVALID };

/* ---- the state of one ---- */

u32 bgp_origin_as(const struct bgp *b, const u8 *path, u16 len)
{
	struct rd r = rd_of(path, len);
	u32 as = bgp_public_as(b);

	while (rd_left(&r)) {
		u8 type = rd_u8(&r), n = rd_u8(&r);

		rd_skip(&r, 4 * (size_t)(n - 1u));
		as = rd_u32(&r);
		as = type == SEG_SEQUENCE ? as : type == SEG_SET ? 0 : bgp_public_as(b);
	}
	return as;
}

static bool is_state(const u8 *ext) { return ext[0] == OPAQUE_LOCAL && ext[1] == ORIGIN_STATE; }

/* 8097 2: of several the worst; one that is none is as if it were not there. */
static enum rpki_state told(const struct bgp_attrs *a)
{
	enum rpki_state state = RPKI_NONE;
	u16 len;
	const u8 *p = bgp_part(a, PART_EXT, &len);

	for (u16 k = 0; k + 8 <= len; k += 8)
		if (is_state(p + k) && p[k + 7] < ARRAY_LEN(of_wire) && of_wire[p[k + 7]] > state)
			state = of_wire[p[k + 7]];
	return state ? state : RPKI_NOT_FOUND;
}

u8 bgp_rpki_judge(const struct bgp_table *t, const struct ipaddr *prefix, u8 plen, const struct bgp_peer *from, const struct bgp_attrs *a)
{
	const struct bgp *b = t->b;
	enum rpki_state state = RPKI_VALID;
	u16 len;
	const u8 *path = bgp_part(a, PART_PATH, &len);

	if (!t->rpki)
		return RPKI_NONE;
	if (from && from->af[t->af].announce_rpki)
		state = told(a);
	else if (from && bgp_external(from) && b->fam[t->af].validate != VALIDATE_NOT)
		state = b->rpki ? vrp_state(&b->rpki->servers.table, prefix, plen, bgp_origin_as(b, path, len)) : RPKI_NOT_FOUND;
	return (u8)(state == RPKI_INVALID && b->fam[t->af].validate != VALIDATE_ALLOW ? state | BGP_RPKI_BARRED : state);
}

u16 bgp_rpki_community(const u8 *ext, u16 len, u8 *room, size_t size, enum rpki_state state)
{
	u8 one[8] = { OPAQUE_LOCAL, ORIGIN_STATE };
	u16 n = 0;

	for (u16 k = 0; k + 8 <= len && n + 16u <= size; k = (u16)(k + 8))	/* room may be where they are */
		if (!is_state(ext + k)) {
			memmove(room + n, ext + k, 8);
			n = (u16)(n + 8);
		}
	if (!state)
		return n;
	while (of_wire[one[7]] != state)
		one[7]++;
	memcpy(room + n, one, 8);
	return (u16)(n + 8);
}

/* ---- VRPs have changed ---- */

static void look(struct bgp_table *t, struct bgp_net *n)
{
	struct ipaddr a = bgp_net_addr(t, n);

	for (struct bgp_path *x = bgp_paths(t, n), *next; x; x = next) {
		u8 now = bgp_rpki_judge(t, &a, n->plen, x->kind == BGP_LEARNED ? x->peer : NULL, bgp_attrs(x->attr));

		next = bgp_path_next(t, x);
		if (x->rpki == now)
			continue;
		x->rpki = now;
		/* What was kept before soft-reconfiguration was taken back is not looked at: a path that is denied would go. */
		if (x->kind == BGP_LEARNED && x->peer->af[t->af].soft_in && bgp_path_raw(t, x) && route_map_asks_rpki(x->peer->af[t->af].map_in))
			bgp_learn_again(t, n, x);
		x->flags |= PF_CHANGED;
		bgp_net_dirty(t, n);
	}
}

/* What a map that asks for the state has denied is not here where nothing is kept: it is asked for again. Where all is kept, more may be permitted now than is allowed. */
static void ask_again(struct bgp *b, u8 af, bool all)
{
	for (struct bgp_peer *p = b->peers; p; p = p->next) {
		if (!p->up || !p->af[af].on || (!all && !bgp_external(p)) || !route_map_asks_rpki(p->af[af].map_in))
			continue;
		if (!p->af[af].soft_in)
			bgp_refresh_ask(p, af);
		else
			bgp_max_enforce(p, af);
	}
}

static void begin(struct bgp_rpki *k)
{
	struct vrp_set empty;

	if (k->walking || vrp_set_empty(&k->servers.changed) || k->b->stopping || k->b->s->cleaning)
		return;
	vrp_set_open(&empty);
	k->walked = k->servers.changed;
	k->servers.changed = empty;
	k->walking = true;
	memset(k->at, 0, sizeof(k->at));
	timer_set(k->b->w, &k->walk, bgp_now(k->b));
}

static void walk(struct timer *timer)
{
	struct bgp_rpki *k = container_of(timer, struct bgp_rpki, walk);
	struct bgp *b = k->b;
	u32 budget = 4 * BGP_TURN;

	for (u8 af = 0; af < BGP_AFS; af++) {
		struct bgp_table *t = b->table[af];

		for (struct bgp_net *n; t && (n = bgp_net_from(t, k->at[af])); k->at[af] = n->id + 1) {
			struct ipaddr a = bgp_net_addr(t, n);

			if (!budget--) {
				timer_set(b->w, timer, bgp_now(b));
				return;
			}
			if (n->paths && vrp_set_covers(&k->walked, &a, n->plen))
				look(t, n);
		}
	}
	for (u8 af = 0; af < BGP_AFS; af++)
		if (b->table[af] && (k->walked.all || k->walked.trie[af].n))
			ask_again(b, af, k->walked.all);
	vrp_set_close(&k->walked);
	k->walking = false;
	begin(k);
}

static void changed(struct rpki *servers) { begin(container_of(servers, struct bgp_rpki, servers)); }

/* ---- its life ---- */

struct rpki *bgp_rpki(struct bgp *b, bool make)
{
	if (!b->rpki && make) {
		b->rpki = xcalloc(1, sizeof(*b->rpki));
		b->rpki->b = b;
		b->rpki->walk.fire = walk;
		rpki_open(&b->rpki->servers, b->s, changed);
	}
	return b->rpki ? &b->rpki->servers : NULL;
}

bool bgp_rpki_on(const struct bgp *b, u8 af)
{
	for (const struct rtr *s = b->rpki ? b->rpki->servers.servers : NULL; s; s = s->next)
		if (!s->deleted)
			return true;
	for (const struct bgp_peer *p = b->peers; p; p = p->next)
		if (p->af[af].announce_rpki)
			return true;
	return false;
}

void bgp_rpki_settle(struct bgp *b, bool all)
{
	bool any = false;

	for (u8 af = 0; af < BGP_AFS; af++) {
		struct bgp_table *t = b->table[af];
		bool on = bgp_rpki_on(b, af);

		if (!t)
			continue;
		any |= t->rpki != on || (all && on);
		t->rpki = on;
	}
	if (!any)
		return;
	bgp_rpki(b, true)->changed.all = true;
	begin(b->rpki);
}

void bgp_rpki_close(struct bgp *b)
{
	struct bgp_rpki *k = b->rpki;

	if (!k)
		return;
	for (u8 af = 0; af < BGP_AFS; af++)
		if (b->table[af])
			b->table[af]->rpki = false;
	timer_stop(b->w, &k->walk);
	if (k->walking)
		vrp_set_close(&k->walked);
	rpki_close(&k->servers);
	free(k);
	b->rpki = NULL;
}
