/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The device's side of virtio rings, split and packed (virtio 1.2, 2.7 and 2.8), over guest memory that is a table of
 * regions. Pure: no system call, no socket. The guest is hostile: every address is looked up in the table, every descriptor
 * is copied once and then used from the copy, a chain ends after as many descriptors as the ring has.
 */
#ifndef NIC_MODELS_VRING_H
#define NIC_MODELS_VRING_H

#include "core/types.h"

struct dma_map;

enum {
	VMEM_REGIONS = 32,	/* memory slots */
	VRING_SIZE_MAX = 32768, /* descriptors of a ring */
	VCHAIN_SEGS = 512,	/* pieces of host memory in one chain */
	VRING_HEADS = 256,	/* buffers that one frame may be spread over, */
	VRING_LOOKS = 2 * VCHAIN_SEGS, /* and descriptors in all of them */
};

/* Guest memory: gpa is what descriptors name, user what a front end calls the same byte (ring addresses). */
struct vmem_region {
	u64 gpa, user, size;
	u8 *host;
};

struct vmem {
	struct dma_map *dma; /* instead of regions: a device's own table, in which user is gpa. Memory that is far away is nowhere. */
	struct vmem_region region[VMEM_REGIONS];
	unsigned n;
};

/* Where guest address gpa stands; *len is cut to what lies there in one piece. NULL: nowhere, or not to be written. */
u8 *vmem_at(const struct vmem *m, u64 gpa, u64 *len, bool write);
/* The same by the front end's address, len bytes or NULL. */
u8 *vmem_user(const struct vmem *m, u64 user, u64 len);

/*
 * A packed ring's place is known to nobody but the device. Kept in memory that outlives a process (and that a front end may write to), it lets the next one go on: what is
 * to be shown to the driver is written here first, then shown, then the place is moved on. Zeroed memory is an empty one.
 */
struct vring_given {
	u16 id, n_desc;
	u32 len;
};
struct vring_log {
	u64 place;	/* slot, wrap counter, number of `given`, 1 (it is in use): 16 bits each; changed at once */
	u64 user[3];	/* of which ring, as it was started */
	u64 size;
	struct vring_given given[VRING_HEADS]; /* what is being shown, from the place on */
};

struct vring {
	const struct vmem *mem;
	struct vring_log *log; /* may be NULL; of packed rings */
	bool resumed;	  /* it goes on where the log says */
	bool packed, event_idx, indirect; /* as negotiated */
	bool broken;	  /* the guest's indexes cannot be: nothing is taken any more until it starts the ring anew */
	bool kicks;	  /* the driver is asked to kick */
	u16 size;
	u8 *desc;	  /* descriptors, of both kinds */
	u8 *driver;	  /* available ring, or driver event suppression */
	u8 *device;	  /* used ring, or device event suppression */
	u16 last_avail, seen_avail; /* next to take; as far as the driver had got when last looked at */
	u16 last_used, published;   /* next to give back; what the driver was shown of it */
	bool avail_wrap, used_wrap; /* packed */
	u32 taken, shown; /* slots, or of a split ring chains; what lies between is ours, and no more than the ring has, whatever the guest's flags and indexes say */
	u16 batch;	  /* packed: slots given back but not shown */
	u16 batch_flags;  /* packed: of the first of them, written last */
	u16 batch_at;
	u16 n_given;	  /* with a log: to be shown, of `given`, which has room for VRING_HEADS and is whoever's who brought the log */
	struct vring_given *given;
	bool owed;	  /* a call, for what was shown before its time */
	u64 faults;	  /* chains and indexes that cannot be */
};

struct vseg {
	u8 *p;
	u32 len;
};

/* A chain of buffers: `n_out` pieces that the device reads, then those that it writes. */
struct vchain {
	u16 id, n_desc;	  /* what gives it back */
	u32 looked;	  /* descriptors that were read for it */
	u32 n, n_out;
	u64 out_len, in_len;
	struct vseg seg[VCHAIN_SEGS];
};

enum vring_result {
	VRING_GOT,
	VRING_EMPTY,	/* nothing (or not enough) available */
	VRING_BAD,	/* a chain that cannot be: give it back with length 0 */
	VRING_SMALL,	/* the next buffer is too small for that frame; it was left */
	VRING_BROKEN,
};

/* Where the parts of a ring must stand: bytes of descriptors, of the driver's and of the device's part. */
void vring_lengths(bool packed, u16 size, u64 len[3]);
/* Addresses are the front end's. base: as in vhost-user's SET_VRING_BASE. false: not in memory, or misaligned, or size is wrong. */
bool vring_start(struct vring *r, const struct vmem *mem, u16 size, const u64 user[3], u32 base);
/* The log is worth nothing any more: the ring was stopped in an orderly way, or reset. */
void vring_log_end(struct vring_log *log);
/* Finds the parts anew after memory changed. */
bool vring_locate(struct vring *r, const u64 user[3]);
/* For GET_VRING_BASE. */
u32 vring_base(const struct vring *r);

/* Where the ring stands, to go back to: chains taken since are as if not taken. */
struct vring_mark {
	u32 taken;
	u16 last_avail;
	bool avail_wrap;
};
static inline struct vring_mark vring_mark(const struct vring *r) { return (struct vring_mark){ r->taken, r->last_avail, r->avail_wrap }; }
static inline void vring_rewind(struct vring *r, struct vring_mark m)
{
	r->taken = m.taken;
	r->last_avail = m.last_avail;
	r->avail_wrap = m.avail_wrap;
}

/* A chain of one buffer in one piece of memory: what a small frame comes in, and what it goes into. */
struct vring_plain {
	u8 *p;
	u32 len;
	u16 id; /* gives it back, one descriptor */
};
/*
 * Takes chains as long as they are plain, at most max of them and no more than the ring is long, for the device to read, or to write, and has their first bytes (but for `skip` at the start) fetched meanwhile:
 * a driver on another processor has them in its own cache, and to wait for one after the other costs more than all the rest. What stands behind them is for vring_take().
 */
unsigned vring_take_plain(struct vring *r, struct vring_plain *to, unsigned max, u32 skip, bool write);
/* The last n of them are as if not taken. */
void vring_untake_plain(struct vring *r, unsigned n);
/* Takes the next chain. */
enum vring_result vring_take(struct vring *r, struct vchain *c);
/* Gives a chain back, len bytes written; the driver sees it with vring_publish(). */
void vring_give(struct vring *r, u16 id, u16 n_desc, u32 len);
/* With a log: there is room for n more to be given back and shown at once. */
void vring_room(struct vring *r, u32 n);
/* Shows the driver what was given back. true: it wants to be called. */
bool vring_publish(struct vring *r);
/* Asks for kicks or not. true: there is something available already. */
bool vring_kicks(struct vring *r, bool on);

/* Copies len bytes of the chain's readable part, from byte `skip` on; both lie within out_len. */
void vchain_read(const struct vchain *c, u64 skip, u8 *to, u32 len);
/* A header and a frame into the next buffers, over several where `merge`; the number of buffers is written to bytes 10 and 11
 * of the header when it has 12 or more. Given back, not published. `c` is room to work in; afterwards its id is the first buffer's, and its n_desc what they all
 * took. */
enum vring_result vring_write(struct vring *r, struct vchain *c, const u8 *head, u32 head_len, const u8 *data, u32 len, bool merge);

#endif
