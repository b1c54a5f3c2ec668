/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LLDPDUs: 802.1AB-2016 clause 8, the organizationally specific TLVs of 802.1Q annex D, 802.3 clause 79 and ANSI/TIA-1057. The first three TLVs are
 * chassis, port and time to live, in that order, each once (8.2); a second one of them spoils the frame (9.2.7.7.1). What is not known is
 * skipped and counted.
 */
#include <stdio.h>

#include "device/discovery/lldp_med.h"

enum tlv {
	TLV_END, TLV_CHASSIS, TLV_PORT, TLV_TTL, TLV_PORT_DESCRIPTION, TLV_SYSTEM_NAME, TLV_SYSTEM_DESCRIPTION, TLV_SYSTEM_CAPABILITIES, TLV_MANAGEMENT,
	TLV_ORGANIZATION = 127,
};
enum { OUI_8021 = 0x0080c2, OUI_8023 = 0x00120f };
enum { Q_PVID = 1, Q_VLAN_NAME = 3, Q_AGGREGATION = 7, E_MAC_PHY = 1, E_POWER = 2, E_AGGREGATION = 3, E_FRAME_SIZE = 4 };
enum { ID_MAC = 4, ID_NETWORK = 5, PORT_ID_MAC = 3, PORT_ID_NETWORK = 4, PORT_ID_NAME = 5, FAMILY_IP4 = 1, FAMILY_IP6 = 2, TLVS_MAX = 128 };

/* ---- in ---- */

void lldp_take_text(char *out, size_t max, struct rd r)
{
	size_t n = rd_left(&r) < max ? rd_left(&r) : max;

	memset(out, 0, max + 1);
	rd_copy(&r, out, n);
	for (size_t i = 0; i < n; i++)
		if ((out[i] < ' ' || out[i] > '~') && out[i] != '\n')
			out[i] = out[i] == '\r' ? ' ' : '?';
}

static bool take_address(struct ipaddr *a, u8 family, struct rd *r)
{
	if (family == FAMILY_IP4 && rd_left(r) == 4) {
		a->af = AF_IP4;
		a->v4 = rd_u32(r);
	} else if (family == FAMILY_IP6 && rd_left(r) == 16) {
		a->af = AF_IP6;
		rd_copy(r, a->v6.b, 16);
	} else {
		return false;
	}
	return true;
}

/* An identifier, as it is shown: addresses by their forms, the rest as text. */
static bool take_id(char *out, u8 subtype, u8 mac_is, u8 network_is, struct rd r)
{
	struct ipaddr a;
	u8 mac[6];

	if (!rd_left(&r))
		return false;
	if (subtype == mac_is && rd_left(&r) == 6) {
		rd_copy(&r, mac, 6);
		snprintf(out, DISC_ID_MAX, "%02x%02x.%02x%02x.%02x%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
		return true;
	}
	if (subtype == network_is) {
		u8 family = rd_u8(&r);
		char text[IP6_TEXT];

		if (!take_address(&a, family, &r))
			return false;
		snprintf(out, DISC_ID_MAX, "%s", ipaddr_text(&a, text));
		return true;
	}
	lldp_take_text(out, DISC_ID_MAX, r);
	return true;
}

static bool take_management(struct disc_info *i, struct rd r)
{
	u8 len = rd_u8(&r);
	struct rd addr = rd_sub(&r, len);
	struct ipaddr a = { 0 };
	u8 family = rd_u8(&addr);

	if (addr.bad || len < 2)
		return false;
	rd_u8(&r); /* how the interface is numbered */
	if (take_address(&a, family, &addr) && (i->address.af == AF_NONE || (i->address.af == AF_IP6 && a.af == AF_IP4))) {
		i->address = a;
		i->address_ifindex = rd_u32(&r);
	}
	return !r.bad;
}

static void take_8023(struct disc_info *i, u8 subtype, struct rd *r, unsigned *unknown)
{
	switch (subtype) {
	case E_MAC_PHY:
		i->autoneg = rd_u8(r);
		i->pmd = rd_u16(r);
		i->mau = rd_u16(r);
		i->has_mau = !r->bad;
		break;
	case E_POWER:
		i->mdi = rd_u8(r);
		i->mdi_pair = rd_u8(r);
		i->mdi_class = rd_u8(r);
		i->has_mdi = !r->bad;
		break;
	case E_AGGREGATION:
		i->aggregation = rd_u8(r);
		i->aggregate_port = rd_u32(r);
		i->has_aggregation = !r->bad;
		break;
	case E_FRAME_SIZE:
		i->frame_size = rd_u16(r);
		i->has_frame_size = !r->bad;
		break;
	default:
		++*unknown;
	}
}

static void take_8021(struct disc_info *i, u8 subtype, struct rd *r, unsigned *unknown)
{
	u8 len;

	switch (subtype) {
	case Q_PVID:
		i->native_vlan = rd_u16(r);
		i->has_native_vlan = !r->bad;
		break;
	case Q_VLAN_NAME:
		rd_skip(r, 2);
		len = rd_u8(r);
		if (!*i->vlan_name)
			lldp_take_text(i->vlan_name, DISC_DOMAIN_MAX, rd_sub(r, len));
		break;
	case Q_AGGREGATION:
		i->aggregation = rd_u8(r);
		i->aggregate_port = rd_u32(r);
		i->has_aggregation = !r->bad;
		break;
	default:
		++*unknown;
	}
}

static bool take(struct disc_info *i, unsigned type, struct rd r, unsigned *unknown)
{
	u32 oui;
	u8 subtype;

	switch (type) {
	case TLV_PORT_DESCRIPTION:
		lldp_take_text(i->port_description, DISC_ID_MAX, r);
		break;
	case TLV_SYSTEM_NAME:
		lldp_take_text(i->name, DISC_ID_MAX, r);
		break;
	case TLV_SYSTEM_DESCRIPTION:
		lldp_take_text(i->description, DISC_TEXT_MAX, r);
		break;
	case TLV_SYSTEM_CAPABILITIES:
		i->capabilities = rd_u16(&r);
		i->enabled = rd_u16(&r);
		break;
	case TLV_MANAGEMENT:
		return take_management(i, r);
	case TLV_ORGANIZATION:
		oui = rd_u24(&r);
		subtype = rd_u8(&r);
		if (oui == OUI_8021)
			take_8021(i, subtype, &r, unknown);
		else if (oui == OUI_8023)
			take_8023(i, subtype, &r, unknown);
		else if (oui == OUI_TIA)
			*unknown += !lldp_med_take(i, subtype, &r);
		else
			++*unknown;
		break;
	default:
		++*unknown;
	}
	return !r.bad;
}

enum drop lldp_parse(struct disc_info *i, struct rd r, unsigned *unknown)
{
	*i = (struct disc_info){ 0 };
	*unknown = 0;
	for (unsigned n = 1; n <= TLVS_MAX; n++) {
		u16 head;
		unsigned type;
		struct rd value;

		if (n > 3 && !rd_left(&r))
			return DROP_NONE; /* an end that says so may be left out */
		head = rd_u16(&r);
		type = head >> 9;
		value = rd_sub(&r, head & 511);
		if (value.bad)
			return DROP_SHORT;
		if (type == TLV_END)
			return n > 3 ? DROP_NONE : DROP_BAD_FIELD;
		if ((n <= 3) != (type <= TLV_TTL) || (n <= 3 && type != n)) /* the three that must be, in their order, once */
			return DROP_BAD_FIELD;
		if (type == TLV_CHASSIS) {
			i->chassis_subtype = rd_u8(&value);
			if (!take_id(i->chassis, i->chassis_subtype, ID_MAC, ID_NETWORK, value))
				return DROP_BAD_FIELD;
		} else if (type == TLV_PORT) {
			i->port_subtype = rd_u8(&value);
			if (!take_id(i->port, i->port_subtype, PORT_ID_MAC, PORT_ID_NETWORK, value))
				return DROP_BAD_FIELD;
		} else if (type == TLV_TTL) {
			i->hold_s = rd_u16(&value);
			if (value.bad)
				return DROP_BAD_FIELD;
		} else if (!take(i, type, value, unknown)) {
			++*unknown; /* 9.2.7.7.2: one that is wrong is left out, the others count */
		}
	}
	return DROP_TOO_LONG;
}

/* ---- out ---- */

static void head(struct wr *w, unsigned type, size_t len)
{
	wr_u16(w, (u16)(type << 9 | len));
}

static void text(struct wr *w, unsigned type, const char *s)
{
	size_t n = strnlen(s, DISC_ID_MAX);

	if (!n)
		return;
	head(w, type, n);
	wr_copy(w, s, n);
}

void lldp_organization(struct wr *w, u32 oui, u8 subtype, size_t len)
{
	head(w, TLV_ORGANIZATION, 4 + len);
	wr_u32(w, oui << 8 | subtype);
}

static void put_management(struct wr *w, const struct disc_info *i, const u8 chassis[6])
{
	u8 family = i->address.af == AF_IP4 ? FAMILY_IP4 : i->address.af == AF_IP6 ? FAMILY_IP6 : 6;
	u8 len = i->address.af == AF_IP4 ? 4 : i->address.af == AF_IP6 ? 16 : 6;

	head(w, TLV_MANAGEMENT, 2u + len + 6);
	wr_u8(w, (u8)(len + 1));
	wr_u8(w, family); /* 6: all 802 media: the address of the device itself */
	if (family == FAMILY_IP4)
		wr_u32(w, i->address.v4);
	else
		wr_copy(w, family == FAMILY_IP6 ? i->address.v6.b : chassis, len);
	wr_u8(w, 2); /* ifIndex */
	wr_u32(w, i->address_ifindex);
	wr_u8(w, 0); /* no object identifier */
}

static void put_organizations(struct wr *w, const struct disc_info *i, u16 optional)
{
	if (i->has_native_vlan && (optional & LLDP_PORT_VLAN)) {
		lldp_organization(w, OUI_8021, Q_PVID, 2);
		wr_u16(w, i->native_vlan);
		if (*i->vlan_name) {
			size_t n = strnlen(i->vlan_name, DISC_DOMAIN_MAX);

			lldp_organization(w, OUI_8021, Q_VLAN_NAME, 3 + n);
			wr_u16(w, i->native_vlan);
			wr_u8(w, (u8)n);
			wr_copy(w, i->vlan_name, n);
		}
	}
	if (i->has_aggregation) {
		lldp_organization(w, OUI_8021, Q_AGGREGATION, 5);
		wr_u8(w, i->aggregation);
		wr_u32(w, i->aggregate_port);
	}
	if (i->has_mau && (optional & LLDP_MAC_PHY)) {
		lldp_organization(w, OUI_8023, E_MAC_PHY, 5);
		wr_u8(w, i->autoneg);
		wr_u16(w, i->pmd);
		wr_u16(w, i->mau);
	}
	if (i->has_frame_size) {
		lldp_organization(w, OUI_8023, E_FRAME_SIZE, 2);
		wr_u16(w, i->frame_size);
	}
}

size_t lldp_fill(const struct disc_info *i, const u8 chassis[6], u16 optional, u16 med, u8 *bytes, size_t room)
{
	struct wr w = wr_of(bytes, room);
	size_t port = strnlen(i->port, DISC_ID_MAX - 1);

	head(&w, TLV_CHASSIS, 7);
	wr_u8(&w, ID_MAC);
	wr_copy(&w, chassis, 6);
	head(&w, TLV_PORT, 1 + port);
	wr_u8(&w, PORT_ID_NAME);
	wr_copy(&w, i->port, port);
	head(&w, TLV_TTL, 2);
	wr_u16(&w, i->hold_s);
	if (i->hold_s) { /* a goodbye says no more (8.5.4) */
		if (optional & LLDP_SYSTEM_NAME)
			text(&w, TLV_SYSTEM_NAME, i->name);
		if (optional & LLDP_SYSTEM_DESCRIPTION)
			text(&w, TLV_SYSTEM_DESCRIPTION, i->description);
		if (optional & LLDP_PORT_DESCRIPTION)
			text(&w, TLV_PORT_DESCRIPTION, i->port_description);
		if (optional & LLDP_SYSTEM_CAPABILITIES) {
			head(&w, TLV_SYSTEM_CAPABILITIES, 4);
			wr_u16(&w, i->capabilities);
			wr_u16(&w, i->enabled);
		}
		if (optional & LLDP_MANAGEMENT)
			put_management(&w, i, chassis);
		put_organizations(&w, i, optional);
		lldp_med_put(&w, i, med);
	}
	head(&w, TLV_END, 0);
	return w.bad ? 0 : wr_len(&w);
}
