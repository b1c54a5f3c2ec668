/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BRIDGE-MIB (RFC 4188): base, ports, forwarding table of VLAN 1. Q-BRIDGE-MIB (4363): forwarding tables by VLAN, VLANs. Bridge port n is port n - 1. */
#include <string.h>

#include "router/snmp/mib.h"
#include "switch/bridge.h"

static bool base_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct bridge *b = s->dev->bridge;

	(void)row;
	switch (column) {
	case 1: return s->node->ports && mib_bytes(v, s->node->ports->mac, 6);
	case 2: return mib_int(v, b->n_ports);
	default: return mib_int(v, 2);
	}
}

static void port_rows(struct ipstack *s, struct mib_pick *p)
{
	for (const struct iface *i = s->dev->ifaces; i; i = i->next)
		if (i->sw)
			mib_offer1(p, i->sw->index + 1u);
}

static bool port_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	for (const struct iface *i = row->n == 1 ? s->dev->ifaces : NULL; i; i = i->next)
		if (i->sw && i->sw->index + 1u == row->id[0])
			return column == 1 ? mib_int(v, row->id[0]) : column == 2 ? mib_int(v, i->ifindex) : column == 3 ? mib_oid(v, "0.0") : mib_number(v, BER_COUNTER32, 0);
	return false;
}

/* ---- addresses: VLAN (Q-BRIDGE), six bytes ---- */

static void entry_id(u64 key, u32 id[7])
{
	id[0] = key & 0xffff;
	for (unsigned k = 0; k < 6; k++)
		id[1 + k] = key >> (56 - 8 * k) & 255;
}

static void fdb_offer(const struct fdb *t, u16 vlan, struct mib_pick *p)
{
	u32 id[7];

	for (u32 k = 0; k <= t->mask; k++) {
		if (!t->slot[k].key || (vlan && (t->slot[k].key & 0xffff) != vlan))
			continue;
		entry_id(t->slot[k].key, id);
		mib_offer(p, vlan ? id + 1 : id, vlan ? 6 : 7);
	}
}

static void fdb_rows(struct ipstack *s, struct mib_pick *p) { fdb_offer(&s->dev->bridge->fdb, 1, p); }
static void qfdb_rows(struct ipstack *s, struct mib_pick *p) { fdb_offer(&s->dev->bridge->fdb, 0, p); }

static const struct fdb_entry *entry_at(struct ipstack *s, u32 vlan, const u32 *mac, u8 out[6])
{
	for (unsigned k = 0; k < 6; k++)
		out[k] = (u8)mac[k];
	return vlan && vlan <= 4094 ? fdb_find(&s->dev->bridge->fdb, fdb_key(out, (u16)vlan)) : NULL;
}

static bool entry_get(const struct fdb_entry *e, u32 column, const u8 mac[6], struct mib_value *v)
{
	static const u8 status[] = { [FDB_DYNAMIC] = 3, [FDB_STATIC] = 5, [FDB_SELF] = 4 };

	if (!e)
		return false;
	switch (column) {
	case 1: return mib_bytes(v, mac, 6);
	case 2: return mib_int(v, e->port < FDB_DISCARD ? e->port + 1 : 0);
	default: return mib_int(v, status[e->kind]);
	}
}

static bool fdb_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	u8 mac[6];

	return row->n == 6 && entry_get(entry_at(s, 1, row->id, mac), column, mac, v);
}

static bool qfdb_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	u8 mac[6];

	return row->n == 7 && entry_get(entry_at(s, row->id[0], row->id + 1, mac), column, mac, v);
}

/* ---- VLANs ---- */

static bool vlan_number(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	(void)row;
	return column == 1 ? mib_int(v, 1) : column == 2 || column == 3 ? mib_int(v, 4094) : mib_number(v, BER_GAUGE32, s->dev->bridge->n_vlans);
}

static void vlan_rows(struct ipstack *s, struct mib_pick *p)
{
	for (u32 k = 1; k <= VLAN_MAX; k++)
		if (s->dev->bridge->vlan[k])
			mib_offer1(p, k);
}

static bool vlan_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct vlan *x = row->n == 1 && row->id[0] && row->id[0] <= VLAN_MAX ? s->dev->bridge->vlan[row->id[0]] : NULL;

	return x && (column == 1 ? mib_text(v, x->name) : mib_int(v, 1));
}

const struct mib_table mib_bridge[] = {
	{ "1.3.6.1.2.1.17.1", (const u8[]){ 1, 2, 3, 0 }, NULL, base_get, NULL, NULL },
	{ "1.3.6.1.2.1.17.1.4.1", (const u8[]){ 1, 2, 3, 4, 5, 0 }, port_rows, port_get, NULL, NULL },
	{ "1.3.6.1.2.1.17.4.3.1", (const u8[]){ 1, 2, 3, 0 }, fdb_rows, fdb_get, NULL, NULL },
	{ "1.3.6.1.2.1.17.7.1.1", (const u8[]){ 1, 2, 3, 4, 0 }, NULL, vlan_number, NULL, NULL },
	{ "1.3.6.1.2.1.17.7.1.2.2.1", (const u8[]){ 2, 3, 0 }, qfdb_rows, qfdb_get, NULL, NULL },
	{ "1.3.6.1.2.1.17.7.1.4.3.1", (const u8[]){ 1, 5, 0 }, vlan_rows, vlan_get, NULL, NULL },
	{ 0 },
};
