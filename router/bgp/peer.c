/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours, peer groups, and their options: a short list each, looked up in the neighbour's own, then in its group's or its template's. */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/bgp.h"
#include "router/bgp/damp.h"
#include "router/bgp/template.h"

/* ---- options ---- */

struct bgp_opt *bgp_opt_own(struct bgp_opt *list, u8 kind, u8 af)
{
	struct bgp_opt *o = list;

	while (o && (o->kind != kind || (kind >= OPT_SESSION_N && o->af != af)))
		o = o->next;
	return o;
}

const struct bgp_opt *bgp_opt(const struct bgp_peer *p, u8 kind, u8 af)
{
	const struct bgp_opt *o = bgp_opt_own(p->opts, kind, af);
	const struct bgp_template *t = kind < OPT_SESSION_N ? p->session : p->af[af].policy;

	if (o || kind == OPT_PEER_GROUP)
		return o;
	return p->group ? bgp_opt_own(p->group->opts, kind, af) : t ? bgp_template_opt(t, kind, af) : NULL;
}

static void opt_empty(struct bgp_opt *o)
{
	free(o->str);
	free(o->text);
	free(o->cond_str);
	route_map_release(o->cond);
	o->str = o->text = o->cond_str = NULL;
	o->cond = NULL;
	switch (o->list ? o->kind : OPT_N) {
	case OPT_DIST_IN:
	case OPT_DIST_OUT:
		acl_release(o->list);
		break;
	case OPT_PREFIX_IN:
	case OPT_PREFIX_OUT:
		prefix_list_release(o->list);
		break;
	case OPT_FILTER_IN:
	case OPT_FILTER_OUT:
		path_list_release(o->list);
		break;
	case OPT_FALL_OVER:
	case OPT_MAP_IN:
	case OPT_MAP_OUT:
	case OPT_ORIGINATE:
	case OPT_UNSUPPRESS:
	case OPT_ADVERTISE:
		route_map_release(o->list);
		break;
	}
	o->list = NULL;
}

struct bgp_opt *bgp_opt_set(struct bgp_opt **list, u8 kind, u8 af)
{
	struct bgp_opt *o = bgp_opt_own(*list, kind, af);

	if (o) {
		opt_empty(o);
		o->a = o->b = 0;
		o->flags = 0;
		return o;
	}
	o = xcalloc(1, sizeof(*o));
	o->kind = kind;
	o->af = af;
	o->next = *list;
	*list = o;
	return o;
}

void bgp_opt_unset(struct bgp_opt **list, u8 kind, u8 af)
{
	struct bgp_opt **at = list, *o = bgp_opt_own(*list, kind, af);

	if (!o)
		return;
	while (*at != o)
		at = &(*at)->next;
	*at = o->next;
	opt_empty(o);
	free(o);
}

/* In a VRF's family its own neighbours are active. */
bool bgp_peer_default_on(const struct bgp_peer *p, u8 af)
{
	if (p->b->s->vrf)
		return p->name ? p->b->has_af[af] : bgp_af_of(&p->addr) == af;
	return af == BGP_IP4 && !p->b->no_default4;
}

bool bgp_peer_active(const struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_ACTIVATE, af);

	return o ? o->a : bgp_peer_default_on(p, af);	/* a: 0 for `no ... activate` */
}

u8 bgp_peer_families(const struct bgp_peer *p)
{
	u8 bits = 0;

	for (u8 af = 0; af < BGP_AFS; af++)
		bits = (u8)(bits | bgp_peer_active(p, af) << af);
	return bits;
}

u16 bgp_peer_hold_s(const struct bgp_peer *p)
{
	const struct bgp_opt *timers = bgp_opt(p, OPT_TIMERS, 0);

	return timers ? (u16)timers->b : p->b->hold_s;
}

u16 bgp_peer_hold_min_s(const struct bgp_peer *p)
{
	const struct bgp_opt *timers = bgp_opt(p, OPT_TIMERS, 0);

	return timers ? (u16)(timers->b >> 16) : p->b->hold_min_s;
}

u32 bgp_peer_keepalive_s(const struct bgp_peer *p, u16 hold_s)
{
	const struct bgp_opt *timers = bgp_opt(p, OPT_TIMERS, 0);

	return (u32)min_u64(timers ? timers->a : p->b->keepalive_s, hold_s / 3u);
}

u8 bgp_peer_ttl(const struct bgp_peer *p)
{
	const struct bgp_opt *multihop = bgp_opt(p, OPT_MULTIHOP, 0);

	return bgp_opt(p, OPT_TTL_SECURITY, 0) || p->ibgp ? 255 : multihop ? (u8)multihop->a : 1;
}

/* One of a listen range is never called, whatever its group says. */
enum bgp_mode bgp_peer_mode(const struct bgp_peer *p)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_MODE, 0);

	return p->dynamic ? MODE_PASSIVE : o ? (enum bgp_mode)o->a : MODE_EITHER;
}

bool bgp_peer_pmtud(const struct bgp_peer *p)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_PMTUD, 0);

	return o ? o->a : !p->b->no_pmtud;
}

u32 bgp_peer_interval_s(const struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_INTERVAL, af);

	return o ? o->a : bgp_external(p) ? 30 : 0;
}

u32 bgp_peer_id(const struct bgp_peer *p) { return p->up ? p->up->remote_id : p->link[0].remote_id; }

/* What of the session an option decides: the session begins anew. */
static bool resets(const struct bgp_peer *p, u8 kind)
{
	switch (kind) {
	case OPT_ACTIVATE:
		return bgp_peer_families(p) != p->offered;
	case OPT_REMOTE_AS:
	case OPT_LOCAL_AS:
	case OPT_PASSWORD:
	case OPT_MULTIHOP:
	case OPT_TTL_SECURITY:
	case OPT_UPDATE_SOURCE:
	case OPT_PMTUD:
	case OPT_NO_AS4:
	case OPT_RR_CLIENT:
	case OPT_ADD_PATHS:
	case OPT_ORF:
	case OPT_EXT_HOP:
	case OPT_PEER_GROUP:
	case OPT_INHERIT_SESSION:
		return true;
	default:
		return false;
	}
}

static void *list_of(const struct bgp_peer *p, u8 kind, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, kind, af);

	return o ? o->list : NULL;
}

/* The filters in, as every prefix asks them. */
static void settle_in(struct bgp_peer *p, u8 af)
{
	struct bgp_peer_af *x = &p->af[af];
	const struct bgp_opt *weight = bgp_opt(p, OPT_WEIGHT, af), *allow = bgp_opt(p, OPT_ALLOWAS, af), *soo = bgp_opt(p, OPT_SOO, af);

	x->peer = p;
	x->prefix_in = list_of(p, OPT_PREFIX_IN, af);
	x->filter_in = list_of(p, OPT_FILTER_IN, af);
	x->dist_in = list_of(p, OPT_DIST_IN, af);
	x->map_in = list_of(p, OPT_MAP_IN, af);
	x->weight = weight ? (u16)weight->a : 0;
	x->soo = soo ? (u64)soo->a << 32 | soo->b : 0;
	x->allowas = allow ? (u8)allow->a : 0;
	x->soft_in = bgp_opt(p, OPT_SOFT_IN, af);
	x->announce_rpki = p->ibgp && bgp_opt(p, OPT_ANNOUNCE_RPKI, af);
	bgp_cond_settle(p, af);
}

static void bfd_changed(struct bfd_client *c, bool up)
{
	if (!up)
		bgp_peer_restart(container_of(c, struct bgp_peer, bfd), DOWN_BFD, CEASE_BFD);
}

/* On a link by RFC 5881, else by RFC 5883, unless the line says which. */
void bgp_peer_bfd(struct bgp_peer *p)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_FALL_OVER, 0);
	bool link = o && p->iface && o->a != 2;

	if (!o || o->flags & FALL_OVER_ROUTE || !p->up) {
		bfd_unwatch(&p->bfd);
		return;
	}
	if (p->bfd.s)
		return;
	p->bfd = (struct bfd_client){ .proto = "BGP", .iface = link ? p->iface : NULL, .peer = p->addr, .local = p->local, .changed = bfd_changed };
	bfd_watch(p->b->s, &p->bfd);
}

static bool in_confed(const struct bgp *b, u32 as)
{
	for (u32 k = 0; k < b->n_confed; k++)
		if (b->confed_as[k] == as)
			return true;
	return false;
}

static void leave_due(struct timer *t)
{
	struct bgp_peer *p = container_of(t, struct bgp_peer, leave);

	p->left = true;
	bgp_peer_apply(p);
}

/* `shutdown graceful` (RFC 8326): until then what it is told has a mark. Who has no session is shut down at once. */
static bool leaves(struct bgp_peer *p, const struct bgp_opt *shutdown)
{
	bool now = shutdown && shutdown->a && p->up && !p->left;

	if (!now)
		timer_stop(p->b->w, &p->leave);
	else if (!p->leave.slot)
		timer_set(p->b->w, &p->leave, bgp_now(p->b) + shutdown->a * NSEC_PER_SEC);
	p->left &= shutdown != NULL;
	p->leaving = now;
	return now;
}

void bgp_peer_left(struct bgp_peer *p)
{
	if (p->leaving && !p->deleted && !p->b->stopping && !p->b->s->cleaning)
		timer_set(p->b->w, &p->leave, bgp_now(p->b));
}

void bgp_peer_apply(struct bgp_peer *p)
{
	const struct bgp_opt *as = bgp_opt(p, OPT_REMOTE_AS, 0), *local = bgp_opt(p, OPT_LOCAL_AS, 0), *shutdown = bgp_opt(p, OPT_SHUTDOWN, 0);
	struct bgp *b = p->b;
	bool was_shut = p->shutdown, shut, rpki_moved = false;

	if (p->name || p->deleted)
		return;
	shut = (!leaves(p, shutdown) && shutdown) || !as;
	if (p->other_as && !(as && bgp_as_alternate(as, p->other_as)))
		p->other_as = 0;
	p->remote_as = p->other_as ? p->other_as : as ? as->a : 0;
	p->ibgp = as && p->remote_as == b->as;
	p->confed = as && !p->ibgp && b->confed_id && in_confed(b, p->remote_as);
	p->real_as &= local && local->flags & LOCAL_DUAL;
	p->local_as = !bgp_external(p) ? b->as : local && !p->real_as ? local->a : bgp_public_as(b);
	p->enters_as = bgp_external(p) && local && !(local->flags & LOCAL_NO_PREPEND) ? local->a : 0;
	for (u8 af = 0; af < BGP_AFS; af++) {
		bool announced = p->af[af].announce_rpki;

		settle_in(p, af);
		rpki_moved |= p->af[af].announce_rpki != announced;
		if (bgp_peer_active(p, af))
			bgp_table(b, af);
	}
	p->shutdown = shut;
	if (shut && !was_shut)
		bgp_peer_stop(p, DOWN_ADMIN, CEASE_SHUTDOWN);
	else if (!shut && was_shut)
		bgp_peer_start(p);
	bgp_bandwidth_settle(p);
	bgp_fallover_settle(p);
	if (rpki_moved && !b->stopping)
		bgp_rpki_settle(b, true);
}

void bgp_opt_changed(struct bgp_peer *p, u8 kind, u8 af)
{
	if (p->name) {
		for (struct bgp_peer *m = p->b->peers; m; m = m->next)
			if (m->group == p && !bgp_opt_own(m->opts, kind, af))
				bgp_opt_changed(m, kind, af);
		return;
	}
	if (kind == OPT_LOCAL_AS)
		p->real_as = false;
	if (kind == OPT_SHUTDOWN) {	/* of another line the time begins anew */
		p->left = false;
		timer_stop(p->b->w, &p->leave);
	}
	bgp_peer_apply(p);
	for (u8 k = 0; kind == OPT_SHUTDOWN && k < BGP_AFS; k++)
		bgp_group_refresh(p, k);
	if (kind == OPT_FALL_OVER) {
		bfd_unwatch(&p->bfd);
		bgp_peer_bfd(p);
	} else if (resets(p, kind) && !p->shutdown) {
		bgp_peer_restart(p, kind == OPT_REMOTE_AS ? DOWN_REMOTE_AS : DOWN_CONFIG, CEASE_CONFIG);
	} else if (kind >= OPT_SESSION_N) {
		bgp_group_policy(p, af);
	}
	if (kind == OPT_MAX_PREFIX || kind == OPT_INHERIT_POLICY)
		bgp_max_changed(p, af);
}

void bgp_families_look(struct bgp *b)
{
	for (struct bgp_peer *p = b->peers; p; p = p->next) {
		bgp_peer_apply(p);
		if (!p->name && !p->deleted && !p->shutdown && bgp_peer_families(p) != p->offered)
			bgp_peer_restart(p, DOWN_CONFIG, CEASE_CONFIG);
	}
}

void bgp_families_soon(struct bgp *b)
{
	b->families_new = true;
	bgp_track_soon(b);
}

/* ---- neighbours ---- */

enum bgp_state bgp_peer_state(const struct bgp_peer *p)
{
	return (enum bgp_state)(p->link[0].state > p->link[1].state ? p->link[0].state : p->link[1].state);
}

/* Neighbours by address, then groups by name. */
static int order(const struct bgp_peer *a, const struct ipaddr *addr, const char *name)
{
	if (a->name || name)
		return !a->name ? -1 : !name ? 1 : strcmp(a->name, name);
	if (a->addr.af != addr->af)
		return a->addr.af - addr->af;
	return ipaddr_order(&a->addr, addr);
}

struct bgp_peer *bgp_peer_find(const struct bgp *b, const struct ipaddr *a)
{
	struct bgp_peer *p = b->latest;

	if (p && !p->deleted && ipaddr_eq(&p->addr, a))	/* lines of one neighbour stand together */
		return p;
	for (p = b->peers; p && (p->name || p->deleted || !ipaddr_eq(&p->addr, a));)
		p = p->next;
	return p;
}

struct bgp_peer *bgp_peer_named(const struct bgp *b, const char *name)
{
	struct bgp_peer *p = b->peers;

	while (p && (!p->name || strcmp(p->name, name)))
		p = p->next;
	return p;
}

const char *bgp_peer_name(const struct bgp_peer *p, char buf[IP6_TEXT])
{
	if (p->name)
		snprintf(buf, IP6_TEXT, "%s", p->name);
	else
		ipaddr_text(&p->addr, buf);
	return buf;
}

static u32 index_take(struct bgp *b, struct bgp_peer *p)
{
	u32 k = 0;

	while (k < b->cap_peers && b->by_index[k])
		k++;
	if (k == b->cap_peers) {
		b->cap_peers = b->cap_peers ? 2 * b->cap_peers : 8;
		b->by_index = xrealloc(b->by_index, b->cap_peers, sizeof(struct bgp_peer *));
		memset(b->by_index + k, 0, (b->cap_peers - k) * sizeof(struct bgp_peer *));
	}
	b->by_index[k] = p;
	return k;
}

struct bgp_peer *bgp_peer_new(struct bgp *b, const struct ipaddr *a, const char *name)
{
	struct bgp_peer **at = &b->peers, *p;

	if (b->n_peers >= BGP_PEERS_MAX)
		return NULL;
	if (b->latest && order(b->latest, a, name) < 0)
		at = &b->latest->next;
	while (*at && order(*at, a, name) < 0)
		at = &(*at)->next;
	p = xcalloc(1, sizeof(*p));
	p->b = b;
	if (name)
		p->name = xstrdup(name);
	else
		p->addr = *a;
	p->shutdown = true;	/* until bgp_peer_apply() says otherwise */
	p->last_read = p->last_write = p->changed = p->reset_at = NSEC_NEVER;
	p->index = index_take(b, p);
	p->leave.fire = leave_due;
	bgp_link_init(p);
	p->next = *at;
	*at = p;
	b->n_peers++;
	if (!name)
		b->latest = p;
	return p;
}

void bgp_peer_free(struct bgp_peer *p)
{
	struct bgp *b = p->b;
	struct bgp_peer **at = &b->peers;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	if (b->latest == p)
		b->latest = NULL;
	p->deleted = true;	/* it inherits nothing any more, and nothing comes of that */
	bgp_peer_inherit(p, true, 0, NULL);
	for (u8 af = 0; af < BGP_AFS; af++)
		bgp_peer_inherit(p, false, af, NULL);
	while (p->opts)
		bgp_opt_unset(&p->opts, p->opts->kind, p->opts->af);
	timer_stop(b->w, &p->retry);
	timer_stop(b->w, &p->purge);
	timer_stop(b->w, &p->regroup);
	timer_stop(b->w, &p->restart);
	timer_stop(b->w, &p->leave);
	bgp_nsf_stop(p);
	bfd_unwatch(&p->bfd);
	for (u8 af = 0; !p->name && af < BGP_AFS; af++)
		bgp_flaps_clear(b, af, p, NULL, 0);
	b->by_index[p->index] = NULL;
	b->n_peers--;
	b->n_dynamic -= p->dynamic;
	for (u8 af = 0; af < BGP_AFS; af++)
		free(p->af[af].has);
	free(p->name);
	free(p);
}

void bgp_peer_max_clear(struct bgp_peer *p)
{
	p->over_max = false;
	timer_stop(p->b->w, &p->restart);
	for (u8 af = 0; af < BGP_AFS; af++)
		p->af[af].over_max = p->af[af].warned_max = false;
}

void bgp_peer_remove(struct bgp_peer *p)
{
	struct bgp *b = p->b;
	bool announced = false;

	if (p->name) {
		for (struct bgp_peer *m = b->peers, *next; m; m = next) {
			next = m->next;
			if (m->group == p) {
				m->group = NULL;
				bgp_opt_unset(&m->opts, OPT_PEER_GROUP, 0);
				bgp_peer_apply(m);
			}
		}
		bgp_peer_free(p);
		return;
	}
	p->deleted = true;
	p->shutdown = true;
	bgp_peer_stop(p, DOWN_DELETED, CEASE_DECONFIGURED);
	for (u8 af = 0; af < BGP_AFS; af++) {
		announced |= p->af[af].announce_rpki;
		p->af[af].announce_rpki = false;
	}
	if (announced && !b->stopping)
		bgp_rpki_settle(b, false);
	if (b->stopping || b->s->cleaning) {
		bgp_peer_purge_now(p);
		bgp_peer_free(p);
	} else {
		bgp_peer_purge(p);
	}
}
