/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ports that a guard takes out of service: as after `shutdown`, until somebody or the recovery timer brings them back. A guard says
 * errdisable_hit() from wherever it stands, even in the middle of a burst; the port goes down a moment later, from a timer.
 */
#ifndef SWITCH_ERRDISABLE_H
#define SWITCH_ERRDISABLE_H

#include "switch/bridge.h"

/* In the order of `show errdisable recovery`. */
enum errdisable_cause { ERR_ARP_INSPECTION, ERR_BPDUGUARD, ERR_CHANNEL, ERR_DHCP_RATE, ERR_DTP_FLAP, ERR_LINK_FLAP, ERR_PAGP_FLAP, ERR_PSECURE, ERR_STORM,
			ERR_UDLD, ERR_CAUSES };
/* What comes and goes: in the order of `show errdisable flap-values`. */
enum flap_cause { FLAP_PAGP, FLAP_DTP, FLAP_LINK, FLAP_CAUSES };

enum { ERRDISABLE_RECOVERY_S = 300, FLAPS_MAX = 100 };

/* How often within how long is too often: more than `most` in `within_s`. */
struct flap_limit {
	u8 most, within_s;
};

/* The last times that it went, a ring; no longer than FLAPS_MAX + 1. */
struct flap_times {
	nsec *at;		/* NULL: never */
	u8 next;		/* place of the oldest */
};

struct errdisable_port {
	struct swport *sw;
	u8 cause;		/* enum errdisable_cause, of the last hit */
	bool pending;		/* about to go down */
	bool had_link;
	struct flap_times flap[FLAP_CAUSES];
	struct timer timer;	/* takes it down; later recovers it */
};

struct errdisable {
	struct bridge *b;
	u32 ignore;		/* bit a cause: `no errdisable detect cause`: takes no port down */
	u32 recover;		/* bit a cause: recovers by itself */
	bool recover_all;	/* `cause all` */
	u32 interval_s;
	struct flap_limit limit[FLAP_CAUSES];
	struct errdisable_port *port; /* by index */
};

struct errdisable *errdisable_new(struct bridge *b);
void errdisable_free(struct errdisable *e);
/* true: it is news; false: it is down, or about to be, or nobody is to look for this cause. */
bool errdisable_hit(struct swport *p, enum errdisable_cause cause);
/* It has gone once more: the port goes down when that was too often. */
void errdisable_flap(struct swport *p, enum flap_cause cause);
/* For the bridge: the port's link may be new. */
void errdisable_port_changed(struct swport *p);
enum errdisable_cause flap_error(enum flap_cause cause);
struct flap_limit flap_limit_default(enum flap_cause cause);
/* Down by a guard, or about to be: nothing that comes in counts. */
bool errdisable_is(const struct swport *p);
const char *errdisable_name(enum errdisable_cause cause); /* as lines of configuration have it: "bpduguard" */
const char *errdisable_words(enum errdisable_cause cause); /* as shows and messages have it */
bool errdisable_detects(const struct errdisable *e, enum errdisable_cause cause);
bool errdisable_recovers(const struct errdisable *e, enum errdisable_cause cause);
/* What recovers, or after how long, is new: ports that are down count from now. */
void errdisable_recovery_changed(struct errdisable *e);

#endif
