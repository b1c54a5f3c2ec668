/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Classes of clients: by what relay agents say of them (RFC 3046) a pool gives them addresses of one range or another. As IOS: a pool's classes are tried in
 * their order, one that has no free address makes room for the next that fits, and who fits none gets nothing. A class that a pool names and nobody has
 * defined is everybody.
 */
#include <stdlib.h>

#include "router/dhcp/own.h"

struct dhcp_class *dhcp_class_find(const struct dhcp *d, const char *name)
{
	struct dhcp_class *k = d->classes;

	while (k && strcmp(k->name, name))
		k = k->next;
	return k;
}

static bool fits(const struct dhcp_pattern *x, const struct dhcp_msg *m)
{
	if (m->agent_len < x->len || (!x->more && m->agent_len != x->len))
		return false;
	for (unsigned i = 0; i < x->len; i++)
		if ((m->agent[i] ^ x->data[i]) & x->mask[i])
			return false;
	return true;
}

static bool is_of(const struct dhcp_class *k, const struct dhcp_msg *m)
{
	if (!k || !k->relay)
		return true;
	for (const struct dhcp_pattern *x = k->patterns; x; x = x->next)
		if (fits(x, m))
			return true;
	return !k->patterns && m->agent_len;
}

bool dhcp_shared(const struct dhcp *d, const struct dhcp_pool *p) { return p->shares && !p->host && !d->no_classes; }
bool dhcp_share_has(const struct dhcp_share *s, u32 ip) { return !s->last || (ip >= s->first && ip <= s->last); }

const struct dhcp_share *dhcp_share_for(const struct dhcp *d, const struct dhcp_pool *p, const struct dhcp_msg *m, const struct dhcp_share *last)
{
	const struct dhcp_share *s = last ? last->next : p->shares;

	while (s && !is_of(dhcp_class_find(d, s->name), m))
		s = s->next;
	return s;
}

bool dhcp_share_allows(const struct dhcp *d, const struct dhcp_pool *p, const struct dhcp_msg *m, u32 ip)
{
	if (!dhcp_shared(d, p))
		return true;
	for (const struct dhcp_share *s = NULL; (s = dhcp_share_for(d, p, m, s));)
		if (dhcp_share_has(s, ip))
			return true;
	return false;
}

void dhcp_class_free(struct dhcp *d, struct dhcp_class *k)
{
	struct dhcp_class **at = &d->classes;

	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
	while (k->patterns) {
		struct dhcp_pattern *x = k->patterns;

		k->patterns = x->next;
		free(x);
	}
	free(k);
}
