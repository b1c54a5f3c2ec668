/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BFD's control packet (RFC 5880 4.1) and its authentication sections (4.2 to 4.4). Intervals in microseconds. */
#ifndef ROUTER_BFD_PACKET_H
#define ROUTER_BFD_PACKET_H

#include "core/drop.h"
#include "net/rd.h"

enum { BFD_HLEN = 24, BFD_LEN_MAX = 52, BFD_KEY_MAX = 20, BFD_PASSWORD_MAX = 16 };
enum bfd_state { BFD_ADMIN_DOWN, BFD_DOWN, BFD_INIT, BFD_UP, BFD_STATES };
enum bfd_diag { DIAG_NONE, DIAG_EXPIRED, DIAG_ECHO, DIAG_NEIGHBOR, DIAG_RESET, DIAG_PATH, DIAG_CONCATENATED, DIAG_ADMIN, DIAG_REVERSE };
enum bfd_flag { BFD_POLL = 32, BFD_FINAL = 16, BFD_CPI = 8, BFD_AUTH = 4, BFD_DEMAND = 2, BFD_MULTIPOINT = 1 };
/* 4.1: authentication types, by their number on the wire. */
enum bfd_auth { BFD_AUTH_NONE, BFD_AUTH_SIMPLE, BFD_AUTH_MD5, BFD_AUTH_MD5_METICULOUS, BFD_AUTH_SHA1, BFD_AUTH_SHA1_METICULOUS, BFD_AUTHS };

struct bfd_packet {
	u8 diag, state, flags, mult, len;	/* len: of the whole packet */
	u32 my, your, tx_us, rx_us, echo_us;	/* desired min TX, required min RX, required min echo RX */
	u8 auth, key_id;	/* enum bfd_auth */
	u32 seq;
};

struct bfd_secret { u8 id; u32 len; const char *text; };

/* All that 6.8.6 asks before the session is known; the payload may be longer than the packet. */
enum drop bfd_parse(struct rd r, struct bfd_packet *p);
/* Writes it, authentication section and all (secret may be NULL without one); returns its length. */
u32 bfd_build(const struct bfd_packet *p, const struct bfd_secret *secret, u8 out[BFD_LEN_MAX]);
/* Is this packet (p->len bytes, read into p) of one who knows the secret? */
bool bfd_authentic(const u8 *bytes, const struct bfd_packet *p, const struct bfd_secret *secret);

#endif
