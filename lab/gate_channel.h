/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one channel of an SSH connection (RFC 4254), between libssh and the job's line to the engine; for the server's jobs and the client's. What one side does
 * not read is not read from the other: at most a message of the engine's and one of the peer's stand here.
 */
#ifndef LAB_GATE_CHANNEL_H
#define LAB_GATE_CHANNEL_H

#include <libssh/libssh.h>

#include "lab/gate.h"

struct gate_channel {
	int line;
	ssh_session s;
	ssh_channel ch;		/* NULL: none yet */
	ssh_event ev;
	bool started;		/* bytes pass */
	bool exiting;		/* the engine has said its last word */
	bool ended;		/* so has the peer, by its end of file, and the engine knows */
	u32 status;
	u8 out[GATE_MESSAGE_MAX]; /* to the peer */
	size_t out_at, out_len;
	u8 in[GATE_MESSAGE_MAX]; /* to the engine, a whole message */
	size_t in_len;
};

/* One turn: waits, at most that long, and moves what can be moved. false: it is over, on either side. */
bool gate_channel_turn(struct gate_channel *x, int wait_ms);

/* A message that must go. The engine reads at once, or the session is no more: then so is this process. */
void gate_tell(int line, const u8 *m, size_t len);
/* One that may wait for the engine to read: passed now, *len is 0 then, or left as it is. false: the engine is gone. */
bool gate_pass(int line, const u8 *m, size_t *len);
/* Writes a text and its zero to m + at; what is longer than max is cut. Returns what follows. */
size_t gate_put_text(u8 *m, size_t at, const char *text, size_t max);
/* GATE_KEYED; peer: the other side's identification. */
void gate_tell_keyed(struct gate_channel *x, const char *peer);

#endif
