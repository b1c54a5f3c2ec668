/* SPDX-License-Identifier: GPL-3.0-or-later */
/* radius server, tacacs server, their older one-line forms, aaa group server, what holds for all servers; test aaa. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/access.h"
#include "router/aaa/aaa_net.h"
#include "router/aaa/own.h"
#include "router/ip_cli.h"

static const struct cli_mode mode_radius = { "radius-server", "(config-radius-server)", &mode_config };
static const struct cli_mode mode_tacacs = { "tacacs-server", "(config-server-tacacs)", &mode_config };
static const struct cli_mode mode_group_radius = { "radius-group", "(config-sg-radius)", &mode_config };
static const struct cli_mode mode_group_tacacs = { "tacacs-group", "(config-sg-tacacs+)", &mode_config };

static struct aaa_net *net(struct cli *c) { return aaa_net_of(cli_stack(c)); }
static enum aaa_proto proto_of(const struct args *a) { return args_has(a, "tacacs") || args_has(a, "tacacs+") || args_has(a, "tacacs-server") ? AAA_TACACS : AAA_RADIUS; }

static bool too_many(struct cli *c)
{
	cli_error(c, "%% Too many servers, or too long a name");
	return false;
}

/* ---- radius server NAME, tacacs server NAME ---- */

static bool run_server(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "name");
	struct aaa_server *s = aaa_server_named(net(c), proto_of(a), name);

	if (args_no(a)) {
		if (s)
			aaa_server_remove(net(c), s);
		return true;
	}
	if (!s)
		s = aaa_server_make(net(c), proto_of(a), name);
	if (!s)
		return too_many(c);
	cli_enter_object(c, s);
	return true;
}

static bool run_address(struct cli *c, const struct args *a)
{
	struct aaa_server *s = cli_object(c, 0);
	struct ip6 v6;

	if (args_no(a)) {
		s->addr = (struct ipaddr){ .af = AF_NONE };
		return true;
	}
	s->addr = args_ip6(a, "addr6", &v6) ? ipaddr6(&v6) : ipaddr4(args_ip4(a, "addr", 0));
	if (s->proto == AAA_RADIUS) {
		char text[IP6_TEXT], line[128];

		s->port = (u16)args_num(a, "auth", RADIUS_AUTH_PORT);
		s->acct_port = (u16)args_num(a, "acct", RADIUS_ACCT_PORT);
		snprintf(line, sizeof(line), "address %s %s auth-port %u acct-port %u", s->addr.af == AF_IP4 ? "ipv4" : "ipv6", ipaddr_text(&s->addr, text), s->port, s->acct_port);
		cli_store(c, line); /* as IOS shows it */
	}
	return true;
}

static bool run_key(struct cli *c, const struct args *a)
{
	struct aaa_server *s = cli_object(c, 0);
	char kept[SECRET_TEXT_MAX + 4], line[SECRET_TEXT_MAX + 16];

	if (args_no(a)) {
		s->key[0] = 0;
		return true;
	}
	if (!access_read_key(c, args_str(a, "text"), s->key, kept))
		return false;
	snprintf(line, sizeof(line), "key %s", kept);
	cli_store(c, line);
	return true;
}

static bool run_timeout(struct cli *c, const struct args *a)
{
	((struct aaa_server *)cli_object(c, 0))->timeout_s = args_no(a) ? 0 : (u32)args_num(a, "seconds", 0);
	return true;
}

static bool run_retransmit(struct cli *c, const struct args *a)
{
	((struct aaa_server *)cli_object(c, 0))->retransmit = args_no(a) ? 0 : 1 + (u32)args_num(a, "times", 0);
	return true;
}

static bool run_port(struct cli *c, const struct args *a)
{
	((struct aaa_server *)cli_object(c, 0))->port = args_no(a) ? TACACS_PORT : (u16)args_num(a, "port", TACACS_PORT);
	return true;
}

/* ---- the older forms: radius-server host A.B.C.D ..., tacacs-server host A.B.C.D ... ---- */

static bool run_host(struct cli *c, const struct args *a)
{
	enum aaa_proto proto = proto_of(a);
	struct ipaddr addr = ipaddr4(args_ip4(a, "addr", 0));
	struct aaa_server *s = aaa_server_at(net(c), proto, &addr, 0, "");
	char clear[SECRET_CLEAR_MAX + 1] = "", kept[SECRET_TEXT_MAX + 4], line[SECRET_TEXT_MAX + 200];
	int n;

	if (args_no(a)) {
		if (s)
			aaa_server_remove(net(c), s);
		return true;
	}
	if (args_str(a, "text") && !access_read_key(c, args_str(a, "text"), clear, kept))
		return false;
	if (!s)
		s = aaa_server_make(net(c), proto, "");
	if (!s)
		return too_many(c);
	s->addr = addr;
	s->port = (u16)(proto == AAA_RADIUS ? args_num(a, "auth", RADIUS_AUTH_PORT) : args_num(a, "port", TACACS_PORT));
	s->acct_port = (u16)args_num(a, "acct", RADIUS_ACCT_PORT);
	s->timeout_s = (u32)args_num(a, "seconds", 0);
	s->retransmit = args_has(a, "retransmit") ? 1 + (u32)args_num(a, "times", 0) : 0;
	snprintf(s->key, sizeof(s->key), "%s", clear);
	if (!*clear)
		return true;
	n = (int)(strstr(args_line(a), " key ") - args_line(a));
	snprintf(line, sizeof(line), "%.*s key %s", n, args_line(a), kept);
	cli_store(c, line);
	return true;
}

/* ---- for all servers ---- */

static bool run_all_key(struct cli *c, const struct args *a)
{
	enum aaa_proto proto = proto_of(a);
	char kept[SECRET_TEXT_MAX + 4], line[SECRET_TEXT_MAX + 32];

	if (args_no(a)) {
		net(c)->key[proto][0] = 0;
		return true;
	}
	if (!access_read_key(c, args_str(a, "text"), net(c)->key[proto], kept))
		return false;
	snprintf(line, sizeof(line), "%s-server key %s", proto == AAA_TACACS ? "tacacs" : "radius", kept);
	cli_store(c, line);
	return true;
}

static bool run_all_timeout(struct cli *c, const struct args *a)
{
	enum aaa_proto proto = proto_of(a);

	net(c)->timeout_s[proto] = args_no(a) ? 5 : (u32)args_num(a, "seconds", 5);
	return true;
}

static bool run_all_retransmit(struct cli *c, const struct args *a)
{
	net(c)->retransmit = args_no(a) ? RADIUS_RETRANSMIT : (u32)args_num(a, "times", RADIUS_RETRANSMIT);
	return true;
}

static bool run_deadtime(struct cli *c, const struct args *a)
{
	net(c)->dead_min = args_no(a) ? 0 : (u32)args_num(a, "minutes", 0);
	return true;
}

static bool run_source(struct cli *c, const struct args *a)
{
	char *source = net(c)->source[proto_of(a)];

	snprintf(source, sizeof(net(c)->source[0]), "%s", args_no(a) ? "" : args_str(a, "INTERFACE"));
	return true;
}

/* ---- groups ---- */

static bool run_group(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "name");
	struct aaa_group *g = aaa_group_named(net(c), name);

	if (args_no(a)) {
		if (g)
			aaa_group_remove(net(c), g);
		return true;
	}
	if (!strcmp(name, "radius") || !strcmp(name, "tacacs+") || (g && g->proto != proto_of(a))) {
		cli_error(c, "%% %s is a server-group already", name);
		return false;
	}
	if (!g)
		g = aaa_group_make(net(c), proto_of(a), name);
	if (!g)
		return too_many(c);
	cli_enter_object(c, g);
	return true;
}

static bool same_member(const struct aaa_member *x, const struct aaa_member *y)
{
	return !strcmp(x->name, y->name) && x->addr.af == y->addr.af && (x->addr.af == AF_NONE || ipaddr_eq(&x->addr, &y->addr));
}

static bool run_member(struct cli *c, const struct args *a)
{
	struct aaa_group *g = cli_object(c, 0);
	struct aaa_member m = { .port = (u16)args_num(a, "auth", 0) };
	u8 i = 0;

	if (args_str(a, "member"))
		snprintf(m.name, sizeof(m.name), "%s", args_str(a, "member"));
	else
		m.addr = ipaddr4(args_ip4(a, "addr", 0));
	while (i < g->n && !same_member(&g->member[i], &m))
		i++;
	if (args_no(a)) {
		if (i < g->n)
			memmove(&g->member[i], &g->member[i + 1], (size_t)(--g->n - i) * sizeof(m));
		return true;
	}
	if (i == AAA_MEMBERS_MAX)
		return too_many(c);
	g->member[i] = m;
	g->n += i == g->n;
	return true;
}

static bool run_group_source(struct cli *c, const struct args *a)
{
	struct aaa_group *g = cli_object(c, 0);

	snprintf(g->source, sizeof(g->source), "%s", args_no(a) ? "" : args_str(a, "INTERFACE"));
	return true;
}

static bool run_group_deadtime(struct cli *c, const struct args *a)
{
	struct aaa_group *g = cli_object(c, 0);

	g->dead_set = !args_no(a);
	g->dead_min = (u32)args_num(a, "minutes", 0);
	return true;
}

/* ---- test aaa ---- */

struct test {
	struct aaa_request r;
	struct cli *cli;
};

static void tested(struct aaa_request *r)
{
	struct test *t = r->arg;
	struct cli *c = t->cli;
	bool ok = r->verdict == AAA_PASS;

	cli_print(c, r->verdict == AAA_PASS ? "User was successfully authenticated.\n\n" :
		     r->verdict == AAA_FAIL ? "User authentication request was rejected by server.\n\n" : "No authoritative response from any server.\n\n");
	free(t);
	cli_done(c, ok);
}

static void test_stopped(struct cli *c, void *state, bool gone)
{
	struct test *t = state;

	aaa_stop(&t->r);
	free(t);
	if (!gone)
		cli_done(c, false);
}

static bool run_test(struct cli *c, const struct args *a)
{
	const char *group = args_has(a, "radius") ? "radius" : args_has(a, "tacacs+") ? "tacacs+" : args_str(a, "name");
	struct aaa_list list = { .kind = AAA_LOGIN, .n = 1, .method = { { .type = AAA_GROUP } } };
	const struct aaa_group *g = aaa_group_named(net(c), group);
	struct test *t;

	if (!g && strcmp(group, "radius") && strcmp(group, "tacacs+")) {
		cli_error(c, "%% Server-group %s is not defined", group);
		return false;
	}
	snprintf(list.method[0].group, sizeof(list.method[0].group), "%s", group);
	cli_print(c, "Attempting authentication test to server-group %s using %s\n", group,
		  (g ? g->proto == AAA_TACACS : !strcmp(group, "tacacs+")) ? "tacacs+" : "radius");
	t = xcalloc(1, sizeof(*t));
	t->cli = c;
	aaa_who(&t->r, device_of(cli_node(c)), cli_where(c), args_str(a, "user"));
	t->r.kind = AAA_LOGIN;
	snprintf(t->r.password, sizeof(t->r.password), "%s", args_str(a, "password"));
	t->r.done = tested;
	t->r.arg = t;
	cli_busy(c, test_stopped, t);
	aaa_begin(&t->r, &list);
	return true;
}

#define ORDER_SERVERS (ORDER_IPV6_ROUTE + 38)
#define KEY_HELP "Type of what follows (0, 7) and the key, or the key alone"
#define SERVER_ROWS(m)                                                                                                                     \
	{ &(m), "key LINE:text", "Per-server encryption key|" KEY_HELP, .run = run_key, .key = 1, .order = 4 },                            \
	{ &(m), "timeout <1-1000>:seconds", "Time to wait for this server to reply|Wait time (default 5 seconds)", .run = run_timeout,     \
	  .key = 1, .order = 2 }
#define GROUP_ROWS(m, words)                                                                                                               \
	{ &(m), "server name WORD:member", "Specify a server|Name of the server|Name of the server", .run = run_member, .order = 1, \
	  .flags = CMD_SORT_ENTRY },                                                                                                       \
	{ &(m), "ip " words " source-interface INTERFACE", "Global IP configuration subcommands|Source of this group's questions|Specify interface for source address|", .run = run_group_source, \
	  .key = 3, .order = 3 }
#define HOST_PORTS "[auth-port <0-65535>:auth|acct-port <0-65535>:acct|timeout <1-1000>:seconds|retransmit <0-100>:times]* [key LINE:text]"
#define HOST_HELP                                                                                                                          \
	"UDP port for RADIUS authentication server (default is 1645)|Port number|UDP port for RADIUS accounting server (default is 1646)|" \
	"Port number|Time to wait for this RADIUS server to reply|Wait time|Specify the number of retries to active server|Number of retries|" \
	"per-server encryption key|" KEY_HELP
#define PORTS "[auth-port <0-65535>:auth|acct-port <0-65535>:acct]*"
#define PORTS_HELP "UDP port for RADIUS authentication server (default is 1645)|Port number|UDP port for RADIUS accounting server (default is 1646)|Port number"
static const struct cmd rows[] = {
	{ &mode_config, "aaa group server radius WORD:name", "|AAA group definitions|AAA server group definitions|Radius server-group definition|Server group name",
	  .run = run_group, .enter = &mode_group_radius, .key = 5, .order = ORDER_LOGGING + 41, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "aaa group server tacacs+ WORD:name", "|||Tacacs+ server-group definition|Server group name", .run = run_group, .enter = &mode_group_tacacs,
	  .key = 5, .order = ORDER_LOGGING + 41, .flags = CMD_SORT_NUMERIC },
	GROUP_ROWS(mode_group_radius, "radius"),
	GROUP_ROWS(mode_group_tacacs, "tacacs"),
	{ &mode_group_radius, "server A.B.C.D:addr " PORTS, "|IP address of RADIUS server|" PORTS_HELP, .run = run_member, .order = 1, .flags = CMD_SORT_ENTRY },
	{ &mode_group_radius, "deadtime <0-1440>:minutes", "Specify time in minutes to ignore an unresponsive server|Time in minutes", .run = run_group_deadtime, .key = 1, .order = 2 },
	{ &mode_group_radius, "server-private LINE", "Define a private RADIUS server (per group)|", .flags = CMD_UNSUPPORTED },
	{ &mode_group_tacacs, "server A.B.C.D:addr", "|IP address of TACACS+ server", .run = run_member, .order = 1, .flags = CMD_SORT_ENTRY },
	{ &mode_group_tacacs, "server-private LINE", "Define a private TACACS+ server (per group)|", .flags = CMD_UNSUPPORTED },

	{ &mode_config, "ip radius source-interface INTERFACE", "|RADIUS configuration commands|Specify interface for source address in RADIUS packets|", .run = run_source,
	  .key = 3, .order = ORDER_SERVERS },
	{ &mode_config, "ip tacacs source-interface INTERFACE", "|TACACS configuration commands|Specify interface for source address in TACACS packets|", .run = run_source,
	  .key = 3, .order = ORDER_SERVERS + 1 },
	{ &mode_config, "tacacs-server host A.B.C.D:addr [port <1-65535>:port|timeout <1-1000>:seconds]* [key LINE:text]",
	  "Modify TACACS query parameters|Specify a TACACS server|IP address of TACACS server|TCP port for TACACS+ server (default is 49)|Port number|"
	  "Time to wait for this TACACS server to reply|Wait time|per-server encryption key|" KEY_HELP,
	  .run = run_host, .key = 3, .order = ORDER_SERVERS + 2, .flags = CMD_SORT_ENTRY },
	{ &mode_config, "tacacs-server key LINE:text", "|Set TACACS+ encryption key.|" KEY_HELP, .run = run_all_key, .key = 2, .order = ORDER_SERVERS + 3 },
	{ &mode_config, "tacacs-server timeout <1-1000>:seconds", "|Time to wait for a TACACS server to reply|Wait time (default 5 seconds)", .run = run_all_timeout, .key = 2,
	  .order = ORDER_SERVERS + 4, .dflt = "tacacs-server timeout 5" },
	{ &mode_config, "tacacs-server directed-request [LINE]", "|Allow user to specify tacacs server to use with `@server'|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "radius-server host A.B.C.D:addr " HOST_PORTS, "Modify RADIUS query parameters|Specify a RADIUS server|IP address of RADIUS server|" HOST_HELP,
	  .run = run_host, .key = 3, .order = ORDER_SERVERS + 5, .flags = CMD_SORT_ENTRY },
	{ &mode_config, "radius-server key LINE:text", "|Encryption key shared with the radius servers|" KEY_HELP, .run = run_all_key, .key = 2, .order = ORDER_SERVERS + 6 },
	{ &mode_config, "radius-server timeout <1-1000>:seconds", "|Time to wait for a RADIUS server to reply|Wait time (default 5 seconds)", .run = run_all_timeout, .key = 2,
	  .order = ORDER_SERVERS + 7, .dflt = "radius-server timeout 5" },
	{ &mode_config, "radius-server retransmit <0-100>:times", "|Specify the number of retries to active server|Number of retries for a transaction (default is 3)",
	  .run = run_all_retransmit, .key = 2, .order = ORDER_SERVERS + 8, .dflt = "radius-server retransmit 3" },
	{ &mode_config, "radius-server deadtime <1-1440>:minutes", "|Time to stop using a server that does not respond|Time in minutes", .run = run_deadtime, .key = 2,
	  .order = ORDER_SERVERS + 9 },
	{ &mode_config, "radius-server {attribute|dead-criteria|load-balance|vsa} LINE", "|Customize selected radius attributes|Set the criteria used to decide when a radius server is marked dead|Radius load-balancing options|Vendor specific attribute configuration|",
	  .flags = CMD_UNSUPPORTED },
	{ &mode_config, "radius server WORD:name", "RADIUS server configuration command|Server configuration|Name for the radius server configuration", .run = run_server,
	  .enter = &mode_radius, .key = 3, .order = ORDER_SERVERS + 10, .flags = CMD_SORT_ENTRY },
	{ &mode_config, "tacacs server WORD:name", "TACACS server configuration command|Server configuration|Name for the tacacs server configuration", .run = run_server,
	  .enter = &mode_tacacs, .key = 3, .order = ORDER_SERVERS + 11, .flags = CMD_SORT_ENTRY },
	{ &mode_radius, "address ipv4 A.B.C.D:addr " PORTS, "Specify the radius server address|IPv4 Address|IP address|" PORTS_HELP, .run = run_address, .key = 1, .order = 1 },
	{ &mode_radius, "address ipv6 X:X:X:X::X:addr6 " PORTS, "|IPv6 Address|IPv6 address|" PORTS_HELP, .run = run_address, .key = 1, .order = 1 },
	{ &mode_radius, "retransmit <0-100>:times", "Number of retries to active server|Number of retries", .run = run_retransmit, .key = 1, .order = 3 },
	{ &mode_radius, "{automate-tester|backoff|non-standard|pac} [LINE]", "Configure server automated testing.|Retry backoff pattern|Attributes to be parsed that violate RADIUS standard|Protected Access Credential key|",
	  .flags = CMD_UNSUPPORTED },
	SERVER_ROWS(mode_radius),
	{ &mode_tacacs, "address ipv4 A.B.C.D:addr", "Specify the tacacs server address|IPv4 Address|IP address", .run = run_address, .key = 1, .order = 1 },
	{ &mode_tacacs, "address ipv6 X:X:X:X::X:addr6", "|IPv6 Address|IPv6 address", .run = run_address, .key = 1, .order = 1 },
	{ &mode_tacacs, "port <1-65535>:port", "TCP port for TACACS+ server|Port number", .run = run_port, .key = 1, .order = 3, .dflt = "port 49" },
	{ &mode_tacacs, "single-connection", "Multiplex all packets over a single TCP connection", .flags = CMD_UNSUPPORTED },
	SERVER_ROWS(mode_tacacs),

	{ &mode_exec, "test aaa group {radius|tacacs+|WORD:name} WORD:user WORD:password [legacy|new-code]",
	  "Test subsystems, memory, and interfaces|AAA AuthN/AuthZ/Accounting|Server group|All RADIUS hosts|All TACACS+ hosts|Name of a server group|User name|Password|"
	  "Legacy Implementation|New Implementation",
	  .run = run_test, .flags = CMD_PRIV },
	{ &mode_exec, "show aaa servers", "|Show AAA values|Show all AAA servers as seen by AAA Server MIB", .show = aaa_show_servers, .flags = CMD_PRIV },
	{ &mode_exec, "show tacacs", "|Shows tacacs+ server statistics", .show = aaa_show_tacacs },
	DEBUG_CMDS("radius", "RADIUS protocol"),
	DEBUG_CMDS("tacacs", "TACACS authentication and authorization"),
};
const struct cmd_table aaa_net_cmds[] = { CMD_TABLE(rows) };
const unsigned n_aaa_net_cmds = ARRAY_LEN(aaa_net_cmds);
