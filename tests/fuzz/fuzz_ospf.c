/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OSPF's packets, from a neighbour that is Full at first: chunks of type, flags, length, body. Everything is shown in between, with all debug on. The first
 * octet: the network's type, 4: amid the exchange, 8: version 3, 16: its IPv4, 32: the neighbour has acknowledged all, so that it may be helped when it
 * restarts.
 */
#include <stdio.h>

#include "tests/fuzz/ospf_rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);
int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char *const nets[] = { "point-to-point", "broadcast", "point-to-multipoint", "non-broadcast" };
	static const char *const shows[] = {
		"show ip ospf database", "show ip ospf database router", "show ip ospf database network", "show ip ospf database summary", "show ip ospf database external",
		"show ip ospf database opaque-area", "show ip ospf database asbr-summary", "show ip ospf neighbor detail", "show ip route ospf", "show ip ospf border-routers",
	};
	static const char *const shows3[] = { "show ospfv3 database", "show ospfv3 neighbor", "show ospfv3 graceful-restart", "show ospfv3 border-routers", "show ip route",
					      "show ipv6 route" };
	struct rd r = rd_of(data, len);
	u8 mode = rd_u8(&r);
	struct ospf_rig x;

	if (mode & 8)
		ospf_rig_open3(&x, nets[mode & 1], mode & 16);
	else
		ospf_rig_open(&x, nets[mode & 3]);
	ospf_rig_adjoin(&x, mode & 4 ? NS_EXCHANGE : NS_FULL);
	if (mode & 32)
		world_run(x.w, world_now(x.w) + 2 * NSEC_PER_SEC, 10000);
	while (mode & 32 && ospf_rig_nbr(&x) && ospf_rig_nbr(&x)->rxmts)
		rxmt_drop(x.o, ospf_rig_nbr(&x)->rxmts);
	for (unsigned k = 0; rd_left(&r) >= 4 && k < 200; k++) {
		u8 type = rd_u8(&r), flags = rd_u8(&r);
		u16 n = rd_u16(&r);
		const u8 *body;

		n = n > rd_left(&r) ? (u16)rd_left(&r) : n;
		body = rd_bytes(&r, n);
		ospf_rig_packet(&x, 1 + type % 5, body, n, flags & 3);
		world_run(x.w, world_now(x.w) + (flags & 16 ? 3 * NSEC_PER_SEC : NSEC_PER_MS), 10000);
	}
	world_run(x.w, world_now(x.w) + 10 * NSEC_PER_SEC, 100000);
	for (unsigned k = 0; k < (mode & 8 ? ARRAY_LEN(shows3) : ARRAY_LEN(shows)); k++)
		ospf_rig_type(&x, mode & 8 ? shows3[k] : shows[k]);
	world_run(x.w, world_now(x.w) + 100 * NSEC_PER_SEC, 100000);
	ospf_rig_close(&x);
	return 0;
}
