/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaves: what the FIB's values stand for. Numbers are reused; 0 is never given out. */
#include <stdlib.h>

#include "router/stack.h"

/* The device's VRFs have one table of leaves: a FIB may lead out through another one's interface. */
u32 leaf_new(struct ipstack *s, enum leaf_kind kind, struct ipif *out)
{
	struct ipstack *root = s->root;
	u32 n = root->free_leaf;
	struct leaf *l;

	if (n) {
		root->free_leaf = root->leaf[n].next_free;
	} else {
		if (root->n_leaf > FIB_VALUE_MAX)
			bug("leaf_new: more than %u leaves", FIB_VALUE_MAX);
		n = root->n_leaf++;
		if (!(n & (n - 1))) { /* room for the next power of 2 */
			struct leaf *more = aligned_alloc(64, 2 * n * sizeof(*more));

			if (!more)
				bug("leaf_new: out of memory");
			memcpy(more, root->leaf, n * sizeof(*more));
			free(root->leaf);
			for (struct ipstack *t = root; t; t = t->next)
				t->leaf = more;
		}
	}
	l = &root->leaf[n];
	memset(l, 0, sizeof(*l));
	l->kind = kind;
	l->out = out;
	return n;
}

void leaf_ref(struct ipstack *s, u32 leaf) { s->leaf[leaf].refs++; }

void leaf_free(struct ipstack *s, u32 leaf)
{
	struct leaf *l = &s->leaf[leaf];

	l->kind = LEAF_NONE;
	l->next_free = s->root->free_leaf;
	s->root->free_leaf = leaf;
}

void leaf_unref(struct ipstack *s, u32 leaf)
{
	struct leaf *l = &s->leaf[leaf];

	if (!leaf)
		return;
	if (!l->refs--)
		bug("leaf_unref: leaf %u of kind %u has no references", leaf, l->kind);
	if (l->refs)
		return;
	if (l->kind == LEAF_GROUP) {
		u32 *member = l->member, n = l->n;

		leaf_free(s, leaf);
		for (u32 k = 0; k < n; k++)
			leaf_unref(s, member[k]);
		free(member);
	} else if (l->kind == LEAF_NEIGH && l->neigh->state == NEIGH_NONE) {
		neigh_forget(l->neigh);
	} else if (l->kind == LEAF_GLEAN || (l->kind == LEAF_ADJ && !l->neigh)) {
		leaf_free(s, leaf);
	}
}

void leaf_header(struct leaf *l, const u8 dst[6], u16 type)
{
	struct ipif *out = l->out;
	u8 *p = l->hdr;

	memcpy(p, dst, 6);
	memcpy(p + 6, out->mac, 6);
	p += ETH_TYPE;
	if (out->tagged) {
		put_be16(p, ETH_TYPE_VLAN);
		put_be16(p + 2, out->vlan);
		p += VLAN_HLEN;
	}
	put_be16(p, type);
	l->hlen = out->tagged ? ETH_HLEN + VLAN_HLEN : ETH_HLEN;
	l->mtu = type == ETH_TYPE_IP4 ? out->mtu4 : out->mtu6;
	l->kind = LEAF_ADJ;
}

void leaf_point_to_point(struct leaf *l, u16 type)
{
	static const u8 nobody[6];

	leaf_header(l, nobody, type);
	l->neigh = NULL;
}

u32 leaf_group(struct ipstack *s, const u32 *member, u32 n)
{
	u32 leaf;

	for (u32 k = 1; k < s->root->n_leaf; k++)
		if (s->leaf[k].kind == LEAF_GROUP && s->leaf[k].n == n && !memcmp(s->leaf[k].member, member, n * sizeof(*member)))
			return k;
	leaf = leaf_new(s, LEAF_GROUP, NULL);
	s->leaf[leaf].n = n;
	s->leaf[leaf].member = xcalloc(n, sizeof(*member));
	memcpy(s->leaf[leaf].member, member, n * sizeof(*member));
	for (u32 k = 0; k < n; k++)
		leaf_ref(s, member[k]);
	return leaf;
}

u32 leaf_shares(struct ipstack *s, const u32 *member, const u8 *share, u32 n)
{
	u32 bucket[BUCKETS_MAX], sum = 0, at = 0, done = 0;

	for (u32 k = 0; k < n; k++)
		sum += share[k];
	for (u32 k = 0; k < n; k++) {
		u32 until;

		/* Where its part ends, rounded; each has one at least, and leaves as many as come after it. */
		done += share[k];
		until = sum <= BUCKETS_MAX ? done : (done * BUCKETS_MAX + sum / 2) / sum;
		if (until > BUCKETS_MAX - (n - 1 - k))
			until = BUCKETS_MAX - (n - 1 - k);
		do
			bucket[at++] = member[k];
		while (at < until);
	}
	return leaf_group(s, bucket, at);
}
