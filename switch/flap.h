/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses that jump to and fro between two ports: the sign of a loop, or of a thief. An address that comes back to a port it left within
 * FLAP_WINDOW_S is reported, at most once in FLAP_QUIET_S. A small table of the last moves: a storm of moves costs no memory.
 */
#ifndef SWITCH_FLAP_H
#define SWITCH_FLAP_H

#include "switch/bridge.h"

enum { FLAP_TABLE = 16, FLAP_WINDOW_S = 10, FLAP_QUIET_S = 15 };

struct flap *flap_new(struct bridge *b);
void flap_free(struct flap *f);
/* key: of the forwarding table. */
void flap_moved(struct flap *f, u64 key, u16 from, u16 to);

#endif
