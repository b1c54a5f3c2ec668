/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames of the protocols between neighbours. Cisco's (CDP, PAgP, DTP, UDLD) are 802.3 frames to 01-00-0C-CC-CC-CC: the LLC/SNAP header
 * AA-AA-03 00-00-0C (IEEE 802, 9.2), the protocol's number, the message.
 */
#ifndef LANYARD_DEVICE_NEIGHBOUR_FRAME_H
#define LANYARD_DEVICE_NEIGHBOUR_FRAME_H

#include "device/device.h"
#include "net/rd.h"

enum { NEIGHBOUR_HEAD = 14, SNAP_LEN = 8 }; /* octets */

extern const u8 snap_mac[6];

/* A frame of a protocol between neighbours: untagged, from port's address, body zeroed and padded to 60
 * octets. The caller's; NULL: none was left, counted. */
struct frame *neighbour_frame(struct port *port, const u8 dst[6], u16 type_or_len, size_t body);
/* One of Cisco's, with its message (bytes, copied). As above. */
struct frame *snap_frame(struct port *port, u16 pid, const u8 *bytes, size_t len);
/* The message in a frame that is known to be of one of these protocols, as long as its length field says. bad: it is cut short. */
struct rd snap_body(const struct frame *f);
/* Takes the header off; false: it is not that of this protocol. */
bool snap_is(struct rd *r, u16 pid);

#endif
