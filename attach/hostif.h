/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's side of an attachment: an interface of the kernel, its addresses and default routes,
 * by netlink. */
#ifndef ATTACH_HOSTIF_H
#define ATTACH_HOSTIF_H

#include "attach/attach.h"
#include "net/addr.h"

enum { HOSTIF_ADDRESSES = 8 };

#define HOSTIF_PARAMS "netns address gateway mac mtu"

/* As a URI asks for it; strings are the URI's. */
struct hostif {
	const char *name;
	const char *netns;	/* NULL: where the keeper is */
	const char *bridge;	/* NULL: none */
	bool has_mac;
	u8 mac[6];
	u32 mtu;		/* 0: as the kernel makes it */
	struct { struct ipaddr ip; u8 plen; } address[HOSTIF_ADDRESSES];
	unsigned n_addresses;
	struct ipaddr gateway[2]; /* of the namespace; at most one a family */
	unsigned n_gateways;
	char user[48];		/* its name among the users of the namespace, "tap-lab0" */
};

/* Reads the URI's path and parameters; checks everything that can be checked without asking the
 * kernel. */
bool hostif_parse(const struct attach_uri *u, struct hostif *h, char why[256], unsigned *column);
/* Gives the interface what was asked for and sets it up, in the namespace of the calling thread.
 * Changes nothing that is as asked. */
enum attach_status hostif_configure(const struct hostif *h, char why[256]);
/* Takes addresses and bridge from an interface that was not ours and stays. */
void hostif_undo(const struct hostif *h);
/* Makes a pair: `ours` in the thread's namespace, h->name in the namespace behind the descriptor ns. */
enum attach_status hostif_make_veth(const struct hostif *h, int ns, const char *ours, char why[256]);
/* In the thread's namespace: takes an interface away, sets it up or down. What is not there is left. */
void hostif_remove(const char *name);
void hostif_set_up(const char *name, bool up);
void hostif_loopback_up(void);
/* Of interfaces that are yet to be made in the thread's namespace: the kernel does not speak on them by itself, no neighbour discovery, no reports. */
void hostif_new_are_silent(void);

#endif
