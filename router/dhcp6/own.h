/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of router/dhcp6/ share with each other. */
#ifndef ROUTER_DHCP6_OWN_H
#define ROUTER_DHCP6_OWN_H

#include "router/dhcp/database.h"
#include "router/dhcp6/dhcp6.h"
#include "router/dhcp6/wire.h"
#include "router/stack.h"

enum {
	D6_POOLS_MAX = 256, D6_NAME_MAX = 64, D6_BINDINGS_MAX = 16384, D6_BUCKETS = 1024, D6_STATICS_MAX = 256, D6_OPTS_MAX = 32, D6_LINKS_MAX = 16, D6_CONFLICTS_MAX = 64,
	D6_DESTS_MAX = 8, D6_SEARCH_MAX = 4096 /* candidates that are looked at for a free lease */, D6_RELAY_ROUTES_MAX = 4096,
	D6_VALID_S = 172800, D6_PREFERRED_S = 86400, D6_PD_VALID_S = 2592000, D6_PD_PREFERRED_S = 604800,
	GP_PREFIXES_MAX = 4, GP_MAX = 64, GP_USERS_MAX = 64 /* of an interface */,
};

/* ---- the server's configuration ---- */

struct d6_life {
	u32 valid_s, preferred_s;
};
struct d6_static {		/* prefix-delegation PREFIX DUID [IAID] */
	struct d6_static *next;
	struct ip6 prefix;
	u8 plen;
	struct duid duid;
	bool has_iaid;
	u32 iaid;
	struct d6_life life;
};
struct d6_opt {			/* a line of another option: an address, a name, a text */
	struct d6_opt *next;
	u16 code, len;
	u8 data[256];
};
struct d6_conflict {
	struct d6_conflict *next;
	struct ip6 addr;
};
struct d6_pool {
	struct d6_pool *next;
	char name[D6_NAME_MAX];
	bool has_prefix;
	struct ip6 prefix;	/* `address prefix` */
	u8 plen;
	struct d6_life life, pd_life;
	char pd_pool[D6_NAME_MAX]; /* "": none */
	struct d6_static *statics;
	struct { struct ip6 prefix; u8 plen; } link[D6_LINKS_MAX]; /* `link-address` */
	struct ip6 dns[D6_DNS_MAX];
	char domain[D6_DOMAINS_MAX][D6_DOMAIN_LEN];
	u8 n_links, n_dns, n_domains;
	struct d6_opt *options;	/* in order of code, then of entry */
	u32 refresh_s;		/* 0: not said */
	struct d6_conflict *conflicts;
	u32 n_conflicts;
};
struct d6_local {		/* `ipv6 local pool` */
	struct d6_local *next;
	char name[D6_NAME_MAX];
	struct ip6 prefix;
	u8 plen, each;		/* of the whole; of what is given out */
};

/* What a client has: one address or one prefix of one identity association. */
struct d6_binding {
	struct d6_binding *next_client, *next_addr;
	struct dhcp6 *d;
	struct d6_pool *pool;
	struct duid duid;
	u32 iaid;
	bool pd;
	struct ip6 addr;
	u8 plen;
	struct d6_life life;
	struct ip6 client;	/* its link-local address */
	struct iface *in;	/* where it is; NULL: gone */
	bool direct, routed;	/* no relay between; the route to its prefix is in the RIB */
	nsec expires, since;
	struct timer timer;
};

/* A route to a prefix that another server delegated through our relay (what the Reply said). */
struct d6_relay_route {
	struct d6_relay_route *next;
	struct dhcp6 *d;
	struct ip6 prefix, via;
	u8 plen;
	struct duid duid;
	u32 iaid, valid_s;
	struct iface *out;
	nsec expires;
	struct timer timer;
};

/* ---- the client ---- */

enum client6_state { C6_IDLE, C6_SOLICIT, C6_REQUEST, C6_OPEN, C6_RENEW, C6_REBIND, C6_CONFIRM, C6_INFO, C6_INFORMED, C6_STATE_N };
struct d6_exchange {		/* 15: one message and its retransmissions */
	u8 type;
	u32 xid, tries;
	nsec since, rt;		/* when the first went out; the present timeout */
	bool sent;
};
struct d6_got {			/* a lease that we hold */
	struct dhcp6_lease l;
	bool pd;
	u32 iaid;
	nsec preferred_until, valid_until;
};
enum { C6_GOT_MAX = 2 * D6_LEASES_MAX, C6_FAREWELLS_MAX = 4 };
struct d6_farewell {		/* a Release or Decline under way (18.2.7, 18.2.8) */
	struct d6_farewell *next;
	struct ipif *ifp;
	struct d6_exchange x;
	struct duid server;
	struct dhcp6_ia ia[2];
	u8 n_ia;
	struct timer timer;
};
struct dhcp6_client {
	struct ipif *ifp;
	bool want_na, want_pd, rapid_na, rapid_pd, want_info;
	bool by_ra;		/* want_na because a router says so (its M flag), not by `ipv6 address dhcp` */
	bool ready;		/* the interface is up, its link-local address usable */
	char pd_name[D6_NAME_MAX];
	u8 state;
	struct d6_exchange x;
	struct duid server;
	struct ip6 server_addr;
	u8 preference;
	bool has_best;
	struct dhcp6_msg best;	/* the best Advertise so far (18.2.9) */
	struct d6_got got[C6_GOT_MAX];
	u8 n_got;
	u32 t1_s, t2_s;		/* D6_FOREVER: never */
	nsec since;		/* of the last Reply with leases */
	u32 sol_max_rt_s, inf_max_rt_s, refresh_s;
	struct ip6 dns[D6_DNS_MAX];
	char domain[D6_DOMAINS_MAX][D6_DOMAIN_LEN];
	u8 n_dns, n_domains;
	struct timer timer, expiry;
	struct d6_farewell *farewells;
};

/* ---- general prefixes ---- */

struct gp_prefix {
	struct ip6 prefix;
	u8 plen;
	bool manual;
	nsec preferred_until, valid_until;
	const struct ipif *from; /* by whose client; NULL: manual */
};
struct general_prefix {
	struct general_prefix *next;
	char name[D6_NAME_MAX];
	struct gp_prefix p[GP_PREFIXES_MAX];
	u8 n;
};
struct gp_user {		/* `ipv6 address NAME ::1/64` */
	struct gp_user *next;
	char name[D6_NAME_MAX];
	struct ip6 suffix;
	u8 plen;
	bool eui64;
	struct ip6 made[GP_PREFIXES_MAX];
	u8 n_made;
};

struct dhcp6_if {
	bool serves, automatic, rapid, allow_hint;
	char pool[D6_NAME_MAX];
	u8 preference;
	struct { struct ip6 addr; char out[64]; } dest[D6_DESTS_MAX]; /* out: an interface's name; "": by route */
	u8 n_dests;
	bool joined;
	struct dhcp6_client *client;
	struct gp_user *users;
};

struct dhcp6 {
	struct ipstack *ip;
	struct udp_socket server_udp, client_udp;
	struct lease_db db;
	struct d6_pool *pools;
	struct d6_local *locals;
	struct general_prefix *general;
	struct d6_binding *by_client[D6_BUCKETS], *by_addr[D6_BUCKETS];
	u32 n_bindings;
	struct d6_relay_route *relay_routes;
	u32 n_relay_routes;
	u64 received[D6_TYPE_N], sent[D6_TYPE_N], malformed, relay_dropped;
};

extern const struct ip6 d6_agents, d6_servers;	/* ff02::1:2, ff05::1:3 */

/* dhcp6.c */
struct dhcp6 *dhcp6_of(struct ipstack *s);	/* makes it */
struct dhcp6_if *dhcp6_if(struct ipif *p);	/* makes it */
void dhcp6_listen(struct dhcp6 *d);		/* opens and closes sockets, joins groups: as configured */
void dhcp6_own_duid(const struct ipstack *s, struct duid *d);
/* dhcp6_debug.c. raw: the message, its options told by `debug ipv6 dhcp detail`; p may be NULL. */
void dhcp6_debug(struct dhcp6 *d, const char *verb, const u8 *raw, size_t len, const char *preposition, const struct ip6 *peer, const struct ipif *p);
void dhcp6_debug_relay(struct dhcp6 *d, const char *verb, u8 type, const struct ip6 *client, const struct ipif *p, const struct ip6 *to);
struct d6_relay_route;
void dhcp6_debug_route(const struct d6_relay_route *x, const char *verb);
static inline u32 dhcp6_iaid(const struct ipif *p) { return p->i->ifindex << 16 | 1; }

/* server.c */
struct d6_path {		/* the relays a message came through, the outermost first */
	struct dhcp6_relay hop[D6_HOPS_MAX + 1];
	unsigned n;
};
void dhcp6_server_input(struct dhcp6 *d, const struct ip_recv *r, const struct d6_path *path, const struct dhcp6_msg *m);
/* binding.c */
struct d6_binding *d6_binding_of(const struct dhcp6 *d, const struct duid *id, u32 iaid, bool pd);
struct d6_binding *d6_binding_at(const struct dhcp6 *d, const struct ip6 *addr, u8 plen);
struct d6_binding *d6_binding_new(struct dhcp6 *d, struct d6_pool *p, const struct duid *id, u32 iaid, bool pd, const struct dhcp6_lease *l);
void d6_binding_extend(struct d6_binding *b);	/* its lifetimes begin now */
void d6_binding_route(struct d6_binding *b, bool add);
void d6_binding_free(struct d6_binding *b);
void d6_bindings_free(struct dhcp6 *d, const struct d6_pool *p); /* NULL: all */
struct d6_binding **d6_bindings_sorted(const struct dhcp6 *d, u32 *n); /* by client, association; the caller frees */
/* A lease for this association, not yet given: the one it has, a static one, `wish`, one that is free. false: none, *status says which. */
bool d6_choose(struct dhcp6 *d, struct d6_pool *p, const struct duid *id, const struct dhcp6_ia *ia, bool take_wish, struct dhcp6_lease *out, u16 *status);
bool d6_pool_has(const struct dhcp6 *d, const struct d6_pool *p, const struct dhcp6_ia *ia, const struct dhcp6_lease *l, const struct duid *id);
void d6_conflict_add(struct d6_pool *p, const struct ip6 *addr);
void d6_conflicts_clear(struct d6_pool *p);
struct d6_pool *d6_pool_find(const struct dhcp6 *d, const char *name);
void d6_pool_free(struct dhcp6 *d, struct d6_pool *p);
struct d6_local *d6_local_find(const struct dhcp6 *d, const char *name);
/* relay.c */
void dhcp6_relay_up(struct dhcp6 *d, const struct ip_recv *r, const u8 *raw, u32 len, const struct dhcp6_relay *m); /* m NULL: a client's message */
void dhcp6_relay_down(struct dhcp6 *d, const struct dhcp6_relay *m);
void d6_relay_route_free(struct d6_relay_route *x);
/* client.c */
struct dhcp6_client *dhcp6_client_of(struct ipif *p);	/* makes it */
void dhcp6_client_wants(struct ipif *p);	/* what it is to ask for has changed: begins anew; may free it */
void dhcp6_client_input(struct ipif *in, const struct ip_recv *r, const struct dhcp6_msg *m);
void dhcp6_client_stop(struct dhcp6_client *c, bool tell); /* leases go; tell: with a Release */
void dhcp6_client_free(struct ipif *p);
void dhcp6_client_link(struct dhcp6_client *c);
const char *dhcp6_client_state(const struct dhcp6_client *c, bool pd);
/* exchange.c */
void d6_exchange_begin(struct dhcp6_client *c, u8 type); /* its first message: now, or some time within a second where 18.2 asks for that */
void d6_farewell_send(struct dhcp6_client *c, u8 type, const struct dhcp6_ia *ia, unsigned n);
bool d6_farewell_answered(struct dhcp6_client *c, const struct dhcp6_msg *m);
void d6_farewells_free(struct dhcp6_client *c);
/* (Re)sends and sets the client's timer, not beyond `until`; false: enough tries, or time is over. */
bool d6_exchange_next(struct dhcp6_client *c, nsec until);
void d6_exchange_stop(struct dhcp6_client *c);
/* general.c */
bool gp_set(struct dhcp6 *d, const char *name, const struct gp_prefix *p); /* false: too many */
void gp_withdraw(struct dhcp6 *d, const char *name, const struct ipif *from, const struct gp_prefix *p); /* p NULL: all of from's; from NULL: manual ones */
bool gp_use(struct ipif *p, const char *name, const struct ip6 *suffix, u8 plen, bool eui64, char *why, size_t why_len);
void gp_unuse(struct ipif *p, const char *name, const struct ip6 *suffix, u8 plen, bool eui64);
void gp_iface_free(struct ipif *p);
void gp_free(struct dhcp6 *d);

#endif
