/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stateful NAT64 (RFC 6146) with the translation of headers of RFC 7915 and addresses of RFC 6052: hosts that have IPv6 alone reach IPv4 by addresses
 * of a prefix. On interfaces with `nat64 enable`; router/feature.c hands in what comes in there.
 */
#ifndef ROUTER_NAT64_NAT64_H
#define ROUTER_NAT64_NAT64_H

#include "router/stack.h"

/* A frame that came in, Ethernet header at data, its IP header sound. true: it was for the translator, and is consumed. */
bool nat64_input(struct ipif *in, struct frame *f, u16 type);
/* Is the IPv4 address one of a pool or a static mapping: is ARP for it to be answered? */
bool nat64_answers(const struct ipstack *s, u32 addr);
void nat64_stack_free(struct ipstack *s);

extern const struct cmd_table nat64_cmds[];
extern const unsigned n_nat64_cmds;

#endif
