/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the SSH server share. */
#ifndef ROUTER_SSH_OWN_H
#define ROUTER_SSH_OWN_H

#include "device/access.h"
#include "device/gate.h"
#include "router/ssh.h"
#include "router/stack.h"

enum { SSH_PUBKEY_MAX = 1400, SSH_PUBKEYS_MAX = 1000, SSH_RAW_BUFFER = 4096, SSH_COMMENT_MAX = 64 };

/* A key that a user may log in with: `key-hash TYPE HASH [COMMENT]`. */
struct ssh_pubkey {
	struct ssh_pubkey *next;
	char user[SSH_USER_MAX + 1];
	char type[24];		/* "ssh-rsa" */
	u8 md5[16];		/* of the key's blob */
};

/* Whoever has a block of `ip ssh pubkey-chain`: the object of that block. */
struct ssh_pubuser {
	struct ssh_pubuser *next;
	char name[SSH_USER_MAX + 1];
};

struct ssh_session {
	struct ssh_session *next;
	struct ssh *ssh;
	struct vty *v;		/* NULL: its session is over */
	struct gate_job *job;
	struct tcp_conn *c;	/* NULL: a connection of this machine, or it has ended */
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
	u8 up[SSH_RAW_BUFFER], down[SSH_RAW_BUFFER]; /* what one side gave and the other has no room for */
	size_t up_at, up_len, down_at, down_len;
	struct timer ending;
};

struct ssh {
	struct ipstack *ip;
	struct ssh_settings set;
	struct tcp_listener *listener;	/* NULL: closed */
	struct ssh_session *first;	/* in order of their beginning */
	struct ssh_pubkey *pubkeys;
	u32 n_pubkeys;
	struct ssh_pubuser *pubusers;
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
/* "TYPE BASE64" as the gate has it: one of the user's? */
bool sshd_pubkey_fits(const struct ssh *s, const char *user, const char *key);
/* Of the base64 text of a key. false: it is none. */
bool sshd_pubkey_md5(const char *base64, u8 md5[16], char type[24]);
bool sshd_pubkey_add(struct ssh *s, const char *user, const char *type, const u8 md5[16]); /* false: too many */
void sshd_pubkey_remove(struct ssh *s, const char *user, const char *type, const u8 *md5); /* type and md5 NULL: all of the user's */

/* The user's name, as long as he has a block; and its end. */
const char *sshd_pubkey_user(struct ssh *s, const char *name);
void sshd_pubkey_user_drop(struct ssh *s, const char *name);
extern const char *const sshd_pubkey_types[]; /* those that we take; ended by NULL */
bool sshd_pubkey_type(const char *type);

/* ssh_log.c */
void sshd_log_session(const struct ssh_session *x);
void sshd_log_auth(const struct ssh_session *x, bool good);
void sshd_log_close(const struct ssh_session *x);

#endif
