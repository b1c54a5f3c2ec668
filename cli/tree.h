/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration as a tree of lines in canonical spelling; a line that opens a block has one. In order of running-config. */
#ifndef CLI_TREE_H
#define CLI_TREE_H

#include "core/types.h"

struct row;
struct args;
struct shell;
struct tree_block;

struct tree_line {
	char *text;	   /* "no " included where it is kept as such */
	const struct row *row;
	struct tree_block *block; /* NULL: opens none */
	struct tree_line *hash_next;
	u8 *sort;	   /* of rows that are sorted by argument */
	u32 sort_len;
	u32 hash, key_len; /* of the key: text (without "no ") up to key_len */
	u32 seq;	   /* order of entry */
	u32 line_no;	   /* in the text it came from */
	bool no;
};

struct tree_block {
	struct tree_line **lines; /* sorted */
	u32 n, cap;
	struct tree_line **buckets; /* by hash of the key; NULL while the block is small */
	u32 n_buckets;
};

static inline const char *tree_key(const struct tree_line *l) { return l->no ? l->text + 3 : l->text; }
/* What stands behind `no` to undo all of it; free() it. */
char *tree_undo_text(const struct tree_line *l);

/* A line for the tree: text without "no". */
struct tree_line *tree_line_new(struct shell *sh, const struct args *a, bool no);
/* The whole line becomes its key; it stands where lines of the row do. */
void tree_line_whole(struct tree_line *l, const struct row *row);
void tree_line_free(struct tree_line *l);
/* Gives the line another text of the same key. */
void tree_line_set(struct shell *sh, struct tree_line *l, const struct args *a, bool no);
/* How much of the matched line is its key. */
u32 tree_key_len(const struct args *a);

struct tree_line *tree_find(const struct tree_block *b, const char *key, u32 len);
void tree_insert(struct tree_block *b, struct tree_line *l);
void tree_remove(struct tree_block *b, struct tree_line *l); /* does not free */
void tree_clear(struct tree_block *b);
void tree_sort(struct tree_block *b); /* after seq of lines was changed */
void tree_copy(struct tree_block *to, const struct tree_block *from);
/* -1, 0, 1 in order of running-config. */
int tree_compare(const struct tree_line *a, const struct tree_line *b);

#endif
