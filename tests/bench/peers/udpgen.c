/* SPDX-License-Identifier: GPL-3.0-or-later */
// UDP-tunnel load (ubridge, dynamips): udpgen SRCPORT DSTPORT RXPORT SIZE SECS NAME -> Mpps delivered; frames are the UDP payload
#include "pktio.h"
#include <netinet/in.h>
static _Atomic int stop; static _Atomic uint64_t rx; static int rs;
static void *recvr(void *a)
{
	(void)a; pin(0); static uint8_t b[64][2048]; struct mmsghdr v[64] = { 0 }; struct iovec io[64];
	for (int i = 0; i < 64; i++) { io[i] = (struct iovec){ b[i], 2048 }; v[i].msg_hdr.msg_iov = io + i; v[i].msg_hdr.msg_iovlen = 1; }
	struct timeval tv = { 0, 20000 }; setsockopt(rs, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	while (!stop) { int r = recvmmsg(rs, v, 64, MSG_WAITFORONE, 0); if (r > 0) rx += r; }
	return 0;
}
static int sock(int port)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0), z = 8 << 20; struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7f000001) };
	setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &z, sizeof z); if (bind(s, (void *)&a, sizeof a)) die("bind"); return s;
}
int main(int argc, char **argv)
{
	int size = ARG(4, 64); double secs = ARG(5, 2); int s = sock(ARG(1, 0)); rs = sock(ARG(3, 0));
	struct sockaddr_in d = { .sin_family = AF_INET, .sin_port = htons((int)ARG(2, 0)), .sin_addr.s_addr = htonl(0x7f000001) }; connect(s, (void *)&d, sizeof d);
	static uint8_t f[2048], g[2048]; frame(f, size, "02:00:00:00:00:02", "02:00:00:00:00:01", "10.0.0.1", "10.0.0.2"); frame(g, size, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.2", "10.0.0.1");
	struct mmsghdr v[32] = { 0 }; struct iovec io = { f, size }; for (int i = 0; i < 32; i++) { v[i].msg_hdr.msg_iov = &io; v[i].msg_hdr.msg_iovlen = 1; }
	pthread_t t; pthread_create(&t, 0, recvr, 0); pin(1); uint64_t tx = 0; double t0 = now(), t1;
	do { int r = sendmmsg(s, v, 32, 0); if (r > 0) tx += r; } while ((t1 = now()) - t0 < secs);
	double el = t1 - t0; uint64_t n = rx; stop = 1; pthread_join(t, 0);
	char nm[64]; snprintf(nm, sizeof nm, "%s_%dB", SARG(6, "udp"), size); report(nm, n / el / 1e6, "Mpps"); fprintf(stderr, "# sent %.3g Mpps\n", tx / el / 1e6);
}
