/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports and Port-channels that route: `no switchport`. */
#include "campus.h"
#include "switch/lag/lag.h"

static char *running_of(struct device *d) { return shell_running(d->shell, false); }

/* Nothing of a routed port is switched, in either direction, and only what is about the wire is said on it. */
static void it_leaves_the_bridge(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "interface GigabitEthernet0/1\n no switchport\n ip address 10.0.0.1 255.255.255.0\n"
						    "interface range GigabitEthernet0/2 - 3\n spanning-tree portfast\n");
	struct station *r = campus_station(w, "r", a, 1), *x = campus_station(w, "x", a, 2);

	(void)state;
	pass_s(w, 5);
	r->n = r->n_control = 0;
	talk(r, 1, 0xff, 0);
	talk(x, 2, 0xff, 0);
	talk(x, 2, 1, 0);
	pass_s(w, 1);
	assert_int_equal(x->n, 0);
	assert_int_equal(r->n, 0);
	assert_non_null(strstr(campus_show(a, "show mac address-table"), "0200.0000.0002"));
	assert_null(strstr(campus_show(a, "show mac address-table"), "0200.0000.0001"));
	pass_s(w, 200); /* no BPDU (every 2 s), no DTP (every 30 s): CDP alone, once a minute */
	assert_in_range(r->n_control, 3, 5);
	assert_int_equal(r->control[20] << 8 | r->control[21], 0x2000);
	world_free(w);
}

/* A BPDU on it is nobody's: not spanning tree's, not BPDU guard's. */
static void a_bpdu_is_nobodys(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "spanning-tree portfast default\nspanning-tree portfast bpduguard default\ninterface GigabitEthernet0/1\n no switchport\n");
	struct station *r = campus_station(w, "r", a, 1);

	(void)state;
	pass_s(w, 5);
	say_bpdu(r);
	pass_s(w, 1);
	assert_null(campus_sw(a, 1)->iface->err_disabled);
	assert_int_equal(campus_port(&a->node, 1)->drops[DROP_RESERVED_MAC], 1);
	world_free(w);
}

/* It forgets what was learnt, takes the SVI down, flaps; back again it switches as from the factory. */
static void there_and_back(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "ip routing\nvlan 10\ninterface GigabitEthernet0/1\n switchport access vlan 10\n switchport mode access\n"
						    " spanning-tree portfast\n spanning-tree bpduguard enable\ninterface Vlan10\n ip address 10.0.0.1 255.255.255.0\n"
						    "mac address-table static 0200.0000.0077 vlan 10 interface GigabitEthernet0/1\n");
	struct station *x = campus_station(w, "x", a, 1);
	u32 resets = campus_sw(a, 1)->iface->resets;
	char *before, *after;
	unsigned n;

	(void)state;
	pass_s(w, 5);
	talk(x, 1, 0xff, 0);
	pass_s(w, 1);
	assert_true(device_iface(a, "Vlan10")->up);
	before = running_of(a);
	campus_show(a, "show running-config");
	campus_apply(a, "interface GigabitEthernet0/1\n no switchport\n ip address 10.1.0.1 255.255.255.0\nip route 10.9.0.0 255.255.0.0 GigabitEthernet0/1\n");
	assert_false(device_iface(a, "Vlan10")->up);
	assert_non_null(strstr(campus_show(a, "show mac address-table"), "for this criterion: 1\n"));
	assert_true(has_line(a, "interface GigabitEthernet0/1\n no switchport\n ip address 10.1.0.1 255.255.255.0\n!"));
	assert_false(has_line(a, "mac address-table static"));
	assert_non_null(strstr(campus_show(a, "show ip route"), "10.9.0.0"));
	campus_apply(a, "interface GigabitEthernet0/1\n switchport\n");
	assert_false(has_line(a, "10.1.0.1"));
	assert_false(has_line(a, "ip route"));
	assert_null(strstr(campus_show(a, "show ip route"), "10.9.0.0"));
	assert_true(has_line(a, "interface GigabitEthernet0/1\n!"));
	assert_true(shell_replace(a->shell, before, NULL, &n));
	after = running_of(a);
	assert_string_equal(before, after);
	pass_s(w, 5);
	assert_true(device_iface(a, "Vlan10")->up);
	assert_true(campus_sw(a, 1)->iface->resets == resets); /* a configuration from a file makes nothing flap */
	free(before);
	free(after);
	world_free(w);
}

/* Typed by a person, both ends see the carrier go and come. */
static void its_neighbour_begins_anew(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, ""), *b = campus_switch(w, "b", 4, "");
	struct cli_io io = { said_write, said_ready, NULL };
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true };
	struct cli *c = cli_new(a->shell, &io, &o);
	static const char *const lines[] = { "configure terminal", "interface g0/1", "no switchport", "end" };

	(void)state;
	campus_join(a, 1, b, 1);
	pass_s(w, 5);
	for (unsigned i = 0; i < ARRAY_LEN(lines); i++)
		cli_line(c, lines[i]);
	cli_free(c);
	pass_s(w, 1);
	assert_int_equal(campus_sw(b, 1)->iface->resets, 1);
	assert_true(campus_sw(b, 1)->iface->link && campus_sw(a, 1)->iface->up);
	assert_true(campus_logged(b, "%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down"));
	world_free(w);
}

#define CHANNEL(mode, address) \
	"interface Port-channel1\n no switchport\n ip address " address " 255.255.255.0\n" \
	"interface range GigabitEthernet0/1 - 2\n no switchport\n channel-group 1 mode " mode "\n"

static void ping(struct world *w, struct device *d, const char *line)
{
	struct cli_io io = { said_write, said_ready, NULL };
	struct cli_options o = { .where = "exec", .privilege = 15 };
	struct cli *c = cli_new(d->shell, &io, &o);

	cli_line(c, line);
	pass_s(w, 12);
	cli_free(c);
}

/* Channels of each sort carry packets; their interface counts; a member that is no part of it is no port of its own. */
static void channels_route(void **state)
{
	static const char *const ends[][2] = {
		{ CHANNEL("active", "10.0.0.1"), CHANNEL("passive", "10.0.0.2") },
		{ CHANNEL("desirable", "10.0.0.1"), CHANNEL("auto", "10.0.0.2") },
		{ CHANNEL("on", "10.0.0.1"), CHANNEL("on", "10.0.0.2") },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(ends); i++) {
		struct world *w = campus_new();
		struct device *a = campus_switch(w, "a", 4, ends[i][0]), *b = campus_switch(w, "b", 4, ends[i][1]);
		const struct iface *po = device_iface(a, "Port-channel1");
		u64 was;

		campus_join(a, 1, b, 1);
		campus_join(a, 2, b, 2);
		pass_s(w, 10);
		assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Po1(RU)"));
		was = po->port->stats.rx_frames;
		ping(w, a, "ping 10.0.0.2");
		assert_in_range(po->port->stats.rx_frames - was, 4, 7);
		assert_non_null(strstr(campus_show(a, "show arp"), "Port-channel1"));
		world_free(w);
	}
}

/* LACP without a partner: a routed port does not stand alone, it is suspended. */
static void nobody_stands_alone(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, CHANNEL("active", "10.0.0.1"));

	(void)state;
	campus_station(w, "x", a, 1);
	pass_s(w, 120);
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/1(s)"));
	assert_true(campus_logged(a, "%EC-5-L3DONTBNDL2: Gi0/1 suspended: LACP currently not enabled on the remote port."));
	world_free(w);
}

/* Both layers in one channel: refused; a channel and its ports keep their layer while they are together. */
static void layers_do_not_mix(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 6, CHANNEL("active", "10.0.0.1") "interface GigabitEthernet0/3\n channel-group 2 mode on\n");

	(void)state;
	assert_true(campus_refuses(a, "interface GigabitEthernet0/4\n channel-group 1 mode active\n"));
	assert_true(campus_refuses(a, "interface GigabitEthernet0/4\n no switchport\n channel-group 2 mode on\n"));
	assert_false(has_line(a, "interface GigabitEthernet0/4\n no switchport\n"));
	assert_true(campus_refuses(a, "interface Port-channel1\n switchport\n"));
	assert_true(campus_refuses(a, "interface GigabitEthernet0/1\n switchport\n"));
	assert_true(campus_refuses(a, "interface Port-channel2\n no switchport\n"));
	assert_true(campus_refuses(a, "interface Vlan1\n no switchport\n"));
	assert_true(has_line(a, "interface Port-channel1\n no switchport\n ip address 10.0.0.1 255.255.255.0\n"));
	campus_apply(a, "interface range GigabitEthernet0/1 - 2\n no channel-group 1\nno interface Port-channel1\n"
			"interface Port-channel1\n switchport mode trunk\ninterface range GigabitEthernet0/1 - 2\n switchport\n channel-group 1 mode on\n");
	assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Po1(SD)"));
	world_free(w);
}

#define SUBS(parent, last) \
	"interface " parent ".10\n encapsulation dot1Q 10\n ip address 10.10.0." last " 255.255.255.0\n" \
	"interface " parent ".20\n encapsulation dot1Q 20 native\n ip address 10.20.0." last " 255.255.255.0\n"

static u64 rx_of(struct device *d, const char *name) { return device_iface(d, name)->count.rx_frames; }

/* IEEE 802.1Q on a routed port and on a Port-channel: each VLAN has its interface, the native one without a tag, another's frames have none. */
static void sub_interfaces(void **state)
{
	static const char *const parents[] = { "GigabitEthernet0/1", "Port-channel1" };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(parents); i++) {
		static const char *const base[] = { "interface GigabitEthernet0/1\n no switchport\n" SUBS("GigabitEthernet0/1", "1"),
						    CHANNEL("active", "10.0.0.1") SUBS("Port-channel1", "1") };
		static const char *const peer[] = { "interface GigabitEthernet0/1\n no switchport\n" SUBS("GigabitEthernet0/1", "2"),
						    CHANNEL("passive", "10.0.0.2") SUBS("Port-channel1", "2") };
		struct world *w = campus_new();
		struct device *a = campus_switch(w, "a", 4, base[i]), *b = campus_switch(w, "b", 4, peer[i]);
		char name[40], *before, *after;
		unsigned n;
		u64 was;

		campus_join(a, 1, b, 1);
		if (i)
			campus_join(a, 2, b, 2);
		pass_s(w, 10);
		for (unsigned v = 10; v <= 20; v += 10) {
			snprintf(name, sizeof(name), "%s.%u", parents[i], v);
			was = rx_of(a, name);
			ping(w, a, v == 10 ? "ping 10.10.0.2" : "ping 10.20.0.2");
			assert_in_range(rx_of(a, name) - was, 5, 7);
			assert_non_null(strstr(campus_show(a, "show arp"), name));
		}
		assert_non_null(strstr(campus_show(a, "show interfaces status"), "routed"));
		before = running_of(a);
		snprintf(name, sizeof(name), "no interface %s.10\n", parents[i]);
		campus_apply(a, name);
		assert_null(strstr(campus_show(a, "show ip route"), "10.10.0.0"));
		was = rx_of(b, i ? "Port-channel1.10" : "GigabitEthernet0/1.10");
		ping(w, a, "ping 10.20.0.2");
		assert_true(rx_of(b, i ? "Port-channel1.10" : "GigabitEthernet0/1.10") == was);
		assert_true(shell_replace(a->shell, before, NULL, &n));
		after = running_of(a);
		assert_string_equal(before, after);
		free(before);
		free(after);
		world_free(w);
	}
}

/* They are a routed port's alone, and neither layer nor channel changes under them; with a Port-channel they go. */
static void where_sub_interfaces_may_be(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 6, "interface GigabitEthernet0/1\n no switchport\n" SUBS("GigabitEthernet0/1", "1")
						    "interface Port-channel2\n no switchport\n" " ip address 10.0.9.1 255.255.255.0\n" "interface Port-channel2.10\n encapsulation dot1Q 10\n ip address 10.30.0.1 255.255.255.0\n");

	(void)state;
	assert_true(campus_refuses(a, "interface GigabitEthernet0/2.10\n"));
	assert_true(campus_refuses(a, "interface Vlan1.10\n"));
	assert_true(campus_refuses(a, "interface GigabitEthernet0/1.10\n no switchport\n"));
	assert_true(campus_refuses(a, "interface GigabitEthernet0/1\n channel-group 2 mode on\n"));
	assert_true(campus_refuses(a, "interface Port-channel7.10\n encapsulation dot1Q 10\n"));
	assert_true(campus_refuses(a, "interface GigabitEthernet0/1.30\n encapsulation dot1Q 10\n"));
	assert_true(has_line(a, "interface Port-channel2.10\n encapsulation dot1Q 10\n"));
	campus_apply(a, "interface GigabitEthernet0/3\n no switchport\n channel-group 2 mode on\n");
	assert_true(campus_refuses(a, "interface GigabitEthernet0/3.10\n"));
	campus_apply(a, "interface GigabitEthernet0/3\n no channel-group 2\nno interface Port-channel2\n");
	assert_false(has_line(a, "interface Port-channel2"));
	campus_apply(a, "interface GigabitEthernet0/1\n switchport\n");
	assert_false(has_line(a, "interface GigabitEthernet0/1."));
	assert_false(has_line(a, "10.10.0.1"));
	world_free(w);
}

/* A Port-channel that its port made has the lines that one has that was typed: what replaces the configuration, and what removes it, finds them. */
static void a_channel_that_its_port_made(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "interface GigabitEthernet0/1\n no switchport\n channel-group 1 mode active\ninterface Port-channel1\n ip address 10.0.0.1 255.255.255.0\n");
	char *plain = running_of(a), *parts, *now;
	unsigned n;

	(void)state;
	assert_true(shell_replace(a->shell, plain, NULL, &n));
	assert_int_equal(n, 0);
	campus_apply(a, "interface Port-channel1.40\n encapsulation dot1Q 40\n ip address 10.0.40.1 255.255.255.0\ninterface Port-channel1.41\n encapsulation dot1Q 41\n");
	parts = running_of(a);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(shell_replace(a->shell, plain, NULL, &n));
		now = running_of(a);
		assert_string_equal(now, plain);
		free(now);
		assert_true(shell_replace(a->shell, parts, NULL, &n));
		now = running_of(a);
		assert_string_equal(now, parts);
		free(now);
	}
	campus_apply(a, "interface GigabitEthernet0/1\n no channel-group\nno interface Port-channel1\n");
	now = running_of(a);
	assert_null(strstr(now, "Port-channel1"));
	free(now);
	free(parts);
	free(plain);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_leaves_the_bridge), cmocka_unit_test(a_bpdu_is_nobodys),  cmocka_unit_test(there_and_back),
		cmocka_unit_test(its_neighbour_begins_anew), cmocka_unit_test(channels_route), cmocka_unit_test(nobody_stands_alone),
		cmocka_unit_test(layers_do_not_mix),	  cmocka_unit_test(a_channel_that_its_port_made), cmocka_unit_test(sub_interfaces),		  cmocka_unit_test(where_sub_interfaces_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
