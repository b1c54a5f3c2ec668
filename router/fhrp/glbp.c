/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The group and its gateway. GLBP elects one as HSRP does, with two differences that IOS's own log shows: who speaks and finds nobody becomes active at once
 * (Speak -> Active), and the state is told in a message by whoever becomes or ceases to be active only. Members that only listen say hello, too, while they
 * forward or want a forwarder.
 */
#include "router/fhrp/glbp.h"

#include <stdlib.h>
#include <string.h>

#include "router/fhrp/glbp_packet.h"
#include "router/stack.h"

#define GROUP 0xe0000066u /* 224.0.0.102 */
enum { TTL = 255, TOS = 0xc0 };

const char *const glbp_state_name[GLBP_STATES] = { "Disabled", "Init", "Listen", "Speak", "Standby", "Active" };
const u8 glbp_state_wire[GLBP_STATES] = { 1, 2, 4, 8, 16, 32 };

enum event { EV_UP, EV_DOWN, EV_ACTIVE_TIMER, EV_STANDBY_TIMER, EV_BETTER_SPEAKER, EV_BETTER_ACTIVE, EV_WORSE_ACTIVE, EV_BETTER_STANDBY, EV_WORSE_STANDBY };

static struct ipstack *stack_of(const struct glbp *g) { return g->on->ifp->ip; }
static nsec now_of(const struct glbp *g) { return stack_now(stack_of(g)); }
static void set(struct glbp *g, struct timer *t, u64 ms) { timer_set(stack_of(g)->node->worker, t, now_of(g) + ms * NSEC_PER_MS); }
static void stop(struct glbp *g, struct timer *t) { timer_stop(stack_of(g)->node->worker, t); }

u8 glbp_weight(const struct glbp *g) { return fhrp_priority(g->tracks, g->weight, 0); }

/* ---- what is said ---- */

/* The sender's MAC address is that of each forwarder here in turn, so that switches know where all of them are. */
static const u8 *sender(struct glbp *g)
{
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++) {
		g->turn = (u8)((g->turn + 1) % GLBP_FORWARDERS);
		if (g->fwd[g->turn].state == GLBP_ACTIVE)
			return g->fwd[g->turn].virt.mac;
	}
	return g->on->ifp->mac;
}

static void forwarders_of(struct glbp *g, struct glbp_packet *m, const u8 *for_whom)
{
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++) {
		const struct glbp_forwarder *f = &g->fwd[k];
		struct glbp_vf *v = &m->vf[m->n_vf];

		if (for_whom ? f->state == GLBP_DISABLED || !mac_eq(f->owner, for_whom) : f->state != GLBP_ACTIVE)
			continue;
		*v = (struct glbp_vf){ .number = f->number, .state = for_whom ? GLBP_LISTEN : GLBP_ACTIVE, .priority = glbp_forwarder_priority(f), .weight = glbp_weight(g) };
		if (for_whom)
			v->priority |= GLBP_PRIORITY_OWNER;
		memcpy(v->mac, f->virt.mac, 6);
		m->n_vf++;
	}
}

static struct glbp_packet words(const struct glbp *g, u8 opcode, const u8 *id)
{
	struct glbp_packet m = { .opcode = opcode, .group = g->group, .has_vg = true, .state = g->state, .priority = g->priority, .hello_ms = g->hello_now_ms,
				 .hold_ms = g->hold_now_ms, .redirect_s = g->redirect_now_s, .timeout_s = g->timeout_now_s, .addr = g->addr[0] };

	memcpy(m.id, id, 6);
	return m;
}

static void send(struct glbp *g, const struct glbp_packet *m, const u8 *from)
{
	struct ipif *p = g->on->ifp;
	struct ip_send to = { .dst = ipaddr4(GROUP), .proto = IP_UDP, .ttl = TTL, .tos = TOS };
	struct frame *f = p->up && p->a4 ? ip_frame(stack_of(g), GLBP_PACKET_MAX) : NULL;

	if (!f)
		return;
	f->len = glbp_write(g, m, p->a4->addr, f->data);
	fhrp_udp(f, GLBP_PORT, &(struct ipaddr){ .af = AF_IP4, .v4 = p->a4->addr }, &to.dst);
	g->tx++;
	glbp_debug(g, m, true, p->a4->addr);
	ip_virtual_send(p, from, &to, f);
}

void glbp_say(struct glbp *g, u8 opcode, const u8 *for_whom)
{
	const u8 *own = g->on->ifp->mac;
	struct glbp_packet m = words(g, opcode, for_whom ? for_whom : own);

	m.has_vg = opcode != GLBP_HELLO || g->state != GLBP_LISTEN;
	if (opcode == GLBP_REQUEST)
		m.vf[m.n_vf++] = (struct glbp_vf){ .state = GLBP_LISTEN, .weight = glbp_weight(g) };
	else
		forwarders_of(g, &m, for_whom);
	if (m.has_vg || m.n_vf)
		send(g, &m, opcode == GLBP_HELLO ? sender(g) : own);
}

/* The last words of whoever leaves: a hello that says that we listen, and so do our forwarders. */
static void resign(struct glbp *g)
{
	struct glbp_packet m = words(g, GLBP_HELLO, g->on->ifp->mac);

	forwarders_of(g, &m, NULL);
	m.state = GLBP_LISTEN;
	for (unsigned k = 0; k < m.n_vf; k++)
		m.vf[k].state = GLBP_LISTEN;
	if (g->state >= GLBP_STANDBY || m.n_vf)
		send(g, &m, g->on->ifp->mac);
}

/* ---- the machine ---- */

enum { ACT_ACTIVE = 1, ACT_STANDBY = 2, ACT_NO_ACTIVE = 4, ACT_NO_STANDBY = 8, ACT_SAY = 16, ACT_LEARN = 32 };
#define S(state) (1u << (state))
#define ALL (S(GLBP_LISTEN) | S(GLBP_SPEAK) | S(GLBP_STANDBY) | S(GLBP_ACTIVE))
static const struct row {
	u8 in, event, act, next;
} rows[] = {
	/* in these states                       on                 do                              then be */
	{ S(GLBP_INIT),                          EV_UP,             ACT_ACTIVE | ACT_STANDBY,       GLBP_LISTEN },
	{ ALL,                                   EV_DOWN,           ACT_NO_ACTIVE | ACT_NO_STANDBY, GLBP_INIT },
	{ S(GLBP_LISTEN),                        EV_ACTIVE_TIMER,   ACT_STANDBY,                    GLBP_SPEAK },
	{ S(GLBP_LISTEN),                        EV_STANDBY_TIMER,  ACT_STANDBY,                    GLBP_SPEAK },
	{ S(GLBP_SPEAK),                         EV_STANDBY_TIMER,  0,                              GLBP_STANDBY }, /* ACTIVE where there is none: enter() */
	{ S(GLBP_STANDBY),                       EV_ACTIVE_TIMER,   0,                              GLBP_ACTIVE },
	{ S(GLBP_SPEAK),                         EV_BETTER_SPEAKER, ACT_STANDBY,                    GLBP_LISTEN },
	{ S(GLBP_LISTEN) | S(GLBP_SPEAK) | S(GLBP_STANDBY), EV_BETTER_ACTIVE, ACT_ACTIVE | ACT_LEARN, GLBP_STATES },
	{ S(GLBP_ACTIVE),                        EV_BETTER_ACTIVE,  ACT_ACTIVE | ACT_STANDBY | ACT_LEARN, GLBP_SPEAK },
	{ S(GLBP_LISTEN) | S(GLBP_SPEAK) | S(GLBP_STANDBY), EV_WORSE_ACTIVE, ACT_ACTIVE | ACT_LEARN, GLBP_STATES },
	{ S(GLBP_ACTIVE),                        EV_WORSE_ACTIVE,   ACT_SAY,                        GLBP_STATES },
	{ S(GLBP_LISTEN),                        EV_BETTER_STANDBY, ACT_STANDBY,                    GLBP_STATES },
	{ S(GLBP_SPEAK) | S(GLBP_STANDBY),       EV_BETTER_STANDBY, ACT_STANDBY,                    GLBP_LISTEN },
	{ S(GLBP_ACTIVE),                        EV_BETTER_STANDBY, ACT_STANDBY,                    GLBP_STATES },
	{ S(GLBP_LISTEN),                        EV_WORSE_STANDBY,  ACT_STANDBY,                    GLBP_SPEAK },
	{ S(GLBP_SPEAK),                         EV_WORSE_STANDBY,  0,                              GLBP_STANDBY },
	{ S(GLBP_ACTIVE),                        EV_WORSE_STANDBY,  ACT_STANDBY,                    GLBP_STATES },
};

static void learn(struct glbp *g, const struct glbp_packet *m)
{
	if (!g->timers_set && m->hello_ms && m->hold_ms > m->hello_ms) {
		g->hello_now_ms = m->hello_ms;
		g->hold_now_ms = m->hold_ms;
	}
	if (!g->redirect_set && m->redirect_s && m->timeout_s > m->redirect_s) {
		g->redirect_now_s = m->redirect_s;
		g->timeout_now_s = m->timeout_s;
	}
	if (!g->has_addr && m->addr && m->addr != g->addr[0]) {
		g->addr[0] = m->addr;
		ip_virtual_release(&g->virt);
		glbp_addresses(g);
	}
}

static void tell(struct glbp *g, u8 old)
{
	struct ipstack *s = stack_of(g);

	if (s->cleaning)
		return;
	if (debug_on(s->dev, DEBUG_GLBP) || debug_on(s->dev, DEBUG_GLBP_EVENTS) || debug_on(s->dev, DEBUG_GLBP_TERSE))
		device_debug(s->dev, "GLBP: %s %u %s -> %s", g->on->ifp->i->short_name, g->group, glbp_state_name[old], glbp_state_name[g->state]);
	if (old == GLBP_ACTIVE || g->state == GLBP_ACTIVE)
		device_log(s->dev, "GLBP", 6, "STATECHANGE", "%s Grp %u state %s -> %s", g->on->ifp->i->name, g->group, glbp_state_name[old], glbp_state_name[g->state]);
}

static void forget(struct glbp *g)
{
	g->active = g->standby = (struct glbp_peer){ 0 };
	g->n_peers = 0;
	stop(g, &g->hello);
	stop(g, &g->preempt_timer);
	glbp_forwarders_down(g);
}

/* The one place where the gateway's state changes. GLBP_STATES: stays. */
static void enter(struct glbp *g, u8 next, unsigned act, const struct glbp_packet *m)
{
	u8 old = g->state;

	if (act & ACT_LEARN && m)
		learn(g, m);
	if (act & ACT_ACTIVE)
		set(g, &g->active_timer, g->hold_now_ms);
	if (act & ACT_STANDBY)
		set(g, &g->standby_timer, g->hold_now_ms);
	if (next == GLBP_STANDBY && !g->active.addr && !timer_is_set(&g->active_timer))
		next = g->addr[0] ? GLBP_ACTIVE : GLBP_LISTEN; /* nobody knows the address: there is nothing to be a gateway of */
	if (next != GLBP_STATES && next != old) {
		if (next == GLBP_INIT)
			resign(g);
		g->state = next;
		if (next >= GLBP_STANDBY || old == GLBP_ACTIVE) {
			g->changes++;
			g->changed = now_of(g);
			g->standby = (struct glbp_peer){ 0 };
		}
		if (next == GLBP_ACTIVE) {
			g->active = (struct glbp_peer){ 0 };
			stop(g, &g->preempt_timer);
			act |= ACT_NO_ACTIVE | ACT_NO_STANDBY;
		}
		if (next == GLBP_STANDBY)
			act |= ACT_NO_STANDBY;
		tell(g, old);
		if (next == GLBP_INIT)
			forget(g);
		else
			glbp_forwarders_look(g);
		if (next == GLBP_LISTEN && old == GLBP_INIT)
			set(g, &g->hello, g->hello_now_ms);
		if (next > GLBP_LISTEN)
			act |= ACT_SAY;
		glbp_addresses(g);
	}
	if (act & ACT_NO_ACTIVE)
		stop(g, &g->active_timer);
	if (act & ACT_NO_STANDBY)
		stop(g, &g->standby_timer);
	if (act & ACT_SAY) {
		glbp_say(g, GLBP_HELLO, NULL);
		set(g, &g->hello, g->hello_now_ms);
	}
}

static void step(struct glbp *g, enum event e, const struct glbp_packet *m)
{
	for (size_t k = 0; k < ARRAY_LEN(rows); k++)
		if (rows[k].in & S(g->state) && rows[k].event == e) {
			enter(g, rows[k].next, rows[k].act, m);
			return;
		}
}

void glbp_addresses(struct glbp *g)
{
	bool here = g->addr[0] && (g->state == GLBP_ACTIVE || glbp_n_active(g));

	if (!here) {
		ip_virtual_release(&g->virt);
	} else if (!g->virt.active) {
		fhrp_addresses(g->virt.addr, g->addr, g->n_addr);
		g->virt.n = g->n_addr;
		ip_virtual_activate(g->on->ifp, &g->virt);
	}
}

/* ---- timers ---- */

static void ask(struct glbp *g)
{
	if (g->active.addr && !glbp_own(g))
		glbp_say(g, GLBP_REQUEST, NULL);
}

static void hello_fired(struct timer *t)
{
	struct glbp *g = container_of(t, struct glbp, hello);

	set(g, t, g->hello_now_ms);
	ask(g);
	glbp_say(g, GLBP_HELLO, NULL);
}

static void active_fired(struct timer *t)
{
	struct glbp *g = container_of(t, struct glbp, active_timer);

	g->active = (struct glbp_peer){ 0 };
	step(g, EV_ACTIVE_TIMER, NULL);
}

static void standby_fired(struct timer *t)
{
	struct glbp *g = container_of(t, struct glbp, standby_timer);

	g->standby = (struct glbp_peer){ 0 };
	step(g, EV_STANDBY_TIMER, NULL);
}

static bool overthrows(const struct glbp *g)
{
	return g->preempt && g->addr[0] && g->state >= GLBP_LISTEN && g->state < GLBP_ACTIVE && g->active.addr && g->active.priority < g->priority;
}

static void preempt_fired(struct timer *t)
{
	struct glbp *g = container_of(t, struct glbp, preempt_timer);

	if (overthrows(g))
		enter(g, GLBP_ACTIVE, 0, NULL);
}

/* Not before a hello time has passed: the gateway before us is to tell first which forwarder is ours. */
static void preempt(struct glbp *g)
{
	if (!overthrows(g))
		stop(g, &g->preempt_timer);
	else if (!timer_is_set(&g->preempt_timer))
		set(g, &g->preempt_timer, g->preempt_delay_s * 1000u > g->hello_now_ms ? g->preempt_delay_s * 1000u : g->hello_now_ms);
}

/* ---- what is heard ---- */

static bool we_win(const struct glbp *g, u8 priority, u32 src)
{
	return g->priority > priority || (g->priority == priority && g->on->ifp->a4->addr > src);
}

static void member(struct glbp *g, const struct glbp_packet *m, u32 src)
{
	nsec now = now_of(g);
	u32 k, n = 0;

	for (k = 0; k < g->n_peers; k++) /* whoever was silent for the hold time is none */
		if (g->peers[k].until > now && g->peers[k].addr != src)
			g->peers[n++] = g->peers[k];
	g->n_peers = n;
	if (n == GLBP_PEERS_MAX)
		return;
	for (k = n; k && g->peers[k - 1].addr > src; k--)
		g->peers[k] = g->peers[k - 1];
	g->peers[k] = (struct glbp_peer){ .addr = src, .priority = m->priority, .authentic = g->key, .until = now + g->hold_now_ms * NSEC_PER_MS };
	memcpy(g->peers[k].mac, m->id, 6);
	g->n_peers++;
}

static void heard_gateway(struct glbp *g, const struct glbp_packet *m, u32 src)
{
	struct glbp_peer peer = { .addr = src, .priority = m->priority };
	bool win = we_win(g, m->priority, src);

	if (m->state != GLBP_ACTIVE && g->active.addr == src)
		active_fired(&g->active_timer); /* it says so itself */
	if (m->state != GLBP_STANDBY && g->standby.addr == src)
		standby_fired(&g->standby_timer);
	if (m->state == GLBP_ACTIVE) {
		bool new = g->active.addr != src;

		if (g->state != GLBP_ACTIVE || !win)
			g->active = peer;
		step(g, win ? EV_WORSE_ACTIVE : EV_BETTER_ACTIVE, m);
		if (new)
			ask(g);
		preempt(g);
	} else if (m->state == GLBP_STANDBY) {
		if (g->state != GLBP_STANDBY || !win)
			g->standby = peer;
		step(g, win ? EV_WORSE_STANDBY : EV_BETTER_STANDBY, m);
	} else if (m->state == GLBP_SPEAK && !win) {
		step(g, EV_BETTER_SPEAKER, m);
	}
}

void glbp_heard(struct glbp *g, const struct glbp_packet *m, u32 src)
{
	if (g->state < GLBP_LISTEN)
		return;
	g->rx++;
	glbp_debug(g, m, false, src);
	if (m->opcode == GLBP_REQUEST) {
		if (g->state == GLBP_ACTIVE)
			glbp_forwarder_assign(g, m->id);
		return;
	}
	if (m->opcode == GLBP_HELLO)
		member(g, m, src);
	if (m->has_vg && m->opcode == GLBP_HELLO)
		heard_gateway(g, m, src);
	glbp_forwarder_heard(g, m, src);
}

/* ---- life ---- */

static void weigh(struct glbp *g)
{
	u8 w = glbp_weight(g);

	if (w < g->lower)
		g->low = true;
	else if (w >= g->upper)
		g->low = false;
}

/* As HSRP's: the interface was given it later, or in a configuration that was read. */
static bool has_own(const struct glbp *g)
{
	for (u8 k = g->has_addr ? 0 : 1; k < g->n_addr; k++)
		if (ipif_addr4(g->on->ifp, g->addr[k]))
			return true;
	return false;
}

void glbp_update(struct glbp *g)
{
	struct ipif *p = g->on->ifp;
	bool ready = p->up && p->a4 && g->enabled && !has_own(g);
	struct ipaddr addr[VIRTUAL_ADDRS_MAX];

	weigh(g);
	if (g->timers_set || !g->active.addr) {
		g->hello_now_ms = g->hello_ms;
		g->hold_now_ms = g->hold_ms;
	}
	if (g->redirect_set || !g->active.addr) {
		g->redirect_now_s = g->redirect_s;
		g->timeout_now_s = g->timeout_s;
	}
	fhrp_addresses(addr, g->addr, g->n_addr);
	if (ip_virtual_differs(&g->virt, addr, g->n_addr)) {
		ip_virtual_release(&g->virt);
		glbp_addresses(g);
	}
	if (!ready || (g->state == GLBP_ACTIVE && !g->addr[0]))
		step(g, EV_DOWN, NULL);
	if (ready && g->state == GLBP_INIT)
		step(g, EV_UP, NULL);
	if (g->state >= GLBP_LISTEN) {
		preempt(g);
		glbp_forwarders_look(g);
	}
}

struct glbp *glbp_get(struct fhrp_if *on, u16 group, bool make)
{
	struct ipaddr to = ipaddr4(GROUP);
	struct glbp **at = &on->glbp, *g;
	unsigned n = 0;

	for (g = *at; g; g = g->next)
		n++;
	while (*at && (*at)->group < group)
		at = &(*at)->next;
	if (*at && (*at)->group == group)
		return *at;
	if (!make || n >= FHRP_GROUPS_MAX || !glbp_listen(on->ifp->ip))
		return NULL;
	g = xcalloc(1, sizeof(*g));
	g->on = on;
	g->group = group;
	g->priority = g->weight = g->upper = 100;
	g->lower = 1;
	g->n_addr = 1;
	g->forwarder_preempt = true;
	g->forwarder_delay_s = 30;
	g->hello_ms = g->hello_now_ms = 3000;
	g->hold_ms = g->hold_now_ms = 10000;
	g->redirect_s = g->redirect_now_s = 600;
	g->timeout_s = g->timeout_now_s = 14400;
	g->state = GLBP_INIT;
	g->hello.fire = hello_fired;
	g->active_timer.fire = active_fired;
	g->standby_timer.fire = standby_fired;
	g->preempt_timer.fire = preempt_fired;
	g->changed = stack_now(on->ifp->ip);
	g->virt.answer = glbp_choose;
	for (u8 k = 0; k < GLBP_FORWARDERS; k++)
		glbp_forwarder_init(&g->fwd[k], g, k + 1);
	ipif_join(on->ifp, &to);
	g->next = *at;
	*at = g;
	return g;
}

void glbp_free(struct glbp *g)
{
	struct ipaddr to = ipaddr4(GROUP);
	struct glbp **at = &g->on->glbp;

	step(g, EV_DOWN, NULL);
	while (*at != g)
		at = &(*at)->next;
	*at = g->next;
	ipif_leave(g->on->ifp, &to);
	fhrp_track_del_all(stack_of(g), &g->tracks);
	free(g->key);
	free(g->name);
	free(g);
}
