/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of DHCP snooping: found by address and by station, each a hash of chains through one array. */
#include <stdlib.h>
#include <string.h>

#include "switch/snoop.h"

enum { FIRST_PLACES = 16 };

static u32 bucket(u64 key)
{
	return (u32)(key * 0x9e3779b97f4a7c15ull >> 40) % BINDING_BUCKETS;
}

static u32 ip_bucket(u32 ip, u16 vlan)
{
	return bucket((u64)ip << 16 | vlan);
}

static u32 mac_bucket(const u8 *mac, u16 vlan)
{
	return bucket(fdb_key(mac, vlan));
}

void bindings_init(struct bindings *t)
{
	*t = (struct bindings){ .free = BINDING_NONE };
	memset(t->by_ip, 0xff, sizeof(t->by_ip));
	memset(t->by_mac, 0xff, sizeof(t->by_mac));
}

void bindings_free(struct bindings *t)
{
	free(t->b);
}

struct binding *binding_of_ip(const struct bindings *t, u32 ip, u16 vlan)
{
	for (u32 i = t->by_ip[ip_bucket(ip, vlan)]; i != BINDING_NONE; i = t->b[i].next_ip)
		if (t->b[i].ip == ip && t->b[i].vlan == vlan)
			return &t->b[i];
	return NULL;
}

struct binding *binding_of_mac(const struct bindings *t, const u8 mac[6], u16 vlan)
{
	for (u32 i = t->by_mac[mac_bucket(mac, vlan)]; i != BINDING_NONE; i = t->b[i].next_mac)
		if (t->b[i].vlan == vlan && mac_eq(t->b[i].mac, mac))
			return &t->b[i];
	return NULL;
}

static void link_in(struct bindings *t, u32 i)
{
	struct binding *b = &t->b[i];
	u32 *ip = &t->by_ip[ip_bucket(b->ip, b->vlan)], *mac = &t->by_mac[mac_bucket(b->mac, b->vlan)];

	b->next_ip = *ip;
	*ip = i;
	b->next_mac = *mac;
	*mac = i;
}

static void link_out(struct bindings *t, u32 i)
{
	struct binding *b = &t->b[i];
	u32 *at = &t->by_ip[ip_bucket(b->ip, b->vlan)];

	while (*at != i)
		at = &t->b[*at].next_ip;
	*at = b->next_ip;
	at = &t->by_mac[mac_bucket(b->mac, b->vlan)];
	while (*at != i)
		at = &t->b[*at].next_mac;
	*at = b->next_mac;
}

void binding_remove(struct bindings *t, struct binding *b)
{
	u32 i = (u32)(b - t->b);

	if (t->changed && b->type == BINDING_DHCP)
		t->changed(t);
	link_out(t, i);
	*b = (struct binding){ .next_ip = t->free };
	t->free = i;
	t->n--;
}

static struct binding *place(struct bindings *t)
{
	struct binding *b;

	if (t->free == BINDING_NONE) {
		u32 cap = t->cap ? 2 * t->cap : FIRST_PLACES;

		if (t->cap >= BINDINGS_MAX)
			return NULL;
		t->b = xrealloc(t->b, cap, sizeof(*t->b));
		for (u32 i = cap; i-- > t->cap;) {
			t->b[i] = (struct binding){ .next_ip = t->free };
			t->free = i;
		}
		t->cap = cap;
	}
	b = &t->b[t->free];
	t->free = b->next_ip;
	t->n++;
	return b;
}

struct binding *binding_set(struct bindings *t, const u8 mac[6], u16 vlan, u32 ip, u16 port, enum binding_type type, nsec expires)
{
	struct binding *there = binding_of_ip(t, ip, vlan), *other;

	if (there && there->type == BINDING_STATIC && type == BINDING_DHCP)
		return there;
	if (there)
		binding_remove(t, there);
	/* by DHCP a station has one address in a VLAN */
	other = type == BINDING_DHCP ? binding_of_mac(t, mac, vlan) : NULL;
	if (other && other->type == BINDING_DHCP)
		binding_remove(t, other);
	there = place(t);
	if (!there)
		return NULL;
	*there = (struct binding){ .vlan = vlan, .ip = ip, .port = port, .type = (u8)type, .used = true, .expires = expires };
	memcpy(there->mac, mac, 6);
	link_in(t, (u32)(there - t->b));
	if (t->changed && type == BINDING_DHCP)
		t->changed(t);
	return there;
}

struct binding *binding_next(const struct bindings *t, struct binding *after)
{
	for (u32 i = after ? (u32)(after - t->b) + 1 : 0; i < t->cap; i++)
		if (t->b[i].used)
			return &t->b[i];
	return NULL;
}
