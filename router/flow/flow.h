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

/* What is known of a packet, as it goes on the wire. Its words are hashed and compared under a record's mask. */
union flow_facts {
	struct {
		u8 src[16], dst[16];	/* IPv4: the first four */
		u8 smac[6], dmac[6];
		u8 in[4], out[4];	/* ifIndex; 0: none */
		u8 sport[2], dport[2];	/* of a fragment that isn't the first 0; ICMP: type and code stand in dport */
		u8 proto, tos, ttl, version, direction, sampler, tcp_flags, icmp_code;
		u8 vlan[2], len[2], id[4], label[4];
		u8 fragment, icmp_type, offset[2];
	};
	u64 w[10];
};
_Static_assert(sizeof(union flow_facts) == 80, "no holes");

/*
 * Of a burst that comes in: each packet's facts are read before the first is looked up (and all before the first is hashed: what was just written by octets is slow to
 * read as words), and the memory that the look-ups will want is asked for meanwhile: the bucket, then the flow. In a cache of half a million flows each of the two is a wait for memory otherwise.
 */
enum { FLOW_AHEAD = 32 };	/* packets at a time */
struct flow_ahead {
	u32 len;		/* of the packet the facts are of; 0: not read */
	u32 hash;		/* for the tap it was made for */
	const struct flow_tap *tap;
	union flow_facts k;
};
void flow_look_ahead(const struct flow_tap *t, const struct ipif *in, struct frame *const *f, unsigned n, struct flow_ahead *a);

/* One packet, IP header at ip, len bytes, sound; eth: its Ethernet header, or NULL. in, out: where it came in and goes out; out NULL: it comes in. a: what is known already; NULL: nothing. */
void flow_see(struct flow_tap *t, struct ipif *in, struct ipif *out, const struct frame *f, const u8 *eth, const u8 *ip, u32 len, const struct flow_ahead *a);
/* The same, of what has been refused: it goes nowhere. */
void flow_see_refused(struct flow_tap *t, struct ipif *in, const struct frame *f, const u8 *eth, const u8 *ip, u32 len);

void flow_iface_gone(struct ipif *p);
void flow_stack_free(struct ipstack *s);

extern const struct cmd_table flow_cmds[];
extern const unsigned n_flow_cmds;

#endif
