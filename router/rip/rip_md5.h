/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyed MD5 of RIP: RFC 4822 section 2, RFC 2082: the packet, then the key padded to 16 bytes. */
#ifndef ROUTER_RIP_RIP_MD5_H
#define ROUTER_RIP_RIP_MD5_H

#include "core/types.h"

void rip_md5(const u8 *packet, size_t len, const char *key, u8 out[16]);

#endif
