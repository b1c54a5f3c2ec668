/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clauses are RFC 5798's where nothing else is said. What IOS adds: preemption may be delayed; the interval may be learnt. Accept_Mode (6.1) is on, as in IOS: a
 * master answers at the addresses.
 */
#include "router/fhrp/vrrp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/stack.h"

const char *const vrrp_state_name[VRRP_STATES] = { "Init", "Backup", "Master" };
const char *const vrrp_state_upper[VRRP_STATES] = { "INIT", "BACKUP", "MASTER" };

static struct ipstack *stack_of(const struct vrrp *v) { return v->on->ifp->ip; }
static nsec now_of(const struct vrrp *v) { return stack_now(stack_of(v)); }
u8 vrrp_version(const struct vrrp *v) { return v->block || stack_of(v)->root->vrrp3 ? 3 : 2; }

bool vrrp_is_owner(const struct vrrp *v) { return fhrp_is_own(v->on->ifp, &v->addr[0]); }

u8 vrrp_priority(const struct vrrp *v)
{
	return vrrp_is_owner(v) ? 255 : fhrp_priority(v->tracks, v->priority, 1);
}

/* The interval by which a backup counts: the master's in version 3 (6.1), in version 2 its own unless it learns. */
static u32 interval_ms(const struct vrrp *v)
{
	return v->state == VRRP_BACKUP && v->master_adver_ms && (v->learn || vrrp_version(v) == 3) ? v->master_adver_ms : v->advertise_ms;
}

/* Version 2: (256 - priority) / 256 seconds; version 3: of the interval. */
nsec vrrp_skew(const struct vrrp *v)
{
	nsec unit = vrrp_version(v) == 3 ? interval_ms(v) * NSEC_PER_MS : NSEC_PER_SEC;

	return unit * (256u - vrrp_priority(v)) / 256;
}

nsec vrrp_down_interval(const struct vrrp *v) { return 3 * interval_ms(v) * NSEC_PER_MS + vrrp_skew(v); }

static void set(struct vrrp *v, struct timer *t, nsec after) { timer_set(stack_of(v)->node->worker, t, now_of(v) + after); }
static void stop(struct vrrp *v, struct timer *t) { timer_stop(stack_of(v)->node->worker, t); }

/* ---- what the states ask for ---- */

static void master(struct vrrp *v)
{
	v->master = fhrp_source(v->on, v->af);
	v->master_priority = vrrp_priority(v);
	v->master_version = vrrp_version(v);
	memcpy(v->virt.addr, v->addr, sizeof(v->addr));
	v->virt.n = v->n_addr;
	vrrp_advertise(v, v->master_priority);
	ip_virtual_activate(v->on->ifp, &v->virt);
	set(v, &v->timer, v->advertise_ms * NSEC_PER_MS);
	stop(v, &v->preempt_timer);
}

static void backup(struct vrrp *v)
{
	ip_virtual_release(&v->virt);
	set(v, &v->timer, vrrp_down_interval(v));
}

static void rest(struct vrrp *v)
{
	if (v->state == VRRP_MASTER)
		vrrp_advertise(v, 0); /* 6.4.3: whoever is next need not wait */
	ip_virtual_release(&v->virt);
	stop(v, &v->timer);
	stop(v, &v->preempt_timer);
	v->master = (struct ipaddr){ .af = AF_NONE };
	v->master_priority = v->master_version = 0;
	v->master_adver_ms = 0;
}

static void again(struct vrrp *v)
{
	v->master_priority = vrrp_priority(v);
	vrrp_advertise(v, v->master_priority);
	set(v, &v->timer, v->advertise_ms * NSEC_PER_MS);
}

static void skew(struct vrrp *v) { set(v, &v->timer, vrrp_skew(v)); }
static void listen(struct vrrp *v)
{
	stop(v, &v->preempt_timer);
	set(v, &v->timer, vrrp_down_interval(v));
}

/* 6.4.2: with preemption a worse master is not listened to; how soon it is overtaken is Master_Down_Timer's matter, or the delay's. The owner
 * always preempts, whatever is configured (6.1). */
static void worse(struct vrrp *v)
{
	if (vrrp_is_owner(v))
		return;
	if (!v->preempt) {
		listen(v);
		return;
	}
	if (!v->preempt_delay_s)
		return;
	if (!timer_is_set(&v->preempt_timer))
		set(v, &v->preempt_timer, v->preempt_delay_s * NSEC_PER_SEC);
	set(v, &v->timer, vrrp_down_interval(v));
}

#define S(state) (1u << (state))
static const struct row {
	u8 in, event;
	void (*act)(struct vrrp *v); /* in the old state */
	u8 next;
	void (*enter)(struct vrrp *v); /* in the new one */
} rows[] = {
	/* in these states             on           do       then be       and do            RFC 5798 */
	{ S(VRRP_INIT),                VRRP_UP_OWNER, NULL,    VRRP_MASTER,  master },	  /* 6.4.1 (110) */
	{ S(VRRP_INIT),                VRRP_UP,       NULL,    VRRP_BACKUP,  backup },	  /* 6.4.1 (140) */
	{ S(VRRP_BACKUP),              VRRP_DOWN,     rest,    VRRP_INIT,    NULL },	  /* 6.4.2 (350) */
	{ S(VRRP_BACKUP),              VRRP_TIMER,    NULL,    VRRP_MASTER,  master },	  /* 6.4.2 (370) */
	{ S(VRRP_BACKUP),              VRRP_PREEMPT,  NULL,    VRRP_MASTER,  master },
	{ S(VRRP_BACKUP),              VRRP_UP_OWNER, NULL,    VRRP_MASTER,  master },	  /* the interface was given the address */
	{ S(VRRP_BACKUP),              VRRP_ZERO,     skew,    VRRP_BACKUP,  NULL },	  /* 6.4.2 (425) */
	{ S(VRRP_BACKUP),              VRRP_BETTER,   listen,  VRRP_BACKUP,  NULL },	  /* 6.4.2 (440) */
	{ S(VRRP_BACKUP),              VRRP_WORSE,    worse,   VRRP_BACKUP,  NULL },	  /* 6.4.2 (455) */
	{ S(VRRP_MASTER),              VRRP_DOWN,     rest,    VRRP_INIT,    NULL },	  /* 6.4.3 (655) */
	{ S(VRRP_MASTER),              VRRP_TIMER,    again,   VRRP_MASTER,  NULL },	  /* 6.4.3 (665) */
	{ S(VRRP_MASTER),              VRRP_ZERO,     again,   VRRP_MASTER,  NULL },	  /* 6.4.3 (705) */
	{ S(VRRP_MASTER),              VRRP_BETTER,   NULL,    VRRP_BACKUP,  backup },	  /* 6.4.3 (725) */
};

static void told(const struct vrrp *v, u8 old)
{
	struct ipstack *s = stack_of(v);
	const struct ipif *p = v->on->ifp;

	if (s->cleaning)
		return;
	if (v->block)
		device_log(s->dev, "VRRP", 6, "STATE", "%s IPv%u group %u state %s -> %s", p->i->name, v->af == AF_IP4 ? 4 : 6, v->vrid, vrrp_state_upper[old],
			   vrrp_state_upper[v->state]);
	else
		device_log(s->dev, "VRRP", 6, "STATECHANGE", "%s Grp %u state %s -> %s", p->i->short_name, v->vrid, vrrp_state_name[old], vrrp_state_name[v->state]);
}

/* The one place where a state changes. */
void vrrp_step(struct vrrp *v, enum vrrp_event e)
{
	u8 old = v->state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];

		if (!(r->in & S(old)) || r->event != e)
			continue;
		if (r->act)
			r->act(v);
		v->state = r->next;
		if (r->next != old) {
			v->changed = now_of(v);
			v->moves[old][r->next]++;
			v->moved[old][r->next] = device_wall_clock(stack_of(v)->dev);
			told(v, old);
		}
		if (r->enter)
			r->enter(v);
		return;
	}
}

static void timer_fired(struct timer *t) { vrrp_step(container_of(t, struct vrrp, timer), VRRP_TIMER); }
static void preempt_fired(struct timer *t) { vrrp_step(container_of(t, struct vrrp, preempt_timer), VRRP_PREEMPT); }

void vrrp_update(struct vrrp *v)
{
	/* A block is version 3's: in version 2 its group stands still. */
	bool wanted = v->addr[0].af && !v->shutdown && !fhrp_shut(v->tracks) && (!v->block || stack_of(v)->root->vrrp3);
	bool ready = wanted && fhrp_source(v->on, v->af).af;

	/* Another address or version: as if it had just been configured. */
	if (v->state != VRRP_INIT && (!ready || ip_virtual_differs(&v->virt, v->addr, v->n_addr)))
		vrrp_step(v, VRRP_DOWN);
	if (!ready)
		return;
	if (v->state == VRRP_INIT && fhrp_vrrp_delay(v->on) > now_of(v)) {
		timer_set(stack_of(v)->node->worker, &v->on->vrrp_delay, fhrp_vrrp_delay(v->on));
		return;
	}
	if (vrrp_is_owner(v) && v->state != VRRP_MASTER)
		vrrp_step(v, VRRP_UP_OWNER);
	else if (v->state == VRRP_INIT)
		vrrp_step(v, VRRP_UP);
	else if (v->state == VRRP_MASTER)
		v->master_priority = vrrp_priority(v);
	else if (!timer_is_set(&v->timer) || v->timer.due > now_of(v) + vrrp_down_interval(v))
		set(v, &v->timer, vrrp_down_interval(v));
}

/* ---- life ---- */

struct vrrp *vrrp_get(struct fhrp_if *on, u8 vrid, u8 af, bool make)
{
	struct vrrp **at = &on->vrrp, *v;

	while (*at && ((*at)->vrid < vrid || ((*at)->vrid == vrid && (*at)->af < af)))
		at = &(*at)->next;
	if ((*at && (*at)->vrid == vrid && (*at)->af == af) || !make)
		return *at && (*at)->vrid == vrid && (*at)->af == af ? *at : NULL;
	v = xcalloc(1, sizeof(*v));
	v->on = on;
	v->vrid = vrid;
	v->af = af;
	v->priority = 100;
	v->n_addr = 1;
	v->preempt = true;
	v->advertise_ms = 1000;
	v->timer.fire = timer_fired;
	v->preempt_timer.fire = preempt_fired;
	v->changed = now_of(v);
	memcpy(v->virt.mac, (const u8[6]){ 0, 0, 0x5e, 0, af == AF_IP4 ? 1 : 2, vrid }, 6);
	v->next = *at;
	*at = v;
	vrrp_listen(on->ifp->ip);
	vrrp_join(v, true);
	if (af == AF_IP6)
		fhrp_group6(on, true);
	return v;
}

void vrrp_free(struct vrrp *v)
{
	struct vrrp **at = &v->on->vrrp;

	vrrp_step(v, VRRP_DOWN);
	while (*at != v)
		at = &(*at)->next;
	*at = v->next;
	fhrp_track_del_all(stack_of(v), &v->tracks);
	vrrp_join(v, false);
	if (v->af == AF_IP6)
		fhrp_group6(v->on, false);
	free(v->description);
	free(v);
}

bool vrrp_is_there(const struct vrrp *v)
{
	return v->block || v->addr[0].af || v->n_addr > 1 || v->tracks || v->shutdown || v->description || v->auth_type || v->priority != 100 || !v->preempt ||
	       v->preempt_delay_s || v->advertise_ms != 1000 || v->learn;
}

static void object_changed(struct track_user *u) { vrrp_update(container_of(u, struct fhrp_track, user)->group); }

static void object_describe(const struct track_user *u, char buf[64])
{
	const struct vrrp *v = container_of(u, struct fhrp_track, user)->group;

	snprintf(buf, 64, "VRRP %s %s%u", v->on->ifp->i->name, v->af == AF_IP4 ? "" : "IPv6 ", v->vrid);
}

const struct track_user vrrp_track = { .changed = object_changed, .describe = object_describe };

void vrrp_set_version(struct ipstack *s, u8 version)
{
	if (s->vrrp3 == (version == 3))
		return;
	for (unsigned pass = 0; pass < 2; pass++) {
		for (struct ipstack *t = s; t; t = t->next)
			for (struct ipif *p = t->ifs; p; p = p->next)
				for (struct vrrp *v = p->fhrp ? p->fhrp->vrrp : NULL; v; v = v->next)
					pass ? vrrp_update(v) : vrrp_step(v, VRRP_DOWN);
		s->vrrp3 = version == 3;
	}
}
