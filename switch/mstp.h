/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Multiple Spanning Tree Protocol: IEEE 802.1Q-2018, clauses 13 and 14. Pure. A bridge has the CIST, which is all there is towards other regions, and
 * within its region a tree for each MSTI; each is a struct rstp (switch/rstp.h), whose machines are the same but for what rstp*.c says of MSTP. Here is
 * what they share: the region, one BPDU for all of them, and a port's link and neighbour.
 */
#ifndef SWITCH_MSTP_H
#define SWITCH_MSTP_H

#include "switch/rstp.h"

enum {
	MSTI_MAX = 64,		/* beside the CIST (13.8) */
	MST_NAME_LEN = 32, MST_DIGEST_LEN = 16, MST_VLANS = 4096, MST_BPDU_MAX = 102 + 16 * MSTI_MAX,
	MST_HOPS_DEFAULT = 20,
};

/* 13.8: what makes bridges neighbours in one region. */
struct mst_region {
	char name[MST_NAME_LEN + 1];
	u16 revision;
	u8 digest[MST_DIGEST_LEN];
};
/* 13.8, table 13-1: of the VLANs' instances, by VLAN ID; 0 and 4095 are 0. */
void mst_digest(const u16 instance[MST_VLANS], u8 digest[MST_DIGEST_LEN]);

/* 14.4: as it stands in a BPDU. */
struct mst_msti {
	u8 flags;
	u64 regional_root;
	u32 internal_cost;
	u8 bridge_priority, port_priority; /* upper four bits */
	u8 hops;
};
struct mst_bpdu {
	struct rstp_bpdu cist;	/* bridge_id: the sender; regional_root; times.hops */
	u8 version;
	bool has_region;	/* version 3 with all of it */
	struct mst_region region;
	unsigned n;
	struct mst_msti msti[MSTI_MAX];
};
/* p behind the LLC header. false: none that may be taken. */
bool mst_parse(struct mst_bpdu *b, const u8 *p, size_t len);
size_t mst_write(const struct mst_bpdu *b, u8 *p, size_t room);

struct mstp;

struct mstp_hooks {
	void (*send)(void *arg, unsigned port, const struct mst_bpdu *b);
};

/* A bridge with the CIST alone. trees: the hooks of each tree; their arg comes with it. send is called with mstp_arg. */
struct mstp *mstp_new(const struct mstp_hooks *hooks, void *mstp_arg, const struct rstp_hooks *tree, void *cist_arg, const u8 mac[6], u16 priority, unsigned n_ports);
void mstp_free(struct mstp *m);
/* Before any port has link: what the CIST's hooks are called with. */
void mstp_set_cist_arg(struct mstp *m, void *arg);
/* A tree of the region, number 1 .. 4094; its ports begin as the CIST's are. NULL: more than MSTI_MAX. Trees are configured by rstp_set_*(); link,
 * edge, point to point and mcheck are the CIST's. */
struct rstp *mstp_add(struct mstp *m, u16 msti, const struct rstp_hooks *tree, void *arg, u16 priority);
void mstp_remove(struct mstp *m, u16 msti);
struct rstp *mstp_tree(const struct mstp *m, u16 msti); /* 0: the CIST; NULL: none */
void mstp_set_region(struct mstp *m, const struct mst_region *region);
const struct mst_region *mstp_region(const struct mstp *m);
void mstp_set_max_hops(struct mstp *m, u8 hops);
void mstp_set_external_cost(struct mstp *m, unsigned port, u32 cost);
void mstp_port_link(struct mstp *m, unsigned port, bool up);
void mstp_tick(struct mstp *m);
void mstp_receive(struct mstp *m, unsigned port, const struct mst_bpdu *b);
/* The port says what holds, though nothing is new: somebody needs to know. */
void mstp_say(struct mstp *m, unsigned port);
/* Beyond the region's edge the topology of the tree's VLANs has changed. */
void mstp_topology_change(struct mstp *m, u16 msti, unsigned port);
/* Does the port hear another region, or an older bridge? */
bool mstp_boundary(const struct mstp *m, unsigned port);

#endif
