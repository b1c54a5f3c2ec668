/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machine of RFC 2281 5.7: its events a to k and actions A to I, row by row. What IOS adds: preemption may be delayed; version 2 says the same in
 * type-length-values and counts in milliseconds. Packets are read and written in hsrp_packet.c.
 */
#include "router/fhrp/hsrp.h"

#include <stdlib.h>
#include <string.h>

#include "router/fhrp/hsrp_own.h"
#include "router/fhrp/hsrp_packet.h"
#include "router/stack.h"

enum { TTL_V1 = 1, TTL_V2 = 255, TOS = 0xc0, HOLD_MAX_MS = 255000 };

const char *const hsrp_state_name[HSRP_STATES] = { "Init", "Learn", "Listen", "Speak", "Standby", "Active" };

/* RFC 2281 5.6; the letters are its. */
enum event { EV_A_UP, EV_B_DOWN, EV_C_ACTIVE_TIMER, EV_D_STANDBY_TIMER, EV_E_BETTER_SPEAKER, EV_F_BETTER_ACTIVE, EV_G_WORSE_ACTIVE, EV_H_RESIGN, EV_I_COUP,
	     EV_J_BETTER_STANDBY, EV_K_WORSE_STANDBY };

static struct ipstack *stack_of(const struct hsrp *h) { return h->on->ifp->ip; }
static nsec now_of(const struct hsrp *h) { return stack_now(stack_of(h)); }
static void set(struct hsrp *h, struct timer *t, u64 ms) { timer_set(stack_of(h)->node->worker, t, now_of(h) + ms * NSEC_PER_MS); }
static void stop(struct hsrp *h, struct timer *t) { timer_stop(stack_of(h)->node->worker, t); }

u8 hsrp_priority(const struct hsrp *h) { return fhrp_priority(h->tracks, h->priority, 0); }

bool hsrp_bia(const struct hsrp *h)
{
	const struct iface *parent = h->on->ifp->i->parent;
	const struct fhrp_if *above = parent && parent->ip ? parent->ip->fhrp : NULL;

	return !h->has_mac && (h->on->hsrp_bia || (above && above->hsrp_bia == HSRP_BIA_ALL));
}

/* Also what an address is made of, whatever frames have. */
static void mac_of_group(const struct hsrp *h, u8 mac[6])
{
	if (h->has_mac)
		memcpy(mac, h->mac, 6);
	else if (h->af == AF_IP6)
		memcpy(mac, (const u8[6]){ 0, 5, 0x73, 0xa0, (u8)(h->group >> 8), (u8)h->group }, 6);
	else if (h->on->hsrp_version == 2)
		memcpy(mac, (const u8[6]){ 0, 0, 0x0c, 0x9f, (u8)(0xf0 | h->group >> 8), (u8)h->group }, 6);
	else
		memcpy(mac, (const u8[6]){ 0, 0, 0x0c, 0x07, 0xac, (u8)h->group }, 6);
}

void hsrp_mac(const struct hsrp *h, u8 mac[6])
{
	if (hsrp_bia(h))
		memcpy(mac, h->on->ifp->mac, 6);
	else
		mac_of_group(h, mac);
}

static struct ipaddr group_of(const struct hsrp *h)
{
	static const struct ip6 group6 = { .b = { 0xff, 2, [15] = 0x66 } };

	return h->af == AF_IP6 ? ipaddr6(&group6) : ipaddr4(h->on->hsrp_version == 2 ? 0xe0000066u : 0xe0000002u); /* 224.0.0.102, 224.0.0.2 */
}

static const char *vip_text(const struct ipaddr *a, char buf[IP6_TEXT]) { return a->af ? ipaddr_text(a, buf) : "0.0.0.0"; }

/* `debug standby` alone says all, events are what a group does, terse is all but hellos. */
static bool debug_packets(const struct ipstack *s, u8 op)
{
	return debug_on(s->dev, DEBUG_STANDBY) || debug_on(s->dev, DEBUG_STANDBY_PACKETS) || (op != HSRP_HELLO && debug_on(s->dev, DEBUG_STANDBY_TERSE));
}

static void say(struct hsrp *h, enum hsrp_opcode op)
{
	struct ipif *p = h->on->ifp;
	struct ipstack *s = stack_of(h);
	bool v2 = h->on->hsrp_version == 2;
	struct hsrp_packet m = { .version = h->on->hsrp_version, .opcode = op, .state = h->state, .group = h->group, .priority = hsrp_priority(h),
				 .hello_ms = h->hello_now_ms, .hold_ms = h->hold_now_ms, .addr = h->addr[0], .af = h->af };
	const u8 *mac = h->state == HSRP_ACTIVE ? h->virt.mac : p->mac;
	struct ip_send to = { .src = fhrp_source(h->on, h->af), .dst = group_of(h), .proto = IP_UDP, .ttl = v2 ? TTL_V2 : TTL_V1, .tos = TOS };
	struct frame *f = to.src.af ? ip_frame(s, HSRP_PACKET_MAX) : NULL;

	if (!f)
		return;
	memcpy(m.auth, h->auth, sizeof(m.auth));
	memcpy(m.id, p->mac, 6);
	if (h->follow) { /* who hears it is to wait for the next but two */
		m.hello_ms = h->on->hsrp_refresh_s * 1000;
		m.hold_ms = (u32)min_u64(3 * m.hello_ms, HOLD_MAX_MS);
	}
	f->len = hsrp_write(h, &m, &to.src, f->data);
	fhrp_udp(f, h->af == AF_IP6 ? HSRP6_PORT : HSRP_PORT, &to.src, &to.dst);
	if (op == HSRP_HELLO)
		h->hello_tx++;
	else if (op == HSRP_COUP)
		h->coup_tx++;
	else
		h->resign_tx++;
	if (debug_packets(s, op))
		device_debug(s->dev, "HSRP: %s Grp %u %s  out %s %s  pri %u vIP %s", p->i->short_name, h->group, hsrp_opcode_name[op],
			     ipaddr_text(&to.src, (char[IP6_TEXT]){ 0 }), hsrp_state_name[h->state], m.priority, vip_text(&m.addr, (char[IP6_TEXT]){ 0 }));
	ip_virtual_send(p, mac, &to, f);
}

/* ---- actions, RFC 2281 5.7 ---- */

enum { A = 1, B = 2, C = 4, D = 8, E = 16, F = 32, G = 64, H = 128, I = 256 };

static void learn(struct hsrp *h, const struct hsrp_packet *m)
{
	if (!m)
		return;
	if (!h->timers_set && m->hello_ms && m->hold_ms > m->hello_ms) {
		h->hello_now_ms = m->hello_ms;
		h->hold_now_ms = m->hold_ms;
	}
	if (!h->has_addr && m->addr.af == AF_IP4)
		h->addr[0] = m->addr;
}

void hsrp_take_over(struct hsrp *h)
{
	hsrp_mac(h, h->virt.mac);
	memcpy(h->virt.addr, h->addr, sizeof(h->addr));
	h->virt.n = h->n_addr;
	h->active = (struct hsrp_peer){ 0 };
	ip_virtual_activate(h->on->ifp, &h->virt);
	hsrp_arps_begin(h);
}

/* Timers and learning first, words after the state is new. */
static void before(struct hsrp *h, unsigned act, const struct hsrp_packet *m)
{
	if (act & E)
		learn(h, m);
	if (act & B) /* first: of two that run out together, whoever speaks is to stand by, and then takes over */
		set(h, &h->standby_timer, h->hold_now_ms);
	if (act & A)
		set(h, &h->active_timer, h->hold_now_ms);
	if (act & C)
		stop(h, &h->active_timer);
	if (act & D)
		stop(h, &h->standby_timer);
	if (act & H) { /* hosts first: whoever hears us resign tells them of the same router at once */
		nd_ra_farewell(h->on->ifp, &h->virt);
		say(h, HSRP_RESIGN);
	}
}

static void after(struct hsrp *h, unsigned act)
{
	if (act & G)
		say(h, HSRP_COUP);
	if (act & F)
		say(h, HSRP_HELLO);
}

#define S(state) (1u << (state))
#define KNOWN (S(HSRP_LISTEN) | S(HSRP_SPEAK) | S(HSRP_STANDBY))
static const struct row {
	u8 in, event;
	u16 act;
	u8 next;
} rows[] = {
	/* in these states                          on                   do             then be           event */
	{ S(HSRP_INIT),                             EV_A_UP,             A | B,         HSRP_LISTEN },  /* a; LEARN where there is no address */
	{ S(HSRP_LEARN) | KNOWN,                    EV_B_DOWN,           C | D,         HSRP_INIT },    /* b */
	{ S(HSRP_ACTIVE),                           EV_B_DOWN,           C | D | H,     HSRP_INIT },
	{ S(HSRP_LISTEN),                           EV_C_ACTIVE_TIMER,   A | B,         HSRP_SPEAK },   /* c */
	{ S(HSRP_STANDBY),                          EV_C_ACTIVE_TIMER,   C | D | F | I, HSRP_ACTIVE },
	{ S(HSRP_LISTEN),                           EV_D_STANDBY_TIMER,  B,             HSRP_SPEAK },   /* d */
	{ S(HSRP_SPEAK),                            EV_D_STANDBY_TIMER,  D,             HSRP_STANDBY },
	{ S(HSRP_SPEAK) | S(HSRP_STANDBY),          EV_E_BETTER_SPEAKER, B,             HSRP_LISTEN },  /* e */
	{ S(HSRP_LEARN),                            EV_F_BETTER_ACTIVE,  A | B | E,     HSRP_LISTEN },  /* f; B: the RFC leaves none to end the listening */
	{ KNOWN,                                    EV_F_BETTER_ACTIVE,  A | E,         HSRP_STATES },
	{ S(HSRP_ACTIVE),                           EV_F_BETTER_ACTIVE,  A | B | E,     HSRP_SPEAK },
	{ S(HSRP_LEARN),                            EV_G_WORSE_ACTIVE,   A | B | E,     HSRP_LISTEN },  /* g, without preemption */
	{ KNOWN,                                    EV_G_WORSE_ACTIVE,   A | E,         HSRP_STATES },
	{ S(HSRP_ACTIVE),                           EV_G_WORSE_ACTIVE,   G,             HSRP_STATES },
	{ S(HSRP_LISTEN),                           EV_H_RESIGN,         A | B,         HSRP_SPEAK },   /* h */
	{ S(HSRP_SPEAK),                            EV_H_RESIGN,         A,             HSRP_STATES },
	{ S(HSRP_STANDBY),                          EV_H_RESIGN,         C | D | F | I, HSRP_ACTIVE },
	{ S(HSRP_ACTIVE),                           EV_I_COUP,           A | B,         HSRP_SPEAK },   /* i */
	{ S(HSRP_LISTEN) | S(HSRP_ACTIVE),          EV_J_BETTER_STANDBY, B,             HSRP_STATES },  /* j */
	{ S(HSRP_SPEAK) | S(HSRP_STANDBY),          EV_J_BETTER_STANDBY, B,             HSRP_LISTEN },
	{ S(HSRP_LISTEN),                           EV_K_WORSE_STANDBY,  B,             HSRP_SPEAK },   /* k */
	{ S(HSRP_SPEAK) | S(HSRP_ACTIVE),           EV_K_WORSE_STANDBY,  B,             HSRP_STATES },
};

/* The one place where a state changes. */
void hsrp_become(struct hsrp *h, u8 next)
{
	struct ipstack *s = stack_of(h);
	u8 old = h->state;

	h->state = next;
	h->changes++;
	if (!s->cleaning && (debug_on(s->dev, DEBUG_STANDBY) || debug_on(s->dev, DEBUG_STANDBY_EVENTS) || debug_on(s->dev, DEBUG_STANDBY_TERSE)))
		device_debug(s->dev, "HSRP: %s Grp %u %s -> %s", h->on->ifp->i->short_name, h->group, hsrp_state_name[old], hsrp_state_name[next]);
	h->changed = now_of(h);
	if (old == HSRP_ACTIVE)
		ip_virtual_release(&h->virt);
	stop(h, &h->arp);
	if (next == HSRP_ACTIVE) /* its first words come from there */
		hsrp_mac(h, h->virt.mac);
	if (next == HSRP_ACTIVE || next == HSRP_STANDBY)
		h->standby = (struct hsrp_peer){ 0 };
	if (next == HSRP_INIT)
		h->active = h->standby = (struct hsrp_peer){ 0 };
	if (!s->cleaning)
		device_log(s->dev, "HSRP", 5, "STATECHANGE", "%s Grp %u state %s -> %s", h->on->ifp->i->name, h->group, hsrp_state_name[old], hsrp_state_name[next]);
}

bool hsrp_fits(const struct hsrp *h) { return h->on->hsrp_version == 2 || (h->group <= 255 && h->af == AF_IP4); }

/* One that the interface was given later, or in a configuration that was read. */
static bool has_own(const struct hsrp *h)
{
	for (u8 k = h->has_addr ? 0 : 1; k < h->n_addr; k++)
		if (fhrp_is_own(h->on->ifp, &h->addr[k]))
			return true;
	return false;
}

bool hsrp_is_ready(const struct hsrp *h)
{
	return fhrp_source(h->on, h->af).af && h->enabled && hsrp_fits(h) && !fhrp_shut(h->tracks) && !has_own(h);
}

void hsrp_say_again(struct hsrp *h)
{
	u32 ms = h->follow ? h->on->hsrp_refresh_s * 1000 : h->hello_now_ms;

	if (!ms)
		return;
	say(h, HSRP_HELLO);
	set(h, &h->hello, ms);
}

/* HSRP_STATES: stays. */
static void enter(struct hsrp *h, u8 next, unsigned act, const struct hsrp_packet *m)
{
	u8 old = h->state;

	before(h, act, m);
	if (next != HSRP_STATES && next != old) {
		if (next == HSRP_LISTEN && !h->addr[0].af)
			next = HSRP_LEARN;
		hsrp_become(h, next);
		if (next == HSRP_STANDBY && !h->active.addr.af && !timer_is_set(&h->active_timer))
			set(h, &h->active_timer, 0); /* it ran out while we spoke */
		/* Whoever speaks says so each hello time from now on (5.3). */
		if (next >= HSRP_SPEAK && old < HSRP_SPEAK) {
			hsrp_say_again(h);
		} else if (next < HSRP_SPEAK) {
			stop(h, &h->hello);
			stop(h, &h->preempt_timer);
		}
	}
	after(h, act);
	if (act & I)
		hsrp_take_over(h);
	if (h->state != old) {
		hsrp_bfd(h);
		hsrp_refollow(stack_of(h));
	}
}

static void step(struct hsrp *h, enum event e, const struct hsrp_packet *m)
{
	if (h->follow) {
		if (e == EV_B_DOWN)
			hsrp_follow(h, NULL);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].in & S(h->state) && rows[i].event == e) {
			enter(h, rows[i].next, rows[i].act, m);
			return;
		}
}

void hsrp_down(struct hsrp *h) { step(h, EV_B_DOWN, NULL); }

/* Event g with preemption: the coup, and what the state then is (5.7, the entries with two actions). */
static void coup(struct hsrp *h)
{
	stop(h, &h->preempt_timer);
	if (h->state >= HSRP_LISTEN && h->state < HSRP_ACTIVE)
		enter(h, HSRP_ACTIVE, C | (h->state == HSRP_STANDBY ? D : B) | F | G | I, NULL);
}

static void hello_fired(struct timer *t) { hsrp_say_again(container_of(t, struct hsrp, hello)); }

void hsrp_active_lost(struct hsrp *h)
{
	stop(h, &h->active_timer);
	h->active = (struct hsrp_peer){ 0 };
	step(h, EV_C_ACTIVE_TIMER, NULL);
}

void hsrp_standby_lost(struct hsrp *h)
{
	stop(h, &h->standby_timer);
	h->standby = (struct hsrp_peer){ 0 };
	step(h, EV_D_STANDBY_TIMER, NULL);
	hsrp_bfd(h);
}

static void active_fired(struct timer *t) { hsrp_active_lost(container_of(t, struct hsrp, active_timer)); }
static void standby_fired(struct timer *t) { hsrp_standby_lost(container_of(t, struct hsrp, standby_timer)); }

static void preempt_fired(struct timer *t)
{
	struct hsrp *h = container_of(t, struct hsrp, preempt_timer);

	if (h->preempt && h->active.addr.af && h->active.priority < hsrp_priority(h))
		coup(h);
}

/* ---- what is heard ---- */

/* Are we better than who says this? Priority, then address (5.4). */
static bool we_win(const struct hsrp *h, u8 priority, const struct ipaddr *src)
{
	struct ipaddr here = fhrp_source(h->on, h->af);
	u8 own = hsrp_priority(h);

	return own > priority || (own == priority && ipaddr_order(&here, src) > 0);
}

/* While a delay of preemption runs, the active router is heard as any other is. */
static bool may_preempt(struct hsrp *h)
{
	struct ipstack *s = stack_of(h);
	nsec boot = s->dev->booted + h->reload_delay_s * NSEC_PER_SEC, until = h->changed;

	if (!h->preempt || h->state < HSRP_LISTEN || h->state == HSRP_ACTIVE)
		return false;
	until = now_of(h) + h->preempt_delay_s * NSEC_PER_SEC;
	if (h->reload_delay_s && boot > until)
		until = boot;
	if (until <= now_of(h))
		return true;
	if (!timer_is_set(&h->preempt_timer))
		timer_set(s->node->worker, &h->preempt_timer, until);
	return false;
}

/* The active router has another virtual address than was configured here: that is said once, until one of the two is new. */
static void compare_address(struct hsrp *h, const struct hsrp_packet *m)
{
	char theirs[IP6_TEXT], ours[IP6_TEXT];

	if (!h->has_addr || m->addr.af == AF_NONE || ipaddr_eq(&m->addr, &h->addr[0])) {
		h->differs[0] = h->differs[1] = (struct ipaddr){ 0 };
		return;
	}
	if (ipaddr_eq(&h->differs[0], &m->addr) && ipaddr_eq(&h->differs[1], &h->addr[0]))
		return;
	h->differs[0] = m->addr;
	h->differs[1] = h->addr[0];
	device_log(stack_of(h)->dev, "HSRP", 4, "DIFFVIP1", "%s Grp %u active routers virtual IP address %s is different to the locally configured address %s",
		   h->on->ifp->i->name, h->group, ipaddr_text(&m->addr, theirs), ipaddr_text(&h->addr[0], ours));
}

static void heard_active(struct hsrp *h, const struct hsrp_packet *m, const struct ipaddr *src, const u8 mac[6])
{
	bool win = we_win(h, m->priority, src);

	compare_address(h, m);
	if (h->state != HSRP_ACTIVE || !win) {
		h->active = (struct hsrp_peer){ .addr = *src, .priority = m->priority };
		memcpy(h->active.mac, mac, 6);
		if (ipaddr_eq(&h->standby.addr, src))
			h->standby = (struct hsrp_peer){ 0 };
	}
	step(h, win ? EV_G_WORSE_ACTIVE : EV_F_BETTER_ACTIVE, m);
	/* Only by priority: an equal one is not overthrown for its address. */
	if (h->state != HSRP_ACTIVE && hsrp_priority(h) > m->priority && may_preempt(h))
		coup(h);
	else if (hsrp_priority(h) <= m->priority)
		stop(h, &h->preempt_timer);
}

static void hello(struct hsrp *h, const struct hsrp_packet *m, const struct ipaddr *src, const u8 mac[6])
{
	bool win = we_win(h, m->priority, src);

	h->hello_rx++;
	switch (m->state) {
	case HSRP_ACTIVE:
		heard_active(h, m, src, mac);
		break;
	case HSRP_STANDBY:
		if (h->state >= HSRP_LISTEN && !(h->state == HSRP_STANDBY && win)) {
			h->standby = (struct hsrp_peer){ .addr = *src, .priority = m->priority };
			memcpy(h->standby.mac, mac, 6);
		}
		step(h, win ? EV_K_WORSE_STANDBY : EV_J_BETTER_STANDBY, m);
		break;
	case HSRP_SPEAK:
		if (!win)
			step(h, EV_E_BETTER_SPEAKER, m);
		break;
	}
}

void hsrp_heard(struct hsrp *h, const struct hsrp_packet *m, const struct ipaddr *src, const u8 mac[6])
{
	struct ipstack *s = stack_of(h);

	if (h->state == HSRP_INIT)
		return;
	if (debug_packets(s, m->opcode))
		device_debug(s->dev, "HSRP: %s Grp %u %s  in  %s %s  pri %u vIP %s", h->on->ifp->i->short_name, h->group, hsrp_opcode_name[m->opcode],
			     ipaddr_text(src, (char[IP6_TEXT]){ 0 }), hsrp_state_name[m->state], m->priority, vip_text(&m->addr, (char[IP6_TEXT]){ 0 }));
	if (h->follow) { /* its leader decides; whom it hears is shown */
		h->hello_rx += m->opcode == HSRP_HELLO;
		if (m->opcode == HSRP_HELLO && m->state == HSRP_ACTIVE && h->state != HSRP_ACTIVE) {
			h->active = (struct hsrp_peer){ .addr = *src, .priority = m->priority };
			set(h, &h->active_timer, m->hold_ms);
		}
		return;
	}
	switch (m->opcode) {
	case HSRP_HELLO:
		hello(h, m, src, mac);
		break;
	case HSRP_COUP:
		h->coup_rx++;
		if (!we_win(h, m->priority, src))
			step(h, EV_I_COUP, m);
		break;
	case HSRP_RESIGN:
		h->resign_rx++;
		if (ipaddr_eq(&h->active.addr, src))
			h->active = (struct hsrp_peer){ 0 };
		step(h, EV_H_RESIGN, m);
		break;
	}
	hsrp_bfd(h);
}

/* ---- life ---- */

void hsrp_update(struct hsrp *h)
{
	bool ready = hsrp_is_ready(h);
	u8 mac[6];

	mac_of_group(h, mac);
	if (h->af == AF_IP6 && !h->has_addr) {
		h->addr[0] = (struct ipaddr){ .af = AF_IP6, .v6 = ip6_linklocal_of(mac) };
		h->addr[0].v6.b[8] ^= 2; /* IOS has FE80::5:73FF:FEA0:1: EUI-64 without RFC 4291's inverted bit */
	}
	hsrp_mac(h, mac);
	if (h->timers_set) {
		h->hello_now_ms = h->hello_ms;
		h->hold_now_ms = h->hold_ms;
	}
	if (h->state == HSRP_ACTIVE && ready && (!mac_eq(mac, h->virt.mac) || ip_virtual_differs(&h->virt, h->addr, h->n_addr))) {
		if (!h->addr[0].af) {
			step(h, EV_B_DOWN, NULL);
		} else { /* other addresses, the same role */
			if (!ipaddr_eq(&h->virt.addr[0], &h->addr[0]))
				nd_ra_farewell(h->on->ifp, &h->virt);
			ip_virtual_release(&h->virt);
			hsrp_take_over(h);
		}
	}
	if (h->follow) {
		hsrp_follow(h, hsrp_leader(h));
		return;
	}
	if (!ready)
		step(h, EV_B_DOWN, NULL);
	else if (h->state == HSRP_INIT && fhrp_hsrp_delay(h->on) > now_of(h))
		timer_set(stack_of(h)->node->worker, &h->on->hsrp_delay, fhrp_hsrp_delay(h->on));
	else if (h->state == HSRP_INIT)
		step(h, EV_A_UP, NULL);
	else if (h->state == HSRP_LEARN && h->addr[0].af)
		enter(h, HSRP_LISTEN, A | B, NULL);
	if (h->state >= HSRP_LISTEN && h->state < HSRP_ACTIVE && h->active.addr.af && h->active.priority < hsrp_priority(h) && may_preempt(h))
		coup(h);
}

static void join(const struct hsrp *h, bool in)
{
	struct ipaddr group = group_of(h);

	(in ? ipif_join : ipif_leave)(h->on->ifp, &group);
}

void hsrp_set_family(struct hsrp *h, u8 af)
{
	if (h->af == af)
		return;
	step(h, EV_B_DOWN, NULL);
	join(h, false);
	h->af = af;
	h->addr[0] = (struct ipaddr){ .af = AF_NONE };
	join(h, true);
	fhrp_group6(h->on, af == AF_IP6);
}

struct hsrp *hsrp_get(struct fhrp_if *on, u16 group, bool make)
{
	struct hsrp **at = &on->hsrp, *h;
	unsigned n = 0;

	for (h = *at; h; h = h->next)
		n++;
	while (*at && (*at)->group < group)
		at = &(*at)->next;
	if (*at && (*at)->group == group)
		return *at;
	if (!make || n >= FHRP_GROUPS_MAX || !hsrp_listen(on->ifp->ip))
		return NULL;
	h = xcalloc(1, sizeof(*h));
	h->on = on;
	h->group = group;
	h->af = AF_IP4;
	h->priority = 100;
	h->n_addr = 1;
	h->hello_ms = h->hello_now_ms = 3000;
	h->hold_ms = h->hold_now_ms = 10000;
	memcpy(h->auth, "cisco", 5);
	h->hello.fire = hello_fired;
	h->active_timer.fire = active_fired;
	h->standby_timer.fire = standby_fired;
	h->preempt_timer.fire = preempt_fired;
	h->arp.fire = hsrp_arp_fired;
	h->changed = stack_now(on->ifp->ip);
	h->next = *at;
	*at = h;
	join(h, true);
	return h;
}

void hsrp_free(struct hsrp *h)
{
	struct hsrp **at = &h->on->hsrp;

	step(h, EV_B_DOWN, NULL);
	join(h, false);
	if (h->af == AF_IP6)
		fhrp_group6(h->on, false);
	while (*at != h)
		at = &(*at)->next;
	*at = h->next;
	fhrp_track_del_all(stack_of(h), &h->tracks);
	hsrp_refollow(stack_of(h));
	free(h->name);
	free(h->follow);
	free(h->key);
	free(h->old_key);
	free(h);
}

void hsrp_set_version(struct fhrp_if *on, u8 version)
{
	if (on->hsrp_version == version)
		return;
	for (struct hsrp *h = on->hsrp; h; h = h->next) {
		step(h, EV_B_DOWN, NULL);
		join(h, false);
	}
	on->hsrp_version = version;
	for (struct hsrp *h = on->hsrp; h; h = h->next) {
		join(h, true);
		hsrp_update(h);
	}
}
