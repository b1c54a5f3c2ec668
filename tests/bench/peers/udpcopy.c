/* SPDX-License-Identifier: GPL-3.0-or-later */
// A bare loop of a UDP wire's system calls: udpcopy PORT_A TO_A PORT_B TO_B SECS ; what comes to PORT_A leaves PORT_B for TO_B, and back
#include "pktio.h"
#include <netinet/in.h>
#include <poll.h>
static int sock(int port, int to)
{
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), z = 4 << 20; struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7f000001) };
	setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &z, sizeof z); setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &z, sizeof z);
	if (bind(s, (void *)&a, sizeof a)) die("bind");
	a.sin_port = htons(to); if (connect(s, (void *)&a, sizeof a)) die("connect");
	return s;
}
int main(int argc, char **argv)
{
	int fd[2] = { sock(ARG(1, 0), ARG(2, 0)), sock(ARG(3, 0), ARG(4, 0)) }; double end = now() + ARG(5, 2);
	static uint8_t b[64][2048]; struct mmsghdr v[64] = { 0 }; struct iovec io[64]; struct pollfd p[2] = { { fd[0], POLLIN, 0 }, { fd[1], POLLIN, 0 } };
	puts("ready"); fflush(stdout);
	while (now() < end) {
		int k = 0;
		for (int d = 0; d < 2; d++) {
			for (int i = 0; i < 64; i++) { io[i] = (struct iovec){ b[i], 2048 }; v[i].msg_hdr.msg_iov = io + i; v[i].msg_hdr.msg_iovlen = 1; }
			int r = recvmmsg(fd[d], v, 64, 0, 0); if (r <= 0) continue;
			for (int i = 0; i < r; i++) io[i].iov_len = v[i].msg_len;
			for (int s = 0, q; s < r; s += q) if ((q = sendmmsg(fd[!d], v + s, r - s, 0)) <= 0) break;
			k += r;
		}
		if (!k) poll(p, 2, 50);
	}
}
