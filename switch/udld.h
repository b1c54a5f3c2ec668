/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UniDirectional Link Detection (RFC 5171): each end says whom it hears; who is not among those the other end hears has a wire that carries one way.
 * Pure: told of link, seconds and messages, each call answers what is to be done.
 */
#ifndef SWITCH_UDLD_H
#define SWITCH_UDLD_H

#include "core/types.h"
#include "net/rd.h"

enum {
	UDLD_PID = 0x0111, UDLD_ID_MAX = 40, UDLD_NEIGHBOURS = 8, UDLD_BYTES_MAX = 512, UDLD_MESSAGE_S = 15, UDLD_TIMEOUT_S = 5, UDLD_DETECT_S = 7,
	UDLD_RETRIES = 8,	/* of aggressive mode: seconds in which a lost neighbour is asked */
	UDLD_A_SECOND = 4,
};
enum udld_mode { UDLD_OFF, UDLD_NORMAL, UDLD_AGGRESSIVE };
enum udld_phase { UDLD_DOWN, UDLD_DETECTION, UDLD_ADVERTISEMENT, UDLD_RETRY }; /* 5171, 7: by name: link down, detection, advertisement */
enum udld_state { UDLD_UNKNOWN, UDLD_BIDIRECTIONAL, UDLD_ONE_WAY, UDLD_LOOP, UDLD_LOST };
enum udld_opcode { UDLD_PROBE = 1, UDLD_ECHO = 2, UDLD_FLUSH = 3 };

struct udld_id {
	char device[UDLD_ID_MAX + 1], port[UDLD_ID_MAX + 1];
};
struct udld_msg {
	u8 opcode;
	bool resync;
	struct udld_id id;
	u8 interval_s;		/* of its messages */
	u32 sequence;
	unsigned n_echo;
	struct udld_id echo[UDLD_NEIGHBOURS]; /* whom it hears */
};
struct udld_neighbour {
	struct udld_id id;
	u16 left_s;		/* until it is forgotten; 0: the place is free */
	bool hears_us;
};
enum udld_do { UDLD_SEND_PROBE = 1, UDLD_SEND_ECHO = 2, UDLD_SEND_FLUSH = 4, UDLD_DISABLE = 8 };

struct udld {
	u8 mode;		/* enum udld_mode */
	u8 message_s;
	struct udld_id self;
	/* state */
	bool up;
	u8 phase, state;	/* enum udld_phase, udld_state */
	u8 left_s;		/* of the phase */
	u8 hello_left_s;
	u8 sent;		/* in this second */
	u32 sequence;
	struct udld_neighbour near[UDLD_NEIGHBOURS];
	u64 rx, rx_bad, tx;
};

unsigned udld_set(struct udld *p, enum udld_mode mode, u8 message_s);
unsigned udld_link(struct udld *p, bool up);
unsigned udld_second(struct udld *p);
unsigned udld_receive(struct udld *p, const struct udld_msg *m);

/* From behind the SNAP header, checksum and all. */
bool udld_parse(struct udld_msg *m, struct rd r);
size_t udld_fill(struct udld *p, enum udld_opcode op, const char *name, u8 *bytes, size_t room);
const char *udld_state_name(u8 state);

#endif
