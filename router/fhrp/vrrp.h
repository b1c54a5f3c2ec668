/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VRRP version 2 (RFC 3768) and 3 (RFC 5798) for IPv4. A group elects a master by priority; the master has the virtual MAC address 00-00-5E-00-01-{VRID} and
 * the addresses. The version is the device's (`fhrp version vrrp v3`).
 */
#ifndef ROUTER_FHRP_VRRP_H
#define ROUTER_FHRP_VRRP_H

#include "router/fhrp/fhrp.h"

enum vrrp_state { VRRP_INIT, VRRP_BACKUP, VRRP_MASTER, VRRP_STATES };

struct vrrp {
	struct vrrp *next;	/* of the interface, by vrid */
	struct fhrp_if *on;
	u8 vrid;		/* 1 .. 255 */
	/* configuration */
	u32 addr[VIRTUAL_ADDRS_MAX]; /* the primary first; while that is 0 the group stands still */
	u8 n_addr;		/* at least 1 */
	u8 priority;		/* 1 .. 254; the owner of the address has 255 */
	bool preempt;
	u32 preempt_delay_s;
	u32 advertise_ms;	/* version 2: whole seconds on the wire */
	bool learn;		/* `timers learn`: a backup takes the master's interval */
	bool shutdown;
	u8 auth_type;		/* version 2: 0 none, 1 text */
	u8 auth[8];
	char *description;
	struct fhrp_track *tracks;
	/* state */
	u8 state;		/* enum vrrp_state; vrrp.c's step() alone changes it */
	struct ip_virtual virt;
	struct timer timer;	/* MASTER: next advertisement; BACKUP: Master_Down_Timer */
	struct timer preempt_timer;
	u32 master;		/* who is, as heard; ours when we are */
	u8 master_priority;
	u32 master_adver_ms;
	nsec changed;
	u32 became_master, sent, received, bad_checksum, bad_version, bad_vrid_ttl, bad_auth, bad_interval, bad_list, priority_zero_rx, priority_zero_tx;
};

/* Finds, or makes; NULL: too many. */
struct vrrp *vrrp_get(struct fhrp_if *on, u8 vrid, bool make);
void vrrp_listen(struct ipstack *s);
void vrrp_free(struct vrrp *v);
/* Configuration, interface or tracked objects are new: does what follows. */
void vrrp_update(struct vrrp *v);
/* 255 for the owner of the address; less what tracked objects take. */
u8 vrrp_priority(const struct vrrp *v);
bool vrrp_is_owner(const struct vrrp *v);
nsec vrrp_skew(const struct vrrp *v);
nsec vrrp_down_interval(const struct vrrp *v);
extern const char *const vrrp_state_name[VRRP_STATES];
/* Device-wide: 2 or 3. */
void vrrp_set_version(struct ipstack *s, u8 version);

#endif
