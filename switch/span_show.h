/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shows of mirroring, for its table of commands. */
#ifndef SWITCH_SPAN_SHOW_H
#define SWITCH_SPAN_SHOW_H

#include "cli/show.h"

bool show_monitor(struct cli *c, const struct args *a, struct show *s);
bool show_remote_vlans(struct cli *c, const struct args *a, struct show *s);

#endif
