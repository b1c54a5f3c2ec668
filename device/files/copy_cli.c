/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copy FROM TO: what is still unknown is asked in IOS's words (host, source, destination, overwriting), the content is read or fetched, and it goes where
 * it belongs: into the running configuration it is merged. struct copy lives from the first question to the result line; ^C, the end of the
 * session and a refused answer end it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/configured.h"
#include "device/files/own.h"

struct copy {
	struct cli *cli;	/* valid while the session waits for us */
	struct device *dev;
	struct file_url from, to;
	bool to_named;		/* the destination's name has been asked */
	struct body *body;
	struct transfer transfer;
	bool busy;		/* cli_busy() */
	u32 column;
	nsec began;
};

static void copy_free(struct copy *k)
{
	body_put(k->body);
	body_put(k->transfer.body);
	free(k);
}

static void over(struct copy *k, bool ok)
{
	struct cli *c = k->cli;
	bool busy = k->busy;

	copy_free(k);
	if (busy)
		cli_done(c, ok);
}

static void fail_at(struct copy *k, const char *verb, const struct file_url *u, const char *why)
{
	file_error(k->cli, verb, u, why);
	over(k, false);
}

/* ---- the result ---- */

static void say_copied(struct copy *k, u32 len)
{
	u64 ms = (node_now(&k->dev->node) - k->began) / NSEC_PER_MS;

	ms = ms ? ms : 1;
	cli_print(k->cli, "%u bytes copied in %llu.%03llu secs (%llu bytes/sec)\n", len, (unsigned long long)ms / 1000, (unsigned long long)ms % 1000,
		  (unsigned long long)((u64)len * 1000 / ms));
	over(k, true);
}

static void say_skipped(void *arg, const struct config_error *e)
{
	cli_print(arg, "%s\n%s\n", e->input, e->text);
}

static void say_configured(struct copy *k)
{
	const char *user = cli_session(k->cli)->user;
	char name[400];

	device_configured(k->dev, user, file_url_text(&k->from, name), user ? user : "console");
}

static bool merge(struct copy *k, const void *data, u32 len)
{
	char *text = xcalloc(1, (size_t)len + 1);
	struct config_error err;
	bool ok;

	if (len)
		memcpy(text, data, len);
	ok = shell_apply(k->dev->shell, text, true, &err, say_skipped, k->cli);
	if (!ok)
		cli_error(k->cli, "%s", err.text);
	else
		say_configured(k);
	free(text);
	return ok;
}

/* The content is here: to where it goes on this device. */
static void put_here(struct copy *k, const void *data, u32 len)
{
	const char *why = "Invalid argument";

	if (k->to.place == FILE_RUNNING) {
		if (merge(k, data, len))
			say_copied(k, len);
		else
			over(k, false);
		return;
	}
	if (k->from.place == FILE_RUNNING && k->to.place == FILE_STARTUP) {
		bool ok = keep_now(k->cli);

		over(k, ok);
		return;
	}
	if (!file_write(k->dev, &k->to, data, len, &why))
		fail_at(k, k->to.place == FILE_FLASH ? "opening" : "writing", &k->to, why);
	else
		say_copied(k, len);
}

/* ---- on its way ---- */

static void stop(struct cli *c, void *state, bool gone)
{
	struct copy *k = state;

	k->transfer.carrier->stop(&k->transfer);
	if (gone) {
		copy_free(k);
		return;
	}
	cli_print(c, "\n");
	fail_at(k, k->transfer.put ? "writing" : "reading", k->transfer.put ? &k->to : &k->from, "Transfer aborted");
}

static void began(struct transfer *t, const char *iface)
{
	struct copy *k = container_of(t, struct copy, transfer);

	char name[400];

	if (!t->put && t->carrier->by_url)
		cli_print(k->cli, "Loading %s ", file_url_text(&k->from, name));
	else if (!t->put)
		cli_print(k->cli, "Loading %s from %s (via %s): ", t->path, t->host, iface);
}

static void mark(struct transfer *t, char m)
{
	struct copy *k = container_of(t, struct copy, transfer);

	cli_print(k->cli, "%c%s", m, ++k->column % 64 ? "" : "\n");
}

static void done(struct transfer *t, const char *why, const void *data, u32 len)
{
	struct copy *k = container_of(t, struct copy, transfer);

	if (k->column || !why)
		cli_print(k->cli, "\n");
	if (why) {
		fail_at(k, strcmp(why, "Timed out") && k->column ? (t->put ? "writing" : "reading") : "opening", t->put ? &k->to : &k->from, why);
		return;
	}
	if (t->put) {
		say_copied(k, t->body->len);
		return;
	}
	cli_print(k->cli, "[OK - %u bytes]\n\n", len);
	put_here(k, data, len);
}

static void transfer(struct copy *k, bool put)
{
	const struct file_url *u = put ? &k->to : &k->from;
	const char *why = "Invalid argument";

	k->transfer = (struct transfer){ .dev = k->dev, .carrier = u->carrier, .put = put, .body = put ? body_hold(k->body) : NULL, .began = began,
					 .mark = mark, .done = done, .owner = k };
	snprintf(k->transfer.host, sizeof(k->transfer.host), "%s", u->host);
	snprintf(k->transfer.path, sizeof(k->transfer.path), "%s", u->path);
	if (!u->carrier->start(&k->transfer, &why)) {
		fail_at(k, "opening", u, why);
		return;
	}
	k->busy = true;
	cli_busy(k->cli, stop, k);
}

static void go(struct copy *k)
{
	const char *why;
	char name[400];

	k->began = node_now(&k->dev->node);
	if (k->from.place == FILE_ELSEWHERE) {
		cli_print(k->cli, "Accessing %s...\n", file_url_text(&k->from, name));
		transfer(k, false);
		return;
	}
	k->body = file_read(k->dev, &k->from, &why);
	if (!k->body)
		fail_at(k, "opening", &k->from, why);
	else if (k->to.place == FILE_ELSEWHERE)
		transfer(k, true);
	else
		put_here(k, k->body->data, k->body->len);
}

/* ---- questions ---- */

static void ask_next(struct copy *k);

static bool broken_off(struct copy *k, const char *answer)
{
	if (*answer != '\003')
		return false;
	copy_free(k);
	return true;
}

static void on_host(struct cli *c, void *state, const char *answer)
{
	struct copy *k = state;
	struct file_url *u = k->from.place == FILE_ELSEWHERE && !*k->from.host ? &k->from : &k->to;

	if (broken_off(k, answer))
		return;
	if (!*answer || strlen(answer) > FILE_HOST_MAX || strpbrk(answer, " /")) {
		cli_error(c, "%% Bad IP address or host name");
		copy_free(k);
		return;
	}
	snprintf(u->host, sizeof(u->host), "%s", answer);
	ask_next(k);
}

/* A name for the file of that place: of flash:, elsewhere. */
static bool set_path(struct copy *k, struct file_url *u, const char *text)
{
	struct file_url named;
	const char *why;

	if (u->place == FILE_ELSEWHERE) {
		if (!*text || strlen(text) > FLASH_PATH_MAX || strchr(text, ' '))
			return false;
		snprintf(u->path, sizeof(u->path), "%s", text);
		return true;
	}
	if (!file_url_parse(k->dev, text, &named, &why) || named.place != FILE_FLASH || !*named.path)
		return false;
	*u = named;
	return true;
}

static void on_source(struct cli *c, void *state, const char *answer)
{
	struct copy *k = state;

	if (broken_off(k, answer))
		return;
	if (!set_path(k, &k->from, answer)) {
		cli_error(c, "%%Error opening %s (Invalid argument)", *answer ? answer : "file");
		copy_free(k);
		return;
	}
	ask_next(k);
}

/* What the destination is called if nobody says otherwise. */
static void default_name(const struct copy *k, char buf[FLASH_PATH_MAX + 1])
{
	const char *slash = strrchr(k->from.path, '/'), *name = slash ? slash + 1 : k->from.path;

	if (k->to.place == FILE_RUNNING)
		snprintf(buf, FLASH_PATH_MAX + 1, "running-config");
	else if (k->to.place == FILE_STARTUP)
		snprintf(buf, FLASH_PATH_MAX + 1, "startup-config");
	else if (*k->to.path)
		snprintf(buf, FLASH_PATH_MAX + 1, "%s", k->to.path);
	else if (k->from.place == FILE_RUNNING && k->to.place == FILE_FLASH)
		snprintf(buf, FLASH_PATH_MAX + 1, "running-config");
	else if (k->from.place == FILE_STARTUP && k->to.place == FILE_FLASH)
		snprintf(buf, FLASH_PATH_MAX + 1, "startup-config");
	else if (k->from.place != FILE_FLASH && k->from.place != FILE_ELSEWHERE)
		snprintf(buf, FLASH_PATH_MAX + 1, "%.63s-confg", shell_hostname(k->dev->shell));
	else
		snprintf(buf, FLASH_PATH_MAX + 1, "%s", name);
}

static void on_overwrite(struct cli *c, void *state, const char *answer)
{
	struct copy *k = state;

	(void)c;
	if (file_confirmed(answer))
		go(k);
	else
		copy_free(k);
}

static void on_destination(struct cli *c, void *state, const char *answer)
{
	struct copy *k = state;
	char dflt[FLASH_PATH_MAX + 1];
	struct flash_file *x;
	struct file_url u;
	const char *why;
	bool good;

	if (broken_off(k, answer))
		return;
	default_name(k, dflt);
	if (k->to.place == FILE_RUNNING || k->to.place == FILE_STARTUP) {
		good = !*answer || (file_url_parse(k->dev, answer, &u, &why) && u.place == k->to.place);
		if (!good && strchr(answer, ':') && file_url_parse(k->dev, answer, &u, &why) && u.place == FILE_FLASH && *u.path) {
			k->to = u;
			good = true;
		}
	} else {
		good = set_path(k, &k->to, *answer ? answer : dflt);
	}
	if (!good) {
		cli_error(c, "%%Error opening %s (No such device)", *answer ? answer : dflt);
		copy_free(k);
		return;
	}
	k->to_named = true;
	x = k->to.place == FILE_FLASH ? flash_find(device_flash(k->dev), k->to.path) : NULL;
	if (x && !x->folder) {
		cli_print(c, "%%Warning:There is a file already existing with this name \n");
		cli_ask(c, "Do you want to over write? [confirm]", "", on_overwrite, k);
		return;
	}
	go(k);
}

static void ask_next(struct copy *k)
{
	char dflt[FLASH_PATH_MAX + 1], question[FLASH_PATH_MAX + 64];
	bool from_far = k->from.place == FILE_ELSEWHERE, to_far = k->to.place == FILE_ELSEWHERE;
	struct flash_file *folder = k->to.place == FILE_FLASH && *k->to.path ? flash_find(device_flash(k->dev), k->to.path) : NULL;

	if (from_far && !*k->from.host) {
		cli_ask(k->cli, "Address or name of remote host []? ", "", on_host, k);
	} else if ((from_far || k->from.place == FILE_FLASH) && !*k->from.path) {
		cli_ask(k->cli, "Source filename []? ", "", on_source, k);
	} else if (to_far && !*k->to.host) {
		cli_ask(k->cli, "Address or name of remote host []? ", "", on_host, k);
	} else if (k->to.place == FILE_NULL) {
		go(k);
	} else {
		if (folder && folder->folder && *k->from.path) { /* into the folder, under its own name */
			const char *slash = strrchr(k->from.path, '/');
			char *inside = xasprintf("%s/%s", k->to.path, slash ? slash + 1 : k->from.path);

			set_path(k, &k->to, inside);
			free(inside);
		}
		default_name(k, dflt);
		snprintf(question, sizeof(question), "Destination filename [%s]? ", dflt);
		cli_ask(k->cli, question, "", on_destination, k);
	}
}

bool files_copy(struct cli *c, const struct args *a)
{
	struct device *d = cli_device(c);
	char x[400], y[400], from[320] = "", to[320] = "";
	struct copy *k = xcalloc(1, sizeof(*k));
	const char *why;

	k->cli = c;
	k->dev = d;
	sscanf(args_line(a), "copy %319s %319s", from, to);
	if (!file_url_here(c, from, &k->from, &why) || k->from.place == FILE_NULL) {
		cli_error(c, "%%Error opening %s (%s)", from, k->from.place == FILE_NULL ? "Invalid argument" : why);
		free(k);
		return false;
	}
	if (!file_url_here(c, to, &k->to, &why)) {
		cli_error(c, "%%Error opening %s (%s)", to, why);
		free(k);
		return false;
	}
	file_url_text(&k->from, x);
	file_url_text(&k->to, y);
	if ((k->from.place == FILE_ELSEWHERE && k->to.place == FILE_ELSEWHERE) || (k->from.place == k->to.place && k->from.place != FILE_FLASH)) {
		cli_error(c, "%%Error copying %s to %s (Invalid argument)", x, y);
		free(k);
		return false;
	}
	ask_next(k);
	return true;
}

bool files_write_output(struct node *n, struct cli *c, const char *name, const char *data, size_t len, bool append)
{
	struct device *d = device_of(n);
	const char *why = "Operation not supported";
	struct body *old = NULL;
	struct file_url u;
	u8 *all;
	bool ok;

	if (!file_arg(c, name, &u))
		return false;
	if (cli_privilege(c) < 15 || u.place != FILE_FLASH)
		return file_error(c, "opening", &u, u.place == FILE_FLASH ? "Permission denied" : why);
	if (append)
		old = file_read(d, &u, &why);
	if (len + (old ? old->len : 0) > FLASH_BYTES) {
		body_put(old);
		return file_error(c, "writing", &u, flash_words(FLASH_FULL));
	}
	all = xcalloc(1, len + (old ? old->len : 0) + 1);
	if (old)
		memcpy(all, old->data, old->len);
	memcpy(all + (old ? old->len : 0), data, len);
	ok = file_write(d, &u, all, (u32)(len + (old ? old->len : 0)), &why);
	free(all);
	body_put(old);
	return ok || file_error(c, "writing", &u, why);
}
