/* SPDX-License-Identifier: GPL-3.0-or-later */
// A bare loop of a tap switch's system calls, one polling thread: tapcopy TAP_A TAP_B SECS ; says "ready"
#include "pktio.h"
#include <poll.h>
int main(int argc, char **argv)
{
	if (argc < 4) return 1;
	int fd[2] = { tap_open(argv[1], 0), tap_open(argv[2], 0) }; double end = now() + ARG(3, 2);
	static uint8_t b[2048]; struct pollfd p[2] = { { fd[0], POLLIN, 0 }, { fd[1], POLLIN, 0 } };
	puts("ready"); fflush(stdout);
	while (now() < end) {
		int k = 0, r;
		for (int d = 0; d < 2; d++) for (int i = 0; i < 64 && (r = read(fd[d], b, sizeof b)) > 0; i++, k++) if (write(fd[!d], b, r) < 0 && errno != EIO && errno != EAGAIN) die("write");
		if (!k) poll(p, 2, 50);
	}
}
