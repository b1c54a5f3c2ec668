/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access lists as lists: names, entries by number, who holds them, and the answer to a packet. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "router/acl/own.h"
#include "router/policy/policy.h"

struct acls *acls_of(struct ipstack *s)
{
	s = s->root;	/* configured once a device */
	if (!s->acls) {
		s->acls = xcalloc(1, sizeof(*s->acls));
		s->acls->reflexive_s = ACL_LOG_EVERY_S;
	}
	return s->acls;
}

/* ---- lists ---- */

/* Numbers by value, then names. */
static int name_order(const char *x, const char *y)
{
	bool dx = *x >= '0' && *x <= '9', dy = *y >= '0' && *y <= '9';
	unsigned long nx = strtoul(x, NULL, 10), ny = strtoul(y, NULL, 10);

	if (dx != dy)
		return dx ? -1 : 1;
	if (dx && nx != ny)
		return nx < ny ? -1 : 1;
	return strcmp(x, y);
}

struct acl *acl_find(struct ipstack *s, u8 af, const char *name)
{
	for (struct acl *a = s->root->acls ? s->root->acls->lists : NULL; a; a = a->next)
		if (a->af == af && !strcmp(a->name, name))
			return a;
	return NULL;
}

static struct acl *make(struct ipstack *s, u8 af, const char *name)
{
	struct acls *l = acls_of(s);
	struct acl **at = &l->lists, *a;

	if (l->n_lists >= ACL_LISTS_MAX)
		return NULL;
	while (*at && ((*at)->af < af || ((*at)->af == af && name_order((*at)->name, name) < 0)))
		at = &(*at)->next;
	a = xcalloc(1, sizeof(*a));
	a->ip = s->root;
	a->af = af;
	a->kind = af == AF_IP6 ? ACL_IP6 : ACL_EXTENDED;
	a->name = xstrdup(name);
	a->next = *at;
	*at = a;
	l->n_lists++;
	return a;
}

static void release_entries(struct acl *a)
{
	for (u32 k = 0; k < a->n_aces; k++)
		ace_free(a->aces[k]);
	free(a->aces);
	a->aces = NULL;
	a->n_aces = a->cap = 0;
	acl_tree_free(a);
}

static void drop_if_unused(struct acl *a)
{
	struct acl **at;

	if (a->defined || a->holds)
		return;
	for (at = &a->ip->acls->lists; *at != a; at = &(*at)->next)
		;
	*at = a->next;
	a->ip->acls->n_lists--;
	release_entries(a);
	free(a->name);
	free(a);
}

bool acl_room(struct ipstack *s, u8 af, const char *name)
{
	return acl_find(s, af, name) || !s->root->acls || s->root->acls->n_lists < ACL_LISTS_MAX;
}

struct acl *acl_hold(struct ipstack *s, u8 af, const char *name)
{
	struct acl *a = acl_find(s, af, name);

	if (!a)
		a = make(s, af, name);
	if (a)
		a->holds++;
	return a;
}

struct acl *acl_again(struct acl *a)
{
	if (a)
		a->holds++;
	return a;
}

void acl_release(struct acl *a)
{
	if (!a)
		return;
	a->holds--;
	drop_if_unused(a);
}

struct acl *acl_define(struct ipstack *s, enum acl_kind kind, const char *name, const char **why)
{
	u8 af = kind == ACL_IP6 ? AF_IP6 : AF_IP4;
	struct acl *a = acl_find(s, af, name);

	if (a && a->defined && a->kind != kind) {
		*why = "% Access list type conflicts with prior definition";
		return NULL;
	}
	if (!a)
		a = make(s, af, name);
	if (!a) {
		*why = "% Too many access lists";
		return NULL;
	}
	a->kind = (u8)kind;
	if (!a->defined) {
		a->defined = true;
		acl_changed(a);
	}
	return a;
}

void acl_undefine(struct acl *a)
{
	release_entries(a);
	a->defined = false;
	a->denied = 0;
	acl_changed(a);
	drop_if_unused(a);
}

const char *acl_name(const struct acl *a) { return a->name; }

bool acl_is_standard(const struct acl *a) { return a->kind == ACL_STANDARD; }

bool acl_is_empty(const struct acl *a)
{
	for (u32 k = 0; k < a->n_aces; k++)
		if (a->aces[k]->act != ACE_REMARK)
			return false;
	return true;
}

void acl_changed(struct acl *a)
{
	acl_tree_free(a);
	if (a->routes) {
		a->routes = false;
		policy_lists_changed(a->ip);
	}
}

void acls_changed(struct ipstack *s)
{
	for (struct acl *a = s->root->acls ? s->root->acls->lists : NULL; a; a = a->next)
		acl_changed(a);
}

void acl_stack_free(struct ipstack *s)
{
	struct acls *l = s->acls;

	if (!l)
		return;
	acl_log_free(s);
	while (l->lists) {
		struct acl *a = l->lists;

		l->lists = a->next;
		release_entries(a);
		free(a->name);
		free(a);
	}
	reflexives_free(s);
	groups_free(l);
	time_ranges_free(l);
	free(l);
	s->acls = NULL;
}

/* ---- entries ---- */

void ace_free(struct ace *e)
{
	if (!e)
		return;
	free(e->remark);
	free(e->cookie);
	free(e);
}

static u32 place(const struct acl *a, u32 seq)
{
	u32 lo = 0, hi = a->n_aces;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (a->aces[mid]->seq < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct ace *acl_entry(const struct acl *a, u32 seq)
{
	u32 at = place(a, seq);

	return at < a->n_aces && a->aces[at]->seq == seq ? a->aces[at] : NULL;
}

static bool addr_same(const struct ace_addr *x, const struct ace_addr *y)
{
	return ipaddr_eq(&x->addr, &y->addr) && x->wild == y->wild && x->plen == y->plen && x->group == y->group;
}

bool ace_same(const struct ace *x, const struct ace *y)
{
	return x->act == y->act && x->proto == y->proto && x->service == y->service && addr_same(&x->src, &y->src) && addr_same(&x->dst, &y->dst) &&
	       !memcmp(&x->sport, &y->sport, sizeof(x->sport)) && !memcmp(&x->dport, &y->dport, sizeof(x->dport)) && x->icmp_type == y->icmp_type &&
	       x->icmp_code == y->icmp_code && x->tcp_any == y->tcp_any && x->flag_word == y->flag_word && x->flags_set == y->flags_set &&
	       x->flags_clear == y->flags_clear && x->option == y->option && x->headers == y->headers && x->flow_label == y->flow_label &&
	       !memcmp(&x->ttl, &y->ttl, sizeof(x->ttl)) && x->tos == y->tos && x->tos_mask == y->tos_mask &&
	       x->established == y->established && x->fragments == y->fragments && x->range == y->range && x->reflect == y->reflect &&
	       x->evaluate == y->evaluate && !(x->remark ? !y->remark || strcmp(x->remark, y->remark) : y->remark != NULL);
}

bool acl_add(struct acl *a, struct ace *e, const char **why)
{
	u32 at;

	if (a->n_aces >= ACL_ENTRIES_MAX) {
		*why = "% Too many entries in access list";
		return false;
	}
	if (!e->seq) {
		u32 last = a->n_aces ? a->aces[a->n_aces - 1]->seq : 0;

		if (last > ACL_SEQ_MAX - 10) {
			*why = "% Unable to assign sequence number: resequence the access list";
			return false;
		}
		e->seq = last + 10;
	}
	at = place(a, e->seq);
	if (at < a->n_aces && a->aces[at]->seq == e->seq) {
		*why = "% Duplicate sequence number";
		return false;
	}
	if (a->n_aces == a->cap) {
		a->cap = a->cap ? a->cap * 2 : 8;
		a->aces = xrealloc(a->aces, a->cap, sizeof(struct ace *));
	}
	memmove(a->aces + at + 1, a->aces + at, (a->n_aces - at) * sizeof(struct ace *));
	a->aces[at] = e;
	a->n_aces++;
	acl_changed(a);
	return true;
}

void acl_remove(struct acl *a, struct ace *e)
{
	u32 at = place(a, e->seq);

	memmove(a->aces + at, a->aces + at + 1, (a->n_aces - at - 1) * sizeof(struct ace *));
	a->n_aces--;
	ace_free(e);
	acl_changed(a);
}

bool acl_resequence(struct acl *a, u32 first, u32 step)
{
	if (a->n_aces && first + (u64)step * (a->n_aces - 1) > ACL_SEQ_MAX)
		return false;
	for (u32 k = 0; k < a->n_aces; k++)
		a->aces[k]->seq = first + k * step;
	acl_changed(a);
	return true;
}

/* ---- answers ---- */

/* RFC 4861 must go on where IPv6 is filtered: what IOS permits before the end of each list. */
static bool neighbour_discovery(const struct acl_key *k)
{
	return k->af == AF_IP6 && k->proto == IP_ICMP6 && !k->fragment && (k->dport >> 8 == 135 || k->dport >> 8 == 136);
}

static enum acl_answer decide(struct acl *a, const struct acl_key *k, struct ace **hit)
{
	struct ace *e;

	*hit = NULL;
	if (!a->n_aces)
		return ACL_NOTHING;
	e = acl_lookup(a, k);
	if (!e) {
		if (!a->n_rules && acl_is_empty(a))
			return ACL_NOTHING;
		if (neighbour_discovery(k))
			return ACL_PERMIT;
		a->denied++;
		return ACL_DENY;
	}
	*hit = e;
	e->matches++;
	return e->act == ACE_DENY ? ACL_DENY : ACL_PERMIT;
}

enum acl_answer acl_match(struct acl *a, const struct acl_key *k)
{
	struct ace *e;

	return decide(a, k, &e);
}

bool acl_packet(struct acl *a, const struct acl_key *k, const struct ipif *in, const u8 *mac)
{
	struct ace *e;
	enum acl_answer r = decide(a, k, &e);

	if (e && (e->log || e->log_input))
		acl_log_packet(a, e, k, in, mac);
	if (e && e->reflect && r == ACL_PERMIT)
		reflexive_add(e->reflect, k, e->reflect_s);
	return r != ACL_DENY;
}

bool acl_permits_source(struct acl *a, const struct ipaddr *src)
{
	struct acl_key k;

	acl_key_make(&k, src, NULL, 0, 0, 0);
	return acl_packet(a, &k, NULL, NULL);
}

bool acl_permits_route(struct acl *a, const struct ipaddr *prefix, u8 plen)
{
	struct ipaddr mask = { .af = prefix->af };
	struct acl_key k;

	a->routes = true;
	if (prefix->af == AF_IP4)
		mask.v4 = ip4_mask(plen);
	acl_key_make(&k, prefix, a->kind == ACL_EXTENDED ? &mask : NULL, 0, 0, 0);
	return acl_permits(a, &k);
}
