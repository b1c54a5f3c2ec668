/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playing captures in, on the virtual clock: timing to the nanosecond, flat out, pcapng, damaged and hostile files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "attach/attach.h"
#include "core/wire.h"

enum { KEEP = 64 };

struct probe {
	struct node node;
	u32 got;
	nsec at[KEEP];
	u32 len[KEEP];
};

static void probe_input(struct port *in, struct frame **f, unsigned n)
{
	struct probe *p = (struct probe *)in->node;

	for (unsigned i = 0; i < n; i++, p->got++) {
		p->at[p->got % KEEP] = node_now(&p->node);
		p->len[p->got % KEEP] = f[i]->len;
	}
	frames_put(f, n);
}

static const struct node_kind kind_probe = { .name = "probe", .size = sizeof(struct probe), .input = probe_input, .default_ports = 1 };

struct rig {
	struct world *w;
	struct probe *probe;
	struct attach_uri uri;
	struct attach_handle handle;
	struct node *door;
	char why[256];
};

/* false: no door, r->why says so. */
static bool rig_open(struct rig *r, const char *path, const char *params)
{
	struct world_options o = { .name = "t", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 8192, .large_frames = 64 };
	char text[200];
	unsigned column;

	memset(r, 0, sizeof(*r));
	r->w = world_new(&o);
	r->probe = (struct probe *)node_new(r->w, &kind_probe, "probe", 1, 0);
	snprintf(text, sizeof(text), "pcap:%s%s", path, params);
	assert_true(attach_parse(text, &r->uri, r->why, &column));
	assert_true(r->uri.scheme->virtual_clock);
	if (r->uri.scheme->open(&r->uri, &r->handle, r->why) != ATTACH_OK)
		return false;
	r->door = r->uri.scheme->door(r->w, 0, text, &r->uri, &r->handle, r->why);
	return r->door;
}

static void rig_plug(struct rig *r)
{
	wire_new(r->door->ports, r->probe->node.ports);
}

static void rig_close(struct rig *r)
{
	struct pool *pool = r->w->workers[0].pool;

	r->uri.scheme->close(&r->handle);
	attach_uri_free(&r->uri);
	if (r->door)
		node_free(r->door);
	node_free(&r->probe->node);
	assert_int_equal(pool_in_use(pool), 0);
	world_free(r->w);
}

/* A file of the test's own, written piece by piece. */
static char path[64];
static FILE *out;

static void file_begin(void)
{
	snprintf(path, sizeof(path), "/tmp/lanyard-t%d.pcap", getpid());
	out = fopen(path, "wb");
	assert_non_null(out);
}

static void put32(u32 v)
{
	fwrite(&v, 4, 1, out);
}

static void pcap_header(u32 linktype)
{
	const u32 h[] = { 0xa1b23c4d, 0x00040002, 0, 0, 262144, linktype }; /* nanoseconds, version 2.4 */

	fwrite(h, sizeof(h), 1, out);
}

static void pcap_packet(u32 sec, u32 ns, u32 len, u32 captured)
{
	static const u8 zero[70000] = { 2 };

	put32(sec);
	put32(ns);
	put32(captured);
	put32(len);
	fwrite(zero, captured, 1, out);
}

static void test_timing(void **state)
{
	struct rig r;

	(void)state;
	file_begin();
	pcap_header(1);
	pcap_packet(1000, 5, 60, 60);
	pcap_packet(1000, 15, 64, 64);
	pcap_packet(1003, 999999999, 1514, 1514);
	pcap_packet(1003, 0, 100, 100);	  /* earlier than the one before: at once */
	pcap_packet(1010, 0, 9014, 96);	  /* cut when captured: as it stands */
	pcap_packet(1010, 0, 13, 13);	  /* no frame */
	pcap_packet(1010, 0, 69700, 69700); /* longer than any frame */
	fclose(out);
	assert_true(rig_open(&r, path, ""));
	assert_true(world_run(r.w, 7 * NSEC_PER_SEC, UINT64_MAX)); /* not plugged in yet: it waits */
	rig_plug(&r);
	assert_true(world_run(r.w, 100 * NSEC_PER_SEC, UINT64_MAX));
	assert_int_equal(r.probe->got, 5);
	for (int i = 1; i < 5; i++) {
		static const nsec after[] = { 0, 10, 3999999994, 3999999994, 9999999995 };

		assert_int_equal(r.probe->at[i] - r.probe->at[0], after[i]);
	}
	assert_int_equal(r.probe->len[4], 96);
	assert_int_equal(r.door->ports->drops[DROP_SHORT], 1);
	assert_int_equal(r.door->ports->drops[DROP_TOO_LONG], 1);
	rig_close(&r);
	unlink(path);
}

static void test_flat_out(void **state)
{
	struct impair slow = { .rate = 8 * 60 * 1000000ull };
	struct rig r;

	(void)state;
	file_begin();
	pcap_header(1);
	for (u32 i = 0; i < 20000; i++)
		pcap_packet(1000 + i, 0, 60, 60);
	fclose(out);
	assert_true(rig_open(&r, path, "?rate=max"));
	rig_plug(&r);
	assert_true(world_run(r.w, NSEC_PER_SEC, UINT64_MAX));
	assert_int_equal(r.probe->got, 20000);
	rig_close(&r);
	/* A slow wire is filled, never overfilled. */
	assert_true(rig_open(&r, path, "?rate=max"));
	rig_plug(&r);
	wire_set_impair(port_wire(r.door->ports), 0, &slow);
	assert_true(world_run(r.w, NSEC_PER_SEC, UINT64_MAX));
	assert_int_equal(r.probe->got, 20000);
	assert_in_range(r.probe->at[19999 % KEEP], 20 * NSEC_PER_MS, 21 * NSEC_PER_MS);
	/* What the lab sends to it ends there, by name. */
	struct frame *f = frame_get(r.w->workers[0].pool, 60);

	memset(f->data, 0, 60);
	port_send(r.probe->node.ports, &f, 1);
	assert_true(world_run(r.w, 2 * NSEC_PER_SEC, UINT64_MAX));
	assert_int_equal(r.door->ports->drops[DROP_NO_DESTINATION], 1);
	rig_close(&r);
	unlink(path);
}

static void test_pcapng(void **state)
{
	const u32 section[] = { 0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28 };
	const u32 interface[] = { 1, 20, 1, 0, 20 };
	struct rig r;

	(void)state;
	file_begin();
	fwrite(section, sizeof(section), 1, out);
	fwrite(interface, sizeof(interface), 1, out);
	for (u32 i = 0; i < 3; i++) { /* enhanced packet blocks, microseconds */
		const u32 head[] = { 6, 32 + 60, 0, 0, 1000000 + i * 250, 60, 60 };
		static const u8 zero[60] = { 2 };

		fwrite(head, sizeof(head), 1, out);
		fwrite(zero, 60, 1, out);
		put32(32 + 60);
	}
	fclose(out);
	assert_true(rig_open(&r, path, "?rate=file"));
	rig_plug(&r);
	assert_true(world_run(r.w, NSEC_PER_SEC, UINT64_MAX));
	assert_int_equal(r.probe->got, 3);
	assert_int_equal(r.probe->at[2] - r.probe->at[0], 500000);
	rig_close(&r);
	unlink(path);
}

static void test_bad_files(void **state)
{
	struct rig r;

	(void)state;
	assert_false(rig_open(&r, "/nonexistent.pcap", ""));
	assert_non_null(strstr(r.why, "/nonexistent.pcap"));
	rig_close(&r);
	assert_false(rig_open(&r, "/tmp", ""));
	assert_non_null(strstr(r.why, "not a file"));
	rig_close(&r);
	file_begin();
	fputs("this is no capture, whatever its name may say", out);
	fclose(out);
	assert_false(rig_open(&r, path, ""));
	assert_non_null(strstr(r.why, "not a capture"));
	rig_close(&r);
	file_begin();
	pcap_header(113); /* Linux cooked */
	fclose(out);
	assert_false(rig_open(&r, path, ""));
	assert_non_null(strstr(r.why, "not Ethernet"));
	rig_close(&r);
	/* Ends amid a packet: what is whole is played, the damage counted. */
	file_begin();
	pcap_header(1);
	pcap_packet(1, 0, 60, 60);
	put32(2);
	put32(0);
	put32(60);
	put32(60);
	fclose(out);
	assert_true(rig_open(&r, path, ""));
	rig_plug(&r);
	assert_true(world_run(r.w, 10 * NSEC_PER_SEC, UINT64_MAX));
	assert_int_equal(r.probe->got, 1);
	assert_int_equal(r.door->ports->drops[DROP_BAD_FIELD], 1);
	rig_close(&r);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_timing), cmocka_unit_test(test_flat_out), cmocka_unit_test(test_pcapng), cmocka_unit_test(test_bad_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
