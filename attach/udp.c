/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * udp: one bare frame a datagram, as VirtualBox's UDPTunnel, GNS3's ubridge and Dynamips' NIO_udp
 * speak it. The socket is connected, so the kernel lets nobody in but the peer.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attach/inet.h"
#include "attach/mmsg.h"
#include "attach/uri.h"

enum { UDP_FRAME_MAX = 65507 }; /* what one datagram over IPv4 carries */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The '-' between the two ends: the one right after a port. Names of hosts may have others. */
static const char *middle(const char *s)
{
	for (const char *dash = strchr(s, '-'); dash; dash = strchr(dash + 1, '-')) {
		const char *p = dash;

		while (p > s && is_digit(p[-1]))
			p--;
		if (p < dash && p > s && p[-1] == ':')
			return dash;
	}
	return NULL;
}

static bool udp_parse(const struct attach_uri *u, struct endpoint *local, struct endpoint *remote,
		char why[256], unsigned *column)
{
	const char *dash = middle(u->path), *at = u->path;
	char text[256];

	if (!dash)
		return uri_bad(u, u->path, why, column,
				"write both ends: udp:LHOST:LPORT-RHOST:RPORT, for example udp:0.0.0.0:5000-192.0.2.2:5000");
	if (!endpoint_parse(u->path, (size_t)(dash - u->path), 0, local, text, &at) ||
	    !endpoint_parse(dash + 1, strlen(dash + 1), 0, remote, text, &at))
		return uri_bad(u, at, why, column, "%s", text);
	return true;
}

static bool udp_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	struct endpoint local, remote;

	return udp_parse(u, &local, &remote, why, column);
}

static enum attach_status udp_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	struct sockaddr_storage l, r;
	socklen_t l_len, r_len;
	struct endpoint local, remote;
	enum attach_status status;
	unsigned column;
	int fd;

	*h = (struct attach_handle){ 0 };
	if (!udp_parse(u, &local, &remote, why, &column))
		return ATTACH_BAD;
	if (!endpoint_resolve(&local, SOCK_DGRAM, &l, &l_len, why) || !endpoint_resolve(&remote,
			SOCK_DGRAM, &r, &r_len, why))
		return ATTACH_REFUSED;
	if (l.ss_family != r.ss_family) {
		snprintf(why, 256, "one end is IPv4, the other IPv6: write both in one family");
		return ATTACH_BAD;
	}
	fd = inet_udp(&l, l_len, &r, r_len, why, &status);
	if (fd < 0)
		return status;
	handle_add_fd(h, fd);
	return ATTACH_OK;
}

struct udp_door {
	struct door door;
	struct mmsg *mmsg;
};

static const struct mmsg_scheme udp_mmsg = { 0 };

static void udp_fini(struct node *n)
{
	mmsg_free(((struct udp_door *)n)->mmsg);
	door_fini(n);
}

/* Errors here are ICMP's about what we sent: the peer may come back. */
static void udp_receive(struct door *d, unsigned room)
{
	if (!mmsg_receive(((struct udp_door *)d)->mmsg, d, room))
		door_count(d, DROP_DOOR_ERROR);
}

static void udp_emit(struct door *d, struct frame **f, unsigned n)
{
	unsigned done = mmsg_send(((struct udp_door *)d)->mmsg, d, f, n);

	if (done < n)
		port_drop_n(d->port, f + done, n - done, DROP_DOOR_FULL);
}

static void udp_input(struct port *in, struct frame **f, unsigned n)
{
	struct door *d = (struct door *)in->node;

	if (d->fd < 0)
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
	else
		door_flatten(d, f, n, UDP_FRAME_MAX, udp_emit);
}

static void udp_gone(struct door *d)
{
	(void)d; /* an ICMP error was read, and counted: the wire stays */
}

static const struct node_kind kind_udp = {
	.name = "udp", .size = sizeof(struct udp_door), .init = door_init, .fini = udp_fini,
			.input = udp_input, .default_ports = 1,
};

static struct node *udp_door(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri,
			     struct attach_handle *h, char why[256])
{
	struct door *d = door_new(w, worker, &kind_udp, name, h->fd[0], why);

	(void)uri;
	if (!d)
		return NULL;
	((struct udp_door *)d)->mmsg = mmsg_new(&udp_mmsg);
	d->receive = udp_receive;
	d->gone = udp_gone;
	return door_start(d, h, why) ? &d->node : NULL;
}

static const char *udp_doctor(void)
{
	return NULL;
}

const struct attach_scheme attach_udp = {
	.name = "udp",
	.params = "",
	.usage = "udp:LHOST:LPORT-RHOST:RPORT",
	.check = udp_check,
	.open = udp_open,
	.close = handle_close_fds,
	.door = udp_door,
	.doctor = udp_doctor,
};
