/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A YAML 1.1 document as a tree of values that know their places. Read with libyaml's event parser, so that nothing is
 * expanded before it is counted: aliases are shared, not copied, and the size of what they stand for is bounded. Merge keys
 * ("<<") are resolved. Only one document a file.
 */
#ifndef LAB_YAML_TREE_H
#define LAB_YAML_TREE_H

#include "lab/yaml_error.h"

enum {
	YAML_FILE_MAX = 64 << 20,
	YAML_DEPTH_MAX = 64,
	YAML_VALUES_MAX = 4000000, /* with aliases expanded */
};

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_value {
	u8 kind;
	bool block;		 /* scalar: | or > */
	bool literal;		 /* scalar: | : line n of the text is line at.line + n of the file */
	bool quoted;
	bool null;		 /* an empty plain scalar, ~ or null */
	struct yaml_place at;
	char *text;		 /* scalar: NUL-terminated; holds no NUL */
	size_t len;
	struct yaml_pair *pairs; /* map: in the order written, keys unique */
	struct yaml_value **items; /* list */
	u32 n;			 /* of pairs or items */
	u32 weight;		 /* values in it, itself included, aliases expanded */
};

struct yaml_pair {
	struct yaml_value *key;	/* a scalar */
	struct yaml_value *value;
};

struct yaml_arena;

/* A file read, its tree (NULL when it could not be read) and what is wrong in it. */
struct yaml_file {
	char *name;
	char *text;
	size_t len;
	size_t *line_at;	/* offset of each line; for quoting them */
	u32 n_lines;
	struct yaml_value *root; /* NULL: empty, or broken */
	struct yaml_errors errors;
	struct yaml_arena *arena;
};

/* Never NULL: look at ->errors. Reads the disk: regular files of at most YAML_FILE_MAX. */
struct yaml_file *yaml_file_read(const char *name);
/* text is copied. */
struct yaml_file *yaml_file_parse(const char *name, const char *text, size_t len);
void yaml_file_free(struct yaml_file *f);

/* Says what is wrong at a place of the file. hint may be NULL. */
void yaml_error(struct yaml_file *f, struct yaml_place at, const char *hint, const char *fmt, ...) PRINTF(4, 5);

/* Value of a key; NULL: not there, or not a map. */
struct yaml_value *yaml_get(const struct yaml_value *map, const char *key);

/* Zeroed memory that lives as long as the file. */
void *yaml_alloc(struct yaml_file *f, size_t n, size_t size);
char *yaml_copy_text(struct yaml_file *f, const char *s);

/* A whole file's bytes, NUL-terminated; NULL: why. Regular files of at most max bytes. */
char *yaml_slurp(const char *path, size_t max, size_t *len, char why[256]);

#endif
