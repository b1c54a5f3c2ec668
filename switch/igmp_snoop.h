/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IGMP snooping (RFC 4541): a group's frames go to the ports that asked for it and to those that routers are behind. Groups nobody asked for, and
 * 224.0.0.x, are flooded (2.1.2); `switchport block multicast` keeps a port from that. Looked at where a frame would be flooded: unicast does not
 * know of it.
 */
#ifndef SWITCH_IGMP_SNOOP_H
#define SWITCH_IGMP_SNOOP_H

#include "switch/bridge.h"

enum {
	SNOOP_GROUPS_MAX = 1000,     /* of the switch */
	SNOOP_ROBUSTNESS = 2, SNOOP_QUERY_S = 125, SNOOP_VERSION = 2, SNOOP_MEMBER_S = 260, SNOOP_ROUTER_S = 300, SNOOP_OTHER_QUERIER_S = 255, SNOOP_LAST_MEMBER_MS = 1000,
	SNOOP_A_SECOND = 200,	     /* IGMP frames a port; more are dropped */
};

struct igmp_member {
	bool fixed;		/* by configuration */
	u8 version;		/* of the last report */
	nsec until;		/* 0: no member by report */
};
struct igmp_group {
	struct igmp_group *next; /* in order of address */
	u32 address;
	struct igmp_member port[];
};
struct igmp_vlan {
	bool off;		/* no ip igmp snooping vlan */
	bool fast_leave;
	bool querier;		/* ip igmp snooping vlan N querier */
	u32 querier_address;	/* 0: the VLAN interface's */
	/* state */
	struct igmp_group *group;
	nsec *router;		/* by port: until when; NSEC_NEVER: by configuration; 0: none */
	u32 other_querier;	/* 0: nobody asks */
	u16 other_port;
	u8 other_version;
	nsec other_until;
	nsec query_at;		/* our next query */
	bool queries;		/* we ask */
};
struct igmp_snoop {
	struct bridge *b;
	bool off, querier;	/* no ip igmp snooping; ip igmp snooping querier */
	u32 querier_address;
	u32 query_s, last_member_ms;
	u8 version;		/* of our queries */
	u32 n_groups;
	struct igmp_vlan *vlan[VLAN_MAX + 1]; /* made when it is configured or heard */
	u8 *in_second;		/* by port */
	struct timer tick;
	u64 rx, rx_bad, rx_limited, full;
};

struct igmp_snoop *igmp_snoop_new(struct bridge *b);
void igmp_snoop_free(struct igmp_snoop *s);
/* The bridge's, of a frame to 01-00-5E: takes it (true) or leaves it to be flooded. in NULL: the switch's own. */
bool igmp_snoop_frame(struct igmp_snoop *s, struct swport *in, struct frame *f, u16 vlan);
/* With its configuration. */
struct igmp_vlan *igmp_vlan_of(struct igmp_snoop *s, u16 vlan);
bool igmp_snooped(const struct igmp_snoop *s, u16 vlan);
bool igmp_static(struct igmp_snoop *s, u16 vlan, u32 group, u16 port, bool set);
void igmp_static_router(struct igmp_snoop *s, u16 vlan, u16 port, bool set);
bool igmp_is_router(const struct igmp_snoop *s, u16 vlan, u16 port);
/* Forgets what was learnt: of a VLAN (0: all). */
void igmp_forget(struct igmp_snoop *s, u16 vlan);
/* The querier of the VLAN as it is configured, and its address; false: none. */
bool igmp_querier(const struct igmp_snoop *s, u16 vlan, u32 *address);

#endif
