/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attach/lostmem.h"

#include <signal.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/mman.h>

static void memory_lost(int sig, siginfo_t *info, void *context)
{
	uintptr_t page = (uintptr_t)info->si_addr & ~(uintptr_t)(4096 - 1);

	(void)context;
	if (info->si_code != BUS_ADRERR ||
	    mmap((void *)page, 4096, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
}

void lostmem_survive(void)
{
	struct sigaction sa = { .sa_sigaction = memory_lost, .sa_flags = SA_SIGINFO };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGBUS, &sa, NULL);
}
