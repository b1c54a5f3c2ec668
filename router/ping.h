/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Echo requests and traceroute probes, one after another, on the device's clock. The commands are in ping_cli.c. */
#ifndef ROUTER_PING_H
#define ROUTER_PING_H

#include "router/ip.h"

enum ping_kind { PING_ECHO, PING_TRACE };

/* What came of one probe. */
struct ping_result {
	char mark;		/* '!' reply '.' timeout 'U' 'H' 'N' 'P' 'A' unreachables '&' TTL 'M' DF 'Q' '?' ; trace: 'T' a router on the way */
	struct ipaddr from;
	nsec rtt;
	u32 seq;
	u8 type, code;
};

struct ping {
	/* by the user */
	struct ip_send to;
	enum ping_kind kind;
	u32 count, size;	/* size: of the whole IP packet */
	nsec timeout;
	u16 pattern;
	bool validate;
	u16 port;		/* trace: the first probe's destination port */
	void (*result)(struct ping *p, const struct ping_result *r);
	void (*done)(struct ping *p);	/* after the last; may free it */
	void *arg;
	/* as they go */
	struct ipstack *ip;
	struct ping *next;
	struct timer timer;
	struct udp_socket udp;
	u16 id;
	u32 sent, received;
	nsec sent_at, min, max, sum;
	bool waiting;
	struct ping_result last;
};

/* false: it cannot go (no route): nothing was started. */
bool ping_start(struct ipstack *s, struct ping *p);
/* Sends one probe now (trace: the user sets to.ttl and calls it for each); its result comes by result(). */
void ping_probe(struct ping *p);
void ping_stop(struct ping *p);

#endif
