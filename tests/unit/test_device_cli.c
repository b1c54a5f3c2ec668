/* SPDX-License-Identifier: GPL-3.0-or-later */
/* device/'s commands, as typed: rows, shows in IOS's layout, keeping the configuration, round trip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "device_box.h"

static char text[65536];

static void gather(void *arg, const char *line, u32 len)
{
	(void)len;
	strcat(arg, line);
	strcat(arg, "\n");
}

static const char *log_text(struct device *d)
{
	text[0] = 0;
	log_each(d->log, gather, text);
	return text;
}

static void expect(struct session *s, const char *line, const char *want)
{
	const char *got = type(s, line);

	if (!strstr(got, want))
		fail_msg("\"%s\" gave\n%s\nwithout\n%s", line, got, want);
}

/* Types lines that all have to be taken without a word. */
static void configure(struct session *s, const char *lines)
{
	char *copy = strdup(lines), *at = copy, *line;

	type(s, "configure terminal");
	while ((line = strsep(&at, "\n"))) {
		type(s, line);
		if (strchr(s->out, '%') && !strstr(s->out, "-5-") && !strstr(s->out, "-3-"))
			fail_msg("\"%s\" gave %s", line, s->out);
	}
	type(s, "end");
	free(copy);
}

static bool block_has(struct device *d, const char *block, const char *line)
{
	char *all = *block ? shell_running_block(d->shell, block) : shell_running(d->shell, false);
	char *want = xasprintf("\n%s%s\n", *block ? " " : "", line);
	bool has = all && strstr(all, want);

	free(all);
	free(want);
	return has;
}

static bool has_line(struct device *d, const char *line)
{
	char *all = shell_running(d->shell, false), *want = xasprintf("\n%s\n", line);
	bool has = strstr(all, want);

	free(all);
	free(want);
	return has;
}

/* ---- layouts ---- */

static void interfaces_look_like_ios(void **state)
{
	struct lab *l = *state;
	struct iface *i = device_iface(&l->r1->d, "GigabitEthernet0/0");
	struct frame *f = frame_get(node_pool(&l->r1->d.node), 100);

	i->mac[0] = i->port->mac[0] = 2;
	memcpy(i->mac + 1, "\0\0\0\0\1", 5);
	memcpy(i->port->mac + 1, "\0\0\0\0\1", 5);
	configure(&l->s, "int g0/0\n description to r2, port 0\n delay 3");
	port_send(i->port, &f, 1);
	world_run(l->w, 7 * NSEC_PER_SEC, UINT64_MAX);
	assert_string_equal(type(&l->s, "show interfaces gi0/0"),
		"GigabitEthernet0/0 is up, line protocol is up \n"
		"  Hardware is Gigabit Ethernet, address is 0200.0000.0001 (bia 0200.0000.0001)\n"
		"  Description: to r2, port 0\n"
		"  Internet address is 10.0.0.1/24\n"
		"  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 30 usec, \n"
		"     reliability 255/255, txload 1/255, rxload 1/255\n"
		"  Encapsulation ARPA, loopback not set\n"
		"  Keepalive set (10 sec)\n"
		"  Full-duplex, 1000Mb/s, link type is auto, media type is RJ45\n"
		"  output flow-control is unsupported, input flow-control is unsupported\n"
		"  ARP type: ARPA, ARP Timeout 04:00:00\n"
		"  Last input never, output 00:00:07, output hang never\n"
		"  Last clearing of \"show interface\" counters never\n"
		"  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0\n"
		"  Queueing strategy: fifo\n"
		"  Output queue: 0/40 (size/max)\n"
		"  5 minute input rate 0 bits/sec, 0 packets/sec\n"
		"  5 minute output rate 3 bits/sec, 0 packets/sec\n"
		"     0 packets input, 0 bytes, 0 no buffer\n"
		"     Received 0 broadcasts (0 IP multicasts)\n"
		"     0 runts, 0 giants, 0 throttles \n"
		"     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored\n"
		"     0 watchdog, 0 multicast, 0 pause input\n"
		"     1 packets output, 100 bytes, 0 underruns\n"
		"     0 output errors, 0 collisions, 0 interface resets\n"
		"     0 unknown protocol drops\n"
		"     0 babbles, 0 late collision, 0 deferred\n"
		"     0 lost carrier, 0 no carrier, 0 pause output\n"
		"     0 output buffer failures, 0 output buffers swapped out\n");
	expect(&l->s, "show interfaces gi0/0 | json", "\"tx_bytes\"");
	expect(&l->s, "show interfaces | include line protocol", "Null0 is up, line protocol is up");
	expect(&l->s, "show interface null 0", "Null0 is up");
	configure(&l->s, "int lo0\nint g0/1\n shutdown\nint g0/0.5");
	expect(&l->s, "show int lo0", "Loopback0 is up, line protocol is up \n  Hardware is Loopback\n  MTU 1514 bytes, BW 8000000 Kbit/sec, DLY 5000 usec");
	expect(&l->s, "show int g0/1", "GigabitEthernet0/1 is administratively down, line protocol is down");
	expect(&l->s, "show int g0/0.5", "GigabitEthernet0/0.5 is up, line protocol is up");
	assert_int_equal(cli_status(l->s.c), 0);
	expect(&l->s, "show int g0/7", "% Invalid input detected at '^' marker.");
	assert_int_equal(cli_status(l->s.c), 1);
}

static void tables_look_like_ios(void **state)
{
	struct lab *l = *state;

	configure(&l->s, "int g0/0\n description up to r2\nint g0/1\n shut\nint g0/2\n speed 100\n duplex half\nint lo0");
	assert_string_equal(type(&l->s, "show interfaces description"),
		"Interface                      Status         Protocol Description\n"
		"Gi0/0                          up             up       up to r2\n"
		"Gi0/1                          admin down     down\n"
		"Gi0/2                          down           down\n"
		"Gi0/3                          down           down\n"
		"Lo0                            up             up\n");
	assert_string_equal(type(&l->s, "show interfaces status"),
		"\nPort      Name               Status       Vlan       Duplex  Speed Type\n"
		"Gi0/0     up to r2           connected    routed     a-full a-1000 10/100/1000BaseTX\n"
		"Gi0/1                        disabled     routed       auto   auto 10/100/1000BaseTX\n"
		"Gi0/2                        notconnect   routed       half    100 10/100/1000BaseTX\n"
		"Gi0/3                        notconnect   routed       auto   auto 10/100/1000BaseTX\n");
	struct frame *f[3];
	struct port *in = l->r1->d.node.ports;

	for (unsigned k = 0; k < 3; k++)
		f[k] = frame_get(node_pool(&l->r1->d.node), 60);
	port_drop_n(in, f, 2, DROP_TTL);
	port_drop(in, f[2], DROP_QUEUE_FULL);
	assert_string_equal(type(&l->s, "show drops"),
		"Interface               Direction  Reason                    Frames\n"
		"GigabitEthernet0/0      output     queue_full                     1\n"
		"GigabitEthernet0/0      input      ttl                            2\n");
	expect(&l->s, "show drops g0/0 | json", "\"reason\"");
}

static void version_is_parsed_by_tools(void **state)
{
	struct lab *l = *state;
	nsec up = ((8 * 24 + 3) * 60 + 5) * 60 * NSEC_PER_SEC;

	l->r1->d.boot_reason = "reload";
	world_run(l->w, up, UINT64_MAX);
	expect(&l->s, "show version", "Lanyard Software, box Software (LANYARD-BOX), Version 15.9(1)L, RELEASE SOFTWARE (fc1)\n");
	expect(&l->s, "show version", "\nr1 uptime is 1 week, 1 day, 3 hours, 5 minutes\nSystem returned to ROM by reload\n"
				      "System restarted at 00:00:00 UTC Thu Jan 1 2026\nSystem image file is \"system:lanyard/box\"\n");
	expect(&l->s, "show version", "\nProcessor board ID 9");
	expect(&l->s, "show version", "\n4 Gigabit Ethernet interfaces\n");
	expect(&l->s, "show version | include register", "Configuration register is 0x2102\n");
	assert_null(strstr(type(&l->s, "show version"), "Cisco"));
	assert_string_equal(type(&l->s, "show clock"), "*03:05:00.000 UTC Fri Jan 9 2026\n");
	expect(&l->s, "show users", "*  0 con 0                idle                 ");
	expect(&l->s, "show processes memory", "Processor Pool Total: ");
}

static void clock_can_be_set(void **state)
{
	struct lab *l = *state;

	expect(&l->s, "clock set 12:34:56 23 nov 2026", "");
	assert_string_equal(type(&l->s, "show clock"), "12:34:56.000 UTC Mon Nov 23 2026\n");
	expect(&l->s, "show logging", "Nov 23 12:34:56.000: %SYS-6-CLOCKUPDATE: System clock has been updated from 00:00:00 UTC Thu Jan 1 2026 "
				      "to 12:34:56 UTC Mon Nov 23 2026, configured from console by console.\n");
	expect(&l->s, "clock set 1:2:3 february 28 2027", "");
	assert_string_equal(type(&l->s, "show clock"), "01:02:03.000 UTC Sun Feb 28 2027\n");
	expect(&l->s, "clock set 1:2:3 february 29 2027", "% Invalid date");
	assert_int_equal(cli_status(l->s.c), 1);
}

/* ---- log ---- */

static void stamps_and_sinks(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	struct session vty, run;

	session_open_vty(&vty, d, "vty0 (10.0.0.9)");
	session_open(&run, d, "exec", false);
	type(&l->s, "show clock");
	world_run(l->w, 3723004 * NSEC_PER_MS, UINT64_MAX);
	l->s.len = 0;
	device_log(d, "TEST", 5, "ONE", "first");
	assert_string_equal(l->s.out, "*Jan  1 01:02:03.004: %TEST-5-ONE: first\n");
	assert_int_equal(vty.len, 0);
	assert_int_equal(run.len, 0);
	type(&vty, "terminal monitor");
	vty.len = 0;
	configure(&l->s, "logging console 4\nlogging monitor errors\nservice sequence-numbers\nservice timestamps log datetime year show-timezone");
	assert_true(has_line(d, "logging console warnings") && has_line(d, "logging monitor errors"));
	l->s.len = 0;
	l->s.out[0] = 0;
	device_log(d, "TEST", 5, "TWO", "nobody");
	device_log(d, "TEST", 4, "THREE", "the console");
	device_log(d, "TEST", 3, "FOUR", "both");
	assert_null(strstr(l->s.out, "nobody"));
	assert_non_null(strstr(l->s.out, ": *Jan  1 2026 01:02:03 UTC: %TEST-4-THREE: the console\n"));
	assert_null(strstr(vty.out, "the console"));
	assert_non_null(strstr(vty.out, "%TEST-3-FOUR: both\n"));
	assert_non_null(strstr(log_text(d), "nobody"));
	configure(&l->s, "no service sequence-numbers\nservice timestamps log uptime\nno logging console");
	l->s.len = 0;
	l->s.out[0] = 0;
	device_log(d, "TEST", 0, "FIVE", "uptime");
	assert_string_equal(l->s.out, "");
	assert_non_null(strstr(log_text(d), "\n01:02:03: %TEST-0-FIVE: uptime\n"));
	assert_true(has_line(d, "no logging console") && has_line(d, "service timestamps log uptime"));
	configure(&l->s, "no service timestamps log\nlogging console\nlogging buffered 8192 alerts");
	assert_true(has_line(d, "no service timestamps log") && has_line(d, "logging buffered 8192 alerts"));
	assert_false(has_line(d, "no logging console"));
	l->s.len = 0;
	device_log(d, "TEST", 2, "SIX", "bare");
	assert_string_equal(l->s.out, "%TEST-2-SIX: bare\n");
	assert_null(strstr(log_text(d), "bare"));
	type(&vty, "terminal no monitor");
	vty.len = 0;
	device_log(d, "TEST", 1, "SEVEN", "x");
	assert_int_equal(vty.len, 0);
	type(&l->s, "clear logging");
	type(&l->s, "");
	assert_string_equal(log_text(d), "");
	assert_int_equal(run.len, 0);
	expect(&vty, "show users", "\n*  2 vty 0                idle                 00:00:00   10.0.0.9\n");
	cli_free(vty.c);
	cli_free(run.c);
}

static void configured_is_said(void **state)
{
	struct lab *l = *state;
	struct session vty;

	session_open_vty(&vty, &l->r1->d, "vty0 (10.0.0.9)");
	configure(&l->s, "int lo0");
	configure(&vty, "int lo1");
	assert_non_null(strstr(log_text(&l->r1->d), "%SYS-5-CONFIG_I: Configured from console by console\n"));
	assert_non_null(strstr(log_text(&l->r1->d), "%SYS-5-CONFIG_I: Configured from console by vty0 (10.0.0.9)\n"));
	cli_free(vty.c);
}

static void debug_flags(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;

	assert_string_equal(type(&l->s, "debug ip icmp"), "ICMP packet debugging is on\n");
	type(&l->s, "debug arp");
	assert_true(debug_on(d, DEBUG_IP_ICMP) && debug_on(d, DEBUG_ARP) && !debug_on(d, DEBUG_IP_PACKET));
	assert_string_equal(type(&l->s, "show debugging"), "ARP:\n  ARP packet debugging is on\n\nGeneric IP:\n  ICMP packet debugging is on\n");
	l->s.len = 0;
	device_debug(d, "ICMP: echo reply sent, src %s", "1.1.1.1");
	assert_string_equal(l->s.out, "*Jan  1 00:00:00.000: ICMP: echo reply sent, src 1.1.1.1\n");
	assert_string_equal(type(&l->s, "no debug ip icmp"), "ICMP packet debugging is off\n");
	assert_string_equal(type(&l->s, "undebug arp"), "ARP packet debugging is off\n");
	type(&l->s, "debug arp");
	assert_string_equal(type(&l->s, "un all"), "All possible debugging has been turned off\n");
	assert_int_equal(d->node.debug[0] | d->node.debug[1], 0);
}

/* ---- interfaces ---- */

static void interface_lines_take_effect(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	struct iface *i = device_iface(d, "GigabitEthernet0/0");

	configure(&l->s, "interface g0/0.7\n shutdown\ninterface g0/0\n mac-address 0200.1111.2222\n mtu 9000\n bandwidth 5000\n delay 77\n load-interval 30");
	assert_true(!memcmp(i->mac, "\x02\x00\x11\x11\x22\x22", 6) && !memcmp(i->subs->mac, i->mac, 6));
	assert_int_equal(i->mtu, 9000);
	assert_int_equal(i->subs->mtu, 9000);
	assert_int_equal(i->bandwidth_kbit, 5000);
	assert_int_equal(i->delay_10us, 77);
	expect(&l->s, "show int g0/0", "  30 second input rate 0 bits/sec");
	configure(&l->s, "int g0/0\n no mac-address\n no mtu\n no bandwidth\n no delay\n no load-interval\n speed 10\n shutdown");
	assert_true(!memcmp(i->mac, i->port->mac, 6));
	assert_int_equal(i->mtu + i->delay_10us, 1500 + 1);
	assert_int_equal(i->bandwidth_kbit, 10000);
	assert_false(i->port->enabled);
	assert_false(l->r2->d.ifaces->link);
	configure(&l->s, "default interface g0/0");
	assert_true(i->port->enabled && i->up);
	assert_int_equal(i->bandwidth_kbit, 1000000);
	/* A sub-interface with an MTU of its own keeps it. */
	configure(&l->s, "int g0/0.7\n mtu 1000\nint g0/0\n mtu 2000");
	assert_int_equal(i->subs->mtu, 1000);
	configure(&l->s, "int g0/0.7\n no mtu");
	assert_int_equal(i->subs->mtu, 2000);
	configure(&l->s, "int g0/0\n no mtu\nno interface g0/0.7");
	assert_null(i->subs);
	type(&l->s, "conf t");
	expect(&l->s, "no interface g0/0", "% Removal of physical interfaces is not permitted.");
	expect(&l->s, "interface tunnel 0", "% Unsupported here: interface Tunnel0");
	expect(&l->s, "interface po 1", "% Unsupported here: interface Port-channel1");
	expect(&l->s, "interface te0/0", "% Invalid input detected");
	type(&l->s, "int lo0");
	expect(&l->s, "mtu 1500", "");
	expect(&l->s, "mtu 1400", "% Interface Loopback0 does not support user settable mtu.");
	expect(&l->s, "mac-address 0200.0000.0001", "% Interface Loopback0 has no MAC");
	expect(&l->s, "speed 100", "% Unsupported here: speed 100");
	type(&l->s, "int g0/0");
	expect(&l->s, "mac-address 0300.0000.0001", "% Invalid MAC address");
	expect(&l->s, "load-interval 31", "% Load interval must be a multiple of 30");
	expect(&l->s, "mtu 63", "% Invalid input");
	type(&l->s, "end");
	assert_false(has_line(d, " mtu 1400"));
}

static void counters_are_cleared_when_confirmed(void **state)
{
	struct lab *l = *state;
	struct iface *i = device_iface(&l->r1->d, "GigabitEthernet0/0");
	struct frame *f = frame_get(node_pool(&l->r1->d.node), 60);

	port_send(i->port, &f, 1);
	type(&l->s, "clear counters");
	type(&l->s, "n");
	expect(&l->s, "show int g0/0", "1 packets output, 60 bytes");
	type(&l->s, "clear counters g0/0");
	type(&l->s, "");
	expect(&l->s, "show int g0/0", "0 packets output, 0 bytes");
	assert_non_null(strstr(log_text(&l->r1->d), "%CLEAR-5-COUNTERS: Clear counter on interface GigabitEthernet0/0 by console"));
}

/* ---- lines, banners ---- */

static void idle_sessions_are_closed(void **state)
{
	struct lab *l = *state;
	struct session vty;

	session_open_vty(&vty, &l->r1->d, "vty0");
	configure(&l->s, "line vty 0 4\n exec-timeout 1 30\n length 0");
	world_run(l->w, 60 * NSEC_PER_SEC, UINT64_MAX);
	type(&vty, "show clock");
	world_run(l->w, 149 * NSEC_PER_SEC, UINT64_MAX);
	assert_false(vty.ended);
	world_run(l->w, 151 * NSEC_PER_SEC, UINT64_MAX);
	assert_true(vty.ended);
	assert_false(l->s.ended);
	cli_free(vty.c);
	session_open_vty(&vty, &l->r1->d, "vty0");
	assert_int_equal(cli_session(vty.c)->length, 0);
	configure(&l->s, "line vty 0 4\n no exec-timeout");
	world_run(l->w, 1000 * NSEC_PER_SEC, UINT64_MAX);
	assert_false(vty.ended);
	cli_free(vty.c);
	type(&l->s, "conf t");
	type(&l->s, "line vty 0 4");
	assert_string_equal(type(&l->s, "login"), "");
	assert_string_equal(type(&l->s, "no login"), "");
	type(&l->s, "line console 0");
	type(&l->s, "logging synchronous");
	type(&l->s, "end");
	assert_true(has_line(&l->r1->d, "line con 0\n logging synchronous"));
}

/* Looking at the guard of logins makes none, which would count from then on. */
static void show_login_changes_nothing(void **state)
{
	struct lab *l = *state;

	type(&l->s, "show login");
	type(&l->s, "show login failures");
	assert_null(l->r1->d.system->access->guard);
}

static void banners_are_kept(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;

	assert_null(device_banner(d, BANNER_MOTD));
	type(&l->s, "conf t");
	type(&l->s, "banner motd #Welcome");
	type(&l->s, "to the lab#");
	type(&l->s, "end");
	assert_non_null(strstr(device_banner(d, BANNER_MOTD), "Welcome\nto the lab"));
	configure(&l->s, "no banner motd");
	assert_null(device_banner(d, BANNER_MOTD));
}

/* ---- keeping ---- */

static bool store_refuses;
static unsigned n_stored, n_reloads;

static bool store(struct device *d, const char *config, const char **why)
{
	(void)d;
	*why = "Read-only file system";
	if (store_refuses)
		return false;
	n_stored += config ? 1 : 100;
	return true;
}

static void reload(struct device *d)
{
	(void)d;
	n_reloads++;
}

static void configuration_is_saved(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;

	n_stored = 0;
	d->store = store;
	assert_string_equal(type(&l->s, "show startup-config"), "startup-config is not present\n");
	assert_string_equal(type(&l->s, "write memory"), "Building configuration...\n[OK]\n");
	assert_int_equal(n_stored, 1);
	char *running = shell_running(d->shell, false);

	assert_string_equal(d->startup, running);
	char *shown = xasprintf("Using %zu out of 262144 bytes\n%s", strlen(running), running);

	expect(&l->s, "show startup-config", shown);
	free(shown);
	free(running);
	char prompt[96];

	type(&l->s, "copy running-config startup-config");
	assert_string_equal(cli_prompt(l->s.c, prompt), "Destination filename [startup-config]? ");
	assert_string_equal(type(&l->s, ""), "Building configuration...\n[OK]\n");
	assert_int_equal(n_stored, 2);
	type(&l->s, "copy run start");
	expect(&l->s, "tftp", "%Error opening tftp (No such device)");
	assert_int_equal(cli_status(l->s.c), 1);
	store_refuses = true;
	expect(&l->s, "write", "%Error writing nvram:/startup-config (Read-only file system)");
	assert_int_equal(cli_status(l->s.c), 1);
	store_refuses = false;
	configure(&l->s, "hostname other");
	type(&l->s, "copy startup-config running-config");
	expect(&l->s, "", "bytes copied in");
	type(&l->s, "erase startup-config");
	assert_string_equal(cli_prompt(l->s.c, prompt),
			    "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]");
	expect(&l->s, "", "[OK]\nErase of nvram: complete\n");
	assert_int_equal(n_stored, 102);
	assert_null(d->startup);
	type(&l->s, "copy start run");
	expect(&l->s, "", "%Error opening nvram:/startup-config (No such file or directory)");
	type(&l->s, "write erase");
	type(&l->s, "n");
	assert_int_equal(n_stored, 102);
}

static void exec_takes_default_answers(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	struct session run;

	n_reloads = 0;
	d->reload = reload;
	session_open(&run, d, "exec", false);
	assert_string_equal(type(&run, "copy run start"), "Destination filename [startup-config]? \nBuilding configuration...\n[OK]\n");
	configure(&run, "int lo0");
	assert_string_equal(type(&run, "reload"), "System configuration has been modified. Save? [yes/no]: yes\nBuilding configuration...\n[OK]\n"
						  "Proceed with reload? [confirm]\n");
	assert_int_equal(n_reloads, 1);
	assert_non_null(strstr(d->startup, "interface Loopback0"));
	cli_free(run.c);
}

static void reload_asks(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	char prompt[96];

	n_reloads = 0;
	expect(&l->s, "reload", "% Unsupported here: reload");
	d->reload = reload;
	type(&l->s, "reload");
	assert_string_equal(cli_prompt(l->s.c, prompt), "System configuration has been modified. Save? [yes/no]: ");
	assert_string_equal(type(&l->s, "perhaps"), "% Please answer 'yes' or 'no'.\n");
	assert_string_equal(type(&l->s, "no"), "");
	assert_string_equal(cli_prompt(l->s.c, prompt), "Proceed with reload? [confirm]");
	type(&l->s, "n");
	assert_int_equal(n_reloads, 0);
	type(&l->s, "write");
	type(&l->s, "reload");
	assert_string_equal(cli_prompt(l->s.c, prompt), "Proceed with reload? [confirm]");
	type(&l->s, "");
	assert_int_equal(n_reloads, 1);
	type(&l->s, "reload in 5");
	type(&l->s, "");
	expect(&l->s, "show reload", "Reload scheduled for 00:05:00 UTC Thu Jan 1 2026 (in 5 minutes) by console\n");
	expect(&l->s, "reload cancel", "*** --- SHUTDOWN ABORTED ---");
	type(&l->s, "reload in 5");
	type(&l->s, "");
	world_run(l->w, 299 * NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(n_reloads, 1);
	world_run(l->w, 300 * NSEC_PER_SEC, UINT64_MAX);
	assert_int_equal(n_reloads, 2);
}

/* ---- boot, round trip ---- */

static const char everything[] =
	"!\nversion 15.9\nno service pad\nservice timestamps debug uptime\nservice timestamps log datetime year\nservice sequence-numbers\n"
	"no service password-encryption\n!\nhostname core-1\n!\nboot-start-marker\nboot-end-marker\n!\n"
	"logging buffered 16384 informational\nno logging console\nlogging monitor critical\n!\nno ip domain lookup\n!\n"
	"interface Loopback3\n description three\n!\ninterface GigabitEthernet0/0\n description to r2\n mac-address 0200.0000.0099\n mtu 9000\n"
	" bandwidth 1234\n delay 5\n load-interval 60\n shutdown\n duplex full\n speed 100\n!\n"
	"interface GigabitEthernet0/1.100\n description sub\n shutdown\n!\ninterface Vlan20\n!\n"
	"banner motd ^C\n  authorized, more or less\n! not a comment\n^C\nbanner exec ^Cin^C\n!\n"
	"line con 0\n exec-timeout 0 0\n logging synchronous\n stopbits 1\nline aux 0\nline vty 0 4\n exec-timeout 10 0\n length 30\n width 132\n!\nend\n";

static void running_config_round_trips(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d, *e = &l->r2->d;
	struct config_error err = { 0 };

	if (!device_boot(d, everything, false, &err, NULL, NULL))
		fail_msg("line %u: %s %s", err.line, err.input, err.text);
	char *first = shell_running(d->shell, false);

	if (!device_boot(e, first, false, &err, NULL, NULL))
		fail_msg("line %u: %s %s", err.line, err.input, err.text);
	char *second = shell_running(e->shell, false);

	assert_string_equal(first, second);
	assert_string_equal(shell_hostname(d->shell), "core-1");
	assert_int_equal(line_at(d, LINE_VTY + 4)->timeout_s, 600);
	assert_non_null(strstr(first, "\nlogging buffered 16384 informational\n"));
	assert_non_null(strstr(first, "\nno logging console\n"));
	assert_null(strstr(first, "pad"));
	assert_non_null(strstr(log_text(d), "%SYS-5-RESTART: System restarted"));
	/* Each line that can be taken away is, and comes back. */
	static const char *const lines[][2] = {
		{ "", "service timestamps debug uptime" }, { "", "service sequence-numbers" }, { "", "logging buffered 16384 informational" },
		{ "", "logging monitor critical" }, { "", "interface Loopback3" }, { "", "interface Vlan20" }, { "", "line aux 0" },
		{ "interface GigabitEthernet0/0", "description to r2" }, { "interface GigabitEthernet0/0", "mac-address 0200.0000.0099" },
		{ "interface GigabitEthernet0/0", "mtu 9000" }, { "interface GigabitEthernet0/0", "bandwidth 1234" },
		{ "interface GigabitEthernet0/0", "delay 5" }, { "interface GigabitEthernet0/0", "load-interval 60" },
		{ "interface GigabitEthernet0/0", "shutdown" }, { "interface GigabitEthernet0/0", "duplex full" },
		{ "interface GigabitEthernet0/0", "speed 100" }, { "interface GigabitEthernet0/1.100", "shutdown" },
		{ "line vty 0 4", "exec-timeout 10 0" }, { "line vty 0 4", "length 30" }, { "line vty 0 4", "width 132" },
		{ "line con 0", "logging synchronous" },
	};
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		char *no = xasprintf("%s\nno %s", lines[i][0], lines[i][1]), *yes = xasprintf("%s\n%s", lines[i][0], lines[i][1]);

		if (!block_has(d, lines[i][0], lines[i][1]))
			fail_msg("\"%s\" is not there: %s", lines[i][1], shell_running(d->shell, false));
		configure(&l->s, no);
		if (block_has(d, lines[i][0], lines[i][1]))
			fail_msg("\"%s\" is still there", lines[i][1]);
		configure(&l->s, yes);
		if (!block_has(d, lines[i][0], lines[i][1]))
			fail_msg("\"%s\" did not come back", lines[i][1]);
		free(no);
		free(yes);
	}
	free(first);
	free(second);
}

static void count_skipped(void *arg, const struct config_error *e)
{
	(void)e;
	++*(unsigned *)arg;
}

static void boot_is_strict_or_lenient(void **state)
{
	static const char config[] = "hostname x1\nclock timezone CET 1\ninterface g0/1\n description kept\nwhat is this\n";
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	struct config_error err = { 0 };
	unsigned n = 0;

	assert_false(device_boot(d, config, false, &err, NULL, NULL));
	assert_int_equal(err.line, 2);
	assert_string_equal(shell_hostname(d->shell), "r1");
	assert_true(device_boot(d, config, true, &err, count_skipped, &n));
	assert_int_equal(n, 2);
	assert_string_equal(shell_hostname(d->shell), "x1");
	assert_true(has_line(d, " description kept"));
	assert_non_null(strstr(log_text(d), "%PARSER-4-BADCFG: line 2 skipped: clock timezone CET 1: % Unsupported here"));
}

static void factory_state(void **state)
{
	struct lab *l = *state;
	struct device *d = &l->r1->d;
	struct device_ops router = box_ops;
	struct config_error err;

	router.ports_shut = true;
	d->ops = &router;
	assert_true(device_boot(d, NULL, true, &err, NULL, NULL));
	assert_true(device_iface(d, "GigabitEthernet0/0")->shutdown && device_iface(d, "GigabitEthernet0/3")->shutdown);
	assert_true(has_line(d, "hostname r1"));
	/* With a startup configuration a port is up unless it says otherwise. */
	d = &l->r2->d;
	d->ops = &router;
	d->startup = strdup("interface GigabitEthernet0/1\n shutdown\nend\n");
	assert_true(device_boot(d, NULL, true, &err, NULL, NULL));
	assert_false(device_iface(d, "GigabitEthernet0/0")->shutdown);
	assert_true(device_iface(d, "GigabitEthernet0/1")->shutdown);
	d->ops = l->r1->d.ops = &box_ops;
}

static void names_of_hosts_are_checked(void **state)
{
	struct lab *l = *state;

	type(&l->s, "conf t");
	expect(&l->s, "hostname a/b", "% Hostname contains one or more illegal characters.");
	assert_string_equal(shell_hostname(l->r1->d.shell), "r1");
	type(&l->s, "hostname R-1");
	assert_string_equal(shell_hostname(l->r1->d.shell), "R-1");
	type(&l->s, "no hostname");
	assert_string_equal(shell_hostname(l->r1->d.shell), "r1");
}

#define LAB_TEST(f) cmocka_unit_test_setup_teardown(f, lab_setup, lab_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LAB_TEST(interfaces_look_like_ios), LAB_TEST(tables_look_like_ios), LAB_TEST(version_is_parsed_by_tools),
		LAB_TEST(clock_can_be_set), LAB_TEST(stamps_and_sinks), LAB_TEST(configured_is_said), LAB_TEST(debug_flags),
		LAB_TEST(interface_lines_take_effect), LAB_TEST(counters_are_cleared_when_confirmed), LAB_TEST(idle_sessions_are_closed),
		LAB_TEST(show_login_changes_nothing), LAB_TEST(banners_are_kept), LAB_TEST(configuration_is_saved), LAB_TEST(exec_takes_default_answers), LAB_TEST(reload_asks),
		LAB_TEST(running_config_round_trips), LAB_TEST(boot_is_strict_or_lenient), LAB_TEST(factory_state),
		LAB_TEST(names_of_hosts_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
