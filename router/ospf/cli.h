/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of OSPF's commands share. */
#ifndef ROUTER_OSPF_CLI_H
#define ROUTER_OSPF_CLI_H

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/ospf/proc.h"

u32 ospf_area_arg(const struct args *a);	/* of "{<0-4294967295>:aid | A.B.C.D:aip}" */
/* "hh:mm:ss" and longer ages, as IOS has them. */
const char *ospf_area_text(u32 area, char buf[IP4_TEXT]);	/* "0", "10" or "0.0.0.10": as a number */

extern const struct cmd ospf_if_rows[], ospf_show_rows[];
enum { OSPF_IF_ROWS = 18, OSPF_SHOW_ROWS = 12 };

VIEW(ospf_show); VIEW(ospf_show_interface); VIEW(ospf_show_interface_brief); VIEW(ospf_show_neighbor); VIEW(ospf_show_neighbor_detail);
VIEW(ospf_show_database); VIEW(ospf_show_border); VIEW(ospf_show_vlinks); VIEW(ospf_show_protocols);

#endif
