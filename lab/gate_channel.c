/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/gate_channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/rd.h"

/* ---- to the engine ---- */

void gate_tell(int line, const u8 *m, size_t len)
{
	ssize_t n;

	do
		n = send(line, m, len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		_exit(0);
}

size_t gate_put_text(u8 *m, size_t at, const char *text, size_t max)
{
	size_t n = strnlen(text, max);

	memcpy(m + at, text, n);
	m[at + n] = 0;
	return at + n + 1;
}

void gate_tell_keyed(struct gate_channel *x, const char *peer)
{
	const char *fact[] = { ssh_get_cipher_out(x->s), ssh_get_hmac_out(x->s), peer };
	u8 m[GATE_MESSAGE_MAX] = { GATE_KEYED };
	size_t at = 1;

	for (unsigned i = 0; i < ARRAY_LEN(fact); i++)
		at = gate_put_text(m, at, fact[i] ? fact[i] : "", 47);
	for (size_t i = 1; i < at; i++)
		if (m[i] && (m[i] < 0x20 || m[i] >= 0x7f))
			m[i] = '?';
	gate_tell(x->line, m, at);
}

/* ---- moving bytes ---- */

/* false: the engine is gone. */
static bool from_engine(struct gate_channel *x)
{
	ssize_t n = recv(x->line, x->out, sizeof(x->out), MSG_DONTWAIT);

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	if (x->out[0] == GATE_DATA) {
		x->out_at = 1;
		x->out_len = (size_t)n - 1;
	} else if (x->out[0] == GATE_EXIT && n == 5) {
		x->status = get_be32(x->out + 1);
		x->exiting = true;
	}
	return true;
}

static bool to_peer(struct gate_channel *x)
{
	while (x->out_len) {
		int n = ssh_channel_write(x->ch, x->out + x->out_at, (u32)x->out_len);

		if (n < 0)
			return false;
		if (!n)
			break;
		x->out_at += (size_t)n;
		x->out_len -= (size_t)n;
	}
	return true;
}

/* Whatever there is of the channel's two streams: a server's client sends one, a command's errors are the other. */
static int read_some(struct gate_channel *x)
{
	int n = ssh_channel_read_nonblocking(x->ch, x->in + 1, GATE_DATA_MAX, 0);

	return n > 0 || ssh_channel_poll(x->ch, 1) <= 0 ? n : ssh_channel_read_nonblocking(x->ch, x->in + 1, GATE_DATA_MAX, 1);
}

static bool from_peer(struct gate_channel *x)
{
	int n;

	if (!x->ch || !x->started || x->in_len || x->ended || x->exiting)
		return true;
	n = read_some(x);
	if (n > 0) {
		x->in[0] = GATE_DATA;
		x->in_len = 1 + (size_t)n;
	} else if (n == SSH_EOF || (!n && ssh_channel_is_eof(x->ch))) {
		x->in[0] = GATE_EOF;
		x->in_len = 1;
		x->ended = true;
	} else if (n < 0 && n != SSH_AGAIN) {
		return false;
	}
	return true;
}

bool gate_pass(int line, const u8 *m, size_t *len)
{
	ssize_t n;

	if (!*len)
		return true;
	n = send(line, m, *len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return false;
	if (n >= 0)
		*len = 0;
	return true;
}

static bool to_engine(struct gate_channel *x) { return gate_pass(x->line, x->in, &x->in_len); }

static bool writes_wait(struct gate_channel *x) { return ssh_get_poll_flags(x->s) & SSH_WRITE_PENDING; }
/* Looking reads what the socket has: the stream's end, too, which no poll() would tell of again. */
static bool more_waits(struct gate_channel *x) { return ssh_channel_poll(x->ch, 0) || ssh_channel_poll(x->ch, 1); }

bool gate_channel_turn(struct gate_channel *x, int wait_ms)
{
	bool hear = x->started && !x->out_len && !x->exiting && !writes_wait(x);
	struct pollfd p[2] = {
		{ .fd = ssh_get_fd(x->s), .events = (short)(POLLIN | (writes_wait(x) ? POLLOUT : 0)) },
		{ .fd = x->line, .events = (short)((hear ? POLLIN : 0) | (x->in_len ? POLLOUT : 0)) },
	};

	if (poll(p, 2, wait_ms) < 0 && errno != EINTR)
		return false;
	if (p[1].revents & (POLLHUP | POLLERR) && !(p[1].revents & POLLIN))
		return false;
	if (ssh_event_dopoll(x->ev, 0) == SSH_ERROR || !ssh_is_connected(x->s))
		return false;
	if (x->ch && ssh_channel_is_closed(x->ch))
		return false;
	if (hear && p[1].revents & POLLIN && !from_engine(x))
		return false;
	if (!to_peer(x) || !to_engine(x))
		return false;
	/* What the peer sent may be more than one message: as many as the engine takes. */
	do {
		if (!from_peer(x) || !to_engine(x))
			return false;
	} while (x->started && !x->in_len && !x->ended && !x->exiting && more_waits(x));
	return true;
}
