/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OSPF-MIB: what its tables (mib_ospf.c) and its notifications (ospf_notes.c) both say. */
#ifndef ROUTER_SNMP_MIB_OSPF_H
#define ROUTER_SNMP_MIB_OSPF_H

#include "router/ospf/proc.h"
#include "router/snmp/own.h"

#define OSPF_MIB "1.3.6.1.2.1.14"

/* Rows: address and index of an interface or a neighbour (5); transit area and router ID of a virtual link (8). */
void mib_ospf_if_id(const struct ospf_if *oi, u32 id[5]);
void mib_ospf_nbr_id(const struct ospf_nbr *n, u32 id[5]);
void mib_ospf_virt_id(const struct ospf_if *oi, u32 id[8]);
u8 mib_ospf_if_state(const struct ospf_if *oi); /* ospfIfState, ospfVirtIfState */

#endif
