/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spanning tree of a switch: PVST+ and Rapid PVST+, one tree (switch/rstp.h) a VLAN. stp.c keeps trees, their ports and what is
 * configured in step; stp_guard.c holds ports that something is wrong with; stp_frame.c is what stands on the wire.
 *
 * What is configured per VLAN are rules, in the order of entry; the last that speaks of a VLAN holds. So the state is always what the lines
 * of running-config say, however their lists overlap.
 */
#ifndef SWITCH_STP_H
#define SWITCH_STP_H

#include "switch/bridge.h"
#include "switch/mstp.h"
#include "switch/rstp.h"

enum stp_setting { STP_OFF, STP_PRIORITY, STP_HELLO, STP_FORWARD_DELAY, STP_MAX_AGE, STP_PORT_COST, STP_PORT_PRIORITY,
		   STP_MST_PRIORITY, STP_MST_COST, STP_MST_PORT_PRIORITY };
enum stp_portfast { PORTFAST_DEFAULT, PORTFAST_DISABLE, PORTFAST_EDGE, PORTFAST_TRUNK, PORTFAST_NETWORK };
enum stp_choice { STP_CHOICE_DEFAULT, STP_CHOICE_ENABLE, STP_CHOICE_DISABLE };
enum stp_guard { GUARD_DEFAULT, GUARD_NONE, GUARD_ROOT, GUARD_LOOP };
enum stp_link { STP_LINK_AUTO, STP_LINK_P2P, STP_LINK_SHARED };
/* Why a port is kept from forwarding whatever its tree says. */
enum stp_fault { STP_SOUND, STP_ROOT_INCONSISTENT, STP_LOOP_INCONSISTENT, STP_PVID_INCONSISTENT, STP_TYPE_INCONSISTENT, STP_BA_INCONSISTENT,
		 STP_PVST_INCONSISTENT, STP_PVST_PEER, STP_FAULT_N };

enum {
	STP_NO_PORT = 0xffff,
	STP_BPDUS_A_SECOND = 64, /* a port's, in one tree; more are dropped */
	STP_FAULT_S = 6,	 /* three hellos without the wrong BPDU: well again */
	STP_FILTER_BPDUS = 11,	 /* what an edge port with `bpdufilter default` says before it is silent */
};

struct stp_rule {
	struct stp_rule *next;
	enum stp_setting what;
	u16 port;		/* STP_NO_PORT: of the bridge */
	u32 value;
	struct vlan_set vlans;	/* STP_MST_*: instances */
};

struct stp_tree_port {
	bool member;		/* the port has link and carries the VLAN */
	bool learning, forwarding; /* as the tree says */
	bool edge, root_guard, p2p; /* as the tree was told */
	u8 fault;		/* enum stp_fault */
	u8 fault_left;		/* seconds */
	u8 bpdus;		/* in this second */
	bool assured;		/* bridge assurance is at work */
	u8 unheard_s;		/* since the last BPDU */
	u8 said;		/* BPDUs since it has link, as far as bpdufilter counts */
};

struct stp_tree {
	struct stp *stp;
	struct rstp *r;
	u16 vlan;		/* in MST mode: the instance */
	u16 n_members;
	char name[12];		/* "VLAN0010", "MST1" */
	struct stp_tree_port port[];
};

struct stp_port {
	struct stp *stp;
	struct swport *sw;
	/* configuration */
	enum stp_portfast portfast;
	enum stp_choice bpduguard, bpdufilter;
	enum stp_guard guard;
	enum stp_link link;
	u32 cost;		/* 0: by speed */
	u8 priority;
	enum stp_choice simulate; /* `spanning-tree mst simulate pvst` */
	/* state */
	u64 rx, tx;
	bool pvst;		/* MST: a bridge of trees by VLAN was heard since it has link */
	u32 pvst_heard;		/* its BPDUs, in this second */
	struct vlan_set pvst_vlans, pvst_agreed; /* VLANs that it speaks of; that agree on the root that the port tells of: */
	u64 pvst_root;
	bool pvst_held;		/* VLAN 1's agreement waits for the others': */
	struct rstp_bpdu pvst_hold;
};

struct stp {
	struct bridge *b;
	u8 mac[6];
	bool rapid, portfast_default, network_default, bpduguard_default, bpdufilter_default, loopguard_default, long_costs;
	bool assurance;		/* `spanning-tree bridge assurance`, on from the start; at work on network ports */
	struct stp_rule *rules;
	struct stp_port *port;	/* by index */
	struct timer tick;
	struct stp_tree *tree[VLAN_MAX + 1]; /* by VLAN; in MST mode by instance */
	/* MST: NULL in other modes */
	struct mstp *mstp;
	struct mst_region region; /* configured; its digest is made of: */
	u16 instance[MST_VLANS];  /* by VLAN */
	u8 mst_hello, mst_forward_delay, mst_max_age, mst_hops;
	bool simulate;		/* PVST simulation, on from the start */
};

struct stp *stp_new(struct bridge *b);
void stp_free(struct stp *s);

/* For the bridge: the port's link, mode or VLANs are new. */
void stp_port_changed(struct stp *s, struct swport *p);
void stp_set_mode(struct stp *s, bool mst, bool rapid);
/* The bridge has more ports than before: trees get places for them. */
void stp_ports_grown(struct stp *s);
/* The configuration is new: everything follows it. */
void stp_apply(struct stp *s);
/* Sets or (set false) takes back what rules with just these VLANs say. */
void stp_rule_set(struct stp *s, enum stp_setting what, u16 port, const struct vlan_set *v, bool set, u32 value);
u32 stp_rule(const struct stp *s, enum stp_setting what, u16 port, u16 vlan, u32 otherwise);
/* What the port's configuration comes to. */
bool stp_port_edge(const struct stp_port *p);
bool stp_port_filter(const struct stp_port *p);
bool stp_port_bpduguard(const struct stp_port *p);
bool stp_port_p2p(const struct stp_port *p);
bool stp_port_loopguard(const struct stp_port *p);
bool stp_port_network(const struct stp_port *p);
bool stp_port_assured(const struct stp_port *p);
u32 stp_port_cost(const struct stp_port *p);
const char *stp_fault_name(enum stp_fault f); /* "Root Inconsistent" */
/* For shows: "*ROOT_Inc "; "Bound(PVST) ", "" within the region. */
const char *stp_fault_mark(enum stp_fault f);
const char *stp_boundary_words(const struct stp *s, u16 port, const struct rstp_port_status *st);
/* Tells the forwarding path what holds: the tree's word unless there is a fault. */
void stp_enact(struct stp_tree *t, u16 port);

/* Of a mode: a tree, without members; its end. */
struct stp_tree *stp_tree_make(struct stp *s, u16 number);
void stp_tree_drop(struct stp_tree *t);
extern const struct rstp_hooks stp_tree_hooks;

/* stp_mst.c: trees of instances. */
void stp_mst_start(struct stp *s);
void stp_mst_stop(struct stp *s);
void stp_mst_apply(struct stp *s);	/* the region's or a tree's configuration is new */
void stp_mst_port_changed(struct stp *s, struct swport *p);
void stp_mst_enact(struct stp_tree *t, u16 port);
void stp_mst_flush(struct stp_tree *t, u16 port);
/* The VLANs of an instance. */
void stp_mst_vlans(const struct stp *s, u16 instance, struct vlan_set *v);
/* "0-2,7" of instances, 0 too; and back. */
bool stp_instances_parse(const char *text, struct vlan_set *v);
void stp_instances_format(const struct vlan_set *v, char *buf, size_t len);
const char *stp_protocol(const struct stp *s); /* "ieee", "rstp", "mstp" */

/* stp_guard.c */
void stp_fault_set(struct stp_tree *t, u16 port, enum stp_fault f);
void stp_fault_clear(struct stp_tree *t, u16 port);
/* The port's root guard and loop guard, as configured, in one tree. */
void stp_guard_apply(struct stp_tree *t, u16 port);
void stp_guard_tick(struct stp_tree *t);
/* A BPDU came. */
void stp_guard_heard(struct stp_tree *t, u16 port);
void stp_role_guard(struct stp_tree *t, u16 port, enum rstp_role role);
/* A BPDU came where none may. */
void stp_guard_hit(struct stp_port *p);

/* stp_pvst.c: MST towards bridges that have a tree a VLAN. */
bool stp_port_simulates(const struct stp_port *p);
/* What one of them says of a VLAN. */
enum drop stp_pvst_heard(struct stp_port *p, u16 vlan, const struct rstp_bpdu *b);
/* A BPDU for the CIST: takes an agreement out of it that not all VLANs over there share. */
void stp_pvst_hold(struct stp_port *p, struct rstp_bpdu *b);
/* The port has link anew, or hears a bridge of IEEE's protocols alone. */
void stp_pvst_forget(struct stp_port *p);
void stp_pvst_reset(struct stp_port *p); /* the same, without a word about faults */
/* A port's fault of this sort is over in the tree. */
void stp_pvst_cleared(const struct stp_tree *t, u16 port, enum stp_fault was);
/* What is configured is new. */
void stp_pvst_apply(struct stp *s);

/* stp_frame.c */
/* The CIST's word, as that of the tree of each VLAN that the port carries. */
void stp_send_simulated(struct stp_port *p, const struct rstp_bpdu *cist);
void stp_send(struct stp_tree *t, u16 port, const struct rstp_bpdu *b);
void stp_send_mst(void *arg, unsigned port, const struct mst_bpdu *b);
void stp_input(struct bridge *b, struct swport *in, struct frame *f, void *arg);

extern const struct cmd stp_rows[], stp_show_rows[];
enum { STP_ROWS = 28, STP_SHOW_ROWS = 7 };

#endif
