/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show vtp, for its rows. */
#ifndef SWITCH_VTP_VTP_SHOW_H
#define SWITCH_VTP_VTP_SHOW_H

#include "cli/show.h"
#include "switch/vtp/vtp_switch.h"

struct vtp_switch *vtp_of(const struct cli *c);
const char *vtp_mode_upper(u8 mode); /* "SERVER" */
bool show_vtp_status(struct cli *c, const struct args *a, struct show *s);
bool show_vtp_pruning(struct cli *c, const struct args *a, struct show *s);
bool show_vtp_password(struct cli *c, const struct args *a, struct show *s);
bool show_vtp_counters(struct cli *c, const struct args *a, struct show *s);
bool show_vtp_interface(struct cli *c, const struct args *a, struct show *s);

#endif
