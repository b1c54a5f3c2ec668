/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames and the pool they live in.
 *
 * A frame is one Ethernet frame without preamble and FCS. It has one owner at a time; whoever is handed frames
 * consumes them: passes them on or puts them back. A frame whose `refs` is above 1 is shared (flooding, capture) and
 * its bytes must not be written: call frame_writable() first.
 *
 * A pool belongs to one worker. Its memory is reserved at once and touched only when used; free frames are handed out
 * last in, first out, so a quiet lab stays in cache and small in memory.
 */
#ifndef CORE_FRAME_H
#define CORE_FRAME_H

#include <string.h>

#include "core/types.h"

enum {
	BURST_MAX = 256,	/* frames handed over in one call, at most */
	FRAME_HEADROOM = 128,	/* bytes before `data` that a header may be pushed into */
	FRAME_SMALL_MAX = 1920, /* bytes of a frame of the small class */
	FRAME_REFS_MAX = 60000, /* owners that a frame is given; beyond, a copy is made */
	FRAME_LARGE_MAX = 68 * 1024, /* bytes of the large class: a 64 KiB segment with any headers */
};

/* What is still to be done to the frame before it may leave through something without offloads. */
enum gso {
	GSO_NONE,
	GSO_TCP4,	/* TCP over IPv4, cut into gso_size bytes of payload a segment */
	GSO_TCP6,
	GSO_UDP4,	/* UDP datagrams of gso_size bytes of payload each (USO) */
	GSO_UDP6,
};

enum frame_flag {
	FRAME_CSUM_PARTIAL = 1, /* checksum to be filled in: pseudo-header sum stands at csum_start + csum_offset */
	FRAME_CSUM_VALID = 2,	/* the layer-4 checksum was verified (or made) by whoever handed it in */
};

struct pool;

struct frame {
	u8 *data;	 /* first byte of the destination MAC address */
	u32 len;	 /* bytes at data */
	u16 refs;	 /* owners; the pool's worker alone changes it */
	u8 large;	 /* 1: of the large class */
	u8 flags;	 /* enum frame_flag */
	u16 csum_start;	 /* offset from frame_buf(): does not move when headers are pushed or pulled */
	u16 csum_offset; /* offset of the checksum field from csum_start */
	u16 gso_size;	 /* bytes of payload a segment */
	u8 gso;		 /* enum gso */
	u8 gso_hdr_pad;
	nsec arrival;	 /* when it entered the lab: the world's clock */
	u64 trace;	 /* 0, or the id under which this frame is traced */
	struct pool *pool;
	u64 scratch[2];	 /* the node that holds the frame may use it; worthless after a hand-over */
};

_Static_assert(sizeof(struct frame) == 64, "one cache line");

static inline u8 *frame_buf(struct frame *f) { return (u8 *)(f + 1); }
static inline u32 frame_headroom(struct frame *f) { return (u32)(f->data - frame_buf(f)); }
/* Bytes that `data` can hold from where it stands to the end of its buffer. */
static inline u32 frame_room(struct frame *f)
{
	return FRAME_HEADROOM + (f->large ? FRAME_LARGE_MAX : FRAME_SMALL_MAX) - frame_headroom(f);
}

/* n_small and n_large bound the pool; memory is touched as it is used. NULL when the host has no address space. */
struct pool *pool_new(u32 n_small, u32 n_large);
void pool_free(struct pool *p);
u32 pool_in_use(const struct pool *p);
u32 pool_available(const struct pool *p);

/* A frame with room for len bytes, len set, bytes not cleared, data after the headroom; NULL when the pool is empty or len
 * is over FRAME_LARGE_MAX. */
struct frame *frame_get(struct pool *p, u32 len);
void frame_put(struct frame *f);
void frames_put(struct frame **f, unsigned n);
static inline struct frame *frame_ref(struct frame *f) { f->refs++; return f; }

/* f when it has one owner, else a private copy (the caller's reference to f is given up); NULL (f put) when the pool is empty. */
struct frame *frame_writable(struct frame *f);
/* A copy in `p`, whatever pool f is of; f stays the caller's. NULL when p is empty. */
struct frame *frame_copy(struct pool *p, const struct frame *f);
/* What a burst adds to a port's counters. */
struct frame_sums {
	u64 bytes, broadcast, multicast; /* the last two: frames */
};
static inline struct frame_sums frames_sum(struct frame *const *f, unsigned n)
{
	struct frame_sums s = { 0 };

	for (unsigned i = 0; i < n; i++) {
		s.bytes += f[i]->len;
		if (unlikely(f[i]->data[0] & 1)) {
			bool all = !memcmp(f[i]->data, "\377\377\377\377\377\377", 6);

			s.broadcast += all;
			s.multicast += !all;
		}
	}
	return s;
}

/* One more owner of f; a copy where f has too many for its count (a storm stands in every queue). NULL: the pool is empty. */
static inline struct frame *frame_share(struct frame *f)
{
	return likely(f->refs < FRAME_REFS_MAX) ? frame_ref(f) : frame_copy(f->pool, f);
}

/* Headers: grow at the front (n <= headroom, else a bug) or shrink. The frame must be writable to push. */
static inline u8 *frame_push(struct frame *f, u32 n) { f->data -= n; f->len += n; return f->data; }
static inline u8 *frame_pull(struct frame *f, u32 n) { f->data += n; f->len -= n; return f->data; }

/* Offloads, for where a frame leaves through something that has none (core/gso.c). */

/* Fills in a partial checksum. The frame must be writable. false: csum_start or csum_offset lie outside the frame. */
bool frame_finish_checksum(struct frame *f);
/* The same on plain bytes: start + offset + 2 <= len. */
void frame_checksum_at(u8 *data, u32 len, u32 start, u32 offset);
/* Cuts f into at most max frames that are complete, each with its own checksums; consumes f. Frames without gso come back
 * as they are (checksum finished when partial). Returns the number written to out; 0 when the frame was not what its offload fields
 * claim, or when the pool ran out (f is put in each case). A 64 KiB segment with a tiny gso_size can need more than max: then 0. */
unsigned frame_segment(struct frame *f, struct frame **out, unsigned max);
/* The longest frame that frame_segment() would make of f. */
u32 frame_wire_len(const struct frame *f);

#endif
