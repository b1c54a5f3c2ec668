/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the two halves of stream: what a connection is made of, and survives an engine with the
 * keeper. */
#ifndef ATTACH_STREAM_H
#define ATTACH_STREAM_H

#include "attach/door.h"
#include "attach/uri.h"

enum {
	STREAM_FRAME_MAX = FRAME_LARGE_MAX,
			/* a longer one ends the connection: what follows could not be found */
	STREAM_IN = 256 * 1024,
	STREAM_OUT = 256 * 1024,	    /* bytes waiting for a slow peer; then frames are dropped as door_full */
};

/* In the memory file; all zero at first. Believed within bounds only. */
struct stream_mem {
	u32 in_at, in_len;   /* received, not parsed: in[in_at .. in_at + in_len) */
	u32 out_at, out_len; /* to be written: out[out_at .. out_at + out_len), not wrapping */
	u8 in[STREAM_IN];
	u8 out[STREAM_OUT];
};

/* Descriptors of the handle. */
enum { STREAM_SOCKET, STREAM_MEM, STREAM_MAIL_OUT, STREAM_MAIL_IN };

extern const struct attach_scheme attach_stream;
struct node *stream_door(struct world *w, unsigned worker, const char *name,
		const struct attach_uri *uri, struct attach_handle *h, char why[256]);
void stream_tune(int fd);

#endif
