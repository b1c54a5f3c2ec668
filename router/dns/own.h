/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of router/dns/ share with each other. */
#ifndef ROUTER_DNS_OWN_H
#define ROUTER_DNS_OWN_H

#include "router/dns/dns.h"
#include "router/stack.h"
#include "router/tcp.h"

struct dns_cached {
	struct dns_cached *next;	/* the youngest first */
	char name[DNS_NAME_MAX + 1];
	u8 af, n;
	struct ipaddr addr[DNS_ADDRS_MAX];
	nsec since, expires;
};

/* ip dns primary DOMAIN soa SERVER MAILBOX ... */
struct dns_zone {
	struct dns_zone *next;
	char domain[DNS_NAME_MAX + 1], server[DNS_NAME_MAX + 1], mailbox[DNS_NAME_MAX + 1];
	u32 refresh, retry, expire, minimum;
};

/* ip host NAME mx PRIO TARGET, ns TARGET, srv PRIO WEIGHT PORT TARGET */
struct dns_own_record {
	struct dns_own_record *next;
	u16 type, prio, weight, port;
	char name[DNS_NAME_MAX + 1], target[DNS_NAME_MAX + 1];
};
enum { DNS_RECORD_TEXT = DNS_NAME_MAX + 24 };

/* A client's question that is passed on. */
struct dns_forward {
	struct dns_forward *next;
	struct dns *dns;
	struct udp_socket udp;
	struct timer timer;
	struct dns_peer *peer;		/* the client, by a connection: then the server is asked so too; NULL: by datagrams */
	struct dns_call *call;
	struct ip_send to;		/* the client */
	u16 client_port, client_id, id;
	struct ipaddr server[DNS_SERVERS_MAX];
	u8 n_servers, at, round;
	u8 query[DNS_UDP_MAX];
	u16 len, question_len;
};

struct dns {
	struct ipstack *ip;
	char domain[DNS_NAME_MAX + 1];
	char list[DNS_LIST_MAX][DNS_NAME_MAX + 1];
	struct ipaddr server[DNS_SERVERS_MAX];
	u8 n_list, n_servers;
	u32 timeout_s, retry;
	struct iface *source;
	struct dns_lookup *lookups;
	struct dns_cached *cache;
	u32 n_cached;
	/* server */
	struct udp_socket listen;	/* open: `ip dns server` */
	struct dns_zone *zones;
	struct dns_own_record *records;
	struct dns_forward *forwards;
	u32 n_forwards;
	/* over TCP (tcp.h) */
	struct tcp_listener *tcp_listener;
	struct dns_peer *peers;
	struct dns_call *calls;
	u32 n_peers;
	struct tcp_watcher tcp_gone;
	bool watched;
	u64 queries, answered, forwarded, dropped, refused;
};

struct dns *dns_of(struct ipstack *s);	/* made where there is none */
/* Who is asked now: as configured, else what DHCP said. */
unsigned dns_servers(struct dns *d, struct ipaddr out[DNS_SERVERS_MAX]);
/* The domain that names are completed with: as configured, else DHCP's; "": none. */
const char *dns_domain(struct dns *d);
/* The k-th name that `name` may stand for; false: no more. */
bool dns_candidate(struct dns *d, const char *name, unsigned k, char out[DNS_NAME_MAX + 1]);
/* One query to one server, or to everybody (255.255.255.255). */
enum drop dns_send(struct dns *d, struct udp_socket *u, const struct ipaddr *server, const void *msg, u32 len);

/* cache.c. remember: ttl as received. */
void dns_remember(struct dns *d, const char *name, u8 af, const struct ipaddr *addr, unsigned n, u32 ttl);
unsigned dns_remembered(struct dns *d, const char *name, u8 af, struct ipaddr *out, u32 *ttl);
void dns_forget(struct dns *d, const char *name);	/* NULL: everything */
/* The addresses of one family that an answer gives for its question, along aliases; their least lifetime and last name. */
unsigned dns_addresses_of(struct rd r, const u8 *msg, const struct dns_msg *m, struct ipaddr *out, u32 *ttl, char last[DNS_NAME_MAX + 1]);

/* records.c. set: false: there are too many. */
bool dns_record_set(struct dns *d, const struct dns_own_record *r, bool on);
void dns_records_flush(struct dns *d);
const char *dns_record_text(const struct dns_own_record *x, char out[DNS_RECORD_TEXT]); /* as show hosts has it */
void dns_record_write(struct wr *w, const struct dns_own_record *x);	/* its body */

/* server.c */
bool dns_server_set(struct dns *d, bool on);
void dns_server_flush(struct dns *d);

#endif
