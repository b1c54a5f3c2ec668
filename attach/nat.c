/* SPDX-License-Identifier: GPL-3.0-or-later */
/* needs: slirp/libslirp.h=slirp */
/*
 * nat: the host's network by user-mode NAT, as a guest of QEMU's -netdev user has it: gateway
 * 10.0.2.2, DNS 10.0.2.3, DHCP. libslirp does it, in a process of its own without privileges
 * (nat_helper.c), because it parses what a lab sends and opens sockets while it runs. The helper is
 * this same program, `helper-nat FD`; it ends with its socket or with the keeper.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "attach/helper.h"
#include "attach/mmsg.h"
#include "attach/nat.h"
#include "attach/uri.h"

enum { NAT_FRAME_MAX = 1514 };

static bool nat_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	return !*u->path || uri_bad(u, u->path, why, column,
			"nothing follows nat: - its network is always 10.0.2.0/24, gateway 10.0.2.2");
}

static enum attach_status nat_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	(void)u;
	return helper_start("nat", h, why) ? ATTACH_OK : ATTACH_REFUSED;
}

struct nat_door {
	struct door door;
	struct mmsg *mmsg;
};

static const struct mmsg_scheme nat_mmsg = { 0 };

static void nat_fini(struct node *n)
{
	mmsg_free(((struct nat_door *)n)->mmsg);
	door_fini(n);
}

/* The helper ended. A message of no bytes cannot come: it sends none. */
static void nat_gone(struct door *d)
{
	int fd = d->fd;

	door_read_from(d, -1);
	close(fd);
	port_enable(d->port, false);
}

static void nat_receive(struct door *d, unsigned room)
{
	char byte;

	if (!recv(d->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) ||
			!mmsg_receive(((struct nat_door *)d)->mmsg, d, room))
		nat_gone(d);
}

static void nat_emit(struct door *d, struct frame **f, unsigned n)
{
	unsigned done = mmsg_send(((struct nat_door *)d)->mmsg, d, f, n);

	if (done < n)
		port_drop_n(d->port, f + done, n - done, DROP_DOOR_FULL);
}

static void nat_input(struct port *in, struct frame **f, unsigned n)
{
	struct door *d = (struct door *)in->node;

	if (d->fd < 0)
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
	else
		door_flatten(d, f, n, NAT_FRAME_MAX, nat_emit);
}

static const struct node_kind kind_nat = {
	.name = "nat door", .size = sizeof(struct nat_door), .init = door_init, .fini = nat_fini,
			.input = nat_input, .default_ports = 1,
};

static struct node *nat_door(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri,
			     struct attach_handle *h, char why[256])
{
	struct door *d = door_new(w, worker, &kind_nat, name, h->fd[0], why);

	(void)uri;
	if (!d)
		return NULL;
	((struct nat_door *)d)->mmsg = mmsg_new(&nat_mmsg);
	d->receive = nat_receive;
	d->gone = nat_gone;
	return door_start(d, h, why) ? &d->node : NULL;
}

static const char *nat_doctor(void)
{
	return NULL;
}

const struct attach_scheme attach_nat = {
	.name = "nat",
	.params = "",
	.usage = "nat:",
	.check = nat_check,
	.open = nat_open,
	.close = helper_stop,
	.door = nat_door,
	.doctor = nat_doctor,
	.helper = attach_nat_helper_main,
};
