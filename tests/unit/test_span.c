/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mirroring: what is copied where, in which form, and at what cost. */
#include "campus.h"
#include "switch/span.h"

#define EDGE "spanning-tree portfast\n"
#define ACCESS(ports, vlan) "interface range GigabitEthernet0/" ports "\n switchport access vlan " vlan "\n switchport mode access\n " EDGE

/* Source on port 1, two stations, the sniffer on port 3. */
struct bench {
	struct world *w;
	struct device *a;
	struct station *x, *y, *sniffer;
};

static struct bench bench(const char *config)
{
	struct bench b = { .w = campus_new() };
	char text[1024];

	snprintf(text, sizeof(text), "%s%s", ACCESS("1 - 2", "10"), config);
	b.a = campus_switch(b.w, "a", 6, text);
	b.x = campus_station(b.w, "x", b.a, 1);
	b.y = campus_station(b.w, "y", b.a, 2);
	b.sniffer = campus_station(b.w, "s", b.a, 3);
	pass_s(b.w, 5);
	talk(b.x, 1, 0xff, 0);
	talk(b.y, 2, 0xff, 0);
	pass_s(b.w, 1);
	b.x->n = b.y->n = b.sniffer->n = b.sniffer->n_control = 0;
	return b;
}

/* One frame from x to y, three back. */
static void converse(struct bench *b)
{
	talk(b->x, 1, 2, 0);
	for (unsigned i = 0; i < 3; i++)
		talk(b->y, 2, 1, 0);
	pass(b->w, 10 * NSEC_PER_MS);
}

static void directions(void **state)
{
	static const struct { const char *line; unsigned want; } cases[] = { { "", 4 }, { " rx", 1 }, { " tx", 3 }, { " both", 4 } };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		char text[256];
		struct bench b;

		snprintf(text, sizeof(text), "monitor session 1 source interface GigabitEthernet0/1%s\nmonitor session 1 destination interface GigabitEthernet0/3\n", cases[i].line);
		b = bench(text);
		converse(&b);
		assert_int_equal(b.sniffer->n, cases[i].want);
		assert_int_equal(b.x->n, 3);
		assert_int_equal(b.y->n, 1);
		world_free(b.w);
	}
}

/* Control frames are on the wire, and so they are copied; those of the destination itself are not sent at all. */
static void control_frames(void **state)
{
	struct bench b = bench("monitor session 1 source interface GigabitEthernet0/1 tx\nmonitor session 1 destination interface GigabitEthernet0/3\n");

	(void)state;
	pass_s(b.w, 20);
	assert_in_range(b.sniffer->n_control, 9, 13); /* ten BPDUs of port 1, at most two of CDP */
	campus_apply(b.a, "no monitor session 1\n");
	pass_s(b.w, 40);
	b.sniffer->n_control = 0;
	pass_s(b.w, 20);
	assert_in_range(b.sniffer->n_control, 9, 30);
	world_free(b.w);
}

/* A destination is no port of the bridge any more: nothing comes in, nothing is flooded there, it is "monitoring". */
static void a_destination_is_apart(void **state)
{
	struct bench b = bench("interface GigabitEthernet0/3\n switchport access vlan 10\nmonitor session 1 source interface GigabitEthernet0/5\nmonitor session 1 destination interface GigabitEthernet0/3\n");

	(void)state;
	talk(b.sniffer, 3, 0xff, 0);
	talk(b.x, 1, 0xff, 0);
	pass_s(b.w, 1);
	assert_int_equal(b.x->n, 0);
	assert_int_equal(b.y->n, 1);
	assert_int_equal(b.sniffer->n + b.sniffer->n_control, 0);
	assert_int_equal(campus_port(&b.a->node, 3)->drops[DROP_MONITOR_PORT], 1);
	assert_non_null(strstr(campus_show(b.a, "show interfaces GigabitEthernet0/3"), "GigabitEthernet0/3 is up, line protocol is down (monitoring)"));
	assert_non_null(strstr(campus_show(b.a, "show interfaces status"), "Gi0/3                        monitoring   10"));
	assert_null(strstr(campus_show(b.a, "show mac address-table"), "0200.0000.0003"));
	world_free(b.w);
}

static void ingress(void **state)
{
	struct bench b = bench("monitor session 1 source interface GigabitEthernet0/5\n"
			       "monitor session 1 destination interface GigabitEthernet0/3 encapsulation replicate ingress vlan 10\n");

	(void)state;
	talk(b.sniffer, 3, 1, 0);
	talk(b.sniffer, 3, 1, 10); /* tagged ones are not taken */
	pass_s(b.w, 1);
	assert_int_equal(b.x->n, 1);
	assert_null(strstr(campus_show(b.a, "show mac address-table"), "0200.0000.0003"));
	campus_apply(b.a, "monitor session 1 destination interface GigabitEthernet0/3 ingress dot1q vlan 20\n");
	talk(b.sniffer, 3, 1, 0);
	talk(b.sniffer, 3, 1, 10);
	pass_s(b.w, 1);
	assert_int_equal(b.x->n, 2);
	assert_non_null(strstr(campus_show(b.a, "show monitor session 1"), "Enabled, default VLAN = 20"));
	world_free(b.w);
}

/* From a trunk: without tag, or as it was; only the VLANs of the filter. */
static void tags_and_filter(void **state)
{
	static const char config[] =
		"vlan 10\nvlan 20\ninterface GigabitEthernet0/1\n switchport mode trunk\ninterface GigabitEthernet0/2\n switchport mode trunk\n"
		"monitor session 1 source interface GigabitEthernet0/1 rx\nmonitor session 1 destination interface GigabitEthernet0/3\n"
		"monitor session 2 source interface GigabitEthernet0/1 rx\nmonitor session 2 filter vlan 20\n"
		"monitor session 2 destination interface GigabitEthernet0/4 encapsulation replicate\n";
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 6, config);
	struct station *x = campus_station(w, "x", a, 1), *plain = campus_station(w, "p", a, 3), *tagged = campus_station(w, "t", a, 4);

	(void)state;
	pass_s(w, 40);
	plain->n = tagged->n = 0;
	talk(x, 1, 2, 10);
	talk(x, 1, 2, 20);
	talk(x, 1, 2, 0);
	pass_s(w, 1);
	assert_int_equal(plain->n, 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(plain->got[i].data[12] << 8 | plain->got[i].data[13], 0x88b5);
	assert_int_equal(tagged->n, 1);
	assert_int_equal(tagged->got[0].data[12] << 8 | tagged->got[0].data[13], 0x8100);
	assert_int_equal(tagged->got[0].data[15], 20);
	campus_apply(a, "monitor session 2 filter vlan 10,20\n");
	campus_apply(a, "no monitor session 2 filter vlan 20\n");
	assert_true(has_line(a, "monitor session 2 filter vlan 10\n"));
	world_free(w);
}

/* A VLAN as source: what enters or leaves any port in it. */
static void vlan_sources(void **state)
{
	struct bench b = bench("monitor session 1 source vlan 10 rx\nmonitor session 1 destination interface GigabitEthernet0/3\n");

	(void)state;
	converse(&b);
	assert_int_equal(b.sniffer->n, 4);
	campus_apply(b.a, "monitor session 1 source vlan 10 tx\n");
	b.sniffer->n = 0;
	converse(&b);
	assert_int_equal(b.sniffer->n, 8);
	campus_apply(b.a, "no monitor session 1 source vlan 10 rx\nno monitor session 1 source vlan 10 tx\nmonitor session 1 source vlan 20\n");
	b.sniffer->n = 0;
	converse(&b);
	assert_int_equal(b.sniffer->n, 0);
	world_free(b.w);
}

/* A Port-channel as source: its members are watched, those that join later, too. */
static void channel_source(void **state)
{
	struct bench b = bench("interface GigabitEthernet0/1\n channel-group 1 mode on\nmonitor session 1 source interface Port-channel1\nmonitor session 1 destination interface GigabitEthernet0/3\n");

	(void)state;
	pass_s(b.w, 40);
	b.sniffer->n = 0;
	converse(&b);
	assert_int_equal(b.sniffer->n, 4);
	assert_true(campus_refuses(b.a, "interface GigabitEthernet0/3\n channel-group 1 mode on\n"));
	assert_true(campus_refuses(b.a, "monitor session 2 destination interface GigabitEthernet0/1\n"));
	assert_true(campus_refuses(b.a, "monitor session 2 destination interface Port-channel1\n"));
	campus_apply(b.a, "interface GigabitEthernet0/1\n no channel-group 1\nno interface Port-channel1\n");
	assert_false(has_line(b.a, "monitor session 1 source"));
	world_free(b.w);
}

/* Copies of untagged frames are owners of the same bytes. */
static void copies_are_shares(void **state)
{
	struct bench b = bench("monitor session 1 source interface GigabitEthernet0/1\nmonitor session 1 destination interface GigabitEthernet0/3\n"
			       "monitor session 1 destination interface GigabitEthernet0/4\n");
	struct pool *p = node_pool(&b.a->node);
	u32 before = pool_in_use(p);

	(void)state;
	campus_station(b.w, "s2", b.a, 4);
	pass_s(b.w, 1);
	before = pool_in_use(p);
	for (unsigned i = 0; i < 50; i++)
		talk(b.x, 1, 2, 0);
	pass(b.w, 1500); /* on the second wires: three owners a frame */
	assert_int_equal(pool_in_use(p) - before, 50);
	pass_s(b.w, 1);
	assert_int_equal(pool_in_use(p), before);
	assert_non_null(strstr(campus_show(b.a, "show monitor session 1"), "Destination Ports        : Gi0/4"));
	world_free(b.w);
}

#define TRUNK(port) "interface GigabitEthernet0/" port "\n switchport mode trunk\n"
#define REMOTE "vlan 900\n remote-span\n"

/* Three switches: the frame crosses the middle one in VLAN 900, learnt by nobody, and comes out where it came in at the far end. */
static void remote(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, REMOTE TRUNK("4") "interface range GigabitEthernet0/1 - 2\n " EDGE
						    "monitor session 1 source interface GigabitEthernet0/1 rx\nmonitor session 1 destination remote vlan 900\n");
	struct device *m = campus_switch(w, "m", 4, REMOTE TRUNK("3") TRUNK("4"));
	struct device *z = campus_switch(w, "z", 4, REMOTE TRUNK("3") "monitor session 7 source remote vlan 900\nmonitor session 7 destination interface GigabitEthernet0/1\n");
	struct station *x = campus_station(w, "x", a, 1), *y = campus_station(w, "y", a, 2), *s = campus_station(w, "s", z, 1);

	(void)state;
	campus_join(a, 4, m, 4);
	campus_join(m, 3, z, 3);
	pass_s(w, 60);
	talk(y, 2, 0xff, 0);
	pass_s(w, 1);
	s->n = y->n = 0;
	talk(x, 1, 2, 0);
	pass_s(w, 1);
	assert_int_equal(y->n, 1);
	assert_int_equal(s->n, 1);
	assert_int_equal(s->got[0].data[12] << 8 | s->got[0].data[13], 0x88b5);
	assert_null(strstr(campus_show(m, "show mac address-table vlan 900"), "0200.0000.0001"));
	assert_null(strstr(campus_show(z, "show mac address-table vlan 900"), "0200.0000.0001"));
	assert_non_null(strstr(campus_show(m, "show vlan remote-span"), "\n900\n"));
	assert_non_null(strstr(campus_show(m, "show vlan"), "Remote SPAN VLANs\n------------------------------------------------------------------------------\n900\n\nPrimary"));
	assert_non_null(strstr(campus_show(m, "show vlan id 900"), "Remote SPAN VLAN\n----------------\nEnabled\n\nPrimary"));
	assert_non_null(strstr(campus_show(m, "show vlan name VLAN0900"), "Remote SPAN VLAN\n----------------\nEnabled\n\nPrimary"));
	assert_non_null(strstr(campus_show(m, "show vlan id 1"), "Remote SPAN VLAN\n----------------\nDisabled\n\nPrimary"));
	assert_non_null(strstr(campus_show(a, "show monitor session 1"), "Remote Source Session"));
	assert_non_null(strstr(campus_show(z, "show monitor session 7"), "Source RSPAN VLAN        : 900"));
	campus_apply(m, "vlan 900\n no remote-span\n");
	talk(x, 1, 2, 0);
	pass_s(w, 1);
	assert_non_null(strstr(campus_show(m, "show mac address-table vlan 900"), "0200.0000.0001"));
	world_free(w);
}

/* A trunk that is a source and carries the copies away: they are not copied again. */
static void copies_are_no_sources(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, REMOTE "vlan 10\n" TRUNK("1") TRUNK("2")
						    "monitor session 1 source interface GigabitEthernet0/1\nmonitor session 1 source interface GigabitEthernet0/2\n"
						    "monitor session 1 destination remote vlan 900\n");
	struct station *x = campus_station(w, "x", a, 1), *y = campus_station(w, "y", a, 2);

	(void)state;
	pass_s(w, 40);
	x->n = y->n = 0;
	talk(x, 1, 0xff, 10);
	talk(x, 1, 2, 900); /* nor what comes in as one */
	pass_s(w, 1);
	assert_int_equal(y->n, 1 + 2 + 1);
	assert_int_equal(x->n, 2);
	world_free(w);
}

/* One line of global configuration, by a person. */
static const char *type(struct device *d, const char *line)
{
	struct cli_io io = { said_write, said_ready, NULL };
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true };
	struct cli *c = cli_new(d->shell, &io, &o);

	cli_line(c, "configure terminal");
	said.len = 0;
	cli_line(c, line);
	cli_line(c, "end");
	cli_free(c);
	return said.text;
}

static void what_is_refused(void **state)
{
	static const char *const bad[] = {
		"monitor session 1 source interface GigabitEthernet0/3\n", "monitor session 1 source vlan 10\n", "monitor session 1 source remote vlan 900\n",
		"monitor session 2 destination interface GigabitEthernet0/3\n", "monitor session 2 destination interface GigabitEthernet0/1\n",
		"monitor session 1 destination remote vlan 900\n", 
		"monitor session 2 source interface Vlan1\n", "monitor session 67 source vlan 1\n", "monitor session 2 source vlan 5000\n", "vlan 1\n remote-span\n",
		"monitor session 3 filter vlan 10\n", "monitor session 1\n",
	};
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 6, "vlan 20\n" REMOTE "monitor session 1 source interface GigabitEthernet0/1\nmonitor session 1 destination interface GigabitEthernet0/3\n"
						    "monitor session 3 source vlan 20\n");
	char *before = shell_running(a->shell, false), *after;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++)
		if (!campus_refuses(a, bad[i]))
			fail_msg("taken: %s", bad[i]);
	after = shell_running(a->shell, false);
	assert_string_equal(before, after);
	assert_non_null(strstr(type(a, "monitor session 2 destination remote vlan 20"), "% VLAN 20 is not a RSPAN VLAN"));
	assert_non_null(strstr(type(a, "monitor session 2 source remote vlan 1000"), "% VLAN 1000 is not a RSPAN VLAN"));
	campus_apply(a, "no monitor session all\n");
	assert_false(has_line(a, "monitor session"));
	assert_string_equal(campus_show(a, "show monitor"), "No SPAN configuration is present in the system.\n");
	assert_null(a->bridge->span->tap[0].tap.capture);
	campus_apply(a, "monitor session 1 source interface GigabitEthernet0/1\nmonitor session 1 destination interface GigabitEthernet0/3\n");
	node_power(&a->node, false);
	node_power(&a->node, true);
	free(before);
	free(after);
	world_free(w);
}

/* Several ports in a line, as IOS takes them; a line a port is what is kept, and a list that has one wrong name changes nothing. */
static void lists_of_ports(void **state)
{
	struct bench b = bench("monitor session 1 destination interface GigabitEthernet0/3\n");

	(void)state;
	campus_apply(b.a, "monitor session 1 source interface Gi0/1 , gi 0/2 - 2 tx\n");
	assert_true(has_line(b.a, "\nmonitor session 1 source interface GigabitEthernet0/1 tx\n"));
	assert_true(has_line(b.a, "\nmonitor session 1 source interface GigabitEthernet0/2 tx\n"));
	converse(&b);
	assert_int_equal(b.sniffer->n, 4);
	campus_apply(b.a, "monitor session 1 source interface g0/1 - 2\n");
	assert_true(has_line(b.a, "\nmonitor session 1 source interface GigabitEthernet0/2\n"));
	assert_false(has_line(b.a, " tx\n"));
	assert_true(campus_refuses(b.a, "monitor session 1 source interface g0/4 - 9\n"));
	assert_true(campus_refuses(b.a, "monitor session 1 source interface g0/4 , g0/3\n")); /* the destination */
	assert_true(campus_refuses(b.a, "monitor session 1 source interface g0/4 , g0/5 sideways\n"));
	assert_true(campus_refuses(b.a, "monitor session 1 source interface g0/4 ,\n"));
	assert_false(has_line(b.a, "interface GigabitEthernet0/4\nmonitor"));
	assert_non_null(strstr(campus_show(b.a, "show monitor session 1"), "Both                 : Gi0/1,Gi0/2\n"));
	campus_apply(b.a, "monitor session 1 destination interface g0/4 - 5 encap rep\n");
	assert_true(has_line(b.a, "\nmonitor session 1 destination interface GigabitEthernet0/5 encapsulation replicate\n"));
	campus_apply(b.a, "no monitor session 1 source interface g0/1 , g0/2\nno monitor session 1 destination interface g0/4 - 5\n");
	assert_false(has_line(b.a, "monitor session 1 source"));
	assert_true(has_line(b.a, "\nmonitor session 1 destination interface GigabitEthernet0/3\n"));
	assert_false(campus_sw(b.a, 4)->monitor);
	world_free(b.w);
}

/* A list that says again what is there takes no more room. */
static void a_list_twice(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 40, "monitor session 1 destination interface GigabitEthernet0/1 - 40\n");

	(void)state;
	campus_apply(a, "monitor session 1 destination interface g0/1 - 40 encapsulation replicate\n");
	assert_true(has_line(a, "\nmonitor session 1 destination interface GigabitEthernet0/40 encapsulation replicate\n"));
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directions), cmocka_unit_test(control_frames), cmocka_unit_test(a_destination_is_apart), cmocka_unit_test(ingress),
		cmocka_unit_test(tags_and_filter), cmocka_unit_test(vlan_sources), cmocka_unit_test(channel_source), cmocka_unit_test(copies_are_shares),
		cmocka_unit_test(remote), cmocka_unit_test(copies_are_no_sources), cmocka_unit_test(what_is_refused),
		cmocka_unit_test(lists_of_ports), cmocka_unit_test(a_list_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
