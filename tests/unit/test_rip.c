/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RIP: what a packet does to the table (RFC 2453 3.9), its timers, and every cut of a packet. */
#include "ip_net.h"
#include "net/digest.h"
#include "router/rip/rip.h"

static struct net n;
static struct device *r;
static struct raw *a;
static u8 pkt[512], body[512];

static const char config[] = "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nrouter rip\n version 2\n network 10.0.0.0\n no auto-summary\n";

static void setup(void)
{
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config);
	a = net_raw(&n, "a", r, 0);
	net_run(&n, 100 * NSEC_PER_MS);
}

static u32 entry(u8 *p, u16 af, u32 prefix, u32 mask, u32 via, u32 metric)
{
	put_be16(p, af);
	put_be16(p + 2, 7);
	put_be32(p + 4, prefix);
	put_be32(p + 8, mask);
	put_be32(p + 12, via);
	put_be32(p + 16, metric);
	return 20;
}

static void send(u8 command, u8 version, u32 src, u16 port, u32 len)
{
	static const u8 group[6] = { 1, 0, 0x5e, 0, 0, 9 };
	u32 all = ip4_put(pkt, group, src, 0xe0000009, IP_UDP, 1, 0, 8 + 4 + len);
	u8 *u = pkt + 34;

	put_be16(u, port);
	put_be16(u + 2, 520);
	put_be16(u + 4, (u16)(8 + 4 + len));
	put_be16(u + 6, 0);
	u[8] = command;
	u[9] = version;
	put_be16(u + 10, 0);
	memcpy(u + 12, body, len);
	raw_send(&n, a, pkt, all);
}

static const struct rip_route *known(u32 prefix, u8 plen)
{
	struct ipaddr p = ipaddr4(prefix);

	return rip_find(r->ip->rip, &p, plen);
}

static const struct rib_entry *has(u32 prefix, u8 plen)
{
	struct ipaddr p = ipaddr4(prefix);

	return rib_exact(r->ip, &p, plen);
}

static bool is_down(u32 prefix, u8 plen)
{
	const struct rib_entry *e = has(prefix, plen);

	return e && rib_is_down(rib_best(r->ip, e)) && !rib_sound(r->ip, e);
}

enum { PEER = A4(10, 0, 0, 2), NET = A4(10, 9, 0, 0), M16 = 0xffff0000 };

static void t_learns_and_times_out(void **state)
{
	(void)state;
	setup();
	send(2, 2, PEER, 520, entry(body, 2, NET, M16, 0, 3));
	assert_non_null(has(NET, 16));
	assert_int_equal(rib_best(r->ip, has(NET, 16))->metric, 3);
	assert_int_equal(rib_best(r->ip, has(NET, 16))->tag, 7);
	net_run(&n, 179 * NSEC_PER_SEC);
	assert_non_null(has(NET, 16));
	net_run(&n, 2 * NSEC_PER_SEC);
	assert_true(is_down(NET, 16));		/* invalid: 180 s */
	assert_int_equal(known(NET, 16)->metric, RIP_INFINITY);
	send(2, 2, A4(10, 0, 0, 3), 520, entry(body, 2, NET, M16, 0, 3));
	assert_true(is_down(NET, 16));		/* held down: no better than before */
	send(2, 2, A4(10, 0, 0, 3), 520, entry(body, 2, NET, M16, 0, 2));
	assert_int_equal(rib_best(r->ip, has(NET, 16))->metric, 2);
	send(2, 2, A4(10, 0, 0, 3), 520, entry(body, 2, NET, M16, 0, 16));
	assert_true(is_down(NET, 16));		/* poisoned */
	net_run(&n, 62 * NSEC_PER_SEC);
	assert_null(has(NET, 16));
	assert_null(known(NET, 16));	/* flush: 240 s */
	net_close(&n);
}

static void t_what_is_not_believed(void **state)
{
	static const struct { u16 af; u32 prefix, mask, metric; } bad[] = {
		{ 3, NET, M16, 1 }, { 2, NET, M16, 0 }, { 2, NET, M16, 17 }, { 2, NET, 0xff00ff00, 1 }, { 2, A4(224, 0, 0, 0), M16, 1 }, { 2, A4(127, 0, 0, 0), M16, 1 },
		{ 2, A4(0, 1, 0, 0), M16, 1 },
	};
	u32 len = 0, before;

	(void)state;
	setup();
	before = r->ip->rip->n;
	for (unsigned k = 0; k < ARRAY_LEN(bad); k++)
		len += entry(body + len, bad[k].af, bad[k].prefix, bad[k].mask, 0, bad[k].metric);
	send(2, 2, PEER, 520, len);
	assert_int_equal(r->ip->rip->n, before);
	len = entry(body, 2, NET, M16, 0, 1);
	send(2, 2, PEER, 521, len);		/* another port */
	send(2, 2, A4(10, 7, 0, 2), 520, len);	/* not on this link */
	send(2, 2, A4(10, 0, 0, 1), 520, len);	/* ourselves */
	send(2, 0, PEER, 520, len);
	send(2, 1, PEER, 520, len);		/* version 1 is not heard */
	send(9, 2, PEER, 520, len);
	assert_int_equal(r->ip->rip->n, before);
	entry(body, 0xffff, 0, 0, 0, 0);
	put_be16(body + 2, 3);
	send(2, 2, PEER, 520, 20 + entry(body + 20, 2, NET, M16, 0, 1));
	assert_int_equal(r->ip->rip->n, before); /* a digest that was not asked for */
	assert_int_equal(r->ip->drops[DROP_RIP_AUTH], 1);
	net_close(&n);
}

/* With the key configured and all debug on, every length and every byte of an authenticated packet changed. */
static void t_every_cut(void **state)
{
	(void)state;
	setup();
	TYPE(&n, r, "debug ip rip", "configure terminal", "key chain K", "key 1", "key-string x", "interface g0/0", "ip rip authentication mode md5",
	     "ip rip authentication key-chain K");
	entry(body, 0xffff, 0x00180114, 1, 0, 0);
	put_be16(body + 2, 3);
	entry(body + 20, 2, NET, M16, 0, 1);
	memset(body + 40, 0xff, 40);
	for (u32 len = 0; len <= 80; len++)
		for (unsigned v = 0; v < 256; v += 51) {
			body[4] = (u8)(v & 1);
			body[5] = (u8)v;
			send(1 + (len & 1), 2, PEER, 520, len);
		}
	assert_null(has(NET, 16));
	net_close(&n);
}

/* An authenticated response of keyed MD5 with that sequence number and metric. */
static void keyed(u32 seq, u32 metric)
{
	struct digest d;
	u8 head[4] = { 2, 2, 0, 0 }, key[16] = "x";

	memset(body, 0, sizeof(body));
	put_be16(body, 0xffff);
	put_be16(body + 2, 3);
	put_be16(body + 4, 44);
	body[6] = 1;
	body[7] = 20;
	put_be32(body + 8, seq);
	entry(body + 20, 2, NET, M16, 0, metric);
	put_be16(body + 40, 0xffff);
	put_be16(body + 42, 1);
	digest_begin(&d, DIGEST_MD5);
	digest_add(&d, head, 4);
	digest_add(&d, body, 44);
	digest_add(&d, key, 16);
	digest_end(&d, body + 44);
	send(2, 2, PEER, 520, 60);
}

/* RFC 4822 2.2: a sequence number less than the neighbour's last is a replay, until its routes have gone; ours do not begin anew with a reload. */
static void t_replay(void **state)
{
	(void)state;
	setup();
	TYPE(&n, r, "configure terminal", "key chain K", "key 1", "key-string x", "interface g0/0", "ip rip authentication mode md5", "ip rip authentication key-chain K");
	keyed(100, 1);
	assert_int_equal(known(NET, 16)->metric, 1);
	keyed(99, 16);
	assert_int_equal(known(NET, 16)->metric, 1);
	keyed(100, 2); /* it does not have to grow */
	assert_int_equal(known(NET, 16)->metric, 2);
	net_run(&n, 179 * NSEC_PER_SEC);
	keyed(99, 1);
	assert_int_equal(known(NET, 16)->metric, 2);
	net_run(&n, 2 * NSEC_PER_SEC);
	keyed(1, 3);
	assert_non_null(known(NET, 16));
	assert_true(rip_if(r->ip->rip, device_iface(r, "GigabitEthernet0/0"), false)->n_seqs == 1);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_learns_and_times_out), cmocka_unit_test(t_what_is_not_believed), cmocka_unit_test(t_every_cut), cmocka_unit_test(t_replay) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
