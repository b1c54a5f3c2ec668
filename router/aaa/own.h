/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows of aaa's servers, whose rows stand in servers_cli.c. */
#ifndef ROUTER_AAA_OWN_H
#define ROUTER_AAA_OWN_H

#include "cli/show.h"

bool aaa_show_servers(struct cli *c, const struct args *a, struct show *s);
bool aaa_show_tacacs(struct cli *c, const struct args *a, struct show *s);

#endif
