/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture file made by anybody: it is played or refused, and time goes on. */
#include "attach_lab.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void play(const uint8_t *data, size_t size, const char *uri)
{
	struct attach_handle h = { .n_fds = 1 };
	struct lab l;

	h.fd[0] = memfd_create("fuzz", 0);
	if (write(h.fd[0], data, size) != (ssize_t)size)
		abort();
	lab_open(&l, CLOCK_VIRTUAL, uri, &h);
	if (l.door)
		world_run(l.w, 1000 * NSEC_PER_SEC, 100000);
	lab_close(&l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	play(data, size, "pcap:x");
	play(data, size, "pcap:x?rate=max");
	return 0;
}
