/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TACACS+ packets as a client makes and reads them (RFC 8907): obfuscated bodies (4.5), authentication (5), authorization (6), accounting (7). Pure. */
#ifndef ROUTER_AAA_TACACS_WIRE_H
#define ROUTER_AAA_TACACS_WIRE_H

#include "core/drop.h"
#include "net/rd.h"

enum { TACACS_HEADER = 12, TACACS_BODY_MAX = 8192, TACACS_TEXT_MAX = 255, TACACS_ARGS_MAX = 64 };
enum tacacs_type { TACACS_AUTHEN = 1, TACACS_AUTHOR = 2, TACACS_ACCT = 3 };
enum tacacs_flag { TACACS_UNENCRYPTED = 1, TACACS_SINGLE = 4 };
enum tacacs_authen { /* status of a reply, 5.2 */
	TACACS_AUTHEN_PASS = 1, TACACS_AUTHEN_FAIL, TACACS_GETDATA, TACACS_GETUSER, TACACS_GETPASS, TACACS_RESTART, TACACS_AUTHEN_ERROR, TACACS_FOLLOW = 0x21
};
enum tacacs_author { TACACS_PASS_ADD = 1, TACACS_PASS_REPL = 2, TACACS_AUTHOR_FAIL = 0x10, TACACS_AUTHOR_ERROR = 0x11 };
enum tacacs_acct { TACACS_ACCT_SUCCESS = 1, TACACS_ACCT_ERROR = 2 };
enum { TACACS_SERVICE_LOGIN = 1, TACACS_SERVICE_ENABLE = 2, TACACS_NO_ECHO = 1, TACACS_RECORD_START = 2, TACACS_RECORD_STOP = 4 };

/* Who asks: what stands in each packet. */
struct tacacs_who {
	const char *user, *port, *address;
	u8 privilege, method;	/* method: 5.1 TAC_PLUS_AUTHEN_METH; 6 TACACSPLUS, 5 LOCAL, 0 none said */
};

struct tacacs_reply {
	u8 type, seq, status, flags;
	u8 privilege;		/* 1 + priv-lvl= of an authorization; 0: not said */
	char view[32];		/* cli-view-name= of it; "": not said */
	char message[TACACS_TEXT_MAX + 1]; /* for the user; control characters are blanks */
};

/* Whole packets into w, obfuscated where there is a key. false: they did not fit. */
bool tacacs_start(struct wr *w, u32 session, const char *key, const struct tacacs_who *who, u8 service);
bool tacacs_continue(struct wr *w, u32 session, u8 seq, const char *key, const char *text, bool abort);
/* args: "service=shell" ..., n of them. */
bool tacacs_authorize(struct wr *w, u32 session, const char *key, const struct tacacs_who *who, const char *const *args, u8 n);
bool tacacs_account(struct wr *w, u32 session, const char *key, const struct tacacs_who *who, u8 flags, const char *const *args, u8 n);

/* How long the packet is whose header stands there (at least 12 bytes); 0: it is none for us. */
size_t tacacs_length(const u8 *header, u32 session);
enum drop tacacs_read(struct tacacs_reply *t, u8 *packet, size_t len, u32 session, const char *key);
/* Obfuscation, which undoes itself (4.5). */
void tacacs_hide(u8 *packet, size_t len, const char *key);

#endif
