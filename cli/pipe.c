/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Output filters. The pattern is a POSIX extended regular expression with IOS's meaning of `_`: a blank, a comma, a brace,
 * a parenthesis, or the start or end of the line. Back-references and repeat counts are not of that language and are taken
 * literally, which also bounds what a pattern can cost.
 */
#include "cli/pipe.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { PATTERN_MAX = 512 };

const char *const pipe_words[][2] = {
	{ "append", "Append the output to a file" },
	{ "begin", "Begin with the line that matches" },
	{ "count", "Count the lines that match" },
	{ "exclude", "Exclude the lines that match" },
	{ "include", "Include the lines that match" },
	{ "json", "The machine form of the output" },
	{ "redirect", "Write the output to a file" },
	{ "section", "The sections whose first line matches" },
	{ "tee", "Show the output, and write it to a file" },
};
const unsigned n_pipe_words = ARRAY_LEN(pipe_words);

static const enum pipe_kind kinds[] = { PIPE_APPEND, PIPE_BEGIN, PIPE_COUNT, PIPE_EXCLUDE, PIPE_INCLUDE, PIPE_JSON, PIPE_REDIRECT, PIPE_SECTION, PIPE_TEE };

/* IOS's pattern in POSIX's spelling. */
static void translate(const char *s, struct text *out)
{
	bool bracket = false;

	for (; *s; s++) {
		if (bracket) {
			text_putc(out, *s);
			bracket = *s != ']';
		} else if (*s == '\\' && s[1]) {
			s++;
			if (!isalnum((unsigned char)*s))
				text_putc(out, '\\');
			text_putc(out, *s);
		} else if (*s == '_') {
			text_puts(out, "(^|[ ,{}()_]|$)");
		} else if (*s == '{' || *s == '}') {
			text_printf(out, "\\%c", *s);
		} else {
			text_putc(out, *s);
			if (*s == '[') {
				bracket = true;
				if (s[1] == '^')
					text_putc(out, *++s);
				if (s[1] == ']')
					text_putc(out, *++s);
			}
		}
	}
}

static bool compile(struct pipe *p, const char *pattern)
{
	struct text t = { 0 };
	bool ok;

	if (strlen(pattern) > PATTERN_MAX)
		return false;
	translate(pattern, &t);
	ok = !regcomp(&p->re, text_str(&t), REG_EXTENDED | REG_NOSUB);
	text_free(&t);
	p->has_re = ok;
	if (ok)
		p->pattern = xstrdup(pattern);
	return ok;
}

/* Which of the words is meant: -1 none, -2 several. */
static int choose(const char *s, size_t len)
{
	int found = -1;

	for (unsigned i = 0; i < n_pipe_words; i++) {
		if (strncasecmp(pipe_words[i][0], s, len))
			continue;
		if (pipe_words[i][0][len] == 0)
			return (int)i;
		found = found == -1 ? (int)i : -2;
	}
	return found;
}

static const char *skip(const char *s)
{
	return s + strspn(s, " \t\r");
}

static enum pipe_error open_filter(struct pipe *p, const char *s, u32 *column)
{
	const char *start = s, *word = skip(s);
	size_t len = strcspn(word, " \t\r");
	int which;
	char *pattern;
	bool ok;

	*column = (u32)(word - start);
	if (!len)
		return PIPE_INCOMPLETE;
	which = choose(word, len);
	if (which < 0)
		return which == -1 ? PIPE_INVALID : PIPE_AMBIGUOUS;
	*p = (struct pipe){ .kind = kinds[which] };
	s = skip(word + len);
	*column = (u32)(s - start);
	if (p->kind == PIPE_JSON)
		return *s ? PIPE_INVALID : PIPE_OK;
	if (p->kind == PIPE_APPEND || p->kind == PIPE_REDIRECT || p->kind == PIPE_TEE) {
		len = strcspn(s, " \t\r");
		if (!len)
			return PIPE_INCOMPLETE;
		*column = (u32)(skip(s + len) - start);
		if (*skip(s + len))
			return PIPE_INVALID;
		p->pattern = xasprintf("%.*s", (int)len, s);
		return PIPE_OK;
	}
	if (p->kind == PIPE_SECTION) {
		len = strcspn(s, " \t\r");
		if (len >= 3 && *skip(s + len) && (!strncasecmp("include", s, len) || !strncasecmp("exclude", s, len))) {
			p->kind = (*s | 32) == 'e' ? PIPE_SECTION_EXCLUDE : PIPE_SECTION;
			s = skip(s + len);
		}
	}
	if (!*s)
		return PIPE_INCOMPLETE;
	pattern = xstrdup(s);
	for (len = strlen(pattern); len && isspace((unsigned char)pattern[len - 1]); len--)
		pattern[len - 1] = 0;
	ok = compile(p, pattern);
	free(pattern);
	return ok ? PIPE_OK : PIPE_INVALID;
}

const char *pipe_bar(const char *line)
{
	for (const char *quote; *line && *line != '|'; line++)
		if (*line == '"' && (quote = strchr(line + 1, '"')))
			line = quote;
	return *line ? line : NULL;
}

enum pipe_error pipe_open(struct pipe *p, const char *s, u32 *column)
{
	enum pipe_error e = open_filter(p, s, column);

	if (e != PIPE_OK)
		*p = (struct pipe){ 0 };
	return e;
}

static bool passes(struct pipe *p, const char *line)
{
	bool match = !regexec(&p->re, line, 0, NULL, 0);
	u32 indent;

	switch (p->kind) {
	case PIPE_BEGIN:
		return p->on |= match;
	case PIPE_INCLUDE:
		return match;
	case PIPE_EXCLUDE:
		return !match;
	case PIPE_COUNT:
		p->count += match;
		return false;
	default:
		indent = (u32)strspn(line, " ");
		if (p->on && indent <= p->indent)
			p->on = false;
		if (!p->on && match) {
			p->on = true;
			p->indent = indent;
		}
		return p->on == (p->kind == PIPE_SECTION);
	}
}

static void one_line(struct pipe *p, void (*emit)(void *arg, const char *s, size_t len), void *arg)
{
	if (passes(p, text_str(&p->line))) {
		text_putc(&p->line, '\n');
		emit(arg, p->line.s, p->line.len);
	}
	text_clear(&p->line);
}

void pipe_write(struct pipe *p, const char *s, size_t len, void (*emit)(void *arg, const char *s, size_t len), void *arg)
{
	if (p->kind >= PIPE_APPEND) {
		text_add(&p->line, s, min_u64(len, PIPE_FILE_MAX - min_u64(p->line.len, PIPE_FILE_MAX)));
		if (p->kind == PIPE_TEE)
			emit(arg, s, len);
		return;
	}
	while (len) {
		const char *end = memchr(s, '\n', len);
		size_t n = end ? (size_t)(end - s) : len;

		text_add(&p->line, s, n);
		if (!end)
			return;
		one_line(p, emit, arg);
		s += n + 1;
		len -= n + 1;
	}
}

void pipe_close(struct pipe *p, void (*emit)(void *arg, const char *s, size_t len), void *arg)
{
	if (p->has_re && p->line.len)
		one_line(p, emit, arg);
	if (p->kind == PIPE_COUNT) {
		struct text t = { 0 };

		text_printf(&t, "Number of lines which match regexp = %llu\n", (unsigned long long)p->count);
		emit(arg, t.s, t.len);
		text_free(&t);
	}
	if (p->has_re)
		regfree(&p->re);
	free(p->pattern);
	text_free(&p->line);
	*p = (struct pipe){ 0 };
}
