/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * YAML to a tree of values.
 *
 * libyaml gives events; a stack of open lists and maps turns them into a tree. What a hostile file could grow is bounded:
 * its length (YAML_FILE_MAX), its depth (YAML_DEPTH_MAX) and the number of values with every alias expanded
 * (YAML_VALUES_MAX). An alias is a pointer to what its anchor stands for: "a billion laughs" costs a few values, and is
 * refused by weight before anyone walks it. An anchor is known from the end of its value on, so no value holds itself.
 *
 * Left out on purpose: tags (!!int and the like are ignored: what a text means is decided by the key it stands at), several
 * documents, keys that are not scalars.
 */
#include "lab/yaml_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

enum { ARENA_BLOCK = 64 << 10, ANCHORS_MAX = 4096, MAP_SMALL = 12 };

struct yaml_arena {
	struct yaml_arena *next;
	size_t used, size;
	u8 data[] __attribute__((aligned(16)));
};

void *yaml_alloc(struct yaml_file *f, size_t n, size_t size)
{
	size_t len = (n * size + 15) & ~(size_t)15;
	struct yaml_arena *a = f->arena;
	void *p;

	if (size && n > SIZE_MAX / 2 / size)
		bug("yaml_alloc(%zu, %zu)", n, size);
	if (!a || a->size - a->used < len) {
		size_t room = len > ARENA_BLOCK ? len : ARENA_BLOCK;

		a = xcalloc(1, sizeof(*a) + room);
		a->size = room;
		/* A block of its own for something large stays behind the one that is being filled. */
		if (len > ARENA_BLOCK / 2 && f->arena) {
			a->next = f->arena->next;
			f->arena->next = a;
		} else {
			a->next = f->arena;
			f->arena = a;
		}
	}
	p = a->data + a->used;
	a->used += len;
	return p;
}

char *yaml_copy_text(struct yaml_file *f, const char *s)
{
	size_t len = strlen(s) + 1;

	return memcpy(yaml_alloc(f, len, 1), s, len);
}

static void index_lines(struct yaml_file *f)
{
	u32 n = 1;

	for (size_t i = 0; i < f->len; i++)
		n += f->text[i] == '\n';
	f->line_at = xcalloc(n + 1, sizeof(*f->line_at));
	for (size_t i = 0; i < f->len; i++)
		if (f->text[i] == '\n')
			f->line_at[++f->n_lines] = i + 1;
	f->n_lines = n;
	f->line_at[n] = f->len;
}

static const char *line_text(const struct yaml_file *f, u32 line, size_t *len)
{
	size_t from, to;

	if (!line || line > f->n_lines)
		return NULL;
	from = f->line_at[line - 1];
	to = f->line_at[line];
	while (to > from && (f->text[to - 1] == '\n' || f->text[to - 1] == '\r'))
		to--;
	*len = to - from;
	return f->text + from;
}

void yaml_error(struct yaml_file *f, struct yaml_place at, const char *hint, const char *fmt, ...)
{
	size_t len = 0;
	const char *line = line_text(f, at.line, &len);
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		bug("out of memory");
	va_end(ap);
	yaml_error_add(&f->errors, f->name, at, line, len, text, hint);
	free(text);
}

/* ---- building ---- */

struct open {		/* a list or map whose end has not come */
	struct yaml_value *v;
	struct yaml_value *key; /* map: a key waits for its value */
	char *anchor;
	u32 cap, first;	/* children on the builder's stack, from here on */
	u64 weight;
};

struct anchor {
	char *name;
	struct yaml_value *v;
};

struct build {
	struct yaml_file *f;
	yaml_parser_t parser;
	struct open open[YAML_DEPTH_MAX];
	u32 depth;
	struct yaml_value **stack; /* children of all that is open */
	u32 n_stack, cap_stack;
	struct anchor *anchors;
	u32 n_anchors;
	u64 total;
	bool failed;
	bool done;
};

static struct yaml_place place_of(yaml_mark_t m)
{
	return (struct yaml_place){ (u32)m.line + 1, (u32)m.column + 1 };
}

static void fail(struct build *b, struct yaml_place at, const char *hint, const char *text)
{
	yaml_error(b->f, at, hint, "%s", text);
	b->failed = true;
}

static void push(struct build *b, struct yaml_value *v)
{
	if (b->n_stack == b->cap_stack) {
		b->cap_stack = b->cap_stack ? 2 * b->cap_stack : 256;
		b->stack = xrealloc(b->stack, b->cap_stack, sizeof(*b->stack));
	}
	b->stack[b->n_stack++] = v;
}

/* A finished value takes its place in what is open, or is the root. */
static void place(struct build *b, struct yaml_value *v)
{
	struct open *o = b->depth ? &b->open[b->depth - 1] : NULL;

	b->total += v->weight;
	if (b->total > YAML_VALUES_MAX) {
		fail(b, v->at, "aliases count as often as they are used", "the file is too large: it holds more than 4,000,000 values");
		return;
	}
	if (!o) {
		b->f->root = v;
		return;
	}
	if (o->v->kind == YAML_MAP && !o->key && v->kind != YAML_SCALAR) {
		fail(b, v->at, "a text with brackets or braces in it must be quoted", "a key must be a plain word");
		return;
	}
	o->weight += v->weight;
	if (o->v->kind == YAML_MAP)
		o->key = o->key ? NULL : v;
	push(b, v);
}

static void remember(struct build *b, const char *name, struct yaml_value *v)
{
	for (u32 i = 0; i < b->n_anchors; i++)
		if (!strcmp(b->anchors[i].name, name)) {
			b->anchors[i].v = v;
			return;
		}
	if (b->n_anchors == ANCHORS_MAX) {
		fail(b, v->at, NULL, "more than 4096 anchors");
		return;
	}
	if (!b->anchors)
		b->anchors = xcalloc(ANCHORS_MAX, sizeof(*b->anchors));
	b->anchors[b->n_anchors++] = (struct anchor){ yaml_copy_text(b->f, name), v };
}

static bool is_null(const yaml_event_t *e)
{
	const char *s = (const char *)e->data.scalar.value;

	return e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       (!*s || !strcmp(s, "~") || !strcmp(s, "null") || !strcmp(s, "Null") || !strcmp(s, "NULL"));
}

static void on_scalar(struct build *b, const yaml_event_t *e)
{
	struct yaml_value *v = yaml_alloc(b->f, 1, sizeof(*v));
	yaml_scalar_style_t style = e->data.scalar.style;

	v->kind = YAML_SCALAR;
	v->at = place_of(e->start_mark);
	v->weight = 1;
	v->literal = style == YAML_LITERAL_SCALAR_STYLE;
	v->block = v->literal || style == YAML_FOLDED_SCALAR_STYLE;
	v->quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	v->null = is_null(e);
	v->len = e->data.scalar.length;
	v->text = yaml_alloc(b->f, v->len + 1, 1);
	memcpy(v->text, e->data.scalar.value, v->len);
	if (memchr(v->text, 0, v->len)) {
		fail(b, v->at, NULL, "a text holds the character NUL");
		return;
	}
	if (e->data.scalar.anchor)
		remember(b, (const char *)e->data.scalar.anchor, v);
	place(b, v);
}

static void on_open(struct build *b, const yaml_event_t *e, enum yaml_kind kind, const yaml_char_t *anchor)
{
	struct open *o;

	if (b->depth == YAML_DEPTH_MAX) {
		fail(b, place_of(e->start_mark), NULL, "nested more than 64 deep");
		return;
	}
	o = &b->open[b->depth++];
	memset(o, 0, sizeof(*o));
	o->v = yaml_alloc(b->f, 1, sizeof(*o->v));
	o->v->kind = (u8)kind;
	o->v->at = place_of(e->start_mark);
	o->first = b->n_stack;
	o->weight = 1;
	if (anchor)
		o->anchor = yaml_copy_text(b->f, (const char *)anchor);
}

static void on_alias(struct build *b, const yaml_event_t *e)
{
	const char *name = (const char *)e->data.alias.anchor;

	for (u32 i = 0; i < b->n_anchors; i++)
		if (!strcmp(b->anchors[i].name, name)) {
			place(b, b->anchors[i].v);
			return;
		}
	yaml_error(b->f, place_of(e->start_mark), "an anchor, &NAME, must stand before the alias, and not around it",
		   "there is no anchor \"%s\"", name);
	b->failed = true;
}

/* ---- maps: unique keys, merge keys ---- */

static u32 hash_text(const char *s)
{
	u32 h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (u8)*s) * 16777619u;
	return h ^ h >> 15;
}

/* Keys of one map as a set; slots hold index + 1. */
struct key_set {
	struct yaml_pair *pairs;
	u32 n;
	u32 *slot;
	u32 mask;
};

static struct yaml_pair *key_find(const struct key_set *s, const char *key)
{
	if (!s->slot) {
		for (u32 i = 0; i < s->n; i++)
			if (!strcmp(s->pairs[i].key->text, key))
				return &s->pairs[i];
		return NULL;
	}
	for (u32 h = hash_text(key) & s->mask; s->slot[h]; h = (h + 1) & s->mask)
		if (!strcmp(s->pairs[s->slot[h] - 1].key->text, key))
			return &s->pairs[s->slot[h] - 1];
	return NULL;
}

static void key_add(struct key_set *s, struct yaml_value *key, struct yaml_value *value)
{
	s->pairs[s->n++] = (struct yaml_pair){ key, value };
	if (s->slot) {
		u32 h = hash_text(key->text) & s->mask;

		while (s->slot[h])
			h = (h + 1) & s->mask;
		s->slot[h] = s->n;
	}
}

static bool is_merge(const struct yaml_value *key)
{
	return !key->quoted && !strcmp(key->text, "<<");
}

static u32 merged_n(const struct yaml_value *v)
{
	u32 n = 0;

	if (v->kind == YAML_MAP)
		return v->n;
	for (u32 i = 0; v->kind == YAML_LIST && i < v->n; i++)
		if (v->items[i]->kind == YAML_MAP)
			n += v->items[i]->n;
	return n;
}

static void merge_map(struct key_set *s, const struct yaml_value *from)
{
	for (u32 i = 0; i < from->n; i++)
		if (!key_find(s, from->pairs[i].key->text))
			key_add(s, from->pairs[i].key, from->pairs[i].value);
}

static void merge(struct build *b, struct key_set *s, const struct yaml_value *v)
{
	bool good = v->kind != YAML_SCALAR;

	if (v->kind == YAML_MAP)
		merge_map(s, v);
	for (u32 i = 0; v->kind == YAML_LIST && i < v->n; i++) {
		if (v->items[i]->kind == YAML_MAP)
			merge_map(s, v->items[i]);
		else
			good = false;
	}
	if (!good)
		yaml_error(b->f, v->at, NULL, "\"<<\" takes a map, or a list of maps");
}

static void close_map(struct build *b, struct yaml_value *v, struct yaml_value **child, u32 n)
{
	struct key_set s = { 0 };
	u32 room = 0, cap = 4;

	for (u32 i = 0; i < n; i += 2)
		room += is_merge(child[i]) ? merged_n(child[i + 1]) : 1;
	s.pairs = yaml_alloc(b->f, room ? room : 1, sizeof(*s.pairs));
	if (room > MAP_SMALL) {
		while (cap < 2 * room)
			cap *= 2;
		s.slot = xcalloc(cap, sizeof(*s.slot));
		s.mask = cap - 1;
	}
	for (u32 i = 0; i < n; i += 2) {
		struct yaml_pair *twin = is_merge(child[i]) ? NULL : key_find(&s, child[i]->text);

		if (twin)
			yaml_error(b->f, child[i]->at, NULL, "\"%s\" stands here twice, first in line %u, column %u",
				   child[i]->text, twin->key->at.line, twin->key->at.column);
		else if (!is_merge(child[i]))
			key_add(&s, child[i], child[i + 1]);
	}
	for (u32 i = 0; i < n; i += 2)
		if (is_merge(child[i]))
			merge(b, &s, child[i + 1]);
	free(s.slot);
	v->pairs = s.pairs;
	v->n = s.n;
}

static void on_close(struct build *b)
{
	struct open *o = &b->open[b->depth - 1];
	struct yaml_value *v = o->v, **child = b->stack + o->first;
	u32 n = b->n_stack - o->first;

	if (v->kind == YAML_MAP) {
		close_map(b, v, child, n);
	} else {
		v->items = yaml_alloc(b->f, n ? n : 1, sizeof(struct yaml_value *));
		if (n)
			memcpy(v->items, child, n * sizeof(struct yaml_value *));
		v->n = n;
	}
	v->weight = (u32)min_u64(o->weight, YAML_VALUES_MAX + 1);
	b->n_stack = o->first;
	b->depth--;
	/* Its children were counted when they were placed. */
	b->total -= v->weight - 1;
	if (o->anchor)
		remember(b, o->anchor, v);
	if (!b->failed)
		place(b, v);
}

/* ---- reading ---- */

static void syntax_error(struct build *b)
{
	yaml_parser_t *p = &b->parser;
	struct yaml_place at = place_of(p->problem_mark);
	const char *line, *hint = NULL;
	size_t len = 0;

	if (p->error == YAML_READER_ERROR) {
		u32 n = 1;

		for (size_t i = 0; i < p->problem_offset && i < b->f->len; i++)
			n += b->f->text[i] == '\n';
		yaml_error(b->f, (struct yaml_place){ n, 1 }, "topology files are UTF-8 text", "not text: %s", p->problem);
		return;
	}
	line = line_text(b->f, at.line, &len);
	if (line && memchr(line, '\t', len))
		hint = "YAML indents with blanks, not with tabs";
	else if (line && at.column <= len && (line[at.column - 1] == '|' || line[at.column - 1] == '>'))
		hint = "a text after | cannot stand within braces or brackets: give the map a line for each key";
	else if (p->problem && !strcmp(p->problem, "found unexpected ':'"))
		hint = "within brackets and braces, what ends with a colon is quoted: \"nat:\"";
	else if (p->context && strstr(p->context, "simple key"))
		hint = "a key is followed by a colon and a blank";
	else if (p->context && strstr(p->context, "flow"))
		hint = "is a comma, a bracket or a brace missing?";
	if (p->context && p->context_mark.line != p->problem_mark.line)
		yaml_error(b->f, at, hint, "%s %s that begins in line %u", p->problem, p->context, (u32)p->context_mark.line + 1);
	else
		yaml_error(b->f, at, hint, "%s", p->problem ? p->problem : "broken YAML");
}

static void on_event(struct build *b, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		on_scalar(b, e);
		break;
	case YAML_SEQUENCE_START_EVENT:
		on_open(b, e, YAML_LIST, e->data.sequence_start.anchor);
		break;
	case YAML_MAPPING_START_EVENT:
		on_open(b, e, YAML_MAP, e->data.mapping_start.anchor);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		on_close(b);
		break;
	case YAML_ALIAS_EVENT:
		on_alias(b, e);
		break;
	case YAML_DOCUMENT_START_EVENT:
		if (b->f->root)
			fail(b, place_of(e->start_mark), NULL, "a second document in the file");
		break;
	case YAML_STREAM_END_EVENT:
		b->done = true;
		break;
	default:
		break;
	}
}

static void build_tree(struct yaml_file *f)
{
	struct build b = { .f = f };
	yaml_event_t e;

	if (!yaml_parser_initialize(&b.parser))
		bug("out of memory");
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)f->text, f->len);
	while (!b.done && !b.failed) {
		if (!yaml_parser_parse(&b.parser, &e)) {
			syntax_error(&b);
			b.failed = true;
			break;
		}
		on_event(&b, &e);
		yaml_event_delete(&e);
	}
	if (b.failed)
		f->root = NULL;
	yaml_parser_delete(&b.parser);
	free(b.stack);
	free(b.anchors);
}

static struct yaml_file *file_new(const char *name)
{
	struct yaml_file *f = xcalloc(1, sizeof(*f));

	f->name = xstrdup(name);
	return f;
}

struct yaml_file *yaml_file_parse(const char *name, const char *text, size_t len)
{
	struct yaml_file *f = file_new(name);

	if (len > YAML_FILE_MAX) {
		yaml_error(f, (struct yaml_place){ 0 }, NULL, "longer than 64 MiB");
		return f;
	}
	f->text = xcalloc(len + 1, 1);
	if (len)
		memcpy(f->text, text, len);
	f->len = len;
	index_lines(f);
	build_tree(f);
	return f;
}

struct yaml_file *yaml_file_read(const char *name)
{
	char why[256];
	struct yaml_file *f = file_new(name);

	f->text = yaml_slurp(name, YAML_FILE_MAX, &f->len, why);
	if (!f->text) {
		yaml_error(f, (struct yaml_place){ 0 }, NULL, "%s", why);
		return f;
	}
	index_lines(f);
	build_tree(f);
	return f;
}

void yaml_file_free(struct yaml_file *f)
{
	if (!f)
		return;
	for (struct yaml_arena *a = f->arena, *next; a; a = next) {
		next = a->next;
		free(a);
	}
	yaml_errors_free(&f->errors);
	free(f->line_at);
	free(f->text);
	free(f->name);
	free(f);
}

struct yaml_value *yaml_get(const struct yaml_value *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (u32 i = 0; i < map->n; i++)
		if (!strcmp(map->pairs[i].key->text, key))
			return map->pairs[i].value;
	return NULL;
}

static char *slurp_fd(int fd, size_t max, size_t *len, char why[256])
{
	struct stat st;
	char *text;
	ssize_t n;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		snprintf(why, 256, "not a regular file");
		return NULL;
	}
	if ((u64)st.st_size > max) {
		snprintf(why, 256, "longer than %zu KiB", max >> 10);
		return NULL;
	}
	text = xcalloc((size_t)st.st_size + 1, 1);
	for (*len = 0; *len < (size_t)st.st_size; *len += (size_t)n) {
		n = read(fd, text + *len, (size_t)st.st_size - *len);
		if (n < 0) {
			snprintf(why, 256, "cannot be read: %s", strerror(errno));
			free(text);
			return NULL;
		}
		if (!n)
			break;
	}
	return text;
}

char *yaml_slurp(const char *path, size_t max, size_t *len, char why[256])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *text;

	if (fd < 0) {
		snprintf(why, 256, "cannot be opened: %s", strerror(errno));
		return NULL;
	}
	text = slurp_fd(fd, max, len, why);
	close(fd);
	return text;
}
