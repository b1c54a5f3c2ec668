/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UDP payloads to a router that is server, relay and client of DHCPv6 at once, and the body of a router advertisement to a host's interface. First byte: its low
 * three bits say which, the others in what state the client is; then up to four messages, each behind two bytes of length, a second apart.
 */
#include "device/debug.h"
#include "router/dhcp6/own.h"
#include "tests/fuzz/rig.h"

static const char config[] =
	"ipv6 unicast-routing\nipv6 local pool H 2001:db8:d000::/40 48\nipv6 dhcp pool ONE\n address prefix 2001:db8:1::/64\n prefix-delegation pool H\n"
	" prefix-delegation 2001:db8:f::/48 00030001020000000001\n dns-server 2001:db8::53\n domain-name a.example\n sntp address 2001:db8::1\n"
	"interface g0/0\n ipv6 address 2001:db8:1::1/64\n ipv6 dhcp server ONE rapid-commit allow-hint\n"
	"interface g0/1\n ipv6 address autoconfig default\n ipv6 address dhcp rapid-commit\n ipv6 dhcp client pd PD rapid-commit\n"
	"interface Loopback1\n ipv6 address 2001:db8:2::1/64\n ipv6 dhcp relay destination 2001:db8:1::9\n"
	"interface Loopback2\n ipv6 address PD ::5:0:0:0:1/64\n";

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* What the seeds call the client is called as ours is. */
static void rename_client(const struct dhcp6 *d, struct frame *f)
{
	static const u8 seed[10] = { 0, 3, 0, 1, 2, [9] = 1 };
	u8 *at = memmem(f->data, f->len, seed, sizeof(seed));
	struct duid own;

	dhcp6_own_duid(d->ip, &own);
	if (at)
		memcpy(at, own.b, own.len);
}

static void give(struct rig *g, unsigned which, const u8 *p, size_t n, bool first)
{
	static const char *const name[] = { "GigabitEthernet0/0", "Loopback1", "GigabitEthernet0/1", "GigabitEthernet0/1" };
	struct ip_recv r = { .src = ipaddr6(&(struct ip6){ .b = { 0xfe, 0x80, [15] = 9 } }), .dst = ipaddr6(&d6_agents), .ttl = 255, .in = device_iface(g->d, name[which & 3]) };
	struct dhcp6 *d = g->d->ip->dhcp6;
	struct udp_socket *u = (which & 3) == 2 ? &d->client_udp : &d->server_udp;
	struct dhcp6_client *c = r.in->ip->dhcp6->client;
	struct frame *f = frame_get(node_pool(&g->d->node), (u32)n);

	if (!f)
		return;
	memcpy(f->data, p, n);
	if ((which & 3) == 3) {
		f->data[0] = 134;
		slaac_ra_input(r.in->ip, &r, rd_of(f->data, f->len));
		frame_put(f);
		return;
	}
	if (c && first && n >= 4) { /* a client that waits for exactly this, and heard of this server before */
		static const u8 type[] = { D6_SOLICIT, D6_REQUEST, D6_RENEW, D6_REBIND, D6_CONFIRM, D6_INFORMATION };
		static const u8 state[] = { C6_SOLICIT, C6_REQUEST, C6_RENEW, C6_REBIND, C6_CONFIRM, C6_INFO };
		unsigned k = (which >> 3) % ARRAY_LEN(type);

		if (!c->x.tries)
			return frame_put(f);
		c->state = state[k];
		c->x.type = type[k];
	}
	if (c)
		rename_client(d, f);
	if (c && n >= 4)
		put_be32(f->data, (u32)f->data[0] << 24 | c->x.xid);
	u->receive(u, &r, 546, f);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct rig g;
	struct rd r = rd_of(data, size);
	unsigned which = rd_u8(&r);

	if (size < 4 || size > 3000)
		return 0;
	g = rig_open(config, "a", "b");
	debug_set_all(g.d, true);
	world_run(g.w, 5 * NSEC_PER_SEC, 10000);
	for (unsigned k = 0; k < 4 && rd_left(&r) > 2; k++) {
		size_t n = rd_u16(&r) % 1500;

		n = n < rd_left(&r) ? n : rd_left(&r);
		if (n)
			give(&g, which, rd_bytes(&r, n), n, !k);
		world_run(g.w, world_now(g.w) + NSEC_PER_SEC, 10000);
	}
	world_run(g.w, world_now(g.w) + 400 * NSEC_PER_SEC, 20000);
	world_free(g.w);
	return 0;
}
