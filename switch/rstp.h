/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Rapid Spanning Tree Protocol: IEEE 802.1D-2004, clause 17 (RSTP), with fall-back to STP per port. Pure: told of ticks, link and
 * BPDUs, it calls hooks. One struct rstp is one tree: of a bridge, or of one VLAN of a bridge (Rapid PVST+).
 * Names are the standard's, in this project's spelling; numbers in comments are its subclauses.
 */
#ifndef SWITCH_RSTP_H
#define SWITCH_RSTP_H

#include "core/types.h"

enum rstp_role { ROLE_DISABLED, ROLE_ROOT, ROLE_DESIGNATED, ROLE_ALTERNATE, ROLE_BACKUP, ROLE_MASTER /* of an MSTI: 802.1Q 13.12 */ };

/* 17.6: priority vectors; lower is better. */
struct rstp_vector {
	u64 root_id;	   /* priority 16 bits, MAC address 48 bits */
	u32 root_cost;
	u64 bridge_id;
	u16 port_id;	   /* of the designated port; priority 4 bits, number 12 bits */
	u16 bridge_port;   /* of the port that received it; compared last */
	/* MSTP's (802.1Q-2018, 13.10): between root_cost and bridge_id; 0 in plain RSTP. An MSTI has no root_id and root_cost. */
	u64 regional_root;
	u32 internal_cost;
};

/* 17.13.7: seconds. */
struct rstp_times {
	u8 message_age, max_age, hello, forward_delay;
	u8 hops;	/* remaining, within an MST region */
};

enum rstp_flag {
	BPDU_TC = 0x01, BPDU_PROPOSAL = 0x02, BPDU_ROLE = 0x0c, BPDU_LEARNING = 0x10, BPDU_FORWARDING = 0x20, BPDU_AGREEMENT = 0x40, BPDU_TCA = 0x80,
};
enum rstp_type { BPDU_CONFIG, BPDU_TCN, BPDU_RST };

struct rstp_bpdu {
	u8 type;	/* enum rstp_type */
	u8 flags;
	u64 root_id, bridge_id;
	u32 root_cost;
	u16 port_id;
	struct rstp_times times;
	/* of an MST BPDU */
	bool internal;	/* from within the region */
	u64 regional_root;
	u32 internal_cost;
};

struct rstp_hooks {
	void (*send)(void *arg, unsigned port, const struct rstp_bpdu *b);
	/* Called when it changes; forwarding implies learning. */
	void (*state)(void *arg, unsigned port, bool learning, bool forwarding);
	void (*flush)(void *arg, unsigned port);	  /* forget what was learnt there */
	void (*topology_change)(void *arg, unsigned port); /* one was detected here (17.25); may be NULL */
	void (*new_root)(void *arg);			  /* may be NULL */
	void (*role)(void *arg, unsigned port, enum rstp_role role); /* may be NULL */
	void (*aged)(void *arg, unsigned port); /* what was received there has aged out; may be NULL */
};

struct rstp;

/* n_ports ports, all without link. mac: of the bridge. priority: 0 .. 61440 in steps of 4096; system_id: the VLAN, 0 for one tree. */
struct rstp *rstp_new(const struct rstp_hooks *hooks, void *arg, const u8 mac[6], u16 priority, u16 system_id, unsigned n_ports);
void rstp_free(struct rstp *r);
/* More ports than before; what holds r holds what is returned from now on, and arg for its hooks. */
struct rstp *rstp_grow(struct rstp *r, void *arg, unsigned n_ports);

/* Time passes: once a second. */
void rstp_tick(struct rstp *r);
void rstp_receive(struct rstp *r, unsigned port, const struct rstp_bpdu *b);
void rstp_port_link(struct rstp *r, unsigned port, bool up);

/* Configuration; each takes effect at once. */
void rstp_set_priority(struct rstp *r, u16 priority);
void rstp_set_timers(struct rstp *r, u8 hello, u8 forward_delay, u8 max_age);
void rstp_set_legacy(struct rstp *r, bool stp_only);		  /* force version 0: 802.1D (PVST+) */
void rstp_set_cost(struct rstp *r, unsigned port, u32 cost);
void rstp_set_port_priority(struct rstp *r, unsigned port, u8 priority);
void rstp_set_edge(struct rstp *r, unsigned port, bool admin_edge, bool auto_edge);
void rstp_set_point_to_point(struct rstp *r, unsigned port, bool p2p);
void rstp_set_restricted_role(struct rstp *r, unsigned port, bool on); /* root guard: never a root port, 802.1Q 13.27.65 */
/* Bridge assurance: the port says something every hello, whatever its role. */
void rstp_set_assured(struct rstp *r, unsigned port, bool on);
void rstp_mcheck(struct rstp *r, unsigned port);		  /* try RSTP again towards a bridge that spoke STP */

/* What is so now. */
struct rstp_port_status {
	enum rstp_role role;
	bool enabled, learning, forwarding, edge, point_to_point, speaks_rstp, disputed, proposing;
	u32 cost;
	u16 port_id;
	struct rstp_vector designated; /* what the port holds: received or its own */
	struct rstp_times times;
	u64 rx, tx, transitions;      /* BPDUs; to forwarding */
	u8 message_age_left;
	bool internal;		      /* hears a bridge of its own MST region */
};
struct rstp_status {
	u64 bridge_id;
	struct rstp_vector root;
	struct rstp_times times, own;
	int root_port;		      /* -1: this is the root */
	bool legacy;		      /* speaks 802.1D only */
	u64 topology_changes;
	u32 since_change_s;	      /* ticks since the last one */
	unsigned change_port;
};
void rstp_port_status(const struct rstp *r, unsigned port, struct rstp_port_status *st);
void rstp_status(const struct rstp *r, struct rstp_status *st);
const char *rstp_role_name(enum rstp_role role);

/* switch/bpdu.c: clause 9. p at the protocol identifier, after the LLC header. false: not a BPDU we may take (9.3.4). */
bool bpdu_parse(struct rstp_bpdu *b, const u8 *p, size_t len);
/* Returns the length, 35 to 36 bytes (4 for a TCN). */
size_t bpdu_write(const struct rstp_bpdu *b, u8 *p, size_t room);

#endif
