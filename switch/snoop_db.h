/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The agent that keeps DHCP snooping's bindings in a file of flash: (`ip dhcp snooping database`): read once after the boot or when asked, written a while
 * after a binding came or went. A text as the switches write it, a line a binding: address, VLAN, MAC address, end of the lease (seconds since 1970, in hexadecimal),
 * interface, and a checksum of all that stands before it.
 */
#ifndef SWITCH_SNOOP_DB_H
#define SWITCH_SNOOP_DB_H

#include "switch/snoop.h"

enum { SNOOP_DB_DELAY_S = 300, SNOOP_DB_TIMEOUT_S = 300 };

/* Bindings of a file that were not taken. */
struct snoop_ignored {
	u32 collisions, expired, interfaces, vlans, parse;
};

struct snoop_db {
	struct snoop *s;
	char url[300];		/* as configured; "": none */
	u32 delay_s, timeout_s;
	struct timer read, write;
	s64 succeeded, failed, ignored_at; /* ns since 1970; 0: never */
	const char *why;	/* of the last failure, static text; NULL: none */
	const char *first;	/* what succeeded first: "Read", "Write"; NULL: nothing */
	u32 startup_failures, reads, failed_reads, writes, failed_writes;
	struct snoop_ignored last, total;
};

struct snoop_db *snoop_db_new(struct snoop *s);
void snoop_db_free(struct snoop_db *db);
/* The file is another, NULL: none. It is read soon: when the lines that follow have been run. false: *why. */
bool snoop_db_set(struct snoop_db *db, const char *url, const char **why);
/* Reads a file now (NULL: the agent's), and takes what is there beside what is known. checked: lines with a wrong checksum are none. false: db->why. */
bool snoop_db_read(struct snoop_db *db, const char *url, bool checked);
/* A binding came or went. Cheap. */
void snoop_db_changed(struct snoop_db *db);

#endif
