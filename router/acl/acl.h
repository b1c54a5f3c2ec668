/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Access lists of either family: named lists of entries, first match decides, nothing matched is denied, and a list without
 * entries permits all (IOS). Whoever matches holds the list by name (acl_hold): it may be defined later, changed, or go, and the
 * pointer stays good. Entries are compiled into a tree of bits when they are next asked for (acl_tree.c), so that the cost of a packet hardly
 * depends on their number.
 *
 *	struct acl *a = acl_hold(s, AF_IP4, "101");
 *	struct acl_key k;
 *	if (acl_key_of(&k, ip, len) && !acl_permits(a, &k)) ...		packets: NAT, QoS, policy routing, interfaces
 *	if (!acl_permits_source(a, &peer)) ...				vty access-class, SNMP, NTP
 *	if (!acl_permits_route(a, &prefix, plen)) ...			distribute-list, route-map `match ip address`
 *	acl_release(a);
 */
#ifndef ROUTER_ACL_ACL_H
#define ROUTER_ACL_ACL_H

#include "router/ip.h"

struct acl;

/* Headers of IPv6 that an entry may ask for; ACL_UNDETERMINED: the chain ends before the transport can be told. */
enum acl_header { ACL_HBH = 1, ACL_DEST_OPTION = 2, ACL_ROUTING = 4, ACL_MOBILITY = 8, ACL_AUTH = 16, ACL_UNDETERMINED = 32 };

enum {
	ACL_NAME_MAX = 64,
	ACL_ENTRIES_MAX = 16384,	/* of one list */
	ACL_RULES_MAX = 65535,		/* that the entries of one list come to, object groups multiplied out */
	ACL_KEY_LEN = 40,
	ACL_SEQ_MAX = 2147483647,
};

/* What of a packet is compared. Bytes: source, destination (4 + 4 or 16 + 16), source port, destination port (ICMP: type, code), protocol. */
struct acl_key {
	_Alignas(8) u8 b[ACL_KEY_LEN];
	u8 af, proto, tos, tcp_flags;
	bool fragment;		/* not the first: has no ports */
	u16 sport, dport;
	u8 ttl, behind;		/* behind: the protocol after an authentication header (then proto is 51) */
	u8 headers;		/* IPv6: enum acl_header that it has */
	u8 n_options;
	u32 flow_label;
	const u8 *options;	/* IPv4: n_options octets, in the packet; gone with it */
};

/* From the IP header at ip, len bytes. false: no header that can be read. */
bool acl_key_of(struct acl_key *k, const u8 *ip, u32 len);
/* A key made by hand, of a source address alone or with all. */
void acl_key_make(struct acl_key *k, const struct ipaddr *src, const struct ipaddr *dst, u8 proto, u16 sport, u16 dport);

/* The list of that name; made, without entries, where there is none. NULL: too many. Each hold is given back by acl_release(). */
struct acl *acl_hold(struct ipstack *s, u8 af, const char *name);
/* Whether a line may name such a list, be it there or not: by a name, or by a number of those that lists of that family (standard: standard ones) have. Says so
 * where not; name NULL: yes. */
bool acl_may_name(struct cli *c, u8 af, bool standard, const char *name);
struct acl *acl_again(struct acl *a);	/* one that is held already is held once more; NULL stays NULL */
void acl_release(struct acl *a);	/* NULL: nothing */
const char *acl_name(const struct acl *a);
bool acl_is_standard(const struct acl *a);
bool acl_is_empty(const struct acl *a);	  /* no entry that permits or denies: permits all */

enum acl_answer { ACL_DENY, ACL_PERMIT, ACL_NOTHING }; /* NOTHING: the list is empty */
/* Decides and counts a match at the entry. */
enum acl_answer acl_match(struct acl *a, const struct acl_key *k);
static inline bool acl_permits(struct acl *a, const struct acl_key *k) { return acl_match(a, k) != ACL_DENY; }
bool acl_permits_source(struct acl *a, const struct ipaddr *src);
/* A route: standard lists look at the prefix's address; extended ones take the source for the address and the destination for the mask. */
bool acl_permits_route(struct acl *a, const struct ipaddr *prefix, u8 plen);

void acl_stack_free(struct ipstack *s);

extern const struct cmd_table acl_cmds[];
extern const unsigned n_acl_cmds;

#endif
