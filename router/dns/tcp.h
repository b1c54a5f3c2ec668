/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DNS over TCP (RFC 7766): a question to one server, for answers that UDP cuts off; and those who ask the server of `ip dns server` that way. Each message
 * stands behind its length of two octets; questions on one connection are answered one after the other.
 */
#ifndef ROUTER_DNS_TCP_H
#define ROUTER_DNS_TCP_H

#include "router/dns/own.h"
#include "router/tcp.h"

enum {
	DNS_PEERS_MAX = 32,	/* connections of those who ask */
	DNS_PEER_IDLE_S = 10,	/* without a question: RFC 7766 6.2.3 leaves the time to the server */
	DNS_TCP_REPLY_MAX = 4096, /* of an answer of our own */
};

struct dns_call;
/* len 0: no answer will come. The call is gone when this returns. */
typedef void dns_called(void *arg, const u8 *msg, u32 len);
struct dns_call *dns_call_new(struct dns *d, const struct ipaddr *server, const void *msg, u32 len, dns_called *done, void *arg); /* NULL: no way there */
void dns_call_free(struct dns_call *k);	/* done() is not called; NULL: nothing */

struct dns_peer;
void dns_tcp_watch(struct dns *d);	/* whoever asks hears when TCP goes */
void dns_tcp_unwatch(struct dns *d);
bool dns_tcp_listen(struct dns *d);	/* false: the port is taken */
void dns_tcp_close(struct dns *d);
void dns_peer_reply(struct dns_peer *k, const void *msg, u32 len);
struct iface *dns_heard_on(const struct ipstack *s, const struct ipaddr *server); /* dns.c: where a link-local server is; NULL */

/* server.c: a question from a connection: answered by dns_peer_reply(), at once or later. */
void dns_peer_query(struct dns *d, struct dns_peer *k, const struct ipaddr *from, const u8 *msg, u32 len);
void dns_peer_gone(struct dns *d, struct dns_peer *k);	/* whatever is under way for it, ends */

#endif
