/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `ip host NAME ADDRESS`: names for commands that take an address. */
#include <stdlib.h>
#include <strings.h>

#include "router/stack.h"

struct host_name {
	struct host_name *next;
	struct ipaddr addr;
	char name[];
};

bool names_find(const struct ipstack *s, const char *name, struct ipaddr *a)
{
	for (const struct host_name *h = s->names; h; h = h->next)
		if (!strcasecmp(h->name, name)) {
			*a = h->addr;
			return true;
		}
	return false;
}

void names_set(struct ipstack *s, const char *name, const struct ipaddr *a)
{
	struct host_name **at = &s->names, *h;

	while (*at && strcasecmp((*at)->name, name))
		at = &(*at)->next;
	h = *at;
	if (!a) {
		if (h) {
			*at = h->next;
			free(h);
		}
		return;
	}
	if (!h) {
		h = *at = xcalloc(1, sizeof(*h) + strlen(name) + 1);
		strcpy(h->name, name);
	}
	h->addr = *a;
}

bool names_nth(const struct ipstack *s, unsigned k, const char **name, struct ipaddr *a)
{
	const struct host_name *h = s->names;

	while (h && k--)
		h = h->next;
	if (!h)
		return false;
	*name = h->name;
	*a = h->addr;
	return true;
}

void names_free(struct ipstack *s)
{
	while (s->names) {
		struct host_name *h = s->names;

		s->names = h->next;
		free(h);
	}
}
