/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of DHCP snooping's bindings: whatever it says, and what is written after it was read. */
#include "appliances/appliances.h"
#include "core/world.h"
#include "device/files/files.h"
#include "switch/bridge.h"
#include "switch/snoop_db.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 256, .large_frames = 4 });
	struct device *d = device_of(node_new(w, appliance_find("switch")->kind, "a", 4, 0));
	struct file_url u;
	const char *why;

	device_boot(d, "vlan 10\nip dhcp snooping vlan 1,10\nip dhcp snooping\nip dhcp snooping database flash:b\nip dhcp snooping database write-delay 15\n", true, NULL, NULL, NULL);
	if (len < 65536 && file_url_parse(d, "flash:b", &u, &why) && file_write(d, &u, data, (u32)len, &why))
		snoop_db_read(d->bridge->snoop->db, NULL, false);
	world_run(w, world_now(w) + 20 * NSEC_PER_SEC, 1000000);
	snoop_db_read(d->bridge->snoop->db, NULL, true);
	world_free(w);
	return 0;
}
