/* SPDX-License-Identifier: GPL-3.0-or-later */
// Raw generator: gen IFACE SECS SIZE DMAC SMAC SIP DIP [PPS] ; AF_PACKET sendmmsg, qdisc bypass. Prints offered Mpps.
#include "pktio.h"
int main(int argc, char **argv)
{
	if (argc < 2) return 1;
	double secs = ARG(2, 2), pps = ARG(8, 0); int size = ARG(3, 64);
	int fd = raw_open(argv[1], 1); static uint8_t f[2048]; struct mmsghdr v[64] = { 0 }; struct iovec io = { f, size };
	frame(f, size, SARG(4, "02:00:00:00:00:02"), SARG(5, "02:00:00:00:00:01"), SARG(6, "10.99.0.1"), SARG(7, "10.99.0.2"));
	for (int i = 0; i < 64; i++) { v[i].msg_hdr.msg_iov = &io; v[i].msg_hdr.msg_iovlen = 1; }
	uint64_t n = 0, drop = 0; double t0 = now(), t;
	do { int r = sendmmsg(fd, v, 64, MSG_DONTWAIT); if (r > 0) n += r; else { drop++; if (errno != ENOBUFS && errno != EAGAIN) die("send"); }
		while (pps && n > pps * (now() - t0)) ; } while ((t = now() - t0) < secs);
	report("gen_tx", n / t / 1e6, "Mpps"); if (drop) fprintf(stderr, "# gen errors %lu\n", drop);
}
