/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A container's NIC as the keeper holds it (container.h). Its name is no user's: "=container:NODE:PORT" stands for it between keeper and engine alone.
 *
 * Carrier. An end of a pair has carrier while both are up, so ours, set down, is a pulled cable to the container; and when the container sets its end
 * down, ours loses carrier, which the kernel tells by rtnetlink.
 */
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/container.h"
#include "attach/door.h"
#include "attach/netns.h"
#include "attach/packet.h"
#include "attach/uri.h"

#define OURS "lanyard"

enum { TELLS_MAX = 64 }; /* messages of the kernel that are read in one turn */

struct container_nic {
	int ns, events;
	bool far_up;		/* as last heard */
};

/* ---- the door ---- */

static bool container_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	return *u->path || uri_bad(u, u->path, why, column, "the container is missing");
}

struct opening {
	struct container_nic *nic;
	struct attach_handle *h;
	char *why;
	enum attach_status status;
};

static int link_events(void)
{
	struct sockaddr_nl sa = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&sa, sizeof(sa))) {
		close(fd);
		return -1;
	}
	return fd;
}

static void open_ours(void *arg)
{
	struct opening *o = arg;

	hostif_new_are_silent();
	o->nic->ns = netns_open(NULL, o->why);
	o->nic->events = link_events();
	if (o->nic->ns < 0 || o->nic->events < 0)
		o->status = o->nic->events < 0 ? door_errno(o->why, "no netlink socket") : ATTACH_REFUSED;
	else
		o->status = packet_socket_unbound(o->h, o->why);
}

static void container_close(struct attach_handle *h)
{
	struct container_nic *nic = h->opened;

	handle_close_fds(h);
	if (!nic)
		return;
	if (nic->ns >= 0)
		close(nic->ns);
	if (nic->events >= 0)
		close(nic->events);
	free(nic);
	h->opened = NULL;
}

static enum attach_status container_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	struct opening o = { .h = h, .why = why, .status = ATTACH_REFUSED };

	(void)u;
	*h = (struct attach_handle){ 0 };
	h->opened = o.nic = xcalloc(1, sizeof(*o.nic));
	*o.nic = (struct container_nic){ .ns = -1, .events = -1 };
	if (netns_run("", open_ours, &o, why) && o.status == ATTACH_OK)
		return ATTACH_OK;
	container_close(h);
	return o.status == ATTACH_OK ? ATTACH_REFUSED : o.status;
}

/* ---- the pair ---- */

struct plugging {
	struct attach_handle *h;
	const struct hostif *far;
	int netns;
	char *why;
	enum attach_status status;
	bool up;
};

static void remove_ours(void *arg)
{
	(void)arg;
	hostif_remove(OURS);
}

void container_nic_unplug(struct attach_handle *h)
{
	struct container_nic *nic = h->opened;
	char why[256];

	netns_run_at(nic->ns, remove_ours, NULL, why);
}

static void make_pair(void *arg)
{
	struct plugging *p = arg;

	hostif_remove(OURS); /* of a life before, should the kernel still be about to take it away */
	p->status = hostif_make_veth(p->far, p->netns, OURS, p->why);
	if (p->status == ATTACH_OK)
		p->status = packet_socket_bind(p->h->fd[0], OURS, p->why);
}

static void configure_far(void *arg)
{
	struct plugging *p = arg;

	hostif_loopback_up();
	p->status = hostif_configure(p->far, p->why);
}

bool container_nic_plug(struct attach_handle *h, int netns, const struct hostif *far, char why[256])
{
	struct container_nic *nic = h->opened;
	struct plugging p = { .h = h, .far = far, .netns = netns, .why = why, .status = ATTACH_REFUSED };

	if (netns_run_at(nic->ns, make_pair, &p, why) && p.status == ATTACH_OK && netns_run_at(netns, configure_far, &p, why) && p.status == ATTACH_OK) {
		while (container_nic_heard(h) >= 0) /* of its birth */
			;
		nic->far_up = true;
		return true;
	}
	container_nic_unplug(h);
	return false;
}

static void set_ours(void *arg)
{
	const struct plugging *p = arg;

	hostif_set_up(OURS, p->up);
}

void container_nic_carrier(struct attach_handle *h, bool up)
{
	struct container_nic *nic = h->opened;
	struct plugging p = { .up = up };
	char why[256];

	netns_run_at(nic->ns, set_ours, &p, why);
}

int container_nic_events(const struct attach_handle *h)
{
	const struct container_nic *nic = h->opened;

	return nic ? nic->events : -1;
}

int container_nic_heard(struct attach_handle *h)
{
	struct container_nic *nic = h->opened;
	bool was = nic->far_up;
	char buf[8192] __attribute__((aligned(8)));
	ssize_t n;

	for (unsigned k = 0; k < TELLS_MAX && (n = recv(nic->events, buf, sizeof(buf), MSG_DONTWAIT)) > 0; k++)
		for (struct nlmsghdr *m = (struct nlmsghdr *)buf; NLMSG_OK(m, (size_t)n); m = NLMSG_NEXT(m, n)) {
			const struct ifinfomsg *i = NLMSG_DATA(m);

			if (m->nlmsg_len < NLMSG_LENGTH(sizeof(*i)) || i->ifi_flags & IFF_LOOPBACK)
				continue;
			if (m->nlmsg_type == RTM_DELLINK) /* the far end was deleted, and ours with it */
				nic->far_up = false;
			else if (m->nlmsg_type == RTM_NEWLINK && i->ifi_flags & IFF_UP)
				nic->far_up = i->ifi_flags & IFF_LOWER_UP;
		}
	return nic->far_up == was ? -1 : nic->far_up;
}

const struct attach_scheme attach_container = {
	.name = "=container",
	.params = "",
	.usage = "kind: container",
	.check = container_check,
	.open = container_open,
	.close = container_close,
	.door = packet_door,
	.doctor = packet_doctor,
};
