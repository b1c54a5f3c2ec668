/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scenario files: a lab, then steps; each acts or expects (docs/scenario.md). Reading one finds all its mistakes in one pass,
 * as with topology files; running one asks a lab for a few things only (struct scenario_ops), so that the runner is
 * tested without any.
 */
#ifndef LAB_SCENARIO_H
#define LAB_SCENARIO_H

#include <jansson.h>
#include <regex.h>
#include <stdio.h>

#include "lab/topology.h"

enum {
	SCENARIO_STEPS_MAX = 10000,
	SCENARIO_PATTERN_MAX = 1000,
};

enum scenario_kind {
	STEP_NONE,
	/* expectations */
	STEP_PING, STEP_NO_PING, STEP_TCP, STEP_NO_TCP, STEP_PATH, STEP_SHOW, STEP_PACKETS, STEP_WATCHED, STEP_QUIET,
	/* acts */
	STEP_WIRE, STEP_POWER, STEP_CONFIGURE, STEP_EXEC, STEP_WAIT, STEP_WATCH,
};
static inline bool scenario_expects(enum scenario_kind k) { return k >= STEP_PING && k <= STEP_QUIET; }

/* A pattern that some line must match, or none. */
struct scenario_pattern {
	struct scenario_pattern *next;
	char *text;
	regex_t re;
	bool none;
};

/* How a cell compares with a value. */
enum scenario_is { IS_EQUAL, IS_NOT, IS_LESS, IS_AT_MOST, IS_MORE, IS_AT_LEAST, IS_LIKE };
struct scenario_cell {
	char *name, *value;
	enum scenario_is is;
	double number;			/* of the orders */
	regex_t re;			/* IS_LIKE */
};
/* Some row must have all these cells. */
struct scenario_row {
	struct scenario_row *next;
	struct scenario_cell *cells;
	u32 n_cells;
};

struct scenario_step {
	enum scenario_kind kind;
	struct yaml_place at;
	char *name;		/* NULL: what it does says it */
	nsec within;		/* expectations: how long it may take to come true */
	u32 score;
	struct topo_node *node;	/* whom it is about */
	/* ping */
	char *to;
	u32 count, size;	/* size 0: the command's default */
	/* commands, in order, in one session; expectations look at what all of them print, cells at the rows of the last */
	char **commands;
	u32 n_commands;
	int ok;			/* expected: 1 accepted, 0 rejected, -1 no matter */
	struct scenario_pattern *patterns;
	struct scenario_row *rows;
	s64 n_rows;		/* -1: any number */
	/* of a show: the rows with all of `where` are looked at; one of them has all of `has`, none has all of `has_not` */
	struct scenario_row *where, *has, *has_not;
	/* TCP */
	u16 tcp_port;
	/* path: nodes and addresses that it passes, in order, and others that it does not */
	char **via, **not_via;
	u32 n_via, n_not_via;
	/* packets, watch */
	char *watch, *filter;
	nsec span;
	u64 at_least, at_most;
	/* for the report, and who is graded */
	char *hint;
	u32 *needs;		/* steps that must have passed; else this one is not done */
	u32 n_needs;
	/* wire */
	struct topo_port *port;
	struct topo_event change;
	/* power: "on", "off", "restart", "suspend", "resume" */
	char *state;
	char *config;		/* configure: the lines */
	/* wait */
	nsec wait;
	bool until_idle;
};

struct scenario {
	struct yaml_file *file;
	struct topology *topo;	/* NULL: none could be read */
	char *name;		/* the file's */
	bool virtual_clock;
	u64 seed;
	struct scenario_step *steps;
	u32 n_steps;
};

/* Never NULL: look at scenario_good(). */
struct scenario *scenario_read(const char *path);
struct scenario *scenario_parse(const char *file_name, const char *text, size_t len);
void scenario_free(struct scenario *s);
bool scenario_good(const struct scenario *s);
/* All mistakes, of the scenario and of its lab; caller frees. */
char *scenario_errors(struct scenario *s);

/* What came of commands. The runner frees text and rows. */
struct scenario_answer {
	bool ok;		/* all were accepted and did what they said */
	char *text;
	json_t *rows;		/* of the last command; NULL: it has none */
};

/* A lab, as the runner sees it. Each waits until it is done; false: *why (malloc()ed) says why it could not be. */
struct scenario_ops {
	void *arg;
	nsec (*now)(void *arg);
	/* Lets time pass until then; the clock stands there afterwards, or beyond. */
	bool (*advance)(void *arg, nsec until, char **why);
	/* Until nothing converges any more, as `lanyard run --until-idle`. */
	bool (*idle)(void *arg, char **why);
	bool (*exec)(void *arg, const char *node, char *const *lines, unsigned n, bool json, struct scenario_answer *a, char **why);
	bool (*configure)(void *arg, const char *node, const char *text, char **why);
	bool (*power)(void *arg, const char *node, const char *state, char **why);
	/* Counts packets from now on, under that name; ends, and says how many. */
	bool (*watch)(void *arg, const char *name, const char *node, const char *port, const char *filter, char **why);
	bool (*watched)(void *arg, const char *name, u64 *n, char **why);
	bool (*wire)(void *arg, const char *node, const char *port, const struct topo_event *change, char **why);
};

struct scenario_result {
	u32 passed, failed, skipped;	/* steps */
	u64 score, score_max;
	json_t *steps;			/* what the reports are made of; the caller drops it */
};
/* Does all steps; a line a step to out, more for those that fail: expected, seen, when. An act that cannot be done ends it.
 * Returns whether all passed. */
bool scenario_run(const struct scenario *s, const struct scenario_ops *ops, FILE *out, struct scenario_result *r);

/* Reports of several scenarios: files is a list of {file, name, passed, failed, skipped, score, score_max, steps}. false: errno. */
bool scenario_report_json(const json_t *files, FILE *out);
bool scenario_report_junit(const json_t *files, FILE *out);

/* `lanyard test FILE... [--capture FOLDER]`: 0 all passed, 1 a step failed, 2 a bad file. */
int scenario_main(int argc, char **argv);

#endif
