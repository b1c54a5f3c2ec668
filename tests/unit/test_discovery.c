/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LLDP and CDP. Clauses are those of IEEE 802.1AB-2016. */
#include "campus.h"
#include "device/discovery/discovery.h"

static const u8 chassis[6] = { 2, 0, 0, 0, 0, 1 };

static struct disc_info sample(void)
{
	struct disc_info i = { .hold_s = 120, .capabilities = DISC_BRIDGE | DISC_ROUTER, .enabled = DISC_BRIDGE, .address = { .af = AF_IP4, .v4 = 0x0a000001 },
			       .address_ifindex = 7, .has_native_vlan = true, .native_vlan = 10, .has_mau = true, .autoneg = 3, .pmd = 0x6c01, .mau = 30,
			       .has_aggregation = true, .aggregation = 3, .aggregate_port = 5, .has_frame_size = true, .frame_size = 1518, .has_policy = true,
			       .voice_vlan = 20, .voice_priority = 5, .voice_dscp = 46, .has_duplex = true, .full_duplex = true, .has_domain = true };

	strcpy(i.chassis, "s1");
	strcpy(i.port, "Gi0/1");
	strcpy(i.port_description, "to r1");
	strcpy(i.name, "s1");
	strcpy(i.description, "a switch");
	strcpy(i.vlan_name, "users");
	strcpy(i.platform, "LY");
	strcpy(i.domain, "CAMPUS");
	strcpy(i.inventory[INVENTORY_SERIAL], "9AB");
	strcpy(i.inventory[INVENTORY_ASSET], "desk 7");
	return i;
}

/* Clause 8, and the organizations' TLVs: what is written is read. */
static void lldp_says_what_it_is_told(void **state)
{
	struct disc_info in = sample(), out;
	u8 b[DISC_FRAME_MAX];
	unsigned unknown, ends = 0;
	size_t len = lldp_fill(&in, chassis, LLDP_ALL, LLDP_MED_ALL, b, sizeof(b));

	(void)state;
	assert_int_equal(lldp_parse(&out, rd_of(b, len), &unknown), DROP_NONE);
	assert_int_equal(unknown, 0);
	assert_string_equal(out.chassis, "0200.0000.0001");
	assert_string_equal(out.port, "Gi0/1");
	assert_string_equal(out.name, "s1");
	assert_string_equal(out.description, "a switch");
	assert_string_equal(out.vlan_name, "users");
	assert_int_equal(out.hold_s, 120);
	assert_int_equal(out.enabled, DISC_BRIDGE);
	assert_int_equal(out.address.v4, 0x0a000001);
	assert_int_equal(out.native_vlan, 10);
	assert_int_equal(out.mau, 30);
	assert_int_equal(out.aggregate_port, 5);
	assert_int_equal(out.frame_size, 1518);
	assert_int_equal(out.voice_vlan, 20);
	assert_int_equal(out.voice_dscp, 46);
	assert_int_equal(out.med_class, 4);
	assert_int_equal(out.med, LLDP_MED_ALL);
	assert_string_equal(out.inventory[INVENTORY_SERIAL], "9AB");
	assert_string_equal(out.inventory[INVENTORY_ASSET], "desk 7");
	for (size_t n = 0; n < len - 1; n++)
		ends += lldp_parse(&out, rd_of(b, n), &unknown) == DROP_NONE;
	assert_int_equal(ends, 15); /* where a TLV ends, from the third on */
}

/* 8.2, 9.2.7.7.1: chassis, port, time to live, in that order, once. 9.2.7.7.2: others that are wrong are left out. */
static void the_order_of_tlvs(void **state)
{
	static const u8 good[] = { 2, 2, 7, 'a', 4, 2, 7, 'b', 6, 2, 0, 9, 0, 0 }, swapped[] = { 4, 2, 7, 'b', 2, 2, 7, 'a', 6, 2, 0, 9, 0, 0 };
	static const u8 twice[] = { 2, 2, 7, 'a', 4, 2, 7, 'b', 6, 2, 0, 9, 6, 2, 0, 9, 0, 0 }, no_ttl[] = { 2, 2, 7, 'a', 4, 2, 7, 'b', 0, 0 };
	static const u8 bad_option[] = { 2, 2, 7, 'a', 4, 2, 7, 'b', 6, 2, 0, 9, 14, 1, 0, 10, 1, 'n', 0, 0 };
	struct disc_info i;
	unsigned unknown;

	(void)state;
	assert_int_equal(lldp_parse(&i, rd_of(good, sizeof(good)), &unknown), DROP_NONE);
	assert_string_equal(i.chassis, "a");
	assert_int_equal(lldp_parse(&i, rd_of(swapped, sizeof(swapped)), &unknown), DROP_BAD_FIELD);
	assert_int_equal(lldp_parse(&i, rd_of(twice, sizeof(twice)), &unknown), DROP_BAD_FIELD);
	assert_int_equal(lldp_parse(&i, rd_of(no_ttl, sizeof(no_ttl)), &unknown), DROP_BAD_FIELD);
	assert_int_equal(lldp_parse(&i, rd_of(bad_option, sizeof(bad_option)), &unknown), DROP_NONE);
	assert_int_equal(unknown, 1);
	assert_string_equal(i.name, "n");
}

/* A sum that is wrong, lengths that lie, and an odd length as Cisco adds it. */
static void cdp_says_what_it_is_told(void **state)
{
	struct disc_info in = sample(), out;
	u8 b[DISC_FRAME_MAX];

	(void)state;
	for (unsigned more = 0; more < 2; more++) {
		size_t len;

		strcpy(in.description, more ? "a switch" : "a switch.");
		len = cdp_fill(&in, true, b, sizeof(b));
		assert_int_equal(len & 1, 0);
		assert_int_equal(cdp_parse(&out, rd_of(b, len)), DROP_NONE);
		assert_string_equal(out.chassis, "s1");
		assert_string_equal(out.domain, "CAMPUS");
		assert_int_equal(out.native_vlan, 10);
		assert_int_equal(out.voice_vlan, 20);
		assert_true(out.full_duplex);
		assert_int_equal(out.address.v4, 0x0a000001);
		b[10] ^= 1;
		assert_int_equal(cdp_parse(&out, rd_of(b, len)), DROP_BAD_CHECKSUM);
	}
	in.has_native_vlan = true;
	assert_true(cdp_fill(&in, false, b, sizeof(b)));
	assert_int_equal(cdp_parse(&out, rd_of(b, cdp_fill(&in, false, b, sizeof(b)))), DROP_NONE);
	assert_int_equal(out.version, 1);
	assert_false(out.has_native_vlan);
}

/* 9.2.7.7.5: no more neighbours than there is room for; what one says is not forwarded. */
static void a_crowd_on_one_port(void **state)
{
	struct world *w = campus_new();
	struct device *d = campus_switch(w, "s1", 4, "lldp run\n");
	struct station *x = campus_station(w, "x", d, 1), *y = campus_station(w, "y", d, 2);

	(void)state;
	pass_s(w, 40);
	y->n_control = 0;
	for (unsigned i = 0; i < 40; i++) {
		u8 b[60] = { 0x01, 0x80, 0xc2, 0, 0, 0x0e, 2, 0, 0, 0, 0, 9, 0x88, 0xcc, 2, 2, 7, (u8)('0' + i), 4, 2, 7, 'b', 6, 2, 0, 9, 0, 0 };

		say(x, b, sizeof(b));
		pass(w, 100 * NSEC_PER_MS);
	}
	assert_int_equal(d->discovery->n_neighbours, DISC_NEIGHBOURS_A_PORT);
	assert_int_equal(d->discovery->port[0].count[DISC_LLDP].in_discarded, 40 - DISC_NEIGHBOURS_A_PORT);
	pass_s(w, 10);
	assert_int_equal(d->discovery->n_neighbours, 0);
	assert_int_equal(d->discovery->port[0].count[DISC_LLDP].aged, DISC_NEIGHBOURS_A_PORT);
	assert_int_equal(y->n, 0);
	world_free(w);
}

/* 9.2.5.19: whom a device meets it greets, three times a second apart; then every 30 s. `no lldp run` says goodbye. */
static void hellos(void **state)
{
	struct world *w = campus_new();
	struct device *d = campus_switch(w, "s1", 2, "no spanning-tree vlan 1\nno cdp run\nlldp run\ninterface GigabitEthernet0/1\n switchport mode access\n");
	struct station *x = campus_station(w, "x", d, 1);

	(void)state;
	pass_s(w, 6);
	assert_int_equal(d->discovery->port[0].count[DISC_LLDP].out, DISC_FAST);
	pass_s(w, 60);
	assert_in_range(d->discovery->port[0].count[DISC_LLDP].out, DISC_FAST + 1, DISC_FAST + 3);
	campus_apply(d, "no lldp run\n");
	pass(w, NSEC_PER_MS);
	assert_int_equal(x->control[12] << 8 | x->control[13], 0x88cc);
	assert_non_null(memmem(x->control, x->control_len, "\x06\x02\x00\x00\x00\x00", 6)); /* time to live 0, and nothing after it */
	world_free(w);
}

/* A telephone that speaks LLDP-MED (TIA-1057 10.2) and of its power (802.3 79.3.2): shown; it is told of the inventory here, unless the port is not to. */
static void a_telephone(void **state)
{
	static const u8 phone[] = { 0x01, 0x80, 0xc2, 0, 0, 0x0e, 2, 0, 0, 0, 0, 9, 0x88, 0xcc, 2, 2, 7, 'p', 4, 2, 7, '1', 6, 2, 0, 120,
		0xfe, 7, 0x00, 0x12, 0xbb, 1, 0, 0x37, 3,			/* capabilities: policy, location, PD, inventory; class III */
		0xfe, 9, 0x00, 0x12, 0xbb, 9, 'A', 'c', 'm', 'e', ' ',
		0xfe, 7, 0x00, 0x12, 0xbb, 4, 0x52, 0, 63,			/* PD, from the PSE, high, 6.3 W */
		0xfe, 8, 0x00, 0x12, 0xbb, 3, 3, '9', '1', '1',		/* ELIN */
		0xfe, 7, 0x00, 0x12, 0x0f, 2, 4, 1, 3,				/* power via MDI: enabled, class 2 */
		0xfe, 4, 0x00, 0x12, 0xbb, 99, 0, 0 };
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 2, "lldp run\nno cdp run\nno spanning-tree vlan 1\ninterface GigabitEthernet0/1\n switchport mode access\n");
	struct station *s = campus_station(w, "s", a, 1);
	const char *text;
	struct disc_info i;
	unsigned unknown;

	(void)state;
	say(s, phone, sizeof(phone));
	pass_s(w, 1);
	text = campus_show(a, "show lldp neighbors detail");
	assert_non_null(strstr(text, "    Manufacturer: Acme \n    Capabilities: NP, LI, PD, IN\n    Device type: Endpoint Class 3\n    PD device, Power source: PSE, Power Priority: High, Wattage: 6.3\n"
				     "    Location: ELIN 911\n"));
	assert_non_null(strstr(campus_show(a, "show lldp neighbors detail | json"), "\"mdi_power_class\": 2"));
	for (unsigned off = 0; off < 2; off++) {
		if (off)
			campus_apply(a, "interface GigabitEthernet0/1\n no lldp med-tlv-select inventory-management\n");
		pass_s(w, 40);
		for (unsigned k = 0; k < 1000 && (!k || s->control[5] != 0x0e); k++)
			pass(w, 50 * NSEC_PER_MS); /* until the last it sent was LLDP */
		assert_int_equal(lldp_parse(&i, rd_of(s->control + 14, s->control_len - 14), &unknown), DROP_NONE);
		assert_int_equal(i.med, off ? LLDP_MED_ALL & ~LLDP_MED_INVENTORY : LLDP_MED_ALL);
		assert_string_equal(i.inventory[INVENTORY_MANUFACTURER], off ? "" : "Lanyard");
	}
	world_free(w);
}

/* What is not to be said to telephones stands in the configuration, which boots to itself; `default` takes it out. */
static void med_lines(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 2, "hostname a\nlldp run\n"), *b;
	char *text, *again;

	(void)state;
	campus_apply(a, "interface GigabitEthernet0/1\n no lldp med-tlv-select inventory-management\n no lldp med-tlv-select network-policy\n");
	assert_true(has_line(a, "\n no lldp med-tlv-select inventory-management\n no lldp med-tlv-select network-policy\n"));
	text = shell_running(a->shell, false);
	b = campus_switch(w, "b", 2, text);
	again = shell_running(b->shell, false);
	assert_string_equal(text, again);
	campus_apply(a, "interface GigabitEthernet0/1\n lldp med-tlv-select inventory-management\n default lldp med-tlv-select network-policy\n");
	assert_false(has_line(a, "med-tlv-select"));
	assert_int_equal(discovery_port(a->discovery, device_iface(a, "GigabitEthernet0/1"))->med_off, 0);
	assert_true(campus_refuses(a, "interface GigabitEthernet0/1\n lldp med-tlv-select location\n"));
	/* Of the other TLVs a port chooses power alone, as on IOS, and there is none here. */
	assert_true(campus_refuses(a, "interface GigabitEthernet0/1\n no lldp tlv-select power-management\n"));
	assert_true(campus_refuses(a, "lldp tlv-select power-management\n"));
	assert_true(campus_refuses(a, "interface GigabitEthernet0/1\n no cdp tlv server-location\n"));
	free(text);
	free(again);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_telephone), cmocka_unit_test(med_lines),
		cmocka_unit_test(lldp_says_what_it_is_told),
		cmocka_unit_test(the_order_of_tlvs),
		cmocka_unit_test(cdp_says_what_it_is_told),
		cmocka_unit_test(a_crowd_on_one_port),
		cmocka_unit_test(hellos),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
