/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a command prints goes through up to three stations: it is caught whole for the machine form, or filtered by the pipe,
 * and then handed to the session through the pager. Log lines wait until a command's output is over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "cli/notes.h"
#include "cli/shell.h"

static void write_out(struct cli *c, const char *s, size_t len)
{
	if (!len || c->silent)
		return;
	c->midline = s[len - 1] != '\n';
	if (c->io.write)
		c->io.write(c->io.arg, s, len);
}

/* Gives out as much as fits the page; the rest is held. */
void output_emit(struct cli *c, const char *s, size_t len)
{
	unsigned page = c->o.interactive && c->o.length > 1 ? c->o.length - 1 : 0;
	size_t i = 0;

	if (c->discard || !len)
		return;
	if (c->paging) {
		text_add(&c->held, s, len);
		return;
	}
	if (!page) {
		write_out(c, s, len);
		return;
	}
	for (; i < len; i++) {
		if (c->page_lines >= page && c->page_column == 0)
			break;
		c->page_column++;
		if (s[i] == '\n' || (c->o.width && c->page_column > c->o.width)) {
			c->page_column = s[i] == '\n' ? 0 : 1;
			c->page_lines++;
		}
	}
	write_out(c, s, i);
	if (i < len) {
		c->paging = true;
		text_add(&c->held, s + i, len - i);
	}
}

static void emit_to(void *arg, const char *s, size_t len)
{
	output_emit(arg, s, len);
}

void output_write(struct cli *c, const char *s, size_t len)
{
	if (c->force)
		return;
	if (c->capture)
		text_add(&c->captured, s, len);
	else if (c->pipe.kind != PIPE_NONE)
		pipe_write(&c->pipe, s, len, emit_to, c);
	else
		output_emit(c, s, len);
}

void output_begin(struct cli *c)
{
	c->page_lines = c->page_column = 0;
	c->paging = c->discard = false;
	c->capture = c->o.json;
	text_clear(&c->held);
	text_clear(&c->captured);
	text_clear(&c->rows);
}

/* The element of a machine form: command, ok, output, rows. */
static void emit_json(struct cli *c, const char *command)
{
	struct text t = { 0 };

	text_puts(&t, "{\"command\": ");
	json_quoted(&t, command);
	text_printf(&t, ", \"ok\": %s, \"output\": ", c->status ? "false" : "true");
	json_quoted(&t, text_str(&c->captured));
	text_printf(&t, ", \"rows\": [%s]}\n", text_str(&c->rows));
	c->capture = false;
	output_emit(c, t.s, t.len);
	text_free(&t);
	text_free(&c->captured);
	text_free(&c->rows);
}

/* Where the output goes that was to go to a file. */
static void write_file(struct cli *c)
{
	struct pipe p = c->pipe;

	c->pipe = (struct pipe){ 0 };
	if (c->sh && !c->sh->ops->write_file(c->sh->node, c, p.pattern, text_str(&p.line), p.line.len, p.kind == PIPE_APPEND))
		c->status = 1;
	free(p.pattern);
	text_free(&p.line);
}

void output_end(struct cli *c, const char *command)
{
	if (c->capture)
		emit_json(c, command);
	if (c->pipe.kind >= PIPE_APPEND)
		write_file(c);
	pipe_close(&c->pipe, emit_to, c);
}

void cli_print(struct cli *c, const char *fmt, ...)
{
	struct text t = { 0 };
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	output_write(c, text_str(&t), t.len);
	text_free(&t);
}

void cli_error(struct cli *c, const char *fmt, ...)
{
	struct text t = { 0 };
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	c->error_said = true;
	if (!c->running)
		c->status = 1;
	if (c->err && !c->err->text[0] && !c->force)
		snprintf(c->err->text, sizeof(c->err->text), "%s", text_str(&t));
	text_putc(&t, '\n');
	output_write(c, t.s, t.len);
	text_free(&t);
}

void output_notes(struct cli *c)
{
	struct text t = c->notes;

	if (c->notes_lost)
		text_printf(&t, "%%SYS-3-MSGLOST: %u messages lost because of queue overflow\n", c->notes_lost);
	c->notes = (struct text){ 0 };
	c->n_notes = c->notes_lost = 0;
	write_out(c, text_str(&t), t.len);
	text_free(&t);
}

void cli_limit_notes(struct cli *c, u32 n) { c->notes_max = n < NOTES_MAX ? n : NOTES_MAX; }

void cli_notify(struct cli *c, const char *text)
{
	bool wait = c->running || c->paging || (c->busy && c->midline);

	if (c->o.json || c->ended || !c->sh)
		return;
	if (wait && c->n_notes >= (c->notes_max ? c->notes_max : NOTES_MAX)) {
		c->notes_lost++;
		return;
	}
	text_puts(&c->notes, text);
	text_putc(&c->notes, '\n');
	c->n_notes++;
	if (!wait)
		output_notes(c);
}
