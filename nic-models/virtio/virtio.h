/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A virtio network device on PCI: what its files share. pci.c is the transport (virtio 1.2, 4.1: modern and, for drivers from before 1.0, legacy registers),
 * net.c moves frames between rings and the lab (5.1.6), control.c obeys the control queue (5.1.6.5). The rings are vring.c's.
 *
 * Rings and buffers must lie in memory that the client shares: what can only be asked for by message is as if it were not there.
 *
 * Left out: receive-side scaling by the driver's own table and hash reports, notification coalescing, an IOMMU in between, UFO, administration queues.
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
};

/* Device status (2.1). */
enum { S_ACKNOWLEDGE = 1, S_DRIVER = 2, S_DRIVER_OK = 4, S_FEATURES_OK = 8, S_NEEDS_RESET = 0x40, S_FAILED = 0x80 };

struct virtio_queue {
	struct vring ring;	/* its pointers are set while work() runs, and NULL otherwise */
	u64 part[3];		/* addresses: descriptors, the driver's part, the device's */
	u16 size, vector;
	bool enabled, started;
	bool stuck;		/* cannot be where it is said to be: at rest until the driver notifies again */
};

struct virtio_filter {
	u8 mac[6];
	bool promisc, all_multi, all_uni, no_multi, no_uni, no_broadcast;
	bool uni_overflow, multi_overflow; /* longer tables than there is room for: all of that kind are taken */
	u16 n_uni, n_multi;
	u8 uni[VIRTIO_MACS][6], multi[VIRTIO_MACS][6];
	u8 vlan[512];		/* a bit a VLAN */
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

/* control.c: obeys what stands in the control queue, at most budget commands. true: there is more. */
bool virtio_control_work(struct virtio *v, struct vring *r, struct vchain *c, unsigned budget);
void virtio_filter_reset(struct virtio *v);
/* DROP_NONE, or why the guest does not get the frame. */
enum drop virtio_filter(const struct virtio *v, const struct frame *f);

#endif
