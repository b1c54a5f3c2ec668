/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of DHCPv6 and of general prefixes. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "router/dhcp6/dhcp6_cli.h"
#include "router/dns/wire.h"

const struct cli_mode mode_dhcp6_pool = { "DHCPv6 pool", "(config-dhcpv6)", &mode_config };

static bool no(struct cli *c, const char *why)
{
	cli_error(c, "%s", why);
	return false;
}

/* The name of a pool or prefix, if it fits. */
static const char *name_of(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "name");

	if (strlen(name) < D6_NAME_MAX)
		return name;
	no(c, "% Name too long");
	return NULL;
}

/* false: preferred longer than valid. */
static bool read_life(struct cli *c, const struct args *a, struct d6_life *life)
{
	if (args_has(a, "infinite"))
		*life = (struct d6_life){ D6_FOREVER, D6_FOREVER };
	life->valid_s = (u32)args_num(a, "valid", life->valid_s);
	life->preferred_s = (u32)args_num(a, "preferred", life->preferred_s);
	return life->preferred_s <= life->valid_s || no(c, "% Preferred lifetime must not exceed the valid lifetime");
}

/* ---- pools ---- */

RUN(d6_run_pool)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));
	const char *name = name_of(c, a);
	struct d6_pool *p = name ? d6_pool_find(d, name) : NULL, **at;
	unsigned n = 0;

	if (!name)
		return false;
	if (args_no(a)) {
		if (p)
			d6_pool_free(d, p);
		return true;
	}
	if (!p) {
		for (at = &d->pools; *at; at = &(*at)->next)
			n++;
		if (n >= D6_POOLS_MAX)
			return no(c, "% Too many DHCPv6 pools");
		p = *at = xcalloc(1, sizeof(*p));
		snprintf(p->name, sizeof(p->name), "%s", name);
		p->life = (struct d6_life){ D6_VALID_S, D6_PREFERRED_S };
		p->pd_life = (struct d6_life){ D6_PD_VALID_S, D6_PD_PREFERRED_S };
	}
	cli_enter_object(c, p);
	return true;
}

/* What was given out under the old line is forgotten, of one kind. */
static void forget(struct dhcp6 *d, const struct d6_pool *p, bool pd)
{
	u32 n;
	struct d6_binding **all = d6_bindings_sorted(d, &n);

	for (u32 k = 0; k < n; k++)
		if (all[k]->pool == p && all[k]->pd == pd)
			d6_binding_free(all[k]);
	free(all);
}

RUN(d6_run_address)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));
	struct d6_pool *p = cli_object(c, 0);
	struct d6_life life = { D6_VALID_S, D6_PREFERRED_S };
	struct ip6 prefix;
	u8 plen;

	if (args_no(a)) {
		forget(d, p, false);
		p->has_prefix = false;
		return true;
	}
	args_ip6_prefix(a, "prefix", &prefix, &plen);
	prefix = ip6_masked(&prefix, plen);
	if (ip6_is_multicast(&prefix) || ip6_is_linklocal(&prefix) || plen < 4)
		return no(c, "% Invalid prefix");
	if (!read_life(c, a, &life))
		return false;
	if (!p->has_prefix || p->plen != plen || !ip6_eq(&p->prefix, &prefix))
		forget(d, p, false);
	p->has_prefix = true;
	p->prefix = prefix;
	p->plen = plen;
	p->life = life;
	return true;
}

bool d6_read_duid(const char *text, struct duid *d)
{
	memset(d, 0, sizeof(*d));
	for (; text[0] && text[1]; text += 2) {
		char pair[3] = { text[0], text[1], 0 };

		if (!isxdigit((u8)text[0]) || !isxdigit((u8)text[1]) || d->len == D6_DUID_MAX)
			return false;
		d->b[d->len++] = (u8)strtoul(pair, NULL, 16);
	}
	return !*text && d->len >= 3;
}

bool d6_read_iaid(const char *text, u32 *iaid)
{
	char *end;

	*iaid = (u32)strtoul(text, &end, 16);
	return isxdigit((u8)*text) && !*end && strlen(text) <= 8;
}

RUN(d6_run_static)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));
	struct d6_pool *p = cli_object(c, 0);
	struct d6_static want = { .life = { D6_PD_VALID_S, D6_PD_PREFERRED_S } }, **at, *s;
	struct d6_binding *b;
	unsigned n = 0;

	args_ip6_prefix(a, "prefix", &want.prefix, &want.plen);
	want.prefix = ip6_masked(&want.prefix, want.plen);
	want.has_iaid = args_has(a, "iaid");
	if (!d6_read_duid(args_str(a, "duid"), &want.duid) || (want.has_iaid && !d6_read_iaid(args_str(a, "id"), &want.iaid)))
		return no(c, "% Invalid DUID or IAID");
	if (!want.plen || want.plen > 64 || ip6_is_multicast(&want.prefix) || !read_life(c, a, &want.life))
		return want.plen && want.plen <= 64 ? false : no(c, "% Invalid prefix");
	for (at = &p->statics; (s = *at); at = &s->next, n++)
		if (s->plen == want.plen && ip6_eq(&s->prefix, &want.prefix))
			break;
	b = d6_binding_at(d, &want.prefix, want.plen); /* by the old line, or by a pool that had it until now */
	if (b)
		d6_binding_free(b);
	if (s) {
		*at = s->next;
		free(s);
	}
	if (args_no(a))
		return true;
	if (n >= D6_STATICS_MAX)
		return no(c, "% Too many bindings");
	s = xcalloc(1, sizeof(*s));
	*s = want;
	s->next = *at;
	*at = s;
	return true;
}

RUN(d6_run_pd_pool)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));
	struct d6_pool *p = cli_object(c, 0);
	struct d6_life life = { D6_PD_VALID_S, D6_PD_PREFERRED_S };
	const char *name = name_of(c, a);

	if (!name || !read_life(c, a, &life))
		return false;
	if (args_no(a) || strcmp(name, p->pd_pool))
		forget(d, p, true);
	snprintf(p->pd_pool, sizeof(p->pd_pool), "%s", args_no(a) ? "" : name);
	p->pd_life = life;
	return true;
}

RUN(d6_run_dns)
{
	struct d6_pool *p = cli_object(c, 0);
	struct ip6 x;
	unsigned k = 0;

	args_ip6(a, "address", &x);
	while (k < p->n_dns && !ip6_eq(&p->dns[k], &x))
		k++;
	if (args_no(a)) {
		if (k < p->n_dns) {
			memmove(&p->dns[k], &p->dns[k + 1], (p->n_dns - k - 1u) * sizeof(x));
			p->n_dns--;
		}
		return true;
	}
	if (k == D6_DNS_MAX)
		return no(c, "% Too many DNS servers");
	p->dns[k] = x;
	if (k == p->n_dns)
		p->n_dns++;
	return true;
}

RUN(d6_run_domain)
{
	struct d6_pool *p = cli_object(c, 0);
	const char *name = args_str(a, "domain");
	unsigned k = 0;

	if (!dns_name_ok(name))
		return no(c, "% Invalid domain name");
	while (k < p->n_domains && strcmp(p->domain[k], name))
		k++;
	if (args_no(a)) {
		if (k < p->n_domains) {
			memmove(&p->domain[k], &p->domain[k + 1], (p->n_domains - k - 1u) * sizeof(p->domain[0]));
			p->n_domains--;
		}
		return true;
	}
	if (k == D6_DOMAINS_MAX)
		return no(c, "% Too many domain names");
	snprintf(p->domain[k], sizeof(p->domain[k]), "%s", name);
	if (k == p->n_domains)
		p->n_domains++;
	return true;
}

RUN(d6_run_link)
{
	struct d6_pool *p = cli_object(c, 0);
	struct ip6 x;
	u8 plen;
	unsigned k = 0;

	args_ip6_prefix(a, "prefix", &x, &plen);
	x = ip6_masked(&x, plen);
	while (k < p->n_links && !(p->link[k].plen == plen && ip6_eq(&p->link[k].prefix, &x)))
		k++;
	if (args_no(a)) {
		if (k < p->n_links) {
			memmove(&p->link[k], &p->link[k + 1], (p->n_links - k - 1u) * sizeof(p->link[0]));
			p->n_links--;
		}
		return true;
	}
	if (k == D6_LINKS_MAX)
		return no(c, "% Too many link addresses");
	p->link[k].prefix = x;
	p->link[k].plen = plen;
	if (k == p->n_links)
		p->n_links++;
	return true;
}

RUN(d6_run_refresh)
{
	struct d6_pool *p = cli_object(c, 0);
	u32 s = (u32)(args_num(a, "days", 0) * 86400 + args_num(a, "hours", 0) * 3600 + args_num(a, "minutes", 0) * 60);

	if (!args_no(a) && !args_has(a, "infinity") && s < 600) /* RFC 8415 7.6: IRT_MINIMUM */
		return no(c, "% Invalid refresh time: less than 10 minutes");
	p->refresh_s = args_no(a) ? 0 : args_has(a, "infinity") ? D6_FOREVER : s;
	return true;
}

/* RFC 3319, 3898, 4075, 5417, 5970 */
static const struct { const char *words; u16 code; } options[] = {
	{ "sip domain-name ", 21 }, { "sip address ", 22 }, { "nis address ", 27 }, { "nisp address ", 28 }, { "nis domain-name ", 29 }, { "nisp domain-name ", 30 },
	{ "sntp address ", 31 }, { "capwap-ac address ", 52 }, { "bootfile-url ", 59 },
};

static bool read_option(const struct args *a, struct d6_opt *o)
{
	const char *line = args_line(a), *domain = args_str(a, "domain"), *text = args_str(a, "url");
	struct wr w = wr_of(o->data, sizeof(o->data));
	struct ip6 x;

	for (unsigned k = 0; k < ARRAY_LEN(options); k++)
		if (!strncmp(line, options[k].words, strlen(options[k].words)))
			o->code = options[k].code;
	if (args_ip6(a, "address", &x))
		wr_copy(&w, x.b, 16);
	else if (domain)
		dns_write_name(&w, domain);
	else
		wr_copy(&w, text, strlen(text));
	o->len = (u16)wr_len(&w);
	return !w.bad;
}

RUN(d6_run_option)
{
	struct d6_pool *p = cli_object(c, 0);
	struct d6_opt want = { .next = NULL }, **at, *o;
	unsigned n = 0;
	bool single;

	if (!read_option(a, &want))
		return no(c, "% Invalid value");
	single = want.code == 59;
	for (at = &p->options; (o = *at) && o->code <= want.code; at = &o->next, n++)
		if (o->code == want.code && (single || (o->len == want.len && !memcmp(o->data, want.data, o->len))))
			break;
	if (o && o->code == want.code) {
		*at = o->next;
		free(o);
	}
	if (args_no(a))
		return true;
	if (n >= D6_OPTS_MAX)
		return no(c, "% Too many options");
	o = xcalloc(1, sizeof(*o));
	*o = want;
	o->next = *at;
	*at = o;
	return true;
}

/* ---- prefixes ---- */

RUN(d6_run_local)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));
	const char *name = name_of(c, a);
	struct d6_local **at = &d->locals, *x;
	struct ip6 prefix;
	u8 plen = 0, each = (u8)args_num(a, "each", 0);
	unsigned n = 0;

	if (!name)
		return false;
	args_ip6_prefix(a, "prefix", &prefix, &plen);
	if (!args_no(a) && (each < plen || !each || each > 64 || ip6_is_multicast(&prefix)))
		return no(c, "% Invalid prefix length");
	for (; (x = *at) && strcmp(x->name, name); at = &x->next)
		n++;
	for (const struct d6_pool *p = x ? d->pools : NULL; p; p = p->next)
		if (!strcmp(p->pd_pool, name))
			forget(d, p, true);
	if (args_no(a)) {
		if (x)
			*at = x->next;
		free(x);
		return true;
	}
	if (!x && n >= D6_POOLS_MAX)
		return no(c, "% Too many local pools");
	if (!x)
		x = *at = xcalloc(1, sizeof(*x));
	snprintf(x->name, sizeof(x->name), "%s", name);
	x->prefix = ip6_masked(&prefix, plen);
	x->plen = plen;
	x->each = each;
	return true;
}

RUN(d6_run_general)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));
	const char *name = name_of(c, a);
	struct gp_prefix x = { .manual = true, .preferred_until = NSEC_NEVER, .valid_until = NSEC_NEVER };

	if (!name)
		return false;
	args_ip6_prefix(a, "prefix", &x.prefix, &x.plen);
	x.prefix = ip6_masked(&x.prefix, x.plen);
	if (!args_no(a) && (ip6_is_multicast(&x.prefix) || ip6_is_linklocal(&x.prefix) || x.plen > 64))
		return no(c, "% Invalid prefix");
	if (args_no(a))
		gp_withdraw(d, name, NULL, &x);
	else if (!gp_set(d, name, &x))
		return no(c, "% Too many general prefixes");
	return true;
}

RUN(d6_run_general_address)
{
	struct ipif *p = cli_ipif_global(c, a);
	const char *name = name_of(c, a);
	struct ip6 suffix;
	char why[256];
	u8 plen;

	if (!p || !name)
		return false;
	args_ip6_prefix(a, "prefix", &suffix, &plen);
	if (args_no(a)) {
		gp_unuse(p, name, &suffix, plen, args_has(a, "eui-64"));
		return true;
	}
	if (p->i->parent && !p->vlan)
		return no(c, "% Configuring IPv6 on a LAN subinterface is only allowed if that\nsubinterface is already configured as part of an IEEE 802.1Q vLAN.");
	return gp_use(p, name, &suffix, plen, args_has(a, "eui-64"), why, sizeof(why)) || no(c, why);
}

/* ---- interfaces ---- */

/* Server, relay and client exclude each other, as on the real thing. */
static bool free_for(struct cli *c, const struct dhcp6_if *f, bool server, bool relay)
{
	const char *mode = f->serves && !server ? "server" : f->n_dests && !relay ? "relay" : f->client && (f->client->want_pd || f->client->want_na) && !f->client->by_ra && (server || relay) ? "client" : NULL;

	if (mode)
		cli_error(c, "%% Interface is in DHCPv6 %s mode", mode);
	return !mode;
}

RUN(d6_run_server)
{
	struct ipif *p = cli_ipif_global(c, a);
	const char *pool = args_str(a, "pool");
	struct dhcp6_if *f = p ? dhcp6_if(p) : NULL;

	if (!f || (!args_no(a) && !free_for(c, f, true, false)))
		return false;
	if (pool && strlen(pool) >= D6_NAME_MAX)
		return no(c, "% Name too long");
	f->serves = !args_no(a);
	f->automatic = !pool;
	snprintf(f->pool, sizeof(f->pool), "%s", pool ? pool : "");
	f->rapid = args_has(a, "rapid-commit");
	f->allow_hint = args_has(a, "allow-hint");
	f->preference = (u8)args_num(a, "value", 0);
	dhcp6_listen(dhcp6_of(p->ip));
	return true;
}

RUN(d6_run_relay)
{
	struct ipif *p = cli_ipif_global(c, a);
	struct dhcp6_if *f = p ? dhcp6_if(p) : NULL;
	const char *out = args_str(a, "INTERFACE");
	struct ip6 x;
	unsigned k = 0;

	if (!f)
		return false;
	args_ip6(a, "address", &x);
	out = out ? out : "";
	while (k < f->n_dests && !(ip6_eq(&f->dest[k].addr, &x) && !strcmp(f->dest[k].out, out)))
		k++;
	if (args_no(a)) {
		if (k < f->n_dests) {
			memmove(&f->dest[k], &f->dest[k + 1], (f->n_dests - k - 1u) * sizeof(f->dest[0]));
			f->n_dests--;
		}
		dhcp6_listen(dhcp6_of(p->ip));
		return true;
	}
	if (!free_for(c, f, false, true))
		return false;
	if ((ip6_is_linklocal(&x) || ip6_is_multicast(&x)) && !*out)
		return no(c, "% Link-local or multicast destination needs an output interface");
	if (k == D6_DESTS_MAX)
		return no(c, "% Too many relay destinations");
	f->dest[k].addr = x;
	snprintf(f->dest[k].out, sizeof(f->dest[k].out), "%s", out);
	if (k == f->n_dests)
		f->n_dests++;
	dhcp6_listen(dhcp6_of(p->ip));
	return true;
}

/* What the client asks for has changed: what it has is given back first. */
static void anew(struct ipif *p, struct dhcp6_client *x)
{
	x->by_ra = false;
	ipif_update(p);
	dhcp6_client_wants(p);
}

RUN(d6_run_client)
{
	struct ipif *p = cli_ipif_global(c, a);
	struct dhcp6_if *f = p ? dhcp6_if(p) : NULL;
	struct dhcp6_client *x;

	if (!f || (!args_no(a) && !free_for(c, f, false, false)))
		return false;
	x = dhcp6_client_of(p);
	dhcp6_client_stop(x, true);
	x->want_na = !args_no(a);
	x->rapid_na = x->want_na && args_has(a, "rapid-commit");
	anew(p, x);
	return true;
}

RUN(d6_run_client_pd)
{
	struct ipif *p = cli_ipif_global(c, a);
	struct dhcp6_if *f = p ? dhcp6_if(p) : NULL;
	const char *name = name_of(c, a);
	struct dhcp6_client *x;

	if (!f || !name || (!args_no(a) && !free_for(c, f, false, false)))
		return false;
	x = dhcp6_client_of(p);
	dhcp6_client_stop(x, true);
	x->want_pd = !args_no(a);
	x->rapid_pd = x->want_pd && args_has(a, "rapid-commit");
	snprintf(x->pd_name, sizeof(x->pd_name), "%s", name);
	anew(p, x);
	return true;
}

/* ---- clear ---- */

RUN(d6_run_clear_binding)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));
	struct ip6 one;
	bool some = args_ip6(a, "address", &one);
	u32 n;
	struct d6_binding **all = d6_bindings_sorted(d, &n);

	for (u32 k = 0; k < n; k++)
		if (!some || ip6_eq(&all[k]->addr, &one) || ip6_eq(&all[k]->client, &one))
			d6_binding_free(all[k]);
	free(all);
	return true;
}

RUN(d6_run_clear_client)
{
	struct iface *i = device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));
	struct dhcp6_client *x = i && i->ip && i->ip->dhcp6 ? i->ip->dhcp6->client : NULL;

	if (!x) {
		cli_error(c, "%% %s is not in DHCPv6 client mode", args_str(a, "INTERFACE"));
		return false;
	}
	dhcp6_client_stop(x, true);
	dhcp6_client_wants(i->ip);
	return true;
}

RUN(d6_run_clear_conflict)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));

	(void)a;
	for (struct d6_pool *p = d->pools; p; p = p->next)
		d6_conflicts_clear(p);
	return true;
}

RUN(d6_run_clear_relay)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));

	(void)a;
	while (d->relay_routes)
		d6_relay_route_free(d->relay_routes);
	return true;
}

RUN(d6_run_clear_statistics)
{
	struct dhcp6 *d = dhcp6_of(cli_stack(c));

	(void)a;
	memset(d->received, 0, sizeof(d->received));
	memset(d->sent, 0, sizeof(d->sent));
	d->malformed = d->relay_dropped = 0;
	return true;
}
