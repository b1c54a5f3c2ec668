/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clients and sessions are matched in one place, sync_fired(), after anything changed: each client finds its session or makes one, a session without clients says
 * AdminDown and goes. What a session tells its clients goes through a timer, too: a client that hears it may free itself, others, and the session.
 */
#include "router/bfd/bfd.h"

#include <stdlib.h>

#include "router/policy/policy.h"
#include "router/stack.h"

static struct worker *worker_of(const struct bfd *all) { return all->s->node->worker; }

/* ---- what a session says ---- */

static void op_send(struct bfd_session *b, const u8 *packet, u32 len) { bfd_io_send(container_of(b, struct bfd_peer, b), packet, len); }
static void op_echo(struct bfd_session *b, const u8 *packet, u32 len) { bfd_io_echo(container_of(b, struct bfd_peer, b), packet, len); }

static const char *why_down(const struct bfd_session *b)
{
	switch (b->diag) {
	case DIAG_EXPIRED:
		return "DETECT TIMER EXPIRED";
	case DIAG_ECHO:
		return "ECHO FAILURE";
	case DIAG_PATH:
		return "INTERFACE DOWN";
	}
	return b->remote_state == BFD_ADMIN_DOWN ? "RX ADMINDOWN" : "RX DOWN";
}

static void op_changed(struct bfd_session *b, u8 was)
{
	struct bfd_peer *p = container_of(b, struct bfd_peer, b);
	struct bfd *all = p->all;
	bool up = b->state == BFD_UP;

	if (debug_on(all->s->dev, DEBUG_BFD_EVENT))
		device_debug(all->s->dev, "BFD-DEBUG EVENT: bfd_session_fsm, ld:%u handle:%u, state %s -> %s", b->my, b->my, bfd_state_name[was], bfd_state_name[b->state]);
	world_changed(all->s->node);
	if (up)
		device_log(all->s->dev, "BFDFSM", 6, "BFD_SESS_UP", "BFD-SYSLOG: BFD session ld:%u handle:%u is going UP", b->my, b->my);
	else if (was == BFD_UP)
		device_log(all->s->dev, "BFDFSM", 6, "BFD_SESS_DOWN", "BFD-SYSLOG: BFD session ld:%u handle:%u,is going Down Reason: %s", b->my, b->my, why_down(b));
	/* RFC 5882 3.2: a neighbour that was told to stop has not failed. */
	for (struct bfd_client *c = all->clients; c; c = c->next)
		if (c->of == p && (c->every || up || (was == BFD_UP && b->remote_state != BFD_ADMIN_DOWN))) {
			c->due = true;
			c->up = up;
		}
	timer_set(worker_of(all), &all->tell, stack_now(all->s));
}

static void tell_fired(struct timer *t)
{
	struct bfd *all = container_of(t, struct bfd, tell);

	for (struct bfd_client *c = all->clients; c;) {
		if (!c->due) {
			c = c->next;
			continue;
		}
		c->due = false;
		c->changed(c, c->up);
		c = all->clients; /* it may have changed the list */
	}
}

static bool secret_of(const struct key *k, struct bfd_secret *out)
{
	if (!k || k->id > 255)
		return false;
	*out = (struct bfd_secret){ .id = (u8)k->id, .len = (u32)strlen(k->text), .text = k->text };
	return true;
}

static bool op_key_to_send(struct bfd_session *b, struct bfd_secret *k)
{
	return secret_of(keychain_send(container_of(b, struct bfd_peer, b)->all->s, b->conf.chain), k);
}

static bool op_key_to_accept(struct bfd_session *b, u8 id, struct bfd_secret *k)
{
	return secret_of(keychain_accept(container_of(b, struct bfd_peer, b)->all->s, b->conf.chain, id), k);
}

static const struct bfd_ops ops = { op_send, op_echo, op_changed, op_key_to_send, op_key_to_accept };

/* ---- configuration ---- */

struct bfd_template *bfd_template(struct bfd *all, const char *name, bool make)
{
	struct bfd_template **at = &all->templates, *t;

	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	if ((*at && !strcmp((*at)->name, name)) || !make)
		return *at && !strcmp((*at)->name, name) ? *at : NULL;
	t = xcalloc(1, sizeof(*t));
	t->name = xstrdup(name);
	t->next = *at;
	*at = t;
	return t;
}

void bfd_template_chain(struct bfd *all, struct bfd_template *t, const char *chain)
{
	/* Sessions point to it until they are matched anew. */
	for (struct bfd_peer *p = all->peers; p; p = p->next)
		if (p->b.conf.chain == t->chain)
			p->b.conf.chain = NULL;
	free(t->chain);
	t->chain = chain ? xstrdup(chain) : NULL;
}

void bfd_template_remove(struct bfd *all, struct bfd_template *t)
{
	struct bfd_template **at = &all->templates;

	bfd_template_chain(all, t, NULL);
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	free(t->name);
	free(t);
	bfd_soon(all);
}

struct bfd_ifc *bfd_ifc(struct bfd *all, struct iface *i)
{
	struct bfd_ifc *x = all->ifcs;

	while (x && x->iface != i)
		x = x->next;
	if (!x) {
		x = xcalloc(1, sizeof(*x));
		x->iface = i;
		x->next = all->ifcs;
		all->ifcs = x;
	}
	return x;
}

static bool by_template(struct bfd *all, const char *name, bool multi, struct bfd_conf *conf)
{
	const struct bfd_template *t = name ? bfd_template(all, name, false) : NULL;

	if (!t || t->multi != multi || !t->tx_ms)
		return false;
	*conf = (struct bfd_conf){ .tx_us = t->tx_ms * 1000, .rx_us = t->rx_ms * 1000, .mult = t->mult, .auth = t->auth, .chain = t->chain, .echo = t->echo };
	return true;
}

/* How a session of this client would run; false: there is none. */
static bool conf_of(struct bfd *all, const struct bfd_client *c, struct bfd_conf *conf)
{
	const struct bfd_ifc *x = all->ifcs;
	const struct bfd_map *m = all->maps;
	bool some = false;

	if (!c->iface) {
		while (m && (m->ip != c->s || !ipaddr_in(&c->peer, &m->dst, m->dst_len) || !ipaddr_in(&c->local, &m->src, m->src_len)))
			m = m->next;
		some = m && by_template(all, m->template, true, conf);
	} else {
		while (x && x->iface != c->iface)
			x = x->next;
		if (x && x->template) {
			some = by_template(all, x->template, false, conf);
		} else if (x && x->tx_ms) {
			*conf = (struct bfd_conf){ .tx_us = x->tx_ms * 1000, .rx_us = x->rx_ms * 1000, .mult = x->mult, .echo = !x->no_echo };
			some = true;
		}
	}
	conf->echo = some && conf->echo && c->iface && c->peer.af == AF_IP4;
	conf->slow_us = all->slow_ms * 1000;
	return some;
}

/* ---- sessions ---- */

static struct ipaddr local_of(const struct bfd_client *c)
{
	const struct ipif *p = c->iface ? c->iface->ip : NULL;
	const struct addr4 *a4;

	if (c->local.af || !p)
		return c->local;
	if (c->peer.af == AF_IP4) {
		a4 = ipif_on_link4(p, c->peer.v4);
		return a4 || p->a4 ? ipaddr4(a4 ? a4->addr : p->a4->addr) : (struct ipaddr){ 0 };
	}
	if (ip6_is_linklocal(&c->peer.v6))
		return ipif_linklocal(p) ? ipaddr6(ipif_linklocal(p)) : (struct ipaddr){ 0 };
	for (const struct addr6 *a = p->a6; a; a = a->next)
		if (!a->linklocal && ip6_in(&c->peer.v6, &a->addr, a->plen))
			return ipaddr6(&a->addr);
	return (struct ipaddr){ 0 };
}

/* Its VRF is the interface's. */
static struct ipstack *stack_of(const struct bfd_client *c) { return c->iface && c->iface->ip ? c->iface->ip->ip : c->s; }

static struct bfd_peer *peer_find(const struct bfd *all, const struct bfd_client *c, const struct ipaddr *local)
{
	for (struct bfd_peer *p = all->peers; p; p = p->next)
		if (p->iface == c->iface && ipaddr_eq(&p->peer, &c->peer) && (c->iface || (ipaddr_eq(&p->local, local) && p->socks->ip == c->s)))
			return p;
	return NULL;
}

static struct bfd_peer *peer_new(struct bfd *all, const struct bfd_client *c, const struct ipaddr *local, const struct bfd_conf *conf)
{
	struct bfd_socks *socks = all->n_peers < BFD_SESSIONS_MAX ? bfd_io_open(all, stack_of(c)) : NULL;
	struct bfd_peer *p, **at = &all->peers;

	if (!socks)
		return NULL;
	p = xcalloc(1, sizeof(*p));
	p->all = all;
	p->socks = socks;
	socks->n_peers++;
	p->iface = c->iface;
	p->peer = c->peer;
	p->local = *local;
	while (*at)
		at = &(*at)->next;
	*at = p;
	all->n_peers++;
	do {
		all->discr++;
	} while (!all->discr || bfd_by_discr(all, all->discr));
	p->b.my = all->discr;
	p->hash_next = all->by_discr[p->b.my % BFD_HASH];
	all->by_discr[p->b.my % BFD_HASH] = p;
	p->b.node = all->s->node;
	p->b.ops = &ops;
	p->b.conf = *conf;
	bfd_start(&p->b);
	device_log(all->s->dev, "BFD", 6, "BFD_SESS_CREATED", "BFD-SYSLOG: bfd_session_created, neigh %s proc:%s, idb:%s handle:%u act",
		   ipaddr_text(&p->peer, (char[IP6_TEXT]){ 0 }), c->proto, c->iface ? c->iface->name : "Unknown", p->b.my);
	return p;
}

static void peer_free(struct bfd_peer *p, bool tell)
{
	struct bfd *all = p->all;
	struct bfd_peer **at = &all->peers;

	if (tell) {
		bfd_admin_down(&p->b);
		device_log(all->s->dev, "BFD", 6, "BFD_SESS_DESTROYED", "BFD-SYSLOG: bfd_session_destroyed, ld:%u neigh %s, handle:%u act", p->b.my,
			   ipaddr_text(&p->peer, (char[IP6_TEXT]){ 0 }), p->b.my);
	}
	bfd_stop(&p->b);
	for (struct bfd_client *c = all->clients; c; c = c->next)
		if (c->of == p)
			c->of = NULL;
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	for (at = &all->by_discr[p->b.my % BFD_HASH]; *at != p;)
		at = &(*at)->hash_next;
	*at = p->hash_next;
	all->n_peers--;
	p->socks->n_peers--;
	free(p);
}

static void match(struct bfd *all, struct bfd_client *c)
{
	struct ipaddr local = local_of(c);
	struct bfd_conf conf = { 0 };
	struct bfd_peer *p = NULL;

	if (conf_of(all, c, &conf)) {
		p = peer_find(all, c, &local);
		if (!p && local.af)
			p = peer_new(all, c, &local, &conf);
		if (p) {
			if (local.af)
				p->local = local;
			bfd_configure(&p->b, &conf);
			bfd_path(&p->b, local.af && (!p->iface || (p->iface->ip && p->iface->ip->up)));
			p->clients++;
		}
	}
	/* Who joins a session that is up hears of it. */
	if (p != c->of && (c->every || (p && p->b.state == BFD_UP))) {
		c->due = true;
		c->up = p && p->b.state == BFD_UP;
		timer_set(worker_of(all), &all->tell, stack_now(all->s));
	}
	c->of = p;
}

static void sync_fired(struct timer *t)
{
	struct bfd *all = container_of(t, struct bfd, sync);

	bfd_static_settle(all);
	for (struct bfd_peer *p = all->peers; p; p = p->next)
		p->clients = 0;
	for (struct bfd_client *c = all->clients; c; c = c->next)
		match(all, c);
	for (struct bfd_peer *p = all->peers, *next; p; p = next) {
		next = p->next;
		if (!p->clients)
			peer_free(p, true);
	}
	for (struct bfd_socks *k = all->socks, *next; k; k = next) {
		next = k->next;
		if (!k->n_peers)
			bfd_io_close(k);
	}
}

/* ---- clients ---- */

struct bfd *bfd_all(struct ipstack *s)
{
	struct bfd *all = s->root->bfd;

	if (!all) {
		all = s->root->bfd = xcalloc(1, sizeof(*all));
		all->s = s->root;
		all->slow_ms = BFD_SLOW_US / 1000;
		all->sync.fire = sync_fired;
		all->tell.fire = tell_fired;
	}
	return all;
}

void bfd_soon(struct bfd *all)
{
	if (!timer_is_set(&all->sync) && !all->s->cleaning)
		timer_set(worker_of(all), &all->sync, stack_now(all->s));
}

void bfd_watch(struct ipstack *s, struct bfd_client *c)
{
	struct bfd *all = bfd_all(s);
	struct bfd_client **at = &all->clients;

	if (c->s)
		return;
	c->s = c->iface ? s->root : s;
	c->of = NULL;
	c->due = false;
	c->next = NULL;
	while (*at)
		at = &(*at)->next;
	*at = c;
	bfd_soon(all);
}

void bfd_unwatch(struct bfd_client *c)
{
	struct bfd_client **at;
	struct bfd *all;

	if (!c->s)
		return;
	all = c->s->root->bfd;
	at = &all->clients;
	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	bfd_soon(all);
	c->s = NULL;
	c->of = NULL;
}

bool bfd_is_up(const struct bfd_client *c) { return c->of && c->of->b.state == BFD_UP; }

/* ---- for the stack ---- */

void bfd_stack_changed(struct ipstack *s)
{
	if (s->root->bfd)
		bfd_soon(s->root->bfd);
}

static void sessions_end(struct bfd *all, const struct iface *i)
{
	for (struct bfd_peer *p = all->peers, *next; p; p = next) {
		next = p->next;
		if (p->iface == i)
			peer_free(p, false);
	}
}

/* Protocols have let go of what they had there by now; who watches next hops of static routes has not. */
void bfd_iface_left(struct ipif *p)
{
	struct bfd *all = p->ip->root->bfd;

	if (!all)
		return;
	sessions_end(all, p->i);
	bfd_soon(all);
}

void bfd_iface_gone(struct ipif *p)
{
	struct bfd *all = p->ip->root->bfd;

	if (!all)
		return;
	bfd_static_iface_gone(all, p->i);
	for (struct bfd_ifc **at = &all->ifcs, *x; (x = *at);) {
		if (x->iface != p->i) {
			at = &x->next;
			continue;
		}
		*at = x->next;
		free(x->template);
		free(x);
	}
	sessions_end(all, p->i);
}

/* A VRF that goes: its interfaces have left it, its protocols have stopped. */
static void vrf_gone(struct bfd *all, const struct ipstack *s)
{
	bfd_static_vrf_gone(all, s);
	for (struct bfd_client *c = all->clients, *next; c; c = next) {
		next = c->next;
		if (c->s == s)
			bfd_unwatch(c);
	}
	for (struct bfd_peer *p = all->peers, *next; p; p = next) {
		next = p->next;
		if (p->socks->ip == s)
			peer_free(p, false);
	}
	for (struct bfd_map **at = &all->maps, *m; (m = *at);) {
		if (m->ip != s) {
			at = &m->next;
			continue;
		}
		*at = m->next;
		free(m->template);
		free(m);
	}
	for (struct bfd_socks *k = all->socks, *next; k; k = next) {
		next = k->next;
		if (k->ip == s)
			bfd_io_close(k);
	}
}

void bfd_stack_free(struct ipstack *s)
{
	struct bfd *all = s->root->bfd;

	if (all && s != s->root)
		vrf_gone(all, s);
	if (!all || s != s->root)
		return;
	timer_stop(worker_of(all), &all->sync);
	timer_stop(worker_of(all), &all->tell);
	bfd_static_iface_gone(all, NULL);
	while (all->peers)
		peer_free(all->peers, false);
	while (all->clients)
		bfd_unwatch(all->clients);
	while (all->templates)
		bfd_template_remove(all, all->templates);
	for (struct bfd_ifc *x; (x = all->ifcs);) {
		all->ifcs = x->next;
		free(x->template);
		free(x);
	}
	for (struct bfd_map *m; (m = all->maps);) {
		all->maps = m->next;
		free(m->template);
		free(m);
	}
	while (all->socks)
		bfd_io_close(all->socks);
	free(all);
	s->bfd = NULL;
}
