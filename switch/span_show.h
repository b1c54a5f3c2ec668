/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shows of mirroring, for its table of commands; and what `show vlan` has of it. */
#ifndef SWITCH_SPAN_SHOW_H
#define SWITCH_SPAN_SHOW_H

#include "cli/show.h"
#include "switch/bridge.h"

bool show_monitor(struct cli *c, const struct args *a, struct show *s);
bool show_remote_vlans(struct cli *c, const struct args *a, struct show *s);
void show_remote_list(struct show *s, const struct vlan_set *v);

#endif
