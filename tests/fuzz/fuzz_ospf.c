/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OSPF's packets, from a neighbour that is Full at first: chunks of type, flags, length, body. Everything is shown in between, with all debug on. */
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
	struct rd r = rd_of(data, len);
	u8 mode = rd_u8(&r);
	struct ospf_rig x;

	ospf_rig_open(&x, nets[mode & 3]);
	ospf_rig_adjoin(&x, mode & 4 ? NS_EXCHANGE : NS_FULL);
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
	for (unsigned k = 0; k < ARRAY_LEN(shows); k++)
		ospf_rig_type(&x, shows[k]);
	world_run(x.w, world_now(x.w) + 100 * NSEC_PER_SEC, 100000);
	ospf_rig_close(&x);
	return 0;
}
