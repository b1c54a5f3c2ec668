/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * console, configure and save. A console's client sends {"line"}, {"line_end"} (^Z), {"key"}, {"interrupt"}, {"help"}, {"complete"} and gets
 * {"output"}, {"prompt", "keys", "paging", "secret", "redraw"}, {"helped"}, {"complete", "candidates"}; the last message is {"status"}.
 */
#include <stdlib.h>
#include <string.h>

#include "lab/session.h"

static void say_prompt(struct session *s, const struct session_news *n)
{
	client_send(s->client, json_pack("{s:s,s:b,s:b,s:b,s:b,s:b,s:i}", "prompt", n->prompt, "keys", n->resting, "paging", n->paging, "secret", n->secret, "redraw", n->redraws, "busy", n->busy,
					 "line_status", n->status));
}

void console_news(struct session *s, const struct session_news *n)
{
	struct client *c = s->client;

	if (n->ready && n->ended) {
		s->client = NULL;
		client_done(c, EXIT_DONE, NULL);
		session_leave(s);
	} else if (n->helped) {
		client_send(c, json_pack("{s:b}", "helped", 1));
	} else if (n->completed) {
		client_send(c, json_pack("{s:s?,s:O}", "complete", n->text, "candidates", n->candidates));
	} else if (n->opened || n->ready || n->paging || n->busy || n->resting) {
		say_prompt(s, n);
	}
}

static void console_message(struct client *c, json_t *m)
{
	static const struct {
		const char *key;
		enum session_op op;
	} texts[] = { { "line", OP_LINE }, { "line_end", OP_LINE_END }, { "help", OP_HELP }, { "complete", OP_COMPLETE } };
	struct session *s = c->serving;
	json_t *key = json_object_get(m, "key");

	for (unsigned i = 0; i < ARRAY_LEN(texts); i++) {
		const char *text = json_string_value(json_object_get(m, texts[i].key));

		if (text && !strpbrk(text, "\n\r")) {
			session_ask(s, texts[i].op, text, 0);
			return;
		}
	}
	if (json_is_integer(key))
		session_ask(s, OP_KEY, NULL, (int)json_integer_value(key));
	else if (json_is_true(json_object_get(m, "interrupt")))
		session_ask(s, OP_INTERRUPT, NULL, 0);
}

static void client_left(struct client *c)
{
	session_leave(c->serving);
}

void session_console(struct engine *e, struct client *c, json_t *m)
{
	struct lab_node *ln = session_node(e, c, m);
	json_int_t length = json_integer_value(json_object_get(m, "length")), width = json_integer_value(json_object_get(m, "width"));
	struct session *s;

	if (!ln)
		return;
	s = session_new(e, c, ln, SESSION_CONSOLE);
	s->length = length > 0 && length < 1000 ? (unsigned)length : 0;
	s->width = width > 0 && width < 1000 ? (unsigned)width : 0;
	c->serving = s;
	c->gone = client_left;
	c->message = console_message;
	session_ask(s, OP_OPEN, NULL, 0);
}

/* ---- configure, save: one call in the thread of the node's worker, then the answer ---- */

struct job {
	struct engine *engine;
	struct lab_node *ln;
	struct client *client;	/* NULL: it has left */
	char *text;
	bool lenient, replace, dry_run, diff, ok;
	struct config_error err;
	json_t *skipped;
	char *difference;	/* asked for by `diff` */
	/* save */
	char why[300];
};

static void job_left(struct client *c)
{
	struct job *j = c->serving;

	j->client = NULL;
}

static json_t *error_json(const struct config_error *err)
{
	return json_pack("{s:i,s:i,s:o,s:o}", "line", (int)err->line, "column", (int)err->column, "text",
			 message_text(err->text, strlen(err->text)), "input", message_text(err->input, strlen(err->input)));
}

static void skipped_line(void *arg, const struct config_error *err)
{
	json_array_append_new(((struct job *)arg)->skipped, error_json(err));
}

static void configured(void *arg)
{
	struct job *j = arg;

	if (j->client) {
		json_t *m = json_object();

		json_object_set(m, "skipped", j->skipped);
		if (!j->ok)
			json_object_set_new(m, "rejected", error_json(&j->err));
		else if (j->difference)
			json_object_set_new(m, "diff", message_text(j->difference, strlen(j->difference)));
		client_result(j->client, j->ok ? EXIT_DONE : EXIT_NO, m);
	}
	json_decref(j->skipped);
	free(j->difference);
	free(j->text);
	free(j);
}

/* The text is the whole of what is to run, or is laid over what runs. */
static void take_text(struct job *j, struct shell *sh)
{
	unsigned n;

	if (j->dry_run)
		j->ok = true;
	else if (j->replace)
		j->ok = shell_replace(sh, j->text, &j->err, &n);
	else
		j->ok = shell_apply(sh, j->text, j->lenient, &j->err, skipped_line, j);
}

static void configure_here(void *arg)
{
	struct job *j = arg;
	struct shell *sh = j->ln->node->on ? j->ln->node->shell : NULL;

	if (sh) {
		char *before = j->diff ? shell_running(sh, false) : NULL;

		take_text(j, sh);
		if (j->ok && j->diff) {
			char *now = j->dry_run ? NULL : shell_running(sh, false);

			j->difference = shell_diff(sh, before, now ? now : j->text, &j->err);
			j->ok = j->difference || !j->dry_run; /* what has been applied is a configuration */
			free(now);
		}
		free(before);
		keeper_tell_running(j->ln);
	}
	engine_post(j->engine, configured, j);
}

static struct job *job_new(struct engine *e, struct client *c, struct lab_node *ln)
{
	struct job *j = xcalloc(1, sizeof(*j));

	j->engine = e;
	j->client = c;
	j->ln = ln;
	c->serving = j;
	c->gone = job_left;
	return j;
}

void session_configure(struct engine *e, struct client *c, json_t *m)
{
	struct lab_node *ln = session_node(e, c, m);
	struct job *j;

	if (!ln)
		return;
	if (!json_is_true(json_object_get(m, "replace")) && json_is_true(json_object_get(m, "dry_run"))) {
		client_done(c, EXIT_USAGE, "what lines would do is known when they have been run: dry_run goes with replace");
		return;
	}
	j = job_new(e, c, ln);
	j->replace = json_is_true(json_object_get(m, "replace"));
	j->dry_run = json_is_true(json_object_get(m, "dry_run"));
	j->diff = j->dry_run || json_is_true(json_object_get(m, "diff"));
	j->text = xstrdup(message_string(m, "text"));
	j->lenient = json_is_true(json_object_get(m, "lenient"));
	j->skipped = json_array();
	engine_on(ln->node, configure_here, j);
}

static void saved(void *arg)
{
	struct job *j = arg;

	if (j->client) {
		if (j->ok)
			client_done(j->client, EXIT_DONE, NULL);
		else
			client_done(j->client, EXIT_NO, "%s", j->why);
	}
	free(j);
}

static void save_here(void *arg)
{
	struct job *j = arg;
	const char *why = "it is powered off";

	j->ok = j->ln->node->on && j->ln->node->shell && device_save(device_of(j->ln->node), &why);
	if (!j->ok)
		snprintf(j->why, sizeof(j->why), "%s is not saved: %s", j->ln->node->name, why);
	engine_post(j->engine, saved, j);
}

/* All nodes that have a shell and are on; the workers are held. */
static void save_all(struct engine *e, struct client *c)
{
	const char *why = "";
	char text[300] = "";
	unsigned n = 0;

	engine_hold(e);
	for (u32 i = 0; i < e->n_nodes; i++) {
		struct lab_node *ln = &e->nodes[i];

		if (!ln->appliance->commands || !ln->node->on)
			continue;
		if (device_save(device_of(ln->node), &why))
			n++;
		else if (!text[0])
			snprintf(text, sizeof(text), "%s is not saved: %s", ln->node->name, why);
	}
	engine_release(e);
	if (text[0])
		client_done(c, EXIT_NO, "%s", text);
	else
		client_result(c, EXIT_DONE, json_pack("{s:i}", "saved", (int)n));
}

void session_save(struct engine *e, struct client *c, json_t *m)
{
	struct lab_node *ln;

	if (!*message_string(m, "node")) {
		save_all(e, c);
		return;
	}
	ln = session_node(e, c, m);
	if (ln)
		engine_on(ln->node, save_here, job_new(e, c, ln));
}
