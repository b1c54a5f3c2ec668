/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of NAT64. A binding (RFC 6146 3.1: BIB entry) gives a transport address of an IPv6 host one of IPv4: static ones are configured, others come from a pool, a
 * port of an address that several share (`overload`) or a whole address. A session is a binding's conversation with one transport address of IPv4.
 * Ports of an address are shared with NAT44 (router/nat/own.h).
 */
#ifndef ROUTER_NAT64_OWN_H
#define ROUTER_NAT64_OWN_H

#include "router/acl/acl.h"
#include "router/nat/own.h"
#include "router/nat64/nat64.h"

enum {
	NAT64_SESSIONS_MAX = 400000,
	NAT64_BUCKETS = 16384,
	NAT64_STATICS_MAX = 4096,
	NAT64_RULES_MAX = 64,
	NAT64_TCP_S = 7200, NAT64_TRANS_S = 240, NAT64_UDP_S = 300, NAT64_ICMP_S = 60, /* RFC 6146 4: at least 2:04 h for TCP is a SHOULD; IOS says 2 h */
};

enum nat64_class { NAT64_TCP, NAT64_TRANS, NAT64_UDP, NAT64_ICMP, NAT64_CLASS_N };

struct nat64_pool {
	struct nat64_pool *next;
	char name[NAT_NAME_MAX];
	u32 first, last;
	u64 *taken;		/* a bit an address, given whole */
	u32 n_taken;
	u64 exhausted;
};

struct nat64_rule {		/* nat64 v6v4 list L pool P [overload] */
	struct nat64_rule *next;
	struct acl *acl;
	char name[NAT_NAME_MAX], pool[NAT_NAME_MAX];
	bool overload;
	u32 refs;
};

struct nat64_bib {
	struct nat64_bib *next6, *next4; /* hash chains; statics without ports are in no chain of a port */
	struct ip6 v6;
	u32 v4;
	u16 p6, p4;
	u8 proto;		/* IPv4's number; 0: the whole address */
	bool fixed;		/* configured */
	u32 refs;		/* sessions */
	struct nat64_rule *rule; /* NULL: static */
	struct nat64_pool *pool; /* that the whole address is of */
	struct nat_addr *addr;	/* held */
};

struct nat64_session {
	struct nat64_session *next6, *next4;
	struct nat64_session *prev, *next; /* of its class, by time of use */
	struct nat64_bib *bib;
	u32 r4;			/* the IPv4 host */
	u16 lp6, lp4, rp;	/* ports here, as IPv6 and IPv4 know them, and there; ICMP: the identifier, rp 0 */
	u8 proto, cls, seen;	/* seen, TCP: 1, 2: beyond the SYN by the IPv6, IPv4 side; 4, 8: FIN */
	nsec created, last;
	u32 id;
};

struct nat64_iface { struct nat64_iface *next; struct ipif *ifp; u64 to4, to6, dropped; }; /* nat64 enable */

struct nat64 {
	struct ipstack *ip;
	struct ip6 prefix;
	u8 plen;		/* 0: none */
	struct nat64_pool *pools;
	struct nat64_rule *rules;
	struct nat64_iface *ifaces;
	struct nat64_bib **bib6, **bib4;
	struct nat64_session **s6, **s4;
	struct nat64_session *first[NAT64_CLASS_N], *last_of[NAT64_CLASS_N];
	u32 timeout_s[NAT64_CLASS_N];
	u32 n_sessions, n_bibs, n_statics, next_id, max_entries;
	struct timer timer;
	u16 ident;		/* of IPv4 packets that may be cut on their way */
	u64 found, made, expired, to4, to6, limited;
};

struct nat64 *nat64_of(struct ipstack *s); /* makes it */

/* nat64.c */
struct nat64_session *nat64_find6(const struct nat64 *n, u8 proto, const struct ip6 *v6, u16 lp6, u32 r4, u16 rp);
struct nat64_session *nat64_find4(const struct nat64 *n, u8 proto, u32 v4, u16 lp4, u32 r4, u16 rp);
/* For what an IPv6 host begins, by a static mapping or a rule; k: its packet. NULL: nothing permits it, or nothing is left. */
struct nat64_session *nat64_begin6(struct nat64 *n, u8 proto, const struct ip6 *v6, u16 lp6, u32 r4, u16 rp, const struct acl_key *k);
/* For what an IPv4 host begins: static mappings and whole addresses alone. */
struct nat64_session *nat64_begin4(struct nat64 *n, u8 proto, u32 v4, u16 lp4, u32 r4, u16 rp);
void nat64_touch(struct nat64 *n, struct nat64_session *x, enum nat64_class cls);
void nat64_session_free(struct nat64 *n, struct nat64_session *x);
void nat64_clear(struct nat64 *n);
void nat64_rearm(struct nat64 *n);
struct nat64_bib *nat64_static_find(const struct nat64 *n, u8 proto, const struct ip6 *v6, u16 p6, u32 v4, u16 p4);
bool nat64_static_add(struct nat64 *n, u8 proto, const struct ip6 *v6, u16 p6, u32 v4, u16 p4, const char **why);
void nat64_static_free(struct nat64 *n, struct nat64_bib *b); /* with its sessions */
struct nat64_pool *nat64_pool_find(const struct nat64 *n, const char *name);
void nat64_pool_free(struct nat64 *n, struct nat64_pool *p);
void nat64_rule_free(struct nat64 *n, struct nat64_rule *r);
void nat64_set_iface(struct nat64 *n, struct ipif *p, bool on);

/* xlat.c: headers and addresses, without state. */
bool xlat_prefix_len(u8 plen);	/* RFC 6052 2.2 */
struct ip6 xlat_embed(const struct ip6 *prefix, u8 plen, u32 v4);
bool xlat_extract(const struct ip6 *prefix, u8 plen, const struct ip6 *a, u32 *v4); /* false: not of the prefix */

struct xlat {	/* one packet, taken apart */
	const u8 *ip, *l4;
	u32 len, l4_len;	/* of all of it; behind the headers */
	u8 proto;		/* IPv4's number */
	u8 hops, tos, flags;	/* flags: TCP */
	bool error, df;
	bool cut;		/* from IPv6: it came in fragments, and may be cut again */
	u16 sport, dport;	/* ICMP queries: the identifier, both */
};
enum drop xlat_read4(struct xlat *x, const u8 *ip, u32 len, bool quoted);
enum drop xlat_read6(struct xlat *x, const u8 *ip, u32 len, bool quoted);

struct xlat_ends { struct ip6 src6, dst6; u32 src4, dst4; u16 sport, dport; }; /* as the packet is to have them, or has: each family's part */
/* What the other family's packet is, at out, which has room for len + 28 bytes; returns its length. q, qe: an error's quoted packet and its ends. 0: it has no counterpart. */
u32 xlat_to4(const struct xlat *x, const struct xlat_ends *e, const struct xlat *q, const struct xlat_ends *qe, u16 ident, u8 *out);
u32 xlat_to6(const struct xlat *x, const struct xlat_ends *e, const struct xlat *q, const struct xlat_ends *qe, u8 *out);

#endif
