/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/snmp/mib.h"

#include <stdlib.h>
#include <string.h>

#include "router/snmp/own.h"

static const nsec MIB_WINDOW_NS = NSEC_PER_SEC;

enum { STEPS_MAX = 4096 }; /* rows looked at for one name: those that have no value in a column could be many */

static int ids_cmp(const u32 *a, unsigned n_a, const u32 *b, unsigned n_b)
{
	for (unsigned k = 0; k < n_a && k < n_b; k++)
		if (a[k] != b[k])
			return a[k] < b[k] ? -1 : 1;
	return (n_a > n_b) - (n_a < n_b);
}

static int row_cmp(const void *a, const void *b)
{
	const struct mib_row *x = a, *y = b;

	return ids_cmp(x->id, x->n, y->id, y->n);
}

/* In order, each once, and no more than the window keeps. */
static void window_sort(struct mib_pick *p)
{
	struct mib_window *w = p->w;
	u32 n = 0;

	qsort(w->row, w->n, sizeof(w->row[0]), row_cmp);
	for (u32 k = 0; k < w->n; k++)
		if (!n || row_cmp(&w->row[n - 1], &w->row[k]))
			w->row[n++] = w->row[k];
	p->over |= n > MIB_WINDOW;
	w->n = n < MIB_WINDOW ? n : MIB_WINDOW;
}

static void window_add(struct mib_pick *p, const u32 *id, unsigned n)
{
	struct mib_window *w = p->w;
	struct mib_row *r;

	if (p->after && ids_cmp(id, n, p->after->id, p->after->n) <= 0)
		return;
	if (p->over && ids_cmp(id, n, w->row[MIB_WINDOW - 1].id, w->row[MIB_WINDOW - 1].n) > 0)
		return;
	if (w->n == ARRAY_LEN(w->row))
		window_sort(p);
	r = &w->row[w->n++];
	r->n = (u8)n;
	memcpy(r->id, id, n * sizeof(*id));
}

/* The rows behind `after`, into the window. */
static u32 window_fill(struct ipstack *s, const struct mib_table *t, struct mib_window *w, const struct oid *after)
{
	struct mib_pick p = { .after = after, .w = w };

	w->n = 0;
	w->from.n = after ? (u8)min_u64(after->n, MIB_ROW_MAX) : 0; /* no row stands between a name longer than any row's and its beginning */
	if (after)
		memcpy(w->from.id, after->id, w->from.n * sizeof(after->id[0]));
	t->rows(s, &p);
	window_sort(&p);
	w->end = !p.over;
	return p.offered;
}

/* The window's answer for what is behind `after`. false: it says nothing of that. */
static bool window_next(const struct mib_window *w, const struct oid *after, struct oid *row, bool *any)
{
	u32 low = 0, high = w->n;

	if (after ? ids_cmp(after->id, after->n, w->from.id, w->from.n) < 0 : w->from.n)
		return false;
	while (after && low < high) {
		u32 mid = (low + high) / 2;

		if (ids_cmp(w->row[mid].id, w->row[mid].n, after->id, after->n) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	*any = low < w->n;
	if (!*any)
		return w->end;
	row->n = w->row[low].n;
	memcpy(row->id, w->row[low].id, row->n * sizeof(row->id[0]));
	return true;
}

void mib_offer(struct mib_pick *p, const u32 *id, unsigned n)
{
	struct oid o;

	p->offered++;
	if (p->w) {
		window_add(p, id, n);
		return;
	}
	o.n = (u8)n;
	memcpy(o.id, id, n * sizeof(*id));
	if ((p->after && oid_cmp(&o, p->after) <= 0) || (p->any && oid_cmp(&o, &p->best) >= 0))
		return;
	p->best = o;
	p->any = true;
}

bool mib_bytes(struct mib_value *v, const void *data, size_t len)
{
	v->tag = BER_OCTETS;
	v->len = (u32)(len < sizeof(v->data) ? len : sizeof(v->data));
	memcpy(v->data, data, v->len);
	return true;
}

bool mib_text(struct mib_value *v, const char *text) { return mib_bytes(v, text ? text : "", text ? strlen(text) : 0); }

bool mib_ip(struct mib_value *v, u32 addr)
{
	v->tag = BER_IP;
	v->len = 4;
	put_be32(v->data, addr);
	return true;
}

bool mib_oid(struct mib_value *v, const char *text)
{
	v->tag = BER_OID;
	return oid_parse(text, &v->oid);
}

void mib_quad(u32 *id, u32 addr)
{
	for (unsigned k = 0; k < 4; k++)
		id[k] = addr >> (24 - 8 * k) & 255;
}

bool mib_quad_of(const u32 *id, u32 *addr)
{
	*addr = 0;
	for (unsigned k = 0; k < 4; k++) {
		if (id[k] > 255)
			return false;
		*addr = *addr << 8 | id[k];
	}
	return true;
}

void mib_write(struct wr *w, const struct mib_value *v)
{
	switch (v->tag) {
	case BER_INTEGER:
		ber_int(w, (s64)v->n);
		break;
	case BER_OID:
		ber_oid(w, &v->oid);
		break;
	case BER_OCTETS:
	case BER_IP:
		ber_octets(w, v->tag, v->data, v->len);
		break;
	case BER_COUNTER32:
	case BER_GAUGE32:
	case BER_TICKS:
	case BER_COUNTER64:
		ber_unsigned(w, v->tag, v->n);
		break;
	default: /* nothing, by the tag: 3416 2.5 */
		ber_octets(w, v->tag, NULL, 0);
	}
}

/* columns: ended by 0; NULL: none */
static bool among(const u8 *columns, u32 column)
{
	for (; columns && *columns; columns++)
		if (*columns == column)
			return true;
	return false;
}

/* A scalar has the row 0. */
static bool may_be_row(const struct mib_table *t, const struct oid *row) { return t->rows || (row->n == 1 && !row->id[0]); }

static struct oid behind(const struct oid *o, unsigned n)
{
	struct oid rest = { .n = (u8)(o->n - n) };

	memcpy(rest.id, o->id + n, rest.n * sizeof(rest.id[0]));
	return rest;
}

static bool value_of(struct snmp *a, const struct mib_table *t, u32 column, const struct oid *row, struct mib_value *v)
{
	if (!may_be_row(t, row))
		return false;
	v->tag = 0;
	return t->get(a->ip, column, row, v);
}

/* The table of that object, its column and its row; to_write: among those that can be set. NULL: there is none. */
static const struct mib_table *table_of(const struct snmp *a, const struct oid *name, bool to_write, u32 *column, struct oid *row)
{
	for (unsigned k = 0; k < a->n_tables; k++) {
		const struct snmp_table *t = &a->table[k];

		if (!oid_within(name, &t->base) || name->n == t->base.n || !among(to_write ? t->t->writable : t->t->columns, name->id[t->base.n]))
			continue; /* a table may stand below a group of scalars */
		*column = name->id[t->base.n];
		*row = behind(name, t->base.n + 1u);
		return t->t;
	}
	return NULL;
}

enum mib_answer mib_get(struct snmp *a, const struct oid *name, struct mib_value *v)
{
	struct oid row;
	u32 column;
	const struct mib_table *t = table_of(a, name, false, &column, &row);

	if (!t)
		return MIB_NO_OBJECT;
	return value_of(a, t, column, &row, v) ? MIB_OK : MIB_NO_INSTANCE;
}

enum snmp_error mib_set(struct snmp *a, const struct oid *name, const struct mib_value *v, struct mib_change *x)
{
	struct oid row;
	u32 column;
	const struct mib_table *t = table_of(a, name, true, &column, &row);
	enum snmp_error e = t ? t->set(a->ip, column, &row, v, x) : ERR_NOT_WRITABLE;

	return !e && !may_be_row(t, &row) ? ERR_NO_CREATION : e;
}

void mib_forget(struct snmp *a)
{
	for (u32 k = 0; k < a->n_tables; k++) {
		free(a->table[k].window);
		a->table[k].window = NULL;
	}
}

/* The first row of this table behind `after`; false: none. */
static bool next_row(struct snmp *a, struct snmp_table *t, const struct oid *after, struct oid *row)
{
	struct mib_pick p = { .after = after };
	nsec now = stack_now(a->ip);
	bool any;

	if (!t->t->rows) {
		mib_offer1(&p, 0);
	} else if (t->window && now < t->window->until && window_next(t->window, after, row, &any)) {
		a->work++;
		return any;
	} else if (t->window) {
		a->work += window_fill(a->ip, t->t, t->window, after);
		t->window->until = now + MIB_WINDOW_NS;
		window_next(t->window, after, row, &any);
		return any;
	} else {
		t->t->rows(a->ip, &p);
		a->work += p.offered;
		if (p.offered > MIB_SHORT) {
			t->window = xcalloc(1, sizeof(*t->window));
			timer_set(a->ip->node->worker, &a->forget, now + 5 * MIB_WINDOW_NS);
		}
	}
	*row = p.best;
	return p.any;
}

/* The row is hidden: *row becomes the last one of the column that is. false: the rest of the column is. */
static bool skip_hidden(const struct mib_view *view, const struct oid *column, struct oid *row, const struct oid *full)
{
	struct oid at = *full;

	if (!view->skip(view->view, &at) || (!oid_within(&at, column) && oid_cmp(&at, full) > 0))
		return false;
	if (oid_within(&at, column) && oid_cmp(&at, full) > 0)
		*row = behind(&at, column->n);
	return true;
}

enum mib_answer mib_next(struct snmp *a, struct oid *name, const struct mib_view *view, struct mib_value *v)
{
	unsigned steps = 0;

	for (unsigned k = 0; k < a->n_tables; k++) {
		struct snmp_table *t = &a->table[k];
		bool inside = oid_within(name, &t->base) && name->n > t->base.n;
		u32 from = inside ? name->id[t->base.n] : 0;
		struct oid start = inside ? behind(name, t->base.n + 1u) : (struct oid){ 0 };

		if (!inside && oid_cmp(&t->base, name) < 0)
			continue;
		for (const u8 *c = t->t->columns; *c; c++) {
			struct oid after = *c == from ? start : (struct oid){ 0 }, row, column = t->base;

			if (*c < from)
				continue;
			column.id[column.n++] = *c;
			while (next_row(a, t, after.n ? &after : NULL, &row)) {
				struct oid full = column;

				if (steps++ == STEPS_MAX)
					return MIB_GAVE_UP;
				full.n = (u8)(column.n + row.n);
				memcpy(full.id + column.n, row.id, row.n * sizeof(row.id[0]));
				after = row;
				if (!view->seen(view->view, &full)) {
					if (!skip_hidden(view, &column, &after, &full))
						break;
				} else if (value_of(a, t->t, *c, &row, v)) {
					*name = full;
					return MIB_OK;
				}
			}
		}
	}
	return MIB_END;
}
