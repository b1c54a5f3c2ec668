/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cisco's Port Aggregation Protocol on one port. Pure, as lacp.h. There is no standard; the layout is what published dissectors agree on: SNAP
 * 00-00-0C 01-04, a version octet, flags, what the port says of itself, what it says of its partner, TLVs.
 */
#ifndef SWITCH_LAG_PAGP_H
#define SWITCH_LAG_PAGP_H

#include "core/types.h"
#include "net/rd.h"

enum pagp_flag { PAGP_SLOW_HELLO = 1, PAGP_AUTO = 2, PAGP_CONSISTENT = 4 };
enum { PAGP_INFORMATION = 1, PAGP_FLUSH = 2 }; /* versions */
enum { PAGP_PID = 0x0104, PAGP_FAST_S = 1, PAGP_SLOW_S = 30, PAGP_HOLD_HELLOS_X10 = 35, PAGP_A_SECOND = 4, PAGP_NAME_MAX = 32, PAGP_BYTES_MAX = 192 };

/* What a device says of its learning: an address belongs to the port that it was heard on, so its frames have to keep to one by their source; or to the channel. */
enum pagp_learn { PAGP_LEARN_PORT = 1, PAGP_LEARN_ANY = 2 };

struct pagp_info {
	u8 device[6];
	u8 learn;		/* enum pagp_learn */
	u8 priority;		/* for hot standby */
	u32 port;		/* interface's number */
	u32 capability;		/* ports of one number may be in one group */
	u32 group;		/* interface's number of the group; 0: none */
};

struct pagp_msg {
	u8 flags;		/* enum pagp_flag */
	struct pagp_info local, partner;
	char device_name[PAGP_NAME_MAX + 1], port_name[PAGP_NAME_MAX + 1];
};

/* What a call asks of its caller: any of these. */
enum pagp_do { PAGP_SEND = 1, PAGP_RESELECT = 2 };

struct pagp_port {
	/* configuration */
	bool enabled, desirable;
	u8 timer_s;		/* a partner is forgotten after so long a silence; 0: after three and a half of its hellos */
	/* state */
	bool up;
	bool heard;
	bool bundled;		/* as the caller chose */
	struct pagp_info own;
	struct pagp_msg peer;
	u8 sent;		/* in this second */
	u16 hello_left, hold_left; /* seconds */
	u64 rx, tx, rx_flush, rx_bad;
	nsec heard_at;
};

unsigned pagp_set(struct pagp_port *p, bool enabled, bool desirable, const struct pagp_info *own);
unsigned pagp_link(struct pagp_port *p, bool up);
unsigned pagp_second(struct pagp_port *p);
unsigned pagp_receive(struct pagp_port *p, const struct pagp_msg *m, nsec now);
/* The port is part of its group, or is not; group: the aggregate's number. */
unsigned pagp_bundle(struct pagp_port *p, bool bundled, u32 group);
/* Have both ends heard each other, and does one of them want a channel? */
bool pagp_agrees(const struct pagp_port *p);

/* From behind the SNAP header. false: it is none. */
bool pagp_parse(struct pagp_msg *m, struct rd r);
size_t pagp_fill(struct pagp_port *p, const char *device_name, const char *port_name, const u8 group_mac[6], u8 *bytes, size_t room);

#endif
