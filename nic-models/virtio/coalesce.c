/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications of used buffers, held back as the driver asks (virtio 1.3, 5.1.6.5.9). A queue's timer has the queue's number. */
#include "nic-models/virtio/virtio.h"

enum { TX_SET = 0, RX_SET = 1, VQ_SET = 2, VQ_GET = 3 };

static void tell(struct virtio *v, unsigned i)
{
	struct virtio_queue *q = &v->queue[i];

	q->owed = false;
	q->held = 0;
	nic_timer_stop(&v->nic, i);
	virtio_interrupt(v, q);
}

static bool is_due(const struct virtio_queue *q) { return !q->coal.us || !q->coal.packets || q->held >= q->coal.packets; }

void virtio_used(struct virtio *v, unsigned i, bool call, u32 n)
{
	struct virtio_queue *q = &v->queue[i];

	q->owed |= call;
	if (!q->owed)
		return;
	q->held += n;
	if (is_due(q))
		tell(v, i);
	else if (!nic_timer_is_set(&v->nic, i))
		nic_timer_set(&v->nic, i, v->nic.now + q->coal.us * NSEC_PER_US);
}

void virtio_timer(struct nic *n, unsigned id)
{
	struct virtio *v = (struct virtio *)n;

	if (id < VIRTIO_QUEUES && v->queue[id].owed)
		tell(v, id);
}

static void set(struct virtio *v, unsigned i, struct virtio_coal c)
{
	struct virtio_queue *q = &v->queue[i];

	q->coal = c;
	if (!q->owed)
		return;
	if (is_due(q))
		tell(v, i);
	else
		nic_timer_set(&v->nic, i, v->nic.now + c.us * NSEC_PER_US);
}

static bool get_coal(struct virtio_command *m, struct virtio_coal *c)
{
	u8 b[8];

	if (!virtio_command_get(m, b, 8))
		return false;
	*c = (struct virtio_coal){ .packets = get_le32(b), .us = get_le32(b + 4) };
	return true;
}

bool virtio_coalesce(struct virtio *v, u8 command, struct virtio_command *m)
{
	struct virtio_coal c;
	u8 which[4], b[8];
	u32 i;

	if (command <= RX_SET) {
		if (!virtio_has(v, F_NOTF_COAL) || !get_coal(m, &c) || m->left)
			return false;
		v->coal[command == TX_SET] = c;
		for (i = command == TX_SET; i < VIRTIO_CONTROL; i += 2)
			set(v, i, c);
		return true;
	}
	if (command > VQ_GET || !virtio_has(v, F_VQ_NOTF_COAL) || !virtio_command_get(m, which, 4))
		return false;
	i = get_le16(which);
	if (i >= VIRTIO_CONTROL || !v->queue[i].enabled)
		return false;
	if (command == VQ_SET) {
		if (!get_coal(m, &c) || m->left)
			return false;
		set(v, i, c);
		return true;
	}
	put_le32(b, v->queue[i].coal.packets);
	put_le32(b + 4, v->queue[i].coal.us);
	return !m->left && virtio_command_answer(m, b, 8);
}
