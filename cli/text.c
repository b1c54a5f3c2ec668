/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRINT_AT_ONCE = 120 }; /* most of what is formatted is no longer */

static void text_grow(struct text *t, size_t more)
{
	size_t need = t->len + more + 1;

	if (need <= t->cap)
		return;
	t->cap = need < 64 ? 64 : need + need / 2;
	t->s = xrealloc(t->s, t->cap, 1);
}

void text_add(struct text *t, const char *s, size_t len)
{
	text_grow(t, len);
	if (len)
		memcpy(t->s + t->len, s, len);
	t->len += len;
	t->s[t->len] = 0;
}

void text_puts(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

void text_putc(struct text *t, char c)
{
	text_add(t, &c, 1);
}

void text_pad(struct text *t, size_t blanks)
{
	text_grow(t, blanks);
	memset(t->s + t->len, ' ', blanks);
	t->len += blanks;
	t->s[t->len] = 0;
}

void text_vprintf(struct text *t, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	text_grow(t, PRINT_AT_ONCE);
	va_copy(again, ap);
	n = vsnprintf(t->s + t->len, t->cap - t->len, fmt, again);
	va_end(again);
	if (n > 0 && (size_t)n >= t->cap - t->len) { /* it had no room: formatted twice, as little else is */
		text_grow(t, (size_t)n);
		n = vsnprintf(t->s + t->len, (size_t)n + 1, fmt, ap);
	}
	if (n > 0)
		t->len += (size_t)n;
	else
		t->s[t->len] = 0;
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	text_vprintf(t, fmt, ap);
	va_end(ap);
}

void text_cut(struct text *t, size_t n)
{
	if (n > t->len)
		n = t->len;
	if (!n)
		return;
	memmove(t->s, t->s + n, t->len - n);
	t->len -= n;
	t->s[t->len] = 0;
}

void text_clear(struct text *t)
{
	t->len = 0;
	if (t->s)
		t->s[0] = 0;
}

void text_free(struct text *t)
{
	free(t->s);
	*t = (struct text){ 0 };
}

char *text_take(struct text *t)
{
	char *s = t->s ? t->s : xstrdup("");

	*t = (struct text){ 0 };
	return s;
}
