/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DHCP (RFC 2131, 2132, 3046) of a device: server, relay agent, client; and `ip helper-address` for other broadcasts. */
#ifndef ROUTER_DHCP_DHCP_H
#define ROUTER_DHCP_DHCP_H

#include "router/ip.h"

/* A local broadcast of UDP came in: sends it on to the interface's helpers. IP header at data; does not consume. */
void dhcp_help(struct ipif *in, const struct frame *f);
void dhcp_iface_changed(struct ipif *p);	/* it went up or down */
void dhcp_iface_moved(struct ipif *p, struct ipstack *from); /* into another VRF */
void dhcp_iface_gone(struct ipif *p);
void dhcp_stack_free(struct ipstack *s);
bool dhcp_client_on(const struct ipif *p);
u32 dhcp_helper(const struct ipif *p, unsigned k); /* the k-th; 0: no more */

extern const struct cmd_table dhcp_server_cmds[], dhcp_client_cmds[];
extern const unsigned n_dhcp_server_cmds, n_dhcp_client_cmds;

#endif
