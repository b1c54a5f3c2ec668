/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key chains: keys by number, each with when it may be sent and accepted. */
#include <stdlib.h>

#include "router/policy/own.h"

struct keychain *keychain_find(const struct policy *p, const char *name)
{
	for (struct keychain *k = p ? p->chains : NULL; k; k = k->next)
		if (!strcmp(k->name, name))
			return k;
	return NULL;
}

struct keychain *keychain_get(struct policy *p, const char *name)
{
	struct keychain *k = keychain_find(p, name), **at = &p->chains;

	if (k)
		return k;
	while (*at)
		at = &(*at)->next;
	k = xcalloc(1, sizeof(*k));
	k->name = xstrdup(name);
	*at = k;
	return k;
}

struct key *key_get(struct keychain *k, u32 id)
{
	struct key **at = &k->keys, *x;

	while (*at && (*at)->id < id)
		at = &(*at)->next;
	if (*at && (*at)->id == id)
		return *at;
	x = xcalloc(1, sizeof(*x));
	x->id = id;
	x->next = *at;
	*at = x;
	return x;
}

void key_remove(struct keychain *k, u32 id)
{
	struct key **at = &k->keys, *x;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	x = *at;
	if (!x)
		return;
	*at = x->next;
	free(x->text);
	free(x);
}

void keychain_remove(struct policy *p, struct keychain *k)
{
	struct keychain **at = &p->chains;

	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
	while (k->keys)
		key_remove(k, k->keys->id);
	free(k->name);
	free(k);
}

static bool accepts(const struct key *k, s64 now) { return k->text && (!k->has_accept || (now >= k->accept_from && now < k->accept_to)); }
static bool sends(const struct key *k, s64 now) { return k->text && (!k->has_send || (now >= k->send_from && now < k->send_to)); }

static const struct key *first(struct ipstack *s, const char *chain)
{
	struct keychain *k = chain ? keychain_find(s->root->policy, chain) : NULL;

	return k ? k->keys : NULL;
}

const struct key *keychain_send(struct ipstack *s, const char *chain)
{
	s64 now = device_wall_clock(s->dev);

	for (const struct key *k = first(s, chain); k; k = k->next)
		if (sends(k, now))
			return k;
	return NULL;
}

const struct key *keychain_accept(struct ipstack *s, const char *chain, u32 id)
{
	s64 now = device_wall_clock(s->dev);

	for (const struct key *k = first(s, chain); k; k = k->next)
		if (k->id == id && accepts(k, now))
			return k;
	return NULL;
}

const struct key *keychain_nth(struct ipstack *s, const char *chain, unsigned n)
{
	s64 now = device_wall_clock(s->dev);

	for (const struct key *k = first(s, chain); k; k = k->next)
		if (accepts(k, now) && !n--)
			return k;
	return NULL;
}
