/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cisco's Dynamic Trunking Protocol: the two ends of a wire agree whether it is a trunk. Pure: told of link, configuration, seconds and
 * messages, each call answers what is to be done. There is no standard; the layout is what its published dissectors agree on.
 */
#ifndef SWITCH_DTP_H
#define SWITCH_DTP_H

#include "core/types.h"
#include "net/rd.h"

enum dtp_status { DTP_ON = 1, DTP_OFF = 2, DTP_DESIRABLE = 3, DTP_AUTO = 4 }; /* what an end wants; as on the wire */
enum dtp_type { DTP_NEGOTIATE = 0, DTP_NATIVE = 1, DTP_ISL = 2, DTP_DOT1Q = 5 };

enum { DTP_PID = 0x2004, DTP_DOMAIN_MAX = 32, DTP_HELLO_S = 30, DTP_FAST_S = 1, DTP_FAST = 5, DTP_HOLD_S = 300, DTP_A_SECOND = 4, DTP_BYTES_MAX = 64 };

struct dtp_msg {
	char domain[DTP_DOMAIN_MAX + 1];
	bool trunk;		/* operational status */
	u8 admin;		/* enum dtp_status */
	u8 oper_type, admin_type; /* enum dtp_type */
	u8 mac[6];
};

/* What a call asks of its caller: any of these. */
enum dtp_do {
	DTP_SEND = 1,		/* a message of dtp_fill() leaves */
	DTP_CHANGED = 2,	/* `trunk` is new */
	DTP_MISMATCH = 4,	/* the two domains differ: nothing is agreed on (said once) */
};

struct dtp {
	/* configuration */
	u8 admin;		/* enum dtp_status */
	bool silent;		/* `nonegotiate`, or an access port: neither speaks nor listens */
	/* state */
	bool up;
	bool trunk;		/* what was agreed on; of a silent port what is configured */
	bool heard;		/* the peer is known */
	bool mismatched;
	struct dtp_msg peer;
	u8 fast;		/* messages a second apart that are due */
	u16 hello_left, hold_left; /* seconds */
	u8 sent;		/* in this second */
	u64 rx, rx_bad, rx_mismatch, tx, timeouts, ups, downs;
};

unsigned dtp_set(struct dtp *p, enum dtp_status admin, bool silent);
unsigned dtp_link(struct dtp *p, bool up);
unsigned dtp_second(struct dtp *p);
/* m: as parsed; domain: this switch's. */
unsigned dtp_receive(struct dtp *p, const struct dtp_msg *m, const char *domain);

/* From behind the SNAP header. false: it is none. */
bool dtp_parse(struct dtp_msg *m, struct rd r);
/* What the port says now; counts it. Returns the length, behind the SNAP header. */
size_t dtp_fill(struct dtp *p, const char *domain, const u8 mac[6], u8 *bytes, size_t room);
const char *dtp_status_name(u8 status); /* "DESIRABLE" */

#endif
