/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/flap.h"

#include <stdlib.h>

struct move {
	u64 key;
	u16 from, to;
	nsec at;
	nsec reported;		/* 0: never */
};

struct flap {
	struct bridge *b;
	struct move move[FLAP_TABLE];
};

/* The address's place, else the one whose last move is longest ago. */
static struct move *place(struct flap *f, u64 key)
{
	struct move *oldest = &f->move[0];

	for (unsigned i = 0; i < FLAP_TABLE; i++) {
		if (f->move[i].key == key)
			return &f->move[i];
		if (f->move[i].at < oldest->at)
			oldest = &f->move[i];
	}
	*oldest = (struct move){ .key = key };
	return oldest;
}

void flap_moved(struct flap *f, u64 key, u16 from, u16 to)
{
	struct device *d = f->b->dev;
	nsec now = node_now(&d->node);
	struct move *m = place(f, key);
	bool back = m->at && m->from == to && m->to == from && now - m->at <= FLAP_WINDOW_S * NSEC_PER_SEC;

	m->from = from;
	m->to = to;
	m->at = now;
	if (!back || (m->reported && now - m->reported < FLAP_QUIET_S * NSEC_PER_SEC))
		return;
	m->reported = now;
	device_log(d, "SW_MATM", 4, "MACFLAP_NOTIF", "Host %04x.%04x.%04x in vlan %u is flapping between port %s and port %s", (unsigned)(key >> 48),
		   (unsigned)(key >> 32 & 0xffff), (unsigned)(key >> 16 & 0xffff), (unsigned)(key & 0xffff), f->b->port[from].iface->short_name,
		   f->b->port[to].iface->short_name);
}

struct flap *flap_new(struct bridge *b)
{
	struct flap *f = xcalloc(1, sizeof(*f));

	f->b = b;
	b->flap = f;
	return f;
}

void flap_free(struct flap *f)
{
	f->b->flap = NULL;
	free(f);
}
