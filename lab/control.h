/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's end of the control socket (docs/control-socket.md). A client sends a request, gets any number of messages, the last of
 * which has "status"; then it may send the next. All of it runs in worker 0's thread.
 */
#ifndef LAB_CONTROL_H
#define LAB_CONTROL_H

#include "core/loop.h"
#include "lab/message.h"
#include "lab/setup.h"

enum {
	CLIENTS_MAX = 256,
	CLIENT_OUT_MAX = 64 << 20, /* bytes waiting for a client; one that is slower loses its connection */
};

struct control;
struct engine;

struct client {
	struct client *next;
	struct control *control;
	struct watch watch;
	struct message_reader in;
	char *out;
	size_t out_len, out_cap, out_done;
	bool closing;		/* goes once `out` is empty */
	bool dead;		/* goes at the end of the turn */
	bool busy;		/* a request is being served */
	/* of the request being served, for who serves it; each may be NULL */
	void (*message)(struct client *c, json_t *m);	/* another message came meanwhile (borrowed) */
	void (*gone)(struct client *c);			/* the client has left: let go of c */
	void (*drained)(struct client *c);		/* it has read all that was sent */
	void *serving;
};

struct control *control_new(struct engine *e, struct loop *l, int listen_fd, void (*request)(struct engine *e, struct client *c, json_t *m));
/* Sends what waits as far as it goes at once, and closes. The listening descriptor stays open. */
void control_free(struct control *k);

/* Consumes m. */
void client_send(struct client *c, json_t *m);
/* Bytes that wait for it to read. */
size_t client_unsent(const struct client *c);
void client_output(struct client *c, const char *text, size_t len);
/* The request is over. error: one line for standard error, without "lanyard: "; NULL: none. */
void client_done(struct client *c, int status, const char *error, ...) PRINTF(3, 4);
/* The same, with the fields of m (consumed) beside the status. */
void client_result(struct client *c, int status, json_t *m);

#endif
