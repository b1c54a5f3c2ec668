/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages between the command line, the engine and the keeper: one JSON object a line, descriptors beside it (SCM_RIGHTS). */
#ifndef LAB_MESSAGE_H
#define LAB_MESSAGE_H

#include <jansson.h>

#include "core/types.h"

enum { MESSAGE_FDS_MAX = 8, MESSAGE_MAX = 8 << 20 };

/* What was received and not yet taken. */
struct message_reader {
	int fd;
	char *buf;
	size_t len, scanned;
	size_t cap;
	int fds[MESSAGE_FDS_MAX];	/* in the order they came; the taker closes them */
	unsigned n_fds;
};

enum message_got { MESSAGE_ONE, MESSAGE_NONE, MESSAGE_BAD };

/* Reads once. 1: something came; 0: the other side has closed; -1: errno (EAGAIN, EMSGSIZE: a line longer than MESSAGE_MAX). */
int message_fill(struct message_reader *r, int flags);
/* The next whole line as an object (caller decrefs). MESSAGE_BAD: not a JSON object. */
enum message_got message_take(struct message_reader *r, json_t **m);
void message_reader_free(struct message_reader *r);
/* Takes the first descriptor that came; -1: none. */
int message_take_fd(struct message_reader *r);

/* Sends it whole, waiting as long as that takes. Does not consume m. false: errno. */
bool message_send(int fd, const json_t *m, const int *fds, unsigned n_fds);
/* The same as text, with its newline; caller frees. */
char *message_dump(const json_t *m, size_t *len);
/* Waits for one; NULL: the other side is gone, or what it sent was no message. */
json_t *message_wait(struct message_reader *r);

/* A string of any bytes: those that are not UTF-8 become '?'. */
json_t *message_text(const char *text, size_t len);
/* "" when there is none. */
const char *message_string(const json_t *m, const char *key);

#endif
