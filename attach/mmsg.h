/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many frames a system call, for sockets that keep messages apart (recvmmsg, sendmmsg). A message
 * is a prefix of the scheme's own (prefix_len bytes, may be 0), then the frame. Frames are received
 * in place into small frames of the pool; the rest of a longer one falls into a spill buffer, and
 * is copied.
 */
#ifndef ATTACH_MMSG_H
#define ATTACH_MMSG_H

#include <sys/socket.h>

#include "attach/door.h"

enum { MMSG_BATCH = 64, MMSG_PREFIX_MAX = 16, MMSG_CONTROL_MAX = 64 };

struct mmsg;

struct mmsg_scheme {
	unsigned prefix_len;
	bool want_from;	/* accept() looks at the sender's address: msg_name is a struct sockaddr_storage */
	unsigned control_len; /* bytes of control messages that accept() looks at, at most MMSG_CONTROL_MAX */
	/* Judges what came: DROP_NONE takes the frame (f->data, f->len stand). NULL: everything is
	 * good. */
	enum drop (*accept)(struct door *d, const u8 *prefix, struct msghdr *m, struct frame *f);
	/* Writes the prefix of a frame that goes out. false: the frame cannot go. */
	bool (*prefix)(struct door *d, struct frame *f, u8 *prefix);
};

struct mmsg *mmsg_new(const struct mmsg_scheme *scheme);
void mmsg_free(struct mmsg *m);
/* All messages go there; NULL: where the socket is connected to. `to` must live as long as m. */
void mmsg_set_to(struct mmsg *m, const void *to, u32 len);
/* Reads at most room frames from d->fd and sends them into the lab. False: the descriptor failed
 * (errno). */
bool mmsg_receive(struct mmsg *m, struct door *d, unsigned room);
/* Writes; returns how many of f were consumed: all, or up to the one for which the host had no room
 * (errno is EAGAIN then). */
unsigned mmsg_send(struct mmsg *m, struct door *d, struct frame **f, unsigned n);

#endif
