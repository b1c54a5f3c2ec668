/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of router/snmp/ share with each other. */
#ifndef ROUTER_SNMP_OWN_H
#define ROUTER_SNMP_OWN_H

#include "net/cipher.h"
#include "net/digest.h"
#include "router/acl/acl.h"
#include "router/snmp/mib.h"
#include "router/snmp/snmp.h"

enum {
	SNMP_PORT = 161, SNMP_TRAP_PORT = 162,
	SNMP_MESSAGE_MAX = 1472,	/* what we send: it fits a frame */
	SNMP_NAME_MAX = 32,
	SNMP_COMMUNITIES_MAX = 32, SNMP_VIEWS_MAX = 32, SNMP_VIEW_TREES_MAX = 64, SNMP_GROUPS_MAX = 32, SNMP_USERS_MAX = 64, SNMP_HOSTS_MAX = 16,
	SNMP_VARS_MAX = 64,		/* of a request */
	SNMP_REPEATS_MAX = 128,		/* of GetBulk */
	SNMP_WIDE_MAX = 4096,		/* counters of 64 bits that a walk by version 1 passes by at a time */
	SNMP_INFORMS_MAX = 25,		/* under way */
	SNMP_INFORM_TRIES = 4, SNMP_INFORM_WAIT_S = 15,
	SNMP_TABLES_MAX = 64,
	SNMP_WORK_MAX = 4000000, /* rows looked at in a second: what asks for more waits for the next */
 SNMP_ENGINE_MAX = 32, SNMP_WINDOW_S = 150,
	SNMP_NOTE_VARS = 5, SNMP_PDU_MAX = 1024, /* of a notification */
};

enum snmp_version { SNMP_V1 = 0, SNMP_V2C = 1, SNMP_V3 = 3 };
enum snmp_level { SNMP_NOAUTH, SNMP_AUTH, SNMP_PRIV };
enum snmp_pdu { PDU_GET = 0xa0, PDU_NEXT, PDU_RESPONSE, PDU_SET, PDU_TRAP1, PDU_BULK, PDU_INFORM, PDU_TRAP2, PDU_REPORT };
enum { SNMP_TRAP_AUTH = 1, SNMP_TRAP_LINKDOWN = 2, SNMP_TRAP_LINKUP = 4, SNMP_TRAP_COLD = 8, SNMP_TRAP_WARM = 16, SNMP_TRAP_CONFIG = 32, SNMP_TRAP_STORM = 64, SNMP_TRAP_SNMP = 31,
       SNMP_TRAP_BGP = 128, SNMP_TRAP_OSPF_NBR = 256, SNMP_TRAP_OSPF_IF = 512, SNMP_TRAP_OSPF_VNBR = 1024, SNMP_TRAP_OSPF_VIF = 2048, SNMP_TRAP_OSPF = 3840 };

struct snmp_view {
	struct snmp_view *next;
	char name[SNMP_NAME_MAX + 1];
	struct { struct oid tree; bool included; } tree[SNMP_VIEW_TREES_MAX];
	u8 n;
};

struct snmp_community {
	struct snmp_community *next;
	char name[SNMP_NAME_MAX + 1], view[SNMP_NAME_MAX + 1];
	bool rw;
	struct acl *acl;
};

struct snmp_group {
	struct snmp_group *next;
	char name[SNMP_NAME_MAX + 1], read[SNMP_NAME_MAX + 1], write[SNMP_NAME_MAX + 1]; /* write "": nothing can be set */
	char notify[SNMP_NAME_MAX + 1];	/* what its users are told; "": all */
	u8 level;
	struct acl *acl;
};

struct snmp_user {
	struct snmp_user *next;
	char name[SNMP_NAME_MAX + 1], group[SNMP_NAME_MAX + 1];
	char auth_text[65], priv_text[65];
	u8 level;			/* what it can */
	enum digest_alg auth;
	enum cipher priv;
	u8 auth_key[20], priv_key[20];	/* localized: 3414 2.6 */
	struct acl *acl;
};

/* The engine that takes our informs of version 3: it is the authoritative one (3414 1.5.1), found by asking (4). */
struct snmp_remote {
	bool known, asked;	/* asked: the probe of probe_id waits for its report */
	u8 engine[SNMP_ENGINE_MAX], engine_len;
	u32 boots, time, probe_id; /* time: at `heard` */
	nsec heard;
	u8 auth_key[20], priv_key[20];
};

struct snmp_host {
	struct snmp_host *next;
	struct ipaddr addr;
	u16 port;
	char name[SNMP_NAME_MAX + 1];	/* community or user */
	u8 version, level;
	bool inform;
	u32 kinds;			/* SNMP_TRAP_* that it is told of; 0: all */
	u64 sent, dropped;
	struct snmp_remote remote;
};

struct snmp_inform {
	struct snmp_inform *next;
	struct snmp *a;
	struct snmp_host *host;
	struct timer timer;
	u32 request_id;
	u8 tries;
	bool corrected;			/* sent once more since the receiver told its time */
	u32 len;
	u8 pdu[SNMP_PDU_MAX];
};

/* A notification, and its variables. */
struct snmp_note {
	u32 which;		/* SNMP_TRAP_* */
	const char *oid;
	struct { struct oid name; struct mib_value v; } var[SNMP_NOTE_VARS];
	unsigned n;
};

struct snmp_table { const struct mib_table *t; struct oid base; struct mib_window *window; /* NULL: none is kept */ };

struct snmp {
	struct ipstack *ip;
	struct udp_socket udp, notify_udp;
	struct snmp_table table[SNMP_TABLES_MAX];
	u32 n_tables;
	struct timer forget;		/* windows are freed */
	u64 work;			/* rows looked at since work_at */
	nsec work_at;
	char *location, *contact, *chassis;
	struct snmp_view *views;
	struct snmp_community *communities;
	struct snmp_group *groups;
	struct snmp_user *users;
	struct snmp_host *hosts;
	struct snmp_inform *informs;
	u32 n_informs, request_id;
	u32 traps;			/* SNMP_TRAP_* that are on */
	struct iface *trap_source;
	u8 engine[SNMP_ENGINE_MAX], engine_len;
	u32 boots;			/* times that this engine has begun, this one included */
	u64 salt;
	u32 set_serial;			/* snmpSetSerialNo */
	u8 *if_state;			/* by ifindex: 1 down, 2 up, as last told */
	u32 n_if_state;
	struct timer cold;
	u32 config_events;
	struct {
		u64 in, bad_version, bad_community, bad_use, parse, out, get, next, bulk, set, response, traps, informs, too_big, vars, altered, unavailable, inform_drops, busy;
		u64 no_such, bad_values, gen_errors; /* answers with such an error: the first two are version 1's */
		u64 unknown_engine, unknown_user, bad_level, wrong_digest, not_in_time, bad_crypt;
	} count;
};

/* What a request may see, and set. */
struct snmp_access {
	const struct snmp_view *view, *write; /* NULL: everything */
	bool none;			/* not even a view: authorizationError */
	bool no_write;			/* a community for reading: noAccess */
};
bool snmp_seen(const void *access, const struct oid *name);
struct mib_view snmp_mib_view(const struct snmp_access *x); /* good as long as *x is */
const struct snmp_view *snmp_view(const struct snmp *a, const char *name);
const char *snmp_tree_name(const struct oid *tree); /* "system"; NULL: it has none of its own */

struct snmp_request {
	u8 type;
	bool v1;			/* errors instead of exceptions, no counters of 64 bits: RFC 3584 4.2 */
	s64 id, error, index;		/* GetBulk: non-repeaters, max-repetitions */
	const struct ipaddr *from;
	struct rd vars;
};
bool snmp_read_pdu(struct rd *r, struct snmp_request *q);
/* The next variable's name and value: of values that can be set, integers and octet strings (len is theirs, data what fits of them); of others the tag. false: malformed. */
bool snmp_read_var(struct rd *vars, struct oid *name, struct mib_value *v);
/* Writes the answer's PDU; at most what w holds. */
void snmp_answer(struct snmp *a, const struct snmp_request *q, const struct snmp_access *x, struct wr *w);

/* set.c: does what a SetRequest says if it can be answered in `room` bytes. false: it is malformed. *index: the variable that *error is about. */
bool snmp_set(struct snmp *a, const struct snmp_request *q, const struct snmp_access *x, size_t room, enum snmp_error *error, u32 *index);
enum snmp_error snmp_error_v1(enum snmp_error e); /* as version 1 says it */
/* pdu_debug.c */
void snmp_debug_request(const struct snmp *a, const struct snmp_request *q);
void snmp_debug_answer(const struct snmp *a, const struct snmp_request *q, u8 error, u32 index);

/* usm.c */
void snmp_usm_input(struct snmp *a, const struct ip_recv *p, u16 port, struct rd r, const u8 *msg, u32 len);
void snmp_localize(struct snmp *a, struct snmp_user *u);
u32 snmp_engine_time(const struct snmp *a);
/* As whom, and by which engine's keys and clock, a message is written. */
struct snmp_as {
	const char *name;
	enum digest_alg auth;
	enum cipher priv;
	const u8 *auth_key, *priv_key, *engine;
	u8 engine_len;
	u32 boots, time;
};
void snmp_as_local(const struct snmp *a, const struct snmp_user *u, struct snmp_as *x); /* u NULL: nobody */
/* A message of ours around the PDU that stands at pdu. 0: it does not fit. */
u32 snmp_usm_write(struct snmp *a, const struct snmp_as *x, u8 level, s32 msg_id, bool reportable, const u8 *pdu, u32 pdu_len, u8 *out, u32 room);
/* 3414 A.2: the keys of a user at some engine. */
void snmp_keys(const struct snmp_user *u, const u8 *engine, u8 engine_len, u8 auth_key[20], u8 priv_key[20]);
/* A message of version 3 as it was read. */
struct snmp_v3 {
	s64 msg_id, max_size;
	u8 flags, level;
	struct rd engine, name, auth, priv;
	u32 boots, time;
	const struct snmp_user *user;
};
bool snmp_v3_head(struct rd *r, struct snmp_v3 *m); /* r then stands at the scoped PDU */
bool snmp_v3_genuine(const struct snmp_as *x, const struct snmp_v3 *m, const u8 *msg, u32 len);
/* The scoped PDU, deciphered into plain where it is ciphered. r->bad: it is malformed. */
struct rd snmp_v3_open(const struct snmp_as *x, const struct snmp_v3 *m, struct rd *r, u8 *plain, size_t room);
struct snmp_user *snmp_user(const struct snmp *a, const char *name);
void mib_forget(struct snmp *a);
static inline bool snmp_tired(const struct snmp *a) { return a->work > SNMP_WORK_MAX; }
void snmp_reply(struct snmp *a, const struct ip_recv *p, u16 port, const u8 *msg, u32 len);

/* notify.c */
void snmp_notify_auth(struct snmp *a);
void snmp_notify_flush(struct snmp *a);
enum { SNMP_BY_COMMAND_LINE = 1, SNMP_BY_SNMP = 2 }; /* HistoryEventSource of CISCO-CONFIG-MAN-MIB */
void snmp_config_event(struct snmp *a, u32 source); /* somebody has configured the device */
void snmp_notify_init(struct snmp *a);
void snmp_name_engine(struct snmp *a);	/* by its MAC address */
/* The variable base.row of a notification, to be given its value. */
struct mib_value *snmp_note_add(struct snmp_note *n, const char *base, const u32 *row, unsigned len);
void snmp_note_send(struct snmp *a, const struct snmp_note *n); /* to whom it concerns */
void snmp_send(struct snmp *a, struct snmp_host *h, const u8 *msg, u32 len);
u32 snmp_v2c_write(const struct snmp_host *h, const u8 *pdu, u32 len, u8 *buf, u32 room);
/* inform.c */
void snmp_inform(struct snmp *a, struct snmp_host *h, u32 id, const u8 *pdu, u32 len);
void snmp_informs_end(struct snmp *a, const struct snmp_host *h); /* nothing more is asked of h; NULL: of anybody */
void snmp_inform_receive(struct udp_socket *u, const struct ip_recv *p, u16 port, struct frame *f);
/* mib_if.c */
u32 snmp_if_type(const struct iface *i);	/* IANAifType */
/* notify_cli.c: the line that has just these of SNMP_TRAP_SNMP told */
void snmp_traps_line(u32 traps, struct text *lines);
/* snmp_cli.c */
void snmp_config_free(struct snmp *a);

#endif
