/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes and descriptors over Unix sockets: unix(7), SCM_RIGHTS. */
#ifndef ATTACH_PASSFD_H
#define ATTACH_PASSFD_H

#include <sys/types.h>

#include "core/types.h"

enum { PASSFD_MAX = 32 };	/* descriptors with one piece */

/* sendmsg(2) with n_fds (up to PASSFD_MAX, 0 too) descriptors, which stay the caller's; goes on after EINTR. SIGPIPE is not raised. */
ssize_t passfd_send(int sock, const void *data, size_t len, const int *fds, unsigned n_fds, int flags);
/* recvmsg(2) of up to len bytes; goes on after EINTR. The descriptors that came with them, close-on-exec, are appended to fds: *n grows, up to max; what
 * is beyond is closed, and *lost (may be NULL) set true. */
ssize_t passfd_receive(int sock, void *data, size_t len, int *fds, unsigned *n, unsigned max, bool *lost, int flags);

#endif
