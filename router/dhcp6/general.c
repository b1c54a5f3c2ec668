/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * General prefixes: `ipv6 general-prefix NAME PREFIX`, or what a DHCPv6 client was delegated under a name; and the addresses of interfaces that are
 * made of one: `ipv6 address NAME ::1:0:0:0:1/64`. Whatever changes on either side, refresh() makes the addresses what they should be.
 */
#include <stdio.h>
#include <stdlib.h>

#include "router/dhcp6/own.h"

static struct general_prefix *find(const struct dhcp6 *d, const char *name)
{
	struct general_prefix *g = d->general;

	while (g && strcmp(g->name, name))
		g = g->next;
	return g;
}

/* The prefix's bits, then those of the suffix. */
static struct ip6 combine(const struct ipif *p, const struct gp_user *u, const struct gp_prefix *x)
{
	struct ip6 a = ip6_masked(&x->prefix, x->plen), head = ip6_masked(&u->suffix, x->plen);

	for (unsigned k = 0; k < 16; k++)
		a.b[k] |= u->suffix.b[k] ^ head.b[k];
	return u->eui64 ? ip6_eui64(&a, p->mac) : a;
}

static bool is_made(const struct gp_user *u, const struct ip6 *a)
{
	for (unsigned k = 0; k < u->n_made; k++)
		if (ip6_eq(&u->made[k], a))
			return true;
	return false;
}

static void make(struct ipif *p, struct gp_user *u, const struct gp_prefix *x, struct ip6 *keep, unsigned *n_keep)
{
	struct ip6 want = combine(p, u, x);
	struct addr6 *a = ipif_addr6(p, &want);
	char why[256], t[IP6_TEXT];

	if (x->plen > u->plen || (a && !(a->general && is_made(u, &want))))
		return; /* a user wrote it */
	if (!a)
		a = ipif_add6(p, &want, u->plen, why, sizeof(why));
	if (!a) {
		device_log(p->ip->dev, "IPV6", 6, "ADDRESS", "%s/%u can not generate auto-configured address on %s, %s", ip6_text(&x->prefix, t), x->plen, p->i->name, why);
		return;
	}
	keep[(*n_keep)++] = want;
	a->general = true;
	a->preferred_until = x->preferred_until;
	a->valid_until = x->valid_until;
	if (a->state == ADDR6_PREFERRED || a->state == ADDR6_DEPRECATED)
		addr6_lifetime(a);
}

static void refresh_user(struct dhcp6 *d, struct ipif *p, struct gp_user *u, const struct general_prefix *g)
{
	struct ip6 keep[GP_PREFIXES_MAX];
	unsigned n = 0;
	nsec now = stack_now(d->ip);

	for (unsigned k = 0; g && k < g->n; k++)
		if (g->p[k].valid_until > now)
			make(p, u, &g->p[k], keep, &n);
	for (unsigned k = 0; k < u->n_made; k++) {
		struct addr6 *a = ipif_addr6(p, &u->made[k]);
		bool kept = false;

		for (unsigned j = 0; j < n; j++)
			kept |= ip6_eq(&keep[j], &u->made[k]);
		if (!kept && a && a->general)
			ipif_del6(p, a);
	}
	memcpy(u->made, keep, n * sizeof(*keep));
	u->n_made = (u8)n;
}

static void refresh(struct dhcp6 *d, const char *name)
{
	const struct general_prefix *g = find(d, name);

	for (struct ipif *p = d->ip->cleaning ? NULL : d->ip->ifs; p; p = p->next)
		for (struct gp_user *u = p->dhcp6 ? p->dhcp6->users : NULL; u; u = u->next)
			if (!strcmp(u->name, name))
				refresh_user(d, p, u, g);
}

bool gp_set(struct dhcp6 *d, const char *name, const struct gp_prefix *x)
{
	struct general_prefix *g = find(d, name), **at = &d->general;
	unsigned n = 0, k = 0;

	for (; !g && *at; at = &(*at)->next)
		n++;
	if (!g) {
		if (n >= GP_MAX)
			return false;
		g = *at = xcalloc(1, sizeof(*g));
		snprintf(g->name, sizeof(g->name), "%s", name);
	}
	while (k < g->n && !(g->p[k].from == x->from && g->p[k].plen == x->plen && ip6_eq(&g->p[k].prefix, &x->prefix)))
		k++;
	if (k >= GP_PREFIXES_MAX)
		return false;
	g->p[k] = *x;
	if (k == g->n)
		g->n++;
	refresh(d, name);
	return true;
}

void gp_withdraw(struct dhcp6 *d, const char *name, const struct ipif *from, const struct gp_prefix *x)
{
	struct general_prefix *g = find(d, name), **at = &d->general;

	for (unsigned k = g ? g->n : 0; k--;)
		if (g->p[k].from == from && (!x || (g->p[k].plen == x->plen && ip6_eq(&g->p[k].prefix, &x->prefix)))) {
			memmove(&g->p[k], &g->p[k + 1], (g->n - k - 1u) * sizeof(g->p[0]));
			g->n--;
		}
	if (g && !g->n) {
		while (*at != g)
			at = &(*at)->next;
		*at = g->next;
		free(g);
	}
	refresh(d, name);
}

static bool is_user(const struct gp_user *u, const char *name, const struct ip6 *suffix, u8 plen, bool eui64)
{
	return !strcmp(u->name, name) && u->plen == plen && u->eui64 == eui64 && ip6_eq(&u->suffix, suffix);
}

bool gp_use(struct ipif *p, const char *name, const struct ip6 *suffix, u8 plen, bool eui64, char *why, size_t why_len)
{
	struct dhcp6 *d = dhcp6_of(p->ip);
	struct gp_user **at = &dhcp6_if(p)->users, *u;
	unsigned n = 0;

	for (; (u = *at) && !is_user(u, name, suffix, plen, eui64); at = &u->next)
		n++;
	if (!u) {
		if (n >= GP_USERS_MAX || strlen(name) >= D6_NAME_MAX) {
			snprintf(why, why_len, "%% Too many addresses on %s", p->i->name);
			return false;
		}
		u = *at = xcalloc(1, sizeof(*u));
		snprintf(u->name, sizeof(u->name), "%s", name);
		u->suffix = *suffix;
		u->plen = plen;
		u->eui64 = eui64;
	}
	ipif_update(p); /* IPv6 is on, whether there is a prefix yet or not */
	refresh_user(d, p, u, find(d, name));
	return true;
}

void gp_unuse(struct ipif *p, const char *name, const struct ip6 *suffix, u8 plen, bool eui64)
{
	struct gp_user **at = &dhcp6_if(p)->users, *u;

	while ((u = *at) && !is_user(u, name, suffix, plen, eui64))
		at = &u->next;
	if (!u)
		return;
	refresh_user(dhcp6_of(p->ip), p, u, NULL);
	*at = u->next;
	free(u);
	ipif_update(p);
}

void gp_iface_free(struct ipif *p)
{
	while (p->dhcp6->users) {
		struct gp_user *u = p->dhcp6->users;

		p->dhcp6->users = u->next;
		free(u);
	}
}

void gp_free(struct dhcp6 *d)
{
	while (d->general) {
		struct general_prefix *g = d->general;

		d->general = g->next;
		free(g);
	}
}
