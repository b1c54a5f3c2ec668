/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Captures: copies of the frames that pass ports, as pcapng (draft-ietf-opsawg-pcapng), into a bounded buffer that whoever asked
 * for it empties; and taps, which are shown frames as they pass. One interface block a port, named NODE:PORT; direction in epb_flags; a discarded frame comes with a comment that
 * names the reason. Frames that find the buffer full are counted in the interface statistics.
 */
#ifndef CORE_CAPTURE_H
#define CORE_CAPTURE_H

#include "core/node.h"

enum capture_way { CAPTURE_IN = 1, CAPTURE_OUT = 2, CAPTURE_DROPPED = 3 }; /* as epb_flags counts; dropped: what was discarded here */

struct capture_options {
	u32 buffer;	/* bytes; 0: 8 MiB */
	u32 snaplen;	/* 0: whole frames */
	u64 wall_base;	/* ns since 1970 when the world's clock stood at 0 */
	/* NULL: every frame. data as on the wire. */
	bool (*match)(void *arg, const u8 *data, u32 len, u32 cap);
	/* What is to be known of a frame: its comment; into buf, or static. NULL: nothing. Called from the port's worker. May be NULL. */
	const char *(*about)(void *arg, struct port *p, const struct frame *f, enum capture_way way, char buf[64]);
	/* Bytes wait, and none did before. Called from the port's worker. May be NULL. */
	void (*wake)(void *arg);
	void *arg;
	u64 count;	/* frames, then it is full; 0: no end */
	nsec until;	/* on the world's clock; 0: no end */
};

struct capture_file;

struct capture_file *capture_new(const struct capture_options *o);
/* Writes the statistics block of each port; what is in the buffer can still be read. Detaches from all ports. */
void capture_end(struct capture_file *c);
void capture_free(struct capture_file *c);
void capture_add(struct capture_file *c, struct port *p);
/*
 * What passes p this way is not shown as it passes but once a NIC behind p, whose port `nic` is, has found a place for it in its guest's memory: capture_landed(),
 * with what is to be known of that place. p, added before, and nic are of one worker. While the wire from p is impaired or nic is gone, p itself shows it.
 */
void capture_add_landing(struct capture_file *c, struct port *p, enum capture_way way, struct port *nic);
/* Somebody wants to be told of the frames that come now. */
bool capture_lands(const struct port *nic);
/* comment may be NULL. f stays the caller's. */
void capture_landed(struct port *nic, struct frame *f, const char *comment);
/* The count or the time is reached. */
bool capture_full(const struct capture_file *c);
/* What waits: bytes at *p, the longest piece at once. capture_consume() after they are written. */
size_t capture_read(struct capture_file *c, const u8 **p);
void capture_consume(struct capture_file *c, size_t n);
u64 capture_frames_seen(const struct capture_file *c);
u64 capture_frames_lost(const struct capture_file *c);

/*
 * Shown to somebody of the same node at once (a switch's mirror). The frames stay the caller's, and are as they were: who wants to keep one takes a share of
 * it. frames() may send, out of whatever port.
 */
struct port_tap {
	void (*frames)(struct port_tap *t, struct port *p, struct frame **f, unsigned n, enum capture_way way); /* CAPTURE_IN or CAPTURE_OUT */
	struct capture *capture; /* ours; NULL: it is nowhere */
};
void port_tap_add(struct port_tap *t, struct port *p);
void port_tap_remove(struct port_tap *t);

/* The engine's side. */
void capture_frames(struct port *p, struct frame **f, unsigned n, enum capture_way way);
void capture_dropped(struct port *p, struct frame *f, enum drop reason);
void capture_port_gone(struct port *p);

#endif
