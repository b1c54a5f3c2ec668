/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shell has beside commands: dialogues of ping and traceroute, output into files, names for ranges, the nearest word, what is not emulated, tech-support. */
#include "ip_net.h"

#include "device/files/files.h"

static const char CONFIG[] = "interface g0/0\n ip address 10.0.0.1 255.255.255.0\nline con 0\n exec-timeout 0 0\n";

struct bed { struct net n; struct device *d, *peer; struct cli *c; };

static void open_bed(struct bed *b)
{
	struct cli_io io = { net_write, net_ready, &b->n };
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true };

	net_open(&b->n);
	b->d = net_node(&b->n, &appliance_router, "r1", CONFIG);
	b->peer = net_node(&b->n, &appliance_router, "r2", "interface g0/0\n ip address 10.0.0.2 255.255.255.0\n");
	net_wire(b->d, 0, b->peer, 0);
	net_run(&b->n, NSEC_PER_SEC);
	b->c = cli_new(b->d->shell, &io, &o);
}

static void close_bed(struct bed *b)
{
	cli_free(b->c);
	net_close(&b->n);
}

static const char *type(struct bed *b, const char *line)
{
	b->n.len = 0;
	b->n.out[0] = 0;
	b->n.ready = false;
	cli_line(b->c, line);
	for (unsigned k = 0; !b->n.ready && k < 100000; k++)
		net_run(&b->n, 10 * NSEC_PER_MS);
	return b->n.out;
}

static void ask(struct bed *b, const char *question, const char *answer)
{
	char buf[96];

	assert_string_equal(cli_prompt(b->c, buf), question);
	type(b, answer);
}

static void t_ping(void **state)
{
	struct bed b;
	char buf[96];

	(void)state;
	open_bed(&b);
	type(&b, "ping");
	ask(&b, "Protocol [ip]: ", "");
	ask(&b, "Target IP address: ", "10.0.0.2");
	ask(&b, "Repeat count [5]: ", "7");
	ask(&b, "Datagram size [100]: ", "1400");
	ask(&b, "Timeout in seconds [2]: ", "");
	ask(&b, "Extended commands [n]: ", "y");
	ask(&b, "Source address or interface: ", "GigabitEthernet0/0");
	ask(&b, "Type of service [0]: ", "");
	ask(&b, "Set DF bit in IP header? [no]: ", "yes");
	ask(&b, "Validate reply data? [no]: ", "");
	ask(&b, "Data pattern [0xABCD]: ", "0x00FF");
	ask(&b, "Loose, Strict, Record, Timestamp, Verbose[none]: ", "");
	ask(&b, "Sweep range of sizes [n]: ", "");
	assert_non_null(strstr(b.n.out, "Sending 7, 1400-byte ICMP Echos to 10.0.0.2, timeout is 2 seconds:"));
	assert_non_null(strstr(b.n.out, "Packet sent with a source address of 10.0.0.1"));
	assert_non_null(strstr(b.n.out, "Packet sent with the DF bit set"));
	assert_non_null(strstr(b.n.out, "(7/7)"));
	type(&b, "ping");
	ask(&b, "Protocol [ip]: ", "appletalk");
	assert_string_equal(cli_prompt(b.c, buf), "r1#");
	assert_int_equal(cli_status(b.c), 1);
	type(&b, "ping");
	type(&b, "");
	cli_interrupt(b.c);
	assert_string_equal(cli_prompt(b.c, buf), "r1#");
	type(&b, "ping");
	type(&b, "");
	type(&b, "10.0.0.2 repeat 3 | redirect flash:x");
	assert_string_equal(cli_prompt(b.c, buf), "r1#");
	type(&b, "traceroute");
	ask(&b, "Protocol [ip]: ", "");
	ask(&b, "Target IP address: ", "10.0.0.2");
	ask(&b, "Source address: ", "10.0.0.1");
	ask(&b, "Numeric display [n]: ", "");
	ask(&b, "Timeout in seconds [3]: ", "1");
	ask(&b, "Probe count [3]: ", "1");
	ask(&b, "Minimum Time to Live [1]: ", "");
	ask(&b, "Maximum Time to Live [30]: ", "5");
	ask(&b, "Port Number [33434]: ", "");
	ask(&b, "Loose, Strict, Record, Timestamp, Verbose[none]: ", "");
	assert_non_null(strstr(b.n.out, "  1 10.0.0.2 0 msec"));
	type(&b, "ping");
	type(&b, "");
	close_bed(&b); /* amid it */
}

static const char *content(struct bed *b, const char *name)
{
	struct flash_file *f = flash_find(device_flash(b->d), name);

	return f ? (const char *)f->body->data : NULL;
}

static void t_files(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	assert_string_equal(type(&b, "show privilege | redirect flash:p"), "");
	assert_string_equal(content(&b, "p"), "Current privilege level is 15\n");
	assert_string_equal(type(&b, "show privilege | append flash:p"), "");
	assert_string_equal(content(&b, "p"), "Current privilege level is 15\nCurrent privilege level is 15\n");
	assert_string_equal(type(&b, "show privilege | tee flash:t"), "Current privilege level is 15\n");
	assert_string_equal(content(&b, "t"), "Current privilege level is 15\n");
	assert_string_equal(type(&b, "show privilege | redirect flash:../x"), "%Error opening flash:../x (Invalid argument)\n");
	assert_string_equal(type(&b, "show privilege | redirect nvram:"), "%Error opening nvram:/startup-config (Operation not supported)\n");
	assert_string_equal(type(&b, "show privilege | redirect"), "% Incomplete command.\n\n");
	type(&b, "disable");
	assert_string_equal(type(&b, "show privilege | redirect flash:u"), "%Error opening flash:/u (Permission denied)\n");
	assert_null(content(&b, "u"));
	close_bed(&b);
}

static void t_words(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	assert_null(strstr(type(&b, "show ip roote"), "perhaps"));
	type(&b, "terminal suggest");
	assert_string_equal(type(&b, "show ip roote"), "             ^\n% Invalid input detected at '^' marker.\n\n(perhaps \"route\")\n");
	assert_string_equal(type(&b, "show zzzzzz"), "        ^\n% Invalid input detected at '^' marker.\n\n");
	type(&b, "terminal no suggest");
	assert_null(strstr(type(&b, "show ip roote"), "perhaps"));
	type(&b, "configure terminal");
	assert_string_equal(type(&b, "define interface-range lan nonsense"), "% Invalid interface range\n");
	type(&b, "define interface-range lan GigabitEthernet0/1 - 2 , GigabitEthernet0/3");
	assert_string_equal(type(&b, "interface range macro wan"), "% Invalid interface range\n");
	assert_string_equal(type(&b, "interface range macro lan"), "");
	type(&b, "description all of them");
	type(&b, "end");
	assert_non_null(strstr(type(&b, "show running-config"), "interface GigabitEthernet0/3\n description all of them\n"));
	assert_non_null(strstr(type(&b, "show unsupported"), "router LINE"));
	type(&b, "terminal length 0");
	type(&b, "show tech-support");
	assert_non_null(strstr(b.n.out, "------------------ show version ------------------\n"));
	assert_non_null(strstr(b.n.out, "------------------ show ip route ------------------\n"));
	assert_null(strstr(b.n.out, "------------------ show vlan brief ------------------\n"));
	assert_null(strstr(b.n.out, "Invalid input"));
	close_bed(&b);
}

/* A part of the configuration by its name; what a node has been called for. */
static void t_parts(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	type(&b, "configure terminal");
	type(&b, "router ospf 1");
	type(&b, "router-id 1.1.1.1");
	type(&b, "banner motd ^interface of none^");
	type(&b, "ip route 10.9.0.0 255.255.0.0 Null0");
	type(&b, "end");
	assert_string_equal(type(&b, "show running-config partition router"),
			    "Building configuration...\n\nCurrent configuration : 41 bytes\n!\nrouter ospf 1\n router-id 1.1.1.1\n!\nend\n\n");
	assert_non_null(strstr(type(&b, "show running-config partition ip-static-routes"), "!\nip route 10.9.0.0 255.255.0.0 Null0\n!\nend\n"));
	assert_non_null(strstr(type(&b, "show running-config partition common"), "banner motd"));
	assert_null(strstr(b.n.out, "router ospf"));
	assert_null(strstr(type(&b, "show running-config partition interface"), "of none"));
	assert_non_null(strstr(b.n.out, " ip address 10.0.0.1 255.255.255.0\n"));
	assert_string_equal(type(&b, "show running-config partition snmp"), "Building configuration...\n\nCurrent configuration : 6 bytes\n!\nend\n\n");
	type(&b, "ping 10.0.0.2");
	assert_non_null(strstr(type(&b, "show processes cpu"), "CPU utilization for five seconds: 0%/0%; one minute: 0%; five minutes: 0%\n"));
	assert_null(strstr(b.n.out, "           0          0  0.00%  0.00%  0.00%   0 Frame Input"));
	assert_string_equal(type(&b, "show processes cpu history"), "% Unsupported here: show processes cpu history\n");
	close_bed(&b);
}

/* logging count says how often and when last; logging rate-limit lets so many a second through, and those of its exception besides. */
static void t_logging(void **state)
{
	unsigned lines = 0;
	struct bed b;

	(void)state;
	open_bed(&b);
	assert_string_equal(type(&b, "show logging count"), "Logging count is not enabled\n");
	type(&b, "configure terminal");
	type(&b, "logging count");
	for (unsigned i = 0; i < 4; i++)
		type(&b, i & 1 ? "no interface Loopback1" : "interface Loopback1");
	type(&b, "end");
	net_run(&b.n, 65 * NSEC_PER_SEC);
	assert_non_null(strstr(type(&b, "show logging count"), "LINEPROTO     UPDOWN                            5     4  00:01:05\n"));
	assert_non_null(strstr(b.n.out, "LINEPROTO TOTAL                                  4\n"));
	type(&b, "configure terminal");
	type(&b, "logging rate-limit all 3 except errors");
	type(&b, "do clear logging");
	type(&b, "");
	net_run(&b.n, 2 * NSEC_PER_SEC);
	for (unsigned i = 0; i < 10; i++)
		type(&b, i & 1 ? "no interface Loopback1" : "interface Loopback1");
	wire_set_up(port_wire(net_port(b.d, 0)), false);
	assert_non_null(strstr(type(&b, "do show logging | include changed|limited"), ", 13 messages rate-limited,"));
	for (const char *at = b.n.out; (at = strstr(at, "%LIN")); at++)
		lines++;
	assert_int_equal(lines, 4);
	assert_non_null(strstr(b.n.out, "%LINK-3-UPDOWN"));
	type(&b, "no logging rate-limit");
	type(&b, "no logging count");
	assert_string_equal(type(&b, "do show logging count"), "Logging count is not enabled\n");
	close_bed(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_ping), cmocka_unit_test(t_files), cmocka_unit_test(t_words), cmocka_unit_test(t_parts), cmocka_unit_test(t_logging) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
