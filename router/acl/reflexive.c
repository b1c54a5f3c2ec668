/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reflexive lists: `permit ... reflect NAME` notes the flow turned around, `evaluate NAME` permits what was noted. An entry ends after its
 * timeout without packets; a TCP one at a reset, and five seconds after both sides have sent FIN (IOS). Exact flows only, hashed; the oldest goes when
 * the list is full.
 */
#include <stdlib.h>

#include "router/acl/reflexive.h"

enum { FIN_LINGER_S = 5 };

static u32 hash_of(const struct acl_key *k)
{
	u64 h = 0x9e3779b97f4a7c15ull;

	for (unsigned w = 0; w < ACL_KEY_LEN / 8; w++) {
		u64 x;

		memcpy(&x, k->b + 8 * w, 8);
		h = (h ^ x) * 0xbf58476d1ce4e5b9ull;
		h ^= h >> 29;
	}
	return (u32)(h >> 32) & (REFLEXIVE_BUCKETS - 1);
}

/* The key of the answer: ends exchanged; of ICMP an echo's reply. */
static bool turned(const struct acl_key *k, struct acl_key *t)
{
	u32 half = k->af == AF_IP4 ? 4 : 16;
	u16 sport = k->dport, dport = k->sport;

	*t = *k;
	memcpy(t->b, k->b + half, half);
	memcpy(t->b + half, k->b, half);
	if (k->proto == IP_ICMP || k->proto == IP_ICMP6) {
		u8 type = (u8)(k->dport >> 8);

		sport = 0;
		dport = (u16)((k->af == AF_IP4 ? type == 8 ? 0 : type == 13 ? 14 : 255 : type == 128 ? 129 : 255) << 8);
		if (dport == 0xff00)
			return false;
	}
	put_be16(t->b + 2 * half, sport);
	put_be16(t->b + 2 * half + 2, dport);
	t->sport = sport;
	t->dport = dport;
	return !k->fragment;
}

struct reflexive *reflexive_get(struct ipstack *s, const char *name, bool make)
{
	struct acls *l = acls_of(s);
	struct reflexive **at = &l->reflexives, *r;

	for (; *at; at = &(*at)->next)
		if (!strcmp((*at)->name, name))
			return *at;
	if (!make)
		return NULL;
	r = *at = xcalloc(1, sizeof(*r));
	r->name = xstrdup(name);
	r->ip = s;
	return r;
}

const char *reflexive_name(const struct reflexive *r) { return r->name; }

static void forget(struct reflexive *r, struct reflex *x)
{
	struct reflex **at = &r->bucket[x->hash];

	while (*at != x)
		at = &(*at)->chain;
	*at = x->chain;
	*(x->prev ? &x->prev->next : &r->first) = x->next;
	*(x->next ? &x->next->prev : &r->last) = x->prev;
	r->n--;
	free(x);
}

static struct reflex *find(struct reflexive *r, const struct acl_key *k)
{
	nsec now = stack_now(r->ip);

	if (!r->bucket)
		return NULL;
	for (struct reflex *x = r->bucket[hash_of(k)]; x; x = x->chain)
		if (!memcmp(x->key.b, k->b, ACL_KEY_LEN) && x->key.af == k->af) {
			if (x->until > now)
				return x;
			forget(r, x);
			return NULL;
		}
	return NULL;
}

static void touch(struct reflexive *r, struct reflex *x, const struct acl_key *k, bool back)
{
	nsec now = stack_now(r->ip);

	if (k->proto == IP_TCP && k->tcp_flags & TCP_FIN)
		x->fins |= back ? 2 : 1;
	if (k->proto == IP_TCP && k->tcp_flags & TCP_RST)
		x->until = now; /* what follows is new */
	else if (x->fins == 3)
		x->until = min_u64(x->until, now + FIN_LINGER_S * NSEC_PER_SEC);
	else
		x->until = now + x->timeout_s * NSEC_PER_SEC;
}

bool reflexive_match(struct reflexive *r, const struct acl_key *k)
{
	struct reflex *x = find(r, k);

	if (!x || k->fragment)
		return false;
	x->matches++;
	touch(r, x, k, true);
	return true;
}

void reflexive_add(struct reflexive *r, const struct acl_key *k, u32 timeout_s)
{
	struct acl_key t;
	struct reflex *x;

	if (!turned(k, &t))
		return;
	x = find(r, &t);
	if (!x) {
		while (r->first && (r->n >= REFLEXIVE_MAX || r->first->until <= stack_now(r->ip)))
			forget(r, r->first);
		if (!r->bucket)
			r->bucket = xcalloc(REFLEXIVE_BUCKETS, sizeof(*r->bucket));
		x = xcalloc(1, sizeof(*x));
		x->key = t;
		x->hash = hash_of(&t);
		x->timeout_s = timeout_s ? timeout_s : r->ip->acls->reflexive_s;
		x->chain = r->bucket[x->hash];
		r->bucket[x->hash] = x;
		x->prev = r->last;
		*(r->last ? &r->last->next : &r->first) = x;
		r->last = x;
		r->n++;
	}
	touch(r, x, k, false);
}

void reflexive_clear(struct reflexive *r)
{
	while (r->first)
		forget(r, r->first);
}

void reflexives_free(struct ipstack *s)
{
	while (s->acls->reflexives) {
		struct reflexive *r = s->acls->reflexives;

		s->acls->reflexives = r->next;
		reflexive_clear(r);
		free(r->bucket);
		free(r->name);
		free(r);
	}
}
