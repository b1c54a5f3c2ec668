/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stream of DNS over TCP that crosses a router which translates, with every debug flag on. The input is a row of segments: a byte of flags, one of length, the bytes.
 * Flags: 1: the client's, else the server's; 2: some octets are sent again before them; 4: with a SYN, as at the beginning; 8: with a FIN; 16: the other end acknowledges
 * all; 32: the length counts sixteenfold. Numbers, lengths and checksums are made right.
 */
#include "router/nat/own.h"
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { CLIENT = 1, AGAIN = 2, SYN = 4, FIN = 8, ACKED = 16, LONG = 32, DATA_MAX = 1400, TCP_BYTES = 20 };

static const char config[] =
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ip nat inside\n"
	"interface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n ip nat outside\n"
	"arp 10.0.0.9 0200.0000.0009 arpa\narp 10.0.1.9 0200.0000.0009 arpa\n"
	"ip nat inside source static 10.0.0.9 10.0.1.20\nip nat inside source static network 10.5.0.0 10.6.0.0 /16\nip nat outside source static 10.7.0.1 10.8.0.1\nend\n";

struct peers { struct rig g; u32 next[2]; }; /* of the server, of the client */

static void segment(struct peers *e, bool client, u8 flags, u32 again, const u8 *data, u32 n)
{
	u8 ip[IP4_HLEN + TCP_BYTES + DATA_MAX], *tcp = ip + IP4_HLEN;

	rig_ip4(ip, IP_TCP, 64, client ? 0x0a000009 : 0x0a000109, client ? 0x0a000109 : 0x0a000114, TCP_BYTES + n);
	memset(tcp, 0, TCP_BYTES);
	put_be16(tcp, client ? 4000 : 53);
	put_be16(tcp + 2, client ? 53 : 4000);
	put_be32(tcp + 4, e->next[client] - again);
	put_be32(tcp + 8, e->next[!client]);
	tcp[12] = TCP_BYTES / 4 << 4;
	tcp[13] = flags;
	if (n)
		memcpy(tcp + TCP_BYTES, data, n);
	e->next[client] += n - again + (flags & 2 ? 1 : 0);
	rig_send(&e->g, client ? 0 : 1, NULL, ETH_TYPE_IP4, ip, IP4_HLEN + TCP_BYTES + n);
	rig_run(&e->g, NSEC_PER_MS);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct peers e = { .g = rig_open(config, "in", "out"), .next = { 0xffffff00, 7000 } };
	struct rd r = rd_of(data, len);

	rig_run(&e.g, 3 * NSEC_PER_SEC);
	segment(&e, true, 2, 0, NULL, 0);
	segment(&e, false, 0x12, 0, NULL, 0);
	segment(&e, true, 0x10, 0, NULL, 0);
	while (rd_left(&r) > 2) {
		u8 flags = rd_u8(&r);
		u32 says = rd_u8(&r) * (flags & LONG ? 16u : 1u), n = rig_len(&r, says, DATA_MAX);

		segment(&e, flags & CLIENT, (u8)(0x10 | (flags & SYN ? 2 : 0) | (flags & FIN ? 1 : 0)), flags & AGAIN ? n / 2 : 0, rd_bytes(&r, n), n);
		if (flags & ACKED)
			segment(&e, !(flags & CLIENT), 0x10, 0, NULL, 0);
	}
	rig_settle(&e.g, 300 * NSEC_PER_SEC);
	if (e.g.d->ip->nat->n_changed > 2)
		abort();
	rig_close(&e.g);
	return 0;
}
