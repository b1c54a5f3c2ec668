/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Link Aggregation Control Protocol of one port (IEEE 802.1AX-2014, clause 6.4). Pure: told of link, seconds, LACPDUs and of what was
 * selected; each call answers what is to be done. Which ports make one link is decided outside (lag.c): that is the selection logic
 * of 6.4.14. The multiplexer is the one with coupled control (figure 6-22).
 */
#ifndef SWITCH_LAG_LACP_H
#define SWITCH_LAG_LACP_H

#include "core/types.h"
#include "net/rd.h"

/* 6.4.2.3: the bits of a state, as on the wire. */
enum lacp_bit {
	LACP_ACTIVITY = 1, LACP_SHORT_TIMEOUT = 2, LACP_AGGREGATION = 4, LACP_SYNC = 8, LACP_COLLECTING = 16, LACP_DISTRIBUTING = 32,
	LACP_DEFAULTED = 64, LACP_EXPIRED = 128,
};

enum {
	LACP_SUBTYPE = 1, MARKER_SUBTYPE = 2,
	LACP_FAST_S = 1, LACP_SLOW_S = 30, LACP_SHORT_S = 3, LACP_LONG_S = 90, LACP_WAIT_S = 2, /* 6.4.4 */
	LACP_A_SECOND = 3,	/* 6.4.16: LACPDUs sent in a fast period, at most */
	LACP_HEARD_A_SECOND = 10, /* more are dropped */
	LACP_BYTES = 110,	/* behind the EtherType */
};

/* What a port says of itself, and what it says of its partner (6.4.2.3). */
struct lacp_info {
	u16 system_priority;
	u8 system[6];
	u16 key;
	u16 port_priority, port;
	u8 state;		/* enum lacp_bit */
};

struct lacp_pdu {
	struct lacp_info actor, partner;
};

enum lacp_rx_state { LACP_RX_PORT_DISABLED, LACP_RX_EXPIRED, LACP_RX_LACP_DISABLED, LACP_RX_DEFAULTED, LACP_RX_CURRENT };
enum lacp_mux_state { LACP_DETACHED, LACP_WAITING, LACP_ATTACHED, LACP_COLLECTING_DISTRIBUTING };
enum lacp_selected { LACP_UNSELECTED, LACP_STANDBY, LACP_SELECTED };

/* What a call asks of its caller: any of these. */
enum lacp_do {
	LACP_SEND = 1,		/* an LACPDU of lacp_fill() leaves */
	LACP_RESELECT = 2,	/* what is known of the partner is new: select again */
	LACP_CHANGED = 4,	/* the port began or ceased to carry frames of the aggregate */
};

struct lacp_port {
	/* configuration */
	bool enabled;
	/* state */
	bool up;
	struct lacp_info actor, partner; /* operational */
	u8 rx;			/* enum lacp_rx_state */
	u8 mux;			/* enum lacp_mux_state */
	u8 selected;		/* enum lacp_selected */
	bool ntt;		/* need to transmit */
	u8 sent, heard;		/* in this second */
	u8 current_left, periodic_left, wait_left; /* seconds; 0: stopped */
	u64 rx_pdus, tx_pdus, rx_errors, rx_markers, tx_markers, rx_marker_errors;
	nsec heard_at;
};

/* The port's own numbers; state: LACP_AGGREGATION, and LACP_ACTIVITY and LACP_SHORT_TIMEOUT as configured. */
unsigned lacp_set(struct lacp_port *p, bool enabled, const struct lacp_info *own);
unsigned lacp_link(struct lacp_port *p, bool up);
unsigned lacp_second(struct lacp_port *p);
unsigned lacp_receive(struct lacp_port *p, const struct lacp_pdu *u, nsec now);
unsigned lacp_select(struct lacp_port *p, enum lacp_selected s);

/* Is the partner known, and is this its last word? */
static inline bool lacp_current(const struct lacp_port *p) { return p->rx == LACP_RX_CURRENT; }
/* Nobody answers at the other end. */
static inline bool lacp_alone(const struct lacp_port *p) { return p->rx == LACP_RX_DEFAULTED; }
static inline bool lacp_carries(const struct lacp_port *p) { return p->mux == LACP_COLLECTING_DISTRIBUTING; }

/* From behind the EtherType, subtype included. false: it is none. */
bool lacp_parse(struct lacp_pdu *u, struct rd r);
/* What the port says now; counts it. bytes: LACP_BYTES of them. */
void lacp_fill(struct lacp_port *p, u8 *bytes);
/* Turns a marker (6.5.3.3) into its response, in place. false: it is no marker. */
bool lacp_marker_respond(u8 *bytes, size_t len);
/* "SA", "FP": timeout and activity as IOS's Flags column has them. */
const char *lacp_flags(u8 state);

#endif
