/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DHCPv6 messages: RFC 8415 8, 9 (messages), 11 (DUIDs), 21 (options), RFC 3646 (DNS). Read through cursors; names through router/dns/wire.h. */
#ifndef ROUTER_DHCP6_WIRE_H
#define ROUTER_DHCP6_WIRE_H

#include "core/drop.h"
#include "net/addr.h"
#include "net/rd.h"

enum { D6_CLIENT_PORT = 546, D6_SERVER_PORT = 547, D6_RELAY_HLEN = 34 };
enum dhcp6_type {
	D6_NONE, D6_SOLICIT, D6_ADVERTISE, D6_REQUEST, D6_CONFIRM, D6_RENEW, D6_REBIND, D6_REPLY, D6_RELEASE, D6_DECLINE, D6_RECONFIGURE, D6_INFORMATION,
	D6_RELAY_FORW, D6_RELAY_REPL, D6_TYPE_N
};
enum dhcp6_option {
	O6_CLIENT_ID = 1, O6_SERVER_ID = 2, O6_IA_NA = 3, O6_IAADDR = 5, O6_ORO = 6, O6_PREFERENCE = 7, O6_ELAPSED = 8, O6_RELAY_MSG = 9, O6_STATUS = 13,
	O6_RAPID_COMMIT = 14, O6_INTERFACE_ID = 18, O6_DNS = 23, O6_DOMAINS = 24, O6_IA_PD = 25, O6_IAPREFIX = 26, O6_REFRESH = 32, O6_SOL_MAX_RT = 82,
	O6_INF_MAX_RT = 83,
};
enum dhcp6_status { S6_SUCCESS, S6_UNSPEC, S6_NO_ADDRS, S6_NO_BINDING, S6_NOT_ON_LINK, S6_USE_MULTICAST, S6_NO_PREFIX, S6_N, S6_NONE = 0xffff };
enum {
	D6_DUID_MAX = 130,	/* 11.1: two bytes of type, at most 128 more */
	D6_IAS_MAX = 4, D6_LEASES_MAX = 4, D6_DNS_MAX = 8, D6_DOMAINS_MAX = 4, D6_DOMAIN_LEN = 254, D6_ORO_MAX = 32,
	D6_IFID_MAX = 64,
	D6_HOPS_MAX = 8,	/* 7.6: HOP_COUNT_LIMIT */
	D6_MESSAGE_MAX = 2048,
};
#define D6_FOREVER 0xffffffffu
/* 21.4: when to renew and to rebind what is preferred so long: after half, after four fifths of it. */
static inline u32 dhcp6_t1(u32 preferred_s) { return preferred_s == D6_FOREVER ? D6_FOREVER : preferred_s / 2; }
static inline u32 dhcp6_t2(u32 preferred_s) { return preferred_s == D6_FOREVER ? D6_FOREVER : (u32)((u64)preferred_s * 4 / 5); }

struct duid {
	u8 len;			/* 0: none */
	u8 b[D6_DUID_MAX];
};
static inline bool duid_eq(const struct duid *a, const struct duid *b) { return a->len == b->len && !memcmp(a->b, b->b, a->len); }

struct dhcp6_lease {		/* IA Address, IA Prefix */
	struct ip6 addr;
	u8 plen;		/* 128: an address */
	u16 status;		/* S6_NONE: none said */
	u32 preferred_s, valid_s;
};
struct dhcp6_ia {
	bool pd;
	u8 n;
	u16 status;
	u32 iaid, t1_s, t2_s;
	struct dhcp6_lease lease[D6_LEASES_MAX];
};
struct dhcp6_msg {
	u8 type;
	u32 xid;		/* 24 bits */
	struct duid client, server;
	struct dhcp6_ia ia[D6_IAS_MAX];
	u8 n_ia, preference, n_oro, n_dns, n_domains;
	bool rapid;
	u16 elapsed, status, oro[D6_ORO_MAX];
	struct ip6 dns[D6_DNS_MAX];
	char domain[D6_DOMAINS_MAX][D6_DOMAIN_LEN];
	u32 refresh_s, sol_max_rt_s, inf_max_rt_s;	/* 0: not said */
};

/* A client's or server's message, not a relay's. DROP_NONE, or what is wrong. */
enum drop dhcp6_parse(struct dhcp6_msg *m, struct rd r);

struct dhcp6_relay {		/* 9: Relay-forward, Relay-reply */
	u8 type, hops, ifid_len;
	struct ip6 link, peer;
	u8 ifid[D6_IFID_MAX];
	struct rd inner;	/* the message it carries: a cursor into it */
};
enum drop dhcp6_relay_parse(struct dhcp6_relay *m, struct rd r);

/* Type and transaction; options follow. */
void dhcp6_begin(struct wr *w, u8 type, u32 xid);
void dhcp6_put(struct wr *w, u16 option, const void *data, size_t len);
/* An option whose body follows; close() fills in its length. */
u8 *dhcp6_open(struct wr *w, u16 option);
void dhcp6_close(struct wr *w, u8 *at);
void dhcp6_put_status(struct wr *w, u16 status);	/* with its text; S6_NONE: nothing */
void dhcp6_put_ia(struct wr *w, const struct dhcp6_ia *ia);
/* "example.com" ... as names without compression (RFC 3646 4); domain[n] each. */
void dhcp6_put_domains(struct wr *w, char (*domain)[D6_DOMAIN_LEN], unsigned n);
void dhcp6_put_dns(struct wr *w, const struct ip6 *dns, unsigned n);
void dhcp6_put_relay(struct wr *w, const struct dhcp6_relay *m);	/* head and Interface-ID */
const char *dhcp6_type_name(u8 type);
const char *dhcp6_status_name(u16 status);
const char *duid_text(const struct duid *d, char buf[2 * D6_DUID_MAX + 1]);	/* hex digits, upper case */

#endif
