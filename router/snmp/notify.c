/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traps and informs (RFC 3416 4.2.6, 4.2.7): which are sent, to whom, and informs again until they are answered. */
#include <stdlib.h>
#include <string.h>

#include "router/snmp/own.h"

enum { VARS_MAX = 4, COLD_AFTER_S = 5 };

struct notification {
	u32 which;		/* SNMP_TRAP_* */
	const char *oid;
	struct { struct oid name; struct mib_value v; } var[VARS_MAX];
	unsigned n;
};

static void var(struct wr *w, const char *name, const struct mib_value *v, const struct oid *o)
{
	u8 *at = ber_begin(w, BER_SEQUENCE);
	struct oid parsed;

	if (!o && oid_parse(name, &parsed))
		o = &parsed;
	ber_oid(w, o);
	mib_write(w, v);
	ber_end(w, at);
}

static u32 write_pdu(struct snmp *a, const struct notification *n, u8 type, u32 id, u8 *buf, u32 room)
{
	struct wr w = wr_of(buf, room);
	u8 *pdu = ber_begin(&w, type), *list;
	struct mib_value v;

	ber_int(&w, id);
	ber_int(&w, 0);
	ber_int(&w, 0);
	list = ber_begin(&w, BER_SEQUENCE);
	mib_number(&v, BER_TICKS, (stack_now(a->ip) - a->ip->dev->booted) / (10 * NSEC_PER_MS));
	var(&w, "1.3.6.1.2.1.1.3.0", &v, NULL);
	mib_oid(&v, n->oid);
	var(&w, "1.3.6.1.6.3.1.1.4.1.0", &v, NULL);
	for (unsigned k = 0; k < n->n; k++)
		var(&w, NULL, &n->var[k].v, &n->var[k].name);
	ber_end(&w, list);
	ber_end(&w, pdu);
	return w.bad ? 0 : (u32)wr_len(&w);
}

static u32 write_v2c(const struct snmp_host *h, const u8 *pdu, u32 len, u8 *buf, u32 room)
{
	struct wr w = wr_of(buf, room);
	u8 *all = ber_begin(&w, BER_SEQUENCE);

	ber_int(&w, SNMP_V2C);
	ber_octets(&w, BER_OCTETS, h->name, strlen(h->name));
	wr_copy(&w, pdu, len);
	ber_end(&w, all);
	return w.bad ? 0 : (u32)wr_len(&w);
}

static void send(struct snmp *a, u32 addr, u16 port, const u8 *msg, u32 len)
{
	struct ip_send to = { .dst = ipaddr4(addr) };

	to.src = ipif_source(a->trap_source, &to.dst);
	a->count.out++;
	udp_send(&a->notify_udp, &to, port, msg, len);
}

/* ---- informs ---- */

static void inform_free(struct snmp_inform *i)
{
	struct snmp_inform **at = &i->a->informs;

	while (*at != i)
		at = &(*at)->next;
	*at = i->next;
	i->a->n_informs--;
	timer_stop(i->a->ip->node->worker, &i->timer);
	free(i);
}

static void inform_again(struct timer *t)
{
	struct snmp_inform *i = container_of(t, struct snmp_inform, timer);

	if (i->tries == SNMP_INFORM_TRIES) {
		i->a->count.inform_drops++;
		inform_free(i);
		return;
	}
	i->tries++;
	timer_set(i->a->ip->node->worker, &i->timer, stack_now(i->a->ip) + SNMP_INFORM_WAIT_S * NSEC_PER_SEC);
	send(i->a, i->addr, i->port, i->msg, i->len);
}

void snmp_inform_answered(struct snmp *a, const struct ipaddr *from, u32 request_id)
{
	for (struct snmp_inform *i = a->informs; i; i = i->next)
		if (i->request_id == request_id && from->af == AF_IP4 && from->v4 == i->addr) {
			inform_free(i);
			return;
		}
}

static void inform(struct snmp *a, const struct snmp_host *h, u32 id, const u8 *msg, u32 len)
{
	struct snmp_inform *i;

	if (a->n_informs == SNMP_INFORMS_MAX) { /* the oldest gives way */
		for (i = a->informs; i->next; i = i->next)
			;
		a->count.inform_drops++;
		inform_free(i);
	}
	i = xcalloc(1, sizeof(*i));
	*i = (struct snmp_inform){ .next = a->informs, .a = a, .timer.fire = inform_again, .request_id = id, .addr = h->addr, .port = h->port, .len = len };
	memcpy(i->msg, msg, len);
	a->informs = i;
	a->n_informs++;
	a->count.informs++;
	inform_again(&i->timer);
}

/* ---- what is told ---- */

static void notify(struct snmp *a, const struct notification *n)
{
	u8 pdu[1024], msg[SNMP_MESSAGE_MAX];

	if (!(a->traps & n->which))
		return;
	for (const struct snmp_host *h = a->hosts; h; h = h->next) {
		const struct snmp_user *u = h->version == SNMP_V3 ? snmp_user(a, h->name) : NULL;
		u32 id = a->request_id++ & 0x7fffffff, len = write_pdu(a, n, h->inform ? PDU_INFORM : PDU_TRAP2, id, pdu, sizeof(pdu));

		if (h->version == SNMP_V3 && (!u || u->level < h->level))
			continue;
		len = !len ? 0 : u ? snmp_usm_write(a, u, h->level, (s32)id, false, pdu, len, msg, sizeof(msg)) : write_v2c(h, pdu, len, msg, sizeof(msg));
		if (!len)
			continue;
		if (h->inform) {
			inform(a, h, id, msg, len);
			continue;
		}
		a->count.traps++;
		send(a, h->addr, h->port, msg, len);
	}
}

static struct mib_value *add(struct notification *n, const char *base, u32 row)
{
	struct oid *o = &n->var[n->n].name;

	oid_parse(base, o);
	o->id[o->n++] = row;
	return &n->var[n->n++].v;
}

void snmp_notify_auth(struct snmp *a)
{
	struct notification n = { .which = SNMP_TRAP_AUTH, .oid = "1.3.6.1.6.3.1.1.5.5" };

	notify(a, &n);
}

static void cold_start(struct timer *t)
{
	struct snmp *a = container_of(t, struct snmp, cold);
	bool warm = a->ip->dev->boot_reason && !strcmp(a->ip->dev->boot_reason, "reload");
	struct notification n = { .which = warm ? SNMP_TRAP_WARM : SNMP_TRAP_COLD, .oid = warm ? "1.3.6.1.6.3.1.1.5.2" : "1.3.6.1.6.3.1.1.5.1" };

	notify(a, &n);
}

static u8 state_of(const struct iface *i) { return i->up ? 2 : 1; }

static u8 *told(struct snmp *a, const struct iface *i)
{
	if (i->ifindex >= a->n_if_state) {
		u32 n = i->ifindex + 32;

		a->if_state = xrealloc(a->if_state, n, 1);
		memset(a->if_state + a->n_if_state, 0, n - a->n_if_state);
		a->n_if_state = n;
	}
	return &a->if_state[i->ifindex];
}

void snmp_iface_changed(struct iface *i)
{
	struct snmp *a = i->dev->ip ? i->dev->ip->snmp : NULL;
	struct notification n = { 0 };
	u8 *t, was;

	if (!a || i->parent)
		return;
	t = told(a, i);
	was = *t;
	*t = state_of(i);
	if (!was || was == *t || i->link_untold)
		return;
	n.which = i->up ? SNMP_TRAP_LINKUP : SNMP_TRAP_LINKDOWN;
	n.oid = i->up ? "1.3.6.1.6.3.1.1.5.4" : "1.3.6.1.6.3.1.1.5.3";
	mib_int(add(&n, "1.3.6.1.2.1.2.2.1.1", i->ifindex), i->ifindex);
	mib_text(add(&n, "1.3.6.1.2.1.2.2.1.2", i->ifindex), i->name);
	mib_int(add(&n, "1.3.6.1.2.1.2.2.1.3", i->ifindex), snmp_if_type(i));
	mib_text(add(&n, "1.3.6.1.4.1.9.2.2.1.1.20", i->ifindex), i->up ? "up" : i->shutdown ? "administratively down" : "down");
	notify(a, &n);
}

/* ciscoConfigManEvent. */
void snmp_configured(struct device *d)
{
	struct snmp *a = d->ip ? d->ip->snmp : NULL;
	struct notification n = { .which = SNMP_TRAP_CONFIG, .oid = "1.3.6.1.4.1.9.9.43.2.0.1" };
	u32 row;

	if (!a)
		return;
	row = ++a->config_events;
	mib_int(add(&n, "1.3.6.1.4.1.9.9.43.1.1.6.1.3", row), 1);	/* by the command line */
	mib_int(add(&n, "1.3.6.1.4.1.9.9.43.1.1.6.1.4", row), 2);	/* from commands */
	mib_int(add(&n, "1.3.6.1.4.1.9.9.43.1.1.6.1.5", row), 3);	/* to the running configuration */
	notify(a, &n);
}

void snmp_storm(struct iface *i, u32 kind, u32 status)
{
	struct snmp *a = i->dev->ip ? i->dev->ip->snmp : NULL;
	struct notification n = { .which = SNMP_TRAP_STORM, .oid = "1.3.6.1.4.1.9.9.362.0.2" };
	struct mib_value *v;

	if (!a)
		return;
	v = add(&n, "1.3.6.1.4.1.9.9.362.1.2.1.1.1", i->ifindex);
	n.var[0].name.id[n.var[0].name.n++] = kind;
	mib_int(v, status);
	notify(a, &n);
}

void snmp_storm_traps(struct ipstack *s, bool on)
{
	struct snmp *a = snmp_of(s);

	a->traps = on ? a->traps | SNMP_TRAP_STORM : a->traps & ~(u32)SNMP_TRAP_STORM;
}

void snmp_notify_init(struct snmp *a)
{
	nsec due = a->ip->dev->booted + COLD_AFTER_S * NSEC_PER_SEC;

	a->cold.fire = cold_start;
	if (stack_now(a->ip) < due)
		timer_set(a->ip->node->worker, &a->cold, due);
	for (struct iface *i = a->ip->dev->ifaces; i; i = i->next)
		*told(a, i) = state_of(i);
	a->ip->dev->on_configured = snmp_configured;
}

void snmp_notify_flush(struct snmp *a)
{
	timer_stop(a->ip->node->worker, &a->cold);
	a->ip->dev->on_configured = NULL;
	while (a->informs)
		inform_free(a->informs);
}

void snmp_iface_gone(struct ipif *p)
{
	struct snmp *a = p->ip->root->snmp;

	if (a && a->trap_source == p->i)
		a->trap_source = NULL;
}
