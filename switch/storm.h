/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Storm control: how much broadcast, multicast and unicast may come in by a port. What comes is measured by the second of the world's clock, that
 * which is dropped too; above the rising level the kind is dropped until a whole second stayed below the falling one.
 */
#ifndef SWITCH_STORM_H
#define SWITCH_STORM_H

#include "switch/bridge.h"

enum storm_kind { STORM_BROADCAST, STORM_MULTICAST, STORM_UNICAST, STORM_KINDS };
enum storm_unit { STORM_OFF, STORM_PERCENT, STORM_BPS, STORM_PPS }; /* hundredths of a percent of the port's speed, bits, frames a second */

struct storm_level {
	u8 unit;		/* enum storm_unit */
	u64 rising, falling;
	/* state */
	bool filtering;
	u64 limit;		/* `rising`, in what is counted; of this second */
	u64 count, last;	/* bits or frames of this second, and of the one before */
};

struct storm_port {
	struct storm_level level[STORM_KINDS];
	bool shutdown;		/* the action: err-disabled, not filtered */
	bool trap;		/* the action: SNMP hears of it */
	u64 second;		/* of the clock, that `count` is of */
	nsec until;		/* when it is over */
};

struct storm {
	struct bridge *b;
	struct storm_port *port; /* by index */
};

struct storm *storm_new(struct bridge *b);
void storm_free(struct storm *s);
/* The level in what is counted: bits or frames a second. */
u64 storm_limit(const struct swport *p, const struct storm_level *l, u64 level);
/* Lets seconds that have passed count: before a show. */
void storm_roll(struct swport *p);
/* The configuration is new. */
void storm_changed(struct swport *p);
static inline struct storm_port *storm_port_of(const struct swport *p) { return p->storm; }
/* Is a level set on the port? Then each of its frames is counted. */
bool storm_wants(const struct swport *p);
/* A second is over, or a level is reached. */
enum drop storm_look_slow(struct swport *in, struct storm_level *l, u64 amount);
static inline enum drop storm_look(struct swport *in, const struct frame *f)
{
	const u8 *d = f->data;
	struct storm_level *l = &in->storm->level[!mac_is_group(d) ? STORM_UNICAST : d[0] == 0xff ? STORM_BROADCAST : STORM_MULTICAST];
	u64 amount = l->unit == STORM_PPS ? 1 : 8ull * f->len;

	if (unlikely(in->bridge->now >= in->storm->until || l->count + amount > l->limit))
		return storm_look_slow(in, l, amount);
	l->count += amount;
	return DROP_NONE;
}
/* The same for a burst of unicast frames at once. false: each has to be looked at. */
static inline bool storm_look_all(struct swport *in, const struct vlan_count *sum)
{
	struct storm_level *l = &in->storm->level[STORM_UNICAST];
	u64 amount = l->unit == STORM_PPS ? sum->frames : 8 * sum->bytes;

	if (sum->group || in->bridge->now >= in->storm->until || l->count + amount > l->limit)
		return false;
	l->count += amount;
	return true;
}
/* "20.00%", "1.50m bps", "100 pps" */
const char *storm_words(const struct storm_level *l, u64 value, char buf[40]);

#endif
