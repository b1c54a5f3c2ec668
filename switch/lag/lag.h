/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Link aggregation of a switch (IEEE 802.1AX-2014): channel groups, their ports, and the Port-channel that switching sees in their place.
 *
 * A Port-channel is a port of the bridge like any other (struct swport), with an interface and a struct port that is plugged into nothing: counters
 * and drops stand there. Frames that come in on a bundled port count as its (swport->path); what it sends leaves by one of the bundled
 * ports, chosen by a hash so that a conversation keeps its order (6.2.4).
 */
#ifndef SWITCH_LAG_LAG_H
#define SWITCH_LAG_LAG_H

#include "switch/bridge.h"
#include "switch/lag/lacp.h"
#include "switch/lag/pagp.h"

enum { LAG_GUARD_CHANGES = 75, LAG_GUARD_S = 30 };
enum { LAG_ACTIVE_MAX = 8, LAG_BUCKETS = 8, LAG_LACP_MEMBERS = 16, LAG_MEMBERS = 8 };

enum lag_mode { LAG_NONE, LAG_ON, LAG_LACP_ACTIVE, LAG_LACP_PASSIVE, LAG_PAGP_AUTO, LAG_PAGP_DESIRABLE };
enum lag_protocol { LAG_STATIC, LAG_LACP, LAG_PAGP };

/* How a port of a group stands; the letter is `show etherchannel summary`'s. */
enum lag_state {
	LAG_DOWN,		/* D: no link, or the Port-channel is shut down */
	LAG_ALONE,		/* I: nobody answers: switches by itself */
	LAG_WAITING,		/* w: to be aggregated */
	LAG_SUSPENDED,		/* s: does not fit */
	LAG_STANDBY,		/* H: in reserve */
	LAG_BUNDLED,		/* P */
};

/* Why a port does not fit its Port-channel: its lines of switching are others. */
#define LAG_OTHER_MODE "trunk mode"
#define LAG_OTHER_ACCESS "access vlan"
#define LAG_OTHER_NATIVE "native vlan"
#define LAG_OTHER_ALLOWED "vlan mask"

enum lag_balance {
	BALANCE_SRC_MAC, BALANCE_DST_MAC, BALANCE_SRC_DST_MAC, BALANCE_SRC_IP, BALANCE_DST_IP, BALANCE_SRC_DST_IP, BALANCE_SRC_PORT, BALANCE_DST_PORT,
	BALANCE_SRC_DST_PORT, BALANCE_N
};

struct lag_port {
	struct swport *sw;
	/* configuration */
	u8 mode;		/* enum lag_mode */
	bool non_silent;	/* as PAgP's line says; a partner that is not heard is none either way */
	u8 only;		/* `channel-protocol`: enum lag_protocol; LAG_STATIC: any */
	bool fast;		/* `lacp rate fast` */
	u8 group;		/* 0: none */
	u16 priority;		/* `lacp port-priority` */
	u8 pagp_priority;
	bool learns_by_port;	/* `pagp learn-method physical-port`: what PAgP says; our table learns by channel either way */
	/* state */
	u8 state;		/* enum lag_state */
	const char *why;	/* of LAG_SUSPENDED, as last logged */
	nsec since;		/* of state */
	struct lacp_port lacp;
	struct pagp_port pagp;
};

struct lag {
	struct bridge *b;
	struct swport *sw;
	struct iface *iface;	/* NULL: removed, or not there yet */
	struct iface ghost;	/* what sw points to meanwhile */
	struct port port;
	u8 number;		/* of the Port-channel */
	/* configuration */
	u8 max_bundle, min_links;
	bool standalone_disable;
	bool layer3;		/* `no switchport` */
	/* the guard: who sent the last BPDU, how often that was another one, when last */
	u8 bpdu_from[6];
	u8 bpdu_changes;
	nsec bpdu_changed;
	/* state */
	u8 n_active;
	bool was_shut;
	bool short_of_links;	/* bundled ports are fewer than min_links, as last logged */
	struct lag_port *active[LAG_ACTIVE_MAX];
	struct port *out[LAG_ACTIVE_MAX]; /* theirs: whom a hash leads to */
	nsec since;		/* of the last change of the bundle */
};

struct lag_switch {
	struct bridge *b;
	u16 system_priority;
	u8 system[6];
	u8 balance;		/* enum lag_balance */
	bool no_guard;		/* `no spanning-tree etherchannel guard misconfig` */
	u16 n_ports;		/* of the node: the first in bridge->port */
	struct lag_port *port;	/* by index, n_ports of them */
	struct lag *lag[PORT_CHANNELS]; /* in the order in which they were made */
	unsigned n_lags;
	struct timer tick;
};

struct lag_switch *lag_switch_new(struct bridge *b);
void lag_switch_free(struct lag_switch *s);
/* The Port-channel's interface is there, or goes. */
void lag_iface_added(struct iface *i);
void lag_iface_removed(struct iface *i);
/* The Port-channel with that number and an interface; NULL: none. */
struct lag *lag_find(const struct lag_switch *s, u32 number);
struct lag_port *lag_port_of(const struct lag_switch *s, const struct swport *p); /* NULL: not a port of the node */
static inline enum lag_protocol lag_protocol_of(u8 mode)
{
	return mode <= LAG_ON ? LAG_STATIC : mode <= LAG_LACP_PASSIVE ? LAG_LACP : LAG_PAGP;
}
/* What the group's ports speak; false: it has none. */
bool lag_group_protocol(const struct lag_switch *s, u8 group, enum lag_protocol *protocol);
/* For the bridge: link or configuration of a port, or of a Port-channel, is new. */
void lag_port_changed(struct lag_switch *s, struct swport *p);
/* The configuration is new: all follows it. */
void lag_apply(struct lag_switch *s);
/* For device_ops.iface_spread: a Port-channel's lines of switching and spanning tree are its ports', too. */
void lag_spread(const struct iface *i, const char *line, void (*add)(void *arg, const char *name), void *arg);
/* For device_ops.iface_members: the ports that are bundled. */
const struct iface *lag_members(const struct iface *i, const struct iface *after);
/* Chooses anew who of the group is bundled. */
void lag_select_group(struct lag_switch *s, u8 group);
const char *lag_mode_name(u8 mode); /* "active" */
char lag_letter(u8 state);

/* lag_select.c: who may be bundled: sets state and why of the group's ports to what they should be. */
void lag_choose(struct lag_switch *s, struct lag *g, u8 group, u8 want[], const char *why[]);

/* ---- lag_send.c ---- */

/* Consume. */
void lag_send(struct lag *g, struct frame **f, unsigned n);
/* Takes a reference. */
void lag_send_shared(struct lag *g, struct frame *f);
void lag_count_input(struct lag *g, struct frame **f, unsigned n);
u8 lag_hash(enum lag_balance balance, const struct frame *f);
const char *lag_balance_name(enum lag_balance balance);
/* Spanning tree's cost, by what the bundle carries. */
u32 lag_cost(const struct lag *g, bool long_costs);
/* kbit/s of one port. */
u32 lag_port_kbit(const struct iface *i);

/*
 * lag_guard.c: a BPDU came by the Port-channel. The other end of a static channel that is no channel there sends from several ports; when they have
 * taken turns too often, the channel is taken out of service, as it would loop.
 */
void lag_guard_bpdu(struct swport *channel, const u8 from[6]);

/* ---- lag_frame.c ---- */

void lag_claim(struct lag_switch *s);
void lag_send_lacp(struct lag_switch *s, struct lag_port *p);
void lag_send_pagp(struct lag_switch *s, struct lag_port *p);

#endif
