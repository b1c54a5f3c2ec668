/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virtio-net: which queue a frame goes to (scaling, hashes) and when the driver is told (coalescing). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "net/rd.h"
#include "virtio_rig.h"

enum { HASH_IP4 = 1, HASH_TCP4 = 2, HASH_UDP4 = 4, HASH_IP6 = 8, HASH_TCP6 = 16, HASH_UDP6 = 32 };

/* Microsoft's, of "Verifying the RSS Hash Calculation", with the packets and hashes there. */
static const u8 key[40] = { 0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb,
			    0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa };

static u8 *ipv4(struct frame *f, u8 proto)
{
	u8 *p = f->data + 14;

	put_be16(f->data + 12, 0x0800);
	memcpy(p, "\x45\0\0\x2e\0\0\0\0\x40\0\0\0\x42\x09\x95\xbb\xa1\x8e\x64\x50", 20);
	p[9] = proto;
	put_be16(p + 20, 2794);
	put_be16(p + 22, 1766);
	return p;
}
static struct frame *frame4(u8 proto)
{
	struct frame *f = rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0);

	ipv4(f, proto);
	return f;
}

static struct frame *frame6(void)
{
	static const u8 addrs[32] = { 0x3f, 0xfe, 0x25, 0x01, 0x02, 0x00, 0x1f, 0xff, 0, 0, 0, 0, 0, 0, 0, 7, 0x3f, 0xfe, 0x25, 0x01, 0x02, 0x00, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1 };
	struct frame *f = rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0);
	u8 *p = f->data + 14;

	put_be16(f->data + 12, 0x86dd);
	memcpy(p, "\x60\0\0\0\0\x2e\x06\x40", 8);
	memcpy(p + 8, addrs, 32);
	put_be16(p + 40, 2794);
	put_be16(p + 42, 1766);
	return f;
}

static u8 scale(u32 types, u16 mask, u16 other, const u16 *table, u16 pairs, u8 key_len)
{
	u8 b[2 + 8 + 2 * 256 + 3 + 255] = { 4, 1 }, *p = b + 2;

	put_le32(p, types);
	put_le16(p + 4, mask);
	put_le16(p + 6, other);
	p += 8;
	for (u32 i = 0; i <= mask && i < 256; i++, p += 2)
		put_le16(p, table[i]);
	put_le16(p, pairs);
	p[2] = key_len;
	memcpy(p + 3, key, key_len < sizeof(key) ? key_len : sizeof(key));
	p += 3 + key_len;
	return command(b, (u32)(p - b));
}

/* The last frame of a queue: its hash as it was reported. */
static u32 reported(u32 q, u32 i, u16 *kind)
{
	const u8 *p = rig_at(&rig, RX_BUF + 0x8000 * q + 2048 * i);

	*kind = get_le16(p + 16);
	return get_le32(p + 12);
}

static void test_scaling(void **state)
{
	static const u16 table[4] = { 0, 1, 0, 1 };
	u16 kind;

	(void)state;
	start(USUAL | BIT(F_RSS) | BIT(F_HASH_REPORT));
	assert_int_equal(get(0x2011, 1), 40);
	assert_int_equal(get(0x2012, 2), VIRTIO_RSS_TABLE);
	assert_int_equal(get(0x2014, 4), 0x3f);
	rx_buffers(0, 8, 1526);
	rx_buffers(2, 8, 1526);
	rig_receive(&rig, frame4(6)); /* all types are off at first */
	assert_int_equal(reported(0, 0, &kind), 0);
	assert_int_equal(kind, 0);
	assert_int_equal(scale(HASH_IP4 | HASH_TCP4 | HASH_TCP6, 3, 1, table, 2, 40), 0);
	rig_receive(&rig, frame4(6)); /* 0x51ccc178: the table's first */
	assert_int_equal(reported(0, 1, &kind), 0x51ccc178);
	assert_int_equal(kind, 2);
	rig_receive(&rig, frame4(17)); /* no hash of UDP: that of its addresses */
	assert_int_equal(reported(0, 2, &kind), 0x323e8fc2);
	assert_int_equal(kind, 1);
	rig_receive(&rig, frame6()); /* 0x40207d3d: the second */
	assert_int_equal(reported(2, 0, &kind), 0x40207d3d);
	assert_int_equal(kind, 5);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 9)); /* nothing to hash: where the driver wants such */
	assert_int_equal(reported(2, 1, &kind), 0);
	assert_int_equal(kind, 0);
	assert_int_equal(((struct virtio *)rig.n)->pairs, 2);
	assert_int_equal(COMMAND("\4\0\1\0"), 0); /* the last command counts */
	rig_receive(&rig, frame6());
	assert_int_equal(reported(0, 3, &kind), 0x40207d3d);
}

/* Without a table: hashes are told, frames go where they went. */
static void test_hash_alone(void **state)
{
	u8 b[2 + 13 + 40] = { 4, 2, HASH_IP4 | HASH_UDP4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 40 };
	u16 kind;

	(void)state;
	memcpy(b + 15, key, 40);
	start(USUAL | BIT(F_HASH_REPORT));
	rx_buffers(0, 8, 1526);
	assert_int_equal(command(b, sizeof(b)), 0);
	rig_receive(&rig, frame4(17));
	assert_int_equal(reported(0, 0, &kind), 0x51ccc178); /* the same ports: the same hash */
	assert_int_equal(kind, 3);
	assert_int_equal(scale(HASH_IP4, 0, 0, (const u16[]){ 0 }, 1, 40), 1); /* not negotiated */
	tx_frame(0, 60);
	put_le32(rig_at(&rig, part(1, 0) + 8), 80);
	memmove(rig_at(&rig, TX_BUF + 20), rig_at(&rig, TX_BUF + 12), 60);
	memset(rig_at(&rig, TX_BUF), 0, 20); /* the header is as long both ways */
	kick(1);
	assert_int_equal(rig.n_sent, 1);
	assert_int_equal(rig.sent[0]->len, 60);
}

static void test_tables_that_lie(void **state)
{
	static u16 table[256];
	const u16 far[2] = { 0, VIRTIO_PAIRS };

	(void)state;
	start(USUAL | BIT(F_RSS) | BIT(F_HASH_REPORT));
	assert_int_equal(scale(HASH_IP4, 127, 0, table, 1, 40), 0);
	assert_int_equal(scale(HASH_IP4, 255, 0, table, 1, 40), 1);	   /* longer than there is room for */
	assert_int_equal(scale(HASH_IP4, 2, 0, table, 1, 40), 1);	   /* no power of two */
	assert_int_equal(scale(HASH_IP4, 1, 0, far, 1, 40), 1);		   /* a queue that is not there */
	assert_int_equal(scale(HASH_IP4, 1, VIRTIO_PAIRS, table, 1, 40), 1);
	assert_int_equal(scale(HASH_IP4, 1, 0, table, 0, 40), 1);
	assert_int_equal(scale(HASH_IP4, 1, 0, table, VIRTIO_PAIRS + 1, 40), 1);
	assert_int_equal(scale(0x40, 1, 0, table, 1, 40), 1);		   /* a type that there is not */
	assert_int_equal(scale(HASH_IP4, 1, 0, table, 1, 41), 1);	   /* a key that is too long */
	assert_int_equal(COMMAND("\4\1\1\0\0\0\xff\xff\0\0"), 1);	   /* a table that is not there */
	assert_int_equal(COMMAND("\4\2\1\0\0\0\0\0\0\0\0\0\0\0\xff"), 1);
	assert_int_equal(((struct virtio *)rig.n)->rss.mask, 127);
}

/* A table that says the first queue alone: frames wait for it as if there were none. */
static void test_one_queue_is_waited_for(void **state)
{
	(void)state;
	start(USUAL | BIT(F_RSS));
	assert_int_equal(scale(HASH_IP4, 1, 0, (const u16[]){ 0, 0 }, 1, 40), 0);
	rig_receive(&rig, frame4(6));
	assert_int_equal(nic_fifo_len(rig.n), 1);
	rx_buffers(0, 1, 1526);
	kick(0);
	assert_int_equal(nic_fifo_len(rig.n), 0);
	assert_int_equal(rig.n->rx_frames, 1);
}

/* Notifications. */

static u8 coal(u8 what, u32 packets, u32 us)
{
	u8 b[10] = { 6, what };

	put_le32(b + 2, packets);
	put_le32(b + 6, us);
	return command(b, sizeof(b));
}
static u8 coal_of(u16 q, u32 packets, u32 us)
{
	u8 b[14] = { 6, 2 };

	put_le16(b + 2, q);
	put_le32(b + 6, packets);
	put_le32(b + 10, us);
	return command(b, sizeof(b));
}
static void frames(u32 n)
{
	while (n--)
		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0));
}

static void test_notifications_wait(void **state)
{
	(void)state;
	msix();
	start(USUAL | BIT(F_NOTF_COAL));
	rx_buffers(0, 14, 1526);
	frames(1);
	assert_int_equal(rig.messages[0], 1);
	assert_int_equal(coal(1, 3, 100), 0);
	frames(2);
	rig_pass(&rig, 99 * NSEC_PER_US);
	assert_int_equal(rig.messages[0], 1);
	rig_pass(&rig, NSEC_PER_US); /* since the first */
	assert_int_equal(rig.messages[0], 2);
	frames(2);
	assert_int_equal(rig.messages[0], 2);
	frames(1); /* as many as that */
	assert_int_equal(rig.messages[0], 3);
	rig_pass(&rig, NSEC_PER_MS);
	assert_int_equal(rig.messages[0], 3);
	frames(2);
	assert_int_equal(coal(1, 2, 100), 0); /* enough of them by now */
	assert_int_equal(rig.messages[0], 4);
	frames(1);
	assert_int_equal(coal(1, 0, 100), 0); /* either 0: at once */
	assert_int_equal(rig.messages[0], 5);
	tx_frame(0, 60);
	kick(1);
	assert_int_equal(rig.messages[1], 1);
	assert_int_equal(coal(0, 2, 100), 0);
	tx_frame(1, 60);
	kick(1);
	assert_int_equal(rig.messages[1], 1);
	set(0x14, 1, 0); /* nothing is owed to who has reset it */
	rig_pass(&rig, NSEC_PER_MS);
	assert_int_equal(rig.messages[1], 1);
}

static void test_notifications_of_a_queue(void **state)
{
	(void)state;
	msix();
	start(USUAL | BIT(F_NOTF_COAL) | BIT(F_VQ_NOTF_COAL) | BIT(F_RING_RESET));
	rx_buffers(0, 8, 1526);
	assert_int_equal(coal(1, 5, 50), 0);
	assert_int_equal(coal_of(0, 2, 100), 0);
	frames(1);
	assert_int_equal(rig.messages[0], 0);
	frames(1);
	assert_int_equal(rig.messages[0], 1);
	answer_len = 9;
	assert_int_equal(COMMAND("\6\3\0\0\0\0"), 0);
	assert_int_equal(get_le32(rig_at(&rig, ANSWER + 1)), 2);
	assert_int_equal(get_le32(rig_at(&rig, ANSWER + 5)), 100);
	answer_len = 8; /* no room for it */
	assert_int_equal(COMMAND("\6\3\0\0\0\0"), 1);
	answer_len = 9;
	frames(1);
	set(0x16, 2, 0);
	set(0x3a, 2, 1); /* a queue that is reset owes nothing, and begins as all of its kind */
	assert_int_equal(COMMAND("\6\3\0\0\0\0"), 1);
	queue(0);
	assert_int_equal(COMMAND("\6\3\0\0\0\0"), 0);
	assert_int_equal(get_le32(rig_at(&rig, ANSWER + 1)), 5);
	answer_len = 1;
	rig_pass(&rig, NSEC_PER_MS);
	assert_int_equal(rig.messages[0], 1);
}

static void test_notification_commands_that_lie(void **state)
{
	(void)state;
	start(USUAL | BIT(F_NOTF_COAL));
	assert_int_equal(coal_of(0, 2, 100), 1); /* not negotiated */
	assert_int_equal(COMMAND("\6\1\1\0\0\0"), 1);
	assert_int_equal(COMMAND("\6\7\1\0\0\0\1\0\0\0"), 1);
	start(USUAL | BIT(F_VQ_NOTF_COAL));
	assert_int_equal(coal(0, 1, 1), 1);
	assert_int_equal(coal_of(VIRTIO_CONTROL, 2, 100), 1);
	assert_int_equal(coal_of(0xffff, 2, 100), 1);
	assert_int_equal(coal_of(5, 2, 100), 1); /* not enabled */
	assert_int_equal(coal_of(1, 2, 0xffffffff), 0);
}

/* What is held back is told after a restore, too. */
static void test_held_back_over_a_restore(void **state)
{
	u8 *b;
	size_t len;

	(void)state;
	msix();
	start(USUAL | BIT(F_NOTF_COAL));
	rx_buffers(0, 4, 1526);
	assert_int_equal(coal(1, 3, 100), 0);
	frames(1);
	len = nic_save_len(rig.n);
	b = malloc(len);
	nic_save(rig.n, b);
	nic_reset(rig.n, rig.now);
	assert_true(nic_restore(rig.n, b, len, rig.now));
	assert_int_equal(rig.messages[0], 0);
	rig_pass(&rig, 100 * NSEC_PER_US);
	assert_int_equal(rig.messages[0], 1);
	((struct virtio *)rig.n)->rss.mask = 2; /* a state that cannot be */
	nic_save(rig.n, b);
	assert_false(nic_restore(rig.n, b, len, rig.now));
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_scaling), P(test_scaling), T(test_hash_alone), P(test_hash_alone), T(test_tables_that_lie), T(test_one_queue_is_waited_for),
		P(test_one_queue_is_waited_for), T(test_notifications_wait), P(test_notifications_wait), T(test_notifications_of_a_queue), P(test_notifications_of_a_queue),
		T(test_notification_commands_that_lie), T(test_held_back_over_a_restore), P(test_held_back_over_a_restore),
	};

	return cmocka_run_group_tests_name("nic_virtio_queues", tests, NULL, NULL);
}
