/* SPDX-License-Identifier: GPL-3.0-or-later */
// In-process pcapng writer: enhanced packet blocks into a 1 MiB buffer, write() when full. pcapng FILE SIZE SECS -> ns/packet (file wraps at 256 MiB)
#define BENCH_CLOCK CLOCK_THREAD_CPUTIME_ID // in our copy: others on the machine disturb less
#include "bench.h"
#include <fcntl.h>
int main(int argc, char **argv)
{
	const char *fn = SARG(1, "/dev/shm/pf-w.pcapng"); int size = ARG(2, 64); double secs = ARG(3, 1); pin(1);
	static uint8_t buf[1 << 20]; uint8_t *pool = big(1024 * 2112); int fd = open(fn, O_CREAT | O_TRUNC | O_WRONLY, 0600); if (fd < 0) die(fn);
	uint32_t n = 0, pad = (size + 3) & ~3, len = 32 + pad; uint64_t c = 0, off = 0; double t0 = now(), t1;
	do for (int k = 0; k < 1024; k++, c++) {
		if (n + len > sizeof buf) { if (off > 256 << 20) off = lseek(fd, 0, SEEK_SET); if (write(fd, buf, n) != n) die("write"); off += n; n = 0; }
		uint32_t h[7] = { 6, len, 0, (uint32_t)(c >> 32), (uint32_t)c, size, size }; memcpy(buf + n, h, 28); memcpy(buf + n + 28, pool + (c & 1023) * 2112, size); memcpy(buf + n + 28 + pad, &len, 4); n += len;
	} while ((t1 = now()) - t0 < secs);
	char nm[64]; snprintf(nm, sizeof nm, "pcapng_write_%dB", size); report(nm, (t1 - t0) / c * 1e9, "ns/pkt"); unlink(fn);
}
