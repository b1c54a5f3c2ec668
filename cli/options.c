/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines whose options add up (CMD_OPTIONS_ADD): `redistribute static route-map M` beside a line that has `metric 3` comes to both, and `no redistribute static
 * metric 3` to what is left. The alternatives of the row's last [...]* are the options: each begins with a keyword, and goes up to the next that begins one.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

struct option { u32 at, n; };	/* words of a line */

struct options {
	const struct args *a;
	struct option o[WORDS_MAX];
	u32 n, head;		/* options; words before the first */
};

/* Where the row's last [...]* begins. */
static const char *alternatives(const struct row *r)
{
	const char *p = r->cmd->syntax + strlen(r->cmd->syntax);
	unsigned depth = 0;

	while (p > r->cmd->syntax) {
		p--;
		depth += *p == ']';
		if (*p == '[' && --depth == 0)
			break;
	}
	return p + 1;
}

/* What the option that begins with the word has behind it; NULL: none begins so. */
static const char *option_tail(const struct row *r, const char *word)
{
	const char *p = alternatives(r);
	size_t len = strlen(word);
	unsigned depth = 0;
	bool first = true;

	for (; *p; p++) {
		if (first && !strncmp(p, word, len) && strchr(" |]", p[len]))
			return p + len;
		depth += *p == '[' || *p == '{';
		depth -= (*p == ']' && depth) || *p == '}';
		first = *p == '|' && !depth;
	}
	return NULL;
}

static void split(struct options *x, const struct args *a)
{
	*x = (struct options){ .a = a, .head = a->n };
	for (u32 k = a->row->cmd->key; k < a->n; k++) {
		if (a->word[k].op->kind == OP_KEYWORD && option_tail(a->row, a->word[k].text)) {
			x->head = x->n ? x->head : k;
			x->o[x->n++].at = k;
		}
		if (x->n)
			x->o[x->n - 1].n++;
	}
}

static const char *word_at(const struct options *x, u32 k) { return x->a->word[k].text; }

static const struct option *option_like(const struct options *x, const char *word)
{
	for (u32 k = 0; k < x->n; k++)
		if (!strcmp(word_at(x, x->o[k].at), word))
			return &x->o[k];
	return NULL;
}

static void say(struct text *t, const struct options *x, u32 from, u32 n)
{
	for (u32 k = from; k < from + n; k++)
		text_printf(t, "%s%s", t->len ? " " : "", word_at(x, k));
}

/* ---- an option that is a list: `match internal external 1 external 2` ---- */

static bool is_list(const struct options *x, const struct option *o) { return option_tail(x->a->row, word_at(x, o->at))[1] == '['; }

/* Words of the thing that stands there: a name, and perhaps its number. */
static u32 thing_len(const struct options *x, const struct option *o, u32 k)
{
	return 1 + (k + 1 < o->at + o->n && word_at(x, k + 1)[0] >= '0' && word_at(x, k + 1)[0] <= '9');
}

/* x's thing at k is in the list, or one that it is a part of (`external`, of `external 1`). */
static bool is_in(const struct options *x, const struct option *o, u32 k, const struct options *y, const struct option *p)
{
	u32 n = thing_len(x, o, k), m;

	for (u32 i = p->at + 1; i < p->at + p->n; i += m) {
		m = thing_len(y, p, i);
		if (!strcmp(word_at(x, k), word_at(y, i)) && (m == 1 || (n == m && !strcmp(word_at(x, k + 1), word_at(y, i + 1)))))
			return true;
	}
	return false;
}

/* x's things that are not in y's list, with the option's word before the first. */
static void say_others(struct text *t, const struct options *x, const struct option *o, const struct options *y, const struct option *p)
{
	bool said = false;
	u32 n;

	for (u32 k = o->at + 1; k < o->at + o->n; k += n) {
		n = thing_len(x, o, k);
		if (is_in(x, o, k, y, p))
			continue;
		if (!said)
			say(t, x, o->at, 1);
		said = true;
		say(t, x, k, n);
	}
}

/* Where the row has the thing: equal ones of two lines of a row have the same place. */
static const struct op *place_of(const struct options *x, const struct option *o, u32 k) { return x->a->word[k + thing_len(x, o, k) - 1].op; }

/* The list's first thing behind that place, in the row's order; 0: none. */
static u32 next_thing(const struct options *x, const struct option *o, const struct op *after)
{
	u32 best = 0;

	for (u32 k = o->at + 1; k < o->at + o->n; k += thing_len(x, o, k))
		if (place_of(x, o, k) > after && (!best || place_of(x, o, k) < place_of(x, o, best)))
			best = k;
	return best;
}

/* The things of both lists, each once, in the row's order. */
static void say_both(struct text *t, const struct options *x, const struct option *o, const struct options *y, const struct option *p)
{
	const struct op *at = x->a->word[o->at].op;

	say(t, x, o->at, 1);
	for (u32 i, k; (i = next_thing(x, o, at)) | (k = next_thing(y, p, at));) {
		bool first = !k || (i && place_of(x, o, i) <= place_of(y, p, k));

		at = first ? place_of(x, o, i) : place_of(y, p, k);
		say(t, first ? x : y, first ? i : k, first ? thing_len(x, o, i) : thing_len(y, p, k));
	}
}

/* ---- two lines ---- */

static void join(struct text *t, const struct options *had, const struct options *now)
{
	for (u32 k = 0; k < had->n; k++) {
		const struct option *o = &had->o[k], *p = option_like(now, word_at(had, o->at));

		if (p && is_list(now, p))
			say_both(t, had, o, now, p);
		else
			say(t, p ? now : had, p ? p->at : o->at, p ? p->n : o->n);
	}
	for (u32 k = 0; k < now->n; k++)
		if (!option_like(had, word_at(now, now->o[k].at)))
			say(t, now, now->o[k].at, now->o[k].n);
}

static void leave_out(struct text *t, const struct options *had, const struct options *gone)
{
	for (u32 k = 0; k < had->n; k++) {
		const struct option *o = &had->o[k], *p = option_like(gone, word_at(had, o->at));

		if (!p)
			say(t, had, o->at, o->n);
		else if (is_list(gone, p))
			say_others(t, had, o, gone, p);
	}
}

bool options_add(struct cli *c, const struct tree_block *b, struct args *a, bool no)
{
	const struct tree_line *l = a->row->cmd->flags & CMD_OPTIONS_ADD ? tree_find(b, a->line, tree_key_len(a)) : NULL;
	struct options had, now;
	struct text t = { 0 };
	struct args was, is;
	bool ok;

	if (!l || l->no || l->row != a->row)
		return false;
	split(&now, a);
	for (u32 k = 0; k < now.n; k++)
		if (now.o[k].n == 1 && is_list(&now, &now.o[k]))	/* it says nothing: for run() to refuse */
			return false;
	if ((no && !now.n) || !config_parse(c, l->row->mode, l->text, false, &was))
		return false;
	split(&had, &was);
	say(&t, no ? &had : &now, 0, no ? had.head : now.head);
	(no ? leave_out : join)(&t, &had, &now);
	args_free(&was);
	ok = config_parse(c, a->row->mode, t.s, false, &is);
	text_free(&t);
	if (!ok)
		return false;
	args_free(a);
	*a = is;
	return true;
}
