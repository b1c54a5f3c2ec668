/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `aaa new-model`: who may log in, enable, have a shell and run a command is asked of lists of methods. A method answers yes or no, which is final, or cannot
 * answer, and the next is asked. What servers say comes through struct aaa_servers (router/aaa/). A question is a request: it takes its time, and nobody waits for it.
 */
#ifndef DEVICE_AAA_AAA_H
#define DEVICE_AAA_AAA_H

#include "device/device.h"

enum { AAA_METHODS_MAX = 4, AAA_NAME_MAX = 31, AAA_USER_MAX = 64, AAA_PASSWORD_MAX = 128, AAA_PROMPT_MAX = 200, AAA_LISTS_MAX = 256 };

enum aaa_kind { AAA_LOGIN, AAA_ENABLE, AAA_EXEC, AAA_COMMANDS, AAA_ACCT_EXEC, AAA_ACCT_COMMANDS, AAA_KIND_N };
enum aaa_type { AAA_LOCAL, AAA_LOCAL_CASE, AAA_ENABLE_SECRET, AAA_LINE, AAA_NONE, AAA_IF_AUTHENTICATED, AAA_GROUP };
enum aaa_verdict { AAA_PASS, AAA_FAIL, AAA_ERROR /* nobody answered */ };
enum aaa_record { AAA_RECORD_NONE, AAA_START_STOP, AAA_STOP_ONLY };

struct aaa_method {
	u8 type;			/* enum aaa_type */
	char group[AAA_NAME_MAX + 1];	/* "radius", "tacacs+", or a name */
};
struct aaa_list {
	struct aaa_list *next;		/* in order of kind, level, name */
	u8 kind;			/* enum aaa_kind */
	u8 level;			/* of commands */
	u8 record;			/* accounting: enum aaa_record */
	u8 n;
	char name[AAA_NAME_MAX + 1];
	struct aaa_method method[AAA_METHODS_MAX];
};

struct aaa_request {
	/* asked */
	struct device *dev;
	u8 kind;			/* enum aaa_kind */
	u8 level;			/* enable: wanted; commands, accounting: of the command */
	unsigned line;			/* LINE_ number of the session */
	char user[AAA_USER_MAX + 1], password[AAA_PASSWORD_MAX + 1];
	char peer[48];			/* where he sits; "async": the console */
	char tty[8];			/* "tty2" */
	char *command;			/* canonical; the request's own; NULL */
	u8 given;			/* exec: 1 + the privilege that the answer to his login gave; 0: it gave none */
	void (*done)(struct aaa_request *r);	/* never from within aaa_begin() or aaa_answer() */
	void (*ask)(struct aaa_request *r, const char *prompt, bool secret); /* the server has a question; NULL: nobody can answer */
	void *arg;
	/* accounting */
	bool stop;
	u32 task, elapsed_s;
	/* answered */
	u8 verdict;			/* enum aaa_verdict */
	u8 by;				/* enum aaa_type that said so */
	u8 privilege;			/* 1 + what it gives; 0: nothing said */
	char view[32];			/* "": nothing said. Before an exec request: what his login gave */
	char message[AAA_PROMPT_MAX + 1]; /* to be shown; "" */
	/* the engine's */
	u8 n, at;
	struct aaa_method method[AAA_METHODS_MAX];
	struct timer timer;
	struct check *check;
	void *server;			/* whoever asks a server; NULL: nobody does */
};

/* Those who ask servers (router/aaa/). */
struct aaa_servers {
	/* Asks a group; aaa_verdict() comes later, not from within. false: there is nobody to ask. */
	bool (*ask)(struct aaa_request *r, const char *group);
	void (*answer)(struct aaa_request *r, const char *text); /* to r->ask() */
	void (*forget)(struct aaa_request *r);
};

/* A session that is on a device while aaa is on. */
struct aaa_session {
	struct aaa_session *next;
	struct device *dev;
	struct cli *cli;
	struct cli_end end;
	u32 id;
	char user[AAA_USER_MAX + 1];
	char peer[48];
	nsec began;
	u8 by;			/* enum aaa_type of his login */
	struct aaa_request *ask; /* a command that waits to be authorized; NULL */
};

struct aaa {
	bool on;			/* aaa new-model */
	bool console;			/* aaa authorization console */
	bool config_commands;		/* aaa authorization config-commands */
	struct aaa_list *lists;
	u32 n_lists;
	const struct aaa_servers *servers;	/* NULL: none */
	struct aaa_session *sessions;
	u32 n_sessions;			/* since boot */
	u32 tasks;			/* accounting records have numbers */
};

struct aaa *aaa_of(const struct device *d);
bool aaa_on(const struct device *d);
void aaa_init(struct aaa *a);
void aaa_free(struct aaa *a);
/* NULL: none of that name. */
struct aaa_list *aaa_list(const struct aaa *a, enum aaa_kind kind, unsigned level, const char *name);
/* The one that holds on a line: as it says, else the default; NULL: none. */
const struct aaa_list *aaa_line_list(const struct device *d, unsigned line, enum aaa_kind kind, unsigned level);

/* Who asks: fills in dev, line, tty, peer and user. */
void aaa_who(struct aaa_request *r, struct device *d, const char *where, const char *user);
/* Asks. list NULL: there is none, and the answer is AAA_ERROR. */
void aaa_begin(struct aaa_request *r, const struct aaa_list *list);
void aaa_answer(struct aaa_request *r, const char *text);
/* done() will not be called any more. */
void aaa_stop(struct aaa_request *r);
/* From struct aaa_servers. */
void aaa_verdict(struct aaa_request *r, enum aaa_verdict v);
void aaa_challenge(struct aaa_request *r, const char *prompt, bool secret);

/* ---- sessions ---- */

struct aaa_session *aaa_session_of(const struct device *d, const struct cli *c);
/* One has been admitted. */
void aaa_session_begin(struct device *d, struct cli *c, const char *user, u8 by);
/* All accounting under way is forgotten. */
void aaa_records_free(struct device *d);
/* shell_ops.command. */
enum cli_permission aaa_command(struct node *n, struct cli *c, const char *line, unsigned level, bool config);
const char *aaa_type_name(enum aaa_type t); /* as in a list: "local" */

extern const struct cmd_table aaa_cmds[];
extern const unsigned n_aaa_cmds;
extern const struct cmd_table aaa_absent_cmds[];
extern const unsigned n_aaa_absent_cmds;

#endif
