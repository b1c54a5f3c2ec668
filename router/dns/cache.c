/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What answers said, for as long as they said (RFC 1035 7.4), and how an answer is read. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "router/dns/own.h"

static struct dns_cached **find(struct dns *d, const char *name, u8 af)
{
	struct dns_cached **at = &d->cache;

	while (*at && ((*at)->af != af || strcasecmp((*at)->name, name)))
		at = &(*at)->next;
	return at;
}

static void take_out(struct dns *d, struct dns_cached **at)
{
	struct dns_cached *x = *at;

	*at = x->next;
	free(x);
	d->n_cached--;
}

void dns_remember(struct dns *d, const char *name, u8 af, const struct ipaddr *addr, unsigned n, u32 ttl)
{
	struct dns_cached **at = find(d, name, af), *x;

	if (*at)
		take_out(d, at);
	if (d->n_cached == DNS_CACHE_MAX) {
		for (at = &d->cache; (*at)->next; at = &(*at)->next)
			;
		take_out(d, at);
	}
	x = xcalloc(1, sizeof(*x));
	strncpy(x->name, name, DNS_NAME_MAX);
	x->af = af;
	x->n = (u8)(n > DNS_ADDRS_MAX ? DNS_ADDRS_MAX : n);
	memcpy(x->addr, addr, x->n * sizeof(*addr));
	x->since = stack_now(d->ip);
	x->expires = x->since + min_u64(max_u64(ttl, 1), DNS_TTL_MAX) * NSEC_PER_SEC; /* the command that asked must find it */
	x->next = d->cache;
	d->cache = x;
	d->n_cached++;
}

unsigned dns_remembered(struct dns *d, const char *name, u8 af, struct ipaddr *out, u32 *ttl)
{
	struct dns_cached **at = find(d, name, af), *x = *at;
	nsec now = stack_now(d->ip);

	if (!x)
		return 0;
	if (x->expires <= now) {
		take_out(d, at);
		return 0;
	}
	memcpy(out, x->addr, x->n * sizeof(*out));
	if (ttl)
		*ttl = (u32)((x->expires - now + NSEC_PER_SEC - 1) / NSEC_PER_SEC);
	return x->n;
}

void dns_forget(struct dns *d, const char *name)
{
	for (struct dns_cached **at = &d->cache; *at;)
		if (!name || !strcasecmp((*at)->name, name))
			take_out(d, at);
		else
			at = &(*at)->next;
}

unsigned dns_addresses_of(struct rd r, const u8 *msg, const struct dns_msg *m, struct ipaddr *out, u32 *ttl, char last[DNS_NAME_MAX + 1])
{
	u8 af = m->type == DNS_AAAA ? AF_IP6 : AF_IP4;
	struct dns_record rec;
	unsigned n = 0;

	*ttl = DNS_TTL_MAX;
	strcpy(last, m->name);
	for (unsigned k = 0; k < m->n_answer && k < DNS_RECORDS_MAX && dns_read_record(&r, msg, &rec); k++) {
		if (strcasecmp(rec.name, last))
			continue;
		if (rec.type == DNS_CNAME && !n)
			strcpy(last, rec.target);
		else if (rec.type != m->type || rec.addr.af != af || n == DNS_ADDRS_MAX)
			continue;
		else
			out[n++] = rec.addr;
		*ttl = rec.ttl < *ttl ? rec.ttl : *ttl;
	}
	return n;
}
