/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP's flags as the header has them (RFC 9293 3.1). */
#ifndef NET_TCP_H
#define NET_TCP_H

enum tcp_flag { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16, TCP_URG = 32 };

#endif
