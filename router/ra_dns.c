/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/ra_dns.h"

#include <stdio.h>

#include "net/icmp.h"

static struct ra_dns *made(struct nd_if *nd)
{
	if (!nd->dns)
		nd->dns = xcalloc(1, sizeof(*nd->dns));
	return nd->dns;
}

/* The place of a server or domain among n; n: it is not there. */
static unsigned place(const struct ra_dns_entry *e, unsigned n, const struct ip6 *addr, const char *domain)
{
	unsigned k = 0;

	while (k < n && !(addr ? ip6_eq(&e[k].addr, addr) : ip6_is_zero(&e[k].addr) && !strcmp(e[k].domain, domain)))
		k++;
	return k;
}

static void take_out(struct ra_dns_entry *e, u8 *n, unsigned k)
{
	memmove(&e[k], &e[k + 1], (*n - k - 1u) * sizeof(*e));
	(*n)--;
}

static bool put_in(struct ra_dns_entry *e, u8 *n, const struct ra_dns_entry *x)
{
	unsigned k = place(e, *n, ip6_is_zero(&x->addr) ? NULL : &x->addr, x->domain);

	if (k == RA_DNS_MAX)
		return false;
	e[k] = *x;
	*n = (u8)(k == *n ? k + 1 : *n);
	return true;
}

bool ra_dns_say(struct nd_if *nd, const struct ip6 *addr, const char *domain, u32 life_s, bool remove)
{
	struct ra_dns *d = made(nd);
	struct ra_dns_entry x = { .life_s = life_s };
	unsigned k = place(d->said, d->n_said, addr, domain);

	if (remove) {
		if (k < d->n_said)
			take_out(d->said, &d->n_said, k);
		return true;
	}
	if (addr)
		x.addr = *addr;
	else
		snprintf(x.domain, sizeof(x.domain), "%s", domain);
	return put_in(d->said, &d->n_said, &x);
}

void ra_dns_put(struct wr *w, const struct nd_if *nd, bool last)
{
	for (unsigned k = 0; nd->dns && k < nd->dns->n_said; k++) {
		const struct ra_dns_entry *e = &nd->dns->said[k];
		bool server = !ip6_is_zero(&e->addr);
		struct wr o = *w;
		u8 *head = o.p;

		wr_u8(&o, server ? ND_OPT_RDNSS : ND_OPT_DNSSL);
		wr_u8(&o, 0);
		wr_u16(&o, 0);
		wr_u32(&o, last ? 0 : e->life_s == RA_DNS_DEFAULT_LIFE ? 3 * nd->ra_interval_ms / 1000 : e->life_s);
		if (server)
			wr_copy(&o, e->addr.b, 16);
		else
			dns_write_name(&o, e->domain);
		wr_zero(&o, (8 - (size_t)(o.p - head) % 8) % 8);
		if (o.bad)
			continue;
		head[1] = (u8)((o.p - head) / 8);
		*w = o;
	}
}

static void hear_one(struct ipif *p, const struct ra_dns_entry *x, u32 life_s)
{
	struct ra_dns *d = made(nd_if(p));
	unsigned k = place(d->heard, d->n_heard, ip6_is_zero(&x->addr) ? NULL : &x->addr, x->domain);
	struct ra_dns_entry e = *x;

	if (!life_s) { /* 5.1: not to be used any more */
		if (k < d->n_heard)
			take_out(d->heard, &d->n_heard, k);
		return;
	}
	for (unsigned j = d->n_heard; j-- && d->n_heard == RA_DNS_MAX;)
		if (d->heard[j].until <= stack_now(p->ip))
			take_out(d->heard, &d->n_heard, j);
	e.until = life_s == UINT32_MAX ? NSEC_NEVER : stack_now(p->ip) + life_s * NSEC_PER_SEC;
	put_in(d->heard, &d->n_heard, &e);
}

void ra_dns_hear(struct ipif *p, u8 type, struct rd o)
{
	u32 life;

	rd_skip(&o, 2);
	life = rd_u32(&o);
	while (rd_left(&o)) {
		struct ra_dns_entry x = { .life_s = 0 };
		const u8 *start = o.p;

		if (type == ND_OPT_RDNSS)
			rd_copy(&o, x.addr.b, 16);
		else if (!dns_read_name(&o, start, x.domain))
			return;
		if (o.bad)
			return;
		if (type == ND_OPT_RDNSS ? !ip6_is_multicast(&x.addr) && !ip6_is_zero(&x.addr) : *x.domain != 0)
			hear_one(p, &x, life);
	}
}

void ra_dns_forget(struct nd_if *nd)
{
	if (nd->dns)
		nd->dns->n_heard = 0;
}

unsigned ra_dns_servers(const struct ipif *p, struct ipaddr *out, unsigned max)
{
	const struct ra_dns *d = p->nd ? p->nd->dns : NULL;
	unsigned n = 0;

	for (unsigned k = 0; d && k < d->n_heard && n < max; k++)
		if (!ip6_is_zero(&d->heard[k].addr) && d->heard[k].until > stack_now(p->ip))
			out[n++] = ipaddr6(&d->heard[k].addr);
	return n;
}

const char *ra_dns_domain(const struct ipif *p)
{
	const struct ra_dns *d = p->nd ? p->nd->dns : NULL;

	for (unsigned k = 0; d && k < d->n_heard; k++)
		if (ip6_is_zero(&d->heard[k].addr) && d->heard[k].until > stack_now(p->ip))
			return d->heard[k].domain;
	return NULL;
}
