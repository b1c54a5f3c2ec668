/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/vtp/vtp_show.h"

#include <stdio.h>
#include <string.h>

enum { VLANS_SUPPORTED = 1005, VLANS_FACTORY = 4 };

const char *vtp_mode_upper(u8 mode)
{
	static const char *const name[] = { "SERVER", "CLIENT", "TRANSPARENT", "OFF" };

	return name[mode < ARRAY_LEN(name) ? mode : 0];
}

/* "3-1-93 00:03:12" of yymmddhhmmss, without leading zeros in the date. */
static void stamp_text(const char *stamp, char out[32])
{
	unsigned d[6] = { 0 };

	if (strlen(stamp) < VTP_STAMP || sscanf(stamp, "%2u%2u%2u%2u%2u%2u", &d[0], &d[1], &d[2], &d[3], &d[4], &d[5]) != 6)
		snprintf(out, 32, "0-0-00 00:00:00");
	else
		snprintf(out, 32, "%u-%u-%02u %02u:%02u:%02u", d[1] % 100, d[2] % 100, d[0] % 100, d[3] % 100, d[4] % 100, d[5] % 100);
}

static void counts(const struct vtp_switch *s, unsigned *normal, unsigned *extended)
{
	*normal = VLANS_FACTORY;
	*extended = 0;
	for (u16 id = 1; id <= VLAN_MAX; id++)
		if (s->b->vlan[id])
			++*(id >= VTP_EXTENDED ? extended : normal);
}

static void show_digest(struct show *s, const struct vtp *v)
{
	char text[VTP_DIGEST * 5 + 1];

	for (unsigned i = 0; i < VTP_DIGEST; i++)
		snprintf(text + 5 * i, 6, "0x%02X ", v->digest[i]);
	show_text(s, "MD5 digest                        : %.40s\n%36s%s\n", text, "", text + 40);
	text[sizeof(text) - 2] = 0;
	show_str(s, "md5_digest", text);
}

static const char *mode_text(const struct vtp *v)
{
	return vtp_is_primary(v) ? "Primary Server" : vtp_mode_name(v->mode);
}

static void show_modified(struct show *s, const struct vtp_switch *x)
{
	const struct iface *of;
	u32 addr = vtp_updater(x, &of);
	char by[IP4_TEXT], when[32];

	ip4_text(x->v.updater, by);
	stamp_text(x->v.stamp, when);
	show_text(s, "Configuration last modified by %s at %s\n", by, when);
	show_ip4(s, "last_modified_by", x->v.updater);
	show_str(s, "last_modified_at", when);
	ip4_text(addr, by);
	if (x->v.mode == VTP_SERVER && of)
		show_text(s, "Local updater ID is %s on interface %s (%s)\n", by, of->short_name,
			  !strcmp(of->name, x->prefer) ? "preferred interface" : "lowest numbered VLAN interface found");
	else if (x->v.mode == VTP_SERVER)
		show_text(s, "Local updater ID is 0.0.0.0 (no valid interface found)\n");
	show_ip4(s, "local_updater", addr);
}

static void feature_3(struct show *s, const struct vtp_switch *x, unsigned normal, unsigned extended)
{
	char mac[MAC_TEXT];

	show_text(s, "Number of existing VLANs          : %u\nNumber of existing extended VLANs : %u\n", normal, extended);
	show_text(s, "Maximum VLANs supported locally   : %u\n", VLAN_MAX);
	show_text(s, "Configuration Revision            : %u\n", x->v.revision);
	show_text(s, "Primary ID                        : %s\n", mac_dotted(x->v.primary, mac));
	show_text(s, "Primary Description               : %s\n", x->v.primary_name);
	show_mac(s, "primary_id", x->v.primary);
	show_str(s, "primary_description", x->v.primary_name);
	show_digest(s, &x->v);
	show_text(s, "\n\nFeature MST:\n--------------\nVTP Operating Mode                : Transparent\n\n\nFeature UNKNOWN:\n--------------\nVTP Operating Mode                : Transparent\n");
}

bool show_vtp_status(struct cli *c, const struct args *a, struct show *s)
{
	const struct vtp_switch *x = vtp_of(c);
	unsigned normal, extended;
	char mac[MAC_TEXT];

	(void)a;
	counts(x, &normal, &extended);
	show_text(s, "VTP Version capable             : 1 to 3\nVTP version running             : %u\n", x->v.version);
	show_text(s, "VTP Domain Name                 : %s\nVTP Pruning Mode                : %s\nVTP Traps Generation            : Disabled\n", x->v.domain, x->v.pruning ? "Enabled" : "Disabled");
	show_bool(s, "pruning", x->v.pruning);
	show_text(s, "Device ID                       : %s\n", mac_dotted(x->v.device, mac));
	show_num(s, "version", x->v.version);
	show_str(s, "domain", x->v.domain);
	show_mac(s, "device_id", x->v.device);
	show_str(s, "mode", mode_text(&x->v));
	show_num(s, "revision", x->v.revision);
	show_num(s, "existing_vlans", normal);
	show_num(s, "existing_extended_vlans", extended);
	if (x->v.version < 3)
		show_modified(s, x);
	show_text(s, "\nFeature VLAN:\n--------------\nVTP Operating Mode                : %s\n", mode_text(&x->v));
	if (x->v.version == 3) {
		feature_3(s, x, normal, extended);
	} else {
		show_text(s, "Maximum VLANs supported locally   : %u\nNumber of existing VLANs          : %u\n", VLANS_SUPPORTED, normal);
		show_text(s, "Configuration Revision            : %u\n", x->v.revision);
		show_digest(s, &x->v);
	}
	show_end(s);
	return true;
}

bool show_vtp_password(struct cli *c, const struct args *a, struct show *s)
{
	const struct vtp_switch *x = vtp_of(c);
	char hex[VTP_DIGEST * 2 + 1];

	(void)a;
	for (unsigned i = 0; i < VTP_DIGEST; i++)
		snprintf(hex + 2 * i, 3, "%02X", x->v.secret[i]);
	show_bool(s, "configured", *x->v.password);
	if (*x->v.password)
		show_str(s, "password", x->hidden ? hex : x->v.password);
	show_end(s);
	if (*x->v.password)
		show_text(s, "VTP Password: %s\n", x->hidden ? hex : x->v.password);
	else
		show_text(s, "The VTP password is not configured.\n");
	return true;
}

static void show_joins(struct show *s, const struct vtp_switch *x)
{
	show_text(s, "\n\nVTP pruning statistics:\n\nTrunk            Join Transmitted Join Received    Summary advts received from\n"
		     "                                                   non-pruning-capable device\n---------------- ---------------- ---------------- ---------------------------\n");
	show_push_list(s, "trunks");
	for (u16 i = 0; i < x->b->n_ports; i++) {
		const struct vtp_port *p = &x->v.port[i];

		if (!p->trunk)
			continue;
		show_str(s, "interface", x->b->port[i].iface->name);
		show_num(s, "joins_sent", p->tx_join);
		show_num(s, "joins_received", p->rx_join);
		show_num(s, "not_pruning", p->rx_not_pruning);
		show_end(s);
		show_text(s, "%-19s %-16llu %-16llu %llu\n", x->b->port[i].iface->short_name, (unsigned long long)p->tx_join, (unsigned long long)p->rx_join,
			  (unsigned long long)p->rx_not_pruning);
	}
	show_pop(s);
}

bool show_vtp_counters(struct cli *c, const struct args *a, struct show *s)
{
	const struct vtp_counters *n = &vtp_of(c)->v.count;
	const struct {
		const char *cell, *title;
		u64 value;
	} line[] = {
		{ "summary_received", "Summary advertisements received   ", n->rx_summary }, { "subset_received", "Subset advertisements received    ", n->rx_subset },
		{ "request_received", "Request advertisements received   ", n->rx_request }, { "summary_sent", "Summary advertisements transmitted", n->tx_summary },
		{ "subset_sent", "Subset advertisements transmitted ", n->tx_subset },   { "request_sent", "Request advertisements transmitted", n->tx_request },
		{ "revision_errors", "Number of config revision errors  ", n->revision_errors }, { "digest_errors", "Number of config digest errors    ", n->digest_errors },
		{ "v1_summary_errors", "Number of V1 summary errors       ", n->v1_errors },
	};

	(void)a;
	show_text(s, "VTP statistics:\n");
	for (unsigned i = 0; i < ARRAY_LEN(line); i++) {
		show_num(s, line[i].cell, line[i].value);
		show_text(s, "%s : %llu\n", line[i].title, (unsigned long long)line[i].value);
	}
	show_num(s, "other_domain", n->rx_other_domain);
	show_num(s, "malformed", n->rx_bad);
	show_joins(s, vtp_of(c));
	show_end(s);
	show_text(s, "\n");
	return true;
}

static void pruning_list(struct show *s, const struct vtp_switch *x, bool pruned)
{
	char list[VLAN_SET_TEXT];

	show_text(s, "\nPort                %s\n", pruned ? "Vlans pruned for lack of request by neighbor" : "Vlan traffic requested of neighbor");
	for (u16 i = 0; i < x->b->n_ports; i++) {
		struct vlan_set v = x->b->port[i].pruned;

		if (!x->v.port[i].trunk)
			continue;
		if (!pruned)
			vtp_prune_wanted(x, i, &v);
		for (u16 id = 1; id <= VLAN_MAX; id++)
			if (!x->b->vlan[id])
				vlan_del(&v, id);
		vlan_set_format(&v, list, sizeof(list));
		show_text(s, "%-19s %s\n", x->b->port[i].iface->short_name, list);
		show_str(s, "interface", x->b->port[i].iface->name);
		show_str(s, pruned ? "pruned" : "requested", list);
		show_end(s);
	}
}

bool show_vtp_pruning(struct cli *c, const struct args *a, struct show *s)
{
	(void)a;
	pruning_list(s, vtp_of(c), true);
	pruning_list(s, vtp_of(c), false);
	return true;
}

bool show_vtp_interface(struct cli *c, const struct args *a, struct show *s)
{
	const struct vtp_switch *x = vtp_of(c);
	const char *only = args_str(a, "port");

	show_text(s, " Interface               VTP Status\n----------------------------------\n");
	for (u16 i = 0; i < x->b->n_ports; i++) {
		const struct swport *p = &x->b->port[i];

		if (p->gone || (only && strcmp(only, p->iface->name)))
			continue;
		show_str(s, "interface", p->iface->name);
		show_bool(s, "enabled", !x->off[i]);
		show_end(s);
		show_text(s, " %-23s %s\n", p->iface->name, x->off[i] ? "disabled" : "enabled");
	}
	return true;
}
