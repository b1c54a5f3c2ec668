/* SPDX-License-Identifier: GPL-3.0-or-later */
/* packet: an interface of the host, all of it: what arrives there enters the lab, what the lab
 * sends leaves by it (packet(7)). */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/door.h"
#include "attach/inet.h"
#include "attach/packet.h"
#include "attach/uri.h"

enum { PACKET_BUFFER = 8 << 20 };

static bool packet_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	const char *wrong = uri_ifname_wrong(u->path);

	return !wrong || uri_bad(u, u->path, why, column,
			"the name of the interface, \"%.32s\", %s; write packet:eth0", u->path, wrong);
}

enum attach_status packet_socket_unbound(struct attach_handle *h, char why[256])
{
	/* Protocol 0: nothing arrives before the options and the interface are set. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1;
	enum attach_status status;

	if (fd < 0)
		return door_errno(why, "no raw socket");
	inet_buffers(fd, PACKET_BUFFER);
	/* What we send is not to come back; sending skips the queueing discipline, whose job is the
	 * lab's. Both are improvements only. */
	setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one));
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one));
	if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one)) || setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one))) {
		status = door_errno(why, "a raw socket");
		close(fd);
		return status;
	}
	handle_add_fd(h, fd);
	return ATTACH_OK;
}

enum attach_status packet_socket_bind(int fd, const char *ifname, char why[256])
{
	struct sockaddr_ll sa = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
			.sll_ifindex = (int)if_nametoindex(ifname) };
	struct packet_mreq all = { .mr_ifindex = sa.sll_ifindex, .mr_type = PACKET_MR_PROMISC };

	if (!sa.sll_ifindex) {
		snprintf(why, 256, "there is no interface %s; see: ip link", ifname);
		return ATTACH_REFUSED;
	}
	if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) || bind(fd, (struct sockaddr *)&sa, sizeof(sa)))
		return door_errno(why, ifname);
	return ATTACH_OK;
}

enum attach_status packet_socket(const char *ifname, struct attach_handle *h, char why[256])
{
	enum attach_status status = packet_socket_unbound(h, why);

	if (status == ATTACH_OK)
		status = packet_socket_bind(h->fd[h->n_fds - 1], ifname, why);
	if (status != ATTACH_OK)
		handle_close_fds(h);
	return status;
}

static enum attach_status packet_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	*h = (struct attach_handle){ 0 };
	return packet_socket(u->path, h, why);
}

const char *packet_doctor(void)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return "no rights to raw sockets: run as root, or give the program CAP_NET_RAW";
	close(fd);
	return NULL;
}

const struct attach_scheme attach_packet = {
	.name = "packet",
	.params = "",
	.usage = "packet:IFNAME",
	.check = packet_check,
	.open = packet_open,
	.close = handle_close_fds,
	.door = packet_door,
	.doctor = packet_doctor,
};
