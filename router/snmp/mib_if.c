/* SPDX-License-Identifier: GPL-3.0-or-later */
/* system (SNMPv2-MIB, RFC 3418) with what can be set of it, IF-MIB (2863): ifTable, ifXTable with counters of 64 bits. */
#include <stdio.h>
#include <string.h>

#include "device/configured.h"
#include "router/snmp/own.h"

enum { IF_ALIAS_MAX = 64 };

/* ---- system, snmp ---- */

static bool system_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct device *d = s->dev;
	char text[200];

	(void)row;
	switch (column) {
	case 1:
		snprintf(text, sizeof(text), "%s Software (%s), Version 15.9", d->image, d->model);
		return mib_text(v, text);
	case 2:
		return mib_oid(v, d->bridge ? "1.3.6.1.4.1.9.1.1208" : "1.3.6.1.4.1.9.1.1041");
	case 3:
		return mib_number(v, BER_TICKS, (stack_now(s) - d->booted) / (10 * NSEC_PER_MS));
	case 4:
		return mib_text(v, s->snmp->contact);
	case 5:
		return mib_text(v, shell_hostname(d->shell));
	case 6:
		return mib_text(v, s->snmp->location);
	case 7:
		return mib_int(v, (d->bridge ? 2 : 0) + (s->forwarding ? 4 : 0) + 72);
	default:
		return mib_number(v, BER_TICKS, 0);
	}
}

static bool snmp_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct snmp *a = s->snmp;

	(void)row;
	switch (column) {
	case 1: return mib_number(v, BER_COUNTER32, a->count.in);
	case 3: return mib_number(v, BER_COUNTER32, a->count.bad_version);
	case 4: return mib_number(v, BER_COUNTER32, a->count.bad_community);
	case 5: return mib_number(v, BER_COUNTER32, a->count.bad_use);
	case 6: return mib_number(v, BER_COUNTER32, a->count.parse);
	case 30: return mib_int(v, a->traps & SNMP_TRAP_AUTH ? 1 : 2);
	default: return mib_number(v, BER_COUNTER32, 0);
	}
}

static bool engine_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct snmp *a = s->snmp;

	(void)row;
	switch (column) {
	case 1: return mib_bytes(v, a->engine, a->engine_len);
	case 2: return mib_int(v, a->boots);
	case 3: return mib_int(v, snmp_engine_time(a));
	default: return mib_int(v, SNMP_MESSAGE_MAX);
	}
}

static enum snmp_error system_set(struct ipstack *s, u32 column, const struct oid *row, const struct mib_value *v, struct mib_change *x)
{
	char text[MIB_TEXT_MAX + 1];
	enum snmp_error e = mib_want_text(v, MIB_TEXT_MAX, text);

	(void)s;
	(void)row;
	if (e)
		return e;
	if (column == 5 && !hostname_good(text))
		return ERR_WRONG_VALUE;
	if (column == 5)
		text_printf(&x->lines, "hostname %s\n", text);
	else
		text_printf(&x->lines, "%ssnmp-server %s%s%s\n", *text ? "" : "no ", column == 4 ? "contact" : "location", *text ? " " : "", text);
	return ERR_NONE;
}

/* snmpEnableAuthenTraps: the line names the kinds that are told of. */
static enum snmp_error snmp_group_set(struct ipstack *s, u32 column, const struct oid *row, const struct mib_value *v, struct mib_change *x)
{
	enum snmp_error e = mib_want_int(v, 1, 2);

	(void)column;
	(void)row;
	if (!e)
		snmp_traps_line(v->n == 1 ? s->snmp->traps | SNMP_TRAP_AUTH : s->snmp->traps & ~(u32)SNMP_TRAP_AUTH, &x->lines);
	return e;
}

/* snmpSetSerialNo: who sets it says what it is, and so that nobody else has set anything since he looked (TestAndIncr: RFC 2579). */
static bool serial_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	(void)column;
	(void)row;
	return mib_int(v, s->snmp->set_serial);
}

static enum snmp_error serial_set(struct ipstack *s, u32 column, const struct oid *row, const struct mib_value *v, struct mib_change *x)
{
	enum snmp_error e = mib_want_int(v, 0, INT32_MAX);

	(void)column;
	(void)row;
	if (!e && v->n != s->snmp->set_serial)
		return ERR_INCONSISTENT;
	x->has_serial = true;
	x->serial = v->n == INT32_MAX ? 0 : (u32)v->n + 1;
	return e;
}

const struct mib_table mib_system[] = {
	{ "1.3.6.1.2.1.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 0 }, NULL, system_get, (const u8[]){ 4, 5, 6, 0 }, system_set },
	{ "1.3.6.1.2.1.11", (const u8[]){ 1, 3, 4, 5, 6, 30, 31, 32, 0 }, NULL, snmp_get, (const u8[]){ 30, 0 }, snmp_group_set },
	{ "1.3.6.1.6.3.1.1.6", (const u8[]){ 1, 0 }, NULL, serial_get, (const u8[]){ 1, 0 }, serial_set },
	{ "1.3.6.1.6.3.10.2.1", (const u8[]){ 1, 2, 3, 4, 0 }, NULL, engine_get, NULL, NULL },
	{ 0 },
};

/* ---- interfaces ---- */

static struct iface *iface_at(struct ipstack *s, const struct oid *row)
{
	for (struct iface *i = s->dev->ifaces; i && row->n == 1; i = i->next)
		if (i->ifindex == row->id[0])
			return i;
	return NULL;
}

static void if_rows(struct ipstack *s, struct mib_pick *p)
{
	for (const struct iface *i = s->dev->ifaces; i; i = i->next)
		mib_offer1(p, i->ifindex);
}

static bool if_number(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	unsigned n = 0;

	(void)column;
	(void)row;
	for (const struct iface *i = s->dev->ifaces; i; i = i->next)
		n++;
	return mib_int(v, n);
}

u32 snmp_if_type(const struct iface *i)
{
	switch (i->type) {
	case IF_LOOPBACK: return 24;
	case IF_PORT_CHANNEL: return 161;
	case IF_TUNNEL: return 131;
	case IF_VLAN: return 53;
	case IF_NULL: return 1;
	default: return i->parent ? 135 : 6;
	}
}

static bool if_mac(const struct iface *i, struct mib_value *v)
{
	bool has = i->type != IF_LOOPBACK && i->type != IF_NULL && i->type != IF_TUNNEL;

	return mib_bytes(v, i->mac, has ? 6 : 0);
}

static bool if_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct iface *i = iface_at(s, row);
	struct iface_counters c;

	if (!i)
		return false;
	iface_get_counters(i, &c);
	switch (column) {
	case 1: return mib_int(v, i->ifindex);
	case 2: return mib_text(v, i->name);
	case 3: return mib_int(v, snmp_if_type(i));
	case 4: return mib_int(v, i->mtu);
	case 5: return mib_number(v, BER_GAUGE32, min_u64(i->bandwidth_kbit * 1000ull, UINT32_MAX));
	case 6: return if_mac(i, v);
	case 7: return mib_int(v, i->shutdown ? 2 : 1);
	case 8: return mib_int(v, i->up ? 1 : 2);
	case 9: return mib_number(v, BER_TICKS, i->changed / (10 * NSEC_PER_MS));
	case 10: return mib_number(v, BER_COUNTER32, c.rx_bytes);
	case 11: return mib_number(v, BER_COUNTER32, c.rx_frames - c.rx_broadcast - c.rx_multicast);
	case 12: return mib_number(v, BER_COUNTER32, c.rx_broadcast + c.rx_multicast);
	case 13: return mib_number(v, BER_COUNTER32, c.rx_drops);
	case 16: return mib_number(v, BER_COUNTER32, c.tx_bytes);
	case 17: return mib_number(v, BER_COUNTER32, c.tx_frames - c.tx_broadcast - c.tx_multicast);
	case 18: return mib_number(v, BER_COUNTER32, c.tx_broadcast + c.tx_multicast);
	case 19: return mib_number(v, BER_COUNTER32, c.tx_drops);
	default: return mib_number(v, BER_COUNTER32, 0);
	}
}

static bool ifx_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct iface *i = iface_at(s, row);
	struct iface_counters c;

	if (!i)
		return false;
	iface_get_counters(i, &c);
	switch (column) {
	case 1: return mib_text(v, i->short_name);
	case 2: return mib_number(v, BER_COUNTER32, c.rx_multicast);
	case 3: return mib_number(v, BER_COUNTER32, c.rx_broadcast);
	case 4: return mib_number(v, BER_COUNTER32, c.tx_multicast);
	case 5: return mib_number(v, BER_COUNTER32, c.tx_broadcast);
	case 6: return mib_number(v, BER_COUNTER64, c.rx_bytes);
	case 7: return mib_number(v, BER_COUNTER64, c.rx_frames - c.rx_broadcast - c.rx_multicast);
	case 8: return mib_number(v, BER_COUNTER64, c.rx_multicast);
	case 9: return mib_number(v, BER_COUNTER64, c.rx_broadcast);
	case 10: return mib_number(v, BER_COUNTER64, c.tx_bytes);
	case 11: return mib_number(v, BER_COUNTER64, c.tx_frames - c.tx_broadcast - c.tx_multicast);
	case 12: return mib_number(v, BER_COUNTER64, c.tx_multicast);
	case 13: return mib_number(v, BER_COUNTER64, c.tx_broadcast);
	case 14: return mib_int(v, i->link_untold || i->parent ? 2 : 1);
	case 15: return mib_number(v, BER_GAUGE32, i->bandwidth_kbit / 1000);
	case 16: return mib_int(v, 2);
	case 17: return mib_int(v, iface_is_physical(i) ? 1 : 2);
	case 18: return mib_text(v, i->description);
	default: return mib_number(v, BER_TICKS, 0);
	}
}

/* ifAdminStatus; `testing` is no state of any interface here. */
static enum snmp_error if_set(struct ipstack *s, u32 column, const struct oid *row, const struct mib_value *v, struct mib_change *x)
{
	const struct iface *i = iface_at(s, row);
	enum snmp_error e = mib_want_int(v, 1, 2);

	(void)column;
	if (e)
		return e;
	if (!i)
		return ERR_NO_CREATION;
	if (i->type == IF_NULL)
		return ERR_NOT_WRITABLE;
	text_printf(&x->lines, "interface %s\n %sshutdown\n", i->name, v->n == 1 ? "no " : "");
	return ERR_NONE;
}

/* ifLinkUpDownTrapEnable, ifAlias. */
static enum snmp_error ifx_set(struct ipstack *s, u32 column, const struct oid *row, const struct mib_value *v, struct mib_change *x)
{
	const struct iface *i = iface_at(s, row);
	char text[MIB_TEXT_MAX + 1] = "";
	enum snmp_error e = column == 14 ? mib_want_int(v, 1, 2) : mib_want_text(v, IF_ALIAS_MAX, text);

	if (e)
		return e;
	if (!i)
		return ERR_NO_CREATION;
	text_printf(&x->lines, "interface %s\n", i->name);
	if (column == 14)
		text_printf(&x->lines, " %ssnmp trap link-status\n", v->n == 1 ? "" : "no ");
	else
		text_printf(&x->lines, " %sdescription%s%s\n", *text ? "" : "no ", *text ? " " : "", text);
	return ERR_NONE;
}

const struct mib_table mib_interfaces[] = {
	{ "1.3.6.1.2.1.2", (const u8[]){ 1, 0 }, NULL, if_number, NULL, NULL },
	{ "1.3.6.1.2.1.2.2.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 0 }, if_rows, if_get, (const u8[]){ 7, 0 }, if_set },
	{ "1.3.6.1.2.1.31.1.1.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 0 }, if_rows, ifx_get, (const u8[]){ 14, 18, 0 }, ifx_set },
	{ 0 },
};
