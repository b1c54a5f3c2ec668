/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DHCPv6, clause by clause of RFC 8415: a raw station is client, server or relay, and says what it likes; times to the millisecond. RFC 8106 at the end. */
#include "ip_net.h"

#include "router/dhcp6/own.h"
#include "router/dns/dns.h"
#include "router/ra_dns.h"

static const struct ip6 raw_ll = { .b = { 0xfe, 0x80, [15] = 0xaa } };
static const struct duid raw_duid = { .len = 10, .b = { 0, 3, 0, 1, 2, 0xaa, 0, 0, 0, 1 } };
static const struct ip6 all_nodes = { .b = { 0xff, 2, [15] = 1 } };

struct bed {
	struct net n;
	struct device *d;
	struct raw *r;
	struct ip6 src, dst;	/* of the last message heard */
	nsec at;
};

static void open_bed(struct bed *t, const struct appliance *kind, const char *config)
{
	net_open(&t->n);
	t->d = net_node(&t->n, kind, "d", config);
	t->r = net_raw(&t->n, "r", t->d, 0);
}

static void say(struct bed *t, const struct ip6 *dst, u16 sport, u16 dport, const void *data, size_t len)
{
	u8 p[2048], *ip = p + 14, *udp = ip + 40;

	eth_put(p, ip6_is_multicast(dst) ? (const u8 *)"\x33\x33\0\1\0\2" : net_port(t->d, 0)->mac, ETH_TYPE_IP6);
	memset(ip, 0, 40);
	ip[0] = 0x60;
	put_be16(ip + 4, (u16)(8 + len));
	ip[6] = IP_UDP;
	ip[7] = 255;
	memcpy(ip + 8, raw_ll.b, 16);
	memcpy(ip + 24, dst->b, 16);
	put_be16(udp, sport);
	put_be16(udp + 2, dport);
	put_be16(udp + 4, (u16)(8 + len));
	put_be16(udp + 6, 0);
	memcpy(udp + 8, data, len);
	put_be16(udp + 6, csum_finish(csum_add(ip6_pseudo(&raw_ll, dst, IP_UDP, (u32)(8 + len)), udp, 8 + len)));
	raw_send(&t->n, t->r, p, (u32)(14 + 48 + len));
}

/* A long time later; what came meanwhile (CDP, LLDP) is of no interest. */
static void later(struct bed *t, u64 seconds)
{
	net_run(&t->n, seconds * NSEC_PER_SEC);
	t->r->n = t->r->next = 0;
}

/* The next datagram to that port; a reader of its payload. false: none. */
static bool hear(struct bed *t, u16 port, struct rd *body)
{
	const u8 *p;
	u32 len;

	while ((p = raw_next(t->r, ETH_TYPE_IP6, &len)))
		if (p[20] == IP_UDP && get_be16(p + 56) == port) {
			t->src = ip6_at(p + 22);
			t->dst = ip6_at(p + 38);
			t->at = t->r->got[t->r->next - 1].at;
			assert_int_equal(csum_finish(csum_add(ip6_pseudo(&t->src, &t->dst, IP_UDP, get_be16(p + 58)), p + 54, get_be16(p + 58))), 0);
			*body = rd_of(p + 62, get_be16(p + 58) - 8u);
			return true;
		}
	return false;
}

static bool hear_msg(struct bed *t, u16 port, struct dhcp6_msg *m)
{
	struct rd r;

	if (!hear(t, port, &r))
		return false;
	assert_int_equal(dhcp6_parse(m, r), DROP_NONE);
	return true;
}

/* The next message of a client of ours. */
static void heard(struct bed *t, u8 type, struct dhcp6_msg *m)
{
	assert_true(hear_msg(t, D6_SERVER_PORT, m));
	assert_int_equal(m->type, type);
}

/* ---- our client ---- */

static const char CLIENT[] = "interface g0/0\n ipv6 enable\n ipv6 address dhcp\n";

/* An answer of the raw server: one address with these times. */
static void serve(struct bed *t, const struct dhcp6_msg *q, u8 type, u8 preference, u32 t1, u32 t2, u32 preferred, u32 valid, u16 status)
{
	u8 buf[600];
	struct wr w = wr_of(buf, sizeof(buf));
	struct dhcp6_ia ia = { .iaid = q->n_ia ? q->ia[0].iaid : 0, .t1_s = t1, .t2_s = t2, .status = status };

	dhcp6_begin(&w, type, q->xid);
	dhcp6_put(&w, O6_SERVER_ID, raw_duid.b, raw_duid.len);
	dhcp6_put(&w, O6_CLIENT_ID, q->client.b, q->client.len);
	if (preference)
		dhcp6_put(&w, O6_PREFERENCE, &preference, 1);
	if (valid) {
		ia.n = 1;
		ia.lease[0] = (struct dhcp6_lease){ .plen = 128, .status = S6_NONE, .preferred_s = preferred, .valid_s = valid };
		ip6_parse("2001:db8:9::77", &ia.lease[0].addr);
	}
	if (q->n_ia)
		dhcp6_put_ia(&w, &ia);
	dhcp6_put_dns(&w, &ia.lease[0].addr, ia.n);
	say(t, &t->src, D6_SERVER_PORT, D6_CLIENT_PORT, buf, wr_len(&w));
}

/* That address has no life any more. */
static void serve_gone(struct bed *t, const struct dhcp6_msg *q)
{
	u8 buf[600];
	struct wr w = wr_of(buf, sizeof(buf));
	struct dhcp6_ia ia = { .iaid = q->ia[0].iaid, .status = S6_NONE, .n = 1, .lease[0] = { .plen = 128, .status = S6_NONE } };

	ip6_parse("2001:db8:9::77", &ia.lease[0].addr);
	dhcp6_begin(&w, D6_REPLY, q->xid);
	dhcp6_put(&w, O6_SERVER_ID, raw_duid.b, raw_duid.len);
	dhcp6_put(&w, O6_CLIENT_ID, q->client.b, q->client.len);
	dhcp6_put_ia(&w, &ia);
	say(t, &t->src, D6_SERVER_PORT, D6_CLIENT_PORT, buf, wr_len(&w));
}

/* The same, whatever else it said before. */
static void heard_at_last(struct bed *t, u8 type, struct dhcp6_msg *m)
{
	do
		assert_true(hear_msg(t, D6_SERVER_PORT, m));
	while (m->type != type);
}

static void in_range(u64 x, u64 from, u64 to)
{
	if (x < from || x > to)
		fail_msg("%llu is not within %llu and %llu", (unsigned long long)x, (unsigned long long)from, (unsigned long long)to);
}

/* 18.2.1, 15: the first within SOL_MAX_DELAY, the second 1 to 1.1 s later, then twice as long with a tenth more or less, at most SOL_MAX_RT; elapsed time as it is. */
static void t_solicit_times(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	nsec first, last, rt;
	u32 xid;
	unsigned n = 1;

	(void)state;
	open_bed(&t, &appliance_router, CLIENT);
	net_run(&t.n, 6 * 3600 * NSEC_PER_SEC);
	heard(&t, D6_SOLICIT, &m);
	in_range(t.at, NSEC_PER_SEC, 22 * NSEC_PER_SEC / 10); /* after duplicate address detection */
	assert_true(ip6_is_linklocal(&t.src));
	assert_true(ip6_eq(&t.dst, &d6_agents));
	assert_int_equal(m.elapsed, 0);
	assert_int_equal(m.n_ia, 1);
	assert_int_equal(m.server.len, 0);
	xid = m.xid;
	first = last = t.at;
	heard(&t, D6_SOLICIT, &m);
	rt = t.at - last;
	in_range(rt, NSEC_PER_SEC + 1, 11 * NSEC_PER_SEC / 10);
	for (last = t.at; hear_msg(&t, D6_SERVER_PORT, &m); last = t.at, n++) {
		nsec now = t.at - last;

		assert_int_equal(m.xid, xid);
		assert_int_equal(m.elapsed, min_u64((t.at - first) / 10000000, 0xffff));
		if (2 * rt < 3200 * NSEC_PER_SEC)
			in_range(now, 19 * rt / 10, 21 * rt / 10 + 1);
		else
			in_range(now, 3240 * NSEC_PER_SEC, 3960 * NSEC_PER_SEC);
		rt = now;
	}
	in_range(n, 12, 20);
	net_close(&t.n);
}

/* 18.2.2: ten Requests, one second first, thirty at most; then from the beginning with a new transaction. 18.2.9: a preference of 255 is taken at once. */
static void t_request_times(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	u32 xid;
	nsec last, rt = 0;

	(void)state;
	open_bed(&t, &appliance_router, CLIENT);
	net_run(&t.n, 3 * NSEC_PER_SEC);
	heard(&t, D6_SOLICIT, &m);
	serve(&t, &m, D6_ADVERTISE, 255, 0, 0, 100, 200, S6_NONE);
	xid = m.xid;
	while (hear_msg(&t, D6_SERVER_PORT, &m) && m.type == D6_SOLICIT)
		;
	assert_int_equal(m.type, D6_REQUEST);
	assert_true(m.xid != xid && duid_eq(&m.server, &raw_duid) && m.ia[0].n == 1);
	last = t.at;
	net_run(&t.n, 300 * NSEC_PER_SEC);
	for (unsigned k = 1; k < 10; k++, last = t.at) {
		heard(&t, D6_REQUEST, &m);
		if (k == 1)
			in_range(t.at - last, 9 * NSEC_PER_SEC / 10, 11 * NSEC_PER_SEC / 10);
		else if (rt < 14 * NSEC_PER_SEC)
			in_range(t.at - last, 19 * rt / 10, 21 * rt / 10 + 1);
		else
			in_range(t.at - last, 27 * NSEC_PER_SEC - NSEC_PER_SEC / 2, 33 * NSEC_PER_SEC);
		rt = t.at - last;
	}
	heard(&t, D6_SOLICIT, &m);
	net_close(&t.n);
}

/* 18.2.9: the best of what came in the time of the first Solicit. 18.2.4: renewed at T1, again after ten seconds, twenty ...; 18.2.5: from everybody at T2; then it is over. */
static void t_lease_times(void **state)
{
	struct bed t;
	struct dhcp6_msg m, q;
	nsec since, last, end;

	(void)state;
	open_bed(&t, &appliance_router, CLIENT);
	while (!hear_msg(&t, D6_SERVER_PORT, &q))
		net_run(&t.n, 10 * NSEC_PER_MS);
	last = t.at;
	serve(&t, &q, D6_ADVERTISE, 3, 0, 0, 100, 200, S6_NONE);
	serve(&t, &q, D6_ADVERTISE, 1, 0, 0, 100, 200, S6_NONE);
	serve(&t, &q, D6_ADVERTISE, 9, 0, 0, 0, 0, S6_NO_ADDRS);
	assert_int_equal(t.d->ip->ifs->dhcp6->client->preference, 3);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	heard(&t, D6_REQUEST, &m);
	in_range(t.at - last, NSEC_PER_SEC + 1, 11 * NSEC_PER_SEC / 10);
	serve(&t, &m, D6_REPLY, 0, 100, 160, 200, 300, S6_NONE);
	since = world_now(t.n.w) - NSEC_PER_MS;
	EXPECT(&t.n, t.d, "  Address State is OPEN\n  Renew for address will be sent in 00:01:3", "show ipv6 dhcp interface");
	EXPECT(&t.n, t.d, "    2001:DB8:9::77\n", "show ipv6 interface brief");
	net_run(&t.n, 400 * NSEC_PER_SEC);
	do
		assert_true(hear_msg(&t, D6_SERVER_PORT, &m)); /* a Request that crossed the Reply */
	while (m.type == D6_REQUEST);
	assert_int_equal(m.type, D6_RENEW);
	in_range(t.at - since, 100 * NSEC_PER_SEC - NSEC_PER_MS, 100 * NSEC_PER_SEC + NSEC_PER_MS);
	assert_true(m.ia[0].n == 1 && !m.ia[0].lease[0].valid_s && duid_eq(&m.server, &raw_duid));
	last = t.at;
	heard(&t, D6_RENEW, &m);
	in_range(t.at - last, 9 * NSEC_PER_SEC, 11 * NSEC_PER_SEC);
	end = t.at;
	heard(&t, D6_RENEW, &m);
	in_range(t.at - end, 19 * (end - last) / 10, 21 * (end - last) / 10 + 1);
	heard(&t, D6_REBIND, &m);
	in_range(t.at - since, 160 * NSEC_PER_SEC - NSEC_PER_MS, 160 * NSEC_PER_SEC + NSEC_PER_MS);
	assert_int_equal(m.server.len, 0);
	while (hear_msg(&t, D6_SERVER_PORT, &m) && m.type == D6_REBIND)
		;
	assert_int_equal(m.type, D6_SOLICIT); /* valid for 300 s, and a Solicit's delay */
	in_range(t.at - since, 300 * NSEC_PER_SEC - NSEC_PER_MS, 301 * NSEC_PER_SEC + NSEC_PER_MS);
	assert_null(strstr(TYPE(&t.n, t.d, "show ipv6 interface brief"), "2001:DB8:9::77"));
	net_close(&t.n);
}

/* An address that is preferred for no time, or for one second, is renewed once a second at most, however fast the server answers. */
static void t_no_preference(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	unsigned n = 0;

	(void)state;
	open_bed(&t, &appliance_router, CLIENT);
	for (unsigned k = 0; k < 10000; k++) {
		net_run(&t.n, NSEC_PER_MS);
		while (hear_msg(&t, D6_SERVER_PORT, &m)) {
			n += m.type == D6_RENEW || m.type == D6_REBIND;
			serve(&t, &m, m.type == D6_SOLICIT ? D6_ADVERTISE : D6_REPLY, 0, 0, 0, k & 1, 300, S6_NONE);
		}
		t.r->n = t.r->next = 0; /* the raw station remembers so many */
	}
	assert_true(t.d->ip->ifs->dhcp6->client->n_got == 1 && n >= 3 && n <= 10);
	net_close(&t.n);
}

/* 18.2.10.1: NoBinding makes a Request of a Renew; a life of 0 takes the address away; NotOnLink and no addresses begin anew. 21.4: T1 after T2 is void. */
static void t_answers(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	const struct dhcp6_client *c;

	(void)state;
	open_bed(&t, &appliance_router, CLIENT);
	net_run(&t.n, 3 * NSEC_PER_SEC);
	heard(&t, D6_SOLICIT, &m);
	c = t.d->ip->ifs->dhcp6->client;
	m.xid ^= 1;
	serve(&t, &m, D6_ADVERTISE, 255, 0, 0, 100, 200, S6_NONE); /* another's transaction */
	assert_int_equal(c->state, C6_SOLICIT);
	m.xid ^= 1;
	m.client.b[9] ^= 1;
	serve(&t, &m, D6_ADVERTISE, 255, 0, 0, 100, 200, S6_NONE); /* another client's */
	assert_int_equal(c->state, C6_SOLICIT);
	m.client.b[9] ^= 1;
	serve(&t, &m, D6_REPLY, 0, 0, 0, 100, 200, S6_NONE); /* rapid commit was not asked for */
	assert_int_equal(c->state, C6_SOLICIT);
	serve(&t, &m, D6_ADVERTISE, 255, 0, 0, 100, 200, S6_NONE);
	do
		assert_true(hear_msg(&t, D6_SERVER_PORT, &m));
	while (m.type == D6_SOLICIT);
	serve(&t, &m, D6_REPLY, 0, 50, 40, 100, 200, S6_NONE); /* T1 > T2 */
	serve(&t, &m, D6_REPLY, 0, 0, 0, 300, 200, S6_NONE);   /* preferred > valid */
	assert_int_equal(c->n_got, 0);
	net_run(&t.n, 40 * NSEC_PER_SEC);
	while (c->state != C6_REQUEST || !hear_msg(&t, D6_SERVER_PORT, &m) || m.type != D6_REQUEST || m.xid != c->x.xid) {
		net_run(&t.n, NSEC_PER_SEC);
		if (c->state == C6_SOLICIT && hear_msg(&t, D6_SERVER_PORT, &m) && m.type == D6_SOLICIT && m.xid == c->x.xid)
			serve(&t, &m, D6_ADVERTISE, 255, 0, 0, 100, 200, S6_NONE);
	}
	serve(&t, &m, D6_REPLY, 0, 0, 0, 100, 200, S6_NONE);
	assert_int_equal(c->state, C6_OPEN);
	assert_int_equal(c->t1_s, 50);
	assert_int_equal(c->t2_s, 80);
	net_run(&t.n, 51 * NSEC_PER_SEC);
	heard_at_last(&t, D6_RENEW, &m);
	serve(&t, &m, D6_REPLY, 0, 0, 0, 0, 0, S6_NO_BINDING);
	heard(&t, D6_REQUEST, &m);
	assert_int_equal(m.ia[0].n, 1);
	serve(&t, &m, D6_REPLY, 0, 0, 0, 100, 200, S6_NONE);
	assert_int_equal(c->state, C6_OPEN);
	TYPE(&t.n, t.d, "clear ipv6 dhcp client g0/0"); /* 18.2.7: Release, four times, meanwhile a Solicit */
	net_run(&t.n, 20 * NSEC_PER_SEC);
	for (unsigned n = 0, release = 0; hear_msg(&t, D6_SERVER_PORT, &m) || (assert_int_equal(release, 4), false); n++) {
		release += m.type == D6_RELEASE;
		assert_true(m.type == D6_RELEASE || m.type == D6_SOLICIT);
	}
	assert_null(c->farewells);
	net_close(&t.n);
}

/* A lease that is taken away does not end once more while the next one is asked for. */
static void t_taken_away(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	const struct dhcp6_client *c;

	(void)state;
	open_bed(&t, &appliance_router, CLIENT);
	net_run(&t.n, 3 * NSEC_PER_SEC);
	heard(&t, D6_SOLICIT, &m);
	c = t.d->ip->ifs->dhcp6->client;
	serve(&t, &m, D6_ADVERTISE, 255, 0, 0, 100, 200, S6_NONE);
	heard_at_last(&t, D6_REQUEST, &m);
	serve(&t, &m, D6_REPLY, 0, 0, 0, 100, 200, S6_NONE);
	net_run(&t.n, 51 * NSEC_PER_SEC);
	heard_at_last(&t, D6_RENEW, &m);
	serve_gone(&t, &m);
	assert_int_equal(c->n_got, 0);
	assert_int_equal(c->state, C6_SOLICIT);
	net_run(&t.n, 1100 * NSEC_PER_MS);
	heard_at_last(&t, D6_SOLICIT, &m);
	serve(&t, &m, D6_ADVERTISE, 255, 0, 0, 100, 200, S6_NONE);
	assert_int_equal(c->state, C6_REQUEST);
	net_run(&t.n, 151 * NSEC_PER_SEC); /* the old lease would be over; ten Requests take 163 s at least */
	assert_int_equal(c->state, C6_REQUEST);
	net_close(&t.n);
}

/* RFC 4862 5.4, RFC 8415 18.2.8: an address that somebody has is declined. */
static void t_decline(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	u8 na[14 + 40 + 32] = { 0 }, *ip = na + 14, *icmp = ip + 40;
	const struct dhcp6_client *c;

	(void)state;
	open_bed(&t, &appliance_router, CLIENT);
	net_run(&t.n, 3 * NSEC_PER_SEC);
	heard(&t, D6_SOLICIT, &m);
	c = t.d->ip->ifs->dhcp6->client;
	serve(&t, &m, D6_ADVERTISE, 255, 0, 0, 100, 200, S6_NONE);
	heard_at_last(&t, D6_REQUEST, &m);
	serve(&t, &m, D6_REPLY, 0, 0, 0, 100, 200, S6_NONE);
	eth_put(na, (const u8 *)"\x33\x33\0\0\0\1", ETH_TYPE_IP6);
	ip[0] = 0x60;
	put_be16(ip + 4, 32);
	ip[6] = IP_ICMP6;
	ip[7] = 255;
	memcpy(ip + 8, raw_ll.b, 16);
	memcpy(ip + 24, all_nodes.b, 16);
	icmp[0] = ICMP6_NA;
	icmp[4] = ND_NA_OVERRIDE;
	memcpy(icmp + 8, c->got[0].l.addr.b, 16);
	icmp[24] = ND_OPT_TLLA;
	icmp[25] = 1;
	memcpy(icmp + 26, RAW_MAC, 6);
	put_be16(icmp + 2, csum_finish(csum_add(ip6_pseudo(&raw_ll, &all_nodes, IP_ICMP6, 32), icmp, 32)));
	raw_send(&t.n, t.r, na, sizeof(na));
	heard(&t, D6_DECLINE, &m);
	assert_int_equal(m.ia[0].n, 1);
	serve(&t, &m, D6_REPLY, 0, 0, 0, 0, 0, S6_NONE);
	assert_null(c->farewells);
	assert_int_equal(c->state, C6_SOLICIT);
	assert_null(strstr(TYPE(&t.n, t.d, "show ipv6 interface brief"), "2001:DB8:9::77"));
	net_close(&t.n);
}

/* ---- our server ---- */

#define SERVER_HEAD "ipv6 unicast-routing\nipv6 neighbor FE80::AA g0/0 02aa.0000.0001\n"
static const char SERVER[] = SERVER_HEAD "ipv6 local pool HOMES 2001:db8:d000::/47 48\nipv6 dhcp pool MAIN\n address prefix 2001:db8:1::/64\n"
	" prefix-delegation pool HOMES\n prefix-delegation 2001:db8:f000::/48 0003000102AA00000001 iaid 77\n dns-server 2001:db8:1::53\n domain-name lab.example\n"
	" sntp address 2001:db8:1::1\n sntp address 2001:db8:1::2\n"
	"interface g0/0\n ipv6 address 2001:db8:1::1/64\n ipv6 nd ra suppress\n ipv6 dhcp server MAIN preference 5\n";

static struct duid own_duid(const struct bed *t)
{
	struct duid d;

	dhcp6_own_duid(t->d->ip, &d);
	return d;
}

/* A client's message: one association (iaid 0: none), perhaps with a lease; what is asked for are DNS servers, domains and time servers. */
static void ask(struct bed *t, u8 type, bool server, bool pd, u32 iaid, const struct dhcp6_lease *l, const struct ip6 *to)
{
	u8 buf[600];
	struct wr w = wr_of(buf, sizeof(buf));
	struct dhcp6_ia ia = { .pd = pd, .iaid = iaid, .status = S6_NONE, .n = l != NULL };
	struct duid s = own_duid(t);

	dhcp6_begin(&w, type, 0x1234);
	dhcp6_put(&w, O6_CLIENT_ID, raw_duid.b, raw_duid.len);
	if (server)
		dhcp6_put(&w, O6_SERVER_ID, s.b, s.len);
	dhcp6_put(&w, O6_ORO, (u8[]){ 0, 23, 0, 24, 0, 31 }, 6);
	if (l)
		ia.lease[0] = *l;
	if (iaid)
		dhcp6_put_ia(&w, &ia);
	say(t, to ? to : &d6_agents, D6_CLIENT_PORT, D6_SERVER_PORT, buf, wr_len(&w));
}

static void answered(struct bed *t, u8 type, struct dhcp6_msg *m)
{
	struct duid s = own_duid(t);

	assert_true(hear_msg(t, D6_CLIENT_PORT, m));
	assert_int_equal(m->type, type);
	assert_int_equal(m->xid, 0x1234);
	assert_true(duid_eq(&m->server, &s) && duid_eq(&m->client, &raw_duid));
	assert_true(ip6_eq(&t->dst, &raw_ll));
}

static void silent(struct bed *t)
{
	struct rd r;

	assert_false(hear(t, D6_CLIENT_PORT, &r));
}

/* 18.3, message by message. */
static void t_server(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	struct dhcp6_lease l, other;
	struct ip6 unicast;

	(void)state;
	open_bed(&t, &appliance_router, SERVER);
	net_run(&t.n, 3 * NSEC_PER_SEC);
	ask(&t, D6_SOLICIT, false, false, 1, NULL, NULL);
	answered(&t, D6_ADVERTISE, &m);
	assert_int_equal(m.preference, 5);
	assert_int_equal(m.ia[0].t1_s, 43200);
	assert_int_equal(m.ia[0].t2_s, 69120);
	assert_int_equal(m.ia[0].lease[0].valid_s, 172800);
	assert_string_equal(m.domain[0], "lab.example");
	assert_int_equal(m.n_dns, 1);
	assert_int_equal(t.d->ip->dhcp6->n_bindings, 0); /* nothing is kept for an Advertise */
	TYPE(&t.n, t.d, "configure terminal", "ipv6 dhcp pool MAIN", "sip address 2001:db8:1::5", "sip domain-name sip.lab.example", "nis address 2001:db8:1::6",
	     "nis domain-name nis.lab.example", "bootfile-url tftp://boot", "end");
	EXPECT(&t.n, t.d, "  Domain name: lab.example\n  SIP server domain name: sip.lab.example\n  SIP server address: 2001:DB8:1::5\n  NIS server address: 2001:DB8:1::6\n"
			  "  NIS server domain name: nis.lab.example\n  SNTP server address: 2001:DB8:1::1\n  SNTP server address: 2001:DB8:1::2\n  Bootfile URL: tftp://boot\n  Active",
	       "show ipv6 dhcp pool");
	EXPECT(&t.n, t.d, "IPv6 DHCP detailed debugging is on", "debug ipv6 dhcp detail");
	ask(&t, D6_SOLICIT, false, false, 1, NULL, NULL);
	answered(&t, D6_ADVERTISE, &m);
	EXPECT(&t.n, t.d, "IPv6 DHCP: Received SOLICIT from FE80::AA on GigabitEthernet0/0\n", "show logging | include Received");
	EXPECT(&t.n, t.d, "option CLIENTID(1), len 10", "show logging");
	EXPECT(&t.n, t.d, "IAID 0x00000001, T1 43200, T2 69120", "show logging");
	EXPECT(&t.n, t.d, "    option IAADDR(5), len 24", "show logging | include IAADDR"); /* within the IA */
	EXPECT(&t.n, t.d, "preferred 86400, valid 172800", "show logging");
	EXPECT(&t.n, t.d, "preference 5", "show logging");
	EXPECT(&t.n, t.d, "option DOMAIN-LIST(24), len 13", "show logging");
	EXPECT(&t.n, t.d, "    lab.example", "show logging | include lab.example");
	TYPE(&t.n, t.d, "undebug all");
	l = m.ia[0].lease[0];
	ask(&t, D6_SOLICIT, true, false, 1, NULL, NULL); /* 16.2 */
	ask(&t, D6_REQUEST, false, false, 1, &l, NULL);	 /* 16.4 */
	silent(&t);
	ask(&t, D6_REQUEST, true, false, 1, &l, NULL);
	answered(&t, D6_REPLY, &m);
	assert_true(ip6_eq(&m.ia[0].lease[0].addr, &l.addr)); /* what was offered */
	assert_int_equal(t.d->ip->dhcp6->n_bindings, 1);
	EXPECT(&t.n, t.d, "Client: FE80::AA \n  DUID: 0003000102AA00000001\n  Username : unassigned\n  VRF : default\n  IA NA: IA ID 0x00000001, T1 43200, T2 69120\n    Address: 2001:DB8:1:",
	       "show ipv6 dhcp binding");
	EXPECT(&t.n, t.d, "2001:DB8:1::/64 valid 172800 preferred 86400 (1 in use, 0 conflicts)\n", "show ipv6 dhcp pool");
	other = l;
	ip6_parse("2001:db8:7::1", &other.addr);
	ask(&t, D6_REQUEST, true, false, 2, &other, NULL); /* of another link */
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.ia[0].status, S6_NOT_ON_LINK);
	ask(&t, D6_CONFIRM, false, false, 1, &l, NULL);
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.status, S6_SUCCESS);
	ask(&t, D6_CONFIRM, false, false, 1, &other, NULL);
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.status, S6_NOT_ON_LINK);
	ask(&t, D6_RENEW, true, false, 9, &l, NULL);
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.ia[0].status, S6_NO_BINDING);
	later(&t, 100000);
	ask(&t, D6_RENEW, true, false, 1, &other, NULL); /* what it does not have: with no life; what it has: anew */
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.ia[0].n, 2);
	assert_int_equal(m.ia[0].lease[0].valid_s, 172800);
	assert_int_equal(m.ia[0].lease[1].valid_s, 0);
	later(&t, 172000);
	assert_int_equal(t.d->ip->dhcp6->n_bindings, 1);
	ask(&t, D6_REBIND, false, false, 1, &l, NULL);
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.ia[0].lease[0].valid_s, 172800);
	unicast = t.src;
	ask(&t, D6_REQUEST, true, false, 1, &l, &unicast); /* 18.4 */
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.status, S6_USE_MULTICAST);
	ask(&t, D6_SOLICIT, false, false, 1, NULL, &unicast);
	silent(&t);
	ask(&t, D6_DECLINE, true, false, 1, &l, NULL);
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.status, S6_SUCCESS);
	EXPECT(&t.n, t.d, "(0 in use, 1 conflicts)", "show ipv6 dhcp pool");
	ask(&t, D6_SOLICIT, false, false, 1, NULL, NULL);
	answered(&t, D6_ADVERTISE, &m);
	assert_false(ip6_eq(&m.ia[0].lease[0].addr, &l.addr));
	l = m.ia[0].lease[0];
	ask(&t, D6_REQUEST, true, false, 1, &l, NULL);
	answered(&t, D6_REPLY, &m);
	ask(&t, D6_RELEASE, true, false, 1, &l, NULL);
	answered(&t, D6_REPLY, &m);
	assert_int_equal(t.d->ip->dhcp6->n_bindings, 0);
	ask(&t, D6_RELEASE, true, false, 1, &l, NULL);
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.ia[0].status, S6_NO_BINDING);
	ask(&t, D6_REQUEST, true, false, 1, &l, NULL);
	answered(&t, D6_REPLY, &m);
	TYPE(&t.n, t.d, "configure terminal", "ipv6 dhcp pool MAIN", "address prefix 2001:db8:1::/64 lifetime 1000 500", "end");
	ask(&t, D6_RENEW, true, false, 1, &l, NULL); /* the lifetimes of today's line */
	answered(&t, D6_REPLY, &m);
	assert_true(m.ia[0].n == 1 && m.ia[0].lease[0].valid_s == 1000 && m.ia[0].t1_s == 250);
	later(&t, 1001);
	assert_int_equal(t.d->ip->dhcp6->n_bindings, 0);
	ask(&t, D6_INFORMATION, false, false, 0, NULL, NULL);
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.n_dns, 1);
	ask(&t, D6_INFORMATION, false, false, 1, NULL, NULL); /* 16.12 */
	silent(&t);
	net_close(&t.n);
}

/* Prefixes: by DUID and IAID, in order from the pool, none left; the way to them. */
static void t_prefixes(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	struct ip6 want;

	(void)state;
	open_bed(&t, &appliance_router, SERVER);
	net_run(&t.n, 3 * NSEC_PER_SEC);
	ask(&t, D6_REQUEST, true, true, 0x77, NULL, NULL);
	answered(&t, D6_REPLY, &m);
	ip6_parse("2001:db8:f000::", &want);
	assert_true(ip6_eq(&m.ia[0].lease[0].addr, &want) && m.ia[0].lease[0].plen == 48);
	for (u32 k = 1; k <= 2; k++) {
		ask(&t, D6_REQUEST, true, true, k, NULL, NULL);
		answered(&t, D6_REPLY, &m);
		ip6_parse(k == 1 ? "2001:db8:d000::" : "2001:db8:d001::", &want);
		assert_true(ip6_eq(&m.ia[0].lease[0].addr, &want));
	}
	ask(&t, D6_REQUEST, true, true, 3, NULL, NULL);
	answered(&t, D6_REPLY, &m);
	assert_int_equal(m.ia[0].status, S6_NO_PREFIX);
	EXPECT(&t.n, t.d, "S   2001:DB8:D001::/48 [1/0]\n     via FE80::AA, GigabitEthernet0/0\nS   2001:DB8:F000::/48 [1/0]", "show ipv6 route static");
	EXPECT(&t.n, t.d, "      IA PD: IA ID 00000077\n        Prefix: 2001:DB8:F000::/48\n", "show ipv6 dhcp pool");
	TYPE(&t.n, t.d, "clear ipv6 dhcp binding 2001:db8:d001::");
	assert_null(strstr(TYPE(&t.n, t.d, "show ipv6 route static"), "D001"));
	ask(&t, D6_REQUEST, true, true, 3, NULL, NULL);
	answered(&t, D6_REPLY, &m);
	TYPE(&t.n, t.d, "configure terminal", "ipv6 dhcp pool MAIN", "prefix-delegation 2001:db8:d001::/48 00030001AABBCCDDEEFF iaid 9", "end"); /* somebody else's from now on */
	assert_null(d6_binding_at(t.d->ip->dhcp6, &want, 48));
	assert_null(strstr(TYPE(&t.n, t.d, "show ipv6 route static"), "D001"));
	TYPE(&t.n, t.d, "configure terminal", "ipv6 dhcp pool MAIN", "no prefix-delegation 2001:db8:d001::/48 00030001AABBCCDDEEFF iaid 9", "end");
	ask(&t, D6_SOLICIT, false, true, 3, NULL, NULL);
	answered(&t, D6_ADVERTISE, &m);
	assert_true(ip6_eq(&m.ia[0].lease[0].addr, &want));
	net_run(&t.n, 2592001 * NSEC_PER_SEC);
	assert_int_equal(t.d->ip->dhcp6->n_bindings, 0);
	assert_null(strstr(TYPE(&t.n, t.d, "show ipv6 route static"), "D000"));
	net_close(&t.n);
}

/* A flood of Solicits leaves nothing; of Requests no more than there may be. */
static void t_flood(void **state)
{
	struct bed t;
	u8 buf[200];

	(void)state;
	open_bed(&t, &appliance_router, SERVER);
	net_run(&t.n, 3 * NSEC_PER_SEC);
	for (u32 k = 0; k < 2000; k++) {
		struct wr w = wr_of(buf, sizeof(buf));
		struct dhcp6_ia na = { .iaid = 1, .status = S6_NONE }, pd = { .pd = true, .iaid = 1, .status = S6_NONE };
		struct duid id = raw_duid, s = own_duid(&t);

		put_be32(id.b + 6, k);
		dhcp6_begin(&w, k < 1000 ? D6_SOLICIT : D6_REQUEST, k);
		dhcp6_put(&w, O6_CLIENT_ID, id.b, id.len);
		if (k >= 1000)
			dhcp6_put(&w, O6_SERVER_ID, s.b, s.len);
		dhcp6_put_ia(&w, &na);
		dhcp6_put_ia(&w, &pd);
		say(&t, &d6_agents, D6_CLIENT_PORT, D6_SERVER_PORT, buf, wr_len(&w));
		if (k == 999)
			assert_int_equal(t.d->ip->dhcp6->n_bindings, 0);
	}
	assert_int_equal(t.d->ip->dhcp6->n_bindings, 1002);
	TYPE(&t.n, t.d, "configure terminal", "no ipv6 dhcp pool MAIN", "end");
	assert_int_equal(t.d->ip->dhcp6->n_bindings, 0);
	net_close(&t.n);
}

/* ---- relays ---- */

/* 19.1, 19.3: wrapped with hop count, link-address and Interface-ID; a relay's message once more; not beyond HOP_COUNT_LIMIT; and the way back. */
static void t_relay(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	struct dhcp6_relay up, x;
	struct rd r;
	u8 buf[800], inner[400];
	struct wr w, wi;
	struct ip6 own, server;

	(void)state;
	open_bed(&t, &appliance_router, SERVER_HEAD "ipv6 neighbor 2001:db8:5::9 g0/0 02aa.0000.0001\n"
		 "interface g0/0\n ipv6 address 2001:db8:5::1/64\n ipv6 dhcp relay destination 2001:db8:5::9\n");
	net_run(&t.n, 3 * NSEC_PER_SEC);
	EXPECT(&t.n, t.d, "IPv6 DHCP relay debugging is on", "debug ipv6 dhcp relay");
	ip6_parse("2001:db8:5::1", &own);
	ip6_parse("2001:db8:5::9", &server);
	ask(&t, D6_SOLICIT, false, false, 1, NULL, NULL);
	assert_true(hear(&t, D6_SERVER_PORT, &r));
	assert_int_equal(dhcp6_relay_parse(&up, r), DROP_NONE);
	assert_true(up.type == D6_RELAY_FORW && !up.hops && ip6_eq(&up.link, &own) && ip6_eq(&up.peer, &raw_ll) && ip6_eq(&t.dst, &server) && up.ifid_len == 4);
	assert_int_equal(dhcp6_parse(&m, up.inner), DROP_NONE);
	assert_int_equal(m.type, D6_SOLICIT);
	for (u8 hops = 7; hops <= 8; hops++) { /* 7 goes on as 8; 8 does not */
		x = up;
		x.hops = hops;
		w = wr_of(buf, sizeof(buf));
		dhcp6_put_relay(&w, &x);
		dhcp6_put(&w, O6_RELAY_MSG, up.inner.p, rd_left(&up.inner));
		say(&t, &d6_agents, D6_SERVER_PORT, D6_SERVER_PORT, buf, wr_len(&w));
		assert_int_equal(hear(&t, D6_SERVER_PORT, &r), hops == 7);
		if (hops == 7)
			assert_true(!dhcp6_relay_parse(&x, r) && x.hops == 8 && *x.inner.p == D6_RELAY_FORW);
	}
	/* a Reply that delegates: to the client, and a route is left */
	wi = wr_of(inner, sizeof(inner));
	dhcp6_begin(&wi, D6_REPLY, 0x1234);
	dhcp6_put(&wi, O6_CLIENT_ID, raw_duid.b, raw_duid.len);
	dhcp6_put(&wi, O6_SERVER_ID, raw_duid.b, raw_duid.len);
	dhcp6_put_ia(&wi, &(struct dhcp6_ia){ .pd = true, .n = 1, .status = S6_NONE, .iaid = 4, .lease[0] = { .addr = { .b = { 0x20, 1, 0xd, 0xb8, 0xe0 } }, .plen = 48, .status = S6_NONE, .preferred_s = 50, .valid_s = 100 } });
	x = up;
	x.type = D6_RELAY_REPL;
	w = wr_of(buf, sizeof(buf));
	dhcp6_put_relay(&w, &x);
	dhcp6_put(&w, O6_RELAY_MSG, inner, wr_len(&wi));
	say(&t, &own, D6_SERVER_PORT, D6_SERVER_PORT, buf, wr_len(&w));
	assert_true(hear_msg(&t, D6_CLIENT_PORT, &m));
	assert_true(m.type == D6_REPLY && ip6_eq(&t.dst, &raw_ll));
	EXPECT(&t.n, t.d, "S   2001:DB8:E000::/48 [1/0]\n     via FE80::AA, GigabitEthernet0/0\n", "show ipv6 route static");
	EXPECT(&t.n, t.d, "Prefix: 2001:DB8:E000::/48 (GigabitEthernet0/0)\n  DUID: 0003000102AA00000001\n  IAID: 4\n  lifetime: 100\n", "show ipv6 dhcp relay binding");
	net_run(&t.n, 101 * NSEC_PER_SEC);
	assert_null(strstr(TYPE(&t.n, t.d, "show ipv6 route static"), "E000"));
	EXPECT(&t.n, t.d, "IPv6 DHCP_RELAY: Relaying SOLICIT from FE80::AA on GigabitEthernet0/0", "show logging");
	EXPECT(&t.n, t.d, "IPv6 DHCP_RELAY: to 2001:DB8:5::9", "show logging");
	EXPECT(&t.n, t.d, "IPv6 DHCP_RELAY: Returning REPLY to FE80::AA on GigabitEthernet0/0", "show logging");
	EXPECT(&t.n, t.d, "IPv6 DHCP_RELAY: Adding route to 2001:DB8:E000::/48 via FE80::AA on GigabitEthernet0/0", "show logging");
	EXPECT(&t.n, t.d, "IPv6 DHCP_RELAY: Deleting route to 2001:DB8:E000::/48", "show logging");
	net_close(&t.n);
}

/* The server behind two relays: the pool by the innermost link-address, the answer through both, each with its Interface-ID. */
static void t_chain(void **state)
{
	struct bed t;
	struct dhcp6_relay in = { .type = D6_RELAY_FORW, .hops = 0, .peer = raw_ll, .ifid_len = 2, .ifid = "ab" }, out = { .type = D6_RELAY_FORW, .hops = 1, .peer = raw_ll, .ifid_len = 3, .ifid = "xyz" }, got;
	struct dhcp6_msg m;
	struct rd r;
	u8 a[300], b[400], c[500];
	struct wr w = wr_of(a, sizeof(a)), wb = wr_of(b, sizeof(b)), wc = wr_of(c, sizeof(c));
	struct ip6 own;

	(void)state;
	open_bed(&t, &appliance_router, SERVER_HEAD "ipv6 dhcp pool FAR\n address prefix 2001:db8:44::/64 lifetime infinite infinite\nipv6 dhcp pool NEAR\n address prefix 2001:db8:5::/64\n"
		 "interface g0/0\n ipv6 address 2001:db8:5::1/64\n ipv6 dhcp server automatic\n");
	net_run(&t.n, 3 * NSEC_PER_SEC);
	ip6_parse("2001:db8:5::1", &own);
	ip6_parse("2001:db8:44::1", &in.link);
	dhcp6_begin(&w, D6_SOLICIT, 0x1234);
	dhcp6_put(&w, O6_CLIENT_ID, raw_duid.b, raw_duid.len);
	dhcp6_put_ia(&w, &(struct dhcp6_ia){ .iaid = 1, .status = S6_NONE });
	dhcp6_put_relay(&wb, &in);
	dhcp6_put(&wb, O6_RELAY_MSG, a, wr_len(&w));
	dhcp6_put_relay(&wc, &out);
	dhcp6_put(&wc, O6_RELAY_MSG, b, wr_len(&wb));
	say(&t, &own, D6_SERVER_PORT, D6_SERVER_PORT, c, wr_len(&wc));
	assert_true(hear(&t, D6_SERVER_PORT, &r));
	assert_true(!dhcp6_relay_parse(&got, r) && got.type == D6_RELAY_REPL && got.hops == 1 && got.ifid_len == 3 && !memcmp(got.ifid, "xyz", 3));
	r = got.inner;
	assert_true(!dhcp6_relay_parse(&got, r) && got.type == D6_RELAY_REPL && !got.hops && got.ifid_len == 2 && ip6_eq(&got.link, &in.link));
	assert_int_equal(dhcp6_parse(&m, got.inner), DROP_NONE);
	assert_int_equal(m.type, D6_ADVERTISE);
	assert_true(ip6_in(&m.ia[0].lease[0].addr, &in.link, 64) && m.ia[0].t1_s == D6_FOREVER && m.ia[0].lease[0].valid_s == D6_FOREVER);
	net_close(&t.n);
}

/* ---- router advertisements ---- */

static void advertise(struct bed *t, u8 flags, const u8 *options, size_t len)
{
	u8 p[400] = { 0 }, *ip = p + 14, *icmp = ip + 40;

	eth_put(p, (const u8 *)"\x33\x33\0\0\0\1", ETH_TYPE_IP6);
	ip[0] = 0x60;
	put_be16(ip + 4, (u16)(16 + len));
	ip[6] = IP_ICMP6;
	ip[7] = 255;
	memcpy(ip + 8, raw_ll.b, 16);
	memcpy(ip + 24, all_nodes.b, 16);
	icmp[0] = ICMP6_RA;
	icmp[5] = flags;
	put_be16(icmp + 6, 1800);
	memcpy(icmp + 16, options, len);
	put_be16(icmp + 2, csum_finish(csum_add(ip6_pseudo(&raw_ll, &all_nodes, IP_ICMP6, (u32)(16 + len)), icmp, 16 + len)));
	raw_send(&t->n, t->r, p, (u32)(54 + 16 + len));
}

static unsigned servers(struct bed *t)
{
	struct ipaddr out[8];

	return ra_dns_servers(t->d->ip->ifs, out, 8);
}

/* RFC 8106 5.1, 5.2, 5.3: kept for their life, not beyond; a life of 0 ends it; what is malformed says nothing. And the flags: RFC 4861 4.2. */
static void t_rdnss(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	u8 o[24 + 24] = { ND_OPT_RDNSS, 3, 0, 0, 0, 0, 0, 100, 0x20, 1, 0xd, 0xb8, [23] = 0x53, [24] = ND_OPT_DNSSL, 3, 0, 0, 0, 0, 0, 50, 3, 'l', 'a', 'b', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0 };

	(void)state;
	open_bed(&t, &appliance_host, "interface eth0\n ipv6 address autoconfig\n");
	net_run(&t.n, 3 * NSEC_PER_SEC);
	advertise(&t, 0, o, sizeof(o));
	EXPECT(&t.n, t.d, "Default domain is lab.example\nName/address lookup uses domain service\nName servers are 2001:DB8::53\n", "show hosts");
	assert_false(hear_msg(&t, D6_SERVER_PORT, &m));
	net_run(&t.n, 60 * NSEC_PER_SEC);
	assert_null(ra_dns_domain(t.d->ip->ifs));
	assert_int_equal(servers(&t), 1);
	net_run(&t.n, 39 * NSEC_PER_SEC);
	assert_int_equal(servers(&t), 1);
	net_run(&t.n, NSEC_PER_SEC);
	assert_int_equal(servers(&t), 0);
	for (u8 k = 0; k < 40; k++) { /* no more than there is room for */
		o[23] = k;
		advertise(&t, 0, o, 24);
	}
	assert_int_equal(servers(&t), RA_DNS_MAX);
	o[7] = 0;
	o[23] = 3;
	advertise(&t, 0, o, 24);
	assert_int_equal(servers(&t), RA_DNS_MAX - 1);
	advertise(&t, ND_RA_OTHER, o, 0); /* there is more to know: Information-request, within a second */
	net_run(&t.n, 1100 * NSEC_PER_MS);
	heard(&t, D6_INFORMATION, &m);
	serve(&t, &m, D6_REPLY, 0, 0, 0, 0, 0, S6_NONE);
	assert_int_equal(t.d->ip->ifs->dhcp6->client->state, C6_INFORMED);
	net_run(&t.n, 86398 * NSEC_PER_SEC); /* 7.6: IRT_DEFAULT */
	while (hear_msg(&t, D6_SERVER_PORT, &m))
		fail_msg("asked again too early");
	net_run(&t.n, 4 * NSEC_PER_SEC);
	heard(&t, D6_INFORMATION, &m);
	advertise(&t, ND_RA_MANAGED, o, 0); /* hosts get their address there, too */
	net_run(&t.n, 1100 * NSEC_PER_MS);
	heard_at_last(&t, D6_SOLICIT, &m);
	TYPE(&t.n, t.d, "configure terminal", "interface eth0", "no ipv6 address autoconfig", "end");
	assert_null(t.d->ip->ifs->dhcp6->client);
	net_close(&t.n);
}

/* An interface that goes with its client, its leases, its general prefix and its users; and everything undone line by line. */
static void t_iface_goes(void **state)
{
	struct net n;
	struct device *pe, *ce;

	(void)state;
	net_open(&n);
	pe = net_node(&n, &appliance_router, "pe", SERVER_HEAD "ipv6 local pool HOMES 2001:db8:d000::/40 48\nipv6 dhcp pool MAIN\n address prefix 2001:db8:1::/64\n prefix-delegation pool HOMES\n"
		      "interface g0/0.5\n encapsulation dot1Q 5\n ipv6 address 2001:db8:1::1/64\n ipv6 dhcp server MAIN rapid-commit\n");
	ce = net_node(&n, &appliance_router, "ce", "ipv6 unicast-routing\ninterface Loopback1\n ipv6 address PD ::1:0:0:0:1/64\ninterface g0/0.5\n encapsulation dot1Q 5\n ipv6 enable\n"
		      " ipv6 address dhcp rapid-commit\n ipv6 dhcp client pd PD rapid-commit\n ipv6 address PD ::2:0:0:0:1/64\n");
	net_wire(pe, 0, ce, 0);
	net_run(&n, 5 * NSEC_PER_SEC);
	EXPECT(&n, ce, "    2001:DB8:D000:1::1\n", "show ipv6 interface brief Loopback1");
	EXPECT(&n, ce, "    2001:DB8:D000:2::1\n", "show ipv6 interface brief g0/0.5");
	TYPE(&n, pe, "configure terminal", "no interface g0/0.5", "end"); /* bindings stay, without a way to them */
	assert_int_equal(pe->ip->dhcp6->n_bindings, 2);
	assert_null(strstr(TYPE(&n, pe, "show ipv6 route static"), "D000"));
	TYPE(&n, ce, "configure terminal", "no interface g0/0.5", "end");
	net_run(&n, NSEC_PER_SEC);
	assert_null(strstr(TYPE(&n, ce, "show ipv6 interface brief"), "2001:"));
	assert_null(strstr(TYPE(&n, ce, "show ipv6 route"), "2001:"));
	assert_null(ce->ip->dhcp6->general);
	net_run(&n, 3000000 * NSEC_PER_SEC);
	assert_int_equal(pe->ip->dhcp6->n_bindings, 0);
	net_close(&n);
}

/* The same into a VRF: what is under way, a Release that nobody answers, does not go with it; what was given out there has no way any more. */
static void t_iface_moves(void **state)
{
	struct bed t;
	struct dhcp6_msg m;
	struct net n;
	struct device *pe, *ce;

	(void)state;
	open_bed(&t, &appliance_router, "vrf definition A\n address-family ipv4\n address-family ipv6\n!\ninterface g0/0\n ipv6 enable\n ipv6 address dhcp\n");
	net_run(&t.n, 3 * NSEC_PER_SEC);
	heard(&t, D6_SOLICIT, &m);
	serve(&t, &m, D6_ADVERTISE, 255, 0, 0, 100, 200, S6_NONE);
	heard_at_last(&t, D6_REQUEST, &m);
	serve(&t, &m, D6_REPLY, 0, 0, 0, 100, 200, S6_NONE);
	TYPE(&t.n, t.d, "configure terminal", "interface g0/0", "no ipv6 address dhcp", "end");
	net_run(&t.n, NSEC_PER_MS);
	heard_at_last(&t, D6_RELEASE, &m);
	TYPE(&t.n, t.d, "configure terminal", "interface g0/0", "vrf forwarding A", "ipv6 enable", "end");
	later(&t, 1);
	net_run(&t.n, 30 * NSEC_PER_SEC);
	assert_false(hear_msg(&t, D6_SERVER_PORT, &m));
	net_close(&t.n);
	net_open(&n);
	pe = net_node(&n, &appliance_router, "pe", SERVER_HEAD "vrf definition A\n address-family ipv6\n!\nipv6 local pool HOMES 2001:db8:d000::/40 48\nipv6 dhcp pool MAIN\n"
		      " prefix-delegation pool HOMES\ninterface g0/0.5\n encapsulation dot1Q 5\n ipv6 address 2001:db8:1::1/64\n ipv6 dhcp server MAIN rapid-commit\n");
	ce = net_node(&n, &appliance_router, "ce", "ipv6 unicast-routing\ninterface g0/0.5\n encapsulation dot1Q 5\n ipv6 enable\n ipv6 dhcp client pd PD rapid-commit\n");
	net_wire(pe, 0, ce, 0);
	net_run(&n, 5 * NSEC_PER_SEC);
	assert_int_equal(pe->ip->dhcp6->n_bindings, 1);
	TYPE(&n, pe, "configure terminal", "interface g0/0.5", "no ipv6 dhcp server", "vrf forwarding A", "no interface g0/0.5", "end");
	assert_null(strstr(TYPE(&n, pe, "show ipv6 dhcp binding"), "GigabitEthernet0/0.5"));
	net_run(&n, 3000000 * NSEC_PER_SEC);
	assert_int_equal(pe->ip->dhcp6->n_bindings, 0);
	net_close(&n);
}

/* General prefixes: what does not fit is refused; a suffix with and without eui-64 are two lines; what a user writes by hand is not taken away with the prefix. */
static void t_general(void **state)
{
	struct net n;
	struct device *d;

	(void)state;
	net_open(&n);
	d = net_node(&n, &appliance_router, "d", "ipv6 general-prefix P 2001:db8:1::/48\ninterface Loopback1\n ipv6 address P ::1/64\n ipv6 address P ::/64 eui-64\n ipv6 address P ::/64\n");
	net_run(&n, NSEC_PER_SEC);
	EXPECT(&n, d, "    2001:DB8:1::1\n", "show ipv6 interface brief Loopback1");
	assert_non_null(strstr(TYPE(&n, d, "show ipv6 interface brief Loopback1"), "2001:DB8:1::\n"));
	TYPE(&n, d, "configure terminal", "interface Loopback1", "no ipv6 address P ::/64", "end");
	assert_null(strstr(TYPE(&n, d, "show ipv6 interface brief Loopback1"), "2001:DB8:1::\n"));
	assert_int_equal(d->ip->ifs->dhcp6->users->next->eui64, true);
	assert_non_null(strstr(TYPE(&n, d, "show ipv6 interface brief Loopback1"), "2001:DB8:1:0:"));
	TYPE(&n, d, "configure terminal", "interface Loopback1", "ipv6 address 2001:db8:1::1/64", "end");
	TYPE(&n, d, "configure terminal", "no ipv6 general-prefix P 2001:db8:1::/48", "end");
	EXPECT(&n, d, "    2001:DB8:1::1\n", "show ipv6 interface brief Loopback1");
	assert_null(strstr(TYPE(&n, d, "show ipv6 interface brief Loopback1"), "2001:DB8:1:0:"));
	TYPE(&n, d, "configure terminal", "ipv6 general-prefix Q 2001:db8:1::/48", "ipv6 general-prefix Q 2001:db8:2::/48", "ipv6 general-prefix Q 2001:db8:3::/48",
	     "ipv6 general-prefix Q 2001:db8:4::/48", "end");
	assert_non_null(strstr(TYPE(&n, d, "configure terminal", "ipv6 general-prefix Q 2001:db8:5::/48", "end"), "% Too many general prefixes"));
	assert_null(strstr(TYPE(&n, d, "show running-config | include general"), "2001:DB8:5"));
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_solicit_times), cmocka_unit_test(t_request_times), cmocka_unit_test(t_lease_times), cmocka_unit_test(t_answers), cmocka_unit_test(t_decline), cmocka_unit_test(t_taken_away),
		cmocka_unit_test(t_server), cmocka_unit_test(t_prefixes), cmocka_unit_test(t_flood), cmocka_unit_test(t_relay), cmocka_unit_test(t_chain), cmocka_unit_test(t_rdnss), cmocka_unit_test(t_iface_goes), cmocka_unit_test(t_iface_moves),
		cmocka_unit_test(t_no_preference), cmocka_unit_test(t_general),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
