/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The NIC of a container: a pair of interfaces of the kernel, one end in the container's network namespace, ours in a namespace without a name that holds
 * nothing else. The door (a raw socket in ours) is opened when the lab starts and lives as long; the pair is made anew whenever the container is switched on,
 * because its end goes with the container's namespace. All of this is the keeper's.
 */
#ifndef ATTACH_CONTAINER_H
#define ATTACH_CONTAINER_H

#include "attach/attach.h"
#include "attach/hostif.h"

/* Makes the pair with its far end, as asked, in the namespace behind the descriptor netns. false: why, and there is none. */
bool container_nic_plug(struct attach_handle *h, int netns, const struct hostif *far, char why[256]);
void container_nic_unplug(struct attach_handle *h);
/* Gives the container carrier, or takes it. */
void container_nic_carrier(struct attach_handle *h, bool up);
/* To be read when it is readable: what the far end does; -1: no such. */
int container_nic_events(const struct attach_handle *h);
/* Reads what has come: was the far end set up (1), down (0), or is it as it was (-1)? While we take carrier away nothing is known of it. */
int container_nic_heard(struct attach_handle *h);

#endif
