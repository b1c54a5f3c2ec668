/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may be said to a router's groups of VRRP, HSRP and GLBP, with debug on. The input is a row of messages: a byte that picks the protocol and how long to
 * wait, a byte of length, the payload of IPv4 or IPv6 (VRRP; ICMPv6 about the virtual addresses) or UDP (HSRP of both, GLBP). Addresses and checksums are made right.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/stack.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { IP_VRRP = 112, TO_V3 = 1, HSRP1 = 2, HSRP2 = 4, WAIT = 8, GLBP = 16, SIX = 32, ND = 64, HSRP6_PORT = 2029 };

static struct node *peer_of(struct world *w, struct device *d, unsigned port)
{
	char name[8] = "peer0";
	struct port *p = d->node.ports;
	struct node *n;

	name[4] = (char)('0' + port);
	n = node_new(w, &kind_peer, name, 1, 0);
	while (port--)
		p = p->next;
	wire_new(n->ports, p);
	return n;
}

static u64 pseudo(u32 src, u32 dst, u8 proto, u32 len)
{
	return (u64)(src >> 16) + (src & 0xffff) + (dst >> 16) + (dst & 0xffff) + proto + len;
}

static void say(struct node *peer, u8 how, bool v3, const u8 *p, u32 n)
{
	bool hsrp = how & (HSRP1 | HSRP2 | GLBP);
	u32 group = how & GLBP ? 0xe0000066 : !hsrp ? 0xe0000012 : how & HSRP2 ? 0xe0000066 : 0xe0000002, head = hsrp ? 8 : 0, len = ETH_HLEN + IP4_HLEN + head + n;
	u32 src = peer->name[4] == '0' ? 0x0a000009 : 0x0a000109;
	struct frame *f = frame_get(node_pool(peer), len);
	u8 *d = f->data, *ip = d + ETH_HLEN, *l4 = ip + IP4_HLEN;

	memset(d, 0, len);
	memcpy(d, (const u8[6]){ 1, 0, 0x5e, 0, 0, (u8)group }, 6);
	d[6] = 2;
	put_be16(d + ETH_TYPE, ETH_TYPE_IP4);
	ip[0] = 0x45;
	put_be16(ip + IP4_LEN, (u16)(len - ETH_HLEN));
	ip[IP4_TTL] = 255;
	ip[IP4_PROTO] = hsrp ? IP_UDP : IP_VRRP;
	put_be32(ip + IP4_SRC, src);
	put_be32(ip + IP4_DST, group);
	put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, IP4_HLEN)));
	memcpy(l4 + head, p, n);
	if (hsrp) {
		put_be16(l4, how & GLBP ? 3222 : 1985);
		put_be16(l4 + 2, how & GLBP ? 3222 : 1985);
		put_be16(l4 + 4, (u16)(8 + n));
	} else if (n >= 8) {
		put_be16(l4 + 6, 0);
		put_be16(l4 + 6, csum_finish(csum_add(v3 ? pseudo(src, group, IP_VRRP, n) : 0, l4, n)));
	}
	port_send(peer->ports, &f, 1);
}

static void say6(struct node *peer, u8 how, const u8 *p, u32 n)
{
	static const u8 from[16] = { 0xfe, 0x80, [15] = 9 };
	bool nd = how & ND, hsrp = !nd && how & (HSRP1 | HSRP2);
	u8 proto = nd ? IP_ICMP6 : hsrp ? IP_UDP : IP_VRRP, last = nd ? 2 : hsrp ? 0x66 : 0x12;
	u32 head = hsrp ? 8 : 0, l4_len = head + n, at = nd ? ICMP_CSUM : 6;
	struct frame *f = frame_get(node_pool(peer), ETH_HLEN + IP6_HLEN + l4_len);
	u8 *d = f->data, *ip = d + ETH_HLEN, *l4 = ip + IP6_HLEN;
	struct ip6 src, dst;

	memset(d, 0, ETH_HLEN + IP6_HLEN + l4_len);
	memcpy(d, (const u8[6]){ 0x33, 0x33, 0, 0, 0, last }, 6);
	d[6] = 2;
	put_be16(d + ETH_TYPE, ETH_TYPE_IP6);
	ip[0] = 0x60;
	put_be16(ip + IP6_PLEN, (u16)l4_len);
	ip[IP6_NEXT] = proto;
	ip[IP6_HOPS] = 255;
	memcpy(ip + IP6_SRC, from, 16);
	memcpy(ip + IP6_DST, (const u8[16]){ 0xff, 2, [15] = last }, 16);
	memcpy(l4 + head, p, n);
	if (hsrp) {
		put_be16(l4, HSRP6_PORT);
		put_be16(l4 + 2, HSRP6_PORT);
		put_be16(l4 + 4, (u16)l4_len);
	}
	if (l4_len >= at + 2) {
		u16 sum;

		src = ip6_at(ip + IP6_SRC);
		dst = ip6_at(ip + IP6_DST);
		put_be16(l4 + at, 0);
		sum = csum_finish(csum_add(ip6_pseudo(&src, &dst, proto, l4_len), l4, l4_len));
		put_be16(l4 + at, sum ? sum : 0xffff);
	}
	port_send(peer->ports, &f, 1);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char v3_config[] = "fhrp version vrrp v3\nipv6 unicast-routing\n"
		"interface GigabitEthernet0/0\n ipv6 address 2001:db8:1::1/64\n vrrp 1 address-family ipv6\n  address FE80::7 primary\n  address 2001:db8:1::7/64\n"
		"  track 1 decrement 20\n vrrp 5 address-family ipv4\n  vrrpv2\n  no match-address\n  address 10.0.0.247 primary\n"
		"interface GigabitEthernet0/1\n ipv6 enable\n vrrp 1 address-family ipv6\n  preempt delay minimum 2\n  address FE80::8 primary\n"
		" standby 6 ipv6 autoconfig\n standby 6 preempt\n standby 7 ipv6 FE80::7:7\n standby 7 ipv6 2001:db8:7::7/64\n standby 7 authentication md5 key-string x\n";
	static const char config[] = "track 1 interface GigabitEthernet0/2 line-protocol\n"
		"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n standby 1 ip 10.0.0.254\n standby 1 preempt\n standby 2 ip\n"
		" vrrp 1 ip 10.0.0.253\n vrrp 1 track 1\n vrrp 2 ip 10.0.0.1\n vrrp 3 ip 10.0.0.252\n vrrp 3 timers learn\n"
		" glbp 1 ip 10.0.0.249\n glbp 1 preempt\n glbp 2 ip\n glbp 2 authentication md5 key-string x\n glbp 3 ip\n glbp 3 authentication text x\n"
		"interface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n standby version 2\n standby 1 ip\n standby 1 preempt delay minimum 3\n"
		" standby 300 ip 10.0.1.254\n vrrp 1 ip 10.0.1.253\n vrrp 1 preempt delay minimum 2\nend\n";
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r", 0, 0));
	bool v3 = len && data[0] & TO_V3;
	struct config_error e;
	struct node *peer[2];
	struct rd r = rd_of(data, len);

	if (!device_boot(d, config, false, &e, NULL, NULL) || (v3 && !shell_apply(d->shell, v3_config, false, &e, NULL, NULL)))
		abort();
	peer[0] = peer_of(w, d, 0);
	peer[1] = peer_of(w, d, 1);
	debug_set_all(d, true);
	world_run(w, 25 * NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 2) {
		u8 how = rd_u8(&r);
		u32 n = rd_u8(&r);
		const u8 *p;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		p = rd_bytes(&r, n);
		if (how & (SIX | ND))
			say6(peer[how >> 7], how, p, n);
		else
			say(peer[how & HSRP2 ? 1 : how >> 7], how, v3, p, n);
		world_run(w, world_now(w) + (how & WAIT ? 2 * NSEC_PER_SEC : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 30 * NSEC_PER_SEC, 1000000);
	world_free(w);
	return 0;
}
