/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is configured for interfaces: `ip ... eigrp AS` and `ipv6 ... eigrp AS` in their blocks, and the lines of `af-interface`. */
#include <stdio.h>
#include <stdlib.h>

#include "device/access.h"
#include "router/eigrp/eigrp_cli.h"

/* The block of `af-interface` that the line stands in; NULL: an interface's. Modes differ by their commands' first word. */
static bool in_interface(const struct args *a) { return !strncmp(args_line(a), "ip ", 3) || !strncmp(args_line(a), "ipv6 ", 5); }
static u8 family(const struct args *a) { return strncmp(args_line(a), "ipv6 ", 5) ? AF_IP4 : AF_IP6; }

static struct eigrp_ifc *conf(struct cli *c, const struct args *a)
{
	struct ipif *p;

	if (!in_interface(a))
		return cli_object(c, 0);
	p = cli_ipif(c);
	return p ? eigrp_ifc(eigrp_all(p->ip), p->i, family(a), (u16)args_num(a, "as", 0), true) : NULL;
}

/* Calls fn for each interface that runs by what is configured there. */
static void each(const struct eigrp_ifc *x, void (*fn)(struct eigrp_if *ei))
{
	struct eigrp *e = x->e ? x->e : x->i->ip && x->i->ip->ip->eigrp ? eigrp_find_as(x->i->ip->ip, x->af, x->as) : NULL;

	for (struct eigrp_if *ei = e ? e->ifs : NULL; ei; ei = ei->next)
		if (ei->c == x || (x->e && !x->name))
			fn(ei);
}

static void hello_again(struct eigrp_if *ei)
{
	if (!ei->passive)
		hello_start(ei);
}

static void bfd_again(struct eigrp_if *ei)
{
	for (struct eigrp_nbr *n = ei->nbrs; n; n = n->next)
		nbr_bfd(n);
}

static bool sync(const struct eigrp_ifc *x)
{
	eigrp_soon(x->e ? x->e->all : eigrp_all(x->i->ip->ip));
	return true;
}

static void mark(struct eigrp_ifc *x, u16 what, bool set) { x->set = set ? x->set | what : x->set & ~what; }

RUN(eigrp_if_on)
{
	struct eigrp_ifc *x = conf(c, a);

	if (!x)
		return false;
	x->on = !args_no(a);
	return sync(x);
}

RUN(eigrp_if_hello)
{
	struct eigrp_ifc *x = conf(c, a);

	if (!x)
		return false;
	mark(x, IFC_HELLO, !args_no(a));
	x->hello_s = args_no(a) ? 0 : (u16)args_num(a, "seconds", 5);
	each(x, hello_again);
	return true;
}

RUN(eigrp_if_hold)
{
	struct eigrp_ifc *x = conf(c, a);

	if (!x)
		return false;
	mark(x, IFC_HOLD, !args_no(a));
	x->hold_s = args_no(a) ? 0 : (u16)args_num(a, "seconds", 15);
	return true;
}

/* ---- what is on or off ---- */

struct toggle { const char *word; u16 what; bool usual, inverse; size_t at; };
static const struct toggle toggles[] = {
	{ "split-horizon", IFC_HORIZON, true, true, offsetof(struct eigrp_ifc, no_horizon) },
	{ "next-hop-self", IFC_NEXT_HOP, true, true, offsetof(struct eigrp_ifc, no_next_hop_self) },
	{ "passive-interface", IFC_PASSIVE, false, false, offsetof(struct eigrp_ifc, passive) },
	{ "shutdown", IFC_SHUTDOWN, false, false, offsetof(struct eigrp_ifc, shutdown) },
	{ "bfd", IFC_BFD, false, false, offsetof(struct eigrp_ifc, bfd) },
};

static bool *value(struct eigrp_ifc *x, const struct toggle *t) { return (bool *)((char *)x + t->at); }

/* On a named interface the default one's value holds until another is said; what says the same as that is not kept, but where a text says so. */
static void turn(struct cli *c, const struct args *a, struct eigrp_ifc *x, const struct toggle *t)
{
	const struct eigrp_ifc *dflt = x->e && x->name ? x->e->dflt : NULL;
	bool want = !args_no(a), was_set = x->set & t->what, inherited = t->usual, keep;
	char line[96];
	const char *positive = args_line(a);

	if (dflt && dflt->set & t->what)
		inherited = *value((struct eigrp_ifc *)dflt, t) != t->inverse;
	keep = want != inherited || (!was_set && x->e && cli_is_replay(c));
	mark(x, t->what, keep);
	*value(x, t) = keep && want != t->inverse;
	snprintf(line, sizeof(line), "no %s", positive);
	cli_store(c, !keep ? "" : want ? positive : line);
}

RUN(eigrp_if_toggle)
{
	struct eigrp_ifc *x = conf(c, a);

	for (unsigned k = 0; x && k < ARRAY_LEN(toggles); k++)
		if (strstr(args_line(a), toggles[k].word)) {
			turn(c, a, x, &toggles[k]);
			break;
		}
	if (!x)
		return false;
	each(x, tell_again);
	each(x, bfd_again);
	return sync(x);
}

/* ---- authentication ---- */

/* Before it is other: who goes by what it was is told so in what it believes. */
static void part(struct eigrp_if *ei)
{
	if (!ei->passive && ei->nbrs)
		packet_hello(ei, true);
}

static void mode_changed(struct eigrp_if *ei)
{
	while (ei->nbrs)
		nbr_down(ei->nbrs, "authentication mode changed");
}

static void chain_changed(struct eigrp_if *ei)
{
	while (ei->nbrs)
		nbr_down(ei->nbrs, "keychain changed");
}

static bool same(const char *a, const char *b) { return a && b ? !strcmp(a, b) : a == b; }

RUN(eigrp_if_auth_mode)
{
	struct eigrp_ifc *x = conf(c, a);
	const char *word = args_str(a, "password");
	char clear[SECRET_CLEAR_MAX + 1];
	enum eigrp_auth auth;
	bool changes;

	if (!x)
		return false;
	if (word && !args_no(a)) {
		if (!access_line_key(c, a, "password", clear))
			return false;
		word = clear;
	}
	if (args_no(a))
		word = NULL;
	auth = args_no(a) ? EIGRP_AUTH_NONE : word ? EIGRP_AUTH_SHA256 : EIGRP_AUTH_MD5;
	changes = auth != x->auth || !same(word, x->password);
	if (changes)
		each(x, part);
	mark(x, IFC_AUTH, !args_no(a));
	free(x->password);
	x->password = word ? xstrdup(word) : NULL;
	x->auth = auth;
	if (changes)
		each(x, mode_changed);
	return true;
}

RUN(eigrp_if_auth_chain)
{
	struct eigrp_ifc *x = conf(c, a);
	bool changes;

	if (!x)
		return false;
	changes = !same(args_no(a) ? NULL : args_str(a, "chain"), x->chain);
	if (changes)
		each(x, part);
	mark(x, IFC_CHAIN, !args_no(a));
	free(x->chain);
	x->chain = args_no(a) ? NULL : xstrdup(args_str(a, "chain"));
	if (changes)
		each(x, chain_changed);
	return true;
}

/* ---- summaries ---- */

static bool prefix_of(struct cli *c, const struct args *a, u8 af, struct ipaddr *net, u8 *plen)
{
	struct ip6 six;

	net->af = af;
	if (af == AF_IP6) {
		if (!args_ip6_prefix(a, "prefix", &six, plen))
			return false;
		net->v6 = ip6_masked(&six, *plen);
		return true;
	}
	if (args_str(a, "prefix")) {
		if (!args_ip4_prefix(a, "prefix", &net->v4, plen))
			return false;
	} else {
		net->v4 = args_ip4(a, "net", 0);
		if (!ip4_mask_len(args_ip4(a, "mask", 0), plen)) {
			cli_error(c, "%% Inconsistent address and mask");
			return false;
		}
	}
	net->v4 &= ip4_mask(*plen);
	return true;
}

RUN(eigrp_if_summary)
{
	struct eigrp_ifc *x = conf(c, a);
	struct ipaddr net;
	u8 plen = 0;
	struct eigrp_summary **at, *s;

	if (!x || !prefix_of(c, a, x->af, &net, &plen))
		return false;
	for (at = &x->summaries; *at && (!ipaddr_eq(&(*at)->prefix, &net) || (*at)->plen != plen);)
		at = &(*at)->next;
	s = *at;
	if (args_no(a)) {
		if (s) {
			*at = s->next;
			route_map_release(s->leak);
		}
		free(s);
	} else {
		if (!s) {
			s = *at = xcalloc(1, sizeof(*s));
			s->prefix = net;
			s->plen = plen;
		}
		route_map_release(s->leak);
		s->distance = (u8)args_num(a, "distance", DISTANCE_EIGRP_SUMMARY);
		s->leak = args_str(a, "map") ? route_map_hold(cli_stack(c), args_str(a, "map")) : NULL;
	}
	each(x, tell_again);
	return sync(x);
}

/* Its best way is told anew where it changes: dual_own() sees to that. */
RUN(eigrp_run_sum_metric)
{
	struct eigrp *e = cli_object(c, 0);
	struct eigrp_sum_metric **at, *m;
	struct ipaddr net;
	u8 plen = 0;

	if (!prefix_of(c, a, e->af, &net, &plen))
		return false;
	at = eigrp_sum_metric_at(e, &net, plen);
	m = *at;
	if (args_no(a)) {
		if (m)
			*at = m->next;
		free(m);
	} else {
		if (!m)
			m = *at = xcalloc(1, sizeof(*m));
		m->prefix = net;
		m->plen = plen;
		m->m_set = eigrp_metric_args(a, m->m);
		m->distance = (u8)args_num(a, "distance", 0);
	}
	eigrp_soon(e->all);
	return true;
}

/* A.B.C.D/nn where the line that is kept has a mask. */
RUN(eigrp_run_prefix_form)
{
	const char *typed = args_line(a), *word = args_str(a, "prefix"), *at = strstr(typed, word);
	char line[192], net_text[IP4_TEXT], mask_text[IP4_TEXT];
	u32 net;
	u8 plen;

	bool metric = !strncmp(typed, "summary-metric ", 15);

	if (!at || !args_ip4_prefix(a, "prefix", &net, &plen))
		return false;
	if (metric && !args_no(a) && !args_str(a, "kbit") && !args_has(a, "distance")) { /* enough for `no` alone */
		cli_error(c, "%% Incomplete command.");
		return false;
	}
	ip4_text(net & ip4_mask(plen), net_text);
	ip4_text(ip4_mask(plen), mask_text);
	snprintf(line, sizeof(line), "%.*s%s %s%s", (int)(at - typed), typed, net_text, mask_text,
		 args_no(a) ? "" : at + strlen(word)); /* what is kept is found by its beginning */
	if (args_no(a))
		return cli_remove_in(c, NULL, line);
	cli_store(c, line);
	return metric ? eigrp_run_sum_metric(c, a) : eigrp_if_summary(c, a);
}

/* ---- af-interface ---- */

RUN(eigrp_run_af_interface)
{
	struct eigrp *e = cli_object(c, 0);
	const char *name = args_str(a, "INTERFACE");
	struct eigrp_ifc *x = eigrp_ifc_named(e, name, !args_no(a));

	if (!args_no(a)) {
		cli_enter_object(c, x);
	} else if (x) {
		eigrp_ifc_drop(name ? &e->ifcs : &e->dflt, x);
		eigrp_soon(e->all);
	}
	return true;
}
