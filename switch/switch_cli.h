/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The switch's modes and row tables, for its command files. */
#ifndef SWITCH_SWITCH_CLI_H
#define SWITCH_SWITCH_CLI_H

#include "device/device.h"

extern const struct cli_mode mode_vlan;
extern const struct cmd switch_show_rows[];
enum { SWITCH_SHOW_ROWS = 8 };

struct swport;
/* The switch port that the line is about; NULL after an error. */
struct swport *switch_port_of(struct cli *c);
/* A line whose argument `list` is VLANs that come on top of what is there, and go one by one: adds to set or takes from it, and keeps `words`, the set and
 * what comes behind as the line. false: after an error. */
struct vlan_set;
bool vlan_list_line(struct cli *c, const struct args *a, struct vlan_set *set, const char *words, const char *behind);

/* The tables of single features. */
extern const struct cmd_table errdisable_cmds[], dtp_cmds[], secure_cmds[], storm_cmds[], snoop_cmds[], dai_cmds[], mst_cmds[], igmp_cmds[], udld_cmds[], vtp_cmds[];
extern const unsigned n_errdisable_cmds, n_dtp_cmds, n_secure_cmds, n_storm_cmds, n_snoop_cmds, n_dai_cmds, n_mst_cmds, n_igmp_cmds, n_udld_cmds, n_vtp_cmds;

enum { ORDER_SNOOP = ORDER_IP + 100 };
extern const struct cmd_table snoop_db_cmds[];
extern const unsigned n_snoop_db_cmds;
extern const struct cmd_table arp_acl_cmds[], lag_cmds[], routed_cmds[], span_cmds[], vlan_count_cmds[];
extern const unsigned n_arp_acl_cmds, n_lag_cmds, n_routed_cmds, n_span_cmds, n_vlan_count_cmds;

#endif
