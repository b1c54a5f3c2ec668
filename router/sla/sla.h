/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IP SLA: operations that measure a path again and again (ICMP echo, UDP jitter against a responder, TCP connect), their results, and the responder.
 *
 * An operation runs when its schedule says so, every `frequency`; one that is still running then is not begun again. Its end is one call of
 * sla_finished(), which alone counts and tells tracked objects. The messages of UDP jitter and its control protocol are those of version 1, as
 * Cisco's routers and free responders exchange them (RFC 6812 describes version 2); that the control protocol opens TCP ports by command 5 is ours.
 */
#ifndef ROUTER_SLA_SLA_H
#define ROUTER_SLA_SLA_H

#include "router/ping.h"
#include "router/tcp.h"

enum { SLA_MAX = 1000, SLA_CONTROL_PORT = 1967, SLA_PACKETS_MAX = 1000, SLA_SESSIONS_MAX = 64, SLA_SOURCES_MAX = 8, SLA_JITTER_MIN = 16,
       SLA_HOURS_MAX = 25, SLA_HOURS = 2 };
enum sla_kind { SLA_NONE, SLA_ECHO, SLA_JITTER, SLA_CONNECT };
enum sla_code { SLA_UNKNOWN, SLA_OK, SLA_OVER_THRESHOLD, SLA_TIMEOUT, SLA_NO_CONNECTION, SLA_CODE_N };
enum sla_phase { SLA_IDLE, SLA_CONTROL, SLA_MEASURING, SLA_WAITING };
enum sla_start { SLA_START_PENDING, SLA_START_NOW, SLA_START_AFTER, SLA_START_AT };

struct sla_range { u32 n, min, max; u64 sum; }; /* milliseconds */

struct sla_conf {
	u8 kind;		/* enum sla_kind */
	u32 dst;
	u32 src;		/* 0: by route, or of source_if */
	char source_if[64];	/* "": none */
	u16 port, src_port;
	bool control;
	u32 packets, interval_ms;	/* jitter */
	u32 size;		/* request data */
	u8 tos;
	u32 frequency_s, timeout_ms, threshold_ms;
	u32 hours;		/* how many of them are kept */
	char tag[65], owner[65];
};

struct sla_result {	/* of the latest operation */
	u8 code;		/* enum sla_code */
	u32 rtt_ms;
	nsec at;		/* when it began */
	struct sla_range rtt, sd, ds;	/* jitter: round trips; changes of delay there and back */
	u32 over, lost_sd, lost_ds, mia, out_of_sequence, late;
};

struct sla_hour { /* what the operations of one hour sum up to */
	nsec began;
	u32 successes, failures, timeouts, no_connections, over_threshold;
	struct sla_result sum;	/* its ranges and packets */
};

enum { SLA_REACTION_VALUES = 16 };
enum sla_element_kind { SLA_CONNECTION_LOST, SLA_JITTER_AVG, SLA_JITTER_DS, SLA_JITTER_SD, SLA_LATE, SLA_LOSS_DS, SLA_LOSS_SD, SLA_MIA, SLA_SEQUENCE, SLA_RTT, SLA_TIMED_OUT, SLA_ELEMENTS };
struct sla_element { const char *name; u32 upper, lower; /* unless said */ };
enum sla_threshold_type { SLA_NEVER, SLA_IMMEDIATE, SLA_CONSECUTIVE, SLA_X_OF_Y, SLA_AVERAGE };
enum sla_action { SLA_NO_ACTION, SLA_TRAP };
struct sla_reaction {	/* sla_react.c */
	struct sla_reaction *next; /* by element */
	u8 element;		/* enum sla_element_kind */
	u8 type;		/* enum sla_threshold_type */
	u8 action;		/* enum sla_action */
	u8 x, y;		/* counts; of SLA_AVERAGE and SLA_CONSECUTIVE x alone */
	u32 upper, lower;
	bool occurred;
	u32 n, value[SLA_REACTION_VALUES]; /* of the latest results, the newest first */
};

struct sla {
	struct sla *next;	/* by number */
	struct ipstack *ip;
	u32 number;
	struct sla_conf conf;
	/* schedule */
	bool scheduled;
	u8 start;		/* enum sla_start */
	u32 after_s;		/* SLA_START_AFTER; SLA_START_AT: of the day */
	u8 month, day;		/* SLA_START_AT: of that day, this year or next; 0: today or tomorrow */
	u32 life_s;		/* 0: for ever */
	bool recurring;		/* each day at that time */
	bool resumed;		/* its line is a saved configuration's */
	bool active;		/* its time has come and is not over */
	nsec began;
	struct timer due;	/* of the next operation, of the end of its life, or of the start */
	/* results */
	struct sla_result last;
	u32 successes, failures;
	struct sla_hour hour[SLA_HOURS_MAX];	/* newest first */
	u32 n_hours;
	struct sla_reaction *reactions;
	/* the operation under way */
	u8 phase;		/* enum sla_phase */
	struct sla_result now;
	u32 src;		/* whence; 0: as the route has it */
	struct timer step;	/* the next packet, or the time is over */
	struct ping ping;
	struct udp_socket udp;
	struct tcp_conn *tcp;
	u32 sent, got, last_seq, last_rseq;
	s64 last_there, last_back;	/* delays of the packet before, of clocks that need not agree */
	bool have_last;
	nsec *sent_at;		/* by sequence number; NULL: none is under way */
	bool *answered;
};

struct sla_session { /* a port that the responder has opened on request */
	struct sla_session *next;
	struct slas *all;
	u32 peer;
	struct udp_socket udp;
	struct tcp_listener *listener;
	u16 port;
	u16 received;
	struct timer over;
};

struct slas { /* of a device */
	struct ipstack *ip;
	struct sla *first;
	u32 n;
	bool responder;
	bool log_traps;		/* `ip sla logging traps` */
	struct udp_socket control;
	struct sla_session *sessions;
	u32 n_sessions;
	u64 controls, errors;
	struct { u32 addr; nsec at; } source[SLA_SOURCES_MAX]; /* newest first */
	u32 n_sources;
	u32 trace_only, error_only;	/* of `debug`; 0: every operation */
};

/* sla.c */
struct slas *slas_of(struct ipstack *s);
struct sla *sla_find(const struct ipstack *s, u32 number);
struct sla *sla_get(struct ipstack *s, u32 number);	/* makes it; NULL: too many */
void sla_remove(struct sla *a);
void sla_defaults(struct sla_conf *c, u8 kind);
/* The schedule is set, or configuration under it is new: begins, or begins anew. */
void sla_schedule(struct sla *a);
void sla_unschedule(struct sla *a);
/* An operation is over; a->now has its result. */
void sla_finished(struct sla *a, enum sla_code code);
u32 sla_ms(nsec span);			/* as IOS counts: never 0 */
void sla_stack_free(struct ipstack *s);	/* before TCP's end */
extern const char *const sla_code_name[SLA_CODE_N], *const sla_kind_name[];

/* sla_hour.c: sums by hours of the operation's life. */
void sla_range_add(struct sla_range *r, u32 v);
void sla_hour_count(struct sla *a);	/* a->last is new */
void sla_hours_keep(struct sla *a, u32 n);

/* sla_react.c */
extern const struct sla_element sla_elements[SLA_ELEMENTS];
void sla_react(struct sla *a);		/* a->last is new */
struct sla_reaction *sla_reaction(struct sla *a, u8 element, bool make); /* NULL: there is none */
void sla_reaction_remove(struct sla *a, u8 element);
extern const struct cmd_table sla_react_cmds[];
extern const unsigned n_sla_react_cmds;

/* sla_debug.c: `debug ip sla trace` and `error`, of every operation or one. part: "INFRA" or "OPER". */
void sla_trace(const struct sla *a, const char *part, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void sla_error(const struct sla *a, const char *part, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* sla_show.c: what a result and an hour say alike: round trips; a jitter operation's packets, those over the threshold in a cell of that name. */
struct show;
void sla_show_rtt(struct show *s, const struct sla_range *r);
void sla_show_packets(struct show *s, const struct sla_result *r, const char *over);
extern const struct cmd_table sla_debug_cmds[];
extern const unsigned n_sla_debug_cmds;

/* sla_op.c */
void sla_begin(struct sla *a);
void sla_stop(struct sla *a);		/* without a result */

/* sla_responder.c */
bool sla_responder(struct ipstack *s, bool on);	/* false: the port is taken */
u32 sla_day_ms(const struct ipstack *s);	/* of the device's clock, since midnight */

/* sla_show.c */
struct show;
struct args;
struct cli;
bool sla_show_summary(struct cli *c, const struct args *args, struct show *s);
bool sla_show_statistics(struct cli *c, const struct args *args, struct show *s);
bool sla_show_aggregated(struct cli *c, const struct args *args, struct show *s);
bool sla_show_configuration(struct cli *c, const struct args *args, struct show *s);
bool sla_show_responder(struct cli *c, const struct args *args, struct show *s);

extern const struct cmd_table sla_cmds[];
extern const unsigned n_sla_cmds;

#endif
