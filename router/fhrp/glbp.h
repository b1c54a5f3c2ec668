/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GLBP for IPv4 as IOS runs it: one virtual address with up to four virtual MAC addresses. The group elects a gateway (as HSRP does), which alone answers ARP
 * and gives each asker the MAC address of one of the forwarders; each member owns at most one forwarder, and takes another's over when its owner is gone.
 * glbp.c has the gateway's machine, glbp_forwarder.c the forwarders', glbp_packet.c the wire.
 */
#ifndef ROUTER_FHRP_GLBP_H
#define ROUTER_FHRP_GLBP_H

#include "router/fhrp/fhrp.h"

enum { GLBP_FORWARDERS = 4, GLBP_PEERS_MAX = 64, GLBP_GROUP_MAX = 1023 };
enum { GLBP_PRIORITY_BASE = 0x07, GLBP_PRIORITY_OWNER = 0x20, GLBP_PRIORITY_WEIGHT = 0x80 }; /* of a forwarder, on the wire */
enum glbp_state { GLBP_DISABLED, GLBP_INIT, GLBP_LISTEN, GLBP_SPEAK, GLBP_STANDBY, GLBP_ACTIVE, GLBP_STATES };
enum glbp_balance { GLBP_ROUND_ROBIN, GLBP_HOST, GLBP_WEIGHTED, GLBP_NONE };

struct glbp;

struct glbp_forwarder {
	struct glbp *g;
	u8 number;		/* 1 .. 4 */
	u8 state;		/* DISABLED: nobody has it; LISTEN; ACTIVE. glbp_forwarder.c's move() alone changes it */
	bool own;		/* the gateway gave it to us */
	u8 owner[6];		/* zero: not known */
	u32 active;		/* who forwards, another than us; 0: unknown */
	u8 active_priority, active_weight;
	bool active_owns;
	nsec redirect_until, timeout_at; /* of another's: for ARP; at all */
	struct ip_virtual virt;
	struct timer expire, preempt, timeout;
	u32 changes, replies;	/* replies: to ARP, by us as the gateway */
	s64 credit;		/* weighted balancing */
	nsec changed;
};

struct glbp_peer { u32 addr; u8 mac[6]; u8 priority; bool authentic; nsec until; };

struct glbp {
	struct glbp *next;	/* of the interface, by group */
	struct fhrp_if *on;
	u16 group;
	/* configuration */
	bool enabled, has_addr;	/* `glbp N ip`; its address */
	u32 addr[VIRTUAL_ADDRS_MAX];
	u8 n_addr;		/* at least 1 */
	u8 priority, balance;
	bool preempt, forwarder_preempt;
	u32 preempt_delay_s, forwarder_delay_s;
	u32 hello_ms, hold_ms;
	u16 redirect_s, timeout_s;
	bool timers_set, redirect_set; /* else the gateway's count */
	u8 weight, lower, upper;
	bool weight_set;
	u8 auth;		/* FHRP_AUTH_ of auth.h */
	char *key;		/* the text, the key or the chain's name; NULL: none */
	char *name;
	struct fhrp_track *tracks;
	/* state */
	u8 state;		/* enum glbp_state; glbp.c's enter() alone changes it */
	bool low;		/* the weight fell below `lower`, and has not been at `upper` since */
	u32 hello_now_ms, hold_now_ms;
	u16 redirect_now_s, timeout_now_s;
	struct ip_virtual virt;	/* the address: here while we forward or are the gateway */
	struct timer hello, active_timer, standby_timer, preempt_timer;
	struct glbp_peer active, standby; /* others than us */
	struct glbp_peer peers[GLBP_PEERS_MAX]; /* by address */
	u32 n_peers;
	struct glbp_forwarder fwd[GLBP_FORWARDERS];
	u8 last_reply, turn;	/* forwarder index; which MAC address the next hello comes from */
	u32 changes;
	nsec changed;
	u64 tx, rx, bad_auth;
};

/* glbp.c */
struct glbp *glbp_get(struct fhrp_if *on, u16 group, bool make);
void glbp_free(struct glbp *g);
void glbp_update(struct glbp *g);	/* configuration, interface or tracked objects are new */
void glbp_say(struct glbp *g, u8 opcode, const u8 *for_whom); /* for_whom: of a response */
void glbp_addresses(struct glbp *g);	/* the virtual address stands here or not, as the machines are now */
u8 glbp_weight(const struct glbp *g);
struct glbp_packet;
void glbp_heard(struct glbp *g, const struct glbp_packet *m, u32 src);
extern const char *const glbp_state_name[GLBP_STATES];
extern const u8 glbp_state_wire[GLBP_STATES];

/* glbp_forwarder.c */
void glbp_forwarder_init(struct glbp_forwarder *f, struct glbp *g, u8 number);
void glbp_forwarders_down(struct glbp *g);	/* the group stands still */
void glbp_forwarders_look(struct glbp *g);	/* the weight, preemption or the gateway's state is new */
void glbp_forwarder_heard(struct glbp *g, const struct glbp_packet *m, u32 src);
void glbp_forwarder_assign(struct glbp *g, const u8 *mac); /* the gateway's: to a member, which may be us */
struct glbp_forwarder *glbp_own(struct glbp *g);	/* ours; NULL: none */
u8 glbp_forwarder_priority(const struct glbp_forwarder *f);
unsigned glbp_n_active(const struct glbp *g);		/* here */
bool glbp_redirects(const struct glbp_forwarder *f);	/* hosts are sent to it */
/* The MAC address that an ARP reply to the asker has. NULL: none goes. */
const u8 *glbp_choose(struct ip_virtual *v, const u8 *asker);

#endif
