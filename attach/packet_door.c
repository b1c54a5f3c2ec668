/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's side of AF_PACKET. The kernel takes the outer VLAN tag off a frame and tells it
 * beside (PACKET_AUXDATA); it is put back. recvmmsg rather than a TPACKET ring: a ring has slots of
 * one size, and super-frames of 64 KiB need the largest.
 */
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "attach/mmsg.h"
#include "attach/packet.h"
#include "attach/uri.h"
#include "nic-models/vnet.h"
#include "net/rd.h"

struct packet_door {
	struct door door;
	struct mmsg *mmsg;
	bool ours;	/* the interface is the attachment's own: its carrier follows the wire's */
};

/* Tags are 4 bytes after the two addresses. */
static void put_tag(struct frame *f, u16 tpid, u16 tci)
{
	u8 *p = frame_push(f, 4);

	memmove(p, p + 4, 12);
	put_be16(p + 12, tpid);
	put_be16(p + 14, tci);
}

static enum drop packet_accept(struct door *d, const u8 *prefix, struct msghdr *m, struct frame *f)
{
	enum drop drop = vnet_to_frame(prefix, f);

	(void)d;
	if (drop)
		return drop;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		struct tpacket_auxdata aux;

		if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA ||
				c->cmsg_len < CMSG_LEN(sizeof(aux)))
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (aux.tp_status & TP_STATUS_VLAN_VALID)
			put_tag(f,
					aux.tp_status & TP_STATUS_VLAN_TPID_VALID ? aux.tp_vlan_tpid : 0x8100, aux.tp_vlan_tci);
	}
	return DROP_NONE;
}

static bool packet_prefix(struct door *d, struct frame *f, u8 *prefix)
{
	(void)d;
	return vnet_of_frame(f, prefix);
}

static const struct mmsg_scheme packet_mmsg = {
	.prefix_len = VNET_LEN, .control_len = MMSG_CONTROL_MAX, .accept = packet_accept,
			.prefix = packet_prefix,
};

static void packet_fini(struct node *n)
{
	mmsg_free(((struct packet_door *)n)->mmsg);
	door_fini(n);
}

static void packet_receive(struct door *d, unsigned room)
{
	/* The interface went down (ENETDOWN, told once) or is gone: silence, until it is up again.
	 * */
	if (!mmsg_receive(((struct packet_door *)d)->mmsg, d, room))
		door_count(d, DROP_DOOR_ERROR);
}

static void packet_gone(struct door *d)
{
	(void)d;
}

static void packet_emit(struct door *d, struct frame **f, unsigned n)
{
	unsigned done = mmsg_send(((struct packet_door *)d)->mmsg, d, f, n);

	if (done < n)
		port_drop_n(d->port, f + done, n - done, DROP_DOOR_FULL);
}

static void packet_input(struct port *in, struct frame **f, unsigned n)
{
	struct door *d = (struct door *)in->node;

	if (d->fd < 0)
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
	else
		packet_emit(d, f, n);
}

/* Down with one end of a pair is carrier loss at the other. Needs rights that an engine may not
 * have: then the far end keeps its carrier. */
static void packet_link(struct port *p)
{
	struct packet_door *d = (struct packet_door *)p->node;
	struct ifreq r = { .ifr_name = "lanyard" };

	if (!d->ours || d->door.fd < 0 || ioctl(d->door.fd, SIOCGIFFLAGS, &r))
		return;
	r.ifr_flags = (short)(p->link ? r.ifr_flags | IFF_UP : r.ifr_flags & ~IFF_UP);
	ioctl(d->door.fd, SIOCSIFFLAGS, &r);
}

static const struct node_kind kind_packet = {
	.name = "packet", .size = sizeof(struct packet_door), .init = door_init, .fini = packet_fini,
	.input = packet_input, .link = packet_link, .default_ports = 1,
};

struct node *packet_door(struct world *w, unsigned worker, const char *name,
		const struct attach_uri *uri, struct attach_handle *h, char why[256])
{
	struct packet_door *d = (struct packet_door *)door_new(w, worker, &kind_packet, name, h->fd[0], why);

	(void)uri;
	if (!d)
		return NULL;
	d->ours = facts_number(h->facts, "ours");
	d->mmsg = mmsg_new(&packet_mmsg);
	d->door.receive = packet_receive;
	d->door.gone = packet_gone;
	return door_start(&d->door, h, why) ? &d->door.node : NULL;
}
