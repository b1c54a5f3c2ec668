/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Properties of a whole grammar: what holds for every line of a running-config. A kind brings a configuration that has each of
 * its rows in it (and lines that are typed over it, for words that exclude each other); a row or a word of a row that none of
 * them takes fails the test, so that a new command comes with its samples.
 *
 *  - `no L` removes L alone, L puts it back byte for byte; lines for which that is not so stand in the kind's table of answers
 *  - `default L` removes it as well
 *  - running-config, and running-config all, boot a fresh node to the same text
 *  - each keyword may be cut as long as it is unambiguous, and is refused in the shell's words when it is not
 *  - replacing the configuration by part of it and back gives it again; a refused replacement changes nothing
 *  - every show runs as text, through a filter, as valid JSON; `?` helps everywhere
 */
#ifndef TESTS_PROPERTY_H
#define TESTS_PROPERTY_H

#include "property_rig.h"

/* ---- no L, default L, L ---- */

static char *undoing(const struct found *f, const char *verb)
{
	const char *line = f->no ? f->text + 3 : f->text;

	if (f->no && !strcmp(verb, "no"))
		return xstrdup(line); /* what turns "no X" off is X */
	return xasprintf("%s %.*s", verb, f->has_newline || f->adds ? (int)f->key_len : (int)strlen(line), line);
}

static const struct answer *answer_of(const struct rig *r, const struct found *f)
{
	for (unsigned i = 0; i < r->k->n_answers; i++) {
		const struct answer *a = &r->k->answers[i];

		if (!strcmp(a->line, f->text) && (!a->block || (f->p.n && !strcmp(a->block, f->p.block[0]))))
			return a;
	}
	return NULL;
}

static void check_removal_of(struct rig *r, const struct found *f, const char *verb, const struct answer *a)
{
	char *before = running(r), *before_flat = flat_now(r), *typed = undoing(f, verb), *want, *got;
	char *leaning = leaning_on(before_flat, f);
	bool silent;

	if (a && !strcmp(verb, "default") && (a->leaves || f->opens))
		a = NULL;
	enter(r, &f->p);
	rig_type(r, typed);
	silent = !r->len;
	if (a ? strcmp(a->text, r->out) : !silent)
		bad(r, f, typed, r->out);
	want = a && !a->leaves ? xstrdup(before_flat) : without(before_flat, f, a ? a->leaves : NULL);
	if (!a && !strcmp(verb, "no"))
		drop_lines(want, leaning);
	if (!strcmp(verb, "default") && f->opens) { /* an empty block stays */
		struct text inside = { 0 };
		char *lines;

		text_printf(&inside, "\n");
		for (unsigned i = 0; i < f->p.n; i++)
			text_printf(&inside, "%s / ", f->p.block[i]);
		text_printf(&inside, "%s / ", f->text);
		free(want);
		want = flat_now(r);
		lines = xasprintf("\n%s", want);
		if (strstr(lines, inside.s))
			bad(r, f, typed, "its block is not empty");
		free(lines);
		text_free(&inside);
	}
	got = flat_now(r);
	bad_diff(r, f, typed, want, got);
	free(got);
	enter(r, &f->p);
	rig_type(r, f->text);
	if (cli_status(r->c) && !(a && !a->leaves)) /* what warns is taken all the same */
		bad(r, f, "typed again", r->out);
	if (f->opens && f->block[0])
		rig_type(r, f->block);
	rig_type(r, leaning);
	got = running(r);
	bad_diff(r, f, "put back", before, got);
	restore(r, before);
	free(before);
	free(before_flat);
	free(leaning);
	free(typed);
	free(want);
	free(got);
}

static void check_removal(struct rig *r, const struct found *f, const char *verb)
{
	const struct answer *a = answer_of(r, f);

	if (!a || a->text)
		check_removal_of(r, f, verb, a);
}

static void each_line_goes_and_comes(struct rig *r, const char *verb)
{
	struct found_list all = all_lines(r);

	for (unsigned i = 0; i < all.n; i++)
		check_removal(r, &all.f[i], verb);
	found_free(&all);
	no_bad();
}

/* ---- boot ---- */

static void boots_to_itself(struct rig *r, const char *text, const char *want)
{
	struct device *d = device_made(r, "n2", text);
	char *got = shell_running(d->shell, false);

	bad_diff(r, NULL, "booted", want, got);
	free(got);
	node_free(&d->node);
	no_bad();
}

/* ---- coverage of the grammar ---- */

/* The place of "router bgp 1 / address-family ipv4", with what it needs of memory in copy. */
static struct place place_of(const char *block, char copy[256])
{
	struct place p = { .n = 0 };

	snprintf(copy, 256, "%s", block ? block : "");
	while (*copy && p.n < PATH_MAX_LINES) {
		char *sep = strstr(copy, " / ");

		p.block[p.n++] = copy;
		if (!sep)
			break;
		*sep = 0;
		copy = sep + 3;
	}
	return p;
}

static const struct gmode *mode_of(struct rig *r, const struct place *p)
{
	const struct gmode *m = r->d->shell->g->config;
	struct args a;

	for (unsigned k = 0; k < p->n; k++) {
		if (!config_parse(r->c, m, p->block[k], false, &a))
			fail_msg("\"%s\" is no line", p->block[k]);
		m = a.row->enter;
		args_free(&a);
	}
	return m;
}

static void take(struct rig *r, const struct place *p, const char *line)
{
	const struct grammar *g = r->d->shell->g;
	struct args a;

	if (!strncmp(line, "no ", 3))
		line += 3;
	if (!config_parse(r->c, mode_of(r, p), line, false, &a)) {
		print_error("\"%s\" is no line\n", line);
		n_bad++;
		return;
	}
	for (u32 i = 0; i < a.n; i++)
		r->taken[a.row - g->rows][a.word[i].op - a.row->ops] = 1;
	args_free(&a);
}

/* Or one of another mode with the same syntax that does the same. */
static bool is_taken(const struct rig *r, u32 i, u16 op)
{
	const struct grammar *g = r->d->shell->g;

	for (u32 k = 0; k < g->n_rows; k++)
		if (g->rows[k].cmd->run == g->rows[i].cmd->run && !strcmp(g->rows[k].cmd->syntax, g->rows[i].cmd->syntax) && r->taken[k][op])
			return true;
	return false;
}

static void every_row_is_in_the_sample(struct rig *r)
{
	const struct grammar *g = r->d->shell->g;
	struct found_list all = all_lines(r);

	r->taken = xcalloc(g->n_rows, sizeof(u8 *));
	for (u32 i = 0; i < g->n_rows; i++)
		r->taken[i] = xcalloc(g->rows[i].n_ops + 1u, 1);
	for (unsigned i = 0; i < all.n; i++)
		take(r, &all.f[i].p, all.f[i].text);
	for (unsigned i = 0; i < r->k->n_typed; i++) {
		char copy[256];
		struct place p = place_of(r->k->typed[i].block, copy);

		take(r, &p, r->k->typed[i].line);
	}
	for (u32 i = 0; i < g->n_rows; i++) {
		const struct row *row = &g->rows[i];

		for (u16 k = 0; row->mode != g->exec && row->cmd->run && !(row->cmd->flags & (CMD_UNSUPPORTED | CMD_NO_STORE | CMD_ELSEWHERE | CMD_SPELLING)) && k < row->n_ops; k++)
			if ((row->ops[k].kind == OP_KEYWORD || row->ops[k].kind == OP_ARG) && !is_taken(r, i, k)) {
				print_error("%s: no sample has \"%s\" of: %s\n", r->k->kind, row->ops[k].word, row->cmd->syntax);
				n_bad++;
			}
	}
	for (u32 i = 0; i < g->n_rows; i++)
		free(r->taken[i]);
	free(r->taken);
	found_free(&all);
	no_bad();
}

/* Types the line. What is wrong with what it makes of the configuration, NULL: nothing; detail: it, for a person. */
static const char *typed_wrong(struct rig *r, const struct typed *t, struct text *detail)
{
	char copy[256], *before = running(r), *after, *all, *flat_after;
	struct place p = place_of(t->block, copy);
	char *want = xasprintf("\n%s%s%s\n", p.n ? t->block : "", p.n ? " / " : "", t->stored ? t->stored : t->line);
	const char *why = NULL;

	if (entered(r, &p))
		rig_type(r, t->line);
	if (cli_status(r->c)) {
		why = "refused";
		text_puts(detail, r->out);
	}
	after = running(r);
	flat_after = flat_now(r);
	all = xasprintf("\n%s", flat_after);
	if (!why && (t->stored ? *t->stored && !strstr(all, want) : strstr(all, want) != NULL)) {
		why = t->stored ? "is not kept as" : "is kept";
		text_puts(detail, want);
	} else if (!why && !t->stored && strlen(after) >= strlen(before)) {
		why = "takes nothing away";
	} else if (!why && t->stored && !*t->stored && strcmp(before, after)) {
		char *d = differ(before, after);

		why = "is kept";
		text_puts(detail, d);
		free(d);
	}
	text_puts(detail, "");
	free(before);
	free(after);
	free(all);
	free(flat_after);
	free(want);
	return why;
}

/* What does not boot to itself of the configuration as it is; NULL: nothing. */
static char *boot_differs(struct rig *r)
{
	char *now = running(r), *again, *d;
	struct device *n3 = device_made(r, "n3", now);

	again = shell_running(n3->shell, false);
	d = strcmp(now, again) ? differ(now, again) : NULL;
	node_free(&n3->node);
	free(again);
	free(now);
	return d;
}

/*
 * Each is typed over the sample; some that go together at once, since it is the boot of what they make that takes time. One that does not go with those
 * before it begins anew, and where the whole does not boot, each is tried alone.
 */
static void typed_lines_are_kept_as_they_should(struct rig *r)
{
	enum { TOGETHER = 48 };
	char *sample = running(r), *d;
	unsigned limit = TOGETHER, alone = 0;

	for (unsigned i = 0; i < r->k->n_typed;) {
		const struct typed *t = &r->k->typed[i];
		char copy[256];
		struct found f = { .p = place_of(t->block, copy), .text = (char *)t->line };
		struct text detail = { 0 };
		const char *why = NULL;
		unsigned k = 0, most = i < alone ? 1 : limit;

		while (k < most && i + k < r->k->n_typed && !(why = typed_wrong(r, &t[k], &detail)))
			k++;
		d = why ? NULL : boot_differs(r);
		if (why && !k)
			bad(r, &f, why, detail.s);
		else if (d && k == 1)
			bad(r, &f, "booted", d);
		if (d && k > 1)
			alone = i + k;
		else if (!why || !k)
			i += k ? k : 1;
		limit = why && k ? k : TOGETHER;
		restore(r, sample);
		text_free(&detail);
		free(d);
	}
	free(sample);
	no_bad();
}

/* ---- abbreviations ---- */

/* The line with word k cut to len characters. */
static char *cut(const struct args *a, u32 k, u32 len, const u32 *lens)
{
	struct text t = { 0 };

	for (u32 i = 0; i < a->n; i++) {
		u32 full = (u32)strlen(a->word[i].text);

		text_printf(&t, "%s%.*s", i ? " " : "", (int)(i == k ? len : lens ? lens[i] : full), a->word[i].text);
	}
	return text_take(&t);
}

static enum match_status match_text(struct rig *r, const struct gmode *m, const char *line, struct args *a)
{
	struct match_env env = session_env(r->c);
	struct words w;

	env.create = true;
	words_split(&w, line);
	return match_line(m, &env, &w, 0, a).status;
}

static void check_ambiguous(struct rig *r, const struct found *f, const char *line)
{
	char *want = xasprintf("%% Ambiguous command:  \"%s\"\n", line);

	enter(r, &f->p);
	rig_type(r, line);
	if (strcmp(r->out, want))
		bad(r, f, line, r->out);
	free(want);
}

/* Appends the line to t with every keyword at its shortest. */
static void check_cuts(struct rig *r, const struct found *f, struct text *t)
{
	const struct gmode *m = mode_of(r, &f->p);
	const char *line = f->no ? f->text + 3 : f->text;
	u32 lens[WORDS_MAX];
	struct args a, b;
	char *shortest;

	if (!config_parse(r->c, m, line, false, &a))
		return bad(r, f, "is no line", "");
	for (u32 k = 0; k < a.n; k++) {
		u32 full = lens[k] = (u32)strlen(a.word[k].text);

		for (u32 len = full; len && a.word[k].op->kind == OP_KEYWORD && !f->has_text; len--) {
			char *typed = cut(&a, k, len, NULL);
			enum match_status s = match_text(r, m, typed, &b);

			if (s == MATCH_OK && !strcmp(b.line, a.line))
				lens[k] = len;
			else if (s == MATCH_AMBIGUOUS && !f->no)
				check_ambiguous(r, f, typed);
			else if (s == MATCH_OK && k < b.n && strlen(b.word[k].text) != len)
				bad(r, f, typed, b.line);
			if (s == MATCH_OK)
				args_free(&b);
			free(typed);
		}
	}
	shortest = f->has_text ? xstrdup(line) : cut(&a, ~0u, 0, lens);
	text_printf(t, "%*s%s%s\n", (int)f->p.n, "", f->no ? "no " : "", shortest);
	free(shortest);
	args_free(&a);
}

static void keywords_may_be_cut(struct rig *r)
{
	struct found_list all = all_lines(r);
	char *sample = running(r);
	struct text t = { 0 };

	for (unsigned i = 0; i < all.n; i++)
		check_cuts(r, &all.f[i], &t);
	restore(r, sample);
	text_puts(&t, "end\n");
	found_free(&all);
	no_bad();
	boots_to_itself(r, t.s, sample);
	text_free(&t);
	free(sample);
}

/* ---- replace ---- */

static u64 next_random(u64 *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	return *s ^= *s << 17;
}

static void replaced_and_back(struct rig *r, unsigned rounds)
{
	/* Addresses lean on the first; policies on what they are made of; a device is never without a name. */
	static const char *const leant_on[] = { "encapsulation ", "hostname ", "object-group ", "class-map ", "policy-map ", "class ", "shape average ", "vrf definition ", "ip vrf ", "rd ", "address-family " };
	struct found_list all = all_lines(r);
	char *sample = running(r), *got;
	unsigned taken = 0;
	u64 seed = 88172645463325252ull;

	for (unsigned n = 0; n < rounds; n++) {
		struct text t = { 0 };
		struct config_error err;
		unsigned keep = 1 + n % 15; /* of 16 */
		bool in[PATH_MAX_LINES + 1] = { true };	/* the block of this depth that is open is */

		for (unsigned i = 0; i < all.n; i++) {
			unsigned depth = all.f[i].p.n;
			bool chosen = (next_random(&seed) >> 20 & 15) < keep;

			for (unsigned k = 0; k < ARRAY_LEN(leant_on); k++)
				chosen |= !strncmp(all.f[i].text, leant_on[k], strlen(leant_on[k]));
			chosen &= in[depth];
			if (depth < PATH_MAX_LINES)
				in[depth + 1] = chosen;
			if (chosen)
				text_printf(&t, "%*s%s\n", (int)depth, "", all.f[i].text);
		}
		text_puts(&t, "end\n");
		if (shell_replace(r->d->shell, t.s, &err, NULL)) {
			struct device *d = device_made(r, "n4", t.s);
			char *want = shell_running(d->shell, false);

			got = running(r);
			bad_diff(r, NULL, "replaced by part", want, got);
			free(want);
			free(got);
			node_free(&d->node);
			taken++;
			if (!shell_replace(r->d->shell, sample, &err, NULL)) {
				n_bad++;
				print_error("back: line %u, %s: %s\n", err.line, err.input, err.text);
			}
		}
		got = running(r);
		bad_diff(r, NULL, "and back", sample, got);
		free(got);
		text_free(&t);
	}
	found_free(&all);
	free(sample);
	if (taken < rounds / 8)	/* the longer a sample, the more often a line is left without its block */
		fail_msg("only %u of %u parts were taken", taken, rounds);
	no_bad();
}

/* ---- EXEC: shows and help ---- */

static const char *sample_word(struct rig *r, const struct op *op, char buf[64])
{
	switch (op->type) {
	case ARG_NUMBER: snprintf(buf, 64, "%llu", (unsigned long long)op->lo); return buf;
	case ARG_IP4: return strstr(op->name, "mask") ? "255.255.255.0" : "10.0.1.0";
	case ARG_IP4_PREFIX: return "10.0.1.0/24";
	case ARG_IP6: return "2001:db8::1";
	case ARG_IP6_PREFIX: return "2001:db8::/64";
	case ARG_MAC: return "0200.0000.0001";
	case ARG_TIME: return "12:00:00";
	case ARG_NUMBERS: return "10,20-21";
	case ARG_INTERFACE: case ARG_IFRANGE: return r->d->ifaces->name;
	case ARG_DELIMITED: return "^Cx^C";
	case ARG_BODY: return "@";
	default: return "10.0.1.1";
	}
}

/* A line that the row takes; which of its ways, the seed says. */
static char *line_of(struct rig *r, const struct row *row, u64 *seed)
{
	struct text t = { 0 };
	char buf[64];
	u64 taken = 0;

	for (u16 at = 0, n = 0; n < 500 && row->ops[at].kind != OP_ACCEPT; n++) {
		const struct op *op = &row->ops[at];

		if (op->kind == OP_SPLIT) {
			at = next_random(seed) >> 33 & 1 ? op->x : op->y;
		} else if (op->kind == OP_JUMP) {
			at = op->x;
		} else if (op->kind == OP_ONCE) {
			if (taken >> op->bit & 1) { /* was there: no line on this way */
				text_free(&t);
				return NULL;
			}
			taken |= 1ull << op->bit;
			at++;
		} else {
			text_printf(&t, "%s%s", t.len ? " " : "", op->kind == OP_KEYWORD ? op->word : sample_word(r, op, buf));
			at++;
		}
	}
	text_puts(&t, "");
	return text_take(&t);
}

static void check_show(struct rig *r, const char *line)
{
	struct found f = { .text = (char *)line };
	char *piped = xasprintf("%s | include x", line), *as_json = xasprintf("%s | json", line);
	json_error_t e;
	json_t *j;

	rig_type(r, line);
	if (strstr(r->out, "Invalid input") || strstr(r->out, "Ambiguous") || strstr(r->out, "Incomplete"))
		bad(r, &f, "is not taken", r->out);
	rig_type(r, piped);
	for (char *p = r->out; *p; p += strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n'))
		if (*p != '%' && !memchr(p, 'x', strcspn(p, "\n"))) {
			bad(r, &f, "| include x", p);
			break;
		}
	rig_type(r, as_json);
	j = json_loads(r->out, 0, &e);
	if (!j)
		bad(r, &f, e.text, r->out);
	json_decref(j);
	free(piped);
	free(as_json);
}

static void every_show_runs(struct rig *r)
{
	const struct grammar *g = r->d->shell->g;
	u64 seed = 88172645463325252ull;

	rig_type(r, "end");
	for (u32 i = 0; i < g->n_rows; i++)
		for (unsigned n = 0; g->rows[i].cmd->show && n < 8; n++) {
			char *line = line_of(r, &g->rows[i], &seed);

			if (line)
				check_show(r, line);
			free(line);
		}
	no_bad();
}

/* Each keyword of the list has its text. */
static void check_texts(struct rig *r, const struct found *f, const char *part)
{
	for (const char *l = r->out; *l; l += strcspn(l, "\n") + 1) {
		size_t len = strcspn(l, "\n"), word = len > 2 ? 2 + strcspn(l + 2, " \n") : 0;

		if (!strncmp(l, "  ", 2) && word >= len && l[2] >= 'a' && l[2] <= 'z') {
			char *name = xasprintf("%.*s", (int)len, l);

			bad(r, f, part, name);
			free(name);
		}
	}
}

/* `?` before each word, within it and after the last; but not where the line begins as the one before it did. */
static void check_help(struct rig *r, const char *line, const char *before)
{
	struct found f = { .text = (char *)line };
	size_t same = 0;

	while (before && before[same] && before[same] == line[same])
		same++;
	for (const char *p = line + same + !!same;; p++) {
		char *part = xasprintf("%.*s", (int)(p - line), line);

		rig_say_nothing(r);
		cli_help(r->c, part);
		if (!r->len || *r->out == '%')
			bad(r, &f, part, r->len ? r->out : "no help");
		else if (p == line || p[-1] == ' ')
			check_texts(r, &f, part);
		free(part);
		if (!*p)
			break;
	}
}

static void help_is_everywhere(struct rig *r)
{
	const struct grammar *g = r->d->shell->g;
	struct found_list all = all_lines(r);
	const struct gmode **opened = xcalloc(all.n + 1, sizeof(struct gmode *)), *last = NULL; /* by the lines that open a block */
	char *before = NULL;
	u64 seed = 88172645463325252ull;

	for (unsigned k = 0; k < all.n; k++)
		if (all.f[k].opens && all.f[k].p.n < PATH_MAX_LINES) {
			struct place in = all.f[k].p;

			in.block[in.n++] = all.f[k].text;
			opened[k] = mode_of(r, &in);
		}
	for (u32 i = 0; i < g->n_rows; i++) {
		const struct row *row = &g->rows[i];
		struct place p = { .n = 0 };

		if (row->cmd->flags & CMD_HIDDEN || row->cmd->mode == &mode_any_config) /* no LINE: the rest is what LINE's row says */
			continue;
		for (unsigned k = 0; k < all.n && row->mode != g->config && row->mode != g->exec && !p.n; k++)
			if (opened[k] == row->mode) {
				p = all.f[k].p;
				p.block[p.n++] = all.f[k].text;
			}
		if (row->mode == g->exec)
			rig_type(r, "end");
		else
			enter(r, &p);
		if (row->mode != last) {
			free(before);
			before = NULL;
			last = row->mode;
		}
		for (unsigned n = 0; n < 3; n++) {
			char *line = line_of(r, row, &seed);

			if (!line || (before && !strncmp(before, line, strlen(line)))) {
				free(line);
				continue;
			}
			check_help(r, line, before);
			free(before);
			before = line;
		}
	}
	free(before);
	free(opened);
	found_free(&all);
	no_bad();
}

/* ---- the tests, for a kind's file to list ---- */

/* Both the same; else the first line that differs. */
static void same_text(const char *is, const char *wanted)
{
	unsigned line = 1;
	size_t at = 0;

	for (size_t i = 0; is[i] == wanted[i]; i++) {
		if (!is[i])
			return;
		if (is[i] == '\n')
			line++, at = i + 1;
	}
	fail_msg("line %u is \"%.*s\", not \"%.*s\"", line, (int)strcspn(is + at, "\n"), is + at, (int)strcspn(wanted + at, "\n"), wanted + at);
}

#define PROPERTY_TESTS(kind)                                                                                          \
	static void t_rows(void **s) { (void)s; struct rig r; rig_open(&r, &kind, kind.config); every_row_is_in_the_sample(&r); rig_close(&r); } \
	static void t_typed(void **s) { (void)s; struct rig r; rig_open(&r, &kind, kind.config); typed_lines_are_kept_as_they_should(&r); rig_close(&r); } \
	static void t_no(void **s) { (void)s; struct rig r; rig_open(&r, &kind, kind.config); each_line_goes_and_comes(&r, "no"); rig_close(&r); } \
	static void t_default(void **s) { (void)s; struct rig r; rig_open(&r, &kind, kind.config); each_line_goes_and_comes(&r, "default"); rig_close(&r); } \
	static void t_boot(void **s)                                                                                  \
	{                                                                                                             \
		struct rig r;                                                                                         \
		char *text, *all;                                                                                     \
		(void)s;                                                                                              \
		rig_open(&r, &kind, kind.config);                                                                     \
		text = running(&r);                                                                                   \
		all = shell_running(r.d->shell, true);                                                                \
		same_text(text, kind.config);                                                                         \
		boots_to_itself(&r, text, text);                                                                      \
		boots_to_itself(&r, all, text);                                                                       \
		free(text);                                                                                           \
		free(all);                                                                                            \
		rig_close(&r);                                                                                        \
	}                                                                                                             \
	static void t_cut(void **s) { (void)s; struct rig r; rig_open(&r, &kind, kind.config); keywords_may_be_cut(&r); rig_close(&r); } \
	static void t_replace(void **s) { (void)s; struct rig r; rig_open(&r, &kind, kind.config); replaced_and_back(&r, 60); rig_close(&r); } \
	static void t_shows(void **s)                                                                                 \
	{                                                                                                             \
		struct rig r;                                                                                         \
		(void)s;                                                                                              \
		rig_open(&r, &kind, NULL);                                                                            \
		every_show_runs(&r);                                                                                  \
		rig_close(&r);                                                                                        \
		rig_open(&r, &kind, kind.config);                                                                     \
		every_show_runs(&r);                                                                                  \
		rig_close(&r);                                                                                        \
	}                                                                                                             \
	static void t_help(void **s) { (void)s; struct rig r; rig_open(&r, &kind, kind.config); help_is_everywhere(&r); rig_close(&r); } \
	int main(void)                                                                                                \
	{                                                                                                             \
		const struct CMUnitTest tests[] = { cmocka_unit_test(t_rows), cmocka_unit_test(t_typed), cmocka_unit_test(t_no), \
			cmocka_unit_test(t_default), cmocka_unit_test(t_boot), cmocka_unit_test(t_cut), cmocka_unit_test(t_replace), \
			cmocka_unit_test(t_shows), cmocka_unit_test(t_help) };                                        \
		return cmocka_run_group_tests_name(kind.kind, tests, NULL, NULL);                                     \
	}

#endif
