/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Channel groups. Whatever happens to a port (link, a partner's word, a line of configuration) ends in lag_select_group(): it asks who may be
 * bundled (lag_select.c), tells the protocols, and makes what came of it true at once: ports' states, the bundle, the Port-channel's carrier. Then
 * the bridge is told of each port that is another than before; nothing is decided there, so being called from within is harmless.
 *
 * A Port-channel keeps its place in bridge->port for ever, since much is kept by that index; one that is removed leaves a ghost of an interface, and the next
 * that is made takes the place.
 */
#include "switch/errdisable.h"
#include "switch/lag/lag.h"

#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "switch/stp.h"

const char *lag_mode_name(u8 mode)
{
	static const char *const name[] = { "none", "on", "active", "passive", "auto", "desirable" };

	return name[mode];
}

char lag_letter(u8 state)
{
	return "DIwsHP"[state];
}

struct lag *lag_find(const struct lag_switch *s, u32 number)
{
	for (unsigned i = 0; i < s->n_lags; i++)
		if (s->lag[i]->iface && s->lag[i]->number == number)
			return s->lag[i];
	return NULL;
}

struct lag_port *lag_port_of(const struct lag_switch *s, const struct swport *p)
{
	return p->index < s->n_ports ? &s->port[p->index] : NULL;
}

bool lag_group_protocol(const struct lag_switch *s, u8 group, enum lag_protocol *protocol)
{
	for (u16 i = 0; i < s->n_ports; i++)
		if (s->port[i].group == group) {
			*protocol = lag_protocol_of(s->port[i].mode);
			return true;
		}
	return false;
}

/* ---- states ---- */

static void log_unlike(struct lag_switch *s, const struct lag_port *p)
{
	static const char *const mode[] = { "dynamic", "access", "trunk", "dynamic" };
	const struct lag *g = lag_find(s, p->group);
	const char *port = p->sw->iface->short_name;
	char text[80];

	if (!g)
		return;
	if (!strcmp(p->why, LAG_OTHER_ALLOWED))
		snprintf(text, sizeof(text), "vlan mask is different");
	else if (!strcmp(p->why, LAG_OTHER_MODE))
		snprintf(text, sizeof(text), "trunk mode of %s is %s, Po%u is %s", port, mode[p->sw->mode], p->group, mode[g->sw->mode]);
	else if (!strcmp(p->why, LAG_OTHER_ACCESS))
		snprintf(text, sizeof(text), "access vlan of %s is %u, Po%u id %u", port, p->sw->access_vlan, p->group, g->sw->access_vlan);
	else if (!strcmp(p->why, LAG_OTHER_NATIVE))
		snprintf(text, sizeof(text), "native vlan of %s is %u, Po%u id %u", port, p->sw->native_vlan, p->group, g->sw->native_vlan);
	else
		snprintf(text, sizeof(text), "%s of %s is another", p->why, port);
	device_log(s->b->dev, "EC", 5, "CANNOT_BUNDLE2", "%s is not compatible with Po%u and will be suspended (%s)", port, p->group, text);
}

static void log_suspended(struct lag_switch *s, const struct lag_port *p)
{
	struct device *d = s->b->dev;
	const char *port = p->sw->iface->short_name;

	if (!strcmp(p->why, "remote"))
		device_log(d, "EC", 5, "L3DONTBNDL2", "%s suspended: %s currently not enabled on the remote port.", port,
			   lag_protocol_of(p->mode) == LAG_PAGP ? "PAgP" : "LACP");
	else if (!strcmp(p->why, "partner"))
		device_log(d, "EC", 5, "CANNOT_BUNDLE_LACP", "%s is not compatible with aggregators in channel %u and cannot attach to them (other partner)",
			   port, p->group);
	else
		log_unlike(s, p);
}

/* The one place where a port's state changes. */
static bool set_state(struct lag_switch *s, struct lag_port *p, struct lag *g, u8 state, const char *why)
{
	struct device *d = s->b->dev;
	u8 was = p->state, member = p->sw->member;
	bool said = why && p->why && !strcmp(why, p->why);

	p->why = why;
	if (state == LAG_SUSPENDED && !said)
		log_suspended(s, p);
	p->sw->member = !p->group || state == LAG_ALONE ? PORT_ALONE : state == LAG_BUNDLED ? PORT_BUNDLED : PORT_HELD;
	p->sw->path = state == LAG_BUNDLED && g ? g->sw : p->sw;
	swport_set_detour(p->sw);
	if (state != was) {
		p->state = state;
		p->since = node_now(&d->node);
		if (state == LAG_BUNDLED)
			device_log(d, "EC", 5, "BUNDLE", "Interface %s joined port-channel Po%u", p->sw->iface->short_name, p->group);
		else if (was == LAG_BUNDLED)
			device_log(d, "EC", 5, "UNBUNDLE", "Interface %s left the port-channel %s", p->sw->iface->short_name, g ? g->iface->short_name : "");
		if (debug_on(d, DEBUG_ETHERCHANNEL))
			device_debug(d, "FEC: %s: %c -> %c", p->sw->iface->short_name, lag_letter(was), lag_letter(state));
		world_changed(&d->node);
		if (was == LAG_BUNDLED && p->sw->iface->link && p->group && lag_protocol_of(p->mode) == LAG_PAGP)
			errdisable_flap(p->sw, FLAP_PAGP);
	}
	return member != p->sw->member;
}

/* What the protocol makes of what was chosen. */
static u8 outcome(struct lag_port *p, const struct lag *g, u8 want, const char **why)
{
	bool may_be_alone = g && !g->standalone_disable && !g->layer3;

	if (want == LAG_DOWN || want == LAG_SUSPENDED || want == LAG_STANDBY || lag_protocol_of(p->mode) == LAG_STATIC)
		return want;
	if (want == LAG_BUNDLED)
		return lag_protocol_of(p->mode) == LAG_PAGP || lacp_carries(&p->lacp) ? LAG_BUNDLED : LAG_WAITING;
	if (lag_protocol_of(p->mode) == LAG_LACP && !lacp_alone(&p->lacp))
		return LAG_WAITING;
	if (may_be_alone)
		return LAG_ALONE;
	*why = "remote";
	return LAG_SUSPENDED;
}

static void tell_protocol(struct lag_switch *s, struct lag_port *p, const struct lag *g, u8 want)
{
	unsigned what;

	if (lag_protocol_of(p->mode) == LAG_LACP) {
		what = lacp_select(&p->lacp, want == LAG_BUNDLED ? LACP_SELECTED : want == LAG_STANDBY ? LACP_STANDBY : LACP_UNSELECTED);
		if (what & LACP_SEND)
			lag_send_lacp(s, p);
	} else if (lag_protocol_of(p->mode) == LAG_PAGP) {
		what = pagp_bundle(&p->pagp, want == LAG_BUNDLED, g && want == LAG_BUNDLED ? g->iface->ifindex : 0);
		if (what & PAGP_SEND)
			lag_send_pagp(s, p);
	}
}

/* ---- the bundle ---- */

static void take_address(struct lag *g, const struct port *from)
{
	memcpy(g->port.mac, from->mac, 6);
	memcpy(g->iface->mac, from->mac, 6);
}

static void rebuild(struct lag_switch *s, struct lag *g)
{
	u8 was = g->n_active;
	struct lag_port *before[LAG_ACTIVE_MAX];
	u64 kbit = 0;

	memcpy(before, g->active, sizeof(before));
	g->n_active = 0;
	for (u16 i = 0; i < s->n_ports && g->n_active < LAG_ACTIVE_MAX; i++) {
		struct lag_port *p = &s->port[i];

		if (p->group != g->number || p->state != LAG_BUNDLED)
			continue;
		g->active[g->n_active] = p;
		g->out[g->n_active++] = p->sw->iface->port;
		kbit += lag_port_kbit(p->sw->iface);
	}
	if (was == g->n_active && !memcmp(before, g->active, was * sizeof(before[0])))
		return;
	if (!was && g->n_active)
		take_address(g, g->out[0]);
	if (!g->iface->bandwidth_set)
		g->iface->bandwidth_kbit = kbit ? (u32)min_u64(kbit, UINT32_MAX) : 1000000;
	g->since = node_now(&s->b->dev->node);
}

static void set_carrier(struct lag_switch *s, struct lag *g)
{
	struct device *d = s->b->dev;
	bool is_short = g->n_active && g->n_active < g->min_links;

	if (is_short && !g->short_of_links)
		device_log(d, "EC", 5, "MINLINKS_NOTMET", "Port-channel %s is down bundled ports (%u) doesn't meet min-links", g->iface->short_name, g->n_active);
	else if (!is_short && g->short_of_links && g->n_active)
		device_log(d, "EC", 5, "MINLINKS_MET", "Port-channel %s is up as its bundled ports (%u) meets min-links", g->iface->short_name, g->n_active);
	g->short_of_links = is_short;
	g->port.link = g->n_active && !is_short;
	iface_update(g->iface);
}

void lag_select_group(struct lag_switch *s, u8 group)
{
	struct lag *g = lag_find(s, group);
	u8 *want = xcalloc(s->n_ports, 1);
	const char **why = xcalloc(s->n_ports, sizeof(*why));
	bool *told = xcalloc(s->n_ports, sizeof(*told));
	u8 n_was = g ? g->n_active : 0;
	nsec was = g ? g->since : 0;

	if (!group)
		goto out;
	lag_choose(s, g, group, want, why);
	for (u16 i = 0; i < s->n_ports; i++) {
		struct lag_port *p = &s->port[i];

		if (p->group != group)
			continue;
		tell_protocol(s, p, g, want[i]);
		want[i] = outcome(p, g, want[i], &why[i]);
		told[i] = set_state(s, p, g, want[i], why[i]);
	}
	if (g)
		rebuild(s, g);
	for (u16 i = 0; i < s->n_ports; i++)
		if (told[i])
			bridge_port_changed(s->port[i].sw);
	if (g) {
		set_carrier(s, g);
		if (s->b->stp && (g->n_active != n_was || g->since != was))
			stp_port_changed(s->b->stp, g->sw); /* its cost is another */
	}
out:
	free(want);
	free(why);
	free(told);
}

/* ---- what is configured ---- */

static void configure(struct lag_switch *s, struct lag_port *p)
{
	struct iface *i = p->sw->iface;
	struct lacp_info own = {
		.system_priority = s->system_priority, .key = p->group, .port_priority = p->priority, .port = (u16)(p->sw->index + 1),
		.state = (u8)(LACP_AGGREGATION | (p->mode == LAG_LACP_ACTIVE ? LACP_ACTIVITY : 0) | (p->fast ? LACP_SHORT_TIMEOUT : 0)),
	};
	struct pagp_info pagp = { .learn = p->learns_by_port ? PAGP_LEARN_PORT : PAGP_LEARN_ANY, .priority = p->pagp_priority, .port = i->ifindex, .capability = 0x10000u | p->group };
	unsigned what;

	memcpy(own.system, s->system, 6);
	memcpy(pagp.device, s->system, 6);
	what = lacp_set(&p->lacp, lag_protocol_of(p->mode) == LAG_LACP, &own);
	what |= lacp_link(&p->lacp, i->link && p->group);
	if (what & LACP_SEND)
		lag_send_lacp(s, p);
	what = pagp_set(&p->pagp, lag_protocol_of(p->mode) == LAG_PAGP, p->mode == LAG_PAGP_DESIRABLE, &pagp);
	what |= pagp_link(&p->pagp, i->link && p->group);
	if (what & PAGP_SEND && i->link)
		lag_send_pagp(s, p);
}

static void tick(struct timer *t)
{
	struct lag_switch *s = container_of(t, struct lag_switch, tick);
	struct node *n = &s->b->dev->node;

	timer_set(n->worker, t, max_u64(t->due, node_now(n) - NSEC_PER_MS) + NSEC_PER_SEC);
	for (u16 i = 0; i < s->n_ports; i++) {
		struct lag_port *p = &s->port[i];
		unsigned lacp, pagp;

		p->lacp.heard = 0;
		if (!p->group)
			continue;
		lacp = lacp_second(&p->lacp);
		pagp = pagp_second(&p->pagp);
		if (lacp & (LACP_RESELECT | LACP_CHANGED) || pagp & PAGP_RESELECT || p->state == LAG_WAITING)
			lag_select_group(s, p->group);
		if (lacp & LACP_SEND)
			lag_send_lacp(s, p);
		if (pagp & PAGP_SEND)
			lag_send_pagp(s, p);
	}
}

static bool in_use(const struct lag_switch *s)
{
	for (u16 i = 0; i < s->n_ports; i++)
		if (s->port[i].group)
			return true;
	return false;
}

void lag_apply(struct lag_switch *s)
{
	struct node *n = &s->b->dev->node;

	if (!in_use(s))
		timer_stop(n->worker, &s->tick);
	else if (!timer_is_set(&s->tick)) /* clocks of switches do not beat together */
		timer_set(n->worker, &s->tick, node_now(n) + NSEC_PER_MS + rng_below(&n->rng, NSEC_PER_SEC));
	for (u16 i = 0; i < s->n_ports; i++) {
		struct lag_port *p = &s->port[i];

		configure(s, p);
		if (!p->group && set_state(s, p, NULL, LAG_DOWN, NULL))
			bridge_port_changed(p->sw);
	}
	for (unsigned i = 0; i < s->n_lags; i++)
		if (s->lag[i]->iface)
			lag_select_group(s, s->lag[i]->number);
}

void lag_spread(const struct iface *i, const char *line, void (*add)(void *arg, const char *name), void *arg)
{
	const struct swport *sw = bridge_place_of(i);
	const struct lag_switch *s = i->dev->bridge->lags;

	if (!sw || !sw->lag || sw->routed || (strncmp(line, "switchport ", 11) && strncmp(line, "spanning-tree ", 14)))
		return;
	for (u16 k = 0; k < s->n_ports; k++)
		if (s->port[k].group == sw->lag->number)
			add(arg, s->port[k].sw->iface->name);
}

const struct iface *lag_members(const struct iface *i, const struct iface *after)
{
	const struct swport *sw = bridge_place_of(i);
	const struct lag *g = sw ? sw->lag : NULL;

	for (unsigned k = 0; g && k < g->n_active; k++)
		if (!after || (k && g->active[k - 1]->sw->iface == after))
			return g->active[k]->sw->iface;
	return NULL;
}

/* A Port-channel that is shut down takes its ports with it. */
static void follow_shutdown(struct lag_switch *s, struct lag *g)
{
	bool shut = g->iface && g->iface->shutdown;

	if (shut == g->was_shut)
		return;
	g->was_shut = shut;
	for (u16 i = 0; i < s->n_ports; i++) {
		const struct iface *m = s->port[i].sw->iface;

		if (s->port[i].group == g->number)
			port_enable(m->port, !shut && !m->shutdown && !m->err_disabled);
	}
}

void lag_port_changed(struct lag_switch *s, struct swport *sw)
{
	struct lag_port *p = lag_port_of(s, sw);

	if (sw->lag) {
		if (!sw->lag->iface)
			return;
		follow_shutdown(s, sw->lag);
		lag_select_group(s, sw->lag->number);
		return;
	}
	if (!p || !p->group)
		return;
	configure(s, p);
	lag_select_group(s, p->group);
}

/* ---- Port-channels ---- */

static struct lag *place(struct lag_switch *s)
{
	struct lag *g;

	for (unsigned i = 0; i < s->n_lags; i++)
		if (!s->lag[i]->iface)
			return s->lag[i];
	g = xcalloc(1, sizeof(*g));
	g->b = s->b;
	g->port.node = &s->b->dev->node;
	g->port.enabled = true;
	g->sw = bridge_port_add(s->b, &g->ghost);
	if (!g->sw)
		bug("more Port-channels than PORT_CHANNELS");
	g->port.index = g->sw->index;
	g->ghost.dev = s->b->dev;
	g->ghost.type = IF_PORT_CHANNEL;
	g->ghost.port = &g->port;
	g->ghost.name = g->ghost.short_name = g->port.name = xstrdup("Port-channel");
	g->sw->lag = g;
	g->sw->gone = true;
	s->lag[s->n_lags++] = g;
	return g;
}

void lag_iface_added(struct iface *i)
{
	struct lag_switch *s = i->dev->bridge->lags;
	struct lag *g = place(s);

	g->iface = i;
	g->number = (u8)i->number;
	g->max_bundle = LAG_ACTIVE_MAX;
	g->min_links = 1;
	g->standalone_disable = g->layer3 = g->was_shut = false;
	g->n_active = 0;
	g->since = node_now(&s->b->dev->node);
	memset(&g->port.stats, 0, sizeof(g->port.stats));
	memset(g->port.drops, 0, sizeof(g->port.drops));
	g->port.link = false;
	memcpy(g->port.mac, s->system, 6);
	memcpy(i->mac, s->system, 6);
	i->port = &g->port;
	i->sw = g->sw;
	g->sw->iface = i;
	g->sw->gone = g->sw->routed = false;
	lag_select_group(s, g->number);
}

void lag_iface_removed(struct iface *i)
{
	struct lag_switch *s = i->dev->bridge->lags;
	struct lag *g = bridge_place_of(i) ? bridge_place_of(i)->lag : NULL;

	if (!g)
		return;
	g->iface = NULL;
	g->n_active = 0;
	g->port.link = false;
	i->sw = NULL;
	i->port = NULL;
	g->sw->iface = &g->ghost;
	g->sw->gone = true;
	follow_shutdown(s, g);
	bridge_port_changed(g->sw);
	lag_select_group(s, g->number);
}

struct lag_switch *lag_switch_new(struct bridge *b)
{
	struct lag_switch *s = xcalloc(1, sizeof(*s));

	s->b = b;
	s->n_ports = b->n_ports;
	s->system_priority = 32768;
	if (b->dev->node.ports)
		memcpy(s->system, b->dev->node.ports->mac, 6);
	s->port = xcalloc(s->n_ports, sizeof(*s->port));
	for (u16 i = 0; i < s->n_ports; i++) {
		s->port[i].sw = &b->port[i];
		s->port[i].priority = 32768;
		s->port[i].pagp_priority = 128;
	}
	s->tick.fire = tick;
	lag_claim(s);
	b->lags = s;
	return s;
}

void lag_switch_free(struct lag_switch *s)
{
	timer_stop(s->b->dev->node.worker, &s->tick);
	s->b->lags = NULL;
	for (unsigned i = 0; i < s->n_lags; i++) {
		struct lag *g = s->lag[i];

		if (g->iface) {
			g->iface->sw = NULL;
			g->iface->port = NULL;
		}
		g->sw->iface = NULL;
		free(g->ghost.name);
		free(g);
	}
	free(s->port);
	free(s);
}
