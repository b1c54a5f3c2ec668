/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `ip host NAME ADDRESS...`: names for commands that take an address. A name has its addresses of each family apart. */
#include <stdlib.h>
#include <strings.h>

#include "router/stack.h"

struct host_name {
	struct host_name *next;
	u8 af, n;
	struct ipaddr addr[NAMES_ADDRS_MAX];
	char name[];
};

static struct host_name **find(struct host_name **at, const char *name, u8 af)
{
	while (*at && ((*at)->af != af || strcasecmp((*at)->name, name)))
		at = &(*at)->next;
	return at;
}

unsigned names_addresses(const struct ipstack *s, const char *name, u8 af, struct ipaddr *out, unsigned max)
{
	struct host_name *first = s->root->names;
	const struct host_name *h = *find(&first, name, af);
	unsigned n = h ? h->n : 0;

	n = n < max ? n : max;
	if (n)
		memcpy(out, h->addr, n * sizeof(*out));
	return n;
}

bool names_find(const struct ipstack *s, const char *name, struct ipaddr *a)
{
	return names_addresses(s, name, AF_IP4, a, 1) || names_addresses(s, name, AF_IP6, a, 1);
}

const char *names_of_address(const struct ipstack *s, const struct ipaddr *a)
{
	for (const struct host_name *h = s->root->names; h; h = h->next)
		for (unsigned k = 0; k < h->n; k++)
			if (ipaddr_eq(&h->addr[k], a))
				return h->name;
	return NULL;
}

void names_set(struct ipstack *s, const char *name, u8 af, const struct ipaddr *a, unsigned n)
{
	struct host_name **at = find(&s->names, name, af), *h = *at;

	if (!n) {
		if (h) {
			*at = h->next;
			free(h);
		}
		return;
	}
	if (!h) {
		h = *at = xcalloc(1, sizeof(*h) + strlen(name) + 1);
		strcpy(h->name, name);
		h->af = af;
	}
	h->n = (u8)(n < NAMES_ADDRS_MAX ? n : NAMES_ADDRS_MAX);
	memcpy(h->addr, a, h->n * sizeof(*a));
}

unsigned names_nth(const struct ipstack *s, unsigned k, const char **name, struct ipaddr a[NAMES_ADDRS_MAX])
{
	const struct host_name *h = s->names;

	while (h && k--)
		h = h->next;
	if (!h)
		return 0;
	*name = h->name;
	memcpy(a, h->addr, sizeof(h->addr));
	return h->n;
}

void names_free(struct ipstack *s)
{
	while (s->names) {
		struct host_name *h = s->names;

		s->names = h->next;
		free(h);
	}
}
