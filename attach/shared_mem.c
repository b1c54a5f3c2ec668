/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attach/shared_mem.h"

#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* Mappings of huge pages begin and end with one; 4096 of any other file. */
static u64 page_of(int fd)
{
	struct statfs s;

	return !fstatfs(fd, &s) && s.f_type == HUGETLBFS_MAGIC && s.f_bsize > 0 && !((u64)s.f_bsize & ((u64)s.f_bsize - 1)) ? (u64)s.f_bsize : 4096;
}

bool shared_map(struct shared_map *m, int fd, u64 offset, u64 size, int prot, u64 *mapped)
{
	u64 page = page_of(fd), from = offset & ~(page - 1), end, len;
	struct stat st;

	if (!size || __builtin_add_overflow(offset, size, &end) || end > INT64_MAX - page || fstat(fd, &st) || !S_ISREG(st.st_mode) || (u64)st.st_size < end)
		return false;
	len = (end - from + page - 1) & ~(page - 1);
	if (len > SHARED_MEM_MAX || *mapped > SHARED_MEM_MAX - len)
		return false;
	m->base = mmap(NULL, len, prot, MAP_SHARED | MAP_NORESERVE, fd, (off_t)from);
	if (m->base == MAP_FAILED)
		return false;
	m->len = len;
	m->at = (u8 *)m->base + (offset - from);
	*mapped += len;
	return true;
}

void shared_unmap(const struct shared_map *m, u64 *mapped)
{
	munmap(m->base, m->len);
	*mapped -= m->len;
}
