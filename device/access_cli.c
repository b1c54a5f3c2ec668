/* SPDX-License-Identifier: GPL-3.0-or-later */
/* enable secret and password, username, service password-encryption, and what a line asks of who comes. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/rights.h"
#include "device/access.h"
#include "device/own.h"

static struct access *access_of(const struct cli *c) { return cli_device(c)->system->access; }

/* "5 $1$..." or "0 clear" or "clear", to be kept as type `made` when it is clear. hashed: types 5, 8, 9 rather than 7. */
static bool read_secret(struct cli *c, const char *text, unsigned made, bool hashed, struct secret *s)
{
	unsigned type = 0;
	bool typed = isdigit((unsigned char)text[0]) && text[1] == ' ' && text[2];

	if (typed) {
		type = (unsigned)(text[0] - '0');
		text += 1 + strspn(text + 1, " ");
	}
	if (!type) {
		if (secret_make(s, made, text, &cli_node(c)->rng))
			return true;
		cli_error(c, "%% A password has 1 to %d characters", SECRET_CLEAR_MAX);
		return false;
	}
	if ((hashed ? type == SECRET_MD5 || type == SECRET_PBKDF2 || type == SECRET_SCRYPT : type == SECRET_HIDDEN) && secret_take(s, type, text))
		return true;
	cli_error(c, hashed ? "ERROR: The secret you entered is not a valid encrypted secret." : "Invalid encrypted password: %s", text);
	return false;
}

/* Of a password that a person is to type: `security passwords min-length` holds for those that are new, and in the clear. */
static bool read_password(struct cli *c, const char *text, unsigned made, bool hashed, struct secret *s)
{
	const char *clear = !strncmp(text, "0 ", 2) ? text + 2 : text;
	bool typed = clear == text && isdigit((unsigned char)text[0]) && text[1] == ' ' && text[2];
	u8 least = access_of(c)->min_length;

	if (!typed && !cli_is_replay(c) && strlen(clear) < least) {
		cli_error(c, "%% Password too short - must be at least %u characters. Password not configured.", least);
		return false;
	}
	return read_secret(c, text, made, hashed, s);
}

/* "5 TEXT", "7 TEXT", or "TEXT" in the clear, as running-config has it. */
static const char *secret_text(const struct secret *s, char buf[SECRET_TEXT_MAX + 4])
{
	if (s->type)
		snprintf(buf, SECRET_TEXT_MAX + 4, "%u %s", s->type, s->text);
	else
		snprintf(buf, SECRET_TEXT_MAX + 4, "%s%s", isdigit((unsigned char)s->text[0]) && s->text[1] == ' ' ? "0 " : "", s->text);
	return buf;
}

static unsigned clear_type(const struct cli *c) { return access_of(c)->encrypt ? SECRET_HIDDEN : SECRET_CLEAR; }

static unsigned made_by(const struct args *a)
{
	return args_has(a, "scrypt") ? SECRET_SCRYPT : args_has(a, "sha256") ? SECRET_PBKDF2 : SECRET_MD5;
}

bool access_read_key(struct cli *c, const char *text, char clear[SECRET_CLEAR_MAX + 1], char kept[SECRET_TEXT_MAX + 4])
{
	struct secret s = { 0 };

	if (!read_secret(c, text, clear_type(c), false, &s))
		return false;
	if (s.type == SECRET_HIDDEN)
		secret_reveal(s.text, clear);
	else
		snprintf(clear, SECRET_CLEAR_MAX + 1, "%.*s", SECRET_CLEAR_MAX, s.text);
	secret_text(&s, kept);
	return true;
}

bool access_hides(struct cli *c, const char *clear, char hidden[SECRET_TEXT_MAX + 1])
{
	struct secret s = { 0 };

	if (!access_of(c)->encrypt || !secret_make(&s, SECRET_HIDDEN, clear, &cli_node(c)->rng))
		return false;
	snprintf(hidden, SECRET_TEXT_MAX + 1, "%s", s.text);
	return true;
}

bool access_line_key(struct cli *c, const struct args *a, const char *arg, char clear[SECRET_CLEAR_MAX + 1])
{
	return access_line_key_before(c, a, arg, "", clear);
}

bool access_line_key_before(struct cli *c, const struct args *a, const char *arg, const char *behind, char clear[SECRET_CLEAR_MAX + 1])
{
	const char *line = args_line(a);
	size_t at = strlen(line) - strlen(behind) - strlen(args_str(a, arg));
	char kept[SECRET_TEXT_MAX + 4], *whole, *said;
	bool ok;

	if (at > 3 && line[at - 3] == ' ' && isdigit((unsigned char)line[at - 2])) /* its type is a word of its own */
		at -= 2;
	said = xasprintf("%.*s", (int)(strlen(line) - strlen(behind) - at), line + at);
	ok = access_read_key(c, said, clear, kept);
	free(said);
	if (ok) {
		whole = xasprintf("%.*s%s%s", (int)at, line, kept, behind);
		cli_store(c, whole);
		free(whole);
	}
	return ok;
}

bool access_read_secret(struct cli *c, const char *text, struct secret *s, char kept[SECRET_TEXT_MAX + 4])
{
	if (!read_secret(c, text, SECRET_MD5, true, s))
		return false;
	secret_text(s, kept);
	return true;
}

/* ---- enable ---- */

static void enable_line(char *buf, size_t len, const char *what, unsigned level, const struct secret *s)
{
	char text[SECRET_TEXT_MAX + 4];

	if (level == 15)
		snprintf(buf, len, "enable %s %s", what, secret_text(s, text));
	else
		snprintf(buf, len, "enable %s level %u %s", what, level, secret_text(s, text));
}

static bool run_enable(struct cli *c, const struct args *a)
{
	bool hashed = args_has(a, "secret");
	unsigned level = (unsigned)args_num(a, "level", 15);
	struct secret *s = hashed ? &access_of(c)->enable_secret[level] : &access_of(c)->enable_password[level], new = { 0 };
	char line[SECRET_TEXT_MAX + 64];

	if (args_no(a)) {
		*s = new;
		return true;
	}
	if (!read_password(c, args_str(a, "text"), hashed ? made_by(a) : clear_type(c), hashed, &new))
		return false;
	*s = new;
	enable_line(line, sizeof(line), hashed ? "secret" : "password", level, s);
	if (args_has(a, "algorithm-type"))
		cli_store_in(c, NULL, line);
	else
		cli_store(c, line);
	return true;
}

/* ---- users ---- */

static void user_line(char *buf, size_t len, const struct user *u)
{
	char text[SECRET_TEXT_MAX + 4], privilege[20] = "";

	if (u->privilege != 1)
		snprintf(privilege, sizeof(privilege), " privilege %u", u->privilege);
	snprintf(buf, len, "username %s%s%s%s%s%s", u->name, privilege, *u->view ? " view " : "", u->view, u->secret.set ? u->hashed ? " secret " : " password " : u->no_password ? " nopassword" : "",
		 u->secret.set ? secret_text(&u->secret, text) : "");
}

static void remove_user(struct access *acc, const char *name)
{
	for (struct user **at = &acc->users, *u; (u = *at); at = &u->next)
		if (!strcmp(u->name, name)) {
			*at = u->next;
			acc->n_users--;
			explicit_bzero(u, sizeof(*u));
			free(u);
			return;
		}
}

static struct user *make_user(struct cli *c, const char *name)
{
	struct access *acc = access_of(c);
	struct user *u = access_user(acc, name), **at = &acc->users;

	if (u)
		return u;
	if (acc->n_users == USERS_MAX || strlen(name) > USER_NAME_MAX) {
		cli_error(c, acc->n_users == USERS_MAX ? "%% Too many users" : "%% The name of a user has at most %d characters", USER_NAME_MAX);
		return NULL;
	}
	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	u = xcalloc(1, sizeof(*u));
	strcpy(u->name, name);
	u->privilege = 1;
	u->next = *at;
	*at = u;
	acc->n_users++;
	return u;
}

static bool run_user(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "name"), *text = args_str(a, "text"), *view = args_str(a, "view-name");
	bool hashed = args_has(a, "secret");
	struct secret s = { 0 };
	struct user *u;
	char line[SECRET_TEXT_MAX + 128];

	if (args_no(a)) {
		remove_user(access_of(c), name);
		return true;
	}
	if (view && strlen(view) > VIEW_NAME_MAX) {
		cli_error(c, "%% The name of a view has at most %d characters", VIEW_NAME_MAX);
		return false;
	}
	if (text && !read_password(c, text, hashed ? made_by(a) : clear_type(c), hashed, &s))
		return false;
	u = make_user(c, name);
	if (!u)
		return false;
	if (text || args_has(a, "nopassword")) {
		u->secret = s;
		u->hashed = hashed;
		u->no_password = !text;
	}
	u->privilege = (u8)args_num(a, "level", u->privilege);
	if (view)
		strcpy(u->view, view);
	user_line(line, sizeof(line), u);
	cli_store(c, line);
	return true;
}

/* ---- lines ---- */

static void tell_lines(struct cli *c)
{
	struct access *acc = access_of(c);

	if (acc->lines_changed)
		acc->lines_changed(cli_device(c));
}

static bool run_login(struct cli *c, const struct args *a)
{
	unsigned first, last;

	EACH_LINE(l, c)
		l->login = args_no(a) ? LOGIN_NONE : args_has(a, "local") ? LOGIN_LOCAL : LOGIN_PASSWORD;
	/* On a vty login is on by default, so that its absence is what must be said. */
	if (args_no(a))
		cli_store(c, device_vty_range(c, &first, &last) ? "no login" : "");
	return true;
}

static bool run_password(struct cli *c, const struct args *a)
{
	struct secret s = { 0 };
	char text[SECRET_TEXT_MAX + 4], kept[SECRET_TEXT_MAX + 16];

	if (!args_no(a)) {
		if (!read_password(c, args_str(a, "text"), clear_type(c), false, &s))
			return false;
		snprintf(kept, sizeof(kept), "password %s", secret_text(&s, text));
		cli_store(c, kept);
	}
	EACH_LINE(l, c)
		l->password = s;
	return true;
}

static bool run_privilege(struct cli *c, const struct args *a)
{
	EACH_LINE(l, c) {
		l->privilege_set = !args_no(a);
		l->privilege = (u8)args_num(a, "level", 1);
	}
	return true;
}

static bool run_transport(struct cli *c, const struct args *a)
{
	bool all = args_has(a, "all");

	EACH_LINE(l, c)
		l->transports = args_no(a) ? 0 : (all || args_has(a, "telnet") ? TRANSPORT_TELNET : 0) | (all || args_has(a, "ssh") ? TRANSPORT_SSH : 0);
	if (!args_no(a) && args_has(a, "ssh") && args_has(a, "telnet"))
		cli_store(c, "transport input telnet ssh");
	tell_lines(c);
	return true;
}

static bool run_output(struct cli *c, const struct args *a)
{
	bool all = args_no(a) || args_has(a, "all"), both = args_has(a, "telnet") && args_has(a, "ssh");

	EACH_LINE(l, c)
		l->not_out = all ? 0 : (args_has(a, "telnet") ? 0 : TRANSPORT_TELNET) | (args_has(a, "ssh") ? 0 : TRANSPORT_SSH);
	if (!args_no(a) && both)
		cli_store(c, "transport output telnet ssh");
	return true;
}

/* What a word that is no command is taken for: a host to telnet to, one for ssh, or nothing. */
static bool run_preferred(struct cli *c, const struct args *a)
{
	EACH_LINE(l, c) {
		l->no_preferred = !args_no(a) && args_has(a, "none");
		l->prefers_ssh = !args_no(a) && args_has(a, "ssh");
	}
	line_give_all(c);
	return true;
}

/* How long a question of the login waits. */
static bool run_login_timeout(struct cli *c, const struct args *a)
{
	EACH_LINE(l, c)
		l->login_s = args_no(a) ? LOGIN_WAIT_S : (u16)args_num(a, "seconds", LOGIN_WAIT_S);
	return true;
}

static bool run_min_length(struct cli *c, const struct args *a)
{
	access_of(c)->min_length = args_no(a) ? 0 : (u8)args_num(a, "length", 0);
	return true;
}

/* ---- service password-encryption ---- */

/* What stands in the clear is hidden from now on; what is hidden stays so when the service goes. */
static void hide(struct cli *c, struct secret *s)
{
	char clear[SECRET_CLEAR_MAX + 1];

	if (!s->set || s->type != SECRET_CLEAR)
		return;
	strcpy(clear, s->text);
	secret_make(s, SECRET_HIDDEN, clear, &cli_node(c)->rng);
}

/* Where the secret of a line of other features stands: `password ` of a line, `key ` of a server, the keys of protocols. NULL: the line has none. */
static const char *secret_in(const char *block, const char *line)
{
	static const struct { const char *block, *begins, *word; } places[] = { /* word: the secret comes behind it, at once or later */
		{ "line ", "password ", "password " }, { "radius server ", "key ", "key " }, { "tacacs server ", "key ", "key " },
		{ "key chain ", "key-string ", "key-string " }, { "router bgp ", "neighbor ", " password " }, { "router bgp ", "password ", "password " },
		{ "interface ", "ip ospf authentication-key ", "authentication-key " }, { "interface ", "ip ospf message-digest-key ", " md5 " },
		{ "interface ", "standby ", " md5 key-string " }, { "interface ", "glbp ", " md5 key-string " },
		{ "router eigrp ", "authentication mode hmac-sha-256 ", "hmac-sha-256 " },
	};
	const char *at;

	for (unsigned i = 0; block && i < ARRAY_LEN(places); i++)
		if (!strncmp(block, places[i].block, strlen(places[i].block)) && !strncmp(line, places[i].begins, strlen(places[i].begins)) &&
		    (at = strstr(line, places[i].word)))
			return at + strlen(places[i].word);
	if (block || (strncmp(line, "radius-server ", 14) && strncmp(line, "tacacs-server ", 14)))
		return NULL;
	at = strstr(line, " key ");
	return at ? at + 5 : NULL;
}

/* NTP's keys have their type behind them. */
static char *hide_ntp(struct cli *c, const char *line)
{
	const char *at = strstr(line, " md5 ") + 5;
	size_t len = strcspn(at, " ");
	char *clear = xasprintf("%.*s", (int)len, at), hidden[SECRET_TEXT_MAX + 1], *made = NULL;

	if (strcmp(at + len, " 7") && access_hides(c, clear, hidden))
		made = xasprintf("%.*s%s 7", (int)(at - line), line, hidden);
	free(clear);
	return made;
}

static char *hide_in_line(struct cli *c, const char *block, const char *line)
{
	const char *at = secret_in(block, line);
	char text[SECRET_TEXT_MAX + 4];
	struct secret s = { 0 };

	if (!block && !strncmp(line, "ntp authentication-key ", 23))
		return hide_ntp(c, line);
	if (!at || !strncmp(at, "7 ", 2) || !secret_make(&s, SECRET_HIDDEN, at + (strncmp(at, "0 ", 2) ? 0 : 2), &cli_node(c)->rng))
		return NULL;
	return xasprintf("%.*s%s", (int)(at - line), line, secret_text(&s, text));
}

static bool run_encryption(struct cli *c, const struct args *a)
{
	struct access *acc = access_of(c);
	char line[SECRET_TEXT_MAX + 128];

	acc->encrypt = !args_no(a);
	if (!acc->encrypt || cli_is_replay(c))
		return true; /* what is replayed says for each line how it is kept */
	for (unsigned level = 1; level <= 15; level++)
		if (acc->enable_password[level].set) {
			hide(c, &acc->enable_password[level]);
			enable_line(line, sizeof(line), "password", level, &acc->enable_password[level]);
			cli_store_in(c, NULL, line);
		}
	for (struct user *u = acc->users; u; u = u->next)
		if (u->secret.set && !u->hashed) {
			hide(c, &u->secret);
			user_line(line, sizeof(line), u);
			cli_store_in(c, NULL, line);
		}
	for (unsigned k = 0; k < LINE_N; k++)
		if (line_at(cli_device(c), k)->password.set)
			hide(c, &line_own(cli_device(c), k)->password);
	cli_rewrite_stored(c, hide_in_line);
	return true;
}

/* ---- show ---- */

static bool show_privilege(struct cli *c, const struct args *a, struct show *s)
{
	(void)a;
	show_num(s, "privilege", cli_privilege(c));
	show_end(s);
	show_text(s, "Current privilege level is %u\n", cli_privilege(c));
	return true;
}

#define SECRET_HELP "Modify enable password parameters|Assign the privileged level secret|"
#define PASSWORD_HELP "|Assign the privileged level password|"
#define LEVEL_HELP2 "Set exec level password|Level number|"
#define TEXT_HELP "Type of what follows (0, 5, 8, 9) and the secret, or the secret alone"
#define TEXT_HELP7 "Type of what follows (0, 7) and the password, or the password alone"
#define USER_HELP "Establish User Name Authentication|User name|"
#define PRIV_HELP "Set user privilege level|User privilege level|"
#define VIEW_HELP "Set view name|View name|"
static const struct cmd rows[] = {
	{ &mode_config, "security passwords min-length <0-16>:length", "Infra Security CLIs|Password security CLIs|Minimum length of passwords|Minimum length of all user/enable passwords",
	  .run = run_min_length, .key = 3, .order = ORDER_SERVICE + 3, .dflt = "security passwords min-length 0" },
	{ &mode_config, "service password-encryption", "|Encrypt system passwords", .run = run_encryption, .order = ORDER_SERVICE + 2,
	  .dflt = "no service password-encryption" },
	{ &mode_config, "enable secret LINE:text", SECRET_HELP TEXT_HELP, .run = run_enable, .key = 2, .order = ORDER_LOGGING + 20 },
	{ &mode_config, "enable secret level <1-15>:level LINE:text", SECRET_HELP LEVEL_HELP2 TEXT_HELP, .run = run_enable, .key = 4, .order = ORDER_LOGGING + 21,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "enable algorithm-type {md5|sha256|scrypt} secret LINE:text",
	  "|Algorithm to use for hashing the plain text secret|MD5|PBKDF2 with SHA256|scrypt|Assign the privileged level secret|" TEXT_HELP, .run = run_enable, .flags = CMD_NO_STORE },
	{ &mode_config, "enable password LINE:text", PASSWORD_HELP TEXT_HELP7, .run = run_enable, .key = 2, .order = ORDER_LOGGING + 22 },
	{ &mode_config, "enable password level <1-15>:level LINE:text", PASSWORD_HELP LEVEL_HELP2 TEXT_HELP7, .run = run_enable, .key = 4,
	  .order = ORDER_LOGGING + 23, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "username WORD:name", USER_HELP, .run = run_user, .key = 2, .order = ORDER_LOGGING + 30, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "username WORD:name view WORD:view-name [nopassword]", USER_HELP VIEW_HELP "No password is required for the user to log in", .run = run_user, .key = 2,
	  .order = ORDER_LOGGING + 30, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "username WORD:name nopassword", USER_HELP "No password is required for the user to log in", .run = run_user, .key = 2,
	  .order = ORDER_LOGGING + 30, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "username WORD:name privilege <0-15>:level [view WORD:view-name] [nopassword]", USER_HELP PRIV_HELP VIEW_HELP "No password is required for the user to log in", .run = run_user, .key = 2, .order = ORDER_LOGGING + 30, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "username WORD:name [privilege <0-15>:level] [view WORD:view-name] secret LINE:text", USER_HELP PRIV_HELP VIEW_HELP "Specify the secret for the user|" TEXT_HELP,
	  .run = run_user, .key = 2, .order = ORDER_LOGGING + 30, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "username WORD:name [privilege <0-15>:level] [view WORD:view-name] password LINE:text", USER_HELP PRIV_HELP VIEW_HELP "Specify the password for the user|" TEXT_HELP7,
	  .run = run_user, .key = 2, .order = ORDER_LOGGING + 30, .flags = CMD_SORT_NUMERIC },
	{ &mode_tty, "password LINE:text", "Set a password|" TEXT_HELP7, .run = run_password, .key = 1, .order = 60 },
	{ &mode_tty, "timeout login response <0-300>:seconds", "Timeouts for the line|Timeouts related to the login sequence|Timeout for any user input during login sequences|Timeout in seconds",
	  .run = run_login_timeout, .key = 3, .order = 16, .dflt = "timeout login response 30" },
	{ &mode_tty, "login", "Enable password checking", .run = run_login, .key = 1, .order = 61, .flags = CMD_ON_EACH },
	{ &mode_tty, "login local", "|Local password checking", .run = run_login, .key = 1, .order = 61, .flags = CMD_ON_EACH },
	{ &mode_tty, "privilege level <0-15>:level", "Change privilege level for line|Assign default privilege level for line|Default privilege level",
	  .run = run_privilege, .key = 2, .order = 15 },
	{ &mode_tty, "transport input {all|none|ssh|telnet}",
	  "Define transport protocols for line|Define which protocols to use when connecting to the terminal server|All protocols|No protocols|TCP/IP SSH protocol|"
	  "TCP/IP Telnet protocol",
	  .run = run_transport, .key = 2, .order = 70 },
	{ &mode_tty, "transport input telnet ssh", "|||TCP/IP SSH protocol", .run = run_transport, .key = 2, .order = 70 },
	{ &mode_tty, "transport input ssh telnet", "|||TCP/IP Telnet protocol", .run = run_transport, .key = 2, .order = 70 },
	{ &mode_tty, "transport output {all|none|ssh|telnet}", "|Define which protocols to use for outgoing connections|All protocols|No protocols|TCP/IP SSH protocol|TCP/IP Telnet protocol",
	  .run = run_output, .key = 2, .order = 72, .dflt = "transport output all" },
	{ &mode_tty, "transport output telnet ssh", "|||TCP/IP SSH protocol", .run = run_output, .key = 2, .order = 72 },
	{ &mode_tty, "transport output ssh telnet", "|||TCP/IP Telnet protocol", .run = run_output, .key = 2, .order = 72 },
	{ &mode_tty, "transport preferred {none|ssh|telnet}", "|Specify the preferred protocol to use|No protocols|TCP/IP SSH protocol|TCP/IP Telnet protocol", .run = run_preferred, .key = 2, .order = 71,
	  .dflt = "transport preferred telnet" },
	{ &mode_exec, "show privilege", "|Show current privilege level", .show = show_privilege },
};
const struct cmd_table access_cmds[] = { CMD_TABLE(rows) };
const unsigned n_access_cmds = ARRAY_LEN(access_cmds);
