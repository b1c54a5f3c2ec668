/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of NAT. Addresses have four names (IOS): of a host inside, as it is known inside (inside local, il) and outside (inside
 * global, ig); of a host outside, as it is known inside (outside local, ol) and outside (outside global, og).
 *
 * Every packet belongs to a flow, found by hash from either side. A flow is made from a static mapping, or from a binding: an inside local
 * address (and port, when overloading) that has got a global one. All packets of one local port share its binding whatever their destination; where
 * a route map selects, they have one for each rule. Bindings of the outside give an outside global address a local one.
 *
 * Local addresses are of the VRF of the interface inside. Global ones are common to all VRFs (a shared provider), or of that VRF too (`match-in-vrf`): their space.
 */
#ifndef ROUTER_NAT_OWN_H
#define ROUTER_NAT_OWN_H

#include "router/acl/acl.h"
#include "router/nat/nat.h"
#include "router/policy/policy.h"

enum {
	NAT_FLOWS_MAX = 400000,		/* of a device, whatever is configured */
	NAT_STATICS_MAX = 4096,
	NAT_RULES_MAX = 256,
	NAT_POOL_MAX = 65536,		/* addresses of a pool */
	NAT_RANGES_MAX = 16,		/* of a pool */
	NAT_NAME_MAX = 64,
	NAT_SERVICES_MAX = 64,
	NAT_LIMITS_MAX = 64,		/* lists with a limit */
};

/* Timeouts in the order of `ip nat translation ?`; each class has a list of flows, the one that ends first at its head. */
enum nat_class { NAT_OTHER, NAT_TCP, NAT_UDP, NAT_ICMP, NAT_FINRST, NAT_SYN, NAT_DNS, NAT_CLASS_N };

enum nat_pool_type { NAT_POOL_GENERIC, NAT_POOL_MATCH_HOST, NAT_POOL_ROTARY };

struct nat_pool {
	struct nat_pool *next;
	char name[NAT_NAME_MAX];
	struct { u32 first, last; } range[NAT_RANGES_MAX];
	u32 n_ranges, mask;
	bool block;			/* its ranges stand in a block of lines: none of them need be there */
	enum nat_pool_type type;
	u64 *taken;			/* a bit an address, in the order of the ranges */
	u32 n_taken, misses;
	u32 turn;			/* rotary: whose turn it is, from 0 */
};

enum nat_rule_kind { NAT_INSIDE_SOURCE, NAT_OUTSIDE_SOURCE, NAT_INSIDE_DEST, NAT_RULE_KIND_N };

struct nat_rule {			/* `ip nat {inside source|outside source|inside destination} ...` */
	struct nat_rule *next;
	struct nat *nat;
	enum nat_rule_kind kind;
	char name[NAT_NAME_MAX];	/* of the list or the map */
	char pool_name[NAT_NAME_MAX];	/* "": an interface's address */
	struct acl *acl;		/* NULL: a route map selects */
	struct route_map *map;
	struct iface *iface;
	struct ipstack *ip;		/* the VRF inside */
	bool overload;
	bool own_space;			/* match-in-vrf */
	bool add_route;			/* to the names that hosts outside get */
	bool reversible;		/* a host outside may begin, though a route map selects */
	u32 id, refs;
};

struct nat_static {
	struct nat_static *next;
	bool outside;			/* `ip nat outside source static`: global is og, local ol */
	u8 proto;			/* 0: all, whole addresses */
	u32 local, global, mask;	/* mask: ~0 but for networks */
	u16 lport, gport;
	bool no_alias;			/* ARP for its global name is not answered */
	bool extendable;		/* its local name may have other global ones */
	bool own_space;			/* match-in-vrf */
	bool add_route;			/* outside: to the local name, by way of the global one */
	struct ipstack *ip;		/* the VRF inside */
	struct route_map *map;		/* of the way out; NULL: all */
	char map_name[NAT_NAME_MAX];
	struct iface *iface;		/* global is its address */
	struct nat_addr *addr;		/* held */
};

/* A global address in use: which ports are taken. */
struct nat_addr {
	struct nat_addr *next;
	struct ipstack *space;
	u32 addr, refs;
	u64 *bits[3];			/* TCP, UDP, ICMP: 65536 each */
	u32 used[3][3];			/* by range: below 512, below 1024, the rest */
};

struct nat_bind {
	struct nat_bind *next_local, *next_global; /* hash chains */
	struct nat_rule *rule;
	struct nat_pool *pool;		/* that the address is of */
	struct nat_addr *addr;
	u32 il, ig, refs;		/* refs: flows */
	u16 ilp, igp;
	u8 proto;			/* 0: a whole address, no ports */
	bool outside;			/* il is an outside global address, ig its local one */
	bool routed;			/* add-route: the route is there */
	struct ipstack *ip, *space;	/* the VRF inside; whose the global address is */
	nsec created, last;		/* of whole addresses, which outlive their flows */
	struct timer timer;
};

struct nat_host { struct nat_host *next; u32 addr, n, max; u64 missed; }; /* flows of an inside host; max: configured, 0: the common one */

/* `max-entries list` and `vrf`. Those of VRFs are there while they are configured or have flows; inside hosts of no VRF have none. */
struct nat_limit {
	struct nat_limit *next;
	struct acl *acl;
	char name[NAT_NAME_MAX];	/* of the list */
	struct ipstack *ip;		/* the VRF inside */
	u32 n, max;			/* flows; max 0: of a VRF: the common one */
	u64 missed;
};

enum nat_alg { NAT_ALG_NONE, NAT_ALG_FTP, NAT_ALG_DNS };

struct nat_flow {
	struct nat_flow *next_in, *next_out; /* hash chains: as seen inside, outside */
	struct nat_flow *prev, *next;	/* of its class: by time of use */
	u32 il, ig, ol, og;
	u16 ilp, igp, olp, ogp;
	u8 proto, cls;
	u8 seen;			/* TCP: 1 from inside, 2 from outside beyond the SYN; 4, 8: FIN */
	u8 alg;				/* enum nat_alg: what its payload may name */
	bool hairpin;
	bool own;			/* the inside end is the router itself: not shown, not limited */
	u32 id;
	struct ipstack *in_ip, *out_ip;	/* the VRFs of its two ends */
	struct ipif *out;		/* the interface outside that its first packet passed */
	struct nat_bind *bind;		/* NULL: static */
	struct nat_bind *obind;		/* of the outside end */
	struct nat_rule *rule;		/* inside destination: what chose the host inside */
	struct nat_static *st, *ost;	/* of its two ends; NULL */
	struct nat_host *host;
	struct nat_limit *list, *vrf;	/* that it counts for; NULL: none */
	struct nat_shift *shift;	/* what was said in it became longer or shorter (alg.c); NULL: no */
	struct nat_dns *dns;		/* DNS over TCP: what is read of it (alg_dns.c); NULL */
	nsec created, last;
	u64 packets;
};

struct nat {
	struct ipstack *ip;
	struct nat_flow **in, **out;	/* hash, n_buckets each */
	struct nat_bind **local, **global;
	struct nat_addr **addrs;
	struct nat_host **hosts;
	u32 n_buckets, n_flows, n_binds, n_whole, next_id, next_rule;
	struct nat_flow *first[NAT_CLASS_N], *last[NAT_CLASS_N];
	u32 timeout_s[NAT_CLASS_N];	/* 0: never */
	struct timer timer;
	struct nat_pool *pools;
	struct nat_rule *rules;
	struct nat_static *statics;
	struct nat_service *services;	/* ip nat service list */
	u32 n_statics;
	struct nat_limit *limits;
	u32 n_lists;			/* of them */
	u32 max_entries, max_host, max_vrf; /* 0: none */
	u64 hits, misses, expired, limited;
	u32 peak;
	nsec peak_at;
	struct nat_expect *expected;	/* connections that were announced (alg.c) */
	u32 n_expected;
	bool no_ftp, no_dns, no_dns_tcp;	/* no ip nat service alg ... */
	u32 n_changed;			/* streams with changed names that wait for an acknowledgement (alg_dns.c) */
	struct bucket log_limit;
};

enum { NAT_ADDR_BUCKETS = 1024, NAT_HOST_BUCKETS = 1024, NAT_BUCKETS_MIN = 256 };

/* `ip nat service list L ftp tcp port N`: the servers inside that the list permits speak FTP on that port. */
struct nat_service {
	struct nat_service *next;
	struct acl *acl;
	u16 port;
};

/* A packet that leaves, as lists and route maps look at it. */
struct nat_way {
	struct ipif *out;
	struct ipstack *ip;		/* the VRF inside */
	const struct acl_key *key;
	u32 len, src, dst;
};

struct nat *nat_of(struct ipstack *s);	/* the device's; makes it */

/* nat.c: tables */
u64 nat_hash(const struct ipstack *s, u8 proto, u32 a, u16 ap, u32 b, u16 bp);
struct nat_flow *nat_find_in(const struct nat *n, const struct ipstack *in_ip, u8 proto, u32 il, u16 ilp, u32 ol, u16 olp);
struct nat_flow *nat_find_out(const struct nat *n, const struct ipstack *out_ip, u8 proto, u32 og, u16 ogp, u32 ig, u16 igp);
struct nat_flow *nat_flow_new(struct nat *n, struct nat_flow *like, enum nat_class cls); /* *like is told what it counts for. NULL: a limit */
void nat_flow_free(struct nat *n, struct nat_flow *f);
void nat_touch(struct nat *n, struct nat_flow *f, enum nat_class cls);
struct nat_addr *nat_addr_find(const struct nat *n, const struct ipstack *space, u32 addr);
struct nat_addr *nat_addr_hold(struct nat *n, struct ipstack *space, u32 addr);
void nat_addr_release(struct nat *n, struct nat_addr *a);
void nat_clear(struct nat *n, bool (*which)(const struct nat_flow *f, const void *arg), const void *arg); /* which NULL: all that is dynamic */
void nat_binds_clear(struct nat *n, const struct ipstack *ip); /* whole addresses that nothing flows through, of that VRF inside; NULL: of all */
void nat_rearm(struct nat *n);

void nat_rule_free(struct nat *n, struct nat_rule *r);	/* with all that was made by it */
void nat_static_free(struct nat *n, struct nat_static *st);
void nat_service_free(struct nat *n, struct nat_service *v);

/* nat_limit.c */
struct nat_host *nat_host_get(struct nat *n, u32 addr);
void nat_host_release(struct nat *n, struct nat_host *h);
bool nat_limit_list(struct nat *n, const char *name, u32 max);	/* max 0: none. false: too many */
void nat_limit_vrf(struct nat *n, struct ipstack *ip, u32 max);
void nat_limit_gone(struct nat *n, const struct ipstack *ip);	/* of that VRF; NULL: all */
u32 nat_limit_max(const struct nat *n, const struct nat_limit *l); /* 0: none */
/* Counts the flow where it belongs and tells it so; false: some limit is reached, and that is counted. */
bool nat_limit_take(struct nat *n, struct nat_flow *f);
void nat_limit_give(struct nat *n, struct nat_flow *f);

/* nat_map.c: where addresses come from */
struct nat_bind *nat_bind_get(struct nat *n, const struct nat_way *w, u8 proto, u32 il, u16 ilp, bool *tried);
/* Of our own packets, which share ports with those of the inside where our address is overloaded. NULL: they need none. */
struct nat_bind *nat_bind_own(struct nat *n, const struct ipif *out, u8 proto, u32 addr, u16 port);
/* The local name of an outside address by `ip nat outside source list`. NULL: no rule wants it, or (*tried) there is none to give. */
struct nat_bind *nat_bind_outside(struct nat *n, struct ipstack *in_ip, u32 og, const struct acl_key *k, bool *tried);
struct nat_bind *nat_bind_ol(const struct nat *n, const struct ipstack *in_ip, u32 ol);
struct nat_bind *nat_bind_local(const struct nat *n, const struct ipstack *in_ip, u8 proto, u32 il, u16 ilp);
/* What a packet from outside is for, by the address alone or with its port; out_ip: the VRF of the interface outside. */
struct nat_bind *nat_bind_global(const struct nat *n, const struct ipstack *out_ip, u8 proto, u32 ig, u16 igp);
/* The host inside whose turn it is to serve a virtual address; NULL: no rule has it. */
struct nat_rule *nat_dest(struct nat *n, const struct ipstack *out_ip, const struct acl_key *k, u32 virtual_addr, u32 *real);
void nat_bind_unref(struct nat *n, struct nat_bind *b);
void nat_bind_free(struct nat *n, struct nat_bind *b);
/*
 * The static mapping for an address (and port); the more particular first. ip: the VRF inside, but for global names of the inside: that of the
 * interface outside. w: asks those with a route map whether they are for this packet; NULL: does not ask.
 */
struct nat_static *nat_static_find(const struct nat *n, const struct ipstack *ip, bool outside, bool by_local, u8 proto, u32 addr, u16 port, const struct nat_way *w);
u32 nat_static_global(const struct nat_static *st, u32 local);
u32 nat_static_local(const struct nat_static *st, u32 global);
/* add-route: a static route to the outside local name of og, by way of og, comes or goes. Not from within a packet's way. */
void nat_route(struct ipstack *s, u32 og, u32 ol, bool there);
/* nat_pool.c */
struct nat_pool *nat_pool_find(const struct nat *n, const char *name);
u32 nat_pool_size(const struct nat_pool *p);
u32 nat_pool_addr(const struct nat_pool *p, u32 k);	/* its k-th address, k below its size */
bool nat_pool_has(const struct nat_pool *p, u32 addr, u32 *k);
bool nat_pool_usable(const struct nat_pool *p, u32 addr); /* not the subnet itself and not its broadcast address */
/* An address for il: of a pool of type match-host the one with the same host part alone. */
bool nat_pool_take(struct nat_pool *p, u32 il, u32 *addr);
void nat_pool_give(struct nat_pool *p, u32 addr);
/* Its ranges are others: nothing of it is taken. */
void nat_pool_begin(struct nat_pool *p);
bool nat_port_reserve(struct nat_addr *a, u8 proto, u16 port);
/* *port when it is free, else the next free one of its range. */
bool nat_port_choose(struct nat_addr *a, u8 proto, u16 *port);
void nat_port_free(struct nat_addr *a, u8 proto, u16 port);

/* nat_packet.c */
struct nat_packet {
	struct frame *f;
	u8 *ip, *l4;
	u32 hlen, len, l4_len;		/* of the IP header; of the packet; behind the header */
	u8 proto;
	u32 src, dst;
	u16 sport, dport;		/* ICMP queries: the identifier, both */
	bool error;			/* an ICMP error: about the packet in it */
	u8 flags;			/* TCP */
};

#endif
