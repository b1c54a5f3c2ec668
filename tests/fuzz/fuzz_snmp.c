/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What anybody may say to an agent of versions 2c and 3, with debug on: a row of messages, each a byte of flags, one of length, the bytes. Flags: 1: the bytes are
 * a PDU, put into a message of a community that is known; 2: into one of version 3 of a user with a password, in time and signed; 4: also encrypted; 8: to the
 * port that notifications come from; 16: an interface changes.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/snmp/own.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { COMMUNITY = 1, USER = 2, PRIVATE = 4, NOTIFIED = 8, CHANGE = 16, UDP_BYTES = 8, PAYLOAD_MAX = 1000 };

static const char config[] =
	"snmp-server community public ro\nsnmp-server group G v3 noauth\nsnmp-server user u G v3 auth md5 password1 priv aes 128 password2\nsnmp-server enable traps\n"
	"snmp-server host 10.0.0.9 informs version 2c public\nsnmp-server host 10.0.0.9 version 3 priv u\narp 10.0.0.9 0200.0000.0009 arpa\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nip route 10.9.0.0 255.255.0.0 10.0.0.9\n";

static u32 wrapped(struct snmp *a, u8 flags, const u8 *p, u32 n, u8 *out, u32 room)
{
	struct wr w = wr_of(out, room);
	u8 *all;

	if (flags & USER)
		return snmp_usm_write(a, snmp_user(a, "u"), flags & PRIVATE ? SNMP_PRIV : SNMP_AUTH, 7, true, p, n, out, room);
	if (flags & COMMUNITY) {
		all = ber_begin(&w, BER_SEQUENCE);
		ber_int(&w, SNMP_V2C);
		ber_octets(&w, BER_OCTETS, "public", 6);
	}
	wr_copy(&w, p, n);
	if (flags & COMMUNITY)
		ber_end(&w, all);
	return w.bad ? 0 : (u32)wr_len(&w);
}

static void say(struct device *d, struct node *peer, u8 flags, const u8 *p, u32 n)
{
	u8 msg[PAYLOAD_MAX + 400];
	struct frame *f;
	u8 *ip;

	n = wrapped(d->ip->snmp, flags, p, n, msg, sizeof(msg));
	f = frame_get(node_pool(peer), ETH_HLEN + IP4_HLEN + UDP_BYTES + n);
	if (!f)
		return;
	memset(f->data, 0, f->len);
	memcpy(f->data, d->node.ports->mac, 6);
	memcpy(f->data + 6, peer->ports->mac, 6);
	put_be16(f->data + ETH_TYPE, ETH_TYPE_IP4);
	ip = f->data + ETH_HLEN;
	ip[0] = 0x45;
	put_be16(ip + IP4_LEN, (u16)(IP4_HLEN + UDP_BYTES + n));
	ip[IP4_TTL] = 64;
	ip[IP4_PROTO] = IP_UDP;
	put_be32(ip + IP4_SRC, 0x0a000009);
	put_be32(ip + IP4_DST, 0x0a000001);
	put_be16(ip + IP4_HLEN, flags & NOTIFIED ? SNMP_TRAP_PORT : 5000);
	put_be16(ip + IP4_HLEN + 2, flags & NOTIFIED ? d->ip->snmp->notify_udp.port : SNMP_PORT);
	put_be16(ip + IP4_HLEN + 4, (u16)(UDP_BYTES + n));
	if (n)
		memcpy(ip + IP4_HLEN + UDP_BYTES, msg, n);
	mend4(ip, IP4_HLEN + UDP_BYTES + n);
	port_send(peer->ports, &f, 1);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r", 0, 0));
	struct node *peer = node_new(w, &kind_peer, "peer", 1, 0);
	struct rd r = rd_of(data, len);
	struct config_error e;

	wire_new(peer->ports, d->node.ports);
	if (!device_boot(d, config, false, &e, NULL, NULL))
		abort();
	d->node.debug = ~0ull >> (64 - DEBUG_N);
	world_run(w, NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 2) {
		u8 flags = rd_u8(&r);
		u32 n = rd_u8(&r) * 4u;
		const u8 *p;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		n = n > PAYLOAD_MAX ? PAYLOAD_MAX : n;
		p = rd_bytes(&r, n);
		if (flags & CHANGE) {
			d->ifaces->up = !d->ifaces->up;
			snmp_iface_changed(d->ifaces);
			d->ifaces->up = !d->ifaces->up;
		}
		say(d, peer, flags, p, n);
		world_run(w, world_now(w) + NSEC_PER_MS, 100000);
	}
	world_run(w, world_now(w) + 200 * NSEC_PER_SEC, 1000000);
	if (d->ip->snmp->n_informs)
		abort();
	world_free(w);
	return 0;
}
