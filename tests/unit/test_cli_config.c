/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration as data: round trips, `no`, defaults, ranges, all-or-nothing application, replacement, and what handlers are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "tests/unit/cli_fake.h"

struct fixture {
	struct grammar *g;
	struct fake *f;
	struct cli *c;
};

static const char full[] =
	"!\n"
	"version 15.9\n"
	"!\n"
	"hostname core1\n"
	"!\n"
	"no ip domain lookup\n"
	"!\n"
	"banner motd ^C\n"
	"Hello, \"you\" # there\n"
	"  interface of the site!\n"
	"end\n"
	"^C\n"
	"!\n"
	"username bob privilege 15 password x\n"
	"username alice\n"
	"!\n"
	"vlan 2\n"
	" name servers\n"
	"!\n"
	"vlan 10\n"
	"!\n"
	"interface GigabitEthernet0/1\n"
	" description | to the core ! \"x\"\n"
	" ip address 10.0.0.1 255.255.255.0\n"
	" ip address 10.0.1.1 255.255.255.0 secondary\n"
	" ip address 10.0.2.1 255.255.255.0 secondary\n"
	" ip helper-address 1.1.1.1\n"
	" ip helper-address 1.1.1.2\n"
	" ipv6 address 2001:DB8::1/64\n"
	" no cdp enable\n"
	" mtu 9000\n"
	"!\n"
	"interface GigabitEthernet0/2\n"
	" ip address dhcp\n"
	" shutdown\n"
	" speed 100\n"
	" mac-address 0200.0000.0001\n"
	"!\n"
	"interface GigabitEthernet0/3\n"
	"!\n"
	"interface GigabitEthernet0/4\n"
	"!\n"
	"interface Loopback5\n"
	"!\n"
	"router bgp 65000\n"
	" neighbor 10.0.0.2 remote-as 65001\n"
	" neighbor 10.0.0.3 remote-as 65002\n"
	" !\n"
	" address-family ipv4\n"
	"  network 10.0.0.0 mask 255.0.0.0\n"
	"  network 192.168.0.0\n"
	" exit-address-family\n"
	"!\n"
	"ip route 0.0.0.0 0.0.0.0 10.0.0.254\n"
	"ip route 10.0.0.0 255.0.0.0 Loopback5\n"
	"ip route 10.0.0.0 255.0.0.0 10.0.0.253 250\n"
	"!\n"
	"ip access-list extended OUT\n"
	" permit tcp any any\n"
	" remark and nothing else\n"
	" deny ip any any\n"
	"!\n"
	"ip name-server 9.9.9.9\n"
	"ip name-server 1.1.1.1\n"
	"!\n"
	"alias exec v show version\n"
	"!\n"
	"end\n";

static int setup(void **state)
{
	struct fixture *x = xcalloc(1, sizeof(*x));
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true };

	x->g = fake_grammar();
	x->f = fake_new(x->g);
	x->c = fake_session(x->f, &o);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	cli_free(x->c);
	fake_free(x->f);
	grammar_free(x->g);
	free(x);
	return 0;
}

static void apply(struct fixture *x, const char *text)
{
	struct config_error e;

	if (!shell_apply(x->f->sh, text, false, &e, NULL, NULL))
		fail_msg("line %u column %u: %s (%s)", e.line, e.column, e.text, e.input);
}

static unsigned replace(struct fixture *x, const char *text)
{
	struct config_error e;
	unsigned n;

	if (!shell_replace(x->f->sh, text, &e, &n))
		fail_msg("line %u column %u: %s (%s)", e.line, e.column, e.text, e.input);
	return n;
}

static void expect_running(struct fixture *x, const char *text)
{
	char *now = shell_running(x->f->sh, false);

	if (strcmp(now, text))
		print_error("got:\n%s\nwanted:\n%s\n", now, text);
	assert_string_equal(now, text);
	free(now);
}

static const char *type(struct fixture *x, const char *line)
{
	text_clear(&x->f->out);
	cli_line(x->c, line);
	return text_str(&x->f->out);
}

static bool has_line(struct fixture *x, const char *line)
{
	char *now = shell_running(x->f->sh, false), *s = xasprintf("\n%s\n", line);
	bool found = strstr(now, s);

	free(now);
	free(s);
	return found;
}

static void test_round_trip(void **state)
{
	struct fixture *x = *state;
	struct fake *other = fake_new(x->g);
	char *text;

	apply(x, full);
	expect_running(x, full);
	text = shell_running(x->f->sh, false);
	assert_true(shell_apply(other->sh, text, false, NULL, NULL, NULL));
	free(text);
	text = shell_running(other->sh, false);
	assert_string_equal(text, full);
	free(text);
	fake_free(other);
	/* Once more on top of itself: nothing is run but what opens blocks. */
	text_clear(&x->f->trace);
	apply(x, full);
	expect_running(x, full);
	assert_string_equal(text_str(&x->f->trace), "");
	assert_int_equal(replace(x, full), 0);
	assert_string_equal(text_str(&x->f->trace), "");
	text = shell_running_block(x->f->sh, "interface g0/2");
	assert_string_equal(text, "interface GigabitEthernet0/2\n ip address dhcp\n shutdown\n speed 100\n mac-address 0200.0000.0001\n");
	free(text);
	assert_null(shell_running_block(x->f->sh, "vlan 99"));
}

/* The same without any indentation, in other spellings, out of order. */
static void test_flat(void **state)
{
	struct fixture *x = *state;

	apply(x, "ROUTER BGP 65000\nneigh 10.0.0.2 remote 65001\naddress-family ipv4\nnetwork 10.0.0.0\nexit-address-family\n"
		 "neighbor 10.0.0.3 remote-as 65002\nint gi 0/1\nshut\nip address 10.0.0.1 255.255.255.0\r\nvlan 0010\nname x\nend\nbogus\n");
	expect_running(x, "!\nversion 15.9\n!\nvlan 10\n name x\n!\ninterface GigabitEthernet0/1\n ip address 10.0.0.1 255.255.255.0\n shutdown\n!\n"
			  "interface GigabitEthernet0/2\n!\ninterface GigabitEthernet0/3\n!\ninterface GigabitEthernet0/4\n!\nrouter bgp 65000\n"
			  " neighbor 10.0.0.2 remote-as 65001\n neighbor 10.0.0.3 remote-as 65002\n !\n address-family ipv4\n  network 10.0.0.0\n"
			  " exit-address-family\n!\nend\n");
}

/* As captured from a terminal, with frames, line ends and exits of all sorts. */
static void test_captured(void **state)
{
	struct fixture *x = *state;

	apply(x, "Building configuration...\r\n\r\nCurrent configuration : 100 bytes\r\n!\r\nversion 12.4\r\n!\r\nvlan 10\r\n name a\r\n exit\r\n"
		 "vlan 20\r\n\tname b\r\nexit\r\nexit\r\nrouter bgp 1\r\n address-family ipv4\r\n  network 10.0.0.0\r\n exit-address-family\r\n"
		 " neighbor 1.1.1.1 remote-as 2\r\n!\r\nbanner motd \x03\r\nhi\r\n\x03\r\nhostname x\r\nend\r\n\r\nr1#exit\r\n");
	expect_running(x, "!\nversion 15.9\n!\nhostname x\n!\nbanner motd ^C\nhi\n^C\n!\nvlan 10\n name a\n!\nvlan 20\n name b\n!\n"
			  "interface GigabitEthernet0/1\n!\ninterface GigabitEthernet0/2\n!\ninterface GigabitEthernet0/3\n!\n"
			  "interface GigabitEthernet0/4\n!\nrouter bgp 1\n neighbor 1.1.1.1 remote-as 2\n !\n address-family ipv4\n"
			  "  network 10.0.0.0\n exit-address-family\n!\nend\n");
}

static void test_default_and_no(void **state)
{
	struct fixture *x = *state;

	type(x, "conf t");
	type(x, "int g0/1");
	/* What is so by default is taken and not kept. */
	type(x, "no shutdown");
	type(x, "cdp enable");
	type(x, "mtu 1500");
	assert_true(has_line(x, "interface GigabitEthernet0/1\n!"));
	type(x, "no cdp enable");
	assert_true(has_line(x, " no cdp enable"));
	type(x, "cdp enable");
	assert_false(has_line(x, " no cdp enable"));
	type(x, "no cdp enable");
	type(x, "default cdp enable");
	assert_false(has_line(x, " no cdp enable"));
	type(x, "mtu 9000");
	assert_true(has_line(x, " mtu 9000"));
	text_clear(&x->f->trace);
	type(x, "no mtu");
	assert_false(has_line(x, " mtu 9000"));
	/* Undone with the value it had, then the default takes effect. */
	assert_string_equal(text_str(&x->f->trace), "GigabitEthernet0/1: no mtu 9000\nGigabitEthernet0/1: mtu 1500\n");
	type(x, "ip address 10.0.0.1 255.0.0.0");
	type(x, "ip address 10.0.0.2 255.0.0.0");
	assert_false(has_line(x, " ip address 10.0.0.1 255.0.0.0"));
	assert_true(has_line(x, " ip address 10.0.0.2 255.0.0.0"));
	type(x, "ip address 11.0.0.1 255.0.0.0 secondary");
	type(x, "ip address 12.0.0.1 255.0.0.0 secondary");
	type(x, "no ip address 11.0.0.1 255.0.0.0 secondary");
	assert_false(has_line(x, " ip address 11.0.0.1 255.0.0.0 secondary"));
	assert_true(has_line(x, " ip address 12.0.0.1 255.0.0.0 secondary"));
	text_clear(&x->f->trace);
	type(x, "no ip address");
	assert_string_equal(text_str(&x->f->trace), "GigabitEthernet0/1: no ip address 12.0.0.1 255.0.0.0 secondary\n"
						    "GigabitEthernet0/1: no ip address 10.0.0.2 255.0.0.0\n");
	assert_true(has_line(x, "interface GigabitEthernet0/1\n!"));
	text_clear(&x->f->trace);
	type(x, "ip address 10.0.0.1 255.0.0.0");
	type(x, "ip address dhcp");
	/* Another row of the same key: the old line is undone first. */
	assert_string_equal(text_str(&x->f->trace), "GigabitEthernet0/1: ip address 10.0.0.1 255.0.0.0\n"
						    "GigabitEthernet0/1: no ip address 10.0.0.1 255.0.0.0\nGigabitEthernet0/1: ip address dhcp\n");
	type(x, "shutdown");
	text_clear(&x->f->trace);
	type(x, "default interface g0/1");
	assert_string_equal(text_str(&x->f->trace), "GigabitEthernet0/1: no shutdown\nGigabitEthernet0/1: no ip address dhcp\n");
	assert_true(has_line(x, "interface GigabitEthernet0/1\n!"));
	assert_string_equal(type(x, "no interface g0/1"), "% Removal of physical interfaces is not permitted\n");
	/* A block goes from its last line to its first, then itself. */
	type(x, "router bgp 1");
	type(x, "neighbor 1.1.1.1 remote-as 2");
	type(x, "address-family ipv4");
	type(x, "network 10.0.0.0");
	text_clear(&x->f->trace);
	type(x, "no router bgp 1");
	assert_string_equal(text_str(&x->f->trace), "block: no network 10.0.0.0\nblock: no address-family ipv4\n"
						    "block: no neighbor 1.1.1.1 remote-as 2\nno router bgp 1\n");
	assert_false(has_line(x, "router bgp 1"));
	assert_string_equal(type(x, "no vlan 77"), "");
	assert_string_equal(type(x, "no ip name-server 1.1.1.1"), "");
}

/* A handler that keeps another line than the one typed. */
static void test_store(void **state)
{
	struct fixture *x = *state;

	apply(x, "group 1\ngroup add 4\ngroup add 8\n");
	assert_true(has_line(x, "group 13"));
	apply(x, "group 0\n");
	assert_false(has_line(x, "group 0"));
	apply(x, "group add 2\nno group\n");
	assert_false(has_line(x, "group 2"));
	assert_int_equal(x->f->group, 0);
	apply(x, "group add 2\n");
	replace(x, "group 7\n");
	assert_true(has_line(x, "group 7"));
	assert_int_equal(x->f->group, 7);
	replace(x, "group 1\ngroup add 16\nhostname y\ngroup add 32\n");
	assert_true(has_line(x, "group 49"));
	assert_int_equal(x->f->group, 49);
	assert_int_equal(replace(x, "hostname y\ngroup 49\n"), 0);
	/* `no` of what is on by default and has a value, kept because the handler says so. */
	apply(x, "no stamps\n");
	assert_true(has_line(x, "no stamps"));
	apply(x, "stamps uptime\n");
	assert_true(has_line(x, "stamps uptime"));
	apply(x, "no stamps uptime\n");
	assert_true(has_line(x, "no stamps"));
	assert_int_equal(replace(x, "hostname y\nno stamps\ngroup 49\n"), 0);
	apply(x, "stamps msec\n");
	assert_false(has_line(x, "no stamps"));
	apply(x, "no stamps\ndefault stamps\n");
	assert_false(has_line(x, "no stamps"));
	/* A block under another spelling than typed. */
	apply(x, "line console 0\nlength 5\n");
	assert_true(has_line(x, "line con 0\n length 5"));
	type(x, "conf t");
	type(x, "line console 0");
	assert_string_equal(type(x, "length 6"), "");
	assert_true(has_line(x, "line con 0\n length 6"));
}

/* An argument that may be left out and is kept all the same: `bond mode x` is `bond 0 mode x`, however it is taken away. */
static void test_unsaid(void **state)
{
	struct fixture *x = *state;

	apply(x, "line con 0\n bond mode a\n bond rate 3\n bond 2 mode b\n bond port gi 0/2 4\n bond 0 port Gi0/3 5\n");
	assert_true(has_line(x, " bond 0 mode a") && has_line(x, " bond 2 mode b") && has_line(x, " bond rate 3"));
	assert_true(has_line(x, " bond 0 port GigabitEthernet0/2 4") && has_line(x, " bond 0 port GigabitEthernet0/3 5"));
	assert_non_null(strstr(text_str(&x->f->trace), "bond 0 mode a\n"));
	apply(x, "line con 0\n bond 0 mode c\n");
	assert_true(has_line(x, " bond 0 mode c") && !has_line(x, " bond 0 mode a"));
	/* The key words are enough, and the one left out is among them; another value than the one kept is none of the key. */
	apply(x, "line con 0\n no bond mode\n no bond port gi0/3\n no bond 0 port gi 0/2 9\n");
	assert_false(has_line(x, " bond 0 mode c") || has_line(x, " bond 0 port GigabitEthernet0/2 4") || has_line(x, " bond 0 port GigabitEthernet0/3 5"));
	assert_true(has_line(x, " bond 2 mode b") && has_line(x, " bond rate 3"));
	type(x, "conf t");
	type(x, "line con 0");
	assert_non_null(strstr(type(x, "bond 0"), "% Incomplete command."));
	assert_non_null(strstr(type(x, "no bond"), "% Incomplete command."));
	assert_non_null(strstr(type(x, "no bond port"), "% Incomplete command."));
	assert_non_null(strstr(type(x, "bond 10 mode a"), "% Invalid input"));
	assert_string_equal(type(x, "bo mo d"), "");
	assert_true(has_line(x, " bond 0 mode d"));
	replace(x, "line con 0\n bond mode e\n bond rate 3\n");
	assert_true(has_line(x, " bond 0 mode e") && has_line(x, " bond rate 3") && !has_line(x, " bond 2 mode b"));
	assert_int_equal(replace(x, "line con 0\n bond rate 3\n bond 0 mode e\n"), 0);
}

static void test_all(void **state)
{
	struct fixture *x = *state;
	char *text;

	apply(x, "no ip domain lookup\ninterface g0/1\n shutdown\n");
	text = shell_running(x->f->sh, true);
	assert_non_null(strstr(text, "\nno ip domain lookup\n"));
	assert_non_null(strstr(text, "interface GigabitEthernet0/1\n shutdown\n cdp enable\n mtu 1500\n speed auto\n"));
	assert_non_null(strstr(text, "interface GigabitEthernet0/2\n no shutdown\n cdp enable\n"));
	free(text);
}

static void test_banner(void **state)
{
	struct fixture *x = *state;
	char buf[96];

	type(x, "conf t");
	type(x, "banner motd #one line# ignored");
	assert_true(has_line(x, "banner motd ^Cone line^C"));
	assert_string_equal(type(x, "banner motd #"), "");
	assert_string_equal(cli_prompt(x->c, buf), "");
	type(x, "  first  ");
	type(x, "");
	type(x, "shutdown");
	type(x, "#");
	assert_string_equal(cli_prompt(x->c, buf), "r1(config)#");
	assert_true(has_line(x, "banner motd ^C\n  first  \n\nshutdown\n^C"));
	type(x, "no banner motd");
	assert_false(has_line(x, "banner motd ^C"));
	type(x, "banner motd #");
	type(x, "lost");
	cli_interrupt(x->c);
	assert_string_equal(cli_prompt(x->c, buf), "r1#");
	assert_false(has_line(x, "banner motd ^C"));
}

static void test_range(void **state)
{
	struct fixture *x = *state;
	char buf[96];

	type(x, "conf t");
	assert_string_equal(type(x, "interface range Gi0/1 - 2 , gi0/4"), "");
	assert_string_equal(cli_prompt(x->c, buf), "r1(config-if-range)#");
	type(x, "mtu 2000");
	assert_true(has_line(x, "interface GigabitEthernet0/1\n mtu 2000\n!\ninterface GigabitEthernet0/2\n mtu 2000\n!\n"
				"interface GigabitEthernet0/3\n!\ninterface GigabitEthernet0/4\n mtu 2000"));
	type(x, "no mtu");
	assert_true(has_line(x, "interface GigabitEthernet0/4\n!"));
	/* One refuses: none has it. */
	type(x, "description before");
	snprintf(x->f->refuse, sizeof(x->f->refuse), "ip address 10");
	assert_string_equal(type(x, "ip address 10.0.0.1 255.0.0.0"), "% Refused: ip address 10.0.0.1 255.0.0.0\n");
	assert_int_equal(cli_status(x->c), 1);
	assert_true(has_line(x, "interface GigabitEthernet0/1\n description before\n!"));
	assert_string_equal(type(x, "vlan 5"), "");
	assert_string_equal(cli_prompt(x->c, buf), "r1(config-vlan)#");
	assert_string_equal(type(x, "interface range gi0/3-9"), "% Invalid interface range\n");
	assert_string_equal(type(x, "interface range gi0/1-"), "% Invalid interface range\n");
	assert_string_equal(type(x, "interface range vlan 10 - 12"), "");
	assert_true(has_line(x, "interface Vlan10\n!\ninterface Vlan11\n!\ninterface Vlan12"));
	type(x, "exit");
	assert_string_equal(cli_prompt(x->c, buf), "r1(config)#");
	assert_string_equal(type(x, "no interface range vlan 10 - 11"), "");
	assert_false(has_line(x, "interface Vlan11"));
	assert_true(has_line(x, "interface Vlan12"));
	/* A port among them: none goes. */
	assert_string_equal(type(x, "no interface range vlan 12 , gi0/1"), "% Removal of physical interfaces is not permitted\n");
	assert_true(has_line(x, "interface Vlan12"));
	assert_string_equal(type(x, "default interface range gi0/1 - 4"), "");
	assert_false(has_line(x, " description before"));
	assert_string_equal(type(x, "default interface range gi0/1 - x"), "% Invalid interface range\n");
}

static void test_all_or_nothing(void **state)
{
	struct fixture *x = *state;
	struct config_error e;

	apply(x, full);
	snprintf(x->f->refuse, sizeof(x->f->refuse), "mtu 3000");
	text_clear(&x->f->trace);
	assert_false(shell_apply(x->f->sh, "vlan 99\n name x\nno vlan 2\ninterface g0/1\n no ip address\n!\n mtu 3000\n", false, &e, NULL, NULL));
	assert_int_equal(e.line, 7);
	assert_string_equal(e.text, "% Refused: mtu 3000");
	assert_string_equal(e.input, " mtu 3000");
	expect_running(x, full);
	assert_non_null(strstr(text_str(&x->f->trace), "\nGigabitEthernet0/1: ip address 10.0.0.1 255.255.255.0\n"));
	assert_false(shell_apply(x->f->sh, "no ip access-list extended OUT\n\ninterface g0/1\n ip adress 1.1.1.1\n", false, &e, NULL, NULL));
	assert_int_equal(e.line, 4);
	assert_int_equal(e.column, 7);
	assert_string_equal(e.text, "% Invalid input detected at '^' marker.");
	expect_running(x, full);
	assert_false(shell_apply(x->f->sh, "mpls ip\n", false, &e, NULL, NULL));
	assert_string_equal(e.text, "% Unsupported here: mpls ip");
	assert_false(shell_apply(x->f->sh, "banner motd #\nno end\n", false, &e, NULL, NULL));
	assert_string_equal(e.text, "% Incomplete command.");
	expect_running(x, full);
	/* Replacement is all or nothing too. */
	assert_false(shell_replace(x->f->sh, "hostname x\ninterface g0/2\n mtu 3000\n", &e, NULL));
	assert_int_equal(e.line, 3);
	assert_string_equal(e.text, "% Refused: mtu 3000");
	expect_running(x, full);
	assert_string_equal(shell_hostname(x->f->sh), "core1");
}

static void count_skipped(void *arg, const struct config_error *e)
{
	text_printf(arg, "%u:%s\n", e->line, e->input);
}

static void test_lenient(void **state)
{
	struct fixture *x = *state;
	struct text skipped = { 0 };

	assert_true(shell_apply(x->f->sh, "hostname a\nmpls ip\ninterface Serial0/0\n shutdown\n ip address 1.1.1.1 255.0.0.0\n!\ninterface g0/1\n foo bar\n mtu 2000\n",
				true, NULL, count_skipped, &skipped));
	assert_string_equal(text_str(&skipped), "2:mpls ip\n3:interface Serial0/0\n4: shutdown\n5: ip address 1.1.1.1 255.0.0.0\n8: foo bar\n");
	assert_true(has_line(x, "interface GigabitEthernet0/1\n mtu 2000\n!"));
	text_clear(&skipped);
	/* Flat: what follows an interface that is not there does not fall to the one before. */
	assert_true(shell_apply(x->f->sh, "interface g0/1\nmtu 2001\ninterface Serial0/0\nmtu 2002\nvlan 5\n", true, NULL, count_skipped, &skipped));
	assert_string_equal(text_str(&skipped), "3:interface Serial0/0\n4:mtu 2002\n");
	assert_true(has_line(x, " mtu 2001"));
	text_free(&skipped);
}

static void test_replace(void **state)
{
	struct fixture *x = *state;
	char *empty = shell_running(x->f->sh, false), *text;

	apply(x, full);
	text = xasprintf("%s", full);
	memcpy(strstr(text, "mtu 9000"), "mtu 8000", 8);
	text_clear(&x->f->trace);
	assert_int_equal(replace(x, text), 2);
	assert_string_equal(text_str(&x->f->trace), "GigabitEthernet0/1: no mtu 9000\nGigabitEthernet0/1: mtu 1500\nGigabitEthernet0/1: mtu 8000\n");
	expect_running(x, text);
	free(text);
	assert_true(replace(x, empty) > 30);
	expect_running(x, empty);
	assert_string_equal(shell_hostname(x->f->sh), "Router");
	assert_true(replace(x, full) > 30);
	expect_running(x, full);
	/* A new entry in the middle of a list: what follows goes and comes again. */
	replace(x, "ip access-list extended L\n permit a\n permit c\n");
	text_clear(&x->f->trace);
	assert_int_equal(replace(x, "ip access-list extended L\n permit a\n permit b\n permit c\n"), 3);
	assert_string_equal(text_str(&x->f->trace), "block: no permit c\nblock: permit b\nblock: permit c\n");
	free(empty);
}

static void test_diff(void **state)
{
	struct fixture *x = *state;
	struct config_error e;
	char *d;

	apply(x, full);
	d = shell_diff(x->f->sh, NULL, full, &e);
	assert_string_equal(d, "");
	free(d);
	d = shell_diff(x->f->sh, "hostname a\nvlan 2\ninterface g0/1\n mtu 2000\n shutdown\n",
		       "hostname b\ninterface g0/1\n shutdown\n!\nrouter bgp 1\n neighbor 1.1.1.1 remote-as 2\n", &e);
	assert_string_equal(d, "-hostname a\n-vlan 2\n interface GigabitEthernet0/1\n- mtu 2000\n+hostname b\n+router bgp 1\n+ neighbor 1.1.1.1 remote-as 2\n");
	free(d);
	assert_null(shell_diff(x->f->sh, "bogus\n", "", &e));
	assert_int_equal(e.line, 1);
	expect_running(x, full);
}

/* Each line can be taken away by `no` and put back. */
static void test_each_line(void **state)
{
	struct fixture *x = *state;
	char *line[128], *text = xstrdup(full), *save, *p;
	unsigned n = 0, depth;

	apply(x, full);
	for (p = strtok_r(text, "\n", &save); p; p = strtok_r(NULL, "\n", &save))
		line[n++] = p;
	for (unsigned i = 3; i + 1 < n; i++) {
		char *now;
		const char *body = line[i] + strspn(line[i], " ");

		if (*body == '!' || strstr(line[i], "banner") || strstr(line[i], "exit-") || (i > 6 && i < 12))
			continue;
		depth = (unsigned)(body - line[i]);
		type(x, "conf t");
		for (unsigned d = 0; d < depth; d++) {
			unsigned k = i;

			while (strspn(line[k], " ") > d || line[k][strspn(line[k], " ")] == '!')
				k--;
			type(x, line[k]);
		}
		now = !strncmp(body, "no ", 3) ? xstrdup(body + 3) : xasprintf("no %s", body);
		type(x, now);
		if (strncmp(body, "interface Gig", 13))
			assert_int_equal(cli_status(x->c), 0);
		if (strncmp(body, "interface Gig", 13) && has_line(x, line[i]))
			fail_msg("\"%s\" leaves \"%s\"", now, line[i]);
		free(now);
		type(x, "end");
		replace(x, full);
		expect_running(x, full);
	}
	free(text);
}

static u32 random_next(u32 *seed)
{
	return *seed = *seed * 1664525u + 1013904223u;
}

/* From any configuration to any other and back. */
static void test_random_replace(void **state)
{
	static const char *const top[] = { "hostname a", "hostname b", "no ip domain lookup", "username u1", "username u2 privilege 3", "ip name-server 1.1.1.1",
					   "ip name-server 2.2.2.2", "ip name-server 3.3.3.3", "ip route 1.0.0.0 255.0.0.0 1.1.1.1", "alias exec q quit" };
	static const char *const iface[] = { "shutdown", "no shutdown", "mtu 1500", "mtu 1600", "mtu 1700", "no cdp enable", "cdp enable", "ip address dhcp",
					     "ip address 1.0.0.1 255.0.0.0", "ip address 1.0.0.2 255.0.0.0", "ip address 3.0.0.1 255.0.0.0 secondary",
					     "ip address 4.0.0.1 255.0.0.0 secondary", "ipv6 address 2001:db8::/64", "description some words", "speed 10" };
	static const char *const acl[] = { "permit a", "permit b", "deny a", "deny b", "remark x", "permit c" };
	struct fixture *x = *state;
	char *past[8] = { 0 };
	u32 seed = 1;

	for (unsigned round = 0; round < 200; round++) {
		struct text t = { 0 };
		char *now;
		unsigned n = random_next(&seed) >> 28;

		for (unsigned i = 0; i < n; i++)
			text_printf(&t, "%s\n", top[(random_next(&seed) >> 16) % ARRAY_LEN(top)]);
		for (unsigned k = 1; k <= 4; k++) {
			if (random_next(&seed) >> 31)
				continue;
			text_printf(&t, "interface g0/%u\n", k);
			for (unsigned i = (random_next(&seed) >> 16) % 8; i; i--)
				text_printf(&t, "%s\n", iface[(random_next(&seed) >> 16) % ARRAY_LEN(iface)]);
		}
		if (random_next(&seed) >> 31) {
			text_puts(&t, "ip access-list extended L\n");
			for (unsigned i = (random_next(&seed) >> 16) % 8; i; i--)
				text_printf(&t, "%s\n", acl[(random_next(&seed) >> 16) % ARRAY_LEN(acl)]);
		}
		replace(x, text_str(&t));
		text_free(&t);
		now = shell_running(x->f->sh, false);
		assert_int_equal(replace(x, now), 0);
		if (past[round % 8]) {
			replace(x, past[round % 8]);
			expect_running(x, past[round % 8]);
			replace(x, now);
			expect_running(x, now);
		}
		free(past[round % 8]);
		past[round % 8] = now;
	}
	for (unsigned i = 0; i < 8; i++)
		free(past[i]);
}

/* One session stands in a block that another removes: its next line makes it anew. */
static void test_block_gone(void **state)
{
	struct fixture *x = *state;
	struct cli_options o = { .where = "vty0", .privilege = 15 };
	struct cli *other = fake_session(x->f, &o);

	type(x, "conf t");
	type(x, "vlan 10");
	cli_line(other, "conf t");
	cli_line(other, "no vlan 10");
	assert_false(has_line(x, "vlan 10"));
	assert_string_equal(type(x, "name back"), "");
	assert_true(has_line(x, "vlan 10\n name back"));
	cli_line(other, "router bgp 1");
	cli_line(other, "address-family ipv4");
	type(x, "no router bgp 1");
	cli_line(other, "network 10.0.0.0");
	assert_true(has_line(x, "router bgp 1\n !\n address-family ipv4\n  network 10.0.0.0"));
	cli_free(other);
}

static void test_many_lines(void **state)
{
	struct fixture *x = *state;
	struct text t = { 0 };
	struct timespec a, b;
	double s;

	for (unsigned i = 0; i < 10000; i++)
		text_printf(&t, "ip route 10.%u.%u.0 255.255.255.0 10.0.0.1\n", i * 7919 % 10000 / 100, i * 7919 % 100);
	clock_gettime(CLOCK_MONOTONIC, &a);
	apply(x, t.s);
	clock_gettime(CLOCK_MONOTONIC, &b);
	s = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
	print_message("10,000 lines in %.3f s with the sanitizers\n", s);
	assert_true(s < 5);
	assert_int_equal(replace(x, t.s), 0);
	text_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_round_trip, setup, teardown),
		cmocka_unit_test_setup_teardown(test_flat, setup, teardown),
		cmocka_unit_test_setup_teardown(test_captured, setup, teardown),
		cmocka_unit_test_setup_teardown(test_default_and_no, setup, teardown),
		cmocka_unit_test_setup_teardown(test_store, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unsaid, setup, teardown),
		cmocka_unit_test_setup_teardown(test_all, setup, teardown),
		cmocka_unit_test_setup_teardown(test_banner, setup, teardown),
		cmocka_unit_test_setup_teardown(test_range, setup, teardown),
		cmocka_unit_test_setup_teardown(test_all_or_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lenient, setup, teardown),
		cmocka_unit_test_setup_teardown(test_replace, setup, teardown),
		cmocka_unit_test_setup_teardown(test_diff, setup, teardown),
		cmocka_unit_test_setup_teardown(test_each_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_random_replace, setup, teardown),
		cmocka_unit_test_setup_teardown(test_block_gone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_lines, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
