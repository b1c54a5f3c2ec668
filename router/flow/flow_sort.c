/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which flows `show flow monitor M cache` shows: all as they stand in the cache, or by `filter` those of a value (as the show writes it), or by `sort` the
 * highest or lowest of a field, 20 unless told. A field's octets on the wire are compared: numbers and addresses have the order that they have there.
 */
#include <stdlib.h>

#include "router/flow/own.h"

enum { TOP = 20, KEY_MAX = 16 };

struct pick {
	struct flow *f;
	u32 place;		/* in the cache: decides between equals */
	u8 key[KEY_MAX];
};
struct flow_pick {
	struct pick *pick;
	u32 n, processed, top;
	bool sorted, filtered;
};

/* The field of the record whose words follow `after` in the line; what is counted in eight octets is meant, too. */
static const struct flow_field *field_after(const struct args *a, const struct flow_record *r, const char *after)
{
	const char *at = strstr(args_line(a), after);
	const struct flow_field *best = NULL;
	size_t longest = 0;

	if (!at)
		return NULL;
	at += strlen(after);
	if (!strncmp(at, "highest ", 8) || !strncmp(at, "lowest ", 7))
		at = strchr(at, ' ') + 1;
	for (unsigned k = 0; k < r->n_match + r->n_collect; k++) {
		const char *words = r->field[k]->words;
		size_t len = strlen(words);

		if (len > 5 && !strcmp(words + len - 5, " long"))
			len -= 5;
		if (len > longest && !strncmp(at, words, len) && (!at[len] || at[len] == ' ')) {
			best = r->field[k];
			longest = len;
		}
	}
	return best;
}

static int by_key(const void *x, const void *y)
{
	const struct pick *a = x, *b = y;
	int d = memcmp(a->key, b->key, KEY_MAX);

	return d ? d : a->place < b->place ? -1 : 1;
}

static int by_key_down(const void *x, const void *y)
{
	const struct pick *a = x, *b = y;
	int d = memcmp(b->key, a->key, KEY_MAX);

	return d ? d : a->place < b->place ? -1 : 1;
}

static bool wanted(const struct flow_monitor *m, const struct flow *f, const struct flow_field *by, const char *value)
{
	char text[64];

	return !by || !strcasecmp(flow_field_text(m->fl, f, by, text, sizeof(text)), value);
}

static void collect(struct flow_pick *p, struct flow_monitor *m, const struct flow_field *by, const char *value, const struct flow_field *key)
{
	struct flow_cache *c = &m->c;

	for (u64 k = 0; c->flow && k < FLOW_WHEEL; k++)
		for (u32 i = c->wheel[(c->at + k) % FLOW_WHEEL]; i; i = c->flow[i].next) {
			struct pick *x = &p->pick[p->n];

			if (!wanted(m, &c->flow[i], by, value))
				continue;
			*x = (struct pick){ .f = &c->flow[i], .place = p->n++ };
			if (key)
				flow_field_put(m->fl, x->f, key, x->key);
		}
}

struct flow_pick *flow_pick_new(struct cli *c, const struct args *a, struct flow_monitor *m)
{
	bool sorted = args_has(a, "sort"), filtered = args_has(a, "filter");
	const struct flow_field *key = sorted && m->record ? field_after(a, m->record, " sort ") : NULL;
	const struct flow_field *by = filtered && m->record ? field_after(a, m->record, " filter ") : NULL;
	struct flow_pick *p;

	if ((sorted && !key) || (filtered && !by)) {
		cli_error(c, "%% Flow Monitor: the record of '%s' has no such field", m->name);
		return NULL;
	}
	p = xcalloc(1, sizeof(*p));
	p->pick = xcalloc((size_t)m->c.n + 1, sizeof(*p->pick));
	p->sorted = sorted;
	p->filtered = filtered;
	p->processed = m->c.n;
	collect(p, m, by, args_str(a, "value"), key);
	p->top = sorted ? (u32)min_u64(p->n, args_num(a, "n", TOP)) : p->n;
	if (sorted)
		qsort(p->pick, p->n, sizeof(*p->pick), args_has(a, "lowest") ? by_key : by_key_down);
	return p;
}

struct flow *flow_pick_at(const struct flow_pick *p, u32 k) { return k < p->top ? p->pick[k].f : NULL; }

void flow_pick_head(const struct flow_pick *p, struct show *s)
{
	if (!p->sorted && !p->filtered)
		return;
	show_num(s, "processed", p->processed);
	show_num(s, "matched", p->n);
	show_text(s, "Processed %u flow%s\n", p->processed, p->processed == 1 ? "" : "s");
	if (p->filtered)
		show_text(s, "Matched %u flow%s\n", p->n, p->n == 1 ? "" : "s");
	if (p->sorted)
		show_text(s, "Showing the top %u flow%s\n", p->top, p->top == 1 ? "" : "s");
	show_text(s, "\n");
}

void flow_pick_free(struct flow_pick *p)
{
	free(p->pick);
	free(p);
}
