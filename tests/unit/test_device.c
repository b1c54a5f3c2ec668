/* SPDX-License-Identifier: GPL-3.0-or-later */
/* device/: names, the state machine and its messages, the log, the clock, keeping the configuration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "device_box.h"

/* ---- names ---- */

static void names_are_resolved(void **state)
{
	static const struct { const char *text; bool create; const char *name; } rows[] = {
		{ "g0/1", false, "GigabitEthernet0/1" }, { "gi0/1", false, "GigabitEthernet0/1" }, { "Gi 0/1", false, "GigabitEthernet0/1" },
		{ "GIGABITETHERNET0/3", false, "GigabitEthernet0/3" }, { "gigabitethernet 0/0", false, "GigabitEthernet0/0" },
		{ "g0/4", false, NULL }, { "g0", false, NULL }, { "f0/1", false, NULL }, { "g0/1/0", false, NULL }, { "0/1", false, NULL },
		{ "g", true, NULL }, { "", true, NULL }, { "g0/", true, NULL }, { "g0/1x", true, NULL }, { "g99999999999/1", true, NULL },
		{ "lo5", false, NULL }, { "lo5", true, "Loopback5" }, { "l0", true, "Loopback0" }, { "Loopback 2147483647", true, "Loopback2147483647" },
		{ "lo2147483648", true, NULL }, { "vlan10", true, "Vlan10" }, { "v 10", true, "Vlan10" }, { "vlan0", true, NULL },
		{ "vlan4095", true, NULL }, { "g0/0.10", false, NULL }, { "g0/0.10", true, "GigabitEthernet0/0.10" },
		{ "g0/0.0", true, NULL }, { "g0/0.", true, NULL }, { "g0/9.10", true, NULL }, { "g0/0.4294967295", true, "GigabitEthernet0/0.4294967295" },
		{ "g0/0.4294967296", true, NULL }, { "lo0.1", true, NULL }, { "null0", false, "Null0" }, { "n0", false, "Null0" },
		{ "tu0", true, "Tunnel0" }, { "po1", true, "Port-channel1" }, { "port-channel 1", true, "Port-channel1" }, { "nonsense0", true, NULL },
	};
	struct lab *l = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[64] = "";
		bool ok = ifname_resolve(&l->r1->d, rows[i].text, rows[i].create, out);

		if (ok != (rows[i].name != NULL) || (ok && strcmp(out, rows[i].name)))
			fail_msg("\"%s\" is %s, not %s", rows[i].text, ok ? out : "nothing", rows[i].name ? rows[i].name : "nothing");
	}
}

static void list_is_in_order(void **state)
{
	static const char *const made[] = { "Vlan10", "GigabitEthernet0/1.20", "Loopback7", "Vlan2", "GigabitEthernet0/1.3", "Loopback0" };
	static const char *const want[] = { "Loopback0", "Loopback7", "GigabitEthernet0/0", "GigabitEthernet0/1", "GigabitEthernet0/1.3",
					    "GigabitEthernet0/1.20", "GigabitEthernet0/2", "GigabitEthernet0/3", "Vlan2", "Vlan10", "Null0" };
	static const char *const shown[] = { "Vlan2", "Vlan10", "GigabitEthernet0/0", "GigabitEthernet0/1", "GigabitEthernet0/1.3",
					     "GigabitEthernet0/1.20", "GigabitEthernet0/2", "GigabitEthernet0/3", "Loopback0", "Loopback7", "Null0" };
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		assert_non_null(device_iface_make(d, made[i]));
	for (struct iface *i = d->ifaces; i; i = i->next)
		assert_string_equal(i->name, want[n++]);
	assert_int_equal(n, ARRAY_LEN(want));
	assert_int_equal(n, d->n_ifaces);
	n = 0;
	for (struct iface *i = iface_shown(d, NULL); i; i = iface_shown(d, i))
		assert_string_equal(i->name, shown[n++]);
	assert_int_equal(n, ARRAY_LEN(shown));
	assert_string_equal(device_iface(d, "GigabitEthernet0/1.20")->short_name, "Gi0/1.20");
	assert_string_equal(device_iface(d, "Vlan10")->short_name, "Vl10");
	assert_ptr_equal(device_iface(d, "GigabitEthernet0/1")->subs, device_iface(d, "GigabitEthernet0/1.3"));
	assert_int_equal(l->r1->n_added, 4 + 1 + 6);
	device_iface_remove(device_iface(d, "GigabitEthernet0/1.3"));
	assert_string_equal(device_iface(d, "GigabitEthernet0/1")->subs->name, "GigabitEthernet0/1.20");
	assert_null(device_iface_make(d, "Tunnel0"));
	assert_null(device_iface_make(d, "g0/1.5"));
}

/* ---- states and messages ---- */

static char last_lines[65536];

static void gather(void *arg, const char *text, u32 len)
{
	char *out = arg;

	(void)len;
	strcat(out, text + strcspn(text, "%"));
	strcat(out, "\n");
}

static const char *log_since_clear(struct device *d)
{
	last_lines[0] = 0;
	log_each(d->log, gather, last_lines);
	log_clear(d->log);
	return last_lines;
}

static void carrier_and_shutdown_speak(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	struct iface *i = device_iface(d, "GigabitEthernet0/0");

	assert_true(i->up);
	log_clear(d->log);
	world_run(l->w, 3 * NSEC_PER_SEC, UINT64_MAX);
	wire_set_up(l->wire, false);
	assert_string_equal(log_since_clear(d), "%LINK-3-UPDOWN: Interface GigabitEthernet0/0, changed state to down\n"
						"%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet0/0, changed state to down\n");
	assert_false(i->up);
	assert_int_equal(i->changed, 3 * NSEC_PER_SEC);
	assert_int_equal(i->resets, 1);
	wire_set_up(l->wire, true);
	assert_string_equal(log_since_clear(d), "%LINK-3-UPDOWN: Interface GigabitEthernet0/0, changed state to up\n"
						"%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet0/0, changed state to up\n");
	log_clear(l->r2->d.log);
	iface_set_shutdown(i, true);
	assert_string_equal(log_since_clear(d), "%LINK-5-CHANGED: Interface GigabitEthernet0/0, changed state to administratively down\n"
						"%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet0/0, changed state to down\n");
	/* The neighbour sees carrier go. */
	assert_string_equal(log_since_clear(&l->r2->d), "%LINK-3-UPDOWN: Interface GigabitEthernet0/0, changed state to down\n"
							"%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet0/0, changed state to down\n");
	assert_string_equal(iface_status(i), "administratively down");
	iface_set_shutdown(i, false);
	assert_string_equal(log_since_clear(d), "%LINK-3-UPDOWN: Interface GigabitEthernet0/0, changed state to up\n"
						"%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet0/0, changed state to up\n");
	/* Without a cable. */
	i = device_iface(d, "GigabitEthernet0/1");
	iface_set_shutdown(i, true);
	assert_string_equal(log_since_clear(d), "%LINK-5-CHANGED: Interface GigabitEthernet0/1, changed state to administratively down\n");
	iface_set_shutdown(i, false);
	assert_string_equal(log_since_clear(d), "%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down\n");
}

static void virtual_ones_speak(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	struct iface *lo, *sub;

	log_clear(d->log);
	lo = device_iface_make(d, "Loopback0");
	assert_true(lo->up);
	assert_string_equal(log_since_clear(d), "%LINEPROTO-5-UPDOWN: Line protocol on Interface Loopback0, changed state to up\n");
	iface_set_shutdown(lo, true);
	assert_string_equal(log_since_clear(d), "%LINK-5-CHANGED: Interface Loopback0, changed state to administratively down\n"
						"%LINEPROTO-5-UPDOWN: Line protocol on Interface Loopback0, changed state to down\n");
	sub = device_iface_make(d, "GigabitEthernet0/0.10");
	assert_true(sub->up);
	iface_set_shutdown(sub->parent, true);
	assert_false(sub->up);
	assert_string_equal(iface_status(sub), "administratively down");
	iface_set_shutdown(sub->parent, false);
	assert_true(sub->up);
	wire_set_up(l->wire, false);
	assert_false(sub->up);
	assert_string_equal(iface_status(sub), "down");
	wire_set_up(l->wire, true);
	iface_set_shutdown(sub, true);
	assert_true(sub->parent->up);
	assert_false(sub->up);
	assert_null(strstr(log_since_clear(d), "0/0.10"));
	device_iface_remove(lo);
	assert_null(device_iface(d, "Loopback0"));
}

/* ---- clock ---- */

static void civil_time_is_right(void **state)
{
	char buf[96];

	(void)state;
	assert_int_equal(civil_seconds(1970, 1, 1, 0, 0, 0), 0);
	assert_int_equal(civil_seconds(2026, 1, 1, 0, 0, 0), CLOCK_EPOCH_S);
	assert_int_equal(civil_seconds(2000, 2, 29, 12, 34, 56), 951827696);
	/* Each day of 160 years, there and back; its weekday follows the one before. */
	for (s64 day = 0; day < 160 * 365; day++) {
		struct civil c = civil_of((day * 86400 + 3661) * (s64)NSEC_PER_SEC + 7 * (s64)NSEC_PER_MS);

		assert_int_equal(civil_seconds(c.year, c.month, c.day, c.hour, c.minute, c.second), day * 86400 + 3661);
		assert_int_equal(c.weekday, (day + 4) % 7);
		assert_int_equal(c.msec, 7);
		assert_true(civil_valid(c.year, c.month, c.day));
	}
	assert_false(civil_valid(2026, 2, 29));
	assert_true(civil_valid(2028, 2, 29));
	assert_string_equal(uptime_words(0, buf), "0 minutes");
	assert_string_equal(uptime_words(61 * 60 * NSEC_PER_SEC, buf), "1 hour, 1 minute");
	assert_string_equal(uptime_words((8 * 24 + 3) * 3600 * NSEC_PER_SEC, buf), "1 week, 1 day, 3 hours, 0 minutes");
	assert_string_equal(uptime_short(7 * NSEC_PER_SEC, buf), "00:00:07");
	assert_string_equal(uptime_short(27 * 3600 * NSEC_PER_SEC, buf), "1d03h");
	assert_string_equal(uptime_short(15 * 86400 * NSEC_PER_SEC, buf), "2w1d");
}

/* ---- the log ---- */

static void count(void *arg, const char *text, u32 len)
{
	(void)text;
	(void)len;
	++*(unsigned *)arg;
}

static void ring_is_bounded(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	unsigned n = 0;

	log_clear(d->log);
	assert_null(d->log->ring); /* a quiet device has none */
	for (unsigned i = 0; i < 1000; i++)
		device_log(d, "TEST", 6, "LINE", "number %u\x1b[2J", i);
	assert_true(d->log->ring_len <= LOG_RING_DEFAULT && d->log->ring_size == LOG_RING_DEFAULT);
	log_each(d->log, count, &n);
	assert_in_range(n, 60, 100);
	log_set_ring(d->log, 16384);
	for (unsigned i = 0; i < 1000; i++)
		device_log(d, "TEST", 6, "LINE", "number %u", i);
	n = 0;
	log_each(d->log, count, &n);
	assert_in_range(n, 250, 400);
}

static void debug_is_limited(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	u32 before = d->log->n_buffered;

	for (unsigned i = 0; i < 10000; i++)
		device_debug(d, "ICMP: %u", i);
	assert_int_equal(d->log->n_buffered - before, DEBUG_BURST);
	assert_int_equal(d->log->n_limited, 10000 - DEBUG_BURST);
	world_run(l->w, NSEC_PER_SEC, UINT64_MAX);
	for (unsigned i = 0; i < 10000; i++)
		device_debug(d, "ICMP: %u", i);
	assert_int_equal(d->log->n_buffered - before, DEBUG_BURST + DEBUG_LINES_A_SECOND);
}

/* ---- rates ---- */

static void rates_follow_traffic(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	struct iface *i = device_iface(d, "GigabitEthernet0/0");
	nsec t = 0;

	/* 100 frames of 125 bytes a second: 100,000 bit/s. After five time constants the average stands within 1 %. */
	for (unsigned s = 0; s < 1500; s++) {
		struct frame *f[100];

		for (unsigned k = 0; k < 100; k++)
			f[k] = frame_get(node_pool(&d->node), 125);
		port_send(i->port, f, 100);
		world_run(l->w, t += NSEC_PER_SEC, UINT64_MAX);
		if (s == 299)
			assert_in_range(rate_now(i)->tx.bits_a_s / 256, 62000, 64500); /* 1 - 1/e */
	}
	assert_in_range(rate_now(i)->tx.bits_a_s / 256, 99000, 100000);
	assert_in_range((rate_now(i)->tx.frames_a_s + 128) / 256, 99, 100);
	assert_int_equal(rate_now(i)->rx.frames_a_s, 0);
	assert_in_range(rate_now(device_iface(&l->r2->d, "GigabitEthernet0/0"))->rx.bits_a_s / 256, 99000, 100000);
	/* Silence: it decays, and samples get rare. */
	world_run(l->w, t += 300 * NSEC_PER_SEC, UINT64_MAX);
	assert_in_range(rate_now(i)->tx.bits_a_s / 256, 35500, 38000);
	assert_int_equal(d->sample_every, 60 * NSEC_PER_SEC);
	world_run(l->w, t += 4 * 3600 * NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(rate_now(i)->tx.bits_a_s / 256, 0);
	assert_int_equal(iface_last_output(i), 1499 * NSEC_PER_SEC);
	assert_int_equal(iface_last_input(i), NSEC_NEVER);
}

static void counters_are_cleared(void **state)
{
	struct lab *l = *state;
	struct iface *i = device_iface(&l->r1->d, "GigabitEthernet0/0");
	struct frame *f = frame_get(node_pool(&l->r1->d.node), 60);
	struct iface_counters c;

	port_send(i->port, &f, 1);
	iface_counters_shown(i, &c);
	assert_int_equal(c.tx_frames, 1);
	iface_clear_counters(i);
	iface_counters_shown(i, &c);
	assert_int_equal(c.tx_frames + c.tx_bytes, 0);
	iface_get_counters(i, &c);
	assert_int_equal(c.tx_frames, 1);
}

/* ---- boot, power ---- */

static void power_cycle_begins_anew(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;

	cli_free(l->s.c);
	l->s.c = NULL;
	device_iface_make(d, "Loopback0");
	node_power(&d->node, false);
	assert_false(l->r2->d.node.ports->link);
	node_power(&d->node, true);
	assert_null(device_iface(d, "Loopback0"));
	assert_true(device_iface(d, "GigabitEthernet0/0")->up);
	assert_true(l->r2->d.node.ports->link);
}

static void small_in_memory(void **state)
{
	(void)state;
	/* What a quiet host of one port costs here, shell and node aside. */
	assert_true(sizeof(struct device) + 2 * sizeof(struct iface) + sizeof(struct log) + sizeof(struct system) < 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_are_resolved, lab_setup, lab_teardown),
		cmocka_unit_test_setup_teardown(list_is_in_order, lab_setup, lab_teardown),
		cmocka_unit_test_setup_teardown(carrier_and_shutdown_speak, lab_setup, lab_teardown),
		cmocka_unit_test_setup_teardown(virtual_ones_speak, lab_setup, lab_teardown),
		cmocka_unit_test(civil_time_is_right),
		cmocka_unit_test_setup_teardown(ring_is_bounded, lab_setup, lab_teardown),
		cmocka_unit_test_setup_teardown(debug_is_limited, lab_setup, lab_teardown),
		cmocka_unit_test_setup_teardown(rates_follow_traffic, lab_setup, lab_teardown),
		cmocka_unit_test_setup_teardown(counters_are_cleared, lab_setup, lab_teardown),
		cmocka_unit_test_setup_teardown(power_cycle_begins_anew, lab_setup, lab_teardown),
		cmocka_unit_test(small_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
