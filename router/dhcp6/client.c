/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client of an interface: RFC 8415 18.2. One exchange asks for an address (`ipv6 address dhcp`), prefixes (`ipv6 dhcp client pd`), or both; where
 * a router's advertisement says that there is more to know, for that alone (18.2.6). The table has the states; step() alone changes them.
 */
#include <stdlib.h>

#include "router/dhcp6/own.h"

enum event {
	EV_START,	/* there is something to ask for, and a way to ask */
	EV_INFO,	/* there is nothing to ask for but settings */
	EV_BEST,	/* an Advertise has been chosen */
	EV_REPLY,	/* leases, or what was asked for */
	EV_REFUSED,	/* none, by a server */
	EV_NO_BINDING,	/* the server does not know of ours */
	EV_T1, EV_T2,
	EV_GONE,	/* no lease is valid any more */
	EV_GIVE_UP,	/* no answer to the last try */
	EV_LINK_UP, EV_LINK_DOWN,
	EV_REFRESH,
};
static const char *const event_name[] = { "START", "INFO", "ADVERTISE", "REPLY", "REFUSED", "NOBINDING", "T1", "T2", "EXPIRED", "TIMEOUT", "LINK UP", "LINK DOWN", "REFRESH" };
static const char *const state_name[C6_STATE_N] = { "IDLE", "SOLICIT", "REQUEST", "OPEN", "RENEW", "REBIND", "CONFIRM", "INFORMATION-REQUEST", "IDLE" };

static void solicit(struct dhcp6_client *c)
{
	c->has_best = false;
	d6_exchange_begin(c, D6_SOLICIT);
}
static void request(struct dhcp6_client *c) { d6_exchange_begin(c, D6_REQUEST); }
static void renew(struct dhcp6_client *c) { d6_exchange_begin(c, D6_RENEW); }
static void rebind(struct dhcp6_client *c) { d6_exchange_begin(c, D6_REBIND); }
/* 18.2.12: with prefixes it is a Rebind that takes the time of a Confirm. */
static void confirm(struct dhcp6_client *c) { d6_exchange_begin(c, c->want_pd ? D6_REBIND : D6_CONFIRM); }
static void inform(struct dhcp6_client *c) { d6_exchange_begin(c, D6_INFORMATION); }
static void rest(struct dhcp6_client *c) { d6_exchange_stop(c); }
static void hold(struct dhcp6_client *c);
static void wait_refresh(struct dhcp6_client *c);

#define S(x) (1u << (x))
#define HELD (S(C6_OPEN) | S(C6_RENEW) | S(C6_REBIND) | S(C6_CONFIRM))
static const struct row {
	u32 in;
	u8 on;
	void (*act)(struct dhcp6_client *c);
	u8 next;
} rows[] = {
	/* in these states                         on             do            then be		RFC 8415 */
	{ S(C6_IDLE),                               EV_START,      solicit,      C6_SOLICIT },	/* 18.2.1 */
	{ S(C6_SOLICIT),                            EV_BEST,       request,      C6_REQUEST },	/* 18.2.2 */
	{ S(C6_SOLICIT) | S(C6_REQUEST),            EV_REPLY,      hold,         C6_OPEN },	/* 18.2.10.1; of a Solicit: rapid commit */
	{ S(C6_REQUEST),                            EV_REFUSED,    solicit,      C6_SOLICIT },	/* 18.2.10.1 */
	{ S(C6_REQUEST),                            EV_GIVE_UP,    solicit,      C6_SOLICIT },	/* 18.2.2 */
	{ HELD,                                     EV_LINK_UP,    confirm,      C6_CONFIRM },	/* 18.2.3, 18.2.12 */
	{ S(C6_CONFIRM),                            EV_GIVE_UP,    hold,         C6_OPEN },	/* 18.2.3 */
	{ S(C6_CONFIRM),                            EV_REFUSED,    solicit,      C6_SOLICIT },	/* 18.2.10.3 */
	{ S(C6_OPEN),                               EV_T1,         renew,        C6_RENEW },	/* 18.2.4 */
	{ S(C6_OPEN) | S(C6_RENEW),                 EV_T2,         rebind,       C6_REBIND },	/* 18.2.5 */
	{ S(C6_RENEW) | S(C6_REBIND) | S(C6_CONFIRM), EV_REPLY,    hold,         C6_OPEN },	/* 18.2.10.1 */
	{ S(C6_RENEW) | S(C6_REBIND) | S(C6_CONFIRM), EV_NO_BINDING, request,    C6_REQUEST },	/* 18.2.10.1 */
	{ HELD | S(C6_REQUEST),                     EV_GONE,       solicit,      C6_SOLICIT },	/* 18.2.5 */
	{ HELD,                                     EV_LINK_DOWN,  rest,         C6_OPEN },
	{ S(C6_SOLICIT) | S(C6_REQUEST) | S(C6_INFO) | S(C6_INFORMED), EV_LINK_DOWN, rest, C6_IDLE },
	{ S(C6_IDLE),                               EV_INFO,       inform,       C6_INFO },	/* 18.2.6 */
	{ S(C6_INFO),                               EV_REPLY,      wait_refresh, C6_INFORMED },	/* 18.2.10.4 */
	{ S(C6_INFORMED),                           EV_REFRESH,    inform,       C6_INFO },	/* 21.23 */
};

static void step(struct dhcp6_client *c, enum event ev)
{
	struct device *dev = c->ifp->ip->dev;

	for (unsigned k = 0; k < ARRAY_LEN(rows); k++) {
		if (!(rows[k].in >> c->state & 1) || rows[k].on != ev)
			continue;
		if (debug_on(dev, DEBUG_IPV6_DHCP) && c->state != rows[k].next)
			device_debug(dev, "IPv6 DHCP: DHCPv6 changes state from %s to %s (%s) on %s", state_name[c->state], state_name[rows[k].next], event_name[ev],
				     c->ifp->i->name);
		c->state = rows[k].next;
		rows[k].act(c);
		return;
	}
}

const char *dhcp6_client_state(const struct dhcp6_client *c, bool pd) { return state_name[(pd ? c->want_pd : c->want_na) ? c->state : C6_IDLE]; }

/* ---- leases ---- */

static void null_route(struct ipif *p, const struct d6_got *g, bool add)
{
	struct route r = { .prefix = ipaddr6(&g->l.addr), .plen = g->l.plen, .source = ROUTE_STATIC, .distance = 1, .nh.null = true, .name = "DHCPv6" };

	(add ? rib_add : rib_del)(p->ip, &r);
}

static void set_expiry(struct dhcp6_client *c)
{
	nsec first = NSEC_NEVER;

	for (unsigned k = 0; k < c->n_got; k++)
		first = min_u64(first, c->got[k].valid_until);
	if (first == NSEC_NEVER)
		timer_stop(c->ifp->ip->node->worker, &c->expiry);
	else
		timer_set(c->ifp->ip->node->worker, &c->expiry, first);
}

/* The k-th lease is held no more. */
static void drop(struct dhcp6_client *c, unsigned k)
{
	struct d6_got g = c->got[k];
	struct addr6 *a = g.pd ? NULL : ipif_addr6(c->ifp, &g.l.addr);

	memmove(&c->got[k], &c->got[k + 1], (c->n_got - k - 1u) * sizeof(g));
	c->n_got--;
	set_expiry(c);
	if (g.pd) {
		struct gp_prefix x = { .prefix = g.l.addr, .plen = g.l.plen, .from = c->ifp };

		null_route(c->ifp, &g, false);
		gp_withdraw(c->ifp->ip->dhcp6, c->pd_name, c->ifp, &x);
	} else if (a && a->dhcp) {
		ipif_del6(c->ifp, a);
	}
}

static void drop_all(struct dhcp6_client *c)
{
	while (c->n_got)
		drop(c, c->n_got - 1u);
}

static nsec until(nsec now, u32 seconds) { return seconds == D6_FOREVER ? NSEC_NEVER : now + seconds * NSEC_PER_SEC; }

static void apply(struct dhcp6_client *c, const struct d6_got *g)
{
	struct gp_prefix x = { .prefix = g->l.addr, .plen = g->l.plen, .from = c->ifp, .preferred_until = g->preferred_until, .valid_until = g->valid_until };
	struct addr6 *a = ipif_addr6(c->ifp, &g->l.addr);
	char why[256];

	if (g->pd) {
		null_route(c->ifp, g, true);
		gp_set(c->ifp->ip->dhcp6, c->pd_name, &x);
		return;
	}
	if (a && !a->dhcp)
		return; /* a user wrote it, or it is autoconfigured */
	if (!a)
		a = ipif_add6(c->ifp, &g->l.addr, 128, why, sizeof(why));
	if (!a) {
		if (debug_on(c->ifp->ip->dev, DEBUG_IPV6_DHCP))
			device_debug(c->ifp->ip->dev, "IPv6 DHCP: %s", why);
		return;
	}
	a->dhcp = true;
	a->preferred_until = g->preferred_until;
	a->valid_until = g->valid_until;
	if (a->state == ADDR6_PREFERRED || a->state == ADDR6_DEPRECATED)
		addr6_lifetime(a);
}

static void expiry_fire(struct timer *t)
{
	struct dhcp6_client *c = container_of(t, struct dhcp6_client, expiry);
	nsec now = stack_now(c->ifp->ip);

	for (unsigned k = c->n_got; k--;)
		if (c->got[k].valid_until <= now)
			drop(c, k);
	if (!c->n_got)
		step(c, EV_GONE);
}

static void take_lease(struct dhcp6_client *c, const struct dhcp6_ia *ia, const struct dhcp6_lease *l)
{
	nsec now = stack_now(c->ifp->ip);
	unsigned k = 0;

	while (k < c->n_got && !(c->got[k].pd == ia->pd && c->got[k].l.plen == l->plen && ip6_eq(&c->got[k].l.addr, &l->addr)))
		k++;
	if (!l->valid_s) {
		if (k < c->n_got)
			drop(c, k);
		return;
	}
	if (k == C6_GOT_MAX || ip6_is_linklocal(&l->addr) || ip6_is_zero(&l->addr) || (ia->pd && (!l->plen || l->plen > 64)))
		return;
	c->got[k] = (struct d6_got){ .l = *l, .pd = ia->pd, .iaid = ia->iaid, .preferred_until = until(now, l->preferred_s), .valid_until = until(now, l->valid_s) };
	if (k == c->n_got)
		c->n_got++;
	apply(c, &c->got[k]);
}

/* 14.2, 21.4: the server's times, or half and four fifths of the shortest preferred life; not at once, or one that is preferred for no time keeps both busy for ever. */
static void take_times(struct dhcp6_client *c, const struct dhcp6_ia *ia)
{
	u32 least = D6_FOREVER, t1 = ia->t1_s, t2 = ia->t2_s;

	for (unsigned k = 0; k < ia->n; k++)
		if (ia->lease[k].valid_s && ia->lease[k].preferred_s < least)
			least = ia->lease[k].preferred_s;
	if (!t1)
		t1 = least < 2 ? 1 : dhcp6_t1(least);
	if (!t2)
		t2 = dhcp6_t2(least);
	if (t2 < t1)
		t2 = t1;
	c->t1_s = t1 < c->t1_s ? t1 : c->t1_s;
	c->t2_s = t2 < c->t2_s ? t2 : c->t2_s;
}

static void hold(struct dhcp6_client *c)
{
	struct ipstack *s = c->ifp->ip;
	nsec t1 = until(c->since, c->t1_s);

	d6_exchange_stop(c);
	c->has_best = false;
	set_expiry(c);
	if (t1 != NSEC_NEVER)
		timer_set(s->node->worker, &c->timer, max_u64(t1, stack_now(s)));
}

/* ---- what servers say ---- */

static void take_settings(struct dhcp6_client *c, const struct dhcp6_msg *m)
{
	c->n_dns = m->n_dns;
	memcpy(c->dns, m->dns, sizeof(c->dns));
	c->n_domains = m->n_domains;
	memcpy(c->domain, m->domain, sizeof(c->domain));
	if (m->sol_max_rt_s >= 60 && m->sol_max_rt_s <= 86400) /* 21.24, 21.25 */
		c->sol_max_rt_s = m->sol_max_rt_s;
	if (m->inf_max_rt_s >= 60 && m->inf_max_rt_s <= 86400)
		c->inf_max_rt_s = m->inf_max_rt_s;
	c->refresh_s = m->refresh_s;
}

static bool asks_for(const struct dhcp6_client *c, const struct dhcp6_ia *ia) { return ia->iaid == dhcp6_iaid(c->ifp) && (ia->pd ? c->want_pd : c->want_na); }

static unsigned offered(const struct dhcp6_client *c, const struct dhcp6_msg *m)
{
	unsigned n = 0;

	for (unsigned k = 0; k < m->n_ia; k++)
		for (unsigned j = 0; j < m->ia[k].n && asks_for(c, &m->ia[k]); j++)
			n += m->ia[k].lease[j].valid_s && (m->ia[k].status == S6_NONE || m->ia[k].status == S6_SUCCESS);
	return n;
}

/* 18.2.9: for the time of the first try all are heard, the best one is asked; later the first that comes, and one that prefers itself most at once. */
static void advertise(struct dhcp6_client *c, const struct ip_recv *r, const struct dhcp6_msg *m)
{
	if (m->sol_max_rt_s >= 60 && m->sol_max_rt_s <= 86400)
		c->sol_max_rt_s = m->sol_max_rt_s;
	if (!offered(c, m))
		return;
	if (!c->has_best || m->preference > c->best.preference || (m->preference == c->best.preference && offered(c, m) > offered(c, &c->best))) {
		c->best = *m;
		c->has_best = true;
		c->server = m->server;
		c->server_addr = r->src.v6;
		c->preference = m->preference;
	}
	if (m->preference == 255 || c->x.tries > 1)
		step(c, EV_BEST);
}

/* 18.2.10.1 */
static void leases(struct dhcp6_client *c, const struct ip_recv *r, const struct dhcp6_msg *m)
{
	bool unknown = false, any = false;
	u32 t1 = c->t1_s, t2 = c->t2_s;

	if (m->status == S6_UNSPEC || m->status == S6_USE_MULTICAST)
		return; /* asked again when its time comes */
	c->t1_s = c->t2_s = D6_FOREVER;
	for (unsigned k = 0; k < m->n_ia; k++) {
		const struct dhcp6_ia *ia = &m->ia[k];

		if (!asks_for(c, ia))
			continue;
		unknown |= ia->status == S6_NO_BINDING;
		if (ia->status != S6_NONE && ia->status != S6_SUCCESS)
			continue;
		for (unsigned j = 0; j < ia->n; j++) {
			any |= ia->lease[j].valid_s;
			take_lease(c, ia, &ia->lease[j]);
		}
		take_times(c, ia);
	}
	if (any) {
		c->since = stack_now(c->ifp->ip);
		c->server = m->server;
		c->server_addr = r->src.v6;
		if (c->state == C6_SOLICIT)
			c->preference = m->preference;
		take_settings(c, m);
		step(c, EV_REPLY);
		return;
	}
	c->t1_s = t1;
	c->t2_s = t2;
	if (unknown) {
		c->server = m->server;
		step(c, EV_NO_BINDING);
	} else if (!c->n_got) {
		step(c, c->state == C6_REQUEST ? EV_REFUSED : EV_GONE);
	}
}

/* 18.2.10.3 */
static void confirmed(struct dhcp6_client *c, const struct dhcp6_msg *m)
{
	if (m->status == S6_NOT_ON_LINK) {
		drop_all(c);
		step(c, EV_REFUSED);
	} else if (m->status == S6_SUCCESS || m->status == S6_NONE) {
		step(c, EV_REPLY);
	}
}

void dhcp6_client_input(struct ipif *in, const struct ip_recv *r, const struct dhcp6_msg *m)
{
	struct dhcp6_client *c = in->dhcp6->client;
	struct duid own;

	dhcp6_own_duid(in->ip, &own);
	if ((m->type != D6_ADVERTISE && m->type != D6_REPLY) || !m->server.len || (m->client.len && !duid_eq(&m->client, &own)))
		return; /* 16.3, 16.10 */
	if (m->type == D6_REPLY && d6_farewell_answered(c, m)) {
		dhcp6_client_wants(in); /* it may have lived for that alone */
		return;
	}
	if (!c->x.type || !c->x.tries || m->xid != c->x.xid || (!m->client.len && c->x.type != D6_INFORMATION))
		return;
	if (m->type == D6_ADVERTISE) {
		if (c->state == C6_SOLICIT)
			advertise(c, r, m);
	} else if (c->x.type == D6_INFORMATION) {
		take_settings(c, m);
		c->server = m->server;
		c->server_addr = r->src.v6;
		step(c, EV_REPLY);
	} else if (c->x.type == D6_CONFIRM) {
		confirmed(c, m);
	} else if (c->state != C6_SOLICIT || (m->rapid && (c->rapid_na || c->rapid_pd))) {
		leases(c, r, m);
	}
}

/* ---- time ---- */

static void wait_refresh(struct dhcp6_client *c)
{
	struct ipstack *s = c->ifp->ip;
	u32 s_ = c->refresh_s ? c->refresh_s : 86400; /* 7.6: IRT_DEFAULT, IRT_MINIMUM */

	d6_exchange_stop(c);
	if (s_ != D6_FOREVER)
		timer_set(s->node->worker, &c->timer, stack_now(s) + max_u64(s_, 600) * NSEC_PER_SEC);
}

static void fire(struct timer *t)
{
	struct dhcp6_client *c = container_of(t, struct dhcp6_client, timer);
	nsec t2 = until(c->since, c->t2_s);

	switch (c->state) {
	case C6_OPEN:
		step(c, stack_now(c->ifp->ip) >= t2 ? EV_T2 : EV_T1);
		break;
	case C6_INFORMED:
		step(c, EV_REFRESH);
		break;
	case C6_SOLICIT:
		if (c->has_best)
			step(c, EV_BEST);
		else
			d6_exchange_next(c, NSEC_NEVER);
		break;
	case C6_RENEW:
		if (!d6_exchange_next(c, t2))
			step(c, EV_T2);
		break;
	case C6_CONFIRM:
		if (!d6_exchange_next(c, c->x.tries ? c->x.since + 10 * NSEC_PER_SEC : NSEC_NEVER))
			step(c, EV_GIVE_UP);
		break;
	case C6_REBIND: /* ends with the last lease */
	case C6_REQUEST:
	case C6_INFO:
		if (!d6_exchange_next(c, NSEC_NEVER))
			step(c, EV_GIVE_UP);
		break;
	}
}

/* ---- life ---- */

struct dhcp6_client *dhcp6_client_of(struct ipif *p)
{
	struct dhcp6_if *f = dhcp6_if(p);

	if (!f->client) {
		f->client = xcalloc(1, sizeof(*f->client));
		f->client->ifp = p;
		f->client->timer.fire = fire;
		f->client->expiry.fire = expiry_fire;
		dhcp6_listen(dhcp6_of(p->ip));
	}
	return f->client;
}

static void start(struct dhcp6_client *c)
{
	if (c->ready && c->state == C6_IDLE && (c->want_na || c->want_pd || c->want_info))
		step(c, c->want_na || c->want_pd ? EV_START : EV_INFO);
}

void dhcp6_client_link(struct dhcp6_client *c)
{
	struct ipif *p = c->ifp;
	bool ready = p->up && ipif_linklocal(p) && p->a6->state == ADDR6_PREFERRED;

	if (ready == c->ready)
		return;
	c->ready = ready;
	step(c, ready ? EV_LINK_UP : EV_LINK_DOWN);
	start(c);
}

/* All leases of one kind, or of both, in associations, for a Release. */
static unsigned held(const struct dhcp6_client *c, struct dhcp6_ia ia[2])
{
	unsigned n = 0;

	for (unsigned pd = 0; pd < 2; pd++) {
		ia[n] = (struct dhcp6_ia){ .pd = pd, .iaid = dhcp6_iaid(c->ifp), .status = S6_NONE };
		for (unsigned k = 0; k < c->n_got && ia[n].n < D6_LEASES_MAX; k++)
			if (c->got[k].pd == pd) {
				struct dhcp6_lease l = c->got[k].l;

				l.preferred_s = l.valid_s = 0;
				ia[n].lease[ia[n].n++] = l;
			}
		n += ia[n].n > 0;
	}
	return n;
}

void dhcp6_client_stop(struct dhcp6_client *c, bool tell)
{
	struct dhcp6_ia ia[2];
	unsigned n = held(c, ia);

	d6_exchange_stop(c);
	c->state = C6_IDLE;
	c->has_best = false;
	c->n_dns = c->n_domains = 0;
	drop_all(c);
	if (tell)
		d6_farewell_send(c, D6_RELEASE, ia, n);
}

void dhcp6_client_free(struct ipif *p)
{
	struct dhcp6_client *c = p->dhcp6 ? p->dhcp6->client : NULL;

	if (!c)
		return;
	c->ready = false;
	d6_farewells_free(c);
	for (unsigned k = c->n_got; k--;)
		if (c->got[k].pd)
			drop(c, k);
	timer_stop(p->ip->node->worker, &c->expiry); /* addresses go with the interface, which may be going now */
	d6_exchange_stop(c);
	free(c);
	p->dhcp6->client = NULL;
}

void dhcp6_client_wants(struct ipif *p)
{
	struct dhcp6_client *c = p->dhcp6 ? p->dhcp6->client : NULL;

	if (!c)
		return;
	if (!c->want_na && !c->want_pd && !c->want_info && !c->farewells) {
		dhcp6_client_free(p);
		dhcp6_listen(p->ip->dhcp6);
		return;
	}
	dhcp6_client_link(c);
	start(c);
}

void dhcp6_ra_flags(struct ipif *p, bool managed, bool other)
{
	struct dhcp6_client *c = p->dhcp6 ? p->dhcp6->client : NULL;
	bool na = managed && !p->ip->is_router; /* IOS routers ask for an address only when told to by a line */

	if (!c && !na && !other)
		return;
	c = dhcp6_client_of(p);
	if ((c->want_na && !c->by_ra) || c->want_pd) /* asked for by lines: nothing more to say */
		return;
	if (c->by_ra == na && c->want_info == (other || na))
		return;
	if (c->by_ra != na)
		dhcp6_client_stop(c, true);
	c->by_ra = c->want_na = na;
	c->want_info = other || na;
	dhcp6_client_wants(p);
}

void dhcp6_duplicate(struct ipif *p, const struct ip6 *addr)
{
	struct dhcp6_client *c = p->dhcp6 ? p->dhcp6->client : NULL;
	struct dhcp6_ia ia = { .iaid = dhcp6_iaid(p), .status = S6_NONE };

	for (unsigned k = 0; c && k < c->n_got; k++) {
		if (c->got[k].pd || !ip6_eq(&c->got[k].l.addr, addr))
			continue;
		ia.lease[ia.n] = c->got[k].l;
		ia.lease[ia.n].preferred_s = ia.lease[ia.n].valid_s = 0;
		ia.n++;
		drop(c, k);
		d6_farewell_send(c, D6_DECLINE, &ia, 1); /* 18.2.8 */
		if (!c->n_got)
			step(c, EV_GONE);
		return;
	}
}
