/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Network address translation as IOS has it (RFC 2663, 3022; RFC 4787, 5382, 5508 where they agree): between interfaces that are `ip nat inside` and
 * those that are `ip nat outside`. router/feature.c calls it on the way; the rest of the world asks who answers ARP for an address.
 */
#ifndef ROUTER_NAT_NAT_H
#define ROUTER_NAT_NAT_H

#include "router/stack.h"

enum nat_side { NAT_NONE, NAT_INSIDE, NAT_OUTSIDE };
enum nat_verdict { NAT_PASS, NAT_DONE, NAT_REFUSED }; /* untouched; translated; no translation could be made: not to be forwarded */

/* A whole IPv4 packet, header at ip, writable. Coming in: destinations are translated. *to: the VRF that it is to be routed in. */
enum nat_verdict nat_in(struct ipif *in, struct frame *f, u8 *ip, u32 len, struct ipstack **to);
/* Leaving `out`, an outside interface; in NULL: our own. */
enum nat_verdict nat_out(struct ipif *in, struct ipif *out, struct frame *f, u8 *ip, u32 len);
/* Is the address one that we translate to: is ARP for it to be answered? */
bool nat_answers(const struct ipif *in, u32 addr);

void nat_stack_free(struct ipstack *s); /* of a VRF: what leans on it */
void nat_iface_gone(struct ipif *p);

extern const struct cmd_table nat_cmds[];
extern const unsigned n_nat_cmds;

#endif
