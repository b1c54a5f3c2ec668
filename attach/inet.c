/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attach/inet.h"

enum { UDP_BUFFER = 4 << 20 };

void inet_buffers(int fd, int bytes)
{
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

const char *inet_text(const struct sockaddr_storage *sa, char buf[64])
{
	char host[INET6_ADDRSTRLEN] = "?";

	if (sa->ss_family == AF_INET6) {
		const struct sockaddr_in6 *a = (const struct sockaddr_in6 *)sa;

		inet_ntop(AF_INET6, &a->sin6_addr, host, sizeof(host));
		snprintf(buf, 64, "[%s]:%u", host, ntohs(a->sin6_port));
	} else {
		const struct sockaddr_in *a = (const struct sockaddr_in *)sa;

		inet_ntop(AF_INET, &a->sin_addr, host, sizeof(host));
		snprintf(buf, 64, "%s:%u", host, ntohs(a->sin_port));
	}
	return buf;
}

void inet_set_port(struct sockaddr_storage *sa, u16 port)
{
	if (sa->ss_family == AF_INET6)
		((struct sockaddr_in6 *)sa)->sin6_port = htons(port);
	else
		((struct sockaddr_in *)sa)->sin_port = htons(port);
}

/* A whole frame and its headers exceed the usual MTU: fragments are better than silence. */
static void allow_fragments(int fd, int family)
{
	int dont = IP_PMTUDISC_DONT;

	if (family == AF_INET)
		setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &dont, sizeof(dont));
	else
		setsockopt(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &dont, sizeof(dont));
}

int inet_udp(const struct sockaddr_storage *local, socklen_t local_len,
		const struct sockaddr_storage *remote, socklen_t remote_len,
	     char why[256], enum attach_status *status)
{
	int fd = socket(local->ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), only = 1;
	char text[64];

	*status = ATTACH_REFUSED;
	if (fd < 0) {
		snprintf(why, 256, "no UDP socket: %s", strerror(errno));
		return -1;
	}
	inet_buffers(fd, UDP_BUFFER);
	allow_fragments(fd, local->ss_family);
	if (local->ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only));
	if (bind(fd, (const struct sockaddr *)local, local_len)) {
		snprintf(why, 256, "cannot receive on %s: %s%s", inet_text(local, text), strerror(errno),
			 errno == EADDRINUSE ? "; another program, or another wire of a lab, has this port" : "");
		close(fd);
		return -1;
	}
	if (remote && connect(fd, (const struct sockaddr *)remote, remote_len)) {
		snprintf(why, 256, "cannot send to %s: %s", inet_text(remote, text), strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}
