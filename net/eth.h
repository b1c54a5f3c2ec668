/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ethernet and 802.1Q: constants and field offsets (IEEE 802.3 3.2, 802.1Q 9). */
#ifndef NET_ETH_H
#define NET_ETH_H

#include "net/rd.h"

enum {
	ETH_DST = 0, ETH_SRC = 6, ETH_TYPE = 12, ETH_HLEN = 14,
	VLAN_HLEN = 4,		/* a tag: 0x8100, then priority (3), DEI (1), VLAN (12) */
	ETH_TYPE_IP4 = 0x0800, ETH_TYPE_ARP = 0x0806, ETH_TYPE_VLAN = 0x8100, ETH_TYPE_QINQ = 0x88a8, ETH_TYPE_IP6 = 0x86dd,
	ETH_TYPE_MIN = 0x0600,	/* below: a length */
	VLAN_MAX = 4094,
};

/* The type of the frame that r is at the start of, behind one 802.1Q tag where there is one; r is left behind it. 0: the frame ends before. */
static inline u16 eth_type_read(struct rd *r)
{
	u16 type;

	rd_skip(r, ETH_TYPE);
	type = rd_u16(r);
	if (type != ETH_TYPE_VLAN)
		return type;
	rd_skip(r, 2);
	return rd_u16(r);
}

#endif
