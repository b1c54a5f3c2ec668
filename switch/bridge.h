/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A VLAN-aware bridge (IEEE 802.1Q-2018, clause 8): ports, VLANs, the forwarding path. Protocols that decide which port forwards in
 * which VLAN (spanning tree, aggregation, guards) set the port's `blocked` map and call bridge_port_changed(); those that want frames
 * to reserved addresses register with bridge_claim().
 */
#ifndef SWITCH_BRIDGE_H
#define SWITCH_BRIDGE_H

#include "device/device.h"
#include "device/rate.h"
#include "net/eth.h"
#include "net/rd.h"
#include "switch/fdb.h"

enum { PORT_CHANNELS = 48, TAG_LEN = 4, TPID = 0x8100 };
enum { VLAN_NAME_MAX = 32, VLAN_BYTES = 512, BRIDGE_CLAIMS = 32, BRIDGE_CHECKS = 6, DOMAIN_NAME_MAX = 32 };

struct vlan_set {
	u8 bit[VLAN_BYTES];
};
static inline bool vlan_in(const struct vlan_set *s, u16 v) { return s->bit[v >> 3] >> (v & 7) & 1; }
static inline void vlan_add(struct vlan_set *s, u16 v) { s->bit[v >> 3] |= (u8)(1 << (v & 7)); }
static inline void vlan_del(struct vlan_set *s, u16 v) { s->bit[v >> 3] &= (u8)~(1 << (v & 7)); }
/* "1,10-20,4094" into s; false: not such a list. Empty text is an error. */
bool vlan_set_parse(const char *text, struct vlan_set *s);
enum { VLAN_SET_TEXT = 6 * VLAN_MAX }; /* any set fits */
/* The inverse; "none" when empty. Returns the full length as snprintf does. */
int vlan_set_format(const struct vlan_set *s, char *buf, size_t len);

enum swport_mode { SWPORT_DYNAMIC_AUTO, SWPORT_ACCESS, SWPORT_TRUNK, SWPORT_DYNAMIC_DESIRABLE };
/* What a telephone on an access port is told: another VLAN's number, or how to mark its frames in the port's own. */
enum swport_voice { VOICE_NONE, VOICE_VLAN, VOICE_DOT1P, VOICE_UNTAGGED };

struct swport;
struct lag;
struct storm_port;
struct secure_port;

/* Looks at a frame that is about to be learnt from and forwarded: DROP_NONE: it goes on; CHECK_TAKEN: consumed; else why it is dropped. */
typedef enum drop bridge_look(struct swport *in, struct frame *f, u16 vlan);
#define CHECK_TAKEN DROP_N
/* What a check is about: all frames, or ARP and UDP over IPv4 alone (the others are not shown to it). */
enum check_of { CHECK_ALL, CHECK_ARP_UDP };

/* Whether a port acts for itself, or its channel group decides (switch/lag/). */
enum swport_member { PORT_ALONE, PORT_HELD, PORT_BUNDLED };

enum swport_detour { DETOUR_BUNDLED = 1, DETOUR_ROUTED = 2, DETOUR_MONITOR = 4 };

/* What the forwarding path reads of every frame stands first. */
struct swport {
	struct bridge *bridge;
	struct iface *iface;
	struct swport *path;	/* whose port it is: itself; of a bundled port the Port-channel */
	struct lag *lag;	/* of a Port-channel: whom to send by; NULL: a port of its own */
	u16 index;		/* in bridge->port */
	/* derived by bridge_port_changed() */
	u8 detour;		/* enum swport_detour: what comes in has more before it than the forwarding path */
	bool trunk;		/* operational */
	u8 n_checks;
	u16 untagged_vlan;	/* whose frames come and leave without a tag; 0: none's */
	u8 member;		/* enum swport_member */
	bool gone;		/* of a Port-channel that was removed: the place is kept, shows pass by */
	/* configuration */
	u16 access_vlan, native_vlan;
	u16 voice_vlan;		/* 0: none of its own */
	bool protect, nonegotiate;
	bool native_untagged;	/* `no switchport trunk native vlan tag`: whatever holds for the switch */
	bool block_unicast, block_multicast; /* frames to nobody known do not leave here */
	u8 mode, voice;		/* enum swport_mode, swport_voice */
	bool negotiated;	/* DTP: the two ends agreed on a trunk */
	bool monitor;		/* a mirror's destination: nothing else passes */
	bool routed;		/* `no switchport`: no port of the bridge, an interface of the IP stack; its iface->sw is NULL */
	struct vlan_set passes;	/* derived: member, active, not blocked, link up: carries frames of it */
	bridge_look *check[BRIDGE_CHECKS]; /* derived: what looks at the frames that come in here */
	struct storm_port *storm; /* what storm control and port security keep of it */
	struct secure_port *secured;
	bool storms, secures;	/* derived: they look at its frames, before all checks */
	u8 check_narrow;	/* derived: a bit a check: CHECK_ARP_UDP */
	bool going_down;	/* err-disabled as soon as this burst is done: what still comes is refused */
	struct vlan_set allowed, prunable; /* of a trunk */
	struct vlan_set pruned;	/* derived (VTP): nobody behind it asked for them, floods do not leave here */
	/* written by protocols */
	struct vlan_set blocked; /* does not forward */
	struct vlan_set learns;	/* of the blocked: learns all the same */
	u64 in_unknown_vlan, in_not_allowed;
};

struct stp;
struct errdisable;
struct flap;
struct storm;
struct snoop;
struct igmp_snoop;
struct udld_switch;
struct span;
struct filter;
struct dtp_switch;
struct secure;
struct lag_switch;
struct vtp_switch;

struct vlan_count { /* frames of all sorts; group: those to group addresses */
	u64 frames, bytes, group;
};

struct vlan {
	char name[VLAN_NAME_MAX + 1];
	bool suspended;
	bool shut;		/* `shutdown`: as suspended, on this switch alone */
	bool remote_span;	/* carries mirrored frames alone: is flooded, never learnt from */
	struct iface *svi;	/* Vlan<N>, when there is one */
	struct vlan_count count, cleared; /* what came in and was let in; as of the last `clear` */
	struct rate rate;
	u8 svi_mac[6];		/* as it stands in the forwarding table */
};
static inline bool vlan_passes(const struct vlan *v) { return !v->suspended && !v->shut; }

/* A group address whose frames go to a protocol of the switch: consumes f; data at the Ethernet header, with its tag. */
struct bridge_claim {
	u8 mac[6];
	u16 pid;		/* only frames of this protocol of Cisco's (SNAP, 00-00-0C); 0: all */
	void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg);
	void *arg;
	bool link;		/* of single links: `in` is the port itself, though it be bundled */
};

struct bridge {
	struct device *dev;
	struct fdb fdb;
	nsec now;		/* of the burst that is being forwarded, for checks */
	struct swport *port;	/* by index: the node's ports, then Port-channels as they are made */
	u16 n_ports;		/* grows by a Port-channel at a time, up to max_ports: what is kept by port has that many places */
	u16 max_ports;
	struct vlan *vlan[VLAN_MAX + 1]; /* NULL: does not exist */
	u32 n_vlans;
	u32 ageing_s;		/* 0: never */
	struct timer age;
	struct bridge_claim claim[BRIDGE_CLAIMS];
	unsigned n_claims;
	struct {
		bool (*wants)(const struct swport *p);
		bridge_look *look;
		enum check_of of;
	} check[BRIDGE_CHECKS];
	unsigned n_checks;
	bool tag_native;	/* `vlan dot1q tag native` */
	char domain[DOMAIN_NAME_MAX + 1]; /* VTP's, which DTP compares; "" : none yet */
	struct stp *stp;	/* spanning tree (switch/stp.h); NULL: none, as each of these */
	struct errdisable *err;
	struct dtp_switch *dtp;
	struct secure *secure;
	struct flap *flap;
	struct storm *storm;
	struct snoop *snoop;
	struct lag_switch *lags;
	struct igmp_snoop *igmp;
	struct udld_switch *udld;
	struct vtp_switch *vtp;
	struct span *span;
	struct filter *filter;	/* access lists of ports and VLANs (switch/filter/) */
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
/* It takes frames to this MAC address too, or does so no more. */
void bridge_svi_mac(struct iface *svi, const u8 mac[6], bool add);
/* For device_ops.sampled: the VLANs' rates. */
bool bridge_sample(struct device *d);
/* Does any port carry the VLAN now? */
bool bridge_vlan_up(const struct bridge *b, u16 id);
void bridge_claim_mac(struct bridge *b, const u8 mac[6], void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg), void *arg);
/* The same for one protocol among those that share 01-00-0C-CC-CC-CC. */
void bridge_claim_snap(struct bridge *b, u16 pid, void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg), void *arg);
/* The same for protocols that are about one wire (LACP, LLDP, CDP, UDLD): pid 0: all frames to that address. */
void bridge_claim_link(struct bridge *b, const u8 mac[6], u16 pid, void (*input)(struct bridge *b, struct swport *in, struct frame *f, void *arg), void *arg);
/* Frames that come in on ports which `wants` says yes to are looked at, in the order in which checks were added. The answers are asked for when a port
 * changes, and by bridge_checks_changed(). */
void bridge_check_add(struct bridge *b, bool (*wants)(const struct swport *p), bridge_look *look, enum check_of of);
void bridge_checks_changed(struct bridge *b);
/* Does the port carry the VLAN, as it is configured? */
bool swport_carries(const struct swport *p, u16 vlan);
/* Hands a frame that a check took on, within its VLAN: to its destination, or to the ports for which to() says yes (NULL: all) when that is not known or
 * is everybody. in: where it came from, may be NULL. Consumes. */
typedef bool bridge_to(const struct swport *p, u16 vlan, const void *arg);
void bridge_flood_to(struct bridge *b, const struct swport *in, struct frame *f, u16 vlan, bridge_to *to, const void *arg);
/* As if it had come in and passed all checks, in NULL: from the switch itself. Consumes. */
void bridge_forward(struct bridge *b, struct swport *in, struct frame *f, u16 vlan);
/* To the VLAN's interface, if there is one. Consumes. */
void bridge_to_cpu(struct bridge *b, struct frame *f, u16 vlan);
/* With a tag at least as far as its type: of 14 bytes or more. */
static inline bool bridge_is_tagged(const struct frame *f) { return get_be16(f->data + 12) == TPID; }
/* Does a frame of the VLAN leave the port with a tag? */
static inline bool swport_tags(const struct swport *p, u16 vlan) { return vlan != p->untagged_vlan; }
/* The frame with the tag of the VLAN, or with none; consumes f: a shared one is copied. NULL: the pool is empty. */
struct frame *bridge_retag(struct frame *f, bool tagged, u16 vlan);
/* Out of one port, if that passes the VLAN. Consumes. */
void bridge_send(struct swport *out, struct frame *f, u16 vlan);
/* Dynamic addresses of a port (NULL: any) in a VLAN (0: any) are forgotten. */
u32 bridge_flush(struct bridge *b, const struct swport *p, u16 vlan);

/* One more place at the end of bridge->port, for a Port-channel. NULL: max_ports are taken. */
struct swport *bridge_port_add(struct bridge *b, struct iface *i);
/* Out of the port, or by one of those that make it up. Consumes. */
void swport_send(struct swport *p, struct frame **f, unsigned n);
/* Does the port take part in switching by itself? */
static inline bool swport_link(const struct swport *p) { return p->iface->link && p->member == PORT_ALONE && !p->routed && !p->monitor; }
/* The way from the port to its path is new. */
static inline void swport_set_detour(struct swport *p)
{
	p->detour = (u8)((p->path != p ? DETOUR_BUNDLED : 0) | (p->path->routed ? DETOUR_ROUTED : 0) | (p->monitor ? DETOUR_MONITOR : 0));
}

static inline struct swport *bridge_port_of(struct bridge *b, const struct port *p) { return p->index < b->n_ports ? &b->port[p->index] : NULL; }
/* The place of a port or a Port-channel, whether it switches or routes; NULL: an interface of another kind. */
static inline struct swport *bridge_place_of(const struct iface *i) { return i->port && i->dev->bridge ? bridge_port_of(i->dev->bridge, i->port) : NULL; }
/* From switching to routing (`no switchport`) or back; what either side knew of the port is forgotten. */
void bridge_port_route(struct swport *p, bool routed);

extern const struct cmd_table switch_cmds[];
extern const unsigned n_switch_cmds;
extern const struct help_row switch_help[];
extern const unsigned n_switch_help;

#endif
