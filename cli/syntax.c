/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compiles the syntax of a row ("ip route A.B.C.D:dst [name WORD]") into ops. A mistake in a row is a bug of ours.
 *
 *   words            := item*
 *   item             := keyword | TYPE[:name[=VALUE]] | '[' words ('|' words)* ']' ['*'] | '{' words ('|' words)* '}'
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/grammar.h"

enum { OPS_MAX = 1024 };

struct compiler {
	struct grammar *g;
	struct row *row;
	const char *p;	  /* in the syntax */
	const char *help; /* in the help; NULL: used up */
	struct op ops[OPS_MAX];
	unsigned n;
	unsigned bits;
};

static void bad(const struct compiler *c, const char *why)
{
	bug("row \"%s\": %s near \"%s\"", c->row->cmd->syntax, why, c->p);
}

static unsigned emit(struct compiler *c, enum op_kind kind)
{
	if (c->n == OPS_MAX)
		bad(c, "too long");
	c->ops[c->n] = (struct op){ .kind = (u8)kind };
	return c->n++;
}

static void skip_blanks(struct compiler *c)
{
	while (*c->p == ' ' || *c->p == '\t' || *c->p == '\n')
		c->p++;
}

/* The next piece of the help, without blanks around; NULL when there is none. */
static const char *next_help(struct compiler *c)
{
	const char *start = c->help, *end;

	if (!start)
		return NULL;
	end = strchr(start, '|');
	c->help = end ? end + 1 : NULL;
	if (!end)
		end = start + strlen(start);
	while (start < end && *start == ' ')
		start++;
	while (end > start && end[-1] == ' ')
		end--;
	return start == end ? NULL : grammar_keep(c->g, start, (size_t)(end - start));
}

static void compile_word(struct compiler *c)
{
	size_t len = strcspn(c->p, " \t\n[]{}|");
	struct op *op = &c->ops[emit(c, OP_KEYWORD)];
	bool dotted = len && memchr(c->p, '.', len);

	if (!len)
		bad(c, "a word is due");
	if (argtype_parse(op, c->p, len, c->g)) {
		op->kind = OP_ARG;
		if (op->unsaid && c->n == 1)
			bad(c, "the first word cannot go without saying");
	} else {
		for (size_t i = 0; i < len; i++)
			if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_./*:,+", c->p[i]) &&
			    !(((i && c->p[0] >= 'a') || len == 2 || dotted) && c->p[i] >= 'A' && c->p[i] <= 'Z')) /* dot1Q, RO, TLSv1.2 */
				bad(c, "neither a keyword nor an argument");
		op->word = grammar_keep(c->g, c->p, len);
	}
	op->help = next_help(c);
	c->p += len;
}

static void compile_words(struct compiler *c);

/* After the opening bracket. One of several, perhaps none. */
static void compile_choice(struct compiler *c, char close, bool optional)
{
	unsigned jumps[256], n_jumps = 0, split;

	for (;;) {
		split = emit(c, OP_SPLIT);
		c->ops[split].x = (u16)c->n;
		compile_words(c);
		if (n_jumps == ARRAY_LEN(jumps))
			bad(c, "too many choices");
		jumps[n_jumps++] = emit(c, OP_JUMP);
		c->ops[split].y = (u16)c->n;
		if (*c->p != '|')
			break;
		c->p++;
	}
	if (*c->p != close)
		bad(c, "a bracket is not closed");
	c->p++;
	if (!optional)
		c->ops[split].y = c->ops[split].x; /* the last choice is the only way left */
	for (unsigned i = 0; i < n_jumps; i++)
		c->ops[jumps[i]].x = (u16)c->n;
}

/* Is the bracket that was just opened one with a star? */
static bool starred(const char *p)
{
	unsigned depth = 1;

	for (; *p && depth; p++)
		depth += *p == '[' || *p == '{' ? 1u : *p == ']' || *p == '}' ? -1u : 0;
	return !depth && *p == '*';
}

/* After the opening bracket of [..]*: any of them, each once. */
static void compile_options(struct compiler *c)
{
	unsigned head = c->n, split;

	for (;;) {
		split = emit(c, OP_SPLIT);
		c->ops[split].x = (u16)c->n;
		if (c->bits == 64)
			bad(c, "more than 64 options");
		c->ops[emit(c, OP_ONCE)].bit = (u8)c->bits++;
		compile_words(c);
		c->ops[emit(c, OP_JUMP)].x = (u16)head;
		c->ops[split].y = (u16)c->n;
		if (*c->p != '|')
			break;
		c->p++;
	}
	if (*c->p != ']')
		bad(c, "a bracket is not closed");
	c->p += 2;
}

static void compile_words(struct compiler *c)
{
	for (;;) {
		skip_blanks(c);
		switch (*c->p) {
		case 0:
		case '|':
		case ']':
		case '}':
			return;
		case '[':
			c->p++;
			if (starred(c->p))
				compile_options(c);
			else
				compile_choice(c, ']', true);
			break;
		case '{':
			c->p++;
			compile_choice(c, '}', false);
			break;
		default:
			compile_word(c);
		}
	}
}

void syntax_compile(struct grammar *g, struct row *r)
{
	struct compiler *c = xcalloc(1, sizeof(*c));

	c->g = g;
	c->row = r;
	c->p = r->cmd->syntax;
	c->help = r->cmd->help;
	compile_words(c);
	if (*c->p)
		bad(c, "a bracket that was not opened");
	if (c->n == 0)
		bad(c, "empty");
	emit(c, OP_ACCEPT);
	r->n_ops = (u16)c->n;
	r->ops = xcalloc(c->n, sizeof(*r->ops));
	memcpy(r->ops, c->ops, c->n * sizeof(*r->ops));
	free(c);
}
