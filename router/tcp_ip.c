/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP on our IP layer. */
#include "router/tcp_conn.h"

enum { PROTO_TCP = 6 };

static enum drop from_ip(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	return tcp_input(*ipstack_tcp(s), r, f);
}

static void error_from_ip(struct ipstack *s, const struct ip_error *e) { tcp_error(*ipstack_tcp(s), e); }

static void detach(struct ipstack *s)
{
	ip_proto_set(s, PROTO_TCP, NULL);
	ip_error_set(s, PROTO_TCP, NULL);
	*ipstack_tcp(s) = NULL;
}

static const struct tcp_lower over_ip = { .send = ip_send, .route_source = ip_route_source, .frame = ip_frame, .detach = detach };

struct tcp *tcp_new_vrf(struct ipstack *s, const struct tcp *first)
{
	struct tcp *t = tcp_new(s);

	t->first = first;
	return t;
}

struct tcp *tcp_new(struct ipstack *s)
{
	struct tcp *t = tcp_new_over(&ipstack_device(s)->node, s, &over_ip);

	*ipstack_tcp(s) = t;
	ip_proto_set(s, PROTO_TCP, from_ip);
	ip_error_set(s, PROTO_TCP, error_from_ip);
	return t;
}
