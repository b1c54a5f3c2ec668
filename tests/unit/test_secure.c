/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Port security: limits, violations, sticky addresses, ageing; addresses that flap, that are to be dropped, and floods of them. */
#include "campus.h"
#include "switch/errdisable.h"
#include "switch/secure.h"

#define PORT1 "interface g0/1\n switchport mode access\n spanning-tree portfast\n"
#define PORT2 "interface g0/2\n switchport mode access\n spanning-tree portfast\n"

struct lab {
	struct world *w;
	struct device *x;
	struct station *a, *b;
};

static void open_lab(struct lab *t, const char *security)
{
	char config[512];

	t->w = campus_new();
	snprintf(config, sizeof(config), PORT1 "%s" PORT2, security);
	t->x = campus_switch(t->w, "x", 4, config);
	t->a = campus_station(t->w, "a", t->x, 1);
	t->b = campus_station(t->w, "b", t->x, 2);
	pass_s(t->w, 2);
}

/* Does a frame from this address pass? */
static bool heard(struct lab *t, u8 from)
{
	unsigned before = t->b->n;

	talk(t->a, from, 0xff, 0);
	pass(t->w, 100 * NSEC_PER_MS);
	return t->b->n == before + 1;
}

static struct secure_port *secure1(struct lab *t) { return secure_port_of(campus_sw(t->x, 1)); }

static void one_address_then_shutdown(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, " switchport port-security\n");
	assert_true(heard(&t, 1));
	assert_true(heard(&t, 1));
	assert_non_null(strstr(campus_show(t.x, "show port-security interface g0/1"), "Port Status                : Secure-up"));
	assert_non_null(strstr(campus_show(t.x, "show mac address-table"), "0200.0000.0001    STATIC      Gi0/1"));
	assert_false(heard(&t, 2));
	assert_string_equal(campus_sw(t.x, 1)->iface->err_disabled, "psecure-violation");
	assert_true(campus_logged(t.x, "%PORT_SECURITY-2-PSECURE_VIOLATION: Security violation occurred, caused by MAC address 0200.0000.0002 on port GigabitEthernet0/1."));
	assert_true(campus_logged(t.x, "%PM-4-ERR_DISABLE: psecure-violation error detected on Gi0/1, putting Gi0/1 in err-disable state"));
	assert_non_null(strstr(campus_show(t.x, "show port-security interface g0/1"), "Port Status                : Secure-shutdown"));
	assert_non_null(strstr(campus_show(t.x, "show interfaces status err-disabled"), "psecure-violation"));
	assert_int_equal(t.a->node.ports->link, false);
	campus_apply(t.x, "errdisable recovery cause psecure-violation\nerrdisable recovery interval 30\n");
	pass_s(t.w, 31);
	assert_null(campus_sw(t.x, 1)->iface->err_disabled);
	pass_s(t.w, 1);
	assert_true(heard(&t, 2)); /* what was learnt went with the link */
	world_free(t.w);
}

static void restrict_counts_and_protect_is_silent(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, " switchport port-security\n switchport port-security maximum 2\n switchport port-security violation restrict\n");
	assert_true(heard(&t, 1) && heard(&t, 2));
	assert_false(heard(&t, 3) || heard(&t, 4));
	assert_true(heard(&t, 1));
	assert_int_equal(secure1(&t)->violations, 2);
	assert_int_equal(campus_port(&t.x->node, 1)->drops[DROP_PORT_SECURITY], 2);
	assert_null(campus_sw(t.x, 1)->iface->err_disabled);
	campus_apply(t.x, "interface g0/1\n switchport port-security violation protect\n");
	assert_false(heard(&t, 5));
	assert_int_equal(secure1(&t)->violations, 2);
	world_free(t.w);
}

/* An address that one secure port has may not speak on another. */
static void an_address_of_another_secure_port(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, " switchport port-security\n switchport port-security maximum 9\n switchport port-security violation restrict\n");
	campus_apply(t.x, PORT2 " switchport port-security\n");
	assert_true(heard(&t, 1));
	talk(t.b, 2, 1, 0);
	pass(t.w, NSEC_PER_MS);
	assert_false(heard(&t, 2));
	assert_int_equal(secure1(&t)->violations, 1);
	assert_true(campus_refuses(t.x, "interface g0/1\n switchport port-security mac-address 0100.0000.0001\n"));
	world_free(t.w);
}

static void sticky_addresses_become_lines(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, " switchport port-security\n switchport port-security maximum 3\n switchport port-security mac-address sticky\n");
	assert_true(heard(&t, 1) && heard(&t, 2));
	assert_true(has_line(t.x, " switchport port-security mac-address sticky 0200.0000.0001\n"));
	assert_true(has_line(t.x, " switchport port-security mac-address sticky 0200.0000.0002\n"));
	assert_non_null(strstr(campus_show(t.x, "show port-security address"), "   1    0200.0000.0001    SecureSticky                  Gi0/1          -"));
	/* they outlive the link */
	port_enable(t.a->node.ports, false);
	pass_s(t.w, 1);
	port_enable(t.a->node.ports, true);
	pass_s(t.w, 2);
	assert_int_equal(secure1(&t)->n, 2);
	campus_show(t.x, "clear port-security sticky address 0200.0000.0001");
	pass_s(t.w, 1);
	assert_false(has_line(t.x, "0200.0000.0001"));
	assert_int_equal(secure1(&t)->n, 1);
	campus_apply(t.x, "interface g0/1\n no switchport port-security mac-address sticky\n");
	pass_s(t.w, 1);
	assert_false(has_line(t.x, "0200.0000.0002"));
	assert_int_equal(secure1(&t)->n, 0);
	assert_true(heard(&t, 2));
	assert_false(has_line(t.x, "0200.0000.0002"));
	campus_apply(t.x, "interface g0/1\n switchport port-security mac-address sticky\n");
	pass_s(t.w, 1);
	assert_true(has_line(t.x, "sticky 0200.0000.0002"));
	world_free(t.w);
}

static void addresses_age(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, " switchport port-security\n switchport port-security maximum 5\n switchport port-security aging time 2\n"
		     " switchport port-security mac-address 0200.0000.0009\n");
	assert_true(heard(&t, 1));
	pass_s(t.w, 100);
	assert_true(heard(&t, 1)); /* absolute: speaking does not help */
	assert_int_equal(secure1(&t)->n, 2);
	pass_s(t.w, 30);
	assert_int_equal(secure1(&t)->n, 1); /* the configured one stays */
	campus_apply(t.x, "interface g0/1\n switchport port-security aging type inactivity\n switchport port-security aging static\n");
	for (unsigned i = 0; i < 5; i++) {
		assert_true(heard(&t, 1));
		pass_s(t.w, 60);
	}
	assert_int_equal(secure1(&t)->n, 1); /* who speaks stays, who does not goes */
	assert_int_equal(secure1(&t)->addr[0].mac[5], 1);
	world_free(t.w);
}

static void is_refused_on_dynamic_ports_and_over_the_limit(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, " switchport port-security mac-address 0200.0000.0001\n");
	assert_non_null(strstr(campus_show(t.x, "show port-security"), "Total Addresses in System (excluding one mac per port)     : 0"));
	assert_true(campus_refuses(t.x, "interface g0/1\n switchport port-security mac-address 0200.0000.0002\n"));
	world_free(t.w);
}

/* macof: the table fills, and what is for nobody known goes everywhere; port security keeps it small. */
static void a_flood_of_addresses(void **state)
{
	for (unsigned guarded = 0; guarded < 2; guarded++) {
		struct lab t;
		struct station *c;
		unsigned before;

		(void)state;
		open_lab(&t, guarded ? " switchport port-security\n switchport port-security violation protect\n" : "");
		campus_apply(t.x, "interface g0/3\n spanning-tree portfast\n");
		c = campus_station(t.w, "c", t.x, 3);
		pass_s(t.w, 2);
		assert_true(heard(&t, 1));
		for (u32 i = 0; i < FDB_MAX; i++) {
			u8 b[60] = { 255, 255, 255, 255, 255, 255, 2, 1, 0, 0, 0, 0, 0x88, 0xb5 };

			put_be32(b + 8, i);
			say(t.a, b, sizeof(b));
			if (i % 64 == 63)
				pass(t.w, NSEC_PER_MS);
		}
		pass(t.w, NSEC_PER_MS);
		assert_int_equal(t.x->bridge->fdb.n_dynamic, guarded ? 0 : FDB_MAX);
		talk(c, 7, 0xff, 0);
		pass(t.w, NSEC_PER_MS);
		before = t.a->n;
		talk(t.b, 2, 7, 0); /* for c alone */
		pass(t.w, NSEC_PER_MS);
		assert_int_equal(t.a->n - before, !guarded); /* and the thief hears it, or not */
		world_free(t.w);
	}
}

static void flapping_and_discarded_addresses(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, "");
	for (unsigned i = 0; i < 4; i++) {
		talk(i & 1 ? t.b : t.a, 5, 0xff, 0);
		pass_s(t.w, 1);
	}
	assert_true(campus_logged(t.x, "%SW_MATM-4-MACFLAP_NOTIF: Host 0200.0000.0005 in vlan 1 is flapping between port Gi0/"));
	campus_apply(t.x, "mac address-table static 0200.0000.0006 vlan 1 drop\n");
	assert_false(heard(&t, 6));
	talk(t.b, 2, 6, 0);
	pass_s(t.w, 1);
	assert_int_equal(campus_port(&t.x->node, 1)->drops[DROP_MAC_DROPPED], 1);
	assert_int_equal(campus_port(&t.x->node, 2)->drops[DROP_MAC_DROPPED], 1);
	assert_non_null(strstr(campus_show(t.x, "show mac address-table static"), "0200.0000.0006    STATIC      Drop"));
	world_free(t.w);
}

/* switchport block, switchport protected */
static void ports_closed_to_the_unknown_and_to_each_other(void **state)
{
	struct lab t;
	unsigned before;

	(void)state;
	open_lab(&t, "");
	campus_apply(t.x, PORT2 " switchport block unicast\n");
	before = t.b->n;
	talk(t.a, 1, 99, 0);
	pass_s(t.w, 1);
	assert_int_equal(t.b->n, before);
	assert_true(heard(&t, 1));
	campus_apply(t.x, PORT2 " no switchport block unicast\n switchport protected\n" PORT1 " switchport protected\n");
	assert_false(heard(&t, 1));
	campus_apply(t.x, PORT1 " no switchport protected\n");
	assert_true(heard(&t, 1));
	world_free(t.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_address_then_shutdown), cmocka_unit_test(restrict_counts_and_protect_is_silent),
		cmocka_unit_test(an_address_of_another_secure_port), cmocka_unit_test(sticky_addresses_become_lines), cmocka_unit_test(addresses_age),
		cmocka_unit_test(is_refused_on_dynamic_ports_and_over_the_limit), cmocka_unit_test(a_flood_of_addresses),
		cmocka_unit_test(flapping_and_discarded_addresses), cmocka_unit_test(ports_closed_to_the_unknown_and_to_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
