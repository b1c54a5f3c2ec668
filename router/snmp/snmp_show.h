/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows of the agent; the rows stand in snmp_cli.c. */
#ifndef ROUTER_SNMP_SNMP_SHOW_H
#define ROUTER_SNMP_SNMP_SHOW_H

#include "router/ip_cli.h"

VIEW(snmp_show); VIEW(snmp_show_community); VIEW(snmp_show_text); VIEW(snmp_show_engine); VIEW(snmp_show_group); VIEW(snmp_show_host); VIEW(snmp_show_user); VIEW(snmp_show_view);

#endif
