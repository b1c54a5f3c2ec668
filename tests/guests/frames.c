/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frames IFACE PEER FIRST LAST STEP RANDOM: for the guest. Sends a frame of each length to PEER, who sends it back with the addresses exchanged, and then
 * RANDOM frames of random lengths; each answer's bytes are compared. Prints "FRAMES n good, n lost, n wrong".
 */
#include <poll.h>

#include "station.h"

enum { TYPE = 0x88b5, MAX = 16384, TRIES = 4 };

static int sock;
static unsigned char mac[6], peer[6];
static unsigned serial, good, lost, wrong;

static void fill(unsigned char *p, unsigned len, unsigned number)
{
	for (unsigned i = 14; i < len; i++)
		p[i] = (unsigned char)(number * 31 + i * 7);
	memcpy(p, peer, 6);
	memcpy(p + 6, mac, 6);
	p[12] = TYPE >> 8;
	p[13] = TYPE & 255;
	memcpy(p + 14, &number, 4);
	memcpy(p + 18, &len, 4);
}

/* 1: came back as it was; 0: did not; -1: other bytes. */
static int answered(unsigned len, unsigned number)
{
	static unsigned char want[MAX], got[MAX];
	struct pollfd p = { .fd = sock, .events = POLLIN };

	fill(want, len, number);
	while (poll(&p, 1, 1500) > 0) {
		ssize_t n = recv(sock, got, sizeof(got), 0);

		if (n < 22 || memcmp(got, mac, 6) || memcmp(got + 14, &number, 4))
			continue;
		return (unsigned)n == len && !memcmp(got + 14, want + 14, len - 14) ? 1 : -1;
	}
	return 0;
}

static void exchange(unsigned len)
{
	static unsigned char out[MAX];
	int r = 0;

	for (int i = 0; i < TRIES && !r; i++) {
		fill(out, len, ++serial);
		if (send(sock, out, len, 0) == (ssize_t)len)
			r = answered(len, serial);
	}
	good += r > 0;
	lost += !r;
	wrong += r < 0;
}

int main(int argc, char **argv)
{
	unsigned first, last, step, more;

	if (argc != 7)
		return 2;
	sock = station_open(argv[1], TYPE, mac);
	if (sock < 0)
		return 1;
	station_address(argv[2], peer);
	first = (unsigned)atoi(argv[3]);
	last = (unsigned)atoi(argv[4]);
	step = (unsigned)atoi(argv[5]);
	more = (unsigned)atoi(argv[6]);
	for (unsigned len = first; len <= last && len <= MAX; len += step)
		exchange(len);
	srand(1);
	for (unsigned i = 0; i < more; i++)
		exchange(first + (unsigned)rand() % (last - first + 1));
	printf("FRAMES %u good, %u lost, %u wrong\n", good, lost, wrong);
	return 0;
}
