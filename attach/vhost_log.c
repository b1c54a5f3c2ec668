/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where packed rings stand, in memory that outlives this process: a file of the keeper's for every port, or one that a front end keeps for us (F_INFLIGHT_SHMFD; what is in
 * it is our business alone, by the protocol). Of split rings nothing is needed: their used index says it, and what was taken and not given back is taken again.
 */
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach/vhost.h"

enum { LOGS = VHOST_QUEUES * sizeof(struct vring_log) };

bool vhost_log_map(struct vhost *v, int fd)
{
	void *p = mmap(NULL, LOGS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	v->own_log = p == MAP_FAILED ? NULL : p;
	return v->own_log;
}

void vhost_log_forget(struct vhost *v, bool own)
{
	if (v->their_map.base)
		shared_unmap(&v->their_map, &v->mapped);
	v->their_map = (struct shared_map){ 0 };
	v->their_log = NULL;
	if (own && v->own_log) {
		munmap(v->own_log, LOGS);
		v->own_log = NULL;
	}
}

struct vring_log *vhost_log_of(struct vhost_queue *q)
{
	struct vring_log *logs = q->vhost->their_log ? q->vhost->their_log : q->vhost->own_log;

	return logs ? logs + (q - q->vhost->queue) : NULL;
}

u64 vhost_inflight_make(u32 queues, int *fd)
{
	*fd = queues && queues <= VHOST_QUEUES ? memfd_create("lanyard in flight", MFD_CLOEXEC) : -1;
	if (*fd >= 0 && ftruncate(*fd, LOGS)) {
		close(*fd);
		*fd = -1;
	}
	return LOGS;
}

bool vhost_inflight_take(struct vhost *v, int fd, u64 size, u64 offset, u32 queues)
{
	struct shared_map m;

	if (!queues || queues > VHOST_QUEUES || size < LOGS || offset || !shared_map(&m, fd, 0, LOGS, PROT_READ | PROT_WRITE, &v->mapped))
		return false;
	vhost_log_forget(v, false);
	v->their_map = m;
	v->their_log = (void *)m.at;
	return true;
}
