/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guest's interface for programs that send and receive frames of a type of their own. */
#ifndef TESTS_GUESTS_STATION_H
#define TESTS_GUESTS_STATION_H

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* A socket for frames of that type at the interface, whose address goes to mac. -1: errno. */
static inline int station_open(const char *iface, unsigned short type, unsigned char mac[6])
{
	struct sockaddr_ll sa = { .sll_family = AF_PACKET, .sll_protocol = htons(type), .sll_ifindex = (int)if_nametoindex(iface) };
	struct ifreq ifr = { 0 };
	int sock = socket(AF_PACKET, SOCK_RAW, htons(type));

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", iface);
	if (sock < 0 || bind(sock, (struct sockaddr *)&sa, sizeof(sa)) || ioctl(sock, SIOCGIFHWADDR, &ifr))
		return -1;
	memcpy(mac, ifr.ifr_hwaddr.sa_data, 6);
	return sock;
}

/* "02:00:00:00:00:ee" */
static inline void station_address(const char *text, unsigned char mac[6])
{
	for (int i = 0; i < 6; i++)
		mac[i] = (unsigned char)strtoul(text + 3 * i, NULL, 16);
}

#endif
