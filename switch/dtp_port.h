/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTP on a switch's ports (switch/dtp.h): frames, seconds, and what an agreement does to the port. */
#ifndef SWITCH_DTP_PORT_H
#define SWITCH_DTP_PORT_H

#include "switch/bridge.h"
#include "switch/dtp.h"

struct dtp_switch {
	struct bridge *b;
	struct dtp *port;	/* by index */
	struct timer tick;
};

struct dtp_switch *dtp_switch_new(struct bridge *b);
void dtp_switch_free(struct dtp_switch *s);
/* For the bridge: link or configuration is new; sets the port's `negotiated`. */
void dtp_port_changed(struct dtp_switch *s, struct swport *p);

#endif
