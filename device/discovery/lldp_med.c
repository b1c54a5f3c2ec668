/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device/discovery/lldp_med.h"

#include <stdio.h>

enum { M_CAPABILITIES = 1, M_POLICY, M_LOCATION, M_POWER, M_INVENTORY, M_INVENTORY_END = M_INVENTORY + DISC_INVENTORY_N };
enum { VOICE = 1, NETWORK_CONNECTIVITY = 4, TAGGED = 0x40, COORDINATES = 1, CIVIC = 2, ELIN = 3 };

/* 10.2.4: by its format; of a civic address the country. */
static void take_location(struct disc_info *i, struct rd *r)
{
	u8 format = rd_u8(r);

	if (format == ELIN) {
		snprintf(i->location, sizeof(i->location), "ELIN ");
		lldp_take_text(i->location + 5, DISC_LOCATION_MAX - 5, rd_sub(r, rd_left(r)));
	} else if (format == CIVIC) {
		snprintf(i->location, sizeof(i->location), "Civic address, country ");
		rd_skip(r, 2); /* its length, and of whom it speaks */
		lldp_take_text(i->location + 23, DISC_LOCATION_MAX - 23, rd_sub(r, 2));
	} else if (format == COORDINATES) {
		rd_skip(r, 16);
		snprintf(i->location, sizeof(i->location), "Coordinates");
	}
	if (r->bad)
		*i->location = 0;
}

static void take_policy(struct disc_info *i, struct rd *r)
{
	u32 policy;

	if (rd_u8(r) != VOICE)
		return;
	policy = rd_u24(r);
	i->has_policy = !r->bad;
	i->voice_vlan = policy >> 9 & 0xfff;
	i->voice_priority = policy >> 6 & 7;
	i->voice_dscp = policy & 63;
}

bool lldp_med_take(struct disc_info *i, u8 subtype, struct rd *r)
{
	if (subtype >= M_INVENTORY && subtype < M_INVENTORY_END) { /* 10.2.6 */
		lldp_take_text(i->inventory[subtype - M_INVENTORY], DISC_INVENTORY_MAX, *r);
		return true;
	}
	switch (subtype) {
	case M_CAPABILITIES:
		i->med = rd_u16(r);
		i->med_class = rd_u8(r);
		return true;
	case M_POLICY:
		take_policy(i, r);
		return true;
	case M_LOCATION:
		take_location(i, r);
		return true;
	case M_POWER: /* 10.2.5 */
		i->power = rd_u8(r);
		i->power_dw = rd_u16(r);
		i->has_power = !r->bad;
		return true;
	default:
		return false;
	}
}

void lldp_med_put(struct wr *w, const struct disc_info *i, u16 which)
{
	if (!which)
		return;
	lldp_organization(w, OUI_TIA, M_CAPABILITIES, 3);
	wr_u16(w, which);
	wr_u8(w, NETWORK_CONNECTIVITY);
	if (i->has_policy && which & LLDP_MED_POLICY) {
		lldp_organization(w, OUI_TIA, M_POLICY, 4);
		wr_u8(w, VOICE);
		wr_u8(w, (u8)(TAGGED | i->voice_vlan >> 7));
		wr_u16(w, (u16)((i->voice_vlan & 0x7f) << 9 | i->voice_priority << 6 | i->voice_dscp));
	}
	for (u8 k = 0; k < DISC_INVENTORY_N && which & LLDP_MED_INVENTORY; k++) {
		size_t n = strnlen(i->inventory[k], DISC_INVENTORY_MAX);

		if (!n)
			continue;
		lldp_organization(w, OUI_TIA, (u8)(M_INVENTORY + k), n);
		wr_copy(w, i->inventory[k], n);
	}
}
