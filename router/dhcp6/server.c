/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server: RFC 8415 16 (what is valid), 18.3 (each message). An Advertise promises nothing: what it offers follows from the client's identity
 * and is kept only when it is asked for, so that a flood of Solicits leaves nothing behind. Reconfigure and authentication: not done.
 */
#include "router/dhcp6/own.h"

struct asked {			/* one message being answered */
	struct dhcp6 *d;
	const struct ip_recv *r;
	const struct dhcp6_if *cfg;
	const struct d6_path *path;
	const struct dhcp6_msg *m;
	struct d6_pool *pool;
	struct duid own;
};

/* ---- which pool ---- */

static bool pool_on_link(const struct d6_pool *p, const struct ip6 *a)
{
	if (p->has_prefix && ip6_in(a, &p->prefix, p->plen))
		return true;
	for (unsigned k = 0; k < p->n_links; k++)
		if (ip6_in(a, &p->link[k].prefix, p->link[k].plen))
			return true;
	return false;
}

/* `ipv6 dhcp server automatic`: by the innermost relay's link-address, or by the addresses of the interface. */
static struct d6_pool *pool_of_link(const struct asked *q)
{
	const struct ip6 *link = NULL;

	for (unsigned k = 0; k < q->path->n; k++)
		if (!ip6_is_zero(&q->path->hop[k].link))
			link = &q->path->hop[k].link;
	for (struct d6_pool *p = q->d->pools; p; p = p->next) {
		if (link && pool_on_link(p, link))
			return p;
		for (const struct addr6 *a = link ? NULL : q->r->in->ip->a6; a; a = a->next)
			if (!a->linklocal && pool_on_link(p, &a->addr))
				return p;
	}
	return NULL;
}

/* ---- answers ---- */

static const struct ip6 *client_address(const struct asked *q) { return q->path->n ? &q->path->hop[q->path->n - 1].peer : &q->r->src.v6; }

/* 19.3: back through the relays that it came by. */
static void respond(const struct asked *q, u8 type, const u8 *msg, size_t len)
{
	u8 a[D6_MESSAGE_MAX], b[D6_MESSAGE_MAX], *to = a;
	struct ip_send out = { .dst = q->r->src, .out = q->r->in };
	const u8 *from = msg;

	q->d->sent[type]++;
	dhcp6_debug(q->d, "Sending", msg, len, "to", client_address(q), q->r->in->ip);
	for (unsigned k = q->path->n; k--;) {
		struct dhcp6_relay h = q->path->hop[k];
		struct wr w = wr_of(to, D6_MESSAGE_MAX);

		h.type = D6_RELAY_REPL;
		dhcp6_put_relay(&w, &h);
		dhcp6_put(&w, O6_RELAY_MSG, from, len);
		if (w.bad)
			return;
		len = wr_len(&w);
		from = to;
		to = to == a ? b : a;
	}
	if (!ip6_is_linklocal(&out.dst.v6))
		out.out = NULL;
	if (!ip6_is_multicast(&q->r->dst.v6)) /* from where it was asked: a relay may look */
		out.src = q->r->dst;
	udp_send(&q->d->server_udp, &out, q->path->n ? D6_SERVER_PORT : D6_CLIENT_PORT, from, (u32)len);
}

static bool wanted(const struct dhcp6_msg *m, u16 option)
{
	for (unsigned k = 0; k < m->n_oro; k++)
		if (m->oro[k] == option)
			return true;
	return false;
}

static void begin(const struct asked *q, struct wr *w, u8 type)
{
	dhcp6_begin(w, type, q->m->xid);
	dhcp6_put(w, O6_SERVER_ID, q->own.b, q->own.len);
	if (q->m->client.len)
		dhcp6_put(w, O6_CLIENT_ID, q->m->client.b, q->m->client.len);
	if (type == D6_ADVERTISE && q->cfg->preference)
		dhcp6_put(w, O6_PREFERENCE, &q->cfg->preference, 1);
}

/* Lines of one option are one list; one that does not fit is left out. */
static void other_options(const struct asked *q, struct wr *w)
{
	for (const struct d6_opt *o = q->pool->options; o;) {
		u16 code = o->code;
		struct wr x = *w;
		u8 *at = dhcp6_open(&x, code);

		for (; o && o->code == code; o = o->next)
			wr_copy(&x, o->data, o->len);
		dhcp6_close(&x, at);
		if (!x.bad && wanted(q->m, code))
			*w = x;
	}
}

static void settings(const struct asked *q, struct wr *w)
{
	u8 b[4];

	if (wanted(q->m, O6_DNS))
		dhcp6_put_dns(w, q->pool->dns, q->pool->n_dns);
	if (wanted(q->m, O6_DOMAINS))
		dhcp6_put_domains(w, q->pool->domain, q->pool->n_domains);
	other_options(q, w);
	if (q->pool->refresh_s && q->m->type == D6_INFORMATION) {
		put_be32(b, q->pool->refresh_s);
		dhcp6_put(w, O6_REFRESH, b, 4);
	}
}

static void finish(const struct asked *q, struct wr *w, u8 type)
{
	if (!w->bad)
		respond(q, type, w->start, wr_len(w));
}

/* ---- identity associations ---- */

static struct dhcp6_ia answer_to(const struct dhcp6_ia *ia) { return (struct dhcp6_ia){ .pd = ia->pd, .iaid = ia->iaid, .status = S6_NONE }; }

/* An address or prefix for this association, kept if `commit`. */
static struct dhcp6_ia give(const struct asked *q, const struct dhcp6_ia *ia, bool commit, bool take_wish)
{
	struct dhcp6_ia out = answer_to(ia);
	struct dhcp6_lease l;
	struct d6_binding *b;
	u16 status;

	if (!d6_choose(q->d, q->pool, &q->m->client, ia, take_wish, &l, &status)) {
		out.status = status;
		return out;
	}
	if (commit) {
		b = d6_binding_of(q->d, &q->m->client, ia->iaid, ia->pd);
		if (b && b->pool != q->pool) {
			d6_binding_free(b); /* it has moved to another link */
			b = NULL;
		}
		if (!b)
			b = d6_binding_new(q->d, q->pool, &q->m->client, ia->iaid, ia->pd, &l);
		if (!b) {
			out.status = status;
			return out;
		}
		d6_binding_route(b, false);
		b->client = *client_address(q);
		b->in = q->r->in;
		b->direct = !q->path->n;
		b->life = (struct d6_life){ l.valid_s, l.preferred_s }; /* the pool's may have changed */
		d6_binding_extend(b);
		d6_binding_route(b, true);
	}
	out.lease[out.n++] = l;
	out.t1_s = dhcp6_t1(l.preferred_s);
	out.t2_s = dhcp6_t2(l.preferred_s);
	return out;
}

/* What the client names and does not have: with no life at all (18.3.4). */
static void take_away(struct dhcp6_ia *out, const struct dhcp6_ia *ia, const struct d6_binding *b)
{
	for (unsigned k = 0; k < ia->n && out->n < D6_LEASES_MAX; k++)
		if (!b || !ip6_eq(&b->addr, &ia->lease[k].addr) || b->plen != ia->lease[k].plen) {
			out->lease[out->n] = ia->lease[k];
			out->lease[out->n].preferred_s = out->lease[out->n].valid_s = 0;
			out->lease[out->n++].status = S6_NONE;
		}
}

static bool all_in_pool(const struct asked *q, const struct dhcp6_ia *ia)
{
	for (unsigned k = 0; k < ia->n; k++)
		if (!d6_pool_has(q->d, q->pool, ia, &ia->lease[k], &q->m->client))
			return false;
	return true;
}

/* 18.3.4, 18.3.5 */
static struct dhcp6_ia renew(const struct asked *q, const struct dhcp6_ia *ia)
{
	struct d6_binding *b = d6_binding_of(q->d, &q->m->client, ia->iaid, ia->pd);
	struct dhcp6_ia out = answer_to(ia);

	if (b && b->pool == q->pool) {
		out = give(q, ia, true, false);
		take_away(&out, ia, b);
	} else if (q->m->type == D6_RENEW) {
		out.status = S6_NO_BINDING;
	} else if (!all_in_pool(q, ia)) {
		take_away(&out, ia, NULL);
	} else {
		out = give(q, ia, true, true);
	}
	return out;
}

/* 18.3.2: addresses of another link are told so. */
static struct dhcp6_ia request(const struct asked *q, const struct dhcp6_ia *ia)
{
	struct dhcp6_ia out = answer_to(ia);

	if (ia->pd || all_in_pool(q, ia) || !q->pool->has_prefix)
		return give(q, ia, true, true);
	out.status = S6_NOT_ON_LINK;
	return out;
}

/* ---- messages ---- */

static void with_ias(const struct asked *q, u8 type)
{
	u8 buf[D6_MESSAGE_MAX];
	struct wr w = wr_of(buf, sizeof(buf));
	bool commit = type == D6_REPLY;

	begin(q, &w, type);
	if (q->m->type == D6_SOLICIT && commit)
		dhcp6_put(&w, O6_RAPID_COMMIT, "", 0);
	for (unsigned k = 0; k < q->m->n_ia; k++) {
		const struct dhcp6_ia *ia = &q->m->ia[k];
		struct dhcp6_ia out = q->m->type == D6_SOLICIT ? give(q, ia, commit, q->cfg->allow_hint) : q->m->type == D6_REQUEST ? request(q, ia) : renew(q, ia);

		dhcp6_put_ia(&w, &out);
	}
	settings(q, &w);
	finish(q, &w, type);
}

static void only_status(const struct asked *q, u16 status)
{
	u8 buf[D6_MESSAGE_MAX];
	struct wr w = wr_of(buf, sizeof(buf));

	begin(q, &w, D6_REPLY);
	dhcp6_put_status(&w, status);
	finish(q, &w, D6_REPLY);
}

static void do_solicit(const struct asked *q) { with_ias(q, q->m->rapid && q->cfg->rapid && q->m->n_ia ? D6_REPLY : D6_ADVERTISE); }
static void do_commit(const struct asked *q) { with_ias(q, D6_REPLY); }

/* 18.3.3: are the addresses right for the link? Silence if that is not known here. */
static void do_confirm(const struct asked *q)
{
	bool any = false, all = true;

	for (unsigned k = 0; k < q->m->n_ia; k++)
		for (unsigned j = 0; j < q->m->ia[k].n && !q->m->ia[k].pd; j++) {
			any = true;
			all &= ip6_in(&q->m->ia[k].lease[j].addr, &q->pool->prefix, q->pool->plen);
		}
	if (any && q->pool->has_prefix)
		only_status(q, all ? S6_SUCCESS : S6_NOT_ON_LINK);
}

/* 18.3.7, 18.3.8: the bindings named go; a declined address is not given out again. */
static void do_release(const struct asked *q)
{
	u8 buf[D6_MESSAGE_MAX];
	struct wr w = wr_of(buf, sizeof(buf));

	begin(q, &w, D6_REPLY);
	dhcp6_put_status(&w, S6_SUCCESS);
	for (unsigned k = 0; k < q->m->n_ia; k++) {
		const struct dhcp6_ia *ia = &q->m->ia[k];
		struct d6_binding *b = d6_binding_of(q->d, &q->m->client, ia->iaid, ia->pd);
		struct dhcp6_ia out = answer_to(ia);

		if (!b) {
			out.status = S6_NO_BINDING;
			dhcp6_put_ia(&w, &out);
			continue;
		}
		for (unsigned j = 0; j < ia->n; j++)
			if (ip6_eq(&b->addr, &ia->lease[j].addr) && b->plen == ia->lease[j].plen) {
				if (q->m->type == D6_DECLINE)
					d6_conflict_add(b->pool, &b->addr);
				d6_binding_free(b);
				break;
			}
	}
	finish(q, &w, D6_REPLY);
}

static void do_information(const struct asked *q)
{
	u8 buf[D6_MESSAGE_MAX];
	struct wr w = wr_of(buf, sizeof(buf));

	begin(q, &w, D6_REPLY);
	settings(q, &w);
	finish(q, &w, D6_REPLY);
}

/* 16: what each message must say and must not; 18.4: what may not come by unicast is told so, or dropped. */
enum { NO_SERVER, OUR_SERVER, ANY_SERVER };
static const struct {
	u8 type, server;
	bool client;
	bool answers_unicast;
	void (*run)(const struct asked *q);
} rules[] = {
	{ D6_SOLICIT,     NO_SERVER,  true,  false, do_solicit },	/* 16.2 */
	{ D6_REQUEST,     OUR_SERVER, true,  true,  do_commit },	/* 16.4 */
	{ D6_CONFIRM,     NO_SERVER,  true,  false, do_confirm },	/* 16.5 */
	{ D6_RENEW,       OUR_SERVER, true,  true,  do_commit },	/* 16.6 */
	{ D6_REBIND,      NO_SERVER,  true,  false, do_commit },	/* 16.7 */
	{ D6_DECLINE,     OUR_SERVER, true,  true,  do_release },	/* 16.8 */
	{ D6_RELEASE,     OUR_SERVER, true,  true,  do_release },	/* 16.9 */
	{ D6_INFORMATION, ANY_SERVER, false, false, do_information },	/* 16.12 */
};

void dhcp6_server_input(struct dhcp6 *d, const struct ip_recv *r, const struct d6_path *path, const struct dhcp6_msg *m)
{
	struct asked q = { .d = d, .r = r, .cfg = r->in->ip->dhcp6, .path = path, .m = m };
	bool unicast = !path->n && !ip6_is_multicast(&r->dst.v6);

	dhcp6_own_duid(d->ip, &q.own);
	for (unsigned k = 0; k < ARRAY_LEN(rules); k++) {
		if (rules[k].type != m->type)
			continue;
		if ((rules[k].client && !m->client.len) || (m->server.len && (rules[k].server == NO_SERVER || !duid_eq(&m->server, &q.own))) ||
		    (!m->server.len && rules[k].server == OUR_SERVER) || (m->type == D6_INFORMATION && m->n_ia))
			return;
		if (unicast) {
			if (rules[k].answers_unicast)
				only_status(&q, S6_USE_MULTICAST);
			return;
		}
		q.pool = q.cfg->automatic ? pool_of_link(&q) : d6_pool_find(d, q.cfg->pool);
		if (q.pool)
			rules[k].run(&q);
		return;
	}
}
