/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of router/acl/ share with each other; everybody else uses router/acl/acl.h. */
#ifndef ROUTER_ACL_OWN_H
#define ROUTER_ACL_OWN_H

#include "net/tcp.h"
#include "router/acl/acl.h"
#include "router/stack.h"

enum acl_kind { ACL_STANDARD, ACL_EXTENDED, ACL_IP6 };

enum {
	ACL_LISTS_MAX = 1024,		/* of a device */
	ACL_PORTS_MAX = 10,		/* after one `eq` (IOS) */
	ACL_COOKIE_MAX = 64,
	ACL_LOG_MAX = 256,		/* flows that `log` counts at a time */
	ACL_LOG_EVERY_S = 300,		/* between two messages about one flow (IOS) */
	REFLEXIVE_MAX = 16384,		/* temporary entries of a list */
	GROUP_ITEMS_MAX = 1024,		/* of an object group, with what it contains */
	GROUP_DEPTH_MAX = 8,
	TIME_RANGES_MAX = 256,
};

enum port_op { PORT_ANY, PORT_EQ, PORT_NEQ, PORT_GT, PORT_LT, PORT_RANGE };
struct ace_port {
	u8 op;
	u8 n;				/* values */
	u16 value[ACL_PORTS_MAX];
};

struct ace_addr {
	struct ipaddr addr;		/* AF_NONE: any, or a group */
	u32 wild;			/* IPv4: bits that may differ */
	u8 plen;			/* IPv6 */
	struct object_group *group;
};

enum { ACL_OPTION_ANY = 256 };
enum { PROTO_IP = 256, PROTO_GROUP = 257 };

enum ace_act { ACE_DENY, ACE_PERMIT, ACE_REMARK, ACE_EVALUATE };

enum { DSCP_MASK = 0xfc, PRECEDENCE_MASK = 0xe0, TOS_MASK = 0x1e };

struct ace {
	u32 seq;
	u8 act;
	u16 proto;			/* PROTO_IP: all; PROTO_GROUP: service says */
	struct object_group *service;
	struct ace_addr src, dst;
	struct ace_port sport, dport;
	s16 icmp_type, icmp_code;	/* -1: any */
	u8 tcp_any;			/* one of these flags */
	char flag_word;			/* match-'a'll or match-a'n'y; 0 */
	u8 flags_set, flags_clear;	/* what it names with + and with - */
	bool more;			/* asks for something of what follows */
	s16 option;			/* IPv4: -1, its type, or ACL_OPTION_ANY */
	u8 headers;			/* IPv6: enum acl_header */
	s32 flow_label;			/* IPv6: -1: any */
	struct ace_port ttl;
	u8 tos, tos_mask;		/* DSCP_MASK; PRECEDENCE_MASK and TOS_MASK, or one of them; 0 */
	bool established, fragments, log, log_input;
	struct time_range *range;	/* NULL: always */
	struct reflexive *reflect, *evaluate;
	u32 reflect_s;			/* 0: the list's */
	char *remark;
	char *cookie;			/* of `log`, in its messages; NULL: none */
	u64 matches;
};

/* An entry as it is compared; several where it names ports or groups. */
struct acl_rule {
	_Alignas(8) u8 v[ACL_KEY_LEN], m[ACL_KEY_LEN]; /* bits of the key: (key ^ v) & m == 0; ports: what their range has in common */
	struct ace *e;
	u16 slo, shi, dlo, dhi;
	bool sneq, dneq;
	bool l4;			/* asks about ports or flags */
};

struct acl_node {
	u32 at;				/* first child, or first of the leaf's rules */
	u16 n;				/* rules of a leaf */
	u8 byte, shift, bits;		/* bits 0: a leaf */
};

struct acl_tree {
	struct acl_node *nodes;
	u32 *list;
	u32 n_nodes, n_list;
};

struct acl_log;

struct acl {
	struct acl *next;		/* by name, digits by value: as they are shown */
	struct ipstack *ip;
	char *name;
	u8 af, kind;
	bool defined, bound;		/* bound: compiled */
	bool routes;			/* some route was judged by it: whoever did must hear of its changes */
	u32 holds;
	struct ace **aces;		/* by sequence number, remarks too */
	u32 n_aces, cap;
	struct acl_rule *rules;
	u32 n_rules;
	struct acl_tree whole, fragment; /* for packets with ports; for fragments without */
	u64 denied;			/* by no entry */
};

struct acls {
	struct acl *lists;
	u32 n_lists;
	struct object_group *groups;
	struct time_range *ranges;
	struct reflexive *reflexives;
	struct acl_log *log;
	const struct acl_port_ops *ports; /* acl_port.h; NULL: no port switches here */
	u32 reflexive_s;		/* ip reflexive-list timeout */
};

struct acls *acls_of(struct ipstack *s);

/* acl.c */
struct acl *acl_find(struct ipstack *s, u8 af, const char *name);
bool acl_room(struct ipstack *s, u8 af, const char *name); /* it is there, or there is room for one more */
struct acl *acl_define(struct ipstack *s, enum acl_kind kind, const char *name, const char **why);
void acl_undefine(struct acl *a);
struct ace *acl_entry(const struct acl *a, u32 seq);
/* Takes the entry, whose seq may be 0: after the last. false: why; the entry stays the caller's. */
bool acl_add(struct acl *a, struct ace *e, const char **why);
void acl_remove(struct acl *a, struct ace *e);
bool acl_resequence(struct acl *a, u32 first, u32 step);
void acl_changed(struct acl *a);
void acls_changed(struct ipstack *s);	/* object groups */
void ace_free(struct ace *e);
bool ace_same(const struct ace *x, const struct ace *y); /* but for the number */

/* acl_tree.c */
void acl_compile(struct acl *a);
void acl_tree_free(struct acl *a);
/* acl.c: a packet on its way through an interface: counts, logs, makes what `reflect` asks for. mac: of its source, may be NULL. */
bool acl_packet(struct acl *a, const struct acl_key *k, const struct ipif *in, const u8 *mac);
/* The first entry that matches; NULL. */
struct ace *acl_lookup(struct acl *a, const struct acl_key *k);

/* acl_text.c: names of ports and protocols, and an entry as a line without its number. */
bool acl_port_parse(u8 proto, const char *text, u16 *port);
bool acl_proto_parse(u8 af, const char *text, u16 *proto);
bool acl_icmp_parse(u8 af, const char *text, s16 *type, s16 *code);
bool acl_dscp_parse(const char *text, u8 *dscp);
bool acl_precedence_parse(const char *text, u8 *value);
bool acl_tos_parse(const char *text, u8 *value);	/* RFC 1349's four bits */
bool acl_option_parse(const char *text, s16 *option);
const char *acl_precedence_name(u8 value);		/* up to 7 */
const char *acl_tos_name(u8 value, char buf[8]);
const char *acl_dscp_name(u8 dscp, char buf[8]);	/* "ef", "7" */
const char *acl_proto_name(u8 af, u16 proto, char buf[8]);
void acl_names(const char *what, u8 af, void (*add)(struct cli *c, const char *word, const char *help), struct cli *c);
enum ace_style { ACE_CONFIG, ACE_SHOW };
void ace_text(const struct acl *a, const struct ace *e, enum ace_style style, char *buf, size_t size);

/* time_range.c */
struct time_range *time_range_get(struct ipstack *s, const char *name, bool make);
const char *time_range_name(const struct time_range *t);
bool time_range_active(struct time_range *t);
struct time_range *time_range_next(struct ipstack *s, struct time_range *after);
void time_ranges_free(struct acls *l);

/* object_group.c */
struct object_group *group_get(struct ipstack *s, const char *name, bool make);
const char *group_name(const struct object_group *g);
void groups_free(struct acls *l);
struct group_service { u16 proto, slo, shi, dlo, dhi; bool sneq, dneq; s16 icmp_type; };
/* All of it, nested groups too; at most max. Returns how many. */
unsigned group_nets(const struct object_group *g, struct ace_addr *out, unsigned max);
unsigned group_services(const struct object_group *g, struct group_service *out, unsigned max);

/* reflexive.c */
struct reflexive *reflexive_get(struct ipstack *s, const char *name, bool make);
const char *reflexive_name(const struct reflexive *r);
bool reflexive_match(struct reflexive *r, const struct acl_key *k);
void reflexive_add(struct reflexive *r, const struct acl_key *k, u32 timeout_s);
void reflexives_free(struct ipstack *s);

/* acl_log.c */
void acl_log_packet(struct acl *a, const struct ace *e, const struct acl_key *k, const struct ipif *in, const u8 *mac);
void acl_log_threshold(struct ipstack *s, u32 packets);	/* of one flow that are told at once; 0: after their time alone */
void acl_log_interval(struct ipstack *s, u32 ms);	/* between two new flows that are told; 0: some ten a second */
void acl_log_free(struct ipstack *s);

#endif
