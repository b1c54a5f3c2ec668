/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection of our TCP whose bytes go to a job of the gate and come from it, in the gate's raw form: SSH's, as server and as client. */
#ifndef ROUTER_GATE_PIPE_H
#define ROUTER_GATE_PIPE_H

#include "device/gate.h"
#include "router/tcp.h"

enum { GATE_PIPE_BUFFER = 4096 };

struct gate_pipe {
	const struct gate *gate;
	struct gate_job *job;
	struct tcp_conn *c;	/* the owner's; NULL: there is none, or no longer */
	u8 up[GATE_PIPE_BUFFER], down[GATE_PIPE_BUFFER]; /* what one side gave and the other has no room for */
	size_t up_at, up_len, down_at, down_len;
};

/* Moves as much as both sides take: to the gate, and from it. */
bool gate_pipe_up(struct gate_pipe *p);	  /* true: the peer has sent its last byte, and the gate knows */
void gate_pipe_down(struct gate_pipe *p); /* the gate has sent its last byte: c is closed and let go */

/* Of a message: reads a text up to its zero byte into out, which has room for max characters and the zero. false: there is none, or it is longer, or not plain text. */
struct rd;
bool gate_text(struct rd *r, char *out, size_t max);

#endif
