/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user asks about TCP connections. */
#include "router/tcp_conn.h"

void tcp_set_user(struct tcp_conn *c, const struct tcp_user *u) { c->user = *u; }

void tcp_peer(const struct tcp_conn *c, struct ipaddr *addr, u16 *port)
{
	*addr = c->peer;
	*port = c->peer_port;
}

void tcp_local(const struct tcp_conn *c, struct ipaddr *addr, u16 *port)
{
	*addr = c->local;
	*port = c->local_port;
}

const char *tcp_state_name(const struct tcp_conn *c)
{
	static const char *const name[TCPS_N] = { "CLOSED", "SYNSENT", "SYNRCVD", "ESTAB", "FINWAIT1",
						  "FINWAIT2", "CLOSEWAIT", "CLOSING", "LASTACK", "TIMEWAIT" };

	return name[c->state];
}

struct tcp_conn *tcp_first(struct tcp *t) { return t->conns; }
struct tcp_conn *tcp_next(struct tcp_conn *c) { return c->next; }
