/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ARP access lists (`arp access-list`): which senders, and in answers which targets, ARP inspection lets pass or refuses before it asks for a binding
 * (switch/snoop.h). A list that a filter names need not be there: then it says nothing.
 */
#ifndef SWITCH_ARP_ACL_H
#define SWITCH_ARP_ACL_H

#include "switch/bridge.h"

enum { ARP_ACL_NAME_MAX = 64, ARP_ACL_ENTRIES_MAX = 1024 };
enum arp_verdict { ARP_ACL_SILENT, ARP_ACL_PERMIT, ARP_ACL_DENY };

struct arp_side {
	u32 ip, ip_wild;	/* host order; a bit of the wildcard: may be anything */
	u8 mac[6], mac_wild[6];
};

struct arp_ace {
	bool permit;
	u8 op;			/* 1 request, 2 response; 0: either */
	struct arp_side sender, target;
};

struct arp_acl {
	struct arp_acl *next;	/* by name */
	char name[ARP_ACL_NAME_MAX + 1];
	struct arp_ace *ace;
	u64 *hits;		/* by entry */
	unsigned n;
};

/* `ip arp inspection filter`: a list for some VLANs. */
struct arp_filter {
	struct arp_filter *next;
	char name[ARP_ACL_NAME_MAX + 1];
	struct vlan_set vlans;
	bool strict;		/* `static`: what the list does not permit is refused */
};

struct arp_acls {
	struct arp_acl *first;
	struct arp_filter *filter;
};

struct arp_acl *arp_acl_find(const struct arp_acls *s, const char *name); /* NULL: none */
struct arp_acl *arp_acl_make(struct arp_acls *s, const char *name);
void arp_acl_remove(struct arp_acls *s, struct arp_acl *l);
/* At the end. false: there already, or one too many. */
bool arp_acl_add(struct arp_acl *l, const struct arp_ace *e);
bool arp_acl_delete(struct arp_acl *l, const struct arp_ace *e);
/* The filter of a VLAN; NULL: none. */
const struct arp_filter *arp_filter_of(const struct arp_acls *s, u16 vlan);
struct arp_filter *arp_filter_named(struct arp_acls *s, const char *name, bool make);
void arp_filter_remove(struct arp_acls *s, struct arp_filter *f);
/* What the list says of a message: op, and who says it (ip, mac), of whom. Counts. */
enum arp_verdict arp_acl_match(struct arp_acl *l, u16 op, const struct arp_side *sender, const struct arp_side *target);
void arp_acls_free(struct arp_acls *s);

#endif
