/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of NAT. Addresses have four names (IOS): of a host inside, as it is known inside (inside local, il) and outside (inside
 * global, ig); of a host outside, as it is known inside (outside local, ol) and outside (outside global, og).
 *
 * Every packet belongs to a flow, found by hash from either side. A flow is made from a static mapping, or from a binding: an inside local
 * address (and port, when overloading) that has got a global one. All packets of one local port share its binding whatever their destination.
 */
#ifndef ROUTER_NAT_OWN_H
#define ROUTER_NAT_OWN_H

#include "router/acl/acl.h"
#include "router/nat/nat.h"

enum {
	NAT_FLOWS_MAX = 400000,		/* of a device, whatever is configured */
	NAT_STATICS_MAX = 4096,
	NAT_RULES_MAX = 256,
	NAT_POOL_MAX = 65536,		/* addresses of a pool */
	NAT_NAME_MAX = 64,
};

/* Timeouts in the order of `ip nat translation ?`; each class has a list of flows, the one that ends first at its head. */
enum nat_class { NAT_OTHER, NAT_TCP, NAT_UDP, NAT_ICMP, NAT_FINRST, NAT_SYN, NAT_DNS, NAT_CLASS_N };

struct nat_pool {
	struct nat_pool *next;
	char name[NAT_NAME_MAX];
	u32 first, last, mask;
	u64 *taken;			/* a bit an address */
	u32 n_taken, misses;
};

struct nat_rule {			/* `ip nat inside source list|route-map ...` */
	struct nat_rule *next;
	struct nat *nat;
	char name[NAT_NAME_MAX];	/* of the list */
	char pool_name[NAT_NAME_MAX];	/* "": an interface's address */
	struct acl *acl;
	struct iface *iface;
	bool overload;
	u32 id, refs;
};

struct nat_static {
	struct nat_static *next;
	bool outside;			/* `ip nat outside source static`: global is og, local ol */
	u8 proto;			/* 0: all, whole addresses */
	u32 local, global, mask;	/* mask: ~0 but for networks */
	u16 lport, gport;
	struct iface *iface;		/* global is its address */
	struct nat_addr *addr;		/* held */
};

/* A global address in use: which ports are taken. */
struct nat_addr {
	struct nat_addr *next;
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
	nsec created, last;		/* of whole addresses, which outlive their flows */
	struct timer timer;
};

struct nat_host { struct nat_host *next; u32 addr, n, max; }; /* flows of an inside host; max: configured, 0: the common one */

struct nat_flow {
	struct nat_flow *next_in, *next_out; /* hash chains: as seen inside, outside */
	struct nat_flow *prev, *next;	/* of its class: by time of use */
	u32 il, ig, ol, og;
	u16 ilp, igp, olp, ogp;
	u8 proto, cls;
	u8 seen;			/* TCP: 1 from inside, 2 from outside beyond the SYN; 4, 8: FIN */
	bool hairpin;
	bool own;			/* the inside end is the router itself: not shown, not limited */
	u32 id;
	struct nat_bind *bind;		/* NULL: static */
	struct nat_static *st;
	struct nat_host *host;
	struct nat_shift *shift;	/* what was said in it became longer or shorter (alg.c); NULL: no */
	nsec created, last;
	u64 packets;
};

struct nat {
	struct ipstack *ip;
	struct nat_flow **in, **out;	/* hash, n_buckets each */
	struct nat_bind **local, **global;
	struct nat_addr **addrs;
	struct nat_host **hosts;
	u32 n_buckets, n_flows, n_binds, next_id, next_rule;
	struct nat_flow *first[NAT_CLASS_N], *last[NAT_CLASS_N];
	u32 timeout_s[NAT_CLASS_N];	/* 0: never */
	struct timer timer;
	struct nat_pool *pools;
	struct nat_rule *rules;
	struct nat_static *statics;
	u32 n_statics;
	u32 max_entries, max_host;	/* 0: none */
	u64 hits, misses, expired, limited;
	u32 peak;
	nsec peak_at;
	struct nat_expect *expected;	/* connections that were announced (alg.c) */
	u32 n_expected;
	bool no_ftp, no_dns;		/* no ip nat service alg ... */
	struct bucket log_limit;
};

enum { NAT_ADDR_BUCKETS = 1024, NAT_HOST_BUCKETS = 1024, NAT_BUCKETS_MIN = 256 };

struct nat *nat_of(struct ipstack *s);	/* makes it */

/* nat.c: tables */
u64 nat_hash(u8 proto, u32 a, u16 ap, u32 b, u16 bp);
struct nat_flow *nat_find_in(const struct nat *n, u8 proto, u32 il, u16 ilp, u32 ol, u16 olp);
struct nat_flow *nat_find_out(const struct nat *n, u8 proto, u32 og, u16 ogp, u32 ig, u16 igp);
struct nat_flow *nat_flow_new(struct nat *n, const struct nat_flow *like, enum nat_class cls); /* NULL: a limit */
void nat_flow_free(struct nat *n, struct nat_flow *f);
void nat_touch(struct nat *n, struct nat_flow *f, enum nat_class cls);
struct nat_addr *nat_addr_find(const struct nat *n, u32 addr);
struct nat_addr *nat_addr_hold(struct nat *n, u32 addr);
void nat_addr_release(struct nat *n, struct nat_addr *a);
struct nat_host *nat_host_get(struct nat *n, u32 addr);
void nat_host_release(struct nat *n, struct nat_host *h);
void nat_clear(struct nat *n, bool (*which)(const struct nat_flow *f, const void *arg), const void *arg); /* which NULL: all that is dynamic */
void nat_rearm(struct nat *n);

/* nat_map.c: where addresses come from */
struct nat_bind *nat_bind_get(struct nat *n, struct ipif *out, u8 proto, u32 il, u16 ilp, const struct acl_key *k, bool *tried);
/* Of our own packets, which share ports with those of the inside where our address is overloaded. NULL: they need none. */
struct nat_bind *nat_bind_own(struct nat *n, const struct ipif *out, u8 proto, u32 addr, u16 port);
struct nat_bind *nat_bind_local(const struct nat *n, u8 proto, u32 il, u16 ilp);
struct nat_bind *nat_bind_global(const struct nat *n, u8 proto, u32 ig, u16 igp);
void nat_bind_unref(struct nat *n, struct nat_bind *b);
void nat_bind_free(struct nat *n, struct nat_bind *b);
/* The static mapping for an address (and port); the more particular first. inside: of local addresses. */
struct nat_static *nat_static_find(const struct nat *n, bool outside, bool by_local, u8 proto, u32 addr, u16 port);
u32 nat_static_global(const struct nat_static *st, u32 local);
u32 nat_static_local(const struct nat_static *st, u32 global);
struct nat_pool *nat_pool_find(const struct nat *n, const char *name);
u32 nat_pool_size(const struct nat_pool *p);
bool nat_port_reserve(struct nat_addr *a, u8 proto, u16 port);
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
