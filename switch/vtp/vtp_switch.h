/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VTP in a switch (switch/vtp/vtp.h): frames on trunks, the bridge's VLANs as the database, lines of the configuration.
 *
 * IOS keeps domain, mode, revision and, unless it is transparent, the VLANs in vlan.dat. This switch has one place to keep things, its
 * configuration: all of that stands there, the revision in a line of its own (`vtp database revision ...`), and what is heard by VTP is
 * written there as if it had been typed. What is kept over a reload is what was saved.
 */
#ifndef SWITCH_VTP_VTP_SWITCH_H
#define SWITCH_VTP_VTP_SWITCH_H

#include "switch/bridge.h"
#include "switch/vtp/vtp.h"

struct vtp_kept {		/* `vtp database revision ...` */
	bool on;
	u32 revision, updater;
	char stamp[VTP_STAMP + 1];
};

/* A trunk's part in pruning. */
struct vtp_prune {
	u16 hold_s;		/* how long `joined` still holds; 0: nobody asks for anything */
	u8 join_s;		/* until the next join */
	bool heard;		/* a join came; until then, and no longer than hold_s, all VLANs are as asked for */
	struct vlan_set joined;	/* what the neighbour wants */
	u8 wanted[VTP_JOIN_BYTES]; /* what it was told that is wanted of it */
};

struct vtp_switch {
	struct bridge *b;
	struct vtp v;
	bool booted;		/* what is configured from now on is news */
	bool installing;	/* the lines that are run came by VTP */
	bool heard, domain_heard, version_heard, pruning_heard; /* by VTP, and not yet in the configuration */
	bool hidden;		/* `vtp password ... hidden` */
	bool *off;		/* by port: `no vtp` */
	struct vtp_kept kept;	/* as the configuration has it */
	struct vtp_prune *prune; /* by port */
	bool prunes;		/* when it was last computed: something may be marked */
	char prefer[64];	/* `vtp interface`: whose address is the updater's; "" : none is preferred */
	bool prefer_only;
	struct timer tick, later, pruning;
};

struct vtp_switch *vtp_switch_new(struct bridge *b);
void vtp_switch_free(struct vtp_switch *s);
/* For the bridge: link, trunk state of a port; VLANs, their names and states. */
void vtp_port_changed(struct vtp_switch *s, struct swport *p);
void vtp_vlans_changed(struct vtp_switch *s);
/* What was configured since: as many revisions as VLANs are not what they were. */
void vtp_commit(struct vtp_switch *s);
/* May the VLAN be configured here? true: no, and it was said why. */
struct cli;
bool vtp_vlan_refused(struct vtp_switch *s, struct cli *c, u16 vlan);
/* The address of this switch's updates, and whose it is (NULL: none). */
u32 vtp_updater(const struct vtp_switch *s, const struct iface **of);
/* The time by this switch's clock, as it stands in a summary. */
void vtp_stamp_now(const struct vtp_switch *s, char out[VTP_STAMP + 1]);
/* prune.c: who needs which VLAN is new, perhaps. */
void vtp_prune_soon(struct vtp_switch *s);
void vtp_prune_second(struct vtp_switch *s);
void vtp_prune_join(void *arg, unsigned port, u16 first, struct rd bits);
void vtp_prune_fire(struct timer *t);
/* VLANs that are asked for on this trunk. */
void vtp_prune_wanted(const struct vtp_switch *s, u16 port, struct vlan_set *v);
/* After configuration: what is kept, what the bridge knows of it. */
void vtp_configured(struct vtp_switch *s);

#endif
