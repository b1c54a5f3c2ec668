/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process of RIP or RIPng: where it runs, when it sends. Updates go every `update` seconds less a random sixth, so that routers do
 * not fall into step (RFC 2453 3.8); what changes goes at once, and after that not before one to five seconds have passed (3.10.1).
 */
#include <stdio.h>

#include "router/rip/rip.h"

#include <stdlib.h>

#include "device/debug.h"
#include "router/vrf/vrf.h"

static const struct ipaddr rip_group = { .af = AF_IP4, .v4 = 0xe0000009 };
static const struct ipaddr ripng_group = { .af = AF_IP6, .v6 = { .b = { 0xff, 2, [15] = 9 } } };

bool rip_has_net(const struct rip *r, u32 addr)
{
	for (const struct rip_net *n = r->nets; n; n = n->next)
		if (!((addr ^ n->net) & ip4_mask(n->net ? ip4_class_len(n->net) : 0)))
			return true;
	return false;
}

bool rip_runs_on(const struct rip *r, const struct ipif *p)
{
	const struct rip_if *x;

	if (!r->on || !p->up)
		return false;
	if (r->af == AF_IP6) {
		if (!r->s->forwarding6)
			return false;
		x = rip_if((struct rip *)r, p->i, false);
		return x && x->enabled && p->on6 && p->a6 && p->a6->linklocal && (p->a6->state == ADDR6_PREFERRED || p->i->type == IF_LOOPBACK);
	}
	return p->a4 && rip_has_net(r, p->a4->addr);
}

bool rip_is_passive(const struct rip *r, const struct iface *i)
{
	return passive_is(&r->passive, i) || i->type == IF_LOOPBACK;
}

struct rip_if *rip_if(struct rip *r, struct iface *i, bool make)
{
	struct rip *of = r->af == AF_IP6 ? r : make || r->s->root->rip ? rip_get(r->s->root) : NULL;
	struct rip_if *x = of ? of->ifs : NULL;

	while (x && x->i != i)
		x = x->next;
	if (x || !make)
		return x;
	x = xcalloc(1, sizeof(*x));
	x->i = i;
	x->next = of->ifs;
	of->ifs = x;
	return x;
}

u8 rip_send_versions(const struct rip *r, const struct rip_if *x) { return x && x->send ? x->send : r->version == 2 ? 2 : 1; }
u8 rip_receive_versions(const struct rip *r, const struct rip_if *x) { return x && x->receive ? x->receive : r->version ? r->version : 3; }

/* ---- what leaves ---- */

struct rip_queued {
	struct rip_queued *next;
	struct ip_send to;
	u16 port;
	u32 len;
	u8 data[];
};

static void output_due(struct timer *t)
{
	struct rip *r = container_of(t, struct rip, output);
	struct rip_queued *q = r->queue;

	if (!q)
		return;
	r->queue = q->next;
	r->n_queue--;
	if (!r->queue)
		r->queue_end = &r->queue;
	if (q->to.out && q->to.out->ip && rip_runs_on(r, q->to.out->ip))
		udp_send(&r->sock, &q->to, q->port, q->data, q->len);
	free(q);
	r->next_tx = stack_now(r->s) + r->output_delay_ms * NSEC_PER_MS;
	if (r->queue)
		timer_set(r->s->node->worker, t, r->next_tx);
}

void rip_emit(struct rip *r, const struct ip_send *to, u16 port, const void *data, u32 len)
{
	nsec now = stack_now(r->s);
	struct rip_queued *q;

	if (!r->queue && (!r->output_delay_ms || now >= r->next_tx)) {
		udp_send(&r->sock, to, port, data, len);
		r->next_tx = now + r->output_delay_ms * NSEC_PER_MS;
		return;
	}
	if (r->n_queue >= RIP_QUEUE_MAX)
		return;
	q = xcalloc(1, sizeof(*q) + len);
	q->to = *to;
	q->port = port;
	q->len = len;
	memcpy(q->data, data, len);
	*r->queue_end = q;
	r->queue_end = &q->next;
	r->n_queue++;
	if (!r->output.slot)
		timer_set(r->s->node->worker, &r->output, r->next_tx);
}

/* What waits for that interface; NULL: all. */
static void unqueue(struct rip *r, const struct iface *i)
{
	for (struct rip_queued **at = &r->queue, *q; (q = *at);) {
		if (i && q->to.out != i) {
			at = &q->next;
			continue;
		}
		*at = q->next;
		r->n_queue--;
		free(q);
	}
	r->queue_end = &r->queue;
	while (*r->queue_end)
		r->queue_end = &(*r->queue_end)->next;
	if (!r->queue)
		timer_stop(r->s->node->worker, &r->output);
}

void rip_trigger(struct rip *r)
{
	nsec now = stack_now(r->s), at = r->no_trigger_before > now ? r->no_trigger_before : now;

	if (!r->trigger.slot)
		timer_set(r->s->node->worker, &r->trigger, at);
}

static void sync_due(struct timer *t)
{
	struct rip *r = container_of(t, struct rip, sync);

	if (r->af == AF_IP6 && !r->s->forwarding6 && !r->still_logged)
		device_log(r->s->dev, "IPV6", 4, "NOROUTING", "RIPng process %s does not run: there is no \"ipv6 unicast-routing\"", r->name);
	r->still_logged = !r->s->forwarding6;
	rip_left(r, NULL);
	for (struct ipif *p = r->s->ifs; p; p = p->next) {
		bool on = rip_runs_on(r, p);
		struct rip_if *x = rip_if(r, p->i, on);

		if (!x || x->joined == on)
			continue;
		x->joined = on;
		(on ? ipif_join : ipif_leave)(p, &r->group);
		if (on && !rip_is_passive(r, p->i))
			(r->af == AF_IP6 ? ripng_ask : rip_ask)(r, p);
	}
	rip_own_routes(r);
}

static void send_all(struct rip *r, bool only_changed)
{
	if (r->sync.slot) { /* what is ours of the RIB's news is said in one breath with the rest of it */
		timer_stop(r->s->node->worker, &r->sync);
		sync_due(&r->sync);
	}
	for (struct ipif *p = r->s->ifs; p; p = p->next) {
		struct rip_if *x;

		if (!rip_runs_on(r, p))
			continue;
		for (const struct rip_nbr *n = r->nbrs; n; n = n->next)
			if (ipif_on_link4(p, n->addr))
				rip_send_table(r, p, n->addr, RIP_PORT, only_changed);
		if (rip_is_passive(r, p->i))
			continue;
		x = rip_if(r, p->i, true);
		x->tx_updates++;
		x->tx_triggered += only_changed;
		if (r->af == AF_IP6)
			ripng_send_table(r, p, only_changed);
		else
			rip_send_table(r, p, 0, RIP_PORT, only_changed);
	}
	*(only_changed ? &r->n_triggers : &r->n_updates) += 1;
	for (u32 k = 0; k < r->n; k++)
		r->r[k]->changed = false;
	r->no_trigger_before = stack_now(r->s) + NSEC_PER_SEC + rng_below(&r->s->node->rng, 4 * NSEC_PER_SEC);
	timer_stop(r->s->node->worker, &r->trigger);
}

static void update_due(struct timer *t)
{
	struct rip *r = container_of(t, struct rip, update);
	nsec span = r->update_s * NSEC_PER_SEC;

	r->last_update = stack_now(r->s);
	send_all(r, false);
	timer_set(r->s->node->worker, t, stack_now(r->s) + span - span / 6 + rng_below(&r->s->node->rng, span / 6 + 1));
}

static void trigger_due(struct timer *t)
{
	struct rip *r = container_of(t, struct rip, trigger);

	/* `flash-update-threshold`: the update that is due soon carries it. */
	if (r->flash_s && r->update.slot && r->update.due <= stack_now(r->s) + r->flash_s * NSEC_PER_SEC)
		return;
	send_all(r, true);
}

void rip_soon(struct rip *r)
{
	if (r->on && !r->s->cleaning && !r->sync.slot)
		timer_set(r->s->node->worker, &r->sync, stack_now(r->s));
}

static void rib_changed(struct rib_watch *w, const struct rib_entry *e)
{
	struct rip *r = container_of(w, struct rip, rib);
	struct ipaddr prefix;

	if (e->af != r->af)
		return;
	prefix = rib_prefix(e);
	if (r->redist || r->originate_map || rip_static_out(r, e) || (r->af == AF_IP4 && rip_is_link(r, &prefix, e->plen)))
		rip_soon(r);
	rip_rib_changed(r, e);
}

static void policy_new(struct policy_watch *w)
{
	struct rip *r = container_of(w, struct rip, policy);

	if (r->redist || r->originate_map)
		rip_soon(r);
	if (r->distances)
		rip_retell(r);
}

/* ---- its life ---- */

struct rip *rip_make(struct ipstack *s, u8 af)
{
	struct rip *r = xcalloc(1, sizeof(*r));
	bool six = af == AF_IP6;

	r->s = s;
	r->af = af;
	r->auto_summary = !six;
	r->distance = DISTANCE_RIP;
	r->max_paths = rip_paths_default(r->af);
	r->update_s = 30;
	r->invalid_s = 180;
	r->hold_s = six ? 0 : 180;
	r->flush_s = six ? 120 : 240;
	r->group = six ? ripng_group : rip_group;
	r->port = six ? RIPNG_PORT : RIP_PORT;
	r->sock.port = r->port;
	r->sock.receive = six ? ripng_input : rip_input;
	r->sock.arg = r;
	r->queue_end = &r->queue;
	r->update.fire = update_due;
	r->trigger.fire = trigger_due;
	r->age.fire = rip_age;
	r->sync.fire = sync_due;
	r->output.fire = output_due;
	r->rib.changed = rib_changed;
	r->policy.changed = policy_new;
	return r;
}

struct rip *rip_get(struct ipstack *s)
{
	if (!s->rip)
		s->rip = rip_make(s, AF_IP4);
	return s->rip;
}

/* RIPng's processes of one port have one socket, the first one's; the others send from it as well. */
static bool open_socket(struct rip *r)
{
	r->owner = udp_open(r->s, &r->sock);
	for (const struct rip *x = r->af == AF_IP6 ? r->s->rip->ng : NULL; x && !r->owner; x = x->next)
		if (x != r && x->owner && x->port == r->port) {
			r->sock.ip = r->s;
			return true;
		}
	return r->owner;
}

static void close_socket(struct rip *r)
{
	if (!r->owner) {
		r->sock.ip = NULL;
		return;
	}
	r->owner = false;
	udp_close(&r->sock);
	for (struct rip *x = r->af == AF_IP6 && !r->s->cleaning ? r->s->rip->ng : NULL; x; x = x->next)
		if (x != r && x->on && !x->owner && x->port == r->port) {
			x->owner = udp_open(x->s, &x->sock);
			break;
		}
}

static void leave_groups(struct rip *r)
{
	for (struct ipif *p = r->s->ifs; p; p = p->next) {
		struct rip_if *x = rip_if(r, p->i, false);

		if (x && x->joined)
			ipif_leave(p, &r->group);
		if (x)
			x->joined = false;
	}
}

bool ripng_port(struct rip *r, u16 port, const struct ipaddr *group)
{
	bool on = r->on, done = true;
	u16 was = r->port;

	leave_groups(r);
	if (on && port != was)
		close_socket(r);
	r->port = r->sock.port = port;
	if (on && port != was && !open_socket(r)) {
		done = false;
		r->port = r->sock.port = was;
		open_socket(r);
	}
	if (done)
		r->group = group ? *group : ripng_group;
	rip_soon(r);
	return done;
}

void rip_start(struct rip *r)
{
	if (r->on || !open_socket(r))
		return;
	r->on = true;
	rib_watch(r->s, &r->rib);
	policy_watch(r->s, &r->policy);
	rip_soon(r);
	timer_set(r->s->node->worker, &r->update, stack_now(r->s) + NSEC_PER_SEC + rng_below(&r->s->node->rng, NSEC_PER_SEC));
}

void rip_stop(struct rip *r)
{
	struct worker *w = r->s->node->worker;

	if (!r->on)
		return;
	r->on = false;
	for (const struct ipif *p = r->s->ifs; p; p = p->next)
		redist_iface(r->s, p);
	close_socket(r);
	rib_unwatch(r->s, &r->rib);
	policy_unwatch(r->s, &r->policy);
	timer_stop(w, &r->update);
	timer_stop(w, &r->sync);
	rip_forget(r, false);
	unqueue(r, NULL);
	timer_stop(w, &r->trigger);
	timer_stop(w, &r->age);
	leave_groups(r);
}

static void if_free(struct rip_if *x)
{
	for (struct rip_summary *s; (s = x->summaries); free(s))
		x->summaries = s->next;
	free(x->chain);
	free(x->seqs);
	free(x);
}

void rip_free(struct rip *r)
{
	rip_stop(r);
	redist_free(&r->redist);
	dist_free(&r->filters);
	distance_free(&r->distances);
	route_map_release(r->originate_map);
	offset_free(&r->offsets);
	for (struct rip_if *x; (x = r->ifs);) {
		r->ifs = x->next;
		if_free(x);
	}
	for (struct rip_net *x; (x = r->nets); free(x))
		r->nets = x->next;
	for (struct rip_nbr *x; (x = r->nbrs); free(x))
		r->nbrs = x->next;
	passive_free(&r->passive);
	free(r->name);
	free(r->r);
	free(r);
}

void rip_stack_changed(struct ipstack *s)
{
	if (!s->rip)
		return;
	rip_soon(s->rip);
	for (struct rip *r = s->rip->ng; r; r = r->next)
		rip_soon(r);
}

static void leave(struct rip *r, struct ipif *p)
{
	struct rip_if *x = rip_if(r, p->i, false);

	if (x && x->joined)
		ipif_leave(p, &r->group);
	if (x)
		x->joined = false;
	unqueue(r, p->i);
	rip_left(r, p->i);
}

void rip_iface_left(struct ipif *p)
{
	struct rip *r = p->ip->rip;

	if (!r)
		return;
	leave(r, p);
	for (struct rip *x = r->ng; x; x = x->next)
		leave(x, p);
}

static void if_gone(struct rip *r, const struct iface *i)
{
	for (struct rip_if **at = &r->ifs, *x; (x = *at); at = &x->next)
		if (x->i == i) {
			*at = x->next;
			if_free(x);
			return;
		}
}

void rip_iface_gone(struct ipif *p)
{
	struct rip *r = p->ip->root->rip, *here = p->ip->rip;

	rip_iface_left(p);
	if (r)
		if_gone(r, p->i);
	for (struct rip *x = here ? here->ng : NULL, *next; x; x = next) {
		next = x->next;
		if_gone(x, p->i);
		ripng_settle(x);
	}
}

void rip_stack_free(struct ipstack *s)
{
	struct rip *r = s->rip;

	if (!r)
		return;
	for (struct rip *x; (x = r->ng);) {
		r->ng = x->next;
		rip_free(x);
	}
	rip_free(r);
	s->rip = NULL;
}

void rip_redistributors(const struct ipstack *s, u8 af, redist_user *fn, void *arg)
{
	char name[64];

	if (af == AF_IP4 && s->rip && s->rip->redist)
		fn(arg, "rip", s->rip->redist);
	for (const struct rip *r = af == AF_IP6 && s->rip ? s->rip->ng : NULL; r; r = r->next) {
		snprintf(name, sizeof(name), "rip %s", r->name);
		if (r->redist)
			fn(arg, name, r->redist);
	}
}

nsec rip_way_age(const struct ipstack *s, const struct rib_entry *e, const struct rib_path *p, nsec chosen)
{
	struct ipaddr prefix = rib_prefix(e);
	const struct rip *r = e->af == AF_IP4 ? s->rip : s->rip ? s->rip->ng : NULL;
	const struct rip_route *x;

	while (r && e->af == AF_IP6 && r->process != p->r->process)
		r = r->next;
	x = r ? rip_find(r, &prefix, e->plen) : NULL;
	for (unsigned k = 0; x && x->kind == RIP_LEARNED && k < x->n; k++) {
		const struct rip_path *q = &x->path[k];
		nsec now = stack_now(s), all = r->invalid_s * NSEC_PER_SEC;

		if (q->in == p->nh->hop.out && ipaddr_eq(&q->via, &p->nh->hop.via) && q->expire >= all && q->expire <= now + all)
			return now + all - q->expire;
	}
	return chosen;
}

nsec rip_hold_left(const struct ipstack *s, const struct rib_entry *e)
{
	struct ipaddr prefix = rib_prefix(e);
	const struct rip_route *x = s->rip ? rip_find(s->rip, &prefix, e->plen) : NULL;

	return x && x->held && x->hold > stack_now(s) ? x->hold - stack_now(s) : 0;
}
