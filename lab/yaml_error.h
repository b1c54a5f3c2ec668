/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong in a file that a user wrote: all of it, each with its place, the line, a caret and a hint.
 *
 *   lab.yml:4:14: there is no kind "swich"
 *     sw1: {kind: swich, ports: 24}
 *                 ^
 *     hint: did you mean "switch"?
 */
#ifndef LAB_YAML_ERROR_H
#define LAB_YAML_ERROR_H

#include "core/types.h"

enum { YAML_ERRORS_MAX = 100 };

/* From 1, in characters; line 0: the file as a whole. */
struct yaml_place {
	u32 line, column;
};

struct yaml_error {
	struct yaml_place at;
	char *file;	/* as the user named it */
	char *text;	/* one line, without control characters */
	char *hint;	/* NULL: none */
	char *source;	/* the line it is about, cut to a window around the column; NULL: none */
	u32 caret;	/* blanks before the caret in `source` */
};

struct yaml_errors {
	struct yaml_error *list;
	unsigned n;
	u64 lost;	/* beyond YAML_ERRORS_MAX */
};

/* Adds one. file, text, hint and source_line (len bytes, NULL: none) are copied. The same text at the same place is kept once. */
void yaml_error_add(struct yaml_errors *e, const char *file, struct yaml_place at, const char *source_line, size_t len,
		    const char *text, const char *hint);
/* All of them in order of file and place, as above; caller frees. "" when there are none. */
char *yaml_errors_text(struct yaml_errors *e);
void yaml_errors_free(struct yaml_errors *e);

/* The nearest of words to `word` if near enough to be what was meant; else NULL. next(arg, i) gives word i, NULL beyond the last. */
const char *yaml_nearest(const char *word, const char *(*next)(const void *arg, unsigned i), const void *arg);

#endif
