/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as text, written as it comes: the order of keys is the order of calls. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include "cli/text.h"

/* A string with quotes; bytes that are not UTF-8 come as U+FFFD. */
void json_quoted(struct text *t, const char *s);
void json_quoted_len(struct text *t, const char *s, size_t len);

#endif
