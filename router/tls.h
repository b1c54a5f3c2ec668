/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLS over a connection of our TCP. The cryptography and a peer's bytes are a job of the gate's (lab/gate_tls.c); this is the plain side, with the shape of a
 * connection of TCP's, so that whoever speaks over one speaks over both by struct stream. On the virtual clock there is no gate, and no TLS.
 */
#ifndef ROUTER_TLS_H
#define ROUTER_TLS_H

#include "core/timer.h"
#include "router/gate_pipe.h"

struct ipstack;
struct tls;

enum {
	TLS_HANDSHAKE_S = 15,	/* real ones, until a peer has to be through with it */
	TLS_LINGER_S = 10,	/* the longest that a connection nobody has any more takes to say its last */
	TLS_FACT_MAX = 63, TLS_WHY_MAX = 120,
};

/* The connections of one owner, those that he has released too. */
struct tls_set {
	struct ipstack *ip;
	struct tls *first;
};

struct tls_options {
	bool server;
	u8 least, most;		/* enum gate_tls_version */
	bool verify;		/* client: the server's certificate. Ours is a store without authorities: none will do */
	const char *name;	/* client: the server's, for its certificate's choice (RFC 6066 3); "": none */
};

/* Speaks TLS over c, from now on (a server) or when it is connected; c is taken. The user's events are TCP's, with NULL for the connection: TCP_CONNECTED when the
 * handshake is done, TCP_RESET when it failed. NULL: there is no gate, or no room with it; c stays the caller's. */
struct tls *tls_over(struct tls_set *s, struct tcp_conn *c, const struct tls_options *o, const struct tcp_user *u);
bool tls_possible(const struct ipstack *s);
const char *tls_why(const struct tls *t);	/* the handshake failed; NULL: it did not */
const char *tls_cipher(const struct tls *t);	/* "": no handshake yet */
const char *tls_version(const struct tls *t);
const char *tls_subject(const struct tls *t);	/* of the peer's certificate; "": none */
/* TCP is gone: calls nothing of it. */
void tls_set_free(struct tls_set *s);

/* ---- a connection, whichever ---- */

struct stream {
	struct tcp_conn *c;	/* NULL: over TLS, or none */
	struct tls *tls;
};
/* As tcp_write(), tcp_read() and the others. */
size_t stream_write(struct stream *s, const void *data, size_t len);
size_t stream_read(struct stream *s, void *data, size_t len, bool *end);
void stream_shutdown(struct stream *s);
void stream_abort(struct stream *s);	/* these two: the stream is none afterwards */
void stream_release(struct stream *s);
static inline bool stream_open(const struct stream *s) { return s->c || s->tls; }

#endif
