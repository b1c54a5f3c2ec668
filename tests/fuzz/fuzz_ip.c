/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever may arrive at a router and at a host that learns from advertisements, with every debug flag on. The input is a
 * row of packets: a byte of flags, two of length, the bytes. Flags: 1: to the host, 2: its MAC address is written in, 4: IP and ICMP
 * checksums are made right, so that what stands behind them is reached, 8: time passes afterwards.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "core/wire.h"
#include "router/stack.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static struct device *make(struct world *w, const char *kind, const char *config, struct node **peer)
{
	struct device *d = device_of(node_new(w, appliance_find(kind)->kind, kind, 0, 0));
	struct config_error e;

	if (!device_boot(d, config, false, &e, NULL, NULL))
		abort();
	*peer = node_new(w, &kind_peer, kind[0] == 'r' ? "p1" : "p2", 1, 0);
	wire_new((*peer)->ports, d->node.ports);
	debug_set_all(d, true);
	return d;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct node *peer[2];
	struct device *d[2];
	struct rd r = rd_of(data, len);

	d[0] = make(w, "router",
		    "ipv6 unicast-routing\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ipv6 address 2001:db8::1/64\n"
		    "interface GigabitEthernet0/0.10\n encapsulation dot1Q 10\n ip address 10.0.10.1 255.255.255.0\n ip mtu 100\n"
		    "interface Loopback0\n ip address 1.1.1.1 255.255.255.255\nip route 10.9.0.0 255.255.0.0 10.0.0.9\n"
		    "ip route 10.9.0.0 255.255.0.0 10.0.0.8\nip route 10.8.0.0 255.255.0.0 Null0\nipv6 route 2001:db8:9::/48 2001:db8::9\nend\n", &peer[0]);
	d[1] = make(w, "host", "interface eth0\n ip address 10.0.0.2 255.255.255.0\n ipv6 address autoconfig\nip default-gateway 10.0.0.1\nend\n", &peer[1]);
	world_run(w, 3 * NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 3) {
		u8 flags = rd_u8(&r);
		u32 n = rd_u16(&r) % 1900;
		const u8 *p;
		struct frame *f;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		p = rd_bytes(&r, n);
		f = frame_get(node_pool(peer[0]), n);
		if (!f)
			break;
		memcpy(f->data, p, n);
		if (flags & 2 && n >= ETH_HLEN)
			memcpy(f->data, d[flags & 1]->node.ports->mac, 6);
		if (flags & 4 && n > ETH_HLEN && get_be16(f->data + ETH_TYPE) == ETH_TYPE_IP4)
			mend4(f->data + ETH_HLEN, n - ETH_HLEN);
		if (flags & 4 && n > ETH_HLEN && get_be16(f->data + ETH_TYPE) == ETH_TYPE_IP6)
			mend6(f->data + ETH_HLEN, n - ETH_HLEN);
		port_send(peer[flags & 1]->ports, &f, 1);
		world_run(w, world_now(w) + (flags & 8 ? 2 * NSEC_PER_SEC : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 70 * NSEC_PER_SEC, 1000000);
	world_free(w);
	return 0;
}
