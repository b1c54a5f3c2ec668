/* SPDX-License-Identifier: GPL-3.0-or-later */
// Kernel packet doors: tap, AF_PACKET sender, test frame.
#ifndef PKTIO_H
#define PKTIO_H
#include "bench.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static inline int tap_open(const char *name, int flags)
{
	struct ifreq r = { .ifr_flags = IFF_TAP | IFF_NO_PI | flags };
	strncpy(r.ifr_name, name, IFNAMSIZ - 1);
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &r)) die("tap");
	char cmd[200];
	snprintf(cmd, sizeof cmd, "sysctl -qw net.ipv6.conf.%s.disable_ipv6=1; ip link set %s txqueuelen 10000 up", name, name);
	if (system(cmd)) die("ip");
	return fd;
}
static inline int raw_open(const char *ifn, int bypass)
{
	int fd = socket(AF_PACKET, SOCK_RAW, 0);	// protocol 0: sends only
	struct sockaddr_ll a = { .sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(ifn) };
	if (fd < 0 || !a.sll_ifindex || bind(fd, (void *)&a, sizeof a)) die(ifn);
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &bypass, sizeof bypass);
	int sz = 8 << 20;
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &sz, sizeof sz);
	return fd;
}
static inline uint16_t csum(const void *d, int n)
{
	uint32_t s = 0;
	for (const uint16_t *p = d; n > 0; n -= 2) s += *p++;
	while (s >> 16) s = (s & 0xffff) + (s >> 16);
	return ~s;
}
// UDP/IPv4 frame of `len` bytes (without FCS)
static inline void frame(uint8_t *f, int len, const char *dmac, const char *smac, const char *sip, const char *dip)
{
	memset(f, 0, len);
	for (int i = 0; i < 6; i++) { f[i] = strtol(dmac + 3 * i, 0, 16); f[6 + i] = strtol(smac + 3 * i, 0, 16); }
	f[12] = 8; f[14] = 0x45; f[22] = 64; f[23] = 17;
	*(uint16_t *)(f + 16) = htons(len - 14);
	inet_pton(AF_INET, sip, f + 26); inet_pton(AF_INET, dip, f + 30);
	*(uint16_t *)(f + 24) = csum(f + 14, 20);
	*(uint16_t *)(f + 34) = htons(1000); *(uint16_t *)(f + 36) = htons(9); *(uint16_t *)(f + 38) = htons(len - 34);
}
#endif
