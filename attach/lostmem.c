/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attach/lostmem.h"

#include <signal.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/mman.h>

enum { HUGEST_PAGE = 1 << 30 };

static void memory_lost(int sig, siginfo_t *info, void *context)
{
	uintptr_t page = 4096, at = (uintptr_t)info->si_addr;

	(void)context;
	/* A mapping of huge pages is not parted within one: whatever they are (2 MiB, 1 GiB), a smaller try is refused and changes nothing. */
	while (info->si_code == BUS_ADRERR && page <= HUGEST_PAGE) {
		if (mmap((void *)(at & ~(page - 1)), page, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED)
			return;
		page *= 2;
	}
	signal(sig, SIG_DFL);
	raise(sig);
}

void lostmem_survive(void)
{
	struct sigaction sa = { .sa_sigaction = memory_lost, .sa_flags = SA_SIGINFO };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGBUS, &sa, NULL);
}
