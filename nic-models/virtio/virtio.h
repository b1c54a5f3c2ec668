/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A virtio network device on PCI: what its files share. pci.c is the transport (virtio 1.2, 4.1: modern and, for drivers from before 1.0, legacy registers),
 * net.c moves frames between rings and the lab (5.1.6), control.c obeys the control queue (5.1.6.5), of which rss.c and coalesce.c take commands. The rings are
 * vring.c's.
 *
 * Rings and buffers must lie in memory that the client shares: what can only be asked for by message is as if it were not there.
 *
 * Left out: an IOMMU in between, UFO, administration queues, several contexts of scaling, device statistics.
 */
#ifndef NIC_MODELS_VIRTIO_VIRTIO_H
#define NIC_MODELS_VIRTIO_VIRTIO_H

#include "nic-models/model.h"
#include "nic-models/virtio/features.h"
#include "nic-models/vring.h"

enum {
	VIRTIO_PAIRS = 8,
	VIRTIO_QUEUES = 2 * VIRTIO_PAIRS + 1, /* even: to the guest; odd: from it; the last one: control */
	VIRTIO_CONTROL = 2 * VIRTIO_PAIRS,
	VIRTIO_VECTORS = VIRTIO_QUEUES + 1,
	VIRTIO_SIZE = 256,	/* descriptors of a ring, at most */
	VIRTIO_NO_VECTOR = 0xffff,
	VIRTIO_MACS = 64,	/* of each kind in the address filter */
	VIRTIO_RSS_KEY = 40,
	VIRTIO_RSS_TABLE = 128,
	VIRTIO_HASHES = 0x3f,	/* the types of hashes that there are: addresses, TCP, UDP of IPv4, then of IPv6 */
};

/* Device status (2.1). */
enum { S_ACKNOWLEDGE = 1, S_DRIVER = 2, S_DRIVER_OK = 4, S_FEATURES_OK = 8, S_NEEDS_RESET = 0x40, S_FAILED = 0x80 };

/* A notification waits for so many frames, or so long after the first; either 0: for nothing. */
struct virtio_coal {
	u32 packets, us;
};

struct virtio_queue {
	struct vring ring;	/* its pointers are set while work() runs, and NULL otherwise */
	u64 part[3];		/* addresses: descriptors, the driver's part, the device's */
	u16 size, vector;
	bool enabled, started;
	bool stuck;		/* cannot be where it is said to be: at rest until the driver notifies again */
	bool owed;		/* a notification is held back */
	u32 held;		/* frames since then */
	struct virtio_coal coal;
};

struct virtio_filter {
	u8 mac[6];
	bool promisc, all_multi, all_uni, no_multi, no_uni, no_broadcast;
	bool uni_overflow, multi_overflow; /* longer tables than there is room for: all of that kind are taken */
	u16 n_uni, n_multi;
	u8 uni[VIRTIO_MACS][6], multi[VIRTIO_MACS][6];
	u8 vlan[512];		/* a bit a VLAN */
};

struct virtio_rss {
	bool on;		/* the table says which queue a frame goes to */
	bool spread;		/* to others than the first */
	u8 key[VIRTIO_RSS_KEY];
	u16 mask, other;	/* of a hash, into the table; the queue pair of frames without one */
	u32 types;		/* VIRTIO_HASHES that are computed */
	u16 table[VIRTIO_RSS_TABLE]; /* queue pairs */
};

struct virtio {
	struct nic nic;
	u64 features;		/* as the driver has acknowledged them */
	u64 offloads;		/* of GUEST_*, those that the driver wants now */
	u32 device_select, driver_select;
	u16 select, vector;	/* queue that registers show; message of configuration changes */
	u16 pairs;		/* queue pairs in use */
	u8 status, isr, generation;
	bool announce;		/* the guest is to tell the network where it is */
	struct virtio_filter filter;
	struct virtio_rss rss;
	struct virtio_coal coal[2]; /* of queues that begin: to the guest, from it */
	struct virtio_queue queue[VIRTIO_QUEUES];
};

static inline bool virtio_has(const struct virtio *v, unsigned bit) { return v->features >> bit & 1; }

/* pci.c */
u64 virtio_offers(const struct virtio *v);
/* A queue has something for the driver; the configuration has changed. */
void virtio_interrupt(struct virtio *v, const struct virtio_queue *q);
void virtio_config_changed(struct virtio *v);
/* A ring cannot go on: the driver must reset the device (2.1.1). */
void virtio_needs_reset(struct virtio *v);

/* net.c */
bool virtio_net_work(struct nic *n, unsigned budget);
bool virtio_net_takes(struct nic *n, const struct frame *f);
/* The queue's ring with its memory at hand; NULL: it is not in use, or not to be found. */
struct vring *virtio_ring(struct virtio *v, unsigned i, const struct vmem *mem);

/* What a command reads, `left` bytes from `at` on, and where it is answered. */
struct virtio_command {
	const struct vchain *c;
	u64 at, left;
	u32 answered;		/* bytes behind the acknowledgement */
};

/* control.c */
bool virtio_command_get(struct virtio_command *m, void *to, u32 len);
/* false: the driver has left no room. */
bool virtio_command_answer(struct virtio_command *m, const u8 *from, u32 len);

/* rss.c: what kind of hash a frame has, as it is reported, and the hash; 0: none. */
u8 virtio_hash(const struct virtio *v, const struct frame *f, u32 *hash);
bool virtio_rss_config(struct virtio *v, struct virtio_command *m);
bool virtio_hash_config(struct virtio *v, struct virtio_command *m);
bool virtio_rss_sound(const struct virtio_rss *r);

/* coalesce.c: n frames were given back on queue i; call: the driver wants to be told. */
void virtio_used(struct virtio *v, unsigned i, bool call, u32 n);
void virtio_timer(struct nic *n, unsigned id);
bool virtio_coalesce(struct virtio *v, u8 command, struct virtio_command *m);

/* control.c: obeys what stands in the control queue, at most budget commands. true: there is more. */
bool virtio_control_work(struct virtio *v, struct vring *r, struct vchain *c, unsigned budget);
void virtio_filter_reset(struct virtio *v);
/* DROP_NONE, or why the guest does not get the frame. */
enum drop virtio_filter(const struct virtio *v, const struct frame *f);

#endif
