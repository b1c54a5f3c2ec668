/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name servers and domains in router advertisements: RFC 8106. A router says those of its lines; who configures itself by advertisements keeps what it hears. */
#ifndef ROUTER_RA_DNS_H
#define ROUTER_RA_DNS_H

#include "router/dns/wire.h"
#include "router/stack.h"

enum { RA_DNS_MAX = 8 };
#define RA_DNS_DEFAULT_LIFE 0xfffffffeu	/* of a line without one: three times the longest interval (5.1) */

struct ra_dns_entry {
	struct ip6 addr;		/* a server; zero: a domain */
	char domain[DNS_NAME_MAX + 1];
	u32 life_s;			/* of a line; 0xffffffff: for ever */
	nsec until;			/* of what was heard */
};
struct ra_dns {
	struct ra_dns_entry said[RA_DNS_MAX], heard[RA_DNS_MAX];
	u8 n_said, n_heard;
};

/* A line, or its end. addr NULL: a domain. false: too many. */
bool ra_dns_say(struct nd_if *nd, const struct ip6 *addr, const char *domain, u32 life_s, bool remove);
/* The options of an advertisement; none that would not fit. last: with no life. */
void ra_dns_put(struct wr *w, const struct nd_if *nd, bool last);
/* An RDNSS or DNSSL option, behind its type and length. */
void ra_dns_hear(struct ipif *p, u8 type, struct rd o);
void ra_dns_forget(struct nd_if *nd);	/* what was heard */
unsigned ra_dns_servers(const struct ipif *p, struct ipaddr *out, unsigned max);
const char *ra_dns_domain(const struct ipif *p);	/* NULL: none */

#endif
