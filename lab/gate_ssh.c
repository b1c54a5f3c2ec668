/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One SSH client, in a process of its own: libssh speaks the protocol, the engine on the other end of the line decides. Until a user is admitted all waits are
 * plain ones, and an alarm ends them; from then on nothing waits but poll(). What one side does not read is not read from the other: at most a message of the
 * engine's and one of the client's stand here.
 */
#include <errno.h>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/gate.h"
#include "net/rd.h"

enum { LINGER_S = 5, TEXT_MAX = 1400 };

struct serving {
	const struct gate_ssh *g;
	ssh_session s;
	ssh_channel ch;			/* NULL: none yet; one a connection */
	ssh_event ev;
	bool greeted, admitted, started, enough;
	bool exiting;			/* the engine has said its last word */
	bool ended;			/* so has the client, by its end of file, and the engine knows */
	u32 status;
	char user[TEXT_MAX + 1];	/* whose answer is awaited: keyboard-interactive */
	u8 out[GATE_MESSAGE_MAX];	/* to the client */
	size_t out_at, out_len;
	u8 in[GATE_MESSAGE_MAX];	/* to the engine, a whole message */
	size_t in_len;
};

/* ---- to the engine ---- */

/* A message that must go. The engine reads at once, or the session is no more. */
static void tell(struct serving *v, const u8 *m, size_t len)
{
	ssize_t n;

	do
		n = send(v->g->line, m, len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		_exit(0);
}

/* Room for text and its zero; what is longer is cut. */
static size_t put_text(u8 *m, size_t at, const char *text, size_t max)
{
	size_t n = strnlen(text, max);

	memcpy(m + at, text, n);
	m[at + n] = 0;
	return at + n + 1;
}

/* RFC 4252 5.4: once, at the first question. */
static void say_banner(struct serving *v)
{
	ssh_string text = *v->g->banner && !v->greeted ? ssh_string_from_char(v->g->banner) : NULL;

	v->greeted = true;
	if (!text)
		return;
	ssh_send_issue_banner(v->s, text);
	ssh_string_free(text);
}

static int ask(struct serving *v, enum gate_method method, const char *user, const char *text)
{
	u8 m[GATE_MESSAGE_MAX] = { GATE_AUTH, (u8)method };
	ssize_t n;

	say_banner(v);
	if (strlen(user) > TEXT_MAX || strlen(text) > TEXT_MAX)
		return SSH_AUTH_DENIED;
	tell(v, m, put_text(m, put_text(m, 2, user, TEXT_MAX), text, TEXT_MAX));
	explicit_bzero(m, sizeof(m));
	do
		n = recv(v->g->line, m, sizeof(m), 0);
	while (n < 0 && errno == EINTR);
	if (n != 2 || m[0] != GATE_ANSWER)
		_exit(0);
	v->enough = m[1] == GATE_ENOUGH;
	if (m[1] == GATE_ADMITTED && method != GATE_PROBE)
		v->admitted = true;
	return m[1] == GATE_ADMITTED ? SSH_AUTH_SUCCESS : SSH_AUTH_DENIED;
}

/* ---- who is it? ---- */

static int on_none(ssh_session s, const char *user, void *arg)
{
	(void)s, (void)user;
	say_banner(arg);
	return SSH_AUTH_DENIED;
}

static int on_password(ssh_session s, const char *user, const char *password, void *arg)
{
	struct serving *v = arg;

	(void)s;
	return v->enough || !(v->g->methods & GATE_PASSWORD) ? SSH_AUTH_DENIED : ask(v, GATE_PASSWORD, user, password);
}

static int on_pubkey(ssh_session s, const char *user, struct ssh_key_struct *key, char state, void *arg)
{
	struct serving *v = arg;
	char *base64 = NULL, *text;
	int answer;

	(void)s;
	if (v->enough || !(v->g->methods & GATE_PUBLICKEY) || (state != SSH_PUBLICKEY_STATE_NONE && state != SSH_PUBLICKEY_STATE_VALID) ||
	    ssh_pki_export_pubkey_base64(key, &base64) != SSH_OK)
		return SSH_AUTH_DENIED;
	text = xasprintf("%s %s", ssh_key_type_to_char(ssh_key_type(key)), base64);
	answer = ask(v, state == SSH_PUBLICKEY_STATE_NONE ? GATE_PROBE : GATE_PUBLICKEY, user, text);
	free(text);
	ssh_string_free_char(base64);
	return answer;
}

/* RFC 4256: one prompt. 0: the message is answered. */
static int on_keyboard(struct serving *v, ssh_message m)
{
	static const char *prompt[] = { "Password: " };
	char echo[] = { 0 };
	const char *text;
	int answer;

	say_banner(v);
	if (!ssh_message_auth_kbdint_is_response(m)) {
		snprintf(v->user, sizeof(v->user), "%s", ssh_message_auth_user(m));
		ssh_message_auth_interactive_request(m, "", "", 1, prompt, echo);
		return 0;
	}
	text = ssh_userauth_kbdint_getnanswers(v->s) == 1 ? ssh_userauth_kbdint_getanswer(v->s, 0) : NULL;
	answer = text && *v->user ? ask(v, GATE_KEYBOARD, v->user, text) : SSH_AUTH_DENIED;
	if (answer != SSH_AUTH_SUCCESS)
		return 1;
	ssh_message_auth_reply_success(m, 0);
	return 0;
}

/* What the callbacks below have not answered. 1: refused. */
static int on_message(ssh_session s, ssh_message m, void *arg)
{
	struct serving *v = arg;

	(void)s;
	if (ssh_message_type(m) == SSH_REQUEST_AUTH && ssh_message_subtype(m) == SSH_AUTH_METHOD_INTERACTIVE && v->g->methods & GATE_KEYBOARD && !v->enough)
		return on_keyboard(v, m);
	return 1;
}

/* ---- the channel ---- */

static int tell_size(struct serving *v, int width, int height)
{
	u8 m[5] = { GATE_PTY };

	if (!v->admitted)
		return -1;
	put_be16(m + 1, (u16)(width < 0 || width > 65535 ? 0 : width));
	put_be16(m + 3, (u16)(height < 0 || height > 65535 ? 0 : height));
	tell(v, m, sizeof(m));
	return 0;
}

static int on_pty(ssh_session s, ssh_channel ch, const char *term, int width, int height, int px, int py, void *arg)
{
	(void)s, (void)ch, (void)term, (void)px, (void)py;
	return tell_size(arg, width, height);
}

static int on_size(ssh_session s, ssh_channel ch, int width, int height, int px, int py, void *arg)
{
	(void)s, (void)ch, (void)px, (void)py;
	return tell_size(arg, width, height);
}

static int begin(struct serving *v, const u8 *m, size_t len)
{
	if (!v->admitted || v->started)
		return 1;
	v->started = true;
	alarm(0);
	tell(v, m, len);
	return 0;
}

static int on_shell(ssh_session s, ssh_channel ch, void *arg)
{
	const u8 m[1] = { GATE_SHELL };

	(void)s, (void)ch;
	return begin(arg, m, sizeof(m));
}

static int on_exec(ssh_session s, ssh_channel ch, const char *command, void *arg)
{
	u8 m[GATE_MESSAGE_MAX] = { GATE_EXEC };

	(void)s, (void)ch;
	return strlen(command) > GATE_DATA_MAX ? 1 : begin(arg, m, put_text(m, 1, command, GATE_DATA_MAX));
}

static struct ssh_channel_callbacks_struct channel_callbacks(struct serving *v)
{
	struct ssh_channel_callbacks_struct cb = {
		.userdata = v, .channel_pty_request_function = on_pty, .channel_pty_window_change_function = on_size,
		.channel_shell_request_function = on_shell, .channel_exec_request_function = on_exec,
	};

	ssh_callbacks_init(&cb);
	return cb;
}

static ssh_channel on_open(ssh_session s, void *arg)
{
	struct serving *v = arg;

	if (v->ch || !v->admitted)
		return NULL;
	v->ch = ssh_channel_new(s);
	return v->ch;
}

/* ---- moving bytes ---- */

/* false: the engine is gone. */
static bool from_engine(struct serving *v)
{
	ssize_t n = recv(v->g->line, v->out, sizeof(v->out), MSG_DONTWAIT);

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	if (v->out[0] == GATE_DATA) {
		v->out_at = 1;
		v->out_len = (size_t)n - 1;
	} else if (v->out[0] == GATE_EXIT && n == 5) {
		v->status = get_be32(v->out + 1);
		v->exiting = true;
	}
	return true;
}

static bool to_client(struct serving *v)
{
	while (v->out_len) {
		int n = ssh_channel_write(v->ch, v->out + v->out_at, (u32)v->out_len);

		if (n < 0)
			return false;
		if (!n)
			break;
		v->out_at += (size_t)n;
		v->out_len -= (size_t)n;
	}
	return true;
}

static bool from_client(struct serving *v)
{
	int n;

	if (!v->ch || !v->started || v->in_len || v->ended || v->exiting)
		return true;
	n = ssh_channel_read_nonblocking(v->ch, v->in + 1, GATE_DATA_MAX, 0);
	if (n > 0) {
		v->in[0] = GATE_DATA;
		v->in_len = 1 + (size_t)n;
	} else if (n == SSH_EOF || (!n && ssh_channel_is_eof(v->ch))) {
		v->in[0] = GATE_EOF;
		v->in_len = 1;
		v->ended = true;
	} else if (n < 0 && n != SSH_AGAIN) {
		return false;
	}
	return true;
}

static bool to_engine(struct serving *v)
{
	ssize_t n;

	if (!v->in_len)
		return true;
	n = send(v->g->line, v->in, v->in_len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return false;
	if (n >= 0)
		v->in_len = 0;
	return true;
}

static bool writes_wait(struct serving *v) { return ssh_get_poll_flags(v->s) & SSH_WRITE_PENDING; }

/* One turn: waits, at most that long, and moves what can be moved. */
static bool turn(struct serving *v, int wait_ms)
{
	bool hear = v->started && !v->out_len && !v->exiting && !writes_wait(v);
	struct pollfd p[2] = {
		{ .fd = ssh_get_fd(v->s), .events = (short)(POLLIN | (writes_wait(v) ? POLLOUT : 0)) },
		{ .fd = v->g->line, .events = (short)((hear ? POLLIN : 0) | (v->in_len ? POLLOUT : 0)) },
	};

	if (poll(p, 2, wait_ms) < 0 && errno != EINTR)
		return false;
	if (p[1].revents & (POLLHUP | POLLERR) && !(p[1].revents & POLLIN))
		return false;
	if (ssh_event_dopoll(v->ev, 0) == SSH_ERROR || !ssh_is_connected(v->s))
		return false;
	if (v->ch && ssh_channel_is_closed(v->ch))
		return false;
	if (hear && p[1].revents & POLLIN && !from_engine(v))
		return false;
	if (!to_client(v) || !to_engine(v))
		return false;
	/* What the client sent may be more than one message: as many as the engine takes. */
	do {
		if (!from_client(v) || !to_engine(v))
			return false;
	} while (v->started && !v->in_len && !v->ended && !v->exiting && ssh_channel_poll(v->ch, 0) > 0);
	return true;
}

/* The session is over: the status, the end, and the client's leave, which is his to take: a connection closed under him would be an error to him. */
static void farewell(struct serving *v)
{
	ssh_channel_request_send_exit_status(v->ch, (int)v->status);
	ssh_channel_send_eof(v->ch);
	ssh_channel_close(v->ch);
	alarm(LINGER_S);
	ssh_set_blocking(v->s, 1);
	while (ssh_is_connected(v->s) && ssh_event_dopoll(v->ev, LINGER_S * 1000) != SSH_ERROR)
		;
}

static void converse(struct serving *v)
{
	struct ssh_channel_callbacks_struct cb = channel_callbacks(v);
	bool listens = false;

	ssh_set_blocking(v->s, 0);
	v->ev = ssh_event_new();
	if (!v->ev || ssh_event_add_session(v->ev, v->s) != SSH_OK)
		return;
	while (!(v->exiting && !v->out_len && !v->in_len)) {
		if (!turn(v, -1))
			return;
		if (v->ch && !listens) {
			ssh_set_channel_callbacks(v->ch, &cb);
			listens = true;
		}
		if (v->enough && !v->admitted) {
			ssh_blocking_flush(v->s, LINGER_S * 1000);
			ssh_disconnect(v->s);
			return;
		}
	}
	farewell(v);
}

/* ---- the beginning ---- */

static void tell_keyed(struct serving *v)
{
	const char *cipher = ssh_get_cipher_out(v->s), *mac = ssh_get_hmac_out(v->s), *client = ssh_get_clientbanner(v->s);
	u8 m[GATE_MESSAGE_MAX] = { GATE_KEYED };
	size_t at = 1;

	at = put_text(m, at, cipher ? cipher : "", 47);
	at = put_text(m, at, mac ? mac : "", 47);
	at = put_text(m, at, client ? client : "", 47);
	for (size_t i = 1; i < at; i++)
		if (m[i] && (m[i] < 0x20 || m[i] >= 0x7f))
			m[i] = '?';
	tell(v, m, at);
}

static bool set_up(ssh_bind b, const struct gate_ssh *g)
{
	static const char host_key[] = "rsa-sha2-512,rsa-sha2-256,ssh-rsa";
	bool config = false;
	ssh_key key = NULL;

	if (ssh_pki_import_privkey_base64(g->key, NULL, NULL, NULL, &key) != SSH_OK)
		return false;
	if (ssh_bind_options_set(b, SSH_BIND_OPTIONS_PROCESS_CONFIG, &config) || ssh_bind_options_set(b, SSH_BIND_OPTIONS_IMPORT_KEY, key)) {
		ssh_key_free(key);
		return false;
	}
	return !ssh_bind_options_set(b, SSH_BIND_OPTIONS_BANNER, "Lanyard") && !ssh_bind_options_set(b, SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, host_key);
}

void gate_ssh_serve(const struct gate_ssh *g)
{
	struct serving v = { .g = g, .s = ssh_new() };
	struct ssh_server_callbacks_struct cb = {
		.userdata = &v, .auth_none_function = on_none, .auth_password_function = on_password, 
		.auth_pubkey_function = on_pubkey, .channel_open_request_session_function = on_open,
	};
	ssh_bind b = ssh_bind_new();
	int methods = (g->methods & GATE_PASSWORD ? SSH_AUTH_METHOD_PASSWORD : 0) | (g->methods & GATE_KEYBOARD ? SSH_AUTH_METHOD_INTERACTIVE : 0) |
		      (g->methods & GATE_PUBLICKEY ? SSH_AUTH_METHOD_PUBLICKEY : 0);

	ssh_callbacks_init(&cb);
	alarm(g->timeout_s);
	if (v.s && b && set_up(b, g) && ssh_bind_accept_fd(b, v.s, g->conn) == SSH_OK) {
		ssh_set_server_callbacks(v.s, &cb);
		ssh_set_message_callback(v.s, on_message, &v);
		ssh_set_auth_methods(v.s, methods);
		if (ssh_handle_key_exchange(v.s) == SSH_OK) {
			tell_keyed(&v);
			converse(&v);
		}
	}
	/* The process ends with it: what libssh holds goes too. */
}
