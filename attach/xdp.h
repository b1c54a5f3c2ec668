/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the two halves of xdp: how the memory shared with the kernel is divided. */
#ifndef ATTACH_XDP_H
#define ATTACH_XDP_H

#include "attach/attach.h"

enum {
	XDP_CHUNK = 4096,	/* bytes a frame has, with the kernel's headroom */
	XDP_RX_CHUNKS = 1024,	/* the first chunks are received into, the rest sent from */
	XDP_TX_CHUNKS = 1024,
	XDP_RING = 2048,	/* entries of each ring: all chunks of a kind and more */
	XDP_MEM = XDP_CHUNK * (XDP_RX_CHUNKS + XDP_TX_CHUNKS),
	XDP_FRAME_MAX = XDP_CHUNK - 256, /* XDP_PACKET_HEADROOM */
};

/* Descriptors of the handle. */
enum { XDP_FD_SOCKET, XDP_FD_MEM };

struct node *xdp_door(struct world *w, unsigned worker, const char *name,
		const struct attach_uri *uri, struct attach_handle *h, char why[256]);

#endif
