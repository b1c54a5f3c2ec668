/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a connection comes about: whether a neighbour can be called at all and from which address, when it is called again, and who may call us. */
#include "router/bgp/bgp.h"

enum { CONNECT_S = 30, LINK_BUFFER = 256 * 1024, RETRY_MIN_S = 10, RETRY_MAX_S = 120 };

static void options(const struct bgp_peer *p, struct tcp_options *o)
{
	const struct bgp_opt *ttl = bgp_opt(p, OPT_TTL_SECURITY, 0), *key = bgp_opt(p, OPT_PASSWORD, 0);

	o->send_buffer = o->receive_buffer = LINK_BUFFER;
	o->tos = 0xc0;
	o->nodelay = true;
	o->md5_key = key ? key->str : NULL;
	o->ttl = bgp_peer_ttl(p);
	if (!bgp_peer_pmtud(p))
		o->path_mtu = p->iface ? UINT16_MAX : p->addr.af == AF_IP4 ? 576 : 1280;	/* as RFC 9293 3.7.1 has it beyond the link */
	if (ttl)
		o->min_ttl = (u8)(255 - ttl->a);
	if (p->addr.af == AF_IP6 && ip6_is_linklocal(&p->addr.v6))
		o->out = p->iface;
}

static bool source_of(const struct bgp_peer *p, struct ipaddr *src)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_UPDATE_SOURCE, 0);
	const struct iface *i = o ? device_iface(p->b->s->dev, o->str) : NULL;

	*src = (struct ipaddr){ .af = AF_NONE };
	for (const struct addr6 *a = !o && p->addr.af == AF_IP6 && p->iface && p->iface->ip ? p->iface->ip->a6 : NULL; a; a = a->next)
		if (!a->linklocal && ip6_in(&p->addr.v6, &a->addr, a->plen)) {
			*src = ipaddr6(&a->addr);
			return a->state != ADDR6_TENTATIVE;	/* else it would be another of ours, which the neighbour does not know */
		}
	if (!o)
		return true;
	if (!i || !i->ip || !i->ip->up)
		return false;
	if (p->addr.af == AF_IP4 && i->ip->a4)
		*src = ipaddr4(i->ip->a4->addr);
	for (const struct addr6 *a = p->addr.af == AF_IP6 ? i->ip->a6 : NULL; a; a = a->next)
		if (!a->linklocal && a->state != ADDR6_TENTATIVE)
			*src = ipaddr6(&a->addr);
	return src->af != AF_NONE;
}

static bool on_link(const struct ipif *i, const struct ipaddr *a)
{
	if (a->af == AF_IP4)
		return i->up && ipif_on_link4(i, a->v4);
	for (const struct addr6 *x = i->up ? i->a6 : NULL; x; x = x->next)
		if (!x->linklocal && ip6_in(&a->v6, &x->addr, x->plen))
			return true;
	return false;
}

/* The interface on whose subnet the neighbour is. */
static struct iface *link_of(const struct bgp_peer *p)
{
	const struct rib_entry *e = rib_lookup(p->b->s, &p->addr);
	const struct leaf *l = e ? &p->b->s->leaf[e->leaf] : NULL;

	if (l && l->kind == LEAF_GLEAN && on_link(l->out, &p->addr))	/* nearly always: not all interfaces need to be asked */
		return l->out->i;
	for (struct ipif *i = p->b->s->ifs; i; i = i->next)
		if (on_link(i, &p->addr))
			return i->i;
	return NULL;
}

/* Whether it can be called at all: a neighbour of another AS must be on a link of ours unless told otherwise. */
bool bgp_peer_reachable(struct bgp_peer *p)
{
	struct ipaddr src;

	p->iface = link_of(p);
	p->connected = p->iface && bgp_external(p) && !bgp_opt(p, OPT_MULTIHOP, 0) && !bgp_opt(p, OPT_TTL_SECURITY, 0);
	if (bgp_external(p) && !p->iface && !bgp_opt(p, OPT_MULTIHOP, 0) && !bgp_opt(p, OPT_TTL_SECURITY, 0) && !bgp_opt(p, OPT_NO_CONNECTED_CHECK, 0))
		return false;
	return bgp_peer_routed(p) && source_of(p, &src) && ip_route_source(p->b->s, &p->addr, NULL, &(struct ipaddr){ 0 }, NULL);
}

void bgp_link_connect(struct bgp_link *l)
{
	struct bgp_peer *p = l->peer;
	struct tcp_options o = { .user = { bgp_link_event, l } };
	struct ipaddr src;

	bgp_link_close(l);
	options(p, &o);
	if (source_of(p, &src))
		l->c = tcp_connect(*ipstack_tcp(p->b->s), &src, 0, &p->addr, BGP_PORT, &o);
}

static void retry(struct timer *t)
{
	struct bgp_peer *p = container_of(t, struct bgp_peer, retry);
	struct bgp_link *l = &p->link[0];

	if (p->dynamic) {	/* it is never called; it goes when it does not call */
		if (!p->up && p->link[1].state == BS_IDLE && !bgp_peer_stale(p))
			bgp_peer_remove(p);
		else
			bgp_peer_retry(p);
		return;
	}
	if (p->up || p->shutdown || p->clearing || p->over_max || p->link[1].state >= BS_OPENSENT) {
		if (!p->up && !p->shutdown && !p->over_max)
			bgp_peer_retry(p);
		return;
	}
	if (!bgp_peer_reachable(p) || bgp_peer_mode(p) == MODE_PASSIVE) {
		/* It may call us all the same. */
		if (l->state == BS_CONNECT)
			bgp_fsm(l, EV_TCP_FAILS);	/* which sets the timer */
		else
			bgp_peer_retry(p);
		return;
	}
	bgp_fsm(l, l->state == BS_IDLE ? EV_START : EV_RETRY_EXPIRES);
}

/* 8.2.1.2; longer after each failure. */
u32 bgp_retry_s(const struct bgp_peer *p)
{
	if (p->link[0].state == BS_CONNECT || p->dynamic)
		return CONNECT_S;
	if (p->failures > 3)
		return (u32)min_u64((u64)RETRY_MIN_S << (p->failures - 3), RETRY_MAX_S);
	return !p->failures ? 1 : RETRY_MIN_S;
}

void bgp_peer_retry(struct bgp_peer *p)
{
	u32 s = bgp_retry_s(p);

	if (p->deleted || (!p->dynamic && (p->shutdown || p->over_max)) || !p->b->on || p->b->stopping || p->b->s->cleaning || p->up)
		return;
	if (p->failures < 8)
		p->failures++;
	p->retry.fire = retry;
	timer_set(p->b->w, &p->retry, bgp_in(p->b, s));
}

void bgp_peer_start(struct bgp_peer *p)
{
	p->failures = 0;
	bgp_peer_reachable(p);
	bgp_peer_retry(p);
}

void bgp_peer_stop(struct bgp_peer *p, enum bgp_down why, u8 cease)
{
	if (!p->up && bgp_peer_stale(p))	/* whatever it is, it is not waited for any more */
		bgp_peer_purge(p);
	p->last_down = (u8)why;
	if (!p->dynamic)
		timer_stop(p->b->w, &p->retry);
	for (unsigned k = 0; k < 2; k++) {
		struct bgp_link *l = &p->link[k];

		l->error.code = 0;
		if (cease && l->state == BS_ESTABLISHED && bgp_notice_graceful(l)) {	/* RFC 8538 3: somebody wants it so, and the routes are to go */
			bgp_error_set(l, ERR_CEASE, CEASE_HARD_RESET, (const u8[]){ ERR_CEASE, cease }, 2);
			l->hard = true;
		} else if (cease) {
			bgp_error_set(l, ERR_CEASE, cease, NULL, 0);
		}
		bgp_fsm(l, EV_STOP);
	}
}

void bgp_peer_restart(struct bgp_peer *p, enum bgp_down why, u8 cease)
{
	bgp_peer_stop(p, why, cease);
	bgp_peer_start(p);
}

/* ---- being called ---- */

/* RFC 4724 5: one that calls while a session stands has restarted, if it may do so gracefully, and lost that session. */
static bool begins_anew(const struct bgp_peer *p) { return p->up->caps.gr && bgp_peer_graceful(p); }

static bool may_call(struct tcp_listener *tl, const struct ipaddr *from, u16 port, struct tcp_options *o)
{
	struct bgp *b = tcp_listener_arg(tl);
	struct bgp_peer *p = bgp_peer_find(b, from);

	(void)port;
	if (!p)
		p = bgp_peer_dynamic(b, from);
	if (!p || bgp_peer_mode(p) == MODE_ACTIVE || p->shutdown || p->clearing || p->over_max || !bgp_peer_routed(p) || (p->up ? !begins_anew(p) : p->link[1].state != BS_IDLE) || !p->remote_as)
		return false;
	bgp_peer_reachable(p);
	options(p, o);
	return true;
}

static void called(struct tcp_listener *tl, struct tcp_conn *c)
{
	struct bgp *b = tcp_listener_arg(tl);
	struct ipaddr from;
	struct bgp_peer *p;
	u16 port;

	tcp_peer(c, &from, &port);
	p = bgp_peer_find(b, &from);
	if (p && p->up && begins_anew(p))
		bgp_fsm(p->up, EV_TCP_FAILS);
	if (!p || bgp_peer_mode(p) == MODE_ACTIVE || p->shutdown || p->clearing || p->up || p->link[1].state != BS_IDLE || p->link[1].c) {
		tcp_abort(c);
		return;
	}
	p->link[1].c = c;
	tcp_set_user(c, &(struct tcp_user){ bgp_link_event, &p->link[1] });
	bgp_fsm(&p->link[1], EV_TCP_UP);
	if (p->link[1].c == c && tcp_readable(c))
		timer_set(b->w, &p->link[1].more, bgp_now(b));
}

static void tcp_gone(struct tcp_watcher *w)
{
	struct bgp *b = container_of(w, struct bgp, tcp_gone);

	b->listener = NULL;
	b->tcp_lost = true;
	if (bgp_rpki(b, false))
		rpki_tcp_gone(bgp_rpki(b, false));
	for (struct bgp_peer *p = b->peers; p; p = p->next)
		for (unsigned k = 0; k < 2; k++)
			p->link[k].c = NULL;
}

bool bgp_listen(struct bgp *b)
{
	struct tcp *t = *ipstack_tcp(b->s);

	b->listener = t ? tcp_listen(t, NULL, BGP_PORT, 256, may_call, called, b) : NULL;
	if (!b->listener)
		return false;
	b->tcp_gone.freed = tcp_gone;
	tcp_watch(t, &b->tcp_gone);
	return true;
}
