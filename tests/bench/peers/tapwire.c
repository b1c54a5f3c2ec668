/* SPDX-License-Identifier: GPL-3.0-or-later */
// Userspace wire between two TAPs, one polling thread: tapwire NS_A NS_B plain|offload SECS ; moves the TAPs into the two namespaces.
// offload: IFF_VNET_HDR with checksum + TSO left to the receiver, so 64 KiB segments cross the wire whole.
#include "pktio.h"
#include <poll.h>
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#endif
int main(int argc, char **argv)
{
	if (argc < 4) return 1;
	int off = argv[3][0] == 'o'; double end = now() + ARG(4, 5); int fd[2]; const char *nm[2] = { "pfw0", "pfw1" }; char c[300];
	for (int i = 0; i < 2; i++) {
		fd[i] = tap_open(nm[i], off ? IFF_VNET_HDR : 0);
		if (off && ioctl(fd[i], TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6)) die("offload");
		snprintf(c, sizeof c, "ip link set %s netns %s && ip -n %s addr add 10.97.0.%d/24 dev %s && ip -n %s link set dev %s up", nm[i], argv[1 + i], argv[1 + i], i + 1, nm[i], argv[1 + i], nm[i]); if (system(c)) die("ns");
	}
	static uint8_t b[70000]; uint64_t n = 0, by = 0; struct pollfd p[2] = { { fd[0], POLLIN, 0 }, { fd[1], POLLIN, 0 } };
	while (now() < end) {
		int k = 0, r;
		for (int d = 0; d < 2; d++) for (int i = 0; i < 64 && (r = read(fd[d], b, sizeof b)) > 0; i++, k++) { n++; by += r; if (write(fd[!d], b, r) < 0 && errno != EIO && errno != EAGAIN) die("write"); }
		if (!k) poll(p, 2, 50);
	}
	fprintf(stderr, "# %lu frames, mean %.0f bytes\n", n, (double)by / (n ? n : 1));
}
