/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A BGP speaker, r1, and the TCP of a router that runs no BGP, into which a test writes octets as 10.0.0.2, AS 65002. For tests/unit/test_bgp*.c. */
#ifndef TESTS_BGP_RIG_H
#define TESTS_BGP_RIG_H

#include "ip_net.h"
#include "router/bgp/bgp.h"

static struct net n;
static struct device *r, *other;
static struct tcp_conn *conn;
static bool gone;
static u8 heard[65536];
static u32 n_heard;

enum { US = A4(10, 0, 0, 1), THEM = A4(10, 0, 0, 2), NET = A4(10, 9, 0, 0) };

static const char config[] = "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nrouter bgp 65001\n bgp router-id 1.1.1.1\n"
			     " neighbor 10.0.0.2 remote-as 65002\n neighbor 10.0.0.2 transport connection-mode passive\n neighbor 10.0.0.2 timers 3 9\n";

static inline void happened(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	bool end = false;

	(void)arg;
	if (e == TCP_READABLE)
		n_heard += (u32)tcp_read(c, heard + n_heard, sizeof(heard) - n_heard, &end);
	gone |= end || e == TCP_RESET || e == TCP_CLOSED || e == TCP_REFUSED;
}

static inline void dial(void)
{
	struct tcp_options o = { .user = { happened, NULL }, .nodelay = true };
	struct ipaddr src = { .af = AF_NONE }, dst = ipaddr4(US);

	n_heard = 0;
	gone = false;
	conn = tcp_connect(*ipstack_tcp(other->ip), &src, 0, &dst, BGP_PORT, &o);
	net_run(&n, 500 * NSEC_PER_MS);
}

/* r1 of that configuration, and the other, by a wire. */
static inline void wired(const char *text)
{
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", text);
	other = net_node(&n, &appliance_router, "r2", "interface GigabitEthernet0/0\n ip address 10.0.0.2 255.255.255.0\n");
	net_wire(r, 0, other, 0);
}

static inline void setup(const char *more)
{
	char all[2048];

	snprintf(all, sizeof(all), "%s%s", config, more);
	wired(all);
	net_run(&n, NSEC_PER_SEC);
	dial();
}

static inline void hang_up(void)
{
	if (conn)
		tcp_abort(conn);
	conn = NULL;
	net_run(&n, NSEC_PER_SEC);
}

static inline void teardown(void)
{
	hang_up();
	net_close(&n);
}

static inline void raw(const void *p, u32 len)
{
	assert_int_equal(tcp_write(conn, p, len), len);
	net_run(&n, 100 * NSEC_PER_MS);
}

static inline u32 put_message(u8 *m, u8 type, const void *body, u32 len)
{
	memset(m, 0xff, 16);
	put_be16(m + 16, (u16)(BGP_HLEN + len));
	m[18] = type;
	if (len)
		memcpy(m + BGP_HLEN, body, len);
	return BGP_HLEN + len;
}

static inline void say(u8 type, const void *body, u32 len)
{
	u8 m[BGP_MSG_MAX];

	raw(m, put_message(m, type, body, len));
}

/* version, AS, hold time, identifier, one parameter of capabilities: IPv4, four-octet AS, refresh, graceful restart, add-path */
static u8 open_body[] = { 4, 0xfd, 0xea, 0, 9, 2, 2, 2, 2, 26, 2, 24, 1, 4, 0, 1, 0, 1, 65, 4, 0, 0, 0xfd, 0xea, 2, 0, 64, 2, 0, 120, 69, 4, 0, 1, 1, 0 };

static inline struct bgp_peer *peer(void) { return r->ip->bgp->peers; }

static inline void up(void)
{
	say(BGP_OPEN, open_body, sizeof(open_body));
	say(BGP_KEEPALIVE, NULL, 0);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
}

/* The first message of that type that came; NULL: none. */
static inline const u8 *found(u8 type)
{
	for (u32 at = 0; at + BGP_HLEN <= n_heard; at += get_be16(heard + at + 16))
		if (heard[at + 18] == type)
			return heard + at + BGP_HLEN;
	return NULL;
}

static const u8 good_attrs[] = { 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xea, 0x40, 3, 4, 10, 0, 0, 2 };
static const u8 nlri[] = { 16, 10, 9 };

static inline u32 put_update(u8 *m, const void *attrs, u32 len, const void *routes, u32 n_routes)
{
	u8 body[BGP_MSG_MAX];

	put_be16(body, 0);
	put_be16(body + 2, (u16)len);
	memcpy(body + 4, attrs, len);
	if (n_routes)
		memcpy(body + 4 + len, routes, n_routes);
	return put_message(m, BGP_UPDATE, body, 4 + len + n_routes);
}

static inline void update(const void *attrs, u32 len, const void *routes, u32 n_routes)
{
	u8 m[2 * BGP_MSG_MAX];

	raw(m, put_update(m, attrs, len, routes, n_routes));
}

static inline struct bgp_path *has(u32 prefix, u8 plen)
{
	struct ipaddr p = ipaddr4(prefix);
	struct bgp_net *x = bgp_net_find(r->ip->bgp->table[BGP_IP4], &p, plen);

	return x ? bgp_paths(r->ip->bgp->table[BGP_IP4], x) : NULL;
}

#endif
