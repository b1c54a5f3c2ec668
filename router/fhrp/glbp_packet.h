/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GLBP messages as they stand in UDP, port 3222: a header of 12 bytes, then type-length-values, the length with its two bytes. The protocol has no public
 * text: the fields are those that Wireshark's dissector names, the values those of captures.
 *
 *   header   version 1 | opcode 1 | group 2 | zero 2 | MAC address of the sender (of an answer: of who is given a forwarder) 6
 *   1 hello  zero 1 | state 1 | zero 1 | priority 1 | zero 2 | hello ms 4 | hold ms 4 | redirect s 2 | timeout s 2 | zero 2 | family 1 | length 1 | address
 *   2 forw.  number 1 | state 1 | zero 1 | priority 1 | weight 1 | zero 7 | virtual MAC address 6
 *   3 auth.  kind 1 | length 1 | text, or digest, or key ID 4 and digest
 */
#ifndef ROUTER_FHRP_GLBP_PACKET_H
#define ROUTER_FHRP_GLBP_PACKET_H

#include "router/fhrp/auth.h"
#include "router/fhrp/glbp.h"

enum glbp_opcode { GLBP_HELLO, GLBP_REQUEST, GLBP_RESPONSE, GLBP_OPCODES };
enum { GLBP_PACKET_MAX = 12 + 28 + 20 * GLBP_FORWARDERS + 4 + FHRP_KEY_MAX + 4, GLBP_PORT = 3222 };
extern const char *const glbp_opcode_name[GLBP_OPCODES];

struct glbp_vf {
	u8 number, state, priority, weight; /* state: enum glbp_state, Listen or Active; number 0, in a request: none */
	u8 mac[6];
};
struct glbp_packet {
	u8 opcode;
	u16 group;
	u8 id[6];
	bool has_vg;
	u8 state, priority;		/* enum glbp_state */
	u32 hello_ms, hold_ms;
	u16 redirect_s, timeout_s;
	u32 addr;			/* 0: not known to the sender */
	u8 n_vf;
	struct glbp_vf vf[GLBP_FORWARDERS];
	/* as read: */
	u8 auth;			/* 0 none, 1 text, 2 key-string, 3 key-chain */
	u32 auth_at, auth_len;		/* the text or the digest in the packet */
	u32 key_id;
};

/* Writes m, authenticated as g says; returns its length, at most GLBP_PACKET_MAX. */
u32 glbp_write(const struct glbp *g, const struct glbp_packet *m, u32 src, u8 *d);
/* DROP_NONE, or what is wrong with it. */
enum drop glbp_read(struct glbp_packet *m, const u8 *d, u32 len);
/* Is it as g asks for? */
bool glbp_authentic(const struct glbp *g, const struct glbp_packet *m, u32 src, const u8 *d, u32 len);
/* "GLBP: Gi0/0 Grp 1 Hello  out 10.0.0.2 VG Active ..." */
void glbp_debug(const struct glbp *g, const struct glbp_packet *m, bool out, u32 src);

/* Opens the stack's port; false: somebody else has it. */
bool glbp_listen(struct ipstack *s);
void glbp_close(struct ipstack *s);

#endif
