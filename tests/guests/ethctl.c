/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For the guest, what busybox lacks.
 *
 * ethctl IFACE tso on|off	prints "TSO n" as the driver has it then
 * ethctl IFACE filters PEER	asks PEER for frames to addresses that are not the guest's, before and after it has asked the NIC for them. Prints
 *				"FILTERS group A B other C D": of four frames each, those that came before and after
 */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <poll.h>

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
	station_address(argv[3], peer);
	filters((int)if_nametoindex(argv[1]));
	return 0;
}
