/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DHCP as a switch sees it go by: RFC 2131 and 2132 in an Ethernet frame, and the relay information option (RFC 3046). Pure. */
#ifndef SWITCH_DHCP_FRAME_H
#define SWITCH_DHCP_FRAME_H

#include "core/frame.h"
#include "router/dhcp/wire.h"

struct dhcp_seen {
	u8 op;			/* 1: of a client, 2: of a server */
	u8 type;		/* enum dhcp_type */
	u8 chaddr[6];
	u32 yiaddr, ciaddr, giaddr;
	u32 lease_s;		/* 0: not said */
	u32 l3;			/* where the IP header is */
	u32 udp;		/* and UDP's */
	u32 option82, option82_len; /* where, with its head; 0: none */
	u32 end;		/* where the End option is; 0: nowhere */
	u32 tail;		/* where the datagram ends */
};

enum dhcp_look { DHCP_NOT, DHCP_IS, DHCP_BAD };

/* Whether the frame carries DHCP over IPv4 (either port), and what it says. BAD: it does and is no good. */
enum dhcp_look dhcp_look(const struct frame *f, struct dhcp_seen *s);
const char *dhcp_type_name(u8 type); /* "DHCPDISCOVER" */

enum { OPTION82_LEN = 20 };
/* Puts option 82 before the end: circuit ID (VLAN, module, port), remote ID (mac). f is owned alone. false: no room; nothing is changed. */
bool dhcp_add_option82(struct frame *f, const struct dhcp_seen *s, u16 vlan, u8 module, u8 port, const u8 mac[6]);
/* Is option 82 one that a switch with this address put in? */
bool dhcp_option82_is(const struct frame *f, const struct dhcp_seen *s, const u8 mac[6]);
void dhcp_strip_option82(struct frame *f, const struct dhcp_seen *s);

#endif
