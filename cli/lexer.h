/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line cut into words at blanks. Words point into the line, which stays as typed: errors are told by column. */
#ifndef CLI_LEXER_H
#define CLI_LEXER_H

#include "core/types.h"

enum {
	LINE_MAX_LEN = 4096, /* longer ones are refused */
	WORDS_MAX = 96,	     /* words looked at; arguments of the rest-of-line kind reach beyond */
	TEXT_MAX_LEN = 16384, /* a line with a text over several lines (banner) */
};

struct words {
	const char *line;
	u32 len;	/* of the line, without blanks at its end */
	u32 n;
	bool blank_end; /* the line ends with a blank, or is empty: a new word would begin here */
	u32 off[WORDS_MAX], size[WORDS_MAX];
};

/* The line without its end, a delimiter in the raw (Control-C, as files have it) spelled "^C". The caller frees it. */
char *line_clean(const char *line);
void words_split(struct words *w, const char *line);
static inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

#endif
