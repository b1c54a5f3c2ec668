/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunnels: what is before a packet that leaves, what is believed of one that comes, and every cut of it. RFC 2784, 2890, 2003, 2473. */
#include "ip_net.h"
#include "router/tunnel/tunnel.h"

static struct net n;
static struct device *r;
static struct raw *out, *in;
static u8 pkt[2048];

enum { US = A4(10, 0, 0, 1), FAR = A4(10, 9, 0, 9), GW = A4(10, 0, 0, 2), INSIDE = A4(172, 16, 1, 9), BEYOND = A4(172, 16, 2, 9), GRE = 47 };

static const char config[] =
	"interface Tunnel0\n ip address 172.31.0.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 10.9.0.9\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n"
	"interface GigabitEthernet0/1\n ip address 172.16.1.1 255.255.255.0\n"
	"arp 10.0.0.2 02aa.0000.0001 arpa\narp 172.16.1.9 02aa.0000.0001 arpa\n"
	"ip route 10.9.0.0 255.255.0.0 10.0.0.2\nip route 172.16.2.0 255.255.255.0 Tunnel0\n";

static void setup(const char *more)
{
	char *all = xasprintf("%s%s", config, more);

	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", all);
	free(all);
	out = net_raw(&n, "out", r, 0);
	in = net_raw(&n, "in", r, 1);
	net_run(&n, 100 * NSEC_PER_MS);
	out->next = out->n;
	in->next = in->n;
}

static struct iface *tun(void) { return device_iface(r, "Tunnel0"); }

/* A packet from inside to beyond; what leaves towards the core. */
static const u8 *forwarded(u16 frag, u32 payload, u32 *len)
{
	raw_send(&n, in, pkt, ip4_put(pkt, net_port(r, 1)->mac, INSIDE, BEYOND, IP_UDP, 9, frag, payload));
	return raw_next(out, ETH_TYPE_IP4, len);
}

static void t_header(void **state)
{
	const u8 *p;
	u32 len;

	(void)state;
	setup("");
	assert_true(tun()->up);
	p = forwarded(IP4_DF, 100, &len);
	assert_non_null(p);
	assert_int_equal(len, 14 + 20 + 4 + 120);
	p += 14;
	assert_int_equal(csum_finish(csum_add(0, p, 20)), 0);
	assert_int_equal(get_be16(p + IP4_LEN), 144);
	assert_int_equal(p[IP4_TTL], 255);
	assert_int_equal(p[IP4_PROTO], GRE);
	assert_int_equal(get_be16(p + IP4_FRAG), 0);	/* DF is the inner packet's business without path MTU discovery */
	assert_int_equal(get_be32(p + IP4_SRC), US);
	assert_int_equal(get_be32(p + IP4_DST), FAR);
	assert_int_equal(get_be32(p + 20), ETH_TYPE_IP4); /* no flags, version 0 */
	assert_int_equal(p[24 + IP4_TTL], 8);		/* one hop */
	assert_int_equal(csum_finish(csum_add(0, p + 24, 20)), 0);
	assert_int_equal(tun()->count.tx_frames, 1);
	assert_int_equal(tun()->count.tx_bytes, 144);
	net_close(&n);
}

static void t_key_checksum_tos_ttl_df(void **state)
{
	const u8 *p;
	u32 len;

	(void)state;
	setup("interface Tunnel0\n tunnel key 77\n tunnel checksum\n tunnel ttl 33\n tunnel tos 184\n tunnel path-mtu-discovery\n");
	p = forwarded(IP4_DF, 101, &len);
	assert_non_null(p);
	p += 14;
	assert_int_equal(csum_finish(csum_add(0, p, 20)), 0);
	assert_int_equal(p[IP4_TTL], 33);
	assert_int_equal(p[IP4_TOS], 184);
	assert_int_equal(get_be16(p + IP4_FRAG), IP4_DF);
	assert_int_equal(get_be16(p + 20), 0xa000);
	assert_int_equal(csum_finish(csum_add(0, p + 20, len - 34)), 0); /* RFC 2784 2.5: header and payload */
	assert_int_equal(get_be32(p + 28), 77);
	p = forwarded(0, 100, &len);
	assert_int_equal(get_be16(p + 14 + IP4_FRAG), 0);
	net_close(&n);
}

static void t_modes(void **state)
{
	const u8 *p;
	u32 len;

	(void)state;
	setup("interface Tunnel0\n tunnel mode ipip\n tunnel key 5\n"); /* a key is GRE's */
	p = forwarded(0, 100, &len);
	assert_non_null(p);
	assert_int_equal(len, 14 + 20 + 120);
	assert_int_equal(p[14 + IP4_PROTO], IP_IPIP);
	assert_int_equal(csum_finish(csum_add(0, p + 14, 20)), 0);
	TYPE(&n, r, "configure terminal", "interface Tunnel0", "tunnel mode ipv6ip"); /* carries IPv6 alone */
	net_run(&n, NSEC_PER_MS);
	assert_null(forwarded(0, 100, &len));
	assert_int_equal(tun()->drops[DROP_NO_PROTOCOL], 1);
	TYPE(&n, r, "configure terminal", "interface Tunnel0", "tunnel mode gre ipv6"); /* no source of that family */
	net_run(&n, NSEC_PER_MS);
	assert_false(tun()->up);
	net_close(&n);
}

/* The tunnel's MTU is the way's less the header; longer packets are cut before it, or refused with that number. */
static void t_mtu(void **state)
{
	const u8 *p;
	u32 len;

	(void)state;
	setup("");
	p = forwarded(0, 1457, &len); /* 1477 with the header */
	assert_non_null(p);
	assert_int_equal(get_be16(p + 14 + IP4_LEN), 1500);
	assert_int_equal(get_be16(p + 14 + 24 + IP4_FRAG), IP4_MF);
	assert_non_null(raw_next(out, ETH_TYPE_IP4, &len));
	assert_null(forwarded(IP4_DF, 1457, &len));
	p = raw_next(in, ETH_TYPE_IP4, &len);
	assert_non_null(p);
	assert_int_equal(p[34], ICMP_UNREACH);
	assert_int_equal(p[35], ICMP_UNREACH_FRAG);
	assert_int_equal(get_be16(p + 34 + ICMP_MTU), 1476);
	assert_non_null(forwarded(IP4_DF, 1456, &len));
	net_close(&n);
}

/* RFC 1191 about the outer packet lowers the tunnel's MTU; it comes back after ten minutes. */
static void t_path_mtu(void **state)
{
	const u8 *p;
	u32 len;
	u8 quote[28], *icmp = pkt + 34;

	(void)state;
	setup("interface Tunnel0\n tunnel path-mtu-discovery\n");
	p = forwarded(IP4_DF, 1400, &len);
	assert_non_null(p);
	memcpy(quote, p + 14, 28);
	len = ip4_put(pkt, net_port(r, 0)->mac, GW, US, IP_ICMP, 64, 0, 8 + 28);
	memset(icmp, 0, 8);
	icmp[0] = ICMP_UNREACH;
	icmp[1] = ICMP_UNREACH_FRAG;
	put_be16(icmp + ICMP_MTU, 1300);
	memcpy(icmp + 8, quote, 28);
	put_be16(icmp + 2, csum_finish(csum_add(0, icmp, 36)));
	raw_send(&n, out, pkt, len);
	assert_int_equal(tun()->ip->mtu4, 1276);
	assert_null(forwarded(IP4_DF, 1400, &len));
	net_run(&n, 601 * NSEC_PER_SEC);
	assert_int_equal(tun()->ip->mtu4, 1476);
	net_close(&n);
}

/* An outer packet with that much GRE header; the inner one goes from beyond to inside. */
static u32 arriving(u16 flags, u16 type, const u8 *gre, u32 gre_len, u32 src, u32 dst, u32 payload)
{
	u8 inner[1600], *p = pkt + 34;
	u32 m = ip4_put(inner, RAW_MAC, BEYOND, INSIDE, IP_UDP, 7, 0, payload) - 14, len;

	len = ip4_put(pkt, net_port(r, 0)->mac, src, dst, GRE, 60, 0, 4 + gre_len + m);
	put_be16(p, flags);
	put_be16(p + 2, type);
	if (gre_len)
		memcpy(p + 4, gre, gre_len);
	memcpy(p + 4 + gre_len, inner + 14, m);
	return len;
}

static const u8 *decapsulated(u32 len)
{
	u32 got;

	raw_send(&n, out, pkt, len);
	return raw_next(in, ETH_TYPE_IP4, &got);
}

static void t_what_is_believed(void **state)
{
	static const u8 key[4] = { 0, 0, 0, 9 };
	u8 sum[4] = { 0 }, all[12] = { 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1 };
	const u8 *p;
	u32 len;

	(void)state;
	setup("");
	p = decapsulated(arriving(0, ETH_TYPE_IP4, NULL, 0, FAR, US, 100));
	assert_non_null(p);
	assert_int_equal(get_be32(p + 14 + IP4_DST), INSIDE);
	assert_int_equal(p[14 + IP4_TTL], 6);
	assert_int_equal(tun()->count.rx_frames, 1);
	assert_int_equal(tun()->count.rx_bytes, 20 + 4 + 120);
	assert_null(decapsulated(arriving(0, ETH_TYPE_IP4, NULL, 0, FAR + 1, US, 100)));	/* another end */
	assert_null(decapsulated(arriving(0x2000, ETH_TYPE_IP4, key, 4, FAR, US, 100)));	/* a key that is not ours */
	assert_int_equal(r->ip->drops[DROP_NO_TUNNEL], 2);
	assert_null(decapsulated(arriving(1, ETH_TYPE_IP4, NULL, 0, FAR, US, 100)));		/* version 1: PPTP's */
	assert_null(decapsulated(arriving(0x4000, ETH_TYPE_IP4, NULL, 0, FAR, US, 100)));	/* routing: RFC 2784 2.3 */
	assert_int_equal(r->ip->drops[DROP_BAD_FIELD], 2);
	assert_null(decapsulated(arriving(0, 0x6558, NULL, 0, FAR, US, 100)));			/* bridged Ethernet */
	assert_int_equal(tun()->drops[DROP_UNKNOWN_ETHERTYPE], 1);
	assert_null(decapsulated(arriving(0x8000, ETH_TYPE_IP4, sum, 4, FAR, US, 100)));
	assert_int_equal(r->ip->drops[DROP_BAD_CHECKSUM], 1);
	len = arriving(0x8000, ETH_TYPE_IP4, sum, 4, FAR, US, 100);
	put_be16(pkt + 38, csum_finish(csum_add(0, pkt + 34, len - 34)));
	assert_non_null(decapsulated(len));							/* right, though none was asked for */
	TYPE(&n, r, "configure terminal", "interface Tunnel0", "tunnel key 9");
	assert_null(decapsulated(arriving(0, ETH_TYPE_IP4, NULL, 0, FAR, US, 100)));		/* and now it wants one */
	assert_non_null(decapsulated(arriving(0x2000, ETH_TYPE_IP4, key, 4, FAR, US, 100)));
	len = arriving(0xb000, ETH_TYPE_IP4, all, 12, FAR, US, 100);
	put_be16(pkt + 38, csum_finish(csum_add(0, pkt + 34, len - 34)));
	assert_non_null(decapsulated(len));							/* sequence numbers are passed over */
	TYPE(&n, r, "configure terminal", "interface Tunnel0", "shutdown");
	assert_null(decapsulated(arriving(0x2000, ETH_TYPE_IP4, key, 4, FAR, US, 100)));
	net_close(&n);
}

/* A header in a header in a header, each of our tunnel: a bound, not the stack, ends it. */
static void t_nested(void **state)
{
	(void)state;
	setup("");
	/* 60 times 20 bytes of IPv4 and 4 of GRE, then an empty packet. */
	memset(pkt, 0, sizeof(pkt));
	eth_put(pkt, net_port(r, 0)->mac, ETH_TYPE_IP4);
	for (unsigned k = 0; k < 60; k++) {
		u8 whole[64], *p = pkt + 14 + 24 * k;

		ip4_put(whole, RAW_MAC, FAR, US, GRE, 60, 0, 4);
		memcpy(p, whole + 14, 20);
		put_be16(p + IP4_LEN, (u16)(24 * (60 - k) + 20));
		put_be16(p + IP4_CSUM, 0);
		put_be16(p + IP4_CSUM, csum_finish(csum_add(0, p, 20)));
		put_be32(p + 20, ETH_TYPE_IP4);
	}
	raw_send(&n, out, pkt, 14 + 24 * 60 + 20);
	assert_int_equal(tun()->drops[DROP_TUNNEL_NESTED], 1);
	assert_int_equal(tun()->count.rx_frames, TUNNEL_NESTED_MAX);
	net_close(&n);
}

/* With all debug on, every length and every byte of a packet changed, in each mode. */
static void t_every_cut(void **state)
{
	static const char *const modes[] = { "tunnel mode gre ip", "tunnel mode ipip", "tunnel mode ipv6ip" };
	static const u8 proto[] = { GRE, IP_IPIP, IP_IPV6 };
	u8 whole[256];
	u32 len;

	(void)state;
	setup("interface Tunnel0\n ipv6 enable\n keepalive 5 3\nipv6 unicast-routing\n");
	debug_set_all(r, true);
	for (unsigned m = 0; m < ARRAY_LEN(modes); m++) {
		TYPE(&n, r, "configure terminal", "interface Tunnel0", modes[m]);
		len = arriving(0xb000, ETH_TYPE_IP4, (u8[12]){ 0 }, 12, FAR, US, 60);
		memcpy(whole, pkt, len);
		whole[14 + IP4_PROTO] = proto[m];
		for (u32 cut = 34; cut <= len; cut++)
			for (u32 at = 34; at < 58; at++) {
				memcpy(pkt, whole, len);
				pkt[at] ^= (u8)(cut + at);
				put_be16(pkt + 14 + IP4_LEN, (u16)(cut - 14));
				put_be16(pkt + 14 + IP4_CSUM, 0);
				put_be16(pkt + 14 + IP4_CSUM, csum_finish(csum_add(0, pkt + 14, 20)));
				raw_send(&n, out, pkt, cut);
				in->n = in->next = out->n = out->next = 0;
			}
	}
	net_close(&n);
}

/* Keepalives: five seconds apart, three that do not come back; sent back as the far end would, it is up again. */
static void t_keepalive(void **state)
{
	const u8 *p;
	u32 len, sent = 0;

	(void)state;
	setup("interface Tunnel0\n keepalive 5 3\n");
	net_run(&n, 14800 * NSEC_PER_MS);
	assert_true(tun()->up);
	while ((p = raw_next(out, ETH_TYPE_IP4, &len)))
		if (p[14 + IP4_PROTO] == GRE) {
			assert_int_equal(len, 14 + 48);
			assert_int_equal(get_be32(p + 14 + 24 + IP4_SRC), FAR);
			assert_int_equal(get_be32(p + 14 + 24 + IP4_DST), US);
			assert_int_equal(get_be32(p + 14 + 44), 0);
			memcpy(pkt, p, len);
			sent++;
		}
	assert_int_equal(sent, 2); /* the first went before the test looked */
	net_run(&n, 300 * NSEC_PER_MS);
	assert_false(tun()->up);
	memmove(pkt + 14, pkt + 38, 24);
	memcpy(pkt, net_port(r, 0)->mac, 6);
	raw_send(&n, out, pkt, 38);
	assert_true(tun()->up);
	net_close(&n);
}

/* In silence the far end's keepalive goes back with a hop less, and nothing else: no other packet, none that is damaged or not between these two. */
static void t_silent_answers(void **state)
{
	u8 ka[24] = { 0x45, 0, 0, 24, [IP4_TTL] = 255, [IP4_PROTO] = GRE };
	const u8 *p;
	u32 len;

	(void)state;
	setup("interface Tunnel0\n keepalive 5 3\n");
	net_run(&n, 16 * NSEC_PER_SEC);
	assert_false(tun()->up);
	put_be32(ka + IP4_SRC, US);
	put_be32(ka + IP4_DST, FAR);
	put_be16(ka + IP4_CSUM, csum_finish(csum_add(0, ka, 20)));
	out->next = out->n;
	for (unsigned k = 0; k < 7; k++) {
		u8 x[24];

		memcpy(x, ka, sizeof(x));
		if (k) /* length, TTL, protocol, source, destination, GRE's type: each as it must not be */
			x[(u8[]){ 0, IP4_LEN + 1, IP4_TTL, IP4_PROTO, IP4_SRC + 2, IP4_DST + 2, 22 }[k]] = 1;
		put_be16(x + IP4_CSUM, 0);
		put_be16(x + IP4_CSUM, csum_finish(csum_add(0, x, 20)));
		len = ip4_put(pkt, net_port(r, 0)->mac, FAR, US, GRE, 60, 0, 4 + sizeof(x));
		put_be32(pkt + 34, ETH_TYPE_IP4);
		memcpy(pkt + 38, x, sizeof(x));
		raw_send(&n, out, pkt, len);
		p = raw_next(out, ETH_TYPE_IP4, &len);
		assert_int_equal(p != NULL, !k);
		if (!p)
			continue;
		assert_int_equal(len, 14 + 24);
		assert_int_equal(p[14 + IP4_TTL], 254);
		assert_int_equal(csum_finish(csum_add(0, p + 14, 20)), 0);
		assert_int_equal(get_be32(p + 14 + IP4_DST), FAR);
	}
	assert_false(tun()->up);
	net_close(&n);
}

/* RECURDOWN at once, for a minute; and a route that goes on leading there brings it down again. */
static void t_recursive(void **state)
{
	(void)state;
	setup("");
	TYPE(&n, r, "configure terminal", "ip route 10.9.0.9 255.255.255.255 Tunnel0");
	net_run(&n, NSEC_PER_MS);
	assert_false(tun()->up);
	EXPECT(&n, r, "%TUN-5-RECURDOWN: Tunnel0 temporarily disabled due to recursive routing", "show logging");
	net_run(&n, 59 * NSEC_PER_SEC);
	assert_false(tun()->up);
	net_run(&n, 2 * NSEC_PER_SEC);
	assert_int_equal(tun()->resets, 2);
	TYPE(&n, r, "configure terminal", "no ip route 10.9.0.9 255.255.255.255 Tunnel0");
	net_run(&n, 61 * NSEC_PER_SEC);
	assert_true(tun()->up);
	net_close(&n);
}

/* Two tunnels that lead through each other are found out too; removing one while packets fly leaves nothing. */
static void t_each_through_the_other(void **state)
{
	u32 len;

	(void)state;
	setup("interface Tunnel1\n ip address 172.31.1.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 10.9.0.10\n");
	TYPE(&n, r, "configure terminal", "ip route 10.9.0.9 255.255.255.255 Tunnel1", "ip route 10.9.0.10 255.255.255.255 Tunnel0");
	forwarded(0, 100, &len);
	net_run(&n, NSEC_PER_SEC);
	assert_false(tun()->up && device_iface(r, "Tunnel1")->up);
	TYPE(&n, r, "configure terminal", "no interface Tunnel1");
	net_run(&n, 61 * NSEC_PER_SEC);
	assert_null(device_iface(r, "Tunnel1"));
	TYPE(&n, r, "configure terminal", "no interface Tunnel0");
	net_run(&n, NSEC_PER_SEC);
	assert_null(r->ip->tunnels);
	net_close(&n);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_header), cmocka_unit_test(t_key_checksum_tos_ttl_df), cmocka_unit_test(t_modes), cmocka_unit_test(t_mtu), cmocka_unit_test(t_path_mtu),
		cmocka_unit_test(t_what_is_believed), cmocka_unit_test(t_nested), cmocka_unit_test(t_every_cut), cmocka_unit_test(t_keepalive), cmocka_unit_test(t_silent_answers),
		cmocka_unit_test(t_recursive), cmocka_unit_test(t_each_through_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
