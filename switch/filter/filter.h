/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a switch refuses within its VLANs: access lists on ports (of IPv4, IPv6, and of MAC addresses for what is no IP) and VLAN maps. A frame that comes in
 * meets the lists of its port, then the map of its VLAN; one that the switch routes into a VLAN meets the map. As on the switches this is modelled on: in a
 * map a list's `permit` means that the frame is meant; a frame that no entry means is dropped if the map asks for frames of its sort at all, else it passes.
 * ARP is no IP: lists of MAC addresses and `match mac` see it. Lists of either kind are held by name (router/acl/acl.h).
 */
#ifndef SWITCH_FILTER_FILTER_H
#define SWITCH_FILTER_FILTER_H

#include "router/acl/acl.h"
#include "switch/bridge.h"

enum { FILTER_NAME_MAX = 64, MAC_ACLS_MAX = 256, MAC_ACES_MAX = 1024, VLAN_MAPS_MAX = 256, VLAN_MAP_ENTRIES_MAX = 1024, VLAN_MAP_LISTS_MAX = 16, MAP_SEQ_MAX = 65535 };

/* ---- lists of MAC addresses: mac_acl.c ---- */

struct mac_side { u8 mac[6], wild[6]; };	/* bits of the wildcard: may be anything */
struct mac_ace {
	bool permit;
	struct mac_side src, dst;
	s32 type;		/* -1: any */
	u16 type_wild;
	s8 cos;			/* -1: any; frames without a tag have none */
	u64 matches;
};
struct mac_acl {
	struct mac_acl *next;	/* by name */
	char name[FILTER_NAME_MAX];
	struct mac_ace *ace;
	u32 n, holds;
	bool defined;
};

struct filter;
struct mac_acl *mac_acl_find(const struct filter *x, const char *name);
struct mac_acl *mac_acl_hold(struct filter *x, const char *name);	/* NULL: too many */
void mac_acl_release(struct filter *x, struct mac_acl *l);		/* NULL: nothing */
struct mac_acl *mac_acl_define(struct filter *x, const char *name);	/* NULL: too many */
void mac_acl_undefine(struct filter *x, struct mac_acl *l);
struct mac_ace *mac_acl_entry(struct mac_acl *l, const struct mac_ace *like); /* one that says the same; NULL */
bool mac_acl_add(struct mac_acl *l, const struct mac_ace *e);		/* false: full */
void mac_acl_delete(struct mac_acl *l, struct mac_ace *e);
/* The first entry that fits an Ethernet frame; type: behind its tag. A list without entries: ACL_NOTHING. Counts. */
enum acl_answer mac_acl_match(struct mac_acl *l, const struct frame *f, u16 type);
bool mac_type_parse(const char *text, u16 *type);	/* "appletalk", "0x806", "2054" */
const char *mac_type_name(u16 type);			/* NULL: has none */
const char *mac_type_word(unsigned at);			/* all names, one after the other; NULL: no more */
void mac_ace_text(const struct mac_ace *e, char *buf, size_t len);

/* ---- ports and VLANs: filter.c ---- */

enum filter_sort { FILTER_IP4, FILTER_IP6, FILTER_MAC, FILTER_SORTS };

struct map_entry {
	struct map_entry *next;	/* by sequence number */
	u32 seq;
	bool drop;
	struct { struct acl *acl; struct mac_acl *mac; } list[FILTER_SORTS][VLAN_MAP_LISTS_MAX];
	u8 n[FILTER_SORTS];
	u64 matches;
};
struct vlan_map {
	struct vlan_map *next;	/* by name */
	char name[FILTER_NAME_MAX];
	struct map_entry *entries;
	struct vlan_set vlans;	/* that it filters */
	bool asks[FILTER_SORTS];	/* derived: some entry has a list of that sort */
	u32 n;
};

struct port_filter {
	struct acl *acl[2];	/* IPv4, IPv6; NULL: none */
	struct mac_acl *mac;
};

struct filter {
	struct bridge *b;
	struct port_filter *port; /* by index */
	struct mac_acl *mac_acls;
	struct vlan_map *maps;
	struct vlan_map *of[VLAN_MAX + 1]; /* the map of a VLAN; NULL */
	u32 n_mac_acls, n_maps;
	bool filters;		/* some VLAN has a map */
	u64 dropped;		/* by maps, of what was routed into a VLAN */
};

void filter_new(struct bridge *b);	/* before the guards: it looks first */
void filter_free(struct bridge *b);
/* name NULL: none. false: too many lists. */
bool filter_port_set(struct swport *p, enum filter_sort sort, const char *name);
struct vlan_map *vlan_map_find(const struct filter *x, const char *name);
struct vlan_map *vlan_map_get(struct filter *x, const char *name);	/* makes it; NULL: too many */
void vlan_map_tidy(struct filter *x, struct vlan_map *m);		/* nothing is left of it: goes */
struct map_entry *map_entry_find(const struct vlan_map *m, u32 seq);
struct map_entry *map_entry_get(struct vlan_map *m, u32 seq);		/* NULL: too many */
void map_entry_remove(struct filter *x, struct vlan_map *m, struct map_entry *e);
/* Those lists (VLAN_MAP_LISTS_MAX at most) in the place of all it had of the sort. false: too many lists, or no name for one; it has what it had. */
bool map_entry_match(struct filter *x, struct map_entry *e, enum filter_sort sort, const char *const *name, unsigned n);
void filter_changed(struct filter *x);		/* maps, or what they filter */
/* A frame from the VLAN's interface, untagged. true: dropped, consumed. */
bool filter_from_cpu(struct bridge *b, struct frame *f, u16 vlan);

void filter_hook(struct bridge *b);	/* lists of IP for its ports, by the commands of router/acl/; when there is a stack */

extern const struct cmd_table filter_cmds[];
extern const unsigned n_filter_cmds;

#endif
