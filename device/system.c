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
	lines_init(s);
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
	lines_free(s);
	access_free(d, s->access);
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
	d->system->clock_source = CLOCK_BY_NTP;
}

void device_clock_lost(struct device *d)
{
	if (d->system->clock_source == CLOCK_BY_NTP)
		d->system->clock_source = CLOCK_LOST;
}

const char *device_clock_mark(const struct device *d)
{
	return d->system->clock_source == CLOCK_UNSET ? "*" : d->system->clock_source == CLOCK_LOST ? "." : "";
}

const char *device_banner(const struct device *d, enum device_banner which)
{
	return d->system->banner[which];
}
