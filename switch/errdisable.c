/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/errdisable.h"

#include <stdlib.h>
#include <string.h>

const char *errdisable_name(enum errdisable_cause cause)
{
	static const char *const name[ERR_CAUSES] = {
		[ERR_ARP_INSPECTION] = "arp-inspection", [ERR_BPDUGUARD] = "bpduguard", [ERR_CHANNEL] = "channel-misconfig", [ERR_DHCP_RATE] = "dhcp-rate-limit",
		[ERR_DTP_FLAP] = "dtp-flap", [ERR_LINK_FLAP] = "link-flap", [ERR_PAGP_FLAP] = "pagp-flap", [ERR_PSECURE] = "psecure-violation", [ERR_STORM] = "storm-control", [ERR_UDLD] = "udld",
	};

	return name[cause];
}

const char *errdisable_words(enum errdisable_cause cause)
{
	return cause == ERR_CHANNEL ? "channel-misconfig (STP)" : errdisable_name(cause);
}

bool errdisable_detects(const struct errdisable *e, enum errdisable_cause cause)
{
	return !(e->ignore >> cause & 1);
}

bool errdisable_recovers(const struct errdisable *e, enum errdisable_cause cause)
{
	return e->recover_all || (e->recover >> cause & 1);
}

static struct errdisable_port *port_of(const struct swport *p)
{
	return &p->bridge->err->port[p->index];
}

bool errdisable_is(const struct swport *p)
{
	return port_of(p)->pending || p->iface->err_disabled;
}

bool errdisable_hit(struct swport *p, enum errdisable_cause cause)
{
	struct errdisable_port *ep = port_of(p);
	struct node *n = &p->bridge->dev->node;

	if (errdisable_is(p) || !errdisable_detects(p->bridge->err, cause))
		return false;
	ep->cause = (u8)cause;
	ep->pending = p->going_down = true;
	/* Not now: the frame is one of a burst that is being delivered. */
	timer_set(n->worker, &ep->timer, node_now(n));
	return true;
}

/* ---- what comes and goes ---- */

enum errdisable_cause flap_error(enum flap_cause cause)
{
	static const u8 error[FLAP_CAUSES] = { [FLAP_PAGP] = ERR_PAGP_FLAP, [FLAP_DTP] = ERR_DTP_FLAP, [FLAP_LINK] = ERR_LINK_FLAP };

	return error[cause];
}

struct flap_limit flap_limit_default(enum flap_cause cause)
{
	return cause == FLAP_LINK ? (struct flap_limit){ 5, 10 } : (struct flap_limit){ 3, 30 };
}

void errdisable_flap(struct swport *p, enum flap_cause cause)
{
	struct errdisable *e = p->bridge->err;
	const struct flap_limit *l = &e->limit[cause];
	struct flap_times *t = &port_of(p)->flap[cause];
	nsec now = node_now(&e->b->dev->node);
	unsigned first;

	if (!t->at) {
		t->at = xcalloc(FLAPS_MAX + 1, sizeof(*t->at));
		for (unsigned i = 0; i <= FLAPS_MAX; i++)
			t->at[i] = NSEC_NEVER;
	}
	t->at[t->next] = now;
	t->next = (u8)((t->next + 1) % (FLAPS_MAX + 1));
	/* the one that is `most` before this one */
	first = (t->next + 2 * FLAPS_MAX + 1 - l->most) % (FLAPS_MAX + 1);
	if (t->at[first] == NSEC_NEVER || now - t->at[first] > l->within_s * NSEC_PER_SEC)
		return;
	if (errdisable_hit(p, flap_error(cause)))
		for (unsigned i = 0; i <= FLAPS_MAX; i++)
			t->at[i] = NSEC_NEVER;
}

/* Carrier that is lost counts; what somebody or a guard shuts does not. */
void errdisable_port_changed(struct swport *p)
{
	struct errdisable_port *ep = port_of(p);
	const struct iface *i = p->iface;
	bool lost = ep->had_link && !i->link && !i->shutdown && !i->err_disabled;

	ep->had_link = i->link;
	if (lost && iface_is_physical(i))
		errdisable_flap(p, FLAP_LINK);
}

/* ---- down and back ---- */

static void recover_later(struct errdisable *e, struct errdisable_port *p)
{
	struct node *n = &e->b->dev->node;

	if (errdisable_recovers(e, p->cause))
		timer_set(n->worker, &p->timer, node_now(n) + e->interval_s * NSEC_PER_SEC);
	else
		timer_stop(n->worker, &p->timer);
}

static void fire(struct timer *t)
{
	struct errdisable_port *p = container_of(t, struct errdisable_port, timer);
	struct errdisable *e = p->sw->bridge->err;
	struct iface *i = p->sw->iface;
	const char *name = errdisable_words(p->cause);

	if (p->pending) {
		p->pending = p->sw->going_down = false;
		if (i->shutdown)
			return;
		device_log(e->b->dev, "PM", 4, "ERR_DISABLE", "%s error detected on %s, putting %s in err-disable state", name, i->short_name, i->short_name);
		iface_set_err_disabled(i, name);
		recover_later(e, p);
		return;
	}
	if (!i->err_disabled || !errdisable_recovers(e, p->cause))
		return;
	device_log(e->b->dev, "PM", 4, "ERR_RECOVER", "Attempting to recover from %s err-disable state on %s", name, i->short_name);
	iface_set_err_disabled(i, NULL);
}

void errdisable_recovery_changed(struct errdisable *e)
{
	for (u16 i = 0; i < e->b->n_ports; i++)
		if (e->port[i].sw->iface->err_disabled)
			recover_later(e, &e->port[i]);
}

struct errdisable *errdisable_new(struct bridge *b)
{
	struct errdisable *e = xcalloc(1, sizeof(*e));

	e->b = b;
	e->interval_s = ERRDISABLE_RECOVERY_S;
	for (unsigned i = 0; i < FLAP_CAUSES; i++)
		e->limit[i] = flap_limit_default(i);
	e->port = xcalloc(b->max_ports, sizeof(*e->port));
	for (u16 i = 0; i < b->max_ports; i++) {
		e->port[i].sw = &b->port[i];
		e->port[i].timer.fire = fire;
	}
	b->err = e;
	return e;
}

void errdisable_free(struct errdisable *e)
{
	for (u16 i = 0; i < e->b->n_ports; i++) {
		timer_stop(e->b->dev->node.worker, &e->port[i].timer);
		for (unsigned k = 0; k < FLAP_CAUSES; k++)
			free(e->port[i].flap[k].at);
	}
	e->b->err = NULL;
	free(e->port);
	free(e);
}
