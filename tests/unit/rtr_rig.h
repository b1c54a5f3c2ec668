/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cache of the RPKI to Router Protocol for r1 of bgp_rig.h: the TCP of the router that plays its BGP neighbour, too, into which a test writes PDUs. */
#ifndef TESTS_RTR_RIG_H
#define TESTS_RTR_RIG_H

#include "bgp_rig.h"

static struct tcp_conn *cache;
static struct tcp_listener *door;
static u8 asked[4096];
static u32 n_asked;
static bool cache_gone, shut;
static unsigned calls;

static inline void cache_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	bool end = false;

	(void)arg;
	if (c != cache)
		return;
	if (e == TCP_READABLE)
		n_asked += (u32)tcp_read(c, asked + n_asked, sizeof(asked) - n_asked, &end);
	cache_gone |= end || e == TCP_RESET || e == TCP_CLOSED;
}

static inline bool may_call(struct tcp_listener *l, const struct ipaddr *from, u16 port, struct tcp_options *o)
{
	(void)l, (void)from, (void)port;
	o->user = (struct tcp_user){ cache_event, NULL };
	o->nodelay = true;
	calls++;
	return !shut;
}

static inline void called(struct tcp_listener *l, struct tcp_conn *c)
{
	(void)l;
	if (cache)
		tcp_release(cache);
	cache = c;
	cache_gone = false;
	n_asked = 0;
}

#define SERVER " bgp rpki server tcp 10.0.0.2 port 323 refresh 600\n"

static inline void cache_setup(const char *more)
{
	char all[2048];

	cache = NULL;
	shut = false;
	calls = n_asked = 0;
	snprintf(all, sizeof(all), "%s%s%s", config, SERVER, more);
	wired(all);
	door = tcp_listen(*ipstack_tcp(other->ip), NULL, 323, 8, may_call, called, NULL);
	net_run(&n, 2 * NSEC_PER_SEC);
}

static inline void cache_down(void)
{
	if (cache)
		tcp_abort(cache);
	cache = NULL;
	tcp_unlisten(door);
	hang_up();
	net_close(&n);
}

static inline void cache_hang_up(void)
{
	tcp_abort(cache);
	cache = NULL;
	net_run(&n, 100 * NSEC_PER_MS);
}

static inline void tell(const void *p, u32 len)
{
	assert_int_equal(tcp_write(cache, p, len), len);
	net_run(&n, 50 * NSEC_PER_MS);
}

static u8 version = 1;

static inline u32 put_pdu(u8 *p, u8 type, u16 field, const void *body, u32 len)
{
	p[0] = version;
	p[1] = type;
	put_be16(p + 2, field);
	put_be32(p + 4, 8 + len);
	if (len)
		memcpy(p + 8, body, len);
	return 8 + len;
}

static inline void pdu(u8 type, u16 field, const void *body, u32 len)
{
	u8 p[256];

	tell(p, put_pdu(p, type, field, body, len));
}

static inline u32 put_vrp(u8 *p, bool announce, u32 prefix, u8 plen, u8 maxlen, u32 as)
{
	u8 body[12] = { announce, plen, maxlen, 0 };

	put_be32(body + 4, prefix);
	put_be32(body + 8, as);
	return put_pdu(p, RTR_IP4, 0, body, sizeof(body));
}

static inline void vrp(bool announce, u32 prefix, u8 plen, u8 maxlen, u32 as)
{
	u8 p[20];

	tell(p, put_vrp(p, announce, prefix, plen, maxlen, as));
}

static inline u32 put_end(u8 *p, u16 session, u32 serial, u32 refresh, u32 retry, u32 expire)
{
	u8 body[16];

	put_be32(body, serial);
	put_be32(body + 4, refresh);
	put_be32(body + 8, retry);
	put_be32(body + 12, expire);
	return put_pdu(p, RTR_END_OF_DATA, session, body, version ? 16 : 4);
}

static inline void end_of_data(u16 session, u32 serial)
{
	u8 p[24];

	tell(p, put_end(p, session, serial, 600, 60, 3600));
	net_run(&n, 50 * NSEC_PER_MS);
}

static inline void respond(u16 session) { pdu(RTR_CACHE_RESPONSE, session, NULL, 0); }

static inline struct rtr *server(void) { return bgp_rpki(r->ip->bgp, false)->servers; }
static inline nsec now(void) { return bgp_now(r->ip->bgp); }
static inline void run_until(nsec at) { world_run(n.w, at, 100000000); }

/* The last PDU that the router sent: type, its middle field. */
static inline void expect_pdu(u8 type, u16 field, const char *name)
{
	u32 at = 0, last = 0;

	for (; at + 8 <= n_asked; at += get_be32(asked + at + 4))
		last = at;
	if (!n_asked || asked[last + 1] != type || get_be16(asked + last + 2) != field)
		fail_msg("%s: got %u/%u of %u octets instead of %u/%u", name, n_asked ? asked[last + 1] : 0, n_asked ? get_be16(asked + last + 2) : 0, n_asked, type, field);
}

/* One answer of two prefixes. */
static inline void load(void)
{
	respond(7);
	vrp(true, A4(10, 9, 0, 0), 16, 24, 65002);
	vrp(true, A4(10, 8, 0, 0), 16, 16, 65008);
	end_of_data(7, 100);
	assert_int_equal(server()->state, RTR_SYNCED);
}

static inline u32 n_table(void) { return bgp_rpki(r->ip->bgp, false)->table.recs.n; }

#endif
