/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/span.h"

#include <stdlib.h>
#include <string.h>

#include "net/rd.h"
#include "switch/lag/lag.h"

/* ---- copies ---- */

static bool is_tagged(const struct frame *f)
{
	return f->len >= 14 + TAG_LEN && bridge_is_tagged(f);
}

/* The VLAN in the tag; 0: none. */
static u16 tag_of(const struct frame *f)
{
	return is_tagged(f) ? get_be16(f->data + 14) & 0xfff : 0;
}

/* One more owner of the frame, or a copy of it without its tag; NULL: the pool is empty. */
static struct frame *share(struct frame *f, bool plain)
{
	f = frame_share(f);
	return f && plain && is_tagged(f) ? bridge_retag(f, false, 0) : f;
}

/* The VLAN that a frame on a wire of the port is of; 0: none. */
static u16 vlan_of(const struct swport *p, const struct frame *f)
{
	u16 tag = tag_of(f);

	p = p->path;
	return p->routed ? 0 : tag ? tag : p->untagged_vlan;
}

static void send_copies(struct span *s, struct span_session *x, const struct span_destination *to, struct frame **f, unsigned n)
{
	struct port *out = s->b->port[to->port].iface->port;
	struct frame *copy[BURST_MAX];
	unsigned m = 0;

	if (!out->link)
		return;
	for (unsigned i = 0; i < n; i++) {
		struct frame *c = share(f[i], !to->replicate);

		if (c)
			copy[m++] = c;
		else
			out->drops[DROP_NO_FRAME]++;
	}
	x->copies += m;
	if (m)
		port_send(out, copy, m);
}

/* Into a remote VLAN: the frame loses the tag it had. */
static void send_remote(struct span *s, struct span_session *x, struct frame **f, unsigned n)
{
	const struct vlan *v = s->b->vlan[x->destination_remote];

	if (!v || !v->remote_span)
		return;
	for (unsigned i = 0; i < n; i++) {
		struct frame *c = share(f[i], true);

		if (!c)
			continue;
		x->copies++;
		bridge_flood_to(s->b, NULL, c, x->destination_remote, NULL, NULL);
	}
}

static void deliver(struct span *s, struct span_session *x, struct frame **f, unsigned n)
{
	s->busy = true;
	for (unsigned i = 0; i < x->n_to; i++)
		send_copies(s, x, &x->to[i], f, n);
	if (x->destination_remote)
		send_remote(s, x, f, n);
	s->busy = false;
}

/* ---- sources ---- */

/* The directions in which the port is a source by itself, or as part of a Port-channel. */
static u8 way_of(const struct span *s, const struct span_session *x, const struct swport *p)
{
	const struct lag_port *l = lag_port_of(s->b->lags, p);
	const struct lag *g = l && l->group ? lag_find(s->b->lags, l->group) : NULL;

	if (!x->way)
		return 0;
	return x->way[p->index] | (g ? x->way[g->sw->index] : 0);
}

static bool is_source(const struct span_session *x, const struct swport *p, u8 by_port, const struct frame *f, u8 way)
{
	u16 vlan = vlan_of(p, f);
	const struct vlan *v = vlan && vlan <= VLAN_MAX ? p->bridge->vlan[vlan] : NULL;

	if (v && v->remote_span)
		return false;
	if (by_port & way)
		return !x->filtered || !p->path->trunk || (vlan && vlan_in(&x->filter, vlan));
	for (const struct span_vlans *l = x->vlans; l && vlan; l = l->next)
		if (l->way & way && vlan_in(&l->vlans, vlan))
			return true;
	return false;
}

static void tapped(struct port_tap *t, struct port *port, struct frame **f, unsigned n, enum capture_way capture)
{
	struct span_tap *k = container_of(t, struct span_tap, tap);
	struct span *s = k->sw->bridge->span;
	u8 way = capture == CAPTURE_IN ? SPAN_RX : SPAN_TX;

	(void)port;
	if (s->busy)
		return;
	for (unsigned i = 1; i <= SPAN_SESSIONS; i++) {
		struct span_session *x = s->session[i];
		struct frame *mine[BURST_MAX];
		unsigned m = 0;
		u8 by_port;

		if (!x || x->source_remote)
			continue;
		by_port = way_of(s, x, k->sw);
		for (unsigned j = 0; j < n; j++)
			if (is_source(x, k->sw, by_port, f[j], way))
				mine[m++] = f[j];
		if (m)
			deliver(s, x, mine, m);
	}
}

/* ---- what the bridge hands over ---- */

void span_remote(struct bridge *b, struct swport *in, struct frame *f, u16 vlan)
{
	struct span *s = b->span;

	for (unsigned i = 1; i <= SPAN_SESSIONS; i++)
		if (s->session[i] && s->session[i]->source_remote == vlan)
			deliver(s, s->session[i], &f, 1);
	bridge_flood_to(b, in, f, vlan, NULL, NULL);
}

void span_ingress(struct swport *port, struct frame **f, unsigned n)
{
	const struct span_destination *d = span_destination(port->bridge->span, port);
	struct bridge *b = port->bridge;

	for (unsigned i = 0; i < n; i++) {
		u16 tag = tag_of(f[i]), vlan;
		const u8 *dst = f[i]->data;

		vlan = d && d->in == SPAN_IN_TAGGED && tag ? tag : d ? d->in_vlan : 0;
		if (!d || d->in == SPAN_IN_NONE || (tag && d->in != SPAN_IN_TAGGED))
			port_drop(port->iface->port, f[i], DROP_MONITOR_PORT);
		else if (f[i]->len < 14 || (dst[0] == 1 && (dst[1] == 0x80 || !dst[1]) && (dst[2] == 0xc2 || dst[2] == 0x0c)))
			port_drop(port->iface->port, f[i], f[i]->len < 14 ? DROP_SHORT : DROP_RESERVED_MAC);
		else if (vlan > VLAN_MAX || !b->vlan[vlan] || !vlan_passes(b->vlan[vlan]) || b->vlan[vlan]->remote_span)
			port_drop(port->iface->port, f[i], DROP_VLAN_UNKNOWN);
		else
			bridge_forward(b, NULL, f[i], vlan);
	}
}

/* ---- configuration ---- */

const struct span_destination *span_destination(const struct span *s, const struct swport *p)
{
	for (unsigned i = 1; s && i <= SPAN_SESSIONS; i++)
		for (unsigned k = 0; s->session[i] && k < s->session[i]->n_to; k++)
			if (s->session[i]->to[k].port == p->index)
				return &s->session[i]->to[k];
	return NULL;
}

bool span_has_ports(const struct span_session *x, const struct span *s)
{
	for (u16 i = 0; x->way && i < s->b->n_ports; i++)
		if (x->way[i])
			return true;
	return false;
}

bool span_is_whole(const struct span_session *x)
{
	return (x->way || x->vlans || x->source_remote) && (x->n_to || x->destination_remote);
}

struct span_session *span_session(struct span *s, u8 number)
{
	if (!s->session[number])
		s->session[number] = xcalloc(1, sizeof(*s->session[number]));
	return s->session[number];
}

static void session_free(struct span *s, unsigned number)
{
	struct span_session *x = s->session[number];

	while (x && x->vlans) {
		struct span_vlans *l = x->vlans;

		x->vlans = l->next;
		free(l);
	}
	if (x)
		free(x->way);
	free(x);
	s->session[number] = NULL;
}

static bool is_empty(const struct span *s, const struct span_session *x)
{
	return !span_has_ports(x, s) && !x->vlans && !x->source_remote && !x->destination_remote && !x->filtered && !x->n_to;
}

static bool is_watched(const struct span *s, const struct swport *p)
{
	for (unsigned i = 1; i <= SPAN_SESSIONS; i++) {
		const struct span_session *x = s->session[i];

		if (x && span_is_whole(x) && !x->source_remote && (x->vlans || way_of(s, x, p)))
			return !p->monitor;
	}
	return false;
}

static void follow(struct span *s, struct swport *p)
{
	bool monitor = span_destination(s, p);

	if (monitor == p->monitor)
		return;
	p->monitor = p->iface->monitoring = monitor;
	bridge_port_changed(p);
	iface_update(p->iface);
}

void span_apply(struct span *s)
{
	for (unsigned i = 1; i <= SPAN_SESSIONS; i++)
		if (s->session[i] && is_empty(s, s->session[i]))
			session_free(s, i);
	for (u16 i = 0; i < s->n_taps; i++) {
		struct span_tap *k = &s->tap[i];
		bool watched;

		follow(s, k->sw);
		watched = is_watched(s, k->sw);
		if (watched && !k->tap.capture)
			port_tap_add(&k->tap, k->sw->iface->port);
		else if (!watched)
			port_tap_remove(&k->tap);
	}
}

struct span *span_new(struct bridge *b)
{
	struct span *s = xcalloc(1, sizeof(*s));

	s->b = b;
	s->n_taps = b->n_ports;
	s->tap = xcalloc(s->n_taps, sizeof(*s->tap));
	for (u16 i = 0; i < s->n_taps; i++) {
		s->tap[i].sw = &b->port[i];
		s->tap[i].tap.frames = tapped;
	}
	b->span = s;
	return s;
}

void span_free(struct span *s)
{
	for (u16 i = 0; i < s->n_taps; i++)
		port_tap_remove(&s->tap[i].tap);
	for (unsigned i = 1; i <= SPAN_SESSIONS; i++)
		session_free(s, i);
	s->b->span = NULL;
	free(s->tap);
	free(s);
}
