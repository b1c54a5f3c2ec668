/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A router that translates, between two raw ends: inside is a (10.0.1.0/24), outside is b (203.0.113.0/24). What comes out must have sound checksums. */
#ifndef TESTS_NAT_BED_H
#define TESTS_NAT_BED_H

#include "ip_net.h"

#include "router/nat/own.h"

struct bed {
	struct net n;
	struct device *d;
	struct raw *in, *out, *more[2]; /* at ports 0, 1, 2, 3 */
};

#define IL A4(10, 0, 1, 10)
#define IG A4(203, 0, 113, 1)
#define OG A4(203, 0, 113, 9)

static const u8 *mac_at(struct bed *t, const struct raw *r)
{
	return net_port(t->d, r == t->in ? 0 : r == t->out ? 1 : r == t->more[0] ? 2 : 3)->mac;
}

/* An answer that nobody asked for teaches nothing: a question does. */
static void ask_arp(struct bed *t, struct raw *r, u32 addr, u32 of)
{
	u8 p[64];

	raw_send(&t->n, r, p, arp_put(p, mac_at(t, r), 1, addr, of));
}
static void say_arp(struct bed *t, struct raw *r, u32 addr) { ask_arp(t, r, addr, r == t->in ? A4(10, 0, 1, 1) : IG); }

static __attribute__((unused)) void open_bed(struct bed *t, const char *more)
{
	static const char base[] = "interface g0/0\n ip address 10.0.1.1 255.255.255.0\n ip nat inside\n"
				   "interface g0/1\n ip address 203.0.113.1 255.255.255.0\n ip nat outside\naccess-list 1 permit 10.0.0.0 0.255.255.255\n";
	char config[4096];

	net_open(&t->n);
	snprintf(config, sizeof(config), "%s%s", base, more);
	t->d = net_node(&t->n, &appliance_router, "r1", config);
	t->in = net_raw(&t->n, "in", t->d, 0);
	t->out = net_raw(&t->n, "out", t->d, 1);
	net_run(&t->n, NSEC_PER_SEC);
	for (u32 k = 0; k < 4; k++)
		say_arp(t, t->in, IL + k);
	say_arp(t, t->out, OG);
	say_arp(t, t->out, OG + 1);
	t->in->next = t->in->n;
	t->out->next = t->out->n;
}

static void finish(u8 *p, u8 proto, u32 len)
{
	u8 *ip = p + 14, *l4 = ip + 20;
	u32 at = proto == IP_TCP ? 16 : proto == IP_UDP ? 6 : 2;
	u64 pseudo = proto == IP_ICMP ? 0 : ip4_pseudo(get_be32(ip + 12), get_be32(ip + 16), proto, len);

	put_be16(l4 + at, 0);
	put_be16(l4 + at, csum_finish(csum_add(pseudo, l4, len)));
}

static u32 make(struct bed *t, u8 *p, struct raw *from, u8 proto, u32 src, u16 sport, u32 dst, u16 dport, u8 flags)
{
	u32 len = proto == IP_TCP ? 20 : 16;

	ip4_put(p, mac_at(t, from), src, dst, proto, 64, 0, len);
	if (proto == IP_ICMP) {
		p[34] = (u8)dport;
		p[35] = 0;
		put_be16(p + 38, sport);
	} else {
		put_be16(p + 34, sport);
		put_be16(p + 36, dport);
		if (proto == IP_UDP)
			put_be16(p + 38, 16);
		else
			p[46] = 0x50, p[47] = flags;
	}
	finish(p, proto, len);
	return 34 + len;
}

static __attribute__((unused)) void send(struct bed *t, struct raw *from, u8 proto, u32 src, u16 sport, u32 dst, u16 dport, u8 flags)
{
	u8 p[128];

	raw_send(&t->n, from, p, make(t, p, from, proto, src, sport, dst, dport, flags));
}

/* The next packet at r: whose checksums are right. NULL: none. */
static const u8 *next(struct raw *r, u32 *total)
{
	u32 len;
	const u8 *p = raw_next(r, ETH_TYPE_IP4, &len), *ip = p + 14;
	u8 proto;
	u64 pseudo;

	if (!p)
		return NULL;
	*total = get_be16(ip + 2);
	proto = ip[9];
	assert_int_equal(csum_finish(csum_add(0, ip, 20)), 0);
	pseudo = proto == IP_ICMP ? 0 : ip4_pseudo(get_be32(ip + 12), get_be32(ip + 16), proto, *total - 20);
	if ((proto == IP_TCP || proto == IP_UDP || proto == IP_ICMP) && !(get_be16(ip + 6) & 0x3fff) && !(proto == IP_UDP && !get_be16(ip + 26)))
		assert_int_equal(csum_finish(csum_add(pseudo, ip + 20, *total - 20)), 0);
	return ip;
}

static __attribute__((unused)) void expect(struct raw *r, u32 src, u16 sport, u32 dst, u16 dport)
{
	u32 total;
	const u8 *ip = next(r, &total);
	char a[IP4_TEXT], b[IP4_TEXT];

	if (!ip)
		fail_msg("nothing came");
	if (get_be32(ip + 12) != src || get_be32(ip + 16) != dst)
		fail_msg("%s -> %s", ip4_text(get_be32(ip + 12), a), ip4_text(get_be32(ip + 16), b));
	if (ip[9] == IP_ICMP) {
		assert_int_equal(get_be16(ip + 24), sport);
	} else {
		assert_int_equal(get_be16(ip + 20), sport);
		assert_int_equal(get_be16(ip + 22), dport);
	}
}

static __attribute__((unused)) void nothing(struct raw *r)
{
	u32 total;

	assert_null(next(r, &total));
}

#endif
