/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bgp rpki server, bgp bestpath prefix-validate, and the shows of servers and of what they say. */
#include <stdio.h>

#include "router/bgp/cli.h"

RUN(bgp_run_rpki)
{
	struct bgp *b = cli_bgp(c);
	u16 port = (u16)args_num(a, "port", 0);
	u32 refresh = (u32)args_num(a, "refresh", 0);
	struct ipaddr addr;
	struct rtr *s;

	bgp_cli_address(a, &addr);
	s = bgp_rpki(b, false) ? rtr_find(bgp_rpki(b, false), &addr, port) : NULL;
	if (args_no(a)) {
		if (s)
			rtr_remove(s);
		bgp_rpki_settle(b, false);
		return true;
	}
	if (addr.af == AF_IP6 && ip6_is_linklocal(&addr.v6)) {
		cli_error(c, "%% Link-local addresses are not supported here");
		return false;
	}
	if (!rtr_set(bgp_rpki(b, true), &addr, port, refresh)) {
		cli_error(c, "%% Too many RPKI servers");
		return false;
	}
	if (!s)
		bgp_rpki_settle(b, false);
	return true;
}

RUN(bgp_run_validate)
{
	struct bgp *b = cli_bgp(c);

	if (!args_no(a))
		bgp_cli_once(c, "bgp bestpath prefix-validate");
	b->fam[bgp_cli_af(c)].validate = args_no(a) ? VALIDATE : args_has(a, "disable") ? VALIDATE_NOT : VALIDATE_ALLOW;
	bgp_rpki_settle(b, true);
	return true;
}

RUN(bgp_run_rpki_clear)
{
	const struct rpki *k = bgp_rpki(cli_bgp(c), false);
	struct ipaddr addr;
	bool one = bgp_cli_address(a, &addr), any = false;

	for (struct rtr *s = k ? k->servers : NULL; s; s = s->next) {
		if (s->deleted || (one && !ipaddr_eq(&s->addr, &addr)))
			continue;
		any = true;
		rtr_clear(s);
	}
	if (one && !any)
		cli_error(c, "%% No such RPKI server");
	return any || !one;
}

/* ---- shows ---- */

static void server_cells(struct show *s, const struct rtr *x)
{
	char t[IP6_TEXT];

	show_str(s, "server", ipaddr_text(&x->addr, t));
	show_num(s, "port", x->port);
	show_str(s, "state", rtr_state_name[x->state]);
	show_num(s, "version", x->version);
	show_bool(s, "known", x->known);
	show_num(s, "session", x->session);
	show_num(s, "serial", x->serial);
	show_num(s, "refresh_s", x->refresh_s);
	show_num(s, "retry_s", x->retry_s);
	show_num(s, "expire_s", x->expire_s);
	show_num(s, "prefixes", x->n_vrps);
	show_num(s, "attempts", x->attempts);
	show_num(s, "failures", x->connect_failures);
	show_num(s, "errors_sent", x->errors_sent);
	show_num(s, "errors_received", x->errors_received);
	show_num(s, "pdus_received", x->in);
	show_num(s, "pdus_sent", x->out);
	show_end(s);
}

static void show_server(struct show *s, const struct rtr *x)
{
	struct ipaddr local, peer;
	u16 port;
	char t[IP6_TEXT], age[16];

	server_cells(s, x);
	show_text(s, "BGP SOVC neighbor is %s/%u %s to port %u\n", ipaddr_text(&x->addr, t), x->port, x->c && x->state != RTR_CONNECTING ? "connected" : "not connected", x->port);
	show_text(s, "Version %u, Refresh time is %u, Serial number is %u, Session ID is %u\n", x->version, x->refresh_s, x->serial, x->session);
	show_text(s, "Retry time is %u, Expire time is %u\n", x->retry_s, x->expire_s);
	show_text(s, "InQ has %u messages, OutQ has 0 messages, formatted msg %llu\n", x->n_ops - x->at, (unsigned long long)x->out);
	show_text(s, "Session state is %s%s%s\n", rtr_state_name[x->state], x->changed == NSEC_NEVER ? "" : " since ", x->changed == NSEC_NEVER ? "" : age_text(rtr_now(x) - x->changed, age));
	show_text(s, " Neighbor Statistics:\n  Prefixes %u\n  Connection attempts: %u\n  Connection failures: %u\n  Errors sent: %u\n  Errors received: %u\n", x->n_vrps, x->attempts,
		  x->connect_failures, x->errors_sent, x->errors_received);
	if (x->c) {
		tcp_local(x->c, &local, &port);
		show_text(s, "\nConnection state is %s, I/O status: 1, unread input bytes: %zu\n", tcp_state_name(x->c), tcp_readable(x->c) + x->rx_len);
		show_text(s, "Local host: %s, Local port: %u\n", ipaddr_text(&local, t), port);
		tcp_peer(x->c, &peer, &port);
		show_text(s, "Foreign host: %s, Foreign port: %u\n", ipaddr_text(&peer, t), port);
	}
	show_text(s, "\n");
}

VIEW(bgp_show_rpki_servers)
{
	struct bgp *b = bgp_get(cli_stack(c));
	const struct rpki *k = bgp_rpki(b, false);

	(void)a;
	if (!b->on)
		show_text(s, "%% BGP not active\n");
	for (const struct rtr *x = k ? k->servers : NULL; x; x = x->next)
		if (!x->deleted)
			show_server(s, x);
	return true;
}

struct listing {
	struct show *s;
	const struct rpki *k;
};

/* A line for each server that says so. */
static void line(void *arg, const struct vrp *v, u16 has)
{
	const struct listing *l = arg;
	char x[IP6_TEXT], y[IP6_TEXT], net[PREFIX_TEXT], from[IP6_TEXT + 8];

	snprintf(net, sizeof(net), "%s/%u", ipaddr_text(&v->prefix, x), v->plen);
	for (const struct rtr *r = l->k->servers; r; r = r->next) {
		if (!(has >> r->number & 1))
			continue;
		show_str(l->s, "prefix", net);
		show_num(l->s, "max_length", v->maxlen);
		show_num(l->s, "origin_as", v->as);
		show_str(l->s, "server", ipaddr_text(&r->addr, y));
		show_num(l->s, "port", r->port);
		show_end(l->s);
		snprintf(from, sizeof(from), "%s/%u", y, r->port);
		if (strlen(net) > 20)
			show_text(l->s, "%s\n%21s", net, "");
		else
			show_text(l->s, "%-21s", net);
		show_text(l->s, "%-8u%-11u%-8u%s\n", v->maxlen, v->as, r->number, from);
	}
}

static void count(void *arg, const struct vrp *v, u16 has)
{
	(void)v, (void)has;
	++*(size_t *)arg;
}

VIEW(bgp_show_rpki_table)
{
	struct bgp *b = bgp_get(cli_stack(c));
	const struct rpki *k = bgp_rpki(b, false);
	u8 af = strstr(args_line(a), "ipv6") ? AF_IP6 : AF_IP4;
	u32 nets = k ? vrp_prefixes(&k->table, af) : 0;
	const struct vrp_trie *t = k ? &k->table.trie[af == AF_IP6] : NULL;
	size_t recs = 0;

	if (!b->on) {
		show_text(s, "%% BGP not active\n");
		return true;
	}
	show_text(s, "%u BGP sovc network entries using %zu bytes of memory\n", nets, t ? (size_t)t->nodes.n * t->nodes.size : 0);
	if (k)
		vrp_walk(&k->table, af, count, &recs);
	show_text(s, "%zu BGP sovc record entries using %zu bytes of memory\n", recs, recs * sizeof(struct vrp_rec));
	if (!nets)
		return true;
	show_text(s, "\nNetwork              Maxlen  Origin-AS  Source  Neighbor\n");
	vrp_walk(&k->table, af, line, &(struct listing){ s, k });
	return true;
}
