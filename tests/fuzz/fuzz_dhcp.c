/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A UDP payload to port 67 and to port 68 of a router that is server, relay and client at once. First byte: which. */
#include "appliances/appliances.h"
#include "router/dhcp/own.h"

extern const struct appliance appliance_router;

static const char config[] = "ip dhcp ping packets 0\nip dhcp relay information option\nip dhcp pool L\n network 10.0.1.0 255.255.255.0\n option 60 ascii x\n"
			     "interface g0/0\n ip address 10.0.1.1 255.255.255.0\n ip helper-address 10.0.2.9\ninterface g0/1\n ip address dhcp\n";

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct world *w;
	struct device *d;
	struct ip_recv r = { .dst = { .af = AF_IP4, .v4 = ~0u } };
	struct udp_socket *u;
	struct frame *f;

	if (!size || size > 1600)
		return 0;
	w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 256, .large_frames = 4 });
	d = device_of(node_new(w, appliance_router.kind, "r", 0, 0));
	device_boot(d, config, true, NULL, NULL, NULL);
	r.in = device_iface(d, data[0] & 1 ? "GigabitEthernet0/1" : "GigabitEthernet0/0");
	u = data[0] & 1 ? &d->ip->dhcp->client_udp : &d->ip->dhcp->server_udp;
	if (data[0] & 1 && size > 8) { /* a client that waits for exactly this */
		struct dhcp_client *c = r.in->ip->dhcp->client;

		c->state = data[0] >> 1 & 3;
		c->xid = size > 9 ? get_be32(data + 5) : 0;
	}
	f = frame_get(node_pool(&d->node), (u32)size - 1);
	if (f) {
		memcpy(f->data, data + 1, size - 1);
		u->receive(u, &r, 68, f);
	}
	world_run(w, 100 * NSEC_PER_SEC, 10000);
	world_free(w);
	return 0;
}
