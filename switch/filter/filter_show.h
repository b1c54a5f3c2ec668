/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows of switch/filter/. */
#ifndef SWITCH_FILTER_FILTER_SHOW_H
#define SWITCH_FILTER_FILTER_SHOW_H

#include "cli/show.h"
#include "switch/filter/filter.h"

struct filter *cli_filter(const struct cli *c);
/* The lists of MAC addresses, as part of `show access-lists`; name NULL: all. */
void filter_show_lists(struct cli *c, struct show *s, const char *name);
void filter_clear_lists(struct cli *c, const char *name);
bool filter_show_maps(struct cli *c, const struct args *a, struct show *s);
bool filter_show_vlans(struct cli *c, const struct args *a, struct show *s);
bool filter_show_groups(struct cli *c, const struct args *a, struct show *s);

#endif
