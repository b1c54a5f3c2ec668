/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of DHCP snooping's bindings. */
#include "campus.h"
#include "device/files/files.h"
#include "switch/snoop_db.h"

#define SNOOPING "vlan 10\nip dhcp snooping vlan 10\nip dhcp snooping\nip dhcp snooping database flash:bindings\nip dhcp snooping database write-delay 15\n"
#define BIND(mac, ip, port) "ip dhcp snooping binding " mac " vlan 10 " ip " interface GigabitEthernet0/" port " expiry 4000"

static struct snoop_db *db_of(struct device *d) { return d->bridge->snoop->db; }
static u32 bindings(struct device *d) { return d->bridge->snoop->table.n; }

static void write_file(struct device *d, const char *text)
{
	struct file_url u;
	const char *why;

	assert_true(file_url_parse(d, "flash:bindings", &u, &why));
	assert_true(file_write(d, &u, text, (u32)strlen(text), &why));
}

/* Written a while after the change, once for all; read back, with what is left of the lease. */
static void there_and_back(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, SNOOPING);
	const char *text;

	(void)state;
	pass_s(w, 1);
	assert_int_equal(db_of(a)->failed_reads, 1); /* there is none yet */
	assert_int_equal(db_of(a)->startup_failures, 1);
	assert_true(campus_logged(a, "%DHCP_SNOOPING-4-AGENT_OPERATION_FAILED: DHCP snooping binding transfer failed. Unable to access URL."));
	campus_show(a, BIND("0200.0000.0001", "10.0.0.1", "1"));
	pass_s(w, 10);
	campus_show(a, BIND("0200.0000.0002", "10.0.0.2", "2"));
	campus_apply(a, "ip source binding 0200.0000.0003 vlan 10 10.0.0.3 interface GigabitEthernet0/3\n");
	pass_s(w, 4);
	assert_int_equal(db_of(a)->writes, 0);
	pass_s(w, 2);
	assert_int_equal(db_of(a)->writes, 1);
	text = campus_show(a, "more flash:bindings");
	assert_non_null(strstr(text, "TYPE DHCP-SNOOPING\nVERSION 1\nBEGIN\n10.0.0.1 10 0200.0000.0001 "));
	assert_non_null(strstr(text, "\nEND"));
	assert_null(strstr(text, "10.0.0.3"));
	campus_show(a, "clear ip dhcp snooping binding");
	assert_int_equal(bindings(a), 1);
	campus_show(a, "renew ip dhcp snooping database");
	assert_int_equal(bindings(a), 3);
	text = campus_show(a, "show ip dhcp snooping binding");
	assert_non_null(strstr(text, "02:00:00:00:00:01   10.0.0.1         398"));
	text = campus_show(a, "show ip dhcp snooping database detail");
	assert_non_null(strstr(text, "Agent URL : flash:bindings\nWrite delay Timer : 15 seconds\nAbort Timer : 300 seconds\n"));
	assert_non_null(strstr(text, "Total Attempts       :        3   Startup Failures :        1\n"));
	assert_non_null(strstr(text, "Successful Reads     :        1   Failed Reads     :        1\n"));
	assert_non_null(strstr(text, "First successful access: Write\n"));
	campus_apply(a, "no ip dhcp snooping database\n");
	campus_show(a, "clear ip dhcp snooping binding");
	pass_s(w, 20);
	assert_int_equal(db_of(a)->writes, 1);
	world_free(w);
}

/* What cannot be taken is counted by its reason. 7fffffff: in 2038. */
static void lines_that_are_not_taken(void **state)
{
	struct world *w = campus_new();
	struct device *a = campus_switch(w, "a", 4, SNOOPING "ip source binding 0200.0000.0003 vlan 10 10.0.0.3 interface GigabitEthernet0/3\n");
	const struct snoop_ignored *n = &db_of(a)->last;

	(void)state;
	write_file(a, "0\nTYPE DHCP-SNOOPING\nVERSION 1\nBEGIN\n"
		      "10.0.0.1 10 0200.0000.0001 7FFFFFFF GigabitEthernet0/1 0\n"
		      "10.0.0.2 11 0200.0000.0002 7FFFFFFF GigabitEthernet0/1 0\n"
		      "10.0.0.2 10 0200.0000.0002 7FFFFFFF GigabitEthernet0/9 0\n"
		      "10.0.0.2 10 0200.0000.0002 00000001 GigabitEthernet0/1 0\n"
		      "10.0.0.3 10 0200.0000.0002 7FFFFFFF GigabitEthernet0/1 0\n"
		      "10.0.0.2 10 0300.0000.0002 7FFFFFFF GigabitEthernet0/1 0\n"
		      "10.0.0.2 10\n\n10.0.0.2 99999 0200.0000.0002 7FFFFFFF GigabitEthernet0/1 0\n"
		      "END\n");
	campus_show(a, "renew ip dhcp snooping database flash:bindings validation none");
	assert_int_equal(bindings(a), 2);
	assert_int_equal(n->vlans, 1);
	assert_int_equal(n->interfaces, 1);
	assert_int_equal(n->expired, 1);
	assert_int_equal(n->collisions, 1);
	assert_int_equal(n->parse, 4);
	campus_show(a, "clear ip dhcp snooping binding");
	campus_show(a, "renew ip dhcp snooping database");
	assert_int_equal(bindings(a), 1); /* the checksums are not ours */
	write_file(a, "BEGIN\n10.0.0.1 10 0200.0000.0001 7FFFFFFF GigabitEthernet0/1 0\n");
	campus_show(a, "renew ip dhcp snooping database");
	assert_string_equal(db_of(a)->why, "The file is not of DHCP snooping.");
	assert_true(campus_refuses(a, "ip dhcp snooping database tftp://10.0.0.1/x\n"));
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(there_and_back), cmocka_unit_test(lines_that_are_not_taken) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
