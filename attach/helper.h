/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Helper processes of attachments: this same program as `helper-NAME FD`, joined to the engine by a pair of sockets (SOCK_SEQPACKET) whose near end is a descriptor of
 * the handle. A helper ends with its socket or with the process that started it.
 */
#ifndef ATTACH_HELPER_H
#define ATTACH_HELPER_H

#include "attach/attach.h"

/* For openers: starts attach_scheme.helper of that name; adds the near end to h, whose `opened` becomes the helper's. false: why, and h is empty. */
bool helper_start(const char *name, struct attach_handle *h, char why[256]);
/* attach_scheme.close of a scheme with a helper. */
void helper_stop(struct attach_handle *h);

#endif
