/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host: one port or more, no forwarding, addresses from the topology file or by SLAAC. Its configuration is lines like any other's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appliances/appliances.h"
#include "router/dhcp/dhcp.h"
#include "router/dhcp6/dhcp6.h"
#include "router/dns/dns_cmds.h"
#include "router/term/term.h"
#include "device/aaa/aaa.h"
#include "device/access.h"
#include "router/ip.h"
#include "router/ntp/ntp_cmds.h"
#include "router/syslog_cmds.h"
#include "router/snmp/snmp.h"
#include "router/tcp.h"
#include "router/http/http.h"
#include "router/tftp/tftp.h"
#include "router/traffic.h"
#include "router/ssh.h"
#include "router/stack.h"

static bool iface_allowed(struct device *d, enum iface_type type, bool sub)
{
	(void)d;
	return sub || type == IF_LOOPBACK || type == IF_NULL;
}

static const struct device_ops ops = {
	.iface_changed = ip_iface_changed, .iface_removed = ip_iface_removed, .iface_allowed = iface_allowed, .iface_ip4 = ip_iface_primary4,
};

static void init(struct node *n)
{
	struct device *d = device_of(n);

	device_init(d, appliance_grammar(n), &ops);
	d->image = "Lanyard host";
	d->model = "LYH";
	tcp_new(ipstack_new(d, false));
	d->ip->http_plain = true;
	vtys_new(d->ip);
	traffic_sink(d->ip, true);
}

static void fini(struct node *n)
{
	struct device *d = device_of(n);

	vtys_free(d->ip);
	tcp_free(*ipstack_tcp(d->ip));
	ipstack_free(d->ip);
	device_fini(d);
}

static void address_line(FILE *f, const char *text, bool *first)
{
	u32 v4;
	struct ip6 v6;
	u8 plen;
	char a[IP6_TEXT], m[IP4_TEXT];

	if (!strcmp(text, "slaac")) {
		fprintf(f, " ipv6 address autoconfig\n");
	} else if (!strcmp(text, "dhcp6")) {
		fprintf(f, " ipv6 address dhcp\n");
	} else if (ip4_prefix_parse(text, &v4, &plen)) {
		fprintf(f, " ip address %s %s%s\n", ip4_text(v4, a), ip4_text(ip4_mask(plen), m), *first ? "" : " secondary");
		*first = false;
	} else if (ip6_prefix_parse(text, &v6, &plen)) {
		fprintf(f, " ipv6 address %s/%u\n", ip6_text(&v6, a), plen);
	} else {
		fprintf(f, " ip address %s\n", text);
	}
}

static char *generate(const struct node *n, const struct appliance_config *c)
{
	char *text = NULL, a[IP6_TEXT];
	size_t len;
	bool first = true;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		bug("host: out of memory");
	for (unsigned k = 0; k < c->n_dns; k++)
		fprintf(f, "ip name-server %s\n", c->dns[k]);
	if (n->ports && c->n_addresses) {
		fprintf(f, "interface %s\n", n->ports->name);
		for (unsigned k = 0; k < c->n_addresses; k++)
			address_line(f, c->address[k], &first);
	}
	for (unsigned k = 0; k < c->n_gateways; k++) {
		u32 v4;
		struct ip6 v6;

		if (ip4_parse(c->gateway[k], &v4))
			fprintf(f, "ip default-gateway %s\n", ip4_text(v4, a));
		else if (ip6_parse(c->gateway[k], &v6) && ip6_is_linklocal(&v6) && n->ports)
			fprintf(f, "ipv6 route ::/0 %s %s\n", n->ports->name, ip6_text(&v6, a));
		else if (ip6_parse(c->gateway[k], &v6))
			fprintf(f, "ipv6 route ::/0 %s\n", ip6_text(&v6, a));
	}
	fclose(f);
	return text;
}

static const struct node_kind kind = {
	.name = "host", .size = sizeof(struct device), .init = init, .fini = fini, .input = ip_port_input, .fetch = ip_port_fetch, .link = device_link, .default_ports = 1,
};

static const struct command_set commands[] = {
	{ cli_cmds, &n_cli_cmds, NULL, NULL },
	{ device_cmds, &n_device_cmds, device_help, &n_device_help },
	{ files_cmds, &n_files_cmds, NULL, NULL },
	{ archive_cmds, &n_archive_cmds, NULL, NULL },
	{ access_cmds, &n_access_cmds, NULL, NULL },
	{ aaa_absent_cmds, &n_aaa_absent_cmds, NULL, NULL },
	{ ip_host_cmds, &n_ip_host_cmds, NULL, NULL },
	{ tcp_cmds, &n_tcp_cmds, NULL, NULL },
	{ ssh_cmds, &n_ssh_cmds, NULL, NULL },
	{ ssh_pubkey_cmds, &n_ssh_pubkey_cmds, NULL, NULL },
	{ ntp_cmds, &n_ntp_cmds, NULL, NULL },
	{ syslog_cmds, &n_syslog_cmds, NULL, NULL },
	{ dns_cmds, &n_dns_cmds, NULL, NULL },
	{ term_cmds, &n_term_cmds, NULL, NULL },
	{ snmp_cmds, &n_snmp_cmds, NULL, NULL },
	{ snmp_notify_cmds, &n_snmp_notify_cmds, NULL, NULL },
	{ nslookup_cmds, &n_nslookup_cmds, NULL, NULL },
	{ tftp_cmds, &n_tftp_cmds, NULL, NULL },
	{ http_host_cmds, &n_http_host_cmds, NULL, NULL },
	{ http_secure_cmds, &n_http_secure_cmds, NULL, NULL },
	{ dhcp_client_cmds, &n_dhcp_client_cmds, NULL, NULL },
	{ dhcp6_client_cmds, &n_dhcp6_client_cmds, NULL, NULL },
	{ 0 },
};
const struct appliance appliance_host = { .kind = &kind, .commands = commands, .generate = generate, .takes_addresses = true };
