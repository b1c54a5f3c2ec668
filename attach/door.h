/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all doors share: a node with one port and one descriptor that is read while the lab has
 * room. A scheme's door embeds struct door as its first member, sends frames to the host in its
 * kind's input(), and reads them in receive().
 */
#ifndef ATTACH_DOOR_H
#define ATTACH_DOOR_H

#include <sys/epoll.h>

#include "attach/attach.h"

enum {
	DOOR_TURN = BURST_MAX,		  /* frames read in one turn, at most */
	DOOR_PAUSE = 50 * NSEC_PER_US,	  /* how long a door waits for room in the lab */
};

struct door {
	struct node node;
	struct port *port;
	int fd;			/* -1: there is nothing to read; closed by door_fini() */
	struct watch watch;	/* of fd; watched while the lab has room */
	u32 events;		/* what watch waits for */
	bool talks;		/* fd is a connection of messages, not of frames: heard however full the lab is */
	struct timer again;	/* next try, when the lab had no room */
	/* Reads at most room (1 to DOOR_TURN) frames and sends them into the lab. */
	void (*receive)(struct door *d, unsigned room);
	/* The descriptor hung up or failed. May be NULL: then the door falls silent. */
	void (*gone)(struct door *d);
};

/* A node of `kind` (whose size covers the scheme's own door) that reads fd; NULL: why. It starts to
 * read by door_start(). */
struct door *door_new(struct world *w, unsigned worker, const struct node_kind *kind,
		const char *name, int fd, char why[256]);
/* Takes over all descriptors of h (so that its close() leaves them alone) and starts to read.
 * false: why, and the node is gone. */
bool door_start(struct door *d, struct attach_handle *h, char why[256]);
/* For kind->init: a door without descriptors, whose input() drops; door_new() makes it live. */
void door_init(struct node *n);
/* For kind->fini: stops reading, closes fd. */
void door_fini(struct node *n);
/* Reads fd instead of what was read before (which is not closed); -1: nothing. */
bool door_read_from(struct door *d, int fd);
/* No room in the lab, or no frames in the pool: tries again by itself. */
void door_pause(struct door *d);
/* Calls receive() again at the next step, though the descriptor may have nothing new. */
void door_soon(struct door *d);
/* The watch's callback, for tests without a loop. */
void door_ready(struct watch *wa, u32 events);

/*
 * Looking for more without being told: a kick or a wake-up costs the peer's processor, or its time, much more than a look costs ours, so after a busy turn we go on
 * looking for a while. That helps where the peer runs on another processor, and harms where it waits for ours: looks that were in vain make us rest for more and more
 * busy turns. Who has been found at work at once again and again is waited for longer: a peer that spins on a processor of its own may be kept from it for a while, and to
 * have to kick us then costs it more than what it was kept from.
 */
struct door_looking {
	nsec until, busy_at;	/* how long we look; the latest busy turn that made us */
	bool vain;	/* nothing was found so far */
	u8 rests, rest;	/* busy turns after which we do not look: as many as the last vain look made it, and those that are left */
	u8 paid;	/* busy turns, less those that brought little, an eighth for what was found late, three quarters for a vain look */
};
/* The peer keeps pace with us: until the first look that was in vain. */
static inline bool door_steady(const struct door_looking *l) { return l->paid >= 32; }
/* After each turn. got: it brought something; busy: so much that more is likely. true: look again at once. */
bool door_look_on(struct door_looking *l, bool got, bool busy, nsec now);

/* A discard of something that never became a frame. */
static inline void door_count(struct door *d, enum drop reason) { d->port->drops[reason]++; }

/*
 * Frames for a host side without offloads: emit() gets them complete (segmented, checksums
 * finished), in order, at most BURST_MAX a call, and consumes them. What is longer than max_len is
 * dropped as too_long.
 */
void door_flatten(struct door *d, struct frame **f, unsigned n, u32 max_len,
		  void (*emit)(struct door *d, struct frame **f, unsigned n));

/* errno as text for `why`: "WHAT: reason"; and the status that suits it. */
enum attach_status door_errno(char why[256], const char *what);
/* Closes the descriptors that are still in h. */
void handle_close_fds(struct attach_handle *h);
/* Non-blocking, closed on exec. */
void handle_add_fd(struct attach_handle *h, int fd);

#endif
