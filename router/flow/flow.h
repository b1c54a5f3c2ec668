/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Flow accounting: NetFlow version 9 (RFC 3954) and IPFIX (RFC 7011, 7012), as IOS has them twice: classic (`ip flow ingress`, one main cache) and flexible (records,
 * exporters, monitors, samplers). Classic is a monitor among the others, whose record and timeouts are its own.
 *
 *	field.c	  the one table of fields: their words, elements, places in a packet's facts; records compiled
 *	cache.c	  flows: a hash of bounded size, made when it is configured; ageing by a wheel of seconds
 *	route.c	  where a new flow goes: interface, next hop, masks, AS numbers
 *	export.c  messages: templates, records, option tables
 *	flow.c	  records, exporters, monitors by name; where they are attached
 *	*_cli.c, *_show.c
 *
 * On the forwarding path a packet is looked up and counted; it allocates nothing and sends nothing. What has aged out waits in a list of the cache until the next tick,
 * which alone builds messages. Coming in, a packet is seen before translation and what the access list refuses is seen as going nowhere; going out, after translation.
 * What the router sends itself isn't seen (IOS).
 */
#ifndef ROUTER_FLOW_FLOW_H
#define ROUTER_FLOW_FLOW_H

#include "router/ip.h"

struct ipif;
struct flow_tap;

/* One packet, IP header at ip, len bytes, sound; eth: its Ethernet header, or NULL. in, out: where it came in and goes out; out NULL: it comes in. */
void flow_see(struct flow_tap *t, struct ipif *in, struct ipif *out, const struct frame *f, const u8 *eth, const u8 *ip, u32 len);
/* The same, of what has been refused: it goes nowhere. */
void flow_see_refused(struct flow_tap *t, struct ipif *in, const struct frame *f, const u8 *eth, const u8 *ip, u32 len);

void flow_iface_gone(struct ipif *p);
void flow_stack_free(struct ipstack *s);

extern const struct cmd_table flow_cmds[];
extern const unsigned n_flow_cmds;

#endif
