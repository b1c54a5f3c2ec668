/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the SSH server share. */
#ifndef ROUTER_SSH_OWN_H
#define ROUTER_SSH_OWN_H

#include "device/access.h"
#include "router/gate_pipe.h"
#include "router/ssh.h"
#include "router/stack.h"

enum { SSH_PUBKEY_MAX = 1400, SSH_PUBKEYS_MAX = 1000, SSH_COMMENT_MAX = 64 };

/* A key that a user may log in with, or that a server has: `key-hash TYPE HASH [COMMENT]`. */
struct ssh_pubkey {
	struct ssh_pubkey *next;
	char owner[SSH_USER_MAX + 1];
	char type[24];		/* "ssh-rsa" */
	u8 md5[16];		/* of the key's blob */
};

/* Whoever has a block of `ip ssh pubkey-chain`: the object of that block. */
struct ssh_keyowner {
	struct ssh_keyowner *next;
	struct ssh_keys *keys;
	char name[SSH_USER_MAX + 1];
};

struct ssh_keys {
	struct ssh_pubkey *first;
	u32 n;
	struct ssh_keyowner *owners;
};

struct ssh_session {
	struct ssh_session *next;
	struct ssh *ssh;
	struct vty *v;		/* NULL: its session is over */
	struct gate_pipe pipe;	/* its c is NULL: a connection of this machine, or it has ended */
	struct access_try t;	/* of the password given, or the key */
	bool trying;
	u8 state;		/* enum ssh_state */
	bool admitted, eof;
	bool exit_due;		/* the last word did not fit yet */
	u8 tried, keys_tried;
	u8 line;
	int status;
	unsigned width, length;
	char user[SSH_USER_MAX + 1], peer[VTY_PEER_MAX];
	char cipher[SSH_FACT_MAX + 1], mac[SSH_FACT_MAX + 1], client[SSH_FACT_MAX + 1];
	u8 in[GATE_DATA_MAX];	/* from the client, in plain */
	size_t in_at, in_len;
	struct timer ending;
};

struct ssh {
	struct ipstack *ip;
	struct ssh_settings set;
	struct tcp_listener *listener;	/* NULL: closed */
	struct ssh_session *first;	/* in order of their beginning */
	struct ssh_keys users, servers;
	/* the host key (ssh_key.c) */
	char *host_key;			/* as the gate told it; NULL: none, or not asked for yet */
	bool asked;
	struct gate_job *making;
	void (*made)(void *arg, bool ok);
	void *made_arg;
};

/* A message of the gate's. false: it makes no sense now. */
bool sshd_take(struct ssh_session *x, const u8 *m, size_t len);

/* ssh_key.c */
void sshd_keys_free(struct ssh *s);
/* "TYPE BASE64" as the gate has it: one of the owner's? */
bool sshd_pubkey_fits(const struct ssh_keys *k, const char *owner, const char *key);
/* Of the base64 text of a key. false: it is none. */
bool sshd_pubkey_md5(const char *base64, u8 md5[16], char type[24]);
bool sshd_pubkey_add(const struct ssh_keyowner *o, const char *type, const u8 md5[16]); /* false: too many */
void sshd_pubkey_remove(const struct ssh_keyowner *o, const char *type, const u8 *md5); /* type and md5 NULL: all of the owner's */

/* An owner as long as he has a block; and its end, with his keys. */
struct ssh_keyowner *sshd_keyowner(struct ssh_keys *k, const char *name);
void sshd_keyowner_drop(struct ssh_keyowner *o);
extern const char *const sshd_pubkey_types[]; /* those that we take; ended by NULL */
bool sshd_pubkey_type(const char *type);

/* ssh_log.c */
void sshd_log_session(const struct ssh_session *x);
void sshd_log_auth(const struct ssh_session *x, bool good);
void sshd_log_close(const struct ssh_session *x);

#endif
