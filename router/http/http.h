/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A device's HTTP (RFC 9110, 9112), on our own TCP: the server of `ip http server`, and the client behind `copy http:` and hosts' `curl`.
 *
 * The server of a router or a switch shows what its shell shows: after authentication, /level/15/exec/-/show/version runs that command, / is a page of the
 * node, and where `ip http path flash:` says so files of flash: are given out. A host's is a plain web server: it asks nobody who he is, and its page says
 * who answered and whom it saw, so that filters and translation on the way can be looked at.
 */
#ifndef ROUTER_HTTP_HTTP_H
#define ROUTER_HTTP_HTTP_H

#include "cli/text.h"
#include "device/aaa/aaa.h"
#include "device/check.h"
#include "device/files/files.h"
#include "router/dns/dns.h"
#include "router/http/message.h"
#include "router/tcp.h"
#include "router/tls.h"

struct acl;

enum {
	HTTP_PORT = 80, HTTPS_PORT = 443,
	HTTP_CONNS_DEFAULT = 5, HTTP_CONNS_MAX = 16,
	HTTP_IDLE_S = 180, HTTP_LIFE_S = 180, HTTP_REQUESTS = 25, /* of a connection */
	HTTP_PAGE_MAX = 2 << 20, /* bytes of a command's output; the rest is cut */
	HTTP_HISTORY = 10,	/* connections that `show ip http server history` remembers */
	HTTP_MARK_BYTES = 5120,	/* a '!' of `copy` for each so many */
	HTTP_CLIENT_S = 10,	/* of silence, until the client gives up */
};

/* ---- client ---- */

struct http_url {
	char host[FILE_HOST_MAX + 1];
	u16 port;
	bool secure;		/* https: */
	char path[HTTP_TARGET_MAX + 1];	/* "/..." */
	char user[64], password[64];	/* "": none */
};
/* "http://user:password@host:port/path", or https; IPv6 in brackets. false: *why. */
bool http_url_parse(const char *text, struct http_url *u, const char **why);

struct http_fetch {
	/* asked */
	struct http_url url;
	const char *method;		/* "GET", "HEAD", "PUT" */
	struct body *body;		/* PUT: what is sent; held by the asker */
	bool verify;			/* https: the server's certificate */
	/* All from events, never from within start(); stop() must not be called after done(). */
	void (*head)(struct http_fetch *f, const char *text, size_t len);	/* an answer began: its head as it came */
	void (*data)(struct http_fetch *f, const u8 *data, size_t len);
	void (*done)(struct http_fetch *f, const char *why);	/* NULL: the answer is whole. May free f */
	void *arg;
	/* answered */
	struct http_head answer;
	const struct iface *via;
	u64 got;			/* bytes of the body */
	/* the client's own */
	struct http_fetch *next;
	struct http *http;		/* NULL: over */
	struct stream s;
	bool asking;			/* for the host's address */
	struct dns_lookup lookup;
	struct timer timer;
	char *request;
	u32 request_len, at;		/* sent, of request and body */
	u8 in[HTTP_HEAD_MAX];
	u32 in_len;
	bool answered;
	struct http_body rest;
};
/* false: *why, and nothing is begun. */
bool http_fetch_start(struct ipstack *s, struct http_fetch *f, const char **why);
void http_fetch_stop(struct http_fetch *f);	/* harmless where it is over */

extern const struct carrier http_carrier, https_carrier;

/* ---- server ---- */

enum http_auth { HTTP_AUTH_ENABLE, HTTP_AUTH_LOCAL, HTTP_AUTH_AAA, HTTP_AUTH_NONE /* a host's */ };

struct http_past { /* of a connection that is over */
	struct ipaddr local, peer;
	u16 local_port, peer_port;
	u64 in, out;
	s64 ended;		/* ns since 1970 */
};

struct http {
	struct ipstack *ip;
	struct tcp_watcher gone;	/* TCP goes before the stack does */
	/* server */
	bool on;
	u16 port;
	enum http_auth auth;
	char login_list[AAA_NAME_MAX + 1], exec_list[AAA_NAME_MAX + 1]; /* of aaa; "": the default. One that is named means aaa */
	struct acl *acl4, *acl6;	/* NULL: all may */
	char acl4_name[64], acl6_name[64];
	bool files;			/* ip http path */
	char path[FLASH_PATH_MAX + 1];
	u32 conns_max, idle_s, life_s, requests_max;
	struct tcp_listener *listener;
	/* the same over TLS (secure.c) */
	bool secure_on, certified;	/* certified: the node has its certificate */
	u16 secure_port;
	u8 tls_least, tls_most;		/* enum gate_tls_version */
	struct tcp_listener *secure_listener;
	struct gate_job *making;	/* the certificate */
	struct timer again;		/* it could not be made */
	u64 handshakes, failed;
	struct tls_set tls;
	struct http_conn *conns;
	u32 n_conns;
	u64 accepted, refused, requests;
	struct http_past past[HTTP_HISTORY]; /* the youngest at n_past - 1, modulo */
	u32 n_past;
	/* client */
	struct http_fetch *fetches;
	struct iface *source;
	char user[64], password[64];
};

struct http *http_of(struct ipstack *s);	/* made where there is none */
/* Listen as the settings say, or no more. false: the port is taken. */
bool http_server_update(struct http *h);
bool http_secure_update(struct http *h);
/* As configured: a list that is named goes before what is said of the method. */
enum http_auth http_auth_of(const struct http *h);
bool http_ports_meet(const struct http *h);	/* both are on, at one port */
void http_iface_gone(struct ipif *p);

extern const struct cmd_table http_cmds[], http_host_cmds[], http_secure_cmds[];
extern const unsigned n_http_cmds, n_http_host_cmds, n_http_secure_cmds;

/* ---- within router/http/ ---- */

enum http_state {
	HTTP_READING,	/* a request's head */
	HTTP_CHECKING,	/* a password */
	HTTP_RUNNING,	/* a command */
	HTTP_WRITING,	/* the answer */
	HTTP_CLOSING,	/* the last byte is written; the peer's FIN is due */
	HTTP_GONE,	/* the connection has ended */
};

struct http_conn {
	struct http_conn *next, **prev;
	struct http *http;
	struct stream s;
	bool secure;
	enum http_state state;
	struct http_head q;
	u8 in[HTTP_HEAD_MAX];
	u32 in_len;
	bool ended;		/* the peer has finished */
	bool keep;		/* the connection, behind this answer */
	u32 n_requests;
	char *head;		/* of the answer */
	u32 head_len, at;	/* bytes written of head and body */
	struct body *body;	/* NULL: none */
	/* who asks for what, while a password is checked or a command runs */
	struct check *check;
	struct aaa_request aaa;	/* dev NULL: nothing was asked yet */
	bool checked, good;
	char user[HTTP_VALUE_MAX + 1];
	unsigned privilege, wanted;	/* of the session, and what the path asks for */
	char command[HTTP_TARGET_MAX + 1];
	struct cli *cli;
	bool command_over;
	struct text out;
	struct timer timer;	/* nobody says anything for too long, or too long altogether */
	struct timer soon;	/* the password is checked, the command over, the connection gone: what comes of it */
	nsec began, last;
	struct ipaddr peer, local;
	u16 peer_port, local_port;
	u64 n_in, n_out;
};

/* client.c: of head and body what the peer's window takes from `at` on; returns where it stands then. body may be NULL. */
u32 http_push(struct stream *s, const char *head, u32 head_len, const struct body *body, u32 at);
/* page.c: what is asked for. Ends in http_answer(), perhaps later: after http_soon(), by http_page_ready(). */
void http_serve(struct http_conn *k);
void http_page_ready(struct http_conn *k);
void http_page_stop(struct http_conn *k);	/* whatever is under way for it */
/* server.c: type NULL: none. Takes body. */
void http_answer(struct http_conn *k, unsigned status, const char *type, struct body *body);
void http_soon(struct http_conn *k);
struct tcp_listener *http_listen(struct http *h, u16 port);
void http_drop(struct http *h, bool secure);	/* the connections of one of the two */
/* secure.c: a handshake is over; who of our two sides it was, and with whom. */
void http_tls_event(struct http_conn *k, bool good);
void http_tls_debug(const struct http *h, const struct tls *t, const char *side, const char *peer);
void http_secure_free(struct http *h);
void http_server_free(struct http *h);	/* when TCP is gone: calls nothing of it */

#endif
