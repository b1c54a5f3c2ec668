/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The topology reader: the literal text of everything that is wrong in each bad file of tests/golden/topology, what a good
 * file becomes, and the bounds. LANYARD_GOLDEN=write writes the expected texts anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those first */
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/topology.h"

#define GOLDEN "tests/golden/topology"

static char *slurp(const char *path)
{
	char why[256];
	size_t len;

	return yaml_slurp(path, 1 << 20, &len, why);
}

static bool check_golden(const char *name)
{
	char path[512];
	struct topology *t = topology_read(name, NULL);
	char *got = topology_errors(t), *want;
	bool same;

	snprintf(path, sizeof(path), "%.*s.expected", (int)strlen(name) - 4, name);
	if (getenv("LANYARD_GOLDEN")) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(got, f);
		fclose(f);
	}
	want = slurp(path);
	same = want && !strcmp(want, got);
	if (!same)
		print_error("%s: wanted:\n%s\ngot:\n%s\n", name, want ? want : "(no file)", got);
	assert_int_equal(topology_good(t), !strncmp(name, "good", 4));
	free(want);
	free(got);
	topology_free(t);
	return same;
}

static void test_golden(void **state)
{
	DIR *d;
	unsigned n = 0, bad = 0;

	(void)state;
	assert_int_equal(chdir(GOLDEN), 0);
	d = opendir(".");
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		size_t len = strlen(e->d_name);

		if (len < 5 || strcmp(e->d_name + len - 4, ".yml"))
			continue;
		n++;
		bad += !check_golden(e->d_name);
	}
	closedir(d);
	assert_int_equal(chdir("../../.."), 0);
	assert_true(n >= 14);
	assert_int_equal(bad, 0);
}

static void test_nodes(void **state)
{
	struct topology *t = topology_read(GOLDEN "/good.yml", NULL);
	struct topo_node *n;
	u8 mac[6];
	static const u8 sw2_port3[6] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x02 };

	(void)state;
	assert_true(topology_good(t));
	assert_string_equal(t->name, "all.of-it_1");
	assert_int_equal(t->n_nodes, 9);
	n = topology_node(t, "r1");
	assert_int_equal(n->kind, TOPO_ROUTER);
	assert_int_equal(n->n_ports, 7); /* grew to g0/6 */
	assert_string_equal(n->ports[6].name, "GigabitEthernet0/6");
	assert_string_equal(n->config.text,
			    "\nhostname edge\ninterface GigabitEthernet0/0\n ip address 10.0.1.1 255.255.255.0\n");
	assert_int_equal(n->config.first_line, 11);
	assert_int_equal(n->config.indent, 6);
	n = topology_node(t, "r2");
	assert_int_equal(n->n_ports, 3);
	assert_string_equal(n->ports[1].name, "FastEthernet0/1");
	assert_string_equal(n->ports[2].name, "GigabitEthernet1/0");
	assert_true(n->ports_named);
	assert_string_equal(n->config.file, GOLDEN "/good.cfg");
	assert_int_equal(strncmp(n->config.text, "hostname r2\n", 12), 0);
	assert_int_equal(topology_node(t, "sw1")->n_ports, 8);
	n = topology_node(t, "sw2");
	assert_int_equal(n->n_ports, 24);
	topology_port_mac(t, n, 2, mac);
	assert_memory_equal(mac, sw2_port3, 6);
	n = topology_node(t, "pc2");
	assert_int_equal(n->n_addresses, 3);
	assert_int_equal(n->addresses[0].addr.v4, 0x0a00010b);
	assert_int_equal(n->addresses[0].plen, 24);
	assert_int_equal(n->addresses[2].how, TOPO_SLAAC);
	assert_int_equal(n->gateway4.v4, 0x0a000102);
	assert_int_equal(n->gateway6.af, AF_IP6);
	assert_int_equal(topology_node(t, "pc1")->gateway4.v4, 0x0a000101); /* its group's */
	assert_int_equal(topology_node(t, "copy")->kind, TOPO_HOST);	    /* << */
	assert_int_equal(topology_node(t, "copy")->addresses[0].addr.v4, 0x0a000900);
	assert_null(topology_node(t, "pc3"));
	topology_free(t);
}

static void test_wires(void **state)
{
	struct topology *t = topology_read(GOLDEN "/good.yml", NULL);
	struct topo_wire *w = &t->wires[3];
	struct impair im[2];
	bool up = true;

	(void)state;
	assert_int_equal(t->n_wires, 9);
	assert_ptr_equal(t->wires[0].end[0].node, topology_node(t, "pc1"));
	assert_string_equal(t->wires[0].end[1].port->name, "GigabitEthernet0/1");
	assert_ptr_equal(topology_node(t, "r1")->ports[0].wire, &t->wires[2]);
	assert_int_equal(topology_node(t, "r1")->ports[0].end, 1);
	assert_string_equal(t->wires[7].end[1].uri->scheme->name, "udp");
	assert_false(t->wires[8].up);
	assert_int_equal(w->impair[0].delay, 10 * NSEC_PER_MS);
	assert_int_equal(w->impair[1].delay, 20 * NSEC_PER_MS);
	assert_int_equal(w->impair[0].rate, 10000000);
	assert_int_equal(w->impair[1].rate, 0);
	assert_true(w->impair[1].loss && w->impair[0].loss == w->impair[1].loss);
	assert_true(w->impair[1].cut && !w->impair[0].cut);
	/* in order of time, those of the same time in the order written */
	assert_int_equal(w->n_events, 4);
	assert_int_equal(w->events[0].at, 1500 * NSEC_PER_MS);
	assert_int_equal(w->events[1].at, 20 * NSEC_PER_SEC);
	assert_int_equal(w->events[3].at, 60 * NSEC_PER_SEC);
	memcpy(im, w->impair, sizeof(im));
	topology_event_apply(&w->events[0], im, &up);
	assert_false(up);
	topology_event_apply(&w->events[1], im, &up);
	assert_true(up);
	assert_int_equal(im[0].delay, 5 * NSEC_PER_MS);
	assert_int_equal(im[1].delay, 5 * NSEC_PER_MS);
	assert_true(im[1].cut);
	topology_event_apply(&w->events[2], im, &up);
	assert_false(im[1].cut);
	topology_event_apply(&w->events[3], im, &up);
	assert_true(im[0].cut && !im[1].cut);
	assert_true(im[0].loss == 1ull << 31 && im[1].loss != im[0].loss);
	topology_free(t);
}

static void test_virtual_clock(void **state)
{
	static const char text[] = "nodes: {h: {kind: hub}}\nwires:\n  - [h:1, \"pcap:x\"]\n  - [h:2, \"tap:lab0\"]\n";
	struct topology_options o = { .virtual_clock = true, .name = "other" };
	struct topology *t = topology_parse("v.yml", text, strlen(text), &o);
	char *e = topology_errors(t);

	(void)state;
	assert_string_equal(t->name, "other");
	assert_string_equal(e, "v.yml:4:11: tap:lab0: cannot be used on the virtual clock\n"
			       "    - [h:2, \"tap:lab0\"]\n            ^\n"
			       "  hint: run the lab on the real clock, or leave this wire out\n");
	free(e);
	topology_free(t);
}

/* A line of a config is blamed where the user wrote it: in the topology, or in the file beside it. */
static void test_config_error(void **state)
{
	struct topology *t = topology_read(GOLDEN "/good.yml", NULL);
	char *e;

	(void)state;
	topology_config_error(t, topology_node(t, "r1"), 4, 5, "% Invalid input detected at '^' marker.");
	topology_config_error(t, topology_node(t, "r2"), 4, 2, "% Incomplete command.");
	e = topology_errors(t);
	assert_false(topology_good(t));
	assert_string_equal(e, GOLDEN "/good.cfg:4:2: % Incomplete command.\n   no shutdown\n   ^\n"
			    GOLDEN "/good.yml:14:11: r1: % Invalid input detected at '^' marker.\n"
			    "         ip address 10.0.1.1 255.255.255.0\n            ^\n");
	free(e);
	topology_free(t);
}

static void test_ten_thousand(void **state)
{
	char *text = NULL, *e;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct topology *t;

	(void)state;
	fputs("name: big\nnodes:\n", f);
	for (unsigned i = 0; i < 10000; i++)
		fprintf(f, "  r%u: {kind: router}\n", i);
	fputs("wires:\n", f);
	for (unsigned i = 0; i < 10000; i++)
		fprintf(f, "  - [r%u:g0/0, r%u:g0/1]\n", i, (i + 1) % 10000);
	fclose(f);
	t = topology_parse("big.yml", text, len, NULL);
	e = topology_errors(t);
	assert_string_equal(e, "");
	assert_int_equal(t->n_nodes, 10000);
	assert_int_equal(t->n_wires, 10000);
	assert_ptr_equal(t->wires[9999].end[1].node, &t->nodes[0]);
	free(e);
	free(text);
	topology_free(t);
}

static void test_port_match(void **state)
{
	static const struct { const char *name, *text; enum port_match m; } row[] = {
		{ "GigabitEthernet0/1", "g0/1", PORT_MATCH_SHORT },	{ "GigabitEthernet0/1", "gi0/1", PORT_MATCH_SHORT },
		{ "GigabitEthernet0/1", "Gig 0/1", PORT_MATCH_SHORT },	{ "GigabitEthernet0/1", "0/1", PORT_MATCH_SHORT },
		{ "GigabitEthernet0/1", "GigabitEthernet0/1", PORT_MATCH_EXACT },
		{ "GigabitEthernet0/1", "gigabitethernet0/1", PORT_MATCH_SHORT },
		{ "GigabitEthernet0/1", "g0/11", PORT_MATCH_NO },	{ "GigabitEthernet0/11", "g0/1", PORT_MATCH_NO },
		{ "GigabitEthernet0/1", "f0/1", PORT_MATCH_NO },	{ "GigabitEthernet0/1", "", PORT_MATCH_NO },
		{ "GigabitEthernet0/1", "g", PORT_MATCH_NO },		{ "eth0", "e0", PORT_MATCH_SHORT },
		{ "eth0", "eth0", PORT_MATCH_EXACT },			{ "7", "7", PORT_MATCH_EXACT },
		{ "7", "17", PORT_MATCH_NO },				{ "eth0", "eth0x", PORT_MATCH_NO },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(topology_port_match(row[i].name, row[i].text), row[i].m);
}

static void test_duration(void **state)
{
	nsec d = 1;

	(void)state;
	assert_true(topology_duration("10s", &d) && d == 10 * NSEC_PER_SEC);
	assert_true(topology_duration("1.5ms", &d) && d == 1500 * NSEC_PER_US);
	assert_true(topology_duration("5m", &d) && d == 300 * NSEC_PER_SEC);
	assert_true(topology_duration("2h", &d) && d == 7200 * NSEC_PER_SEC);
	assert_true(topology_duration("250us", &d) && d == 250 * NSEC_PER_US);
	assert_true(topology_duration("0", &d) && d == 0);
	assert_true(topology_duration("2000000000000ns", &d) && d == 2000 * NSEC_PER_SEC);
	assert_false(topology_duration("10", &d));
	assert_false(topology_duration("s", &d));
	assert_false(topology_duration("-1s", &d));
	assert_false(topology_duration("1.s", &d));
	assert_false(topology_duration("10 s", &d));
	assert_false(topology_duration("99999999999999999999s", &d));
	assert_false(topology_duration("900000000000h", &d));
}

static void test_mac(void **state)
{
	u8 a[6], b[6];

	(void)state;
	topology_mac("lab", "r1", "GigabitEthernet0/0", a);
	topology_mac("lab", "r1", "GigabitEthernet0/0", b);
	assert_memory_equal(a, b, 6);
	assert_int_equal(a[0] & 3, 2);
	topology_mac("lab", "r1", "GigabitEthernet0/1", b);
	assert_memory_not_equal(a, b, 6);
	topology_mac("labr", "1", "GigabitEthernet0/0", b);
	assert_memory_not_equal(a, b, 6);
	{
		/* for ever: saved labs and people's notes hold them */
		static const u8 was[6] = { 0x42, 0xaf, 0xfa, 0x04, 0xba, 0x88 };

		topology_mac("first", "pc1", "eth0", b);
		assert_memory_equal(b, was, 6);
	}
}

static char *no_load(void *arg, const char *path, size_t *len, char why[256])
{
	(void)arg;
	(void)path;
	*len = 0;
	snprintf(why, 256, "is not there");
	return NULL;
}

/* Every beginning of a good file: an error or a smaller topology, never a crash. */
static void test_truncated(void **state)
{
	char *text = slurp(GOLDEN "/good.yml");
	struct topology_options o = { .load = no_load };

	(void)state;
	assert_non_null(text);
	for (size_t len = 0; len <= strlen(text); len++) {
		struct topology *t = topology_parse("cut.yml", text, len, &o);

		free(topology_errors(t));
		topology_free(t);
	}
	free(text);
}

static void test_hostile(void **state)
{
	char *deep = malloc(100001);
	static const char control[] = "nodes: {\"r\\x1b[31m1\": {kind: \"\\x07\xc2\x9b\"}}\n";
	struct topology *t;
	char *e;

	(void)state;
	memset(deep, '[', 100000);
	deep[100000] = 0;
	t = topology_parse("deep.yml", deep, 100000, NULL);
	e = topology_errors(t);
	assert_non_null(strstr(e, "nested more than 64 deep"));
	free(e);
	topology_free(t);
	free(deep);
	t = topology_parse("c.yml", control, strlen(control), NULL);
	e = topology_errors(t);
	for (const char *p = e; *p; p++)
		assert_true((u8)*p >= 0x20 || *p == '\n');
	free(e);
	topology_free(t);
	t = topology_read("/dev/zero", NULL);
	e = topology_errors(t);
	assert_string_equal(e, "/dev/zero: not a regular file\n");
	free(e);
	topology_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),	     cmocka_unit_test(test_nodes),	cmocka_unit_test(test_wires),
		cmocka_unit_test(test_virtual_clock), cmocka_unit_test(test_config_error), cmocka_unit_test(test_ten_thousand),
		cmocka_unit_test(test_port_match),   cmocka_unit_test(test_duration),	cmocka_unit_test(test_mac),
		cmocka_unit_test(test_truncated),    cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
