/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocks of lines. A block is a sorted array (rank of the row, then arguments or order of entry), since it is printed and
 * compared far more often than a line goes into its middle; a block of many lines has a hash table of keys beside it. Numbers
 * sort by value because each line of a sorted row carries its arguments as bytes that compare as they do.
 */
#include "cli/tree.h"

#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

enum { SMALL_BLOCK = 24 }; /* up to so many lines a scan is quicker than a table */

/* FNV-1a, 32 bits. */
static u32 hash_of(const char *s, u32 len)
{
	u32 h = 2166136261u;

	for (u32 i = 0; i < len; i++)
		h = (h ^ (u8)s[i]) * 16777619u;
	return h;
}

u32 tree_key_len(const struct args *a)
{
	const struct cmd *cmd = a->row->cmd;

	if (!cmd->key || (cmd->flags & CMD_MULTI) || cmd->key >= a->n)
		return (u32)strlen(args_line(a));
	return (u32)args_words_len(a, cmd->key);
}

char *tree_undo_text(const struct tree_line *l)
{
	return xasprintf("%.*s", l->row->cmd->flags & CMD_OPTIONS_GO ? (int)l->key_len : -1, tree_key(l));
}

static void put_be(struct text *t, u64 v, unsigned bytes)
{
	while (bytes--)
		text_putc(t, (char)(v >> 8 * bytes));
}

/* Bytes that compare as the arguments do. */
static void sort_key(struct shell *sh, struct tree_line *l, const struct args *a)
{
	struct text t = { 0 };
	struct ip6 a6;
	u32 a4;
	u8 plen;
	bool first = true;

	free(l->sort);
	l->sort = NULL;
	l->sort_len = 0;
	if (!(a->row->cmd->flags & CMD_SORT_NUMERIC))
		return;
	for (u32 i = 0; i < a->n; i++) {
		const struct op *op = a->word[i].op;
		const char *s = a->word[i].text;

		if (op->kind != OP_ARG)
			continue;
		if (op->type == ARG_NUMBER)
			put_be(&t, strtoull(s, NULL, 10), 8);
		else if (op->type == ARG_INTERFACE && sh->ops && sh->ops->iface_order)
			put_be(&t, sh->ops->iface_order(sh->node, s), 8);
		else if (op->type == ARG_IP4 && ip4_parse(s, &a4))
			put_be(&t, a4, 4);
		else if (op->type == ARG_IP4_PREFIX && ip4_prefix_parse(s, &a4, &plen))
			put_be(&t, (u64)a4 << 8 | plen, 5);
		else if (op->type == ARG_IP6 && ip6_parse(s, &a6))
			text_add(&t, (const char *)a6.b, 16);
		else if (op->type == ARG_IP6_PREFIX && ip6_prefix_parse(s, &a6, &plen)) {
			text_add(&t, (const char *)a6.b, 16);
			put_be(&t, plen, 1);
		} else {
			text_add(&t, s, strlen(s) + 1);
		}
		if (first && a->row->cmd->flags & CMD_SORT_GROUP)
			put_be(&t, (u64)(a->row - sh->g->rows), 4);
		first = false;
	}
	l->sort_len = (u32)t.len;
	l->sort = (u8 *)t.s;
}

void tree_line_set(struct shell *sh, struct tree_line *l, const struct args *a, bool no)
{
	free(l->text);
	l->text = no ? xasprintf("no %s", args_line(a)) : xstrdup(args_line(a));
	l->no = no;
	l->row = a->row;
	l->key_len = tree_key_len(a);
	l->hash = hash_of(args_line(a), l->key_len);
	sort_key(sh, l, a);
}

struct tree_line *tree_line_new(struct shell *sh, const struct args *a, bool no)
{
	struct tree_line *l = xcalloc(1, sizeof(*l));

	tree_line_set(sh, l, a, no);
	l->seq = ++sh->seq;
	return l;
}

void tree_line_whole(struct tree_line *l, const struct row *row)
{
	l->row = row;
	l->key_len = (u32)strlen(tree_key(l));
	l->hash = hash_of(tree_key(l), l->key_len);
}

void tree_line_free(struct tree_line *l)
{
	if (!l)
		return;
	if (l->block) {
		tree_clear(l->block);
		free(l->block);
	}
	free(l->text);
	free(l->sort);
	free(l);
}

int tree_compare(const struct tree_line *a, const struct tree_line *b)
{
	if (a->row->rank != b->row->rank)
		return a->row->rank < b->row->rank ? -1 : 1;
	if (a->sort || b->sort) {
		u32 n = a->sort_len < b->sort_len ? a->sort_len : b->sort_len;
		int d = n ? memcmp(a->sort, b->sort, n) : 0;

		if (d)
			return d;
		if (a->sort_len != b->sort_len)
			return a->sort_len < b->sort_len ? -1 : 1;
	}
	return (a->seq > b->seq) - (a->seq < b->seq);
}

struct tree_line *tree_find(const struct tree_block *b, const char *key, u32 len)
{
	u32 h = hash_of(key, len);

	if (b->buckets) {
		for (struct tree_line *l = b->buckets[h & (b->n_buckets - 1)]; l; l = l->hash_next)
			if (l->hash == h && l->key_len == len && !memcmp(tree_key(l), key, len))
				return l;
		return NULL;
	}
	for (u32 i = 0; i < b->n; i++) {
		struct tree_line *l = b->lines[i];

		if (l->hash == h && l->key_len == len && !memcmp(tree_key(l), key, len))
			return l;
	}
	return NULL;
}

static void hash_add(struct tree_block *b, struct tree_line *l)
{
	struct tree_line **at = &b->buckets[l->hash & (b->n_buckets - 1)];

	l->hash_next = *at;
	*at = l;
}

static void rehash(struct tree_block *b)
{
	if (b->n <= SMALL_BLOCK || b->n <= b->n_buckets)
		return;
	free(b->buckets);
	b->n_buckets = b->n_buckets ? b->n_buckets * 2 : 64;
	b->buckets = xcalloc(b->n_buckets, sizeof(struct tree_line *));
	for (u32 i = 0; i < b->n; i++)
		hash_add(b, b->lines[i]);
}

/* The first line that does not stand before l. */
static u32 place(const struct tree_block *b, const struct tree_line *l)
{
	u32 lo = 0, hi = b->n;

	if (hi && tree_compare(b->lines[hi - 1], l) < 0)
		return hi;
	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (tree_compare(b->lines[mid], l) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void tree_insert(struct tree_block *b, struct tree_line *l)
{
	u32 at = place(b, l);

	if (b->n == b->cap) {
		b->cap = b->cap ? b->cap + b->cap / 2 + 1 : 4;
		b->lines = xrealloc(b->lines, b->cap, sizeof(struct tree_line *));
	}
	memmove(b->lines + at + 1, b->lines + at, (b->n - at) * sizeof(struct tree_line *));
	b->lines[at] = l;
	b->n++;
	if (b->buckets)
		hash_add(b, l);
	rehash(b);
}

void tree_remove(struct tree_block *b, struct tree_line *l)
{
	u32 at = place(b, l);

	if (at >= b->n || b->lines[at] != l)
		bug("configuration line \"%s\" is not in its place", l->text);
	memmove(b->lines + at, b->lines + at + 1, (b->n - at - 1) * sizeof(struct tree_line *));
	b->n--;
	if (b->buckets) {
		struct tree_line **p = &b->buckets[l->hash & (b->n_buckets - 1)];

		while (*p != l)
			p = &(*p)->hash_next;
		*p = l->hash_next;
	}
	if (!b->n)
		tree_clear(b);
}

void tree_clear(struct tree_block *b)
{
	for (u32 i = 0; i < b->n; i++)
		tree_line_free(b->lines[i]);
	free(b->lines);
	free(b->buckets);
	*b = (struct tree_block){ 0 };
}

static int compare_pointers(const void *a, const void *b)
{
	return tree_compare(*(struct tree_line *const *)a, *(struct tree_line *const *)b);
}

void tree_sort(struct tree_block *b)
{
	if (b->n)
		qsort(b->lines, b->n, sizeof(struct tree_line *), compare_pointers);
}

void tree_copy(struct tree_block *to, const struct tree_block *from)
{
	*to = (struct tree_block){ 0 };
	for (u32 i = 0; i < from->n; i++) {
		const struct tree_line *o = from->lines[i];
		struct tree_line *l = xcalloc(1, sizeof(*l));

		*l = *o;
		l->hash_next = NULL;
		l->text = xstrdup(o->text);
		if (o->sort) {
			l->sort = xcalloc(1, o->sort_len);
			memcpy(l->sort, o->sort, o->sort_len);
		}
		if (o->block) {
			l->block = xcalloc(1, sizeof(*l->block));
			tree_copy(l->block, o->block);
		}
		tree_insert(to, l);
	}
}
