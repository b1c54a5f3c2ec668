/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/tunnel/tunnel.h"

#include <stdlib.h>

const char *const tunnel_state_text[TUNNEL_STATE_N] = {
	"up", "down - no tunnel source", "down - tunnel source is down", "down - no tunnel destination", "down - no route to the destination", "down - recursive routing",
	"down - keepalives are not answered",
};

bool tunnel_outer6(u8 mode) { return mode == TUNNEL_GRE6 || mode == TUNNEL_IN6; }
bool tunnel_gre(u8 mode) { return mode == TUNNEL_GRE4 || mode == TUNNEL_GRE6; }

u8 tunnel_proto(u8 mode, bool inner6)
{
	return tunnel_gre(mode) ? IP_GRE : inner6 ? IP_IPV6 : IP_IPIP;
}

u32 tunnel_overhead(const struct tunnel *t)
{
	return (tunnel_outer6(t->mode) ? IP6_HLEN : IP4_HLEN) + (tunnel_gre(t->mode) ? 4u + 4 * t->checksum + 4 * t->has_key : 0);
}

bool tunnel_keeps_alive(const struct tunnel *t) { return t->keepalive_s && t->mode == TUNNEL_GRE4; }

/* ---- which tunnel a packet is of ---- */

static unsigned bucket_of(const struct ipaddr *local, const struct ipaddr *remote)
{
	u64 h = local->af == AF_IP4 ? ((u64)local->v4 << 32 | remote->v4) :
				      local->v6.w[0] ^ local->v6.w[1] * 3 ^ remote->v6.w[0] * 5 ^ remote->v6.w[1] * 7;

	return (unsigned)(h * 0x9e3779b97f4a7c15ull >> 58);
}
_Static_assert(TUNNEL_HASH == 64, "six bits");

struct tunnel *tunnel_find(const struct ipstack *under, u8 mode, const struct ipaddr *local, const struct ipaddr *remote, bool has_key, u32 key)
{
	struct tunnel *t = under->tunnels ? under->tunnels->hash[bucket_of(local, remote)] : NULL;

	for (; t; t = t->chain)
		if (t->under == under && t->mode == mode && ipaddr_eq(&t->local, local) && ipaddr_eq(&t->destination, remote) &&
		    (!tunnel_gre(mode) || (t->has_key == has_key && t->key == key)))
			return t;
	return NULL;
}

static void unhash(struct tunnel *t)
{
	struct tunnel **at = &t->under->tunnels->hash[t->bucket];

	if (!t->hashed)
		return;
	while (*at != t)
		at = &(*at)->chain;
	*at = t->chain;
	t->hashed = false;
}

static void hash_in(struct tunnel *t)
{
	struct tunnel **at;

	t->bucket = (u8)bucket_of(&t->local, &t->destination);
	at = &t->under->tunnels->hash[t->bucket];
	t->chain = *at;
	*at = t;
	t->hashed = true;
}

/* ---- the state ---- */

/* The address that packets leave from: as configured, or the interface's first. */
static bool source(const struct tunnel *t, struct ipaddr *a, bool *up)
{
	bool v6 = tunnel_outer6(t->mode);
	const struct iface *i = t->source_if ? device_iface(t->under->dev, t->source_if) : NULL;

	*up = false;
	if (t->source.af != AF_NONE) {
		*a = t->source;
		for (const struct ipif *p = t->under->ifs; p; p = p->next)
			*up |= p->up && (v6 ? (bool)ipif_addr6(p, &a->v6) : (bool)ipif_addr4(p, a->v4));
		return a->af == (v6 ? AF_IP6 : AF_IP4);
	}
	if (!i || !i->ip || i->ip->ip != t->under)
		return false;
	*up = i->ip->up;
	if (!v6) {
		if (i->ip->a4)
			*a = ipaddr4(i->ip->a4->addr);
		return i->ip->a4;
	}
	for (const struct addr6 *x = i->ip->a6; x; x = x->next)
		if (!x->linklocal && (x->state == ADDR6_PREFERRED || x->state == ADDR6_DEPRECATED)) {
			*a = ipaddr6(&x->addr);
			return true;
		}
	return false;
}

static u32 route_of(const struct tunnel *t)
{
	const struct ipaddr *d = &t->destination;

	return d->af == AF_IP4 ? ip4_leaf(t->under, t->local.v4, d->v4, 0) : ip6_leaf(t->under, &t->local.v6, &d->v6, 0);
}

/* Whether the way to the far end of `t` leads through `self`. */
static bool leads_through(const struct tunnel *t, const struct tunnel *self, unsigned depth)
{
	const struct leaf *l = &t->under->leaf[route_of(t)];

	if (!l->out || !l->out->tunnel)
		return false;
	return l->out->tunnel == self || depth == TUNNEL_NESTED_MAX || leads_through(l->out->tunnel, self, depth + 1);
}

static bool usable(const struct leaf *l)
{
	return l->kind == LEAF_ADJ || l->kind == LEAF_NEIGH || l->kind == LEAF_GLEAN;
}

static enum tunnel_state judge(struct tunnel *t, struct ipaddr *local)
{
	nsec now = stack_now(t->under);
	const struct leaf *l;
	bool up;

	*local = (struct ipaddr){ 0 };
	if (!source(t, local, &up)) {
		*local = (struct ipaddr){ 0 };
		return TUNNEL_NO_SOURCE;
	}
	if (!up)
		return TUNNEL_SOURCE_DOWN;
	if (t->destination.af != local->af)
		return TUNNEL_NO_DESTINATION;
	l = &t->under->leaf[route_of(t)];
	if (!usable(l))
		return TUNNEL_NO_ROUTE;
	if (t->held_until > now)
		return TUNNEL_RECURSIVE;
	t->held_until = 0;
	if (leads_through(t, t, 0)) {
		device_log(t->under->dev, "TUN", 5, "RECURDOWN", "%s temporarily disabled due to recursive routing", t->p->i->name);
		t->held_until = now + TUNNEL_HOLD_S * NSEC_PER_SEC;
		timer_set(t->under->node->worker, &t->hold, t->held_until);
		return TUNNEL_RECURSIVE;
	}
	t->transport_mtu = local->af == AF_IP4 ? l->out->mtu4 : l->out->mtu6;
	return tunnel_keeps_alive(t) && t->unanswered >= t->retries ? TUNNEL_SILENT : TUNNEL_UP;
}

/* Has both ends and a way between them, and is not shut down: keepalives are sent. */
static bool connected(const struct tunnel *t) { return (t->state == TUNNEL_UP || t->state == TUNNEL_SILENT) && !t->p->i->shutdown; }

static void look(struct tunnel *t)
{
	struct worker *w = t->under->node->worker;
	struct ipaddr local;
	u8 was = t->state;
	u32 mtu = tunnel_mtu(t);

	unhash(t);
	t->state = judge(t, &local);
	t->local = local;
	tunnel_header(t);
	if (local.af != AF_NONE && t->destination.af == local.af)
		hash_in(t);
	if (!connected(t) || !tunnel_keeps_alive(t)) {
		timer_stop(w, &t->keepalive);
		t->unanswered = 0;
	} else if (!timer_is_set(&t->keepalive)) {
		timer_set(w, &t->keepalive, stack_now(t->under));
	}
	if (t->state != was)
		iface_update(t->p->i);
	if (tunnel_mtu(t) != mtu)
		ipif_update(t->p);
}

static void look_at_all(struct timer *timer)
{
	struct tunnels *all = container_of(timer, struct tunnels, soon);

	for (struct tunnel *t = all->first; t; t = t->next)
		look(t);
}

void tunnel_soon(const struct ipstack *s)
{
	s = s->root;	/* whatever VRF their inside is in, that is where tunnels run */
	if (s->tunnels && !s->cleaning && !timer_is_set(&s->tunnels->soon))
		timer_set(s->node->worker, &s->tunnels->soon, stack_now(s));
}

static void route_changed(struct rib_watch *w, const struct rib_entry *e)
{
	struct tunnels *all = container_of(w, struct tunnels, watch);
	struct ipaddr prefix = rib_prefix(e);

	if (timer_is_set(&all->soon))
		return;
	for (const struct tunnel *t = all->first; t; t = t->next)
		if (ipaddr_in(&t->destination, &prefix, e->plen)) {
			tunnel_soon(all->s);
			return;
		}
}

static void hold_over(struct timer *timer) { look(container_of(timer, struct tunnel, hold)); }

/* ---- keepalives and the path's MTU ---- */

static void keepalive_due(struct timer *timer)
{
	struct tunnel *t = container_of(timer, struct tunnel, keepalive);

	timer_set(t->under->node->worker, timer, stack_now(t->under) + t->keepalive_s * NSEC_PER_SEC);
	if (t->unanswered == t->retries)
		look(t);
	tunnel_send_keepalive(t);
	t->keepalives_sent++;
	if (t->unanswered < UINT32_MAX)
		t->unanswered++;
}

void tunnel_alive(struct tunnel *t)
{
	t->keepalives_rcvd++;
	t->unanswered = 0;
	if (t->state == TUNNEL_SILENT)
		tunnel_soon(t->under);
}

u32 tunnel_mtu(const struct tunnel *t)
{
	u32 path = t->transport_mtu ? t->transport_mtu : 1500, over = tunnel_overhead(t);

	if (t->path_mtu && t->path_mtu < path)
		path = t->path_mtu;
	return path > over + IP4_MTU_MIN ? path - over : IP4_MTU_MIN;
}

void tunnel_path_mtu(struct tunnel *t, u32 mtu)
{
	if (mtu < t->pmtud_min)
		mtu = t->pmtud_min;
	if (mtu >= (t->path_mtu ? t->path_mtu : t->transport_mtu))
		return;
	t->path_mtu = mtu;
	if (t->pmtud_age_min)
		timer_set(t->under->node->worker, &t->path_age, stack_now(t->under) + t->pmtud_age_min * 60 * NSEC_PER_SEC);
	ipif_update(t->p);
}

static void path_aged(struct timer *timer)
{
	struct tunnel *t = container_of(timer, struct tunnel, path_age);

	t->path_mtu = 0;
	ipif_update(t->p);
}

/* ---- for device/ ---- */

bool ip_iface_line_up(struct iface *i)
{
	return i->type != IF_TUNNEL || (i->ip && i->ip->tunnel && i->ip->tunnel->state == TUNNEL_UP);
}

/* ---- life ---- */

static struct tunnels *tunnels_of(struct ipstack *s)
{
	struct tunnels *all = s->tunnels;

	if (all)
		return all;
	all = s->tunnels = xcalloc(1, sizeof(*all));
	all->s = s;
	all->soon.fire = look_at_all;
	all->watch.changed = route_changed;
	rib_watch(s, &all->watch);
	tunnel_handlers(s, true);
	return all;
}

struct tunnel *tunnel_new(struct ipif *p)
{
	struct ipstack *s = p->ip;
	struct tunnels *all = tunnels_of(s);
	struct tunnel *t = xcalloc(1, sizeof(*t)), **at = &all->first;

	t->p = p;
	t->under = s;
	t->ttl = 255;
	t->pmtud_min = 92;
	t->pmtud_age_min = 10;
	t->retries = 3;
	t->state = TUNNEL_NO_SOURCE;
	t->hold.fire = hold_over;
	t->keepalive.fire = keepalive_due;
	t->path_age.fire = path_aged;
	tunnel_header(t);
	while (*at && (*at)->p->i->number < p->i->number)
		at = &(*at)->next;
	t->next = *at;
	*at = t;
	all->n++;
	p->i->drops = xcalloc(DROP_N, sizeof(*p->i->drops));
	return t;
}

void tunnel_free(struct tunnel *t)
{
	struct ipstack *s = t->under;
	struct tunnels *all = s->tunnels;
	struct tunnel **at = &all->first;

	unhash(t);
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	timer_stop(s->node->worker, &t->hold);
	timer_stop(s->node->worker, &t->keepalive);
	timer_stop(s->node->worker, &t->path_age);
	free(t->source_if);
	free(t);
	if (--all->n)
		return;
	timer_stop(s->node->worker, &all->soon);
	rib_unwatch(s, &all->watch);
	tunnel_handlers(s, false);
	s->tunnels = NULL;
	free(all);
}
