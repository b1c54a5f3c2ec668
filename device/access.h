/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may use a device's shell: users, the passwords of lines and of `enable`, and the questions at the beginning of a session. All of it is the
 * configuration's; without any, a console is open and a vty closed, as on IOS.
 */
#ifndef DEVICE_ACCESS_H
#define DEVICE_ACCESS_H

#include "device/aaa/aaa.h"
#include "device/device.h"
#include "device/secret.h"

enum { USERS_MAX = 1000, USER_NAME_MAX = 64, LOGIN_TRIES = 3 };

struct user {
	struct user *next;	/* by name */
	char name[USER_NAME_MAX + 1];
	u8 privilege;		/* 1 */
	bool no_password;
	bool hashed;		/* given by `secret`, not `password` */
	char view[32];		/* "": none */
	struct secret secret;
};

enum line_login { LOGIN_NONE, LOGIN_PASSWORD, LOGIN_LOCAL };
enum line_transport { TRANSPORT_TELNET = 1, TRANSPORT_SSH = 2 };

/* `secret` of a `parser view`. */
struct view_secret {
	struct view_secret *next;
	bool super;		/* a superview */
	struct secret secret;
	char name[32];
};

struct access {
	struct user *users;
	u32 n_users;
	struct secret enable_secret[16], enable_password[16]; /* by level */
	bool encrypt;		/* service password-encryption */
	u8 min_length;		/* security passwords min-length: of those typed in the clear from now on; 0: any */
	struct aaa aaa;
	struct view_secret *views;
	struct guard *guard;	/* login block-for and its kin (device/guard.h) */
	struct record *records;	/* accounting under way; the youngest first */
	u32 n_records;
	struct enabling *enabling; /* passwords of `enable` being checked */
	/* Set by router/: a vty line's transports or filters are new. NULL: nobody listens. */
	void (*lines_changed)(struct device *d);
};

struct access *access_new(void);
void access_free(struct device *d, struct access *a);
struct user *access_user(const struct access *a, const char *name);
const struct user *access_user_any(const struct access *a, const char *name, bool by_case); /* by_case false: letter case aside */
/* The secret that a level asks for; it may not be set. */
const struct secret *access_enable_secret(const struct access *a, unsigned level);
/* Whose business it is that a vty line's transports are new (router/telnet.c); NULL: nobody's. */
void access_on_lines(struct device *d, void (*changed)(struct device *d));
/* For who asks by name elsewhere than on a line (HTTP): a user of the configuration; NULL: nobody. And what `enable LEVEL` asks for; NULL: nothing is set. */
const struct user *access_user_of(const struct device *d, const char *name);
const struct secret *access_enable_of(const struct device *d, unsigned level);
/* The transports of vty lines, of all and of one, enum line_transport. */
u8 access_transports(const struct device *d);
u8 access_line_transports(const struct device *d, unsigned vty);

/*
 * A try to log in on a line: name and password are looked at, and what he may do is asked. It takes its time: `login delay`, hashes, servers. done() is never
 * called from within.
 */
struct access_try {
	struct device *d;
	char where[64];			/* "vty0 (10.0.0.9)" */
	u16 port;			/* that he came to: 23, 22; 0: the console */
	char name[USER_NAME_MAX + 1];
	bool by_name;			/* he has said a name, whatever the line asks for (SSH) */
	bool key_fits;			/* he has shown a key: no password is asked */
	void (*done)(struct access_try *t);
	void (*ask)(struct access_try *t, const char *prompt, bool secret); /* a server asks; access_try_answer(); NULL: nobody can */
	void *arg;
	/* answered */
	bool good;			/* it is he */
	bool allowed;			/* and he may have a shell */
	u8 privilege;			/* 1 + his; 0: nothing said */
	char view[32];			/* that he gets, which there is; "": none */
	u8 by;				/* enum aaa_type */
	char message[AAA_PROMPT_MAX + 1];
	/* its own */
	char password[AAA_PASSWORD_MAX + 1];
	struct check *check;
	struct aaa_request r;
	struct timer timer;
};
void access_try_begin(struct access_try *t, const char *password);
void access_try_answer(struct access_try *t, const char *text);
void access_try_stop(struct access_try *t);	/* done() will not be called */
/* May somebody of that name come at all by a key, before he is asked anything? */
bool access_may_try(const struct device *d, unsigned vty, const char *name);
/* What `enable` asks is checked beside the engine; its end. */
void access_enable_stop(struct device *d);

/* shell_ops.enable. */
enum enable_answer access_enable(struct node *n, struct cli *c, unsigned level, const char *given);
/* A session has begun on a line: asks for name and password where its line wants them. */
void access_begin(struct device *d, struct cli *c);
/* He has been admitted already: `privilege` as access_try said. Before access_begin(), from whoever carries the session. */
unsigned access_level(const struct device *d, unsigned vty, const struct access_try *t);
void access_give_view(struct cli *c, const char *name); /* after cli_new(); "": none. Without such a view he gets nothing */

struct view_secret *view_secret(struct device *d, const char *name, bool make);
void view_secret_remove(struct device *d, const char *name);
/* "5 HASH", "0 CLEAR" or "CLEAR", as `enable secret` takes it; kept: as running-config has it. false: it was said why. */
bool access_read_secret(struct cli *c, const char *text, struct secret *s, char kept[SECRET_TEXT_MAX + 4]);
/* A key of a server, "7 HIDDEN", "0 CLEAR" or "CLEAR", to be kept in the clear; kept: as running-config has it. false: it was said why. */
bool access_line_key(struct cli *c, const struct args *a, const char *arg, char clear[SECRET_CLEAR_MAX + 1]); /* the line's last words, and keeps the line so */
/* The same, where this text (canonical, with its leading blank) stands behind the key. */
bool access_line_key_before(struct cli *c, const struct args *a, const char *arg, const char *behind, char clear[SECRET_CLEAR_MAX + 1]);
/* `service password-encryption` is on: what a key in the clear is kept as. */
bool access_hides(struct cli *c, const char *clear, char hidden[SECRET_TEXT_MAX + 1]);
bool access_read_key(struct cli *c, const char *text, char clear[SECRET_CLEAR_MAX + 1], char kept[SECRET_TEXT_MAX + 4]);

extern const struct cmd_table view_cmds[];
extern const unsigned n_view_cmds;
/* macro_cli.c, setup_cli.c: the same */
extern const struct cmd_table macro_cmds[], setup_cmds[];
extern const unsigned n_macro_cmds, n_setup_cmds;
/* Does that session's line take a word that is no command for a host to reach by SSH (`transport preferred ssh`), not telnet? */
bool device_line_prefers_ssh(const struct device *d, const char *where);

extern const struct cmd_table access_cmds[];
extern const unsigned n_access_cmds;

#endif
