/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What TFTP's peers may say to a router that serves a file, fetches one and sends one, with debug on. The input is a row of messages: a byte of flags, one of
 * length, the bytes. Flags: 1: to port 69, else to the port it spoke from last; 2: from another port of ours; 4: time passes; 8: a new copy begins, by
 * the bytes' first; 16: the bytes are read as an image of flash.
 */
#include "router/tftp/tftp.h"
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { TO_SERVER = 1, OTHER = 2, TIME = 4, COPY = 8, IMAGE = 16, PAYLOAD_MAX = 1400 };

static void say(struct rig *g, u8 flags, const u8 *p, u32 n)
{
	const struct tftp *t = g->d->ip->tftp;

	rig_say(g, flags & OTHER ? 5001 : 5000, !(flags & TO_SERVER) && t && t->conns ? t->conns->udp.port : TFTP_PORT, p, n);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char *const copies[] = { "copy tftp://10.0.0.9/x flash:y", "copy flash:served tftp://10.0.0.9/x", "copy tftp://10.0.0.9/x running-config", "copy tftp://10.0.0.9/x null:" };
	struct rig g = rig_open("tftp-server flash:served\nip tftp blocksize 1024\narp 10.0.0.9 0200.0000.0009 arpa\n"
				"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n", "peer", NULL);
	struct cli *c = rig_session(&g);
	struct rd r = rd_of(data, len);
	u8 content[3000];

	for (unsigned i = 0; i < sizeof(content); i++)
		content[i] = i % 5 ? (u8)i : '\n';
	flash_write(device_flash(g.d), "served", content, sizeof(content), 0);
	rig_run(&g, NSEC_PER_SEC);
	while (rd_left(&r) > 2) {
		u8 flags = rd_u8(&r);
		u32 says = rd_u8(&r) * 6u, n = rig_len(&r, says, PAYLOAD_MAX);
		const u8 *p = rd_bytes(&r, n);

		if (flags & IMAGE)
			flash_free(flash_of_image(p, n));
		else if (flags & COPY)
			cli_line(c, copies[n ? p[0] % ARRAY_LEN(copies) : 0]);
		else
			say(&g, flags, p, n);
		rig_run(&g, flags & TIME ? 4 * NSEC_PER_SEC : NSEC_PER_MS);
	}
	rig_settle(&g, 200 * NSEC_PER_SEC);
	cli_free(c);
	rig_close(&g);
	return 0;
}
