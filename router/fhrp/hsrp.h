/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HSRP version 1 (RFC 2281) for IPv4 and 2 (the same machine in type-length-values; 4,096 groups) for both families. One router of a group is active and has
 * the virtual MAC and IP address, one stands by, the others listen. A group is of IPv4 until a line `standby N ipv6` makes it one of IPv6.
 */
#ifndef ROUTER_FHRP_HSRP_H
#define ROUTER_FHRP_HSRP_H

#include "router/bfd/client.h"
#include "router/fhrp/fhrp.h"

/* Whose MAC address groups have: their own; the interface's, on its sub-interfaces as well; on this interface alone. */
enum hsrp_bia { HSRP_BIA_NONE, HSRP_BIA_ALL, HSRP_BIA_HERE };
enum { HSRP_REFRESH_S = 10, HSRP_ARPS = 2, HSRP_ARP_S = 3, HSRP_NAME_MAX = 64 };

/* RFC 2281 5.3, in the order that IOS compares and logs them. */
enum hsrp_state { HSRP_INIT, HSRP_LEARN, HSRP_LISTEN, HSRP_SPEAK, HSRP_STANDBY, HSRP_ACTIVE, HSRP_STATES };

struct hsrp_peer {
	struct ipaddr addr; /* AF_NONE: unknown */
	u8 priority;
	u8 mac[6];
};

struct hsrp {
	struct hsrp *next;	/* of the interface, by group */
	struct fhrp_if *on;
	u16 group;
	/* configuration */
	u8 af;
	bool enabled;		/* `standby N ip`, `standby N ipv6` */
	bool autoconf;		/* IPv6: `autoconfig` */
	/* The first is the primary: of IPv4 configured (has_addr) or learnt; of IPv6 the link-local one, configured or made of the MAC address. AF_NONE: not known. */
	struct ipaddr addr[VIRTUAL_ADDRS_MAX];
	u8 plen[VIRTUAL_ADDRS_MAX]; /* IPv6: of those behind the first, as configured */
	u8 n_addr;		/* at least 1 */
	bool has_addr;
	u8 priority;
	bool preempt;
	u32 preempt_delay_s, reload_delay_s, sync_delay_s; /* the last: how long clients of IP redundancy may hold it up; there are none here, and nothing waits */
	u32 hello_ms, hold_ms;	/* as configured; until that, the active router's count */
	bool timers_set;
	u8 auth[8];		/* "cisco" */
	u8 auth_kind;		/* FHRP_AUTH_ of auth.h */
	char *key;		/* of MD5: the key or the chain's name; NULL: text */
	u32 key_timeout_s;	/* `md5 key-string ... timeout`: for how long the key before it is believed as well; 0: not at all */
	char *old_key;		/* of MD5's key strings, believed until then; NULL: none */
	nsec old_key_until;
	bool has_mac;
	u8 mac[6];		/* `standby mac-address` */
	char *name;
	char *follow;		/* `standby N follow`: the name of the group whose state it takes; NULL: it has its own */
	struct fhrp_track *tracks;
	/* state */
	u8 state;		/* enum hsrp_state; hsrp.c's hsrp_become() alone changes it */
	u32 hello_now_ms, hold_now_ms;
	struct ip_virtual virt;
	struct timer hello, active_timer, standby_timer, preempt_timer, arp;
	u8 arps_left;		/* gratuitous ARPs that are still to be sent, where they have an end */
	struct hsrp_peer active, standby; /* others than us */
	struct ipaddr differs[2]; /* the active router's virtual address and ours, as they were when it was said that they differ; AF_NONE: they do not */
	struct bfd_client bfd_active, bfd_standby; /* hsrp_bfd.c: they, being watched */
	u32 changes;
	nsec changed;
	u64 hello_tx, hello_rx, coup_tx, coup_rx, resign_tx, resign_rx, bad_auth, bad_packets;
};

struct hsrp *hsrp_get(struct fhrp_if *on, u16 group, bool make);
void hsrp_free(struct hsrp *h);
/* Configuration, interface or tracked objects are new. */
void hsrp_update(struct hsrp *h);
u8 hsrp_priority(const struct hsrp *h);
/* The MAC address of the group, by version, number and configuration. */
void hsrp_mac(const struct hsrp *h, u8 mac[6]);
/* Makes an idle group one of that family. */
void hsrp_set_family(struct hsrp *h, u8 af);
/* Version 1 has groups 0 to 255 of IPv4. Others stand still in it. */
bool hsrp_fits(const struct hsrp *h);
/* All groups of the interface begin anew with 1 or 2. */
void hsrp_set_version(struct fhrp_if *on, u8 version);

/* NULL: it has a state of its own again. */
void hsrp_set_follow(struct hsrp *h, const char *name);
/* The groups of the device that follow look for their leaders anew: a name is new. */
void hsrp_refollow(struct ipstack *s);
/* Is it so that the group's MAC address is the interface's? */
bool hsrp_bia(const struct hsrp *h);
/* Are neighbours of the group watched, where the interface says how (`bfd interval`)? */
bool hsrp_bfd_on(const struct hsrp *h);
/* What its neighbours are, or that they are to be watched, is new. */
void hsrp_bfd(struct hsrp *h);
/* `standby mac-refresh` is new. */
void hsrp_set_refresh(struct fhrp_if *on, u32 seconds);
/* `standby arp gratuitous` is new. */
void hsrp_set_arps(struct fhrp_if *on, u8 count, u16 seconds);
/* The configured name, or what it is called without one, in buf. */
const char *hsrp_name(const struct hsrp *h, char buf[HSRP_NAME_MAX]);
/* All groups of the device: the one behind h; the first for NULL. */
struct hsrp *hsrp_after(struct ipstack *s, const struct hsrp *h);

extern const char *const hsrp_state_name[HSRP_STATES];

#endif
