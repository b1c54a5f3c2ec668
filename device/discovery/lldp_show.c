/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show lldp, in the layout of IOS 15. */
#include <stdio.h>

#include "device/discovery/discovery.h"
#include "device/discovery/discovery_show.h"

static struct discovery *disc_of(struct show *s)
{
	return device_of(cli_node(show_cli(s)))->discovery;
}

static bool is_on(struct show *s)
{
	if (disc_of(s)->run[DISC_LLDP])
		return true;
	show_text(s, "%% LLDP is not enabled\n");
	return false;
}

/* "B,R" */
static const char *letters(u16 c, char buf[24])
{
	static const char letter[] = "OPBWRTCS";
	size_t n = 0;

	for (unsigned i = 0; i < 8; i++) {
		if (!(c >> i & 1))
			continue;
		if (n)
			buf[n++] = ',';
		buf[n++] = letter[i];
	}
	buf[n] = 0;
	return buf;
}

static unsigned hold_left(const struct discovery *d, const struct disc_neighbour *n)
{
	nsec now = node_now(&d->dev->node);

	return n->expires > now ? (unsigned)((n->expires - now + NSEC_PER_SEC - 1) / NSEC_PER_SEC) : 0;
}

static const char *name_of(const struct disc_info *i)
{
	return *i->name ? i->name : i->chassis;
}

static const struct { const char *cell, *title; } inventory[DISC_INVENTORY_N] = {
	{ "hardware_revision", "H/W revision" }, { "firmware_revision", "F/W revision" }, { "software_revision", "S/W revision" }, { "serial_number", "Serial number" },
	{ "manufacturer", "Manufacturer" }, { "model", "Model" }, { "asset_id", "Asset ID" },
};

static void cells(struct show *s, const struct discovery *d, const struct disc_neighbour *n)
{
	const struct disc_info *i = &n->i;
	char caps[24], text[IP6_TEXT];

	show_str(s, "device_id", name_of(i));
	show_str(s, "local_interface", n->iface->name);
	show_str(s, "chassis_id", i->chassis);
	show_str(s, "port_id", i->port);
	show_str(s, "port_description", i->port_description);
	show_str(s, "system_name", i->name);
	show_str(s, "system_description", i->description);
	show_num(s, "time_remaining_s", hold_left(d, n));
	show_num(s, "hold_time_s", i->hold_s);
	show_str(s, "capabilities", letters(i->capabilities, caps));
	show_str(s, "enabled_capabilities", letters(i->enabled, caps));
	if (i->address.af != AF_NONE)
		show_str(s, "management_address", ipaddr_text(&i->address, text));
	if (i->has_native_vlan)
		show_num(s, "vlan_id", i->native_vlan);
	if (*i->vlan_name)
		show_str(s, "vlan_name", i->vlan_name);
	if (i->has_mau)
		show_num(s, "mau_type", i->mau);
	if (i->has_frame_size)
		show_num(s, "max_frame_size", i->frame_size);
	if (i->has_aggregation) {
		show_bool(s, "aggregated", i->aggregation >> 1 & 1);
		show_num(s, "aggregate_port", i->aggregate_port);
	}
	if (i->med)
		show_num(s, "med_class", i->med_class);
	if (i->has_policy)
		show_num(s, "voice_vlan", i->voice_vlan);
	for (unsigned k = 0; k < DISC_INVENTORY_N; k++)
		if (*i->inventory[k])
			show_str(s, inventory[k].cell, i->inventory[k]);
	if (*i->location)
		show_str(s, "location", i->location);
	if (i->has_power)
		show_fmt(s, "power_w", "%u.%u", i->power_dw / 10, i->power_dw % 10);
	if (i->has_mdi) {
		show_bool(s, "mdi_power_enabled", i->mdi >> 2 & 1);
		show_num(s, "mdi_power_class", i->mdi_class ? i->mdi_class - 1u : 0);
	}
	show_end(s);
}

static const char *or_not(const char *text)
{
	return *text ? text : "- not advertised";
}

static void detail_8023(struct show *s, const struct disc_info *i)
{
	static const struct { u16 bit; const char *name; } pmd[] = {
		{ 0x0001, "1000baseT(FD)" }, { 0x0002, "1000baseT(HD)" }, { 0x0400, "100base-TX(FD)" }, { 0x0800, "100base-TX(HD)" }, { 0x2000, "10base-T(FD)" }, { 0x4000, "10base-T(HD)" },
	};

	if (!i->has_mau) {
		show_text(s, "Auto Negotiation - not supported\nPhysical media capabilities - not advertised\nMedia Attachment Unit type - not advertised\n");
		return;
	}
	show_text(s, "Auto Negotiation - %s\nPhysical media capabilities:\n", !(i->autoneg & 1) ? "not supported" : i->autoneg & 2 ? "supported, enabled" : "supported, disabled");
	for (unsigned k = 0; k < ARRAY_LEN(pmd); k++)
		if (i->pmd & pmd[k].bit)
			show_text(s, "    %s\n", pmd[k].name);
	show_text(s, "Media Attachment Unit type: %u\n", i->mau);
}

/* What a device says it speaks of: "NP, PD, IN". */
static const char *med_codes(u16 med, char buf[32])
{
	static const struct { u16 bit; const char *code; } codes[] = { { 2, "NP" }, { 4, "LI" }, { 8, "PS" }, { 16, "PD" }, { 32, "IN" } };
	size_t at = 0;

	*buf = 0;
	for (unsigned k = 0; k < ARRAY_LEN(codes); k++)
		if (med & codes[k].bit)
			at += (size_t)snprintf(buf + at, 32 - at, "%s%s", at ? ", " : "", codes[k].code);
	return buf;
}

static void detail_power(struct show *s, const struct disc_info *i)
{
	static const char *const pse[] = { "Unknown", "Primary", "Backup", "Reserved" }, *const pd[] = { "Unknown", "PSE", "Local", "PSE & Local" };
	static const char *const priority[] = { "Unknown", "Critical", "High", "Low" };
	bool is_pd = i->power >> 6 == 1;

	if (!i->has_power)
		return;
	show_text(s, "    %s device, Power source: %s, Power Priority: %s, Wattage: %u.%u\n", is_pd ? "PD" : "PSE", (is_pd ? pd : pse)[i->power >> 4 & 3],
		  (i->power & 15) < ARRAY_LEN(priority) ? priority[i->power & 15] : "Unknown", i->power_dw / 10, i->power_dw % 10);
}

static void detail_med(struct show *s, const struct disc_info *i)
{
	char codes[32];

	show_text(s, "\nMED Information:\n\n    MED Codes:\n          (NP) Network Policy, (LI) Location Identification\n          (PS) Power Source Entity, (PD) Power Device\n          (IN) Inventory\n\n");
	for (unsigned k = 0; k < DISC_INVENTORY_N; k++)
		if (*i->inventory[k])
			show_text(s, "    %s: %s\n", inventory[k].title, i->inventory[k]);
	show_text(s, "    Capabilities: %s\n    Device type: %s%u\n", med_codes(i->med, codes), i->med_class == 4 ? "Network connectivity, class " : "Endpoint Class ", i->med_class);
	if (i->has_policy)
		show_text(s, "    Network Policies: Voice: VLAN %u, priority %u, dscp %u\n", i->voice_vlan, i->voice_priority, i->voice_dscp);
	detail_power(s, i);
	if (*i->location)
		show_text(s, "    Location: %s\n", i->location);
	else
		show_text(s, "    Location - not advertised\n");
}

static void detail(struct show *s, const struct discovery *d, const struct disc_neighbour *n)
{
	const struct disc_info *i = &n->i;
	char caps[24], enabled[24], text[IP6_TEXT];

	show_text(s, "------------------------------------------------\nLocal Intf: %s\nChassis id: %s\nPort id: %s\nPort Description%s%s\nSystem Name%s%s\n\n", n->iface->short_name, i->chassis,
		  i->port, *i->port_description ? ": " : " ", or_not(i->port_description), *i->name ? ": " : " ", or_not(i->name));
	if (*i->description)
		show_text(s, "System Description: \n%s\n\n", i->description);
	else
		show_text(s, "System Description - not advertised\n\n");
	show_text(s, "Time remaining: %u seconds\n", hold_left(d, n));
	if (i->capabilities)
		show_text(s, "System Capabilities: %s\nEnabled Capabilities: %s\n", letters(i->capabilities, caps), letters(i->enabled, enabled));
	else
		show_text(s, "System Capabilities - not advertised\nEnabled Capabilities - not advertised\n");
	if (i->address.af == AF_NONE)
		show_text(s, "Management Addresses - not advertised\n");
	else
		show_text(s, "Management Addresses:\n    %s: %s\n", i->address.af == AF_IP4 ? "IP" : "IPV6", ipaddr_text(&i->address, text));
	detail_8023(s, i);
	if (i->has_native_vlan && i->native_vlan)
		show_text(s, "Vlan ID: %u\n", i->native_vlan);
	else
		show_text(s, "Vlan ID: - not advertised\n");
	if (i->med)
		detail_med(s, i);
	show_text(s, "\n");
	cells(s, d, n);
}

static void line(struct show *s, const struct discovery *d, const struct disc_neighbour *n)
{
	char caps[24];

	show_text(s, "%-20.20s%-15s%-11u%-16s%s\n", name_of(&n->i), n->iface->short_name, n->i.hold_s, letters(n->i.enabled, caps), n->i.port);
	cells(s, d, n);
}

bool show_lldp_neighbors(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);
	const char *only = args_str(a, "port");
	bool full = args_has(a, "detail");
	unsigned shown = 0;

	(void)c;
	if (!is_on(s))
		return true;
	if (!full)
		show_text(s, "Capability codes:\n    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device\n    (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other\n\n"
			     "Device ID           Local Intf     Hold-time  Capability      Port ID\n");
	for (const struct disc_neighbour *n = d->first; n; n = n->next) {
		if (n->protocol != DISC_LLDP || (only && strcmp(only, n->iface->name)))
			continue;
		if (full)
			detail(s, d, n);
		else
			line(s, d, n);
		shown++;
	}
	show_text(s, "\nTotal entries displayed: %u\n\n", shown);
	return true;
}

bool show_lldp_entry(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);
	const char *name = args_str(a, "name");
	unsigned shown = 0;

	(void)c;
	if (!is_on(s))
		return true;
	for (const struct disc_neighbour *n = d->first; n; n = n->next) {
		if (n->protocol != DISC_LLDP || (name && strcmp(name, name_of(&n->i))))
			continue;
		detail(s, d, n);
		shown++;
	}
	show_text(s, "\nTotal entries displayed: %u\n\n", shown);
	return true;
}

bool show_lldp(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);

	(void)c;
	(void)a;
	if (!is_on(s))
		return true;
	show_num(s, "timer_s", d->timer_s[DISC_LLDP]);
	show_num(s, "holdtime_s", d->hold_s[DISC_LLDP]);
	show_num(s, "reinit_s", d->reinit_s);
	show_end(s);
	show_text(s, "\nGlobal LLDP Information:\n    Status: ACTIVE\n    LLDP advertisements are sent every %u seconds\n    LLDP hold time advertised is %u seconds\n"
		     "    LLDP interface reinitialisation delay is %u seconds\n", d->timer_s[DISC_LLDP], d->hold_s[DISC_LLDP], d->reinit_s);
	return true;
}

bool show_lldp_interface(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);
	const char *only = args_str(a, "port");

	(void)c;
	if (!is_on(s))
		return true;
	for (u32 x = 0; x < d->n_ports; x++) {
		const struct disc_port *p = &d->port[x];

		if (only && strcmp(only, p->iface->name))
			continue;
		show_str(s, "interface", p->iface->name);
		show_bool(s, "transmit", p->transmit[DISC_LLDP]);
		show_bool(s, "receive", p->receive[DISC_LLDP]);
		show_end(s);
		show_text(s, "\n%s:\n    Tx: %s\n    Rx: %s\n    Tx state: %s\n    Rx state: %s\n", p->iface->name, p->transmit[DISC_LLDP] ? "enabled" : "disabled",
			  p->receive[DISC_LLDP] ? "enabled" : "disabled", p->up ? "IDLE" : "INIT", p->up ? "WAIT FOR FRAME" : "WAIT PORT OPER");
	}
	return true;
}

bool show_lldp_traffic(struct cli *c, const struct args *a, struct show *s)
{
	const struct discovery *d = disc_of(s);
	struct disc_counters t = { 0 };

	(void)c;
	(void)a;
	if (!is_on(s))
		return true;
	for (u32 x = 0; x < d->n_ports; x++) {
		const struct disc_counters *n = &d->port[x].count[DISC_LLDP];

		t.out += n->out;
		t.in += n->in;
		t.in_error += n->in_error;
		t.in_unknown += n->in_unknown;
		t.in_discarded += n->in_discarded;
		t.aged += n->aged;
	}
	show_num(s, "frames_out", t.out);
	show_num(s, "entries_aged", t.aged);
	show_num(s, "frames_in", t.in);
	show_num(s, "frames_in_error", t.in_error);
	show_num(s, "frames_discarded", t.in_discarded);
	show_num(s, "tlvs_unrecognized", t.in_unknown);
	show_end(s);
	show_text(s, "\nLLDP traffic statistics:\n    Total frames out: %llu\n    Total entries aged: %llu\n    Total frames in: %llu\n    Total frames received in error: %llu\n"
		     "    Total frames discarded: %llu\n    Total TLVs discarded: 0\n    Total TLVs unrecognized: %llu\n",
		  (unsigned long long)t.out, (unsigned long long)t.aged, (unsigned long long)t.in, (unsigned long long)t.in_error, (unsigned long long)t.in_discarded,
		  (unsigned long long)t.in_unknown);
	return true;
}
