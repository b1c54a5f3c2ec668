/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HSRP messages as they stand in UDP: version 1 (RFC 2281 5.1), version 2 (a Group State TLV and a Text Authentication TLV; of IPv6 from a port of its own). MD5
 * is a TLV of its own in both.
 */
#ifndef ROUTER_FHRP_HSRP_PACKET_H
#define ROUTER_FHRP_HSRP_PACKET_H

#include "router/fhrp/auth.h"
#include "router/fhrp/hsrp.h"

enum hsrp_opcode { HSRP_HELLO, HSRP_COUP, HSRP_RESIGN, HSRP_OPCODES };
enum { HSRP_PACKET_MAX = 80, HSRP_PORT = 1985, HSRP6_PORT = 2029 };
extern const char *const hsrp_opcode_name[HSRP_OPCODES];

struct hsrp_packet {
	u8 version;		/* 1, 2 */
	u8 opcode, state;	/* enum hsrp_opcode, enum hsrp_state */
	u16 group;
	u8 priority;
	u32 hello_ms, hold_ms;	/* version 1: whole seconds on the wire */
	struct ipaddr addr;	/* virtual; AF_NONE: not known to the sender */
	u8 af;			/* version 2 says it, version 1 is of IPv4 */
	u8 auth[8];		/* text, zero padded; version 2 without the TLV: all zero */
	u8 id[6];		/* version 2: MAC address of the sender */
	u32 md5_at, key_id;	/* as read: where the digest stands; 0: there is none */
};

/* Writes m, authenticated as h says; returns its length, at most HSRP_PACKET_MAX. */
u32 hsrp_write(const struct hsrp *h, const struct hsrp_packet *m, const struct ipaddr *src, u8 *d);
/* DROP_NONE, or what is wrong with it. */
enum drop hsrp_read(struct hsrp_packet *m, const u8 *d, u32 len);
/* Is it as h asks for? */
bool hsrp_authentic(const struct hsrp *h, const struct hsrp_packet *m, const u8 *d, u32 len);

/* Opens the device's ports of HSRP; false: somebody else has one. */
bool hsrp_listen(struct ipstack *s);
void hsrp_close(struct ipstack *s);
/* hsrp.c: what a peer said to a group of ours, its text checked. */
void hsrp_heard(struct hsrp *h, const struct hsrp_packet *m, const struct ipaddr *src, const u8 mac[6]);

#endif
