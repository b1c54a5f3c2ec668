/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ip http secure-server: the server over TLS (RFC 9110 4.2.2, 2818). The node's certificate, signed by itself, is made by the gate when the server is first
 * switched on, and kept beside the host key of SSH. The server listens when it is there. On the virtual clock there is no gate, and nobody listens.
 */
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "router/http/http_show.h"
#include "router/stack.h"

enum { AGAIN_S = 10, AT = ORDER_ROUTE - 58, VERSIONS = GATE_TLS_13 };

static const char *const version_names[VERSIONS + 1] = { [GATE_TLS_12] = "TLSv1.2", [GATE_TLS_13] = "TLSv1.3" };

/* ---- the certificate ---- */

static void want_certificate(struct http *h);

static void made(struct http *h, bool ok)
{
	h->ip->dev->gate->end(h->making);
	h->making = NULL;
	h->certified = ok;
	if (debug_on(h->ip->dev, DEBUG_HTTP_SSL))
		device_debug(h->ip->dev, "HTTP SSL: certificate of this node %s", ok ? "is there" : "cannot be made");
	if (ok)
		http_secure_update(h);
	else
		timer_set(h->ip->node->worker, &h->again, stack_now(h->ip) + AGAIN_S * NSEC_PER_SEC);
}

static void told(void *arg, const u8 *m, size_t len) { made(arg, len == 2 && m[0] == GATE_VERDICT && m[1] == 1); }
static void gone(void *arg) { made(arg, false); }

static void again_fired(struct timer *t)
{
	struct http *h = container_of(t, struct http, again);

	if (h->secure_on && !h->certified && !h->making)
		want_certificate(h);
}

static void want_certificate(struct http *h)
{
	const struct gate *g = h->ip->dev->gate;
	struct gate_user u = { .told = told, .gone = gone, .arg = h };
	const char *name = shell_hostname(h->ip->dev->shell);
	size_t n = strlen(name) + 1;
	u8 m[128] = { GATE_CERT };

	if (n > sizeof(m) - 1)
		n = sizeof(m) - 1; /* its end is a zero byte all the same */
	memcpy(m + 1, name, n);
	m[n] = 0;
	h->making = g->begin(h->ip->dev, m, 1 + n, -1, false, &u);
	h->again.fire = again_fired;
	if (!h->making)
		timer_set(h->ip->node->worker, &h->again, stack_now(h->ip) + AGAIN_S * NSEC_PER_SEC);
}

bool http_ports_meet(const struct http *h) { return h->on && h->secure_on && h->port == h->secure_port; }

bool http_secure_update(struct http *h)
{
	if (h->secure_listener)
		tcp_unlisten(h->secure_listener);
	h->secure_listener = NULL;
	http_drop(h, true);
	if (http_ports_meet(h))
		return false;
	if (!h->secure_on || !tls_possible(h->ip))
		return true;
	if (h->certified)
		h->secure_listener = http_listen(h, h->secure_port);
	else if (!h->making)
		want_certificate(h);
	return !h->certified || h->secure_listener;
}

void http_secure_free(struct http *h)
{
	timer_stop(h->ip->node->worker, &h->again);
	if (h->making)
		h->ip->dev->gate->end(h->making);
}

/* ---- handshakes ---- */

void http_tls_debug(const struct http *h, const struct tls *t, const char *side, const char *peer)
{
	const char *why = tls_why(t);

	if (!debug_on(h->ip->dev, DEBUG_HTTP_SSL))
		return;
	if (why)
		device_debug(h->ip->dev, "HTTP SSL: %s: handshake with %s failed: %s", side, peer, why);
	else if (*tls_cipher(t))
		device_debug(h->ip->dev, "HTTP SSL: %s: %s: %s, %s%s%s", side, peer, tls_version(t), tls_cipher(t), *tls_subject(t) ? ", certificate of " : "",
			     tls_subject(t));
}

void http_tls_event(struct http_conn *k, bool good)
{
	struct http *h = k->http;
	char text[IP6_TEXT];

	h->handshakes += good;
	h->failed += !good && !*tls_cipher(k->s.tls);
	if (good || tls_why(k->s.tls))
		http_tls_debug(h, k->s.tls, "server", ipaddr_text(&k->peer, text));
}

/* ---- commands ---- */

static struct http *http_cli(struct cli *c) { return http_of(cli_stack(c)); }

static bool update(struct cli *c, struct http *h)
{
	if (http_secure_update(h))
		return true;
	cli_error(c, "%% Port %u is in use", h->secure_port);
	return false;
}

static bool run_secure(struct cli *c, const struct args *a)
{
	struct http *h = http_cli(c);

	h->secure_on = !args_no(a);
	if (update(c, h))
		return true;
	h->secure_on = false;
	return false;
}

static bool run_port(struct cli *c, const struct args *a)
{
	struct http *h = http_cli(c);
	u16 before = h->secure_port;

	h->secure_port = args_no(a) ? HTTPS_PORT : (u16)args_num(a, "port", HTTPS_PORT);
	if (h->secure_port == before || update(c, h))
		return true;
	h->secure_port = before;
	http_secure_update(h);
	return false;
}

static bool run_version(struct cli *c, const struct args *a)
{
	struct http *h = http_cli(c);

	h->tls_least = GATE_TLS_12;
	h->tls_most = GATE_TLS_13;
	if (!args_no(a))
		h->tls_least = h->tls_most = args_has(a, version_names[GATE_TLS_12]) ? GATE_TLS_12 : GATE_TLS_13;
	return true;
}

/* ---- shows ---- */

static const char *trustpoint(const struct http *h) { return h->certified ? "self-signed" : ""; }

void http_show_secure_lines(const struct http *h, struct show *s)
{
	if (!tls_possible(h->ip)) {
		show_text(s, "HTTP secure server capability: Not present\n");
		return;
	}
	show_text(s, "HTTP secure server capability: Present\nHTTP secure server status: %s\nHTTP secure server port: %u\n", h->secure_on ? "Enabled" : "Disabled",
		  h->secure_port);
	show_text(s, "HTTP secure server trustpoint: %s\n", trustpoint(h));
}

static VIEW(show_secure)
{
	const struct http *h = http_of(cli_stack(c));
	bool one = h->tls_least == h->tls_most;

	(void)a;
	show_bool(s, "capable", tls_possible(h->ip));
	show_str(s, "status", h->secure_on ? "Enabled" : "Disabled");
	show_num(s, "port", h->secure_port);
	show_str(s, "tls_least", version_names[h->tls_least]);
	show_str(s, "tls_most", version_names[h->tls_most]);
	show_bool(s, "listening", h->secure_listener != NULL);
	show_num(s, "handshakes", h->handshakes);
	show_num(s, "failed_handshakes", h->failed);
	show_end(s);
	show_text(s, "HTTP secure server status: %s\nHTTP secure server port: %u\n", h->secure_on ? "Enabled" : "Disabled", h->secure_port);
	show_text(s, "HTTP secure server TLS version: %s%s%s\n", version_names[h->tls_least], one ? "" : " ", one ? "" : version_names[h->tls_most]);
	show_text(s, "HTTP secure server client authentication: Disabled\n");
	show_text(s, "HTTP secure server trustpoint: %s\n", trustpoint(h));
	show_text(s, "HTTP secure server handshakes: %llu done, %llu failed\n", (unsigned long long)h->handshakes, (unsigned long long)h->failed);
	if (h->secure_on && !h->secure_listener)
		show_text(s, "HTTP secure server does not listen: %s\n", !tls_possible(h->ip) ? "TLS needs a lab on the real clock" :
			  h->certified ? "its port is in use" : "its certificate is being made");
	return true;
}

static VIEW(show_client)
{
	bool can = tls_possible(cli_stack(c));

	(void)a;
	show_bool(s, "capable", can);
	show_end(s);
	show_text(s, "HTTP secure client TLS version: %s\nHTTP secure client trustpoint: \n", can ? "TLSv1.2 TLSv1.3" : "none: TLS needs a lab on the real clock");
	return true;
}

static const struct cmd rows[] = {
	{ &mode_config, "ip http secure-server", "|HTTP server configuration|Enable HTTP secure server", .run = run_secure, .order = AT + 1, .dflt = "no ip http secure-server" },
	{ &mode_config, "ip http secure-port <1-65535>:port", "||Set http secure server port number for listening|Secure port number", .run = run_port, .key = 3,
	  .order = AT + 1, .dflt = "ip http secure-port 443" },
	{ &mode_config, "ip http tls-version {TLSv1.2|TLSv1.3}", "||Set TLS version for HTTP secure server|TLS version 1.2 only|TLS version 1.3 only", .run = run_version,
	  .key = 3, .order = AT + 1 },
	{ &mode_config, "ip http tls-version {TLSv1.0|TLSv1.1}", "|||TLS version 1.0|TLS version 1.1", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip http secure-trustpoint LINE", "||Set http secure server certificate trustpoint|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip http secure-ciphersuite LINE", "||Set http secure server ciphersuite|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip http secure-client-auth", "||Set http secure server with client authentication", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip http client secure-trustpoint LINE", "||HTTP client configuration|Specify client trustpoint|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip http client secure-ciphersuite LINE", "|||Specify client ciphersuite|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show ip http server secure status", "||HTTP information|HTTP server information|Secure server|Status", .show = show_secure },
	{ &mode_exec, "show ip http client secure status", "|||HTTP client information|Secure client|Status", .show = show_client },
	DEBUG_CMDS("ip http ssl", "|HTTP|HTTP SSL"),
};

const struct cmd_table http_secure_cmds[] = { CMD_TABLE(rows) };
const unsigned n_http_secure_cmds = ARRAY_LEN(http_secure_cmds);
