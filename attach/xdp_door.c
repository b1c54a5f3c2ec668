/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's side of AF_XDP: four rings shared with the kernel
 * (Documentation/networking/af_xdp.rst). A ring is read between consumer and producer, counters
 * that only grow. Each chunk of the memory is at any time in one place: in a ring, or here. A door
 * that follows another finds by the rings which chunks those are.
 */
#include <errno.h>
#include <linux/if_xdp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/door.h"
#include "attach/xdp.h"

enum { ETH_HEADER = 14, KICKS = 16, CHUNKS = XDP_RX_CHUNKS + XDP_TX_CHUNKS };
#define KICK_AGAIN (20 * NSEC_PER_US)

struct ring {
	u32 *producer, *consumer;	/* the kernel's or ours: written by one side, read by the other */
	void *entries;			/* u64 addresses, or struct xdp_desc */
	void *map;
	size_t map_len;
};

struct xdp_port {
	struct door door;
	u8 *mem;
	struct ring fill, done, rx, tx;
	u32 n_free;
	u64 free[XDP_TX_CHUNKS];	/* chunks to send from */
	struct timer kick;
};

static u32 ring_load(const u32 *p)
{
	return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static void ring_store(u32 *p, u32 v)
{
	__atomic_store_n(p, v, __ATOMIC_RELEASE);
}

static bool ring_map(struct ring *r, int fd, u64 page, const struct xdp_ring_offset *off, size_t entry_len)
{
	u8 *p;

	r->map_len = off->desc + XDP_RING * entry_len;
	r->map = mmap(NULL, r->map_len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, (off_t)page);
	if (r->map == MAP_FAILED) {
		r->map = NULL;
		return false;
	}
	p = r->map;
	r->producer = (u32 *)(p + off->producer);
	r->consumer = (u32 *)(p + off->consumer);
	r->entries = p + off->desc;
	return true;
}

static u64 *address_at(struct ring *r, u32 i)
{
	return (u64 *)r->entries + i % XDP_RING;
}

static struct xdp_desc *desc_at(struct ring *r, u32 i)
{
	return (struct xdp_desc *)r->entries + i % XDP_RING;
}

/* From the lab to the wire. */

static void reap(struct xdp_port *x)
{
	u32 at = *x->done.consumer, end = ring_load(x->done.producer);

	for (; at != end && x->n_free < XDP_TX_CHUNKS; at++)
		x->free[x->n_free++] = *address_at(&x->done, at) & ~(u64)(XDP_CHUNK - 1);
	ring_store(x->done.consumer, at);
}

/* Asks the kernel to send what is in the ring: it takes some 32 a call. */
static void kick(struct xdp_port *x)
{
	for (int i = 0; i < KICKS && ring_load(x->tx.consumer) != *x->tx.producer; i++)
		if (sendto(x->door.fd, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 && errno != EAGAIN &&
				errno != EBUSY && errno != ENOBUFS)
			break;
	reap(x);
	if (ring_load(x->tx.consumer) != *x->tx.producer)
		timer_set(x->door.node.worker, &x->kick, node_now(&x->door.node) + KICK_AGAIN);
}

static void kick_fired(struct timer *t)
{
	struct xdp_port *x = container_of(t, struct xdp_port, kick);

	if (x->door.fd >= 0)
		kick(x);
}

static void xdp_emit(struct door *d, struct frame **f, unsigned n)
{
	struct xdp_port *x = (struct xdp_port *)d;
	u32 at = *x->tx.producer;
	unsigned i;

	if (x->n_free < n)
		reap(x);
	for (i = 0; i < n && x->n_free; i++, at++) {
		u64 chunk = x->free[--x->n_free];

		memcpy(x->mem + chunk, f[i]->data, f[i]->len);
		*desc_at(&x->tx, at) = (struct xdp_desc){ .addr = chunk, .len = f[i]->len };
		frame_put(f[i]);
	}
	ring_store(x->tx.producer, at);
	if (i < n)
		port_drop_n(d->port, f + i, n - i, DROP_DOOR_FULL);
	kick(x);
}

static void xdp_input(struct port *in, struct frame **f, unsigned n)
{
	struct door *d = (struct door *)in->node;

	if (d->fd < 0)
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
	else
		door_flatten(d, f, n, XDP_FRAME_MAX, xdp_emit);
}

/* From the wire to the lab. */

static void xdp_receive(struct door *d, unsigned room)
{
	struct xdp_port *x = (struct xdp_port *)d;
	u32 at = *x->rx.consumer, end = ring_load(x->rx.producer), fill = *x->fill.producer;
	struct frame *out[DOOR_TURN], *f;
	unsigned n = 0;

	for (; at != end && n < room; at++) {
		struct xdp_desc desc = *desc_at(&x->rx, at);

		if (desc.addr >= XDP_MEM || desc.len > XDP_MEM - desc.addr || desc.len < ETH_HEADER) {
			door_count(d, desc.len < ETH_HEADER ? DROP_SHORT : DROP_BAD_FIELD);
		} else {
			f = frame_get(node_pool(&d->node), desc.len);
			if (!f) {
				door_pause(d);
				break;
			}
			memcpy(f->data, x->mem + desc.addr, desc.len);
			f->arrival = node_now(&d->node);
			out[n++] = f;
		}
		*address_at(&x->fill, fill++) = desc.addr & ~(u64)(XDP_CHUNK - 1);
	}
	ring_store(x->fill.producer, fill);
	ring_store(x->rx.consumer, at);
	if (n)
		port_send(d->port, out, n);
}

static void xdp_gone(struct door *d)
{
	(void)d; /* the interface went down: silence, until it is up again */
}

/* Birth and death. */

static void xdp_fini(struct node *n)
{
	struct xdp_port *x = (struct xdp_port *)n;
	struct ring *rings[] = { &x->fill, &x->done, &x->rx, &x->tx };

	timer_stop(n->worker, &x->kick);
	for (size_t i = 0; i < ARRAY_LEN(rings); i++)
		if (rings[i]->map)
			munmap(rings[i]->map, rings[i]->map_len);
	if (x->mem)
		munmap(x->mem, XDP_MEM);
	door_fini(n);
}

static const struct node_kind kind_xdp = {
	.name = "xdp", .size = sizeof(struct xdp_port), .init = door_init, .fini = xdp_fini,
			.input = xdp_input, .default_ports = 1,
};

static void mark(bool *used, u64 addr)
{
	if (addr < XDP_MEM)
		used[addr / XDP_CHUNK] = true;
}

/* Chunks that no ring holds are ours: those to receive into go to the kernel, the others wait to be
 * sent from. In copy mode the kernel holds no chunk outside of the rings: it copies before it
 * returns. */
static void divide(struct xdp_port *x)
{
	bool used[CHUNKS] = { false };
	u32 fill;

	for (u32 i = ring_load(x->fill.consumer); i != *x->fill.producer; i++)
		mark(used, *address_at(&x->fill, i));
	for (u32 i = *x->rx.consumer; i != ring_load(x->rx.producer); i++)
		mark(used, desc_at(&x->rx, i)->addr);
	for (u32 i = ring_load(x->tx.consumer); i != *x->tx.producer; i++)
		mark(used, desc_at(&x->tx, i)->addr);
	for (u32 i = *x->done.consumer; i != ring_load(x->done.producer); i++)
		mark(used, *address_at(&x->done, i));
	fill = *x->fill.producer;
	for (u64 i = 0; i < CHUNKS; i++) {
		if (used[i])
			continue;
		if (i < XDP_RX_CHUNKS)
			*address_at(&x->fill, fill++) = i * XDP_CHUNK;
		else
			x->free[x->n_free++] = i * XDP_CHUNK;
	}
	ring_store(x->fill.producer, fill);
}

static bool map_all(struct xdp_port *x, const struct attach_handle *h)
{
	struct xdp_mmap_offsets off;
	socklen_t len = sizeof(off);
	int fd = h->fd[XDP_FD_SOCKET];

	if (getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, &off, &len))
		return false;
	x->mem = mmap(NULL, XDP_MEM, PROT_READ | PROT_WRITE, MAP_SHARED, h->fd[XDP_FD_MEM], 0);
	if (x->mem == MAP_FAILED) {
		x->mem = NULL;
		return false;
	}
	return ring_map(&x->fill, fd, XDP_UMEM_PGOFF_FILL_RING, &off.fr, sizeof(u64)) &&
	       ring_map(&x->done, fd, XDP_UMEM_PGOFF_COMPLETION_RING, &off.cr, sizeof(u64)) &&
	       ring_map(&x->rx, fd, XDP_PGOFF_RX_RING, &off.rx, sizeof(struct xdp_desc)) &&
	       ring_map(&x->tx, fd, XDP_PGOFF_TX_RING, &off.tx, sizeof(struct xdp_desc));
}

struct node *xdp_door(struct world *w, unsigned worker, const char *name,
		const struct attach_uri *uri, struct attach_handle *h, char why[256])
{
	struct xdp_port *x = (struct xdp_port *)door_new(w, worker, &kind_xdp, name,
			h->fd[XDP_FD_SOCKET], why);

	(void)uri;
	if (!x)
		return NULL;
	if (!map_all(x, h)) {
		door_errno(why, name);
		x->door.fd = -1; /* still the caller's */
		node_free(&x->door.node);
		return NULL;
	}
	divide(x);
	close(h->fd[XDP_FD_MEM]);
	x->kick.fire = kick_fired;
	x->door.receive = xdp_receive;
	x->door.gone = xdp_gone;
	return door_start(&x->door, h, why) ? &x->door.node : NULL;
}
