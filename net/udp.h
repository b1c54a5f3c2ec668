/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UDP header (RFC 768). */
#ifndef NET_UDP_H
#define NET_UDP_H

enum { UDP_SRC = 0, UDP_DST = 2, UDP_LEN = 4, UDP_CSUM = 6, UDP_HLEN = 8 };

#endif
