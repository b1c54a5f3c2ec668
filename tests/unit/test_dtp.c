/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTP: what two ends agree on, timers, bytes that lie; telephones' VLANs. */
#include "campus.h"
#include "switch/dtp_port.h"

static const u8 mac[6] = { 2, 0, 0, 0, 0, 9 };

/* ---- the protocol by itself ---- */

static void takes_what_it_writes_and_nothing_cut(void **state)
{
	struct dtp p = { .admin = DTP_DESIRABLE, .trunk = true };
	u8 b[DTP_BYTES_MAX];
	size_t len = dtp_fill(&p, "campus", mac, b, sizeof(b));
	struct dtp_msg m;

	(void)state;
	assert_true(dtp_parse(&m, rd_of(b, len)));
	assert_string_equal(m.domain, "campus");
	assert_true(m.trunk && m.admin == DTP_DESIRABLE && m.oper_type == DTP_DOT1Q && m.admin_type == DTP_DOT1Q);
	assert_memory_equal(m.mac, mac, 6);
	for (size_t cut = 0; cut < len; cut++) {
		u8 *exact = malloc(cut ? cut : 1);

		memcpy(exact, b, cut);
		dtp_parse(&m, rd_of(exact, cut));
		free(exact);
	}
	b[0] = 2;
	assert_false(dtp_parse(&m, rd_of(b, len)));
}

/* The table everybody learns: which pairs make a trunk. */
static void pairs(void **state)
{
	static const struct {
		u8 a, b;
		bool trunk_a, trunk_b;
	} want[] = {
		{ DTP_AUTO, DTP_AUTO, false, false },	  { DTP_AUTO, DTP_DESIRABLE, true, true },
		{ DTP_AUTO, DTP_ON, true, true },	  { DTP_DESIRABLE, DTP_DESIRABLE, true, true },
		{ DTP_DESIRABLE, DTP_ON, true, true },	  { DTP_ON, DTP_ON, true, true },
		{ DTP_OFF, DTP_AUTO, false, false },	  { DTP_OFF, DTP_DESIRABLE, false, false },
		{ DTP_OFF, DTP_ON, false, true },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(want); i++) {
		struct dtp p[2] = { 0 };

		dtp_set(&p[0], want[i].a, want[i].a == DTP_OFF);
		dtp_set(&p[1], want[i].b, want[i].b == DTP_OFF);
		dtp_link(&p[0], true);
		dtp_link(&p[1], true);
		for (unsigned second = 0; second < 8; second++)
			for (unsigned k = 0; k < 2; k++) {
				u8 b[DTP_BYTES_MAX];
				struct dtp_msg m;

				if (!(dtp_second(&p[k]) & DTP_SEND))
					continue;
				assert_true(dtp_parse(&m, rd_of(b, dtp_fill(&p[k], "", mac, b, sizeof(b)))));
				dtp_receive(&p[!k], &m, "");
			}
		assert_int_equal(p[0].trunk, want[i].trunk_a);
		assert_int_equal(p[1].trunk, want[i].trunk_b);
	}
}

static void five_at_first_then_each_half_minute_and_gone_after_five(void **state)
{
	struct dtp p = { 0 };
	struct dtp_msg m = { .admin = DTP_ON, .trunk = true, .oper_type = DTP_DOT1Q, .admin_type = DTP_DOT1Q };
	unsigned sent = 0;

	(void)state;
	dtp_set(&p, DTP_AUTO, false);
	assert_true(dtp_link(&p, true) & DTP_SEND);
	for (unsigned s = 0; s < 5; s++)
		sent += !!(dtp_second(&p) & DTP_SEND);
	assert_int_equal(sent, 5);
	for (unsigned s = 0; s < 60; s++)
		sent += !!(dtp_second(&p) & DTP_SEND);
	assert_int_equal(sent, 7);
	assert_true(dtp_receive(&p, &m, "") & DTP_CHANGED);
	for (unsigned s = 0; s < DTP_HOLD_S - 1; s++)
		assert_false(dtp_second(&p) & DTP_CHANGED);
	assert_true(dtp_second(&p) & DTP_CHANGED);
	assert_false(p.trunk);
	assert_int_equal(p.timeouts, 1);
}

static void other_domains_and_isl_agree_on_nothing(void **state)
{
	struct dtp p = { 0 };
	struct dtp_msg m = { .admin = DTP_ON, .trunk = true, .admin_type = DTP_DOT1Q, .domain = "theirs" };

	(void)state;
	dtp_set(&p, DTP_DESIRABLE, false);
	dtp_link(&p, true);
	assert_int_equal(dtp_receive(&p, &m, "ours"), DTP_MISMATCH);
	assert_int_equal(dtp_receive(&p, &m, "ours"), 0);
	assert_true(dtp_receive(&p, &m, "") & DTP_CHANGED);
	assert_true(dtp_receive(&p, &m, "ours") & DTP_CHANGED);
	m.domain[0] = 0;
	m.admin_type = DTP_ISL;
	dtp_receive(&p, &m, "ours");
	assert_false(p.trunk);
}

/* However a peer flaps, a port answers a few times a second. */
static void answers_are_few(void **state)
{
	struct dtp p = { 0 };
	unsigned sent = 0;
	u8 b[DTP_BYTES_MAX];

	(void)state;
	dtp_set(&p, DTP_DESIRABLE, false);
	dtp_link(&p, true);
	for (unsigned i = 0; i < 100; i++) {
		struct dtp_msg m = { .admin = i & 1 ? DTP_ON : DTP_OFF, .admin_type = DTP_DOT1Q };

		if (dtp_receive(&p, &m, "") & DTP_SEND) {
			dtp_fill(&p, "", mac, b, sizeof(b));
			sent++;
		}
	}
	assert_int_equal(sent, DTP_A_SECOND);
}

/* ---- in switches ---- */

static void desirable_meets_auto(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 4, "vlan 10\ninterface g0/1\n switchport mode dynamic desirable\n"), *y = campus_switch(w, "y", 4, "vlan 10\n");
	struct wire *wire = campus_join(x, 1, y, 1);

	(void)state;
	pass_s(w, 3);
	assert_true(campus_sw(x, 1)->trunk && campus_sw(y, 1)->trunk);
	assert_true(campus_logged(y, "%DTP-5-TRUNKPORTON: Port Gi0/1 has become dot1q trunk"));
	assert_non_null(strstr(campus_show(y, "show interfaces trunk"), "Gi0/1       auto             n-802.1q       trunking      1"));
	assert_non_null(strstr(campus_show(x, "show interfaces g0/1 switchport"), "Administrative Mode: dynamic desirable\nOperational Mode: trunk"));
	campus_apply(x, "interface g0/1\n switchport mode access\n");
	assert_false(campus_sw(x, 1)->trunk);
	wire_set_up(wire, false);
	pass_s(w, 1);
	wire_set_up(wire, true);
	pass_s(w, 3);
	assert_false(campus_sw(y, 1)->trunk);
	assert_true(campus_refuses(y, "interface g0/1\n switchport mode dynamic bogus\n"));
	world_free(w);
}

/* A station that speaks DTP gets a trunk from a port left as it came, and not from one that is told what it is. */
static void hopping_by_dtp(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 4, "vlan 10\ninterface g0/2\n switchport mode access\ninterface g0/3\n switchport access vlan 10\n switchport mode access\n");
	struct station *attacker = campus_station(w, "a", x, 1), *other = campus_station(w, "o", x, 2), *victim = campus_station(w, "v", x, 3);
	struct dtp p = { .admin = DTP_DESIRABLE };
	u8 b[60] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc, 2, 0, 0, 0, 0, 1, 0, 46, 0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0x04 };

	(void)state;
	dtp_fill(&p, "", mac, b + 22, sizeof(b) - 22);
	pass_s(w, 35);
	say(attacker, b, sizeof(b));
	say(other, b, sizeof(b));
	pass_s(w, 40);
	assert_true(campus_sw(x, 1)->trunk);
	assert_false(campus_sw(x, 2)->trunk);
	victim->n = 0;
	talk(attacker, 1, 0xff, 10);
	talk(other, 2, 0xff, 10);
	pass_s(w, 1);
	assert_int_equal(victim->n, 1);
	assert_int_equal(victim->got[0].data[11], 1);
	world_free(w);
}

/* Two tags: the trunk takes off the outer one, its native VLAN's, and the inner one is believed; not where nobody stands in the native VLAN. */
static void hopping_by_two_tags(void **state)
{
	static const char *const native[] = { "", "vlan 999\ninterface g0/4\n switchport trunk native vlan 999\n" };

	(void)state;
	for (unsigned guarded = 0; guarded < 2; guarded++) {
		struct world *w = campus_new();
		struct device *x = campus_switch(w, "x", 4, "interface g0/1\n switchport mode access\n spanning-tree portfast\ninterface g0/4\n switchport mode trunk\n");
		struct device *y = campus_switch(w, "y", 4, "vlan 10\ninterface g0/1\n switchport mode access\n switchport access vlan 10\n spanning-tree portfast\n"
						   "interface g0/4\n switchport mode trunk\n");
		struct station *attacker = campus_station(w, "a", x, 1), *victim = campus_station(w, "v", y, 1);
		u8 b[60] = { 255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 10, 0x88, 0xb5 };

		campus_apply(x, native[guarded]);
		campus_apply(y, native[guarded]);
		campus_join(x, 4, y, 4);
		pass_s(w, 40);
		say(attacker, b, sizeof(b));
		pass_s(w, 1);
		assert_int_equal(victim->n, !guarded);
		world_free(w);
	}
}

/* A telephone's frames come and go in a tag, those of the computer behind it without. */
static void voice_vlan(void **state)
{
	struct world *w = campus_new();
	struct device *x = campus_switch(w, "x", 4, "vlan 10\nvlan 110\ninterface g0/1\n switchport mode access\n switchport access vlan 10\n switchport voice vlan 110\n"
		"interface g0/2\n switchport mode access\n switchport access vlan 110\n spanning-tree portfast\ninterface g0/3\n switchport mode access\n switchport access vlan 10\n spanning-tree portfast\n");
	struct station *desk = campus_station(w, "d", x, 1), *call = campus_station(w, "c", x, 2), *data = campus_station(w, "p", x, 3);

	(void)state;
	pass_s(w, 40);
	talk(desk, 1, 0xff, 110);
	talk(desk, 2, 0xff, 0);
	pass_s(w, 1);
	assert_int_equal(call->n, 1);
	assert_int_equal(call->got[0].data[11], 1);
	assert_int_equal(get_be16(call->got[0].data + 12), 0x88b5);
	assert_int_equal(data->n, 1);
	assert_int_equal(data->got[0].data[11], 2);
	talk(call, 3, 1, 0);
	talk(data, 4, 2, 0);
	pass_s(w, 1);
	assert_int_equal(desk->n, 2);
	assert_int_equal(get_be32(desk->got[0].data + 12), 0x8100006e);
	assert_int_equal(get_be16(desk->got[1].data + 12), 0x88b5);
	talk(desk, 1, 0xff, 20);
	pass_s(w, 1);
	assert_int_equal(call->n + data->n, 2);
	assert_non_null(strstr(campus_show(x, "show interfaces g0/1 switchport"), "Voice VLAN: 110 (VLAN0110)"));
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_it_writes_and_nothing_cut), cmocka_unit_test(pairs), cmocka_unit_test(five_at_first_then_each_half_minute_and_gone_after_five),
		cmocka_unit_test(other_domains_and_isl_agree_on_nothing), cmocka_unit_test(answers_are_few), cmocka_unit_test(desirable_meets_auto),
		cmocka_unit_test(hopping_by_dtp), cmocka_unit_test(hopping_by_two_tags), cmocka_unit_test(voice_vlan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
