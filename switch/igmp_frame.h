/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IGMP as a switch sees it: versions 1 (RFC 1112), 2 (RFC 2236) and 3 (RFC 3376) in Ethernet frames; PIM hellos. Pure. */
#ifndef SWITCH_IGMP_FRAME_H
#define SWITCH_IGMP_FRAME_H

#include "core/frame.h"

enum igmp_kind { IGMP_NONE, IGMP_QUERY, IGMP_REPORT, IGMP_LEAVE, IGMP_PIM_HELLO, IGMP_BAD };
enum { IGMP_RECORDS = 32 };

struct igmp_record {
	u32 group;
	bool leaves;		/* INCLUDE {}: nobody wants it any more */
	bool blocks;		/* some sources are wanted no more: perhaps the last (RFC 3376, 5.1); who still wants the group says so when asked */
};
struct igmp_seen {
	u8 version;		/* 1 - 3 */
	u32 source;		/* of the IP header */
	u32 group;		/* of a query: 0: general */
	u16 max_resp_ds;	/* tenths of a second */
	unsigned n;		/* of a report */
	struct igmp_record record[IGMP_RECORDS];
};

/* IPv4 multicast's destination MAC: is the frame IGMP or PIM, and what does it say? */
enum igmp_kind igmp_look(const struct frame *f, struct igmp_seen *s);
struct igmp_query {
	u8 version;		/* 1 - 3 */
	u32 source, group;	/* group 0: general, to 224.0.0.1 */
	u16 max_resp_ds;	/* tenths of a second, below 128; version 1 says none */
	u16 query_s;		/* how often it is asked, for version 3 */
};
/* Returns the frame's length; 0: no room. */
size_t igmp_write_query(u8 *p, size_t room, const u8 mac[6], const struct igmp_query *q);

#endif
