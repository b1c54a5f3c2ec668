/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vxlan: a tunnel end point with one peer and one VNI (RFC 7348). Sent to the peer's port from the
 * same port of ours. The source port is not varied by flow (section 5 recommends it): it would take
 * a socket a flow. No multicast groups: the lab's switches flood.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "attach/inet.h"
#include "attach/mmsg.h"
#include "net/addr.h"
#include "net/rd.h"

enum {
	VXLAN_PORT = 4789,	/* section 8 */
	VXLAN_HEADER = 8,
	VXLAN_VALID = 0x08,	/* the I flag, section 5; all else is ignored on receipt */
	VNI_MAX = 0xffffff,
	VXLAN_FRAME_MAX = 65507 - VXLAN_HEADER,
};

struct vxlan_uri {
	struct endpoint host, local;
	u32 vni;
};

static bool vxlan_parse(const struct attach_uri *u, struct vxlan_uri *x, char why[256], unsigned *column)
{
	const char *vni = attach_param(u, "vni"), *local = attach_param(u, "local"), *at = u->path;
	char text[256];
	u32 v4;
	u64 v;

	*x = (struct vxlan_uri){ 0 };
	if (!endpoint_parse(u->path, strlen(u->path), VXLAN_PORT, &x->host, text, &at))
		return uri_bad(u, at, why, column, "%s", text);
	if (!strncasecmp(x->host.host, "ff", 2) || (ip4_parse(x->host.host, &v4) && ip4_is_multicast(v4)))
		return uri_bad(u, u->path, why, column,
				"multicast groups are not supported: write the address of the other end");
	if (!vni)
		return uri_bad(u, u->path + strlen(u->path), why, column,
				"the network is missing: write ?vni=N");
	if (!uri_number(vni, 0, VNI_MAX, &v))
		return uri_bad(u, vni, why, column, "a VNI is a number from 0 to %d", VNI_MAX);
	x->vni = (u32)v;
	if (local && !endpoint_parse(local, strlen(local), x->host.port, &x->local, text, &at))
		return uri_bad(u, at, why, column, "%s", text);
	return true;
}

static bool vxlan_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	struct vxlan_uri x;

	return vxlan_parse(u, &x, why, column);
}

/* Descriptor 0 is the socket; the peer's address goes as a fact, its bytes in hexadecimal. */
static enum attach_status vxlan_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	struct sockaddr_storage peer, local = { 0 };
	socklen_t peer_len, local_len;
	enum attach_status status;
	struct vxlan_uri x;
	unsigned column;
	size_t at;
	int fd;

	*h = (struct attach_handle){ 0 };
	if (!vxlan_parse(u, &x, why, &column))
		return ATTACH_BAD;
	if (!endpoint_resolve(&x.host, SOCK_DGRAM, &peer, &peer_len, why))
		return ATTACH_REFUSED;
	local.ss_family = peer.ss_family;
	local_len = peer_len;
	inet_set_port(&local, x.host.port);
	if (*x.local.host && !endpoint_resolve(&x.local, SOCK_DGRAM, &local, &local_len, why))
		return ATTACH_REFUSED;
	if (local.ss_family != peer.ss_family) {
		snprintf(why, 256, "one end is IPv4, the other IPv6: write both in one family");
		return ATTACH_BAD;
	}
	fd = inet_udp(&local, local_len, NULL, 0, why, &status);
	if (fd < 0)
		return status;
	handle_add_fd(h, fd);
	at = (size_t)snprintf(h->facts, sizeof(h->facts), "vni=%u peer=", x.vni);
	for (socklen_t i = 0; i < peer_len; i++)
		at += (size_t)snprintf(h->facts + at, sizeof(h->facts) - at, "%02x", ((u8 *)&peer)[i]);
	return ATTACH_OK;
}

struct vxlan_door {
	struct door door;
	struct mmsg *mmsg;
	struct sockaddr_storage peer;
	u32 vni;
};

static bool same_host(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	if (a->ss_family != b->ss_family)
		return false;
	if (a->ss_family == AF_INET6)
		return !memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
				&((const struct sockaddr_in6 *)b)->sin6_addr, 16);
	return ((const struct sockaddr_in *)a)->sin_addr.s_addr == ((const struct sockaddr_in *)b)->sin_addr.s_addr;
}

static enum drop vxlan_accept(struct door *d, const u8 *prefix, struct msghdr *m, struct frame *f)
{
	struct vxlan_door *x = (struct vxlan_door *)d;

	(void)f;
	if (!same_host(m->msg_name, &x->peer))
		return DROP_NOT_FOR_US;
	if (!(prefix[0] & VXLAN_VALID))
		return DROP_BAD_FIELD;
	return get_be32(prefix + 4) >> 8 == x->vni ? DROP_NONE : DROP_NOT_FOR_US;
}

static bool vxlan_prefix(struct door *d, struct frame *f, u8 *prefix)
{
	(void)f;
	put_be32(prefix, (u32)VXLAN_VALID << 24);
	put_be32(prefix + 4, ((struct vxlan_door *)d)->vni << 8);
	return true;
}

static const struct mmsg_scheme vxlan_mmsg = {
	.prefix_len = VXLAN_HEADER, .want_from = true, .accept = vxlan_accept, .prefix = vxlan_prefix,
};

static void vxlan_fini(struct node *n)
{
	mmsg_free(((struct vxlan_door *)n)->mmsg);
	door_fini(n);
}

static void vxlan_receive(struct door *d, unsigned room)
{
	if (!mmsg_receive(((struct vxlan_door *)d)->mmsg, d, room))
		door_count(d, DROP_DOOR_ERROR);
}

static void vxlan_gone(struct door *d)
{
	(void)d; /* an ICMP error: the peer may come back */
}

static void vxlan_emit(struct door *d, struct frame **f, unsigned n)
{
	unsigned done = mmsg_send(((struct vxlan_door *)d)->mmsg, d, f, n);

	if (done < n)
		port_drop_n(d->port, f + done, n - done, DROP_DOOR_FULL);
}

static void vxlan_input(struct port *in, struct frame **f, unsigned n)
{
	struct door *d = (struct door *)in->node;

	if (d->fd < 0)
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
	else
		door_flatten(d, f, n, VXLAN_FRAME_MAX, vxlan_emit);
}

static const struct node_kind kind_vxlan = {
	.name = "vxlan", .size = sizeof(struct vxlan_door), .init = door_init, .fini = vxlan_fini,
			.input = vxlan_input, .default_ports = 1,
};

static void read_peer(const char *facts, struct sockaddr_storage *peer)
{
	const char *s = strstr(facts, "peer=");
	unsigned byte;

	for (size_t i = 0; s && i < sizeof(*peer) && sscanf(s + 5 + 2 * i, "%2x", &byte) == 1; i++)
		((u8 *)peer)[i] = (u8)byte;
}

static struct node *vxlan_door(struct world *w, unsigned worker, const char *name,
		const struct attach_uri *uri,
			       struct attach_handle *h, char why[256])
{
	struct vxlan_door *x;

	(void)uri;
	x = (struct vxlan_door *)door_new(w, worker, &kind_vxlan, name, h->fd[0], why);
	if (!x)
		return NULL;
	x->vni = (u32)facts_number(h->facts, "vni");
	read_peer(h->facts, &x->peer);
	x->mmsg = mmsg_new(&vxlan_mmsg);
	mmsg_set_to(x->mmsg, &x->peer,
			x->peer.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
	x->door.receive = vxlan_receive;
	x->door.gone = vxlan_gone;
	return door_start(&x->door, h, why) ? &x->door.node : NULL;
}

static const char *vxlan_doctor(void)
{
	return NULL;
}

const struct attach_scheme attach_vxlan = {
	.name = "vxlan",
	.params = "vni local",
	.usage = "vxlan:HOST[:PORT]?vni=N[&local=HOST[:PORT]]",
	.check = vxlan_check,
	.open = vxlan_open,
	.close = handle_close_fds,
	.door = vxlan_door,
	.doctor = vxlan_doctor,
};
