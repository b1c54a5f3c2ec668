/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/secure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "switch/errdisable.h"

struct secure_addr *secure_find(struct secure_port *p, const u8 mac[6], u16 vlan)
{
	for (u16 i = 0; i < p->n; i++)
		if (p->addr[i].vlan == vlan && mac_eq(p->addr[i].mac, mac))
			return &p->addr[i];
	return NULL;
}

unsigned secure_total(const struct secure *s)
{
	unsigned n = 0;

	for (u16 i = 0; i < s->b->n_ports; i++)
		n += s->port[i].n > 1 ? s->port[i].n - 1u : 0;
	return n;
}

/* ---- in the forwarding table ---- */

static void bind(struct secure_port *p, const struct secure_addr *a)
{
	struct bridge *b = p->sw->bridge;
	u64 key = fdb_key(a->mac, a->vlan);

	if (!p->active || !fdb_set(&b->fdb, key, p->sw->index, FDB_STATIC))
		return;
	fdb_find(&b->fdb, key)->seen = fdb_tick(node_now(&b->dev->node));
}

static void unbind(const struct secure_port *p, const struct secure_addr *a)
{
	struct fdb *t = &p->sw->bridge->fdb;
	u64 key = fdb_key(a->mac, a->vlan);
	const struct fdb_entry *e = fdb_find(t, key);

	if (e && e->kind == FDB_STATIC && e->port == p->sw->index)
		fdb_remove(t, key);
}

static void lines_due(struct secure *s)
{
	struct node *n = &s->b->dev->node;

	timer_set(n->worker, &s->lines, node_now(n));
}

static void ageing_due(struct secure *s)
{
	struct node *n = &s->b->dev->node;

	if (!timer_is_set(&s->age))
		timer_set(n->worker, &s->age, node_now(n) + SECURE_LOOK_S * NSEC_PER_SEC);
}

struct secure_addr *secure_add(struct secure_port *p, const u8 mac[6], u16 vlan, enum secure_type type)
{
	struct secure *s = p->sw->bridge->secure;
	struct secure_addr *a = secure_find(p, mac, vlan);

	if (!a) {
		if (p->n >= p->max || (p->n && secure_total(s) >= SECURE_SYSTEM_MAX))
			return NULL;
		if (!(p->n & (p->n + 1))) /* room for 1, 2, 4, 8 ... comes when it is full */
			p->addr = xrealloc(p->addr, 2u * p->n + 1, sizeof(*a));
		a = &p->addr[p->n++];
		*a = (struct secure_addr){ .vlan = vlan };
		memcpy(a->mac, mac, 6);
		a->since = node_now(&p->sw->bridge->dev->node);
	}
	a->type = (u8)type;
	bind(p, a);
	if (p->age_min)
		ageing_due(s);
	return a;
}

void secure_remove(struct secure_port *p, struct secure_addr *a)
{
	u16 i = (u16)(a - p->addr);

	unbind(p, a);
	p->n--;
	memmove(a, a + 1, (size_t)(p->n - i) * sizeof(*a));
}

unsigned secure_clear(struct secure_port *p, enum secure_type type, const u8 *mac)
{
	unsigned n = 0;

	for (u16 i = p->n; i-- > 0;) {
		struct secure_addr *a = &p->addr[i];

		if (a->type != type || (mac && !mac_eq(a->mac, mac)))
			continue;
		secure_remove(p, a);
		n++;
	}
	return n;
}

void secure_set_sticky(struct secure_port *p, bool on)
{
	p->sticky = on;
	for (u16 i = 0; i < p->n; i++) {
		struct secure_addr *a = &p->addr[i];

		if (on && a->type == SECURE_DYNAMIC) {
			a->type = SECURE_STICKY;
			a->unsaved = true;
			lines_due(p->sw->bridge->secure);
		}
	}
	if (!on)
		secure_unstick(p, SECURE_STICKY, NULL);
}

void secure_unstick(struct secure_port *p, enum secure_type type, const u8 *mac)
{
	for (u16 i = 0; i < p->n; i++) {
		struct secure_addr *a = &p->addr[i];

		if (a->type != type || (mac && !mac_eq(mac, a->mac)))
			continue;
		a->leaving = true;
		lines_due(p->sw->bridge->secure);
	}
}

/* ---- what comes in ---- */

static void say(struct secure_port *p, const u8 *mac)
{
	struct device *d = p->sw->bridge->dev;
	char text[MAC_TEXT];

	device_log(d, "PORT_SECURITY", 2, "PSECURE_VIOLATION", "Security violation occurred, caused by MAC address %s on port %s.", mac_dotted(mac, text),
		   p->sw->iface->name);
}

static enum drop violation(struct secure_port *p, const u8 *mac)
{
	nsec now = node_now(&p->sw->bridge->dev->node);

	if (p->violation == VIOLATION_PROTECT)
		return DROP_PORT_SECURITY;
	if (p->violation == VIOLATION_SHUTDOWN) {
		if (errdisable_hit(p->sw, ERR_PSECURE)) {
			p->violations++;
			say(p, mac);
		}
		return DROP_PORT_SECURITY;
	}
	p->violations++;
	if (!p->logged || now - p->logged >= SECURE_LOG_S * NSEC_PER_SEC) {
		p->logged = now;
		say(p, mac);
	}
	return DROP_PORT_SECURITY;
}

/* The address is another secure port's. */
static bool is_taken(const struct secure *s, u64 key)
{
	const struct fdb_entry *e = fdb_find(&s->b->fdb, key);

	return e && e->kind == FDB_STATIC && e->port < s->b->n_ports && s->port[e->port].active;
}

enum drop secure_look_slow(struct swport *in, const u8 *mac, u16 vlan, u64 key)
{
	struct bridge *b = in->bridge;
	struct secure_port *p = in->secured;
	struct secure_addr *a;

	if (errdisable_is(in))
		return DROP_PORT_SECURITY;
	if (is_taken(b->secure, key))
		return violation(p, mac);
	a = secure_add(p, mac, vlan, p->sticky ? SECURE_STICKY : SECURE_DYNAMIC);
	if (!a)
		return violation(p, mac);
	if (a->type == SECURE_STICKY) {
		a->unsaved = true;
		lines_due(b->secure);
	}
	return DROP_NONE;
}

bool secure_wants(const struct swport *p)
{
	return secure_port_of(p)->active;
}

/* ---- configuration and link ---- */

void secure_apply(struct secure_port *p)
{
	bool active = p->on && (p->sw->mode == SWPORT_ACCESS || p->sw->mode == SWPORT_TRUNK);

	if (p->active && !active) {
		for (u16 i = 0; i < p->n; i++)
			unbind(p, &p->addr[i]);
		secure_clear(p, SECURE_DYNAMIC, NULL);
	}
	if (!p->active && active) {
		p->active = true;
		bridge_flush(p->sw->bridge, p->sw, 0); /* who spoke before asks anew */
		for (u16 i = 0; i < p->n; i++)
			bind(p, &p->addr[i]);
	}
	p->active = active;
	if (active && p->age_min)
		ageing_due(p->sw->bridge->secure);
	bridge_checks_changed(p->sw->bridge);
}

void secure_port_changed(struct secure *s, struct swport *sw)
{
	struct secure_port *p = &s->port[sw->index];

	if (!p->on && !p->n)
		return;
	if (!sw->iface->link)
		secure_clear(p, SECURE_DYNAMIC, NULL);
	if (p->active != (p->on && (sw->mode == SWPORT_ACCESS || sw->mode == SWPORT_TRUNK)))
		secure_apply(p);
}

/* ---- ageing ---- */

static nsec ages_since(const struct secure_port *p, const struct secure_addr *a)
{
	const struct fdb_entry *e = p->inactivity ? fdb_find(&p->sw->bridge->fdb, fdb_key(a->mac, a->vlan)) : NULL;

	return e ? max_u64(a->since, (nsec)e->seen << FDB_TICK_SHIFT) : a->since;
}

bool secure_age_left(const struct secure_port *p, const struct secure_addr *a, u32 *minutes)
{
	nsec end = ages_since(p, a) + p->age_min * 60 * NSEC_PER_SEC, now = node_now(&p->sw->bridge->dev->node);

	if (!p->age_min || a->type == SECURE_STICKY || (a->type == SECURE_CONFIGURED && !p->age_static))
		return false;
	*minutes = end > now ? (u32)((end - now) / (60 * NSEC_PER_SEC)) : 0;
	return true;
}

static void age_fire(struct timer *t)
{
	struct secure *s = container_of(t, struct secure, age);
	struct node *n = &s->b->dev->node;
	bool any = false;

	for (u16 i = 0; i < s->b->n_ports; i++) {
		struct secure_port *p = &s->port[i];

		any |= p->active && p->age_min;
		for (u16 k = p->n; p->age_min && k-- > 0;) {
			struct secure_addr *a = &p->addr[k];
			u32 left;

			if (!secure_age_left(p, a, &left) || node_now(n) - ages_since(p, a) < p->age_min * 60 * NSEC_PER_SEC)
				continue;
			secure_remove(p, a);
		}
	}
	if (any)
		timer_set(n->worker, t, node_now(n) + SECURE_LOOK_S * NSEC_PER_SEC);
}

/* ---- lines of sticky addresses ---- */

static void write_line(FILE *f, const struct secure_port *p, const struct secure_addr *a)
{
	char text[MAC_TEXT], vlan[24] = "";

	if (p->sw->trunk)
		snprintf(vlan, sizeof(vlan), " vlan %u", a->vlan);
	else if (a->vlan == p->sw->voice_vlan)
		snprintf(vlan, sizeof(vlan), " vlan voice");
	fprintf(f, " %sswitchport port-security mac-address %s%s%s\n", a->leaving ? "no " : "", a->type == SECURE_STICKY ? "sticky " : "",
		mac_dotted(a->mac, text), vlan);
}

static void write_lines(FILE *f, struct secure_port *p)
{
	bool any = false;

	for (u16 i = 0; i < p->n; i++) {
		struct secure_addr *a = &p->addr[i];

		if (!a->leaving && !a->unsaved)
			continue;
		if (!any)
			fprintf(f, "interface %s\n", p->sw->iface->name);
		any = true;
		write_line(f, p, a);
		a->unsaved = a->leaving = false;
	}
}

static void lines_fire(struct timer *t)
{
	struct secure *s = container_of(t, struct secure, lines);
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		bug("port security: out of memory");
	for (u16 i = 0; i < s->b->n_ports; i++)
		write_lines(f, &s->port[i]);
	fclose(f);
	/* Lenient: a line that is refused by now (the port was configured anew) is lost, and no other. */
	shell_apply(s->b->dev->shell, text, true, NULL, NULL, NULL);
	free(text);
}

struct secure *secure_new(struct bridge *b)
{
	struct secure *s = xcalloc(1, sizeof(*s));

	s->b = b;
	s->port = xcalloc(b->max_ports, sizeof(*s->port));
	for (u16 i = 0; i < b->max_ports; i++) {
		s->port[i].sw = &b->port[i];
		b->port[i].secured = &s->port[i];
		s->port[i].max = 1;
	}
	s->age.fire = age_fire;
	s->lines.fire = lines_fire;
	b->secure = s;
	return s;
}

void secure_free(struct secure *s)
{
	struct worker *w = s->b->dev->node.worker;

	timer_stop(w, &s->age);
	timer_stop(w, &s->lines);
	for (u16 i = 0; i < s->b->n_ports; i++)
		free(s->port[i].addr);
	s->b->secure = NULL;
	free(s->port);
	free(s);
}
