/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Network namespaces with names, compatible with `ip netns`. One that we made is remembered in
 * NETNS_MARKS/NAME/, a folder with an empty file for each attachment that uses it, and .id, which
 * tells this namespace from another of the same name that somebody made after ours was deleted.
 * With the last user the namespace goes. One that was there before is never marked, so never
 * removed.
 */
#ifndef ATTACH_NETNS_H
#define ATTACH_NETNS_H

#include "core/types.h"

#define NETNS_DIR "/run/netns"
#define NETNS_MARKS "/run/lanyard/netns"

/* NULL when good, else what is wrong with it as a name of a namespace. */
const char *netns_name_wrong(const char *name);
/* Makes it where there is none (loopback up), and marks that `user` ("tap-lab0") uses it. */
bool netns_join(const char *name, const char *user, char why[256]);
/* Takes the mark away; removes a namespace that was ours and that nobody else uses. Without a mark:
 * nothing. */
void netns_leave(const char *name, const char *user);

/* Calls fn(arg) with the thread in that namespace: NULL is where we are, "" a new one that lives as
 * long as a descriptor made in it. fn runs in a thread of its own then. false: fn was not called.
 * */
bool netns_run(const char *name, void (*fn)(void *arg), void *arg, char why[256]);
/* The same in the namespace behind a descriptor. */
bool netns_run_at(int ns, void (*fn)(void *arg), void *arg, char why[256]);
/* A descriptor of the namespace with that name, or of the calling thread's (NULL); -1: why. */
int netns_open(const char *name, char why[256]);

#endif
