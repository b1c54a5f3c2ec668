/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VRRP version 2 (RFC 3768) for IPv4, and 3 (RFC 5798) for both families. A group elects a master by priority; the master has the virtual MAC address
 * 00-00-5E-00-01-{VRID}, of IPv6 00-00-5E-00-02-{VRID}, and the addresses. The version is the device's (`fhrp version vrrp v3`). A group is configured by
 * lines (`vrrp N ...`, IPv4) or, in version 3 alone, by a block (`vrrp N address-family ...`). vrrp.c has the machine, vrrp_packet.c the wire.
 */
#ifndef ROUTER_FHRP_VRRP_H
#define ROUTER_FHRP_VRRP_H

#include "router/fhrp/fhrp.h"

enum vrrp_state { VRRP_INIT, VRRP_BACKUP, VRRP_MASTER, VRRP_STATES };

struct vrrp {
	struct vrrp *next;	/* of the interface, by vrid, then family */
	struct fhrp_if *on;
	u8 vrid;		/* 1 .. 255 */
	u8 af;
	/* configuration */
	bool block;		/* by `vrrp N address-family` */
	struct ipaddr addr[VIRTUAL_ADDRS_MAX]; /* the primary first, of IPv6 a link-local one; while that is AF_NONE the group stands still */
	u8 n_addr;		/* at least 1 */
	u8 priority;		/* 1 .. 254; the owner of the address has 255 */
	bool preempt;
	u32 preempt_delay_s;
	u32 advertise_ms;	/* version 2: whole seconds on the wire; 3: hundredths */
	bool learn;		/* `timers learn`: a backup takes the master's interval */
	bool shutdown;
	bool any_list;		/* `no match-address`: who announces other addresses is believed, too */
	bool v2;		/* `vrrpv2`: version 3, and beside it version 2 (RFC 5798 8.4) */
	u8 auth_type;		/* version 2: 0 none, 1 text */
	u8 auth[8];
	char *description;
	struct fhrp_track *tracks;
	/* state */
	u8 state;		/* enum vrrp_state; vrrp.c's step() alone changes it */
	struct ip_virtual virt;
	struct timer timer;	/* MASTER: next advertisement; BACKUP: Master_Down_Timer */
	struct timer preempt_timer;
	struct ipaddr master;	/* who is, as heard; ours when we are; AF_NONE: unknown */
	u8 master_priority, master_version;
	u32 master_adver_ms;
	nsec changed;
	u32 sent, sent2, received, received2; /* ..2: of version 2 beside 3 */
	u32 bad_checksum, bad_version, bad_vrid_ttl, bad_auth, bad_interval, bad_list, bad_count, bad_owner, in_init, short_rx;
	u32 moves[VRRP_STATES][VRRP_STATES]; /* from, to */
	s64 moved[VRRP_STATES][VRRP_STATES]; /* when last, by the wall */
};

enum vrrp_event { VRRP_UP_OWNER, VRRP_UP, VRRP_DOWN, VRRP_TIMER, VRRP_PREEMPT, VRRP_ZERO, VRRP_BETTER, VRRP_WORSE };

/* Finds, or makes. */
struct vrrp *vrrp_get(struct fhrp_if *on, u8 vrid, u8 af, bool make);
void vrrp_step(struct vrrp *v, enum vrrp_event e);
void vrrp_free(struct vrrp *v);
/* Configuration, interface or tracked objects are new: does what follows. */
void vrrp_update(struct vrrp *v);
/* 255 for the owner of the address; less what tracked objects take. */
u8 vrrp_priority(const struct vrrp *v);
bool vrrp_is_owner(const struct vrrp *v);
nsec vrrp_skew(const struct vrrp *v);
nsec vrrp_down_interval(const struct vrrp *v);
extern const char *const vrrp_state_name[VRRP_STATES], *const vrrp_state_upper[VRRP_STATES]; /* lines' and blocks' spelling */
/* 2, 3 */
u8 vrrp_version(const struct vrrp *v);
/* Whether any line stands for it. */
bool vrrp_is_there(const struct vrrp *v);
/* A line `track` of it. */
extern const struct track_user vrrp_track;
/* Device-wide: 2 or 3. */
void vrrp_set_version(struct ipstack *s, u8 version);

/* vrrp_cli.c: what lines and blocks share. false: it was said why. */
bool vrrp_run_priority(struct cli *c, const struct args *a);
bool vrrp_run_advertise(struct cli *c, const struct args *a);
bool vrrp_run_shutdown(struct cli *c, const struct args *a);
bool vrrp_run_description(struct cli *c, const struct args *a);
bool vrrp_run_track(struct cli *c, const struct args *a);
bool vrrp_secondary(struct cli *c, struct vrrp *v, struct ipaddr addr, bool add);

/* vrrp_packet.c */
void vrrp_listen(struct ipstack *s);
void vrrp_join(const struct vrrp *v, bool in);
void vrrp_advertise(struct vrrp *v, u8 priority);

#endif
