/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tunnel6 NAME gre|ip6 LOCAL REMOTE [KEY [limit]]: makes one of Linux's tunnels over IPv6, which busybox cannot. KEY 0: none. limit: its packets carry the
 * tunnel encapsulation limit (RFC 2473 4.1.1), a destination option before what is tunneled.
 */
#include <arpa/inet.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	struct ip6_tnl_parm2 p = { .hop_limit = 64, .flags = IP6_TNL_F_IGN_ENCAP_LIMIT };
	struct ifreq ifr = { .ifr_ifru.ifru_data = (void *)&p };
	unsigned key;
	int s;

	if (argc < 5)
		return 2;
	key = argc > 5 ? (unsigned)atoi(argv[5]) : 0;
	snprintf(p.name, sizeof(p.name), "%s", argv[1]);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", strcmp(argv[2], "gre") ? "ip6tnl0" : "ip6gre0");
	p.proto = strcmp(argv[2], "gre") ? 0 /* both families */ : IPPROTO_GRE;
	if (inet_pton(AF_INET6, argv[3], &p.laddr) != 1 || inet_pton(AF_INET6, argv[4], &p.raddr) != 1)
		return 2;
	if (key) {
		p.i_flags = p.o_flags = GRE_KEY;
		p.i_key = p.o_key = htonl(key);
	}
	if (argc > 6) {
		p.flags &= ~(unsigned)IP6_TNL_F_IGN_ENCAP_LIMIT;
		p.encap_limit = 4;
	}
	s = socket(AF_INET6, SOCK_DGRAM, 0);
	if (s < 0 || ioctl(s, SIOCADDTUNNEL, &ifr)) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
