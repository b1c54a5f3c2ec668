/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One session of a node's `ssh` command, in a process of its own: libssh is the client, the engine says whether the server's key will do and asks its user for
 * passwords. Plain waits until the shell runs (an alarm ends the exchange of keys, and the opening of the shell; the user takes as long as he likes), from then on poll() (gate_channel.c).
 */
#include <errno.h>
#include <libssh/libssh.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/gate_channel.h"
#include "net/rd.h"

enum { TEXT_MAX = 1400, PROMPTS_MAX = 8, ROUNDS_MAX = 16 };

struct calling {
	const struct gate_client *g;
	struct gate_channel x;
	bool greeted;
};

static void tell_end(struct calling *v, enum gate_end why, u32 status)
{
	u8 m[6] = { GATE_ENDED, (u8)why };

	put_be32(m + 2, status);
	gate_tell(v->g->line, m, sizeof(m));
}

/* The engine's next message, of that kind: how long it is. Any other, and the engine's end, is ours. */
static size_t await(struct calling *v, enum gate_word word, u8 m[GATE_MESSAGE_MAX])
{
	ssize_t n;

	do
		n = recv(v->g->line, m, GATE_MESSAGE_MAX, 0);
	while (n < 0 && errno == EINTR);
	if (n < 2 || m[0] != word)
		_exit(0);
	return (size_t)n;
}

/* For the user's eyes, before the shell runs. */
static void say(struct calling *v, const char *text)
{
	u8 m[GATE_MESSAGE_MAX] = { GATE_DATA };
	size_t n = strnlen(text, GATE_DATA_MAX);

	memcpy(m + 1, text, n);
	if (n)
		gate_tell(v->g->line, m, 1 + n);
}

/* RFC 4252 5.4: the server's banner, once. */
static void say_banner(struct calling *v)
{
	char *banner = v->greeted ? NULL : ssh_get_issue_banner(v->x.s);

	if (!banner)
		return;
	v->greeted = true;
	say(v, banner);
	ssh_string_free_char(banner);
}

static void prompt(struct calling *v, const char *text, bool shown, char out[TEXT_MAX + 1])
{
	u8 m[GATE_MESSAGE_MAX] = { GATE_PROMPT, shown };
	size_t n;

	say_banner(v);
	gate_tell(v->g->line, m, gate_put_text(m, 2, text, TEXT_MAX));
	n = strnlen((const char *)m + 1, await(v, GATE_REPLY, m) - 1);
	n = n < TEXT_MAX ? n : TEXT_MAX;
	memcpy(out, m + 1, n);
	out[n] = 0;
	explicit_bzero(m, sizeof(m));
}

/* ---- the server's key ---- */

static bool host_will_do(struct calling *v)
{
	u8 m[GATE_MESSAGE_MAX] = { GATE_HOST };
	char *base64 = NULL;
	ssh_key key = NULL;
	size_t at;

	if (ssh_get_server_publickey(v->x.s, &key) != SSH_OK || ssh_pki_export_pubkey_base64(key, &base64) != SSH_OK)
		return false;
	at = gate_put_text(m, 1, ssh_key_type_to_char(ssh_key_type(key)), TEXT_MAX);
	m[at - 1] = ' ';
	gate_tell(v->g->line, m, gate_put_text(m, at, base64, TEXT_MAX));
	ssh_string_free_char(base64);
	ssh_key_free(key);
	return await(v, GATE_ANSWER, m) == 2 && m[1] == GATE_ADMITTED;
}

/* ---- who we are ---- */

/* RFC 4256: as many prompts as the server likes, within bounds. */
static int by_keyboard(struct calling *v)
{
	char reply[TEXT_MAX + 1];
	int state = ssh_userauth_kbdint(v->x.s, NULL, NULL);

	for (unsigned round = 0; state == SSH_AUTH_INFO && round < ROUNDS_MAX; round++) {
		const char *instruction = ssh_userauth_kbdint_getinstruction(v->x.s);
		int n = ssh_userauth_kbdint_getnprompts(v->x.s);

		say(v, instruction ? instruction : "");
		for (int i = 0; i < n; i++) {
			char echo = 0;
			const char *text = i < PROMPTS_MAX ? ssh_userauth_kbdint_getprompt(v->x.s, (unsigned)i, &echo) : NULL;

			if (!text)
				return SSH_AUTH_ERROR;
			prompt(v, text, echo, reply);
			if (ssh_userauth_kbdint_setanswer(v->x.s, (unsigned)i, reply) < 0)
				return SSH_AUTH_ERROR;
		}
		explicit_bzero(reply, sizeof(reply));
		state = ssh_userauth_kbdint(v->x.s, NULL, NULL);
	}
	return state;
}

static int by_password(struct calling *v)
{
	char reply[TEXT_MAX + 1];
	int state;

	prompt(v, "Password: ", false, reply);
	state = ssh_userauth_password(v->x.s, NULL, reply);
	explicit_bzero(reply, sizeof(reply));
	return state;
}

static bool log_in(struct calling *v)
{
	int state = ssh_userauth_none(v->x.s, NULL);

	alarm(0);
	say_banner(v);
	for (unsigned i = 0; i < v->g->tries && (state == SSH_AUTH_DENIED || state == SSH_AUTH_PARTIAL); i++) {
		int methods = ssh_userauth_list(v->x.s, NULL);

		if (methods & SSH_AUTH_METHOD_INTERACTIVE)
			state = by_keyboard(v);
		else if (methods & SSH_AUTH_METHOD_PASSWORD)
			state = by_password(v);
		else
			break;
	}
	alarm(v->g->timeout_s); /* until the shell runs it is between machines again */
	return state == SSH_AUTH_SUCCESS;
}

/* ---- the shell ---- */

static bool open_channel(struct calling *v)
{
	struct gate_channel *x = &v->x;

	x->ch = ssh_channel_new(x->s);
	if (!x->ch || ssh_channel_open_session(x->ch) != SSH_OK)
		return false;
	if (*v->g->command)
		return ssh_channel_request_exec(x->ch, v->g->command) == SSH_OK;
	return ssh_channel_request_pty_size(x->ch, "vt100", (int)v->g->width, (int)v->g->length) == SSH_OK && ssh_channel_request_shell(x->ch) == SSH_OK;
}

static void converse(struct calling *v)
{
	const u8 opened[] = { GATE_OPENED };
	struct gate_channel *x = &v->x;
	int status;

	alarm(0);
	gate_tell(v->g->line, opened, sizeof(opened));
	ssh_set_blocking(x->s, 0);
	x->ev = ssh_event_new();
	x->started = true;
	if (!x->ev || ssh_event_add_session(x->ev, x->s) != SSH_OK)
		return;
	while (!x->exiting && !(x->ended && !x->in_len))
		if (!gate_channel_turn(x, -1))
			break;
	status = ssh_channel_get_exit_status(x->ch);
	tell_end(v, GATE_END_CLOSED, status < 0 ? 0 : (u32)status);
	ssh_set_blocking(x->s, 1);
	ssh_channel_close(x->ch);
	ssh_disconnect(x->s);
}

/* ---- the beginning ---- */

/* Without files of anybody's, and without names. */
static bool set_up(struct calling *v)
{
	static const char nothing[] = "/dev/null";
	const struct gate_client *g = v->g;
	long seconds = g->timeout_s;
	bool no = false;
	ssh_session s = v->x.s;

	return !ssh_options_set(s, SSH_OPTIONS_PROCESS_CONFIG, &no) && !ssh_options_set(s, SSH_OPTIONS_SSH_DIR, "/nonexistent") &&
	       !ssh_options_set(s, SSH_OPTIONS_HOST, "server") && !ssh_options_set(s, SSH_OPTIONS_USER, g->user) && !ssh_options_set(s, SSH_OPTIONS_KNOWNHOSTS, nothing) &&
	       !ssh_options_set(s, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, nothing) && !ssh_options_set(s, SSH_OPTIONS_TIMEOUT, &seconds) &&
	       !ssh_options_set(s, SSH_OPTIONS_FD, &g->conn) && (!*g->ciphers || (!ssh_options_set(s, SSH_OPTIONS_CIPHERS_C_S, g->ciphers) &&
	       !ssh_options_set(s, SSH_OPTIONS_CIPHERS_S_C, g->ciphers))) && (!*g->macs || (!ssh_options_set(s, SSH_OPTIONS_HMAC_C_S, g->macs) &&
	       !ssh_options_set(s, SSH_OPTIONS_HMAC_S_C, g->macs))) && (!*g->exchanges || !ssh_options_set(s, SSH_OPTIONS_KEY_EXCHANGE, g->exchanges));
}

void gate_client_run(const struct gate_client *g)
{
	struct calling v = { .g = g, .x = { .line = g->line, .s = ssh_new() } };

	alarm(g->timeout_s);
	if (!v.x.s || !set_up(&v) || ssh_connect(v.x.s) != SSH_OK) {
		tell_end(&v, GATE_END_KEYS, 0);
		return;
	}
	gate_tell_keyed(&v.x, ssh_get_serverbanner(v.x.s));
	if (!host_will_do(&v)) {
		tell_end(&v, GATE_END_HOST, 0);
	} else if (!log_in(&v)) {
		ssh_disconnect(v.x.s);
		tell_end(&v, GATE_END_DENIED, 0);
	} else if (!open_channel(&v)) {
		tell_end(&v, GATE_END_CLOSED, 1);
	} else {
		converse(&v);
	}
	/* The process ends with it: what libssh holds goes too. */
}
