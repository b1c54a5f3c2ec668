/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The helper process of nat. */
#ifndef ATTACH_NAT_H
#define ATTACH_NAT_H

/* What `lanyard helper-nat FD` runs (attach_scheme.helper): moves frames between that socket
 * (SOCK_SEQPACKET, one frame a message) and the host's network until the other end is closed, or
 * the parent dies. Returns the exit status. */
int attach_nat_helper_main(int fd);

#endif
