/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames between the rings of a virtio network device and the lab (virtio 1.2, 5.1.6). Super-frames and unfinished checksums pass uncut both ways, as far as
 * the driver has agreed to take them.
 *
 * While a ring is busy the driver is asked not to notify; it is asked again before the device goes to sleep, and what came in between is seen.
 */
#include "net/eth.h"
#include "nic-models/virtio/virtio.h"
#include "nic-models/vnet.h"

enum { HEAD_MAX = 20, HEAD_USUAL = 12 };

/* With num_buffers, or without (5.1.6.1: a legacy driver without mergeable buffers), and with a hash. */
static u32 head_len(const struct virtio *v)
{
	if (virtio_has(v, F_HASH_REPORT) && virtio_has(v, F_VERSION_1))
		return HEAD_MAX;
	return virtio_has(v, F_VERSION_1) || virtio_has(v, F_MRG_RXBUF) ? HEAD_USUAL : VNET_LEN;
}

struct vring *virtio_ring(struct virtio *v, unsigned i, const struct vmem *mem)
{
	struct virtio_queue *q = &v->queue[i];
	struct vring *r = &q->ring;

	if (!q->enabled || q->stuck || !(v->status & S_DRIVER_OK) || v->status & S_NEEDS_RESET)
		return NULL;
	if (r->desc)
		return r;
	if (q->started) {
		r->mem = mem;
		return vring_locate(r, q->part) ? r : NULL;
	}
	*r = (struct vring){ .packed = virtio_has(v, F_RING_PACKED), .event_idx = virtio_has(v, F_EVENT_IDX), .indirect = virtio_has(v, F_INDIRECT_DESC) };
	if (!vring_start(r, mem, q->size, q->part, r->packed ? 0x8000 : 0)) {
		nic_fault(&v->nic, NIC_FAULT_RING);
		q->stuck = true;
		r->desc = NULL;
		return NULL;
	}
	q->started = true;
	return r;
}

static void forget_memory(struct virtio *v)
{
	for (unsigned i = 0; i < VIRTIO_QUEUES; i++) {
		struct vring *r = &v->queue[i].ring;

		r->desc = r->driver = r->device = NULL;
		r->mem = NULL;
	}
}

static void broken(struct virtio *v)
{
	nic_fault(&v->nic, NIC_FAULT_RING);
	virtio_needs_reset(v);
}

/* Shows the driver what it gets back, of n frames. */
static void publish(struct virtio *v, unsigned i, u32 n)
{
	struct virtio_queue *q = &v->queue[i];

	if (q->ring.desc)
		virtio_used(v, i, vring_publish(&q->ring), n);
}

/* From the guest. */

static void transmit(struct virtio *v, unsigned i, const struct vchain *c)
{
	struct nic *n = &v->nic;
	u32 head = head_len(v);
	u64 len = c->out_len - head;
	u8 vnet[HEAD_MAX];
	struct frame *f;
	enum drop why;

	if (c->out_len < head + ETH_HLEN || len > FRAME_LARGE_MAX - 64) {
		nic_fault(n, c->out_len < head + ETH_HLEN ? NIC_FAULT_SHORT : NIC_FAULT_TOO_LONG);
		return;
	}
	f = frame_get(n->pool, (u32)len);
	if (!f)
		return; /* as a chip without memory loses it */
	vchain_read(c, 0, vnet, head);
	vchain_read(c, head, f->data, (u32)len);
	f->arrival = n->now;
	why = vnet_to_frame(vnet, f);
	if (why) {
		nic_fault(n, NIC_FAULT_CONTEXT);
		n->host->drop(n, f, why);
		return;
	}
	if (nic_debugs(n, NIC_DEBUG_DESCRIPTORS))
		nic_debugf(n, NIC_DEBUG_DESCRIPTORS, "tx %u: chain %u of %u pieces, %u bytes%s%s", i / 2, c->id, c->n, f->len, f->gso ? " GSO" : "",
			   f->flags & FRAME_CSUM_PARTIAL ? " NEEDS_CSUM" : "");
	nic_send(n, f, i / 2, c->id, c->n_desc);
}

/* Returns chains taken. */
static unsigned tx_work(struct virtio *v, unsigned i, const struct vmem *mem, struct vchain *c, unsigned budget)
{
	struct vring *r = virtio_ring(v, i, mem);
	unsigned done = 0;

	while (r && done < budget && v->nic.room) {
		enum vring_result got = vring_take(r, c);

		if (got == VRING_EMPTY)
			break;
		if (got == VRING_BROKEN) {
			broken(v);
			break;
		}
		if (got == VRING_GOT)
			transmit(v, i, c);
		else
			nic_fault(&v->nic, NIC_FAULT_DESCRIPTOR);
		vring_give(r, c->id, c->n_desc, 0);
		done++;
	}
	if (done) {
		publish(v, i, done);
		if (r->kicks)
			vring_kicks(r, false);
	}
	return done;
}

/* To the guest. */

bool virtio_net_takes(struct nic *n, const struct frame *f)
{
	static const u8 bit[] = { [GSO_TCP4] = F_GUEST_TSO4, [GSO_TCP6] = F_GUEST_TSO6, [GSO_UDP4] = F_GUEST_USO4, [GSO_UDP6] = F_GUEST_USO6 };
	const struct virtio *v = (const struct virtio *)n;

	if (f->flags & FRAME_CSUM_PARTIAL && !(v->offloads >> F_GUEST_CSUM & 1))
		return false;
	return !f->gso || (f->gso < ARRAY_LEN(bit) && v->offloads >> bit[f->gso] & 1);
}

/* Where a frame goes; its hash is written into the header for those who asked. */
static unsigned queue_for(const struct virtio *v, const struct frame *f, u8 head[HEAD_MAX])
{
	u32 hash = 0;
	u8 kind = virtio_hash(v, f, &hash);

	put_le32(head + 12, hash);
	put_le16(head + 16, kind);
	if (v->rss.on)
		return 2u * (kind ? v->rss.table[hash & v->rss.mask] : v->rss.other);
	return v->pairs > 1 ? 2 * (vnet_flow(f) % v->pairs) : 0;
}

/* Nothing goes to another queue than the first: it may be waited for. */
static bool one_queue(const struct virtio *v) { return v->rss.on ? !v->rss.spread : v->pairs == 1; }

/* The frame that waits first. false: it stays. */
static bool deliver(struct virtio *v, const struct vmem *mem, struct vchain *c, u32 frames[VIRTIO_PAIRS])
{
	struct nic *n = &v->nic;
	struct frame *f = nic_fifo_first(n);
	u8 head[HEAD_MAX] = { [10] = 1 };
	unsigned i = queue_for(v, f, head);
	struct vring *r = virtio_ring(v, i, mem);
	enum drop why = virtio_filter(v, f);

	if (why) {
		n->rx_filtered++;
	} else if (!virtio_net_takes(n, f) || !vnet_of_frame(f, head)) {
		why = DROP_BAD_FIELD; /* the driver has changed its mind since it came */
	} else if (!r) {
		if (one_queue(v))
			return false;
		why = DROP_DOOR_ERROR;
	} else {
		u32 len = f->len;

		if (!(v->offloads >> F_GUEST_CSUM & 1))
			head[0] = 0; /* DATA_VALID: not for a driver that did not ask */
		switch (vring_write(r, c, head, head_len(v), f->data, len, virtio_has(v, F_MRG_RXBUF))) {
		case VRING_GOT:
			frames[i / 2]++;
			nic_landed(n, i / 2, c->id, c->n_desc);
			return true;
		case VRING_EMPTY:
			if (one_queue(v))
				return false;
			why = DROP_DOOR_FULL; /* one queue does not stop the others */
			n->rx_missed++;
			break;
		case VRING_SMALL: why = DROP_TOO_LONG; break;
		case VRING_BAD:
			nic_fault(n, NIC_FAULT_DESCRIPTOR);
			why = DROP_BAD_DESCRIPTOR;
			break;
		case VRING_BROKEN:
			broken(v);
			return false;
		}
		frames[i / 2]++;
	}
	n->host->drop(n, nic_fifo_take(n), why);
	return true;
}

static void rx_work(struct virtio *v, const struct vmem *mem, struct vchain *c, unsigned budget)
{
	u32 frames[VIRTIO_PAIRS] = { 0 };

	if (!(v->status & S_DRIVER_OK))
		return;
	for (unsigned turn = 0; turn < budget && nic_fifo_first(&v->nic); turn++)
		if (!deliver(v, mem, c, frames))
			break;
	for (unsigned p = 0; p < VIRTIO_PAIRS; p++)
		if (frames[p])
			publish(v, 2 * p, frames[p]);
}

/* Wants to be notified of what it waits for. true: it is there by now. */
static bool listen(struct virtio *v, unsigned i, bool wanted)
{
	struct vring *r = &v->queue[i].ring;

	if (!r->desc || r->broken)
		return false;
	if (!wanted) {
		if (r->kicks)
			vring_kicks(r, false);
		return false;
	}
	return (!r->kicks || r->event_idx) && vring_kicks(r, true);
}

bool virtio_net_work(struct nic *n, unsigned budget)
{
	struct virtio *v = (struct virtio *)n;
	struct vring *control;
	struct vchain c;
	struct vmem mem;
	bool more = false;

	mem.dma = &n->dma;
	mem.n = 0;
	control = virtio_ring(v, VIRTIO_CONTROL, &mem);
	if (control) {
		more |= virtio_control_work(v, control, &c, budget);
		publish(v, VIRTIO_CONTROL, 0);
		if (control->broken)
			broken(v);
		more |= listen(v, VIRTIO_CONTROL, true);
	}
	rx_work(v, &mem, &c, budget);
	for (unsigned p = 0; p < v->pairs; p++) {
		unsigned tx = tx_work(v, 2 * p + 1, &mem, &c, budget);

		/* Out of room: called again without a notification. */
		more |= tx || (n->room && listen(v, 2 * p + 1, true));
	}
	more |= listen(v, 0, one_queue(v) && nic_fifo_first(n));
	forget_memory(v);
	return more;
}
