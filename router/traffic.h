/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Traffic of our own making: a generator of UDP packets with sequence numbers and times, a sink that keeps account of them, and UDP echo and
 * discard (RFC 862, 863). All devices of a lab read one clock, so the sink can tell one-way latency.
 */
#ifndef ROUTER_TRAFFIC_H
#define ROUTER_TRAFFIC_H

#include "router/ip.h"

enum { TRAFFIC_PORT = 5001, TRAFFIC_HLEN = 28, TRAFFIC_STREAMS_MAX = 32, TRAFFIC_SIZE_MAX = 9000 };

struct traffic_report {
	u64 packets, bytes;	/* received; bytes of UDP payload */
	u64 out_of_order;
	nsec latency_min, latency_sum, latency_max, jitter; /* jitter as RFC 3550 6.4.1 has it */
	nsec first, last;	/* arrivals */
};

struct traffic_gen {
	/* by the user */
	struct ip_send to;
	u16 port;
	u32 size;		/* of the IP packet */
	nsec interval;		/* between packets */
	u64 count;
	void (*done)(struct traffic_gen *g, const struct traffic_report *r); /* r NULL: the sink did not answer */
	void *arg;
	/* as it goes */
	struct ipstack *ip;
	struct udp_socket udp;
	struct timer timer;
	u64 sent;
	u32 id;
	u8 asked;		/* times the sink was asked for its report */
	nsec started, ended;
};

/* false: no port is free. */
bool traffic_start(struct ipstack *s, struct traffic_gen *g);
void traffic_stop(struct traffic_gen *g);
/* The sink on TRAFFIC_PORT, echo on 7 and discard on 9. false: a port is taken. */
bool traffic_sink(struct ipstack *s, bool on);
bool udp_services(struct ipstack *s, bool on);
void traffic_free(struct ipstack *s);

#endif
