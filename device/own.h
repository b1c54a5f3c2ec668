/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of device/ share with each other and with nobody else. */
#ifndef DEVICE_OWN_H
#define DEVICE_OWN_H

#include "cli/notes.h"
#include "cli/show.h"
#include "device/civil.h"
#include "device/access.h"
#include "device/aaa/aaa.h"
#include "device/log_filter.h"
#include "device/rate.h"

/* ---- names: ifname.c ---- */

struct iface_type_info {
	const char *name, *short_name; /* "GigabitEthernet", "Gi" */
	const char *help;	       /* of `interface ?` */
	const char *hardware;	       /* "Hardware is ..." */
	const char *media;	       /* Type column of `show interfaces status` */
	u8 rank;		       /* in running-config */
	u8 numbers;		       /* most numbers apart by '/' */
	bool virtual;
	u32 number_max;		       /* virtual: the highest number */
	u32 mtu, bandwidth_kbit, delay_10us;
};
const struct iface_type_info *iface_type_info(enum iface_type t);

/* A name taken apart. */
struct ifname {
	char word[32]; /* letters, as typed */
	u32 num[3];
	u8 n_num;
	bool sub;
	u32 sub_number;
};
/* "Gi 0/1.10" -> word "Gi", 0, 1, sub 10. false: not of that form. */
bool ifname_parse(const char *text, struct ifname *n);
/* The type whose full name is the word; IF_TYPE_N: none. */
enum iface_type ifname_type(const char *word);
/* Whether `word` may stand for the type: a prefix of its name, letter case aside. */
bool ifname_means(const char *word, enum iface_type t);
/* Place in running-config: type, numbers, sub-interface. */
u64 ifname_order(enum iface_type t, const struct ifname *n);
/* Finds (or, with create, makes up) the long name that text means: shell_ops.iface. */
bool ifname_resolve(struct device *d, const char *text, bool create, char out[64]);

/* ---- interfaces: iface.c ---- */

struct iface *iface_add(struct device *d, enum iface_type t, const char *name, struct port *p, struct iface *parent);
void iface_free_all(struct device *d);
/* Something but the state is new (mtu, mac): tells the kind. */
void iface_tell(struct iface *i);
void iface_set_shutdown(struct iface *i, bool shut);
void iface_set_mtu(struct iface *i, u32 mtu);
void iface_set_mac(struct iface *i, const u8 mac[6]);
void iface_default_bandwidth(struct iface *i);
/* For shows: VLANs, then ports with their sub-interfaces, then the rest. NULL first; NULL: over. */
struct iface *iface_shown(struct device *d, const struct iface *after);
const char *iface_status(const struct iface *i); /* "up", "down", "administratively down" */
/* Whether a drop for this reason was of a frame on its way out. */
bool drop_is_output(enum drop reason);
/* When frames last came and went; NSEC_NEVER. */
nsec iface_last_input(const struct iface *i);
nsec iface_last_output(const struct iface *i);
/* Counters since the last `clear counters`. */
void iface_counters_shown(const struct iface *i, struct iface_counters *c);
void iface_clear_counters(struct iface *i);
/* Discards for that reason since then. */
u64 iface_drops_shown(const struct iface *i, enum drop reason);

/* ---- rates: rate.c ---- */

struct iface_rate {
	struct rate rx, tx;
};
void rate_start(struct device *d);
void rate_stop(struct device *d);
/* The rates now (a sample is taken when the last is 5 s old); all zero before the first. */
const struct iface_rate *rate_now(struct iface *i);

/* ---- clock: clock.c ---- */

/* "00:00:07 UTC Thu Jan 1 2026", as `show clock` has it; and of now, which returns buf (guard.c). */
const char *clock_text(struct device *d, char buf[64]);
/* "1 week, 2 days, 3 hours, 4 minutes", as show version has it. */
const char *uptime_words(nsec span, char buf[96]);
/* "00:00:07", "1d03h", "2w0d", as IOS shows how long ago something was. */
const char *uptime_short(nsec span, char buf[16]);

/* ---- log: log.c ---- */

enum { LOG_OFF = 255, LOG_RING_DEFAULT = 4096, LOG_LINE_MAX = 512 };
enum stamp_kind { STAMP_NONE, STAMP_UPTIME, STAMP_DATETIME };
struct stamp {
	u8 kind; /* enum stamp_kind */
	bool msec, year, zone;
};
/* logging rate-limit: a_second 0: none */
struct log_rate {
	u32 a_second, told;	/* told: in `second` */
	nsec second;		/* of the device's life */
	s8 except;		/* severities up to this are not limited; -1: all are */
	bool console_alone;
};
struct log_count;
enum log_at { LOG_AT_CONSOLE, LOG_AT_MONITOR, LOG_AT_BUFFER, LOG_AT_N };
struct log {
	u8 console, monitor, buffered; /* severities up to this go there; LOG_OFF */
	bool on;		/* `logging on` */
	bool sequence;		/* service sequence-numbers */
	bool userinfo;		/* logging userinfo */
	struct stamp log_stamp, debug_stamp;
	u32 seq;
	u32 n_console, n_monitor, n_buffered, n_limited;
	struct log_tap *tap;	/* to servers; NULL */
	const struct log_message *now; /* what is being logged */
	struct log_filter *filters; /* logging discriminator */
	u32 n_filters;
	struct log_place *places; /* those with a filter */
	struct log_place at[LOG_AT_N];
	struct log_history *history; /* log_history.c; NULL: as from the factory, and empty */
	struct log_rate rate;
	bool counting;		/* logging count */
	struct log_count *counts;
	u32 n_counts;
	/* ring of lines, each ended by a newline; grows by need up to ring_max */
	char *ring;
	u32 ring_max, ring_size, ring_start, ring_len;
	/* token bucket of debug lines */
	u32 debug_tokens;
	nsec debug_filled;
};
struct log *log_new(void);
void log_free(struct log *l);
void log_clear(struct log *l);
void log_set_ring(struct log *l, u32 max);
/* Calls line() for each line kept, oldest first; text without newline. */
void log_each(const struct log *l, void (*line)(void *arg, const char *text, u32 len), void *arg);
/* log_history.c */
void log_history_message(struct log *l, nsec now, const struct log_message *m);
void log_history_free(struct log *l);
/* log_count.c */
void log_count_message(struct log *l, nsec now, const char *facility, unsigned severity, const char *mnemonic);
void log_count_free(struct log *l);
/* Is a line of that severity one too many this second? */
bool log_limited(struct log *l, nsec now, unsigned severity, bool console);
/* The level that a line gives as a number or by name; 7 when it gives none. */
u8 log_level_of(const struct args *a);
extern const char *const log_severity[8]; /* "emergencies" ... */

/* ---- the rest of a device: system.c ---- */

enum { LINE_CON, LINE_VTY, LINE_VTYS = 16, LINE_N = LINE_VTY + LINE_VTYS }; /* LINE_VTY + k: vty k */
/* A list of aaa that a line names instead of the default. */
struct line_list {
	struct line_list *next;
	u8 kind, level;		/* enum aaa_kind */
	char name[AAA_NAME_MAX + 1];
};
enum { LOGIN_WAIT_S = 30 };
enum { SYNC_LEVEL_DEFAULT = 2, SYNC_ALL = 255, SYNC_LIMIT_DEFAULT = 20 };
struct line {
	u32 timeout_s;	/* 0: never */
	u16 length, width;
	bool length_set, width_set;
	bool synchronous;	/* `logging synchronous` */
	u8 sync_level;		/* severities up to this break in all the same; SYNC_ALL: all do */
	u16 sync_limit;		/* lines that may wait */
	bool lockable;
	u8 not_out;		/* enum line_transport that `transport output` leaves out */
	bool no_preferred, prefers_ssh; /* `transport preferred none`, `ssh` */
	u16 login_s;		/* how long a question of the login waits; 0: as long as it takes */
	u8 login;		/* enum line_login */
	bool privilege_set;
	u8 privilege;
	u8 transports;		/* vty: enum line_transport */
	u8 escape;		/* escape-character; 0: none */
	u32 session_timeout_s, absolute_s; /* 0: none */
	u16 session_limit;	/* 0: none */
	struct line_list *lists;
	char class[2][24];	/* access-class in, out, for `show line`; "": none */
	struct secret password;
};
struct system {
	s64 clock_offset;	/* by `clock set` */
	enum clock_source clock_source;
	char *banner[BANNER_N];
	u32 uses[LINE_N];	/* sessions that were on each */
	struct line con, *vty[LINE_VTYS]; /* NULL: as by nature */
	struct access *access;
	struct timer idle;	/* closes sessions that no one types in */
	struct reload *reload;	/* reload_cli.c: one that is to come; NULL */
	bool configured;	/* by a person, since boot */
	s64 configured_at;	/* ns since 1970 */
	char configured_by[64]; /* "": nobody was logged in */
	struct device *dev;
	char serial[16];
	u8 base_mac[6];
};
void lines_init(struct system *s);
void lines_free(struct system *s);
void system_new(struct device *d);
void system_free(struct device *d);
void system_session(struct device *d, struct cli *c);
void system_idle_check(struct device *d);
/* The settings of a line, LINE_CON or LINE_VTY + k; and to be changed. */
const struct line *line_at(const struct device *d, unsigned n);
struct line *line_own(struct device *d, unsigned n);
/* The number of a line as `show line` counts: con 0, aux 1, vty from 2. */
unsigned line_number(unsigned line);
static inline bool line_is_vty(unsigned line) { return line >= LINE_VTY && line < LINE_N; }
const char *line_list_name(const struct line *l, unsigned kind, unsigned level); /* NULL: none named */
/* The lines of the block that a configuration line stands in (line_cli.c): from *n (at first 0) on; NULL: no more. */
struct line *tty_next(struct cli *c, unsigned *n);
#define EACH_LINE(l, c) for (unsigned l##_n = 0, l##_on = 1; l##_on; l##_on = 0) for (struct line *l; (l = tty_next(c, &l##_n));)
bool tty_is_console(struct cli *c);
/* What a session has of its line, now and when the line changes. */
void line_give(struct device *d, struct cli *c);
void line_give_all(struct cli *c);
void *line_block(bool con, bool vty, unsigned first, unsigned last); /* the object of such a block */
/* Which line a session's `where` is of; LINE_N: none (exec). */
unsigned line_of(const char *where);
/* Who sits there: "10.0.0.9" of "vty0 (10.0.0.9)"; none where nobody is named. Returns buf. */
char *line_peer(const char *where, const char *none, char *buf, size_t size);
/* A person has configured something just now; and the line of a running-config that says so, false: nobody did. */
void system_configured(struct device *d, const char *user);
bool system_heading(struct device *d, char buf[192]);

/* ---- handlers, by file; cmds.c has the rows ---- */
typedef bool cmd_run(struct cli *c, const struct args *a);
typedef bool cmd_show(struct cli *c, const struct args *a, struct show *s);

/* iface_cli.c */
cmd_run iface_cmd, iface_description, iface_shutdown, iface_mac, iface_mtu, iface_bandwidth, iface_delay,
	iface_load_interval, iface_speed, iface_duplex, clear_counters;
/* iface_show.c, iface_brief.c */
cmd_show show_interfaces, show_interfaces_description, show_interfaces_status, show_interfaces_counters, show_interfaces_errors, show_interfaces_summary, show_drops;
/* line_show.c */
cmd_show show_line;
cmd_run clear_line;
/* log_filter_cli.c, log_history.c */
cmd_run logging_discriminator, logging_history, logging_history_size;
cmd_show show_logging_history;
/* log_cli.c, log_count.c */
cmd_run logging_userinfo, logging_count, logging_rate, logging_console, logging_monitor, logging_buffered, logging_on, service_timestamps, service_sequence, clear_logging,
	terminal_monitor, terminal_no_monitor;
cmd_show show_logging, show_logging_count;
/* system_cli.c */
cmd_run cmd_hostname, cmd_banner, cmd_domain_lookup, cmd_nothing, cmd_always_off, cmd_always_on, clock_set;
/* line_cli.c */
cmd_run cmd_line, line_timeout, line_session_timeout, line_absolute_timeout, line_escape, line_session_limit, line_length, line_width, line_synchronous,
	line_lockable;
/* send_cli.c */
cmd_run send_message, send_log, lock_terminal;
/* system_show.c */
cmd_show show_version, show_clock, show_users, show_memory, show_startup;
/* inventory_show.c */
cmd_show show_inventory, show_platform, show_boot, show_environment, show_tech, show_cpu;
/* keep_cli.c */
cmd_run keep_write, keep_erase;
/* reload_cli.c */
cmd_run keep_reload, keep_reload_in, keep_reload_at, keep_reload_cancel;
cmd_show show_reload;
bool keep_now(struct cli *c); /* what `write` does and says */
void reload_forget(struct device *d);
/* debug.c */
cmd_run debug_none, debug_every;
cmd_show show_debugging;
cmd_show show_controllers;

static inline struct device *cli_device(const struct cli *c) { return device_of(cli_node(c)); }

#endif
