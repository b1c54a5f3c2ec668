/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be asked for, as tables: a name, its columns, how to go through its rows, how to get a value. Scalars are the columns of a table with one row.
 * Rows have no order of their own: rows() offers all of them, and those next behind the last are taken, so that nothing is kept sorted for the agent's sake.
 * Of a long table the next thousand or so are kept for a second (struct mib_window): a walk goes through ten thousand routes by ten looks at them all. A row
 * that came meanwhile is seen by the next look; one that went has no value, and is passed by.
 */
#ifndef ROUTER_SNMP_MIB_H
#define ROUTER_SNMP_MIB_H

#include "cli/text.h"
#include "router/snmp/ber.h"
#include "router/stack.h"

enum snmp_error {
	ERR_NONE, ERR_TOO_BIG, ERR_NO_SUCH_NAME, ERR_BAD_VALUE, ERR_GEN = 5, ERR_NO_ACCESS, ERR_WRONG_TYPE, ERR_WRONG_LENGTH, ERR_WRONG_VALUE = 10, ERR_NO_CREATION, ERR_INCONSISTENT,
	ERR_RESOURCE, ERR_COMMIT, ERR_AUTHORIZATION = 16, ERR_NOT_WRITABLE,
};

enum { MIB_TEXT_MAX = 255 /* octets of a DisplayString */ };
enum { MIB_VALUE_MAX = 1280 }; /* octets: what is longer would not fit a message, and has no value */

struct mib_value {
	u8 tag;
	u64 n;
	struct oid oid;
	u32 len;
	u8 data[MIB_VALUE_MAX];
};

enum {
	MIB_WINDOW = 1024,	/* rows kept of a long table */
	MIB_SHORT = 64,		/* a table of no more rows is looked through again each time */
	MIB_ROW_MAX = 48,	/* identifiers of a row's name */
};
struct mib_row { u8 n; u32 id[MIB_ROW_MAX]; };
/* Rows in order, without a gap, from behind `from` (from.n 0: the first) to the last; `end`: there are none behind. */
struct mib_window {
	nsec until;		/* when it is too old */
	struct mib_row from;
	u32 n;
	bool end;
	struct mib_row row[2 * MIB_WINDOW];
};

/* Looks for the rows behind `after` (NULL: from the first). */
struct mib_pick {
	const struct oid *after;
	struct oid best;
	bool any;
	u32 offered;
	struct mib_window *w;	/* to be filled; NULL: the first row will do */
	bool over;		/* what is behind w's last row was left out */
};

/* What a SetRequest comes to: lines of configuration as they would be typed (an interface's are indented below its own), and what no line gives. */
struct mib_change {
	struct text lines;
	bool has_serial;
	u32 serial;		/* snmpSetSerialNo from now on */
};

struct mib_table {
	const char *base;		/* of the columns: "1.3.6.1.2.1.2.2.1" */
	const u8 *columns;		/* in order, ended by 0 */
	void (*rows)(struct ipstack *s, struct mib_pick *p); /* offers every row; NULL: scalars */
	/* false: no such row, or it has no such value. */
	bool (*get)(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v);
	const u8 *writable;		/* columns, ended by 0; NULL: none */
	/* Changes nothing: looks whether the value could be given (RFC 3416 4.2.5 (3) to (10), in this order), and adds to *x what gives it. */
	enum snmp_error (*set)(struct ipstack *s, u32 column, const struct oid *row, const struct mib_value *v, struct mib_change *x);
};

void mib_offer(struct mib_pick *p, const u32 *id, unsigned n);
static inline void mib_offer1(struct mib_pick *p, u32 a) { mib_offer(p, &a, 1); }

static inline bool mib_int(struct mib_value *v, s64 n) { v->tag = BER_INTEGER; v->n = (u64)n; return true; }
static inline bool mib_number(struct mib_value *v, u8 tag, u64 n) { v->tag = tag; v->n = tag == BER_COUNTER64 ? n : (u32)n; return true; }
bool mib_bytes(struct mib_value *v, const void *data, size_t len);
bool mib_text(struct mib_value *v, const char *text);
bool mib_ip(struct mib_value *v, u32 addr);
bool mib_oid(struct mib_value *v, const char *text);
static inline bool mib_truth(struct mib_value *v, bool yes) { return mib_int(v, yes ? 1 : 2); }
/* An IPv4 address as four identifiers of a name, and back (false: they are no octets). */
void mib_quad(u32 *id, u32 addr);
bool mib_quad_of(const u32 *id, u32 *addr);
/* For set(): an octet string that can stand in a line; a number within bounds. */
enum snmp_error mib_want_text(const struct mib_value *v, u32 max, char out[MIB_TEXT_MAX + 1]);
enum snmp_error mib_want_int(const struct mib_value *v, s64 least, s64 most);
void mib_write(struct wr *w, const struct mib_value *v);

enum mib_answer { MIB_OK, MIB_NO_OBJECT, MIB_NO_INSTANCE, MIB_END, MIB_GAVE_UP /* too many rows without a value were looked at: what is behind is not known */ };
/* Who may see what. */
struct mib_view {
	bool (*seen)(const void *view, const struct oid *name);
	/* *name is not seen: makes it the last name before which nothing else is. false: nothing behind it is seen. */
	bool (*skip)(const void *view, struct oid *name);
	const void *view;
};
struct snmp;
enum mib_answer mib_get(struct snmp *a, const struct oid *name, struct mib_value *v);
/* Whether the object could be given that value; *x: what gives it. */
enum snmp_error mib_set(struct snmp *a, const struct oid *name, const struct mib_value *v, struct mib_change *x);
/* The first object behind *name that the view lets through; *name becomes its name. */
enum mib_answer mib_next(struct snmp *a, struct oid *name, const struct mib_view *view, struct mib_value *v);

/* The tables of each room, ended by an empty one. */
extern const struct mib_table mib_system[], mib_interfaces[], mib_ip_tables[], mib_entity[], mib_lldp[], mib_bridge[], mib_ospf[], mib_bgp[], mib_inet[];

#endif
