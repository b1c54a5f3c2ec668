/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A peer of vxlan: the input is one datagram. The peer's address is that of the loopback, so that all of it is looked at. */
#include <arpa/inet.h>
#include <stdio.h>

#include "attach_lab.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct attach_handle h = { .n_fds = 1 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), peer = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t len = sizeof(a);
	struct lab l;
	size_t at;

	at = (size_t)sprintf(h.facts, "vni=100 peer=");
	for (size_t i = 0; i < sizeof(a); i++)
		at += (size_t)sprintf(h.facts + at, "%02x", ((u8 *)&a)[i]);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || getsockname(fd, (struct sockaddr *)&a, &len) ||
	    connect(peer, (struct sockaddr *)&a, sizeof(a)))
		abort();
	fcntl(fd, F_SETFL, O_NONBLOCK);
	h.fd[0] = fd;
	lab_open(&l, CLOCK_REAL, "vxlan:127.0.0.1?vni=100", &h);
	if (send(peer, data, size < 65000 ? size : 65000, 0) >= 0)
		lab_turn(&l);
	close(peer);
	lab_close(&l);
	return 0;
}
