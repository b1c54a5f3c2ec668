/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip dhcp ..., show dhcp lease. */
#include <stdio.h>
#include <stdlib.h>

#include "router/dhcp/dhcp_cli.h"

/* "0100.5079.6668.00": two bytes between dots. */
static const char *id_text(const u8 *id, unsigned len, char buf[200])
{
	size_t at = 0;

	*buf = 0;
	for (unsigned k = 0; k < len && at + 4 < 200; k++)
		at += (size_t)snprintf(buf + at, 200 - at, "%s%02x", k && !(k & 1) ? "." : "", id[k]);
	return buf;
}

VIEW(dhcp_show_binding)
{
	const struct dhcp *d = dhcp_of(cli_stack(c));
	u32 one = args_ip4(a, "address", 0), n;
	struct dhcp_binding **all = dhcp_leases_sorted(d, &n);

	show_text(s, "Bindings from all pools not associated with VRF:\nIP address          Client-ID/              Lease expiration        Type\n"
		  "                    Hardware address/\n                    User name\n");
	for (u32 k = 0; k < n; k++) {
		const struct dhcp_binding *b = all[k];
		char ip[IP4_TEXT], id[200], when[32];
		const char *until = b->expires == NSEC_NEVER ? "Infinite" : lease_date_text(lease_wall_at(d->ip->dev, b->expires), when);

		if (b->state != BIND_ACTIVE || (one && b->ip != one))
			continue;
		show_ip4(s, "address", b->ip);
		show_str(s, "client_id", id_text(b->id, b->id_len, id));
		show_mac(s, "mac", b->mac);
		show_str(s, "expires", until);
		show_str(s, "type", b->manual ? "manual" : "automatic");
		show_str(s, "pool", b->pool->name);
		show_end(s);
		show_text(s, "%-20s%-24.20s%-24s%s\n", ip4_text(b->ip, ip), id, until, b->manual ? "Manual" : "Automatic");
		for (size_t at = 20; at < strlen(id); at += 20) /* long identifiers go on below */
			show_text(s, "%-20s%.20s\n", "", id + at);
	}
	free(all);
	return true;
}

static u32 leased(const struct dhcp *d, const struct dhcp_pool *p)
{
	u32 n = 0;

	for (u32 k = 0; k < DHCP_BUCKETS; k++)
		for (const struct dhcp_binding *b = d->by_ip[k]; b; b = b->next_ip)
			n += b->pool == p && b->state == BIND_ACTIVE;
	return n;
}

VIEW(dhcp_show_pool)
{
	const struct dhcp *d = dhcp_of(cli_stack(c));
	const char *name = args_str(a, "name");

	for (const struct dhcp_pool *p = d->pools; p; p = p->next) {
		u32 n = leased(d, p), total = p->mask ? ~p->mask - 1 : p->host ? 1 : 0, excluded = 0;
		char x[IP4_TEXT], y[IP4_TEXT], z[IP4_TEXT];

		if (name && strcmp(name, p->name))
			continue;
		for (u32 k = 1; p->mask && k <= total && total <= 65536; k++)
			excluded += dhcp_is_excluded(d, p->network + k);
		show_str(s, "name", p->name);
		show_num(s, "total_addresses", total);
		show_num(s, "leased_addresses", n);
		show_num(s, "excluded_addresses", excluded);
		show_text(s, "\nPool %s :\n Utilization mark (high/low)    : 100 / 0\n Subnet size (first/next)       : 0 / 0 \n Total addresses                : %u\n"
			  " Leased addresses               : %u\n Excluded addresses             : %u\n Pending event                  : none\n", p->name, total, n, excluded);
		if (p->mask)
			show_text(s, " 1 subnet is currently in the pool :\n Current index        IP address range                    Leased/Excluded/Total\n"
				  " %-20s %-16s - %-16s  %-4u / %-4u / %u\n", ip4_text(p->network + 1 + p->next_index, x), ip4_text(p->network + 1, y),
				  ip4_text((p->network | ~p->mask) - 1, z), n, excluded, total);
		else if (p->host)
			show_text(s, " 0 subnet is currently in the pool :\n");
		show_end(s);
	}
	return true;
}

VIEW(dhcp_show_conflict)
{
	const struct dhcp *d = dhcp_of(cli_stack(c));

	(void)a;
	show_text(s, "IP address        Detection method   Detection time          VRF\n");
	for (const struct dhcp_conflict *x = d->conflicts; x; x = x->next) {
		char ip[IP4_TEXT], when[32];

		show_ip4(s, "address", x->ip);
		show_str(s, "method", x->ping ? "Ping" : "Gratuitous ARP");
		show_str(s, "time", lease_date_text(x->wall, when));
		show_end(s);
		show_text(s, "%-17s %-18s %-23s\n", ip4_text(x->ip, ip), x->ping ? "Ping" : "Gratuitous ARP", when);
	}
	return true;
}

VIEW(dhcp_show_import)
{
	const struct dhcp *d = dhcp_of(cli_stack(c));

	(void)a;
	for (const struct dhcp_pool *p = d->pools; p; p = p->next) {
		const struct dhcp_client *from = dhcp_pool_import(d, p);
		char ip[IP4_TEXT];

		if (!p->import)
			continue;
		show_str(s, "pool", p->name);
		show_text(s, "Address Pool Name: %s\n", p->name);
		show_text(s, "Domain Name Server(s):");
		show_push_list(s, "dns_servers");
		for (unsigned k = 0; from && k < from->n_dns; k++) {
			show_ip4(s, "address", from->dns[k]);
			show_text(s, " %s", ip4_text(from->dns[k], ip));
			show_end(s);
		}
		show_pop(s);
		show_str(s, "domain_name", from ? from->domain : "");
		show_end(s);
		show_text(s, "\nDomain Name Option: %s\n\n", from ? from->domain : "");
	}
	return true;
}

VIEW(dhcp_show_statistics)
{
	static const u8 in[] = { DHCP_BOOTP, DHCP_DISCOVER, DHCP_REQUEST, DHCP_DECLINE, DHCP_RELEASE, DHCP_INFORM }, out[] = { DHCP_OFFER, DHCP_ACK, DHCP_NAK };
	const struct dhcp *d = dhcp_of(cli_stack(c));
	u32 pools = 0, automatic = 0, manual = 0;

	(void)a;
	for (const struct dhcp_pool *p = d->pools; p; p = p->next)
		pools++;
	for (u32 k = 0; k < DHCP_BUCKETS; k++)
		for (const struct dhcp_binding *b = d->by_ip[k]; b; b = b->next_ip)
			*(b->manual ? &manual : &automatic) += b->state == BIND_ACTIVE;
	show_num(s, "pools", pools);
	show_num(s, "automatic_bindings", automatic);
	show_num(s, "manual_bindings", manual);
	show_num(s, "expired_bindings", d->expired);
	show_num(s, "malformed_messages", d->malformed);
	show_text(s, "Address pools        %u\nDatabase agents      %u\nAutomatic bindings   %u\nManual bindings      %u\nExpired bindings     %u\n"
		  "Malformed messages   %u\nSecure arp entries   0\n\nMessage              Received\n", pools, *d->db.url != 0, automatic, manual, d->expired, d->malformed);
	for (unsigned k = 0; k < ARRAY_LEN(in); k++) {
		show_num(s, dhcp_message_name(in[k]), d->received[in[k]]);
		show_text(s, "%-20s %llu\n", dhcp_message_name(in[k]), (unsigned long long)d->received[in[k]]);
	}
	show_text(s, "\nMessage              Sent\nBOOTREPLY            0\n");
	for (unsigned k = 0; k < ARRAY_LEN(out); k++) {
		show_num(s, dhcp_message_name(out[k]), d->sent[out[k]]);
		show_text(s, "%-20s %llu\n", dhcp_message_name(out[k]), (unsigned long long)d->sent[out[k]]);
	}
	show_num(s, "relayed_requests", d->relayed_up);
	show_num(s, "relayed_replies", d->relayed_down);
	show_end(s);
	return true;
}

VIEW(dhcp_show_trusted)
{
	bool all = dhcp_of(cli_stack(c))->relay_trust_all;
	unsigned n = 0;

	(void)a;
	show_text(s, all ? "All interfaces are trusted source of relay agent information option\n" : "List of trusted sources of relay agent information option:\n");
	for (const struct iface *i = device_of(cli_node(c))->ifaces; i; i = i->next) {
		if (!i->ip || !(all || (i->ip->dhcp && i->ip->dhcp->trusted)))
			continue;
		show_str(s, "interface", i->name);
		show_end(s);
		if (!all)
			show_text(s, "%s%s", n++ ? n % 3 == 1 ? "\n" : "\t" : "", i->name);
	}
	if (n)
		show_text(s, "\n");
	return true;
}

VIEW(dhcp_show_lease)
{
	(void)a;
	for (struct iface *i = device_of(cli_node(c))->ifaces; i; i = i->next) {
		const struct dhcp_client *x = i->ip && i->ip->dhcp ? i->ip->dhcp->client : NULL;
		nsec now = cli_stack(c) ? stack_now(cli_stack(c)) : 0;
		char t[IP4_TEXT], age[16], id[200];

		if (!x)
			continue;
		show_str(s, "interface", i->name);
		show_str(s, "state", dhcp_client_state_name[x->state]);
		show_ip4(s, "address", x->addr);
		show_ip4(s, "mask", x->mask);
		show_ip4(s, "server", x->server);
		show_ip4(s, "router", x->router);
		show_num(s, "lease_seconds", x->lease_s);
		show_end(s);
		show_text(s, "Temp IP addr: %s  for peer on Interface: %s\n", ip4_text(x->addr, t), i->name);
		show_text(s, "Temp  sub net mask: %s\n", ip4_text(x->mask, t));
		show_text(s, "   DHCP Lease server: %s, state: %u %s\n", ip4_text(x->server, t), x->state, dhcp_client_state_name[x->state]);
		show_text(s, "   DHCP transaction id: %X\n   Lease: %u secs,  Renewal: %u secs,  Rebind: %u secs\n", x->xid, x->lease_s, x->t1_s, x->t2_s);
		if (x->router)
			show_text(s, "Temp default-gateway addr: %s\n", ip4_text(x->router, t));
		for (unsigned k = 0; k < x->n_dns; k++)
			show_text(s, "   DNS server: %s\n", ip4_text(x->dns[k], t));
		if (timer_is_set(&x->timer))
			show_text(s, "   Next timer fires after: %s\n", age_text(x->timer.due > now ? x->timer.due - now : 0, age));
		show_text(s, "   Retry count: %u   Client-ID: %.*s\n   Client-ID hex dump: %s\n   Hostname: %s\n", x->tries, x->id[0] ? 0 : x->id_len - 1,
			  (const char *)x->id + 1, id_text(x->id, x->id_len, id), shell_hostname(device_of(cli_node(c))->shell));
	}
	return true;
}

/* Of whom our own clients have heard: an entry for each interface's server; ANY where nobody has answered yet. */
VIEW(dhcp_show_server)
{
	(void)a;
	for (struct iface *i = device_of(cli_node(c))->ifaces; i; i = i->next) {
		const struct dhcp_client *x = i->ip && i->ip->dhcp ? i->ip->dhcp->client : NULL;
		char t[IP4_TEXT], u[IP4_TEXT];

		if (!x)
			continue;
		show_str(s, "interface", i->name);
		show_ip4(s, "server", x->server);
		show_num(s, "leases", x->leases);
		show_num(s, "offers", x->heard[DHCP_OFFER]);
		show_num(s, "requests", x->said[DHCP_REQUEST]);
		show_num(s, "acks", x->heard[DHCP_ACK]);
		show_num(s, "naks", x->heard[DHCP_NAK]);
		show_num(s, "declines", x->said[DHCP_DECLINE]);
		show_num(s, "releases", x->said[DHCP_RELEASE]);
		show_str(s, "domain_name", x->domain);
		if (x->server)
			show_text(s, "   DHCP server: %s  on %s\n", ip4_text(x->server, t), i->name);
		else
			show_text(s, "   DHCP server: ANY (255.255.255.255)  on %s\n", i->name);
		show_text(s, "    Leases:   %u\n    Offers:   %-6u Requests: %-6u Acks: %-6u Naks: %u\n    Declines: %-6u Releases: %u\n", x->leases, x->heard[DHCP_OFFER],
			  x->said[DHCP_REQUEST], x->heard[DHCP_ACK], x->heard[DHCP_NAK], x->said[DHCP_DECLINE], x->said[DHCP_RELEASE]);
		show_text(s, "    DNS0:   %s,   DNS1:  %s\n", ip4_text(x->n_dns ? x->dns[0] : 0, t), ip4_text(x->n_dns > 1 ? x->dns[1] : 0, u));
		show_text(s, "    Subnet: %s   DNS Domain: %s\n", ip4_text(x->mask, t), x->domain);
		show_push_list(s, "dns_servers");
		for (unsigned k = 0; k < x->n_dns; k++) {
			show_ip4(s, "address", x->dns[k]);
			show_end(s);
		}
		show_pop(s);
		show_end(s);
	}
	return true;
}
