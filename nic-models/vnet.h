/* SPDX-License-Identifier: GPL-3.0-or-later */
/* struct virtio_net_hdr (virtio 1.1, 5.1.6) as tap and AF_PACKET speak it, to and from a frame's
 * offload fields. */
#ifndef NIC_MODELS_VNET_H
#define NIC_MODELS_VNET_H

#include "core/drop.h"
#include "core/frame.h"

enum { VNET_LEN = 10 }; /* flags, gso_type, hdr_len, gso_size, csum_start,
		csum_offset; the host's byte order */

/* Believes nothing: DROP_NONE and the frame's fields set, or what is wrong. f->data and f->len hold
 * the frame. */
enum drop vnet_to_frame(const u8 vnet[VNET_LEN], struct frame *f);
/* false: the frame's own fields are not what the kernel would take. */
bool vnet_of_frame(struct frame *f, u8 vnet[VNET_LEN]);
/* A number that the frames of one flow share: which of a device's queues they go to. */
u32 vnet_flow(const struct frame *f);

#endif
