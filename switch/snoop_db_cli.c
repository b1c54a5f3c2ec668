/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The database agent of DHCP snooping: its lines and shows. */
#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "device/civil.h"
#include "switch/snoop_db.h"
#include "switch/switch_cli.h"

static struct snoop_db *db_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->snoop->db;
}

static bool run_url(struct cli *c, const struct args *a)
{
	const char *why;

	if (snoop_db_set(db_of(c), args_no(a) ? NULL : args_str(a, "url"), &why))
		return true;
	cli_error(c, "%s", why);
	return false;
}

static bool run_delay(struct cli *c, const struct args *a)
{
	db_of(c)->delay_s = args_no(a) ? SNOOP_DB_DELAY_S : (u32)args_num(a, "seconds", SNOOP_DB_DELAY_S);
	return true;
}

static bool run_timeout(struct cli *c, const struct args *a)
{
	db_of(c)->timeout_s = args_no(a) ? SNOOP_DB_TIMEOUT_S : (u32)args_num(a, "seconds", SNOOP_DB_TIMEOUT_S);
	return true;
}

static bool run_renew(struct cli *c, const struct args *a)
{
	struct snoop_db *db = db_of(c);
	const char *url = args_str(a, "url");

	if (!url && !*db->url) {
		cli_error(c, "%% No DHCP snooping database agent is configured");
		return false;
	}
	if (snoop_db_read(db, url, !args_has(a, "none")))
		return true;
	cli_error(c, "%% %s", db->why);
	return false;
}

static bool run_clear(struct cli *c, const struct args *a)
{
	struct snoop_db *db = db_of(c);

	(void)a;
	db->startup_failures = db->reads = db->failed_reads = db->writes = db->failed_writes = 0;
	memset(&db->last, 0, sizeof(db->last));
	memset(&db->total, 0, sizeof(db->total));
	return true;
}

/* ---- shows ---- */

static void when(struct show *s, const char *cell, const char *title, s64 ns)
{
	char text[64] = "None";

	if (ns)
		civil_text(ns, false, text);
	show_str(s, cell, text);
	show_text(s, "%s : %s\n", title, text);
}

static void pair(struct show *s, const char *one, u32 n_one, const char *two, u32 n_two)
{
	show_text(s, "%-20s : %8u   %-16s : %8u\n", one, n_one, two, n_two);
}

static void ignored(struct show *s, const struct snoop_ignored *n)
{
	show_text(s, "%-21s : %8u   %-17s : %8u\n", "Binding Collisions", n->collisions, "Expired leases", n->expired);
	show_text(s, "%-21s : %8u   %-17s : %8u\n%-21s : %8u\n", "Invalid interfaces", n->interfaces, "Unsupported vlans", n->vlans, "Parse failures", n->parse);
}

static void timer_text(struct show *s, const char *title, const struct timer *t, nsec now)
{
	if (timer_is_set(t))
		show_text(s, "%s : %llu (seconds)\n", title, (unsigned long long)((t->due - now) / NSEC_PER_SEC));
	else
		show_text(s, "%s : Not Running\n", title);
}

static void counters(struct show *s, const struct snoop_db *db)
{
	u32 good = db->reads + db->writes, bad = db->failed_reads + db->failed_writes;

	show_num(s, "attempts", good + bad);
	show_num(s, "startup_failures", db->startup_failures);
	show_num(s, "reads", db->reads);
	show_num(s, "failed_reads", db->failed_reads);
	show_num(s, "writes", db->writes);
	show_num(s, "failed_writes", db->failed_writes);
	pair(s, "Total Attempts", good + bad, "Startup Failures", db->startup_failures);
	pair(s, "Successful Transfers", good, "Failed Transfers", bad);
	pair(s, "Successful Reads", db->reads, "Failed Reads", db->failed_reads);
	pair(s, "Successful Writes", db->writes, "Failed Writes", db->failed_writes);
	show_text(s, "%-20s : %8u\n\n", "Media Failures", 0u);
}

static bool show_database(struct cli *c, const struct args *a, struct show *s)
{
	const struct snoop_db *db = db_of(c);
	nsec now = node_now(cli_node(c));

	show_str(s, "url", db->url);
	show_num(s, "write_delay", db->delay_s);
	show_num(s, "timeout", db->timeout_s);
	show_text(s, "Agent URL : %s\nWrite delay Timer : %u seconds\nAbort Timer : %u seconds\n\nAgent Running : No\n", db->url, db->delay_s, db->timeout_s);
	timer_text(s, "Delay Timer Expiry", &db->write, now);
	show_text(s, "Abort Timer Expiry : Not Running\n\n");
	when(s, "succeeded", "Last Succeded Time", db->succeeded);
	when(s, "failed", "Last Failed Time", db->failed);
	show_str(s, "reason", db->why ? db->why : "");
	show_text(s, "Last Failed Reason : %s\n\n", db->why ? db->why : "No failure recorded.");
	counters(s, db);
	show_num(s, "ignored", db->total.collisions + db->total.expired + db->total.interfaces + db->total.vlans + db->total.parse);
	if (args_has(a, "detail")) {
		show_text(s, "First successful access: %s\n\nLast ignored bindings counters :\n", db->first ? db->first : "None");
		ignored(s, &db->last);
		when(s, "ignored_at", "Last Ignored Time", db->ignored_at);
		show_text(s, "\nTotal ignored bindings counters:\n");
		ignored(s, &db->total);
	}
	show_end(s);
	return true;
}

#define DB_HELP "Global IP configuration subcommands|Configure DHCP server and relay parameters|DHCP Snooping|DHCP snooping database agent"

static const struct cmd rows[] = {
	{ &mode_config, "ip dhcp snooping database WORD:url", DB_HELP "|URL of the file (flash:NAME)", .run = run_url, .key = 4, .order = ORDER_SNOOP + 4 },
	{ &mode_config, "ip dhcp snooping database write-delay <15-86400>:seconds", DB_HELP "|Amount of time to delay writing the DHCP snooping entries after a change|Seconds", .run = run_delay, .key = 5,
	  .order = ORDER_SNOOP + 4, .dflt = "ip dhcp snooping database write-delay 300" },
	{ &mode_config, "ip dhcp snooping database timeout <0-86400>:seconds", DB_HELP "|Amount of time before an abort|Seconds", .run = run_timeout, .key = 5,
	  .order = ORDER_SNOOP + 4, .dflt = "ip dhcp snooping database timeout 300" },
	{ &mode_exec, "renew ip dhcp snooping database [WORD:url [validation none]]", "Renew functions|IP|DHCP|DHCP Snooping|DHCP snooping database agent|URL of the file|Validation of the checksums|None", .run = run_renew, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip dhcp snooping database statistics", "||||DHCP snooping database agent|Its counters", .run = run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "show ip dhcp snooping database [detail]", "||||DHCP snooping database agent|Details", .show = show_database },
};
const struct cmd_table snoop_db_cmds[] = { CMD_TABLE(rows) };
const unsigned n_snoop_db_cmds = ARRAY_LEN(snoop_db_cmds);
