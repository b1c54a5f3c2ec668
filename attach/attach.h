/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attachments: endpoints of wires that are something outside the lab, written as URIs. Each scheme is one file and one row
 * in attach/list.h. A scheme works in two halves, which may run in two processes:
 *
 *   the opener (keeper): touches the host, may need privileges, makes descriptors; undoes on close what it made
 *   the door (engine):   a node with one port; moves frames between the descriptors and that port; parses hostile bytes;
 *                        opens nothing
 *
 * A door is an ordinary node to the wire: kind->input() writes to the host, its watch reads from it and port_send()s. It reads no more
 * than port_send_room(), so a full lab pushes back on the host. What the host refuses is dropped as door_full or door_error.
 */
#ifndef ATTACH_ATTACH_H
#define ATTACH_ATTACH_H

#include "core/loop.h"
#include "core/node.h"

enum { ATTACH_FDS_MAX = 8, ATTACH_PARAMS_MAX = 16 };

struct attach_scheme;

/* A parsed URI: "tap:lab0?bridge=br0" -> scheme tap, path "lab0", one parameter. */
struct attach_uri {
	const struct attach_scheme *scheme;
	char *text;	/* as given */
	char *path;	/* between ':' and '?' */
	struct { char *key, *value; } param[ATTACH_PARAMS_MAX];
	unsigned n_params;
};
/* false: why is a sentence that says what to write instead; column (from 0) points into text. Checks the whole URI (addresses, names,
 * unknown parameters), opens nothing. */
bool attach_parse(const char *text, struct attach_uri *uri, char why[256], unsigned *column);
/* The same, and those that the lab makes itself: "=container:c1:eth0". */
bool attach_parse_own(const char *text, struct attach_uri *uri, char why[256], unsigned *column);
void attach_uri_free(struct attach_uri *uri);
const char *attach_param(const struct attach_uri *uri, const char *key);

/* What the opener made, handed to the door: descriptors, and facts as text ("vnet_hdr=1 mtu=1500 mac=..."). */
struct attach_handle {
	int fd[ATTACH_FDS_MAX];
	unsigned n_fds;
	char facts[512];
	void *opened;	/* the opener's memory of what to undo; NULL in the engine */
};

enum attach_status { ATTACH_OK, ATTACH_REFUSED /* exit status 4: permission, missing device */, ATTACH_BAD /* 2: cannot be, as asked */ };

struct attach_scheme {
	const char *name;
	const char *params;	/* names it takes, apart by blanks */
	const char *usage;	/* "tap:NAME[?bridge=BR&...]" */
	bool virtual_clock;	/* may be used on the virtual clock (pcap alone) */
	bool (*check)(const struct attach_uri *uri, char why[256], unsigned *column);
	/* Keeper side. On failure nothing is left behind. */
	enum attach_status (*open)(const struct attach_uri *uri, struct attach_handle *h, char why[256]);
	void (*close)(struct attach_handle *h);		/* undoes; closes descriptors of this process */
	/* After a keeper died: removes by name what open() would have left on the host. May be NULL. */
	void (*sweep)(const struct attach_uri *uri);
	/* Engine side, before the engine gives up its rights: opens what cannot be handed over as a descriptor, and says in h->facts how that went, for
	 * door(). Not called for what is attached to a running lab. May be NULL. */
	void (*claim)(const struct attach_uri *uri, struct attach_handle *h);
	/* Engine side: the door, a node named after the URI with one port; takes over the descriptors. NULL: why. */
	struct node *(*door)(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri,
			     struct attach_handle *h, char why[256]);
	/* For `doctor`: NULL when it can work here, else why not and what to install. */
	const char *(*doctor)(void);
	/* What the process `lanyard helper-NAME FD` runs, for a scheme that has a helper; returns its exit status. May be NULL. */
	int (*helper)(int fd);
};

const struct attach_scheme *attach_scheme_find(const char *name);
const struct attach_scheme *attach_scheme_at(unsigned i); /* NULL beyond the last */
/* The name of the i-th scheme that this build left out, and the Debian package it asks for; NULL beyond the last. */
const char *attach_left_out(unsigned i, const char **package);

#endif
