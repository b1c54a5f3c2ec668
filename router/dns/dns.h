/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DNS (RFC 1034, 1035, 3596) of a device: the resolver behind every command that takes a name, and the server of `ip dns server`, which answers
 * from `ip host` and the cache and passes the rest on to the name servers.
 *
 * A lookup goes through names (the one typed, completed by `ip domain list` or `ip domain name`), of each the types asked for, of each the
 * servers in turn, `retry` more rounds of them, `timeout` seconds a try. Without name servers the question is broadcast, as IOS does.
 */
#ifndef ROUTER_DNS_DNS_H
#define ROUTER_DNS_DNS_H

#include "router/dns/wire.h"
#include "router/ip.h"

enum {
	DNS_SERVERS_MAX = 6,
	DNS_LIST_MAX = 6,	/* domains of `ip domain list` */
	DNS_ADDRS_MAX = 8,	/* of one name */
	DNS_CACHE_MAX = 256,	/* names that are remembered */
	DNS_FORWARDS_MAX = 64,	/* questions under way on behalf of clients */
	DNS_ZONES_MAX = 16,
	DNS_OWN_RECORDS_MAX = 256, /* of `ip host NAME mx|ns|srv` */
	DNS_TIMEOUT_S = 3,
	DNS_RETRY = 2,
	DNS_TTL_HOST = 10,	/* seconds: of what `ip host` says */
	DNS_TTL_MAX = 7 * 86400,
};

enum dns_result { DNS_FOUND, DNS_NO_SUCH_NAME, DNS_NO_DATA, DNS_NO_ANSWER, DNS_SERVER_FAILED };

struct dns_lookup {
	/* asked */
	char name[DNS_NAME_MAX + 1];
	u8 af;			/* AF_NONE: IPv4, and if there is none IPv6 */
	bool reverse;		/* name is a reverse name: PTR */
	struct ipaddr only;	/* this server; AF_NONE: those of the device */
	void (*asking)(struct dns_lookup *q, const struct ipaddr *server); /* may be NULL: another server is being asked */
	void (*done)(struct dns_lookup *q);	/* may free q */
	/* answered */
	enum dns_result result;
	char found_name[DNS_NAME_MAX + 1];	/* what the addresses belong to; reverse: the name */
	struct ipaddr found[DNS_ADDRS_MAX];
	u8 n_found;
	struct ipaddr from;
	/* the resolver's own */
	struct dns_lookup *next;
	struct ipstack *ip;
	struct udp_socket udp;
	struct dns_call *call;	/* the question again, over TCP: the answer was cut off; NULL */
	struct timer timer;
	struct ipaddr server[DNS_SERVERS_MAX];
	char asked[DNS_NAME_MAX + 1];	/* the candidate under way */
	u8 n_servers, server_at, round, candidate, step;
	u16 id, type;
	bool failed;		/* somebody answered that it cannot */
};

/* false: nobody can be asked. done() comes from a timer or a packet, never from within. */
bool dns_lookup_start(struct ipstack *s, struct dns_lookup *q);
void dns_lookup_stop(struct dns_lookup *q);
/* Without asking anybody: `ip host`, and what is remembered. af AF_NONE: IPv4 first. */
unsigned dns_known(struct ipstack *s, const char *name, u8 af, struct ipaddr out[DNS_ADDRS_MAX]);
const char *dns_default_domain(struct ipstack *s); /* that names are completed with; "": none */
/* For those who need no session: the address that a text is, or its name has. DNS_ASKED: q->done() (set by the caller, the rest is filled in) tells. */
enum dns_asked { DNS_AT_ONCE, DNS_ASKED, DNS_NOBODY };
enum dns_asked dns_find(struct ipstack *s, const char *text, struct dns_lookup *q, struct ipaddr *a);
bool dns_can_ask(struct ipstack *s);	/* ip domain lookup, and a way to somebody */
void dns_stack_free(struct ipstack *s);
void dns_iface_gone(struct ipif *p);

#endif
