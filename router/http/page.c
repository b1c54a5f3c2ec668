/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server gives: who asks is made sure of first (but by a host's), then it is a command's output, the node's page, or a file of flash:. A path
 * such as /level/15/exec/-/show/ip/route/CR is a command of that level; what stands between slashes is a word, with %2F for a slash in one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "device/access.h"
#include "router/http/http.h"
#include "router/stack.h"

static struct body *body_of(struct text *t)
{
	struct body *b = body_new(text_str(t), (u32)t->len);

	text_free(t);
	return b;
}

static void escaped(struct text *t, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '&')
			text_puts(t, "&amp;");
		else if (c == '<')
			text_puts(t, "&lt;");
		else if (c == '>')
			text_puts(t, "&gt;");
		else if (c == '"')
			text_puts(t, "&quot;");
		else if (c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f) || (c & 0x80))
			text_putc(t, c);
	}
}

static void say_status(struct http_conn *k, unsigned status)
{
	struct text t = { 0 };

	text_printf(&t, "<HTML><HEAD><TITLE>%u %s</TITLE></HEAD><BODY><H1>%u %s</H1></BODY></HTML>\n", status, http_reason(status), status, http_reason(status));
	http_answer(k, status, "text/html", body_of(&t));
}

/* ---- files ---- */

static const char *type_of(const char *path)
{
	static const struct { const char *end, *type; } types[] = {
		{ ".html", "text/html" }, { ".htm", "text/html" }, { ".txt", "text/plain" }, { ".cfg", "text/plain" }, { ".log", "text/plain" },
		{ ".css", "text/css" }, { ".js", "text/javascript" }, { ".json", "application/json" }, { ".xml", "text/xml" }, { ".png", "image/png" },
		{ ".jpg", "image/jpeg" }, { ".gif", "image/gif" },
	};
	const char *dot = strrchr(path, '.');

	for (unsigned i = 0; dot && i < ARRAY_LEN(types); i++)
		if (!strcasecmp(dot, types[i].end))
			return types[i].type;
	return "application/octet-stream";
}

/* false: there is no such file. */
static bool give_file(struct http_conn *k, const char *name)
{
	struct http *h = k->http;
	char whole[2 * FLASH_PATH_MAX + 2], path[FLASH_PATH_MAX + 1];
	const struct flash_file *x;

	if (!h->files || strlen(name) > FLASH_PATH_MAX)
		return false;
	snprintf(whole, sizeof(whole), "%s/%s", h->path, name);
	x = flash_path(whole + (*h->path ? 0 : 1), path) ? flash_find(device_flash(h->ip->dev), path) : NULL;
	if (!x || !x->body)
		return false;
	http_answer(k, 200, type_of(path), body_hold(x->body));
	return true;
}

/* ---- pages ---- */

/* A host's: who answers, and whom he sees. */
static void host_page(struct http_conn *k)
{
	const char *name = shell_hostname(k->http->ip->dev->shell);
	char local[IP6_TEXT], peer[IP6_TEXT];
	struct text t = { 0 };

	text_puts(&t, "<HTML><HEAD><TITLE>");
	escaped(&t, name, strlen(name));
	text_puts(&t, "</TITLE></HEAD><BODY>\n<H1>");
	escaped(&t, name, strlen(name));
	text_printf(&t, "</H1>\n<P>It works: this is %s port %u.</P>\n<P>You are %s port %u.</P>\n</BODY></HTML>\n", ipaddr_text(&k->local, local), k->local_port,
		    ipaddr_text(&k->peer, peer), k->peer_port);
	http_answer(k, 200, "text/html", body_of(&t));
}

static void menu(struct text *t)
{
	static const struct { const char *path, *name, *help; } entries[] = {
		{ "show/interfaces", "Show interfaces", "the state of the interfaces" },
		{ "show/ip/interface/brief", "Show IP interfaces", "their addresses, in brief" },
		{ "show/ip/route", "Show IP route", "the routing table" },
		{ "show/logging", "Show log", "the log" },
		{ "show/running-config", "Show running-config", "the configuration" },
	};

	text_puts(t, "<UL>\n");
	for (unsigned i = 0; i < ARRAY_LEN(entries); i++)
		text_printf(t, "<LI><A HREF=\"/level/15/exec/-/%s/CR\">%s</A> - %s.\n", entries[i].path, entries[i].name, entries[i].help);
	text_puts(t, "</UL>\n");
}

static void command_page(struct http_conn *k)
{
	const char *name = shell_hostname(k->http->ip->dev->shell);
	bool home = !strcmp(k->q.target, "/");
	struct text t = { 0 };

	text_puts(&t, "<HTML><HEAD><TITLE>");
	escaped(&t, name, strlen(name));
	text_puts(&t, home ? " Home Page" : " ");
	if (!home)
		escaped(&t, k->command, strlen(k->command));
	text_puts(&t, "</TITLE></HEAD><BODY>\n<H1>");
	escaped(&t, name, strlen(name));
	text_puts(&t, "</H1>\n");
	if (home)
		menu(&t);
	text_puts(&t, "<PRE><HR>\n");
	escaped(&t, text_str(&k->out), k->out.len);
	text_puts(&t, "<HR></PRE>\n</BODY></HTML>\n");
	text_free(&k->out);
	cli_free(k->cli);
	k->cli = NULL;
	http_answer(k, 200, "text/html", body_of(&t));
}

static void command_write(void *arg, const char *text, size_t len)
{
	struct http_conn *k = arg;
	size_t room = HTTP_PAGE_MAX - k->out.len;

	text_add(&k->out, text, len < room ? len : room);
}

static void command_ready(void *arg, bool ended)
{
	struct http_conn *k = arg;

	(void)ended;
	k->command_over = true;
	http_soon(k);
}

static void run_command(struct http_conn *k)
{
	struct cli_io io = { command_write, command_ready, k };
	char where[80], peer[IP6_TEXT];

	snprintf(where, sizeof(where), "http (%s)", ipaddr_text(&k->peer, peer));
	k->state = HTTP_RUNNING;
	k->command_over = false;
	k->cli = cli_new(k->http->ip->dev->shell, &io, &(struct cli_options){ .where = where, .user = *k->user ? k->user : NULL, .privilege = (u8)k->privilege });
	cli_line(k->cli, k->command);
}

/* ---- which ---- */

/* The words of a path, apart by blanks; "-" before and "CR" behind are of IOS's form. false: none, or too long. */
static bool words_of(char *path, char *out, size_t size)
{
	char *rest, *word;
	size_t at = 0;

	*out = 0;
	for (word = strtok_r(path, "/", &rest); word; word = strtok_r(NULL, "/", &rest)) {
		if (!at && !strcmp(word, "-"))
			continue;
		if (!http_unescape(word) || at + strlen(word) + 2 > size)
			return false;
		at += (size_t)snprintf(out + at, size - at, "%s%s", at ? " " : "", word);
	}
	if (at > 3 && !strcasecmp(out + at - 3, " CR"))
		out[at - 3] = 0;
	return *out;
}

/* "/level/N/exec/...", "/exec/...": the level, and what stands behind; 0: another path. */
static unsigned level_of(const char *path, const char **command)
{
	unsigned level = 15, used = 0;

	if (!strncmp(path, "/level/", 7)) {
		char *end;

		level = (unsigned)strtoul(path + 7, &end, 10);
		used = (unsigned)(end - path);
		if (end == path + 7 || end > path + 9 || level > 15)
			return 0;
	}
	if (strncmp(path + used, "/exec", 5) || (path[used + 5] && path[used + 5] != '/'))
		return 0;
	*command = path + used + 5;
	return level ? level : 1;
}

static void give(struct http_conn *k)
{
	char path[HTTP_TARGET_MAX + 1];
	const char *command;
	bool good;

	snprintf(path, sizeof(path), "%s", k->q.target);
	if (!k->http->ip->http_plain && level_of(path, &command)) {
		good = words_of(path + (command - path), k->command, sizeof(k->command));
		if (good)
			run_command(k);
		else
			say_status(k, 400);
	} else if (!http_unescape(path)) {
		say_status(k, 400);
	} else if (strcmp(path, "/")) {
		if (!give_file(k, path + 1))
			say_status(k, 404);
	} else if (k->http->ip->http_plain) {
		if (!give_file(k, "index.html"))
			host_page(k);
	} else {
		snprintf(k->command, sizeof(k->command), "show version");
		run_command(k);
	}
}

/* ---- who ---- */

static void verdict(struct http_conn *k)
{
	if (k->good)
		give(k);
	else
		say_status(k, 401);
}

static void checked(void *arg, bool good)
{
	struct http_conn *k = arg;

	k->good = good;
	k->checked = true;
	if (k->check) {
		k->check = NULL;
		http_soon(k);
	}
}

/* By lists of aaa: is it he, and what may he? Without a list for the second he is at level 1, as on a line. */

static void aaa_over(struct http_conn *k, bool good)
{
	k->good = good && k->privilege >= k->wanted;
	k->checked = true;
	http_soon(k);
}

static void aaa_allowed(struct aaa_request *r)
{
	struct http_conn *k = r->arg;

	if (r->privilege)
		k->privilege = r->privilege - 1u;
	aaa_over(k, r->verdict == AAA_PASS && !*r->view); /* who is bound to a view would have more here */
}

static void aaa_known(struct aaa_request *r)
{
	struct http_conn *k = r->arg;
	const struct http *h = k->http;
	const struct aaa_list *l = aaa_list(aaa_of(r->dev), AAA_EXEC, 0, *h->exec_list ? h->exec_list : "default");

	if (r->verdict != AAA_PASS || (!l && !*h->exec_list)) {
		aaa_over(k, r->verdict == AAA_PASS);
		return;
	}
	r->kind = AAA_EXEC;
	r->given = r->privilege;
	r->done = aaa_allowed;
	aaa_begin(r, l);
}

/* A list that is named and is not there admits nobody; without `aaa new-model` nobody comes in either. */
static void ask_lists(struct http_conn *k, const char *password)
{
	static const struct aaa_list local = { .kind = AAA_LOGIN, .n = 1, .method = { { .type = AAA_LOCAL } } };
	const struct http *h = k->http;
	struct device *d = h->ip->dev;
	const struct aaa_list *l = aaa_list(aaa_of(d), AAA_LOGIN, 0, *h->login_list ? h->login_list : "default");
	char where[80], peer[IP6_TEXT];

	if (!aaa_on(d) || strlen(k->user) > AAA_USER_MAX || strlen(password) > AAA_PASSWORD_MAX) {
		say_status(k, 401);
		return;
	}
	k->aaa = (struct aaa_request){ .kind = AAA_LOGIN, .done = aaa_known, .arg = k };
	snprintf(where, sizeof(where), "http (%s)", ipaddr_text(&k->peer, peer));
	aaa_who(&k->aaa, d, where, k->user);
	strcpy(k->aaa.password, password);
	k->state = HTTP_CHECKING;
	aaa_begin(&k->aaa, l || *h->login_list ? l : &local);
}

static void ask_who(struct http_conn *k, unsigned level)
{
	struct http *h = k->http;
	struct device *d = h->ip->dev;
	char user[HTTP_VALUE_MAX + 1] = "", password[HTTP_VALUE_MAX + 1] = "";
	bool given = http_basic(k->q.authorization, user, password), local = http_auth_of(h) == HTTP_AUTH_LOCAL;
	const struct user *u = given && local ? access_user_of(d, user) : NULL;
	const struct secret *s = local ? u && !u->no_password ? &u->secret : NULL : access_enable_of(d, level);

	k->checked = k->good = false;
	k->wanted = level;
	if (given && http_auth_of(h) == HTTP_AUTH_AAA) {
		snprintf(k->user, sizeof(k->user), "%s", user);
		k->privilege = 1;
		ask_lists(k, password);
		return;
	}
	snprintf(k->user, sizeof(k->user), "%s", local ? user : "");
	k->privilege = local && u ? u->privilege : level;
	if (!given || (local && (!u || u->privilege < level)) || (!local && !s)) {
		say_status(k, 401);
		return;
	}
	if (u && u->no_password) {
		give(k);
		return;
	}
	k->state = HTTP_CHECKING;
	k->check = check_begin(d, s, password, checked, k);
	if (k->checked)
		verdict(k);
}

void http_page_ready(struct http_conn *k)
{
	if (k->state == HTTP_CHECKING && k->checked)
		verdict(k);
	else if (k->state == HTTP_RUNNING && k->command_over)
		command_page(k);
}

void http_page_stop(struct http_conn *k)
{
	check_end(k->check);
	k->check = NULL;
	aaa_stop(&k->aaa);
	if (k->cli)
		cli_free(k->cli);
	k->cli = NULL;
	text_free(&k->out);
}

void http_serve(struct http_conn *k)
{
	static const char *const known[] = { "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" };
	struct http_head *q = &k->q;
	const char *command;
	unsigned level;

	if (strcmp(q->method, "GET") && strcmp(q->method, "HEAD")) {
		unsigned i = 0;

		while (i < ARRAY_LEN(known) && strcmp(q->method, known[i]))
			i++;
		say_status(k, i < ARRAY_LEN(known) ? 405 : 501);
		return;
	}
	if (!strncasecmp(q->target, "http://", 7)) { /* 9112 3.2.2: to be taken, too */
		const char *path = strchr(q->target + 7, '/');

		path = path ? path : "/";
		memmove(q->target, path, strlen(path) + 1);
	}
	q->target[strcspn(q->target, "?")] = 0;
	if (*q->target != '/') {
		say_status(k, 400);
		return;
	}
	level = k->http->ip->http_plain ? 0 : level_of(q->target, &command);
	if (k->http->ip->http_plain)
		give(k);
	else
		ask_who(k, level ? level : 15);
}
