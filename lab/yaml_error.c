/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/yaml_error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_WIDTH = 110, TEXT_MAX = 400 };

/* A file's text reaches a terminal: control characters (C0, DEL, C1) do not. Cuts at max bytes, never within a character. */
static char *printable(const char *s, size_t len, size_t max)
{
	char *out = xcalloc((len < max ? len : max) + 4, 1);
	size_t o = 0;

	for (size_t i = 0; i < len && s[i]; i++) {
		u8 c = (u8)s[i];

		if (o >= max && (c & 0xc0) != 0x80) {
			memcpy(out + o, "...", 3);
			break;
		}
		if (o >= max + 3)
			break;
		if (c == 0xc2 && i + 1 < len && ((u8)s[i + 1] & 0xe0) == 0x80) {
			out[o++] = '?';
			i++;
		} else if ((c < 0x20 && c != '\t') || c == 0x7f) {
			out[o++] = '?';
		} else {
			out[o++] = s[i];
		}
	}
	return out;
}

static bool is_tail(char c)
{
	return ((u8)c & 0xc0) == 0x80;
}

/* The part of a line around a column (from 1, in characters), and where in it the caret stands. */
static char *window(const char *line, size_t len, u32 column, u32 *caret)
{
	size_t from = 0, to = len, at = 0;
	u32 chars = 0, skip = column > 80 ? column - 60 : 0;

	while (at < len && chars < skip)
		for (at++, chars++; at < len && is_tail(line[at]); at++)
			;
	from = at;
	*caret = column ? column - 1 - chars : 0;
	for (chars = 0; at < len && chars < SOURCE_WIDTH; chars++)
		for (at++; at < len && is_tail(line[at]); at++)
			;
	to = at;
	if (*caret > chars)
		*caret = chars;
	return printable(line + from, to - from, to - from);
}

static bool same(const struct yaml_error *a, const char *file, struct yaml_place at, const char *text)
{
	return a->at.line == at.line && a->at.column == at.column && !strcmp(a->text, text) && !strcmp(a->file, file);
}

void yaml_error_add(struct yaml_errors *e, const char *file, struct yaml_place at, const char *source_line, size_t len,
		    const char *text, const char *hint)
{
	char *clean = printable(text, strlen(text), TEXT_MAX);
	struct yaml_error *n;

	for (unsigned i = 0; i < e->n; i++)
		if (same(&e->list[i], file, at, clean)) {
			free(clean);
			return;
		}
	if (e->n == YAML_ERRORS_MAX) {
		e->lost++;
		free(clean);
		return;
	}
	if (!e->list)
		e->list = xcalloc(YAML_ERRORS_MAX, sizeof(*e->list));
	n = &e->list[e->n++];
	n->at = at;
	n->file = printable(file, strlen(file), 4096);
	n->text = clean;
	if (hint)
		n->hint = printable(hint, strlen(hint), TEXT_MAX);
	if (source_line && at.line)
		n->source = window(source_line, len, at.column, &n->caret);
}

static int by_place(const void *a, const void *b)
{
	const struct yaml_error *x = a, *y = b;
	int files = strcmp(x->file, y->file);

	if (files)
		return files;
	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	if (x->at.column != y->at.column)
		return x->at.column < y->at.column ? -1 : 1;
	return strcmp(x->text, y->text);
}

/* Under a tab stands a tab, so that the caret is in its place however wide tabs are. */
static void print_caret(FILE *out, const struct yaml_error *e)
{
	const char *p = e->source;

	fputs("  ", out);
	for (u32 i = 0; i < e->caret && *p; i++) {
		fputc(*p == '\t' ? '\t' : ' ', out);
		for (p++; is_tail(*p); p++)
			;
	}
	fputs("^\n", out);
}

char *yaml_errors_text(struct yaml_errors *e)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		bug("out of memory");
	if (e->n)
		qsort(e->list, e->n, sizeof(*e->list), by_place);
	for (unsigned i = 0; i < e->n; i++) {
		const struct yaml_error *x = &e->list[i];

		if (x->at.line)
			fprintf(out, "%s:%u:%u: %s\n", x->file, x->at.line, x->at.column, x->text);
		else
			fprintf(out, "%s: %s\n", x->file, x->text);
		if (x->source && *x->source) {
			fprintf(out, "  %s\n", x->source);
			print_caret(out, x);
		}
		if (x->hint)
			fprintf(out, "  hint: %s\n", x->hint);
	}
	if (e->lost)
		fprintf(out, "... and %llu more\n", (unsigned long long)e->lost);
	fclose(out);
	return text;
}

void yaml_errors_free(struct yaml_errors *e)
{
	for (unsigned i = 0; i < e->n; i++) {
		free(e->list[i].file);
		free(e->list[i].text);
		free(e->list[i].hint);
		free(e->list[i].source);
	}
	free(e->list);
	memset(e, 0, sizeof(*e));
}

enum { WORD_MAX = 64 };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Letters to insert, delete, change or swap with their neighbour to get from a to b (optimal string alignment). */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
	u8 row[3][WORD_MAX + 1];

	for (size_t j = 0; j <= m; j++)
		row[0][j] = (u8)j;
	for (size_t i = 1; i <= n; i++) {
		u8 *now = row[i % 3], *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];

		now[0] = (u8)i;
		for (size_t j = 1; j <= m; j++) {
			u8 best = up[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));

			if (best > up[j] + 1)
				best = up[j] + 1;
			if (best > now[j - 1] + 1)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]) &&
			    best > up2[j - 2] + 1)
				best = up2[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[n % 3][m];
}

const char *yaml_nearest(const char *word, const char *(*next)(const void *arg, unsigned i), const void *arg)
{
	size_t len = strlen(word);
	unsigned best = len <= 3 ? 1 : len <= 6 ? 2 : 3;
	const char *nearest = NULL, *w;

	if (!len || len > WORD_MAX)
		return NULL;
	best++;
	for (unsigned i = 0; (w = next(arg, i)); i++) {
		size_t m = strlen(w);
		unsigned d;

		if (m > WORD_MAX || m + best <= len || len + best <= m)
			continue;
		d = distance(word, len, w, m);
		/* Of several as near, the one of which the beginning was typed. */
		if (d < len && (d < best || (d == best && nearest && !strncmp(word, w, len)))) {
			best = d;
			nearest = w;
		}
	}
	return nearest;
}
