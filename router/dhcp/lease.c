/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's tables: who has which address until when, addresses that somebody else turned out to use, pools. */
#include <stdlib.h>

#include "device/debug.h"
#include "router/dhcp/own.h"

static u32 hash_bytes(const u8 *p, u32 len)
{
	u32 h = 2166136261u;

	while (len--)
		h = (h ^ *p++) * 16777619u;
	return (h ^ h >> 15) & (DHCP_BUCKETS - 1);
}
static u32 hash_ip(u32 ip) { return (ip * 2654435761u >> 20) & (DHCP_BUCKETS - 1); }

struct dhcp_binding *dhcp_lease_of_ip(const struct dhcp *d, u32 ip)
{
	struct dhcp_binding *b = d->by_ip[hash_ip(ip)];

	while (b && b->ip != ip)
		b = b->next_ip;
	return b;
}

struct dhcp_binding *dhcp_lease_of_id(const struct dhcp *d, const struct dhcp_pool *p, const u8 *id, u8 len)
{
	struct dhcp_binding *b = d->by_id[hash_bytes(id, len)];

	while (b && !(b->id_len == len && !memcmp(b->id, id, len) && (!p || b->pool == p)))
		b = b->next_id;
	return b;
}

static void lease_expired(struct timer *t)
{
	struct dhcp_binding *b = container_of(t, struct dhcp_binding, timer);

	b->dhcp->expired += b->state == BIND_ACTIVE;
	dhcp_lease_free(b);
}

struct dhcp_binding *dhcp_lease_new(struct dhcp *d, struct dhcp_pool *p, u32 ip, const u8 *id, u8 len, const u8 *mac)
{
	struct dhcp_binding *b;
	u32 i = hash_ip(ip), k = hash_bytes(id, len);

	if (d->n_bindings >= DHCP_BINDINGS_MAX)
		return NULL;
	b = xcalloc(1, sizeof(*b));
	b->dhcp = d;
	b->pool = p;
	b->ip = ip;
	b->id_len = len;
	b->manual = p->host;
	memcpy(b->id, id, len);
	memcpy(b->mac, mac, 6);
	b->timer.fire = lease_expired;
	b->next_ip = d->by_ip[i];
	d->by_ip[i] = b;
	b->next_id = d->by_id[k];
	d->by_id[k] = b;
	d->n_bindings++;
	p->n_leased++;
	return b;
}

void dhcp_lease_set(struct dhcp_binding *b, enum binding_state st, u32 seconds)
{
	struct ipstack *s = b->dhcp->ip;

	if (st == BIND_ACTIVE || b->state == BIND_ACTIVE)
		lease_db_changed(&b->dhcp->db);
	if (st == BIND_ACTIVE && b->state != BIND_ACTIVE && debug_on(s->dev, DEBUG_DHCP_SERVER_EVENTS)) {
		char a[IP4_TEXT], m[MAC_TEXT];

		device_debug(s->dev, "DHCPD: assigned IP address %s to client %s.", ip4_text(b->ip, a), mac_dotted(b->mac, m));
	}
	b->state = (u8)st;
	b->expires = seconds == ~0u ? NSEC_NEVER : stack_now(s) + seconds * NSEC_PER_SEC;
	if (b->expires == NSEC_NEVER)
		timer_stop(s->node->worker, &b->timer);
	else
		timer_set(s->node->worker, &b->timer, b->expires);
}

void dhcp_lease_free(struct dhcp_binding *b)
{
	struct dhcp *d = b->dhcp;
	struct dhcp_binding **at;

	if (debug_on(d->ip->dev, DEBUG_DHCP_SERVER_EVENTS)) {
		char a[IP4_TEXT];

		device_debug(d->ip->dev, "DHCPD: returned %s to address pool %s.", ip4_text(b->ip, a), b->pool->name);
	}
	if (b->state == BIND_ACTIVE)
		lease_db_changed(&d->db);
	for (at = &d->by_ip[hash_ip(b->ip)]; *at != b; at = &(*at)->next_ip)
		;
	*at = b->next_ip;
	for (at = &d->by_id[hash_bytes(b->id, b->id_len)]; *at != b; at = &(*at)->next_id)
		;
	*at = b->next_id;
	for (struct dhcp_pending *p = d->pending; p; p = p->next)
		if (p->binding == b)
			p->binding = NULL;
	timer_stop(d->ip->node->worker, &b->timer);
	d->n_bindings--;
	b->pool->n_leased--;
	free(b);
}

static int by_address(const void *x, const void *y)
{
	const struct dhcp_binding *a = *(struct dhcp_binding *const *)x, *b = *(struct dhcp_binding *const *)y;

	return a->ip < b->ip ? -1 : a->ip > b->ip;
}

struct dhcp_binding **dhcp_leases_sorted(const struct dhcp *d, u32 *n)
{
	struct dhcp_binding **all = xcalloc(d->n_bindings + 1u, sizeof(*all));

	*n = 0;
	for (u32 k = 0; k < DHCP_BUCKETS; k++)
		for (struct dhcp_binding *b = d->by_ip[k]; b; b = b->next_ip)
			all[(*n)++] = b;
	qsort(all, *n, sizeof(*all), by_address);
	return all;
}

bool dhcp_is_excluded(const struct dhcp *d, u32 ip)
{
	for (const struct dhcp_range *r = d->excluded; r; r = r->next)
		if (ip >= r->first && ip <= r->last)
			return true;
	return false;
}

struct dhcp_conflict *dhcp_conflict_find(const struct dhcp *d, u32 ip)
{
	struct dhcp_conflict *c = d->conflicts;

	while (c && c->ip != ip)
		c = c->next;
	return c;
}

void dhcp_conflict_add(struct dhcp *d, u32 ip, bool ping)
{
	struct dhcp_conflict **at = &d->conflicts, *c;

	if (d->conflict_log_off || dhcp_conflict_find(d, ip))
		return;
	if (d->n_conflicts >= DHCP_CONFLICTS_MAX)
		dhcp_conflict_clear(d, d->conflicts->ip); /* the oldest is tried again */
	while (*at)
		at = &(*at)->next;
	c = *at = xcalloc(1, sizeof(*c));
	c->ip = ip;
	c->ping = ping;
	c->wall = device_wall_clock(d->ip->dev);
	d->n_conflicts++;
}

void dhcp_conflict_clear(struct dhcp *d, u32 ip)
{
	for (struct dhcp_conflict **at = &d->conflicts, *c; (c = *at);) {
		if (ip && c->ip != ip) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		free(c);
		d->n_conflicts--;
	}
}

struct dhcp_pool *dhcp_pool_find(const struct dhcp *d, const char *name)
{
	struct dhcp_pool *p = d->pools;

	while (p && strcmp(p->name, name))
		p = p->next;
	return p;
}

void dhcp_pool_free(struct dhcp *d, struct dhcp_pool *p)
{
	struct dhcp_pool **at;

	for (u32 k = 0; k < DHCP_BUCKETS; k++)
		for (struct dhcp_binding *b = d->by_ip[k], *next; b; b = next) {
			next = b->next_ip;
			if (b->pool == p)
				dhcp_lease_free(b);
		}
	for (at = &d->pools; *at != p; at = &(*at)->next)
		;
	*at = p->next;
	while (p->options) {
		struct dhcp_opt *o = p->options;

		p->options = o->next;
		free(o);
	}
	while (p->shares) {
		struct dhcp_share *s = p->shares;

		p->shares = s->next;
		free(s);
	}
	free(p);
}
