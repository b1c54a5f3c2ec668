/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tracked objects: something of this device that is up or down, asked once and told to many (HSRP, VRRP, static routes). Names, states and timers as in
 * IOS's Enhanced Object Tracking: everything is heard of at once, but routes, which are looked at every
 * 15 seconds or as `track timer ip route` says.
 */
#ifndef ROUTER_TRACK_H
#define ROUTER_TRACK_H

#include "router/ip.h"

enum { TRACK_MAX = 1000, TRACK_LIST_MAX = 64 };

enum track_kind { TRACK_NONE, TRACK_LINE, TRACK_IP_ROUTING, TRACK_ROUTE, TRACK_LIST, TRACK_SLA, TRACK_METRIC, TRACK_PERCENT, TRACK_WEIGHT, TRACK_STUB, TRACK_KINDS };

struct track;

/* Who is told. Embedded in what depends on the object. */
struct track_user {
	void (*changed)(struct track_user *u);	/* up is new; from the object's own event */
	void (*describe)(const struct track_user *u, char buf[64]); /* "HSRP GigabitEthernet0/0 1", for `show track` */
	u16 object;
	const char *iface;		/* not NULL: no object, but the line protocol of the interface of this name */
	bool up;			/* an object or interface that is not there counts as down */
	bool there;			/* the object is configured; of interfaces always */
	struct track_user *next;	/* of the device */
};

struct track_member { /* of a list */
	u16 object;
	bool inverted;
	u8 weight;		/* of TRACK_WEIGHT */
	struct track_user user;
	struct track *of;
	struct track_member *next;
};

struct track {
	struct track *next;	/* by number */
	struct ipstack *ip;
	u16 number;
	u8 kind;		/* enum track_kind */
	struct iface *iface;	/* TRACK_LINE, TRACK_IP_ROUTING; NULL: not there, or not yet */
	char *iface_name;	/* as configured */
	struct ipaddr prefix;	/* TRACK_ROUTE, TRACK_METRIC */
	u8 plen;
	u8 af;			/* TRACK_IP_ROUTING */
	u32 up_at, down_at;	/* thresholds; up_at 0 of lists: none, and the object is down */
	bool stub_up;		/* TRACK_STUB: `default-state` */
	bool all;		/* TRACK_LIST: boolean and; else or */
	u32 sla;		/* TRACK_SLA: the operation's number */
	bool reachability;	/* an answer over the threshold will do */
	struct track_member *members;
	u32 delay_up_s, delay_down_s;
	bool up;		/* as told */
	bool is;		/* as found: differs from up while a delay runs */
	u32 changes;
	nsec changed;
	struct timer poll, delay;
};

struct tracks; /* of a device */

/* Finds, or makes with kind TRACK_NONE; NULL: too many. */
struct track *track_get(struct ipstack *s, u16 number, bool make);
/* The interface it is about, there or yet to come; NULL: none. */
void track_set_iface(struct track *t, const char *name);
/* What it is about is set: looks, without a delay. */
void track_begin(struct track *t);
void track_remove(struct track *t);
/* How often routes are looked at; 0: as it is without a line. */
void track_poll(struct ipstack *s, u8 af, nsec every);
nsec track_poll_every(const struct ipstack *s, u8 af);
/* How much of a protocol's metric is one of the scale from 0 to 255; 0 sets the default. */
void track_set_resolution(struct ipstack *s, u8 af, u8 source, u32 resolution);
u32 track_resolution(const struct ipstack *s, u8 af, u8 source);
u32 track_resolution_default(u8 source);
/* Members of a list. */
bool track_list_add(struct track *t, u16 object, bool inverted, u8 weight);
void track_list_remove(struct track *t, u16 object);
void track_list_clear(struct track *t);
struct track *track_next(const struct ipstack *s, const struct track *after);

/* Something of it (a threshold, a stub's state) is new: its delay holds. */
void track_look(struct track *t);
/* Routing of a family is on or off. */
void track_routing_changed(struct ipstack *s);
/* track_metric.c: what it measures, and whether that is up; the chosen route that it is about, NULL: none. */
u32 track_measure(const struct track *t);
bool track_measures_up(const struct track *t);
const struct rib_route *track_route(const struct track *t);
/* Its words: "ip route", "10.0.0.0/8", "reachability". */
const char *track_type(const struct track *t);
const char *track_about(const struct track *t, char buf[80]);
const char *track_parameter(const struct track *t);

/* u->changed, describe and object are set; u->up is made right before it returns. */
void track_watch(struct ipstack *s, struct track_user *u);
void track_unwatch(struct ipstack *s, struct track_user *u);
const struct track_user *track_user_next(const struct ipstack *s, const struct track_user *after);

/* An interface's state or addresses are new. */
void track_iface_changed(struct iface *i);
void track_iface_removed(struct iface *i);
/* An operation has a new result, or is gone. */
void track_sla_changed(struct ipstack *s, u32 number);
void track_free(struct ipstack *s);

/* route_track.c: static routes that hold while an object is up. Takes the place of an untracked one; object 0: tracked no more. */
struct tracked_route;
void route_track(struct ipstack *s, const struct route *r, u16 object, bool permanent);
bool route_is_tracked(const struct ipstack *s, const struct ipaddr *prefix, u8 plen, const struct nexthop *hop);
void route_each_waiting(const struct ipstack *s, void (*fn)(const struct route *r, void *arg), void *arg);	/* those whose object is down */
void route_track_iface_gone(struct ipstack *s, const struct iface *i);
void route_track_free(struct ipstack *s);

extern const struct cmd_table track_cmds[];
extern const unsigned n_track_cmds;
extern const struct cmd_table track_sla_cmds[]; /* track N ip sla */
extern const unsigned n_track_sla_cmds;

#endif
