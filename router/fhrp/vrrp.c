/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clauses are RFC 5798's where nothing else is said; version 2 differs in the unit of the interval, the checksum (no pseudo-header) and its authentication
 * field. What IOS adds: preemption may be delayed; the interval may be learnt.
 */
#include "router/fhrp/vrrp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/csum.h"
#include "router/stack.h"

enum { IP_VRRP = 112, HEAD = 8, AUTH = 8, ADVERTISEMENT = 1, TTL = 255, TOS = 0xc0 };
#define GROUP 0xe0000012u /* 224.0.0.18 */

const char *const vrrp_state_name[VRRP_STATES] = { "Init", "Backup", "Master" };

enum event { EV_UP_OWNER, EV_UP, EV_DOWN, EV_TIMER, EV_PREEMPT, EV_ZERO, EV_BETTER, EV_WORSE };

static struct ipstack *stack_of(const struct vrrp *v) { return v->on->ifp->ip; }
static nsec now_of(const struct vrrp *v) { return stack_now(stack_of(v)); }
static u8 version_of(const struct vrrp *v) { return stack_of(v)->root->vrrp3 ? 3 : 2; }

bool vrrp_is_owner(const struct vrrp *v) { return v->addr[0] && ipif_addr4(v->on->ifp, v->addr[0]); }

u8 vrrp_priority(const struct vrrp *v)
{
	return vrrp_is_owner(v) ? 255 : fhrp_priority(v->tracks, v->priority, 1);
}

/* The interval by which a backup counts: the master's in version 3 (6.1), in version 2 its own unless it learns. */
static u32 interval_ms(const struct vrrp *v)
{
	return v->state == VRRP_BACKUP && v->master_adver_ms && (v->learn || version_of(v) == 3) ? v->master_adver_ms : v->advertise_ms;
}

/* Version 2: (256 - priority) / 256 seconds; version 3: of the interval. */
nsec vrrp_skew(const struct vrrp *v)
{
	nsec unit = version_of(v) == 3 ? interval_ms(v) * NSEC_PER_MS : NSEC_PER_SEC;

	return unit * (256u - vrrp_priority(v)) / 256;
}

nsec vrrp_down_interval(const struct vrrp *v) { return 3 * interval_ms(v) * NSEC_PER_MS + vrrp_skew(v); }

static void set(struct vrrp *v, struct timer *t, nsec after) { timer_set(stack_of(v)->node->worker, t, now_of(v) + after); }
static void stop(struct vrrp *v, struct timer *t) { timer_stop(stack_of(v)->node->worker, t); }

static void advertise(struct vrrp *v, u8 priority)
{
	struct ipif *p = v->on->ifp;
	struct ipstack *s = stack_of(v);
	bool v3 = version_of(v) == 3;
	u32 len = HEAD + 4u * v->n_addr + (v3 ? 0 : AUTH);
	u32 src = p->a4 ? p->a4->addr : 0;
	struct frame *f = ip_frame(s, len);
	u64 sum = 0;
	u8 *d;

	if (!f)
		return;
	d = f->data;
	memset(d, 0, len);
	d[0] = (u8)((v3 ? 3 : 2) << 4 | ADVERTISEMENT);
	d[1] = v->vrid;
	d[2] = priority;
	d[3] = v->n_addr;
	if (v3) {
		put_be16(d + 4, (u16)(v->advertise_ms / 10));
	} else {
		d[4] = v->auth_type;
		d[5] = (u8)(v->advertise_ms / 1000);
		memcpy(d + len - AUTH, v->auth, AUTH);
	}
	for (unsigned k = 0; k < v->n_addr; k++)
		put_be32(d + HEAD + 4 * k, v->addr[k]);
	if (v3)
		sum = (src >> 16) + (src & 0xffff) + (GROUP >> 16) + (GROUP & 0xffff) + IP_VRRP + len;
	put_be16(d + 6, csum_finish(csum_add(sum, d, len)));
	v->sent++;
	v->priority_zero_tx += !priority;
	if (debug_on(s->dev, DEBUG_VRRP))
		device_debug(s->dev, "VRRP: Grp %u sending Advertisement checksum %X", v->vrid, get_be16(d + 6));
	ip_virtual_send(p, v->virt.mac, src, GROUP, IP_VRRP, TTL, TOS, f);
}

/* ---- what the states ask for ---- */

static void master(struct vrrp *v)
{
	v->master = v->on->ifp->a4->addr;
	v->master_priority = vrrp_priority(v);
	v->became_master++;
	memcpy(v->virt.addr, v->addr, sizeof(v->addr));
	v->virt.n = v->n_addr;
	advertise(v, v->master_priority);
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
		advertise(v, 0); /* 6.4.3: whoever is next need not wait */
	ip_virtual_release(&v->virt);
	stop(v, &v->timer);
	stop(v, &v->preempt_timer);
	v->master = 0;
	v->master_priority = 0;
	v->master_adver_ms = 0;
}

static void again(struct vrrp *v)
{
	v->master_priority = vrrp_priority(v);
	advertise(v, v->master_priority);
	set(v, &v->timer, v->advertise_ms * NSEC_PER_MS);
}

static void skew(struct vrrp *v) { set(v, &v->timer, vrrp_skew(v)); }
static void listen(struct vrrp *v)
{
	stop(v, &v->preempt_timer);
	set(v, &v->timer, vrrp_down_interval(v));
}

/* 6.4.2: with preemption a worse master is not listened to; how soon it is overtaken is Master_Down_Timer's matter, or the delay's. */
static void worse(struct vrrp *v)
{
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
	{ S(VRRP_INIT),                EV_UP_OWNER, NULL,    VRRP_MASTER,  master },	  /* 6.4.1 (110) */
	{ S(VRRP_INIT),                EV_UP,       NULL,    VRRP_BACKUP,  backup },	  /* 6.4.1 (140) */
	{ S(VRRP_BACKUP),              EV_DOWN,     rest,    VRRP_INIT,    NULL },	  /* 6.4.2 (350) */
	{ S(VRRP_BACKUP),              EV_TIMER,    NULL,    VRRP_MASTER,  master },	  /* 6.4.2 (370) */
	{ S(VRRP_BACKUP),              EV_PREEMPT,  NULL,    VRRP_MASTER,  master },
	{ S(VRRP_BACKUP),              EV_UP_OWNER, NULL,    VRRP_MASTER,  master },	  /* the interface was given the address */
	{ S(VRRP_BACKUP),              EV_ZERO,     skew,    VRRP_BACKUP,  NULL },	  /* 6.4.2 (425) */
	{ S(VRRP_BACKUP),              EV_BETTER,   listen,  VRRP_BACKUP,  NULL },	  /* 6.4.2 (440) */
	{ S(VRRP_BACKUP),              EV_WORSE,    worse,   VRRP_BACKUP,  NULL },	  /* 6.4.2 (455) */
	{ S(VRRP_MASTER),              EV_DOWN,     rest,    VRRP_INIT,    NULL },	  /* 6.4.3 (655) */
	{ S(VRRP_MASTER),              EV_TIMER,    again,   VRRP_MASTER,  NULL },	  /* 6.4.3 (665) */
	{ S(VRRP_MASTER),              EV_ZERO,     again,   VRRP_MASTER,  NULL },	  /* 6.4.3 (705) */
	{ S(VRRP_MASTER),              EV_BETTER,   NULL,    VRRP_BACKUP,  backup },	  /* 6.4.3 (725) */
};

/* The one place where a state changes. */
static void step(struct vrrp *v, enum event e)
{
	struct ipstack *s = stack_of(v);
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
			if (!s->cleaning)
				device_log(s->dev, "VRRP", 6, "STATECHANGE", "%s Grp %u state %s -> %s", v->on->ifp->i->short_name, v->vrid,
					   vrrp_state_name[old], vrrp_state_name[r->next]);
		}
		if (r->enter)
			r->enter(v);
		return;
	}
}

static void timer_fired(struct timer *t) { step(container_of(t, struct vrrp, timer), EV_TIMER); }
static void preempt_fired(struct timer *t) { step(container_of(t, struct vrrp, preempt_timer), EV_PREEMPT); }

void vrrp_update(struct vrrp *v)
{
	struct ipif *p = v->on->ifp;
	bool ready = p->up && p->a4 && v->addr[0] && !v->shutdown && !fhrp_shut(v->tracks);

	/* Another address or version: as if it had just been configured. */
	if (v->state != VRRP_INIT && (!ready || (v->virt.active && (v->virt.n != v->n_addr || memcmp(v->virt.addr, v->addr, 4u * v->n_addr)))))
		step(v, EV_DOWN);
	if (!ready)
		return;
	if (vrrp_is_owner(v) && v->state != VRRP_MASTER)
		step(v, EV_UP_OWNER);
	else if (v->state == VRRP_INIT)
		step(v, EV_UP);
	else if (v->state == VRRP_MASTER)
		v->master_priority = vrrp_priority(v);
	else if (!timer_is_set(&v->timer) || v->timer.due > now_of(v) + vrrp_down_interval(v))
		set(v, &v->timer, vrrp_down_interval(v));
}

/* ---- packets ---- */

static enum drop refuse(u32 *count, enum drop why)
{
	++*count;
	return why;
}

/* 7.1: what makes a packet one to believe. */
static enum drop check(struct vrrp *v, const struct ip_recv *r, const u8 *d, u32 len)
{
	bool v3 = version_of(v) == 3;
	u32 n = d[3];
	u64 sum = 0;

	if (d[0] >> 4 != (v3 ? 3 : 2) || (d[0] & 15) != ADVERTISEMENT)
		return refuse(&v->bad_version, DROP_BAD_FIELD);
	if (len < HEAD + 4 * n + (v3 ? 0 : AUTH))
		return DROP_SHORT;
	if (v3)
		sum = (r->src.v4 >> 16) + (r->src.v4 & 0xffff) + (r->dst.v4 >> 16) + (r->dst.v4 & 0xffff) + IP_VRRP + len;
	if (csum_finish(csum_add(sum, d, len)))
		return refuse(&v->bad_checksum, DROP_BAD_CHECKSUM);
	if (!v3 && (d[4] != v->auth_type || (v->auth_type && memcmp(d + HEAD + 4 * n, v->auth, AUTH))))
		return refuse(&v->bad_auth, DROP_BAD_FIELD);
	if (!v3 && !v->learn && d[5] != v->advertise_ms / 1000)
		return refuse(&v->bad_interval, DROP_BAD_FIELD);
	if (d[2] != 255 && (n != v->n_addr || get_be32(d + HEAD) != v->addr[0]))
		v->bad_list++; /* counted, and believed: 7.1 */
	return DROP_NONE;
}

static enum event classify(const struct vrrp *v, u32 src, u8 priority)
{
	u8 own = v->state == VRRP_MASTER ? v->master_priority : vrrp_priority(v);

	if (!priority)
		return EV_ZERO;
	if (priority > own || (priority == own && (v->state != VRRP_MASTER || src > v->on->ifp->a4->addr)))
		return EV_BETTER;
	return EV_WORSE;
}

static enum drop vrrp_input(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	struct fhrp_if *on = r->in->ip ? r->in->ip->fhrp : NULL;
	struct vrrp *v = on && f->len >= HEAD ? vrrp_get(on, f->data[1], false) : NULL;
	const u8 *d = f->data;
	enum drop why = DROP_NOT_FOR_US;

	if (f->len < HEAD)
		why = DROP_SHORT;
	else if (v && r->ttl != TTL)
		why = refuse(&v->bad_vrid_ttl, DROP_BAD_FIELD);
	else if (v && v->state != VRRP_INIT && r->src.af == AF_IP4 && r->dst.v4 == GROUP)
		why = check(v, r, d, f->len);
	if (!why && debug_on(s->dev, DEBUG_VRRP))
		device_debug(s->dev, "VRRP: Grp %u Advertisement priority %u, ipaddr %s", v->vrid, d[2], ip4_text(r->src.v4, (char[IP4_TEXT]){ 0 }));
	if (!why) {
		enum event e = classify(v, r->src.v4, d[2]);

		v->received++;
		v->priority_zero_rx += e == EV_ZERO;
		if (v->state == VRRP_BACKUP || e == EV_BETTER) {
			v->master = r->src.v4;
			v->master_priority = d[2];
			v->master_adver_ms = version_of(v) == 3 ? (get_be16(d + 4) & 0xfffu) * 10 : d[5] * 1000u;
		}
		step(v, e);
	}
	frame_put(f);
	return why;
}

/* ---- life ---- */

struct vrrp *vrrp_get(struct fhrp_if *on, u8 vrid, bool make)
{
	struct vrrp **at = &on->vrrp, *v;
	struct ipaddr group = ipaddr4(GROUP);

	while (*at && (*at)->vrid < vrid)
		at = &(*at)->next;
	if ((*at && (*at)->vrid == vrid) || !make)
		return *at && (*at)->vrid == vrid ? *at : NULL;
	v = xcalloc(1, sizeof(*v));
	v->on = on;
	v->vrid = vrid;
	v->priority = 100;
	v->n_addr = 1;
	v->preempt = true;
	v->advertise_ms = 1000;
	v->timer.fire = timer_fired;
	v->preempt_timer.fire = preempt_fired;
	memcpy(v->virt.mac, (const u8[6]){ 0, 0, 0x5e, 0, 1, vrid }, 6);
	v->next = *at;
	*at = v;
	vrrp_listen(on->ifp->ip);
	ipif_join(on->ifp, &group);
	return v;
}

void vrrp_listen(struct ipstack *s) { ip_proto_set(s, IP_VRRP, vrrp_input); }

void vrrp_free(struct vrrp *v)
{
	struct vrrp **at = &v->on->vrrp;
	struct ipaddr group = ipaddr4(GROUP);

	step(v, EV_DOWN);
	while (*at != v)
		at = &(*at)->next;
	*at = v->next;
	fhrp_track_del(stack_of(v), &v->tracks, 0);
	ipif_leave(v->on->ifp, &group);
	free(v->description);
	free(v);
}

void vrrp_set_version(struct ipstack *s, u8 version)
{
	if (s->vrrp3 == (version == 3))
		return;
	for (unsigned pass = 0; pass < 2; pass++) {
		for (struct ipstack *t = s; t; t = t->next)
			for (struct ipif *p = t->ifs; p; p = p->next)
				for (struct vrrp *v = p->fhrp ? p->fhrp->vrrp : NULL; v; v = v->next)
					pass ? vrrp_update(v) : step(v, EV_DOWN);
		s->vrrp3 = version == 3;
	}
}
