/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A route as the members of a group see it: whether it is for them at all, the policy out, and what becomes of its attributes on the way (RFC 4271 5, 4456, 5065). */
#include "router/bgp/bgp.h"

enum { NO_EXPORT = (int)0xffffff01, NO_ADVERTISE = (int)0xffffff02, LOCAL_AS = (int)0xffffff03, GRACEFUL_SHUTDOWN = (int)0xffff0000 };

static bool allowed(const struct bgp_group *g, const struct bgp_path *best)
{
	const struct bgp_attrs *a = bgp_attrs(best->attr);
	const struct bgp_peer *from = best->peer;

	if (from && from->ibgp && g->key.kind == BGP_INTERNAL) { /* RFC 4456: only a reflector does */
		bool client = bgp_opt(from, OPT_RR_CLIENT, g->key.af);

		if ((!client && !(g->key.flags & OUT_CLIENT)) || (client && g->key.flags & OUT_CLIENT && g->b->no_reflect))
			return false;
	}
	if (g->key.soo && bgp_ext_has(a, g->key.soo))
		return false;
	if (a->len[PART_COMM]) {
		if (bgp_has_community(a, (u32)NO_ADVERTISE) || (g->key.kind == BGP_EXTERNAL && bgp_has_community(a, (u32)NO_EXPORT)) ||
		    (g->key.kind != BGP_INTERNAL && bgp_has_community(a, (u32)LOCAL_AS)))
			return false;
	}
	return true;
}

static bool on_subnet(const struct bgp_group_key *k, const struct bgp_attrs *a)
{
	return k->subnet_len && a->nh_af == AF_IP4 && !((get_be32(a->nh.b) ^ k->subnet) & ip4_mask(k->subnet_len));
}

static void set_hop(const struct bgp_group *g, const struct bgp_path *best, struct bgp_draft *d, u32 set)
{
	static const struct ipaddr self = { .af = AF_NONE };
	bool inside = best->peer && best->peer->ibgp && g->key.kind == BGP_INTERNAL, external = best->peer && bgp_external(best->peer);
	bool kept = set & SET_NEXT_HOP || (g->key.flags & OUT_UNCHANGED && (!external || g->key.how & HOW_UNCHANGED_ALL));
	bool is_self = set & (SET_NEXT_HOP_SELF | SET_NEXT_HOP_PEER);

	if (!is_self && !kept)
		is_self = best->kind == BGP_IMPORTED	/* its next hop is on another's links */
			  || (g->key.flags & OUT_SELF ? !inside || g->key.how & HOW_SELF_ALL : g->key.kind == BGP_EXTERNAL && !on_subnet(&g->key, &d->h));
	if (is_self || (d->h.nh_af == AF_IP6 && ip6_is_linklocal(&d->h.nh)))	/* RFC 2545 3: alone that is never told */
		bgp_set_next_hop(&d->h, &self);
	if (g->key.kind != BGP_EXTERNAL || d->h.nh_af != AF_IP6)
		memset(&d->h.nh_link, 0, sizeof(d->h.nh_link));	/* it means nothing beyond its link */
}

bool bgp_view_hop(const struct bgp_group_key *k, const struct bgp_attrs *a)
{
	return !a->nh_af || a->nh_af == (k->af == BGP_IP4 ? AF_IP4 : AF_IP6) || k->flags & OUT_HOP6;
}

bool bgp_view_path(const struct bgp_group *g, struct bgp_draft *d, u8 *room)
{
	const struct bgp *b = g->b;
	u32 as[2] = { g->key.local_as, bgp_public_as(b) };

	if (g->key.kind == BGP_INTERNAL)
		return true;
	if (g->key.kind == BGP_CONFED)
		return bgp_path_prepend(d, &b->as, 1, SEG_CONFED_SEQUENCE, room);
	bgp_path_strip_confed(d, room);
	if (g->key.flags & OUT_PRIVATE)
		bgp_path_strip_private(d, g->key.flags & OUT_PRIVATE_ALL, g->key.flags & OUT_PRIVATE_REPLACE ? as[0] : 0, room);
	if (g->key.override_as)
		bgp_path_replace(d, g->key.override_as, as[0], room);
	return bgp_path_prepend(d, as, as[0] != as[1] && !(g->key.flags & OUT_REPLACE_AS) ? 2 : 1, SEG_SEQUENCE, room);
}

static bool set_reflection(const struct bgp_group *g, const struct bgp_path *best, struct bgp_draft *d, u8 *room)
{
	const struct bgp *b = g->b;
	u16 n = d->h.len[PART_CLUSTERS];

	if (!best->peer || !best->peer->ibgp || g->key.kind != BGP_INTERNAL)
		return true;
	if (n + 4 > BGP_PATH_LEN_MAX)
		return false;
	if (!(d->h.has & HAS_ORIGINATOR)) {
		d->h.originator = bgp_path_router_id(best);
		d->h.has |= HAS_ORIGINATOR;
	}
	put_be32(room, bgp_cluster_id(b));
	if (n)
		memcpy(room + 4, d->part[PART_CLUSTERS], n);
	d->part[PART_CLUSTERS] = room;
	d->h.len[PART_CLUSTERS] = (u16)(n + 4);
	return true;
}

static void add_community(struct bgp_draft *d, struct bgp_room *room, u32 community)
{
	u16 len = (u16)min_u64(d->h.len[PART_COMM], sizeof(room->comm) - 4);

	if (len && d->part[PART_COMM] != room->comm)
		memcpy(room->comm, d->part[PART_COMM], len);
	for (u16 k = 0; k < len; k += 4)
		if (get_be32(room->comm + k) == community)
			return;
	put_be32(room->comm + len, community);
	d->part[PART_COMM] = room->comm;
	d->h.len[PART_COMM] = (u16)(len + 4);
}

void bgp_view_leaving(const struct bgp_group_key *k, struct bgp_draft *d, struct bgp_room *room)
{
	if (!(k->how & HOW_LEAVING))
		return;
	add_community(d, room, (u32)GRACEFUL_SHUTDOWN);
	if (k->how & HOW_COMM)
		add_community(d, room, k->leave_comm);
	if (k->how & HOW_PREF) {
		d->h.has |= HAS_LOCAL_PREF;
		d->h.local_pref = k->leave_pref;
	}
}

static struct intern *seen_by(const struct bgp_group *g, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *best)
{
	const struct bgp_group_key *k = &g->key;
	struct ipaddr prefix = bgp_net_addr(t, n);
	struct policy_route r;
	struct bgp_room room;
	struct bgp_draft d;
	u8 clusters[BGP_PATH_LEN_MAX];
	u16 len;
	const u8 *path = bgp_part(bgp_attrs(best->attr), PART_PATH, &len);
	u32 set = 0;

	if ((k->prefix && !prefix_list_permits(k->prefix, &prefix, n->plen)) || (k->orf && !prefix_list_permits(k->orf, &prefix, n->plen)) || (k->dist && !acl_permits_route(k->dist, &prefix, n->plen)) ||
	    (k->filter && !path_list_permits(k->filter, path, len)))
		return NULL;
	bgp_path_draft(&d, best);
	if (k->kind == BGP_EXTERNAL) {
		d.h.has &= (u8)~(HAS_LOCAL_PREF | HAS_ORIGINATOR | (best->peer ? HAS_MED : 0));
		d.h.local_pref = d.h.originator = 0;
		d.h.len[PART_CLUSTERS] = 0;
		if (best->peer)
			d.h.med = 0;
	} else if (!(d.h.has & HAS_LOCAL_PREF)) {
		d.h.has |= HAS_LOCAL_PREF;
		d.h.local_pref = g->b->default_pref;
	}
	if (k->map || k->withheld || n->flags & NF_SUPPRESSED) {
		struct policy_route w;

		bgp_policy_path(&r, best, &prefix, n->plen);
		if (route_map_asks_marks(k->map))
			bgp_add_marks(t, n, best, &r.rank, &r.marks);
		w = r;
		if ((k->withheld && route_map_permits(k->withheld, &w)) || (n->flags & NF_SUPPRESSED && !route_map_permits(k->unsuppress, &r)) ||
		    !route_map_permits(k->map, &r) || !bgp_policy_apply(&r, &d, &room))	/* a map goes on from what the one before has set */
			return NULL;
		set = r.set;
	}
	bgp_view_leaving(k, &d, &room);
	if (k->kind == BGP_EXTERNAL) {	/* whatever the map said */
		d.h.has &= (u8)~HAS_LOCAL_PREF;
		d.h.local_pref = 0;
	}
	set_hop(g, best, &d, set);
	if (!bgp_view_hop(k, &d.h) || !bgp_view_path(g, &d, room.path) || !set_reflection(g, best, &d, clusters))
		return NULL;
	if (!(k->flags & OUT_COMM))
		d.h.len[PART_COMM] = 0;
	if (!(k->flags & OUT_EXT))
		d.h.len[PART_EXT] = 0;
	if (!(k->flags & OUT_LARGE))
		d.h.len[PART_LARGE] = 0;
	if (k->kind == BGP_EXTERNAL)
		bgp_ext_leave(&d, room.ext, sizeof(room.ext));
	else if (k->flags & OUT_EXT && best->kind == BGP_LEARNED && best->peer->af[t->af].dmz_kbit)
		bgp_ext_put(&d, &room, bgp_bandwidth_community(g->b->as, bgp_path_bandwidth(t, best)));
	if (k->flags & OUT_RPKI || (k->kind != BGP_INTERNAL && d.h.len[PART_EXT])) {	/* RFC 8097 2: within an AS alone */
		d.h.len[PART_EXT] = bgp_rpki_community(d.part[PART_EXT], d.h.len[PART_EXT], room.ext, sizeof(room.ext), k->flags & OUT_RPKI ? bgp_rpki_state(best) : RPKI_NONE);
		d.part[PART_EXT] = room.ext;
	}
	return bgp_draft_intern(g->b->w, &d);
}

/* What of the source changes the answer, beside the attributes. */
static u64 source_class(const struct bgp_path *best, u8 af)
{
	return !best->peer ? 1 | (u64)best->rpki << 41 : 2 | (best->peer->ibgp ? 4 : 0) | (bgp_opt(best->peer, OPT_RR_CLIENT, af) ? 8 : 0) | (u64)bgp_path_router_id(best) << 4 | (u64)(best->kind == BGP_IMPORTED) << 40 | (u64)best->rpki << 41;
}

struct intern *bgp_view(struct bgp_group *g, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *best)
{
	struct intern *out;
	u64 class;
	u32 kbit;

	if (!best || (n->flags & NF_SUPPRESSED && !g->key.unsuppress) || g->key.flags & OUT_NO_POLICY || (g->key.flags & OUT_ORIGINATE && !n->plen))
		return NULL;
	class = source_class(best, t->af);
	kbit = best->peer ? best->peer->af[t->af].dmz_kbit : 0;
	if (g->memo_in == best->attr && g->memo_hop == best->hop && g->memo_from == class && g->memo_kbit == kbit)
		return g->memo_out ? intern_ref(g->memo_out) : NULL;
	out = allowed(g, best) ? seen_by(g, t, n, best) : NULL;
	if (g->key.map || g->key.prefix || g->key.orf || g->key.dist || g->key.withheld || g->key.unsuppress)
		return out;
	bgp_view_forget(g);
	g->memo_in = intern_ref(best->attr);
	g->memo_hop = bgp_hop_ref(best->hop);
	g->memo_out = out ? intern_ref(out) : NULL;
	g->memo_from = class;
	g->memo_kbit = kbit;
	return out;
}

void bgp_view_forget(struct bgp_group *g)
{
	intern_put(g->b->w, g->memo_in);
	intern_put(g->b->w, g->memo_out);
	bgp_hop_put(g->b, g->memo_hop);
	g->memo_in = g->memo_out = NULL;
	g->memo_hop = NULL;
}
