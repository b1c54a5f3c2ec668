/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/snmp/mib.h"

#include <string.h>

#include "router/snmp/own.h"

enum { STEPS_MAX = 4096 }; /* rows looked at for one name: what a view hides could be long */

void mib_offer(struct mib_pick *p, const u32 *id, unsigned n)
{
	struct oid o = { .n = (u8)n };

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

u32 mib_quad_of(const u32 *id)
{
	u32 addr = 0;

	for (unsigned k = 0; k < 4; k++)
		addr = addr << 8 | (id[k] & 255);
	return addr;
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

static bool has_column(const struct mib_table *t, u32 column)
{
	for (const u8 *c = t->columns; *c; c++)
		if (*c == column)
			return true;
	return false;
}

static struct oid behind(const struct oid *o, unsigned n)
{
	struct oid rest = { .n = (u8)(o->n - n) };

	memcpy(rest.id, o->id + n, rest.n * sizeof(rest.id[0]));
	return rest;
}

static bool value_of(struct snmp *a, const struct mib_table *t, u32 column, const struct oid *row, struct mib_value *v)
{
	if (!t->rows && (row->n != 1 || row->id[0]))
		return false;
	v->tag = 0;
	return t->get(a->ip, column, row, v);
}

enum mib_answer mib_get(struct snmp *a, const struct oid *name, struct mib_value *v)
{
	for (unsigned k = 0; k < a->n_tables; k++) {
		const struct snmp_table *t = &a->table[k];
		struct oid row;

		if (!oid_within(name, &t->base) || name->n == t->base.n || !has_column(t->t, name->id[t->base.n]))
			continue; /* a table may stand below a group of scalars */
		row = behind(name, t->base.n + 1u);
		return value_of(a, t->t, name->id[t->base.n], &row, v) ? MIB_OK : MIB_NO_INSTANCE;
	}
	return MIB_NO_OBJECT;
}

/* The first row of this table's column behind `after`; false: none. */
static bool next_row(struct snmp *a, const struct mib_table *t, const struct oid *after, struct oid *row)
{
	struct mib_pick p = { .after = after };

	if (t->rows)
		t->rows(a->ip, &p);
	else
		mib_offer1(&p, 0);
	*row = p.best;
	return p.any;
}

enum mib_answer mib_next(struct snmp *a, struct oid *name, bool (*seen)(const void *view, const struct oid *name), const void *view, struct mib_value *v)
{
	unsigned steps = 0;

	for (unsigned k = 0; k < a->n_tables; k++) {
		const struct snmp_table *t = &a->table[k];
		bool inside = oid_within(name, &t->base) && name->n > t->base.n;
		u32 from = inside ? name->id[t->base.n] : 0;
		struct oid start = inside ? behind(name, t->base.n + 1u) : (struct oid){ 0 };

		if (!inside && oid_cmp(&t->base, name) < 0)
			continue;
		for (const u8 *c = t->t->columns; *c; c++) {
			struct oid after = *c == from ? start : (struct oid){ 0 }, row, full = t->base;

			if (*c < from)
				continue;
			while (steps++ < STEPS_MAX && next_row(a, t->t, after.n ? &after : NULL, &row)) {
				full.n = (u8)(t->base.n + 1 + row.n);
				full.id[t->base.n] = *c;
				memcpy(full.id + t->base.n + 1, row.id, row.n * sizeof(row.id[0]));
				if (seen(view, &full) && value_of(a, t->t, *c, &row, v)) {
					*name = full;
					return MIB_OK;
				}
				after = row;
			}
		}
	}
	return MIB_END;
}
