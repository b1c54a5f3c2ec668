/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DHCP messages: RFC 2131 2 (fields), 2132 (options), 3046 (relay agent information). */
#ifndef ROUTER_DHCP_WIRE_H
#define ROUTER_DHCP_WIRE_H

#include "core/drop.h"
#include "net/rd.h"

enum { DHCP_SERVER_PORT = 67, DHCP_CLIENT_PORT = 68, DHCP_COOKIE = 0x63825363, DHCP_BROADCAST = 0x8000, DHCP_FIXED = 236, DHCP_LEN_MIN = 300, DHCP_HOPS_MAX = 16 };
enum dhcp_type { DHCP_BOOTP, DHCP_DISCOVER, DHCP_OFFER, DHCP_REQUEST, DHCP_DECLINE, DHCP_ACK, DHCP_NAK, DHCP_RELEASE, DHCP_INFORM, DHCP_TYPE_N };
enum dhcp_option {
	OPT_PAD = 0, OPT_MASK = 1, OPT_ROUTER = 3, OPT_DNS = 6, OPT_HOSTNAME = 12, OPT_DOMAIN = 15, OPT_NETBIOS = 44, OPT_NODE_TYPE = 46, OPT_REQUESTED = 50, OPT_LEASE = 51,
	OPT_OVERLOAD = 52, OPT_TYPE = 53, OPT_SERVER = 54, OPT_PARAMETERS = 55, OPT_MESSAGE = 56, OPT_MAX_SIZE = 57, OPT_T1 = 58, OPT_T2 = 59, OPT_CLASS = 60,
	OPT_CLIENT_ID = 61, OPT_TFTP_NAME = 66, OPT_BOOTFILE = 67, OPT_AGENT = 82, OPT_END = 255,
};
enum { DHCP_ID_MAX = 64, DHCP_LIST_MAX = 8, DHCP_AGENT_MAX = 255, DHCP_MESSAGE_MAX = 576 - 28 };

struct dhcp_msg {
	u8 op;			/* 1: to a server, 2: to a client */
	u8 type;		/* enum dhcp_type; DHCP_BOOTP: has no option 53 */
	u8 htype, hlen, hops;
	u16 secs, flags;
	u32 xid, ciaddr, yiaddr, siaddr, giaddr;
	u8 chaddr[16];
	u32 server_id, requested, mask, lease_s, t1_s, t2_s; /* 0: not said */
	u8 client_id[DHCP_ID_MAX], client_id_len;
	u32 router[DHCP_LIST_MAX], dns[DHCP_LIST_MAX];
	u8 n_router, n_dns;
	char domain[64], hostname[64];
	u8 parameters[64], n_parameters;
	u8 agent[DHCP_AGENT_MAX], agent_len;
};

/* Takes a UDP payload apart. DROP_NONE, or what is wrong. */
enum drop dhcp_parse(struct dhcp_msg *m, struct rd r);
/* Fixed fields and cookie. Options follow by dhcp_put*(); dhcp_end() closes and pads to what BOOTP asks for, and gives the length. */
void dhcp_begin(struct wr *w, const struct dhcp_msg *m, const char *file);
void dhcp_put(struct wr *w, u8 option, const void *data, size_t len);
void dhcp_put32(struct wr *w, u8 option, u32 value);
void dhcp_put_list(struct wr *w, u8 option, const u32 *addr, unsigned n);
size_t dhcp_end(struct wr *w);
const char *dhcp_message_name(u8 type);

#endif
