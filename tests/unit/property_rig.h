/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node whose running-config is tried line by line: its session, its lines, what differs. */
#ifndef TESTS_PROPERTY_RIG_H
#define TESTS_PROPERTY_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "appliances/appliances.h"
#include "cli/shell.h"

/*
 * A line typed in a block over the sample, and what it makes of running-config: the line that stands there then; "": nothing changes;
 * NULL: it is the default, and what the sample has in its place goes.
 */
struct typed {
	const char *block, *line, *stored;
};
/* `no L` (in `block`, NULL: any) is answered so; "" : silently; NULL: not tried here, more goes along. goes: what is gone then, besides nothing; NULL: L stays. */
struct answer {
	const char *block, *line, *text;
	const char *leaves; /* NULL: nothing changes; else this line stands in L's place */
};
struct property_kind {
	const char *kind;
	const char *config;
	const struct typed *typed;
	unsigned n_typed;
	const struct answer *answers;
	unsigned n_answers;
};

struct rig {
	const struct property_kind *k;
	struct world *w;
	struct device *d;
	struct cli *c;
	char *out;
	size_t len, cap;
	bool ended;
	u8 **taken; /* by row, by op */
};

static unsigned n_bad; /* what does not hold: all is told before the test fails */

/* ---- a node and a session ---- */

static void rig_write(void *arg, const char *text, size_t len)
{
	struct rig *r = arg;

	if (r->len + len + 1 > r->cap)
		r->out = xrealloc(r->out, r->cap = (r->len + len + 1) * 2, 1);
	memcpy(r->out + r->len, text, len);
	r->len += len;
	r->out[r->len] = 0;
}
static void rig_ready(void *arg, bool ended) { ((struct rig *)arg)->ended |= ended; }

static void rig_session(struct rig *r)
{
	struct cli_io io = { rig_write, rig_ready, r };
	struct cli_options o = { .where = "vty0", .privilege = 15 };

	r->ended = false;
	r->c = cli_new(r->d->shell, &io, &o);
}
static void rig_say_nothing(struct rig *r)
{
	r->len = 0;
	rig_write(r, "", 0);
}
static const char *rig_type(struct rig *r, const char *line)
{
	char *copy = xstrdup(line), *at = copy, *one;

	rig_say_nothing(r);
	while ((one = strsep(&at, "\n")))
		cli_line(r->c, one);
	free(copy);
	return r->out;
}

static struct device *device_made(struct rig *r, const char *name, const char *config)
{
	struct device *d = device_of(node_new(r->w, appliance_find(r->k->kind)->kind, name, 0, 0));
	struct config_error err;

	if (!device_boot(d, config, false, &err, NULL, NULL))
		fail_msg("%s, line %u, \"%s\": %s", r->k->kind, err.line, err.input, err.text);
	return d;
}

static void rig_open(struct rig *r, const struct property_kind *k, const char *config)
{
	*r = (struct rig){ .k = k };
	n_bad = 0;
	r->w = world_new(&(struct world_options){ .name = "p", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 4096, .large_frames = 16 });
	r->d = device_made(r, "n", config);
	rig_session(r);
	world_run(r->w, 10 * NSEC_PER_SEC, 1000000);
}
static void rig_close(struct rig *r)
{
	cli_free(r->c);
	world_free(r->w);
	free(r->out);
}

static char *running(struct rig *r) { return shell_running(r->d->shell, false); }

/* ---- lines ---- */

#define PATH_MAX_LINES 4
struct place {
	const char *block[PATH_MAX_LINES];
	unsigned n;
};

static bool entered(struct rig *r, const struct place *p)
{
	rig_type(r, "end");
	rig_type(r, "configure terminal");
	for (unsigned i = 0; i < p->n; i++) {
		rig_type(r, p->block[i]);
		if (cli_status(r->c))
			return false;
	}
	return true;
}
static void enter(struct rig *r, const struct place *p)
{
	if (!entered(r, p))
		fail_msg("\"%s\": %s", p->block[p->n - 1], r->out);
}

typedef void each_fn(struct rig *r, const struct place *p, const struct tree_line *l);

/* The lines are gathered first: what is done with one may move the others. */
struct found {
	struct place p;
	char *text, *block; /* block: its lines as in running-config */
	u32 key_len;
	bool no, opens, has_newline, has_text, adds;	/* adds: `no` with its options leaves the rest of it */
};
struct found_list {
	struct found *f;
	unsigned n;
};

/* All lines of a block, those of blocks in it too. */
static void within(struct text *t, const struct tree_block *b)
{
	for (u32 k = 0; b && k < b->n; k++) {
		text_printf(t, "%s\n", b->lines[k]->text);
		within(t, b->lines[k]->block);
	}
}

static void gather_lines(const struct tree_block *b, struct place p, struct found_list *all)
{
	for (u32 i = 0; b && i < b->n; i++) {
		const struct tree_line *l = b->lines[i];
		struct found f = { .p = p, .text = xstrdup(l->text), .key_len = l->key_len, .no = l->no, .opens = l->row->enter };
		struct text t = { 0 };

		within(&t, l->block);
		f.block = text_take(&t);
		f.has_newline = strchr(l->text, '\n');
		f.adds = l->row->cmd->flags & CMD_OPTIONS_ADD;
		f.has_text = f.has_newline || strstr(l->text, "^C");
		for (unsigned k = 0; k < p.n; k++)
			f.p.block[k] = xstrdup(p.block[k]);
		all->f = xrealloc(all->f, all->n + 1, sizeof(*all->f));
		all->f[all->n++] = f;
		if (l->block && p.n < PATH_MAX_LINES) {
			struct place in = p;

			in.block[in.n++] = l->text;
			gather_lines(l->block, in, all);
		}
	}
}
static struct found_list all_lines(struct rig *r)
{
	struct found_list all = { 0 };

	gather_lines(&r->d->shell->root, (struct place){ .n = 0 }, &all);
	return all;
}
static void found_free(struct found_list *all)
{
	for (unsigned i = 0; i < all->n; i++) {
		for (unsigned k = 0; k < all->f[i].p.n; k++)
			free((char *)all->f[i].p.block[k]);
		free(all->f[i].text);
		free(all->f[i].block);
	}
	free(all->f);
}

/* The configuration as LINE or BLOCK/LINE, one a line, without comments: what differs can be told. */
static void flat(struct text *t, const struct tree_block *b, const char *in)
{
	for (u32 i = 0; b && i < b->n; i++) {
		char *path = xasprintf("%s%s", in, b->lines[i]->text);

		for (char *p = path; *p; p++)
			*p = *p == '\n' ? '~' : *p;
		text_printf(t, "%s\n", path);
		if (b->lines[i]->block) {
			char *deeper = xasprintf("%s / ", path);

			flat(t, b->lines[i]->block, deeper);
			free(deeper);
		}
		free(path);
	}
}
static char *flat_now(struct rig *r)
{
	struct text t = { 0 };

	flat(&t, &r->d->shell->root, "");
	return text_take(&t);
}

/* The flat text without the line and what stands in its block, or with another in its place. */
static char *without(const char *flat_text, const struct found *f, const char *instead)
{
	struct text t = { 0 }, path = { 0 };
	const char *p = flat_text;

	for (unsigned i = 0; i < f->p.n; i++)
		text_printf(&path, "%s / ", f->p.block[i]);
	text_puts(&path, f->text);
	for (size_t i = 0; i < path.len; i++)
		path.s[i] = path.s[i] == '\n' ? '~' : path.s[i];
	while (*p) {
		size_t len = strcspn(p, "\n");
		const char *rest = p + path.len;
		bool it = len >= path.len && !strncmp(p, path.s, path.len) && (len == path.len || !strncmp(rest, " / ", 3));

		if (it && len == path.len && instead) {
			for (unsigned i = 0; i < f->p.n; i++)
				text_printf(&t, "%s / ", f->p.block[i]);
			text_printf(&t, "%s\n", instead);
		} else if (!it) {
			text_add(&t, p, len + 1);
		}
		p += len + 1;
	}
	text_puts(&t, "");
	text_free(&path);
	return text_take(&t);
}

/* The global lines that name the interface whose block this is: they go with it. */
static char *leaning_on(const char *flat_text, const struct found *f)
{
	struct text t = { 0 };
	bool sla = !strncmp(f->text, "ip sla ", 7); /* its schedule and reactions */
	const char *name = f->text + (sla ? 7 : 10);

	for (const char *p = flat_text; *p && f->opens && (sla || !strncmp(f->text, "interface ", 10));) {
		size_t len = strcspn(p, "\n");
		char *line = xasprintf("%.*s ", (int)len, p), *word = xasprintf(sla ? "ip sla schedule %s " : " %s ", name), *react = xasprintf("ip sla reaction-configuration %s ", name);

		if ((strstr(line, word) && strncmp(line, "interface ", 10)) || (sla && strstr(line, react)))
			text_add(&t, p, len + 1);
		free(line);
		free(word);
		free(react);
		p += len + 1;
	}
	text_puts(&t, "");
	return text_take(&t);
}

static void drop_lines(char *from, const char *lines)
{
	for (const char *p = lines; *p;) {
		size_t len = strcspn(p, "\n") + 1;
		char *line = xasprintf("%.*s", (int)len, p), *at = strstr(from, line);

		if (at)
			memmove(at, at + len, strlen(at + len) + 1);
		free(line);
		p += len;
	}
}

/* What stands in one and not in the other, for a person to read. */
static char *differ(const char *want, const char *got)
{
	struct text t = { 0 };

	for (int turn = 0; turn < 2; turn++) {
		const char *in = turn ? got : want, *other = turn ? want : got;

		for (const char *p = in; *p;) {
			size_t len = strcspn(p, "\n");
			char *line = xasprintf("\n%.*s\n", (int)len, p), *where = xasprintf("\n%s", other);

			if (!strstr(where, line))
				text_printf(&t, "%c%s", turn ? '+' : '-', line + 1);
			free(line);
			free(where);
			p += len + (p[len] == '\n');
		}
	}
	if (!t.len)
		text_printf(&t, "(another order)\n");
	return text_take(&t);
}

static void bad(const struct rig *r, const struct found *f, const char *what, const char *detail)
{
	n_bad++;
	print_error("%s: %s%s\"%s\": %s: %s\n", r->k->kind, f && f->p.n ? f->p.block[0] : "", f && f->p.n ? " / " : "", f ? f->text : "", what, detail);
}
static void bad_diff(const struct rig *r, const struct found *f, const char *what, const char *want, const char *got)
{
	char *d;

	if (!strcmp(want, got))
		return;
	d = differ(want, got);
	bad(r, f, what, d);
	free(d);
}
static void no_bad(void)
{
	unsigned n = n_bad;

	n_bad = 0;
	if (n)
		fail_msg("%u", n);
}

/* Back to the sample, whatever happened. */
static void restore(struct rig *r, const char *sample)
{
	struct config_error err;
	char *now = running(r);

	rig_type(r, "end");
	if (strcmp(now, sample) && !shell_replace(r->d->shell, sample, &err, NULL))
		fail_msg("cannot go back: line %u, %s: %s", err.line, err.input, err.text);
	free(now);
}

#endif
