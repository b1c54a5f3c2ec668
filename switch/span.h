/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mirroring (SPAN, RSPAN): copies of what passes ports or VLANs leave by a port, or cross the network in a VLAN that carries nothing else.
 *
 * A session's sources are watched by taps of their ports (core/capture.h), so what is copied is what is on the wire, control frames too, and a
 * switch without sessions does nothing for them. A copy is one more owner of the frame; its bytes are copied only where the tag has to be another.
 */
#ifndef SWITCH_SPAN_H
#define SWITCH_SPAN_H

#include "core/capture.h"
#include "switch/bridge.h"

enum { SPAN_SESSIONS = 66, SPAN_DESTINATIONS = 64 };
enum span_way { SPAN_RX = 1, SPAN_TX = 2, SPAN_BOTH = 3 };
/* What comes in on a destination port: nothing; frames without tag, in a VLAN; tagged ones, too. */
enum span_in { SPAN_IN_NONE, SPAN_IN_UNTAGGED, SPAN_IN_TAGGED };

struct span_vlans { /* a line `source vlan` */
	struct span_vlans *next;
	struct vlan_set vlans;
	u8 way;			/* enum span_way */
};

struct span_destination {
	u16 port;		/* index in bridge->port */
	bool replicate;		/* frames leave as they were; else without tag */
	u8 in;			/* enum span_in */
	u16 in_vlan;
};

struct span_session {
	u8 *way;		/* by index in bridge->port, enum span_way; NULL: no source ports */
	struct span_vlans *vlans;
	u16 source_remote, destination_remote; /* VLANs; 0: none */
	bool filtered;
	struct vlan_set filter;	/* of trunks only these VLANs */
	struct span_destination to[SPAN_DESTINATIONS];
	u8 n_to;
	u64 copies;
};

struct span_tap {
	struct port_tap tap;
	struct swport *sw;
};

struct span {
	struct bridge *b;
	struct span_session *session[SPAN_SESSIONS + 1]; /* by number; NULL: not configured */
	struct span_tap *tap;	/* by index, of the node's ports */
	u16 n_taps;
	bool busy;		/* copies are being sent: they are no sources */
};

struct span *span_new(struct bridge *b);
void span_free(struct span *s);
/* The session, made where there is none. */
struct span_session *span_session(struct span *s, u8 number);
/* What is configured is new: empty sessions go, taps and destinations follow. */
void span_apply(struct span *s);
/* Does the session copy anything: has it a source and a destination? */
bool span_is_whole(const struct span_session *x);
/* The destination that the port is; NULL: none. */
const struct span_destination *span_destination(const struct span *s, const struct swport *p);
bool span_has_ports(const struct span_session *x, const struct span *s);

/* For the bridge: what came in on a destination port; a frame of a remote VLAN. Consume. */
void span_ingress(struct swport *port, struct frame **f, unsigned n);
void span_remote(struct bridge *b, struct swport *in, struct frame *f, u16 vlan);

#endif
