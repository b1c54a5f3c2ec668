/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cursors over network bytes. A reader never runs over its end: reading beyond it returns 0 (or NULL) and sets `bad`, which
 * stays set, so a parser reads all its fields and checks once. Multi-byte values are big-endian on the wire, host order in C.
 */
#ifndef NET_RD_H
#define NET_RD_H

#include <string.h>

#include "core/types.h"

struct rd {
	const u8 *p, *end;
	bool bad;
};

/* p may be NULL where len is 0. */
static inline struct rd rd_of(const void *p, size_t len) { return (struct rd){ p, len ? (const u8 *)p + len : p, false }; }
static inline size_t rd_left(const struct rd *r) { return r->bad ? 0 : (size_t)(r->end - r->p); }
/* n bytes in place, NULL when there are not as many. */
static inline const u8 *rd_bytes(struct rd *r, size_t n)
{
	const u8 *p = r->p;

	if (r->bad || (size_t)(r->end - p) < n) {
		r->bad = true;
		return NULL;
	}
	r->p += n;
	return p;
}
static inline void rd_skip(struct rd *r, size_t n) { rd_bytes(r, n); }
static inline u16 get_be16(const u8 *p) { return (u16)(p[0] << 8 | p[1]); }
static inline u32 get_be32(const u8 *p) { return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3]; }
static inline u64 get_be64(const u8 *p) { return (u64)get_be32(p) << 32 | get_be32(p + 4); }
static inline u8 rd_u8(struct rd *r) { const u8 *p = rd_bytes(r, 1); return p ? p[0] : 0; }
static inline u16 rd_u16(struct rd *r) { const u8 *p = rd_bytes(r, 2); return p ? get_be16(p) : 0; }
static inline u32 rd_u24(struct rd *r) { const u8 *p = rd_bytes(r, 3); return p ? (u32)p[0] << 16 | get_be16(p + 1) : 0; }
static inline u32 rd_u32(struct rd *r) { const u8 *p = rd_bytes(r, 4); return p ? get_be32(p) : 0; }
static inline u64 rd_u64(struct rd *r) { const u8 *p = rd_bytes(r, 8); return p ? get_be64(p) : 0; }
/* Copies n bytes to dst; zeroes it when there are not as many. */
static inline void rd_copy(struct rd *r, void *dst, size_t n)
{
	const u8 *p = rd_bytes(r, n);

	if (p)
		memcpy(dst, p, n);
	else
		memset(dst, 0, n);
}
/* A reader of the next n bytes, which this one skips; bad when there are not as many. */
static inline struct rd rd_sub(struct rd *r, size_t n)
{
	const u8 *p = rd_bytes(r, n);

	return p ? rd_of(p, n) : (struct rd){ NULL, NULL, true };
}

/* A writer: writing beyond the end writes nothing and sets `bad`. */
struct wr {
	u8 *p, *end, *start;
	bool bad;
};

static inline struct wr wr_of(void *p, size_t len) { return (struct wr){ p, (u8 *)p + len, p, false }; }
static inline size_t wr_len(const struct wr *w) { return (size_t)(w->p - w->start); }
static inline u8 *wr_bytes(struct wr *w, size_t n)
{
	u8 *p = w->p;

	if (w->bad || (size_t)(w->end - p) < n) {
		w->bad = true;
		return NULL;
	}
	w->p += n;
	return p;
}
static inline void put_be16(u8 *p, u16 v) { p[0] = (u8)(v >> 8); p[1] = (u8)v; }
static inline void put_be32(u8 *p, u32 v) { put_be16(p, (u16)(v >> 16)); put_be16(p + 2, (u16)v); }
static inline void put_be64(u8 *p, u64 v) { put_be32(p, (u32)(v >> 32)); put_be32(p + 4, (u32)v); }
static inline void wr_u8(struct wr *w, u8 v) { u8 *p = wr_bytes(w, 1); if (p) p[0] = v; }
static inline void wr_u16(struct wr *w, u16 v) { u8 *p = wr_bytes(w, 2); if (p) put_be16(p, v); }
static inline void wr_u32(struct wr *w, u32 v) { u8 *p = wr_bytes(w, 4); if (p) put_be32(p, v); }
static inline void wr_u64(struct wr *w, u64 v) { u8 *p = wr_bytes(w, 8); if (p) put_be64(p, v); }
static inline void wr_copy(struct wr *w, const void *src, size_t n) { u8 *p = wr_bytes(w, n); if (p) memcpy(p, src, n); }
static inline void wr_zero(struct wr *w, size_t n) { u8 *p = wr_bytes(w, n); if (p) memset(p, 0, n); }

#endif
