/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RIP version 1 (RFC 1058) and 2 (RFC 2453, keyed MD5 of RFC 4822), and RIPng (RFC 2080), as IOS runs them. RIP: one process a device and one a VRF, on each
 * interface with an address in one of its networks. RIPng: processes by name, on interfaces that say so. They differ in what is on the wire and in where
 * the hop is counted (RIP: when a route is told; RIPng: when it is heard). table.c has the routes, own.c what of them is ours, tell.c what an interface is told,
 * rip.c the process and its timers, rip_packet.c and ripng_packet.c the wire.
 */
#ifndef ROUTER_RIP_RIP_H
#define ROUTER_RIP_RIP_H

#include "cli/show.h"
#include "net/rd.h"
#include "router/passive.h"
#include "router/policy/dist_list.h"
#include "router/policy/offset_list.h"
#include "router/route.h"

enum {
	RIP_PORT = 520,
	RIPNG_PORT = 521,
	RIP_INFINITY = 16,
	RIP_ENTRIES_MAX = 25,	/* of a packet; RIPng's are as long as the link's */
	RIP_ROUTES_MAX = 16384,
	RIP_SUMMARIES_MAX = 32,	/* of an interface */
	RIP_QUEUE_MAX = 2048,	/* packets that wait for `output-delay` */
	RIPNG_MAX = 16,		/* processes, by their names */
	RIP_SEQS_MAX = 64,	/* neighbours of an interface whose sequence numbers are kept; who was silent longest gives way */
	RIP_LONGEST = 1500,	/* packet of ours */
};

enum rip_kind { RIP_LEARNED, RIP_REDIST, RIP_DEFAULT, RIP_CONNECTED }; /* a higher one takes the place of a lower */

struct rip_path {
	struct ipaddr via, from; /* from: who told */
	struct iface *in;
	nsec expire;		/* not heard again by then, it is lost */
};
struct rip_route {
	struct ipaddr prefix;
	u32 tag;
	u8 plen, kind, metric;
	u8 was;			/* the metric before it was lost */
	u8 n;			/* LEARNED: ways of that metric. Lost: the last one is kept */
	bool changed;		/* goes with the next triggered update */
	bool in_rib, seen;	/* seen: sync() found it again */
	bool held;		/* lost, and until `hold` in the RIB all the same: "possibly down" (IPv4) */
	bool beaten;		/* LEARNED: the RIB did not take it, another source's goes before */
	struct rip_path *path;
	struct iface *in;	/* CONNECTED */
	nsec hold, flush;	/* lost: worse news is not believed until; forgotten at */
	nsec quiet;		/* beaten: told as unreachable until, and after that not at all */
};

struct rip_net { struct rip_net *next; u32 net; };
struct rip_nbr { struct rip_nbr *next; u32 addr; };
struct rip_summary { struct rip_summary *next; struct ipaddr prefix; u8 plen; };

/* RFC 4822 2.2: a neighbour's sequence number does not go back while it is heard. */
struct rip_seq { u32 from, seq; nsec heard; };
struct rip_if {			/* what is configured on an interface */
	struct rip_if *next;
	struct iface *i;
	u8 send, receive;	/* bits of versions; 0: the process's */
	bool md5, no_horizon, v2_broadcast;
	bool enabled;		/* RIPng's: `enable` */
	u8 offset;		/* RIPng's: what a route costs that is heard here; 0: 1 */
	u8 originate;		/* RIPng's: 1: tells a default route, 2: nothing else */
	u8 originate_metric;
	struct rip_summary *summaries;
	char *chain;		/* key chain */
	u32 seq;		/* of keyed MD5: ours */
	struct rip_seq *seqs;	/* and the last of each neighbour */
	u8 n_seqs;
	u64 rx_packets, rx_bad, tx_updates, tx_triggered, bad_auth;
	bool joined;
};

struct rip_queued;

struct rip {
	struct rip *next;	/* RIPng's: by name */
	struct rip *ng;		/* RIP's own: the VRF's RIPng processes */
	bool vrf_mode;		/* the root's: `ipv6 rip vrf-mode enable` */
	struct ipstack *s;
	u8 af;
	u16 process;		/* RIPng's: what tells its routes from another's in the RIB */
	char *name;		/* RIPng's */
	bool on;		/* RIP: the line stands; RIPng: that, or an interface enables it */
	bool owner;		/* the socket is open; else it is another process's */
	bool line;		/* `ipv6 router rip NAME` stands */
	bool still_logged;	/* RIPng's: it was said that it stands still, without `ipv6 unicast-routing` */
	u8 version;		/* 0: not said */
	bool auto_summary, originate, no_validate, poison, no_horizon;
	u8 distance;
	u32 default_metric, update_s, invalid_s, hold_s, flush_s; /* flush: after it was heard last; RIPng: after it was lost */
	u32 max_paths, output_delay_ms, flash_s;
	u16 port;
	struct ipaddr group;
	struct route_map *originate_map;	/* held */
	struct rip_net *nets;
	struct passive passive;
	struct rip_nbr *nbrs;
	struct redist *redist;
	struct dist_list *filters;
	struct distance_rule *distances; /* by neighbour */
	struct offset_list *offsets;
	struct rip_if *ifs;	/* RIP: the root stack's: of all the device's interfaces; RIPng: its own */
	struct rip_route **r;	/* by prefix, then length */
	u32 n, cap;
	struct udp_socket sock;
	struct rib_watch rib;
	struct policy_watch policy;
	struct timer update, trigger, age, sync, output;
	nsec no_trigger_before, last_update, next_tx;
	struct rip_queued *queue, **queue_end;
	u32 n_queue;
	u64 n_updates, n_triggers;
};
static inline u32 rip_paths_default(u8 af) { return af == AF_IP6 ? 16 : 4; }

/* rip.c */
struct rip *rip_get(struct ipstack *s);	/* RIP's; made where there is none */
struct rip *rip_make(struct ipstack *s, u8 af);
void rip_free(struct rip *r);		/* of a process that is in no list any more */
void rip_start(struct rip *r);
void rip_stop(struct rip *r);		/* `no router rip` */
void rip_soon(struct rip *r);		/* something configured or connected is new */
void rip_trigger(struct rip *r);	/* something is to be told */
struct rip_if *rip_if(struct rip *r, struct iface *i, bool make);
bool rip_has_net(const struct rip *r, u32 addr);	/* a `network` line has it */
bool rip_runs_on(const struct rip *r, const struct ipif *p);
bool rip_is_passive(const struct rip *r, const struct iface *i);
u8 rip_send_versions(const struct rip *r, const struct rip_if *x);
u8 rip_receive_versions(const struct rip *r, const struct rip_if *x);
/* A packet leaves, at once or in its turn of `output-delay`. */
void rip_emit(struct rip *r, const struct ip_send *to, u16 port, const void *data, u32 len);
/* own.c */
void rip_own_routes(struct rip *r);	/* the table is told anew what is ours */
/* A static route of IPv4 in one of its networks, out of an interface that it runs on and without a next hop, is to IOS as the interface's own network.
 * NULL: there is none such in the entry. */
struct iface *rip_static_out(const struct rip *r, const struct rib_entry *e);
/* ripng.c */
/* The VRF's RIPng process of that name. make: NULL is then: there are too many. */
struct rip *ripng_find(struct ipstack *s, const char *name, bool make);
const char *ripng_name(const struct ipstack *s, u16 process);	/* "": there is none */
bool ripng_port(struct rip *r, u16 port, const struct ipaddr *group);	/* group NULL: as from the start. false: the port is taken */
bool ripng_in_vrfs(const struct ipstack *s); /* does RIPng run in VRFs? */
void ripng_settle(struct rip *r);	/* its line or its interfaces are other than they were: it runs, rests or is no more */

/* table.c */
/* An entry that came. */
struct rip_heard { struct ipaddr prefix, via, from; u32 tag; u8 plen, metric; };
void rip_hear(struct rip *r, struct ipif *in, const struct rip_heard *h);
const struct rip_route *rip_find(const struct rip *r, const struct ipaddr *prefix, u8 plen);
/* Ours: at least as good as what is heard. What is not said again between own_begin and own_end is lost. */
void rip_own_begin(struct rip *r);
void rip_own(struct rip *r, const struct ipaddr *prefix, u8 plen, u8 kind, u8 metric, u32 tag, struct iface *in);
void rip_own_end(struct rip *r);
bool rip_is_link(const struct rip *r, const struct ipaddr *prefix, u8 plen);	/* the network of a link that it runs on */
void rip_rib_changed(struct rip *r, const struct rib_entry *e); /* the RIB may have taken what it did not, or the other way round */
void rip_retell(struct rip *r);		/* every route goes to the RIB as it should be told there now */
void rip_left(struct rip *r, const struct iface *i);	/* what came over it is lost; NULL: over whatever it does not run on any more */
void rip_age(struct timer *t);
void rip_forget(struct rip *r, bool learned); /* of the table: what was learned, or all */

/* tell.c */
/* What of the table p is told by that version (6: RIPng), entry by entry. from: RIP's own address in it; RIPng: NULL. */
struct rip_told { struct ipaddr prefix; u32 tag; u8 plen, metric; };
void rip_tell(struct rip *r, const struct ipif *p, const struct addr4 *from, u8 version, bool changed, void (*fn)(void *arg, const struct rip_told *t), void *arg);

/* rip_packet.c, ripng_packet.c */
/* Sends the table (changed: of it what is new) out of p; to 0: the group, or everybody. */
void rip_send_table(struct rip *r, struct ipif *p, u32 to, u16 port, bool changed);
void rip_ask(struct rip *r, struct ipif *p);
void rip_input(struct udp_socket *u, const struct ip_recv *v, u16 port, struct frame *f);
void ripng_send_table(struct rip *r, struct ipif *p, bool changed);
void ripng_ask(struct rip *r, struct ipif *p);
void ripng_input(struct udp_socket *u, const struct ip_recv *v, u16 port, struct frame *f);

bool rip_show_protocols(struct cli *c, struct show *s);	/* its part of `show ip protocols` */
void rip_show_protocols6(struct show *s, const struct ipstack *in);

/* For the stack. */
void rip_stack_free(struct ipstack *s);
void rip_stack_changed(struct ipstack *s);
void rip_iface_left(struct ipif *p);	/* the VRF; its configuration stays */
void ripng_iface_moved(struct ipif *p, struct ipstack *from); /* it is in the other VRF now */
void rip_iface_gone(struct ipif *p);

extern const struct cmd_table rip_cmds[];
extern const unsigned n_rip_cmds;

#endif
