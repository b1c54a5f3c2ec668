/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/http/http_show.h"

#include <stdio.h>

#include "device/civil.h"

typedef unsigned long long ull;

VIEW(http_show_status)
{
	const struct http *h = http_of(cli_stack(c));
	const char *auth = h->ip->http_plain ? "none" : http_auth_of(h) == HTTP_AUTH_AAA ? "aaa" : h->auth == HTTP_AUTH_LOCAL ? "local" : "enable";

	(void)a;
	show_str(s, "status", h->on ? "Enabled" : "Disabled");
	show_num(s, "port", h->port);
	show_str(s, "authentication", auth);
	show_str(s, "access_class_ipv4", h->acl4_name);
	show_str(s, "access_class_ipv6", h->acl6_name);
	show_str(s, "path", h->files ? h->path : "");
	show_bool(s, "files", h->files);
	show_num(s, "max_connections", h->conns_max);
	show_num(s, "idle_timeout_s", h->idle_s);
	show_num(s, "life_timeout_s", h->life_s);
	show_num(s, "max_requests", h->requests_max);
	show_end(s);
	show_text(s, "HTTP server status: %s\nHTTP server port: %u\n", h->on ? "Enabled" : "Disabled", h->port);
	show_text(s, "HTTP server active supplementary listener ports:\nHTTP server authentication method: %s\n", auth);
	show_text(s, "HTTP server access class: 0\nHTTP server IPv4 access class: %s\nHTTP server IPv6 access class: %s\n", *h->acl4_name ? h->acl4_name : "None",
		  *h->acl6_name ? h->acl6_name : "None");
	show_text(s, "HTTP server base path: %s%s\n", h->files ? "flash:" : "", h->files ? h->path : "");
	show_text(s, "HTTP File Upload status: Disabled\nHTTP server upload path:\nHTTP server help root:\n");
	show_text(s, "Maximum number of concurrent server connections allowed: %u\n", h->conns_max);
	show_text(s, "Server idle time-out: %u seconds\nServer life time-out: %u seconds\n", h->idle_s, h->life_s);
	show_text(s, "Maximum number of requests allowed on a connection: %u\nHTTP server active session modules: ALL\n", h->requests_max);
	http_show_secure_lines(h, s);
	return true;
}

static void ends(struct show *s, const struct ipaddr *local, u16 local_port, const struct ipaddr *peer, u16 peer_port, u64 in, u64 out)
{
	char l[IP6_TEXT], p[IP6_TEXT], lp[IP6_TEXT + 8], pp[IP6_TEXT + 8];

	ipaddr_text(local, l);
	ipaddr_text(peer, p);
	snprintf(lp, sizeof(lp), "%s:%u", l, local_port);
	snprintf(pp, sizeof(pp), "%s:%u", p, peer_port);
	show_str(s, "local_address", l);
	show_num(s, "local_port", local_port);
	show_str(s, "remote_address", p);
	show_num(s, "remote_port", peer_port);
	show_num(s, "in_bytes", in);
	show_num(s, "out_bytes", out);
	show_text(s, "%22s %22s %9llu %10llu", lp, pp, (ull)in, (ull)out);
}

VIEW(http_show_connections)
{
	const struct http *h = http_of(cli_stack(c));

	(void)a;
	show_text(s, "HTTP server current connections:\n local-ipaddress:port  remote-ipaddress:port  in-bytes  out-bytes\n");
	for (const struct http_conn *k = h->conns; k; k = k->next) {
		ends(s, &k->local, k->local_port, &k->peer, k->peer_port, k->n_in, k->n_out);
		show_end(s);
		show_text(s, "\n");
	}
	return true;
}

VIEW(http_show_history)
{
	const struct http *h = http_of(cli_stack(c));

	(void)a;
	show_text(s, "HTTP server history:\n local-ipaddress:port  remote-ipaddress:port  in-bytes  out-bytes  end-time\n");
	for (u32 i = 0; i < HTTP_HISTORY && i < h->n_past; i++) {
		const struct http_past *p = &h->past[(h->n_past - 1 - i) % HTTP_HISTORY];
		struct civil t = civil_of(p->ended);

		ends(s, &p->local, p->local_port, &p->peer, p->peer_port, p->in, p->out);
		show_fmt(s, "ended", "%02u:%02u:%02u %02u/%02u", t.hour, t.minute, t.second, t.month, t.day);
		show_end(s);
		show_text(s, "  %02u:%02u:%02u %02u/%02u\n", t.hour, t.minute, t.second, t.month, t.day);
	}
	return true;
}

VIEW(http_show_statistics)
{
	const struct http *h = http_of(cli_stack(c));

	(void)a;
	show_num(s, "accepted", h->accepted);
	show_num(s, "refused", h->refused);
	show_num(s, "requests", h->requests);
	show_end(s);
	show_text(s, "HTTP server statistics:\nAccepted connections total: %llu\nRefused connections total: %llu\nRequests total: %llu\n", (ull)h->accepted, (ull)h->refused,
		  (ull)h->requests);
	return true;
}

VIEW(http_show_all)
{
	http_show_status(c, a, s);
	show_text(s, "\n");
	http_show_statistics(c, a, s);
	show_text(s, "\n");
	http_show_connections(c, a, s);
	show_text(s, "\n");
	http_show_history(c, a, s);
	return true;
}
