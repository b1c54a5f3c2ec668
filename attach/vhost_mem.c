/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory that a vhost-user front end shares: files that come as descriptors, as a table or slot by slot (VHOST_USER_SET_MEM_TABLE, ADD_MEM_REG,
 * REM_MEM_REG). It is mapped only where the file is long enough. A front end
 * may cut the file short later: vhost_door.c says what happens then.
 */
#include <sys/mman.h>

#include "attach/vhost.h"

/* Rings stand elsewhere now, or nowhere. */
static void memory_changed(struct vhost *v)
{
	for (unsigned i = 0; i < VHOST_QUEUES; i++) {
		struct vhost_queue *q = &v->queue[i];

		if (q->running && !vring_locate(&q->ring, q->user)) {
			door_count(&v->door, DROP_BAD_DESCRIPTOR);
			q->base = vring_base(&q->ring);
			vhost_queue_stop(q);
		}
		vhost_queue_update(q);
	}
}

static void unmap(struct vhost *v, unsigned i)
{
	shared_unmap(&v->map[i], &v->mapped);
	v->mem.n--;
	v->map[i] = v->map[v->mem.n];
	v->mem.region[i] = v->mem.region[v->mem.n];
}

/* p: guest address, size, the front end's address, offset in the file. */
static bool map(struct vhost *v, const u8 *p, int fd)
{
	u64 gpa = vhost_get64(p), size = vhost_get64(p + 8), user = vhost_get64(p + 16), off = vhost_get64(p + 24);
	struct shared_map *m = &v->map[v->mem.n];

	if (v->mem.n == VMEM_REGIONS || gpa + size < gpa || user + size < user || !shared_map(m, fd, off, size, PROT_READ | PROT_WRITE, &v->mapped))
		return false;
	v->mem.region[v->mem.n++] = (struct vmem_region){ gpa, user, size, m->at };
	return true;
}

bool vhost_mem_table(struct vhost *v, const u8 *p, u32 len)
{
	u32 n = len >= 8 ? vhost_get32(p) : 0;
	bool good = n == v->n_fds && n <= VHOST_FDS && len >= 8 + n * 32;

	if (!good)
		return false;
	while (v->mem.n)
		unmap(v, 0);
	for (u32 i = 0; i < n; i++)
		good = map(v, p + 8 + (size_t)i * 32, v->fd[i]) && good;
	memory_changed(v);
	return good;
}

bool vhost_mem_add(struct vhost *v, const u8 *p)
{
	bool good = v->n_fds == 1 && map(v, p, v->fd[0]);

	if (good)
		memory_changed(v);
	return good;
}

bool vhost_mem_remove(struct vhost *v, const u8 *p)
{
	for (unsigned i = 0; i < v->mem.n; i++) {
		const struct vmem_region *r = &v->mem.region[i];

		if (r->gpa == vhost_get64(p) && r->size == vhost_get64(p + 8) && r->user == vhost_get64(p + 16)) {
			unmap(v, i);
			memory_changed(v);
			return true;
		}
	}
	return false;
}

void vhost_mem_forget(struct vhost *v)
{
	while (v->mem.n)
		unmap(v, 0);
}
