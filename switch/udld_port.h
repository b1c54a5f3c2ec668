/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UDLD on a switch's ports (switch/udld.h): frames, seconds, and the port that is taken out of service. */
#ifndef SWITCH_UDLD_PORT_H
#define SWITCH_UDLD_PORT_H

#include "switch/bridge.h"
#include "switch/udld.h"

/* `udld port`: of its own, or as the switch has it for fibre. */
enum udld_choice { UDLD_AS_SWITCH, UDLD_PORT_ON, UDLD_PORT_AGGRESSIVE, UDLD_PORT_OFF };

struct udld_switch {
	struct bridge *b;
	struct udld *port;	/* by index */
	u8 *choice;		/* by index: enum udld_choice */
	u8 fibre;		/* enum udld_mode: `udld enable`, `udld aggressive` */
	u8 message_s;
	char device[UDLD_ID_MAX + 1];
	struct timer tick;
};

struct udld_switch *udld_switch_new(struct bridge *b);
void udld_switch_free(struct udld_switch *s);
/* For the bridge: the port's link is new. */
void udld_port_changed(struct udld_switch *s, struct swport *p);
/* What is configured is new: of one port, of all. */
void udld_port_apply(struct udld_switch *s, struct swport *p);
void udld_apply(struct udld_switch *s);

#endif
