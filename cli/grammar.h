/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the shell: compiled rows, and lines matched against them.
 *
 * Each row becomes a little program of ops (a non-deterministic automaton over words). A line is matched by all rows of its
 * mode at once: a set of threads, each at an op of a row, moves word by word; the index of first words keeps the set small.
 * At each word the best kind of match over all rows counts: exact keyword, unique short keyword, typed argument, WORD, LINE.
 */
#ifndef CLI_GRAMMAR_H
#define CLI_GRAMMAR_H

#include "cli/cli.h"
#include "cli/lexer.h"
#include "cli/text.h"

enum op_kind {
	OP_KEYWORD,
	OP_ARG,
	OP_SPLIT,  /* goes on at x and at y */
	OP_JUMP,   /* at x */
	OP_ONCE,   /* goes on at the next op, unless `bit` was taken before */
	OP_ACCEPT,
};

enum arg_type {
	ARG_NUMBER,
	ARG_IP4,
	ARG_IP4_PREFIX,
	ARG_IP6,
	ARG_IP6_PREFIX,
	ARG_MAC,
	ARG_TIME,
	ARG_HOUR,	/* hh:mm: canonical with seconds */
	ARG_INTERFACE,
	ARG_IFRANGE,
	ARG_NUMBERS,
	ARG_WORD,
	ARG_LINE,
	ARG_DELIMITED,
	ARG_BODY, /* "BODY", at the end of a row: the lines that follow, up to one that says "@". The argument: those lines, each with its newline */
};

struct op {
	u8 kind, type, bit;
	u16 x, y;
	u64 lo, hi;	   /* ARG_NUMBER */
	const char *word;  /* the keyword; of an argument what `?` shows */
	const char *name;  /* of an argument */
	const char *unsaid; /* what the argument is when it is left out; NULL: it cannot be */
	const char *help;  /* NULL: none anywhere */
};

struct gmode;

struct row {
	const struct cmd *cmd;
	struct op *ops;
	u16 n_ops;
	u32 rank;	     /* place of its lines in running-config: (order, table order), shared by rows that mix */
	const struct gmode *mode, *enter;
	bool spans;	     /* with enter, and a number named "last": its blocks are spans of numbers (span.c) */
	bool dflt_no;	     /* dflt is "no ..." */
	bool dflt_switch;    /* dflt is what the line says without a value: `no` is kept as a line */
	bool is_list;	     /* lines in order of entry, several side by side: the order has a meaning */
};

struct first_word {
	const char *word; /* NULL: starts with an argument */
	const struct row *row;
};

struct gmode {
	const struct cli_mode *mode;
	const struct gmode *up;
	struct first_word *first; /* by word; those that start with an argument stand first */
	u32 n_first, n_args_first;
	const struct row **rows; /* of this mode, in order of the tables */
	u32 n_rows;
};

struct grammar {
	struct row *rows;
	u32 n_rows;
	struct gmode *modes;
	u32 n_modes;
	const struct help_row *help;
	u32 n_help;
	char **strings; /* pieces of syntax and help texts */
	u32 n_strings, cap_strings;
	const struct gmode *exec, *config;
};

/* Rows of this mode belong to every configuration mode. */
extern const struct cli_mode mode_any_config;

const struct gmode *grammar_mode(const struct grammar *g, const struct cli_mode *mode);
/* Keeps a copy of s for the life of g. */
const char *grammar_keep(struct grammar *g, const char *s, size_t len);
/* Compiles r->cmd->syntax into r->ops. */
void syntax_compile(struct grammar *g, struct row *r);

/* ---- matched lines ---- */

struct arg_word {
	const struct op *op;
	const char *text; /* canonical */
};

struct args {
	const struct row *row;
	bool no;
	u32 n;
	struct arg_word word[WORDS_MAX];
	char *line; /* canonical; NULL in an empty one */
	char *buf;  /* where word texts stand */
};
void args_free(struct args *a);
/* Length of the first n words of the canonical line. */
size_t args_words_len(const struct args *a, unsigned n);

enum match_status {
	MATCH_OK,
	MATCH_INVALID,
	MATCH_AMBIGUOUS,
	MATCH_INCOMPLETE,
	MATCH_MORE, /* a delimited text goes on in the next line */
};

/* Whom names of interfaces are asked of, and what may be typed. */
struct match_env {
	struct cli *cli;
	struct node *node;
	const struct shell_ops *ops; /* may be NULL */
	u8 privilege;
	bool create; /* interfaces that could be made count in every row, not just where they are made */
	bool prefix; /* `no`, `default`: the key words are enough */
};

struct match {
	enum match_status status;
	u32 column;   /* of the offending character, from 0 */
	u32 depth;    /* words that fitted */
	bool by_key;  /* complete only because of match_env.prefix */
	bool body;    /* with MATCH_MORE: up to "@" */
};

/* The level that a command has by nature. */
unsigned row_privilege(const struct row *r);
/* Matches the words from `from` on. a is filled (args_free() it) when the status is MATCH_OK. */
struct match match_line(const struct gmode *m, const struct match_env *env, const struct words *w, u32 from, struct args *a);

/* ---- what may come next: for help and completion ---- */

struct thread {
	const struct row *row;
	u16 op;
	bool half;   /* in the middle of an interface: the type was given, the number is due */
	u32 from;    /* index in paths of the last word matched; ~0: none */
	u64 taken;   /* options of [..]* that were given */
};

struct path {
	u32 from;
	const struct op *op;
	u32 word;    /* index of its (first) word */
	u8 n_words;  /* 0: it went without saying */
};

struct threads {
	struct thread *t;
	u32 n, cap;
	struct path *paths;
	u32 n_paths, cap_paths;
	bool line;   /* a rest-of-line argument took all words that follow */
};

/* The threads after words [from, to) of w. The status tells what went wrong. */
struct match match_words(const struct gmode *m, const struct match_env *env, const struct words *w, u32 from, u32 to, struct threads *out);
/* How many of the words behind the thread went without saying. */
u32 thread_unsaid(const struct threads *s, const struct thread *t);
void threads_free(struct threads *t);

/* ---- argument types ---- */

bool argtype_parse(struct op *op, const char *syntax, size_t len, struct grammar *g);
/* Does the word fit? Canonical spelling goes to out (may be NULL). */
bool argtype_match(const struct op *op, const struct match_env *env, bool create, const char *s, u32 len, struct text *out);
/* A word that is but the type of an interface ("gi", "Vlan"), its number apart. */
bool argtype_is_iface_type(const struct match_env *env, const char *s, u32 len);
/* The delimited text that begins at s: its inside; 0: it does not end here. Returns the length from s up to the end's delimiter. */
size_t delimited_find(const char *s, const char **inside, size_t *len);
/* The length of the lines before the one that says "@"; false: there is none yet. */
bool body_find(const char *s, size_t *len);

#endif
