/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tap: an Ethernet interface of the host's own kernel. Frames carry a virtio-net header both ways,
 * so the kernel leaves checksums and segmentation of TCP and UDP to whoever needs them at last: a
 * 64 KiB segment passes a lab whole. One read or write a frame; the kernel has no multi-frame call
 * for taps, and io_uring is slower.
 *
 * A tap lives as long as a descriptor of it: when keeper and engine are dead it is gone. One that
 * the user made persistent is used and left as it was.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "attach/door.h"
#include "attach/hostif.h"
#include "attach/netns.h"
#include "attach/uri.h"
#include "nic-models/vnet.h"

enum {
	TURN_FRAMES = 32,	/* enough to spread the cost of a turn, few enough to stay in cache */
	OFFLOAD_TCP = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN,
	OFFLOAD_UDP = 0x60, /* TUN_F_USO4 | TUN_F_USO6, Linux 6.2: newer than some distributions' headers */
};

/* The keeper's side. */

struct tap_opening {
	const struct hostif *want;
	struct attach_handle *h;
	char *why;
	enum attach_status status;
	bool existed;	/* the interface was there before */
};

struct tap_opened {
	char *uri;	/* what to undo, as it was asked for */
	bool existed;
};

static bool tap_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	struct hostif h;

	return hostif_parse(u, &h, why, column);
}

static enum attach_status tap_setup(int fd, struct tap_opening *o)
{
	struct ifreq r = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int vnet_len = VNET_LEN, off = 0;
	bool tso, uso;

	memcpy(r.ifr_name, o->want->name, strlen(o->want->name) + 1);
	o->existed = if_nametoindex(o->want->name) != 0;
	if (ioctl(fd, TUNSETIFF, &r)) {
		if (errno == EBUSY)
			snprintf(o->why, 256, "the tap %s is in use by another process", o->want->name);
		else if (errno == EINVAL && o->existed)
			snprintf(o->why, 256, "%s exists and is not a tap", o->want->name);
		else
			return door_errno(o->why, "cannot make the tap");
		return ATTACH_REFUSED;
	}
	if (ioctl(fd, TUNSETVNETHDRSZ, &vnet_len))
		return door_errno(o->why, "the tap's virtio-net header");
	uso = !ioctl(fd, TUNSETOFFLOAD, OFFLOAD_TCP | OFFLOAD_UDP);
	tso = uso || !ioctl(fd, TUNSETOFFLOAD, OFFLOAD_TCP);
	if (!tso)
		ioctl(fd, TUNSETOFFLOAD, 0);
	ioctl(fd, TUNSETCARRIER, &off); /* until the lab plugs it in; an older kernel leaves it on */
	snprintf(o->h->facts, sizeof(o->h->facts), "tso=%d uso=%d", tso, uso);
	return hostif_configure(o->want, o->why);
}

static void tap_open_there(void *arg)
{
	struct tap_opening *o = arg;
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		o->status = door_errno(o->why, "/dev/net/tun");
		return;
	}
	o->status = tap_setup(fd, o);
	if (o->status != ATTACH_OK)
		close(fd);
	else
		handle_add_fd(o->h, fd);
}

static enum attach_status tap_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	struct hostif want;
	struct tap_opening o = { .want = &want, .h = h, .why = why, .status = ATTACH_REFUSED };
	struct tap_opened *opened;
	unsigned column;

	*h = (struct attach_handle){ 0 };
	if (!hostif_parse(u, &want, why, &column))
		return ATTACH_BAD;
	if (want.netns && !netns_join(want.netns, want.user, why))
		return ATTACH_REFUSED;
	netns_run(want.netns, tap_open_there, &o, why);
	if (o.status != ATTACH_OK) {
		if (want.netns)
			netns_leave(want.netns, want.user);
		return o.status;
	}
	opened = xcalloc(1, sizeof(*opened));
	opened->uri = xstrdup(u->text);
	opened->existed = o.existed;
	h->opened = opened;
	return ATTACH_OK;
}

static void tap_undo_there(void *arg)
{
	hostif_undo(arg);
}

static void tap_close(struct attach_handle *h)
{
	struct tap_opened *opened = h->opened;
	struct attach_uri u;
	struct hostif want;
	char why[256];
	unsigned column;

	handle_close_fds(h);
	if (!opened)
		return;
	if (attach_parse(opened->uri, &u, why, &column)) {
		hostif_parse(&u, &want, why, &column);
		if (opened->existed)
			netns_run(want.netns, tap_undo_there, &want, why);
		if (want.netns)
			netns_leave(want.netns, want.user);
		attach_uri_free(&u);
	}
	free(opened->uri);
	free(opened);
	h->opened = NULL;
}

static void tap_sweep(const struct attach_uri *u)
{
	struct hostif want;
	char why[256];
	unsigned column;

	if (hostif_parse(u, &want, why, &column) && want.netns)
		netns_leave(want.netns, want.user);
}

static const char *tap_doctor(void)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	struct ifreq r = { .ifr_flags = IFF_TAP | IFF_NO_PI, .ifr_name = "lanyard-dr%d" };
	int err;

	if (fd < 0)
		return errno == ENOENT ? "there is no /dev/net/tun: load the kernel's module, modprobe tun"
				       : "/dev/net/tun may not be opened: run as root, or have your user's rights to it raised";
	err = ioctl(fd, TUNSETIFF, &r) ? errno : 0;
	close(fd);
	if (err)
		return "no rights to make taps: run as root (or have root make one for you: ip tuntap add lab0 mode tap user YOU)";
	return NULL;
}

/* The engine's side. */

struct tap_door {
	struct door door;
	bool tso, uso;
	struct frame *large;	/* read into next; what turns out to be small is copied,
			which costs less than a second iovec */
};

static void tap_fini(struct node *n)
{
	struct tap_door *t = (struct tap_door *)n;

	if (t->large)
		frame_put(t->large);
	door_fini(n);
}

/* The tap was deleted under us, or its namespace ended. */
static void tap_gone(struct door *d)
{
	int fd = d->fd;

	door_read_from(d, -1);
	close(fd);
	port_enable(d->port, false);
}

/* One frame: DROP_NONE and *out (NULL when there is none to be read), or why it was lost. */
static enum drop tap_read(struct tap_door *t, struct frame **out)
{
	u8 *vnet = t->large->data - VNET_LEN; /* in the headroom, so that header and frame are one piece */
	ssize_t got = read(t->door.fd, vnet, VNET_LEN + FRAME_LARGE_MAX);
	struct frame *f;
	u32 len;

	*out = NULL;
	if (got < 0) {
		if (errno != EAGAIN && errno != EINTR)
			tap_gone(&t->door);
		return DROP_NONE;
	}
	if (got < VNET_LEN)
		return DROP_SHORT;
	len = (u32)got - VNET_LEN;
	if (len > FRAME_SMALL_MAX) {
		f = t->large;
		t->large = NULL;
	} else {
		f = frame_get(node_pool(&t->door.node), len);
		if (!f)
			return DROP_NO_FRAME;
		memcpy(f->data, vnet + VNET_LEN, len);
	}
	f->len = len;
	*out = f;
	return vnet_to_frame(vnet, f);
}

static void tap_receive(struct door *d, unsigned room)
{
	struct tap_door *t = (struct tap_door *)d;
	struct pool *pool = node_pool(&d->node);
	struct frame *out[DOOR_TURN], *f;
	unsigned n = 0;

	if (room > TURN_FRAMES)
		room = TURN_FRAMES;
	if (room > pool_available(pool))
		room = pool_available(pool); /* what the lab has no frames for waits in the kernel */
	if (!room)
		door_pause(d);
	while (n < room) {
		enum drop drop;

		if (!t->large)
			t->large = frame_get(pool, FRAME_LARGE_MAX);
		if (!t->large) {
			door_pause(d);
			break;
		}
		drop = tap_read(t, &f);
		if (drop && f) {
			port_drop(d->port, f, drop);
		} else if (drop) {
			door_count(d, drop);
		} else if (f) {
			f->arrival = node_now(&d->node);
			out[n++] = f;
		} else {
			break;
		}
	}
	if (n)
		port_send(d->port, out, n);
}

/* In one piece where the header may stand before the frame: nobody else sees the headroom of a
 * frame that is ours alone. */
static bool tap_write_one(int fd, struct frame *f)
{
	struct iovec iov[2];
	u8 vnet[VNET_LEN], *p = f->data - VNET_LEN;

	if (f->refs == 1 && frame_headroom(f) >= VNET_LEN) {
		if (vnet_of_frame(f, p))
			return write(fd, p, VNET_LEN + f->len) >= 0;
	} else if (vnet_of_frame(f, vnet)) {
		iov[0] = (struct iovec){ vnet, sizeof(vnet) };
		iov[1] = (struct iovec){ f->data, f->len };
		return writev(fd, iov, 2) >= 0;
	}
	errno = EINVAL;
	return false;
}

static void tap_write(struct door *d, struct frame **f, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (tap_write_one(d->fd, f[i]))
			frame_put(f[i]);
		else
			port_drop(d->port, f[i],
					errno == EAGAIN ? DROP_DOOR_FULL : errno == EINVAL ? DROP_BAD_FIELD : DROP_DOOR_ERROR);
	}
}

static bool tap_takes(const struct tap_door *t, const struct frame *f)
{
	switch (f->gso) {
	case GSO_NONE:
		return true;
	case GSO_TCP4:
	case GSO_TCP6:
		return t->tso;
	default:
		return t->uso;
	}
}

static void tap_input(struct port *in, struct frame **f, unsigned n)
{
	struct tap_door *t = (struct tap_door *)in->node;

	if (t->door.fd < 0) {
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
		return;
	}
	for (unsigned i = 0; i < n; i++) {
		if (tap_takes(t, f[i]))
			tap_write(&t->door, f + i, 1);
		else
			door_flatten(&t->door, f + i, 1, FRAME_LARGE_MAX, tap_write);
	}
}

static void tap_link(struct port *p)
{
	struct door *d = (struct door *)p->node;
	int on = p->link;

	if (d->fd >= 0)
		ioctl(d->fd, TUNSETCARRIER, &on);
}

static const struct node_kind kind_tap = {
	.name = "tap", .size = sizeof(struct tap_door), .init = door_init, .fini = tap_fini,
	.input = tap_input, .link = tap_link, .default_ports = 1,
};

static struct node *tap_door(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri,
			     struct attach_handle *h, char why[256])
{
	struct door *d = door_new(w, worker, &kind_tap, name, h->fd[0], why);
	struct tap_door *t = (struct tap_door *)d;

	(void)uri;
	if (!d)
		return NULL;
	t->tso = facts_number(h->facts, "tso");
	t->uso = facts_number(h->facts, "uso");
	d->receive = tap_receive;
	d->gone = tap_gone;
	if (!door_start(d, h, why))
		return NULL;
	tap_link(d->port);
	return &d->node;
}

const struct attach_scheme attach_tap = {
	.name = "tap",
	.params = "bridge " HOSTIF_PARAMS,
	.usage = "tap:NAME[?bridge=BR&netns=NS&address=A/N&gateway=G]",
	.check = tap_check,
	.open = tap_open,
	.close = tap_close,
	.sweep = tap_sweep,
	.door = tap_door,
	.doctor = tap_doctor,
};
