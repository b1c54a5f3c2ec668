/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First-hop redundancy on an interface: the groups of VRRP, HSRP and GLBP that stand there, and what they share. */
#ifndef ROUTER_FHRP_FHRP_H
#define ROUTER_FHRP_FHRP_H

#include "router/track.h"
#include "router/virtual.h"

enum { FHRP_TRACKS_MAX = 10, FHRP_GROUPS_MAX = 256 }; /* of a group; of an interface and protocol */

struct vrrp;
struct hsrp;
struct glbp;
struct udp_socket;

struct fhrp_if {
	struct ipif *ifp;
	struct vrrp *vrrp;	/* by group */
	struct hsrp *hsrp;
	struct glbp *glbp;
	u8 hsrp_version;
	u32 hsrp_delay_s, hsrp_reload_s; /* `standby delay`: after the interface came up; after it did so first since boot */
	u32 hsrp_refresh_s;	/* `standby mac-refresh`: how often active followers say so; 0: never */
	bool hsrp_no_bfd;	/* `no standby bfd` */
	u8 hsrp_bia;		/* enum hsrp_bia: `standby use-bia` */
	bool hsrp_no_redirect;	/* `no standby redirect` */
	u8 hsrp_arps;		/* `standby arp gratuitous`: how many after the first; 0: without end */
	u16 hsrp_arp_s;		/* how far apart */
	nsec up_since;
	u32 ups;		/* how often it came up since boot */
	struct timer hsrp_delay;
	u32 vrrp_delay_s, vrrp_reload_s; /* `vrrp delay` */
	struct timer vrrp_delay;
	bool was_up;		/* as the groups were told */
	u8 was_mac[6];
	u64 was_addrs;		/* a digest of its addresses */
	struct ip6 was_addr6;	/* the link-local address; zero: none of use */
};

/* An object that takes from a group's priority while it is down. */
struct fhrp_track {
	struct track_user user;
	u8 decrement;
	bool shut;		/* the group stands still instead */
	void *group;
	char *iface;		/* owned; no object: user.iface is it */
	struct fhrp_track *next; /* by object; then, by name, interfaces */
};

/* Until when HSRP waits on that interface (`standby delay`). */
nsec fhrp_hsrp_delay(const struct fhrp_if *f);
nsec fhrp_vrrp_delay(const struct fhrp_if *f); /* `vrrp delay` */
/* Makes it where there is none. */
struct fhrp_if *fhrp_get(struct ipif *p);
/* From ipif_update() and neighbour discovery: state or addresses of an interface that has fhrp are new. */
void fhrp_changed(struct ipif *p);
void fhrp_moved(struct ipif *p);	/* it is in another VRF now */
void fhrp_if_free(struct ipif *p);

/* Puts the object, or the interface that user.iface names, into the list (changed: what is there already gets the new decrement) and watches it. false: the list is full. */
bool fhrp_track_set(struct ipstack *s, struct fhrp_track **list, const struct fhrp_track *like);
void fhrp_track_del(struct ipstack *s, struct fhrp_track **list, u16 object);
void fhrp_track_del_iface(struct ipstack *s, struct fhrp_track **list, const char *iface);
void fhrp_track_del_all(struct ipstack *s, struct fhrp_track **list);
/* The configured priority less the decrements of objects that are down; at least `least`. One that is not configured takes nothing away (IOS). */
u8 fhrp_priority(const struct fhrp_track *list, u8 configured, u8 least);
bool fhrp_shut(const struct fhrp_track *list);
struct show;
struct cli;
/* Says so of a virtual address that lies in no subnet of the interface, as IOS does, and takes it. */
void fhrp_warn_subnet(struct cli *c, const struct ipif *p, u32 addr);
/* Is the address one of the interface itself? */
bool fhrp_is_own(const struct ipif *p, const struct ipaddr *addr);
/* Says that a group of HSRP or GLBP cannot have such an address. Not on replay: the interface may have been given it after the group, and then the group stands still. */
bool fhrp_refuse_own(struct cli *c, const struct ipif *p, struct ipaddr addr);
/* May a redirect to *via (router or host on the interface's link) be sent for what just came in there, and of what is it to speak, and from what address? *src 0:
 * the interface's. From ip4.c, of a packet that goes out where it came in. */
bool fhrp_redirect(const struct ipif *in, u32 *via, u32 *src);
/* A line of a show for each, with these words of its state; undefined NULL: HSRP's line for what is not configured. */
void fhrp_tracks_text(struct show *s, const struct fhrp_track *list, const char *up, const char *down, const char *undefined);

/* What a group of this family speaks from on the interface: the primary address, the link-local one when it may be used. AF_NONE: nothing. */
struct ipaddr fhrp_source(const struct fhrp_if *f, u8 af);
/* n addresses of IPv4 as a virtual router has them; 0 is none. */
void fhrp_addresses(struct ipaddr to[VIRTUAL_ADDRS_MAX], const u32 *addr, u8 n);
/* A group of IPv6 begins or ceases to be on the interface: the interface's own router advertisements end, or begin again. */
void fhrp_group6(struct fhrp_if *f, bool there);

/* A protocol's port, in *at. false: somebody else has it. */
bool fhrp_listen(struct ipstack *s, struct udp_socket **at, u16 port, void (*receive)(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f));
void fhrp_close(struct udp_socket **at);
/* UDP's header before what stands at data, from port to port, checksum made for src and dst. */
void fhrp_udp(struct frame *f, u16 port, const struct ipaddr *src, const struct ipaddr *dst);

extern const struct cmd_table vrrp_cmds[], vrrp_block_cmds[], vrrp_show_cmds[], hsrp_cmds[], hsrp_show_cmds[], glbp_cmds[], glbp_show_cmds[];
extern const unsigned n_vrrp_cmds, n_vrrp_block_cmds, n_vrrp_show_cmds, n_hsrp_cmds, n_hsrp_show_cmds, n_glbp_cmds, n_glbp_show_cmds;

#endif
