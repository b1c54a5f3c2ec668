/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a guest does to be measured; linked statically. Prints NAME VALUE UNIT.
 *   guest_load tx IFACE SECONDS       frames of 60 bytes, of no protocol that anybody knows, as fast as they are taken
 *   guest_load rx IFACE SECONDS       counts what the driver receives, from the first frame on
 *   guest_load still IFACE IFACE      waits until both have nothing more to receive: what stands in a queue of the host would be another's burden
 *   guest_load tcp ADDRESS PORT SECONDS   sends; counts what the far end has acknowledged
 *   guest_load sink PORT              takes one connection to its end
 *   guest_load gap ADDRESS SECONDS    asks the echo service each 2 ms; the longest time without an answer
 *   guest_load mmio DEVICE BAR OFFSET N   reads a register of a PCI device N times
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/tcp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>



static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct sockaddr_in address(const char *host, const char *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)) };

	inet_pton(AF_INET, host, &a.sin_addr);
	return a;
}

static int tx(const char *iface, double seconds)
{
	struct sockaddr_ll sa = { .sll_family = AF_PACKET, .sll_protocol = htons(0x88b5), .sll_ifindex = (int)if_nametoindex(iface) };
	unsigned char frame[60] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5 };
	int s = socket(AF_PACKET, SOCK_RAW, 0);
	struct mmsghdr m[32];
	struct iovec iov = { frame, sizeof(frame) };
	double start = now(), end;
	uint64_t n = 0;

	if (s < 0 || bind(s, (struct sockaddr *)&sa, sizeof(sa)))
		return 1;
	for (int i = 0; i < 32; i++)
		m[i] = (struct mmsghdr){ .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } };
	do {
		int got = sendmmsg(s, m, 32, 0);

		n += got > 0 ? (uint64_t)got : 0;
		end = now();
	} while (end - start < seconds);
	printf("tx_pps %.0f pps\n", (double)n / (end - start));
	return 0;
}

static uint64_t counted(const char *iface)
{
	char path[96];
	unsigned long long n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/class/net/%s/statistics/rx_packets", iface);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%llu", &n) != 1)
		n = 0;
	if (f)
		fclose(f);
	return n;
}

static int rx(const char *iface, double seconds)
{
	double start = now();
	uint64_t n, before = counted(iface);

	/* Some chips' counters are read by their driver each two seconds only; this asks for longer than that. */
	while (counted(iface) < before + 1000 && now() - start < 20)
		usleep(1000);
	n = counted(iface);
	start = now();
	usleep((useconds_t)(seconds * 1e6));
	printf("rx_pps %.0f pps\n", (double)(counted(iface) - n) / (now() - start));
	return 0;
}

static int still(const char *one, const char *other)
{
	uint64_t n = counted(one) + counted(other), before;

	do {
		before = n;
		usleep(500000);
		n = counted(one) + counted(other);
	} while (n > before + 50);
	return 0;
}

static int tcp(const char *host, const char *port, double seconds)
{
	struct sockaddr_in a = address(host, port);
	int s = socket(AF_INET, SOCK_STREAM, 0);
	static char block[65536];
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);
	double start, end;

	for (int i = 0; connect(s, (struct sockaddr *)&a, sizeof(a)); i++) {
		if (i == 40)
			return 1;
		usleep(250000);
	}
	start = now();
	do {
		if (write(s, block, sizeof(block)) <= 0)
			return 1;
		end = now();
	} while (end - start < seconds);
	if (getsockopt(s, IPPROTO_TCP, TCP_INFO, &info, &len))
		return 1;
	printf("tcp_gbit %.3f Gbit/s\n", (double)info.tcpi_bytes_acked * 8 / 1e9 / (end - start));
	return 0;
}

static int sink(const char *port)
{
	struct sockaddr_in a = address("0.0.0.0", port);
	int s = socket(AF_INET, SOCK_STREAM, 0), c;
	static char block[262144];

	if (bind(s, (struct sockaddr *)&a, sizeof(a)) || listen(s, 1))
		return 1;
	puts("SINK");
	fflush(stdout);
	c = accept(s, NULL, NULL);
	while (read(c, block, sizeof(block)) > 0) {
	}
	return 0;
}

static int gap(const char *host, double seconds)
{
	struct sockaddr_in a = address(host, "7");
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	double start = now(), last = 0, longest = 0;
	char byte[64] = "?";

	connect(s, (struct sockaddr *)&a, sizeof(a));
	puts("GAP");
	fflush(stdout);
	while (now() - start < seconds) {
		struct pollfd p = { s, POLLIN, 0 };

		if (send(s, byte, sizeof(byte), 0) < 0) {
			/* no route for a moment, or refused: that is what is measured */
		}
		poll(&p, 1, 2);
		while (recv(s, byte, sizeof(byte), MSG_DONTWAIT) > 0) {
			double t = now();

			if (last > 0 && t - last > longest)
				longest = t - last;
			last = t;
		}
	}
	if (now() - last > longest)
		longest = now() - last;
	printf("gap_s %.3f s\n", longest);
	return 0;
}

static int mmio(const char *device, const char *bar, const char *offset, int n)
{
	char path[128];
	volatile uint32_t *reg;
	double best = 1e9;
	uint8_t *p;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource%s", device, bar);
	fd = open(path, O_RDWR | O_SYNC);
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd < 0 || p == MAP_FAILED)
		return 1;
	reg = (volatile uint32_t *)(void *)(p + strtoul(offset, NULL, 0));
	for (int turn = 0; turn < 5; turn++) {
		double start = now();

		for (int i = 0; i < n; i++)
			(void)*reg;
		if (now() - start < best)
			best = now() - start;
	}
	printf("mmio_us %.2f us\n", best / n * 1e6);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "tx") && argc == 4)
		return tx(argv[2], atof(argv[3]));
	if (!strcmp(what, "rx") && argc == 4)
		return rx(argv[2], atof(argv[3]));
	if (!strcmp(what, "still") && argc == 4)
		return still(argv[2], argv[3]);
	if (!strcmp(what, "tcp") && argc == 5)
		return tcp(argv[2], argv[3], atof(argv[4]));
	if (!strcmp(what, "sink") && argc == 3)
		return sink(argv[2]);
	if (!strcmp(what, "gap") && argc == 4)
		return gap(argv[2], atof(argv[3]));
	if (!strcmp(what, "mmio") && argc == 6)
		return mmio(argv[2], argv[3], argv[4], atoi(argv[5]));
	return 2;
}
