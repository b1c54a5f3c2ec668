/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of OSPF's commands share. */
#ifndef ROUTER_OSPF_CLI_H
#define ROUTER_OSPF_CLI_H

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/ospf/proc.h"

u32 ospf_area_arg(const struct args *a);	/* of "{<0-4294967295>:aid | A.B.C.D:aip}" */
/* "hh:mm:ss" and longer ages, as IOS has them. */
const char *ospf_area_text(u32 area, char buf[IP4_TEXT]);	/* "0", "10" or "0.0.0.10": as a number */

/* A process goes, and with it the lines of interfaces that name it. false: one of them was refused. */
bool ospf_lines_go(struct cli *c, u8 form, u32 id);
void ospf_families_end(struct ipstack *root, u32 id);	/* what runs of version 3 under the number, in any VRF */
bool ospf_on_interface(const struct ospf_all *all, u32 id);	/* `ip ospf N area A` stands on some interface there */
/* The process of that number, when it can run in another VRF only; NULL: it is not so. */
const struct ospf_proc *ospf_elsewhere(const struct ipstack *s, u8 form, u32 id);
/* A line of an interface in s has it run: it does from now on, and stands in the configuration. families: `ospfv3 N`. */
void ospf_bring(struct cli *c, struct ipstack *s, u8 form, u32 id, bool families);
/* A process of version 3 is written as `router ospfv3 N`, or as `ipv6 router ospf N`, from now on, if it was the other way only for an interface's line. false: it was not. */
bool ospf_as_families(struct cli *c, u32 id);
bool ospf_as_ipv6(struct cli *c, u32 id);
/* ospf_db_show.c, for both versions: who tells it is who `adv-router` or `self-originate` asks for, if anybody; and the cells behind its number. */
bool ospf_lsa_by_asked(const struct ospf *o, const struct args *a, const struct lsa *l);
void ospf_lsa_cells(struct show *s, const struct ospf *o, const struct lsa *l);
u8 ospf_line_form(const struct args *a);	/* of `router ospf`, `ipv6 router ospf` and what is done in EXEC */

/* ospf_cli.c */
RUN(ospf_run_area_auth); RUN(ospf_run_area_cost); RUN(ospf_run_area_filter); RUN(ospf_run_area_kind); RUN(ospf_run_area_range); RUN(ospf_run_arrival); RUN(ospf_run_bfd); RUN(ospf_run_clear_ask); RUN(ospf_run_clear_some); RUN(ospf_run_default); RUN(ospf_run_default_metric); RUN(ospf_run_distance); RUN(ospf_run_distance_from); RUN(ospf_run_distribute); RUN(ospf_run_helper); RUN(ospf_run_helper_strict); RUN(ospf_run_nsf); RUN(ospf_run_log); RUN(ospf_run_max_metric); enum { OSPF_WHEN = 48 }; const char *ospf_max_metric_when(const struct ospf *o, char buf[OSPF_WHEN]); RUN(ospf_run_neighbor); RUN(ospf_run_network); void ospf_network_spelled(const struct args *a, char key[CMD_SPELLED]); RUN(ospf_run_pacing); RUN(ospf_run_passive); RUN(ospf_run_paths); RUN(ospf_run_process); RUN(ospf_run_redistribute); RUN(ospf_run_reference); RUN(ospf_run_router_id); RUN(ospf_run_shutdown); RUN(ospf_run_summary_address); RUN(ospf_run_suppress); RUN(ospf_run_throttle); RUN(ospf_run_vlink); RUN(ospf_run_auth); RUN(ospf_run_simple); RUN(ospf_run_digest);	/* the last three: ospf_if_cli.c */
 RUN(ospf_run_rfc1583); RUN(ospf_run_vrf_lite);
/* limits_cli.c */
RUN(ospf_run_max_lsa); RUN(ospf_run_discard);
void ospf_max_lsa_cells(struct show *s, const struct ospf *o);
void ospf_max_lsa_text(struct show *s, const struct ospf *o);

extern const struct cmd ospf_if_rows[], ospf_show_rows[], ospf_lists_rows[], ospf3_show_rows[], ospf3_db_rows[], ospf_log_rows[];
enum { OSPF_IF_ROWS = 60, OSPF_SHOW_ROWS = 12, OSPF_LISTS_ROWS = 7, OSPF3_SHOW_ROWS = 18, OSPF3_DB_ROWS = 4, OSPF_LOG_ROWS = 15 };

/* ospf3_cli.c */
RUN(ospf3_run_process); RUN(ospf3_run_family); RUN(ospf3_run_leave); RUN(ospf3_run_area_auth);

/* ospf3_show.c: the processes that a line of `show ipv6 ospf` or `show ospfv3` asks for; p NULL: the first. */
struct ospf_proc *ospf3_next(struct cli *c, const struct args *a, const struct ospf_proc *p);
bool ospf3_families(const struct args *a); /* it is a line of `show ospfv3` */
void ospf3_of_family(struct show *s, const struct args *a, const struct ospf_proc *p);
void ospf3_heading(struct show *s, const struct args *a, const struct ospf_proc *p);
void ospf_lsa_line(struct show *s, u16 type, u32 id, u32 adv, u32 seq, unsigned age, unsigned csum); /* ospf_lists_show.c: a row of a list of LSAs */

/* ospf3_nbr_show.c */
void ospf3_option_words(struct show *s, u32 options, bool lsa);	/* " (V6-Bit, E-Bit)"; nothing where none is set; of LSAs IOS spells one otherwise */
VIEW(ospf3_show_neighbor); VIEW(ospf3_show_neighbor_detail); VIEW(ospf3_show_vlinks);

VIEW(ospf_show); VIEW(ospf_show_interface); VIEW(ospf_show_interface_brief); VIEW(ospf_show_neighbor); VIEW(ospf_show_neighbor_detail);
const char *ospf_hms(nsec span, char buf[16]);				/* "00:00:39" */
const char *ospf_nbr_role(const struct ospf_nbr *n);			/* "DR", "  -" */
void ospf_nbr_end_text(struct show *s, const struct ospf_nbr *n);	/* of a neighbour in detail: times, queue, restart */
void ospf_vlink_cells(struct show *s, const struct ospf_if *oi);		/* and the row's end */
void ospf_vlink_head_text(struct show *s, const struct ospf_if *oi), ospf_vlink_state_text(struct show *s, const struct ospf_if *oi);
nsec ospf_timer_left(const struct ospf *o, const struct timer *t), ospf_dead_in(const struct ospf_nbr *n);
bool ospf_nbr_picked(const struct args *a, const struct ospf_nbr *n);	/* by the line's interface or neighbour */
const struct ospf_if *ospf_virtual_way(const struct ospf *o, const struct ospf_if *v); /* what leads to the other end through the transit area; NULL: nothing */
void ospf_show_started(struct show *s, const struct ospf *o);	/* "Start time" */
void ospf_show_adjacent(struct show *s, const struct ospf_if *oi);		/* of an interface's neighbours who */
/* Which of its area's and of its process's interfaces it is, or of their neighbours (n): "1/2/2". */
const char *ospf_index_text(const struct ospf *o, const struct ospf_if *oi, const struct ospf_nbr *n, char buf[40]);
void ospf_show_redistributed(struct show *s, const struct ospf_proc *p);	/* nothing without a line of it */
void ospf_show_chain(struct show *s, const struct ospf_if *oi);	/* the key that signs now, of the key chain that the interface has */
void ospf_show_restarts(struct show *s, const struct ospf *o);	/* its lines of `show ip ospf` */
void ospf_show_restart(struct show *s, const struct ospf *o);	/* all of it, and the row's end */
VIEW(ospf_show_nsf);
VIEW(ospf_show_database); VIEW(ospf_show_border); VIEW(ospf_show_vlinks);

#endif
