/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ringing another process by a descriptor of its own (an eventfd, or the end of a pipe: user-mode Linux). Whether a write to it waits is said by a flag
 * that the other side can change at any time, and it can fill it up, too: so the write is under a clock, and one that has waited is the last.
 */
#ifndef ATTACH_RING_FD_H
#define ATTACH_RING_FD_H

#include "attach/door.h"

enum { RING_FD_STRIKES = 3 /* clients whose descriptors made us wait, until none is taken any more at that door */ };

/* A client that is rung at its door. */
struct ringing {
	bool stuck;	/* its descriptors make us wait: it is rung no more, and its connection ends */
	u8 strikes;	/* how often that was so */
};

/* The descriptor is theirs, and is not to make us wait; fd may be -1. */
void ring_fd_prepare(int fd);
/* false: just now it made us wait, for RING_FD_PATIENCE at most; that is counted, and its connection is on its way down. fd may be -1. */
bool ring_fd(struct ringing *r, struct door *d, int fd);
#define RING_FD_PATIENCE (20 * NSEC_PER_MS)

#endif
