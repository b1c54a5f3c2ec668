/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A router: layer 3 on every port, loopbacks, 802.1Q sub-interfaces, TCP for what runs on it. */
#include <stdio.h>

#include "appliances/appliances.h"
#include "device/discovery/discovery.h"
#include "device/discovery/discovery_show.h"
#include "cli/rights.h"
#include "device/aaa/aaa.h"
#include "device/access.h"
#include "device/guard.h"
#include "router/aaa/aaa_net.h"
#include "router/acl/acl.h"
#include "router/bfd/bfd.h"
#include "router/bgp/bgp.h"
#include "router/fhrp/fhrp.h"
#include "router/dhcp/dhcp.h"
#include "router/dhcp6/dhcp6.h"
#include "router/dns/dns_cmds.h"
#include "router/term/term.h"
#include "router/ip.h"
#include "router/nat/nat.h"
#include "router/nat64/nat64.h"
#include "router/ospf/proc.h"
#include "router/qos/qos.h"
#include "router/ntp/ntp_cmds.h"
#include "router/flow/flow.h"
#include "router/syslog_cmds.h"
#include "router/eigrp/eigrp.h"
#include "router/policy/pbr.h"
#include "router/rip/rip.h"
#include "router/sla/sla.h"
#include "router/snmp/snmp.h"
#include "router/tcp.h"
#include "router/ssh.h"
#include "router/http/http.h"
#include "router/tftp/tftp.h"
#include "router/track.h"
#include "router/tunnel/tunnel.h"
#include "router/vrf/vrf.h"
#include "router/vty.h"

static bool iface_allowed(struct device *d, enum iface_type type, bool sub)
{
	(void)d;
	return sub || type == IF_LOOPBACK || type == IF_NULL || type == IF_TUNNEL;
}

/* A tunnel's line protocol is layer 3's. */
static void iface_added(struct iface *i)
{
	if (i->type == IF_TUNNEL)
		ipif_get(i);
}

static void iface_changed(struct iface *i)
{
	ip_iface_changed(i);
	discovery_iface_changed(i);
}

static void describe(const struct iface *i, struct disc_info *out)
{
	(void)i;
	out->capabilities = DISC_BRIDGE | DISC_ROUTER;
	out->enabled = DISC_ROUTER;
}

static const struct device_ops ops = {
	.iface_changed = iface_changed, .iface_removed = ip_iface_removed, .iface_allowed = iface_allowed, .iface_ip4 = ip_iface_primary4, .iface_lender = ip_iface_lender,
	.iface_added = iface_added, .iface_line_up = ip_iface_line_up, .iface_transport = ip_iface_transport, .iface_vlan = ip_iface_vlan, .ports_shut = true,
	.iface_queues = qos_iface_queues, .sampled = qos_sampled, .counters_cleared = qos_counters_cleared,
};

static void init(struct node *n)
{
	struct device *d = device_of(n);

	device_init(d, appliance_grammar(n), &ops);
	d->image = "Lanyard router";
	d->model = "LYR";
	tcp_new(ipstack_new(d, true));
	vtys_new(d->ip);
	discovery_new(d, describe);
}

static void fini(struct node *n)
{
	struct device *d = device_of(n);

	discovery_free(d->discovery);
	vtys_free(d->ip);
	sla_stack_free(d->ip);
	tcp_free(*ipstack_tcp(d->ip));
	ipstack_free(d->ip);
	device_fini(d);
}

static void port_name(u32 index, char buf[32]) { snprintf(buf, 32, "GigabitEthernet0/%u", index); }

static const struct node_kind kind = {
	.name = "router", .size = sizeof(struct device), .init = init, .fini = fini, .input = ip_port_input, .fetch = ip_port_fetch, .link = device_link,
	.port_name = port_name, .default_ports = 4,
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
	{ router_cmds, &n_router_cmds, NULL, NULL },
	{ tcp_cmds, &n_tcp_cmds, NULL, NULL },
	{ vty_cmds, &n_vty_cmds, NULL, NULL },
	{ ssh_cmds, &n_ssh_cmds, NULL, NULL },
	{ ssh_pubkey_cmds, &n_ssh_pubkey_cmds, NULL, NULL },
	{ vrf_cmds, &n_vrf_cmds, NULL, NULL },
	{ acl_cmds, &n_acl_cmds, NULL, NULL },
	{ nat_cmds, &n_nat_cmds, NULL, NULL },
	{ nat64_cmds, &n_nat64_cmds, NULL, NULL },
	{ track_cmds, &n_track_cmds, NULL, NULL },
	{ vrrp_cmds, &n_vrrp_cmds, NULL, NULL },
	{ vrrp_block_cmds, &n_vrrp_block_cmds, NULL, NULL },
	{ vrrp_show_cmds, &n_vrrp_show_cmds, NULL, NULL },
	{ hsrp_cmds, &n_hsrp_cmds, NULL, NULL },
	{ hsrp_show_cmds, &n_hsrp_show_cmds, NULL, NULL },
	{ glbp_cmds, &n_glbp_cmds, NULL, NULL },
	{ glbp_show_cmds, &n_glbp_show_cmds, NULL, NULL },
	{ policy_cmds, &n_policy_cmds, NULL, NULL },
	{ pbr_cmds, &n_pbr_cmds, NULL, NULL },
	{ qos_cmds, &n_qos_cmds, NULL, NULL },
	{ rip_cmds, &n_rip_cmds, NULL, NULL },
	{ sla_cmds, &n_sla_cmds, NULL, NULL },
	{ sla_debug_cmds, &n_sla_debug_cmds, NULL, NULL },
	{ sla_react_cmds, &n_sla_react_cmds, NULL, NULL },
	{ track_sla_cmds, &n_track_sla_cmds, NULL, NULL },
	{ tunnel_cmds, &n_tunnel_cmds, NULL, NULL },
	{ eigrp_cmds, &n_eigrp_cmds, NULL, NULL },
	{ ospf_cmds, &n_ospf_cmds, NULL, NULL },
	{ bgp_cmds, &n_bgp_cmds, NULL, NULL },
	{ bfd_cmds, &n_bfd_cmds, NULL, NULL },
	{ dhcp_server_cmds, &n_dhcp_server_cmds, NULL, NULL },
	{ dhcp6_server_cmds, &n_dhcp6_server_cmds, NULL, NULL },
	{ ntp_cmds, &n_ntp_cmds, NULL, NULL },
	{ syslog_cmds, &n_syslog_cmds, NULL, NULL },
	{ syslog_vrf_cmds, &n_syslog_vrf_cmds, NULL, NULL },
	{ flow_cmds, &n_flow_cmds, NULL, NULL },
	{ dns_cmds, &n_dns_cmds, NULL, NULL },
	{ term_cmds, &n_term_cmds, NULL, NULL },
	{ snmp_cmds, &n_snmp_cmds, NULL, NULL },
	{ snmp_notify_cmds, &n_snmp_notify_cmds, NULL, NULL },
	{ snmp_ospf_cmds, &n_snmp_ospf_cmds, NULL, NULL },
	{ snmp_bgp_cmds, &n_snmp_bgp_cmds, NULL, NULL },
	{ tftp_cmds, &n_tftp_cmds, NULL, NULL },
	{ http_cmds, &n_http_cmds, NULL, NULL },
	{ http_secure_cmds, &n_http_secure_cmds, NULL, NULL },
	{ dhcp_client_cmds, &n_dhcp_client_cmds, NULL, NULL },
	{ dhcp6_client_cmds, &n_dhcp6_client_cmds, NULL, NULL },
	{ 0 },
};
const struct appliance appliance_router = { .kind = &kind, .commands = commands };
