/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prefixes as LSAs of version 3 have them: RFC 5340 A.4.1. */
#ifndef ROUTER_OSPF_PREFIX3_H
#define ROUTER_OSPF_PREFIX3_H

#include "router/ospf/ospf.h"

enum { PFX_NU = 1, PFX_LA = 2, PFX_P = 8, PFX_DN = 16 };

/* v3.c: the next prefix, and the 16 bits behind its options. false: longer than the family's addresses, or the end. */
bool prefix3_read(const struct ospf *o, struct rd *r, struct ipaddr *p, u8 *plen, u8 *options, u16 *last);

#endif
