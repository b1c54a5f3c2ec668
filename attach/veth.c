/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * veth: a pair of interfaces. The far end stands in a namespace, where a user's programs see it;
 * ours in a namespace without a name that lives as long as the raw socket that serves it. So there
 * is no second name to choose, none to clash with, and nothing of it is left when keeper and engine
 * are dead.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/door.h"
#include "attach/hostif.h"
#include "attach/netns.h"
#include "attach/packet.h"
#include "attach/uri.h"

#define VETH_OURS "lanyard"

struct veth_opening {
	const struct hostif *want;
	int far;		/* the namespace of the far end */
	struct attach_handle *h;
	char *why;
	enum attach_status status;
};

static bool veth_parse(const struct attach_uri *u, struct hostif *h, char why[256], unsigned *column)
{
	if (!attach_param(u, "netns") && *u->path)
		return uri_bad(u, u->path + strlen(u->path), why, column,
				"the namespace of the far end is missing: write veth:%.15s?netns=NS", u->path);
	return hostif_parse(u, h, why, column);
}

static bool veth_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	struct hostif h;

	return veth_parse(u, &h, why, column);
}

static void veth_make_ours(void *arg)
{
	struct veth_opening *o = arg;

	hostif_new_are_silent();
	o->status = hostif_make_veth(o->want, o->far, VETH_OURS, o->why);
	if (o->status == ATTACH_OK)
		o->status = packet_socket(VETH_OURS, o->h, o->why);
}

static void veth_make_far(void *arg)
{
	struct veth_opening *o = arg;

	o->status = hostif_configure(o->want, o->why);
}

static enum attach_status veth_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	struct hostif want;
	struct veth_opening o = { .want = &want, .h = h, .why = why, .status = ATTACH_REFUSED };
	unsigned column;
	bool good;

	*h = (struct attach_handle){ 0 };
	if (!veth_parse(u, &want, why, &column))
		return ATTACH_BAD;
	if (!netns_join(want.netns, want.user, why))
		return ATTACH_REFUSED;
	o.far = netns_open(want.netns, why);
	good = o.far >= 0 && netns_run("", veth_make_ours, &o, why) && o.status == ATTACH_OK &&
	       netns_run_at(o.far, veth_make_far, &o, why) && o.status == ATTACH_OK;
	if (o.far >= 0)
		close(o.far);
	if (!good) {
		handle_close_fds(h);
		netns_leave(want.netns, want.user);
		return o.status == ATTACH_OK ? ATTACH_REFUSED : o.status;
	}
	strcpy(h->facts, "ours=1");
	h->opened = xstrdup(u->text);
	return ATTACH_OK;
}

static void veth_sweep(const struct attach_uri *u)
{
	struct hostif want;
	char why[256];
	unsigned column;

	if (veth_parse(u, &want, why, &column))
		netns_leave(want.netns, want.user);
}

static void veth_close(struct attach_handle *h)
{
	struct attach_uri u;
	char why[256];
	unsigned column;

	handle_close_fds(h);
	if (!h->opened)
		return;
	if (attach_parse(h->opened, &u, why, &column)) {
		veth_sweep(&u);
		attach_uri_free(&u);
	}
	free(h->opened);
	h->opened = NULL;
}

const struct attach_scheme attach_veth = {
	.name = "veth",
	.params = HOSTIF_PARAMS,
	.usage = "veth:NAME?netns=NS[&address=A/N&gateway=G]",
	.check = veth_check,
	.open = veth_open,
	.close = veth_close,
	.sweep = veth_sweep,
	.door = packet_door,
	.doctor = packet_doctor,
};
