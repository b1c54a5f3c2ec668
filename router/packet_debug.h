/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `debug ip packet` and `debug ipv6 packet` tell, and of which packets. */
#ifndef ROUTER_PACKET_DEBUG_H
#define ROUTER_PACKET_DEBUG_H

#include "device/debug.h"
#include "router/stack.h"

void packet_debug_tell(struct ipstack *s, const u8 *ip, u32 len, const char *from, const struct ipif *out, const char *what);
/* The packet of len octets at ip, from "local" or the interface that it came in by, on its way to out (NULL: nowhere), has met this. */
static inline void packet_debug(struct ipstack *s, const u8 *ip, u32 len, const char *from, const struct ipif *out, const char *what)
{
	if (debug_on(s->dev, ip[0] >> 4 == 6 ? DEBUG_IPV6_PACKET : DEBUG_IP_PACKET))
		packet_debug_tell(s, ip, len, from, out, what);
}
void packet_debug_free(struct ipstack *s);

#endif
