/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ipv6 dhcp ..., show ipv6 local pool, show ipv6 general-prefix. */
#include <stdio.h>
#include <stdlib.h>

#include "router/dhcp6/dhcp6_cli.h"
#include "router/dns/wire.h"

static u32 left(const struct dhcp6 *d, nsec when)
{
	nsec now = stack_now(d->ip);

	return when > now ? (u32)((when - now) / NSEC_PER_SEC) : 0;
}

static const char *life_text(u32 s, char buf[16])
{
	if (s == D6_FOREVER)
		return "INFINITY";
	snprintf(buf, 16, "%u", s);
	return buf;
}

/* Two lines under an address or prefix, further in by `in`; and their cells. */
static void show_life(struct show *s, const struct dhcp6 *d, unsigned in, struct d6_life life, nsec expires)
{
	char x[16], y[16], when[32];

	show_num(s, "preferred_lifetime", life.preferred_s);
	show_num(s, "valid_lifetime", life.valid_s);
	show_text(s, "%*spreferred lifetime %s, valid lifetime %s\n", (int)in, "", life_text(life.preferred_s, x), life_text(life.valid_s, y));
	if (expires == NSEC_NEVER)
		return;
	show_num(s, "seconds_left", left(d, expires));
	show_text(s, "%*sexpires at %s (%u seconds)\n", (int)in, "", lease_date_text(lease_wall_at(d->ip->dev, expires), when), left(d, expires));
}

VIEW(d6_show)
{
	struct duid own;
	char t[2 * D6_DUID_MAX + 1];

	(void)a;
	dhcp6_own_duid(cli_stack(c), &own);
	show_str(s, "duid", duid_text(&own, t));
	show_end(s);
	show_text(s, "This device's DHCPv6 unique identifier(DUID): %s\n", t);
	return true;
}

/* ---- the server ---- */

static void show_association(struct show *s, const struct dhcp6 *d, const struct d6_binding *b)
{
	char t[IP6_TEXT], id[16];
	u32 t1 = dhcp6_t1(b->life.preferred_s), t2 = dhcp6_t2(b->life.preferred_s);

	snprintf(id, sizeof(id), "0x%08X", b->iaid);
	show_str(s, "type", b->pd ? "IA PD" : "IA NA");
	show_str(s, "ia_id", id);
	show_num(s, "t1", t1);
	show_num(s, "t2", t2);
	show_text(s, "  %s: IA ID %s, T1 %u, T2 %u\n", b->pd ? "IA PD" : "IA NA", id, t1, t2);
	if (b->pd) {
		show_fmt(s, "prefix", "%s/%u", ip6_text(&b->addr, t), b->plen);
		show_text(s, "    Prefix: %s/%u\n", t, b->plen);
	} else {
		show_ip6(s, "address", &b->addr);
		show_text(s, "    Address: %s\n", ip6_text(&b->addr, t));
	}
	show_life(s, d, 12, b->life, b->expires);
}

VIEW(d6_show_binding)
{
	const struct dhcp6 *d = dhcp6_of(cli_stack(c));
	struct ip6 one;
	bool some = args_ip6(a, "address", &one);
	u32 n;
	struct d6_binding **all = d6_bindings_sorted(d, &n);
	const struct d6_binding *last = NULL;

	for (u32 k = 0; k < n; k++) {
		const struct d6_binding *b = all[k];
		char t[IP6_TEXT], id[2 * D6_DUID_MAX + 1];

		if (some && !ip6_eq(&b->addr, &one) && !ip6_eq(&b->client, &one))
			continue;
		show_ip6(s, "client", &b->client);
		show_str(s, "duid", duid_text(&b->duid, id));
		show_str(s, "pool", b->pool->name);
		if (!last || !duid_eq(&last->duid, &b->duid))
			show_text(s, "Client: %s \n  DUID: %s\n  Username : unassigned\n  VRF : default\n", ip6_text(&b->client, t), id);
		show_association(s, d, b);
		show_end(s);
		last = b;
	}
	free(all);
	return true;
}

/* Clients with something of the pool; addresses of it in use. all: sorted by client. */
static u32 clients_of(const struct d6_pool *p, struct d6_binding *const *all, u32 n, u32 *addresses)
{
	const struct d6_binding *last = NULL;
	u32 clients = 0;

	*addresses = 0;
	for (u32 k = 0; k < n; k++) {
		if (all[k]->pool != p)
			continue;
		clients += !last || !duid_eq(&last->duid, &all[k]->duid);
		*addresses += !all[k]->pd;
		last = all[k];
	}
	return clients;
}

static void show_statics(struct show *s, const struct dhcp6 *d, const struct d6_pool *p)
{
	char t[IP6_TEXT], id[2 * D6_DUID_MAX + 1], x[16], y[16];

	if (p->statics)
		show_text(s, "  Static bindings:\n");
	show_push_list(s, "static_bindings");
	for (const struct d6_static *st = p->statics; st; st = st->next) {
		const struct d6_binding *b = d6_binding_at(d, &st->prefix, st->plen);

		show_str(s, "duid", duid_text(&st->duid, id));
		show_fmt(s, "prefix", "%s/%u", ip6_text(&st->prefix, t), st->plen);
		show_text(s, "    Binding for client %s\n", id);
		if (st->has_iaid)
			show_text(s, "      IA PD: IA ID %08X\n", st->iaid);
		else if (b)
			show_text(s, "      IA PD: IA ID not specified; being used by %08X\n", b->iaid);
		else
			show_text(s, "      IA PD: IA ID not specified\n");
		show_text(s, "        Prefix: %s/%u\n                preferred lifetime %s, valid lifetime %s\n", t, st->plen, life_text(st->life.preferred_s, x),
			  life_text(st->life.valid_s, y));
		show_end(s);
	}
	show_pop(s);
}

/* What else clients are told: a line each, addresses and names as they are configured. */
static void show_options(struct show *s, const struct d6_pool *p)
{
	static const struct { u16 code; const char *text, *name; } known[] = {
		{ 21, "SIP server domain name", "sip-domain" }, { 22, "SIP server address", "sip-address" }, { 27, "NIS server address", "nis-address" },
		{ 28, "NIS+ server address", "nisp-address" }, { 29, "NIS server domain name", "nis-domain" }, { 30, "NIS+ server domain name", "nisp-domain" },
		{ 31, "SNTP server address", "sntp-address" }, { 52, "CAPWAP-AC address", "capwap-ac-address" }, { 59, "Bootfile URL", "bootfile-url" },
	};

	show_push_list(s, "options");
	for (const struct d6_opt *o = p->options; o; o = o->next)
		for (unsigned k = 0; k < ARRAY_LEN(known); k++) {
			struct rd r = rd_of(o->data, o->len);
			char value[sizeof(o->data) + 1] = "";
			struct ip6 x;

			if (known[k].code != o->code)
				continue;
			if (o->code == 21 || o->code == 29 || o->code == 30) {
				dns_read_name(&r, o->data, value);
			} else if (o->code == 59) {
				snprintf(value, sizeof(value), "%.*s", (int)o->len, (const char *)o->data);
			} else {
				rd_copy(&r, x.b, sizeof(x.b));
				ip6_text(&x, value);
			}
			show_num(s, "code", o->code);
			show_str(s, "option", known[k].name);
			show_str(s, "value", value);
			show_end(s);
			show_text(s, "  %s: %s\n", known[k].text, value);
		}
	show_pop(s);
}

VIEW(d6_show_pool)
{
	const struct dhcp6 *d = dhcp6_of(cli_stack(c));
	const char *name = args_str(a, "name");
	u32 n, used;
	struct d6_binding **all = d6_bindings_sorted(d, &n);

	for (const struct d6_pool *p = d->pools; p; p = p->next) {
		u32 clients = clients_of(p, all, n, &used);
		char t[IP6_TEXT], x[16], y[16];

		if (name && strcmp(name, p->name))
			continue;
		show_str(s, "name", p->name);
		show_num(s, "active_clients", clients);
		show_text(s, "DHCPv6 pool: %s\n", p->name);
		show_statics(s, d, p);
		if (*p->pd_pool) {
			show_str(s, "prefix_pool", p->pd_pool);
			show_text(s, "  Prefix pool: %s\n               preferred lifetime %s, valid lifetime %s\n", p->pd_pool, life_text(p->pd_life.preferred_s, x),
				  life_text(p->pd_life.valid_s, y));
		}
		for (unsigned k = 0; k < p->n_links; k++)
			show_text(s, "  Link-address prefix: %s/%u\n", ip6_text(&p->link[k].prefix, t), p->link[k].plen);
		if (p->has_prefix) {
			show_fmt(s, "address_prefix", "%s/%u", ip6_text(&p->prefix, t), p->plen);
			show_num(s, "addresses_in_use", used);
			show_num(s, "conflicts", p->n_conflicts);
			show_text(s, "  Address allocation prefix: %s/%u valid %s preferred %s (%u in use, %u conflicts)\n", t, p->plen, life_text(p->life.valid_s, x),
				  life_text(p->life.preferred_s, y), used, p->n_conflicts);
		}
		show_push_list(s, "dns_servers");
		for (unsigned k = 0; k < p->n_dns; k++) {
			show_ip6(s, "address", &p->dns[k]);
			show_end(s);
			show_text(s, "  DNS server: %s\n", ip6_text(&p->dns[k], t));
		}
		show_pop(s);
		for (unsigned k = 0; k < p->n_domains; k++)
			show_text(s, "  Domain name: %s\n", p->domain[k]);
		show_options(s, p);
		if (p->refresh_s)
			show_text(s, "  Information refresh: %s\n", life_text(p->refresh_s, x));
		show_text(s, "  Active clients: %u\n", clients);
		show_end(s);
	}
	free(all);
	return true;
}

VIEW(d6_show_conflict)
{
	const struct dhcp6 *d = dhcp6_of(cli_stack(c));

	(void)a;
	for (const struct d6_pool *p = d->pools; p; p = p->next) {
		char t[IP6_TEXT];

		if (!p->conflicts)
			continue;
		show_text(s, "Pool %s, prefix %s/%u\n", p->name, ip6_text(&p->prefix, t), p->plen);
		for (const struct d6_conflict *x = p->conflicts; x; x = x->next) {
			show_str(s, "pool", p->name);
			show_ip6(s, "address", &x->addr);
			show_end(s);
			show_text(s, "  %s\n", ip6_text(&x->addr, t));
		}
	}
	return true;
}

VIEW(d6_show_local)
{
	const struct dhcp6 *d = dhcp6_of(cli_stack(c));
	const char *name = args_str(a, "name");

	if (!name)
		show_text(s, "Pool                  Prefix                                       Free  In use\n");
	for (const struct d6_local *x = d->locals; x; x = x->next) {
		u64 total = x->each - x->plen >= 32 ? 0xffffffffu : 1ull << (x->each - x->plen);
		u32 used = 0;
		char t[IP6_TEXT], prefix[PREFIX_TEXT];

		if (name && strcmp(name, x->name))
			continue;
		for (u32 k = 0; k < D6_BUCKETS; k++)
			for (const struct d6_binding *b = d->by_addr[k]; b; b = b->next_addr)
				used += b->pd && b->plen == x->each && ip6_in(&b->addr, &x->prefix, x->plen);
		snprintf(prefix, sizeof(prefix), "%s/%u", ip6_text(&x->prefix, t), x->plen);
		show_str(s, "name", x->name);
		show_str(s, "prefix", prefix);
		show_num(s, "assign_length", x->each);
		show_num(s, "free", total - used);
		show_num(s, "in_use", used);
		show_end(s);
		if (name)
			show_text(s, "Prefix is %s assign /%u prefix\n%llu entries in use, %llu available\n", prefix, x->each, (unsigned long long)used,
				  (unsigned long long)(total - used));
		else
			show_text(s, "%-21s %-40s %8llu %7u\n", x->name, prefix, (unsigned long long)(total - used), used);
	}
	return true;
}

VIEW(d6_show_relay)
{
	const struct dhcp6 *d = dhcp6_of(cli_stack(c));

	(void)a;
	show_text(s, "Relay Bindings associated with default vrf:\n");
	for (const struct d6_relay_route *x = d->relay_routes; x; x = x->next) {
		char t[IP6_TEXT], id[2 * D6_DUID_MAX + 1], v[16];

		show_fmt(s, "prefix", "%s/%u", ip6_text(&x->prefix, t), x->plen);
		show_str(s, "interface", x->out->name);
		show_str(s, "duid", duid_text(&x->duid, id));
		show_num(s, "ia_id", x->iaid);
		show_num(s, "lifetime", x->valid_s);
		show_text(s, "Prefix: %s/%u (%s)\n  DUID: %s\n  IAID: %u\n  lifetime: %s\n", t, x->plen, x->out->name, id, x->iaid, life_text(x->valid_s, v));
		if (x->expires != NSEC_NEVER)
			show_text(s, "  expiration: %s\n", lease_date_text(lease_wall_at(d->ip->dev, x->expires), (char[32]){ 0 }));
		show_end(s);
	}
	show_text(s, "\nSummary:\n  Total number of Relay bindings = %u\n  Total number of IAPD bindings = %u\n  Total number of IANA bindings = 0\n", d->n_relay_routes, d->n_relay_routes);
	return true;
}

VIEW(d6_show_statistics)
{
	const struct dhcp6 *d = dhcp6_of(cli_stack(c));
	u64 in = 0, out = 0;

	(void)a;
	for (unsigned k = 1; k < D6_TYPE_N; k++) {
		in += d->received[k];
		out += d->sent[k];
	}
	show_num(s, "received", in);
	show_num(s, "sent", out);
	show_num(s, "discarded", d->malformed + d->relay_dropped);
	show_text(s, "Messages received             %llu\nMessages sent                 %llu\nMessages discarded            %llu\n\nMessages                      Received\n",
		  (unsigned long long)in, (unsigned long long)out, (unsigned long long)(d->malformed + d->relay_dropped));
	for (unsigned way = 0; way < 2; way++) {
		const u64 *n = way ? d->sent : d->received;

		if (way)
			show_text(s, "\nMessages                      Sent\n");
		show_push_object(s, way ? "sent_by_type" : "received_by_type");
		for (u8 k = 1; k < D6_TYPE_N; k++) {
			show_num(s, dhcp6_type_name(k), n[k]);
			if (n[k])
				show_text(s, "%-29s %llu\n", dhcp6_type_name(k), (unsigned long long)n[k]);
		}
		show_pop(s);
	}
	show_end(s);
	return true;
}

/* ---- interfaces ---- */

static void show_leases(struct show *s, const struct dhcp6 *d, const struct dhcp6_client *x, bool pd)
{
	bool first = true;

	for (unsigned k = 0; k < x->n_got; k++) {
		const struct d6_got *g = &x->got[k];
		char t[IP6_TEXT];

		if (g->pd != pd)
			continue;
		if (first)
			show_text(s, "      %s: IA ID 0x%08X, T1 %u, T2 %u\n", pd ? "IA PD" : "IA NA", g->iaid, x->t1_s, x->t2_s);
		first = false;
		show_str(s, "type", pd ? "IA PD" : "IA NA");
		show_fmt(s, pd ? "prefix" : "address", "%s/%u", ip6_text(&g->l.addr, t), g->l.plen);
		show_text(s, "        %s: %s/%u\n", pd ? "Prefix" : "Address", t, g->l.plen);
		show_life(s, d, 16, (struct d6_life){ g->l.valid_s, g->l.preferred_s }, g->valid_until);
		show_end(s);
	}
}

static void show_server_of(struct show *s, const struct dhcp6 *d, const struct dhcp6_client *x)
{
	char t[IP6_TEXT], id[2 * D6_DUID_MAX + 1];

	show_ip6(s, "server", &x->server_addr);
	show_str(s, "server_duid", duid_text(&x->server, id));
	show_text(s, "  List of known servers:\n    Reachable via address: %s\n    DUID: %s\n    Preference: %u\n    Configuration parameters:\n", ip6_text(&x->server_addr, t), id,
		  x->preference);
	show_push_list(s, "leases");
	show_leases(s, d, x, true);
	show_leases(s, d, x, false);
	show_pop(s);
	show_push_list(s, "dns_servers");
	for (unsigned k = 0; k < x->n_dns; k++) {
		show_ip6(s, "address", &x->dns[k]);
		show_end(s);
		show_text(s, "      DNS server: %s\n", ip6_text(&x->dns[k], t));
	}
	show_pop(s);
	if (x->n_domains)
		show_str(s, "domain", x->domain[0]);
	for (unsigned k = 0; k < x->n_domains; k++)
		show_text(s, "      Domain name: %s\n", x->domain[k]);
	show_text(s, "      Information refresh time: %u\n", x->refresh_s);
}

static void show_client(struct show *s, const struct dhcp6 *d, const struct dhcp6_client *x)
{
	char age[16];
	nsec now = stack_now(d->ip);

	show_str(s, "mode", "client");
	show_str(s, "prefix_state", dhcp6_client_state(x, true));
	show_str(s, "address_state", dhcp6_client_state(x, false));
	show_text(s, "%s is in client mode\n  Prefix State is %s\n", x->ifp->i->name, dhcp6_client_state(x, true));
	if (x->want_pd && x->state == C6_OPEN && timer_is_set(&x->timer))
		show_text(s, "  Renew will be sent in %s\n", age_text(x->timer.due - now, age));
	show_text(s, "  Address State is %s\n", dhcp6_client_state(x, false));
	if (x->want_na && x->state == C6_OPEN && timer_is_set(&x->timer))
		show_text(s, "  Renew for address will be sent in %s\n", age_text(x->timer.due - now, age));
	if (x->n_got || x->state == C6_INFORMED)
		show_server_of(s, d, x);
	if (x->want_pd) {
		show_str(s, "prefix_name", x->pd_name);
		show_text(s, "  Prefix name: %s\n", x->pd_name);
	}
	show_text(s, "  Prefix Rapid-Commit: %s\n  Address Rapid-Commit: %s\n", x->rapid_pd ? "enabled" : "disabled", x->rapid_na ? "enabled" : "disabled");
}

VIEW(d6_show_interface)
{
	const struct dhcp6 *d = dhcp6_of(cli_stack(c));
	const char *name = args_str(a, "INTERFACE");

	for (struct iface *i = d->ip->dev->ifaces; i; i = i->next) {
		const struct dhcp6_if *f = i->ip ? i->ip->dhcp6 : NULL;
		char t[IP6_TEXT];

		if (!f || (name && strcmp(name, i->name)) || !(f->serves || f->n_dests || f->client))
			continue;
		show_str(s, "interface", i->name);
		if (f->client)
			show_client(s, d, f->client);
		if (f->serves) {
			show_str(s, "mode", "server");
			show_str(s, "pool", f->automatic ? "" : f->pool);
			show_text(s, "%s is in server mode\n", i->name);
			if (f->automatic)
				show_text(s, "  Using pool: (automatic)\n");
			else
				show_text(s, "  Using pool: %s\n", f->pool);
			show_text(s, "  Preference value: %u\n  Hint from client: %s\n  Rapid-Commit: %s\n", f->preference, f->allow_hint ? "considered" : "ignored",
				  f->rapid ? "enabled" : "disabled");
		}
		if (f->n_dests) {
			show_str(s, "mode", "relay");
			show_text(s, "%s is in relay mode\n  Relay destinations:\n", i->name);
			show_push_list(s, "destinations");
			for (unsigned k = 0; k < f->n_dests; k++) {
				show_ip6(s, "address", &f->dest[k].addr);
				show_end(s);
				show_text(s, "    %s%s%s\n", ip6_text(&f->dest[k].addr, t), *f->dest[k].out ? " via " : "", f->dest[k].out);
			}
			show_pop(s);
		}
		show_end(s);
	}
	return true;
}

VIEW(d6_show_general)
{
	const struct dhcp6 *d = dhcp6_of(cli_stack(c));

	(void)a;
	for (const struct general_prefix *g = d->general; g; g = g->next) {
		show_str(s, "name", g->name);
		show_str(s, "acquired", g->p[0].manual ? "Manual configuration" : "DHCP PD");
		show_text(s, "IPv6 Prefix %s, acquired via %s\n", g->name, g->p[0].manual ? "Manual configuration" : "DHCP PD");
		show_push_list(s, "prefixes");
		for (unsigned k = 0; k < g->n; k++) {
			const struct gp_prefix *x = &g->p[k];
			char t[IP6_TEXT], v[16] = "infinite", p[16] = "infinite";

			if (x->valid_until != NSEC_NEVER)
				snprintf(v, sizeof(v), "%u", left(d, x->valid_until));
			if (x->preferred_until != NSEC_NEVER)
				snprintf(p, sizeof(p), "%u", left(d, x->preferred_until));
			show_fmt(s, "prefix", "%s/%u", ip6_text(&x->prefix, t), x->plen);
			show_end(s);
			show_text(s, "  %s/%u Valid lifetime %s, preferred lifetime %s\n", t, x->plen, v, p);
		}
		show_pop(s);
		for (const struct ipif *p = d->ip->ifs; p; p = p->next)
			for (const struct gp_user *u = p->dhcp6 ? p->dhcp6->users : NULL; u; u = u->next)
				if (!strcmp(u->name, g->name))
					show_text(s, "   %s (Address command)\n", p->i->name);
		show_end(s);
	}
	return true;
}
