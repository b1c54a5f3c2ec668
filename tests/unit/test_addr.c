/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses: text in, text out (RFC 5952), prefixes, derived addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "net/addr.h"

static void ip4(void **state)
{
	static const char *const bad[] = { "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.04", "1.2.3.4 ", " 1.2.3.4", "1..2.3", "1.2.3.-4", "a.b.c.d", "1.2.3.4/" };
	char t[IP4_TEXT];
	u32 a;
	u8 plen;

	(void)state;
	assert_true(ip4_parse("192.0.2.255", &a));
	assert_int_equal(a, 0xc00002ff);
	assert_string_equal(ip4_text(a, t), "192.0.2.255");
	assert_string_equal(ip4_text(0, t), "0.0.0.0");
	for (unsigned k = 0; k < ARRAY_LEN(bad); k++)
		assert_false(ip4_parse(bad[k], &a));
	assert_true(ip4_prefix_parse("10.0.0.0/8", &a, &plen));
	assert_int_equal(plen, 8);
	assert_false(ip4_prefix_parse("10.0.0.0/33", &a, &plen));
	assert_false(ip4_prefix_parse("10.0.0.0", &a, &plen));
	for (unsigned k = 0; k <= 32; k++) {
		assert_true(ip4_mask_len(ip4_mask(k), &plen));
		assert_int_equal(plen, k);
	}
	assert_false(ip4_mask_len(0xff00ff00, &plen));
}

static void ip6(void **state)
{
	static const struct { const char *in, *out; } good[] = {
		{ "::", "::" }, { "::1", "::1" }, { "1::", "1::" }, { "2001:db8::1", "2001:DB8::1" }, { "2001:0db8:0:0:1:0:0:1", "2001:DB8::1:0:0:1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:DB8:0:1:1:1:1:1" }, { "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" }, { "::ffff:192.0.2.1", "::FFFF:C000:201" },
		{ "fe80::a062:21ff:fee3:1e10", "FE80::A062:21FF:FEE3:1E10" }, { "1:0:0:2:0:0:0:3", "1:0:0:2::3" }, { "0:0:1::", "0:0:1::" },
		{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
	};
	static const char *const bad[] = { "", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7:8::", "::1.2.3", "1:", ":1", "::1/64",
					   "1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4" };
	char t[IP6_TEXT];
	struct ip6 a, b;
	u8 plen;

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(good); k++) {
		assert_true(ip6_parse(good[k].in, &a));
		assert_string_equal(ip6_text(&a, t), good[k].out);
		assert_true(ip6_parse(t, &b));
		assert_true(ip6_eq(&a, &b));
	}
	for (unsigned k = 0; k < ARRAY_LEN(bad); k++)
		if (ip6_parse(bad[k], &a))
			fail_msg("\"%s\" was taken", bad[k]);
	assert_true(ip6_prefix_parse("2001:db8:ffff::/33", &a, &plen));
	b = ip6_masked(&a, plen);
	assert_string_equal(ip6_text(&b, t), "2001:DB8:8000::");
	assert_true(ip6_in(&a, &b, 33));
	assert_false(ip6_in(&a, &b, 34));
	assert_true(ip6_in(&a, &b, 0));
	assert_true(ip6_in(&a, &a, 128));
}

static void in_prefix(void **state)
{
	struct ipaddr x = { .af = AF_IP4, .v4 = 0x0a0909ff }, p = { .af = AF_IP4, .v4 = 0x0a090900 }, any = { .af = AF_IP4 }, six = { .af = AF_IP6 };

	(void)state;
	assert_true(ipaddr_in(&x, &p, 24));
	assert_false(ipaddr_in(&x, &p, 25));
	assert_true(ipaddr_in(&x, &any, 0));
	assert_true(ipaddr_in(&x, &x, 32));
	assert_false(ipaddr_in(&six, &any, 0));	/* another family */
	assert_true(ipaddr_in(&six, &six, 128));
}

static void macs(void **state)
{
	static const char *const good[] = { "00:1a:2B:3c:4d:5e", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e" };
	static const char *const bad[] = { "", "001a2b3c4d5e", "00:1a:2b:3c:4d", "00:1a:2b:3c:4d:5e:6f", "00:1a-2b:3c:4d:5e", "001a.2b3c", "001a.2b3c.4d5g", "00:1a:2b:3c:4d:5e:", "0:1:2:3:4:5" };
	u8 mac[6];
	char t[MAC_TEXT];
	struct ip6 ll;

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(good); k++) {
		assert_true(mac_parse(good[k], mac));
		assert_string_equal(mac_dotted(mac, t), "001a.2b3c.4d5e");
		assert_string_equal(mac_colons(mac, t), "00:1a:2b:3c:4d:5e");
	}
	for (unsigned k = 0; k < ARRAY_LEN(bad); k++)
		if (mac_parse(bad[k], mac))
			fail_msg("\"%s\" was taken", bad[k]);
	mac_parse(good[0], mac);
	ll = ip6_linklocal_of(mac); /* RFC 4291 appendix A */
	assert_string_equal(ip6_text(&ll, (char[IP6_TEXT]){ 0 }), "FE80::21A:2BFF:FE3C:4D5E");
	ll = ip6_solicited_node(&ll);
	assert_string_equal(ip6_text(&ll, (char[IP6_TEXT]){ 0 }), "FF02::1:FF3C:4D5E");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(ip4), cmocka_unit_test(ip6), cmocka_unit_test(in_prefix), cmocka_unit_test(macs) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
