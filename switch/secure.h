/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Port security: how many addresses may speak on a port, and which. Secure addresses stand in the forwarding table as static ones; one that is not
 * there is learnt while there is room, else it is a violation. Sticky ones become lines of the running configuration, by a timer: never while a
 * burst is being delivered.
 */
#ifndef SWITCH_SECURE_H
#define SWITCH_SECURE_H

#include "switch/bridge.h"

enum secure_type { SECURE_CONFIGURED, SECURE_DYNAMIC, SECURE_STICKY };
enum secure_violation { VIOLATION_SHUTDOWN, VIOLATION_RESTRICT, VIOLATION_PROTECT };
enum { SECURE_MAX = 3072, SECURE_SYSTEM_MAX = 8192, SECURE_LOG_S = 5, SECURE_LOOK_S = 6 };

struct secure_addr {
	u8 mac[6];
	u16 vlan;
	u8 type;		/* enum secure_type */
	bool unsaved;		/* sticky, and its line is due */
	bool leaving;		/* its line is to go, and it with the line */
	nsec since;
};

struct secure_port {
	struct swport *sw;
	/* configuration */
	bool on, sticky, age_static, inactivity;
	u8 violation;		/* enum secure_violation */
	u16 max;
	u16 age_min;		/* 0: never */
	/* state */
	bool active;		/* on, and the port is no dynamic one */
	struct secure_addr *addr; /* in order of entry */
	u16 n;
	u64 violations;
	u64 last;		/* who spoke last, as the forwarding table's key; 0: nobody yet */
	nsec logged;		/* the last violation in the log; 0: none */
};

struct secure {
	struct bridge *b;
	struct secure_port *port; /* by index */
	struct timer age;	/* set while a port's addresses age */
	struct timer lines;	/* sticky addresses go into the configuration */
};

struct secure *secure_new(struct bridge *b);
void secure_free(struct secure *s);
/* The bridge's: link or mode is new. */
void secure_port_changed(struct secure *s, struct swport *sw);
/* The port's configuration of port security is new. */
void secure_apply(struct secure_port *p);
static inline struct secure_port *secure_port_of(const struct swport *sw) { return &sw->bridge->secure->port[sw->index]; }

struct secure_addr *secure_find(struct secure_port *p, const u8 mac[6], u16 vlan);
/* Adds it, or makes it of this type when it is there. NULL: no room. */
struct secure_addr *secure_add(struct secure_port *p, const u8 mac[6], u16 vlan, enum secure_type type);
void secure_remove(struct secure_port *p, struct secure_addr *a);
void secure_set_sticky(struct secure_port *p, bool on);
/* Removes learnt addresses: of a type, of a VLAN and address (mac NULL: any). Returns how many. */
unsigned secure_clear(struct secure_port *p, enum secure_type type, const u8 *mac);
/* The lines of addresses of this type (sticky, configured) go from the configuration, and the addresses with them. */
void secure_unstick(struct secure_port *p, enum secure_type type, const u8 *mac);
/* Minutes until the address goes; false: it does not age. */
bool secure_age_left(const struct secure_port *p, const struct secure_addr *a, u32 *minutes);
/* Addresses beyond the one that each port may have, of all ports. */
unsigned secure_total(const struct secure *s);

/* Is port security at work on the port? Then the source of each of its frames has to be bound there. */
bool secure_wants(const struct swport *p);
/* The address is not one that is bound here. */
enum drop secure_look_slow(struct swport *in, const u8 *mac, u16 vlan, u64 key);
/* Whoever calls it for a burst sets `last`. */
static inline enum drop secure_look(struct swport *in, const struct frame *f, u16 vlan, u64 key, u32 tick)
{
	struct fdb_entry *e = fdb_find(&in->bridge->fdb, key);

	if (unlikely(!e || e->port != in->index || e->kind != FDB_STATIC))
		return secure_look_slow(in, f->data + 6, vlan, key);
	if (unlikely(e->seen != tick))
		e->seen = tick;
	return in->going_down ? DROP_PORT_SECURITY : DROP_NONE;
}

#endif
