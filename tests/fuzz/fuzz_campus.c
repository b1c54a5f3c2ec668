/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever may arrive at a switch that looks at all it can: DTP, UDLD, MST BPDUs, DHCP, ARP, IGMP, with every guard and all debugging on. The input is a row of frames: a
 * byte of flags, one of length, the bytes. Flags: 1: to the trunk; 32: to the secure port; 64: to a mirror's destination; 128: to a routed port; 16: a second passes afterwards; bits 1 - 3: behind which headers:
 * 0: none, 1: SNAP's of DTP, 2: of UDLD, 3: an IEEE BPDU's, 4: DHCP's fixed part, 5: ARP's, 6: IGMP's, 7: an IPv4 header's.
 */
#include <stdlib.h>
#include <string.h>

#include "appliances/appliances.h"
#include "device/debug.h"
#include "net/rd.h"
#include "switch/bridge.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static const char config[] =
	"spanning-tree mode mst\nspanning-tree mst configuration\n instance 1 vlan 10\nvlan 10\nip dhcp snooping\nip dhcp snooping vlan 1,10\nip arp inspection vlan 10\n"
	"ip arp inspection validate src-mac dst-mac ip-addresses\nip igmp snooping querier\nerrdisable recovery cause all\nerrdisable recovery interval 30\n"
	"interface GigabitEthernet0/1\n udld port aggressive\n ip verify source\n storm-control broadcast level pps 1000\n ip arp inspection limit none\n"
	"interface GigabitEthernet0/2\n switchport mode trunk\n udld port\n ip dhcp snooping trust\n"
	"interface GigabitEthernet0/3\n switchport mode access\n switchport port-security maximum 3\n switchport port-security mac-address sticky\n switchport port-security\n"
	"interface GigabitEthernet0/5\n no switchport\n ip address 10.9.0.1 255.255.255.0\n udld port\nvlan 900\n remote-span\n"
	"monitor session 1 source interface GigabitEthernet0/1\nmonitor session 1 source interface GigabitEthernet0/5\nmonitor session 1 destination interface GigabitEthernet0/4 ingress dot1q vlan 10\n"
	"monitor session 2 source vlan 1,10\nmonitor session 2 destination remote vlan 900\n"
	"monitor session 3 source remote vlan 900\nmonitor session 3 destination interface GigabitEthernet0/6 encapsulation replicate\n"
	"ip access-list extended F4\n deny tcp any any match-all +syn +fin\n deny ip any any option lsr\n deny ip any any ttl lt 2 fragments\n permit ip any any\n"
	"ipv6 access-list F6\n deny ipv6 any any undetermined-transport\n deny ipv6 any any routing\n permit ipv6 any any\n"
	"mac access-list extended FM\n deny any any 0x8100 0x00FF cos 7\n permit any any\n"
	"interface GigabitEthernet0/1\n ip access-group F4 in\n ipv6 traffic-filter F6 in\n mac access-group FM in\n"
	"vlan access-map FV 10\n match mac address FM\n match ip address F4\n match ipv6 address F6\n action forward\nvlan access-map FV 20\nvlan filter FV vlan-list 1,10\n";

static size_t head(u8 *b, unsigned which)
{
	static const u8 cisco[] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc, 2, 0, 0, 0, 0, 9 }, ieee[] = { 0x01, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 9 };
	static const u8 all[] = { 255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 9 }, group[] = { 0x01, 0, 0x5e, 1, 1, 1, 2, 0, 0, 0, 0, 9 };
	struct wr w = wr_of(b, 64);

	switch (which) {
	case 1:
	case 2:
		wr_copy(&w, cisco, 12);
		wr_u16(&w, 0);
		wr_u32(&w, 0xaaaa0300);
		wr_u32(&w, which == 1 ? 0x000c2004 : 0x000c0111);
		break;
	case 3:
		wr_copy(&w, ieee, 12);
		wr_u16(&w, 0);
		wr_u16(&w, 0x4242);
		wr_u8(&w, 3);
		break;
	case 5:
		wr_copy(&w, all, 12);
		wr_u16(&w, 0x0806);
		break;
	case 4:
	case 6:
	case 7:
		wr_copy(&w, which == 6 ? group : all, 12);
		wr_u16(&w, 0x0800);
		wr_u32(&w, 0x45000000);
		wr_u32(&w, 0);
		wr_u32(&w, which == 4 ? 0x40110000 : 0x01020000);
		wr_u32(&w, 0x0a000002);
		wr_u32(&w, which == 6 ? 0xef010101 : 0xffffffff);
		if (which == 4)
			wr_u32(&w, 68u << 16 | 67);
		break;
	default:
		break;
	}
	return wr_len(&w);
}

static struct frame *frame_of(struct node *peer, struct rd *r)
{
	u8 flags = rd_u8(r), n = rd_u8(r), b[64];
	size_t at = head(b, flags >> 1 & 7);
	struct frame *f = frame_get(node_pool(peer), 400);
	struct wr w;

	if (!f)
		return NULL;
	n = n > rd_left(r) ? (u8)rd_left(r) : n;
	w = wr_of(f->data, f->len);
	wr_copy(&w, b, at);
	if (n)
		wr_copy(&w, rd_bytes(r, n), n);
	f->len = (u32)wr_len(&w);
	if (at && get_be16(f->data + 12) < 0x600)
		put_be16(f->data + 12, (u16)(f->len - 14));
	else if (at > 14)
		put_be16(f->data + 16, (u16)(f->len - 14));
	return f;
}

static struct port *port_at(struct node *n, unsigned i)
{
	struct port *p = n->ports;

	while (i--)
		p = p->next;
	return p;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *x = device_of(node_new(w, appliance_find("switch")->kind, "x", 6, 0));
	struct node *peer = node_new(w, &kind_peer, "p", 6, 0);
	struct config_error e;
	struct rd r = rd_of(data, len);

	if (!device_boot(x, config, false, &e, NULL, NULL))
		abort();
	debug_set_all(x, true);
	for (unsigned i = 0; i < 6; i++)
		wire_new(port_at(peer, i), port_at(&x->node, i));
	world_run(w, 5 * NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 1) {
		u8 flags = *r.p;
		struct frame *f = frame_of(peer, &r);

		if (!f)
			break;
		if (f->len)
			port_send(port_at(peer, flags & 1 ? 1 : flags & 32 ? 2 : flags & 64 ? 3 : flags & 128 ? 4 : 0), &f, 1);
		else
			frame_put(f);
		world_run(w, world_now(w) + (flags & 16 ? NSEC_PER_SEC : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 90 * NSEC_PER_SEC, 1000000);
	world_free(w);
	return 0;
}
