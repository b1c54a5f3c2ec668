/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BGP: numbers of the wire, bounds, and path attributes (attr.c). */
#ifndef ROUTER_BGP_ATTR_H
#define ROUTER_BGP_ATTR_H

#include "core/intern.h"
#include "net/addr.h"
#include "net/rd.h"
#include "router/route.h"

enum {
	BGP_PORT = 179,
	BGP_HLEN = 19,
	BGP_MSG_MAX = 4096,
	BGP_AS_TRANS = 23456,
	BGP_PEERS_MAX = 4096,
	BGP_PATHS_MAX = 256,		/* of one prefix */
	BGP_NETS_MAX = 4 * 1024 * 1024,	/* of a family */
	BGP_PATH_LEN_MAX = 4000,	/* octets of an AS_PATH, four-octet form */
	BGP_QUEUE_MAX = 64,		/* messages that wait for a neighbour's TCP; then it walks the table at its own pace */
	BGP_WALK_TURN = 512,		/* prefixes of a turn of that walk: each may need a message of its own, and none is lost */
	BGP_BATCH = 16,		/* prefixes of a message that are looked up together */
	BGP_SETTLE_S = 120,	/* after the first session, neighbours that have not come are not waited for */
	BGP_TURN = 4096,		/* prefixes looked at before others have their turn */
	BGP_READ = 65536,		/* octets read from one neighbour in a turn */
	BGP_MULTI_MAX = 32,
	BGP_EXT_MAX = BGP_MSG_MAX,	/* octets of extended communities while a map looks at them: all that an UPDATE can have */
	BGP_TX_MAX = 511,		/* path identifiers we give; no more than a walk's turn, and twice the paths of a prefix */
	BGP_TX_DEFAULT = BGP_TX_MAX + 1, /* that of a default route which is told apart */
};

enum bgp_af { BGP_IP4, BGP_IP6, BGP_AFS };
enum { BGP_SAFI_UNICAST = 1, BGP_ORF_PREFIX = 64 /* RFC 5292: the one type of filter that is spoken here */, BGP_ORF_MAX = 4096 /* entries of a neighbour's */ };
static inline u16 bgp_afi(u8 af) { return af == BGP_IP4 ? 1 : 2; }
/* The family that these two name on the wire; -1: none that is spoken here. */
static inline int bgp_af_named(u16 afi, u8 safi) { return safi != BGP_SAFI_UNICAST ? -1 : afi == 1 ? BGP_IP4 : afi == 2 ? BGP_IP6 : -1; }
struct bgp;
const char *bgp_family_name(const struct bgp *b, u8 af);	/* "IPv4", "VPNv4" of a VRF's */
static inline u8 bgp_af_of(const struct ipaddr *a) { return a->af == AF_IP6 ? BGP_IP6 : BGP_IP4; }

enum bgp_msg_type { BGP_OPEN = 1, BGP_UPDATE, BGP_NOTIFICATION, BGP_KEEPALIVE, BGP_REFRESH };
enum bgp_attr_type {
	AT_ORIGIN = 1, AT_AS_PATH, AT_NEXT_HOP, AT_MED, AT_LOCAL_PREF, AT_ATOMIC, AT_AGGREGATOR, AT_COMMUNITY, AT_ORIGINATOR, AT_CLUSTERS,
	AT_MP_REACH = 14, AT_MP_UNREACH, AT_EXT_COMMUNITY, AT_AS4_PATH, AT_AS4_AGGREGATOR, AT_LARGE = 32,
};
enum bgp_seg { SEG_SET = 1, SEG_SEQUENCE, SEG_CONFED_SEQUENCE, SEG_CONFED_SET };
enum bgp_error { ERR_HEADER = 1, ERR_OPEN, ERR_UPDATE, ERR_HOLD, ERR_FSM, ERR_CEASE, ERR_REFRESH };
enum { CEASE_MAX_PREFIX = 1, CEASE_SHUTDOWN, CEASE_DECONFIGURED, CEASE_RESET, CEASE_REJECTED, CEASE_CONFIG, CEASE_COLLISION, CEASE_RESOURCES, CEASE_HARD_RESET, CEASE_BFD };

/* ---- path attributes (attr.c) ---- */

enum { HAS_MED = 1, HAS_LOCAL_PREF = 2, HAS_ATOMIC = 4, HAS_AGGREGATOR = 8, HAS_ORIGINATOR = 16 };
enum bgp_part { PART_PATH, PART_COMM, PART_EXT, PART_LARGE, PART_CLUSTERS, PART_OTHER, PARTS }; /* what has a length of its own */

/* At the head of an interned string; all octets are meaningful. The parts follow, as on the wire (AS numbers of four octets). */
struct bgp_attrs {
	u8 origin, has;
	u16 hops;		/* of the AS path, as it is compared (9.1.2.2 a; a set counts 1, a confederation 0) */
	u32 first_as;		/* the neighbouring AS; 0: the path is empty, or begins with a set */
	u32 med, local_pref;
	u16 len[PARTS];
	u8 nh_af, pad[3];	/* enum AF_: AF_NONE: ours, whoever sends it puts itself there */
	/* Few sets that are kept have one of these: the string of the others goes on with the parts here, bgp_attrs_wide() */
	u32 agg_as, agg_id, originator;
	struct ip6 nh, nh_link;	/* IPv4 in the first four octets; nh_link: the link-local beside it (RFC 2545 3) */
};
static inline bool bgp_attrs_wide(const struct bgp_attrs *a) { return a->nh_af || a->has & (HAS_AGGREGATOR | HAS_ORIGINATOR); }
static inline size_t bgp_attrs_size(const struct bgp_attrs *a) { return bgp_attrs_wide(a) ? sizeof(*a) : offsetof(struct bgp_attrs, agg_as); }
static inline const struct bgp_attrs *bgp_attrs(const struct intern *s) { return (const struct bgp_attrs *)(const void *)s->bytes; }

/* A set being made, all of its head there: each part points into a message, another set, or room of its own. */
struct bgp_draft {
	const u8 *part[PARTS];
	struct bgp_attrs h;
};
void bgp_draft_of(struct bgp_draft *d, const struct intern *s);
struct intern *bgp_draft_intern(struct worker *w, struct bgp_draft *d); /* hops and first_as are worked out here */
const u8 *bgp_part(const struct bgp_attrs *a, enum bgp_part p, u16 *len);
struct ipaddr bgp_next_hop(const struct bgp_attrs *a);
void bgp_set_next_hop(struct bgp_attrs *a, const struct ipaddr *nh);
/* The AS path of d with n numbers before it, of type seg, written to room (BGP_PATH_LEN_MAX). false: too long. */
bool bgp_path_prepend(struct bgp_draft *d, const u32 *as, unsigned n, u8 seg, u8 *room);
/* How the decision counts its length (9.1.2.2 a; RFC 5065 5.3), and the neighbouring AS that it names. */
unsigned bgp_path_hops(const u8 *path, u16 len, u32 *first_as);
/* How often as stands in it. */
unsigned bgp_path_count(const u8 *path, u16 len, u32 as);
unsigned bgp_path_numbers(const u8 *path, u16 len);	/* all of them, those of sets as well */
void bgp_path_segment(struct wr *w, u8 type, const u32 *as, u8 n);	/* n 0: none */
/* Without confederation segments (RFC 5065 5.3); without private AS numbers when there are no others, or (all) wherever they stand. */
void bgp_path_strip_confed(struct bgp_draft *d, u8 *room);
void bgp_path_replace(struct bgp_draft *d, u32 as, u32 by, u8 *room);	/* wherever it stands */
void bgp_path_strip_private(struct bgp_draft *d, bool all, u32 replace, u8 *room);
bool bgp_path_good(const u8 *path, size_t len, bool as4);	/* RFC 7606 7.2 */
bool bgp_has_community(const struct bgp_attrs *a, u32 community);
enum { BGP_EXT_INSIDE = 0x40 };	/* RFC 4360 3: a bit of an extended community's type: it does not leave the AS */
static inline bool bgp_as_private(u32 as) { return (as >= 64512 && as <= 65534) || as >= 4200000000u; }

#endif
