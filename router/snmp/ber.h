/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BER as SNMP uses it (RFC 3417 8): definite lengths, tags of one byte. Reading by cursors that never leave their enclosing value; writing forward, a
 * length's place being held open and filled in at the end (in the long form of two bytes, which every reader must take: X.690 8.1.3.5).
 */
#ifndef ROUTER_SNMP_BER_H
#define ROUTER_SNMP_BER_H

#include "net/rd.h"

enum ber_tag {
	BER_INTEGER = 0x02, BER_OCTETS = 0x04, BER_NULL = 0x05, BER_OID = 0x06, BER_SEQUENCE = 0x30,
	BER_IP = 0x40, BER_COUNTER32 = 0x41, BER_GAUGE32 = 0x42, BER_TICKS = 0x43, BER_OPAQUE = 0x44, BER_COUNTER64 = 0x46,
	BER_NO_OBJECT = 0x80, BER_NO_INSTANCE = 0x81, BER_END_OF_MIB = 0x82,
};

enum { OID_MAX = 64 }; /* identifiers of a name that we keep; those with more are longer than any of ours */

struct oid {
	u32 id[OID_MAX];
	u8 n;
};

/* The next value: its tag (0 and r->bad: none, or malformed) and a reader of its contents. */
u8 ber_read(struct rd *r, struct rd *body);
/* The next value, which must have that tag. */
struct rd ber_expect(struct rd *r, u8 tag);
s64 ber_read_int(struct rd *r);			/* of at most four bytes, or bad */
bool ber_read_oid(struct rd body, struct oid *o); /* from the contents */

u8 *ber_begin(struct wr *w, u8 tag);	/* what follows is inside, until */
void ber_end(struct wr *w, u8 *at);
void ber_int(struct wr *w, s64 v);
void ber_unsigned(struct wr *w, u8 tag, u64 v);
void ber_octets(struct wr *w, u8 tag, const void *data, size_t len);
void ber_oid(struct wr *w, const struct oid *o);

int oid_cmp(const struct oid *a, const struct oid *b);	/* in the order of names: RFC 3416 4.2.2 */
bool oid_within(const struct oid *o, const struct oid *tree);
/* "1.3.6.1.2"; false: it is none. */
bool oid_parse(const char *text, struct oid *o);
const char *oid_text(const struct oid *o, char *buf, size_t len);

#endif
