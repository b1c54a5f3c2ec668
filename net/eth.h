/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ethernet and 802.1Q: constants and field offsets (IEEE 802.3 3.2, 802.1Q 9). */
#ifndef NET_ETH_H
#define NET_ETH_H

#include "core/types.h"

enum {
	ETH_DST = 0, ETH_SRC = 6, ETH_TYPE = 12, ETH_HLEN = 14,
	VLAN_HLEN = 4,		/* a tag: 0x8100, then priority (3), DEI (1), VLAN (12) */
	ETH_TYPE_IP4 = 0x0800, ETH_TYPE_ARP = 0x0806, ETH_TYPE_VLAN = 0x8100, ETH_TYPE_QINQ = 0x88a8, ETH_TYPE_IP6 = 0x86dd,
	ETH_TYPE_MIN = 0x0600,	/* below: a length */
	VLAN_MAX = 4094,
};

#endif
