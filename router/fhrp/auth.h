/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyed MD5 as HSRP and GLBP have it in IOS: RFC 1828 (the key filled to a block, the message, the key again). */
#ifndef ROUTER_FHRP_AUTH_H
#define ROUTER_FHRP_AUTH_H

#include "net/digest.h"

enum { FHRP_AUTH_PLAIN, FHRP_AUTH_KEY, FHRP_AUTH_CHAIN }; /* text; `md5 key-string`; `md5 key-chain` */
enum { FHRP_KEY_MAX = 100 };

/*
 * The digest of a message of len bytes; those at `at` hold, while it is made, the sender's address and twelve zeros. d is left as it was.
 * at + 16 <= len.
 */
void fhrp_md5(const char *key, const u8 *d, u32 len, u32 at, u32 src, u8 out[MD5_LEN]);

#endif
