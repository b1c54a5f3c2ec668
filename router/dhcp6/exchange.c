/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the client says, and again: RFC 8415 15 (retransmission), 7.6 (times), 18.2 (what stands in each message). */
#include <stdlib.h>

#include "router/dhcp6/own.h"

struct times {			/* 7.6; 0: none */
	u8 type;
	u32 delay_ms;		/* at most, before the first */
	u32 irt_ms, mrt_ms;
	u32 mrc;
	u32 mrd_ms;
};
static const struct times times[] = {
	{ D6_SOLICIT,     1000, 1000,  3600000, 0,  0 },	/* 18.2.1 */
	{ D6_REQUEST,     0,    1000,  30000,   10, 0 },	/* 18.2.2 */
	{ D6_CONFIRM,     1000, 1000,  4000,    0,  10000 },	/* 18.2.3 */
	{ D6_RENEW,       0,    10000, 600000,  0,  0 },	/* 18.2.4: until T2 */
	{ D6_REBIND,      0,    10000, 600000,  0,  0 },	/* 18.2.5: until nothing is valid any more */
	{ D6_INFORMATION, 1000, 1000,  3600000, 0,  0 },	/* 18.2.6 */
	{ D6_RELEASE,     0,    1000,  0,       4,  0 },	/* 18.2.7 */
	{ D6_DECLINE,     0,    1000,  0,       4,  0 },	/* 18.2.8 */
};

static const struct times *times_of(u8 type)
{
	for (unsigned k = 0; k < ARRAY_LEN(times); k++)
		if (times[k].type == type)
			return &times[k];
	bug("dhcp6: no times for message %u", type);
}

/* 15: the time until the next try; a tenth more or less, a Solicit's first never less. */
static nsec next_rt(const struct dhcp6_client *c, const struct d6_exchange *x)
{
	const struct times *t = times_of(x->type);
	struct rng *rng = &c->ifp->ip->node->rng;
	nsec irt = t->irt_ms * NSEC_PER_MS, mrt = t->mrt_ms * NSEC_PER_MS, rt;

	if (x->type == D6_SOLICIT && c->sol_max_rt_s)
		mrt = c->sol_max_rt_s * NSEC_PER_SEC;
	if (x->type == D6_INFORMATION && c->inf_max_rt_s)
		mrt = c->inf_max_rt_s * NSEC_PER_SEC;
	if (!x->tries)
		return x->type == D6_SOLICIT ? irt + 1 + rng_below(rng, irt / 10) : irt - irt / 10 + rng_below(rng, irt / 5 + 1);
	rt = 2 * x->rt - x->rt / 10 + rng_below(rng, x->rt / 5 + 1);
	if (mrt && rt > mrt)
		rt = mrt - mrt / 10 + rng_below(rng, mrt / 5 + 1);
	return rt;
}

static void begin(struct dhcp6_client *c, struct d6_exchange *x, u8 type)
{
	*x = (struct d6_exchange){ .type = type, .xid = (u32)rng_u64(&c->ifp->ip->node->rng) & 0xffffff };
}

/* ---- what it says ---- */

static void put_elapsed(struct wr *w, const struct d6_exchange *x, nsec now)
{
	u8 b[2];

	put_be16(b, (u16)min_u64(x->tries ? (now - x->since) / (NSEC_PER_SEC / 100) : 0, 0xffff));
	dhcp6_put(w, O6_ELAPSED, b, 2);
}

static void put_oro(struct wr *w, u8 type)
{
	u8 *at = dhcp6_open(w, O6_ORO);

	wr_u16(w, O6_DNS);
	wr_u16(w, O6_DOMAINS);
	if (type == D6_INFORMATION) {
		wr_u16(w, O6_REFRESH);
		wr_u16(w, O6_INF_MAX_RT);
	} else {
		wr_u16(w, O6_SOL_MAX_RT);
	}
	dhcp6_close(w, at);
}

/* What is held, or has been offered, of one kind; lifetimes and times are the server's business. */
static void put_held(struct wr *w, const struct dhcp6_client *c, bool pd, bool with_leases)
{
	struct dhcp6_ia ia = { .pd = pd, .iaid = dhcp6_iaid(c->ifp), .status = S6_NONE };

	if (c->has_best && c->x.type == D6_REQUEST) {
		for (unsigned k = 0; k < c->best.n_ia; k++)
			if (c->best.ia[k].pd == pd && c->best.ia[k].iaid == ia.iaid) {
				ia.n = c->best.ia[k].n;
				memcpy(ia.lease, c->best.ia[k].lease, sizeof(ia.lease));
			}
	} else {
		for (unsigned k = 0; k < c->n_got && with_leases && ia.n < D6_LEASES_MAX; k++)
			if (c->got[k].pd == pd)
				ia.lease[ia.n++] = c->got[k].l;
	}
	for (unsigned k = 0; k < ia.n; k++) {
		ia.lease[k].preferred_s = ia.lease[k].valid_s = 0;
		ia.lease[k].status = S6_NONE;
	}
	dhcp6_put_ia(w, &ia);
}

static void transmit(struct dhcp6_client *c, u8 type, struct wr *w)
{
	struct ipif *p = c->ifp;
	struct dhcp6 *d = p->ip->dhcp6;
	struct ip_send to = { .dst = ipaddr6(&d6_agents), .out = p->i };

	if (w->bad || !ipif_linklocal(p))
		return;
	to.src = ipaddr6(ipif_linklocal(p));
	d->sent[type]++;
	dhcp6_debug(d, "Sending", w->start, wr_len(w), "to", &d6_agents, p);
	udp_send(&d->client_udp, &to, D6_SERVER_PORT, w->start, (u32)wr_len(w));
}

static void put_head(struct wr *w, const struct dhcp6_client *c, const struct d6_exchange *x, const struct duid *server)
{
	struct duid own;

	dhcp6_own_duid(c->ifp->ip, &own);
	dhcp6_begin(w, x->type, x->xid);
	dhcp6_put(w, O6_CLIENT_ID, own.b, own.len);
	if (server)
		dhcp6_put(w, O6_SERVER_ID, server->b, server->len);
	put_elapsed(w, x, stack_now(c->ifp->ip));
}

static void say(struct dhcp6_client *c)
{
	u8 buf[D6_MESSAGE_MAX], type = c->x.type;
	struct wr w = wr_of(buf, sizeof(buf));

	put_head(&w, c, &c->x, type == D6_REQUEST || type == D6_RENEW ? &c->server : NULL);
	if (type == D6_SOLICIT && (c->rapid_na || c->rapid_pd))
		dhcp6_put(&w, O6_RAPID_COMMIT, "", 0);
	if (type != D6_CONFIRM)
		put_oro(&w, type);
	if (type != D6_INFORMATION) {
		if (c->want_na)
			put_held(&w, c, false, type != D6_SOLICIT);
		if (c->want_pd && type != D6_CONFIRM)
			put_held(&w, c, true, type != D6_SOLICIT);
	}
	transmit(c, type, &w);
}

/* ---- again and again ---- */

void d6_exchange_begin(struct dhcp6_client *c, u8 type)
{
	struct ipstack *s = c->ifp->ip;
	u32 delay = times_of(type)->delay_ms;

	begin(c, &c->x, type);
	timer_set(s->node->worker, &c->timer, stack_now(s) + (delay ? rng_below(&s->node->rng, delay * NSEC_PER_MS + 1) : 0));
}

void d6_exchange_stop(struct dhcp6_client *c)
{
	c->x.type = 0;
	timer_stop(c->ifp->ip->node->worker, &c->timer);
}

bool d6_exchange_next(struct dhcp6_client *c, nsec until)
{
	const struct times *t = times_of(c->x.type);
	nsec now = stack_now(c->ifp->ip);

	if (!c->x.tries)
		c->x.since = now;
	if (t->mrd_ms)
		until = min_u64(until, c->x.since + t->mrd_ms * NSEC_PER_MS);
	if ((t->mrc && c->x.tries >= t->mrc) || now >= until)
		return false;
	c->x.rt = next_rt(c, &c->x);
	say(c);
	c->x.tries++;
	timer_set(c->ifp->ip->node->worker, &c->timer, min_u64(now + c->x.rt, until));
	return true;
}

/* ---- farewells ---- */

static void farewell_free(struct dhcp6_client *c, struct d6_farewell *f)
{
	struct d6_farewell **at = &c->farewells;

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	timer_stop(c->ifp->ip->node->worker, &f->timer);
	free(f);
}

static void farewell_fire(struct timer *timer)
{
	struct d6_farewell *f = container_of(timer, struct d6_farewell, timer);
	struct dhcp6_client *c = f->ifp->dhcp6->client;
	struct ipstack *s = f->ifp->ip;
	u8 buf[D6_MESSAGE_MAX];
	struct wr w = wr_of(buf, sizeof(buf));

	if (f->x.tries >= times_of(f->x.type)->mrc) {
		farewell_free(c, f);
		dhcp6_client_wants(c->ifp);
		return;
	}
	if (!f->x.tries)
		f->x.since = stack_now(s);
	f->x.rt = next_rt(c, &f->x);
	put_head(&w, c, &f->x, &f->server);
	for (unsigned k = 0; k < f->n_ia; k++)
		dhcp6_put_ia(&w, &f->ia[k]);
	transmit(c, f->x.type, &w);
	f->x.tries++;
	timer_set(s->node->worker, timer, stack_now(s) + f->x.rt);
}

void d6_farewell_send(struct dhcp6_client *c, u8 type, const struct dhcp6_ia *ia, unsigned n)
{
	struct d6_farewell *f;
	unsigned k = 0;

	for (f = c->farewells; f; f = f->next)
		k++;
	if (k >= C6_FAREWELLS_MAX || !c->ready || !n)
		return;
	f = xcalloc(1, sizeof(*f));
	*f = (struct d6_farewell){ .next = c->farewells, .ifp = c->ifp, .server = c->server, .n_ia = (u8)n, .timer.fire = farewell_fire };
	memcpy(f->ia, ia, n * sizeof(*ia));
	begin(c, &f->x, type);
	c->farewells = f;
	farewell_fire(&f->timer);
}

bool d6_farewell_answered(struct dhcp6_client *c, const struct dhcp6_msg *m)
{
	for (struct d6_farewell *f = c->farewells; f; f = f->next)
		if (f->x.xid == m->xid && duid_eq(&f->server, &m->server)) {
			farewell_free(c, f);
			return true;
		}
	return false;
}

void d6_farewells_free(struct dhcp6_client *c)
{
	while (c->farewells)
		farewell_free(c, c->farewells);
}
