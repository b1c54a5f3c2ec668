/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ENTITY-MIB (RFC 6933): the chassis is entity 1, its ports follow. LLDP-MIB (IEEE 802.1AB-2005 11): this system, and its neighbours. */
#include <string.h>

#include "device/discovery/discovery.h"
#include "router/snmp/own.h"

static struct iface *port_at(struct ipstack *s, const struct oid *row)
{
	for (struct iface *i = s->dev->ifaces; i && row->n == 1; i = i->next)
		if (iface_is_physical(i) && i->port->index + 2 == row->id[0])
			return i;
	return NULL;
}

static void entity_rows(struct ipstack *s, struct mib_pick *p)
{
	mib_offer1(p, 1);
	for (const struct iface *i = s->dev->ifaces; i; i = i->next)
		if (iface_is_physical(i))
			mib_offer1(p, i->port->index + 2);
}

static bool entity_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct device *d = s->dev;
	const struct iface *i = port_at(s, row);
	bool chassis = row->n == 1 && row->id[0] == 1;

	if (!i && !chassis)
		return false;
	switch (column) {
	case 2: return mib_text(v, chassis ? d->image : i->name);
	case 3: return mib_oid(v, "0.0");
	case 4: return mib_int(v, chassis ? 0 : 1);
	case 5: return mib_int(v, chassis ? 3 : 10);
	case 6: return mib_int(v, chassis ? -1 : (s64)i->port->index);
	case 7: return mib_text(v, chassis ? shell_hostname(d->shell) : i->name);
	case 11: return mib_text(v, chassis ? s->snmp->chassis : "");
	case 13: return mib_text(v, chassis ? d->model : "");
	case 16: return mib_int(v, 2);
	default: return mib_text(v, "");
	}
}

const struct mib_table mib_entity[] = {
	{ "1.3.6.1.2.1.47.1.1.1.1", (const u8[]){ 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0 }, entity_rows, entity_get, NULL, NULL },
	{ 0 },
};

/* ---- LLDP ---- */

static bool lldp_runs(const struct ipstack *s) { return s->dev->discovery && s->dev->discovery->run[DISC_LLDP]; }

static bool local_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct port *p = s->node->ports;

	(void)row;
	if (!lldp_runs(s) || !p)
		return false;
	switch (column) {
	case 1: return mib_int(v, 4);
	case 2: return mib_bytes(v, p->mac, 6);
	case 3: return mib_text(v, shell_hostname(s->dev->shell));
	default: return mib_text(v, s->dev->image);
	}
}

static void local_port_rows(struct ipstack *s, struct mib_pick *p)
{
	for (const struct iface *i = lldp_runs(s) ? s->dev->ifaces : NULL; i; i = i->next)
		if (iface_is_physical(i))
			mib_offer1(p, i->port->index + 1);
}

static bool local_port_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	for (const struct iface *i = lldp_runs(s) && row->n == 1 ? s->dev->ifaces : NULL; i; i = i->next)
		if (iface_is_physical(i) && i->port->index + 1 == row->id[0])
			return column == 2 ? mib_int(v, 5) : mib_text(v, column == 3 ? i->short_name : i->name);
	return false;
}

/* Rows: time mark (of the first sight, hundredths of a second), local port, number. */
static bool remote_id(const struct disc_neighbour *n, u32 number, u32 id[3])
{
	if (n->protocol != DISC_LLDP || !n->iface->port)
		return false;
	id[0] = (u32)(n->met / (10 * NSEC_PER_MS));
	id[1] = n->iface->port->index + 1;
	id[2] = number;
	return true;
}

static void remote_rows(struct ipstack *s, struct mib_pick *p)
{
	u32 id[3], number = 0;

	for (const struct disc_neighbour *n = lldp_runs(s) ? s->dev->discovery->first : NULL; n; n = n->next)
		if (remote_id(n, ++number, id))
			mib_offer(p, id, 3);
}

static bool bits(struct mib_value *v, u16 capabilities)
{
	u8 out[2] = { 0 };

	for (unsigned k = 0; k < 16; k++) /* BITS: the first is the highest */
		if (capabilities & 1u << k)
			out[k / 8] |= (u8)(0x80 >> k % 8);
	return mib_bytes(v, out, 2);
}

static bool remote_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	u32 id[3], number = 0;
	const struct disc_info *i;
	const struct disc_neighbour *n = lldp_runs(s) ? s->dev->discovery->first : NULL;
	u8 mac[6];

	for (; n; n = n->next)
		if (remote_id(n, ++number, id) && row->n == 3 && !memcmp(id, row->id, sizeof(id)))
			break;
	if (!n)
		return false;
	i = &n->i;
	switch (column) {
	case 4: return mib_int(v, i->chassis_subtype);
	case 5: return i->chassis_subtype == 4 && mac_parse(i->chassis, mac) ? mib_bytes(v, mac, 6) : mib_text(v, i->chassis);
	case 6: return mib_int(v, i->port_subtype);
	case 7: return i->port_subtype == 3 && mac_parse(i->port, mac) ? mib_bytes(v, mac, 6) : mib_text(v, i->port);
	case 8: return mib_text(v, i->port_description);
	case 9: return mib_text(v, i->name);
	case 10: return mib_text(v, i->description);
	case 11: return bits(v, i->capabilities);
	default: return bits(v, i->enabled);
	}
}

const struct mib_table mib_lldp[] = {
	{ "1.0.8802.1.1.2.1.3", (const u8[]){ 1, 2, 3, 4, 0 }, NULL, local_get, NULL, NULL },
	{ "1.0.8802.1.1.2.1.3.7.1", (const u8[]){ 2, 3, 4, 0 }, local_port_rows, local_port_get, NULL, NULL },
	{ "1.0.8802.1.1.2.1.4.1.1", (const u8[]){ 4, 5, 6, 7, 8, 9, 10, 11, 12, 0 }, remote_rows, remote_get, NULL, NULL },
	{ 0 },
};
