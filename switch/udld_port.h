/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UDLD on a switch's ports (switch/udld.h): frames, seconds, and the port that is taken out of service. */
#ifndef SWITCH_UDLD_PORT_H
#define SWITCH_UDLD_PORT_H

#include "switch/bridge.h"
#include "switch/udld.h"

struct udld_switch {
	struct bridge *b;
	struct udld *port;	/* by index */
	u8 message_s;
	char device[UDLD_ID_MAX + 1];
	struct timer tick;
};

struct udld_switch *udld_switch_new(struct bridge *b);
void udld_switch_free(struct udld_switch *s);
/* For the bridge: the port's link is new. */
void udld_port_changed(struct udld_switch *s, struct swport *p);
void udld_port_set(struct udld_switch *s, struct swport *p, enum udld_mode mode);

#endif
