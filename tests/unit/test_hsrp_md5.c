/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HSRP's packets with MD5: what two real routers sent (published, with the passwords, as test cases of a tool that audits them) is what we write, to the last byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "router/fhrp/hsrp_packet.h"
#include "router/stack.h"

#define A4(a, b, c, d) ((u32)(a) << 24 | (b) << 16 | (c) << 8 | (d))

static void t_real(void **state)
{
	static const struct {
		u8 state, priority;
		u32 vip, src;
		const char *key;
		u8 digest[16];
	} of[] = {
		{ HSRP_SPEAK, 100, A4(10, 0, 0, 100), A4(10, 0, 0, 20), "password12345", { 0x52, 0xe1, 0xdb, 0x09, 0xd1, 0x8d, 0x69, 0x5b, 0x8f, 0xef, 0xb3, 0x73, 0x0f, 0xf8, 0xd9, 0xd6 } },
		{ HSRP_SPEAK, 90, A4(172, 16, 40, 1), A4(172, 16, 40, 20), "openwall", { 0xf1, 0x5d, 0xfa, 0x63, 0x1a, 0x06, 0x79, 0xe0, 0x80, 0x1f, 0x8e, 0x6b, 0x0c, 0x0c, 0x17, 0xac } },
		{ HSRP_ACTIVE, 100, A4(10, 0, 0, 100), A4(10, 0, 0, 20), "openwall12345", { 0xf0, 0x2f, 0xc4, 0x1b, 0x1b, 0x51, 0x6e, 0x2d, 0x12, 0x61, 0xd8, 0x80, 0x0d, 0x39, 0xcc, 0xea } } };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(of); k++) {
		char key[32];
		struct hsrp h = { .auth_kind = FHRP_AUTH_KEY, .key = key };
		struct hsrp_packet m = { .version = 1, .state = of[k].state, .group = 1, .priority = of[k].priority, .hello_ms = 3000, .hold_ms = 10000, .af = AF_IP4, .addr = ipaddr4(of[k].vip) }, got;
		struct ipaddr src = ipaddr4(of[k].src);
		u8 d[HSRP_PACKET_MAX];

		snprintf(key, sizeof(key), "%s", of[k].key);
		assert_int_equal(hsrp_write(&h, &m, &src, d), 50);
		assert_memory_equal(d + 34, of[k].digest, 16);
		assert_int_equal(hsrp_read(&got, d, 50), DROP_NONE);
		assert_true(hsrp_authentic(&h, &got, d, 50));
		for (u32 at = 0; at < 50; at++) { /* every byte counts */
			d[at] ^= 1;
			assert_true(hsrp_read(&got, d, 50) != DROP_NONE || !hsrp_authentic(&h, &got, d, 50));
			d[at] ^= 1;
		}
		for (u32 len = 0; len < 50; len++)
			assert_true(hsrp_read(&got, d, len) != DROP_NONE || !hsrp_authentic(&h, &got, d, len));
	}
}

/* Version 2 says its family: what is written is read, and of what was changed or cut nothing is believed. */
static void t_six(void **state)
{
	char key[] = "openwall";
	struct hsrp h = { .auth_kind = FHRP_AUTH_KEY, .key = key };
	struct ipaddr src = { .af = AF_IP6, .v6 = { .b = { 0xfe, 0x80, [15] = 2 } } };
	struct hsrp_packet m = { .version = 2, .opcode = HSRP_COUP, .state = HSRP_ACTIVE, .group = 4095, .priority = 110, .hello_ms = 200, .hold_ms = 700, .af = AF_IP6,
				 .addr = { .af = AF_IP6, .v6 = { .b = { 0xfe, 0x80, [15] = 9 } } }, .id = { 2, 0, 0, 0, 0, 1 } };
	struct hsrp_packet got;
	u8 d[HSRP_PACKET_MAX];
	u32 n = hsrp_write(&h, &m, &src, d);

	(void)state;
	assert_int_equal(n, 72);
	assert_int_equal(hsrp_read(&got, d, n), DROP_NONE);
	assert_true(hsrp_authentic(&h, &got, d, n));
	assert_int_equal(got.md5_at, 56);
	got.md5_at = 0;
	assert_memory_equal(&got, &m, sizeof(m));
	for (u32 at = 0; at < n; at++) {
		d[at] ^= 1;
		assert_true(hsrp_read(&got, d, n) != DROP_NONE || !hsrp_authentic(&h, &got, d, n));
		d[at] ^= 1;
	}
	for (u32 len = 0; len < n; len++)
		assert_true(hsrp_read(&got, d, len) != DROP_NONE || !hsrp_authentic(&h, &got, d, len));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_real), cmocka_unit_test(t_six) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
