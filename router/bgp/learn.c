/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes of prefixes that a neighbour tells: paths of the table, or none. Which are refused (our own come back, next hops that cannot be), the policy in, `maximum-prefix`;
 * and the policy applied anew, to what is kept or to what is asked for again (route refresh, RFC 2918).
 */
#include "router/bgp/bgp.h"

static bool martian(const struct bgp_nlri *n)
{
	if (n->prefix.af == AF_IP4)
		return n->plen && (n->prefix.v4 >> 24 == 127 || n->prefix.v4 >= 0xe0000000 || (n->plen >= 8 && !(n->prefix.v4 >> 24)));
	return n->plen >= 8 && (ip6_is_multicast(&n->prefix.v6) || ip6_is_linklocal(&n->prefix.v6));
}

void bgp_unlearn(struct bgp_peer *p, u8 af, struct bgp_net *n, u32 id)
{
	struct bgp_table *t = p->b->table[af];
	struct bgp_path *x = n ? bgp_path_find(t, n, p, id) : NULL;

	if (!x)
		return;
	bgp_damp_withdrawn(t, n, x);
	*(x->flags & PF_DENIED ? &p->af[af].denied : &p->af[af].accepted) -= 1;
	bgp_path_del(t, n, x);
}

/* Ours has come back to us: RFC 4271 9.1.2, 4456 8, 5065 4. */
static bool looped(const struct bgp_peer *p, u8 af, const struct bgp_attrs *a)
{
	const struct bgp *b = p->b;
	u16 n;
	const u8 *path = bgp_part(a, PART_PATH, &n), *clusters;
	unsigned allowed = p->af[af].allowas, found = bgp_path_count(path, n, b->as);

	if (b->confed_id)
		found += bgp_path_count(path, n, b->confed_id);
	if (p->local_as != b->as && p->local_as != b->confed_id)
		found += bgp_path_count(path, n, p->local_as);
	if (b->maxas && bgp_path_numbers(path, n) > b->maxas)
		return true;
	if (found > allowed || (a->has & HAS_ORIGINATOR && a->originator == b->router_id))
		return true;
	clusters = bgp_part(a, PART_CLUSTERS, &n);
	for (u16 k = 0; k + 4 <= n; k += 4)
		if (get_be32(clusters + k) == bgp_cluster_id(b))
			return true;
	return false;
}

/* 6.3: a next hop that is ourselves, or is not on the link of a neighbour that is, is no error; the route is not taken. */
static bool hop_refused(const struct bgp_peer *p, const struct ipaddr *hop)
{
	if (ipaddr_eq(hop, &p->addr))	/* nearly always */
		return false;
	if (hop->af == AF_IP4 && ipif_find(p->b->s, hop->v4))
		return true;
	if (!p->connected || !p->iface || !p->iface->ip)
		return false;
	return hop->af == AF_IP4 && p->addr.af == AF_IP4 && !ipif_on_link4(p->iface->ip, hop->v4);
}

bool bgp_refused(const struct bgp_peer *p, u8 af, const struct bgp_attrs *a, const struct bgp_hop *hop)
{
	return looped(p, af, a) || (hop && hop_refused(p, &hop->addr));
}

/* `maximum-prefix ... restart`: it may try again. */
static void allowed_again(struct timer *t)
{
	struct bgp_peer *p = container_of(t, struct bgp_peer, restart);

	bgp_peer_max_clear(p);
	bgp_peer_start(p);
}

static void wait_again(struct bgp_peer *p, const struct bgp_opt *o)
{
	p->restart.fire = allowed_again;
	if (o->b >> 8)
		timer_set(p->b->w, &p->restart, bgp_now(p->b) + (o->b >> 8) * 60ull * NSEC_PER_SEC);
}

bool bgp_over_max(struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_MAX_PREFIX, af);
	struct bgp_peer_af *x = &p->af[af];
	u32 at;
	char name[IP6_TEXT];

	if (!o)
		return false;
	at = (u32)((u64)o->a * (o->b & 0xff) / 100);
	if (!x->warned_max && x->accepted > at) {
		x->warned_max = true;
		bgp_log(p->b, 4, "MAXPFX", "Number of prefixes received from %s (afi %u) reaches %u, max %u", bgp_peer_name(p, name), af, x->accepted, o->a);
	}
	if (x->accepted <= o->a)
		return false;
	if (!x->over_max)
		bgp_log(p->b, 3, "MAXPFXEXCEED", "Number of prefixes received from %s (afi %u): %u exceeds limit %u", bgp_peer_name(p, name), af, x->accepted, o->a);
	x->over_max = true;
	if (o->flags)	/* warning-only */
		return false;
	p->over_max = true;
	wait_again(p, o);
	return true;
}

void bgp_learn(struct bgp_peer *p, u8 af, const struct bgp_nlri *n, struct bgp_told *told, bool refused)
{
	struct bgp_peer_af *x = &p->af[af];
	struct bgp_table *t = p->b->table[af];
	struct bgp_hop *hop = NULL;
	struct intern *taken = refused || martian(n) ? NULL : bgp_policy_in(p, af, &n->prefix, n->plen, told, &hop, &x->weight_now), *raw;
	struct bgp_net *net;
	struct bgp_path *path;
	bool denied = !taken, was_denied = false, is_new;

	if (denied && !x->soft_in) {
		bgp_unlearn(p, af, bgp_net_find(p->b->table[af], &n->prefix, n->plen), n->id);
		return;
	}
	net = bgp_net_get(t, &n->prefix, n->plen);
	if (!net) {	/* the table is full */
		intern_put(p->b->w, taken);
		bgp_hop_put(p->b, hop);
		return;
	}
	raw = x->soft_in ? bgp_told_full(p->b, told) : NULL;
	path = bgp_path_find(t, net, p, n->id);
	is_new = !path;
	if (path) {
		was_denied = path->flags & PF_DENIED;
		if (path->attr == taken && path->hop == hop && !was_denied && bgp_path_raw(t, path) == raw && path->weight == x->weight_now) {
			path->flags &= (u8)~PF_STALE;	/* nothing new */
			intern_put(p->b->w, taken);
			bgp_hop_put(p->b, hop);
			return;
		}
	}
	path = bgp_path_set(t, net, p, BGP_LEARNED, n->id, taken ? taken : intern_ref(told->attr), raw ? intern_ref(raw) : NULL, taken ? hop : bgp_hop_ref(told->hop));
	if (!path)
		return;
	path->weight = x->weight_now;
	if (denied)
		path->flags |= PF_DENIED;
	if (!is_new)
		*(was_denied ? &x->denied : &x->accepted) -= 1;
	*(denied ? &x->denied : &x->accepted) += 1;
	bgp_damp_told(t, net, path, is_new || told->again);
}

/* ---- again ---- */

void bgp_refresh_read(struct bgp_link *l, struct rd r)
{
	u16 afi = rd_u16(&r);
	u8 sub = rd_u8(&r), safi = rd_u8(&r);
	int af = bgp_af_named(afi, safi);

	if (r.bad || sub || af < 0 || !l->peer->af[af].on || (rd_left(&r) && !bgp_orf_read(l->peer, (u8)af, r)))
		return;
	if (l->peer->af[af].orf_waits) {
		l->peer->af[af].orf_waits = false;
		bgp_group_join(l->peer, (u8)af);
	} else {
		bgp_group_refresh(l->peer, (u8)af);
	}
}

void bgp_learn_again(struct bgp_table *t, struct bgp_net *net, struct bgp_path *y)
{
	struct bgp_peer *p = y->peer;
	struct bgp_nlri n = { .prefix = bgp_net_addr(t, net), .plen = net->plen, .id = bgp_path_id(t, y) };
	struct intern *raw = intern_ref(bgp_path_raw(t, y));
	struct bgp_told told;
	struct bgp_draft d;
	u8 stale = y->flags & PF_STALE;

	bgp_path_keep(t, y, NULL);	/* so that it counts as new */
	bgp_draft_of(&d, raw);
	bgp_told_open(p->b, &told, &d);
	told.again = true;
	bgp_learn(p, t->af, &n, &told, bgp_refused(p, t->af, bgp_attrs(told.attr), told.hop));
	y->flags |= stale;
	bgp_told_close(p->b, &told);
	intern_put(p->b->w, raw);
}

void bgp_max_enforce(struct bgp_peer *p, u8 af)
{
	if (bgp_over_max(p, af))
		bgp_peer_stop(p, DOWN_SENT, CEASE_MAX_PREFIX);
}

/* Who is held down already stays so, as in IOS, until `clear` or for as long as the new line says. */
void bgp_max_changed(struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_MAX_PREFIX, af);

	if (p->over_max && p->af[af].over_max) {
		timer_stop(p->b->w, &p->restart);
		if (o && !o->flags)
			wait_again(p, o);
		return;
	}
	p->af[af].over_max = p->af[af].warned_max = false;
	if (p->up)
		bgp_max_enforce(p, af);
}

/* The policy in applied to what is kept. */
static void again(struct bgp_peer *p, u8 af)
{
	struct bgp_table *t = p->b->table[af];

	for (struct bgp_net *net = NULL; (net = bgp_net_from(t, net ? net->id + 1 : 1));)
		for (struct bgp_path *y = bgp_paths(t, net); y; y = bgp_path_next(t, y))
			if (y->peer == p && bgp_path_raw(t, y))
				bgp_learn_again(t, net, y);
	bgp_max_enforce(p, af);
}

void bgp_refresh_ask(struct bgp_peer *p, u8 af)
{
	u8 body[4];

	if (!p->up || !p->af[af].on)
		return;
	if (p->af[af].soft_in) {
		again(p, af);
		return;
	}
	if (!p->up->caps.refresh && !p->up->caps.refresh_old)
		return;
	put_be16(body, bgp_afi(af));
	body[2] = 0;
	body[3] = BGP_SAFI_UNICAST;
	bgp_send(p->up, bgp_msg_new(BGP_REFRESH, body, sizeof(body)));
}
