/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variables of the standard's state machines (802.1D-2004, 17.18 and 17.19), shared by rstp*.c. */
#ifndef SWITCH_RSTP_PORT_H
#define SWITCH_RSTP_PORT_H

#include "switch/rstp.h"

enum { MIGRATE_TIME = 3, TX_HOLD_COUNT = 6 };

enum info_is { INFO_DISABLED, INFO_AGED, INFO_MINE, INFO_RECEIVED };

/* States, one enum a machine. */
enum pim { PIM_DISABLED, PIM_AGED, PIM_CURRENT };
enum prt { PRT_DISABLE, PRT_DISABLED, PRT_BLOCK, PRT_ALTERNATE, PRT_ROOT, PRT_DESIGNATED };
enum ppm { PPM_CHECKING, PPM_SELECTING_STP, PPM_SENSING };
enum tcm { TCM_INACTIVE, TCM_LEARNING, TCM_ACTIVE };

struct rstp_port {
	/* 17.17: timers, in ticks */
	u16 edge_delay_while, fd_while, hello_when, mdelay_while, rb_while, rcvd_info_while, rr_while, tc_while;
	/* 17.19 */
	bool agree, agreed, disputed, fdb_flush, forward, forwarding, learn, learning, mcheck, new_info, oper_edge, enabled, proposed, proposing,
		rcvd_msg, rcvd_rstp, rcvd_stp, rcvd_tc, rcvd_tc_ack, rcvd_tcn, re_root, reselect, selected, send_rstp, sync, synced, tc_ack, tc_prop,
		updt_info;
	u8 tx_count;
	enum info_is info_is;
	enum rstp_role role, selected_role;
	struct rstp_vector designated_priority, port_priority, msg_priority;
	struct rstp_times designated_times, port_times, msg_times;
	struct rstp_bpdu msg;
	u32 path_cost;	/* of an MST region's port: within the region */
	u32 external_cost; /* MSTP: towards other regions */
	bool info_internal; /* what it holds came from within the region: 802.1Q 13.27.32 */
	u16 id;		/* priority and number */
	/* 17.13: administrative */
	bool admin_edge, auto_edge, point_to_point, restricted_role;
	bool assured;	/* Cisco's bridge assurance: a BPDU each hello, whatever the role */
	/* where each machine stands */
	enum pim pim;
	enum prt prt;
	enum ppm ppm;
	enum tcm tcm;
	u64 rx, tx, transitions;
};

struct rstp {
	const struct rstp_hooks *hooks;
	void *arg;
	u64 id;
	struct rstp_times bridge_times, root_times;
	struct rstp_vector root_priority;
	int root_port;
	bool legacy;		/* rstpVersion is false */
	unsigned n_ports;
	u64 topology_changes;
	u32 since_change;
	unsigned change_port;
	struct mstp *mstp;	/* the tree is one of these; NULL: RSTP by itself */
	u16 msti;		/* its number; 0: the CIST */
	struct rstp_port port[];
};

/* mstp.c: the machines of all trees run, until none moves. */
void mstp_run(struct mstp *m);
/* The CIST took a message from outside of the region: what it says holds for every MSTI's port (802.1Q 13.29.12, 13.29.13). */
void mstp_external(struct mstp *m, unsigned port);
/* The CIST has chosen anew: so must the MSTIs, whose boundary ports follow it. */
void mstp_cist_selected(struct mstp *m, const struct rstp_vector *was, int was_port);
/* The CIST's port beside an MSTI's. */
struct rstp_port *mstp_cist_port(const struct mstp *m, unsigned port);
u8 mstp_max_hops(const struct mstp *m);

/* rstp.c: one pass of a tree's machines but for transmission; true: something moved. */
bool rstp_pass(struct rstp *r);
void rstp_count_down(struct rstp *r);
/* 17.21.19, 17.21.20: what a port of plain RSTP says. */
void rstp_fill(struct rstp_port *p, struct rstp_bpdu *b);
/* A message as it came, to be taken by the machines. */
void rstp_deliver(struct rstp *r, unsigned port, const struct rstp_bpdu *b);

/* < 0: a is better (17.6). */
int vector_compare(const struct rstp_vector *a, const struct rstp_vector *b);
static inline bool times_equal(const struct rstp_times *a, const struct rstp_times *b)
{
	return a->message_age == b->message_age && a->max_age == b->max_age && a->hello == b->hello && a->forward_delay == b->forward_delay && a->hops == b->hops;
}
/* 17.21.25: roles of all ports from what they know. */
void rstp_select_roles(struct rstp *r);
/* 17.21.8 and on: what the port information machine does with a message. Returns nothing; clears rcvd_msg. */
void rstp_take_info(struct rstp *r, struct rstp_port *p);
/* 17.27 - 17.31: one pass over a port's machines; true: something changed. */
bool rstp_role_machine(struct rstp *r, struct rstp_port *p);
bool rstp_tc_machine(struct rstp *r, struct rstp_port *p);

#endif
