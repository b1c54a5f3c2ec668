/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DHCP snooping, and the table of who has which address behind which port that it learns (RFC 2131; RFC 3046 for option 82). ARP inspection (dai.c) and
 * IP source guard (guard_source.c) believe that table.
 *
 * In a VLAN that is snooped, DHCP's frames do not take the ordinary way: those of clients go to trusted ports alone, those of servers are taken
 * from trusted ports alone, and go to the port their client is behind.
 */
#ifndef SWITCH_SNOOP_H
#define SWITCH_SNOOP_H

#include "switch/arp_acl.h"
#include "switch/bridge.h"

enum { BINDINGS_MAX = 8192, BINDING_BUCKETS = 1024, SNOOP_LOG_S = 1 };
#define BINDING_NONE UINT32_MAX

enum binding_type { BINDING_DHCP, BINDING_STATIC };

struct binding {
	u8 mac[6];
	u16 vlan;
	u32 ip;
	u16 port;		/* index */
	u8 type;		/* enum binding_type */
	bool used;
	nsec expires;		/* NSEC_NEVER */
	u32 next_ip, next_mac;	/* in the chains of their buckets; next_ip: in the free list */
};

struct bindings {
	void (*changed)(struct bindings *t); /* one by DHCP came, went or is longer there */
	struct binding *b;
	u32 n, cap, free;	/* in use; places; first free one */
	u32 by_ip[BINDING_BUCKETS], by_mac[BINDING_BUCKETS];
};

struct snoop_port {
	bool trusted;		/* ip dhcp snooping trust */
	u16 limit;		/* frames a second; 0: any number */
	bool arp_trusted;	/* ip arp inspection trust */
	bool arp_limit_set;	/* by `limit`; else 15 where it is not trusted */
	u16 arp_limit, arp_burst_s; /* 0: any number */
	bool verify, verify_mac; /* ip verify source [port-security] */
	/* state */
	u64 second;
	u16 in_second;		/* DHCP's */
	u64 arp_begin;		/* second in which the burst began */
	u32 arp_in_burst;
	nsec arp_first;
	nsec logged, arp_logged; /* 0: never */
	u32 arp_denied;		/* since the last line of the log */
	u64 forwarded, dropped, arp_forwarded, arp_dropped, source_dropped;
};

struct dai_vlan {
	u64 forwarded, dropped, dhcp_drops, dhcp_permits, acl_drops, acl_permits, source_mac, dest_mac, ip_validation, invalid;
};

struct snoop {
	struct bridge *b;
	bool on, option82, allow_untrusted, verify_mac;
	struct vlan_set vlans;	/* snooped */
	struct vlan_set arp_vlans;
	bool check_src, check_dst, check_ip; /* ip arp inspection validate */
	struct snoop_port *port; /* by index */
	struct bindings table;
	struct snoop_db *db;	/* snoop_db.h */
	struct timer age;
	u8 mac[6];		/* the remote ID of option 82 */
	u64 forwarded, dropped, dropped_untrusted;
	struct arp_acls arp_acls;
	struct dai_vlan *dai[VLAN_MAX + 1]; /* made when ARP is seen there */
};

struct snoop *snoop_new(struct bridge *b);
void snoop_free(struct snoop *s);
/* The configuration is new. */
void snoop_changed(struct snoop *s);
static inline struct snoop_port *snoop_port_of(const struct swport *p) { return &p->bridge->snoop->port[p->index]; }
static inline bool snoop_watches(const struct snoop *s, u16 vlan) { return s->on && vlan_in(&s->vlans, vlan); }

/* A binding by DHCP, which goes when its lease is over. NULL: the table is full. */
struct binding *snoop_bind(struct snoop *s, const u8 mac[6], u16 vlan, u32 ip, u16 port, nsec expires);

/* A frame of the switch's own, from its VLAN interface: true: it was a DHCP server's, and is taken care of. */
bool snoop_from_cpu(struct bridge *b, struct frame *f, u16 vlan);

/* binding.c. Of an address in a VLAN; of a station. NULL: nobody. */
void bindings_init(struct bindings *t);
void bindings_free(struct bindings *t);
struct binding *binding_of_ip(const struct bindings *t, u32 ip, u16 vlan);
struct binding *binding_of_mac(const struct bindings *t, const u8 mac[6], u16 vlan);
/* Adds or changes; NULL: full. A DHCP binding does not replace a static one. */
struct binding *binding_set(struct bindings *t, const u8 mac[6], u16 vlan, u32 ip, u16 port, enum binding_type type, nsec expires);
void binding_remove(struct bindings *t, struct binding *b);
/* Iterates: NULL first. */
struct binding *binding_next(const struct bindings *t, struct binding *after);

/* dai.c, guard_source.c: make their checks of frames known. */
void dai_init(struct snoop *s);
void source_guard_init(struct snoop *s);
struct dai_vlan *dai_vlan_of(struct snoop *s, u16 vlan);

#endif
