/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/track.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "router/sla/sla.h"
#include "router/stack.h"

#define ROUTE_POLL (15 * NSEC_PER_SEC) /* IOS: track timer ip route */

struct tracks {
	struct track *first;
	struct track_user *users;
	u32 n;
	nsec poll[2];	/* of routes of IPv4, of IPv6; 0: ROUTE_POLL */
	u32 resolution[2][ROUTE_SOURCE_N]; /* 0: the default */
};

static struct tracks *tracks_of(struct ipstack *s)
{
	s = s->root;	/* configured once a device */
	if (!s->tracks)
		s->tracks = xcalloc(1, sizeof(*s->tracks));
	return s->tracks;
}

struct track *track_next(const struct ipstack *s, const struct track *after)
{
	return after ? after->next : s->root->tracks ? s->root->tracks->first : NULL;
}

const struct track_user *track_user_next(const struct ipstack *s, const struct track_user *after)
{
	return after ? after->next : s->root->tracks ? s->root->tracks->users : NULL;
}

nsec track_poll_every(const struct ipstack *s, u8 af)
{
	const struct tracks *all = s->root->tracks;

	return all && all->poll[af == AF_IP6] ? all->poll[af == AF_IP6] : ROUTE_POLL;
}

void track_poll(struct ipstack *s, u8 af, nsec every)
{
	tracks_of(s)->poll[af == AF_IP6] = every;
	for (struct track *t = track_next(s, NULL); t; t = t->next)
		if (timer_is_set(&t->poll) && t->prefix.af == af)
			timer_set(s->node->worker, &t->poll, stack_now(s) + track_poll_every(s, af));
}

void track_set_resolution(struct ipstack *s, u8 af, u8 source, u32 resolution)
{
	tracks_of(s)->resolution[af == AF_IP6][source] = resolution;
}

u32 track_resolution(const struct ipstack *s, u8 af, u8 source)
{
	u32 set = s->root->tracks ? s->root->tracks->resolution[af == AF_IP6][source] : 0;

	return set ? set : track_resolution_default(source);
}

static struct track *find(const struct ipstack *s, u16 number)
{
	for (struct track *t = track_next(s, NULL); t; t = t->next)
		if (t->number == number)
			return t;
	return NULL;
}

/* The interface speaks the family, and the router passes its packets on. */
static bool routes(const struct track *t)
{
	const struct ipif *p = t->iface && t->iface->up ? t->iface->ip : NULL;

	if (!p)
		return false;
	if (t->af == AF_IP4)
		return p->a4 && t->ip->forwarding;
	for (const struct addr6 *a = p->on6 && t->ip->forwarding6 ? p->a6 : NULL; a; a = a->next)
		if (a->linklocal && (a->state == ADDR6_PREFERRED || a->state == ADDR6_DEPRECATED))
			return true;
	return false;
}

static bool list_up(const struct track *t)
{
	for (const struct track_member *m = t->members; m; m = m->next)
		if ((m->user.up != m->inverted) != t->all)
			return !t->all;
	return t->all && t->members;
}

static bool sla_up(const struct track *t)
{
	const struct sla *a = sla_find(t->ip, t->sla);

	return a && (a->last.code == SLA_OK || (t->reachability && a->last.code == SLA_OVER_THRESHOLD));
}

static bool look(const struct track *t)
{
	switch (t->kind) {
	case TRACK_LINE:
		return t->iface && t->iface->up;
	case TRACK_IP_ROUTING:
		return routes(t);
	case TRACK_ROUTE:
		return track_route(t) != NULL;
	case TRACK_LIST:
		return list_up(t);
	case TRACK_SLA:
		return sla_up(t);
	case TRACK_METRIC:
	case TRACK_PERCENT:
	case TRACK_WEIGHT:
		return track_measures_up(t);
	case TRACK_STUB:
		return t->stub_up;
	}
	return false;
}

static bool is_there(const struct track *t) { return t && t->kind != TRACK_NONE; }

static void tell(struct ipstack *s, u16 number, bool up)
{
	bool there = is_there(find(s, number));

	for (struct track_user *u = tracks_of(s)->users, *next; u; u = next) {
		next = u->next;
		if (u->iface || u->object != number || (u->up == up && u->there == there))
			continue;
		u->up = up;
		u->there = there;
		u->changed(u);
	}
}

const char *track_type(const struct track *t)
{
	static const char *const types[TRACK_KINDS] = { "", "interface", "interface", "ip route", "list", "ip sla", "ip route", "list", "list", "stub-object" };

	return t->prefix.af == AF_IP6 ? "ipv6 route" : types[t->kind];
}

const char *track_parameter(const struct track *t)
{
	static const char *const parameters[TRACK_KINDS] = { "", "line-protocol", "ip routing", "reachability", "boolean", "state", "metric threshold", "percentage", "weight", "" };

	return t->reachability ? "reachability" : t->kind == TRACK_IP_ROUTING && t->af == AF_IP6 ? "ipv6 routing" : parameters[t->kind];
}

const char *track_about(const struct track *t, char buf[80])
{
	char a[IP6_TEXT];

	switch (t->kind) {
	case TRACK_ROUTE:
	case TRACK_METRIC:
		snprintf(buf, 80, "%s/%u", ipaddr_text(&t->prefix, a), t->plen);
		break;
	case TRACK_SLA:
		snprintf(buf, 80, "%u", t->sla);
		break;
	case TRACK_LIST:
		snprintf(buf, 80, "%s", t->all ? "and" : "or");
		break;
	case TRACK_PERCENT:
	case TRACK_WEIGHT:
		snprintf(buf, 80, "threshold");
		break;
	case TRACK_STUB:
		*buf = 0;
		break;
	default:
		snprintf(buf, 80, "%s", t->iface_name);
	}
	return buf;
}

/* The words of messages, and of debug's with a comma: short names of interfaces, a boolean list's word before what it is. */
static void words(const struct track *t, const char *comma, char to[160])
{
	char buf[80];

	track_about(t, buf);
	if (t->kind == TRACK_LIST)
		snprintf(to, 160, "list boolean %s", buf);
	else if (t->kind == TRACK_STUB)
		snprintf(to, 160, "stub-object");
	else
		snprintf(to, 160, "%s %s%s %s", track_type(t), t->kind == TRACK_LINE || t->kind == TRACK_IP_ROUTING ? (t->iface ? t->iface->short_name : t->iface_name) : buf, comma,
			 track_parameter(t));
}

static void become(struct track *t, bool up)
{
	char what[160];

	if (t->up == up)
		return;
	t->up = up;
	t->changes++;
	t->changed = stack_now(t->ip);
	words(t, "", what);
	device_log(t->ip->dev, "TRACK", 6, "STATE", "%u %s %s -> %s", t->number, what, up ? "Down" : "Up", up ? "Up" : "Down");
	words(t, ",", what);
	if (debug_on(t->ip->dev, DEBUG_TRACK))
		device_debug(t->ip->dev, "Track: %u Change #%u %s %s->%s", t->number, t->changes, what, up ? "Down" : "Up", up ? "Up" : "Down");
	tell(t->ip, t->number, up);
}

static void delay_over(struct timer *timer)
{
	struct track *t = container_of(timer, struct track, delay);

	if (debug_on(t->ip->dev, DEBUG_TRACK))
		device_debug(t->ip->dev, "Track: %u %s change delay expired", t->number, t->is ? "Up" : "Down");
	become(t, t->is);
}

static void found(struct track *t, bool is)
{
	struct worker *w = t->ip->node->worker;
	u32 delay_s = is ? t->delay_up_s : t->delay_down_s;

	if (is == t->is && (is == t->up || timer_is_set(&t->delay)))
		return;
	t->is = is;
	timer_stop(w, &t->delay);
	if (is == t->up) { /* back before anybody was told */
		if (debug_on(t->ip->dev, DEBUG_TRACK))
			device_debug(t->ip->dev, "Track: %u %s change delay cancelled", t->number, is ? "Down" : "Up");
		return;
	}
	if (!delay_s) {
		become(t, is);
		return;
	}
	timer_set(w, &t->delay, stack_now(t->ip) + delay_s * NSEC_PER_SEC);
	if (debug_on(t->ip->dev, DEBUG_TRACK))
		device_debug(t->ip->dev, "Track: %u %s change delayed for %u secs", t->number, is ? "Up" : "Down", delay_s);
}

static void poll_fired(struct timer *timer)
{
	struct track *t = container_of(timer, struct track, poll);

	timer_set(t->ip->node->worker, timer, stack_now(t->ip) + track_poll_every(t->ip, t->prefix.af));
	found(t, look(t));
}

struct track *track_get(struct ipstack *s, u16 number, bool make)
{
	struct tracks *all;
	struct track *t = find(s, number), **at;

	if (t || !make)
		return t;
	all = tracks_of(s);
	if (all->n == TRACK_MAX)
		return NULL;
	for (at = &all->first; *at && (*at)->number < number; at = &(*at)->next)
		;
	t = xcalloc(1, sizeof(*t));
	t->ip = s;
	t->number = number;
	t->poll.fire = poll_fired;
	t->delay.fire = delay_over;
	t->changed = stack_now(s);
	t->next = *at;
	*at = t;
	all->n++;
	return t;
}

void track_set_iface(struct track *t, const char *name)
{
	free(t->iface_name);
	t->iface_name = name ? xstrdup(name) : NULL;
	t->iface = name ? device_iface(t->ip->dev, name) : NULL;
}

void track_begin(struct track *t)
{
	struct worker *w = t->ip->node->worker;

	timer_stop(w, &t->delay);
	timer_stop(w, &t->poll);
	if (t->kind == TRACK_ROUTE || t->kind == TRACK_METRIC)
		timer_set(w, &t->poll, stack_now(t->ip) + track_poll_every(t->ip, t->prefix.af));
	t->is = look(t);
	become(t, t->is);
	tell(t->ip, t->number, t->up); /* that it is there now, if it is down */
}

void track_look(struct track *t) { found(t, look(t)); }

void track_routing_changed(struct ipstack *s)
{
	for (struct track *t = track_next(s, NULL); t; t = t->next)
		if (t->kind == TRACK_IP_ROUTING)
			track_look(t);
}

static void member_changed(struct track_user *u)
{
	struct track *t = container_of(u, struct track_member, user)->of;

	found(t, look(t));
}

static void member_describe(const struct track_user *u, char buf[64])
{
	snprintf(buf, 64, "Track-list %u", container_of(u, struct track_member, user)->of->number);
}

/* Does the object depend on the one of this number? A list that depended on itself would have no state. */
static bool depends(const struct ipstack *s, u16 object, u16 on)
{
	const struct track *t = find(s, object);

	if (object == on)
		return true;
	for (const struct track_member *m = t ? t->members : NULL; m; m = m->next)
		if (depends(s, m->object, on))
			return true;
	return false;
}

bool track_list_add(struct track *t, u16 object, bool inverted, u8 weight)
{
	struct track_member **at = &t->members, *m;
	unsigned n = 0;

	for (; *at && (*at)->object <= object; at = &(*at)->next, n++)
		if ((*at)->object == object) {
			(*at)->inverted = inverted;
			(*at)->weight = weight;
			found(t, look(t));
			return true;
		}
	for (m = *at; m; m = m->next)
		n++;
	if (n >= TRACK_LIST_MAX || depends(t->ip, object, t->number))
		return false;
	m = xcalloc(1, sizeof(*m));
	m->of = t;
	m->object = object;
	m->inverted = inverted;
	m->weight = weight;
	m->user = (struct track_user){ .changed = member_changed, .describe = member_describe, .object = object };
	m->next = *at;
	*at = m;
	track_watch(t->ip, &m->user);
	found(t, look(t));
	return true;
}

void track_list_remove(struct track *t, u16 object)
{
	for (struct track_member **at = &t->members, *m; (m = *at); at = &m->next)
		if (m->object == object) {
			*at = m->next;
			track_unwatch(t->ip, &m->user);
			free(m);
			found(t, look(t));
			return;
		}
}

void track_list_clear(struct track *t)
{
	while (t->members)
		track_list_remove(t, t->members->object);
}

void track_remove(struct track *t)
{
	struct ipstack *s = t->ip;
	struct track **at;
	u16 number = t->number;

	track_list_clear(t);
	timer_stop(s->node->worker, &t->poll);
	timer_stop(s->node->worker, &t->delay);
	for (at = &s->tracks->first; *at != t; at = &(*at)->next)
		;
	*at = t->next;
	s->tracks->n--;
	free(t->iface_name);
	free(t);
	if (!s->cleaning)
		tell(s, number, false);
}

static bool iface_is_up(const struct ipstack *s, const char *name)
{
	const struct iface *i = device_iface(s->dev, name);

	return i && i->up;
}

/* Whoever watches an interface without an object of its own. */
static void tell_iface(struct ipstack *s, const struct iface *i, bool up)
{
	for (struct track_user *u = s->root->tracks ? s->root->tracks->users : NULL, *next; u; u = next) {
		next = u->next;
		if (!u->iface || u->up == up || strcmp(u->iface, i->name))
			continue;
		u->up = up;
		u->changed(u);
	}
}

void track_watch(struct ipstack *s, struct track_user *u)
{
	struct track_user **at = &tracks_of(s)->users;
	const struct track *t = find(s, u->object);

	while (*at)
		at = &(*at)->next;
	u->next = NULL;
	u->up = u->iface ? iface_is_up(s, u->iface) : t && t->up;
	u->there = u->iface || is_there(t);
	*at = u;
}

void track_unwatch(struct ipstack *s, struct track_user *u)
{
	s = s->root;
	if (!s->tracks)
		return;
	for (struct track_user **at = &s->tracks->users; *at; at = &(*at)->next)
		if (*at == u) {
			*at = u->next;
			return;
		}
}

void track_iface_changed(struct iface *i)
{
	struct ipstack *s = i->dev->ip;

	for (struct track *t = s ? track_next(s, NULL) : NULL; t; t = t->next) {
		if (!t->iface && t->iface_name && !strcmp(t->iface_name, i->name)) /* it has come */
			t->iface = i;
		if (t->iface == i)
			found(t, look(t));
	}
	if (s)
		tell_iface(s, i, i->up);
}

void track_iface_removed(struct iface *i)
{
	struct ipstack *s = i->dev->ip;

	for (struct track *t = s ? track_next(s, NULL) : NULL; t; t = t->next)
		if (t->iface == i) {
			t->iface = NULL;
			found(t, false);
		}
	if (s)
		tell_iface(s, i, false);
}

void track_sla_changed(struct ipstack *s, u32 number)
{
	for (struct track *t = track_next(s, NULL); t; t = t->next)
		if (t->kind == TRACK_SLA && t->sla == number)
			found(t, look(t));
}

void track_free(struct ipstack *s)
{
	route_track_free(s);
	while (s->tracks && s->tracks->first)
		track_remove(s->tracks->first);
	free(s->tracks);
	s->tracks = NULL;
}
