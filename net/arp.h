/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARP for IPv4 over Ethernet (RFC 826). */
#ifndef NET_ARP_H
#define NET_ARP_H

enum {
	ARP_HTYPE = 0, ARP_PTYPE = 2, ARP_HSIZE = 4, ARP_PSIZE = 5, ARP_OP = 6, ARP_SHA = 8, ARP_SPA = 14, ARP_THA = 18, ARP_TPA = 24, ARP_LEN = 28,
	ARP_REQUEST = 1, ARP_REPLY = 2,
};

#endif
