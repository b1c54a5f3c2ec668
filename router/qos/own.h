/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of router/qos/ share with each other; everybody else uses router/qos/qos.h. */
#ifndef ROUTER_QOS_OWN_H
#define ROUTER_QOS_OWN_H

#include "device/rate.h"
#include "router/acl/own.h"
#include "router/qos/meter.h"
#include "router/qos/qos.h"
#include "router/qos/queue.h"
#include "router/qos/wred.h"
#include "router/stack.h"

enum {
	QOS_NAME_MAX = 41,	/* with its end */
	QOS_CLASS_MAPS_MAX = 1024,
	QOS_POLICY_MAPS_MAX = 1024,
	QOS_CLASSES_MAX = 64,	/* of a policy, class-default apart (IOS) */
	QOS_MATCHES_MAX = 64,	/* lines of a class */
	QOS_DEPTH_MAX = 3,	/* policies in policies (IOS) */
	QOS_VALUES_MAX = 8,	/* of a match line */
};

/* ---- configuration ---- */

enum qos_match_kind { MATCH_ALL, MATCH_DSCP, MATCH_PREC, MATCH_COS, MATCH_ACL, MATCH_VLAN, MATCH_INPUT, MATCH_PROTO, MATCH_CLASS, MATCH_LEN, MATCH_RTP };
struct qos_match {
	struct qos_match *next;
	u8 kind;
	bool not, ip4_only;	/* `match ip dscp`: IPv4 alone */
	u64 bits;		/* MATCH_DSCP, _PREC, _COS: values */
	u16 vlan[QOS_VALUES_MAX], vlan_last[QOS_VALUES_MAX], n_vlan; /* ranges */
	u16 proto;		/* MATCH_PROTO: type of Ethernet */
	u32 min, max;		/* MATCH_LEN: of the IP packet; MATCH_RTP: ports */
	struct acl *acl[2];	/* MATCH_ACL: of IPv4, IPv6 (NULL: a number) */
	char *iface;		/* MATCH_INPUT: long name */
	struct class_map *class; /* MATCH_CLASS: held */
	char *line;		/* canonical, as it is kept: "match dscp ef" */
	char *text;		/* as shows say it */
};

struct class_map {
	struct class_map *next;	/* in order of entry */
	struct qos *q;
	char *name, *description;
	u32 id;
	u32 holds;		/* classes of policies and other class maps */
	bool any, defined;
	struct qos_match *match;
	u32 n;
};

enum qos_act_flag { ACT_DROP = 1, ACT_DSCP = 2, ACT_PREC = 4, ACT_COS = 8 };
struct qos_act {		/* what is done to a packet of a colour, or by `set` */
	u8 flags, dscp, prec, cos;
	bool ip4_dscp, ip4_prec; /* `set ip dscp`, of IPv4 alone */
};

enum bw_kind { BW_NONE, BW_KBPS, BW_PERCENT, BW_REMAINING, BW_RATIO };
enum prio_kind { PRIO_NONE, PRIO_STRICT, PRIO_KBPS, PRIO_PERCENT };

struct police_conf {
	bool on, pps, sub_mode;	/* sub_mode: its actions stand in a block */
	u8 percent, pir_percent; /* 0: in bits a second */
	u64 cir, pir;		/* pir 0: none */
	u32 bc, be;		/* bytes (packets); with percent: ms; 0: as IOS has it */
	struct qos_act act[COLOUR_N];
	bool has_violate;
};

struct class_conf {		/* plain: may be copied */
	struct qos_act set;
	bool drop;
	struct police_conf police;
	bool shape;
	u8 shape_percent;
	u64 shape_bps;
	u32 shape_bc, shape_be;	/* bits; with percent: ms; 0: as IOS has it */
	bool shape_no_be;	/* an excess of 0 was asked for */
	bool shape_peak;	/* the excess burst may be used in every interval */
	u8 bw_kind, prio_kind;
	u32 bw, prio, prio_burst; /* kbit/s, percent or ratio; bytes (0: 200 ms) */
	bool fair;
	u16 flows;
	u32 limit, limit_bytes;	/* 0: not said */
	struct wred_conf wred;
	struct policy_map *child; /* held */
};

struct policy_class {
	struct policy_class *next; /* class-default last */
	struct policy_map *of;
	struct class_map *class; /* NULL: class-default */
	struct class_conf c;
};

struct policy_map {
	struct policy_map *next;
	struct qos *q;
	char *name, *description;
	u32 holds;		/* attachments and classes */
	bool defined;
	struct policy_class *classes;
	u32 n;
};

/* ---- where it is attached ---- */

struct tally {
	u64 packets, bytes;
	struct rate rate;
};

struct cqueue {			/* a queue with what happened to it */
	struct queue q;
	const struct wred_conf *wconf; /* NULL: tail drop */
	struct wred w;
	u64 tail, random, flow_drops;
	u64 out, out_bytes;
	struct wred_count { u64 out, out_bytes, random, random_bytes, tail, tail_bytes, marked, marked_bytes; } *by; /* by curve */
};

struct qos_class {
	const struct policy_class *pc;
	struct qos_sched *in;	/* whose class it is */
	struct qos_sched *child; /* NULL: none */
	struct cqueue *queue;	/* of its own; NULL: class-default's, or the priority queue */
	bool priority, metered;	/* metered: `priority` with a rate */
	bool queues;		/* holds frames itself or below */
	struct tally offered, dropped;
	u64 marked;
	struct tally *match;	/* by line of the class map; n_match of them */
	u32 n_match;
	struct meter meter;	/* police */
	struct tally colour[COLOUR_N];
	struct meter prio_meter;
	u64 prio_exceeded;
	struct pacer shaper;
	u64 bps;		/* that its child has, or it is shaped to; 0: not shaped */
	/* in the scheduler */
	u32 n;			/* frames that wait here and below */
	u64 tag;		/* start tag of its first frame, modulo 2^64 */
	u32 weight;		/* 1 .. SCHED_WEIGHT */
};

enum { SCHED_WEIGHT = 4096, SCHED_SHIFT = 16 };

struct qos_sched {		/* a policy where it is attached */
	struct qos_attach *at;
	struct policy_map *map;
	struct qos_class *parent; /* NULL: the root */
	struct qos_class *c;	/* n of them, class-default last */
	u32 n;
	bool queues;
	struct cqueue *prio;	/* all priority classes share it; NULL: there are none */
	u32 backlog;		/* frames */
	u64 vtime;		/* start tag of what was served last */
	u64 bps;		/* what percentages are of */
};

struct qos_attach {
	struct qos_attach *next;
	struct qos *q;
	struct ipif *p;		/* NULL: the control plane */
	bool out;
	struct policy_map *map;	/* held */
	struct qos_sched *root;
	struct frame *late;	/* they waited in the tree before this one; NULL but while a change is made */
	struct pacer line;
	struct timer timer;
};

struct qos {			/* of a device */
	struct device *dev;
	struct class_map *classes;
	struct policy_map *policies;
	struct qos_attach *attached;
	u32 next_class;
};

/* What of a frame classes ask. */
struct qos_packet {
	u8 *ip;			/* NULL: no IP */
	u8 *tag;		/* the two bytes behind the tag's type; NULL: none to write */
	u32 len;		/* of the IP packet */
	u32 bytes;		/* of the frame, as it is counted */
	u16 type, vlan;		/* behind the tag; 0: no tag */
	u8 tos, cos;
	bool tagged, keyed, key_ok;
	struct ipif *in;	/* where it came in; NULL: our own */
	struct acl_key key;
};

/* qos.c */
struct qos *qos_of(struct device *d);	/* made where there is none */
nsec qos_now(const struct qos *q);
/* After a change of a policy's configuration: may it be so where it is attached? false: why. */
bool qos_policy_check(struct policy_map *m, char *why, size_t why_len);
void qos_policy_changed(struct policy_map *m);	/* trees are made anew, counters kept */
void qos_class_changed(struct class_map *m);
struct qos_attach *qos_control_plane(const struct qos *q, bool out);
/* p NULL: the control plane. false: why; nothing is changed. */
bool qos_attach(struct qos *q, struct ipif *p, bool out, struct policy_map *m, char *why, size_t why_len);
void qos_detach(struct qos_attach *a);

/* map.c: class maps and policy maps by name */
struct class_map *class_map_find(const struct qos *q, const char *name);
struct class_map *class_map_get(struct qos *q, const char *name);	/* NULL: too many */
void class_map_tidy(struct class_map *m);	/* it may have become nothing that anybody holds */
bool class_map_contains(struct class_map *m, const struct class_map *what);
void class_match_remove(struct class_map *m, struct qos_match **at);
struct policy_map *policy_map_find(const struct qos *q, const char *name);
struct policy_map *policy_map_get(struct qos *q, const char *name);
void policy_map_tidy(struct policy_map *m);
bool policy_map_contains(struct policy_map *m, const struct policy_map *what);
struct policy_class *policy_class_find(const struct policy_map *m, const struct class_map *class);
struct policy_class *policy_class_get(struct policy_map *m, struct class_map *class);
void policy_class_remove(struct policy_class *c);
bool conf_queues(const struct class_conf *c);	/* it has a queue: its own, or those of its child */
bool policy_queues(const struct policy_map *m);
static inline const char *class_name(const struct policy_class *c) { return c->class ? c->class->name : "class-default"; }

/* admit.c: what a router refuses. */
bool policy_consistent(const struct policy_map *m, char *why, size_t why_len);
bool policy_admitted(const struct qos_attach *a, const struct policy_map *m, char *why, size_t why_len);

/* classify.c */
void qos_packet_of(struct qos_packet *k, struct frame *f, struct ipif *in);	/* Ethernet header at data */
void qos_packet_ip(struct qos_packet *k, struct frame *f, struct ipif *in, u16 type); /* what is behind it at data */
bool class_matches(struct class_map *m, struct qos_packet *k, struct tally *match);
struct qos_class *qos_classify(struct qos_sched *s, struct qos_packet *k);
/* Writes the marks of act into the frame, which is ours alone. Whether anything could be marked. */
bool qos_mark(struct qos_packet *k, const struct qos_act *act);

/* tree.c: a policy compiled for where it is attached. */
struct qos_sched *qos_tree_new(struct qos_attach *a, struct policy_map *m, struct qos_class *parent, u64 bps);
void qos_tree_free(struct qos_sched *s);	/* it holds no frame */
/* Counters, meters and pacers go on where a class of the old tree is in the new. */
void qos_tree_inherit(struct qos_sched *s, const struct qos_sched *old);
void qos_tree_clear(struct qos_sched *s);
void qos_tree_rate(struct qos_sched *s, u64 bps); /* weights and rates by a rate that is new */
bool qos_tree_sample(struct qos_sched *s, nsec now, unsigned interval_s);
u64 police_bps(const struct police_conf *p, u64 of, bool peak);
u32 police_burst(const struct police_conf *p, u64 of, bool excess);
u64 shape_bps(const struct class_conf *c, u64 of); /* the rate that leaves: with `peak` more than the CIR */
u64 shape_cir(const struct class_conf *c, u64 of);
u32 shape_burst(const struct class_conf *c, u64 bps, bool excess); /* bits */
u32 priority_kbps(const struct class_conf *c, u64 of);	/* 0: no rate */
u32 priority_burst(const struct class_conf *c, u64 of);
u32 bandwidth_kbps(const struct class_conf *c, u64 of);

/* sched.c */
/* What the classes do to a packet before it may wait: marks, meters, drops. NULL: consumed (dropped and counted). */
struct qos_class *sched_judge(struct qos_sched *root, struct qos_packet *k, struct frame *f);
bool sched_push(struct qos_class *c, struct qos_packet *k, struct frame *f); /* false: dropped */
/* The next frame; NULL: none may go yet, *when: the first that may. */
struct frame *sched_pull(struct qos_sched *s, nsec now, nsec *when);
struct frame *sched_flush(struct qos_sched *s);	/* any frame, whatever its time; NULL: empty */
/* The line is busy, or frames wait: a priority class is held to its rate. */
bool sched_congested(const struct qos_class *c);
void qos_drop(struct qos_attach *a, struct frame *f, enum drop why);	/* of an interface */

/* class_cli.c, policy_cli.c, police_cli.c, queue_cli.c, attach_cli.c, show.c, show_if.c */
extern const struct cli_mode mode_class_map, mode_policy_map, mode_policy_class, mode_police, mode_control_plane;
struct cli;
struct args;
struct show;
struct qos *cli_qos(const struct cli *c);
/* The class whose block the line stands in; a copy of its configuration to be changed, and taken by cli_conf_set(). */
struct policy_class *cli_policy_class(struct cli *c);
/* false: refused, and it was said why; the class is as it was. */
bool cli_conf_set(struct cli *c, struct policy_class *p, const struct class_conf *conf);
void qos_complete_dscp(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help));
void qos_complete_prec(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help));
void qos_complete_class(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help));
void qos_complete_policy(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help));
/* "set-dscp-transmit ef" */
void act_text(const struct qos_act *act, unsigned k, char *buf, size_t len);
unsigned act_count(const struct qos_act *act);
/* queue_cli.c: handlers of rows in policy_cli.c */
bool qos_run_bandwidth(struct cli *c, const struct args *a);
bool qos_run_priority(struct cli *c, const struct args *a);
bool qos_run_shape(struct cli *c, const struct args *a);
bool qos_run_fair(struct cli *c, const struct args *a);
bool qos_run_limit(struct cli *c, const struct args *a);
bool qos_run_wred(struct cli *c, const struct args *a);
bool qos_run_wred_curve(struct cli *c, const struct args *a);
bool qos_run_wred_weight(struct cli *c, const struct args *a);
bool qos_run_wred_ecn(struct cli *c, const struct args *a);
/* show_if.c */
bool qos_show_iface(struct cli *c, const struct args *a, struct show *s);
bool qos_show_control(struct cli *c, const struct args *a, struct show *s);
extern const struct cmd qos_class_rows[], qos_policy_rows[], qos_police_rows[], qos_attach_rows[], qos_show_rows[];
enum { QOS_CLASS_ROWS = 18, QOS_POLICY_ROWS = 26, QOS_POLICE_ROWS = 14, QOS_ATTACH_ROWS = 11, QOS_SHOW_ROWS = 10 };

#endif
