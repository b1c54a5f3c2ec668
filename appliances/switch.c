/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A switch: a bridge, and an IP stack on its VLAN interfaces for management. */
#include <stdio.h>

#include "appliances/appliances.h"
#include "cli/rights.h"
#include "device/aaa/aaa.h"
#include "device/access.h"
#include "device/guard.h"
#include "core/wire.h"
#include "device/discovery/discovery.h"
#include "device/discovery/discovery_show.h"
#include "device/neighbour_frame.h"
#include "router/aaa/aaa_net.h"
#include "router/acl/acl.h"
#include "router/fhrp/fhrp.h"
#include "router/dhcp/dhcp.h"
#include "router/dhcp6/dhcp6.h"
#include "router/dns/dns_cmds.h"
#include "router/term/term.h"
#include "router/ip.h"
#include "router/ntp/ntp_cmds.h"
#include "router/bfd/bfd.h"
#include "router/ospf/proc.h"
#include "router/policy/policy.h"
#include "router/rip/rip.h"
#include "router/snmp/mib.h"
#include "router/snmp/snmp.h"
#include "router/tcp.h"
#include "router/ssh.h"
#include "router/http/http.h"
#include "router/tftp/tftp.h"
#include "router/vty.h"
#include "router/syslog_cmds.h"
#include "router/vrf/vrf.h"
#include "switch/dtp_port.h"
#include "switch/errdisable.h"
#include "switch/filter/filter.h"
#include "switch/flap.h"
#include "switch/lag/lag.h"
#include "switch/igmp_snoop.h"
#include "switch/secure.h"
#include "switch/snoop.h"
#include "switch/span.h"
#include "switch/storm.h"
#include "switch/stp.h"
#include "switch/switch_cli.h"
#include "switch/udld_port.h"
#include "switch/vtp/vtp_switch.h"

static const struct node_kind kind;

static u16 svi_vlan(const struct iface *i)
{
	return i->type == IF_VLAN && i->number >= 1 && i->number <= VLAN_MAX ? (u16)i->number : 0;
}

static void iface_added(struct iface *i)
{
	struct bridge *b = i->dev->bridge;
	u16 v = svi_vlan(i);

	if (b && i->type == IF_PORT_CHANNEL && !i->parent)
		lag_iface_added(i);
	if (!b || !v)
		return;
	bridge_svi_bind(b, v, i);
}

static void iface_removed(struct iface *i)
{
	struct bridge *b = i->dev->bridge;
	u16 v = svi_vlan(i);

	if (i->dev->ip)
		ip_iface_removed(i);
	if (b && i->type == IF_PORT_CHANNEL && !i->parent)
		lag_iface_removed(i);
	if (b && v)
		bridge_svi_bind(b, v, NULL);
}

static void iface_changed(struct iface *i)
{
	struct swport *p = bridge_place_of(i);

	discovery_iface_changed(i);
	snmp_iface_changed(i);
	if (p)
		bridge_port_changed(p);
	if (i->sw)
		return;
	if (i->dev->bridge && svi_vlan(i))
		bridge_svi_bind(i->dev->bridge, svi_vlan(i), i); /* its address may be new */
	if (i->dev->ip)
		ip_iface_changed(i);
}

static bool iface_allowed(struct device *d, enum iface_type type, bool sub)
{
	(void)d;
	if (sub)
		return type == IF_PORT_CHANNEL || type < IF_LOOPBACK;
	return type == IF_VLAN || type == IF_PORT_CHANNEL || type == IF_LOOPBACK || type == IF_NULL;
}

/* 802.1Q sub-interfaces are for what routes, by itself. */
static const char *iface_whole(const struct iface *i)
{
	const struct swport *p = bridge_place_of(i);
	const struct lag_port *l = p ? lag_port_of(p->bridge->lags, p) : NULL;

	if (!p || !p->routed)
		return "Sub-interfaces are for routed ports (no switchport).";
	return l && l->group ? "The port is in a channel group: sub-interfaces are the Port-channel's." : NULL;
}

static const char *iface_kept(const struct iface *i)
{
	enum lag_protocol protocol;

	if (i->type != IF_PORT_CHANNEL || i->parent || !i->dev->bridge || !lag_group_protocol(i->dev->bridge->lags, (u8)i->number, &protocol))
		return NULL;
	return "its channel group has ports: take them out first";
}

static bool iface_line_up(struct iface *i)
{
	struct bridge *b = i->dev->bridge;
	u16 v = svi_vlan(i);

	return i->type != IF_VLAN || (v && b && b->vlan[v] && !b->vlan[v]->suspended && bridge_vlan_up(b, v));
}

static const char *iface_vlan(const struct iface *i, char buf[12])
{
	if (!i->sw)
		return ip_iface_vlan(i, buf);
	if (i->sw->trunk && i->link)
		return "trunk";
	snprintf(buf, 12, "%u", i->sw->access_vlan);
	return buf;
}

/* LLDP and CDP: what the switch knows of its port. */
static void describe(const struct iface *i, struct disc_info *out)
{
	const struct bridge *b = i->dev->bridge;
	const struct swport *p = i->sw ? i->sw->path : NULL;
	const struct swport *place = bridge_place_of(i);
	const struct lag_port *l = place ? lag_port_of(b->lags, place) : NULL;
	const struct lag *g = l && l->group ? lag_find(b->lags, l->group) : NULL;

	out->capabilities = DISC_BRIDGE | DISC_ROUTER;
	out->enabled = DISC_BRIDGE;
	out->has_domain = true;
	snprintf(out->domain, sizeof(out->domain), "%s", b->domain);
	out->has_aggregation = place;
	out->aggregation = (u8)(1 | (l && l->state == LAG_BUNDLED ? 2 : 0));
	out->aggregate_port = l && l->state == LAG_BUNDLED && g ? g->iface->ifindex : 0;
	if (!p)
		return;
	out->has_native_vlan = true;
	out->native_vlan = p->trunk ? p->native_vlan : p->access_vlan;
	if (b->vlan[out->native_vlan])
		snprintf(out->vlan_name, sizeof(out->vlan_name), "%s", b->vlan[out->native_vlan]->name);
	out->voice_vlan = p->trunk ? 0 : p->voice_vlan;
	out->has_policy = out->voice_vlan;
	out->voice_priority = 5;
	out->voice_dscp = 46;
}

static void discovery_frame(struct bridge *b, struct swport *in, struct frame *f, void *arg)
{
	(void)b;
	(void)arg;
	if (!discovery_input(in->iface, f))
		port_drop(in->iface->port, f, DROP_RESERVED_MAC);
}

static void claim_discovery(struct bridge *b)
{
	static const u8 lldp[6] = { 0x01, 0x80, 0xc2, 0, 0, 0x0e };

	bridge_claim_link(b, lldp, 0, discovery_frame, NULL);
	bridge_claim_link(b, snap_mac, CDP_PID, discovery_frame, NULL);
}

static const struct device_ops ops = {
	.iface_added = iface_added, .iface_removed = iface_removed, .iface_changed = iface_changed,
	.iface_allowed = iface_allowed, .iface_kept = iface_kept, .iface_whole = iface_whole, .iface_spread = lag_spread, .iface_members = lag_members, .iface_line_up = iface_line_up, .iface_vlan = iface_vlan, .sampled = bridge_sample, .iface_ip4 = ip_iface_primary4, .iface_lender = ip_iface_lender,
};

/* Frames of layer 3 that do not leave by a port of their own. */
static void ip_output(struct iface *i, struct frame **f, unsigned n)
{
	if (i->type == IF_VLAN)
		bridge_svi_output(i, f, n);
	else
		swport_send(bridge_place_of(i), f, n);
}

static void init(struct node *n)
{
	struct device *d = device_of(n);

	device_init(d, appliance_grammar(n), &ops);
	d->image = "Lanyard switch";
	bridge_new(d);
	errdisable_new(d->bridge);
	flap_new(d->bridge);
	lag_switch_new(d->bridge);
	dtp_switch_new(d->bridge);
	filter_new(d->bridge);
	storm_new(d->bridge);
	secure_new(d->bridge);
	snoop_new(d->bridge);
	igmp_snoop_new(d->bridge);
	udld_switch_new(d->bridge);
	span_new(d->bridge);
	stp_new(d->bridge);
	vtp_switch_new(d->bridge);
	tcp_new(ipstack_new(d, false));
	filter_hook(d->bridge);
	d->ip->snmp_more = mib_bridge;
	vtys_new(d->ip);
	ipstack_set_output(d->ip, ip_output);
	ipstack_set_virtual_mac(d->ip, bridge_svi_mac);
	discovery_new(d, describe);
	claim_discovery(d->bridge);
}

static void fini(struct node *n)
{
	struct device *d = device_of(n);

	discovery_free(d->discovery);
	vtys_free(d->ip);
	tcp_free(*ipstack_tcp(d->ip));
	filter_free(d->bridge);
	ipstack_free(d->ip);
	d->ip = NULL;
	vtp_switch_free(d->bridge->vtp);
	stp_free(d->bridge->stp);
	span_free(d->bridge->span);
	udld_switch_free(d->bridge->udld);
	igmp_snoop_free(d->bridge->igmp);
	snoop_free(d->bridge->snoop);
	secure_free(d->bridge->secure);
	storm_free(d->bridge->storm);
	dtp_switch_free(d->bridge->dtp);
	lag_switch_free(d->bridge->lags);
	flap_free(d->bridge->flap);
	errdisable_free(d->bridge->err);
	bridge_free(d->bridge);
	device_fini(d);
}

static void port_name(u32 index, char buf[32])
{
	snprintf(buf, 32, "GigabitEthernet0/%u", index + 1);
}

/*
 * Rapid spanning tree, and nothing to wait for where a station is: a port forwards at once unless what it is wired to may be part
 * of a loop.
 */
static char *generate(const struct node *n, const struct appliance_config *c)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	(void)c;
	if (!f)
		bug("switch: out of memory");
	fprintf(f, "spanning-tree mode rapid-pvst\n");
	for (const struct port *p = n->ports; p; p = p->next) {
		const struct port *peer = port_peer(p);

		if (peer && peer->node->kind != &kind && !peer->node->kind->half_duplex)
			fprintf(f, "interface %s\n spanning-tree portfast\n", p->name);
	}
	fclose(f);
	return text;
}

static const struct node_kind kind = {
	.name = "switch", .size = sizeof(struct device), .init = init, .fini = fini, .input = bridge_input, .link = device_link,
	.port_name = port_name, .default_ports = 24,
};

static const struct command_set commands[] = {
	{ cli_cmds, &n_cli_cmds, NULL, NULL },
	{ device_cmds, &n_device_cmds, device_help, &n_device_help },
	{ files_cmds, &n_files_cmds, NULL, NULL },
	{ archive_cmds, &n_archive_cmds, NULL, NULL },
	{ discovery_cmds, &n_discovery_cmds, NULL, NULL },
	{ access_cmds, &n_access_cmds, NULL, NULL },
	{ guard_cmds, &n_guard_cmds, NULL, NULL },
	{ aaa_cmds, &n_aaa_cmds, NULL, NULL },
	{ rights_cmds, &n_rights_cmds, NULL, NULL },
	{ view_cmds, &n_view_cmds, NULL, NULL },
	{ macro_cmds, &n_macro_cmds, NULL, NULL },
	{ setup_cmds, &n_setup_cmds, NULL, NULL },
	{ aaa_net_cmds, &n_aaa_net_cmds, NULL, NULL },
	{ ip_later_cmds, &n_ip_later_cmds, NULL, NULL },
	{ unnumbered_cmds, &n_unnumbered_cmds, NULL, NULL },
	{ ip_later_switch_cmds, &n_ip_later_switch_cmds, NULL, NULL },
	{ switch_cmds, &n_switch_cmds, switch_help, &n_switch_help },
	{ filter_cmds, &n_filter_cmds, NULL, NULL },
	{ routed_cmds, &n_routed_cmds, NULL, NULL },
	{ span_cmds, &n_span_cmds, NULL, NULL },
	{ vlan_count_cmds, &n_vlan_count_cmds, NULL, NULL },
	{ errdisable_cmds, &n_errdisable_cmds, NULL, NULL },
	{ dtp_cmds, &n_dtp_cmds, NULL, NULL },
	{ lag_cmds, &n_lag_cmds, NULL, NULL },
	{ secure_cmds, &n_secure_cmds, NULL, NULL },
	{ storm_cmds, &n_storm_cmds, NULL, NULL },
	{ snoop_cmds, &n_snoop_cmds, NULL, NULL },
	{ snoop_db_cmds, &n_snoop_db_cmds, NULL, NULL },
	{ dai_cmds, &n_dai_cmds, NULL, NULL },
	{ arp_acl_cmds, &n_arp_acl_cmds, NULL, NULL },
	{ mst_cmds, &n_mst_cmds, NULL, NULL },
	{ igmp_cmds, &n_igmp_cmds, NULL, NULL },
	{ udld_cmds, &n_udld_cmds, NULL, NULL },
	{ vtp_cmds, &n_vtp_cmds, NULL, NULL },
	{ ip_switch_cmds, &n_ip_switch_cmds, NULL, NULL },
	{ vrf_cmds, &n_vrf_cmds, NULL, NULL },
	{ acl_cmds, &n_acl_cmds, NULL, NULL },
	{ tcp_cmds, &n_tcp_cmds, NULL, NULL },
	{ vty_cmds, &n_vty_cmds, NULL, NULL },
	{ ssh_cmds, &n_ssh_cmds, NULL, NULL },
	{ ssh_pubkey_cmds, &n_ssh_pubkey_cmds, NULL, NULL },
	{ track_cmds, &n_track_cmds, NULL, NULL },
	{ vrrp_cmds, &n_vrrp_cmds, NULL, NULL },
	{ vrrp_block_cmds, &n_vrrp_block_cmds, NULL, NULL },
	{ vrrp_show_cmds, &n_vrrp_show_cmds, NULL, NULL },
	{ hsrp_cmds, &n_hsrp_cmds, NULL, NULL },
	{ hsrp_show_cmds, &n_hsrp_show_cmds, NULL, NULL },
	{ glbp_cmds, &n_glbp_cmds, NULL, NULL },
	{ glbp_show_cmds, &n_glbp_show_cmds, NULL, NULL },
	{ policy_cmds, &n_policy_cmds, NULL, NULL },
	{ rip_cmds, &n_rip_cmds, NULL, NULL },
	{ ospf_cmds, &n_ospf_cmds, NULL, NULL },
	{ bfd_cmds, &n_bfd_cmds, NULL, NULL },
	{ dhcp_server_cmds, &n_dhcp_server_cmds, NULL, NULL },
	{ dhcp6_server_cmds, &n_dhcp6_server_cmds, NULL, NULL },
	{ ntp_cmds, &n_ntp_cmds, NULL, NULL },
	{ syslog_cmds, &n_syslog_cmds, NULL, NULL },
	{ syslog_vrf_cmds, &n_syslog_vrf_cmds, NULL, NULL },
	{ dns_cmds, &n_dns_cmds, NULL, NULL },
	{ term_cmds, &n_term_cmds, NULL, NULL },
	{ snmp_cmds, &n_snmp_cmds, NULL, NULL },
	{ snmp_notify_cmds, &n_snmp_notify_cmds, NULL, NULL },
	{ snmp_ospf_cmds, &n_snmp_ospf_cmds, NULL, NULL },
	{ tftp_cmds, &n_tftp_cmds, NULL, NULL },
	{ http_cmds, &n_http_cmds, NULL, NULL },
	{ http_secure_cmds, &n_http_secure_cmds, NULL, NULL },
	{ dhcp_client_cmds, &n_dhcp_client_cmds, NULL, NULL },
	{ dhcp6_client_cmds, &n_dhcp6_client_cmds, NULL, NULL },
	{ 0 },
};
const struct appliance appliance_switch = { .kind = &kind, .commands = commands, .generate = generate };
