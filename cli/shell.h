/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the shell: the state of a node's shell and of a session, shared by the files of cli/. */
#ifndef CLI_SHELL_H
#define CLI_SHELL_H

#include "cli/grammar.h"
#include "cli/pipe.h"
#include "cli/tree.h"

enum {
	LEVELS_MAX = 8,	      /* of nested blocks, global configuration included */
	HISTORY_DEFAULT = 20,
	HISTORY_MAX = 256,
	RANGE_MAX = 1024,     /* interfaces in a range */
	ALIASES_MAX = 256,
	SEARCH_MAX = 128,     /* of a pattern at --More-- */
	NOTES_MAX = 1000,     /* log lines that wait while a session prints */
};

struct alias {
	struct alias *next;
	char *name, *line;
};

struct shell {
	struct node *node;
	const struct grammar *g;
	const struct shell_ops *ops;
	struct tree_block root;
	u32 seq;	 /* of the last line entered: orders lines */
	u32 gen;	 /* counted up when objects may have gone: sessions look theirs up anew */
	bool no_domain_lookup;
	bool (*empty_line)(struct cli *c); /* NULL: it does nothing */
	bool (*host_word)(struct cli *c, const char *word); /* takes a word that is no command; NULL: nobody */
	struct rights *rights;	/* rights.c; NULL: as by nature */
	struct alias *aliases; /* those configured */
	struct cli *sessions;
	char hostname[64];
};

/* A mode that a session is in: level 0 is global configuration. */
struct level {
	const struct gmode *mode;
	const char *prompt;
	const struct row *row;	/* that opened it; NULL at level 0 */
	char *line;		/* canonical, that opened it */
	u32 key_len;		/* of it */
	void *object;
	char **range;		/* of an interface range: the lines that open each */
	u32 n_range;
	int indent;		/* of the line that opened it (shell_apply) */
	bool indented;		/* lines of it were indented deeper */
};

struct history {
	char **line;
	u32 n, size;
};

struct cli {
	struct shell *sh;	/* NULL: the shell is gone */
	struct cli *next;
	struct cli_io io;
	void (*resting)(void *arg); /* cli_on_resting() */
	struct cli_options o;
	char *where, *user;
	nsec began, last_input;
	bool monitor;
	bool breaks_in;		/* not cli_redraws() */
	bool no_hosts;		/* cli_set_hosts() */
	bool suggest;		/* `terminal suggest`: after an error, the nearest word that fits */

	struct level level[LEVELS_MAX]; /* n_levels 0: EXEC */
	unsigned n_levels;
	u32 gen;		/* shell's when the objects were looked up */
	bool do_exec;		/* the line runs in EXEC from within configuration */
	bool configuring;	/* entered configuration and has to tell when it leaves */

	/* The line under way. */
	char *line;		/* as typed */
	int status;
	bool running;		/* inside run() */
	bool ended;		/* logout */
	bool end_after;		/* ^Z: leaves configuration when the line is done */
	bool silent;		/* nothing is to be printed any more */
	bool error_said;
	void (*stop)(struct cli *c, void *state, bool gone);
	void *stop_state;
	void (*keys)(struct cli *c, void *state, const char *bytes, size_t n); /* of the command under way; NULL: it takes none */
	struct cli_end *ends;	/* who wants to hear of the session's end */
	bool busy;
	bool again;		/* the line runs a second time */
	void (*answer)(struct cli *c, void *state, const char *text);
	void *answer_state;
	char *question;
	bool secret;		/* the answer is not to be shown */
	struct text more_lines; /* of a delimited text that is not complete */
	bool collecting;

	/* Running configuration lines. */
	bool replay;
	bool dry;		/* only into the tree */
	bool syncing;		/* replace.c is at work */
	bool force;		/* put back what was: no error stops it */
	struct tree_block *root; /* the shell's but in a dry run */
	void *object[LEVELS_MAX + 1];
	unsigned n_objects;
	void *entered;		/* cli_enter_object() */
	const char *entered_prompt;
	bool leave;		/* cli_leave() */
	char *store;		/* cli_store() */
	char *follow;		/* cli_follow(); NULL: nothing */
	bool follow_trace;
	unsigned follow_left, follow_depth; /* lines that may follow still */
	struct tree_block *block; /* that the line stands in */
	u32 line_no;		/* in the text that is applied */
	struct config_error *err; /* where errors go instead of the session */

	/* Output. */
	struct pipe pipe;
	struct text held;	/* behind --More-- */
	bool paging, discard;
	bool helping;		/* what is paged is help */
	struct text search;	/* /RE, +RE, -RE as typed at --More--; empty: none */
	unsigned page_lines, page_column;
	bool capture;		/* JSON: text gathers in `captured`, rows in `rows` */
	struct text captured, rows;
	struct text notes;	/* log lines that wait */
	unsigned n_notes, notes_max, notes_lost; /* notes_max 0: NOTES_MAX */
	bool midline;		/* output does not stand at the start of a line */

	struct view *view;	/* NULL: none */
	struct enable_ask *enabling; /* `enable` has asked for a password */
	char *waiting;		/* a line that waits for cli_permitted() */
	bool waiting_do, permitted;
	unsigned nested;	/* commands within commands: the first was asked about */
	struct history exec_history, config_history;
	char *completed;
	char **candidates;
	unsigned n_candidates;
	void *gather;		/* whoever collects words from a callback */
	u32 depth;		/* aliases in aliases */
};

/* ---- session.c, exec.c ---- */
void session_finish(struct cli *c);
void session_end(struct cli *c); /* logout */
void session_stop(struct cli *c); /* ends the command that takes time, if there is one; the session goes */
void session_to_exec(struct cli *c);
void session_ending(struct cli *c); /* tells those who wanted to hear of it */
void session_orphan(struct cli *c); /* the shell goes: ends the session */
void session_push(struct cli *c, const struct row *row, const char *line, u32 key_len, void *object);
void session_pop(struct cli *c);
/* A line of configuration, or one more of a text that goes on over several; longer ones than can be typed are refused. true: taken */
bool session_config_line(struct cli *c, const char *line);
bool exec_line(struct cli *c, const char *line);
/* permit.c: may the matched line run? line: as typed, to be run again when the answer comes. */
bool permit_command(struct cli *c, const struct args *a, const char *line, bool no);
struct match_env session_env(struct cli *c);
void level_free(struct level *l);
const char *mode_prompt(const struct cli *c);
void history_add(struct history *h, const char *line);
void history_resize(struct history *h, u32 size);
void history_free(struct history *h);
struct history *session_history(struct cli *c);

/* ---- enable.c ---- */
bool enable_run(struct cli *c, const struct args *a);
void enable_forget(struct cli *c);

/* ---- output.c ---- */
void output_begin(struct cli *c);
void output_end(struct cli *c, const char *command);
void output_write(struct cli *c, const char *s, size_t len);
void output_emit(struct cli *c, const char *s, size_t len);
void output_notes(struct cli *c);

/* ---- error.c ---- */
/* Says what is wrong with the line, in the shell's words. words: of the line typed. */
void error_match(struct cli *c, const struct match *m, const char *line);
void error_at(struct cli *c, u32 column, const char *line);
/* Control characters stand in no line: they would act on the terminals that show it later. true: there is one, and it was said. */
bool error_control(struct cli *c, const char *line);

/* suggest.c: the word that may have been meant instead of the one at column of the line; nothing where none is near. */
void suggest(struct cli *c, const char *line, u32 column);

/* ---- config.c: lines on the tree ---- */
enum config_verb { CONFIG_SET, CONFIG_NO, CONFIG_DEFAULT };
/* Makes a matched line of the block take effect and keeps it. *out: the line of a block that was opened. */
bool config_set(struct cli *c, struct tree_block *b, struct args *a, struct tree_line **out);
bool config_unset(struct cli *c, struct tree_block *b, struct args *a, bool by_key, bool dflt);
/* Undoes a line, and what stands in its block, and takes it from the tree. */
bool config_remove(struct cli *c, struct tree_block *b, struct tree_line *l);
/* Runs the row of a block's line again: pushes its object. */
bool config_enter(struct cli *c, const struct tree_line *l);
void config_leave(struct cli *c);
/* Matches a canonical line again. */
bool config_parse(struct cli *c, const struct gmode *mode, const char *text, bool no, struct args *a);
bool config_run(struct cli *c, struct args *a);
bool config_is_fixed(struct cli *c, const struct tree_line *l);
/* Keeps a matched line in the block, in place of `old`. */
struct tree_line *config_keep(struct cli *c, struct tree_block *b, struct tree_line *old, const struct args *a, bool no);
/* A line of a row with CMD_ELSEWHERE. */
bool elsewhere_run(struct cli *c, struct tree_block *b, struct args *a);

/* ---- options.c ---- */
/* With CMD_OPTIONS_ADD, and a line of the block that it adds to, or (no) takes from: *a becomes the line that this comes to. false: it stays as it was typed. */
bool options_add(struct cli *c, const struct tree_block *b, struct args *a, bool no);

/* ---- mode.c: a configuration line in a session's mode ---- */
bool mode_run_line(struct cli *c, const char *line);
/* The block of the present mode, its objects looked up again where they may have gone. */
struct tree_block *mode_block(struct cli *c, unsigned n_levels);
/* Would the line be taken, were the session that many levels deep? Does its first word begin lines that open a block? */
bool mode_knows(struct cli *c, unsigned n_levels, const char *line);
bool mode_opens(struct cli *c, const char *line);
bool range_enter(struct cli *c, const struct args *a);
bool range_unset(struct cli *c, const struct args *a, bool dflt);
bool range_valid(struct cli *c, const char *text);
bool range_line(struct cli *c, struct args *a, enum config_verb verb, bool by_key);
/* A line that was typed in the block that `opener` opens, and taken: for the interfaces that it is for as well (shell_ops.spread). */
bool range_spread(struct cli *c, const char *opener, struct args *a, enum config_verb verb, bool by_key);

/* ---- span.c ---- */
/* The lines that open the blocks of the span, no more and no less; make: those that are not there yet, too. false: said why. The caller frees them. */
bool span_lines(struct cli *c, const struct args *a, bool make, char ***lines, u32 *n);

/* ---- replace.c ---- */
/* The tree that the text would make; nothing is run. */
bool replace_parse(struct cli *c, const char *text, struct tree_block *want, struct config_error *e);
/* Which lines of cur may stay: a flag for each; the caller frees it. */
bool *replace_kept(const struct tree_block *cur, const struct tree_block *want);
/* The line of the block with the same text; NULL: none. */
struct tree_line *replace_twin(const struct tree_block *b, const struct tree_line *l);
bool replace_sync(struct cli *c, const struct tree_block *want, unsigned *n_changed);

/* ---- running.c ---- */
/* part: of that partition of it alone (cli/partition.c); NULL: all. */
void running_print(struct shell *sh, struct text *out, bool all, const char *part);
bool partition_has(const char *name, const char *line);
const char *partition_of(const struct args *a);
bool running_print_block(struct shell *sh, struct text *out, const char *line, bool all);

/* ---- help.c ---- */
struct candidate {
	char *word;
	const char *help; /* may be NULL */
	char *own_help;	  /* to be freed */
	bool arg;	  /* a placeholder */
	bool value;	  /* a live value of an argument */
};
struct candidates {
	struct candidate *c;
	u32 n, cap;
	bool cr;      /* the line may end here */
	bool pipe;    /* and may go on with | */
	struct match why; /* what is wrong with the words before */
};
/* What may stand at the end of the text; partial: what has been typed of the last word (into *prefix). */
void candidates_gather(struct cli *c, const char *text, struct candidates *out, const char **prefix);
void candidates_free(struct candidates *s);

/* ---- internal sessions: what shell_apply() runs on ---- */
struct cli *session_internal(struct shell *sh);
void alias_set(struct shell *sh, const char *name, const char *line); /* line NULL: removes */
const char *alias_find(const struct shell *sh, const char *name, size_t len);
extern const char *const alias_defaults[][2];
extern const unsigned n_alias_defaults;

#endif
