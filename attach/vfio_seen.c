/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What captures see of the frames that a NIC takes from the lab: each as it came, once it has a place in the guest's memory or was given up. A share of each stands
 * beside the model's fifo, in whose order they end.
 */
#include <stdlib.h>

#include "attach/vfio.h"
#include "core/capture.h"

struct vfio_seen {
	struct frame *frame[NIC_FIFO];	/* by place in the fifo; NULL: nobody looked as it came, or the NIC's own */
	u64 landing[NIC_FIFO];
	u32 head;			/* the first that has not been shown */
};

void vfio_seen_take(struct vfio *v, struct frame **f, unsigned n)
{
	struct nic *nic = v->nic;
	struct port *p = v->door.port;

	if (!v->seen) {
		v->seen = xcalloc(1, sizeof(*v->seen));
		v->seen->head = nic->fifo_head;
		nic->landing = v->seen->landing;
	}
	for (unsigned i = 0; i < n; i++) {
		struct frame *share;
		u32 at;

		vfio_seen_show(v);
		share = frame_share(f[i]);
		at = nic->fifo_tail;
		nic_receive(nic, &f[i], 1, node_now(&v->door.node));
		if (!share)
			continue;
		if (nic->fifo_tail != at) {
			v->seen->frame[at % NIC_FIFO] = share;
			v->seen->landing[at % NIC_FIFO] = 0;
		} else {
			capture_landed(p, share, NULL);
			frame_put(share);
		}
	}
}

void vfio_seen_show(struct vfio *v)
{
	struct vfio_seen *s = v->seen;

	for (; s && s->head != v->nic->fifo_head; s->head++) {
		struct frame **f = &s->frame[s->head % NIC_FIFO];
		u64 landing = s->landing[s->head % NIC_FIFO];
		char comment[64];

		if (!*f)
			continue;
		capture_landed(v->door.port, *f, landing ? nic_origin_text(v->nic, "rx", nic_untrace(landing), comment) : NULL);
		frame_put(*f);
		*f = NULL;
	}
}

void vfio_seen_free(struct vfio *v)
{
	for (unsigned i = 0; v->seen && i < NIC_FIFO; i++)
		if (v->seen->frame[i])
			frame_put(v->seen->frame[i]);
	free(v->seen);
	v->seen = NULL;
}
