/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Renders what show functions yield. Cells go to the machine form when one is asked for, and to the present table's columns;
 * text goes to the session. A table's row is printed when it ends: the cells of its columns, each padded to the column's
 * width. Nested values and cells without a column are in the machine form alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "cli/shell.h"
#include "cli/show_run.h"

enum { COLS_MAX = 32, NEST_MAX = 8 };

struct show {
	struct cli *c;
	bool json;		/* the machine form is wanted */
	struct text row;	/* members of the present object, without its braces */
	struct text outer[NEST_MAX]; /* what stands around nested values */
	bool list[NEST_MAX];
	unsigned nest;
	const struct show_col *cols;
	unsigned n_cols;
	bool wrap;
	char *cell[COLS_MAX];
};

struct cli *show_cli(struct show *s)
{
	return s->c;
}

static void member(struct show *s, const char *name)
{
	if (s->row.len)
		text_puts(&s->row, ", ");
	json_quoted(&s->row, name);
	text_puts(&s->row, ": ");
}

static void to_column(struct show *s, const char *name, const char *value)
{
	if (s->nest)
		return;
	for (unsigned i = 0; i < s->n_cols; i++) {
		if (strcmp(s->cols[i].cell, name))
			continue;
		free(s->cell[i]);
		s->cell[i] = xstrdup(value);
	}
}

void show_str(struct show *s, const char *name, const char *value)
{
	if (s->json) {
		member(s, name);
		if (value)
			json_quoted(&s->row, value);
		else
			text_puts(&s->row, "null");
	}
	to_column(s, name, value ? value : "");
}

void show_fmt(struct show *s, const char *name, const char *fmt, ...)
{
	struct text t = { 0 };
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	show_str(s, name, text_str(&t));
	text_free(&t);
}

void show_num(struct show *s, const char *name, u64 value)
{
	char buf[24];

	snprintf(buf, sizeof(buf), "%llu", (unsigned long long)value);
	if (s->json) {
		member(s, name);
		text_puts(&s->row, buf);
	}
	to_column(s, name, buf);
}

void show_bool(struct show *s, const char *name, bool value)
{
	if (s->json) {
		member(s, name);
		text_puts(&s->row, value ? "true" : "false");
	}
	to_column(s, name, value ? "yes" : "no");
}

void show_ip4(struct show *s, const char *name, u32 addr)
{
	char buf[IP4_TEXT];

	show_str(s, name, ip4_text(addr, buf));
}

void show_ip6(struct show *s, const char *name, const struct ip6 *addr)
{
	char buf[IP6_TEXT];

	show_str(s, name, ip6_text(addr, buf));
}

void show_mac(struct show *s, const char *name, const u8 mac[6])
{
	char buf[MAC_TEXT];

	show_str(s, name, mac_dotted(mac, buf));
}

static void push(struct show *s, const char *name, bool list)
{
	if (s->nest == NEST_MAX)
		bug("show: values nested deeper than %d", NEST_MAX);
	if (s->json)
		member(s, name);
	s->list[s->nest] = list;
	s->outer[s->nest++] = s->row;
	s->row = (struct text){ 0 };
	if (list && s->json)
		text_putc(&s->outer[s->nest - 1], '[');
}

void show_push_list(struct show *s, const char *name)
{
	push(s, name, true);
}

void show_push_object(struct show *s, const char *name)
{
	push(s, name, false);
}

/* The gathered members become an object, at the end of `to`. */
static void close_object(struct show *s, struct text *to)
{
	if (!s->json)
		return;
	text_printf(to, "{%s}", text_str(&s->row));
	text_clear(&s->row);
}

static void end_element(struct show *s)
{
	struct text *outer = &s->outer[s->nest - 1];

	if (!s->json || !s->row.len)
		return;
	if (outer->s[outer->len - 1] != '[')
		text_puts(outer, ", ");
	close_object(s, outer);
}

void show_pop(struct show *s)
{
	struct text *outer;

	if (!s->nest)
		bug("show: pop without push");
	outer = &s->outer[s->nest - 1];
	if (s->list[s->nest - 1]) {
		end_element(s);
		if (s->json)
			text_putc(outer, ']');
	} else {
		close_object(s, outer);
	}
	text_free(&s->row);
	s->row = *outer;
	s->nest--;
}

static void print_cells(struct show *s)
{
	struct text t = { 0 };

	for (unsigned i = 0, at = 0; i < s->n_cols; i++) {
		const char *v = s->cell[i] ? s->cell[i] : "";
		int width = s->cols[i].width;

		if (width < 0)
			text_printf(&t, "%*s", -width, v);
		else if (!width || i + 1 == s->n_cols)
			text_puts(&t, v);
		else
			text_printf(&t, "%-*s", width, v);
		/* A value that fills its column would run into the next one. */
		at += (unsigned)abs(width);
		if (width > 0 && i + 1 < s->n_cols && (int)strlen(v) >= width)
			text_printf(&t, s->wrap ? "\n%*s" : " ", (int)at, "");
		free(s->cell[i]);
		s->cell[i] = NULL;
	}
	while (t.len && t.s[t.len - 1] == ' ')
		t.s[--t.len] = 0;
	text_putc(&t, '\n');
	output_write(s->c, t.s, t.len);
	text_free(&t);
}

void show_end(struct show *s)
{
	struct text *rows = &s->c->rows;

	if (s->nest) {
		if (s->list[s->nest - 1])
			end_element(s);
		return;
	}
	if (s->json && s->row.len) {
		if (rows->len)
			text_puts(rows, ", ");
		close_object(s, rows);
	}
	text_clear(&s->row);
	if (s->n_cols)
		print_cells(s);
}

void show_text(struct show *s, const char *fmt, ...)
{
	struct text t = { 0 };
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	output_write(s->c, text_str(&t), t.len);
	text_free(&t);
}

void show_table(struct show *s, const struct show_col *cols, unsigned n)
{
	bool titles = false;

	if (n > COLS_MAX)
		bug("show: more than %d columns", COLS_MAX);
	show_table_end(s);
	s->cols = cols;
	s->n_cols = n;
	for (unsigned i = 0; i < n; i++) {
		s->cell[i] = xstrdup(cols[i].title ? cols[i].title : "");
		titles |= cols[i].title && cols[i].title[0];
	}
	if (titles) {
		print_cells(s);
		return;
	}
	show_table_end(s);
	s->cols = cols;
	s->n_cols = n;
}

void show_table_end(struct show *s)
{
	for (unsigned i = 0; i < s->n_cols; i++) {
		free(s->cell[i]);
		s->cell[i] = NULL;
	}
	s->n_cols = 0;
	s->wrap = false;
}

void show_wrap(struct show *s) { s->wrap = true; }

bool show_run(struct cli *c, const struct cmd *cmd, const struct args *a)
{
	struct show s = { .c = c, .json = c->capture };
	bool ok = cmd->show(c, a, &s);

	/* A row that was not ended is one all the same. */
	while (s.nest)
		show_pop(&s);
	if (s.row.len)
		show_end(&s);
	show_table_end(&s);
	text_free(&s.row);
	return ok;
}
