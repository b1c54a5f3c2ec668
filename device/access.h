/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may use a device's shell: users, the passwords of lines and of `enable`, and the questions at the beginning of a session. All of it is the
 * configuration's; without any, a console is open and a vty closed, as on IOS.
 */
#ifndef DEVICE_ACCESS_H
#define DEVICE_ACCESS_H

#include "device/device.h"
#include "device/secret.h"

enum { USERS_MAX = 1000, USER_NAME_MAX = 64, LOGIN_TRIES = 3 };

struct user {
	struct user *next;	/* by name */
	char name[USER_NAME_MAX + 1];
	u8 privilege;		/* 1 */
	bool no_password;
	bool hashed;		/* given by `secret`, not `password` */
	struct secret secret;
};

enum line_login { LOGIN_NONE, LOGIN_PASSWORD, LOGIN_LOCAL };
enum line_transport { TRANSPORT_TELNET = 1, TRANSPORT_SSH = 2 };

struct access {
	struct user *users;
	u32 n_users;
	struct secret enable_secret[16], enable_password[16]; /* by level */
	bool encrypt;		/* service password-encryption */
	/* Set by router/: a vty line's transports or filters are new. NULL: nobody listens. */
	void (*lines_changed)(struct device *d);
};

struct access *access_new(void);
void access_free(struct access *a);
struct user *access_user(const struct access *a, const char *name);
/* Whose business it is that a vty line's transports are new (router/telnet.c); NULL: nobody's. */
void access_on_lines(struct device *d, void (*changed)(struct device *d));
/* The transports of vty lines, enum line_transport. */
u8 access_transports(const struct device *d);
/* Who may log in over the network by name; NULL: nobody of that name, or the lines do not ask for names. And the level that a session of his begins with. */
const struct user *access_network_user(const struct device *d, const char *name);
unsigned access_network_privilege(const struct device *d, const char *name);

/* shell_ops.enable. */
enum enable_answer access_enable(struct node *n, struct cli *c, unsigned level, const char *given);
/* A session has begun on a line: asks for name and password where its line wants them. */
void access_begin(struct device *d, struct cli *c);

extern const struct cmd_table access_cmds[];
extern const unsigned n_access_cmds;

#endif
