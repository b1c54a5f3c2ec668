/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text that grows. All zero is an empty one; s is NULL until something was added, then ends with a zero byte. */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <stdarg.h>

#include "core/types.h"

struct text {
	char *s;
	size_t len, cap;
};

void text_add(struct text *t, const char *s, size_t len);
void text_puts(struct text *t, const char *s);
void text_putc(struct text *t, char c);
void text_pad(struct text *t, size_t blanks);
void text_printf(struct text *t, const char *fmt, ...) PRINTF(2, 3);
void text_vprintf(struct text *t, const char *fmt, va_list ap) PRINTF(2, 0);
/* Takes the first n bytes away. */
void text_cut(struct text *t, size_t n);
void text_clear(struct text *t);	/* keeps the memory */
void text_free(struct text *t);
/* The string, the caller's to free; never NULL. Leaves t empty. */
char *text_take(struct text *t);
static inline const char *text_str(const struct text *t) { return t->s ? t->s : ""; }

#endif
