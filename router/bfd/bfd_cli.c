/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bfd, bfd-template, bfd map, ip route static bfd. */
#include <stdlib.h>

#include "device/debug.h"
#include "router/bfd/bfd.h"
#include "router/ip_cli.h"

static const struct cli_mode mode_bfd = { "bfd-template", "(config-bfd)", &mode_config };

static struct bfd *all_of(const struct cli *c) { return bfd_all(cli_stack(c)); }

static bool done(struct cli *c)
{
	bfd_soon(all_of(c));
	return true;
}

static void set_text(char **at, const char *text)
{
	free(*at);
	*at = text ? xstrdup(text) : NULL;
}

/* ---- interfaces ---- */

static RUN(run_interval)
{
	struct ipif *p = cli_ipif(c);
	struct bfd_ifc *x = p ? bfd_ifc(all_of(c), p->i) : NULL;

	if (!x)
		return false;
	x->tx_ms = args_no(a) ? 0 : (u32)args_num(a, "tx", 0);
	x->rx_ms = args_no(a) ? 0 : (u32)args_num(a, "rx", 0);
	x->mult = args_no(a) ? 0 : (u8)args_num(a, "multiplier", 0);
	return done(c);
}

static RUN(run_echo)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	bfd_ifc(all_of(c), p->i)->no_echo = args_no(a);
	return done(c);
}

static RUN(run_use)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	set_text(&bfd_ifc(all_of(c), p->i)->template, args_no(a) ? NULL : args_str(a, "WORD"));
	return done(c);
}

/* ---- the device ---- */

static RUN(run_slow)
{
	all_of(c)->slow_ms = args_no(a) ? BFD_SLOW_US / 1000 : (u32)args_num(a, "ms", BFD_SLOW_US / 1000);
	return done(c);
}

static RUN(run_template)
{
	bool multi = args_has(a, "multi-hop");
	struct bfd_template *t = bfd_template(all_of(c), args_str(a, "WORD"), false);

	if (args_no(a)) {
		if (t && t->multi == multi)
			bfd_template_remove(all_of(c), t);
		return true;
	}
	if (t && t->multi != multi) {
		cli_error(c, "%% BFD template %s is of the other type", t->name);
		return false;
	}
	if (!t) {
		t = bfd_template(all_of(c), args_str(a, "WORD"), true);
		t->multi = multi;
	}
	cli_enter_object(c, t);
	return true;
}

static RUN(run_template_interval)
{
	struct bfd_template *t = cli_object(c, 0);
	u32 both = (u32)args_num(a, "both", 0);

	t->tx_ms = args_no(a) ? 0 : both ? both : (u32)args_num(a, "tx", 0);
	t->rx_ms = args_no(a) ? 0 : both ? both : (u32)args_num(a, "rx", 0);
	t->mult = args_no(a) ? 0 : (u8)args_num(a, "multiplier", 3);
	return done(c);
}

static RUN(run_template_echo)
{
	struct bfd_template *t = cli_object(c, 0);

	if (t->multi && !args_no(a)) {
		cli_error(c, "%% Echo is not supported over several hops");
		return false;
	}
	t->echo = !args_no(a);
	return done(c);
}

static RUN(run_auth)
{
	static const struct { const char *word; u8 auth; } types[] = {
		{ "simple", BFD_AUTH_SIMPLE }, { "md5", BFD_AUTH_MD5 }, { "meticulous-md5", BFD_AUTH_MD5_METICULOUS }, { "sha-1", BFD_AUTH_SHA1 },
		{ "meticulous-sha-1", BFD_AUTH_SHA1_METICULOUS },
	};
	struct bfd_template *t = cli_object(c, 0);

	t->auth = BFD_AUTH_NONE;
	for (unsigned k = 0; k < ARRAY_LEN(types) && !args_no(a); k++)
		if (args_has(a, types[k].word))
			t->auth = types[k].auth;
	bfd_template_chain(all_of(c), t, args_no(a) ? NULL : args_str(a, "WORD"));
	return done(c);
}

static bool same_lengths(const struct bfd_map *m, const struct bfd_map *o) { return m->dst_len == o->dst_len && m->src_len == o->src_len; }
static bool same_map(const struct bfd_map *m, const struct bfd_map *o) { return m->ip == o->ip && ipaddr_eq(&m->dst, &o->dst) && ipaddr_eq(&m->src, &o->src); }

static RUN(run_map)
{
	struct bfd *all = all_of(c);
	struct bfd_map **at = &all->maps, *m, want = { .ip = cli_vrf(c, a), .dst.af = AF_IP4, .src.af = AF_IP4 };
	const char *vrf = args_str(a, "vrf"), *from = args_str(a, "from");

	if (!want.ip)
		return false;
	if (vrf && strcmp(vrf, from)) {
		cli_error(c, "%% Unsupported here: %s (between two VRFs)", args_line(a));
		return false;
	}
	if (args_has(a, "ipv6")) {
		want.dst.af = want.src.af = AF_IP6;
		if (!args_ip6_prefix(a, "dst6", &want.dst.v6, &want.dst_len) || !args_ip6_prefix(a, "src6", &want.src.v6, &want.src_len))
			return false;
	} else if (!args_ip4_prefix(a, "dst", &want.dst.v4, &want.dst_len) || !args_ip4_prefix(a, "src", &want.src.v4, &want.src_len)) {
		return false;
	}
	/* The longest destination first, then the longest source. */
	while (*at && ((*at)->dst_len > want.dst_len || ((*at)->dst_len == want.dst_len && (*at)->src_len > want.src_len)))
		at = &(*at)->next;
	while (*at && same_lengths(*at, &want) && !same_map(*at, &want))
		at = &(*at)->next;
	m = *at && same_lengths(*at, &want) ? *at : NULL;
	if (args_no(a)) {
		if (m) {
			*at = m->next;
			free(m->template);
			free(m);
		}
		return done(c);
	}
	if (!m) {
		m = xcalloc(1, sizeof(*m));
		*m = want;
		m->next = *at;
		*at = m;
	}
	set_text(&m->template, args_str(a, "WORD"));
	return done(c);
}

static RUN(run_static)
{
	struct iface *i = device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));
	struct ipaddr via = ipaddr4(args_ip4(a, "A.B.C.D", 0));
	struct ipstack *vrf = args_str(a, "vrf") ? cli_vrf(c, a) : NULL;

	if (!via.v4) {
		via.af = AF_IP6;
		args_ip6(a, "X:X:X:X::X", &via.v6);
	}
	if (!i || i->sw || i->type == IF_NULL) {
		cli_error(c, "%%Invalid interface %s", args_str(a, "INTERFACE"));
		return false;
	}
	if (args_str(a, "vrf") && !vrf)
		return false;
	bfd_static_set(cli_stack(c), vrf, ipif_get(i)->i, &via, !args_no(a));
	return true;
}

/* Sessions stay as they are; of spans between packets the first after this one begins anew. */
static bool run_clear(struct cli *c, const struct args *a)
{
	struct bfd *all = cli_stack(c)->bfd;

	(void)a;
	for (struct bfd_peer *p = all ? all->peers : NULL; p; p = p->next) {
		struct bfd_session *b = &p->b;

		b->rx = b->tx_n = b->echo_rx = b->echo_sent = 0;
		b->rx_span = b->tx_span = (struct bfd_span){ 0 };
	}
	if (all)
		memset(all->drops, 0, sizeof(all->drops));
	return true;
}

#define MS "<50-9999>"
#define INTERVAL_HELP "Milliseconds"
#define TEMPLATE(...) { &mode_bfd, __VA_ARGS__ }
static const struct cmd rows[] = {
	{ &mode_config, "bfd slow-timers <1000-30000>:ms", "BFD configuration commands|Configure BFD slow-timer value|value in milliseconds", .run = run_slow, .key = 2,
	  .order = ORDER_INTERFACE - 20, .dflt = "bfd slow-timers 1000" },
	{ &mode_config, "bfd map ipv4 A.B.C.D/nn:dst A.B.C.D/nn:src WORD", "|Map of sessions over several hops to templates|IPv4|Destination|Source|Template", .run = run_map,
	  .key = 5, .order = ORDER_INTERFACE - 18, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "bfd map ipv6 X:X:X:X::X/<0-128>:dst6 X:X:X:X::X/<0-128>:src6 WORD", "||IPv6|Destination|Source|Template", .run = run_map, .key = 5,
	  .order = ORDER_INTERFACE - 17, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "bfd map ipv4 vrf WORD:vrf A.B.C.D/nn:dst vrf WORD:from A.B.C.D/nn:src WORD",
	  "|||VRF of the destination|VRF name|Destination|VRF of the source|VRF name|Source|Template", .run = run_map, .key = 9, .order = ORDER_INTERFACE - 18,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "bfd map ipv6 vrf WORD:vrf X:X:X:X::X/<0-128>:dst6 vrf WORD:from X:X:X:X::X/<0-128>:src6 WORD",
	  "|||VRF of the destination|VRF name|Destination|VRF of the source|VRF name|Source|Template", .run = run_map, .key = 9, .order = ORDER_INTERFACE - 17,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "bfd-template {single-hop|multi-hop} WORD", "BFD template configuration|Single-hop template|Multi-hop template|Name", .run = run_template, .enter = &mode_bfd,
	  .order = ORDER_INTERFACE - 19, .flags = CMD_SORT_NUMERIC },
	TEMPLATE("interval min-tx " MS ":tx min-rx " MS ":rx multiplier <3-50>:multiplier",
		 "Transmit interval between BFD packets|Minimum transmit interval|" INTERVAL_HELP "|Minimum receive interval|" INTERVAL_HELP "|Detection multiplier|Value",
		 .run = run_template_interval, .key = 1, .order = 1),
	TEMPLATE("interval both " MS ":both multiplier <3-50>:multiplier", "|Minimum transmit and receive interval|" INTERVAL_HELP "|Detection multiplier|Value",
		 .run = run_template_interval, .key = 1, .order = 1),
	TEMPLATE("authentication {simple|md5|meticulous-md5|sha-1|meticulous-sha-1} keychain WORD",
		 "Authentication type|Simple password|Keyed MD5|Meticulous keyed MD5|Keyed SHA-1|Meticulous keyed SHA-1|Key chain|Name", .run = run_auth, .key = 1, .order = 2),
	TEMPLATE("echo", "Use echo adjunct as bfd detection mechanism", .run = run_template_echo, .order = 3),
	TEMPLATE("dampening LINE", "Enable session dampening|", .flags = CMD_UNSUPPORTED),
	{ &mode_interface, "bfd interval " MS ":tx min_rx " MS ":rx multiplier <3-50>:multiplier",
	  "BFD interface configuration commands|Transmit interval between BFD packets|" INTERVAL_HELP "|Minimum receive interval capability|" INTERVAL_HELP "|Multiplier value used to compute holddown|Value",
	  .run = run_interval, .key = 2, .order = ORDER_IF_LOAD - 10 },
	{ &mode_interface, "bfd template WORD", "|BFD template|Name", .run = run_use, .key = 2, .order = ORDER_IF_LOAD - 9 },
	{ &mode_interface, "bfd echo", "|Use echo adjunct as bfd detection mechanism", .run = run_echo, .order = ORDER_IF_LOAD - 8, .dflt = "bfd echo" },
	{ &mode_config, "ip route static bfd INTERFACE A.B.C.D", "|Establish static routes|Static routes|BFD of their next hops||Forwarding router's address", .run = run_static,
	  .order = ORDER_ROUTE + 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip route static bfd LINE", "||||", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ipv6 route static bfd INTERFACE X:X:X:X::X", "|Configure static routes|Static routes|BFD of their next hops||Forwarding router's address", .run = run_static,
	  .order = ORDER_IPV6_ROUTE + 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ipv6 route static bfd vrf WORD:vrf INTERFACE X:X:X:X::X", "||||VRF of the interface|VRF name||Forwarding router's address", .run = run_static,
	  .order = ORDER_IPV6_ROUTE + 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ipv6 route static bfd LINE", "||||", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show bfd neighbors [ipv4|ipv6] [details]", "|BFD information|BFD neighbors|IPv4 sessions|IPv6 sessions|Detailed information", .show = bfd_show_neighbors },
	{ &mode_exec, "show bfd neighbors client {bgp|eigrp|hsrp|ospf} [details]", "|||Sessions that a client watches|BGP|EIGRP|HSRP|OSPF|Detailed information", .show = bfd_show_neighbors },
	{ &mode_exec, "show bfd neighbors ipv4 A.B.C.D [details]", "||||Address of the neighbor|Detailed information", .show = bfd_show_neighbors },
	{ &mode_exec, "show bfd neighbors ipv6 X:X:X:X::X [details]", "||||Address of the neighbor|Detailed information", .show = bfd_show_neighbors },
	{ &mode_exec, "show bfd neighbors interface INTERFACE [details]", "|||Sessions of one interface||Detailed information", .show = bfd_show_neighbors },
	{ &mode_exec, "show bfd neighbors vrf WORD:vrf [details]", "|||Sessions of one VRF|VRF name|Detailed information", .show = bfd_show_neighbors },
	{ &mode_exec, "clear bfd counters", "|BFD information|Counters of packets", .run = run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "show bfd summary", "||Summary of sessions", .show = bfd_show_summary },
	{ &mode_exec, "show bfd summary {client | session}", "|||By who watches them|By family", .show = bfd_show_summary },
	{ &mode_exec, "show bfd summary host", "|||By where they run", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show bfd neighbors history", "|||History of sessions", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show bfd drops", "||Packets that were dropped", .show = bfd_show_drops },
	DEBUG_CMDS("bfd event", "BFD information|BFD session events"),
	DEBUG_CMDS("bfd packet", "|BFD packets"),
};
const struct cmd_table bfd_cmds[] = { CMD_TABLE(rows) };
const unsigned n_bfd_cmds = ARRAY_LEN(bfd_cmds);
