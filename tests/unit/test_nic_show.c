/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `lanyard controllers` shows of each model, at rest and amid a storm, without any effect; and the faults that can be ordered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/rng.h"
#include "nic-models/show.h"
#include "nic_storm.h"

static u32 draw(void *arg)
{
	return (u32)rng_u64(arg);
}

static void test_every_model(void **state)
{
	(void)state;
	for (unsigned i = 0; nic_model_at(i); i++) {
		struct storm s = { .draw = draw };
		struct rng rng;

		rng_seed(&rng, 3, nic_model_at(i)->name);
		s.arg = &rng;
		nic_rig_start(&s.rig, nic_model_at(i)->name);
		for (u32 k = 0; k < 3000; k++) {
			size_t len;
			u8 *a, *b;
			char *text;

			storm_step(&s);
			if (k % 100)
				continue;
			len = nic_save_len(s.rig.n);
			a = malloc(len);
			b = malloc(len);
			nic_save(s.rig.n, a);
			text = nic_show(s.rig.n);
			nic_save(s.rig.n, b);
			assert_memory_equal(a, b, len); /* looking changes nothing */
			assert_non_null(strstr(text, nic_model_at(i)->title));
			assert_non_null(strstr(text, "The latest register accesses:"));
			free(text);
			free(a);
			free(b);
		}
		nic_rig_end(&s.rig);
	}
}

static void shows(struct nic *n, const char *what)
{
	char *text = nic_show(n);

	assert_non_null(strstr(text, what));
	free(text);
}

static void test_rings_and_causes(void **state)
{
	struct nic_rig r;

	(void)state;
	nic_rig_start(&r, "e1000");
	rig_write(&r, 0x3800, GUEST_AT);
	rig_write(&r, 0x3808, 256);
	rig_write(&r, 0x400, 2);
	rig_write(&r, 0x5200, 0x1234);
	shows(r.n, "Ring tx 0: 16 descriptors of 16 bytes at 0x100000, head 0, tail 0");
	shows(r.n, "MTA[0]             00001234");
	shows(r.n, "Interrupt causes ICR 00000004: LSC");
	shows(r.n, "write MTA[0]             00001234");
	shows(r.n, "What the guest got wrong: nothing");
	rig_read(&r, 0xf0);
	shows(r.n, "unknown_register 1");
	nic_rig_end(&r);
}

static void test_orders(void **state)
{
	static const char *const bad[] = { "", "stuck=", "stuck=STATUS", "stuck=STATUS:", "stuck=STATUS:2", "stuck=STATUS:2:x", "stuck=NOBODY:1:1", "stuck=0x8:1:1:1",
					   "lose-interrupts=", "lose-interrupts=-1", "lose-interrupts=1x", "delay-writeback=999999", "eeprom=", "none=", "link-flap=", "link-flap=0", "link-flap=1:0", "link-flap=1001", "link-flap=2:x", "link-flap=2:10:1", "%s%n" };
	struct nic_rig r;
	char why[256];

	(void)state;
	nic_rig_start(&r, "e1000");
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
		why[0] = 0;
		assert_false(nic_order(r.n, bad[i], why));
		assert_true(why[0]);
	}
	assert_true(rig_read(&r, 8) & 2);
	assert_true(nic_order(r.n, "stuck=STATUS:0x2:0", why));
	assert_false(rig_read(&r, 8) & 2);
	shows(r.n, "Ordered: bits 00000002 of register 0x8 stuck at 00000000");
	assert_true(nic_order(r.n, "stuck=MTA[5]:0xff:0x55", why));
	assert_int_equal(rig_read(&r, 0x5214), 0x55);
	assert_true(nic_order(r.n, "lose-interrupts=1", why));
	rig_write(&r, 0xd0, 4);
	assert_false(r.intx); /* that of the link, lost */
	rig_write(&r, 0xc8, 4);
	assert_true(r.intx);
	assert_true(nic_order(r.n, "delay-writeback=20", why));
	assert_true(nic_order(r.n, "eeprom=bad", why));
	shows(r.n, "Ordered: descriptors are written back 20 ms late");
	shows(r.n, "Ordered: the EEPROM's checksum is wrong");
	assert_true(nic_order(r.n, "none", why));
	assert_true(rig_read(&r, 8) & 2);
	assert_false(r.n->inject.nvm_checksum);
	nic_rig_end(&r);
}

/* An order that would be without effect is refused by name; every other one can be shown, and is over with `none`. */
static void test_orders_of_every_model(void **state)
{
	static const char *const orders[] = { "eeprom=bad", "delay-writeback=20", "lose-interrupts=2", "link-flap=1" };
	static const char *const seen[] = { "checksum is wrong", "20 ms late", "next 2 interrupts", "link flaps" };
	const struct nic_model *m;
	struct nic_rig r;
	char why[256];

	(void)state;
	for (unsigned i = 0; (m = nic_model_at(i)); i++) {
		nic_rig_start(&r, m->name);
		for (unsigned k = 0; k < ARRAY_LEN(orders); k++) {
			bool lacks = (!k && m->no_nvm) || (k == 1 && m->no_writeback);

			assert_int_equal(nic_order(r.n, orders[k], why), !lacks);
			if (lacks)
				assert_non_null(strstr(why, m->name));
			else
				shows(r.n, seen[k]);
		}
		assert_false(nic_order(r.n, "stuck=0xfffff0:1:1", why));
		assert_non_null(strstr(why, "no register"));
		assert_true(nic_order(r.n, "none", why));
		nic_ordered(r.n, r.now);
		assert_true(r.n->carrier);
		nic_rig_end(&r);
	}
}

/* The sum that drivers check, wrong while it is ordered. 8254x SDM 5.6.35: the words 0 to 3Fh add up to BABAh. */
static void test_eeprom_sum(void **state)
{
	static const char *const models[] = { "e1000", "e1000e", "igb" };
	struct nic_rig r;
	char why[256];

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(models); i++)
		for (unsigned bad = 0; bad < 2; bad++) {
			unsigned address = strcmp(models[i], "e1000") ? 2 : 8, done = address == 2 ? 2 : 0x10;
			u16 sum = 0;

			nic_rig_start(&r, models[i]);
			assert_true(nic_order(r.n, bad ? "eeprom=bad" : "eeprom=good", why));
			for (u32 w = 0; w < 64; w++) {
				rig_write(&r, 0x14, 1 | w << address); /* EERD */
				assert_true(rig_read(&r, 0x14) & done);
				sum = (u16)(sum + (rig_read(&r, 0x14) >> 16));
			}
			assert_int_equal(sum == 0xbaba, !bad);
			nic_rig_end(&r);
		}
}

/* A descriptor that is given back late: sent at once, done when the time has passed. */
static void test_late_write_back(void **state)
{
	struct nic_rig r;
	char why[256];
	u8 *d;

	(void)state;
	nic_rig_start(&r, "e1000");
	d = rig_at(&r, GUEST_AT);
	put_le64(d, GUEST_AT + 0x1000);
	put_le32(d + 8, 60 | 9u << 24); /* EOP, RS */
	assert_true(nic_order(r.n, "delay-writeback=20", why));
	rig_write(&r, 0x3800, GUEST_AT);
	rig_write(&r, 0x3808, 256);
	rig_write(&r, 0x400, 2);
	rig_write(&r, 0x3818, 1);
	assert_int_equal(r.n_sent, 1);
	assert_false(d[12] & 1);
	rig_pass(&r, 19 * NSEC_PER_MS);
	assert_false(d[12] & 1);
	rig_pass(&r, 2 * NSEC_PER_MS);
	assert_true(d[12] & 1);
	nic_rig_end(&r);
}

/* It takes the signal away and gives it again, so often and so long; `none` ends it. */
static void test_link_flap(void **state)
{
	struct nic_rig r;
	unsigned downs = 0;
	bool was = true;
	char why[256];

	(void)state;
	nic_rig_start(&r, "e1000");
	assert_true(nic_order(r.n, "link-flap=3:200", why));
	nic_ordered(r.n, r.now);
	assert_false(r.n->carrier); /* at once */
	for (unsigned ms = 0; ms < 1500; ms += 10) {
		downs += was && !r.n->carrier;
		was = r.n->carrier;
		if (ms == 300)
			shows(r.n, "Ordered: the link flaps, 4 turns of 200 ms are left");
		rig_pass(&r, 10 * NSEC_PER_MS);
	}
	assert_int_equal(downs, 3);
	assert_true(r.n->carrier);
	assert_int_equal(r.n->inject.flaps, 0);
	assert_true(nic_order(r.n, "link-flap=5", why));
	nic_ordered(r.n, r.now);
	assert_false(r.n->carrier);
	assert_true(nic_order(r.n, "none", why));
	nic_ordered(r.n, r.now);
	assert_true(r.n->carrier);
	nic_rig_end(&r);
}

static void phy_write(struct nic_rig *r, unsigned reg, u16 v)
{
	rig_write(r, 0x20, v | reg << 16 | 1 << 21 | 1 << 26);
}

/* IEEE 802.3, 22.2.4.1.5: power-down. The wire has no signal while it lasts; a reset of the PHY or of the chip ends it. */
static void test_phy_power_down(void **state)
{
	static const char *const intel[] = { "e1000", "e1000e", "igb" };
	struct nic_rig r;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(intel); i++) {
		nic_rig_start(&r, intel[i]);
		assert_true(r.n->carrier);
		phy_write(&r, 0, 0x1940);
		assert_false(r.n->carrier);
		shows(r.n, "The driver has powered its PHY down");
		phy_write(&r, 0, 0x1140);
		assert_true(r.n->carrier);
		phy_write(&r, 0, 0x0800);
		phy_write(&r, 0, 0x8800);
		assert_true(r.n->carrier);
		phy_write(&r, 0, 0x0800);
		nic_reset(r.n, r.now);
		assert_true(r.n->carrier);
		nic_rig_end(&r);
	}
	nic_rig_start(&r, "rtl8139");
	nic_bar_write(r.n, 0, 0x62, "\x00\x19", 2, r.now);
	assert_false(r.n->carrier);
	nic_bar_write(r.n, 0, 0x62, "\x00\x11", 2, r.now);
	assert_true(r.n->carrier);
	nic_rig_end(&r);
}

/* The trace of a frame: its queue, its first descriptor, how many there were. */
static void test_origin(void **state)
{
	struct nic_origin o = { 0 };
	struct frame f = { 0 };
	struct nic_rig r;
	u8 *d;

	(void)state;
	assert_false(nic_origin(&f, &o));
	f.trace = nic_trace((struct nic_origin){ .node = 0, .queue = 7, .index = 65535, .count = 1000 });
	assert_true(nic_origin(&f, &o));
	assert_int_equal(o.node, 0);
	assert_int_equal(o.queue, 7);
	assert_int_equal(o.index, 65535);
	assert_int_equal(o.count, 255);
	nic_rig_start(&r, "e1000");
	r.n->node = 42;
	d = rig_at(&r, GUEST_AT);
	for (unsigned k = 0; k < 3; k++) { /* one frame of one descriptor, one of two */
		put_le64(d + 16 * k, GUEST_AT + 0x1000);
		put_le32(d + 16 * k + 8, 60 | (k == 1 ? 0u : 1u) << 24);
	}
	rig_write(&r, 0x3800, GUEST_AT);
	rig_write(&r, 0x3808, 256);
	rig_write(&r, 0x400, 2);
	rig_write(&r, 0x3818, 3);
	assert_int_equal(r.n_sent, 2);
	assert_true(nic_origin(r.sent[0], &o));
	assert_int_equal(o.node, 42);
	assert_int_equal(o.index, 0);
	assert_int_equal(o.count, 1);
	assert_true(nic_origin(r.sent[1], &o));
	assert_int_equal(o.index, 1);
	assert_int_equal(o.count, 2);
	nic_rig_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_model), cmocka_unit_test(test_rings_and_causes), cmocka_unit_test(test_orders), cmocka_unit_test(test_orders_of_every_model), cmocka_unit_test(test_eeprom_sum),
		cmocka_unit_test(test_late_write_back),
					    cmocka_unit_test(test_link_flap), cmocka_unit_test(test_phy_power_down), cmocka_unit_test(test_origin) };

	return cmocka_run_group_tests_name("nic_show", tests, NULL, NULL);
}
