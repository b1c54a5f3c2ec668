/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of DHCP. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "router/dhcp/dhcp_cli.h"
#include "router/unnumbered.h"

const struct cli_mode mode_dhcp_pool = { "DHCP pool", "(dhcp-config)", &mode_config };

static bool no(struct cli *c, const char *why)
{
	cli_error(c, "%s", why);
	return false;
}

/* ---- pools ---- */

RUN(dhcp_run_pool)
{
	struct dhcp *d = dhcp_of(cli_stack(c));
	const char *name = args_str(a, "name");
	struct dhcp_pool *p = dhcp_pool_find(d, name), **at;
	unsigned n = 0;

	if (args_no(a)) {
		if (p)
			dhcp_pool_free(d, p);
		dhcp_listen(d);
		return true;
	}
	if (!p) {
		for (at = &d->pools; *at; at = &(*at)->next)
			n++;
		if (n >= DHCP_POOLS_MAX || strlen(name) >= DHCP_NAME_MAX)
			return no(c, "% Too many DHCP pools, or a name too long");
		p = *at = xcalloc(1, sizeof(*p));
		snprintf(p->name, sizeof(p->name), "%s", name);
		p->lease_s = DHCP_LEASE_S;
		dhcp_listen(d);
	}
	cli_enter_object(c, p);
	return true;
}

static bool read_mask(struct cli *c, const struct args *a, u32 addr, u32 *mask)
{
	const char *slash = args_str(a, "slash");
	u8 plen = ip4_class_len(addr);

	if (slash && (slash[0] != '/' || sscanf(slash, "/%2hhu", &plen) != 1))
		return no(c, "% Invalid prefix length");
	if (args_has(a, "mask") && !ip4_mask_len(args_ip4(a, "mask", 0), &plen))
		return no(c, "% Invalid mask");
	if (!plen || plen > 31)
		return no(c, "% Invalid mask");
	*mask = ip4_mask(plen);
	return true;
}

/* The addresses of a pool become others: what was leased of it is forgotten. */
static void forget_leases(struct dhcp *d, struct dhcp_pool *p)
{
	u32 n;
	struct dhcp_binding **all = dhcp_leases_sorted(d, &n);

	for (u32 k = 0; k < n; k++)
		if (all[k]->pool == p)
			dhcp_lease_free(all[k]);
	free(all);
}

RUN(dhcp_run_network)
{
	struct dhcp *d = dhcp_of(cli_stack(c));
	struct dhcp_pool *p = cli_object(c, 0);
	u32 net = args_ip4(a, "network", 0), mask = 0;

	if (!args_no(a) && !read_mask(c, a, net, &mask))
		return false;
	if (!args_no(a) && p->host)
		return no(c, "% This command may not be used with host pools.");
	for (const struct dhcp_pool *q = d->pools; q && !args_no(a); q = q->next)
		if (q != p && q->mask && !((q->network ^ net) & q->mask & mask))
			return no(c, "% Pool overlaps with another");
	forget_leases(d, p);
	p->network = net & mask;
	p->mask = mask;
	p->next_index = 0;
	if (!args_no(a)) { /* however it was said */
		char line[64], x[IP4_TEXT], y[IP4_TEXT];

		snprintf(line, sizeof(line), "network %s %s", ip4_text(p->network, x), ip4_text(mask, y));
		cli_store(c, line);
	}
	return true;
}

RUN(dhcp_run_host)
{
	struct dhcp *d = dhcp_of(cli_stack(c));
	struct dhcp_pool *p = cli_object(c, 0);
	u32 host = args_ip4(a, "host", 0), mask = 0;

	if (!args_no(a) && !read_mask(c, a, host, &mask))
		return false;
	if (!args_no(a) && p->mask)
		return no(c, "% This command may not be used with network pools.");
	for (const struct dhcp_pool *q = d->pools; q && !args_no(a); q = q->next)
		if (q != p && q->host == host)
			return no(c, "% A binding for this address already exists.");
	forget_leases(d, p);
	p->host = args_no(a) ? 0 : host;
	p->host_mask = mask;
	return true;
}

bool dhcp_read_hex(const char *text, u8 *to, u8 *len, size_t max)
{
	unsigned n = 0, half = 0;

	for (; *text; text++) {
		int v = isdigit((u8)*text) ? *text - '0' : isxdigit((u8)*text) ? (*text | 32) - 'a' + 10 : -1;

		if (*text == '.')
			continue;
		if (v < 0 || n >= max)
			return false;
		half = half ? (to[n++] = (u8)((half & 15) << 4 | (unsigned)v), 0) : 16u | (unsigned)v;
	}
	*len = (u8)n;
	return n && !half;
}

RUN(dhcp_run_identifier)
{
	struct dhcp_pool *p = cli_object(c, 0);

	p->id_len = 0;
	return args_no(a) || dhcp_read_hex(args_str(a, "id"), p->id, &p->id_len, DHCP_ID_MAX) || no(c, "% Invalid client identifier");
}

RUN(dhcp_run_hardware)
{
	struct dhcp_pool *p = cli_object(c, 0);

	p->has_hw = !args_no(a) && args_mac(a, "H.H.H", p->hw);
	return true;
}

RUN(dhcp_run_list)
{
	struct dhcp_pool *p = cli_object(c, 0);
	const char *line = args_line(a);
	u32 *list = !strncmp(line, "default-router", 14) ? p->router : !strncmp(line, "dns-server", 10) ? p->dns : p->netbios;
	u8 *n = list == p->router ? &p->n_router : list == p->dns ? &p->n_dns : &p->n_netbios;

	*n = 0;
	for (unsigned k = 0; k < DHCP_LIST_MAX && !args_no(a); k++) {
		char name[4];

		snprintf(name, sizeof(name), "a%u", k & 15);
		if (!args_has(a, name))
			break;
		list[(*n)++] = args_ip4(a, name, 0);
	}
	return true;
}

RUN(dhcp_run_text)
{
	struct dhcp_pool *p = cli_object(c, 0);
	const char *line = args_line(a), *text = args_no(a) ? "" : args_str(a, "text");
	char *to = line[0] == 'd' ? p->domain : line[0] == 'c' ? p->client_name : p->bootfile;

	if (strlen(text) >= (to == p->bootfile ? sizeof(p->bootfile) : sizeof(p->domain)))
		return no(c, "% Name too long");
	strcpy(to, text);
	return true;
}

RUN(dhcp_run_node_type)
{
	struct dhcp_pool *p = cli_object(c, 0);

	p->node_type = args_no(a) ? 0 : args_has(a, "b-node") ? 1 : args_has(a, "p-node") ? 2 : args_has(a, "m-node") ? 4 : 8;
	return true;
}

RUN(dhcp_run_import)
{
	struct dhcp_pool *p = cli_object(c, 0);

	p->import = !args_no(a);
	return true;
}

RUN(dhcp_run_lease)
{
	struct dhcp_pool *p = cli_object(c, 0);
	u32 s = (u32)(args_num(a, "days", 0) * 86400 + args_num(a, "hours", 0) * 3600 + args_num(a, "minutes", 0) * 60);

	if (!args_no(a) && !args_has(a, "infinite") && !s)
		return no(c, "% Invalid lease");
	p->lease_s = args_no(a) ? DHCP_LEASE_S : args_has(a, "infinite") ? ~0u : s;
	return true;
}

RUN(dhcp_run_option)
{
	struct dhcp_pool *p = cli_object(c, 0);
	u8 code = (u8)args_num(a, "code", 0);
	const char *ascii = args_str(a, "ascii-text"), *hex = args_str(a, "hex-text");
	struct dhcp_opt **at = &p->options, *o, want = { .code = code };
	unsigned n = 0;

	if (!args_no(a) && (!code || (code >= OPT_REQUESTED && code <= OPT_T2) || code == OPT_CLIENT_ID || code == OPT_AGENT)) {
		cli_error(c, "%% Option %u is of the protocol itself and cannot be set%s", code, code == OPT_LEASE ? ": see lease" : "");
		return false;
	}
	if (ascii) {
		want.len = (u8)min_u64(strlen(ascii), 255);
		memcpy(want.data, ascii, want.len);
	} else if (hex && !dhcp_read_hex(hex, want.data, &want.len, 255)) {
		return no(c, "% Invalid hexadecimal string");
	} else if (!hex) {
		for (unsigned k = 0; k < DHCP_LIST_MAX && args_has(a, (const char[]){ 'a', (char)('0' + k), 0 }); k++, want.len += 4)
			put_be32(want.data + want.len, args_ip4(a, (const char[]){ 'a', (char)('0' + k), 0 }, 0));
	}
	for (; (o = *at) && o->code < code; at = &o->next)
		n++;
	if (o && o->code == code) {
		*at = o->next;
		free(o);
	}
	if (args_no(a))
		return true;
	if (n >= DHCP_OPTIONS_MAX)
		return no(c, "% Too many options");
	o = xcalloc(1, sizeof(*o));
	*o = want;
	o->next = *at;
	*at = o;
	return true;
}

RUN(dhcp_run_next_server)
{
	((struct dhcp_pool *)cli_object(c, 0))->next_server = args_no(a) ? 0 : args_ip4(a, "server", 0);
	return true;
}

/* ---- the server as a whole ---- */

RUN(dhcp_run_excluded)
{
	struct dhcp *d = dhcp_of(cli_stack(c));
	u32 first = args_ip4(a, "first", 0), last = args_ip4(a, "last", first);
	struct dhcp_range **at = &d->excluded, *r;
	unsigned n = 0;

	for (; (r = *at) && !(r->first == first && r->last == last); at = &r->next)
		n++;
	if (args_no(a)) {
		if (r)
			*at = r->next;
		free(r);
		return true;
	}
	if (last < first)
		return no(c, "% Invalid range of addresses");
	if (n >= DHCP_EXCLUDED_MAX)
		return no(c, "% Too many excluded ranges");
	if (r)
		return true;
	r = *at = xcalloc(1, sizeof(*r));
	r->first = first;
	r->last = last;
	return true;
}

RUN(dhcp_run_ping)
{
	struct dhcp *d = dhcp_of(cli_stack(c));

	if (args_has(a, "packets"))
		d->ping_packets = args_no(a) ? 2 : (u32)args_num(a, "count", 2);
	else
		d->ping_timeout_ms = args_no(a) ? 500 : (u32)args_num(a, "ms", 500);
	return true;
}

RUN(dhcp_run_flag)
{
	struct dhcp *d = dhcp_of(cli_stack(c));
	const char *line = args_line(a);
	bool on = !args_no(a);

	if (!strcmp(line, "service dhcp")) {
		d->off = !on;
		for (struct ipstack *s = cli_stack(c); s; s = s->next)
			if (s->dhcp)
				dhcp_listen(s->dhcp);
	} else if (!strcmp(line, "ip dhcp conflict logging")) {
		d->conflict_log_off = !on;
		if (!on)
			dhcp_conflict_clear(d, 0);
	} else if (!strcmp(line, "ip dhcp relay information option")) {
		d->relay_option = on;
	} else {
		d->relay_trust_all = on;
	}
	return true;
}

RUN(dhcp_run_default)
{
	struct ipstack *s = cli_vrf(c, a);

	if (!s)
		return args_no(a);
	if (args_ip4(a, "prefix", 0) || args_ip4(a, "mask", 0)) {
		cli_error(c, "%% Only the route to 0.0.0.0 0.0.0.0 is taken from DHCP");
		return false;
	}
	dhcp_client_routes(s, args_no(a) ? 0 : (u8)args_num(a, "distance", 1));
	return true;
}

RUN(dhcp_run_relay_policy)
{
	dhcp_of(cli_stack(c))->relay_policy = args_no(a) || args_has(a, "replace") ? RELAY_REPLACE : args_has(a, "keep") ? RELAY_KEEP : RELAY_DROP;
	return true;
}

/* ---- interfaces ---- */

RUN(dhcp_run_trusted)
{
	struct ipif *p = cli_ipif(c);

	if (p)
		dhcp_if(p)->trusted = !args_no(a);
	return p;
}

RUN(dhcp_run_helper)
{
	struct ipif *p = cli_ipif(c);
	u32 addr = args_ip4(a, "helper", 0);
	struct dhcp_if *d;

	if (!p)
		return false;
	if (p->lender[0] && !args_no(a))
		return no(c, "% Unsupported here: ip helper-address on an unnumbered interface");
	d = dhcp_if(p);
	for (unsigned k = 0; k < d->n_helpers; k++)
		if (d->helper[k] == addr) {
			memmove(&d->helper[k], &d->helper[k + 1], (d->n_helpers - k - 1) * sizeof(u32));
			d->n_helpers--;
		}
	if (!args_no(a)) {
		if (d->n_helpers == DHCP_HELPERS_MAX)
			return no(c, "% Too many helper addresses");
		d->helper[d->n_helpers++] = addr;
	}
	dhcp_listen(dhcp_of(p->ip));
	return true;
}

RUN(dhcp_run_forward)
{
	static const struct { const char *name; u16 port; } names[] = {
		{ "time", 37 }, { "tacacs", 49 }, { "domain", 53 }, { "bootps", 67 }, { "bootpc", 68 }, { "tftp", 69 }, { "netbios-ns", 137 }, { "netbios-dgm", 138 },
		{ "ntp", 123 }, { "syslog", 514 }, { "snmp", 161 },
	};
	struct dhcp *d = dhcp_of(cli_stack(c));
	u32 port = (u32)args_num(a, "port", 0);
	bool on = !args_no(a);

	for (unsigned k = 0; k < ARRAY_LEN(names); k++)
		if (args_has(a, names[k].name))
			port = names[k].port;
	if (on)
		d->forwarded[port / 8] |= (u8)(1u << port % 8);
	else
		d->forwarded[port / 8] &= (u8)~(1u << port % 8);
	return true;
}

RUN(dhcp_run_client)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	if (args_no(a)) {
		dhcp_client_stop(p, true);
		return true;
	}
	return cli_number4(c, p) && dhcp_client_start(p);
}

RUN(dhcp_run_release)
{
	struct iface *i = device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));
	struct dhcp_client *x = i && i->ip && i->ip->dhcp ? i->ip->dhcp->client : NULL;

	if (!x) {
		cli_error(c, "%% %s does not get its address by DHCP", args_str(a, "INTERFACE"));
		return false;
	}
	if (!strncmp(args_line(a), "renew", 5)) {
		dhcp_client_renew(i->ip);
		return true;
	}
	dhcp_client_stop(i->ip, true);
	dhcp_client_start(i->ip);
	timer_stop(i->ip->ip->node->worker, &i->ip->dhcp->client->timer); /* until it is renewed */
	return true;
}

/* ---- clear ---- */

/* The pool that a clear is about. false: it names one that is not there. */
static bool named_pool(struct cli *c, const struct args *a, struct dhcp_pool **p)
{
	const char *name = args_str(a, "name");

	*p = name ? dhcp_pool_find(dhcp_of(cli_stack(c)), name) : NULL;
	if (name && !*p)
		cli_error(c, "%% DHCP pool %s does not exist", name);
	return !name || *p;
}

RUN(dhcp_run_clear_binding)
{
	struct dhcp *d = dhcp_of(cli_stack(c));
	u32 one = args_ip4(a, "address", 0), n;
	struct dhcp_binding **all;
	struct dhcp_pool *p;

	if (!named_pool(c, a, &p))
		return false;
	all = dhcp_leases_sorted(d, &n);
	for (u32 k = 0; k < n; k++)
		if ((!one || all[k]->ip == one) && (!p || all[k]->pool == p))
			dhcp_lease_free(all[k]);
	free(all);
	return true;
}

/* A conflict is of the pool whose subnet it lies in. */
RUN(dhcp_run_clear_conflict)
{
	struct dhcp *d = dhcp_of(cli_stack(c));
	u32 one = args_ip4(a, "address", 0);
	struct dhcp_pool *p;

	if (!named_pool(c, a, &p))
		return false;
	if (!p) {
		dhcp_conflict_clear(d, one);
		return true;
	}
	for (struct dhcp_conflict *x = d->conflicts, *next; x; x = next) {
		next = x->next;
		if (p->mask && (x->ip & p->mask) == p->network && (!one || x->ip == one))
			dhcp_conflict_clear(d, x->ip);
	}
	return true;
}

RUN(dhcp_run_clear_statistics)
{
	struct dhcp *d = dhcp_of(cli_stack(c));

	(void)a;
	memset(d->received, 0, sizeof(d->received));
	memset(d->sent, 0, sizeof(d->sent));
	d->malformed = d->expired = 0;
	return true;
}
