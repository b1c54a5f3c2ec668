/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `storm-control action trap`, and how a Catalyst shows its interfaces. */
#include "campus.h"

static bool got(const struct station *s, const void *bytes, size_t len)
{
	for (unsigned i = 0; i < s->n && i < STATION_KEEPS; i++)
		if (memmem(s->got[i].data, s->got[i].len, bytes, len))
			return true;
	return false;
}

/* cpscEventRev1 with cpscStatus.3.1 (port Gi0/1 has ifIndex 1): trafficTypeFiltered(3), once a storm; none where SNMP was not told to. */
static void a_storm_is_told(void **state)
{
	static const u8 event[] = { 0x2b, 6, 1, 4, 1, 9, 9, 0x82, 0x6a, 0, 2 };
	static const u8 status[] = { 0x2b, 6, 1, 4, 1, 9, 9, 0x82, 0x6a, 1, 2, 1, 1, 1, 1, 1, 2, 1, 3 };

	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		struct world *w = campus_new();
		struct device *a = campus_switch(w, "a", 4, "spanning-tree portfast default\ninterface Vlan1\n ip address 10.0.0.1 255.255.255.0\n"
							    "arp 10.0.0.9 0200.0000.0002 arpa\nsnmp-server host 10.0.0.9 version 2c public\n"
							    "interface GigabitEthernet0/1\n storm-control broadcast level pps 5\n storm-control action trap\n");
		struct station *x = campus_station(w, "x", a, 1), *y = campus_station(w, "y", a, 2);

		if (on)
			campus_apply(a, "snmp-server enable traps storm-control\n");
		pass_s(w, 5);
		talk(y, 2, 0xff, 0);
		pass_s(w, 1);
		y->n = 0;
		for (unsigned i = 0; i < 20; i++)
			talk(x, 1, 0xff, 0);
		pass_s(w, 1);
		assert_true(campus_logged(a, "%STORM_CONTROL-3-FILTERED: A Broadcast storm detected on Gi0/1."));
		assert_true(got(y, event, sizeof(event)) == on);
		assert_true(got(y, status, sizeof(status)) == on);
		world_free(w);
	}
}

/* Lines that Catalysts have and routers have not, and the other way round. */
static void interfaces_are_a_catalysts(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, "interface Port-channel1\ninterface range GigabitEthernet0/1 - 2\n channel-group 1 mode on\ninterface Vlan1\n no shutdown\n");
	struct station *x = campus_station(w, "x", a, 1);
	const char *text;

	(void)state;
	campus_station(w, "y", a, 2);
	pass_s(w, 40);
	talk(x, 1, 0xff, 0);
	pass_s(w, 1);
	text = campus_show(a, "show interfaces Port-channel1");
	assert_non_null(strstr(text, "Port-channel1 is up, line protocol is up (connected) \n"));
	assert_non_null(strstr(text, "  Full-duplex, 1000Mb/s, link type is auto, media type is N/A\n  input flow-control is off, output flow-control is unsupported \n"
				     "  Members in this channel: Gi0/1 Gi0/2 \n  ARP type: ARPA, ARP Timeout 04:00:00\n"));
	assert_non_null(strstr(text, "     1 packets input, 60 bytes, 0 no buffer\n     Received 1 broadcasts (0 multicasts)\n"));
	text = campus_show(a, "show interfaces GigabitEthernet0/4");
	assert_non_null(strstr(text, "GigabitEthernet0/4 is down, line protocol is down (notconnect) \n"));
	assert_non_null(strstr(text, "  Auto-duplex, Auto-speed, media type is 10/100/1000BaseTX\n"));
	assert_non_null(strstr(text, "     0 watchdog, 0 multicast, 0 pause input\n     0 input packets with dribble condition detected\n"));
	text = campus_show(a, "show interfaces Vlan1");
	assert_null(strstr(text, "watchdog"));
	assert_null(strstr(text, "collisions"));
	text = campus_show(a, "show interfaces summary");
	assert_non_null(strstr(text, "* Port-channel1                  0         0         0         0 "));
	assert_non_null(strstr(text, "  GigabitEthernet0/4             0         0         0         0         0         0         0         0         0\n"));
	assert_non_null(strstr(campus_show(a, "show interfaces GigabitEthernet0/3 capabilities"), "GigabitEthernet0/3\n  Model:                 Lanyard switch\n"));
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_storm_is_told), cmocka_unit_test(interfaces_are_a_catalysts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
