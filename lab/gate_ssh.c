/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One SSH client, in a process of its own: libssh speaks the protocol, the engine on the other end of the line decides. Until a user is admitted all waits are
 * plain ones, and an alarm ends them; from then on nothing waits but poll() (gate_channel.c).
 */
#include <errno.h>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/gate_channel.h"
#include "net/rd.h"

enum { LINGER_S = 5, TEXT_MAX = 1400 };

struct serving {
	const struct gate_ssh *g;
	struct gate_channel x;		/* one a connection */
	bool greeted, admitted, enough;
	char user[TEXT_MAX + 1];	/* whose answer is awaited: keyboard-interactive */
};

/* RFC 4252 5.4: once, at the first question. */
static void say_banner(struct serving *v)
{
	ssh_string text = *v->g->banner && !v->greeted ? ssh_string_from_char(v->g->banner) : NULL;

	v->greeted = true;
	if (!text)
		return;
	ssh_send_issue_banner(v->x.s, text);
	ssh_string_free(text);
}

static int ask(struct serving *v, enum gate_method method, const char *user, const char *text)
{
	u8 m[GATE_MESSAGE_MAX] = { GATE_AUTH, (u8)method };
	ssize_t n;

	say_banner(v);
	if (strlen(user) > TEXT_MAX || strlen(text) > TEXT_MAX)
		return SSH_AUTH_DENIED;
	gate_tell(v->g->line, m, gate_put_text(m, gate_put_text(m, 2, user, TEXT_MAX), text, TEXT_MAX));
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
	text = ssh_userauth_kbdint_getnanswers(v->x.s) == 1 ? ssh_userauth_kbdint_getanswer(v->x.s, 0) : NULL;
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
	gate_tell(v->g->line, m, sizeof(m));
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
	if (!v->admitted || v->x.started)
		return 1;
	v->x.started = true;
	alarm(0);
	gate_tell(v->g->line, m, len);
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
	return strlen(command) > GATE_DATA_MAX ? 1 : begin(arg, m, gate_put_text(m, 1, command, GATE_DATA_MAX));
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

	if (v->x.ch || !v->admitted)
		return NULL;
	v->x.ch = ssh_channel_new(s);
	return v->x.ch;
}

/* The session is over: the status, the end, and the client's leave, which is his to take: a connection closed under him would be an error to him. */
static void farewell(struct serving *v)
{
	ssh_channel_request_send_exit_status(v->x.ch, (int)v->x.status);
	ssh_channel_send_eof(v->x.ch);
	ssh_channel_close(v->x.ch);
	alarm(LINGER_S);
	ssh_set_blocking(v->x.s, 1);
	while (ssh_is_connected(v->x.s) && ssh_event_dopoll(v->x.ev, LINGER_S * 1000) != SSH_ERROR)
		;
}

static void converse(struct serving *v)
{
	struct ssh_channel_callbacks_struct cb = channel_callbacks(v);
	bool listens = false;

	ssh_set_blocking(v->x.s, 0);
	v->x.ev = ssh_event_new();
	if (!v->x.ev || ssh_event_add_session(v->x.ev, v->x.s) != SSH_OK)
		return;
	while (!(v->x.exiting && !v->x.out_len && !v->x.in_len)) {
		if (!gate_channel_turn(&v->x, -1))
			return;
		if (v->x.ch && !listens) {
			ssh_set_channel_callbacks(v->x.ch, &cb);
			listens = true;
		}
		if (v->enough && !v->admitted) {
			ssh_blocking_flush(v->x.s, LINGER_S * 1000);
			ssh_disconnect(v->x.s);
			return;
		}
	}
	farewell(v);
}

/* ---- the beginning ---- */

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
	struct serving v = { .g = g, .x = { .line = g->line, .s = ssh_new() } };
	struct ssh_server_callbacks_struct cb = {
		.userdata = &v, .auth_none_function = on_none, .auth_password_function = on_password, 
		.auth_pubkey_function = on_pubkey, .channel_open_request_session_function = on_open,
	};
	ssh_bind b = ssh_bind_new();
	int methods = (g->methods & GATE_PASSWORD ? SSH_AUTH_METHOD_PASSWORD : 0) | (g->methods & GATE_KEYBOARD ? SSH_AUTH_METHOD_INTERACTIVE : 0) |
		      (g->methods & GATE_PUBLICKEY ? SSH_AUTH_METHOD_PUBLICKEY : 0);

	ssh_callbacks_init(&cb);
	alarm(g->timeout_s);
	if (v.x.s && b && set_up(b, g) && ssh_bind_accept_fd(b, v.x.s, g->conn) == SSH_OK) {
		ssh_set_server_callbacks(v.x.s, &cb);
		ssh_set_message_callback(v.x.s, on_message, &v);
		ssh_set_auth_methods(v.x.s, methods);
		if (ssh_handle_key_exchange(v.x.s) == SSH_OK) {
			gate_tell_keyed(&v.x, ssh_get_clientbanner(v.x.s));
			converse(&v);
		}
	}
	/* The process ends with it: what libssh holds goes too. */
}
