/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON lines over Unix sockets. */
#include "lab/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/passfd.h"

int message_fill(struct message_reader *r, int flags)
{
	ssize_t n;

	if (r->len == r->cap) {
		if (r->cap >= MESSAGE_MAX) {
			errno = EMSGSIZE;
			return -1;
		}
		r->cap = r->cap ? 2 * r->cap : 4096;
		r->buf = xrealloc(r->buf, r->cap, 1);
	}
	n = passfd_receive(r->fd, r->buf + r->len, r->cap - r->len, r->fds, &r->n_fds, MESSAGE_FDS_MAX, NULL, flags);
	if (n < 0)
		return -1;
	r->len += (size_t)n;
	return n > 0;
}

enum message_got message_take(struct message_reader *r, json_t **m)
{
	char *end = r->len > r->scanned ? memchr(r->buf + r->scanned, '\n', r->len - r->scanned) : NULL;
	size_t line;

	*m = NULL;
	if (!end) {
		r->scanned = r->len;
		return MESSAGE_NONE;
	}
	line = (size_t)(end - r->buf);
	*m = json_loadb(r->buf, line, JSON_REJECT_DUPLICATES, NULL);
	r->len -= line + 1;
	memmove(r->buf, end + 1, r->len);
	r->scanned = 0;
	if (!json_is_object(*m)) {
		json_decref(*m);
		*m = NULL;
		return MESSAGE_BAD;
	}
	return MESSAGE_ONE;
}

int message_take_fd(struct message_reader *r)
{
	int fd;

	if (!r->n_fds)
		return -1;
	fd = r->fds[0];
	memmove(r->fds, r->fds + 1, --r->n_fds * sizeof(*r->fds));
	return fd;
}

void message_reader_free(struct message_reader *r)
{
	while (r->n_fds)
		close(r->fds[--r->n_fds]);
	free(r->buf);
	r->buf = NULL;
	r->len = r->cap = r->scanned = 0;
}

char *message_dump(const json_t *m, size_t *len)
{
	size_t n = json_dumpb(m, NULL, 0, JSON_COMPACT);
	char *text = xcalloc(1, n + 2);

	json_dumpb(m, text, n, JSON_COMPACT);
	text[n] = '\n';
	*len = n + 1;
	return text;
}

bool message_send(int fd, const json_t *m, const int *fds, unsigned n_fds)
{
	size_t len, done = 0;
	char *text = message_dump(m, &len);
	bool ok = true;

	while (ok && done < len) {
		ssize_t n = passfd_send(fd, text + done, len - done, fds, n_fds, 0);

		ok = n >= 0;
		if (ok)
			done += (size_t)n;
		n_fds = 0;
	}
	free(text);
	return ok;
}

json_t *message_wait(struct message_reader *r)
{
	json_t *m;

	for (;;) {
		enum message_got got = message_take(r, &m);

		if (got != MESSAGE_NONE)
			return m;
		if (message_fill(r, 0) <= 0)
			return NULL;
	}
}

/* Length of the UTF-8 character at p, 0 if it is none (RFC 3629). */
static size_t utf8_len(const unsigned char *p, size_t left)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;

	if (!n || n > left)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

json_t *message_text(const char *text, size_t len)
{
	json_t *s = json_stringn(text, len);
	char *copy;

	if (s && strlen(json_string_value(s)) == len)
		return s;
	json_decref(s);
	copy = xcalloc(1, len + 1);
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_len((const unsigned char *)text + i, len - i);
		if (!n || !text[i]) {
			copy[i] = '?';
			n = 1;
		} else {
			memcpy(copy + i, text + i, n);
		}
	}
	s = json_stringn(copy, len);
	free(copy);
	return s;
}

const char *message_string(const json_t *m, const char *key)
{
	const char *s = json_string_value(json_object_get(m, key));

	return s ? s : "";
}
