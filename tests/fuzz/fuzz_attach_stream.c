/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A peer of stream: any bytes in any pieces (each piece after its length in one byte), and then it leaves. */
#include "attach_lab.h"

#include "attach/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct attach_handle h = { .n_fds = 2, .facts = "listen=0 again=0" };
	struct lab l;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair))
		abort();
	h.fd[STREAM_SOCKET] = pair[0];
	h.fd[STREAM_MEM] = memfd_create("fuzz", 0);
	if (ftruncate(h.fd[STREAM_MEM], sizeof(struct stream_mem)))
		abort();
	lab_open(&l, CLOCK_REAL, "stream:unix:x", &h);
	while (size > 1) {
		size_t len = data[0] < 250 ? data[0] : (size_t)data[0] * 64;

		data++;
		size--;
		len = len < size ? len : size;
		if (len && send(pair[1], data, len, MSG_NOSIGNAL) < 0)
			break;
		data += len;
		size -= len;
		lab_turn(&l);
	}
	close(pair[1]);
	for (int i = 0; i < 3; i++)
		lab_turn(&l);
	if (((struct door *)l.door)->fd >= 0)
		abort();
	lab_close(&l);
	return 0;
}
