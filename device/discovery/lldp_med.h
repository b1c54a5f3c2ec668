/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LLDP-MED: the TLVs of ANSI/TIA-1057 (10.2), for lldp.c; and the pieces of TLVs that both build and read. Pure. */
#ifndef DEVICE_DISCOVERY_LLDP_MED_H
#define DEVICE_DISCOVERY_LLDP_MED_H

#include "device/discovery/discovery.h"

enum { OUI_TIA = 0x0012bb };

/* Behind the subtype. false: not known. What is too short leaves r bad. */
bool lldp_med_take(struct disc_info *i, u8 subtype, struct rd *r);
/* which: enum lldp_med that are sent; 0: nothing. */
void lldp_med_put(struct wr *w, const struct disc_info *i, u16 which);

/* lldp.c. All of r, printable; at most max characters, for max + 1. The head of an organization's TLV of len bytes. */
void lldp_take_text(char *out, size_t max, struct rd r);
void lldp_organization(struct wr *w, u32 oui, u8 subtype, size_t len);

#endif
