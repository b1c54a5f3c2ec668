/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RIP version 1 (RFC 1058) and 2 (RFC 2453, keyed MD5 of RFC 4822), as IOS runs it: one process a device, on each interface with an address in one of its
 * networks; version 1 is sent and both are heard unless `version` says otherwise. rip.c has the table and its timers, rip_packet.c what is on the wire.
 */
#ifndef ROUTER_RIP_RIP_H
#define ROUTER_RIP_RIP_H

#include "cli/show.h"
#include "net/rd.h"
#include "router/passive.h"
#include "router/policy/dist_list.h"
#include "router/route.h"

enum {
	RIP_PORT = 520,
	RIP_INFINITY = 16,
	RIP_ENTRIES_MAX = 25,	/* of a packet */
	RIP_ROUTES_MAX = 16384,
};

enum rip_kind { RIP_LEARNED, RIP_REDIST, RIP_DEFAULT, RIP_CONNECTED }; /* a higher one takes the place of a lower */

struct rip_route {
	u32 prefix, tag, via, from; /* from: who told */
	u8 plen, kind, metric;
	bool changed;		/* goes with the next triggered update */
	bool in_rib, seen;	/* seen: sync() found it again */
	struct iface *in;	/* LEARNED, CONNECTED */
	u8 was;			/* the metric before it was lost */
	nsec expire;		/* LEARNED: not heard again by then, it is lost; NSEC_NEVER: lost already */
	nsec hold, flush;	/* lost: worse news is not believed until; forgotten at */
};

struct rip_net { struct rip_net *next; u32 net; };
struct rip_nbr { struct rip_nbr *next; u32 addr; };

struct rip_if {			/* what is configured on an interface */
	struct rip_if *next;
	struct iface *i;
	u8 send, receive;	/* bits of versions; 0: the process's */
	bool md5, no_horizon;
	char *chain;		/* key chain */
	u32 seq, seen_seq;	/* of keyed MD5: ours, the last heard */
	u64 rx_packets, rx_bad, tx_updates, tx_triggered, bad_auth;
	bool joined;
};

struct rip {
	struct ipstack *s;
	bool on;		/* `router rip` stands */
	u8 version;		/* 0: not said */
	bool auto_summary, originate;
	u8 distance;
	u32 default_metric, update_s, invalid_s, hold_s, flush_s;
	struct rip_net *nets;
	struct passive passive;
	struct rip_nbr *nbrs;
	struct redist *redist;
	struct dist_list *filters;
	struct distance_rule *distances; /* by neighbour */
	struct rip_if *ifs;	/* the root stack's: of all the device's interfaces */
	struct rip_route **r;	/* by prefix, then length */
	u32 n, cap;
	struct udp_socket sock;
	struct rib_watch rib;
	struct policy_watch policy;
	struct timer update, trigger, age, sync;
	nsec no_trigger_before, last_update;
};

struct rip *rip_get(struct ipstack *s);	/* made where there is none */
void rip_start(struct rip *r);
void rip_stop(struct rip *r);		/* `no router rip` */
void rip_soon(struct rip *r);		/* something configured or connected is new */
struct rip_if *rip_if(struct rip *r, struct iface *i, bool make);
bool rip_runs_on(const struct rip *r, const struct ipif *p);
bool rip_is_passive(const struct rip *r, const struct iface *i);
u8 rip_send_versions(const struct rip *r, const struct rip_if *x);
u8 rip_receive_versions(const struct rip *r, const struct rip_if *x);
static inline u8 rip_class(u32 a) { return a >> 31 == 0 ? 8 : a >> 30 == 2 ? 16 : 24; }

/* Every route of ours goes to the RIB as it should be told there now. */
void rip_retell(struct rip *r);
/* rip_packet.c */
/* Sends the table (changed: of it what is new) out of p; to 0: the group, or everybody. */
void rip_send_table(struct rip *r, struct ipif *p, u32 to, u16 port, bool changed);
void rip_ask(struct rip *r, struct ipif *p);
/* An entry that came. */
struct rip_heard { u32 prefix, tag, via, from; u8 plen, metric; };
void rip_hear(struct rip *r, struct ipif *in, const struct rip_heard *h);
const struct rip_route *rip_find(const struct rip *r, u32 prefix, u8 plen);
void rip_input(struct udp_socket *u, const struct ip_recv *v, u16 port, struct frame *f);

bool rip_show_protocols(struct cli *c, struct show *s);	/* its part of `show ip protocols` */

/* For the stack. */
void rip_stack_free(struct ipstack *s);
void rip_stack_changed(struct ipstack *s);
void rip_iface_left(struct ipif *p);	/* the VRF; its configuration stays */
void rip_iface_gone(struct ipif *p);

extern const struct cmd_table rip_cmds[];
extern const unsigned n_rip_cmds;

#endif
