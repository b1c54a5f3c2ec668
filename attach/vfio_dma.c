/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client's memory. What came with a descriptor is mapped here, only where the file is long enough; what came without
 * is read and written by messages, which the model sees as DMA_WAIT (nic-models/model.h).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attach/vfio.h"

enum { DMA_READ = 11, DMA_WRITE = 12, MAP_READ = 1, MAP_WRITE = 2, UNMAP_ALL = 2, ANSWER_HEAD = 16 };

static struct vfio *of(struct nic *n)
{
	return n->owner;
}

/* Mapping. */

static u8 *map_file(struct vfio *v, int fd, u32 flags, u64 offset, u64 len)
{
	int prot = (flags & MAP_READ ? PROT_READ : 0) | (flags & MAP_WRITE ? PROT_WRITE : 0);
	struct vfio_mapping *m = &v->map[v->n_maps];

	if (v->n_maps == DMA_RANGES_MAX || !shared_map(&m->m, fd, offset, len, prot, &v->mapped))
		return NULL;
	v->n_maps++;
	return m->m.at;
}

static void drop_mapping(struct vfio *v, unsigned i)
{
	shared_unmap(&v->map[i].m, &v->mapped);
	v->map[i] = v->map[--v->n_maps];
}

int vfio_map(struct vfio *v, u32 flags, u64 offset, u64 addr, u64 len)
{
	struct dma_range r = { .addr = addr, .len = len, .access = (flags & MAP_READ ? DMA_READABLE : 0) | (flags & MAP_WRITE ? DMA_WRITABLE : 0) };

	if (!len || (addr | len | offset) & 4095 || addr + (len - 1) < addr || !(flags & (MAP_READ | MAP_WRITE)) || flags & ~3u || v->n_fds > 1)
		return EINVAL;
	if (v->n_fds) {
		r.host = map_file(v, v->fd[0], flags, offset, len);
		if (!r.host)
			return EINVAL;
		v->map[v->n_maps - 1].addr = addr;
	}
	if (!dma_add(&v->nic->dma, &r)) {
		if (r.host)
			drop_mapping(v, v->n_maps - 1);
		return v->nic->dma.n == DMA_RANGES_MAX ? ENOSPC : EEXIST;
	}
	nic_irq_changed(v->nic, v->nic->now);
	vfio_soon(v->nic);
	return 0;
}

static void unmap_range(struct vfio *v, const struct dma_range *r)
{
	for (unsigned i = 0; i < v->n_maps && r->host; i++)
		if (v->map[i].addr == r->addr) {
			drop_mapping(v, i);
			break;
		}
	dma_remove(&v->nic->dma, r);
}

int vfio_unmap(struct vfio *v, u32 flags, u64 addr, u64 len)
{
	const struct dma_range *r;

	if (flags & ~(u32)UNMAP_ALL)
		return EINVAL;
	if (flags & UNMAP_ALL) {
		if (addr || len)
			return EINVAL;
		vfio_unmap_all(v);
		return 0;
	}
	r = dma_exact(&v->nic->dma, addr, len);
	if (!r)
		return ENOENT;
	unmap_range(v, r);
	return 0;
}

void vfio_unmap_all(struct vfio *v)
{
	while (v->n_maps)
		drop_mapping(v, 0);
	dma_free(&v->nic->dma);
	for (unsigned i = 0; i < VFIO_FAR; i++) {
		free(v->far[i].bytes);
		v->far[i] = (struct vfio_far){ 0 };
	}
	v->far_writes = 0;
	timer_stop(v->door.node.worker, &v->patience);
}

/* Memory by message. */

static void expect_answer(struct vfio *v)
{
	timer_set(v->door.node.worker, &v->patience, node_now(&v->door.node) + VFIO_PATIENCE);
}

static u32 chunk(const struct vfio *v, u32 len)
{
	return len < v->client_data_max ? len : v->client_data_max;
}

static void ask(struct vfio *v, struct vfio_far *f)
{
	u32 part = chunk(v, f->len - f->got);
	u8 m[VFIO_HEAD + 16];

	f->id = v->next_id++;
	f->open = true;
	f->asked = part;
	vfio_put_head(m, f->id, DMA_READ, sizeof(m), 0, 0);
	put_le64(m + VFIO_HEAD, f->addr + f->got);
	put_le64(m + VFIO_HEAD + 8, part);
	if (!timer_is_set(&v->patience))
		expect_answer(v);
	vfio_send(v, m, sizeof(m), NULL, 0);
}

enum nic_dma vfio_far_read(struct nic *n, u64 addr, void *to, u32 len)
{
	struct vfio *v = of(n);
	struct vfio_far *free_entry = NULL;

	v->far_seen = true;
	for (unsigned i = 0; i < VFIO_FAR; i++) {
		struct vfio_far *f = &v->far[i];

		if (!f->bytes) {
			free_entry = free_entry ? free_entry : f;
		} else if (!f->orphan && f->addr == addr && f->len == len) {
			if (f->failed)
				return DMA_FAULT;
			if (f->got < len)
				return DMA_WAIT;
			memcpy(to, f->bytes, len);
			return DMA_OK;
		}
	}
	if (!free_entry)
		return DMA_FAULT;
	*free_entry = (struct vfio_far){ .addr = addr, .len = len, .bytes = xcalloc(1, len) };
	ask(v, free_entry);
	return DMA_WAIT;
}

enum nic_dma vfio_far_write(struct nic *n, u64 addr, const void *from, u32 len)
{
	struct vfio *v = of(n);
	const u8 *p = from;

	v->far_seen = true;
	while (len) {
		u32 part = chunk(v, len);
		u8 m[VFIO_HEAD + 16];

		vfio_put_head(m, v->next_id++, DMA_WRITE, (u32)sizeof(m) + part, 0, 0);
		put_le64(m + VFIO_HEAD, addr);
		put_le64(m + VFIO_HEAD + 8, part);
		v->far_writes++;
		if (!timer_is_set(&v->patience))
			expect_answer(v);
		if (!vfio_send(v, m, sizeof(m), p, part))
			return DMA_FAULT;
		p += part;
		addr += part;
		len -= part;
	}
	return DMA_OK;
}

void vfio_far_commit(struct nic *n)
{
	struct vfio *v = of(n);

	for (unsigned i = 0; i < VFIO_FAR; i++) {
		struct vfio_far *f = &v->far[i];

		if (f->open) {
			f->orphan = true;
		} else {
			free(f->bytes);
			f->bytes = NULL;
		}
	}
}

static bool is_open(const struct vfio *v)
{
	for (unsigned i = 0; i < VFIO_FAR; i++)
		if (v->far[i].open)
			return true;
	return v->far_writes > 0;
}

static bool read_answer(struct vfio *v, struct vfio_far *f, bool failed, const u8 *p, u32 len)
{
	f->open = false;
	if (failed || len != ANSWER_HEAD + f->asked || get_le64(p) != f->addr + f->got || get_le64(p + 8) != f->asked) {
		f->failed = true;
	} else {
		memcpy(f->bytes + f->got, p + ANSWER_HEAD, f->asked);
		f->got += f->asked;
	}
	if (f->orphan) {
		free(f->bytes);
		*f = (struct vfio_far){ 0 };
	} else if (!f->failed && f->got < f->len) {
		ask(v, f);
	}
	return true;
}

bool vfio_far_answer(struct vfio *v, u16 id, u16 command, bool failed, const u8 *payload, u32 len)
{
	bool ours = false;

	if (command == DMA_WRITE && v->far_writes) {
		v->far_writes--;
		if (failed)
			nic_fault(v->nic, NIC_FAULT_NO_MEMORY);
		ours = true;
	}
	for (unsigned i = 0; i < VFIO_FAR && command == DMA_READ && !ours; i++)
		if (v->far[i].open && v->far[i].id == id)
			ours = read_answer(v, &v->far[i], failed, payload, len);
	if (!ours)
		return false;
	timer_stop(v->door.node.worker, &v->patience);
	if (is_open(v))
		expect_answer(v);
	if (!v->far_writes)
		vfio_irq_late(v);
	vfio_soon(v->nic);
	return ours;
}
