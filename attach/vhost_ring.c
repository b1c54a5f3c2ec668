/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames between a guest's rings and the lab. See vhost.h. */
#include <string.h>

#include "attach/vhost.h"
#include "core/capture.h"
#include "nic-models/model.h"
#include "nic-models/vnet.h"
#include "net/rd.h"

enum {
	ETH_HEADER = 14, HEAD_MAX = 12,
	PIECE = 32,	/* chains that are taken before the driver is shown what it got back, and the lab what it sent */
	BUSY = 16,	/* a turn of so many chains: the next ones are looked for, for a while, before the driver is asked to kick */
	/*
	 * A turn of SOME, which came no faster than one in SLOW each: the next ones are looked for after PAUSE, since a kick and a message cost a guest under emulation
	 * what several frames do. Who is faster would fill the ring meanwhile. Not beside super-frames: few are under way at once, and who waits for one's end stands still.
	 */
	SOME = 3, SLOW = 3 * NSEC_PER_US, PAUSE = 100 * NSEC_PER_US,
};

/* With num_buffers, or without (virtio 1.2, 5.1.6.1: a legacy driver without mergeable buffers). */
static u32 head_len(const struct vhost *v)
{
	return vhost_has(v, F_VERSION_1) || vhost_has(v, F_MRG_RXBUF) ? HEAD_MAX : VNET_LEN;
}

/* A chain's, for captures: the queue's pair, its first descriptor. */
static struct nic_origin place(const struct vhost_queue *q, u16 id, u16 n_desc)
{
	return (struct nic_origin){ .node = q->vhost->door.node.id, .queue = (unsigned)(q - q->vhost->queue) / 2, .count = n_desc, .index = id };
}

static void publish(struct vhost_queue *q)
{
	if (vring_publish(&q->ring))
		vhost_call(q);
}

/* A ring that nobody can go on with stands still until the guest starts it anew. */
static void note_broken(struct vhost_queue *q)
{
	door_count(&q->vhost->door, DROP_BAD_DESCRIPTOR);
	vhost_report(q);
}

/* From the guest. */

/* Headers say something: the driver may leave work undone. Else they are zero (virtio 1.2, 5.1.6.2), in a line of the cache that need not be fetched. */
static bool headers_say(const struct vhost *v)
{
	return v->features & (1ull << F_CSUM | 1ull << F_HOST_TSO4 | 1ull << F_HOST_TSO6 | 1ull << F_HOST_USO);
}

/* Room for the frame in a chain of that length, or NULL: counted; *starved: there was no frame to be had. */
static struct frame *room_for(struct vhost *v, u64 out_len, u32 head, bool *starved)
{
	u64 len = out_len - head;
	struct frame *f;

	if (out_len < head + ETH_HEADER || len > FRAME_LARGE_MAX) {
		door_count(&v->door, out_len < head + ETH_HEADER ? DROP_SHORT : DROP_TOO_LONG);
		return NULL;
	}
	f = frame_get(node_pool(&v->door.node), (u32)len);
	*starved = !f;
	return f;
}

/* Puts the frame, whose bytes are there, among those to be sent, with what its header says. */
static unsigned add(struct vhost *v, struct frame *f, const u8 *head, struct frame **out)
{
	u8 vnet[VNET_LEN];
	enum drop why;

	memcpy(vnet, head, sizeof(vnet));
	why = vnet_to_frame(vnet, f);
	if (why) {
		port_drop(v->door.port, f, why);
		return 0;
	}
	v->large |= f->gso != GSO_NONE;
	*out = f;
	return 1;
}

/* Frames in one buffer each: nearly all that are small. Returns how many chains were taken; frames are added to out. */
static unsigned take_plain(struct vhost_queue *q, unsigned room, struct frame **out, unsigned *n, bool *starved)
{
	struct vhost *v = q->vhost;
	u32 head = head_len(v);
	bool say = headers_say(v);
	struct vring_plain in[PIECE];
	u64 origin = nic_trace(place(q, 0, 1));
	nsec now = node_now(&v->door.node);
	unsigned got = vring_take_plain(&q->ring, in, room, say ? 0 : head, false), i;

	for (i = 0; i < got; i++) {
		struct frame *f = room_for(v, in[i].len, head, starved);

		if (*starved) {
			vring_untake_plain(&q->ring, got - i);
			break;
		}
		if (f) {
			memcpy(f->data, in[i].p + head, f->len);
			f->arrival = now;
			f->trace = origin | in[i].id;
			if (say)
				*n += add(v, f, in[i].p, out + *n);
			else
				out[(*n)++] = f;
		}
		vring_give(&q->ring, in[i].id, 1, 0);
	}
	return i;
}

static struct frame *frame_of(struct vhost *v, u8 vnet[HEAD_MAX], bool *starved)
{
	u32 head = head_len(v);
	struct frame *f = room_for(v, v->chain.out_len, head, starved);

	if (f) {
		vchain_read(&v->chain, 0, vnet, head);
		vchain_read(&v->chain, head, f->data, f->len);
	}
	return f;
}

/* Takes at most room chains (no more than PIECE) from a queue and sends what is good; returns how many there were. */
static unsigned take(struct vhost_queue *q, unsigned room, bool *starved)
{
	struct vhost *v = q->vhost;
	struct frame *out[PIECE], *f;
	unsigned n = 0, taken = q->enabled ? take_plain(q, room, out, &n, starved) : 0;
	u8 vnet[HEAD_MAX];

	for (; taken < room && !*starved; taken++) {
		struct vring_mark before = vring_mark(&q->ring);
		enum vring_result got = vring_take(&q->ring, &v->chain);

		if (got == VRING_EMPTY || got == VRING_BROKEN) {
			if (got == VRING_BROKEN)
				note_broken(q);
			break;
		}
		f = NULL;
		if (got == VRING_BAD)
			door_count(&v->door, DROP_BAD_DESCRIPTOR);
		else if (q->enabled) /* a queue that is off gives back what it is given */
			f = frame_of(v, vnet, starved);
		if (*starved) {
			vring_rewind(&q->ring, before);
			break;
		}
		if (f) {
			f->arrival = node_now(&v->door.node);
			f->trace = nic_trace(place(q, v->chain.id, v->chain.n_desc));
			n += add(v, f, vnet, out + n);
		}
		vring_give(&q->ring, v->chain.id, v->chain.n_desc, 0);
	}
	publish(q);
	if (n)
		port_send(v->door.port, out, n);
	return taken;
}

/* Nothing stands in the rings: asks for kicks. true: something does by now. */
static bool fall_asleep(struct vhost *v)
{
	bool more = false, poll = false;

	for (unsigned i = 1; i < VHOST_QUEUES; i += 2) {
		struct vhost_queue *q = &v->queue[i];

		if (!q->running || q->ring.broken)
			continue;
		if (!q->ring.kicks || q->ring.event_idx)
			more |= vring_kicks(&q->ring, true);
		poll |= q->kick.fd < 0 && !(v->protocol >> P_INBAND & 1);
	}
	if (poll && !more)
		timer_set(v->door.node.worker, &v->door.again, node_now(&v->door.node) + DOOR_PAUSE);
	return more;
}

void vhost_receive(struct door *d, unsigned room)
{
	struct vhost *v = (struct vhost *)d;
	nsec now = node_now(&d->node), since = now - v->looked;
	unsigned got = 0;
	bool starved = false;

	v->looked = now;
	v->next++;
	v->large = false;
	for (unsigned i = 0; i < VHOST_PAIRS && got < room && !starved; i++) {
		struct vhost_queue *q = &v->queue[2 * ((v->next + i) % VHOST_PAIRS) + 1];
		unsigned n;

		if (!q->running || q->ring.broken)
			continue;
		do {
			n = take(q, room - got < PIECE ? room - got : PIECE, &starved);
			/* While the guest is busy it need not kick. */
			if (n && q->ring.kicks)
				vring_kicks(&q->ring, false);
			got += n;
		} while (n == PIECE && got < room && !starved);
	}
	if (starved)
		door_pause(d);
	else if (got >= SOME && got < BUSY && !v->large && !door_steady(&v->looking) && since >= got * SLOW)
		timer_set(d->node.worker, &d->again, now + PAUSE);
	else if (door_look_on(&v->looking, got, got >= BUSY, now) || fall_asleep(v))
		door_soon(d);
}

/* To the guest. */

/* The same flow, the same queue. */
static struct vhost_queue *queue_for(struct vhost *v, const struct frame *f)
{
	return &v->queue[v->rx[v->n_rx == 1 ? 0 : vnet_flow(f) % v->n_rx]];
}

/* Captures want to know where frames land. */
static bool seen(const struct vhost *v) { return v->door.port->captures && capture_lands(v->door.port); }

/* Buffers taken for the frames of a burst that are still to come. */
struct ahead {
	struct vring_plain in[PIECE];
	unsigned n, at;
	bool missed;	/* a frame found none that was large enough: the next ones may be super-frames, too */
	struct vring *ring;
};

/* None; what `in` holds need not be zeroed for each burst. */
static void start(struct ahead *a)
{
	a->n = a->at = 0;
	a->missed = false;
}

static void leave(struct ahead *a)
{
	if (a->at < a->n)
		vring_untake_plain(a->ring, a->n - a->at);
	a->at = a->n = 0;
}

/* The next buffer, if it holds len bytes in one piece. NULL: it does not, or there is none, and nothing is taken ahead. left: frames of the burst, this one included. */
static const struct vring_plain *plain(struct ahead *a, struct vhost_queue *q, u32 len, unsigned left)
{
	if (a->at == a->n) {
		/* Flows may go to several queues in turn: then there is no knowing how many are for this one. */
		bool one = a->missed || q->vhost->n_rx > 1;

		a->ring = &q->ring;
		a->at = 0;
		a->n = vring_take_plain(&q->ring, a->in, one ? 1 : left < PIECE ? left : PIECE, one ? UINT32_MAX : 0, true);
	}
	if (a->at < a->n && a->in[a->at].len >= len)
		return &a->in[a->at++];
	a->missed = true;
	leave(a);
	return NULL;
}

static enum vring_result write_frame(struct vhost *v, struct vhost_queue *q, const u8 *head, const struct frame *f, struct ahead *a, unsigned left)
{
	u32 hl = head_len(v);
	const struct vring_plain *in = plain(a, q, hl + f->len, left);

	if (!in)
		return vring_write(&q->ring, &v->chain, head, hl, f->data, f->len, vhost_has(v, F_MRG_RXBUF));
	memcpy(in->p, head, hl);
	memcpy(in->p + hl, f->data, f->len);
	vring_give(&q->ring, v->chain.id = in->id, v->chain.n_desc = 1, hl + f->len);
	return VRING_GOT;
}

static void give(struct vhost *v, struct frame *f, struct ahead *a, unsigned left)
{
	u8 head[HEAD_MAX] = { [10] = 1 };
	struct vhost_queue *q = queue_for(v, f);
	enum drop why = DROP_NONE;
	char text[64];

	/* What is whole needs no word. */
	if ((f->flags || f->gso) && !vnet_of_frame(f, head)) {
		if (seen(v))
			capture_landed(v->door.port, f, NULL);
		port_drop(v->door.port, f, DROP_BAD_FIELD);
		return;
	}
	if (!vhost_has(v, F_GUEST_CSUM))
		head[0] = 0; /* DATA_VALID: not for a driver that did not ask */
	switch (write_frame(v, q, head, f, a, left)) {
	case VRING_GOT: break;
	case VRING_EMPTY: why = DROP_DOOR_FULL; break;
	case VRING_SMALL: why = DROP_TOO_LONG; break;
	case VRING_BAD: why = DROP_BAD_DESCRIPTOR; break;
	case VRING_BROKEN: why = DROP_DOOR_ERROR; break;
	}
	if (unlikely(seen(v)))
		capture_landed(v->door.port, f, why ? NULL : nic_origin_text(NULL, "rx", place(q, v->chain.id, v->chain.n_desc), text));
	if (why)
		port_drop(v->door.port, f, why);
	else
		frame_put(f);
}

static void emit(struct door *d, struct frame **f, unsigned n)
{
	struct ahead a;

	start(&a);
	for (unsigned i = 0; i < n; i++)
		give((struct vhost *)d, f[i], &a, n - i);
	leave(&a);
}

/* Does the guest take the frame with what is left to do to it? */
static bool takes(const struct vhost *v, const struct frame *f)
{
	static const u8 bit[] = {
		[GSO_TCP4] = F_GUEST_TSO4, [GSO_TCP6] = F_GUEST_TSO6, [GSO_UDP4] = F_GUEST_USO4, [GSO_UDP6] = F_GUEST_USO6,
	};

	if (f->flags & FRAME_CSUM_PARTIAL && !vhost_has(v, F_GUEST_CSUM))
		return false;
	return !f->gso || (f->gso < ARRAY_LEN(bit) && vhost_has(v, bit[f->gso]));
}

void vhost_input(struct port *in, struct frame **f, unsigned n)
{
	struct vhost *v = (struct vhost *)in->node;
	struct ahead a;

	if (!v->n_rx) {
		for (unsigned i = 0; i < n && seen(v); i++)
			capture_landed(v->door.port, f[i], NULL);
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
		return;
	}
	start(&a);
	for (unsigned i = 0; i < n; i++) {
		if (takes(v, f[i])) {
			give(v, f[i], &a, n - i);
		} else {
			leave(&a);
			door_flatten(&v->door, &f[i], 1, FRAME_LARGE_MAX, emit);
		}
	}
	leave(&a);
	for (unsigned i = 0; i < v->n_rx; i++)
		publish(&v->queue[v->rx[i]]);
}
