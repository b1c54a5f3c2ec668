/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip http, debug ip http, curl. */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/acl/acl.h"
#include "router/http/http_show.h"
#include "router/ip_cli.h"

static struct http *http_cli(struct cli *c) { return http_of(cli_stack(c)); }

static bool update(struct cli *c, struct http *h)
{
	if (http_server_update(h))
		return true;
	cli_error(c, "%% Port %u is in use", h->port);
	return false;
}

static bool run_server(struct cli *c, const struct args *a)
{
	struct http *h = http_cli(c);

	h->on = !args_no(a);
	if (update(c, h))
		return true;
	h->on = false;
	return false;
}

static bool run_port(struct cli *c, const struct args *a)
{
	struct http *h = http_cli(c);
	u16 before = h->port;

	h->port = args_no(a) ? HTTP_PORT : (u16)args_num(a, "port", HTTP_PORT);
	if (h->port == before || update(c, h))
		return true;
	h->port = before;
	http_server_update(h);
	return false;
}

#define LOGIN_LIST "ip http authentication aaa login-authentication"
#define EXEC_LIST "ip http authentication aaa exec-authorization"

static bool run_auth(struct cli *c, const struct args *a)
{
	struct http *h = http_cli(c);
	bool aaa = args_has(a, "aaa");

	if (!args_no(a) && !aaa) { /* the lists are aaa's */
		if (*h->login_list)
			cli_remove_in(c, NULL, LOGIN_LIST);
		if (*h->exec_list)
			cli_remove_in(c, NULL, EXEC_LIST);
	}
	h->auth = args_no(a) ? HTTP_AUTH_ENABLE : aaa ? HTTP_AUTH_AAA : args_has(a, "local") ? HTTP_AUTH_LOCAL : HTTP_AUTH_ENABLE;
	return true;
}

/* A list that is named says that aaa is meant. */
static bool run_auth_list(struct cli *c, const struct args *a)
{
	struct http *h = http_cli(c);
	const char *name = args_no(a) ? "" : args_str(a, "list");
	char *at = args_has(a, "login-authentication") ? h->login_list : h->exec_list;

	if (strlen(name) > AAA_NAME_MAX) {
		cli_error(c, "%% The name of the list is too long: at most %u characters", AAA_NAME_MAX);
		return false;
	}
	if (!args_no(a) && h->auth != HTTP_AUTH_AAA)
		cli_remove_in(c, NULL, "ip http authentication");
	snprintf(at, AAA_NAME_MAX + 1, "%s", name);
	return true;
}

static bool set_class(struct cli *c, u8 af, const char *name)
{
	struct http *h = http_cli(c);
	struct acl **at = af == AF_IP4 ? &h->acl4 : &h->acl6, *acl;
	char *text = af == AF_IP4 ? h->acl4_name : h->acl6_name;

	if (!acl_may_name(c, af, true, name))
		return false;
	acl = name ? acl_hold(h->ip, af, name) : NULL;
	if (name && !acl) {
		cli_error(c, "%% Too many access lists");
		return false;
	}
	acl_release(*at);
	*at = acl;
	snprintf(text, sizeof(h->acl4_name), "%s", name ? name : "");
	return true;
}

static bool run_class(struct cli *c, const struct args *a)
{
	char number[8];

	snprintf(number, sizeof(number), "%u", (unsigned)args_num(a, "list", 0));
	return set_class(c, AF_IP4, args_no(a) ? NULL : args_has(a, "list") ? number : args_str(a, "name"));
}

static bool run_class6(struct cli *c, const struct args *a) { return set_class(c, AF_IP6, args_no(a) ? NULL : args_str(a, "name")); }

static bool run_path(struct cli *c, const struct args *a)
{
	struct http *h = http_cli(c);
	struct file_url u;
	const char *why;
	char line[400];

	if (args_no(a)) {
		h->files = false;
		return true;
	}
	if (!file_url_parse(h->ip->dev, args_str(a, "path"), &u, &why) || u.place != FILE_FLASH) {
		cli_error(c, "%%Error opening %s (%s)", args_str(a, "path"), "Invalid argument");
		return false;
	}
	h->files = true;
	snprintf(h->path, sizeof(h->path), "%s", u.path);
	snprintf(line, sizeof(line), "ip http path flash:%s", u.path);
	cli_store(c, line);
	return true;
}

static bool run_conns(struct cli *c, const struct args *a)
{
	http_cli(c)->conns_max = args_no(a) ? HTTP_CONNS_DEFAULT : (u32)args_num(a, "n", HTTP_CONNS_DEFAULT);
	return true;
}

static bool run_times(struct cli *c, const struct args *a)
{
	struct http *h = http_cli(c);
	bool no = args_no(a);

	h->idle_s = no ? HTTP_IDLE_S : (u32)args_num(a, "idle-s", HTTP_IDLE_S);
	h->life_s = no ? HTTP_LIFE_S : (u32)args_num(a, "life-s", HTTP_LIFE_S);
	h->requests_max = no ? HTTP_REQUESTS : (u32)args_num(a, "n", HTTP_REQUESTS);
	return true;
}

static bool run_source(struct cli *c, const struct args *a)
{
	http_cli(c)->source = args_no(a) ? NULL : device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));
	return true;
}

/* What the client says where a server asks and the URL has nobody. */
static bool set_text(struct cli *c, const struct args *a, char *out, size_t size)
{
	const char *text = args_no(a) ? "" : args_str(a, "text");

	if (strlen(text) >= size || strchr(text, ':')) {
		cli_error(c, "%% Invalid name or password");
		return false;
	}
	snprintf(out, size, "%s", text);
	return true;
}

static bool run_user(struct cli *c, const struct args *a) { return set_text(c, a, http_cli(c)->user, sizeof(http_cli(c)->user)); }
static bool run_password(struct cli *c, const struct args *a) { return set_text(c, a, http_cli(c)->password, sizeof(http_cli(c)->password)); }

/* ---- curl ---- */

struct curl {
	struct http_fetch f;
	struct cli *cli;
	bool include, head_only;
	u8 last;	/* byte printed */
};

static void curl_print(struct curl *k, const u8 *bytes, size_t len)
{
	char text[512];
	size_t n = 0;

	for (size_t i = 0; i < len; i++) { /* a terminal gets nothing that controls it */
		u8 b = bytes[i];

		if (b == '\r')
			continue;
		text[n++] = b == '\n' || b == '\t' || (b >= ' ' && b != 0x7f) ? (char)b : '.';
		k->last = b;
		if (n == sizeof(text)) {
			cli_print(k->cli, "%.*s", (int)n, text);
			n = 0;
		}
	}
	cli_print(k->cli, "%.*s", (int)n, text);
}

static void curl_head(struct http_fetch *f, const char *text, size_t len)
{
	struct curl *k = f->arg;

	if (k->include || k->head_only)
		curl_print(k, (const u8 *)text, len);
}

static void curl_data(struct http_fetch *f, const u8 *data, size_t len) { curl_print(f->arg, data, len); }

static void curl_done(struct http_fetch *f, const char *why)
{
	struct curl *k = f->arg;
	struct cli *c = k->cli;

	if (k->last && k->last != '\n')
		cli_print(c, "\n");
	if (why)
		cli_error(c, "curl: %s port %u: %s", f->url.host, f->url.port, why);
	free(k);
	cli_done(c, !why);
}

static void curl_stop(struct cli *c, void *state, bool gone)
{
	struct curl *k = state;

	http_fetch_stop(&k->f);
	free(k);
	if (!gone)
		cli_done(c, false);
}

static bool run_curl(struct cli *c, const struct args *a)
{
	struct curl *k = xcalloc(1, sizeof(*k));
	const char *why;

	k->cli = c;
	k->include = args_has(a, "--include");
	k->head_only = args_has(a, "--head");
	k->f.verify = !args_has(a, "-k");
	k->f.method = k->head_only ? "HEAD" : "GET";
	k->f.head = curl_head;
	k->f.data = curl_data;
	k->f.done = curl_done;
	k->f.arg = k;
	if (!http_url_parse(args_str(a, "url"), &k->f.url, &why) || !http_fetch_start(cli_stack(c), &k->f, &why)) {
		cli_error(c, "curl: %s: %s", args_str(a, "url"), why);
		free(k);
		return false;
	}
	cli_busy(c, curl_stop, k);
	return true;
}

/* ---- rows ---- */

enum { AT = ORDER_ROUTE - 58 };

static const struct cmd common_rows[] = {
	{ &mode_config, "ip http server", "||Enable http server", .run = run_server, .order = AT, .dflt = "no ip http server" },
	{ &mode_config, "ip http port <1-65535>:port", "|HTTP server configuration|Set http server port|Port number", .run = run_port, .key = 3, .order = AT + 1,
	  .dflt = "ip http port 80" },
	{ &mode_config, "ip http path WORD:path", "||Set base path for HTML|Folder of flash: whose files are given out", .run = run_path, .key = 3, .order = AT + 4 },
	{ &mode_config, "ip http max-connections <1-16>:n", "||Set maximum number of concurrent http server connections|Number of connections", .run = run_conns,
	  .key = 3, .order = AT + 4, .dflt = "ip http max-connections 5" },
	{ &mode_config, "ip http timeout-policy idle <1-600>:idle-s life <1-86400>:life-s requests <1-86400>:n",
	  "||Set http server time-out policy parameters|Set the idle time-out of a connection|Seconds|Set the life of a connection|Seconds|Set the maximum number of requests on a connection|Number of requests",
	  .run = run_times, .key = 3, .order = AT + 4, .dflt = "ip http timeout-policy idle 180 life 180 requests 25" },
	{ &mode_config, "ip http client source-interface INTERFACE", "||HTTP client configuration|Specify interface for source address in HTTP client's connections|",
	  .run = run_source, .key = 4, .order = AT + 5 },
	{ &mode_config, "ip http client username WORD:text", "|||User name for servers that ask|User name", .run = run_user, .key = 4, .order = AT + 5 },
	{ &mode_config, "ip http client password WORD:text", "|||Password for servers that ask|Password", .run = run_password, .key = 4, .order = AT + 5 },
	{ &mode_exec, "show ip http server status", "||HTTP information|HTTP server information|Status", .show = http_show_status },
	{ &mode_exec, "show ip http server connection", "||||Connections", .show = http_show_connections },
	{ &mode_exec, "show ip http server history", "||||Connections that are over", .show = http_show_history },
	{ &mode_exec, "show ip http server statistics", "||||Counters", .show = http_show_statistics },
	{ &mode_exec, "show ip http server all", "||||All of it", .show = http_show_all },
	DEBUG_CMDS("ip http transaction", "|HTTP|HTTP transactions"),
};

static const struct cmd server_rows[] = {
	{ &mode_config, "ip http authentication {enable|local|aaa}", "||Set http server authentication method|Use enable passwords|Use local username and passwords|Use AAA access control methods",
	  .run = run_auth, .key = 3, .order = AT + 3, .dflt = "ip http authentication enable" },
	{ &mode_config, LOGIN_LIST " WORD:list", "||||Set login authentication method|Method list", .run = run_auth_list, .key = 5, .order = AT + 3 },
	{ &mode_config, EXEC_LIST " WORD:list", "||||Set exec authorization method|Method list", .run = run_auth_list, .key = 5, .order = AT + 3 },
	{ &mode_config, "ip http authentication aaa command-authorization LINE", "||||Set command authorization method|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip http access-class {<1-99>:list|ipv4 WORD:name}",
	  "||Restrict http server access by access-class|Access list number|IPv4 access list|Its name", .run = run_class, .key = 3, .order = AT + 2 },
	{ &mode_config, "ip http access-class ipv6 WORD:name", "|||IPv6 access list|Its name", .run = run_class6, .key = 4, .order = AT + 2 },
	{ &mode_config, "ip http active-session-modules LINE", "||Set up active http server session modules|", .flags = CMD_UNSUPPORTED },
};

static const struct cmd host_rows[] = {
	{ &mode_exec, "curl [-k] [--include|--head] WORD:url", "Fetch a page|Take any certificate|With the head of the answer|The head alone|http[s]://HOST[:PORT]/PATH", .run = run_curl },
};

const struct cmd_table http_cmds[] = { CMD_TABLE(common_rows), CMD_TABLE(server_rows) };
const unsigned n_http_cmds = ARRAY_LEN(http_cmds);
const struct cmd_table http_host_cmds[] = { CMD_TABLE(common_rows), CMD_TABLE(host_rows) };
const unsigned n_http_host_cmds = ARRAY_LEN(http_host_cmds);
