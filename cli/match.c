/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines against rows. At each word all threads that could take it say how well it fits; the best kind counts and the other
 * threads end: an exact keyword, a short keyword, a typed argument (number, address, interface), WORD, the rest of the line.
 * Short for several keywords: ambiguous. Nobody fits: the column of the first character that does not.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/rights.h"
#include "cli/shell.h"

enum fit { FIT_NONE, FIT_LINE, FIT_WORD, FIT_TYPED, FIT_SHORT, FIT_EXACT };

enum { THREADS_MAX = 8192, NO_PATH = ~0u };

void threads_free(struct threads *t)
{
	free(t->t);
	free(t->paths);
	*t = (struct threads){ 0 };
}

void args_free(struct args *a)
{
	free(a->line);
	free(a->buf);
	a->line = a->buf = NULL;
	a->n = 0;
}

size_t args_words_len(const struct args *a, unsigned n)
{
	size_t len = 0;

	for (unsigned i = 0; i < n && i < a->n; i++)
		len += strlen(a->word[i].text) + !!i;
	return len;
}

static u32 add_path(struct threads *s, u32 from, const struct op *op, u32 word, u8 n_words)
{
	if (s->n_paths == s->cap_paths) {
		s->cap_paths = s->cap_paths ? s->cap_paths * 2 : 64;
		s->paths = xrealloc(s->paths, s->cap_paths, sizeof(*s->paths));
	}
	s->paths[s->n_paths] = (struct path){ from, op, word, n_words };
	return s->n_paths++;
}

u32 thread_unsaid(const struct threads *s, const struct thread *t)
{
	u32 n = 0;

	for (u32 p = t->from; p != NO_PATH; p = s->paths[p].from)
		n += !s->paths[p].n_words;
	return n;
}

static void add_one(struct threads *s, const struct thread *t)
{
	for (u32 i = s->n; i && s->t[i - 1].row == t->row; i--) {
		const struct thread *o = &s->t[i - 1];

		if (o->op == t->op && o->taken == t->taken && o->half == t->half && o->from == t->from)
			return;
	}
	if (s->n == THREADS_MAX)
		return;
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 32;
		s->t = xrealloc(s->t, s->cap, sizeof(*s->t));
	}
	s->t[s->n++] = *t;
}

/* Adds the thread at each op that takes a word, or accepts, reachable from t->op. */
static void add_thread(struct threads *s, struct thread t)
{
	for (;;) {
		const struct op *op = &t.row->ops[t.op];

		if (op->kind == OP_JUMP) {
			t.op = op->x;
		} else if (op->kind == OP_SPLIT) {
			struct thread other = t;

			other.op = op->x;
			add_thread(s, other);
			if (op->x == op->y)
				return;
			t.op = op->y;
		} else if (op->kind == OP_ONCE) {
			if (t.taken >> op->bit & 1)
				return;
			t.taken |= 1ull << op->bit;
			t.op++;
		} else {
			add_one(s, &t);
			if (op->kind != OP_ARG || !op->unsaid || t.half)
				return;
			t.from = add_path(s, t.from, op, 0, 0);
			t.op++;
		}
	}
}

unsigned row_privilege(const struct row *r)
{
	if (r->cmd->mode != &mode_exec)
		return 15;
	return r->cmd->privilege ? r->cmd->privilege : r->cmd->flags & CMD_PRIV ? 15 : 1;
}

static bool visible(const struct row *r, const struct match_env *env)
{
	u8 need = r->cmd->privilege ? r->cmd->privilege : r->cmd->flags & CMD_PRIV ? 15 : 0;

	if (env->prefix && r->cmd->mode == &mode_any_config)
		return false; /* there is no `no exit` */
	if (env->cli && rights_apply(env->cli))
		return rights_see(env->cli, r, env->privilege);
	return r->cmd->mode != &mode_exec || env->privilege >= need;
}

/* The threads that may take the first word; word NULL: all. */
static void start(const struct gmode *m, const struct match_env *env, const char *word, u32 len, struct threads *s)
{
	u32 lo = m->n_args_first, hi = m->n_first;

	for (u32 i = 0; i < m->n_args_first; i++)
		if (visible(m->first[i].row, env))
			add_thread(s, (struct thread){ .row = m->first[i].row, .from = NO_PATH });
	while (word && lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (strncasecmp(m->first[mid].word, word, len) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < m->n_first && (!word || !strncasecmp(m->first[lo].word, word, len)); lo++)
		if (visible(m->first[lo].row, env))
			add_thread(s, (struct thread){ .row = m->first[lo].row, .from = NO_PATH });
}

/* The present word and the one before as one, for "gi 0/1". */
static bool glue(const struct words *w, u32 k, char out[128], u32 *len)
{
	*len = w->size[k - 1] + w->size[k];
	if (*len >= 128)
		return false;
	memcpy(out, w->line + w->off[k - 1], w->size[k - 1]);
	memcpy(out + w->size[k - 1], w->line + w->off[k], w->size[k]);
	out[*len] = 0;
	return true;
}

static bool may_create(const struct thread *t, const struct match_env *env)
{
	return env->create || t->row->cmd->enter || t->row->cmd->flags & CMD_IFACE_LATER;
}

/* How well word k fits the thread. half: it is but the type of an interface. */
static enum fit fits(const struct thread *t, const struct match_env *env, const struct words *w, u32 k, bool *half)
{
	const struct op *op = &t->row->ops[t->op];
	const char *s = w->line + w->off[k];
	u32 len = w->size[k];
	char both[128];
	u32 both_len;

	*half = false;
	if (op->kind == OP_ACCEPT)
		return FIT_NONE;
	if (op->kind == OP_KEYWORD) {
		if (strncasecmp(op->word, s, len))
			return FIT_NONE;
		if (!op->word[len])
			return FIT_EXACT;
		return t->row->cmd->flags & CMD_HIDDEN ? FIT_NONE : FIT_SHORT;
	}
	if (t->half)
		return glue(w, k, both, &both_len) && argtype_match(op, env, may_create(t, env), both, both_len, NULL) ?
			       FIT_TYPED : FIT_NONE;
	if (op->type == ARG_LINE || op->type == ARG_DELIMITED || op->type == ARG_IFRANGE || op->type == ARG_BODY)
		return FIT_LINE;
	if (argtype_match(op, env, may_create(t, env), s, len, NULL))
		return op->type == ARG_WORD ? FIT_WORD : FIT_TYPED;
	if (op->type == ARG_INTERFACE && argtype_is_iface_type(env, s, len))
		*half = true;
	return *half ? FIT_TYPED : FIT_NONE;
}

/* How many characters of the word a keyword that some thread waits for begins with. */
static u32 common_prefix(const struct thread *t, u32 n, const char *s, u32 len)
{
	u32 best = 0;

	for (u32 i = 0; i < n; i++) {
		const struct op *op = &t[i].row->ops[t[i].op];
		u32 k = 0;

		if (op->kind != OP_KEYWORD || t[i].row->cmd->flags & CMD_HIDDEN)
			continue;
		while (k < len && op->word[k] && (op->word[k] | 32) == (s[k] | 32))
			k++;
		if (k > best && k < len)
			best = k;
	}
	return best;
}

/* Where an unknown first word goes wrong: threads were picked by it, so there are none to ask. */
static u32 first_prefix(const struct gmode *m, const struct match_env *env, const char *s, u32 len)
{
	struct threads all = { 0 };
	u32 n;

	start(m, env, NULL, 0, &all);
	n = common_prefix(all.t, all.n, s, len);
	threads_free(&all);
	return n;
}

/* Moves the threads over word k. false: why says why not. */
static bool step(struct threads *s, const struct match_env *env, const struct words *w, u32 k, struct match *why)
{
	struct thread *old = s->t;
	u32 n = s->n;
	enum fit best = FIT_NONE, fit;
	const char *word = NULL;
	bool half, several = false;

	for (u32 i = 0; i < n; i++) {
		fit = fits(&old[i], env, w, k, &half);
		if (fit > best)
			best = fit;
	}
	if (best == FIT_NONE) {
		why->status = MATCH_INVALID;
		why->column = w->off[k] + common_prefix(old, n, w->line + w->off[k], w->size[k]);
		return false;
	}
	s->t = NULL;
	s->n = s->cap = 0;
	for (u32 i = 0; i < n; i++) {
		struct thread t = old[i];
		const struct op *op = &t.row->ops[t.op];

		if (fits(&t, env, w, k, &half) != best)
			continue;
		if (best == FIT_SHORT) {
			several |= word && strcmp(word, op->word);
			word = op->word;
		}
		t.half = half;
		if (!half) {
			t.from = add_path(s, t.from, op, old[i].half ? k - 1 : k, old[i].half ? 2 : 1);
			t.op++;
		}
		add_thread(s, t);
	}
	free(old);
	s->line = best == FIT_LINE;
	if (several) {
		why->status = MATCH_AMBIGUOUS;
		why->column = w->off[k];
	}
	return !several;
}

struct match match_words(const struct gmode *m, const struct match_env *env, const struct words *w, u32 from, u32 to, struct threads *out)
{
	struct match why = { .status = MATCH_OK };

	*out = (struct threads){ 0 };
	start(m, env, from < to ? w->line + w->off[from] : NULL, from < to ? w->size[from] : 0, out);
	for (u32 k = from; k < to && !out->line; k++) {
		if (!step(out, env, w, k, &why)) {
			if (k == from && why.status == MATCH_INVALID)
				why.column = w->off[k] + first_prefix(m, env, w->line + w->off[k], w->size[k]);
			return why;
		}
		why.depth++;
	}
	return why;
}

/* The inside of a delimited text; what shows the delimiter cannot stand in it. */
static void put_delimited(struct text *out, const char *s, size_t len)
{
	size_t from = out->len, i;

	text_add(out, s, len);
	for (i = from; i + 1 < out->len; i++) {
		if (out->s[i] != '^' || out->s[i + 1] != 'C')
			continue;
		memmove(out->s + i, out->s + i + 2, out->len - i - 1);
		out->len -= 2;
		i = i > from ? i - 2 : from - 1; /* the pieces around may make another one */
	}
}

static void canonical_word(const struct path *p, const struct match_env *env, const struct words *w, struct text *out)
{
	const char *s = w->line + w->off[p->word], *inside;
	char both[128];
	size_t n;
	u32 len = w->size[p->word];

	if (p->op->kind == OP_KEYWORD || !p->n_words) {
		text_puts(out, p->n_words ? p->op->word : p->op->unsaid);
		return;
	}
	switch (p->op->type) {
	case ARG_LINE:
	case ARG_IFRANGE:
		text_add(out, s, w->len - w->off[p->word]);
		break;
	case ARG_DELIMITED:
		delimited_find(s, &inside, &n);
		put_delimited(out, inside, n);
		break;
	case ARG_BODY:
		if (body_find(s, &n))
			text_add(out, s, n);
		break;
	default:
		if (p->n_words == 2 && glue(w, p->word + 1, both, &len))
			s = both;
		argtype_match(p->op, env, true, s, len, out);
	}
}

static bool is_arg(const struct op *op, enum arg_type type) { return op->kind == OP_ARG && op->type == type; }

/* What the thread has matched, as a handler sees it. */
static void fill_args(const struct threads *s, const struct thread *t, const struct match_env *env, const struct words *w,
		      struct args *a)
{
	struct text buf = { 0 }, line = { 0 };
	size_t at = 0;

	a->row = t->row;
	a->no = false;
	a->n = 0;
	for (u32 p = t->from; p != NO_PATH; p = s->paths[p].from)
		a->n++;
	for (u32 p = t->from, i = a->n; p != NO_PATH; p = s->paths[p].from)
		a->word[--i].op = s->paths[p].op;
	/* Paths lead backwards: words are put down from the first. */
	for (u32 i = 0; i < a->n; i++) {
		u32 p = t->from;

		for (u32 k = a->n - 1; k > i; k--)
			p = s->paths[p].from;
		canonical_word(&s->paths[p], env, w, &buf);
		if (i)
			text_putc(&line, is_arg(a->word[i].op, ARG_BODY) ? '\n' : ' ');
		text_puts(&line, is_arg(a->word[i].op, ARG_DELIMITED) ? "^C" : "");
		text_add(&line, buf.s ? buf.s + at : "", buf.len - at);
		text_puts(&line, is_arg(a->word[i].op, ARG_DELIMITED) ? "^C" : is_arg(a->word[i].op, ARG_BODY) ? "@" : "");
		text_putc(&buf, 0);
		at = buf.len;
	}
	a->buf = text_take(&buf);
	a->line = text_take(&line);
	at = 0;
	for (u32 i = 0; i < a->n; i++) {
		a->word[i].text = a->buf + at;
		at += strlen(a->buf + at) + 1;
	}
}

/* Of a row with CMD_SPELLING: the line becomes that of the row before it. */
static void drop_last_word(struct args *a)
{
	const struct row *r = a->row--;

	a->line[strlen(a->line) - strlen(a->word[--a->n].text) - 1] = 0;
	for (u32 i = 0; i < a->n; i++)
		a->word[i].op = a->row->ops + (a->word[i].op - r->ops);
}

/* A delimited text, or lines up to "@", that are not closed yet? */
static bool goes_on(const struct threads *s, const struct thread *t, const struct words *w)
{
	const struct path *p = t->from == NO_PATH ? NULL : &s->paths[t->from];
	const char *inside;
	size_t len;

	if (p && is_arg(p->op, ARG_BODY))
		return !body_find(w->line + w->off[p->word], &len);
	return p && is_arg(p->op, ARG_DELIMITED) && !delimited_find(w->line + w->off[p->word], &inside, &len);
}

/* Does a thread wait for lines up to "@" now? */
static bool awaits_body(const struct threads *s)
{
	for (u32 i = 0; i < s->n; i++)
		if (!s->t[i].half && is_arg(&s->t[i].row->ops[s->t[i].op], ARG_BODY))
			return true;
	return false;
}

/* A show whose last word is short for a keyword that asks for more, and may as well be a name (`show ip access-lists IN`, where there is `interface NAME`): as a name. */
static bool last_is_name(const struct gmode *m, const struct match_env *env, const struct words *w, u32 from, struct threads *s)
{
	struct match r;
	u32 n = 0;

	if (w->n - from < 2)
		return false;
	threads_free(s);
	r = match_words(m, env, w, from, w->n - 1, s);
	for (u32 i = 0; i < s->n && r.status == MATCH_OK; i++) {
		bool half;

		if (fits(&s->t[i], env, w, w->n - 1, &half) == FIT_EXACT)
			return false;
		if (s->t[i].row->cmd->show && is_arg(&s->t[i].row->ops[s->t[i].op], ARG_WORD))
			s->t[n++] = s->t[i];
	}
	s->n = n;
	return n && step(s, env, w, w->n - 1, &r);
}

static const struct thread *accepting(const struct threads *s)
{
	const struct thread *best = NULL;

	for (u32 i = 0; i < s->n; i++)
		if (s->t[i].row->ops[s->t[i].op].kind == OP_ACCEPT && (!best || s->t[i].row < best->row))
			best = &s->t[i];
	return best;
}

struct match match_line(const struct gmode *m, const struct match_env *env, const struct words *w, u32 from, struct args *a)
{
	struct threads s;
	struct match r;
	const struct thread *best = NULL;

	a->n = 0;
	a->line = a->buf = NULL;
	if (from >= w->n)
		return (struct match){ .status = MATCH_INCOMPLETE, .column = w->len };
	r = match_words(m, env, w, from, w->n, &s);
	if (r.status == MATCH_OK) {
		best = accepting(&s);
		for (u32 i = 0; i < s.n && !best && env->prefix; i++) {
			if (s.t[i].half || !s.t[i].row->cmd->key || s.t[i].row->cmd->key > r.depth + thread_unsaid(&s, &s.t[i]))
				continue;
			best = &s.t[i];
			r.by_key = true;
		}
		if (!best && awaits_body(&s)) {
			r.status = MATCH_MORE;
			r.body = true;
		} else if (!best && last_is_name(m, env, w, from, &s) && (best = accepting(&s))) {
			fill_args(&s, best, env, w, a);
		} else if (!best) {
			r.status = MATCH_INCOMPLETE;
			r.column = w->len;
		} else if (goes_on(&s, best, w)) {
			r.status = MATCH_MORE;
		} else {
			fill_args(&s, best, env, w, a);
			if (best->row->cmd->flags & CMD_SPELLING)
				drop_last_word(a);
		}
	}
	threads_free(&s);
	return r;
}
