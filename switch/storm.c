/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/storm.h"

#include <stdio.h>
#include <stdlib.h>

#include "router/snmp/snmp.h"
#include "switch/errdisable.h"

u64 storm_limit(const struct swport *p, const struct storm_level *l, u64 level)
{
	return l->unit == STORM_PERCENT ? p->iface->bandwidth_kbit * level / 10 : level;
}

/* What a second may count before something has to be done. */
static void set_limit(const struct swport *p, struct storm_level *l)
{
	l->limit = !l->unit ? UINT64_MAX : l->filtering ? 0 : storm_limit(p, l, l->rising);
}

void storm_roll(struct swport *p)
{
	struct storm_port *sp = storm_port_of(p);
	u64 second = node_now(&p->bridge->dev->node) / NSEC_PER_SEC, passed = second - sp->second;

	if (!passed)
		return;
	sp->second = second;
	sp->until = (second + 1) * NSEC_PER_SEC;
	for (unsigned i = 0; i < STORM_KINDS; i++) {
		struct storm_level *l = &sp->level[i];

		l->last = passed == 1 ? l->count : 0;
		l->count = 0;
		if (l->filtering && l->last <= storm_limit(p, l, l->falling))
			l->filtering = false;
		set_limit(p, l);
	}
}

static void begins(struct swport *p, struct storm_level *l, enum storm_kind kind)
{
	static const char *const word[] = { "Broadcast", "Multicast", "Unicast" };
	struct device *d = p->bridge->dev;
	const char *name = p->iface->short_name;

	l->filtering = true;
	if (storm_port_of(p)->trap)
		snmp_storm(p->iface, kind + 1u, storm_port_of(p)->shutdown && errdisable_detects(p->bridge->err, ERR_STORM) ? SNMP_STORM_SHUTDOWN : SNMP_STORM_FILTERED);
	if (!storm_port_of(p)->shutdown) {
		device_log(d, "STORM_CONTROL", 3, "FILTERED", "A %s storm detected on %s. A packet filter action has been applied on the interface.",
			   word[kind], name);
		return;
	}
	if (errdisable_hit(p, ERR_STORM))
		device_log(d, "STORM_CONTROL", 3, "SHUTDOWN", "A packet storm was detected on %s. The interface has been disabled.", name);
}

enum drop storm_look_slow(struct swport *in, struct storm_level *l, u64 amount)
{
	if (in->bridge->now >= in->storm->until)
		storm_roll(in);
	if (!l->unit)
		return DROP_NONE;
	l->count += amount;
	if (!l->filtering && l->count > l->limit)
		begins(in, l, (enum storm_kind)(l - in->storm->level));
	return l->filtering ? DROP_STORM_CONTROL : DROP_NONE;
}

bool storm_wants(const struct swport *p)
{
	const struct storm_port *sp = storm_port_of(p);

	return sp->level[0].unit || sp->level[1].unit || sp->level[2].unit;
}

void storm_changed(struct swport *p)
{
	for (unsigned i = 0; i < STORM_KINDS; i++)
		storm_port_of(p)->level[i].filtering = false;
	for (unsigned i = 0; i < STORM_KINDS; i++)
		set_limit(p, &storm_port_of(p)->level[i]);
	bridge_checks_changed(p->bridge);
}

static const char *scaled(u64 v, const char *unit, char buf[40])
{
	static const struct {
		u64 one;
		const char *letter;
	} scale[] = { { 1000000000, "g" }, { 1000000, "m" }, { 1000, "k" } };

	for (unsigned i = 0; i < ARRAY_LEN(scale); i++)
		if (v >= scale[i].one) {
			snprintf(buf, 40, "%llu.%02llu%s %s", (unsigned long long)(v / scale[i].one), (unsigned long long)(v % scale[i].one * 100 / scale[i].one),
				 scale[i].letter, unit);
			return buf;
		}
	snprintf(buf, 40, "%llu %s", (unsigned long long)v, unit);
	return buf;
}

const char *storm_words(const struct storm_level *l, u64 value, char buf[40])
{
	if (l->unit == STORM_PERCENT) {
		snprintf(buf, 40, "%llu.%02llu%%", (unsigned long long)(value / 100), (unsigned long long)(value % 100));
		return buf;
	}
	return scaled(value, l->unit == STORM_BPS ? "bps" : "pps", buf);
}

struct storm *storm_new(struct bridge *b)
{
	struct storm *s = xcalloc(1, sizeof(*s));

	s->b = b;
	s->port = xcalloc(b->max_ports, sizeof(*s->port));
	b->storm = s;
	for (u16 i = 0; i < b->max_ports; i++)
		b->port[i].storm = &s->port[i];
	return s;
}

void storm_free(struct storm *s)
{
	s->b->storm = NULL;
	free(s->port);
	free(s);
}
