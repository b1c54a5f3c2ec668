/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind the first `|` of a show command: filters its output line by line. */
#ifndef CLI_PIPE_H
#define CLI_PIPE_H

#include <regex.h>

#include "cli/text.h"

enum pipe_kind { PIPE_NONE, PIPE_BEGIN, PIPE_INCLUDE, PIPE_EXCLUDE, PIPE_SECTION, PIPE_SECTION_EXCLUDE, PIPE_COUNT, PIPE_JSON, PIPE_APPEND, PIPE_REDIRECT, PIPE_TEE };

struct pipe {
	enum pipe_kind kind;
	regex_t re;
	bool has_re;
	bool on;	/* begin: found; section: inside one */
	u32 indent;	/* of the section's first line */
	u64 count;
	char *pattern;	/* append, redirect, tee: the file */
	struct text line; /* not yet complete; append, redirect, tee: all of it, up to PIPE_FILE_MAX */
};

enum { PIPE_FILE_MAX = 8 << 20 };
enum pipe_error { PIPE_OK, PIPE_INVALID, PIPE_AMBIGUOUS, PIPE_INCOMPLETE, PIPE_UNSUPPORTED };
/* Reads what stands behind the bar. column: where it went wrong, from `s`. */
/* The first bar of the line that is a pipe's: none within a pair of quotes. NULL: there is none. */
const char *pipe_bar(const char *line);
enum pipe_error pipe_open(struct pipe *p, const char *s, u32 *column);
/* Gives the output through; emit gets whole lines. */
void pipe_write(struct pipe *p, const char *s, size_t len, void (*emit)(void *arg, const char *s, size_t len), void *arg);
/* The rest, and the count. Frees what p has. */
void pipe_close(struct pipe *p, void (*emit)(void *arg, const char *s, size_t len), void *arg);
/* For `?` and completion: word and text; without a text: known, not supported. */
extern const char *const pipe_words[][2];
extern const unsigned n_pipe_words;

#endif
