/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traps and informs (RFC 3416 4.2.6, 4.2.7; of version 1 as 3584 maps them): which are sent, and to whom. */
#include <stdlib.h>
#include <string.h>

#include "router/snmp/own.h"

enum { COLD_AFTER_S = 5 };

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

static u64 up_ticks(const struct snmp *a) { return (stack_now(a->ip) - a->ip->dev->booted) / (10 * NSEC_PER_MS); }

static u32 write_pdu(struct snmp *a, const struct snmp_note *n, u8 type, u32 id, u8 *buf, u32 room)
{
	struct wr w = wr_of(buf, room);
	u8 *pdu = ber_begin(&w, type), *list;
	struct mib_value v;

	ber_int(&w, id);
	ber_int(&w, 0);
	ber_int(&w, 0);
	list = ber_begin(&w, BER_SEQUENCE);
	mib_number(&v, BER_TICKS, up_ticks(a));
	var(&w, "1.3.6.1.2.1.1.3.0", &v, NULL);
	mib_oid(&v, n->oid);
	var(&w, "1.3.6.1.6.3.1.1.4.1.0", &v, NULL);
	for (unsigned k = 0; k < n->n; k++)
		var(&w, NULL, &n->var[k].v, &n->var[k].name);
	ber_end(&w, list);
	ber_end(&w, pdu);
	return w.bad ? 0 : (u32)wr_len(&w);
}

/* The trap of version 1 (RFC 1157 4.1.6) that says the same: 3584 3.2. Its address is that which it is sent from; of IPv6: 0.0.0.0. */
static u32 write_v1(struct snmp *a, const struct snmp_host *h, const struct snmp_note *n, u8 *buf, u32 room)
{
	struct wr w = wr_of(buf, room);
	u8 *all = ber_begin(&w, BER_SEQUENCE), *pdu, *list, addr[4];
	struct ipaddr src = ipif_source(a->trap_source, &h->addr);
	struct oid oid, standard, who;
	struct mib_value v;
	bool generic;

	oid_parse("1.3.6.1.6.3.1.1.5", &standard);
	oid_parse(n->oid, &oid);
	generic = oid_within(&oid, &standard);
	who = oid;
	who.n -= oid.id[oid.n - 2] ? 1 : 2;
	if (generic && mib_system[0].get(a->ip, 2, &(struct oid){ .n = 1 }, &v))
		who = v.oid;
	if (!src.af && !ip_route_source(a->ip, &h->addr, NULL, &src, NULL))
		src = ipaddr4(0);
	put_be32(addr, src.af == AF_IP4 ? src.v4 : 0);
	ber_int(&w, SNMP_V1);
	ber_octets(&w, BER_OCTETS, h->name, strlen(h->name));
	pdu = ber_begin(&w, PDU_TRAP1);
	ber_oid(&w, &who);
	ber_octets(&w, BER_IP, addr, 4);
	ber_int(&w, generic ? (s64)oid.id[oid.n - 1] - 1 : 6);
	ber_int(&w, generic ? 0 : oid.id[oid.n - 1]);
	ber_unsigned(&w, BER_TICKS, (u32)up_ticks(a));
	list = ber_begin(&w, BER_SEQUENCE);
	for (unsigned k = 0; k < n->n; k++)
		var(&w, NULL, &n->var[k].v, &n->var[k].name);
	ber_end(&w, list);
	ber_end(&w, pdu);
	ber_end(&w, all);
	return w.bad ? 0 : (u32)wr_len(&w);
}

u32 snmp_v2c_write(const struct snmp_host *h, const u8 *pdu, u32 len, u8 *buf, u32 room)
{
	struct wr w = wr_of(buf, room);
	u8 *all = ber_begin(&w, BER_SEQUENCE);

	ber_int(&w, SNMP_V2C);
	ber_octets(&w, BER_OCTETS, h->name, strlen(h->name));
	wr_copy(&w, pdu, len);
	ber_end(&w, all);
	return w.bad ? 0 : (u32)wr_len(&w);
}

void snmp_send(struct snmp *a, struct snmp_host *h, const u8 *msg, u32 len)
{
	struct ip_send to = { .dst = h->addr };

	to.src = ipif_source(a->trap_source, &to.dst);
	a->count.out++;
	udp_send(&a->notify_udp, &to, h->port, msg, len);
}

/* ---- what is told ---- */

static void trap(struct snmp *a, struct snmp_host *h, const struct snmp_note *n, u32 id)
{
	u8 pdu[SNMP_PDU_MAX], msg[SNMP_MESSAGE_MAX];
	u32 len = h->version == SNMP_V1 ? write_v1(a, h, n, msg, sizeof(msg)) : write_pdu(a, n, PDU_TRAP2, id, pdu, sizeof(pdu));
	struct snmp_as as;

	if (len && h->version == SNMP_V2C) {
		len = snmp_v2c_write(h, pdu, len, msg, sizeof(msg));
	} else if (len && h->version == SNMP_V3) {
		snmp_as_local(a, snmp_user(a, h->name), &as);
		len = snmp_usm_write(a, &as, h->level, (s32)id, false, pdu, len, msg, sizeof(msg));
	}
	if (!len) {
		h->dropped++;
		return;
	}
	a->count.traps++;
	h->sent++;
	snmp_send(a, h, msg, len);
}

/* RFC 3413 3.3, 3415 3: the group's notify view holds what it is and each of its variables. */
static bool may_tell(const struct snmp *a, const struct snmp_host *h, const struct snmp_user *u, const struct snmp_note *n)
{
	const struct snmp_group *g = u ? a->groups : NULL;
	struct snmp_view none = { 0 };
	struct snmp_access x = { 0 };
	struct oid what;

	while (g && (strcmp(g->name, u->group) || g->level != h->level))
		g = g->next;
	if (!g || !*g->notify)
		return true;
	x.view = snmp_view(a, g->notify);
	if (!x.view)
		x.view = &none; /* not configured: nothing is in it */
	if (!oid_parse(n->oid, &what) || !snmp_seen(&x, &what))
		return false;
	for (unsigned k = 0; k < n->n; k++)
		if (!snmp_seen(&x, &n->var[k].name))
			return false;
	return true;
}

void snmp_note_send(struct snmp *a, const struct snmp_note *n)
{
	u8 pdu[SNMP_PDU_MAX];

	if (!(a->traps & n->which))
		return;
	for (struct snmp_host *h = a->hosts; h; h = h->next) {
		const struct snmp_user *u = h->version == SNMP_V3 ? snmp_user(a, h->name) : NULL;
		u32 id = a->request_id++ & 0x7fffffff, len;

		if ((h->kinds && !(h->kinds & n->which)) || (h->version == SNMP_V3 && (!u || u->level < h->level)) || !may_tell(a, h, u, n))
			continue;
		if (!h->inform) {
			trap(a, h, n, id);
			continue;
		}
		len = write_pdu(a, n, PDU_INFORM, id, pdu, sizeof(pdu));
		if (len)
			snmp_inform(a, h, id, pdu, len);
	}
}

struct mib_value *snmp_note_add(struct snmp_note *n, const char *base, const u32 *row, unsigned len)
{
	struct oid *o = &n->var[n->n].name;

	if (n->n == SNMP_NOTE_VARS || !oid_parse(base, o) || o->n + len > OID_MAX)
		bug("a variable too many in a notification");
	memcpy(o->id + o->n, row, len * sizeof(*row));
	o->n += (u8)len;
	return &n->var[n->n++].v;
}

static struct mib_value *add(struct snmp_note *n, const char *base, u32 row) { return snmp_note_add(n, base, &row, 1); }

void snmp_notify_auth(struct snmp *a)
{
	struct snmp_note n = { .which = SNMP_TRAP_AUTH, .oid = "1.3.6.1.6.3.1.1.5.5" };

	snmp_note_send(a, &n);
}

static void cold_start(struct timer *t)
{
	struct snmp *a = container_of(t, struct snmp, cold);
	bool warm = a->ip->dev->boot_reason && !strcmp(a->ip->dev->boot_reason, "reload");
	struct snmp_note n = { .which = warm ? SNMP_TRAP_WARM : SNMP_TRAP_COLD, .oid = warm ? "1.3.6.1.6.3.1.1.5.2" : "1.3.6.1.6.3.1.1.5.1" };

	snmp_note_send(a, &n);
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
	struct snmp_note n = { 0 };
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
	snmp_note_send(a, &n);
}

/* ciscoConfigManEvent. */
void snmp_config_event(struct snmp *a, u32 source)
{
	struct snmp_note n = { .which = SNMP_TRAP_CONFIG, .oid = "1.3.6.1.4.1.9.9.43.2.0.1" };
	u32 row;

	row = ++a->config_events;
	mib_int(add(&n, "1.3.6.1.4.1.9.9.43.1.1.6.1.3", row), source);
	mib_int(add(&n, "1.3.6.1.4.1.9.9.43.1.1.6.1.4", row), 2);	/* from commands */
	mib_int(add(&n, "1.3.6.1.4.1.9.9.43.1.1.6.1.5", row), 3);	/* to the running configuration */
	snmp_note_send(a, &n);
}

void snmp_configured(struct device *d)
{
	if (d->ip && d->ip->snmp)
		snmp_config_event(d->ip->snmp, SNMP_BY_COMMAND_LINE);
}

void snmp_storm(struct iface *i, u32 kind, u32 status)
{
	struct snmp *a = i->dev->ip ? i->dev->ip->snmp : NULL;
	struct snmp_note n = { .which = SNMP_TRAP_STORM, .oid = "1.3.6.1.4.1.9.9.362.0.2" };

	if (!a)
		return;
	mib_int(snmp_note_add(&n, "1.3.6.1.4.1.9.9.362.1.2.1.1.1", (const u32[]){ i->ifindex, kind }, 2), status);
	snmp_note_send(a, &n);
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
	snmp_informs_end(a, NULL);
}

void snmp_iface_gone(struct ipif *p)
{
	struct snmp *a = p->ip->root->snmp;

	if (a && a->trap_source == p->i)
		a->trap_source = NULL;
}
