/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attachment URIs, good and bad; and virtio-net headers to and from frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/virtio_net.h>

#include "attach/uri.h"
#include "nic-models/vnet.h"

static const char *const good[] = {
	"tap:lab0", "tap:lab0?bridge=br0", "tap:a?netns=n1&address=10.0.0.1/24&gateway=10.0.0.254",
	"tap:a?netns=n1&address=10.0.0.1/24,2001:db8::1/64&gateway=2001:db8::2,10.0.0.2", "tap:a?mac=02:00:00:00:00:01&mtu=9000",
	"tap:exactly15chars_", "tap:a?netns=n&address=2001:db8::1/64&gateway=fe80::1", "veth:e0?netns=n1", "veth:e0?netns=n1&address=10.0.0.1/31",
	"packet:eth0", "packet:eth0.100", "stream:unix:/tmp/x", "stream:unix:x?listen", "stream:127.0.0.1:5000", "stream:[::1]:5000?listen",
	"stream:host-name.example:65535", "vhost:/tmp/x", "vhost:/tmp/x?connect", "vhost:x?connect&config", "vfio:/tmp/x?model=e1000", "vfio:x?model=e1000-82545em&mac=02:00:00:00:00:01", "dgram:unix:/a,/b", "udp:127.0.0.1:1-127.0.0.1:2", "udp:[::1]:5000-[2001:db8::1]:5001",
	"udp:my-host:5000-your-host:5001", "udp:0.0.0.0:10000-host-1:10001", "vxlan:192.0.2.1?vni=100", "vxlan:192.0.2.1:8472?vni=1",
	"vxlan:[2001:db8::1]?vni=16777215", "vxlan:[2001:db8::1]:4789?vni=0", "pcap:a.pcap", "pcap:/x/a.pcapng?rate=max",
	"pcap:a?rate=file", "nat:", "vde:/tmp/sw", "xdp:eth0", "xdp:eth0?queue=3",
	"dpdk:net_ring0", "dpdk:net_memif0,role=client,socket=/tmp/x.sock?mtu=9000", "dpdk:0000:03:00.0",
};

/* What is wrong, where, and a word of what it says. */
static const struct {
	const char *uri;
	unsigned column;
	const char *says;
} bad[] = {
	{ "", 0, "SCHEME" },
	{ "lab0", 0, "SCHEME" },
	{ "tup:lab0", 0, "tap:" },
	{ ":x", 0, "one of" },
	{ "tap:", 4, "empty" },
	{ "tap:?netns=x", 4, "empty" },
	{ "tap:sixteen_letters_", 4, "15" },
	{ "tap:a/b", 4, "character" },
	{ "tap:a b", 4, "character" },
	{ "tap:..", 4, "not a name" },
	{ "tap:tap%d", 4, "character" },
	{ "tap:a?", 6, "no parameter" },
	{ "tap:a?colour=red", 6, "it takes" },
	{ "tap:a?netns=x&netns=y", 14, "twice" },
	{ "tap:a?netns=x&&mtu=9", 14, "no parameter" },
	{ "tap:a?netns=a/b", 12, "namespace" },
	{ "tap:a?netns=", 12, "empty" },
	{ "tap:a?netns=..", 12, "dot" },
	{ "tap:a?bridge=", 13, "bridge" },
	{ "tap:a?address=10.0.0.1", 14, "/24" },
	{ "tap:a?address=10.0.0.1/33", 14, "/24" },
	{ "tap:a?address=10.0.0.1/24,10.0.0.300/24", 26, "/24" },
	{ "tap:a?address=", 14, "/24" },
	{ "tap:a?address=224.0.0.1/24", 14, "cannot be" },
	{ "tap:a?address=ff02::1/64", 14, "cannot be" },
	{ "tap:a?gateway=10.0.0.1", 14, "netns" },
	{ "tap:a?netns=n&address=10.0.0.1/24&gateway=10.0.1.1", 42, "none of the networks" },
	{ "tap:a?netns=n&address=10.0.0.1/24&gateway=10.0.0.2,10.0.0.3", 51, "one gateway" },
	{ "tap:a?netns=n&gateway=bla", 22, "not an address" },
	{ "tap:a?mac=01:00:00:00:00:01", 10, "MAC" },
	{ "tap:a?mac=zz", 10, "MAC" },
	{ "tap:a?mtu=67", 10, "MTU" },
	{ "tap:a?mtu=1e3", 10, "MTU" },
	{ "tap:a?mtu=99999999999999999999999", 10, "MTU" },
	{ "tap:a\n", 5, "control" },
	{ "veth:e0", 7, "netns" },
	{ "veth:e0?bridge=b&netns=x", 8, "it takes" },
	{ "packet:", 7, "empty" },
	{ "packet:eth0?x", 12, "no parameters" },
	{ "stream:", 7, "HOST:PORT" },
	{ "vhost:", 6, "missing" },
	{ "vfio:", 5, "missing" },
	{ "vfio:/tmp/x", 5, "model=" },
	{ "vfio:/tmp/x?model=e9", 18, "e9" },
	{ "vfio:/tmp/x?model=e1000&mac=ff:ff:ff:ff:ff:ff", 28, "station" },
	{ "stream:/tmp/x", 7, "stream:unix:/tmp/x" },
	{ "stream:unix:", 12, "missing" },
	{ "stream:127.0.0.1", 16, "port" },
	{ "stream:127.0.0.1:0", 17, "65535" },
	{ "stream:127.0.0.1:65536", 17, "65535" },
	{ "stream:127.0.0.1:123456789", 17, "65535" },
	{ "stream:127.0.0.1:", 17, "65535" },
	{ "stream:127.0.0.300:5", 7, "IPv4" },
	{ "stream:::1:5000", 7, "brackets" },
	{ "stream:[::1:5000", 7, "closed" },
	{ "stream:[::1]5000", 12, ":PORT" },
	{ "stream:[10.0.0.1]:5000", 8, "IPv6" },
	{ "stream:a$b:5000", 8, "character" },
	{ "stream::5000", 7, "host" },
	{ "stream:127.0.0.1:5?listen=1", 26, "no value" },
	{ "stream:127.0.0.1:5?connect", 19, "it takes" },
	{ "dgram:/a,/b", 6, "dgram:unix:" },
	{ "dgram:unix:/a", 11, "LOCAL,REMOTE" },
	{ "dgram:unix:,/b", 11, "missing" },
	{ "dgram:unix:/a,", 14, "missing" },
	{ "dgram:unix:/a,/a", 14, "same" },
	{ "udp:127.0.0.1:1", 4, "both ends" },
	{ "udp:127.0.0.1-127.0.0.1:2", 4, "both ends" },
	{ "udp:127.0.0.1:1-", 16, "host" },
	{ "udp:127.0.0.1:1-127.0.0.1", 25, "port" },
	{ "udp:127.0.0.1:0-127.0.0.1:2", 14, "65535" },
	{ "udp:::1:5-::1:6", 4, "brackets" },
	{ "vxlan:192.0.2.1", 15, "vni" },
	{ "vxlan:192.0.2.1?vni=16777216", 20, "16777215" },
	{ "vxlan:192.0.2.1?vni=", 20, "16777215" },
	{ "vxlan:?vni=1", 6, "host" },
	{ "pcap:", 5, "file" },
	{ "pcap:x?rate=fast", 12, "max" },
	{ "nat:x", 4, "nothing" },
	{ "nat:?x=1", 5, "no parameters" },
	{ "vde:", 4, "path" },
	{ "xdp:eth0?queue=x", 15, "queue" },
	{ "vhost:/tmp/x?connect=1", 21, "no value" },
	{ "vhost:/tmp/x?listen", 13, "connect" },
	{ "dpdk:", 5, "device" },
	{ "dpdk:,x=1", 5, "device" },
	{ "dpdk:net_ring0, x", 15, "blank" },
	{ "dpdk:net_ring0?mtu=67", 19, "9198" },
};

/* An optional library may be missing here. */
static bool left_out(const char *uri)
{
	static const char *const optional[] = { "xdp", "vde", "nat", "dpdk" };

	for (size_t i = 0; i < ARRAY_LEN(optional); i++)
		if (!strncmp(uri, optional[i], strlen(optional[i])) && !attach_scheme_find(optional[i]))
			return true;
	return false;
}

static void test_good(void **state)
{
	struct attach_uri u;
	char why[256];
	unsigned column;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		if (left_out(good[i]))
			continue;
		if (!attach_parse(good[i], &u, why, &column))
			fail_msg("%s: column %u: %s", good[i], column, why);
		assert_string_equal(u.text, good[i]);
		attach_uri_free(&u);
	}
}

static void test_bad(void **state)
{
	struct attach_uri u;
	char why[256];
	unsigned column;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (left_out(bad[i].uri))
			continue;
		if (attach_parse(bad[i].uri, &u, why, &column))
			fail_msg("%s was taken", bad[i].uri);
		if (column != bad[i].column || !strstr(why, bad[i].says))
			fail_msg("%s: column %u (not %u): %s (not ...%s...)", bad[i].uri, column, bad[i].column, why, bad[i].says);
		assert_true(column <= strlen(bad[i].uri));
	}
}

static void test_params(void **state)
{
	struct attach_uri u;
	char why[256];
	unsigned column;

	(void)state;
	assert_true(attach_parse("tap:t0?netns=a&mtu=1400", &u, why, &column));
	assert_string_equal(u.path, "t0");
	assert_string_equal(attach_param(&u, "mtu"), "1400");
	assert_null(attach_param(&u, "bridge"));
	attach_uri_free(&u);
	assert_non_null(attach_scheme_find("udp"));
	assert_null(attach_scheme_find("none"));
	assert_null(attach_scheme_at(1000));
}

static void test_facts(void **state)
{
	(void)state;
	assert_int_equal(facts_number("a=1 tso=7 xtso=9", "tso"), 7);
	assert_int_equal(facts_number("xtso=9", "tso"), 0);
	assert_int_equal(facts_number("", "tso"), 0);
}

/* A TCP/IPv4 frame with that payload. */
static struct frame *tcp_frame(struct pool *pool, u32 payload)
{
	struct frame *f = frame_get(pool, 14 + 20 + 20 + payload);

	memset(f->data, 0, f->len);
	f->data[12] = 8;
	f->data[14] = 0x45;
	f->data[23] = 6;
	f->data[34 + 12] = 5 << 4;
	return f;
}

static void test_vnet(void **state)
{
	struct virtio_net_hdr h = { .flags = VIRTIO_NET_HDR_F_NEEDS_CSUM, .gso_type = VIRTIO_NET_HDR_GSO_TCPV4, .hdr_len = 54,
				    .gso_size = 1448, .csum_start = 34, .csum_offset = 16 }, h2;
	struct pool *pool = pool_new(16, 16);
	struct frame *f = tcp_frame(pool, 4000);
	u8 out[VNET_LEN];

	(void)state;
	assert_int_equal(vnet_to_frame((u8 *)&h, f), DROP_NONE);
	assert_int_equal(f->gso, GSO_TCP4);
	assert_int_equal(f->csum_start, FRAME_HEADROOM + 34);
	assert_true(vnet_of_frame(f, out));
	assert_memory_equal(out, &h, VNET_LEN);
	/* A tag pushed in front moves what the header says, not what the frame says. */
	frame_push(f, 4);
	assert_true(vnet_of_frame(f, out));
	memcpy(&h2, out, VNET_LEN);
	assert_int_equal(h2.csum_start, 38);
	frame_pull(f, 4);

	static const struct {
		size_t at, len;
		u16 value;
		enum drop drop;
	} lies[] = {
		{ offsetof(struct virtio_net_hdr, gso_size), 2, 0, DROP_BAD_FIELD },
		{ offsetof(struct virtio_net_hdr, csum_start), 2, 0xffff, DROP_BAD_FIELD },
		{ offsetof(struct virtio_net_hdr, csum_start), 2, 13, DROP_BAD_FIELD },
		{ offsetof(struct virtio_net_hdr, csum_start), 2, 4053, DROP_BAD_FIELD },
		{ offsetof(struct virtio_net_hdr, csum_offset), 2, 0xffff, DROP_BAD_FIELD },
		{ offsetof(struct virtio_net_hdr, csum_offset), 2, 4019, DROP_BAD_FIELD },
		{ offsetof(struct virtio_net_hdr, gso_type), 1, VIRTIO_NET_HDR_GSO_UDP, DROP_BAD_FIELD },
		{ offsetof(struct virtio_net_hdr, gso_type), 1, VIRTIO_NET_HDR_GSO_TCPV6, DROP_BAD_FIELD },
		{ offsetof(struct virtio_net_hdr, gso_type), 1, 0x7f, DROP_BAD_FIELD },
		{ offsetof(struct virtio_net_hdr, flags), 1, 0, DROP_BAD_FIELD },
	};
	for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
		h2 = h;
		memcpy((u8 *)&h2 + lies[i].at, &lies[i].value, lies[i].len);
		assert_int_equal(vnet_to_frame((u8 *)&h2, f), lies[i].drop);
	}
	h = (struct virtio_net_hdr){ .flags = VIRTIO_NET_HDR_F_DATA_VALID };
	assert_int_equal(vnet_to_frame((u8 *)&h, f), DROP_NONE);
	assert_int_equal(f->flags, FRAME_CSUM_VALID);
	f->len = 13;
	assert_int_equal(vnet_to_frame((u8 *)&h, f), DROP_SHORT);
	/* A frame whose own fields lie: a doff beyond its end. */
	f->len = 54;
	f->flags = FRAME_CSUM_PARTIAL;
	f->csum_start = FRAME_HEADROOM + 34;
	f->csum_offset = 16;
	f->gso = GSO_TCP4;
	f->gso_size = 100;
	f->data[34 + 12] = 0xf0;
	assert_false(vnet_of_frame(f, out));
	f->csum_start = 3;
	assert_false(vnet_of_frame(f, out));
	frame_put(f);
	assert_int_equal(pool_in_use(pool), 0);
	pool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good), cmocka_unit_test(test_bad), cmocka_unit_test(test_params),
		cmocka_unit_test(test_facts), cmocka_unit_test(test_vnet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
