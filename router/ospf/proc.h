/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OSPF on a device: processes by number, which of them runs on which interface, and what is configured per interface whoever runs there. proc.c
 * keeps the pure protocol (ospf.h) in step with the device's interfaces, addresses and routes.
 */
#ifndef ROUTER_OSPF_PROC_H
#define ROUTER_OSPF_PROC_H

#include "router/ospf/ospf.h"
#include "router/passive.h"
#include "router/policy/dist_list.h"
#include "router/route.h"

/* What runs as a set of processes with numbers of its own. */
enum ospf_form { OSPF_FORM_2, OSPF_FORM_3, OSPF_FORM_3_IP4, OSPF_FORMS };	/* version 2; version 3's IPv6, and its IPv4 (RFC 5838) */
enum { OSPF_INSTANCE_IP4 = 64 };	/* RFC 5838 2.1: the first of IPv4 unicast */

struct ospf_network {	/* `network A W area N` */
	struct ospf_network *next;
	u32 addr, wild, area;
};

struct ospf_redist {	/* r is the first: it is freed as that */
	struct redist r;
	bool subnets, e1;
	u32 tag;		/* 0: the route's */
};

struct ospf_static_nbr {
	struct ospf_static_nbr *next;
	u32 addr, poll_s, cost;
	u8 priority;
	bool mute;	/* `database-filter all out` */
};

struct ospf_vlink {
	struct ospf_vlink *next;
	u32 area, peer;
	struct ospf_if_conf conf;
};

struct ospf_proc {
	struct ospf_proc *next;
	struct ospf_all *all;
	struct ospf *o;
	u32 id;
	u32 rid_set;
	bool shut, no_rid_logged, bfd; /* bfd: on all interfaces */
	bool still_logged;	/* it was said that it stands still */
	bool common;		/* no process: what `router ospfv3 N` says for both its families */
	bool own_max_metric, own_restart; /* a family's own line goes before the common one */
	bool no_help, strict_help;	/* as its own lines say: of a family, the common ones count as well */
	bool by_ipv6_router;	/* `ipv6 router ospf N` stands */
	bool by_iface;		/* its line was brought by an interface's, and nobody has opened it since */
	struct ospf_network *networks;
	struct ospf_static_nbr *nbrs;
	struct ospf_vlink *vlinks;
	struct passive passive;
	struct redist *redist;	/* struct ospf_redist */
	u32 default_metric;
	struct route_map *default_map; /* `default-information originate route-map`: while some route fits it; held */
	u32 default_cost;	/* as that line says: the map may set others */
	bool default_e1;
	u8 distance, distance_intra, distance_inter, distance_ext; /* 0: default */
	struct dist_list *filters;	/* in: what the RIB gets; out: what is redistributed */
	struct distance_rule *distances; /* by who originated it */
	bool redist_dirty;
	bool retell;	/* lists are other than they were */
};

struct ospf_ifc {	/* an interface, with or without a process */
	struct ospf_ifc *next;
	struct iface *i;
	u32 process, area;	/* `ip ospf N area A`; process 0: not so */
	bool secondaries_none, by_families; /* `ospfv3 N ipv4|ipv6 area A` rather than `ipv6 ospf` */
	struct ospf_if_conf conf;	/* as it holds: own, else common */
	struct ospf_if_conf own;	/* of this form's lines */
	struct ospf_if_conf common; /* OSPF_FORM_3: of the lines that hold for both families */
	u32 own_of;		/* the process that own is said of; 0: of whichever */
};

struct ospf_all {
	struct ipstack *s;
	u8 form;		/* enum ospf_form */
	struct ospf_proc *procs;	/* by number */
	struct ospf_proc *commons;	/* OSPF_FORM_3 of the root stack: by number */
	struct ospf_ifc *ifcs;		/* the root stack's: of all the device's interfaces */
	struct timer sync;
	struct rib_watch rib;
	struct policy_watch policy;
};

struct ospf_all *ospf_all(struct ipstack *s, u8 form);	/* made where there is none */
struct ospf_all *ospf_all_find(const struct ipstack *s, u8 form);
struct ospf_proc *ospf_proc_get(struct ospf_all *all, u32 id);
struct ospf_proc *ospf_proc_find(const struct ospf_all *all, u32 id);
/* Of all VRFs: by number, which is the device's but for `router ospfv3`; the next one by number and VRF (after NULL: the first). NULL: none. */
struct ospf_proc *ospf_proc_any(struct ipstack *root, u8 form, u32 id);
struct ospf_proc *ospf_proc_after(struct ipstack *root, u8 form, const struct ospf_proc *after);
/* What `router ospfv3 N` says. NULL: there is no such line. make: there is from now on. */
struct ospf_proc *ospf_common(struct ipstack *root, u32 id, bool make);
struct ospf_proc *ospf_common_of(const struct ospf_proc *p);	/* the one that holds for it as well; NULL: none */
bool ospf_is_shut(const struct ospf_proc *p);
bool ospf_stands_still(const struct ospf_proc *p);	/* version 3 without `ipv6 unicast-routing` */
bool ospf_is_passive(const struct ospf_proc *p, const struct iface *i);
/* Whose its routes are in the RIB. */
static inline u8 ospf_source(const struct ospf_all *all) { return all->form == OSPF_FORM_3_IP4 ? ROUTE_OSPF3 : ROUTE_OSPF; }
static inline bool ospf_all_v3(const struct ospf_all *all) { return all->form != OSPF_FORM_2; }
void ospf_proc_remove(struct ospf_proc *p);
struct ospf_ifc *ospf_ifc(struct ospf_all *all, struct iface *i);	/* made where there is none */
struct ospf_ifc *ospf_ifc_find(const struct ospf_all *all, const struct iface *i);	/* NULL: nothing is configured there */
void ospf_conf_init(struct ospf_if_conf *c, u8 form);
void ospf_conf_free(struct ospf_if_conf *c);
void ospf_ifc_settle(struct ospf_all *all, struct ospf_ifc *x);	/* a line of the interface is new: conf follows */
void ospf_area_said(struct ospf_area *x);	/* whether some line speaks of it is to be found out */
/* Something that is configured is new: in a moment everything follows it. */
void ospf_sync_soon(struct ospf_all *all);
void ospf_sync_now(struct ospf_all *all);
/* What a process would take for its router ID now; 0: nothing. */
u32 ospf_choose_rid(const struct ospf_proc *p);
void ospf_clear_process(struct ospf_proc *p);
struct ospf_vlink *ospf_vlink_conf(struct ospf_proc *p, u32 area, u32 peer);	/* NULL: no line speaks of it */
struct ospf_if *ospf_if_at(const struct ospf *o, const struct iface *i);	/* NULL: the process is not there */
bool ospf_on_link(const struct ipstack *s, u8 form, u32 id, const struct iface *i);	/* the process runs there, passive or not */
struct ospf_if *ospf_if_of(const struct ospf_all *all, const struct iface *i);
bool ospf_show_protocols(struct cli *c, struct show *s);	/* its part of `show ip protocols` */
void ospf_redistribute(struct ospf_proc *p);
void ospf_policy_changed(struct policy_watch *w);
void ospf_route_changed(struct rib_watch *w, const struct rib_entry *e);
void ospf_retell(struct ospf_proc *p);	/* the RIB is told all routes again: what they are told as is other than it was */
void ospf_bfd(struct ospf_nbr *n);	/* whether BFD watches it follows its state and the configuration */
u8 ospf_distance(const struct ospf_proc *p, u8 path);
u8 ospf_discard_distance(const struct ospf_proc *p, bool external);	/* of discard routes */
bool ospf_nbr_filtered(const struct ospf_proc *p, const struct ospf_nbr *n); /* a `neighbor` line says that it is told nothing */

/* For the stack: it ends; an interface or an address is new, or going. */
void ospf_stack_free(struct ipstack *s);
void ospf_stack_changed(struct ipstack *s);
void ospf_iface_left(struct ipif *p);	/* the VRF; its configuration stays */
void ospf_iface_gone(struct ipif *p);
struct cli;
void ospf_iface_moved(struct cli *c, struct ipif *p, struct ipstack *from);	/* into the VRF it is in: its lines follow, or go */

extern const struct cmd_table ospf_cmds[];
extern const unsigned n_ospf_cmds;

#endif
