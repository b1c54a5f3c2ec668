/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For the guest, what busybox lacks.
 *
 * ethctl IFACE tso on|off	prints "TSO n" as the driver has it then
 * ethctl IFACE filters PEER	asks PEER for frames to addresses that are not the guest's, before and after it has asked the NIC for them. Prints
 *				"FILTERS group A B other C D": of four frames each, those that came before and after
 * ethctl IFACE spread N		lets every entry of the table of receive-side scaling be queue N. Prints "SPREAD N entries E key K interrupts A B": of the first two
 *				queues before
 * ethctl IFACE coalesce US	interrupts of frames received wait so long, or for 64 of them. Prints "COALESCE US F" as the driver has it then
 */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdlib.h>

#include "station.h"

enum { TYPE = 0x88b6, LEN = 100, TRIES = 4 };

static int sock;
static unsigned char mac[6], peer[6];

static int tso(const char *iface, const char *how)
{
	struct ifreq ifr = { 0 };
	struct ethtool_value v = { .cmd = ETHTOOL_STSO, .data = !strcmp(how, "on") }, now = { .cmd = ETHTOOL_GTSO };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", iface);
	ifr.ifr_data = (void *)&v;
	ioctl(sock, SIOCETHTOOL, &ifr);
	ifr.ifr_data = (void *)&now;
	if (ioctl(sock, SIOCETHTOOL, &ifr))
		return 1;
	printf("TSO %u\n", now.data);
	return 0;
}

static int ethtool(const char *iface, void *what)
{
	struct ifreq ifr = { 0 };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", iface);
	ifr.ifr_data = what;
	return ioctl(sock, SIOCETHTOOL, &ifr);
}

/* Interrupts of a receive queue so far, as virtio's driver names them. */
static unsigned long interrupts(unsigned queue)
{
	FILE *f = fopen("/proc/interrupts", "r");
	char line[512], name[32];
	unsigned long n = 0;

	snprintf(name, sizeof(name), "-input.%u\n", queue);
	while (f && fgets(line, sizeof(line), f)) {
		char *p = strchr(line, ':');

		if (!p || strlen(line) < strlen(name) || strcmp(line + strlen(line) - strlen(name), name))
			continue;
		for (char *end = p + 1; *end != '\n' && p != end; n += strtoul(p, &end, 10)) /* a column a processor */
			p = end;
	}
	if (f)
		fclose(f);
	return n;
}

static int spread(const char *iface, unsigned queue)
{
	static struct { struct ethtool_rxfh h; unsigned table[1024]; } x;
	unsigned long a = interrupts(0), b = interrupts(1);
	unsigned entries, key;

	x.h = (struct ethtool_rxfh){ .cmd = ETHTOOL_GRSSH };
	if (ethtool(iface, &x))
		return perror("GRSSH"), 1;
	entries = x.h.indir_size;
	key = x.h.key_size;
	x.h = (struct ethtool_rxfh){ .cmd = ETHTOOL_SRSSH, .indir_size = entries };
	for (unsigned i = 0; i < entries && i < 1024; i++)
		x.table[i] = queue;
	if (ethtool(iface, &x))
		return perror("SRSSH"), 1;
	printf("SPREAD %u entries %u key %u interrupts %lu %lu\n", queue, entries, key, a, b);
	return 0;
}

static int coalesce(const char *iface, unsigned us)
{
	struct ethtool_coalesce x = { .cmd = ETHTOOL_GCOALESCE };

	if (ethtool(iface, &x))
		return perror("GCOALESCE"), 1;
	x.cmd = ETHTOOL_SCOALESCE;
	x.rx_coalesce_usecs = us;
	x.rx_max_coalesced_frames = us ? 64 : 0;
	if (ethtool(iface, &x))
		return perror("SCOALESCE"), 1;
	x.cmd = ETHTOOL_GCOALESCE;
	if (ethtool(iface, &x))
		return 1;
	printf("COALESCE %u %u\n", x.rx_coalesce_usecs, x.rx_max_coalesced_frames);
	return 0;
}

/* The peer sends the frame on to the address that it holds. */
static unsigned came(const unsigned char *to)
{
	unsigned char out[LEN] = { 0 }, in[2048];
	unsigned n = 0;

	memcpy(out, peer, 6);
	memcpy(out + 6, mac, 6);
	out[12] = TYPE >> 8;
	out[13] = TYPE & 255;
	memcpy(out + 14, to, 6);
	for (unsigned i = 0; i < TRIES; i++) {
		struct pollfd p = { .fd = sock, .events = POLLIN };

		if (send(sock, out, LEN, 0) != LEN)
			continue;
		while (poll(&p, 1, 500) > 0) {
			ssize_t got = recv(sock, in, sizeof(in), 0);

			if (got >= LEN && !memcmp(in, to, 6)) {
				n++;
				break;
			}
		}
	}
	return n;
}

static void want(int index, unsigned short type, const unsigned char *address)
{
	struct packet_mreq m = { .mr_ifindex = index, .mr_type = type, .mr_alen = 6 };

	if (address)
		memcpy(m.mr_address, address, 6);
	setsockopt(sock, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &m, sizeof(m));
}

static void filters(int index)
{
	static const unsigned char group[6] = { 0x03, 0x12, 0x34, 0x56, 0x78, 0x9a }, other[6] = { 2, 0, 0, 0, 0x77, 0x77 };
	unsigned n[4];

	n[0] = came(group);
	want(index, PACKET_MR_MULTICAST, group);
	n[1] = came(group);
	n[2] = came(other);
	want(index, PACKET_MR_PROMISC, NULL);
	n[3] = came(other);
	printf("FILTERS group %u %u other %u %u\n", n[0], n[1], n[2], n[3]);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	sock = station_open(argv[1], TYPE, mac);
	if (sock < 0)
		return 1;
	if (!strcmp(argv[2], "tso"))
		return tso(argv[1], argv[3]);
	if (!strcmp(argv[2], "spread"))
		return spread(argv[1], (unsigned)atoi(argv[3]));
	if (!strcmp(argv[2], "coalesce"))
		return coalesce(argv[1], (unsigned)atoi(argv[3]));
	station_address(argv[3], peer);
	filters((int)if_nametoindex(argv[1]));
	return 0;
}
