/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BGP's commands: handlers, and what their files share. */
#ifndef ROUTER_BGP_CLI_H
#define ROUTER_BGP_CLI_H

#include "router/bgp/bgp.h"
#include "router/ip_cli.h"

extern const struct cli_mode mode_router_bgp, mode_bgp_af4, mode_bgp_af6, mode_bgp_vrf4, mode_bgp_vrf6, mode_bgp_session, mode_bgp_policy;

/* The speaker that the block's lines are about: a VRF's in its families, else the device's. */
struct bgp *cli_bgp(const struct cli *c);
/* The speakers that a show or `clear` is about, in turn (NULL begins, and ends): the VRF's that it names, all VRFs', or the device's. */
struct bgp *bgp_cli_next(const struct cli *c, const struct args *a, const struct bgp *after);
/* `show ip bgp vpnv4 ...`: the VRF named is there. */
bool bgp_cli_vrf_known(struct cli *c, const struct args *a, struct show *s);
/* The family of the block the line stands in. */
u8 bgp_cli_af(const struct cli *c);
/* What IPv4's block and `router bgp` itself may both say is kept once: a line of that key goes from the other place, and its effect with it, before this one's. */
void bgp_cli_once(struct cli *c, const char *key);
/* The neighbour that the arguments "ip" and "ip6" name: false: none. ("ip" is a keyword of many rows, too.) */
bool bgp_cli_address(const struct args *a, struct ipaddr *addr);

/* bgp_cli.c: the speaker; origin_cli.c */
RUN(bgp_run_router); RUN(bgp_run_af4); RUN(bgp_run_af6); RUN(bgp_run_vrf); RUN(bgp_run_leave); RUN(bgp_run_id); RUN(bgp_run_flag); RUN(bgp_run_number); RUN(bgp_run_confed_peers); RUN(bgp_run_timers);
RUN(bgp_run_distance); RUN(bgp_run_distance_from); RUN(bgp_run_network); RUN(bgp_run_network6); RUN(bgp_run_aggregate); RUN(bgp_run_redistribute); RUN(bgp_run_paths); RUN(bgp_run_dmz); RUN(bgp_run_internal); RUN(bgp_run_table_map); RUN(bgp_run_listen);
void bgp_network_spelled(const struct args *a, char key[CMD_SPELLED]);
RUN(bgp_run_originate); RUN(bgp_run_metric); RUN(bgp_run_clear);
bool bgp_cli_hold_good(struct cli *c, u32 hold, u32 min);	/* a hold time, and the least one that is accepted */
void bgp_cli_hold_warn(struct cli *c, u32 hold);
/* addpath_cli.c */
RUN(bgp_run_add); RUN(bgp_run_select);
bool bgp_cli_select(struct cli *c, const struct args *a, struct bgp_select *s);	/* the words of the line; false: there are none */
void bgp_show_add(struct show *s, const struct bgp_peer *p, u8 af);
void bgp_add_cells(struct show *s, const struct bgp_peer *p);
void bgp_show_marks(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p);
void bgp_show_told(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p);
/* debug.c */
RUN(bgp_run_debug);
/* orf_cli.c */
VIEW(bgp_show_orf);
void bgp_show_orf_family(struct show *s, const struct bgp_peer *p, u8 af);	/* of `show ip bgp neighbors`: the text */
void bgp_orf_cells(struct show *s, const struct bgp_peer *p);
/* damp_cli.c */
RUN(bgp_run_damp); RUN(bgp_run_damp_clear); VIEW(bgp_show_damp);
/* rpki_cli.c */
RUN(bgp_run_rpki); RUN(bgp_run_validate); RUN(bgp_run_rpki_clear); VIEW(bgp_show_rpki_servers); VIEW(bgp_show_rpki_table);
/* template_cli.c */
RUN(bgp_run_template); RUN(bgp_run_template_option); RUN(bgp_run_template_inherit); VIEW(bgp_show_template);
/* bgp_nbr_cli.c: its neighbours */
u8 bgp_cli_kind(const char *text);	/* enum bgp_opt_kind of a line's words behind `neighbor X` */
void bgp_cli_fill(struct cli *c, struct bgp *b, struct bgp_opt *o, const struct args *a);
bool bgp_cli_good(struct cli *c, const struct args *a, u8 kind, u8 af, const struct bgp *b, struct bgp_opt *own);	/* the line fits b, and what stands beside it */
RUN(bgp_run_neighbor); RUN(bgp_run_policy); RUN(bgp_run_remove);
/* default4_cli.c */
RUN(bgp_run_default4);
/* list_show.c */
VIEW(bgp_show_listed); VIEW(bgp_show_failures); VIEW(bgp_show_inconsistent); VIEW(bgp_show_nbr_paths);
/* policy_show.c */
VIEW(bgp_show_policy); VIEW(bgp_show_peer_group);
/* summary_show.c */
VIEW(bgp_show_summary); VIEW(bgp_show_all_summary);
/* all_show.c: the families of `show bgp all ...` in turn, those of VPNs behind; struct bgp_all is 0 first. */
struct bgp_all { unsigned k; u8 af; bool vpn; const char *name; };
bool bgp_all_next(const struct bgp *root, struct bgp_all *f);	/* to the next that is there; false: no more */
const struct bgp *bgp_all_speaker(const struct bgp *root, const struct bgp_all *f, const struct bgp *after);	/* whose family it is, in turn; NULL begins, and ends */
void bgp_all_head(struct show *s, const struct bgp_all *f);
VIEW(bgp_show_all); VIEW(bgp_show_all_neighbors);
/* bgp_show.c, bgp_nbr_show.c */
void bgp_show_table(struct show *s, const struct bgp_table *t, bool *headed);
void bgp_show_entries(struct show *s, const struct bgp_table *t, const struct args *a);
VIEW(bgp_show); VIEW(bgp_show_prefix); VIEW(bgp_show_neighbors); VIEW(bgp_show_routes); VIEW(bgp_show_groups); VIEW(bgp_show_paths);

static inline u64 bgp_messages(const u64 count[6]) { return count[1] + count[2] + count[3] + count[4] + count[5]; }

/* Shared by the shows. */
void bgp_show_communities(struct show *s, const struct bgp_attrs *a);	/* bgp_comm_show.c */
const struct bgp_path *bgp_failed_path(const struct bgp_table *t, const struct bgp_net *n);	/* the best one, if another source is nearer; else NULL */
void bgp_show_codes(struct show *s, const struct bgp_table *t);	/* what stands above the columns */
void bgp_show_header(struct show *s, const struct bgp_table *t);
const char *bgp_net_text(const struct bgp_table *t, const struct bgp_net *n, char buf[PREFIX_TEXT]);	/* as in those lines */
/* The lines of one prefix: of its paths those for which which() says yes (NULL: all). */
void bgp_show_net(struct show *s, const struct bgp_table *t, const struct bgp_net *n, bool (*which)(const struct bgp_path *p, const void *arg), const void *arg);
void bgp_show_line(struct show *s, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, const struct intern *attr, bool first);

#endif
