/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shell as a person sees it: modes, matching, error texts, help, completion, pipes, pager, questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/unit/cli_fake.h"

struct fixture {
	struct grammar *g;
	struct fake *f;
	struct cli *c;
};

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

/* Types a line; what came out. */
static const char *type(struct fixture *x, const char *line)
{
	text_clear(&x->f->out);
	cli_line(x->c, line);
	return text_str(&x->f->out);
}

static const char *help(struct fixture *x, const char *text)
{
	text_clear(&x->f->out);
	cli_help(x->c, text);
	return text_str(&x->f->out);
}

static const char *prompt(struct fixture *x)
{
	static char buf[96];

	return cli_prompt(x->c, buf);
}

static void expect_contains(const char *text, const char *piece)
{
	if (!strstr(text, piece))
		fail_msg("\"%s\" does not contain \"%s\"", text, piece);
}

static void test_errors(void **state)
{
	struct fixture *x = *state;
	char line[5001];

	/* The caret stands under the first character that fits nothing, counted from the start of the screen line: "r1#". */
	assert_string_equal(type(x, "show foo"), "        ^\n% Invalid input detected at '^' marker.\n\n");
	assert_int_equal(cli_status(x->c), 1);
	assert_string_equal(type(x, "show versoin"), "            ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "show version now"), "                ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "  show  ports 101"), "                 ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "terminal length 513"), "                   ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "show v"), "% Ambiguous command:  \"show v\"\n");
	assert_string_equal(type(x, "show"), "% Incomplete command.\n\n");
	assert_string_equal(type(x, "ping"), "% Incomplete command.\n\n");
	assert_string_equal(type(x, "ping 1.1.1.1 repeat"), "% Incomplete command.\n\n");
	assert_string_equal(type(x, "ping 1.1.1.1 repeat 2 repeat 3"), "                         ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "bogus"), "Translating \"bogus\"...domain server (255.255.255.255)\n"
					      "% Unknown command or computer name, or unable to find computer address\n\n");
	assert_int_equal(cli_status(x->c), 1);
	shell_set_domain_lookup(x->f->sh, false);
	assert_string_equal(type(x, "bogus"), "Translating \"bogus\"\n\n% Unknown command or computer name, or unable to find computer address\n\n");
	assert_string_equal(type(x, "bogus now"), "   ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "\x01\x02"), "   ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "dot1x"), "% Unsupported here: dot1x\n");
	assert_int_equal(cli_status(x->c), 1);
	memset(line, 'a', sizeof(line));
	line[5000] = 0;
	assert_string_equal(type(x, line), "% Line longer than 4096 characters\n");
	assert_string_equal(type(x, ""), "");
	assert_int_equal(cli_status(x->c), 0);
	assert_string_equal(type(x, "! a remark"), "");
	assert_string_equal(type(x, "SH VER"), "Fake Software, Version 15.9\n");
	assert_int_equal(cli_status(x->c), 0);
	/* Every line is answered by one ready(). */
	assert_int_equal(x->f->ready, 19);
}

static void test_hidden_and_privilege(void **state)
{
	struct fixture *x = *state;

	expect_contains(type(x, "secretc"), "Unknown command");
	assert_string_equal(type(x, "secretcmd"), "");
	assert_null(strstr(help(x, ""), "secretcmd"));
	type(x, "disable");
	assert_string_equal(prompt(x), "r1>");
	expect_contains(type(x, "reload"), "Unknown command");
	expect_contains(type(x, "configure terminal"), "^\n% Invalid input");
	assert_null(strstr(help(x, ""), "reload"));
	assert_string_equal(type(x, "show privilege"), "Current privilege level is 1\n");
	type(x, "enable");
	assert_string_equal(prompt(x), "r1#");
	assert_string_equal(type(x, "show privilege"), "Current privilege level is 15\n");
	type(x, "exit");
	assert_true(x->f->ended);
}

static void test_modes(void **state)
{
	struct fixture *x = *state;

	assert_string_equal(prompt(x), "r1#");
	assert_string_equal(type(x, "conf t"), "Enter configuration commands, one per line.  End with CNTL/Z.\n");
	assert_string_equal(prompt(x), "r1(config)#");
	assert_string_equal(type(x, "int gi 0/1"), "");
	assert_string_equal(prompt(x), "r1(config-if)#");
	assert_string_equal(type(x, "DESC  to  the   core "), "");
	assert_string_equal(text_str(&x->f->trace), "GigabitEthernet0/1: description to  the   core\n");
	/* Unknown in the interface, known outside: back to global configuration, and on. */
	assert_string_equal(type(x, "router bgp 65000"), "");
	assert_string_equal(prompt(x), "r1(config-router)#");
	assert_string_equal(type(x, "address-family ipv4"), "");
	assert_string_equal(prompt(x), "r1(config-router-af)#");
	assert_string_equal(type(x, "network 10.0.0.0 mask 255.0.0.0"), "");
	/* Out of two modes at once. */
	assert_string_equal(type(x, "vlan 10"), "");
	assert_string_equal(prompt(x), "r1(config-vlan)#");
	expect_contains(type(x, "do show ver"), "Fake");
	assert_string_equal(prompt(x), "r1(config-vlan)#");
	assert_string_equal(type(x, "do show foo"), "                        ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "exit"), "");
	assert_string_equal(prompt(x), "r1(config)#");
	assert_int_equal(x->f->configured, 0);
	assert_string_equal(type(x, "exit"), "");
	assert_string_equal(prompt(x), "r1#");
	assert_int_equal(x->f->configured, 1);
	type(x, "configure");
	type(x, "router bgp 65000");
	type(x, "address-family ipv4 unicast");
	type(x, "exit-address-family");
	assert_string_equal(prompt(x), "r1(config-router)#");
	type(x, "end");
	assert_string_equal(prompt(x), "r1#");
	assert_int_equal(x->f->configured, 2);
	type(x, "conf t");
	type(x, "int g0/2");
	text_clear(&x->f->out);
	cli_line_end(x->c, "shutdown");
	assert_string_equal(prompt(x), "r1#");
	expect_contains(type(x, "show run int g0/2"), "interface GigabitEthernet0/2\n shutdown\nend\n");
	type(x, "conf t");
	type(x, "int g0/2");
	cli_interrupt(x->c);
	assert_string_equal(prompt(x), "r1#");
	/* Twenty characters of the name in configuration prompts. */
	type(x, "conf t");
	type(x, "hostname a-name-of-many-characters-indeed");
	assert_string_equal(prompt(x), "a-name-of-many-chara(config)#");
	type(x, "end");
	assert_string_equal(prompt(x), "a-name-of-many-characters-indeed#");
}

static void test_config_errors(void **state)
{
	struct fixture *x = *state;

	type(x, "conf t");
	assert_string_equal(type(x, "vlan 5000"), "                ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "interface gi0/9"), "                     ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "interface gi"), "% Incomplete command.\n\n");
	assert_string_equal(type(x, "no"), "% Incomplete command.\n\n");
	assert_string_equal(type(x, "do"), "% Incomplete command.\n\n");
	assert_string_equal(type(x, "no foo"), "              ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "mpls ip"), "% Unsupported here: mpls ip\n");
	assert_string_equal(type(x, "no mpls ip"), "% Unsupported here: no mpls ip\n");
	/* A single unknown word in configuration is no host's name. */
	assert_string_equal(type(x, "bogus"), "            ^\n% Invalid input detected at '^' marker.\n\n");
	type(x, "int g0/1");
	assert_string_equal(type(x, "ip address 10.0.0.1 255.0.0.0 third"),
			    "                                            ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "ip address"), "% Incomplete command.\n\n");
	assert_string_equal(prompt(x), "r1(config-if)#");
	/* An interface that is not there is refused where it is only named. */
	expect_contains(type(x, "ip route 0.0.0.0 0.0.0.0 Loopback5"), "% Invalid input");
	assert_string_equal(prompt(x), "r1(config-if)#");
	type(x, "interface Loopback5");
	assert_string_equal(type(x, "ip route 0.0.0.0 0.0.0.0 lo5"), "");
	assert_string_equal(prompt(x), "r1(config)#");
}

static void test_help(void **state)
{
	struct fixture *x = *state;

	assert_string_equal(help(x, "show "),
			    "  aliases         Display alias commands\n"
			    "  history         Display the session command history\n"
			    "  ip              IP information\n"
			    "  parser          Parser commands\n"
			    "  ports           Ports\n"
			    "  privilege       Show current privilege level\n"
			    "  running-config  Current operating configuration\n"
			    "  unsupported     Commands that are recognised and not emulated\n"
			    "  version         System hardware and software status\n"
			    "  vlans           VLANs\n\n");
	assert_string_equal(help(x, "show v"), "version  vlans\n\n");
	assert_string_equal(help(x, "sh ver"), "version\n\n");
	assert_string_equal(help(x, "show version "), "  |     Output modifiers\n  <cr>\n\n");
	assert_string_equal(help(x, "show ports "), "  <1-100>\n  |        Output modifiers\n  <cr>\n\n");
	expect_contains(help(x, "show running-config "), "  all        Configuration with defaults\n");
	assert_string_equal(help(x, "show foo "), "% Unrecognized command\n");
	assert_string_equal(help(x, "show foo"), "% Unrecognized command\n");
	assert_string_equal(help(x, "show v "), "% Ambiguous command:  \"show v \"\n");
	assert_string_equal(help(x, "ping "), "  A.B.C.D  Ping destination address\n  WORD     Ping destination hostname\n"
					      "  alpha    A host\n  beta     Another\n\n");
	assert_string_equal(help(x, "ping 1.1.1.1 "), "  df-bit  enable do not fragment bit\n  repeat  specify repeat count\n"
						      "  size    specify datagram size\n  <cr>\n\n");
	assert_string_equal(help(x, "ping 1.1.1.1 size 100 "), "  df-bit  enable do not fragment bit\n  repeat  specify repeat count\n  <cr>\n\n");
	assert_string_equal(help(x, "ping 1.1.1.1 size "), "  <36-18024>  Datagram size\n\n");
	expect_contains(help(x, ""), "Exec commands:\n  clock      Manage the system clock\n");
	expect_contains(help(x, "show version | "), "  begin     Begin with the line that matches\n");
	assert_string_equal(help(x, "show version | i"), "include\n\n");
	assert_string_equal(help(x, "show version | include "), "  LINE  Regular expression\n\n");
	type(x, "conf t");
	expect_contains(help(x, ""), "Configure commands:\n  alias ");
	assert_string_equal(help(x, "interface "), "  GigabitEthernet  GigabitEthernet IEEE 802.3z\n  Loopback         Loopback interface\n"
						   "  Vlan             Catalyst Vlans\n  range            Interfaces of a range\n\n");
	assert_string_equal(help(x, "interface gi "), "  <0-9>  Interface number\n\n");
	assert_string_equal(help(x, "ip ro"), "route\n\n");
	expect_contains(help(x, "ip "), "  route        Establish static routes\n");
	type(x, "int g0/1");
	assert_string_equal(help(x, "no ip address "), "  A.B.C.D  IP address\n  dhcp     IP Address negotiated via DHCP\n  <cr>\n\n");
	assert_string_equal(help(x, "do show ver"), "version\n\n");
	/* In the interface, but known outside of it. */
	assert_string_equal(help(x, "hostname "), "  WORD  This system's network name\n\n");
	assert_string_equal(help(x, "mtu 15"), "<64-9000>\n\n");
	assert_string_equal(help(x, "ip address 10."), "A.B.C.D\n\n");
	assert_null(strstr(help(x, "no "), "  exit"));
	expect_contains(type(x, "no exit"), "^\n% Invalid input");
	assert_string_equal(prompt(x), "r1(config-if)#");
}

static void test_complete(void **state)
{
	struct fixture *x = *state;
	const char *const *list;
	unsigned n;

	assert_string_equal(cli_complete(x->c, "sh", &list, &n), "show ");
	assert_string_equal(cli_complete(x->c, "sh  runn", &list, &n), "sh  running-config ");
	assert_null(cli_complete(x->c, "show v", &list, &n));
	assert_int_equal(n, 2);
	assert_string_equal(list[0], "version");
	assert_string_equal(list[1], "vlans");
	assert_null(cli_complete(x->c, "show x", &list, &n));
	assert_int_equal(n, 0);
	assert_string_equal(cli_complete(x->c, "ping al", &list, &n), "ping alpha ");
	assert_string_equal(cli_complete(x->c, "show ver | inc", &list, &n), "show ver | include ");
	type(x, "conf t");
	assert_string_equal(cli_complete(x->c, "int gig", &list, &n), "int GigabitEthernet ");
	assert_string_equal(cli_complete(x->c, "do sh ver", &list, &n), "do sh version ");
	assert_string_equal(cli_complete(x->c, "no host", &list, &n), "no hostname ");
	type(x, "int g0/1");
	assert_string_equal(cli_complete(x->c, "desc", &list, &n), "description ");
	assert_string_equal(cli_complete(x->c, "hostn", &list, &n), "hostname ");
}

static void test_pipes(void **state)
{
	struct fixture *x = *state;

	assert_string_equal(type(x, "show ports"), "Port        Vlan Note\nGi0/1         10\nGi0/2         20 two|2\nGi0/3         30\n");
	assert_string_equal(type(x, "show ports | include two\\|2"), "Gi0/2         20 two|2\n");
	assert_string_equal(type(x, "show ports | inc 10|30"), "Gi0/1         10\nGi0/3         30\n");
	assert_string_equal(type(x, "show ports|i _20_"), "Gi0/2         20 two|2\n");
	assert_string_equal(type(x, "show ports | ex Gi"), "Port        Vlan Note\n");
	assert_string_equal(type(x, "show ports | begin 0/2"), "Gi0/2         20 two|2\nGi0/3         30\n");
	assert_string_equal(type(x, "show ports | count ^Gi"), "Number of lines which match regexp = 3\n");
	assert_string_equal(type(x, "show ports | foo"), "                ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "show ports |"), "% Incomplete command.\n\n");
	assert_string_equal(type(x, "show ports | include"), "% Incomplete command.\n\n");
	assert_string_equal(type(x, "show ports | include ["), "                        ^\n% Invalid input detected at '^' marker.\n\n");
	assert_string_equal(type(x, "show ports | redirect flash:x"), "% Unsupported here: show ports | redirect flash:x\n");
	assert_string_equal(type(x, "show porst | include x"), "           ^\n% Invalid input detected at '^' marker.\n\n");
	/* Repeat counts and back references would cost without bound: they are literal. */
	assert_string_equal(type(x, "show ports | count ((((a{1,255}){1,255}){1,255}){1,255})\\1"), "Number of lines which match regexp = 0\n");
	type(x, "conf t");
	type(x, "int g0/2");
	type(x, "ip address 10.0.0.1 255.255.255.0");
	type(x, "router bgp 1");
	type(x, "end");
	assert_string_equal(type(x, "show run | section ^interface GigabitEthernet0/2|^router"),
			    "interface GigabitEthernet0/2\n ip address 10.0.0.1 255.255.255.0\nrouter bgp 1\n");
	assert_string_equal(type(x, "show run | section include ^router"), "router bgp 1\n");
	assert_null(strstr(type(x, "show run | section exclude ^interface"), "address"));
	type(x, "configure terminal");
	assert_string_equal(type(x, "do show ports | count ^Gi"), "Number of lines which match regexp = 3\n");
}

static void test_json(void **state)
{
	struct fixture *x = *state;
	struct cli_options o = { .where = "exec", .privilege = 15, .json = true };
	struct cli *c = fake_session(x->f, &o);
	const char *text;
	json_t *j;

	text = type(x, "show ports 2 | json");
	j = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(j);
	assert_string_equal(text, "{\"command\": \"show ports 2 | json\", \"ok\": true, \"output\": "
				  "\"Port        Vlan Note\\nGi0/1         10\\nGi0/2         20 two|2\\n\", \"rows\": ["
				  "{\"port\": \"Gi0/1\", \"vlan\": 10, \"note\": \"\", \"macs\": [{\"mac\": \"0200.0000.0000\"}], \"counters\": {\"rx\": 9223372036854775807}}, "
				  "{\"port\": \"Gi0/2\", \"vlan\": 20, \"note\": \" two|2\", \"macs\": [{\"mac\": \"0200.0000.0000\"}, {\"mac\": \"0200.0000.0001\"}], \"counters\": {\"rx\": 9223372036854775807}}]}\n");
	json_decref(j);
	text_clear(&x->f->out);
	cli_line(c, "show \xff\"x");
	j = json_loads(text_str(&x->f->out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(j);
	assert_false(json_is_true(json_object_get(j, "ok")));
	json_decref(j);
	text_clear(&x->f->out);
	cli_line(c, "show run");
	j = json_loads(text_str(&x->f->out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(j);
	expect_contains(json_string_value(json_object_get(j, "output")), "\nend\n");
	json_decref(j);
	cli_free(c);
}

static void test_pager(void **state)
{
	struct fixture *x = *state;
	unsigned ready;

	type(x, "terminal length 5");
	ready = x->f->ready;
	assert_string_equal(type(x, "show ports 10"), "Port        Vlan Note\nGi0/1         10\nGi0/2         20 two|2\nGi0/3         30\n");
	assert_true(cli_paging(x->c));
	assert_int_equal(x->f->ready, ready);
	text_clear(&x->f->out);
	cli_notify(x->c, "%LOG");
	cli_key(x->c, '\r');
	assert_string_equal(text_str(&x->f->out), "Gi0/4         40\n");
	assert_true(cli_paging(x->c));
	text_clear(&x->f->out);
	cli_key(x->c, ' ');
	assert_string_equal(text_str(&x->f->out), "Gi0/5         50\nGi0/6         60\nGi0/7         70\nGi0/8         80\n");
	text_clear(&x->f->out);
	cli_key(x->c, ' ');
	/* The log line comes when the output is over. */
	assert_string_equal(text_str(&x->f->out), "Gi0/9         90\nGi0/10       100\n%LOG\n");
	assert_false(cli_paging(x->c));
	assert_int_equal(x->f->ready, ready + 1);
	type(x, "show ports 10");
	text_clear(&x->f->out);
	cli_key(x->c, 'q');
	assert_string_equal(text_str(&x->f->out), "");
	assert_int_equal(x->f->ready, ready + 2);
	/* Exactly a page needs no key. */
	type(x, "show ports 3");
	assert_false(cli_paging(x->c));
	type(x, "terminal length 0");
	type(x, "show ports 100");
	assert_false(cli_paging(x->c));
}

static void test_busy(void **state)
{
	struct fixture *x = *state;
	unsigned ready = x->f->ready;

	assert_string_equal(type(x, "ping 10.0.0.1 size 100 repeat 5"), "Sending to 10.0.0.1\n");
	assert_int_equal(x->f->ready, ready);
	cli_print(x->f->busy, "!");
	cli_notify(x->c, "%LOG");
	assert_null(strstr(text_str(&x->f->out), "%LOG"));
	cli_print(x->f->busy, "!\n");
	cli_done(x->f->busy, true);
	assert_string_equal(text_str(&x->f->out), "Sending to 10.0.0.1\n!!\n%LOG\n");
	assert_int_equal(x->f->ready, ready + 1);
	assert_int_equal(cli_status(x->c), 0);
	type(x, "ping some.host");
	cli_interrupt(x->c);
	assert_int_equal(cli_status(x->c), 1);
	assert_int_equal(x->f->ready, ready + 2);
	type(x, "ping some.host"); /* and the session ends meanwhile */
}

static void test_questions(void **state)
{
	struct fixture *x = *state;
	struct cli_options o = { .where = "exec", .privilege = 15 };
	struct cli *c;

	assert_string_equal(type(x, "reload"), "");
	assert_string_equal(prompt(x), "Proceed with reload? [confirm]");
	assert_string_equal(type(x, ""), "Reloading\n");
	assert_string_equal(prompt(x), "r1#");
	assert_int_equal(cli_status(x->c), 0);
	type(x, "reload");
	assert_string_equal(type(x, "n"), "% Not reloaded\n");
	assert_int_equal(cli_status(x->c), 1);
	type(x, "reload");
	cli_interrupt(x->c);
	assert_string_equal(prompt(x), "r1#");
	c = fake_session(x->f, &o);
	text_clear(&x->f->out);
	cli_line(c, "reload");
	assert_string_equal(text_str(&x->f->out), "Proceed with reload? [confirm]\nReloading\n");
	cli_free(c);
	type(x, "reload"); /* freed with the question open */
}

static enum enable_answer secret_ok(struct node *n, struct cli *c, unsigned level, const char *given)
{
	(void)n;
	(void)level;
	(void)c;
	return given && !strcmp(given, "cisco") ? ENABLE_YES : ENABLE_NO;
}

static void test_enable_secret(void **state)
{
	struct fixture *x = *state;
	struct shell_ops ops = fake_ops;
	struct fake *f = xcalloc(1, sizeof(*f));
	struct cli_options o = { .where = "vty0", .privilege = 1, .interactive = true };
	char buf[96];
	struct cli *c;

	ops.enable = secret_ok;
	f->node.name = (char *)(size_t)"r1";
	f->sh = shell_new(&f->node, x->g, &ops);
	c = fake_session(f, &o);
	cli_line(c, "enable");
	assert_string_equal(cli_prompt(c, buf), "Password: ");
	assert_true(cli_asks_secret(c));
	cli_line(c, "wrong");
	assert_string_equal(cli_prompt(c, buf), "Password: ");
	cli_line(c, "wrong");
	cli_line(c, "wrong");
	assert_string_equal(text_str(&f->out), "% Bad secrets\n\n");
	assert_string_equal(cli_prompt(c, buf), "r1>");
	assert_int_equal(cli_status(c), 1);
	cli_line(c, "enable");
	cli_line(c, "cisco");
	assert_string_equal(cli_prompt(c, buf), "r1#");
	assert_false(cli_asks_secret(c));
	assert_int_equal(cli_status(c), 0);
	cli_line(c, "disable");
	cli_line(c, "enable"); /* and the session ends */
	cli_free(c);
	fake_free(f);
}

static void test_history_and_aliases(void **state)
{
	struct fixture *x = *state;

	type(x, "show version");
	type(x, "terminal history size 3");
	type(x, "sh ver");
	assert_string_equal(type(x, "show history"), "  terminal history size 3\n  sh ver\n  show history\n");
	type(x, "conf t");
	type(x, "alias exec v show version");
	assert_string_equal(cli_history(x->c, 0), "alias exec v show version");
	assert_null(cli_history(x->c, 1));
	expect_contains(type(x, "do show run"), "\nalias exec v show version\n");
	type(x, "end");
	assert_string_equal(type(x, "v"), "Fake Software, Version 15.9\n");
	assert_string_equal(type(x, "v | count Fake"), "Number of lines which match regexp = 1\n");
	assert_string_equal(type(x, "s ver"), "Fake Software, Version 15.9\n");
	expect_contains(type(x, "show aliases"), "  lo                    logout\n");
	expect_contains(type(x, "show aliases"), "  v                     show version\n");
	expect_contains(type(x, "show parser dump exec"), "\nMode Name :exec\n");
	expect_contains(type(x, "show parser dump exec"), "\n1 show parser dump {all|WORD:mode}\n");
	expect_contains(type(x, "show parser dump all"), "\nMode Name :interface\n");
	expect_contains(type(x, "show parser dump nothing"), "% Mode nothing does not exist\n");
	type(x, "conf t");
	type(x, "no alias exec v");
	type(x, "alias exec a a b");
	type(x, "end");
	expect_contains(type(x, "a"), "% Invalid input");
	expect_contains(type(x, "v"), "Unknown command");
}

static void test_shell_goes(void **state)
{
	struct fixture *x = *state;
	struct cli_options o = { .where = "vty0", .privilege = 15, .interactive = true };
	struct fake *f = fake_new(x->g);
	struct cli *c = fake_session(f, &o);
	char buf[96];

	cli_line(c, "ping somewhere");
	shell_free(f->sh);
	assert_true(f->ended);
	assert_string_equal(cli_prompt(c, buf), "");
	cli_line(c, "show version");
	cli_help(c, "show ");
	cli_interrupt(c);
	cli_key(c, ' ');
	cli_notify(c, "x");
	assert_null(cli_complete(c, "sh", NULL, NULL));
	cli_free(c);
	text_free(&f->out);
	text_free(&f->trace);
	free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_errors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hidden_and_privilege, setup, teardown),
		cmocka_unit_test_setup_teardown(test_modes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_config_errors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_help, setup, teardown),
		cmocka_unit_test_setup_teardown(test_complete, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pipes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_json, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pager, setup, teardown),
		cmocka_unit_test_setup_teardown(test_busy, setup, teardown),
		cmocka_unit_test_setup_teardown(test_questions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_enable_secret, setup, teardown),
		cmocka_unit_test_setup_teardown(test_history_and_aliases, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shell_goes, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
