/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that a hypervisor shares as a file. It may lie in huge pages, be much longer than the machine has memory, or be cut short later (lostmem.h). */
#ifndef ATTACH_SHARED_MEM_H
#define ATTACH_SHARED_MEM_H

#include "core/types.h"

/* What one client may have mapped at once: so that none takes the address space (of 128 TiB) that the others and the lab need. */
#define SHARED_MEM_MAX (2ull << 40)

struct shared_map {
	u8 *at;		/* where `offset` of the file is */
	void *base;
	u64 len;	/* of the whole mapping, from base on */
};

/* Bytes from offset to offset + size of the file, which has to be a regular one that is long enough. mapped: of this client, kept up to date. false: it cannot be. */
bool shared_map(struct shared_map *m, int fd, u64 offset, u64 size, int prot, u64 *mapped);
void shared_unmap(const struct shared_map *m, u64 *mapped);

#endif
