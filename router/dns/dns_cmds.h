/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in commands, and the commands of router/dns/, for node kinds. */
#ifndef ROUTER_DNS_DNS_CMDS_H
#define ROUTER_DNS_DNS_CMDS_H

#include "cli/cli.h"

/* A command needs the address of a name that is not known: asks for it, and when it is there runs the line again (or `line`, from EXEC, if not
 * NULL). true: the session is busy, and run() returns false. false: nobody can be asked. */
bool dns_ask(struct cli *c, const char *name, u8 af, const char *line);
/* For shell_set_host_word(): a word that is no command. */
bool dns_typed_word(struct cli *c, const char *word);

extern const struct cmd_table dns_cmds[];	/* routers, switches, hosts */
extern const unsigned n_dns_cmds;
extern const struct cmd_table nslookup_cmds[];	/* hosts */
extern const unsigned n_nslookup_cmds;

#endif
