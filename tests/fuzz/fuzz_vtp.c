/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever may arrive at the trunks of VTP switches (version 2 and 3), with debugging on. The input is a row of messages: a byte of flags, one of length, the
 * bytes. Flags: 1: to the version 3 switch; 2: the bytes are a whole message behind the SNAP header; else they are records of VLANs, and a summary with
 * the right digest goes before them, so that they are believed; 4: as a taking over primary server; 8: the revision jumps; 16: a second passes afterwards.
 */
#include <stdlib.h>
#include <string.h>

#include "appliances/appliances.h"
#include "device/debug.h"
#include "mend.h"
#include "switch/vtp/vtp_switch.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static const char config[] = "spanning-tree mode rapid-pvst\nvtp domain lab\nvtp version 2\nvlan 10\ninterface GigabitEthernet0/1\n switchport mode trunk\n";

static void send_vtp(struct node *peer, struct port *out, const u8 *bytes, size_t len)
{
	static const u8 head[] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc, 2, 0, 0, 0, 0, 9 }, snap[] = { 0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0x03 };
	struct frame *f = frame_get(node_pool(peer), (u32)(14 + 8 + len));
	struct wr w;

	if (!f)
		return;
	w = wr_of(f->data, f->len);
	wr_copy(&w, head, sizeof(head));
	wr_u16(&w, (u16)(8 + len));
	wr_copy(&w, snap, sizeof(snap));
	if (len)
		wr_copy(&w, bytes, len);
	port_send(out, &f, 1);
}

/* A summary that announces the records, and the subset. */
static void send_database(struct node *peer, struct port *out, u8 flags, u32 revision, const u8 *records, size_t n)
{
	struct vtp_msg m = { .version = flags & 1 ? 3 : 2, .code = VTP_SUMMARY, .count = 1, .domain = "lab", .revision = revision };
	u8 secret[VTP_DIGEST] = { 0 }, bytes[VTP_FRAME_MAX];

	if (flags & 1) {
		m.has_primary = true;
		m.takeover = flags & 4;
		memcpy(m.primary, (const u8[6]){ 2, 0, 0, 0, 0, (u8)revision & 3 }, 6);
	}
	vtp_trailer(&m);
	vtp_digest(&m, secret, records, n, m.digest);
	send_vtp(peer, out, bytes, vtp_fill(&m, bytes, sizeof(bytes)));
	m.code = VTP_SUBSET;
	m.vlans = rd_of(records, n);
	send_vtp(peer, out, bytes, vtp_fill(&m, bytes, sizeof(bytes)));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 1024, .large_frames = 16 });
	struct device *d[2];
	struct node *peer[2];
	struct rd r = rd_of(data, len);
	u32 revision = 5;

	for (unsigned i = 0; i < 2; i++) {
		struct config_error e;

		d[i] = device_of(node_new(w, appliance_find("switch")->kind, i ? "y" : "x", 2, 0));
		peer[i] = node_new(w, &kind_peer, i ? "q" : "p", 1, 0);
		if (!device_boot(d[i], config, false, &e, NULL, NULL) || (i && !shell_apply(d[i]->shell, "vtp version 3\n", false, &e, NULL, NULL)))
			abort();
		debug_set(d[i], DEBUG_VTP_EVENTS, true);
		wire_new(peer[i]->ports, d[i]->node.ports);
	}
	world_run(w, 2 * NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 1) {
		u8 flags = rd_u8(&r), n = rd_u8(&r);
		const u8 *bytes;

		n = n > rd_left(&r) ? (u8)rd_left(&r) : n;
		bytes = rd_bytes(&r, n);
		revision += flags & 8 ? 1000000000 : 1;
		if (flags & 2)
			send_vtp(peer[flags & 1], peer[flags & 1]->ports, bytes, n);
		else
			send_database(peer[flags & 1], peer[flags & 1]->ports, flags, revision, bytes, n);
		world_run(w, world_now(w) + (flags & 16 ? NSEC_PER_SEC : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 20 * NSEC_PER_SEC, 1000000);
	world_free(w);
	return 0;
}
