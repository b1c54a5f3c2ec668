/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of router/dhcp/ share with each other. */
#ifndef ROUTER_DHCP_OWN_H
#define ROUTER_DHCP_OWN_H

#include "router/dhcp/database.h"
#include "router/dhcp/dhcp.h"
#include "router/dhcp/wire.h"
#include "router/ping.h"
#include "router/stack.h"

enum {
	DHCP_POOLS_MAX = 256, DHCP_NAME_MAX = 64, DHCP_EXCLUDED_MAX = 256, DHCP_OPTIONS_MAX = 32, DHCP_CLASSES_MAX = 64, DHCP_PATTERNS_MAX = 16, DHCP_PATTERN_MAX = 64, DHCP_BINDINGS_MAX = 65536, DHCP_CONFLICTS_MAX = 1024,
	DHCP_PENDING_MAX = 64,		/* addresses being pinged before they are offered */
	DHCP_HELPERS_MAX = 8, DHCP_BUCKETS = 1024, DHCP_OFFER_S = 60, DHCP_LEASE_S = 86400,
};

struct dhcp_opt {			/* `option N ...` */
	struct dhcp_opt *next;
	u8 code, len;
	u8 data[255];
};

/* Bytes of a relay agent's option, as `relay-information hex` has them. */
struct dhcp_pattern {
	struct dhcp_pattern *next;
	u8 len;
	bool more;			/* `*`: whatever follows */
	u8 data[DHCP_PATTERN_MAX], mask[DHCP_PATTERN_MAX]; /* mask 1: the bit counts */
};

/* `ip dhcp class`: whom it is. Without `relay agent information` it is everybody, without a pattern everybody who has such an option. */
struct dhcp_class {
	struct dhcp_class *next;
	char name[DHCP_NAME_MAX];
	bool relay;
	struct dhcp_pattern *patterns;
};

/* `class` of a pool, in order: which of its addresses are for whom. */
struct dhcp_share {
	struct dhcp_share *next;
	char name[DHCP_NAME_MAX];
	u32 first, last;		/* 0: the whole pool */
};

struct dhcp_pool {
	struct dhcp_pool *next;
	char name[DHCP_NAME_MAX];
	u32 network, mask;		/* mask 0: none yet */
	u32 host, host_mask;		/* a reservation: the address; 0: none */
	u8 id[DHCP_ID_MAX], id_len;	/* of whom: client identifier or 1 + MAC address */
	u8 hw[6];
	bool has_hw;
	bool import;			/* what is not said here, as our own client on another interface has learnt it */
	u32 router[DHCP_LIST_MAX], dns[DHCP_LIST_MAX], netbios[DHCP_LIST_MAX];
	u8 n_router, n_dns, n_netbios;
	u8 node_type;			/* `netbios-node-type`; 0: none */
	char domain[64], bootfile[128], client_name[64];
	u32 next_server;
	u32 lease_s;			/* ~0: for ever */
	struct dhcp_opt *options;
	struct dhcp_share *shares;
	u32 n_leased, next_index;
};

enum binding_state { BIND_PINGING, BIND_OFFERED, BIND_ACTIVE };
struct dhcp_binding {
	struct dhcp_binding *next_ip, *next_id;
	u32 ip;
	u8 id[DHCP_ID_MAX], id_len, mac[6];
	u8 state;
	bool manual;
	struct dhcp_pool *pool;
	nsec expires;			/* NSEC_NEVER */
	struct dhcp *dhcp;
	struct timer timer;
};

struct dhcp_conflict { struct dhcp_conflict *next; u32 ip; bool ping; s64 wall; };
struct dhcp_range { struct dhcp_range *next; u32 first, last; };

/* A DISCOVER whose address is being pinged. */
struct dhcp_pending {
	struct dhcp_pending *next;
	struct dhcp *dhcp;
	struct ping ping;
	struct dhcp_binding *binding;
	struct dhcp_msg request;
	struct iface *in;
};

/* What becomes of a request that has an agent's option already. */
enum relay_policy { RELAY_REPLACE, RELAY_KEEP, RELAY_DROP };

struct dhcp {
	struct ipstack *ip;
	struct udp_socket server_udp, client_udp;
	struct lease_db db;
	bool off;			/* no service dhcp */
	struct dhcp_pool *pools;
	struct dhcp_range *excluded;
	struct dhcp_class *classes;
	bool no_classes;		/* no ip dhcp use class */
	struct dhcp_binding *by_ip[DHCP_BUCKETS], *by_id[DHCP_BUCKETS];
	u32 n_bindings, n_conflicts, n_pending;
	struct dhcp_conflict *conflicts;
	struct dhcp_pending *pending;
	u32 ping_packets, ping_timeout_ms;
	bool conflict_log_off;
	bool relay_option, relay_trust_all;
	u8 relay_policy;		/* enum relay_policy */
	u32 expired, malformed;
	u64 received[DHCP_TYPE_N], sent[DHCP_TYPE_N];
	u64 relayed_up, relayed_down, relay_dropped;
	u8 forwarded[65536 / 8];	/* UDP ports that helpers get */
};

enum client_state { CLIENT_INIT, CLIENT_SELECTING, CLIENT_REQUESTING, CLIENT_BOUND, CLIENT_RENEWING, CLIENT_REBINDING, CLIENT_STATE_N };
struct dhcp_client {
	u8 state;
	u32 xid, tries;
	u8 id[DHCP_ID_MAX], id_len;
	u32 addr, mask, server, router;
	u32 lease_s, t1_s, t2_s;
	nsec bound_at, started;
	u32 dns[DHCP_LIST_MAX];
	u8 n_dns;
	char domain[64], hostname[64];
	u32 said[DHCP_TYPE_N], heard[DHCP_TYPE_N], leases;	/* since the interface asks by DHCP */
	bool has_route;
	u8 distance;			/* of that route, while it is there */
	struct timer timer;
	struct ipif *ifp;
};

struct dhcp_if {
	u32 helper[DHCP_HELPERS_MAX];
	u8 n_helpers;
	bool trusted;			/* agents below us may leave giaddr to us */
	struct dhcp_client *client;
};

struct dhcp *dhcp_of(struct ipstack *s);	/* makes it */
struct dhcp_if *dhcp_if(struct ipif *p);	/* makes it */

/* dhcp.c: a message out of an interface, whoever owns the address; ports as given. mac: to whom. */
void dhcp_send_link(struct ipif *out, u32 src, u32 dst, const u8 mac[6], u16 sport, u16 dport, const void *data, size_t len);
void dhcp_listen(struct dhcp *d);

/* server.c */
void dhcp_server_input(struct dhcp *d, struct iface *in, const struct dhcp_msg *m);
void dhcp_server_flush(struct dhcp *d);
/* lease.c */
struct dhcp_binding *dhcp_lease_of_ip(const struct dhcp *d, u32 ip);
struct dhcp_binding *dhcp_lease_of_id(const struct dhcp *d, const struct dhcp_pool *p, const u8 *id, u8 len);
struct dhcp_binding *dhcp_lease_new(struct dhcp *d, struct dhcp_pool *p, u32 ip, const u8 *id, u8 len, const u8 *mac);
void dhcp_lease_set(struct dhcp_binding *b, enum binding_state st, u32 seconds); /* ~0: for ever */
void dhcp_lease_free(struct dhcp_binding *b);
struct dhcp_binding **dhcp_leases_sorted(const struct dhcp *d, u32 *n); /* the caller frees */
bool dhcp_is_excluded(const struct dhcp *d, u32 ip);
struct dhcp_conflict *dhcp_conflict_find(const struct dhcp *d, u32 ip);
void dhcp_conflict_add(struct dhcp *d, u32 ip, bool ping);
void dhcp_conflict_clear(struct dhcp *d, u32 ip); /* 0: all */
/* `import all`: the lease that the pool takes servers and domain from, the first of the interfaces'; NULL: it takes none, or there is none. */
const struct dhcp_client *dhcp_pool_import(const struct dhcp *d, const struct dhcp_pool *p);
struct dhcp_pool *dhcp_pool_find(const struct dhcp *d, const char *name);
void dhcp_pool_free(struct dhcp *d, struct dhcp_pool *p);
/* class.c */
struct dhcp_class *dhcp_class_find(const struct dhcp *d, const char *name);
/* The pool's next share after `last` (NULL: the first) that is for who says m. NULL: there is none. */
const struct dhcp_share *dhcp_share_for(const struct dhcp *d, const struct dhcp_pool *p, const struct dhcp_msg *m, const struct dhcp_share *last);
/* Whether classes have a say in the pool at all. */
bool dhcp_shared(const struct dhcp *d, const struct dhcp_pool *p);
bool dhcp_share_has(const struct dhcp_share *s, u32 ip);
/* Whether who says m may have that address of the pool. */
bool dhcp_share_allows(const struct dhcp *d, const struct dhcp_pool *p, const struct dhcp_msg *m, u32 ip);
void dhcp_class_free(struct dhcp *d, struct dhcp_class *k);
/* relay.c */
void dhcp_relay_request(struct dhcp *d, struct ipif *in, const struct dhcp_msg *m, const u8 *raw, u32 len);
void dhcp_relay_reply(struct dhcp *d, const struct dhcp_msg *m, const u8 *raw, u32 len);
/* client.c */
void dhcp_client_input(struct ipif *in, const struct dhcp_msg *m);
bool dhcp_client_start(struct ipif *p);
void dhcp_client_stop(struct ipif *p, bool release);
void dhcp_client_routes(struct ipstack *s, u8 distance); /* what is learnt has that distance; 0: its own */
void dhcp_client_renew(struct ipif *p);
void dhcp_client_link(struct ipif *p);
extern const char *const dhcp_client_state_name[CLIENT_STATE_N];

#endif
