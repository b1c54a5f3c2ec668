/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A VLAN-aware bridge (IEEE 802.1Q-2018, clause 8): ports, VLANs, the forwarding path. Protocols that decide which port forwards in
 * which VLAN (spanning tree, aggregation, guards) set the port's `blocked` map and call bridge_port_changed(); those that want frames
 * to reserved addresses register with bridge_claim().
 */
#ifndef SWITCH_BRIDGE_H
#define SWITCH_BRIDGE_H

#include "device/device.h"
#include "switch/fdb.h"

enum { VLAN_MAX = 4094, VLAN_NAME_MAX = 32, VLAN_BYTES = 512, BRIDGE_CLAIMS = 8 };

struct vlan_set {
	u8 bit[VLAN_BYTES];
};
static inline bool vlan_in(const struct vlan_set *s, u16 v) { return s->bit[v >> 3] >> (v & 7) & 1; }
static inline void vlan_add(struct vlan_set *s, u16 v) { s->bit[v >> 3] |= (u8)(1 << (v & 7)); }
static inline void vlan_del(struct vlan_set *s, u16 v) { s->bit[v >> 3] &= (u8)~(1 << (v & 7)); }
/* "1,10-20,4094" into s; false: not such a list. Empty text is an error. */
bool vlan_set_parse(const char *text, struct vlan_set *s);
/* The inverse; "none" when empty. Returns the full length as snprintf does. */
int vlan_set_format(const struct vlan_set *s, char *buf, size_t len);

enum swport_mode { SWPORT_DYNAMIC_AUTO, SWPORT_ACCESS, SWPORT_TRUNK };

struct swport {
	struct bridge *bridge;
	struct iface *iface;
	u16 index;		/* in bridge->port */
	/* configuration */
	enum swport_mode mode;
	u16 access_vlan, native_vlan;
	struct vlan_set allowed; /* of a trunk */
	bool protect;
	/* written by protocols */
	struct vlan_set blocked; /* does not forward */
	struct vlan_set learns;	 /* of the blocked: learns all the same */
	/* derived by bridge_port_changed() */
	struct vlan_set passes;	 /* member, active, not blocked, link up: carries frames of it */
	bool trunk;		 /* operational */
	u64 in_unknown_vlan, in_not_allowed;
};

struct stp;

struct vlan {
	char name[VLAN_NAME_MAX + 1];
	bool suspended;
	struct iface *svi;	/* Vlan<N>, when there is one */
	u8 svi_mac[6];		/* as it stands in the forwarding table */
};

/* A group address whose frames go to a protocol of the switch: consumes f; data at the Ethernet header, with its tag. */
struct bridge_claim {
	u8 mac[6];
	void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg);
	void *arg;
};

struct bridge {
	struct device *dev;
	struct fdb fdb;
	struct swport *port;	/* by index */
	u16 n_ports;
	struct vlan *vlan[VLAN_MAX + 1]; /* NULL: does not exist */
	u32 n_vlans;
	u32 ageing_s;		/* 0: never */
	struct timer age;
	struct bridge_claim claim[BRIDGE_CLAIMS];
	unsigned n_claims;
	struct stp *stp;	/* spanning tree (switch/stp.h); NULL: none */
};

struct bridge *bridge_new(struct device *d);
void bridge_free(struct bridge *b);

/* The kind's input. Consumes. */
void bridge_input(struct port *in, struct frame **f, unsigned n);
/* Frames of the switch's own from SVI i (untagged) into its VLAN. Consumes. */
void bridge_svi_output(struct iface *i, struct frame **f, unsigned n);

struct vlan *bridge_vlan_add(struct bridge *b, u16 id);
void bridge_vlan_remove(struct bridge *b, u16 id);
/* The VLAN's name or state, or the port's configuration, link or blocked map is new. */
void bridge_vlan_changed(struct bridge *b, u16 id);
void bridge_port_changed(struct swport *p);
/* A protocol's word on one VLAN of a port that has link and carries it: cheap, where bridge_port_changed() looks at all VLANs. */
void bridge_port_state(struct swport *p, u16 vlan, bool learns, bool forwards);
/* The VLAN's interface is there (or has a new address), or is gone (NULL). */
void bridge_svi_bind(struct bridge *b, u16 id, struct iface *svi);
/* Does any port carry the VLAN now? */
bool bridge_vlan_up(const struct bridge *b, u16 id);
void bridge_claim_mac(struct bridge *b, const u8 mac[6], void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg), void *arg);
/* Dynamic addresses of a port (NULL: any) in a VLAN (0: any) are forgotten. */
u32 bridge_flush(struct bridge *b, const struct swport *p, u16 vlan);

static inline struct swport *bridge_port_of(struct bridge *b, const struct port *p) { return p->index < b->n_ports ? &b->port[p->index] : NULL; }

extern const struct cmd_table switch_cmds[];
extern const unsigned n_switch_cmds;
extern const struct help_row switch_help[];
extern const unsigned n_switch_help;

#endif
