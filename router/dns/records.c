/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ip host NAME mx, ns, srv: what a name has beside addresses (RFC 1035 3.3.9, 3.3.11; 2782), and what the server makes of it. The addresses of those they
 * name go along where `ip host` knows them, so that a client need not ask again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "router/dns/own.h"

static bool same(const struct dns_own_record *a, const struct dns_own_record *b)
{
	return a->type == b->type && a->prio == b->prio && a->weight == b->weight && a->port == b->port && !strcasecmp(a->name, b->name) && !strcasecmp(a->target, b->target);
}

bool dns_record_set(struct dns *d, const struct dns_own_record *r, bool on)
{
	struct dns_own_record **at = &d->records, *x;
	unsigned n = 0;

	for (; *at && !same(*at, r); at = &(*at)->next)
		n++;
	x = *at;
	if (x && !on) {
		*at = x->next;
		free(x);
	} else if (!x && on) {
		if (n == DNS_OWN_RECORDS_MAX)
			return false;
		x = *at = xcalloc(1, sizeof(*x));
		*x = *r;
		x->next = NULL;
	}
	return true;
}

void dns_records_flush(struct dns *d)
{
	while (d->records) {
		struct dns_own_record *x = d->records;

		d->records = x->next;
		free(x);
	}
}

const char *dns_record_text(const struct dns_own_record *x, char out[DNS_RECORD_TEXT])
{
	if (x->type == DNS_SRV)
		snprintf(out, DNS_RECORD_TEXT, "%u %u %u %s", x->prio, x->weight, x->port, x->target);
	else if (x->type == DNS_MX)
		snprintf(out, DNS_RECORD_TEXT, "%u %s", x->prio, x->target);
	else
		snprintf(out, DNS_RECORD_TEXT, "%s", x->target);
	return out;
}

void dns_record_write(struct wr *w, const struct dns_own_record *x)
{
	if (x->type != DNS_NS)
		wr_u16(w, x->prio);
	if (x->type == DNS_SRV) {
		wr_u16(w, x->weight);
		wr_u16(w, x->port);
	}
	if (strcmp(x->target, ".")) /* 2782: no such service; 7505: no mail */
		dns_write_name(w, x->target);
	else
		wr_u8(w, 0);
}
