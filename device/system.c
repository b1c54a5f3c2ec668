/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device has but for interfaces and log: its clock, its banners, the settings of its lines, its identity. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

static u64 identity(const struct node *n)
{
	u64 h = 0xcbf29ce484222325ull;

	for (const char *c = n->world->name; c && *c; c++)
		h = (h ^ (u8)*c) * 0x100000001b3ull;
	for (const char *c = n->name; *c; c++)
		h = (h ^ (u8)*c) * 0x100000001b3ull;
	return h;
}

static void idle_fire(struct timer *t)
{
	system_idle_check(container_of(t, struct system, idle)->dev);
}

void system_new(struct device *d)
{
	static const char digit[] = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"; /* none that looks like another */
	struct system *s = xcalloc(1, sizeof(*s));
	u64 id = identity(&d->node);

	s->dev = d;
	s->idle.fire = idle_fire;
	s->access = access_new();
	s->line[LINE_VTY].login = LOGIN_PASSWORD;
	s->serial[0] = '9';
	for (unsigned i = 1; i < 11; i++, id /= 32)
		s->serial[i] = digit[id % 32];
	id = identity(&d->node);
	if (d->node.ports) {
		memcpy(s->base_mac, d->node.ports->mac, 6);
	} else {
		for (unsigned i = 0; i < 6; i++)
			s->base_mac[i] = (u8)(id >> (8 * i));
		s->base_mac[0] = (u8)((s->base_mac[0] & 0xfc) | 2);
	}
	d->system = s;
}

void system_free(struct device *d)
{
	struct system *s = d->system;

	if (!s)
		return;
	timer_stop(d->node.worker, &s->idle);
	reload_forget(d);
	for (unsigned i = 0; i < BANNER_N; i++)
		free(s->banner[i]);
	access_free(s->access);
	free(s);
	d->system = NULL;
}

s64 device_wall_clock(struct device *d)
{
	s64 base = CLOCK_EPOCH_S * (s64)NSEC_PER_SEC + (s64)node_now(&d->node);

	if (d->wall_clock && d->node.world->clock == CLOCK_REAL)
		base = d->wall_clock(d);
	return base + d->system->clock_offset;
}

void device_clock_adjust(struct device *d, s64 by_ns)
{
	d->system->clock_offset += by_ns;
	d->system->clock_set = true;
}

const char *device_banner(const struct device *d, enum device_banner which)
{
	return d->system->banner[which];
}

/* ---- lines: what `line con 0` and `line vty 0 4` say of sessions ---- */

unsigned line_of(const char *where)
{
	if (where && !strncmp(where, "con", 3))
		return LINE_CON;
	if (where && !strncmp(where, "vty", 3))
		return LINE_VTY;
	return LINE_N;
}

void system_session(struct device *d, struct cli *c)
{
	const struct cli_options *o = cli_session(c);
	unsigned n = line_of(o->where);
	const struct line *l;

	if (n == LINE_N || !o->interactive)
		return;
	l = &d->system->line[n];
	if (l->length_set || l->width_set)
		cli_set_size(c, l->length_set ? l->length : o->length, l->width_set ? l->width : o->width);
	if (l->timeout_s)
		system_idle_check(d);
	access_begin(d, c);
}

/* Ends the sessions in which no one has typed for as long as their line allows; sets the timer to when the next would be. */
void system_idle_check(struct device *d)
{
	nsec now = node_now(&d->node), first = NSEC_NEVER;

	for (struct cli *c = shell_sessions(d->shell, NULL), *next; c; c = next) {
		const struct cli_options *o = cli_session(c);
		unsigned n = line_of(o->where);
		nsec due;

		next = shell_sessions(d->shell, c);
		if (n == LINE_N || !o->interactive || !d->system->line[n].timeout_s)
			continue;
		due = cli_last_input(c) + d->system->line[n].timeout_s * NSEC_PER_SEC;
		if (due <= now)
			cli_end(c);
		else
			first = min_u64(first, due);
	}
	if (first == NSEC_NEVER)
		timer_stop(d->node.worker, &d->system->idle);
	else
		timer_set(d->node.worker, &d->system->idle, first);
}
