/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of snmp-server's commands share: lists with names. */
#ifndef ROUTER_SNMP_CLI_H
#define ROUTER_SNMP_CLI_H

#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/snmp/own.h"

struct snmp *snmp_agent(struct cli *c);
/* Copies a name; false, and said why: too long. */
bool snmp_name_of(struct cli *c, const char *text, char out[SNMP_NAME_MAX + 1]);
bool snmp_full(struct cli *c);		/* says so; false */
static inline u8 snmp_level_of(const struct args *args) { return args_has(args, "priv") ? SNMP_PRIV : args_has(args, "auth") ? SNMP_AUTH : SNMP_NOAUTH; }
void snmp_host_drop(struct snmp *a, struct snmp_host **at);
void snmp_hosts_forget(struct snmp *a, const char *user); /* its password is new: the keys at receivers are made again */

/* Of our lists: the place of the one with that name, or the end. */
#define FIND(list, text) ({ typeof(list) *at_ = &(list); while (*at_ && strcmp((*at_)->name, (text))) at_ = &(*at_)->next; at_; })
#define COUNT(list) ({ unsigned n_ = 0; for (typeof(list) i_ = (list); i_; i_ = i_->next) n_++; n_; })
/* The one at this place, a new one at the end; NULL, and said: there are max already. */
#define MAKE(c, list, at, max) ({ if (!*(at) && COUNT(list) == (max)) snmp_full(c); else if (!*(at)) *(at) = xcalloc(1, sizeof(**(at))); *(at); })
/* Removes the one at this place, if there is one. */
#define DROP(at) do { typeof(*(at)) x_ = *(at); if (x_) *(at) = x_->next; free(x_); } while (0)

#endif
